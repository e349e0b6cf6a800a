//! Several treatments of one person: when they come, what is over before the next one, and doses that add.
//!
//! ```text
//! t_k = (k − 1) T                          beginning of session k, T: interval
//! X(t) = Σ_k x(t − t_k)                    a course over all sessions: open area, redness
//! once = 1 − Π_k (1 − φ_k)                 share injured at least once; sessions fall independently within a place
//! ```
//!
//! Something is over if the latest of its times is before the interval, not over if its time is after it, and perhaps over
//! in between. Published plans are in `data/session_plans.csv`.

use super::claims::SaidBy;
use super::{Ranged, known};
use crate::foundation::evidence::Tag;
use serde::Deserialize;
use std::sync::LazyLock;

/// A plan of sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Number of sessions.
    pub number: u32,
    /// Days from one to the next; 0 for a single one.
    pub interval_days: f64,
    /// Area of a session, cm²; `None` for the simulated one.
    pub area_cm2: Option<f64>,
    /// Price of a session that the user typed, and its currency.
    pub price: Option<(f64, String)>,
}

impl Plan {
    /// Beginning of a session, h after the first; the first is 0.
    #[must_use]
    pub fn begin_h(&self, session: u32) -> f64 {
        24.0 * self.interval_days * f64::from(session)
    }

    /// Time from a session to the next, h; `None` without a next one.
    #[must_use]
    pub fn interval_h(&self) -> Option<f64> {
        (self.number > 1).then_some(24.0 * self.interval_days)
    }

    /// Whether sessions are so close that articles call it daily use.
    #[must_use]
    pub fn is_daily(&self) -> bool {
        self.number > 1 && self.interval_days <= known("sessions", "daily_days").value
    }
}

/// Minutes of needling and of the whole visit that articles give.
#[must_use]
pub fn published_minutes() -> [Ranged; 2] {
    ["needling_min", "visit_min"].map(|name| Ranged::of(known("sessions", name)))
}

/// Side of the places over which a dose is shown, mm.
#[must_use]
pub fn place_mm() -> f64 {
    known("sessions", "place_mm").value
}

/// Whether something is over when the next session begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Over {
    /// Its latest time is before.
    Yes,
    /// The next session lies within the range of its time.
    Perhaps,
    /// Its time is after.
    No,
}

impl Over {
    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Over::Yes => "yes",
            Over::Perhaps => "perhaps",
            Over::No => "no",
        }
    }

    /// Whether what takes this long is over after the interval.
    #[must_use]
    pub fn of(end_h: Ranged, interval_h: f64) -> Over {
        if end_h.high <= interval_h {
            Over::Yes
        } else if end_h.value <= interval_h {
            Over::Perhaps
        } else {
            Over::No
        }
    }
}

/// A course over all sessions, from that of one.
#[must_use]
pub fn summed(plan: &Plan, time_h: f64, one: impl Fn(f64) -> f64) -> f64 {
    let since = (0..plan.number).map(|session| time_h - plan.begin_h(session));
    since.filter(|since| *since >= 0.0).map(one).sum()
}

/// Share that is injured at least once, for the shares of the sessions.
#[must_use]
pub fn at_least_once(shares: impl IntoIterator<Item = f64>) -> f64 {
    1.0 - shares.into_iter().map(|share| 1.0 - share.clamp(0.0, 1.0)).product::<f64>()
}

/// A plan of a study, or of articles.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedPlan {
    /// Whose plan, in words.
    pub what: String,
    /// The same in German.
    pub what_de: String,
    /// Least and greatest number of sessions.
    pub sessions_low: u32,
    /// Greatest number.
    pub sessions_high: u32,
    /// Shortest interval, days.
    pub interval_days_low: f64,
    /// Longest interval, days.
    pub interval_days_high: f64,
    /// Who says it.
    pub said_by: SaidBy,
    /// How the row is known.
    pub tag: Tag,
    /// Id in `data/literature.bib`.
    pub source: String,
    /// People, and what else is told.
    pub note: String,
}

/// All published plans.
///
/// # Panics
/// If the embedded table cannot be read: a fault of the program.
#[must_use]
pub fn published() -> &'static [PublishedPlan] {
    static ALL: LazyLock<Vec<PublishedPlan>> = LazyLock::new(|| {
        csv::Reader::from_reader(include_str!("../../data/session_plans.csv").as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("embedded table session_plans.csv: {error}"))
    });
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { number: 3, interval_days: 30.0, area_cm2: None, price: None };

    #[test]
    fn identity_courses_of_sessions_add() {
        let one = |since_h: f64| libm::exp2(-since_h / 24.0);
        let at = |days: f64| summed(&PLAN, 24.0 * days, one);
        assert_eq!(at(10.0), one(240.0));
        assert!((at(60.0) - (one(0.0) + one(720.0) + one(1440.0))).abs() < 1e-15);
        assert_eq!(summed(&Plan { number: 1, ..PLAN }, 1440.0, one), one(1440.0));
    }

    #[test]
    fn limit_shares_injured_once() {
        assert_eq!(at_least_once([]), 0.0);
        assert_eq!(at_least_once([0.3]), 1.0 - 0.7);
        assert!((at_least_once([0.5, 0.5, 0.5]) - 0.875).abs() < 1e-15);
        assert_eq!(at_least_once([1.0, 0.2]), 1.0);
    }

    #[test]
    fn limit_over_before_within_and_after_the_range() {
        let end = Ranged { value: 48.0, low: 24.0, high: 168.0 };
        assert_eq!(
            [720.0, 100.0, 24.0].map(|interval| Over::of(end, interval)),
            [Over::Yes, Over::Perhaps, Over::No]
        );
    }

    #[test]
    fn identity_published_plans_can_be_read() {
        assert!(published().len() > 5);
        assert!(published().iter().all(|plan| plan.sessions_low <= plan.sessions_high
            && plan.interval_days_low <= plan.interval_days_high));
        assert!(Plan { interval_days: 1.0, ..PLAN }.is_daily() && !PLAN.is_daily());
        assert!(!Plan { number: 1, interval_days: 0.0, ..PLAN }.is_daily());
    }
}
