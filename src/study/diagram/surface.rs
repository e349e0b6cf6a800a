//! Surface of the skin around needles that push it down.

use crate::outcome::insertion::NeedleRow;

/// Distance from the needle up to which the surface is computed, mm, and number of steps.
pub(super) const FARTHEST_MM: f64 = 8.0;
const STEPS: u32 = 400;

/// Distances from a needle, mm; closer together near it, where the surface is steep.
pub(super) fn distances_mm() -> impl Iterator<Item = f64> {
    (0..=STEPS).map(|step| FARTHEST_MM * (f64::from(step) / f64::from(STEPS)).powi(2))
}

/// The smaller of two sinkings, the one passing into the other about where they are alike; 0 where either is none.
pub(super) fn joined(under_mm: f64, beside_mm: f64) -> f64 {
    if under_mm <= 0.0 || beside_mm <= 0.0 {
        return 0.0;
    }
    let squared = (under_mm / beside_mm).powi(2);
    under_mm / libm::pow(1.0 + squared * squared * squared, 1.0 / 6.0)
}

/// What a needle pushes down beside it: `sinks_mm`, the law's value at a distance from its axis, growing without bound towards its
/// flank. Joined to the deflection under the tip, the surface meets the needle at that deflection where it can be seen.
pub(super) fn from_flank(sinks_mm: f64, distance_mm: f64, half_width_mm: f64) -> f64 {
    if sinks_mm <= 0.0 {
        return sinks_mm;
    }
    if distance_mm <= half_width_mm {
        return f64::INFINITY;
    }
    sinks_mm / (1.0 - (half_width_mm / distance_mm).powi(2))
}

/// Mean distance by which the other needles push the skin down under a needle, mm; `mm_per_n` gives the
/// compliance at a distance.
pub(super) fn others_mm(needles: &[NeedleRow], mm_per_n: impl Fn(f64) -> f64) -> f64 {
    let under = |at: usize| -> f64 {
        let others = needles.iter().enumerate().filter(|(other, _)| *other != at);
        let here = &needles[at];
        others
            .map(|(_, other)| {
                other.force_n * mm_per_n(libm::hypot(other.x_mm - here.x_mm, other.y_mm - here.y_mm))
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
    let apart = pairs.map(|(a, b)| libm::hypot(a[0] - b[0], a[1] - b[1]));
    apart.reduce(f64::min).map(|apart| 0.5 * apart)
}

/// The dimple of one needle by itself: (distance, depth below what depths count from), mm. It stands `deflection_mm` deep under
/// the tip and at the needle's flank; `mm_per_n` is what a force pushes down at a distance, beyond what it does where depths count
/// from.
pub(super) fn alone_mm(
    deflection_mm: f64,
    force_n: f64,
    half_width_mm: f64,
    mm_per_n: impl Fn(f64) -> f64,
) -> Vec<[f64; 2]> {
    let sink = |distance: f64| match distance {
        0.0 => deflection_mm,
        _ => joined(deflection_mm, from_flank(force_n * mm_per_n(distance), distance, half_width_mm)),
    };
    distances_mm().map(|distance| [distance, sink(distance)]).collect()
}

/// One needle of a row: where along it, how far the skin stands pushed down under its tip, by what force, and half of the needle's
/// width at the surface.
pub(super) struct Pushed {
    pub x_mm: f64,
    pub deflection_mm: f64,
    pub force_n: f64,
    pub half_width_mm: f64,
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
                let sinks = needle.force_n * mm_per_n(distance);
                joined(needle.deflection_mm, from_flank(sinks, distance, needle.half_width_mm))
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
    // Under a needle the surface is level.
    let beside = |x: &f64| row.iter().all(|needle| (needle.x_mm - x).abs() > needle.half_width_mm + 1e-9);
    let between = (0..=STEPS).map(step).filter(beside).map(|x| [x, joined(under(x), sinks_mm(x))]);
    let needles = row.iter().flat_map(|needle| {
        [-1.0, 0.0, 1.0].map(|side| [needle.x_mm + side * needle.half_width_mm, needle.deflection_mm])
    });
    let mut surface: Vec<[f64; 2]> = between.chain(needles).collect();
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
        // At the flank of a needle 0.2 mm wide nothing but the deflection, far from it nothing but the law.
        assert_eq!(joined(0.5, from_flank(0.3, 0.1, 0.1)), 0.5);
        assert!((from_flank(0.01, 4.0, 0.1) - 0.01).abs() < 1e-5);
        assert_eq!(from_flank(-0.1, 0.05, 0.1), -0.1);
    }

    #[test]
    fn limit_the_surface_meets_its_needles_at_their_deflections() {
        let mm_per_n = |distance: f64| 0.2 / distance;
        let row =
            [-0.5, 0.5].map(|x_mm| Pushed { x_mm, deflection_mm: 0.4, force_n: 0.05, half_width_mm: 0.05 });
        let sinks = |x: f64| {
            let each = row.iter().map(|needle| {
                let distance = (x - needle.x_mm).abs();
                from_flank(needle.force_n * mm_per_n(distance), distance, needle.half_width_mm)
            });
            each.sum::<f64>()
        };
        for surface in [bed_mm(&row, [-4.0, 4.0], sinks), row_mm(&row, [-4.0, 4.0], mm_per_n)] {
            for flank in [-0.55, -0.45, 0.45, 0.55] {
                let near =
                    surface.iter().min_by(|a, b| (a[0] - flank).abs().total_cmp(&(b[0] - flank).abs()));
                assert!((near.unwrap()[1] - 0.4).abs() < 1e-3, "{near:?} at {flank}");
            }
        }
        let alone = alone_mm(0.4, 0.05, 0.05, mm_per_n);
        assert!(alone.iter().filter(|[far, _]| *far <= 0.05).all(|[_, sink]| (sink - 0.4).abs() < 1e-12));
    }
}
