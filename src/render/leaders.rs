//! Labels beside a frame, at its right or left: aligned, with straight leaders that never cross.

use super::fonts::{self, Weight};
use super::layout;
use super::svg::{self, Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Labels, Theme, Words};

/// Distance from the frame to its labels, units; shorter to numbers, which are told below.
#[must_use]
pub fn length(theme: &Theme) -> f64 {
    if theme.labels == Labels::Below { 26.0 } else { 42.0 }
}

/// Largest width of labels before they are wrapped, units.
const MOST: f64 = 250.0;
/// Smallest width of the column of labels, units.
const LEAST: f64 = 120.0;
/// Distance from the top of a label to the middle of its first line, in multiples of its size.
const FIRST_LINE: f64 = 0.62;

/// Side of the frame on which labels stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left of it, the texts ending at the leaders.
    Left,
    /// Right of it.
    Right,
}

/// A label beside the frame: the height it points at, and its lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Height of the target, units of the page.
    pub y: f64,
    /// First line.
    pub name: String,
    /// Second line, smaller and in the quiet colour; may be empty.
    pub detail: String,
    /// Whether the label is set in semibold.
    pub strong: bool,
}

impl Label {
    fn weight(&self) -> Weight {
        if self.strong { Weight::SemiBold } else { Weight::Regular }
    }
}

/// Width of a column of numbers in place of labels, units.
#[must_use]
pub fn number_width(theme: &Theme) -> f64 {
    svg::ring(theme) + 4.0
}

/// Width of the column that these labels need, units.
#[must_use]
pub fn width(labels: &[Label], theme: &Theme) -> f64 {
    if theme.labels == Labels::Below {
        return number_width(theme);
    }
    labels
        .iter()
        .map(|label| {
            let name = fonts::width(&label.name, theme.size.label, label.weight());
            let detail = fonts::width(&label.detail, theme.size.note, Weight::Regular);
            name.max(detail)
        })
        .fold(LEAST, f64::max)
        .min(MOST)
}

/// Draws labels to the right of `frame`, in a column `width` units wide that begins [`length`] units from it.
/// Returns the lower edge of the last label, or of the frame if that is lower.
///
/// Leaders keep the order of their targets, so they do not cross.
pub fn draw(svg: &mut Svg, frame: Rect, labels: &[Label], width: f64, theme: &Theme) -> f64 {
    draw_at(svg, Side::Right, frame, labels, width, theme)
}

/// The same on either side.
pub fn draw_at(svg: &mut Svg, side: Side, frame: Rect, labels: &[Label], width: f64, theme: &Theme) -> f64 {
    let (big, small) = (theme.size.label, theme.size.note);
    let numbered = theme.labels == Labels::Below;
    let wide = if numbered { f64::INFINITY } else { width };
    let mut labels: Vec<&Label> = labels.iter().collect();
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let blocks: Vec<(Vec<String>, Vec<String>)> = labels
        .iter()
        .map(|label| {
            (
                layout::wrapped(&theme.language.numeral(&label.name), big, label.weight(), wide),
                if theme.words == Words::Short && !label.strong {
                    // From the last row names are read, and numbers are not.
                    Vec::new()
                } else {
                    layout::wrapped(&theme.language.numeral(&label.detail), small, Weight::Regular, wide)
                },
            )
        })
        .collect();
    let heights: Vec<f64> = blocks
        .iter()
        .map(|(name, detail)| match numbered {
            true => svg::ring(theme),
            false => 1.3 * big * name.len() as f64 + 1.3 * small * detail.len() as f64,
        })
        .collect();
    // The preferred place of a label puts its first line level with its target. Keeping the sequence from
    // falling preserves the order of labels with different heights.
    let mut lowest = f64::NEG_INFINITY;
    let wanted: Vec<f64> = labels
        .iter()
        .zip(&heights)
        .map(|(label, height)| {
            lowest = lowest.max(label.y + if numbered { 0.0 } else { height / 2.0 - FIRST_LINE * big });
            lowest
        })
        .collect();
    let placed =
        layout::spread(&wanted, &heights, if numbered { 3.0 } else { 6.0 }, frame.y - big, frame.bottom());
    let (edge, away, anchor) = match side {
        Side::Left => (frame.x, -1.0, Anchor::End),
        Side::Right => (frame.right(), 1.0, Anchor::Start),
    };
    let x = edge + away * length(theme);
    let mut end = frame.bottom();
    svg.begin(match side {
        Side::Left => "labels-left",
        Side::Right => "labels",
    });
    for (((label, (name, detail)), height), middle) in labels.iter().zip(&blocks).zip(&heights).zip(&placed) {
        // A number stands where its text would begin, level with the leader.
        let top = if numbered { middle - FIRST_LINE * big } else { middle - height / 2.0 };
        let tip = top + FIRST_LINE * big;
        let colour = if label.strong { theme.text } else { theme.quiet };
        let start = (edge + away * 4.0, label.y);
        let line = Paint::stroke(colour, 1.0);
        svg.label(theme, |svg| {
            svg.path(&[start, (x - away * 16.0, tip), (x - away * 6.0, tip)], false, &line);
            let mut style = TextStyle::new(big, theme.text).anchored(anchor);
            style.weight = label.weight();
            let next = layout::block(svg, x, top, name, &style);
            let style = TextStyle::new(small, theme.quiet).anchored(anchor);
            let bottom = layout::block(svg, x, next - 2.0, detail, &style);
            end = end.max(if numbered { middle + height / 2.0 } else { bottom });
        });
    }
    svg.end();
    end
}
