//! Several sessions of one person: `sessions.csv`, `plan.csv` and a part of `timeline.json`.

use super::timeline::{CurveOf, Ranged, Sign};
use crate::foundation::statistics::quantile_sorted;
pub use crate::recovery::sessions::{Over, Plan, PublishedPlan, published, published_minutes};
use ndarray::Array2;
use serde_json::{Value, json};

/// A value of the run times the number of sessions, and its spread over places of the first person.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spread {
    /// Mean over people; `None` where there is none.
    pub value: Option<f64>,
    /// Its Monte-Carlo standard error.
    pub se: Option<f64>,
    /// Mean over places of the first person.
    pub mean: Option<f64>,
    /// 5 % quantile over these places.
    pub p05: Option<f64>,
    /// Their 95 % quantile.
    pub p95: Option<f64>,
    /// Places.
    pub places: usize,
}

impl Spread {
    /// Spread over places that have a value.
    #[must_use]
    pub fn of(places: &Array2<f64>) -> Spread {
        let mut known: Vec<f64> = places.iter().copied().filter(|value| value.is_finite()).collect();
        known.sort_by(f64::total_cmp);
        let at = |share: f64| quantile_sorted(&known, share);
        let mean = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        Spread { value: None, se: None, mean, p05: at(0.05), p95: at(0.95), places: known.len() }
    }
}

/// Dose after some sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dose {
    /// Number of the session, from 1.
    pub session: u32,
    /// Punctures per cm², all sessions together.
    pub punctures_per_cm2: Spread,
    /// Share of the dermis injured, added over sessions; may exceed 1.
    pub dermis_injured_sum: Spread,
    /// Share of the dermis injured at least once, if sessions fall independently within a cell; over places alone.
    pub dermis_injured_once: Spread,
}

/// Dose place by place after some sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseMap {
    /// Sessions so far.
    pub sessions: u32,
    /// Punctures per cm², by row and column of places.
    pub punctures_per_cm2: Array2<f32>,
}

/// What has to be over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOf {
    /// A curve of the timeline.
    Curve(CurveOf),
    /// Something that the skin shows.
    Sign(Sign),
}

impl LeftOf {
    /// Whether it is of covered skin.
    #[must_use]
    pub fn is_covered(self) -> bool {
        matches!(self, LeftOf::Curve(CurveOf::OpenArea { covered: true, .. }))
    }

    /// Name in files.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            LeftOf::Curve(curve) => curve.name(),
            LeftOf::Sign(sign) => sign.word().to_owned(),
        }
    }
}

/// Whether something is over when the next session begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Left {
    /// What.
    pub of: LeftOf,
    /// Time after which it is over, h.
    pub end_h: Ranged,
    /// Whether it is.
    pub over: Over,
    /// Share of the first amount that is left; `None` for what has no amount.
    pub share: Option<f64>,
}

/// A course over all sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What it is of.
    pub of: CurveOf,
    /// Days after the first session, and the sum over sessions.
    pub points: Vec<(f64, Ranged)>,
}

/// A plan, worked out.
#[derive(Debug, Clone, PartialEq)]
pub struct Sessions {
    /// The plan.
    pub plan: Plan,
    /// Area of a session, cm².
    pub area_cm2: f64,
    /// Duration of the needling of a session, h; `None` for devices that do not glide.
    pub session_h: Option<f64>,
    /// Needle length over which articles warn at home, mm, where this one is longer and for home; else `None`.
    pub home_over_mm: Option<f64>,
    /// Side of a place, mm.
    pub place_mm: f64,
    /// Width and height of the area, mm.
    pub size_mm: [f64; 2],
    /// Dose after each session.
    pub doses: Vec<Dose>,
    /// Maps of some of them.
    pub maps: Vec<DoseMap>,
    /// What is over when the next session begins.
    pub left: Vec<Left>,
    /// Courses.
    pub courses: Vec<Course>,
}

