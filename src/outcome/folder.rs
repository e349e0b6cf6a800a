//! Where results go. Everything is written under `<out>.partial/` and renamed once, so that a folder is whole or not
//! there; a folder that is not ours is never removed.

use super::manifest::PROGRAM;
use std::fs;
use std::io::{self, Read};
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
    finished: bool,
}

impl Folder {
    /// Checks that results can go to `out` and opens `<out>.partial/`. Found before the run what would fail after it.
    pub fn open(out: &Path, force: bool) -> Result<Folder, FolderError> {
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
            remove_partial(&partial).map_err(fail)?;
        }
        fs::create_dir_all(&partial).map_err(fail)?;
        fs::write(partial.join(MARK), PROGRAM).map_err(fail)?;
        if state != State::Absent {
            // A folder that cannot be replaced, only written, is found here and not after the run.
            let probe = out.with_file_name(format!(".puncta-{}", std::process::id()));
            fs::create_dir(&probe).and_then(|()| fs::remove_dir(&probe)).map_err(fail)?;
        }
        Ok(Folder { out, partial, into_foreign, finished: false })
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

    /// Puts the whole folder in place; returns its path.
    pub fn finish(mut self) -> Result<PathBuf, FolderError> {
        let fail = |error| FolderError::CannotWrite(self.out.clone(), error);
        fs::remove_file(self.partial.join(MARK)).map_err(fail)?;
        if self.into_foreign {
            move_into(&self.partial, &self.out).map_err(fail)?;
            fs::remove_dir_all(&self.partial).map_err(fail)?;
        } else if self.out.exists() {
            let old = self.partial.with_extension("old");
            if old.exists() {
                fs::remove_dir_all(&old).map_err(fail)?;
            }
            fs::rename(&self.out, &old).map_err(fail)?;
            fs::rename(&self.partial, &self.out).map_err(fail)?;
            fs::remove_dir_all(&old).map_err(fail)?;
        } else {
            fs::rename(&self.partial, &self.out).map_err(fail)?;
        }
        self.finished = true;
        Ok(self.out.clone())
    }
}

impl Drop for Folder {
    /// A run that failed leaves nothing.
    fn drop(&mut self) {
        if !self.finished {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
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

/// A folder is ours when its manifest says so. The manifest is read with a bound: it may be anybody's file.
fn is_ours(folder: &Path) -> bool {
    let mut text = String::new();
    let read = fs::File::open(folder.join("manifest.json"))
        .and_then(|file| file.take(65_536).read_to_string(&mut text));
    read.is_ok()
        && serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|manifest| manifest.get("program").is_some_and(|program| program == PROGRAM))
}

/// Removes a left-over partial folder of ours; refuses anything else of that name.
fn remove_partial(partial: &Path) -> io::Result<()> {
    if partial.is_dir() && (partial.join(MARK).exists() || fs::read_dir(partial)?.next().is_none()) {
        return fs::remove_dir_all(partial);
    }
    Err(io::Error::new(
        io::ErrorKind::AlreadyExists,
        format!("{} is in the way and is not a left-over of puncta", partial.display()),
    ))
}

/// Moves files into a folder that keeps what else it holds.
fn move_into(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            move_into(&entry.path(), &target)?;
        } else {
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
    fn limit_dropped_folder_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("run");
        let folder = Folder::open(&out, false).unwrap();
        folder.write("summary.json", b"{}").unwrap();
        drop(folder);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
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
