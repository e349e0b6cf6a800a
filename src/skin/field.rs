//! The skin of one person, place by place.
//!
//! ```text
//! T_k(x) = mean_k · exp( b_k - s_b²/2 + g_k(x) - s_g²/2 + w_k(x) - s_w²/2 )
//! ```
//!
//! b is the person (drawn in [`super::model`]), g a slow drift within the site, w a fine field; both Gaussian with a Matérn
//! correlation ([`super::matern`]), each compensated so that the mean over people and places is the table's mean. Nothing
//! is clamped: the lower tail is what rare events come from. Amplitudes and lengths: `data/field.toml`.

use super::embedding::{Embedding, Lattice};
use super::layer::Column;
use super::model::Thicknesses;
use crate::ground::evidence::{EvidenceTable, embedded_table, entry};
use crate::ground::random::{Purpose, StreamFamily};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("field.toml", include_str!("../../data/field.toml")));

/// A number of `data/field.toml`.
pub fn known(section: &str, name: &str) -> f64 {
    entry(&EVIDENCE, section, name).value
}

/// The fields of the skin: what varies, in which order their streams are numbered.
pub const FIELDS: [&str; 5] = ["fine_epidermis", "drift_dermis", "fine_dermis", "drift_fat", "fine_fat"];

/// What all realisations of a run share: the transforms of the fields over its area.
pub struct FieldPlan {
    fields: Vec<Plan>,
}

struct Plan {
    embedding: Embedding,
    sd_log: f64,
}

impl FieldPlan {
    /// Fields over an area looked at in cells of `cell_mm`.
    pub fn new(width_mm: f64, height_mm: f64, cell_mm: f64) -> FieldPlan {
        let plan = |section: &&str| Plan {
            embedding: Embedding::new(width_mm, height_mm, known(section, "length_mm"), cell_mm),
            sd_log: known(section, "sd_log"),
        };
        FieldPlan { fields: FIELDS.iter().map(plan).collect() }
    }

    /// Bytes that the fields of one realisation take while they are made.
    pub fn bytes(width_mm: f64, height_mm: f64, cell_mm: f64) -> u64 {
        let nodes = |section: &&str| {
            let length = known(section, "length_mm");
            let spacing = (0.25 * length).max(cell_mm);
            let side = |side: f64| (side + 6.0 * length).max(12.0 * length) / spacing + 1.0;
            side(width_mm) * side(height_mm)
        };
        // A complex half spectrum, its amplitudes, and the field.
        (FIELDS.iter().map(nodes).sum::<f64>() * 12.0) as u64
    }

    /// The variation from place to place of one realisation.
    pub fn sample(&self, seed: u64, realisation: u64) -> Variation {
        let family = StreamFamily::new(seed, Purpose::SkinField, realisation);
        let parts = self
            .fields
            .iter()
            .enumerate()
            .map(|(index, plan)| Part {
                lattice: plan.embedding.sample(&mut family.stream(index as u64)),
                sd_log: plan.sd_log as f32,
                compensation: (0.5 * plan.sd_log * plan.sd_log) as f32,
            })
            .collect();
        Variation { parts }
    }
}

/// How the thicknesses of one realisation vary from place to place.
pub struct Variation {
    parts: Vec<Part>,
}

struct Part {
    lattice: Lattice,
    sd_log: f32,
    compensation: f32,
}

impl Variation {
    #[inline]
    fn log(&self, field: usize, x_mm: f64, y_mm: f64) -> f32 {
        let part = &self.parts[field];
        part.sd_log * part.lattice.at(x_mm, y_mm) - part.compensation
    }

    /// Factors on epidermis, dermis and fat at a place.
    #[inline]
    fn factors(&self, x_mm: f64, y_mm: f64) -> [f64; 3] {
        [
            self.log(0, x_mm, y_mm),
            self.log(1, x_mm, y_mm) + self.log(2, x_mm, y_mm),
            self.log(3, x_mm, y_mm) + self.log(4, x_mm, y_mm),
        ]
        .map(|log| f64::from(libm::expf(log)))
    }
}

/// The skin of one realisation.
pub struct SkinField {
    pub(super) person: Thicknesses,
    /// `None`: the same everywhere (listed layers).
    pub(super) variation: Option<Variation>,
}

impl SkinField {
    /// The layers under a place, mm from the area's corner.
    #[inline]
    pub fn column(&self, x_mm: f64, y_mm: f64) -> Column {
        match &self.variation {
            None => self.person.column([1.0; 3]),
            Some(variation) => self.person.column(variation.factors(x_mm, y_mm)),
        }
    }

    /// The layers of this person on average over places.
    pub fn mean_column(&self) -> Column {
        self.person.column([1.0; 3])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_table_has_every_field_inside_its_range() {
        for section in FIELDS {
            for name in ["sd_log", "length_mm"] {
                let number = entry(&EVIDENCE, section, name);
                assert!(number.low.unwrap() <= number.value && number.value <= number.high.unwrap());
            }
        }
    }
}
