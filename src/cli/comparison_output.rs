//! Output of `puncta compare`: the settings that differ, and a table with one row per value.

use super::compare::sentence;
use super::study::{pngs, print_place};
use super::terminal::{padded, width, wrapped};
use super::{Done, Format};
use crate::foundation::shown::Printed as _;
use crate::outcome::Comparison;
use crate::outcome::changed::letter;
use crate::render::Language;
use crate::render::comparison_table::{notes, rows};
use crate::render::summary_table::Digits;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Most differing keys that are listed.
const MOST_KEYS: usize = 12;

/// Prints the comparison and where its files are.
pub fn print(
    comparison: &Comparison,
    files: &[PathBuf],
    place: &Path,
    pictures: &[String],
    format: Format,
) -> Done {
    let mut out = crate::cli::terminal::out();
    if format == Format::Json {
        writeln!(out, "{:#}", comparison.json())?;
        return Ok(());
    }
    let columns = width();
    for (number, (outcome, file)) in comparison.settings.iter().zip(files).enumerate() {
        let provenance = &outcome.provenance;
        let line = format!("{}: {} · {}", letter(number), file.printed(), provenance.name);
        write!(out, "{}{}", wrapped(&line, columns, 0), wrapped(&provenance.setting, columns, 3))?;
    }
    writeln!(out)?;
    write!(out, "{}", differing(comparison, columns))?;
    for replaced in &comparison.replaced {
        let note = format!(
            "{} says {} = {}; that of A, {}, holds for all.",
            letter(replaced.setting),
            replaced.key,
            replaced.wrote,
            replaced.took
        );
        write!(out, "{}", sentence(&note))?;
    }
    writeln!(out)?;
    write!(
        out,
        "{}",
        table(&rows(comparison, Digits::OfError, Language::English), comparison.settings.len(), columns)
    )?;
    writeln!(out)?;
    for note in notes(comparison, Language::English) {
        write!(out, "{}", sentence(&note))?;
    }
    print_place(&mut out, place, &pngs(pictures), columns)
}

/// Lists the keys in which the scenarios differ.
fn differing(comparison: &Comparison, columns: usize) -> String {
    let changed = &comparison.changed;
    if changed.is_empty() {
        return "The scenarios differ in nothing.\n".to_owned();
    }
    let mut text = "Settings that differ:\n".to_owned();
    for row in changed.iter().take(MOST_KEYS) {
        text += &wrapped(&format!("{}  {}", row.key, row.values_words()), columns, 2);
    }
    if changed.len() > MOST_KEYS {
        let more = format!(
            "and {} other keys: see `changed` in comparison.json, or the scenario files of the folder",
            changed.len() - MOST_KEYS
        );
        text += &wrapped(&more, columns, 2);
    }
    text
}

/// Table in columns if they fit, else two tables of values and of differences, else one block per value.
fn table(rows: &[Vec<String>], settings: usize, columns: usize) -> String {
    let cells = rows.first().map_or(0, Vec::len);
    let part = |cells: std::ops::Range<usize>| {
        let with_label =
            |row: &Vec<String>| std::iter::once(&row[0]).chain(&row[cells.clone()]).cloned().collect();
        rows.iter().map(with_label).collect::<Vec<Vec<String>>>()
    };
    let halves = || {
        Some(
            in_columns(&part(1..settings + 1), columns)?
                + "\n"
                + &in_columns(&part(settings + 1..cells), columns)?,
        )
    };
    in_columns(rows, columns).or_else(halves).unwrap_or_else(|| in_lines(rows, columns))
}

/// Table in columns; `None` if they do not fit.
fn in_columns(rows: &[Vec<String>], columns: usize) -> Option<String> {
    let cells = rows.first().map_or(0, Vec::len);
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..cells).map(wide).collect();
    let whole = 2 + widths.iter().sum::<usize>() + 2 * cells.saturating_sub(1);
    let line = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, wide)| padded(cell, *wide)).collect();
        format!("  {}\n", cells.join("  ").trim_end())
    };
    (whole <= columns).then(|| rows.iter().map(line).collect())
}

fn in_lines(rows: &[Vec<String>], columns: usize) -> String {
    let Some((heading, rows)) = rows.split_first() else { return String::new() };
    let wide = heading.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for row in rows {
        text += &wrapped(&row[0], columns, 2);
        for (head, cell) in heading.iter().zip(row).skip(1) {
            let line = format!("    {}  {cell}", padded(head, wide));
            if line.chars().count() <= columns {
                text += &format!("{line}\n");
            } else {
                text += &format!("    {head}\n{}", wrapped(cell, columns, 6));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_a_narrow_terminal_gets_two_tables_or_a_line_a_cell() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = [
            row(&["", "A", "B", "B \u{2212} A"]),
            row(&["depth reached, mm", "1.0575 ± 0.0089", "0.7618 ± 0.0065", "\u{2212}0.2957 ± 0.0041"]),
        ];
        let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap();
        // Column widths 2 and 17 + 15 + 15 + 16, with two between each: 71.
        assert_eq!((table(&rows, 2, 71).lines().count(), widest(&table(&rows, 2, 71))), (2, 71));
        let halves = table(&rows, 2, 70);
        assert_eq!((halves.lines().count(), widest(&halves)), (5, 53));
        assert!(halves.ends_with("depth reached, mm  \u{2212}0.2957 ± 0.0041\n"), "{halves}");
        let lines = table(&rows, 2, 40);
        assert_eq!((lines.lines().count(), widest(&lines) <= 40), (4, true), "{lines}");
        assert!(lines.contains("    B \u{2212} A  \u{2212}0.2957 ± 0.0041\n"), "{lines}");
        assert!(widest(&table(&rows, 2, 20)) <= 20);
    }
}
