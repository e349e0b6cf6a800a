//! The results folder. Everything is written into an unfinished folder and then put in place. The unfinished
//! folder is `<out>.partial`, or lies inside the folder if it cannot be beside it. Nothing of the user's is
//! lost: only files that puncta wrote and nobody changed are removed, and no link is followed when a file is
//! made, overwritten or removed. A run may keep its state in the unfinished folder ([`super::state`]), where
//! it outlives a run that failed or was killed.
//!
//! | file | holds |
//! |---|---|
//! | here | the folder while it is being written |
//! | `claim` | identity of results, and what a folder already holds |
//! | `mark` | mark of an unfinished folder: its owner and its files |
//! | `place` | moves finished files into place |
//! | `leftover` | hidden left-overs of killed runs |
//! | `path` | resolves a folder to a single path; checks for links |

mod claim;
mod leftover;
mod mark;
pub(super) mod path;
mod place;
#[cfg(test)]
mod tests;

pub use claim::Claim;

use self::claim::There;
use self::mark::{MARK, Mark, NoMark};
use self::path::{about, is_file, is_folder, remove_if_empty};
use super::file::{self, Unread};
use super::manifest::MANIFEST;
use super::state::{STATE, is_state};
use crate::foundation::shown::Printed as _;
use serde_json::{Map, Value};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Name of an unfinished folder inside its target folder.
const INSIDE: &str = ".puncta-partial";

/// Reason why results cannot go into a folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The target is a file.
    #[error("{} is a file; results need a folder. Choose another with --out", .0.printed())]
    IsFile(PathBuf),
    /// The target is a link, to the second path.
    #[error("{} is a link to {}, and results are not written through links. Give the folder itself with --out", .0.printed(), .1.printed())]
    IsLink(PathBuf, PathBuf),
    /// The target is not empty and holds no results of this program.
    #[error(
        "{} is not empty and holds no results of puncta. Choose another folder with --out, or --force to write into it: what it \
         holds is kept",
        .0.printed()
    )]
    Foreign(PathBuf),
    /// The target holds results of an older version, which kept no list of its files.
    #[error(
        "{} holds results of an older version of puncta, which kept no list of its files. Choose another folder with --out, or \
         --force to write into it: what it holds is kept",
        .0.printed()
    )]
    Unlisted(PathBuf),
    /// The target holds other results.
    #[error(
        "{} holds other results: {there}. Asked for: {asked}. Choose another folder with --out, for example {}, or --force to \
         replace them",
        .out.printed(), .free.printed()
    )]
    Other {
        /// Folder as requested.
        out: PathBuf,
        /// Results that it holds, in words.
        there: String,
        /// Results that were to be written, in words.
        asked: String,
        /// Path nearby that is not in use.
        free: PathBuf,
    },
    /// Another run is writing to the target.
    #[error("another run is writing to {} just now. Wait for it, or choose another folder with --out", .0.printed())]
    Busy(PathBuf),
    /// A file or folder at this path could not be written.
    #[error("cannot write results to {}: {}. Choose another folder with --out", .0.printed(), .1)]
    CannotWrite(PathBuf, io::Error),
    /// The complete results could not be moved into the target.
    #[error(
        "cannot put the results into {}: {error}. They are whole in {}, and the next run into this folder puts them in place; or \
         take them from there",
        .out.printed(), .partial.printed()
    )]
    CannotPlace {
        /// Folder as requested.
        out: PathBuf,
        /// Unfinished folder that holds the complete results.
        partial: PathBuf,
        /// Error of the file system.
        error: io::Error,
    },
    /// The results are in place, and something that the run needed could not be removed.
    #[error(
        "the results are whole in {}, but what is left of the run could not be removed: {error}. The next run into this folder \
         removes it",
        .out.printed()
    )]
    NotTidied {
        /// Folder as requested.
        out: PathBuf,
        /// Error of the file system.
        error: io::Error,
    },
}

impl FolderError {
    /// Why results were not put in place, or not to the end. The manifest is moved last.
    fn of_placing(out: &Path, partial: &Path, error: io::Error) -> FolderError {
        let out = out.to_path_buf();
        match about(&partial.join(MANIFEST)) {
            Ok(None) => FolderError::NotTidied { out, error },
            _ => FolderError::CannotPlace { out, partial: partial.to_path_buf(), error },
        }
    }
}

