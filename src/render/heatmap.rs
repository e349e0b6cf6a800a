//! A map of one quantity over the treated area, to scale, with its key.

use ndarray::ArrayView2;

use super::axes::{Axis, Chart};
use super::colour::ColourMap;
use super::fonts::{self, Weight};
use super::key::{self, Key};
use super::layout;
use super::names::{self, Name};
use super::numbers;
use super::raster::{self, Palette};
use super::scale::Scale;
use super::summary::Summary;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::value_table::ValueTable;
use super::words::{self, Language, begun};
use super::{Picture, RenderError};

/// Width of the key beside the map, and its largest width beside a narrow map, units.
const KEY_WIDTH: (f64, f64) = (284.0, 480.0);
/// Gap between map and key.
const GUTTER: f64 = 40.0;
/// Largest height of a map.
const MAP_HEIGHT: f64 = 620.0;
/// Ratio of width to height above which the key goes below the map.
pub(super) const WIDE: f64 = 2.2;
/// Smallest height of the bar of a key, units.
const LEAST_BAR: f64 = 150.0;
/// Height of the key below a wide map.
const LOW_KEY_HEIGHT: f64 = 290.0;

/// Contents of a map. Lengths in mm.
#[derive(Clone, Debug)]
pub struct Heatmap<'a> {
    /// Stem of the file name, such as `puncture-density`.
    pub name: &'a str,
    /// Title with the main message, such as "Four passes leave 44 punctures in every square millimetre".
    pub title: String,
    /// The setting in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// Title of the colour bar with the unit, such as "punctures per cm²".
    pub quantity: String,
    /// Values with the shape (cells along y, cells along x). Row 0 is at y = 0, the bottom of the map. NaN is
    /// hatched; minus infinity lies outside the map and is left blank.
    pub field: ArrayView2<'a, f32>,
    /// Width of the area, mm.
    pub width_mm: f64,
    /// Height of the area, mm.
    pub height_mm: f64,
    /// Scale of the colours; [`Scale::of`] suggests one.
    pub scale: Scale,
    /// Colour table (a scale of two classes has its own colours).
    pub map: ColourMap,
    /// Whether places without an amount look like skin, on any ground, as on a face.
    pub on_skin: bool,
    /// What the legend calls values that are drawn as nothing: "none", or "under 0.01 %" where smaller ones were set to zero.
    pub nothing: String,
    /// Lines over the map: outlines of regions, a drawing of the face. Points in mm.
    pub lines: Vec<MapLine>,
    /// Marks over the map, such as hair follicles.
    pub points: Vec<MapPoint>,
    /// Names of places, such as the regions of a face. They are beside the map with leaders, if it is high
    /// enough.
    pub names: Vec<MapName>,
    /// The mean and its spreads.
    pub figure: ValueTable,
    /// Foot line: scenario, seed, version, licence line.
    pub foot: String,
}

/// A line over a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLine {
    /// Points, mm from the lower left corner.
    pub points: Vec<[f64; 2]>,
    /// Whether the last point is joined to the first.
    pub closed: bool,
    /// Width, units; 0 for none.
    pub width: f64,
    /// Colour of the line.
    pub colour: Rgb,
    /// Colour inside, for a line that is filled.
    pub fill: Option<Rgb>,
}

impl MapLine {
    /// Paint of the line.
    #[must_use]
    pub fn paint(&self) -> Paint {
        let fill = self.fill.map_or_else(Paint::default, Paint::fill);
        if self.width > 0.0 { fill.outlined(self.colour, self.width) } else { fill }
    }
}

/// A mark over a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPoint {
    /// Place, mm from the lower left corner.
    pub at: [f64; 2],
    /// Whether the mark is a filled dot rather than a ring.
    pub filled: bool,
}

/// A named place of a map.
#[derive(Clone, Debug, PartialEq)]
pub struct MapName {
    /// Place, mm from the lower left corner.
    pub at: [f64; 2],
    /// Name to write beside the map.
    pub name: String,
}

