//! Several sessions of one person: the dose that adds up place by place, what is over before the next, how long it takes.
//!
//! The first person of the run is treated again in every session, on the same skin, with another cartridge, another hand
//! and other strikes. Doses add cell by cell and are shown as means over squares of about a millimetre. The means
//! over people are those of the run, times the number of sessions.

use crate::injury::FieldKind;
use crate::injury::fields::Field;
use crate::outcome::sessions::{Course, Dose, DoseMap, Left, LeftOf, Sessions, Spread};
use crate::outcome::timeline::{CurveOf, Timeline};
use crate::outcome::{Measure, Outcome};
use crate::recovery::sessions::{Over, Plan, at_least_once, place_mm, summed};
use crate::recovery::{Ranged, course, redness};
use crate::simulate::{Quietly, Setup, SimulateError, first};
use crate::technique::defaults::cap;
use ndarray::{Array2, s};

/// Days of the chart after the last session, and days between its points.
const AFTER_DAYS: f64 = 180.0;
/// Points of a course within the days after a session: soon after it they change fast.
const SOON_H: [f64; 12] = [0.0, 0.5, 2.0, 5.0, 10.0, 18.0, 30.0, 48.0, 72.0, 120.0, 168.0, 336.0];

/// Most maps that a picture shows.
const MOST_MAPS: u32 = 4;

/// Works out a plan; `timeline` is that of one session.
///
/// # Errors
/// [`SimulateError`] where the needles of a session find no equilibrium.
pub fn sessions(
    outcome: &Outcome,
    timeline: &Timeline,
    setup: &Setup,
    plan: &Plan,
) -> Result<Sessions, SimulateError> {
    let mut punctures: Option<Array2<f64>> = None;
    let mut whole: Option<Array2<f64>> = None;
    let mut spared: Option<Array2<f64>> = None;
    let (mut doses, mut maps) = (Vec::new(), Vec::new());
    let side_mm = place_mm();
    for session in 0..plan.number {
        // The first session is that of the run.
        let fields = if session == 0 && !outcome.first.is_empty() {
            outcome.first.clone()
        } else {
            first(&Setup { session, ..setup.clone() }, &Quietly)?
                .map(|alone| alone.first.fields)
                .unwrap_or_default()
        };
        let of = |kind| {
            fields.iter().find(|field: &&Field| field.kind == kind).map(|field| field.values.mapv(f64::from))
        };
        let (Some(new), Some(injured)) = (of(FieldKind::Punctures), of(FieldKind::DermisVolume)) else {
            break;
        };
        let add = |sum: &mut Option<Array2<f64>>, new: &Array2<f64>| match sum {
            Some(sum) => *sum += new,
            None => *sum = Some(new.clone()),
        };
        add(&mut punctures, &new);
        add(&mut whole, &injured);
        let left = injured.mapv(|share| 1.0 - at_least_once([share]));
        match &mut spared {
            Some(spared) => *spared *= &left,
            None => spared = Some(left),
        }
        let places = |cells: &Option<Array2<f64>>| {
            cells
                .as_ref()
                .map(|cells| places(cells, [outcome.grid.width_mm, outcome.grid.height_mm], side_mm))
        };
        let dose = places(&punctures).unwrap_or_default();
        doses.push(Dose {
            session: session + 1,
            punctures_per_cm2: of_run(outcome, Measure::Density, session + 1, &dose),
            dermis_injured_sum: of_run(
                outcome,
                Measure::DermisVolume,
                session + 1,
                &places(&whole).unwrap_or_default(),
            ),
            dermis_injured_once: Spread::of(&places(&spared).unwrap_or_default().mapv(|spared| 1.0 - spared)),
        });
        if shown(session + 1, plan.number) {
            maps.push(DoseMap { sessions: session + 1, punctures_per_cm2: dose.mapv(|value| value as f32) });
        }
    }
    Ok(Sessions {
        plan: plan.clone(),
        area_cm2: plan.area_cm2.unwrap_or(0.01 * outcome.grid.area_mm2()),
        session_h: setup.session_h(plan.area_cm2),
        home_over_mm: cap("home_cap_mm").filter(|cap| setup.device.home && setup.device.set_depth_mm > *cap),
        place_mm: side_mm,
        size_mm: [outcome.grid.width_mm, outcome.grid.height_mm],
        doses,
        maps,
        left: left(timeline, plan),
        courses: courses(timeline, setup.device.set_depth_mm, plan),
    })
}

/// Whether the dose after this session has a map: the first, the last, and evenly between.
fn shown(session: u32, number: u32) -> bool {
    if number <= MOST_MAPS {
        return true;
    }
    (0..MOST_MAPS).any(|map| session == 1 + (map * (number - 1) + (MOST_MAPS - 1) / 2) / (MOST_MAPS - 1))
}

/// Mean over people of the run times the number of sessions, with its error, and the spread over places of the first person.
fn of_run(outcome: &Outcome, measure: Measure, sessions: u32, places: &Array2<f64>) -> Spread {
    let figure = outcome.figure(measure);
    let times = |value: Option<f64>| value.map(|value| f64::from(sessions) * value);
    // What people differ in is the same in every session, so errors add.
    Spread { value: times(figure.value), se: times(figure.se), ..Spread::of(places) }
}

