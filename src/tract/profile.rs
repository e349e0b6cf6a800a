//! Width and slit of a tract along its depth, and its volume between two depths.
//!
//! Here q is the distance above the tip, and u = q / z_tip (0 at the tip, 1 at the surface):
//!
//! ```text
//! d(q) = d_tip + (d_shaft - d_tip) min(q / taper, 1)           width
//! s(u) = s_0 · sqrt(u) (3 - u) / 2                             slit
//! V    = ∫ [ e · π/4 d² + k s d ] dq                            volume
//! ```
//!
//! e and k are 1 for an upright needle. A needle that leans by t is cut in ellipses: its taper counts as
//! shorter by cos t, e is 1 / cos t, and k is the width of a section across the slit over d
//! ([`super::lean`]).
//!
//! s(u) is the chord of a roller's trochoid at leading order in L/R (|x| = t (L - (L - z)/3),
//! L - z = (R + L) t²/2). For the other slits it is an approximation.

use super::lean::Lean;
use super::section::Direction;
use crate::device::Needle;
use fearless_simd::{Level, dispatch, f64x4, prelude::*};
use std::f64::consts::FRAC_PI_4;

/// Shape of one tract; lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Profile {
    /// Upright needle that leaves these widths.
    pub needle: Needle,
    /// Depth of the tip below the undeformed surface.
    pub tip_depth_mm: f64,
    /// Length of the slit at the surface.
    pub slit_mm: f64,
    /// Area of a section without its slit over that of a disc.
    pub stretch: f64,
    /// Width of a section across the slit over the disc's diameter.
    pub across: f64,
}

impl Profile {
    /// Profile of an upright needle.
    #[inline]
    pub fn upright(needle: Needle, tip_depth_mm: f64, slit_mm: f64) -> Profile {
        Profile { needle, tip_depth_mm, slit_mm, stretch: 1.0, across: 1.0 }
    }

    /// Returns the profile of the same needle when it leans, with its slit in this direction.
    pub fn stretched(&self, lean: &Lean, slit: &Direction) -> Profile {
        let (stretch, across) = (lean.stretch(), lean.across(slit.unit()));
        Profile { needle: lean.upright(self.needle), stretch, across, ..*self }
    }

    /// Width of the tract at a depth; 0 below the tip.
    pub fn width_mm(&self, depth_mm: f64) -> f64 {
        self.needle.diameter_mm(self.tip_depth_mm - depth_mm)
    }

    /// Slit at a depth, as a share of the slit at the surface.
    pub fn slit_share(&self, depth_mm: f64) -> f64 {
        if self.tip_depth_mm <= 0.0 {
            return 0.0;
        }
        let u = (1.0 - depth_mm / self.tip_depth_mm).clamp(0.0, 1.0);
        u.sqrt() * (3.0 - u) * 0.5
    }

    /// Widths at four depths, and slits there as shares of that at the surface.
    ///
    /// Each value is as [`Profile::width_mm`] and [`Profile::slit_share`] give it. The tip must lie below the
    /// surface.
    #[inline(always)]
    pub(crate) fn cuts<S: Simd>(&self, simd: S, depths_mm: [f64; 4]) -> ([f64; 4], [f64; 4]) {
        let all = |value: f64| f64x4::splat(simd, value);
        let (zero, one, depths) = (all(0.0), all(1.0), f64x4::simd_from(simd, depths_mm));
        let (tip, shaft) = (self.needle.tip_diameter_mm, self.needle.shaft_diameter_mm);
        let above = all(self.tip_depth_mm) - depths;
        let tapered = (above / all(self.needle.taper_mm)).min(one);
        let widths = above.simd_lt(zero).select(zero, all(tip) + all(shaft - tip) * tapered);
        let u = (one - depths / all(self.tip_depth_mm)).max(zero).min(one);
        let shares = u.sqrt() * (all(3.0) - u) * all(0.5);
        (widths.to_array(), shares.to_array())
    }

    /// Volume between two depths, mm³; depths below the tip add nothing.
    pub fn volume_mm3(&self, from_mm: f64, to_mm: f64) -> f64 {
        let depths_mm = [from_mm, to_mm, to_mm, to_mm];
        let [volume, ..] = dispatch!(Level::new(), simd => self.volumes_mm3(simd, depths_mm));
        volume
    }

    /// Volumes between neighbouring depths of four, mm³; each is as [`Profile::volume_mm3`] gives it.
    #[inline(always)]
    pub(crate) fn volumes_mm3<S: Simd>(&self, simd: S, depths_mm: [f64; 4]) -> [f64; 3] {
        let [a, b, c, d] = self.volumes_below_mm3(simd, f64x4::simd_from(simd, depths_mm)).to_array();
        [(a - b).max(0.0), (b - c).max(0.0), (c - d).max(0.0)]
    }

