//! Pictures of a comparison: maps side by side on one scale, the difference of two, and all differences in
//! one chart.

use super::comparison_table::estimators;
use super::difference_chart::{self, DifferenceChart, Mark, Row, percent_words};
use super::heatmap::{self, Heatmap};
use super::panels::{self, Panel, Panels};
use super::picture_set::{
    called, face_lines, injured, many, mean_of, one, outside, ratio_of, region_names, said_of_too_little,
    without_too_little,
};
use super::shown::{Shown, charted};
use super::squares::{Blocks, FOR_A_COUNT, FOR_A_SHARE};
use super::words::{Language, begun};
use super::{ColourMap, Files, Look, Picture, RenderError, Scale, Theme, numbers, sheet};
use crate::outcome::changed::letter;
use crate::outcome::difference::By;
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Comparison, FieldKind, IntervalOf, Measure, Outcome, Verdict};
use ndarray::Array2;
use rayon::prelude::*;

/// Draws all pictures of a comparison, each with its files.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(comparison: &Comparison, look: &Look) -> Result<Vec<Files>, RenderError> {
    type Drawing = fn(&Comparison, &Theme) -> Result<Picture, RenderError>;
    // The sheet has a page size of its own and is not drawn anew for a column.
    let (theme, sheets) = (look.drawn_in(), look.theme);
    let mut drawings: Vec<(Drawing, Theme)> = vec![
        (differences, theme),
        (dermal_injury, theme),
        (fat_reach, theme),
        (sheet::of_comparison, sheets),
    ];
    if comparison.settings.len() == 2 && comparison.is_on_one_grid() {
        drawings.extend([(dermal_injury_difference as Drawing, theme), (fat_reach_difference, theme)]);
    }
    drawings.into_par_iter().map(|(drawing, theme)| look.files(&drawing(comparison, &theme)?)).collect()
}

/// Chart of all differences, relative to the first setting.
pub(super) fn differences(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let later = 1..comparison.settings.len();
    let eyelid = comparison.settings.iter().all(|outcome| outcome.eyelid);
    let language = theme.language;
    let row = |shown: &Shown| {
        let measure = shown.measure;
        Row {
            label: shown.in_chart(language, eyelid).to_owned(),
            detail: language.under_a(language.said(&comparison.figure(0, measure).said(measure.unit()))),
            marks: later.clone().map(|setting| mark(comparison, setting, measure, language)).collect(),
        }
    };
    let inputs = match comparison.interval_of {
        IntervalOf::Inputs => language.differences_inputs(),
        IntervalOf::MonteCarlo => language.inputs_not_varied(),
    };
    // On a sheet the table above has the values.
    let where_a = if difference_chart::has_details(theme) { language.value_under_name() } else { "" };
    let chart = DifferenceChart {
        name: "differences",
        title: headline(comparison, language),
        subtitle: if later.len() == 1 { subtitle(comparison) } else { comparison.title(0) },
        sentence: language.differences_sentence(where_a, comparison.settings[0].realisations_done, inputs),
        axis: language.difference_from_a(),
        rows: charted().map(row).collect(),
        settings: later.clone().map(|setting| comparison.title(setting)).collect(),
        foot: comparison.foot(),
    };
    difference_chart::draw(&chart, theme)
}

