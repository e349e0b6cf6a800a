//! Numbers of the contact law before and after a fit to one's own measurements.

use super::difference_chart::{DifferenceChart, Mark, Row, draw as differences};
use super::numbers::short;
use super::theme::Theme;
use super::{Picture, RenderError};
use crate::outcome::Provenance;
use crate::outcome::fit::{OfNumber, OwnFit};

/// Draws the chart: the band of each number before the fit, and the dot with its line after it.
///
/// # Errors
/// Errors of the fonts or the plotting library.
pub fn draw(fit: &OwnFit, provenance: &Provenance, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let range = |[low, median, high]: [f64; 3]| {
        language.numeral(&format!("{} ({}–{})", short(median, 3), short(low, 2), short(high, 2)))
    };
    let narrowed = |number: &OfNumber| {
        let wide = |[low, _, high]: [f64; 3]| libm::log(high / low);
        wide(number.after) / wide(number.before)
    };
    let row = |number: &OfNumber| {
        let percent = |value: f64| 100.0 * (value / number.before[1] - 1.0);
        let ends = |[low, _, high]: [f64; 3]| [percent(low), percent(high)];
        Row {
            label: number.key.to_owned(),
            detail: language.before_fit(range(number.before)),
            marks: vec![Mark {
                percent: Some(percent(number.after[1])),
                interval: Some(ends(number.after)),
                inputs: Some(ends(number.before)),
                words: range(number.after),
                quiet: false,
            }],
        }
    };
    let most = fit.numbers.iter().min_by(|one, other| narrowed(one).total_cmp(&narrowed(other)));
    let title = match most.filter(|number| narrowed(number) < NARROWED) {
        Some(number) => language.fit_narrows(number.key, format!("{:.0}\u{202f}%", 100.0 * narrowed(number))),
        None => language.fit_narrows_nothing().to_owned(),
    };
    let sentence = language.fit_sentence(fit.rows.len(), format!("{:.0}", fit.effective), fit.stored);
    differences(
        &DifferenceChart {
            name: "fit",
            title,
            subtitle: provenance.name.clone(),
            sentence,
            axis: language.fit_axis(),
            rows: fit.numbers.iter().map(row).collect(),
            settings: vec![language.after_fit().to_owned()],
            foot: theme.language.foot(&provenance.foot()),
        },
        theme,
    )
}

/// Width after over width before from which a number counts as narrowed.
const NARROWED: f64 = 0.9;
