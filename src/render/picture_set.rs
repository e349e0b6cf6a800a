//! The pictures of a run, and their texts.

use super::face_map::{self, FaceMap};
use super::heatmap::{MapLine, MapName, MapPoint};
use super::numbers::rounded;
use super::squares::{Blocks, Each, FOR_A_COUNT, FOR_A_SHARE, shown};
use super::theme::Tissue;
use super::words::{Language, begun};
use super::{
    ColourMap, DepthChart, Files, Heatmap, Layer, Look, Picture, RenderError, Scale, Theme, ThicknessChart,
    depth_chart, heatmap, layer_chart, section, sheet, thickness_chart,
};
use crate::outcome::figure::grouped;
use crate::outcome::{
    Face, FieldKind, Layer as SkinLayer, Measure, Outcome, rank_correlation, summary::ReachFrom,
};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Data that a picture needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The values over all people.
    Figures,
    /// The mean maps over people.
    Maps,
    /// The first person's treatment.
    First,
}

impl Part {
    fn is_in(self, outcome: &Outcome) -> bool {
        match self {
            Part::Figures => !outcome.summary.is_unknown(),
            Part::Maps => FieldKind::OF_MANY.iter().all(|kind| outcome.drawn(*kind).is_some()),
            Part::First => !outcome.first.is_empty(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Part::Figures => "the figures",
            Part::Maps => "the maps",
            Part::First => "the first treatment",
        }
    }
}

type Drawing = fn(&Outcome, &Theme) -> Result<Picture, RenderError>;

/// A picture of a run: its name, the data it needs, and how it is drawn.
type Entry = (&'static str, &'static [Part], Drawing);

/// All pictures of a run.
fn entries(outcome: &Outcome) -> Vec<Entry> {
    use Part::{Figures, First, Maps};
    let mut entries: Vec<Entry> = vec![
        ("puncture-density", &[Figures, First], puncture_density),
        ("dermal-injury", &[Figures, First], dermal_injury),
        ("fat-reach", &[Figures, Maps], fat_reach),
        ("cross-section", &[Figures, First], cross_section),
        ("tip-depth", &[Figures], tip_depth),
        ("tips-by-layer", &[Figures], layer_chart::draw),
        ("skin-thickness-people", &[Figures], thickness_distribution),
    ];
    if outcome.varies_in_place {
        entries.push(("skin-thickness", &[First], skin_thickness));
        entries.push(("fat-reach-one-person", &[First], one_person_reach));
    }
    if outcome.face.is_some() {
        entries.push(("face-regions", &[], face_regions));
    }
    entries.push(("sheet", &[Figures, Maps, First], sheet::draw));
    entries
}

/// One picture with its files. The sheet has a page size of its own and is not drawn anew for a column.
fn files(outcome: &Outcome, (name, _, drawing): Entry, look: &Look) -> Result<Files, RenderError> {
    let theme = if name == "sheet" { look.theme } else { look.drawn_in() };
    look.files(&drawing(outcome, &theme)?)
}

/// Draws all pictures of a run, each with its files.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(outcome: &Outcome, look: &Look) -> Result<Vec<Files>, RenderError> {
    entries(outcome).into_par_iter().map(|entry| files(outcome, entry, look)).collect()
}

/// Draws the pictures of a run whose data are available, and names the others with what is missing.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw_what_is_there(outcome: &Outcome, look: &Look) -> Result<(Vec<Files>, Vec<String>), RenderError> {
    let lacks = |(_, parts, _): &Entry| parts.iter().find(|part| !part.is_in(outcome));
    let (there, not): (Vec<Entry>, Vec<Entry>) =
        entries(outcome).into_iter().partition(|entry| lacks(entry).is_none());
    let drawn = there.into_par_iter().map(|entry| files(outcome, entry, look)).collect::<Result<_, _>>()?;
    let words = |entry: &Entry| lacks(entry).map(|part| format!("{} ({})", entry.0, part.words()));
    Ok((drawn, not.iter().filter_map(words).collect()))
}

/// Section along a line through the first person's skin, with the tracts in it.
fn cross_section(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    section::cross::draw(outcome, theme)
}

