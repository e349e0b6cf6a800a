//! Layers of the skin for charts and their labels: depths, ranges, words.

use super::numbers::{self, THIN};
use super::theme::Tissue;
use super::words::Language;

/// One layer of the skin, by its lower boundary. Depths below the surface in mm.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Name in labels.
    pub name: String,
    /// Tissue of the layer, which gives its colours.
    pub tissue: Tissue,
    /// Mean depth of its lower boundary, mm; infinite for a layer without one.
    pub lower_mm: f64,
    /// Depth that 5 % of the boundary does not exceed, mm; NaN if it is not known.
    pub p05_mm: f64,
    /// Depth that 95 % of the boundary does not exceed, mm; NaN if it is not known.
    pub p95_mm: f64,
}

impl Layer {
    /// Whether the range of its lower boundary is known.
    #[must_use]
    pub fn has_range(&self) -> bool {
        self.p05_mm.is_finite() && self.p95_mm.is_finite() && self.p95_mm > self.p05_mm
    }

    /// Lower end of the layer in words, such as "down to 1.5 mm (1.1–1.9)". The 5–95 % range has the unit and
    /// the decimals of the mean. Empty for a layer without a lower boundary.
    #[must_use]
    pub fn words(&self, language: Language) -> String {
        let mean = self.lower_mm;
        if !mean.is_finite() {
            return String::new();
        }
        let mut words = language.down_to(depth_words(mean, 2));
        if self.has_range() {
            let (factor, decimals) = match mean {
                thin if thin < THINNEST_MM => (1000.0, 0),
                thin if thin < 0.995 => (1.0, 2),
                thin if thin < 9.95 => (1.0, 1),
                _ => (1.0, 0),
            };
            let [low, high] = [self.p05_mm, self.p95_mm].map(|mm| numbers::fixed(factor * mm, decimals));
            words.push_str(&language.numeral(&format!(" ({low}–{high})")));
        }
        words
    }
}

/// Depth below which micrometres are used: the first that rounds to 0.10 mm.
const THINNEST_MM: f64 = 0.0995;

/// Depth in words with this many significant digits; small depths in micrometres.
#[must_use]
pub fn depth_words(mm: f64, figures: usize) -> String {
    if mm < THINNEST_MM {
        format!("{}{THIN}µm", numbers::short(mm * 1000.0, figures))
    } else {
        format!("{}{THIN}mm", numbers::short(mm, figures))
    }
}

/// Layers as (layer, upper, lower) that reach into a frame `deepest_mm` deep, cut off at its lower edge.
#[must_use]
pub fn visible(layers: &[Layer], deepest_mm: f64) -> Vec<(&Layer, f64, f64)> {
    let mut upper = 0.0;
    let mut list = Vec::new();
    for layer in layers {
        if upper < deepest_mm {
            list.push((layer, upper, layer.lower_mm.min(deepest_mm)));
        }
        upper = layer.lower_mm;
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(lower_mm: f64, p05_mm: f64, p95_mm: f64) -> Layer {
        Layer { name: "layer".to_owned(), tissue: Tissue::Fat, lower_mm, p05_mm, p95_mm }
    }

    #[test]
    fn identity_ranges_share_unit_and_decimals_with_the_mean() {
        let words = |a, b, c| layer(a, b, c).words(Language::English);
        assert_eq!(words(0.07, 0.05, 0.1), "down to 70\u{202f}µm (50–100)");
        assert_eq!(words(0.25, 0.2, 0.31), "down to 0.25\u{202f}mm (0.20–0.31)");
        assert_eq!(words(1.52, 1.14, 1.96), "down to 1.5\u{202f}mm (1.1–2.0)");
        assert_eq!(words(1.5, f64::NAN, 2.0), "down to 1.5\u{202f}mm");
        assert_eq!(words(f64::INFINITY, 1.0, 2.0), "");
    }

    #[test]
    fn limit_layers_below_the_frame_are_left_out() {
        let layers = [layer(0.5, 0.4, 0.6), layer(2.0, 1.0, 3.0), layer(9.0, 8.0, 9.5)];
        let seen = visible(&layers, 1.0);
        let depths: Vec<_> = seen.iter().map(|(_, a, b)| (*a, *b)).collect();
        assert_eq!(depths, [(0.0, 0.5), (0.5, 1.0)]);
    }
}
