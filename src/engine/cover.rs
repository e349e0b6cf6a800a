//! Covers sections in masks: eight lines through the centres of sub-cells at a time, as lanes of one vector.
//!
//! The words of a strip lie line by line, so eight lines are eight neighbouring words, one load and one
//! store. In a strip, a line from a to b, counted from its left edge and cut off at 0 and [`WIDE`], is the
//! bits 2^b - 2^a.

use super::mask::{LINES, MARGIN, Masks, WIDE};
use crate::tract::{Cutters, Lean, Section, Sections};
use fearless_simd::{f32x8, i32x8, prelude::*, u32x8};
use std::ops::Range;

/// Largest reach of sections from their middle, in sub-cells.
///
/// Beyond it single precision is too coarse, and sections are covered line by line.
const FURTHEST: i64 = 1000;

impl<const N: usize> Masks<N> {
    /// Covers the first `count` sections, each in its mask; the first of them is the largest.
    ///
    /// Returns the number of their sub-cells that lie in the area and were free before; 0 for the other
    /// sections.
    #[inline(always)]
    pub(super) fn cover<S: Simd>(&mut self, simd: S, sections: &Sections<N>, count: usize) -> [u32; N] {
        let mut new = [0; N];
        let spot = Spot::new(self, &sections.at(0));
        if !spot.inside || !sections.lean.is_upright() {
            for (at, new) in new.iter_mut().enumerate().take(count) {
                *new = self.cover_by_lines(simd, at, &sections.at(at));
            }
            return new;
        }
        // From here on all sections are upright.
        let sections = &Sections { lean: Lean::UPRIGHT, ..*sections };
        let (step, strip) = (self.step_mm, self.strip);
        let all = |value: i32| i32x8::splat(simd, value);
        let (zero, wide, one) = (all(0), all(WIDE as i32), u32x8::splat(simd, 1));
        let lines = i32x8::simd_from(simd, [0, 1, 2, 3, 4, 5, 6, 7]);
        // Prepares one lane per section, wanted or not, because a branch on their number would mispredict.
        let cutters = sections.upright_cutters(simd);
        let cut = Lines::of_all(simd, &cutters, &spot, self.per_mm[1], step, count);
        // For each section: the number of lines left, the next line from the row of the middle, and its
        // distance in y, mm.
        let (mut left, mut next, mut dy) = (cut.counts, cut.first, cut.dy);
        // Number of sub-cells so far that were free, for every eighth line.
        let mut sums = [u32x8::splat(simd, 0); N];
        for strip in spot.strips.clone() {
            self.touch(strip, spot.rows);
        }
        let base = all((spot.column + MARGIN as i64) as i32 - (spot.strips.start * WIDE) as i32);
        // Takes the lines of all sections in one loop, some at a time. A loop per section would have a
        // data-dependent count; its end would mispredict, which costs more than a few extra lines.
        let corner = spot.strips.start * strip + (spot.row + MARGIN as i64) as usize;
        let mut at = 0;
        for _ in 0..cut.rounds {
            let (Some(sums), Some(words)) = (sums.get_mut(at), self.words.get_mut(at)) else { break };
            let lane = at & (LINES - 1);
            let (from, to) = cutters.of(lane).cuts(simd, dy[lane], step as f32);
            let mut from = spot.nearest(simd, from) + base;
            let mut to = spot.nearest(simd, to) + base;
            // A line that is empty or one too many sets no bits in the words it falls on. Behind the last row
            // there is room for it.
            to = lines.simd_lt(all(left[lane])).select(to.max(from), from);
            let mut first = corner.wrapping_add_signed(next[lane] as isize);
            for _ in spot.strips.clone() {
                let Some(words) = words.get_mut(first..first + LINES) else { break };
                let before = u32x8::from_slice(simd, words);
                let low: u32x8<S> = from.max(zero).min(wide).bitcast();
                let high: u32x8<S> = to.max(zero).min(wide).bitcast();
                let span = (one << high) - (one << low);
                *sums += (span & !before).count_ones();
                (before | span).store_slice(words);
                from -= wide;
                to -= wide;
                first += strip;
            }
            dy[lane] += (LINES as f64 * step) as f32;
            next[lane] += LINES as i32;
            left[lane] -= LINES as i32;
            at += usize::from(left[lane] <= 0);
        }
        for (new, sums) in new.iter_mut().zip(&sums) {
            *new = sums.reduce_sum();
        }
        new
    }

