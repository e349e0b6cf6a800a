//! The deepest setting under a criterion, on the scenario's site or on others.

use super::Refused;
use crate::device::{DepthBy, preset};
use crate::outcome::face;
use crate::outcome::safe_depth::SafeDepths;
use crate::scenario::{Scenario, ScenarioFile, Sources, catalogue, nearest};
use crate::simulate::Stop;
use crate::simulate::inputs::STUDIED;
use crate::study::by_setting::{by_setting, setting_of};
use crate::study::safe_depth::{OnSite, Question, range_mm, safe_depths};

/// The question of a scenario: the share of strikes that may reach the fat layer (by default the scenario's limit), and the share
/// of people in whom no more may.
pub fn question(scenario: &Scenario, limit: Option<f64>, people: f64) -> Question {
    Question {
        limit: limit.unwrap_or(scenario.setup.limits.fat_reach),
        people,
        range_mm: range_mm(settings_mm(scenario)),
    }
}

/// Word for all sites of the face.
pub const FACE: &str = "face";

/// Shortest and longest needles examined if the setting is their length, mm: rollers and stamps are sold from
/// 0.2 to 3.
const LENGTHS_MM: [f64; 2] = [0.1, 3.0];

/// Answers for all sites, and what a single one does at other settings; on the current thread pool.
///
/// # Errors
/// [`Refused`]: stopped, or the needles of a treatment find no equilibrium.
pub fn answer(
    scenario: &Scenario,
    sites: &[OnSite],
    question: &Question,
    stop: &dyn Stop,
) -> Result<SafeDepths, Refused> {
    let answers = safe_depths(sites, question, stop).map_err(Refused::because)?.ok_or(Refused::Stopped)?;
    let by_setting = match (sites, &answers[..]) {
        ([on], [answer]) => Some(by_setting(on, answer, question.range_mm).map_err(Refused::because)?),
        _ => None,
    };
    let device = &scenario.setup.device;
    Ok(SafeDepths {
        provenance: scenario.provenance.clone(),
        setting: setting_of(device.kind),
        device: device_words(scenario),
        limit: question.limit,
        people: question.people,
        range_mm: question.range_mm,
        draws: if scenario.setup.intervals { STUDIED } else { 0 },
        sites: answers.into_iter().map(|answer| answer.safe_depth).collect(),
        by_setting,
    })
}

/// The scenario on every requested site: by default its own; `face` stands for those of face and neck.
///
/// # Errors
/// [`Refused::Why`]: no such site, or a scenario that is of one site alone.
pub fn sites(scenario: &Scenario, asked: &[String]) -> Result<Vec<OnSite>, Refused> {
    let on_face = scenario.setup.skin.is_face();
    let of_face = || face().regions.iter().map(|region| region.site.name.clone()).collect::<Vec<_>>();
    let names: Vec<String> = match asked {
        [] if on_face => of_face(),
        [] => {
            let site = scenario.resolved.skin.site.clone().unwrap_or_else(|| "listed_layers".into());
            return Ok(vec![OnSite { site, setup: scenario.setup.clone() }]);
        }
        [word] if word == FACE => of_face(),
        names => names.to_vec(),
    };
    let known = catalogue().sites;
    names.into_iter().map(|name| {
        if !known.contains(&name.as_str()) {
            let near = nearest(&name, known.iter().copied()).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(Refused::why(format!(
                "--sites: there is no site \"{name}\"{near} `puncta sites` lists them, and \"{FACE}\" stands for those of face and neck"
            )));
        }
        on_site(scenario, name)
    })
    .collect()
}

/// The scenario on another site; a scenario of a face gets an area of the usual size.
fn on_site(scenario: &Scenario, name: String) -> Result<OnSite, Refused> {
    let mut file: ScenarioFile = scenario.resolved.clone();
    if file.skin.layers.is_some() {
        return Err(Refused::why(
            "--sites: this scenario lists layers of its own, which are those of no site",
        ));
    }
    if file.skin.thickness_mm.is_some() && file.skin.site.as_deref() != Some(name.as_str()) {
        let message = "--sites: skin.thickness_mm was measured at one site; leave it out to ask for others";
        return Err(Refused::why(message));
    }
    if file.area.map.take().is_some() {
        let area = &mut file.area;
        (area.cell_um, area.avoid, area.lesions) = (None, None, None);
    }
    file.skin.site = Some(name.clone());
    let text = file.to_toml();
    let sources = Sources::new(format!("{} on {name}", scenario.provenance.name), &text, &[] as &[&str])
        .with_files(&scenario.provenance.files);
    match crate::scenario::load(&sources, &catalogue(), &name) {
        Ok(found) => Ok(OnSite { site: name, setup: found.setup }),
        Err(problems) => {
            let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Err(Refused::why(format!("{name}: {}", said.join("; "))))
        }
    }
}

/// Range of settings of this device, mm: its dial, or needle lengths.
pub fn settings_mm(scenario: &Scenario) -> [f64; 2] {
    let device = &scenario.setup.device;
    match device.kind.facts().depth {
        DepthBy::Dial => {}
        DepthBy::Length => return LENGTHS_MM,
    }
    let named = scenario.resolved.device.preset.as_deref();
    let [low, high] =
        named.and_then(preset).and_then(|preset| preset.dial_mm()).unwrap_or([0.0, f64::INFINITY]);
    [low, high.min(device.needle.length_mm - device.overtravel_mm)]
}

fn device_words(scenario: &Scenario) -> String {
    let setup = &scenario.setup;
    let passes = match setup.technique.passes {
        1 => "1 pass".to_owned(),
        passes => format!("{passes} passes"),
    };
    format!("{} · {passes}", setup.device.label)
}
