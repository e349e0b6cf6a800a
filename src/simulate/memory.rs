//! Most memory that a run needs, known before the run allocates any of it.
//!
//! ```text
//! M = program + treated + drawn + max( making, cells + skin + strikes + totals + work, pictures + totals + kept )
//! ```
//!
//! | term | bytes |
//! |---|---|
//! | program | code, fonts, tables and what the allocator keeps: [`PROGRAM`] |
//! | treated | an eighth a cell where some cells are not treated |
//! | drawn | 4 a square of each map drawn, at most 2000 squares on a side |
//! | making | transforms of the skin's fields while planned: 4.5 times the fields of one realisation |
//! | cells | [`Cell`] a cell, and 8 kB a tile: of the whole area, or of one band |
//! | skin | fields of the realisations in flight, and half as much again of one for what they share |
//! | strikes | of the realisations in flight: strikes, the tiles that see them, and needles |
//! | totals | values and person of every realisation; in bands also its depths and squares of 1 mm |
//! | work | per thread: its tile with its strikes, strikes being sorted, their places; in bands also the open files |
//! | pictures | per thread: the page and its pixels; extra for the sheet; copies of the map of squares |
//! | kept | what the allocator does not give back after counting: as much as skin and strikes |
//!
//! The number of realisations in flight follows the work the threads have, up to four for each thread. They
//! must fit into 200 MB plus twice the fields that a run keeps (`fields.npz`: 40 bytes a cell;
//! [`allowed_bytes`]). One is always in flight. If it has more strikes than cells it may need more, and the
//! program then says so.

use super::earlier::BYTES_A_STRIKE;
use super::{Setup, Wanted};
use crate::engine::puncture_bins::PuncturePlaces;
use crate::engine::{Cell, Tiling, Totals};
use crate::foundation::statistics::normal_quantile;
use crate::injury::drawn::{joined, shape};
use crate::injury::{FieldKind, Measure};
use crate::skin::face::face;
use crate::skin::{Column, FieldPlan};
use crate::technique::Strike;

const MB: u64 = 1_000_000;

/// Memory of the program itself, before a run.
pub const PROGRAM: u64 = 32 * MB;

/// Memory that a run should need at most, beyond twice the fields that it keeps.
const ALLOWANCE: u64 = 200 * MB;

/// Approximate number of strikes held at once, and most realisations counted together per thread.
const STRIKES_AT_ONCE: f64 = 2e6;
const BATCH_A_THREAD: usize = 4;

/// Bytes a strike for the tiles that see it, and for the same while strikes are sorted.
const BYTES_SEEN: f64 = 6.0;
const BYTES_SORTED: f64 = 12.0;
/// Bytes a strike of the tile that a thread counts: its copy, and what is kept of it until the tile is closed, in a list that grows.
const BYTES_IN_TILE: f64 = size_of::<Strike>() as f64 + 64.0;
/// Bytes of a needle at rest on one support, with its table of depths for each force of the hand.
/// Then bytes for two needles of an array that press on each other while the array comes to rest.
const BYTES_A_NEEDLE: usize = 3 * 6000;
const BYTES_A_PAIR: usize = 24;
/// Bytes that the allocator adds to the cells of a tile.
const BYTES_A_TILE: usize = 8192;
/// Bytes that one tile reports of one realisation.
const BYTES_A_PART: usize = 4000;
/// Bytes of a thread: the masks and sums of its tile, and its stack.
const BYTES_A_THREAD: u64 = 4 * MB;
/// Bytes of the open map files, and of the rows being written to them.
const BYTES_OF_FILES: u64 = 4 * MB;
/// Bytes of a picture being made, but for its pixels: the page as shapes, and images in it. Additional bytes of the sheet, which
/// contains other pictures.
const BYTES_A_PICTURE: u64 = 18 * MB;
const BYTES_OF_SHEET: u64 = 10 * MB;
/// Bytes of a pixel: as it is drawn, as it is written, and compressed.
const BYTES_A_PIXEL: u64 = 8;
/// Additional bytes of a picture that is written as PDF too.
const BYTES_OF_PDF: u64 = 16 * MB;
/// Bytes for each square shown: copies of the one map drawn square by square.
const BYTES_DRAWN: u64 = 32;

/// Size of the pictures of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pages {
    /// Most pixels of a picture.
    pub pixels: u64,
    /// Most pixels of the sheet.
    pub of_sheet: u64,
    /// Whether each is written as PDF too.
    pub pdf: bool,
}

