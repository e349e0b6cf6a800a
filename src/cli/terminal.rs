//! Terminal output: width, wrapped text, and output that may have no reader.

use std::io::{IsTerminal, Write};

/// Columns to write in: what `COLUMNS` says, or the terminal; 80 without either, and at least 20.
pub fn width() -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let found = said.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
    // Long lines are hard to read even if they fit.
    found.unwrap_or(80).clamp(20, 110)
}

/// Whether stderr supports colours.
pub fn colours() -> bool {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    wanted && std::env::var_os("TERM").is_none_or(|term| term != "dumb") && std::io::stderr().is_terminal()
}

/// Writes a line to stderr, ignoring errors if nobody reads it.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Wraps text to lines of at most `width` characters, indented by `indent` spaces. A longer word gets its own
/// line.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let room = width.saturating_sub(indent).max(1);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| format!("{pad}{line}\n")).collect()
}

/// Pads to a width in characters (not bytes).
pub fn padded(text: &str, width: usize) -> String {
    let short = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(short))
}

/// Prints a table with its head: rows in columns or, where they do not fit, one item a line. Empty cells are left out
/// there, and a column without a name stands for the row.
pub fn table(out: &mut impl Write, rows: &[Vec<String>], columns: usize) -> std::io::Result<()> {
    let Some((head, rows_below)) = rows.split_first() else { return Ok(()) };
    let widest = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let wide: Vec<usize> = (0..head.len()).map(widest).collect();
    if 2 + wide.iter().sum::<usize>() + 2 * (wide.len() - 1) <= columns {
        for row in rows {
            let cells: Vec<String> = row.iter().zip(&wide).map(|(text, wide)| padded(text, *wide)).collect();
            writeln!(out, "  {}", cells.join("  ").trim_end())?;
        }
        return Ok(());
    }
    for row in rows_below {
        for (at, (name, text)) in head.iter().zip(row).enumerate().filter(|(_, (_, text))| !text.is_empty()) {
            let indent = if at == 0 { "  " } else { "    " };
            let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
            writeln!(out, "{indent}{name}{text}")?;
        }
    }
    Ok(())
}

/// Table in which every column is as wide as its widest cell.
pub fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let wide = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(wide);
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().zip(widths).map(|(cell, wide)| padded(cell, wide)).collect();
            format!("{}\n", cells.join("  ").trim_end())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_wrapped_lines_fit() {
        let text = wrapped("no study shows fat loss from needles without radiofrequency", 24, 2);
        assert!(text.lines().all(|line| line.chars().count() <= 24 && line.starts_with("  ")));
        assert_eq!(text.split_whitespace().count(), 9);
        assert_eq!(wrapped("", 10, 0), "");
        assert_eq!(wrapped("incomprehensibilities", 5, 0), "incomprehensibilities\n");
    }
}
