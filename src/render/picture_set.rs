//! The pictures of a run: which there are, and what each of them says.

use super::theme::Tissue;
use super::{
    ColourMap, DepthChart, Heatmap, Layer, Picture, RenderError, Scale, Theme, depth_chart, heatmap,
};
use crate::outcome::figure::grouped;
use crate::outcome::{FieldKind, Layer as SkinLayer, Measure, Outcome};
use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

/// Pixels of a PNG per unit of the page.
const PNG_SCALE: f32 = 1.6;

/// Least side of the squares in which densities are shown, mm: narrow enough to show the lanes of the hand.
const SQUARE_MM: f64 = 0.5;

/// Punctures that a square should hold on average: fewer look like salt and pepper.
const IN_A_SQUARE: f64 = 4.0;

/// Draws all pictures of a run, each with its PNG.
///
/// # Errors
/// From the first picture that cannot be drawn.
pub fn draw(outcome: &Outcome) -> Result<Vec<(Picture, Vec<u8>)>, RenderError> {
    type Drawing = fn(&Outcome) -> Result<Picture, RenderError>;
    let drawings: [Drawing; 4] = [puncture_density, dermal_injury, fat_reach, tip_depth];
    drawings
        .into_par_iter()
        .map(|drawing| {
            let picture = drawing(outcome)?;
            let png = picture.png(PNG_SCALE)?;
            Ok((picture, png))
        })
        .collect()
}

/// Where the punctures of one treatment fall.
fn puncture_density(outcome: &Outcome) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome);
    let field = blocks.mean(one(outcome, FieldKind::Punctures).view());
    let density = outcome.figure(Measure::Density);
    let whole = density.value.unwrap_or(0.0);
    let title = format!("Each treatment leaves about {} punctures per cm²", grouped(round_to(whole, 2), 0));
    let sentence = format!(
        "One treatment, in squares of {}: darker squares were struck more often. Lanes, needle pattern and the hand's \
         errors make it uneven; a white square was missed.",
        blocks.words()
    );
    map(outcome, "puncture-density", title, sentence, "punctures per cm²", field, Measure::Density)
}

/// How much of the dermis the needles of one treatment injure.
fn dermal_injury(outcome: &Outcome) -> Result<Picture, RenderError> {
    let field = one(outcome, FieldKind::DermisVolume).mapv(|share| share * 100.0);
    let injured = outcome.figure(Measure::DermisVolume);
    let title = match injured.value {
        Some(share) if share > 0.0 => format!("Needles injure {} of the dermis", percent(share)),
        _ => "No needle injures the dermis".to_owned(),
    };
    let cell_um = (outcome.grid.cell_x_mm() * 1e3).round();
    let sentence = format!(
        "One treatment: share of the dermis under each cell of {cell_um}\u{202f}µm that lies in a needle tract. \
         Overlapping tracts count once."
    );
    map(outcome, "dermal-injury", title, sentence, "dermis injured (%)", field, Measure::DermisVolume)
}

/// What share of the punctures reaches the fat layer, over people.
fn fat_reach(outcome: &Outcome) -> Result<Picture, RenderError> {
    let blocks = Blocks::of(outcome);
    let reached = blocks.mean(many(outcome, FieldKind::FatPerCm2).view());
    let struck = blocks.mean(many(outcome, FieldKind::Punctures).view());
    let field = Array2::from_shape_fn(reached.dim(), |at| 100.0 * reached[at] / struck[at]);
    let reach = outcome.figure(Measure::ReachFat);
    let share = reach.value.unwrap_or(0.0);
    let (what, quantity) = if outcome.eyelid {
        ("go through the dermis into the muscle below", "punctures through the dermis (%)")
    } else {
        ("reach the fat layer", "punctures into the fat layer (%)")
    };
    let title = begun(format!("{} of the punctures {what}", percent(share)));
    let mut sentence = format!(
        "Mean over {} people, in squares of {}. Skin thickness varies from person to person here, not yet from place to \
         place.",
        outcome.realisations_done,
        blocks.words()
    );
    if !outcome.eyelid {
        sentence.push_str(" Reach is geometry, not fat loss.");
    }
    map(outcome, "fat-reach", title, sentence, quantity, field, Measure::ReachFat)
}

