//! Inter in two weights, embedded: given to the rasteriser, and measured for layout.
//!
//! Widths come from the horizontal advances of the glyphs. Kerning is left out, which makes a
//! measured text a little wider than the printed one (by a few per mille): boxes computed from it
//! are on the safe side.

use std::sync::{Arc, OnceLock};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg::fontdb::Database;

use super::RenderError;

/// Name of the family inside the font files.
pub const FAMILY: &str = "Inter";

/// What the SVG asks for: Inter where a viewer has it, any plain face elsewhere.
pub const CSS_FAMILY: &str = "Inter, sans-serif";

const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
const SEMIBOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");

/// (ascender − descender) / units per em of both files, from their `hhea` and `head` tables:
/// (2728 + 680) / 2816. The measuring library scales by that height, type sizes by the em.
const HEIGHT_PER_EM: f64 = 3408.0 / 2816.0;

/// The measuring library answers in whole units, so texts are measured this many units high.
const MEASURED_EM: f64 = 1000.0;

/// Width of a glyph that could not be measured, in ems: wider than the average, so that a box
/// computed from it holds its text.
const FALLBACK_ADVANCE: f64 = 0.62;

/// Weight of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    #[default]
    Regular,
    /// 600.
    SemiBold,
}

/// The fonts for the rasteriser, loaded once.
#[must_use]
pub fn database() -> Arc<Database> {
    static DATABASE: OnceLock<Arc<Database>> = OnceLock::new();
    Arc::clone(DATABASE.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_font_data(REGULAR.to_vec());
        fonts.load_font_data(SEMIBOLD.to_vec());
        fonts.set_sans_serif_family(FAMILY);
        Arc::new(fonts)
    }))
}

/// Makes the fonts known to the measuring library, once.
///
/// # Errors
/// [`RenderError::Font`] if an embedded file cannot be read.
pub fn register() -> Result<(), RenderError> {
    static REGISTERED: OnceLock<Result<(), &'static str>> = OnceLock::new();
    REGISTERED
        .get_or_init(|| {
            register_font(FAMILY, FontStyle::Normal, REGULAR).map_err(|_| "Inter Regular")?;
            register_font(FAMILY, FontStyle::Bold, SEMIBOLD).map_err(|_| "Inter SemiBold")
        })
        .map_err(RenderError::Font)
}

/// Width in units of one line of text set at `size` units.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let style = match weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let measured = register().ok().and_then(|()| {
        FontDesc::new(FontFamily::Name(FAMILY), MEASURED_EM * HEIGHT_PER_EM, style).layout_box(text).ok()
    });
    let ems = match measured {
        Some(((x0, _), (x1, _))) => f64::from(x1 - x0) / MEASURED_EM,
        None => FALLBACK_ADVANCE * text.chars().count() as f64,
    };
    ems * size
}