    /// Covers any section, also one that reaches beyond the margin, is wide, or belongs to a leaning needle.
    #[inline(always)]
    pub(super) fn cover_by_lines<S: Simd>(&mut self, simd: S, mask: usize, section: &Section) -> u32 {
        let spot = &Spot::new(self, section);
        let Spot { column, row, .. } = *spot;
        let step = self.step_mm;
        let Lines { first, count: mut left, mut dy } = Lines::of(section, spot, self.per_mm[1], step);
        let cuts = section.cutter();
        let mut next = row + i64::from(first);
        let mut new = 0;
        while left > 0 {
            let (from, to) = cuts.cuts(simd, dy as f32, step as f32);
            let (from, to) = (spot.nearest(simd, from).to_array(), spot.nearest(simd, to).to_array());
            let lines = (left as usize).min(LINES);
            for (from, to) in from.into_iter().zip(to).take(lines) {
                if from < to {
                    new += self.fill_clipped(mask, next, column + i64::from(from), column + i64::from(to));
                }
                next += 1;
            }
            dy += lines as f64 * step;
            left -= LINES as i32;
        }
        new
    }
}

/// Lines through the centres of sub-cells that lie within a section's height.
struct Lines {
    /// First line, counted from the row of the middle.
    first: i32,
    count: i32,
    /// Distance of the first line from the middle, mm.
    dy: f64,
}

impl Lines {
    #[inline(always)]
    fn of(section: &Section, spot: &Spot, per_mm: f64, step_mm: f64) -> Lines {
        // Rows whose centres, at n + 1/2, lie within the section's height.
        let reach = section.half_height_mm() * per_mm;
        let first = round((spot.middle - reach) as f32);
        let count = (round((spot.middle + reach) as f32) - first).max(0);
        Lines { first, count, dy: (f64::from(first) + 0.5 - spot.middle) * step_mm }
    }
}

/// Lines of several sections, one lane per section.
struct AllLines {
    /// First line, counted from the row of the middle.
    first: [i32; LINES],
    counts: [i32; LINES],
    /// Distance of the first line from the middle, mm.
    dy: [f32; LINES],
    /// Number of rounds of [`LINES`] lines needed to cut all wanted sections.
    rounds: u32,
}

impl Lines {
    /// Lines of upright sections; the first `count` are wanted.
    #[inline(always)]
    fn of_all<S: Simd>(
        simd: S,
        cutters: &Cutters,
        spot: &Spot,
        per_mm: f64,
        step_mm: f64,
        count: usize,
    ) -> AllLines {
        let all = |value: f64| f32x8::splat(simd, value as f32);
        let whole = |value: i32| i32x8::splat(simd, value);
        let middle = all(spot.middle);
        let reach = f32x8::simd_from(simd, cutters.top) * all(per_mm);
        let first = round_all(simd, middle - reach);
        let counts = (round_all(simd, middle + reach) - first).max(whole(0));
        let lane = i32x8::simd_from(simd, [0, 1, 2, 3, 4, 5, 6, 7]);
        let rounds = (counts.max(whole(1)) + whole(LINES as i32 - 1)) >> LINES.trailing_zeros();
        let rounds = lane.simd_lt(whole(count as i32)).select(rounds, whole(0));
        let dy = (first.to_float::<f32x8<S>>() + all(0.5) - middle) * all(step_mm);
        AllLines {
            first: first.to_array(),
            counts: counts.to_array(),
            dy: dy.to_array(),
            rounds: rounds.reduce_sum() as u32,
        }
    }
}

