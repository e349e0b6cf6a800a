//! What follows a treatment: how long its channels stay open, how long the skin shows it, when collagen is said to come.
//!
//! | file | law |
//! |---|---|
//! | [`closure`] | open channel area over time, by what measures it |
//! | [`exposure`] | open area times hours: a relative index |
//! | [`redness`] | how redness fades with time, by depth |
//! | [`course`] | swelling, bleeding, flaking, sensitivity to the sun, collagen: bands of the literature |
//! | [`claims`] | what is said to happen when, row by row |
//! | [`sessions`] | several treatments: what is over before the next, doses that add |
//! | [`absorption`] | what enters through closing channels, over what enters intact skin |
//! | [`diffusion`] | diffusion through a layer, solved in one dimension |
//! | [`molecules`] | molecules, and measured gains |
//! | [`cards`] | what is claimed, who says it, what is known |
//!
//! The numbers are in `data/recovery.toml` and in the tables that each file names. What a run gives enters as a list of openings,
//! one for each strike that pierced, because a mean depth would close all of them at one time. None of this is a waiting
//! time for anybody.

pub mod absorption;
pub mod cards;
pub mod claims;
pub mod closure;
pub mod course;
pub mod diffusion;
pub mod exposure;
pub mod molecules;
pub mod redness;
pub mod sessions;

use crate::foundation::evidence::{Evidence, EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Times, factors and exponents (`data/recovery.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("recovery.toml", include_str!("../../data/recovery.toml")));

/// One number of that table.
pub(crate) fn known(section: &str, name: &str) -> &'static Evidence {
    entry(&EVIDENCE, section, name)
}

/// What a strike that pierced leaves open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opening {
    /// Open area at the surface, mm².
    pub area_mm2: f64,
    /// Smaller width of the opening, mm.
    pub width_mm: f64,
    /// Its depth as a needle length, mm: that of the tip times set depth over median tip depth.
    pub depth_mm: f64,
}

/// A value with the ends of its range over uncertain inputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// The value.
    pub value: f64,
    /// Least of the range.
    pub low: f64,
    /// Greatest of the range.
    pub high: f64,
}

impl Ranged {
    /// A number of a table with its range; without one where none is claimed.
    #[must_use]
    pub fn of(known: &Evidence) -> Ranged {
        let Evidence { value, low, high, .. } = known;
        let value = *value;
        Ranged { value, low: low.unwrap_or(value), high: high.unwrap_or(value) }
    }

    /// Both ends of the range.
    #[must_use]
    pub fn ends(self) -> [f64; 2] {
        [self.low, self.high]
    }

    /// The product, each end with the same end of the other. Both are positive.
    #[must_use]
    pub fn times(self, other: Ranged) -> Ranged {
        Ranged { value: self.value * other.value, low: self.low * other.low, high: self.high * other.high }
    }

    /// A value without a range.
    #[must_use]
    pub fn sure(value: f64) -> Ranged {
        Ranged { value, low: value, high: value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_the_table_can_be_read_and_its_ranges_hold_their_values() {
        for (section, entries) in EVIDENCE.iter() {
            for (name, known) in entries {
                let Ranged { value, low, high } = Ranged::of(known);
                assert!(low <= value && value <= high, "{section}.{name}");
                assert!(!known.note.is_empty(), "{section}.{name}");
            }
        }
    }

    /// Every source of the chapter is in the list of literature.
    #[test]
    fn identity_sources_are_in_the_literature() {
        let literature = include_str!("../../data/literature.bib");
        let of_table =
            EVIDENCE.values().flat_map(|entries| entries.values()).map(|known| known.source.clone());
        let of_claims = claims::claims().iter().map(|claim| claim.source.clone());
        let of_cards = cards::cards().iter().map(|card| card.source.clone());
        let of_molecules = molecules::molecules().iter().map(|molecule| molecule.source.clone());
        let of_gains = molecules::measured().iter().map(|row| row.source.clone());
        let of_plans = sessions::published().iter().map(|plan| plan.source.clone());
        let more = of_molecules.chain(of_gains).chain(of_plans);
        for source in of_table.chain(of_claims).chain(of_cards).chain(more) {
            for id in source.split(", ").filter(|id| !id.is_empty()) {
                assert!(literature.contains(&format!("{{{id},")), "{id} is not in literature.bib");
            }
        }
    }
}
