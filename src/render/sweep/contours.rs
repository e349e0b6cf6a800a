//! Contours of a value over two keys.

use super::{HEIGHT, Page, across, after, factor, file_name, range, subtitle_of, ticked, title_of};
use crate::outcome::{Measure, Sweep, Unit};
use crate::render::axes::{Axis, Chart};
use crate::render::fonts::{self, Weight};
use crate::render::numbers::{self, THIN};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::{Picture, RenderError, layout};

/// Contours wanted at most, and decades up to which a logarithmic map has more than one in each.
const LEVELS: usize = 10;
const FEW_DECADES: f64 = 4.0;

/// Draws contours of a value over two keys.
pub(super) fn draw(
    sweep: &Sweep,
    measure: Measure,
    keys: [usize; 2],
    [xs, ys]: &[Vec<f64>; 2],
    at: &[usize],
    theme: &Theme,
) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let title = title_of(sweep, measure, language);
    let top = layout::header(&mut svg, &title, &subtitle_of(sweep, language), theme);
    let by = factor(measure.unit());
    let values: Vec<f64> =
        at.iter().map(|at| sweep.figure(*at, measure).value.map_or(f64::NAN, |value| by * value)).collect();
    let ([from, to], log) = range(values.iter().copied());
    let scale = |value: f64| if log { value.max(from).ln() } else { value };
    let size = theme.size.label;
    let (x_title, y_title) = (&sweep.keys[keys[0]], &sweep.keys[keys[1]]);
    let y = ticked(ys, y_title);
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = theme.inner_width() - left - 12.0;
    let x = across(xs, x_title, width, size);
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, HEIGHT);
    let plot = Chart { name: "sweep".to_owned(), frame, x, y, grid: false, boxed: true, series: Vec::new() };
    let field = Field { xs, ys, values: values.iter().map(|value| scale(*value)).collect() };
    let levels: Vec<f64> = if log { log_levels(from, to) } else { numbers::ticks(from, to, LEVELS) };
    let levels: Vec<f64> = levels
        .into_iter()
        .filter(|level| values.iter().any(|value| value < level) && values.iter().any(|value| value > level))
        .collect();
    let scaled: Vec<f64> = levels.iter().map(|level| scale(*level)).collect();
    bands(&mut svg, &plot, &field, &scaled, theme);
    svg.begin("contours");
    let mut written: Vec<Rect> = Vec::new();
    let line = |svg: &mut Svg, level: f64, paint: &Paint| {
        let segments = field.contour(level);
        for [one, other] in &segments {
            let [one, other] = [one, other].map(|(x, y)| plot.at(*x, *y));
            svg.line(one, other, paint);
        }
        segments
    };
    let contours: Vec<_> =
        scaled.iter().map(|level| line(&mut svg, *level, &Paint::stroke(theme.text, 1.2))).collect();
    let limit = sweep.limit(measure);
    let dashed = Paint::stroke(theme.accents.vermilion, 2.5).dashed(8.0, 5.0);
    let of_limit = limit.map(|limit| line(&mut svg, scale(by * limit), &dashed));
    for (segments, level) in contours.iter().zip(&levels) {
        let words = language.numeral(&level_words(*level, measure.unit()));
        label_contour(&mut svg, &plot, segments, &words, &mut written, theme.text, theme);
    }
    svg.end();
    svg.begin("dots");
    for (row, y) in ys.iter().enumerate() {
        for (column, x) in xs.iter().enumerate() {
            if values[row * xs.len() + column].is_finite() {
                svg.circle(plot.at(*x, *y), 2.0, &Paint::fill(theme.text));
            }
        }
    }
    svg.end();
    plot.draw_axes(&mut svg, theme)?;
    let crossed = limit.filter(|_| of_limit.is_some_and(|segments| !segments.is_empty()));
    let sentence = format!("{}{}", language.sweep_map(sweep.realisations), after(measure, crossed, language));
    let page = Page { name: file_name(measure), title: &title, kind: language.sweep_map_alt(), sentence };
    Ok(page.finish(svg, &plot, sweep, theme))
}

