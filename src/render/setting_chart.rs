//! Chart of the tip depth against the setting, with the layers of the skin that the tips pass.

use super::axes::{Axis, Chart, Series};
use super::fonts;
use super::layout;
use super::numbers::THIN;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::safe_depth::{BySetting, SafeDepths};
use crate::outcome::{Figure, Layer};

/// Height of the frame, units.
const HEIGHT: f64 = 500.0;

/// A bound of a value.
type Bound = fn(&Figure) -> Option<f64>;

/// Draws the mean, the band between people and the outline over uncertain inputs, a line for tips that reach
/// the set depth, and the ends of layers.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(answers: &SafeDepths, by: &BySetting, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let name = "depth-by-setting";
    let (Some(of), Some(from), Some(to)) =
        (answers.sites.first(), by.settings_mm.first().copied(), by.settings_mm.last().copied())
    else {
        return Err(RenderError::Data { name: name.into(), why: "there is no site or no setting".into() });
    };
    let at_ends = [by.depth_mm.first(), by.depth_mm.last()].map(|end| end.and_then(|figure| figure.value));
    let language = theme.language;
    let [low, high] = at_ends.map(|value| value.map_or("–".to_owned(), |value| format!("{value:.2}")));
    let title = language.depth_by_setting_title(format!("{from:.1}"), format!("{to:.1}"), low, high);
    let subtitle =
        format!("{} · {}", language.name_begun(&of.label), language.device_and_passes(&answers.device));
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let points = || by.settings_mm.iter().copied().zip(&by.depth_mm);
    let all = points().flat_map(|(mm, depth)| [Some(mm), depth.value, depth.p95, depth.high]);
    let deepest = all.flatten().fold(0.0, f64::max);
    let room = |axis: &Axis| Chart::room(&Axis::linear("", 0.0, 1.0, 1), axis, theme).0;
    let y = Axis::linear(language.mean_depth_of_tips_mm(), 0.0, 1.05 * deepest, 6);
    let x_title = language.setting_mm(answers.setting);
    let left = room(&y);
    let width = theme.inner_width() - left - 8.0;
    let x = Axis::fitted(x_title, from, to, width, true, theme.size.label);
    let frame = Rect::new(theme.page.margin + left, top + 8.0, width, theme.high(HEIGHT));
    let blue = theme.accents.blue;
    let band = |low: Bound, high: Bound| {
        points().filter_map(move |(mm, depth)| Some((mm, low(depth)?, high(depth)?)))
    };
    let mut series = vec![Series::Band {
        points: band(|depth| depth.p05, |depth| depth.p95).collect(),
        colour: blue,
        opacity: 0.2,
    }];
    let line =
        |bound: Bound| points().filter_map(|(mm, depth)| Some((mm, bound(depth)?))).collect::<Vec<_>>();
    if answers.draws > 0 {
        let bounds: [Bound; 2] = [|depth| depth.low, |depth| depth.high];
        series.extend(bounds.map(|bound| Series::Line {
            points: line(bound),
            colour: theme.quiet,
            width: 1.5,
        }));
    }
    series.push(Series::Line { points: line(|depth| depth.value), colour: blue, width: 3.0 });
    let plot = Chart { name: "depth".to_owned(), frame, x, y, grid: true, boxed: false, series };
    plot.draw(&mut svg, theme)?;
    layers(&mut svg, &plot, by, theme);
    as_set(&mut svg, &plot, [from, to], theme);
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let inputs = match answers.draws {
        0 => String::new(),
        draws => language.grey_lines(draws),
    };
    let sentence = language.depth_by_setting_sentence(of.realisations, inputs);
    let height = layout::footer(
        &mut svg,
        frame.bottom() + under + 4.0,
        &sentence,
        &theme.language.foot(&answers.provenance.foot()),
        theme,
    );
    let alt = format!("{} {title}.", language.depth_by_setting_alt());
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Draws the beginning and the end of the dermis, with names.
fn layers(svg: &mut Svg, plot: &Chart, by: &BySetting, theme: &Theme) {
    let size = theme.size.label;
    let frame = plot.frame;
    svg.begin("layers");
    let mut last = f64::INFINITY;
    for layer in [Layer::ViableEpidermis, Layer::ReticularDermis] {
        let mm = by.column.bottoms_mm[layer as usize];
        let y = plot.at(plot.x.from, mm).1;
        // Labels above the frame, or on top of the other one, are left out.
        if y < frame.y + 1.5 * size || last - y < 1.5 * size {
            continue;
        }
        svg.line(
            (frame.x, y),
            (frame.right(), y),
            &Paint::stroke(theme.accents.vermilion, 1.5).dashed(8.0, 5.0),
        );
        let depth = format!("{mm:.2}{THIN}mm");
        let words = match layer {
            Layer::ViableEpidermis => theme.language.dermis_begins(depth),
            _ => theme.language.dermis_ends(depth),
        };
        let style = TextStyle::new(size, theme.accents.vermilion).semibold();
        // The curves rise from the left. At the left there is room above them if they rise late enough; at
        // the right there is room below.
        let free = plot.at(mm.max(plot.x.from), mm).0 - frame.x;
        if free > fonts::width(&words, size, fonts::Weight::SemiBold) + 40.0 {
            svg.text((frame.x + 8.0, y - 7.0), &words, &style);
        } else {
            svg.text((frame.right() - 8.0, y - 7.0), &words, &style.anchored(Anchor::End));
        }
        last = y;
    }
    svg.end();
}

/// Draws the line on which tips would reach the set depth.
fn as_set(svg: &mut Svg, plot: &Chart, [from, to]: [f64; 2], theme: &Theme) {
    svg.begin("as-set");
    let to = to.min(plot.y.to);
    svg.line(plot.at(from, from), plot.at(to, to), &Paint::stroke(theme.text, 1.5).dashed(4.0, 4.0));
    let (x, y) = plot.at(from + 0.86 * (to - from), from + 0.86 * (to - from));
    let style = TextStyle::new(theme.size.label, theme.text).semibold().anchored(Anchor::End);
    svg.text((x - 10.0, y - 4.0), theme.language.as_deep_as_set(), &style);
    svg.end();
}
