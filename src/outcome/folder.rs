//! Where results go. Everything is written under `<out>.partial/` and renamed once, so that a folder is whole or not
//! there; a folder that is not ours is never removed. A run may keep its state in it ([`super::state`]): that outlives a
//! run that failed or was killed.

use super::manifest::{PROGRAM, Sums};
use super::state::{STATE, is_state};
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{} is a file; results need a folder. Choose another with --out", .0.display())]
    IsFile(PathBuf),
    #[error(
        "{} is not empty and holds no results of puncta. Choose another folder with --out, or --force to write into it",
        .0.display()
    )]
    Foreign(PathBuf),
    #[error("another run is writing to {} just now. Wait for it, or choose another folder with --out", .0.display())]
    Busy(PathBuf),
    #[error("cannot write results to {}: {}. Choose another folder with --out", .0.display(), .1)]
    CannotWrite(PathBuf, io::Error),
}

/// A results folder being written.
#[derive(Debug)]
pub struct Folder {
    out: PathBuf,
    partial: PathBuf,
    /// The folder that is there now is not ours: keep what else it holds.
    into_foreign: bool,
    /// Locked as long as the run lives: a second run tells a busy folder from a left-over by it.
    mark: Option<File>,
    /// The folders above that were not there before, the nearest first.
    made: Vec<PathBuf>,
    finished: bool,
}

impl Folder {
    /// Checks that results can go to `out` and opens `<out>.partial/`. Found before the run what would fail after it.
    pub fn open(out: &Path, force: bool) -> Result<Folder, FolderError> {
        Folder::open_over(out, force, LeftOver::Remove)
    }

    /// Like [`Folder::open`], but keeps what a killed run left, for [`Folder::left_state`].
    pub fn reopen(out: &Path, force: bool) -> Result<Folder, FolderError> {
        Folder::open_over(out, force, LeftOver::Keep)
    }

    fn open_over(out: &Path, force: bool, left_over: LeftOver) -> Result<Folder, FolderError> {
        let fail = |error| FolderError::CannotWrite(out.to_path_buf(), error);
        // A link to a folder: the folder itself is replaced, not the link.
        let out = if out.exists() { fs::canonicalize(out).map_err(fail)? } else { out.to_path_buf() };
        let state = State::of(&out).map_err(fail)?;
        let into_foreign = match state {
            State::Absent | State::Empty | State::Ours => false,
            State::File => return Err(FolderError::IsFile(out)),
            State::Foreign if force => true,
            State::Foreign => return Err(FolderError::Foreign(out)),
        };
        let name = out.file_name().map(|name| name.to_os_string());
        let Some(mut name) = name else { return Err(FolderError::Foreign(out)) };
        name.push(".partial");
        let partial = out.with_file_name(name);
        if partial.exists() {
            check_partial(&partial, &out)?;
            if left_over == LeftOver::Remove {
                remove(&partial).map_err(fail)?;
            }
        }
        let above = partial.ancestors().skip(1).take_while(|above| !above.as_os_str().is_empty());
        let made = above.take_while(|above| !above.exists()).map(Path::to_path_buf).collect();
        // From here on a failure takes away what was made: the folder is dropped.
        let mut folder = Folder { out, partial, into_foreign, mark: None, made, finished: false };
        folder.prepare(state).map_err(|error| FolderError::CannotWrite(folder.out.clone(), error))?;
        Ok(folder)
    }

    fn prepare(&mut self, state: State) -> io::Result<()> {
        fs::create_dir_all(&self.partial)?;
        let mark = File::create(self.partial.join(MARK))?;
        // Where the file system knows no locks, two runs into one folder are not told apart.
        let _ = mark.try_lock();
        self.mark = Some(mark);
        if state != State::Absent {
            // A folder that cannot be replaced, only written, is found here and not after the run.
            let probe = beside(&self.out, "probe");
            fs::create_dir(&probe).and_then(|()| fs::remove_dir(&probe))?;
        }
        Ok(())
    }

    /// The folder holds files of others and keeps them: it is not ours to replace.
    pub fn is_shared(&self) -> bool {
        self.into_foreign
    }

