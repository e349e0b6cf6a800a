//! Errors as data: what is wrong, where, with which values, and what to do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::foundation::shown::shown_to;
use serde::{Deserialize, Serialize};

/// Longest quote of the user's text in a message, in characters.
const LONGEST_QUOTE: usize = 48;

/// Severity of a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// The scenario can be run, but may not be what was meant.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// Byte range in one of the [`Sources`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Number of the source; 0 is the file.
    pub source: usize,
    /// Byte range in its text.
    pub span: Range<usize>,
}

/// A text that settings came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Name shown to the user: the file name, or `command line`.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: String,
}

/// All texts of a scenario: the file, and one pseudo source for each `--set`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    list: Vec<Source>,
    /// Whether the name was given with these settings in mind, so that it needs no word of them.
    is_named: bool,
    /// Folder in which files that the scenario names lie; `None` for a text that came from no file.
    folder: Option<PathBuf>,
    /// Names and texts of such files that are at hand already.
    files: Vec<(String, String)>,
}

/// Text before the setting in the pseudo source of a `--set`.
pub(crate) const SET_PREFIX: &str = "--set ";

impl Sources {
    /// Builds the sources from the file's name and text, and from the argument of each `--set` (`key=value`).
    pub fn new<S: AsRef<str>>(name: impl Into<String>, text: &str, sets: &[S]) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut list = vec![Source { name: name.into(), text: text.to_owned() }];
        list.extend(sets.iter().map(|set| Source {
            name: "command line".to_owned(),
            text: format!("{SET_PREFIX}{}", set.as_ref()),
        }));
        Sources { list, is_named: false, folder: None, files: Vec::new() }
    }

    /// Says that the name of the scenario was given with these settings in mind.
    #[must_use]
    pub fn named(self) -> Sources {
        Sources { is_named: true, ..self }
    }

    /// Says in which folder the files lie that the scenario names.
    #[must_use]
    pub fn in_folder(self, folder: Option<&Path>) -> Sources {
        Sources { folder: folder.map(Path::to_owned), ..self }
    }

    /// Hands over files that the scenario names, as a resolved scenario has them.
    #[must_use]
    pub fn with_files(self, files: &[(String, String)]) -> Sources {
        Sources { files: files.to_vec(), ..self }
    }

    /// Text of a file that is at hand already.
    pub(super) fn file(&self, name: &str) -> Option<&str> {
        self.files.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str())
    }

    /// Folder in which the files lie that the scenario names.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Whether the name was given with these settings in mind.
    pub fn is_named(&self) -> bool {
        self.is_named
    }

    /// Adds one more setting, `key=value`, that the program itself gives.
    #[must_use]
    pub fn with(&self, setting: &str) -> Sources {
        let mut list = self.list.clone();
        list.push(Source { name: "setting".to_owned(), text: format!("{SET_PREFIX}{setting}") });
        Sources { list, ..self.clone() }
    }

    /// All sources, the file first.
    pub fn list(&self) -> &[Source] {
        &self.list
    }

    /// A source by its index.
    pub fn get(&self, index: usize) -> Option<&Source> {
        self.list.get(index)
    }

    /// Line and column of the start of a place, both from 1, columns counted in characters.
    pub fn line_column(&self, place: &Place) -> Option<(usize, usize)> {
        let text = &self.get(place.source)?.text;
        let start = floor(text, place.span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        Some((line, before[line_start..].chars().count() + 1))
    }

    /// Text of a place as one line, shortened if long.
    pub fn quote(&self, place: &Place) -> Option<String> {
        let text = &self.get(place.source)?.text;
        let start = floor(text, place.span.start);
        let end = floor(text, place.span.end).max(start);
        Some(clip(&text[start..end]))
    }
}

/// Nearest character boundary at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Shortens text to one line of at most [`LONGEST_QUOTE`] characters, with what a terminal obeys escaped.
pub(crate) fn clip(text: &str) -> String {
    shown_to(text, LONGEST_QUOTE)
}

/// Place of each given key of a scenario, by dotted path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    map: BTreeMap<String, Place>,
}

impl Places {
    /// Records the place of a key.
    pub(crate) fn insert(&mut self, path: impl Into<String>, place: Place) {
        self.map.insert(path.into(), place);
    }

