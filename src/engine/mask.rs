//! Unions of sections, by a mask of sub-cells in every cell: 8 × 8 of them in cells of 55 um and more, 2 × 2 in smaller ones,
//! so that a sub-cell measures some 10 to 25 um, a tenth of a needle or so.
//!
//! A section covers the sub-cells whose centres it holds; one that is so small that it holds none covers the sub-cell of
//! its own centre. The union's area is not read off the sub-cells: each section adds its exact area times the share of
//! its sub-cells that were not covered before. A single section is therefore exact, the same section twice adds nothing,
//! and only where sections overlap does the resolution matter.

use super::grid::Grid;

/// Sub-cells on a side of a cell: eight, so that a cell's row of sub-cells is one byte, or two in cells smaller than this.
const SUB: usize = 8;
const FINE_SUB: usize = 2;
const FINE_MM: f64 = 0.055;

/// What a cell that is covered wholly counts.
pub const WHOLE: u32 = 64;

/// Sub-cells side by side in a word: whole cells, and fewer than a word has bits, so that each can be shifted past its end.
pub(super) const WIDE: usize = 24;

/// Cells of a word, and fine ones.
pub const CELLS: usize = WIDE / SUB;
pub const FINE_CELLS: usize = WIDE / FINE_SUB;

/// Sub-cells on every side of the area, a word wide, that count as covered from the start. What falls on them is never new, and
/// sections that reach over an edge need no cutting off.
pub(super) const MARGIN: usize = WIDE;

/// Lines cut at a time.
pub(super) const LINES: usize = 8;

/// Words of a strip that are looked after together: whole rows of cells.
const BLOCK: usize = 16;

/// Which sub-cells are covered, in several masks over one grid.
#[derive(Debug, Clone)]
pub struct Masks<const N: usize> {
    /// Sub-cells on a side of a cell.
    sub: usize,
    /// Words of a strip, whole blocks.
    pub(super) strip: usize,
    pub(super) sub_columns: i64,
    pub(super) sub_rows: i64,
    /// Sub-cells per mm, and the height of one, mm.
    pub(super) per_mm: [f64; 2],
    pub(super) step_mm: f64,
    /// Strip by strip from the left, each [`WIDE`] sub-cells wide: a word for every row, the lowest bit to the left, so that the lines
    /// of a section lie side by side. A [`MARGIN`] on every side, and [`LINES`] rows or more at the end of each strip.
    pub(super) words: [Vec<u32>; N],
    /// What an empty mask holds: the margin and cells that are not treated count as covered from the start.
    empty: Vec<u32>,
    /// Which words of each strip a section may have touched: a bit for 2^`shift` of them, whole blocks, from the lowest on.
    touched: Vec<u64>,
    shift: u32,
}

