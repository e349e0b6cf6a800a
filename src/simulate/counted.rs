//! What was counted of some realisations: all that a run is between two batches.
//!
//! Everything here is a whole number, a maximum or a row of one realisation. So what two parts of a run counted, put
//! together, is what the run would have counted in one go, bit for bit.

use super::rare::Estimator;
use super::{Realisation, SampleTract, Setup, Simulated, SkinMap, Slice};
use crate::engine::tiles::Tile;
use crate::engine::{Cell, Histogram, Tiles, Tiling, counter};
use crate::injury::Row;
use crate::injury::drawn::drawn;
use crate::injury::fields::{Field, FieldKind};
use crate::skin::Column;
use rayon::prelude::*;
use std::ops::Range;

/// The realisations `from..to()` of a run.
#[derive(Debug, Clone)]
pub struct Counted {
    pub from: u32,
    /// The figures of every realisation, in order.
    pub rows: Vec<Row>,
    /// The person of every realisation, averaged over places.
    pub columns: Vec<Column>,
    /// Tip depths of all strikes that pierced.
    pub depths: Histogram,
    /// The cells of every tile; an empty list where nothing was counted yet.
    pub tiles: Tiles,
}

impl Counted {
    /// Nothing yet, from this realisation on.
    pub fn nothing(tiling: &Tiling, from: u32) -> Counted {
        Counted {
            from,
            rows: Vec::new(),
            columns: Vec::new(),
            depths: counter::depths(),
            tiles: vec![Vec::new(); tiling.len()],
        }
    }

    /// The same, with room for all cells. Asked for before anything large was given back, such blocks are the system's own with
    /// the usual allocators, and go back to it when the cells are done with.
    pub(super) fn with_room(tiling: &Tiling, from: u32) -> Counted {
        let tiles = (0..tiling.len()).map(|index| room(tiling, index)).collect();
        Counted { tiles, ..Counted::nothing(tiling, from) }
    }

    /// The first realisation that is not in it.
    pub fn to(&self) -> u32 {
        self.from + self.rows.len() as u32
    }

    pub fn realisations(&self) -> Range<u32> {
        self.from..self.to()
    }

    /// Adds the realisations that follow, of the same setup; gives them back where they do not follow.
    ///
    /// # Errors
    /// What does not begin where this ends.
    pub fn append(&mut self, next: Counted) -> Result<(), Counted> {
        if next.from != self.to() {
            return Err(next);
        }
        self.rows.extend(next.rows);
        self.columns.extend(next.columns);
        self.depths.merge(&next.depths);
        for (cells, more) in self.tiles.iter_mut().zip(next.tiles) {
            if cells.is_empty() {
                *cells = more;
            } else {
                for (cell, other) in cells.iter_mut().zip(&more) {
                    cell.add(other);
                }
            }
        }
        Ok(())
    }

    /// Some cell holds as much as it can: see [`Cell::is_full`].
    pub fn is_full(&self) -> bool {
        self.tiles.par_iter().any(|cells| cells.iter().any(Cell::is_full))
    }
}

/// Room for the cells of a tile.
pub(super) fn room(tiling: &Tiling, index: usize) -> Vec<Cell> {
    let Tile { columns, rows } = tiling.tile(index);
    Vec::with_capacity(columns.len() * rows.len())
}

/// Realisation 0 in detail.
#[derive(Debug, Clone)]
pub struct First {
    /// Its maps as they are drawn: one treatment, whose pattern the means wash out.
    pub fields: Vec<Field>,
    pub skin_map: SkinMap,
    pub sample: Vec<SampleTract>,
    pub slice: Slice,
}

impl First {
    /// Of realisation 0, from the cells with nothing else in them; side by side.
    pub(super) fn new(setup: &Setup, ready: &Realisation, tiles: &Tiles) -> First {
        let cut = || Slice::new(setup, ready);
        let beside =
            || rayon::join(|| (SkinMap::new(&setup.grid, &ready.skin), cut()), || setup.sample(ready));
        let draw = || drawn(FieldKind::OF_ONE, tiles, &setup.grid, 1);
        let (fields, ((skin_map, slice), sample)) = rayon::join(draw, beside);
        First { fields, skin_map, sample, slice }
    }
}

/// What the loop ends with.
#[derive(Debug, Clone)]
pub struct Count {
    pub counted: Counted,
    /// Realisation 0, if it is among those that were asked for.
    pub first: Option<First>,
    /// Realisations asked for, of a shard its own.
    pub asked: u32,
    /// What was estimated of the fat-layer reach at looks on the way: it hangs on the setup alone, not on what was counted.
    pub rare: Estimator,
}

impl Count {
    /// For what begins with realisation 0: figures need the first of them. Here, where a whole run, one that was gone on with
    /// and shards put together all come through, the fat-layer reach is estimated from people of its own.
    pub fn simulated(self, setup: &Setup) -> Simulated {
        let Count { counted: Counted { rows, columns, depths, tiles, .. }, first, asked, mut rare } = self;
        let fat_reach = rare.reach(setup, &rows);
        let inputs = setup.input_spread(&rows, fat_reach.as_ref(), &rare);
        let First { fields: first, skin_map, sample, slice } = first.unwrap_or_else(|| First {
            fields: drawn(FieldKind::OF_ONE, &Tiles::new(), &setup.grid, 1),
            skin_map: SkinMap::default(),
            sample: Vec::new(),
            slice: Slice::default(),
        });
        Simulated { rows, columns, tiles, first, skin_map, depths, sample, slice, fat_reach, inputs, asked }
    }
}