/// How deep the tips went, against the layers.
fn tip_depth(outcome: &Outcome) -> Result<Picture, RenderError> {
    let depth = outcome.figure(Measure::DepthP50);
    let (low, high) = (outcome.figure(Measure::DepthP05).value, outcome.figure(Measure::DepthP95).value);
    let median = depth.value.unwrap_or(0.0);
    let layer = outcome.deepest_layer().map_or("above the skin", SkinLayer::label);
    let title = if median > 0.0 {
        format!(
            "Set to {} mm, half of the tips end below {median:.2}\u{202f}mm, in the {layer}",
            outcome.set_depth_mm
        )
    } else {
        "No needle pierced".to_owned()
    };
    let layers: Vec<Layer> = outcome
        .boundaries
        .iter()
        .map(|boundary| Layer {
            name: boundary.layer.label().to_owned(),
            tissue: tissue(boundary.layer),
            lower_mm: boundary.mean_mm,
            p05_mm: boundary.p05_mm,
            p95_mm: boundary.p95_mm,
        })
        .chain(std::iter::once(Layer {
            name: SkinLayer::Muscle.label().to_owned(),
            tissue: Tissue::Muscle,
            lower_mm: f64::INFINITY,
            p05_mm: f64::NAN,
            p95_mm: f64::NAN,
        }))
        .collect();
    let bins = &outcome.summary.depth_mm;
    let figure = format!(
        "median {median:.2}\u{202f}mm, 5–95\u{202f}% of the tips {:.2}–{:.2}\u{202f}mm",
        low.unwrap_or(0.0),
        high.unwrap_or(0.0)
    );
    let chart = DepthChart {
        name: "tip-depth",
        title,
        subtitle: outcome.provenance.setting.clone(),
        sentence: format!(
            "Tips of all punctures of {} treatments, each of another person; layer boundaries are means over these \
             people. Depth by the ratio law, a stand-in for mechanics.",
            outcome.realisations_done
        ),
        edges_mm: &bins.edges_mm,
        share: &bins.share,
        layers: &layers,
        set_mm: Some(outcome.set_depth_mm),
        figure,
        foot: outcome.provenance.foot(),
    };
    depth_chart::draw(&chart, &Theme::LIGHT)
}

fn tissue(layer: SkinLayer) -> Tissue {
    match layer {
        SkinLayer::StratumCorneum => Tissue::StratumCorneum,
        SkinLayer::ViableEpidermis => Tissue::ViableEpidermis,
        SkinLayer::PapillaryDermis => Tissue::PapillaryDermis,
        SkinLayer::ReticularDermis => Tissue::ReticularDermis,
        SkinLayer::Fat => Tissue::Fat,
        SkinLayer::Muscle => Tissue::Muscle,
    }
}

/// A heatmap with the run's setting, foot and figure.
fn map(
    outcome: &Outcome,
    name: &'static str,
    title: String,
    sentence: String,
    quantity: &str,
    field: Array2<f32>,
    measure: Measure,
) -> Result<Picture, RenderError> {
    let scale = Scale::of(field.view());
    let figure = outcome.figure(measure);
    let words = format!("mean {}", figure.words(measure.unit()));
    let people = figure.people_words(measure.unit());
    let people = if people.is_empty() { String::new() } else { format!("; 5–95\u{202f}% of {people}") };
    let heatmap = Heatmap {
        name,
        title,
        subtitle: outcome.provenance.setting.clone(),
        sentence,
        quantity: quantity.to_owned(),
        field: field.view(),
        width_mm: outcome.grid.width_mm,
        height_mm: outcome.grid.height_mm,
        scale: from_zero(scale),
        map: ColourMap::Batlow,
        figure: format!("{words}{people}"),
        foot: outcome.provenance.foot(),
    };
    heatmap::draw(&heatmap, &Theme::LIGHT)
}

