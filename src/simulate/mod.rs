//! The loop: person -> skin -> strikes -> tracts -> engine -> injury, realisation by realisation.
//!
//! | file | holds |
//! |---|---|
//! | here | what a run needs, the loop itself |
//! | [`realisation`] | one realisation made ready: person, cartridge, equilibrium, every strike worked out |
//! | [`precision`] | when a run is exact enough |
//! | [`rare`] | fat-layer reach from people drawn where it happens |

pub mod precision;
pub mod rare;
pub mod realisation;

pub use precision::Precision;
pub use rare::FatReach;
use realisation::Room;
pub use realisation::{Hit, Realisation, Struck};

use crate::device::{Cartridge, Device};
use crate::engine::counter::{self, Own, Part, Rules};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Cells, Counter, Grid, Histogram, Tiling};
use crate::ground::random::{Purpose, Stream};
use crate::injury::{Circumstances, Indices, Row};
use crate::mechanics::{ContactError, Law};
use crate::skin::{Column, FieldPlan, Layer, Skin};
use crate::technique::{Strike, Technique, Window};
use crate::tract::TractEvidence;
use rayon::prelude::*;

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
}

/// Asked between batches whether to stop.
pub trait Stop: Sync {
    fn requested(&self) -> bool;
}

/// Says nothing and never stops.
pub struct Quietly;

impl Progress for Quietly {
    fn done(&self, _realisations: u32, _of: u32) {}
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
    pub cells: Cells,
    /// The sums of realisation 0 alone: one treatment, whose pattern the means wash out.
    pub first: Cells,
    /// The skin of realisation 0, place by place.
    pub skin_map: SkinMap,
    /// Tip depths of all strikes that pierced.
    pub depths: Histogram,
    /// Realisation 0 in detail.
    pub sample: Vec<SampleTract>,
    /// Fat-layer reach by importance sampling; `None` where it is that of the realisations.
    pub fat_reach: Option<FatReach>,
    /// Realisations asked for; fewer rows than this means the run was stopped.
    pub asked: u32,
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
    fn new(setup: &Setup, plan: Option<&FieldPlan>) -> SkinMap {
        let grid = &setup.grid;
        let skin = setup.skin.realise(plan, setup.seed, 0);
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

/// A realisation that could not be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("realisation {realisation} of {of}: {error}")]
pub struct SimulateError {
    pub realisation: u32,
    pub of: u32,
    pub error: ContactError,
}

/// Strikes that are held at once, about: they limit how many realisations are counted together.
const STRIKES_AT_ONCE: f64 = 1e6;

/// Realisations a thread that are counted together at most.
const BATCH_A_THREAD: u32 = 4;

/// Runs all realisations on the current thread pool. The result depends on the setup only, not on threads or timing;
/// stopped early, it holds the realisations 0..n of the same run.
///
/// # Errors
/// [`SimulateError`] with the first realisation whose needles find no equilibrium.
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
    let plan = setup.field_plan();
    let tiling = Tiling::new(&setup.grid);
    let squares = Squares::new(&setup.grid);
    let mut tiles: Vec<Vec<Cell>> = vec![Vec::new(); tiling.len()];
    let mut all = Simulated {
        rows: Vec::new(),
        columns: Vec::new(),
        cells: Cells::new(&setup.grid),
        first: Cells::new(&setup.grid),
        skin_map: SkinMap::new(setup, plan.as_ref()),
        depths: counter::depths(),
        sample: Vec::new(),
        fat_reach: None,
        asked: setup.realisations,
    };
    let mut rare = rare::Estimator::new(setup, plan.as_ref());
    let batch = setup.batch();
    let mut rooms: Vec<Room> = Vec::new();
    let (mut next, mut reached) = (0, false);
    while next < setup.realisations && !reached && !stop.requested() {
        // The first alone: its maps are kept.
        let most = setup.realisations.min(precision.map_or(u32::MAX, |_| Precision::next_look(next)));
        let end = if next == 0 { 1 } else { most.min(next + batch) };
        rooms.resize_with((end - next) as usize, Room::default);
        let ready = std::mem::take(&mut rooms)
            .into_par_iter()
            .zip(next..end)
            .with_max_len(1)
            .map(|(room, number)| Realisation::new(setup, plan.as_ref(), &tiling, room, number))
            .collect::<Vec<_>>()
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let mut parts: Vec<Vec<Part>> = tiles
            .par_iter_mut()
            .enumerate()
            .with_max_len(1)
            .map(|(index, cells)| setup.count(&ready, &tiling, &squares, index, cells))
            .collect();
        for (at, realisation) in ready.iter().enumerate() {
            let parts = parts.iter_mut().map(|of_tile| std::mem::take(&mut of_tile[at]));
            let (tally, depths) = counter::whole(parts, &squares);
            all.rows.push(setup.circumstances().measure(&tally));
            all.columns.push(realisation.skin.mean_column());
            all.depths.merge(&depths);
        }
        if next == 0 {
            all.first = Cells::assembled(&setup.grid, &tiling, &tiles);
            all.sample = ready[0].hits.iter().flatten().take(SAMPLE_MOST).map(SampleTract::new).collect();
        }
        rooms = ready.into_iter().map(Realisation::into_room).collect();
        next = end;
        if let Some(precision) = precision.filter(|_| next == most) {
            all.fat_reach = rare.reach(next);
            all.asked = precision.enough(&all.rows, all.fat_reach.as_ref());
            reached = all.asked == next;
        }
        progress.done(next, all.asked.min(setup.realisations).max(next));
    }
    if precision.is_some() && !reached {
        // An earlier look may have expected less.
        all.asked = all.asked.max(next + 1);
    }
    if next > 0 {
        all.cells = Cells::assembled(&setup.grid, &tiling, &tiles);
        all.fat_reach = rare.reach(next);
    }
    Ok(all)
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
        Realisation::new(self, plan.as_ref(), &Tiling::new(&self.grid), Room::default(), number)
    }

