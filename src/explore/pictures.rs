//! Pictures of a page by name, and frames of animations: the program's own drawings.

use super::request::Form;
use super::setting::{Setting, first_problem, within_limits};
use super::{Computed, Refusal};
use crate::outcome::{Outcome, SectionDiagram};
use crate::render::animation::{self, Animation};
use crate::render::diagram::section as section_picture;
use crate::render::theme::Theme;
use crate::render::words::Language;
use crate::render::{Picture, RenderError, face_map, picture_set};
use crate::scenario::Scenario;
use crate::simulate::{Stop, first};
use crate::skin::Site;
use crate::skin::face::face as the_face;
use crate::skin::site::site;
use crate::study::diagram::{dimple, section};
use base64::Engine as _;
use serde_json::{Value, json};

type Word = fn(Language) -> &'static str;

/// Views of a page in their order: name, label, and whether the picture is of a run.
const VIEWS: [(&str, Word, bool); 9] = [
    ("section", Language::page_view_section, false),
    ("punctures", Language::page_view_punctures, true),
    ("puncture-density", Language::page_view_density, true),
    ("dermal-injury", Language::page_view_dermis, true),
    ("tips-by-layer", Language::page_view_layers, true),
    ("tip-depth", Language::page_view_depths, true),
    ("fat-reach", Language::page_view_people, true),
    ("cross-section", Language::page_view_slice, true),
    ("face-regions", Language::page_view_face, true),
];

/// Pixels per unit of a saved PNG; a page is 1000 units wide.
const PIXELS: f32 = 2.0;

/// Whether a picture shows a run.
pub fn needs_a_run(name: &str) -> bool {
    VIEWS.iter().any(|(known, _, of_run)| *known == name && *of_run)
}

/// Names and labels of the views.
pub fn views(language: Language) -> Value {
    VIEWS.iter().map(|(name, label, _)| json!({ "name": name, "label": label(language) })).collect()
}

/// A picture as a page takes it. Names of its parts begin with `prefix`, so that pictures of one page do not share any.
pub fn drawn(picture: &Picture, prefix: &str) -> Value {
    let [width, height] = picture.svg.size();
    json!({
        "svg": picture.svg.inline(&format!("{prefix}-")),
        "width": width,
        "height": height,
        "caption": picture.caption,
        "alt": picture.alt,
    })
}

/// A picture by its name.
pub fn answer(
    name: &str,
    form: Form,
    setting: &Setting,
    run: Option<&Computed>,
    theme: &Theme,
) -> Result<Value, Refusal> {
    let picture = picture(name, setting, run, theme)?;
    Ok(match form {
        Form::Inline => drawn(&picture, name),
        Form::Svg => json!({ "svg": String::from_utf8_lossy(picture.svg.as_bytes()) }),
        Form::Png => {
            let png = picture.png(PIXELS).map_err(failed)?;
            json!({ "png": base64::engine::general_purpose::STANDARD.encode(png) })
        }
    })
}

fn picture(name: &str, setting: &Setting, run: Option<&Computed>, theme: &Theme) -> Result<Picture, Refusal> {
    let scenario = || setting.scenario(true).map_err(|problems| Refusal::Setting(first_problem(&problems)));
    match (name, run) {
        ("section", _) => section_picture::draw(&needle(&scenario()?)?, theme).map_err(failed),
        ("face", _) => {
            let scenario = scenario()?;
            face_map::plain(the_face(), scenario.resolved().skin.site.as_deref(), theme).map_err(failed)
        }
        ("face-regions", Some(run)) => picture_set::face_regions(&run.outcome, theme).map_err(failed),
        (_, Some(run)) => {
            let found = picture_set::one(&run.outcome, name, theme).map_err(failed)?;
            found.ok_or_else(|| Refusal::Failed(theme.language.page_no_picture().to_owned()))
        }
        _ => Err(Refusal::Malformed("there is no such picture".to_owned())),
    }
}

/// Frames of an animation.
pub fn frames(
    name: &str,
    count: usize,
    setting: &Setting,
    theme: &Theme,
    stop: &dyn Stop,
) -> Result<Value, Refusal> {
    let scenario = setting.bounded(true)?;
    let setup = scenario.setup();
    let animation: Animation = match name {
        "stroke" => {
            let steps = animation::stroke::by_law(count);
            let stroke = dimple::steps(setup, site_of(&scenario)?, scenario.provenance().clone(), steps);
            let stroke = stroke.map_err(|error| Refusal::Failed(error.to_string()))?;
            animation::stroke::draw(&stroke, count, theme).map_err(failed)?
        }
        "passes" => {
            let alone = first(setup, stop).map_err(Refusal::of_run)?;
            let alone = alone.ok_or(Refusal::Stopped)?;
            let outcome = Outcome::of_first(setup, alone, scenario.provenance().clone());
            animation::passes::draw(&outcome, count, theme).map_err(failed)?
        }
        _ => return Err(Refusal::Malformed("there is no such animation".to_owned())),
    };
    if stop.requested() {
        return Err(Refusal::Stopped);
    }
    let frames = animation.frames.iter().map(|frame| frame.svg.inline(&format!("{name}-")));
    let [width, height] = animation.frames.first().map_or([0.0; 2], |frame| frame.svg.size());
    Ok(json!({
        "frames": frames.collect::<Vec<_>>(),
        "frame_ms": animation.frame_ms,
        "width": width,
        "height": height,
        "caption": animation.caption,
        "alt": animation.alt,
    }))
}

/// Regions of the face to be touched: site, name, polygons in units of the drawing of the face.
pub fn face(language: Language) -> Value {
    let face = the_face();
    let region = |region: &crate::outcome::Region| {
        let name = language.region(&region.name).unwrap_or(&region.label);
        let polygons: Vec<Vec<[f64; 2]>> = region
            .polygons
            .iter()
            .map(|polygon| polygon.points.iter().map(|point| face_map::plain_at(face, *point)).collect())
            .collect();
        json!({ "site": region.site.name, "name": name, "polygons": polygons })
    };
    json!({ "size": face_map::plain_size(face), "regions": face.regions.iter().map(region).collect::<Vec<_>>() })
}

/// A needle of the device in the average person, if a page may compute the setting.
pub fn needle(scenario: &Scenario) -> Result<SectionDiagram, Refusal> {
    within_limits(scenario.setup())?;
    let diagram = section(scenario.setup(), site_of(scenario)?, scenario.provenance().clone());
    diagram.map_err(|error| Refusal::Failed(error.to_string()))
}

/// The body site of a scenario. One with layers of its own, and a whole face, has none.
fn site_of(scenario: &Scenario) -> Result<&'static Site, Refusal> {
    let site = scenario.resolved().skin.site.as_deref().and_then(site);
    site.ok_or_else(|| {
        Refusal::Failed("a setting without a body site has no drawing of one needle".to_owned())
    })
}

#[allow(clippy::needless_pass_by_value)] // as map_err hands it over
fn failed(error: RenderError) -> Refusal {
    Refusal::Failed(error.to_string())
}
