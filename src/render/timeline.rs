//! What follows a treatment, on one axis of time: open channels, what the skin shows, collagen, what is said of it.
//!
//! Parts stand one below the other over one logarithmic axis from 5 minutes to 180 days. Line styles tell apart what is
//! computed (solid), taken from the literature (bars) and schematic (dotted).

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::words::{self, Language};
use super::{Picture, RenderError};
use crate::outcome::timeline::{
    Basis, Claim, ClosedBy, Curve, CurveOf, Ranged, SaidBy, Tag, Timeline, Topic,
};

/// Ends of the axis, h, and its ticks.
const FROM_H: f64 = 1.0 / 12.0;
const TO_H: f64 = 180.0 * 24.0;
const TICKS_H: [f64; 9] = [FROM_H, 0.5, 2.0, 8.0, 24.0, 72.0, 168.0, 720.0, 4320.0];
/// Heights of the two charts, units.
const OPEN: f64 = 210.0;
const COLLAGEN: f64 = 70.0;
/// Height of a row, in multiples of the type size, and of its bar.
const ROW: f64 = 1.75;
const BAR: f64 = 0.95;
/// Width of a curve, units.
pub(super) const CURVE: f64 = 2.75;

/// Curves of open area that are drawn; files have all of them.
const DRAWN: [(ClosedBy, bool); 4] = [
    (ClosedBy::Impedance, false),
    (ClosedBy::WaterLoss, false),
    (ClosedBy::Dye, false),
    (ClosedBy::Impedance, true),
];

/// The axis of time on the page.
#[derive(Clone, Copy)]
struct Times {
    left: f64,
    width: f64,
}

impl Times {
    /// Place of a time, h, within the axis.
    fn x(self, hours: f64) -> f64 {
        let along = (hours.max(FROM_H) / FROM_H).ln() / (TO_H / FROM_H).ln();
        self.left + self.width * along.clamp(0.0, 1.0)
    }
}

