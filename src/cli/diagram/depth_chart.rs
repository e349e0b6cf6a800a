//! `puncta diagram depth-chart`: share of punctures that pass the dermis, sites by set depths.

use super::{Done, Place, Stop, depth, devices, load};
use crate::ask::safe_depth::{settings_mm, sites};
use crate::cli::progress::{How, Shown};
use crate::cli::{Intervals, Work};
use crate::device::preset;
use crate::outcome::diagram::depth_chart::DepthChart;
use crate::render::Look;
use crate::render::diagram::depth_chart as drawing;
use crate::scenario::template;
use crate::study::diagram::depth_chart as study;
use crate::study::safe_depth::OnSite;
use serde::Serialize;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Body sites with commas between, or "face" for the seventeen of face and neck [default: twelve from thin to thick]
    #[arg(long, value_name = "SITES", value_delimiter = ',')]
    sites: Vec<String>,
    /// Built-in device, see `puncta devices`
    #[arg(long, value_name = "PRESET", default_value = "pen-12")]
    device: String,
    /// Set depths with commas between, mm: of a pen's dial, or lengths of the needles [default: 0.25 to 2.5, what the device takes]
    #[arg(long, value_name = "MM", value_delimiter = ',', allow_negative_numbers = true)]
    depths_mm: Vec<f64>,
    /// People looked at on every site (run.realisations)
    #[arg(long, value_name = "N", default_value = "100", allow_negative_numbers = true)]
    realisations: i128,
    #[command(flatten)]
    intervals: Intervals,
    /// Set a key of the scenario, e.g. technique.passes=1; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Threads to use, at least 1; all processors when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    #[command(flatten)]
    place: Place,
}

/// Default sites: thin and thick ones of face and body that are often needled.
const USUAL_SITES: [&str; 12] = [
    "lower_eyelid",
    "upper_eyelid",
    "crows_feet",
    "volar_forearm",
    "temple",
    "upper_lip",
    "forehead",
    "neck",
    "cheek",
    "nasolabial",
    "abdomen",
    "back",
];

/// Default depths, mm: first, step and last.
const USUAL_DEPTHS_MM: [f64; 3] = [0.25, 0.25, 2.5];

/// Most columns that remain readable.
const MOST_DEPTHS: usize = 12;

pub(super) fn draw(arguments: &Arguments) -> Done {
    let device = preset(&arguments.device).ok_or_else(|| devices::unknown(&arguments.device))?;
    let name = format!("{} by site and depth", device.label);
    let text = template(&name, device.kind, Some(&device.name));
    // The site does not matter here, because each requested site replaces it.
    let dial = depth(device, None);
    let people = [format!("run.realisations={}", arguments.realisations)];
    let settings =
        arguments.set.iter().cloned().chain(dial).chain(people).chain(arguments.intervals.setting());
    let scenario = load::text("depth-chart", &text, &settings.collect::<Vec<_>>(), arguments.place.quiet)?;
    let asked = if arguments.sites.is_empty() {
        USUAL_SITES.map(str::to_owned).to_vec()
    } else {
        arguments.sites.clone()
    };
    let sites = sites(&scenario, &asked)?;
    let depths_mm = depths_mm(&arguments.depths_mm, settings_mm(&scenario))?;
    let more = More::of(arguments, &sites, &depths_mm);
    let work = Work { threads: arguments.threads, quiet: true };
    let provenance = &scenario.provenance;
    let make = || {
        let shown = Shown::new(How::Auto, arguments.place.quiet, false).of("sites");
        let chart = study::depth_chart(&sites, &depths_mm, provenance.clone(), &shown);
        shown.close();
        chart.map_err(|error| Stop::said(error.to_string()))
    };
    let draw = |chart: &DepthChart, look: &Look| look.drawn(|theme| drawing::draw(chart, theme));
    let figure = ("depth-chart", device.name.as_str());
    arguments.place.answer(figure, more, Some(&work), provenance, make, draw)
}

/// Options that change the figure and are not in the scenario, whose site does not matter.
#[derive(Serialize)]
struct More<'a> {
    sites: Vec<&'a str>,
    depths_mm: &'a [f64],
}

impl<'a> More<'a> {
    fn of(arguments: &Arguments, sites: &'a [OnSite], depths_mm: &'a [f64]) -> More<'a> {
        // A new argument is named here, and goes into the options if it changes the figure.
        let Arguments {
            sites: _,
            depths_mm: _,
            device: _,
            realisations: _,
            intervals: _,
            set: _,
            threads: _,
            place: _,
        } = arguments;
        More { sites: sites.iter().map(|on| on.site.as_str()).collect(), depths_mm }
    }
}

/// Requested depths in rising order, or the default ones within the device's range.
fn depths_mm(asked: &[f64], [low, high]: [f64; 2]) -> Result<Vec<f64>, Stop> {
    if asked.is_empty() {
        let [first, step, last] = USUAL_DEPTHS_MM;
        let steps = ((last - first) / step).round() as u32;
        let all = (0..=steps).map(|at| first + step * f64::from(at));
        return Ok(all.filter(|mm| (low - 1e-9..=high + 1e-9).contains(mm)).collect());
    }
    if let Some(wrong) = asked.iter().find(|mm| !(low.max(0.01) - 1e-9..=high + 1e-9).contains(*mm)) {
        return Err(Stop::said(format!(
            "--depths-mm: {wrong} is not from {:.2} to {high:.2}, what this device can be set to",
            low.max(0.01)
        )));
    }
    let mut depths = asked.to_vec();
    depths.sort_by(f64::total_cmp);
    depths.dedup();
    if depths.len() > MOST_DEPTHS {
        return Err(Stop::said(format!(
            "--depths-mm: {} depths, and {MOST_DEPTHS} can be shown",
            depths.len()
        )));
    }
    Ok(depths)
}