    /// Place of exactly this key, if it was given.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.map.get(path)
    }

    /// Place of the key, or of the nearest thing around it: the list, the section header.
    pub fn find(&self, path: &str) -> Option<&Place> {
        let mut path = path;
        loop {
            if let Some(place) = self.map.get(path) {
                return Some(place);
            }
            let cut = path.rfind(['.', '['])?;
            path = &path[..cut];
        }
    }

    /// All paths with their places, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.map.iter().map(|(path, place)| (path.as_str(), place))
    }
}

/// One error or warning about a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Severity of the problem.
    pub severity: Severity,
    /// Dotted path of the key concerned.
    pub key: Option<String>,
    /// The value as the user wrote it, shortened if long.
    pub value: Option<String>,
    /// Message of one line, including the values.
    pub message: String,
    /// Allowed values: a range with its unit, or a list of words.
    pub allowed: Option<String>,
    /// Reason for the restriction.
    pub why: Option<String>,
    /// Suggested remedy.
    pub help: Option<String>,
    /// Name of the file or command line in which it was found.
    pub source: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
    /// Place in the sources.
    #[serde(skip)]
    pub place: Option<Place>,
    /// Keys that change nothing in this scenario.
    #[serde(skip)]
    idle: Vec<String>,
}

impl Diagnostic {
    fn new(severity: Severity, message: String) -> Self {
        Diagnostic {
            severity,
            key: None,
            value: None,
            message,
            allowed: None,
            why: None,
            help: None,
            source: None,
            line: None,
            column: None,
            place: None,
            idle: Vec::new(),
        }
    }

    /// Creates an error with its one-line message.
    pub fn error(message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Error, message.into())
    }

    /// Creates a warning with its one-line message.
    pub fn warning(message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Warning, message.into())
    }

    /// Sets the key concerned.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the value as written.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// Sets what is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Sets the reason; an empty text counts as none.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into()).filter(|why| !why.is_empty());
        self
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Sets which keys change nothing.
    #[must_use]
    pub fn idle(mut self, keys: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.idle = keys.into_iter().map(Into::into).collect();
        self
    }

    /// Whether it says that this key changes nothing.
    pub fn is_idle(&self, key: &str) -> bool {
        self.idle.iter().any(|idle| idle == key)
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    /// Fills in the name of the source, line and column from the place.
    #[must_use]
    pub fn locate(mut self, sources: &Sources) -> Self {
        if let Some(place) = &self.place {
            self.source = sources.get(place.source).map(|s| s.name.clone());
            if let Some((line, column)) = sources.line_column(place) {
                self.line = Some(line);
                self.column = Some(column);
            }
        }
        if self.source.is_none() {
            self.source = sources.get(0).map(|s| s.name.clone());
        }
        self
    }
}

/// `file.toml:12:5: error: message`, for logs. The command line shows it with the source text.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.source {
            write!(f, "{source}:")?;
            if let (Some(line), Some(column)) = (self.line, self.column) {
                write!(f, "{line}:{column}:")?;
            }
            f.write_str(" ")?;
        }
        write!(f, "{}: {}", self.severity, self.message)
    }
}

impl std::error::Error for Diagnostic {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_columns_count_characters_not_bytes() {
        let sources = Sources::new("a.toml", "\u{feff}x = 1\r\nname = \"é\u{1f600}\" # here", &[] as &[&str]);
        let text = &sources.list()[0].text;
        assert!(text.starts_with("x = 1"));
        let at = text.find('#').unwrap_or(0);
        let place = Place { source: 0, span: at..at + 1 };
        assert_eq!(sources.line_column(&place), Some((2, 13)));
    }

    #[test]
    fn limit_places_out_of_the_text_are_harmless() {
        let sources = Sources::new("a", "é", &[] as &[&str]);
        let place = Place { source: 0, span: 1..999 };
        assert_eq!(sources.line_column(&place), Some((1, 1)));
        assert_eq!(sources.quote(&place).as_deref(), Some("é"));
        assert_eq!(sources.quote(&Place { source: 4, span: 0..1 }), None);
    }

    #[test]
    fn identity_find_falls_back_to_the_section() {
        let mut places = Places::default();
        let place = Place { source: 0, span: 3..9 };
        places.insert("skin", place.clone());
        assert_eq!(places.find("skin.layers[2].poisson"), Some(&place));
        assert_eq!(places.find("device.kind"), None);
    }
}
