//! Moves finished results into place, and keeps what else is there.
//!
//! A new folder is renamed. Into an existing folder every file is moved by itself, the manifest last. The
//! folder thus stays the same one: it may be a mount point, or someone's working directory. Old results are
//! removed only if their manifest lists them and their check sums agree. Any other file in the way moves to
//! `kept-N`. A run that is killed in between leaves the rest in the unfinished folder, and [`settle`]
//! completes the move.

use super::claim::Found;
use super::mark::{MARK, Mark, is_mark};
use super::path::{about, file_below, is_file, is_folder, remove_if_empty};
use super::{INSIDE, has_sum};
use crate::foundation::shown::printable;
use crate::outcome::manifest::MANIFEST;
use crate::outcome::map_file::ROWS;
use crate::outcome::state::{NEW_STATE, STATE, is_state};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folder names for things kept because they were in the way.
const KEPT: &str = "kept-";
/// Most files that a message names one by one.
const MOST_NAMED: usize = 5;

type Listed = BTreeMap<String, String>;

/// Moves the contents of an unfinished folder into place, also after an interrupted attempt. Returns messages
/// about what was kept.
///
/// # Errors
/// Errors of the file system. Whatever was not moved stays in the unfinished folder.
pub fn settle(stage: &Path, out: &Path, mark: Mark) -> io::Result<Vec<String>> {
    let listed = Found::read(stage)?.and_then(|found| found.listed);
    if listed.is_none() && about(&stage.join(MANIFEST))?.is_some() {
        // Without it, everything but the manifest would be taken for what an interrupted attempt left.
        return Err(io::Error::other(format!("{MANIFEST} was changed")));
    }
    let state = stage.join(STATE);
    if listed.as_ref().is_some_and(|listed| !listed.contains_key(STATE)) && is_state(&state)? {
        fs::remove_file(&state)?;
    }
    let kept = if about(out)?.is_none() {
        let mut kept = Kept::default();
        kept.strangers(stage, &listed.unwrap_or_default(), &Listed::new())?;
        // Not every system can rename a folder that contains an open file.
        drop(mark);
        fs::rename(stage, out)?;
        kept
    } else {
        let kept = move_in(stage, out, listed)?;
        drop(mark);
        fs::remove_file(stage.join(MARK))?;
        fs::remove_dir(stage)?;
        kept
    };
    if is_mark(&out.join(MARK)) {
        fs::remove_file(out.join(MARK))?;
    }
    Ok(kept.words())
}

/// Moves everything except the mark.
fn move_in(stage: &Path, out: &Path, new: Option<Listed>) -> io::Result<Kept> {
    let found = Found::read(out)?;
    let is_ours = found.is_some();
    let old = found.and_then(|found| found.listed);
    let can_replace = old.is_some();
    let old = old.unwrap_or_default();
    let mut moving = Moving { stage, out, old: &old, aside: None, kept: Kept::default() };
    let Some(new) = new else {
        // An interrupted attempt already moved everything, including the manifest.
        moving.all("", &Listed::new())?;
        return Ok(moving.kept);
    };
    moving.all("", &new)?;
    moving.remove_old(&new)?;
    let Moving { mut kept, mut aside, .. } = moving;
    // A folder that is not ours lists no files of ours, so files that stay there need no message.
    if is_ours {
        kept.strangers(out, &new, &old)?;
    }
    let (from, to) = (stage.join(MANIFEST), out.join(MANIFEST));
    if !can_replace && about(&to)?.is_some() {
        let to = set_aside(out, Path::new(MANIFEST), &mut aside)?;
        kept.moved(Path::new(MANIFEST), false, &to);
    }
    replace(&from, &to)?;
    Ok(kept)
}

struct Moving<'a> {
    stage: &'a Path,
    out: &'a Path,
    old: &'a Listed,
    /// The folder `kept-N`, once it is needed.
    aside: Option<String>,
    kept: Kept,
}

