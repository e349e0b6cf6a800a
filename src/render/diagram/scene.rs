//! Skin that a needle dimples: maps places of the skin at rest to the page.
//!
//! A place of the skin at rest is moved down as far as the surface above it sinks. This holds down to the
//! depth of the needle, so that the tip lies in the layer of its depth. Further down the dimple widens and
//! fades with the distance from the tip. That part is schematic, because the laws only give the surface.

use crate::outcome::SectionDiagram;
use crate::render::section::Cut;
use crate::render::theme::Theme;

/// Distance over which the bending of layers fades below the tip, mm.
const FADES_MM: f64 = 0.8;

/// Number of points along a boundary, and of additional ones near the needle, where it is steep.
const POINTS: usize = 420;
const CLOSE: usize = 60;
/// Largest distance of those points from the needle, mm.
const CLOSE_MM: f64 = 0.15;

/// Undulation of the boundary of dermis and fat: half its height as a share of the skin thickness, and its
/// length, mm.
const WAVE: f64 = 0.025;
const WAVE_MM: f64 = 1.5;

/// A drawing of one needle in the skin.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Layers, needle and dimple to draw.
    pub diagram: &'a SectionDiagram,
    /// Frame on the page, and the part of the skin in it.
    pub cut: Cut,
    /// Position of the needle, mm in x.
    pub needle_mm: f64,
    /// Look of the picture.
    pub theme: &'a Theme,
}

impl Scene<'_> {
    /// How far a place of the skin at rest is moved down, mm.
    #[must_use]
    pub fn sink_mm(&self, x_mm: f64, depth_mm: f64) -> f64 {
        let below = (depth_mm - self.diagram.depth_mm.max(0.05)).max(0.0);
        self.diagram.sink_mm((x_mm - self.needle_mm).hypot(below)) * (-(below / FADES_MM).powi(2)).exp()
    }

    /// Position on the page of a place of the skin at rest.
    #[must_use]
    pub fn at(&self, x_mm: f64, depth_mm: f64) -> (f64, f64) {
        self.cut.at(x_mm, depth_mm + self.sink_mm(x_mm, depth_mm))
    }

    /// Positions on the page of places of the skin at rest.
    #[must_use]
    pub fn line(&self, places: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
        places.into_iter().map(|(x, depth)| self.at(x, depth)).collect()
    }

    /// Places along the frame, mm; closer together at the needle.
    #[must_use]
    pub fn places(&self) -> Vec<f64> {
        let (from, to) = (self.cut.left_mm, self.cut.right_mm());
        let even = (0..=POINTS).map(|at| from + (to - from) * at as f64 / POINTS as f64);
        let close = (0..=CLOSE).map(|at| self.needle_mm + CLOSE_MM * (2.0 * at as f64 / CLOSE as f64 - 1.0));
        let mut places: Vec<f64> = even.chain(close).collect();
        places.sort_by(f64::total_cmp);
        places
    }

    /// Depth of the boundary of epidermis and dermis at rest: shallow over papillae, deep in the ridges
    /// between them.
    #[must_use]
    pub fn junction_mm(&self, x_mm: f64) -> f64 {
        let [swing, wave] = self.diagram.ridges_mm;
        let phase = std::f64::consts::TAU * (x_mm - self.cut.left_mm) / wave.max(1e-3);
        let lowest = self.diagram.column.stratum_corneum_mm();
        (self.diagram.column.epidermis_mm() - 0.5 * swing * phase.cos()).max(lowest)
    }

    /// Depth of the boundary of dermis and fat at rest.
    #[must_use]
    pub fn fat_top_mm(&self, x_mm: f64) -> f64 {
        let skin = self.diagram.column.skin_mm();
        let phase = std::f64::consts::TAU * (x_mm - self.cut.left_mm) / WAVE_MM;
        skin * (1.0 + WAVE * phase.sin())
    }
}
