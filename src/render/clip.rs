//! Clips lines and areas at the edges of a frame, in places from 0 to 1.
//!
//! The plotting library moves points outside the frame onto its edge. A curve that leaves the frame would
//! thus continue along the edge. Therefore the library never receives points outside the frame.

use super::svg::Rect;

/// A point as places along x and y.
type Point = (f64, f64);

/// Pieces of a line that lie in the unit square. Points that are not finite break the line.
#[must_use]
pub fn line(points: &[Point]) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let Some((from, to)) = segment(pair[0], pair[1]) else {
            open = false;
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if open => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
        // The next segment continues this piece only if this one ended inside.
        open = to == pair[1];
    }
    pieces
}

/// Part of a segment in the unit square (method of Liang and Barsky: each of the four edges cuts the range of
/// the parameter).
fn segment(a: Point, b: Point) -> Option<(Point, Point)> {
    if ![a.0, a.1, b.0, b.1].iter().all(|v| v.is_finite()) {
        return None;
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, a.0), (dx, 1.0 - a.0), (-dy, a.1), (dy, 1.0 - a.1)] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else {
            leave = leave.min(room / step);
        }
    }
    // A segment that only touches an edge from outside has no length to draw.
    if enter >= leave {
        return None;
    }
    let at = |t: f64| (a.0 + t * dx, a.1 + t * dy);
    let from = if enter > 0.0 { at(enter) } else { a };
    let to = if leave < 1.0 { at(leave) } else { b };
    Some((from, to))
}

/// Part of a closed area in the unit square (method of Sutherland and Hodgman: one edge after the other).
/// Points that are not finite are left out.
#[must_use]
pub fn area(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> =
        points.iter().copied().filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
    // Distance of a point inside each of the four edges.
    let edges: [fn(Point) -> f64; 4] = [|p| p.0, |p| 1.0 - p.0, |p| p.1, |p| 1.0 - p.1];
    for inside in edges {
        let whole = std::mem::take(&mut kept);
        let Some(mut before) = whole.last().copied() else {
            return Vec::new();
        };
        for point in whole {
            let (a, b) = (inside(before), inside(point));
            if (a < 0.0) != (b < 0.0) {
                let t = a / (a - b);
                kept.push((before.0 + t * (point.0 - before.0), before.1 + t * (point.1 - before.1)));
            }
            if b >= 0.0 {
                kept.push(point);
            }
            before = point;
        }
    }
    kept
}

/// Pieces of a line inside a rectangle.
#[must_use]
pub fn line_in(points: &[Point], rect: Rect) -> Vec<Vec<Point>> {
    let pieces = line(&points.iter().map(|point| place(*point, rect)).collect::<Vec<_>>());
    pieces.into_iter().map(|piece| piece.into_iter().map(|point| page(point, rect)).collect()).collect()
}

/// Part of an area inside a rectangle.
#[must_use]
pub fn area_in(points: &[Point], rect: Rect) -> Vec<Point> {
    let area = area(&points.iter().map(|point| place(*point, rect)).collect::<Vec<_>>());
    area.into_iter().map(|point| page(point, rect)).collect()
}

fn place((x, y): Point, rect: Rect) -> Point {
    ((x - rect.x) / rect.width, (y - rect.y) / rect.height)
}

fn page((x, y): Point, rect: Rect) -> Point {
    (rect.x + x * rect.width, rect.y + y * rect.height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_line_is_cut_where_it_crosses_the_edge() {
        // The line crosses the upper edge at x = 0.5 and comes back at x = 0.75.
        let pieces = line(&[(0.0, 0.0), (0.5, 1.0), (0.625, 1.5), (0.75, 1.0), (1.0, 0.0)]);
        assert_eq!(pieces, [vec![(0.0, 0.0), (0.5, 1.0)], vec![(0.75, 1.0), (1.0, 0.0)]]);
        assert_eq!(line(&[(-1.0, 0.5), (2.0, 0.5)]), [vec![(0.0, 0.5), (1.0, 0.5)]]);
        assert!(line(&[(-1.0, 0.5), (-0.5, 0.5)]).is_empty());
    }

    #[test]
    fn limit_missing_points_break_lines_and_leave_areas() {
        let gap = [(0.1, 0.1), (0.2, 0.2), (f64::NAN, 0.3), (0.4, 0.4), (0.5, 0.5)];
        assert_eq!(line(&gap).len(), 2);
        assert!(line(&[(f64::NAN, 0.0)]).is_empty());
        assert!(area(&[(f64::NAN, 0.0)]).is_empty());
        assert!(area(&[]).is_empty());
    }

    #[test]
    fn identity_area_keeps_what_lies_inside() {
        let size = |points: &[Point]| -> f64 {
            let next = points.iter().cycle().skip(1);
            0.5 * points.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
        };
        // A square twice as wide as the frame and half as high covers half of it.
        let covered = area(&[(-0.5, 0.25), (1.5, 0.25), (1.5, 0.75), (-0.5, 0.75)]);
        assert!((size(&covered) - 0.5).abs() < 1e-12);
        assert!(area(&[(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)]).is_empty());
    }
}
