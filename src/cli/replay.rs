//! `puncta replay`: replays one puncture of a run step by step.

use super::insert::{balance, lift};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Settings, Stop, load};
use crate::device::Facts;
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::render::numbers;
use crate::simulate::precision::MOST_REALISATIONS;
use crate::skin::Layer;
use crate::study::replay::{ContactRow, HoldRow, LayerRow, Mechanics, RatioRow, Replay, replay as again};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Scenario file; without one, the built-in cheek-pen scenario
    scenario: Option<PathBuf>,
    #[command(flatten)]
    settings: Settings,
    /// Realisation of the run, counted from 0
    #[arg(
        long,
        value_name = "R",
        allow_negative_numbers = true,
        value_parser = clap::value_parser!(u32).range(..i64::from(MOST_REALISATIONS))
    )]
    realisation: u32,
    /// Puncture of that realisation, counted from 0 in the order of time; missing needles make none. In realisation 0 it is
    /// the row of sample.npz
    #[arg(long, value_name = "I", allow_negative_numbers = true)]
    puncture: usize,
    /// How the numbers are printed; json: all of them, in full
    #[arg(long, default_value = "text")]
    format: Format,
    /// Print results only: no messages
    #[arg(long, short)]
    quiet: bool,
}

pub fn replay(arguments: &Arguments) -> Done {
    let settings = arguments.settings.all();
    let (scenario, _) = load::scenario(arguments.scenario.as_deref(), &settings, arguments.quiet)?;
    let Arguments { realisation, puncture, .. } = *arguments;
    let run = scenario.setup.realisations;
    if realisation >= run && !arguments.quiet {
        let note = format!(
            "note: the run has {run} realisations, numbered from 0: realisation {realisation} is one that a longer run would make"
        );
        say(wrapped(&note, width(), 0).trim_end());
    }
    let replay = again(&scenario.setup, scenario.provenance, realisation, puncture)
        .map_err(|error| Stop::said(error.to_string()))?;
    let mut out = crate::cli::terminal::out();
    match arguments.format {
        Format::Json => {
            let text =
                serde_json::to_string_pretty(&replay).map_err(|error| Stop::said(error.to_string()))?;
            writeln!(out, "{text}")?;
        }
        Format::Text => write!(out, "{}", text(&replay, width()))?,
    }
    Ok(())
}

/// A label and its text.
type Row = (&'static str, String);

/// All steps, in the order in which they happen.
fn text(replay: &Replay, width: usize) -> String {
    let Replay { provenance, realisation, puncture, punctures, .. } = replay;
    let head = format!(
        "Puncture {puncture} of realisation {realisation}, which has {punctures}; both counted from 0."
    );
    let mut text = format!("{}\n", provenance.name);
    text += &wrapped(&provenance.setting, width, 0);
    text += &wrapped(&head, width, 0);
    let mechanics = match &replay.mechanics {
        Mechanics::Contact(row) => contact(row, replay),
        Mechanics::Ratio(row) => ratio(row),
    };
    let steps = [
        ("The person and the layers", people(replay)),
        ("The needle", needle(replay)),
        ("Where it strikes", place(replay)),
        ("What the device does", device(replay)),
        ("How deep it goes", mechanics),
        ("What it leaves", tract(replay)),
    ];
    let wide = steps.iter().flat_map(|(_, rows)| rows).map(|(label, _)| label.chars().count()).max();
    for (heading, rows) in &steps {
        text += &format!("\n{heading}\n");
        for (label, words) in rows {
            text += &row(label, words, wide.unwrap_or(0), width);
        }
    }
    text.push('\n');
    text + &wrapped(CONTEXT_OF_USE, width, 0)
}

/// Text beside its label, or below it if there is too little room.
fn row(label: &str, words: &str, wide: usize, width: usize) -> String {
    let beside = 2 + wide + 2;
    if width < beside + BESIDE {
        return wrapped(label, width, 2) + &wrapped(words, width, 4);
    }
    format!("  {}  {}", padded(label, wide), wrapped(words, width, beside).trim_start())
}

/// Fewest columns for text beside its label.
const BESIDE: usize = 30;

/// Number with four significant digits.
fn short(value: f64) -> String {
    numbers::short(value, 4).replace('\u{202f}', " ")
}

fn people(replay: &Replay) -> Vec<Row> {
    let thick = |rows: &[LayerRow]| {
        let rows = rows.iter().map(|row| format!("{} {}", label(row.layer), short(row.thickness_mm)));
        rows.collect::<Vec<_>>().join(", ") + " mm"
    };
    let bottoms = replay.layers.iter().map(|row| format!("{} {}", label(row.layer), short(row.bottom_mm)));
    vec![
        ("on average over places", thick(&replay.person)),
        ("under this strike", thick(&replay.layers)),
        ("lower boundaries there", bottoms.collect::<Vec<_>>().join(", ") + " mm"),
    ]
}

/// Display name of a layer.
fn label(name: &str) -> &'static str {
    Layer::ALL.into_iter().find(|layer| layer.name() == name).map_or("", Layer::label)
}

