//! Rete ridges: on grids fine enough to resolve them, the border of epidermis and dermis follows the
//! papillae.
//!
//! Papillae stand on a hexagonal lattice of spacing a, each displaced a little. The height of the border is a
//! sum of bumps
//!
//! ```text
//! g(x) = Σ exp(-|x - x_i|² / (2 ρ²)),   ρ = a/4,      z = (mean(g) - g) / sd(g)
//! ```
//!
//! and the epidermis is 1 + A z times its mean thickness: thin over the papillae, thick in the ridges between
//! them. A is chosen to give the peak-to-trough height of `data/rete.toml`. The fine field of the epidermis
//! keeps the rest of its variance, so the total is the same on every grid. Left out: papillae lie on the
//! plateaus of the skin's relief.

use super::site::{Region, Site};
use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use crate::foundation::random::StreamFamily;
use std::sync::LazyLock;

/// Rete ridges: papilla density, peak-to-trough height and wavelength by region and age (`data/rete.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("rete.toml", include_str!("../../data/rete.toml")));

fn known(section: &str, name: &str) -> f64 {
    entry(&EVIDENCE, section, name).value
}

/// Largest cell that resolves the ridges, mm: a fifth of their spacing.
pub const FINEST_MM: f64 = 0.025;

/// Width of a bump, and displacement of a papilla (standard deviation), in spacings.
const BUMP: f64 = 0.25;
const JITTER: f64 = 0.1;

/// Mean of g: density times the integral of a bump, (2/√3) · 2π/16; exact for any displacement of the
/// papillae.
const MEAN: f64 = 0.453_449_841_058_554_6;

/// Standard deviation of g.
///
/// In units of a, with D = 2/√3, b = 1/4 the bump and j = 0.1 the displacement, its variance has two parts.
/// Chance adds D π b² (1 - b²/(b² + j²)) = 0.0313. The six first peaks of the lattice's spectrum add
/// 6 D² (2π b²)² exp(-k² (b² + j²)), k = 4π/√3: 0.0272.
const SD: f64 = 0.241_7;

/// Peak-to-trough height of g in units of its standard deviation.
///
/// From a papilla (1 + 6 e⁻⁸) to the middle of three of them (3 e^(-8/3)) on the undisplaced lattice.
const SWING: f64 = 3.285;

/// Size of the ridges of a site in a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rete {
    /// Height of the ridges from peak to trough.
    pub peak_to_trough_mm: f64,
    /// Distance between neighbouring papillae.
    pub wavelength_mm: f64,
}

impl Rete {
    /// Returns the ridges of a site at an age; without an age, those of young skin.
    pub fn of(site: &Site, age_years: Option<f64>) -> Rete {
        let of = |section: &str| {
            [known(section, "peak_to_trough_um"), known(section, "wavelength_um")].map(|number| number * 1e-3)
        };
        let [peak_to_trough_mm, wavelength_mm] = match (site.name.as_str(), site.region) {
            ("palm" | "sole", _) => of("palm_sole"),
            (_, Region::Body) => of("trunk_limb"),
            _ => {
                let (young, old) = (known("age", "young_to_years"), known("age", "old_from_years"));
                let aged = age_years.map_or(0.0, |age| ((age - young) / (old - young)).clamp(0.0, 1.0));
                let (young, old) = (of("face_young"), of("face_old"));
                [0, 1].map(|i| young[i] + aged * (old[i] - young[i]))
            }
        };
        Rete { peak_to_trough_mm, wavelength_mm }
    }

    /// Amplitude A for an epidermis of this mean, at most `most`.
    ///
    /// As a share of thickness it is also the standard deviation of the ridges.
    pub fn amplitude(&self, epidermis_mm: f64, most: f64) -> f64 {
        (self.peak_to_trough_mm / (SWING * epidermis_mm)).min(most)
    }
}

/// Papillae of one realisation.
#[derive(Debug, Clone, Copy)]
pub struct Ridges {
    family: StreamFamily,
    first: u64,
    spacing_mm: f64,
    amplitude: f64,
}

impl Ridges {
    /// Prepares the papillae; `first` is the first stream number of the family that is free for them.
    pub fn new(family: StreamFamily, first: u64, rete: &Rete, amplitude: f64) -> Ridges {
        Ridges { family, first, spacing_mm: rete.wavelength_mm, amplitude }
    }

    /// Returns the factor on the thickness of the epidermis at a place.
    pub fn factor(&self, x_mm: f64, y_mm: f64) -> f64 {
        let height = 0.5 * 3f64.sqrt() * self.spacing_mm;
        let row = (y_mm / height).round() as i64;
        let mut sum = 0.0;
        for near in row - 2..=row + 2 {
            let shift = if near % 2 == 0 { 0.0 } else { 0.5 };
            let column = (x_mm / self.spacing_mm - shift).round() as i64;
            for other in column - 2..=column + 2 {
                // Packs row and column into one number. Areas are far below 2²⁰ papillae wide.
                let key = self.first + (((near + (1 << 20)) as u64) << 24 | (other + (1 << 20)) as u64);
                let mut stream = self.family.stream(key);
                let moved =
                    [stream.normal(), stream.normal()].map(|normal| JITTER * self.spacing_mm * normal);
                let dx = x_mm - (other as f64 + shift) * self.spacing_mm - moved[0];
                let dy = y_mm - near as f64 * height - moved[1];
                let scaled = (dx * dx + dy * dy) / (BUMP * self.spacing_mm).powi(2);
                sum += libm::exp(-0.5 * scaled);
            }
        }
        1.0 + self.amplitude * (MEAN - sum) / SD
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};
    use crate::skin::site::site;

    /// 40 000 places over 10 x 10 mm, some 8000 papillae. Mean within 1 %, spread within 3 % (leaving out
    /// further peaks of the spectrum costs 1 %), and no thickness below zero.
    #[test]
    fn identity_ridges_have_mean_one_and_their_amplitude() {
        let rete = Rete { peak_to_trough_mm: 0.035, wavelength_mm: 0.11 };
        let amplitude = rete.amplitude(0.065, 0.18);
        assert!((amplitude - 0.035 / (SWING * 0.065)).abs() < 1e-12);
        let ridges = Ridges::new(StreamFamily::new(1, Purpose::SkinField, 0), 8, &rete, amplitude);
        let mut stream = Stream::new(2, Purpose::Placement, 0, 0);
        let n = 40_000;
        let factors: Vec<f64> =
            (0..n).map(|_| ridges.factor(10.0 * stream.uniform(), 10.0 * stream.uniform())).collect();
        let mean = factors.iter().sum::<f64>() / n as f64;
        let sd = (factors.iter().map(|f| (f - mean).powi(2)).sum::<f64>() / n as f64).sqrt();
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!((sd / amplitude - 1.0).abs() < 0.03, "{sd} {amplitude}");
        assert!(factors.iter().all(|factor| *factor > 0.2));
    }

    #[test]
    fn limit_ridges_flatten_with_age_on_the_face_only() {
        let cheek = site("cheek").unwrap();
        let young = Rete::of(cheek, Some(25.0));
        let old = Rete::of(cheek, Some(80.0));
        assert!(old.peak_to_trough_mm < young.peak_to_trough_mm && old.wavelength_mm > young.wavelength_mm);
        assert_eq!(Rete::of(cheek, None), young);
        let back = site("back").unwrap();
        assert_eq!(Rete::of(back, Some(25.0)), Rete::of(back, Some(80.0)));
        // The ridges have at most the variance of the epidermis within a site.
        assert_eq!(Rete::of(back, None).amplitude(0.01, 0.18), 0.18);
    }
}
