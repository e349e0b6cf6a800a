//! Hidden left-overs of killed runs, beside and in a results folder. They are found by name and removed once
//! their process has ended.
//!
//! A run tests with `.puncta-probe-PID-N` whether it can write. `.puncta-old-PID-N` holds old results that
//! were set aside while new ones took their place; only earlier versions did that.

use super::claim::{Claim, Found};
use super::has_sum;
use super::path::{about, file_below, is_folder, remove_if_empty};
use super::place::{free_name, give_back};
use crate::outcome::manifest::MANIFEST;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

const BEGINNING: &str = ".puncta-";
/// Age at which a left-over's process is presumed dead, on systems where processes cannot be looked up.
const GONE_AFTER: Duration = Duration::from_secs(3600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Probe,
    Old,
}

/// Kind of a left-over and the id of its process, from its name.
fn parts(name: &OsStr) -> Option<(What, u32)> {
    let mut parts = name.to_str()?.strip_prefix(BEGINNING)?.split('-');
    let what = match parts.next()? {
        "probe" => What::Probe,
        "old" => What::Old,
        _ => return None,
    };
    let (pid, _number) = (parts.next()?.parse().ok()?, parts.next()?.parse::<u32>().ok()?);
    parts.next().is_none().then_some((what, pid))
}

/// Whether a name is that of a hidden left-over.
pub fn is_hidden(name: &OsStr) -> bool {
    parts(name).is_some()
}

/// Unused name for a probe, unique to this process.
///
/// # Errors
/// As the file system says.
pub fn probe(folder: &Path) -> io::Result<String> {
    free_name(folder, &format!("{BEGINNING}probe-{}-", std::process::id()))
}

/// Whether the process of a left-over may still be running.
fn is_alive(pid: u32, path: &Path) -> bool {
    if Path::new("/proc/self").exists() {
        return Path::new(&format!("/proc/{pid}")).exists();
    }
    let age =
        fs::symlink_metadata(path).and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
    age.is_none_or(|age| age < GONE_AFTER)
}

/// Clears away what killed runs left beside and in a folder, and in the unfinished ones, and returns messages about what
/// was kept. Whatever cannot be removed stays, because it does no harm.
pub fn sweep(out: &Path, unfinished: &[PathBuf], claim: &Claim) -> Vec<String> {
    let mut words = Vec::new();
    for folder in out.parent().into_iter().chain([out]).chain(unfinished.iter().map(PathBuf::as_path)) {
        if !is_folder(folder) {
            continue;
        }
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (path, found) = (entry.path(), parts(&entry.file_name()));
            match found {
                Some((_, pid)) if is_alive(pid, &path) => {}
                Some((What::Probe, _)) => remove_probe(&path),
                Some((What::Old, _)) if is_folder(&path) => {
                    words.extend(take_back(&path, out, claim).unwrap_or_default());
                }
                _ => {}
            }
        }
    }
    words
}

/// Removes a probe, which is empty.
fn remove_probe(path: &Path) {
    let _ = match fs::symlink_metadata(path) {
        Ok(about) if about.is_dir() => fs::remove_dir(path),
        Ok(about) if about.is_file() && about.len() == 0 => fs::remove_file(path),
        _ => Ok(()),
    };
}

/// Restores set-aside results of the same identity if there are no others. Otherwise it deletes their listed
/// files and returns the rest. Results of another identity are left to their own run. A folder without a
/// manifest gets a visible name, because its owner is unknown.
fn take_back(old: &Path, out: &Path, claim: &Claim) -> io::Result<Vec<String>> {
    let name = |path: &Path| path.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
    let Some(found) = Found::read(old)? else {
        remove_if_empty(old);
        if about(old)?.is_none() {
            return Ok(Vec::new());
        }
        let seen = old.with_file_name(free_name(old.parent().unwrap_or(old), "puncta-left-")?);
        fs::rename(old, &seen)?;
        return Ok(vec![format!("{} holds what a killed run had set aside", name(&seen))]);
    };
    if !claim.is_of(&found.manifest) {
        return Ok(Vec::new());
    }
    if about(out)?.is_none() {
        fs::rename(old, out)?;
        return Ok(vec![format!("brought back {}, which a killed run had set aside", name(out))]);
    }
    let listed = found.listed.unwrap_or_default();
    let remove = |(file, sum): (&String, &String)| -> io::Result<()> {
        match file_below(old, file) {
            Some(path) if has_sum(&path, [sum].into_iter())? => fs::remove_file(path),
            _ => Ok(()),
        }
    };
    listed.iter().try_for_each(remove)?;
    fs::remove_file(old.join(MANIFEST))?;
    remove_if_empty(old);
    if about(old)?.is_none() {
        return Ok(Vec::new());
    }
    // Nothing is put into a folder that belongs to someone else.
    let to: PathBuf = match Found::read(out)? {
        Some(found) if claim.is_of(&found.manifest) => out.to_path_buf(),
        _ => {
            let seen = old.with_file_name(free_name(old.parent().unwrap_or(old), "puncta-left-")?);
            fs::create_dir(&seen)?;
            seen
        }
    };
    let words = give_back(old, &to)?;
    fs::remove_dir(old)?;
    Ok(words.into_iter().map(|words| format!("{words}: it is back in {}", name(&to))).collect())
}
