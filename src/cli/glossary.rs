//! `puncta glossary`: explains the terms of values and pictures, in any language of the pictures.

use super::pictures::Spoken;
use super::terminal::{width, wrapped};
use super::{Done, Format, Stop};
use crate::render::Language;
use crate::render::words::glossary::{TERMS, Term};
use crate::scenario::nearest;
use serde_json::json;
use std::io::Write;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One term, in any of the languages, e.g. "tip depth" or Einstich
    #[arg(value_name = "TERM")]
    term: Option<String>,
    /// Language of the terms and of what they mean
    #[arg(long, value_name = "LANGUAGE", default_value = "en")]
    language: Spoken,
    /// How they are printed
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn glossary(arguments: &Arguments) -> Done {
    let language = arguments.language.language();
    let terms: Vec<&Term> = match &arguments.term {
        None => TERMS.iter().collect(),
        Some(name) => vec![find(name).ok_or_else(|| unknown(name))?],
    };
    let mut out = crate::cli::terminal::out();
    if arguments.format == Format::Json {
        let terms = terms.iter().map(
            |term| json!({ "key": term.key, "term": term.name(language), "meaning": term.meaning(language) }),
        );
        writeln!(out, "{:#}", terms.collect::<serde_json::Value>())?;
        return Ok(());
    }
    for term in terms {
        write!(out, "{}", wrapped(term.name(language), width(), 0))?;
        write!(out, "{}", wrapped(term.meaning(language), width(), 4))?;
    }
    Ok(())
}

/// All names of a term: its key, its translations, and each without the part in brackets.
fn names(term: &Term) -> impl Iterator<Item = &'static str> {
    let names = Language::ALL.map(|language| term.name(language));
    let bare = names.map(|name| name.split(" (").next().unwrap_or(name));
    std::iter::once(term.key).chain(names).chain(bare)
}

fn find(name: &str) -> Option<&'static Term> {
    let plain = |name: &str| name.trim().to_lowercase().replace(['-', '_'], " ");
    TERMS.iter().find(|term| names(term).any(|known| plain(known) == plain(name)))
}

fn unknown(name: &str) -> Stop {
    let help = match nearest(name, TERMS.iter().flat_map(names)) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "puncta glossary lists them all".to_owned(),
    };
    Stop::said(format!("no term \"{name}\"; {help}"))
}