/// Map of the punctures of one treatment.
fn puncture_density(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_COUNT);
    let field = blocks.mean(one(outcome, FieldKind::Punctures));
    let language = theme.language;
    let failed = failed_of_first(outcome, language);
    let title = match mean_of(&field) {
        Some(density) if density > 0.0 => {
            let count = grouped(rounded(density, 2), 0);
            match &failed {
                Some(failed) => language.strikes_title(count, failed),
                None => language.density_title(count),
            }
        }
        _ => language.no_needle_struck().to_owned(),
    };
    let mut sentence = language.density_sentence(blocks.many(language), theme.more());
    if field.iter().any(|density| *density == 0.0) {
        let missed = if theme.dark { language.black() } else { language.white() };
        sentence.push_str(&language.density_missed(begun(missed)));
    }
    let quantity = if failed.is_some() { language.strikes_per_cm2() } else { language.punctures_per_cm2() };
    map(outcome, theme, "puncture-density", title, sentence, quantity, field, Measure::Density)
}

/// Map of the share of dermis that the needles of one treatment injure.
pub(super) fn dermal_injury(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let (field, each) = injured(outcome);
    let language = theme.language;
    let title = match mean_of(&field) {
        Some(percent) if percent > 0.0 => language.one_injury_title(language.percent(0.01 * percent)),
        _ => language.no_injury_title().to_owned(),
    };
    let sentence = language.injury_sentence(each.under_each(language));
    let quantity = language.dermis_injured();
    map(outcome, theme, "dermal-injury", title, sentence, quantity, field, Measure::DermisVolume)
}

/// Share of the dermis injured by one treatment, %, and the cells or squares of the map.
pub(super) fn injured(outcome: &Outcome) -> (Array2<f32>, Each) {
    let (field, each) = shown(outcome, one(outcome, FieldKind::DermisVolume));
    (field.mapv(|share| share * 100.0), each)
}

/// Map of the share of punctures that reach the fat layer, over people.
pub(super) fn fat_reach(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_SHARE);
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2));
    let struck = blocks.mean(many(outcome, FieldKind::Punctures));
    let field = Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at]);
    let (field, some_less) = without_too_little(field);
    let language = theme.language;
    let title = match outcome.figure(Measure::ReachFat).value.map(|share| language.percent(share)) {
        Some(share) if outcome.eyelid => language.breach_title(share),
        Some(share) => language.reach_title(share),
        None => language.no_needle_struck().to_owned(),
    };
    let people = outcome.realisations_done;
    let mut sentence = language.reach_sentence(people, blocks.many(language));
    let own = ratio_of(&reached, &struck);
    sentence.push_str(match own {
        None | Some(0.0) => "",
        _ if outcome.face.is_some() => language.reach_is_of_sites(),
        Some(own) if own < OF_FEW => language.reach_is_of_few(),
        _ => language.reach_is_even(),
    });
    if let ReachFrom::ImportanceSampling { people, .. } = outcome.summary.reach_fat_from {
        match own {
            Some(0.0) => sentence.push_str(&language.reach_from_none(people)),
            Some(own) => sentence.push_str(&language.reach_from(people, language.percent(own))),
            None => sentence.push_str(&language.reach_from_alone(people)),
        }
    }
    sentence.push_str(&said_of_too_little(some_less, language));
    sentence.push_str(&language.rests_sentence(outcome, Measure::ReachFat));
    if !outcome.eyelid {
        sentence.push_str(language.reach_is_geometry());
    }
    let (title, quantity) = (begun(&title), reach_quantity(outcome, language));
    let field = outside(outcome, field);
    let scale = from_zero(Scale::of(field.view()));
    let figure = figure_words(outcome, Measure::ReachFat, language);
    let nothing = called(some_less, language);
    draw_map(outcome, theme, "fat-reach", title, sentence, quantity, field, scale, nothing, figure)
}

/// Share of the punctures, %, below which a map of the reach draws nothing: a colour scale of next to nothing would look like a finding.
const LEAST_REACH: f32 = 0.01;

/// A map of the reach, %, without what is too little to be drawn, and whether there was any.
pub(super) fn without_too_little(mut field: Array2<f32>) -> (Array2<f32>, bool) {
    let too_little = |value: &f32| *value > 0.0 && *value < LEAST_REACH;
    let some_less = field.iter().any(too_little);
    field.mapv_inplace(|value| if too_little(&value) { 0.0 } else { value });
    (field, some_less)
}

