//! Unions of sections, by masks of sub-cells.
//!
//! Sub-cells suit the openings ([`Grid::resolving`]), not the cells of the maps. They measure 5 to 25 um, and
//! a cell holds one mask cell of 8 × 8 or 2 × 2 of them, or several.
//!
//! A section covers the sub-cells whose centres it holds, and the area of a union is that of its sub-cells.
//! So it is at most the whole, the same section twice adds nothing, and maps and values agree.
//!
//! The position of a section relative to the sub-cells is random. On average it covers its exact area, even
//! if it is so small that it usually holds no centre. A disc of radius r in sub-cells of width h covers
//! π (r/h)² of them with a standard deviation of 0.68 √(r/h) (Kendall 1948, Quart. J. Math. 19, 1). This is
//! 2 % of the area for r = 5 h. For many sections it falls with the square root of their number.

use super::grid::Grid;

/// Sub-cells on a side of a mask cell, see [`Grid`].
const SUB: usize = 8;
const FINE_SUB: usize = 2;

/// Count of a fully covered mask cell.
pub(super) const WHOLE: u32 = 64;

/// Sub-cells side by side in a word: whole cells, and fewer than its bits, so that a shift past the end is
/// possible.
pub(super) const WIDE: usize = 24;

/// Number of mask cells of 8 × 8 sub-cells in a word.
pub const CELLS: usize = WIDE / SUB;
/// Number of mask cells of 2 × 2 sub-cells in a word.
pub const FINE_CELLS: usize = WIDE / FINE_SUB;

/// Sub-cells on every side of the area, one word wide, that count as covered from the start.
///
/// What falls on them is never new, so sections that reach over an edge need no clipping.
pub(super) const MARGIN: usize = WIDE;

/// Number of lines cut at a time.
pub(super) const LINES: usize = 8;

/// Words of a strip that are handled together: whole rows of mask cells.
const BLOCK: usize = 16;

/// Covered sub-cells, in several masks over one grid.
#[derive(Debug, Clone)]
pub struct Masks<const N: usize> {
    /// Sub-cells on a side of a mask cell.
    sub: usize,
    /// Words of a strip; whole blocks.
    pub(super) strip: usize,
    pub(super) sub_columns: i64,
    pub(super) sub_rows: i64,
    /// Sub-cells per mm, and height of a sub-cell, mm.
    pub(super) per_mm: [f64; 2],
    pub(super) step_mm: f64,
    /// Strips from the left, each [`WIDE`] sub-cells wide.
    ///
    /// A strip has one word per row, the lowest bit to the left, so that the lines of a section are adjacent.
    /// There is a [`MARGIN`] on every side, and at least [`LINES`] rows at the end of each strip.
    pub(super) words: [Vec<u32>; N],
    /// Content of an empty mask: the margin and untreated cells count as covered from the start.
    empty: Vec<u32>,
    /// Words of each strip that a section may have touched: one bit per 2^`shift` words (whole blocks), from
    /// the lowest.
    touched: Vec<u64>,
    shift: u32,
}

impl<const N: usize> Masks<N> {
    /// Makes masks over a grid in which nothing is covered but the margin and untreated cells.
    pub fn new(grid: &Grid) -> Masks<N> {
        let [in_x, in_y] = grid.sub_cells();
        let (sub_columns, sub_rows) = (grid.columns * in_x, grid.rows * in_y);
        let strip = (sub_rows + 2 * MARGIN + LINES).next_multiple_of(BLOCK);
        let mut masks = Masks {
            sub: grid.mask_side(),
            strip,
            sub_columns: sub_columns as i64,
            sub_rows: sub_rows as i64,
            per_mm: [in_x as f64 / grid.cell_x_mm(), in_y as f64 / grid.cell_y_mm()],
            step_mm: grid.cell_y_mm() / in_y as f64,
            words: std::array::from_fn(|_| Vec::new()),
            empty: Vec::new(),
            touched: Vec::new(),
            shift: strip.div_ceil(u64::BITS as usize).next_power_of_two().max(BLOCK).trailing_zeros(),
        };
        masks.empty = masks.without_sections(grid);
        masks.touched = vec![0; masks.empty.len() / strip];
        masks.words = std::array::from_fn(|_| masks.empty.clone());
        masks
    }

