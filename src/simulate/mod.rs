//! Simulation of a run: person -> skin -> strikes -> tracts -> engine -> injury, one realisation after
//! another.
//!
//! | file | holds |
//! |---|---|
//! | [`close_up`] | every strike in a small square of realisation 0, for a picture |
//! | `main_loop` | the loop: person, skin, strikes, tracts, counts, values |
//! | [`in_memory`] | a run whose cells are all in memory |
//! | [`together`](mod@together) | several setups counted together on the same people |
//! | `tile` | one tile of the area: tracts worked out and counted |
//! | [`setup`] | the checked inputs of a run |
//! | [`stream`](mod@stream) | a run band by band, for areas that do not fit in memory |
//! | [`memory`] | the memory that a run needs, worked out before it begins |
//! | [`counted`] | what was counted of some realisations: the state of a run between two batches |
//! | [`realisation`] | one prepared realisation: person, cartridge, equilibrium, every strike worked out |
//! | [`precision`] | when a run is precise enough |
//! | [`rare`] | fat-layer reach from people drawn where it occurs |
//! | [`inputs`] | what the values would be with other inputs |
//! | [`slice`](mod@slice) | a vertical slice through realisation 0, for a picture |
//! | [`timings`] | how long the stages of a run take |

pub mod close_up;
pub mod counted;
mod earlier;
mod few;
pub mod in_memory;
pub mod inputs;
mod main_loop;
pub mod memory;
pub mod precision;
pub mod rare;
pub mod realisation;
pub mod setup;
pub mod slice;
pub mod stream;
mod tile;
pub mod timings;
pub mod together;

pub use crate::technique::KeyParts;
pub use close_up::CloseUp;
pub use counted::{Count, Counted, First};
pub use in_memory::{Task, count};
pub use inputs::InputSpread;
pub use memory::Memory;
pub use precision::Precision;
pub use rare::FatReach;
pub use realisation::{Realisation, Struck, Wanted};
pub use setup::{Limits, Setup};
pub use slice::Slice;
pub use stream::{Bands, TakeRows, stream};
pub use timings::{Stage, Timings};

use crate::engine::{Cell, Grid, Histogram, Tiles, Tiling};
use crate::injury::Row;
use crate::injury::fields::Field;
use crate::mechanics::ContactError;
use crate::skin::{Column, Layer, SkinField};
use crate::technique::Strike;
use crate::tract::Tract;
use rayon::prelude::*;
use std::ops::Range;

/// Receives reports of how far the run has come.
pub trait Progress: Sync {
    /// Called after a batch: `realisations` are done of the `of` that are asked for.
    fn done(&self, realisations: u32, of: u32);

    /// Collects the times of the stages; `None` if nobody wants them.
    fn timings(&self) -> Option<&Timings> {
        None
    }
}

/// Tells the loop, between batches, whether to stop.
pub trait Stop: Sync {
    /// Whether the run should stop, and give what it has until then.
    fn requested(&self) -> bool;

    /// Whether nobody wants any of it any more. Where that is so, also the people behind the fat-layer reach and the draws of the
    /// inputs are left, and the run ends with [`SimulateError::Abandoned`].
    fn abandoned(&self) -> bool {
        false
    }
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
    /// Close-up of the surface of realisation 0.
    pub close_up: CloseUp,
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
            close_up: self.close_up.clone(),
            fat_reach: self.fat_reach.clone(),
            inputs: self.inputs.clone(),
            asked: self.asked,
        }
    }
}

/// Layers of one person at the centres of equal rectangles over the area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SkinMap {
    /// Rectangles along x.
    pub columns: usize,
    /// Rectangles along y.
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
    /// Place of the strike along x, mm.
    pub x_mm: f64,
    /// Place of the strike along y, mm.
    pub y_mm: f64,
    /// Depth of the tip below the surface of the undeformed skin, mm.
    pub tip_depth_mm: f64,
    /// Width of the needle at the surface, mm.
    pub surface_diameter_mm: f64,
    /// Slit in the surface as a vector, mm; its length is the distance that the needle moved sideways.
    pub slit_mm: [f64; 2],
    /// Number of the needle on the device, from 0.
    pub needle: u32,
    /// Layer in which the tip ended.
    pub layer: Layer,
    /// Number of the strike in the treatment, from 0, in the order of the technique.
    pub index: u64,
}

/// Most tracts kept in the sample.
pub const SAMPLE_MOST: usize = 100_000;

/// Reason why a run could not be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SimulateError {
    /// The needles of a treatment find no equilibrium.
    #[error("realisation {realisation} of {of}: {error}")]
    NoEquilibrium {
        /// Number of the realisation, from 0.
        realisation: u32,
        /// Number of realisations asked for.
        of: u32,
        /// Reason why its needles find no equilibrium.
        error: ContactError,
    },
    #[error(
        "after {0} realisations a cell of the maps holds as many strikes or as much depth as it can count; write fewer \
         realisations or a smaller area.cell_um"
    )]
    /// A cell can hold no more after so many realisations.
    Full(u32),
    /// The earlier count does not begin the task.
    #[error(
        "what is there holds realisations {}..{}, and that is no beginning of {}..{}", .there.start, .there.end,
        .asked.start, .asked.end
    )]
    NoBeginning {
        /// Realisations that the earlier count holds.
        there: Range<u32>,
        /// Realisations of the task.
        asked: Range<u32>,
    },
    #[error(
        "realisation 0 counted anew is not the one that is there: another build or another kind of machine made that"
    )]
    /// The earlier count comes from another program.
    Differs,
    #[error("the run was abandoned")]
    /// [`Stop::abandoned`]: there are no results.
    Abandoned,
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
    count(setup, task, progress, stop)?.simulated(setup, stop)
}

/// Stops only where nobody wants anything any more.
struct IfAbandoned<'a>(&'a dyn Stop);

impl Stop for IfAbandoned<'_> {
    fn requested(&self) -> bool {
        self.0.abandoned()
    }

    fn abandoned(&self) -> bool {
        self.0.abandoned()
    }
}

/// Results of realisation 0 alone.
#[derive(Debug, Clone)]
pub struct Alone {
    /// Values of this realisation.
    pub row: Row,
    /// Person, averaged over places.
    pub column: Column,
    /// Maps, skin, tracts and slice of this realisation.
    pub first: First,
}

/// Counts realisation 0 as a run of this setup does; it depends only on the setup. The program works band by
/// band, because the cells of a run may fill the rest of the memory.
///
/// # Errors
/// As [`simulate`]; [`SimulateError::Abandoned`] if nobody wants it any more.
pub fn first(setup: &Setup, stop: &dyn Stop) -> Result<Option<Alone>, SimulateError> {
    let alone = Setup { realisations: 1, intervals: false, ..setup.clone() };
    let rows = Tiling::new(&setup.grid).rows.div_ceil(memory::BANDS);
    // Whoever stops a run gets what it has, and that needs the whole of realisation 0.
    let Some(simulated) = stream(&alone, rows, None, &mut Quietly, &Quietly, &IfAbandoned(stop))? else {
        return Err(SimulateError::Abandoned);
    };
    let Simulated { rows, columns, first: fields, skin_map, sample, slice, close_up, .. } = simulated;
    let both = rows.first().copied().zip(columns.first().copied());
    Ok(both.map(|(row, column)| Alone {
        row,
        column,
        first: First { fields, skin_map, sample, slice, close_up },
    }))
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