impl Moving<'_> {
    /// Moves the contents of a folder of the stage; `below` is its name with a slash, or empty.
    fn all(&mut self, below: &str, new: &Listed) -> io::Result<()> {
        let mut entries = fs::read_dir(self.stage.join(below))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            // Our names are plain text. Names of others are taken as raw bytes.
            let name = Path::new(below).join(entry.file_name());
            let words = name.to_string_lossy().replace('\\', "/");
            let (path, target) = (entry.path(), self.out.join(&name));
            if words == MARK || words == MANIFEST {
                continue;
            }
            if !entry.file_type()?.is_dir() {
                self.make_way(&name, &words, new.get(&words))?;
                replace(&path, &target)?;
            } else if below.is_empty() && words.starts_with(KEPT) {
                fs::rename(&path, self.out.join(free(self.out)?))?;
            } else {
                if !is_folder(&target) {
                    if about(&target)?.is_some() {
                        self.aside(&name, false)?;
                    }
                    fs::create_dir(&target)?;
                }
                self.all(&format!("{words}/"), new)?;
                fs::remove_dir(&path)?;
            }
        }
        Ok(())
    }

    /// Sets aside a file in the way, unless it belongs to the old results or is identical to the new file.
    fn make_way(&mut self, name: &Path, words: &str, new: Option<&String>) -> io::Result<()> {
        let target = self.out.join(name);
        let Some(about) = about(&target)? else { return Ok(()) };
        let listed = self.old.get(words);
        if about.is_file() && has_sum(&target, listed.into_iter().chain(new))? {
            return Ok(());
        }
        self.aside(name, listed.is_some())
    }

    fn aside(&mut self, name: &Path, edited: bool) -> io::Result<()> {
        let to = set_aside(self.out, name, &mut self.aside)?;
        self.kept.moved(name, edited, &to);
        Ok(())
    }

    /// Removes files of the old results that the new results lack.
    fn remove_old(&mut self, new: &Listed) -> io::Result<()> {
        let mut above = BTreeSet::new();
        for (name, sum) in self.old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            let Some(path) = file_below(self.out, name) else { continue };
            if has_sum(&path, [sum].into_iter())? {
                fs::remove_file(&path)?;
                above.extend(path.parent().filter(|above| *above != self.out).map(Path::to_path_buf));
            } else {
                self.kept.stays(name, true);
            }
        }
        above.iter().for_each(|folder| remove_if_empty(folder));
        Ok(())
    }
}

/// Renames a file over another one.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // If both names are the same file, the rename leaves both in place.
    if about(from)?.is_some() { fs::remove_file(from) } else { Ok(()) }
}

/// Moves an entry of a folder into its folder `kept-N`, which is created if needed. Returns the name of that
/// folder.
fn set_aside(out: &Path, name: &Path, aside: &mut Option<String>) -> io::Result<String> {
    let to = match aside {
        Some(aside) => aside.clone(),
        None => {
            let free = free(out)?;
            fs::create_dir(out.join(&free))?;
            aside.insert(free).clone()
        }
    };
    let target = out.join(&to).join(name);
    if let Some(above) = target.parent() {
        fs::create_dir_all(above)?;
    }
    fs::rename(out.join(name), target)?;
    Ok(to)
}

/// First unused name `kept-N` in a folder.
pub fn free(folder: &Path) -> io::Result<String> {
    free_name(folder, KEPT)
}

/// First unused name in a folder that consists of this beginning and a number.
pub fn free_name(folder: &Path, beginning: &str) -> io::Result<String> {
    for number in 1..u32::MAX {
        let name = format!("{beginning}{number}");
        if about(&folder.join(&name))?.is_none() {
            return Ok(name);
        }
    }
    Err(io::Error::other("no name is free"))
}

