//! Pictures of the skin: its thickness in one person and over people, and the regions of a face.

use crate::outcome::{Measure, Outcome, Region};
use crate::render::face_map::{self, FaceMap};
use crate::render::heatmap::MapPoint;
use crate::render::run_map::RunMap;
use crate::render::value_table::ValueTable;
use crate::render::words::begun;
use crate::render::{ColourMap, Picture, RenderError, Scale, Theme, ThicknessChart, thickness_chart};
use ndarray::Array2;

/// Map of the first person's skin thickness.
pub(super) fn thickness(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
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
    let figure = ValueTable::one(language.thickness_figure(thin, thick));
    let (quantity, nothing) = (language.skin_thickness(), language.nothing().to_owned());
    let (points, map) = (appendages(outcome), ColourMap::Slate);
    RunMap { name, title, sentence, quantity, field, scale, map, nothing, points, figure }
        .draw(outcome, theme)
}

/// Map of the face with its regions named.
pub(super) fn face_regions(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let face = outcome.face.unwrap_or_else(crate::outcome::face);
    let language = theme.language;
    let thickness = |mm: f64| language.numeral(&format!("{mm:.2}\u{202f}mm"));
    let by_thickness = |a: &&Region, b: &&Region| a.site.skin_mm().total_cmp(&b.site.skin_mm());
    let ends = face.regions.iter().min_by(by_thickness).zip(face.regions.iter().max_by(by_thickness));
    let title = ends.map_or(String::new(), |(thin, thick)| {
        let name = |region: &Region| language.region(&region.name).unwrap_or(&region.label).to_owned();
        let [least, most] = [thin, thick].map(|region| thickness(region.site.skin_mm()));
        language.face_title(name(thin), least, name(thick), most)
    });
    let map = FaceMap {
        name,
        title,
        subtitle: theme.language.setting(&outcome.provenance),
        sentence: language.face_sentence().to_owned(),
        face,
        values_mm: face.regions.iter().map(|region| region.site.skin_mm()).collect(),
        words: face.regions.iter().map(|region| thickness(region.site.skin_mm())).collect(),
        quantity: language.mean_skin_thickness(),
        foot: theme.language.foot(&outcome.provenance.foot()),
    };
    face_map::draw(&map, theme)
}

/// Chart of skin thickness over people, with the depth of the needles.
pub(super) fn thickness_over_people(
    outcome: &Outcome,
    theme: &Theme,
    name: &str,
) -> Result<Picture, RenderError> {
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
        name,
        title,
        subtitle: theme.language.setting(&outcome.provenance),
        sentence,
        edges_mm: &bins.edges_mm,
        share: &bins.share,
        median: median.map(|median| (median, language.median_tip(format!("{median:.2}\u{202f}mm")))),
        set: (outcome.set_depth_mm, language.set_to(set)),
        foot: theme.language.foot(&outcome.provenance.foot()),
    };
    thickness_chart::draw(&chart, theme)
}

/// Thickness of the first person's skin, mm; blank outside the face.
pub(super) fn skin_map(outcome: &Outcome) -> Array2<f32> {
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

/// Marks of appendages: hair follicles as rings, sweat glands as dots.
fn appendages(outcome: &Outcome) -> Vec<MapPoint> {
    let mark = |filled| move |at: &[f64; 2]| MapPoint { at: *at, filled };
    outcome.follicles.iter().map(mark(false)).chain(outcome.glands.iter().map(mark(true))).collect()
}
