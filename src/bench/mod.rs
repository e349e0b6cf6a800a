//! Tables that a person brings: what a texture analyser, a spreadsheet or a plotter wrote.
//!
//! | file | holds |
//! |---|---|
//! | [`decode`](mod@decode) | bytes to text: UTF-8, UTF-16, Windows-1252 |
//! | [`table`](mod@table) | text to columns of numbers: separators, decimal marks, preambles, rows of units |
//! | [`columns`](mod@columns) | which column is what, and in which unit |
//! | [`samples`](mod@samples) | values of single specimens, perhaps at several settings |
//! | [`curve`](mod@curve) | force against travel: signs, point of contact, loading, hold and withdrawal |
//!
//! Everything here works on bytes and knows no files. What cannot be understood is an error with its cause and, where there
//! is one, the line as an editor counts it.

pub mod columns;
pub mod curve;
pub mod decode;
pub mod samples;
pub mod table;

pub use columns::{Role, Wanted};
pub use curve::{Contact, Curve, Curves, curves};
pub use decode::decode;
pub use samples::{Dimension, Sample, has_column, samples};
pub use table::{Table, table, table_of_any};

/// Why a table cannot be understood.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BenchError {
    /// It is empty.
    #[error("it is empty")]
    Empty,
    /// It is no text.
    #[error("it is no text: it has a zero byte, or many control characters")]
    NoText,
    /// No row of numbers was found.
    #[error("no row of two numbers or more was found")]
    NoNumbers,
    /// Something is wrong in a line.
    #[error("line {line}: {why}")]
    Line {
        /// Line, from 1, as an editor counts it.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// A column is missing, or cannot be told from others.
    #[error("{0}")]
    Columns(String),
    /// Travel that never increases.
    #[error("travel never increases, so there is no loading branch")]
    NoTravel,
    /// No point of a curve lies after the contact that was given.
    #[error("no point of the loading branch lies at or after {0} mm of travel, where contact is said to be")]
    BeyondContact(f64),
    /// More curves than are read.
    #[error("it has more than {0} replicates")]
    Replicates(usize),
    /// More rows than are read.
    #[error("it has more than {0} rows")]
    Rows(usize),
    /// More fields than are read.
    #[error("it has more than {0} fields")]
    Fields(usize),
}

/// Largest amount that a number of a table may have. Nothing that is computed of it overflows.
pub const MOST: f64 = 1e15;

/// Most rows that are read.
pub const MOST_ROWS: usize = 200_000;

/// Most curves of a table.
pub const MOST_REPLICATES: usize = 100;

pub(crate) use crate::foundation::shown::shown;
