//! The pictures of a comparison: maps side by side on one scale, the difference of two, and all differences in one chart.

use super::difference_chart::{self, DifferenceChart, Mark, Row, percent_words};
use super::heatmap::{self, Heatmap};
use super::panels::{self, Panel, Panels};
use super::picture_set::{face_lines, injured, many, one, outside};
use super::squares::{Blocks, FOR_A_COUNT, FOR_A_SHARE};
use super::words::{Language, begun, percent};
use super::{ColourMap, Files, Look, Picture, RenderError, Scale, Theme, numbers, sheet};
use crate::outcome::changed::letter;
use crate::outcome::difference::{By, NINETY_FIVE};
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Comparison, FieldKind, IntervalOf, Measure, Outcome, Verdict};
use ndarray::Array2;
use rayon::prelude::*;

/// Draws all pictures of a comparison, each with its files.
///
/// # Errors
/// From the first picture that cannot be drawn.
pub fn draw(comparison: &Comparison, look: &Look) -> Result<Vec<Files>, RenderError> {
    type Drawing = fn(&Comparison, &Theme) -> Result<Picture, RenderError>;
    let mut drawings: Vec<Drawing> = vec![differences, dermal_injury, fat_reach, sheet::of_comparison];
    if comparison.settings.len() == 2 && comparison.is_on_one_grid() {
        drawings.extend([dermal_injury_difference as Drawing, fat_reach_difference]);
    }
    drawings.into_par_iter().map(|drawing| look.files(&drawing(comparison, &look.theme)?)).collect()
}

/// Figures of the chart, each with its name.
const CHARTED: [(Measure, &str); 11] = [
    (Measure::Density, "puncture density"),
    (Measure::DepthMean, "depth reached"),
    (Measure::ReachDermis, "reach of the dermis"),
    (Measure::ReachFat, "reach of the fat layer"),
    (Measure::Covered, "area covered"),
    (Measure::Open, "area left open"),
    (Measure::DermisVolume, "dermis injured"),
    (Measure::Repeat, "repeat hits"),
    (Measure::Cv, "unevenness (cv)"),
    (Measure::Bleeding, "relative bleeding"),
    (Measure::Pain, "relative pain"),
];

/// All differences, relative to the first setting.
pub(super) fn differences(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let later = 1..comparison.settings.len();
    let eyelid = comparison.settings.iter().all(|outcome| outcome.eyelid);
    let row = |(measure, label): &(Measure, &str)| {
        let breach = eyelid && *measure == Measure::ReachFat;
        Row {
            label: if breach { "sub-dermal breach" } else { label }.to_owned(),
            marks: later.clone().map(|setting| mark(comparison, setting, *measure)).collect(),
        }
    };
    let realisations = comparison.settings[0].realisations_done;
    let sentence = format!(
        "Every figure less that of A, in per cent of it: dot and 95\u{202f}% interval over {realisations} people, the same under \
         every setting; ± is the standard error. Hollow and grey: the interval holds zero, and the difference is noise. {}",
        match comparison.interval_of {
            IntervalOf::Inputs =>
                "Bands: 5–95\u{202f}% under other inputs, the same for all settings.".to_owned(),
            IntervalOf::MonteCarlo => "Inputs were not varied.".to_owned(),
        }
    );
    let chart = DifferenceChart {
        name: "differences",
        title: headline(comparison),
        subtitle: if later.len() == 1 { subtitle(comparison) } else { comparison.title(0) },
        sentence,
        axis: "difference from A (% of A)",
        rows: CHARTED.iter().map(row).collect(),
        settings: later.clone().map(|setting| comparison.title(setting)).collect(),
        foot: comparison.foot(),
    };
    difference_chart::draw(&chart, theme)
}

