//! A map of a run over its area: what is drawn of it, and what the run adds to its page.

use super::heatmap::{self, Heatmap, MapLine, MapName, MapPoint};
use super::words::Language;
use super::{ColourMap, Picture, RenderError, Scale, Theme};
use crate::outcome::{Face, Field, FieldKind, Measure, Outcome};
use ndarray::{Array2, ArrayView2};

/// A map of a run. Setting, size, face and foot of its page are those of the run.
pub(super) struct RunMap<'a> {
    /// Stem of the file name.
    pub name: &'a str,
    /// Title with the main message.
    pub title: String,
    /// Sentence below the map.
    pub sentence: String,
    /// Title of the colour bar.
    pub quantity: &'a str,
    /// Values; row 0 is at y = 0.
    pub field: Array2<f32>,
    /// Scale of the colours.
    pub scale: Scale,
    /// What the legend calls values that are drawn as nothing.
    pub nothing: String,
    /// Marks over the map.
    pub points: Vec<MapPoint>,
    /// Value of the whole map, in words.
    pub figure: String,
}

impl RunMap<'_> {
    /// Draws the map.
    ///
    /// # Errors
    /// Those of a [`heatmap`].
    pub fn draw(self, outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
        let heatmap = Heatmap {
            name: self.name,
            title: self.title,
            subtitle: outcome.provenance.setting.clone(),
            sentence: self.sentence,
            quantity: self.quantity.to_owned(),
            field: self.field.view(),
            width_mm: outcome.grid.width_mm,
            height_mm: outcome.grid.height_mm,
            scale: self.scale,
            map: ColourMap::Batlow,
            nothing: self.nothing,
            lines: outcome.face.map(face_lines).unwrap_or_default(),
            points: self.points,
            names: outcome.face.map(|face| region_names(face, theme.language)).unwrap_or_default(),
            figure: self.figure,
            foot: outcome.provenance.foot(),
        };
        heatmap::draw(&heatmap, theme)
    }
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

/// Starts a scale of amounts at zero: any other start makes noise look like a pattern.
pub(super) fn from_zero(scale: Scale) -> Scale {
    match scale {
        Scale::Linear { low, high } if low > 0.0 => Scale::Linear { low: 0.0, high },
        scale => scale,
    }
}

/// Map of one treatment.
///
/// # Errors
/// [`RenderError::Map`] if it was not kept.
pub(super) fn one(outcome: &Outcome, kind: FieldKind) -> Result<ArrayView2<'_, f32>, RenderError> {
    values(outcome.one_treatment(kind), kind, "one treatment")
}

/// Mean map over realisations.
///
/// # Errors
/// [`RenderError::Map`] if it was not kept.
pub(super) fn many(outcome: &Outcome, kind: FieldKind) -> Result<ArrayView2<'_, f32>, RenderError> {
    values(outcome.drawn(kind), kind, "all people")
}

fn values<'a>(
    field: Option<&'a Field>,
    kind: FieldKind,
    over: &'static str,
) -> Result<ArrayView2<'a, f32>, RenderError> {
    field.map(|field| field.values.view()).ok_or(RenderError::Map { map: kind.name(), over })
}
