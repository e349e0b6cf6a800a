//! Inter in two weights, embedded for the rasteriser and measured for layout; installed fonts for what it lacks.
//!
//! Widths are sums of the horizontal advances of the glyphs, without kerning. A measured text is therefore
//! slightly wider than the printed one (by a few per mille), so boxes computed from it are large enough.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use resvg::usvg::fontdb::{Database, FaceInfo, Source, Style};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

/// Family name inside the font files.
pub const FAMILY: &str = "Inter";

/// Font family in the SVG: Inter if the viewer has it, otherwise any sans-serif.
pub const CSS_FAMILY: &str = "Inter, sans-serif";

/// Font file of the regular weight.
pub const REGULAR: &[u8] = include_bytes!("fonts/Inter-Regular.otf");
/// Font file of the semibold weight.
pub const SEMIBOLD: &[u8] = include_bytes!("fonts/Inter-SemiBold.otf");

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

/// Advances of the characters of a font, ems. Empty for a font that cannot be read; a test reads both.
type Advances = HashMap<char, f64>;

static ADVANCES: LazyLock<[Advances; 2]> = LazyLock::new(|| [REGULAR, SEMIBOLD].map(advances));

fn advances(file: &[u8]) -> Advances {
    let Ok(font) = FontRef::new(file) else { return Advances::new() };
    let units_per_em = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
    let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
    let of = |(code, glyph)| {
        Some((char::from_u32(code)?, f64::from(metrics.advance_width(glyph)?) / units_per_em))
    };
    font.charmap().mappings().filter_map(of).collect()
}

/// Whether Inter has a glyph for a character.
fn has(letter: char) -> bool {
    letter.is_ascii() || letter.is_control() || ADVANCES[0].contains_key(&letter)
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
                let font = FontRef::from_index(data, index).ok();
                let has =
                    |letter: &char| font.as_ref().is_some_and(|font| font.charmap().map(*letter).is_some());
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

/// Width in units of one line of text set at `size` units. What a stand-in sets is at most as wide as it is high.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let advances = &ADVANCES[weight as usize];
    // A thin no-break space is written into the SVG as a no-break space.
    let written = |letter| if letter == '\u{202f}' { '\u{a0}' } else { letter };
    let ems: f64 = text.chars().map(|letter| advances.get(&written(letter)).copied().unwrap_or(1.0)).sum();
    ems * size
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_both_weights_are_read_and_widths_add_up() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            assert!(ADVANCES[weight as usize].len() > 2000);
            let [one, other] = ["tip ", "depth"].map(|text| width(text, 10.0, weight));
            assert!((width("tip depth", 10.0, weight) - one - other).abs() < 1e-9);
        }
        // An em of Inter has 2816 units, its zero 1760 of them.
        assert!(
            (width("0", 2816.0, Weight::Regular) - 1760.0).abs() < 1e-9,
            "{}",
            width("0", 2816.0, Weight::Regular)
        );
        assert_eq!(width("\u{202f}", 10.0, Weight::Regular), width("\u{a0}", 10.0, Weight::Regular));
    }
}
