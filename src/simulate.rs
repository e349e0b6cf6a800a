//! The loop: person -> skin -> strikes -> tracts -> engine -> injury, realisation by realisation.

use crate::device::{Cartridge, Device};
use crate::engine::counter::Rules;
use crate::engine::{Cells, Counter, Grid, Histogram};
use crate::ground::random::{Purpose, Stream, StreamFamily};
use crate::injury::{Circumstances, Indices, Row};
use crate::mechanics::{ContactError, Law};
use crate::skin::{Column, FieldPlan, Layer, Skin};
use crate::technique::{Technique, Window};
use crate::tract::{Sweep, Tract, TractEvidence};
use rayon::prelude::*;
use std::sync::Mutex;

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

/// Runs all realisations on the current thread pool. The result depends on the setup only, not on threads or timing;
/// stopped early, it holds the realisations 0..n of the same run.
///
/// # Errors
/// [`SimulateError`] with the first realisation whose needles find no equilibrium.
pub fn simulate(setup: &Setup, progress: &dyn Progress, stop: &dyn Stop) -> Result<Simulated, SimulateError> {
    let counters: Mutex<Vec<Counter>> = Mutex::default();
    let batch = 4 * rayon::current_num_threads() as u32;
    let (mut rows, mut columns, mut sample) = (Vec::new(), Vec::new(), Vec::new());
    let mut first = Cells::new(&setup.grid);
    let plan = setup.field_plan();
    let mut next = 0;
    if setup.realisations > 0 && !stop.requested() {
        let mut counter = setup.counter();
        let realised = setup.realise(plan.as_ref(), 0, &mut counter)?;
        first.clone_from(&counter.cells);
        rows.push(realised.row);
        columns.push(realised.column);
        sample = realised.sample;
        give(&counters, counter);
        next = 1;
        progress.done(next, setup.realisations);
    }
    while next < setup.realisations && !stop.requested() {
        let end = setup.realisations.min(next + batch);
        let done: Vec<_> = (next..end)
            .into_par_iter()
            .with_max_len(1)
            .map(|realisation| {
                let mut counter = take(&counters).unwrap_or_else(|| setup.counter());
                let realised = setup.realise(plan.as_ref(), realisation, &mut counter);
                give(&counters, counter);
                realised
            })
            .collect();
        for realised in done {
            let realised = realised?;
            rows.push(realised.row);
            columns.push(realised.column);
        }
        next = end;
        progress.done(next, setup.realisations);
    }
    let mut total = setup.counter();
    while let Some(counter) = take(&counters) {
        total.merge(&counter);
    }
    Ok(Simulated {
        rows,
        columns,
        cells: total.cells,
        first,
        skin_map: SkinMap::new(setup, plan.as_ref()),
        depths: total.depths,
        sample,
        asked: setup.realisations,
    })
}

fn take(counters: &Mutex<Vec<Counter>>) -> Option<Counter> {
    counters.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop()
}

fn give(counters: &Mutex<Vec<Counter>>, counter: Counter) {
    counters.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(counter);
}

/// What one realisation gives beside its sums in the counter.
struct Realised {
    row: Row,
    column: Column,
    /// Of realisation 0 only.
    sample: Vec<SampleTract>,
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

    /// One realisation: a person, a cartridge, a placement; every strike of it counted.
    fn realise(
        &self,
        plan: Option<&FieldPlan>,
        realisation: u32,
        counter: &mut Counter,
    ) -> Result<Realised, SimulateError> {
        let (seed, number) = (self.seed, realisation as u64);
        let skin = self.skin.realise(plan, seed, number);
        let device = &self.device;
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, seed, number);
        let chance = StreamFamily::new(seed, Purpose::Strike, number);
        let set = self.set_depth_mm(number);
        let treatment = self
            .law
            .treatment(device, &cartridge, set, &skin.supports(), seed, number)
            .map_err(|error| SimulateError { realisation, of: self.realisations, error })?;
        let mut sample = Vec::new();
        self.technique.strikes(&device.motion, &device.array, &self.window(), seed, number, |strike| {
            // Where cells are not treated the hand lifts the device; elsewhere it travels past the edges.
            if self.grid.has_gaps() && self.grid.cell_at(strike.x_mm, strike.y_mm).is_none() {
                return;
            }
            let Some(needle) = cartridge.needles.get(strike.needle as usize) else { return };
            let mut stream = chance.stream(strike.index);
            let column = skin.column(strike.x_mm, strike.y_mm);
            let support = skin.support_at(strike.x_mm, strike.y_mm, || stream.uniform());
            let Some(law) = treatment.strike(support, strike.needle as usize, needle, &column) else {
                return;
            };
            let depth = law.draw_mm(&mut stream);
            let sweep = Sweep {
                rigid_mm: device.motion.sweep_mm(depth, self.technique.hand_speed_mm_s),
                follow: self.tract.skin_follow_factor,
            };
            let tract = Tract::new(&strike, needle, &law, depth, &column, &sweep);
            counter.count(&tract);
            if realisation == 0 && sample.len() < SAMPLE_MOST {
                sample.push(SampleTract::new(&tract, strike.needle, strike.index));
            }
        });
        let row = self.circumstances().measure(&counter.finish());
        Ok(Realised { row, column: skin.mean_column(), sample })
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
    fn set_depth_mm(&self, realisation: u64) -> f64 {
        let setting = &self.device.setting;
        let normal = Stream::new(self.seed, Purpose::Setting, realisation, 0).normal();
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

    fn counter(&self) -> Counter {
        let rules = Rules {
            open_width_ratio: self.tract.open_width_ratio,
            set_depth_mm: self.device.set_depth_mm,
            depth_tolerance_mm: self.limits.depth_tolerance_mm,
            tear_length_mm: self.indices.tear_length_mm,
            tear_depth_mm: self.indices.tear_depth_mm,
        };
        Counter::new(self.grid.clone(), rules)
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

/// Bytes a run on a grid needs at most: a counter and the skin's fields a thread, their sum, the first realisation, the
/// maps and their pictures.
pub fn bytes(grid: &Grid, threads: usize) -> u64 {
    // Twice: of all realisations and of the first; and once more while they are written.
    let maps = 3 * grid.cells() * 4 * crate::injury::FieldKind::ALL.len();
    let cell = grid.cell_x_mm().min(grid.cell_y_mm());
    let fields = FieldPlan::bytes(grid.width_mm, grid.height_mm, cell) * (threads as u64 + 1);
    (Counter::bytes(grid) * (threads + 2) + maps) as u64 + fields
}

impl SampleTract {
    fn new(tract: &Tract, needle: u32, index: u64) -> SampleTract {
        SampleTract {
            x_mm: tract.x_mm,
            y_mm: tract.y_mm,
            tip_depth_mm: tract.tip_depth_mm,
            surface_diameter_mm: tract.profile.width_mm(0.0),
            slit_mm: tract.half_slit_mm.map(|half| 2.0 * half),
            needle,
            layer: tract.column.layer_at(tract.tip_depth_mm),
            index,
        }
    }
}
