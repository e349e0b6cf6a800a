//! Unions of sections, by a mask of sub-cells in every cell: 8 × 8 of them in cells of 55 um and more, 2 × 2 in smaller ones,
//! so that a sub-cell measures some 10 to 25 um, a tenth of a needle or so.
//!
//! A section covers the sub-cells whose centres it holds; one that is so small that it holds none covers the sub-cell of
//! its own centre. The union's area is not read off the sub-cells: each section adds its exact area times the share of
//! its sub-cells that were not covered before. A single section is therefore exact, the same section twice adds nothing,
//! and only where sections overlap does the resolution matter.

use super::grid::Grid;
use crate::tract::Section;
use multiversion::multiversion;
use wide::f32x4;

/// Sub-cells on a side of a cell: eight, so that a cell's row of sub-cells is one byte, or two in cells smaller than this.
const SUB: usize = 8;
const FINE_SUB: usize = 2;
const FINE_MM: f64 = 0.055;

/// What a cell that is covered wholly counts.
pub const WHOLE: u32 = 64;

/// Lines cut at a time.
const LINES: usize = 4;

/// Which sub-cells are covered.
#[derive(Debug, Clone)]
pub struct Mask {
    /// Sub-cells on a side of a cell.
    sub: usize,
    words_per_row: usize,
    sub_columns: i64,
    sub_rows: i64,
    /// Sub-cells per mm.
    per_mm: [f64; 2],
    bits: Vec<u64>,
    /// What an empty mask holds where cells are not treated: they count as covered from the start.
    empty: Option<Vec<u64>>,
}

/// What one section covered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Covered {
    /// Share of the section's sub-cells that lie in the area and were free before.
    pub new_share: f64,
}

impl Mask {
    pub fn new(grid: &Grid) -> Mask {
        let sub = if grid.cell_x_mm().min(grid.cell_y_mm()) < FINE_MM { FINE_SUB } else { SUB };
        let words_per_row = (grid.columns * sub).div_ceil(64);
        let empty = grid.has_gaps().then(|| untreated(grid, sub, words_per_row));
        Mask {
            sub,
            words_per_row,
            sub_columns: (grid.columns * sub) as i64,
            sub_rows: (grid.rows * sub) as i64,
            per_mm: [sub as f64 / grid.cell_x_mm(), sub as f64 / grid.cell_y_mm()],
            bits: empty.clone().unwrap_or_else(|| vec![0; words_per_row * grid.rows * sub]),
            empty,
        }
    }

    pub fn clear(&mut self) {
        match &self.empty {
            None => self.bits.fill(0),
            Some(empty) => self.bits.copy_from_slice(empty),
        }
    }

    /// Whether the sub-cell under a point is covered; false outside the area.
    pub fn covers(&self, x_mm: f64, y_mm: f64) -> bool {
        let column = (x_mm * self.per_mm[0]).floor() as i64;
        let row = (y_mm * self.per_mm[1]).floor() as i64;
        let inside = (0..self.sub_columns).contains(&column) && (0..self.sub_rows).contains(&row);
        inside
            && self.bits[row as usize * self.words_per_row + column as usize / 64] >> (column % 64) & 1 == 1
    }

    /// Covers a section.
    #[inline]
    pub fn cover(&mut self, section: &Section) -> Covered {
        cover(self, section)
    }

    /// Covers sub-cells `from..to` of a row; returns how many were free. Those outside the area are passed over.
    #[inline(always)]
    fn fill_clipped(&mut self, row: i64, from: i64, to: i64) -> u32 {
        let (from, to) = (from.max(0), to.min(self.sub_columns));
        if !(0..self.sub_rows).contains(&row) || from >= to {
            return 0;
        }
        self.fill(row as usize, from as usize, to as usize)
    }

