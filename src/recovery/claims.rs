//! Published claims on what happens when after a treatment (`data/recovery_claims.csv`), one row each.

use crate::foundation::evidence::Tag;
use serde::Deserialize;
use std::sync::LazyLock;

/// Who makes a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SaidBy {
    /// A study.
    Study,
    /// A consumer article, without data.
    Article,
}

impl SaidBy {
    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            SaidBy::Study => "study",
            SaidBy::Article => "article",
        }
    }
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// When results, or new collagen, show.
    Collagen,
    /// What is said to be possible again, or to come next.
    Marker,
    /// What is said to be done for the skin.
    Care,
}

impl Topic {
    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Topic::Collagen => "collagen",
            Topic::Marker => "marker",
            Topic::Care => "care",
        }
    }
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What it is about.
    pub topic: Topic,
    /// What is claimed.
    pub what: String,
    /// The same in German.
    pub what_de: String,
    /// Earliest time, days after the treatment or the last of several.
    pub from_days: f64,
    /// Latest time, days.
    pub to_days: f64,
    /// Who claims it.
    pub said_by: SaidBy,
    /// How the row is known.
    pub tag: Tag,
    /// Id in `data/literature.bib`.
    pub source: String,
    /// Subjects and method.
    pub note: String,
}

/// All claims, by their earliest time.
///
/// # Panics
/// If the embedded table cannot be read: a fault of the program.
#[must_use]
pub fn claims() -> &'static [Claim] {
    static CLAIMS: LazyLock<Vec<Claim>> = LazyLock::new(|| {
        let mut claims: Vec<Claim> =
            csv::Reader::from_reader(include_str!("../../data/recovery_claims.csv").as_bytes())
                .deserialize()
                .collect::<Result<_, _>>()
                .unwrap_or_else(|error| panic!("embedded table recovery_claims.csv: {error}"));
        claims.sort_by(|a, b| a.from_days.total_cmp(&b.from_days));
        claims
    });
    &CLAIMS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_claims_are_in_order_and_none_goes_backwards() {
        assert!(claims().len() > 8);
        assert!(claims().is_sorted_by(|a, b| a.from_days <= b.from_days));
        assert!(claims().iter().all(|claim| claim.from_days > 0.0 && claim.from_days <= claim.to_days));
    }
}