fn needle(replay: &Replay) -> Vec<Row> {
    let needle = &replay.needle;
    let um = |mm: f64| short(1e3 * mm);
    let shape = format!(
        "{}, {} mm long, tip {} um, shaft {} um after a taper of {} mm",
        needle.shape.replace('_', " "),
        short(needle.length_mm),
        um(needle.tip_diameter_mm),
        um(needle.shaft_diameter_mm),
        short(needle.taper_mm)
    );
    let dull = if needle.dull { "dull" } else { "not dull" };
    let bent =
        if needle.bent { format!("bent by {}°", short(needle.lean_deg)) } else { "not bent".to_owned() };
    let missing = if needle.missing { "missing" } else { "not missing" };
    let uneven = match needle.protrusion_error_mm {
        0.0 => "its tip stands out as far as nominal".to_owned(),
        error if error < 0.0 => format!("its tip stands out {} mm less than nominal", short(-error)),
        error => format!("its tip stands out {} mm further than nominal", short(error)),
    };
    vec![
        ("needle", format!("{}, counted from 0", needle.needle)),
        ("shape", shape),
        ("state", format!("{dull}, {bent}, {missing}; {uneven}")),
    ]
}

fn place(replay: &Replay) -> Vec<Row> {
    let strike = &replay.strike;
    let Facts { lane, cycle, .. } = replay.device.kind.facts();
    vec![
        (
            "place",
            format!("x = {} mm, y = {} mm on the undeformed surface", short(strike.x_mm), short(strike.y_mm)),
        ),
        (
            "when",
            format!(
                "pass {}, {lane} {}, {cycle} {}, each counted from 0",
                strike.pass, strike.lane, strike.cycle
            ),
        ),
        ("heading of the hand", format!("{}° from the x axis", short(strike.heading_deg))),
        ("key", strike.index.to_string()),
    ]
}

fn device(replay: &Replay) -> Vec<Row> {
    let device = &replay.device;
    let mut rows = vec![
        ("device", format!("{}, stopped by {}", device.device, device.drive)),
        (
            "set depth",
            format!(
                "{} mm asked for, {} mm really set",
                short(device.asked_depth_mm),
                short(device.set_depth_mm)
            ),
        ),
    ];
    if let Mechanics::Contact(row) = &replay.mechanics {
        rows.push(("hold", hold(&row.hold)));
        if let Some(pen) = &row.pen {
            rows.push(("forces on the pen", balance(pen)));
            rows.extend(lift(pen).map(|words| ("lift", words)));
        }
        rows.push(("speed of the tips", format!("{} mm/s", short(row.tip_speed_mm_s))));
    }
    rows
}

fn hold(hold: &HoldRow) -> String {
    match hold {
        HoldRow::Rim { travel_mm, most_force_n, hand_force_n } => match most_force_n {
            Some(most) => {
                format!(
                    "{} mm past the rim, or less where the needles carry {} N",
                    short(*travel_mm),
                    short(*most)
                )
            }
            None => format!(
                "{} mm past the rim, which the hand presses with {} N on rim and needles",
                short(*travel_mm),
                short(*hand_force_n)
            ),
        },
        HoldRow::Level { plate_mm } => {
            format!("the plate stops {} mm below the resting surface", short(*plate_mm))
        }
        HoldRow::Force { force_n } => {
            format!("{} N on the needles, and on the body once it rests on the skin", short(*force_n))
        }
        HoldRow::Body => "driven until the body touches the skin".to_owned(),
        HoldRow::Gap { gap_mm } => format!("the body stops {} mm from the skin", short(*gap_mm)),
    }
}