/// What the legend of such a map calls what it draws as nothing.
pub(super) fn called(some_less: bool, language: Language) -> String {
    if some_less { language.under(least_reach()) } else { language.nothing().to_owned() }
}

/// What its caption says of it.
pub(super) fn said_of_too_little(some_less: bool, language: Language) -> String {
    if some_less { language.too_little_drawn(least_reach()) } else { String::new() }
}

fn least_reach() -> String {
    format!("{LEAST_REACH}\u{202f}%")
}

/// Mean of a map over its cells that have a value.
pub(super) fn mean_of(field: &Array2<f32>) -> Option<f64> {
    let values = field.iter().filter(|value| value.is_finite());
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + f64::from(*value), count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// Ratio of the two maps' means: share of strikes that reached, over a whole map.
pub(super) fn ratio_of(reached: &Array2<f32>, struck: &Array2<f32>) -> Option<f64> {
    let struck = mean_of(struck).filter(|mean| *mean > 0.0)?;
    Some(mean_of(reached)? / struck)
}

/// Mean reach below which it depends on a few people of the run.
const OF_FEW: f64 = 0.01;

/// Share of strikes that do not pierce, above which a picture mentions them.
const SOME_FAIL: f64 = 0.005;

/// Share of the first treatment's strikes that did not pierce, if it is worth mentioning.
pub(super) fn failed_of_first(outcome: &Outcome, language: Language) -> Option<String> {
    let failed = outcome.first_row?[Measure::Failed as usize];
    (failed >= SOME_FAIL).then(|| language.percent(failed))
}

/// Share of all treatments' strikes that did not pierce, if it is worth mentioning.
fn failed_of_all(outcome: &Outcome, language: Language) -> Option<String> {
    let failed = outcome.figure(Measure::Failed).value?;
    (failed >= SOME_FAIL).then(|| language.percent(failed))
}

/// Name of the quantity in maps of fat-layer reach.
fn reach_quantity(outcome: &Outcome, language: Language) -> &'static str {
    if outcome.eyelid { language.strikes_through_dermis() } else { language.strikes_into_fat() }
}

/// Map of the first person's skin thickness.
fn skin_thickness(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let field = skin_map(outcome);
    let mut values: Vec<f32> = field.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f32::total_cmp);
    let at =
        |share: f64| values.get((share * (values.len().max(1) - 1) as f64) as usize).copied().unwrap_or(0.0);
    let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / values.len().max(1) as f64;
    let language = theme.language;
    let [thin, thick] = [0.05, 0.95].map(|share| format!("{:.2}", at(share)));
    let title = language.thickness_title(&thin, &thick);
    let mut sentence = language.thickness_sentence(format!("{mean:.2}"));
    if !(outcome.follicles.is_empty() && outcome.glands.is_empty()) {
        sentence.push_str(language.appendages());
    }
    // Thickness does not begin at zero, so its own range shows its pattern better.
    let tenth = |value: f32, round: fn(f64) -> f64| round(f64::from(value) * 10.0) / 10.0;
    let scale = match (values.first(), values.last()) {
        (Some(least), Some(most)) if least < most => {
            Scale::Linear { low: tenth(*least, f64::floor), high: tenth(*most, f64::ceil) }
        }
        _ => Scale::of(field.view()),
    };
    let figure = language.thickness_figure(thin, thick);
    let (quantity, nothing) = (language.skin_thickness(), language.nothing().to_owned());
    draw_map(outcome, theme, "skin-thickness", title, sentence, quantity, field, scale, nothing, figure)
}

/// Map of the face with its regions named.
fn face_regions(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let face = outcome.face.unwrap_or_else(crate::outcome::face);
    let language = theme.language;
    let thickness = |mm: f64| language.numeral(&format!("{mm:.2}\u{202f}mm"));
    let map = FaceMap {
        name: "face-regions",
        title: language.face_title(face.regions.len()),
        subtitle: outcome.provenance.setting.clone(),
        sentence: language.face_sentence(theme.more()),
        face,
        values_mm: face.regions.iter().map(|region| region.site.skin_mm()).collect(),
        words: face.regions.iter().map(|region| thickness(region.site.skin_mm())).collect(),
        quantity: language.mean_skin_thickness(),
        foot: outcome.provenance.foot(),
    };
    face_map::draw(&map, theme)
}