/// A results folder while it is being written.
#[derive(Debug)]
pub struct Folder {
    /// Path as requested, for messages.
    asked: PathBuf,
    /// Resolved path.
    out: PathBuf,
    partial: PathBuf,
    claim: Claim,
    /// Whether the existing folder belongs to someone else.
    shared: bool,
    /// `None` once the results are in place.
    mark: Option<Mark>,
    /// Parent folders that did not exist before, the nearest first.
    made: Vec<PathBuf>,
    /// Messages about left-overs.
    said: Vec<String>,
}

/// Results in their final place.
#[derive(Debug)]
pub struct Placed {
    /// The folder, as requested.
    pub folder: PathBuf,
    /// Manifest as written, with the check sums of the files.
    pub manifest: Value,
    /// Sentences about things kept that puncta did not write.
    pub kept: Vec<String>,
}

impl Folder {
    /// Checks that results can go to `out` and opens an unfinished folder for them. Problems that would only
    /// show after the run are found before it.
    ///
    /// # Errors
    /// The obstacle.
    pub fn open(out: &Path, claim: Claim, force: bool) -> Result<Folder, FolderError> {
        Folder::open_over(out, claim, force, LeftOver::Remove)
    }

    /// Like [`Folder::open`], but keeps a killed run's left-overs for [`Folder::left_state`].
    ///
    /// # Errors
    /// The obstacle.
    pub fn reopen(out: &Path, claim: Claim, force: bool) -> Result<Folder, FolderError> {
        Folder::open_over(out, claim, force, LeftOver::Keep)
    }

    fn open_over(
        asked: &Path,
        claim: Claim,
        force: bool,
        left_over: LeftOver,
    ) -> Result<Folder, FolderError> {
        let fail = |error| FolderError::CannotWrite(asked.to_path_buf(), error);
        let out = path::resolve(asked).map_err(fail)?;
        if fs::symlink_metadata(&out).is_ok_and(|about| about.is_symlink()) {
            let to = fs::read_link(&out).map_err(fail)?;
            return Err(FolderError::IsLink(asked.to_path_buf(), to));
        }
        let mut said = leftover::sweep(&out, &unfinished(&out), &claim);
        let mut left = None;
        for partial in unfinished(&out) {
            let Some(mark) = left_mark(&partial, asked)? else { continue };
            if mark.is_placing() {
                let cannot = |error| FolderError::of_placing(asked, &partial, error);
                said.extend(place::settle(&partial, &out, mark).map_err(cannot)?);
            } else {
                left = left.or(Some((partial, mark)));
            }
        }
        // A state says for itself, and more exactly, whether a run can resume from it.
        let has_state = left_over == LeftOver::Keep && is_state(&out.join(STATE)).map_err(fail)?;
        let shared = may_go_to(asked, &out, &claim, force, has_state)?;
        let exists = about(&out).map_err(fail)?.is_some();
        let above = out.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        let made = above.take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
        let asked = asked.to_path_buf();
        let was_left = left.is_some();
        let (partial, mark) = match left {
            Some((partial, mark)) => (partial, Some(mark)),
            None => (out.join(INSIDE), None),
        };
        // From here on an error drops the folder, which removes everything made so far.
        let mut folder = Folder { asked, out, partial, claim, shared, mark, made, said };
        let prepared = match (was_left, left_over) {
            (false, _) => folder.begin(exists),
            (true, LeftOver::Remove) => folder.clear(false).and_then(|()| folder.probe(exists)),
            (true, LeftOver::Keep) => folder.probe(exists),
        };
        prepared.map_err(|error| FolderError::CannotWrite(folder.asked.clone(), error))?;
        Ok(folder)
    }