impl Pages {
    /// Pages as they are drawn, 1600 pixels wide.
    pub const USUAL: Pages = Pages { pixels: 1_760_000, of_sheet: 4_300_000, pdf: false };

    /// Bytes while so many threads draw, one of them the sheet.
    fn bytes(self, threads: u64) -> u64 {
        let at_once = threads.min(AT_ONCE as u64);
        let pdf = if self.pdf { BYTES_OF_PDF } else { 0 };
        let sheet = BYTES_OF_SHEET + BYTES_A_PIXEL * self.of_sheet.saturating_sub(self.pixels);
        at_once * (BYTES_A_PICTURE + pdf + BYTES_A_PIXEL * self.pixels) + sheet
    }
}

/// Most memory that a run needs, bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// Bytes of the program itself.
    pub program: u64,
    /// Which cells are treated, and the maps to be drawn.
    pub maps: u64,
    /// Bytes of the transforms while the skin's fields are planned.
    pub making: u64,
    /// Bytes of the cells: of the whole area, or of one band.
    pub cells: u64,
    /// Bytes of the skin's fields of the realisations in flight.
    pub skin: u64,
    /// Bytes of the strikes and needles of the realisations in flight.
    pub strikes: u64,
    /// Bytes of the values and persons of all realisations.
    pub totals: u64,
    /// Bytes that the threads need for their tiles and for sorting strikes.
    pub work: u64,
    /// Bytes of the pages while they are drawn; 0 without pictures.
    pub pages: u64,
    /// Bytes of the maps that they show, square by square.
    pub shown: u64,
}

impl Memory {
    /// Memory of a run on `threads` threads: band by band with `rows` rows of tiles each, or the whole area
    /// at once.
    pub fn of(setup: &Setup, threads: usize, rows: Option<usize>) -> Memory {
        Memory::with(setup, threads, rows, batch(setup, threads, rows))
    }

    /// Memory with `batch` realisations in flight.
    fn with(setup: &Setup, threads: usize, rows: Option<usize>, batch: u32) -> Memory {
        let grid = &setup.grid;
        let (tiling, of) = (Tiling::new(grid), Band::new(setup, rows));
        let count = |number: usize| number as u64;
        let [threads, batch] = [threads as u64, u64::from(batch)];
        let drawn = shape(grid).map(count).iter().product::<u64>();
        let shown = drawn / count(joined(shape(grid))).pow(2);
        let maps = count(FieldKind::OF_ONE.len() + FieldKind::OF_MANY.len());
        let treated = if grid.has_gaps() { count(grid.cells().div_ceil(8)) } else { 0 };

        let fields = FieldPlan::bytes(grid.width_mm, grid.height_mm);
        let fields = if setup.skin.varies_in_place() { fields } else { 0 };
        let supports = if setup.skin.is_face() { face().regions.len() } else { 1 };
        let needles = setup.device.array.len();
        let strikes = of.strikes * (size_of::<Strike>() as f64 + BYTES_SEEN + BYTES_A_STRIKE);
        let of_one = strikes as u64 + count(needles * supports * BYTES_A_NEEDLE + of.tiles * BYTES_A_PART);

        let realisations = u64::from(setup.realisations);
        let squares = count(grid.width_mm as usize * grid.height_mm as usize);
        let row = count(Measure::COUNT * size_of::<f64>() + size_of::<Column>());
        let open = if rows.is_some() { count(Totals::bytes()) + 16 * squares } else { 0 };
        let sorted = (of.strikes * BYTES_SORTED + of.places * PuncturePlaces::BYTES_A_PLACE as f64) as u64
            + count(BYTES_A_PAIR * needles * needles);
        let of_tile = (of.strikes / of.tiles as f64 * BYTES_IN_TILE) as u64;
        let files =
            if rows.is_some() { BYTES_OF_FILES + of_row(&tiling, setup) } else { of_row(&tiling, setup) };
        Memory {
            program: PROGRAM,
            maps: treated + 4 * maps * drawn,
            making: 9 * fields / 2,
            cells: count(of.cells * size_of::<Cell>() + of.tiles * BYTES_A_TILE),
            skin: batch * fields + fields / 2,
            strikes: batch * of_one,
            // A growing list may reserve twice its length.
            totals: realisations * (2 * row + open) + 24 * squares,
            work: threads.min(batch) * sorted
                + threads.min(count(of.tiles)) * of_tile
                + threads * BYTES_A_THREAD
                + files,
            pages: Pages::USUAL.bytes(threads),
            shown: BYTES_DRAWN * shown,
        }
    }

