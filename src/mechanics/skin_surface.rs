//! Skin under one needle: how far a force pushes it down.
//!
//! The load rests on a disc of radius
//!
//! ```text
//! a = max( r_contact,  z / max(1, ln(1.25 z / r)),  sqrt(F / (2 π E ε_lock)) )
//! ```
//!
//! and sinks by w = F C(a). C falls with a, so the deflection is the least of the three that these terms
//! allow:
//!
//! - First: the tip, or the needle's radius at the surface as if it ended sharp. A blunt tip deep in the skin
//!   does not support the surface.
//! - Second: once in, the needle is a pile, and its load spreads along the tract (form of Randolph and Wroth
//!   1978, doi 10.1061/AJGEB6.0000729, *memory*, not verified).
//! - Third: tissue strained beyond ε_lock has stiffened, so the pressure stays below 2 E ε_lock (*design*; E
//!   of the reticular dermis).
//!
//! Tables hold C at the speed of the strike. Left out: inertia, relaxation between strokes, and stiffening
//! far from the needle.

use super::compliance::Compliance;
use super::log_table::LogTable;
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

/// Surface of layered skin under tips of one speed.
#[derive(Debug, Clone, PartialEq)]
pub struct SkinSurface {
    compliance: Compliance,
    /// Factor on the moduli at this speed, and its inverse.
    rate: f64,
    slowness: f64,
    /// Deflection of locked tissue, mm, over its force at the reference speed.
    ///
    /// One table serves all speeds, so that no speed gains from the positions of its nodes.
    locked: LogTable,
    /// Force over the squared radius of its load on locked tissue, at the reference speed, N/mm².
    locking_mpa: f64,
}

impl SkinSurface {
    /// Builds the surface from its compliance for this mean speed of the tips.
    pub fn new(compliance: Compliance, parameters: &Parameters, speed_mm_s: f64) -> SkinSurface {
        let rate = parameters.rate_factor(speed_mm_s);
        let young = parameters.layers[Layer::ReticularDermis as usize].young_mpa;
        let pressure = TAU * young * parameters.locking_strain;
        let locked = LogTable::new(LOWEST_FORCE, FORCE_OCTAVES, |slow_n| {
            slow_n * compliance.own_mm_per_n((slow_n / pressure).sqrt())
        });
        // Over a plate C falls faster than the loaded area grows. A larger force must still push a little
        // further, at least as its tenth root (*design*), so that force and deflection determine each other.
        let locked = locked.growing(LEAST_GROWTH);
        SkinSurface { compliance, rate, slowness: 1.0 / rate, locked, locking_mpa: pressure }
    }

    /// Returns the same skin under tips of another speed.
    pub fn at_speed(&self, parameters: &Parameters, speed_mm_s: f64) -> SkinSurface {
        let rate = parameters.rate_factor(speed_mm_s);
        SkinSurface { rate, slowness: 1.0 / rate, ..self.clone() }
    }

    /// Returns the surroundings of a needle whose reference sinks by `reference_mm_per_n`.
    ///
    /// `apart_mm` is the distance to its nearest neighbour that counts.
    pub fn surroundings(&self, reference_mm_per_n: f64, apart_mm: f64) -> Surroundings {
        let crowd = self.crowd(apart_mm);
        Surroundings { reference_mm_per_n, level: self.level(reference_mm_per_n, &crowd), crowd }
    }

    /// Force and deflection from which locked skin sinks no faster than its reference.
    ///
    /// The share that remains visible beyond is allowed for. Both are infinite if the reference does not
    /// sink.
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

    /// Force from which the loads of needles at this distance meet.
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

    /// Displacement of the surface at a distance from a force, mm/N.
    pub fn other_mm_per_n(&self, distance_mm: f64) -> f64 {
        self.compliance.other_mm_per_n(distance_mm) / self.rate
    }

    /// Factor on the moduli; under a load at the reference speed the same skin yields this much further.
    pub fn rate(&self) -> f64 {
        self.rate
    }

    /// Displacement of the middle of a loaded disc, mm/N.
    pub fn own_mm_per_n(&self, radius_mm: f64) -> f64 {
        self.compliance.own_mm_per_n(radius_mm) / self.rate
    }

    /// Prepares this surface for needles of one shape.
    pub fn pile(&self, needle: &Needle) -> Pile {
        let compliance = LogTable::new(LOWEST_DEPTH, DEPTH_OCTAVES, |z| {
            let radius = 0.5 * needle.sharp_diameter_mm(z);
            self.own_mm_per_n(radius.max(z / libm::log(1.25 * z / radius).max(1.0)))
        });
        Pile { tip_mm_per_n: self.own_mm_per_n(0.5 * needle.tip_diameter_mm), compliance }
    }
}

/// Compliance of a surface under a needle of one shape, by the depth of its tip.
#[derive(Debug, Clone, PartialEq)]
pub struct Pile {
    tip_mm_per_n: f64,
    compliance: LogTable,
}

impl Pile {
    #[inline]
    fn mm_per_n(&self, z_mm: f64) -> f64 {
        if z_mm > 0.0 { self.compliance.at(z_mm) } else { self.tip_mm_per_n }
    }
}

