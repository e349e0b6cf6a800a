//! Words that all teaching figures share.

use crate::render::numbers::{self, THIN};
pub use crate::render::words::begun;

/// Length in words, to a hundredth of a mm.
#[must_use]
pub fn fixed(mm: f64) -> String {
    format!("{}{THIN}mm", numbers::fixed(mm, 2))
}

/// Length in words with up to three digits.
#[must_use]
pub fn short(mm: f64) -> String {
    format!("{}{THIN}mm", numbers::short(mm, 3))
}

/// Two lengths in words.
#[must_use]
pub fn range(low_mm: f64, high_mm: f64) -> String {
    let [low, high] = [low_mm, high_mm].map(|mm| numbers::fixed(mm, 2));
    if low == high { format!("{high}{THIN}mm") } else { format!("{low}–{high}{THIN}mm") }
}
