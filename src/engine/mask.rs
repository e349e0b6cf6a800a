//! Unions of sections, by a mask of sub-cells in every cell: 8 × 8 of them in cells of 55 um and more, 2 × 2 in smaller ones,
//! so that a sub-cell measures some 10 to 25 um, a tenth of a needle or so.
//!
//! A section covers the sub-cells whose centres it holds; one that is so small that it holds none covers the sub-cell of
//! its own centre. The union's area is not read off the sub-cells: each section adds its exact area times the share of
//! its sub-cells that were not covered before. A single section is therefore exact, the same section twice adds nothing,
//! and only where sections overlap does the resolution matter.

use super::grid::Grid;
use crate::tract::{Cutter, Lean, Section, Sections};
use wide::f32x4;

/// Sub-cells on a side of a cell: eight, so that a cell's row of sub-cells is one byte, or two in cells smaller than this.
const SUB: usize = 8;
const FINE_SUB: usize = 2;
const FINE_MM: f64 = 0.055;

/// What a cell that is covered wholly counts.
pub const WHOLE: u32 = 64;

/// Bytes of a word, and the longest span that one word holds wherever in its first byte the span begins.
const WORD: usize = size_of::<u64>();
const LONGEST: usize = 64 - 7;

/// Sub-cells around the area on every side. They count as covered from the start: what falls on them is never new, and
/// sections that reach over an edge need no cutting off.
const MARGIN: usize = 32;

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
    /// Sub-cells per mm, and the height of one, mm.
    per_mm: [f64; 2],
    step_mm: f64,
    /// Row by row in whole words, the lowest bits first, [`MARGIN`] on every side, with [`LINES`] rows and a word at the end:
    /// bytes, so that one word may begin at any of them.
    bits: Vec<u8>,
    /// What an empty mask holds: the margin and cells that are not treated count as covered from the start.
    empty: Vec<u8>,
}

impl Mask {
    pub fn new(grid: &Grid) -> Mask {
        let sub = if grid.cell_x_mm().min(grid.cell_y_mm()) < FINE_MM { FINE_SUB } else { SUB };
        let words_per_row = (grid.columns * sub + 2 * MARGIN).div_ceil(64);
        let empty = empty(grid, sub, words_per_row);
        Mask {
            sub,
            words_per_row,
            sub_columns: (grid.columns * sub) as i64,
            sub_rows: (grid.rows * sub) as i64,
            per_mm: [sub as f64 / grid.cell_x_mm(), sub as f64 / grid.cell_y_mm()],
            step_mm: grid.cell_y_mm() / sub as f64,
            bits: empty.clone(),
            empty,
        }
    }

    pub fn clear(&mut self) {
        self.bits.copy_from_slice(&self.empty);
    }

    /// Whether the sub-cell under a point is covered; false outside the area.
    pub fn covers(&self, x_mm: f64, y_mm: f64) -> bool {
        let column = (x_mm * self.per_mm[0]).floor() as i64;
        let row = (y_mm * self.per_mm[1]).floor() as i64;
        let inside = (0..self.sub_columns).contains(&column) && (0..self.sub_rows).contains(&row);
        let at = || (row as usize + MARGIN) * self.row_bytes() + (column as usize + MARGIN) / 8;
        inside && self.bits[at()] >> (column % 8) & 1 == 1
    }

    /// Bytes of a row.
    #[inline(always)]
    fn row_bytes(&self) -> usize {
        self.words_per_row * WORD
    }

    /// Covers a section. Share of its sub-cells that lie in the area and were free before.
    pub fn cover(&mut self, section: &Section) -> f64 {
        let [new_share] = cover_each(std::array::from_mut(self), &Sections::one(section), 1);
        new_share
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
        let start = (row + MARGIN) * self.row_bytes();
        let bits = &mut self.bits[start..start + self.words_per_row * WORD + WORD];
        let mut new = 0;
        let mut at = from;
        while at < to {
            let length = (to - at).min(LONGEST);
            new += claim(bits, at + MARGIN, length as u32);
            at += length;
        }
        new
    }

    /// How much is covered of all treated cells together, in cells.
    #[inline(always)]
    pub fn covered_cells(&self) -> f64 {
        let new = words(&self.bits)
            .zip(words(&self.empty))
            .map(|(word, empty)| u64::from((word ^ empty).count_ones()));
        new.sum::<u64>() as f64 / (self.sub * self.sub) as f64
    }

