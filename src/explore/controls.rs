//! Controls of the page: what they are, from the key table, and what they say for a setting.

use super::person::OF_PAGE;
use super::setting::resolved;
use crate::device::preset::Preset;
use crate::device::{DepthBy, Kind, preset, presets};
use crate::render::words::Language;
use crate::scenario::keys::{self, Key, ValueKind};
use crate::scenario::{Diagnostic, Scenario};
use crate::skin::site::sites;
use serde_json::{Map, Value, json};

/// Controls in sight, in their order; all other keys are under "more".
const IN_SIGHT: [(&str, &[&str]); 3] = [
    ("device", &["device.preset", "device.depth_mm", "device.length_mm"]),
    ("technique", &["technique.passes", "technique.hand_speed_mm_s", "technique.force_n"]),
    ("skin", &["skin.site", OF_PAGE, "skin.support"]),
];

/// Keys that a page has no control for: it sets them itself, or they name a file.
const WITHOUT: [&str; 7] = [
    "format",
    "name",
    "mechanics.sets",
    "mechanics.sets_hash",
    "run.intervals",
    "run.unstated",
    "run.reach_error",
];

/// Range over which a control has equal ratios rather than equal steps, highest over lowest.
const LOGARITHMIC: f64 = 100.0;

/// Highest value of a slider, where the key allows values that are rarely wanted. A number can still be typed.
const SLIDERS: [(&str, [f64; 2]); 5] = [
    ("device.length_mm", [0.1, 3.0]),
    ("technique.passes", [1.0, 12.0]),
    ("technique.hand_speed_mm_s", [2.0, 200.0]),
    ("technique.force_n", [0.2, 20.0]),
    ("run.realisations", [10.0, 100.0]),
];

/// Keys that leave a setting when this one is chosen. A device brings its own values and is held in its own way. Skin is given by a site
/// or by layers, an area by its sides or by the map of the face.
pub fn dropped_by(key: &str) -> Vec<String> {
    let of_device = || {
        let paths = keys::of_section("device").iter().map(Key::path);
        paths.filter(|path| !["device.preset", "device.depth_mm"].contains(&path.as_str()))
    };
    let these = |paths: &[&str]| paths.iter().copied().map(str::to_owned).collect();
    match key {
        "device.preset" => {
            let held = ["technique.force_n", "technique.speed_m_s", "technique.hand_speed_mm_s"];
            of_device().chain(held.map(str::to_owned)).collect()
        }
        "skin.layers" => these(&["skin.site", OF_PAGE]),
        "skin.site" => these(&["skin.layers", "area.map", "area.avoid"]),
        "skin.source" | "skin.person" | "skin.thickness_mm" | "skin.sex" | "skin.age_years" | "skin.bmi" => {
            these(&[OF_PAGE])
        }
        "area.map" => these(&["area.width_mm", "area.height_mm", "skin.site", "skin.layers", OF_PAGE]),
        _ => Vec::new(),
    }
}

/// These keys, by the key that is chosen.
pub fn drops() -> Value {
    let one = |key: &'static Key| {
        let path = key.path();
        let dropped = dropped_by(&path);
        (!dropped.is_empty()).then(|| (path, json!(dropped)))
    };
    Value::Object(keys::all().filter_map(one).collect())
}

/// Keys that come back from the first setting when another is chosen, if the setting lacks them.
pub fn fills() -> Value {
    json!({ "skin.site": ["area.width_mm", "area.height_mm"] })
}

/// Groups of controls in sight.
pub fn groups(language: Language) -> Value {
    let one = |(section, controls): &(&str, &[&str])| json!({ "title": language.key_section(section), "controls": controls });
    IN_SIGHT.iter().map(one).collect()
}

/// Keys that a page has a control for.
fn of_page() -> impl Iterator<Item = &'static Key> {
    keys::all().filter(|key| !WITHOUT.contains(&key.path().as_str()))
}

/// All controls: what does not depend on a setting.
pub fn all(language: Language) -> Value {
    of_page().map(|key| of_key(key, language)).collect()
}

