//! The best setting under limits, or a front of settings.

use super::draws;
use super::sweep::{self, Point, Sweep};
use super::{Answer, Figure, IntervalOf, Measure, Provenance};
use serde_json::{Map, Value, json};

/// Part of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The mean over people.
    Value,
    /// 5 % of people.
    P05,
    /// 95 % of people.
    P95,
    /// Lower bound over uncertain inputs.
    Low,
    /// Upper bound over uncertain inputs.
    High,
}

impl Part {
    /// All parts with the ends of their keys.
    pub const ALL: [(Part, &'static str); 5] = [
        (Part::Value, ""),
        (Part::P05, ".p05"),
        (Part::P95, ".p95"),
        (Part::Low, ".low"),
        (Part::High, ".high"),
    ];

    /// End of the key.
    pub fn suffix(self) -> &'static str {
        Part::ALL.iter().find(|(part, _)| *part == self).map_or("", |(_, suffix)| suffix)
    }
}

/// A value, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quantity {
    /// The value.
    pub measure: Measure,
    /// Its part.
    pub part: Part,
}

impl Quantity {
    /// Reads a key of `summary.json`, or one with `.p05`, `.p95`, `.low` or `.high` behind it.
    pub fn read(text: &str) -> Option<Quantity> {
        if let Some(measure) = Measure::of_key(text) {
            return Some(Quantity { measure, part: Part::Value });
        }
        Part::ALL.iter().skip(1).find_map(|(part, suffix)| {
            let measure = Measure::of_key(text.strip_suffix(suffix)?)?;
            Some(Quantity { measure, part: *part })
        })
    }

    /// Its key.
    pub fn key(&self) -> String {
        format!("{}{}", self.measure.key(), self.part.suffix())
    }

    /// This part of a figure.
    pub fn of(&self, figure: &Figure) -> Option<f64> {
        match self.part {
            Part::Value => figure.value,
            Part::P05 => figure.p05,
            Part::P95 => figure.p95,
            Part::Low => figure.low,
            Part::High => figure.high,
        }
    }
}

/// A value that is to be large, or small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// The value.
    pub of: Quantity,
    /// Whether more is better.
    pub up: bool,
}

impl Goal {
    /// As on the command line.
    pub fn words(&self) -> String {
        format!("--{} {}", if self.up { "maximise" } else { "minimise" }, self.of.key())
    }
}

/// A limit on a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The value.
    pub of: Quantity,
    /// Whether the value is to stay at or below the limit; else at or above.
    pub at_most: bool,
    /// The limit.
    pub limit: f64,
}

impl Limit {
    /// Whether a value keeps it.
    pub fn holds(&self, value: f64) -> bool {
        if self.at_most { value <= self.limit } else { value >= self.limit }
    }

    /// How far a value keeps it: the distance from the value to the limit, negative where it is broken.
    pub fn margin(&self, value: f64) -> f64 {
        if self.at_most { self.limit - value } else { value - self.limit }
    }

    /// As on the command line.
    pub fn words(&self) -> String {
        format!("{} {} {}", self.of.key(), if self.at_most { "<=" } else { ">=" }, self.limit)
    }
}

/// Everything that is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// One value, or two.
    pub goals: Vec<Goal>,
    /// Limits on others.
    pub limits: Vec<Limit>,
    /// Share of the draws of uncertain inputs under which each limit is to hold; `None` for the central inputs.
    pub over_inputs: Option<f64>,
}

impl Asked {
    /// All quantities: goals, then limits.
    pub fn quantities(&self) -> impl Iterator<Item = Quantity> {
        self.goals.iter().map(|goal| goal.of).chain(self.limits.iter().map(|limit| limit.of))
    }

    /// Number of quantities.
    pub fn count(&self) -> usize {
        self.goals.len() + self.limits.len()
    }

    /// Whether values under draws of the inputs are needed.
    pub fn needs_inputs(&self) -> bool {
        self.over_inputs.is_some() || self.needs_bounds()
    }

    /// Whether bounds over the inputs are needed.
    pub fn needs_bounds(&self) -> bool {
        self.quantities().any(|of| matches!(of.part, Part::Low | Part::High))
    }
}

/// A setting with its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Values of the keys, as in a scenario.
    pub setting: Vec<String>,
    /// Value of every quantity. Limits over the inputs have the quantile of the draws.
    pub values: Vec<f64>,
    /// The figure of every quantity.
    pub figures: Vec<Figure>,
}

impl Tried {
    /// The setting in words, `key=value`.
    pub fn words(&self, keys: &[String], between: &str) -> String {
        let pairs = keys.iter().zip(&self.setting).map(|(key, value)| format!("{key}={value}"));
        pairs.collect::<Vec<_>>().join(between)
    }
}

