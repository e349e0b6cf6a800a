//! The loop: person -> skin -> strikes -> tracts -> engine -> injury, realisation by realisation.
//!
//! | file | holds |
//! |---|---|
//! | here | what a run needs, the loop itself |
//! | [`stream`](mod@stream) | the loop for areas that do not fit in memory: band by band |
//! | [`memory`] | what a run needs in memory, before it begins |
//! | [`counted`] | what was counted of some realisations: the state of a run between two batches |
//! | [`realisation`] | one realisation made ready: person, cartridge, equilibrium, every strike worked out |
//! | [`precision`] | when a run is exact enough |
//! | [`rare`] | fat-layer reach from people drawn where it happens |
//! | [`inputs`] | what the figures would be if the inputs were others |
//! | [`slice`](mod@slice) | an upright slice through realisation 0, to be drawn |
//! | [`timings`] | how long its stages take |

pub mod counted;
pub mod inputs;
pub mod memory;
pub mod precision;
pub mod rare;
pub mod realisation;
pub mod slice;
pub mod stream;
pub mod timings;

pub use counted::{Count, Counted, First};
pub use inputs::InputSpread;
pub use memory::Memory;
pub use precision::Precision;
pub use rare::FatReach;
pub use realisation::{Realisation, Struck, Wanted};
use realisation::{Room, Workshop};
pub use slice::Slice;
pub use stream::{TakeRows, stream};
use timings::timed;
pub use timings::{Stage, Timings};

use crate::device::{Cartridge, Device};
use crate::engine::counter::{self, Own, Part, Rules};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Counter, Grid, Histogram, Tiles, Tiling};
use crate::ground::random::{Purpose, Stream};
use crate::injury::drawn::drawn;
use crate::injury::fields::{Field, FieldKind};
use crate::injury::{Circumstances, Indices, Row};
use crate::mechanics::{ContactError, Law};
use crate::skin::{Column, FieldPlan, Layer, Skin, SkinField};
use crate::technique::{Strike, Technique, Window};
use crate::tract::{Tract, TractEvidence};
use multiversion::multiversion;
use rayon::prelude::*;
use std::ops::Range;

/// Everything a run needs, checked: no option left open, no illegal state.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    pub grid: Grid,
    pub skin: Skin,
    pub device: Device,
    pub technique: Technique,
    pub law: Law,
    pub tract: TractEvidence,
    pub indices: Indices,
    pub limits: Limits,
    pub realisations: u32,
    pub seed: u64,
    /// Whether to go through some realisations again under other inputs, for intervals.
    pub intervals: bool,
}

/// Limits a result is held against.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Share of punctures that may reach the fat layer.
    pub fat_reach: f64,
    pub depth_tolerance_mm: f64,
}

/// Told how far the run has come.
pub trait Progress: Sync {
    fn done(&self, realisations: u32, of: u32);

    /// Where the times of the stages go, if they are wanted.
    fn timings(&self) -> Option<&Timings> {
        None
    }
}

/// Asked between batches whether to stop.
pub trait Stop: Sync {
    fn requested(&self) -> bool;
}

/// Where in a run something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// Between two batches.
    Batch,
    /// At the end of a run that was asked for more than it did.
    Stopped,
    /// All that was asked for is done.
    Whole,
}

/// Shown what was counted after every batch and at the end, so that a later run can start with it. How it is kept is its
/// own matter: the loop knows no files.
pub trait Keep: Send {
    /// Whether to go on.
    fn keep(&mut self, counted: &Counted, at: Boundary) -> bool;
}

/// Says nothing, keeps nothing and never stops.
pub struct Quietly;

impl Progress for Quietly {
    fn done(&self, _realisations: u32, _of: u32) {}
}

impl Keep for Quietly {
    fn keep(&mut self, _counted: &Counted, _at: Boundary) -> bool {
        true
    }
}

impl TakeRows for Quietly {
    fn take(&mut self, _row_of_tiles: usize, _cells: &[Vec<Cell>]) -> bool {
        true
    }
}

impl Stop for Quietly {
    fn requested(&self) -> bool {
        false
    }
}

