//! A sweep: the values of many settings. `sweep.csv` and `study.json`.

use super::provenance::{CONTEXT_OF_USE, Provenance, VERSION};
use super::{Answer, Figure, IntervalOf};
use crate::injury::Measure;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// Name of the table.
pub const TABLE: &str = "sweep.csv";

/// Name of the description.
pub const STUDY: &str = "study.json";

/// Values of one point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Number of the point in the sweep, from 0.
    pub number: usize,
    /// All values, in the order of [`Measure::ALL`].
    pub figures: Vec<Figure>,
    /// What the bounds `low` and `high` span.
    pub interval_of: IntervalOf,
    /// Values under every draw of the uncertain inputs, of the two values of a trade-off; empty without one, or without
    /// draws.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draws: Vec<[Option<f64>; 2]>,
}

/// Setting of one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Which base scenario, from 0.
    pub base: usize,
    /// Values of the varied keys, in their order, as in a scenario.
    pub values: Vec<String>,
    /// Hash of the point's scenario, as `run` prints it.
    pub scenario_hash: String,
}

/// A sweep with its values.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// The base scenarios.
    pub bases: Vec<Provenance>,
    /// Short name of each: that of its file.
    pub base_names: Vec<String>,
    /// Keys that vary.
    pub keys: Vec<String>,
    /// Keys and values, or ranges, as on the command line.
    pub vary: Vec<String>,
    /// How the points were chosen: `grid`, `lhs` or `sobol`.
    pub design: &'static str,
    /// People treated at every point.
    pub realisations: u32,
    /// Value that is judged by a limit, and the limit: of a sweep, the share of strikes that reach the fat layer.
    pub limit: (Measure, f64),
    /// Two values that are drawn against each other: more of the first is better, less of the second.
    pub trade_off: Option<[Measure; 2]>,
    /// Number of the point that a search answers with; `None` for a sweep, which does not search.
    pub answer: Option<usize>,
    /// Settings of all points, in their order.
    pub settings: Vec<Setting>,
    /// Values of the points that are there, in their order.
    pub points: Vec<Point>,
}

