//! The loop for areas that do not fit in memory.
//!
//! The area is cut into bands, each of some rows of tiles, and they are the outermost loop: all realisations of one band, then
//! all of the next. The sums of a finished band are handed on, row of tiles by row of tiles, and dropped. A realisation is made
//! anew for each band, the same every time, with the strikes that the band sees; of the whole of it stay the skin's fields while
//! it is counted, and its totals ([`Whole`]) until the last band.
//!
//! A tile sees the same strikes as in a run of one band, in the same order, and totals are summed tile after tile in the
//! tiles' order, which is that of the bands. So everything comes out in the same bits.

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

/// Takes the sums over all realisations of one row of tiles after the other, from y = 0.
pub trait TakeRows: Send {
    /// The cells of the tiles of this row of tiles. Whether to go on.
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool;
}

/// Runs all realisations band by band, `rows` rows of tiles in each, on the current thread pool. What is left in the end has no
/// tiles: `take` had them. `None` where the run was stopped, or `take` wanted no more: there is no part of a run whose area is
/// not whole.
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
    // One band leaves its room to the next: the first is the highest.
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
        // The first band leaves room for the places of all strikes.
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
            // The first alone: its maps are kept.
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
    // Bands came one after the other; the sample is in the order of time.
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

/// The bands of a tiling: rows of tiles.
fn bands(tiling: &Tiling, rows: usize) -> Vec<Range<usize>> {
    let rows = rows.max(1);
    (0..tiling.rows).step_by(rows).map(|first| first..(first + rows).min(tiling.rows)).collect()
}

/// Lower and upper edge of a band, mm; the first and the last reach as far as strikes do.
fn edges_mm(setup: &Setup, tiling: &Tiling, band: &Range<usize>) -> [f64; 2] {
    let edge = |row: usize| match row {
        0 => f64::NEG_INFINITY,
        row if row >= tiling.rows => f64::INFINITY,
        row => tiling.tile(row * tiling.columns).rows.start as f64 * setup.grid.cell_y_mm(),
    };
    [edge(band.start), edge(band.end)]
}

impl Setup {
    /// Those of the first strikes that lie in a band, each with its place among them: no other band is sure to see what was there
    /// before them.
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
