//! All needles of a device together: who touches, who dimples, who has punctured, and how deep.
//!
//! The others push the skin under a needle down by
//!
//! ```text
//! p_j = Σ_(k ≠ j) (C_jk - B_jk) F_k
//! ```
//!
//! with C_jk the displacement at j per force at k and B_jk that of what the depth is counted from. Each needle then follows
//! its own law ([`super::seat`]) to its advance e. Three states: no contact (e ≤ p, F = 0), dimpling (0 < F < F_p), punctured
//! (irreversible). How they are found: `equilibrium`.
//!
//! | held | depth counted from | what is known |
//! |---|---|---|
//! | [`Hold::Rim`] | the rim of a pen | travel, or what ends it before ([`RimEnd`]); the hand's force less the needles' rests on the rim and bulges the skin into the head |
//! | [`Hold::Level`] | the undeformed surface, or the plate where the skin touches it | travel |
//! | [`Hold::Force`] | the skin between the needles | total force; the body carries what is left once it touches |
//! | [`Hold::Body`] | the skin between the needles | the body touches |
//!
//! First order: under a plate or drum the skin between the needles is taken to conform to the plate, so that the bowl under
//! the whole array drops out of the depth.

use super::bed::{Bed, Footing, Pile, Surroundings};
use super::lift::Head;
use super::resistance::Resistance;
use super::seat::{Guess, Seat};
use crate::device::Needle;
use crate::skin::Column;

/// One needle of an array, as it stands in this strike.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub needle: Needle,
    /// Where it enters the skin, mm.
    pub at_mm: [f64; 2],
    /// How far its tip stands below the plate's level (on a drum: below the bare drum's lowest point), mm.
    pub reach_mm: f64,
    pub column: Column,
    /// Force at which this one punctures, N.
    pub puncture_n: f64,
    /// Its resistance over the median.
    pub resistance_factor: f64,
}

/// How the array is held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Hold {
    /// Driven by a travel past the rim; the hand presses with this force on rim and needles together.
    Rim { travel_mm: f64, hand_n: f64, end: RimEnd },
    /// The plate stops at this depth below the level of the undeformed surface.
    Level { plate_mm: f64 },
    /// The needles and then the body carry this force.
    Force { total_n: f64 },
    /// Driven until the body touches the skin.
    Body,
    /// Stopped at this gap between the body and the skin between the needles, mm.
    Gap { gap_mm: f64 },
}

/// What ends the travel of a pen's needles past the skin before the dial does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RimEnd {
    /// Nothing.
    Dial,
    /// They carry this force, N.
    Force(f64),
    /// They would lift the head off the skin.
    Lift(Head),
}

impl Hold {
    /// Force that the needles carry where they end the travel of the device, N.
    pub fn carried_n(&self) -> Option<f64> {
        match *self {
            Hold::Rim { end: RimEnd::Force(most_n), .. } => Some(most_n),
            Hold::Force { total_n } => Some(total_n),
            _ => None,
        }
    }

    /// How far the rim stands off the skin where its needles end at this travel past it, mm.
    pub fn lift_mm(&self, at_mm: f64) -> f64 {
        match *self {
            Hold::Rim { travel_mm, end: RimEnd::Lift(_), .. } => travel_mm - at_mm,
            _ => 0.0,
        }
    }

    /// Whether needles that carry so much at a travel past the rim are beyond what ends it.
    pub(super) fn is_over(&self, total_n: f64, at_mm: f64) -> bool {
        match *self {
            Hold::Rim { hand_n, end: RimEnd::Lift(head), .. } => {
                head.rises(total_n, hand_n, self.lift_mm(at_mm))
            }
            _ => self.carried_n().is_some_and(|most_n| total_n > most_n),
        }
    }
}

/// The rim of a pen, as the skin feels it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rim {
    pub radius_mm: f64,
    pub width_mm: f64,
    /// Share of the linear bulge into the head.
    pub bulge_share: f64,
    /// How far the face of the cartridge lies behind the rim: no bulge goes further.
    pub recess_mm: f64,
}

/// What one needle does at equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Needled {
    pub force_n: f64,
    /// Depth of the tip in the tissue; 0 until punctured.
    pub depth_mm: f64,
    pub punctured: bool,
    /// It had gone so deep before, mm: it does not come back from there.
    pub held_mm: f64,
    /// Advance of its tip past the reference, mm.
    pub advance_mm: f64,
    /// How far the others push the skin down here, counted from the reference, mm.
    pub beside_mm: f64,
    /// How far the advance yields to the needle's own force, mm/N.
    pub give_mm_per_n: f64,
    /// Where its depth was found last: the next search begins there.
    pub guess: Guess,
}

