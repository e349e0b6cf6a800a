//! Needles of true width, upright or leaning.

use crate::outcome::diagram::Profile;
use crate::render::svg::{Paint, Svg};
use crate::render::theme::Theme;

/// One needle with its tip at a place of the page.
#[derive(Clone, Copy, Debug)]
pub struct Steel<'a> {
    pub needle: &'a Profile,
    /// Place of the tip.
    pub tip: (f64, f64),
    /// How far its tip stands right of its base, rad; 0 for one that points straight down.
    pub lean_rad: f64,
    /// How much of it is drawn, from the tip, mm.
    pub length_mm: f64,
    /// Units of the page in a mm.
    pub per_mm: f64,
    /// 0 for a needle in full, up to 1 for one that is hardly seen.
    pub faint: f64,
}

impl Steel<'_> {
    /// Draws it.
    pub fn draw(&self, svg: &mut Svg, theme: &Theme) {
        let (sin, cos) = self.lean_rad.sin_cos();
        let bend = self.needle.needle.taper_mm.min(self.length_mm);
        let at = |above_mm: f64, share: f64| {
            let aside = 0.5 * share * self.needle.needle.diameter_mm(above_mm);
            let (x, y) = (-above_mm * sin + aside * cos, -above_mm * cos - aside * sin);
            (self.tip.0 + self.per_mm * x, self.tip.1 + self.per_mm * y)
        };
        let heights = [self.length_mm, bend, 0.0];
        let between = |left: f64, right: f64| -> Vec<(f64, f64)> {
            let down = heights.iter().map(|above| at(*above, left));
            down.chain(heights.iter().rev().map(|above| at(*above, right))).collect()
        };
        let steel = theme.skin.needle.mixed(theme.ground, self.faint);
        let (body, edge) =
            (steel.mixed(theme.ground, 0.35), steel.mixed(theme.text, 0.35 * (1.0 - self.faint)));
        let wide = self.needle.needle.shaft_diameter_mm * self.per_mm > 6.0;
        let line = if wide { 1.25 } else { 0.6 };
        svg.path(&between(-1.0, 1.0), true, &Paint::fill(body).outlined(edge, line));
        if wide {
            svg.path(&between(-0.62, -0.4), true, &Paint::fill(steel.mixed(theme.ground, 0.8)));
        }
    }
}
