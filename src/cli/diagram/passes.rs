//! `puncta diagram passes`: draws what more passes of one device add, on the same people.

use super::{Done, Place, Stop, depth, devices, load};
use crate::cli::Work;
use crate::cli::sites;
use crate::device::preset;
use crate::outcome::diagram::passes::PassesDiagram;
use crate::render::Look;
use crate::render::diagram::passes as drawing;
use crate::scenario::{Scenario, template};
use crate::simulate::{Quietly, Setup};
use crate::skin::site::site;
use crate::study::diagram::passes as study;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Body site, see `puncta sites`
    #[arg(long, default_value = "cheek")]
    site: String,
    /// Built-in device, see `puncta devices`
    #[arg(long, value_name = "PRESET", default_value = "pen-12")]
    device: String,
    /// What a pen's dial says, or how long the needles of another device are, mm [default: the device's own; pens 1.5]
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    depth_mm: Option<f64>,
    /// Numbers of passes with commas between, two to five of them
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1,2,4,8", value_parser = clap::value_parser!(u32).range(1..))]
    passes: Vec<u32>,
    /// People treated under each number of passes (run.realisations)
    #[arg(long, value_name = "N", default_value = "40", allow_negative_numbers = true)]
    realisations: i128,
    /// Set a key of the scenario, e.g. area.width_mm=10; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Threads to use, at least 1; all processors when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(flatten)]
    place: Place,
}

/// Numbers of maps that fit side by side.
const MAPS: std::ops::RangeInclusive<usize> = 2..=5;

/// Size of the area: small enough for single tracts to be visible.
const AREA: [&str; 2] = ["area.width_mm=6", "area.height_mm=6"];

pub(super) fn draw(arguments: &Arguments) -> Done {
    let site = site(&arguments.site).ok_or_else(|| sites::unknown(&arguments.site))?;
    let device = preset(&arguments.device).ok_or_else(|| devices::unknown(&arguments.device))?;
    let mut numbers = arguments.passes.clone();
    numbers.sort_unstable();
    numbers.dedup();
    if !MAPS.contains(&numbers.len()) {
        let (least, most) = (MAPS.start(), MAPS.end());
        return Err(Stop::said(format!(
            "--passes: {} different numbers, and {least} to {most} can be shown",
            numbers.len()
        )));
    }
    let text = template(&format!("{} on {}", device.label, site.label), device.kind, Some(&device.name));
    let depth = depth(device, arguments.depth_mm);
    let before = AREA.map(str::to_owned).into_iter().chain(depth).chain(arguments.set.iter().cloned());
    let fixed = [
        format!("skin.site={}", site.name),
        format!("run.realisations={}", arguments.realisations),
        // Nothing in this figure has bounds over inputs.
        "run.intervals=off".to_owned(),
    ];
    let settings: Vec<String> = before.chain(fixed).collect();
    let with = |passes: &u32| -> Result<Scenario, Stop> {
        let mut settings = settings.clone();
        settings.push(format!("technique.passes={passes}"));
        // All scenarios have the same warnings, so only the first prints them.
        load::text("passes", &text, &settings, arguments.place.quiet || *passes != numbers[0])
    };
    let scenarios = numbers.iter().map(with).collect::<Result<Vec<Scenario>, Stop>>()?;
    let setups: Vec<Setup> = scenarios.iter().map(|scenario| scenario.setup.clone()).collect();
    // The folder gets the scenario with the most passes.
    let Some(last) = scenarios.into_iter().last() else { return Ok(()) };
    let more = More::of(arguments, &numbers);
    let work = Work { threads: arguments.threads, quiet: true };
    let provenance = &last.provenance;
    let make = || {
        let found = study::passes(&setups, provenance.clone(), &Quietly, &Quietly);
        found.map_err(|error| Stop::said(error.to_string()))
    };
    let draw = |found: &PassesDiagram, look: &Look| look.drawn(|theme| drawing::draw(found, theme));
    let figure = ("passes", site.name.as_str());
    arguments.place.answer(figure, more, Some(&work), provenance, make, draw)
}

/// Options that change the figure and are not in the scenario, which is that of the most passes.
#[derive(Serialize)]
struct More<'a> {
    passes: &'a [u32],
}

impl<'a> More<'a> {
    fn of(arguments: &Arguments, passes: &'a [u32]) -> More<'a> {
        // A new argument is named here, and goes into the options if it changes the figure.
        let Arguments {
            passes: _,
            site: _,
            device: _,
            depth_mm: _,
            realisations: _,
            set: _,
            threads: _,
            place: _,
        } = arguments;
        More { passes }
    }
}