/// Data shared by sections about one middle.
struct Spot {
    /// Sub-cell of the middle.
    column: i64,
    row: i64,
    /// Position of the middle within it. All further positions are f32 values relative to this
    /// sub-cell; they are small, so nothing is lost.
    offset: f32,
    middle: f64,
    per_mm: f32,
    /// True if the sections lie in the area and its margin, and none reaches further than [`FURTHEST`].
    inside: bool,
    /// Strips that the sections may touch, if so, and the first and last row of words, both with the margin.
    strips: Range<usize>,
    rows: [usize; 2],
}

impl Spot {
    #[inline(always)]
    fn new<const N: usize>(mask: &Masks<N>, widest: &Section) -> Spot {
        let centre = [widest.x_mm * mask.per_mm[0], widest.y_mm * mask.per_mm[1]];
        let (column, row) = (centre[0].floor(), centre[1].floor());
        let (offset, middle) = ((centre[0] - column) as f32, centre[1] - row);
        let (column, row) = (column as i64, row as i64);
        let half_width = (widest.half_width_mm() * mask.per_mm[0]) as i64 + 2;
        let half_height = (widest.half_height_mm() * mask.per_mm[1]) as i64 + 2;
        let margin = MARGIN as i64;
        let inside = row + margin >= half_height
            && row + half_height <= mask.sub_rows + margin
            && column + margin >= half_width
            && column + half_width <= mask.sub_columns + margin
            && half_width.max(half_height) <= FURTHEST;
        let [first, last] =
            [column - half_width, column + half_width].map(|column| (column + margin).max(0) as usize / WIDE);
        let rows = [row - half_height, row + half_height].map(|row| (row + margin).max(0) as usize);
        Spot {
            column,
            row,
            offset,
            middle,
            per_mm: mask.per_mm[0] as f32,
            inside,
            strips: first..last + 1,
            rows,
        }
    }

    /// Whole numbers nearest to places along a row, given in mm from the middle.
    ///
    /// Centres lie at n + 1/2. Those between two places run from one nearest whole number to the other.
    #[inline(always)]
    fn nearest<S: Simd>(&self, simd: S, places_mm: f32x8<S>) -> i32x8<S> {
        round_all(simd, f32x8::splat(simd, self.offset) + places_mm * f32x8::splat(simd, self.per_mm))
    }
}

/// Added to a value within ±2²², it leaves the nearest whole number in the low bits of the sum: 1.5 · 2²³.
const SHIFT: f32 = 12_582_912.0;

/// Nearest whole numbers of eight values within ±2²².
#[inline(always)]
fn round_all<S: Simd>(simd: S, values: f32x8<S>) -> i32x8<S> {
    (values + f32x8::splat(simd, SHIFT)).bitcast::<i32x8<S>>() - i32x8::splat(simd, SHIFT.to_bits() as i32)
}

