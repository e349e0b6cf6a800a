//! The main loop: band after band of the area, batch after batch of realisations.
//!
//! ```text
//! band of the area         a plain run has one
//!   batch of realisations
//!     prepare              person, skin, cartridge at rest, strikes     one realisation a thread
//!     count                tracts and cells                             one tile a thread
//!     add                  sums of a realisation, and its values after the last band
//! ```
//!
//! An [`Observer`] decides how far a run goes and keeps what it wants of it: precision, saved states, maps,
//! details of realisation 0. A tile sees the same strikes in the same order however the area is cut, and sums
//! are added tile by tile in one order. So all results are identical bit for bit.

use super::counted::{self, Counted};
use super::realisation::{Buffers, Realisation, RunContext, Wanted};
use super::tile::count_tile;
use super::timings::{Stage, Timings, timed};
use super::{Setup, SimulateError};
use crate::engine::counter::Part;
use crate::engine::tally::Squares;
use crate::engine::{Cell, Tiling, Totals};
use crate::injury::Row;
use crate::skin::FieldPlan;
use rayon::prelude::*;
use std::collections::VecDeque;
use std::ops::Range;

/// Rows of tiles that are counted together.
#[derive(Debug, Clone)]
pub(super) struct Band {
    pub rows: Range<usize>,
    pub tiles: Range<usize>,
    /// Lower and upper edge, mm. The first and the last band extend as far as strikes do.
    pub edges_mm: [f64; 2],
    pub is_first: bool,
    pub is_last: bool,
}

/// Work of a run: what is counted, and how it is cut.
pub(super) struct MainLoop<'a> {
    pub setup: &'a Setup,
    pub context: RunContext<'a>,
    pub squares: Squares,
    pub bands: Vec<Band>,
    pub realisations: Range<u32>,
    /// Most realisations in one batch.
    pub batch: u32,
}

/// Counts of a run while it goes on.
#[derive(Debug, Clone)]
pub(super) struct State {
    /// Finished realisations. Its tiles hold the cells of the whole area, or of the current band.
    pub counted: Counted,
    /// Realisations that still miss bands, in order.
    pub open: VecDeque<Totals>,
}

/// Follows the loop, and decides how far it goes.
pub(super) trait Observer {
    /// Where the batch that begins with realisation `next` must end at the latest. `None` stops the run here.
    fn batch_end(&mut self, next: u32) -> Option<u32>;

    /// Takes realisation 0 in one band; `cells` hold nothing else.
    ///
    /// # Errors
    /// If details of it cannot be computed.
    fn first(&mut self, band: &Band, first: &Realisation, cells: &[Vec<Cell>]) -> Result<(), SimulateError>;

    /// Called after every batch; realisations below `next` are counted. Returns whether to continue.
    fn batch(&mut self, band: &Band, next: u32, state: &State) -> bool;

    /// Called once all realisations of a band are counted. Returns whether to continue.
    fn band(&mut self, band: &Band, state: &State) -> bool;
}

