//! Writes the results of a run into its folder and prints them.

use super::study::{pngs, print_place};
use super::terminal::{padded, say, width, wrapped};
use super::{Done, Format, Stop, pictures};
use crate::foundation::evidence::Tag;
use crate::foundation::shown::Printed as _;
use crate::injury::Field;
use crate::outcome::folder::Placed;
use crate::outcome::provenance::Assumed;
use crate::outcome::{Folder, FolderError, Outcome, map_file};
use crate::render::summary_table::{Digits, head, left_out, notes, rows};
use crate::render::words::Language;
use crate::render::{Look, picture_set};
use crate::simulate::{Setup, Simulated};
use ndarray_npy::{WriteNpyError, WriteNpzError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes all maps and frees the cells. Returns the maps to be drawn.
pub fn maps(folder: &Folder, setup: &Setup, simulated: &mut Simulated) -> Result<Vec<Field>, Stop> {
    let file = folder.create(map_file::FIELDS).map_err(|error| Stop::said(error.to_string()))?;
    let done = simulated.rows.len() as u32;
    let tiles = std::mem::take(&mut simulated.tiles);
    map_file::write(file, &tiles, &setup.grid, done).map_err(|error| {
        let error = match error {
            WriteNpzError::Npy(WriteNpyError::Io(error)) => error,
            error => std::io::Error::other(error),
        };
        Stop::said(folder.cannot_write(map_file::FIELDS, error).to_string())
    })
}

/// Reports which files of others were kept, unless `quiet`. Returns the folder.
pub fn placed(placed: Result<Placed, FolderError>, quiet: bool) -> Result<PathBuf, Stop> {
    let Placed { folder, kept, .. } = placed.map_err(|error| Stop::said(error.to_string()))?;
    if !quiet {
        kept.iter().for_each(|words| say(&format!("{}: {words}", folder.printed())));
    }
    Ok(folder)
}

/// Writes all files of the folder except pictures, the manifest, and the maps, which are already there.
pub fn write(folder: &Folder, outcome: &Outcome) -> Done {
    let file =
        |name: &str, bytes: &[u8]| folder.write(name, bytes).map_err(|error| Stop::said(error.to_string()));
    outcome.files().map_err(Stop::said)?.iter().try_for_each(|(name, bytes)| file(name, bytes))
}

/// Draws and writes the pictures. Returns their names; `look` is `None` if there are to be none.
pub fn draw(folder: &Folder, outcome: &Outcome, look: Option<&Look>) -> Result<Vec<String>, Stop> {
    let Some(look) = look else { return Ok(Vec::new()) };
    let drawn = picture_set::draw(outcome, look).map_err(pictures::cannot)?;
    drawn.iter().map(|picture| pictures::write(folder, picture)).collect()
}

/// Prints the values in columns, or one item per line on a narrow terminal.
fn table(out: &mut impl Write, rows: &[[String; 4]], columns: usize) -> std::io::Result<()> {
    let with_inputs = rows.iter().any(|row| !row[3].is_empty());
    let used = if with_inputs { 4 } else { 3 };
    let head = head(Language::English);
    let all = || std::iter::once(&head).chain(rows);
    let wide: Vec<usize> =
        (0..used).map(|column| all().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
    if 2 + wide.iter().sum::<usize>() + 2 * (used - 1) <= columns {
        for row in all() {
            let cells: Vec<String> = row.iter().zip(&wide).map(|(text, wide)| padded(text, *wide)).collect();
            writeln!(out, "  {}", cells.join("  ").trim_end())?;
        }
        return Ok(());
    }
    for [label, value, people, inputs] in rows {
        writeln!(out, "  {label}\n    {value}")?;
        for (name, range) in [("people", people), ("inputs", inputs)] {
            if !range.is_empty() {
                writeln!(out, "    {name} {range}")?;
            }
        }
    }
    Ok(())
}

/// Reports on stderr which values do not rest on all people.
pub fn warn(outcome: &Outcome) {
    let language = Language::English;
    for (several, rests) in left_out(outcome) {
        let names: Vec<&str> =
            several.into_iter().map(|shown| shown.in_row(language, outcome.eyelid)).collect();
        say(&format!("warning: {}", language.rests_on(names.join(", "), language.rests(rests))));
    }
}

/// Prints the values and where the files are.
pub fn print(outcome: &Outcome, place: &Path, pictures: &[String], format: Format) -> Done {
    let mut out = crate::cli::terminal::out();
    let provenance = &outcome.provenance;
    if format == Format::Json {
        write!(out, "{}", outcome.summary_text())?;
        return Ok(());
    }
    let columns = width();
    writeln!(out, "{}", provenance.name)?;
    write!(out, "{}", wrapped(&provenance.setting, columns, 0))?;
    writeln!(out)?;
    table(&mut out, &rows(outcome, Digits::OfError, Language::English), columns)?;
    writeln!(out)?;
    for note in notes(outcome, Language::English) {
        write!(out, "{}", wrapped(&note, columns, 0))?;
    }
    write!(out, "{}", wrapped(&assumed(&provenance.assumed), columns, 0))?;
    print_place(&mut out, place, &pngs(pictures), columns)
}

/// Defaults that the scenario relies on, the least certain first.
fn assumed(all: &[Assumed]) -> String {
    let of = |tag: Tag| {
        let known = all.iter().filter(|of| of.tag == tag);
        let words = known.map(|of| {
            let (_, key) = of.key.rsplit_once('.').unwrap_or(("", &of.key));
            // The unit is part of the key.
            format!("{key} {}", of.value_words())
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| format!("{}: {}", tag.word(), words.join(", ")))
    };
    let groups: Vec<String> =
        [Tag::Design, Tag::Memory, Tag::Derived, Tag::Seen].into_iter().filter_map(of).collect();
    if groups.is_empty() {
        return String::new();
    }
    format!(
        "Assumed, as the scenario does not say – {}. `puncta check` gives the sources.",
        groups.join("; ")
    )
}
