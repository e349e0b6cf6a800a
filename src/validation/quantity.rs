//! Quantities of cases: their names, kinds and units.

use crate::bench::Dimension;
use crate::injury::{Measure, Unit};

/// Kind of value that a quantity has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// `true` or `false`.
    Yes,
    /// A word.
    Word,
    /// One number for every point of `at_mm`.
    Deflections,
}

/// Kind of a quantity; `None` if there is none of this name.
#[must_use]
pub fn kind(quantity: &str) -> Option<Kind> {
    match quantity {
        "pierces" => Some(Kind::Yes),
        "deepest_layer" => Some(Kind::Word),
        "deflection_mm" => Some(Kind::Deflections),
        "skin_thickness_mm" | "residual_depth_mm" | "puncture_force_n" => Some(Kind::Number),
        other => measure(other).map(|_| Kind::Number),
    }
}

/// Dimension in which a quantity is measured.
#[must_use]
pub fn dimension(quantity: &str) -> Dimension {
    match (quantity, measure(quantity).map(Measure::unit)) {
        ("puncture_force_n", _) => Dimension::Force,
        (_, None | Some(Unit::Mm)) => Dimension::Length,
        (_, Some(Unit::PerSecond)) => Dimension::Rate,
        (_, Some(Unit::Share)) => Dimension::Share,
        (
            _,
            Some(Unit::Count | Unit::PerCm2 | Unit::Mm3PerCm2 | Unit::Seconds | Unit::Ratio | Unit::Index),
        ) => Dimension::Number,
    }
}

/// Unit of a quantity in words; empty for a pure number.
#[must_use]
pub fn unit_words(quantity: &str) -> &'static str {
    match (quantity, measure(quantity).map(Measure::unit)) {
        ("puncture_force_n", _) => "N",
        (_, None | Some(Unit::Mm)) => "mm",
        (_, Some(Unit::Count | Unit::Share | Unit::Ratio | Unit::Index)) => "",
        (_, Some(Unit::PerCm2)) => "/cm²",
        (_, Some(Unit::Mm3PerCm2)) => "mm³/cm²",
        (_, Some(Unit::PerSecond)) => "/s",
        (_, Some(unit)) => unit.words(),
    }
}

/// Short names of quantities.
const SHORT: [&str; 11] = [
    "tip_depth_mm",
    "pierces",
    "deepest_layer",
    "skin_thickness_mm",
    "residual_depth_mm",
    "puncture_force_n",
    "density_per_cm2",
    "fat_reach",
    "covered_fraction",
    "slit_length_mm",
    "deflection_mm",
];

/// All quantities in words.
#[must_use]
pub fn quantities() -> String {
    let keys: Vec<&str> = Measure::ALL.iter().map(|measure| measure.key()).collect();
    format!("quantities are {}, and the keys of summary.json: {}", SHORT.join(", "), keys.join(", "))
}

/// Measure of a short name, or of a key of `summary.json`.
pub(super) fn measure(quantity: &str) -> Option<Measure> {
    match quantity {
        "tip_depth_mm" => Some(Measure::DepthMean),
        "density_per_cm2" => Some(Measure::Density),
        "fat_reach" => Some(Measure::ReachFat),
        "covered_fraction" => Some(Measure::Covered),
        "slit_length_mm" => Some(Measure::SlitLength),
        key => Measure::of_key(key.strip_suffix(".value").unwrap_or(key)),
    }
}
