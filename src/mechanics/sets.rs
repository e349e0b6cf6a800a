//! Sets of parameters drawn from the posterior of the calibration (`data/mechanics_sets.csv`).
//!
//! With its correlations this family is the uncertainty of the contact law's inputs. `examples/calibrate.rs`
//! finds it; `docs/methods/mechanics.md` says how.

use super::parameters::{EVIDENCE, Parameters, known};
use crate::foundation::evidence::entry;
use crate::foundation::statistics::lognormal;
use std::sync::LazyLock;

/// Parameter that the calibration varies, with its place in the table of evidence.
pub struct Fitted {
    /// Section of the entry in `data/mechanics.toml`.
    pub section: &'static str,
    /// Name of the entry in its section.
    pub name: &'static str,
    /// Writes a value of the entry into a parameter set; layers that share the entry all take it.
    pub set: fn(&mut Parameters, f64),
}

/// Calibrated parameters, in the order of the columns.
pub const FITTED: [Fitted; 18] = [
    Fitted {
        section: "young_mpa",
        name: "viable_epidermis",
        set: |p, value| {
            // Stratum corneum and viable epidermis did not differ where both were measured.
            p.layers[0].young_mpa = value;
            p.layers[1].young_mpa = value;
        },
    },
    Fitted {
        section: "young_mpa",
        name: "reticular_dermis",
        set: |p, value| {
            p.layers[2].young_mpa = value;
            p.layers[3].young_mpa = value;
        },
    },
    Fitted { section: "young_mpa", name: "fat", set: |p, value| p.layers[4].young_mpa = value },
    Fitted { section: "young_mpa", name: "muscle", set: |p, value| p.layers[5].young_mpa = value },
    Fitted {
        section: "fascia",
        name: "young_mpa",
        set: |p, value| p.fascia_n_per_mm = value * known("fascia", "thickness_mm"),
    },
    Fitted { section: "tension", name: "factor", set: |p, value| p.tension_factor = value },
    Fitted { section: "rate", name: "exponent", set: |p, value| p.rate_exponent = value },
    Fitted { section: "locking", name: "strain", set: |p, value| p.locking_strain = value },
    Fitted {
        section: "puncture",
        name: "toughness_kj_m2",
        set: |p, value| p.puncture_toughness_n_per_mm = value,
    },
    Fitted {
        section: "puncture",
        name: "surface_share",
        // The surface takes less than what lies below it.
        set: |p, value| p.puncture_surface_share = value.min(0.95),
    },
    Fitted { section: "resistance", name: "tear_kj_m2", set: |p, value| p.dermis.tear_n_per_mm = value },
    Fitted { section: "resistance", name: "spread_mpa", set: |p, value| p.dermis.spread_mpa = value },
    Fitted { section: "resistance", name: "confined_mm", set: |p, value| p.dermis.confined_mm = value },
    Fitted { section: "resistance", name: "friction_mpa", set: |p, value| p.dermis.friction_mpa = value },
    Fitted { section: "resistance", name: "fat_share", set: |p, value| p.fat_share = value },
    Fitted { section: "rim", name: "width_mm", set: |p, value| p.rim_width_mm = value },
    Fitted { section: "rim", name: "recess_mm", set: |p, value| p.rim_recess_mm = value },
    Fitted { section: "rim", name: "bulge_share", set: |p, value| p.rim_bulge_share = value },
];

impl Fitted {
    /// Middle of the prior of this number and the standard deviation of its logarithm.
    ///
    /// The prior is lognormal; low and high of `data/mechanics.toml` hold 90 % of it.
    ///
    /// # Panics
    /// If the entry has no range: a fault of the program, caught by a test.
    pub fn prior(&self) -> [f64; 2] {
        let known = entry(&EVIDENCE, self.section, self.name);
        let (Some(low), Some(high)) = (known.low, known.high) else {
            panic!("mechanics.toml: {}.{} has no range", self.section, self.name)
        };
        lognormal([low, high])
    }
}

/// Returns the sets, the central one first.
///
/// # Panics
/// If the embedded table is not such a table: a fault of the program, caught by the test below.
pub fn sets() -> &'static [Parameters] {
    static SETS: LazyLock<Vec<Parameters>> = LazyLock::new(|| {
        let mut reader = csv::Reader::from_reader(include_str!("../../data/mechanics_sets.csv").as_bytes());
        let rows = reader.records().map(|record| {
            let record = record.unwrap_or_else(|error| panic!("embedded table mechanics_sets.csv: {error}"));
            let mut parameters = Parameters::default();
            // The first column is the logarithm of the posterior density.
            for (fitted, value) in FITTED.iter().zip(record.iter().skip(1)) {
                let value =
                    value.parse().unwrap_or_else(|error| panic!("mechanics_sets.csv: {value}: {error}"));
                (fitted.set)(&mut parameters, value);
            }
            parameters
        });
        rows.collect()
    });
    &SETS
}

/// Returns a set of the family with the scenario's own moduli and Poisson's ratios of listed layers.
///
/// The scenario's own values are those that differ from the table's.
pub fn with_own(set: &Parameters, own: &Parameters) -> Parameters {
    let known = Parameters::default();
    let mut layers = set.layers;
    for ((layer, own), known) in layers.iter_mut().zip(own.layers).zip(known.layers) {
        if own.young_mpa != known.young_mpa {
            layer.young_mpa = own.young_mpa;
        }
        if own.poisson != known.poisson {
            layer.poisson = own.poisson;
        }
    }
    Parameters { layers, ..*set }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table and sets agree: the table holds the values of the first set, and every set lies within four
    /// standard deviations of the priors.
    #[test]
    fn identity_table_holds_the_central_set() {
        let text = include_str!("../../data/mechanics_sets.csv");
        let names: Vec<&str> = text.lines().next().unwrap().split(',').skip(1).collect();
        let wanted: Vec<String> =
            FITTED.iter().map(|fitted| format!("{}.{}", fitted.section, fitted.name)).collect();
        assert_eq!(names, wanted);
        assert!(sets().len() >= 32);
        assert_eq!(sets()[0], Parameters::default());
        for line in text.lines().skip(1) {
            for (fitted, value) in FITTED.iter().zip(line.split(',').skip(1)) {
                let value: f64 = value.parse().unwrap();
                let [middle, log_sd] = fitted.prior();
                let off = (value / middle).ln() / log_sd;
                assert!(off.abs() < 4.0, "{}.{} = {value}", fitted.section, fitted.name);
            }
        }
    }
}
