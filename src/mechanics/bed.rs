//! The skin as one needle feels it: how far it is pushed down by a force.
//!
//! The load rests on a disc of radius
//!
//! ```text
//! a = max( r_contact,  z / max(1, ln(1.25 z / r)),  sqrt(F / (2 π E ε_lock)) )
//! ```
//!
//! and sinks by w = F C(a). First: the tip, or the needle's radius at the surface. Second: once in, the needle is a pile and
//! its load is spread along the tract (form of Randolph and Wroth 1978, doi 10.1061/AJGEB6.0000729, *memory*, not verified).
//! Third: tissue strained beyond ε_lock has stiffened, so that the pressure stays below 2 E ε_lock (*design*; E of the
//! reticular dermis). As C falls with a, the deflection is the least of the three.
//!
//! Tables hold C at the speed of the strike. Left out: inertia, relaxation between strokes, stiffening far away.

use super::compliance::Compliance;
use super::octaves::Octaves;
use super::parameters::Parameters;
use crate::device::Needle;
use crate::skin::Layer;
use std::f64::consts::TAU;

/// Forces of the table: 2^-24 N (60 nN) to 2^8 N.
const LOWEST_FORCE: i32 = -24;
const FORCE_OCTAVES: usize = 32;

/// Depths of a pile's table: 2^-11 mm (0.5 um) to 2^3 mm.
const LOWEST_DEPTH: i32 = -11;
const DEPTH_OCTAVES: usize = 14;

#[derive(Debug, Clone, PartialEq)]
pub struct Bed {
    compliance: Compliance,
    /// Factor on the moduli at this speed.
    rate: f64,
    /// Deflection of locked tissue over force, mm.
    locked: Octaves,
}

impl Bed {
    pub fn new(compliance: Compliance, parameters: &Parameters, speed_mm_s: f64) -> Bed {
        let rate = parameters.rate_factor(speed_mm_s);
        let young = parameters.layers[Layer::ReticularDermis as usize].young_mpa;
        let pressure = TAU * young * parameters.locking_strain;
        let locked = Octaves::new(LOWEST_FORCE, FORCE_OCTAVES, |force| {
            let at_rest = force / rate;
            at_rest * compliance.own_mm_per_n((at_rest / pressure).sqrt())
        });
        // Over a plate C falls faster than the loaded area grows. A larger force still pushes a little further: at least as
        // its tenth root (*design*), so that no force stands for two deflections.
        let locked = locked.growing(LEAST_GROWTH);
        Bed { compliance, rate, locked }
    }

    /// Where locked skin stands furthest below a reference that sinks by so much per force; nowhere if it does not sink.
    pub fn level(&self, reference_mm_per_n: f64) -> Level {
        if reference_mm_per_n <= 0.0 {
            return Level { force_n: f64::INFINITY, deflection_mm: f64::INFINITY };
        }
        let (force_n, deflection_mm) = self.locked.furthest_above(reference_mm_per_n);
        Level { force_n, deflection_mm }
    }

    /// How far the surface sinks at a distance from a force, mm/N.
    pub fn other_mm_per_n(&self, distance_mm: f64) -> f64 {
        self.compliance.other_mm_per_n(distance_mm) / self.rate
    }

    /// How far the middle of a loaded disc sinks, mm/N.
    pub fn own_mm_per_n(&self, radius_mm: f64) -> f64 {
        self.compliance.own_mm_per_n(radius_mm) / self.rate
    }

    /// This bed for needles of one shape.
    pub fn pile(&self, needle: &Needle) -> Pile {
        let compliance = Octaves::new(LOWEST_DEPTH, DEPTH_OCTAVES, |z| {
            let radius = 0.5 * needle.diameter_mm(z);
            self.own_mm_per_n(radius.max(z / libm::log(1.25 * z / radius).max(1.0)))
        });
        Pile { tip_mm_per_n: self.own_mm_per_n(0.5 * needle.tip_diameter_mm), compliance }
    }
}

/// Compliance of a bed under a needle of one shape, by the depth of its tip.
#[derive(Debug, Clone, PartialEq)]
pub struct Pile {
    tip_mm_per_n: f64,
    compliance: Octaves,
}

impl Pile {
    #[inline]
    fn mm_per_n(&self, z_mm: f64) -> f64 {
        if z_mm > 0.0 { self.compliance.at(z_mm).min(self.tip_mm_per_n) } else { self.tip_mm_per_n }
    }
}

