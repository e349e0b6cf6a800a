//! Relative indices and flags. None of them is a probability of any event for a patient.

use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Exponents of the indices, thresholds of the tear flag, and default limits (`data/indices.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("indices.toml", include_str!("../../data/indices.toml")));

/// Exponents and thresholds as plain numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Power of the depth in the pain index.
    pub pain_length_exponent: f64,
    /// Power of the puncture density in the pain index.
    pub pain_number_exponent: f64,
    /// Power of a vessel's diameter that weights it in the bleeding index.
    pub bleeding_exponent: f64,
    /// Slit length above which a strike is flagged as a tear if its tip also exceeds `tear_depth_mm`.
    pub tear_length_mm: f64,
    /// Tip depth of that flag: linear dermal cuts scar beyond it (Dunkin 2007); round holes of that width did
    /// not.
    pub tear_depth_mm: f64,
}

impl Default for Indices {
    fn default() -> Indices {
        let value = |name| entry(&EVIDENCE, "indices", name).value;
        Indices {
            pain_length_exponent: value("pain_length_exponent"),
            pain_number_exponent: value("pain_number_exponent"),
            bleeding_exponent: value("bleeding_exponent"),
            tear_length_mm: value("tear_length_mm"),
            tear_depth_mm: value("tear_depth_mm"),
        }
    }
}

impl Indices {
    /// Relative pain: (depth / 1 mm)^1.77 · (punctures per cm²)^0.30; one puncture of 1 mm in a cm² gives 1.
    ///
    /// The exponents are derived from Gill 2008 (three times the length, seven times the pain; ten times the
    /// needles, just over twice). There, needles went in once and together; for passes it is an
    /// extrapolation. Not comparable with any scale.
    pub fn pain(&self, depth_mm: f64, density_per_cm2: f64) -> f64 {
        libm::pow(depth_mm.max(0.0), self.pain_length_exponent)
            * libm::pow(density_per_cm2.max(0.0), self.pain_number_exponent)
    }

    /// Relative bleeding: vessels opened per mm², each weighted by the cube of its diameter over the upper
    /// plexus's.
    ///
    /// ```text
    /// B = Σ hits per mm² · (diameter / diameter in the upper plexus)³       over capillaries, upper and deep plexus
    /// ```
    ///
    /// One vessel of the upper plexus opened on every mm² gives 1. The cube stands for the flow that a vessel
    /// carries (`data/indices.toml`). Comparable with itself only: neither an amount of blood nor a chance of
    /// a bruise.
    pub fn bleeding(&self, hits_per_mm2: [f64; 3], diameters_mm: [f64; 3]) -> f64 {
        let [_, upper, _] = diameters_mm;
        let weight = |diameter: f64| libm::pow(diameter / upper, self.bleeding_exponent);
        hits_per_mm2.iter().zip(diameters_mm).map(|(hits, diameter)| hits * weight(diameter)).sum()
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

    #[test]
    fn identity_bleeding_counts_in_vessels_of_the_upper_plexus() {
        let indices = Indices { bleeding_exponent: 3.0, ..Indices::default() };
        let of = |hits| indices.bleeding(hits, [0.01, 0.02, 0.04]);
        assert_eq!(of([0.0; 3]), 0.0);
        assert!((of([0.0, 1.0, 0.0]) - 1.0).abs() < 1e-12);
        // Half as wide counts an eighth, twice as wide eight times.
        assert!((of([8.0, 1.0, 0.25]) - 4.0).abs() < 1e-12);
    }
}
