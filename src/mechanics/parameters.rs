//! Disputable numbers of the contact law (`data/mechanics.toml`).

use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use crate::foundation::statistics::log_sd;
use crate::skin::Layer;
use std::sync::LazyLock;

/// Stiffness, rate, puncture, resistance and rim of the contact law (`data/mechanics.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("mechanics.toml", include_str!("../../data/mechanics.toml")));

/// Young's modulus and Poisson's ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elastic {
    /// Young's modulus, MPa.
    pub young_mpa: f64,
    /// Poisson's ratio.
    pub poisson: f64,
}

/// Resistance against a needle after puncture, in one layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Toughness {
    /// Energy of the new crack per area, N/mm (= kJ/m²).
    pub tear_n_per_mm: f64,
    /// Pressure that opens the crack to the needle's width, deep in the tissue.
    pub spread_mpa: f64,
    /// Depth from which the tissue is confined and the whole of that pressure is needed, mm.
    pub confined_mm: f64,
    /// Shear on the needle's side.
    pub friction_mpa: f64,
}

/// Resistance of a layer as far as a scenario states it: the first, second and fourth of [`Toughness`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Stated {
    /// Energy of the new crack per area, N/mm (= kJ/m²).
    pub tear_n_per_mm: Option<f64>,
    /// Pressure that opens the crack to the needle's width, deep in the tissue.
    pub spread_mpa: Option<f64>,
    /// Shear on the needle's side.
    pub friction_mpa: Option<f64>,
}

impl Stated {
    /// What is stated, and of the rest a share of what the dermis holds.
    #[inline]
    pub fn or_share(&self, dermis: &Toughness, share: f64) -> Toughness {
        Toughness {
            tear_n_per_mm: self.tear_n_per_mm.unwrap_or(share * dermis.tear_n_per_mm),
            spread_mpa: self.spread_mpa.unwrap_or(share * dermis.spread_mpa),
            confined_mm: dermis.confined_mm,
            friction_mpa: self.friction_mpa.unwrap_or(share * dermis.friction_mpa),
        }
    }
}

/// Parameter set of the contact law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Elasticity of the layers from the stratum corneum to the muscle, at the reference speed.
    pub layers: [Elastic; 6],
    /// Elasticity of bone.
    pub bone: Elastic,
    /// Stiffness of the superficial fascia in its plane, N/mm.
    pub fascia_n_per_mm: f64,
    /// In-plane tension of living skin over that of the table of supports.
    pub tension_factor: f64,
    /// Poisson's ratio of what excised skin lies on.
    pub plate_poisson: f64,
    /// Exponent with which all moduli grow with the tip's mean speed.
    pub rate_exponent: f64,
    /// Speed at which the moduli hold.
    pub rate_reference_mm_s: f64,
    /// Speed at which the hand presses a device on.
    pub rate_hand_mm_s: f64,
    /// Least speed of the rate law; slower tips count as this fast.
    pub rate_slowest_mm_s: f64,
    /// Strain beyond which skin stiffens: the pressure under a needle is at most 2 E times this.
    pub locking_strain: f64,
    /// Puncture force of a tip without width.
    pub puncture_base_n: f64,
    /// Force over tip diameter, N/mm (= kJ/m²).
    pub puncture_toughness_n_per_mm: f64,
    /// Force at which the surface lets a tip in, over the puncture force.
    pub puncture_surface_share: f64,
    /// Standard deviation of the logarithm of the puncture force between strikes.
    pub puncture_log_sd: f64,
    /// Toughness of epidermis and dermis.
    pub dermis: Toughness,
    /// Resistance of fat over that of the dermis.
    pub fat_share: f64,
    /// Resistance of muscle over that of the dermis.
    pub muscle_share: f64,
    /// Resistance of fat and of muscle that a scenario states for its own layers; it stands over the shares.
    pub stated_below: [Stated; 2],
    /// Standard deviation of the logarithm of the resistance between strikes.
    pub resistance_log_sd: f64,
    /// Width of the ring on which a pen's rim rests.
    pub rim_width_mm: f64,
    /// Share of the bulge into the head that linear elasticity would give.
    pub rim_bulge_share: f64,
    /// Distance of the cartridge's face behind the rim.
    pub rim_recess_mm: f64,
}