/// What came out of the loop.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// The figures of every realisation, in order.
    pub rows: Vec<Row>,
    /// The person of every realisation, averaged over places.
    pub columns: Vec<Column>,
    /// The sums of every cell.
    pub tiles: Tiles,
    /// The maps of realisation 0 alone, as they are drawn: one treatment, whose pattern the means wash out.
    pub first: Vec<Field>,
    /// The skin of realisation 0, place by place.
    pub skin_map: SkinMap,
    /// Tip depths of all strikes that pierced.
    pub depths: Histogram,
    /// Realisation 0 in detail.
    pub sample: Vec<SampleTract>,
    /// A slice through it.
    pub slice: Slice,
    /// Fat-layer reach by importance sampling; `None` where it is that of the realisations.
    pub fat_reach: Option<FatReach>,
    /// The figures under other inputs; `None` where they were not wanted, or not found.
    pub inputs: Option<InputSpread>,
    /// Realisations asked for; fewer rows than this means the run was stopped.
    pub asked: u32,
}

impl Simulated {
    /// All but the sums of the cells.
    pub fn without_cells(&self) -> Simulated {
        Simulated {
            rows: self.rows.clone(),
            columns: self.columns.clone(),
            tiles: Tiles::new(),
            first: self.first.clone(),
            skin_map: self.skin_map.clone(),
            depths: self.depths.clone(),
            sample: self.sample.clone(),
            slice: self.slice.clone(),
            fat_reach: self.fat_reach.clone(),
            inputs: self.inputs.clone(),
            asked: self.asked,
        }
    }
}

/// The layers of one person at the middles of equal rectangles over the area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SkinMap {
    pub columns: usize,
    pub rows: usize,
    /// Row by row from y = 0.
    pub layers: Vec<Column>,
}

/// Rectangles of a skin map on a side at most.
const SKIN_MAP_MOST: usize = 400;

impl SkinMap {
    fn new(grid: &Grid, skin: &SkinField) -> SkinMap {
        let [columns, rows] = [grid.columns, grid.rows].map(|count| count.min(SKIN_MAP_MOST));
        let (x, y) = (grid.width_mm / columns as f64, grid.height_mm / rows as f64);
        let layers = (0..columns * rows)
            .map(|at| skin.column(((at % columns) as f64 + 0.5) * x, ((at / columns) as f64 + 0.5) * y))
            .collect();
        SkinMap { columns, rows, layers }
    }
}

/// One tract of the sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampleTract {
    pub x_mm: f64,
    pub y_mm: f64,
    pub tip_depth_mm: f64,
    pub surface_diameter_mm: f64,
    pub slit_mm: [f64; 2],
    pub needle: u32,
    /// Where the tip lies.
    pub layer: Layer,
    pub index: u64,
}

/// Tracts kept in the sample at most.
pub const SAMPLE_MOST: usize = 100_000;

/// A run that could not be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SimulateError {
    #[error("realisation {realisation} of {of}: {error}")]
    NoEquilibrium { realisation: u32, of: u32, error: ContactError },
    #[error(
        "after {0} realisations a cell of the maps holds as many strikes or as much depth as it can count; write fewer \
         realisations or a smaller area.cell_um"
    )]
    Full(u32),
    #[error(
        "what is there holds realisations {}..{}, and that is no beginning of {}..{}", .there.start, .there.end,
        .asked.start, .asked.end
    )]
    NoBeginning { there: Range<u32>, asked: Range<u32> },
    #[error(
        "realisation 0 counted anew is not the one that is there: another build or another kind of machine made that"
    )]
    Differs,
}

/// Which realisations of a setup to count, and what is there of them already.
pub struct Task<'a> {
    /// All of the setup's, or those of a shard.
    pub realisations: Range<u32>,
    /// The first of them, counted before.
    pub start: Option<Counted>,
    /// End as soon as this is reached; for runs that begin with realisation 0.
    pub precision: Option<&'a Precision>,
    pub keep: &'a mut dyn Keep,
}

