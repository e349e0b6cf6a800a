//! After the treatment of a run: what stays open for how long, what the skin shows, when collagen is said to come.
//!
//! Openings are those of the first person, strike by strike; together they are as large as the open share of the run, so
//! that the courses start from its mean. Published times hold for needle lengths, so each depth counts as the needle length
//! whose median tip it would be: tip depth times set depth over the median tip depth. Ranges hold the published times at
//! both ends, and the range of that share over uncertain inputs, or over people where inputs were not drawn.

use super::absorption::absorption;
use super::sessions::sessions;
use crate::outcome::timeline::{Basis, Curve, CurveOf, Ranged, Span, Timeline};
use crate::outcome::{Measure, Outcome};
use crate::recovery::absorption::Applied;
use crate::recovery::closure::{self, Closing, Skin};
use crate::recovery::course::{self, Sign};
use crate::recovery::sessions::Plan;
use crate::recovery::{Opening, claims, exposure, redness};
use crate::simulate::{SampleTract, Setup, SimulateError};
use crate::tract::section::Section;

/// First and last time of a curve, h, and steps of the logarithm between them.
const FIRST_H: f64 = 1.0 / 12.0;
const LAST_H: f64 = 180.0 * 24.0;
const STEPS: u32 = 160;

/// Times of the curves, h: at once, then even steps of the logarithm from 5 minutes to 180 days.
fn times_h() -> Vec<f64> {
    let step = |at: u32| FIRST_H * libm::pow(LAST_H / FIRST_H, f64::from(at) / f64::from(STEPS));
    std::iter::once(0.0).chain((0..=STEPS).map(step)).collect()
}

/// Opening that a tract leaves, for the width left open over the width of the needle.
fn opening(tract: &SampleTract, open_width_ratio: f64) -> Option<Opening> {
    let width_mm = open_width_ratio * tract.surface_diameter_mm;
    let pierced = tract.tip_depth_mm > 0.0 && width_mm > 0.0;
    pierced.then_some(Opening {
        area_mm2: Section::slit([0.0; 2], tract.slit_mm.map(|mm| 0.5 * mm), 0.5 * width_mm).area_mm2(),
        width_mm,
        depth_mm: tract.tip_depth_mm,
    })
}

/// What is asked of a timeline besides the run.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Setup of the run.
    pub setup: &'a Setup,
    /// Age that the scenario tells, years.
    pub age_years: Option<f64>,
    /// Plan of sessions.
    pub plan: Option<Plan>,
    /// What is put on the skin.
    pub applied: Option<Applied>,
}

