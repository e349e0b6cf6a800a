//! Reports: what results folders hold, in words, tables and pictures, as one HTML file and as pages of a PDF.
//!
//! | file | what it holds |
//! |---|---|
//! | here | the parts of a report |
//! | [`mod@run`] | the report of a run |
//! | [`many`] | runs side by side, and folders of other commands |
//! | [`mod@bench`] | the characterisation of a device |
//! | [`handout`] | a page for a class with its key |
//! | [`sources`] | ids of the literature as references |
//! | [`html`] | the HTML file, by a template |
//! | [`pages`] | the pages of a PDF |
//!
//! A report is a list of blocks that knows nothing of either form. A template of the user gets the same blocks.

pub mod bench;
pub mod handout;
pub mod html;
pub mod many;
pub mod pages;
pub mod run;
pub mod sources;
mod template;

use super::{Language, Look, Picture, RenderError, Theme};
use crate::outcome::agreement::Agreement;
use crate::outcome::characterisation::Characterisation;
use crate::outcome::origin::Origin;
use crate::outcome::{Figure, Measure, Outcome, SectionDiagram};
use serde::Serialize;

/// A report.
#[derive(Debug, Clone)]
pub struct Report {
    /// Title of the page.
    pub title: String,
    /// Line below it.
    pub subtitle: String,
    /// Language of its texts.
    pub language: Language,
    /// Sentence on the intended use.
    pub context_of_use: String,
    /// Sections in their order.
    pub sections: Vec<Section>,
    /// Line at the foot of every page.
    pub foot: String,
}

/// Part of a report.
#[derive(Debug, Clone)]
pub struct Section {
    /// Heading; empty for none.
    pub heading: String,
    /// Whether the section begins a page.
    pub on_new_page: bool,
    /// Its blocks in their order.
    pub blocks: Vec<Block>,
}

/// Block of a section.
#[derive(Debug, Clone)]
pub enum Block {
    /// Paragraph.
    Text(String),
    /// Paragraph to be seen before others.
    Note(String),
    /// Heading of some blocks.
    Heading(String),
    /// Items, one below the other.
    List(Vec<String>),
    /// Lines as they are typed.
    Code(String),
    /// Empty lines to write on.
    Lines(usize),
    /// Table.
    Table(Table),
    /// Picture with its caption.
    Figure(Shown),
}

/// Table with a line of headings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// Headings.
    pub head: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
    /// Width of each column relative to the others.
    pub widths: Vec<f64>,
}

/// Picture of a report.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The picture.
    pub what: What,
    /// Sentence below it.
    pub caption: String,
    /// Description in words.
    pub alt: String,
    /// Width as a share of the page.
    pub width: f64,
}

/// Form of a picture.
#[derive(Debug, Clone)]
pub enum What {
    /// Drawn by this command.
    Drawn(Box<Picture>),
    /// PNG file of a results folder, with its width and height in pixels.
    Png(Vec<u8>, [u32; 2]),
}

/// Run of which a report tells.
#[derive(Debug)]
pub struct OfRun {
    /// Values and maps.
    pub outcome: Outcome,
    /// Manifest.
    pub origin: Origin,
    /// Name of the folder.
    pub folder: String,
}

/// Results of another command.
#[derive(Debug, Clone, Default)]
pub struct OfOther {
    /// Manifest.
    pub origin: Origin,
    /// Name of the folder.
    pub folder: String,
    /// Headings and rows of its table; empty for none.
    pub table: Vec<Vec<String>>,
    /// Number of rows that the table has.
    pub rows: usize,
    /// Pictures.
    pub pictures: Vec<Stored>,
    /// Measured beside computed values.
    pub agreement: Vec<Agreement>,
    /// Cases: name, quantity, computed value, expected value, and whether it passed; `None` where it was not judged.
    pub verdicts: Vec<([String; 4], Option<bool>)>,
    /// Whether its cases are those built into the program, which are of other devices.
    pub is_published: bool,
    /// Measured curves: name, mean and root mean square of computed less measured force, N.
    pub curves: Vec<(String, [Option<f64>; 2])>,
    /// Deepest settings, of `safe-depth`.
    pub deepest: Vec<DeepestSetting>,
}

impl OfOther {
    /// Whether it sets measured beside computed values.
    fn has_bench_data(&self) -> bool {
        !self.verdicts.is_empty() || !self.agreement.is_empty() || !self.curves.is_empty()
    }

    /// Its pictures, which have their sentences in them.
    fn shown(&self) -> impl Iterator<Item = Block> {
        const WIDTH: f64 = 0.75;
        self.pictures.iter().map(|Stored { png, size, alt }| {
            let what = What::Png(png.clone(), *size);
            Block::Figure(Shown { what, caption: String::new(), alt: alt.clone(), width: WIDTH })
        })
    }
}

