//! Injury: what the counts mean.
//!
//! | file | holds |
//! |---|---|
//! | [`measure`] | every figure of a run: its key, its unit, its value in one realisation |
//! | [`fields`] | the maps: amounts per cell, means over realisations |
//! | [`drawn`] | maps as they are drawn: on large areas in squares of cells |
//! | [`indices`] | relative indices and flags, with their evidence (`data/indices.toml`) |

pub mod drawn;
pub mod fields;
pub mod indices;
pub mod measure;

pub use drawn::Drawing;
pub use fields::{Field, FieldKind, Maps};
pub use indices::Indices;
pub use measure::{Circumstances, Measure, Row, Unit};
