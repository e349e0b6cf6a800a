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
//! (irreversible). The forces are found needle by needle in turn until none moves (a coordinate descent: every needle's force
//! grows with its advance, and with C positive definite the sweep converges); then those with F ≥ F_p puncture, and the sweep is repeated until none does. A puncture unloads its own needle and thereby loads the others at
//! once, so that those who are due together would also have gone one after the other. Later, as it goes deeper, it may
//! shield them again: where all needles feel each other over the whole array ([`Hold::Level`]) the load is therefore applied
//! in steps. Under the other holds a needle feels its neighbours only, and the end is mostly that of 240 steps (tested for eight
//! strokes); many pins close together near their threshold may end with another few of them through.
//!
//! | held | depth counted from | what is known |
//! |---|---|---|
//! | [`Hold::Rim`] | the rim of a pen | travel; the hand's force less the needles' rests on the rim and bulges the skin into the head |
//! | [`Hold::Level`] | the undeformed surface, or the plate where the skin touches it | travel |
//! | [`Hold::Force`] | the skin between the needles | total force; the body carries what is left once it touches |
//! | [`Hold::Body`] | the skin between the needles | the body touches |
//!
//! First order: under a plate or drum the skin between the needles is taken to conform to the plate, so that the bowl under
//! the whole array drops out of the depth.

use super::bed::{Bed, Footing, Level, Pile};
use super::resistance::Resistance;
use super::seat::Seat;
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
    Rim {
        travel_mm: f64,
        /// The travel ends before, where the needles carry so much.
        most_n: Option<f64>,
        hand_n: f64,
    },
    /// The plate stops at this depth below the level of the undeformed surface.
    Level { plate_mm: f64 },
    /// The needles and then the body carry this force.
    Force { total_n: f64 },
    /// Driven until the body touches the skin.
    Body,
    /// Stopped at this gap between the body and the skin between the needles, mm.
    Gap { gap_mm: f64 },
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
}

/// Advance of one needle over its own force, with the others as they are: base + (gain - give F), the latter within bounds.
#[derive(Debug, Clone, Copy)]
struct Advance {
    base_mm: f64,
    gain_mm: f64,
    give_mm_per_n: f64,
    bounds_mm: [f64; 2],
}

impl Advance {
    fn steady(base_mm: f64) -> Advance {
        Advance { base_mm, gain_mm: 0.0, give_mm_per_n: 0.0, bounds_mm: [0.0; 2] }
    }
}

/// An array at equilibrium.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    pub needles: Vec<Needled>,
    /// Gap between the plate and the skin between the needles, mm; 0 where the body touches.
    pub gap_mm: f64,
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

/// A solve that did not come to rest.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "the forces of {needles} needles did not come to rest: needle {needle} still moves by {off_mm:.2e} mm"
)]
pub struct NotAtRest {
    pub needles: usize,
    /// From 1.
    pub needle: usize,
    pub off_mm: f64,
}

/// Change of advance below which a sweep is at rest, mm.
const REST_MM: f64 = 1e-6;

/// Steps in which a plate comes down to its level.
const LEVEL_STEPS: u32 = 64;

/// Sweeps after which a depth that goes back and forth is held.
const PATIENCE: u32 = 60;

/// Sweeps of one solve at most.
const MOST_SWEEPS: u32 = 2000;

/// Places of the device that are tried to carry a force at most, and how well it must be met, as a share.
const MOST_TRIALS: u32 = 200;
const CARRIED: f64 = 1e-7;

/// Width below which the place of the device is known, mm.
const PINNED_MM: f64 = 1e-11;

