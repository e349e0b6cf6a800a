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
/// Room for the labels of the marks above the frame, units.
const MARKS: f64 = 56.0;

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

/// Draws the chart. Bars of people whose skin is thinner than the median tip depth have the colour of the fat
/// layer, the others that of the dermis.
///
/// # Errors
/// [`RenderError::Data`] if edges and shares do not match. Otherwise errors of the fonts or the plotting
/// library.
pub fn draw(chart: &ThicknessChart<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    if chart.edges_mm.len() != chart.share.len() + 1 {
        let why = format!("{} edges do not enclose {} bins", chart.edges_mm.len(), chart.share.len());
        return Err(RenderError::Data { name: chart.name.to_owned(), why });
    }
    fonts::register()?;
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
    let y = Axis::fitted(&y_title, 0.0, 1.08 * most, HEIGHT, false, theme.size.label);
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let frame = Rect::new(theme.page.margin + left, top + MARKS, width - left - 12.0, HEIGHT);
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
    for (index, mark) in marks().enumerate() {
        let (depth, words) = mark;
        let x = plot.at(*depth, 0.0).0;
        let line = Paint::stroke(theme.text, 1.5);
        let line = if std::ptr::eq(mark, &chart.set) { line.dashed(7.0, 5.0) } else { line };
        let height = 22.0 * (index as f64 + 1.0);
        svg.line((x, frame.y - height + 6.0), (x, frame.bottom()), &line);
        // The words go to the side that has room for them.
        let wide = fonts::width(words, theme.size.label, Weight::SemiBold);
        let (anchor, at) =
            if x + 8.0 + wide < frame.right() { (Anchor::Start, x + 8.0) } else { (Anchor::End, x - 8.0) };
        let style = TextStyle::new(theme.size.label, theme.text).semibold().anchored(anchor);
        svg.text((at, frame.y - height + 16.0), words, &style);
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &chart.sentence, &chart.foot, theme);
    let alt = format!("{} {}. {}", theme.language.thinner_alt(), chart.title, chart.sentence);
    Ok(Picture {
        name: chart.name.to_owned(),
        svg: svg.document(height, &chart.title, &alt, theme),
        caption: chart.sentence.clone(),
        alt,
    })
}
