//! `run.state` of a sweep: its finished points, so that another run can go on with it or merge it with others.
//!
//! | line | holds |
//! |---|---|
//! | first | `puncta state 4 sweep` |
//! | second | [`Head`] as JSON |
//! | others | a [`Point`] as JSON, as points finish |
//!
//! Lines are added at the end and brought to the disk. A last line that was cut off by a kill is left out; any other
//! line that is no point of this sweep makes the file damaged. It is read as untrusted input, and not beyond the size
//! that the sweep's points can have.

use super::possible;
use super::provenance::VERSION;
use super::shard::Shard;
use super::state::StateError;
use super::sweep::{PARTS, Point, Sweep};
use crate::foundation::shown::is_obeyed;
use crate::injury::Measure;
use crate::outcome::file;
use crate::simulate::inputs::DRAWS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

const MAGIC: &str = "puncta state 4 sweep\n";

/// Most bytes of the head.
const MOST_HEAD: u64 = 16_384;
/// Most bytes of a number with its name: it has 25 characters at most.
const MOST_NUMBER: usize = 40;
/// Most bytes of a point: its values, those of the draws, and what is around them.
const MOST_POINT: u64 = ((Measure::COUNT * PARTS.len() + 2 * DRAWS) * MOST_NUMBER + 1024) as u64;

/// Identity of a sweep's state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program.
    pub version: String,
    /// Hash of the scenarios of all points, in their order.
    pub study_hash: String,
    /// Number of points of the whole sweep.
    pub points: usize,
    /// Values of which the draws are kept.
    pub trade_off: Option<[String; 2]>,
    /// Part of the sweep; `None` for all of it.
    pub shard: Option<Shard>,
}

impl Head {
    /// Head of a sweep, or of one of its shards.
    pub fn new(sweep: &Sweep, shard: Option<Shard>) -> Head {
        let mut hasher = blake3::Hasher::new();
        for setting in &sweep.settings {
            hasher.update(setting.scenario_hash.as_bytes());
            hasher.update(b"\n");
        }
        for measure in Measure::ALL {
            hasher.update(measure.key().as_bytes());
        }
        let study_hash = hasher.finalize().to_hex().to_string();
        let trade_off = sweep.trade_off.map(|measures| measures.map(|measure| measure.key().to_owned()));
        Head { version: VERSION.to_owned(), study_hash, points: sweep.settings.len(), trade_off, shard }
    }

    /// Whether it may be that of a sweep. Messages quote its texts.
    fn is_sound(&self) -> bool {
        let keys = self.trade_off.iter().flatten();
        self.shard.is_none_or(|shard| shard.is_sound())
            && keys.clone().all(|key| Measure::of_key(key).is_some())
            && [&self.version, &self.study_hash].into_iter().all(|text| !text.chars().any(is_obeyed))
    }

    /// Refuses a value that no run gives.
    fn possible(&self, point: &Point) -> Result<(), String> {
        let of_point = |what: String| format!("point {}: {what}", point.number);
        for (measure, figure) in Measure::ALL.iter().zip(&point.figures) {
            possible::figure(*measure, figure).map_err(of_point)?;
        }
        let keys = self.trade_off.iter().flatten();
        let measures: Vec<Measure> = keys.filter_map(|key| Measure::of_key(key)).collect();
        if !point.draws.is_empty() && measures.is_empty() {
            return Err(of_point("it has draws, and the sweep has no trade-off".to_owned()));
        }
        for (number, draw) in point.draws.iter().enumerate() {
            for (measure, value) in measures.iter().zip(draw) {
                let key = || format!("{} of draw {number}", measure.key());
                let within = |value| possible::within(&key(), value, possible::range(*measure));
                value.map_or(Ok(()), within).map_err(of_point)?;
            }
        }
        Ok(())
    }

    /// What tells this sweep from others on the same scenarios.
    pub fn words(&self) -> String {
        let digits: String = self.study_hash.chars().take(16).collect();
        let trade_off = self.trade_off.as_ref().map(|keys| format!(" --trade-off {}", keys.join(",")));
        format!("{} points (study {digits}){}", self.points, trade_off.unwrap_or_default())
    }
}

/// Finished points of a sweep on the disk.
#[derive(Debug)]
pub struct Kept {
    path: PathBuf,
    file: File,
}

impl Kept {
    /// Begins the file with points that are there already. It is written whole under another name first.
    ///
    /// # Errors
    /// [`StateError::CannotWrite`].
    pub fn begin(path: &Path, head: &Head, points: &BTreeMap<usize, Point>) -> Result<Kept, StateError> {
        let new = path.with_file_name(super::state::NEW_STATE);
        let begin = || -> io::Result<File> {
            // What a killed program left there is removed.
            let _ = std::fs::remove_file(&new);
            let mut file = File::create_new(&new)?;
            file.write_all(MAGIC.as_bytes())?;
            writeln!(file, "{}", serde_json::to_string(head)?)?;
            for point in points.values() {
                writeln!(file, "{}", serde_json::to_string(point)?)?;
            }
            file.sync_data()?;
            std::fs::rename(&new, path)?;
            Ok(file)
        };
        let file = begin().map_err(|error| StateError::CannotWrite(path.to_path_buf(), error))?;
        Ok(Kept { path: path.to_path_buf(), file })
    }

