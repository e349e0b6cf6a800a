//! `puncta diagram`: labelled teaching figures, computed without a run.

use super::{Done, Stop, devices, load, shown, sites};
use crate::device::{Kind, Preset, preset};
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::outcome::{Folder, Manifest};
use crate::scenario::{Scenario, template};
use crate::skin::site::{Site, site};
use crate::study::diagram;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    figure: Figure,
}

#[derive(Debug, clap::Subcommand)]
enum Figure {
    /// A needle in the layers of a site: how deep it is set, how deep it goes
    Section(Needle),
}

/// Which needle, in which skin.
#[derive(Debug, clap::Args)]
struct Needle {
    /// Body site, see `puncta sites`
    #[arg(long, default_value = "cheek")]
    site: String,
    /// Built-in device, see `puncta devices`
    #[arg(long, value_name = "PRESET", default_value = "pen-12")]
    device: String,
    /// What a pen's dial says, or how long the needles of another device are, mm [default: the device's own; pens 1.5]
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    depth_mm: Option<f64>,
    /// Set a key of the scenario, e.g. skin.support=bench; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// Folder for the figure [default: output/diagram-section-<site>]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write into a folder that holds other files
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    pictures: super::pictures::Pictures,
}

/// The dial of pens that --depth-mm says nothing of, mm.
const USUAL_DIAL_MM: f64 = 1.5;

pub fn diagram(arguments: &Arguments) -> Done {
    let Figure::Section(needle) = &arguments.figure;
    let site = site(&needle.site).ok_or_else(|| sites::unknown(&needle.site))?;
    let device = preset(&needle.device).ok_or_else(|| devices::unknown(&needle.device))?;
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let scenario = scenario(needle, site, device)?;
    let cannot = |error: crate::study::insert::InsertError| Stop::said(error.to_string());
    let diagram = diagram::section(&scenario.setup, site, scenario.provenance).map_err(cannot)?;
    let picture = crate::render::diagram::section::draw(&diagram, &needle.pictures.look().theme)
        .map_err(|error| Stop::said(format!("cannot draw a picture: {error}")))?;
    let usual = || Path::new("output").join(format!("diagram-section-{}", site.name));
    let out = needle.out.clone().unwrap_or_else(usual);
    let folder = Folder::open(&out, needle.force).map_err(|error| Stop::said(error.to_string()))?;
    needle.pictures.write(&folder, &picture)?;
    let (took, shared_folder) = (clock.elapsed(), folder.is_shared());
    let manifest = Manifest { started, took, threads: 1, taken_up: 0, shared_folder };
    let manifest = format!("{:#}\n", manifest.of_study(&diagram.provenance));
    for (name, text) in [("scenario.toml", &diagram.provenance.scenario_toml), ("manifest.json", &manifest)] {
        folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))?;
    }
    let place = folder.finish().map_err(|error| Stop::said(error.to_string()))?;
    if needle.quiet {
        return Ok(());
    }
    let mut out = std::io::stdout().lock();
    let name = shown(&place.join(format!("figures/{}.png", picture.name)));
    writeln!(
        out,
        "{name}, and .svg, .txt and scenario.toml beside it\n\n{}\n{CONTEXT_OF_USE}",
        picture.caption
    )?;
    Ok(())
}

/// The commented scenario of this device with what the command line sets.
fn scenario(needle: &Needle, site: &Site, device: &Preset) -> Result<Scenario, Stop> {
    let text =
        template(&format!("{} in {}", device.label, site.label), device.kind.name(), Some(&device.name));
    let key = if device.kind == Kind::Pen { "device.depth_mm" } else { "device.length_mm" };
    let usual = (device.kind == Kind::Pen).then_some(USUAL_DIAL_MM);
    let depth = needle.depth_mm.or(usual).map(|depth| format!("{key}={depth}"));
    // The site last: tables and layers have to be of the same one.
    let fixed = [format!("skin.site={}", site.name), "skin.person=average".to_owned()];
    let settings: Vec<String> = depth.into_iter().chain(needle.set.iter().cloned()).chain(fixed).collect();
    load::text("diagram", &text, &settings, needle.quiet)
}
