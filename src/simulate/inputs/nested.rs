//! Nested design: some realisations of the run, counted again under every draw of the inputs.
//!
//! People, fields of the skin, cartridges, places of the strikes and the random draws of each strike are the
//! same under all draws and under the central inputs. So any difference between two draws is the effect of
//! the inputs. The program only brings needles to rest anew, and works out and counts the strikes again. It
//! does so on a part of the area that is at least as wide as the distance between lanes. Where the reach of
//! the run comes from people of its own ([`super::super::rare`]), its shift comes from some of these, the
//! same under every draw.

use super::shift::{paired, shifted, shifted_part};
use super::{DRAWS, Inputs};
use crate::device::Motion;
use crate::engine::tally::Squares;
use crate::engine::{Grid, Tiling};
use crate::foundation::evidence::entry;
use crate::foundation::statistics::Mean;
use crate::injury::{Boundary, Measure, Own, Row};
use crate::mechanics::{Law, Ratio};
use crate::simulate::rare::{self, Estimator};
use crate::simulate::realisation::{Buffers, RunContext};
use crate::simulate::tile::values;
use crate::simulate::{FatReach, Realisation, Setup};
use crate::skin::FieldPlan;
use crate::technique::Technique;
use crate::tract::evidence::EVIDENCE;
use rayon::prelude::*;

/// Strikes that the part of the area should hold; more on a face, because its regions differ.
const STRIKES: f64 = 450.0;
const STRIKES_ON_FACE: f64 = 8000.0;

/// Side of the patches of a face, mm, and least side of the part. Some values count squares of 1 mm.
const PATCH_MM: f64 = 2.0;
const LEAST_MM: f64 = 3.0;

/// Share of the run's work that the design may take, and the work it may always take, in strikes.
const SHARE_OF_RUN: f64 = 0.15;
const LEAST_WORK: f64 = 200_000.0;

/// Least and most realisations of the design.
const REALISATIONS: [u32; 2] = [2, 48];

/// Number of people of the reach examined under every draw, if the run has that many.
const PEOPLE: u32 = 32;

/// Values of a run under other inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct InputSpread {
    /// Values of the run under every draw; NaN where a quantity has no value, and throughout a draw under
    /// which needles did not come to rest.
    pub means: Vec<Row>,
    /// Number of realisations counted under every draw.
    pub realisations: u32,
}

impl InputSpread {
    /// Number of draws under which all needles came to rest.
    pub fn draws(&self) -> usize {
        // Every realisation counts its strikes, whereas a depth needs a tip that pierced.
        self.values(Measure::Count).iter().filter(|strikes| !strikes.is_nan()).count()
    }

    /// Value of a quantity under every draw.
    pub fn values(&self, measure: Measure) -> Vec<f64> {
        self.means.iter().map(|row| row[measure as usize]).collect()
    }

    /// Bounds between which the value lies under nine in ten draws, widened to include the value itself: the
    /// central inputs may lie at the edge of their family.
    pub fn bounds(&self, measure: Measure, value: f64) -> Option<[f64; 2]> {
        let [low, high] = super::shift::bounds(self.values(measure))?;
        Some([low.min(value), high.max(value)])
    }
}

/// One draw, with what follows from it alone.
struct Draw {
    setup: Setup,
    plan: Option<FieldPlan>,
}

/// Values of a run under every draw. `rows` are its realisations, `reach` is their fat-layer reach, and
/// `estimator` holds the people behind it. `None` where needles come to rest under too few draws for an
/// interval.
pub fn spread(
    setup: &Setup,
    rows: &[Row],
    reach: Option<&FatReach>,
    estimator: &Estimator,
) -> Option<InputSpread> {
    let part = part(setup);
    let realisations = realisations(&part, setup, rows.len() as u32);
    let plan = part.field_plan();
    let of = |setup: Setup| {
        let plan = plan.as_ref().map(|plan| plan.assuming(&setup.skin));
        Draw { setup, plan }
    };
    let central = of(part.clone());
    let drawn = Inputs::draws(setup.seed).into_iter().map(|inputs| of(inputs.under(&part)));
    let draws: Vec<Draw> = std::iter::once(central).chain(drawn).collect();

    let of_realisations = gone_through(&draws, plan.as_ref(), realisations);
    let of_people = reach.and_then(|_| people(&draws, estimator));
    let density = Mean::of(&column(rows, Measure::Density)).map_or(f64::NAN, |mean| mean.mean);
    // Value under the central inputs and under a draw, for the same people or realisations.
    let known = |measure: Measure, draw: usize| -> Option<[f64; 2]> {
        let of = |[share, of_all_strikes, over]: [f64; 3]| match measure.own() {
            Own::Passing(Boundary::Fat) => Some(share),
            Own::IntoFatPerArea => Some(density * of_all_strikes),
            Own::OverLimit => Some(over),
            Own::Nothing | Own::Passing(Boundary::Epidermis | Boundary::Dermis) => None,
        };
        if let Some(people) = &of_people
            && people.first().copied().flatten().and_then(of).is_some()
        {
            let known = |draw: usize| people.get(draw).copied().flatten().and_then(of);
            return Some([known(0)?, known(draw)?]);
        }
        // If needles did not come to rest in one realisation, the draw cannot be compared.
        if of_realisations.iter().any(|rows| rows[0].is_none() || rows[draw].is_none()) {
            return None;
        }
        let values = |draw: usize| -> Vec<f64> {
            let value = |rows: &Vec<Option<Row>>| rows[draw].map_or(f64::NAN, |row| row[measure as usize]);
            of_realisations.iter().map(value).collect()
        };
        paired(&values(0), &values(draw))
    };
    let value_of = |measure: Measure| {
        let own = reach.and_then(|reach| reach.mean(measure, rows));
        own.or_else(|| Mean::of(&column(rows, measure))).map(|mean| mean.mean)
    };
    let mut means = vec![[f64::NAN; Measure::COUNT]; draws.len() - 1];
    for measure in Measure::ALL {
        let Some(value) = value_of(*measure) else { continue };
        for (draw, means) in means.iter_mut().enumerate() {
            let Some([central, drawn]) = known(*measure, draw + 1) else { continue };
            let whole = measure.part_of().and_then(|whole| {
                // People of their own have the density of the run.
                let of_people = measure.own() == Own::IntoFatPerArea && of_people.is_some();
                let of = if of_people { density } else { known(whole, draw + 1)?[0] };
                Some([value_of(whole)?, of])
            });
            means[*measure as usize] = match whole {
                Some([whole, of]) => shifted_part([value, whole], [central, drawn, of]),
                None => shifted(*measure, value, central, drawn),
            };
        }
    }
    let spread = InputSpread { means, realisations };
    (spread.draws() >= DRAWS - DRAWS / 5).then_some(spread)
}

