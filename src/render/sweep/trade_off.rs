//! Two values against each other: every setting a dot, and a line through those of which no other has more of the one
//! and less of the other.

use super::{Page, factor, has_inputs, range, subtitle_of, titled, words_of};
use crate::outcome::{Measure, Sweep};
use crate::render::axes::{Axis, Chart, Series};
use crate::render::fonts::{self, Weight};
use crate::render::numbers;
use crate::render::shown::name_or_key;
use crate::render::svg::{Paint, Rect, Svg, TextStyle};
use crate::render::theme::Theme;
use crate::render::words::begun;
use crate::render::{Picture, RenderError, layout};

/// Height of the frame, units.
const HEIGHT: f64 = 560.0;
/// Radius of a dot, of one on the front, and of the ring around the one that is pointed out, units.
const DOTS: [f64; 2] = [3.0, 5.0];
const RING: f64 = 9.0;

/// Most settings of which all are named where there is room; of more, those of the front.
const MOST_NAMED: usize = 40;

/// Draws the first value upwards against the second.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(sweep: &Sweep, [more, less]: [Measure; 2], theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let front = sweep.front([more, less]);
    let [more_name, less_name] = [more, less].map(|measure| name_or_key(measure, language));
    let title = begun(&language.trade_off_title(more_name, less_name));
    let top = layout::header(&mut svg, &title, &subtitle_of(sweep, language), theme);
    let value = |measure: Measure, at: usize| {
        sweep.figure(at, measure).value.map_or(f64::NAN, |value| factor(measure.unit()) * value)
    };
    let places = 0..sweep.points.len();
    let axis = |measure: Measure| range(places.clone().map(|at| value(measure, at)));
    let (ends, log) = axis(more);
    let y = of_range(&titled(more, language), ends, log, theme, None);
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = theme.inner_width() - left - 12.0;
    let (ends, log) = axis(less);
    let x = of_range(&titled(less, language), ends, log, theme, Some(width));
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, theme.high(HEIGHT));
    // What lies left of a logarithmic axis is not drawn, and the sentence says so.
    let is_left = |at: usize| x.log && value(less, at) < x.from;
    let at = |at: usize| (if is_left(at) { f64::NAN } else { value(less, at) }, value(more, at));
    let left_out = places.clone().filter(|point| is_left(*point)).count();
    let series = vec![Series::Line {
        points: front.iter().map(|point| at(*point)).collect(),
        colour: theme.accents.vermilion,
        width: 2.0,
    }];
    let plot =
        Chart { name: "trade-off".to_owned(), frame, x: x.clone(), y, grid: true, boxed: false, series };
    plot.draw(&mut svg, theme)?;
    svg.begin("settings");
    let mut taken = along(&plot, front.iter().map(|point| at(*point)));
    for point in places.clone() {
        let (x, y) = at(point);
        if !x.is_finite() || !y.is_finite() {
            continue;
        }
        let on_front = front.contains(&point);
        let (colour, radius) =
            if on_front { (theme.accents.vermilion, DOTS[1]) } else { (theme.accents.blue, DOTS[0]) };
        let (x, y) = plot.at(x, y);
        svg.circle((x, y), radius, &Paint::fill(colour));
        taken.push(Rect::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius));
    }
    let marked =
        sweep.marked([more, less]).filter(|point| at(*point).0.is_finite() && at(*point).1.is_finite());
    if let Some(point) = marked {
        let (x, y) = at(point);
        svg.circle(plot.at(x, y), RING, &Paint::stroke(theme.text, 2.0));
    }
    svg.end();
    let limit_x = |limit: f64| plot.at(factor(less.unit()) * limit, plot.y.from).0;
    let limit = sweep.limit(less).filter(|limit| (frame.x..=frame.right()).contains(&limit_x(*limit)));
    if let Some(x) = limit.map(limit_x) {
        svg.line((x, frame.y), (x, frame.bottom()), &Paint::stroke(theme.quiet, 1.5).dashed(8.0, 5.0));
        taken.push(Rect::new(x - 1.0, frame.y, 2.0, frame.height));
    }
    // Of a search, what breaks the limit is not named.
    let named = |point: &usize| {
        let beyond =
            limit.is_some_and(|limit| sweep.figure(*point, less).value.is_some_and(|value| value > limit));
        sweep.answer.is_none() || !beyond
    };
    let first: Vec<usize> = marked.into_iter().chain(front.iter().copied().filter(named)).collect();
    labels(&mut svg, &plot, sweep, &first, taken, &at, theme);
    let mut sentence = language.trade_off_sentence(sweep.realisations, more_name, less_name);
    if has_inputs(sweep)
        && let Some(least) = least_sure(sweep, &front)
    {
        sentence += &language.trade_off_order(numbers::percent(least));
    }
    if marked.is_some() {
        sentence += language.trade_off_marked();
    }
    sentence += &limit.map(|limit| language.sweep_limit(super::value_words(less, limit))).unwrap_or_default();
    if left_out > 0 {
        let unit = super::unit_words(less.unit());
        sentence += &language.trade_off_left_out(left_out, format!("{} {unit}", numbers::short(x.from, 2)));
    }
    let page = Page {
        name: "sweep-trade-off".to_owned(),
        title: &title,
        kind: language.sweep_chart_alt(),
        sentence,
    };
    Ok(page.finish(svg, &plot, sweep, theme))
}

