//! Strikes that fall into the opening of an earlier one: there the tip meets nothing to puncture.
//!
//! A strike is into an opening if its point lies in the opening that an earlier stroke of the same treatment left
//! ([`Tract::opening`](crate::tract::Tract::opening)), if that one pierced. Whether it did may hang on a third, and so on: of such
//! chains [`LINKS`] are followed, and a strike beyond is taken to fall on whole skin. It is asked of the strike's place and of
//! those around it alone, so that every tile and every band of the area answers it alike.

use crate::technique::Strike;

/// Strikes of a chain that are followed, each in the opening of the next.
pub const LINKS: u32 = 3;

/// Strikes by place, in squares as wide as an opening reaches.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// How far an opening reaches at most.
    pub reach_mm: f64,
    from_mm: [f64; 2],
    side_mm: f64,
    columns: usize,
    rows: usize,
    /// Where in `order` each square begins.
    begins: Vec<u32>,
    /// Places of strikes in the list that it was made of, square by square, in the order of time.
    order: Vec<u32>,
}

/// Bytes that it holds for a strike, about, and as many again while it is made.
pub const BYTES_A_STRIKE: f64 = 8.0;

impl Earlier {
    /// Of strikes in the order of time, whose openings reach no further than this from their points, mm.
    pub fn new(strikes: &[Strike], reach_mm: f64) -> Earlier {
        let places = || strikes.iter().map(|strike| [strike.x_mm, strike.y_mm]);
        let from_mm = places().fold([f64::INFINITY; 2], |a, b| [a[0].min(b[0]), a[1].min(b[1])]);
        let to_mm = places().fold([f64::NEG_INFINITY; 2], |a, b| [a[0].max(b[0]), a[1].max(b[1])]);
        let sides = [0, 1].map(|axis: usize| (to_mm[axis] - from_mm[axis]).max(0.0));
        // No more squares than strikes, or nearly.
        let count = strikes.len().max(1) as f64;
        let side_mm =
            reach_mm.max((sides[0] * sides[1] / count).sqrt()).max(sides[0].max(sides[1]) / count).max(1e-6);
        let [columns, rows] = sides.map(|side| (side / side_mm) as usize + 1);
        let mut earlier =
            Earlier { reach_mm, from_mm, side_mm, columns, rows, begins: Vec::new(), order: Vec::new() };
        let mut begins = vec![0u32; columns * rows + 1];
        for place in places() {
            begins[earlier.square(place) + 1] += 1;
        }
        for square in 0..columns * rows {
            begins[square + 1] += begins[square];
        }
        let mut next = begins.clone();
        let mut order = vec![0; strikes.len()];
        for (at, place) in places().enumerate() {
            let square = earlier.square(place);
            order[next[square] as usize] = at as u32;
            next[square] += 1;
        }
        (earlier.begins, earlier.order) = (begins, order);
        earlier
    }

    fn square(&self, place: [f64; 2]) -> usize {
        let [column, row] = self.at(place);
        row * self.columns + column
    }

    fn at(&self, place: [f64; 2]) -> [usize; 2] {
        let steps = [0, 1].map(|axis: usize| ((place[axis] - self.from_mm[axis]) / self.side_mm) as usize);
        [steps[0].min(self.columns - 1), steps[1].min(self.rows - 1)]
    }

    /// Strikes near a place, as places in the list.
    pub fn near(&self, place: [f64; 2]) -> impl Iterator<Item = usize> {
        let [column, row] = self.at(place);
        let rows = row.saturating_sub(1)..(row + 2).min(self.rows);
        let [from, to] = [column.saturating_sub(1), (column + 2).min(self.columns)];
        rows.flat_map(move |row| {
            let ends = [from, to].map(|column| self.begins[row * self.columns + column] as usize);
            self.order[ends[0]..ends[1]].iter().map(|at| *at as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::random::{Purpose, Stream};

    /// All that lie within the reach are among those that are near, and no strike is in two squares.
    #[test]
    fn identity_near_holds_all_within_reach() {
        for (count, width, reach_mm) in [(0, 1.0, 0.1), (1, 1.0, 0.1), (500, 3.0, 0.2), (3000, 40.0, 0.05)] {
            let mut stream = Stream::new(1, Purpose::Strike, 0, 0);
            let strikes: Vec<Strike> = (0..count)
                .map(|index| Strike {
                    x_mm: width * stream.uniform() - 1.0,
                    y_mm: 2.0 * stream.uniform(),
                    heading: [1.0, 0.0],
                    needle: 0,
                    push: 0.0,
                    index,
                })
                .collect();
            let earlier = Earlier::new(&strikes, reach_mm);
            for strike in &strikes {
                let near: Vec<usize> = earlier.near([strike.x_mm, strike.y_mm]).collect();
                let within = strikes.iter().enumerate().filter(|(_, other)| {
                    (other.x_mm - strike.x_mm).hypot(other.y_mm - strike.y_mm) <= reach_mm
                });
                assert!(within.map(|(at, _)| at).all(|at| near.contains(&at)));
            }
            assert_eq!(earlier.order.len(), strikes.len());
            assert!(earlier.begins.len() <= 3 * strikes.len() + 8);
        }
    }
}
