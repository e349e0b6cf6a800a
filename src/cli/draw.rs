//! `puncta draw`: redraws the pictures of a results folder, and a map of every field.

use super::pictures::{Pictures, cannot};
use super::study::{Asked, Opened};
use super::terminal::say;
use super::{Done, Format, Stop, load, shown};
use crate::foundation::shown::Printed as _;
use crate::injury::FieldKind;
use crate::outcome::Stored;
use crate::render::field_map::{self, Steps};
use crate::render::picture_set;
use crate::simulate::{Quietly, first};
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Figures and maps are those of the folder. The first treatment, which some pictures show, is made again from \
                  scenario.toml by the version that made the folder. What is missing or was edited is said, what is there is \
                  drawn, and the exit status is 1."
)]
pub struct Arguments {
    /// Results folder of a run
    folder: PathBuf,
    /// Fields to draw maps of, with commas between, e.g. covered_fraction; "none" for none [default: every field]
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', value_parser = field)]
    maps: Vec<Wanted>,
    /// How the values of these maps become colours
    #[arg(long, value_name = "STEPS", default_value = "linear")]
    values: Values,
    /// Where the cross-section is cut: the middle of its line, mm from the lower left corner of the area [default: where the
    /// run cut it, a representative line near the middle]
    #[arg(long, value_name = "X,Y", value_parser = place)]
    cut_at_mm: Option<[f64; 2]>,
    /// Folder for the pictures [default: the results folder's name with -drawn]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print problems only
    #[arg(long, short)]
    quiet: bool,
    /// How it is said what was drawn; json: one object
    #[arg(long, default_value = "text")]
    format: Format,
    #[command(flatten)]
    pictures: Pictures,
}

/// Parses a place on the command line.
fn place(words: &str) -> Result<[f64; 2], String> {
    let number = |part: &str| part.trim().parse::<f64>().ok().filter(|mm| mm.is_finite());
    let both = words.split_once(',').and_then(|(x, y)| Some([number(x)?, number(y)?]));
    both.ok_or_else(|| "two lengths with a comma between are expected, e.g. 10,7.5".to_owned())
}

/// Field on the command line; `None` stands for "none".
type Wanted = Option<FieldKind>;

fn field(name: &str) -> Result<Wanted, String> {
    if name == "none" {
        return Ok(None);
    }
    let names = || FieldKind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    FieldKind::of_name(name).map(Some).ok_or_else(|| format!("no such field; they are {}", names()))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Values {
    /// Even steps
    Linear,
    /// Even steps of the logarithm
    Log,
    /// Of the fat-layer reach two classes: up to limits.fat_reach, and over it
    Limit,
}

impl Values {
    fn steps(self) -> Steps {
        match self {
            Values::Linear => Steps::Even,
            Values::Log => Steps::Logarithm,
            Values::Limit => Steps::Limit,
        }
    }
}

/// Options that decide which pictures there are and what they show. How they look is not among them.
#[derive(Serialize)]
struct Options {
    maps: Option<Vec<&'static str>>,
    values: Option<Values>,
    cut_at_mm: Option<[f64; 2]>,
}

impl Options {
    fn of(arguments: &Arguments) -> Options {
        // A new argument is named here, and goes into the options if it changes what the pictures show.
        let Arguments {
            maps,
            values,
            cut_at_mm,
            folder: _,
            out: _,
            force: _,
            quiet: _,
            format: _,
            pictures: _,
        } = arguments;
        let names = || maps.iter().map(|kind| kind.map_or("none", FieldKind::name)).collect();
        Options {
            maps: (!maps.is_empty()).then(names),
            values: Some(*values).filter(|values| *values != Values::Linear),
            cut_at_mm: *cut_at_mm,
        }
    }
}

pub fn draw(arguments: &Arguments) -> Done {
    let from = &arguments.folder;
    let scenario = load::of_run(from)?;
    let mut setup = scenario.setup;
    setup.cut_at_mm = arguments.cut_at_mm;
    let sides_mm = [setup.grid.width_mm, setup.grid.height_mm];
    if let Some(at) = arguments.cut_at_mm
        && (0..2).any(|axis| !(0.0..=sides_mm[axis]).contains(&at[axis]))
    {
        let [x, y, width, height] = [at[0], at[1], sides_mm[0], sides_mm[1]];
        return Err(Stop::said(format!(
            "--cut-at-mm: {x},{y} lies outside the area of {width} by {height} mm"
        )));
    }
    let setup = &setup;
    let stored = Stored::read(from, setup);
    refuse_impossible(&stored, from)?;
    let findings: Vec<String> = stored.findings.iter().map(ToString::to_string).collect();
    // Another version or another scenario would give another first treatment.
    let alone = match stored.is_ours {
        true => first(setup, &Quietly).map_err(|error| Stop::said(error.to_string()))?,
        false => None,
    };
    let mut provenance = scenario.provenance;
    if stored.was_edited() {
        // The name is printed under every picture.
        provenance.name.push_str(" (results edited after the run)");
    }
    let outcome = stored.outcome(setup, provenance, alone);

    let asked = Asked {
        out: arguments.out.as_deref(),
        usual: beside(from, "drawn"),
        options: Options::of(arguments),
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let opened = Opened::new("draw", &asked, &outcome.provenance)?;
    let look = arguments.pictures.look();
    let (mut drawn, not_drawn) = picture_set::draw_what_is_there(&outcome, &look).map_err(cannot)?;
    let kinds: Vec<FieldKind> = match &arguments.maps[..] {
        [] => FieldKind::ALL.to_vec(),
        wanted => wanted.iter().copied().flatten().collect(),
    };
    drawn.extend(field_map::draw_all(&outcome, &kinds, arguments.values.steps(), &look).map_err(cannot)?);
    let took = opened.clock.elapsed();
    let names = drawn.iter().map(|picture| opened.picture(picture)).collect::<Result<Vec<_>, _>>()?;
    let place = opened.close(&outcome.provenance, rayon::current_num_threads(), took)?;

    for finding in &findings {
        say(&format!("warning: {finding}"));
    }
    if !not_drawn.is_empty() {
        say(&format!("not drawn, for want of what they are made of: {}", not_drawn.join(", ")));
    }
    if arguments.format == Format::Json {
        let pictures: Vec<String> = names.iter().map(|name| format!("{name}.png")).collect();
        let words =
            json!({ "folder": place, "pictures": pictures, "not_drawn": not_drawn, "findings": findings });
        writeln!(crate::cli::terminal::out(), "{words:#}")?;
    } else if !arguments.quiet {
        let mut out = crate::cli::terminal::out();
        writeln!(out, "Pictures in {}", shown(&place))?;
        for name in &names {
            writeln!(out, "  {name}.png")?;
        }
    }
    if findings.is_empty() && not_drawn.is_empty() { Ok(()) } else { Err(Stop::Failed) }
}

/// Refuses a folder with a value that no run gives.
pub fn refuse_impossible(stored: &Stored, folder: &Path) -> Done {
    match stored.impossible() {
        None => Ok(()),
        Some(what) => Err(Stop::said(format!(
            "{}/{what}. No run gives such a value: run scenario.toml again",
            folder.printed()
        ))),
    }
}

/// Path beside a folder, with an ending added to its name.
pub fn beside(folder: &Path, ending: &str) -> PathBuf {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
    let name = folder.file_name().map_or("results".into(), |name| name.to_string_lossy().into_owned());
    folder.with_file_name(format!("{name}-{ending}"))
}
