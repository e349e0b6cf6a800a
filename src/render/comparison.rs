//! Pictures of a comparison: maps side by side on one scale, the difference of two, and all differences in
//! one chart.

use super::comparison_table::estimators;
use super::difference_chart::{self, DifferenceChart, Mark, Row, percent_words};
use super::entry::Part::{Figures, Mean, One};
use super::entry::{Entry, always, draw_all};
use super::heatmap::{self, Heatmap};
use super::panels::{self, Panel, Panels};
use super::picture_set::punctures::injured;
use super::run_map::{
    called, face_lines, many, mean_of, one, outside, ratio_of, region_names, said_of_too_little,
    without_too_little,
};
use super::shown::{Shown, charted};
use super::squares::{Blocks, FOR_A_COUNT, FOR_A_SHARE};
use super::value_table::ValueTable;
use super::words::{Language, begun};
use super::{ColourMap, Files, Look, Picture, RenderError, Scale, Theme, numbers, sheet};
use crate::outcome::changed::letter;
use crate::outcome::difference::By;
use crate::outcome::summary::ReachFrom;
use crate::outcome::{Comparison, FieldKind, IntervalOf, Measure, Outcome, Verdict};
use ndarray::Array2;

/// All pictures of a comparison, in the order in which they are listed.
pub(super) const TABLE: [Entry<Comparison>; 6] = [
    Entry { name: "differences", needs: &[Figures], when: always, own_page: false, draw: differences },
    Entry {
        name: "dermal-injury",
        needs: &[Figures, One(FieldKind::DermisVolume)],
        when: always,
        own_page: false,
        draw: dermal_injury,
    },
    Entry {
        name: "fat-reach",
        needs: &[Figures, Mean(FieldKind::FatPerCm2), Mean(FieldKind::Punctures)],
        when: always,
        own_page: false,
        draw: fat_reach,
    },
    Entry {
        name: "sheet",
        needs: &[
            Figures,
            Mean(FieldKind::FatPerCm2),
            Mean(FieldKind::Punctures),
            One(FieldKind::DermisVolume),
        ],
        when: always,
        own_page: true,
        draw: sheet::of_comparison,
    },
    Entry {
        name: "dermal-injury-difference",
        needs: &[Figures, One(FieldKind::DermisVolume)],
        when: are_two_on_one_grid,
        own_page: false,
        draw: dermal_injury_difference,
    },
    Entry {
        name: "fat-reach-difference",
        needs: &[Figures, Mean(FieldKind::FatPerCm2), Mean(FieldKind::Punctures)],
        when: are_two_on_one_grid,
        own_page: false,
        draw: fat_reach_difference,
    },
];

/// Whether the maps of two settings can be subtracted.
fn are_two_on_one_grid(comparison: &Comparison) -> bool {
    comparison.settings.len() == 2 && comparison.is_on_one_grid()
}

/// Names of all pictures that a comparison may have.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|entry| entry.name)
}

/// Draws all pictures of a comparison, each with its files.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(comparison: &Comparison, look: &Look) -> Result<Vec<Files>, RenderError> {
    draw_all(&TABLE, comparison, look)
}

