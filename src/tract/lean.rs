//! Level sections of a leaning needle: the round section becomes an ellipse.
//!
//! A needle leans by t along the unit vector l. A level plane cuts it in an ellipse with half axes a across l
//! and a / cos t along it. At a height q over its tip the needle is as wide as at q / cos t along its own
//! axis. Its tract is therefore that of an upright needle with a taper shorter by cos t, and with every
//! section stretched along l. As a matrix, with the ellipse { M^(1/2) v : |v| <= a }, the stretch is:
//!
//! ```text
//! M = 1 + tan² t · l lᵀ,     det M^(1/2) = 1 / cos t
//! half width across a unit vector n:   a · sqrt(nᵀ M n)
//! ```
//!
//! For cuts along lines of equal y the same ellipse is written as U v with an upper triangular U, U Uᵀ = M,
//! which maps level lines to level lines.
//!
//! First order: the taper's cut is taken as an ellipse about the axis. A true cone's ellipse lies aside along
//! l, by a share of its slope times tan t. It is larger by about the square of that. For a slope of 0.1 this
//! is at most 0.4 % of its area at 15 degrees, 2 % at 30.

use crate::device::Needle;
use crate::foundation::geometry::length;
use fearless_simd::{f32x8, prelude::*};

/// Stretch of a tract's sections: U = [[x, shear], [0, y]].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lean {
    x: f64,
    shear: f64,
    y: f64,
    /// 1 / cos t.
    stretch: f64,
}

impl Lean {
    /// Stretch of an upright needle, whose sections are round.
    pub const UPRIGHT: Lean = Lean { x: 1.0, shear: 0.0, y: 1.0, stretch: 1.0 };

    /// Stretch of a needle with this sideways shift (mm per mm of depth); the vector's length is tan t.
    #[inline]
    pub fn new([run_x, run_y]: [f64; 2]) -> Lean {
        if run_x == 0.0 && run_y == 0.0 {
            return Lean::UPRIGHT;
        }
        let y = (1.0 + run_y * run_y).sqrt();
        let shear = run_x * run_y / y;
        let stretch = (1.0 + run_x * run_x + run_y * run_y).sqrt();
        Lean { x: stretch / y, shear, y, stretch }
    }

    /// Whether the needle stands upright, so that its sections are discs.
    #[inline(always)]
    pub fn is_upright(&self) -> bool {
        self.stretch == 1.0
    }

    /// Area of a section over that of the round section: 1 / cos t.
    #[inline]
    pub fn stretch(&self) -> f64 {
        self.stretch
    }

    /// Returns the upright needle that leaves the same widths: its taper is shorter by cos t.
    #[inline]
    pub fn upright(&self, needle: Needle) -> Needle {
        Needle { taper_mm: needle.taper_mm / self.stretch, ..needle }
    }

    /// Half extents of a section in x and in y, over its radius.
    #[inline(always)]
    pub fn extents(&self) -> [f64; 2] {
        if self.is_upright() {
            return [1.0; 2];
        }
        [length(self.x, self.shear), self.y]
    }

    /// Width of a section across a unit vector over that of the round section; a slit along that vector cuts
    /// this width.
    #[inline]
    pub fn across(&self, [x, y]: [f64; 2]) -> f64 {
        // Normal of the vector, through the transpose of U.
        length(self.x * y, self.shear * y - self.y * x)
    }

    /// Perimeter of a section over that of the round section.
    ///
    /// Ramanujan's second formula, exact to 1e-7 for leans below 60 degrees.
    #[inline]
    pub fn perimeter(&self) -> f64 {
        let flat = ((self.stretch - 1.0) / (self.stretch + 1.0)).powi(2);
        0.5 * (1.0 + self.stretch) * (1.0 + 3.0 * flat / (10.0 + (4.0 - 3.0 * flat).sqrt()))
    }

