//! Small vessels that one tract meets, averaged over the vessels' positions.
//!
//! A tract meets a vessel when it touches the vessel's wall. The vessel's axis then lies within its own
//! radius r of the section at its depth, a stadium of half width a = d / 2 and slit s. With the section
//! widened by r:
//!
//! ```text
//! capillary loops, upright, ρ of them a mm² of skin       ρ [ π (a + r)² + 2 (a + r) s ]     widened area
//! plexus, level, length L of vessel a mm² of skin         L [ 2 (a + r) + 2 s / π ]          widened perimeter / π
//! ```
//!
//! For a needle that leans, an ellipse replaces the disc: area e π a², perimeter p 2 π a, width across the
//! slit k 2 a ([`super::lean`]). Widened by r (Steiner), the formulas are
//! ρ [ π (e a² + 2 p a r + r²) + 2 (k a + r) s ] and L [ 2 (p a + r) + 2 s / π ].
//!
//! Both are means over all positions of the vessels, and for a plexus over its directions too. A convex
//! section meets length density × perimeter / π threads, whatever the arrangement of the net (Crofton). A
//! thread counts once where it is crossed; a knot of a net counts with both of its threads.
//!
//! Holds for loops met at their tips, where the section is widest, by a strike whose tip goes deeper than
//! theirs. Holds for a plexus met by a strike whose tip passes the depth of its axes.
//!
//! Left out: vessels give way to a needle. They form clusters (patches of some 1 mm), which widen the scatter
//! and leave the mean. A vessel may have been cut before: one that two strikes meet counts as two hits.

use super::Tract;
use crate::device::Needle;
use crate::skin::{Column, Plexus, Vessels};
use std::f64::consts::{FRAC_1_PI, PI};
use std::ops::AddAssign;

/// Expected number of vessels of each kind that a tract meets, or its sum over tracts.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct VesselHits {
    /// Capillary loops of the papillae.
    pub loops: f64,
    /// Vessels of the upper plexus.
    pub upper_plexus: f64,
    /// Vessels of the deep plexus.
    pub deep_plexus: f64,
}

impl VesselHits {
    /// Sum over the three kinds of vessel.
    pub fn total(&self) -> f64 {
        let VesselHits { loops, upper_plexus, deep_plexus } = self;
        loops + upper_plexus + deep_plexus
    }
}

impl AddAssign for VesselHits {
    fn add_assign(&mut self, other: VesselHits) {
        let VesselHits { loops, upper_plexus, deep_plexus } = other;
        self.loops += loops;
        self.upper_plexus += upper_plexus;
        self.deep_plexus += deep_plexus;
    }
}

/// Depths of the vessels under one place, mm: tips of the loops, upper and deep plexus.
///
/// Vessels for which the skin has no room lie at infinity: all vessels where there is no dermis, loops where
/// the upper plexus would lie above their tips.
#[inline]
fn depths_mm(vessels: &Vessels, column: &Column) -> [f64; 3] {
    let deep = Vessels::deep_plexus_mm(column);
    if deep <= column.epidermis_mm() {
        return [f64::INFINITY; 3];
    }
    let (tips, upper) = (vessels.loop_tip_mm(column), vessels.upper_plexus_at_mm(column));
    [if tips < upper { tips } else { f64::INFINITY }, upper, deep]
}

