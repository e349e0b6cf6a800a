//! `puncta diagram lengths`: draws needles for home and clinic in one skin, and faults of one of them.

use super::{Done, NoMore, Place, Stop, depth, devices as presets, load};
use crate::cli::{Work, sites};
use crate::device::preset;
use crate::outcome::Provenance;
use crate::outcome::diagram::lengths::{Case, LengthsDiagram};
use crate::render::Look;
use crate::render::diagram::lengths as drawing;
use crate::scenario::{Scenario, template};
use crate::simulate::{Quietly, Setup};
use crate::skin::site::site;
use crate::study::diagram::lengths as study;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Body site, see `puncta sites`
    #[arg(long, default_value = "cheek")]
    site: String,
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

/// Which needle is wrong, and how.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Dial,
    Worn,
    Bent,
}

/// The needles: preset, setting in mm, fault.
const NEEDLES: [(&str, f64, Fault); 8] = [
    ("roller-home-02", 0.2, Fault::None),
    ("roller-home-05", 0.5, Fault::None),
    ("pen-12", 1.0, Fault::None),
    ("pen-12", 1.5, Fault::None),
    ("pen-12", 2.5, Fault::None),
    ("pen-12", 1.5, Fault::Dial),
    ("pen-12", 1.5, Fault::Worn),
    ("pen-12", 1.5, Fault::Bent),
];

/// Size of the area: small, so that it takes little time.
const AREA: [&str; 2] = ["area.width_mm=9", "area.height_mm=9"];

pub(super) fn draw(arguments: &Arguments) -> Done {
    let site = site(&arguments.site).ok_or_else(|| sites::unknown(&arguments.site))?;
    let with = |(name, set_mm, _): (&str, f64, Fault), more: Vec<String>| -> Result<Scenario, Stop> {
        let device = preset(name).ok_or_else(|| presets::unknown(name))?;
        let text = template(&device.label, device.kind, Some(name));
        let before = AREA.map(str::to_owned).into_iter().chain(depth(device, Some(set_mm)));
        let fixed = [
            format!("skin.site={}", site.name),
            format!("run.realisations={}", arguments.realisations),
            // Nothing in this figure has bounds over inputs.
            "run.intervals=off".to_owned(),
        ];
        let all: Vec<String> = before.chain(more).chain(arguments.set.iter().cloned()).chain(fixed).collect();
        load::text(name, &text, &all, true)
    };
    let mut setups: Vec<(String, Case, Setup, Provenance)> = Vec::new();
    for needle in NEEDLES {
        let (name, _, fault) = needle;
        // How large a fault is comes from the device's own numbers.
        let sound = with(needle, Vec::new())?;
        let device = &sound.setup.device;
        let more = match fault {
            Fault::None => Vec::new(),
            Fault::Dial => vec![format!("device.setting_bias_mm={}", dial_error_mm(&sound))],
            Fault::Worn => vec!["device.dull_fraction=1".to_owned()],
            Fault::Bent => vec!["device.bent_fraction=1".to_owned()],
        };
        let case = match fault {
            Fault::None if device.home => Case::Home,
            Fault::None => Case::Clinic,
            Fault::Dial => Case::Dial(dial_error_mm(&sound)),
            Fault::Worn => Case::Worn(device.defects.dull_factor),
            Fault::Bent => Case::Bent(device.defects.bent_rad),
        };
        let scenario = if fault == Fault::None { sound } else { with(needle, more)? };
        setups.push((name.to_owned(), case, scenario.setup, scenario.provenance));
    }
    let Some((_, _, first, provenance)) = setups.first() else { return Ok(()) };
    let (skin, provenance) = (first.skin.clone(), provenance.clone());
    let work = Work { threads: arguments.threads, quiet: true };
    let make = || {
        let found = study::lengths(&skin, &setups, provenance.clone(), &Quietly, &Quietly);
        found.map_err(|error| Stop::said(error.to_string()))
    };
    let draw = |found: &LengthsDiagram, look: &Look| look.drawn(|theme| drawing::draw(found, theme));
    let figure = ("lengths", site.name.as_str());
    arguments.place.answer(figure, NoMore {}, Some(&work), &provenance, make, draw)
}

/// Error of a dial that still counts as met: the tolerance of the limits.
fn dial_error_mm(scenario: &Scenario) -> f64 {
    scenario.setup.limits.depth_tolerance_mm
}