    /// Writes a file into the folder; `name` may name a sub-folder.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FolderError> {
        let path = self.partial.join(name);
        let make = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, bytes)
        };
        make().map_err(|error| FolderError::CannotWrite(self.out.join(name), error))
    }

    /// Opens a file of the folder to be written piece by piece.
    pub fn create(&self, name: &str) -> Result<BufWriter<File>, FolderError> {
        let file = File::create(self.partial.join(name));
        file.map(BufWriter::new).map_err(|error| FolderError::CannotWrite(self.out.join(name), error))
    }

    /// Opens a file of the folder that was written before.
    ///
    /// # Errors
    /// As the file system says.
    pub fn read(&self, name: &str) -> io::Result<File> {
        File::open(self.partial.join(name))
    }

    /// The sums of files of the folder that were written before.
    ///
    /// # Errors
    /// As the file system says.
    pub fn sums(&self, names: &[&'static str]) -> io::Result<Sums> {
        names.iter().map(|name| Ok((*name, sum(self.read(name)?)?))).collect()
    }

    /// Removes a file of the folder that is of no more use.
    ///
    /// # Errors
    /// As the file system says.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.partial.join(name))
    }

    /// That a file of the folder could not be written.
    pub fn cannot_write(&self, name: &str, error: io::Error) -> FolderError {
        FolderError::CannotWrite(self.out.join(name), error)
    }

    /// Where a run may keep its state while it is going.
    pub fn state(&self) -> PathBuf {
        self.partial.join(STATE)
    }

    /// The state that there is to go on from: of a run that was killed, or else of one that was stopped and left a folder.
    pub fn left_state(&self) -> Option<PathBuf> {
        [self.state(), self.out.join(STATE)].into_iter().find(|path| fs::symlink_metadata(path).is_ok())
    }

    /// Makes the state that there is that of this run, and removes what else a killed run left.
    pub fn take_up(&self) -> Result<(), FolderError> {
        let (left, state) = (self.left_state(), self.state());
        let take = || {
            clear(&self.partial, &[MARK, STATE])?;
            match left {
                // The folder that is there is replaced at the end; until then it keeps what it has.
                Some(left) if left != state => {
                    fs::hard_link(&left, &state).or_else(|_| fs::copy(&left, &state).map(|_| ()))
                }
                _ => Ok(()),
            }
        };
        take().map_err(|error| FolderError::CannotWrite(self.state(), error))
    }

    /// The state is of no more use: nothing can go on from it.
    pub fn forget_state(&self) {
        let _ = fs::remove_file(self.state());
    }

    /// Puts the whole folder in place, without a state; returns its path.
    pub fn finish(self) -> Result<PathBuf, FolderError> {
        self.end(false)
    }

    /// The same with the state: another run can go on from it.
    pub fn finish_with_state(self) -> Result<PathBuf, FolderError> {
        self.end(true)
    }

    fn end(mut self, keep_state: bool) -> Result<PathBuf, FolderError> {
        self.mark = None;
        self.place(keep_state).map_err(|error| FolderError::CannotWrite(self.out.clone(), error))?;
        self.finished = true;
        Ok(self.out.clone())
    }

    /// Mark and state go last: a run that is killed here can be gone on with, or is done.
    fn place(&self, keep_state: bool) -> io::Result<()> {
        if self.state().exists() {
            // The results must be on the disk before the state is gone from it.
            sync(&self.partial)?;
        }
        self.exchange()?;
        if !self.into_foreign {
            fs::remove_file(self.out.join(MARK))?;
        }
        let state = self.out.join(STATE);
        if !keep_state && is_state(&state) { fs::remove_file(&state) } else { Ok(()) }
    }

    fn exchange(&self) -> io::Result<()> {
        if self.into_foreign {
            move_into(&self.partial, &self.out)?;
            return fs::remove_dir_all(&self.partial);
        }
        if !self.out.exists() {
            return fs::rename(&self.partial, &self.out);
        }
        // The old results step aside under a name that nobody else uses, and come back if the new ones cannot take over.
        let old = beside(&self.out, "old");
        fs::rename(&self.out, &old)?;
        if let Err(error) = fs::rename(&self.partial, &self.out) {
            let _ = fs::rename(&old, &self.out);
            return Err(error);
        }
        fs::remove_dir_all(&old)
    }
}

/// BLAKE3 of a file, hexadecimal; read piece by piece.
pub(super) fn sum(file: File) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// A hidden name beside the folder, of this process alone and not there yet.
fn beside(out: &Path, what: &str) -> PathBuf {
    let name = |number: u32| out.with_file_name(format!(".puncta-{what}-{}-{number}", std::process::id()));
    (0..).map(name).find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| name(0))
}

impl Drop for Folder {
    /// A run that failed leaves nothing, or its state alone.
    fn drop(&mut self) {
        if !self.finished {
            self.mark = None;
            if self.state().exists() {
                let _ = clear(&self.partial, &[MARK, STATE]);
                return;
            }
            let _ = remove(&self.partial);
            for above in &self.made {
                // Only while it is empty.
                let _ = fs::remove_dir(above);
            }
        }
    }
}

