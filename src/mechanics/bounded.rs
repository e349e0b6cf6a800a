//! Equilibrium of needles that themselves end the travel of the device.
//!
//! They do so where they carry all of a given force, or where a pen's pins would lift its head
//! ([`super::lift`]).
//!
//! Which needle punctures first decides where the travel ends. Each puncture lets the device go on until
//! other needles bear its share, and these may puncture in turn. The device therefore comes down in steps,
//! with every puncture in its own step. It stops in the first step that goes too far, and the program halves
//! that step. The first end found is the result. It does not depend on the numbering of the needles, and it
//! is never shallower under a larger force.

use super::array::{ArrayOnSkin, Equilibrium, Hold, NotAtRest, RimEnd};
use super::equilibrium::REST_MM;
use super::lift::Head;

/// Number of steps in which a device comes down.
const STEPS: u32 = 64;

/// Most halvings of the last step; enough to find the end to the last digit.
const HALVINGS: u32 = 40;

/// Tolerance of a lift by inertia, mm.
const LIFT_MM: f64 = 1e-4;

/// Distance below which two places count as one, mm.
const SAME_MM: f64 = 1e-10;

/// Number of needles that have punctured.
fn through(state: &Equilibrium) -> usize {
    state.needles.iter().filter(|needle| needle.punctured).count()
}

impl ArrayOnSkin<'_> {
    /// Advances a state to where its needles end the travel, or to the full travel.
    pub(super) fn bounded(&self, hold: Hold, state: &mut Equilibrium) -> Result<(), NotAtRest> {
        let reach = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
        // Places of the device: for a pen its travel past the rim, for a plate minus its gap to the skin.
        let (nothing, full) = match hold {
            Hold::Rim { travel_mm, hand_n, .. } => (-reach - self.most_bulge_mm(hand_n), travel_mm),
            Hold::Level { .. } | Hold::Force { .. } | Hold::Body | Hold::Gap { .. } => (-reach, 0.0),
        };
        let at = |place_mm: f64| match hold {
            Hold::Rim { hand_n, .. } => Hold::Rim { travel_mm: place_mm, hand_n, end: RimEnd::Dial },
            Hold::Level { .. } | Hold::Force { .. } | Hold::Body | Hold::Gap { .. } => {
                Hold::Gap { gap_mm: -place_mm }
            }
        };
        let mut whole = state.clone();
        self.close(at(full), &mut whole, false)?;
        // Whether a head with mass lifts is decided at the deepest travel, where a stroke stays longest. A
        // given force ends a stroke wherever it is met.
        let most_n = self.most_on_the_way_n(&whole);
        let lifts = matches!(hold, Hold::Rim { end: RimEnd::Lift(_), .. });
        if !hold.is_over(if lifts { whole.total_n() } else { most_n }, full) {
            *state = whole;
            return Ok(());
        }
        if let Hold::Rim { hand_n, end: RimEnd::Lift(head), .. } = hold
            && whole.total_n() <= head.most_n(hand_n)
        {
            *state = self.lifted_by_inertia(&head, hand_n, full, state, whole)?;
            return Ok(());
        }
        let step = (full - nothing) / f64::from(STEPS);
        let mut place = nothing;
        self.close(at(place), state, true)?;
        // While nothing punctures, a longer step gives the same result.
        let mut stride = step;
        while place < full {
            let mut next = if place + 1.5 * stride > full { full } else { place + stride };
            let mut over = self.going_on(at(next), state)?;
            let alike = through(&over) == through(state);
            if !alike && stride > step {
                stride = (0.5 * stride).max(step);
                continue;
            }
            if !hold.is_over(over.total_n(), next) {
                (place, *state) = (next, over);
                stride = if alike { 2.0 * stride } else { step };
                continue;
            }
            for _ in 0..HALVINGS {
                if next - place < SAME_MM || (hold.carried_n().is_some() && through(&over) == through(state))
                {
                    break;
                }
                let middle = 0.5 * (place + next);
                let trial = self.going_on(at(middle), state)?;
                if hold.is_over(trial.total_n(), middle) {
                    (next, over) = (middle, trial);
                } else {
                    (place, *state) = (middle, trial);
                }
            }
            let Some(most_n) = hold.carried_n() else { return Ok(()) };
            let rest = |state: &mut Equilibrium, place_mm: f64| self.rest(at(place_mm), state, REST_MM);
            // A needle that punctures or jumps to where it bears more stays there, and the device backs up to
            // its force.
            *state = self.start(Some(if through(&over) == through(state) { &*state } else { &over }));
            return self.carry(state, most_n, [nothing, next], rest);
        }
        Ok(())
    }

    /// Finds the lift where the hand bears the needles on average and only inertia counts.
    ///
    /// It is a few micrometres: the lift that the needles' force at this same lift causes. A little less
    /// travel hardly changes the force, so the lift found in one trial is the next trial.
    fn lifted_by_inertia(
        &self,
        head: &Head,
        hand_n: f64,
        full: f64,
        from: &Equilibrium,
        whole: Equilibrium,
    ) -> Result<Equilibrium, NotAtRest> {
        let most_mm = head.rise_mm(whole.total_n(), hand_n);
        let (mut low, mut high, mut lift) = (0.0, most_mm, most_mm);
        // Fewer needles have punctured at less travel, so they may bear more there. The lift is then that at
        // full travel.
        let mut found = Equilibrium { past_rim_mm: full - most_mm, ..whole };
        while high - low > LIFT_MM {
            let mut trial = from.clone();
            self.close(Hold::Rim { travel_mm: full - lift, hand_n, end: RimEnd::Dial }, &mut trial, false)?;
            let total_n = trial.total_n();
            let rise_mm = head.rise_mm(total_n, hand_n);
            let rests = (rise_mm - lift).abs() <= LIFT_MM && total_n <= head.most_n(hand_n);
            if rests || !head.rises(total_n, hand_n, lift) {
                (high, found) = (lift, trial);
            } else if lift == most_mm {
                break;
            } else {
                low = lift;
            }
            if rests {
                break;
            }
            lift = if rise_mm > low && rise_mm < high { rise_mm } else { 0.5 * (low + high) };
        }
        Ok(found)
    }

    /// Returns the next state under a larger load.
    fn going_on(&self, hold: Hold, from: &Equilibrium) -> Result<Equilibrium, NotAtRest> {
        let mut state = self.start(Some(from));
        self.close(hold, &mut state, true)?;
        Ok(state)
    }

    /// Upper bound on what the needles carry anywhere on the way to a state, N.
    ///
    /// For each needle it is the force before puncture, or that at its largest resistance.
    fn most_on_the_way_n(&self, state: &Equilibrium) -> f64 {
        let each = state.needles.iter().zip(self.members).zip(&self.resistances);
        each.map(|((needle, member), resistance)| {
            let largest = resistance.most_on_the_way_n(needle.depth_mm);
            member.puncture_n.max(member.resistance_factor * largest).max(needle.force_n)
        })
        .sum()
    }
}