/// Small squares along a line, which labels keep clear of.
fn along(plot: &Chart, points: impl Iterator<Item = (f64, f64)>) -> Vec<Rect> {
    const STEP: f64 = 6.0;
    let places: Vec<(f64, f64)> = points.map(|(x, y)| plot.at(x, y)).collect();
    let mut squares = Vec::new();
    for pair in places.windows(2) {
        let ([x0, y0], [x1, y1]) = ([pair[0].0, pair[0].1], [pair[1].0, pair[1].1]);
        let steps = ((x1 - x0).hypot(y1 - y0) / STEP).ceil().max(1.0);
        for step in 0..=steps as usize {
            let way = step as f64 / steps;
            squares.push(Rect::new(x0 + way * (x1 - x0) - 1.0, y0 + way * (y1 - y0) - 1.0, 2.0, 2.0));
        }
    }
    squares
}

/// Least share of the draws under which two neighbours of the front keep their order in both values.
fn least_sure(sweep: &Sweep, front: &[usize]) -> Option<f64> {
    let pairs = front.windows(2).map(|pair| sweep.order_shares([pair[0], pair[1]]));
    let shares = pairs.collect::<Option<Vec<_>>>()?;
    shares.into_iter().flatten().reduce(f64::min)
}

fn of_range(title: &str, [from, to]: [f64; 2], log: bool, theme: &Theme, across: Option<f64>) -> Axis {
    match across {
        _ if log => {
            let title = theme.language.sweep_logarithmic(title);
            Axis { title, ..Axis::logarithmic("", from, to, 6) }
        }
        Some(width) => Axis::fitted(title, from, to, width, true, theme.size.label),
        None => Axis::linear(title, from, to, 7),
    }
}

/// Writes the setting beside each dot where there is room, `first` those that matter most.
fn labels(
    svg: &mut Svg,
    plot: &Chart,
    sweep: &Sweep,
    first: &[usize],
    mut taken: Vec<Rect>,
    at: &dyn Fn(usize) -> (f64, f64),
    theme: &Theme,
) {
    let size = theme.size.note;
    // Many settings cannot all be named.
    let named = sweep.points.len() <= MOST_NAMED;
    let others = (0..sweep.points.len()).filter(|point| named && !first.contains(point));
    svg.begin("labels");
    let mut named = Vec::new();
    for point in first.iter().copied().chain(others) {
        if named.contains(&point) {
            continue;
        }
        named.push(point);
        let (x, y) = at(point);
        let Some(setting) = sweep.setting(point).filter(|_| x.is_finite() && y.is_finite()) else { continue };
        let words = theme.language.numeral(&words_of(sweep, setting, None));
        let width = fonts::width(&words, size, Weight::Regular);
        let (x, y) = plot.at(x, y);
        let height = 1.15 * size;
        let beside = [
            (x + 8.0, y - 0.5 * height),
            (x - 8.0 - width, y - 0.5 * height),
            (x + 6.0, y - 1.2 * height),
            (x - 6.0 - width, y - 1.2 * height),
            (x + 6.0, y + 0.2 * height),
            (x - 6.0 - width, y + 0.2 * height),
        ];
        let rects = beside.into_iter().map(|(left, top)| Rect::new(left, top, width, height));
        let own = Rect::new(x - 6.0, y - 6.0, 12.0, 12.0);
        let free = |rect: &Rect| {
            let others = taken.iter().filter(|other| !own.contains(other));
            plot.frame.contains(rect) && others.into_iter().all(|other| !other.overlaps(rect))
        };
        let Some(rect) = rects.into_iter().find(free) else { continue };
        let ink = if first.contains(&point) { theme.text } else { theme.quiet };
        svg.text((rect.x, layout::middle(rect.y + 0.5 * height, size)), &words, &TextStyle::new(size, ink));
        taken.push(rect);
    }
    svg.end();
}
