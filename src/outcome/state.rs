//! `run.state`: the counts of a run, so that another run can resume it or merge it with others.
//!
//! | part | holds |
//! |---|---|
//! | a line | `puncta state 4`: what this is, and the version of this format |
//! | a line | [`Head`] as JSON |
//! | a frame | rows, persons and depths |
//! | a frame a tile | its cells, tile by tile in their order |
//! | 32 bytes | BLAKE3 of everything before |
//!
//! The state of a run in bands begins with `puncta state 4 bands`. Its first frame holds the number of finished
//! rows of tiles, the persons, and the sum of the files of the maps ([`MapsSum`]), where the cells of these rows
//! are already. A frame a realisation follows, with its sums over these rows.
//!
//! A frame is its length in bytes (32 bits, little-endian) followed by a postcard message. The file is
//! written in full under another name and then renamed, so it always holds either the new state or the one
//! before. It is written tile by tile, which needs no second copy of the cells. It is read as untrusted
//! input: no length is accepted beyond what the scenario allows and what the file still holds, and nothing is
//! used before the check sum agrees.

use super::possible;
use super::provenance::{Provenance, VERSION};
use super::shard::Shard;
use crate::engine::tally::Squares;
use crate::engine::{Cell, Histogram, Tiling, Totals, counter, totals};
use crate::foundation::shown::Printed as _;
use crate::foundation::shown::is_obeyed;
use crate::injury::{Measure, Row};
use crate::outcome::file::{self, Unread};
use crate::simulate::precision::MOST_REALISATIONS;
use crate::simulate::{Bands, Counted, Setup, SimulateError};
use crate::skin::Column;
use crate::skin::layer::BOUNDARIES;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Name of the file in its folder.
pub const STATE: &str = "run.state";
/// Name of the file while it is written.
pub const NEW_STATE: &str = "run.state.new";
const MAGIC: &[u8] = b"puncta state 4\n";
const MAGIC_OF_BANDS: &[u8] = b"puncta state 4 bands\n";
const MAGIC_OF_ALL: &[u8] = b"puncta state ";
/// Most bytes of the head line.
const MOST_HEAD: u64 = 16_384;

/// Identity of a state: the run it belongs to, and the realisations it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program, with the commit if the build knew it.
    pub version: String,
    /// Name of the scenario, in words.
    pub name: String,
    /// Hash of the scenario as it was run.
    pub scenario_hash: String,
    /// Hash of the scenario without its number of realisations.
    pub series_hash: String,
    /// Hash of the keys of the values that a person has, in their order.
    pub keys_hash: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Part of the run that the state belongs to; `None` for a whole run.
    pub shard: Option<Shard>,
    /// First realisation in the state.
    pub from: u32,
    /// End of the realisations in the state: the number after the last one.
    pub to: u32,
}

/// Reason why a state cannot be read, used or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file cannot be read.
    #[error("cannot read {}: {}", .0.printed(), .1)]
    CannotRead(PathBuf, io::Error),
    /// The file is no state of this program.
    #[error("{} is not a state of puncta", .0.printed())]
    Foreign(PathBuf),
    /// The file is the state of a run of the other kind; `true` if that was one with `--stream`.
    #[error("{} is that of a run {}", .0.printed(), if *.1 { "with --stream, and goes on with --stream alone" } else { "without --stream, and goes on without it" })]
    OtherWay(PathBuf, bool),
    /// Another version of puncta wrote it.
    #[error("{} is of another format than this version of puncta reads", .0.printed())]
    OtherFormat(PathBuf),
    /// The file is damaged; the words say how.
    #[error("{} is damaged: {}", .0.printed(), .1)]
    Damaged(PathBuf, &'static str),
    /// The file holds a value that no run gives: key, value and allowed range, in words.
    #[error("{}: {}", .0.printed(), .1)]
    Impossible(PathBuf, String),
    /// The state belongs to another run.
    #[error("{} holds {there}, and {asked}", .path.printed())]
    Other {
        /// Path of the state.
        path: PathBuf,
        /// What the state holds, in words.
        there: String,
        /// What was asked for, in words.
        asked: String,
    },
    /// The file cannot be written.
    #[error("cannot write {}: {}", .0.printed(), .1)]
    CannotWrite(PathBuf, io::Error),
}

