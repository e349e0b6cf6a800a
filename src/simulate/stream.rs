//! Runs for areas that do not fit in memory.
//!
//! The main loop (`main_loop`) cuts the area into bands, each of some rows of tiles. It hands on the sums of a finished
//! band, one row of tiles at a time, and drops them. It prepares each realisation anew for every band,
//! identically each time, with the strikes that the band sees. Of a whole realisation it holds only the
//! skin's fields while counting, and the totals ([`Totals`]) until the last band.
//!
//! A tile sees the same strikes in the same order as in a run of one band. Totals are summed tile by tile,
//! and the order of tiles is also that of the bands. So all results are identical bit for bit.

use super::counted::{Counted, First};
use super::main_loop::{Band, MainLoop, Observer, State, bands};
use super::rare::Estimator;
use super::realisation::{Buffers, Realisation, Wanted};
use super::timings::{Stage, timed};
use super::{
    Alone, CloseUp, Progress, SAMPLE_MOST, SampleTract, Setup, SimulateError, Simulated, SkinMap, Slice, Stop,
};
use super::{first, memory};
use crate::engine::{Cell, Tiles, Tiling, Totals};
use crate::injury::{Drawing, FieldKind, Maps, Row};
use crate::skin::Column;
use std::collections::VecDeque;

/// Receives the sums over all realisations, one row of tiles at a time, from y = 0.
pub trait TakeRows: Send {
    /// Takes the cells of one row of tiles; returns whether to continue.
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool;

    /// Keeps what a later run needs to go on after `rows_of_tiles` rows: the sums and the person of every
    /// realisation ([`Bands`]). Returns whether to continue.
    fn keep(&mut self, _rows_of_tiles: usize, _totals: &VecDeque<Totals>, _columns: &[Column]) -> bool {
        true
    }
}

/// Runs all realisations band by band, `rows` rows of tiles in each, on the current thread pool. The result
/// holds no tiles, because `take` received them. `start` holds the bands that an earlier run counted. Returns
/// `None` if the run was stopped or `take` declined to continue: the area would be incomplete.
///
/// # Errors
/// [`SimulateError::NoEquilibrium`] and [`SimulateError::Full`], as [`super::simulate`]; with `start` also
/// [`SimulateError::Differs`], if another program made it.
pub fn stream(
    setup: &Setup,
    rows: usize,
    start: Option<Bands>,
    take: &mut dyn TakeRows,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Option<Simulated>, SimulateError> {
    let timings = progress.timings();
    let tiling = Tiling::new(&setup.grid);
    // An earlier run has drawn realisation 0 in part only.
    let details = start.as_ref().map(|_| first(setup, stop)).transpose()?.flatten();
    let done = start.as_ref().map_or(0, |start| start.rows_of_tiles);
    let bands = bands(setup, &tiling, rows, done);
    let mut state = State::new(&tiling, &bands, 0, None);
    let plan = timed(timings, Stage::Skin, || setup.field_plan());
    let batch = memory::batch(setup, rayon::current_num_threads(), Some(rows));
    let realisations = 0..setup.realisations;
    let main_loop = MainLoop::new(setup, plan.as_ref(), &tiling, timings, bands, realisations, batch);
    if let Some(Bands { totals, columns, .. }) = start {
        (state.open, state.counted.columns) = (totals.into(), columns);
    }
    let row_of_first = details.as_ref().map(|alone| alone.row);
    let mut streamed = Streamed::new(&main_loop, take, progress, stop, details);
    if !main_loop.run(&mut state, &mut streamed)? {
        return Ok(None);
    }
    let First { fields: first, skin_map, sample, slice, close_up } = streamed.finish();
    let Counted { rows, columns, depths, .. } = state.counted;
    let bits = |row: &Row| row.map(f64::to_bits);
    if row_of_first.is_some_and(|first| rows.first().map(bits) != Some(bits(&first))) {
        return Err(SimulateError::Differs);
    }
    let mut rare = Estimator::new(plan.as_ref());
    let fat_reach = rare.reach(setup, &rows, stop);
    let inputs = setup.input_spread(&rows, fat_reach.as_ref(), &rare, stop)?;
    let (tiles, asked) = (Tiles::new(), setup.realisations);
    Ok(Some(Simulated {
        rows,
        columns,
        tiles,
        first,
        skin_map,
        depths,
        sample,
        slice,
        close_up,
        fat_reach,
        inputs,
        asked,
    }))
}

/// Bands that are counted: what a later run needs to count the others.
#[derive(Debug, Clone)]
pub struct Bands {
    /// Number of rows of tiles counted, from y = 0.
    pub rows_of_tiles: usize,
    /// Sums of every realisation over these rows.
    pub totals: Vec<Totals>,
    /// Person of every realisation, averaged over places.
    pub columns: Vec<Column>,
}

/// Observer of a run in bands: hands on finished rows, and draws realisation 0 band by band.
struct Streamed<'a> {
    main_loop: &'a MainLoop<'a>,
    maps: Maps<'a>,
    take: &'a mut dyn TakeRows,
    progress: &'a dyn Progress,
    stop: &'a dyn Stop,
    /// Number of finished bands.
    done: u64,
    /// Details of realisation 0 that are complete already.
    details: Option<First>,
    drawings: Vec<Drawing>,
    skin_map: SkinMap,
    sample: Vec<(usize, SampleTract)>,
    slice: Slice,
    close_up: CloseUp,
}