/// Runs all realisations on the current thread pool. The result depends on the setup only, not on threads or timing;
/// stopped early, it holds the realisations 0..n of the same run.
///
/// # Errors
/// [`SimulateError`]: the first realisation whose needles find no equilibrium, or a full cell.
pub fn simulate(setup: &Setup, progress: &dyn Progress, stop: &dyn Stop) -> Result<Simulated, SimulateError> {
    simulate_until(setup, None, progress, stop)
}

/// Like [`simulate`], but ends as soon as a precision is reached, at the number of realisations that were asked for at the
/// latest. What it holds is what a run of as many realisations as it took holds.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_until(
    setup: &Setup,
    precision: Option<&Precision>,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Simulated, SimulateError> {
    let realisations = 0..setup.realisations;
    let task = Task { realisations, start: None, precision, keep: &mut Quietly };
    count(setup, task, progress, stop).map(|count| count.simulated(setup))
}

/// Counts realisations, from where an earlier count of the same setup ended if there is one. What comes out does not depend
/// on where it was cut.
///
/// # Errors
/// As [`simulate`]; and a start that is no beginning of this task, or that another program counted.
pub fn count(
    setup: &Setup,
    task: Task<'_>,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Count, SimulateError> {
    let Task { realisations: Range { start: from, end }, start, precision, keep } = task;
    let timings = progress.timings();
    let tiling = Tiling::new(&setup.grid);
    let mut first = start.as_ref().map(|start| again(setup, start)).transpose()?.flatten();
    // What is there may be full already; after that it is seen where it happens.
    let mut full = start.as_ref().is_some_and(Counted::is_full);
    let mut counted = start.unwrap_or_else(|| Counted::with_room(&tiling, from));
    let plan = timed(timings, Stage::Skin, || setup.field_plan());
    let squares = Squares::new(&setup.grid);
    let mut next = counted.to();
    if counted.from != from || next > end {
        return Err(SimulateError::NoBeginning { there: counted.realisations(), asked: from..end });
    }
    let (mut asked, mut reached) = (end.saturating_sub(from), false);
    let mut rare = rare::Estimator::new(plan.as_ref());
    // The looks that were taken at what is there: a later number of realisations does not undo a precision once reached.
    for (precision, look) in
        precision.into_iter().flat_map(|p| Precision::looks(next).map(move |look| (p, look)))
    {
        let rows = &counted.rows[..look as usize];
        asked = precision.enough(rows, rare.reach(setup, rows).as_ref());
        reached |= asked == look;
    }
    if reached {
        asked = next;
    }
    let batch = memory::batch(setup, rayon::current_num_threads(), None);
    let workshop = Workshop::new(plan.as_ref(), &tiling, timings);
    let mut rooms: Vec<Room> = Vec::new();
    let mut going = true;
    while next < end && !reached && going && !stop.requested() {
        // The first alone: its maps are kept.
        let most = end.min(precision.map_or(u32::MAX, |_| Precision::next_look(next)));
        let to = if next == 0 { 1 } else { most.min(next + batch) };
        rooms.resize_with((to - next) as usize, Room::default);
        let ready = std::mem::take(&mut rooms)
            .into_par_iter()
            .zip(next..to)
            .with_max_len(1)
            .map(|(room, number)| Realisation::new(setup, &workshop, room, number))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let mut parts: Vec<Vec<Part>> = counted
            .tiles
            .par_iter_mut()
            .enumerate()
            .with_max_len(1)
            .map(|(index, cells)| {
                timed(timings, Stage::Deposit, || count_tile(setup, &ready, &tiling, &squares, index, cells))
            })
            .collect();
        full |= parts.iter().flatten().any(|part| part.full);
        for (at, realisation) in ready.iter().enumerate() {
            let parts = parts.iter_mut().map(|of_tile| std::mem::take(&mut of_tile[at]));
            let (mut tally, depths) = timed(timings, Stage::Figures, || counter::whole(parts, &squares));
            tally.evenness = realisation.evenness;
            counted.rows.push(setup.circumstances().measure(&tally));
            counted.columns.push(realisation.skin.mean_column());
            counted.depths.merge(&depths);
        }
        if next == 0 {
            first = Some(First {
                fields: drawn(FieldKind::OF_ONE, &counted.tiles, &setup.grid, 1),
                skin_map: SkinMap::new(&setup.grid, &ready[0].skin),
                sample: setup.sample(&ready[0]),
                slice: Slice::new(setup, &ready[0], |visit| ready[0].strikes.iter().for_each(visit)),
            });
        }
        rooms = ready.into_iter().map(Realisation::into_room).collect();
        next = to;
        if full {
            return Err(SimulateError::Full(next - from));
        }
        if let Some(precision) = precision.filter(|_| next == most) {
            asked = precision.enough(&counted.rows, rare.reach(setup, &counted.rows).as_ref());
            reached = asked == next;
        }
        progress.done(next - from, asked.min(end - from).max(next - from));
        going = keep.keep(&counted, Boundary::Batch);
    }
    if precision.is_some() && !reached {
        // An earlier look may have expected less.
        asked = asked.max(next + 1);
    }
    let whole = next - from == asked;
    if going {
        keep.keep(&counted, if whole { Boundary::Whole } else { Boundary::Stopped });
    }
    Ok(Count { counted, first, asked, rare })
}

