//! One insertion: forces, depths and work along the travel of the device, with every puncture where it
//! happens.
//!
//! The travel grows in small steps. Where a needle would puncture within a step, the step ends exactly there.
//! The needle punctures at that travel, and the insertion continues. Work is kept in parts,
//!
//! ```text
//! ∫ Σ F de = ∫ Σ F dw + Σ ξ ∫ R dz + released
//! ```
//!
//! The left side is the work of the device on the needles. On the right stand the work that the skin holds as
//! deflection, the work of tearing, spreading and friction, and the work released where a needle jumps. In a
//! jump the skin gives back more than the new depth takes, and the rest is lost.
//!
//! The program sums the device's work, the deflection and the jumps along the travel; tear, spread and
//! friction are closed forms of the depth. The balance of both sides thus checks forces, depths and steps
//! together. The work that the skin holds is the work done on it. Not all of it would come back, because a
//! needle that goes in stiffens its own support.

use super::array::{ArrayOnSkin, Equilibrium, Hold, Needled, NotAtRest, RimEnd};
use super::resistance::Parts;

/// Work up to some travel, mJ (N mm).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Work {
    /// Work of the device on the needles.
    pub device_mj: f64,
    /// Work held by the skin as deflection.
    pub stored_mj: f64,
    /// Work of tearing, spreading and friction.
    pub dissipated: Parts,
    /// Work lost where needles jumped.
    pub released_mj: f64,
}

impl Work {
    /// Imbalance of the parts, as a share of the device's work.
    pub fn imbalance(&self) -> f64 {
        let parts = self.stored_mj + self.dissipated.sum() + self.released_mj;
        if self.device_mj == 0.0 { 0.0 } else { (self.device_mj - parts) / self.device_mj }
    }
}

/// Array at one travel.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Travel of the longest tip past the reference of depth, mm.
    ///
    /// The reference is the rim of a pen, the skin between the needles of a plate or drum, or the resting
    /// surface.
    pub travel_mm: f64,
    /// State of every needle, in the order of the array's members.
    pub needles: Vec<Needled>,
    /// Deflection of the skin under each tip, below the reference of the travel, mm.
    ///
    /// The reference is the rim, the skin between the needles, or the resting surface where the plate stops
    /// at its level.
    pub deflections_mm: Vec<f64>,
    /// Work from the start of the insertion up to this travel.
    pub work: Work,
}

impl Step {
    /// Sum of the needles' forces, N.
    pub fn total_n(&self) -> f64 {
        self.needles.iter().map(|needle| needle.force_n).sum()
    }
}

/// Puncture by one needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Puncture {
    /// Index of the needle among the array's members.
    pub member: usize,
    /// Travel at which the needle punctures, counted as in [`Step`], mm.
    pub travel_mm: f64,
    /// Force of the needle just before it punctures, N.
    pub force_n: f64,
}

/// Complete insertion of an array.
#[derive(Debug, Clone, PartialEq)]
pub struct Insertion {
    /// States along the travel, in order; a puncture adds a state at the same travel.
    pub steps: Vec<Step>,
    /// Punctures in the order in which they happen.
    pub punctures: Vec<Puncture>,
}

/// Least number of steps of an insertion.
const STEPS: usize = 240;

/// Number of halvings that locate a puncture or a force within a step.
const HALVINGS: u32 = 20;

/// Relative tolerance within which a needle's force counts as its resistance.
const ON_CURVE: f64 = 1e-6;

/// Intervals over which the skin's force is integrated across a jump (Simpson).
const JUMP_PARTS: usize = 64;

/// Excess of depth growth over travel growth that counts as a jump, mm.
const JUMP_MM: f64 = 0.02;

impl Insertion {
    /// Follows an array under a hold to the end of its travel.
    ///
    /// # Errors
    /// [`NotAtRest`] at the first place that has no equilibrium.
    pub fn new(array: &ArrayOnSkin<'_>, hold: Hold) -> Result<Insertion, NotAtRest> {
        let reach = array.members().iter().map(|member| member.reach_mm).fold(0.0, f64::max);
        let end = match hold {
            Hold::Rim { travel_mm, .. } => travel_mm + reach,
            Hold::Level { plate_mm } => reach + plate_mm,
            Hold::Force { .. } | Hold::Body => reach,
            Hold::Gap { gap_mm } => reach - gap_mm,
        };
        let at = |travel: f64| match hold {
            Hold::Rim { hand_n, .. } => Hold::Rim { travel_mm: travel - reach, hand_n, end: RimEnd::Dial },
            Hold::Level { .. } => Hold::Level { plate_mm: travel - reach },
            Hold::Force { .. } | Hold::Body | Hold::Gap { .. } => Hold::Gap { gap_mm: reach - travel },
        };
        let absolute = matches!(hold, Hold::Level { .. });
        let mut way = Way { array, steps: Vec::new(), punctures: Vec::new(), absolute };
        // Skin that bulges past a rim meets the tips before they reach its plane.
        let start = match hold {
            Hold::Rim { hand_n, .. } => -array.most_bulge_mm(hand_n),
            Hold::Level { .. } | Hold::Force { .. } | Hold::Body | Hold::Gap { .. } => 0.0,
        };
        let mut state = array.settled(at(start), None)?;
        let mut travel = start;
        way.record(start, &state);
        let step = (end - start).max(0.0) / STEPS as f64;
        while travel < end {
            let next = (travel + step).min(end);
            let trial = array.settled(at(next), Some(&state))?;
            let over = |state: &Equilibrium, travel: f64| hold.is_over(state.total_n(), travel - reach);
            if array.due(&trial).is_none() && !over(&trial, next) {
                travel = next;
                state = trial;
                way.record(travel, &state);
                continue;
            }
            // Halves the step until its first event is located.
            let (mut low, mut high, mut happened) = (travel, next, trial);
            for _ in 0..HALVINGS {
                let middle = 0.5 * (low + high);
                let trial = array.settled(at(middle), Some(&state))?;
                if array.due(&trial).is_some() || over(&trial, middle) {
                    (high, happened) = (middle, trial);
                } else {
                    low = middle;
                }
            }
            if array.due(&happened).is_none() {
                // The force or the lift is reached, so the insertion ends at the last place before it.
                state = array.settled(at(low), Some(&state))?;
                way.record(low, &state);
                break;
            }
            travel = high;
            state = happened;
            way.record(travel, &state);
            while let Some(member) = array.due(&state) {
                way.punctures.push(Puncture {
                    member,
                    travel_mm: travel,
                    force_n: state.needles[member].force_n,
                });
                state.needles[member].punctured = true;
                state = array.settled(at(travel), Some(&state))?;
                way.record(travel, &state);
            }
        }
        Ok(Insertion { steps: way.steps, punctures: way.punctures })
    }

