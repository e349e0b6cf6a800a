//! Axes, grid and series.
//!
//! The plotting library draws grid, axis lines, ticks and series. It draws them on a canvas of four times the
//! units, because it rounds to whole pixels and curves would show steps. The canvas is then embedded in the
//! page. The library only receives places from 0 to 1: logarithms and reversed axes are computed here. The
//! text of axes is written here as well, in the exact sizes of the page. No other file uses the library.

use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, DrawingArea, DrawingAreaErrorKind, IntoDrawingArea, LineSeries, PathElement, Polygon,
    RGBAColor, Rectangle, SVGBackend, ShapeStyle,
};

use super::RenderError;
use super::clip;
use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::svg::{Anchor, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};

/// Canvas pixels per unit.
const FINE: f64 = 4.0;

/// Length of a tick, units.
const TICK: f64 = 6.0;

/// Margin around the frame for ticks and for the half of a line that lies outside, units.
const PAD: f64 = 8.0;

/// Distance from the frame to its tick labels, units.
const LABEL_GAP: f64 = 10.0;

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Value at the left or lower end.
    pub from: f64,
    /// Value at the right or upper end; may be the smaller one, since depth runs downwards.
    pub to: f64,
    /// Whether equal distances are equal ratios.
    pub log: bool,
    /// Values with a tick.
    pub ticks: Vec<f64>,
    /// Text at each tick; a missing text leaves the tick without a label.
    pub labels: Vec<String>,
    /// Title with the unit, such as `depth (mm)`.
    pub title: String,
}

impl Axis {
    /// Builds a linear axis with nice ticks, at most `count` intervals.
    #[must_use]
    pub fn linear(title: &str, from: f64, to: f64, count: usize) -> Self {
        let ticks = numbers::ticks(from, to, count);
        Self { from, to, log: false, labels: numbers::tick_labels(&ticks), ticks, title: title.to_owned() }
    }

    /// Builds a linear axis of `length` units with as many ticks as its labels have room for. If `across` is
    /// set, the labels are side by side (an x axis).
    #[must_use]
    pub fn fitted(title: &str, from: f64, to: f64, length: f64, across: bool, size: f64) -> Self {
        let wanted = ((length / 70.0) as usize).clamp(2, 10);
        let needed = |axis: &Self| if across { axis.widest_label(size) + 12.0 } else { 1.6 * size };
        for count in (1..=wanted).rev() {
            let axis = Self::linear(title, from, to, count);
            let spacing = length / axis.ticks.len().saturating_sub(1).max(1) as f64;
            if spacing >= needed(&axis) && (2..=count + 1).contains(&axis.ticks.len()) {
                return axis;
            }
        }
        // The first and the last of more ticks may have room where one label alone would tell no length.
        for count in 2..=4 {
            let axis = Self::linear(title, from, to, count);
            let (Some(first), Some(last)) = (axis.ticks.first().copied(), axis.ticks.last().copied()) else {
                break;
            };
            if (last - first).abs() / (to - from).abs() * length >= needed(&axis) {
                let labels =
                    [axis.labels.first(), axis.labels.last()].into_iter().flatten().cloned().collect();
                return Self { ticks: vec![first, last], labels, ..axis };
            }
        }
        // There is no room for two labels. The label furthest along then shows the length of the axis.
        let mut axis = Self::linear(title, from, to, 1);
        if let Some(far) =
            axis.ticks.iter().copied().max_by(|a, b| (a - from).abs().total_cmp(&(b - from).abs()))
        {
            axis.labels = vec![numbers::short(far, 4)];
            axis.ticks = vec![far];
        }
        axis
    }

    /// Builds a logarithmic axis, whose title says so. Both ends must be positive.
    #[must_use]
    pub fn logarithmic(title: &str, from: f64, to: f64, count: usize) -> Self {
        let ticks = numbers::log_ticks(from.min(to), from.max(to), count);
        Self {
            from,
            to,
            log: true,
            labels: ticks.iter().map(|t| numbers::power(*t)).collect(),
            ticks,
            title: format!("{title}, logarithmic"),
        }
    }

    /// Position of a value: 0 at `from`, 1 at `to`; NaN where undefined.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let place = if self.log {
            (value / self.from).ln() / (self.to / self.from).ln()
        } else {
            (value - self.from) / (self.to - self.from)
        };
        if place.is_finite() { place } else { f64::NAN }
    }

    /// Width of the widest tick label at this type size, units.
    #[must_use]
    pub fn widest_label(&self, size: f64) -> f64 {
        self.labels.iter().map(|label| fonts::width(label, size, Weight::Regular)).fold(0.0, f64::max)
    }
}