fn mark(comparison: &Comparison, setting: usize, measure: Measure, language: Language) -> Mark {
    let difference = comparison.difference(setting, measure);
    let first = comparison.figure(0, measure).value.filter(|first| *first != 0.0);
    let relative = difference.relative(first);
    let over_inputs = comparison.interval_of == IntervalOf::Inputs;
    let inputs = difference.relative_bounds(first).filter(|[low, high]| over_inputs && low < high);
    let verdict = difference.verdict();
    let percent = relative.map(|parts| parts.map(|part| 100.0 * part));
    let words = match (percent, verdict) {
        (_, Some(Verdict::Same)) => language.the_same().to_owned(),
        (None, _) if difference.value.is_some() => language.none_under_a().to_owned(),
        (None, _) => language.difference(&difference, measure.unit()),
        (Some(percent), Some(Verdict::Noise)) => language.and_noise(percent_words(percent, language)),
        (Some(percent), _) => percent_words(percent, language),
    };
    Mark {
        percent: percent.map(|[value, _]| value),
        interval: difference.relative_interval(first).map(|ends| ends.map(|end| 100.0 * end)),
        inputs: inputs.map(|ends| ends.map(|end| 100.0 * end)),
        words,
        quiet: verdict != Some(Verdict::Differs),
    }
}

/// Title that says how many of the charted values differ.
fn headline(comparison: &Comparison, language: Language) -> String {
    let later = 1..comparison.settings.len();
    let verdicts = |measure: Measure| {
        later.clone().map(move |setting| comparison.difference(setting, measure).verdict())
    };
    let charted = charted().map(|shown| shown.measure);
    let compared: Vec<Measure> = charted.filter(|measure| verdicts(*measure).any(|v| v.is_some())).collect();
    let differ =
        compared.iter().filter(|measure| verdicts(**measure).any(|v| v == Some(Verdict::Differs))).count();
    let several = comparison.settings.len() > 2;
    match (differ, compared.len()) {
        (1, all) if several => language.one_differs_somewhere(all),
        (differ, all) if several && differ > 0 => language.some_differ_somewhere(differ, all),
        (_, 0) => language.one_realisation().to_owned(),
        (0, all) => language.none_differs(all),
        (differ, all) if differ == all => language.all_differ(all),
        (1, all) => language.one_differs(all),
        (differ, all) => language.some_differ(differ, all),
    }
}

/// Settings in one line: "A · depth 1.5 mm    B · depth 1 mm".
fn subtitle(comparison: &Comparison) -> String {
    let titles: Vec<String> =
        (0..comparison.settings.len()).map(|setting| comparison.title(setting)).collect();
    titles.join("\u{2002}|\u{2002}")
}

/// Differing settings in one line. Keys, values and names are those of the scenarios.
fn what_differs(comparison: &Comparison, language: Language) -> String {
    let first = &comparison.settings[0].provenance;
    match comparison.changed.as_slice() {
        [] => format!("{} · {}", first.setting, language.same_scenario()),
        few @ ([_] | [_, _]) => {
            let rows: Vec<String> =
                few.iter().map(|row| format!("{} {}", row.key, row.values_words())).collect();
            format!("{} · {}{}", first.name, language.what_differs(), rows.join(", "))
        }
        many => {
            let mut sections: Vec<&str> =
                many.iter().map(|row| row.key.split('.').next().unwrap_or_default()).collect();
            sections.dedup();
            language.keys_differ(many.len(), sections.join(", "))
        }
    }
}

/// Maps of the share of dermis that one treatment injures, under each setting.
pub(super) fn dermal_injury(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let field = |outcome: &Outcome| injured(outcome).0;
    let under_each = if comparison.is_on_one_grid() {
        injured(&comparison.settings[0]).1.under_each(language)
    } else {
        language.under_each_map_cell().to_owned()
    };
    let mut sentence = language.injuries_sentence(under_each);
    sentence.push_str(own_scales(comparison, language));
    // The title describes the maps: one treatment, not the mean over people printed above each map.
    let shares = comparison.settings.iter().map(|outcome| mean_of(&field(outcome)).map(|mean| 0.01 * mean));
    let title = told(&shares.collect::<Vec<_>>(), language, Language::injured_under);
    let quantity = language.dermis_injured();
    let fields = comparison.settings.iter().map(field).collect();
    let nothing = language.nothing().to_owned();
    side_by_side(
        comparison,
        theme,
        "dermal-injury",
        title,
        sentence,
        quantity,
        Measure::DermisVolume,
        fields,
        nothing,
    )
}

