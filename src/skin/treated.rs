//! Which places of an area are treated: the face without what is avoided, or a rectangle, both without lesions.
//!
//! An area has up to a billion cells. Asking every polygon and every lesion at each of them takes minutes, so a row of
//! cells is prepared once: along a row, what is treated changes only where the row crosses an edge. The answers are those of
//! [`Face::treats`], to the last bit: edges are crossed where [`inside`](super::face::inside) crosses them, and within
//! `NEAR_MM` of the edge of a lesion the distance itself is computed.

use super::face::{Face, Point};
use std::cell::RefCell;

/// Distance from the edge of a lesion within which rounding could decide, mm.
const NEAR_MM: f64 = 1e-6;

/// Treated places, asked row by row.
#[derive(Debug)]
pub struct Treated<'a> {
    face: Option<(&'a Face, &'a [String])>,
    lesions: &'a [[f64; 3]],
    row: RefCell<Row>,
}

/// What is known of the places at one height.
#[derive(Debug, Default)]
struct Row {
    y: f64,
    /// Last place that was asked for.
    x: f64,
    /// Places from which on the face is treated or not, rising, and the one that holds at `x`.
    changes: Vec<(f64, bool)>,
    change: usize,
    /// Lesions that reach this height.
    near: Vec<[f64; 3]>,
    /// Places surely within lesions, and those perhaps within: rising, apart.
    sore: Spans,
    maybe_sore: Spans,
}

