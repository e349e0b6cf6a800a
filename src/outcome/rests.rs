//! Number of realisations that a value rests on, and why the others are left out.
//!
//! A realisation without a strike has no share of strikes, and one in which no tip pierced has no depth. It
//! is left out of that value, whose [`n`](Figure::n) is then smaller.

use super::Figure;
use crate::injury::{Measure, measure::Needs};

/// Why realisations are left out of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// No strike fell in the area.
    NoStrike,
    /// No needle pierced, although all realisations had strikes.
    NonePierced,
    /// Some realisations had no strike in the area, others no puncture.
    Either,
    /// The value needs something else, such as a second tip or a whole square of 1 mm.
    Other,
}

/// A number of realisations below that of the run, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rests {
    /// Realisations that the value rests on.
    pub n: u32,
    /// Realisations of the run.
    pub of: u32,
    /// Why the others are left out.
    pub why: LeftOut,
}

/// `None` if all realisations count, or if the value does not exist for this device (the time of a stamp).
pub(super) fn rests(
    measure: Measure,
    realisations: u32,
    figure: impl Fn(Measure) -> Figure,
) -> Option<Rests> {
    let of = figure(measure);
    // A folder of an older version has no counts.
    let counted = of.value.is_none() || of.n > 0;
    if of.n >= realisations || !counted {
        return None;
    }
    let struck = figure(Measure::Failed).n;
    let why = match measure.needs() {
        Needs::Nothing => return None,
        Needs::Strike => LeftOut::NoStrike,
        Needs::Puncture if struck == realisations => LeftOut::NonePierced,
        Needs::Puncture if struck == of.n => LeftOut::NoStrike,
        Needs::Puncture => LeftOut::Either,
        Needs::Other if of.n == 0 => return None,
        Needs::Other if struck == of.n => LeftOut::NoStrike,
        Needs::Other => LeftOut::Other,
    };
    Some(Rests { n: of.n, of: realisations, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_the_reason_is_what_the_others_lack() {
        let said = |measure: Measure, struck: u32, pierced: u32| {
            rests(measure, 200, |measure| {
                let n = if measure.needs() == Needs::Strike { struck } else { pierced };
                Figure { value: (n > 0).then_some(0.5), n, ..Figure::default() }
            })
            .map(|rests| (rests.n, rests.why))
        };
        assert_eq!(said(Measure::ReachDermis, 200, 74), None);
        assert_eq!(said(Measure::ReachDermis, 74, 74), Some((74, LeftOut::NoStrike)));
        assert_eq!(said(Measure::DepthMean, 74, 74), Some((74, LeftOut::NoStrike)));
        assert_eq!(said(Measure::DepthMean, 200, 74), Some((74, LeftOut::NonePierced)));
        assert_eq!(said(Measure::DepthMean, 120, 74), Some((74, LeftOut::Either)));
        assert_eq!(said(Measure::DepthMean, 200, 0), Some((0, LeftOut::NonePierced)));
        assert_eq!(said(Measure::Density, 0, 0), None);
        assert_eq!(said(Measure::Time, 200, 0), None, "a stamp has no time");
    }

    #[test]
    fn limit_a_folder_without_counts_says_nothing() {
        let old = Figure { value: Some(0.5), ..Figure::default() };
        assert_eq!(rests(Measure::DepthMean, 200, |_| old), None);
    }
}