    /// Returns the vector to which the stretch maps this one.
    #[inline]
    pub fn stretched_vector(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.x * x + self.shear * y, self.y * y]
    }

    /// Returns the vector that the stretch maps to this one.
    #[inline]
    pub fn unstretched(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let up = y / self.y;
        [(x - self.shear * up) / self.x, up]
    }

    /// Ends of the cuts along eight lines through the stretched section.
    ///
    /// `lines` is the position of the lines in y, from the middle of the round section; all in mm.
    #[inline(always)]
    pub(crate) fn stretched<S: Simd>(
        &self,
        simd: S,
        [from, to]: [f32x8<S>; 2],
        lines: f32x8<S>,
    ) -> [f32x8<S>; 2] {
        let (x, shift) = (f32x8::splat(simd, self.x as f32), f32x8::splat(simd, self.shear as f32) * lines);
        // A line beside the section keeps its interval of zero length.
        [from * x + shift, to * x + shift]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::NeedleShape;
    use proptest::prelude::*;
    use std::f64::consts::TAU;

    proptest! {
        /// The points U v of a circle lie on the ellipse pᵀ M⁻¹ p = 1, M⁻¹ = 1 - sin² t · l lᵀ. Area, extents
        /// and widths follow.
        #[test]
        fn identity_stretched_circle_is_the_ellipse_of_the_lean(x in -1.0..1.0f64, y in -1.0..1.0f64, turn in 0.0..TAU) {
            let lean = Lean::new([x, y]);
            let run = x.hypot(y);
            prop_assume!(run > 1e-6);
            let (sin, l) = (run / run.hypot(1.0), [x / run, y / run]);
            let v = [turn.cos(), turn.sin()];
            let p = [lean.x * v[0] + lean.shear * v[1], lean.y * v[1]];
            let along = p[0] * l[0] + p[1] * l[1];
            prop_assert!((p[0] * p[0] + p[1] * p[1] - (sin * along).powi(2) - 1.0).abs() < 1e-12);
            let back = lean.unstretched(p);
            prop_assert!((back[0] - v[0]).abs() < 1e-12 && (back[1] - v[1]).abs() < 1e-12);
            prop_assert!((lean.x * lean.y - lean.stretch).abs() < 1e-12);
            // Along the lean a needle is as wide as an upright one, across it 1 / cos times as wide.
            prop_assert!((lean.across(l) - 1.0).abs() < 1e-12);
            prop_assert!((lean.across([-l[1], l[0]]) - lean.stretch).abs() < 1e-12);
            prop_assert!((lean.extents()[0] - lean.across([0.0, 1.0])).abs() < 1e-12);
            prop_assert!((lean.extents()[1] - lean.across([1.0, 0.0])).abs() < 1e-12);
        }
    }

    /// Compares the perimeter with the mean width times pi (Cauchy), over 3600 directions.
    #[test]
    fn identity_perimeter_is_the_mean_width() {
        for run in [0.0, 0.1, 0.27, 0.6, 1.7] {
            let lean = Lean::new([0.6 * run, 0.8 * run]);
            let widths = (0..3600).map(|at| {
                let (sin, cos) = (f64::from(at) * TAU / 3600.0).sin_cos();
                lean.across([cos, sin])
            });
            let mean = widths.sum::<f64>() / 3600.0;
            assert!((lean.perimeter() / mean - 1.0).abs() < 1e-7, "{run}: {} {mean}", lean.perimeter());
        }
    }

    #[test]
    fn limit_upright_is_round() {
        let lean = Lean::new([0.0, 0.0]);
        assert_eq!(lean, Lean::UPRIGHT);
        assert_eq!((lean.perimeter(), lean.extents(), lean.across([0.6, 0.8])), (1.0, [1.0; 2], 1.0));
        let needle = Needle::new(2.0, 0.25, 1.0, 0.01, NeedleShape::Conical);
        assert_eq!(lean.upright(needle), needle);
    }
}