/// Share of the squares that must be reached for a correlation with the thickness of the skin to say something.
const LEAST_REACHING: f64 = 0.05;

/// Where in the first person the fat layer is reached: where the skin is thin.
fn one_person_reach(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome, FOR_A_SHARE);
    let reached = blocks.mean(one(outcome, FieldKind::FatPerCm2));
    let struck = blocks.mean(one(outcome, FieldKind::Punctures));
    let field = outside(
        outcome,
        Array2::from_shape_fn(reached.dim(), |at| {
            // A square without punctures has no share.
            if struck[at] == 0.0 { f32::NAN } else { 100.0 * reached[at] / struck[at] }
        }),
    );
    let (field, some_less) = without_too_little(field);
    let share = ratio_of(&reached, &struck);
    let correlation = rank_correlation_of(&field, &resampled(&skin_map(outcome), field.dim()));
    let valued = field.iter().filter(|value| value.is_finite()).count() as f64;
    let reaching = field.iter().filter(|value| value.is_finite() && **value > 0.0).count() as f64;
    let correlation = correlation.filter(|_| reaching >= LEAST_REACHING * valued);
    let language = theme.language;
    let share = share.map(|share| language.percent(share));
    let title = match &share {
        Some(share) if outcome.eyelid => language.one_breach_title(share),
        Some(share) => language.one_reach_title(share),
        None => language.no_needle_struck().to_owned(),
    };
    let mut sentence = language.one_reach_sentence().to_owned();
    if field.iter().any(|value| value.is_nan()) {
        sentence.push_str(language.hatched_not_struck());
    }
    sentence.push_str(&said_of_too_little(some_less, language));
    if let Some(correlation) = correlation {
        let correlation = format!("{correlation:.2}").replace('-', "\u{2212}");
        sentence.push_str(&language.one_reach_correlation(correlation));
    }
    let quantity = reach_quantity(outcome, language);
    let scale = from_zero(Scale::of(field.view()));
    let figure = share.map_or(String::new(), |share| language.this_person(share));
    let nothing = called(some_less, language);
    draw_map(outcome, theme, "fat-reach-one-person", title, sentence, quantity, field, scale, nothing, figure)
}

/// Chart of skin thickness over people, with the depth of the needles.
fn thickness_distribution(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    // If most strikes do not pierce, the median of those that do does not describe the treatment.
    let tips = outcome.median_tip_mm();
    let most_fail =
        tips.is_some() && outcome.figure(Measure::Failed).value.is_some_and(|failed| failed > 0.5);
    let median = tips.filter(|_| !most_fail);
    let bins = &outcome.summary.skin_thickness_mm;
    let language = theme.language;
    let title = match median.map(|median| outcome.people_thinner_than(median)) {
        None if most_fail => language.few_needles_pierce().to_owned(),
        None => language.no_needle_pierced().to_owned(),
        Some(0.0) => language.nobody_thinner().to_owned(),
        Some(thin) if thin >= 1.0 => language.everybody_thinner().to_owned(),
        Some(thin) if thin > 0.999 => language.nearly_everybody_thinner().to_owned(),
        Some(thin) => begun(&language.some_thinner(language.percent(thin))),
    };
    let left = median.map_or("", |_| language.left_of_the_median());
    let sentence = language.thinner_sentence(outcome.realisations_done, left);
    let sentence = sentence + &language.rests_sentence(outcome, Measure::DepthMean);
    let set = format!("{}\u{202f}mm", outcome.set_depth_mm);
    let chart = ThicknessChart {
        name: "skin-thickness-people",
        title,
        subtitle: outcome.provenance.setting.clone(),
        sentence,
        edges_mm: &bins.edges_mm,
        share: &bins.share,
        median: median.map(|median| (median, language.median_tip(format!("{median:.2}\u{202f}mm")))),
        set: (outcome.set_depth_mm, language.set_to(set)),
        foot: outcome.provenance.foot(),
    };
    thickness_chart::draw(&chart, theme)
}