/// Values of a quantity in the realisations that have one.
fn column(rows: &[Row], measure: Measure) -> Vec<f64> {
    rows.iter().map(|row| row[measure as usize]).filter(|value| !value.is_nan()).collect()
}

impl Setup {
    /// Values under other inputs, if the setup asks for them.
    pub fn input_spread(
        &self,
        rows: &[Row],
        reach: Option<&FatReach>,
        estimator: &Estimator,
    ) -> Option<InputSpread> {
        self.intervals.then(|| spread(self, rows, reach, estimator)).flatten()
    }
}

/// Part of the area that the design counts.
fn part(setup: &Setup) -> Setup {
    let grid = &setup.grid;
    let per_mm2 = setup.expected_strikes() / grid.area_mm2();
    let part = if setup.skin.is_face() {
        let share = (STRIKES_ON_FACE / setup.expected_strikes()).min(1.0);
        let step = (PATCH_MM * PATCH_MM / share).sqrt();
        let inside = |at: f64| (at / step).fract() * step < PATCH_MM;
        grid.clone().only(|at| grid.holds(at[0], at[1]) && at.into_iter().all(inside))
    } else {
        let Technique { line_spacing_mm, placement_spacing_mm, .. } = setup.technique;
        let step = line_spacing_mm.max(placement_spacing_mm);
        let side = (STRIKES / per_mm2).sqrt().max(step).max(LEAST_MM);
        let [width, height] = [grid.width_mm, grid.height_mm].map(|most| side.min(most));
        Grid::new(width, height, grid.cell_x_mm().min(grid.cell_y_mm())).resolving(grid.sub_cell_mm())
    };
    let empty = part.area_mm2() <= 0.0;
    Setup { grid: if empty { grid.clone() } else { part }, ..setup.clone() }
}

/// Number of realisations that the allowed work pays for.
fn realisations(part: &Setup, setup: &Setup, done: u32) -> u32 {
    let treatment = rare::treatment_cost(setup);
    let run = f64::from(done) * (setup.expected_strikes() + treatment);
    let work = (SHARE_OF_RUN * run).max(LEAST_WORK);
    let one = (DRAWS + 1) as f64 * (part.expected_strikes() + treatment);
    let [least, most] = REALISATIONS;
    ((work / one) as u32).clamp(least, most).min(done.max(1))
}

/// Setup whose sections reach furthest; it decides for all draws which tile sees which strike.
fn widest(part: &Setup) -> Setup {
    let mut widest = part.clone();
    let known = |name: &str| entry(&EVIDENCE, "tract", name);
    widest.tract.skin_follow_factor = known("skin_follow_factor").at(0.0);
    if let Motion::Pen(pen) = &mut widest.device.motion {
        pen.dwell_fraction = known("pen_dwell_fraction").at(1.0);
    }
    if let Law::Ratio(ratio) = &mut widest.law {
        let (mean, spread) = Ratio::known(part.device.kind);
        ratio.ratio = ratio.ratio.max(mean.at(1.0));
        ratio.ratio_sd = ratio.ratio_sd.max(spread.at(1.0));
    }
    widest
}

/// Values of every realisation under every draw; `None` where the needles find no equilibrium.
fn gone_through(draws: &[Draw], plan: Option<&FieldPlan>, realisations: u32) -> Vec<Vec<Option<Row>>> {
    let Some(Draw { setup: central, .. }) = draws.first() else { return Vec::new() };
    let tiling = Tiling::new(&central.grid);
    let squares = Squares::new(&central.grid);
    let widest = widest(central);
    let context = RunContext::new(plan, &tiling, None).reaching(&widest);
    let of_one = |number: u32| {
        let Ok(mut ready) = Realisation::new(central, &context, Buffers::default(), number) else {
            return vec![None; draws.len()];
        };
        let row = |draw: &Draw| {
            ready.assume(&draw.setup, draw.plan.as_ref()).ok()?;
            Some(values(&draw.setup, &ready, &tiling, &squares))
        };
        draws.iter().map(row).collect()
    };
    (0..realisations).into_par_iter().with_max_len(1).map(of_one).collect()
}

/// Reach, reach by density and share of people over the limit under every draw, each for the same people.
fn people(draws: &[Draw], estimator: &Estimator) -> Option<Vec<Option<[f64; 3]>>> {
    let of_draw = |draw: &Draw| {
        let anywhere = draw.plan.as_ref().map(FieldPlan::anywhere);
        estimator.of_others(&draw.setup, anywhere, PEOPLE)
    };
    let all: Vec<Option<[f64; 3]>> = draws.par_iter().with_max_len(1).map(of_draw).collect();
    all.first()?.is_some().then_some(all)
}
