//! Maps side by side: one quantity under several settings, on one colour scale.

use ndarray::{Array1, Array2, ArrayView2};

use super::axes::{Axis, Chart};
use super::colour::ColourMap;
use super::fonts::Weight;
use super::heatmap::{self, MapLine};
use super::key::Key;
use super::layout;
use super::numbers;
use super::run_map::from_zero;
use super::scale::Scale;
use super::summary::Summary;
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::{self, Language};
use super::{Picture, RenderError};

/// Width of the key beside the maps, units.
const KEY_WIDTH: f64 = 128.0;
/// Gap between maps, and between maps and key.
const GUTTER: f64 = 24.0;
/// Largest height of all rows of maps together.
const HEIGHT: f64 = 900.0;
/// Largest height of a map, units.
const MAP_HEIGHT: f64 = 520.0;
/// Smallest and largest height of the bar of the key.
const BAR: (f64, f64) = (150.0, 420.0);
/// Room below a map for the axis, its title and a scale bar on its own line.
const BELOW: f64 = 76.0;

/// A map of one setting.
#[derive(Clone, Debug)]
pub struct Panel {
    /// Name of the setting.
    pub title: String,
    /// Its value in words.
    pub figure: String,
    /// The values, as in [`Heatmap`](heatmap::Heatmap).
    pub field: Array2<f32>,
    /// Width of the area, mm.
    pub width_mm: f64,
    /// Height of the area, mm.
    pub height_mm: f64,
    /// Lines over the map.
    pub lines: Vec<MapLine>,
}

/// Contents of the picture.
#[derive(Clone, Debug)]
pub struct Panels<'a> {
    /// Stem of the file name.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// The settings in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// Title of the colour bar with the unit.
    pub quantity: &'a str,
    /// What values are called that are drawn as nothing.
    pub nothing: String,
    /// One a setting.
    pub panels: Vec<Panel>,
    /// Foot line.
    pub foot: String,
}

/// Draws the maps in rows, with equal scales along x and y in each, and one key at the right.
///
/// # Errors
/// [`RenderError::Area`] if an area has no positive finite size. Otherwise errors of the fonts, the plotting
/// library or the PNG encoder.
pub fn draw(picture: &Panels<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    for Panel { width_mm, height_mm, .. } in &picture.panels {
        if !(*width_mm > 0.0 && *height_mm > 0.0 && (width_mm / height_mm).is_normal()) {
            let name = picture.name.to_owned();
            return Err(RenderError::Area { name, width_mm: *width_mm, height_mm: *height_mm });
        }
    }
    let values: Array1<f32> = picture.panels.iter().flat_map(|panel| panel.field.iter().copied()).collect();
    let all: ArrayView2<'_, f32> = values.view().insert_axis(ndarray::Axis(0));
    let scale = from_zero(Scale::of(all));
    let summary = Summary::of(all);
    let limits = scale.limits(picture.name, &summary)?;
    let map = ColourMap::Carmine;
    let palette = scale.palette(map, theme)?;

    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &picture.title, &picture.subtitle, theme);
    let across = across(&picture.panels);
    let cell = cell_width(across, theme);
    let (mut y, mut widest_end) = (top, 0.0f64);
    for row in picture.panels.chunks(across) {
        let titles: Vec<Vec<String>> = row.iter().map(|panel| title(panel, cell, theme)).collect();
        let figures: Vec<Vec<String>> = row.iter().map(|panel| figure(panel, cell, theme)).collect();
        let highest = |lines: &[Vec<String>]| lines.iter().map(Vec::len).max().unwrap_or(0) as f64;
        let size = theme.size.label;
        let map_top = y + 1.3 * size * (highest(&titles) + highest(&figures)) + theme.page.step;
        let mut bottom = map_top;
        for (column, panel) in row.iter().enumerate() {
            let x = theme.page.margin + column as f64 * (cell + GUTTER);
            let style = TextStyle::new(size, theme.text).semibold();
            svg.begin("panel");
            let end = layout::block(&mut svg, x, y, &titles[column], &style);
            layout::block(&mut svg, x, end, &figures[column], &TextStyle::new(size, theme.quiet));
            let chart =
                chart(panel, [x, map_top], cell, map_height(picture.panels.len(), across, theme), theme);
            let of_map = Summary::of(panel.field.view());
            let cell = |value| scale.cell(value, limits, map);
            heatmap::paint(&mut svg, chart.frame, panel.field.view(), &of_map, cell, &palette, map)?;
            for line in &panel.lines {
                let points: Vec<(f64, f64)> = line.points.iter().map(|[x, y]| chart.at(*x, *y)).collect();
                svg.path(&points, line.closed, &Paint::stroke(theme.text, 0.7 * line.width));
            }
            chart.draw_axes(&mut svg, theme)?;
            let mut end = heatmap::draw_scale_bar(&mut svg, &chart, theme);
            if of_map.is_nothing(map) {
                let words = heatmap::none_words(&of_map, &picture.nothing, theme);
                end = heatmap::say_none(&mut svg, chart.frame, end, words, theme).max(end);
            }
            svg.end();
            widest_end = widest_end.max(chart.frame.right());
            bottom = bottom.max(end);
        }
        y = bottom + 2.0 * theme.page.step;
    }
    let key = Key {
        quantity: picture.quantity,
        field: all,
        scale: &scale,
        map,
        limits,
        palette: &palette,
        nothing: &picture.nothing,
        summary: &summary,
        of_one_map: false,
    };
    let x = theme.page.margin + theme.inner_width() - KEY_WIDTH;
    let room = Rect::new(x, top, KEY_WIDTH, (y - top - BELOW).min(BAR.1));
    let end = key.draw(&mut svg, room, BAR.0, theme)?.max(y - theme.page.step);
    let height = layout::footer(&mut svg, end, &picture.sentence, &picture.foot, theme);
    let alt = alt(picture, limits, theme.language);
    Ok(Picture {
        name: picture.name.to_owned(),
        svg: svg.document(height, &picture.title, &alt, theme),
        caption: picture.sentence.clone(),
        alt,
    })
}

