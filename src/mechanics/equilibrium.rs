//! Search for the equilibrium of an array's needles.
//!
//! The program finds the forces needle by needle until none moves. A needle that has not punctured bears at
//! most its puncture force. Then the needles that reach this force puncture, those furthest beyond it first.
//! Both steps repeat until no needle punctures.
//!
//! Every needle's force grows with its advance. Loads do not grow into each other ([`super::skin_surface::Crowd`]), so
//! a needle stands stiffer under its own force than under its neighbours'. Mostly a dozen sweeps are
//! therefore enough. The program combines sweeps that creep or oscillate ([`super::mixing`]).
//!
//! A few arrays can rest in more than one way: a needle that went in early stands stiffer and stays deeper. The
//! order of the sweeps then decides. It follows the needles' places and not their numbers, so that no numbering
//! gives another result.
//!
//! A puncture unloads its own needle and thereby loads the others at once. Later, as the needle goes deeper,
//! it may shield them again. Where all needles feel each other over the whole array ([`Hold::Level`]), the
//! program therefore applies the load in steps. Under the other holds a needle feels only its neighbours, and
//! the result is mostly that of 240 steps.

use super::array::{ArrayOnSkin, Equilibrium, Hold, Needled, NotAtRest, RimEnd};
use super::mixing::Mixing;
use super::skin_surface::illinois;

/// Advance of one needle over its own force, with the others fixed: base + (gain - give F), the bracket
/// within bounds.
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

/// Change of advance below which a sweep is at rest, mm.
pub(super) const REST_MM: f64 = 1e-6;

/// Looser tolerance while only the next puncture is sought; and how far beyond its force a needle must then
/// be, mm.
const ROUGH_MM: f64 = 1e-3;
const CLEARLY_MM: f64 = 0.02;

/// Number of steps in which a plate comes down to its level.
const LEVEL_STEPS: u32 = 64;

/// Share of the furthest excess over the puncture force from which needles puncture together.
const TOGETHER: f64 = 0.5;

/// Sweeps after which the program combines the last ones.
const PATIENCE: u32 = 12;

/// Sweeps after which combining and creeping take turns; beyond the first such period depths are held.
const LONG: u32 = 300;

/// Share of their change that forces take while creeping.
const CREEP: f64 = 0.3;

/// Largest number of sweeps in one search.
const MOST_SWEEPS: u32 = 2000;

/// Relative accuracy to which a given force is reached, and the relative error that is accepted.
const CARRIED: f64 = 1e-7;
const UNCARRIED: f64 = 1e-6;

/// Largest number of needle jumps that are followed on the way to a given force.
const MOST_JUMPS: u32 = 20;

