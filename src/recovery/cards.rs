//! What is claimed, who says it, and what is known: cards for a class (`data/cards.toml`).
//!
//! Texts with sources. No card holds a computed probability, and none gives advice.

use crate::foundation::evidence::Tag;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a card is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Articles that contradict each other.
    Contradiction,
    /// A claim of one or more articles.
    Claim,
    /// An unwanted effect.
    Risk,
    /// Who should not be treated, as articles say.
    Screening,
    /// What is said to be done afterwards.
    Care,
    /// What it is said to be good for.
    Use,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// German.
    pub de: String,
}

/// A card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Name on the command line.
    pub id: String,
    /// What it is about.
    pub kind: Kind,
    /// What is claimed, and by whom.
    pub claim: Text,
    /// What is known.
    pub known: Text,
    /// How that is known.
    pub tag: Tag,
    /// Ids in `data/literature.bib`.
    pub source: String,
    /// Sites that the claim is about, where the computed reach over the face stands beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face_reach_of: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Cards {
    card: Vec<Card>,
}

/// All cards, in the order of the table.
///
/// # Panics
/// If the embedded table cannot be read: a fault of the program.
#[must_use]
pub fn cards() -> &'static [Card] {
    static CARDS: LazyLock<Vec<Card>> = LazyLock::new(|| {
        let read: Result<Cards, _> = toml::from_str(include_str!("../../data/cards.toml"));
        read.unwrap_or_else(|error| panic!("embedded table cards.toml: {error}")).card
    });
    &CARDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn identity_cards_have_names_of_their_own_and_all_seven_contradictions() {
        let ids: BTreeSet<&str> = cards().iter().map(|card| card.id.as_str()).collect();
        assert_eq!(ids.len(), cards().len());
        assert_eq!(cards().iter().filter(|card| card.kind == Kind::Contradiction).count(), 7);
        assert!(cards().iter().all(|card| !card.source.is_empty()));
    }
}