/// Realisation 0 once more, for its details, where what is there begins with it: they hang on the setup alone. That it comes
/// out as it did shows that the same program counted what is there.
fn again(setup: &Setup, there: &Counted) -> Result<Option<First>, SimulateError> {
    let Some(row) = there.rows.first().filter(|_| there.from == 0) else { return Ok(None) };
    // Band by band, for the cells that are there fill the memory.
    let alone = Setup { realisations: 1, intervals: false, ..setup.clone() };
    let rows = Tiling::new(&setup.grid).rows.div_ceil(memory::BANDS);
    let Some(again) = stream(&alone, rows, &mut Quietly, &Quietly, &Quietly)? else { return Ok(None) };
    let bits = |row: &Row| row.map(f64::to_bits);
    let same = again.rows.iter().map(bits).eq([bits(row)]) && again.columns[..] == there.columns[..1];
    let Simulated { first: fields, skin_map, sample, slice, .. } = again;
    let first = Some(First { fields, skin_map, sample, slice });
    if same { Ok(first) } else { Err(SimulateError::Differs) }
}

/// Counts one tile of some realisations. Compiled a second time for processors that count bits in one step; both give the same
/// bits, since nothing is fused or reordered. The body stands by itself, since closures of a function that is compiled so are not
/// inlined into what calls them.
#[multiversion(targets("x86_64+avx2+bmi1+bmi2+lzcnt+popcnt"))]
fn count_tile(
    setup: &Setup,
    ready: &[Realisation],
    tiling: &Tiling,
    squares: &Squares,
    index: usize,
    cells: &mut Vec<Cell>,
) -> Vec<Part> {
    setup.count(ready, tiling, squares, index, cells)
}

impl Setup {
    /// The transforms of the skin's fields over the area; `None` where nothing varies from place to place.
    pub fn field_plan(&self) -> Option<FieldPlan> {
        let grid = &self.grid;
        let cell = grid.cell_x_mm().min(grid.cell_y_mm());
        self.skin.varies_in_place().then(|| FieldPlan::new(&self.skin, grid.width_mm, grid.height_mm, cell))
    }

    /// Distance of the nodes of the finest field of the skin, mm; `None` where nothing varies from place to place.
    pub fn field_plan_spacing_mm(&self) -> Option<f64> {
        let cell = self.grid.cell_x_mm().min(self.grid.cell_y_mm());
        self.skin.varies_in_place().then(|| FieldPlan::finest_mm(cell))
    }

    /// One realisation by itself, as a run makes it: it hangs on nothing but this setup and its number.
    ///
    /// # Errors
    /// [`SimulateError`] where its needles find no equilibrium.
    pub fn ready(&self, number: u32) -> Result<Realisation, SimulateError> {
        let plan = self.field_plan();
        let tiling = Tiling::new(&self.grid);
        Realisation::new(self, &Workshop::new(plan.as_ref(), &tiling, None), Room::default(), number)
    }

    /// The same with the device set to another depth: the dial of a pen, the needles of the others in that length.
    pub fn at_setting(&self, set_mm: f64) -> Setup {
        Setup { device: self.device.at_setting(set_mm), ..self.clone() }
    }

