//! Agreement of computed with measured values: bias with its interval, and limits of agreement.
//!
//! ```text
//! d = computed - measured                                   of every pair
//! bias = mean(d) ± t(n - 1) s / √n
//! limits of agreement = mean(d) ± 1.96 s,  each ± t(n - 1) √(3 / n) s
//! ```
//!
//! Bland and Altman 1986 (*memory*). Pairs count as independent. Values of one specimen each share the computed value of
//! their setting; where a series has three settings or more, the means at the settings are the pairs.

use crate::foundation::statistics::{Mean, normal_quantile, student_quantile};
use serde::{Deserialize, Serialize};

/// A measured value beside the computed one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Name of the case.
    pub case: String,
    /// Setting; `None` where the case has one scenario.
    pub at: Option<f64>,
    /// Measured value, or mean.
    pub measured: f64,
    /// Half of the measured mean's 95 % interval; `None` where it is not known.
    pub half: Option<f64>,
    /// Computed value.
    pub computed: f64,
    /// Bounds of the computed value over uncertain inputs; `None` where they were not drawn.
    pub inputs: Option<[f64; 2]>,
    /// Values of single specimens behind the mean.
    pub specimens: Vec<f64>,
}

/// Pairs of one quantity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Quantity, as cases name it.
    pub quantity: String,
    /// Unit; empty for a pure number.
    pub unit: String,
    /// Pairs in the order of their cases.
    pub pairs: Vec<Pair>,
    /// What the differences say; `None` below three of them.
    pub differences: Option<Differences>,
}

/// Differences, computed less measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Differences {
    /// Number of differences.
    pub n: usize,
    /// Whether they are of single specimens rather than of means.
    pub of_specimens: bool,
    /// Mean, and the ends of its 95 % interval.
    pub bias: [f64; 3],
    /// Standard deviation.
    pub sd: f64,
    /// Lower limit of agreement, and the ends of its 95 % interval.
    pub lower: [f64; 3],
    /// Upper limit of agreement, and the ends of its 95 % interval.
    pub upper: [f64; 3],
}

/// Fewest differences of which limits are told.
const FEWEST: usize = 3;

impl Agreement {
    /// Agreement of these pairs.
    #[must_use]
    pub fn new(quantity: String, unit: String, pairs: Vec<Pair>) -> Agreement {
        let of_means: Vec<f64> = pairs.iter().map(|pair| pair.computed - pair.measured).collect();
        let of_specimens = of_means.len() < FEWEST && pairs.iter().any(|pair| !pair.specimens.is_empty());
        let each = |pair: &Pair| -> Vec<f64> {
            if pair.specimens.is_empty() {
                vec![pair.computed - pair.measured]
            } else {
                pair.specimens.iter().map(|measured| pair.computed - measured).collect()
            }
        };
        let all = if of_specimens { pairs.iter().flat_map(each).collect() } else { of_means };
        let differences = Differences::of(&all, of_specimens);
        Agreement { quantity, unit, pairs, differences }
    }
}

impl Differences {
    fn of(all: &[f64], of_specimens: bool) -> Option<Differences> {
        if all.len() < FEWEST {
            return None;
        }
        let n = all.len() as f64;
        let Mean { mean, standard_error } = Mean::of(all)?;
        let sd = standard_error? * n.sqrt();
        let beside = normal_quantile(0.975) * sd;
        let t = student_quantile(0.975, all.len() as u32 - 1);
        let about = |middle: f64, half: f64| [middle, middle - half, middle + half];
        let of_limit = t * (3.0 / n).sqrt() * sd;
        Some(Differences {
            n: all.len(),
            of_specimens,
            bias: about(mean, t * sd / n.sqrt()),
            sd,
            lower: about(mean - beside, of_limit),
            upper: about(mean + beside, of_limit),
        })
    }
}

/// Half of the 95 % interval of a measured mean.
#[must_use]
pub fn half_interval(sd: f64, n: u32) -> f64 {
    student_quantile(0.975, n.saturating_sub(1).max(1)) * sd / f64::from(n.max(1)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(measured: f64, computed: f64, specimens: &[f64]) -> Pair {
        Pair {
            case: "c".into(),
            at: None,
            measured,
            half: None,
            computed,
            inputs: None,
            specimens: specimens.to_vec(),
        }
    }

    /// Differences 1, 2, 3: mean 2, sd 1, t(2) = 4.3027.
    #[test]
    fn identity_bias_and_limits_of_known_differences() {
        let pairs = vec![pair(1.0, 2.0, &[]), pair(2.0, 4.0, &[]), pair(3.0, 6.0, &[])];
        let found = Agreement::new("q".into(), "mm".into(), pairs).differences.unwrap();
        assert_eq!((found.n, found.of_specimens), (3, false));
        let near = |got: f64, wanted: f64| assert!((got - wanted).abs() < 1e-4, "{got} {wanted}");
        near(found.bias[0], 2.0);
        near(found.bias[2], 2.0 + 4.302653 / 3f64.sqrt());
        near(found.lower[0], 2.0 - 1.959964);
        near(found.upper[2], 2.0 + 1.959964 + 4.302653);
    }

    #[test]
    fn limit_single_specimens_count_where_settings_are_few() {
        let few = Agreement::new("q".into(), "mm".into(), vec![pair(1.0, 2.0, &[0.9, 1.0, 1.1])]);
        let found = few.differences.unwrap();
        assert!(found.of_specimens && found.n == 3 && (found.bias[0] - 1.0).abs() < 1e-12);
        assert!(Agreement::new("q".into(), "mm".into(), vec![pair(1.0, 2.0, &[])]).differences.is_none());
        assert!((half_interval(1.0, 4) - 3.182446 / 2.0).abs() < 1e-4);
    }
}