/// Nearest whole number of one value within ±2²².
#[inline(always)]
fn round(value: f32) -> i32 {
    (value + SHIFT).to_bits() as i32 - SHIFT.to_bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Grid;
    use crate::foundation::random::{Purpose, Stream};
    use fearless_simd::{Level, dispatch};

    /// Concentric sections about places in a grid, on its edges and beyond; some lean.
    fn some(stream: &mut Stream) -> Sections<3> {
        let mut part = |size: f64| size * (stream.uniform() - 0.5);
        let (x, y) = (0.5 + part(1.6), 0.65 + part(1.9));
        let widest = Section::slit([x, y], [part(0.2), part(0.2)], 0.05 + part(0.1));
        let lean = if part(1.0) > 0.4 { Lean::new([part(0.6), part(0.6)]) } else { Lean::UPRIGHT };
        Sections {
            x_mm: x,
            y_mm: y,
            direction: widest.direction,
            lean,
            half_slits_mm: [1.0, 0.8, 0.5].map(|share| share * widest.half_slit_mm),
            radii_mm: [1.0, 0.7, 0.1].map(|share| share * widest.radius_mm),
        }
    }

    /// Lines of sections computed together are those of each; they are computed in single precision.
    #[test]
    fn identity_lines_of_all_are_those_of_each() {
        for cell_mm in [0.1, 0.05] {
            let masks = Masks::<3>::new(&Grid::new(1.0, 1.3, cell_mm));
            let mut stream = Stream::new(7, Purpose::Placement, 0, 0);
            for _ in 0..500 {
                let sections = Sections { lean: Lean::UPRIGHT, ..some(&mut stream) };
                let spot = Spot::new(&masks, &sections.at(0));
                let (per_mm, step) = (masks.per_mm[1], masks.step_mm);
                let together = dispatch!(Level::new(), simd => {
                    Lines::of_all(simd, &sections.upright_cutters(simd), &spot, per_mm, step, 2)
                });
                let each = [0, 1, 2].map(|at| Lines::of(&sections.at(at), &spot, per_mm, step));
                let rounds = |lines: &Lines| (lines.count.max(1) as u32).div_ceil(LINES as u32);
                assert_eq!(together.rounds, each.iter().take(2).map(rounds).sum::<u32>());
                for (at, lines) in each.iter().enumerate() {
                    assert_eq!((together.first[at], together.counts[at]), (lines.first, lines.count));
                    assert!((f64::from(together.dy[at]) - lines.dy).abs() < 1e-7);
                }
            }
        }
    }

    /// Every instruction set gives the same sub-cells and the same counts.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn identity_every_instruction_set_gives_the_same() {
        let newest = Level::new();
        let older = [
            newest.as_sse2().map(Level::Sse2),
            newest.as_sse4_2().map(Level::Sse4_2),
            newest.as_avx2().map(Level::Avx2),
        ];
        for cell_mm in [0.1, 0.05] {
            let grid = Grid::new(1.0, 1.3, cell_mm);
            let cover = |level: Level| {
                let mut masks = Masks::<3>::new(&grid);
                let mut stream = Stream::new(5, Purpose::Placement, 0, 0);
                let new: Vec<[u32; 3]> = (0..500)
                    .map(|_| some(&mut stream))
                    .map(|sections| dispatch!(level, simd => masks.cover(simd, &sections, 3)))
                    .collect();
                (new, masks.words)
            };
            let wanted = cover(newest);
            assert!(wanted.0.iter().flatten().any(|new| *new != 0));
            for level in older.into_iter().flatten() {
                assert!(cover(level) == wanted, "{level:?}");
            }
        }
    }

    /// Every word that a section covers is marked as touched. Nothing is counted in unmarked words, and
    /// emptied masks equal new ones.
    #[test]
    fn identity_what_is_covered_is_touched_and_emptied() {
        for cell_mm in [0.1, 0.05, 0.005] {
            let grid = Grid::new(1.0, 1.3, cell_mm).only(|[x, y]| x + y > 0.4);
            let (new, mut masks) = (Masks::<3>::new(&grid), Masks::<3>::new(&grid));
            let mut stream = Stream::new(6, Purpose::Placement, 0, 0);
            let per_word = masks.cells_per_word();
            for few in 0..60 {
                for _ in 0..few % 4 {
                    let sections = some(&mut stream);
                    dispatch!(Level::new(), simd => masks.cover(simd, &sections, 3));
                }
                for (row, strip) in (0..grid.rows)
                    .flat_map(|row| (0..grid.columns.div_ceil(per_word)).map(move |strip| (row, strip)))
                {
                    let same = (0..3)
                        .all(|mask| masks.counts([mask; 2], row, strip) == new.counts([mask; 2], row, strip));
                    assert!(same || masks.is_touched(row, strip));
                }
                masks.clear();
                assert!(masks.words == new.words);
            }
        }
    }
}
