//! A page to print: the setting, values, pictures and notes of a run, or of settings side by side.
//!
//! The page has the proportions of an upright A4 sheet, on which a unit is 0.21 mm. Pictures are drawn anew
//! as panels with larger type, so that no type is smaller than 6 points on paper. Panels shrink until they
//! fit the page, but never below a readable size. If that is not enough, another arrangement is used, and if
//! none fits, the page grows. Remaining room goes to charts, which become higher, and between the rows.

use super::comparison as pictures;
use super::fonts::{self, Weight};
use super::layout;
use super::picture_set::{punctures, reach, tips};
use super::section;
use super::summary_table::Digits;
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::{Page, Theme};
use super::words::{self, Language};
use super::{Picture, RenderError};
use super::{comparison_table, summary_table};
use crate::outcome::{Comparison, Outcome};

/// Height of the page, units, at a width of 1000.
const HEIGHT: f64 = 1414.0;
/// Smallest type, units: 6.07 points if the page is 210 mm wide.
pub const LEAST: f64 = 10.2;
/// Gap between columns, and between rows of panels.
const GUTTER: f64 = 20.0;
/// Page width on which a panel of half the sheet is drawn, before it is fitted in.
const HALF_PAGE: f64 = 760.0;
/// Page width on which a panel as wide as the sheet is drawn.
const WHOLE_PAGE: f64 = 1000.0;

/// Smallest share of its column to which a panel shrinks. On narrower panels, type of 6 points leaves a map
/// no room.
const LEAST_HALF: f64 = 0.7;
const LEAST_BESIDE: f64 = 0.85;
const LEAST_WHOLE: f64 = 0.62;
/// Most settings whose maps are readable on half a sheet.
const MOST_BESIDE: usize = 4;
/// Page widths, relative to the usual one, on which a chart is drawn to become higher on the sheet.
const HIGHER: [f64; 2] = [0.86, 0.93];

/// Widths of its page, over the usual one, on which a chart is drawn that must be lower.
const LOWER: [f64; 2] = [1.15, 1.3];
/// Largest extra gap between two rows.
const MOST_BETWEEN: f64 = 44.0;

type Drawing<'a> = &'a dyn Fn(&Theme) -> Result<Picture, RenderError>;

/// A panel of the sheet.
#[derive(Clone, Copy)]
struct Panel<'a> {
    /// Share of the width of the sheet.
    share: f64,
    /// Whether the panel becomes higher on the sheet when drawn on a narrower page, as its height is
    /// independent of its width.
    is_chart: bool,
    drawing: Drawing<'a>,
}

impl<'a> Panel<'a> {
    fn map(share: f64, drawing: Drawing<'a>) -> Self {
        Panel { share, is_chart: false, drawing }
    }

    fn chart(share: f64, drawing: Drawing<'a>) -> Self {
        Panel { share, is_chart: true, drawing }
    }
}

/// Rows of panels.
struct Arrangement<'a> {
    rows: Vec<Vec<Panel<'a>>>,
    /// Smallest share of their columns to which panels shrink.
    least: f64,
}

/// Contents of a sheet.
struct Sheet<'a> {
    title: String,
    subtitle: String,
    /// Heading and rows; the first column names the value.
    table: Vec<Vec<String>>,
    /// Arrangements in order of preference. The first that fits is used; if none fits, the page grows for the
    /// first one.
    arrangements: Vec<Arrangement<'a>>,
    notes: Vec<String>,
    foot: String,
    caption: String,
}

