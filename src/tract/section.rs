//! Horizontal cut through a tract.

use super::lean::Lean;
use crate::foundation::geometry::length;
use fearless_simd::{Level, dispatch, f32x8, prelude::*};
use std::f64::consts::PI;

/// Slit with round ends (a stadium), or a disc if the slit has no length. Lengths in mm.
///
/// For a needle that leans, an ellipse takes the place of the disc.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Section {
    /// Middle of the section in x.
    pub x_mm: f64,
    /// Middle of the section in y.
    pub y_mm: f64,
    /// Half of the slit's length.
    pub half_slit_mm: f64,
    /// Direction of the slit.
    pub direction: Direction,
    /// Radius of the round ends; for an ellipse, the half axis across the lean.
    pub radius_mm: f64,
    /// Lean of the needle, which stretches the section.
    pub lean: Lean,
}

/// Direction of a slit, shared by all sections of a tract.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Direction {
    /// Unit vector towards the slit's upper end; it never points down.
    unit: [f64; 2],
    /// Change of the slit in x per change in y; 0 for a level slit.
    run: f64,
}

impl Direction {
    /// Direction of a slit along a vector with this length; level if there is none.
    #[inline(always)]
    pub fn new([x, y]: [f64; 2], length: f64) -> Direction {
        Direction::along([x / length, y / length], length)
    }

    /// Direction of a slit along a unit vector; level if the slit has no length.
    #[inline(always)]
    pub fn along([x, y]: [f64; 2], length: f64) -> Direction {
        if length <= 0.0 {
            return Direction { unit: [1.0, 0.0], run: 0.0 };
        }
        let run = if y == 0.0 { 0.0 } else { x / y };
        Direction { unit: if y < 0.0 { [-x, -y] } else { [x, y] }, run }
    }

    /// Unit vector along the slit, never downwards; level if there is no slit.
    #[inline]
    pub fn unit(&self) -> [f64; 2] {
        self.unit
    }
}

impl Section {
    /// Builds a slit with round ends of this radius, mm; `half_mm` is half of it as a vector.
    pub fn slit([x_mm, y_mm]: [f64; 2], half_mm: [f64; 2], radius_mm: f64) -> Section {
        let half_slit_mm = length(half_mm[0], half_mm[1]);
        let (direction, lean) = (Direction::new(half_mm, half_slit_mm), Lean::UPRIGHT);
        Section { x_mm, y_mm, half_slit_mm, direction, radius_mm, lean }
    }

    /// Area, mm²: π r² + 2 r · slit length for a stadium.
    ///
    /// An ellipse has 1 / cos of the disc's area, and its slit has the width of the ellipse across it.
    #[inline]
    pub fn area_mm2(&self) -> f64 {
        let (disc, slit) = (PI * self.radius_mm, 4.0 * self.half_slit_mm);
        if self.lean.is_upright() {
            return self.radius_mm * (disc + slit);
        }
        self.radius_mm * (disc * self.lean.stretch() + slit * self.lean.across(self.direction.unit))
    }

    /// Whether a place lies in the section.
    pub fn holds(&self, [x_mm, y_mm]: [f64; 2]) -> bool {
        let plain = if self.lean.is_upright() { *self } else { self.unstretched() };
        let off = self.lean.unstretched([x_mm - self.x_mm, y_mm - self.y_mm]);
        let [ux, uy] = plain.direction.unit;
        let along = (off[0] * ux + off[1] * uy).clamp(-plain.half_slit_mm, plain.half_slit_mm);
        length(off[0] - along * ux, off[1] - along * uy) <= plain.radius_mm
    }

    /// Closed outline in counter-clockwise order, mm: a polygon with this many corners on each round end. Its area
    /// falls short of the section's by about 2 / corners² of that of the ends.
    pub fn outline_mm(&self, corners: usize) -> Vec<[f64; 2]> {
        let plain = if self.lean.is_upright() { *self } else { self.unstretched() };
        let [ux, uy] = plain.direction.unit;
        let point = |along: f64, across: f64| {
            let off = self.lean.stretched_vector([along * ux - across * uy, along * uy + across * ux]);
            [self.x_mm + off[0], self.y_mm + off[1]]
        };
        let arc = |end: f64| {
            (0..=corners).map(move |corner| {
                let (sin, cos) = libm::sincos(PI * (corner as f64 / corners as f64 - 0.5));
                (end * (plain.half_slit_mm + plain.radius_mm * cos), end * plain.radius_mm * sin)
            })
        };
        // Both ends of a disc begin where the other ends.
        let whole = plain.half_slit_mm > 0.0;
        let ends =
            arc(1.0).take(corners + usize::from(whole)).chain(arc(-1.0).take(corners + usize::from(whole)));
        ends.map(|(along, across)| point(along, across)).collect()
    }

