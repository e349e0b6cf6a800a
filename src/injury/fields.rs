//! Maps: amounts per cell, means over realisations.

use crate::engine::tiles::Tile;
use crate::engine::{Cell, Grid, Tiling};
use crate::foundation::units::per_cm2_from_per_mm2;
use ndarray::Array2;
use rayon::prelude::*;
use std::ops::Range;

macro_rules! fields {
    ($($name:ident $file:literal $unit:literal $label:literal,)*) => {
        /// Map of the results folder.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FieldKind { $(#[doc = $label] $name,)* }

        impl FieldKind {
            /// All maps.
            pub const ALL: &'static [FieldKind] = &[$(FieldKind::$name,)*];

            /// Name in `fields.npz`.
            pub fn name(self) -> &'static str {
                match self { $(FieldKind::$name => $file,)* }
            }

            /// Unit in words; empty for a share.
            pub fn unit(self) -> &'static str {
                match self { $(FieldKind::$name => $unit,)* }
            }

            /// Label in words.
            pub fn label(self) -> &'static str {
                match self { $(FieldKind::$name => $label,)* }
            }

            /// Returns the kind of this name.
            pub fn of_name(name: &str) -> Option<FieldKind> {
                FieldKind::ALL.iter().copied().find(|kind| kind.name() == name)
            }
        }
    };
}

fields! {
    Punctures "punctures_per_cm2" "per cm²" "punctures per cm²",
    Repeats "repeats_per_cm2" "per cm²" "repeat hits per cm²",
    Covered "covered_fraction" "" "share of the cell covered by needle sections",
    Open "open_fraction" "" "share of the cell left open after withdrawal",
    EpidermisVolume "epidermis_volume_fraction" "" "share of the epidermis injured",
    DermisVolume "dermis_volume_fraction" "" "share of the dermis injured",
    DepthMean "depth_mean_mm" "mm" "mean depth of the tips that pierced",
    DepthMax "depth_max_mm" "mm" "deepest tip",
    FatReach "fat_reach_fraction" "" "share of the strikes that reach the fat layer",
    FatPerCm2 "fat_reach_per_cm2" "per cm²" "strikes into the fat layer per cm²",
}

impl FieldKind {
    /// Maps that are drawn for one treatment.
    pub const OF_ONE: &'static [FieldKind] =
        &[FieldKind::Punctures, FieldKind::DermisVolume, FieldKind::FatPerCm2];

    /// Maps that are drawn for one treatment in a comparison.
    pub const OF_ONE_COMPARED: &'static [FieldKind] = &[FieldKind::DermisVolume];

    /// Maps that are drawn for the means over all treatments.
    pub const OF_MANY: &'static [FieldKind] = &[FieldKind::Punctures, FieldKind::FatPerCm2];
}

/// One map: float32, rows along y from y = 0, NaN where there is no value.
#[derive(Debug, Clone)]
pub struct Field {
    /// Quantity that the map shows.
    pub kind: FieldKind,
    /// Values by row and column.
    pub values: Array2<f32>,
}

/// Compares bits, so that NaN equals NaN.
impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits();
        self.kind == other.kind
            && self.values.dim() == other.values.dim()
            && self.values.iter().zip(&other.values).all(same)
    }
}

/// Maker of maps from the sums over realisations, one row of tiles at a time.
#[derive(Debug, Clone)]
pub struct Maps<'a> {
    grid: &'a Grid,
    tiling: Tiling,
    runs: f64,
}

