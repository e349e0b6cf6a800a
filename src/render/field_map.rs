//! Map of any field of a run: means over people, cell by cell.

use super::numbers::{self, rounded};
use super::run_map::{RunMap, called, from_zero, many, outside, said_of_too_little, without_too_little};
use super::squares::shown;
use super::value_table::ValueTable;
use super::words::{Language, begun};
use super::{ColourMap, Look, Picture, RenderError, Scale, Theme, look::Files};
use crate::outcome::figure::grouped;
use crate::outcome::{FieldKind, Measure, Outcome, Unit};
use rayon::prelude::*;

/// Scale of the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Steps {
    /// Even steps.
    #[default]
    Even,
    /// Even steps of the logarithm.
    Logarithm,
    /// Two classes, up to a limit and over it. Only for the fat-layer reach, which has a limit.
    Limit,
}

/// Measure of the whole run that belongs to a field.
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

/// Title that describes the map and gives the value of the whole.
fn title(outcome: &Outcome, kind: FieldKind, most: f32, language: Language) -> String {
    let value = measure(kind).and_then(|measure| outcome.figure(measure).value);
    if kind == FieldKind::DepthMax && most > 0.0 {
        return language.field_deepest_title(format!("{most:.2}"));
    }
    let Some(value) = value else { return begun(language.field(kind)) };
    let count = || grouped(rounded(value, 2), 0);
    let share = || language.percent(value);
    begun(&match kind {
        FieldKind::Punctures => language.field_punctures_title(count()),
        FieldKind::Repeats => language.field_repeats_title(share()),
        FieldKind::Covered => language.field_covered_title(share()),
        FieldKind::Open => language.field_open_title(share()),
        FieldKind::EpidermisVolume => language.field_epidermis_title(share()),
        FieldKind::DermisVolume => language.injury_title(share()),
        FieldKind::DepthMean => language.field_depth_title(format!("{value:.2}")),
        FieldKind::DepthMax => language.no_needle_pierced().to_owned(),
        FieldKind::FatReach if outcome.eyelid => language.field_breach_title(share()),
        FieldKind::FatReach => language.reach_title(share()),
        FieldKind::FatPerCm2 if outcome.eyelid => language.field_breach_count_title(count()),
        FieldKind::FatPerCm2 => language.field_reach_count_title(count()),
    })
}

/// Label of the colour scale, with the unit.
fn quantity(outcome: &Outcome, kind: FieldKind, language: Language) -> String {
    let label = match kind {
        FieldKind::FatReach if outcome.eyelid => language.field_breach(),
        FieldKind::FatPerCm2 if outcome.eyelid => language.field_breach_per_cm2(),
        kind => language.field(kind),
    };
    match kind.unit() {
        "" => format!("{label} (%)"),
        "mm" => format!("{label} (mm)"),
        _ => label.to_owned(),
    }
}

/// Draws the map of one field.
///
/// # Errors
/// [`RenderError::Map`] if the map was not kept, otherwise those of a [`heatmap`](super::heatmap).
pub fn draw(outcome: &Outcome, kind: FieldKind, steps: Steps, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let per_cent = if kind.unit().is_empty() { 100.0 } else { 1.0 };
    let (values, each) = shown(outcome, many(outcome, kind)?);
    let field = outside(outcome, values.mapv(|value| per_cent * value));
    // Steps of the logarithm show any amount.
    let is_reach = kind == FieldKind::FatReach && steps == Steps::Even;
    let (field, some_less) = if is_reach { without_too_little(field) } else { (field, false) };
    let finite = || field.iter().copied().filter(|value| value.is_finite());
    let most = finite().fold(0.0, f32::max);
    let scale = match steps {
        Steps::Limit if kind == FieldKind::FatReach => {
            let limit = 100.0 * outcome.fat_reach_limit;
            let words = numbers::percent(outcome.fat_reach_limit);
            let [under, over] = [language.or_less(&words), language.over(&words)];
            Scale::Class { limit, under, over }
        }
        Steps::Logarithm if most > 0.0 => {
            let least = finite().filter(|value| *value > 0.0).fold(most, f32::min);
            let [low, high] = [f64::from(least), f64::from(most)].map(f64::log10);
            Scale::Log { low: 10f64.powf(low.floor()), high: 10f64.powf((high + 1e-9).floor() + 1.0) }
        }
        _ => from_zero(Scale::of(field.view())),
    };
    let (people, cells) = (outcome.realisations_done, each.many(language));
    let mut sentence = if kind == FieldKind::DepthMax {
        language.field_deepest_sentence(people, cells)
    } else {
        language.field_sentence(people, cells)
    };
    sentence.push_str(&said_of_too_little(some_less, language));
    let figure = match measure(kind) {
        Some(measure) if outcome.figure(measure).value.is_some() => match (kind.unit(), measure.unit()) {
            // As a value, repeats are a share of all punctures; as a map, a density.
            ("per cm²", Unit::Share) => {
                let head = language.field_repeats_figure().to_owned();
                ValueTable { head, ..ValueTable::of(outcome, measure, language) }
            }
            _ => ValueTable::of(outcome, measure, language),
        },
        _ => ValueTable::default(),
    };
    let name = format!("map-{}", kind.name().replace('_', "-"));
    let title = title(outcome, kind, most, language);
    let (name, quantity) = (name.as_str(), &quantity(outcome, kind, language));
    let (nothing, points) = (called(some_less, language), Vec::new());
    let map = if kind.unit() == "mm" { ColourMap::Slate } else { ColourMap::Carmine };
    RunMap { name, title, sentence, quantity, field, scale, map, nothing, points, figure }
        .draw(outcome, theme)
}

/// Draws the maps of some fields, each with its files.
///
/// # Errors
/// Those of the first map that cannot be drawn.
pub fn draw_all(
    outcome: &Outcome,
    kinds: &[FieldKind],
    steps: Steps,
    look: &Look,
) -> Result<Vec<Files>, RenderError> {
    let there = kinds.par_iter().filter(|kind| outcome.drawn(**kind).is_some());
    there.map(|kind| look.files(&look.drawn(|theme| draw(outcome, *kind, steps, theme))?)).collect()
}
