//! Punctures of one realisation in square bins, for searching near a place.

use super::grid::Grid;

/// Marks the absence of a place.
pub(super) const NONE: u32 = u32::MAX;

/// Area plus the rim in which punctures are known.
pub(super) struct Window<'a> {
    pub grid: &'a Grid,
    pub rim_mm: f64,
}

impl Window<'_> {
    pub fn sides_mm(&self) -> [f64; 2] {
        [self.grid.width_mm, self.grid.height_mm].map(|side| side + 2.0 * self.rim_mm)
    }

    /// Distance of a place from the edge, positive inside.
    #[inline]
    pub fn to_edge_mm(&self, [x, y]: [f64; 2]) -> f64 {
        x.min(self.grid.width_mm - x).min(y).min(self.grid.height_mm - y) + self.rim_mm
    }

    /// Largest distance inside the edge of any place in a rectangle.
    pub fn furthest_inside_mm(&self, [left, low]: [f64; 2], [right, high]: [f64; 2]) -> f64 {
        right.min(self.grid.width_mm - left).min(high).min(self.grid.height_mm - low) + self.rim_mm
    }

    /// Area of the places at least this far inside the edge, mm².
    pub fn area_mm2(&self, inside_mm: f64) -> f64 {
        let [width, height] = self.sides_mm().map(|side| (side - 2.0 * inside_mm).max(0.0));
        width * height
    }
}

/// Memory for the places of a realisation, kept for reuse.
#[derive(Debug, Default)]
pub struct PuncturePlaces {
    /// All punctures in the window, mm, in the order of time.
    pub of_time: Vec<[f64; 2]>,
    first: Vec<u32>,
    next: Vec<u32>,
}

impl PuncturePlaces {
    /// Memory per puncture: its place, the next one of its bin, and its share of the bins.
    pub const BYTES_A_PLACE: usize = size_of::<[f64; 2]>() + 9 * size_of::<u32>();
}

impl From<Vec<[f64; 2]>> for PuncturePlaces {
    fn from(of_time: Vec<[f64; 2]>) -> PuncturePlaces {
        PuncturePlaces { of_time, first: Vec::new(), next: Vec::new() }
    }
}

/// Places sorted into square bins over the window.
pub(super) struct Bins<'a> {
    pub places: &'a [[f64; 2]],
    /// One place of each bin, row by row, and for each place the next one of the same bin.
    pub first: &'a mut Vec<u32>,
    next: &'a mut Vec<u32>,
    pub side_mm: f64,
    pub columns: usize,
    pub rows: usize,
    /// Position of the lower left corner on both axes.
    pub origin_mm: f64,
    per_mm: f64,
}