/// An array at equilibrium.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    pub needles: Vec<Needled>,
    /// Gap between the plate and the skin between the needles, mm; 0 where the body touches.
    pub gap_mm: f64,
    /// Travel past the rim, or past where it stood before it was lifted, mm; 0 without a rim.
    pub past_rim_mm: f64,
    /// What the body or rim carries, N.
    pub body_n: f64,
    /// Sweeps it took.
    pub sweeps: u32,
}

impl Equilibrium {
    pub fn total_n(&self) -> f64 {
        self.needles.iter().map(|needle| needle.force_n).sum()
    }
}

/// A solve that found no equilibrium.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum NotAtRest {
    /// `needle` counts from 1.
    #[error(
        "the forces of {needles} needles did not come to rest: needle {needle} still moves by {off_mm:.2e} mm"
    )]
    Moving { needles: usize, needle: usize, off_mm: f64 },
    #[error(
        "no place was found at which {needles} needles carry {wanted_n} N: the nearest carries {carried_n} N"
    )]
    Uncarried { needles: usize, wanted_n: f64, carried_n: f64 },
}

/// An array on a bed: everything that does not change while it is pushed.
#[derive(Debug, Clone)]
pub struct ArrayOnBed<'a> {
    bed: &'a Bed,
    pub(super) members: &'a [Member],
    piles: Vec<Pile>,
    /// Which pile a member has.
    pile_of: Vec<usize>,
    pub(super) resistances: Vec<Resistance>,
    /// C_jk - B_jk by rows, 0 on the diagonal, mm/N.
    between: Vec<f64>,
    /// B_jk by rows, mm/N.
    pub(super) references: Vec<f64>,
    /// What is around each needle.
    around: Vec<Surroundings>,
    /// Bulge under needle j per force that the strike takes from the rim, mm/N, upwards positive.
    pub(super) bulges: Vec<f64>,
    /// How much further skin bulges under the hand, which presses slowly.
    pub(super) slow: f64,
    /// Most that the skin can bulge past a rim, mm.
    pub(super) recess_mm: f64,
}

impl<'a> ArrayOnBed<'a> {
    /// With the skin between the needles as reference, or the rim of a pen.
    pub fn new(
        bed: &'a Bed,
        members: &'a [Member],
        parameters: &super::Parameters,
        rim: Option<Rim>,
    ) -> ArrayOnBed<'a> {
        let n = members.len();
        let (mut shapes, mut pile_of): (Vec<Needle>, Vec<usize>) = (Vec::new(), Vec::with_capacity(n));
        for member in members {
            let known = shapes.iter().position(|shape| *shape == member.needle);
            pile_of.push(known.unwrap_or(shapes.len()));
            if known.is_none() {
                shapes.push(member.needle);
            }
        }
        let piles = shapes.iter().map(|shape| bed.pile(shape)).collect();
        let distance = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let mut others = vec![0.0; n * n];
        let mut nearest = vec![f64::INFINITY; n];
        for j in 0..n {
            for k in 0..j {
                let apart = distance(members[j].at_mm, members[k].at_mm);
                let other = bed.other_mm_per_n(apart);
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
            let own =
                ring.mean(|point| bed.other_mm_per_n(distance(ring.at(0), point).max(0.5 * rim.width_mm)));
            for k in 0..n {
                let sinks = ring.mean(|point| bed.other_mm_per_n(distance(members[k].at_mm, point)));
                for j in 0..n {
                    references[j * n + k] = sinks;
                }
                bulges[k] = rim.bulge_share * (own - sinks).max(0.0);
            }
        } else if let Some(half) = half_spacing(members) {
            // The middles of the four meshes about a needle hang on how far apart two of them stand in x and in y alone, and of needles
            // in rows and columns many pairs stand alike: each way of standing is looked at once.
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
                let sinks = |[right, up]: [f64; 2]| bed.other_mm_per_n((x + right).hypot(y + up).max(half));
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
        // Under a plate the skin between the needles sinks with them once their loads meet; past a rim they are counted from
        // far away.
        let mut around: Vec<Surroundings> = Vec::with_capacity(n);
        for j in 0..n {
            let apart = if rim.is_some() { nearest[j] } else { f64::INFINITY };
            let reference = references[j * n + j];
            let same = j.checked_sub(1).filter(|last| {
                around[*last].reference_mm_per_n == reference && (rim.is_none() || nearest[*last] == apart)
            });
            around.push(same.map_or_else(|| bed.surroundings(reference, apart), |last| around[last]));
        }
        let resistances = members
            .iter()
            .map(|member| Resistance::new(&member.needle, &member.column, parameters))
            .collect();
        ArrayOnBed {
            bed,
            members,
            piles,
            pile_of,
            resistances,
            between,
            references,
            around,
            bulges,
            slow: bed.rate(),
            recess_mm: rim.map_or(0.0, |rim| rim.recess_mm),
        }
    }

    pub fn len(&self) -> usize {
        self.members.len()
    }

    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub fn members(&self) -> &[Member] {
        self.members
    }

    pub fn resistance(&self, needle: usize) -> &Resistance {
        &self.resistances[needle]
    }

    /// Needle j as it stands.
    pub fn seat(&self, j: usize, needled: &Needled) -> Seat<'_> {
        Seat {
            footing: Footing {
                bed: self.bed,
                pile: &self.piles[self.pile_of[j]],
                around: &self.around[j],
                beside_mm: needled.beside_mm,
                give_mm_per_n: 0.0,
            },
            resistance: self.resistances[j],
            advance_mm: needled.advance_mm,
            length_mm: self.members[j].needle.length_mm,
        }
    }

