//! Inter in two weights, embedded for the rasteriser and measured for layout; installed fonts for what it lacks.
//!
//! Widths are sums of the horizontal advances of the glyphs, without kerning. A measured text is therefore
//! slightly wider than the printed one (by a few per mille), so boxes computed from it are large enough.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};
use resvg::usvg::fontdb::{Database, FaceInfo, Source, Style};

use super::RenderError;

/// Family name inside the font files.
pub const FAMILY: &str = "Inter";

/// Font family in the SVG: Inter if the viewer has it, otherwise any sans-serif.
pub const CSS_FAMILY: &str = "Inter, sans-serif";

pub(super) const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
pub(super) const SEMIBOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");

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
    Arc::clone(DATABASE.get_or_init(|| Arc::new(embedded())))
}

fn embedded() -> Database {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(SEMIBOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    fonts
}

/// The same with installed fonts for the characters of this text that Inter lacks.
#[must_use]
pub fn database_for(text: &str) -> Arc<Database> {
    let files: Vec<PathBuf> = stand_ins(&lacking(text)).fonts.into_iter().map(|font| font.file).collect();
    if files.is_empty() {
        return database();
    }
    static EXTENDED: Mutex<BTreeMap<Vec<PathBuf>, Arc<Database>>> = Mutex::new(BTreeMap::new());
    let mut extended = EXTENDED.lock().unwrap_or_else(PoisonError::into_inner);
    let fonts = extended.entry(files).or_insert_with_key(|files| {
        let mut fonts = embedded();
        for file in files {
            // A font that went away since it was found leaves boxes, as without it.
            let _ = fonts.load_font_file(file);
        }
        Arc::new(fonts)
    });
    Arc::clone(fonts)
}

/// Whether Inter has a glyph for a character.
fn has(letter: char) -> bool {
    static FACE: OnceLock<Option<ttf_parser::Face<'static>>> = OnceLock::new();
    let face = FACE.get_or_init(|| ttf_parser::Face::parse(REGULAR, 0).ok());
    letter.is_ascii()
        || letter.is_control()
        || face.as_ref().is_none_or(|face| face.glyph_index(letter).is_some())
}

/// Characters of a text that Inter lacks, in the order of Unicode.
#[must_use]
pub fn lacking(text: &str) -> BTreeSet<char> {
    text.chars().filter(|letter| !letter.is_ascii() && !has(*letter)).collect()
}

/// An installed font that stands in for Inter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// Family name.
    pub family: String,
    /// File of the font.
    pub file: PathBuf,
}

/// Installed fonts that stand in for Inter, and the characters that none of them has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandIns {
    /// Fonts, the one with most of the characters first.
    pub fonts: Vec<StandIn>,
    /// Characters that no installed font has.
    pub without: BTreeSet<char>,
}

/// Installed fonts for these characters: again and again the font that has most of those that are left, of equals the
/// first by family name.
#[must_use]
pub fn stand_ins(letters: &BTreeSet<char>) -> StandIns {
    /// Most fonts for one text.
    const MOST: usize = 8;
    static INSTALLED: OnceLock<Database> = OnceLock::new();
    let mut found = StandIns { without: letters.clone(), ..StandIns::default() };
    if letters.is_empty() {
        return found;
    }
    let installed = INSTALLED.get_or_init(|| {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        fonts
    });
    let of_file = |face: &FaceInfo| match &face.source {
        Source::File(file) => Some(file.clone()),
        Source::Binary(_) => None,
    };
    let upright = installed.faces().filter(|face| face.style == Style::Normal && face.weight.0 <= 500);
    let mut faces: Vec<(&str, PathBuf, BTreeSet<char>)> = upright
        .filter_map(|face| {
            let (family, _) = face.families.first()?;
            let has = installed.with_face_data(face.id, |data, index| {
                let face = ttf_parser::Face::parse(data, index).ok();
                let has =
                    |letter: &char| face.as_ref().is_some_and(|face| face.glyph_index(*letter).is_some());
                letters.iter().copied().filter(has).collect()
            })?;
            Some((family.as_str(), of_file(face)?, has))
        })
        .collect();
    faces.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    while found.fonts.len() < MOST {
        let left = |has: &BTreeSet<char>| has.intersection(&found.without).count();
        // Of equals `max_by_key` would take the last.
        let Some((family, file, has)) = faces.iter().rev().max_by_key(|(_, _, has)| left(has)) else { break };
        if left(has) == 0 {
            break;
        }
        found.fonts.push(StandIn { family: (*family).to_owned(), file: file.clone() });
        found.without.retain(|letter| !has.contains(letter));
    }
    found
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
    // What a stand-in sets is at most as wide as it is high.
    let others = if text.is_ascii() { 0 } else { text.chars().filter(|letter| !has(*letter)).count() };
    if others > 0 {
        let own: String = text.chars().filter(|letter| has(*letter)).collect();
        return width(&own, size, weight) + size * others as f64;
    }
    let measured = register().ok().and_then(|()| {
        FontDesc::new(FontFamily::Name(FAMILY), MEASURED_EM * HEIGHT_PER_EM, style).layout_box(text).ok()
    });
    let ems = match measured {
        Some(((x0, _), (x1, _))) => f64::from(x1 - x0) / MEASURED_EM,
        None => FALLBACK_ADVANCE * text.chars().count() as f64,
    };
    ems * size
}
