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
use crate::simulate::{FatReach, Realisation, Setup, SimulateError, Stop};
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

/// Nested design of a run.
pub struct Nested<'a> {
    estimator: &'a Estimator,
    /// Who says when nobody wants the design any more: its values are then none.
    stop: &'a dyn Stop,
    /// Values of the run.
    of_run: [Option<f64>; Measure::COUNT],
    central: Draw,
    plan: Option<FieldPlan>,
    realisations: u32,
    /// Width of the rim in which strikes are placed under any draw of the run, mm.
    rim_mm: f64,
    /// What every group of people has under the central inputs; empty without people of their own.
    of_groups: Vec<Option<OfGroup>>,
}

/// What one group of people has: reach, reach by density, and share of people over the limit.
type OfGroup = [f64; 3];

/// What was counted under some draws.
struct Found<'a> {
    of: &'a Nested<'a>,
    draws: &'a [Draw],
    /// Values of every realisation under the central inputs, then under each draw that was counted.
    rows: Vec<Vec<Option<Row>>>,
    /// Values of a group under the central inputs and under each draw.
    people: Option<Vec<Option<[OfGroup; 2]>>>,
}

impl<'a> Nested<'a> {
    /// Design of a run with these realisations. `reach` is their fat-layer reach, and `estimator` holds the people
    /// behind it.
    pub fn new(
        setup: &Setup,
        rows: &[Row],
        reach: Option<&FatReach>,
        estimator: &'a Estimator,
        stop: &'a dyn Stop,
    ) -> Nested<'a> {
        let part = on_part(setup);
        let realisations = realisations(&part, setup, rows.len() as u32);
        let plan = part.field_plan();
        let central = Nested::draw(plan.as_ref(), part);
        let of_run = std::array::from_fn(|at| {
            let measure = Measure::ALL[at];
            let own = reach.and_then(|reach| reach.mean(measure, rows));
            own.or_else(|| Mean::of(&column(rows, measure))).map(|mean| mean.mean)
        });
        let (rim_mm, of_groups) = (0.0, Vec::new());
        let mut nested = Nested { estimator, stop, of_run, central, plan, realisations, rim_mm, of_groups };
        nested.rim_mm = nested.rim_of(&nested.draws_of(&Inputs::draws(setup.seed)[..COUNTED]));
        if reach.is_some() {
            let groups = 0..estimator.groups();
            nested.of_groups = groups
                .into_par_iter()
                .with_max_len(1)
                .map(|group| nested.of_group(&nested.central, None, group))
                .collect();
        }
        nested
    }

    fn draws_of(&self, draws: &[Inputs]) -> Vec<Draw> {
        let under = |inputs: &Inputs| inputs.under(&self.central.setup);
        draws.iter().map(|inputs| Nested::draw(self.plan.as_ref(), under(inputs))).collect()
    }

    /// Widest rim of the central inputs and these draws, mm.
    fn rim_of(&self, draws: &[Draw]) -> f64 {
        let all = std::iter::once(&self.central).chain(draws);
        all.map(|draw| draw.setup.window().rim_mm).fold(0.0, f64::max)
    }

    fn draw(plan: Option<&FieldPlan>, setup: Setup) -> Draw {
        let plan = plan.map(|plan| plan.assuming(&setup.skin));
        Draw { setup, plan }
    }

    fn of_group(&self, draw: &Draw, number: Option<usize>, group: usize) -> Option<OfGroup> {
        if self.stop.abandoned() {
            return None;
        }
        let anywhere = draw.plan.as_ref().map(FieldPlan::anywhere);
        self.estimator.of_others(&draw.setup, anywhere, number, group)
    }

    /// Value of the run under each of these draws; NaN for none. All draws take the same group of people, so that
    /// their values differ by the inputs alone.
    pub fn values(&self, measure: Measure, draws: &[Inputs], group: usize) -> Vec<f64> {
        let draws = self.draws_of(draws);
        let from_people = !self.of_groups.is_empty() && measure.own() != Own::Nothing;
        let alone = from_people
            && measure.part_of().is_none()
            && matches!(measure.own(), Own::Passing(Boundary::Fat) | Own::OverLimit);
        let rows = if alone { Vec::new() } else { self.gone_through(&draws) };
        let people = from_people.then(|| {
            let group = group % self.of_groups.len();
            let of = |draw: &Draw| Some([self.of_groups[group]?, self.of_group(draw, None, group)?]);
            draws.iter().map(of).collect()
        });
        let found = Found { of: self, draws: &draws, rows, people };
        (0..draws.len()).map(|draw| found.value(measure, draw)).collect()
    }

    /// Value of the run itself.
    pub fn value(&self, measure: Measure) -> Option<f64> {
        self.of_run[measure as usize]
    }

    /// Values of every realisation under the central inputs, then under every draw; `None` where the needles find
    /// no equilibrium.
    fn gone_through(&self, draws: &[Draw]) -> Vec<Vec<Option<Row>>> {
        let central = &self.central;
        let tiling = Tiling::new(&central.setup.grid);
        let squares = Squares::new(&central.setup.grid);
        let all = || std::iter::once(central).chain(draws);
        let rim_mm = self.rim_mm.max(self.rim_of(draws));
        let context = RunContext::new(self.plan.as_ref(), &tiling, None).with_rim(rim_mm);
        let of_one = |number: u32| {
            let mut last: Option<(Realisation, &Draw)> = None;
            let mut rows = Vec::with_capacity(draws.len() + 1);
            for draw in all() {
                if self.stop.abandoned() {
                    rows.push(None);
                    continue;
                }
                let (begun, of) = match last.take() {
                    Some((ready, of)) => (Ok(ready), of),
                    None => (Realisation::new(&central.setup, &context, Buffers::default(), number), central),
                };
                let same_places = of.setup.placing() == draw.setup.placing();
                let ready = begun
                    .and_then(|ready| ready.assume(&draw.setup, &context, draw.plan.as_ref(), same_places));
                rows.push(ready.as_ref().ok().map(|ready| values(&draw.setup, ready, &tiling, &squares)));
                last = ready.ok().map(|ready| (ready, draw));
            }
            rows
        };
        (0..self.realisations).into_par_iter().with_max_len(1).map(of_one).collect()
    }
}