    /// Builds an empty mask: the margin and all sub-cells of untreated cells are covered.
    fn without_sections(&self, grid: &Grid) -> Vec<u32> {
        let strips = self.own_strips();
        let mut words = vec![below(WIDE as i64); (strips + 2) * self.strip];
        for (at, strip) in words.chunks_exact_mut(self.strip).skip(1).take(strips).enumerate() {
            strip[MARGIN..][..self.sub_rows as usize].fill(below(WIDE as i64) & !self.own(at));
        }
        let [in_x, in_y] = grid.sub_cells();
        let untreated = (0..grid.cells()).filter(|cell| grid.has_gaps() && !grid.treats(*cell));
        for (row, column) in untreated.map(|cell| (cell / grid.columns, cell % grid.columns)) {
            let (from, to) = (column * in_x, (column + 1) * in_x);
            for strip in from / WIDE..=(to - 1) / WIDE {
                let left = (strip * WIDE) as i64;
                let span = below(to as i64 - left) - below(from as i64 - left);
                let words = &mut words[(strip + 1) * self.strip..];
                for word in &mut words[row * in_y + MARGIN..][..in_y] {
                    *word |= span;
                }
            }
        }
        words
    }

    /// Bits of a strip's words that are not margin; the margin may begin in the last strip.
    #[inline(always)]
    fn own(&self, strip: usize) -> u32 {
        below(self.sub_columns - (strip * WIDE) as i64)
    }

    /// Number of strips that hold the area.
    fn own_strips(&self) -> usize {
        (self.sub_columns as usize).div_ceil(WIDE)
    }

    /// Empties all masks.
    #[inline(always)]
    pub fn clear(&mut self) {
        let (empty, _) = self.empty.as_chunks::<BLOCK>();
        for words in &mut self.words {
            let (blocks, _) = words.as_chunks_mut::<BLOCK>();
            let strips = blocks.chunks_mut(self.strip / BLOCK).zip(empty.chunks(self.strip / BLOCK));
            for ((blocks, empty), touched) in strips.zip(&self.touched) {
                for (at, (block, empty)) in blocks.iter_mut().zip(empty).enumerate() {
                    if touched >> ((at * BLOCK) >> self.shift) & 1 == 1 {
                        *block = *empty;
                    }
                }
            }
        }
        self.touched.fill(0);
    }

    /// Marks rows of a strip that a section may have touched; strip and rows count from the margin.
    #[inline(always)]
    pub(super) fn touch(&mut self, strip: usize, [first_row, last_row]: [usize; 2]) {
        let (first, last) = (first_row >> self.shift, last_row >> self.shift);
        if let Some(touched) = self.touched.get_mut(strip) {
            *touched |= (u64::MAX << (first & 63)) & (u64::MAX >> (63 - last.min(63)));
        }
    }

    /// Whether a mask covers the sub-cell under a point; false outside the area.
    #[inline(always)]
    pub fn covers(&self, mask: usize, x_mm: f64, y_mm: f64) -> bool {
        let column = (x_mm * self.per_mm[0]).floor() as i64;
        let row = (y_mm * self.per_mm[1]).floor() as i64;
        if !(0..self.sub_columns).contains(&column) || !(0..self.sub_rows).contains(&row) {
            return false;
        }
        let (column, row) = (column as usize, row as usize);
        self.words[mask][(column / WIDE + 1) * self.strip + row + MARGIN] >> (column % WIDE) & 1 == 1
    }

    /// Covers sub-cells `from..to` of a row and returns how many were free; ignores those outside the area.
    #[inline(always)]
    pub(super) fn fill_clipped(&mut self, mask: usize, row: i64, from: i64, to: i64) -> u32 {
        let (from, to) = (from.max(0), to.min(self.sub_columns));
        if !(0..self.sub_rows).contains(&row) || from >= to {
            return 0;
        }
        let row = row as usize + MARGIN;
        let mut new = 0;
        for strip in from / WIDE as i64..=(to - 1) / WIDE as i64 {
            let left = strip * WIDE as i64;
            let span = below(to - left) - below(from - left);
            let strip = strip as usize + 1;
            let word = &mut self.words[mask][strip * self.strip + row];
            new += (span & !*word).count_ones();
            *word |= span;
            self.touch(strip, [row; 2]);
        }
        new
    }