/// A picture of a results folder.
#[derive(Debug, Clone)]
pub struct Stored {
    /// PNG file.
    pub png: Vec<u8>,
    /// Width and height, pixels.
    pub size: [u32; 2],
    /// Description in words.
    pub alt: String,
}

/// Deepest setting at a site.
#[derive(Debug, Clone)]
pub struct DeepestSetting {
    /// Site, as scenarios name it.
    pub site: String,
    /// Limit on the share of strikes that reach the fat.
    pub limit: f64,
    /// Share of people who stay within it.
    pub people: f64,
    /// Setting.
    pub setting: Figure,
}

/// Everything that a report is made of.
#[derive(Debug, Default)]
pub struct Subject {
    /// Runs.
    pub runs: Vec<OfRun>,
    /// Results of other commands.
    pub others: Vec<OfOther>,
    /// Characterisation of the device of the first run, for a bench report.
    pub characterisation: Option<Characterisation>,
    /// Section of the skin under the device of the first run, for a handout; `None` without a body site.
    pub section: Option<SectionDiagram>,
}

/// Kind of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What results folders hold.
    Results,
    /// Characterisation of a device.
    Bench,
    /// A page for a class.
    Handout,
}

/// Makes a report.
///
/// # Errors
/// Those of its pictures; [`RenderError::Data`] where it lacks what it is of.
pub fn report(subject: &Subject, kind: Kind, look: &Look) -> Result<Report, RenderError> {
    let theme = &look.theme;
    let language = theme.language;
    let named = subject.runs.first().map(|run| run.outcome.provenance.name.clone());
    let name = named.unwrap_or_else(|| {
        subject.others.first().map_or(String::new(), |other| match other.origin.name.as_str() {
            "" => other.folder.clone(),
            name => name.to_owned(),
        })
    });
    let several = subject.runs.len() + subject.others.len() > 1;
    let (title, sections) = match kind {
        Kind::Results => {
            let title =
                if several { language.report_of_several().to_owned() } else { language.report_of(&name) };
            (title, many::sections(subject, theme)?)
        }
        Kind::Bench => (language.bench_report_of(&name), bench::sections(subject, theme)?),
        Kind::Handout => {
            let parts = subject.runs.first().and_then(|run| run.outcome.provenance.parts.as_ref());
            // A class knows no names of scenarios.
            let name = parts.map_or(name.clone(), |parts| {
                format!("{} · {}", language.name_begun(&parts.site), language.name_begun(&parts.device))
            });
            (language.handout_of(name), handout::sections(subject, theme)?)
        }
    };
    let subtitle = match (&subject.runs[..], kind) {
        ([one], _) => language.setting(&one.outcome.provenance),
        ([one, ..], Kind::Bench | Kind::Handout) => language.setting(&one.outcome.provenance),
        _ => String::new(),
    };
    let version = crate::outcome::provenance::VERSION;
    let context_of_use = language.context_of_use().to_owned();
    let foot = format!("puncta {version} · {name}");
    Ok(Report { title, subtitle, language, context_of_use, sections, foot })
}

impl Section {
    fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Section {
        Section { heading: heading.into(), on_new_page: false, blocks }
    }
}

impl Block {
    fn text(words: impl Into<String>) -> Block {
        Block::Text(words.into())
    }

    /// A table; nothing for one without rows.
    fn table(head: &[&str], rows: Vec<Vec<String>>, widths: &[f64]) -> Option<Block> {
        let head: Vec<String> = head.iter().map(|word| shortened(word)).collect();
        let short = |row: Vec<String>| row.iter().map(|cell| shortened(cell)).collect();
        let rows: Vec<Vec<String>> = rows.into_iter().map(short).collect();
        (!rows.is_empty()).then(|| Block::Table(Table { head, rows, widths: widths.to_vec() }))
    }

    fn drawn(picture: Picture, width: f64) -> Block {
        let (caption, alt) = (picture.caption.clone(), picture.alt.clone());
        Block::Figure(Shown { what: What::Drawn(Box::new(picture)), caption, alt, width })
    }
}

/// A text that fits a cell on a page.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 400;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// A value with its error in words, with the digits that the error bears; an en dash without one.
fn value_words(figure: &Figure, measure: Measure, language: Language) -> String {
    match figure.value {
        None => "–".to_owned(),
        Some(_) => language.said(&figure.said(measure.unit())),
    }
}

/// A length in words.
fn mm_words(mm: f64, language: Language) -> String {
    language.numeral(&format!("{}\u{202f}mm", super::numbers::short(mm, 3)))
}

/// Theme of the pictures of a report: without the foot and setting that the report carries itself.
fn of_pictures(theme: &Theme) -> Theme {
    Theme { words: super::theme::Words::Short, ..*theme }
}
