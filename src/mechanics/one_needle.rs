//! One needle among all others: its depth for a given advance.
//!
//! The depth z of the tip and the deflection w of the skin under it together make the advance e. This is the
//! advance that the device gives, minus what neighbours push down:
//!
//! ```text
//! dimpling   w(F, 0) = e,              F < s F_p
//! entering   z + w(F, 0) = e,          F = F_p [s + (1 - s) z / z_1],  z < z_1   (entry.rs)
//! punctured  z + w(ξ R(z), z) = e,     z ≥ z_1
//! ```
//!
//! Here F_p is the puncture force and ξ the factor of resistance of this strike, both lognormal. As e grows,
//! the needle follows the first root. Its depth jumps where the left side turns back (below the dermis, where
//! R drops), and nowhere else.

use super::entry::Entry;
use super::resistance::Resistance;
use super::skin_surface::{Footing, illinois};
use crate::foundation::statistics::normal_below;

/// Depth tolerance of a search, mm.
const TOLERANCE_MM: f64 = 1e-7;

/// Largest difference between a tabulated depth and a searched one, mm.
const NEARLY_MM: f64 = 1e-4;

/// Steps along the slope from a guess, before the search looks at both ends.
const STEPS_ALONG: u32 = 6;

/// Start of a search for a depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Depth at which the search starts, mm; afterwards the depth that it found.
    pub depth_mm: f64,
    /// Growth of the needed advance with the depth at that point; a pure number.
    pub slope: f64,
}

impl Default for Guess {
    /// Makes a guess without prior knowledge.
    fn default() -> Guess {
        Guess { depth_mm: 0.0, slope: 1.5 }
    }
}

/// Needle with its footing, advanced by `advance_mm`.
#[derive(Debug, Clone, Copy)]
pub struct OneNeedle<'a> {
    /// Skin under the needle and the reference of its depth.
    pub footing: Footing<'a>,
    /// Entry into the layers above the reticular dermis.
    pub entry: Entry,
    /// Median resistance of the layers after puncture.
    pub resistance: Resistance,
    /// Advance of the tip past the reference, mm.
    pub advance_mm: f64,
    /// Length of the needle, which limits its depth.
    pub length_mm: f64,
}

