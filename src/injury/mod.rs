//! Injury: the meaning of the counts.
//!
//! | file | holds |
//! |---|---|
//! | [`measure`] | values of a run: one row for each, with its key, what is known of it and its value in one realisation |
//! | [`fields`] | maps: amounts per cell, means over realisations |
//! | [`drawn`] | maps for drawing: on large areas in squares of cells |
//! | [`indices`] | relative indices and flags, with their evidence (`data/indices.toml`) |

pub mod drawn;
pub mod fields;
pub mod indices;
pub mod measure;

pub use drawn::Drawing;
pub use fields::{Field, FieldKind, Maps};
pub use indices::Indices;
pub use measure::{Boundary, Circumstances, Measure, Own, Pace, Row, Unit};