/// Draws the sheet of a run.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let language = theme.language;
    let mut table = vec![summary_table::head(language).to_vec()];
    table.extend(summary_table::rows(outcome, Digits::Three, language).into_iter().map(|row| row.to_vec()));
    if table.iter().skip(1).all(|row| row[3].is_empty()) {
        table.iter_mut().for_each(|row| row.truncate(3));
    }
    let injury = |theme: &Theme| punctures::dermal_injury(outcome, theme, name);
    let reach = |theme: &Theme| reach::of_people(outcome, theme, name);
    let section = |theme: &Theme| section::cross::draw(outcome, theme, name);
    let depth = |theme: &Theme| tips::tip_depth(outcome, theme, name);
    let sheet = Sheet {
        title: outcome.provenance.name.clone(),
        subtitle: theme.language.setting(&outcome.provenance),
        table,
        arrangements: vec![Arrangement {
            rows: vec![
                vec![Panel::map(0.5, &injury), Panel::map(0.5, &reach)],
                vec![Panel::map(0.56, &section), Panel::chart(0.44, &depth)],
            ],
            least: LEAST_HALF,
        }],
        notes: summary_table::notes(outcome, language),
        foot: theme.language.foot(&outcome.provenance.foot()),
        caption: language.sheet_caption().to_owned(),
    };
    sheet.draw(theme, name)
}

/// Draws the sheet of a comparison.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn of_comparison(comparison: &Comparison, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let language = theme.language;
    let injury = |theme: &Theme| pictures::dermal_injury(comparison, theme, name);
    let reach = |theme: &Theme| pictures::fat_reach(comparison, theme, name);
    let differences = |theme: &Theme| pictures::differences(comparison, theme, name);
    let names: Vec<String> =
        (0..comparison.settings.len()).map(|setting| comparison.title(setting)).collect();
    let maps = [Panel::map(0.5, &injury), Panel::map(0.5, &reach)].to_vec();
    let arrangements = if names.len() == 2 {
        let rows = vec![maps, vec![Panel::chart(1.0, &differences)]];
        vec![Arrangement { rows, least: LEAST_HALF }]
    } else {
        // Beside the maps, a chart of all differences would be too small to read.
        let rows = vec![vec![Panel::map(1.0, &injury)], vec![Panel::map(1.0, &reach)]];
        let stacked = Arrangement { rows, least: LEAST_WHOLE };
        let beside = Arrangement { rows: vec![maps], least: LEAST_BESIDE };
        std::iter::once(stacked).chain((names.len() <= MOST_BESIDE).then_some(beside)).collect()
    };
    let sheet = Sheet {
        title: language.settings_side_by_side(names.len()),
        subtitle: names.join("\n"),
        table: comparison_table::rows(comparison, Digits::Three, language),
        arrangements,
        notes: comparison_table::notes(comparison, language),
        foot: theme.language.foot(&comparison.foot()),
        caption: language.compared_caption().to_owned(),
    };
    sheet.draw(theme, name)
}