impl<'a> MainLoop<'a> {
    /// Prepares a run.
    pub fn new(
        setup: &'a Setup,
        plan: Option<&'a FieldPlan>,
        tiling: &'a Tiling,
        timings: Option<&'a Timings>,
        bands: Vec<Band>,
        realisations: Range<u32>,
        batch: u32,
    ) -> MainLoop<'a> {
        MainLoop {
            setup,
            context: RunContext::new(plan, tiling, timings),
            squares: Squares::new(&setup.grid),
            bands,
            realisations,
            batch,
        }
    }

    /// Runs the loop. Returns `false` if an observer stopped it.
    ///
    /// # Errors
    /// [`SimulateError::NoEquilibrium`] and [`SimulateError::Full`].
    pub fn run(&self, state: &mut State, observer: &mut dyn Observer) -> Result<bool, SimulateError> {
        let Range { start: from, end } = self.realisations;
        for band in &self.bands {
            // The first band needs memory for the places of all strikes; later ones do not.
            let mut buffers = Vec::new();
            let mut next = if band.is_first { state.counted.to() } else { state.empty_cells(from) };
            while next < end {
                let Some(most) = observer.batch_end(next) else { return Ok(false) };
                let to = most.min(end).min(next + self.batch);
                let ready = self.prepare(band, next..to, buffers)?;
                let mut full = false;
                // Realisation 0 is counted by itself, because its maps are kept.
                let (alone, others) = ready.split_at(usize::from(next == 0));
                for group in [alone, others].into_iter().filter(|group| !group.is_empty()) {
                    let cells = &mut state.counted.tiles[..band.tiles.len()];
                    let parts = self.count(group, band, cells);
                    full |= parts.iter().flatten().any(|part| part.full);
                    if let [first] = alone
                        && first.number == group[0].number
                    {
                        observer.first(band, first, cells)?;
                    }
                    self.add(group, band, parts, state);
                }
                if full {
                    return Err(SimulateError::Full(to - from));
                }
                buffers = ready.into_iter().map(Realisation::into_buffers).collect();
                next = to;
                if !observer.batch(band, next, state) {
                    return Ok(false);
                }
            }
            if !observer.band(band, state) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Prepares a batch: person, skin, cartridge at rest, strikes.
    fn prepare(
        &self,
        band: &Band,
        batch: Range<u32>,
        mut buffers: Vec<Buffers>,
    ) -> Result<Vec<Realisation>, SimulateError> {
        let wanted = Wanted::band(band.edges_mm, band.is_first);
        buffers.resize_with(batch.len(), Buffers::default);
        let prepare =
            |(buffers, number)| Realisation::part(self.setup, &self.context, buffers, number, wanted);
        let ready: Vec<_> = buffers.into_par_iter().zip(batch).with_max_len(1).map(prepare).collect();
        ready.into_iter().collect()
    }

    /// Works out all strikes of some realisations and counts their tracts: one list of parts for each tile.
    fn count(&self, ready: &[Realisation], band: &Band, cells: &mut [Vec<Cell>]) -> Vec<Vec<Part>> {
        let RunContext { tiling, timings, .. } = self.context;
        let of_tile = |(cells, index): (&mut Vec<Cell>, usize)| {
            let count = || count_tile(self.setup, ready, tiling, &self.squares, index, cells);
            timed(timings, Stage::Deposit, count)
        };
        cells.par_iter_mut().zip(band.tiles.clone()).with_max_len(1).map(of_tile).collect()
    }

    /// Adds what the tiles of a band hold of some realisations; the last band gives their values.
    fn add(&self, ready: &[Realisation], band: &Band, mut parts: Vec<Vec<Part>>, state: &mut State) {
        let timings = self.context.timings;
        for (at, realisation) in ready.iter().enumerate() {
            if band.is_first {
                let mut totals = Totals::new(&self.squares);
                totals.set_evenness(realisation.evenness);
                state.open.push_back(totals);
                state.counted.columns.push(realisation.skin.mean_column());
            }
            // Realisations with values have left the list.
            let open = (realisation.number - state.counted.to()) as usize;
            let Some(totals) = state.open.get_mut(open) else { continue };
            let parts = parts.iter_mut().map(|of_tile| std::mem::take(&mut of_tile[at]));
            timed(timings, Stage::Figures, || parts.for_each(|part| totals.add(part)));
            if band.is_last
                && let Some(totals) = state.open.pop_front()
            {
                let row =
                    timed(timings, Stage::Figures, || state.finish(self.setup, realisation.number, totals));
                state.counted.rows.push(row);
            }
        }
    }
}

impl State {
    /// Earlier counts, or nothing yet, with memory for the cells of the highest band. To be called before
    /// anything large is freed: see [`counted::room`].
    pub fn new(tiling: &Tiling, bands: &[Band], from: u32, start: Option<Counted>) -> State {
        if let Some(counted) = start {
            return State { counted, open: VecDeque::new() };
        }
        let most = bands.iter().map(|band| band.tiles.len()).max().unwrap_or(0);
        let tiles = (0..most).map(|index| counted::room(tiling, index)).collect();
        State { counted: Counted { tiles, ..Counted::nothing(tiling, from) }, open: VecDeque::new() }
    }

    /// Empties the cells for the next band; returns the realisation it begins with.
    fn empty_cells(&mut self, from: u32) -> u32 {
        self.counted.tiles.iter_mut().for_each(Vec::clear);
        from
    }

    /// Values of a realisation that has all its bands.
    fn finish(&mut self, setup: &Setup, number: u32, totals: Totals) -> Row {
        let (tally, depths) = totals.finish();
        self.counted.depths.merge(&depths);
        setup.measure(number, &tally)
    }
}

/// Cuts the area into bands of `rows` rows of tiles; the first `done` rows are counted already.
pub(super) fn bands(setup: &Setup, tiling: &Tiling, rows: usize, done: usize) -> Vec<Band> {
    let edge = |row: usize| match row {
        0 => f64::NEG_INFINITY,
        row if row >= tiling.rows => f64::INFINITY,
        row => tiling.tile(row * tiling.columns).rows.start as f64 * setup.grid.cell_y_mm(),
    };
    let band = |first: usize| {
        let last = (first + rows.max(1)).min(tiling.rows);
        Band {
            rows: first..last,
            tiles: first * tiling.columns..last * tiling.columns,
            edges_mm: [edge(first), edge(last)],
            is_first: first == 0,
            is_last: last == tiling.rows,
        }
    };
    (done..tiling.rows).step_by(rows.max(1)).map(band).collect()
}
