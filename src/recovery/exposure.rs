//! Open area times hours: a relative index of how long how much was open.
//!
//! ```text
//! E = ∫ A(t) dt = Σ aᵢ τᵢ / ln 2         mm² h
//! ```
//!
//! Comparable with itself only, under one measure. It is no probability of an infection, and nothing that enters is in it.

use super::Ranged;
use super::closure::Closing;

/// Open area times hours until all is closed, mm² h.
#[must_use]
pub fn exposure_mm2_h(closing: &Closing) -> Ranged {
    closing.sum_mm2_h()
}

#[cfg(test)]
mod tests {
    use super::super::Opening;
    use super::super::closure::{Measure, Skin};
    use super::*;

    /// The closed form against a sum over small steps of time.
    #[test]
    fn identity_exposure_is_the_area_under_the_course() {
        let openings =
            [0.3, 0.8, 1.4].map(|depth_mm| Opening { area_mm2: 0.01 * depth_mm, width_mm: 0.1, depth_mm });
        let closing = Closing::new(&openings, Measure::WaterLoss, Skin::default());
        let step = 1e-3;
        let sum: f64 =
            (0..60_000).map(|at| closing.area_mm2((f64::from(at) + 0.5) * step).value * step).sum();
        let exact = exposure_mm2_h(&closing);
        assert!((sum / exact.value - 1.0).abs() < 1e-6, "{sum} and {exact:?}");
        assert!(exact.low < exact.value && exact.value < exact.high);
    }

    #[test]
    fn limit_nothing_open_is_no_exposure() {
        let none = Closing::new(&[], Measure::Dye, Skin::default());
        assert_eq!(exposure_mm2_h(&none), Ranged::sure(0.0));
    }
}