/// Maps of the share of punctures that reach the fat layer over people, under each setting.
pub(super) fn fat_reach(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let blocks = squares(comparison, FOR_A_SHARE);
    let field = |outcome: &Outcome| {
        // Each setting has its own squares if the grids differ.
        let own = Blocks::of(outcome, FOR_A_SHARE);
        without_too_little(reach(outcome, blocks.as_ref().unwrap_or(&own)))
    };
    let (fields, less): (Vec<Array2<f32>>, Vec<bool>) = comparison.settings.iter().map(field).unzip();
    let some_less = less.contains(&true);
    let squares = match &blocks {
        Some(blocks) => blocks.many(language),
        None => language.own_squares().to_owned(),
    };
    let mut sentence = language.reaches_sentence(comparison.settings[0].realisations_done, squares);
    sentence.push_str(own_scales(comparison, language));
    sentence.push_str(&said_of_too_little(some_less, language));
    sentence.push_str(&other_people(comparison, language));
    sentence.push_str(geometry(comparison, language));
    let first = match Below::of(comparison) {
        Below::Fat => Language::reach_fat_under,
        Below::Muscle | Below::Both => Language::through_under,
    };
    let shares = (0..comparison.settings.len()).map(|at| comparison.figure(at, Measure::ReachFat).value);
    let title = told(&shares.collect::<Vec<_>>(), language, first);
    let alike = (1..comparison.settings.len())
        .all(|at| comparison.difference(at, Measure::ReachFat).verdict() == Some(Verdict::Noise));
    let title = if alike { language.within_noise(title) } else { title };
    let quantity = quantity(comparison, language);
    side_by_side(
        comparison,
        theme,
        "fat-reach",
        title,
        sentence,
        quantity,
        Measure::ReachFat,
        fields,
        called(some_less, language),
    )
}

/// Map of dermal injury under B minus that under A.
fn dermal_injury_difference(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let blocks = blocks(comparison, FOR_A_COUNT);
    let of =
        |outcome: &Outcome| blocks.mean(one(outcome, FieldKind::DermisVolume)).mapv(|share| share * 100.0);
    let sentence = language.injury_difference_sentence(blocks.many(language));
    let quantity = b_less_a(language.dermis_injured(), language);
    // The title describes the map, which is of one person. The mean over people is printed beside it.
    let [a, b] = [0, 1].map(|setting| mean_of(&of(&comparison.settings[setting])));
    let title = match a.zip(b).map(|(a, b)| b - a) {
        Some(more) if more > 0.0 => language.more_injured(points(0.01 * more)),
        Some(less) if less < 0.0 => language.less_injured(points(0.01 * less)),
        Some(_) => language.as_much_injured().to_owned(),
        None => language.no_value().to_owned(),
    };
    difference_map(
        comparison,
        theme,
        "dermal-injury-difference",
        begun(&title),
        sentence,
        quantity,
        Measure::DermisVolume,
        of,
    )
}

/// Map of fat-layer reach under B minus that under A.
fn fat_reach_difference(comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
    let language = theme.language;
    let blocks = blocks(comparison, FOR_A_SHARE);
    let reaching = match Below::of(comparison) {
        Below::Fat => language.that_reach_fat(),
        Below::Muscle | Below::Both => language.that_go_through(),
    };
    let people = comparison.settings[0].realisations_done;
    let mut sentence = language.reach_difference_sentence(reaching, people, blocks.many(language));
    if comparison.difference(1, Measure::ReachFat).by == Some(By::Means) {
        sentence.push_str(&other_people(comparison, language));
        let own = [0, 1].map(|setting| {
            let outcome = &comparison.settings[setting];
            let [reached, struck] =
                [FieldKind::FatPerCm2, FieldKind::Punctures].map(|kind| blocks.mean(many(outcome, kind)));
            ratio_of(&reached, &struck)
        });
        if let [Some(a), Some(b)] = own {
            let sign = if b > a { "+" } else { "\u{2212}" };
            let words = format!("{sign}{}{}", points(b - a), language.points());
            sentence.push_str(&language.own_difference(language.numeral(&words)));
        }
    }
    sentence.push_str(geometry(comparison, language));
    let quantity = b_less_a(quantity(comparison, language), language);
    let what = match Below::of(comparison) {
        Below::Fat => language.what_reach(),
        Below::Muscle | Below::Both => language.what_breach(),
    };
    let title = lead(comparison, Measure::ReachFat, what, language);
    let field = |outcome: &Outcome| reach(outcome, &blocks);
    difference_map(
        comparison,
        theme,
        "fat-reach-difference",
        title,
        sentence,
        quantity,
        Measure::ReachFat,
        field,
    )
}

