//! Skin that a needle dimples: where its places come to lie on the page.
//!
//! A place of the skin at rest is moved down by what the surface above it sinks. That holds as deep as the needle goes, so that a
//! tip lies in the layer where its depth puts it; further below the dimple widens and fades away with the distance from the tip,
//! which is schematic: the laws give the surface only.

use crate::outcome::SectionDiagram;
use crate::render::section::Cut;
use crate::render::theme::Theme;

/// How fast the bending of layers fades below the tip, mm.
const FADES_MM: f64 = 0.8;

/// Points along a boundary, and those near the needle, where it is steep.
const POINTS: usize = 420;
const CLOSE: usize = 60;
/// How far from the needle those lie, mm.
const CLOSE_MM: f64 = 0.15;

/// The undulation of the boundary of dermis and fat: half its height as a share of the skin's thickness, and its length, mm.
const WAVE: f64 = 0.025;
const WAVE_MM: f64 = 1.5;

/// A drawing of one needle in the skin.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub diagram: &'a SectionDiagram,
    pub cut: Cut,
    /// Where the needle stands, mm in x.
    pub needle_mm: f64,
    pub theme: &'a Theme,
}

impl Scene<'_> {
    /// How far a place of the skin at rest is moved down, mm.
    #[must_use]
    pub fn sink_mm(&self, x_mm: f64, depth_mm: f64) -> f64 {
        let below = (depth_mm - self.diagram.depth_mm.max(0.05)).max(0.0);
        self.diagram.sink_mm((x_mm - self.needle_mm).hypot(below)) * (-(below / FADES_MM).powi(2)).exp()
    }

    /// Where a place of the skin at rest lies on the page.
    #[must_use]
    pub fn at(&self, x_mm: f64, depth_mm: f64) -> (f64, f64) {
        self.cut.at(x_mm, depth_mm + self.sink_mm(x_mm, depth_mm))
    }

    /// The same for many places.
    #[must_use]
    pub fn line(&self, places: impl IntoIterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
        places.into_iter().map(|(x, depth)| self.at(x, depth)).collect()
    }

    /// Places along the frame, mm, closer together at the needle.
    #[must_use]
    pub fn places(&self) -> Vec<f64> {
        let (from, to) = (self.cut.left_mm, self.cut.right_mm());
        let even = (0..=POINTS).map(|at| from + (to - from) * at as f64 / POINTS as f64);
        let close = (0..=CLOSE).map(|at| self.needle_mm + CLOSE_MM * (2.0 * at as f64 / CLOSE as f64 - 1.0));
        let mut places: Vec<f64> = even.chain(close).collect();
        places.sort_by(f64::total_cmp);
        places
    }

    /// Depth of the boundary of epidermis and dermis at rest: shallow over papillae, deep in the ridges between them.
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
