//! Counted part of a run: its state between two batches.
//!
//! Everything here is a whole number, a maximum or a row of one realisation. So two parts of a run, put
//! together, equal bit for bit what the run would have counted in one go.

use super::rare::Estimator;
use super::{CloseUp, Realisation, SampleTract, Setup, SimulateError, Simulated, SkinMap, Slice, Stop};
use crate::engine::tiles::Tile;
use crate::engine::{Cell, Histogram, Tiles, Tiling, counter};
use crate::injury::Row;
use crate::injury::drawn::drawn;
use crate::injury::fields::{Field, FieldKind};
use crate::skin::Column;
use rayon::prelude::*;
use std::ops::Range;

/// Counted realisations `from..to()` of a run.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Number of the first realisation.
    pub from: u32,
    /// Values of every realisation, in order.
    pub rows: Vec<Row>,
    /// Person of every realisation, averaged over places.
    pub columns: Vec<Column>,
    /// Tip depths of all strikes that pierced.
    pub depths: Histogram,
    /// Cells of every tile; an empty list where nothing is counted yet.
    pub tiles: Tiles,
}

impl Counted {
    /// Empty count that begins with realisation `from`.
    pub fn nothing(tiling: &Tiling, from: u32) -> Counted {
        Counted {
            from,
            rows: Vec::new(),
            columns: Vec::new(),
            depths: counter::depths(),
            tiles: vec![Vec::new(); tiling.len()],
        }
    }

    /// Number of the first realisation after this count.
    pub fn to(&self) -> u32 {
        self.from + self.rows.len() as u32
    }

    /// Numbers of the realisations counted.
    pub fn realisations(&self) -> Range<u32> {
        self.from..self.to()
    }

    /// Adds the realisations that follow, of the same setup; returns them unchanged if they do not follow.
    ///
    /// # Errors
    /// A count that does not begin where this one ends.
    pub fn append(&mut self, next: Counted) -> Result<(), Counted> {
        if next.from != self.to() {
            return Err(next);
        }
        let Counted { from: _, rows, columns, depths, tiles } = next;
        self.rows.extend(rows);
        self.columns.extend(columns);
        self.depths.merge(&depths);
        for (cells, more) in self.tiles.iter_mut().zip(tiles) {
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

    /// Returns true if some cell holds as much as it can: see [`Cell::is_full`].
    pub fn is_full(&self) -> bool {
        self.tiles.par_iter().any(|cells| cells.iter().any(Cell::is_full))
    }
}

/// Reserves memory for the cells of a tile. The usual allocators take such large blocks directly from the
/// system if nothing large was freed before. They then return them to it as soon as the cells are dropped.
pub(super) fn room(tiling: &Tiling, index: usize) -> Vec<Cell> {
    let Tile { columns, rows } = tiling.tile(index);
    Vec::with_capacity(columns.len() * rows.len())
}

/// Details of realisation 0.
#[derive(Debug, Clone)]
pub struct First {
    /// Maps as drawn. They show the pattern of one treatment, which averaging blurs.
    pub fields: Vec<Field>,
    /// Skin of this person, place by place.
    pub skin_map: SkinMap,
    /// First tracts, in the order of time; at most [`SAMPLE_MOST`](super::SAMPLE_MOST).
    pub sample: Vec<SampleTract>,
    /// Slice through this person, for the cross-section.
    pub slice: Slice,
    /// Close-up of the treated surface.
    pub close_up: CloseUp,
}

impl First {
    /// Derives the details of realisation 0, in parallel; `tiles` must hold nothing else.
    pub(super) fn new(setup: &Setup, ready: &Realisation, tiles: &[Vec<Cell>]) -> First {
        let skin = || (SkinMap::new(&setup.grid, &ready.skin), Slice::new(setup, ready));
        let strikes = || (setup.sample(ready), CloseUp::new(setup, ready));
        let draw = || drawn(FieldKind::OF_ONE, tiles, &setup.grid, 1);
        let (fields, ((skin_map, slice), (sample, close_up))) =
            rayon::join(draw, || rayon::join(skin, strikes));
        First { fields, skin_map, sample, slice, close_up }
    }
}

/// Result of [`count`](super::count).
#[derive(Debug, Clone)]
pub struct Count {
    /// Counted realisations.
    pub counted: Counted,
    /// Details of realisation 0, if the task includes it.
    pub first: Option<First>,
    /// Number of realisations asked for; for a shard, its own.
    pub asked: u32,
    /// Fat-layer reach estimated at the precision checks so far. It depends on the setup alone, not on the
    /// count.
    pub rare: Estimator,
}

impl Count {
    /// Turns a count that begins with realisation 0 into results; they need that realisation. Whole runs,
    /// resumed runs and merged shards all pass through here, so here the program estimates the fat-layer
    /// reach from people of its own.
    ///
    /// # Errors
    /// [`SimulateError::Abandoned`].
    pub fn simulated(self, setup: &Setup, stop: &dyn Stop) -> Result<Simulated, SimulateError> {
        self.with_people(setup, stop).map(|(simulated, _)| simulated)
    }

    /// The same, with the people behind the fat-layer reach.
    ///
    /// # Errors
    /// [`SimulateError::Abandoned`].
    pub fn with_people(
        self,
        setup: &Setup,
        stop: &dyn Stop,
    ) -> Result<(Simulated, Estimator), SimulateError> {
        let Count { counted: Counted { rows, columns, depths, tiles, .. }, first, asked, mut rare } = self;
        let fat_reach = rare.reach(setup, &rows, stop);
        let inputs = setup.input_spread(&rows, fat_reach.as_ref(), &rare, stop)?;
        let First { fields: first, skin_map, sample, slice, close_up } = first.unwrap_or_else(|| First {
            fields: drawn(FieldKind::OF_ONE, &Tiles::new(), &setup.grid, 1),
            skin_map: SkinMap::default(),
            sample: Vec::new(),
            slice: Slice::default(),
            close_up: CloseUp::default(),
        });
        let simulated = Simulated {
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
        };
        Ok((simulated, rare))
    }
}