/// Means over squares of about this side; a square less than half of which is treated has none.
fn places(cells: &Array2<f64>, size_mm: [f64; 2], side_mm: f64) -> Array2<f64> {
    let (rows, columns) = cells.dim();
    let across = |cells: usize, size_mm: f64| {
        let cell_mm = size_mm / cells.max(1) as f64;
        ((side_mm / cell_mm).round() as usize).clamp(1, cells.max(1))
    };
    let (high, wide) = (across(rows, size_mm[1]), across(columns, size_mm[0]));
    Array2::from_shape_fn((rows.div_ceil(high), columns.div_ceil(wide)), |(row, column)| {
        let [top, left] = [row * high, column * wide];
        let square = cells.slice(s![top..(top + high).min(rows), left..(left + wide).min(columns)]);
        let known: Vec<f64> = square.iter().copied().filter(|value| value.is_finite()).collect();
        if 2 * known.len() < square.len() { f64::NAN } else { known.iter().sum::<f64>() / known.len() as f64 }
    })
}

/// What is over when the next session begins; empty for a single one.
fn left(timeline: &Timeline, plan: &Plan) -> Vec<Left> {
    let Some(interval_h) = plan.interval_h() else { return Vec::new() };
    let curves = timeline.curves.iter().filter_map(|curve| {
        let end_h = curve.over_h?;
        let of = LeftOf::Curve(curve.of);
        // What is left of the first amount after the interval, from the nearest point of the course.
        let first = curve.points.first().map_or(0.0, |(_, first)| first.value);
        let near =
            curve.points.iter().min_by(|a, b| (a.0 - interval_h).abs().total_cmp(&(b.0 - interval_h).abs()));
        let share = near.filter(|_| first > 0.0).map(|(_, at)| at.value / first);
        Some(Left { of, end_h, over: Over::of(end_h, interval_h), share })
    });
    let spans = timeline.spans.iter().map(|span| Left {
        of: LeftOf::Sign(span.sign),
        end_h: span.end_h,
        over: Over::of(span.end_h, interval_h),
        share: None,
    });
    curves.chain(spans).collect()
}

/// Courses over all sessions: open area by each measure on open skin, redness, collagen.
fn courses(timeline: &Timeline, set_mm: f64, plan: &Plan) -> Vec<Course> {
    let last_h = plan.begin_h(plan.number.saturating_sub(1));
    let mut times_h: Vec<f64> =
        (0..plan.number).flat_map(|session| SOON_H.map(|soon| plan.begin_h(session) + soon)).collect();
    let end_h = last_h + 24.0 * AFTER_DAYS;
    times_h.extend((0..=200).map(|step| end_h * f64::from(step) / 200.0));
    times_h.retain(|time| *time <= end_h);
    times_h.sort_by(f64::total_cmp);
    times_h.dedup();
    let pierced = timeline.open_share.is_some();
    let ranged = |time_h: f64, one: &dyn Fn(f64) -> Ranged| Ranged {
        value: summed(plan, time_h, |since| one(since).value),
        low: summed(plan, time_h, |since| one(since).low),
        high: summed(plan, time_h, |since| one(since).high),
    };
    let of = |curve: CurveOf, one: &dyn Fn(f64) -> Ranged| Course {
        of: curve,
        points: times_h.iter().map(|time_h| (*time_h / 24.0, ranged(*time_h, one))).collect(),
    };
    let areas =
        timeline.curves.iter().filter(|curve| matches!(curve.of, CurveOf::OpenArea { covered: false, .. }));
    let areas = areas.map(|curve| of(curve.of, &|since| between(&curve.points, since)));
    let red = |since: f64| if pierced { redness::redness(set_mm, since) } else { Ranged::sure(0.0) };
    let new = |since: f64| if pierced { course::collagen(since) } else { Ranged::sure(0.0) };
    areas.chain([of(CurveOf::Redness, &red), of(CurveOf::Collagen, &new)]).collect()
}

/// Value of a course between two of its points, along a straight line.
fn between(points: &[(f64, Ranged)], time_h: f64) -> Ranged {
    let after = points.partition_point(|(time, _)| *time < time_h);
    match (after.checked_sub(1).and_then(|before| points.get(before)), points.get(after)) {
        (Some((t0, before)), Some((t1, after))) => {
            let along = (time_h - t0) / (t1 - t0);
            let of = |a: f64, b: f64| a + along * (b - a);
            Ranged {
                value: of(before.value, after.value),
                low: of(before.low, after.low),
                high: of(before.high, after.high),
            }
        }
        (None, Some((_, at))) | (Some((_, at)), None) => *at,
        (None, None) => Ranged::sure(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_maps_show_the_first_and_the_last_and_at_most_four() {
        for number in [1, 2, 4, 5, 6, 12, 50] {
            let maps: Vec<u32> = (1..=number).filter(|session| shown(*session, number)).collect();
            assert!(maps.len() <= 4 && maps.contains(&1) && maps.contains(&number), "{number}: {maps:?}");
        }
    }

    #[test]
    fn identity_places_are_means_and_untreated_ones_have_none() {
        let cells = Array2::from_shape_fn((4, 6), |(row, column)| match (row, column) {
            (0..2, 0..2) => f64::NAN,
            _ => (row * 6 + column) as f64,
        });
        let places = places(&cells, [0.6, 0.4], 0.2);
        assert_eq!(places.dim(), (2, 3));
        assert!(places[[0, 0]].is_nan());
        assert_eq!(places[[1, 2]], (16.0 + 17.0 + 22.0 + 23.0) / 4.0);
    }

    #[test]
    fn identity_a_course_between_its_points_is_straight() {
        let points = [(0.0, Ranged::sure(4.0)), (2.0, Ranged::sure(2.0))];
        assert_eq!([0.0, 1.0, 2.0, 9.0].map(|time| between(&points, time).value), [4.0, 3.0, 2.0, 2.0]);
    }
}
