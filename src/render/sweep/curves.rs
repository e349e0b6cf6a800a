//! Curves of a value over one key, one for each setting of the others.

use super::{
    HEIGHT, Page, across, after, factor, file_name, has_inputs, range, subtitle_of, title_of, titled,
};
use crate::outcome::{Figure, Measure, Sweep};
use crate::render::axes::{Axis, Chart, Series};
use crate::render::fonts::{self, Weight};
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};
use crate::render::{Picture, RenderError, layout};

/// Most curves with a band each.
const MOST_BANDS: usize = 4;
/// Standard errors of a whisker.
const ERRORS: f64 = 2.0;

/// Colours of curves.
fn colours(theme: &Theme) -> [Rgb; 8] {
    let a = theme.accents;
    [
        a.blue,
        a.vermilion,
        a.green,
        a.purple,
        a.orange,
        theme.text,
        a.blue.mixed(theme.ground, 0.45),
        a.green.mixed(theme.ground, 0.45),
    ]
}

/// Draws curves of a value over a key.
pub(super) fn draw(
    sweep: &Sweep,
    measure: Measure,
    key: usize,
    curves: &[(String, Vec<(f64, usize)>)],
    theme: &Theme,
) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let (single, inputs) = (curves.len() == 1, has_inputs(sweep));
    let title = title_of(sweep, measure, language);
    let top = layout::header(&mut svg, &title, &subtitle_of(sweep, language), theme);
    let by = factor(measure.unit());
    let figure = |at: usize| sweep.figure(at, measure);
    let drawn = |figure: &Figure| {
        let whiskers = figure.value.zip(figure.se).map(|(value, error)| value + ERRORS * error);
        let people = if single { [figure.p05, figure.p95] } else { [None; 2] };
        let bounds = if inputs && curves.len() <= MOST_BANDS { [figure.low, figure.high] } else { [None; 2] };
        [figure.value, whiskers].into_iter().chain(people).chain(bounds).flatten().collect::<Vec<f64>>()
    };
    let all: Vec<f64> = curves
        .iter()
        .flat_map(|(_, points)| points)
        .flat_map(|(_, at)| drawn(&figure(*at)))
        .map(|value| by * value)
        .collect();
    let ([from, to], log) = range(all.iter().copied());
    let y_title = titled(measure, language);
    let y = if log {
        Axis { title: language.sweep_logarithmic(&y_title), ..Axis::logarithmic(&y_title, from, to, 6) }
    } else {
        Axis::linear(&y_title, from, to, 6)
    };
    let words: Vec<&str> = curves.iter().map(|(words, _)| words.as_str()).collect();
    let size = theme.size.label;
    let beside = if single {
        8.0
    } else {
        14.0 + words.iter().map(|words| fonts::width(words, size, Weight::Regular)).fold(0.0, f64::max)
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = (theme.inner_width() - left - beside).max(200.0);
    let mut settings: Vec<f64> = curves.iter().flat_map(|(_, points)| points).map(|(x, _)| *x).collect();
    settings.sort_by(f64::total_cmp);
    settings.dedup();
    let x = across(&settings, &sweep.keys[key], width, size);
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, HEIGHT);
    // On a logarithmic axis nothing lies below its lower end, where lines leave the frame.
    let place = |value: Option<f64>| {
        value.map_or(f64::NAN, |value| if log { (by * value).max(1e-3 * from) } else { by * value })
    };
    let line = |points: &[(f64, usize)], of: fn(&Figure) -> Option<f64>| -> Vec<(f64, f64)> {
        points.iter().map(|(x, at)| (*x, place(of(&figure(*at))))).collect()
    };
    let mut series = Vec::new();
    for ((_, points), colour) in curves.iter().zip(colours(theme)) {
        let band =
            |low: fn(&Figure) -> Option<f64>, high: fn(&Figure) -> Option<f64>, opacity: f64| Series::Band {
                points: points
                    .iter()
                    .map(|(x, at)| (*x, place(low(&figure(*at))), place(high(&figure(*at)))))
                    .filter(|(_, low, high)| low.is_finite() && high.is_finite())
                    .collect(),
                colour,
                opacity,
            };
        if single {
            series.push(band(|figure| figure.p05, |figure| figure.p95, 0.2));
        }
        if inputs && single {
            for bound in [|figure: &Figure| figure.low, |figure: &Figure| figure.high] {
                series.push(Series::Line { points: line(points, bound), colour: theme.quiet, width: 1.5 });
            }
        } else if inputs && curves.len() <= MOST_BANDS {
            series.push(band(|figure| figure.low, |figure| figure.high, 0.08));
        }
        series.push(Series::Line { points: line(points, |figure| figure.value), colour, width: 2.5 });
    }
    let plot = Chart { name: "sweep".to_owned(), frame, x, y, grid: true, boxed: false, series };
    plot.draw(&mut svg, theme)?;
    for ((_, points), colour) in curves.iter().zip(colours(theme)) {
        dots(&mut svg, &plot, points, colour, &|at| {
            let figure = figure(at);
            let value = figure.value?;
            let error = ERRORS * figure.se.unwrap_or(0.0);
            Some([value - error, value, value + error].map(|value| place(Some(value))))
        });
    }
    if !single {
        labels(&mut svg, &plot, curves, theme, &|at| place(figure(at).value));
    }
    let limit = sweep.limit(measure);
    let limit_y = |limit: f64| plot.at(plot.x.from, by * limit).1;
    let limit = limit.filter(|limit| (frame.y..=frame.bottom()).contains(&limit_y(*limit)));
    if let Some(y) = limit.map(limit_y) {
        let paint = Paint::stroke(theme.accents.vermilion, 1.5).dashed(8.0, 5.0);
        svg.line((frame.x, y), (frame.right(), y), &paint);
    }
    let mut sentence = if single {
        language.sweep_of_one(sweep.realisations)
    } else {
        language.sweep_of_several(sweep.realisations)
    };
    if inputs && curves.len() <= MOST_BANDS {
        sentence += if single { language.sweep_inputs() } else { language.sweep_inputs_of_several() };
    }
    sentence += &after(measure, limit, language);
    let page = Page { name: file_name(measure), title: &title, kind: language.sweep_chart_alt(), sentence };
    Ok(page.finish(svg, &plot, sweep, theme))
}