/// Share of the draws of the inputs under which a limit holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// The share.
    pub share: f64,
    /// Number of draws with a value.
    pub draws: usize,
}

/// A run at the answer with another seed: other people, other chances, other draws of the inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct AtAnswer {
    /// Its seed.
    pub seed: u64,
    /// Value of every quantity.
    pub values: Vec<f64>,
    /// The figure of every quantity.
    pub figures: Vec<Figure>,
    /// For each limit, the share of draws under which it holds; `None` for a limit on a spread or a bound.
    pub chances: Vec<Option<Chance>>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimum {
    /// The best setting; of a front, the one with most of the first goal.
    pub best: Tried,
    /// An independent run there; `None` for a front.
    pub again: Option<AtAnswer>,
    /// The best settings with other whole numbers or words; of a front, its other settings.
    pub runners_up: Vec<Tried>,
    /// Every setting that was looked at with its values on a part of the area, corrected by the full runs.
    pub looked: Vec<(Vec<String>, Vec<f64>)>,
    /// Settings that were looked at, those without values included.
    pub evaluations: usize,
    /// Full runs that corrected the search.
    pub rounds: usize,
}

/// The best setting of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Optimised {
    /// The scenario from which settings depart.
    pub provenance: Provenance,
    /// What was asked.
    pub asked: Asked,
    /// Keys that vary.
    pub keys: Vec<String>,
    /// Keys with their ranges, as on the command line.
    pub over: Vec<String>,
    /// People treated in full runs.
    pub realisations: u32,
    /// What was found.
    pub optimum: Optimum,
    /// Keys whose best value is an end of their range.
    pub at_ends: Vec<String>,
    /// The scenario of the best setting.
    pub best_toml: String,
}

impl Optimised {
    /// Whether two goals were asked for.
    pub fn is_front(&self) -> bool {
        self.asked.goals.len() > 1
    }

    /// All settings, the best first.
    pub fn all(&self) -> impl Iterator<Item = &Tried> {
        std::iter::once(&self.optimum.best).chain(&self.optimum.runners_up)
    }

