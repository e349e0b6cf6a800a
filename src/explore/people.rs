//! People treated under a setting: values with their three spreads, and what changed against another setting.

use super::{Computed, Refusal};
use crate::foundation::statistics::Mean;
use crate::injury::Measure;
use crate::outcome::difference::By;
use crate::outcome::{Comparison, Difference, Figure, IntervalOf, Outcome, Unit, Verdict};
use crate::render::numbers::short;
use crate::render::words::{Language, begun};
use crate::scenario::Scenario;
use crate::simulate::{Quietly, Stop, simulate};
use crate::study::compare::{self, compare};
use serde_json::{Map, Value, json};

/// Share below which a value is "practically none".
const NEARLY_NONE: f64 = 1e-6;

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
    let simulated = simulate(setup, &Quietly, stop).map_err(Refusal::of_run)?;
    if simulated.rows.len() < setup.realisations as usize || stop.requested() {
        return Err(Refusal::Stopped);
    }
    let outcome = Outcome::new(setup, &simulated, scenario.provenance().clone());
    let run = compare::Run::new(setup, simulated, scenario.provenance().clone());
    Ok(Computed { alone: setup.skin.average_person, outcome, run })
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
    let against = against
        .map(|(key, of)| (key, of.filter(|of| of.hash() != now.hash()).map(|of| Against::new(of, now))));
    let rows = TOLD.map(|(measure, name)| {
        let mut row = row(measure, name, now, language);
        for (key, of) in &against {
            if let Some(against) = of {
                row.insert((*key).into(), against.change(measure, name, language));
            }
        }
        Value::Object(row)
    });
    json!({
        "values": rows.as_slice(),
        "heading": if now.alone { language.page_one_person() } else { language.page_over_people() },
        "setting": language.setting(&outcome.provenance),
        "hash": now.hash(),
        "summary": outcome.summary.json(&outcome.provenance, outcome.realisations_done, false),
    })
}

fn row(measure: Measure, name: Word, of: &Computed, language: Language) -> Map<String, Value> {
    let outcome = &of.outcome;
    let (figure, unit) = (outcome.figure(measure).brief(), measure.unit());
    let mut row = Map::new();
    row.insert("key".into(), json!(measure.key()));
    row.insert("name".into(), json!(begun(name(language))));
    row.insert("value".into(), json!(said(&figure, unit, language)));
    let mut spread = |key: &str, words: Option<String>| {
        if let Some(words) = words {
            row.insert(key.into(), json!(words));
        }
    };
    // The reach may rest on people of its own.
    let (times, nearly_none) = (figure.n, is_nearly_none(&figure, unit));
    let chance = |_| if of.alone { language.page_chance_alone(times) } else { language.page_chance(times) };
    spread("chance", figure.se.filter(|se| *se > 0.0 && !nearly_none).map(chance));
    let between =
        |range| if of.alone { language.page_between_alone(range) } else { language.page_between(range) };
    spread(
        "between",
        spread_words(figure.said_of_people(unit), language).filter(|_| !nearly_none).map(between),
    );
    let over_inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let inputs = spread_words(figure.said_of_inputs(unit), language).filter(|_| over_inputs);
    spread("inputs", inputs.map(|range| language.page_inputs(range)));
    spread("rests", outcome.rests(measure).map(|rests| begun(&language.rests(rests))));
    row
}

/// A share that nobody could see, and that would need a power of ten to write.
fn is_nearly_none(figure: &Figure, unit: Unit) -> bool {
    unit == Unit::Share
        && figure
            .value
            .is_some_and(|value| value > 0.0 && value + 3.0 * figure.se.unwrap_or(0.0) < NEARLY_NONE)
}

/// A value with its error, in words.
fn said(figure: &Figure, unit: Unit, language: Language) -> String {
    match figure.value {
        None => language.page_no_value().to_owned(),
        Some(_) if is_nearly_none(figure, unit) => language.page_nearly_none().to_owned(),
        Some(_) => language.said(&figure.said_briefly(unit)),
    }
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
        let unit = measure.unit();
        let figures = self.both.map(|of| of.outcome.figure(measure));
        let difference = with_values(comparison.difference(1, measure), &figures, unit);
        let [before, after] = figures.map(|figure| said(&figure.brief(), unit, language));
        let (size, name) = (language.difference(&difference, unit), begun(name(language)));
        let (verdict, words) = match difference.verdict() {
            Some(Verdict::Same) => ("same", language.page_same(name)),
            Some(Verdict::Noise) => ("noise", language.page_noise(name, size)),
            Some(Verdict::Differs) => {
                let mut words = language.page_changed(name, before, after, size);
                if let Some(times) = times(&figures) {
                    words.push_str(&format!(" ({})", language.page_times(times)));
                }
                ("differs", words)
            }
            None => ("unknown", language.page_changed_unknown(name)),
        };
        json!({ "words": words, "verdict": verdict, "difference": difference.value, "se": difference.se })
    }
}

/// A difference beside its two values. That of the fat-layer reach may come from pairs of people while the values come from
/// others; where the two tell different sizes, that of the values is told, with their errors.
fn with_values(difference: Difference, [from, to]: &[Figure; 2], unit: Unit) -> Difference {
    let (Some(from_value), Some(to_value), Some(value)) = (from.value, to.value, difference.value) else {
        return difference;
    };
    let apart = to_value - from_value;
    let told = difference.se.unwrap_or(0.0);
    if (apart - value).abs() <= 0.5 * told {
        return difference;
    }
    let standard_error = from.se.zip(to.se).map(|(one, other)| libm::hypot(one, other));
    Difference::of(Mean { mean: apart, standard_error }, By::Means, unit)
}

/// How many times the earlier value the later one is, to two digits, where that says something.
fn times([from, to]: &[Figure; 2]) -> Option<String> {
    let (from, to) = (from.value.filter(|from| *from > 0.0)?, to.value?);
    let times = to / from;
    (1.5..1000.0).contains(&times).then(|| short(times, 2))
}