    /// Realisations that are counted together: enough for all threads, but not so many that their strikes fill the memory.
    fn batch(&self) -> u32 {
        let strikes = self.expected_strikes().max(1.0);
        let threads = rayon::current_num_threads() as u32;
        ((STRIKES_AT_ONCE / strikes) as u32).clamp(threads, BATCH_A_THREAD * threads)
    }

    /// Strikes that a realisation has, about.
    fn expected_strikes(&self) -> f64 {
        let Device { motion, array, .. } = &self.device;
        self.technique.expected_strikes(motion, array, self.grid.area_mm2())
    }

    /// The strikes of a realisation, in the order of time.
    fn strikes(&self, realisation: u64, mut visit: impl FnMut(Strike)) {
        let Device { motion, array, .. } = &self.device;
        self.technique.strikes(motion, array, &self.window(), self.seed, realisation, |strike| {
            // Where cells are not treated the hand lifts the device; elsewhere it travels past the edges.
            if !self.grid.has_gaps() || self.grid.cell_at(strike.x_mm, strike.y_mm).is_some() {
                visit(strike);
            }
        });
    }

    /// Counts one tile of some realisations.
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
        for realisation in ready {
            for seen in realisation.bins.of(index) {
                let Some(Hit { tract, passes, .. }) = &realisation.hits[*seen as usize] else { continue };
                let cell = self.grid.cell_at(tract.x_mm, tract.y_mm);
                let own = cell.and_then(|cell| tile.own(cell, &self.grid));
                let own =
                    own.map(|cell| Own { cell, square: squares.at(tract.x_mm, tract.y_mm), passes: *passes });
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

    /// The area, with a rim as wide as the widest section: strikes there cover some of the area.
    pub fn window(&self) -> Window {
        let needle = &self.device.needle;
        let slit = self.device.motion.sweep_mm(needle.length_mm, self.technique.hand_speed_mm_s)
            + needle.length_mm * self.device.defects.bent_rad.tan();
        let rim_mm = 0.5 * (needle.shaft_diameter_mm + slit * (1.0 - self.tract.skin_follow_factor));
        Window { width_mm: self.grid.width_mm, height_mm: self.grid.height_mm, rim_mm }
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
            indices: self.indices,
        }
    }

    /// Bytes a run needs at most.
    pub fn bytes(&self, threads: usize) -> u64 {
        bytes(&self.grid, threads)
    }
}

/// Bytes a run on a grid needs at most: the cells by tiles, in their places, and of the first realisation; the maps and their
/// pictures; the skin's fields and the strikes of a batch.
pub fn bytes(grid: &Grid, threads: usize) -> u64 {
    let cells = 3 * grid.cells() * std::mem::size_of::<Cell>();
    // Twice: of all realisations and of the first; and once more while they are written.
    let maps = 3 * grid.cells() * 4 * crate::injury::FieldKind::ALL.len();
    let cell = grid.cell_x_mm().min(grid.cell_y_mm());
    let batch = BATCH_A_THREAD as usize * threads + 1;
    let fields = FieldPlan::bytes(grid.width_mm, grid.height_mm, cell) * batch as u64;
    let strikes = STRIKES_AT_ONCE
        * (std::mem::size_of::<Strike>() + std::mem::size_of::<Hit>() + 2 * std::mem::size_of::<u32>())
            as f64;
    (cells + maps) as u64 + fields + strikes as u64
}

impl SampleTract {
    fn new(Hit { needle, index, tract, .. }: &Hit) -> SampleTract {
        SampleTract {
            x_mm: tract.x_mm,
            y_mm: tract.y_mm,
            tip_depth_mm: tract.tip_depth_mm,
            surface_diameter_mm: tract.profile.width_mm(0.0),
            slit_mm: tract.half_slit_mm.map(|half| 2.0 * half),
            needle: *needle,
            layer: tract.column.layer_at(tract.tip_depth_mm),
            index: *index,
        }
    }
}
