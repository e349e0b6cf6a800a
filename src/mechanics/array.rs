//! All needles of a device together: which ones touch, dimple or have punctured, and how deep they are.
//!
//! The other needles push the skin under needle j down by
//!
//! ```text
//! p_j = Σ_(k ≠ j) (C_jk - B_jk) F_k
//! ```
//!
//! Here C_jk is the displacement at j per force at k. B_jk is the displacement of the reference from which
//! the depth of needle j counts. Each needle then follows its own law ([`super::one_needle`]) to its advance e. It
//! has one of four states: no contact (e ≤ p, F = 0), dimpling, entering (F < F_p), punctured (irreversible).
//! `equilibrium` finds them.
//!
//! | held | depth counted from | known |
//! |---|---|---|
//! | [`Hold::Rim`] | the rim of a pen | travel, or an earlier end ([`RimEnd`]) |
//! | [`Hold::Level`] | the undeformed surface, or the plate where the skin touches it | travel |
//! | [`Hold::Force`] | the skin between the needles | total force; after contact the body carries the rest |
//! | [`Hold::Body`] | the skin between the needles | the body touches |
//!
//! At a rim, the hand's force minus that of the needles rests on the rim and bulges the skin into the head.
//!
//! First order: under a plate or drum the skin between the needles is assumed to conform to the plate. The
//! bowl under the whole array then drops out of the depth.

use super::entry::Entry;
use super::lift::Head;
use super::one_needle::{Guess, OneNeedle};
use super::resistance::{Parts, Resistance};
use super::skin_surface::{Footing, Pile, SkinSurface, Surroundings};
use crate::device::Needle;
use crate::skin::Column;

/// Needle of an array in this strike.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Shape of the needle.
    pub needle: Needle,
    /// Place of entry into the skin, mm.
    pub at_mm: [f64; 2],
    /// Distance of its tip below the plate's level (on a drum: below the bare drum's lowest point), mm.
    pub reach_mm: f64,
    /// Layers under the needle.
    pub column: Column,
    /// Puncture force of this needle, N.
    pub puncture_n: f64,
    /// Resistance of this needle over the median.
    pub resistance_factor: f64,
}

/// Way in which the device holds the array.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hold {
    /// Driven by a travel past the rim; the hand presses with `hand_n` on rim and needles together.
    Rim {
        /// Travel past the plane of the rim at which the dial stops the needles, mm.
        travel_mm: f64,
        /// Force of the hand on rim and needles together, N.
        hand_n: f64,
        /// Event that may end the travel before the dial does.
        end: RimEnd,
    },
    /// The plate stops at this depth below the level of the undeformed surface.
    Level {
        /// Depth of the stopped plate below the level of the undeformed surface, mm.
        plate_mm: f64,
    },
    /// The needles, and then the body, carry this force.
    Force {
        /// Force that the needles carry together when they stop, N.
        total_n: f64,
    },
    /// Driven until the body touches the skin.
    Body,
    /// Stopped at this gap between the body and the skin between the needles, mm.
    Gap {
        /// Gap between the body and the skin between the needles, mm.
        gap_mm: f64,
    },
}

/// Event that ends the travel of a pen's needles before the dial does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RimEnd {
    /// No such event: the dial ends the travel.
    Dial,
    /// The needles carry this force, N.
    Force(f64),
    /// The needles would lift the head off the skin.
    Lift(Head),
}

impl Hold {
    /// Force that the needles carry where they end the device's travel, N.
    pub fn carried_n(&self) -> Option<f64> {
        match *self {
            Hold::Rim { end: RimEnd::Force(most_n), .. } => Some(most_n),
            Hold::Force { total_n } => Some(total_n),
            Hold::Rim { end: RimEnd::Dial | RimEnd::Lift(_), .. }
            | Hold::Level { .. }
            | Hold::Body
            | Hold::Gap { .. } => None,
        }
    }

    /// Hold of this share of the needles: where a force ends the travel, they carry their share of it.
    pub fn shared(self, share: f64) -> Hold {
        match self {
            Hold::Rim { travel_mm, hand_n, end: RimEnd::Force(most_n) } => {
                Hold::Rim { travel_mm, hand_n, end: RimEnd::Force(most_n * share) }
            }
            Hold::Force { total_n } => Hold::Force { total_n: total_n * share },
            Hold::Rim { end: RimEnd::Dial | RimEnd::Lift(_), .. }
            | Hold::Level { .. }
            | Hold::Body
            | Hold::Gap { .. } => self,
        }
    }