    /// Growth of the force of needle j with its advance, N/mm.
    pub fn stiffness_n_per_mm(&self, j: usize, needled: &Needled) -> f64 {
        let step = 1e-4;
        let force = |advance_mm: f64| {
            self.follow(j, &Needled { advance_mm: needled.advance_mm + advance_mm, ..*needled }, 0.0).force_n
        };
        (force(step) - force(-step)).max(0.0) / (2.0 * step)
    }

    /// How far the others push the skin down under needle j, counted from the reference, mm; by what each bears near
    /// ([`ArrayOnBed::near_n`]).
    #[inline]
    pub(super) fn pushed_mm(&self, j: usize, near_n: &[f64]) -> f64 {
        let row = &self.between[j * self.len()..(j + 1) * self.len()];
        let all: f64 = row.iter().zip(near_n).map(|(between, near)| between * near).sum();
        // Where they would lift it, their loads reach each other and no longer act as points: they leave it where it is.
        all.max(0.0)
    }

    /// The force of needle j that moves the skin beside it against its reference: no more than up to where both sink alike.
    #[inline]
    pub(super) fn near_n(&self, j: usize, force_n: f64) -> f64 {
        force_n.min(self.around[j].level.force_n)
    }

    /// How far the reference of needle j sinks under all needles, mm.
    pub(super) fn reference_sinks_mm(&self, j: usize, needles: &[Needled]) -> f64 {
        let row = &self.references[j * self.len()..(j + 1) * self.len()];
        row.iter().zip(needles).map(|(b, needle)| b * needle.force_n).sum()
    }

    /// How far a force on the rim lets the skin bulge past it at most, under any needle, mm.
    pub fn most_bulge_mm(&self, rim_n: f64) -> f64 {
        (0..self.len()).map(|j| self.lift_mm(j, rim_n)).fold(0.0, f64::max)
    }

    /// How far a force on the rim lets the skin under needle j bulge past it, no further than to the face of the cartridge.
    fn lift_mm(&self, j: usize, rim_n: f64) -> f64 {
        (self.slow * self.bulges[j] * rim_n.max(0.0)).min(self.recess_mm)
    }

    /// How far the skin under a tip stands below what the advance counts from, or (`absolute`) below the undeformed surface;
    /// mm.
    pub fn deflection_mm(&self, j: usize, needles: &[Needled], absolute: bool) -> f64 {
        let needled = &needles[j];
        let deflection = self.seat(j, needled).footing.deflection_mm(needled.force_n, needled.depth_mm);
        if absolute { deflection + self.reference_sinks_mm(j, needles) } else { deflection }
    }
}

/// Half the distance of the closest needles along both axes; `None` for a single needle.
fn half_spacing(members: &[Member]) -> Option<f64> {
    let mut closest = f64::INFINITY;
    for (j, a) in members.iter().enumerate() {
        for b in &members[..j] {
            closest = closest.min((a.at_mm[0] - b.at_mm[0]).hypot(a.at_mm[1] - b.at_mm[1]));
        }
    }
    closest.is_finite().then_some(0.5 * closest)
}

/// Distances that agree to this are the same, mm: positions are no more exact by rounding.
const ALIKE_MM: f64 = 1e-9;

/// Points on the rim over which its displacement is averaged.
struct Ring([[f64; 2]; RING_POINTS]);

const RING_POINTS: usize = 24;

impl Ring {
    fn new(rim: &Rim) -> Ring {
        Ring(std::array::from_fn(|index| {
            let angle = std::f64::consts::TAU * index as f64 / RING_POINTS as f64;
            [rim.radius_mm * angle.cos(), rim.radius_mm * angle.sin()]
        }))
    }

    fn at(&self, index: usize) -> [f64; 2] {
        self.0[index]
    }

    fn mean(&self, of: impl Fn([f64; 2]) -> f64) -> f64 {
        self.0.iter().map(|point| of(*point)).sum::<f64>() / RING_POINTS as f64
    }
}