impl<'a> Bins<'a> {
    pub fn new(window: &Window, side_mm: f64, places: &'a mut PuncturePlaces) -> Bins<'a> {
        let PuncturePlaces { of_time, first, next } = places;
        let origin_mm = -window.rim_mm;
        let mut bins =
            Bins { places: of_time, first, next, side_mm, columns: 0, rows: 0, origin_mm, per_mm: 0.0 };
        bins.sort(window, side_mm);
        bins
    }

    /// Puts all places into bins of this side.
    pub fn sort(&mut self, window: &Window, side_mm: f64) {
        let count = |side: f64| ((side / side_mm).ceil() as usize).max(1);
        [self.columns, self.rows] = window.sides_mm().map(count);
        (self.side_mm, self.per_mm) = (side_mm, 1.0 / side_mm);
        self.first.clear();
        self.first.resize(self.columns * self.rows, NONE);
        self.next.clear();
        self.next.reserve(self.places.len());
        for (number, place) in (0u32..).zip(self.places) {
            let [column, row] = self.bin(*place);
            let first = &mut self.first[row * self.columns + column];
            self.next.push(*first);
            *first = number;
        }
    }

    /// Column and row of the bin that holds a place, or of the nearest bin.
    #[inline]
    fn bin(&self, [x, y]: [f64; 2]) -> [usize; 2] {
        // Casts truncate towards zero, and negative numbers become zero.
        let bin = |place: f64, count: usize| {
            (((place - self.origin_mm) * self.per_mm) as u32 as usize).min(count - 1)
        };
        [bin(x, self.columns), bin(y, self.rows)]
    }

    /// Distance from a place of the window to the nearest place except `but`, and that place's number.
    ///
    /// Returns `within_mm` and [`NONE`] if none is nearer. Once one is nearer than `enough_mm`, the result
    /// need not be the nearest.
    #[inline]
    pub fn nearest(&self, at: [f64; 2], but: u32, within_mm: f64, enough_mm: f64) -> (f64, u32) {
        let [column, row] = self.bin(at);
        // Least distance to another bin.
        let into = |axis: usize, bin: usize| {
            let low = at[axis] - self.origin_mm - bin as f64 * self.side_mm;
            low.min(self.side_mm - low)
        };
        let margin = into(0, column).min(into(1, row)).max(0.0);
        let (mut nearest, enough) = ((within_mm * within_mm, NONE), enough_mm * enough_mm);
        for ring in 0..self.columns.max(self.rows) {
            let clear = if ring == 0 { 0.0 } else { (ring - 1) as f64 * self.side_mm + margin };
            if clear * clear >= nearest.0 || nearest.0 < enough {
                break;
            }
            let [low, high] = [row.saturating_sub(ring), (row + ring).min(self.rows - 1)];
            let [left, right] = [column.saturating_sub(ring), (column + ring).min(self.columns - 1)];
            for bin_row in low..=high {
                let bins = &self.first[bin_row * self.columns..][..self.columns];
                if bin_row.abs_diff(row) == ring {
                    for first in &bins[left..=right] {
                        nearest = self.nearer(*first, at, but, nearest);
                    }
                    continue;
                }
                if column >= ring {
                    nearest = self.nearer(bins[left], at, but, nearest);
                }
                if column + ring < self.columns {
                    nearest = self.nearer(bins[right], at, but, nearest);
                }
            }
        }
        (nearest.0.sqrt(), nearest.1)
    }

    /// Updates the smallest squared distance, mm², and its place with the places of one bin.
    #[inline]
    fn nearer(&self, first: u32, at: [f64; 2], but: u32, mut least: (f64, u32)) -> (f64, u32) {
        let mut place = first;
        while place != NONE {
            let [x, y] = self.places[place as usize];
            let square = (x - at[0]).powi(2) + (y - at[1]).powi(2);
            if square < least.0 && place != but {
                least = (square, place);
            }
            place = self.next[place as usize];
        }
        least
    }

    /// Finds the nearest places within a distance, at most `most`, none twice; it looks at only some of very
    /// many.
    pub fn about(&self, at: [f64; 2], distance_mm: f64, most: usize, found: &mut Vec<[f64; 2]>) {
        let [left, low] = self.bin(at.map(|place| place - distance_mm));
        let [right, high] = self.bin(at.map(|place| place + distance_mm));
        let square = |[x, y]: [f64; 2]| (x - at[0]).powi(2) + (y - at[1]).powi(2);
        found.clear();
        for row in low..=high {
            for first in &self.first[row * self.columns + left..=row * self.columns + right] {
                let mut place = *first;
                while place != NONE && found.len() < 4 * most {
                    let candidate = self.places[place as usize];
                    if square(candidate) <= distance_mm * distance_mm && !found.contains(&candidate) {
                        found.push(candidate);
                    }
                    place = self.next[place as usize];
                }
            }
        }
        found.sort_by(|a, b| square(*a).total_cmp(&square(*b)));
        found.truncate(most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};

    #[test]
    fn identity_nearest_is_the_nearest_of_all() {
        // Many places per bin, about one, and far fewer than one; bins narrower and wider than a millimetre.
        for scale in [1.0, 10.0] {
            for side_mm in [20.0, 1.0, 0.3, 0.02] {
                nearest_is_the_nearest_of_all(scale, scale * side_mm);
            }
        }
    }

    fn nearest_is_the_nearest_of_all(scale: f64, side_mm: f64) {
        let grid = Grid::new(7.0 * scale, 3.0 * scale, 0.1);
        let window = Window { grid: &grid, rim_mm: 0.2 * scale };
        let mut stream = Stream::new(1, Purpose::Placement, 0, 0);
        let mut places = PuncturePlaces::default();
        let mut draw = || [7.4 * stream.uniform() - 0.2, 3.4 * stream.uniform() - 0.2].map(|at| scale * at);
        places.of_time = (0..200).map(|_| draw()).collect();
        let from: Vec<[f64; 2]> = (0..200).map(|_| draw()).collect();
        let bins = Bins::new(&window, side_mm, &mut places);
        let (within, enough) = (10.0 * scale, scale);
        for at in &from {
            let off = |place: &[f64; 2]| (place[0] - at[0]).hypot(place[1] - at[1]);
            let least = bins.places.iter().map(off).fold(f64::INFINITY, f64::min);
            assert!((bins.nearest(*at, NONE, within, 0.0).0 - least).abs() < 1e-12 * scale);
            assert_eq!(bins.nearest(*at, NONE, 0.5 * least, 0.0), (0.5 * least, NONE));
            assert!(bins.nearest(*at, NONE, within, enough).0 < enough.max(least + 1e-12 * scale));
        }
        for (number, at) in (0..).zip(bins.places) {
            let others = bins.places.iter().filter(|place| *place != at);
            let off = |place: &[f64; 2]| (place[0] - at[0]).hypot(place[1] - at[1]);
            let least = others.map(off).fold(f64::INFINITY, f64::min);
            assert!((bins.nearest(*at, number, within, 0.0).0 - least).abs() < 1e-12 * scale);
        }
    }
}
