//! Brings the pins of a pen to equilibrium where they themselves end its travel: they carry all that it presses with, or would lift
//! its head ([`super::lift`]).
//!
//! Which needle goes first decides where that is: one that punctures lets the device go on until others bear its share, and
//! these may then puncture or not. The device therefore comes down in steps, with every puncture in its step, and stops in the
//! first that takes it too far; there the place is halved in. The first end that is met is the end: the same whatever the order
//! in which the needles are numbered, and never less far under a larger force.

use super::array::{ArrayOnBed, Equilibrium, Hold, NotAtRest, RimEnd};
use super::equilibrium::REST_MM;
use super::lift::Head;

/// Steps in which a device comes down.
const STEPS: u32 = 64;

/// Halvings of a step within which the end is found: to the last digit of a place.
const HALVINGS: u32 = 40;

/// How well a lift by inertia is found, mm.
const LIFT_MM: f64 = 1e-4;

/// Places this close are one, mm.
const SAME_MM: f64 = 1e-10;

/// How many needles have punctured.
fn through(state: &Equilibrium) -> usize {
    state.needles.iter().filter(|needle| needle.punctured).count()
}

impl ArrayOnBed<'_> {
    /// Goes on from a state to where its needles end the travel, or else to its full length.
    pub(super) fn bounded(&self, hold: Hold, state: &mut Equilibrium) -> Result<(), NotAtRest> {
        let reach = self.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
        // Places of the device: of a pen its travel past the rim, of a plate less its gap to the skin.
        let (nothing, full) = match hold {
            Hold::Rim { travel_mm, hand_n, .. } => (-reach - self.most_bulge_mm(hand_n), travel_mm),
            _ => (-reach, 0.0),
        };
        let at = |place_mm: f64| match hold {
            Hold::Rim { hand_n, .. } => Hold::Rim { travel_mm: place_mm, hand_n, end: RimEnd::Dial },
            _ => Hold::Gap { gap_mm: -place_mm },
        };
        let mut whole = state.clone();
        self.close(at(full), &mut whole, false)?;
        // What a head of mass does is decided at the deepest travel, which a stroke is at longest; a given force ends a stroke wherever
        // it is met.
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
        // As long as nothing punctures a longer way is as good.
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
            // A needle that punctures or jumps to where it bears more stays there, and the device comes back to its force.
            *state = self.start(Some(if through(&over) == through(state) { &*state } else { &over }));
            return self.carry(state, most_n, [nothing, next], rest);
        }
        Ok(())
    }

    /// The hand bears the needles on average, and inertia alone counts: a lift of micrometres, that which the needles' force at this
    /// lift makes. A little less travel hardly changes the force, so that each trial's lift is the next one's trial.
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
        // Where needles bear more at less travel, since fewer have punctured there, the device is lifted as at full travel.
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

    /// The next state under a larger load.
    fn going_on(&self, hold: Hold, from: &Equilibrium) -> Result<Equilibrium, NotAtRest> {
        let mut state = self.start(Some(from));
        self.close(hold, &mut state, true)?;
        Ok(state)
    }

    /// More than the needles carry anywhere on the way to a state, N: each what it bears before it punctures, or where its
    /// resistance is largest.
    fn most_on_the_way_n(&self, state: &Equilibrium) -> f64 {
        let each = state.needles.iter().zip(self.members).zip(&self.resistances);
        each.map(|((needle, member), resistance)| {
            let largest = resistance.force_n(needle.depth_mm.min(resistance.drop_mm()));
            member.puncture_n.max(member.resistance_factor * largest).max(needle.force_n)
        })
        .sum()
    }
}