/// Share of the punctures that reach the fat, %, in squares.
fn reach(outcome: &Outcome, blocks: &Blocks) -> Array2<f32> {
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2));
    let struck = blocks.mean(many(outcome, FieldKind::Punctures));
    Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at])
}

/// Squares large enough for the required number of punctures under every setting.
fn blocks(comparison: &Comparison, punctures: f64) -> Blocks {
    let density = |outcome: &&Outcome| outcome.figure(Measure::Density).value.unwrap_or(0.0);
    let sparsest = comparison.settings.iter().min_by(|one, other| density(one).total_cmp(&density(other)));
    Blocks::of(sparsest.unwrap_or(&comparison.settings[0]), punctures)
}

/// Common squares, if all settings have the same cells.
fn squares(comparison: &Comparison, punctures: f64) -> Option<Blocks> {
    comparison.is_on_one_grid().then(|| blocks(comparison, punctures))
}

fn own_scales(comparison: &Comparison, language: Language) -> &'static str {
    let sides = |outcome: &Outcome| [outcome.grid.width_mm, outcome.grid.height_mm];
    let first = sides(&comparison.settings[0]);
    let alike = comparison.settings.iter().all(|outcome| sides(outcome) == first);
    if alike { "" } else { language.own_scales() }
}

/// Note on the people behind the means, if they are not the people of the maps.
fn other_people(comparison: &Comparison, language: Language) -> String {
    let others = |outcome: &Outcome| outcome.summary.reach_fat_from != ReachFrom::Realisations;
    if comparison.settings.iter().any(others) {
        language.means_in_words(estimators(comparison, language))
    } else {
        String::new()
    }
}

/// Note that reach does not mean loss of fat, if there is fat.
fn geometry(comparison: &Comparison, language: Language) -> &'static str {
    if Below::of(comparison) == Below::Muscle { "" } else { language.reach_is_geometry() }
}

/// Tissue below the dermis, which the counted punctures enter, under all settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Below {
    Fat,
    Muscle,
    Both,
}

impl Below {
    fn of(comparison: &Comparison) -> Below {
        match comparison.settings.iter().filter(|outcome| outcome.eyelid).count() {
            0 => Below::Fat,
            all if all == comparison.settings.len() => Below::Muscle,
            _ => Below::Both,
        }
    }
}

fn quantity(comparison: &Comparison, language: Language) -> &'static str {
    match Below::of(comparison) {
        Below::Fat => language.strikes_into_fat(),
        Below::Muscle | Below::Both => language.strikes_through_dermis(),
    }
}

/// Title for a quantity in per cent: B minus A.
fn b_less_a(quantity: &str, language: Language) -> String {
    language.b_less_a(quantity.trim_end_matches(" (%)"))
}

