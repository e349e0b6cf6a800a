//! `puncta animate`: one stroke, passes, or a setting, as GIF, APNG and SVG frames.

use super::pictures::{Pictures, cannot};
use super::study::{Asked, Opened, print_place};
use super::terminal::width;
use super::{Done, Settings as Keys, Stop, load, sites};
use crate::outcome::Outcome;
use crate::render::animation::setting::{Setting, Settings};
use crate::render::animation::{self, Animation};
use crate::scenario::Scenario;
use crate::simulate::inputs::nested::small;
use crate::simulate::{Quietly, Setup, first, simulate};
use crate::skin::site::{Site, site};
use crate::study::diagram::{dimple, section};
use crate::study::sweep::values::{Axis, Values};
use rayon::prelude::*;
use serde::Serialize;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Of the options for pictures, theme, skin tone, language and scale apply: frames are 1000 by 620 units or so, and \
                  every animation has GIF, APNG and SVG."
)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// One needle alone: approach, dimple, puncture, withdrawal
    Stroke(OfScenario),
    /// Strikes of one treatment in a small square, in the order of time, with the device over it
    Passes(OfScenario),
    /// A needle at one setting after another, with depth and fat-layer reach over people
    Setting(OfSetting),
}

/// Scenario, and where the files go.
#[derive(Debug, clap::Args)]
struct OfScenario {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    keys: Keys,
    /// Number of frames, 8 to 300
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(8..=300))]
    frames: u32,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct OfSetting {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    /// Key and its values, e.g. device.depth_mm=0.25:2:0.25; 2 to 100 numbers
    #[arg(long, value_name = "KEY=VALUES")]
    vary: String,
    #[command(flatten)]
    keys: Keys,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct Place {
    /// Folder for the files [default: output/, the name of the scenario, and stroke, passes or setting]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
    /// Time that a frame is shown, ms, 20 to 5000; the first and the last are held longer
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u16).range(20..=5000))]
    frame_ms: Option<u16>,
    #[command(flatten)]
    pictures: Pictures,
}

/// Options that change the frames.
#[derive(Serialize)]
struct Options {
    animation: &'static str,
    frames: Option<u32>,
    vary: Option<String>,
    frame_ms: Option<u16>,
}

/// Most settings, and people behind each.
const MOST_SETTINGS: usize = 100;
const PEOPLE: u32 = 50;

pub fn animate(arguments: &Arguments) -> Done {
    match &arguments.what {
        What::Stroke(asked) => stroke(asked),
        What::Passes(asked) => passes(asked),
        What::Setting(asked) => setting(asked),
    }
}

fn stroke(asked: &OfScenario) -> Done {
    let (scenario, stem) = load::scenario(asked.scenario.as_deref(), &asked.keys.all(), asked.place.quiet)?;
    let site = site_of(&scenario)?;
    let frames = asked.frames as usize;
    let count = animation::stroke::by_law(frames);
    let found = dimple::steps(&scenario.setup, site, scenario.provenance.clone(), count)
        .map_err(|error| Stop::said(error.to_string()))?;
    let theme = asked.place.pictures.look().theme;
    let drawn = animation::stroke::draw(&found, frames, &theme).map_err(cannot)?;
    write(&asked.place, &scenario, &stem, &drawn, Some(asked.frames), None)
}

fn passes(asked: &OfScenario) -> Done {
    let (scenario, stem) = load::scenario(asked.scenario.as_deref(), &asked.keys.all(), asked.place.quiet)?;
    let failed = |error: crate::simulate::SimulateError| Stop::said(error.to_string());
    // The square that is shown lies in the middle, so the rest of the area is not needed.
    let alone = first(&scenario.setup, &Quietly)
        .map_err(failed)?
        .ok_or_else(|| Stop::said("there is no treatment"))?;
    let outcome = Outcome::of_first(&scenario.setup, alone, scenario.provenance.clone());
    let theme = asked.place.pictures.look().theme;
    let drawn = animation::passes::draw(&outcome, asked.frames as usize, &theme).map_err(cannot)?;
    write(&asked.place, &scenario, &stem, &drawn, Some(asked.frames), None)
}