    /// Creates the unfinished folder beside the target, or inside it if files cannot be moved over from
    /// beside.
    fn begin(&mut self, exists: bool) -> io::Result<()> {
        if let Some(beside) = beside(&self.out) {
            self.partial = beside;
            let begun = self.mark_partial().and_then(|()| self.probe(exists));
            if begun.is_ok()
                || !exists
                || begun.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::ResourceBusy)
            {
                return begun;
            }
            self.abandon();
        }
        self.partial = self.out.join(INSIDE);
        self.mark_partial().and_then(|()| self.probe(exists))
    }

    fn mark_partial(&mut self) -> io::Result<()> {
        if let Some(above) = self.partial.parent() {
            fs::create_dir_all(above)?;
        }
        match fs::create_dir(&self.partial) {
            // An existing but empty folder is as good as a new one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_folder(&self.partial) => {}
            made => made?,
        }
        self.mark = Some(Mark::create(&self.partial).map_err(|error| match error {
            NoMark::Cannot(error) => {
                remove_if_empty(&self.partial);
                error
            }
            NoMark::NotOurs | NoMark::Busy => io::ErrorKind::ResourceBusy.into(),
        })?);
        Ok(())
    }

    /// Tests whether a file can be moved from the unfinished folder into the target.
    fn probe(&self, exists: bool) -> io::Result<()> {
        if !exists {
            return Ok(());
        }
        let name = leftover::probe(&self.partial)?;
        let (from, to) = (self.partial.join(&name), self.out.join(&name));
        File::create_new(&from)?;
        if about(&to)?.is_some() {
            fs::remove_file(from)?;
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(&from, &to).inspect_err(|_| drop(fs::remove_file(&from)))?;
        fs::remove_file(to)
    }

    /// Writes a file into the folder; `name` may include a sub-folder.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let write = || io::Write::write_all(&mut self.new_file(name)?, bytes);
        write().map_err(|error| self.cannot_write(name, error))
    }

    /// Opens a new file of the folder for writing piece by piece.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(&self, name: &str) -> Result<BufWriter<File>, FolderError> {
        self.new_file(name).map(BufWriter::new).map_err(|error| self.cannot_write(name, error))
    }

    /// Creates a new file, which the mark names first.
    fn new_file(&self, name: &str) -> io::Result<File> {
        if let Some(mark) = &self.mark {
            mark.record(name)?;
        }
        let path = self.partial.join(name);
        if let Some(above) = path.parent()
            && !is_folder(above)
        {
            fs::create_dir(above)?;
        }
        // `create_new` follows no link and overwrites nothing.
        File::create_new(path)
    }

    /// Opens a file of an earlier run to go on writing, cut to `bytes`.
    ///
    /// # Errors
    /// Errors of the file system; also if it is shorter, or no plain file of this folder.
    pub fn append(&self, name: &str, bytes: u64) -> io::Result<File> {
        let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidInput, format!("{name} {why}"));
        let path = path::file_below(&self.partial, name).ok_or_else(|| refused("is missing, or a link"))?;
        if !self.mark.as_ref().is_some_and(|mark| mark.files().is_ok_and(|files| files.contains(name))) {
            return Err(refused("is not of this run"));
        }
        let file = File::options().read(true).write(true).open(path)?;
        if file.metadata()?.len() < bytes {
            return Err(refused("is shorter than its state says"));
        }
        file.set_len(bytes)?;
        Ok(file)
    }

    /// Opens a file that was written earlier.
    ///
    /// # Errors
    /// Errors of the file system.
    pub fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.partial.join(name))
    }

    /// Removes a file of the folder that is no longer needed.
    ///
    /// # Errors
    /// Errors of the file system.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.partial.join(name))
    }

    /// Error for a file of the folder that could not be written.
    pub fn cannot_write(&self, name: &str, error: io::Error) -> FolderError {
        FolderError::CannotWrite(self.asked.join(name), error)
    }

    /// Path where a run may keep its state.
    pub fn state(&self) -> PathBuf {
        self.partial.join(STATE)
    }

    /// State to resume from: that of a killed run, or else that in the folder of a stopped run.
    pub fn left_state(&self) -> Option<PathBuf> {
        [self.state(), self.out.join(STATE)].into_iter().find(|path| fs::symlink_metadata(path).is_ok())
    }

    /// Adopts the existing state for this run, with the maps of finished bands, and removes other left-overs of
    /// a killed run.
    ///
    /// # Errors
    /// If the state is not a plain file, or cannot be copied.
    pub fn take_up(&self) -> Result<(), FolderError> {
        let (left, state) = (self.left_state(), self.state());
        let take = || {
            self.clear(left.is_some())?;
            match left {
                Some(left) if !is_file(&left) => Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    "a state must be a file, and no link to one",
                )),
                // The existing folder is replaced only at the end and keeps its state until then.
                Some(left) if left != state => {
                    fs::hard_link(&left, &state).or_else(|_| fs::copy(&left, &state).map(|_| ()))
                }
                _ => Ok(()),
            }
        };
        take().map_err(|error| FolderError::CannotWrite(self.state(), error))
    }

    /// Removes the state once no run can resume from it.
    pub fn forget_state(&self) {
        let _ = fs::remove_file(self.state());
    }

    /// Puts the folder in place, with a manifest and without a state.
    ///
    /// # Errors
    /// Errors of the file system. Results that are complete stay in the unfinished folder.
    pub fn finish(self, manifest: Value) -> Result<Placed, FolderError> {
        self.end(manifest, false)
    }

    /// Puts the folder in place with its state, from which another run can resume.
    ///
    /// # Errors
    /// Those of [`Folder::finish`].
    pub fn finish_with_state(self, manifest: Value) -> Result<Placed, FolderError> {
        self.end(manifest, true)
    }

    fn end(mut self, manifest: Value, with_state: bool) -> Result<Placed, FolderError> {
        let manifest = self.seal(manifest, with_state).map_err(|error| self.cannot_write(MANIFEST, error))?;
        let mut kept = std::mem::take(&mut self.said);
        if let Some(mark) = self.mark.take() {
            let cannot = |error| FolderError::of_placing(&self.asked, &self.partial, error);
            kept.extend(place::settle(&self.partial, &self.out, mark).map_err(cannot)?);
        }
        Ok(Placed { folder: self.asked.clone(), manifest, kept })
    }

    /// Writes the manifest with the check sums of all files, and records in the mark that everything is
    /// written.
    fn seal(&self, mut manifest: Value, with_state: bool) -> io::Result<Value> {
        let Some(mark) = &self.mark else { return Ok(manifest) };
        let mut names = mark.files()?;
        if with_state {
            names.insert(STATE.to_owned());
        }
        let mut files = Map::new();
        for name in names {
            if let Some(path) = path::file_below(&self.partial, &name) {
                files.insert(name, sum_of(&path)?.into());
            }
        }
        self.claim.sign(&mut manifest);
        manifest["shared_folder"] = self.shared.into();
        manifest["files"] = Value::Object(files);
        io::Write::write_all(&mut self.new_file(MANIFEST)?, format!("{manifest:#}\n").as_bytes())?;
        if self.state().exists() {
            // The results must be on the disk before the state is removed from it.
            sync(&self.partial)?;
        }
        mark.place()?;
        Ok(manifest)
    }

    fn clear(&self, keep_state: bool) -> io::Result<()> {
        self.mark.as_ref().map_or(Ok(()), |mark| place::clear(&self.partial, mark, keep_state, true))
    }

    /// Removes the unfinished folder, but none of its contents that are not ours.
    fn abandon(&mut self) {
        if let Some(mark) = self.mark.take() {
            let keep_state = self.state().exists();
            let _ = place::clear(&self.partial, &mark, keep_state, false);
            let mut entries = fs::read_dir(&self.partial).into_iter().flatten().flatten();
            if entries.any(|entry| entry.file_name() != MARK) {
                return;
            }
            drop(mark);
            let _ = fs::remove_file(self.partial.join(MARK));
        }
        remove_if_empty(&self.partial);
    }
}

