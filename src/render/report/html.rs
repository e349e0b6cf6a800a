//! The HTML file of a report, by the program's template or the user's.
//!
//! A template sees `report` (`title`, `subtitle`, `language`, `context_of_use`, `foot`), its `sections` (`heading`,
//! `on_new_page`, `blocks`), and `fonts` (`regular`, `semibold`: Inter as base64). A block has a `kind` (`text`, `note`,
//! `heading`, `list`, `lines`, `code`, `table`, `figure`) and what goes with it: `text`; `items`; `head`, `rows`, `widths` in per cent;
//! `svg` or `src`, `caption`, `alt`, `width` in per cent.
//!
//! Templates may come from anyone. They read no files, build no values (the file `template` says what they may do), take a bounded
//! number of steps, and write a bounded number of bytes.

use super::{Block, Report, Section, Shown, Table, What, template};
use crate::render::fonts;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{Error, UndefinedBehavior, Value, context};
use std::io::Write;

/// The program's template.
const OWN: &str = include_str!("report.html");

/// Name under which a template is known to the engine; the ending makes it escape what it prints.
const NAME: &str = "report.html";

/// Most steps of a template, and most bytes that it writes. The engine lets a text grow by 64 bytes for each step that is left.
const MOST_STEPS: u64 = 4_000_000;
const MOST_BYTES: usize = 256 << 20;

/// Writes the report by this template, or by the program's own.
///
/// # Errors
/// What is wrong with the template, with its line, in words.
pub fn html(report: &Report, template: Option<&str>) -> Result<String, String> {
    if let Some(text) = template {
        template::plain(text)?;
    }
    let mut environment = template::environment();
    environment.set_fuel(Some(MOST_STEPS));
    // A name that does not exist is an error where it is printed.
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.add_template(NAME, template.unwrap_or(OWN)).map_err(|error| words(&error))?;
    let template = environment.get_template(NAME).map_err(|error| words(&error))?;
    let fonts =
        context! { regular => STANDARD.encode(fonts::REGULAR), semibold => STANDARD.encode(fonts::SEMIBOLD) };
    let sections: Vec<Value> = (0..).zip(&report.sections).map(|(at, of)| section(at, of)).collect();
    let of = context! {
        title => report.title.as_str(),
        subtitle => report.subtitle.as_str(),
        language => report.language.code(),
        context_of_use => report.context_of_use.as_str(),
        foot => report.foot.as_str(),
        sections => sections,
    };
    let mut out = Bounded { bytes: Vec::new() };
    template
        .render_captured_to(context! { report => of, fonts => fonts }, &mut out)
        .map_err(|error| words(&error))?;
    String::from_utf8(out.bytes).map_err(|error| error.to_string())
}

/// Text of an error: what is wrong, and the line of the template.
fn words(error: &Error) -> String {
    let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let text = format!("{line}{}{detail}", error.kind());
    text.chars()
        .flat_map(|letter| if letter.is_control() { letter.escape_debug().collect() } else { vec![letter] })
        .collect()
}

/// Bytes up to a bound.
struct Bounded {
    bytes: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + more.len() > MOST_BYTES {
            return Err(std::io::Error::other(format!("the template writes more than {MOST_BYTES} bytes")));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn section(at: usize, of: &Section) -> Value {
    let blocks: Vec<Value> =
        (0..).zip(&of.blocks).map(|(number, of)| block(&format!("p{at}-{number}-"), of)).collect();
    context! { heading => of.heading.as_str(), on_new_page => of.on_new_page, blocks => blocks }
}

/// A block; `prefix` goes before the names of the groups of a picture.
fn block(prefix: &str, of: &Block) -> Value {
    match of {
        Block::Text(text) => context! { kind => "text", text => text },
        Block::Note(text) => context! { kind => "note", text => text },
        Block::Heading(text) => context! { kind => "heading", text => text },
        Block::Code(text) => context! { kind => "code", text => text },
        Block::Lines(count) => context! { kind => "lines", count => *count },
        Block::List(items) => context! { kind => "list", items => items },
        Block::Table(Table { head, rows, widths }) => {
            let all: f64 = widths.iter().sum();
            let widths: Vec<f64> = widths.iter().map(|width| (1e3 * width / all).round() / 10.0).collect();
            context! { kind => "table", head => head, rows => rows, widths => widths }
        }
        Block::Figure(Shown { what, caption, alt, width }) => {
            let width = (100.0 * width).round();
            match what {
                What::Drawn(picture) => {
                    let svg = picture.svg.inline(prefix);
                    context! { kind => "figure", svg => svg, caption => caption, alt => alt, width => width }
                }
                What::Png(bytes, _) => {
                    let src = format!("data:image/png;base64,{}", STANDARD.encode(bytes));
                    context! { kind => "figure", src => src, caption => caption, alt => alt, width => width }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::Language;

    fn report() -> Report {
        let table = Table {
            head: vec!["a<b".into(), "c".into()],
            rows: vec![vec!["1".into(), "2 & 3".into()]],
            widths: vec![1.0, 3.0],
        };
        let blocks = vec![Block::Text("Depth <script>".into()), Block::Table(table)];
        Report {
            title: "T".into(),
            subtitle: String::new(),
            language: Language::German,
            context_of_use: "u".into(),
            sections: vec![Section::new("S", blocks)],
            foot: "f".into(),
        }
    }

    #[test]
    fn identity_texts_are_escaped_and_the_language_is_said() {
        let text = html(&report(), None).unwrap();
        assert!(text.contains("Depth &lt;script&gt;") && !text.contains("<script"), "{text}");
        assert!(text.contains("lang=\"de\"") && text.contains("2 &amp; 3") && text.contains("75"));
        // A font that were escaped would be cut off at the first character that is.
        let style = text.split("</style>").next().unwrap();
        assert!(!style.contains("&#") && style.len() > 600_000, "{}", style.len());
    }

    #[test]
    fn limit_a_template_of_a_stranger_is_told_its_line_and_stopped() {
        let error = |template: &str| html(&report(), Some(template)).unwrap_err();
        assert!(error("a\n{% for x in %}").starts_with("line 2: "), "{}", error("a\n{% for x in %}"));
        assert!(error("{{ report.title.nothing.more }}").starts_with("line 1: "));
        let endless = "{% for a in range(90000) %}{% for b in range(90000) %}x{% endfor %}{% endfor %}";
        assert!(html(&report(), Some(endless)).is_err());
        assert!(html(&report(), Some("{% include '/etc/passwd' %}")).is_err());
        // Text that doubles is counted byte by byte.
        let twice = "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(40);
        assert!(html(&report(), Some(&format!("{{% set x = 'x' %}}{twice}{{{{ x }}}}"))).is_err());
        let joined = "{% set x = x ~ x %}".repeat(40);
        assert!(html(&report(), Some(&format!("{{% set x = 'x' %}}{joined}{{{{ x }}}}"))).is_err());
        let own = html(&report(), Some("{% for s in report.sections %}{{ s.heading }}{% endfor %}")).unwrap();
        assert_eq!(own, "S");
    }
}