/// Data drawn in the frame. Points are (x, y) in the values of the axes; points that are not finite break a
/// line.
#[derive(Clone, Debug, PartialEq)]
pub enum Series {
    /// A line.
    Line {
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Colour.
        colour: Rgb,
        /// Width, units.
        width: f64,
    },
    /// A band between two lines over the same x: (x, lower y, upper y).
    Band {
        /// Its points.
        points: Vec<(f64, f64, f64)>,
        /// Colour.
        colour: Rgb,
        /// Opacity, 0 to 1.
        opacity: f64,
    },
    /// Filled rectangles from corner (x0, y0) to corner (x1, y1): the bars of a histogram.
    Bars {
        /// Corners `[x0, y0, x1, y1]`.
        corners: Vec<[f64; 4]>,
        /// Colour.
        colour: Rgb,
        /// Opacity, 0 to 1.
        opacity: f64,
    },
}

/// A frame with two axes and its series.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Name of the chart; its groups in the drawing are `<name>-series` and `<name>-axes`.
    pub name: String,
    /// Frame on the page; ticks, labels and titles are outside it.
    pub frame: Rect,
    /// Horizontal axis, below the frame.
    pub x: Axis,
    /// Vertical axis, left of the frame.
    pub y: Axis,
    /// Whether horizontal grid lines are drawn behind the series.
    pub grid: bool,
    /// Whether a closed box is drawn round the frame rather than the axis lines alone.
    pub boxed: bool,
    /// Series to draw, later ones over earlier ones.
    pub series: Vec<Series>,
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

impl Chart {
    /// Room needed by tick labels and titles left of the frame and below it, units.
    #[must_use]
    pub fn room(x: &Axis, y: &Axis, theme: &Theme) -> (f64, f64) {
        let title = |axis: &Axis| {
            if axis.title.is_empty() { 0.0 } else { theme.page.step + 1.1 * theme.size.axis }
        };
        let left = LABEL_GAP + y.widest_label(theme.size.label) + title(y);
        let below = LABEL_GAP + theme.size.label + title(x) - 4.0;
        (left.ceil(), below.ceil())
    }

