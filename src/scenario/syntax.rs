//! Explains text that is not TOML: where it breaks, and the usual reasons.

use toml::de::Error;

use super::diagnostic::{Diagnostic, Place, clip, floor};
use super::keys::{self, SECTIONS};

/// Most syntax errors that are reported; later ones usually follow from the first.
const MOST_ERRORS: usize = 10;

/// Summary of the parser's errors.
pub(crate) struct Syntax {
    /// One diagnostic for each faulty line.
    pub problems: Vec<Diagnostic>,
    /// Dotted paths (or sections) given twice, with the second place.
    pub twice: Vec<(String, Place)>,
    /// First position that is not TOML. Names after it may be in the wrong section.
    pub first_break: Option<usize>,
}

/// Sorts the parser's errors for the file's `text`.
pub(crate) fn explain(text: &str, errors: &[Error]) -> Syntax {
    let mut found = Syntax { problems: Vec::new(), twice: Vec::new(), first_break: None };
    let mut lines: Vec<usize> = Vec::new();
    for error in errors.iter().take(4 * MOST_ERRORS) {
        let span = error.span().unwrap_or(0..0);
        let start = floor(text, span.start);
        let end = floor(text, span.end).max(start);
        let (line_start, line) = line_at(text, start);
        if lines.contains(&line_start) || lines.len() == MOST_ERRORS {
            continue;
        }
        lines.push(line_start);
        let header = line.trim_start().starts_with('[');
        let place = Place { source: 0, span: start..end };
        let path = path_at(text, line_start, line);
        if error.message() == "duplicate key" {
            let name = if header { header_name(line).map(str::to_owned) } else { path };
            found.twice.push((name.unwrap_or_else(|| clip(&text[start..end])), place));
            continue;
        }
        found.first_break = Some(found.first_break.map_or(line_start, |first| first.min(line_start)));
        let problem = match comma(line) {
            Some((at, number)) => {
                let named = path.clone().unwrap_or_else(|| "the value".to_owned());
                let place = Place { source: 0, span: line_start + at..line_start + at + number.len() };
                Diagnostic::error(format!("{named} = {number} is written with a comma; numbers take a point"))
                    .value(number)
                    .help(format!("write {}", number.replace(',', ".")))
                    .at(Some(&place))
            }
            None => {
                let message = error.message().replace(['\n', '\r'], " ");
                Diagnostic::error(format!("this is not TOML: {}", message.trim()))
                    .help(advice(error.message(), line))
                    .at(Some(&place))
            }
        };
        found.problems.push(match path {
            Some(path) => problem.key(path),
            None => problem,
        });
    }
    found
}

/// Start and text of the line around `at`, without the line end.
fn line_at(text: &str, at: usize) -> (usize, &str) {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    (start, text[start..end].trim_end_matches('\r'))
}

/// Known section that a header line opens.
fn header_name(line: &str) -> Option<&'static str> {
    let name = line.trim().trim_start_matches('[');
    let name = name.split(']').next()?.trim();
    SECTIONS.iter().copied().find(|section| !section.is_empty() && *section == name)
}

/// Dotted path of the key on the line starting at `line_start`, if it can be determined.
fn path_at(text: &str, line_start: usize, line: &str) -> Option<String> {
    let (name, _) = line.split_once('=')?;
    let name = name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        return None;
    }
    let section = text[..line_start].lines().rev().find_map(header_name).unwrap_or("");
    Some(match (section, keys::find_path(name)) {
        ("", _) | (_, Some(_)) if name.contains('.') || section.is_empty() => name.to_owned(),
        _ => format!("{section}.{name}"),
    })
}

/// A number with a decimal comma after the equals sign, with its place in the line.
fn comma(line: &str) -> Option<(usize, &str)> {
    let after = line.find('=')? + 1;
    let value = line.get(after..)?;
    let start = after + (value.len() - value.trim_start().len());
    let value = line.get(start..)?;
    let value = value.split('#').next()?.trim_end();
    is_decimal_comma(value).then_some((start, value))
}

/// Whether a value has a decimal comma: `1,5` or `-0,25`.
pub(crate) fn is_decimal_comma(value: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    value
        .trim_start_matches(['-', '+'])
        .split_once(',')
        .is_some_and(|(whole, part)| value.len() < 32 && digits(whole) && digits(part))
}

fn advice(message: &str, line: &str) -> String {
    let trimmed = line.trim();
    if message.contains("recursion") {
        return "lists and tables are nested too deeply; no key of a scenario needs that".to_owned();
    }
    if trimmed.starts_with('[') && !trimmed.contains(']') {
        return "close the section header with ]".to_owned();
    }
    match trimmed.split_once('=') {
        Some((name, value)) => {
            let name = name.trim();
            let value = value.split('#').next().unwrap_or("").trim();
            let word = !value.is_empty()
                && value.len() < 64
                && value.chars().all(|c| c.is_alphanumeric() || " _-.".contains(c))
                && value.chars().next().is_some_and(char::is_alphabetic);
            let unit = value.split_once(' ').filter(|(n, _)| n.parse::<f64>().is_ok());
            if value.is_empty() {
                format!("write a value after {} =", clip(name))
            } else if word {
                format!("put text in quotes: {} = \"{value}\"", clip(name))
            } else if let Some((number, _)) = unit {
                format!("write the number alone: {} = {number} (the unit is in the name)", clip(name))
            } else if value.matches('"').count() % 2 == 1 {
                "close the text with \"".to_owned()
            } else if value.starts_with('[') && !value.ends_with(']') {
                "close the list with ]".to_owned()
            } else {
                "write `key = value` on a line of its own: numbers bare, text in quotes, lists in [ ]"
                    .to_owned()
            }
        }
        None => "write `key = value` on a line of its own, or a section header such as [device]".to_owned(),
    }
}