/// Draws the timeline.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(timeline: &Timeline, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let title = title(timeline, language);
    let top = layout::header(&mut svg, &title, &language.setting(&timeline.provenance), theme);
    let sentence = language.timeline_sentence();
    let bottom = if timeline.open_share.is_none() {
        layout::none(&mut svg, top, theme)
    } else {
        parts(&mut svg, timeline, top, theme)?
    };
    let foot = with_warning(language.foot(&timeline.provenance.foot()), language.no_safe_time(), theme);
    let height = layout::footer(&mut svg, bottom, sentence, &foot, theme);
    let alt = words::alternative([language.timeline_alt(&title), language.timeline_alt_parts().to_owned()]);
    Ok(Picture {
        name: "timeline".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// The foot with a warning before it on a slide, which has no sentences.
pub(super) fn with_warning(foot: String, warning: &str, theme: &Theme) -> String {
    if theme.is_slide() { format!("{warning} {foot}") } else { foot }
}

/// Draws all parts. Returns the lower edge.
fn parts(svg: &mut Svg, timeline: &Timeline, top: f64, theme: &Theme) -> Result<f64, RenderError> {
    let (size, language) = (theme.size.label, theme.language);
    let names = timeline.spans.iter().map(|span| language.sign(span.sign)).chain([language.redness()]);
    let widest = names.map(|name| fonts::width(name, size, Weight::Regular)).fold(0.0, f64::max);
    let left = theme.page.margin + widest + 12.0;
    let beside = if theme.is_column() { 0.0 } else { legend_width(timeline, theme) + 16.0 };
    let times = Times { left, width: theme.page.margin + theme.inner_width() - beside - left - 8.0 };
    let (from, mut y) = (top, top);
    y = open(svg, timeline, times, y, theme)?;
    y = signs(svg, timeline, times, y + theme.page.step, theme);
    if !theme.is_slide() {
        y = collagen(svg, timeline, times, y + theme.page.step, theme);
        y = heading(svg, language.timeline_care(), y + theme.page.step, theme);
        y = claims(svg, timeline, &[Topic::Marker, Topic::Care], times, y, theme);
    }
    Ok(axis(svg, times, from, y + 4.0, theme))
}

/// Writes the heading of a part. Returns the upper edge of what stands below it.
pub(super) fn heading(svg: &mut Svg, words: &str, top: f64, theme: &Theme) -> f64 {
    let style = TextStyle::new(theme.size.label, theme.text).semibold();
    let lines = layout::wrapped(words, style.size, style.weight, theme.inner_width());
    layout::block(svg, theme.page.margin, top, &lines, &style) + 4.0
}

/// Colour of a curve of open area.
fn colour(measure: ClosedBy, covered: bool, theme: &Theme) -> Rgb {
    match (measure, covered) {
        (ClosedBy::Impedance, false) => theme.accents.blue,
        (ClosedBy::Impedance, true) => theme.accents.purple,
        (ClosedBy::WaterLoss, _) => theme.accents.green,
        (ClosedBy::Dye, _) => theme.accents.orange,
    }
}

/// Curves that are drawn, with their colours and words.
fn drawn<'a>(timeline: &'a Timeline, theme: &Theme) -> Vec<(&'a Curve, Rgb, [String; 2])> {
    let language = theme.language;
    let each = |(measure, covered): (ClosedBy, bool)| {
        let curve = timeline.curve(CurveOf::OpenArea { measure, covered })?;
        let name = language.closed_by(measure);
        let name = if covered { language.covered_skin(name) } else { name.to_owned() };
        let over = curve.over_h.map_or(String::new(), |Ranged { value, low, high }| {
            language.closed_after(language.time(value), language.time(low), language.time(high))
        });
        Some((curve, colour(measure, covered, theme), [name, over]))
    };
    DRAWN.into_iter().filter_map(each).collect()
}

fn legend_width(timeline: &Timeline, theme: &Theme) -> f64 {
    let width = |words: &String| fonts::width(words, theme.size.note, Weight::Regular);
    let all = drawn(timeline, theme);
    all.iter().flat_map(|(_, _, words)| words.iter().map(width)).fold(0.0, f64::max).min(230.0) + 22.0
}

/// Draws the curves of open channel area. Returns the lower edge.
fn open(
    svg: &mut Svg,
    timeline: &Timeline,
    times: Times,
    top: f64,
    theme: &Theme,
) -> Result<f64, RenderError> {
    let language = theme.language;
    let share = timeline.open_share.map_or(0.0, |share| share.value);
    let top = heading(
        svg,
        &language.timeline_open(language.percent(share), language.percent(timeline.closed_share)),
        top,
        theme,
    );
    let frame = Rect::new(times.left, top + 6.0, times.width, theme.high(OPEN));
    let y = Axis::linear("", 0.0, 100.0, 4);
    let x =
        Axis { from: 0.0, to: 1.0, log: false, ticks: Vec::new(), labels: Vec::new(), title: String::new() };
    let chart = Chart { name: "open".into(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    chart.draw(svg, theme)?;
    let all = drawn(timeline, theme);
    svg.begin("closed");
    let y = frame.bottom() - frame.height * timeline.closed_share;
    svg.line((frame.x, y), (frame.right(), y), &Paint::stroke(theme.text, 1.0).dashed(5.0, 4.0));
    svg.end();
    svg.begin("open-area");
    // Each end of a range relative to its own beginning: how large the area is at once is not in the picture.
    let course = |curve: &Curve, of: fn(&Ranged) -> f64| -> Vec<(f64, f64)> {
        let first = curve.points.first().map_or(1.0, |(_, first)| of(first)).max(f64::MIN_POSITIVE);
        let inside = curve.points.iter().filter(|(time, _)| *time >= FROM_H);
        inside.map(|(time, at)| (times.x(*time), frame.bottom() - frame.height * of(at) / first)).collect()
    };
    for (curve, colour, _) in &all {
        let mut band = course(curve, |at| at.low);
        band.extend(course(curve, |at| at.high).into_iter().rev());
        svg.path(&band, true, &Paint::fill(*colour).opacity(0.12));
    }
    for (curve, colour, _) in &all {
        svg.path(&course(curve, |at| at.value), false, &Paint::stroke(*colour, CURVE));
    }
    svg.end();
    Ok(legend(svg, &all, frame, theme).max(frame.bottom()))
}

/// Writes what the curves are, beside the chart or below it. Returns the lower edge.
fn legend(svg: &mut Svg, all: &[(&Curve, Rgb, [String; 2])], frame: Rect, theme: &Theme) -> f64 {
    let (size, small) = (theme.size.label, theme.size.note);
    let (x, mut y, width) = if theme.is_column() {
        (theme.page.margin, frame.bottom() + 6.0, theme.inner_width() - 22.0)
    } else {
        (frame.right() + 16.0, frame.y - 0.3 * size, 230.0)
    };
    svg.begin("legend");
    for (_, colour, [name, over]) in all {
        svg.line((x, y + 0.6 * size), (x + 14.0, y + 0.6 * size), &Paint::stroke(*colour, CURVE));
        y = layout::block(svg, x + 22.0, y, std::slice::from_ref(name), &TextStyle::new(size, theme.text));
        if !over.is_empty() && !theme.is_slide() {
            let lines = layout::wrapped(over, small, Weight::Regular, width);
            y = layout::block(svg, x + 22.0, y - 2.0, &lines, &TextStyle::new(small, theme.quiet));
        }
        y += 5.0;
    }
    svg.end();
    y
}

/// Writes the name of a row at its left.
fn name(svg: &mut Svg, words: &str, times: Times, middle: f64, theme: &Theme) {
    let style = TextStyle::new(theme.size.label, theme.text).anchored(Anchor::End);
    svg.text((times.left - 12.0, layout::middle(middle, style.size)), words, &style);
}

/// Draws what the skin shows. Returns the lower edge.
fn signs(svg: &mut Svg, timeline: &Timeline, times: Times, top: f64, theme: &Theme) -> f64 {
    let (size, language) = (theme.size.label, theme.language);
    let mut y = heading(svg, language.timeline_skin(), top, theme);
    let (row, bar) = (ROW * size, BAR * size);
    svg.begin("redness");
    if let Some(curve) = timeline.curve(CurveOf::Redness) {
        let middle = y + 0.5 * row;
        name(svg, language.redness(), times, middle, theme);
        let red = theme.accents.vermilion;
        let outline = |of: fn(&Ranged) -> f64| -> Vec<(f64, f64)> {
            // As far as anything of it is seen.
            let inside = || curve.points.iter().filter(|(time, at)| *time >= FROM_H && of(at) > 0.005);
            let upper = inside().map(|(time, at)| (times.x(*time), middle - 0.5 * bar * of(at)));
            let lower = inside().rev().map(|(time, at)| (times.x(*time), middle + 0.5 * bar * of(at)));
            upper.chain(lower).collect()
        };
        svg.path(&outline(|at| at.high), true, &Paint::fill(red).opacity(0.2));
        // Recalled numbers are drawn as an outline.
        let recalled = curve.tag == Tag::Memory;
        svg.path(
            &outline(|at| at.value),
            true,
            &Paint::fill(red).opacity(if recalled { 0.35 } else { 0.75 }),
        );
        if recalled {
            svg.path(&outline(|at| at.value), true, &Paint::stroke(red, 1.25).dashed(3.0, 3.0));
        }
        y += row;
    }
    svg.end();
    svg.begin("bands");
    for span in &timeline.spans {
        let middle = y + 0.5 * row;
        name(svg, language.sign(span.sign), times, middle, theme);
        let rect = |from: f64, to: f64| {
            Rect::new(times.x(from), middle - 0.5 * bar, (times.x(to) - times.x(from)).max(1.0), bar)
        };
        let fill = if span.tag == Tag::Seen { theme.accents.blue } else { theme.quiet };
        svg.rect(rect(span.begin_h.low, span.end_h.high), 2.0, &Paint::fill(fill).opacity(0.18));
        svg.rect(rect(span.begin_h.value, span.end_h.value), 2.0, &Paint::fill(fill).opacity(0.6));
        y += row;
    }
    svg.end();
    y
}

/// Draws the schematic rise of collagen and the claims on it. Returns the lower edge.
fn collagen(svg: &mut Svg, timeline: &Timeline, times: Times, top: f64, theme: &Theme) -> f64 {
    let language = theme.language;
    let top = heading(svg, language.timeline_collagen(), top, theme);
    let height = theme.high(COLLAGEN);
    svg.begin("collagen");
    if let Some(curve) = timeline.curve(CurveOf::Collagen) {
        let place = |hours: f64, share: f64| (times.x(hours), top + height * (1.0 - share));
        let inside = || curve.points.iter().filter(|(time, _)| *time >= 24.0);
        let band: Vec<(f64, f64)> = inside()
            .map(|(time, at)| place(*time, at.low))
            .chain(inside().rev().map(|(time, at)| place(*time, at.high)))
            .collect();
        svg.path(&band, true, &Paint::fill(theme.accents.purple).opacity(0.15));
        let line: Vec<(f64, f64)> = inside().map(|(time, at)| place(*time, at.value)).collect();
        debug_assert_eq!(curve.basis, Basis::Schematic);
        svg.path(&line, false, &Paint::stroke(theme.accents.purple, CURVE).dashed(2.0, 5.0));
        name(svg, language.collagen(), times, top + 0.5 * height, theme);
    }
    svg.end();
    claims(svg, timeline, &[Topic::Collagen], times, top + height + 6.0, theme)
}

/// Draws claims, each in a row of its own with its words at its left. Returns the lower edge.
fn claims(
    svg: &mut Svg,
    timeline: &Timeline,
    topics: &[Topic],
    times: Times,
    top: f64,
    theme: &Theme,
) -> f64 {
    let size = theme.size.note;
    let mut y = top;
    svg.begin("claims");
    let row = 1.45 * size;
    let of_topics = |claim: &&Claim| topics.contains(&claim.topic);
    for claim in timeline.claims.iter().filter(of_topics) {
        let middle = y + 0.5 * row;
        let [from, to] = [claim.from_days, claim.to_days].map(|days| times.x(24.0 * days));
        let ink = if claim.tag == Tag::Memory { theme.quiet } else { theme.text };
        let fill = match claim.said_by {
            SaidBy::Study => ink,
            SaidBy::Article => theme.ground,
        };
        if to > from {
            svg.line((from, middle), (to, middle), &Paint::stroke(ink, 2.0));
        }
        if 24.0 * claim.from_days > TO_H {
            // Later than the axis goes.
            let tip = [(from - 6.0, middle - 4.0), (from + 2.0, middle), (from - 6.0, middle + 4.0)];
            svg.path(&tip, true, &Paint::fill(fill).outlined(ink, 1.25));
        } else {
            for x in [from, to] {
                svg.circle((x, middle), 3.5, &Paint::fill(fill).outlined(ink, 1.25));
            }
        }
        let words = theme.language.claim(claim);
        // At the side that has room.
        let wide = fonts::width(words, size, Weight::Regular);
        let (x, anchor) = if from - wide - 8.0 >= theme.page.margin {
            (from - 8.0, Anchor::End)
        } else {
            (to + 8.0, Anchor::Start)
        };
        let style = TextStyle::new(size, ink).anchored(anchor);
        svg.text((x, layout::middle(middle, size)), words, &style);
        y += row;
    }
    svg.end();
    y
}

/// Draws the axis of time below all parts, and faint lines at its ticks behind them. Returns the lower edge.
fn axis(svg: &mut Svg, times: Times, from: f64, y: f64, theme: &Theme) -> f64 {
    let size = theme.size.label;
    let style = TextStyle::new(size, theme.quiet).anchored(Anchor::Middle);
    svg.begin("time");
    svg.line((times.left, y), (times.left + times.width, y), &Paint::stroke(theme.quiet, 1.0));
    let mut free = f64::NEG_INFINITY;
    for hours in TICKS_H {
        let x = times.x(hours);
        svg.line((x, from + 1.5 * size), (x, y), &Paint::stroke(theme.quiet, 0.5).dashed(1.0, 4.0));
        svg.line((x, y), (x, y + 5.0), &Paint::stroke(theme.quiet, 1.0));
        let words = theme.language.tick(hours);
        let half = 0.5 * fonts::width(&words, size, Weight::Regular);
        // The last stands within the page.
        let x = x.min(theme.page.width - theme.page.margin.max(4.0) - half);
        if x - half > free {
            svg.text((x, y + 8.0 + 0.8 * size), &words, &style);
            free = x + half + 10.0;
        }
    }
    let title = TextStyle::new(theme.size.axis, theme.text).anchored(Anchor::Middle);
    let below = y + 12.0 + 0.8 * size + 1.1 * theme.size.axis;
    svg.text((times.left + 0.5 * times.width, below), theme.language.timeline_time(), &title);
    svg.end();
    below + 8.0
}

fn title(timeline: &Timeline, language: Language) -> String {
    let open = |curve: &&Curve| matches!(curve.of, CurveOf::OpenArea { covered: false, .. });
    let areas = timeline.curves.iter().filter(open);
    let times: Vec<f64> = areas.filter_map(|curve| curve.over_h).map(|over| over.value).collect();
    let red = timeline.curve(CurveOf::Redness).and_then(|curve| curve.over_h);
    match (times.iter().copied().reduce(f64::min), times.iter().copied().reduce(f64::max), red) {
        (Some(first), Some(last), Some(red)) => {
            language.timeline_title(language.time(first), language.time(last), language.time(red.value))
        }
        _ => language.timeline_title_none().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_ticks_stand_on_the_axis_and_have_names() {
        let times = Times { left: 100.0, width: 700.0 };
        assert_eq!([times.x(FROM_H), times.x(TO_H), times.x(0.0)], [100.0, 800.0, 100.0]);
        let names: Vec<String> = TICKS_H.iter().map(|hours| Language::English.tick(*hours)).collect();
        assert_eq!(
            names,
            [
                "5\u{202f}min",
                "30\u{202f}min",
                "2\u{202f}h",
                "8\u{202f}h",
                "1 day",
                "3 days",
                "1 week",
                "1 month",
                "6 months"
            ]
        );
    }
}