/// What is to become of a partial folder that a dead run left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LeftOver {
    Remove,
    Keep,
}

/// Removes everything from a folder but some files.
fn clear(folder: &Path, kept: &[&str]) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if !kept.iter().any(|kept| entry.file_name() == *kept) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Removes a partial folder, its mark last: killed here, what is left is still known as ours.
fn remove(partial: &Path) -> io::Result<()> {
    clear(partial, &[MARK])?;
    fs::remove_dir_all(partial)
}

/// Waits until every file of a folder is on the disk.
fn sync(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { sync(&path)? } else { File::options().write(true).open(path)?.sync_all()? }
    }
    Ok(())
}

/// Marks a partial folder as ours, so that a stale one may be removed.
const MARK: &str = ".puncta";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Absent,
    Empty,
    Ours,
    Foreign,
    File,
}

impl State {
    fn of(out: &Path) -> io::Result<State> {
        let found = match fs::metadata(out) {
            Ok(found) => found,
            // A link that leads nowhere is in the way as a file is.
            Err(_) if fs::symlink_metadata(out).is_ok() => return Ok(State::File),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::Absent),
            Err(error) => return Err(error),
        };
        if !found.is_dir() {
            return Ok(State::File);
        }
        if fs::read_dir(out)?.next().is_none() {
            return Ok(State::Empty);
        }
        Ok(if is_ours(out) { State::Ours } else { State::Foreign })
    }
}

/// A folder is ours when its manifest says so, and that it does not share it with files of others. The manifest is read
/// with a bound: it may be anybody's file.
fn is_ours(folder: &Path) -> bool {
    let mut text = String::new();
    let read =
        File::open(folder.join("manifest.json")).and_then(|file| file.take(65_536).read_to_string(&mut text));
    read.is_ok()
        && serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|manifest| {
            manifest.get("program").is_some_and(|program| program == PROGRAM)
                && manifest.get("shared_folder").is_none_or(|shared| shared == false)
        })
}

/// Refuses a partial folder that is not a left-over of ours, and one that a run is writing.
fn check_partial(partial: &Path, out: &Path) -> Result<(), FolderError> {
    let fail = |error| FolderError::CannotWrite(out.to_path_buf(), error);
    let empty = |folder: &Path| fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    let mark = File::open(partial.join(MARK));
    if let Ok(mark) = &mark
        && let Err(TryLockError::WouldBlock) = mark.try_lock()
    {
        return Err(FolderError::Busy(out.to_path_buf()));
    }
    if partial.is_dir() && (mark.is_ok() || empty(partial)) {
        return Ok(());
    }
    let message = format!("{} is in the way and is not a left-over of puncta", partial.display());
    Err(fail(io::Error::new(io::ErrorKind::AlreadyExists, message)))
}

