//! Settings side by side in words: a row a figure, a column a setting, the differences behind; on the terminal and on the sheet.

use super::shown::SHOWN;
use super::words::Language;
use crate::outcome::changed::letter;
use crate::outcome::difference::By;
use crate::outcome::figure::suffix;
use crate::outcome::{Comparison, IntervalOf, Measure};

/// Figures that stand below those of a run.
const MORE: [(Measure, &str); 4] = [
    (Measure::Cv, "unevenness (cv)"),
    (Measure::Bleeding, "bleeding, relative"),
    (Measure::Pain, "pain, relative"),
    (Measure::Time, "treatment time"),
];

/// The table: headings, then a row a figure; cells are label, figures, differences.
#[must_use]
pub fn rows(comparison: &Comparison) -> Vec<Vec<String>> {
    let settings = 0..comparison.settings.len();
    let mut heading = vec![String::new()];
    heading.extend(settings.clone().map(|number| letter(number).to_string()));
    heading.extend(settings.clone().skip(1).map(|number| format!("{} \u{2212} A", letter(number))));
    let over_inputs = comparison.interval_of == IntervalOf::Inputs;
    if over_inputs {
        heading
            .extend(settings.clone().skip(1).map(|number| format!("{} \u{2212} A, inputs", letter(number))));
    }
    let eyelid = comparison.settings.iter().all(|outcome| outcome.eyelid);
    let named = SHOWN.map(|measure| (measure, Language::English.figure(measure, eyelid)));
    let figures = named.iter().chain(&MORE).map(|(measure, label)| {
        let unit = measure.unit();
        let mut row = vec![match suffix(unit).trim_start() {
            "" => (*label).to_owned(),
            unit => format!("{label}, {unit}"),
        }];
        row.extend(settings.clone().map(|number| {
            let mut figure = comparison.figure(number, *measure);
            // What is the same in every realisation has an error of rounding alone.
            figure.se = figure.se.filter(|se| *se > 1e-12 * figure.value.unwrap_or(0.0).abs());
            figure.words(unit).trim_end_matches(suffix(unit)).to_owned()
        }));
        row.extend(
            settings.clone().skip(1).map(|number| comparison.difference(number, *measure).bare_words(unit)),
        );
        if over_inputs {
            let words = |number| comparison.difference(number, *measure).bounds_words(unit);
            row.extend(settings.clone().skip(1).map(words));
        }
        row
    });
    std::iter::once(heading).chain(figures).collect()
}

/// What a reader must know beside the table.
#[must_use]
pub fn notes(comparison: &Comparison) -> Vec<String> {
    let first = &comparison.settings[0];
    let inputs = match comparison.interval_of {
        IntervalOf::Inputs => {
            "Inputs: 5–95 % of the difference under other inputs, the same ones for all settings; where that holds zero, other inputs \
             turn the difference round."
        }
        IntervalOf::MonteCarlo => "Uncertainty of the inputs is not in these errors.",
    };
    let mut notes = vec![format!(
        "Mean ± Monte-Carlo standard error over {} realisations, the same people under every setting (seed {}); differences \
         are means of the differences person by person, differences of shares are percentage points. Noise: the 95 % interval of the difference holds zero. {inputs}",
        first.realisations_done, first.provenance.seed
    )];
    let by_means = |number| comparison.difference(number, Measure::ReachFat).by == Some(By::Means);
    if (1..comparison.settings.len()).any(by_means) {
        notes.push(
            "The mean reach beyond the dermis is from other people, drawn where it happens, and others for each setting: \
             the errors of both are in its difference."
                .to_owned(),
        );
    }
    let left_out = comparison.left_out();
    if !left_out.is_empty() {
        let keys: Vec<&str> = left_out.iter().map(|measure| measure.key()).collect();
        notes.push(format!(
            "The areas differ: no differences of {}, which hang on the area.",
            keys.join(", ")
        ));
    }
    if comparison.settings.iter().any(|outcome| !outcome.eyelid) {
        notes.push(Language::English.geometry_note().to_owned());
    }
    notes
}
