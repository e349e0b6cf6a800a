//! Cells of a map of a run, or squares that contain enough punctures to be meaningful.

use super::words::Language;
use crate::outcome::{Measure, Outcome, joined};
use ndarray::{Array2, ArrayView2};

/// Smallest side of the squares of density maps, mm: narrow enough to show the lanes of the hand.
const SQUARE_MM: f64 = 0.5;

/// Punctures that a square should contain on average; with fewer the map is speckled. A share needs more of
/// them.
pub(super) const FOR_A_COUNT: f64 = 4.0;
pub(super) const FOR_A_SHARE: f64 = 12.0;

/// Cells of a drawn map, or squares of them if there are too many: their number, and their sides in mm.
pub(super) struct Drawn {
    columns: usize,
    rows: usize,
    side_mm: [f64; 2],
    are_cells: bool,
}

impl Drawn {
    pub(super) fn of(outcome: &Outcome) -> Drawn {
        let grid = &outcome.grid;
        let (rows, columns) = outcome
            .first
            .iter()
            .chain(&outcome.drawn)
            .next()
            .map_or((grid.rows, grid.columns), |field| field.values.dim());
        let side_mm = [grid.width_mm / columns as f64, grid.height_mm / rows as f64];
        Drawn { columns, rows, side_mm, are_cells: (rows, columns) == (grid.rows, grid.columns) }
    }

    /// Kind and side of each of them.
    fn each(&self) -> Each {
        if self.are_cells {
            return Each::Cell(format!("{}\u{202f}µm", (self.side_mm[0] * 1e3).round()));
        }
        Each::of(self.side_mm)
    }
}

/// Kind of the units of a map, with the side in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Each {
    Cell(String),
    Square(String),
    Rectangle(String),
}

impl Each {
    /// Joined cells of these sides.
    fn of(side_mm: [f64; 2]) -> Each {
        let words = side_words(side_mm);
        if are_alike(side_mm) { Each::Square(words) } else { Each::Rectangle(words) }
    }

    /// "cells of 100 um".
    pub(super) fn many(&self, language: Language) -> String {
        match self {
            Each::Cell(side) => language.cells_of(side),
            Each::Square(side) => language.squares_of(side),
            Each::Rectangle(sides) => language.rectangles_of(sides),
        }
    }

    /// "under each cell of 100 um".
    pub(super) fn under_each(&self, language: Language) -> String {
        match self {
            Each::Cell(side) => language.under_each_cell(side),
            Each::Square(side) => language.under_each_square(side),
            Each::Rectangle(sides) => language.under_each_rectangle(sides),
        }
    }
}

/// Whether both sides are the same as far as they are written.
fn are_alike([x, y]: [f64; 2]) -> bool {
    (x - y).abs() < 1e-3
}

/// "0.2 mm", or "0.2 × 0.3 mm".
fn side_words(side_mm: [f64; 2]) -> String {
    let [x, y] = side_mm.map(|side| (side * 1000.0).round() / 1000.0);
    if are_alike(side_mm) { format!("{x}\u{202f}mm") } else { format!("{x} × {y}\u{202f}mm") }
}

/// A map in as many cells or squares as a picture can show, with their kind.
pub(super) fn shown(outcome: &Outcome, field: ArrayView2<f32>) -> (Array2<f32>, Each) {
    let blocks = Blocks::drawn(outcome);
    if field.dim() == blocks.dim() {
        return (field.to_owned(), Drawn::of(outcome).each());
    }
    (blocks.mean(field), Each::of(blocks.side_mm))
}

/// Cells joined into squares.
pub(super) struct Blocks {
    columns: usize,
    rows: usize,
    side_mm: [f64; 2],
}

impl Blocks {
    pub(super) fn of(outcome: &Outcome, punctures: f64) -> Blocks {
        let (grid, drawn) = (&outcome.grid, Drawn::of(outcome));
        let density_per_mm2 = outcome.figure(Measure::Density).value.unwrap_or(0.0) / 100.0;
        let filled = (punctures / density_per_mm2.max(1e-6)).sqrt();
        // There are at least ten squares per side, so they are narrower on small areas.
        let side = SQUARE_MM.max(filled).min(0.1 * grid.width_mm.min(grid.height_mm));
        let wanted = |cell: f64| (side / cell).round().max(1.0) as usize;
        // The nearest number of cells that divides the row: squares of unequal size would show as stripes.
        let join = |count: usize, cell: f64| {
            let all = (1..=count).filter(|join| count.is_multiple_of(*join));
            all.min_by_key(|join| join.abs_diff(wanted(cell))).unwrap_or(1)
        };
        // Squares, where about as many cells divide rows and columns alike; else rectangles.
        let alike = || {
            let wanted = wanted(drawn.side_mm[0]);
            let all = (1..=drawn.columns.min(drawn.rows))
                .filter(|join| drawn.columns.is_multiple_of(*join) && drawn.rows.is_multiple_of(*join));
            let nearest = all.min_by_key(|join| join.abs_diff(wanted))?;
            (nearest <= 2 * wanted && wanted <= 2 * nearest).then_some((nearest, nearest))
        };
        let (x, y) = Some(())
            .filter(|()| are_alike(drawn.side_mm))
            .and_then(|()| alike())
            .unwrap_or_else(|| (join(drawn.columns, drawn.side_mm[0]), join(drawn.rows, drawn.side_mm[1])));
        Blocks {
            columns: drawn.columns / x,
            rows: drawn.rows / y,
            side_mm: [drawn.side_mm[0] * x as f64, drawn.side_mm[1] * y as f64],
        }
    }

    /// As many squares as a picture can show; a map with more cells has several joined along both sides.
    pub(super) fn drawn(outcome: &Outcome) -> Blocks {
        let drawn = Drawn::of(outcome);
        let join = joined([drawn.rows, drawn.columns]);
        let side_mm = drawn.side_mm.map(|side| side * join as f64);
        Blocks { columns: drawn.columns / join, rows: drawn.rows / join, side_mm }
    }

    /// Rows and columns.
    pub(super) fn dim(&self) -> (usize, usize) {
        (self.rows, self.columns)
    }

    /// Mean of the cells of each square.
    pub(super) fn mean(&self, field: ArrayView2<f32>) -> Array2<f32> {
        let (rows, columns) = field.dim();
        let (y, x) = (rows / self.rows.max(1), columns / self.columns.max(1));
        Array2::from_shape_fn((self.rows, self.columns), |(row, column)| {
            let square = field.slice(ndarray::s![row * y..(row + 1) * y, column * x..(column + 1) * x]);
            // Untreated cells have no value and do not count.
            let values = square.iter().filter(|value| value.is_finite());
            let (sum, count) =
                values.fold((0.0, 0usize), |(sum, count), value| (sum + f64::from(*value), count + 1));
            (sum / count as f64) as f32
        })
    }

    /// "squares of 0.5 mm".
    pub(super) fn many(&self, language: Language) -> String {
        Each::of(self.side_mm).many(language)
    }
}