impl Drop for Folder {
    /// Removes everything after a failure except the state. Complete results stay until they are in place.
    fn drop(&mut self) {
        if self.mark.as_ref().is_some_and(Mark::is_placing)
            || self.mark.is_none() && is_file(&self.partial.join(MARK))
        {
            return;
        }
        self.abandon();
        for above in &self.made {
            // This only succeeds if the folder is empty.
            let _ = fs::remove_dir(above);
        }
    }
}

/// How to treat an unfinished folder that a dead run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeftOver {
    Remove,
    Keep,
}

/// Refuses a target that holds something else. Returns whether the folder belongs to someone else.
fn may_go_to(
    asked: &Path,
    out: &Path,
    claim: &Claim,
    force: bool,
    has_state: bool,
) -> Result<bool, FolderError> {
    let ours = |name: &std::ffi::OsStr| name == INSIDE || leftover::is_hidden(name);
    let there = There::of(out, claim, ours);
    let asked = asked.to_path_buf();
    match there.map_err(|error| FolderError::CannotWrite(asked.clone(), error))? {
        There::Absent | There::Empty | There::Same => Ok(false),
        There::File => Err(FolderError::IsFile(asked)),
        There::Foreign if force => Ok(true),
        There::Foreign => Err(FolderError::Foreign(asked)),
        There::Other(..) | There::Unlisted if force => Ok(false),
        There::Other(..) if has_state => Ok(false),
        There::Unlisted => Err(FolderError::Unlisted(asked)),
        There::Other(there, asked_for) => {
            let near = if asked.file_name().is_some() { asked.as_path() } else { out };
            let name = |number: u32| {
                let mut name = near.file_name().unwrap_or_default().to_os_string();
                name.push(format!("-{number}"));
                near.with_file_name(name)
            };
            let free = (2..1000).map(name).find(|name| about(name).is_ok_and(|about| about.is_none()));
            let free = free.unwrap_or_else(|| name(1000));
            Err(FolderError::Other { out: asked, there, asked: asked_for, free })
        }
    }
}