/// Words of a contour.
fn level_words(level: f64, unit: Unit) -> String {
    let number = numbers::short(level, 3);
    if unit == Unit::Share { format!("{number}{THIN}%") } else { number }
}

/// Values over a grid of two keys, linear between its points.
struct Field<'a> {
    xs: &'a [f64],
    ys: &'a [f64],
    /// Row by row; NaN where there is no value.
    values: Vec<f64>,
}

impl Field<'_> {
    fn at(&self, column: usize, row: usize) -> f64 {
        self.values[row * self.xs.len() + column]
    }

    /// Squares between four points that all have a value: columns, rows, and the values at their corners.
    fn squares(&self) -> impl Iterator<Item = ([usize; 2], [f64; 4])> {
        let rows = 0..self.ys.len() - 1;
        let all = rows.flat_map(move |row| (0..self.xs.len() - 1).map(move |column| [column, row]));
        all.filter_map(|[column, row]| {
            let corners = [
                self.at(column, row),
                self.at(column + 1, row),
                self.at(column + 1, row + 1),
                self.at(column, row + 1),
            ];
            corners.iter().all(|value| value.is_finite()).then_some(([column, row], corners))
        })
    }

    /// Segments on which the value is `level` (marching squares; a saddle is divided by its middle).
    fn contour(&self, level: f64) -> Vec<[(f64, f64); 2]> {
        let mut segments = Vec::new();
        for ([column, row], corners) in self.squares() {
            let places = [
                (self.xs[column], self.ys[row]),
                (self.xs[column + 1], self.ys[row]),
                (self.xs[column + 1], self.ys[row + 1]),
                (self.xs[column], self.ys[row + 1]),
            ];
            let crossing = |edge: usize| {
                let (a, b) = (corners[edge], corners[(edge + 1) % 4]);
                if (a < level) == (b < level) {
                    return None;
                }
                let share = (level - a) / (b - a);
                let (from, to) = (places[edge], places[(edge + 1) % 4]);
                Some((from.0 + share * (to.0 - from.0), from.1 + share * (to.1 - from.1)))
            };
            let crossings: Vec<(f64, f64)> = (0..4).filter_map(crossing).collect();
            match crossings[..] {
                [one, other] => segments.push([one, other]),
                [bottom, right, top, left] => {
                    let middle = corners.iter().sum::<f64>() / 4.0;
                    if (middle < level) == (corners[0] < level) {
                        segments.extend([[bottom, right], [top, left]]);
                    } else {
                        segments.extend([[bottom, left], [top, right]]);
                    }
                }
                _ => {}
            }
        }
        segments
    }
}

