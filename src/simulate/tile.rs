//! One tile of the area: every strike that the tile sees is worked out, and its tract is counted.

use super::{Realisation, Setup};
use crate::engine::counter::{self, Own, Part};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Counter, Tiling, Totals};
use crate::injury::Row;
use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

/// Values of one realisation over the whole area; its cells are not kept.
pub(super) fn values(setup: &Setup, ready: &Realisation, tiling: &Tiling, squares: &Squares) -> Row {
    let one = std::slice::from_ref(ready);
    let parts =
        (0..tiling.len()).flat_map(|index| count_tile(setup, one, tiling, squares, index, &mut Vec::new()));
    let (mut tally, _) = counter::whole(parts, squares);
    tally.evenness = ready.evenness;
    setup.measure(ready.number, &tally)
}

/// Counts one tile of some realisations. The compiler builds it for several kinds of processor. All give the
/// same bits, because nothing is fused or reordered.
pub(super) fn count_tile(
    setup: &Setup,
    ready: &[Realisation],
    tiling: &Tiling,
    squares: &Squares,
    index: usize,
    cells: &mut Vec<Cell>,
) -> Vec<Part> {
    dispatch!(Level::new(), simd => setup.count(simd, ready, tiling, squares, index, cells, &[]))
}

/// Totals of one realisation after its first `ends` strikes, for each of these rising numbers, and after all. Its
/// cells are not kept.
pub(super) fn totals_after(
    setup: &Setup,
    ready: &Realisation,
    tiling: &Tiling,
    squares: &Squares,
    ends: &[u32],
) -> Vec<Totals> {
    let one = std::slice::from_ref(ready);
    let of_tile = |index| {
        let cells = &mut Vec::new();
        dispatch!(Level::new(), simd => setup.count(simd, one, tiling, squares, index, cells, ends))
    };
    let tiles: Vec<Vec<Part>> = (0..tiling.len()).into_par_iter().map(of_tile).collect();
    let mut totals = vec![Totals::new(squares); ends.len() + 1];
    for parts in tiles {
        totals.iter_mut().zip(parts).for_each(|(totals, part)| totals.add(part));
    }
    totals
}

impl Setup {
    /// Counts one tile; see [`count_tile`]. Everything it calls for a strike must be inlined: code that is
    /// not is compiled for the oldest processor only.
    ///
    /// Before the strike whose number among all strikes of a realisation is in `ends`, it also gives the totals
    /// so far.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "those of a tile, and where to look in between")]
    fn count<S: Simd>(
        &self,
        simd: S,
        ready: &[Realisation],
        tiling: &Tiling,
        squares: &Squares,
        index: usize,
        cells: &mut Vec<Cell>,
        ends: &[u32],
    ) -> Vec<Part> {
        let tile = tiling.tile(index);
        let mut counter = Counter::new(&self.grid, &tile, self.rules(), std::mem::take(cells));
        let mut parts = Vec::with_capacity(ready.len() * (ends.len() + 1));
        let mut strikes = Vec::new();
        let sides_mm = self.grid.sides_mm(&tile);
        for realisation in ready {
            // Copy all strikes first, so that the look-ups do not wait for each other: strikes are stored in
            // time order.
            strikes.clear();
            realisation.skin.fetch(sides_mm);
            let seen = realisation.bins.of(index);
            strikes.extend(seen.iter().map(|seen| realisation.strikes[*seen as usize]));
            let mut done = 0;
            for (number, strike) in seen.iter().zip(&strikes) {
                while ends.get(done).is_some_and(|end| number >= end) {
                    parts.push(counter.so_far());
                    done += 1;
                }
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
            parts.extend(ends[done..].iter().map(|_| counter.so_far()));
            parts.push(counter.finish());
        }
        *cells = counter.into_cells();
        parts
    }
}