fn contact(row: &ContactRow, replay: &Replay) -> Vec<Row> {
    let support = match row.support {
        "bench" => "bench: excised skin on a plate",
        _ => "in vivo: skin on fat, muscle and bone",
    };
    let of = row.support_region.map_or_else(
        || "on this person's average layers".to_owned(),
        |region| format!("on the average layers of {}", region.replace('_', " ")),
    );
    let verdict = match (row.in_opening, row.punctures) {
        (true, _) => "it falls into an opening that is there already",
        (_, true) => "it breaks into the reticular dermis",
        _ if replay.tip_depth_mm > 0.0 => "it enters and does not break through",
        _ => "it only dimples the skin",
    };
    let mut rows = vec![
        ("law", "contact".to_owned()),
        ("support", format!("{support}; {of}")),
        ("advance", format!("{} mm into the skin if this tip bore no force", short(row.advance_mm))),
        ("neighbours", format!("push the skin down by {} mm under this tip", short(row.beside_mm))),
        ("give", format!("{} mm less advance per N on this tip", short(row.give_mm_per_n))),
        (
            "puncture force",
            format!(
                "{} N: {} times its median of {} N",
                short(row.puncture_force_n),
                short(row.puncture_factor),
                short(row.median_puncture_force_n)
            ),
        ),
        (
            "skin would bear",
            format!("{} N at the full advance, unpunctured: {verdict}", short(row.dimpling_force_n)),
        ),
        ("resistance factor", format!("{} times the median", short(row.resistance_factor))),
    ];
    if row.punctures {
        rows.push((
            "force at the end",
            format!(
                "{} N: {} tear, {} spread, {} friction",
                short(row.force_n),
                short(row.tear_force_n),
                short(row.spread_force_n),
                short(row.friction_force_n)
            ),
        ));
    }
    rows.push((
        "deflection at the end",
        format!("{} mm, neighbours and give included", short(row.deflection_mm)),
    ));
    let whole = if row.whole_length { ", the whole length of the needle" } else { "" };
    rows.push(("depth of the tip", format!("{} mm{whole}", short(replay.tip_depth_mm))));
    rows
}

fn ratio(row: &RatioRow) -> Vec<Row> {
    vec![
        ("law", "ratio".to_owned()),
        (
            "ratio drawn",
            format!(
                "{} of {} ± {} between strikes",
                short(row.ratio),
                short(row.mean_ratio),
                short(row.ratio_sd)
            ),
        ),
        ("set for this needle", format!("{} mm", short(row.needle_set_depth_mm))),
    ]
}

fn tract(replay: &Replay) -> Vec<Row> {
    let tract = &replay.tract;
    let chance = &replay.probability_of_passing;
    let percent = |share: f64| format!("{} %", short(100.0 * share));
    let tip = if replay.tip_depth_mm == 0.0 {
        "stays at the surface".to_owned()
    } else {
        let pierced = if replay.pierced { "" } else { ": it did not pierce" };
        format!("{} mm deep, in the {}{pierced}", short(replay.tip_depth_mm), label(replay.layer))
    };
    let mut rows = vec![
        ("tip", tip),
        (
            "chance of passing",
            format!(
                "the surface {}, the top of the dermis {}, of the fat {}, over what this strike draws",
                percent(chance.epidermis),
                percent(chance.dermis),
                percent(chance.fat)
            ),
        ),
    ];
    if replay.tip_depth_mm > 0.0 {
        let slit = if tract.slit_mm > 0.0 {
            format!(
                "{} mm long: {} mm in x, {} mm in y",
                short(tract.slit_mm),
                short(tract.slit_x_mm),
                short(tract.slit_y_mm)
            )
        } else {
            "none: a round hole".to_owned()
        };
        rows.push(("width at the surface", format!("{} mm", short(tract.surface_diameter_mm))));
        rows.push(("slit at the surface", slit));
        rows.push((
            "volume",
            format!(
                "{} mm³ in the epidermis, {} mm³ in the dermis, {} mm³ below",
                short(tract.epidermis_volume_mm3),
                short(tract.dermis_volume_mm3),
                short(tract.fat_volume_mm3)
            ),
        ));
        rows.push((
            "vessels met, expected",
            format!(
                "{} capillary loops, {} of the upper plexus, {} of the deep plexus",
                short(tract.loop_hits),
                short(tract.upper_plexus_hits),
                short(tract.deep_plexus_hits)
            ),
        ));
    }
    rows
}
