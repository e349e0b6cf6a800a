//! Sets of parameters drawn from the posterior of the calibration (`data/mechanics_sets.csv`).
//!
//! With its correlations this family is the uncertainty of the contact law's inputs. `examples/calibrate.rs`
//! finds it; `docs/methods/mechanics.md` says how. Numbers that a scenario states itself stand over every set
//! ([`Own`]).

use super::numbers::{FITTED, Number, of_key};
use super::parameters::{Parameters, Stated};
use crate::skin::Layer;
use std::sync::{Arc, LazyLock};

/// Family of sets of the fitted numbers, the central set first.
#[derive(Debug, Clone, PartialEq)]
pub struct Family {
    /// Values in the order of [`FITTED`].
    rows: Vec<[f64; FITTED.len()]>,
    /// Spread of laboratories' errors with each set; empty where the table does not have it.
    tau: Vec<f64>,
}

/// Column of the spread of laboratories' errors, behind the numbers.
pub const TAU: &str = "laboratory error";

/// Most sets of a family.
const MOST_SETS: usize = 10_000;

impl Family {
    /// Draws from the posterior of the program's own calibration, with the spread of laboratories' errors: ten
    /// times as many as [`Family::known`].
    ///
    /// # Panics
    /// If the embedded table is not such a table: a fault of the program, caught by the test below.
    pub fn posterior() -> &'static Family {
        static POSTERIOR: LazyLock<Family> = LazyLock::new(|| {
            let read = Family::read(include_str!("../../data/mechanics_posterior.csv"));
            read.unwrap_or_else(|why| panic!("embedded table mechanics_posterior.csv: {why}"))
        });
        &POSTERIOR
    }

    /// Spread of laboratories' errors with a set; `None` where the table does not have it.
    pub fn tau(&self, set: usize) -> Option<f64> {
        self.tau.get(set).copied()
    }

    /// A family of these sets as a table, the central one first.
    ///
    /// # Errors
    /// None but those of memory, in words.
    pub fn table(sets: &[[f64; FITTED.len()]]) -> Result<String, String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let head = std::iter::once("log_posterior".to_owned()).chain(FITTED.iter().map(Number::label));
        writer.write_record(head).map_err(|error| error.to_string())?;
        for set in sets {
            // Draws from another posterior: their densities are not known here.
            let row = std::iter::once(String::new()).chain(set.iter().map(|value| format!("{value:.4e}")));
            writer.write_record(row).map_err(|error| error.to_string())?;
        }
        let bytes = writer.into_inner().map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }

    /// Family of the program's own calibration.
    ///
    /// # Panics
    /// If the embedded table is not such a table: a fault of the program, caught by the test below.
    pub fn known() -> &'static Arc<Family> {
        static KNOWN: LazyLock<Arc<Family>> = LazyLock::new(|| {
            let read = Family::read(include_str!("../../data/mechanics_sets.csv"));
            Arc::new(read.unwrap_or_else(|why| panic!("embedded table mechanics_sets.csv: {why}")))
        });
        &KNOWN
    }

    /// Reads a table with the columns `log_posterior` and `section.name` of every number in [`FITTED`].
    ///
    /// # Errors
    /// One sentence that names the line.
    pub fn read(text: &str) -> Result<Family, String> {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().map_err(|error| error.to_string())?;
        let mut columns = columns.iter().skip(1);
        if !FITTED.iter().all(|fitted| columns.next() == Some(&fitted.label())) {
            return Err("its columns are not the numbers that this version fits".to_owned());
        }
        let with_tau = match columns.collect::<Vec<_>>()[..] {
            [] => false,
            [TAU] => true,
            _ => return Err("its columns are not the numbers that this version fits".to_owned()),
        };
        let (mut rows, mut tau) = (Vec::new(), Vec::new());
        for (record, line) in reader.records().zip(2..) {
            let record = record.map_err(|error| error.to_string())?;
            let mut row = [0.0; FITTED.len()];
            // The first column is the logarithm of the posterior density.
            for ((value, fitted), text) in row.iter_mut().zip(&FITTED).zip(record.iter().skip(1)) {
                let read = text.parse().ok().filter(|value: &f64| fitted.bears(*value));
                *value = read.ok_or_else(|| format!("line {line}: {} is out of bounds", fitted.label()))?;
            }
            rows.push(row);
            if with_tau {
                let read = record.get(FITTED.len() + 1).and_then(|text| text.parse().ok());
                let read = read.filter(|tau: &f64| *tau > 0.0 && *tau < 10.0);
                tau.push(read.ok_or_else(|| format!("line {line}: {TAU} is out of bounds"))?);
            }
            if rows.len() > MOST_SETS {
                return Err(format!("it holds more than {MOST_SETS} sets"));
            }
        }
        if rows.is_empty() { Err("it holds no set".to_owned()) } else { Ok(Family { rows, tau }) }
    }

    /// Number of sets.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Place of the set at a share, 0 to 1, of the family.
    pub fn at_share(&self, share: f64) -> usize {
        ((share * self.count() as f64) as usize).min(self.count() - 1)
    }

    /// Values of a set, in the order of [`FITTED`].
    pub fn values(&self, set: usize) -> &[f64; FITTED.len()] {
        &self.rows[set]
    }

    /// All numbers of the law under a set; the central one is set 0.
    pub fn parameters(&self, set: usize) -> Parameters {
        let mut parameters = Parameters::default();
        for (fitted, value) in FITTED.iter().zip(self.values(set)) {
            (fitted.set)(&mut parameters, *value);
        }
        parameters
    }
}

