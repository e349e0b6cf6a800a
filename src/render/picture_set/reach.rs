//! Maps of the share of strikes that reach the fat layer: over people, and in one person.

use super::people;
use super::skin::skin_map;
use crate::outcome::{FieldKind, Measure, Outcome, rank_correlation, summary::ReachFrom};
use crate::render::run_map::{
    RunMap, called, from_zero, many, one, outside, ratio_of, said_of_too_little, without_too_little,
};
use crate::render::squares::{Blocks, FOR_A_SHARE};
use crate::render::value_table::ValueTable;
use crate::render::words::{Language, begun};
use crate::render::{ColourMap, Picture, RenderError, Scale, Theme};
use ndarray::Array2;

/// The fat-layer reach as a sheet shows it: people one by one, or a map of a face.
pub(in crate::render) fn of_people(
    outcome: &Outcome,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    if people::tell_the_reach(outcome) {
        people::draw(outcome, theme, name)
    } else {
        map_of_people(outcome, theme, name)
    }
}

/// Map of the share of punctures that reach the fat layer, over people.
pub(super) fn map_of_people(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_SHARE);
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2)?);
    let struck = blocks.mean(many(outcome, FieldKind::Punctures)?);
    let field = Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at]);
    let (field, some_less) = without_too_little(field);
    let language = theme.language;
    let title = match outcome.figure(Measure::ReachFat).value.map(|share| language.percent(share)) {
        Some(share) if outcome.eyelid => language.breach_title(share),
        Some(share) => language.reach_title(share),
        None => language.no_needle_struck().to_owned(),
    };
    let people = outcome.realisations_done;
    let mut sentence = language.reach_sentence(people, blocks.many(language));
    let own = ratio_of(&reached, &struck);
    sentence.push_str(match own {
        None | Some(0.0) => "",
        _ if outcome.face.is_some() => language.reach_is_of_sites(),
        Some(own) if own < OF_FEW => language.reach_is_of_few(),
        _ => language.reach_is_even(),
    });
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        match own {
            Some(0.0) => sentence.push_str(&language.reach_from_none(people)),
            Some(own) => sentence.push_str(&language.reach_from(people, language.percent(own))),
            None => sentence.push_str(&language.reach_from_alone(people)),
        }
    }
    sentence.push_str(&said_of_too_little(some_less, language));
    sentence.push_str(&language.rests_sentence(outcome, Measure::ReachFat));
    if !outcome.eyelid {
        sentence.push_str(language.reach_is_geometry());
    }
    let (title, quantity) = (begun(&title), reach_quantity(outcome, language));
    let field = outside(outcome, field);
    let scale = from_zero(Scale::of(field.view()));
    let figure = ValueTable::of(outcome, Measure::ReachFat, language);
    let nothing = called(some_less, language);
    let (points, map) = (Vec::new(), ColourMap::Carmine);
    RunMap { name, title, sentence, quantity, field, scale, map, nothing, points, figure }
        .draw(outcome, theme)
}

/// Name of the quantity in maps of fat-layer reach.
fn reach_quantity(outcome: &Outcome, language: Language) -> &'static str {
    if outcome.eyelid { language.strikes_through_dermis() } else { language.strikes_into_fat() }
}

/// Mean reach below which it depends on a few people of the run.
const OF_FEW: f64 = 0.01;

/// Share of the squares that must be reached for a correlation with the thickness of the skin to say something.
const LEAST_REACHING: f64 = 0.05;

/// Where in the first person the fat layer is reached: where the skin is thin.
pub(super) fn of_one_person(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_SHARE);
    let reached = blocks.mean(one(outcome, FieldKind::FatPerCm2)?);
    let struck = blocks.mean(one(outcome, FieldKind::Punctures)?);
    let field = outside(
        outcome,
        Array2::from_shape_fn(reached.dim(), |at| {
            // A square without punctures has no share.
            if struck[at] == 0.0 { f32::NAN } else { 100.0 * reached[at] / struck[at] }
        }),
    );
    let (field, some_less) = without_too_little(field);
    let share = ratio_of(&reached, &struck);
    let correlation = rank_correlation_of(&field, &resampled(&skin_map(outcome), field.dim()));
    let valued = field.iter().filter(|value| value.is_finite()).count() as f64;
    let reaching = field.iter().filter(|value| value.is_finite() && **value > 0.0).count() as f64;
    let correlation = correlation.filter(|_| reaching >= LEAST_REACHING * valued);
    let language = theme.language;
    let share = share.map(|share| language.percent(share));
    let title = match &share {
        Some(share) if outcome.eyelid => language.one_breach_title(share),
        Some(share) => language.one_reach_title(share),
        None => language.no_needle_struck().to_owned(),
    };
    let mut sentence = language.one_reach_sentence().to_owned();
    if field.iter().any(|value| value.is_nan()) {
        sentence.push_str(language.hatched_not_struck());
    }
    sentence.push_str(&said_of_too_little(some_less, language));
    if let Some(correlation) = correlation {
        let correlation = format!("{correlation:.2}").replace('-', "\u{2212}");
        sentence.push_str(&language.one_reach_correlation(correlation));
    }
    let quantity = reach_quantity(outcome, language);
    let scale = from_zero(Scale::of(field.view()));
    let figure = ValueTable::one(share.map_or(String::new(), |share| language.this_person(share)));
    let nothing = called(some_less, language);
    let (points, map) = (Vec::new(), ColourMap::Carmine);
    RunMap { name, title, sentence, quantity, field, scale, map, nothing, points, figure }
        .draw(outcome, theme)
}

/// Samples a field at the middles of a grid with another number of cells.
fn resampled(field: &Array2<f32>, (rows, columns): (usize, usize)) -> Array2<f32> {
    let (from_rows, from_columns) = field.dim();
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        let at = |index: usize, count: usize, of: usize| {
            ((index as f64 + 0.5) / count as f64 * of as f64) as usize
        };
        let place = (
            at(row, rows, from_rows).min(from_rows - 1),
            at(column, columns, from_columns).min(from_columns - 1),
        );
        field[place]
    })
}

/// Spearman's rank correlation of two fields over the cells where both have a value.
fn rank_correlation_of(one: &Array2<f32>, other: &Array2<f32>) -> Option<f64> {
    let both = one.iter().zip(other).filter(|(a, b)| a.is_finite() && b.is_finite());
    rank_correlation(&both.map(|(a, b)| [f64::from(*a), f64::from(*b)]).collect::<Vec<_>>())
}
