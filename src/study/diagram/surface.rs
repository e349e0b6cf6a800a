//! Surface of the skin around needles that push it down.

use crate::outcome::insertion::NeedleRow;

/// Distance from the needle up to which the surface is computed, mm, and number of steps.
pub(super) const FARTHEST_MM: f64 = 8.0;
const STEPS: u32 = 400;

/// Distances from a needle, mm; closer together near it, where the surface is steep.
pub(super) fn distances_mm() -> impl Iterator<Item = f64> {
    (0..=STEPS).map(|step| FARTHEST_MM * (f64::from(step) / f64::from(STEPS)).powi(2))
}

/// Smooth minimum of two deflections; 0 if either is not positive.
pub(super) fn joined(under_mm: f64, beside_mm: f64) -> f64 {
    if under_mm <= 0.0 || beside_mm <= 0.0 {
        return 0.0;
    }
    under_mm / (1.0 + (under_mm / beside_mm).powi(2)).sqrt()
}

/// Mean distance by which the other needles push the skin down under a needle, mm; `mm_per_n` gives the
/// compliance at a distance.
pub(super) fn others_mm(needles: &[NeedleRow], mm_per_n: impl Fn(f64) -> f64) -> f64 {
    let under = |at: usize| -> f64 {
        let others = needles.iter().enumerate().filter(|(other, _)| *other != at);
        let here = &needles[at];
        others
            .map(|(_, other)| {
                other.force_n * mm_per_n((other.x_mm - here.x_mm).hypot(other.y_mm - here.y_mm))
            })
            .sum()
    };
    (0..needles.len()).map(under).sum::<f64>() / needles.len().max(1) as f64
}

/// Half the distance between the two closest needles, mm; `None` for a single one.
pub(super) fn half_spacing_mm(needles: &[NeedleRow]) -> Option<f64> {
    half_apart_mm(needles.iter().map(|needle| [needle.x_mm, needle.y_mm]))
}

/// Half the distance between the two closest places, mm; `None` for a single one.
pub(super) fn half_apart_mm(places: impl Iterator<Item = [f64; 2]>) -> Option<f64> {
    let places: Vec<[f64; 2]> = places.collect();
    let pairs = places.iter().enumerate().flat_map(|(at, a)| places[..at].iter().map(move |b| (a, b)));
    let apart = pairs.map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]));
    apart.reduce(f64::min).map(|apart| 0.5 * apart)
}

/// Dimple of one needle alone as (distance, depth below the zero of depths), mm. Under the tip it is
/// `deflection_mm` deep. `mm_per_n` is the compliance at a distance minus that at the zero of depths.
pub(super) fn alone_mm(deflection_mm: f64, force_n: f64, mm_per_n: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let sink = |distance: f64| match distance {
        0.0 => deflection_mm,
        _ => joined(deflection_mm, force_n * mm_per_n(distance)),
    };
    distances_mm().map(|distance| [distance, sink(distance)]).collect()
}

/// One needle of a row: its position, the deflection of the skin under its tip, and its force.
pub(super) struct Pushed {
    pub x_mm: f64,
    pub deflection_mm: f64,
    pub force_n: f64,
}

/// Surface along a row of needles as (x, depth below the zero of depths), mm. At every place the needle that
/// pushes the skin down most decides. The dimples are not added, because each deflection already includes the
/// neighbours.
pub(super) fn row_mm(
    needles: &[Pushed],
    [from_mm, to_mm]: [f64; 2],
    mm_per_n: impl Fn(f64) -> f64,
) -> Vec<[f64; 2]> {
    const STEP_MM: f64 = 0.01;
    let steps = ((to_mm - from_mm) / STEP_MM).ceil().max(1.0) as u32;
    (0..=steps)
        .map(|step| {
            let x = from_mm + (to_mm - from_mm) * f64::from(step) / f64::from(steps);
            let sinks = needles.iter().map(|needle| {
                let distance = (x - needle.x_mm).abs();
                if distance < 1e-9 {
                    return needle.deflection_mm;
                }
                joined(needle.deflection_mm, needle.force_n * mm_per_n(distance))
            });
            [x, sinks.fold(0.0, f64::max)]
        })
        .collect()
}

/// Surface along a row of an array as (x, depth below the zero of depths), mm. What all needles push down
/// there (`sinks_mm`) is joined to the deflection under the tips, interpolated linearly from needle to
/// needle.
pub(super) fn bed_mm(
    row: &[Pushed],
    [from_mm, to_mm]: [f64; 2],
    sinks_mm: impl Fn(f64) -> f64,
) -> Vec<[f64; 2]> {
    const STEPS: u32 = 1200;
    let under = |x: f64| {
        let after = row.partition_point(|needle| needle.x_mm < x);
        match (after.checked_sub(1).and_then(|before| row.get(before)), row.get(after)) {
            (Some(a), Some(b)) => {
                let share = (x - a.x_mm) / (b.x_mm - a.x_mm).max(1e-9);
                a.deflection_mm + share * (b.deflection_mm - a.deflection_mm)
            }
            (Some(only), None) | (None, Some(only)) => only.deflection_mm,
            (None, None) => 0.0,
        }
    };
    let step = |step: u32| from_mm + (to_mm - from_mm) * f64::from(step) / f64::from(STEPS);
    let beside = |x: &f64| row.iter().all(|needle| (needle.x_mm - x).abs() > 1e-9);
    let between = (0..=STEPS).map(step).filter(beside).map(|x| [x, joined(under(x), sinks_mm(x))]);
    let tips = row.iter().map(|needle| [needle.x_mm, needle.deflection_mm]);
    let mut surface: Vec<[f64; 2]> = between.chain(tips).collect();
    surface.sort_by(|a, b| a[0].total_cmp(&b[0]));
    surface
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_the_dimple_is_the_deflection_at_the_needle_and_the_law_far_away() {
        assert!((joined(0.5, 1e6) - 0.5).abs() < 1e-12);
        assert!((joined(0.5, 1e-3) - 1e-3).abs() < 1e-8);
        assert_eq!(joined(0.0, 1.0), 0.0);
        assert_eq!(joined(0.5, -0.1), 0.0);
        assert!(joined(0.5, 0.5) < 0.5);
    }
}