    /// Half of the section's height in y, mm.
    #[inline]
    pub fn half_height_mm(&self) -> f64 {
        let [_, extent] = self.lean.extents();
        self.radius_mm * extent + self.half_slit_mm * self.direction.unit[1]
    }

    /// Half of the section's width in x, mm.
    #[inline]
    pub fn half_width_mm(&self) -> f64 {
        let [extent, _] = self.lean.extents();
        self.radius_mm * extent + self.half_slit_mm * self.direction.unit[0].abs()
    }

    /// Returns the stadium about the same middle that the lean stretches into this section.
    fn unstretched(&self) -> Section {
        let half = self.direction.unit.map(|part| part * self.half_slit_mm);
        Section::slit([self.x_mm, self.y_mm], self.lean.unstretched(half), self.radius_mm)
    }

    /// Prepares the cuts of this section. See [`Section::cuts`] for any section.
    #[inline(always)]
    pub fn cutter(&self) -> StretchedCutter {
        let plain = if self.lean.is_upright() { *self } else { self.unstretched() };
        StretchedCutter { cutter: plain.upright_cutter(), lean: self.lean }
    }

    /// Prepares the cuts for an upright needle, in less time.
    #[inline(always)]
    pub fn upright_cutter(&self) -> Cutter {
        let radius = self.radius_mm as f32;
        let (length, [ux, uy]) = (self.half_slit_mm as f32, self.direction.unit);
        let (ux, uy) = (ux as f32, uy as f32);
        // Upper end of the slit.
        let (hx, hy) = (length * ux, length * uy);
        // The straight right side runs from `low` to `high` in y: x = x_0 + slope y. A level slit has none,
        // as its arcs meet.
        let (nx, ny) = (uy * radius, -ux * radius);
        let slope = self.direction.run as f32;
        Cutter {
            disc: self.half_slit_mm == 0.0,
            square: radius * radius,
            end: [hx, hy],
            low: ny - hy,
            high: ny + hy,
            top: hy + radius,
            x_0: nx - slope * ny,
            slope,
        }
    }

    /// Cuts of the section by eight lines at `first + i · step` in y: from and to in x, all in mm from its
    /// centre.
    ///
    /// Lines beside the section get an interval of zero length.
    pub fn cuts(&self, first: f32, step: f32) -> [[f32; 8]; 2] {
        dispatch!(Level::new(), simd => {
            let (from, to) = self.cutter().cuts(simd, first, step);
            [from.to_array(), to.to_array()]
        })
    }
}

/// Several sections about one middle, in one direction. Lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sections<const N: usize> {
    /// Common middle in x.
    pub x_mm: f64,
    /// Common middle in y.
    pub y_mm: f64,
    /// Common direction of the slits.
    pub direction: Direction,
    /// Common lean of the needle.
    pub lean: Lean,
    /// Half of the slit's length in each section.
    pub half_slits_mm: [f64; N],
    /// Radius of the round ends in each section; for an ellipse, the half axis across the lean.
    pub radii_mm: [f64; N],
}

#[cfg(test)]
impl Sections<1> {
    /// Wraps a single section.
    pub fn one(section: &Section) -> Sections<1> {
        let Section { x_mm, y_mm, half_slit_mm, direction, radius_mm, lean } = *section;
        Sections { x_mm, y_mm, direction, lean, half_slits_mm: [half_slit_mm], radii_mm: [radius_mm] }
    }
}

impl<const N: usize> Sections<N> {
    /// Areas of the sections.
    #[inline(always)]
    pub fn areas_mm2(&self) -> [f64; N] {
        let mut areas = [0.0; N];
        // Uses no closure, because the compiler would not inline one into code for newer processors.
        if self.lean.is_upright() {
            let upright = Sections { lean: Lean::UPRIGHT, ..*self };
            for (at, area) in areas.iter_mut().enumerate() {
                *area = upright.at(at).area_mm2();
            }
            return areas;
        }
        for (at, area) in areas.iter_mut().enumerate() {
            *area = self.at(at).area_mm2();
        }
        areas
    }

