//! Pages of a report, set by the program itself: blocks flow down a page, tables break between rows and repeat their heads,
//! pictures stay whole.

use super::{Block, Report, Section, Shown, Table, What};
use crate::render::fonts::Weight;
use crate::render::pdf::{self, Paper};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::{Picture, RenderError, layout};

/// Sizes of type, units: a page is 1000 units wide, so that 20 units are 12 points on A4.
const TITLE: f64 = 34.0;
const HEADING: f64 = 24.0;
const SMALL_HEADING: f64 = 18.0;
const BODY: f64 = 16.0;
const CELL: f64 = 13.5;
const FOOT: f64 = 12.0;

/// Height of a line to write on, units.
const LINE: f64 = 34.0;

/// Margins, units.
const SIDE: f64 = 70.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 72.0;

/// Gap between blocks, and between columns of a table.
const GAP: f64 = 12.0;
const COLUMN_GAP: f64 = 10.0;

/// Greatest share of a page that a picture takes.
const HIGHEST: f64 = 0.82;

/// Sets the report on pages, and writes them as a PDF.
///
/// # Errors
/// Errors of the fonts and of the PDF library.
pub fn pdf(report: &Report, paper: Paper) -> Result<Vec<u8>, RenderError> {
    let ratio: f64 = match paper {
        Paper::Letter => 11.0 / 8.5,
        Paper::A4 | Paper::OfPicture => 297.0 / 210.0,
    };
    let paper = if paper == Paper::OfPicture { Paper::A4 } else { paper };
    let theme = Theme { language: report.language, ..Theme::LIGHT };
    let mut setter = Setter {
        height: (1000.0 * ratio).round(),
        theme,
        done: Vec::new(),
        svg: Svg::new(),
        y: TOP,
        used: false,
    };
    setter.head(report);
    for section in &report.sections {
        setter.section(section);
    }
    let pages = setter.finish(report);
    pdf::write_pages(&pages, &report.title, paper)
}

/// Pages that are set, and the one that is being set.
struct Setter {
    height: f64,
    theme: Theme,
    done: Vec<Svg>,
    svg: Svg,
    y: f64,
    /// Whether the page has a block.
    used: bool,
}

impl Setter {
    fn width(&self) -> f64 {
        1000.0 - 2.0 * SIDE
    }

    fn end(&self) -> f64 {
        self.height - BOTTOM
    }

    fn turn(&mut self) {
        if self.used {
            self.done.push(std::mem::replace(&mut self.svg, Svg::new()));
            (self.y, self.used) = (TOP, false);
        }
    }

    /// Turns the page unless so much room is left.
    fn need(&mut self, room: f64) {
        if self.y + room > self.end() {
            self.turn();
        }
    }

    /// Lines of text, broken between pages.
    fn lines(&mut self, text: &str, x: f64, width: f64, style: &TextStyle) {
        for line in layout::wrapped(text, style.size, style.weight, width) {
            self.need(1.35 * style.size);
            self.svg.text((x, self.y + style.size), &line, style);
            self.y += 1.35 * style.size;
            self.used = true;
        }
    }

    fn head(&mut self, report: &Report) {
        let text = self.theme.text;
        self.lines(&report.title, SIDE, self.width(), &TextStyle::new(TITLE, text).semibold());
        self.lines(&report.subtitle, SIDE, self.width(), &TextStyle::new(BODY, self.theme.quiet));
        self.y += GAP;
        self.marked(&report.context_of_use, self.theme.accents.vermilion);
    }

    /// A paragraph with a bar beside it.
    fn marked(&mut self, text: &str, colour: Rgb) {
        let lines = layout::wrapped(text, BODY, Weight::Regular, self.width() - 20.0);
        let high = 1.35 * BODY * lines.len() as f64;
        self.need(high + GAP);
        self.svg.rect(Rect::new(SIDE, self.y, 4.0, high + 4.0), 0.0, &Paint::fill(colour));
        self.lines(text, SIDE + 18.0, self.width() - 20.0, &TextStyle::new(BODY, self.theme.text));
        self.y += GAP;
    }

