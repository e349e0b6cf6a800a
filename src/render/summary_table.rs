//! The main values in rows with their notes, for the terminal and the sheet.

use super::shown::{Shown, of_run};
use super::words::{Language, begun};
use crate::outcome::summary::{IntervalOf, ReachFrom};
use crate::outcome::{Attribution, Outcome, Rests};

/// Digits of the values in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Digits {
    /// As many as the error bears, two of it: on the terminal.
    OfError,
    /// At most three significant ones: in pictures.
    Three,
}

/// Headings of the columns.
#[must_use]
pub fn head(language: Language) -> [String; 4] {
    ["", language.mean_and_error(), language.people(), language.inputs()].map(str::to_owned)
}

/// One row per measure: its name, its mean with the error, its range over people and over uncertain inputs.
#[must_use]
pub fn rows(outcome: &Outcome, digits: Digits, language: Language) -> Vec<[String; 4]> {
    let row = |shown: &Shown| {
        let (measure, unit) = (shown.measure, shown.measure.unit());
        let figure = outcome.figure(measure);
        let [value, people, inputs] = match digits {
            Digits::OfError => {
                [figure.said(unit), figure.said_of_people(unit), outcome.said_of_inputs(measure)]
            }
            Digits::Three => [
                figure.said_briefly(unit),
                figure.brief().said_of_people(unit),
                outcome.said_of_inputs_briefly(measure),
            ],
        };
        [
            shown.in_row(language, outcome.eyelid).to_owned(),
            language.said(&value),
            language.said(&people),
            language.said(&inputs),
        ]
    };
    of_run().map(row).collect()
}

/// Measures that do not rest on all people, grouped by the people they rest on.
#[must_use]
pub fn left_out(outcome: &Outcome) -> Vec<(Vec<&'static Shown>, Rests)> {
    let mut all: Vec<(Vec<&'static Shown>, Rests)> = Vec::new();
    for shown in of_run() {
        let Some(rests) = outcome.rests(shown.measure) else { continue };
        match all.iter_mut().find(|(_, other)| *other == rests) {
            Some((several, _)) => several.push(shown),
            None => all.push((vec![shown], rests)),
        }
    }
    all
}

/// Notes on what the columns span and what the values do not say.
#[must_use]
pub fn notes(outcome: &Outcome, language: Language) -> Vec<String> {
    let inputs = match outcome.summary.interval_of {
        IntervalOf::Inputs => {
            let (draws, counted) = (outcome.summary.input_draws, outcome.summary.input_draws_counted);
            if draws == counted {
                language.inputs_note(draws)
            } else {
                language.inputs_note_of_reach(counted, draws)
            }
        }
        IntervalOf::MonteCarlo => language.no_inputs_note().to_owned(),
    };
    let law = language.depth_by(outcome.depth_by);
    let mut notes = vec![language.table_note(outcome.realisations_done, inputs, outcome.set_depth_mm, law)];
    if let Some(Attribution { measure, shares }) = &outcome.summary.attribution
        && let Some(shown) = of_run().find(|shown| shown.measure == *measure)
    {
        notes.push(language.attribution(shown.in_row(language, outcome.eyelid), shares));
    }
    let unknown = of_run().filter_map(|shown| {
        let times = language.apart(outcome.decades_apart(shown.measure)?);
        Some(format!("{} ({times})", shown.in_row(language, outcome.eyelid)))
    });
    let unknown: Vec<String> = unknown.collect();
    if !unknown.is_empty() {
        notes.push(language.decades_note(unknown.join(", ")));
    }
    notes.extend(left_out(outcome).into_iter().map(|(several, rests)| {
        let figures: Vec<&str> =
            several.into_iter().map(|shown| shown.in_row(language, outcome.eyelid)).collect();
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