impl<'a> Treated<'a> {
    /// The face without regions and masks of these names, and without lesions (x, y, radius in mm).
    #[must_use]
    pub fn of_face(face: &'a Face, avoid: &'a [String], lesions: &'a [[f64; 3]]) -> Treated<'a> {
        Treated { face: Some((face, avoid)), ..Treated::but(lesions) }
    }

    /// Everything but lesions (x, y, radius in mm).
    #[must_use]
    pub fn but(lesions: &'a [[f64; 3]]) -> Treated<'a> {
        let row = RefCell::new(Row { y: f64::NAN, ..Row::default() });
        Treated { face: None, lesions, row }
    }

    /// Whether a place is treated. Fast where places come row by row, with x rising.
    #[must_use]
    pub fn holds(&self, at: Point) -> bool {
        self.span(at).0
    }

    /// Whether a place is treated, and a place further right up to which, itself left out, all in the row are treated
    /// alike. It is the place itself where the next one must be asked anew.
    #[must_use]
    pub fn span(&self, [x, y]: Point) -> (bool, f64) {
        let row = &mut *self.row.borrow_mut();
        if row.y != y {
            self.begin(row, y);
        } else if x < row.x {
            (row.change, row.sore.at, row.maybe_sore.at) = (0, 0, 0);
        }
        row.x = x;
        let mut until = f64::INFINITY;
        if self.face.is_some() {
            while row.changes.get(row.change + 1).is_some_and(|(from, _)| *from <= x) {
                row.change += 1;
            }
            until = row.changes.get(row.change + 1).map_or(until, |(from, _)| *from);
            if !row.changes[row.change].1 {
                return (false, until);
            }
        }
        match row.maybe_sore.from(x) {
            Some([from, _]) if from <= x => {}
            next => return (true, next.map_or(until, |[from, _]| until.min(from))),
        }
        match row.sore.from(x) {
            Some([from, to]) if from <= x => (false, to),
            _ => (row.near.iter().all(|[cx, cy, radius]| libm::hypot(x - cx, y - cy) > *radius), x),
        }
    }

    fn begin(&self, row: &mut Row, y: f64) {
        *row = Row { y, ..Row::default() };
        if let Some((face, avoid)) = self.face {
            let mut places = face.crossings(y);
            places.sort_by(f64::total_cmp);
            places.dedup();
            let treats = |x: f64| (x, face.treats([x, y], avoid, &[]));
            row.changes =
                std::iter::once((f64::NEG_INFINITY, false)).chain(places.into_iter().map(treats)).collect();
        }
        let across = |radius: f64, off: f64| (radius * radius - off * off).max(0.0).sqrt();
        let reaches = |[_, cy, radius]: &&[f64; 3]| (y - cy).abs() <= radius + NEAR_MM;
        row.near = self.lesions.iter().filter(reaches).copied().collect();
        let span = |by: f64| {
            let within = row.near.iter().filter(move |[_, cy, radius]| (y - cy).abs() <= radius + by);
            Spans::joined(within.map(|[cx, cy, radius]| {
                let half = across(radius + by, y - cy) + by.max(0.0);
                [cx - half, cx + half]
            }))
        };
        (row.sore, row.maybe_sore) = (span(-NEAR_MM), span(NEAR_MM));
    }
}

/// Intervals that rise and lie apart.
#[derive(Debug, Default)]
struct Spans {
    all: Vec<[f64; 2]>,
    at: usize,
}

impl Spans {
    fn joined(spans: impl Iterator<Item = [f64; 2]>) -> Spans {
        let mut sorted: Vec<[f64; 2]> = spans.collect();
        sorted.sort_by(|one, other| one[0].total_cmp(&other[0]));
        let mut all: Vec<[f64; 2]> = Vec::new();
        for [from, to] in sorted {
            match all.last_mut() {
                Some(last) if from <= last[1] => last[1] = last[1].max(to),
                _ => all.push([from, to]),
            }
        }
        Spans { all, at: 0 }
    }

    /// The first that ends at a place or further right; the place is no less than the one before.
    fn from(&mut self, x: f64) -> Option<[f64; 2]> {
        while self.all.get(self.at).is_some_and(|[_, to]| *to < x) {
            self.at += 1;
        }
        self.all.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::face::face;
    use super::*;

    /// Places in rows as cells lie, in cells so coarse that rows and columns meet corners of the polygons and edges of lesions.
    fn places(step_mm: f64) -> impl Iterator<Item = Point> {
        let along =
            move |length: f64| (0..(length / step_mm) as usize).map(move |at| (at as f64 + 0.5) * step_mm);
        along(face().height_mm).flat_map(move |y| along(face().width_mm).map(move |x| [x, y]))
    }

    #[test]
    fn identity_rows_answer_as_single_places_do() {
        let lesions: Vec<[f64; 3]> = (0..300)
            .map(|at| {
                let at = f64::from(at);
                [(at * 7.3) % 150.0, (at * 11.5) % 200.0, [0.01, 0.5, 2.0, 14.25][at as usize % 4]]
            })
            .collect();
        for avoid in [vec![], face().avoidable().into_iter().take(4).map(str::to_owned).collect::<Vec<_>>()] {
            for lesions in [&lesions[..], &[]] {
                let treated = Treated::of_face(face(), &avoid, lesions);
                let plain = Treated::but(lesions);
                let (mut known, mut knows) = ([f64::NAN; 2], (false, f64::NAN));
                for at in places(0.5) {
                    // What a span says of the places to its right.
                    if at[1] == known[1] && at[0] < knows.1 {
                        assert_eq!(knows.0, treated.holds(at), "{known:?} until {}: {at:?}", knows.1);
                    } else {
                        (known, knows) = (at, treated.span(at));
                    }
                    assert_eq!(treated.holds(at), face().treats(at, &avoid, lesions), "{at:?}");
                    let sore = lesions.iter().any(|[x, y, r]| libm::hypot(at[0] - x, at[1] - y) <= *r);
                    assert_eq!(plain.holds(at), !sore, "{at:?}");
                }
            }
        }
    }

    /// The work of a row grows with what reaches it, and not with all there is.
    #[test]
    fn limit_a_row_looks_at_the_lesions_that_reach_it_alone() {
        let lesions: Vec<[f64; 3]> = (0..1000).map(|at| [5.0, f64::from(at) * 0.4, 0.3]).collect();
        let treated = Treated::but(&lesions);
        for row in 0..8000 {
            let _ = treated.holds([5.0, (f64::from(row) + 0.5) * 0.05]);
            assert!(treated.row.borrow().near.len() <= 2);
        }
        let of_face = Treated::of_face(face(), &[], &[]);
        let _ = of_face.holds([1.0, 100.0]);
        assert!((2..200).contains(&of_face.row.borrow().changes.len()));
    }

    #[test]
    fn limit_places_may_come_in_any_order() {
        let lesions = [[10.0, 10.0, 5.0], [12.0, 10.0, 5.0]];
        let treated = Treated::but(&lesions);
        let asked = [[20.0, 10.0], [10.0, 10.0], [4.9, 10.0], [17.0, 10.0], [10.0, 15.1], [10.0, 15.0]];
        assert_eq!(asked.map(|at| treated.holds(at)), [true, false, true, false, true, false]);
    }
}