    /// Lift of the rim off the skin if its needles end at this travel past it, mm.
    pub fn lift_mm(&self, at_mm: f64) -> f64 {
        match *self {
            Hold::Rim { travel_mm, end: RimEnd::Lift(_), .. } => travel_mm - at_mm,
            Hold::Rim { end: RimEnd::Dial | RimEnd::Force(_), .. }
            | Hold::Level { .. }
            | Hold::Force { .. }
            | Hold::Body
            | Hold::Gap { .. } => 0.0,
        }
    }

    /// Whether needles that carry this force at this travel past the rim are beyond its end.
    pub(super) fn is_over(&self, total_n: f64, at_mm: f64) -> bool {
        match *self {
            Hold::Rim { hand_n, end: RimEnd::Lift(head), .. } => {
                head.rises(total_n, hand_n, self.lift_mm(at_mm))
            }
            Hold::Rim { end: RimEnd::Dial | RimEnd::Force(_), .. }
            | Hold::Level { .. }
            | Hold::Force { .. }
            | Hold::Body
            | Hold::Gap { .. } => self.carried_n().is_some_and(|most_n| total_n > most_n),
        }
    }
}

/// Rim of a pen, as it loads the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rim {
    /// Radius of the ring on which the rim rests, mm.
    pub radius_mm: f64,
    /// Width of that ring, mm.
    pub width_mm: f64,
    /// Share of the linear bulge into the head.
    pub bulge_share: f64,
    /// Distance of the cartridge's face behind the rim, mm; no bulge goes further.
    pub recess_mm: f64,
}

/// State of one needle at equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Needled {
    /// Force of the skin on the needle, N.
    pub force_n: f64,
    /// Depth of the tip in the tissue; at most that of the reticular dermis until it has punctured.
    pub depth_mm: f64,
    /// True once the needle has broken through into the reticular dermis; it stays so.
    pub punctured: bool,
    /// Depth that it had reached before, mm; it does not come back from there.
    pub held_mm: f64,
    /// Advance of its tip past the reference, mm.
    pub advance_mm: f64,
    /// How far the other needles push the skin down here, relative to the reference, mm.
    pub beside_mm: f64,
    /// Yield of the advance to the needle's own force, mm/N.
    pub give_mm_per_n: f64,
    /// Last depth found, where the next search begins.
    pub guess: Guess,
}

impl Needled {
    /// Depth over which the needle loads the skin, mm: a tip that has not punctured loads its surface.
    pub fn loaded_mm(&self) -> f64 {
        if self.punctured { self.depth_mm } else { 0.0 }
    }
}

/// Array at equilibrium.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// One state per member of the array, in the members' order.
    pub needles: Vec<Needled>,
    /// Gap between the plate and the skin between the needles, mm; 0 where the body touches.
    pub gap_mm: f64,
    /// Travel past the rim, or past the rim's place before it was lifted, mm; 0 without a rim.
    pub past_rim_mm: f64,
    /// Force on the body or rim, N.
    pub body_n: f64,
    /// Number of sweeps.
    pub sweeps: u32,
    /// Whether sweeps go against the order of the places.
    pub(super) backwards: bool,
}

impl Equilibrium {
    /// Sum of the needles' forces, N.
    pub fn total_n(&self) -> f64 {
        self.needles.iter().map(|needle| needle.force_n).sum()
    }
}

/// Error of a search that found no equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotAtRest {
    /// The needles still moved when the search gave up.
    #[error(
        "the forces of {needles} needles did not come to rest: needle {needle} still moves by {off_mm:.2e} mm"
    )]
    Moving {
        /// Number of needles in the array.
        needles: usize,
        /// Needle that moved furthest in the last sweep, counted from 1.
        needle: usize,
        /// Change of its advance and of its neighbours' push in that sweep, mm.
        off_mm: f64,
    },
    /// The search found no place at which the needles carry the wanted force.
    #[error(
        "no place was found at which {needles} needles carry {wanted_n} N: the nearest carries {carried_n} N"
    )]
    Uncarried {
        /// Number of needles in the array.
        needles: usize,
        /// Force to be carried, N.
        wanted_n: f64,
        /// Force carried where the search ended, N.
        carried_n: f64,
    },
}