    /// Position of a point on the page.
    #[must_use]
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (
            self.frame.x + self.frame.width * self.x.place(x),
            self.frame.bottom() - self.frame.height * self.y.place(y),
        )
    }

    /// Draws the whole chart: grid, series, axes with labels and titles.
    ///
    /// # Errors
    /// [`RenderError::Axes`] if the plotting library refuses.
    pub fn draw(&self, svg: &mut Svg, theme: &Theme) -> Result<(), RenderError> {
        self.draw_series(svg, theme)?;
        self.draw_axes(svg, theme)
    }

    /// Draws grid and series, clipped at the frame.
    ///
    /// # Errors
    /// [`RenderError::Axes`] if the plotting library refuses.
    pub fn draw_series(&self, svg: &mut Svg, theme: &Theme) -> Result<(), RenderError> {
        let size = canvas(self.frame);
        let body = on_canvas(&self.name, size, |area| self.paint_series(area, theme))?;
        svg.begin(&format!("{}-series", self.name));
        svg.canvas(self.frame, size, body);
        svg.end();
        Ok(())
    }

    /// Draws axis lines, ticks, tick labels and titles.
    ///
    /// # Errors
    /// [`RenderError::Axes`] if the plotting library refuses.
    pub fn draw_axes(&self, svg: &mut Svg, theme: &Theme) -> Result<(), RenderError> {
        let f = self.frame;
        let padded = Rect::new(f.x - PAD, f.y - PAD, f.width + 2.0 * PAD, f.height + 2.0 * PAD);
        let size = canvas(padded);
        let body = on_canvas(&self.name, size, |area| self.paint_axes(area, theme))?;
        svg.begin(&format!("{}-axes", self.name));
        svg.canvas(padded, size, body);
        self.write_labels(svg, theme);
        svg.end();
        Ok(())
    }

    fn paint_series(&self, area: &Area<'_>, theme: &Theme) -> Drawn {
        let mut context = ChartBuilder::on(area).build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
        if self.grid {
            let lines = self.y.ticks.iter().map(|tick| self.y.place(*tick));
            let style = stroke(theme.grid, 1.0);
            context.draw_series(
                lines.filter(|y| y.is_finite()).map(|y| PathElement::new(vec![(0.0, y), (1.0, y)], style)),
            )?;
        }
        for series in &self.series {
            match series {
                Series::Line { points, colour, width } => {
                    for piece in self.pieces(points) {
                        context.draw_series(LineSeries::new(piece, stroke(*colour, *width)))?;
                    }
                }
                Series::Band { points, colour, opacity } => {
                    let lower = points.iter().map(|(x, low, _)| (*x, *low));
                    let upper = points.iter().rev().map(|(x, _, high)| (*x, *high));
                    let outline: Vec<_> =
                        lower.chain(upper).map(|(x, y)| (self.x.place(x), self.y.place(y))).collect();
                    let outline = clip::area(&outline);
                    if outline.len() > 2 {
                        context
                            .draw_series(std::iter::once(Polygon::new(outline, fill(*colour, *opacity))))?;
                    }
                }
                Series::Bars { corners, colour, opacity } => {
                    let bars = corners.iter().filter_map(|[x0, y0, x1, y1]| {
                        let a = (self.x.place(*x0), self.y.place(*y0));
                        let b = (self.x.place(*x1), self.y.place(*y1));
                        [a.0, a.1, b.0, b.1]
                            .iter()
                            .all(|place| place.is_finite())
                            .then(|| Rectangle::new([a, b], fill(*colour, *opacity)))
                    });
                    context.draw_series(bars)?;
                }
            }
        }
        Ok(())
    }

    /// Parts of a line inside the frame, as places.
    fn pieces(&self, points: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
        let places: Vec<_> = points.iter().map(|(x, y)| (self.x.place(*x), self.y.place(*y))).collect();
        clip::line(&places)
    }

    fn paint_axes(&self, area: &Area<'_>, theme: &Theme) -> Drawn {
        let style = stroke(theme.quiet, 1.0);
        let at = |x: f64, y: f64| (fine(x + PAD), fine(y + PAD));
        let (w, h) = (self.frame.width, self.frame.height);
        let line = |points: Vec<(i32, i32)>| area.draw(&PathElement::new(points, style));
        if self.boxed {
            line(vec![at(0.0, 0.0), at(w, 0.0), at(w, h), at(0.0, h), at(0.0, 0.0)])?;
        } else {
            line(vec![at(0.0, 0.0), at(0.0, h)])?;
            line(vec![at(0.0, h), at(w, h)])?;
        }
        for place in self.x.ticks.iter().map(|t| self.x.place(*t)) {
            if (-1e-6..=1.0 + 1e-6).contains(&place) {
                line(vec![at(place * w, h), at(place * w, h + TICK)])?;
            }
        }
        for place in self.y.ticks.iter().map(|t| self.y.place(*t)) {
            if (-1e-6..=1.0 + 1e-6).contains(&place) {
                let y = h * (1.0 - place);
                line(vec![at(-TICK, y), at(0.0, y)])?;
            }
        }
        Ok(())
    }

    fn write_labels(&self, svg: &mut Svg, theme: &Theme) {
        let f = self.frame;
        let size = theme.size.label;
        let style = TextStyle::new(size, theme.quiet);
        let inside = |place: &f64| (-1e-6..=1.0 + 1e-6).contains(place);
        let below = f.bottom() + LABEL_GAP + 0.76 * size;
        for (tick, label) in self.x.ticks.iter().zip(&self.x.labels) {
            let place = self.x.place(*tick);
            if inside(&place) {
                let style = style.anchored(Anchor::Middle);
                svg.text((f.x + place * f.width, below), &theme.language.numeral(label), &style);
            }
        }
        for (tick, label) in self.y.ticks.iter().zip(&self.y.labels) {
            let place = self.y.place(*tick);
            if inside(&place) {
                let y = layout::middle(f.bottom() - place * f.height, size);
                let style = style.anchored(Anchor::End);
                svg.text((f.x - LABEL_GAP, y), &theme.language.numeral(label), &style);
            }
        }
        // A title longer than its axis is set in the smaller size of notes.
        let title = |text: &str, length: f64| {
            let size = if fonts::width(text, theme.size.axis, Weight::Regular) > length {
                theme.size.note
            } else {
                theme.size.axis
            };
            TextStyle::new(size, theme.text).anchored(Anchor::Middle)
        };
        let (left, under) = Self::room(&self.x, &self.y, theme);
        let style = title(&self.x.title, f.width);
        let at = (f.x + f.width / 2.0, f.bottom() + under - 2.0);
        svg.text(at, &self.x.title, &style);
        let style = title(&self.y.title, f.height).turned();
        let at = (f.x - left + 0.8 * style.size, f.y + f.height / 2.0);
        svg.text(at, &self.y.title, &style);
    }
}

/// Canvas size for a rectangle of the page.
fn canvas(rect: Rect) -> (u32, u32) {
    let side = |length: f64| (length * FINE).round().clamp(1.0, 65_535.0) as u32;
    (side(rect.width), side(rect.height))
}

fn fine(units: f64) -> i32 {
    (units * FINE).round() as i32
}

fn stroke(colour: Rgb, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, 1.0),
        filled: false,
        stroke_width: (width * FINE).round().max(1.0) as u32,
    }
}

fn fill(colour: Rgb, opacity: f64) -> ShapeStyle {
    ShapeStyle {
        color: RGBAColor(colour.0, colour.1, colour.2, opacity.clamp(0.0, 1.0)),
        filled: true,
        stroke_width: 0,
    }
}

/// Runs `paint` on a fresh canvas. Returns the SVG that it wrote, without the outer element.
fn on_canvas(
    name: &str,
    size: (u32, u32),
    paint: impl FnOnce(&Area<'_>) -> Drawn,
) -> Result<String, RenderError> {
    let mut written = String::new();
    let result = {
        let area = SVGBackend::with_string(&mut written, size).into_drawing_area();
        paint(&area).and_then(|()| area.present())
    };
    result.map_err(|error| RenderError::Axes { name: name.to_owned(), why: error.to_string() })?;
    let body = written.split_once('>').map_or("", |(_, rest)| rest.trim_start());
    Ok(body.trim_end().strip_suffix("</svg>").unwrap_or(body).to_owned())
}