impl Head {
    /// Head of a run of this program that has counted nothing yet.
    pub fn new(provenance: &Provenance, shard: Option<Shard>) -> Head {
        let commit = option_env!("PUNCTA_COMMIT").map(|commit| format!(" ({commit})"));
        Head {
            version: format!("{VERSION}{}", commit.unwrap_or_default()),
            name: provenance.name.clone(),
            scenario_hash: provenance.scenario_hash.clone(),
            series_hash: provenance.series_hash.clone(),
            keys_hash: keys_hash(),
            seed: provenance.seed,
            shard,
            from: 0,
            to: 0,
        }
    }

    /// Refuses a state that belongs to another run. The number of realisations may differ, except between
    /// shards, which are parts of a fixed total.
    ///
    /// # Errors
    /// What differs, in words.
    pub fn must_fit(&self, asked: &Head, path: &Path) -> Result<(), StateError> {
        let scenario = |head: &Head, hash: &str| format!("\"{}\" (scenario {hash})", head.name);
        let part = |head: &Head| head.shard.map_or("a whole run".to_owned(), |shard| shard.to_string());
        let [there, wanted] = [self, asked].map(|head| match head.shard {
            Some(_) => short(&head.scenario_hash),
            None => short(&head.series_hash),
        });
        let differ = [
            (format!("a run of puncta {}", self.version), format!("this is puncta {}", asked.version)),
            (
                format!("values of other keys ({})", short(&self.keys_hash)),
                format!("this build of puncta has {}", short(&asked.keys_hash)),
            ),
            (format!("a run with seed {}", self.seed), format!("seed {} is asked for", asked.seed)),
            (part(self), format!("{} is asked for", part(asked))),
            (scenario(self, there), format!("{} is asked for", scenario(asked, wanted))),
        ];
        let same = [
            self.version == asked.version,
            self.keys_hash == asked.keys_hash,
            self.seed == asked.seed,
            self.shard == asked.shard,
            match self.shard {
                Some(_) => self.scenario_hash == asked.scenario_hash,
                None => self.series_hash == asked.series_hash,
            },
        ];
        match differ.into_iter().zip(same).find(|(_, same)| !same) {
            None => Ok(()),
            Some(((there, asked), _)) => Err(StateError::Other { path: path.to_path_buf(), there, asked }),
        }
    }
}

/// Hash of the keys of all measures in their order. A build of the same version may have others, and then a row
/// of values means something else.
fn keys_hash() -> String {
    let keys: Vec<&str> = Measure::ALL.iter().map(|measure| measure.key()).collect();
    blake3::hash(keys.join("\n").as_bytes()).to_hex().to_string()
}

/// The first digits of a hash, enough to tell scenarios apart.
fn short(hash: &str) -> &str {
    hash.get(..10).unwrap_or(hash)
}

/// Everything in a state except the cells.
#[derive(Serialize, Deserialize)]
struct Sums {
    /// Values row after row.
    figures: Vec<f64>,
    people: Vec<[f64; BOUNDARIES]>,
    depths: Vec<u64>,
}

// ---------------------------------------------------------------- writing

/// Writes a state in place of the previous one, which stays if this fails.
///
/// # Errors
/// [`StateError::CannotWrite`].
pub fn write(path: &Path, head: &Head, counted: &Counted) -> Result<(), StateError> {
    let head = Head { from: counted.from, to: counted.to(), ..head.clone() };
    write_over(path, MAGIC, &head, |to, frame| write_counted(to, counted, frame))
}

