//! Fit of the contact law's numbers to experiments.
//!
//! | file | holds |
//! |---|---|
//! | [`row`] | what an experiment measured, and the scenario that computes it |
//! | [`experiment`] | one row as computed under a set of numbers |
//! | here | the density of a set of numbers, given all rows |
//! | [`mod@own`] | rows of one's own: sets of the posterior weighted anew, or a short chain |
//! | [`mod@next`] | which experiment would narrow a figure most |
//!
//! The density is prior times likelihood. Priors are lognormal: the ranges of `data/mechanics.toml` hold 90 %
//! of each. A measured depth or force is lognormal about what the law gives, with its own error and an error
//! common to all rows of its experiment: skin, operator and microscope of one laboratory. The spread τ of that
//! error is one more number. Counts are binomial. What an experiment does not state is a number of its own,
//! common to its rows.

pub mod experiment;
pub mod next;
pub mod own;
pub mod row;

pub use experiment::{Experiment, Open};
pub use own::own;
pub use row::{Observable, Role, Row, planned, rows, rows_with};

use crate::foundation::random::Stream;
use crate::foundation::shown::shown;
use crate::foundation::statistics::lognormal;
use crate::mechanics::Parameters;
use crate::mechanics::numbers::FITTED;
use crate::mechanics::sets;
use crate::simulate::Setup;
use experiment::Surfaces;

/// Prior of τ, the spread of laboratories' errors: lognormal, 90 % of it in this range (*design*).
const TAU: [f64; 2] = [0.05, 0.4];

/// Least probability of a count, so that no single count rules a set out.
const LEAST_CHANCE: f64 = 0.02;

/// Number that the fit moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// Name: an entry of `data/mechanics.toml`, or an experiment and its key.
    pub name: String,
    /// Middle of its lognormal prior.
    pub middle: f64,
    /// Standard deviation of the logarithm of its prior.
    pub log_sd: f64,
}

impl Number {
    /// Place of a value: how many standard deviations of the prior it lies from the middle.
    pub fn place(&self, value: f64) -> f64 {
        libm::log(value / self.middle) / self.log_sd
    }
}

/// Rows with their experiments, and the numbers that explain them.
#[derive(Debug, Clone)]
pub struct Fit {
    rows: Vec<Row>,
    experiments: Vec<Experiment>,
    /// Open numbers of each row: which one, and its place among the numbers.
    open: Vec<Vec<(Open, usize)>>,
    /// Numbers of the law, then τ, then what experiments leave open.
    numbers: Vec<Number>,
}

/// What a set of numbers gives for a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Residual {
    /// Name of the row.
    pub id: String,
    /// Whether the row was fitted.
    pub role: Role,
    /// Value of the observable under the numbers.
    pub predicted: f64,
    /// Distance from the measured value or band in the row's own errors; for a count, none.
    pub off: Option<f64>,
}

impl Fit {
    /// Prepares the rows, each with the setup that `load` makes of its scenario.
    ///
    /// # Errors
    /// One sentence that names the row.
    pub fn new(rows: Vec<Row>, load: impl Fn(&Row) -> Result<Setup, String>) -> Result<Fit, String> {
        let mut numbers: Vec<Number> = FITTED
            .iter()
            .map(|fitted| {
                let [middle, log_sd] = fitted.prior();
                Number { name: format!("{}.{}", fitted.section, fitted.name), middle, log_sd }
            })
            .collect();
        let [middle, log_sd] = lognormal(TAU);
        numbers.push(Number { name: sets::TAU.to_owned(), middle, log_sd });
        let (mut experiments, mut open) = (Vec::new(), Vec::new());
        for row in &rows {
            let of_row = |why: String| format!("row \"{}\": {why}", shown(&row.id));
            let setup = load(row).map_err(of_row)?;
            experiments.push(Experiment::new(row, &setup).map_err(of_row)?);
            let mut of_this = Vec::new();
            for (key, range) in &row.uncertain {
                let which = Open::of_key(key)
                    .ok_or_else(|| of_row(format!("{} cannot be left open: {OPEN} can", shown(key))))?;
                let name = format!("{} {key}", row.experiment);
                let [middle, log_sd] = lognormal(*range);
                let known = numbers.iter().position(|number| number.name == name);
                if known.is_some_and(|at| (numbers[at].middle, numbers[at].log_sd) != (middle, log_sd)) {
                    return Err(of_row(format!(
                        "{} has another range in an earlier row of this experiment",
                        shown(key)
                    )));
                }
                if known.is_none() && numbers.len() >= FITTED.len() + MOST_OPEN {
                    return Err(of_row(format!("more than {MOST_OPEN} numbers are left open")));
                }
                let at = known.unwrap_or_else(|| {
                    numbers.push(Number { name, middle, log_sd });
                    numbers.len() - 1
                });
                of_this.push((which, at));
            }
            open.push(of_this);
        }
        Ok(Fit { rows, experiments, open, numbers })
    }

