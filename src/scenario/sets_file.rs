//! Reads the file of `mechanics.sets`: a family of sets of the contact law's numbers, beside the scenario.

use super::diagnostic::Sources;
use super::read::inside;
use crate::mechanics::sets::Family;
use crate::outcome::file::{self, Unread};

/// Most bytes of such a file.
const MOST_BYTES: u64 = 4 << 20;

/// Digits of the hash in the name of a copy.
const SHORT: usize = 12;

/// A family with the text that it was read from.
pub(super) struct SetsFile {
    pub family: Family,
    pub text: String,
    /// BLAKE3 of the text, hexadecimal.
    pub hash: String,
}

impl SetsFile {
    fn of(text: String) -> Result<SetsFile, (String, &'static str)> {
        let family = Family::read(&text).map_err(|why| {
            let help = "fit again with this version: `puncta fit`";
            (format!("is no table of sets of this version: {why}"), help)
        })?;
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        Ok(SetsFile { family, text, hash })
    }

    /// Name of a copy beside a resolved scenario; files of other contents have other names.
    pub fn copy_name(&self) -> String {
        format!("sets-{}.csv", &self.hash[..SHORT])
    }
}

/// Reads a family from a file in a folder or below it.
///
/// # Errors
/// What is wrong, as a clause that follows "mechanics.sets = ...", and what to do.
pub(super) fn read(sources: &Sources, name: &str) -> Result<SetsFile, (String, &'static str)> {
    if let Some(text) = sources.file(name) {
        return SetsFile::of(text.to_owned());
    }
    let Some(folder) = sources.folder() else {
        return Err((
            "names a file, and this scenario came from none".to_owned(),
            "write the scenario to a file",
        ));
    };
    let Some(path) = inside(folder, name) else {
        let help = "name a file in the folder of the scenario or below it; copy a file that a link leads to";
        return Err(("leads out of the folder of the scenario".to_owned(), help));
    };
    let missing = "write it with `puncta fit ROWS.toml --out FILE.csv`, or copy it beside the scenario";
    let failed = |why: String| (format!("cannot be read: {why}"), missing);
    let text = file::text(&path, MOST_BYTES).map_err(|unread| match unread {
        Unread::Folder | Unread::Special(_) => ("is no file".to_owned(), missing),
        other => failed(other.to_string()),
    })?;
    SetsFile::of(text)
}