/// Levels of a map over decades: powers of ten, and 2 and 5 times these where there are few.
fn log_levels(from: f64, to: f64) -> Vec<f64> {
    let steps: &[f64] = if (to / from).log10() <= FEW_DECADES { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let decades = from.log10().floor() as i32..=to.log10().ceil() as i32;
    decades.flat_map(|decade| steps.iter().map(move |step| step * 10f64.powi(decade))).collect()
}

/// Fills the bands between contours.
fn bands(svg: &mut Svg, plot: &Chart, field: &Field<'_>, levels: &[f64], theme: &Theme) {
    svg.begin("bands");
    let count = levels.len() + 1;
    let edges: Vec<f64> =
        [f64::NEG_INFINITY].into_iter().chain(levels.iter().copied()).chain([f64::INFINITY]).collect();
    for ([column, row], [a, b, c, d]) in field.squares() {
        let (x0, x1) = (field.xs[column], field.xs[column + 1]);
        let (y0, y1) = (field.ys[row], field.ys[row + 1]);
        let square = [(x0, y0, a), (x1, y0, b), (x1, y1, c), (x0, y1, d)];
        for (band, edge) in edges.windows(2).enumerate() {
            let above = half(&square, edge[0], 1.0);
            let inside = half(&above, edge[1], -1.0);
            if inside.len() > 2 {
                let colour = theme.ground.mixed(theme.accents.blue, 0.06 + 0.6 * band as f64 / count as f64);
                let points: Vec<(f64, f64)> = inside.iter().map(|(x, y, _)| plot.at(*x, *y)).collect();
                // An outline of the same colour, so that no ground shows between squares.
                svg.path(&points, true, &Paint::fill(colour).outlined(colour, 0.6));
            }
        }
    }
    svg.end();
}

/// Part of a polygon whose values lie above a level (`side` 1), or below it (-1).
fn half(polygon: &[(f64, f64, f64)], level: f64, side: f64) -> Vec<(f64, f64, f64)> {
    if level.is_infinite() {
        return polygon.to_vec();
    }
    let mut kept = Vec::with_capacity(polygon.len() + 2);
    for (at, one) in polygon.iter().enumerate() {
        let other = polygon[(at + 1) % polygon.len()];
        let [in_one, in_other] = [one.2, other.2].map(|value| side * (value - level) >= 0.0);
        if in_one {
            kept.push(*one);
        }
        if in_one != in_other {
            let share = (level - one.2) / (other.2 - one.2);
            kept.push((one.0 + share * (other.0 - one.0), one.1 + share * (other.1 - one.1), level));
        }
    }
    kept
}

/// Writes the value of a contour on it, at the free place that is nearest to the middle of the frame.
fn label_contour(
    svg: &mut Svg,
    plot: &Chart,
    segments: &[[(f64, f64); 2]],
    words: &str,
    written: &mut Vec<Rect>,
    ink: Rgb,
    theme: &Theme,
) {
    let size = theme.size.note;
    let (width, height) = (fonts::width(words, size, Weight::SemiBold) + 8.0, 1.3 * size);
    let centre = (plot.frame.x + 0.5 * plot.frame.width, plot.frame.y + 0.5 * plot.frame.height);
    let middle = |[one, other]: &[(f64, f64); 2]| {
        let [one, other] = [one, other].map(|(x, y)| plot.at(*x, *y));
        (0.5 * (one.0 + other.0), 0.5 * (one.1 + other.1))
    };
    let mut places: Vec<(f64, f64)> = segments.iter().map(middle).collect();
    let far = |place: &(f64, f64)| (place.0 - centre.0).hypot(place.1 - centre.1);
    places.sort_by(|one, other| far(one).total_cmp(&far(other)));
    let found = places.into_iter().find_map(|(x, y)| {
        let rect = Rect::new(x - 0.5 * width, y - 0.5 * height, width, height);
        let free = plot.frame.contains(&rect) && written.iter().all(|other| !other.overlaps(&rect));
        free.then_some(rect)
    });
    let Some(rect) = found else { return };
    written.push(rect);
    svg.rect(rect, 3.0, &Paint::fill(theme.ground).opacity(0.85));
    let style = TextStyle::new(size, ink).semibold().anchored(Anchor::Middle);
    svg.text((rect.x + 0.5 * rect.width, layout::middle(rect.y + 0.5 * rect.height, size)), words, &style);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contours of a plane are straight, and lie where it has their value.
    #[test]
    fn identity_contours_of_a_plane() {
        let (xs, ys) = ([0.0, 1.0, 3.0], [0.0, 2.0]);
        let values = ys.iter().flat_map(|y| xs.iter().map(move |x| x + 2.0 * y)).collect();
        let field = Field { xs: &xs, ys: &ys, values };
        let segments = field.contour(2.5);
        assert_eq!(segments.len(), 2);
        for (x, y) in segments.into_iter().flatten() {
            assert!((x + 2.0 * y - 2.5).abs() < 1e-12, "{x} {y}");
        }
        assert!(field.contour(-1.0).is_empty() && field.contour(10.0).is_empty());
    }

    /// Where a corner has no value, nothing is drawn.
    #[test]
    fn limit_squares_without_a_value_have_no_contour() {
        let (xs, ys) = ([0.0, 1.0, 2.0], [0.0, 1.0]);
        let field = Field { xs: &xs, ys: &ys, values: vec![0.0, 1.0, 2.0, 0.0, 1.0, f64::NAN] };
        assert_eq!(field.contour(0.5).len(), 1);
        assert!(field.contour(1.5).is_empty());
    }
}