/// Returns a value of the table.
pub fn known(section: &str, name: &str) -> f64 {
    entry(&EVIDENCE, section, name).value
}

impl Default for Parameters {
    fn default() -> Parameters {
        let poisson = known("poisson", "tissue");
        Parameters {
            layers: Layer::ALL.map(|layer| Elastic { young_mpa: known("young_mpa", layer.name()), poisson }),
            bone: Elastic { young_mpa: known("bone", "young_mpa"), poisson: known("bone", "poisson") },
            fascia_n_per_mm: known("fascia", "young_mpa") * known("fascia", "thickness_mm"),
            tension_factor: known("tension", "factor"),
            plate_poisson: known("plate", "poisson"),
            rate_exponent: known("rate", "exponent"),
            rate_reference_mm_s: known("rate", "reference_mm_s"),
            rate_hand_mm_s: known("rate", "hand_mm_s"),
            rate_slowest_mm_s: known("rate", "slowest_mm_s"),
            locking_strain: known("locking", "strain"),
            puncture_base_n: known("puncture", "base_n"),
            puncture_toughness_n_per_mm: known("puncture", "toughness_kj_m2"),
            puncture_surface_share: known("puncture", "surface_share"),
            puncture_log_sd: log_sd(1.0, known("puncture", "cv")),
            dermis: Toughness {
                tear_n_per_mm: known("resistance", "tear_kj_m2"),
                spread_mpa: known("resistance", "spread_mpa"),
                confined_mm: known("resistance", "confined_mm"),
                friction_mpa: known("resistance", "friction_mpa"),
            },
            fat_share: known("resistance", "fat_share"),
            muscle_share: known("resistance", "muscle_share"),
            stated_below: [Stated::default(); 2],
            resistance_log_sd: log_sd(1.0, known("resistance", "cv")),
            rim_width_mm: known("rim", "width_mm"),
            rim_bulge_share: known("rim", "bulge_share"),
            rim_recess_mm: known("rim", "recess_mm"),
        }
    }
}

impl Parameters {
    /// Elasticity of what lies between fat and bone.
    pub fn muscle(&self) -> Elastic {
        self.layers[Layer::Muscle as usize]
    }

    /// Resistance of dermis, fat and muscle; the epidermis resists as the dermis does.
    #[inline]
    pub fn resistances(&self) -> [Toughness; 3] {
        let [fat, muscle] = &self.stated_below;
        [
            self.dermis,
            fat.or_share(&self.dermis, self.fat_share),
            muscle.or_share(&self.dermis, self.muscle_share),
        ]
    }

    /// Factor on all moduli at the mean speed of the tip: (v / reference)^exponent.
    ///
    /// Source: the exponent is derived from pig skin over six decades of strain rate (Shergold 2006). Left
    /// out: differences of the exponent between layers.
    pub fn rate_factor(&self, speed_mm_s: f64) -> f64 {
        libm::pow(speed_mm_s.max(self.rate_slowest_mm_s) / self.rate_reference_mm_s, self.rate_exponent)
    }

    /// Median force at which a tip of this diameter breaks into the reticular dermis: F₀ + Γ d.
    ///
    /// Source: puncture force is linear in tip width (Davis 2004; Römgens 2014). It
    /// hardly depends on the rate (Schneider 1978, Mohammadi 2021).
    pub fn puncture_force_n(&self, tip_diameter_mm: f64) -> f64 {
        self.puncture_base_n + self.puncture_toughness_n_per_mm * tip_diameter_mm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_every_value_lies_inside_its_range() {
        for (section, entries) in EVIDENCE.iter() {
            for (name, evidence) in entries {
                let low = evidence.low.unwrap_or(evidence.value);
                let high = evidence.high.unwrap_or(evidence.value);
                assert!(low <= evidence.value && evidence.value <= high, "{section}.{name}");
            }
        }
    }

    #[test]
    fn identity_a_thousandfold_speed_stiffens_by_its_power() {
        let parameters = Parameters { rate_exponent: 0.21, ..Parameters::default() };
        let factor = parameters.rate_factor(1000.0) / parameters.rate_factor(1.0);
        assert!((factor - 4.2658).abs() < 1e-4);
        assert_eq!(parameters.rate_factor(parameters.rate_reference_mm_s), 1.0);
        assert_eq!(parameters.rate_factor(0.0), parameters.rate_factor(0.001));
    }
}
