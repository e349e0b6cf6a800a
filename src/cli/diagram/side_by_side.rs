//! `puncta diagram devices`: draws the same nominal depth on several devices.

use super::{Done, Place, Stop, depth, devices as presets, load};
use crate::cli::{Work, sites};
use crate::device::{Preset, preset};
use crate::outcome::Provenance;
use crate::outcome::diagram::devices::DevicesDiagram;
use crate::render::Look;
use crate::render::diagram::devices as drawing;
use crate::scenario::{Scenario, template};
use crate::simulate::{Quietly, Setup};
use crate::skin::site::site;
use crate::study::diagram::devices as study;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Body site, see `puncta sites`
    #[arg(long, default_value = "cheek")]
    site: String,
    /// Built-in devices with commas between, two to four of them, see `puncta devices`
    #[arg(
        long,
        value_name = "PRESETS",
        value_delimiter = ',',
        default_value = "pen-12,roller-192,stamp-36,needle"
    )]
    devices: Vec<String>,
    /// What a pen's dial says, and how long the needles of the others are, mm
    #[arg(long, value_name = "MM", default_value = "1.5", allow_negative_numbers = true)]
    depth_mm: f64,
    /// People treated with each (run.realisations)
    #[arg(long, value_name = "N", default_value = "40", allow_negative_numbers = true)]
    realisations: i128,
    /// Set a key of every scenario, e.g. technique.passes=1; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Threads to use, at least 1; all processors when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(flatten)]
    place: Place,
}

/// Numbers of cuts that fit side by side.
const PANELS: std::ops::RangeInclusive<usize> = 2..=4;

/// Size of the area: small, so that it takes little time and a row of single punctures runs through its
/// middle.
const AREA: [&str; 2] = ["area.width_mm=9", "area.height_mm=9"];

pub(super) fn draw(arguments: &Arguments) -> Done {
    let site = site(&arguments.site).ok_or_else(|| sites::unknown(&arguments.site))?;
    let find = |name: &String| preset(name).ok_or_else(|| presets::unknown(name));
    let devices = arguments.devices.iter().map(find).collect::<Result<Vec<&Preset>, Stop>>()?;
    if !PANELS.contains(&devices.len()) {
        let (least, most) = (PANELS.start(), PANELS.end());
        return Err(Stop::said(format!(
            "--devices: {} devices, and {least} to {most} can be shown",
            devices.len()
        )));
    }
    if let Some(twice) = devices.iter().enumerate().find(|(at, device)| devices[..*at].contains(device)) {
        return Err(Stop::said(format!("--devices: {} stands there twice", twice.1.name)));
    }
    let with = |device: &&Preset| -> Result<Scenario, Stop> {
        let name = format!("{} on {}", device.label, site.label);
        let text = template(&name, device.kind, Some(&device.name));
        let depth = depth(device, Some(arguments.depth_mm));
        let before = AREA.map(str::to_owned).into_iter().chain(depth).chain(arguments.set.iter().cloned());
        let fixed = [
            format!("skin.site={}", site.name),
            format!("run.realisations={}", arguments.realisations),
            // Nothing in this figure has bounds over inputs.
            "run.intervals=off".to_owned(),
        ];
        load::text(&device.name, &text, &before.chain(fixed).collect::<Vec<_>>(), arguments.place.quiet)
    };
    let scenarios = devices.iter().map(with).collect::<Result<Vec<Scenario>, Stop>>()?;
    let Some(first) = scenarios.first() else { return Ok(()) };
    let work = Work { threads: arguments.threads, quiet: true };
    let name = |device: &&Preset| device.name.clone();
    let of =
        |(name, scenario): (String, &Scenario)| (name, scenario.setup.clone(), scenario.provenance.clone());
    let setups: Vec<(String, Setup, Provenance)> = devices.iter().map(name).zip(&scenarios).map(of).collect();
    let provenance = &first.provenance;
    let make = || {
        let found = study::devices(&setups, provenance.clone(), &Quietly, &Quietly);
        found.map_err(|error| Stop::said(error.to_string()))
    };
    let draw = |found: &DevicesDiagram, look: &Look| look.drawn(|theme| drawing::draw(found, theme));
    let figure = ("devices", site.name.as_str());
    arguments.place.answer(figure, More::of(arguments), Some(&work), provenance, make, draw)
}

/// Options that change the figure and are not in the scenario, which is that of the first device.
#[derive(Serialize)]
struct More<'a> {
    devices: &'a [String],
}

impl<'a> More<'a> {
    fn of(arguments: &'a Arguments) -> More<'a> {
        // A new argument is named here, and goes into the options if it changes the figure.
        let Arguments { devices, site: _, depth_mm: _, realisations: _, set: _, threads: _, place: _ } =
            arguments;
        More { devices }
    }
}