/// Moves files, but no mark, into a folder that keeps what else it holds.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            move_into(&entry.path(), &target)?;
        } else if entry.file_name() != MARK {
            fs::rename(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> &'static [u8] {
        br#"{"program":"puncta"}"#
    }

    #[test]
    fn identity_folder_appears_whole_and_is_replaced_whole() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("deep/run");
        let folder = Folder::open(&out, false).unwrap();
        folder.write("manifest.json", manifest()).unwrap();
        folder.write("figures/a.svg", b"<svg/>").unwrap();
        assert!(!out.exists());
        folder.finish().unwrap();
        assert!(out.join("figures/a.svg").exists() && !place.path().join("deep/run.partial").exists());

        let folder = Folder::open(&out, false).unwrap();
        folder.write("manifest.json", manifest()).unwrap();
        folder.finish().unwrap();
        assert!(!out.join("figures").exists(), "the old results are gone");
        assert_eq!(fs::read_dir(place.path().join("deep")).unwrap().count(), 1);
    }

    #[test]
    fn limit_foreign_folder_is_refused_and_never_emptied() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("thesis");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("chapter.txt"), "years of work").unwrap();
        assert!(matches!(Folder::open(&out, false), Err(FolderError::Foreign(_))));
        let folder = Folder::open(&out, true).unwrap();
        folder.write("manifest.json", manifest()).unwrap();
        folder.finish().unwrap();
        assert!(out.join("chapter.txt").exists() && out.join("manifest.json").exists());
    }

    #[test]
    fn limit_shared_folder_stays_foreign() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("thesis");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("chapter.txt"), "years of work").unwrap();
        let folder = Folder::open(&out, true).unwrap();
        assert!(folder.is_shared());
        folder.write("manifest.json", br#"{"program":"puncta","shared_folder":true}"#).unwrap();
        folder.finish().unwrap();
        assert!(matches!(Folder::open(&out, false), Err(FolderError::Foreign(_))));
        Folder::open(&out, true).unwrap().finish().unwrap();
        assert!(out.join("chapter.txt").exists());
    }

    #[test]
    fn limit_neighbours_of_the_folder_are_never_touched() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        for name in ["run.old", "run.partial.old", "run.bak"] {
            fs::create_dir(place.path().join(name)).unwrap();
            fs::write(place.path().join(name).join("mine"), "kept").unwrap();
        }
        for _ in 0..2 {
            let folder = Folder::open(&out, false).unwrap();
            folder.write("manifest.json", manifest()).unwrap();
            folder.finish().unwrap();
        }
        assert!(
            place.path().join("run.old/mine").exists() && place.path().join("run.partial.old/mine").exists()
        );
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 4);
    }

    #[test]
    fn limit_two_runs_do_not_write_into_one_folder() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        let first = Folder::open(&out, false).unwrap();
        assert!(matches!(Folder::open(&out, false), Err(FolderError::Busy(_))));
        first.write("manifest.json", manifest()).unwrap();
        first.finish().unwrap();
        // What a killed run leaves is nobody's: no lock is on it.
        fs::create_dir(place.path().join("run.partial")).unwrap();
        fs::write(place.path().join("run.partial").join(MARK), "").unwrap();
        assert!(Folder::open(&out, false).is_ok());
    }

    #[test]
    fn limit_dropped_folder_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("new/deep/run");
        let folder = Folder::open(&out, false).unwrap();
        folder.write("summary.json", b"{}").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }

    /// The first bytes are all that a folder looks at.
    const A_STATE: &[u8] = b"puncta state 2\n...";

    #[test]
    fn identity_a_state_outlives_a_run_that_failed_and_is_taken_up() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        let folder = Folder::open(&out, false).unwrap();
        assert_eq!(folder.left_state(), None);
        fs::write(folder.state(), A_STATE).unwrap();
        folder.write("figures/a.svg", b"<svg").unwrap();
        drop(folder);
        let partial = place.path().join("run.partial");
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
            entries.collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(names(&partial), [MARK, STATE].map(Into::into).into());

        fs::write(partial.join("summary.json"), "of the dead run").unwrap();
        let folder = Folder::reopen(&out, false).unwrap();
        assert!(matches!(Folder::reopen(&out, false), Err(FolderError::Busy(_))));
        assert_eq!(folder.left_state(), Some(folder.state()));
        folder.take_up().unwrap();
        assert_eq!(names(&partial), [MARK, STATE].map(Into::into).into());
        folder.write("manifest.json", manifest()).unwrap();
        folder.finish_with_state().unwrap();
        assert_eq!(names(&out), ["manifest.json", STATE].map(Into::into).into());

        // Stopped, gone on with from its own folder, done.
        let folder = Folder::reopen(&out, false).unwrap();
        assert_eq!(folder.left_state(), Some(fs::canonicalize(&out).unwrap().join(STATE)));
        folder.take_up().unwrap();
        assert_eq!(fs::read(folder.state()).unwrap(), A_STATE);
        folder.write("manifest.json", manifest()).unwrap();
        folder.finish().unwrap();
        assert_eq!(names(&out), ["manifest.json"].map(Into::into).into());
        // A run that does not go on clears what is there.
        fs::create_dir(&partial).unwrap();
        fs::write(partial.join(MARK), "").unwrap();
        fs::write(partial.join(STATE), A_STATE).unwrap();
        assert_eq!(Folder::open(&out, false).unwrap().left_state(), None);
    }

    #[test]
    fn limit_a_file_of_others_that_is_called_like_a_state_stays() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("thesis");
        fs::create_dir(&out).unwrap();
        fs::write(out.join(STATE), "mine").unwrap();
        let folder = Folder::open(&out, true).unwrap();
        folder.write("manifest.json", manifest()).unwrap();
        folder.finish().unwrap();
        assert_eq!(fs::read(out.join(STATE)).unwrap(), b"mine");
        assert!(!out.join(MARK).exists() && out.join("manifest.json").exists());
    }

    #[test]
    fn limit_a_file_in_the_way_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        fs::write(&out, "x").unwrap();
        assert!(matches!(Folder::open(&out, true), Err(FolderError::IsFile(_))));
        let partial = place.path().join("other.partial");
        fs::write(&partial, "mine").unwrap();
        assert!(Folder::open(&place.path().join("other"), false).is_err());
        assert!(partial.exists());
    }
}