/// Chart of all differences, relative to the first setting.
pub(super) fn differences(
    comparison: &Comparison,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    let later = 1..comparison.settings.len();
    let eyelid = comparison.settings.iter().all(|outcome| outcome.eyelid);
    let language = theme.language;
    let row = |shown: &Shown| {
        let measure = shown.measure;
        Row {
            label: shown.in_chart(language, eyelid).to_owned(),
            detail: language
                .under_a(language.said(&comparison.figure(0, measure).said_briefly(measure.unit()))),
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
        name,
        title: headline(comparison, language),
        subtitle: if later.len() == 1 { subtitle(comparison) } else { comparison.title(0) },
        sentence: language.differences_sentence(where_a, comparison.settings[0].realisations_done, inputs),
        axis: language.difference_from_a(),
        rows: charted().map(row).collect(),
        settings: later.clone().map(|setting| comparison.title(setting)).collect(),
        foot: theme.language.foot(&comparison.foot()),
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
pub(super) fn dermal_injury(
    comparison: &Comparison,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    let language = theme.language;
    let injured = comparison.settings.iter().map(injured).collect::<Result<Vec<_>, _>>()?;
    let under_each = match injured.first() {
        Some((_, each)) if comparison.is_on_one_grid() => each.under_each(language),
        _ => language.under_each_map_cell().to_owned(),
    };
    let fields: Vec<Array2<f32>> = injured.into_iter().map(|(field, _)| field).collect();
    let mut sentence = language.injuries_sentence(under_each);
    sentence.push_str(own_scales(comparison, language));
    // The title describes the maps: one treatment, not the mean over people printed above each map.
    let shares = fields.iter().map(|field| mean_of(field).map(|mean| 0.01 * mean));
    let title = told(&shares.collect::<Vec<_>>(), language, Language::injured_under);
    let quantity = language.dermis_injured();
    let (measure, nothing) = (Measure::DermisVolume, language.nothing().to_owned());
    SideBySide { name, title, sentence, quantity, measure, fields, nothing }.draw(comparison, theme)
}

/// Maps of the share of punctures that reach the fat layer over people, under each setting.
pub(super) fn fat_reach(comparison: &Comparison, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let language = theme.language;
    let blocks = squares(comparison, FOR_A_SHARE);
    let field = |outcome: &Outcome| {
        // Each setting has its own squares if the grids differ.
        let own = Blocks::of(outcome, FOR_A_SHARE);
        reach(outcome, blocks.as_ref().unwrap_or(&own)).map(without_too_little)
    };
    let fields = comparison.settings.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let (fields, less): (Vec<Array2<f32>>, Vec<bool>) = fields.into_iter().unzip();
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
    let (measure, nothing) = (Measure::ReachFat, called(some_less, language));
    SideBySide { name, title, sentence, quantity, measure, fields, nothing }.draw(comparison, theme)
}

/// Map of dermal injury under B minus that under A.
fn dermal_injury_difference(
    comparison: &Comparison,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
    let language = theme.language;
    let blocks = blocks(comparison, FOR_A_COUNT);
    let of = |setting: usize| {
        let injured = one(&comparison.settings[setting], FieldKind::DermisVolume)?;
        Ok::<_, RenderError>(blocks.mean(injured).mapv(|share| share * 100.0))
    };
    let fields = [of(0)?, of(1)?];
    let sentence = language.injury_difference_sentence(blocks.many(language));
    let quantity = b_less_a(language.dermis_injured(), language);
    // The title describes the map, which is of one person. The mean over people is printed beside it.
    let [a, b] = fields.each_ref().map(mean_of);
    let title = match a.zip(b).map(|(a, b)| b - a) {
        Some(more) if more > 0.0 => language.more_injured(points(0.01 * more)),
        Some(less) if less < 0.0 => language.less_injured(points(0.01 * less)),
        Some(_) => language.as_much_injured().to_owned(),
        None => language.no_value().to_owned(),
    };
    let (title, measure) = (begun(&title), Measure::DermisVolume);
    BMinusA { name, title, sentence, quantity, measure, fields }.draw(comparison, theme)
}

/// Map of fat-layer reach under B minus that under A.
fn fat_reach_difference(comparison: &Comparison, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
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
        let own = |setting: usize| {
            let outcome = &comparison.settings[setting];
            let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2)?);
            let struck = blocks.mean(many(outcome, FieldKind::Punctures)?);
            Ok::<_, RenderError>(ratio_of(&reached, &struck))
        };
        if let [Some(a), Some(b)] = [own(0)?, own(1)?] {
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
    let (measure, of) = (Measure::ReachFat, |setting: usize| reach(&comparison.settings[setting], &blocks));
    let fields = [of(0)?, of(1)?];
    BMinusA { name, title, sentence, quantity, measure, fields }.draw(comparison, theme)
}

/// Share of the punctures that reach the fat, %, in squares.
fn reach(outcome: &Outcome, blocks: &Blocks) -> Result<Array2<f32>, RenderError> {
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2)?);
    let struck = blocks.mean(many(outcome, FieldKind::Punctures)?);
    Ok(Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at]))
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