/// Positions of the parts of the picture.
struct Plan {
    map: Rect,
    /// Start and largest width of the value in words.
    figure: Rect,
    /// Room for the value and the key together.
    key: Rect,
    /// Whether the key is below the map rather than beside it.
    below: bool,
}

/// Draws a map.
///
/// A field that is zero everywhere, or has no values, gives a picture that says so.
///
/// # Errors
/// [`RenderError::Area`] if width or height is not a positive finite number; [`RenderError::Scale`] if the
/// limits of the scale cannot be used. Otherwise errors of the fonts, the plotting library or the PNG
/// encoder.
pub fn draw(heatmap: &Heatmap<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    let (width_mm, height_mm) = (heatmap.width_mm, heatmap.height_mm);
    let aspect = width_mm / height_mm;
    if !(width_mm > 0.0 && height_mm > 0.0 && aspect.is_normal() && width_mm.is_finite()) {
        return Err(RenderError::Area { name: heatmap.name.to_owned(), width_mm, height_mm });
    }
    let summary = Summary::of(heatmap.field);
    let limits = heatmap.scale.limits(heatmap.name, &summary)?;
    let palette = if heatmap.on_skin {
        let palette = heatmap.scale.palette(heatmap.map, &theme.on_skin())?;
        Palette { nothing: theme.skin.surface, outside: theme.ground, ..palette }
    } else {
        heatmap.scale.palette(heatmap.map, theme)?
    };

    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &heatmap.title, &heatmap.subtitle, theme);
    // If the names would make the map too small for them, the names are left out.
    let (mut places, mut plan) = (heatmap.names.as_slice(), plan_with(heatmap, &heatmap.names, top, theme));
    if names::height(places.len(), theme) > plan.map.height {
        (places, plan) = (&[], plan_with(heatmap, &[], top, theme));
    }

    svg.begin("map");
    paint(
        &mut svg,
        plan.map,
        heatmap.field,
        &summary,
        |value| heatmap.scale.cell(value, limits, heatmap.map),
        &palette,
        heatmap.map,
    )?;
    svg.end();
    let chart = Chart {
        name: "map".to_owned(),
        frame: plan.map,
        x: Axis::fitted(theme.language.x_mm(), 0.0, width_mm, plan.map.width, true, theme.size.label),
        y: Axis::fitted(theme.language.y_mm(), 0.0, height_mm, plan.map.height, false, theme.size.label),
        grid: false,
        boxed: true,
        series: Vec::new(),
    };
    if !heatmap.lines.is_empty() {
        svg.begin("outlines");
        for line in &heatmap.lines {
            let points: Vec<(f64, f64)> = line.points.iter().map(|[x, y]| chart.at(*x, *y)).collect();
            svg.path(&points, line.closed, &line.paint());
        }
        svg.end();
    }
    if !heatmap.points.is_empty() {
        svg.begin("points");
        for point in &heatmap.points {
            let at = chart.at(point.at[0], point.at[1]);
            if point.filled {
                svg.circle(at, 1.2, &Paint::fill(theme.text));
            } else {
                svg.circle(at, 2.6, &Paint::stroke(theme.text, 1.0));
            }
        }
        svg.end();
    }
    chart.draw_axes(&mut svg, theme)?;
    let mut bottom = draw_scale_bar(&mut svg, &chart, theme);
    if !places.is_empty() {
        let named = named(places, |[x, y]| chart.at(x, y));
        bottom = bottom.max(names::draw(&mut svg, plan.map, &named, theme));
    }
    if summary.is_nothing(heatmap.map) {
        let words = none_words(&summary, &heatmap.nothing, theme);
        bottom = bottom.max(say_none(&mut svg, plan.map, bottom, words, theme));
    }

    let shift = if plan.below { bottom - plan.map.bottom() } else { 0.0 };
    let at = [plan.figure.x, plan.figure.y + shift];
    let figure_end = if heatmap.figure.is_empty() {
        at[1]
    } else {
        heatmap.figure.draw(&mut svg, at, plan.figure.width, theme)
    };

    let mut room = plan.key;
    room.y += shift;
    if !heatmap.figure.is_empty() {
        let start = figure_end + theme.page.step;
        room = Rect::new(room.x, start, room.width, room.bottom() - start);
    }
    let key = Key {
        quantity: &heatmap.quantity,
        field: heatmap.field,
        scale: &heatmap.scale,
        map: heatmap.map,
        limits,
        palette: &palette,
        nothing: &heatmap.nothing,
        summary: &summary,
        of_one_map: true,
    };
    let key_end = key.draw(&mut svg, room, LEAST_BAR, theme)?;
    let end = bottom.max(key_end).max(figure_end);
    let height = layout::footer(&mut svg, end, &heatmap.sentence, &heatmap.foot, theme);

    let alt = alt(heatmap, &summary, theme.language);
    Ok(Picture {
        name: heatmap.name.to_owned(),
        svg: svg.document(height, &heatmap.title, &alt, theme),
        caption: if heatmap.sentence.is_empty() { heatmap.title.clone() } else { heatmap.sentence.clone() },
        alt,
    })
}

