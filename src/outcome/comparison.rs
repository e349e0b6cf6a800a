//! Settings side by side: `comparison.json`.

use super::areas::Areas;
use super::changed::{Changed, changed, labels, letter};
use super::difference::{Difference, WhyNot};
use super::provenance::{CONTEXT_OF_USE, VERSION};
use super::provenance::{Foot, Named};
use super::summary::insert;
use super::{Figure, IntervalOf, Outcome};
use crate::injury::Measure;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Most settings in one comparison.
pub const MOST: usize = 6;

/// Two or more settings, each simulated with the same seed and number of realisations.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Outcome of each setting, without the cell maps and without a sample.
    pub settings: Vec<Outcome>,
    /// Short label of each setting.
    pub labels: Vec<String>,
    /// Keys in which the scenarios differ.
    pub changed: Vec<Changed>,
    /// What the bounds `low` and `high` of values and differences span.
    pub interval_of: IntervalOf,
    /// Run keys of later scenarios that the first scenario's value replaced.
    pub replaced: Vec<Replaced>,
    /// Differences of every setting but the first, indexed by measure.
    differences: Vec<Vec<Difference>>,
}

/// A run key for which the first scenario's value was used instead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replaced {
    /// Index of the setting, from 0.
    #[serde(skip)]
    pub setting: usize,
    /// Key of the scenario: `run.realisations` or `run.seed`.
    pub key: &'static str,
    /// Value that the later scenario gives.
    pub wrote: u64,
    /// Value of the first scenario, used instead.
    pub took: u64,
}

impl Comparison {
    /// Builds a comparison; `differences` holds every setting but the first, with all measures in order.
    pub fn new(settings: Vec<Outcome>, differences: Vec<Vec<Difference>>) -> Comparison {
        let files: Vec<&str> =
            settings.iter().map(|outcome| outcome.provenance.scenario_toml.as_str()).collect();
        let names: Vec<&str> = settings.iter().map(|outcome| outcome.provenance.name.as_str()).collect();
        let changed = changed(&files);
        let lines: Vec<&str> = settings.iter().map(|outcome| outcome.provenance.setting.as_str()).collect();
        let labels = labels(&names, &lines, &changed);
        let over_inputs = |outcome: &Outcome| outcome.summary.interval_of == IntervalOf::Inputs;
        let interval_of =
            if settings.iter().all(over_inputs) { IntervalOf::Inputs } else { IntervalOf::MonteCarlo };
        Comparison { labels, changed, settings, differences, interval_of, replaced: Vec::new() }
    }

    /// Value of a measure under a setting, counted from 0; empty if there is no such setting.
    pub fn figure(&self, setting: usize, measure: Measure) -> Figure {
        self.settings.get(setting).map(|outcome| outcome.figure(measure)).unwrap_or_default()
    }

    /// Difference of a setting from the first, in one measure.
    pub fn difference(&self, setting: usize, measure: Measure) -> Difference {
        let row = setting.checked_sub(1).and_then(|row| self.differences.get(row));
        let found = row.and_then(|row| row.get(measure as usize));
        found.copied().unwrap_or(Difference::none(WhyNot::NotComputed))
    }

    /// How the area of a setting relates to that of the first.
    pub fn areas(&self, setting: usize) -> Areas {
        Areas::of(&self.settings[0].grid, &self.settings[setting].grid)
    }

    /// Whether all settings share the same cells, so that their maps can be overlaid.
    pub fn is_on_one_grid(&self) -> bool {
        (1..self.settings.len()).all(|setting| self.areas(setting) == Areas::Same)
    }

    /// Measures left out for at least one setting because the areas differ.
    pub fn left_out(&self) -> Vec<Measure> {
        let bears =
            |measure: Measure| (1..self.settings.len()).all(|setting| self.areas(setting).bear(measure));
        Measure::ALL.iter().copied().filter(|measure| !bears(*measure)).collect()
    }

    /// Title of a setting: "A · depth 1.5 mm".
    pub fn title(&self, setting: usize) -> String {
        format!("{} · {}", letter(setting), self.labels[setting])
    }

    /// Foot line of a picture.
    pub fn foot(&self) -> Foot {
        let of = |(number, outcome): (usize, &Outcome)| {
            (letter(number).to_string(), outcome.provenance.short_hash().to_owned())
        };
        let scenarios = Named::Lettered(self.settings.iter().enumerate().map(of).collect());
        Foot { scenarios, seed: self.settings[0].provenance.seed }
    }

    /// File name of a setting's resolved scenario.
    pub fn scenario_file(setting: usize) -> String {
        format!("scenario-{}.toml", setting + 1)
    }

    /// Contents of `comparison.json`: nested by the dots of the keys, in a fixed order.
    pub fn json(&self) -> Value {
        let first = &self.settings[0];
        let mut root = Map::new();
        root.insert("program".into(), json!("puncta"));
        root.insert("version".into(), json!(VERSION));
        root.insert("seed".into(), json!(first.provenance.seed));
        root.insert("realisations".into(), json!(first.realisations_done));
        root.insert("interval_of".into(), json!(self.interval_of));
        let settings = (0..self.settings.len()).map(|number| self.setting_json(number));
        root.insert("settings".into(), settings.collect());
        root.insert("changed".into(), json!(self.changed));
        let left_out = self.left_out().into_iter().map(Measure::key);
        root.insert("not_compared".into(), left_out.collect());
        for measure in Measure::ALL {
            let figures: Vec<Figure> =
                (0..self.settings.len()).map(|number| self.figure(number, *measure)).collect();
            let differences = (1..self.settings.len()).map(|number| {
                difference_json(&self.difference(number, *measure), figures[0].value, self.interval_of)
            });
            let differences: Value = differences.collect();
            let by: Value = self
                .settings
                .iter()
                .map(|outcome| outcome.summary.reach_fat_from.of(*measure).name())
                .collect();
            let of_measure = json!({ "figures": figures, "by": by, "differences": differences });
            insert(&mut root, measure.key(), of_measure);
        }
        root.insert("use".into(), json!(CONTEXT_OF_USE));
        Value::Object(root)
    }

    fn setting_json(&self, number: usize) -> Value {
        let outcome = &self.settings[number];
        let replaced: Vec<&Replaced> =
            self.replaced.iter().filter(|replaced| replaced.setting == number).collect();
        json!({
            "letter": letter(number).to_string(),
            "label": self.labels[number],
            "name": outcome.provenance.name,
            "setting": outcome.provenance.setting,
            "scenario": Comparison::scenario_file(number),
            "scenario_hash": outcome.provenance.scenario_hash,
            "replaced": replaced,
            "reach_fat_from": outcome.summary.reach_fat_from,
        })
    }
}

fn difference_json(difference: &Difference, first: Option<f64>, interval_of: IntervalOf) -> Value {
    let relative = difference.relative(first);
    let relative_ends = match interval_of {
        IntervalOf::Inputs => difference.relative_bounds(first).map_or([None; 2], |ends| ends.map(Some)),
        IntervalOf::MonteCarlo => [None; 2],
    };
    json!({
        "value": difference.value,
        "se": difference.se,
        "low": difference.low,
        "high": difference.high,
        "relative": relative.map(|[value, _]| value),
        "relative_low": relative_ends[0],
        "relative_high": relative_ends[1],
        "verdict": difference.verdict(),
        "by": difference.by,
        "n": difference.n,
        "why_not": difference.why_not,
    })
}
