//! Needles of true width and length, upright or leaning, in the colour of their material; and their bases.

use crate::outcome::diagram::{Base, Material, Profile};
use crate::render::fonts::{self, Weight};
use crate::render::section::Cut;
use crate::render::svg::{Paint, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme};

/// Number of points of a drum's arc.
const POINTS: u32 = 120;

/// Width of a holder on either side of its needle, units.
const HOLDER: f64 = 7.0;

/// A needle whose tip is at a place of the page.
#[derive(Clone, Copy, Debug)]
pub struct Needle<'a> {
    /// Tract whose needle gives the dimensions.
    pub profile: &'a Profile,
    /// Material of the needle, which gives its colour.
    pub material: Material,
    /// Place of the tip.
    pub tip: (f64, f64),
    /// Angle by which the tip is right of the base, rad; 0 for a needle that points straight down.
    pub lean_rad: f64,
    /// Units of the page per mm.
    pub per_mm: f64,
    /// Faintness: 0 for a needle in full colour, up to 1 for one that is barely visible.
    pub faint: f64,
}

impl Needle<'_> {
    /// Draws the needle from its tip to its base.
    pub fn draw(&self, svg: &mut Svg, theme: &Theme) {
        let (sin, cos) = self.lean_rad.sin_cos();
        let needle = &self.profile.needle;
        let at = |above_mm: f64, share: f64| {
            let aside = 0.5 * share * needle.diameter_mm(above_mm);
            let (x, y) = (-above_mm * sin + aside * cos, -above_mm * cos - aside * sin);
            (self.tip.0 + self.per_mm * x, self.tip.1 + self.per_mm * y)
        };
        let heights = [needle.length_mm, needle.taper_mm.min(needle.length_mm), 0.0];
        let between = |left: f64, right: f64| -> Vec<(f64, f64)> {
            let down = heights.iter().map(|above| at(*above, left));
            down.chain(heights.iter().rev().map(|above| at(*above, right))).collect()
        };
        let stuff = theme.skin.of_material(self.material).mixed(theme.ground, self.faint);
        let (body, edge) =
            (stuff.mixed(theme.ground, 0.35), stuff.mixed(theme.text, 0.35 * (1.0 - self.faint)));
        let wide = needle.shaft_diameter_mm * self.per_mm > 6.0;
        let line = if wide { 1.25 } else { 0.6 };
        svg.path(&between(-1.0, 1.0), true, &Paint::fill(body).outlined(edge, line));
        // A steel needle has a highlight.
        if wide && self.material == Material::Steel {
            svg.path(&between(-0.62, -0.4), true, &Paint::fill(stuff.mixed(theme.ground, 0.8)));
        }
    }
}

/// Colours of a plate, drum or holder of this material: body and edge.
pub fn base_colours(material: Material, theme: &Theme) -> (Rgb, Rgb) {
    let stuff = theme.skin.of_material(material);
    (stuff.mixed(theme.ground, 0.78), stuff)
}

/// Draws the base of needles whose bases are at (x, depth), mm, in a group of its own. A plate or a drum is
/// as wide as the frame.
pub fn base(
    svg: &mut Svg,
    base: Base,
    cut: &Cut,
    [x_mm, base_mm]: [f64; 2],
    needle: &Needle<'_>,
    theme: &Theme,
) {
    let half_holder = 0.5 * needle.profile.needle.shaft_diameter_mm + HOLDER / cut.per_mm;
    let level = |x: f64| match base {
        Base::Drum { radius_mm } => {
            let inside = (radius_mm * radius_mm - (x - x_mm).powi(2)).max(0.0).sqrt();
            base_mm - radius_mm + inside
        }
        Base::Plate | Base::Holder => base_mm,
    };
    let (from, to) = match base {
        Base::Holder => (x_mm - half_holder, x_mm + half_holder),
        Base::Plate | Base::Drum { .. } => (cut.left_mm, cut.right_mm()),
    };
    if base_mm <= cut.top_mm {
        return;
    }
    let lower = (0..=POINTS).map(|step| {
        let x = from + (to - from) * f64::from(step) / f64::from(POINTS);
        cut.at(x, level(x).max(cut.top_mm - 1.0))
    });
    let upper = [(to, cut.top_mm - 1.0), (from, cut.top_mm - 1.0)].map(|(x, z)| cut.at(x, z));
    let outline: Vec<(f64, f64)> = lower.chain(upper).collect();
    let (body, edge) = base_colours(needle.material, theme);
    svg.begin(match base {
        Base::Plate => "plate",
        Base::Drum { .. } => "drum",
        Base::Holder => "holder",
    });
    svg.path(&outline, true, &Paint::fill(body).outlined(edge, 1.5));
    svg.end();
}

/// Names a plate or drum at the left of the frame, `below` units under its upper edge, if it is high enough
/// there.
pub fn name_base(svg: &mut Svg, base: Base, cut: &Cut, base_mm: f64, below: f64, theme: &Theme) {
    let words = match base {
        Base::Plate => theme.language.needle_plate().to_owned(),
        Base::Drum { radius_mm } => theme.language.bare_drum(super::words::short(radius_mm)),
        Base::Holder => return,
    };
    let style = TextStyle::new(theme.size.note, theme.text);
    let at = (cut.frame.x + 9.0, cut.frame.y + below + style.size);
    // A drum rises towards the sides.
    let lowest = match base {
        Base::Drum { radius_mm } => {
            let x = 0.5 * (cut.right_mm() - cut.left_mm);
            base_mm - radius_mm + (radius_mm * radius_mm - x * x).max(0.0).sqrt()
        }
        _ => base_mm,
    };
    let fits = fonts::width(&words, style.size, Weight::Regular) + 18.0 < cut.frame.width;
    if fits && at.1 + 6.0 < cut.y(lowest) {
        svg.label(theme, |svg| svg.text(at, &words, &style));
    }
}

/// Height of air above the skin, units, that shows a plate or drum `thick` units thick; at most `most`.
#[must_use]
pub fn air(base: Base, highest_base_mm: f64, per_mm: f64, [least, thick, most]: [f64; 3]) -> f64 {
    if base.is_at_the_skin() {
        (thick - highest_base_mm * per_mm).clamp(least, most.max(least))
    } else {
        least
    }
}
