//! Engine: counts tracts on a grid.
//!
//! | file | holds |
//! |---|---|
//! | [`grid`] | the treated area in cells |
//! | [`mask`] | which sub-cells are covered: unions of sections |
//! | [`cells`] | what is summed in every cell over all realisations |
//! | [`tally`] | what is summed over the area within one realisation |
//! | [`histogram`] | distributions |
//! | [`counter`] | takes the tracts of one realisation after the other |
//!
//! Sums over realisations are whole numbers (counts, or amounts in units of 2⁻³⁶): they come out the same in any order, so
//! that every thread keeps its own and the result does not depend on the number of threads. Totals of one realisation are
//! summed in the order of its strikes.

pub mod cells;
pub mod counter;
pub mod grid;
pub mod histogram;
pub mod mask;
pub mod tally;

pub use cells::{Cell, Cells};
pub use counter::Counter;
pub use grid::Grid;
pub use histogram::Histogram;
pub use tally::Tally;