impl ArrayOnSkin<'_> {
    /// Finds the equilibrium under a hold, from untouched skin or from an earlier state under a smaller load.
    ///
    /// Needles that had punctured stay so.
    ///
    /// # Errors
    /// [`NotAtRest`] if the sweeps do not converge.
    pub fn equilibrium(&self, hold: Hold, from: Option<&Equilibrium>) -> Result<Equilibrium, NotAtRest> {
        let found = self.found(hold, from, false);
        // One dense array in some ten thousand goes round in circles; from the other side it comes to rest.
        if matches!(found, Err(NotAtRest::Moving { .. })) { self.found(hold, from, true) } else { found }
    }

    fn found(
        &self,
        hold: Hold,
        from: Option<&Equilibrium>,
        backwards: bool,
    ) -> Result<Equilibrium, NotAtRest> {
        let mut state = Equilibrium { backwards, ..self.start(from) };
        if let (Hold::Level { plate_mm }, None) = (hold, from) {
            // Every needle feels the bowl of all others here, so the first to puncture decides who follows.
            let reach = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
            for step in 1..LEVEL_STEPS {
                let travel = (reach + plate_mm) * f64::from(step) / f64::from(LEVEL_STEPS);
                self.close(Hold::Level { plate_mm: travel - reach }, &mut state, false)?;
                state = self.start(Some(&state));
            }
        }
        match hold {
            // For a plate, one search for all needles together finds the place where they carry its force.
            Hold::Force { .. } => self.close(hold, &mut state, true)?,
            Hold::Rim { end: RimEnd::Force(_), .. } => {
                let start = state.clone();
                if self.bounded(hold, &mut state).is_err() {
                    // If steps do not come to rest, as with a few arrays of close pins, the same search
                    // serves.
                    state = start;
                    self.close(hold, &mut state, true)?;
                }
            }
            Hold::Rim { end: RimEnd::Lift(_), .. } => self.bounded(hold, &mut state)?,
            Hold::Rim { end: RimEnd::Dial, .. } | Hold::Level { .. } | Hold::Body | Hold::Gap { .. } => {
                self.close(hold, &mut state, false)?;
            }
        }
        let total = state.total_n();
        match hold {
            Hold::Rim { hand_n, .. } => state.body_n = (hand_n - total).max(0.0),
            Hold::Force { total_n } => state.body_n = (total_n - total).max(0.0),
            Hold::Level { .. } | Hold::Body | Hold::Gap { .. } => state.body_n = 0.0,
        }
        Ok(state)
    }

    /// Alternates rest and puncture until nothing more punctures.
    ///
    /// Unless `exact`, a rough rest is enough to find needles far beyond their puncture force.
    pub(super) fn close(&self, hold: Hold, state: &mut Equilibrium, exact: bool) -> Result<(), NotAtRest> {
        // Where each needle feels the bowl of all others, they puncture one by one.
        let share = if matches!(hold, Hold::Level { .. }) { 1.0 } else { TOGETHER };
        loop {
            if !exact {
                self.rest(hold, state, ROUGH_MM)?;
                if self.puncture(state, share, CLEARLY_MM) {
                    continue;
                }
            }
            self.rest(hold, state, REST_MM)?;
            if !self.puncture(state, share, 0.0) {
                return Ok(());
            }
        }
    }

    /// Starts from untouched skin, or from an earlier state under a smaller load.
    pub(super) fn start(&self, from: Option<&Equilibrium>) -> Equilibrium {
        match from {
            Some(state) => {
                let held = |needle: &Needled| Needled { held_mm: needle.depth_mm, ..*needle };
                Equilibrium { needles: state.needles.iter().map(held).collect(), sweeps: 0, ..*state }
            }
            None => {
                let needles = vec![Needled::default(); self.len()];
                Equilibrium {
                    needles,
                    gap_mm: 0.0,
                    past_rim_mm: 0.0,
                    body_n: 0.0,
                    sweeps: 0,
                    backwards: false,
                }
            }
        }
    }

    /// Finds the state at rest under a hold without further punctures.
    ///
    /// Needles that are due bear their puncture force and no more.
    ///
    /// # Errors
    /// [`NotAtRest`] if the sweeps do not converge.
    pub fn settled(&self, hold: Hold, from: Option<&Equilibrium>) -> Result<Equilibrium, NotAtRest> {
        let mut state = self.start(from);
        self.rest(hold, &mut state, REST_MM)?;
        Ok(state)
    }

    /// Returns the first needle whose force has reached its puncture force.
    pub fn due(&self, state: &Equilibrium) -> Option<usize> {
        let mut pairs = state.needles.iter().zip(self.members);
        pairs.position(|(needle, member)| !needle.punctured && needle.force_n >= member.puncture_n)
    }

    /// Lets needles puncture that have reached their puncture force; returns false if there are none.
    ///
    /// The furthest must be `least_mm` beyond it. It goes first, together with all that are at least `share`
    /// as far: they reached their force first on the way. As they go in, they may spare the others.
    fn puncture(&self, state: &mut Equilibrium, share: f64, least_mm: f64) -> bool {
        let beyond_mm = |j: usize, needle: &Needled| {
            let puncture_n = self.members[j].puncture_n;
            let due = !needle.punctured && needle.force_n >= puncture_n;
            due.then(|| needle.advance_mm - self.seat(j, needle).advance_through_mm(puncture_n))
        };
        let beyond: Vec<Option<f64>> =
            state.needles.iter().enumerate().map(|(j, needle)| beyond_mm(j, needle)).collect();
        let Some(furthest) = beyond.iter().flatten().copied().reduce(f64::max) else { return false };
        if furthest < least_mm || furthest.is_nan() {
            return false;
        }
        for (needle, beyond) in state.needles.iter_mut().zip(beyond) {
            needle.punctured |= beyond.is_some_and(|beyond| beyond >= share * furthest);
        }
        true
    }

    /// Brings the forces of the present contact states to rest.
    pub(super) fn rest(&self, hold: Hold, state: &mut Equilibrium, rest_mm: f64) -> Result<(), NotAtRest> {
        match hold {
            Hold::Rim { travel_mm, hand_n, end: RimEnd::Force(most_n) } => {
                // Place before any needle touches.
                let nothing = -self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
                self.carry(state, most_n, [nothing, travel_mm], |state, travel_mm| {
                    self.past_rim(state, REST_MM, travel_mm, hand_n)
                })
            }
            Hold::Rim { travel_mm, hand_n, .. } => self.past_rim(state, rest_mm, travel_mm, hand_n),
            Hold::Level { plate_mm } => self.sweep(state, rest_mm, |array, j, needles, _| {
                let own = array.references[j * array.len() + j];
                let others = array.reference_sinks_mm(j, needles) - own * needles[j].force_n;
                // Skin between the needles that sinks below the plate takes the advance with it. The plate
                // holds down skin that a needle would lift.
                let own = own.max(0.0);
                Advance {
                    base_mm: array.members[j].reach_mm,
                    gain_mm: plate_mm - others,
                    give_mm_per_n: own,
                    bounds_mm: [f64::NEG_INFINITY, 0.0],
                }
            }),
            Hold::Body => self.sweep_with_gap(state, rest_mm, 0.0),
            Hold::Gap { gap_mm } => self.sweep_with_gap(state, rest_mm, gap_mm),
            Hold::Force { total_n } => {
                // No needle touches at the largest gap.
                let reach = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
                self.carry(state, total_n, [-reach, 0.0], |state, place_mm| {
                    self.sweep_with_gap(state, REST_MM, -place_mm)
                })
            }
        }
    }

    fn past_rim(
        &self,
        state: &mut Equilibrium,
        rest_mm: f64,
        travel_mm: f64,
        hand_n: f64,
    ) -> Result<(), NotAtRest> {
        state.past_rim_mm = travel_mm;
        self.sweep(state, rest_mm, |array, j, needles, total| {
            // The hand's slow force lifts the skin; the part that the strike takes of it lets the skin down
            // again.
            let gain_n = array.slow * hand_n - (total - needles[j].force_n);
            Advance {
                base_mm: array.members[j].reach_mm + travel_mm,
                gain_mm: array.bulges[j] * gain_n,
                give_mm_per_n: array.bulges[j],
                bounds_mm: [0.0, array.recess_mm],
            }
        })
    }

    fn sweep_with_gap(&self, state: &mut Equilibrium, rest_mm: f64, gap_mm: f64) -> Result<(), NotAtRest> {
        state.gap_mm = gap_mm;
        self.sweep(state, rest_mm, |array, j, _, _| Advance::steady(array.members[j].reach_mm - gap_mm))
    }

    /// Finds the place of the device at which its needles carry this force.
    ///
    /// The place lies between one where they carry nothing and the furthest; it is the furthest if they carry
    /// less there.
    pub(super) fn carry(
        &self,
        state: &mut Equilibrium,
        total_n: f64,
        [nothing, most]: [f64; 2],
        at: impl Fn(&mut Equilibrium, f64) -> Result<(), NotAtRest>,
    ) -> Result<(), NotAtRest> {
        // A depth that one trial had to hold must not carry over to the next.
        let mut held: Vec<f64> = state.needles.iter().map(|needle| needle.held_mm).collect();
        let trial = |state: &mut Equilibrium, held: &[f64], place: f64| {
            for (needle, held_mm) in state.needles.iter_mut().zip(held) {
                needle.held_mm = *held_mm;
            }
            at(state, place)?;
            Ok(state.total_n() - total_n)
        };
        let (mut place, mut above) = (most, trial(state, &held, most)?);
        if above <= 0.0 {
            return Ok(());
        }
        for _ in 0..MOST_JUMPS {
            let mut failed = None;
            let mut over = (place, above);
            illinois(nothing, -total_n, place, above, CARRIED * total_n, |place| {
                match trial(state, &held, place) {
                    Ok(off) => {
                        if off > 0.0 && place < over.0 {
                            over = (place, off);
                        }
                        off
                    }
                    // Reports the force as reached, which ends the search.
                    Err(error) => {
                        failed = Some(error);
                        0.0
                    }
                }
            });
            if let Some(error) = failed {
                return Err(error);
            }
            if (state.total_n() - total_n).abs() <= UNCARRIED * total_n {
                return Ok(());
            }
            // A needle jumped to where it bears more. It stays there, and the device backs up to its force.
            place = over.0;
            trial(state, &held, place)?;
            held = state.needles.iter().map(|needle| needle.depth_mm).collect();
            above = trial(state, &held, place)?;
        }
        Err(NotAtRest::Uncarried { needles: self.len(), wanted_n: total_n, carried_n: state.total_n() })
    }

    /// Sweeps over the needles until none moves.
    fn sweep(
        &self,
        state: &mut Equilibrium,
        rest_mm: f64,
        advance: impl Fn(&ArrayOnSkin<'_>, usize, &[Needled], f64) -> Advance,
    ) -> Result<(), NotAtRest> {
        let (mut needle, mut off_mm) = (0, 0.0);
        let mut near: Vec<f64> =
            state.needles.iter().enumerate().map(|(j, needle)| self.near_n(j, needle.force_n)).collect();
        let mut mixing = Mixing::default();
        for round in 1..=MOST_SWEEPS {
            state.sweeps += 1;
            let before_mm = std::mem::take(&mut off_mm);
            let mut total_n = state.total_n();
            let forces_n = |state: &Equilibrium| state.needles.iter().map(|needle| needle.force_n).collect();
            let started: Vec<f64> = if round > PATIENCE { forces_n(state) } else { Vec::new() };
            for at in 0..self.len() {
                let j = self.by_place[if state.backwards { self.len() - 1 - at } else { at }];
                let last = state.needles[j];
                let beside_mm = self.pushed_mm(j, &near);
                let now = self.yielding(
                    j,
                    &Needled { beside_mm, ..last },
                    &advance(self, j, &state.needles, total_n),
                );
                let moved = (now.advance_mm - last.advance_mm).abs() + (beside_mm - last.beside_mm).abs();
                if moved > off_mm || moved.is_nan() {
                    (needle, off_mm) = (j, moved);
                }
                near[j] = self.near_n(j, now.force_n);
                total_n += now.force_n - last.force_n;
                state.needles[j] = now;
            }
            // A rough rest assumes that the remaining moves shrink as the last sweep did.
            let rough = rest_mm > REST_MM && off_mm * off_mm < rest_mm * (before_mm - off_mm);
            if off_mm < rest_mm || rough {
                return Ok(());
            }
            if round > PATIENCE {
                let ended: Vec<f64> = forces_n(state);
                let next = if (round / LONG).is_multiple_of(2) {
                    mixing.next(&started, &ended)
                } else {
                    mixing = Mixing::default();
                    started.iter().zip(&ended).map(|(from, to)| from + CREEP * (to - from)).collect()
                };
                for (j, force_n) in next.into_iter().enumerate() {
                    state.needles[j].force_n = force_n.max(0.0);
                    near[j] = self.near_n(j, force_n.max(0.0));
                }
            }
            if round > LONG {
                // Where a depth jumps, the neighbours' answer may take back the advance that made it jump.
                // The deeper state stays.
                for needle in &mut state.needles {
                    needle.held_mm = needle.depth_mm;
                }
            }
        }
        Err(NotAtRest::Moving { needles: self.len(), needle: needle + 1, off_mm })
    }

    /// Moves needle j along its own law to an advance that yields to its force.
    fn yielding(&self, j: usize, needled: &Needled, advance: &Advance) -> Needled {
        let Advance { base_mm, gain_mm, give_mm_per_n, bounds_mm: [low, high] } = *advance;
        let left = |force_n: f64| gain_mm - give_mm_per_n * force_n;
        let stopped = |at: f64| {
            let needled = Needled { advance_mm: base_mm + at, give_mm_per_n: 0.0, ..*needled };
            self.follow(j, &needled, 0.0)
        };
        // As its force grows, its advance falls from the upper bound, along the line, to the lower bound.
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

    /// Moves needle j along its own law to its advance minus `give_mm_per_n` times its force.
    pub(super) fn follow(&self, j: usize, needled: &Needled, give_mm_per_n: f64) -> Needled {
        let mut seat = self.seat(j, needled);
        seat.footing.give_mm_per_n = give_mm_per_n;
        let with = |force_n: f64, depth_mm: f64| Needled { force_n, depth_mm, ..*needled };
        if !needled.punctured {
            // It never bears more than its puncture force, which bounds all trials on the way to rest.
            let (force_n, depth_mm) = seat.before_puncture(self.members[j].puncture_n);
            return with(force_n, depth_mm);
        }
        let factor = self.members[j].resistance_factor;
        let mut guess = needled.guess;
        let held_mm = needled.held_mm.max(seat.entry.through_mm);
        let depth_mm = seat.depth_mm(factor, held_mm, &mut guess);
        let resistance = factor * seat.resistance.force_n(depth_mm);
        // A needle that stays in place bears the push of the skin, at most its resistance.
        let force_n = if depth_mm > held_mm {
            resistance
        } else {
            seat.footing.force_n(seat.advance_mm - depth_mm, depth_mm).min(resistance)
        };
        Needled { guess, ..with(force_n, depth_mm) }
    }
}