/// A state as bytes, for whoever keeps it elsewhere than in a file.
///
/// # Errors
/// None but those of memory.
pub fn to_bytes(head: &Head, counted: &Counted) -> io::Result<Vec<u8>> {
    let head = Head { from: counted.from, to: counted.to(), ..head.clone() };
    let mut bytes = Vec::new();
    write_to(&mut bytes, MAGIC, &head, &mut |to, frame| write_counted(to, counted, frame))?;
    Ok(bytes)
}

fn write_counted(to: &mut dyn Write, counted: &Counted, frame: &mut Vec<u8>) -> io::Result<()> {
    let sums = Sums {
        figures: counted.rows.iter().flatten().copied().collect(),
        people: counted.columns.iter().map(|column| column.bottoms_mm).collect(),
        depths: counted.depths.counts.clone(),
    };
    write_frame(to, &sums, frame)?;
    counted.tiles.iter().try_for_each(|cells| write_frame(to, cells, frame))
}

/// BLAKE3 of the BLAKE3 sums of all files of maps, as far as their rows are kept, in the order of
/// [`FieldKind::ALL`](crate::injury::FieldKind::ALL).
pub type MapsSum = [u8; 32];

/// Writes the state of a run in bands in place of the previous one, which stays if this fails.
///
/// # Errors
/// [`StateError::CannotWrite`].
pub fn write_bands(
    path: &Path,
    head: &Head,
    rows_of_tiles: usize,
    totals: &VecDeque<Totals>,
    columns: &[Column],
    maps: MapsSum,
) -> Result<(), StateError> {
    let head = Head { from: 0, to: totals.len() as u32, ..head.clone() };
    write_over(path, MAGIC_OF_BANDS, &head, |file, frame| {
        let people = columns.iter().map(|column| column.bottoms_mm).collect();
        write_frame(file, &Begun { rows_of_tiles: rows_of_tiles as u64, people, maps }, frame)?;
        totals.iter().try_for_each(|totals| write_frame(file, &totals.sums(), frame))
    })
}

/// Everything in the state of a run in bands except the sums.
#[derive(Serialize, Deserialize)]
struct Begun {
    rows_of_tiles: u64,
    people: Vec<[f64; BOUNDARIES]>,
    maps: MapsSum,
}

type Body<'a> = &'a mut dyn FnMut(&mut dyn Write, &mut Vec<u8>) -> io::Result<()>;

fn write_over(
    path: &Path,
    magic: &[u8],
    head: &Head,
    mut body: impl FnMut(&mut dyn Write, &mut Vec<u8>) -> io::Result<()>,
) -> Result<(), StateError> {
    let new = path.with_file_name(NEW_STATE);
    let done = write_new(&new, magic, head, &mut body).and_then(|()| fs::rename(&new, path));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    } else if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        // Makes the rename survive a loss of power, on systems where a folder can be synchronised.
        let _ = folder.sync_all();
    }
    done.map_err(|error| StateError::CannotWrite(path.to_path_buf(), error))
}

fn write_new(path: &Path, magic: &[u8], head: &Head, body: Body<'_>) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    // The file must be new: a killed run's leftover may have become a link, which must not be written
    // through.
    let mut file = BufWriter::with_capacity(1 << 18, File::create_new(path)?);
    write_to(&mut file, magic, head, body)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}

fn write_to(to: &mut impl Write, magic: &[u8], head: &Head, body: Body<'_>) -> io::Result<()> {
    let mut to = Hashed { inner: to, hasher: blake3::Hasher::new() };
    to.write_all(magic)?;
    serde_json::to_writer(&mut to, head)?;
    to.write_all(b"\n")?;
    body(&mut to, &mut Vec::new())?;
    let Hashed { inner, hasher } = to;
    inner.write_all(hasher.finalize().as_bytes())
}

fn write_frame(file: &mut dyn Write, message: &impl Serialize, frame: &mut Vec<u8>) -> io::Result<()> {
    frame.clear();
    *frame = postcard::to_extend(message, std::mem::take(frame)).map_err(io::Error::other)?;
    let length = u32::try_from(frame.len()).map_err(io::Error::other)?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(frame)
}