fn mark(comparison: &Comparison, setting: usize, measure: Measure) -> Mark {
    let difference = comparison.difference(setting, measure);
    let first = comparison.figure(0, measure).value.filter(|first| *first != 0.0);
    let relative = difference.relative(first);
    let inputs = match (comparison.interval_of, first, difference.low, difference.high) {
        (IntervalOf::Inputs, Some(first), Some(low), Some(high)) if low < high => {
            Some([low, high].map(|end| 100.0 * end / first.abs()))
        }
        _ => None,
    };
    let verdict = difference.verdict();
    let percent = relative.map(|parts| parts.map(|part| 100.0 * part));
    let words = match (percent, verdict) {
        (_, Some(Verdict::Same)) => "the same".to_owned(),
        (None, _) if difference.value.is_some() => "none under A".to_owned(),
        (None, _) => difference.words(measure.unit()),
        (Some(percent), Some(Verdict::Noise)) => format!("{}, noise", percent_words(percent)),
        (Some(percent), _) => percent_words(percent),
    };
    Mark {
        percent: percent.map(|[value, error]| [value, NINETY_FIVE * error]),
        inputs,
        words,
        quiet: verdict != Some(Verdict::Differs),
    }
}

/// How many of the charted figures differ.
fn headline(comparison: &Comparison) -> String {
    let later = 1..comparison.settings.len();
    let verdicts = |measure: Measure| {
        later.clone().map(move |setting| comparison.difference(setting, measure).verdict())
    };
    let figures = CHARTED.iter().map(|(measure, _)| *measure);
    let compared: Vec<Measure> = figures.filter(|measure| verdicts(*measure).any(|v| v.is_some())).collect();
    let differ =
        compared.iter().filter(|measure| verdicts(**measure).any(|v| v == Some(Verdict::Differs))).count();
    if comparison.settings.len() > 2 && differ > 0 {
        return format!(
            "{differ} of {} figures differ from A under some setting beyond noise",
            compared.len()
        );
    }
    match (differ, compared.len()) {
        (_, 0) => "One realisation cannot tell a difference from noise".to_owned(),
        (0, all) => format!("None of {all} figures differs beyond noise"),
        (differ, all) if differ == all => format!("All {all} figures differ beyond noise"),
        (1, all) => format!("One of {all} figures differs beyond noise"),
        (differ, all) => format!("{differ} of {all} figures differ beyond noise"),
    }
}

/// The settings in one line: "A · depth 1.5 mm    B · depth 1 mm".
fn subtitle(comparison: &Comparison) -> String {
    let titles: Vec<String> =
        (0..comparison.settings.len()).map(|setting| comparison.title(setting)).collect();
    titles.join("\u{2002}|\u{2002}")
}

/// How much of the dermis one treatment injures, under each setting.
pub(super) fn dermal_injury(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let field = |outcome: &Outcome| injured(outcome).0;
    let cells = if comparison.is_on_one_grid() {
        format!("each {}", injured(&comparison.settings[0]).1.one(Language::English))
    } else {
        "each cell of the map".to_owned()
    };
    let mut sentence = format!(
        "One treatment of the same person under each setting: share of the dermis under {cells} that lies in a needle \
         tract. One scale of colours for all."
    );
    sentence.push_str(own_scales(comparison));
    let title = told(comparison, Measure::DermisVolume, "of the dermis injured");
    side_by_side(
        comparison,
        theme,
        "dermal-injury",
        title,
        sentence,
        "dermis injured (%)",
        Measure::DermisVolume,
        field,
    )
}

/// What share of the punctures reaches the fat layer over people, under each setting.
pub(super) fn fat_reach(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = squares(comparison, FOR_A_SHARE);
    let field = |outcome: &Outcome| {
        // Squares of its own where the grids differ.
        let own = Blocks::of(outcome, FOR_A_SHARE);
        reach(outcome, blocks.as_ref().unwrap_or(&own))
    };
    let squares =
        blocks.as_ref().map_or("of their own".to_owned(), |blocks| format!("of {}", blocks.words()));
    let mut sentence = format!(
        "Mean over {} people, the same under each setting, in squares {squares}. One scale of colours for all.",
        comparison.settings[0].realisations_done
    );
    sentence.push_str(own_scales(comparison));
    sentence.push_str(other_people(comparison));
    if comparison.settings.iter().any(|outcome| !outcome.eyelid) {
        sentence.push_str(" Reach is geometry, not fat loss.");
    }
    let title = told(comparison, Measure::ReachFat, &format!("of the punctures {}", goes(comparison)));
    side_by_side(
        comparison,
        theme,
        "fat-reach",
        title,
        sentence,
        quantity(comparison),
        Measure::ReachFat,
        field,
    )
}

