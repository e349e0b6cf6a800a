//! One tile of the area: every strike that the tile sees is worked out, and its tract is counted.

use super::{Realisation, Setup};
use crate::engine::counter::{self, Own, Part};
use crate::engine::tally::Squares;
use crate::engine::{Cell, Counter, Tiling};
use crate::injury::Row;
use fearless_simd::{Level, Simd, dispatch};

/// Values of one realisation over the whole area; its cells are not kept.
pub(super) fn values(setup: &Setup, ready: &Realisation, tiling: &Tiling, squares: &Squares) -> Row {
    let one = std::slice::from_ref(ready);
    let parts =
        (0..tiling.len()).flat_map(|index| count_tile(setup, one, tiling, squares, index, &mut Vec::new()));
    let (mut tally, _) = counter::whole(parts, squares);
    tally.evenness = ready.evenness;
    setup.circumstances().measure(&tally)
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
    dispatch!(Level::new(), simd => setup.count(simd, ready, tiling, squares, index, cells))
}

impl Setup {
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