/// Array on a surface: everything that does not change while it is pushed.
#[derive(Debug, Clone)]
pub struct ArrayOnSkin<'a> {
    surface: &'a SkinSurface,
    pub(super) members: &'a [Member],
    /// Indices of the members in an order that follows from their places alone, so that numbers change nothing.
    /// Sweeps go in this order. Neighbours lie far apart in it: a front that runs over the array creeps.
    pub(super) by_place: Vec<usize>,
    piles: Vec<Pile>,
    /// Index of each member's pile.
    pile_of: Vec<usize>,
    pub(super) resistances: Vec<Resistance>,
    entries: Vec<Entry>,
    /// C_jk - B_jk by rows, 0 on the diagonal, mm/N.
    between: Vec<f64>,
    /// B_jk by rows, mm/N.
    pub(super) references: Vec<f64>,
    /// Surroundings of each needle.
    around: Vec<Surroundings>,
    /// Bulge under needle j per force that the strike takes off the rim, mm/N, upwards positive.
    pub(super) bulges: Vec<f64>,
    /// Factor by which skin bulges further under the hand, which presses slowly.
    pub(super) slow: f64,
    /// Largest bulge of the skin past a rim, mm.
    pub(super) recess_mm: f64,
}

/// Key that scatters places: neighbours get keys far apart. The place itself settles ties.
fn scattered([x, y]: [f64; 2]) -> (u64, u64, u64) {
    /// Golden ratio times 2⁶⁴, as in Fibonacci hashing.
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let bits = [x, y].map(f64::to_bits);
    let mixed = (bits[0] ^ bits[1].rotate_left(32)).wrapping_mul(GOLDEN);
    ((mixed ^ (mixed >> 29)).wrapping_mul(GOLDEN), bits[0], bits[1])
}

