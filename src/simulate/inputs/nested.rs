//! Nested design: some realisations of the run, counted again under every draw of the inputs.
//!
//! People, fields of the skin and all random draws are the same under all draws and under the central inputs.
//! So any difference between two draws is the effect of the inputs. The program puts the device on the skin
//! anew, works out the strikes and counts them again. It does so on a part of the area that is at least as
//! wide as the distance between lanes. Where the reach of the run comes from people of its own
//! ([`super::super::rare`]), its shift comes from these: every draw takes one group of them, which has its own
//! value under the central inputs.

use super::attribution::{Attribution, Source, attribution};
use super::shift::{paired, shifted, shifted_part};
use super::{COUNTED, Drawn, Inputs};
use crate::engine::tally::Squares;
use crate::engine::{Grid, Tiling};
use crate::foundation::statistics::Mean;
use crate::injury::{Boundary, Measure, Own, Row};
use crate::simulate::rare::{self, Estimator};
use crate::simulate::realisation::{Buffers, RunContext};
use crate::simulate::tile::values;
use crate::simulate::{FatReach, Realisation, Setup};
use crate::skin::FieldPlan;
use crate::technique::Technique;
use rayon::prelude::*;

/// Strikes that the part of the area should hold; more on a face, because its regions differ.
const STRIKES: f64 = 450.0;
const STRIKES_ON_FACE: f64 = 8000.0;

/// Side of the patches of a face, mm, and least side of the part. Some values count squares of 1 mm.
const PATCH_MM: f64 = 2.0;
const LEAST_MM: f64 = 3.0;

/// Share of the run's work that the design may take, and the work it may always take, in strikes.
const SHARE_OF_RUN: f64 = 0.25;
const LEAST_WORK: f64 = 200_000.0;

/// Least and most realisations of the design.
const REALISATIONS: [u32; 2] = [2, 48];

/// Values of a run under other inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct InputSpread {
    /// Values of the run under every draw. NaN where a quantity has no value, under draws of which it was not
    /// found, and throughout a draw under which needles did not come to rest.
    pub means: Vec<Row>,
    /// Number of realisations counted under the first [`COUNTED`] draws.
    pub realisations: u32,
    /// Names of the inputs with what each is part of.
    pub inputs: Vec<(String, Source)>,
    /// Values of these inputs, a row for every draw.
    pub drawn: Vec<Vec<f64>>,
}

impl InputSpread {
    /// Number of draws under which all needles came to rest.
    pub fn draws(&self) -> usize {
        // Every realisation counts its strikes, whereas a depth needs a tip that pierced.
        self.known(Measure::Count).max(self.known(Measure::ReachFat))
    }