/// Amounts are shown from zero: a scale that begins elsewhere makes noise look like a pattern.
fn from_zero(scale: Scale) -> Scale {
    match scale {
        Scale::Linear { low, high } if low > 0.0 => Scale::Linear { low: 0.0, high },
        scale => scale,
    }
}

/// A map of one treatment.
fn one(outcome: &Outcome, kind: FieldKind) -> Array2<f32> {
    outcome.one_treatment(kind).map(|field| field.values.clone()).unwrap_or_default()
}

/// A map of means over realisations.
fn many(outcome: &Outcome, kind: FieldKind) -> Array2<f32> {
    outcome.field(kind).map(|field| field.values.clone()).unwrap_or_default()
}

/// Cells joined into squares.
struct Blocks {
    columns: usize,
    rows: usize,
    side_mm: [f64; 2],
}

impl Blocks {
    fn of(outcome: &Outcome) -> Blocks {
        let grid = &outcome.grid;
        let density_per_mm2 = outcome.figure(Measure::Density).value.unwrap_or(0.0) / 100.0;
        let filled = (IN_A_SQUARE / density_per_mm2.max(1e-6)).sqrt();
        // At least ten squares a side, on small areas narrower ones.
        let side = SQUARE_MM.max(filled).min(0.1 * grid.width_mm.min(grid.height_mm));
        let join = |count: usize, cell: f64| {
            let wanted = (side / cell).round().max(1.0) as usize;
            // The nearest number of cells that divides the row: squares of unequal size would show as stripes.
            (1..=count)
                .filter(|join| count.is_multiple_of(*join))
                .min_by_key(|join| join.abs_diff(wanted))
                .unwrap_or(1)
        };
        let (x, y) = (join(grid.columns, grid.cell_x_mm()), join(grid.rows, grid.cell_y_mm()));
        Blocks {
            columns: grid.columns / x,
            rows: grid.rows / y,
            side_mm: [grid.cell_x_mm() * x as f64, grid.cell_y_mm() * y as f64],
        }
    }

    /// Mean of the cells of each square.
    fn mean(&self, field: ArrayView2<f32>) -> Array2<f32> {
        let (rows, columns) = field.dim();
        let (y, x) = (rows / self.rows.max(1), columns / self.columns.max(1));
        Array2::from_shape_fn((self.rows, self.columns), |(row, column)| {
            let square = field.slice(ndarray::s![row * y..(row + 1) * y, column * x..(column + 1) * x]);
            let sum: f64 = square.iter().map(|value| f64::from(*value)).sum();
            (sum / square.len().max(1) as f64) as f32
        })
    }

    fn words(&self) -> String {
        let [x, y] = self.side_mm.map(|side| (side * 1000.0).round() / 1000.0);
        if (x - y).abs() < 1e-3 { format!("{x}\u{202f}mm") } else { format!("{x} × {y}\u{202f}mm") }
    }
}

/// A share as a percentage with the digits a title bears.
fn percent(share: f64) -> String {
    let value = share * 100.0;
    let digits = match value {
        0.0 => return "none".to_owned(),
        value if value < 0.01 => return "less than 0.01\u{202f}%".to_owned(),
        value if value > 99.9 => return "nearly all".to_owned(),
        value if value < 1.0 => 2,
        value if value < 10.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$}\u{202f}%")
}

/// With a capital at its beginning.
fn begun(words: String) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Rounds to significant digits.
fn round_to(value: f64, digits: i32) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let unit = 10f64.powi(value.log10().floor() as i32 + 1 - digits);
    (value / unit).round() * unit
}