impl<'a> Maps<'a> {
    /// Prepares maps of sums over this many realisations.
    pub fn new(grid: &'a Grid, realisations: u32) -> Maps<'a> {
        Maps { grid, tiling: Tiling::new(grid), runs: f64::from(realisations.max(1)) }
    }

    /// Number of rows of tiles, from y = 0.
    pub fn rows_of_tiles(&self) -> usize {
        self.tiling.rows
    }

    /// Numbers of the tiles in some rows of tiles.
    pub fn tiles(&self, rows: Range<usize>) -> Range<usize> {
        rows.start * self.tiling.columns..rows.end * self.tiling.columns
    }

    /// Shape of a map over a row of tiles: rows of cells, columns.
    pub fn shape(&self, row_of_tiles: usize) -> [usize; 2] {
        let tile = self.tiling.tile(row_of_tiles * self.tiling.columns);
        [tile.rows.len(), self.grid.columns]
    }

    /// Returns one map over a row of tiles: shape (rows of cells, columns).
    ///
    /// `cells` are those of its tiles. The list of a tile, or the list of all, may be empty where nothing was
    /// counted.
    pub fn rows(&self, kind: FieldKind, row_of_tiles: usize, cells: &[Vec<Cell>]) -> Array2<f32> {
        let rows = self.tiling.tile(row_of_tiles * self.tiling.columns).rows;
        let mut values = Array2::zeros((rows.len(), self.grid.columns));
        let lines = values.as_slice_mut().unwrap_or_default().chunks_exact_mut(self.grid.columns);
        lines.enumerate().for_each(|(row, line)| self.write_row(kind, row_of_tiles, row, cells, line));
        values
    }

    /// Writes one row of cells of a map to its place.
    fn write_row(
        &self,
        kind: FieldKind,
        row_of_tiles: usize,
        row: usize,
        cells: &[Vec<Cell>],
        values: &mut [f32],
    ) {
        let (grid, runs) = (self.grid, self.runs);
        let (area, whole) = (grid.cell_area_mm2() * runs, f64::from(grid.whole()) * runs);
        let value = |cell: &Cell| match kind {
            FieldKind::Punctures => per_cm2_from_per_mm2(cell.punctures as f64 / area),
            FieldKind::Repeats => per_cm2_from_per_mm2(cell.repeats as f64 / area),
            FieldKind::Covered => cell.covered as f64 / whole,
            FieldKind::Open => cell.open as f64 / whole,
            FieldKind::EpidermisVolume => cell.epidermis_mm2() / area,
            FieldKind::DermisVolume => cell.dermis_mm2() / area,
            // 0/0 is NaN: without a puncture there is no depth.
            FieldKind::DepthMean => cell.depth_mm() / cell.pierced as f64,
            FieldKind::DepthMax => cell.deepest_mm as f64,
            FieldKind::FatReach => cell.fat_reach() / cell.punctures as f64,
            FieldKind::FatPerCm2 => per_cm2_from_per_mm2(cell.fat_reach() / area),
        };
        let first = row_of_tiles * self.tiling.columns;
        let nothing = value(&Cell::default()) as f32;
        for tile in 0..self.tiling.columns {
            let Tile { columns, .. } = self.tiling.tile(first + tile);
            let values = &mut values[columns.clone()];
            match cells.get(tile).and_then(|cells| cells.chunks_exact(columns.len()).nth(row)) {
                Some(cells) => values.iter_mut().zip(cells).for_each(|(to, cell)| *to = value(cell) as f32),
                None => values.fill(nothing),
            }
        }
        if grid.has_gaps() {
            let first_row = self.tiling.tile(first).rows.start;
            let untreated = |column: &usize| !grid.treats((first_row + row) * grid.columns + column);
            (0..grid.columns).filter(untreated).for_each(|column| values[column] = f32::NAN);
        }
    }

    /// Iterates over one map, row of tiles by row of tiles.
    pub fn all<'b>(
        &'b self,
        kind: FieldKind,
        tiles: &'b [Vec<Cell>],
    ) -> impl Iterator<Item = Array2<f32>> + 'b {
        (0..self.rows_of_tiles()).map(move |row| {
            let cells = tiles.get(self.tiles(row..row + 1)).unwrap_or_default();
            self.rows(kind, row, cells)
        })
    }
}

/// Makes maps from the sums over realisations, cell by cell.
pub fn fields(kinds: &[FieldKind], tiles: &[Vec<Cell>], grid: &Grid, realisations: u32) -> Vec<Field> {
    let maps = Maps::new(grid, realisations);
    let mut all: Vec<Field> = kinds
        .iter()
        .map(|kind| Field { kind: *kind, values: Array2::zeros((grid.rows, grid.columns)) })
        .collect();
    // Fills all maps row by row, so that cells are read once.
    let rows = maps.tiling.tile(0).rows.len();
    let mut of_rows: Vec<Vec<(FieldKind, &mut [f32])>> = Vec::new();
    of_rows.resize_with(maps.rows_of_tiles(), Vec::new);
    for Field { kind, values } in &mut all {
        let values = values.as_slice_mut().unwrap_or_default();
        for (of_row, values) in of_rows.iter_mut().zip(values.chunks_mut((rows * grid.columns).max(1))) {
            of_row.push((*kind, values));
        }
    }
    of_rows.into_par_iter().enumerate().for_each(|(row_of_tiles, mut of_row)| {
        let cells = tiles.get(maps.tiles(row_of_tiles..row_of_tiles + 1)).unwrap_or_default();
        for row in 0..maps.tiling.tile(row_of_tiles * maps.tiling.columns).rows.len() {
            for (kind, values) in &mut of_row {
                let values = &mut values[row * grid.columns..][..grid.columns];
                maps.write_row(*kind, row_of_tiles, row, cells, values);
            }
        }
    });
    all
}
