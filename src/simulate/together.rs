//! Several setups counted together on the same people. What two of them share is made once, and each ends in the
//! bytes of a run of its own.
//!
//! | made once | for setups that have in common |
//! |---|---|
//! | plan of the skin's fields; every person, with the fields | area, skin and seed: all that are counted together |
//! | how the skin sinks under a load | the contact law with its numbers, and the support |
//! | places of the strikes, and how evenly they lie | array, motion, technique, defects |
//! | equilibrium, strikes, tracts and counts; what the needles of the people of the fat-layer reach pass | everything but the number of passes: a *family* |
//!
//! The strikes of p passes are the first strikes of more passes, and nothing that is counted of them depends on
//! later ones. So the longest treatment of a family is counted once, and its totals are looked at after each of the
//! shorter ones.

use super::counted::{Count, Counted};
use super::rare::Estimator;
use super::rare::memo::Memo;
use super::realisation::{Buffers, OnPerson, RunContext};
use super::tile::totals_after;
use super::{Realisation, Setup, SimulateError, Simulated, Stop, Wanted};
use crate::device::{Array, Defects, Motion};
use crate::engine::tally::Squares;
use crate::engine::{Evenness, Histogram, Tiling, Totals};
use crate::injury::Row;
use crate::mechanics::Ground;
use crate::mechanics::depth_table::PAYS;
use crate::skin::{Column, FieldPlan};
use crate::technique::{Technique, Window};
use rayon::prelude::*;
use std::sync::Arc;

/// Realisations prepared together, for each thread.
const BATCH_A_THREAD: usize = 2;

/// Setups that can be counted together, with what all of them share.
pub struct Together<'a> {
    setups: Vec<&'a Setup>,
    families: Vec<Family>,
    plan: Option<FieldPlan>,
    tiling: Tiling,
    squares: Squares,
}

/// Setups that differ in their number of passes alone, by rising passes. The last is counted.
struct Family {
    members: Vec<usize>,
    /// Whether the family before places its strikes alike.
    placed_as_before: bool,
}

/// What places the strikes of a treatment with this many passes.
#[derive(PartialEq)]
struct Placing {
    technique: Technique,
    motion: Motion,
    array: Array,
    defects: Defects,
    window: Window,
}

impl Placing {
    fn of(setup: &Setup) -> Placing {
        let (technique, motion) = setup.placing();
        let (array, defects) = (setup.device.array.clone(), setup.device.defects);
        Placing { technique, motion, array, defects, window: setup.window() }
    }
}

/// Values of one realisation under one setup, with the depths of its tips.
type Counts = (Row, Histogram);

/// What one realisation gives: its person, and the counts under every setup.
struct OfPerson {
    column: Column,
    counts: Vec<Counts>,
}