/// An array on a bed: everything that does not change while it is pushed.
#[derive(Debug, Clone)]
pub struct ArrayOnBed<'a> {
    bed: &'a Bed,
    members: &'a [Member],
    piles: Vec<Pile>,
    /// Which pile a member has.
    pile_of: Vec<usize>,
    resistances: Vec<Resistance>,
    /// C_jk by rows, 0 on the diagonal, mm/N.
    others: Vec<f64>,
    /// B_jk by rows, mm/N.
    references: Vec<f64>,
    /// Where the reference of each needle begins to sink with its tip.
    levels: Vec<Level>,
    /// Bulge under needle j per force on the rim, mm/N, upwards positive.
    bulges: Vec<f64>,
    /// Most that the skin can bulge past a rim, mm.
    recess_mm: f64,
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
        for j in 0..n {
            for k in 0..j {
                let other = bed.other_mm_per_n(distance(members[j].at_mm, members[k].at_mm));
                others[j * n + k] = other;
                others[k * n + j] = other;
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
            let beside = [[half, half], [half, -half], [-half, half], [-half, -half]];
            for j in 0..n {
                for k in 0..n {
                    let mean = beside.iter().map(|[x, y]| {
                        let [px, py] = members[j].at_mm;
                        bed.other_mm_per_n(distance([px + x, py + y], members[k].at_mm).max(half))
                    });
                    references[j * n + k] = 0.25 * mean.sum::<f64>();
                }
            }
        }
        let mut levels: Vec<Level> = Vec::with_capacity(n);
        for j in 0..n {
            let same = j.checked_sub(1).filter(|last| references[last * n + last] == references[j * n + j]);
            levels.push(same.map_or_else(|| bed.level(references[j * n + j]), |last| levels[last]));
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
            others,
            references,
            levels,
            bulges,
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
                reference_mm_per_n: self.references[j * self.len() + j],
                beside_mm: needled.beside_mm,
                level: self.levels[j],
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

    /// How far the others push the skin down under needle j, counted from the reference, mm.
    fn pushed_mm(&self, j: usize, needles: &[Needled]) -> f64 {
        let row = j * self.len()..(j + 1) * self.len();
        let pairs = self.others[row.clone()].iter().zip(&self.references[row.clone()]).zip(needles);
        let all: f64 = pairs.map(|((other, reference), needle)| (other - reference) * needle.force_n).sum();
        // Where they would lift it, their loads reach each other and no longer act as points: they leave it where it is.
        (all + self.references[row.start + j] * needles[j].force_n).max(0.0)
    }

    /// How far the reference of needle j sinks under all needles, mm.
    fn reference_sinks_mm(&self, j: usize, needles: &[Needled]) -> f64 {
        let row = &self.references[j * self.len()..(j + 1) * self.len()];
        row.iter().zip(needles).map(|(b, needle)| b * needle.force_n).sum()
    }

    /// Depth below the undeformed surface of the skin between the needles, mean over the array, mm.
    pub fn between_mm(&self, needles: &[Needled]) -> f64 {
        let sum: f64 = (0..self.len()).map(|j| self.reference_sinks_mm(j, needles)).sum();
        sum / self.len().max(1) as f64
    }

    /// The equilibrium under a hold, from an untouched skin, or going on from an earlier state under a smaller load:
    /// needles that had punctured stay so.
    ///
    /// # Errors
    /// [`NotAtRest`] if the sweeps do not converge.
    pub fn equilibrium(&self, hold: Hold, from: Option<&Equilibrium>) -> Result<Equilibrium, NotAtRest> {
        let mut state = self.start(from);
        if let (Hold::Level { plate_mm }, None) = (hold, from) {
            // Every needle feels the bowl of all others here: who goes first decides who follows.
            let reach = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
            for step in 1..LEVEL_STEPS {
                let travel = (reach + plate_mm) * f64::from(step) / f64::from(LEVEL_STEPS);
                self.close(Hold::Level { plate_mm: travel - reach }, &mut state)?;
                state = self.start(Some(&state));
            }
        }
        self.close(hold, &mut state)?;
        let total = state.total_n();
        match hold {
            Hold::Rim { hand_n, .. } => state.body_n = (hand_n - total).max(0.0),
            Hold::Force { total_n } => state.body_n = (total_n - total).max(0.0),
            Hold::Level { .. } | Hold::Body | Hold::Gap { .. } => state.body_n = 0.0,
        }
        Ok(state)
    }

    /// Rests and punctures in turn, until nothing more punctures.
    fn close(&self, hold: Hold, state: &mut Equilibrium) -> Result<(), NotAtRest> {
        loop {
            self.rest(hold, state)?;
            if !self.puncture(state) {
                return Ok(());
            }
        }
    }

    /// An untouched skin, or an earlier state that a larger load goes on from.
    fn start(&self, from: Option<&Equilibrium>) -> Equilibrium {
        match from {
            Some(state) => {
                let held = |needle: &Needled| Needled { held_mm: needle.depth_mm, ..*needle };
                Equilibrium { needles: state.needles.iter().map(held).collect(), sweeps: 0, ..*state }
            }
            None => {
                let needles = vec![Needled::default(); self.len()];
                Equilibrium { needles, gap_mm: 0.0, body_n: 0.0, sweeps: 0 }
            }
        }
    }

    /// The state at rest under a hold if nothing more punctured: needles that are due bear their puncture force and no more.
    ///
    /// # Errors
    /// [`NotAtRest`] if the sweeps do not converge.
    pub fn settled(&self, hold: Hold, from: Option<&Equilibrium>) -> Result<Equilibrium, NotAtRest> {
        let mut state = self.start(from);
        self.rest(hold, &mut state)?;
        Ok(state)
    }

    /// The first needle whose force has reached its threshold.
    pub fn due(&self, state: &Equilibrium) -> Option<usize> {
        let mut pairs = state.needles.iter().zip(self.members);
        pairs.position(|(needle, member)| !needle.punctured && needle.force_n >= member.puncture_n)
    }

    /// How far a force on the rim lets the skin bulge past it at most, under any needle, mm.
    pub fn most_bulge_mm(&self, rim_n: f64) -> f64 {
        (0..self.len()).map(|j| self.lift_mm(j, rim_n)).fold(0.0, f64::max)
    }

    /// How far a force on the rim lets the skin under needle j bulge past it, no further than to the face of the cartridge.
    fn lift_mm(&self, j: usize, rim_n: f64) -> f64 {
        (self.bulges[j] * rim_n.max(0.0)).min(self.recess_mm)
    }

    /// How far the skin under a tip stands below what the advance counts from, or (`absolute`) below the undeformed surface;
    /// mm.
    pub fn deflection_mm(&self, j: usize, needles: &[Needled], absolute: bool) -> f64 {
        let needled = &needles[j];
        let deflection = self.seat(j, needled).footing.deflection_mm(needled.force_n, needled.depth_mm);
        if absolute { deflection + self.reference_sinks_mm(j, needles) } else { deflection }
    }

    /// Lets the needles whose force has reached their threshold puncture; false if there is none. Together: each loads the
    /// others, so that none of them would have been spared by another that went first.
    fn puncture(&self, state: &mut Equilibrium) -> bool {
        let mut any = false;
        for (needle, member) in state.needles.iter_mut().zip(self.members) {
            if !needle.punctured && needle.force_n >= member.puncture_n {
                needle.punctured = true;
                any = true;
            }
        }
        any
    }

    /// Brings the forces of the present contact states to rest.
    fn rest(&self, hold: Hold, state: &mut Equilibrium) -> Result<(), NotAtRest> {
        match hold {
            Hold::Rim { travel_mm, most_n: None, hand_n } => self.past_rim(state, travel_mm, hand_n),
            Hold::Rim { travel_mm, most_n: Some(most_n), hand_n } => {
                // Before any needle touches.
                let nothing = -self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
                let all = travel_mm;
                self.carry(state, most_n, [all, nothing], |array, state, travel| {
                    array.past_rim(state, travel, hand_n)
                })
            }
            Hold::Level { plate_mm } => self.sweep(state, |array, j, needles| {
                let own = array.references[j * array.len() + j];
                let others = array.reference_sinks_mm(j, needles) - own * needles[j].force_n;
                // Skin between the needles that sinks below the plate takes the advance with it.
                Advance {
                    base_mm: array.members[j].reach_mm,
                    gain_mm: plate_mm - others,
                    give_mm_per_n: own,
                    bounds_mm: [f64::NEG_INFINITY, 0.0],
                }
            }),
            Hold::Body => self.sweep_with_gap(state, 0.0),
            Hold::Gap { gap_mm } => self.sweep_with_gap(state, gap_mm),
            Hold::Force { total_n } => {
                // The gap at which no needle touches carries nothing.
                let nothing = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
                self.carry(state, total_n, [0.0, nothing], |array, state, gap| {
                    array.sweep_with_gap(state, gap)
                })
            }
        }
    }

    fn past_rim(&self, state: &mut Equilibrium, travel_mm: f64, hand_n: f64) -> Result<(), NotAtRest> {
        self.sweep(state, |array, j, needles| {
            let total: f64 = needles.iter().map(|needle| needle.force_n).sum();
            // What the others leave of the hand's force lifts the skin, less what this needle takes of it.
            let left_n = hand_n - (total - needles[j].force_n);
            Advance {
                base_mm: array.members[j].reach_mm + travel_mm,
                gain_mm: array.bulges[j] * left_n,
                give_mm_per_n: array.bulges[j],
                bounds_mm: [0.0, array.recess_mm],
            }
        })
    }

    fn sweep_with_gap(&self, state: &mut Equilibrium, gap_mm: f64) -> Result<(), NotAtRest> {
        state.gap_mm = gap_mm;
        self.sweep(state, |array, j, _| Advance::steady(array.members[j].reach_mm - gap_mm))
    }

    /// Finds the place of the device, between one where the needles carry all they can and one where they carry nothing,
    /// at which they carry this force; the first if they carry less there.
    fn carry(
        &self,
        state: &mut Equilibrium,
        total_n: f64,
        [most, nothing]: [f64; 2],
        at: impl Fn(&ArrayOnBed<'_>, &mut Equilibrium, f64) -> Result<(), NotAtRest>,
    ) -> Result<(), NotAtRest> {
        at(self, state, most)?;
        let mut above = state.total_n() - total_n;
        if above <= 0.0 {
            return Ok(());
        }
        let (mut high, mut low) = (most, nothing);
        let mut below = -total_n;
        let mut side = 0;
        for _ in 0..MOST_TRIALS {
            let place = high - above * (high - low) / (above - below);
            at(self, state, place)?;
            let off = state.total_n() - total_n;
            if off.abs() <= CARRIED * total_n || (high - low).abs() <= PINNED_MM {
                break;
            }
            if off > 0.0 {
                (high, above) = (place, off);
                if side == 1 {
                    below *= 0.5;
                }
                side = 1;
            } else {
                (low, below) = (place, off);
                if side == -1 {
                    above *= 0.5;
                }
                side = -1;
            }
        }
        Ok(())
    }

    /// Needle by needle, until no advance moves.
    fn sweep(
        &self,
        state: &mut Equilibrium,
        advance: impl Fn(&ArrayOnBed<'_>, usize, &[Needled]) -> Advance,
    ) -> Result<(), NotAtRest> {
        let before = state.sweeps;
        let (mut needle, mut off_mm) = (0, 0.0);
        for _ in 0..MOST_SWEEPS {
            state.sweeps += 1;
            off_mm = 0.0;
            for j in 0..self.len() {
                let last = state.needles[j];
                let pushed = self.pushed_mm(j, &state.needles);
                // Needles that answer each other back and forth meet half way.
                let relaxed = state.sweeps - before > MOST_SWEEPS / 2;
                let beside_mm = if relaxed { 0.5 * (last.beside_mm + pushed) } else { pushed };
                let now = self.yielding(j, &Needled { beside_mm, ..last }, &advance(self, j, &state.needles));
                let moved = (now.advance_mm - last.advance_mm).abs() + (pushed - last.beside_mm).abs();
                if moved > off_mm {
                    (needle, off_mm) = (j, moved);
                }
                state.needles[j] = now;
            }
            if off_mm < REST_MM {
                return Ok(());
            }
            if state.sweeps - before > PATIENCE {
                // Where the depth jumps, its neighbours' answer may be less advance than made it jump: it stays.
                for needle in &mut state.needles {
                    needle.held_mm = needle.depth_mm;
                }
            }
        }
        Err(NotAtRest { needles: self.len(), needle: needle + 1, off_mm })
    }

    /// Needle j follows its own law to an advance that yields to its force.
    fn yielding(&self, j: usize, needled: &Needled, advance: &Advance) -> Needled {
        let Advance { base_mm, gain_mm, give_mm_per_n, bounds_mm: [low, high] } = *advance;
        let left = |force_n: f64| gain_mm - give_mm_per_n * force_n;
        let stopped = |at: f64| {
            let needled = Needled { advance_mm: base_mm + at, give_mm_per_n: 0.0, ..*needled };
            self.follow(j, &needled, 0.0)
        };
        // It yields as its force grows: from the upper bound, along the line, to the lower one.
        if left(0.0) >= high {
            let most = stopped(high);
            if left(most.force_n) >= high {
                return most;
            }
        }
        if left(0.0) > low {
            let line = Needled { advance_mm: base_mm + gain_mm, give_mm_per_n, ..*needled };
            let line = self.follow(j, &line, give_mm_per_n);
            let at = left(line.force_n);
            if at >= low {
                return Needled { advance_mm: base_mm + at.min(high), ..line };
            }
        }
        stopped(low)
    }

    /// Needle j follows its own law to its advance, of which its force takes `give_mm_per_n` away.
    fn follow(&self, j: usize, needled: &Needled, give_mm_per_n: f64) -> Needled {
        let mut seat = self.seat(j, needled);
        seat.footing.give_mm_per_n = give_mm_per_n;
        if !needled.punctured {
            // It never bears more than its puncture force: on the way to rest that bounds all trials.
            let force_n = seat.dimpling_force_up_to_n(self.members[j].puncture_n);
            return Needled { force_n, depth_mm: 0.0, ..*needled };
        }
        let factor = self.members[j].resistance_factor;
        let depth_mm = seat.depth_mm(factor, needled.held_mm);
        let resistance = factor * seat.resistance.force_n(depth_mm);
        // One that stays where it was bears what the skin pushes, no more than its resistance.
        let force_n = if depth_mm > needled.held_mm {
            resistance
        } else {
            seat.footing.force_n(seat.advance_mm - depth_mm, depth_mm).min(resistance)
        };
        Needled { force_n, depth_mm, ..*needled }
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
