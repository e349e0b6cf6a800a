//! Puts finished results where they belong, and keeps what else is there.
//!
//! A new folder gets its name. Into one that is there every file moves by itself, the manifest last, so that a folder keeps
//! its own place: it may be a mount point, or the folder in which somebody stands. Removed are only files of the old results
//! that their manifest lists and whose sums agree. What stands in the way and is not such a file moves to `kept-N`. A run that
//! is killed in between leaves the rest in the unfinished folder, and [`settle`] goes on with it.

use super::claim::Found;
use super::mark::{MARK, Mark, is_mark};
use super::path::{about, file_below, is_file, is_folder, remove_if_empty};
use super::{INSIDE, sum_of};
use crate::outcome::manifest::MANIFEST;
use crate::outcome::state::{NEW_STATE, STATE, is_state};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Where things are kept that stand in the way.
const KEPT: &str = "kept-";
/// Files that are named one by one in a message.
const MOST_NAMED: usize = 5;

type Listed = BTreeMap<String, String>;

/// Puts what an unfinished folder holds in place, from wherever an earlier try came to; gives what was kept, in words.
///
/// # Errors
/// As the file system says. What is not in place stays in the unfinished folder.
pub fn settle(stage: &Path, out: &Path, mark: Mark) -> io::Result<Vec<String>> {
    let listed = Found::read(stage).and_then(|found| found.listed);
    let state = stage.join(STATE);
    if listed.as_ref().is_some_and(|listed| !listed.contains_key(STATE)) && is_state(&state) {
        fs::remove_file(&state)?;
    }
    let kept = if about(out)?.is_none() {
        // A folder with an open file in it cannot be renamed everywhere.
        drop(mark);
        fs::rename(stage, out)?;
        let mut kept = Kept::default();
        kept.strangers(out, &listed.unwrap_or_default(), &Listed::new())?;
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

/// Moves everything but the mark.
fn move_in(stage: &Path, out: &Path, new: Option<Listed>) -> io::Result<Kept> {
    let found = Found::read(out);
    let is_ours = found.is_some();
    let old = found.and_then(|found| found.listed);
    let can_replace = old.is_some();
    let old = old.unwrap_or_default();
    let mut moving = Moving { stage, out, old: &old, aside: None, kept: Kept::default() };
    let Some(new) = new else {
        // Everything was moved before, the manifest too.
        moving.all("", &Listed::new())?;
        return Ok(moving.kept);
    };
    moving.all("", &new)?;
    moving.remove_old(&new)?;
    let Moving { mut kept, mut aside, .. } = moving;
    // Of a folder that is not ours nothing is listed as ours: what stays there is no news.
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
    /// The folder `kept-N`, once there is need of one.
    aside: Option<String>,
    kept: Kept,
}

impl Moving<'_> {
    /// Moves what a folder of the stage holds; `below` is its name with a slash, or nothing.
    fn all(&mut self, below: &str, new: &Listed) -> io::Result<()> {
        let mut entries = fs::read_dir(self.stage.join(below))?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            // Ours are plain names, and another's is found by its own bytes.
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

    /// Keeps what stands where a file is to go, unless it is the old results' own or the very same.
    fn make_way(&mut self, name: &Path, words: &str, new: Option<&String>) -> io::Result<()> {
        let target = self.out.join(name);
        let Some(about) = about(&target)? else { return Ok(()) };
        let listed = self.old.get(words);
        if about.is_file() {
            let sum = sum_of(&target)?;
            if [listed, new].into_iter().flatten().any(|known| *known == sum) {
                return Ok(());
            }
        }
        self.aside(name, listed.is_some())
    }

    fn aside(&mut self, name: &Path, edited: bool) -> io::Result<()> {
        let to = set_aside(self.out, name, &mut self.aside)?;
        self.kept.moved(name, edited, &to);
        Ok(())
    }

    /// Removes what the old results have and the new ones have not.
    fn remove_old(&mut self, new: &Listed) -> io::Result<()> {
        let mut above = BTreeSet::new();
        for (name, sum) in self.old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            let Some(path) = file_below(self.out, name) else { continue };
            if sum_of(&path)? == *sum {
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

/// Renames a file over another.
fn replace(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    // Two names of one file both stay when one is renamed to the other.
    if about(from)?.is_some() { fs::remove_file(from) } else { Ok(()) }
}

/// Moves what has this name below a folder to its folder `kept-N`, which is made if there is none yet; gives that.
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

/// The first name `kept-N` that nothing in a folder has.
pub fn free(folder: &Path) -> io::Result<String> {
    free_name(folder, KEPT)
}

/// The first name with this beginning and a number that nothing in a folder has.
pub fn free_name(folder: &Path, beginning: &str) -> io::Result<String> {
    for number in 1..u32::MAX {
        let name = format!("{beginning}{number}");
        if about(&folder.join(&name))?.is_none() {
            return Ok(name);
        }
    }
    Err(io::Error::other("no name is free"))
}

/// Moves what a folder still holds into another: to its own name where that is free, or else to `kept-N`. Says what.
///
/// # Errors
/// As the file system says.
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

/// What was kept, and why: what puncta did not write, or what was changed after the run.
#[derive(Debug, Default)]
struct Kept {
    not_ours: Vec<String>,
    edited: Vec<String>,
}

impl Kept {
    fn stays(&mut self, name: &str, edited: bool) {
        // It may be anybody's name.
        let name: String =
            name.chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect();
        if edited { self.edited.push(name) } else { self.not_ours.push(name) }
    }

    fn moved(&mut self, name: &Path, edited: bool, to: &str) {
        let name = name.to_string_lossy();
        self.stays(&format!("{name} (now {to}/{name})"), edited);
    }

    /// Looks for what neither the new nor the old results list: beside them, and in the folders that they have.
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

    /// A sentence each.
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

/// Removes what a dead run left in an unfinished folder: the files that its mark names. What else is there moves to `kept-N`,
/// or stays where it is with `tidy` off.
///
/// # Errors
/// As the file system says.
pub fn clear(stage: &Path, mark: &Mark, keep_state: bool, tidy: bool) -> io::Result<()> {
    let state = stage.join(STATE);
    if !keep_state && is_state(&state) {
        fs::remove_file(&state)?;
    }
    let new_state = state.with_file_name(NEW_STATE);
    if is_file(&new_state) {
        fs::remove_file(new_state)?;
    }
    for name in mark.files()? {
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
        let known = name == MARK || keep_state && name == STATE || name.to_string_lossy().starts_with(KEPT);
        if tidy && !known && about(&entry.path())?.is_some() {
            set_aside(stage, Path::new(&name), &mut aside)?;
        }
    }
    Ok(())
}
