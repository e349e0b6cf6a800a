//! `puncta diagram`: draws labelled teaching figures.
//!
//! | file | figures |
//! |---|---|
//! | here | needles in the skin, computed without a run |
//! | [`depth_chart`] | sites by set depths |
//! | [`passes`] | what more passes add |
//! | [`side_by_side`] | one nominal depth on several devices |
//! | [`lengths`] | needles for home and clinic in one skin |

pub mod depth_chart;
pub mod lengths;
pub mod passes;
pub mod side_by_side;

use super::study::{self, Answered, Asked};
use super::{Done, Stop, Work, devices, load, shown, sites};
use crate::device::{DepthBy, Kind, Preset, preset, presets};
use crate::outcome::{Answer, Provenance};
use crate::render::diagram as drawing;
use crate::render::{Look, Picture, RenderError, Theme};
use crate::scenario::keys::Users;
use crate::scenario::{Scenario, template};
use crate::simulate::Setup;
use crate::skin::site::{Site, site};
use crate::study::diagram::{self as teaching, DiagramError};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    figure: Figure,
}

#[derive(Debug, clap::Subcommand)]
enum Figure {
    /// A needle in the layers of a site: how deep it is set, how deep it goes [device: pen-12]
    Section(Needle),
    /// A drum on the skin: the way of one tip, its angles, its slit [device: roller-192]
    Roller(Needle),
    /// The strokes of a pen in time, and where its pins land along a lane [device: pen-12]
    Pen(Needle),
    /// One needle alone against the same among others, and depth by their number [device: pen-36]
    BedOfNails(Needle),
    /// One needle before it punctures, at its full depth, and what it leaves [device: needle]
    Dimple(Needle),
    /// Which share of punctures goes through the dermis: sites by set depths, each with its interval [device: pen-12]
    DepthChart(depth_chart::Arguments),
    /// What more passes add: one person's maps side by side, density, covered area and repeat hits [device: pen-12]
    Passes(passes::Arguments),
    /// One nominal depth on several devices: cuts side by side, depths, and the deepest layer reached
    Devices(side_by_side::Arguments),
    /// Needles for home and clinic in one skin, from 0.2 to 2.5 mm: depths, what they leave, and faults
    Lengths(lengths::Arguments),
}

/// Which needle, in which skin.
#[derive(Debug, clap::Args)]
struct Needle {
    /// Body site, see `puncta sites`
    #[arg(long, default_value = "cheek")]
    site: String,
    /// Built-in device, see `puncta devices` [default: the one that the figure names]
    #[arg(long, value_name = "PRESET")]
    device: Option<String>,
    /// What a pen's dial says, or how long the needles of another device are, mm [default: the device's own; pens 1.5]
    #[arg(long, value_name = "MM", allow_negative_numbers = true)]
    depth_mm: Option<f64>,
    /// Set a key of the scenario, e.g. skin.support=bench; may be repeated
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    place: Place,
}

/// Where a figure goes, and how it looks.
#[derive(Debug, clap::Args)]
struct Place {
    /// Folder for the figure [default: output/diagram-FIGURE-SITE]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    pictures: super::pictures::Pictures,
}

/// Options of a figure that are not in its scenario.
#[derive(Serialize)]
struct Options<More> {
    figure: &'static str,
    #[serde(flatten)]
    more: More,
}

/// A figure of a needle has no more of them.
#[derive(Serialize)]
struct NoMore {}

impl Place {
    /// Makes a figure and reports it. `about` is what the usual folder's name says beside the figure's: its site or
    /// its device.
    fn answer<A: Answer + Send>(
        &self,
        (figure, about): (&'static str, &str),
        more: impl Serialize,
        work: Option<&Work>,
        provenance: &Provenance,
        make: impl FnOnce() -> Result<A, Stop> + Send,
        draw: impl FnOnce(&A, &Look) -> Result<Picture, RenderError>,
    ) -> Done {
        let asked = Asked {
            out: self.out.as_deref(),
            usual: Path::new("output").join(format!("diagram-{figure}-{about}")),
            options: Options { figure, more },
            force: self.force,
            quiet: self.quiet,
        };
        let draw = |answer: &A, look: &Look| Ok(vec![draw(answer, look)?]);
        let answered = study::answer(&asked, work, &self.pictures, provenance, make, draw)?;
        if self.quiet { Ok(()) } else { self.report(&answered) }
    }

    fn report<A: Answer>(&self, Answered { answer, place, pictures }: &Answered<A>) -> Done {
        let mut out = crate::cli::terminal::out();
        let beside: String = answer.files().iter().map(|(name, _)| format!("{name}, ")).collect();
        let context_of_use = self.pictures.look().theme.language.context_of_use();
        for picture in pictures {
            let name = shown(&place.join(format!("figures/{}.png", picture.name)));
            // Captions that end with the context of use already contain it.
            let caption = picture.caption.trim_end_matches(context_of_use).trim_end();
            writeln!(
                out,
                "{name}, and .svg, .txt, {beside}and scenario.toml beside it\n\n{caption}\n{context_of_use}"
            )?;
        }
        Ok(())
    }
}

/// Default dial of pens without `--depth-mm`, mm.
const USUAL_DIAL_MM: f64 = 1.5;

/// A teaching figure of a needle: its name, its default device, the kinds of device it accepts, and what answers it.
struct Teaching {
    name: &'static str,
    device: &'static str,
    kinds: Users,
    answer: fn(&OfNeedle<'_>) -> Done,
}

/// A figure of a needle as it is asked for.
struct OfNeedle<'a> {
    teaching: &'a Teaching,
    place: &'a Place,
    site: &'a Site,
    scenario: Scenario,
}

impl OfNeedle<'_> {
    fn answer<A: Answer + Send>(
        &self,
        compute: impl FnOnce(&Setup, &Site, Provenance) -> Result<A, DiagramError> + Send,
        draw: impl Fn(&A, &Theme) -> Result<Picture, RenderError>,
    ) -> Done {
        let OfNeedle { teaching, site, scenario: Scenario { setup, provenance, .. }, .. } = self;
        // It takes no time, so that what is wrong with the question is said before the folder is looked at.
        let found =
            compute(setup, site, provenance.clone()).map_err(|error| Stop::said(error.to_string()))?;
        let make = || Ok(found);
        let draw = |answer: &A, look: &Look| look.drawn(|theme| draw(answer, theme));
        let figure = (teaching.name, site.name.as_str());
        self.place.answer(figure, NoMore {}, None, provenance, make, draw)
    }
}

