//! How many tips end in each layer of the skin.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::numbers::THIN;
use super::picture_set::tissue;
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::{begun, percent};
use super::{Picture, RenderError};
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Figure, Layer, Measure, Outcome, Unit};

/// Height of the line of one layer, units; of its bar, and of the band of uncertain inputs in it.
const LINE: f64 = 62.0;
const BAR: f64 = 34.0;
const BAND: f64 = 10.0;

/// The layers from the top, with the figure of the tips in each.
const TIPS: [(Layer, Measure); 6] = [
    (Layer::StratumCorneum, Measure::TipsCorneum),
    (Layer::ViableEpidermis, Measure::TipsViable),
    (Layer::PapillaryDermis, Measure::TipsPapillary),
    (Layer::ReticularDermis, Measure::TipsReticular),
    (Layer::Fat, Measure::TipsFat),
    (Layer::Muscle, Measure::TipsMuscle),
];

/// A line a layer from the top down, with a mark at the number of tips in it; the spread between people, and over uncertain inputs.
///
/// # Errors
/// From fonts or the plotting library.
pub fn draw(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let figures = TIPS.map(|(_, measure)| outcome.figure(measure));
    let title = title(outcome, &figures);
    let top = layout::header(&mut svg, &title, &outcome.provenance.setting, theme);
    let size = theme.size.label;
    let words = TIPS.map(|(_, measure)| {
        let people = outcome.figure(measure).people_words(measure.unit());
        let people = if people.is_empty() { String::new() } else { format!("people {people}") };
        [outcome.figure(measure).words(measure.unit()), people]
    });
    let beside = words.iter().flatten().map(|words| fonts::width(words, size, Weight::SemiBold));
    let beside = beside.fold(0.0, f64::max);
    let labels = TIPS.map(|(layer, _)| match layer {
        Layer::StratumCorneum => format!("{} or above", layer.label()),
        layer => layer.label().to_owned(),
    });
    let y = Axis {
        from: TIPS.len() as f64,
        to: 0.0,
        log: false,
        ticks: (0..TIPS.len()).map(|row| row as f64 + 0.5).collect(),
        labels: labels.to_vec(),
        title: String::new(),
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = (theme.inner_width() - left - beside - 28.0).max(120.0);
    let frame = Rect::new(theme.page.margin + left, top + theme.page.step, width, LINE * TIPS.len() as f64);
    let with_inputs = outcome.summary.input_draws > 0;
    let ends = figures.iter().flat_map(|of| [of.value, of.p95, of.high.filter(|_| with_inputs)]);
    let furthest = ends.flatten().fold(1.0, f64::max);
    let x = Axis::fitted("tips that end in the layer (per cm²)", 0.0, 1.02 * furthest, width, true, size);
    let plot =
        Chart { name: "layers".to_owned(), frame, x, y, grid: false, boxed: false, series: Vec::new() };
    plot.draw_axes(&mut svg, theme)?;
    svg.begin("tips");
    for (number, ((layer, _), figure)) in TIPS.iter().zip(&figures).enumerate() {
        let middle = frame.y + (number as f64 + 0.5) * LINE;
        let at = |count: f64| plot.at(count, 0.0).0;
        let colour = theme.deepest(tissue(*layer).class());
        let bar = |from: f64, to: f64, high: f64| {
            Rect::new(at(from), middle - 0.5 * high, (at(to) - at(from)).max(0.0), high)
        };
        if let (Some(low), Some(high)) = (figure.p05, figure.p95) {
            svg.rect(bar(low, high, BAR), 2.0, &Paint::fill(colour).opacity(0.25));
        }
        if let (Some(low), Some(high)) = (figure.low, figure.high)
            && with_inputs
        {
            svg.rect(bar(low, high, BAND), 0.0, &Paint::stroke(theme.quiet, 1.5));
        }
        if let Some(value) = figure.value {
            let line = Paint::stroke(colour, 5.0);
            svg.line((at(value), middle - 0.5 * BAR), (at(value), middle + 0.5 * BAR), &line);
        }
        let [value, people] = &words[number];
        let x = frame.right() + 20.0;
        let style = TextStyle::new(size, theme.text);
        svg.text((x, layout::middle(middle - 0.6 * size, size)), value, &style.semibold());
        if !people.is_empty() {
            let style = TextStyle::new(size, theme.quiet);
            svg.text((x, layout::middle(middle + 0.7 * size, size)), people, &style);
        }
    }
    svg.end();
    let (_, under) = Chart::room(&plot.x, &plot.y, theme);
    let inputs = if with_inputs { " Outlined: the same of that mean over uncertain inputs." } else { "" };
    let better = match outcome.summary.reach_fat_from {
        ReachFrom::Realisations => String::new(),
        ReachFrom::ImportanceSampling { people, .. } => format!(
            " How many pass the dermis is better known from {people} other people: {}.",
            outcome.figure(Measure::ReachFat).words(Unit::Share)
        ),
    };
    let sentence = format!(
        "Mark: mean over {} people, counted where each tip ends. Shaded: 5–95{THIN}% between people.{inputs}{better}",
        outcome.realisations_done
    );
    let foot = outcome.provenance.foot();
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &foot, theme);
    let rows = labels.iter().zip(&words).map(|(label, [value, people])| format!("{label} {value} {people}"));
    let rows: Vec<String> = rows.map(|row| row.trim_end().to_owned()).collect();
    let alt = format!("Chart of the tips that end in each layer. {title}. {}. {sentence}", rows.join("; "));
    Ok(Picture {
        name: "tips-by-layer".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Which share of the tips ends where, in a sentence. Below the dermis that is the reach, which may be known better than by
/// counting tips.
fn title(outcome: &Outcome, figures: &[Figure; 6]) -> String {
    let counts = figures.map(|figure| figure.value.unwrap_or(0.0));
    let all: f64 = counts.iter().sum();
    if all <= 0.0 {
        return "No needle struck".to_owned();
    }
    let share = |layers: std::ops::Range<usize>| counts[layers].iter().sum::<f64>() / all;
    let below = outcome.figure(Measure::ReachFat).value.unwrap_or(share(4..6));
    let epidermis = share(0..2);
    let dermis = (1.0 - epidermis - below).max(0.0);
    let most = if dermis >= epidermis.max(below) {
        (dermis, "in the dermis")
    } else if below > epidermis {
        (below, "below the dermis")
    } else {
        (epidermis, "in the epidermis or above")
    };
    match (most.1, percent(below).as_str()) {
        ("in the dermis", "none") => {
            format!("{} of the tips end in the dermis, none below it", begun(&percent(dermis)))
        }
        ("in the dermis", below) => {
            format!("{} of the tips end in the dermis, {below} below it", begun(&percent(dermis)))
        }
        (place, _) => format!("{} of the tips end {place}", begun(&percent(most.0))),
    }
}