impl Tract {
    /// Expected number of vessels that this strike meets; none if it did not pierce.
    #[inline(always)]
    pub fn vessel_hits(&self, vessels: &Vessels) -> VesselHits {
        let mut hits = VesselHits::default();
        if !self.pierced {
            return hits;
        }
        let depth = self.tip_depth_mm;
        let Needle { tip_diameter_mm: tip, shaft_diameter_mm: shaft, taper_mm: taper, .. } =
            self.profile.needle;
        // Precomputes what all sections share, so that each then costs one square root.
        let (half_tip, half_slope, per_depth) = (0.5 * tip, 0.5 * (shaft - tip) / taper, 1.0 / depth);
        // Half width of the section at a depth above the tip, and its slit.
        let section = |depth_mm: f64| {
            let q = depth - depth_mm;
            let u = q * per_depth;
            let slit = self.slit_mm() * u.sqrt() * (1.5 - 0.5 * u);
            (half_tip + half_slope * q.min(taper), slit)
        };
        let (area, perimeter, across) = match self.lean.is_upright() {
            true => (1.0, 1.0, 1.0),
            false => (self.lean.stretch(), self.lean.perimeter(), self.profile.across),
        };
        let [tips, upper, deep] = depths_mm(vessels, &self.column);
        if depth > tips {
            let ((half, slit), radius) = (section(tips), vessels.loop_radius_mm);
            let round = half * (area * half + 2.0 * perimeter * radius) + radius * radius;
            hits.loops = vessels.loops_per_mm2 * (PI * round + 2.0 * slit * (across * half + radius));
        }
        let crossed = |depth_mm: f64, plexus: &Plexus| {
            let (half, slit) = section(depth_mm);
            let widened = perimeter * half + 0.5 * plexus.diameter_mm;
            2.0 * plexus.length_per_mm * (widened + FRAC_1_PI * slit)
        };
        if depth > upper {
            hits.upper_plexus = crossed(upper, &vessels.upper);
        }
        if depth > deep {
            hits.deep_plexus = crossed(deep, &vessels.deep);
        }
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::{NeedleShape, NeedleState};
    use crate::technique::Strike;
    use crate::tract::Sweep;

    const CHEEK: [f64; 5] = [0.015, 0.05, 0.225, 1.275, 3.3];

    fn tract(depth_mm: f64, tip_mm: f64, sweep_mm: f64, thickness_mm: [f64; 5]) -> Tract {
        let needle = Needle::new(2.5, 0.25, 1.5, tip_mm, NeedleShape::Conical);
        let state =
            NeedleState { needle, protrusion_error_mm: 0.0, lean: [0.0; 2], dull: false, missing: false };
        let strike = Strike { x_mm: 0.0, y_mm: 0.0, heading: [1.0, 0.0], needle: 0, push: 0.0, index: 0 };
        let sweep = Sweep { rigid_mm: sweep_mm, follow: 0.0 };
        Tract::new(&strike, &state, depth_mm, &Column::stack(thickness_mm), &sweep)
    }

    fn hits(depth_mm: f64) -> VesselHits {
        tract(depth_mm, 0.01, 0.0, CHEEK).vessel_hits(&Vessels::general())
    }

    #[test]
    fn limit_a_tip_meets_what_lies_above_it_only() {
        let vessels = Vessels::general();
        // Loops at 15 + 25 um. The upper plexus lies where the papillary dermis ends, at 0.29 mm. The deep
        // plexus lies at 1.565 mm.
        assert_eq!(hits(0.039), VesselHits::default());
        assert!(hits(0.041).loops > 0.0 && hits(0.041).upper_plexus == 0.0);
        assert_eq!(hits(0.289).upper_plexus, 0.0);
        assert!(hits(0.291).upper_plexus > 0.0 && hits(0.291).deep_plexus == 0.0);
        assert!(hits(1.564).deep_plexus == 0.0 && hits(1.566).deep_plexus > 0.0);
        // A needle that stayed in the stratum corneum meets nothing.
        assert_eq!(tract(0.014, 0.01, 0.0, CHEEK).vessel_hits(&vessels).total(), 0.0);
    }

    #[test]
    fn limit_skin_without_dermis_has_no_vessels() {
        let bare = tract(1.0, 0.01, 0.0, [0.015, 0.05, 0.0, 0.0, 3.3]);
        assert_eq!(bare.vessel_hits(&Vessels::general()).total(), 0.0);
    }

    #[test]
    fn identity_round_needle_meets_the_closed_form_of_its_width() {
        // 1 mm deep: the width at 40 um is 0.01 + 0.24 · 0.96 / 1.5 = 0.1636 mm; 50 loops per mm² of radius
        // 0.01 mm.
        let found = hits(1.0);
        assert!((found.loops - 50.0 * PI * 0.0918f64.powi(2)).abs() < 1e-9, "{found:?}");
        // At 0.29 mm it is 0.01 + 0.24 · 0.71 / 1.5 = 0.1236 mm wide. Vessels of 10 mm per mm², 15 um thick:
        // 10 · (0.1236 + 0.015).
        assert!((found.upper_plexus - 1.386).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn limit_deeper_blunter_and_longer_slits_meet_more() {
        let vessels = Vessels::general();
        let of = |depth, tip, sweep| tract(depth, tip, sweep, CHEEK).vessel_hits(&vessels);
        let base = of(1.0, 0.01, 0.1);
        for more in [of(1.1, 0.01, 0.1), of(1.0, 0.05, 0.1), of(1.0, 0.01, 0.2)] {
            assert!(more.loops > base.loops && more.upper_plexus > base.upper_plexus, "{more:?} {base:?}");
        }
    }
}
