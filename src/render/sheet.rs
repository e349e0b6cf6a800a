//! One page to print: setting, figures, pictures and notes of a run, or of settings side by side.
//!
//! The page has the proportions of an upright A4 sheet, on which a unit is 0.21 mm. Pictures are drawn anew as panels, with type
//! large enough that none is smaller than 6 points on paper.

use super::comparison as pictures;
use super::fonts::{self, Weight};
use super::layout;
use super::picture_set;
use super::section;
use super::svg::{self, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::Language;
use super::{Picture, RenderError};
use super::{compared, shown};
use crate::outcome::{Comparison, Outcome};

/// Height of the page, units, at a width of 1000.
const HEIGHT: f64 = 1414.0;
/// Smallest type, units: 6.07 points where the page is 210 mm wide.
pub const LEAST: f64 = 10.2;
/// Between columns and between rows of panels.
const GUTTER: f64 = 20.0;
/// Width of the page on which a panel of half the sheet is drawn, before it is fitted in.
const HALF_PAGE: f64 = 760.0;
/// The same for a panel as wide as the sheet.
const WHOLE_PAGE: f64 = 1000.0;

type Panel<'a> = &'a dyn Fn(&Theme) -> Result<Picture, RenderError>;

/// What a sheet holds.
struct Sheet<'a> {
    title: String,
    subtitle: String,
    /// Heading and rows; the first column is the figure.
    table: Vec<Vec<String>>,
    /// Rows of panels, each with its share of the width.
    panels: Vec<Vec<(f64, Panel<'a>)>>,
    notes: Vec<String>,
    foot: String,
    caption: String,
}

/// The sheet of a run.
///
/// # Errors
/// From the first picture that cannot be drawn.
pub fn draw(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let mut table = vec![shown::head(language).to_vec()];
    table.extend(shown::rows(outcome, language).into_iter().map(|row| row.to_vec()));
    if table.iter().skip(1).all(|row| row[3].is_empty()) {
        table.iter_mut().for_each(|row| row.truncate(3));
    }
    let injury = |theme: &Theme| picture_set::dermal_injury(outcome, theme);
    let reach = |theme: &Theme| picture_set::fat_reach(outcome, theme);
    let section = |theme: &Theme| section::cross::draw(outcome, theme);
    let depth = |theme: &Theme| picture_set::tip_depth(outcome, theme);
    let sheet = Sheet {
        title: outcome.provenance.name.clone(),
        subtitle: outcome.provenance.setting.clone(),
        table,
        panels: vec![vec![(0.5, &injury), (0.5, &reach)], vec![(0.56, &section), (0.44, &depth)]],
        notes: shown::notes(outcome, language),
        foot: outcome.provenance.foot(),
        caption: language.sheet_caption().to_owned(),
    };
    sheet.draw(theme)
}

/// The sheet of a comparison.
///
/// # Errors
/// From the first picture that cannot be drawn.
pub fn of_comparison(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let injury = |theme: &Theme| pictures::dermal_injury(comparison, theme);
    let reach = |theme: &Theme| pictures::fat_reach(comparison, theme);
    let differences = |theme: &Theme| pictures::differences(comparison, theme);
    let names: Vec<String> =
        (0..comparison.settings.len()).map(|setting| comparison.title(setting)).collect();
    let two = comparison.settings.len() == 2;
    let panels: Vec<Vec<(f64, Panel<'_>)>> = if two {
        vec![vec![(0.5, &injury), (0.5, &reach)], vec![(1.0, &differences)]]
    } else {
        // A chart of all differences beside the maps would be too small to read.
        vec![vec![(1.0, &injury)], vec![(1.0, &reach)]]
    };
    let sheet = Sheet {
        title: language.settings_side_by_side(names.len()),
        subtitle: names.join("\n"),
        table: compared::rows(comparison, language),
        panels,
        notes: compared::notes(comparison, language),
        foot: comparison.foot(),
        caption: language.compared_caption().to_owned(),
    };
    sheet.draw(theme)
}

impl Sheet<'_> {
    fn draw(&self, theme: &Theme) -> Result<Picture, RenderError> {
        fonts::register()?;
        let mut svg = Svg::new();
        let (margin, width) = (theme.page.margin, theme.inner_width());
        let mut y = layout::header(&mut svg, &self.title, &self.subtitle, theme);
        y = self.draw_table(&mut svg, y, theme) + theme.page.step;

        let note = TextStyle::new(11.0, theme.text);
        let said: Vec<String> =
            self.notes.iter().chain([&theme.language.context_of_use().to_owned()]).cloned().collect();
        let notes = layout::wrapped(&said.join(" "), note.size, Weight::Regular, width);
        let foot = layout::wrapped(&self.foot, LEAST, Weight::Regular, width);
        let below =
            1.3 * note.size * notes.len() as f64 + 1.3 * LEAST * foot.len() as f64 + 8.0 + margin - 8.0;
        let rows = self.rows(HEIGHT - y - below - theme.page.step, theme)?;
        for (number, row) in rows.iter().enumerate() {
            let mut highest = 0.0f64;
            for (column, panel) in row.iter().enumerate() {
                let place = Rect { x: margin + panel.place.x, y, ..panel.place };
                let prefix = format!("panel-{number}-{column}");
                let unread =
                    || RenderError::Svg { name: "sheet".to_owned(), why: format!("{prefix} has no size") };
                svg.document_in(place, &panel.picture.svg, &prefix).ok_or_else(unread)?;
                highest = highest.max(place.height);
            }
            y += highest + GUTTER;
        }
        // Notes and foot stand at the lower edge, whatever room pictures leave.
        let top = (HEIGHT - below).max(y - GUTTER + theme.page.step);
        svg.begin("notes");
        let end = layout::block(&mut svg, margin, top, &notes, &note) + 8.0;
        layout::block(&mut svg, margin, end, &foot, &TextStyle::new(LEAST, theme.quiet));
        svg.end();
        let height = (top + below).ceil().max(HEIGHT);
        let alt = self.alt(&rows, theme.language);
        Ok(Picture {
            name: "sheet".to_owned(),
            svg: svg.document(height, &self.title, &alt, theme),
            caption: self.caption.clone(),
            alt,
        })
    }

    /// Figures in columns, the first at the left and the others at the right of theirs. Gives the lower edge.
    fn draw_table(&self, svg: &mut Svg, top: f64, theme: &Theme) -> f64 {
        let (margin, width) = (theme.page.margin, theme.inner_width());
        let columns = self.table.first().map_or(0, Vec::len);
        let widest = |size: f64| -> Vec<f64> {
            let of = |column: usize| {
                let cells = self.table.iter().filter_map(|row| row.get(column));
                cells.map(|cell| fonts::width(cell, size, Weight::SemiBold)).fold(0.0, f64::max)
            };
            (0..columns).map(of).collect()
        };
        // As large as fits, and no smaller than can be read.
        let fits = |size: &f64| widest(*size).iter().sum::<f64>() + 14.0 * columns as f64 <= width;
        let size = [14.0, 13.0, 12.0, 11.0].into_iter().find(fits).unwrap_or(LEAST);
        let wide = widest(size);
        let line = 1.5 * size;
        // Too many settings for one table: their differences go below, under the same names.
        let all: Vec<usize> = (1..columns).collect();
        let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
        let mut used = wide.first().copied().unwrap_or(0.0);
        let first = used;
        for column in all {
            if used + wide[column] + 14.0 > width && parts.last().is_some_and(|part| !part.is_empty()) {
                parts.push(Vec::new());
                used = first;
            }
            used += wide[column] + 14.0;
            if let Some(part) = parts.last_mut() {
                part.push(column);
            }
        }
        svg.begin("figures");
        let mut y = top;
        for part in &parts {
            let sum: f64 = part.iter().map(|column| wide[*column]).sum();
            let gap = ((width - first - sum) / part.len().max(1) as f64).min(60.0);
            for (number, row) in self.table.iter().enumerate() {
                if number % 2 == 1 {
                    let band = Rect::new(margin - 6.0, y, width + 12.0, line);
                    svg.rect(band, 2.0, &Paint::fill(theme.grid).opacity(0.5));
                }
                let baseline = layout::middle(y + line / 2.0, size);
                let strong = TextStyle::new(size, theme.text).semibold();
                let plain = TextStyle::new(size, theme.text);
                svg.text((margin, baseline), row.first().map_or("", String::as_str), &strong);
                let mut x = margin + first + gap;
                for column in part {
                    let cell = row.get(*column).map_or("", String::as_str);
                    svg.text((x, baseline), cell, if number == 0 { &strong } else { &plain });
                    x += wide[*column] + gap;
                }
                y += line;
            }
            y += 0.5 * line;
        }
        svg.end();
        y - 0.5 * line
    }

    /// All panels, fitted into this height: where they do not fit, they shrink, and are drawn anew with larger type, so that
    /// it stays readable.
    fn rows(&self, room: f64, theme: &Theme) -> Result<Vec<Vec<Placed>>, RenderError> {
        let gaps = GUTTER * (self.panels.len().max(1) - 1) as f64;
        let mut shrunk = 1.0;
        for _ in 0..TRIES {
            let rows = self.placed(shrunk, theme)?;
            let high = |row: &Vec<Placed>| row.iter().map(|panel| panel.place.height).fold(0.0, f64::max);
            let needed: f64 = rows.iter().map(high).sum();
            if needed + gaps <= room {
                return Ok(rows);
            }
            shrunk *= (0.99 * (room - gaps) / needed).max(0.5);
        }
        // The page grows rather than that type becomes unreadable.
        self.placed(shrunk, theme)
    }

    /// Panels as wide as their columns times `shrunk`, x from the left margin, in the middle of their columns.
    fn placed(&self, shrunk: f64, theme: &Theme) -> Result<Vec<Vec<Placed>>, RenderError> {
        let row = |panels: &Vec<(f64, Panel<'_>)>| {
            let gaps = GUTTER * (panels.len().max(1) - 1) as f64;
            let mut left = 0.0;
            panels
                .iter()
                .map(|(share, panel)| {
                    let column = share * (theme.inner_width() - gaps);
                    let width = shrunk * column;
                    let page = if *share < 1.0 { 2.0 * share * HALF_PAGE } else { WHOLE_PAGE };
                    let picture = panel(&theme.of_panel(page, (LEAST * page / width).max(11.0)))?;
                    let [wide, high] = svg::size(&picture.svg).unwrap_or([page, page]);
                    let x = left + 0.5 * (column - width);
                    left += column + GUTTER;
                    Ok(Placed { place: Rect::new(x, 0.0, width, high * width / wide), picture })
                })
                .collect()
        };
        self.panels.iter().map(row).collect()
    }

    fn alt(&self, rows: &[Vec<Placed>], language: Language) -> String {
        let table = self.table.iter().skip(1).map(|row| {
            let cells: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
            cells.join(" ")
        });
        let table: Vec<String> = table.collect();
        let panels: Vec<&str> = rows.iter().flatten().map(|panel| panel.picture.alt.as_str()).collect();
        let (figures, pictures) = (language.sheet_figures(), language.sheet_pictures());
        format!("{}. {figures}: {}. {pictures}: {}", self.title, table.join("; "), panels.join(" "))
    }
}

/// How often panels are drawn before the page grows.
const TRIES: usize = 4;

/// A panel and its place; y is that of its row.
struct Placed {
    place: Rect,
    picture: Picture,
}
