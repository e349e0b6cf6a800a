//! Ratio law: a strike's depth is a random share of the set depth.
//!
//! ```text
//! z = normal(ratio, ratio_sd) · s,     z ≥ 0
//! ```
//!
//! Here s is the set depth of that needle in that treatment (dial or needle length, with setting error and
//! uneven length).
//!
//! The law summarises measured depths for a kind of device; ratios with their sources are in
//! `data/depth_ratio.toml`. Left out is everything that makes the ratio: force, speed, stiffness of the skin,
//! neighbours, sharpness, and the plate that stops the needle. A ratio near one with a wide spread therefore
//! exceeds the needle's length now and then.

use crate::device::Kind;
use crate::foundation::evidence::{Evidence, EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Ratio of tip depth to set depth by kind of device (`data/depth_ratio.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("depth_ratio.toml", include_str!("../../data/depth_ratio.toml")));

/// Mean and spread of tip depth over set depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    /// Mean of tip depth over set depth.
    pub ratio: f64,
    /// Standard deviation between strikes.
    pub ratio_sd: f64,
}

impl Ratio {
    /// Returns the strike of a needle that is set to this depth.
    pub fn depth(&self, set_depth_mm: f64) -> RatioStrike {
        let set = set_depth_mm.max(0.0);
        RatioStrike { mean_mm: self.ratio * set, sd_mm: self.ratio_sd * set }
    }

    /// Evidence for this kind of device: (ratio, its spread between strikes).
    pub fn known(kind: Kind) -> (&'static Evidence, &'static Evidence) {
        (entry(&EVIDENCE, kind.name(), "ratio"), entry(&EVIDENCE, kind.name(), "ratio_sd"))
    }
}

/// Normal depth, cut off at the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatioStrike {
    /// Mean of the uncut normal: ratio times set depth, mm.
    pub mean_mm: f64,
    /// Standard deviation of the uncut normal, mm.
    pub sd_mm: f64,
}

impl Ratio {
    /// Tip depth over set depth at a standard normal, before the cut-off at the surface.
    pub fn at(&self, normal: f64) -> f64 {
        self.ratio + self.ratio_sd * normal
    }
}

impl RatioStrike {
    /// Depth at a standard normal; 0 for a needle that stays above the surface.
    #[inline]
    pub fn at(&self, normal: f64) -> f64 {
        (self.mean_mm + self.sd_mm * normal).max(0.0)
    }

    /// Probability that the tip passes `boundary_mm` (≥ 0): Φ((mean - boundary) / sd); a step if there is no
    /// scatter.
    #[inline]
    pub fn passes(&self, boundary_mm: f64) -> f64 {
        if self.sd_mm > 0.0 {
            crate::foundation::statistics::normal_below((self.mean_mm - boundary_mm) / self.sd_mm)
        } else if self.mean_mm > boundary_mm {
            1.0
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_probability_of_passing_is_the_normal_form() {
        let depth = Ratio { ratio: 0.9, ratio_sd: 0.1 }.depth(1.5);
        assert!((depth.at(0.0) - 1.35).abs() < 1e-12);
        // (1.35 - 1.5) / 0.15 = -1: Phi(-1) = 0.15865525393145707.
        assert!((depth.passes(1.5) - 0.15865525393145707).abs() < 1e-12);
    }

    #[test]
    fn limit_no_scatter_is_a_step() {
        let depth = Ratio { ratio: 1.0, ratio_sd: 0.0 }.depth(1.0);
        assert_eq!((depth.passes(0.99), depth.passes(1.0), depth.passes(1.01)), (1.0, 0.0, 0.0));
        assert_eq!(Ratio { ratio: 1.0, ratio_sd: 0.1 }.depth(-0.2).at(3.0), 0.0);
    }

    #[test]
    fn identity_every_kind_has_a_ratio_inside_its_range() {
        for kind in Kind::ALL {
            for known in [Ratio::known(kind).0, Ratio::known(kind).1] {
                assert!(
                    known.low.unwrap() <= known.value && known.value <= known.high.unwrap(),
                    "{}",
                    kind.name()
                );
            }
        }
    }
}