/// Numbers of the law that a scenario states itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Own {
    /// Numbers of `[mechanics]`, in the order of [`numbers`](super::numbers::numbers()).
    pub numbers: Vec<(&'static str, f64)>,
    /// Moduli of listed layers, MPa.
    pub young_mpa: Vec<(Layer, f64)>,
    /// Poisson's ratios of listed layers.
    pub poisson: Vec<(Layer, f64)>,
    /// Force over tip diameter at which listed layers let a tip in, N/mm (= kJ/m²).
    pub toughness_n_per_mm: Vec<(Layer, f64)>,
    /// Resistance of listed layers after puncture.
    pub resistance: Vec<(Layer, Stated)>,
}

impl Own {
    /// Whether the scenario states the number of this key of `[mechanics]`.
    pub fn states(&self, key: &str) -> bool {
        self.numbers.iter().any(|(other, _)| *other == key)
    }

    /// These parameters with the scenario's own numbers.
    pub fn over(&self, mut parameters: Parameters) -> Parameters {
        for (key, value) in &self.numbers {
            if let Some(number) = of_key(key) {
                (number.set)(&mut parameters, *value);
            }
        }
        for (layer, value) in &self.young_mpa {
            parameters.layers[*layer as usize].young_mpa = *value;
        }
        for (layer, value) in &self.poisson {
            parameters.layers[*layer as usize].poisson = *value;
        }
        for (layer, stated) in &self.resistance {
            match layer {
                Layer::Fat => parameters.stated_below[0] = *stated,
                Layer::Muscle => parameters.stated_below[1] = *stated,
                _ => parameters.dermis = stated.or_share(&parameters.dermis, 1.0),
            }
        }
        self.gives_way(&mut parameters);
        parameters
    }

    /// Puncture force of listed layers: the surface takes what the epidermis does, the reticular dermis its own.
    /// A tip that has passed a tougher epidermis passes the dermis as well.
    fn gives_way(&self, parameters: &mut Parameters) {
        let of = |layer: Layer| self.toughness_n_per_mm.iter().find(|(other, _)| *other == layer);
        if let Some((_, dermis)) = of(Layer::ReticularDermis) {
            parameters.puncture_toughness_n_per_mm = *dermis;
        }
        if let Some((_, surface)) = of(Layer::StratumCorneum).or_else(|| of(Layer::ViableEpidermis)) {
            let most = parameters.puncture_toughness_n_per_mm.max(*surface);
            parameters.puncture_toughness_n_per_mm = most;
            parameters.puncture_surface_share = surface / most;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table and sets agree: the table holds the values of the first set, and every set lies within four
    /// standard deviations of the priors.
    #[test]
    fn identity_table_holds_the_central_set() {
        let family = Family::known();
        assert!(family.count() >= 32);
        assert_eq!(family.parameters(0), Parameters::default());
        for set in 0..family.count() {
            for (fitted, value) in FITTED.iter().zip(family.values(set)) {
                let [middle, log_sd] = fitted.prior();
                let off = (value / middle).ln() / log_sd;
                assert!(off.abs() < 4.0, "{} = {value}", fitted.label());
            }
        }
        let posterior = Family::posterior();
        assert_eq!((posterior.count(), posterior.parameters(0)), (2000, Parameters::default()));
        assert!((0..2000).all(|set| posterior.tau(set).is_some_and(|tau| tau < 1.0)));
        assert_eq!([0.0, 0.5, 1.0].map(|share| family.at_share(share)), [0, 100, 199]);
    }

    #[test]
    fn regress_a_table_that_is_no_family_is_refused() {
        let text = include_str!("../../data/mechanics_sets.csv");
        let two: String = text.lines().take(3).map(|line| format!("{line}\n")).collect();
        assert_eq!(Family::read(&two).unwrap().count(), 2);
        let head = text.lines().next().unwrap();
        let column = head.split(',').position(|name| name == "young_mpa.fat").unwrap();
        let fat = text.lines().nth(1).unwrap().split(',').nth(column).unwrap();
        for (text, wanted) in [
            (format!("{head}\n"), "it holds no set"),
            (
                two.replace("young_mpa.fat", "young_mpa.lard"),
                "its columns are not the numbers that this version fits",
            ),
            (two.replace(fat, "NaN"), "line 2: young_mpa.fat is out of bounds"),
            (two.replace(fat, "-1"), "line 2: young_mpa.fat is out of bounds"),
            (two.replace(fat, "9e9"), "line 2: young_mpa.fat is out of bounds"),
        ] {
            assert_eq!(Family::read(&text), Err(wanted.to_owned()));
        }
    }
}
