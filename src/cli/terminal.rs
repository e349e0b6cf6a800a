//! Terminal output: width, wrapped text, and output that may have no reader.

use crate::foundation::shown::{escaped, escaped_as_data};
use std::io::{self, IsTerminal, StdoutLock, Write};

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

/// Most characters of a line on stderr. Messages quote strangers briefly; this holds where one of them forgets to.
const LONGEST_LINE: usize = 4000;

/// Writes a message to stderr, ignoring errors if nobody reads it. What a terminal would obey is escaped, whoever wrote it.
pub fn say(message: &str) {
    let short: Vec<String> = message.split('\n').map(cut).collect();
    say_drawn(&escaped(&short.join("\n")));
}

fn cut(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line.to_owned(),
    }
}

/// Writes text to stderr that may hold colours of this program, and in which everything else was escaped before.
pub fn say_drawn(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Standard output. What a terminal would obey is escaped, as TOML and JSON write it, whoever wrote it.
pub fn out() -> Out<StdoutLock<'static>> {
    Out { to: io::stdout().lock(), rest: Vec::new() }
}

/// Output in which everything that a terminal would obey is escaped.
#[derive(Debug)]
pub struct Out<W: Write> {
    to: W,
    /// Beginning of a character whose end has not been written yet.
    rest: Vec<u8>,
}

impl<W: Write> Out<W> {
    /// Writes text that may hold colours of this program, and in which everything else was escaped before.
    pub fn drawn(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.to, "{text}")
    }
}

impl<W: Write> Write for Out<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
        if self.rest.is_empty() && bytes.iter().all(plain) {
            self.to.write_all(bytes)?;
            return Ok(bytes.len());
        }
        self.rest.extend_from_slice(bytes);
        let text = std::mem::take(&mut self.rest);
        for chunk in text.utf8_chunks() {
            self.to.write_all(escaped_as_data(chunk.valid()).as_bytes())?;
            let invalid = chunk.invalid();
            let is_end = invalid.as_ptr_range().end == text.as_ptr_range().end;
            // Up to three bytes at the end may be the beginning of a character.
            if is_end
                && !invalid.is_empty()
                && std::str::from_utf8(invalid).is_err_and(|error| error.error_len().is_none())
            {
                self.rest = invalid.to_vec();
            } else if !invalid.is_empty() {
                self.to.write_all("\u{fffd}".as_bytes())?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
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

    /// Written whole and byte by byte: characters may be cut by the buffer of the writer.
    #[test]
    fn limit_nothing_that_a_terminal_obeys_is_printed() {
        let text = "µm \u{9b}31m \u{202e}日本\u{1b}[2J\n\tend";
        let wanted = "µm \\u009b31m \\u202e日本\\u001b[2J\n\tend";
        let mut out = Out { to: Vec::new(), rest: Vec::new() };
        out.write_all(text.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(out.to).unwrap(), wanted);
        let mut out = Out { to: Vec::new(), rest: Vec::new() };
        text.bytes().for_each(|byte| out.write_all(&[byte]).unwrap());
        assert_eq!((String::from_utf8(out.to).unwrap().as_str(), out.rest.len()), (wanted, 0));
        assert_eq!(cut(&"x".repeat(5_000_000)).len(), LONGEST_LINE + 3);
    }

    #[test]
    fn identity_wrapped_lines_fit() {
        let text = wrapped("no study shows fat loss from needles without radiofrequency", 24, 2);
        assert!(text.lines().all(|line| line.chars().count() <= 24 && line.starts_with("  ")));
        assert_eq!(text.split_whitespace().count(), 9);
        assert_eq!(wrapped("", 10, 0), "");
        assert_eq!(wrapped("incomprehensibilities", 5, 0), "incomprehensibilities\n");
    }
}