/// Chart of tip depths against the layers.
pub(super) fn tip_depth(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
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
            tissue: tissue(boundary.layer),
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
        name: "tip-depth",
        title,
        subtitle: outcome.provenance.setting.clone(),
        sentence,
        edges_mm: &bins.edges_mm,
        share: &bins.share,
        layers: &layers,
        set_mm: Some(outcome.set_depth_mm),
        figure,
        foot: outcome.provenance.foot(),
    };
    depth_chart::draw(&chart, theme)
}

pub(super) fn tissue(layer: SkinLayer) -> Tissue {
    match layer {
        SkinLayer::StratumCorneum => Tissue::StratumCorneum,
        SkinLayer::ViableEpidermis => Tissue::ViableEpidermis,
        SkinLayer::PapillaryDermis => Tissue::PapillaryDermis,
        SkinLayer::ReticularDermis => Tissue::ReticularDermis,
        SkinLayer::Fat => Tissue::Fat,
        SkinLayer::Muscle => Tissue::Muscle,
    }
}

/// Draws a heatmap with the setting, foot and value of the run.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one line of the picture; a struct would only rename them"
)]
fn map(
    outcome: &Outcome,
    theme: &Theme,
    name: &'static str,
    title: String,
    sentence: String,
    quantity: &str,
    field: Array2<f32>,
    measure: Measure,
) -> Result<Picture, RenderError> {
    let field = outside(outcome, field);
    let scale = from_zero(Scale::of(field.view()));
    let figure = figure_words(outcome, measure, theme.language);
    let nothing = theme.language.nothing().to_owned();
    draw_map(outcome, theme, name, title, sentence, quantity, field, scale, nothing, figure)
}

/// Value with its error and both spreads, in words.
pub(super) fn figure_words(outcome: &Outcome, measure: Measure, language: Language) -> String {
    let figure = outcome.figure(measure);
    // The value is over all treatments, also on a map of a single one.
    let mut words = language.mean_over_people(language.said(&figure.said(measure.unit())));
    let people = figure.said_of_people(measure.unit());
    if !people.is_nothing() {
        words.push_str(&language.of_people(language.said(&people)));
    }
    let inputs = outcome.said_of_inputs(measure);
    if !inputs.is_nothing() {
        let range = language.said(&inputs);
        words.push_str(&match outcome.decades_apart(measure) {
            Some(times) => language.of_inputs_apart(range, language.apart(times)),
            None => language.of_inputs(range),
        });
    }
    words
}

/// Draws any heatmap of a run.
#[expect(
    clippy::too_many_arguments,
    reason = "each is one line of the picture; a struct would only rename them"
)]
pub(super) fn draw_map(
    outcome: &Outcome,
    theme: &Theme,
    name: &str,
    title: String,
    sentence: String,
    quantity: &str,
    field: Array2<f32>,
    scale: Scale,
    nothing: String,
    figure: String,
) -> Result<Picture, RenderError> {
    let heatmap = Heatmap {
        name,
        title,
        subtitle: outcome.provenance.setting.clone(),
        sentence,
        quantity: quantity.to_owned(),
        field: field.view(),
        width_mm: outcome.grid.width_mm,
        height_mm: outcome.grid.height_mm,
        scale,
        map: ColourMap::Batlow,
        nothing,
        lines: outcome.face.map(face_lines).unwrap_or_default(),
        points: if name == "skin-thickness" { appendages(outcome) } else { Vec::new() },
        names: outcome.face.map(|face| region_names(face, theme.language)).unwrap_or_default(),
        figure,
        foot: outcome.provenance.foot(),
    };
    heatmap::draw(&heatmap, theme)
}

/// Marks of appendages: hair follicles as rings, sweat glands as dots.
fn appendages(outcome: &Outcome) -> Vec<MapPoint> {
    let mark = |filled| move |at: &[f64; 2]| MapPoint { at: *at, filled };
    outcome.follicles.iter().map(mark(false)).chain(outcome.glands.iter().map(mark(true))).collect()
}

/// Names and places of the regions of a face.
pub(super) fn region_names(face: &Face, language: Language) -> Vec<MapName> {
    let regions = face.regions.iter();
    let names = regions.map(|region| MapName {
        at: region.label_at,
        name: language.region(&region.name).unwrap_or(&region.label).to_owned(),
    });
    names.collect()
}