/// The cells of a map. One in which there is nothing to see is ground, but for cells without a value, which are hatched as anywhere.
///
/// # Errors
/// From the PNG encoder.
pub(super) fn paint(
    svg: &mut Svg,
    frame: Rect,
    field: ArrayView2<'_, f32>,
    summary: &Summary,
    cell: impl Fn(f32) -> raster::Cell,
    palette: &raster::Palette,
    map: ColourMap,
) -> Result<(), RenderError> {
    if summary.is_nothing(map) && (summary.missing == 0.0 || summary.cells == 0) {
        svg.rect(frame, 0.0, &Paint::fill(palette.nothing));
    } else {
        svg.png(frame, &raster::field(field, palette, cell)?);
    }
    Ok(())
}

/// What is written into a map in which there is nothing to see.
pub(super) fn none_words<'a>(summary: &Summary, nothing: &'a str, theme: &Theme) -> &'a str {
    if summary.any { nothing } else { theme.language.no_value() }
}

/// The names with their places on the page.
fn named(names: &[MapName], at: impl Fn([f64; 2]) -> (f64, f64)) -> Vec<Name> {
    let name = |name: &MapName| Name { at: at(name.at), name: name.name.clone(), detail: String::new() };
    names.iter().map(name).collect()
}

/// Lays out the page: equal scales along x and y, and the key beside the map or, for wide areas, below it.
fn plan_with(heatmap: &Heatmap<'_>, names: &[MapName], top: f64, theme: &Theme) -> Plan {
    let margin = theme.page.margin;
    let (width_mm, height_mm) = (heatmap.width_mm, heatmap.height_mm);
    let below = width_mm / height_mm > WIDE;
    let x = Axis::linear(theme.language.x_mm(), 0.0, width_mm, 5);
    let y = Axis::linear(theme.language.y_mm(), 0.0, height_mm, 10);
    let (left, _) = Chart::room(&x, &y, theme);
    // Half the last tick label of x extends beyond the frame.
    let sticks_out = x.widest_label(theme.size.label) / 2.0;
    let names = names::width(&named(names, |_| (0.0, 0.0)), theme);
    let most_wide = if below {
        theme.inner_width() - left - sticks_out.max(names)
    } else {
        theme.inner_width() - left - names - GUTTER - KEY_WIDTH.0
    };
    let per_mm = (most_wide / width_mm).min(theme.high(MAP_HEIGHT) / height_mm);
    let map =
        Rect::new(margin + left, top + 4.0, (per_mm * width_mm).max(1.0), (per_mm * height_mm).max(1.0));
    let right = margin + theme.inner_width();
    if below {
        let y = map.bottom() + 2.0 * theme.page.step;
        let width = right - map.x;
        Plan {
            figure: Rect::new(map.x, y, width, 0.0),
            key: Rect::new(map.x, y, width, theme.high(LOW_KEY_HEIGHT)),
            map,
            below,
        }
    } else {
        let x = map.right() + names + GUTTER;
        let key_width = (right - x).clamp(KEY_WIDTH.0, KEY_WIDTH.1);
        Plan {
            figure: Rect::new(x, map.y - 6.0, key_width, 0.0),
            key: Rect::new(x, map.y - 6.0, key_width, map.height + 6.0),
            map,
            below,
        }
    }
}