    /// Prepares the cuts of all sections, at most eight, if they are upright.
    ///
    /// Each cutter is as [`Section::upright_cutter`] gives it.
    #[inline(always)]
    pub(crate) fn upright_cutters<S: Simd>(&self, simd: S) -> Cutters {
        let (mut radii, mut lengths) = ([0f32; 8], [0f32; 8]);
        for at in 0..N.min(8) {
            (radii[at], lengths[at]) = (self.radii_mm[at] as f32, self.half_slits_mm[at] as f32);
        }
        let all = |value: f64| f32x8::splat(simd, value as f32);
        let ([ux, uy], slope) = (self.direction.unit.map(all), all(self.direction.run));
        let (radius, length) = (f32x8::simd_from(simd, radii), f32x8::simd_from(simd, lengths));
        let (hx, hy) = (length * ux, length * uy);
        let (nx, ny) = (uy * radius, -ux * radius);
        Cutters {
            length: lengths,
            square: (radius * radius).to_array(),
            end: [hx.to_array(), hy.to_array()],
            low: (ny - hy).to_array(),
            high: (ny + hy).to_array(),
            top: (hy + radius).to_array(),
            x_0: (nx - slope * ny).to_array(),
            slope: self.direction.run as f32,
        }
    }

    /// Returns one of the sections.
    #[inline(always)]
    pub fn at(&self, at: usize) -> Section {
        let Sections { x_mm, y_mm, direction, lean, .. } = *self;
        let (half_slit_mm, radius_mm) = (self.half_slits_mm[at], self.radii_mm[at]);
        Section { x_mm, y_mm, half_slit_mm, direction, radius_mm, lean }
    }
}

/// Section relative to its middle, mm, prepared for its cuts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cutter {
    disc: bool,
    /// Square of the radius.
    square: f32,
    /// Upper end of the slit.
    end: [f32; 2],
    /// Range in y of the straight right side, x = x_0 + slope y; and the height of the section.
    low: f32,
    high: f32,
    top: f32,
    x_0: f32,
    slope: f32,
}

/// Sections of an upright needle about one middle, prepared for their cuts, one per lane. See [`Cutter`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutters {
    /// Half of the slit's length.
    length: [f32; 8],
    square: [f32; 8],
    end: [[f32; 8]; 2],
    low: [f32; 8],
    high: [f32; 8],
    pub(crate) top: [f32; 8],
    x_0: [f32; 8],
    slope: f32,
}

impl Cutters {
    /// Returns the cutter of one section.
    #[inline(always)]
    pub fn of(&self, at: usize) -> Cutter {
        let at = at & 7;
        Cutter {
            disc: self.length[at] == 0.0,
            square: self.square[at],
            end: [self.end[0][at], self.end[1][at]],
            low: self.low[at],
            high: self.high[at],
            top: self.top[at],
            x_0: self.x_0[at],
            slope: self.slope,
        }
    }
}

/// Section of a needle that may lean, prepared for its cuts.
#[derive(Debug, Clone, Copy)]
pub struct StretchedCutter {
    cutter: Cutter,
    lean: Lean,
}

impl StretchedCutter {
    /// Cuts as [`Cutter::cuts`] does; the lines are those of the round section at the same share of its
    /// height.
    #[inline(always)]
    pub(crate) fn cuts<S: Simd>(&self, simd: S, first: f32, step: f32) -> (f32x8<S>, f32x8<S>) {
        if self.lean.is_upright() {
            return self.cutter.cuts(simd, first, step);
        }
        let [_, height] = self.lean.extents().map(|extent| extent as f32);
        let (first, step) = (first / height, step / height);
        let (from, to) = self.cutter.cuts(simd, first, step);
        let [from, to] = self.lean.stretched(simd, [from, to], lines(simd, first, step));
        (from, to)
    }
}

/// Positions of eight evenly spaced lines.
#[inline(always)]
fn lines<S: Simd>(simd: S, first: f32, step: f32) -> f32x8<S> {
    f32x8::splat(simd, first)
        + f32x8::simd_from(simd, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]) * f32x8::splat(simd, step)
}

