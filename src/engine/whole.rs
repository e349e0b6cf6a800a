//! Whole realisation, combined from its tiles.

use super::counter::{Part, depths};
use super::evenness::Evenness;
use super::histogram::Histogram;
use super::tally::{Squares, Tally};

/// Totals of a realisation while its tiles are added.
///
/// Each tile is added once, in order. Floating-point sums depend on the order, and this order is always the
/// same, however many tiles are counted together.
#[derive(Debug, Clone)]
pub struct Whole {
    tally: Tally,
    depths: Histogram,
    squares: Squares,
}

impl Whole {
    /// Memory apart from the squares, bytes: the totals and the distribution of depths.
    pub fn bytes() -> usize {
        size_of::<Whole>() + depths().counts.len() * size_of::<u64>()
    }

    /// Starts with empty totals.
    pub fn new(squares: &Squares) -> Whole {
        Whole { tally: Tally::default(), depths: depths(), squares: squares.empty() }
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
        let Whole { mut tally, depths, squares } = self;
        let quantile = |share| depths.quantile_mm(share);
        tally.depth_quantiles_mm = quantile(0.05)
            .zip(quantile(0.5))
            .zip(quantile(0.95))
            .map(|((low, middle), high)| [low, middle, high]);
        tally.square_cv = squares.cv();
        tally.fat_squares = squares.fat_share();
        (tally, depths)
    }
}