    /// Number of sub-cells of treated cells that each mask covers.
    ///
    /// For the mask `inside_first`, only those count that the first mask covers too.
    #[inline(always)]
    pub fn covered(&self, inside_first: usize) -> [u32; N] {
        let mut sums = [0; N];
        let (empty, _) = self.empty.as_chunks::<BLOCK>();
        // Uses no closures, because the compiler would not inline them into code for newer processors.
        for (mask, sum) in sums.iter_mut().enumerate() {
            let inside = if mask == inside_first { 0 } else { mask };
            let ((blocks, _), (insides, _)) =
                (self.words[mask].as_chunks::<BLOCK>(), self.words[inside].as_chunks::<BLOCK>());
            for (strip, touched) in self.touched.iter().enumerate() {
                let first = strip * (self.strip / BLOCK);
                for at in first..first + self.strip / BLOCK {
                    if touched >> (((at - first) * BLOCK) >> self.shift) & 1 == 1
                        && let (Some(block), Some(inside), Some(empty)) =
                            (blocks.get(at), insides.get(at), empty.get(at))
                    {
                        for ((word, inside), empty) in block.iter().zip(inside).zip(empty) {
                            *sum += ((word & inside) ^ empty).count_ones();
                        }
                    }
                }
            }
        }
        sums
    }

    /// Number of mask cells side by side in a word.
    pub fn cells_per_word(&self) -> usize {
        WIDE / self.sub
    }

    /// Whether any section may have touched the mask cells of a word.
    #[inline(always)]
    pub fn is_touched(&self, row: usize, strip: usize) -> bool {
        // A row of mask cells lies in one block.
        let bit = (row * self.sub + MARGIN) >> self.shift;
        self.touched[strip + 1] >> bit & 1 == 1
    }

    /// Counts what two masks together cover of each mask cell of a word, 0 to `WHOLE`.
    ///
    /// Each count is in a byte, so that the counts of three masks add up. Untreated cells count as fully
    /// covered. The same mask given twice counts alone. See [`count_of`].
    #[inline(always)]
    pub fn counts(&self, masks: [usize; 2], row: usize, strip: usize) -> [u32; WORDS] {
        let first = (strip + 1) * self.strip + row * self.sub + MARGIN;
        let lines = masks.map(|mask| self.words[mask].get(first..first + self.sub).unwrap_or_default());
        let own = self.own(strip);
        if let [Some(lines), Some(others)] = lines.map(|lines| lines.first_chunk::<SUB>()) {
            // Three mask cells side by side are three bytes of a word. This counts the bits of each and sums
            // the eight rows.
            let mut sum = 0;
            for (line, other) in lines.iter().zip(others) {
                sum += bits_per_byte(line & other & own);
            }
            return [sum, 0, 0, 0];
        }
        let [Some([low, high]), Some(others)] = lines.map(|lines| lines.first_chunk::<FINE_SUB>()) else {
            return [0; WORDS];
        };
        let (low, high) = (low & others[0], high & others[1]);
        // Twelve mask cells are the word's pairs of bits. The pairs of two rows add without overflow in half
        // a byte. Each sub-cell is worth a quarter of a mask cell.
        let (low, high) = (bits_per_pair(low & own), bits_per_pair(high & own));
        let even = (low & PAIRS) + (high & PAIRS);
        let odd = ((low >> 2) & PAIRS) + ((high >> 2) & PAIRS);
        let worth = WHOLE / 4;
        [
            (even & HALVES) * worth,
            (odd & HALVES) * worth,
            ((even >> 4) & HALVES) * worth,
            ((odd >> 4) & HALVES) * worth,
        ]
    }
}

/// Number of words for the counts of the mask cells of one word.
pub const WORDS: usize = 4;