/// Draws a dot for each point, with a whisker of its error.
fn dots(
    svg: &mut Svg,
    plot: &Chart,
    points: &[(f64, usize)],
    colour: Rgb,
    of: &dyn Fn(usize) -> Option<[f64; 3]>,
) {
    svg.begin("dots");
    for (x, at) in points {
        let Some([low, value, high]) = of(*at) else { continue };
        let centre = plot.at(*x, value);
        let inside = |y: f64| y.clamp(plot.frame.y, plot.frame.bottom());
        if !(plot.frame.y - 1.0..=plot.frame.bottom() + 1.0).contains(&centre.1) {
            continue;
        }
        let ends = [low, high].map(|end| inside(plot.at(*x, end).1));
        if (ends[0] - ends[1]).abs() > 1.0 {
            svg.line((centre.0, ends[0]), (centre.0, ends[1]), &Paint::stroke(colour, 1.5));
        }
        svg.circle(centre, 3.5, &Paint::fill(colour));
    }
    svg.end();
}

/// Writes what each curve is beside its end.
fn labels(
    svg: &mut Svg,
    plot: &Chart,
    curves: &[(String, Vec<(f64, usize)>)],
    theme: &Theme,
    place: &dyn Fn(usize) -> f64,
) {
    let size = theme.size.label;
    let frame = plot.frame;
    let ends = curves.iter().map(|(_, points)| {
        let last = points.iter().rev().map(|(x, at)| plot.at(*x, place(*at)).1).find(|y| y.is_finite());
        last.unwrap_or(frame.bottom()).clamp(frame.y, frame.bottom())
    });
    let wanted: Vec<f64> = ends.collect();
    let sizes = vec![size; wanted.len()];
    // Labels are spread from the top down.
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]));
    let sorted: Vec<f64> = order.iter().map(|at| wanted[*at]).collect();
    let placed = layout::spread(&sorted, &sizes, 4.0, frame.y, frame.bottom());
    svg.begin("curves");
    for (at, y) in order.into_iter().zip(placed) {
        let style = TextStyle::new(size, colours(theme)[at]);
        svg.text(
            (frame.right() + 10.0, layout::middle(y, size)),
            &theme.language.numeral(&curves[at].0),
            &style,
        );
    }
    svg.end();
}
