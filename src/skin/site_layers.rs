//! Layers of a body site over people, and one person drawn from them.

use super::assumed::Assumed;
use super::field;
use super::known;
use super::model::{LayerThickness, Thicknesses};
use super::person::Person;
use super::ridges::Rete;
use super::site::Site;
use super::source::{Component, ThicknessSource};
use crate::foundation::random::Stream;
use crate::foundation::statistics::log_sd;
use nalgebra::{Matrix3, Vector3};
use std::sync::LazyLock;

/// Layers of a site over people.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SiteLayers {
    /// Share of the epidermis that is stratum corneum; a pure number.
    pub(super) stratum_corneum_share: LayerThickness,
    pub(super) epidermis: LayerThickness,
    pub(super) dermis: Vec<Component>,
    pub(super) fat: LayerThickness,
    /// Epidermis and dermis together, if they were measured on the person: mean and error.
    pub(super) measured: Option<LayerThickness>,
    pub(super) rete: Rete,
    pub(super) papillary_share: f64,
}

impl SiteLayers {
    pub(super) fn new(site: &Site, source: ThicknessSource, person: Person) -> Option<SiteLayers> {
        let scale = source.scale() * 1e-3;
        let epidermis =
            LayerThickness { mean_mm: site.epidermis_um * scale, sd_mm: site.epidermis_sd_um * scale };
        let with_sex = source != ThicknessSource::UltrasoundMeng2022;
        let factor = person.dermis_factor(site, with_sex);
        let dermis = source
            .dermis(site, person.sex)?
            .into_iter()
            .map(|part| Component { mean_mm: part.mean_mm * factor, sd_mm: part.sd_mm * factor, ..part })
            .collect();
        let fat_mean = person.fat_mm(site) * source.scale();
        let fat = LayerThickness { mean_mm: fat_mean, sd_mm: fat_mean * site.fat_sd_um / site.fat_um };
        let rete = Rete::of(site, person.age_years);
        Some(SiteLayers {
            stratum_corneum_share: stratum_corneum_share(site),
            epidermis,
            dermis,
            fat,
            measured: None,
            rete,
            papillary_share: papillary_share(),
        })
    }

    pub(super) fn assuming(&self, assumed: &Assumed) -> SiteLayers {
        let factor = assumed.thickness;
        let times = |LayerThickness { mean_mm, sd_mm }: LayerThickness| LayerThickness {
            mean_mm: mean_mm * factor,
            sd_mm: sd_mm * factor,
        };
        let part = |part: &Component| Component {
            mean_mm: part.mean_mm * factor,
            sd_mm: part.sd_mm * factor,
            ..*part
        };
        SiteLayers {
            epidermis: times(self.epidermis),
            dermis: self.dermis.iter().map(part).collect(),
            fat: times(self.fat),
            papillary_share: assumed.papillary_share,
            ..self.clone()
        }
    }

    /// Builds a person of a population at three independent standard normals; the share of stratum corneum is
    /// drawn.
    pub(super) fn person_of(&self, normals: &[f64], part: Component, stream: &mut Stream) -> Thicknesses {
        let b = *PERSON * Vector3::from_fn(|layer, _| normals.get(layer).copied().unwrap_or(0.0));
        self.person([b[0], b[1], b[2]], part, |mean, sd| stream.beta(mean, sd))
    }

    /// Builds a person of a population with these correlated standard normals of epidermis, dermis and fat.
    ///
    /// `share` draws the stratum corneum's share from its mean and standard deviation.
    pub(super) fn person(
        &self,
        b: [f64; 3],
        part: Component,
        mut share: impl FnMut(f64, f64) -> f64,
    ) -> Thicknesses {
        let epidermis = lognormal(self.epidermis.mean_mm, self.epidermis.sd_mm, b[0]);
        let dermis = lognormal(part.mean_mm, part.sd_mm, b[1]);
        let factor = self.to_measured(epidermis + dermis, |skin| lognormal(skin.mean_mm, skin.sd_mm, b[1]));
        Thicknesses::Site {
            epidermis_mm: epidermis * factor,
            dermis_mm: dermis * factor,
            fat_mm: lognormal(self.fat.mean_mm, self.fat.sd_mm, b[2]),
            stratum_corneum_share: share(
                self.stratum_corneum_share.mean_mm,
                self.stratum_corneum_share.sd_mm,
            ),
            papillary_share: self.papillary_share,
        }
    }