/// "13 % of the dermis injured under A, 7.6 % under B"; `first` words the part about the first setting.
fn told(shares: &[Option<f64>], language: Language, first: fn(Language, String, char) -> String) -> String {
    let parts: Vec<String> = shares
        .iter()
        .enumerate()
        .map(|(setting, share)| {
            let share = share.map_or(language.none_there().to_owned(), |share| language.percent(share));
            if setting == 0 {
                first(language, share, letter(setting))
            } else {
                language.share_under(share, letter(setting))
            }
        })
        .collect();
    begun(&parts.join(", "))
}

/// Difference of shares in percentage points, without its sign.
fn points(difference: f64) -> String {
    numbers::short(numbers::rounded(100.0 * difference.abs(), 2), 2)
}

/// "Fat-layer reach is 7.2 percentage points lower under B than under A", or that it does not differ.
fn lead(comparison: &Comparison, measure: Measure, what: &str, language: Language) -> String {
    let difference = comparison.difference(1, measure);
    match (difference.verdict(), difference.value) {
        (Some(Verdict::Differs), Some(value)) if value > 0.0 => language.higher_under_b(what, points(value)),
        (Some(Verdict::Differs), Some(value)) => language.lower_under_b(what, points(value)),
        (Some(Verdict::Same), _) => language.same_under_b(what),
        _ => language.noise_under_b(what),
    }
}

/// Longest setting name above a map on a sheet, in characters.
const MOST_ON_A_PANEL: usize = 30;

/// Draws the maps of all settings.
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
    fields: Vec<Array2<f32>>,
    nothing: String,
) -> Result<Picture, RenderError> {
    let language = theme.language;
    let figure = |setting| language.said(&comparison.figure(setting, measure).said(measure.unit()));
    // On a sheet the names are in the heading. Long names above its small maps would leave no room for the
    // maps.
    let is_long = (0..comparison.settings.len())
        .any(|setting| comparison.title(setting).chars().count() > MOST_ON_A_PANEL);
    let lettered = theme.panel && is_long;
    let panel = |(setting, (outcome, field)): (usize, (&Outcome, Array2<f32>))| Panel {
        title: if lettered { letter(setting).to_string() } else { comparison.title(setting) },
        figure: language.mean_over_people(figure(setting)),
        field: outside(outcome, field),
        width_mm: outcome.grid.width_mm,
        height_mm: outcome.grid.height_mm,
        lines: outcome.face.map(face_lines).unwrap_or_default(),
    };
    let panels = Panels {
        name,
        title,
        subtitle: what_differs(comparison, language),
        sentence,
        quantity,
        nothing,
        panels: comparison.settings.iter().zip(fields).enumerate().map(panel).collect(),
        foot: comparison.foot(),
    };
    panels::draw(&panels, theme)
}

/// Draws the map of B minus A.
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
    quantity: String,
    measure: Measure,
    field: impl Fn(&Outcome) -> Array2<f32>,
) -> Result<Picture, RenderError> {
    let [a, b] = [0, 1].map(|setting| &comparison.settings[setting]);
    let outer = outside(a, field(a));
    let less = field(b) - field(a);
    // Outside a face both are minus infinity, and there is no difference to draw.
    let less = Array2::from_shape_fn(less.dim(), |at| {
        if outer[at] == f32::NEG_INFINITY { f32::NEG_INFINITY } else { less[at] }
    });
    let difference = comparison.difference(1, measure);
    let heatmap = Heatmap {
        name,
        title,
        subtitle: subtitle(comparison),
        sentence,
        quantity,
        field: less.view(),
        width_mm: a.grid.width_mm,
        height_mm: a.grid.height_mm,
        scale: Scale::centred(less.view()),
        map: ColourMap::Vik,
        nothing: theme.language.nothing().to_owned(),
        lines: a.face.map(face_lines).unwrap_or_default(),
        points: Vec::new(),
        names: a.face.map(|face| region_names(face, theme.language)).unwrap_or_default(),
        figure: theme.language.b_less_a_mean(theme.language.difference(&difference, measure.unit())),
        foot: comparison.foot(),
    };
    heatmap::draw(&heatmap, theme)
}