fn of_key(key: &Key, language: Language) -> Value {
    let path = key.path();
    let slider = SLIDERS.iter().find(|(known, _)| *known == path).map(|(_, ends)| *ends);
    let number = |low: f64, high: f64, whole: bool| {
        let [from, to] = slider.unwrap_or([low, high]);
        let logarithmic = from > 0.0 && to / from >= LOGARITHMIC;
        json!({
            "type": if whole { "integer" } else { "number" },
            "low": low, "high": high, "from": from, "to": to, "logarithmic": logarithmic,
            "step": if whole { 1.0 } else { step(from, to) },
        })
    };
    let words = |of: &[&str]| -> Value {
        let label = |value| language.region(value).unwrap_or_else(|| language.choice(value));
        of.iter().map(|value| json!({ "value": value, "label": label(value) })).collect()
    };
    let kind = match key.value {
        ValueKind::Number { low, high, .. } => number(low, high, false),
        ValueKind::Integer { low, high } => number(low as f64, high as f64, true),
        ValueKind::Choice(of) => json!({ "type": "choice", "options": words(of) }),
        ValueKind::Site => {
            let site = |site: &crate::skin::Site| json!({ "value": site.name, "label": language.name_begun(&site.label) });
            json!({ "type": "choice", "options": sites().iter().map(site).collect::<Value>() })
        }
        ValueKind::Preset => {
            json!({ "type": "choice", "options": presets().iter().map(|of| of_preset(of, language)).collect::<Value>() })
        }
        ValueKind::Molecule => {
            json!({ "type": "choice", "options": words(crate::recovery::molecules::names()) })
        }
        ValueKind::Text(most) => json!({ "type": "text", "most": most }),
        ValueKind::Choices { of, most } => json!({ "type": "words", "options": words(of), "most": most }),
        ValueKind::Points { .. } | ValueKind::Tables { .. } => json!({ "type": "list" }),
    };
    json!({
        "key": path,
        "section": key.section,
        "section_title": language.key_section(key.section),
        "label": language.key_label(&path),
        "help": language.key_help(key.text, &path),
        "unit": language.unit_of_key(key.unit),
        "kind": kind,
    })
}

/// A device to choose. One without a dial is told by its length too: two rollers may have one name.
fn of_preset(preset: &Preset, language: Language) -> Value {
    let name = language.name_begun(&preset.label);
    let by_length = preset.kind.facts().depth == DepthBy::Length;
    let length = preset.number("length_mm").filter(|_| by_length);
    let label = match length {
        Some(mm) => format!("{name}, {}", language.numeral(&format!("{mm}\u{202f}mm"))),
        None => name,
    };
    json!({ "value": preset.name, "label": label })
}

/// Step of a slider: a round number, at least fifty steps.
fn step(from: f64, to: f64) -> f64 {
    let rough = (to - from) / 60.0;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let step = [1.0, 2.0, 5.0].into_iter().map(|factor| factor * power).rfind(|step| *step <= rough * 1.2);
    step.unwrap_or(power)
}

/// What the controls say for a scenario: the value in use, and why it does not apply if it does not.
pub fn states(scenario: &Scenario, language: Language) -> Value {
    let table = toml::Table::try_from(scenario.resolved()).unwrap_or_default();
    let kind = scenario.setup().device.kind;
    let preset = scenario.resolved().device.preset.as_deref().and_then(preset);
    let one = |key: &'static Key| {
        let path = key.path();
        let mut state = Map::new();
        if let Some(value) = resolved(&table, &path) {
            state.insert("value".into(), value);
        }
        if let Some(why) = why_not(key, kind, scenario.warnings(), language) {
            state.insert("why_not".into(), json!(why));
        }
        let dial = preset.and_then(|preset| Some((preset, preset.dial_mm()?)));
        if let ("device.depth_mm", Some((preset, [low, high]))) = (path.as_str(), dial) {
            state.insert("range".into(), json!([low, high]));
            state.insert("note".into(), json!(language.page_dial(low, high, language.name(&preset.label))));
        }
        (path, Value::Object(state))
    };
    Value::Object(of_page().map(one).collect())
}

/// Why a key does not apply: this kind of device does not use it, or it changes nothing here.
fn why_not(key: &Key, kind: Kind, warnings: &[Diagnostic], language: Language) -> Option<String> {
    let path = key.path();
    if !key.used_by(kind) {
        return Some(language.page_not_used(language.name(kind.name())));
    }
    warnings.iter().any(|warning| warning.is_idle(&path)).then(|| language.page_idle().to_owned())
}

/// The kind of device that a setting has.
pub fn kind_of(values: &std::collections::BTreeMap<String, toml::Value>) -> Option<Kind> {
    let word = |key: &str| values.get(key).and_then(toml::Value::as_str);
    let of_preset = word("device.preset").and_then(preset).map(|preset| preset.kind);
    of_preset.or_else(|| Kind::ALL.into_iter().find(|kind| Some(kind.name()) == word("device.kind")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::words::keys::paths;

    #[test]
    fn identity_every_control_has_its_words_and_no_other_key_has() {
        let of_table: Vec<String> = of_page().map(Key::path).collect();
        for path in &of_table {
            assert!(paths().any(|known| known == path), "{path} has no label");
        }
        for path in paths() {
            assert!(of_table.iter().any(|known| known == path), "there is no control {path}");
        }
    }

    #[test]
    fn identity_steps_are_round() {
        assert_eq!(step(0.0, 3.0), 0.05);
        assert_eq!(step(0.0, 100.0), 2.0);
    }
}
