//! Strength of the needle itself: buckling of its length, crushing of its tip.
//!
//! ```text
//! E I(x) y'' + P y = 0,   y(tip) = 0,   y'(base) = 0,    I = π d(x)⁴ / 64
//! ```
//!
//! The smallest P with such a bent shape is the buckling load of a needle clamped at its base with a free
//! tip. For a shaft of constant width it is Euler's π² E I / (4 L²). Skin supports a needle at its sides, so
//! this is a cautious estimate.
//!
//! The program takes the last ten tip diameters as rigid (*design*), because a cone that ends in a point is
//! no slender beam there. That part fails by crushing: the puncture force on the tip's own section,
//! 4 F / (π d²), against the yield stress. Left out: bending by a slanted entry, fatigue, hollow needles.

use crate::device::{Material, Needle};
use crate::foundation::evidence::entry;
use std::f64::consts::PI;

/// Safety margins of a needle under a force; above 1 the needle bears it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margin {
    /// Buckling load of the whole needle, N.
    pub buckling_n: f64,
    /// Buckling load over the largest force.
    pub buckling: f64,
    /// Mean pressure on the tip at its largest force before puncture, MPa.
    pub tip_mpa: f64,
    /// Yield stress of the material over this pressure.
    pub tip: f64,
}

impl Margin {
    /// Computes the margins of a needle that bore at most `peak_n`, and `puncture_n` on its tip.
    pub fn new(needle: &Needle, material: Material, peak_n: f64, puncture_n: f64) -> Margin {
        let known = |name: &str| entry(&super::parameters::EVIDENCE, material.name(), name).value;
        let buckling_n = buckling_n(needle, known("young_mpa"));
        let tip_mpa = 4.0 * puncture_n / (PI * needle.tip_diameter_mm.powi(2));
        Margin { buckling_n, buckling: buckling_n / peak_n, tip_mpa, tip: known("yield_mpa") / tip_mpa }
    }
}

/// Length at the tip taken as rigid, in tip diameters.
const RIGID_DIAMETERS: f64 = 10.0;

/// Steps of the integration from tip to base.
const STEPS: usize = 4000;

/// Load at which a needle of this modulus buckles, N.
pub fn buckling_n(needle: &Needle, young_mpa: f64) -> f64 {
    let thick = needle.shaft_diameter_mm;
    let euler = PI.powi(3) * young_mpa * thick.powi(4) / (256.0 * needle.length_mm.powi(2));
    // A taper only weakens the needle.
    let (mut low, mut high) = (0.0, 1.001 * euler);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if is_bent(needle, young_mpa, middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

/// Whether the slope returns to zero between tip and base; the load is then above the smallest critical one.
fn is_bent(needle: &Needle, young_mpa: f64, load_n: f64) -> bool {
    let step = needle.length_mm / STEPS as f64;
    let (mut deflection, mut slope) = (0.0, 1.0);
    let rigid = if needle.tip_diameter_mm < needle.shaft_diameter_mm {
        (RIGID_DIAMETERS * needle.tip_diameter_mm).min(needle.taper_mm)
    } else {
        0.0
    };
    for index in 0..STEPS {
        let above_tip = (index as f64 + 0.5) * step;
        if above_tip < rigid {
            deflection += slope * step;
            continue;
        }
        let d = needle.diameter_mm(above_tip);
        let stiffness = young_mpa * PI * d.powi(4) / 64.0;
        // Exact over a step of constant stiffness: a rotation by the angle k h.
        let k = (load_n / stiffness).sqrt();
        let angle = k * step;
        if slope <= 0.0 || angle > 1.0 {
            return true;
        }
        let (sin, cos) = libm::sincos(angle);
        (deflection, slope) = (deflection * cos + slope * sin / k, slope * cos - deflection * k * sin);
    }
    slope <= 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::NeedleShape;

    #[test]
    fn identity_shaft_of_one_width_is_eulers_load() {
        // Steel pin of 0.25 mm x 1.5 mm: 41 to 42 N; of 0.10 mm x 1.5 mm: 1.1 N.
        for (width, wanted) in [(0.25, 42.05), (0.10, 1.0766)] {
            let pin = Needle::new(1.5, width, 1.0, width, NeedleShape::Conical);
            let got = buckling_n(&pin, 2e5);
            assert!((got / wanted - 1.0).abs() < 1e-3, "{got}");
        }
    }

    #[test]
    fn limit_taper_weakens_and_length_weakens() {
        let load =
            |length, taper| buckling_n(&Needle::new(length, 0.25, taper, 0.02, NeedleShape::Conical), 2e5);
        assert!(load(1.5, 1.0) < load(1.5, 0.5));
        assert!(load(1.5, 0.5) < buckling_n(&Needle::new(1.5, 0.25, 0.5, 0.25, NeedleShape::Conical), 2e5));
        assert!(load(3.0, 1.0) < load(1.5, 1.0));
    }
}