impl Found<'_> {
    /// Values under the central inputs and under a draw, for the same realisations.
    fn counted(&self, measure: Measure, draw: usize) -> Option<[f64; 2]> {
        // If needles did not come to rest in one realisation, the draw cannot be compared.
        if self.rows.iter().any(|rows| rows[0].is_none() || rows.get(draw + 1).is_none_or(Option::is_none)) {
            return None;
        }
        let values = |at: usize| -> Vec<f64> {
            let value = |rows: &Vec<Option<Row>>| rows[at].map_or(f64::NAN, |row| row[measure as usize]);
            self.rows.iter().map(value).collect()
        };
        paired(&values(0), &values(draw + 1))
    }

    /// The same, with the nominal density of the draw, which is exact: a few lanes would add chance.
    fn nominal(&self, measure: Measure, draw: usize) -> Option<[f64; 2]> {
        let [central, drawn] = self.counted(measure, draw)?;
        if matches!(measure, Measure::Count | Measure::Density) && central > 0.0 {
            let strikes = |draw: &Draw| draw.setup.expected_strikes();
            let ratio = strikes(&self.draws[draw]) / strikes(&self.of.central);
            return Some([central, ratio * central]);
        }
        Some([central, drawn])
    }

    /// The same, from people of the reach where it comes from them.
    fn known(&self, measure: Measure, draw: usize) -> Option<[f64; 2]> {
        let Some(people) = &self.people else { return self.nominal(measure, draw) };
        let [central, drawn] = match measure.own() {
            Own::Passing(Boundary::Fat) | Own::IntoFatPerArea | Own::OverLimit => {
                people.get(draw)?.as_ref()?
            }
            Own::Nothing | Own::Passing(Boundary::Epidermis | Boundary::Dermis) => {
                return self.nominal(measure, draw);
            }
        };
        match measure.own() {
            Own::Passing(_) | Own::Nothing => Some([central[0], drawn[0]]),
            Own::IntoFatPerArea => {
                let density = self.of.value(Measure::Density)?;
                let [of_central, of_draw] = self.nominal(Measure::Density, draw)?;
                let density_drawn = shifted(Measure::Density, density, of_central, of_draw);
                Some([density * central[1], density_drawn * drawn[1]])
            }
            Own::OverLimit => Some([central[2], drawn[2]]),
        }
    }

    /// Value of the run under a draw; NaN for none.
    fn value(&self, measure: Measure, draw: usize) -> f64 {
        let Some(value) = self.of.value(measure) else { return f64::NAN };
        let Some([central, drawn]) = self.known(measure, draw) else { return f64::NAN };
        let whole = measure.part_of().and_then(|whole| {
            let of_run = self.of.value(whole)?;
            let [c, x] = self.nominal(whole, draw)?;
            Some((of_run, shifted(whole, of_run, c, x), self.counted(whole, draw)?))
        });
        match whole {
            // People of their own have the density of the run.
            Some((of_run, of_draw, _)) if measure.own() == Own::IntoFatPerArea && self.people.is_some() => {
                shifted_part(of_draw, [value, of_run], [central, of_run], [drawn, of_draw])
            }
            Some((of_run, of_draw, [c, x])) => {
                shifted_part(of_draw, [value, of_run], [central, c], [drawn, x])
            }
            None => shifted(measure, value, central, drawn),
        }
    }
}