    /// The same with pictures of another size, or without any.
    #[must_use]
    pub fn drawing(self, pages: Option<Pages>, threads: usize) -> Memory {
        let (pages, shown) = pages.map_or((0, 0), |pages| (pages.bytes(threads as u64), self.shown));
        Memory { pages, shown, ..self }
    }

    fn counting(&self) -> u64 {
        self.cells + self.skin + self.strikes + self.totals + self.work
    }

    /// While pictures are drawn, what counting freed may still belong to the program. The allocator of glibc keeps blocks up to the size
    /// of the largest that was freed, unless they are at the end of its heap. With whole faces, 60 to 80 % of it was kept.
    fn kept(&self) -> u64 {
        if self.pages > 0 { self.skin + self.strikes } else { 0 }
    }

    fn drawing_at_last(&self) -> u64 {
        self.pages + self.shown + self.totals + self.kept()
    }

    /// Total of the largest stage: the stages follow each other and share memory.
    pub fn bytes(&self) -> u64 {
        self.program + self.maps + self.making.max(self.counting()).max(self.drawing_at_last())
    }

    /// Names and sizes of the terms that make up the total, largest first.
    pub fn terms(&self) -> Vec<(&'static str, u64)> {
        let fixed = [("the program", self.program), ("maps to draw", self.maps)];
        let stage = if self.counting() >= self.making.max(self.drawing_at_last()) {
            vec![
                ("cells", self.cells),
                ("skin", self.skin),
                ("strikes", self.strikes),
                ("figures", self.totals),
                ("work of the threads", self.work),
            ]
        } else if self.making > self.drawing_at_last() {
            vec![("transforms of the skin", self.making)]
        } else {
            vec![
                ("pictures", self.pages + self.shown),
                ("figures", self.totals),
                ("kept by the allocator", self.kept()),
            ]
        };
        let mut terms: Vec<_> = fixed.into_iter().chain(stage).collect();
        terms.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
        terms
    }
}

/// Most pictures of a run. The table of its pictures has this length.
pub const PICTURES: usize = 14;

/// Most pictures that are drawn at the same time, which bounds their memory on many threads.
pub const AT_ONCE: usize = 8;

/// Bytes of one map over a row of tiles.
fn of_row(tiling: &Tiling, setup: &Setup) -> u64 {
    let rows = tiling.tile(0).rows.len();
    (2 * size_of::<f32>() * rows * setup.grid.columns) as u64
}

/// Bytes that a run should need at most: twice the fields that it keeps, plus 200 MB.
pub fn allowed_bytes(setup: &Setup) -> u64 {
    2 * (4 * FieldKind::ALL.len() * setup.grid.cells()) as u64 + ALLOWANCE
}

/// Number of realisations counted together: enough for all threads, but within the allowed memory.
pub fn batch(setup: &Setup, threads: usize, rows: Option<usize>) -> u32 {
    // This also applies in bands: the first band holds the places of all strikes.
    let strikes = Band::new(setup, rows).places.max(1.0);
    let wanted = ((STRIKES_AT_ONCE / strikes) as usize).clamp(threads, BATCH_A_THREAD * threads);
    let wanted = wanted.min(setup.realisations.max(1) as usize) as u32;
    let [one, two] = [1, 2].map(|batch| Memory::with(setup, threads, rows, batch));
    let counting = |memory: &Memory| memory.program + memory.maps + memory.counting();
    let (least, each) = (counting(&one), counting(&two).saturating_sub(counting(&one)).max(1));
    let more = allowed_bytes(setup).saturating_sub(least) / each;
    wanted.min(1 + u32::try_from(more).unwrap_or(u32::MAX - 1))
}

/// Most threads, up to `threads`, with which a run in one band needs at most `most` bytes; 1 if none does.
pub fn threads_that_fit(setup: &Setup, threads: usize, most: u64) -> usize {
    (1..=threads).rev().find(|count| Memory::of(setup, *count, None).bytes() <= most).unwrap_or(1)
}

