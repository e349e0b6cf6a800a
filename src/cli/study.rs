//! The frame of a study: its folder and what it may replace, its threads and its clock, its files and pictures.
//!
//! A command says what is asked, what answers it, how the answer is drawn, and what it prints.

use super::pictures::{Pictures, cannot, write};
use super::terminal::wrapped;
use super::{Done, Stop, Work, results, shown};
use crate::outcome::{Answer, Claim, Folder, FolderError, Manifest, Provenance, provenance::CONTEXT_OF_USE};
use crate::render::look::Files;
use crate::render::{Look, Picture, RenderError};
use serde::Serialize;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Where results go, and what else than their scenario makes them what they are.
pub struct Asked<'a, Options> {
    /// Folder on the command line.
    pub out: Option<&'a Path>,
    /// Folder without one.
    pub usual: PathBuf,
    /// Every option that changes the results and is not in the scenario.
    pub options: Options,
    /// Whether other results may be replaced.
    pub force: bool,
    /// Whether to print results only.
    pub quiet: bool,
}

/// An answer in its folder.
pub struct Answered<A> {
    /// The answer.
    pub answer: A,
    /// Its folder.
    pub place: PathBuf,
    /// Its pictures.
    pub pictures: Vec<Picture>,
}

impl<A> Answered<A> {
    /// Names of the PNG files in the folder.
    pub fn pngs(&self) -> Vec<String> {
        self.pictures.iter().map(|picture| format!("figures/{}.png", picture.name)).collect()
    }
}

/// Answers a question and puts the answer into its folder: computes it on the threads of `work`, or else on this one,
/// and draws it.
pub fn answer<A: Answer + Send>(
    asked: &Asked<'_, impl Serialize>,
    work: Option<&Work>,
    pictures: &Pictures,
    provenance: &Provenance,
    make: impl FnOnce() -> Result<A, Stop> + Send,
    draw: impl FnOnce(&A, &Look) -> Result<Vec<Picture>, RenderError>,
) -> Result<Answered<A>, Stop> {
    let opened = Opened::new(A::COMMAND, asked, provenance)?;
    let pool = work.map(|work| work.pool(usize::MAX)).transpose()?;
    let (answer, threads) = match &pool {
        Some(pool) => (pool.install(make)?, pool.current_num_threads()),
        None => (make()?, 1),
    };
    let took = opened.clock.elapsed();
    answer.provenance().scenario_files().try_for_each(|(name, text)| opened.file(name, text))?;
    answer.files().iter().try_for_each(|(name, text)| opened.file(name, text))?;
    let look = pictures.look();
    let pictures = draw(&answer, &look).map_err(cannot)?;
    for picture in &pictures {
        opened.picture(&look.files(picture).map_err(cannot)?)?;
    }
    let place = opened.close(answer.provenance(), threads, took)?;
    Ok(Answered { answer, place, pictures })
}

/// A folder that is being filled.
pub struct Opened {
    folder: Folder,
    started: jiff::Timestamp,
    /// Time since then.
    pub clock: Instant,
    quiet: bool,
}

impl Opened {
    /// Opens the folder, unless it holds results that may not be replaced.
    pub fn new(
        command: &'static str,
        asked: &Asked<'_, impl Serialize>,
        provenance: &Provenance,
    ) -> Result<Opened, Stop> {
        let out = asked.out.unwrap_or(&asked.usual);
        let claim = Claim::new(command, provenance);
        let claim = match words(&asked.options)? {
            words if words.is_empty() => claim,
            words => claim.with_options(words),
        };
        let folder = Folder::open(out, claim, asked.force).map_err(said)?;
        Ok(Opened { folder, started: jiff::Timestamp::now(), clock: Instant::now(), quiet: asked.quiet })
    }

    /// Writes a file.
    pub fn file(&self, name: &str, text: &str) -> Done {
        self.folder.write(name, text.as_bytes()).map_err(said)
    }

    /// Writes a file of bytes.
    pub fn bytes(&self, name: &str, bytes: &[u8]) -> Done {
        self.folder.write(name, bytes).map_err(said)
    }

    /// Opens a file to write.
    pub fn create(&self, name: &str) -> Result<std::io::BufWriter<std::fs::File>, Stop> {
        self.folder.create(name).map_err(said)
    }

    /// Writes the files of a picture. Returns its name.
    pub fn picture(&self, files: &Files) -> Result<String, Stop> {
        write(&self.folder, files)
    }

    /// Puts the folder in place. Returns where it is.
    pub fn close(self, provenance: &Provenance, threads: usize, took: Duration) -> Result<PathBuf, Stop> {
        let manifest = Manifest { started: self.started, took, threads, taken_up: 0 };
        results::placed(self.folder.finish(manifest.of_study(provenance)), self.quiet)
    }
}

fn said(error: FolderError) -> Stop {
    Stop::said(error.to_string())
}

/// Options as on a command line, `--limit 0.01 --sites cheek,temple`; those without a value are left out.
fn words(options: &impl Serialize) -> Result<String, Stop> {
    let options = serde_json::to_value(options).map_err(|error| Stop::said(error.to_string()))?;
    let all = options.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    let words = all.map(|(name, value)| format!("--{} {}", name.replace('_', "-"), value_words(value)));
    Ok(words.collect::<Vec<_>>().join(" "))
}

fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(value_words).collect::<Vec<_>>().join(","),
        // Whole numbers without a point.
        Value::Number(number) => {
            number.as_f64().map_or_else(|| number.to_string(), |number| number.to_string())
        }
        other => other.to_string(),
    }
}

/// First digits of a hash, for an option that is a file: the file may change under the same name.
pub fn short_hash(bytes: &[u8]) -> String {
    const DIGITS: usize = 16;
    blake3::hash(bytes).to_hex().chars().take(DIGITS).collect()
}

/// PNG files of pictures of these names.
pub fn pngs(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("{name}.png")).collect()
}

/// Prints where the results are and the files to look at, with the context of use.
pub fn print_place(out: &mut impl Write, place: &Path, files: &[String], columns: usize) -> Done {
    writeln!(out, "\nResults in {}", shown(place))?;
    for file in files {
        writeln!(out, "  {file}")?;
    }
    write!(out, "\n{}", wrapped(CONTEXT_OF_USE, columns, 0))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Options<'a> {
        limit: f64,
        people: f64,
        set_mm: Option<f64>,
        sites: Vec<&'a str>,
    }

    #[test]
    fn identity_options_are_said_as_on_a_command_line() {
        let options = |set_mm| Options { limit: 0.05, people: 1.0, set_mm, sites: vec!["cheek", "temple"] };
        let said = |options: &Options<'_>| words(options).unwrap();
        assert_eq!(said(&options(None)), "--limit 0.05 --people 1 --sites cheek,temple");
        assert_eq!(said(&options(Some(1.5))), "--limit 0.05 --people 1 --set-mm 1.5 --sites cheek,temple");
    }
}
