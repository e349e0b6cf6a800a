//! Molecules that are put on skin (`data/molecules.csv`), and measured gains in what enters (`data/absorption_rows.csv`).

use crate::foundation::evidence::Tag;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;

/// A molecule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Molecule {
    /// Name in scenarios.
    pub name: String,
    /// Name for readers.
    pub words: String,
    /// The same in German.
    pub words_de: String,
    /// Mass, Da.
    pub mass_da: f64,
    /// Logarithm (base 10) of its octanol-water partition, as a neutral molecule.
    pub log_kow: f64,
    /// How the row is known.
    pub tag: Tag,
    /// Id in `data/literature.bib`; empty for a molecule of the user's own.
    pub source: String,
    /// What to bear in mind; may be empty.
    pub note: String,
    /// The same in German.
    pub note_de: String,
}

impl Molecule {
    /// A molecule that only a scenario describes.
    #[must_use]
    pub fn own(mass_da: f64, log_kow: f64) -> Molecule {
        Molecule {
            name: "own".to_owned(),
            words: format!("a molecule of {mass_da} Da"),
            words_de: format!("ein Molekül mit {mass_da} Da"),
            mass_da,
            log_kow,
            tag: Tag::Design,
            source: String::new(),
            note: String::new(),
            note_de: String::new(),
        }
    }
}

/// A measured gain: what entered treated skin over what entered intact skin.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasuredGain {
    /// Name of the molecule.
    pub molecule: String,
    /// Least.
    pub low: f64,
    /// Greatest.
    pub high: f64,
    /// Device and skin.
    pub what: String,
    /// The same in German.
    pub what_de: String,
    /// How it is known.
    pub tag: Tag,
    /// Id in `data/literature.bib`.
    pub source: String,
    /// What else is told.
    pub note: String,
}

fn table<T: DeserializeOwned>(name: &str, text: &str) -> Vec<T> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("embedded table {name}: {error}"))
}

/// All molecules, from the lightest.
///
/// # Panics
/// If the embedded table cannot be read: a fault of the program.
#[must_use]
pub fn molecules() -> &'static [Molecule] {
    static ALL: LazyLock<Vec<Molecule>> =
        LazyLock::new(|| table("molecules.csv", include_str!("../../data/molecules.csv")));
    &ALL
}

/// Their names in scenarios.
#[must_use]
pub fn names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&str>> =
        LazyLock::new(|| molecules().iter().map(|molecule| molecule.name.as_str()).collect());
    &NAMES
}

/// The molecule of this name.
#[must_use]
pub fn of_name(name: &str) -> Option<&'static Molecule> {
    molecules().iter().find(|molecule| molecule.name == name)
}

/// All measured gains.
///
/// # Panics
/// If the embedded table cannot be read: a fault of the program.
#[must_use]
pub fn measured() -> &'static [MeasuredGain] {
    static ALL: LazyLock<Vec<MeasuredGain>> =
        LazyLock::new(|| table("absorption_rows.csv", include_str!("../../data/absorption_rows.csv")));
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_molecules_go_from_light_to_heavy_and_measured_ones_are_among_them() {
        assert!(molecules().is_sorted_by(|a, b| a.mass_da < b.mass_da));
        assert!(measured().iter().all(|row| of_name(&row.molecule).is_some() && row.low <= row.high));
        assert_eq!(of_name("caffeine").unwrap().mass_da, 194.2);
    }
}
