//! Largest gap: the widest circle without a puncture inside.
//!
//! The search is branch and bound. A puncture (or the window's edge) near a bin limits the radius of every
//! circle centred in that bin. Bit operations find for all bins at once how far around them there is no
//! puncture. The search looks first at the bins with the emptiest surroundings; for random punctures these
//! are few.
//!
//! It then halves the remaining bins until no part can hold the centre of a circle that is [`GAP_ERROR`]
//! wider than the widest one found. The bound for a part is the distance from its furthest corner to the
//! puncture nearest to its middle.

use super::grid::Grid;
use super::puncture_bins::{Bins, NONE, Window};
use crate::foundation::geometry::length;
use std::ops::Range;

/// Relative error of the largest gap: the gap found is real, and the largest is at most this much wider.
pub const GAP_ERROR: f64 = 0.01;

/// Empty rings around a bin beyond which bins are made wider, and the factor by which they are.
const RINGS: usize = 6;
const WIDER: f64 = 4.0;

/// Number of punctures around a gap that are used to widen it.
const AROUND: usize = 6;

/// Radius of the largest circle within the window that holds no place and has a treated centre, mm.
///
/// `None` if nothing is treated. The bins stay as wide as the search needed them.
pub(super) fn largest_radius_mm(window: &Window, bins: &mut Bins) -> Option<f64> {
    let (wanted, empty) = loop {
        let wanted = treated(window.grid, bins);
        if let Some(empty) = surroundings(bins, &wanted) {
            break (wanted, empty);
        }
        bins.sort(window, WIDER * bins.side_mm);
    };
    let mut search =
        Search { window, bins, patches: Vec::new(), radius_mm: 0.0, centre: [0.0; 2], last: NONE };
    let words = words_a_row(bins);
    for level in (0..=empty.len()).rev() {
        let most_mm = most_sides(level) * bins.side_mm;
        if most_mm <= search.worth_mm() {
            break;
        }
        for (word, wanted) in wanted.iter().enumerate() {
            let below = if level == 0 { u64::MAX } else { empty[level - 1][word] };
            let exactly = below & !empty.get(level).map_or(0, |bits| bits[word]);
            let mut left = wanted & exactly;
            while left != 0 {
                let column = word % words * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                search.look(patch(bins, column, word / words, window.grid, most_mm));
            }
        }
        search.climb();
    }
    search.finish();
    (search.radius_mm > 0.0).then_some(search.radius_mm)
}

fn words_a_row(bins: &Bins) -> usize {
    bins.columns.div_ceil(64)
}

/// Bits of the bins that hold treated places, row by row.
fn treated(grid: &Grid, bins: &Bins) -> Vec<u64> {
    let words = words_a_row(bins);
    // Cells that a column or row of bins touches; bins beside the grid touch none.
    let cells = |bin: usize, cell_mm: f64, count: usize| {
        let low = bins.origin_mm + bin as f64 * bins.side_mm;
        let [from, to] = [low / cell_mm, (low + bins.side_mm) / cell_mm];
        if to <= 0.0 || from >= count as f64 { 0..0 } else { from as usize..(to as usize + 1).min(count) }
    };
    let columns: Vec<_> = (0..bins.columns).map(|bin| cells(bin, grid.cell_x_mm(), grid.columns)).collect();
    let mut bits = vec![0u64; bins.rows * words];
    for (row, bits) in bits.chunks_mut(words).enumerate() {
        let rows = cells(row, grid.cell_y_mm(), grid.rows);
        let treats = |columns: &Range<usize>| {
            let treats = |row: usize| columns.clone().any(|column| grid.treats(row * grid.columns + column));
            rows.clone().any(treats)
        };
        for (word, columns) in bits.iter_mut().zip(columns.chunks(64)) {
            for (at, columns) in columns.iter().enumerate() {
                *word |= u64::from(treats(columns)) << at;
            }
        }
    }
    bits
}