impl Sheet<'_> {
    fn draw(&self, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
        let mut svg = Svg::new();
        let (margin, width) = (theme.page.margin, theme.inner_width());
        let mut y = layout::header(&mut svg, &self.title, &self.subtitle, theme);
        y = self.draw_table(&mut svg, y, theme) + theme.page.step;

        // In a column all type is as small as it may be.
        let (small, note) =
            if theme.is_column() { (theme.size.note, theme.size.note) } else { (LEAST, 11.0) };
        let page = if theme.is_column() { 0.0 } else { HEIGHT };
        let note = TextStyle::new(note, theme.text);
        let said: Vec<String> =
            self.notes.iter().chain([&theme.language.context_of_use().to_owned()]).cloned().collect();
        let notes = layout::wrapped(&said.join(" "), note.size, Weight::Regular, width);
        let foot = layout::wrapped(&self.foot, small, Weight::Regular, width);
        let below =
            1.3 * note.size * notes.len() as f64 + 1.3 * small * foot.len() as f64 + 8.0 + margin - 8.0;
        let rows = self.rows(page - y - below - theme.page.step, theme)?;
        let higher: f64 = rows.iter().map(|row| highest(row) + GUTTER).sum();
        let spare = (page - below - theme.page.step - (y + higher - GUTTER)).max(0.0);
        let between = (spare / (rows.len() + 1) as f64).min(MOST_BETWEEN);
        for (number, row) in rows.iter().enumerate() {
            y += between;
            for (column, panel) in row.iter().enumerate() {
                let place = Rect { x: margin + panel.place.x, y, ..panel.place };
                let prefix = format!("panel-{number}-{column}");
                svg.drawing_in(place, &panel.picture.svg, &prefix);
            }
            y += highest(row) + GUTTER;
        }
        // Notes and foot are at the lower edge, however much room the pictures leave.
        let top = (page - below).max(y - GUTTER + theme.page.step);
        svg.begin("notes");
        let end = layout::block(&mut svg, margin, top, &notes, &note) + 8.0;
        layout::block(&mut svg, margin, end, &foot, &TextStyle::new(small, theme.quiet));
        svg.end();
        let height = (top + below).ceil().max(page);
        let alt = self.alt(&rows, theme.language);
        Ok(Picture {
            name: name.to_owned(),
            svg: svg.document(height, &self.title, &alt, theme),
            caption: self.caption.clone(),
            alt,
        })
    }

    /// Draws the values in columns, the first aligned left and the others right. Returns the lower edge.
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
        // Type as large as fits, but at least readable.
        let fits = |size: &f64| widest(*size).iter().sum::<f64>() + 14.0 * columns as f64 <= width;
        let size = match theme.is_column() {
            true => theme.size.note,
            false => [14.0, 13.0, 12.0, 11.0].into_iter().find(fits).unwrap_or(LEAST),
        };
        let wide = widest(size);
        let line = 1.5 * size;
        // If there are too many settings for one table, their differences go below, under the same names.
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
            // Rows without an entry in this part are left out.
            let says = |row: &&Vec<String>| {
                part.iter().any(|column| row.get(*column).is_some_and(|cell| !cell.is_empty()))
            };
            for (number, row) in self.table.iter().filter(says).enumerate() {
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

    /// All panels, fitted into this height. If they do not fit, they shrink and are drawn anew with larger
    /// type, so that they stay readable.
    fn rows(&self, room: f64, theme: &Theme) -> Result<Vec<Vec<Placed>>, RenderError> {
        if theme.is_column() {
            return self.stacked(theme);
        }
        for arrangement in &self.arrangements {
            if let Some(rows) = arrangement.fitted(room, theme)? {
                return Ok(rows);
            }
        }
        let Some(first) = self.arrangements.first() else {
            return Ok(Vec::new());
        };
        if let Some(rows) = first.lowered(room, theme)? {
            return Ok(rows);
        }
        // The page grows rather than making panels unreadable: to two sheets, if that is enough.
        match first.fitted(room + HEIGHT, theme)? {
            Some(rows) => Ok(rows),
            None => first.placed(first.least, 1.0, theme),
        }
    }

    /// All panels one below the other, as wide as the page.
    fn stacked(&self, theme: &Theme) -> Result<Vec<Vec<Placed>>, RenderError> {
        let page = Page { width: theme.inner_width(), margin: 0.0, ..theme.page };
        let theme = Theme { page, panel: true, ..*theme };
        let panels = self.arrangements.first().map(|first| first.rows.concat()).unwrap_or_default();
        let placed = panels.iter().map(|panel| {
            let picture = (panel.drawing)(&theme)?;
            let [wide, high] = picture.svg.size();
            Ok(vec![Placed { place: Rect::new(0.0, 0.0, wide, high), picture }])
        });
        placed.collect()
    }

    fn alt(&self, rows: &[Vec<Placed>], language: Language) -> String {
        let panels = || rows.iter().flatten();
        let mut said =
            vec![format!("{}.", self.title), language.sheet_alt(self.table.len() - 1, panels().count())];
        said.extend(panels().map(|panel| format!("{}.", panel.picture.svg.title())));
        words::alternative(said)
    }
}

