//! What a setting says at once: its problems, its controls, and a needle of the average person by the contact law.

use super::Refusal;
use super::controls;
use super::pictures::{drawn, needle};
use super::setting::Setting;
use crate::outcome::SectionDiagram;
use crate::render::diagram::{array, section as picture};
use crate::render::numbers::short;
use crate::render::theme::Theme;
use crate::render::words::{Language, begun};
use crate::scenario::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

/// Height of the scene over that of a picture on paper: a screen is wide.
const SCENE: f64 = 0.62;

/// Answers for a setting; of one with problems the problems alone.
pub fn answer(setting: &Setting, theme: &Theme) -> Result<Value, Refusal> {
    let language = theme.language;
    let scenario = match setting.scenario(true) {
        Ok(scenario) => scenario,
        Err(problems) => return Ok(json!({ "problems": told(&problems) })),
    };
    let mut answer = Map::new();
    answer.insert("problems".into(), told(scenario.warnings()));
    answer.insert("controls".into(), controls::states(&scenario, language));
    answer.insert("setting".into(), json!(language.setting(scenario.provenance())));
    let setup = scenario.setup();
    let array = array::draw(&setup.device.array.positions_mm, setup.device.needle.shaft_diameter_mm, theme);
    answer.insert("device".into(), drawn(&array, "device"));
    let per_mm2 = setup.expected_strikes() / setup.grid.area_mm2();
    match needle(&scenario) {
        Ok(diagram) => {
            let theme = &Theme { tall: SCENE, ..*theme };
            let drawing =
                picture::draw(&diagram, theme).map_err(|error| Refusal::Failed(error.to_string()))?;
            let mut scene = drawn(&drawing, "scene");
            let dialled = setup.device.kind.facts().depth == crate::device::DepthBy::Dial;
            let key = if dialled { "device.depth_mm" } else { "device.length_mm" };
            scene["drag"] = json!({ "key": key, "units_per_mm": picture::units_per_mm(&diagram, theme) });
            answer.insert("scene".into(), scene);
            answer.insert("values".into(), values(&diagram, per_mm2, language));
        }
        Err(refusal) => {
            let name = if matches!(refusal, Refusal::TooMuch(_)) { "too_much" } else { "no_scene" };
            answer.insert("values".into(), json!([strikes(per_mm2, language)]));
            answer.insert(name.into(), json!(refusal.to_string()));
        }
    }
    Ok(Value::Object(answer))
}

/// Values of the needle, and the density that follows from the motion alone.
fn values(of: &SectionDiagram, strikes_per_mm2: f64, language: Language) -> Value {
    let mm = |mm: f64| language.numeral(&format!("{}\u{202f}mm", short(mm, 3)));
    let row = |name: &str, words: String| json!({ "name": begun(name), "words": words });
    let mut rows = Vec::new();
    if of.pierced > 0 {
        rows.push(row(language.page_tip_depth(), mm(of.depth_mm)));
    }
    rows.push(row(language.page_skin_thickness(), mm(of.column.skin_mm())));
    rows.push(row(language.page_needles_in(), language.page_some_of(of.pierced, of.needles)));
    // As the drawing shows it: the dimple, less what the rim of a pen presses up.
    rows.push(row(language.page_gives(), mm((of.dimple_mm - of.rise_mm).max(0.0))));
    rows.push(strikes(strikes_per_mm2, language));
    Value::Array(rows)
}

/// Row of the density of strikes.
fn strikes(per_mm2: f64, language: Language) -> Value {
    let per_cm2 = language.numeral(&format!("{}\u{202f}/cm²", short(100.0 * per_mm2, 3)));
    json!({ "name": begun(language.page_density()), "words": per_cm2 })
}

/// Problems for the page: key, kind, words. What the message has said already is not said again.
fn told(problems: &[Diagnostic]) -> Value {
    let one = |problem: &Diagnostic| {
        let more =
            |words: &Option<String>| words.clone().filter(|words| !problem.message.contains(words.as_str()));
        json!({
            "key": problem.key,
            "error": problem.severity == Severity::Error,
            "message": problem.message,
            "allowed": more(&problem.allowed),
            "why": more(&problem.why),
            "help": problem.help,
        })
    };
    problems.iter().map(one).collect()
}