    /// Counts of a row of cells with room for whole words.
    #[inline(always)]
    pub fn row_len(&self) -> usize {
        self.row_words() * 64 / self.sub
    }

    /// Words that hold the sub-cells of a row without its margins.
    #[inline(always)]
    fn row_words(&self) -> usize {
        (self.sub_columns as usize).div_ceil(64)
    }

    /// Adds how much of each cell of a row is covered, 0 to [`WHOLE`], to its count; untreated cells are covered wholly, and
    /// so may be those after the last. Whether there was anything.
    #[inline(always)]
    pub fn add_row(&self, row: usize, counts: &mut [u8]) -> bool {
        let first = (row * self.sub + MARGIN) * self.row_bytes() + MARGIN / 8;
        let lines = &self.bits[first..][..self.sub * self.row_bytes()];
        let mut any = 0;
        for (word, counts) in counts.chunks_exact_mut(64 / self.sub).enumerate() {
            // Without the margin, which may begin in the last one.
            let columns = (self.sub_columns as usize - word * 64).min(64);
            let own = u64::MAX >> (64 - columns);
            let of_line = |line: usize| word_at(lines, line * self.row_bytes() + word * WORD) & own;
            let covered = (0..self.sub).fold(0, |any, line| any | of_line(line));
            any |= covered;
            if covered == 0 {
                continue;
            }
            if self.sub == SUB {
                // Eight cells side by side are the eight bytes of a word: count the bits of each, sum the eight rows.
                let sum: u64 = (0..SUB).map(|line| bits_per_byte(of_line(line))).sum();
                for (count, more) in counts.iter_mut().zip(sum.to_le_bytes()) {
                    *count += more;
                }
            } else {
                // Thirty-two cells are its pairs of bits; the pairs of two rows add without overflow in half a byte. Each
                // sub-cell is worth a quarter of a cell.
                let pairs = [of_line(0), of_line(1)].map(bits_per_pair);
                let even: u64 = pairs.iter().map(|pairs| pairs & PAIRS).sum();
                let odd: u64 = pairs.iter().map(|pairs| (pairs >> 2) & PAIRS).sum();
                let halves = |sums: u64| [sums & HALVES, (sums >> 4) & HALVES].map(u64::to_le_bytes);
                let ([first, third], [second, fourth]) = (halves(even), halves(odd));
                for (at, counts) in counts.chunks_exact_mut(4).enumerate() {
                    counts[0] += WHOLE as u8 / 4 * first[at];
                    counts[1] += WHOLE as u8 / 4 * second[at];
                    counts[2] += WHOLE as u8 / 4 * third[at];
                    counts[3] += WHOLE as u8 / 4 * fourth[at];
                }
            }
        }
        any != 0
    }
}

/// Covers the first `count` sections, each in its mask of one grid; the first of them is the largest. Shares of their sub-cells
/// that lie in the area and were free before; 0 for the others.
#[inline(always)]
pub fn cover_each<const N: usize>(masks: &mut [Mask; N], sections: &Sections<N>, count: usize) -> [f64; N] {
    let mut new_shares = [0.0; N];
    let Some(grid) = masks.first() else { return new_shares };
    if !sections.lean.is_upright() {
        return cover_by_lines(masks, sections, count);
    }
    // From here on known to be upright.
    let sections = &Sections { lean: Lean::UPRIGHT, ..*sections };
    let spot = Spot::new(grid, &sections.at(0));
    if !spot.inside {
        return cover_by_lines(masks, sections, count);
    }
    let (step, row_bytes) = (grid.step_mm, grid.row_bytes());
    let (row, column) = (spot.row + MARGIN as i64, (spot.column + MARGIN as i64) as i32);
    let mut strips = [Strip::default(); N];
    let mut rounds = 0;
    for (at, strip) in strips.iter_mut().enumerate().take(count) {
        let section = sections.at(at);
        let lines = Lines::of(&section, &spot, grid);
        strip.cuts = section.upright_cutter();
        strip.dy = lines.dy;
        strip.left = lines.count;
        strip.start = (row + i64::from(lines.first)) as usize * row_bytes;
        rounds += (lines.count.max(1) as usize).div_ceil(LINES);
    }
    // The lines of all sections in one loop, some at a time: how many there are in each cannot be foreseen, and a processor
    // that guesses the end of each loop wrong loses more than a few lines cost.
    let mut at = 0;
    for _ in 0..rounds {
        let (Some(strip), Some(mask)) = (strips.get_mut(at), masks.get_mut(at)) else { break };
        let (from, to) = strip.cuts.cuts(strip.dy as f32, step as f32);
        let (from, to) = (spot.nearest(from), spot.nearest(to));
        let Some(bits) = mask.bits.get_mut(strip.start..strip.start + LINES * row_bytes + WORD) else {
            break;
        };
        // No branch: a line that is empty or one too many sets nothing in the word that it falls on, and behind the last row
        // there is room for that.
        let mut rest = bits;
        for line in 0..LINES {
            // All bits for a line that is still to be covered, none for one too many.
            let wanted = (line as i32 - strip.left) >> 31;
            let length = (to[line] - from[line]).max(0) & wanted;
            strip.total += length;
            strip.new += claim(rest, (column + from[line]) as usize, length as u32);
            let Some(next) = rest.get_mut(row_bytes..) else { break };
            rest = next;
        }
        strip.dy += LINES as f64 * step;
        strip.start += LINES * row_bytes;
        strip.left -= LINES as i32;
        at += usize::from(strip.left <= 0);
    }
    for at in 0..count.min(N) {
        new_shares[at] = share(strips[at].new, strips[at].total, &mut masks[at], &spot);
    }
    new_shares
}

