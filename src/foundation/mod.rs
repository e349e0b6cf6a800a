//! Foundations: units, random numbers, evidence, statistics, lengths.

pub mod evidence;
pub mod geometry;
pub mod random;
pub mod statistics;
pub mod units;
