//! Main loop of a run: person -> skin -> strikes -> tracts -> engine -> injury, one realisation after
//! another.
//!
//! | file | holds |
//! |---|---|
//! | here | the loop itself |
//! | [`setup`] | the checked inputs of a run |
//! | [`stream`](mod@stream) | the loop band by band, for areas that do not fit in memory |
//! | [`memory`] | the memory that a run needs, worked out before it begins |
//! | [`counted`] | what was counted of some realisations: the state of a run between two batches |
//! | [`realisation`] | one prepared realisation: person, cartridge, equilibrium, every strike worked out |
//! | [`precision`] | when a run is precise enough |
//! | [`rare`] | fat-layer reach from people drawn where it occurs |
//! | [`inputs`] | what the values would be with other inputs |
//! | [`slice`](mod@slice) | a vertical slice through realisation 0, for a picture |
//! | [`timings`] | how long the stages of a run take |

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

/// Receives reports of how far the run has come.
pub trait Progress: Sync {
    fn done(&self, realisations: u32, of: u32);

    /// Collects the times of the stages; `None` if nobody wants them.
    fn timings(&self) -> Option<&Timings> {
        None
    }
}

/// Tells the loop, between batches, whether to stop.
pub trait Stop: Sync {
    fn requested(&self) -> bool;
}

/// Point of a run at which its state is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// Between two batches.
    Batch,
    /// End of a run that was stopped before it did everything asked for.
    Stopped,
    /// End of a run that did everything asked for.
    Whole,
}

/// Receives the counted state after every batch and at the end, so that a later run can resume from it. The
/// implementor decides how to keep it: the loop knows no files.
pub trait Keep: Send {
    /// Keeps the state; returns whether to continue.
    fn keep(&mut self, counted: &Counted, at: Boundary) -> bool;
}

/// Implementation that reports nothing, keeps nothing and never stops.
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

/// Result of the loop.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// Values of every realisation, in order.
    pub rows: Vec<Row>,
    /// Person of every realisation, averaged over places.
    pub columns: Vec<Column>,
    /// Sums of every cell.
    pub tiles: Tiles,
    /// Maps of realisation 0 alone, as drawn. They show the pattern of one treatment, which averaging blurs.
    pub first: Vec<Field>,
    /// Skin of realisation 0, place by place.
    pub skin_map: SkinMap,
    /// Tip depths of all strikes that pierced.
    pub depths: Histogram,
    /// First tracts of realisation 0.
    pub sample: Vec<SampleTract>,
    /// Slice through realisation 0.
    pub slice: Slice,
    /// Fat-layer reach by importance sampling; `None` where the realisations themselves give it.
    pub fat_reach: Option<FatReach>,
    /// Values under other inputs; `None` where nobody asked for them or they could not be found.
    pub inputs: Option<InputSpread>,
    /// Realisations asked for; fewer rows than this means the run was stopped.
    pub asked: u32,
}

impl Simulated {
    /// Copies everything except the sums of the cells.
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

/// Layers of one person at the centres of equal rectangles over the area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SkinMap {
    pub columns: usize,
    pub rows: usize,
    /// Row by row from y = 0.
    pub layers: Vec<Column>,
}

/// Most rectangles along one side of a skin map.
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
    /// Layer in which the tip ended.
    pub layer: Layer,
    pub index: u64,
}

/// Most tracts kept in the sample.
pub const SAMPLE_MOST: usize = 100_000;

/// Reason why a run could not be done.
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

/// Realisations of a setup to count, and those that are already counted.
pub struct Task<'a> {
    /// All realisations of the setup, or those of a shard.
    pub realisations: Range<u32>,
    /// The first of them, if an earlier run counted them.
    pub start: Option<Counted>,
    /// Precision at which the run ends; only for runs that begin with realisation 0.
    pub precision: Option<&'a Precision>,
    pub keep: &'a mut dyn Keep,
}

/// Runs all realisations on the current thread pool. The result depends only on the setup, not on threads or
/// timing. A run that was stopped early holds the realisations 0..n of the same run.
///
/// # Errors
/// [`SimulateError`]: the first realisation whose needles find no equilibrium, or a full cell.
pub fn simulate(setup: &Setup, progress: &dyn Progress, stop: &dyn Stop) -> Result<Simulated, SimulateError> {
    simulate_until(setup, None, progress, stop)
}

/// Runs realisations as [`simulate`] does, but ends as soon as a precision is reached. It ends at the latest
/// after the number of realisations asked for. The result equals that of a run asked for exactly as many
/// realisations as this one took.
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

/// Counts realisations, continuing an earlier count of the same setup if there is one. The result does not
/// depend on where the earlier count ended.
///
/// # Errors
/// As [`simulate`]; also if the earlier count does not begin this task, or if another program made it.
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
    // The earlier count may already be full. Batches counted from here on report a full cell themselves.
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
    // Repeat the precision checks of the earlier count: more realisations do not undo a precision once
    // reached.
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
        // Realisation 0 is counted by itself, because its maps are kept.
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
        // The last check may have expected fewer realisations than are already done.
        asked = asked.max(next + 1);
    }
    let whole = next - from == asked;
    if going {
        keep.keep(&counted, if whole { Boundary::Whole } else { Boundary::Stopped });
    }
    Ok(Count { counted, first: details, asked, rare })
}

/// Adds prepared realisations, tile by tile; returns true if a cell overflowed.
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

/// Results of realisation 0 alone.
#[derive(Debug, Clone)]
pub struct Alone {
    /// Values of this realisation.
    pub row: Row,
    /// Person, averaged over places.
    pub column: Column,
    pub first: First,
}

/// Counts realisation 0 as a run of this setup does; it depends only on the setup. The program works band by
/// band, because the cells of a run may fill the rest of the memory.
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

/// Counts realisation 0 again for its details, if the earlier count begins with it. If the result is
/// identical, the same program made the earlier count.
fn again(setup: &Setup, there: &Counted) -> Result<Option<First>, SimulateError> {
    let Some(row) = there.rows.first().filter(|_| there.from == 0) else { return Ok(None) };
    let Some(again) = first(setup)? else { return Ok(None) };
    let bits = |row: &Row| row.map(f64::to_bits);
    let same = bits(&again.row) == bits(row) && there.columns.first() == Some(&again.column);
    if same { Ok(Some(again.first)) } else { Err(SimulateError::Differs) }
}

/// Counts one tile of some realisations. The compiler builds it for several kinds of processor. All give the
/// same bits, because nothing is fused or reordered.
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
    /// Returns the first tracts of a realisation.
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

    /// Counts one tile; see [`count_tile`]. Everything it calls for a strike must be inlined: code that is
    /// not is compiled for the oldest processor only.
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
            // Copy all strikes first, so that the look-ups do not wait for each other: strikes are stored in
            // time order.
            strikes.clear();
            realisation.skin.fetch(sides_mm);
            strikes.extend(realisation.bins.of(index).iter().map(|seen| realisation.strikes[*seen as usize]));
            for strike in &strikes {
                // Neighbouring tiles compute the same strike again: that costs less than keeping its result
                // for them.
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