impl Sweep {
    /// Name and value of what the columns of a point's setting hold.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let base = (self.bases.len() > 1).then_some("base");
        ["point"].into_iter().chain(base).chain(self.keys.iter().map(String::as_str))
    }

    /// Table with one row a point: its number and keys, then every value with error, spread and bounds, and the hash of
    /// its scenario.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let figures = Measure::ALL
            .iter()
            .flat_map(|measure| PARTS.iter().map(|part| format!("{}.{part}", measure.key())));
        let head = self.columns().map(str::to_owned).chain(figures).chain(["scenario_hash".to_owned()]);
        writer.write_record(head).map_err(|error| error.to_string())?;
        for point in &self.points {
            let Some(setting) = self.settings.get(point.number) else { continue };
            let lead = [point.number.to_string()]
                .into_iter()
                .chain(self.base_of(setting).map(str::to_owned))
                .chain(setting.values.iter().cloned());
            let values = point.figures.iter().flat_map(cells);
            let row = lead.chain(values).chain([setting.scenario_hash.clone()]);
            writer.write_record(row).map_err(|error| error.to_string())?;
        }
        super::draws::text(writer)
    }

    /// Description: what was varied on what, and what the columns of the table mean.
    pub fn json(&self) -> Value {
        let bases: Vec<Value> = self
            .bases
            .iter()
            .zip(&self.base_names)
            .map(|(base, file)| json!({ "file": file, "name": base.name, "setting": base.setting, "scenario_hash": base.scenario_hash }))
            .collect();
        let units: Map<String, Value> = Measure::ALL
            .iter()
            .map(|measure| (measure.key().to_owned(), json!(measure.unit().words())))
            .collect();
        let labels: Map<String, Value> =
            Measure::ALL.iter().map(|measure| (measure.key().to_owned(), json!(measure.label()))).collect();
        json!({
            "program": "puncta",
            "version": VERSION,
            "command": Sweep::COMMAND,
            "seed": self.bases[0].seed,
            "realisations": self.realisations,
            "interval_of": self.points.first().map(|point| point.interval_of),
            "bases": bases,
            "vary": self.vary,
            "design": self.design,
            "points": self.settings.len(),
            "trade_off": self.trade_off.map(|measures| self.trade_off_json(measures)),
            "columns": PARTS,
            "units": units,
            "labels": labels,
            "use": CONTEXT_OF_USE,
        })
    }

    /// The points of the front, with how sure the order of neighbours is.
    fn trade_off_json(&self, [more, less]: [Measure; 2]) -> Value {
        let front = self.front([more, less]);
        let points: Vec<usize> = front.iter().map(|at| self.points[*at].number).collect();
        let order: Vec<Value> =
            front.windows(2).map(|pair| json!(self.order_shares([pair[0], pair[1]]))).collect();
        let best = self.best([more, less]).map(|at| self.points[at].number);
        json!({
            "more": more.key(),
            "less": less.key(),
            "front": points,
            "order": order,
            "limit": self.limit(less),
            "best_within_limit": best,
        })
    }

    /// Limit of the scenarios that a value is judged by.
    pub fn limit(&self, measure: Measure) -> Option<f64> {
        (measure == self.limit.0).then_some(self.limit.1)
    }

    /// Place of the point with most of the first value among those whose second is within its limit; `None` without a
    /// limit or without such a point.
    pub fn best(&self, [more, less]: [Measure; 2]) -> Option<usize> {
        let limit = self.limit(less)?;
        let within = |at: &usize| self.figure(*at, less).value.is_some_and(|value| value <= limit);
        let known =
            (0..self.points.len()).filter(within).filter_map(|at| Some((at, self.figure(at, more).value?)));
        known.max_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(at, _)| at)
    }

    /// Place of the point that a trade-off points out: the answer of a search, or the best within its limit.
    pub fn marked(&self, of: [Measure; 2]) -> Option<usize> {
        self.answer.or_else(|| self.best(of))
    }

    /// The sweep of each value of the first key, with that value; empty for fewer than two keys.
    pub fn by_first_key(&self) -> Vec<(String, Sweep)> {
        let (Some((_, keys)), true) = (self.keys.split_first(), self.keys.len() > 1) else {
            return Vec::new();
        };
        let mut values: Vec<&String> = Vec::new();
        for setting in &self.settings {
            values.extend(setting.values.first().filter(|value| !values.contains(value)));
        }
        let of = |value: &String| {
            let rest =
                |setting: &Setting| Setting { values: setting.values[1..].to_vec(), ..setting.clone() };
            let has = |point: &&Point| self.settings[point.number].values.first() == Some(value);
            let sweep = Sweep {
                keys: keys.to_vec(),
                settings: self.settings.iter().map(rest).collect(),
                points: self.points.iter().filter(has).cloned().collect(),
                ..self.clone()
            };
            (value.clone(), sweep)
        };
        values.into_iter().map(of).collect()
    }

    /// Places of the points of which no other has more of the first value and no more of the second (the Pareto front),
    /// by rising second value. A second value that is larger by less than its Monte-Carlo error is no larger: else
    /// chance alone would put settings on the front.
    pub fn front(&self, [more, less]: [Measure; 2]) -> Vec<usize> {
        let of = |at: usize| {
            let (first, second) = (self.figure(at, more), self.figure(at, less));
            let error = second.se.unwrap_or(0.0);
            Some(Candidate { at, more: first.value?, less: second.value?, error })
        };
        let known = (0..self.points.len()).filter_map(of);
        let known = known.filter(|candidate| candidate.more.is_finite() && candidate.less.is_finite());
        front(known.collect()).into_iter().map(|candidate| candidate.at).collect()
    }

    /// Shares of the draws of uncertain inputs under which the second of two points has more of either value of the
    /// trade-off than the first. `None` without draws.
    pub fn order_shares(&self, [one, other]: [usize; 2]) -> Option<[f64; 2]> {
        let (one, other) = (&self.points[one].draws, &self.points[other].draws);
        let share = |which: usize| {
            let both = one.iter().zip(other).filter_map(|(one, other)| Some((one[which]?, other[which]?)));
            let more: Vec<bool> = both.map(|(one, other)| other > one).collect();
            let count = more.iter().filter(|more| **more).count();
            (!more.is_empty()).then(|| count as f64 / more.len() as f64)
        };
        Some([share(0)?, share(1)?])
    }

    /// Value of a measure at a point of the table, by its place there.
    pub fn figure(&self, at: usize, measure: Measure) -> Figure {
        let figures = self.points.get(at).map(|point| &point.figures);
        figures.and_then(|figures| figures.get(measure as usize)).copied().unwrap_or_default()
    }

    /// Name of the base scenario of a setting, where there are several.
    pub fn base_of(&self, setting: &Setting) -> Option<&str> {
        (self.bases.len() > 1).then(|| self.base_names.get(setting.base).map(String::as_str)).flatten()
    }

    /// Setting of a point of the table, by its place there.
    pub fn setting(&self, at: usize) -> Option<&Setting> {
        self.settings.get(self.points.get(at)?.number)
    }
}