    /// Covers sub-cells `from..to` (not empty, inside the area) of a row; returns how many were free.
    #[inline(always)]
    fn fill(&mut self, row: usize, from: usize, to: usize) -> u32 {
        let words = row * self.words_per_row;
        let (first, last) = (from / 64, (to - 1) / 64);
        if first == last {
            return claim(&mut self.bits[words + first], (u64::MAX >> (64 - (to - from))) << (from % 64));
        }
        let mut new = claim(&mut self.bits[words + first], u64::MAX << (from % 64));
        for word in &mut self.bits[words + first + 1..words + last] {
            new += claim(word, u64::MAX);
        }
        new + claim(&mut self.bits[words + last], u64::MAX >> (63 - (to - 1) % 64))
    }

    /// How much is covered of all treated cells together, in cells.
    pub fn covered_cells(&self) -> f64 {
        let ones = |bits: &[u64]| bits.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        let untreated = self.empty.as_deref().map_or(0, ones);
        (ones(&self.bits) - untreated) as f64 / (self.sub * self.sub) as f64
    }

    /// How much of a cell is covered (1 to [`WHOLE`]), for the treated cells that are covered at all, row by row; and perhaps
    /// some with 0.
    pub fn visit_cells(&self, grid: &Grid, mut visit: impl FnMut(usize, u32)) {
        for row in 0..grid.rows {
            let lines = &self.bits[row * self.sub * self.words_per_row..][..self.sub * self.words_per_row];
            for word in 0..self.words_per_row {
                let of_line = |line: usize| lines[line * self.words_per_row + word];
                if (0..self.sub).all(|line| of_line(line) == 0) {
                    continue;
                }
                let (first, columns) = (row * grid.columns, grid.columns);
                let mut visit = |column: usize, count: u32| {
                    if column < columns && grid.treats(first + column) {
                        visit(first + column, count);
                    }
                };
                if self.sub == SUB {
                    // Eight cells side by side are the eight bytes of a word: count the bits of each, sum the eight rows.
                    let sum: u64 = (0..SUB).map(|line| bits_per_byte(of_line(line))).sum();
                    for (cell, count) in sum.to_le_bytes().into_iter().enumerate() {
                        visit(word * 8 + cell, u32::from(count));
                    }
                } else {
                    // Thirty-two cells are its pairs of bits; the pairs of two rows add without overflow in half a byte. Each
                    // sub-cell is worth a quarter of a cell.
                    let pairs = [of_line(0), of_line(1)].map(bits_per_pair);
                    let even: u64 = pairs.iter().map(|pairs| pairs & PAIRS).sum();
                    let odd: u64 = pairs.iter().map(|pairs| (pairs >> 2) & PAIRS).sum();
                    for half in 0..16 {
                        let count = |sums: u64| WHOLE / 4 * (sums >> (4 * half) & 0xf) as u32;
                        visit(word * 32 + 2 * half, count(even));
                        visit(word * 32 + 2 * half + 1, count(odd));
                    }
                }
            }
        }
    }
}

/// Covers a section. Compiled a second time for processors that count bits in one step; both give the same bits, since nothing
/// is fused or reordered.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2+lzcnt+popcnt"))]
fn cover(mask: &mut Mask, section: &Section) -> Covered {
    let centre = [section.x_mm * mask.per_mm[0], section.y_mm * mask.per_mm[1]];
    let (column, row) = (centre[0].floor(), centre[1].floor());
    // From here on in f32 about the centre's own sub-cell: small numbers, so nothing is lost.
    let offset = (centre[0] - column) as f32;
    let per_mm = mask.per_mm[0] as f32;
    let step = 1.0 / mask.per_mm[1];
    let (column, row) = (column as i64, row as i64);
    // Rows whose centres, at n + 1/2, lie within the section's height.
    let middle = centre[1] - row as f64;
    let reach = section.half_height_mm() * mask.per_mm[1];
    let first = round((middle - reach) as f32);
    let mut left = (round((middle + reach) as f32) - first).max(0) as usize;
    let mut dy = (first as f64 + 0.5 - middle) * step;
    let mut next = row + first;
    let half_width = (section.half_width_mm() * mask.per_mm[0]) as i64 + 2;
    let inside = next >= 0
        && next + left as i64 <= mask.sub_rows
        && column >= half_width
        && column + half_width <= mask.sub_columns;
    let (mut total, mut new) = (0i64, 0u32);
    while left > 0 {
        // A few lines more than needed cost nothing: they are cut together. The centres at n + 1/2 that lie between two
        // places: from the nearest whole number to the nearest whole number.
        let (from, to) = section.cuts(dy as f32, step as f32);
        let from = (f32x4::splat(offset) + from * f32x4::splat(per_mm)).to_array();
        let to = (f32x4::splat(offset) + to * f32x4::splat(per_mm)).to_array();
        let lines = left.min(LINES);
        for (from, to) in from[..lines].iter().zip(&to[..lines]) {
            let (from, to) = (round(*from), round(*to));
            if from < to {
                total += to - from;
                let (from, to) = (column + from, column + to);
                new += if inside {
                    mask.fill(next as usize, from as usize, to as usize)
                } else {
                    mask.fill_clipped(next, from, to)
                };
            }
            next += 1;
        }
        dy += lines as f64 * step;
        left -= lines;
    }
    if total == 0 {
        total = 1;
        new = mask.fill_clipped(row, column, column + 1);
    }
    Covered { new_share: f64::from(new) / total as f64 }
}

