//! Mark of an unfinished folder: it says that the folder is ours, which run writes it, and which files belong
//! to it.
//!
//! | line | meaning |
//! |---|---|
//! | `puncta partial 1` | kind and version of the file. A mark of an older version is empty |
//! | `file NAME` | written before the file is created: a file not named here is the user's |
//! | `placing` | everything is written and being moved into place; a later run completes the move |

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
/// Most bytes of a mark that are read; those written have some thousands.
const LARGEST: u64 = 1 << 20;

/// An open mark, locked while the run lives. The lock lets a second run tell a folder in use from a
/// left-over.
#[derive(Debug)]
pub struct Mark(File);

/// Reason why a mark cannot be opened.
#[derive(Debug)]
pub enum NoMark {
    /// There is no mark of ours, or something else has its name.
    NotOurs,
    /// Another process holds the lock.
    Busy,
    Cannot(io::Error),
}

impl Mark {
    /// Marks a new folder.
    pub fn create(folder: &Path) -> Result<Mark, NoMark> {
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create_new(true).open(folder.join(MARK));
        let mut mark = Mark::locked(file.map_err(|error| match error.kind() {
            // Another run created it first.
            io::ErrorKind::AlreadyExists => NoMark::Busy,
            _ => NoMark::Cannot(error),
        })?)?;
        mark.0.write_all(HEAD.as_bytes()).map_err(|error| {
            // On a full disk: an empty mark would be in the way of the next run.
            let _ = std::fs::remove_file(folder.join(MARK));
            NoMark::Cannot(error)
        })?;
        Ok(mark)
    }

    /// Opens the mark of an existing folder without writing to it.
    pub fn open(folder: &Path) -> Result<Mark, NoMark> {
        let path = folder.join(MARK);
        if !is_file(&path) {
            return Err(NoMark::NotOurs);
        }
        let file = OpenOptions::new().read(true).append(true).open(path).map_err(NoMark::Cannot)?;
        let mark = Mark::locked(file)?;
        let text = mark.text().map_err(NoMark::Cannot)?;
        // A killed run may have written half of the head, or nothing of it.
        if text.starts_with(HEAD) || HEAD.starts_with(&text) { Ok(mark) } else { Err(NoMark::NotOurs) }
    }

    fn locked(file: File) -> Result<Mark, NoMark> {
        // Without locks in the file system, two runs into one folder cannot be told apart.
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

    /// Writes a line, on a line of its own also where the one before was cut off.
    fn line(&self, line: &str) -> io::Result<()> {
        let text = self.text()?;
        let before = if !text.starts_with(HEAD) {
            self.0.set_len(0)?;
            HEAD
        } else if text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        (&self.0).write_all(format!("{before}{line}\n").as_bytes())
    }

    /// Records that a file is ours, before the file is created.
    pub fn record(&self, name: &str) -> io::Result<()> {
        self.line(&format!("{FILE}{name}"))
    }

    /// Records that everything is written.
    pub fn place(&self) -> io::Result<()> {
        self.line(PLACING)?;
        self.0.sync_all()
    }

    /// Whether the mark records that everything is written.
    pub fn is_placing(&self) -> bool {
        self.text().is_ok_and(|text| text.lines().any(|line| line == PLACING))
    }

    /// Files recorded as ours; they may have been removed since.
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
