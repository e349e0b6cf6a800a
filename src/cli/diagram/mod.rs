//! `puncta diagram`: draws labelled teaching figures.
//!
//! | file | figures |
//! |---|---|
//! | here | needles in the skin, computed without a run |
//! | [`depth_chart`] | sites by set depths |
//! | [`passes`] | what more passes add |
//! | [`side_by_side`] | one nominal depth on several devices |

pub mod depth_chart;
pub mod passes;
pub mod side_by_side;

use super::{Done, Stop, devices, load, results, shown, sites};
use crate::device::{DepthBy, Kind, Preset, preset, presets};
use crate::outcome::{Claim, Folder, Manifest, Provenance};
use crate::render::diagram as drawing;
use crate::render::{Picture, RenderError, Theme};
use crate::scenario::keys::Users;
use crate::scenario::{Scenario, template};
use crate::simulate::Setup;
use crate::skin::site::{Site, site};
use crate::study::diagram as study;
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
    /// Folder for the figure [default: output/diagram-<figure>-<site>]
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

/// Start times of a figure.
struct Begun {
    started: jiff::Timestamp,
    clock: Instant,
}

impl Begun {
    fn now() -> Begun {
        Begun { started: jiff::Timestamp::now(), clock: Instant::now() }
    }
}

impl Place {
    /// Opens the requested folder, or the default one of this name below `output`. The claim covers the
    /// scenario and the other options on the command line.
    fn open(&self, usual: &str, provenance: &Provenance, asked: &str) -> Result<Folder, Stop> {
        let out = self.out.clone().unwrap_or_else(|| Path::new("output").join(usual));
        let claim = Claim::new("diagram", provenance).with_options(format!("{usual}{asked}"));
        Folder::open(&out, claim, self.force).map_err(|error| Stop::said(error.to_string()))
    }

    /// Writes the picture, its scenario, its manifest and `more` files, and reports it.
    fn write(
        &self,
        folder: Folder,
        begun: &Begun,
        threads: usize,
        (picture, provenance): &Made,
        more: &[(&str, String)],
    ) -> Done {
        self.pictures.write(&folder, picture)?;
        let Begun { started, clock } = begun;
        let manifest = Manifest { started: *started, took: clock.elapsed(), threads, taken_up: 0 };
        let scenario = ("scenario.toml", &provenance.scenario_toml);
        for (name, text) in std::iter::once(scenario).chain(more.iter().map(|(name, text)| (*name, text))) {
            folder.write(name, text.as_bytes()).map_err(|error| Stop::said(error.to_string()))?;
        }
        let place = results::placed(folder.finish(manifest.of_study(provenance)), self.quiet)?;
        if self.quiet {
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        let name = shown(&place.join(format!("figures/{}.png", picture.name)));
        let beside: String = more.iter().map(|(name, _)| format!("{name}, ")).collect();
        // Captions that end with the context of use already contain it.
        let context_of_use = self.pictures.look().theme.language.context_of_use();
        let caption = picture.caption.trim_end_matches(context_of_use).trim_end();
        writeln!(
            out,
            "{name}, and .svg, .txt, {beside}and scenario.toml beside it\n\n{caption}\n{context_of_use}"
        )?;
        Ok(())
    }
}

/// Default dial of pens without `--depth-mm`, mm.
const USUAL_DIAL_MM: f64 = 1.5;

/// A teaching figure: its name, its default device, the kinds of device it accepts, and how it is made.
struct Teaching {
    name: &'static str,
    device: &'static str,
    kinds: Users,
    /// Whether it is drawn anew for a column. The others have no room for larger type there and are scaled.
    for_column: bool,
    make: fn(&Setup, &Site, Provenance, &Theme) -> Result<Made, Stop>,
}

/// A picture and its provenance.
type Made = (Picture, Provenance);

impl Figure {
    /// Properties of a figure of a needle; `None` for any other figure.
    fn teaching(&self) -> Option<(Teaching, &Needle)> {
        Some(match self {
            Figure::DepthChart(_) | Figure::Passes(_) | Figure::Devices(_) => return None,
            Figure::Section(needle) => {
                let make = |setup: &Setup, site: &Site, provenance, theme: &Theme| {
                    let found = computed(study::section(setup, site, provenance))?;
                    drawn(drawing::section::draw(&found, theme), found.provenance)
                };
                (
                    Teaching {
                        name: "section",
                        device: "pen-12",
                        kinds: Users::All,
                        for_column: false,
                        make,
                    },
                    needle,
                )
            }
            Figure::Roller(needle) => {
                let make = |setup: &Setup, _: &Site, provenance, theme: &Theme| {
                    let found = computed(study::roller::roller(setup, provenance))?;
                    drawn(drawing::roller::draw(&found, theme), found.provenance)
                };
                (
                    Teaching {
                        name: "roller",
                        device: "roller-192",
                        kinds: Users::Drum,
                        for_column: false,
                        make,
                    },
                    needle,
                )
            }
            Figure::BedOfNails(needle) => {
                let make = |setup: &Setup, site: &Site, provenance, theme: &Theme| {
                    let found = computed(study::bed_of_nails::bed_of_nails(setup, site, provenance))?;
                    drawn(drawing::bed_of_nails::draw(&found, theme), found.alone.provenance)
                };
                let kinds = Users::Free;
                (Teaching { name: "bed-of-nails", device: "pen-36", kinds, for_column: false, make }, needle)
            }
            Figure::Dimple(needle) => {
                let make = |setup: &Setup, site: &Site, provenance, theme: &Theme| {
                    let found = computed(study::dimple::dimple(setup, site, provenance))?;
                    drawn(drawing::dimple::draw(&found, theme), found.full.provenance)
                };
                (
                    Teaching { name: "dimple", device: "needle", kinds: Users::All, for_column: true, make },
                    needle,
                )
            }
            Figure::Pen(needle) => {
                let make = |setup: &Setup, _: &Site, provenance, theme: &Theme| {
                    let found = computed(study::pen::pen(setup, provenance))?;
                    drawn(drawing::pen::draw(&found, theme), found.provenance)
                };
                (
                    Teaching {
                        name: "pen",
                        device: "pen-12",
                        kinds: Users::Strokes,
                        for_column: false,
                        make,
                    },
                    needle,
                )
            }
        })
    }
}

fn computed<T>(found: Result<T, study::DiagramError>) -> Result<T, Stop> {
    found.map_err(|error| Stop::said(error.to_string()))
}

fn drawn(picture: Result<Picture, RenderError>, provenance: Provenance) -> Result<Made, Stop> {
    let picture = picture.map_err(|error| Stop::said(format!("cannot draw a picture: {error}")))?;
    Ok((picture, provenance))
}

pub fn diagram(arguments: &Arguments) -> Done {
    let (teaching, needle) = match &arguments.figure {
        Figure::DepthChart(arguments) => return depth_chart::draw(arguments),
        Figure::Passes(arguments) => return passes::draw(arguments),
        Figure::Devices(arguments) => return side_by_side::draw(arguments),
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
    let begun = Begun::now();
    let scenario = scenario(needle, site, device)?;
    let look = needle.place.pictures.look();
    let theme = if teaching.for_column { look.drawn_in() } else { look.theme };
    let made = (teaching.make)(&scenario.setup, site, scenario.provenance, &theme)?;
    let folder = needle.place.open(&format!("diagram-{}-{}", teaching.name, site.name), &made.1, "")?;
    needle.place.write(folder, &begun, 1, &made, &[])
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
