//! Table of body sites: mean and between-person standard deviation of each layer, with grade and basis.
//!
//! Every number of the table combines several published rows (tag *derived* or *design*). Its grade runs from
//! A (several in-vivo studies agree) to D (little better than a guess). The basis column names the rows.

use serde::Deserialize;
use std::sync::LazyLock;

/// Row of `data/sites.csv`: thicknesses in µm, means over healthy adults of about 40 years, sexes pooled.
///
/// Means are arithmetic.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Name in scenarios and files, for example `nose_tip`.
    #[serde(rename = "site")]
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Part of the body: face, neck or the rest.
    pub region: Region,
    /// Mean thickness of the stratum corneum.
    pub stratum_corneum_um: f64,
    /// Standard deviation of the stratum corneum between people.
    pub stratum_corneum_sd_um: f64,
    /// The whole epidermis, stratum corneum included.
    pub epidermis_um: f64,
    /// Standard deviation of the epidermis between people.
    pub epidermis_sd_um: f64,
    /// Mean thickness of the dermis, papillary and reticular together.
    pub dermis_um: f64,
    /// Standard deviation of the dermis between people.
    pub dermis_sd_um: f64,
    /// Fat down to fascia or muscle.
    pub fat_um: f64,
    /// Standard deviation of the fat between people.
    pub fat_sd_um: f64,
    /// A: several in-vivo studies with spread agree … D: little better than a guess.
    pub grade: String,
    /// Published rows from which the site's numbers are combined.
    pub basis: String,
}

/// Part of the body to which a site belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// Face, eyelids included.
    Face,
    /// Neck.
    Neck,
    /// Everywhere else: scalp, trunk and limbs.
    Body,
}

impl Site {
    /// Mean thickness of the skin (epidermis and dermis), mm.
    pub fn skin_mm(&self) -> f64 {
        (self.epidermis_um + self.dermis_um) * 1e-3
    }

    /// Whether this is an eyelid.
    ///
    /// Eyelids have almost no fat. Muscle lies below their dermis, so passing the dermis is a "sub-dermal
    /// breach".
    pub fn is_eyelid(&self) -> bool {
        self.name.ends_with("_eyelid")
    }
}

static SITES: LazyLock<Vec<Site>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../data/sites.csv").as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("embedded table sites.csv: {error}"))
});

/// Returns all sites, in the table's order: face, neck, body.
pub fn sites() -> &'static [Site] {
    &SITES
}

/// Returns the site of this name.
pub fn site(name: &str) -> Option<&'static Site> {
    SITES.iter().find(|site| site.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_table_is_whole_and_sound() {
        assert_eq!(sites().len(), 31);
        for site in sites() {
            assert!(site.stratum_corneum_um < site.epidermis_um, "{}", site.name);
            for (mean, sd) in [
                (site.stratum_corneum_um, site.stratum_corneum_sd_um),
                (site.epidermis_um, site.epidermis_sd_um),
                (site.dermis_um, site.dermis_sd_um),
                (site.fat_um, site.fat_sd_um),
            ] {
                assert!(mean > 0.0 && sd > 0.0 && sd < mean, "{}", site.name);
            }
            assert!(!site.grade.is_empty() && !site.basis.is_empty(), "{}", site.name);
        }
        // Table entry of the cheek: 65 + 1500 um.
        assert!((site("cheek").unwrap().skin_mm() - 1.565).abs() < 1e-12);
    }
}
