//! What decides a value: each input by itself, its indices, and the interval that is left once it is known.

use super::{Answer, Figure, Measure, Provenance, Unit, draws};
use crate::simulate::inputs::Source;
use serde_json::{Map, Value, json};

/// Scale on which values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// ln(x / (1 - x)), for shares.
    Logit,
    /// ln x, for amounts.
    Log,
    /// The value itself, where it may be 0, 1 or negative.
    Plain,
}

impl Scale {
    /// Scale for values in this unit: the value itself if one of them has no logit or logarithm.
    pub fn of(unit: Unit, values: impl IntoIterator<Item = f64>) -> Scale {
        let share = unit == Unit::Share;
        let bears = |value: f64| value.is_nan() || (value > 0.0 && (!share || value < 1.0));
        match values.into_iter().all(bears) {
            true if share => Scale::Logit,
            true => Scale::Log,
            false => Scale::Plain,
        }
    }

    /// A value on this scale.
    pub fn of_value(self, value: f64) -> f64 {
        match self {
            Scale::Logit => libm::log(value) - libm::log1p(-value),
            Scale::Log => libm::log(value),
            Scale::Plain => value,
        }
    }

    /// The value of a place on this scale.
    pub fn back(self, place: f64) -> f64 {
        match self {
            Scale::Logit => 1.0 / (1.0 + libm::exp(-place)),
            Scale::Log => libm::exp(place),
            Scale::Plain => place,
        }
    }

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Scale::Logit => "logit",
            Scale::Log => "log",
            Scale::Plain => "plain",
        }
    }
}

/// An input of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Name: a key of the scenario, an entry in `data/`, or a source for numbers that are drawn together.
    pub name: String,
    /// What it is part of; `None` for a key that the study varies.
    pub source: Option<Source>,
    /// Number of values to choose from, without an order; `None` for a range.
    pub choices: Option<usize>,
}

/// An input moved alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    /// Shares at which it was looked at.
    pub shares: Vec<f64>,
    /// Values there.
    pub values: Vec<f64>,
    /// Values at its 5 % and its 95 %; of many choices, 5 and 95 % of the values.
    pub ends: [f64; 2],
    /// The input at its 5 % and its 95 %, in words; `None` for choices.
    pub words: [Option<String>; 2],
    /// Distance of the ends on the scale, or of what lies between them if that is more.
    pub apart: f64,
}

impl Alone {
    /// Whether the input is one of choices without an order.
    pub fn is_of_choices(&self) -> bool {
        self.words[0].is_none()
    }
}

/// Sobol indices with their 5-95 % intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Index {
    /// Share of the variance that the input has by itself.
    pub first: f64,
    /// Its interval.
    pub first_low: f64,
    /// Its interval.
    pub first_high: f64,
    /// Share that goes with the input, its interplay with others included.
    pub total: f64,
    /// Its interval.
    pub total_low: f64,
    /// Its interval.
    pub total_high: f64,
}

/// The interval of the value that is expected once an input is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known {
    /// Its 5 % end, averaged over what may be found for the input.
    pub low: f64,
    /// Its 95 % end.
    pub high: f64,
    /// Expected width over that of today, on the scale.
    pub width_ratio: f64,
    /// Its standard error.
    pub width_ratio_se: f64,
}

/// An input, or a group of inputs that do little, with its indices.
#[derive(Debug, Clone, PartialEq)]
pub struct Decider {
    /// Places of the inputs.
    pub inputs: Vec<usize>,
    /// Indices.
    pub index: Index,
    /// What is left once it is known; `None` for a group, or for too few points.
    pub known: Option<Known>,
}

