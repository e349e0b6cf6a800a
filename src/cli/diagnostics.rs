//! Draws diagnostics for a terminal: the line of the file with the place underlined, the allowed range, the
//! reason and what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use crate::foundation::shown::escaped;
use crate::scenario::{Diagnostic, Place, Severity, Sources};

/// Narrower terminals are treated as this wide.
const NARROWEST: usize = 40;
/// Text wider than this is hard to read.
const WIDEST: usize = 140;
/// Longest part of a source line that is drawn, in bytes on each side of the place.
const WINDOW: usize = 2000;

/// Draws all diagnostics in order, each followed by an empty line.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, colour: bool, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width);
    let mut text = String::new();
    for diagnostic in diagnostics {
        text.push_str(&renderer.render(&[group(diagnostic, sources, width)]));
        text.push_str("\n\n");
    }
    text
}

fn group<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, width: usize) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    // If the message is too long for the terminal, the reason moves into a note.
    let message = match &diagnostic.why {
        Some(why) if diagnostic.message.chars().count() + 9 > width => diagnostic
            .message
            .strip_suffix(why.as_str())
            .map_or(diagnostic.message.as_str(), |rest| rest.trim_end_matches([':', ' '])),
        _ => diagnostic.message.as_str(),
    };
    let group =
        level.primary_title(normalize_untrusted_str(&escaped(message))).element(place(diagnostic, sources));
    // A note does not repeat what the message says.
    let said = |text: &&String| !message.contains(text.as_str());
    let hinted = |text: &&String| diagnostic.help.as_ref().is_none_or(|help| !help.contains(text.as_str()));
    let note = |group: Group<'a>, level: Level<'a>, text: String| {
        group.element(level.message(normalize_lines(&wrap(&text, width))))
    };
    let mut group = group;
    if let Some(allowed) = diagnostic.allowed.as_ref().filter(said).filter(hinted) {
        group = note(group, Level::NOTE, format!("allowed: {allowed}"));
    }
    if let Some(why) = diagnostic.why.as_ref().filter(said) {
        group = note(group, Level::NOTE, why.clone());
    }
    if let Some(help) = &diagnostic.help {
        group = note(group, Level::HELP, help.clone());
    }
    group
}

/// Source line with the place underlined, or the name of the file if there is no place.
fn place<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Element<'a> {
    let name =
        diagnostic.source.as_deref().or_else(|| Some(sources.get(0)?.name.as_str())).unwrap_or("scenario");
    let name = normalize_untrusted_str(&escaped(name));
    let drawn = diagnostic.place.as_ref().and_then(|place| window(place, sources));
    let Some((line, text, span, moved)) = drawn else {
        let mut origin = Origin::path(name);
        if let Some(line) = diagnostic.line {
            origin = origin.line(line);
            origin = origin.char_column(diagnostic.column.unwrap_or(1));
        }
        return origin.into();
    };
    let name = if moved {
        // The line is cut or has escapes before the place, so the renderer would count other columns.
        format!("{name} (column {})", diagnostic.column.unwrap_or(1))
    } else {
        name
    };
    Snippet::source(text).path(name).line_start(line).annotation(AnnotationKind::Primary.span(span)).into()
}

/// Line around a place, with the place's span in it, and whether the place has moved in the line. Of a very long line only
/// the part around the place is taken, and what a terminal obeys is escaped.
fn window(place: &Place, sources: &Sources) -> Option<(usize, String, std::ops::Range<usize>, bool)> {
    let text = sources.get(place.source)?.text.as_str();
    let (line, _) = sources.line_column(place)?;
    let start = boundary(text, place.span.start);
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text.get(start..)?.find('\n').map_or(text.len(), |n| start + n);
    let line_end = if text.get(line_start..line_end)?.ends_with('\r') { line_end - 1 } else { line_end };
    let start = start.min(line_end);
    let end = boundary(text, place.span.end).clamp(start, line_end);
    let from = boundary(text, start.saturating_sub(WINDOW)).max(line_start);
    let to = boundary(text, end.min(start + WINDOW) + WINDOW).clamp(start, line_end);
    let end = end.min(to);
    // Escaped piece by piece, so that the place stays what it was. Columns are counted before that.
    let [before, there, after] =
        [text.get(from..start)?, text.get(start..end)?, text.get(end..to)?].map(escaped);
    let span = before.len()..before.len() + there.len();
    let moved = from > line_start || before.len() != start - from;
    Some((line, format!("{before}{there}{after}"), span, moved))
}

fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Breaks text between words so that it fits beside the margin.
fn wrap(text: &str, width: usize) -> String {
    let room = width.saturating_sub(14).max(20);
    let mut wrapped = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            wrapped.push('\n');
            used = 0;
        } else if used > 0 {
            wrapped.push(' ');
            used += 1;
        }
        wrapped.push_str(word);
        used += length;
    }
    wrapped
}

fn normalize_lines(text: &str) -> String {
    text.lines().map(|line| normalize_untrusted_str(&escaped(line))).collect::<Vec<_>>().join("\n")
}