/// Values of a run under every draw. `rows` are its realisations, `reach` is their fat-layer reach, and
/// `estimator` holds the people behind it. `None` where needles come to rest under too few draws for an
/// interval.
pub fn spread(
    setup: &Setup,
    rows: &[Row],
    reach: Option<&FatReach>,
    estimator: &Estimator,
    stop: &dyn Stop,
) -> Option<InputSpread> {
    let nested = Nested::new(setup, rows, reach, estimator, stop);
    let put = |inputs: Inputs| inputs.put(&nested.central.setup);
    let (draws, drawn): (Vec<Draw>, Vec<Vec<Drawn>>) = Inputs::draws(setup.seed)
        .into_iter()
        .map(put)
        .map(|(setup, drawn)| (Nested::draw(nested.plan.as_ref(), setup), drawn))
        .unzip();
    let rows = nested.gone_through(&draws[..COUNTED]);
    // Every draw takes a group, in turn.
    let groups = nested.of_groups.len();
    let people = (groups > 0).then(|| {
        let of_draw = |draw: usize| {
            let group = draw % groups;
            Some([nested.of_groups[group]?, nested.of_group(&draws[draw], Some(draw), group)?])
        };
        (0..draws.len()).into_par_iter().with_max_len(1).map(of_draw).collect()
    });
    let found = Found { of: &nested, draws: &draws, rows, people };
    let of_draw = |draw: usize| {
        let mut means = [f64::NAN; Measure::COUNT];
        for measure in Measure::ALL {
            means[*measure as usize] = found.value(*measure, draw);
        }
        means
    };
    let means = (0..draws.len()).map(of_draw).collect();
    let inputs = drawn.first()?.iter().map(|drawn| (drawn.name.clone(), drawn.source)).collect();
    let drawn = drawn.iter().map(|row| row.iter().map(|drawn| drawn.value).collect()).collect();
    let spread = InputSpread { means, realisations: nested.realisations, inputs, drawn };
    (spread.known(Measure::Count) >= COUNTED - COUNTED / 5).then_some(spread)
}

/// Values of a quantity in the realisations that have one.
fn column(rows: &[Row], measure: Measure) -> Vec<f64> {
    rows.iter().map(|row| row[measure as usize]).filter(|value| !value.is_nan()).collect()
}

impl Setup {
    /// Values under other inputs, if the setup asks for them.
    ///
    /// # Errors
    /// [`SimulateError::Abandoned`].
    pub fn input_spread(
        &self,
        rows: &[Row],
        reach: Option<&FatReach>,
        estimator: &Estimator,
        stop: &dyn Stop,
    ) -> Result<Option<InputSpread>, SimulateError> {
        let found = self.intervals.then(|| spread(self, rows, reach, estimator, stop)).flatten();
        // What was left half done is no spread.
        if stop.abandoned() { Err(SimulateError::Abandoned) } else { Ok(found) }
    }
}

/// The setup on the part of the area that the design counts.
pub fn on_part(setup: &Setup) -> Setup {
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

/// Realisations of a small run.
const SMALL: u32 = 16;

/// The setup on a part of the area with few people, without bounds over its inputs: enough to compare settings that
/// lie far apart.
pub fn small(setup: &Setup) -> Setup {
    let realisations = setup.realisations.min(SMALL);
    Setup { realisations, intervals: false, reach_error: None, ..on_part(setup) }
}

/// Value of a whole area, from that of a part: amounts grow with the area, and what no strike changes is known.
pub fn of_whole(measure: Measure, value: f64, whole: &Setup, part: &Setup) -> f64 {
    let known = whole.circumstances();
    match measure {
        Measure::Time => known.time_s.unwrap_or(f64::NAN),
        Measure::Count => value * whole.grid.area_mm2() / part.grid.area_mm2(),
        _ => value,
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, load};
    use crate::simulate::Quietly;
    use crate::simulate::together::alone;

    /// A study that asks for single draws gets what the intervals of the run have.
    #[test]
    fn identity_values_under_a_draw_are_those_of_the_run() {
        let text = "format = 1\n[area]\nwidth_mm = 5\nheight_mm = 5\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
                    depth_mm = 1.5\n[run]\nrealisations = 8\n";
        let scenario = load(&Sources::new("test.toml", text, &[] as &[&str]), &catalogue(), "test").unwrap();
        let setup = scenario.setup();
        let (run, estimator) = alone(setup, &Quietly).unwrap().unwrap();
        let of_run = run.inputs.as_ref().unwrap();
        let nested = Nested::new(setup, &run.rows, run.fat_reach.as_ref(), &estimator, &Quietly);
        let draws = Inputs::draws(setup.seed);
        for draw in [0, 7, 93] {
            for measure in
                [Measure::ReachFat, Measure::DepthMean, Measure::FatPerCm2, Measure::PeopleOverLimit]
            {
                let found = nested.values(measure, &draws[draw..=draw], draw)[0];
                let wanted = of_run.means[draw][measure as usize];
                assert_eq!(found.to_bits(), wanted.to_bits(), "{draw} {measure:?}: {found} {wanted}");
            }
        }
    }
}