impl<const N: usize> Masks<N> {
    pub fn new(grid: &Grid) -> Masks<N> {
        let sub = if grid.cell_x_mm().min(grid.cell_y_mm()) < FINE_MM { FINE_SUB } else { SUB };
        let (sub_columns, sub_rows) = (grid.columns * sub, grid.rows * sub);
        let strip = (sub_rows + 2 * MARGIN + LINES).next_multiple_of(BLOCK);
        let mut masks = Masks {
            sub,
            strip,
            sub_columns: sub_columns as i64,
            sub_rows: sub_rows as i64,
            per_mm: [sub as f64 / grid.cell_x_mm(), sub as f64 / grid.cell_y_mm()],
            step_mm: grid.cell_y_mm() / sub as f64,
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

    /// A margin, and all sub-cells of untreated cells.
    fn without_sections(&self, grid: &Grid) -> Vec<u32> {
        let strips = self.own_strips();
        let mut words = vec![below(WIDE as i64); (strips + 2) * self.strip];
        for (at, strip) in words.chunks_exact_mut(self.strip).skip(1).take(strips).enumerate() {
            strip[MARGIN..][..self.sub_rows as usize].fill(below(WIDE as i64) & !self.own(at));
        }
        let untreated = (0..grid.cells()).filter(|cell| grid.has_gaps() && !grid.treats(*cell));
        for (row, column) in untreated.map(|cell| (cell / grid.columns, cell % grid.columns)) {
            // The sub-cells of a cell lie in one word.
            let (from, bit) = (column * self.sub, (column * self.sub % WIDE) as i64);
            let strip = &mut words[(from / WIDE + 1) * self.strip..];
            for word in &mut strip[row * self.sub + MARGIN..][..self.sub] {
                *word |= below(bit + self.sub as i64) - below(bit);
            }
        }
        words
    }

    /// The bits of a strip's words that are no margin, which may begin in the last one.
    #[inline(always)]
    fn own(&self, strip: usize) -> u32 {
        below(self.sub_columns - (strip * WIDE) as i64)
    }

    /// Strips that hold the area.
    fn own_strips(&self) -> usize {
        (self.sub_columns as usize).div_ceil(WIDE)
    }

    /// Empties them all.
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

    /// Says that a section may have touched some rows of a strip; both count their margin.
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

    /// Covers sub-cells `from..to` of a row; returns how many were free. Those outside the area are passed over.
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

    /// How much a mask covers of all treated cells together, in cells.
    #[inline(always)]
    pub fn covered_cells(&self, mask: usize) -> f64 {
        let ((blocks, _), (empty, _)) =
            (self.words[mask].as_chunks::<BLOCK>(), self.empty.as_chunks::<BLOCK>());
        let mut new = 0;
        let strips = blocks.chunks(self.strip / BLOCK).zip(empty.chunks(self.strip / BLOCK));
        for ((blocks, empty), touched) in strips.zip(&self.touched) {
            for (at, (block, empty)) in blocks.iter().zip(empty).enumerate() {
                if touched >> ((at * BLOCK) >> self.shift) & 1 == 1 {
                    for (word, empty) in block.iter().zip(empty) {
                        new += (word ^ empty).count_ones();
                    }
                }
            }
        }
        f64::from(new) / (self.sub * self.sub) as f64
    }

    /// Cells side by side in a word.
    pub fn cells_per_word(&self) -> usize {
        WIDE / self.sub
    }

    /// Whether any section may have touched the cells of a word.
    #[inline(always)]
    pub fn is_touched(&self, row: usize, strip: usize) -> bool {
        // A row of cells lies in one block.
        let bit = (row * self.sub + MARGIN) >> self.shift;
        self.touched[strip + 1] >> bit & 1 == 1
    }

    /// How much a mask covers of each cell of a word, 0 to [`WHOLE`] each in a byte, so that the counts of three masks add up;
    /// untreated cells are covered wholly. See [`count_of`].
    #[inline(always)]
    pub fn counts(&self, mask: usize, row: usize, strip: usize) -> [u32; WORDS] {
        let first = (strip + 1) * self.strip + row * self.sub + MARGIN;
        let lines = self.words[mask].get(first..first + self.sub).unwrap_or_default();
        let own = self.own(strip);
        if let Some(lines) = lines.first_chunk::<SUB>() {
            // Three cells side by side are three bytes of a word: count the bits of each, sum the eight rows.
            let mut sum = 0;
            for line in lines {
                sum += bits_per_byte(line & own);
            }
            return [sum, 0, 0, 0];
        }
        let Some([low, high]) = lines.first_chunk::<FINE_SUB>() else { return [0; WORDS] };
        // Twelve cells are its pairs of bits; the pairs of two rows add without overflow in half a byte. Each sub-cell is worth
        // a quarter of a cell.
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

/// Words of the counts of the cells of a word.
pub const WORDS: usize = 4;

/// The count of one of so many cells of a word: that of cell k in byte k / 4 of count k mod 4, of coarse cells in byte k of the first.
#[inline(always)]
pub fn count_of(counts: &[u32; WORDS], cell: usize, cells_per_word: usize) -> usize {
    let (word, byte) = if cells_per_word > WORDS { (cell % WORDS, cell / WORDS) } else { (0, cell) };
    (counts[word] >> (8 * byte)) as usize & 0xff
}

/// The counts of all N cells of a word.
#[inline(always)]
pub fn by_cell<const N: usize>(counts: &[u32; WORDS]) -> [u8; N] {
    let mut bytes = [0; N];
    for (cell, byte) in bytes.iter_mut().enumerate() {
        *byte = count_of(counts, cell, N) as u8;
    }
    bytes
}

/// The lowest bits of a word, [`WIDE`] of them at most.
#[inline(always)]
pub(super) fn below(bits: i64) -> u32 {
    (1 << bits.clamp(0, WIDE as i64)) - 1
}

/// Every second pair of bits, every second four.
const PAIRS: u32 = 0x3333_3333;
const HALVES: u32 = 0x0f0f_0f0f;

/// The number of set bits of each pair of bits, in that pair.
#[inline(always)]
fn bits_per_pair(word: u32) -> u32 {
    word - ((word >> 1) & 0x5555_5555)
}

/// The number of set bits of each byte, in that byte; eight of them (64 at most) add without overflow.
#[inline(always)]
fn bits_per_byte(word: u32) -> u32 {
    let pairs = bits_per_pair(word);
    let fours = (pairs & PAIRS) + ((pairs >> 2) & PAIRS);
    (fours + (fours >> 4)) & HALVES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::random::{Purpose, Stream};
    use crate::tract::{Lean, Section, Sections};
    use fearless_simd::{Level, dispatch};

    impl Masks<1> {
        /// Covers a section. Share of its sub-cells that lie in the area and were free before.
        fn cover_one(&mut self, section: &Section) -> f64 {
            let sections = Sections::one(section);
            let [new_share] = dispatch!(Level::new(), simd => self.cover(simd, &sections, 1));
            new_share
        }
    }

    /// How much of every treated cell is covered.
    fn counts(mask: &Masks<1>, grid: &Grid) -> Vec<u32> {
        let per_word = mask.cells_per_word();
        let count = |cell: usize| {
            let (row, column) = (cell / grid.columns, cell % grid.columns);
            let counts = mask.counts(0, row, column / per_word);
            u32::from(grid.treats(cell)) * count_of(&counts, column % per_word, per_word) as u32
        };
        (0..grid.cells()).map(count).collect()
    }

    fn disc(x_mm: f64, y_mm: f64, radius_mm: f64) -> Section {
        Section::slit([x_mm, y_mm], [0.0; 2], radius_mm)
    }

    #[test]
    fn identity_one_section_is_wholly_new_and_the_same_again_adds_nothing() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let slit = Section::slit([2.31, 2.77], [0.2, 0.1], 0.08);
        assert_eq!(mask.cover_one(&slit), 1.0);
        assert_eq!(mask.cover_one(&slit), 0.0);
        assert!(mask.covers(0, 2.31, 2.77) && !mask.covers(0, 2.31, 3.0) && !mask.covers(0, -1.0, 0.0));
    }

    #[test]
    fn limit_section_smaller_than_a_sub_cell_still_counts_once() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let tiny = disc(1.2345, 1.2345, 1e-4);
        assert_eq!(mask.cover_one(&tiny), 1.0);
        assert_eq!(mask.cover_one(&tiny), 0.0);
    }

    #[test]
    fn limit_half_a_section_outside_counts_half() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        // Centred on the left edge, whose sub-cells are cut evenly.
        assert!((mask.cover_one(&disc(0.0, 2.5, 0.2)) - 0.5).abs() < 0.02);
        assert_eq!(mask.cover_one(&disc(-1.0, 2.5, 0.2)), 0.0);
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
        let mut mask = Masks::<1>::new(&grid);
        let mut stream = Stream::new(1, Purpose::Placement, 0, 0);
        let radius = 0.08;
        let mut covered = 0.0;
        // Centres also outside the area, so that its rim is as covered as its middle.
        let count = (40.0 * 20.4f64 * 20.4).round() as u32;
        for _ in 0..count {
            let section = disc(20.4 * stream.uniform() - 0.2, 20.4 * stream.uniform() - 0.2, radius);
            covered += mask.cover_one(&section) * section.area_mm2();
        }
        let wanted = 1.0 - (-40.0 * std::f64::consts::PI * radius * radius).exp();
        assert!((covered / 400.0 - wanted).abs() < 0.01, "{} {wanted}", covered / 400.0);
        let bits: u32 = counts(&mask, &grid).iter().sum();
        let by_sub_cells = f64::from(bits) / (64.0 * grid.cells() as f64);
        assert!((by_sub_cells - wanted).abs() < 0.01, "{by_sub_cells} {wanted}");
    }

    /// Sections about places in the area, on its edges and beyond, in both ways: with the margin, and cut off line by line.
    #[test]
    fn identity_margin_and_cutting_off_give_the_same() {
        for cell_mm in [0.1, 0.05] {
            let grid = Grid::new(1.0, 1.3, cell_mm).only(|[x, y]| x + y > 0.4);
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

    /// The sub-cells of a leaning needle's slit are those whose centres lie in it: within its half axis once everything along the
    /// lean is shortened by 1 / cos. Centres within 1e-4 of the outline may fall to either side.
    #[test]
    fn identity_a_leaning_section_covers_its_ellipse() {
        let (run, half, radius, at) = ([0.5, -0.3], [0.08, 0.11], 0.07, [0.52, 0.47]);
        let grid = Grid::new(1.0, 1.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let section = Section { lean: Lean::new(run), ..Section::slit(at, half, radius) };
        assert_eq!(mask.cover_one(&section), 1.0);
        let square = run[0] * run[0] + run[1] * run[1];
        let shortened = |[x, y]: [f64; 2]| {
            let less = (x * run[0] + y * run[1]) * (1.0 - 1.0 / (1.0 + square).sqrt()) / square;
            [x - less * run[0], y - less * run[1]]
        };
        let [sx, sy] = shortened(half);
        let mut inside = 0;
        for place in 0..80 * 80 {
            let centre = [place % 80, place / 80].map(|step| (f64::from(step) + 0.5) / 80.0);
            let [x, y] = shortened([centre[0] - at[0], centre[1] - at[1]]);
            let t = ((x * sx + y * sy) / (sx * sx + sy * sy)).clamp(-1.0, 1.0);
            let off = (x - t * sx).hypot(y - t * sy) / radius - 1.0;
            inside += u32::from(off < 0.0);
            assert!(
                mask.covers(0, centre[0], centre[1]) == (off < 0.0) || off.abs() < 1e-4,
                "{centre:?}: {off}"
            );
        }
        let area = f64::from(inside) / 6400.0;
        assert!((area / section.area_mm2() - 1.0).abs() < 0.02, "{area} {}", section.area_mm2());
    }

    #[test]
    fn identity_untreated_cells_are_never_new() {
        for cell_mm in [0.1, 0.05] {
            untreated_cells_are_never_new(cell_mm);
        }
    }

    fn untreated_cells_are_never_new(cell_mm: f64) {
        let grid = Grid::new(5.0, 5.0, cell_mm).only(|[x, _]| x < 2.5);
        let mut mask = Masks::<1>::new(&grid);
        assert!((mask.cover_one(&disc(2.5, 2.5, 0.3)) - 0.5).abs() < 0.02);
        assert_eq!(mask.cover_one(&disc(4.0, 2.5, 0.3)), 0.0);
        let cells = counts(&mask, &grid).iter().filter(|count| **count > 0).count();
        // Half a disc of 0.28 mm² and what it cuts.
        assert!(cells as f64 * grid.cell_area_mm2() > 0.14 && cells < grid.cells() / 20);
        mask.clear();
        assert_eq!(mask.cover_one(&disc(1.0, 1.0, 0.3)), 1.0);
        assert!((grid.area_mm2() - 12.5).abs() < 1e-9);
    }

    #[test]
    fn identity_lattice_of_discs_covers_its_exact_share() {
        let grid = Grid::new(10.0, 10.0, 0.1);
        let mut mask = Masks::<1>::new(&grid);
        let mut covered = 0.0;
        for row in 0..20 {
            for column in 0..20 {
                let section = disc(0.25 + 0.5 * column as f64, 0.25 + 0.5 * row as f64, 0.1);
                covered += mask.cover_one(&section) * section.area_mm2();
            }
        }
        // Discs of radius 0.1 mm at 0.5 mm never meet: pi 0.01 / 0.25.
        assert!((covered / 100.0 - std::f64::consts::PI * 0.01 / 0.25).abs() < 1e-12);
    }
}
