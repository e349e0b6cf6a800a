//! Foundations: units, random numbers, evidence, words of enums, statistics, lengths, text of strangers.

pub mod ensemble;
pub mod evidence;
pub mod geometry;
pub mod named;
pub mod random;
pub mod shown;
pub mod statistics;
pub mod units;