    fn section(&mut self, section: &Section) {
        if section.on_new_page {
            self.turn();
        }
        if !section.heading.is_empty() {
            // A heading stays with the beginning of what it heads.
            self.need(HEADING + 110.0);
            if self.used {
                self.y += 1.4 * GAP;
            }
            self.lines(
                &section.heading,
                SIDE,
                self.width(),
                &TextStyle::new(HEADING, self.theme.text).semibold(),
            );
            self.y += 0.5 * GAP;
        }
        section.blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        let (text, width) = (self.theme.text, self.width());
        match block {
            Block::Text(words) => self.lines(words, SIDE, width, &TextStyle::new(BODY, text)),
            Block::Note(words) => self.marked(words, self.theme.accents.blue),
            Block::Heading(words) => {
                self.need(SMALL_HEADING + 60.0);
                self.y += 0.5 * GAP;
                self.lines(words, SIDE, width, &TextStyle::new(SMALL_HEADING, text).semibold());
            }
            Block::List(items) => {
                for item in items {
                    self.need(1.35 * BODY);
                    self.svg.circle((SIDE + 5.0, self.y + 0.68 * BODY), 2.4, &Paint::fill(self.theme.quiet));
                    self.lines(item, SIDE + 18.0, width - 18.0, &TextStyle::new(BODY, text));
                    self.y += 4.0;
                }
            }
            Block::Lines(count) => {
                for _ in 0..*count {
                    self.need(LINE);
                    self.y += LINE;
                    self.used = true;
                    self.svg.line(
                        (SIDE, self.y),
                        (SIDE + width, self.y),
                        &Paint::stroke(self.theme.grid, 1.2),
                    );
                }
            }
            Block::Code(words) => {
                self.lines(words, SIDE + 18.0, width - 36.0, &TextStyle::new(CELL, self.theme.quiet));
            }
            Block::Table(table) => self.table(table),
            Block::Figure(shown) => self.figure(shown),
        }
        self.y += GAP;
    }

    fn table(&mut self, table: &Table) {
        let all: f64 = table.widths.iter().sum();
        let widths: Vec<f64> = table.widths.iter().map(|width| self.width() * width / all).collect();
        self.need(5.0 * CELL);
        self.row(&table.head, &widths, true);
        for row in &table.rows {
            let high = row_lines(row, &widths, Weight::Regular).1;
            if self.y + high > self.end() {
                self.turn();
                self.row(&table.head, &widths, true);
            }
            self.row(row, &widths, false);
        }
    }

    fn row(&mut self, cells: &[String], widths: &[f64], is_head: bool) {
        let weight = if is_head { Weight::SemiBold } else { Weight::Regular };
        let (lines, high) = row_lines(cells, widths, weight);
        let mut x = SIDE;
        let style = TextStyle { weight, ..TextStyle::new(CELL, self.theme.text) };
        for (lines, width) in lines.iter().zip(widths) {
            for (at, line) in lines.iter().enumerate() {
                self.svg.text((x, self.y + CELL * (1.0 + 1.3 * at as f64)), line, &style);
            }
            x += width;
        }
        self.y += high;
        let rule =
            if is_head { Paint::stroke(self.theme.text, 1.5) } else { Paint::stroke(self.theme.grid, 1.0) };
        self.svg.line((SIDE, self.y - 3.0), (SIDE + self.width(), self.y - 3.0), &rule);
        self.used = true;
    }

    fn figure(&mut self, shown: &Shown) {
        let [width, height] = match &shown.what {
            What::Drawn(picture) => picture.svg.size(),
            What::Png(_, size) => size.map(f64::from),
        };
        let caption = layout::wrapped(&shown.caption, CELL, Weight::Regular, self.width());
        let below = 1.35 * CELL * caption.len() as f64 + 6.0;
        let room = HIGHEST * (self.end() - TOP);
        let wide = (self.width() * shown.width).min(room * width / height.max(1.0));
        let high = wide * height / width.max(1.0);
        self.need(high + below);
        let place = Rect::new(SIDE + 0.5 * (self.width() - wide), self.y, wide, high);
        match &shown.what {
            What::Drawn(picture) => {
                let prefix = format!("figure-{}-{}", self.done.len(), self.y.round());
                self.svg.drawing_in(place, &picture.svg, &prefix);
            }
            What::Png(bytes, _) => self.svg.png(place, bytes),
        }
        (self.y, self.used) = (self.y + high + 6.0, true);
        self.lines(&shown.caption, SIDE, self.width(), &TextStyle::new(CELL, self.theme.quiet));
    }

    /// Adds foot and number to every page.
    fn finish(mut self, report: &Report) -> Vec<Picture> {
        self.turn();
        let (height, theme, count) = (self.height, self.theme, self.done.len());
        let foot = |(at, mut svg): (usize, Svg)| {
            let style = TextStyle::new(FOOT, theme.quiet);
            let y = height - 0.5 * BOTTOM;
            svg.text((SIDE, y), &report.foot, &style);
            let number = format!("{} / {count}", at + 1);
            svg.text((1000.0 - SIDE, y), &number, &style.anchored(Anchor::End));
            let svg = svg.document(height, &report.title, &report.title, &theme);
            Picture { name: "report".to_owned(), svg, caption: String::new(), alt: report.title.clone() }
        };
        self.done.into_iter().enumerate().map(foot).collect()
    }
}

/// Lines of the cells of a row, and its height.
fn row_lines(cells: &[String], widths: &[f64], weight: Weight) -> (Vec<Vec<String>>, f64) {
    let lines: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| layout::wrapped(cell, CELL, weight, (width - COLUMN_GAP).max(CELL)))
        .collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
    (lines, CELL * (1.3 * most as f64 + 0.75))
}