/// Computes a check sum of everything read or written.
struct Hashed<T> {
    inner: T,
    hasher: blake3::Hasher,
}

impl<T: Write> Write for Hashed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

// ---------------------------------------------------------------- reading

/// Sum of the counts of all shards of a run of this setup, in their order; `read` reads the state of the shard of this index.
///
/// # Errors
/// Any [`StateError`] of reading, or why the shards are no whole run, in words.
pub fn together(
    shards: u32,
    read: impl Fn(usize) -> Result<(Head, Counted), StateError>,
    provenance: &Provenance,
    setup: &Setup,
) -> Result<Counted, Joined> {
    let mut together: Option<Counted> = None;
    for number in 1..=shards {
        let (head, counted) = read(number as usize - 1)?;
        let shard = Shard { number, of: shards };
        head.must_fit(&Head::new(provenance, Some(shard)), Path::new(&shard.to_string()))?;
        let own = shard.realisations(setup.realisations);
        if counted.realisations() != own {
            return Err(Joined::Lacks(shard));
        }
        match &mut together {
            None => together = Some(counted),
            Some(before) => {
                before.append(counted).map_err(|_| Joined::Lacks(shard))?;
                if before.is_full() {
                    return Err(Joined::Full(before.to()));
                }
            }
        }
    }
    together.ok_or(Joined::Nothing)
}

/// Why shards cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum Joined {
    /// A state that cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// A shard does not hold its realisations.
    #[error("{0} does not hold its own realisations")]
    Lacks(Shard),
    /// A cell of the maps is full after so many realisations.
    #[error("{}", SimulateError::Full(*.0))]
    Full(u32),
    /// There are no shards.
    #[error("there are no shards")]
    Nothing,
}

/// Whether a file (not a link) begins like a state of any version.
///
/// # Errors
/// As the system says; a file that is not there is none.
pub fn is_state(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    }
    let mut start = Vec::new();
    File::open(path)?.take(MAGIC_OF_ALL.len() as u64).read_to_end(&mut start)?;
    Ok(start == MAGIC_OF_ALL)
}

/// Reads the head of a state.
///
/// # Errors
/// Any [`StateError`] of reading.
pub fn read_head(path: &Path) -> Result<Head, StateError> {
    Reader::open(path, MAGIC).map(|(_, head)| head)
}

/// Reads the head of a state of a run in bands.
///
/// # Errors
/// Any [`StateError`] of reading.
pub fn read_head_of_bands(path: &Path) -> Result<Head, StateError> {
    Reader::open(path, MAGIC_OF_BANDS).map(|(_, head)| head)
}

/// Reads the state of a run in bands of this setup, and the sum that the files of its maps must have.
///
/// # Errors
/// Any [`StateError`] of reading.
pub fn read_bands(path: &Path, setup: &Setup) -> Result<(Head, Bands, MapsSum), StateError> {
    let (mut reader, head) = Reader::open(path, MAGIC_OF_BANDS)?;
    let count = (head.to - head.from) as usize;
    let tiling = Tiling::new(&setup.grid);
    let Begun { rows_of_tiles, people, maps } = reader.frame(96 + count * 8 * BOUNDARIES)?;
    let rows_of_tiles = usize::try_from(rows_of_tiles).unwrap_or(usize::MAX);
    if people.len() != count || !people.iter().all(is_stack) || !(1..tiling.rows).contains(&rows_of_tiles) {
        return Err(reader.damaged("its bands are not those of this scenario"));
    }
    let squares = Squares::new(&setup.grid);
    let mut totals = Vec::new();
    for _ in 0..count {
        let sums: totals::Sums<'static> = reader.frame(totals::Sums::most_bytes(&squares))?;
        let sound = sums.into_totals(&squares);
        totals.push(sound.ok_or_else(|| reader.damaged("its sums are not those of this scenario"))?);
    }
    reader.finish()?;
    let columns = people.into_iter().map(|bottoms_mm| Column { bottoms_mm }).collect();
    Ok((head, Bands { rows_of_tiles, totals, columns }, maps))
}

