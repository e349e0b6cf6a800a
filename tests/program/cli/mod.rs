//! The program as people use it: what it prints, writes, refuses, and how it ends.
//!
//! | file | holds |
//! |---|---|
//! | `animate` | `animate`: files, frames, what it refuses |
//! | `report` | `report` and `export`: what is in them, what they refuse |
//! | `cards` | `cards`: text, JSON, Markdown, pages |
//! | `commands` | help, `new`, `check`, `sites`, `devices` |
//! | `run` | `run`: what it prints, `--timings`, the same bytes again |
//! | `compare` | `compare`: the figures of runs, what it writes, which files it refuses |
//! | `sweep` | `sweep`: its table, shards, resume, what it refuses |
//! | `optimise` | `optimise`: known answers, fronts, what it refuses |
//! | `insert` | `insert --measured`: tables as machines write them |
//! | `installed` | completions in every shell, manual pages, licences |
//! | `timeline` | `timeline`: of a scenario and of a folder, what it moves with, what it refuses |
//! | `sensitivity` | `sensitivity`: what it writes and refuses |
//! | `draw` | `draw`: a results folder drawn anew, whole, edited or in part |
//! | `evidence`, `replay`, `validate`, `schema` | the command of that name |
//! | `explore` | `explore`: its answers beside those of a run, and what is not let in |
//! | `diagrams` | `diagram`: the figures that compare |
//! | `pictures`, `languages` | sizes, grounds, sheets; pictures of a run in German, the glossary |
//! | `german` | all other pictures in German |
//! | `snapshots` | what every figure says and where, against what is kept of it |
//! | `refused` | bad input |
//! | `strangers` | files of strangers: control characters, pipes, devices, forged values, what takes too long |
//! | `folder` | where results may go |
//! | `unix` | pipes and signals |
#![cfg(feature = "cli")]

mod animate;
mod cards;
mod commands;
mod compare;
mod diagrams;
mod draw;
mod evidence;
mod explore;
mod fit;
mod folder;
mod german;
mod insert;
mod installed;
mod languages;
mod optimise;
mod pictures;
mod refused;
mod replay;
mod report;
mod run;
mod safe_depth;
mod schema;
mod sensitivity;
mod snapshots;
mod strangers;
mod sweep;
mod timeline;
#[cfg(unix)]
mod unix;
mod validate;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The smallest scenario worth running; most tests change one thing of it.
const PEN: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n";
/// Settings that make a run take no time.
const SMALL: [&str; 6] = ["--set", "area.width_mm=2", "--set", "area.height_mm=2", "--realisations", "3"];

/// A room of its own for one test: an empty folder with `pen.toml` in it.
struct Room {
    folder: TempDir,
}

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Room {
    fn new() -> Room {
        let room = Room { folder: tempfile::tempdir().unwrap() };
        room.write("pen.toml", PEN);
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn puncta(&self, arguments: &[&str]) -> Said {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_puncta"))
            .args(arguments)
            .env_remove("COLUMNS")
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed"));
        Said { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// `run` with small settings, what is given, and a folder for the results.
    fn run(&self, scenario: &str, out: &str, more: &[&str]) -> Said {
        self.puncta(&[&["run", scenario, "-q", "--out", out], &SMALL[..], more].concat())
    }

    #[track_caller]
    fn well(&self, arguments: &[&str]) -> Said {
        let said = self.puncta(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.out, said.err);
        said
    }

    /// Exit 2, nothing on stdout, nothing written, every piece in the message.
    #[track_caller]
    fn refused(&self, arguments: &[&str], pieces: &[&str]) -> Said {
        let before = tree(self.folder.path());
        let said = self.puncta(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        // Lines break where the terminal ends.
        let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
        for piece in pieces {
            assert!(words.contains(piece), "{arguments:?}: {piece:?} is not in: {words}");
        }
        assert!(tree(self.folder.path()) == before, "{arguments:?} wrote something");
        said
    }
}

/// Every file below a folder with its bytes (the first of them, for huge ones); folders with a slash.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let about = fs::symlink_metadata(&path).unwrap();
            if about.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                walk(root, &path, found);
            } else if about.is_file() && about.len() < 50_000_000 {
                found.insert(name, fs::read(&path).unwrap());
            } else {
                found.insert(name, about.len().to_le_bytes().to_vec());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Everything but `manifest.json`, the only file with a time in it.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(folder);
    assert!(files.remove("manifest.json").is_some(), "{} has a manifest", folder.display());
    files
}

fn devices() -> Vec<&'static str> {
    let presets = puncta::device::presets().iter().map(|preset| preset.name.as_str());
    puncta::device::Kind::ALL
        .iter()
        .map(|kind| kind.name())
        .chain(presets)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}
