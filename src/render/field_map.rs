//! A map of any field of a run: means over people, cell by cell.

use super::numbers::{self, THIN, rounded};
use super::picture_set::{draw_map, figure_words, from_zero, many, outside};
use super::squares::shown;
use super::words::{begun, percent};
use super::{Look, Picture, RenderError, Scale, Theme, look::Files};
use crate::outcome::figure::grouped;
use crate::outcome::{FieldKind, Measure, Outcome, Unit};
use rayon::prelude::*;

/// How values become colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Steps {
    /// Even steps.
    #[default]
    Even,
    /// Even steps of the logarithm.
    Logarithm,
    /// Two classes, up to a limit and over it. Of the fat-layer reach alone, which has a limit.
    Limit,
}

/// The figure of a whole run that a field is the map of.
fn measure(kind: FieldKind) -> Option<Measure> {
    Some(match kind {
        FieldKind::Punctures => Measure::Density,
        FieldKind::Repeats => Measure::Repeat,
        FieldKind::Covered => Measure::Covered,
        FieldKind::Open => Measure::Open,
        FieldKind::EpidermisVolume => Measure::EpidermisVolume,
        FieldKind::DermisVolume => Measure::DermisVolume,
        FieldKind::DepthMean => Measure::DepthMean,
        FieldKind::DepthMax => return None,
        FieldKind::FatReach => Measure::ReachFat,
        FieldKind::FatPerCm2 => Measure::FatPerCm2,
    })
}

/// What the map shows, in a sentence with the figure of the whole.
fn title(outcome: &Outcome, kind: FieldKind, most: f32) -> String {
    let value = measure(kind).and_then(|measure| outcome.figure(measure).value);
    let reaches = if outcome.eyelid { "go through the dermis" } else { "reach the fat layer" };
    if kind == FieldKind::DepthMax && most > 0.0 {
        return format!("The deepest tips of all end {most:.2}{THIN}mm below the surface");
    }
    let Some(value) = value else { return begun(kind.label()) };
    let count = || grouped(rounded(value, 2), 0);
    let share = || percent(value);
    begun(&match kind {
        FieldKind::Punctures => format!("treatments leave about {} punctures per cm²", count()),
        FieldKind::Repeats => format!("{} of the punctures fall into an earlier opening", share()),
        FieldKind::Covered => format!("needles cover {} of the surface while they are in", share()),
        FieldKind::Open => format!("{} of the surface is left open", share()),
        FieldKind::EpidermisVolume => format!("needles injure {} of the epidermis", share()),
        FieldKind::DermisVolume => format!("needles injure {} of the dermis", share()),
        FieldKind::DepthMean => format!("tips that pierce end {value:.2}{THIN}mm deep on average"),
        FieldKind::DepthMax => "no needle pierced".to_owned(),
        FieldKind::FatReach => format!("{} of the punctures {reaches}", share()),
        FieldKind::FatPerCm2 => format!("{} punctures per cm² {reaches}", count()),
    })
}

/// What the colours stand for, with the unit.
fn quantity(outcome: &Outcome, kind: FieldKind) -> String {
    let label = match kind {
        FieldKind::FatReach if outcome.eyelid => "share of the punctures that go through the dermis",
        FieldKind::FatPerCm2 if outcome.eyelid => "punctures through the dermis per cm²",
        kind => kind.label(),
    };
    match kind.unit() {
        "" => format!("{label} (%)"),
        "mm" => format!("{label} (mm)"),
        _ => label.to_owned(),
    }
}

/// "cell of 100 um" of several.
fn plural(each: &str) -> String {
    each.replacen(" of ", "s of ", 1)
}

/// The map of one field.
///
/// # Errors
/// [`RenderError`] as of a [`heatmap`](super::heatmap).
pub fn draw(outcome: &Outcome, kind: FieldKind, steps: Steps, theme: &Theme) -> Result<Picture, RenderError> {
    let per_cent = if kind.unit().is_empty() { 100.0 } else { 1.0 };
    let (values, each) = shown(outcome, many(outcome, kind));
    let field = outside(outcome, values.mapv(|value| per_cent * value));
    let finite = || field.iter().copied().filter(|value| value.is_finite());
    let most = finite().fold(0.0, f32::max);
    let scale = match steps {
        Steps::Limit if kind == FieldKind::FatReach => {
            let limit = 100.0 * outcome.fat_reach_limit;
            let words = numbers::percent(outcome.fat_reach_limit);
            let [under, over] = [format!("{words} or less"), format!("over {words}")];
            Scale::Class { limit, under, over }
        }
        Steps::Logarithm if most > 0.0 => {
            let least = finite().filter(|value| *value > 0.0).fold(most, f32::min);
            let [low, high] = [f64::from(least), f64::from(most)].map(f64::log10);
            Scale::Log { low: 10f64.powf(low.floor()), high: 10f64.powf((high + 1e-9).floor() + 1.0) }
        }
        _ => from_zero(Scale::of(field.view())),
    };
    let means = if kind == FieldKind::DepthMax { "Deepest of" } else { "Means over" };
    let sentence = format!(
        "{means} the treatments of {} people, in {}. What one treatment leaves is more uneven.",
        outcome.realisations_done,
        plural(&each)
    );
    let figure = match measure(kind) {
        Some(measure) if outcome.figure(measure).value.is_some() => match (kind.unit(), measure.unit()) {
            // Repeats are a share of all punctures as a figure, and a density as a map.
            ("per cm²", Unit::Share) => format!("{}: {}", measure.label(), figure_words(outcome, measure)),
            _ => figure_words(outcome, measure),
        },
        _ => String::new(),
    };
    let name = format!("map-{}", kind.name().replace('_', "-"));
    let title = title(outcome, kind, most);
    draw_map(outcome, theme, &name, title, sentence, &quantity(outcome, kind), field, scale, figure)
}

/// The maps of some fields, each with its files.
///
/// # Errors
/// From the first that cannot be drawn.
pub fn draw_all(
    outcome: &Outcome,
    kinds: &[FieldKind],
    steps: Steps,
    look: &Look,
) -> Result<Vec<Files>, RenderError> {
    let there = kinds.par_iter().filter(|kind| outcome.drawn(**kind).is_some());
    there.map(|kind| look.files(&draw(outcome, *kind, steps, &look.drawn_in())?)).collect()
}