/// Most tile rows per band that fit in `most` bytes; `None` if a single row does not fit.
pub fn rows_that_fit(setup: &Setup, threads: usize, most: u64) -> Option<usize> {
    highest(setup, |rows| Memory::of(setup, threads, Some(rows)).bytes() <= most)
}

/// Suitable number of tile rows per band within `most` bytes.
///
/// The cells of a band and the strikes of one realisation should need at most half as much as everything
/// else: higher bands need more memory, and lower ones save little. The area gets at most sixteen bands while
/// that fits, because each band prepares every realisation anew.
pub fn rows_that_suit(setup: &Setup, threads: usize, most: u64) -> Option<usize> {
    let light = highest(setup, |rows| {
        let strikes = Band::new(setup, Some(rows)).strikes * size_of::<Strike>() as f64;
        let memory = Memory::of(setup, threads, Some(rows));
        3 * (memory.cells + strikes as u64) <= memory.bytes()
    });
    let few = Tiling::new(&setup.grid).rows.div_ceil(BANDS);
    rows_that_fit(setup, threads, most).map(|fit| fit.min(few.max(light.unwrap_or(1))))
}

/// Number of bands in an area, with `rows` rows of tiles each.
pub fn bands(setup: &Setup, rows: usize) -> usize {
    Tiling::new(&setup.grid).rows.div_ceil(rows.max(1))
}

/// Most bands that an area is cut into while memory allows.
pub(super) const BANDS: usize = 16;

/// Largest number of tile rows that satisfies `holds`, evened out so that the same number of bands have about
/// equal height.
fn highest(setup: &Setup, holds: impl Fn(usize) -> bool) -> Option<usize> {
    let rows = Tiling::new(&setup.grid).rows;
    (1..=rows).rev().find(|in_band| holds(*in_band)).map(|in_band| rows.div_ceil(rows.div_ceil(in_band)))
}

/// Most that is held of one realisation.
struct Band {
    cells: usize,
    tiles: usize,
    strikes: f64,
    places: f64,
}

impl Band {
    /// Sizes of the largest band, or of the whole area.
    fn new(setup: &Setup, rows: Option<usize>) -> Band {
        let tiling = Tiling::new(&setup.grid);
        let factor = setup.densest();
        let places = setup.strikes_held(Wanted::ALL, factor) as f64;
        let rows = rows.map(|rows| rows.clamp(1, tiling.rows)).filter(|rows| *rows < tiling.rows);
        let Some(rows) = rows else {
            return Band { cells: setup.grid.cells(), tiles: tiling.len(), strikes: places, places };
        };
        let of_tile = tiling.tile(0).rows.len();
        let high = (rows * of_tile) as f64 * setup.grid.cell_y_mm();
        Band {
            cells: (rows * of_tile).min(setup.grid.rows) * setup.grid.columns,
            tiles: rows * tiling.columns,
            strikes: setup.strikes_held(Wanted::band([0.0, high], false), factor) as f64,
            places,
        }
    }
}

impl Setup {
    /// Number of strikes of a realisation to reserve memory for, in a part of the area. There are usually a
    /// tenth fewer. The margin grows for few strikes, which vary more, and for few lanes of an unsteady hand.
    /// `factor` multiplies the density of the treatment.
    pub(super) fn strikes_held(&self, wanted: Wanted, factor: f64) -> usize {
        let window = self.window();
        let side =
            |[low, high]: [f64; 2], all: f64| (high.min(all) - low.max(0.0)).max(0.0) + 2.0 * window.rim_mm;
        let area = side(wanted.x_mm, window.width_mm) * side(wanted.y_mm, window.height_mm);
        let per_mm2 = self.expected_strikes() / self.grid.area_mm2();
        // Untreated cells receive no strikes.
        let expected = factor * (per_mm2 * area).min(1.2 * self.expected_strikes() + 1e3);
        let uneven = 1.1 + 4.0 * self.unevenness(area);
        (uneven * expected + 5.0 * expected.sqrt()) as usize + 64
    }