/// Lines of the face over a map: regions fine, the outline stronger.
pub(super) fn face_lines(face: &Face) -> Vec<MapLine> {
    let regions = face.regions.iter().flat_map(|region| &region.polygons);
    let masks = face.masks.iter().flat_map(|mask| &mask.polygons);
    let closed = |points: &[[f64; 2]], width| MapLine { points: points.to_vec(), closed: true, width };
    let mut lines: Vec<MapLine> = regions.map(|polygon| closed(&polygon.points, 0.8)).collect();
    lines.extend(masks.map(|polygon| closed(&polygon.points, 1.2)));
    lines.push(closed(&face.outline, 1.5));
    let drawn = face.lines.iter();
    lines.extend(drawn.map(|line| MapLine { points: line.points.clone(), closed: line.closed, width: 0.6 }));
    lines
}

/// Leaves blank what is outside the face, without hatching.
pub(super) fn outside(outcome: &Outcome, mut field: Array2<f32>) -> Array2<f32> {
    let Some(face) = outcome.face else { return field };
    let (rows, columns) = field.dim();
    let side = [outcome.grid.width_mm / columns as f64, outcome.grid.height_mm / rows as f64];
    for ((row, column), value) in field.indexed_iter_mut() {
        let at = [(column as f64 + 0.5) * side[0], (row as f64 + 0.5) * side[1]];
        // A square at the border may contain treated cells although its middle is outside.
        if value.is_nan() && face.region_at(at).is_none() {
            *value = f32::NEG_INFINITY;
        }
    }
    field
}

/// Thickness of the first person's skin, mm; blank outside the face.
fn skin_map(outcome: &Outcome) -> Array2<f32> {
    let map = &outcome.skin_map;
    let [x, y] =
        [outcome.grid.width_mm / map.columns.max(1) as f64, outcome.grid.height_mm / map.rows.max(1) as f64];
    let on_skin = |row: usize, column: usize| {
        let at = [(column as f64 + 0.5) * x, (row as f64 + 0.5) * y];
        outcome.face.is_none_or(|face| face.region_at(at).is_some())
    };
    Array2::from_shape_fn((map.rows, map.columns), |(row, column)| {
        let skin = map.layers[row * map.columns + column].skin_mm() as f32;
        if on_skin(row, column) { skin } else { f32::NEG_INFINITY }
    })
}

/// Samples a field at the middles of a grid with another number of cells.
fn resampled(field: &Array2<f32>, (rows, columns): (usize, usize)) -> Array2<f32> {
    let (from_rows, from_columns) = field.dim();
    Array2::from_shape_fn((rows, columns), |(row, column)| {
        let at = |index: usize, count: usize, of: usize| {
            ((index as f64 + 0.5) / count as f64 * of as f64) as usize
        };
        let place = (
            at(row, rows, from_rows).min(from_rows - 1),
            at(column, columns, from_columns).min(from_columns - 1),
        );
        field[place]
    })
}

/// Spearman's rank correlation of two fields over the cells where both have a value.
fn rank_correlation_of(one: &Array2<f32>, other: &Array2<f32>) -> Option<f64> {
    let both = one.iter().zip(other).filter(|(a, b)| a.is_finite() && b.is_finite());
    rank_correlation(&both.map(|(a, b)| [f64::from(*a), f64::from(*b)]).collect::<Vec<_>>())
}

/// Starts a scale of amounts at zero: any other start makes noise look like a pattern.
pub(super) fn from_zero(scale: Scale) -> Scale {
    match scale {
        Scale::Linear { low, high } if low > 0.0 => Scale::Linear { low: 0.0, high },
        scale => scale,
    }
}

/// Map of one treatment.
pub(super) fn one(outcome: &Outcome, kind: FieldKind) -> ArrayView2<'_, f32> {
    outcome.one_treatment(kind).map_or(nothing(), |field| field.values.view())
}

/// Mean map over realisations.
pub(super) fn many(outcome: &Outcome, kind: FieldKind) -> ArrayView2<'_, f32> {
    outcome.drawn(kind).map_or(nothing(), |field| field.values.view())
}

/// A map without cells.
fn nothing() -> ArrayView2<'static, f32> {
    ArrayView2::from(&[] as &[[f32; 0]; 0])
}
