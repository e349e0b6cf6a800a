//! Skin in plain layers, pushed down along a surface.

use crate::outcome::{Column, Layer as SkinLayer};
use crate::render::layers::depth_words;
use crate::render::section::Cut;
use crate::render::section::tissue;
use crate::render::svg::Svg;
use crate::render::theme::Theme;

/// Points along a boundary.
const POINTS: usize = 900;

/// Distance over which the bending of layers fades below `deepest_mm`, mm; drawn, not computed.
const FADES_MM: f64 = 0.8;

/// Draws the layers; `sink_mm` gives how far the surface lies below its level at a place. Layers follow the
/// surface down to the depth of the needles (`deepest_mm`) and fade to their own level below.
pub fn layers(
    svg: &mut Svg,
    cut: &Cut,
    column: &Column,
    sink_mm: impl Fn(f64) -> f64,
    deepest_mm: f64,
    theme: &Theme,
) {
    let (from, to) = (cut.left_mm, cut.right_mm());
    let places: Vec<(f64, f64)> = (0..=POINTS)
        .map(|at| from + (to - from) * at as f64 / POINTS as f64)
        .map(|x| (x, sink_mm(x)))
        .collect();
    let boundary = |rest_mm: f64| -> tissue::Line {
        let below = (rest_mm - deepest_mm).max(0.0) / FADES_MM;
        let fades = libm::exp(-below * below);
        places.iter().map(|(x, sink)| (*x, rest_mm + sink * fades)).collect()
    };
    let boundaries: Vec<tissue::Line> = std::iter::once(0.0).chain(column.bottoms_mm).map(boundary).collect();
    tissue::layers(svg, cut, &boundaries, theme);
}

/// Depth range at rest in which each layer may be named, and its thickness; layers below `bottom_mm` are left
/// out.
#[must_use]
pub fn named(column: &Column, bottom_mm: f64) -> Vec<([f64; 2], SkinLayer, String)> {
    let mut upper = 0.0;
    let mut list = Vec::new();
    for (index, layer) in SkinLayer::ALL.into_iter().enumerate() {
        let lower = column.bottoms_mm.get(index).copied().unwrap_or(f64::INFINITY);
        if lower > upper && upper < bottom_mm {
            let thick = if lower.is_finite() { depth_words(lower - upper, 2) } else { String::new() };
            list.push(([upper, lower.min(bottom_mm)], layer, thick));
        }
        upper = lower;
    }
    list
}

/// Value at a place, from a list of (place, value) with rising places, interpolated linearly; 0 outside.
#[must_use]
pub fn at(list: &[[f64; 2]], place: f64) -> f64 {
    let after = list.partition_point(|[x, _]| *x < place);
    match (after.checked_sub(1).map(|before| list[before]), list.get(after)) {
        (Some([from, a]), Some([to, b])) => a + (b - a) * (place - from) / (to - from).max(1e-12),
        (None, Some([x, value])) if (*x - place).abs() < 1e-9 => *value,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn identity_between_two_places_by_a_straight_line() {
        let list = [[0.0, 1.0], [1.0, 3.0], [2.0, 0.0]];
        for (place, wanted) in
            [(0.0, 1.0), (0.5, 2.0), (1.0, 3.0), (1.5, 1.5), (2.0, 0.0), (2.5, 0.0), (-1.0, 0.0)]
        {
            assert!((at(&list, place) - wanted).abs() < 1e-12, "{place}");
        }
    }
}
