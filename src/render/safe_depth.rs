//! The deepest setting that keeps the fat-layer reach under a limit: site by site, and over the face.

use super::axes::{Axis, Chart};
use super::face_map::{self, FaceMap};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers::{self, THIN};
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::begun;
use super::{Picture, RenderError};
use crate::outcome::safe_depth::{End, LABELLED, SafeDepth, SafeDepths};
use crate::outcome::{Face, provenance::CONTEXT_OF_USE};

/// Height of the line of one site, units.
const LINE: f64 = 30.0;
/// Half the height of the band of uncertain inputs, and of a dot.
const BAND: f64 = 8.0;
const DOT: f64 = 5.0;

/// "1 % of punctures or less in 95 % of people".
fn of_whom(answers: &SafeDepths) -> String {
    format!(
        "{} of punctures or less in {} of people",
        numbers::percent(answers.limit),
        numbers::percent(answers.people)
    )
}

/// The deepest setting in words: "0.83 mm".
fn words(of: &SafeDepth, range_mm: [f64; 2]) -> String {
    match (of.setting_mm.value, of.end) {
        (Some(value), End::EverySettingMeets) => format!("{value:.2}{THIN}mm and over"),
        (Some(value), _) => format!("{value:.2}{THIN}mm"),
        (None, _) => format!("none, from {:.2}{THIN}mm", range_mm[0]),
    }
}

/// The same with the bounds over uncertain inputs.
fn words_with_bounds(of: &SafeDepth, answers: &SafeDepths) -> String {
    let words = words(of, answers.range_mm);
    match (of.setting_mm.low, of.setting_mm.high) {
        (Some(low), Some(high)) => format!("{words}  ({low:.2}–{high:.2})"),
        _ => words,
    }
}

fn foot(answers: &SafeDepths) -> String {
    let provenance = &answers.provenance;
    format!("{LABELLED} {CONTEXT_OF_USE} {}", provenance.foot())
}

/// What the bounds are.
fn bounds_words(answers: &SafeDepths) -> String {
    if answers.draws > 0 {
        format!(
            "Bands: 5–95{THIN}% over {} draws of uncertain inputs; lines: twice the error of the people looked at.",
            answers.draws
        )
    } else {
        "Inputs were not varied: bands are those of chance alone.".to_owned()
    }
}

/// A row a site: the deepest setting, its error, and its band over uncertain inputs.
///
/// # Errors
/// From fonts or the plotting library.
pub fn chart(answers: &SafeDepths, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let title = match answers.sites.as_slice() {
        [one] => format!(
            "{}: {} keeps the fat-layer reach at {}",
            begun(&one.label),
            words(one, answers.range_mm),
            of_whom(answers)
        ),
        _ => format!("The deepest setting that keeps the fat-layer reach at {}", of_whom(answers)),
    };
    let top = layout::header(&mut svg, &title, &answers.device, theme);
    let size = theme.size.label;
    let beside: Vec<String> = answers.sites.iter().map(|of| words_with_bounds(of, answers)).collect();
    let beside_width =
        beside.iter().map(|words| fonts::width(words, size, Weight::Regular)).fold(0.0, f64::max);
    let count = answers.sites.len().max(1);
    let y = Axis {
        from: count as f64,
        to: 0.0,
        log: false,
        ticks: (0..answers.sites.len()).map(|row| row as f64 + 0.5).collect(),
        labels: answers.sites.iter().map(|of| of.label.clone()).collect(),
        title: String::new(),
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = (theme.inner_width() - left - beside_width - 28.0).max(120.0);
    let frame = Rect::new(theme.page.margin + left, top + theme.page.step, width, LINE * count as f64);
    let furthest = answers
        .sites
        .iter()
        .flat_map(|of| [of.setting_mm.value, of.setting_mm.high])
        .flatten()
        .fold(answers.range_mm[0], f64::max);
    let axis = match answers.setting {
        "dial" => "Set depth on the dial (mm)",
        _ => "Length of the needles (mm)",
    };
    let x = Axis::fitted(axis, 0.0, 1.05 * furthest, width, true, size);
    let plot =
        Chart { name: "settings".to_owned(), frame, x, y, grid: true, boxed: false, series: Vec::new() };
    svg.begin("rows");
    for row in (0..answers.sites.len()).step_by(2) {
        let band = Rect::new(frame.x, frame.y + row as f64 * LINE, frame.width, LINE);
        svg.rect(band, 0.0, &Paint::fill(theme.grid).opacity(0.4));
    }
    svg.end();
    plot.draw_axes(&mut svg, theme)?;
    svg.begin("answers");
    for (number, (of, words)) in answers.sites.iter().zip(&beside).enumerate() {
        let middle = frame.y + (number as f64 + 0.5) * LINE;
        let at = |mm: f64| plot.at(mm, 0.0).0;
        if let (Some(low), Some(high)) = (of.setting_mm.low, of.setting_mm.high) {
            let band = Rect::new(at(low), middle - BAND, (at(high) - at(low)).max(1.0), 2.0 * BAND);
            svg.rect(band, 2.0, &Paint::fill(theme.accents.blue).opacity(0.22));
        }
        if let Some(value) = of.setting_mm.value {
            let error = 2.0 * of.setting_mm.se.unwrap_or(0.0);
            let line = Paint::stroke(theme.accents.blue, 2.0);
            svg.line(
                (at((value - error).max(0.0)), middle),
                (at(value + error).min(frame.right()), middle),
                &line,
            );
            svg.circle((at(value), middle), DOT, &Paint::fill(theme.accents.blue));
        }
        let style = TextStyle::new(size, theme.text);
        svg.text((frame.right() + 20.0, layout::middle(middle, size)), words, &style);
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let sentence = format!("{}{}", least_words(answers), bounds_words(answers));
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &foot(answers), theme);
    let rows: Vec<String> =
        answers.sites.iter().zip(&beside).map(|(of, words)| format!("{} {words}", of.label)).collect();
    let alt = format!(
        "Chart of the deepest setting by site, with bounds in brackets: {}. {sentence}",
        rows.join("; ")
    );
    Ok(Picture {
        name: "safe-depth".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence} {LABELLED}"),
        alt,
    })
}

/// The site that decides, where there are several.
fn least_words(answers: &SafeDepths) -> String {
    match answers.least() {
        Some(least) if answers.sites.len() > 1 => {
            format!("Least of all: {}, {}. ", least.label, words(least, answers.range_mm))
        }
        _ => String::new(),
    }
}

/// The face, every region with its own deepest setting.
///
/// # Errors
/// From fonts or the colour table.
pub fn map(answers: &SafeDepths, face: &Face, theme: &Theme) -> Result<Picture, RenderError> {
    let title =
        format!("The deepest setting by region that keeps the fat-layer reach at {}", of_whom(answers));
    let sentence = format!(
        "{}In brackets: 5–95{THIN}% over uncertain inputs. Each region by itself, all of it treated; on \
         eyelids the reach is sub-dermal breach.",
        least_words(answers)
    );
    let of_regions = FaceMap {
        name: "safe-depth-face",
        title,
        subtitle: answers.device.clone(),
        sentence,
        face,
        values_mm: answers.sites.iter().map(|of| of.setting_mm.value.unwrap_or(0.0)).collect(),
        words: answers.sites.iter().map(|of| words_with_bounds(of, answers)).collect(),
        quantity: "Deepest setting",
        foot: foot(answers),
    };
    face_map::draw(&of_regions, theme)
}
