//! Chart of differences from the first setting, relative: a dot and a 95 % interval each, with noise in grey.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::{Rgb, Theme};
use super::words::{self, Language, begun};
use super::{Picture, RenderError};

/// Height of the line of one setting, of the space between rows, and size of a dot, units.
const LINE: f64 = 26.0;
const GAP: f64 = 10.0;
const DOT: f64 = 5.0;
/// Half the height of the band of uncertain inputs, and length of an arrow head.
const BAND: f64 = 7.0;
const HEAD: f64 = 9.0;
/// Furthest end of the axis, %; values beyond it are drawn as an arrow with its words.
const FURTHEST: f64 = 200.0;

/// One difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Difference in % of the first setting's value; `None` if there is nothing to draw.
    pub percent: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Bounds over uncertain inputs, %, if these were varied.
    pub inputs: Option<[f64; 2]>,
    /// Words beside the mark.
    pub words: String,
    /// Whether the mark is grey: noise, or nothing to compare.
    pub quiet: bool,
}

/// A row of the chart: the name of a measure, and a mark for every setting but the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Name of the measure.
    pub label: String,
    /// Value under the first setting, with its unit.
    pub detail: String,
    /// One mark per setting.
    pub marks: Vec<Mark>,
}

/// Contents of the chart.
#[derive(Clone, Debug)]
pub struct DifferenceChart<'a> {
    /// Stem of the file name.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// The settings in words.
    pub subtitle: String,
    /// Sentence that describes the picture.
    pub sentence: String,
    /// Title of the axis, with the unit.
    pub axis: &'a str,
    /// Rows from the top.
    pub rows: Vec<Row>,
    /// Words for every setting but the first, shown as a legend if there are several.
    pub settings: Vec<String>,
    /// Foot line.
    pub foot: String,
}

/// Whether what a figure is under A stands below its name: on a sheet the table above has it.
#[must_use]
pub fn has_details(theme: &Theme) -> bool {
    !theme.panel
}

