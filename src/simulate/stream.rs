//! Main loop for areas that do not fit in memory.
//!
//! The program cuts the area into bands, each of some rows of tiles. The bands form the outermost loop: the
//! program counts all realisations of one band, then all of the next. It hands on the sums of a finished
//! band, one row of tiles at a time, and drops them. It prepares each realisation anew for every band,
//! identically each time, with the strikes that the band sees. Of a whole realisation it holds only the
//! skin's fields while counting, and the totals ([`Whole`]) until the last band.
//!
//! A tile sees the same strikes in the same order as in a run of one band. Totals are summed tile by tile,
//! and the order of tiles is also that of the bands. So all results are identical bit for bit.

use super::rare::Estimator;
use super::realisation::{Realisation, Room, Wanted, Workshop};
use super::timings::{Stage, timed};
use super::{Progress, SAMPLE_MOST, SampleTract, Setup, SimulateError, Simulated, SkinMap, Slice, Stop};
use super::{count_tile, counted, memory};
use crate::engine::counter::{self, Part};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Tiles, Tiling, Whole};
use crate::injury::{Drawing, FieldKind, Maps, Row};
use rayon::prelude::*;
use std::ops::Range;

/// Receives the sums over all realisations, one row of tiles at a time, from y = 0.
pub trait TakeRows: Send {
    /// Takes the cells of one row of tiles; returns whether to continue.
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool;
}

