//! Chart of the number of tips that end in each layer of the skin.

use super::axes::{Axis, Chart};
use super::fonts::{self, Weight};
use super::layout;
use super::svg::{Paint, Rect, Svg, TextStyle};
use super::theme::{Theme, Tissue};
use super::words::{self, Language, begun};
use super::{Picture, RenderError};
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Figure, Layer, Measure, Outcome, Unit};

/// Height of a layer's line, of its bar, and of the band of uncertain inputs in it, units.
const LINE: f64 = 62.0;
const BAR: f64 = 34.0;
const BAND: f64 = 10.0;

/// Height of the line of a layer: lower on a slide, and never lower than its two lines of text.
fn line_height(theme: &Theme) -> f64 {
    theme.high(LINE).max(1.35 * (theme.size.label + theme.size.note))
}

/// Draws one line per layer from the top down, with a mark at its number of tips, the spread between people,
/// and the spread over uncertain inputs.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let strikes = outcome.figure(Measure::Density).value;
    let figures = Layer::ALL.map(|layer| {
        let figure = outcome.figure(Measure::tips_in(layer));
        // Other inputs only move tips between layers, so no layer can get more tips than there are strikes.
        let high = figure.high.map(|high| high.min(strikes.unwrap_or(f64::INFINITY)));
        Figure { high, low: figure.low.map(|low| low.max(0.0)), ..figure }
    });
    let title = title(outcome, &figures, language);
    let top = layout::header(&mut svg, &title, &theme.language.setting(&outcome.provenance), theme);
    let size = theme.size.label;
    let words = Layer::ALL.map(|layer| {
        let measure = Measure::tips_in(layer);
        let figure = outcome.figure(measure);
        let people = figure.brief().said_of_people(measure.unit());
        let people =
            if people.is_nothing() { String::new() } else { language.ends_people(language.said(&people)) };
        [language.said(&figure.said_briefly(measure.unit())), people]
    });
    let beside = words.iter().flatten().map(|words| fonts::width(words, size, Weight::SemiBold));
    let beside = beside.fold(0.0, f64::max);
    let labels = Layer::ALL.map(|layer| match layer {
        Layer::StratumCorneum => language.or_above(language.layer_in(layer, true)),
        layer => language.layer(layer).to_owned(),
    });
    let y = Axis {
        from: Layer::ALL.len() as f64,
        to: 0.0,
        log: false,
        ticks: (0..Layer::ALL.len()).map(|row| row as f64 + 0.5).collect(),
        labels: labels.to_vec(),
        title: String::new(),
    };
    let (left, _) = Chart::room(&Axis::linear("", 0.0, 1.0, 1), &y, theme);
    let width = (theme.inner_width() - left - beside - 28.0).max(120.0);
    let frame = Rect::new(
        theme.page.margin + left,
        top + theme.page.step,
        width,
        line_height(theme) * Layer::ALL.len() as f64,
    );
    let with_inputs = outcome.summary.input_draws > 0;
    let ends = figures.iter().flat_map(|of| [of.value, of.p95, of.high.filter(|_| with_inputs)]);
    let furthest = ends.flatten().fold(1.0, f64::max);
    let x = Axis::fitted(language.ends_axis(), 0.0, 1.02 * furthest, width, true, size);
    let plot =
        Chart { name: "layers".to_owned(), frame, x, y, grid: false, boxed: false, series: Vec::new() };
    plot.draw_axes(&mut svg, theme)?;
    svg.begin("tips");
    for (number, (layer, figure)) in Layer::ALL.iter().zip(&figures).enumerate() {
        let middle = frame.y + (number as f64 + 0.5) * line_height(theme);
        let at = |count: f64| plot.at(count, 0.0).0;
        let colour = theme.deepest(Tissue::of(*layer).class());
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
    let mut sentence = language.ends_sentence(outcome.realisations_done);
    if with_inputs {
        sentence.push_str(language.ends_inputs());
    }
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        let reach = outcome.figure(Measure::ReachFat).said_briefly(Unit::Share);
        sentence.push_str(&language.ends_better(people, language.said(&reach)));
    }
    let foot = theme.language.foot(&outcome.provenance.foot());
    let height = layout::footer(&mut svg, frame.bottom() + under + 4.0, &sentence, &foot, theme);
    let rows = labels.iter().zip(&words).map(|(label, [value, people])| format!("{label} {value} {people}"));
    let rows: Vec<String> = rows.map(|row| row.trim_end().to_owned()).collect();
    let alt =
        words::alternative([format!("{} {title}.", language.ends_alt()), format!("{}.", rows.join("; "))]);
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Title with the shares of the counted tips that end in each layer.
fn title(outcome: &Outcome, figures: &[Figure; 6], language: Language) -> String {
    let counts = figures.map(|figure| figure.value.unwrap_or(0.0));
    let all: f64 = counts.iter().sum();
    if all <= 0.0 {
        return language.no_needle_struck().to_owned();
    }
    let part = |layers: std::ops::Range<usize>| counts[layers].iter().sum::<f64>();
    let parts @ [epidermis, dermis, below] = [part(0..2), part(2..4), part(4..6)];
    let in_dermis_most = dermis >= epidermis.max(below);
    let told = [!in_dermis_most && epidermis >= below, in_dermis_most, in_dermis_most || below > epidermis];
    // Those of the dermis and above are as uncertain as the share that passes into it; what passes it was counted.
    let se = |measure: Measure| outcome.figure(measure).se.unwrap_or(0.0);
    let counted = figures[4].se.unwrap_or(0.0).hypot(figures[5].se.unwrap_or(0.0)) / all;
    let passed = se(Measure::ReachDermis);
    let errors = [passed, passed.hypot(counted), counted];
    let [in_epidermis, in_dermis, beyond] = language.shares(parts, errors, told);
    // None was counted there, which does not say that none would end there.
    let unseen = below == 0.0 && outcome.figure(Measure::ReachFat).value.is_some_and(|reach| reach > 0.0);
    begun(&if in_dermis_most {
        if unseen { language.ends_title_counted(in_dermis) } else { language.ends_title(in_dermis, beyond) }
    } else if below > epidermis {
        language.ends_below_title(beyond)
    } else {
        language.ends_above_title(in_epidermis)
    })
}
