//! Chart of the depths of tips, and the strikes that do not pierce.

use crate::outcome::{Layer as SkinLayer, Measure, Outcome};
use crate::render::theme::Tissue;
use crate::render::words::Language;
use crate::render::{DepthChart, Layer, Picture, RenderError, Theme, depth_chart};

/// Share of strikes that do not pierce, above which a picture mentions them.
const SOME_FAIL: f64 = 0.005;

/// Share of the first treatment's strikes that did not pierce, if it is worth mentioning.
pub(in crate::render) fn failed_of_first(outcome: &Outcome, language: Language) -> Option<String> {
    let failed = outcome.first_row?[Measure::Failed as usize];
    (failed >= SOME_FAIL).then(|| language.percent(failed))
}

/// Share of all treatments' strikes that did not pierce, if it is worth mentioning.
fn failed_of_all(outcome: &Outcome, language: Language) -> Option<String> {
    let failed = outcome.figure(Measure::Failed).value?;
    (failed >= SOME_FAIL).then(|| language.percent(failed))
}

/// Chart of tip depths against the layers.
pub(in crate::render) fn tip_depth(
    outcome: &Outcome,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    let bins = &outcome.summary.depth_mm;
    let language = theme.language;
    let fixed = |mm: f64| format!("{mm:.2}");
    // Title and value describe the bars: all tips of all people in one histogram.
    let quantiles = [0.5, 0.05, 0.95].map(|share| bins.quantile_mm(share));
    let (title, figure) = match (quantiles, outcome.deepest_layer()) {
        ([Some(median), Some(low), Some(high)], Some(layer)) => (
            match failed_of_all(outcome, language) {
                Some(failed) => language.tips_title_some(outcome.set_depth_mm, failed, fixed(median)),
                None => language.tips_title(outcome.set_depth_mm, fixed(median), language.in_layer(layer)),
            },
            language.tips_figure(fixed(median), fixed(low), fixed(high)),
        ),
        _ => (language.no_needle_pierced().to_owned(), String::new()),
    };
    let layers: Vec<Layer> = outcome
        .boundaries
        .iter()
        .map(|boundary| Layer {
            name: language.layer_in(boundary.layer, theme.panel).to_owned(),
            tissue: Tissue::of(boundary.layer),
            lower_mm: boundary.mean_mm,
            p05_mm: boundary.p05_mm,
            p95_mm: boundary.p95_mm,
        })
        .chain(std::iter::once(Layer {
            name: language.layer(SkinLayer::Muscle).to_owned(),
            tissue: Tissue::Muscle,
            lower_mm: f64::INFINITY,
            p05_mm: f64::NAN,
            p95_mm: f64::NAN,
        }))
        .collect();
    let sentence = language.tips_sentence(outcome.realisations_done, language.depth_by(outcome.depth_by));
    let sentence = sentence + &language.rests_sentence(outcome, Measure::DepthMean);
    let chart = DepthChart {
        name,
        title,
        subtitle: theme.language.setting(&outcome.provenance),
        sentence,
        edges_mm: &bins.edges_mm,
        share: &bins.share,
        layers: &layers,
        set_mm: Some(outcome.set_depth_mm),
        figure,
        foot: theme.language.foot(&outcome.provenance.foot()),
    };
    depth_chart::draw(&chart, theme)
}