/// Whether these can be the boundaries of a person's layers.
fn is_stack(bottoms: &[f64; BOUNDARIES]) -> bool {
    bottoms.iter().all(|bottom| (0.0..possible::MOST_MM).contains(bottom)) && bottoms.is_sorted()
}

/// Reads a whole state of a run of this setup.
///
/// # Errors
/// Any [`StateError`] of reading.
pub fn read(path: &Path, setup: &Setup) -> Result<(Head, Counted), StateError> {
    let (reader, head) = Reader::open(path, MAGIC)?;
    read_counted(reader, head, setup)
}

/// Reads a whole state from bytes; `name` says in messages whose they are.
///
/// # Errors
/// Any [`StateError`] of reading.
pub fn of_bytes(name: &str, bytes: &[u8], setup: &Setup) -> Result<(Head, Counted), StateError> {
    let (reader, head) = Reader::begin(Path::new(name), bytes, bytes.len() as u64, MAGIC)?;
    read_counted(reader, head, setup)
}

fn read_counted(
    mut reader: Reader<impl BufRead>,
    head: Head,
    setup: &Setup,
) -> Result<(Head, Counted), StateError> {
    let realisations = head.to - head.from;
    let count = realisations as usize;
    let bins = counter::depths();
    let most = 64 + count * 8 * (Measure::COUNT + BOUNDARIES) + 10 * bins.counts.len();
    let Sums { figures, people, depths } = reader.frame(most)?;
    let strikes = depths.iter().try_fold(0u64, |sum, count| sum.checked_add(*count));
    if figures.len() != count * Measure::COUNT
        || people.len() != count
        || depths.len() != bins.counts.len()
        || !people.iter().all(is_stack)
        || strikes.is_none()
    {
        return Err(reader.damaged("its figures are not those of so many realisations"));
    }
    for (person, row) in figures.chunks_exact(Measure::COUNT).enumerate() {
        for (measure, value) in Measure::ALL.iter().zip(row).filter(|(_, value)| !value.is_nan()) {
            let key = format!("{} of realisation {}", measure.key(), head.from as usize + person);
            possible::within(&key, *value, possible::range(*measure))
                .map_err(|what| StateError::Impossible(reader.path.clone(), what))?;
        }
        possible::row(row, setup).map_err(|what| {
            let what = format!("realisation {}: {what}", head.from as usize + person);
            StateError::Impossible(reader.path.clone(), what)
        })?;
    }
    let tiling = Tiling::new(&setup.grid);
    let mut tiles: Vec<Vec<Cell>> = Vec::with_capacity(tiling.len());
    for index in 0..tiling.len() {
        let tile = tiling.tile(index);
        let wanted = tile.columns.len() * tile.rows.len();
        let cells: Vec<Cell> = reader.frame(16 + 4 * wanted * std::mem::size_of::<Cell>())?;
        let possible = |cell: &Cell| cell.is_possible(realisations, &setup.grid);
        if cells.len() != wanted || !cells.iter().all(possible) {
            return Err(reader.damaged("its maps are not those of this scenario"));
        }
        tiles.push(cells);
    }
    reader.finish()?;
    let counted = Counted {
        from: head.from,
        rows: figures.chunks_exact(Measure::COUNT).filter_map(|row| Row::try_from(row).ok()).collect(),
        columns: people.into_iter().map(|bottoms_mm| Column { bottoms_mm }).collect(),
        depths: Histogram { counts: depths, ..bins },
        tiles,
    };
    Ok((head, counted))
}

struct Reader<R> {
    path: PathBuf,
    file: R,
    hasher: blake3::Hasher,
    /// Bytes left in the file, by its length.
    left: u64,
}

