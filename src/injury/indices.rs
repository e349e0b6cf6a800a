//! Relative indices and flags. None of them is a probability of anything that happens to a patient.

use crate::ground::evidence::{EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("indices.toml", include_str!("../../data/indices.toml")));

/// Exponents and thresholds as plain numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    pub pain_length_exponent: f64,
    pub pain_number_exponent: f64,
    /// A slit longer and a tip deeper than these is flagged as a tear: linear dermal cuts scar beyond that depth
    /// (Dunkin 2007), round holes of that width did not.
    pub tear_length_mm: f64,
    pub tear_depth_mm: f64,
}

impl Default for Indices {
    fn default() -> Indices {
        let value = |name| entry(&EVIDENCE, "indices", name).value;
        Indices {
            pain_length_exponent: value("pain_length_exponent"),
            pain_number_exponent: value("pain_number_exponent"),
            tear_length_mm: value("tear_length_mm"),
            tear_depth_mm: value("tear_depth_mm"),
        }
    }
}

impl Indices {
    /// Relative pain: (depth / 1 mm)^1.77 · (punctures per cm²)^0.30, so that one puncture of 1 mm in a cm² has 1.
    ///
    /// Exponents derived from Gill 2008 (three times the length, seven times the pain; ten times the needles, just over
    /// twice), where needles went in once and together; for passes it is an extrapolation. Not comparable with any scale.
    pub fn pain(&self, depth_mm: f64, density_per_cm2: f64) -> f64 {
        depth_mm.max(0.0).powf(self.pain_length_exponent)
            * density_per_cm2.max(0.0).powf(self.pain_number_exponent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validates_gill_2008_ratios() {
        let indices = Indices::default();
        // Gill 2008: length x 3 gives pain x 7; number x 10 gives pain x 2.
        assert!((indices.pain(1.5, 100.0) / indices.pain(0.5, 100.0) - 7.0).abs() < 0.05);
        assert!((indices.pain(1.0, 1000.0) / indices.pain(1.0, 100.0) - 2.0).abs() < 0.01);
        assert_eq!(indices.pain(0.0, 100.0), 0.0);
    }
}