    /// The strikes of a realisation inside the treated area, missing needles not left out.
    pub fn strikes_inside(&self, number: u32) -> Vec<Strike> {
        let mut inside = Vec::new();
        self.strikes(u64::from(number), |strike| {
            if self.grid.place_at(strike.x_mm, strike.y_mm).is_some() {
                inside.push(strike);
            }
        });
        inside
    }

    /// Share of the punctures of a realisation that pass into the fat, as a run has it.
    ///
    /// # Errors
    /// [`SimulateError`] where its needles find no equilibrium.
    pub fn fat_reach_of(&self, number: u32, plan: Option<&FieldPlan>) -> Result<f64, SimulateError> {
        let tiling = Tiling::new(&self.grid);
        let workshop = Workshop::new(plan, &tiling, None);
        let wanted = Wanted { evenness: false, ..Wanted::ALL };
        let ready = Realisation::part(self, &workshop, Room::default(), number, wanted)?;
        let inside =
            ready.strikes.iter().filter(|strike| self.grid.place_at(strike.x_mm, strike.y_mm).is_some());
        let (mut sum, mut strikes) = (0.0, 0.0);
        for struck in inside.filter_map(|strike| ready.strike(self, strike)) {
            sum += struck.passes().fat;
            strikes += 1.0;
        }
        Ok(if strikes > 0.0 { sum / strikes } else { 0.0 })
    }

    /// Strikes that a realisation has, about.
    pub fn expected_strikes(&self) -> f64 {
        let Device { motion, array, .. } = &self.device;
        self.technique.expected_strikes(motion, array, self.grid.area_mm2())
    }

    /// The strikes of a realisation, in the order of time.
    fn strikes(&self, realisation: u64, mut visit: impl FnMut(Strike)) {
        let Device { motion, array, .. } = &self.device;
        self.technique.strikes(motion, array, &self.window(), self.seed, realisation, |strike| {
            // Where cells are not treated the hand lifts the device; elsewhere it travels past the edges.
            if !self.grid.has_gaps() || self.grid.place_at(strike.x_mm, strike.y_mm).is_some() {
                visit(strike);
            }
        });
    }

    /// The first tracts of a realisation.
    fn sample(&self, ready: &Realisation) -> Vec<SampleTract> {
        let tract = |strike: &Strike| Some(SampleTract::new(strike, &ready.strike(self, strike)?.tract));
        ready.strikes.iter().filter_map(tract).take(SAMPLE_MOST).collect()
    }

    /// Counts one tile of some realisations.
    #[inline(always)]
    fn count(
        &self,
        ready: &[Realisation],
        tiling: &Tiling,
        squares: &Squares,
        index: usize,
        cells: &mut Vec<Cell>,
    ) -> Vec<Part> {
        let tile = tiling.tile(index);
        let mut counter = Counter::new(&self.grid, &tile, self.rules(), std::mem::take(cells));
        let mut parts = Vec::with_capacity(ready.len());
        let mut strikes = Vec::new();
        for realisation in ready {
            // All at once, so that the look-ups do not wait for each other: strikes lie in the order of time.
            strikes.clear();
            strikes.extend(realisation.bins.of(index).iter().map(|seen| realisation.strikes[*seen as usize]));
            for strike in &strikes {
                // Tiles beside its own work it out once more: that costs less than to keep all of it until they ask.
                let Some(struck) = realisation.strike(self, strike) else { continue };
                let tract = &struck.tract;
                let own = self.grid.place_at(tract.x_mm, tract.y_mm).and_then(|place| tile.own(place));
                let own = own.map(|cell| Own {
                    cell,
                    square: squares.at(tract.x_mm, tract.y_mm),
                    passes: struck.passes(),
                    vessels: tract.vessel_hits(&self.skin.vessels),
                });
                counter.count(tract, own);
            }
            parts.push(counter.finish());
        }
        *cells = counter.into_cells();
        parts
    }