/// All sub-cells of untreated cells.
fn untreated(grid: &Grid, sub: usize, words_per_row: usize) -> Vec<u64> {
    let mut bits = vec![0u64; words_per_row * grid.rows * sub];
    let (cells_per_word, cell_bits) = (64 / sub, (1u64 << sub) - 1);
    for cell in (0..grid.cells()).filter(|cell| !grid.treats(*cell)) {
        let (column, row) = (cell % grid.columns, cell / grid.columns);
        for line in 0..sub {
            bits[(row * sub + line) * words_per_row + column / cells_per_word] |=
                cell_bits << (sub * (column % cells_per_word));
        }
    }
    bits
}

/// Sets the bits of a span; returns how many were not set.
#[inline(always)]
fn claim(word: &mut u64, span: u64) -> u32 {
    let free = span & !*word;
    *word |= span;
    free.count_ones()
}

/// Every second pair of bits.
const PAIRS: u64 = 0x3333_3333_3333_3333;

/// The number of set bits of each pair of bits, in that pair.
fn bits_per_pair(word: u64) -> u64 {
    word - ((word >> 1) & 0x5555_5555_5555_5555)
}

/// The number of set bits of each byte, in that byte; eight of them (64 at most) add without overflow.
fn bits_per_byte(word: u64) -> u64 {
    let pairs = bits_per_pair(word);
    let fours = (pairs & PAIRS) + ((pairs >> 2) & PAIRS);
    (fours + (fours >> 4)) & 0x0f0f_0f0f_0f0f_0f0f
}

