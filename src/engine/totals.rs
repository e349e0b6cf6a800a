//! Whole realisation, combined from its tiles.

use super::counter::{Part, depths};
use super::evenness::Evenness;
use super::histogram::Histogram;
use super::tally::{Squares, TAIL_TIPS, Tally};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Totals of a realisation while its tiles are added.
///
/// Each tile is added once, in order. Floating-point sums depend on the order, and this order is always the
/// same, however many tiles are counted together.
#[derive(Debug, Clone)]
pub struct Totals {
    tally: Tally,
    depths: Histogram,
    squares: Squares,
}

/// Totals as they are kept in a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sums<'a> {
    tally: Cow<'a, Tally>,
    depths: Cow<'a, [u64]>,
    counts: Cow<'a, [u32]>,
    fat: Cow<'a, [f64]>,
}

/// Largest sum that can come from a run; larger ones could overflow when more is added.
const MOST_SUM: u64 = 1 << 53;

impl Sums<'_> {
    /// Most bytes in a file: numbers of variable length take up to ten bytes.
    pub fn most_bytes(squares: &Squares) -> usize {
        2048 + 10 * depths().counts.len() + 13 * squares.sums().0.len()
    }

    /// Totals with these sums; `None` if no run over these squares can have them.
    pub fn into_totals(self, squares: &Squares) -> Option<Totals> {
        let Sums { tally, depths: counts, counts: of_squares, fat } = self;
        let bins = depths();
        let most = tally.is_possible(MOST_SUM) && counts.iter().all(|count| *count < MOST_SUM);
        let squares = squares.with(of_squares.into_owned(), fat.into_owned())?;
        let depths = Histogram { counts: counts.into_owned(), ..bins };
        let sound = most && depths.counts.len() == self::depths().counts.len();
        sound.then(|| Totals { tally: tally.into_owned(), depths, squares })
    }
}

impl Totals {
    /// Sums to be kept in a file.
    pub fn sums(&self) -> Sums<'_> {
        let (counts, fat) = self.squares.sums();
        Sums {
            tally: Cow::Borrowed(&self.tally),
            depths: Cow::Borrowed(&self.depths.counts),
            counts: Cow::Borrowed(counts),
            fat: Cow::Borrowed(fat),
        }
    }

    /// Memory apart from the squares, bytes: the totals and the distribution of depths.
    pub fn bytes() -> usize {
        size_of::<Totals>() + depths().counts.len() * size_of::<u64>()
    }

    /// Starts with empty totals.
    pub fn new(squares: &Squares) -> Totals {
        Totals { tally: Tally::default(), depths: depths(), squares: squares.empty() }
    }

    /// Adds the next tile.
    pub fn add(&mut self, part: Part) {
        self.tally.add(&part.tally);
        for (bin, count) in part.depths {
            self.depths.counts[usize::from(bin)] += u64::from(count);
        }
        for (square, strikes, fat) in part.squares {
            self.squares.add(square, strikes, fat);
        }
    }

    /// Sets the evenness of its punctures.
    pub fn set_evenness(&mut self, evenness: Evenness) {
        self.tally.evenness = evenness;
    }

    /// Returns the totals after the last tile, and the depths of the tips that pierced.
    pub fn finish(self) -> (Tally, Histogram) {
        let Totals { mut tally, depths, squares } = self;
        let quantile = |share| depths.quantile_mm(share);
        tally.depth_quantiles_mm = quantile(0.05)
            .zip(quantile(0.5))
            .zip(quantile(0.95))
            .map(|((low, middle), high)| [low, middle, high]);
        // The histogram cannot tell tips of one bin apart, but no tip is deeper than the deepest.
        let tail = quantile(0.999).filter(|_| tally.pierced >= TAIL_TIPS);
        tally.depth_p99_9_mm = tail.map(|tail| tail.min(tally.deepest_mm));
        tally.square_cv = squares.cv();
        tally.fat_squares = squares.fat_share();
        (tally, depths)
    }
}