/// Draws a scale bar of a round length beside the title of the x axis, or on its own line below a narrow map.
/// Returns the lower edge of everything below the map.
pub(super) fn draw_scale_bar(svg: &mut Svg, chart: &Chart, theme: &Theme) -> f64 {
    let frame = chart.frame;
    let (_, under) = Chart::room(&chart.x, &chart.y, theme);
    let wide_mm = chart.x.to - chart.x.from;
    let mm = numbers::nice_floor(wide_mm / 4.0);
    let length = frame.width * mm / wide_mm;
    let size = theme.size.label;
    let taken =
        length + 8.0 + fonts::width(&theme.language.numeral(&key::scale_words(mm)), size, Weight::Regular);
    let title = fonts::width(&chart.x.title, theme.size.axis, Weight::Regular);
    let y = frame.bottom() + under - 2.0 - 0.36 * theme.size.axis;
    if frame.width / 2.0 >= taken + title / 2.0 + 16.0 {
        key::scale_bar(svg, frame.right(), y, length, mm, theme);
        frame.bottom() + under + 4.0
    } else {
        let right = frame.right().max(frame.x + taken);
        key::scale_bar(svg, right, y + 24.0, length, mm, theme);
        frame.bottom() + under + 28.0
    }
}

/// Writes into an empty map that it is empty, or beside it where it is too small for a word.
/// Gives the lower edge of the word.
pub(super) fn say_none(svg: &mut Svg, map: Rect, below: f64, words: &str, theme: &Theme) -> f64 {
    let style = TextStyle::new(theme.size.subtitle, theme.quiet).anchored(Anchor::Middle);
    let width = fonts::width(words, style.size, style.weight);
    svg.begin("none");
    let fits = width + 16.0 < map.width && 1.4 * style.size < map.height;
    let end = if fits {
        let (x, y) = (map.x + map.width / 2.0, map.y + map.height / 2.0);
        // Clear of hatched cells.
        let high = 1.3 * style.size;
        let plate = Rect::new(x - 0.5 * width - 6.0, y - 0.5 * high, width + 12.0, high);
        svg.rect(plate, 3.0, &Paint::fill(theme.ground));
        svg.text((x, layout::middle(y, style.size)), words, &style);
        below
    } else {
        let style = style.anchored(Anchor::Start);
        svg.text((map.x, below + style.size), words, &style);
        below + 1.4 * style.size
    };
    svg.end();
    end
}

/// Alternative text of the picture.
fn alt(heatmap: &Heatmap<'_>, summary: &Summary, language: Language) -> String {
    let [width, height] = [heatmap.width_mm, heatmap.height_mm].map(|mm| numbers::short(mm, 3));
    let mut said = vec![language.map_alt(&heatmap.quantity, width, height), format!("{}.", heatmap.title)];
    if summary.any {
        let [p05, p50, p95] = summary.marks.map(|v| numbers::short(v, 3));
        said.push(language.map_alt_values(p05, p50, p95));
    } else {
        said.push(language.map_alt_empty().to_owned());
    }
    if !heatmap.figure.is_empty() {
        said.push(format!("{}.", begun(&heatmap.figure.words())));
    }
    words::alternative(said)
}
