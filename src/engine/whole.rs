//! A whole realisation put together from its tiles.

use super::counter::{Part, depths};
use super::evenness::Evenness;
use super::histogram::Histogram;
use super::tally::{Squares, Tally};

/// What a realisation has so far. Its tiles are added in their order, each once: sums of parts of numbers hang on the order, and
/// this one is always the same, however many tiles are counted together.
#[derive(Debug, Clone)]
pub struct Whole {
    tally: Tally,
    depths: Histogram,
    squares: Squares,
}

impl Whole {
    /// Bytes beside the squares: the totals and the distribution of depths.
    pub fn bytes() -> usize {
        size_of::<Whole>() + depths().counts.len() * size_of::<u64>()
    }

    /// Of no tile yet.
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

    /// Says how evenly its punctures lie.
    pub fn set_evenness(&mut self, evenness: Evenness) {
        self.tally.evenness = evenness;
    }

    /// The totals once all tiles are there, and the depths of the tips that pierced.
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