/// The timeline of a run.
///
/// # Errors
/// [`SimulateError`] where the needles of a further session find no equilibrium.
pub fn timeline(outcome: &Outcome, asked: &Asked<'_>) -> Result<Timeline, SimulateError> {
    let (open_width_ratio, age_years) = (asked.setup.tract.open_width_ratio, asked.age_years);
    let opened = |tract: &SampleTract| Some((opening(tract, open_width_ratio)?, tract.tip_depth_mm));
    let (mut openings, tips_mm): (Vec<Opening>, Vec<f64>) = outcome.sample.iter().filter_map(opened).unzip();
    let open = outcome.figure(Measure::Open);
    let share = open.value.filter(|share| *share > 0.0 && !openings.is_empty());
    let open_share = share.map(|value| {
        let low = open.low.or(open.p05).unwrap_or(value).min(value);
        let high = open.high.or(open.p95).unwrap_or(value).max(value);
        Ranged { value, low, high }
    });
    // Scaled to a cm² of the run's mean.
    let whole: f64 = openings.iter().map(|opening| opening.area_mm2).sum();
    let scale = share.map_or(0.0, |share| 100.0 * share / whole);
    let median = outcome.median_tip_mm().filter(|depth| share.is_some() && *depth > 0.0);
    let longer = median.map_or(1.0, |depth| outcome.set_depth_mm / depth);
    for opening in &mut openings {
        opening.depth_mm *= longer;
    }
    let as_they_are = openings.clone();
    for opening in &mut openings {
        opening.area_mm2 *= scale;
    }
    let spread = open_share.map_or(Ranged::sure(1.0), |Ranged { value, low, high }| Ranged {
        value: 1.0,
        low: low / value,
        high: high / value,
    });

    let times = times_h();
    let mut curves = Vec::new();
    for measure in closure::Measure::ALL {
        for covered in [false, true] {
            let skin = Skin { covered, age_years };
            let closing = Closing::new(&openings, measure, skin);
            curves.push(Curve {
                of: CurveOf::OpenArea { measure, covered },
                basis: Basis::Computed,
                tag: closing.tag,
                points: times.iter().map(|time| (*time, closing.area_mm2(*time).times(spread))).collect(),
                over_h: closing.until_h(closure::closed_share()),
                exposure: share.map(|_| exposure::exposure_mm2_h(&closing).times(spread)),
            });
        }
    }
    let set_mm = median.map_or(0.0, |_| outcome.set_depth_mm);
    curves.push(Curve {
        of: CurveOf::Redness,
        basis: Basis::Computed,
        tag: redness::tag(),
        points: times.iter().map(|time| (*time, redness::redness(set_mm, *time))).collect(),
        over_h: median.map(|_| redness::gone_h(set_mm)),
        exposure: None,
    });
    let collagen = |time: f64| if share.is_some() { course::collagen(time) } else { Ranged::sure(0.0) };
    curves.push(Curve {
        of: CurveOf::Collagen,
        basis: Basis::Schematic,
        tag: course::tag_of_collagen(),
        points: times.iter().map(|time| (*time, collagen(*time))).collect(),
        over_h: None,
        exposure: None,
    });
    // Without a vessel that is hit, nothing bleeds.
    let bleeds = outcome.figure(Measure::VesselHits).value.is_none_or(|hits| hits > 0.0);
    let shown = |sign: &Sign| share.is_some() && (bleeds || *sign != Sign::Bleeding);
    let spans = Sign::ALL.into_iter().filter(shown).map(|sign| {
        let course::Band { begin_h, end_h, tag, source } = sign.band();
        Span { sign, begin_h, end_h, tag, source }
    });
    let absorption = asked.applied.as_ref().map(|applied| {
        let share = share.unwrap_or_default();
        absorption(outcome, &as_they_are, &tips_mm, share, spread, age_years, applied)
    });
    let mut timeline = Timeline {
        provenance: outcome.provenance.clone(),
        open_share,
        closed_share: closure::closed_share(),
        median_depth_mm: median,
        openings: openings.len(),
        age_years,
        curves,
        spans: spans.collect(),
        claims: claims::claims(),
        sessions: None,
        absorption,
    };
    if let Some(plan) = &asked.plan {
        timeline.sessions = Some(sessions(outcome, &timeline, asked.setup, plan)?);
    }
    Ok(timeline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn identity_times_run_from_at_once_to_half_a_year() {
        let times = times_h();
        assert_eq!(times[0], 0.0);
        assert!(times.is_sorted() && (times[1] - FIRST_H).abs() < 1e-12);
        assert!((times[times.len() - 1] / LAST_H - 1.0).abs() < 1e-12);
    }

    #[test]
    fn limit_a_strike_that_did_not_pierce_leaves_no_opening() {
        let tract = SampleTract {
            x_mm: 0.0,
            y_mm: 0.0,
            tip_depth_mm: 0.0,
            surface_diameter_mm: 0.2,
            slit_mm: [0.1, 0.0],
            needle: 0,
            layer: crate::skin::Layer::StratumCorneum,
            index: 0,
        };
        assert_eq!(opening(&tract, 0.5), None);
        let pierced = opening(&SampleTract { tip_depth_mm: 0.8, ..tract }, 0.5).unwrap();
        // A stadium: a circle of 0.1 mm and a rectangle of 0.1 by 0.1 mm.
        assert!((pierced.area_mm2 - (0.25 * PI * 0.01 + 0.01)).abs() < 1e-12);
    }
}
