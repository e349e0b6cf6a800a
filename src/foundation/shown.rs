//! Text of a stranger as it may stand in a message: on one line, short, and without anything that a terminal obeys.
//!
//! Scenarios, tables, cases and results folders may come from anyone. A control character in them could recolour the
//! terminal, clear it, change its title or turn the direction of the text, and a field of a table can be megabytes long. Every
//! message therefore quotes such text through [`shown`]. Longer texts, such as notes and messages of a parser, pass through
//! [`printable`], [`said`] or [`shown_to`].

use std::borrow::Cow;
use std::fmt::{Display, Write};
use std::path::Path;

/// Most characters of a quotation.
pub const LONGEST: usize = 80;

/// Whether a terminal or an editor may obey a character: control characters, separators of lines and paragraphs, characters
/// that turn the direction of text, and those that are never drawn.
#[must_use]
pub fn is_obeyed(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Adds a character, `\u{1b}` in place of one that a terminal might obey.
fn push(to: &mut String, letter: char) {
    if is_obeyed(letter) { to.extend(letter.escape_unicode()) } else { to.push(letter) }
}

/// Adds a character as JSON and TOML escape it.
fn push_as_data(to: &mut String, letter: char) {
    for unit in letter.encode_utf16(&mut [0; 2]) {
        // Writing to a string cannot fail.
        let _ = write!(to, "\\u{unit:04x}");
    }
}

/// Text in which characters that a terminal obeys are escaped, except line feeds and tabs: `\u{1b}`.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    escaped_with(text, push)
}

/// The same with escapes as JSON and TOML have them, `\u001b`, for what may be either: it stays what it was.
#[must_use]
pub fn escaped_as_data(text: &str) -> Cow<'_, str> {
    escaped_with(text, push_as_data)
}

fn escaped_with(text: &str, push: fn(&mut String, char)) -> Cow<'_, str> {
    let kept = |letter: char| matches!(letter, '\n' | '\t') || !is_obeyed(letter);
    if text.chars().all(kept) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if kept(letter) { safe.push(letter) } else { push(&mut safe, letter) }
    }
    Cow::Owned(safe)
}

/// Text of any length on one line: white space becomes a space each, and other characters that a terminal obeys are escaped.
#[must_use]
pub fn printable(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        if is_blank(letter) { line.push(' ') } else { push(&mut line, letter) }
    }
    line
}

/// Paths in messages. A name may hold line feeds, and what a terminal obeys.
pub trait Printed {
    /// On one line, as [`printable`] has it.
    fn printed(&self) -> String;
}

impl Printed for Path {
    fn printed(&self) -> String {
        printable(&self.display().to_string())
    }
}

/// Quotation of at most [`LONGEST`] characters.
#[must_use]
pub fn shown(text: &str) -> String {
    shown_to(text, LONGEST)
}

/// Most characters of a message of a reader of TOML, JSON or archives. It may quote what a stranger wrote, and list keys.
const LONGEST_MESSAGE: usize = 800;

/// Message of such a reader, as it may stand in ours.
#[must_use]
pub fn said(message: impl Display) -> String {
    shown_to(&message.to_string(), LONGEST_MESSAGE)
}

/// Quotation of at most `most` characters on one line, with runs of white space joined, and "..." for what is left out.
#[must_use]
pub fn shown_to(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut blank = false;
    let mut count = 0;
    for letter in text.trim().chars() {
        let space = is_blank(letter);
        if space && blank {
            continue;
        }
        blank = space;
        if count == most {
            line.push_str("...");
            break;
        }
        if space {
            line.push(' ')
        } else {
            push(&mut line, letter)
        }
        count += 1;
    }
    line
}

/// White space that may be written as a space: not the separators that only some programs take for the end of a line.
fn is_blank(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_nothing_that_a_terminal_obeys_is_left() {
        for text in
            ["\u{1b}[31m", "\u{9b}31m", "a\u{2028}b\u{2029}", "\u{202e}txt.exe", "\u{7f}\u{0}", "\u{e0041}"]
        {
            for safe in
                [shown(text), printable(text), escaped(text).into_owned(), escaped_as_data(text).into_owned()]
            {
                assert!(!safe.chars().any(is_obeyed), "{safe:?}");
            }
        }
        assert_eq!(shown("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(printable("a\nb\u{9b}"), "a b\\u{9b}");
        // Scripts that need joiners keep them, and whole words stay what they are.
        for text in ["Wange µm – 日本語", "می\u{200c}خواهم"] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn limit_a_quotation_is_short_and_one_line() {
        let long = "x".repeat(20_000_000);
        assert_eq!(shown(&long).len(), LONGEST + 3);
        assert_eq!(shown("  a \r\n\t b  "), "a b");
        assert_eq!(shown_to("abcdef", 3), "abc...");
        assert_eq!(shown_to("abc", 3), "abc");
    }

    #[test]
    fn identity_escapes_are_read_back_by_toml_and_json() {
        let text = "a\u{9b}b\u{202e}\u{1b}";
        let safe = escaped_as_data(text).into_owned();
        assert_eq!(serde_json::from_str::<String>(&format!("\"{safe}\"")).unwrap(), text);
        let read: toml::Table = toml::from_str(&format!("a = \"{safe}\"")).unwrap();
        assert_eq!(read["a"].as_str(), Some(text));
        assert!(matches!(escaped("plain\n\ttext"), Cow::Borrowed(_)));
    }
}