/// Largest radius, in bin sides, of an empty circle centred in a bin whose surroundings at `level` hold a
/// place.
///
/// The surroundings are the bin itself at level 0, then also the four bins beside it, then the eight around
/// it, then the twenty without corners, then the twenty-four, and so on. The bound is the distance between
/// the furthest corners.
fn most_sides(level: usize) -> f64 {
    let rings = level.div_ceil(2) as f64;
    if level.is_multiple_of(2) { length(rings + 1.0, rings + 1.0) } else { length(rings + 1.0, rings) }
}

/// Bits of the bins that are empty with their surroundings, level by level, until no wanted bin is left.
///
/// `None` if this takes too many levels. Bins beyond the window count as not empty.
fn surroundings(bins: &Bins, wanted: &[u64]) -> Option<Vec<Vec<u64>>> {
    let words = words_a_row(bins);
    let mut bits = vec![0u64; wanted.len()];
    for (bits, first) in bits.chunks_mut(words).zip(bins.first.chunks(bins.columns)) {
        for (word, first) in bits.iter_mut().zip(first.chunks(64)) {
            for (at, first) in first.iter().enumerate() {
                *word |= u64::from(*first == NONE) << at;
            }
        }
    }
    let any = |bits: &[u64]| bits.iter().zip(wanted).any(|(empty, wanted)| empty & wanted != 0);
    let mut all = Vec::new();
    while any(&bits) {
        if all.len() == 2 * RINGS {
            return None;
        }
        let of_three = |at: usize| {
            let left = if at.is_multiple_of(words) { 0 } else { bits[at - 1] >> 63 };
            let right = if at % words + 1 < words { bits[at + 1] << 63 } else { 0 };
            bits[at] & (bits[at] << 1 | left) & (bits[at] >> 1 | right)
        };
        let three: Vec<u64> = (0..bits.len()).map(of_three).collect();
        let rows_beside = |of: &[u64], at: usize| {
            at.checked_sub(words).map_or(0, |below| of[below]) & of.get(at + words).copied().unwrap_or(0)
        };
        let of_five: Vec<u64> = (0..bits.len()).map(|at| three[at] & rows_beside(&bits, at)).collect();
        let of_nine = (0..bits.len()).map(|at| three[at] & rows_beside(&three, at)).collect();
        all.push(std::mem::replace(&mut bits, of_nine));
        if any(&of_five) {
            all.push(of_five);
        } else {
            break;
        }
    }
    Some(all)
}

/// Part of a bin that lies in the grid.
fn patch(bins: &Bins, column: usize, row: usize, grid: &Grid, most_mm: f64) -> Patch {
    let corner = |bin: usize, most: f64| (bins.origin_mm + bin as f64 * bins.side_mm).clamp(0.0, most);
    let place = |column: usize, row: usize| [corner(column, grid.width_mm), corner(row, grid.height_mm)];
    Patch { low: place(column, row), high: place(column + 1, row + 1), most_mm }
}

/// Rectangle, given by two corners, for the centre of a circle, and the largest radius possible there, mm.
#[derive(Debug, Clone, Copy)]
struct Patch {
    low: [f64; 2],
    high: [f64; 2],
    most_mm: f64,
}

/// State of the search: the widest circle so far, and patches that may hold a wider one.
struct Search<'a> {
    window: &'a Window<'a>,
    bins: &'a Bins<'a>,
    patches: Vec<Patch>,
    radius_mm: f64,
    centre: [f64; 2],
    /// Puncture found last.
    last: u32,
}