/// What decides the values of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// Scale of the indices.
    pub scale: Scale,
    /// 5 % of the values, with everything drawn.
    pub low: Option<f64>,
    /// Half of the values lie below.
    pub median: Option<f64>,
    /// 95 % of the values.
    pub high: Option<f64>,
    /// Half the width of the widest 90 % interval of a total index, over the largest total index.
    pub error: f64,
    /// Base points with a value at all of their points.
    pub points: usize,
    /// Base points without.
    pub left_out: usize,
    /// Values that were worked out.
    pub evaluations: usize,
    /// Each input moved alone.
    pub alone: Vec<Alone>,
    /// Inputs with their indices, widest bar first, and last those that do little, together.
    pub deciders: Vec<Decider>,
    /// Values of every base point: A, each mixed point, B.
    pub rows: Vec<Vec<f64>>,
}

/// Which inputs were varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// What nobody knows exactly.
    Inputs,
    /// Keys of device and technique.
    Design,
    /// Both.
    Both,
}

impl Over {
    /// Word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Over::Inputs => "inputs",
            Over::Design => "design",
            Over::Both => "both",
        }
    }
}

/// Sensitivity of a value of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensitivity {
    /// Scenario of the run.
    pub provenance: Provenance,
    /// The value.
    pub measure: Measure,
    /// What was varied.
    pub over: Over,
    /// Ranges of keys, as on the command line.
    pub ranges: Vec<String>,
    /// Error of the indices that was asked for.
    pub error: f64,
    /// The value of the run.
    pub figure: Figure,
    /// What decides it.
    pub decided: Decided,
}

impl Sensitivity {
    /// Names of the inputs of a decider; those that do little are "others".
    pub fn name(&self, decider: &Decider) -> &str {
        match decider.inputs[..] {
            [input] => &self.decided.inputs[input].name,
            _ => OTHERS,
        }
    }

    /// Deciders by falling total index.
    pub fn ranked(&self) -> Vec<&Decider> {
        let mut ranked: Vec<&Decider> = self.decided.deciders.iter().collect();
        // Those that do little together stand behind all others.
        let together = |decider: &&Decider| decider.inputs.len() > 1;
        ranked.sort_by(|one, other| {
            together(one).cmp(&together(other)).then(other.index.total.total_cmp(&one.index.total))
        });
        ranked
    }

    /// The decider whose knowledge narrows the interval most, if any does by more than its error.
    pub fn narrows_most(&self) -> Option<(&Decider, Known)> {
        let known = self.decided.deciders.iter().filter_map(|decider| Some((decider, decider.known?)));
        let drawn = known.filter(|(decider, known)| {
            let input = &self.decided.inputs[decider.inputs[0]];
            input.source.is_some() && known.width_ratio + 2.0 * known.width_ratio_se < 1.0
        });
        drawn.min_by(|(_, one), (_, other)| one.width_ratio.total_cmp(&other.width_ratio))
    }

