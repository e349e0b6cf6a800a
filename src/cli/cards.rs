//! `puncta cards`: what is claimed, who says it, and what is known.

use super::pictures::{Pictures, cannot};
use super::progress::{How, Shown};
use super::study::{Asked, Opened};
use super::terminal::{table, width, wrapped};
use super::{Done, Stop, load, shown};
use crate::ask::safe_depth;
use crate::device::Kind;
use crate::outcome::diagram::depth_chart::{DepthChart, Row};
use crate::outcome::timeline::{Card, cards as all};
use crate::outcome::{Figure, Provenance};
use crate::render::{Language, card as drawing};
use crate::scenario::{nearest, template};
use crate::study::diagram::depth_chart::depth_chart;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
#[command(after_help = "Texts with sources. No card holds a computed probability, and none gives advice.")]
pub struct Arguments {
    /// Card to show by its name, or a word that cards hold; all without one
    id: Option<String>,
    /// How cards are printed
    #[arg(long, default_value = "text")]
    format: Form,
    /// Draw a page for each card into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace other results, or write into a folder that holds other files. Files that puncta did not write are kept
    #[arg(long)]
    force: bool,
    /// Print no card, only write pages
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    pictures: Pictures,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For the terminal
    Text,
    /// A list of objects
    Json,
    /// For a handout
    Markdown,
}

/// Options that change which pages there are.
#[derive(Serialize)]
struct Options {
    card: Option<String>,
}

pub fn cards(arguments: &Arguments) -> Done {
    let chosen: Vec<&Card> = match &arguments.id {
        None => all().iter().collect(),
        Some(id) => found(id)?,
    };
    let language = arguments.pictures.look().theme.language;
    // It takes a few seconds, so not for whoever leafs through all cards.
    let asked = arguments.out.is_some() || chosen.len() == 1;
    let with_reach = asked && chosen.iter().any(|card| card.face_reach_of.is_some());
    let reach = with_reach.then(|| reach(arguments.quiet)).transpose()?;
    if let Some(out) = &arguments.out {
        pages(arguments, &chosen, reach.as_ref(), out.clone())?;
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut to = crate::cli::terminal::out();
    match arguments.format {
        Form::Json => writeln!(to, "{:#}", json(&chosen, reach.as_ref()))?,
        Form::Text => {
            for card in chosen {
                write!(to, "{}", text(card, language))?;
                if let Some(chart) = reach.as_ref().filter(|_| card.face_reach_of.is_some()) {
                    print_reach(&mut to, chart, language)?;
                }
            }
        }
        Form::Markdown => {
            for card in chosen {
                write!(to, "{}", markdown(card, language))?;
                if let Some(chart) = reach.as_ref().filter(|_| card.face_reach_of.is_some()) {
                    let rows = regions(chart, language);
                    let set = chart.depths_mm.first().copied().unwrap_or_default();
                    writeln!(to, "{}\n", language.card_reach(language.name(&chart.device), set))?;
                    writeln!(to, "| | |\n|---|---|")?;
                    rows.iter().try_for_each(|[name, share]| writeln!(to, "| {name} | {share} |"))?;
                    writeln!(to)?;
                }
            }
        }
    }
    Ok(())
}

/// The card of this name, or all cards with this word in their name, claim or knowledge, in any language.
fn found(asked: &str) -> Result<Vec<&'static Card>, Stop> {
    if let Some(card) = all().iter().find(|card| card.id == asked) {
        return Ok(vec![card]);
    }
    let wanted = asked.to_lowercase();
    let holds = |card: &&Card| {
        let texts = [&card.id, &card.claim.en, &card.claim.de, &card.known.en, &card.known.de];
        wanted.chars().count() > 2 && texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    };
    let cards: Vec<&Card> = all().iter().filter(holds).collect();
    if cards.is_empty() { Err(unknown(asked)) } else { Ok(cards) }
}

fn unknown(id: &str) -> Stop {
    let names: Vec<&str> = all().iter().map(|card| card.id.as_str()).collect();
    let near =
        nearest(id, names.iter().copied()).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let id = crate::foundation::shown::shown(id);
    Stop::said(format!("no card is called {id}{near}\nThere are: {}", names.join(", ")))
}

/// Setting whose reach over the face stands beside a claim, and its people.
const REACH: [&str; 2] = ["device.depth_mm=1.5", "run.realisations=60"];

