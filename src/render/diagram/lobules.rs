//! Fat lobules packed between thin septa: cells of a relaxed Voronoi diagram with rounded corners.
//!
//! A cell is a rectangle clipped by half-planes. For some tens of lobules that only needs clipping a polygon
//! by a line. The half-planes are moved slightly towards the lobule, which leaves the septa.

use super::scattered;

type Point = (f64, f64);

/// Share of a side that is cut off at a corner.
const CUT: f64 = 0.14;

/// Number of times that every site moves to the middle of its cell (Lloyd).
const ROUNDS: usize = 4;

/// Lobules about `size` wide that fill a rectangle `width` by `height`, with septa `septum` wide between
/// them. Each is a closed outline. Empty if there is no room.
#[must_use]
pub fn packed(width: f64, height: f64, size: f64, septum: f64) -> Vec<Vec<Point>> {
    if !(width > 0.0 && height > 0.0 && size > 0.0) {
        return Vec::new();
    }
    let count = ((width * height / (size * size)).round() as usize).clamp(1, 400);
    let mut sites: Vec<Point> = (0..count).map(scattered).map(|(x, y)| (x * width, y * height)).collect();
    let rectangle = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
    for _ in 0..ROUNDS {
        let moved = |at: usize| middle(&cell(&sites, at, &rectangle, 0.0)).unwrap_or(sites[at]);
        sites = (0..count).map(moved).collect();
    }
    let outlines = (0..count).map(|at| rounded(rounded(rounded(cell(&sites, at, &rectangle, 0.5 * septum)))));
    outlines.filter(|outline| outline.len() > 2).collect()
}

/// Part of a convex polygon that is nearer to a site than to all others, by at least `margin`.
fn cell(sites: &[Point], at: usize, polygon: &[Point], margin: f64) -> Vec<Point> {
    let (x, y) = sites[at];
    let mut kept = polygon.to_vec();
    for (other, (ox, oy)) in sites.iter().enumerate() {
        let (dx, dy) = (ox - x, oy - y);
        let apart = dx.hypot(dy);
        if other == at || apart <= 0.0 {
            continue;
        }
        let inside = |p: Point| 0.5 * apart - margin - ((p.0 - x) * dx + (p.1 - y) * dy) / apart;
        kept = clipped(&kept, inside);
    }
    kept
}

/// Part of a polygon where `inside` is not negative.
fn clipped(polygon: &[Point], inside: impl Fn(Point) -> f64) -> Vec<Point> {
    let Some(mut before) = polygon.last().copied() else { return Vec::new() };
    let mut kept = Vec::with_capacity(polygon.len() + 1);
    for point in polygon {
        let (a, b) = (inside(before), inside(*point));
        if (a < 0.0) != (b < 0.0) {
            let t = a / (a - b);
            kept.push((before.0 + t * (point.0 - before.0), before.1 + t * (point.1 - before.1)));
        }
        if b >= 0.0 {
            kept.push(*point);
        }
        before = *point;
    }
    kept
}

/// Centroid of a polygon; `None` without an area.
fn middle(polygon: &[Point]) -> Option<Point> {
    let next = polygon.iter().cycle().skip(1);
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for (a, b) in polygon.iter().zip(next) {
        let cross = a.0 * b.1 - b.0 * a.1;
        area += cross;
        x += cross * (a.0 + b.0);
        y += cross * (a.1 + b.1);
    }
    (area.abs() > 1e-12).then(|| (x / (3.0 * area), y / (3.0 * area)))
}

/// A polygon with every corner cut at a share of its sides. This is Chaikin's method with less than his
/// quarter, so that lobules fill their room.
fn rounded(polygon: Vec<Point>) -> Vec<Point> {
    let next = polygon.iter().cycle().skip(1);
    let mix = |a: &Point, b: &Point, t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
    polygon.iter().zip(next).flat_map(|(a, b)| [mix(a, b, CUT), mix(a, b, 1.0 - CUT)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(polygon: &[Point]) -> f64 {
        let next = polygon.iter().cycle().skip(1);
        0.5 * polygon.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs()
    }

    #[test]
    fn identity_cells_fill_the_rectangle() {
        let sites: Vec<Point> = (0..30).map(scattered).map(|(x, y)| (3.0 * x, 2.0 * y)).collect();
        let rectangle = [(0.0, 0.0), (3.0, 0.0), (3.0, 2.0), (0.0, 2.0)];
        let whole: f64 = (0..30).map(|at| area(&cell(&sites, at, &rectangle, 0.0))).sum();
        assert!((whole - 6.0).abs() < 1e-9, "{whole}");
    }

    #[test]
    fn identity_lobules_are_packed_and_of_like_size() {
        let lobules = packed(3.0, 2.0, 0.5, 0.02);
        let areas: Vec<f64> = lobules.iter().map(|lobule| area(lobule)).collect();
        let (least, most) = areas.iter().fold((f64::MAX, 0.0_f64), |(a, b), c| (a.min(*c), b.max(*c)));
        assert_eq!(lobules.len(), 24);
        assert!(most < 2.5 * least, "{least} {most}");
        // Septa and rounded corners take the rest.
        assert!((0.85..0.97).contains(&(areas.iter().sum::<f64>() / 6.0)));
        assert!(lobules.iter().flatten().all(|(x, y)| (0.0..=3.0).contains(x) && (0.0..=2.0).contains(y)));
    }

    #[test]
    fn limit_no_room_no_lobules() {
        for (width, height, size) in [(0.0, 1.0, 0.4), (1.0, 0.0, 0.4), (f64::NAN, 1.0, 0.4), (1.0, 1.0, 0.0)]
        {
            assert!(packed(width, height, size, 0.02).is_empty());
        }
        assert_eq!(packed(0.1, 0.1, 0.4, 0.02).len(), 1);
    }
}
