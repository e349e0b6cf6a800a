//! Numbers with their evidence: value, range, how the number is known, source.
//!
//! Every disputable number of the program lives in a table under `data/` as an [`Evidence`]. The tables are
//! embedded in the binary and read once. A table that cannot be read is a fault of the program; a test of its
//! chapter catches it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Read at the source.
    Seen,
    /// Recalled from the literature and not read again, so still to be verified.
    Memory,
    /// Computed from seen or recalled numbers.
    Derived,
    /// Our choice, for want of a published number.
    Design,
}

impl Tag {
    /// Tag as written in the tables: "seen", "memory", "derived" or "design".
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
    /// Best known number, in the unit of the entry's name.
    pub value: T,
    /// Low end of the plausible range, where one is known.
    pub low: Option<f64>,
    /// High end of the plausible range, where one is known.
    pub high: Option<f64>,
    /// How the value is known.
    pub tag: Tag,
    /// `author_year` id into `data/literature.bib`, or a description of the source.
    #[serde(default)]
    pub source: String,
    /// What a reader must know besides the number.
    #[serde(default)]
    pub note: String,
}

impl Evidence {
    /// Returns the value at a share (0 to 1) of the range.
    ///
    /// Half of all shares lie on either side of `value`. Steps are even in the logarithm where the range is
    /// positive. Without a known range the result is `value` itself.
    pub fn at(&self, share: f64) -> f64 {
        let (low, high) = (self.low.unwrap_or(self.value), self.high.unwrap_or(self.value));
        let (from, to, way) =
            if share < 0.5 { (low, self.value, 2.0 * share) } else { (self.value, high, 2.0 * share - 1.0) };
        if from > 0.0 { from * libm::pow(to / from, way) } else { from + (to - from) * way }
    }
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

/// Returns one entry of an embedded table.
///
/// # Panics
/// If the table has no such entry: a fault of the program, not of its input.
pub fn entry<'a>(table: &'a EvidenceTable, section: &str, name: &str) -> &'a Evidence {
    table
        .get(section)
        .and_then(|entries| entries.get(name))
        .unwrap_or_else(|| panic!("embedded table lacks [{section}] {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_value_is_the_median_of_its_range() {
        let of = |value, low, high| Evidence {
            value,
            low: Some(low),
            high: Some(high),
            tag: Tag::Design,
            source: String::new(),
            note: String::new(),
        };
        let positive = of(0.5, 0.1, 2.0);
        for (share, wanted) in [(0.0, 0.1), (0.25, 0.05f64.sqrt()), (0.5, 0.5), (0.75, 1.0), (1.0, 2.0)] {
            assert!((positive.at(share) - wanted).abs() < 1e-12, "{share}");
        }
        // A range that starts at 0 has no logarithm.
        let from_nothing = of(1.0, 0.0, 3.0);
        assert_eq!([0.0, 0.25, 0.5].map(|share| from_nothing.at(share)), [0.0, 0.5, 1.0]);
        let known = Evidence { low: None, high: None, ..positive };
        assert_eq!([0.0, 0.4, 1.0].map(|share| known.at(share)), [0.5; 3]);
    }
}
