//! Engine: counts tracts on a grid.
//!
//! | file | holds |
//! |---|---|
//! | [`grid`] | the treated area in cells |
//! | [`tiles`] | the grid in tiles, and which strikes each of them sees |
//! | [`mask`] | which sub-cells are covered: unions of sections; `cover` covers them |
//! | [`cells`] | what is summed in every cell over all realisations |
//! | [`tally`] | what is summed over the area within one realisation |
//! | [`histogram`] | distributions |
//! | [`evenness`] | how evenly the punctures lie, on [`places`] (which lie near a place) and [`gap`] (the largest gap) |
//! | [`counter`] | takes the tracts that one tile sees |
//! | [`whole`] | puts the tiles of a realisation together |
//!
//! One task is one tile, for a batch of realisations: its cells and masks stay in the processor's cache, and nothing is
//! shared. Sums over realisations are whole numbers (counts, or amounts in units of 2⁻³⁶): they come out the same in any
//! order. Totals of one realisation are summed within a tile in the order of its strikes, and over tiles in their order. So
//! the result does not depend on threads or batches.

pub mod cells;
pub mod counter;
mod cover;
pub mod evenness;
pub mod gap;
pub mod grid;
pub mod histogram;
pub mod mask;
pub mod places;
pub mod tally;
pub mod tiles;
pub mod whole;

pub use cells::{Cell, Tiles};
pub use counter::Counter;
pub use evenness::Evenness;
pub use grid::Grid;
pub use histogram::Histogram;
pub use tally::Tally;
pub use tiles::Tiling;
pub use whole::Whole;