impl Sessions {
    /// Price of all sessions with its currency; `None` if the user typed none.
    #[must_use]
    pub fn price(&self) -> Option<(f64, &str)> {
        self.plan
            .price
            .as_ref()
            .map(|(price, currency)| (f64::from(self.plan.number) * price, currency.as_str()))
    }

    /// Course of this name.
    #[must_use]
    pub fn course(&self, of: CurveOf) -> Option<&Course> {
        self.courses.iter().find(|course| course.of == of)
    }

    /// What is not, or perhaps not, over when the next session begins.
    #[must_use]
    pub fn open(&self) -> Vec<&Left> {
        self.left.iter().filter(|left| left.over != Over::Yes).collect()
    }

    pub(super) fn files(&self) -> [(String, String); 2] {
        [("sessions.csv".to_owned(), self.doses_csv()), ("plan.csv".to_owned(), self.courses_csv())]
    }

    fn doses_csv(&self) -> String {
        let mut text = String::from("session,begin_days");
        for name in ["punctures_per_cm2", "dermis_injured_sum"] {
            text.push_str(&format!(
                ",{name},{name}_se,{name}_places_mean,{name}_places_p05,{name}_places_p95"
            ));
        }
        text.push_str(",dermis_injured_once_places_mean,dermis_injured_once_places_p05,dermis_injured_once_places_p95,places\n");
        let number = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.6e}"));
        for Dose { session, punctures_per_cm2, dermis_injured_sum, dermis_injured_once } in &self.doses {
            text.push_str(&format!("{session},{}", self.plan.begin_h(session - 1) / 24.0));
            for Spread { value, se, mean, p05, p95, .. } in [punctures_per_cm2, dermis_injured_sum] {
                for value in [value, se, mean, p05, p95] {
                    text.push_str(&format!(",{}", number(*value)));
                }
            }
            let Spread { mean, p05, p95, places, .. } = dermis_injured_once;
            let all = [mean, p05, p95].map(|value| number(*value)).join(",");
            text.push_str(&format!(",{all},{places}\n"));
        }
        text
    }

    fn courses_csv(&self) -> String {
        let mut text = String::from("curve,unit,time_days,value,low,high\n");
        for Course { of, points } in &self.courses {
            for (days, Ranged { value, low, high }) in points {
                text.push_str(&format!(
                    "{},{},{days:.6},{value:.6e},{low:.6e},{high:.6e}\n",
                    of.name(),
                    of.unit()
                ));
            }
        }
        text
    }

    pub(super) fn json(&self) -> Value {
        let left: Vec<Value> = self
            .left
            .iter()
            .map(|Left { of, end_h: Ranged { value, low, high }, over, share }| {
                json!({
                    "what": of.name(), "end_h": { "value": value, "low": low, "high": high },
                    "over_at_next": over.word(), "share_left": share,
                })
            })
            .collect();
        let published: Vec<Value> = published()
            .iter()
            .map(|plan| {
                json!({
                    "what": plan.what, "sessions": [plan.sessions_low, plan.sessions_high],
                    "interval_days": [plan.interval_days_low, plan.interval_days_high],
                    "said_by": plan.said_by.word(), "tag": plan.tag, "source": plan.source, "note": plan.note,
                })
            })
            .collect();
        let [needling, visit] = published_minutes().map(|Ranged { low, high, .. }| [low, high]);
        let price = self.price().map(|(whole, currency)| json!({ "whole": whole, "currency": currency }));
        json!({
            "number": self.plan.number,
            "interval_days": self.plan.interval_h().map(|hours| hours / 24.0),
            "area_cm2": self.area_cm2, "needling_h": self.session_h,
            "published_needling_min": needling, "published_visit_min": visit,
            "price": price, "daily": self.plan.is_daily(), "home_over_mm": self.home_over_mm,
            "place_mm": self.place_mm, "at_next_session": left, "published_plans": published,
        })
    }
}