/// Moves the remaining contents of a folder into another: under the same name if that is free, else into
/// `kept-N`. Returns messages.
///
/// # Errors
/// Errors of the file system.
pub fn give_back(from: &Path, out: &Path) -> io::Result<Vec<String>> {
    let mut kept = Kept::default();
    let mut to: Option<String> = None;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = PathBuf::from(entry.file_name());
        if about(&out.join(&name))?.is_none() {
            fs::rename(entry.path(), out.join(&name))?;
            kept.stays(&name.to_string_lossy(), false);
            continue;
        }
        let aside = match &to {
            Some(aside) => aside,
            None => {
                let free = free(out)?;
                fs::create_dir(out.join(&free))?;
                to.insert(free)
            }
        };
        fs::rename(entry.path(), out.join(aside).join(&name))?;
        kept.moved(&name, false, aside);
    }
    Ok(kept.words())
}

/// Files that were kept, by reason: puncta did not write them, or they were changed after the run.
#[derive(Debug, Default)]
struct Kept {
    not_ours: Vec<String>,
    edited: Vec<String>,
}

impl Kept {
    fn stays(&mut self, name: &str, edited: bool) {
        // The name is not trusted.
        let name = printable(name);
        if edited { self.edited.push(name) } else { self.not_ours.push(name) }
    }

    fn moved(&mut self, name: &Path, edited: bool, to: &str) {
        let name = name.to_string_lossy();
        self.stays(&format!("{name} (now {to}/{name})"), edited);
    }

    /// Finds files that neither the new nor the old results list, beside them and in their sub-folders.
    fn strangers(&mut self, out: &Path, new: &Listed, old: &Listed) -> io::Result<()> {
        let folders: BTreeSet<&str> =
            new.keys().filter_map(|name| name.rsplit_once('/')).map(|(folder, _)| folder).collect();
        for folder in std::iter::once("").chain(folders.iter().copied()) {
            let mut entries = fs::read_dir(out.join(folder))?.collect::<io::Result<Vec<_>>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                let name = entry.file_name().to_string_lossy().into_owned();
                let name = if folder.is_empty() { name } else { format!("{folder}/{name}") };
                let ours = [MARK, MANIFEST, INSIDE].contains(&name.as_str())
                    || name.starts_with(KEPT)
                    || folders.contains(name.as_str())
                    || new.contains_key(&name)
                    || old.contains_key(&name);
                if !ours {
                    let slash = if entry.file_type()?.is_dir() { "/" } else { "" };
                    self.stays(&format!("{name}{slash}"), false);
                }
            }
        }
        Ok(())
    }

    /// Messages, one sentence per reason.
    fn words(self) -> Vec<String> {
        let of = |mut names: Vec<String>, why: &str| {
            let more = names.len().saturating_sub(MOST_NAMED);
            names.truncate(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            (!names.is_empty()).then(|| format!("kept {}{more}, which {why}", names.join(", ")))
        };
        let not_ours = of(self.not_ours, "puncta did not write");
        let edited = of(self.edited, "changed after the run");
        not_ours.into_iter().chain(edited).collect()
    }
}

/// Removes what a dead run left in an unfinished folder: the files that its mark names. With `tidy`, anything
/// else moves to `kept-N`; otherwise it stays.
///
/// # Errors
/// Errors of the file system.
pub fn clear(stage: &Path, mark: &Mark, keep_state: bool, tidy: bool) -> io::Result<()> {
    let state = stage.join(STATE);
    if !keep_state && is_state(&state)? {
        fs::remove_file(&state)?;
    }
    let new_state = state.with_file_name(NEW_STATE);
    if is_file(&new_state) {
        fs::remove_file(new_state)?;
    }
    let keeps = |name: &str| keep_state && (name == STATE || name.ends_with(ROWS));
    for name in mark.files()?.into_iter().filter(|name| !keeps(name)) {
        if let Some(path) = file_below(stage, &name) {
            fs::remove_file(path)?;
        }
    }
    let mut aside = None;
    for entry in fs::read_dir(stage)?.collect::<io::Result<Vec<_>>>()? {
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            remove_if_empty(&entry.path());
        }
        let text = name.to_string_lossy();
        let known = name == MARK || keeps(&text) || text.starts_with(KEPT);
        if tidy && !known && about(&entry.path())?.is_some() {
            set_aside(stage, Path::new(&name), &mut aside)?;
        }
    }
    Ok(())
}
