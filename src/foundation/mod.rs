//! Foundations: units, random numbers, evidence, words of enums, statistics.

pub mod evidence;
pub mod named;
pub mod random;
pub mod statistics;
pub mod units;