/// Runs all realisations band by band, `rows` rows of tiles in each, on the current thread pool. The result
/// holds no tiles, because `take` received them. Returns `None` if the run was stopped or `take` declined to
/// continue: the area would be incomplete.
///
/// # Errors
/// [`SimulateError::NoEquilibrium`] and [`SimulateError::Full`], as [`super::simulate`].
pub fn stream(
    setup: &Setup,
    rows: usize,
    take: &mut dyn TakeRows,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Option<Simulated>, SimulateError> {
    let timings = progress.timings();
    let tiling = Tiling::new(&setup.grid);
    let bands = bands(&tiling, rows);
    // Each band passes its memory on to the next; the first band is the highest.
    let most = bands.first().map_or(0, |band| band.len() * tiling.columns);
    let mut room: Tiles = (0..most).map(|index| counted::room(&tiling, index)).collect();
    let plan = timed(timings, Stage::Skin, || setup.field_plan());
    let plan = plan.as_ref();
    let squares = Squares::new(&setup.grid);
    let maps = Maps::new(&setup.grid, 1);
    let all = setup.realisations;
    let batch = memory::batch(setup, rayon::current_num_threads(), Some(rows));
    let mut wholes: Vec<Whole> = Vec::new();
    let mut columns = Vec::new();
    let mut first: Vec<Drawing> =
        FieldKind::OF_ONE.iter().map(|kind| Drawing::new(*kind, &setup.grid)).collect();
    let (mut skin_map, mut sample, mut slice) = (SkinMap::default(), Vec::new(), Slice::default());
    let workshop = Workshop::new(plan, &tiling, timings);
    let mut rooms: Vec<Room> = Vec::new();
    for (number, band) in bands.iter().enumerate() {
        // The first band needs memory for the places of all strikes; later ones do not.
        rooms.clear();
        let edges_mm = edges_mm(setup, &tiling, band);
        let wanted = Wanted::band(edges_mm, number == 0);
        let tiles = maps.tiles(band.clone());
        let cells = &mut room[..tiles.len()];
        cells.iter_mut().for_each(Vec::clear);
        let mut next = 0;
        while next < all {
            if stop.requested() {
                return Ok(None);
            }
            // Realisation 0 is counted alone, because its maps are kept.
            let to = if next == 0 { 1 } else { all.min(next + batch) };
            rooms.resize_with((to - next) as usize, Room::default);
            let ready = std::mem::take(&mut rooms)
                .into_par_iter()
                .zip(next..to)
                .with_max_len(1)
                .map(|(room, number)| Realisation::part(setup, &workshop, room, number, wanted))
                .collect::<Vec<_>>()
                .into_iter()
                .collect::<Result<Vec<_>, _>>()?;
            let mut parts: Vec<Vec<Part>> = cells
                .par_iter_mut()
                .zip(tiles.clone())
                .with_max_len(1)
                .map(|(cells, index)| {
                    timed(timings, Stage::Deposit, || {
                        count_tile(setup, &ready, &tiling, &squares, index, cells)
                    })
                })
                .collect();
            let full = parts.iter().flatten().any(|part| part.full);
            for (at, realisation) in ready.iter().enumerate() {
                if number == 0 {
                    let mut whole = Whole::new(&squares);
                    whole.set_evenness(realisation.evenness);
                    wholes.push(whole);
                    columns.push(realisation.skin.mean_column());
                }
                let whole = &mut wholes[next as usize + at];
                let parts = parts.iter_mut().map(|of_tile| std::mem::take(&mut of_tile[at]));
                timed(timings, Stage::Figures, || parts.for_each(|part| whole.add(part)));
            }
            if next == 0 {
                for drawing in &mut first {
                    for (row, cells) in band.clone().zip(cells.chunks(tiling.columns)) {
                        drawing.take(maps.rows(drawing.kind(), row, cells).view());
                    }
                }
                setup.sample_in(&ready[0], edges_mm, &mut sample);
                if number == 0 {
                    skin_map = SkinMap::new(&setup.grid, &ready[0].skin);
                    let [x_mm, y_mm] = Slice::looks_at_mm(setup, &ready[0]);
                    let around = Wanted::within(x_mm, y_mm);
                    let around = Realisation::part(setup, &workshop, Room::default(), 0, around)?;
                    slice = Slice::new(setup, &around);
                }
            }
            rooms = ready.into_iter().map(Realisation::into_room).collect();
            next = to;
            if full {
                return Err(SimulateError::Full(next));
            }
            let done = (number as u64 * u64::from(all) + u64::from(next)) / bands.len() as u64;
            progress.done(done as u32, all);
        }
        for (row, cells) in band.clone().zip(cells.chunks(tiling.columns)) {
            if !take.take(row, cells) {
                return Ok(None);
            }
        }
    }
    let mut depths = counter::depths();
    let circumstances = setup.circumstances();
    let rows: Vec<Row> = wholes
        .into_iter()
        .map(|whole| {
            let (tally, of_one) = timed(timings, Stage::Figures, || whole.finish());
            depths.merge(&of_one);
            circumstances.measure(&tally)
        })
        .collect();
    let first = first.into_iter().map(Drawing::finish).collect();
    // The bands filled the sample one after the other; restore the time order.
    sample.sort_unstable_by_key(|(place, _)| *place);
    let sample = sample.into_iter().map(|(_, tract)| tract).collect();
    let mut rare = Estimator::new(plan);
    let fat_reach = rare.reach(setup, &rows);
    let inputs = setup.input_spread(&rows, fat_reach.as_ref(), &rare);
    let tiles = Tiles::new();
    Ok(Some(Simulated {
        rows,
        columns,
        tiles,
        first,
        skin_map,
        depths,
        sample,
        slice,
        fat_reach,
        inputs,
        asked: all,
    }))
}

/// Cuts a tiling into bands of rows of tiles.
fn bands(tiling: &Tiling, rows: usize) -> Vec<Range<usize>> {
    let rows = rows.max(1);
    (0..tiling.rows).step_by(rows).map(|first| first..(first + rows).min(tiling.rows)).collect()
}

/// Lower and upper edge of a band, mm. The first and the last band extend as far as strikes do.
fn edges_mm(setup: &Setup, tiling: &Tiling, band: &Range<usize>) -> [f64; 2] {
    let edge = |row: usize| match row {
        0 => f64::NEG_INFINITY,
        row if row >= tiling.rows => f64::INFINITY,
        row => tiling.tile(row * tiling.columns).rows.start as f64 * setup.grid.cell_y_mm(),
    };
    [edge(band.start), edge(band.end)]
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