impl OneNeedle<'_> {
    /// Force of a needle that dimples the skin at its advance and does not go in, N.
    #[inline]
    pub fn dimpling_force_n(&self) -> f64 {
        self.footing.force_n(self.advance_mm, 0.0)
    }

    /// Force with which the skin pushes a tip that has come in this far and has not broken through, N.
    #[inline]
    pub fn entering_force_n(&self, z_mm: f64) -> f64 {
        self.footing.force_n(self.advance_mm - z_mm, 0.0)
    }

    /// Advance at which a tip with this puncture force breaks through, mm.
    #[inline]
    pub fn advance_through_mm(&self, puncture_n: f64) -> f64 {
        self.entry.through_mm + self.footing.deflection_mm(puncture_n, 0.0)
    }

    /// Force and depth of a tip that has not broken through.
    ///
    /// It bears at most its puncture force, even where its advance would take it through.
    #[inline]
    pub fn before_puncture(&self, puncture_n: f64) -> (f64, f64) {
        if self.advance_through_mm(puncture_n) <= self.advance_mm {
            return (puncture_n, self.entry.through_mm);
        }
        let miss =
            |z: f64| z + self.footing.deflection_mm(self.entry.share(z) * puncture_n, 0.0) - self.advance_mm;
        let outside = miss(0.0);
        if outside >= 0.0 {
            return (self.dimpling_force_n().min(self.entry.share(0.0) * puncture_n), 0.0);
        }
        let deepest = self.entry.through_mm.min(self.length_mm);
        let at_deepest = miss(deepest);
        let depth_mm = if at_deepest <= 0.0 {
            deepest
        } else {
            illinois(0.0, outside, deepest, at_deepest, TOLERANCE_MM, miss)
        };
        (self.entry.share(depth_mm) * puncture_n, depth_mm)
    }

    /// Advance that a tip at depth z needs, mm.
    #[inline]
    fn advance_for(&self, z_mm: f64, factor: f64) -> f64 {
        z_mm + self.footing.deflection_mm(factor * self.resistance.force_n(z_mm), z_mm)
    }

    /// Depth of a punctured needle with `factor` times the median resistance, mm.
    ///
    /// The needle does not come back from `from_mm`, its earlier depth, nor above the depth where it broke
    /// through. The search starts at `guess`, which then holds the result.
    #[inline]
    pub fn depth_mm(&self, factor: f64, from_mm: f64, guess: &mut Guess) -> f64 {
        let e = self.advance_mm;
        // A tip that falls into an opening may have less advance than that.
        let from_mm = from_mm.max(self.entry.through_mm.min(self.length_mm).min(e.max(0.0)));
        let miss = |z: f64| self.advance_for(z, factor) - e;
        let longest = self.length_mm.min(e).max(from_mm);
        let boundary = self.resistance.drop_mm().clamp(from_mm, longest);
        // Above the boundary the left side grows, so a root there is the only one.
        let depth_mm = along(guess, [from_mm, boundary], miss)
            .unwrap_or_else(|| self.depth_between_mm([from_mm, boundary, longest], miss));
        guess.depth_mm = depth_mm;
        depth_mm
    }

    /// Finds the first root between the start and the length; the resistance drops at the boundary in
    /// between.
    fn depth_between_mm(&self, [from_mm, boundary, longest]: [f64; 3], miss: impl Fn(f64) -> f64) -> f64 {
        let at_start = miss(from_mm);
        if at_start >= 0.0 {
            return from_mm;
        }
        let at_boundary = miss(boundary);
        if at_boundary >= 0.0 {
            return illinois(from_mm, at_start, boundary, at_boundary, TOLERANCE_MM, miss);
        }
        first_root([boundary, longest], at_boundary, STEPS_BELOW, miss)
    }

    /// Depth of a punctured needle whose tip leaves the skin, mm; `None` if the tip ends in the skin.
    ///
    /// It is the first root below the dermis, found in `steps` steps. `without_end` is the depth in endless
    /// skin, if known. If the layers below resist less, the needle does not end above that depth.
    #[inline]
    pub fn depth_below_mm(&self, factor: f64, without_end: Option<Guess>, steps: u32) -> Option<f64> {
        let miss = |z: f64| self.advance_for(z, factor) - self.advance_mm;
        let longest = self.length_mm.min(self.advance_mm);
        let through = self.entry.through_mm.min(longest);
        let boundary = self.resistance.drop_mm().clamp(through, longest.max(through));
        let without_end = without_end.filter(|_| self.resistance.weakens_below());
        if let Some(Guess { depth_mm, slope }) = without_end
            && depth_mm - NEARLY_MM > boundary
        {
            let from = (depth_mm - NEARLY_MM).min(longest);
            let at_from = miss(from);
            if at_from < 0.0 {
                let step = (longest - from) / f64::from(steps);
                let mut guess = Guess { depth_mm: from - at_from / slope, slope };
                let near = along(&mut guess, [from, from + step], miss);
                return near.or_else(|| Some(first_root([from, longest], at_from, steps, miss)));
            }
        }
        let at_boundary = miss(boundary);
        (at_boundary < 0.0).then(|| first_root([boundary, longest], at_boundary, steps, miss))
    }

    /// Refines the depth of a punctured needle above the fat along the slope from a close guess, mm.
    #[inline]
    pub fn refined_mm(&self, factor: f64, mut guess: Guess) -> f64 {
        let nearly = guess.depth_mm;
        let end = self.resistance.drop_mm().min(self.length_mm);
        let miss = |z: f64| self.advance_for(z, factor) - self.advance_mm;
        // A needle that ends at its length has no root to find.
        along(&mut guess, [self.entry.through_mm, end], miss).unwrap_or(nearly)
    }

    /// Probability that the tip of a punctured needle passes a boundary (not below the dermis), over its
    /// resistance.
    ///
    /// The tip passes if ξ is below a ratio: the force with which the skin would push a tip at the boundary,
    /// over the resistance there. Factors beyond `far` do not occur ([`far`]).
    pub fn passes(&self, boundary_mm: f64, log_sd: f64, far: f64) -> f64 {
        if boundary_mm > self.length_mm {
            return 0.0;
        }
        let resistance = self.resistance.force_n(boundary_mm);
        // Most boundaries are far above or below the tip, which these checks settle without a search.
        let reached = |factor: f64| {
            boundary_mm + self.footing.deflection_mm(factor * resistance, boundary_mm) <= self.advance_mm
        };
        if !reached(1.0 / far) {
            return 0.0;
        }
        if reached(far) {
            return 1.0;
        }
        below(self.footing.force_n(self.advance_mm - boundary_mm, boundary_mm) / resistance, log_sd)
    }
}