impl<'a> Together<'a> {
    /// Prepares setups that [`can_share`] people with the first of them.
    pub fn new(setups: Vec<&'a Setup>) -> Together<'a> {
        let first = setups[0];
        Together {
            plan: first.field_plan(),
            tiling: Tiling::new(&first.grid),
            squares: Squares::new(&first.grid),
            families: families(&setups),
            setups,
        }
    }

    /// Values of every setup, in their order; `None` if it was stopped.
    ///
    /// # Errors
    /// [`SimulateError::NoEquilibrium`], with the number of the setup.
    pub fn count(&self, stop: &dyn Stop) -> Result<Option<Vec<Counted>>, (usize, SimulateError)> {
        let all = self.setups[0].realisations;
        let context = RunContext::new(self.plan.as_ref(), &self.tiling, None);
        let batch = (BATCH_A_THREAD * rayon::current_num_threads()) as u32;
        let mut counted: Vec<Counted> =
            self.setups.iter().map(|_| Counted::nothing(&self.tiling, 0)).collect();
        for from in (0..all).step_by(batch as usize) {
            if stop.requested() {
                return Ok(None);
            }
            let to = all.min(from + batch);
            let people: Vec<Result<OfPerson, (usize, SimulateError)>> = (from..to)
                .into_par_iter()
                .with_max_len(1)
                .map(|number| self.person(&context, number))
                .collect();
            for person in people {
                let OfPerson { column, counts } = person?;
                for (counted, (row, depths)) in counted.iter_mut().zip(counts) {
                    counted.rows.push(row);
                    counted.columns.push(column);
                    counted.depths.merge(&depths);
                }
            }
        }
        Ok(Some(counted))
    }

    /// Results of every setup from its counts, without cells and without details of realisation 0, family by family.
    /// The fat-layer reach comes from people of its own, and the intervals from draws, as in a run; a family shares
    /// what the needles of these people reach. `take` gets the number of the setup, and says whether to go on.
    pub fn simulated(
        &self,
        counted: Vec<Counted>,
        mut take: impl FnMut(usize, Simulated) -> bool,
        stop: &dyn Stop,
    ) -> bool {
        let mut counted: Vec<Option<Counted>> = counted.into_iter().map(Some).collect();
        for family in &self.families {
            let memo = (family.members.len() > 1).then(|| Arc::new(Memo::default()));
            for member in &family.members {
                let Some(counted) = counted[*member].take() else { continue };
                let setup = self.setups[*member];
                let rare = Estimator::new(self.plan.as_ref());
                let rare = memo.as_ref().map_or(rare.clone(), |memo| rare.with_memo(Arc::clone(memo)));
                // Abandoned, there is nothing to take.
                let simulated = without_cells(setup, counted, rare).simulated(setup, stop);
                if !simulated.is_ok_and(|simulated| take(*member, simulated)) {
                    return false;
                }
            }
        }
        true
    }

    /// One realisation under every setup.
    fn person(&self, context: &RunContext<'_>, number: u32) -> Result<OfPerson, (usize, SimulateError)> {
        let first = self.setups[0];
        let mut skin = first.skin.realise(self.plan.as_ref(), first.seed, u64::from(number));
        let (column, supports) = (skin.mean_column(), skin.supports());
        let mut counts: Vec<Option<Counts>> = self.setups.iter().map(|_| None).collect();
        let mut buffers = Buffers::default();
        let mut ground: Option<(&Setup, Ground)> = None;
        // How evenly the strikes lie after so many of them.
        let mut known: Vec<(u32, Evenness)> = Vec::new();
        for family in &self.families {
            let Some(leader) = family.members.last().copied() else { continue };
            let setup = self.setups[leader];
            if !ground.as_ref().is_some_and(|(of, _)| of.law.shares_ground(&setup.law)) {
                let found = setup.law.ground(&setup.device, &supports);
                let found = found.map_err(|error| (leader, no_equilibrium(setup, number, error)))?;
                ground = Some((setup, found));
            }
            if !family.placed_as_before {
                known.clear();
            }
            let evenness_at =
                |known: &[(u32, Evenness)], strikes| known.iter().find(|of| of.0 == strikes).map(|of| of.1);
            let of_all = known.first().map(|of| of.1);
            let person = OnPerson { skin, ground: ground.as_ref().map(|(_, ground)| ground), placed: of_all };
            let ready = Realisation::on_skin(setup, context, person, buffers, number, Wanted::ALL)
                .map_err(|error| (leader, error))?;
            let all = ready.strikes.len() as u32;
            if known.is_empty() {
                known.push((all, ready.evenness));
            }
            let shorter = &family.members[..family.members.len() - 1];
            let ends: Vec<u32> = shorter
                .iter()
                .map(|member| ready.strikes_of_passes(self.setups[*member].technique.passes))
                .collect();
            for end in &ends {
                if evenness_at(&known, *end).is_none() {
                    known.push((*end, ready.evenness_of(setup, context, *end)));
                }
            }
            let totals = totals_after(setup, &ready, &self.tiling, &self.squares, &ends);
            for ((member, totals), end) in
                family.members.iter().zip(totals).zip(ends.iter().copied().chain([all]))
            {
                let evenness = evenness_at(&known, end).unwrap_or_default();
                counts[*member] = Some(finish(self.setups[*member], number, totals, evenness));
            }
            (skin, buffers) = ready.into_person();
        }
        Ok(OfPerson { column, counts: counts.into_iter().flatten().collect() })
    }
}

/// One setup by itself: its results without cells, and the people behind its fat-layer reach. `None` if it was stopped.
///
/// # Errors
/// [`SimulateError::NoEquilibrium`].
pub fn alone(setup: &Setup, stop: &dyn Stop) -> Result<Option<(Simulated, Estimator)>, SimulateError> {
    let together = Together::new(vec![setup]);
    let counted = together.count(stop).map_err(|(_, error)| error)?;
    let Some(counted) = counted.and_then(|counted| counted.into_iter().next()) else { return Ok(None) };
    let rare = Estimator::new(together.plan.as_ref());
    match without_cells(setup, counted, rare).with_people(setup, stop) {
        Err(SimulateError::Abandoned) => Ok(None),
        found => found.map(Some),
    }
}

fn without_cells(setup: &Setup, counted: Counted, rare: Estimator) -> Count {
    let counted = Counted { tiles: Vec::new(), ..counted };
    Count { counted, first: None, asked: setup.realisations, rare }
}

/// Whether two setups treat the same people on the same area, so that they can be counted together.
pub fn can_share(one: &Setup, other: &Setup) -> bool {
    one.grid == other.grid
        && one.skin == other.skin
        && one.seed == other.seed
        && one.session == other.session
        && one.realisations == other.realisations
}

/// Memory that the counts of one setup take, bytes: its rows and persons, which may reserve twice their length, and
/// depths of the realisations in flight.
pub fn bytes_of_point(setup: &Setup) -> u64 {
    let row = size_of::<Row>() + size_of::<Column>();
    let depths = crate::engine::counter::depths().counts.len() * size_of::<u64>();
    let in_flight = 1 + BATCH_A_THREAD * rayon::current_num_threads();
    (2 * row * setup.realisations as usize + depths * in_flight) as u64
}

/// Whether two setups differ in their number of passes at most.
pub fn is_family(one: &Setup, other: &Setup) -> bool {
    let passes = other.technique.passes;
    let mut like = one.clone();
    like.technique.passes = passes;
    like == *other
}

/// Families in the order of their first members, those that place strikes alike beside each other.
fn families(setups: &[&Setup]) -> Vec<Family> {
    let without_passes = |setup: &Setup| {
        let mut setup = setup.clone();
        setup.technique.passes = 1;
        setup
    };
    // Depths of many strikes are tabulated, which moves their last digits.
    let is_tabulated = |setup: &Setup| setup.strikes_of_needle() >= PAYS;
    let mut found: Vec<(Setup, bool, Family)> = Vec::new();
    for (number, setup) in setups.iter().enumerate() {
        let (like, tabulated) = (without_passes(setup), is_tabulated(setup));
        match found.iter_mut().find(|of| of.1 == tabulated && of.0 == like) {
            Some((.., family)) => family.members.push(number),
            None => {
                found.push((like, tabulated, Family { members: vec![number], placed_as_before: false }));
            }
        }
    }
    let mut families: Vec<Family> = Vec::with_capacity(found.len());
    let mut placings: Vec<Placing> = Vec::new();
    for (.., mut family) in found {
        family.members.sort_by_key(|member| setups[*member].technique.passes);
        let Some(leader) = family.members.last() else { continue };
        let placing = Placing::of(setups[*leader]);
        let at = placings.iter().rposition(|other| *other == placing).map_or(placings.len(), |at| at + 1);
        placings.insert(at, placing);
        families.insert(at, family);
    }
    for at in 1..families.len() {
        families[at].placed_as_before = placings[at] == placings[at - 1];
    }
    families
}

fn finish(setup: &Setup, number: u32, mut totals: Totals, evenness: Evenness) -> Counts {
    totals.set_evenness(evenness);
    let (tally, depths) = totals.finish();
    (setup.measure(number, &tally), depths)
}

fn no_equilibrium(setup: &Setup, number: u32, error: crate::mechanics::ContactError) -> SimulateError {
    SimulateError::NoEquilibrium { realisation: number, of: setup.realisations, error }
}
