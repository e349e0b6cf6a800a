//! A fit of the contact law to measurements of one's own: rows and numbers before and after, and the sets.

use crate::mechanics::numbers::FITTED;

/// 5 %, 50 % and 95 % quantiles.
pub type Quantiles = [f64; 3];

/// A row with what the law gives for it, over the sets.
#[derive(Debug, Clone, PartialEq)]
pub struct OfRow {
    /// Name of the row.
    pub id: String,
    /// Measured value or ends of the band, or the share k / n; at the highest force for a curve.
    pub measured: [f64; 2],
    /// Error of the measured value, if it has one.
    pub sd: Option<f64>,
    /// What the law gives before the fit.
    pub before: Quantiles,
    /// What it gives after the fit.
    pub after: Quantiles,
    /// Effective number of sets that agree with this row alone.
    pub effective: f64,
}

impl OfRow {
    /// Whether the fit stays further from the measured value than its error explains: a sign of another unit, or
    /// of an experiment that the law does not describe.
    pub fn is_missed(&self) -> bool {
        let ([low, high], away) = (self.measured, 3.0 * self.sd.unwrap_or(f64::INFINITY));
        self.after[2] < low - away || self.after[0] > high + away
    }
}

/// A number of the law before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct OfNumber {
    /// Key below `[mechanics]`.
    pub key: &'static str,
    /// Before the fit.
    pub before: Quantiles,
    /// After it.
    pub after: Quantiles,
}

/// Two rows that no set agrees with.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// Names of the rows.
    pub ids: [String; 2],
    /// Number of stored sets that agree with each.
    pub each: [usize; 2],
    /// Number that agree with both.
    pub both: usize,
}

/// What a chain reports of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OfChain {
    /// Draws that it kept.
    pub draws: usize,
    /// Largest R-hat of all numbers.
    pub r_hat: f64,
    /// Smallest effective number of draws of all numbers.
    pub effective: f64,
}

/// Fit to one's own rows.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnFit {
    /// Rows, in their order.
    pub rows: Vec<OfRow>,
    /// Fitted numbers, in the order of [`FITTED`].
    pub numbers: Vec<OfNumber>,
    /// Stored sets that were weighted.
    pub stored: usize,
    /// Effective size of the weights.
    pub effective: f64,
    /// The chain, if the effective size was too small.
    pub chain: Option<OfChain>,
    /// Two rows that contradict each other most, if any do.
    pub contradiction: Option<Contradiction>,
    /// Sets, the central one first.
    pub sets: Vec<[f64; FITTED.len()]>,
}

/// A planned experiment with what it would give.
#[derive(Debug, Clone, PartialEq)]
pub struct Next {
    /// Name of its row.
    pub id: String,
    /// Width of the figure's interval after it over the width before, 0 to 1, with its standard error; `None` if
    /// the experiment has no result under most draws.
    pub width: Option<[f64; 2]>,
}