    /// Force that each needle of every treatment bears when it punctures, N, of so many needles at most; `None` under a law
    /// that knows no force.
    pub fn puncture_forces_n(&self, most: usize) -> Option<Vec<f64>> {
        let Law::Contact(contact) = &self.law else { return None };
        let Device { needle, array, defects, .. } = &self.device;
        let forces = (0..u64::from(self.realisations)).flat_map(|realisation| {
            let cartridge = Cartridge::draw(needle, array.len(), defects, self.seed, realisation);
            contact.puncture_forces_n(&cartridge, self.seed, realisation)
        });
        Some(forces.take(most).collect())
    }

    /// Depth set in one treatment: what was asked for, with the setting's error.
    pub fn set_depth_mm(&self, realisation: u64) -> f64 {
        self.set_depth_at_mm(Stream::new(self.seed, Purpose::Setting, realisation, 0).normal())
    }

    /// The same at a standard normal.
    fn set_depth_at_mm(&self, normal: f64) -> f64 {
        let setting = &self.device.setting;
        self.device.set_depth_mm + setting.bias_mm + setting.sd_mm * normal
    }

    /// The area, with a rim as wide as the widest section reaches: strikes there cover some of the area.
    pub fn window(&self) -> Window {
        let rim_mm = self.reach_mm(self.device.defects.bent_rad.tan());
        Window { width_mm: self.grid.width_mm, height_mm: self.grid.height_mm, rim_mm }
    }

    /// How far a section reaches from its strike at most, if needles lean by so much.
    fn reach_mm(&self, lean: f64) -> f64 {
        let deepest_mm = self.deepest_mm();
        let slit =
            self.device.motion.sweep_mm(deepest_mm, self.technique.hand_speed_mm_s) + deepest_mm * lean;
        0.5 * (self.device.needle.shaft_diameter_mm + slit * (1.0 - self.tract.skin_follow_factor))
    }

    /// Deeper than this no tip goes, mm: not beyond the needle's length, or under the ratio law not beyond what chance of
    /// 1e-19 gives.
    fn deepest_mm(&self) -> f64 {
        const FAR: f64 = 9.0;
        let Device { needle, defects, setting, set_depth_mm, .. } = &self.device;
        match &self.law {
            Law::Contact(_) => needle.length_mm,
            Law::Ratio(ratio) => {
                let sd_mm = setting.sd_mm.hypot(defects.length_tolerance_mm);
                let set_mm = set_depth_mm + setting.bias_mm.max(0.0) + FAR * sd_mm;
                needle.length_mm.max(set_mm * ratio.at(FAR))
            }
        }
    }

    fn rules(&self) -> Rules {
        Rules {
            open_width_ratio: self.tract.open_width_ratio,
            set_depth_mm: self.device.set_depth_mm,
            depth_tolerance_mm: self.limits.depth_tolerance_mm,
            tear_length_mm: self.indices.tear_length_mm,
            tear_depth_mm: self.indices.tear_depth_mm,
        }
    }

    fn circumstances(&self) -> Circumstances {
        let technique = &self.technique;
        let lane_time = self.grid.area_mm2() / (technique.line_spacing_mm * technique.hand_speed_mm_s);
        let glides = self.device.motion.glides();
        Circumstances {
            area_mm2: self.grid.area_mm2(),
            set_depth_mm: self.device.set_depth_mm,
            rate_per_s: self.device.rate_per_s(technique.hand_speed_mm_s),
            time_s: glides.then_some(technique.passes as f64 * lane_time),
            fat_reach_limit: self.limits.fat_reach,
            vessel_diameters_mm: self.skin.vessels.diameters_mm(),
            indices: self.indices,
        }
    }
}

impl SampleTract {
    fn new(strike: &Strike, tract: &Tract) -> SampleTract {
        SampleTract {
            x_mm: tract.x_mm,
            y_mm: tract.y_mm,
            tip_depth_mm: tract.tip_depth_mm,
            surface_diameter_mm: tract.profile.width_mm(0.0),
            slit_mm: tract.half_slit_mm.map(|half| 2.0 * half),
            needle: strike.needle,
            layer: tract.column.layer_at(tract.tip_depth_mm),
            index: strike.index,
        }
    }
}
