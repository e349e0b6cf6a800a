//! The skin as one needle feels it: how far it is pushed down by a force.
//!
//! The load rests on a disc of radius
//!
//! ```text
//! a = max( r_contact,  z / max(1, ln(1.25 z / r)),  sqrt(F / (2 π E ε_lock)) )
//! ```
//!
//! and sinks by w = F C(a). First: the tip, or the needle's radius at the surface, as if it ended sharp (a blunt tip deep in
//! the skin is no help to the surface). Second: once in, the needle is a pile and
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

/// Forces of the table: 2^-24 N (60 nN) to 2^8 N, at the reference speed.
const LOWEST_FORCE: i32 = -24;
const FORCE_OCTAVES: usize = 32;

/// Depths of a pile's table: 2^-11 mm (0.5 um) to 2^3 mm.
const LOWEST_DEPTH: i32 = -11;
const DEPTH_OCTAVES: usize = 14;

#[derive(Debug, Clone, PartialEq)]
pub struct Bed {
    compliance: Compliance,
    /// Factor on the moduli at this speed, and its inverse.
    rate: f64,
    slowness: f64,
    /// Deflection of locked tissue over the force that does so at the reference speed, mm: one table for all speeds, so
    /// that no speed is better off by where its nodes lie.
    locked: Octaves,
    /// Force over the squared radius on which locked tissue bears it at the reference speed, N/mm².
    locking_mpa: f64,
}

impl Bed {
    pub fn new(compliance: Compliance, parameters: &Parameters, speed_mm_s: f64) -> Bed {
        let rate = parameters.rate_factor(speed_mm_s);
        let young = parameters.layers[Layer::ReticularDermis as usize].young_mpa;
        let pressure = TAU * young * parameters.locking_strain;
        let locked = Octaves::new(LOWEST_FORCE, FORCE_OCTAVES, |slow_n| {
            slow_n * compliance.own_mm_per_n((slow_n / pressure).sqrt())
        });
        // Over a plate C falls faster than the loaded area grows. A larger force still pushes a little further: at least as
        // its tenth root (*design*), so that no force stands for two deflections.
        let locked = locked.growing(LEAST_GROWTH);
        Bed { compliance, rate, slowness: 1.0 / rate, locked, locking_mpa: pressure }
    }

    /// The same skin under tips of another speed.
    pub fn at_speed(&self, parameters: &Parameters, speed_mm_s: f64) -> Bed {
        let rate = parameters.rate_factor(speed_mm_s);
        Bed { rate, slowness: 1.0 / rate, ..self.clone() }
    }

    /// What is around a needle whose reference sinks by so much per force and whose nearest neighbour that counts stands so far
    /// apart.
    pub fn surroundings(&self, reference_mm_per_n: f64, apart_mm: f64) -> Surroundings {
        let crowd = self.crowd(apart_mm);
        Surroundings { reference_mm_per_n, level: self.level(reference_mm_per_n, &crowd), crowd }
    }

    /// Where locked skin begins to sink no faster than a reference that sinks by so much per force (but for the share that is
    /// seen beyond); nowhere if the reference does not sink.
    fn level(&self, reference_mm_per_n: f64, crowd: &Crowd) -> Level {
        let nowhere = Level { force_n: f64::INFINITY, deflection_mm: f64::INFINITY };
        if reference_mm_per_n <= 0.0 {
            return nowhere;
        }
        let slope = reference_mm_per_n / (1.0 - BEYOND);
        let (slow_n, deflection_mm) = self.locked.first_flatter(slope * self.rate);
        let force_n = slow_n * self.rate;
        if force_n <= crowd.force_n {
            Level { force_n, deflection_mm }
        } else if crowd.mm_per_n > slope {
            nowhere
        } else {
            Level { force_n: crowd.force_n, deflection_mm: crowd.deflection_mm }
        }
    }

    /// Where the loads of needles meet that stand so far apart.
    fn crowd(&self, apart_mm: f64) -> Crowd {
        let slow_n = self.locking_mpa * (CROWDED * apart_mm).powi(2);
        if !slow_n.is_finite() {
            return Crowd { force_n: slow_n, deflection_mm: f64::INFINITY, mm_per_n: 0.0 };
        }
        let step = CROWD_STEP * slow_n;
        let rise = self.locked.at(slow_n + step) - self.locked.at(slow_n - step);
        Crowd {
            force_n: slow_n * self.rate,
            deflection_mm: self.locked.at(slow_n),
            mm_per_n: rise / (2.0 * step * self.rate),
        }
    }