    /// Numbers that the fit moves: those of the law, in the order of [`FITTED`], first.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// Rows of the fit.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Place of a set: `known` are the values of the first numbers, and the others are drawn from their priors.
    pub fn place(&self, known: impl IntoIterator<Item = f64>, stream: &mut Stream) -> Vec<f64> {
        let mut known = known.into_iter();
        let of = |number: &Number| known.next().map_or_else(|| stream.normal(), |value| number.place(value));
        self.numbers.iter().map(of).collect()
    }

    /// Values of the numbers at a place, which counts standard deviations of the priors from their middles.
    pub fn values(&self, place: &[f64]) -> Vec<f64> {
        let value = |(number, at): (&Number, &f64)| number.middle * libm::exp(number.log_sd * at);
        self.numbers.iter().zip(place).map(value).collect()
    }

    /// Numbers of the law at a place.
    pub fn parameters(&self, place: &[f64]) -> Parameters {
        let mut parameters = Parameters::default();
        for (fitted, value) in FITTED.iter().zip(self.values(place)) {
            (fitted.set)(&mut parameters, value);
        }
        parameters
    }

    /// What the law gives for a row at a place; `None` without an equilibrium.
    fn predicted(
        &self,
        row: usize,
        parameters: &Parameters,
        values: &[f64],
        surfaces: &mut Surfaces,
    ) -> Option<Vec<f64>> {
        let points = self.rows[row].points.as_deref().unwrap_or_default();
        let travels_mm: Vec<f64> = points.iter().map(|[travel, _]| *travel).collect();
        if self.open[row].is_empty() {
            return self.experiments[row].predict(parameters, &travels_mm, surfaces);
        }
        let mut experiment = self.experiments[row].clone();
        for (open, at) in &self.open[row] {
            experiment.put(*open, values[*at]);
        }
        experiment.predict(parameters, &travels_mm, surfaces)
    }

    /// What the law gives at a place for every row of a role, in the order of the rows; `None` without an
    /// equilibrium.
    pub fn predictions(&self, place: &[f64], role: Role) -> Option<Vec<Vec<f64>>> {
        let (values, parameters) = (self.values(place), self.parameters(place));
        let mut surfaces = Surfaces::default();
        let rows = self.rows.iter().enumerate().filter(|(_, row)| row.role == role);
        rows.map(|(at, _)| self.predicted(at, &parameters, &values, &mut surfaces)).collect()
    }

    /// Logarithm of prior times likelihood at a place, without a constant; -∞ where the law has no
    /// equilibrium.
    pub fn log_density(&self, place: &[f64]) -> f64 {
        let Some(predicted) = self.predictions(place, Role::Fit) else { return f64::NEG_INFINITY };
        let rows = self.rows.iter().filter(|row| row.role == Role::Fit);
        let tau = self.values(place)[FITTED.len()];
        log_likelihood(rows.zip(&predicted), tau) - 0.5 * place.iter().map(|at| at * at).sum::<f64>()
    }

