//! The loop: person -> skin -> strikes -> tracts -> engine -> injury, realisation by realisation.
//!
//! | file | holds |
//! |---|---|
//! | here | the loop itself |
//! | [`setup`] | what a run needs |
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
mod earlier;
pub mod inputs;
pub mod memory;
pub mod precision;
pub mod rare;
pub mod realisation;
pub mod setup;
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
pub use setup::{Limits, Setup};
pub use slice::Slice;
pub use stream::{TakeRows, stream};
use timings::timed;
pub use timings::{Stage, Timings};

use crate::engine::counter::{self, Own, Part};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Counter, Grid, Histogram, Tiles, Tiling};
use crate::injury::Row;
use crate::injury::fields::Field;
use crate::mechanics::ContactError;
use crate::skin::{Column, Layer, SkinField};
use crate::technique::Strike;
use crate::tract::Tract;
use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;
use std::ops::Range;

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
            .into_par_iter()
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
    let mut details = start.as_ref().map(|start| again(setup, start)).transpose()?.flatten();
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
        let most = end.min(precision.map_or(u32::MAX, |_| Precision::next_look(next)));
        let to = most.min(next + batch);
        rooms.resize_with((to - next) as usize, Room::default);
        let ready = std::mem::take(&mut rooms)
            .into_par_iter()
            .zip(next..to)
            .with_max_len(1)
            .map(|(room, number)| Realisation::new(setup, &workshop, room, number))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        // Realisation 0 is counted by itself: its maps are kept.
        let (alone, others) = ready.split_at(usize::from(next == 0));
        full |= add(setup, alone, &tiling, &squares, timings, &mut counted);
        if let [first] = alone {
            details = Some(First::new(setup, first, &counted.tiles));
        }
        full |= add(setup, others, &tiling, &squares, timings, &mut counted);
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
    Ok(Count { counted, first: details, asked, rare })
}

/// Counts realisations on that were made ready, tile by tile. Whether a cell is at its end.
fn add(
    setup: &Setup,
    ready: &[Realisation],
    tiling: &Tiling,
    squares: &Squares,
    timings: Option<&Timings>,
    counted: &mut Counted,
) -> bool {
    if ready.is_empty() {
        return false;
    }
    let mut parts: Vec<Vec<Part>> = counted
        .tiles
        .par_iter_mut()
        .enumerate()
        .with_max_len(1)
        .map(|(index, cells)| {
            timed(timings, Stage::Deposit, || count_tile(setup, ready, tiling, squares, index, cells))
        })
        .collect();
    let full = parts.iter().flatten().any(|part| part.full);
    for (at, realisation) in ready.iter().enumerate() {
        let parts = parts.iter_mut().map(|of_tile| std::mem::take(&mut of_tile[at]));
        let (mut tally, depths) = timed(timings, Stage::Figures, || counter::whole(parts, squares));
        tally.evenness = realisation.evenness;
        counted.rows.push(setup.circumstances().measure(&tally));
        counted.columns.push(realisation.skin.mean_column());
        counted.depths.merge(&depths);
    }
    full
}

/// Realisation 0 by itself.
#[derive(Debug, Clone)]
pub struct Alone {
    /// Its figures.
    pub row: Row,
    /// Its person, averaged over places.
    pub column: Column,
    pub first: First,
}

/// Realisation 0 as a run of this setup has it: it hangs on the setup alone. Gone through band by band, since cells of a run may
/// fill the memory beside it.
///
/// # Errors
/// As [`simulate`].
pub fn first(setup: &Setup) -> Result<Option<Alone>, SimulateError> {
    let alone = Setup { realisations: 1, intervals: false, ..setup.clone() };
    let rows = Tiling::new(&setup.grid).rows.div_ceil(memory::BANDS);
    let Some(simulated) = stream(&alone, rows, &mut Quietly, &Quietly, &Quietly)? else { return Ok(None) };
    let Simulated { rows, columns, first: fields, skin_map, sample, slice, .. } = simulated;
    let both = rows.first().copied().zip(columns.first().copied());
    Ok(both.map(|(row, column)| Alone { row, column, first: First { fields, skin_map, sample, slice } }))
}

/// Realisation 0 once more, for its details, where what is there begins with it. That it comes out as it did shows that the same
/// program counted what is there.
fn again(setup: &Setup, there: &Counted) -> Result<Option<First>, SimulateError> {
    let Some(row) = there.rows.first().filter(|_| there.from == 0) else { return Ok(None) };
    let Some(again) = first(setup)? else { return Ok(None) };
    let bits = |row: &Row| row.map(f64::to_bits);
    let same = bits(&again.row) == bits(row) && there.columns.first() == Some(&again.column);
    if same { Ok(Some(again.first)) } else { Err(SimulateError::Differs) }
}

/// Counts one tile of some realisations. Compiled for several kinds of processors; all give the same bits, since nothing is fused or
/// reordered.
fn count_tile(
    setup: &Setup,
    ready: &[Realisation],
    tiling: &Tiling,
    squares: &Squares,
    index: usize,
    cells: &mut Vec<Cell>,
) -> Vec<Part> {
    dispatch!(Level::new(), simd => setup.count(simd, ready, tiling, squares, index, cells))
}

impl Setup {
    /// The first tracts of a realisation.
    fn sample(&self, ready: &Realisation) -> Vec<SampleTract> {
        let tract = |strike: &Strike| Some(SampleTract::new(strike, &ready.strike(self, strike)?.tract));
        let mut sample = Vec::new();
        let mut rest = &ready.strikes[..];
        while sample.len() < SAMPLE_MOST && !rest.is_empty() {
            let (next, later) = rest.split_at(rest.len().min(SAMPLE_MOST - sample.len()));
            sample.par_extend(next.par_iter().filter_map(tract));
            rest = later;
        }
        sample
    }

    /// See [`count_tile`]: all that it calls for a strike is to be inlined, or it is compiled for the oldest processor alone.
    #[inline(always)]
    fn count<S: Simd>(
        &self,
        simd: S,
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
        let sides_mm = self.grid.sides_mm(&tile);
        for realisation in ready {
            // All at once, so that the look-ups do not wait for each other: strikes lie in the order of time.
            strikes.clear();
            realisation.skin.fetch(sides_mm);
            strikes.extend(realisation.bins.of(index).iter().map(|seen| realisation.strikes[*seen as usize]));
            for strike in &strikes {
                // Tiles beside its own work it out once more: that costs less than to keep all of it until they ask.
                let Some(struck) = realisation.strike_on(simd, self, strike) else { continue };
                let tract = &struck.tract;
                let own = self.grid.place_at(tract.x_mm, tract.y_mm).and_then(|place| tile.own(place));
                let own = own.map(|cell| Own {
                    cell,
                    square: squares.at(tract.x_mm, tract.y_mm),
                    passes: struck.passes(),
                    vessels: tract.vessel_hits(&self.skin.vessels),
                });
                counter.count_on(simd, tract, own);
            }
            parts.push(counter.finish());
        }
        *cells = counter.into_cells();
        parts
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
