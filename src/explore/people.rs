//! People treated under a setting: values with their three spreads, and what changed against another setting.

use super::{Computed, Refusal};
use crate::injury::Measure;
use crate::outcome::{Comparison, Outcome, Verdict};
use crate::render::words::{Language, begun};
use crate::scenario::Scenario;
use crate::simulate::{Quietly, SimulateError, Stop, simulate};
use crate::study::compare::{self, compare};
use serde_json::{Map, Value, json};

type Word = fn(Language) -> &'static str;

/// The values that a page tells, and their names.
const TOLD: [(Measure, Word); 5] = [
    (Measure::DepthMean, Language::page_tip_depth),
    (Measure::Density, Language::page_density),
    (Measure::DermisVolume, Language::page_dermis),
    (Measure::Open, Language::page_open),
    (Measure::ReachFat, Language::page_fat),
];

/// Treats the people of a scenario.
pub fn compute(scenario: &Scenario, stop: &dyn Stop) -> Result<Computed, Refusal> {
    let setup = scenario.setup();
    let simulated =
        simulate(setup, &Quietly, stop).map_err(|error: SimulateError| Refusal::Failed(error.to_string()))?;
    if simulated.rows.len() < setup.realisations as usize || stop.requested() {
        return Err(Refusal::Stopped);
    }
    let outcome = Outcome::new(setup, &simulated, scenario.provenance().clone());
    let run = compare::Run::new(setup, simulated, scenario.provenance().clone());
    Ok(Computed { hash: scenario.provenance().scenario_hash.clone(), outcome, run })
}

/// The values of a run, compared with those of the setting before and of the pinned one.
pub fn answer(
    now: &Computed,
    since: Option<&Computed>,
    pinned: Option<&Computed>,
    language: Language,
) -> Value {
    let outcome = &now.outcome;
    let against = [("since", since), ("pinned", pinned)];
    let against =
        against.map(|(key, of)| (key, of.filter(|of| of.hash != now.hash).map(|of| Against::new(of, now))));
    let rows = TOLD.map(|(measure, name)| {
        let mut row = row(measure, name, outcome, language);
        for (key, of) in &against {
            if let Some(against) = of {
                row.insert((*key).into(), against.change(measure, name, language));
            }
        }
        Value::Object(row)
    });
    json!({
        "values": rows.as_slice(),
        "people": outcome.realisations_done,
        "setting": language.setting(&outcome.provenance),
        "hash": outcome.provenance.scenario_hash,
        "pinned": pinned.map(|of| language.setting(&of.outcome.provenance)),
        "summary": outcome.summary.json(&outcome.provenance, outcome.realisations_done, false),
    })
}

fn row(measure: Measure, name: Word, outcome: &Outcome, language: Language) -> Map<String, Value> {
    let (figure, unit) = (outcome.figure(measure).brief(), measure.unit());
    let mut row = Map::new();
    row.insert("key".into(), json!(measure.key()));
    row.insert("name".into(), json!(begun(name(language))));
    let said = language.said(&figure.said_briefly(unit));
    let value = if figure.value.is_none() { language.page_no_value().to_owned() } else { said };
    row.insert("value".into(), json!(value));
    let mut spread = |key: &str, words: Option<String>| {
        if let Some(words) = words {
            row.insert(key.into(), json!(words));
        }
    };
    let people = outcome.realisations_done;
    spread("chance", figure.se.filter(|se| *se > 0.0).map(|_| language.page_chance(people)));
    spread(
        "between",
        spread_words(figure.said_of_people(unit), language).map(|range| language.page_between(range)),
    );
    let over_inputs = outcome.summary.interval_of == crate::outcome::IntervalOf::Inputs;
    let inputs = spread_words(figure.said_of_inputs(unit), language).filter(|_| over_inputs);
    spread("inputs", inputs.map(|range| language.page_inputs(range)));
    spread("rests", outcome.rests(measure).map(|rests| begun(&language.rests(rests))));
    row
}

/// Words of a range; `None` for one that says nothing.
fn spread_words(said: crate::outcome::Said, language: Language) -> Option<String> {
    (!said.is_nothing()).then(|| language.said(&said))
}

/// A run beside an earlier or a pinned one.
struct Against<'a> {
    both: [&'a Computed; 2],
    /// Missing if the two treat other people.
    comparison: Option<Comparison>,
}

impl<'a> Against<'a> {
    fn new(from: &'a Computed, to: &'a Computed) -> Against<'a> {
        Against { both: [from, to], comparison: compare(vec![from.run.clone(), to.run.clone()]).ok() }
    }

    /// What changed in a value: its words, and whether it is noise.
    fn change(&self, measure: Measure, name: Word, language: Language) -> Value {
        let Some(comparison) = &self.comparison else {
            return json!({ "words": language.page_other_people(), "verdict": "unknown" });
        };
        let difference = comparison.difference(1, measure);
        let unit = measure.unit();
        let [before, after] =
            self.both.map(|of| language.said(&of.outcome.figure(measure).brief().said_briefly(unit)));
        let (size, name) = (language.difference(&difference, unit), begun(name(language)));
        let (verdict, words) = match difference.verdict() {
            Some(Verdict::Same) => ("same", language.page_same(name)),
            Some(Verdict::Noise) => ("noise", language.page_noise(name, size)),
            Some(Verdict::Differs) => ("differs", language.page_changed(name, before, after, size)),
            None => ("unknown", language.page_changed_unknown(name)),
        };
        json!({ "words": words, "verdict": verdict, "difference": difference.value, "se": difference.se })
    }
}