    /// Number of draws under which a quantity has a value.
    pub fn known(&self, measure: Measure) -> usize {
        self.means.iter().filter(|row| !row[measure as usize].is_nan()).count()
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

    /// Which inputs the interval of a quantity comes from. `None` if it was found under too few draws.
    pub fn attribution(&self, measure: Measure) -> Option<Attribution> {
        // Tracts, vessels and indices move neither depth nor reach, and would only add chance.
        let moves = |source: Source| {
            let depth = !matches!(source, Source::Tracts | Source::Indices | Source::Vessels);
            depth || !matches!(measure, Measure::ReachFat | Measure::DepthMean)
        };
        let columns: Vec<usize> = (0..self.inputs.len()).filter(|at| moves(self.inputs[*at].1)).collect();
        let sources: Vec<Source> = columns.iter().map(|at| self.inputs[*at].1).collect();
        let drawn: Vec<Vec<f64>> =
            self.drawn.iter().map(|row| columns.iter().map(|at| row[*at]).collect()).collect();
        attribution(measure, &self.values(measure), &sources, &drawn)
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
    let all = Inputs::draws(setup.seed).into_iter().map(|inputs| inputs.put(&part));
    let (draws, drawn): (Vec<Draw>, Vec<Vec<Drawn>>) = all.map(|(setup, drawn)| (of(setup), drawn)).unzip();

    let of_realisations = gone_through(&central, &draws[..COUNTED], plan.as_ref(), realisations);
    let of_people = reach.map(|_| people(&central, &draws, estimator)).filter(|people| !people.is_empty());
    // Values under the central inputs and under a draw, for the same realisations.
    let counted = |measure: Measure, draw: usize| -> Option<[f64; 2]> {
        // If needles did not come to rest in one realisation, the draw cannot be compared.
        if of_realisations
            .iter()
            .any(|rows| rows[0].is_none() || rows.get(draw + 1).is_none_or(Option::is_none))
        {
            return None;
        }
        let values = |at: usize| -> Vec<f64> {
            let value = |rows: &Vec<Option<Row>>| rows[at].map_or(f64::NAN, |row| row[measure as usize]);
            of_realisations.iter().map(value).collect()
        };
        paired(&values(0), &values(draw + 1))
    };
    // The same, with the nominal density of the draw, which is exact: a few lanes would add chance.
    let nominal = |measure: Measure, draw: usize| -> Option<[f64; 2]> {
        let [central_value, drawn] = counted(measure, draw)?;
        if matches!(measure, Measure::Count | Measure::Density) && central_value > 0.0 {
            let ratio = draws[draw].setup.expected_strikes() / central.setup.expected_strikes();
            return Some([central_value, ratio * central_value]);
        }
        Some([central_value, drawn])
    };
    let density = Mean::of(&column(rows, Measure::Density)).map_or(f64::NAN, |mean| mean.mean);
    // The same, from people of the reach where it comes from them.
    let known = |measure: Measure, draw: usize| -> Option<[f64; 2]> {
        let Some(people) = &of_people else { return nominal(measure, draw) };
        let [central, drawn] = match measure.own() {
            Own::Passing(Boundary::Fat) | Own::IntoFatPerArea | Own::OverLimit => {
                people.get(draw)?.as_ref()?
            }
            Own::Nothing | Own::Passing(Boundary::Epidermis | Boundary::Dermis) => {
                return nominal(measure, draw);
            }
        };
        match measure.own() {
            Own::Passing(_) | Own::Nothing => Some([central[0], drawn[0]]),
            Own::IntoFatPerArea => {
                let [of_central, of_draw] = nominal(Measure::Density, draw)?;
                let density_drawn = shifted(Measure::Density, density, of_central, of_draw);
                Some([density * central[1], density_drawn * drawn[1]])
            }
            Own::OverLimit => Some([central[2], drawn[2]]),
        }
    };
    let value_of = |measure: Measure| {
        let own = reach.and_then(|reach| reach.mean(measure, rows));
        own.or_else(|| Mean::of(&column(rows, measure))).map(|mean| mean.mean)
    };
    let mut means = vec![[f64::NAN; Measure::COUNT]; draws.len()];
    for measure in Measure::ALL {
        let Some(value) = value_of(*measure) else { continue };
        for (draw, means) in means.iter_mut().enumerate() {
            let Some([central, drawn]) = known(*measure, draw) else { continue };
            let whole = measure.part_of().and_then(|whole| {
                let of_run = value_of(whole)?;
                let [c, x] = nominal(whole, draw)?;
                Some((of_run, shifted(whole, of_run, c, x), counted(whole, draw)?))
            });
            means[*measure as usize] = match whole {
                // People of their own have the density of the run.
                Some((of_run, of_draw, _)) if measure.own() == Own::IntoFatPerArea && of_people.is_some() => {
                    shifted_part(of_draw, [value, of_run], [central, of_run], [drawn, of_draw])
                }
                Some((of_run, of_draw, [c, x])) => {
                    shifted_part(of_draw, [value, of_run], [central, c], [drawn, x])
                }
                None => shifted(*measure, value, central, drawn),
            };
        }
    }
    let inputs = drawn.first()?.iter().map(|drawn| (drawn.name.clone(), drawn.source)).collect();
    let drawn = drawn.iter().map(|row| row.iter().map(|drawn| drawn.value).collect()).collect();
    let spread = InputSpread { means, realisations, inputs, drawn };
    (spread.known(Measure::Count) >= COUNTED - COUNTED / 5).then_some(spread)
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
    let one = (COUNTED + 1) as f64 * (part.expected_strikes() + treatment);
    let [least, most] = REALISATIONS;
    ((work / one) as u32).clamp(least, most).min(done.max(1))
}

/// Values of every realisation under the central inputs, then under every draw; `None` where the needles find no
/// equilibrium.
fn gone_through(
    central: &Draw,
    draws: &[Draw],
    plan: Option<&FieldPlan>,
    realisations: u32,
) -> Vec<Vec<Option<Row>>> {
    let tiling = Tiling::new(&central.setup.grid);
    let squares = Squares::new(&central.setup.grid);
    let all = || std::iter::once(central).chain(draws);
    let rim_mm = all().map(|draw| draw.setup.window().rim_mm).fold(0.0, f64::max);
    let context = RunContext::new(plan, &tiling, None).with_rim(rim_mm);
    let of_one = |number: u32| {
        let mut last: Option<(Realisation, &Draw)> = None;
        let mut rows = Vec::with_capacity(draws.len() + 1);
        for draw in all() {
            let (begun, of) = match last.take() {
                Some((ready, of)) => (Ok(ready), of),
                None => (Realisation::new(&central.setup, &context, Buffers::default(), number), central),
            };
            let same_places = of.setup.placing() == draw.setup.placing();
            let ready =
                begun.and_then(|ready| ready.assume(&draw.setup, &context, draw.plan.as_ref(), same_places));
            rows.push(ready.as_ref().ok().map(|ready| values(&draw.setup, ready, &tiling, &squares)));
            last = ready.ok().map(|ready| (ready, draw));
        }
        rows
    };
    (0..realisations).into_par_iter().with_max_len(1).map(of_one).collect()
}

/// What one group of people has: reach, reach by density, and share of people over the limit.
type OfGroup = [f64; 3];

/// Values of the draw's own group of people under the central inputs and under every draw.
fn people(central: &Draw, draws: &[Draw], estimator: &Estimator) -> Vec<Option<[OfGroup; 2]>> {
    estimator.beside_central(draws.len(), |draw, group| {
        let Draw { setup, plan } = draw.map_or(central, |draw: usize| &draws[draw]);
        estimator.of_others(setup, plan.as_ref().map(FieldPlan::anywhere), draw, group)
    })
}