    /// Factor that brings epidermis and dermis to the thickness measured on the person; 1 if none was.
    fn to_measured(&self, skin_mm: f64, of: impl Fn(LayerThickness) -> f64) -> f64 {
        self.measured.map_or(1.0, |measured| of(measured) / skin_mm)
    }

    /// Returns the person of arithmetic means.
    pub(super) fn mean(&self) -> Thicknesses {
        let epidermis = self.epidermis.mean_mm;
        let dermis: f64 = self.dermis.iter().map(|part| part.weight * part.mean_mm).sum();
        let factor = self.to_measured(epidermis + dermis, |skin| skin.mean_mm);
        Thicknesses::Site {
            epidermis_mm: epidermis * factor,
            dermis_mm: dermis * factor,
            fat_mm: self.fat.mean_mm,
            stratum_corneum_share: self.stratum_corneum_share.mean_mm,
            papillary_share: self.papillary_share,
        }
    }

    /// Standard deviations of the logarithms of epidermis, dermis and fat between people.
    ///
    /// They are 0 for the average person.
    pub(super) fn log_sds(&self, average_person: bool) -> [f64; 3] {
        if average_person {
            return [0.0; 3];
        }
        // The widest part stands for a mixture here, because the spread only fixes a compensation of the
        // mean.
        let dermis = self.dermis.iter().map(|part| log_sd(part.mean_mm, part.sd_mm)).fold(0.0, f64::max);
        [
            log_sd(self.epidermis.mean_mm, self.epidermis.sd_mm),
            dermis,
            log_sd(self.fat.mean_mm, self.fat.sd_mm),
        ]
    }
}

/// Lower Cholesky factor of the correlation between a person's epidermis, dermis and fat.
pub(super) static PERSON: LazyLock<Matrix3<f64>> = LazyLock::new(|| {
    let (epidermis, fat) = (field::known("person", "epidermis_dermis"), field::known("person", "dermis_fat"));
    let correlation = Matrix3::new(1.0, epidermis, 0.0, epidermis, 1.0, fat, 0.0, fat, 1.0);
    // Positive definite for any pair with epidermis² + fat² < 1; a test of the table checks this.
    correlation.cholesky().map_or_else(Matrix3::identity, |factor| factor.l())
});

pub(super) fn papillary_share() -> f64 {
    static SHARE: LazyLock<f64> = LazyLock::new(|| known("layers", "papillary_share"));
    *SHARE
}

/// Share of the epidermis that is stratum corneum, with its spread.
///
/// The spread reproduces the table's standard deviation: (1 + CV²_sc) = (1 + CV²_share)(1 + CV²_epidermis).
/// It is zero where the epidermis alone spreads more than that.
fn stratum_corneum_share(site: &Site) -> LayerThickness {
    let mean = site.stratum_corneum_um / site.epidermis_um;
    let square = |sd: f64, mean: f64| (sd / mean).powi(2);
    let ratio = (1.0 + square(site.stratum_corneum_sd_um, site.stratum_corneum_um))
        / (1.0 + square(site.epidermis_sd_um, site.epidermis_um));
    LayerThickness { mean_mm: mean, sd_mm: mean * (ratio - 1.0).max(0.0).sqrt() }
}

/// Lognormal value with this arithmetic mean and standard deviation, at a standard normal.
pub(super) fn lognormal(mean: f64, sd: f64, normal: f64) -> f64 {
    let spread = log_sd(mean, sd);
    mean * libm::exp(spread * normal - 0.5 * spread * spread)
}