/// A needle on a bed among others, with what its depth is counted from.
///
/// The skin under the tip stands below the reference by
///
/// ```text
/// max( v - B min(F, F_b), v / 2 ) + p + G F,    v = w up to w_b, beyond it w_b + (w - w_b) / 10
/// ```
///
/// with w = w(F), B F what the needle pushes down of its own reference (the skin between the needles, a rim), p what all
/// others push down here beyond what they push down there, and G how far the plate gives way. F_b is the force at which
/// locked skin stands furthest below its reference, w_b its deflection then: from there on loads reach from needle to needle,
/// B, which takes them as points, no longer holds, and tips and skin sink together, but for a tenth (*design*). No less than
/// half of v is left anyway: the edge of a loaded disc sinks by 2/π of its middle, the skin beyond it less.
#[derive(Debug, Clone, Copy)]
pub struct Footing<'a> {
    pub bed: &'a Bed,
    pub pile: &'a Pile,
    /// B, mm/N.
    pub reference_mm_per_n: f64,
    /// p, mm.
    pub beside_mm: f64,
    /// F_b and w_b, N and mm.
    pub level: Level,
    /// G, mm/N.
    pub give_mm_per_n: f64,
}

/// Force and deflection from which on a reference sinks with the tips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    pub force_n: f64,
    pub deflection_mm: f64,
}

/// Share of a needle's own deflection that is seen from the reference where loads reach it.
const LEAST_OWN: f64 = 0.5;

/// Share of what a needle deflects further, once its load has reached the reference.
const BEYOND: f64 = 0.1;

impl Footing<'_> {
    /// Depth of the skin under the tip below the reference, under a force with the tip at depth z, mm. Grows with the force.
    #[inline]
    pub fn deflection_mm(&self, force_n: f64, z_mm: f64) -> f64 {
        let own = (force_n * self.pile.mm_per_n(z_mm)).min(self.bed.locked.at(force_n));
        let Level { force_n: most_n, deflection_mm: most_mm } = self.level;
        let own = own.min(most_mm) + BEYOND * (own - most_mm).max(0.0);
        let relative = (own - self.reference_mm_per_n * force_n.min(most_n)).max(LEAST_OWN * own);
        relative + self.beside_mm + self.give_mm_per_n * force_n
    }

    /// Force that deflects by so much, N; 0 where the others alone push the skin further down.
    #[inline]
    pub fn force_n(&self, deflection_mm: f64, z_mm: f64) -> f64 {
        let miss = |force: f64| self.deflection_mm(force, z_mm) - deflection_mm;
        let (mut low, mut below) = (0.0, self.beside_mm.max(0.0) - deflection_mm);
        if below >= 0.0 {
            return 0.0;
        }
        let mut high = deflection_mm / (self.pile.mm_per_n(z_mm) + self.give_mm_per_n);
        let mut above = miss(high);
        while above < 0.0 && high < MOST_N {
            (low, below) = (high, above);
            high *= 2.0;
            above = miss(high);
        }
        if above < 0.0 {
            // Nothing that a needle could bear pushes so far.
            return MOST_N;
        }
        illinois(low, below, high, above, 1e-9 * deflection_mm, miss)
    }
}

/// Least exponent of a locked deflection over its force.
const LEAST_GROWTH: f64 = 0.1;

/// More than any needle bears, N: the end of every search.
const MOST_N: f64 = 200.0;

/// Root between two ends where f has opposite signs, to within `tolerance` of f (Illinois variant of false position).
#[inline]
pub(super) fn illinois(
    mut low: f64,
    mut below: f64,
    mut high: f64,
    mut above: f64,
    tolerance: f64,
    f: impl Fn(f64) -> f64,
) -> f64 {
    let mut side = 0;
    let mut at = high;
    for _ in 0..100 {
        at = high - above * (high - low) / (above - below);
        let value = f(at);
        if value.abs() <= tolerance || high - low <= f64::EPSILON * high.abs() {
            break;
        }
        if value > 0.0 {
            (high, above) = (at, value);
            if side == 1 {
                below *= 0.5;
            }
            side = 1;
        } else {
            (low, below) = (at, value);
            if side == -1 {
                above *= 0.5;
            }
            side = -1;
        }
    }
    at
}
