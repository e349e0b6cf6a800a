//! Hair follicles and sweat glands: their density by site, and places for drawing them.

use crate::foundation::random::{Purpose, Stream};
use serde::Deserialize;
use std::sync::LazyLock;

/// Row of `data/appendages.csv`; `None` where no number was found.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appendages {
    /// Name of the site, as in `data/sites.csv`.
    pub site: String,
    /// Eccrine sweat glands per cm² of skin.
    pub eccrine_glands_per_cm2: Option<f64>,
    /// Tag of the gland density (`seen`, `memory`, `derived` or `design`); empty where the table gives none.
    pub eccrine_tag: String,
    /// Source of the gland density: an id of `data/literature.bib` or a description.
    pub eccrine_source: String,
    /// Hair follicles per cm² of skin.
    pub hair_follicles_per_cm2: Option<f64>,
    /// Tag of the follicle density; empty where the table gives none.
    pub hair_tag: String,
    /// Source of the follicle density: an id of `data/literature.bib` or a description.
    pub hair_source: String,
    /// Diameter of a follicle's orifice at the surface, µm.
    pub orifice_diameter_um: Option<f64>,
    /// Tag of the orifice diameter; empty where the table gives none.
    pub orifice_tag: String,
    /// Source of the orifice diameter: an id of `data/literature.bib` or a description.
    pub orifice_source: String,
    /// Remarks on the row, for readers.
    pub note: String,
}

static TABLE: LazyLock<Vec<Appendages>> = LazyLock::new(|| {
    csv::Reader::from_reader(include_str!("../../data/appendages.csv").as_bytes())
        .deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("embedded table appendages.csv: {error}"))
});

/// Returns the densities of a site.
pub fn appendages(site: &str) -> Option<&'static Appendages> {
    TABLE.iter().find(|row| row.site == site)
}

/// Kind of appendage to place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Hair follicle.
    Follicle,
    /// Eccrine sweat gland.
    Gland,
}

/// Draws places over an area, mm: the number follows the density, and no two are closer than half the mean
/// distance.
///
/// For drawings only; needles ignore them. Depends on (seed, kind).
pub fn place(density_per_cm2: f64, width_mm: f64, height_mm: f64, kind: Kind, seed: u64) -> Vec<[f64; 2]> {
    let mut stream = Stream::new(seed, Purpose::Picture, 0, kind as u64);
    let wanted = (density_per_cm2 * width_mm * height_mm / 100.0).round().min(MOST as f64) as usize;
    let apart = 0.5 * (100.0 / density_per_cm2.max(1e-9)).sqrt();
    let mut places: Vec<[f64; 2]> = Vec::with_capacity(wanted);
    for _ in 0..wanted {
        // Tries a crowded place again a few times, then leaves it out.
        for _ in 0..20 {
            let at = [width_mm * stream.uniform(), height_mm * stream.uniform()];
            if places.iter().all(|other| libm::hypot(other[0] - at[0], other[1] - at[1]) >= apart) {
                places.push(at);
                break;
            }
        }
    }
    places
}

/// Largest number of places drawn; more would blur into grey.
const MOST: usize = 4000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::site::sites;

    #[test]
    fn identity_every_site_has_a_row_and_every_number_a_tag() {
        for site in sites() {
            let row = appendages(&site.name).unwrap_or_else(|| panic!("{} has no row", site.name));
            for (number, tag) in [
                (row.eccrine_glands_per_cm2, &row.eccrine_tag),
                (row.hair_follicles_per_cm2, &row.hair_tag),
                (row.orifice_diameter_um, &row.orifice_tag),
            ] {
                assert_eq!(number.is_some(), !tag.is_empty(), "{}", site.name);
                assert!(number.is_none_or(|number| number >= 0.0));
            }
        }
    }

    #[test]
    fn identity_places_keep_their_density_and_distance() {
        let places = place(292.0, 20.0, 20.0, Kind::Follicle, 1);
        assert!((places.len() as f64 / 1168.0 - 1.0).abs() < 0.02, "{}", places.len());
        let apart = 0.5 * (100.0f64 / 292.0).sqrt();
        for (index, a) in places.iter().enumerate() {
            assert!(places[..index].iter().all(|b| (a[0] - b[0]).hypot(a[1] - b[1]) >= apart));
        }
        assert_ne!(places, place(292.0, 20.0, 20.0, Kind::Gland, 1));
        assert!(place(0.0, 20.0, 20.0, Kind::Gland, 1).is_empty());
    }
}