impl Search<'_> {
    /// Radius above which another circle is worth finding, mm.
    fn worth_mm(&self) -> f64 {
        self.radius_mm * (1.0 + GAP_ERROR)
    }

    /// Evaluates the middle of a patch, and keeps the patch if it may hold a wider circle elsewhere.
    fn look(&mut self, patch: Patch) {
        let worth = self.worth_mm();
        let up_to = |puncture: u32| {
            let at = self.bins.places.get(puncture as usize);
            at.map_or(f64::INFINITY, |at| patch.furthest_mm(*at))
        };
        // The puncture found last is often near enough to rule out the patch.
        let inside = self.window.furthest_inside_mm(patch.low, patch.high);
        if up_to(self.last) <= worth || inside <= worth {
            return;
        }
        let Some(at) = patch.treated_place(self.window.grid) else { return };
        // A puncture nearer than this is enough: the circle here is no wider, and none in the patch is worth
        // finding.
        let enough = (worth - patch.furthest_mm(at)).min(self.radius_mm).max(0.0);
        let (radius, puncture) = self.bins.nearest(at, NONE, self.window.to_edge_mm(at), enough);
        let most_mm = patch.most_mm.min(up_to(puncture)).min(inside);
        if radius > self.radius_mm {
            (self.radius_mm, self.centre) = (radius, at);
        }
        self.last = puncture;
        if most_mm > worth {
            self.patches.push(Patch { most_mm, ..patch });
        }
    }

    /// Cuts the remaining patches into quarters until none is worth it.
    fn finish(&mut self) {
        self.patches.sort_by(|a, b| a.most_mm.total_cmp(&b.most_mm));
        let mut around = Vec::new();
        while let Some(patch) = self.patches.pop() {
            let worth = self.worth_mm();
            if patch.most_mm <= worth {
                continue;
            }
            self.bins.about(patch.middle(), patch.most_mm, AROUND, &mut around);
            for quarter in patch.quarters(patch.cut(&around)) {
                // Punctures around the patch may already rule out its quarters.
                let up_to = around.iter().map(|at| quarter.furthest_mm(*at)).fold(quarter.most_mm, f64::min);
                if up_to > worth {
                    self.look(Patch { most_mm: up_to, ..quarter });
                }
            }
        }
        self.climb();
    }

    /// Moves the widest circle to touch three punctures around it, as long as this widens it.
    fn climb(&mut self) {
        let mut around = Vec::new();
        loop {
            let radius = self.radius_mm;
            self.bins.about(self.centre, 1.1 * radius, AROUND, &mut around);
            for (second, b) in around.iter().enumerate() {
                for (third, c) in around.iter().enumerate().skip(second + 1) {
                    for a in &around[third + 1..] {
                        self.try_circle(circumcentre(*a, *b, *c));
                    }
                }
            }
            // A gain smaller than rounding is no progress.
            if self.radius_mm <= radius * (1.0 + 1e-9) {
                break;
            }
        }
    }

    fn try_circle(&mut self, (centre, radius): ([f64; 2], f64)) {
        if radius > self.radius_mm && self.window.grid.holds(centre[0], centre[1]) {
            let edge = self.window.to_edge_mm(centre);
            let (radius, _) = self.bins.nearest(centre, NONE, edge, self.radius_mm);
            if radius > self.radius_mm {
                (self.radius_mm, self.centre) = (radius, centre);
            }
        }
    }
}

