//! The main values in rows with their notes, for the terminal and the sheet.

use super::words::{Language, begun};
use crate::outcome::summary::{IntervalOf, ReachFrom};
use crate::outcome::{Measure, Outcome, Rests};

/// The main measures.
pub const MAIN_MEASURES: [Measure; 7] = [
    Measure::Density,
    Measure::DepthMean,
    Measure::ReachDermis,
    Measure::ReachFat,
    Measure::Covered,
    Measure::Open,
    Measure::Repeat,
];

/// Headings of the columns.
#[must_use]
pub fn head(language: Language) -> [String; 4] {
    ["", language.mean_and_error(), language.people(), language.inputs()].map(str::to_owned)
}

/// One row per measure: its name, its mean with the error, its range over people and over uncertain inputs.
#[must_use]
pub fn rows(outcome: &Outcome, language: Language) -> Vec<[String; 4]> {
    let row = |measure: Measure| {
        let (figure, unit) = (outcome.figure(measure), measure.unit());
        [
            language.figure(measure, outcome.eyelid).to_owned(),
            language.said(&figure.said(unit)),
            language.said(&figure.said_of_people(unit)),
            language.said(&outcome.said_of_inputs(measure)),
        ]
    };
    MAIN_MEASURES.map(row).to_vec()
}

/// Measures that do not rest on all people, grouped by the people they rest on.
#[must_use]
pub fn left_out(outcome: &Outcome) -> Vec<(Vec<Measure>, Rests)> {
    let mut all: Vec<(Vec<Measure>, Rests)> = Vec::new();
    for measure in MAIN_MEASURES {
        let Some(rests) = outcome.rests(measure) else { continue };
        match all.iter_mut().find(|(_, other)| *other == rests) {
            Some((measures, _)) => measures.push(measure),
            None => all.push((vec![measure], rests)),
        }
    }
    all
}

/// Notes on what the columns span and what the values do not say.
#[must_use]
pub fn notes(outcome: &Outcome, language: Language) -> Vec<String> {
    let inputs = match outcome.summary.interval_of {
        IntervalOf::Inputs => language.inputs_note(outcome.summary.input_draws),
        IntervalOf::MonteCarlo => language.no_inputs_note().to_owned(),
    };
    let law = language.depth_by(outcome.depth_by);
    let mut notes = vec![language.table_note(outcome.realisations_done, inputs, outcome.set_depth_mm, law)];
    let unknown = MAIN_MEASURES.into_iter().filter_map(|measure| {
        let times = language.apart(outcome.decades_apart(measure)?);
        Some(format!("{} ({times})", language.figure(measure, outcome.eyelid)))
    });
    let unknown: Vec<String> = unknown.collect();
    if !unknown.is_empty() {
        notes.push(language.decades_note(unknown.join(", ")));
    }
    notes.extend(left_out(outcome).into_iter().map(|(measures, rests)| {
        let figures: Vec<&str> =
            measures.into_iter().map(|measure| language.figure(measure, outcome.eyelid)).collect();
        language.rests_on(begun(&figures.join(", ")), language.rests(rests))
    }));
    notes.push(match outcome.summary.reach_fat_from {
        ReachFrom::ImportanceSampling { people, .. } => language.sampled_note(people),
        ReachFrom::Realisations => language.not_sampled_note(outcome.realisations_done),
    });
    if !outcome.eyelid {
        notes.push(language.geometry_note().to_owned());
    }
    notes
}