/// Nearest whole number of a value within ±2²²: adding 1.5 · 2²³ leaves it in the low bits of the sum.
#[inline(always)]
fn round(value: f32) -> i64 {
    const SHIFT: f32 = 12_582_912.0;
    i64::from((value + SHIFT).to_bits() as i32 - SHIFT.to_bits() as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::random::{Purpose, Stream};

    fn disc(x_mm: f64, y_mm: f64, radius_mm: f64) -> Section {
        Section { x_mm, y_mm, half_slit_mm: [0.0; 2], radius_mm }
    }

    #[test]
    fn identity_one_section_is_wholly_new_and_the_same_again_adds_nothing() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        let slit = Section { x_mm: 2.31, y_mm: 2.77, half_slit_mm: [0.2, 0.1], radius_mm: 0.08 };
        assert_eq!(mask.cover(&slit).new_share, 1.0);
        assert_eq!(mask.cover(&slit).new_share, 0.0);
        assert!(mask.covers(2.31, 2.77) && !mask.covers(2.31, 3.0) && !mask.covers(-1.0, 0.0));
    }

    #[test]
    fn limit_section_smaller_than_a_sub_cell_still_counts_once() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        let tiny = disc(1.2345, 1.2345, 1e-4);
        assert_eq!(mask.cover(&tiny).new_share, 1.0);
        assert_eq!(mask.cover(&tiny).new_share, 0.0);
    }

    #[test]
    fn limit_half_a_section_outside_counts_half() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        // Centred on the left edge, whose sub-cells are cut evenly.
        assert!((mask.cover(&disc(0.0, 2.5, 0.2)).new_share - 0.5).abs() < 0.02);
        assert_eq!(mask.cover(&disc(-1.0, 2.5, 0.2)).new_share, 0.0);
    }

    /// Random punctures: the covered share tends to 1 - exp(-n a). 400 mm², n = 40 /mm², a = 0.0201 mm², 16 000 discs;
    /// the share's standard deviation over seeds is below 0.003 (area of 20 000 disc-sized patches); tolerance 0.01.
    #[test]
    fn identity_random_discs_cover_one_minus_exp() {
        for cell_mm in [0.1, 0.05, 0.025] {
            random_discs_cover_one_minus_exp(cell_mm);
        }
    }

    fn random_discs_cover_one_minus_exp(cell_mm: f64) {
        let grid = Grid::new(20.0, 20.0, cell_mm);
        let mut mask = Mask::new(&grid);
        let mut stream = Stream::new(1, Purpose::Placement, 0, 0);
        let radius = 0.08;
        let mut covered = 0.0;
        // Centres also outside the area, so that its rim is as covered as its middle.
        let count = (40.0 * 20.4f64 * 20.4).round() as u32;
        for _ in 0..count {
            let section = disc(20.4 * stream.uniform() - 0.2, 20.4 * stream.uniform() - 0.2, radius);
            covered += mask.cover(&section).new_share * section.area_mm2();
        }
        let wanted = 1.0 - (-40.0 * std::f64::consts::PI * radius * radius).exp();
        assert!((covered / 400.0 - wanted).abs() < 0.01, "{} {wanted}", covered / 400.0);
        let mut bits = 0u64;
        mask.visit_cells(&grid, |_, count| bits += count as u64);
        let by_sub_cells = bits as f64 / (64.0 * grid.cells() as f64);
        assert!((by_sub_cells - wanted).abs() < 0.01, "{by_sub_cells} {wanted}");
    }

    #[test]
    fn identity_untreated_cells_are_never_new() {
        for cell_mm in [0.1, 0.05] {
            untreated_cells_are_never_new(cell_mm);
        }
    }

    fn untreated_cells_are_never_new(cell_mm: f64) {
        let grid = Grid::new(5.0, 5.0, cell_mm).only(|[x, _]| x < 2.5);
        let mut mask = Mask::new(&grid);
        assert!((mask.cover(&disc(2.5, 2.5, 0.3)).new_share - 0.5).abs() < 0.02);
        assert_eq!(mask.cover(&disc(4.0, 2.5, 0.3)).new_share, 0.0);
        let mut cells = 0;
        mask.visit_cells(&grid, |cell, count| {
            assert!(grid.treats(cell) || count == 0);
            cells += usize::from(count > 0);
        });
        // Half a disc of 0.28 mm² and what it cuts.
        assert!(cells as f64 * grid.cell_area_mm2() > 0.14 && cells < grid.cells() / 20);
        mask.clear();
        assert_eq!(mask.cover(&disc(1.0, 1.0, 0.3)).new_share, 1.0);
        assert!((grid.area_mm2() - 12.5).abs() < 1e-9);
    }

    #[test]
    fn identity_lattice_of_discs_covers_its_exact_share() {
        let grid = Grid::new(10.0, 10.0, 0.1);
        let mut mask = Mask::new(&grid);
        let mut covered = 0.0;
        for row in 0..20 {
            for column in 0..20 {
                let section = disc(0.25 + 0.5 * column as f64, 0.25 + 0.5 * row as f64, 0.1);
                covered += mask.cover(&section).new_share * section.area_mm2();
            }
        }
        // Discs of radius 0.1 mm at 0.5 mm never meet: pi 0.01 / 0.25.
        assert!((covered / 100.0 - std::f64::consts::PI * 0.01 / 0.25).abs() < 1e-12);
    }
}