/// Returns the count of one mask cell of a word.
///
/// The count of fine cell k lies in byte k / 4 of word k mod 4. The count of coarse cell k lies in byte k of
/// the first word.
#[inline(always)]
pub fn count_of(counts: &[u32; WORDS], cell: usize, cells_per_word: usize) -> usize {
    let (word, byte) = if cells_per_word > WORDS { (cell % WORDS, cell / WORDS) } else { (0, cell) };
    (counts[word] >> (8 * byte)) as usize & 0xff
}

/// Returns the counts of all N mask cells of a word.
#[inline(always)]
pub fn by_cell<const N: usize>(counts: &[u32; WORDS]) -> [u8; N] {
    let mut bytes = [0; N];
    for (cell, byte) in bytes.iter_mut().enumerate() {
        *byte = count_of(counts, cell, N) as u8;
    }
    bytes
}

/// Lowest bits of a word, at most [`WIDE`] of them.
#[inline(always)]
pub(super) fn below(bits: i64) -> u32 {
    (1 << bits.clamp(0, WIDE as i64)) - 1
}

/// Masks for every second pair of bits, and for every second group of four.
const PAIRS: u32 = 0x3333_3333;
const HALVES: u32 = 0x0f0f_0f0f;

/// Number of set bits of each pair of bits, in that pair.
#[inline(always)]
fn bits_per_pair(word: u32) -> u32 {
    word - ((word >> 1) & 0x5555_5555)
}