/// Dermal injury under B less that under A.
fn dermal_injury_difference(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = blocks(comparison, FOR_A_COUNT);
    let of =
        |outcome: &Outcome| blocks.mean(one(outcome, FieldKind::DermisVolume)).mapv(|share| share * 100.0);
    let sentence = format!(
        "Share of the dermis injured by one treatment under B, less that under A, in squares of {}: red where B injures \
         more, blue where it injures less, pale where they are alike.",
        blocks.words()
    );
    let quantity = "dermis injured, B less A (percentage points)";
    let title = lead(comparison, Measure::DermisVolume, "Dermal injury");
    difference_map(
        comparison,
        theme,
        "dermal-injury-difference",
        title,
        sentence,
        quantity,
        Measure::DermisVolume,
        of,
    )
}

/// Fat-layer reach under B less that under A.
fn fat_reach_difference(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = blocks(comparison, FOR_A_SHARE);
    let mut sentence = format!(
        "Share of the punctures that {} under B, less that under A, mean over {} people, the same under both, in squares of \
         {}: red where it is more under B, blue where it is less, pale where they are alike.",
        goes(comparison),
        comparison.settings[0].realisations_done,
        blocks.words()
    );
    if comparison.difference(1, Measure::ReachFat).by == Some(By::Means) {
        sentence.push_str(other_people(comparison));
    }
    if comparison.settings.iter().any(|outcome| !outcome.eyelid) {
        sentence.push_str(" Reach is geometry, not fat loss.");
    }
    let quantity = format!("{}, B less A (percentage points)", quantity(comparison).trim_end_matches(" (%)"));
    let title = lead(comparison, Measure::ReachFat, reach_words(comparison));
    let field = |outcome: &Outcome| reach(outcome, &blocks);
    difference_map(
        comparison,
        theme,
        "fat-reach-difference",
        title,
        sentence,
        &quantity,
        Measure::ReachFat,
        field,
    )
}

/// Share of the punctures into the fat, %, in squares.
fn reach(outcome: &Outcome, blocks: &Blocks) -> Array2<f32> {
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2));
    let struck = blocks.mean(many(outcome, FieldKind::Punctures));
    Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at])
}

/// Squares that hold enough punctures under every setting.
fn blocks(comparison: &Comparison, punctures: f64) -> Blocks {
    let density = |outcome: &&Outcome| outcome.figure(Measure::Density).value.unwrap_or(0.0);
    let sparsest = comparison.settings.iter().min_by(|one, other| density(one).total_cmp(&density(other)));
    Blocks::of(sparsest.unwrap_or(&comparison.settings[0]), punctures)
}

/// The same, where all settings have the same cells.
fn squares(comparison: &Comparison, punctures: f64) -> Option<Blocks> {
    comparison.is_on_one_grid().then(|| blocks(comparison, punctures))
}

fn own_scales(comparison: &Comparison) -> &'static str {
    let sides = |outcome: &Outcome| [outcome.grid.width_mm, outcome.grid.height_mm];
    let first = sides(&comparison.settings[0]);
    if comparison.settings.iter().all(|outcome| sides(outcome) == first) {
        ""
    } else {
        " The areas differ: every map has its own millimetres."
    }
}

/// That means beside the maps come from other people, where they do.
fn other_people(comparison: &Comparison) -> &'static str {
    let others = |outcome: &Outcome| outcome.summary.reach_fat_from != ReachFrom::Realisations;
    if comparison.settings.iter().any(others) {
        " Means in words are from people drawn where it happens."
    } else {
        ""
    }
}

/// What the punctures that are counted do.
fn goes(comparison: &Comparison) -> &'static str {
    match comparison.settings.iter().filter(|outcome| outcome.eyelid).count() {
        0 => "reach the fat layer",
        all if all == comparison.settings.len() => "go through the dermis into the muscle below",
        _ => "go through the dermis",
    }
}