impl Figure {
    /// Properties of a figure of a needle; `None` for any other figure.
    fn teaching(&self) -> Option<(Teaching, &Needle)> {
        Some(match self {
            Figure::DepthChart(_) | Figure::Passes(_) | Figure::Devices(_) | Figure::Lengths(_) => {
                return None;
            }
            Figure::Section(needle) => {
                let answer = |of: &OfNeedle<'_>| of.answer(teaching::section, drawing::section::draw);
                (Teaching { name: "section", device: "pen-12", kinds: Users::All, answer }, needle)
            }
            Figure::Roller(needle) => {
                let answer = |of: &OfNeedle<'_>| {
                    let compute = |setup: &Setup, _: &Site, origin| teaching::roller::roller(setup, origin);
                    of.answer(compute, drawing::roller::draw)
                };
                let kinds = Users::Drum;
                (Teaching { name: "roller", device: "roller-192", kinds, answer }, needle)
            }
            Figure::BedOfNails(needle) => {
                let answer = |of: &OfNeedle<'_>| {
                    of.answer(teaching::bed_of_nails::bed_of_nails, drawing::bed_of_nails::draw)
                };
                let kinds = Users::Free;
                (Teaching { name: "bed-of-nails", device: "pen-36", kinds, answer }, needle)
            }
            Figure::Dimple(needle) => {
                let answer = |of: &OfNeedle<'_>| of.answer(teaching::dimple::dimple, drawing::dimple::draw);
                (Teaching { name: "dimple", device: "needle", kinds: Users::All, answer }, needle)
            }
            Figure::Pen(needle) => {
                let answer = |of: &OfNeedle<'_>| {
                    let compute = |setup: &Setup, _: &Site, origin| teaching::pen::pen(setup, origin);
                    of.answer(compute, drawing::pen::draw)
                };
                let kinds = Users::Strokes;
                (Teaching { name: "pen", device: "pen-12", kinds, answer }, needle)
            }
        })
    }
}

pub fn diagram(arguments: &Arguments) -> Done {
    let (teaching, needle) = match &arguments.figure {
        Figure::DepthChart(arguments) => return depth_chart::draw(arguments),
        Figure::Passes(arguments) => return passes::draw(arguments),
        Figure::Devices(arguments) => return side_by_side::draw(arguments),
        Figure::Lengths(arguments) => return lengths::draw(arguments),
        figure => match figure.teaching() {
            Some(found) => found,
            None => return Ok(()),
        },
    };
    let site = site(&needle.site).ok_or_else(|| sites::unknown(&needle.site))?;
    let device = needle.device.as_deref().unwrap_or(teaching.device);
    let device = preset(device).ok_or_else(|| devices::unknown(device))?;
    if !teaching.kinds.include(device.kind) {
        return Err(of_another_kind(&teaching, device));
    }
    let scenario = scenario(needle, site, device)?;
    (teaching.answer)(&OfNeedle { teaching: &teaching, place: &needle.place, site, scenario })
}

/// Error for a device of the wrong kind, listing the devices that this figure accepts.
fn of_another_kind(teaching: &Teaching, device: &Preset) -> Stop {
    let kinds: Vec<String> = teaching.kinds.kinds().map(Kind::label).collect();
    let fit = presets().iter().filter(|preset| teaching.kinds.include(preset.kind));
    let fit: Vec<&str> = fit.map(|preset| preset.name.as_str()).collect();
    Stop::said(format!(
        "the figure {} is of a {}, and {} is a {}; try one of {}",
        teaching.name,
        kinds.join(" or "),
        device.name,
        device.kind.label(),
        fit.join(", ")
    ))
}

/// Setting of the depth of a device: what is asked for, or else the usual dial of a device that has one.
fn depth(device: &Preset, asked_mm: Option<f64>) -> Option<String> {
    let by = device.kind.facts().depth;
    let usual = match by {
        DepthBy::Dial => Some(USUAL_DIAL_MM),
        DepthBy::Length => None,
    };
    asked_mm.or(usual).map(|depth| format!("{}={depth}", by.key()))
}

/// The commented scenario of this device, with the settings of the command line.
fn scenario(needle: &Needle, site: &Site, device: &Preset) -> Result<Scenario, Stop> {
    let text = template(&format!("{} in {}", device.label, site.label), device.kind, Some(&device.name));
    let depth = depth(device, needle.depth_mm);
    // The site comes last, because tables and layers must belong to the same one.
    let fixed = [format!("skin.site={}", site.name), "skin.person=average".to_owned()];
    let settings: Vec<String> = depth.into_iter().chain(needle.set.iter().cloned()).chain(fixed).collect();
    load::text("diagram", &text, &settings, needle.place.quiet)
}