impl Patch {
    /// Treated place of the patch: its middle, or the treated place nearest to that.
    fn treated_place(&self, grid: &Grid) -> Option<[f64; 2]> {
        let middle = self.middle();
        if !grid.has_gaps() || grid.holds(middle[0], middle[1]) {
            return Some(middle);
        }
        let cell_mm = [grid.cell_x_mm(), grid.cell_y_mm()];
        let cells = |axis: usize, count: usize| {
            let last = ((self.high[axis] / cell_mm[axis]) as usize).min(count - 1);
            ((self.low[axis] / cell_mm[axis]) as usize).min(last)..=last
        };
        let columns = cells(0, grid.columns);
        let all = cells(1, grid.rows).flat_map(|row| columns.clone().map(move |column| [column, row]));
        let treated = all.filter(|[column, row]| grid.treats(row * grid.columns + column));
        let nearest = treated.map(|cell| {
            [0, 1].map(|axis| {
                let low = (cell[axis] as f64 * cell_mm[axis]).max(self.low[axis]);
                let high = ((cell[axis] + 1) as f64 * cell_mm[axis]).min(self.high[axis]);
                middle[axis].clamp(low, high.max(low))
            })
        });
        let off = |at: &[f64; 2]| length(at[0] - middle[0], at[1] - middle[1]);
        nearest.min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// Distance from a place to the furthest corner of the patch.
    fn furthest_mm(&self, at: [f64; 2]) -> f64 {
        let [x, y] = [0, 1].map(|axis| (at[axis] - self.low[axis]).max(self.high[axis] - at[axis]));
        (x * x + y * y).sqrt()
    }

    fn middle(&self) -> [f64; 2] {
        [0, 1].map(|axis| 0.5 * (self.low[axis] + self.high[axis]))
    }

    /// Place at which to cut: equally far from the three nearest punctures, or else the middle.
    ///
    /// At the first place, no part on either side has all three punctures behind it. The middle serves if
    /// that place lies outside or too close to an edge.
    fn cut(&self, nearest: &[[f64; 2]]) -> [f64; 2] {
        let inside = |at: &[f64; 2]| {
            [0, 1].iter().all(|axis| {
                let margin = 0.1 * (self.high[*axis] - self.low[*axis]);
                (self.low[*axis] + margin..=self.high[*axis] - margin).contains(&at[*axis])
            })
        };
        match nearest {
            [a, b, c, ..] => Some(circumcentre(*a, *b, *c).0).filter(inside).unwrap_or(self.middle()),
            _ => self.middle(),
        }
    }

    /// Cuts the patch into four parts at a place.
    fn quarters(self, [x, y]: [f64; 2]) -> [Patch; 4] {
        let Patch { low: [left, low], high: [right, high], .. } = self;
        let of = |low, high| Patch { low, high, ..self };
        [
            of([left, low], [x, y]),
            of([x, low], [right, y]),
            of([left, y], [x, high]),
            of([x, y], [right, high]),
        ]
    }
}

/// Centre and radius of the circle through three places; NaN or infinite if they are collinear.
fn circumcentre(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> ([f64; 2], f64) {
    let (b, c) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]]);
    let twice = 2.0 * (b[0] * c[1] - b[1] * c[0]);
    let [of_b, of_c] = [b, c].map(|[x, y]| x * x + y * y);
    let [x, y] = [(c[1] * of_b - b[1] * of_c) / twice, (b[0] * of_c - c[0] * of_b) / twice];
    ([a[0] + x, a[1] + y], length(x, y))
}

#[cfg(test)]
mod tests {
    use super::super::puncture_bins::PuncturePlaces;
    use super::*;
    use crate::foundation::random::{Purpose, Stream};

    /// Diameter of the largest gap, with bins of this side.
    fn gap_mm(grid: &Grid, rim_mm: f64, places: &[[f64; 2]], side_mm: f64) -> f64 {
        let window = Window { grid, rim_mm };
        let mut room = PuncturePlaces::from(places.to_vec());
        2.0 * largest_radius_mm(&window, &mut Bins::new(&window, side_mm, &mut room)).unwrap()
    }

    /// PuncturePlaces in the window of a lattice with these two steps.
    fn lattice(window: &Window, steps: [[f64; 2]; 2]) -> Vec<[f64; 2]> {
        let all = (-200..200).flat_map(|i| (-200..200).map(move |j| [f64::from(i), f64::from(j)]));
        let place = |[i, j]: [f64; 2]| [0, 1].map(|axis| 0.123 + i * steps[0][axis] + j * steps[1][axis]);
        all.map(place).filter(|place| window.to_edge_mm(*place) >= 0.0).collect()
    }

    #[test]
    fn validates_gap_of_lattices_is_exact() {
        let grid = Grid::new(10.0, 10.0, 0.1);
        let window = Window { grid: &grid, rim_mm: 0.5 };
        // For squares the diagonal; for equilateral triangles the circumcircle, 2 p / √3.
        let square = lattice(&window, [[0.4, 0.0], [0.0, 0.4]]);
        let turned = lattice(&window, [[0.32, 0.24], [-0.24, 0.32]]);
        let triangles = lattice(&window, [[0.4, 0.0], [0.2, 0.4 * 0.75f64.sqrt()]]);
        let diagonal = 0.4 * std::f64::consts::SQRT_2;
        for side_mm in [0.05, 0.28, 1.0] {
            for (places, wanted) in
                [(&square, diagonal), (&turned, diagonal), (&triangles, 0.8 / 3f64.sqrt())]
            {
                let gap = gap_mm(&grid, 0.5, places, side_mm);
                assert!((gap - wanted).abs() < 1e-9, "{gap} {wanted}");
            }
        }
        // A missing puncture joins four gaps into one that is two pitches wide.
        let off = |[x, y]: [f64; 2]| (x - 5.0).hypot(y - 5.0);
        let missed: Vec<[f64; 2]> = square.iter().copied().filter(|place| off(*place) > 0.25).collect();
        assert_eq!(missed.len() + 1, square.len());
        assert!((gap_mm(&grid, 0.5, &missed, 0.28) - 0.8).abs() < 1e-9);
    }

