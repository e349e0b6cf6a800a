//! The figures that matter, in rows, and what a reader must know beside them: on the terminal and on the sheet.

use super::summary::{IntervalOf, ReachFrom};
use super::{Measure, Outcome};

/// The figures that matter, each with its name.
pub const SHOWN: [(Measure, &str); 7] = [
    (Measure::Density, "puncture density"),
    (Measure::DepthMean, "depth reached"),
    (Measure::ReachDermis, "reach the dermis"),
    (Measure::ReachFat, "reach the fat layer"),
    (Measure::Covered, "area covered"),
    (Measure::Open, "area left open"),
    (Measure::Repeat, "repeat hits"),
];

/// What reaching beyond the dermis is called where no fat lies below.
pub const EYELID: &str = "sub-dermal breach";

/// What stands in the columns.
pub const HEAD: [&str; 4] = ["", "mean ± error", "people", "inputs"];

/// A row for each figure: its name, its mean with the error, its range over people and over uncertain inputs.
pub fn rows(outcome: &Outcome) -> Vec<[String; 4]> {
    SHOWN
        .iter()
        .map(|(measure, label)| {
            let (figure, unit) = (outcome.figure(*measure), measure.unit());
            let label = if outcome.eyelid && *measure == Measure::ReachFat { EYELID } else { label };
            [label.to_owned(), figure.words(unit), figure.people_words(unit), outcome.inputs_words(*measure)]
        })
        .collect()
}

/// What the columns are over, and what the figures do not say.
pub fn notes(outcome: &Outcome) -> Vec<String> {
    let over_inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let realisations = outcome.realisations_done;
    let inputs = if over_inputs {
        let draws = outcome.summary.input_draws;
        format!(
            "Inputs: 5–95 % of what the mean would be under {draws} draws of inputs that nobody knows exactly."
        )
    } else {
        "Uncertainty of the inputs is not in these intervals.".to_owned()
    };
    let mut notes = vec![format!(
        "Mean ± Monte-Carlo standard error over {realisations} realisations (a new person each), and 5–95 % of people. \
         {inputs} Set depth {} mm; depth by {}.",
        outcome.set_depth_mm, outcome.depth_by
    )];
    let unknown: Vec<String> = SHOWN
        .iter()
        .zip(rows(outcome))
        .filter_map(|((measure, _), [label, ..])| {
            Some(format!("{label} ({})", outcome.decades_apart(*measure)?))
        })
        .collect();
    if !unknown.is_empty() {
        notes.push(format!(
            "Over the inputs not even the order of magnitude is known of: {}.",
            unknown.join(", ")
        ));
    }
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        notes.push(format!(
            "The mean reach beyond the dermis is from {people} other people, drawn where it happens."
        ));
    }
    if !outcome.eyelid {
        notes.push(GEOMETRY.to_owned());
    }
    notes
}

/// What fat-layer reach is not.
pub const GEOMETRY: &str =
    "Fat-layer reach is geometry, not fat loss: no study shows fat loss from needles without radiofrequency.";