/// What is left to cover of one section.
#[derive(Debug, Clone, Copy, Default)]
struct Strip {
    cuts: Cutter,
    /// Its sub-cells so far, and those that were free.
    total: i32,
    new: u32,
    /// The next line from the middle, mm; how many there are from it on, and where in the mask its row begins.
    left: i32,
    dy: f64,
    start: usize,
}

/// The lines through the centres of sub-cells that lie within a section's height.
struct Lines {
    /// From the row of the middle.
    first: i32,
    count: i32,
    /// The first from the middle, mm.
    dy: f64,
}

impl Lines {
    #[inline(always)]
    fn of(section: &Section, spot: &Spot, mask: &Mask) -> Lines {
        // Rows whose centres, at n + 1/2, lie within the section's height.
        let reach = section.half_height_mm() * mask.per_mm[1];
        let first = round((spot.middle - reach) as f32);
        let count = (round((spot.middle + reach) as f32) - first).max(0);
        Lines { first, count, dy: (f64::from(first) + 0.5 - spot.middle) * mask.step_mm }
    }
}

/// What sections about one middle share.
struct Spot {
    /// The sub-cell of the middle.
    column: i64,
    row: i64,
    /// The middle within it. From here on in f32 about this sub-cell: small numbers, so nothing is lost.
    offset: f32,
    middle: f64,
    per_mm: f32,
    /// The widest section and those inside it lie in the area and its margin, with no line longer than [`LONGEST`].
    inside: bool,
}

impl Spot {
    #[inline(always)]
    fn new(mask: &Mask, widest: &Section) -> Spot {
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
            && half_width <= LONGEST as i64 / 2;
        Spot { column, row, offset, middle, per_mm: mask.per_mm[0] as f32, inside }
    }

    /// The whole numbers nearest to places along a row, which are given from the middle in mm: centres at n + 1/2 that lie between
    /// two places are those from the nearest whole number to the nearest whole number.
    #[inline(always)]
    fn nearest(&self, places_mm: f32x4) -> [i32; LINES] {
        let [a, b, c, d] = (f32x4::splat(self.offset) + places_mm * f32x4::splat(self.per_mm)).to_array();
        [round(a), round(b), round(c), round(d)]
    }
}

/// Covers any sections: also those that reach beyond the margin, are wide, or of a needle that leans.
#[inline(never)]
fn cover_by_lines<const N: usize>(masks: &mut [Mask; N], sections: &Sections<N>, count: usize) -> [f64; N] {
    let mut new_shares = [0.0; N];
    for (at, mask) in masks.iter_mut().enumerate().take(count) {
        new_shares[at] = cover_lines(mask, &sections.at(at));
    }
    new_shares
}