/// Number of set bits of each byte, in that byte; eight of them (at most 64) add without overflow.
#[inline(always)]
fn bits_per_byte(word: u32) -> u32 {
    let pairs = bits_per_pair(word);
    let fours = (pairs & PAIRS) + ((pairs >> 2) & PAIRS);
    (fours + (fours >> 4)) & HALVES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};
    use crate::tract::{Lean, Section, Sections};
    use fearless_simd::{Level, dispatch};

    impl Masks<1> {
        /// Covers a section; returns how many of its sub-cells lie in the area and were free before.
        fn cover_one(&mut self, section: &Section) -> u32 {
            let sections = Sections::one(section);
            let [new] = dispatch!(Level::new(), simd => self.cover(simd, &sections, 1));
            new
        }
    }

    /// Covered part of every treated cell, out of [`Grid::whole`].
    fn counts(mask: &Masks<1>, grid: &Grid) -> Vec<u32> {
        let per_word = mask.cells_per_word();
        let mut counts = vec![0; grid.cells()];
        let [in_x, in_y] = grid.mask_cells();
        for (row, column) in
            (0..grid.rows * in_y).flat_map(|row| (0..grid.columns * in_x).map(move |column| (row, column)))
        {
            let cell = row / in_y * grid.columns + column / in_x;
            let in_word = mask.counts([0; 2], row, column / per_word);
            let count = count_of(&in_word, column % per_word, per_word);
            counts[cell] += u32::from(grid.treats(cell)) * count as u32;
        }
        counts
    }

    fn disc(x_mm: f64, y_mm: f64, radius_mm: f64) -> Section {
        Section::slit([x_mm, y_mm], [0.0; 2], radius_mm)
    }

    /// Grids of all kinds: one mask cell per cell, fine ones, several mask cells, different numbers along x
    /// and y.
    fn grids(width_mm: f64, height_mm: f64) -> Vec<Grid> {
        let grid =
            |cell_mm: f64, sub_cell_mm: f64| Grid::new(width_mm, height_mm, cell_mm).resolving(sub_cell_mm);
        vec![
            grid(0.1, 0.025),
            grid(0.05, 0.025),
            grid(0.05, 0.01),
            grid(0.2, 0.008),
            grid(0.5, 0.0125),
            grid(1.0, 0.01),
        ]
    }

    #[test]
    fn identity_the_same_section_again_adds_nothing() {
        for grid in grids(5.0, 5.0) {
            let mut mask = Masks::<1>::new(&grid);
            let slit = Section::slit([2.31, 2.77], [0.2, 0.1], 0.08);
            let area = f64::from(mask.cover_one(&slit)) * grid.sub_cell_mm2();
            assert!((area / slit.area_mm2() - 1.0).abs() < 0.05, "{area} {}", slit.area_mm2());
            assert_eq!(mask.cover_one(&slit), 0);
            assert!(mask.covers(0, 2.31, 2.77) && !mask.covers(0, 2.31, 3.0) && !mask.covers(0, -1.0, 0.0));
        }
    }

    /// Variance of the number of lattice points in a randomly placed disc, its radius in steps of the
    /// lattice.
    ///
    /// By Parseval it is the sum of r² J1(2 π r k)² / k² over all k of the lattice except 0 (Kendall 1948).
    /// Beyond ±60 J1² is taken as its mean.
    fn variance_of_lattice_points(radius: f64) -> f64 {
        let terms = (-60i32..=60).flat_map(|x| (-60i32..=60).map(move |y| f64::from(x).hypot(f64::from(y))));
        let near: f64 = terms
            .filter(|k| *k > 0.0)
            .map(|k| (radius * libm::j1(std::f64::consts::TAU * radius * k) / k).powi(2))
            .sum();
        near + radius / (2.0 * std::f64::consts::PI.powi(2)) * 32f64.sqrt() / 60.5
    }

    /// On average over its position, a disc covers its exact area, even if it is smaller than a sub-cell. Its
    /// spread is that of lattice points in a disc, which is 0.4577 r / h on average over radii. 40 000 places
    /// each. The mean must agree within 4.5 of its standard errors (false alarm 7e-6, five times). The
    /// variance must agree within 5 % from r = h on, where its own error is below 1 %, and within 15 % for
    /// smaller discs (3 %).
    #[test]
    fn identity_what_a_section_covers_is_its_area_on_average() {
        let grid = Grid::new(1.0, 1.0, 0.1);
        let (sub_cell_mm, places) = (0.0125, 40_000);
        let mut mask = Masks::<1>::new(&grid);
        let mut stream = Stream::new(11, Purpose::Placement, 0, 0);
        for in_sub_cells in [0.1, 0.3, 1.0, 2.5, 8.0] {
            let radius_mm = in_sub_cells * sub_cell_mm;
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..places {
                let at = [0.5 + 0.1 * stream.uniform(), 0.4 + 0.1 * stream.uniform()];
                let covered = f64::from(mask.cover_one(&disc(at[0], at[1], radius_mm)));
                (sum, squares) = (sum + covered, squares + covered * covered);
                mask.clear();
            }
            let n = f64::from(places);
            let wanted = std::f64::consts::PI * in_sub_cells * in_sub_cells;
            let (mean, variance) = (sum / n, squares / n - (sum / n).powi(2));
            let error = (variance / n).sqrt();
            assert!((mean - wanted).abs() < 4.5 * error, "r = {in_sub_cells} h: {mean} ± {error}, {wanted}");
            let known = variance_of_lattice_points(in_sub_cells);
            let within = if in_sub_cells < 1.0 { 0.15 } else { 0.05 };
            assert!((variance / known - 1.0).abs() < within, "r = {in_sub_cells} h: {variance} {known}");
            assert!(in_sub_cells < 2.0 || (known / (0.4577 * in_sub_cells) - 1.0).abs() < 0.3, "{known}");
        }
    }

    #[test]
    fn limit_half_a_section_outside_counts_half() {
        for grid in grids(5.0, 5.0) {
            let mut mask = Masks::<1>::new(&grid);
            // Centred on the left edge, whose sub-cells are cut evenly.
            let half = f64::from(mask.cover_one(&disc(0.0, 2.5, 0.2))) * grid.sub_cell_mm2();
            assert!((half / disc(0.0, 2.5, 0.2).area_mm2() - 0.5).abs() < 0.02);
            assert_eq!(mask.cover_one(&disc(-1.0, 2.5, 0.2)), 0);
        }
    }

    /// Random punctures: the covered share tends to 1 - exp(-n a). 400 mm², n = 40 /mm², a = 0.0201 mm²,
    /// 16 000 discs. The share's standard deviation over seeds is below 0.003 (area of 20 000 disc-sized
    /// patches); tolerance 0.01. The new parts of all sections add up to the final mask, and to what the
    /// cells hold together.
    #[test]
    fn identity_random_discs_cover_one_minus_exp() {
        for cell_mm in [0.025, 0.05, 0.1, 0.5, 1.0] {
            random_discs_cover_one_minus_exp(cell_mm);
        }
    }

    fn random_discs_cover_one_minus_exp(cell_mm: f64) {
        let grid = Grid::new(20.0, 20.0, cell_mm);
        let mut mask = Masks::<1>::new(&grid);
        let mut stream = Stream::new(1, Purpose::Placement, 0, 0);
        let radius = 0.08;
        // Centres also lie outside the area, so that its rim is as covered as its middle.
        let count = (40.0 * 20.4f64 * 20.4).round() as u32;
        let new: u32 = (0..count)
            .map(|_| {
                mask.cover_one(&disc(20.4 * stream.uniform() - 0.2, 20.4 * stream.uniform() - 0.2, radius))
            })
            .sum();
        let wanted = 1.0 - (-40.0 * std::f64::consts::PI * radius * radius).exp();
        let share = f64::from(new) * grid.sub_cell_mm2() / 400.0;
        assert!((share - wanted).abs() < 0.01, "{cell_mm}: {share} {wanted}");
        assert_eq!(mask.covered(0), [new]);
        let in_cells: u32 = counts(&mask, &grid).iter().sum();
        let of_cells = f64::from(in_cells) / (f64::from(grid.whole()) * grid.cells() as f64);
        assert!((of_cells - share).abs() < 1e-12);
    }

    /// However many sections there are, a fully covered area is covered exactly once.
    #[test]
    fn limit_no_more_than_all_is_covered() {
        for grid in grids(1.5, 1.0) {
            let grid = grid.only(|[x, _]| x < 1.0);
            let mut mask = Masks::<1>::new(&grid);
            let mut stream = Stream::new(4, Purpose::Placement, 0, 0);
            let new: u32 = (0..4000)
                .map(|_| mask.cover_one(&disc(1.6 * stream.uniform() - 0.05, 1.1 * stream.uniform(), 0.07)))
                .sum();
            let share = f64::from(new) * grid.sub_cell_mm2() / grid.area_mm2();
            assert!((share - 1.0).abs() < 1e-12, "{share}");
            let treated = (0..grid.cells()).filter(|cell| grid.treats(*cell));
            let counts = counts(&mask, &grid);
            assert!(treated.map(|cell| counts[cell]).all(|count| count == grid.whole()));
        }
    }

    /// Sections about places in the area, on its edges and beyond, in both ways: with the margin, and clipped
    /// line by line.
    #[test]
    fn identity_margin_and_cutting_off_give_the_same() {
        for grid in grids(1.0, 1.3) {
            let grid = grid.only(|[x, y]| x + y > 0.4);
            let (mut with_margin, mut cut_off) = (Masks::<1>::new(&grid), Masks::<1>::new(&grid));
            let mut stream = Stream::new(3, Purpose::Placement, 0, 0);
            for _ in 0..2000 {
                let at = [1.4 * stream.uniform() - 0.2, 1.7 * stream.uniform() - 0.2];
                let half = [0.1 * stream.uniform() - 0.05, 0.1 * stream.uniform() - 0.05];
                let section = Section::slit(at, half, 0.1 * stream.uniform());
                let wanted = dispatch!(Level::new(), simd => cut_off.cover_by_lines(simd, 0, &section));
                assert_eq!(with_margin.cover_one(&section), wanted);
            }
            assert!(with_margin.words == cut_off.words && with_margin.words[0] != with_margin.empty);
        }
    }

    /// The sub-cells of a leaning needle's slit are those whose centres lie in it: within its half axis, once
    /// everything along the lean is shortened by 1 / cos. Centres within 1e-4 of the outline may fall to
    /// either side.
    #[test]
    fn identity_a_leaning_section_covers_its_ellipse() {
        let (run, half, radius, at) = ([0.5, -0.3], [0.08, 0.11], 0.07, [0.52, 0.47]);
        let grid = Grid::new(1.0, 1.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let section = Section { lean: Lean::new(run), ..Section::slit(at, half, radius) };
        let new = mask.cover_one(&section);
        let square = run[0] * run[0] + run[1] * run[1];
        let shortened = |[x, y]: [f64; 2]| {
            let less = (x * run[0] + y * run[1]) * (1.0 - 1.0 / (1.0 + square).sqrt()) / square;
            [x - less * run[0], y - less * run[1]]
        };
        let [sx, sy] = shortened(half);
        let (mut inside, mut on_the_outline) = (0u32, 0);
        for place in 0..80 * 80 {
            let centre = [place % 80, place / 80].map(|step| (f64::from(step) + 0.5) / 80.0);
            let [x, y] = shortened([centre[0] - at[0], centre[1] - at[1]]);
            let t = ((x * sx + y * sy) / (sx * sx + sy * sy)).clamp(-1.0, 1.0);
            let off = (x - t * sx).hypot(y - t * sy) / radius - 1.0;
            inside += u32::from(off < 0.0);
            on_the_outline += u32::from(off.abs() < 1e-4);
            assert!(
                mask.covers(0, centre[0], centre[1]) == (off < 0.0) || off.abs() < 1e-4,
                "{centre:?}: {off}"
            );
        }
        assert!(new.abs_diff(inside) <= on_the_outline, "{new} {inside}");
        let area = f64::from(inside) / 6400.0;
        assert!((area / section.area_mm2() - 1.0).abs() < 0.02, "{area} {}", section.area_mm2());
    }

    #[test]
    fn identity_untreated_cells_are_never_new() {
        for grid in grids(5.0, 5.0) {
            let grid = grid.only(|[x, _]| x < 3.0);
            let mut mask = Masks::<1>::new(&grid);
            let half = f64::from(mask.cover_one(&disc(3.0, 2.5, 0.3))) * grid.sub_cell_mm2();
            assert!((half / disc(3.0, 2.5, 0.3).area_mm2() - 0.5).abs() < 0.02);
            assert_eq!(mask.cover_one(&disc(4.0, 2.5, 0.3)), 0);
            let cells = counts(&mask, &grid).iter().filter(|count| **count > 0).count();
            // Half a disc of 0.28 mm² and the cells that it cuts.
            assert!(cells as f64 * grid.cell_area_mm2() > 0.14 && cells as f64 * grid.cell_area_mm2() < 2.1);
            mask.clear();
            let whole = f64::from(mask.cover_one(&disc(1.0, 1.0, 0.3))) * grid.sub_cell_mm2();
            assert!((whole / disc(1.0, 1.0, 0.3).area_mm2() - 1.0).abs() < 0.02);
            assert!((grid.area_mm2() - 15.0).abs() < 1e-9);
        }
    }

    /// Discs of radius 0.1 mm half a mm apart never meet: pi 0.01 / 0.25. All lie alike against the
    /// sub-cells, which makes the error of a disc as large as possible: for r = 8 h the standard deviation is
    /// 0.95 % of its area. The lattice is placed 200 times. Tolerance 4.5 standard errors, a false alarm in
    /// 7e-6, and at no place an error of 4 %.
    #[test]
    fn identity_lattice_of_discs_covers_its_exact_share() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let mut stream = Stream::new(12, Purpose::Placement, 0, 0);
        let wanted = std::f64::consts::PI * 0.01 / 0.25;
        let mut sum = 0.0;
        for _ in 0..200 {
            let [x, y] = [stream.uniform(), stream.uniform()].map(|phase| 0.125 + 0.25 * phase);
            let places = (0..100).map(|place| [place % 10, place / 10].map(|step| 0.5 * f64::from(step)));
            let new: u32 = places.map(|[right, up]| mask.cover_one(&disc(x + right, y + up, 0.1))).sum();
            let share = f64::from(new) * grid.sub_cell_mm2() / 25.0;
            assert!((share / wanted - 1.0).abs() < 0.04, "{share} {wanted}");
            sum += share;
            mask.clear();
        }
        assert!((sum / 200.0 / wanted - 1.0).abs() < 4.5 * 0.0095 / 200f64.sqrt(), "{}", sum / 200.0);
    }
}