    /// Adds points.
    ///
    /// # Errors
    /// [`StateError::CannotWrite`]; the points before stay.
    pub fn add(&mut self, points: &[Point]) -> Result<(), StateError> {
        let mut write = || -> io::Result<()> {
            let mut lines = String::new();
            for point in points {
                lines.push_str(&serde_json::to_string(point)?);
                lines.push('\n');
            }
            self.file.write_all(lines.as_bytes())?;
            self.file.sync_data()
        };
        write().map_err(|error| StateError::CannotWrite(self.path.clone(), error))
    }
}

/// Whether a file is the state of a sweep.
pub fn is_of_sweep(path: &Path) -> bool {
    let mut first = String::new();
    let read = file::open_itself(path, file::MOST_OF_AREA)
        .map(|file| BufReader::new(file.take(MAGIC.len() as u64)).read_line(&mut first));
    matches!(read, Ok(Ok(_))) && first == MAGIC
}

/// Reads head and points.
///
/// # Errors
/// [`StateError`].
pub fn read(path: &Path) -> Result<(Head, BTreeMap<usize, Point>), StateError> {
    let cannot = |error| StateError::CannotRead(path.to_path_buf(), error);
    let damaged = |why| StateError::Damaged(path.to_path_buf(), why);
    let mut reader =
        BufReader::new(file::open_itself(path, file::MOST_OF_AREA).map_err(|unread| cannot(unread.into()))?);
    let mut line = |most: u64| -> Result<Option<String>, StateError> {
        let mut bytes = Vec::new();
        (&mut reader).take(most).read_until(b'\n', &mut bytes).map_err(cannot)?;
        if bytes.pop() != Some(b'\n') {
            // The end of the file, or a line that was cut off.
            return if bytes.len() as u64 + 1 >= most {
                Err(damaged("a line is too long"))
            } else {
                Ok(None)
            };
        }
        String::from_utf8(bytes).map(Some).map_err(|_| damaged("it is not text"))
    };
    if line(MOST_HEAD)?.is_none_or(|first| format!("{first}\n") != MAGIC) {
        return Err(StateError::Foreign(path.to_path_buf()));
    }
    let head = line(MOST_HEAD)?.ok_or_else(|| damaged("it has no head"))?;
    let head: Head = serde_json::from_str(&head).map_err(|_| damaged("its head cannot be read"))?;
    if !head.is_sound() {
        return Err(damaged("its head makes no sense"));
    }
    let mut points = BTreeMap::new();
    while let Some(text) = line(MOST_POINT)? {
        let point: Point = serde_json::from_str(&text).map_err(|_| damaged("a point cannot be read"))?;
        if point.number >= head.points || point.figures.len() != Measure::COUNT {
            return Err(damaged("a point is none of this sweep"));
        }
        head.possible(&point).map_err(|what| StateError::Impossible(path.to_path_buf(), what))?;
        points.insert(point.number, point);
    }
    Ok((head, points))
}

/// Reads the points of a state that must be of this sweep.
///
/// # Errors
/// [`StateError`].
pub fn read_of(path: &Path, asked: &Head) -> Result<BTreeMap<usize, Point>, StateError> {
    let (head, points) = read(path)?;
    if head != *asked {
        let (there, asked) = if head.version != asked.version {
            (format!("points of version {}", head.version), format!("this is version {}", asked.version))
        } else {
            ("points of another sweep".to_owned(), "other settings are asked for".to_owned())
        };
        return Err(StateError::Other { path: path.to_path_buf(), there, asked });
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{Figure, IntervalOf};

    fn read_back(head: &Head, point: &Point) -> Result<(Head, BTreeMap<usize, Point>), String> {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("run.state");
        let [head, point] = [serde_json::to_string(head).unwrap(), serde_json::to_string(point).unwrap()];
        std::fs::write(&path, format!("{MAGIC}{head}\n{point}\n")).unwrap();
        read(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn limit_a_head_of_a_stranger_and_values_that_no_run_gives_are_refused() {
        let head = Head {
            version: VERSION.to_owned(),
            study_hash: "a1".to_owned(),
            points: 1,
            trade_off: Some(["reach.fat", "depth_mm.mean"].map(str::to_owned)),
            shard: None,
        };
        let figures = vec![Figure { value: Some(0.5), n: 3, ..Figure::default() }; Measure::COUNT];
        let point =
            Point { number: 0, figures, interval_of: IntervalOf::Inputs, draws: vec![[Some(0.1), None]] };
        let (same, points) = read_back(&head, &point).unwrap();
        assert_eq!((same, &points[&0]), (head.clone(), &point));
        for other in [
            Head { version: "\u{1b}[31m".to_owned(), ..head.clone() },
            Head { study_hash: "\u{202e}".to_owned(), ..head.clone() },
            Head { trade_off: Some(["reach.fat", "\u{9b}"].map(str::to_owned)), ..head.clone() },
            Head { shard: Some(Shard { number: 3, of: 2 }), ..head.clone() },
        ] {
            assert!(read_back(&other, &point).unwrap_err().contains("its head makes no sense"));
        }
        let mut wrong = point.clone();
        wrong.figures[Measure::ReachFat as usize].value = Some(7.0);
        let said = read_back(&head, &wrong).unwrap_err();
        assert!(said.ends_with("point 0: reach.fat.value = 7 is outside 0 to 1"), "{said}");
        let wrong = Point { draws: vec![[Some(1.5), None]], ..point.clone() };
        let said = read_back(&head, &wrong).unwrap_err();
        assert!(said.ends_with("point 0: reach.fat of draw 0 = 1.5 is outside 0 to 1"), "{said}");
        assert!(read_back(&Head { trade_off: None, ..head }, &point).unwrap_err().contains("no trade-off"));
    }
}