impl Cutter {
    /// Cuts of the section by eight evenly spaced lines: for line i at `first + i · step` in y, from and to
    /// in x.
    ///
    /// All values are in mm from the section's centre. Lines beside the section get an interval of zero
    /// length. Errors are those of `f32`, below 1e-6 of the section's size.
    ///
    /// The right side is an arc about the slit's upper end, a straight side, and an arc about its lower end.
    /// The left side is the same shape rotated by half a turn.
    #[inline(always)]
    pub(crate) fn cuts<S: Simd>(&self, simd: S, first: f32, step: f32) -> (f32x8<S>, f32x8<S>) {
        let all = |value: f32| f32x8::splat(simd, value);
        let dy = lines(simd, first, step);
        let (square, zero) = (all(self.square), all(0.0));
        if self.disc {
            let half = (square - dy * dy).max(zero).sqrt();
            return (-half, half);
        }
        let (low, high, top) = (all(self.low), all(self.high), all(self.top));
        let (x_0, slope, hx, hy) = (all(self.x_0), all(self.slope), all(self.end[0]), all(self.end[1]));
        let arc = |off: f32x8<S>| (square - off * off).max(zero).sqrt();
        let (upper, lower) = (arc(dy - hy), arc(dy + hy));
        let side = |dy: f32x8<S>, near: f32x8<S>, far: f32x8<S>| {
            let above_low = dy.simd_lt(high).select(x_0 + slope * dy, hx + near);
            dy.simd_le(low).select(far - hx, above_low)
        };
        // The left side at dy is the right side at -dy, rotated.
        let (right, left) = (side(dy, upper, lower), side(-dy, lower, upper));
        let beside = dy.abs().simd_gt(top);
        (beside.select(zero, -left), beside.select(zero, right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The cuts, summed by the midpoint rule over 4000 lines, give the closed-form area. The error is of
        /// the order of (1/4000)^1.5 at the round ends; tolerance 1e-3 relative.
        #[test]
        fn identity_cuts_sum_to_the_area(hx in -0.5..0.5f64, hy in -0.5..0.5f64, radius in 0.01..0.3f64,
                                         run in -0.6..0.6f64, run_y in -0.6..0.6f64, leans: bool) {
            let lean = if leans { Lean::new([run, run_y]) } else { Lean::UPRIGHT };
            let section = Section { lean, ..Section::slit([1.0, -2.0], [hx, hy], radius) };
            let half = section.half_height_mm();
            let step = 2.0 * half / 4000.0;
            let area: f64 = (0..500)
                .flat_map(|eight| {
                    let first = (8.0 * f64::from(eight) + 0.5) * step - half;
                    let [from, to] = section.cuts(first as f32, step as f32);
                    from.into_iter().zip(to).map(move |(from, to)| f64::from(to - from) * step)
                })
                .sum();
            prop_assert!((area / section.area_mm2() - 1.0).abs() < 1e-3, "{area} {}", section.area_mm2());
        }
    }

    /// The polygon of an outline has nearly the area of its section, and its corners lie on the edge of it.
    #[test]
    fn identity_an_outline_is_the_edge_of_its_section() {
        for (half_mm, lean) in [
            ([0.0, 0.0], [0.0, 0.0]),
            ([0.1, -0.05], [0.0, 0.0]),
            ([0.02, 0.2], [0.3, -0.4]),
            ([0.0, 0.0], [0.2, 0.5]),
        ] {
            let section = Section { lean: Lean::new(lean), ..Section::slit([1.0, 2.0], half_mm, 0.1) };
            let outline = section.outline_mm(32);
            let next = outline.iter().cycle().skip(1);
            let area: f64 = outline.iter().zip(next).map(|(a, b)| 0.5 * (a[0] * b[1] - b[0] * a[1])).sum();
            assert!((area / section.area_mm2() - 1.0).abs() < 0.01, "{area} {}", section.area_mm2());
            for [x, y] in outline {
                let out = |by: f64| [1.0 + by * (x - 1.0), 2.0 + by * (y - 2.0)];
                assert!(section.holds(out(0.999)) && !section.holds(out(1.001)), "{half_mm:?} {lean:?}");
            }
        }
    }

    /// Sections of one tract; the last two are a disc and a point.
    #[test]
    fn identity_cutters_together_are_those_of_each() {
        for half_mm in [[0.2, 0.1], [-0.1, 0.3], [0.15, 0.0], [0.0, 0.2]] {
            let Section { half_slit_mm, direction, .. } = Section::slit([1.0, 2.0], half_mm, 0.1);
            let half_slits_mm = [1.0, 0.7, 0.3, 0.0, 0.0].map(|share| share * half_slit_mm);
            let radii_mm = [0.1, 0.04, 0.09, 0.05, 0.0];
            let lean = Lean::UPRIGHT;
            let sections = Sections { x_mm: 1.0, y_mm: 2.0, direction, lean, half_slits_mm, radii_mm };
            let cutters = dispatch!(Level::new(), simd => sections.upright_cutters(simd));
            for at in 0..5 {
                assert_eq!(cutters.of(at), sections.at(at).upright_cutter());
            }
        }
    }

    fn cut(half_slit_mm: [f64; 2], y: f32) -> [f32; 2] {
        let section = Section::slit([0.0; 2], half_slit_mm, 0.1);
        section.cuts(y, 1.0).map(|eight| eight[0])
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
