//! Chart of the skin thickness over people, with the depth of the needles.

use super::axes::{Axis, Chart, Series};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::{Picture, RenderError};

/// Height of the frame, units.
const HEIGHT: f64 = 420.0;
/// Room for the labels of the marks above the frame, units, and height of a row of them.
const MARKS: f64 = 56.0;
const ROW: f64 = 22.0;
/// From the line of a mark to its words.
const ASIDE: f64 = 8.0;

/// Contents of the chart.
#[derive(Clone, Debug)]
pub struct ThicknessChart<'a> {
    /// Stem of the file name.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// The setting in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// Edges of the bins of skin thickness, mm, rising; one more than there are shares.
    pub edges_mm: &'a [f64],
    /// Share of people in each bin, 0 to 1.
    pub share: &'a [f64],
    /// Median tip depth if any tip pierced, and its words. Thinner skin gets a colour of its own.
    pub median: Option<(f64, String)>,
    /// Set depth, and its words.
    pub set: (f64, String),
    /// Foot line.
    pub foot: String,
}

/// The row above the frame in which the words of each mark stand, 0 for the lowest, and on which side of its line. No other line runs
/// through them, since lines rise as high as their own words.
fn places(lines: &[(f64, &str)], right: f64, theme: &Theme) -> Vec<(usize, Anchor)> {
    let ends = |(x, words): (f64, &str), side: Anchor| {
        let wide = fonts::width(words, theme.size.label, Weight::SemiBold);
        if side == Anchor::Start { [x + ASIDE, x + ASIDE + wide] } else { [x - ASIDE - wide, x - ASIDE] }
    };
    let fits = |line: (f64, &str), side: Anchor| {
        let [from, to] = ends(line, side);
        from > theme.page.margin && to < right
    };
    // Where there is no room at the right, words stand at the left.
    let usual = |line| if fits(line, Anchor::Start) { Anchor::Start } else { Anchor::End };
    let [one, other] = *lines else { return lines.iter().map(|line| (0, usual(*line))).collect() };
    let is_free = |line: (f64, &str), side: Anchor, by: f64| {
        let [from, to] = ends(line, side);
        by < from - 0.5 * ASIDE || by > to + 0.5 * ASIDE
    };
    // Only the line of the mark in the upper row can cross words: those in the lower one.
    let sides = |line| [usual(line), Anchor::Start, Anchor::End];
    let lower = [0, 1, 2].into_iter().find_map(|at| {
        let free = |line, by| {
            let side = sides(line)[at];
            (fits(line, side) && is_free(line, side, by)).then_some(side)
        };
        let first = free(one, other.0).map(|side| [(0, side), (1, usual(other))]);
        first.or_else(|| free(other, one.0).map(|side| [(1, usual(one)), (0, side)]))
    });
    lower.unwrap_or([(0, usual(one)), (1, usual(other))]).to_vec()
}

/// Draws the chart: bars of people whose skin is thinner than the median tip in the colour of the fat layer, the others in that of
/// the dermis.
///
/// # Errors
/// [`RenderError::Data`] if edges and shares do not match. Otherwise errors of the fonts or the plotting
/// library.
pub fn draw(chart: &ThicknessChart<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    if chart.edges_mm.len() != chart.share.len() + 1 {
        let why = format!("{} edges do not enclose {} bins", chart.edges_mm.len(), chart.share.len());
        return Err(RenderError::Data { name: chart.name.to_owned(), why });
    }
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &chart.title, &chart.subtitle, theme);
    let limit = chart.median.as_ref().map_or(0.0, |(depth, _)| *depth);
    let marks = || chart.median.iter().chain(std::iter::once(&chart.set));
    let shares: Vec<f64> = chart.share.iter().map(|share| share * 100.0).collect();
    let most = shares.iter().fold(0.0f64, |most, share| most.max(*share)).max(1e-9);
    let first = chart.share.iter().position(|share| *share > 0.0).unwrap_or(0);
    let marked = marks().map(|(depth, _)| *depth);
    let from = marked.clone().chain(chart.edges_mm.get(first).copied()).fold(f64::INFINITY, f64::min);
    let to = marked.chain(chart.edges_mm.last().copied()).fold(0.0, f64::max);
    let step = numbers::nice_step((to - from).max(0.1), 8);
    // The axis starts half a step before a tick, because a label in the corner would meet that of the other
    // axis.
    let (from, to) = (((from / step).floor() - 0.5).max(0.0) * step, ((to / step).ceil() + 1.0) * step);

    let width = theme.inner_width();
    let bin = chart.edges_mm.windows(2).next().map_or(0.0, |pair| pair[1] - pair[0]);
    let y_title = theme.language.share_of_people_in(numbers::short(bin, 2));
    let y = Axis::fitted(&y_title, 0.0, 1.08 * most, theme.high(HEIGHT), false, theme.size.label);
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let frame = Rect::new(theme.page.margin + left, top + MARKS, width - left - 12.0, theme.high(HEIGHT));
    let bars = |thin: bool| {
        let corners = chart
            .edges_mm
            .windows(2)
            .zip(&shares)
            .filter(|(_, share)| **share > 0.0)
            .flat_map(|(edges, share)| {
                // A bin that contains the mark is split there.
                let ends =
                    if thin { (edges[0], edges[1].min(limit)) } else { (edges[0].max(limit), edges[1]) };
                (ends.0 < ends.1).then_some([ends.0, 0.0, ends.1, *share])
            })
            .collect();
        let colour = if thin { theme.accents.vermilion } else { theme.accents.green };
        Series::Bars { corners, colour, opacity: 1.0 }
    };
    let plot = Chart {
        name: "thickness".to_owned(),
        frame,
        x: Axis::fitted(theme.language.thickness_of_skin(), from, to, frame.width, true, theme.size.label),
        y,
        grid: true,
        boxed: false,
        series: vec![bars(true), bars(false)],
    };
    plot.draw(&mut svg, theme)?;
    svg.begin("marks");
    let lines: Vec<(f64, &str)> =
        marks().map(|(depth, words)| (plot.at(*depth, 0.0).0, words.as_str())).collect();
    for (at, (row, anchor)) in places(&lines, frame.right(), theme).into_iter().enumerate() {
        let (x, words) = lines[at];
        let line = Paint::stroke(theme.text, 1.5);
        // The set depth is the last.
        let line = if at + 1 == lines.len() { line.dashed(7.0, 5.0) } else { line };
        let height = ROW * (row as f64 + 1.0);
        svg.line((x, frame.y - height + 6.0), (x, frame.bottom()), &line);
        let x = if anchor == Anchor::Start { x + ASIDE } else { x - ASIDE };
        let style = TextStyle::new(theme.size.label, theme.text).semibold().anchored(anchor);
        svg.text((x, frame.y - height + 16.0), words, &style);
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &chart.sentence, &chart.foot, theme);
    let alt = format!("{} {}.", theme.language.thinner_alt(), chart.title);
    Ok(Picture {
        name: chart.name.to_owned(),
        svg: svg.document(height, &chart.title, &alt, theme),
        caption: chart.sentence.clone(),
        alt,
    })
}
