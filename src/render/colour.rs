//! Colour tables for fields.
//!
//! *carmine* shows injury and *slate* lengths: a single hue each, in even steps of CIE lightness L* from 91 to
//! 12 (hue and chroma chosen in OKLCH; made for puncta, see `data/README.md`). *vik* shows differences around a
//! centre (by F. Crameri, MIT). Larger amounts contrast more with the ground: they are darker on light ground
//! and lighter on dark ground. Zero is drawn as the ground itself, so that an untouched place looks untouched.

use std::sync::OnceLock;

use super::RenderError;
use super::theme::{Rgb, Theme};

const CARMINE: &str = include_str!("../../data/colour/carmine.txt");
const SLATE: &str = include_str!("../../data/colour/slate.txt");
const VIK: &str = include_str!("../../data/colour/vik.txt");

/// A colour table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourMap {
    /// For injury, strikes and reach: red, in even steps of lightness, readable in greyscale and by colour-blind
    /// readers.
    #[default]
    Carmine,
    /// For lengths, such as the thickness of skin: blue, in the same steps.
    Slate,
    /// For differences: two hues that meet in a light middle.
    Vik,
}

impl ColourMap {
    /// Colour at `place` (0 = least, 1 = most) on the ground of `theme`. Places outside that range get the
    /// colour of the nearer end; NaN gets that of the least.
    ///
    /// # Errors
    /// [`RenderError::ColourTable`] if the embedded table is damaged.
    pub fn at(self, place: f64, theme: &Theme) -> Result<Rgb, RenderError> {
        let table = self.table()?;
        let place = if place.is_nan() { 0.0 } else { place.clamp(0.0, 1.0) };
        // Amounts run from light to dark. On dark ground they are read backwards, so that more is lighter.
        let place = if !self.is_diverging() && theme.dark { 1.0 - place } else { place };
        let last = table.len().saturating_sub(1);
        let position = place * last as f64;
        let below = (position.floor() as usize).min(last);
        let above = (below + 1).min(last);
        match (table.get(below), table.get(above)) {
            (Some(a), Some(b)) => Ok(a.mixed(*b, position - below as f64)),
            _ => Err(RenderError::ColourTable(self.name())),
        }
    }

    /// Whether the table has a neutral middle, in which case zero needs no colour of its own.
    #[must_use]
    pub fn is_diverging(self) -> bool {
        self == Self::Vik
    }

    fn name(self) -> &'static str {
        match self {
            Self::Carmine => "carmine",
            Self::Slate => "slate",
            Self::Vik => "vik",
        }
    }

    fn table(self) -> Result<&'static [Rgb], RenderError> {
        static CARMINE_TABLE: OnceLock<Option<Vec<Rgb>>> = OnceLock::new();
        static SLATE_TABLE: OnceLock<Option<Vec<Rgb>>> = OnceLock::new();
        static VIK_TABLE: OnceLock<Option<Vec<Rgb>>> = OnceLock::new();
        let table = match self {
            Self::Carmine => CARMINE_TABLE.get_or_init(|| parsed(CARMINE)),
            Self::Slate => SLATE_TABLE.get_or_init(|| parsed(SLATE)),
            Self::Vik => VIK_TABLE.get_or_init(|| parsed(VIK)),
        };
        table.as_deref().ok_or(RenderError::ColourTable(self.name()))
    }
}

/// Two colours for a decision: under the limit and over it. One is pale and one strong, so they differ in
/// greyscale as much as in hue.
#[must_use]
pub fn classes(theme: &Theme) -> (Rgb, Rgb) {
    let pale = theme.ground.mixed(theme.accents.blue, 0.30);
    (pale, theme.accents.vermilion)
}

/// Parses lines of `r g b`, each from 0 to 1. `None` if a line is damaged or there are too few.
fn parsed(text: &str) -> Option<Vec<Rgb>> {
    let rows = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let mut parts = line.split_whitespace().map(|part| {
                let value = part.parse::<f64>().ok()?;
                (0.0..=1.0).contains(&value).then(|| (value * 255.0).round() as u8)
            });
            let rgb = Rgb(parts.next()??, parts.next()??, parts.next()??);
            parts.next().is_none().then_some(rgb)
        })
        .collect::<Option<Vec<_>>>()?;
    (rows.len() >= 2).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lightness(map: ColourMap, theme: &Theme) -> Vec<f64> {
        (0..=64).map(|i| map.at(f64::from(i) / 64.0, theme).unwrap().lightness()).collect()
    }

    #[test]
    fn identity_more_is_further_from_the_ground() {
        for map in [ColourMap::Carmine, ColourMap::Slate] {
            let light = lightness(map, &Theme::LIGHT);
            assert!(light.windows(2).all(|w| w[1] < w[0]), "{light:?}");
            let dark = lightness(map, &Theme::DARK);
            assert!(dark.windows(2).all(|w| w[1] > w[0]), "{dark:?}");
            // Readable in greyscale: the least amount differs from white ground, and the range spans most of the
            // lightness that print has.
            assert!(light[0] < 92.0 && light[0] - light[64] > 60.0);
            // Even steps, to the rounding of eight bits.
            let step = (light[0] - light[64]) / 64.0;
            assert!(light.windows(2).all(|w| (w[0] - w[1] - step).abs() < 0.5), "{light:?}");
        }
    }

    #[test]
    fn identity_difference_table_is_lightest_in_the_middle() {
        let vik = lightness(ColourMap::Vik, &Theme::LIGHT);
        // The middle itself is slightly flatter than its neighbours (0.8 of L* at most).
        assert!(vik[..32].windows(2).all(|w| w[1] > w[0] - 1.0));
        assert!(vik[33..].windows(2).all(|w| w[1] < w[0] + 1.0));
        assert!(vik[32] > 85.0 && vik[0] < 30.0 && vik[64] < 30.0);
    }

    #[test]
    fn identity_classes_differ_in_greyscale() {
        for theme in [Theme::LIGHT, Theme::DARK] {
            let (under, over) = classes(&theme);
            assert!((under.lightness() - over.lightness()).abs() > 20.0);
        }
    }

    #[test]
    fn limit_places_outside_the_table() {
        let t = Theme::LIGHT;
        let at = |p| ColourMap::Carmine.at(p, &t).unwrap();
        assert_eq!(at(f64::NAN), at(0.0));
        assert_eq!(at(f64::INFINITY), at(1.0));
        assert_eq!(at(-3.0), at(0.0));
    }

    #[test]
    fn limit_damaged_tables_are_refused() {
        assert!(parsed("").is_none());
        assert!(parsed("0 0 0\n1 1").is_none());
        assert!(parsed("0 0 0\n1 1 nan").is_none());
        assert!(parsed("0 0 0\n1 1 2").is_none());
        assert!(parsed("0 0 0\n1 1 1").is_some());
    }
}