    /// The settings as CSV: keys, then every quantity with its figure.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut quantities: Vec<(usize, Quantity)> = Vec::new();
        for (at, of) in self.asked.quantities().enumerate() {
            if !quantities.iter().any(|(_, other)| other.measure == of.measure) {
                quantities.push((at, of));
            }
        }
        let figures = quantities
            .iter()
            .flat_map(|(_, of)| sweep::PARTS.iter().map(|part| format!("{}.{part}", of.measure.key())));
        let head = ["rank".to_owned()].into_iter().chain(self.keys.iter().cloned()).chain(figures);
        writer.write_record(head).map_err(|error| error.to_string())?;
        for (rank, tried) in self.all().enumerate() {
            let cells = quantities.iter().flat_map(|(at, _)| sweep::cells(&tried.figures[*at]));
            let row =
                std::iter::once((rank + 1).to_string()).chain(tried.setting.iter().cloned()).chain(cells);
            writer.write_record(row).map_err(|error| error.to_string())?;
        }
        draws::text(writer)
    }

    /// Every setting that was looked at, as CSV: keys, then the value of every quantity.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn looked_csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let quantities = self.asked.quantities().map(|of| of.key());
        let head: Vec<String> = self.keys.iter().cloned().chain(quantities).collect();
        writer.write_record(head).map_err(|error| error.to_string())?;
        for (setting, values) in &self.optimum.looked {
            let values = values.iter().map(|value| draws::number(*value));
            writer.write_record(setting.iter().cloned().chain(values)).map_err(|error| error.to_string())?;
        }
        draws::text(writer)
    }

    /// The settings as points of a sweep with a trade-off, for a picture: the goal against the second goal, or against
    /// the first limit. `None` where more of the first or less of the second is not what was asked for.
    pub fn as_sweep(&self) -> Option<Sweep> {
        let more = self.asked.goals.first().filter(|goal| goal.up)?.of.measure;
        let first_limit = self.asked.limits.iter().find(|limit| limit.at_most);
        let less = match self.asked.goals.get(1) {
            Some(goal) => (!goal.up).then_some(goal.of.measure)?,
            None => first_limit?.of.measure,
        };
        let limit =
            first_limit.filter(|limit| limit.of.measure == less).map_or(f64::NAN, |limit| limit.limit);
        let of_values = |values: &[f64]| -> Vec<Figure> {
            let figure = |value: &f64| Figure { value: Some(*value), ..Figure::default() };
            values.iter().map(figure).collect()
        };
        // A front shows its settings; a single answer all that were looked at, and the best by a full run.
        let settings: Vec<(&Vec<String>, Vec<Figure>)> = if self.is_front() {
            self.all().map(|tried| (&tried.setting, tried.figures.clone())).collect()
        } else {
            let best = &self.optimum.best;
            let others = self.optimum.looked.iter().filter(|(setting, _)| *setting != best.setting);
            let others = others.map(|(setting, values)| (setting, of_values(values)));
            std::iter::once((&best.setting, of_values(&best.values))).chain(others).collect()
        };
        let point = |(number, (_, own)): (usize, &(&Vec<String>, Vec<Figure>))| {
            let mut figures = vec![Figure::default(); Measure::COUNT];
            for (of, figure) in self.asked.quantities().zip(own) {
                figures[of.measure as usize] = *figure;
            }
            Point { number, figures, interval_of: IntervalOf::MonteCarlo, draws: Vec::new() }
        };
        let setting = |(values, _): &(&Vec<String>, Vec<Figure>)| sweep::Setting {
            base: 0,
            values: (*values).clone(),
            scenario_hash: String::new(),
        };
        Some(Sweep {
            bases: vec![self.provenance.clone()],
            base_names: vec![self.provenance.name.clone()],
            keys: self.keys.clone(),
            vary: self.over.clone(),
            design: Optimised::COMMAND,
            realisations: self.realisations,
            limit: (less, limit),
            trade_off: Some([more, less]),
            answer: (!self.is_front()).then_some(0),
            settings: settings.iter().map(setting).collect(),
            points: settings.iter().enumerate().map(point).collect(),
        })
    }

    fn json(&self) -> Value {
        let setting = |tried: &Tried| {
            let pairs = self.keys.iter().zip(&tried.setting);
            pairs.map(|(key, value)| (key.clone(), json!(value))).collect::<Map<String, Value>>()
        };
        let goals = |values: &[f64], figures: &[Figure]| -> Vec<Value> {
            let goals = self.asked.goals.iter().enumerate();
            goals
                .map(|(at, goal)| json!({ "key": goal.of.key(), "value": values[at], "figure": figures[at] }))
                .collect()
        };
        let limits = |values: &[f64], figures: &[Figure], chances: Option<&[Option<Chance>]>| -> Vec<Value> {
            let first = self.asked.goals.len();
            let of = |(at, limit): (usize, &Limit)| {
                let value = values[first + at];
                let mut object = json!({
                    "limit": limit.words(),
                    "value": value,
                    "margin": limit.margin(value),
                    "holds": limit.holds(value),
                    "figure": figures[first + at],
                });
                if let (Some(chances), Some(object)) = (chances, object.as_object_mut()) {
                    let chance =
                        chances[at].map(|chance| json!({ "share": chance.share, "draws": chance.draws }));
                    object.insert("chance_over_inputs".to_owned(), chance.unwrap_or(Value::Null));
                }
                object
            };
            self.asked.limits.iter().enumerate().map(of).collect()
        };
        let tried = |tried: &Tried| {
            json!({
                "setting": setting(tried),
                "goals": goals(&tried.values, &tried.figures),
                "limits": limits(&tried.values, &tried.figures, None),
            })
        };
        let again = self.optimum.again.as_ref().map(|again| {
            json!({
                "seed": again.seed,
                "goals": goals(&again.values, &again.figures),
                "limits": limits(&again.values, &again.figures, Some(&again.chances)),
            })
        });
        json!({
            "program": "puncta",
            "command": Optimised::COMMAND,
            "version": self.provenance.version,
            "scenario": self.provenance.name,
            "scenario_hash": self.provenance.scenario_hash,
            "seed": self.provenance.seed,
            "goals": self.asked.goals.iter().map(Goal::words).collect::<Vec<_>>(),
            "limits": self.asked.limits.iter().map(Limit::words).collect::<Vec<_>>(),
            "over": self.over,
            "over_inputs": self.asked.over_inputs,
            "best": if self.is_front() { Value::Null } else { tried(&self.optimum.best) },
            "independent_run": again,
            "runners_up": if self.is_front() { Value::Null } else {
                json!(self.optimum.runners_up.iter().map(tried).collect::<Vec<_>>())
            },
            "front": if self.is_front() { json!(self.all().map(tried).collect::<Vec<_>>()) } else { Value::Null },
            "evaluations": self.optimum.evaluations,
            "corrections": self.optimum.rounds,
            "at_ends": self.at_ends,
            "use": super::provenance::CONTEXT_OF_USE,
        })
    }
}

impl Answer for Optimised {
    const COMMAND: &'static str = "optimise";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }

    fn files(&self) -> Vec<(String, String)> {
        let table = self.csv().ok().map(|text| ("optimise.csv".to_owned(), text));
        let json = ("optimise.json".to_owned(), self.json_text());
        let best = ("best.toml".to_owned(), self.best_toml.clone());
        let looked = self.looked_csv().ok().map(|text| ("search.csv".to_owned(), text));
        table.into_iter().chain([json]).chain(looked).chain((!self.is_front()).then_some(best)).collect()
    }
}