    /// Volumes below four depths, mm³.
    #[inline(always)]
    fn volumes_below_mm3<S: Simd>(&self, simd: S, depths_mm: f64x4<S>) -> f64x4<S> {
        let all = |value: f64| f64x4::splat(simd, value);
        let (zero, one, depth) = (all(0.0), all(1.0), self.tip_depth_mm);
        let q_mm = (all(depth) - depths_mm).max(zero);
        let (tip, shaft) = (self.needle.tip_diameter_mm, self.needle.shaft_diameter_mm);
        let slope = (shaft - tip) / self.needle.taper_mm;
        let taper = q_mm.min(all(self.needle.taper_mm));
        let widening = all(slope) * taper;
        let cone =
            all(FRAC_PI_4) * taper * (all(tip * tip) + widening * (all(tip) + widening * all(1.0 / 3.0)));
        let round = all(self.stretch) * (cone + all(FRAC_PI_4 * shaft * shaft) * (q_mm - taper));
        if self.slit_mm == 0.0 || depth <= 0.0 {
            return round;
        }
        // ∫ s d dq over the taper, then over the shaft with constant width.
        let per_depth = all(1.0 / depth);
        let (at_taper, at_end) = ((taper * per_depth).min(one), (q_mm * per_depth).min(one));
        let (root_taper, root_end) = (at_taper.sqrt() * at_taper, at_end.sqrt() * at_end);
        let constant = |root: f64x4<S>, u: f64x4<S>| root * (one - u * all(0.2)); //  ∫ sqrt(u)(3-u)/2 du
        let at_taper_constant = constant(root_taper, at_taper);
        let linear = root_taper * at_taper * (all(0.6) - at_taper * all(1.0 / 7.0)); // ∫ u sqrt(u)(3-u)/2 du
        let swept = all(depth * tip) * at_taper_constant
            + all(depth * depth * slope) * linear
            + all(depth * shaft) * (constant(root_end, at_end) - at_taper_constant);
        round + all(self.slit_mm * self.across) * swept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::NeedleShape;
    use proptest::prelude::*;
    use std::f64::consts::PI;

    fn numeric(profile: &Profile, from: f64, to: f64) -> f64 {
        let steps = 20_000;
        let step = (to - from) / steps as f64;
        (0..steps)
            .map(|i| {
                let depth = from + (i as f64 + 0.5) * step;
                let width = profile.width_mm(depth);
                (FRAC_PI_4 * width * width + profile.slit_mm * profile.slit_share(depth) * width) * step
            })
            .sum()
    }

    proptest! {
        /// Compares the closed form with the midpoint rule of 20 000 steps (error of order 1e-8, at the tip's
        /// square root 1e-6).
        #[test]
        fn identity_volume_is_the_integral(depth in 0.05..3.0f64, slit in 0.0..1.0f64, taper in 0.2..3.0f64,
                                           a in 0.0..1.0f64, b in 0.0..1.0f64) {
            let needle = Needle::new(3.0, 0.25, taper, 0.008, NeedleShape::Conical);
            let profile = Profile::upright(needle, depth, slit);
            let (from, to) = (a.min(b) * depth * 1.2, a.max(b) * depth * 1.2);
            let numeric = numeric(&profile, from, to);
            let exact = profile.volume_mm3(from, to);
            prop_assert!((exact - numeric).abs() < 1e-5 * numeric.max(1e-3), "{exact} {numeric}");
        }
    }

    #[test]
    fn identity_cuts_at_four_depths_are_those_at_each() {
        let needle = Needle::new(3.0, 0.23, 2.0, 0.008, NeedleShape::Conical);
        for tip_depth_mm in [0.02, 0.7, 1.2, 2.6] {
            let profile = Profile::upright(needle, tip_depth_mm, 0.3);
            for depths in [[0.0, 0.1, 0.3, 0.9], [0.0, tip_depth_mm, 0.5 * tip_depth_mm, 3.0]] {
                let each = (
                    depths.map(|depth| profile.width_mm(depth)),
                    depths.map(|depth| profile.slit_share(depth)),
                );
                assert_eq!(dispatch!(Level::new(), simd => profile.cuts(simd, depths)), each);
            }
        }
    }

    #[test]
    fn identity_cone() {
        // A cone of base 0.25 mm and height 1.5 mm, tip of no width: pi/12 d² h = 0.024544 mm³.
        let needle = Needle::new(1.5, 0.25, 1.5, 0.0, NeedleShape::Conical);
        let profile = Profile::upright(needle, 1.5, 0.0);
        assert!((profile.volume_mm3(0.0, 9.0) - PI / 12.0 * 0.0625 * 1.5).abs() < 1e-12);
    }

    #[test]
    fn limit_layers_add_up_and_below_the_tip_is_nothing() {
        let needle = Needle::new(3.0, 0.23, 2.0, 0.008, NeedleShape::Conical);
        let profile = Profile::upright(needle, 1.2, 0.3);
        let parts = profile.volume_mm3(0.0, 0.065) + profile.volume_mm3(0.065, 1.565);
        assert!((parts - profile.volume_mm3(0.0, 3.0)).abs() < 1e-12);
        assert_eq!(profile.volume_mm3(1.2, 3.0), 0.0);
        for [a, b, c, d] in [[0.0, 0.065, 1.565, 3.0], [0.0, 0.065, 1.0, 1.1], [0.5, 0.5, 0.4, 0.6]] {
            let each = [profile.volume_mm3(a, b), profile.volume_mm3(b, c), profile.volume_mm3(c, d)];
            assert_eq!(dispatch!(Level::new(), simd => profile.volumes_mm3(simd, [a, b, c, d])), each);
        }
    }

    #[test]
    fn identity_slit_share_is_the_chord_of_the_trochoid() {
        // Roller R = 10 mm, L = 0.5 mm: the share at half depth from the sampled path, leading order in L/R.
        let (radius, length) = (10.0f64, 0.5f64);
        let chord = |z: f64| {
            let t = ((radius + z) / (radius + length)).acos();
            2.0 * (radius * t - (radius + length) * t.sin()).abs()
        };
        let needle = Needle::new(0.5, 0.2, 0.5, 0.008, NeedleShape::Conical);
        let profile = Profile::upright(needle, length, chord(0.0));
        for z in [0.1, 0.25, 0.4] {
            assert!((profile.slit_share(z) - chord(z) / chord(0.0)).abs() < 0.02, "{z}");
        }
    }
}
