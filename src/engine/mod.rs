//! Engine: counts tracts on a grid.
//!
//! | file | holds |
//! |---|---|
//! | [`grid`] | the treated area in cells |
//! | [`tiles`] | the grid in tiles, and the strikes that each tile sees |
//! | [`mask`] | covered sub-cells: unions of sections; `cover` covers them |
//! | [`cells`] | sums of every cell over all realisations |
//! | [`tally`] | sums over the area within one realisation |
//! | [`histogram`] | distributions |
//! | [`evenness`] | evenness of the punctures; uses [`puncture_bins`] (search near a place) and [`gap`] |
//! | [`counter`] | counts the tracts that one tile sees |
//! | [`totals`] | combines the tiles of a realisation |
//! | [`additive`] | footprints that add up, for benchmark W1 |
//!
//! One task is one tile, for a batch of realisations. Its cells and masks stay in the processor's cache, and
//! tasks share nothing. Sums over realisations are whole numbers (counts, or amounts in units of 2⁻³⁶), which
//! come out the same in any order. Totals of one realisation are summed within a tile in the order of its
//! strikes, and over tiles in their order. The result therefore does not depend on threads or batches.

pub mod additive;
pub mod cells;
pub mod counter;
mod cover;
pub mod evenness;
pub mod gap;
pub mod grid;
pub mod histogram;
pub mod mask;
pub mod puncture_bins;
pub mod tally;
pub mod tiles;
pub mod totals;

pub use cells::{Cell, Tiles};
pub use counter::Counter;
pub use evenness::Evenness;
pub use grid::Grid;
pub use histogram::Histogram;
pub use tally::Tally;
pub use tiles::Tiling;
pub use totals::Totals;