    /// Returns the last step.
    pub fn end(&self) -> Option<&Step> {
        self.steps.last()
    }

    /// Largest force of every member along the insertion, N.
    pub fn peaks_n(&self) -> Vec<f64> {
        let members = self.end().map_or(0, |step| step.needles.len());
        (0..members)
            .map(|member| self.steps.iter().map(|step| step.needles[member].force_n).fold(0.0, f64::max))
            .collect()
    }

    /// Largest force of all needles together, N.
    pub fn peak_total_n(&self) -> f64 {
        self.steps.iter().map(Step::total_n).fold(0.0, f64::max)
    }
}

struct Way<'a, 'b> {
    array: &'a ArrayOnSkin<'b>,
    steps: Vec<Step>,
    punctures: Vec<Puncture>,
    /// True if the travel counts from the undeformed surface.
    absolute: bool,
}

impl Way<'_, '_> {
    /// Adds a state, with the work since the last one.
    fn record(&mut self, travel_mm: f64, state: &Equilibrium) {
        let deflections_mm: Vec<f64> = (0..self.array.len())
            .map(|member| self.array.deflection_mm(member, &state.needles, self.absolute))
            .collect();
        let mut work = self.steps.last().map_or(Work::default(), |step| step.work);
        if let Some(last) = self.steps.last() {
            for (member, now) in state.needles.iter().enumerate() {
                let before = &last.needles[member];
                let deflected = deflections_mm[member] - last.deflections_mm[member];
                self.add(&mut work, member, before, now, deflected, travel_mm - last.travel_mm);
            }
        }
        self.steps.push(Step { travel_mm, needles: state.needles.clone(), deflections_mm, work });
    }

    fn add(
        &self,
        work: &mut Work,
        member: usize,
        before: &Needled,
        now: &Needled,
        deflected_mm: f64,
        travelled_mm: f64,
    ) {
        let deeper = now.depth_mm - before.depth_mm;
        let force = 0.5 * (before.force_n + now.force_n);
        let factor = self.array.members()[member].resistance_factor;
        let resistance = self.array.resistance(member);
        let [to, from] = [now, before].map(|needled| self.array.dissipated_mj(member, needled));
        let dissipated = to.plus(&from.scaled(-1.0));
        // A needle that moves on bears its resistance, whatever it bore at rest. Near the tip's own width the
        // resistance is not linear in depth, so this integrates it by Simpson's rule.
        let bears = |depth_mm: f64| factor * resistance.force_n(depth_mm);
        let goes_on = before.punctured && (now.force_n - bears(now.depth_mm)).abs() <= ON_CURVE * now.force_n;
        // A tip on its way to the reticular dermis bears what entry takes, from the surface on.
        let inwards = if !now.punctured {
            let [from, to] = [before, now].map(|needled| self.array.entry_force_n(member, needled.depth_mm));
            0.5 * (from + to)
        } else if goes_on {
            let middle = bears(0.5 * (before.depth_mm + now.depth_mm));
            (bears(before.depth_mm) + 4.0 * middle + now.force_n) / 6.0
        } else {
            force
        };
        let advanced_mj = inwards * deeper + force * deflected_mm;
        work.device_mj += advanced_mj;
        work.dissipated = work.dissipated.plus(&dissipated);
        if deeper > travelled_mm + JUMP_MM || (now.punctured && !before.punctured) {
            // The skin pushes the tip from one depth to the other while the advance stays constant.
            let seat = self.array.seat(member, now);
            let push = |depth: f64| seat.footing.force_n(seat.advance_mm - depth, depth);
            let width = deeper / JUMP_PARTS as f64;
            let simpson = (0..=JUMP_PARTS).map(|part| {
                let weight = match part {
                    0 | JUMP_PARTS => 1.0,
                    odd if odd % 2 == 1 => 4.0,
                    _ => 2.0,
                };
                weight * push(before.depth_mm + part as f64 * width)
            });
            let given = simpson.sum::<f64>() * width / 3.0;
            work.stored_mj += advanced_mj - given;
            work.released_mj += given - dissipated.sum();
        } else {
            work.stored_mj += force * deflected_mm;
        }
    }
}
