//! Table of settings side by side, for the terminal and the sheet: one row per value, one column per setting,
//! then the differences.

use super::shown::{compared, of_run};
use super::summary_table::{Digits, left_out};
use super::words::Language;
use crate::outcome::changed::letter;
use crate::outcome::difference::By;
use crate::outcome::figure::suffix;
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Comparison, IntervalOf, Measure, Outcome};

/// Rows of the table: headings, then one row per measure with its label, values and differences.
#[must_use]
pub fn rows(comparison: &Comparison, digits: Digits, language: Language) -> Vec<Vec<String>> {
    let settings = 0..comparison.settings.len();
    let mut heading = vec![String::new()];
    heading.extend(settings.clone().map(|number| letter(number).to_string()));
    heading.extend(settings.clone().skip(1).map(|number| format!("{} \u{2212} A", letter(number))));
    let over_inputs = comparison.interval_of == IntervalOf::Inputs;
    if over_inputs {
        let over_inputs = |number| language.over_inputs(format!("{} \u{2212} A", letter(number)));
        heading.extend(settings.clone().skip(1).map(over_inputs));
    }
    let eyelid = comparison.settings.iter().all(|outcome| outcome.eyelid);
    let figures = compared().map(|shown| {
        let (measure, label) = (shown.measure, shown.in_row(language, eyelid));
        let unit = measure.unit();
        let mut row = vec![match suffix(unit).trim_start() {
            "" => label.to_owned(),
            unit => format!("{label}, {unit}"),
        }];
        row.extend(settings.clone().map(|number| {
            let mut figure = comparison.figure(number, measure);
            // If all realisations have the same value, its error is due to rounding alone.
            figure.se = figure.se.filter(|se| *se > 1e-12 * figure.value.unwrap_or(0.0).abs());
            let said = match digits {
                Digits::OfError => figure.said(unit),
                Digits::Three => figure.said_briefly(unit),
            };
            language.said(&said).trim_end_matches(suffix(unit)).to_owned()
        }));
        let difference =
            |number| language.bare_difference(&comparison.difference(number, measure), digits, unit);
        row.extend(settings.clone().skip(1).map(difference));
        if over_inputs {
            let bounds =
                |number| language.bounds_of_difference(&comparison.difference(number, measure), unit);
            row.extend(settings.clone().skip(1).map(bounds));
        }
        row
    });
    std::iter::once(heading).chain(figures).collect()
}

/// Source of each setting's mean fat-layer reach: "A from 256 people drawn where skin is thin, B from the 200
/// people of the run".
#[must_use]
pub fn estimators(comparison: &Comparison, language: Language) -> String {
    let of = |(number, outcome): (usize, &Outcome)| match outcome.summary.reach_fat_from {
        ReachFrom::ImportanceSampling { people, .. } => language.reach_of_drawn(letter(number), people),
        ReachFrom::Realisations => language.reach_of_run(letter(number), outcome.realisations_done),
    };
    comparison.settings.iter().enumerate().map(of).collect::<Vec<_>>().join(", ")
}

/// Notes that belong beside the table.
#[must_use]
pub fn notes(comparison: &Comparison, language: Language) -> Vec<String> {
    let first = &comparison.settings[0];
    let inputs = match comparison.interval_of {
        IntervalOf::Inputs => language.compared_inputs(),
        IntervalOf::MonteCarlo => language.compared_no_inputs(),
    };
    let mut notes = vec![language.compared_note(first.realisations_done, first.provenance.seed, inputs)];
    notes.extend(left_out_notes(comparison, language));
    notes.push(language.reach_estimators(estimators(comparison, language)));
    let by_means = |number| comparison.difference(number, Measure::ReachFat).by == Some(By::Means);
    if (1..comparison.settings.len()).any(by_means) {
        notes.push(language.compared_by_means().to_owned());
    }
    let left_out = comparison.left_out();
    if !left_out.is_empty() {
        let keys: Vec<&str> = left_out.iter().map(|measure| measure.key()).collect();
        notes.push(language.left_out(keys.join(", ")));
    }
    if comparison.settings.iter().any(|outcome| !outcome.eyelid) {
        notes.push(language.geometry_note().to_owned());
    }
    notes
}

/// Notes on values and differences that do not rest on all people, with their numbers of people.
fn left_out_notes(comparison: &Comparison, language: Language) -> Vec<String> {
    let of = |(number, outcome): (usize, &Outcome)| {
        let of_setting = left_out(outcome).into_iter().map(move |(several, rests)| {
            let names: Vec<&str> =
                several.into_iter().map(|shown| shown.in_row(language, outcome.eyelid)).collect();
            let what = format!("{}: {}", letter(number), names.join(", "));
            language.rests_on(what, language.rests(rests))
        });
        of_setting.collect::<Vec<String>>()
    };
    let mut notes: Vec<String> = comparison.settings.iter().enumerate().flat_map(of).collect();
    let (people, eyelid) = (comparison.settings[0].realisations_done, comparison.settings[0].eyelid);
    for number in 1..comparison.settings.len() {
        let mut fewer: Vec<(u32, Vec<&str>)> = Vec::new();
        for shown in of_run() {
            let pairs = comparison.difference(number, shown.measure).n;
            let Some(n) = pairs.filter(|n| *n < people) else { continue };
            let name = shown.in_row(language, eyelid);
            match fewer.iter_mut().find(|(pairs, _)| *pairs == n) {
                Some((_, names)) => names.push(name),
                None => fewer.push((n, vec![name])),
            }
        }
        notes.extend(fewer.into_iter().map(|(n, names)| {
            let what = format!("{} \u{2212} A: {}", letter(number), names.join(", "));
            language.pairs_with_both(what, n, people)
        }));
    }
    notes
}