/// A point that may lie on the front: its place, both values, and the error of the second.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Candidate {
    at: usize,
    more: f64,
    less: f64,
    error: f64,
}

impl Candidate {
    fn beats(&self, other: &Candidate) -> bool {
        let error = libm::hypot(self.error, other.error);
        (self.more > other.more && self.less <= other.less + error)
            || (self.more == other.more && self.less < other.less - error)
    }
}

/// Those that no other beats, by rising second value. Of a million candidates, each is held against few.
fn front(mut known: Vec<Candidate>) -> Vec<Candidate> {
    known.sort_by(|one, other| one.less.total_cmp(&other.less).then(one.more.total_cmp(&other.more)));
    let widest = known.iter().map(|candidate| candidate.error).fold(0.0, f64::max);
    // Most of the first value up to each place.
    let mut most: Vec<f64> = Vec::with_capacity(known.len());
    for candidate in &known {
        most.push(most.last().map_or(candidate.more, |most| most.max(candidate.more)));
    }
    let is_beaten = |own: &Candidate| {
        let no_more = known.partition_point(|other| other.less <= own.less);
        if no_more > 0 && most[no_more - 1] > own.more {
            return true;
        }
        // Those with more of the second value, by less than any error, and those with as much of the first.
        let reach = own.less + libm::hypot(own.error, widest);
        let alike = most.partition_point(|most| *most < own.more);
        known[no_more..].iter().take_while(|other| other.less <= reach).any(|other| other.beats(own))
            || known[alike..no_more]
                .iter()
                .take_while(|other| other.less < own.less)
                .any(|other| other.beats(own))
    };
    known.iter().filter(|own| !is_beaten(own)).copied().collect()
}

/// Parts of a value in the table.
pub const PARTS: [&str; 7] = ["value", "se", "p05", "p95", "low", "high", "n"];

/// These parts in words; a value that is not there is empty.
pub(super) fn cells(figure: &Figure) -> [String; 7] {
    let words = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let Figure { value, se, p05, p95, low, high, n } = *figure;
    [words(value), words(se), words(p05), words(p95), words(low), words(high), n.to_string()]
}

impl Answer for Sweep {
    const COMMAND: &'static str = "sweep";

    fn provenance(&self) -> &Provenance {
        &self.bases[0]
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The front is what is left when every candidate is held against every other.
        #[test]
        fn identity_front_of_all_against_all(values in prop::collection::vec((0..9_u8, 0..9_u8, 0..4_u8), 0..60)) {
            let known: Vec<Candidate> = values
                .iter()
                .enumerate()
                .map(|(at, (more, less, error))| Candidate {
                    at,
                    more: f64::from(*more),
                    less: f64::from(*less),
                    error: 0.7 * f64::from(*error),
                })
                .collect();
            let mut all: Vec<usize> = known
                .iter()
                .filter(|own| !known.iter().any(|other| other.beats(own)))
                .map(|own| own.at)
                .collect();
            let mut found: Vec<usize> = front(known).into_iter().map(|own| own.at).collect();
            all.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, all);
        }
    }
}