/// Draws the chart.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(chart: &DifferenceChart<'_>, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let mut top = layout::header(&mut svg, &chart.title, &chart.subtitle, theme);
    let several = chart.settings.len() > 1;
    if several {
        top = legend(&mut svg, chart, top, theme);
    }
    let size = theme.size.label;
    let lines = chart.settings.len().max(1) as f64;
    let details = has_details(theme);
    let row_height = (LINE * lines).max(if details { 1.2 * (size + theme.size.note) } else { 0.0 }) + GAP;
    let words = chart.rows.iter().flat_map(|row| &row.marks).map(|mark| mark.words.as_str());
    let words_width = words.map(|words| fonts::width(words, size, Weight::Regular)).fold(0.0, f64::max);
    // Each row takes one unit of the axis, counted from the top.
    let y = Axis {
        from: chart.rows.len().max(1) as f64,
        to: 0.0,
        log: false,
        ticks: (0..chart.rows.len()).map(|row| row as f64 + 0.5).collect(),
        labels: chart.rows.iter().map(|row| row.label.clone()).collect(),
        title: String::new(),
    };
    let detail = TextStyle::new(theme.size.note, theme.quiet).anchored(Anchor::End);
    let widest = chart
        .rows
        .iter()
        .filter(|_| details)
        .map(|row| fonts::width(&row.detail, detail.size, detail.weight));
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let left = left.max(widest.fold(0.0, f64::max) + 14.0);
    // Names are written above the values under A, not where the axis would put its labels.
    let y = Axis { labels: vec![String::new(); chart.rows.len()], ..y };
    let width = (theme.inner_width() - left - words_width - 28.0).max(120.0);
    let height = row_height * chart.rows.len().max(1) as f64;
    let frame = Rect::new(theme.page.margin + left, top + theme.page.step, width, height);
    let (from, to) = range(chart);
    let mut x = Axis::fitted(chart.axis, from, to, width, true, size);
    for (value, label) in x.ticks.iter().zip(&mut x.labels) {
        if *value > 0.0 && label != "0" {
            *label = format!("+{label}");
        }
    }
    let plot =
        Chart { name: "differences".to_owned(), frame, x, y, grid: false, boxed: false, series: Vec::new() };
    svg.begin("bands");
    for row in (0..chart.rows.len()).step_by(2) {
        let band = Rect::new(frame.x, frame.y + row as f64 * row_height, frame.width, row_height);
        svg.rect(band, 0.0, &Paint::fill(theme.grid).opacity(0.4));
    }
    let zero = plot.at(0.0, 0.0).0;
    svg.line((zero, frame.y), (zero, frame.bottom()), &Paint::stroke(theme.text, 1.5));
    svg.end();
    plot.draw_axes(&mut svg, theme)?;
    svg.begin("names");
    for (number, row) in chart.rows.iter().enumerate() {
        let middle = frame.y + (number as f64 + 0.5) * row_height;
        let name = TextStyle::new(size, theme.text).anchored(Anchor::End);
        let x = frame.x - 12.0;
        if details {
            svg.text((x, layout::middle(middle - 0.6 * detail.size, size)), &row.label, &name);
            svg.text((x, layout::middle(middle + 0.7 * size, detail.size)), &row.detail, &detail);
        } else {
            svg.text((x, layout::middle(middle, size)), &row.label, &name);
        }
    }
    svg.end();
    svg.begin("marks");
    for (number, row) in chart.rows.iter().enumerate() {
        for (setting, mark) in row.marks.iter().enumerate() {
            let middle = frame.y + (number as f64 + 0.5) * row_height;
            let y = middle + (setting as f64 + 0.5 - 0.5 * lines) * LINE;
            let colour = if mark.quiet { theme.quiet } else { colour(setting, theme) };
            if let Some(inputs) = mark.inputs {
                draw_band(&mut svg, &plot, inputs, y, colour);
            }
            if let (Some(percent), Some(interval)) = (mark.percent, mark.interval) {
                draw_mark(&mut svg, &plot, (percent, interval), y, colour, mark.quiet, theme);
            }
            let ink = if mark.quiet { theme.quiet } else { theme.text };
            svg.text(
                (frame.right() + 20.0, layout::middle(y, size)),
                &mark.words,
                &TextStyle::new(size, ink),
            );
        }
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let mut sentence = chart.sentence.clone();
    if goes_on(chart, &plot.x) {
        sentence.push_str(theme.language.goes_on_beyond());
    }
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &chart.foot, theme);
    let alt = alt(chart, theme.language);
    Ok(Picture {
        name: chart.name.to_owned(),
        svg: svg.document(height, &chart.title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Ends of the axis: they include all dots, intervals, bands and zero, but go no further than [`FURTHEST`].
fn range(chart: &DifferenceChart<'_>) -> (f64, f64) {
    let marks = chart.rows.iter().flat_map(|row| &row.marks);
    let (mut low, mut high) = (0.0f64, 0.0f64);
    for ends in marks.flat_map(|mark| [mark.interval, mark.inputs]).flatten() {
        (low, high) = (low.min(ends[0]), high.max(ends[1]));
    }
    let (low, high) = (low.max(-FURTHEST), high.min(FURTHEST));
    let room = 0.05 * (high - low);
    if room > 0.0 { (low - room, high + room) } else { (-1.0, 1.0) }
}

/// Arrow heads at the edges that this range exceeds, as (tip, distance to the back).
fn ends_beyond(plot: &Chart, [low, high]: [f64; 2]) -> Vec<(f64, f64)> {
    let frame = plot.frame;
    let left = (low.min(high) < plot.x.from).then_some((frame.x, HEAD));
    let right = (high.max(low) > plot.x.to).then_some((frame.right(), -HEAD));
    left.into_iter().chain(right).collect()
}

/// Whether anything in the chart extends beyond its axis.
fn goes_on(chart: &DifferenceChart<'_>, x: &Axis) -> bool {
    let marks = chart.rows.iter().flat_map(|row| &row.marks);
    let ends = marks.flat_map(|mark| [mark.interval, mark.inputs]).flatten();
    ends.flatten().any(|end| is_beyond(x, end))
}

fn is_beyond(x: &Axis, percent: f64) -> bool {
    percent < x.from || percent > x.to
}

/// Draws the bounds over uncertain inputs; an end beyond the axis becomes an arrow head.
fn draw_band(svg: &mut Svg, plot: &Chart, [low, high]: [f64; 2], y: f64, colour: Rgb) {
    let (frame, half) = (plot.frame, BAND);
    // A band entirely beyond the axis is drawn as its arrow head alone.
    let on_axis = |percent: f64, least: f64, most: f64| plot.at(percent, 0.0).0.clamp(least, most);
    let left = if is_beyond(&plot.x, low) { frame.x + HEAD } else { frame.x };
    let right = if is_beyond(&plot.x, high) { frame.right() - HEAD } else { frame.right() };
    let (from, to) = (on_axis(low, left, right), on_axis(high, left, right));
    if low <= plot.x.to && high >= plot.x.from {
        let band = Rect::new(from, y - half, (to - from).max(1.0), 2.0 * half);
        svg.rect(band, 2.0, &Paint::fill(colour).opacity(0.18));
    }
    for (tip, back) in ends_beyond(plot, [low, high]) {
        svg.path(
            &[(tip, y), (tip + back, y - half), (tip + back, y + half)],
            true,
            &Paint::fill(colour).opacity(0.45),
        );
    }
}

/// Draws an interval and its dot. The dot is hollow for noise and an arrow beyond the frame; ends of the
/// interval beyond it are arrow heads.
fn draw_mark(
    svg: &mut Svg,
    plot: &Chart,
    (value, interval): (f64, [f64; 2]),
    y: f64,
    colour: Rgb,
    hollow: bool,
    theme: &Theme,
) {
    let frame = plot.frame;
    let inside = |value: f64| plot.at(value, 0.0).0.clamp(frame.x, frame.right());
    let line = Paint::stroke(colour, 2.0);
    svg.line((inside(interval[0]), y), (inside(interval[1]), y), &line);
    let x = plot.at(value, 0.0).0;
    for (tip, back) in ends_beyond(plot, interval) {
        svg.path(&[(tip, y), (tip + back, y - 5.0), (tip + back, y + 5.0)], true, &Paint::fill(colour));
    }
    if (frame.x..=frame.right()).contains(&x) {
        let paint =
            if hollow { Paint::fill(theme.ground).outlined(colour, 2.0) } else { Paint::fill(colour) };
        svg.circle((x, y), DOT, &paint);
        return;
    }
    let (tip, back) = if x > frame.right() { (frame.right(), -HEAD) } else { (frame.x, HEAD) };
    svg.line((inside(0.0), y), (tip + back, y), &Paint::stroke(colour, 1.0).dashed(3.0, 3.0));
    svg.path(&[(tip, y), (tip + back, y - 5.0), (tip + back, y + 5.0)], true, &Paint::fill(colour));
}

/// Colour of a setting, from the second on.
fn colour(setting: usize, theme: &Theme) -> Rgb {
    let accents = &theme.accents;
    let all = [accents.blue, accents.vermilion, accents.green, accents.purple, accents.orange];
    all[setting % all.len()]
}

/// Draws a dot and words for every setting, in lines. Returns the lower edge.
fn legend(svg: &mut Svg, chart: &DifferenceChart<'_>, top: f64, theme: &Theme) -> f64 {
    let size = theme.size.label;
    let right = theme.page.margin + theme.inner_width();
    let (mut x, mut y) = (theme.page.margin, top);
    svg.begin("legend");
    for (setting, words) in chart.settings.iter().enumerate() {
        let lines = layout::wrapped(words, size, Weight::Regular, theme.inner_width() - 20.0);
        let wide = lines.iter().map(|line| fonts::width(line, size, Weight::Regular)).fold(0.0, f64::max);
        if x > theme.page.margin && x + 20.0 + wide > right {
            (x, y) = (theme.page.margin, y + 1.5 * size);
        }
        svg.circle((x + DOT, y + 0.55 * size), DOT, &Paint::fill(colour(setting, theme)));
        let end = layout::block(svg, x + 18.0, y, &lines, &TextStyle::new(size, theme.text));
        if lines.len() > 1 {
            (x, y) = (theme.page.margin, end);
        } else {
            x += 18.0 + wide + 28.0;
        }
    }
    svg.end();
    y + 2.0 * size
}

/// Smallest difference (or error), %, that is written out.
const SMALLEST: f64 = 0.0005;

/// Relative difference in words: "−28.1 ± 0.4 %", with no more digits than the error supports.
#[must_use]
pub fn percent_words([value, error]: [f64; 2], language: Language) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    if value.abs() >= 1000.0 {
        // A ratio says more than thousands of per cent.
        let times = numbers::short(numbers::rounded(1.0 + value / 100.0, 2), 2);
        return language.numeral(&format!("{times}\u{202f}×\u{202f}A"));
    }
    if value != 0.0 && value.abs().max(error) < SMALLEST {
        let sign = if value < 0.0 { "−" } else { "+" };
        return format!("{sign}{}", language.under(format!("{SMALLEST}{THIN}%")));
    }
    let decimals = if error > 0.0 { (1 - (error.log10().floor() as i32)).clamp(0, 4) as usize } else { 1 };
    let number = numbers::fixed(value, decimals);
    language.numeral(&if error > 0.0 {
        format!("{sign}{number} ± {}{THIN}%", numbers::fixed(error, decimals))
    } else {
        format!("{sign}{number}{THIN}%")
    })
}

/// Alternative text of the picture.
fn alt(chart: &DifferenceChart<'_>, language: Language) -> String {
    let kind = format!("{} ({}).", language.differences_alt(chart.axis), chart.settings.join("; "));
    let rows = chart.rows.iter().map(|row| {
        let words: Vec<&str> = row.marks.iter().map(|mark| mark.words.as_str()).collect();
        format!("{} ({}): {}.", begun(&row.label), row.detail, words.join(", "))
    });
    words::alternative(std::iter::once(kind).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_percent_in_words() {
        let english = |percent| percent_words(percent, Language::English);
        assert_eq!(english([-28.123, 0.412]), "−28.12 ± 0.41\u{202f}%");
        assert_eq!(english([3.0, 0.0]), "+3.0\u{202f}%");
        assert_eq!(english([64_000.0, 900.0]), "640\u{202f}×\u{202f}A");
        assert_eq!(english([-4e-5, 2e-5]), "−under 0.0005\u{202f}%");
        assert_eq!(english([12.0, 35.0]), "+12 ± 35\u{202f}%");
        let german = |percent| percent_words(percent, Language::German);
        assert_eq!(german([-28.123, 0.412]), "−28,12 ± 0,41\u{202f}%");
        assert_eq!(german([-4e-5, 2e-5]), "−unter 0,0005\u{202f}%");
    }
}