    /// The widest circle about places 0.02 mm apart is smaller than the widest of all by at most 0.0283 mm of
    /// diameter.
    #[test]
    fn identity_no_gap_is_wider_than_the_largest_by_more_than_its_error() {
        let step = 0.02;
        let mut stream = Stream::new(1, Purpose::Placement, 0, 0);
        let disc = |[x, y]: [f64; 2]| (x - 2.0).hypot(y - 1.5) < 1.2 || x > 5.0;
        for round in 0..40 {
            let all = Grid::new(6.0, 3.0, 0.1 + 0.1 * f64::from(round % 3));
            let grid = if round % 2 == 0 { all } else { all.only(disc) };
            let rim_mm = 0.3 * f64::from(round % 4);
            let count = [1, 3, 20, 300, 2000][round as usize % 5];
            // Uniformly at random, in a corner, in rows.
            let places: Vec<[f64; 2]> = (0..count)
                .map(|_| {
                    let [u, v] = [stream.uniform(), stream.uniform()];
                    let [u, v] = match round % 7 {
                        5 => [0.3 * u, 0.3 * v],
                        6 => [u, (5.0 * v).floor() / 5.0],
                        _ => [u, v],
                    };
                    [u * (6.0 + 2.0 * rim_mm) - rim_mm, v * (3.0 + 2.0 * rim_mm) - rim_mm]
                })
                .collect();
            let window = Window { grid: &grid, rim_mm };
            let mut seen = 0.0f64;
            for row in 0..150 {
                for column in 0..300 {
                    let at = [(f64::from(column) + 0.5) * step, (f64::from(row) + 0.5) * step];
                    if grid.holds(at[0], at[1]) {
                        let off = |place: &[f64; 2]| (place[0] - at[0]).hypot(place[1] - at[1]);
                        seen = seen.max(places.iter().map(off).fold(window.to_edge_mm(at), f64::min));
                    }
                }
            }
            for side_mm in [0.04, 0.2, 2.0] {
                let gap = gap_mm(&grid, rim_mm, &places, side_mm);
                assert!(gap * (1.0 + GAP_ERROR) >= 2.0 * seen, "{round} {side_mm}: {gap} {seen}");
                assert!(gap <= 2.0 * seen + 2f64.sqrt() * step + 1e-9, "{round} {side_mm}: {gap} {seen}");
            }
        }
    }

    #[test]
    fn limit_a_gap_lies_within_the_window_and_its_centre_is_treated() {
        let grid = Grid::new(10.0, 4.0, 0.1);
        // One puncture in a corner: the circle is as wide as the window.
        assert!((gap_mm(&grid, 0.5, &[[0.0, 0.0]], 1.0) / 5.0 - 1.0).abs() < GAP_ERROR);
        // The left half is untreated: a circle about its border, up to the punctures on the right and the
        // upper and lower edges.
        let grid = grid.only(|[x, _]| x > 5.0);
        let places: Vec<[f64; 2]> = (0..400).map(|row| [6.0, 0.01 * f64::from(row)]).collect();
        let right: Vec<[f64; 2]> = places.iter().flat_map(|[x, y]| [[*x, *y], [x + 2.0, *y]]).collect();
        assert!((gap_mm(&grid, 0.0, &right, 0.5) / 2.0 - 1.0).abs() < 2.0 * GAP_ERROR);
        let none = grid.only(|_| false);
        let window = Window { grid: &none, rim_mm: 0.0 };
        let mut room = PuncturePlaces::from(places);
        assert_eq!(largest_radius_mm(&window, &mut Bins::new(&window, 0.5, &mut room)), None);
    }
}