impl<'a> Streamed<'a> {
    fn new(
        main_loop: &'a MainLoop<'a>,
        take: &'a mut dyn TakeRows,
        progress: &'a dyn Progress,
        stop: &'a dyn Stop,
        details: Option<Alone>,
    ) -> Streamed<'a> {
        let grid = &main_loop.setup.grid;
        let drawings = FieldKind::OF_ONE.iter().map(|kind| Drawing::new(*kind, grid)).collect();
        Streamed {
            main_loop,
            maps: Maps::new(grid, 1),
            take,
            progress,
            stop,
            done: 0,
            details: details.map(|alone| alone.first),
            drawings,
            skin_map: SkinMap::default(),
            sample: Vec::new(),
            slice: Slice::default(),
            close_up: CloseUp::default(),
        }
    }

    fn finish(self) -> First {
        let Streamed { details, drawings, skin_map, mut sample, slice, close_up, .. } = self;
        details.unwrap_or_else(|| {
            // The bands filled the sample one after the other; restore the time order.
            sample.sort_unstable_by_key(|(place, _)| *place);
            let sample = sample.into_iter().map(|(_, tract)| tract).collect();
            let fields = drawings.into_iter().map(Drawing::finish).collect();
            First { fields, skin_map, sample, slice, close_up }
        })
    }
}

impl Observer for Streamed<'_> {
    fn batch_end(&mut self, _: u32) -> Option<u32> {
        (!self.stop.requested()).then_some(u32::MAX)
    }

    fn first(&mut self, band: &Band, first: &Realisation, cells: &[Vec<Cell>]) -> Result<(), SimulateError> {
        if self.details.is_some() {
            return Ok(());
        }
        let MainLoop { setup, context, .. } = self.main_loop;
        for drawing in &mut self.drawings {
            for (row, cells) in band.rows.clone().zip(cells.chunks(context.tiling.columns)) {
                drawing.take(self.maps.rows(drawing.kind(), row, cells).view());
            }
        }
        setup.sample_in(first, band.edges_mm, &mut self.sample);
        if band.is_first {
            self.skin_map = SkinMap::new(&setup.grid, &first.skin);
            let [x_mm, y_mm] = Slice::looks_at_mm(setup, first);
            let around = Wanted::within(x_mm, y_mm);
            let around = Realisation::part(setup, context, Buffers::default(), 0, around)?;
            self.slice = Slice::new(setup, &around);
            let [x_mm, y_mm] = CloseUp::looks_at_mm(setup);
            let around = Wanted::within(x_mm, y_mm);
            let around = Realisation::part(setup, context, Buffers::default(), 0, around)?;
            self.close_up = CloseUp::new(setup, &around);
        }
        Ok(())
    }

    fn batch(&mut self, _: &Band, next: u32, _: &State) -> bool {
        let all = self.main_loop.setup.realisations;
        let done = (self.done * u64::from(all) + u64::from(next)) / self.main_loop.bands.len() as u64;
        self.progress.done(done as u32, all);
        true
    }

    fn band(&mut self, band: &Band, state: &State) -> bool {
        self.done += 1;
        let cells = state.counted.tiles[..band.tiles.len()].chunks(self.main_loop.context.tiling.columns);
        for (row, cells) in band.rows.clone().zip(cells) {
            if !self.take.take(row, cells) {
                return false;
            }
        }
        // After the last band the results themselves are written.
        band.is_last || self.take.keep(band.rows.end, &state.open, &state.counted.columns)
    }
}

impl Setup {
    /// Adds those of the first strikes that lie in a band, each with its place in time order. Only the
    /// strike's own band is sure to hold the earlier strikes whose openings it may fall into.
    fn sample_in(&self, ready: &Realisation, [low, high]: [f64; 2], sample: &mut Vec<(usize, SampleTract)>) {
        let mut place = 0;
        let missing =
            |needle: u32| ready.cartridge.needles.get(needle as usize).is_none_or(|state| state.missing);
        self.strikes(u64::from(ready.number), |strike| {
            if place >= SAMPLE_MOST || missing(strike.needle) {
                return;
            }
            if (low..high).contains(&strike.y_mm)
                && let Some(struck) = ready.strike(self, &strike)
            {
                sample.push((place, SampleTract::new(&strike, &struck.tract)));
            }
            place += 1;
        });
    }
}