/// Computed reach of one setting in all regions of the face.
fn reach(quiet: bool) -> Result<DepthChart, Stop> {
    let name = "12-pin pen over the face";
    let text = template(name, Kind::Pen, Some("pen-12"));
    let scenario = load::text("cards", &text, &REACH.map(str::to_owned), true)?;
    let sites = safe_depth::sites(&scenario, &[safe_depth::FACE.to_owned()])?;
    let set_mm = scenario.setup.device.set_depth_mm;
    let shown = Shown::new(How::Auto, quiet, false).of("sites");
    let chart = depth_chart(&sites, &[set_mm], scenario.provenance.clone(), &shown);
    shown.close();
    chart.map_err(|error| Stop::said(error.to_string()))
}

/// Regions with the share that passes the dermis, from the largest.
fn regions(chart: &DepthChart, language: Language) -> Vec<[String; 2]> {
    let mut rows: Vec<_> = chart.rows.iter().filter_map(|row| Some((row, row.reach.first()?))).collect();
    rows.sort_by(|a, b| b.1.value.unwrap_or_default().total_cmp(&a.1.value.unwrap_or_default()));
    let words =
        |(row, figure): &(&Row, &Figure)| [language.name(&row.label), drawing::reach_words(figure, language)];
    rows.iter().map(words).collect()
}

fn print_reach(to: &mut impl Write, chart: &DepthChart, language: Language) -> Done {
    let set = chart.depths_mm.first().copied().unwrap_or_default();
    let head = language.card_reach(language.name(&chart.device), set);
    write!(to, "{}", wrapped(&head, width(), 4))?;
    let rows: Vec<Vec<String>> = regions(chart, language).into_iter().map(Vec::from).collect();
    table(to, &rows, width())?;
    Ok(())
}

/// Cards, with the computed reach over the face where a single one is about it.
fn json(chosen: &[&Card], reach: Option<&DepthChart>) -> Value {
    let of = |card: &&Card| {
        let mut value = json!(card);
        if let Some(chart) = reach.filter(|_| card.face_reach_of.is_some()) {
            let rows: Vec<Value> = chart
                .rows
                .iter()
                .map(|row| json!({ "site": row.site, "set_mm": chart.depths_mm, "reach_fat": row.reach }))
                .collect();
            value["computed_reach"] = Value::Array(rows);
            value["scenario_hash"] = json!(chart.provenance.scenario_hash);
        }
        value
    };
    Value::Array(chosen.iter().map(of).collect())
}

/// Draws the pages.
fn pages(arguments: &Arguments, chosen: &[&Card], reach: Option<&DepthChart>, out: PathBuf) -> Done {
    let provenance = Provenance::new("cards".to_owned(), String::new(), String::new(), "", 0);
    let asked = Asked {
        out: Some(&out),
        usual: out.clone(),
        options: Options { card: arguments.id.clone() },
        force: arguments.force,
        quiet: arguments.quiet,
    };
    let opened = Opened::new("cards", &asked, &provenance)?;
    let look = arguments.pictures.look();
    for card in chosen {
        let reach = reach.filter(|_| card.face_reach_of.is_some());
        let picture = look.drawn(|theme| drawing::draw(card, reach, theme)).map_err(cannot)?;
        opened.picture(&look.files(&picture).map_err(cannot)?)?;
    }
    let took = opened.clock.elapsed();
    let place = opened.close(&provenance, 1, took)?;
    if !arguments.quiet {
        writeln!(crate::cli::terminal::out(), "Pages in {}\n", shown(&place))?;
    }
    Ok(())
}

fn text(card: &Card, language: Language) -> String {
    let columns = width();
    let how = language.card_known_how(language.tag_words(card.tag), &card.source);
    format!(
        "{} ({})\n{}{}{}\n",
        card.id,
        language.card_kind(card.kind),
        wrapped(language.text(&card.claim), columns, 2),
        wrapped(&format!("{}: {}", language.what_is_known(), language.text(&card.known)), columns, 4),
        wrapped(&how, columns, 4)
    )
}

fn markdown(card: &Card, language: Language) -> String {
    let how = language.card_known_how(language.tag_words(card.tag), &card.source);
    format!(
        "## {}\n\n*{}*\n\n**{}.** {}\n\n{how}\n\n",
        language.text(&card.claim),
        language.card_kind(card.kind),
        language.what_is_known(),
        language.text(&card.known)
    )
}
