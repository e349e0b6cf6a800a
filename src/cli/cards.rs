//! `puncta cards`: what is claimed, who says it, and what is known.

use super::pictures::{Pictures, cannot};
use super::study::{Asked, Opened};
use super::terminal::{width, wrapped};
use super::{Done, Stop, shown};
use crate::outcome::Provenance;
use crate::outcome::timeline::{Card, cards as all};
use crate::render::{Language, card as drawing};
use crate::scenario::nearest;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;
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
    if let Some(out) = &arguments.out {
        pages(arguments, &chosen, out.clone())?;
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut to = std::io::stdout().lock();
    match arguments.format {
        Form::Json => writeln!(to, "{:#}", json!(chosen))?,
        Form::Text => {
            for card in chosen {
                write!(to, "{}", text(card, language))?;
            }
        }
        Form::Markdown => {
            for card in chosen {
                write!(to, "{}", markdown(card, language))?;
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
    let shown: String = id.chars().filter(|letter| !letter.is_control()).take(40).collect();
    Stop::said(format!("no card is called {shown}{near}\nThere are: {}", names.join(", ")))
}

/// Draws the pages.
fn pages(arguments: &Arguments, chosen: &[&Card], out: PathBuf) -> Done {
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
        let picture = look.drawn(|theme| drawing::draw(card, theme)).map_err(cannot)?;
        opened.picture(&look.files(&picture).map_err(cannot)?)?;
    }
    let took = opened.clock.elapsed();
    let place = opened.close(&provenance, 1, took)?;
    if !arguments.quiet {
        writeln!(std::io::stdout().lock(), "Pages in {}\n", shown(&place))?;
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
