//! `puncta evidence`: lists every default with its range, how it is known, and its source.
//!
//! Body sites and devices have tables of another form, with commands of their own. Of the devices, only the
//! defaults that hold for all of them are listed here.

use super::terminal::{columns, padded, width, wrapped};
use super::{Done, Format, Stop};
use crate::device::preset;
use crate::foundation::evidence::{Evidence, EvidenceTable, Tag};
use crate::scenario::{catalogue, nearest};
use crate::{injury, mechanics, recovery, skin, technique, tract};
use serde::Serialize;
use std::io::Write;
use std::sync::LazyLock;

/// A table: its file below `data/` without the ending, its topic, its entries.
type Table = (&'static str, &'static str, &'static LazyLock<EvidenceTable>);

/// All files of `data/` that are tables of evidence, in the order of the chapters. A new table needs a line
/// here.
static TABLES: &[Table] = &[
    ("skin", "sex, age and body mass; thin and thick skin; papillary dermis", &skin::EVIDENCE),
    ("field", "how thickness varies, between people and from place to place", &skin::field::EVIDENCE),
    ("rete", "the ridges between epidermis and dermis", &skin::ridges::EVIDENCE),
    ("vessels", "the small vessels of the skin", &skin::vessels::EVIDENCE),
    ("technique", "how a hand moves; depths above which a run warns", &technique::defaults::EVIDENCE),
    ("depth_ratio", "tip depth over set depth, by kind of device", &mechanics::ratio::EVIDENCE),
    ("mechanics", "what stands against a needle: the contact law", &mechanics::parameters::EVIDENCE),
    ("tract", "what one puncture leaves", &tract::evidence::EVIDENCE),
    ("indices", "relative indices, flags and limits", &injury::indices::EVIDENCE),
    ("recovery", "what follows a treatment: closure, redness, healing", &recovery::EVIDENCE),
];

/// The table of devices, one section of which has the form of the other tables.
const DEVICES: (&str, &str, &str) =
    ("devices", "what holds unless a device or a scenario says otherwise", "defaults");

/// Explanation of the tags.
pub const TAGS: &str = "seen: read at the source; memory: recalled, to be verified; derived: computed from such; design: our choice.";

const RANGES: &str = "range: what we would vary it over, – where none is claimed.";

const SOURCES: &str = "Sources are ids of data/literature.bib, or words.";

/// Where to read further.
const ELSEWHERE: [[&str; 2]; 3] = [
    ["puncta evidence NAME", "notes to a table, section or entry"],
    ["puncta devices NAME", "numbers of one device"],
    ["puncta sites NAME", "numbers of one body site"],
];

/// Fewest columns for a source beside its number; with fewer the source goes below.
const SOURCE_ROOM: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// A table, a section, an entry, or these joined by dots, e.g. field, pen or tract.residual_ratio
    name: Option<String>,
    /// How the entries are printed; json: one object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

/// An entry with its position. In JSON the keys are in this order.
#[derive(Debug, Clone, Copy, Serialize)]
struct Number {
    table: &'static str,
    section: &'static str,
    name: &'static str,
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    tag: Tag,
    source: &'static str,
    note: &'static str,
}

impl Number {
    fn new<T>([table, section, name]: [&'static str; 3], known: &'static Evidence<T>, value: f64) -> Number {
        let Evidence { low, high, tag, source, note, .. } = known;
        Number { table, section, name, value, low: *low, high: *high, tag: *tag, source, note }
    }

    /// Whether the words of `asked` are steps of the path to this entry, in its order; steps may be left out.
    fn answers(&self, asked: &str) -> bool {
        let mut path = [self.table, self.section, self.name].into_iter();
        asked.split('.').all(|word| path.any(|step| step == word))
    }

    /// All names by which this entry can be requested.
    fn names(&self) -> [String; 7] {
        let Number { table, section, name, .. } = self;
        [
            table.to_string(),
            section.to_string(),
            name.to_string(),
            format!("{table}.{section}"),
            format!("{table}.{name}"),
            format!("{section}.{name}"),
            format!("{table}.{section}.{name}"),
        ]
    }

    fn range(&self) -> Option<String> {
        match (self.low, self.high) {
            (Some(low), Some(high)) => Some(format!("{low}–{high}")),
            (Some(low), None) => Some(format!("from {low}")),
            (None, Some(high)) => Some(format!("to {high}")),
            (None, None) => None,
        }
    }
}

pub fn evidence(arguments: &Arguments) -> Done {
    let all = numbers();
    let asked = arguments.name.as_deref();
    let answers = |number: &&Number| asked.is_none_or(|name| number.answers(name));
    let found: Vec<Number> = all.iter().filter(answers).copied().collect();
    if let (Some(name), true) = (asked, found.is_empty()) {
        return Err(unknown(name, &all));
    }
    let text = match (arguments.format, asked) {
        (Format::Json, _) => lines(&found)?,
        (Format::Text, None) => list(&found, width()),
        (Format::Text, Some(_)) => notes(&found, width()),
    };
    write!(crate::cli::terminal::out(), "{text}")?;
    Ok(())
}

/// All entries: table by table, then those of the devices.
fn numbers() -> Vec<Number> {
    let mut all = Vec::new();
    for &(table, _, sections) in TABLES {
        for (section, entries) in sections.iter() {
            let of = |(name, known): (&'static String, &'static Evidence)| {
                Number::new([table, section, name], known, known.value)
            };
            all.extend(entries.iter().map(of));
        }
    }
    let (table, _, section) = DEVICES;
    all.extend(preset::defaults().iter().filter_map(|(name, known)| {
        let value = preset::number(&known.value)?;
        Some(Number::new([table, section, name], known, value))
    }));
    all
}

fn unknown(name: &str, all: &[Number]) -> Stop {
    let names: Vec<String> = all.iter().flat_map(Number::names).collect();
    let known = catalogue();
    let help = if known.sites.contains(&name) {
        format!("it is a body site: puncta sites {name}")
    } else if known.presets.contains(&name) {
        format!("it is a device: puncta devices {name}")
    } else if let Some(near) = nearest(name, names.iter().map(String::as_str)) {
        format!("did you mean {near}?")
    } else {
        let tables: Vec<&str> = TABLES.iter().map(|(table, _, _)| *table).chain([DEVICES.0]).collect();
        format!("the tables are: {}", tables.join(", "))
    };
    Stop::said(format!("no evidence of \"{name}\"; {help}"))
}

fn lines(numbers: &[Number]) -> Result<String, Stop> {
    let line = |number| serde_json::to_string(number).map(|line| line + "\n");
    numbers.iter().map(line).collect::<Result<_, _>>().map_err(|error| Stop::said(error.to_string()))
}

/// Table with a row for every number, under its section.
fn list(numbers: &[Number], width: usize) -> String {
    let mut rows = vec![["name", "value", "range", "tag"].map(str::to_owned)];
    rows.extend(numbers.iter().map(|number| {
        let range = number.range().unwrap_or_else(|| "–".to_owned());
        [number.name.to_owned(), number.value.to_string(), range, number.tag.word().to_owned()]
    }));
    let rows: Vec<String> = columns(&rows).lines().map(|row| format!("  {row}")).collect();
    let column = rows.iter().map(|row| row.chars().count()).max().unwrap_or(0) + 2;
    let mut text = wrapped(TAGS, width, 0) + &wrapped(RANGES, width, 0);
    text.push('\n');
    let Some((header, rows)) = rows.split_first() else { return text };
    text.push_str(&sourced(header, "source", column, width));
    let rows: Vec<(&Number, &String)> = numbers.iter().zip(rows).collect();
    for table in rows.chunk_by(|(one, _), (next, _)| one.table == next.table) {
        let name = table[0].0.table;
        text.push_str(&format!("\n{}", wrapped(&format!("{name}: {}", about(name)), width, 0)));
        for section in table.chunk_by(|(one, _), (next, _)| one.section == next.section) {
            text.push_str(&format!("\n{}\n", heading(section[0].0)));
            for (number, row) in section {
                text.push_str(&sourced(row, number.source, column, width));
            }
        }
    }
    text.push('\n');
    text.push_str(&wrapped(SOURCES, width, 0));
    text.push_str(&columns(&ELSEWHERE.map(|row| row.map(str::to_owned))));
    text
}

/// A row with its source from `column` on, or below the row if there is too little room.
fn sourced(row: &str, source: &str, column: usize, width: usize) -> String {
    let beside = wrapped(source, width, column);
    let fits = width >= column + SOURCE_ROOM && beside.lines().all(|line| line.chars().count() <= width);
    match source {
        "" => format!("{row}\n"),
        _ if fits => format!("{}{}", padded(row, column), beside.trim_start()),
        _ => format!("{row}\n{}", wrapped(source, width, 4)),
    }
}

/// Every number with its notes.
fn notes(numbers: &[Number], width: usize) -> String {
    let mut text = String::new();
    for section in numbers.chunk_by(|one, next| (one.table, one.section) == (next.table, next.section)) {
        text.push_str(&format!("{}\n\n", heading(&section[0])));
        for number in section {
            let range = number.range().map(|range| format!(" ({range})")).unwrap_or_default();
            let head = format!("{} = {}{range}, {}", number.name, number.value, number.tag.word());
            text.push_str(&wrapped(&head, width, 2));
            text.push_str(&wrapped(number.note, width, 4));
            if !number.source.is_empty() {
                text.push_str(&wrapped(&format!("source: {}", number.source), width, 4));
            }
            text.push('\n');
        }
    }
    text.push_str(&wrapped(TAGS, width, 0));
    text
}

fn heading(number: &Number) -> String {
    format!("{} · {}", number.table, number.section)
}

/// Topic of the table with this name.
fn about(table: &str) -> &'static str {
    TABLES.iter().find(|(name, _, _)| *name == table).map_or(DEVICES.1, |(_, about, _)| about)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Files of `data/` that this command leaves out.
    const NO_EVIDENCE: [(&str, &str); 5] = [
        ("bench_report", "texts of a bench report with their sources, no numbers of the program"),
        ("calibration", "experiments that the contact law was fitted to, no numbers of the program"),
        ("cards", "texts with sources, no numbers of the program"),
        ("face", "a drawing; the proportions in it are what it was drawn from, and nothing reads them"),
        ("fitted_rows", "published rows that set numbers of the other tables, no numbers of the program"),
    ];

    #[test]
    fn identity_every_table_of_the_data_is_shown_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let mut files = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let file: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            files.insert(name.clone());
            if NO_EVIDENCE.iter().any(|(left_out, _)| *left_out == name) {
                continue;
            }
            let sections = file.iter().filter(|(section, _)| name != DEVICES.0 || *section == DEVICES.2);
            let written: BTreeSet<(&str, &str)> = sections
                .flat_map(|(section, entries)| {
                    entries.as_table().unwrap().keys().map(|key| (section.as_str(), key.as_str()))
                })
                .collect();
            let all = numbers();
            let shown = all.iter().filter(|number| number.table == name);
            let shown: BTreeSet<(&str, &str)> = shown.map(|number| (number.section, number.name)).collect();
            assert_eq!(shown, written, "data/{name}.toml: does TABLES have it?");
        }
        let known = TABLES.iter().map(|(table, _, _)| *table).chain([DEVICES.0]);
        let known: BTreeSet<String> =
            known.chain(NO_EVIDENCE.map(|(file, _)| file)).map(str::to_owned).collect();
        assert_eq!(files, known);
    }

    #[test]
    fn limit_lines_fit_where_the_terminal_is_narrow() {
        let all = numbers();
        for width in [60, 80, 110] {
            for text in [list(&all, width), notes(&all, width)] {
                for line in text.lines() {
                    assert!(line.chars().count() <= width, "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn identity_wide_or_narrow_the_words_are_the_same() {
        let all = numbers();
        let words = |width| list(&all, width).split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(60), words(80));
        assert_eq!(words(80), words(110));
    }

    #[test]
    fn identity_a_range_may_have_one_end() {
        let number = numbers()[0];
        let range = |low, high| Number { low, high, ..number }.range();
        assert_eq!(range(Some(-0.5), Some(1.0)).as_deref(), Some("-0.5–1"));
        assert_eq!(range(Some(0.5), None).as_deref(), Some("from 0.5"));
        assert_eq!(range(None, Some(1.0)).as_deref(), Some("to 1"));
        assert_eq!(range(None, None), None);
    }
}
