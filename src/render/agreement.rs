//! Computed beside measured values: a parity plot, and a plot of the differences after Bland and Altman.

use super::axes::{Axis, Chart, Series};
use super::layout;
use super::numbers::short;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::Provenance;
use crate::outcome::agreement::{Agreement, Differences, Pair};

/// Height of a frame, units, and the gap between two.
const HEIGHT: f64 = 380.0;
const GAP: f64 = 36.0;

/// Room for the names of lines, over the range of the dots.
const NAMES: f64 = 0.3;

/// Radius of a mean, and of a specimen, units.
const MEAN: f64 = 5.0;
const SPECIMEN: f64 = 2.6;

/// Draws both plots of one quantity.
///
/// # Errors
/// [`RenderError::Data`] without pairs; errors of the fonts or the plotting library.
pub fn draw(agreement: &Agreement, provenance: &Provenance, theme: &Theme) -> Result<Picture, RenderError> {
    let Agreement { quantity, unit, pairs, differences } = agreement;
    let name = format!("agreement-{}", quantity.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-"));
    if pairs.is_empty() {
        return Err(RenderError::Data { name, why: "there is no pair".into() });
    }
    let language = theme.language;
    let with_unit = |value: f64| match unit.as_str() {
        "" => short(value, 2),
        unit => format!("{}{}{unit}", short(value, 2), super::numbers::THIN),
    };
    let title = match differences {
        Some(Differences { bias: [mean, low, high], .. }) => {
            language.agreement_title(quantity, with_unit(*mean), with_unit(*low), with_unit(*high))
        }
        None => language.agreement_few(quantity),
    };
    let specimens: usize = pairs.iter().map(|pair| pair.specimens.len()).sum();
    let subtitle = match specimens {
        0 => language.agreement_pairs(pairs.len()),
        specimens => language.agreement_specimens(pairs.len(), specimens),
    };
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let across = if theme.is_column() { 1 } else { 2 };
    let width = (theme.inner_width() - (across as f64 - 1.0) * GAP) / across as f64;
    let mut rows = layout::Rows::new(across, top + 8.0, 18.0);
    let in_brackets = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
    for part in 0..2 {
        let (column, y) = rows.place(part);
        let x = theme.page.margin + column as f64 * (width + GAP);
        let place = Rect::new(x, y, width, theme.high(HEIGHT));
        let bottom = match part {
            0 => parity(&mut svg, pairs, place, &in_brackets, theme)?,
            _ => apart(&mut svg, pairs, differences.as_ref(), place, &in_brackets, theme)?,
        };
        rows.reach(bottom);
    }
    let has_inputs = pairs.iter().any(|pair| pair.inputs.is_some());
    let sentence = language.agreement_sentence(if has_inputs { language.agreement_inputs() } else { "" });
    let foot = language.foot(&provenance.foot());
    let height = layout::footer(&mut svg, rows.bottom() + 4.0, &sentence, &foot, theme);
    let alt = format!("{} {title}.", language.agreement_alt(quantity, pairs.len()));
    Ok(Picture {
        name,
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Ends of an axis that holds all these values, with some room.
fn ends(values: impl Iterator<Item = f64>, from_zero: bool) -> [f64; 2] {
    let (low, high) = values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return [0.0, 1.0];
    }
    let room = 0.06 * (high - low).max(1e-9 + 0.1 * high.abs());
    let low = if from_zero && low >= 0.0 { 0.0 } else { low - room };
    [low, high + room]
}

/// Frame of a chart within a place, and its axes.
fn chart(name: &str, place: Rect, titles: [String; 2], x: [f64; 2], y: [f64; 2], theme: &Theme) -> Chart {
    let y_axis = Axis::fitted(&titles[1], y[0], y[1], place.height, false, theme.size.label);
    let rough = Axis::linear(&titles[0], x[0], x[1], 4);
    let (left, _) = Chart::room(&rough, &y_axis, theme);
    let frame = Rect::new(place.x + left, place.y, place.width - left - 8.0, place.height);
    let x_axis = Axis::fitted(&titles[0], x[0], x[1], frame.width, true, theme.size.label);
    Chart { name: name.to_owned(), frame, x: x_axis, y: y_axis, grid: true, boxed: false, series: Vec::new() }
}

fn bottom(chart: &Chart, theme: &Theme) -> f64 {
    chart.frame.bottom() + Chart::room(&chart.x, &chart.y, theme).1
}

/// Computed against measured.
fn parity(svg: &mut Svg, pairs: &[Pair], place: Rect, unit: &str, theme: &Theme) -> Result<f64, RenderError> {
    let language = theme.language;
    let values = |pair: &Pair| {
        let half = pair.half.unwrap_or(0.0);
        let of_inputs = pair.inputs.into_iter().flatten();
        let all = [pair.measured - half, pair.measured + half, pair.computed].into_iter();
        all.chain(of_inputs).chain(pair.specimens.iter().copied()).collect::<Vec<f64>>()
    };
    let both = ends(pairs.iter().flat_map(values), true);
    let titles = [language.measured_axis(unit), language.computed_axis(unit)];
    let chart = chart("parity", place, titles, both, both, theme);
    chart.draw(svg, theme)?;
    let frame = chart.frame;
    svg.begin("pairs");
    svg.line(
        chart.at(both[0], both[0]),
        chart.at(both[1], both[1]),
        &Paint::stroke(theme.text, 1.5).dashed(5.0, 4.0),
    );
    let (x, y) = chart.at(both[0] + 0.9 * (both[1] - both[0]), both[0] + 0.9 * (both[1] - both[0]));
    let style = TextStyle::new(theme.size.label, theme.text).anchored(Anchor::End);
    svg.text((x - 10.0, y), language.equal_values(), &style);
    let colour = theme.accents.blue;
    svg.clipped(frame, |svg| {
        for pair in pairs {
            for specimen in &pair.specimens {
                svg.circle(chart.at(*specimen, pair.computed), SPECIMEN, &Paint::stroke(theme.quiet, 1.2));
            }
        }
        for pair in pairs {
            if let Some([low, high]) = pair.inputs {
                let ends = [chart.at(pair.measured, low), chart.at(pair.measured, high)];
                svg.line(ends[0], ends[1], &Paint::stroke(theme.quiet, 1.5));
            }
            if let Some(half) = pair.half {
                let ends = [
                    chart.at(pair.measured - half, pair.computed),
                    chart.at(pair.measured + half, pair.computed),
                ];
                svg.line(ends[0], ends[1], &Paint::stroke(colour, 2.0));
            }
            svg.circle(chart.at(pair.measured, pair.computed), MEAN, &Paint::fill(colour));
        }
    });
    svg.end();
    Ok(bottom(&chart, theme))
}

/// Differences against the mean of both.
fn apart(
    svg: &mut Svg,
    pairs: &[Pair],
    differences: Option<&Differences>,
    place: Rect,
    unit: &str,
    theme: &Theme,
) -> Result<f64, RenderError> {
    let language = theme.language;
    let of = |measured: f64, computed: f64| [0.5 * (measured + computed), computed - measured];
    let all = || {
        pairs.iter().flat_map(|pair| {
            let specimens = pair.specimens.iter().map(|measured| of(*measured, pair.computed));
            std::iter::once(of(pair.measured, pair.computed)).chain(specimens).collect::<Vec<_>>()
        })
    };
    // Names of the lines stand to the right of the dots.
    let [from, to] = ends(all().map(|[mean, _]| mean), false);
    let x = [from, to + NAMES * (to - from)];
    let lines = differences.iter().flat_map(|of| of.bias.into_iter().chain([of.lower[0], of.upper[0]]));
    let y = ends(all().map(|[_, apart]| apart).chain(lines).chain([0.0]), false);
    let titles = [language.mean_of_both_axis(unit), language.computed_minus_measured(unit)];
    let mut chart = chart("differences", place, titles, x, y, theme);
    if let Some(Differences { bias: [_, low, high], .. }) = differences {
        let points = x.map(|at| (at, *low, *high)).to_vec();
        chart.series.push(Series::Band { points, colour: theme.accents.blue, opacity: 0.18 });
    }
    chart.draw(svg, theme)?;
    let frame = chart.frame;
    svg.begin("apart");
    let across = |svg: &mut Svg, value: f64, paint: &Paint| {
        svg.line(chart.at(x[0], value), chart.at(x[1], value), paint);
    };
    across(svg, 0.0, &Paint::stroke(theme.text, 1.2));
    if let Some(Differences { bias, lower, upper, .. }) = differences {
        across(svg, bias[0], &Paint::stroke(theme.accents.blue, 2.0));
        let dashed = Paint::stroke(theme.quiet, 1.5).dashed(8.0, 5.0);
        let style = TextStyle::new(theme.size.label, theme.quiet).anchored(Anchor::End);
        let labels = [
            (bias[0], language.bias_label(), style.semibold()),
            (lower[0], language.limit_label(), style),
            (upper[0], language.limit_label(), style),
        ];
        for value in [lower[0], upper[0]] {
            across(svg, value, &dashed);
        }
        // Names that would run into each other are left out, the bias last.
        let mut taken: Vec<f64> = Vec::new();
        for (value, words, style) in labels {
            let y = chart.at(x[1], value).1 - 5.0;
            let is_free = taken.iter().all(|other| (other - y).abs() > 1.3 * theme.size.label);
            if is_free && y - theme.size.label > frame.y - 1.0 {
                svg.text((frame.right() - 6.0, y), words, &style);
                taken.push(y);
            }
        }
    }
    for pair in pairs {
        for specimen in &pair.specimens {
            let [mean, apart] = of(*specimen, pair.computed);
            svg.circle(chart.at(mean, apart), SPECIMEN, &Paint::stroke(theme.quiet, 1.2));
        }
        let [mean, apart] = of(pair.measured, pair.computed);
        svg.circle(chart.at(mean, apart), MEAN, &Paint::fill(theme.accents.blue));
    }
    svg.end();
    Ok(bottom(&chart, theme))
}
