//! The family of parameter sets that fit the calibration rows (`data/mechanics_sets.csv`): with its correlations it is the
//! uncertainty of the contact law's inputs. `examples/calibrate.rs` finds it; `docs/methods/mechanics.md` says how.

use super::parameters::Parameters;

/// A parameter that the calibration is free in, with its place in the table of evidence.
pub struct Fitted {
    pub section: &'static str,
    pub name: &'static str,
    pub set: fn(&mut Parameters, f64),
}

/// All of them, in the order of the columns.
pub const FITTED: [Fitted; 11] = [
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
    Fitted { section: "rate", name: "exponent", set: |p, value| p.rate_exponent = value },
    Fitted { section: "locking", name: "strain", set: |p, value| p.locking_strain = value },
    Fitted {
        section: "puncture",
        name: "toughness_kj_m2",
        set: |p, value| p.puncture_toughness_n_per_mm = value,
    },
    Fitted { section: "resistance", name: "tear_kj_m2", set: |p, value| p.dermis.tear_n_per_mm = value },
    Fitted { section: "resistance", name: "spread_mpa", set: |p, value| p.dermis.spread_mpa = value },
    Fitted { section: "resistance", name: "friction_mpa", set: |p, value| p.dermis.friction_mpa = value },
    Fitted { section: "resistance", name: "fat_share", set: |p, value| p.fat_share = value },
    Fitted { section: "rim", name: "bulge_share", set: |p, value| p.rim_bulge_share = value },
];
