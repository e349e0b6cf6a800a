//! Numbers of the contact law with their places: the entry in `data/mechanics.toml`, the key of a scenario, and
//! the field of a parameter set.

use super::parameters::{EVIDENCE, Parameters, known};
use crate::foundation::evidence::{Evidence, entry};
use crate::foundation::statistics::{log_sd, lognormal};

/// Number of the contact law.
#[derive(Debug)]
pub struct Number {
    /// Section of the entry in `data/mechanics.toml`.
    pub section: &'static str,
    /// Name of the entry in its section.
    pub name: &'static str,
    /// Key below `[mechanics]` in a scenario.
    pub key: &'static str,
    /// Writes a value of the entry into a parameter set; layers that share the entry all take it.
    pub set: fn(&mut Parameters, f64),
}

const fn of(
    section: &'static str,
    name: &'static str,
    key: &'static str,
    set: fn(&mut Parameters, f64),
) -> Number {
    Number { section, name, key, set }
}

/// Numbers that the calibration fits, in the order of the columns of its tables.
pub const FITTED: [Number; 18] = [
    // Stratum corneum and viable epidermis did not differ where both were measured.
    of("young_mpa", "viable_epidermis", "epidermis_young_mpa", |p, value| {
        p.layers[0].young_mpa = value;
        p.layers[1].young_mpa = value;
    }),
    of("young_mpa", "reticular_dermis", "dermis_young_mpa", |p, value| {
        p.layers[2].young_mpa = value;
        p.layers[3].young_mpa = value;
    }),
    of("young_mpa", "fat", "fat_young_mpa", |p, value| p.layers[4].young_mpa = value),
    of("young_mpa", "muscle", "muscle_young_mpa", |p, value| p.layers[5].young_mpa = value),
    of("fascia", "young_mpa", "fascia_young_mpa", |p, value| {
        p.fascia_n_per_mm = value * known("fascia", "thickness_mm");
    }),
    of("tension", "factor", "tension_factor", |p, value| p.tension_factor = value),
    of("rate", "exponent", "rate_exponent", |p, value| p.rate_exponent = value),
    of("locking", "strain", "locking_strain", |p, value| p.locking_strain = value),
    of("puncture", "toughness_kj_m2", "puncture_toughness_kj_m2", |p, value| {
        p.puncture_toughness_n_per_mm = value;
    }),
    // The surface takes less than what lies below it.
    of("puncture", "surface_share", "puncture_surface_share", |p, value| {
        p.puncture_surface_share = value.min(0.95);
    }),
    of("resistance", "tear_kj_m2", "resistance_tear_kj_m2", |p, value| p.dermis.tear_n_per_mm = value),
    of("resistance", "spread_mpa", "resistance_spread_mpa", |p, value| p.dermis.spread_mpa = value),
    of("resistance", "confined_mm", "resistance_confined_mm", |p, value| p.dermis.confined_mm = value),
    of("resistance", "friction_mpa", "resistance_friction_mpa", |p, value| p.dermis.friction_mpa = value),
    of("resistance", "fat_share", "resistance_fat_share", |p, value| p.fat_share = value),
    of("rim", "width_mm", "rim_width_mm", |p, value| p.rim_width_mm = value),
    of("rim", "recess_mm", "rim_recess_mm", |p, value| p.rim_recess_mm = value),
    of("rim", "bulge_share", "rim_bulge_share", |p, value| p.rim_bulge_share = value),
];

/// Numbers that the calibration leaves as they are.
pub const OTHERS: [Number; 9] = [
    of("poisson", "tissue", "poisson", |p, value| {
        for layer in &mut p.layers {
            layer.poisson = value;
        }
    }),
    of("fascia", "thickness_mm", "fascia_thickness_mm", |p, value| {
        p.fascia_n_per_mm *= value / known("fascia", "thickness_mm");
    }),
    of("rate", "reference_mm_s", "rate_reference_mm_s", |p, value| p.rate_reference_mm_s = value),
    of("rate", "hand_mm_s", "rate_hand_mm_s", |p, value| p.rate_hand_mm_s = value),
    of("rate", "slowest_mm_s", "rate_slowest_mm_s", |p, value| p.rate_slowest_mm_s = value),
    of("puncture", "base_n", "puncture_base_n", |p, value| p.puncture_base_n = value),
    of("puncture", "cv", "puncture_cv", |p, value| p.puncture_log_sd = log_sd(1.0, value)),
    of("resistance", "cv", "resistance_cv", |p, value| p.resistance_log_sd = log_sd(1.0, value)),
    of("resistance", "muscle_share", "resistance_muscle_share", |p, value| p.muscle_share = value),
];

/// All numbers, the fitted ones first.
pub fn numbers() -> impl Iterator<Item = &'static Number> {
    FITTED.iter().chain(&OTHERS)
}

/// Number of a key below `[mechanics]`.
pub fn of_key(key: &str) -> Option<&'static Number> {
    numbers().find(|number| number.key == key)
}

/// Standard deviations of the prior beyond which a value cannot be meant.
const FAR: f64 = 12.0;

impl Number {
    /// Name of the number in tables: its section and name.
    pub fn label(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// Entry of the number.
    pub fn known(&self) -> &'static Evidence {
        entry(&EVIDENCE, self.section, self.name)
    }

    /// Middle of the prior of this number and the standard deviation of its logarithm.
    ///
    /// The prior is lognormal; low and high of `data/mechanics.toml` hold 90 % of it.
    ///
    /// # Panics
    /// If the entry has no range: a fault of the program, caught by a test.
    pub fn prior(&self) -> [f64; 2] {
        let known = self.known();
        let (Some(low), Some(high)) = (known.low, known.high) else {
            panic!("mechanics.toml: {} has no range", self.label())
        };
        lognormal([low, high])
    }

    /// Whether a value of a fitted number is one that the law can take: positive, and not absurdly far from
    /// the prior.
    pub fn bears(&self, value: f64) -> bool {
        let [middle, log_sd] = self.prior();
        value > 0.0 && (libm::log(value / middle) / log_sd).abs() < FAR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number of the tables changes the law, and its entry gives what the law has.
    #[test]
    fn identity_every_number_writes_what_its_entry_says() {
        for number in numbers() {
            let mut same = Parameters::default();
            (number.set)(&mut same, number.known().value);
            assert_eq!(same, Parameters::default(), "{}", number.key);
            let mut other = Parameters::default();
            (number.set)(&mut other, 0.9 * number.known().value + 1e-3);
            assert_ne!(other, Parameters::default(), "{}", number.key);
        }
    }
}