/// Width for one map with its axis, if `across` maps are side by side.
fn cell_width(across: usize, theme: &Theme) -> f64 {
    let room = theme.inner_width() - KEY_WIDTH - GUTTER;
    (room - (across - 1) as f64 * GUTTER) / across as f64
}

/// Largest height of a map, for `panels` maps in rows of `across`.
fn map_height(panels: usize, across: usize, theme: &Theme) -> f64 {
    let rows = panels.div_ceil(across.max(1)).max(1) as f64;
    (theme.high(HEIGHT) / rows - BELOW).clamp(60.0, theme.high(MAP_HEIGHT))
}

/// Number of maps side by side; maps much wider than high go one below the other.
fn across(panels: &[Panel]) -> usize {
    let widest = panels.iter().map(|panel| panel.width_mm / panel.height_mm).fold(0.0, f64::max);
    match panels.len() {
        _ if widest > heatmap::WIDE => 1,
        few @ 0..=3 => few.max(1),
        4 => 2,
        _ => 3,
    }
}

/// Frame and axes of a map in the cell that begins at this point.
fn chart(panel: &Panel, [x, y]: [f64; 2], cell: f64, height: f64, theme: &Theme) -> Chart {
    let size = theme.size.label;
    let axis =
        |title: &str, to: f64, length: f64, across: bool| Axis::fitted(title, 0.0, to, length, across, size);
    let [x_title, y_title] = [theme.language.x_mm(), theme.language.y_mm()];
    let widest = Axis::linear(y_title, 0.0, panel.height_mm, 10);
    let along = Axis::linear(x_title, 0.0, panel.width_mm, 5);
    let (left, _) = Chart::room(&along, &widest, theme);
    // Half the last tick label of x extends beyond the frame.
    let most_wide = (cell - left - along.widest_label(size) / 2.0).max(40.0);
    let per_mm = (most_wide / panel.width_mm).min(height / panel.height_mm);
    let (width, height) = ((per_mm * panel.width_mm).max(1.0), (per_mm * panel.height_mm).max(1.0));
    Chart {
        name: "map".to_owned(),
        frame: Rect::new(x + left, y, width, height),
        x: axis(x_title, panel.width_mm, width, true),
        y: axis(y_title, panel.height_mm, height, false),
        grid: false,
        boxed: true,
        series: Vec::new(),
    }
}

fn title(panel: &Panel, cell: f64, theme: &Theme) -> Vec<String> {
    layout::wrapped(&panel.title, theme.size.label, Weight::SemiBold, cell)
}

fn figure(panel: &Panel, cell: f64, theme: &Theme) -> Vec<String> {
    layout::wrapped(&panel.figure, theme.size.label, Weight::Regular, cell)
}

/// Alternative text of the picture.
fn alt(picture: &Panels<'_>, (low, high): (f64, f64), language: Language) -> String {
    let maps = picture.panels.iter().map(|panel| {
        let [width, height] = [panel.width_mm, panel.height_mm].map(|mm| numbers::short(mm, 3));
        format!("{} {}.", panel.title, language.panel_alt(width, height, &panel.figure))
    });
    let [low, high] = [low, high].map(|limit| numbers::short(limit, 3));
    let kind = language.panels_alt(picture.panels.len(), picture.quantity, low, high);
    words::alternative(std::iter::once(kind).chain(maps))
}
