//! Foundations: units, random numbers, evidence, statistics.

pub mod evidence;
pub mod random;
pub mod statistics;
pub mod units;
