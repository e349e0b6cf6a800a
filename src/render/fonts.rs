//! Inter in two weights, embedded for the rasteriser and measured for layout.
//!
//! Widths are sums of the horizontal advances of the glyphs, without kerning. A measured text is therefore
//! slightly wider than the printed one (by a few per mille), so boxes computed from it are large enough.

use std::sync::{Arc, OnceLock};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg::fontdb::Database;

use super::RenderError;

/// Family name inside the font files.
pub const FAMILY: &str = "Inter";

/// Font family in the SVG: Inter if the viewer has it, otherwise any sans-serif.
pub const CSS_FAMILY: &str = "Inter, sans-serif";

const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
const SEMIBOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");

/// (ascender − descender) / units per em of both files, from their `hhea` and `head` tables:
/// (2728 + 680) / 2816. The measuring library scales by that height, type sizes by the em.
const HEIGHT_PER_EM: f64 = 3408.0 / 2816.0;

/// The measuring library returns whole units, so texts are measured at this size.
const MEASURED_EM: f64 = 1000.0;

/// Width of a glyph that could not be measured, in ems. It is wider than the average, so that a box computed
/// from it holds its text.
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

/// Fonts for the rasteriser, loaded once.
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

/// Registers the fonts with the measuring library, once.
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
    // As it is written into the SVG.
    let text = &text.replace('\u{202f}', "\u{a0}");
    let measured = register().ok().and_then(|()| {
        FontDesc::new(FontFamily::Name(FAMILY), MEASURED_EM * HEIGHT_PER_EM, style).layout_box(text).ok()
    });
    let ems = match measured {
        Some(((x0, _), (x1, _))) => f64::from(x1 - x0) / MEASURED_EM,
        None => FALLBACK_ADVANCE * text.chars().count() as f64,
    };
    ems * size
}