impl<'a> ArrayOnSkin<'a> {
    /// Places an array on a surface. The reference is the rim of a pen, or else the skin between the needles.
    pub fn new(
        surface: &'a SkinSurface,
        members: &'a [Member],
        parameters: &super::Parameters,
        rim: Option<Rim>,
    ) -> ArrayOnSkin<'a> {
        let n = members.len();
        let (mut shapes, mut pile_of): (Vec<Needle>, Vec<usize>) = (Vec::new(), Vec::with_capacity(n));
        for member in members {
            let known = shapes.iter().position(|shape| *shape == member.needle);
            pile_of.push(known.unwrap_or(shapes.len()));
            if known.is_none() {
                shapes.push(member.needle);
            }
        }
        let piles = shapes.iter().map(|shape| surface.pile(shape)).collect();
        let distance = |a: [f64; 2], b: [f64; 2]| libm::hypot(a[0] - b[0], a[1] - b[1]);
        let mut others = vec![0.0; n * n];
        let mut nearest = vec![f64::INFINITY; n];
        for j in 0..n {
            for k in 0..j {
                let apart = distance(members[j].at_mm, members[k].at_mm);
                let other = surface.other_mm_per_n(apart);
                others[j * n + k] = other;
                others[k * n + j] = other;
                nearest[j] = apart.min(nearest[j]);
                nearest[k] = apart.min(nearest[k]);
            }
        }
        let mut references = vec![0.0; n * n];
        let mut bulges = vec![0.0; n];
        if let Some(rim) = rim {
            let ring = Ring::new(&rim);
            let own = ring
                .mean(|point| surface.other_mm_per_n(distance(ring.at(0), point).max(0.5 * rim.width_mm)));
            for k in 0..n {
                let sinks = ring.mean(|point| surface.other_mm_per_n(distance(members[k].at_mm, point)));
                for j in 0..n {
                    references[j * n + k] = sinks;
                }
                bulges[k] = rim.bulge_share * (own - sinks).max(0.0);
            }
        } else if let Some(half) = half_spacing(members) {
            // This mean over four points depends only on the distances in x and in y between two needles.
            // Needles in rows and columns share many of these distances, so each pair of distances is
            // computed once.
            let beside = [[half, half], [half, -half], [-half, half], [-half, -half]];
            let mut pairs: Vec<([i64; 2], usize, usize)> = Vec::with_capacity(n * (n + 1) / 2);
            let apart = |j: usize, k: usize| {
                [0, 1].map(|axis: usize| (members[j].at_mm[axis] - members[k].at_mm[axis]).abs())
            };
            for j in 0..n {
                for k in 0..=j {
                    pairs.push((apart(j, k).map(|side| (side / ALIKE_MM).round() as i64), j, k));
                }
            }
            pairs.sort_unstable();
            for alike in pairs.chunk_by(|a, b| a.0 == b.0) {
                let [(_, first, second), ..] = *alike else { continue };
                let [x, y] = apart(first, second);
                let sinks =
                    |[right, up]: [f64; 2]| surface.other_mm_per_n(libm::hypot(x + right, y + up).max(half));
                let mean = 0.25 * beside.map(sinks).iter().sum::<f64>();
                for (_, j, k) in alike {
                    references[j * n + k] = mean;
                    references[k * n + j] = mean;
                }
            }
        }
        let between = (0..n * n)
            .map(|pair| if pair / n == pair % n { 0.0 } else { others[pair] - references[pair] })
            .collect();
        // Under a plate, the skin between the needles sinks with them once their loads meet. Past a rim the
        // reference is far away, so the nearest neighbour limits the load.
        let mut around: Vec<Surroundings> = Vec::with_capacity(n);
        for j in 0..n {
            let apart = if rim.is_some() { nearest[j] } else { f64::INFINITY };
            let reference = references[j * n + j];
            let same = j.checked_sub(1).filter(|last| {
                around[*last].reference_mm_per_n == reference && (rim.is_none() || nearest[*last] == apart)
            });
            around.push(same.map_or_else(|| surface.surroundings(reference, apart), |last| around[last]));
        }
        let resistances = members
            .iter()
            .map(|member| Resistance::new(&member.needle, &member.column, parameters))
            .collect();
        let entries = members.iter().map(|member| Entry::new(&member.column, parameters)).collect();
        let mut by_place: Vec<usize> = (0..n).collect();
        by_place.sort_by_key(|at| scattered(members[*at].at_mm));
        ArrayOnSkin {
            surface,
            members,
            by_place,
            piles,
            pile_of,
            resistances,
            entries,
            between,
            references,
            around,
            bulges,
            slow: surface.rate() / parameters.rate_factor(parameters.rate_hand_mm_s),
            recess_mm: rim.map_or(0.0, |rim| rim.recess_mm),
        }
    }

    /// Number of needles in the array.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether the array has no needles.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Returns the needles, in the order of every list of needle states.
    pub fn members(&self) -> &[Member] {
        self.members
    }

    /// Returns the median resistance of a member after puncture.
    pub fn resistance(&self, needle: usize) -> &Resistance {
        &self.resistances[needle]
    }

    /// Force that needle j needs at this depth on its way to the reticular dermis, N.
    pub fn entry_force_n(&self, j: usize, depth_mm: f64) -> f64 {
        self.members[j].puncture_n * self.entries[j].share(depth_mm)
    }

    /// Work against the tissue that needle j has done in this state, mJ.
    pub fn dissipated_mj(&self, j: usize, needled: &Needled) -> Parts {
        let (member, entry, resistance) = (&self.members[j], &self.entries[j], &self.resistances[j]);
        let entered = Parts { tear: member.puncture_n * entry.work_mm(needled.depth_mm), ..Parts::default() };
        if !needled.punctured {
            return entered;
        }
        let from = resistance.work_mj(entry.through_mm).scaled(-1.0);
        resistance.work_mj(needled.depth_mm).plus(&from).scaled(member.resistance_factor).plus(&entered)
    }

    /// Returns needle j in its state.
    pub fn seat(&self, j: usize, needled: &Needled) -> OneNeedle<'_> {
        OneNeedle {
            footing: Footing {
                surface: self.surface,
                pile: &self.piles[self.pile_of[j]],
                around: &self.around[j],
                beside_mm: needled.beside_mm,
                give_mm_per_n: 0.0,
            },
            entry: self.entries[j],
            resistance: self.resistances[j],
            advance_mm: needled.advance_mm,
            length_mm: self.members[j].needle.length_mm,
        }
    }

    /// Growth of needle j's force with its advance, N/mm.
    pub fn stiffness_n_per_mm(&self, j: usize, needled: &Needled) -> f64 {
        let step = 1e-4;
        let force = |advance_mm: f64| {
            self.follow(j, &Needled { advance_mm: needled.advance_mm + advance_mm, ..*needled }, 0.0).force_n
        };
        (force(step) - force(-step)).max(0.0) / (2.0 * step)
    }

    /// How far the other needles push the skin down under needle j, relative to the reference, mm.
    ///
    /// `near_n` is what each of them bears ([`ArrayOnSkin::near_n`]).
    #[inline]
    pub(super) fn pushed_mm(&self, j: usize, near_n: &[f64]) -> f64 {
        let row = &self.between[j * self.len()..(j + 1) * self.len()];
        let all: f64 = row.iter().zip(near_n).map(|(between, near)| between * near).sum();
        // A negative sum would lift the needle. Loads then overlap and no longer act as points, so the needle
        // stays.
        all.max(0.0)
    }

    /// Part of needle j's force that moves the skin beside it relative to the reference.
    ///
    /// It stops growing where both sink alike.
    #[inline]
    pub(super) fn near_n(&self, j: usize, force_n: f64) -> f64 {
        force_n.min(self.around[j].level.force_n)
    }

    /// How far the reference of needle j sinks under all needles, mm.
    pub(super) fn reference_sinks_mm(&self, j: usize, needles: &[Needled]) -> f64 {
        let row = &self.references[j * self.len()..(j + 1) * self.len()];
        row.iter().zip(needles).map(|(b, needle)| b * needle.force_n).sum()
    }

    /// Largest bulge under any needle that a force on the rim allows, mm.
    pub fn most_bulge_mm(&self, rim_n: f64) -> f64 {
        (0..self.len()).map(|j| self.lift_mm(j, rim_n)).fold(0.0, f64::max)
    }

    /// Bulge past the rim under needle j for a force on the rim, at most up to the face of the cartridge.
    fn lift_mm(&self, j: usize, rim_n: f64) -> f64 {
        (self.slow * self.bulges[j] * rim_n.max(0.0)).min(self.recess_mm)
    }

    /// Depth of the skin under a tip below the reference of the advance, or (`absolute`) below the undeformed
    /// surface; mm.
    pub fn deflection_mm(&self, j: usize, needles: &[Needled], absolute: bool) -> f64 {
        let needled = &needles[j];
        let deflection = self.seat(j, needled).footing.deflection_mm(needled.force_n, needled.loaded_mm());
        if absolute { deflection + self.reference_sinks_mm(j, needles) } else { deflection }
    }
}

