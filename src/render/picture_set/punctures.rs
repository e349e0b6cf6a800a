//! Maps of one treatment: its punctures, and the dermis that they injure.

use super::tips::failed_of_first;
use crate::outcome::figure::grouped;
use crate::outcome::{FieldKind, Measure, Outcome};
use crate::render::numbers::rounded;
use crate::render::run_map::{RunMap, from_zero, mean_of, one, outside};
use crate::render::squares::{Blocks, Each, FOR_A_COUNT, shown};
use crate::render::value_table::ValueTable;
use crate::render::words::begun;
use crate::render::{ColourMap, Picture, RenderError, Scale, Theme};
use ndarray::Array2;

/// Map of the punctures of one treatment.
pub(super) fn density(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_COUNT);
    let field = blocks.mean(one(outcome, FieldKind::Punctures)?);
    let language = theme.language;
    let failed = failed_of_first(outcome, language);
    let title = match mean_of(&field) {
        Some(density) if density > 0.0 => {
            let count = grouped(rounded(density, 2), 0);
            match &failed {
                Some(failed) => language.strikes_title(count, failed),
                None => language.density_title(count),
            }
        }
        _ => language.no_needle_struck().to_owned(),
    };
    // A face is drawn like skin on any ground.
    let on_skin = outcome.face.is_some();
    let more = if on_skin { language.darker() } else { theme.more() };
    let mut sentence = language.density_sentence(blocks.many(language), more);
    if field.iter().any(|density| *density == 0.0) {
        let missed = match (on_skin, theme.dark) {
            (true, _) => language.colour_of_skin(),
            (false, true) => language.black(),
            (false, false) => language.white(),
        };
        sentence.push_str(&language.density_missed(begun(missed)));
    }
    let quantity = if failed.is_some() { language.strikes_per_cm2() } else { language.punctures_per_cm2() };
    draw(outcome, theme, Measure::Density, Told { name, title, sentence, quantity, field })
}

/// Map of the share of dermis that the needles of one treatment injure.
pub(in crate::render) fn dermal_injury(
    outcome: &Outcome,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    let (field, each) = injured(outcome)?;
    let language = theme.language;
    let title = match mean_of(&field) {
        Some(percent) if percent > 0.0 => language.one_injury_title(language.percent(0.01 * percent)),
        _ => language.no_injury_title().to_owned(),
    };
    let sentence = language.injury_sentence(each.under_each(language));
    let quantity = language.dermis_injured();
    draw(outcome, theme, Measure::DermisVolume, Told { name, title, sentence, quantity, field })
}

/// Share of the dermis injured by one treatment, %, and the cells or squares of the map.
pub(in crate::render) fn injured(outcome: &Outcome) -> Result<(Array2<f32>, Each), RenderError> {
    let (field, each) = shown(outcome, one(outcome, FieldKind::DermisVolume)?);
    Ok((field.mapv(|share| share * 100.0), each))
}

/// What one of these maps shows and says.
struct Told<'a> {
    name: &'a str,
    title: String,
    sentence: String,
    quantity: &'a str,
    field: Array2<f32>,
}

/// Draws a map of amounts, with the value of this measure over all people.
fn draw(outcome: &Outcome, theme: &Theme, measure: Measure, told: Told<'_>) -> Result<Picture, RenderError> {
    let Told { name, title, sentence, quantity, field } = told;
    let field = outside(outcome, field);
    let map = RunMap {
        name,
        title,
        sentence,
        quantity,
        scale: from_zero(Scale::of(field.view())),
        field,
        map: ColourMap::Carmine,
        nothing: theme.language.nothing().to_owned(),
        points: Vec::new(),
        figure: ValueTable::of(outcome, measure, theme.language),
    };
    map.draw(outcome, theme)
}
