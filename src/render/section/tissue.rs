//! Draws layers as bands between their boundaries, and the nets of vessels.

use super::Cut;
use crate::outcome::Layer as SkinLayer;
use crate::render::svg::{Paint, Svg};
use crate::render::theme::{Theme, Tissue};

/// How much darker the lower edge of a layer is than the layer.
const EDGE: f64 = 0.3;

/// A boundary along the frame: places (x, depth), mm, from left to right.
pub type Line = Vec<(f64, f64)>;

/// Draws the layers. `boundaries` holds the surface and then the lower boundary of every layer from the
/// stratum corneum to the fat, all at the same x. Muscle fills the rest. A layer without thickness is not
/// drawn.
pub fn layers(svg: &mut Svg, cut: &Cut, boundaries: &[Line], theme: &Theme) {
    svg.begin("layers");
    let Some(surface) = boundaries.first() else {
        svg.end();
        return;
    };
    let floor: Line = surface.iter().map(|(x, _)| (*x, cut.bottom_mm() + 1.0)).collect();
    let lowers = boundaries.iter().skip(1).chain(std::iter::once(&floor));
    for ((upper, lower), layer) in boundaries.iter().zip(lowers).zip(SkinLayer::ALL) {
        let thick = upper.iter().zip(lower).any(|(above, below)| below.1 > above.1 + 1e-6);
        if !thick || upper.iter().all(|(_, depth)| *depth > cut.bottom_mm()) {
            continue;
        }
        svg.begin(&layer.name().replace('_', "-"));
        let colour = theme.tissue(Tissue::of(layer));
        let outline: Vec<(f64, f64)> =
            upper.iter().chain(lower.iter().rev()).map(|at| page(cut, *at)).collect();
        svg.path(&outline, true, &Paint::fill(colour));
        if layer != SkinLayer::Muscle {
            let edge: Vec<(f64, f64)> = lower.iter().map(|at| page(cut, *at)).collect();
            svg.path(&edge, false, &Paint::stroke(colour.mixed(theme.skin.muscle, EDGE), 1.0));
        }
        svg.end();
    }
    svg.end();
}

/// Draws a net of vessels along a boundary: an artery and a vein beside it, from faint to strong (0 to 1).
pub fn plexus(svg: &mut Svg, cut: &Cut, name: &str, line: &Line, width: f64, strength: f64, theme: &Theme) {
    svg.begin(name);
    for (colour, lower) in [(theme.skin.vessel, -0.75), (theme.skin.vein, 0.75)] {
        let points: Vec<(f64, f64)> = line
            .iter()
            .map(|at| {
                let (x, y) = page(cut, *at);
                (x, y + lower * (width + 1.0))
            })
            .collect();
        let ground = theme.skin.reticular_dermis;
        svg.path(&points, false, &Paint::stroke(ground.mixed(colour, strength), width));
    }
    svg.end();
}

/// A place on the page. Boundaries far below the frame end just below it, which keeps absurd numbers out of
/// files.
fn page(cut: &Cut, (x_mm, depth_mm): (f64, f64)) -> (f64, f64) {
    cut.at(x_mm, depth_mm.min(cut.bottom_mm() + 1.0))
}