fn reach_words(comparison: &Comparison) -> &'static str {
    if comparison.settings.iter().any(|outcome| outcome.eyelid) {
        "Reach beyond the dermis"
    } else {
        "Fat-layer reach"
    }
}

fn quantity(comparison: &Comparison) -> &'static str {
    if comparison.settings.iter().any(|outcome| outcome.eyelid) {
        "punctures through the dermis (%)"
    } else {
        "punctures into the fat layer (%)"
    }
}

/// "13 % of the dermis injured under A, 7.6 % under B".
fn told(comparison: &Comparison, measure: Measure, what: &str) -> String {
    let parts: Vec<String> = (0..comparison.settings.len())
        .map(|setting| {
            let share = percent(comparison.figure(setting, measure).value.unwrap_or(0.0));
            let what = if setting == 0 { format!(" {what}") } else { String::new() };
            format!("{share}{what} under {}", letter(setting))
        })
        .collect();
    begun(&parts.join(", "))
}

/// "Dermal injury is 7.2 percentage points lower under B than under A", or that it does not differ.
fn lead(comparison: &Comparison, measure: Measure, what: &str) -> String {
    let difference = comparison.difference(1, measure);
    let points = |value: f64| {
        format!("{}\u{202f}percentage points", numbers::short(numbers::rounded(100.0 * value.abs(), 2), 2))
    };
    match (difference.verdict(), difference.value) {
        (Some(Verdict::Differs), Some(value)) => {
            let way = if value > 0.0 { "higher" } else { "lower" };
            format!("{what} is {} {way} under B than under A", points(value))
        }
        (Some(Verdict::Same), _) => format!("{what} is the same under B and A"),
        _ => format!("{what} does not differ between B and A beyond noise"),
    }
}

/// Maps of all settings.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one line of the picture; a struct would only rename them"
)]
fn side_by_side(
    comparison: &Comparison,
    theme: &Theme,
    name: &str,
    title: String,
    sentence: String,
    quantity: &str,
    measure: Measure,
    field: impl Fn(&Outcome) -> Array2<f32>,
) -> Result<Picture, RenderError> {
    let panel = |(setting, outcome): (usize, &Outcome)| Panel {
        title: comparison.title(setting),
        figure: format!("mean over people {}", comparison.figure(setting, measure).words(measure.unit())),
        field: outside(outcome, field(outcome)),
        width_mm: outcome.grid.width_mm,
        height_mm: outcome.grid.height_mm,
        lines: outcome.face.map(face_lines).unwrap_or_default(),
    };
    let panels = Panels {
        name,
        title,
        subtitle: comparison.changed_words(),
        sentence,
        quantity,
        panels: comparison.settings.iter().enumerate().map(panel).collect(),
        foot: comparison.foot(),
    };
    panels::draw(&panels, theme)
}

/// The map of B less that of A.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one line of the picture; a struct would only rename them"
)]
fn difference_map(
    comparison: &Comparison,
    theme: &Theme,
    name: &str,
    title: String,
    sentence: String,
    quantity: &str,
    measure: Measure,
    field: impl Fn(&Outcome) -> Array2<f32>,
) -> Result<Picture, RenderError> {
    let [a, b] = [0, 1].map(|setting| &comparison.settings[setting]);
    let outer = outside(a, field(a));
    let less = field(b) - field(a);
    // Outside a face both are, and there is no difference to draw.
    let less = Array2::from_shape_fn(less.dim(), |at| {
        if outer[at] == f32::NEG_INFINITY { f32::NEG_INFINITY } else { less[at] }
    });
    let difference = comparison.difference(1, measure);
    let heatmap = Heatmap {
        name,
        title,
        subtitle: subtitle(comparison),
        sentence,
        quantity: quantity.to_owned(),
        field: less.view(),
        width_mm: a.grid.width_mm,
        height_mm: a.grid.height_mm,
        scale: Scale::centred(less.view()),
        map: ColourMap::Vik,
        lines: a.face.map(face_lines).unwrap_or_default(),
        points: Vec::new(),
        figure: format!("B less A, mean over people: {}", difference.words(measure.unit())),
        foot: comparison.foot(),
    };
    heatmap::draw(&heatmap, theme)
}
