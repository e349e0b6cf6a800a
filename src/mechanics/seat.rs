//! One needle in the field of all others: how deep it goes when it is advanced by so much.
//!
//! The tip is at depth z, the skin under it is deflected by w, and together they are the advance e, which is what the device
//! gives less what neighbours push down:
//!
//! ```text
//! dimpling   w(F, 0) = e,          F < F_p
//! punctured  z + w(ξ R(z), z) = e
//! ```
//!
//! with F_p the puncture force and ξ the factor of resistance of this strike, both lognormal. Along a growing e the needle
//! follows the first root: the depth jumps where the left side turns back (below the dermis, where R drops), nowhere else.

use super::bed::{Footing, illinois};
use super::resistance::Resistance;
use crate::ground::statistics::normal_below;

/// Depth error of a solve, mm.
const TOLERANCE_MM: f64 = 1e-7;

/// A depth that was read off a table lies as near to that of a solve, mm.
const NEARLY_MM: f64 = 1e-4;

/// Steps along the left side from a guess before both ends are looked at.
const STEPS_ALONG: u32 = 6;

/// Where a depth is looked for first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    pub depth_mm: f64,
    /// How fast the advance that it needs grows with the depth there; a pure number.
    pub slope: f64,
}

impl Default for Guess {
    /// Nothing is known.
    fn default() -> Guess {
        Guess { depth_mm: 0.0, slope: 1.5 }
    }
}

/// A needle with its footing, advanced by `advance_mm`.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'a> {
    pub footing: Footing<'a>,
    pub resistance: Resistance,
    pub advance_mm: f64,
    /// The needle is no longer than this.
    pub length_mm: f64,
}

impl Seat<'_> {
    /// Force of a needle that dimples without puncture, N.
    #[inline]
    pub fn dimpling_force_n(&self) -> f64 {
        self.footing.force_n(self.advance_mm, 0.0)
    }

    /// The same, but no more than `most_n`.
    #[inline]
    pub fn dimpling_force_up_to_n(&self, most_n: f64) -> f64 {
        if self.holds(most_n) { self.dimpling_force_n().min(most_n) } else { most_n }
    }

    /// Whether the skin holds a tip of this puncture force.
    #[inline]
    pub fn holds(&self, puncture_n: f64) -> bool {
        self.footing.deflection_mm(puncture_n, 0.0) > self.advance_mm
    }

    /// Advance that a tip at depth z needs, mm.
    #[inline]
    fn advance_for(&self, z_mm: f64, factor: f64) -> f64 {
        z_mm + self.footing.deflection_mm(factor * self.resistance.force_n(z_mm), z_mm)
    }

    /// Depth of a punctured needle whose resistance is `factor` times the median and that was at `from_mm` before, mm: it
    /// does not come back. Looked for from a guess first, which becomes what was found.
    #[inline]
    pub fn depth_mm(&self, factor: f64, from_mm: f64, guess: &mut Guess) -> f64 {
        let e = self.advance_mm;
        let miss = |z: f64| self.advance_for(z, factor) - e;
        let longest = self.length_mm.min(e).max(from_mm);
        let boundary = self.resistance.drop_mm().clamp(from_mm, longest);
        // Above the boundary the left side grows: a root there is the only one.
        let depth_mm = along(guess, [from_mm, boundary], miss)
            .unwrap_or_else(|| self.depth_between_mm([from_mm, boundary, longest], miss));
        guess.depth_mm = depth_mm;
        depth_mm
    }

    /// The first root between the start and the length, with the boundary at which the resistance drops in between.
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

    /// Depth of a punctured needle whose tip leaves the skin, mm: the first root below the dermis, looked for in so many steps.
    /// `None` where the tip ends in the skin. `without_end`: how deep it would go in skin without end, if that is known; it does not
    /// end above that where what lies below resists less.
    #[inline]
    pub fn depth_below_mm(&self, factor: f64, without_end: Option<Guess>, steps: u32) -> Option<f64> {
        let miss = |z: f64| self.advance_for(z, factor) - self.advance_mm;
        let longest = self.length_mm.min(self.advance_mm);
        let boundary = self.resistance.drop_mm().clamp(0.0, longest);
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

    /// Depth of a punctured needle that is known nearly, and above the fat: along the slope from there, mm.
    #[inline]
    pub fn refined_mm(&self, factor: f64, mut guess: Guess) -> f64 {
        let nearly = guess.depth_mm;
        let end = self.resistance.drop_mm().min(self.length_mm);
        let miss = |z: f64| self.advance_for(z, factor) - self.advance_mm;
        // Where it ends at its length there is no root to go to.
        along(&mut guess, [0.0, end], miss).unwrap_or(nearly)
    }

    /// Probability that the tip of a punctured needle passes a boundary (not below the dermis), over the chance of its
    /// resistance: that ξ is below the force with which the skin would push a tip at the boundary, over the resistance
    /// there. Factors beyond `far` do not occur ([`far`]).
    pub fn passes(&self, boundary_mm: f64, log_sd: f64, far: f64) -> f64 {
        if boundary_mm > self.length_mm {
            return 0.0;
        }
        let resistance = self.resistance.force_n(boundary_mm);
        // Most boundaries are far above or below the tip: no need to know how far.
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

/// The first root between two places of a function that is negative at the first and may turn back, looked for in steps; the
/// second place where there is none.
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

/// The root of a growing function between two places, along its slope from a guess; `None` where that leads out or takes long.
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

/// The tip itself goes as deep as it goes: no slope is less than one but by rounding.
const LEAST_SLOPE: f64 = 0.5;

/// Standard deviations beyond which a chance is taken as none: 1e-19 of them lie there.
const FAR: f64 = 9.0;

/// The factor, or its inverse, beyond which a lognormal of median 1 is taken never to lie.
pub fn far(log_sd: f64) -> f64 {
    libm::exp(FAR * log_sd)
}

/// Steps in which the first root below the dermis is looked for.
pub const STEPS_BELOW: u32 = 8;

/// Standard normal up to which a lognormal of median 1 is no more than `ratio`; a step where it has no spread.
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