/// Covers one section, cut off line by line.
fn cover_lines(mask: &mut Mask, section: &Section) -> f64 {
    let spot = &Spot::new(mask, section);
    let Spot { column, row, .. } = *spot;
    let Lines { first, count: mut left, mut dy } = Lines::of(section, spot, mask);
    let (cuts, step) = (section.cutter(), mask.step_mm);
    let mut next = row + i64::from(first);
    let (mut total, mut new) = (0, 0);
    while left > 0 {
        let (from, to) = cuts.cuts(dy as f32, step as f32);
        let (from, to) = (spot.nearest(from), spot.nearest(to));
        let lines = (left as usize).min(LINES);
        for (from, to) in from.into_iter().zip(to).take(lines) {
            if from < to {
                total += to - from;
                new += mask.fill_clipped(next, column + i64::from(from), column + i64::from(to));
            }
            next += 1;
        }
        dy += lines as f64 * step;
        left -= LINES as i32;
    }
    share(new, total, mask, spot)
}

/// Share of a section's sub-cells that were free. A section that holds no centre covers the sub-cell of its middle.
#[inline(always)]
fn share(new: u32, total: i32, mask: &mut Mask, spot: &Spot) -> f64 {
    if total == 0 {
        return f64::from(mask.fill_clipped(spot.row, spot.column, spot.column + 1));
    }
    f64::from(new) / f64::from(total)
}

/// Bytes of a mask.
fn bytes(rows: usize, words_per_row: usize) -> usize {
    ((rows + 2 * MARGIN + LINES) * words_per_row + 1) * WORD
}

/// The whole words of some bytes.
fn words(bits: &[u8]) -> impl Iterator<Item = u64> {
    let (words, _) = bits.as_chunks();
    words.iter().map(|bytes| u64::from_le_bytes(*bytes))
}