/// Needle on a surface among other needles, with the reference of its depth.
///
/// The skin under the tip stands below the reference by
///
/// ```text
/// max( v - B min(F, F_b), v / 2 ) + p + G F,    v = w up to w_b, beyond it w_b + (w - w_b) / 10
/// ```
///
/// Here w = w(F) is the needle's own deflection. B F is how far the needle pushes down its own reference (the
/// skin between the needles, or a rim). p is how far the other needles push the skin down here, relative to
/// their effect on the reference. G is how far the plate gives way.
///
/// F_b is the force at which locked skin stands furthest below its reference, and w_b is its deflection
/// there. Beyond F_b loads reach from needle to needle. B takes loads as points and no longer holds, so tips
/// and skin sink together, except for a tenth (*design*). At least half of v always remains: the edge of a
/// loaded disc sinks by 2/π of its middle, and the skin beyond it less.
#[derive(Debug, Clone, Copy)]
pub struct Footing<'a> {
    /// Surface that the needle stands on.
    pub surface: &'a SkinSurface,
    /// Compliance of the surface under this needle's shape.
    pub pile: &'a Pile,
    /// Reference, level and crowd of the needle's place.
    pub around: &'a Surroundings,
    /// p: how far the other needles push the skin down here, mm.
    pub beside_mm: f64,
    /// G: how far the plate gives way, mm/N.
    pub give_mm_per_n: f64,
}

/// Surroundings of a needle that do not change with its load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surroundings {
    /// B: how far the needle pushes down its own reference, mm/N.
    pub reference_mm_per_n: f64,
    /// Force F_b, N, and deflection w_b, mm.
    pub level: Level,
    /// Force beyond which the loads of neighbours meet, and the deflection from there on.
    pub crowd: Crowd,
}

/// Force and deflection beyond which a reference sinks with the tips.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Force F_b, N; infinite where there is no such force.
    pub force_n: f64,
    /// Deflection w_b at that force, mm; infinite where there is no such force.
    pub deflection_mm: f64,
}

/// Force beyond which the loads of neighbours meet.
///
/// Neighbours then share the tissue between them, and the slope found here holds for larger forces too. If discs grew into each other, a
/// needle could unload its neighbour at no cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crowd {
    /// Force at which the loads of neighbours meet, N; infinite without a neighbour.
    pub force_n: f64,
    /// Deflection of locked skin at that force, mm.
    pub deflection_mm: f64,
    /// Slope of the deflection beyond that force, mm/N.
    pub mm_per_n: f64,
}

/// Largest share of the distance to its nearest neighbour that a load fills (*derived*: 1 / 1.6155).
///
/// At this share a square lattice of loads that each spread with their force would lose its stiffness. 1.6155
/// is the lattice's Madelung constant.
const CROWDED: f64 = 0.619;

/// Step for the slope at that force, as a share of the force.
const CROWD_STEP: f64 = 0.05;

/// Least share of a needle's own deflection that remains relative to the reference, once loads reach it.
const LEAST_OWN: f64 = 0.5;

/// Share of a needle's further deflection that counts, once its load has reached the reference.
const BEYOND: f64 = 0.1;

impl Footing<'_> {
    /// Own deflection of the skin under a force with the tip at depth z, whatever the reference, mm.
    #[inline]
    fn own_mm(&self, force_n: f64, z_mm: f64) -> f64 {
        let crowd = &self.around.crowd;
        let locked = if force_n <= crowd.force_n {
            self.surface.locked_mm(force_n)
        } else {
            crowd.deflection_mm + crowd.mm_per_n * (force_n - crowd.force_n)
        };
        (force_n * self.pile.mm_per_n(z_mm)).min(locked)
    }

    /// Depth of the skin under the tip below the reference, for a force with the tip at depth z, mm. Grows
    /// with the force.
    #[inline]
    pub fn deflection_mm(&self, force_n: f64, z_mm: f64) -> f64 {
        let own = self.own_mm(force_n, z_mm);
        let Level { force_n: most_n, deflection_mm: most_mm } = self.around.level;
        let own = own.min(most_mm) + BEYOND * (own - most_mm).max(0.0);
        let relative = (own - self.around.reference_mm_per_n * force_n.min(most_n)).max(LEAST_OWN * own);
        relative + self.beside_mm + self.give_mm_per_n * force_n
    }

    /// Force that deflects the skin by this much, N; 0 where the other needles alone push it further down.
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
            // No force that a needle could bear pushes this far.
            return MOST_N;
        }
        illinois(low, below, high, above, 1e-9 * deflection_mm, miss)
    }
}

/// Least exponent in the growth of a locked deflection with its force.
const LEAST_GROWTH: f64 = 0.1;

/// Force beyond what any needle bears, N; it ends every search.
const MOST_N: f64 = 200.0;

/// Largest number of rounds of a search, and the rounds that use false position alone.
const ROUNDS: u32 = 120;
const PATIENT_ROUNDS: u32 = 20;

/// Finds a root between two ends where f has opposite signs, to within `tolerance` of f (Illinois false
/// position).
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
        // Where f is almost flat and then rises steeply, false position creeps, so every second round
        // bisects.
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
