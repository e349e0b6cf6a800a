//! A map of a run over its area: what is drawn of it, and what the run adds to its page.

use super::heatmap::{self, Heatmap, MapLine, MapName, MapPoint};
use super::theme::Rgb;
use super::value_table::ValueTable;
use super::words::Language;
use super::{ColourMap, Picture, RenderError, Scale, Theme};
use crate::outcome::{Face, FaceTone as Tone, Field, FieldKind, Outcome};
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
    /// Colours.
    pub map: ColourMap,
    /// What the legend calls values that are drawn as nothing.
    pub nothing: String,
    /// Marks over the map.
    pub points: Vec<MapPoint>,
    /// Value of the whole map.
    pub figure: ValueTable,
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
            subtitle: theme.language.setting(&outcome.provenance),
            sentence: self.sentence,
            quantity: self.quantity.to_owned(),
            field: self.field.view(),
            width_mm: outcome.grid.width_mm,
            height_mm: outcome.grid.height_mm,
            scale: self.scale,
            map: self.map,
            nothing: self.nothing,
            on_skin: outcome.face.is_some(),
            lines: outcome.face.map(|face| face_lines(face, true, theme)).unwrap_or_default(),
            points: self.points,
            names: outcome.face.map(|face| region_names(face, theme.language)).unwrap_or_default(),
            figure: self.figure,
            foot: theme.language.foot(&outcome.provenance.foot()),
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

/// Names and places of the regions of a face.
pub(super) fn region_names(face: &Face, language: Language) -> Vec<MapName> {
    let regions = face.regions.iter();
    let names = regions.map(|region| MapName {
        at: region.label_at,
        name: language.region(&region.name).unwrap_or(&region.label).to_owned(),
    });
    names.collect()
}

/// Lines of the face over a map: regions fine, the outline stronger. `on_skin` says that the map looks like skin where
/// it shows nothing: hair, lips and eyes then have their colours.
pub(super) fn face_lines(face: &Face, on_skin: bool, theme: &Theme) -> Vec<MapLine> {
    let ink = if on_skin { theme.skin.ink } else { theme.text };
    let regions = face.regions.iter().flat_map(|region| &region.polygons);
    let closed = |points: &[[f64; 2]], width| MapLine {
        points: points.to_vec(),
        closed: true,
        width,
        colour: ink,
        fill: None,
    };
    let mut lines: Vec<MapLine> = regions.map(|polygon| closed(&polygon.points, 0.8)).collect();
    for mask in &face.masks {
        let fill = part_colour(&mask.name, theme).filter(|_| on_skin && !mask.overlay);
        let outlines = mask.polygons.iter().map(|polygon| MapLine { fill, ..closed(&polygon.points, 1.2) });
        lines.extend(outlines);
    }
    for line in &face.lines {
        let fill = line_colour(line.tone, theme).filter(|_| on_skin && line.closed);
        // Hair has no line around it: it ends at the hairline.
        let width = if line.tone == Tone::Tint && fill.is_some() { 0.0 } else { 0.6 };
        let colour = if on_skin { theme.skin.ink.mixed(theme.skin.surface, 0.25) } else { ink };
        lines.push(MapLine { points: line.points.clone(), closed: line.closed, width, colour, fill });
    }
    lines.push(closed(&face.outline, 1.5));
    lines
}

/// Colour of a part of the face that has no mapped skin.
pub(super) fn part_colour(name: &str, theme: &Theme) -> Option<Rgb> {
    match name {
        "vermilion" => Some(theme.skin.muscle.mixed(theme.skin.surface, 0.45)),
        "eye_opening" => Some(Theme::LIGHT.ground),
        "nostril" => Some(theme.skin.ink.mixed(theme.skin.surface, 0.35)),
        _ => None,
    }
}

/// Colour inside a line of the face.
pub(super) fn line_colour(tone: Tone, theme: &Theme) -> Option<Rgb> {
    let hair = Theme::LIGHT.skin.hair;
    match tone {
        Tone::Line => None,
        Tone::Tint => Some(hair.mixed(theme.skin.surface, 0.25)),
        Tone::Skin => Some(theme.skin.surface),
        Tone::Solid => Some(hair.mixed(theme.skin.ink, 0.45)),
    }
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