    /// Standard deviation of the strikes of one treatment on this area, relative to their mean. It covers
    /// what varies within a treatment: between lanes, and between pieces of a lane. A piece is as long as the
    /// integral of the correlation, 4 / √3 lengths.
    fn unevenness(&self, area_mm2: f64) -> f64 {
        let technique = &self.technique;
        let sd = technique.hand.rate_log_sd(&self.device.motion);
        let lanes_mm = f64::from(technique.passes) * area_mm2 / technique.line_spacing_mm;
        let lanes = (lanes_mm / area_mm2.sqrt()).max(1.0);
        let pieces = (lanes_mm * 3f64.sqrt() / (4.0 * technique.hand.length_mm)).max(lanes);
        (sd.lane * sd.lane / lanes + sd.along * sd.along / pieces).sqrt()
    }

    /// Density factor of the densest treatment of a run. For many realisations it is a bound that fewer than
    /// one such run in a thousand exceeds.
    fn densest(&self) -> f64 {
        const LOOKED_AT: u32 = 1000;
        let (hand, motion) = (&self.technique.hand, &self.device.motion);
        let sd = hand.density_log_sd(motion);
        let fastest = match motion {
            crate::device::Motion::Pen(pen) => 1.0 + pen.frequency_tolerance,
            _ => 1.0,
        };
        if sd <= 0.0 {
            return fastest;
        }
        if self.realisations > LOOKED_AT {
            let beyond = 1e-3 / f64::from(self.realisations);
            return fastest * libm::exp(-sd * normal_quantile(beyond) - 0.5 * sd * sd);
        }
        (0..u64::from(self.realisations)).map(|number| self.density_factor(number)).fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, load};

    fn setup(area: &str) -> Setup {
        let text = format!(
            "format = 1\n[area]\n{area}\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
             [technique]\npasses = 4\n[run]\nrealisations = 20\n"
        );
        load(&Sources::new("test.toml", &text, &[] as &[&str]), &catalogue(), "test").unwrap().setup
    }

    /// With 16 MB a map, twice the fields plus 200 MB are 520 MB.
    #[test]
    fn limit_a_large_area_needs_twice_its_fields_and_200_mb_on_up_to_16_threads() {
        let large = setup("width_mm = 100\nheight_mm = 100\ncell_um = 50");
        assert_eq!(allowed_bytes(&large), 520 * MB);
        for threads in [1, 2, 3, 8, 16] {
            let memory = Memory::of(&large, threads, None);
            assert!(memory.bytes() <= 520 * MB, "{threads} threads: {memory:?}");
        }
        // More threads need memory of their own, which leaves one realisation in flight.
        assert_eq!(batch(&large, 64, None), 1);
        // In small areas the work of the threads sets the number of realisations in flight.
        let small = setup("width_mm = 20\nheight_mm = 20");
        assert_eq!([1, 2, 5].map(|threads| batch(&small, threads, None)), [4, 8, 20]);
    }

    #[test]
    fn identity_terms_make_up_the_whole() {
        let large = setup("width_mm = 100\nheight_mm = 100\ncell_um = 50");
        let small = setup("width_mm = 2\nheight_mm = 2");
        for (setup, rows) in [(&large, None), (&large, Some(3)), (&small, None), (&small, Some(1))] {
            let memory = Memory::of(setup, 2, rows);
            let terms = memory.terms();
            assert_eq!(terms.iter().map(|(_, bytes)| bytes).sum::<u64>(), memory.bytes());
            assert!(terms.is_sorted_by(|a, b| a.1 >= b.1));
        }
    }

    #[test]
    fn limit_bands_are_as_high_as_fits_and_no_higher() {
        let large = setup("width_mm = 100\nheight_mm = 100\ncell_um = 50");
        let rows = Tiling::new(&large.grid).rows;
        let need = |rows: usize| Memory::of(&large, 2, Some(rows)).bytes();
        assert_eq!(rows_that_fit(&large, 2, need(1) - 1), None);
        assert_eq!(rows_that_fit(&large, 2, u64::MAX), Some(rows));
        for most in [need(1), need(3), need(7)] {
            let fit = rows_that_fit(&large, 2, most).unwrap();
            assert!(need(fit) <= most);
            let fewer = rows.div_ceil(fit) - 1;
            assert!(need(rows.div_ceil(fewer)) > most, "{fewer} bands would do");
        }
        let suit = rows_that_suit(&large, 2, u64::MAX).unwrap();
        assert!((1..rows).contains(&suit) && need(suit) < Memory::of(&large, 2, None).bytes());
        let tight = rows_that_suit(&large, 2, need(1)).unwrap();
        assert!(need(tight) <= need(1) && rows_that_suit(&large, 2, need(1) - 1).is_none());
    }
}
