//! Strikes that fall into the opening of an earlier strike, where the tip meets nothing to puncture.
//!
//! A strike falls into an opening if its point lies in the opening that an earlier stroke of the same
//! treatment left ([`Tract::opening`](crate::tract::Tract::opening)). That earlier strike must have pierced,
//! which may depend on a third strike, and so on. The program follows [`LINKS`] links of such a chain and
//! takes any strike beyond as falling on intact skin. The answer depends only on the strike's place and its
//! neighbours, so every tile and every band of the area finds the same one.

use crate::technique::Strike;

/// Strikes of a chain that the program follows, each in the opening of the next.
pub const LINKS: u32 = 3;

/// Strikes sorted by place, in squares as wide as an opening reaches.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// Largest reach of an opening from its strike, mm.
    pub reach_mm: f64,
    from_mm: [f64; 2],
    side_mm: f64,
    columns: usize,
    rows: usize,
    /// Where each square begins in `order`.
    begins: Vec<u32>,
    /// Indices of strikes in the original list, square by square, in time order.
    order: Vec<u32>,
}

/// Approximate bytes held for each strike; building the index needs as many again.
pub const BYTES_A_STRIKE: f64 = 8.0;

impl Earlier {
    /// Sorts strikes, given in time order, whose openings reach at most `reach_mm` from their points.
    pub fn new(strikes: &[Strike], reach_mm: f64) -> Earlier {
        let places = || strikes.iter().map(|strike| [strike.x_mm, strike.y_mm]);
        let from_mm = places().fold([f64::INFINITY; 2], |a, b| [a[0].min(b[0]), a[1].min(b[1])]);
        let to_mm = places().fold([f64::NEG_INFINITY; 2], |a, b| [a[0].max(b[0]), a[1].max(b[1])]);
        let sides = [0, 1].map(|axis: usize| (to_mm[axis] - from_mm[axis]).max(0.0));
        // Make hardly more squares than there are strikes.
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

    /// Returns the indices of strikes near a place.
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
    use crate::foundation::random::{Purpose, Stream};

    /// All strikes within reach are found as near, and no strike is in two squares.
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