/// Maps of all settings on one scale.
struct SideBySide<'a> {
    name: &'a str,
    title: String,
    sentence: String,
    /// Title of the colour bar.
    quantity: &'a str,
    /// Measure whose value stands above each map.
    measure: Measure,
    /// One map per setting.
    fields: Vec<Array2<f32>>,
    /// What the legend calls values that are drawn as nothing.
    nothing: String,
}

impl SideBySide<'_> {
    fn draw(self, comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
        let (language, measure) = (theme.language, self.measure);
        let figure =
            |setting| language.said(&comparison.figure(setting, measure).said_briefly(measure.unit()));
        // On a sheet the names are in the heading. Long names above its small maps would leave no room for
        // the maps.
        let is_long = (0..comparison.settings.len())
            .any(|setting| comparison.title(setting).chars().count() > MOST_ON_A_PANEL);
        let lettered = theme.panel && is_long;
        let panel = |(setting, (outcome, field)): (usize, (&Outcome, Array2<f32>))| Panel {
            title: if lettered { letter(setting).to_string() } else { comparison.title(setting) },
            figure: language.mean_over_people(figure(setting)),
            field: outside(outcome, field),
            width_mm: outcome.grid.width_mm,
            height_mm: outcome.grid.height_mm,
            lines: outcome.face.map(|face| face_lines(face, false, theme)).unwrap_or_default(),
        };
        let panels = Panels {
            name: self.name,
            title: self.title,
            subtitle: what_differs(comparison, language),
            sentence: self.sentence,
            quantity: self.quantity,
            nothing: self.nothing,
            panels: comparison.settings.iter().zip(self.fields).enumerate().map(panel).collect(),
            foot: theme.language.foot(&comparison.foot()),
        };
        panels::draw(&panels, theme)
    }
}

/// Map of B minus A.
struct BMinusA<'a> {
    name: &'a str,
    title: String,
    sentence: String,
    /// Title of the colour bar.
    quantity: String,
    /// Measure whose difference stands beside the map.
    measure: Measure,
    /// Maps of A and B.
    fields: [Array2<f32>; 2],
}

impl BMinusA<'_> {
    fn draw(self, comparison: &Comparison, theme: &Theme) -> Result<Picture, RenderError> {
        let (a, [of_a, of_b]) = (&comparison.settings[0], self.fields);
        let less = of_b - &of_a;
        let outer = outside(a, of_a);
        // Outside a face both are minus infinity, and there is no difference to draw.
        let less = Array2::from_shape_fn(less.dim(), |at| {
            if outer[at] == f32::NEG_INFINITY { f32::NEG_INFINITY } else { less[at] }
        });
        let difference = comparison.difference(1, self.measure);
        let heatmap = Heatmap {
            name: self.name,
            title: self.title,
            subtitle: subtitle(comparison),
            sentence: self.sentence,
            quantity: self.quantity,
            field: less.view(),
            width_mm: a.grid.width_mm,
            height_mm: a.grid.height_mm,
            scale: Scale::centred(less.view()),
            map: ColourMap::Vik,
            nothing: theme.language.nothing().to_owned(),
            on_skin: false,
            lines: a.face.map(|face| face_lines(face, false, theme)).unwrap_or_default(),
            points: Vec::new(),
            names: a.face.map(|face| region_names(face, theme.language)).unwrap_or_default(),
            figure: ValueTable::one(
                theme.language.b_less_a_mean(theme.language.difference(&difference, self.measure.unit())),
            ),
            foot: theme.language.foot(&comparison.foot()),
        };
        heatmap::draw(&heatmap, theme)
    }
}
