//! A horizontal cut through a tract.

use std::f64::consts::PI;
use wide::f32x4;

/// A slit with round ends (a stadium); a disc where the slit has no length. Lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Section {
    pub x_mm: f64,
    pub y_mm: f64,
    /// Half of the slit's length as a vector.
    pub half_slit_mm: [f64; 2],
    pub radius_mm: f64,
}

impl Section {
    /// π r² + 2 r · slit length, mm².
    pub fn area_mm2(&self) -> f64 {
        let [x, y] = self.half_slit_mm;
        let slit = 2.0 * (x * x + y * y).sqrt();
        self.radius_mm * (PI * self.radius_mm + 2.0 * slit)
    }

    /// Half of the section's height in y, mm.
    pub fn half_height_mm(&self) -> f64 {
        self.radius_mm + self.half_slit_mm[1].abs()
    }

    /// Half of the section's width in x, mm.
    pub fn half_width_mm(&self) -> f64 {
        self.radius_mm + self.half_slit_mm[0].abs()
    }

    /// Where four evenly spaced lines cut the section: for line i at `first + i · step` in y, from and to in x, all in mm from
    /// the section's centre. Lines beside the section get an interval of no length. Errors: those of `f32`, below 1e-6 of
    /// the section's size.
    ///
    /// The right side is an arc about the slit's upper end, a straight side, an arc about its lower end; the left side is
    /// the same turned by half a turn.
    #[inline(always)]
    pub fn cuts(&self, first: f32, step: f32) -> (f32x4, f32x4) {
        let all = f32x4::splat;
        let dy = all(first) + f32x4::new([0.0, 1.0, 2.0, 3.0]) * all(step);
        let (radius, zero) = (self.radius_mm as f32, f32x4::ZERO);
        let square = all(radius * radius);
        if self.half_slit_mm == [0.0; 2] {
            let half = (square - dy * dy).fast_max(zero).sqrt();
            return (-half, half);
        }
        let [hx, hy] = self.half_slit_mm.map(|half| half as f32);
        // The slit's upper end.
        let [hx, hy] = if hy < 0.0 { [-hx, -hy] } else { [hx, hy] };
        let per_length = 1.0 / (hx * hx + hy * hy).sqrt();
        let (ux, uy) = (hx * per_length, hy * per_length);
        // The straight right side: from `low` to `high` in y, x = x_0 + slope y. A level slit has none: the arcs meet.
        let (nx, ny) = (uy * radius, -ux * radius);
        let slope = if uy > 0.0 { ux / uy } else { 0.0 };
        let (low, high, top) = (all(ny - hy), all(ny + hy), all(hy + radius));
        let (x_0, slope) = (all(nx - slope * ny), all(slope));
        let (hx, hy) = (all(hx), all(hy));
        let arc = |off: f32x4| (square - off * off).fast_max(zero).sqrt();
        let (upper, lower) = (arc(dy - hy), arc(dy + hy));
        let side = |dy: f32x4, near: f32x4, far: f32x4| {
            let above_low = dy.simd_lt(high).bitselect(x_0 + slope * dy, hx + near);
            dy.simd_le(low).bitselect(far - hx, above_low)
        };
        // The left side at dy is the right side at -dy, turned.
        let (right, left) = (side(dy, upper, lower), side(-dy, lower, upper));
        let beside = dy.abs().simd_gt(top);
        (beside.bitselect(zero, -left), beside.bitselect(zero, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The cuts, summed by the midpoint rule over 4000 lines, give the closed-form area; its error is of the order
        /// of (1/4000)^1.5 at the round ends, tolerance 1e-3 relative.
        #[test]
        fn identity_cuts_sum_to_the_area(hx in -0.5..0.5f64, hy in -0.5..0.5f64, radius in 0.01..0.3f64) {
            let section = Section { x_mm: 1.0, y_mm: -2.0, half_slit_mm: [hx, hy], radius_mm: radius };
            let half = section.half_height_mm();
            let step = 2.0 * half / 4000.0;
            let area: f64 = (0..1000)
                .flat_map(|four| {
                    let first = (4.0 * f64::from(four) + 0.5) * step - half;
                    let (from, to) = section.cuts(first as f32, step as f32);
                    (to - from).to_array().map(|width| f64::from(width) * step)
                })
                .sum();
            prop_assert!((area / section.area_mm2() - 1.0).abs() < 1e-3, "{area} {}", section.area_mm2());
        }
    }

    fn cut(half_slit_mm: [f64; 2], y: f32) -> [f32; 2] {
        let section = Section { x_mm: 0.0, y_mm: 0.0, half_slit_mm, radius_mm: 0.1 };
        let (from, to) = section.cuts(y, 1.0);
        [from, to].map(|four| four.to_array()[0])
    }

    #[test]
    fn limit_level_and_upright_slits() {
        for (half, y, wanted) in [([0.2, 0.0], 0.05, 0.2 + 0.0075f32.sqrt()), ([0.0, 0.2], 0.1, 0.1)] {
            let [from, to] = cut(half, y);
            assert!((to - wanted).abs() < 1e-6 && (from + wanted).abs() < 1e-6, "{half:?} {to} {wanted}");
        }
    }

    #[test]
    fn limit_lines_beside_the_section_have_no_length() {
        assert_eq!(cut([0.2, 0.0], 0.11), [0.0, 0.0]);
        assert_eq!(cut([0.0, 0.0], -0.2), [0.0, 0.0]);
    }
}
