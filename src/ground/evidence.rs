//! Numbers with what is known of them: value, range, how it is known, source.
//!
//! Every disputable number of the program lives in a table under `data/` as an [`Evidence`]. The tables are embedded in
//! the binary and read once; a table that cannot be read is a fault of the program, caught by a test of its chapter.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Read at the source.
    Seen,
    /// Recalled from the literature, not read again: to be verified.
    Memory,
    /// Computed from seen or recalled numbers.
    Derived,
    /// Our choice, for want of a published number.
    Design,
}

impl Tag {
    pub fn word(self) -> &'static str {
        match self {
            Tag::Seen => "seen",
            Tag::Memory => "memory",
            Tag::Derived => "derived",
            Tag::Design => "design",
        }
    }
}

/// A value with its range, tag and source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence<T = f64> {
    pub value: T,
    /// Low end of the plausible range, where one is known.
    pub low: Option<f64>,
    /// High end of the plausible range, where one is known.
    pub high: Option<f64>,
    pub tag: Tag,
    /// `author_year` id into `data/literature.bib`, or a description of the source.
    #[serde(default)]
    pub source: String,
    /// What a reader must know beside the number.
    #[serde(default)]
    pub note: String,
}

/// A table of evidence: section, name, entry.
pub type EvidenceTable = BTreeMap<String, BTreeMap<String, Evidence>>;

/// Reads an embedded table of sections of entries.
///
/// # Panics
/// If the embedded text is not such a table: a fault of the program, not of its input.
pub fn embedded_table(name: &str, text: &str) -> EvidenceTable {
    toml::from_str(text).unwrap_or_else(|error| panic!("embedded table {name}: {error}"))
}

/// One entry of an embedded table.
///
/// # Panics
/// If the table has no such entry: a fault of the program, not of its input.
pub fn entry<'a>(table: &'a EvidenceTable, section: &str, name: &str) -> &'a Evidence {
    table
        .get(section)
        .and_then(|entries| entries.get(name))
        .unwrap_or_else(|| panic!("embedded table lacks [{section}] {name}"))
}