/// Path of the unfinished folder beside a folder; `None` for the root of a file system, which has no name.
fn beside(out: &Path) -> Option<PathBuf> {
    let mut name = out.file_name()?.to_os_string();
    name.push(".partial");
    Some(out.with_file_name(name))
}

/// Where an unfinished folder may be: inside a folder and beside it.
fn unfinished(out: &Path) -> Vec<PathBuf> {
    [Some(out.join(INSIDE)), beside(out)].into_iter().flatten().collect()
}

/// Opens the mark of an unfinished folder that a dead run left; `None` if there is none. Refuses a folder
/// that is not ours, or that a run is writing.
fn left_mark(partial: &Path, asked: &Path) -> Result<Option<Mark>, FolderError> {
    let fail = |error| FolderError::CannotWrite(asked.to_path_buf(), error);
    // No folder exists below a file.
    let Ok(Some(_)) = about(partial) else { return Ok(None) };
    let mark = if is_folder(partial) { Mark::open(partial) } else { Err(NoMark::NotOurs) };
    match mark {
        Ok(mark) => Ok(Some(mark)),
        Err(NoMark::Busy) => Err(FolderError::Busy(asked.to_path_buf())),
        Err(NoMark::Cannot(error)) => Err(fail(error)),
        Err(NoMark::NotOurs) => {
            if is_folder(partial) && fs::read_dir(partial).is_ok_and(|mut entries| entries.next().is_none()) {
                return Ok(None);
            }
            let message = format!("{} is in the way and is not a left-over of puncta", partial.printed());
            Err(fail(io::Error::new(io::ErrorKind::AlreadyExists, message)))
        }
    }
}

/// BLAKE3 of a file in hexadecimal, read piece by piece.
pub(super) fn sum(file: impl io::Read) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize().to_hex().to_string())
}

fn sum_of(path: &Path) -> io::Result<String> {
    sum(File::open(path)?)
}

/// Whether a file has one of these sums. What is larger than any file that the program writes under its name is not read.
fn has_sum<'a>(path: &Path, mut sums: impl Iterator<Item = &'a String>) -> io::Result<bool> {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    match file::open(path, file::most_bytes(name)) {
        Err(Unread::Large(_)) => Ok(false),
        opened => {
            let found = sum(opened?)?;
            Ok(sums.any(|sum| *sum == found))
        }
    }
}

/// Waits until every file of a folder is on the disk.
fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            sync(&path)?;
        } else if kind.is_file() {
            File::options().write(true).open(path)?.sync_all()?;
        }
    }
    Ok(())
}