impl Reader<BufReader<File>> {
    fn open(path: &Path, wanted: &[u8]) -> Result<(Self, Head), StateError> {
        let cannot = |error| StateError::CannotRead(path.to_path_buf(), error);
        let file = file::open_itself(path, u64::MAX).map_err(|unread| match unread {
            Unread::Folder | Unread::Special(_) => StateError::Foreign(path.to_path_buf()),
            other => cannot(other.into()),
        })?;
        let length = file.get_ref().metadata().map_err(cannot)?.len();
        Reader::begin(path, BufReader::with_capacity(1 << 18, file.into_inner()), length, wanted)
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads the head of a state of so many bytes.
    fn begin(path: &Path, file: R, left: u64, wanted: &[u8]) -> Result<(Self, Head), StateError> {
        let mut reader = Reader { path: path.to_path_buf(), file, hasher: blake3::Hasher::new(), left };
        let magic = reader.line(MAGIC.len().max(MAGIC_OF_BANDS.len()) as u64)?;
        if !magic.starts_with(MAGIC_OF_ALL) {
            return Err(StateError::Foreign(path.to_path_buf()));
        }
        if magic != wanted {
            let path = path.to_path_buf();
            return Err(match magic.as_slice() {
                MAGIC => StateError::OtherWay(path, false),
                MAGIC_OF_BANDS => StateError::OtherWay(path, true),
                _ => StateError::OtherFormat(path),
            });
        }
        let line = reader.line(MOST_HEAD)?;
        let head: Head =
            serde_json::from_slice(&line).map_err(|_| reader.damaged("its head cannot be read"))?;
        let sound = head.from < head.to
            && head.to <= MOST_REALISATIONS
            && head.shard.is_none_or(|shard| shard.is_sound())
            && [&head.version, &head.name, &head.scenario_hash, &head.series_hash, &head.keys_hash]
                .into_iter()
                .all(|text| !text.chars().any(is_obeyed));
        if sound { Ok((reader, head)) } else { Err(reader.damaged("its head makes no sense")) }
    }

    fn damaged(&self, what: &'static str) -> StateError {
        StateError::Damaged(self.path.clone(), what)
    }

    /// Reads up to the end of the line, at most `most` bytes.
    fn line(&mut self, most: u64) -> Result<Vec<u8>, StateError> {
        let mut line = Vec::new();
        self.file
            .by_ref()
            .take(most)
            .read_until(b'\n', &mut line)
            .map_err(|error| StateError::CannotRead(self.path.clone(), error))?;
        self.hasher.update(&line);
        self.left = self.left.saturating_sub(line.len() as u64);
        Ok(line)
    }

    /// Reads `count` bytes.
    fn bytes(&mut self, count: usize) -> Result<Vec<u8>, StateError> {
        if count as u64 > self.left {
            return Err(self.damaged("its end is missing"));
        }
        let mut bytes = vec![0; count];
        match self.file.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Err(self.damaged("its end is missing"));
            }
            Err(error) => return Err(StateError::CannotRead(self.path.clone(), error)),
        }
        self.left -= count as u64;
        Ok(bytes)
    }

    /// Reads the next message, of at most `most` bytes.
    fn frame<T: DeserializeOwned>(&mut self, most: usize) -> Result<T, StateError> {
        let length = self.bytes(4)?;
        self.hasher.update(&length);
        let length = length.iter().rev().fold(0u32, |length, byte| length << 8 | u32::from(*byte)) as usize;
        if length > most {
            return Err(self.damaged("a part of it is longer than it can be"));
        }
        let bytes = self.bytes(length)?;
        self.hasher.update(&bytes);
        match postcard::take_from_bytes(&bytes) {
            Ok((message, [])) => Ok(message),
            _ => Err(self.damaged("a part of it cannot be read")),
        }
    }

    /// Checks the sum over all, and that nothing follows it.
    fn finish(mut self) -> Result<(), StateError> {
        let sum = self.hasher.finalize();
        let there = self.bytes(blake3::OUT_LEN)?;
        if self.left > 0 {
            return Err(self.damaged("it goes on after its end"));
        }
        if there != sum.as_bytes() {
            return Err(self.damaged("its sum does not agree"));
        }
        Ok(())
    }
}