    /// The table as CSV: a row for each input, or for those that do little together.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn csv(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = [
            "input",
            "source",
            "at_low",
            "at_high",
            "alone_low",
            "alone_high",
            "first",
            "first_low",
            "first_high",
            "total",
            "total_low",
            "total_high",
            "known_low",
            "known_high",
            "known_width_ratio",
            "known_width_ratio_se",
        ];
        writer.write_record(head).map_err(|error| error.to_string())?;
        for decider in self.ranked() {
            let alone = match decider.inputs[..] {
                [input] => Some((&self.decided.inputs[input], &self.decided.alone[input])),
                _ => None,
            };
            let source = alone.and_then(|(input, _)| input.source).map_or("", Source::name);
            let words =
                |end: usize| alone.and_then(|(_, alone)| alone.words[end].clone()).unwrap_or_default();
            let end = |end: usize| number(alone.map(|(_, alone)| alone.ends[end]));
            let Index { first, first_low, first_high, total, total_low, total_high } = decider.index;
            let indices = [first, first_low, first_high, total, total_low, total_high];
            let known = decider.known.map(|k| [k.low, k.high, k.width_ratio, k.width_ratio_se]);
            let row = [self.name(decider).to_owned(), source.to_owned(), words(0), words(1), end(0), end(1)]
                .into_iter()
                .chain(indices.map(|value| number(Some(value))))
                .chain((0..4).map(|at| number(known.map(|known| known[at]))));
            writer.write_record(row).map_err(|error| error.to_string())?;
        }
        draws::text(writer)
    }

    /// Values of all base points as CSV: A, then A with each decider's inputs of B, then B.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn evaluations(&self) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mixed = self.decided.deciders.iter().map(|decider| self.name(decider).to_owned());
        let head = ["point".to_owned(), "A".to_owned()].into_iter().chain(mixed).chain(["B".to_owned()]);
        writer.write_record(head).map_err(|error| error.to_string())?;
        for (point, values) in self.decided.rows.iter().enumerate() {
            // Every digit, so that others find the same indices.
            let cells =
                values.iter().map(|value| if value.is_nan() { String::new() } else { value.to_string() });
            writer
                .write_record(std::iter::once(point.to_string()).chain(cells))
                .map_err(|error| error.to_string())?;
        }
        draws::text(writer)
    }

    fn json(&self) -> Value {
        let decided = &self.decided;
        let known = |known: &Known| {
            json!({
                "low": known.low, "high": known.high, "width_ratio": known.width_ratio,
                "width_ratio_se": known.width_ratio_se,
            })
        };
        let one = |decider: &&Decider| {
            let index = &decider.index;
            let mut object = Map::new();
            object.insert("input".to_owned(), json!(self.name(decider)));
            if let [input] = decider.inputs[..] {
                let (of, alone) = (&decided.inputs[input], &decided.alone[input]);
                object.insert("source".to_owned(), json!(of.source.map(Source::name)));
                object.insert("at".to_owned(), json!(alone.words));
                object.insert("alone".to_owned(), json!(alone.ends));
            } else {
                let names: Vec<&str> =
                    decider.inputs.iter().map(|input| decided.inputs[*input].name.as_str()).collect();
                object.insert("inputs".to_owned(), json!(names));
            }
            let first = json!({ "value": index.first, "low": index.first_low, "high": index.first_high });
            let total = json!({ "value": index.total, "low": index.total_low, "high": index.total_high });
            object.insert("first_order".to_owned(), first);
            object.insert("total".to_owned(), total);
            object.insert("once_known".to_owned(), decider.known.as_ref().map_or(Value::Null, known));
            Value::Object(object)
        };
        json!({
            "command": Sensitivity::COMMAND,
            "version": self.provenance.version,
            "scenario": self.provenance.name,
            "scenario_hash": self.provenance.scenario_hash,
            "seed": self.provenance.seed,
            "figure": self.measure.key(),
            "unit": self.measure.unit().words(),
            "over": self.over.word(),
            "ranges": self.ranges,
            "value": self.figure.value,
            "se": self.figure.se,
            "low": decided.low,
            "median": decided.median,
            "high": decided.high,
            "scale": decided.scale.name(),
            "screening": "one at a time",
            "error": decided.error,
            "points": decided.points,
            "points_without_value": decided.left_out,
            "evaluations": decided.evaluations,
            "deciders": self.ranked().iter().map(one).collect::<Vec<Value>>(),
        })
    }
}

/// Name of the inputs that do little.
pub const OTHERS: &str = "others";

/// A number with six digits; nothing for none.
fn number(value: Option<f64>) -> String {
    value.filter(|value| !value.is_nan()).map_or(String::new(), draws::number)
}

impl Answer for Sensitivity {
    const COMMAND: &'static str = "sensitivity";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }

    fn files(&self) -> Vec<(String, String)> {
        let table = |name: &str, text: Result<String, String>| text.ok().map(|text| (name.to_owned(), text));
        let json = ("sensitivity.json".to_owned(), self.json_text());
        [table("sensitivity.csv", self.csv()), table("evaluations.csv", self.evaluations()), Some(json)]
            .into_iter()
            .flatten()
            .collect()
    }
}