impl Arrangement<'_> {
    /// Panels as large as this height allows; `None` if even the smallest do not fit.
    fn fitted(&self, room: f64, theme: &Theme) -> Result<Option<Vec<Vec<Placed>>>, RenderError> {
        let room = room - GUTTER * (self.rows.len().max(1) - 1) as f64;
        let mut shrunk = 1.0;
        for _ in 0..TRIES {
            let rows = self.placed(shrunk, 1.0, theme)?;
            let needed = needed(&rows);
            if needed <= room {
                return self.heightened(rows, shrunk, room, theme).map(Some);
            }
            if shrunk <= self.least {
                break;
            }
            shrunk = (shrunk * (0.99 * room / needed).max(0.5)).max(self.least);
        }
        Ok(None)
    }

    /// Panels as wide as their columns with charts lower than usual, if they then fit.
    fn lowered(&self, room: f64, theme: &Theme) -> Result<Option<Vec<Vec<Placed>>>, RenderError> {
        let room = room - GUTTER * (self.rows.len().max(1) - 1) as f64;
        for by in LOWER {
            let rows = self.placed(1.0, by, theme)?;
            if needed(&rows) <= room {
                return Ok(Some(rows));
            }
        }
        Ok(None)
    }

    /// Panels as wide as their columns times `shrunk`, centred in their columns; x counts from the left
    /// margin. Charts are drawn on a page `by` times as wide as usual.
    fn placed(&self, shrunk: f64, by: f64, theme: &Theme) -> Result<Vec<Vec<Placed>>, RenderError> {
        let row = |panels: &Vec<Panel<'_>>| {
            let gaps = GUTTER * (panels.len().max(1) - 1) as f64;
            let mut left = 0.0;
            let place = |panel: &Panel<'_>| {
                let column = panel.share * (theme.inner_width() - gaps);
                let x = left + 0.5 * (1.0 - shrunk) * column;
                left += column + GUTTER;
                panel.placed(x, shrunk * column, if panel.is_chart { by } else { 1.0 }, theme)
            };
            panels.iter().map(place).collect()
        };
        self.rows.iter().map(row).collect()
    }

    /// The same panels with charts as high as this room allows.
    fn heightened(
        &self,
        mut rows: Vec<Vec<Placed>>,
        shrunk: f64,
        room: f64,
        theme: &Theme,
    ) -> Result<Vec<Vec<Placed>>, RenderError> {
        if shrunk < 1.0 {
            return Ok(rows);
        }
        for number in 0..rows.len() {
            let others: f64 = rows.iter().map(|row| highest(row)).sum::<f64>() - highest(&rows[number]);
            for column in 0..rows[number].len() {
                let panel = &self.rows[number][column];
                for by in HIGHER.into_iter().filter(|_| panel.is_chart) {
                    let at = rows[number][column].place;
                    let higher = panel.placed(at.x, at.width, by, theme)?;
                    if others + higher.place.height <= room {
                        rows[number][column] = higher;
                        break;
                    }
                }
            }
        }
        Ok(rows)
    }
}

impl Panel<'_> {
    /// The picture at this width on the sheet, drawn on a page `by` times as wide as usual.
    fn placed(&self, x: f64, width: f64, by: f64, theme: &Theme) -> Result<Placed, RenderError> {
        let page = by * if self.share < 1.0 { 2.0 * self.share * HALF_PAGE } else { WHOLE_PAGE };
        let picture = (self.drawing)(&theme.of_panel(page, (LEAST * page / width).max(11.0)))?;
        let [wide, high] = picture.svg.size();
        Ok(Placed { place: Rect::new(x, 0.0, width, high * width / wide), picture })
    }
}

/// Height of all rows without the gaps between them.
fn needed(rows: &[Vec<Placed>]) -> f64 {
    rows.iter().map(|row| highest(row)).sum()
}

fn highest(row: &[Placed]) -> f64 {
    row.iter().map(|panel| panel.place.height).fold(0.0, f64::max)
}

/// Most times that the panels of an arrangement are drawn.
const TRIES: usize = 4;

/// A panel and its place; y is that of its row.
struct Placed {
    place: Rect,
    picture: Picture,
}
