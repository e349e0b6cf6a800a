//! `puncta devices`: lists the built-in devices, or every number of one with how it is known.

use super::evidence::TAGS;
use super::terminal::{columns, padded, width, wrapped};
use super::{Done, Format, Stop};
use crate::device::preset::{Entry, defaults};
use crate::device::{Kind, Preset, preset, presets};
use crate::scenario::keys::{Users, find};
use crate::scenario::nearest;
use serde_json::{Map, Value, json};
use std::io::Write;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// One device, e.g. pen-12
    name: Option<String>,
    /// Format of the printed values
    #[arg(long, default_value = "text")]
    format: Format,
}

pub fn devices(arguments: &Arguments) -> Done {
    let asked = arguments.name.as_ref().map(|name| preset(name).ok_or_else(|| unknown(name))).transpose()?;
    let mut out = crate::cli::terminal::out();
    match (arguments.format, asked) {
        (Format::Json, Some(preset)) => writeln!(out, "{:#}", json(preset))?,
        (Format::Json, None) => writeln!(out, "{:#}", Value::Array(presets().iter().map(json).collect()))?,
        (Format::Text, Some(preset)) => write!(out, "{}", one(preset))?,
        (Format::Text, None) => write!(out, "{}", table())?,
    }
    Ok(())
}

pub(super) fn unknown(name: &str) -> Stop {
    let names = presets().iter().map(|preset| preset.name.as_str());
    let help = match nearest(name, names.clone()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the devices are: {}", names.collect::<Vec<_>>().join(", ")),
    };
    Stop::said(format!("no device \"{name}\"; {help}"))
}

/// Every number of a device, its own and those that hold for all, with how it is known.
fn json(preset: &Preset) -> Value {
    let others =
        defaults().iter().filter(|(key, _)| !preset.entries.contains_key(*key) && used_by(preset.kind, key));
    let of = |(key, entry): (&String, &Entry), own: bool| {
        let Entry { value, low, high, tag, source, note } = entry;
        let number = json!({
            "value": value, "low": low, "high": high, "tag": tag, "source": source, "note": note, "own": own,
        });
        (key.clone(), number)
    };
    let numbers: Map<String, Value> = preset
        .entries
        .iter()
        .map(|entry| of(entry, true))
        .chain(others.map(|entry| of(entry, false)))
        .collect();
    json!({
        "device": preset.name, "label": preset.label, "kind": preset.kind.name(), "home": preset.home,
        "dial_mm": preset.dial_mm(), "numbers": numbers,
    })
}

fn table() -> String {
    let header = ["device", "", "needles", "length mm", "dial mm"];
    let mut rows = vec![header.map(str::to_owned)];
    for preset in presets() {
        rows.push([
            preset.name.clone(),
            preset.label.clone(),
            preset.number("count").map(|count| count.to_string()).unwrap_or_default(),
            preset.number("length_mm").map(|length| length.to_string()).unwrap_or_default(),
            preset.dial_mm().map(|[low, high]| format!("{low}–{high}")).unwrap_or_default(),
        ]);
    }
    let mut text = columns(&rows);
    text.push_str("\npuncta devices NAME prints every number of one, how it is known, and its source.\n");
    text
}

fn one(preset: &Preset) -> String {
    let mut text = format!("{} ({}), a {}\n\n", preset.label, preset.name, preset.kind.name());
    for (key, entry) in &preset.entries {
        text.push_str(&line(key, entry));
    }
    text.push_str("\nWhat holds for every device unless it says otherwise:\n\n");
    for (key, entry) in
        defaults().iter().filter(|(key, _)| !preset.entries.contains_key(*key) && used_by(preset.kind, key))
    {
        text.push_str(&line(key, entry));
    }
    text.push('\n');
    text.push_str(&wrapped(TAGS, width(), 0));
    text
}

/// Whether a device of this kind has this number.
fn used_by(kind: Kind, key: &str) -> bool {
    match key {
        // Every kind takes the key, but only a dial is off by itself.
        "setting_sd_mm" => Users::Dialled.include(kind),
        // No keys of a scenario.
        "row_stagger" => Users::Drum.include(kind),
        "rim_over_head" => false,
        _ => find("device", key).is_none_or(|key| key.used_by(kind)),
    }
}

fn line(key: &str, entry: &Entry) -> String {
    let range = match (entry.low, entry.high) {
        (Some(low), Some(high)) => format!(" ({low}–{high})"),
        _ => String::new(),
    };
    let mut text = format!("  {} {} {}{range}\n", padded(key, 20), padded(entry.tag.word(), 8), entry.value);
    let why = [entry.source.as_str(), entry.note.as_str()].into_iter().filter(|part| !part.is_empty());
    let why: Vec<&str> = why.collect();
    if !why.is_empty() {
        text.push_str(&wrapped(&why.join("; "), width(), 31));
    }
    text
}