    /// Deflection of locked tissue under a force, mm.
    #[inline]
    fn locked_mm(&self, force_n: f64) -> f64 {
        self.locked.at(force_n * self.slowness)
    }

    /// How far the surface sinks at a distance from a force, mm/N.
    pub fn other_mm_per_n(&self, distance_mm: f64) -> f64 {
        self.compliance.other_mm_per_n(distance_mm) / self.rate
    }

    /// Factor on the moduli: how much further the same skin yields to a load at the reference speed.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// How far the middle of a loaded disc sinks, mm/N.
    pub fn own_mm_per_n(&self, radius_mm: f64) -> f64 {
        self.compliance.own_mm_per_n(radius_mm) / self.rate
    }

    /// This bed for needles of one shape.
    pub fn pile(&self, needle: &Needle) -> Pile {
        let compliance = Octaves::new(LOWEST_DEPTH, DEPTH_OCTAVES, |z| {
            let radius = 0.5 * needle.sharp_diameter_mm(z);
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
        if z_mm > 0.0 { self.compliance.at(z_mm) } else { self.tip_mm_per_n }
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
    pub around: &'a Surroundings,
    /// p, mm.
    pub beside_mm: f64,
    /// G, mm/N.
    pub give_mm_per_n: f64,
}

/// What is around a needle and does not change with its load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// B, mm/N.
    pub reference_mm_per_n: f64,
    /// F_b and w_b, N and mm.
    pub level: Level,
    pub crowd: Crowd,
}

/// Force and deflection from which on a reference sinks with the tips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    pub force_n: f64,
    pub deflection_mm: f64,
}

/// Force from which on the loads of neighbours meet: they share the tissue between them, and a larger force goes on as it
/// began there. Discs that grew into each other would let a needle unload its neighbour for nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowd {
    pub force_n: f64,
    pub deflection_mm: f64,
    pub mm_per_n: f64,
}

/// Share of the distance to its nearest neighbour that a load fills at most (*derived*: 1 / 1.6155, where the stiffness of a
/// square lattice of loads that each spread with their force would be lost; 1.6155 is the lattice's constant of Madelung).
const CROWDED: f64 = 0.619;

/// Step over which the slope there is taken, as a share of the force.
const CROWD_STEP: f64 = 0.05;

/// Share of a needle's own deflection that is seen from the reference where loads reach it.
const LEAST_OWN: f64 = 0.5;

/// Share of what a needle deflects further, once its load has reached the reference.
const BEYOND: f64 = 0.1;

impl Footing<'_> {
    /// How far a force with the tip at depth z pushes down the skin under it, wherever the reference is, mm.
    #[inline]
    fn own_mm(&self, force_n: f64, z_mm: f64) -> f64 {
        let crowd = &self.around.crowd;
        let locked = if force_n <= crowd.force_n {
            self.bed.locked_mm(force_n)
        } else {
            crowd.deflection_mm + crowd.mm_per_n * (force_n - crowd.force_n)
        };
        (force_n * self.pile.mm_per_n(z_mm)).min(locked)
    }

    /// Depth of the skin under the tip below the reference, under a force with the tip at depth z, mm. Grows with the force.
    #[inline]
    pub fn deflection_mm(&self, force_n: f64, z_mm: f64) -> f64 {
        let own = self.own_mm(force_n, z_mm);
        let Level { force_n: most_n, deflection_mm: most_mm } = self.around.level;
        let own = own.min(most_mm) + BEYOND * (own - most_mm).max(0.0);
        let relative = (own - self.around.reference_mm_per_n * force_n.min(most_n)).max(LEAST_OWN * own);
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

/// Rounds of a search at most, and those in which false positions alone are trusted.
const ROUNDS: u32 = 120;
const PATIENT_ROUNDS: u32 = 20;

/// Root between two ends where f has opposite signs, to within `tolerance` of f (Illinois variant of false position).
#[inline]
pub(super) fn illinois(
    mut low: f64,
    mut below: f64,
    mut high: f64,
    mut above: f64,
    tolerance: f64,
    mut f: impl FnMut(f64) -> f64,
) -> f64 {
    let mut side = 0;
    let mut at = high;
    for round in 0..ROUNDS {
        // Where f hardly rises and then shoots up, false positions creep: every second one is the middle then.
        let creeps = round > PATIENT_ROUNDS && round % 2 == 0;
        at = if creeps { 0.5 * (low + high) } else { high - above * (high - low) / (above - below) };
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