    /// What the law gives for every row at a place.
    pub fn residuals(&self, place: &[f64]) -> Vec<Residual> {
        let (values, parameters) = (self.values(place), self.parameters(place));
        let mut surfaces = Surfaces::default();
        let of_row = |(at, row): (usize, &Row)| {
            let predicted = *self.predicted(at, &parameters, &values, &mut surfaces)?.first()?;
            let off = log_residual(row, predicted).map(|(residual, sigma)| residual / sigma);
            Some(Residual { id: row.id.clone(), role: row.role, predicted, off })
        };
        self.rows.iter().enumerate().filter_map(of_row).collect()
    }
}

/// Most numbers that experiments may leave open.
const MOST_OPEN: usize = 40;

/// Number of independent points that a curve counts as at most (*design*): neighbouring points of one curve err
/// together.
const POINTS_OF_A_CURVE: f64 = 5.0;

/// Logarithm of the likelihood of rows with what the law gives for each, without a constant. `tau` is the
/// spread of laboratories' errors.
pub fn log_likelihood<'a>(rows: impl Iterator<Item = (&'a Row, &'a Vec<f64>)>, tau: f64) -> f64 {
    let mut sum = 0.0;
    // Rows of one experiment with their residuals: Σ 1/σ², Σ r/σ² and Σ r²/σ².
    let mut laboratories: Vec<(&str, [f64; 3])> = Vec::new();
    for (row, predicted) in rows {
        if let Some(points) = &row.points {
            let weight = (POINTS_OF_A_CURVE / points.len() as f64).min(1.0);
            for ([_, measured], predicted) in points.iter().zip(predicted) {
                // A laboratory's error is a share of the force.
                let variance = row.sd.map_or(f64::NAN, |sd| sd * sd) + (tau * predicted).powi(2);
                sum -= 0.5 * weight * ((measured - predicted).powi(2) / variance + libm::log(variance));
            }
            continue;
        }
        let Some(predicted) = predicted.first().copied() else { return f64::NEG_INFINITY };
        if let (Some(k), Some(n)) = (row.k, row.n) {
            let p = predicted.clamp(LEAST_CHANCE, 1.0 - LEAST_CHANCE);
            sum += f64::from(k) * libm::log(p) + f64::from(n - k) * libm::log(1.0 - p);
            continue;
        }
        let Some((residual, sigma)) = log_residual(row, predicted) else { return f64::NEG_INFINITY };
        let weight = 1.0 / (sigma * sigma);
        let of_row = [weight, weight * residual, weight * residual * residual];
        let known = laboratories.iter_mut().find(|(name, _)| *name == row.experiment);
        match known {
            Some((_, sums)) => sums.iter_mut().zip(of_row).for_each(|(sum, more)| *sum += more),
            None => laboratories.push((&row.experiment, of_row)),
        }
    }
    for (_, [weights, first, second]) in laboratories {
        // Normal with the covariance diag(σ²) + τ² 1 1ᵀ, in closed form.
        let shrink = tau * tau / (1.0 + tau * tau * weights);
        sum -= 0.5 * (second - shrink * first * first) + 0.5 * libm::log(1.0 + tau * tau * weights);
    }
    sum
}

/// Keys that an experiment may leave open.
const OPEN: &str = "device.tip_diameter_um, device.taper_mm, technique.force_n and skin.bench_young_mpa";

/// Least depth or force in a logarithm, as a share of the measured one.
const NOTHING: f64 = 0.02;

/// Logarithm of computed over measured value, 0 inside a band, and its error; `None` for a count.
fn log_residual(row: &Row, predicted: f64) -> Option<(f64, f64)> {
    let [low, high] = row.between.or(row.value.map(|value| [value, value]))?;
    let predicted = predicted.max(NOTHING * low);
    let (residual, at) = if predicted < low {
        (libm::log(predicted / low), low)
    } else {
        (libm::log(predicted / high).max(0.0), high)
    };
    Some((residual, row.sd? / at))
}
