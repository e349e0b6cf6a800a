//! The mark of an unfinished folder: it is ours, who writes it, and which files of it.
//!
//! | line | meaning |
//! |---|---|
//! | `puncta partial 1` | what this is. A mark of an older version is empty |
//! | `file NAME` | written before the file is made: what is not named here is the user's |
//! | `placing` | everything is written, and moves to where it belongs: whoever finds it goes on with that |

use super::path::{is_file, stays_inside};
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Name of the mark in its folder.
pub const MARK: &str = ".puncta";
const HEAD: &str = "puncta partial 1\n";
const FILE: &str = "file ";
const PLACING: &str = "placing";
/// Bytes of a mark that are read at most: ours has some thousands.
const LARGEST: u64 = 1 << 20;

/// An open mark, locked as long as the run lives: a second run tells a busy folder from a left-over by it.
#[derive(Debug)]
pub struct Mark(File);

/// Why a folder has no mark to open.
#[derive(Debug)]
pub enum NoMark {
    /// Nothing of ours is there, or something else has its name.
    NotOurs,
    /// Another process holds it.
    Busy,
    Cannot(io::Error),
}

impl Mark {
    /// Marks a new folder.
    pub fn create(folder: &Path) -> Result<Mark, NoMark> {
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create_new(true).open(folder.join(MARK));
        let mut mark = Mark::locked(file.map_err(|error| match error.kind() {
            // Another run was faster.
            io::ErrorKind::AlreadyExists => NoMark::Busy,
            _ => NoMark::Cannot(error),
        })?)?;
        mark.0.write_all(HEAD.as_bytes()).map_err(NoMark::Cannot)?;
        Ok(mark)
    }

    /// The mark of a folder that is there; nothing is written to it.
    pub fn open(folder: &Path) -> Result<Mark, NoMark> {
        let path = folder.join(MARK);
        if !is_file(&path) {
            return Err(NoMark::NotOurs);
        }
        let file = OpenOptions::new().read(true).append(true).open(path).map_err(NoMark::Cannot)?;
        let mark = Mark::locked(file)?;
        let text = mark.text().map_err(NoMark::Cannot)?;
        if text.is_empty() || text.starts_with(HEAD) { Ok(mark) } else { Err(NoMark::NotOurs) }
    }

    fn locked(file: File) -> Result<Mark, NoMark> {
        // Where the file system knows no locks, two runs into one folder are not told apart.
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(NoMark::Busy),
            _ => Ok(Mark(file)),
        }
    }

    fn text(&self) -> io::Result<String> {
        let mut text = Vec::new();
        let mut file = &self.0;
        file.seek(SeekFrom::Start(0))?;
        file.take(LARGEST).read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn line(&self, line: &str) -> io::Result<()> {
        let head = if self.0.metadata()?.len() == 0 { HEAD } else { "" };
        (&self.0).write_all(format!("{head}{line}\n").as_bytes())
    }

    /// Says that a file is ours, before it is made.
    pub fn record(&self, name: &str) -> io::Result<()> {
        self.line(&format!("{FILE}{name}"))
    }

    /// Says that everything is written.
    pub fn place(&self) -> io::Result<()> {
        self.line(PLACING)?;
        self.0.sync_all()
    }

    /// Whether everything was written.
    pub fn is_placing(&self) -> bool {
        self.text().is_ok_and(|text| text.lines().any(|line| line == PLACING))
    }

    /// The files that are ours. They may be gone again.
    pub fn files(&self) -> io::Result<BTreeSet<String>> {
        let text = self.text()?;
        let names = text.lines().filter_map(|line| line.strip_prefix(FILE));
        Ok(names.filter(|name| stays_inside(name)).map(str::to_owned).collect())
    }
}

/// Whether a file is a mark that we wrote.
pub fn is_mark(path: &Path) -> bool {
    let mut start = [0; HEAD.len()];
    is_file(path)
        && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok()
        && start == *HEAD.as_bytes()
}