/// Finds the first root between two places in steps; returns the second place if there is none.
///
/// The function is negative at the first place and may turn back.
#[inline]
fn first_root([from, to]: [f64; 2], at_from: f64, steps: u32, miss: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut below) = (from, at_from);
    let step = (to - from) / f64::from(steps);
    if step <= 0.0 {
        return to;
    }
    for count in 1..=steps {
        let high = from + f64::from(count) * step;
        let above = miss(high);
        if above >= 0.0 {
            return illinois(low, below, high, above, TOLERANCE_MM, miss);
        }
        (low, below) = (high, above);
    }
    to
}

/// Finds the root of a growing function between two places, along its slope from a guess.
///
/// `None` if a step leads out of the range or the search takes too long.
#[inline]
fn along(guess: &mut Guess, [low, high]: [f64; 2], miss: impl Fn(f64) -> f64) -> Option<f64> {
    let inside = |z: f64| z > low && z < high;
    let mut at = if inside(guess.depth_mm) { guess.depth_mm } else { 0.5 * (low + high) };
    let mut off = miss(at);
    for _ in 0..STEPS_ALONG {
        let next = at - off / guess.slope;
        if !inside(next) {
            return None;
        }
        if off.abs() <= TOLERANCE_MM {
            return Some(next);
        }
        let next_off = miss(next);
        let slope = (next_off - off) / (next - at);
        if slope > LEAST_SLOPE {
            guess.slope = slope;
        }
        (at, off) = (next, next_off);
    }
    None
}

/// Least slope of the left side. The tip's own depth adds a slope of one, so less than one comes only from
/// rounding.
const LEAST_SLOPE: f64 = 0.5;

/// Standard deviations beyond which chance is ignored; 1e-19 of all draws lie there.
const FAR: f64 = 9.0;

/// Factor (or inverse factor) beyond which a lognormal of median 1 is taken never to lie.
pub fn far(log_sd: f64) -> f64 {
    libm::exp(FAR * log_sd)
}

/// Number of steps in the search for the first root below the dermis.
pub const STEPS_BELOW: u32 = 8;

/// Standard normal up to which a lognormal of median 1 is at most `ratio`; a step if it has no spread.
#[inline]
pub fn most_normal(ratio: f64, log_sd: f64) -> f64 {
    if ratio <= 0.0 {
        f64::NEG_INFINITY
    } else if log_sd > 0.0 {
        libm::log(ratio) / log_sd
    } else if ratio >= 1.0 {
        f64::INFINITY
    } else {
        f64::NEG_INFINITY
    }
}

/// Probability that a lognormal of median 1 is below `ratio`.
#[inline]
fn below(ratio: f64, log_sd: f64) -> f64 {
    normal_below(most_normal(ratio, log_sd))
}
