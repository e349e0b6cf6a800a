//! The ground everything stands on: units, random numbers, evidence, statistics, the exponential of single precision.

pub mod evidence;
pub mod exponential;
pub mod random;
pub mod statistics;
pub mod units;
