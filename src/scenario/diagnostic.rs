//! Errors as data: what is wrong, where, with which numbers, and what to do.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::Serialize;

/// Longest piece of the user's own text that a message repeats, in characters.
const LONGEST_QUOTE: usize = 48;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but is perhaps not what was meant.
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

/// A stretch of one of the [`Sources`], in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Number of the source; 0 is the file.
    pub source: usize,
    /// Byte range in its text.
    pub span: Range<usize>,
}

/// One text that settings came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// What people call it: the file name, or `command line`.
    pub name: String,
    /// Its text, without a byte-order mark.
    pub text: String,
}

/// The file, and one pseudo source for each `--set`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sources {
    list: Vec<Source>,
}

/// What stands before the setting in the pseudo source of a `--set`.
pub(crate) const SET_PREFIX: &str = "--set ";

impl Sources {
    /// The file's name and text, and what was given to each `--set` (`key=value`).
    pub fn new<S: AsRef<str>>(name: impl Into<String>, text: &str, sets: &[S]) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut list = vec![Source { name: name.into(), text: text.to_owned() }];
        list.extend(sets.iter().map(|set| Source {
            name: "command line".to_owned(),
            text: format!("{SET_PREFIX}{}", set.as_ref()),
        }));
        Sources { list }
    }

    /// These and one more setting, `key=value`, which a program gives.
    #[must_use]
    pub fn with(&self, setting: &str) -> Sources {
        let mut list = self.list.clone();
        list.push(Source { name: "setting".to_owned(), text: format!("{SET_PREFIX}{setting}") });
        Sources { list }
    }

    /// All of them, the file first.
    pub fn list(&self) -> &[Source] {
        &self.list
    }

    /// One of them.
    pub fn get(&self, index: usize) -> Option<&Source> {
        self.list.get(index)
    }

    /// Line and column of the start of a place, from 1, columns counted in characters.
    pub fn line_column(&self, place: &Place) -> Option<(usize, usize)> {
        let text = &self.get(place.source)?.text;
        let start = floor(text, place.span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        Some((line, before[line_start..].chars().count() + 1))
    }

    /// The text of a place, on one line, cut when long.
    pub fn quote(&self, place: &Place) -> Option<String> {
        let text = &self.get(place.source)?.text;
        let start = floor(text, place.span.start);
        let end = floor(text, place.span.end).max(start);
        Some(clip(&text[start..end]))
    }
}

/// The nearest character boundary at or before `at`.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One line, without control characters, at most [`LONGEST_QUOTE`] characters.
pub(crate) fn clip(text: &str) -> String {
    let mut short = String::new();
    let mut blank = false;
    let mut count = 0;
    for c in text.trim().chars() {
        let space = c.is_whitespace() || c.is_control();
        if space && blank {
            continue;
        }
        blank = space;
        if count == LONGEST_QUOTE {
            short.push_str("...");
            break;
        }
        short.push(if space { ' ' } else { c });
        count += 1;
    }
    short
}

/// Where each key of a scenario was given, by its dotted path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    map: BTreeMap<String, Place>,
}

impl Places {
    /// Notes where a key stands.
    pub(crate) fn insert(&mut self, path: impl Into<String>, place: Place) {
        self.map.insert(path.into(), place);
    }

    /// Where this very key was given, if it was.
    pub fn get(&self, path: &str) -> Option<&Place> {
        self.map.get(path)
    }

    /// Where the key was given, or the nearest thing around it: the list, the section header.
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

    /// Every path with its place, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Place)> {
        self.map.iter().map(|(path, place)| (path.as_str(), place))
    }
}

/// One thing that is wrong, or odd, about a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// Dotted path of the key it is about.
    pub key: Option<String>,
    /// The value as the user wrote it, cut when long.
    pub value: Option<String>,
    /// One line, with the numbers in it.
    pub message: String,
    /// What is allowed: a range with its unit, or the list of words.
    pub allowed: Option<String>,
    /// Why only that is allowed.
    pub why: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Name of the file or command line it was found in.
    pub source: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column, from 1, in characters.
    pub column: Option<usize>,
    /// Where in the sources.
    #[serde(skip)]
    pub place: Option<Place>,
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
        }
    }

    /// An error with its one-line message.
    pub fn error(message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Error, message.into())
    }

    /// A warning with its one-line message.
    pub fn warning(message: impl Into<String>) -> Self {
        Diagnostic::new(Severity::Warning, message.into())
    }

    /// The key it is about.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The value as written.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// What is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// Why; an empty reason is none.
    #[must_use]
    pub fn why(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into()).filter(|why| !why.is_empty());
        self
    }

    /// What to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where it is.
    #[must_use]
    pub fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    /// Fills in source name, line and column from the place.
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

/// `file.toml:12:5: error: message`, for logs; the command line draws it with the source text.
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
