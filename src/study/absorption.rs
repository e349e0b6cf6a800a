//! What enters through the channels of a run, for the molecule that was asked for and for all others that the model holds
//! for.

use crate::outcome::Outcome;
use crate::outcome::absorption::Absorption;
use crate::recovery::absorption::{Applied, Channel, Channels, absorbed, refusal};
use crate::recovery::closure::Skin;
use crate::recovery::molecules::{Molecule, molecules};
use crate::recovery::{Opening, Ranged};
use crate::skin::Layer;
use rayon::prelude::*;

/// Absorption through these openings of the first person, with depths as needle lengths. `tips_mm` are the depths of their tips.
/// `open_share` is the share of the run that they stand for, `spread` its ends over its value.
#[must_use]
pub fn absorption(
    outcome: &Outcome,
    openings: &[Opening],
    tips_mm: &[f64],
    open_share: f64,
    spread: Ranged,
    age_years: Option<f64>,
    applied: &Applied,
) -> Absorption {
    let end_of = |layer: Layer| {
        let boundary = outcome.boundaries.iter().find(|boundary| boundary.layer == layer);
        boundary.map(|boundary| boundary.mean_mm)
    };
    // Own layers may lack the stratum corneum; their epidermis then delays as a whole.
    let epidermis_mm = end_of(Layer::ViableEpidermis).or(end_of(Layer::StratumCorneum)).unwrap_or_default();
    let layer_mm = end_of(Layer::StratumCorneum).unwrap_or(epidermis_mm).max(1e-3);
    let ways = openings.iter().zip(tips_mm);
    // A tip that ends within the stratum corneum opens no way through it.
    let through = ways.filter(|(_, tip_mm)| **tip_mm > layer_mm);
    let channels: Vec<Channel> = through
        .map(|(opening, tip_mm)| Channel {
            opening: *opening,
            length_mm: tip_mm.min(epidermis_mm.max(layer_mm)),
        })
        .collect();
    let whole: f64 = openings.iter().map(|opening| opening.area_mm2).sum();
    let area_mm2 = if open_share > 0.0 { whole / open_share } else { outcome.grid.area_mm2() };
    let skin = Skin { covered: applied.covered, age_years };
    let channels = Channels::new(&channels, area_mm2, skin, spread, layer_mm, applied.hours);
    let of = |molecule| absorbed(molecule, &channels, applied.layer_mm);
    let asked = of(&applied.molecule);
    let others: Vec<&Molecule> = molecules().iter().filter(|molecule| refusal(molecule).is_none()).collect();
    Absorption { applied: applied.clone(), asked, all: others.into_par_iter().map(of).collect() }
}