fn setting(asked: &OfSetting) -> Done {
    let axis = Axis::read(&asked.vary, false).map_err(|error| Stop::said(error.to_string()))?;
    let Values::List(values) = &axis.values else {
        return Err(Stop::said("--vary: values with commas between, or from:to:step"));
    };
    let numbers = values.iter().map(|value| value.parse::<f64>().ok().filter(|value| value.is_finite()));
    let numbers = numbers.collect::<Option<Vec<f64>>>();
    let numbers =
        numbers.ok_or_else(|| Stop::said(format!("--vary {}: an animation needs numbers", axis.key)))?;
    if !(2..=MOST_SETTINGS).contains(&values.len()) {
        let words = format!(
            "--vary {}: values given: {}; an animation shows 2 to {MOST_SETTINGS}",
            axis.key,
            values.len()
        );
        return Err(Stop::said(words));
    }
    let quiet = asked.place.quiet;
    let mut scenarios = Vec::with_capacity(values.len());
    let mut stem = String::new();
    for (at, value) in values.iter().enumerate() {
        let mut keys = asked.keys.all();
        keys.push(format!("{}={value}", axis.key));
        let (scenario, of) = load::scenario(asked.scenario.as_deref(), &keys, quiet || at > 0)?;
        stem = of;
        scenarios.push(scenario);
    }
    let site = site_of(&scenarios[0])?;
    let each = numbers.par_iter().zip(&scenarios).map(|(value, scenario)| one(*value, scenario, site));
    let each: Vec<Result<Setting, Stop>> = each.collect();
    let settings = each.into_iter().collect::<Result<Vec<_>, _>>()?;
    let first = &scenarios[0];
    let people = first.setup.realisations.min(PEOPLE);
    let of = Settings { provenance: first.provenance.clone(), key: axis.key.clone(), settings, people };
    let theme = asked.place.pictures.look().theme;
    let drawn = animation::setting::draw(&of, &theme).map_err(cannot)?;
    write(&asked.place, first, &stem, &drawn, None, Some(format!("{}={}", axis.key, values.join(","))))
}

/// One setting: a needle, and people on a small area.
fn one(value: f64, scenario: &Scenario, site: &Site) -> Result<Setting, Stop> {
    let needle = section(&scenario.setup, site, scenario.provenance.clone())
        .map_err(|error| Stop::said(error.to_string()))?;
    let realisations = scenario.setup.realisations.min(PEOPLE);
    let setup = Setup { realisations, cut_at_mm: None, ..small(&scenario.setup) };
    let simulated = simulate(&setup, &Quietly, &Quietly).map_err(|error| Stop::said(error.to_string()))?;
    let outcome = Outcome::new(&setup, &simulated, scenario.provenance.clone());
    let of = |measure| outcome.figure(measure);
    let (depth, fat) = (of(crate::injury::Measure::DepthMean), of(crate::injury::Measure::ReachFat));
    Ok(Setting { value, needle, depth, fat })
}

/// Site of a scenario.
fn site_of(scenario: &Scenario) -> Result<&'static Site, Stop> {
    let name = scenario.resolved.skin.site.as_deref().ok_or_else(|| {
        Stop::said("this animation shows the skin of a body site, and the scenario has none: set skin.site")
    })?;
    site(name).ok_or_else(|| sites::unknown(name))
}

/// Writes the files of an animation.
fn write(
    place: &Place,
    scenario: &Scenario,
    stem: &str,
    drawn: &Animation,
    frames: Option<u32>,
    vary: Option<String>,
) -> Done {
    let asked = Asked {
        out: place.out.as_deref(),
        usual: Path::new("output").join(format!("{stem}-{}", drawn.name)),
        options: Options { animation: drawn.name, frames, vary, frame_ms: place.frame_ms },
        force: place.force,
        quiet: place.quiet,
    };
    let opened = Opened::new("animate", &asked, &scenario.provenance)?;
    let drawn = &Animation { frame_ms: place.frame_ms.unwrap_or(drawn.frame_ms), ..drawn.clone() };
    let files = drawn.files(place.pictures.look().scale).map_err(cannot)?.files;
    scenario.provenance.scenario_files().try_for_each(|(name, text)| opened.file(name, text))?;
    files.iter().try_for_each(|(name, bytes)| opened.bytes(name, bytes))?;
    let took = opened.clock.elapsed();
    let folder = opened.close(&scenario.provenance, rayon::current_num_threads(), took)?;
    if place.quiet {
        return Ok(());
    }
    let mut names: Vec<String> =
        files.iter().map(|(name, _)| name.clone()).filter(|name| !name.starts_with("frames/")).collect();
    names.push(format!("frames/, {} pictures", drawn.frames.len()));
    print_place(&mut crate::cli::terminal::out(), &folder, &names, width())
}