/// The word that begins at a byte; none where there are not as many.
#[inline(always)]
fn word_at(bits: &[u8], byte: usize) -> u64 {
    bits.get(byte..).and_then(<[u8]>::first_chunk).map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// A mask without any section: its margin, and all sub-cells of untreated cells.
fn empty(grid: &Grid, sub: usize, words_per_row: usize) -> Vec<u8> {
    let mut bits = vec![u8::MAX; bytes(grid.rows * sub, words_per_row)];
    let row_bytes = words_per_row * WORD;
    // The margin is whole bytes wide.
    let mut treated = vec![u8::MAX; row_bytes];
    for column in 0..grid.columns * sub {
        treated[(column + MARGIN) / 8] &= !(1 << (column % 8));
    }
    for row in 0..grid.rows * sub {
        let bits = &mut bits[(row + MARGIN) * row_bytes..][..row_bytes];
        bits.copy_from_slice(&treated);
        if !grid.has_gaps() {
            continue;
        }
        let untreated = (0..grid.columns).filter(|column| !grid.treats(row / sub * grid.columns + column));
        for column in untreated.flat_map(|column| column * sub..(column + 1) * sub) {
            bits[(column + MARGIN) / 8] |= 1 << (column % 8);
        }
    }
    bits
}

/// Sets so many bits, [`LONGEST`] at most, of a row from one on; returns how many were not set. The row has a word behind it.
#[inline(always)]
fn claim(row: &mut [u8], from: usize, length: u32) -> u32 {
    let Some(bytes) = row.get_mut(from / 8..).and_then(<[u8]>::first_chunk_mut) else { return 0 };
    let word = u64::from_le_bytes(*bytes);
    let span = ((1u64 << length) - 1) << (from % 8);
    *bytes = (word | span).to_le_bytes();
    (span & !word).count_ones()
}

/// Every second pair of bits, every second four.
const PAIRS: u64 = 0x3333_3333_3333_3333;
const HALVES: u64 = 0x0f0f_0f0f_0f0f_0f0f;

/// The number of set bits of each pair of bits, in that pair.
fn bits_per_pair(word: u64) -> u64 {
    word - ((word >> 1) & 0x5555_5555_5555_5555)
}

/// The number of set bits of each byte, in that byte; eight of them (64 at most) add without overflow.
fn bits_per_byte(word: u64) -> u64 {
    let pairs = bits_per_pair(word);
    let fours = (pairs & PAIRS) + ((pairs >> 2) & PAIRS);
    (fours + (fours >> 4)) & HALVES
}

/// Nearest whole number of a value within ±2²²: adding 1.5 · 2²³ leaves it in the low bits of the sum.
#[inline(always)]
fn round(value: f32) -> i32 {
    const SHIFT: f32 = 12_582_912.0;
    (value + SHIFT).to_bits() as i32 - SHIFT.to_bits() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::random::{Purpose, Stream};

    /// How much of every treated cell is covered.
    fn counts(mask: &Mask, grid: &Grid) -> Vec<u32> {
        let mut counts = Vec::new();
        for row in 0..grid.rows {
            let mut of_row = vec![0; mask.row_len()];
            mask.add_row(row, &mut of_row);
            let treated = |at: usize| u32::from(grid.treats(row * grid.columns + at));
            counts.extend((0..grid.columns).map(|at| treated(at) * u32::from(of_row[at])));
        }
        counts
    }

    fn disc(x_mm: f64, y_mm: f64, radius_mm: f64) -> Section {
        Section::slit([x_mm, y_mm], [0.0; 2], radius_mm)
    }

    #[test]
    fn identity_one_section_is_wholly_new_and_the_same_again_adds_nothing() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        let slit = Section::slit([2.31, 2.77], [0.2, 0.1], 0.08);
        assert_eq!(mask.cover(&slit), 1.0);
        assert_eq!(mask.cover(&slit), 0.0);
        assert!(mask.covers(2.31, 2.77) && !mask.covers(2.31, 3.0) && !mask.covers(-1.0, 0.0));
    }

    #[test]
    fn limit_section_smaller_than_a_sub_cell_still_counts_once() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        let tiny = disc(1.2345, 1.2345, 1e-4);
        assert_eq!(mask.cover(&tiny), 1.0);
        assert_eq!(mask.cover(&tiny), 0.0);
    }

    #[test]
    fn limit_half_a_section_outside_counts_half() {
        let grid = Grid::new(5.0, 5.0, 0.1);
        let mut mask = Mask::new(&grid);
        // Centred on the left edge, whose sub-cells are cut evenly.
        assert!((mask.cover(&disc(0.0, 2.5, 0.2)) - 0.5).abs() < 0.02);
        assert_eq!(mask.cover(&disc(-1.0, 2.5, 0.2)), 0.0);
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
            covered += mask.cover(&section) * section.area_mm2();
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
            let (mut with_margin, mut cut_off) = (Mask::new(&grid), Mask::new(&grid));
            let mut stream = Stream::new(3, Purpose::Placement, 0, 0);
            for _ in 0..2000 {
                let at = [1.4 * stream.uniform() - 0.2, 1.7 * stream.uniform() - 0.2];
                let half = [0.1 * stream.uniform() - 0.05, 0.1 * stream.uniform() - 0.05];
                let section = Section::slit(at, half, 0.1 * stream.uniform());
                let wanted = cover_lines(&mut cut_off, &section);
                assert_eq!(with_margin.cover(&section), wanted);
            }
            assert!(with_margin.bits == cut_off.bits && with_margin.bits != with_margin.empty);
        }
    }

    /// The sub-cells of a leaning needle's slit are those whose centres lie in it: within its half axis once everything along the
    /// lean is shortened by 1 / cos. Centres within 1e-4 of the outline may fall to either side.
    #[test]
    fn identity_a_leaning_section_covers_its_ellipse() {
        let (run, half, radius, at) = ([0.5, -0.3], [0.08, 0.11], 0.07, [0.52, 0.47]);
        let grid = Grid::new(1.0, 1.0, 0.1);
        let mut mask = Mask::new(&grid);
        let section = Section { lean: Lean::new(run), ..Section::slit(at, half, radius) };
        assert_eq!(mask.cover(&section), 1.0);
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
                mask.covers(centre[0], centre[1]) == (off < 0.0) || off.abs() < 1e-4,
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
        let mut mask = Mask::new(&grid);
        assert!((mask.cover(&disc(2.5, 2.5, 0.3)) - 0.5).abs() < 0.02);
        assert_eq!(mask.cover(&disc(4.0, 2.5, 0.3)), 0.0);
        let cells = counts(&mask, &grid).iter().filter(|count| **count > 0).count();
        // Half a disc of 0.28 mm² and what it cuts.
        assert!(cells as f64 * grid.cell_area_mm2() > 0.14 && cells < grid.cells() / 20);
        mask.clear();
        assert_eq!(mask.cover(&disc(1.0, 1.0, 0.3)), 1.0);
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
                covered += mask.cover(&section) * section.area_mm2();
            }
        }
        // Discs of radius 0.1 mm at 0.5 mm never meet: pi 0.01 / 0.25.
        assert!((covered / 100.0 - std::f64::consts::PI * 0.01 / 0.25).abs() < 1e-12);
    }
}