/// Half the smallest distance between two needles; `None` for a single needle.
fn half_spacing(members: &[Member]) -> Option<f64> {
    let mut closest = f64::INFINITY;
    for (j, a) in members.iter().enumerate() {
        for b in &members[..j] {
            closest = closest.min(libm::hypot(a.at_mm[0] - b.at_mm[0], a.at_mm[1] - b.at_mm[1]));
        }
    }
    closest.is_finite().then_some(0.5 * closest)
}

/// Distances within this of each other count as equal, mm; rounding makes positions no more exact.
const ALIKE_MM: f64 = 1e-9;

/// Points on the rim over which its displacement is averaged.
struct Ring([[f64; 2]; RING_POINTS]);

const RING_POINTS: usize = 24;

impl Ring {
    fn new(rim: &Rim) -> Ring {
        Ring(std::array::from_fn(|index| {
            let angle = std::f64::consts::TAU * index as f64 / RING_POINTS as f64;
            [rim.radius_mm * libm::cos(angle), rim.radius_mm * libm::sin(angle)]
        }))
    }

    fn at(&self, index: usize) -> [f64; 2] {
        self.0[index]
    }

    fn mean(&self, of: impl Fn([f64; 2]) -> f64) -> f64 {
        self.0.iter().map(|point| of(*point)).sum::<f64>() / RING_POINTS as f64
    }
}
