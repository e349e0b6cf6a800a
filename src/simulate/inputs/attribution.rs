//! Which inputs an interval comes from: shares of the variance of a value over the draws of the inputs.
//!
//! The rank of the value among the draws, as a standard normal y, is fitted by a line and parabolas in the
//! inputs x (least squares; Iman and Conover 1979 for ranks, Saltelli et al. 2008 for regression, *memory*):
//!
//! ```text
//! y ~ b₀ + Σ_j b_j x_j + Σ_j c_j x_j²,      share of a source g = Var(Σ_{j in g} b_j x_j + c_j x_j²) / Var(y)
//! ```
//!
//! x is the logarithm of an input, or the input itself where it may be 0 or negative. Ranks make little of the
//! scale of a value, so they serve a share of 10⁻⁸ as well as one of a half. The parabolas are left out where
//! there are too few draws for them. With n draws and columns X, chance alone would give a source
//! σ² tr(C_gg X_gᵀX_g) / n, where C = (XᵀX)⁻¹ and σ² is the variance about the fit. This is subtracted. What the
//! fit does not explain is interplay of inputs, and the chance of the few people behind each draw.

use super::unstated::UNCERTAIN;
use crate::foundation::statistics::{normal_quantile, ranks};
use crate::injury::Measure;
use nalgebra::DMatrix;

/// What an uncertain input is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// How far the table of thicknesses is off.
    ThicknessStudies,
    /// The fitted numbers of the contact law.
    LawFit,
    /// Numbers of the contact law that are drawn one by one.
    LawRest,
    /// The ratio of depth over set depth.
    DepthRatio,
    /// How much the skin varies from place to place, and how the dermis divides.
    SkinVariation,
    /// How needles open the skin.
    Tracts,
    /// Exponents of the indices.
    Indices,
    /// Vessels.
    Vessels,
    /// A default that the scenario does not state, by its key.
    Unstated(&'static str),
}

impl Source {
    /// Name in files; the key itself for a default.
    pub fn name(self) -> &'static str {
        match self {
            Source::ThicknessStudies => "thickness_studies",
            Source::LawFit => "contact_law",
            Source::LawRest => "contact_law_rest",
            Source::DepthRatio => "depth_ratio",
            Source::SkinVariation => "skin_variation",
            Source::Tracts => "tracts",
            Source::Indices => "indices",
            Source::Vessels => "vessels",
            Source::Unstated(key) => key,
        }
    }

    /// Source of this name.
    pub fn of_name(name: &str) -> Option<Source> {
        use Source::{
            DepthRatio, Indices, LawFit, LawRest, SkinVariation, ThicknessStudies, Tracts, Vessels,
        };
        let plain = [ThicknessStudies, LawFit, LawRest, DepthRatio, SkinVariation, Tracts, Indices, Vessels];
        let keys = UNCERTAIN.iter().map(|key| Source::Unstated(key.path));
        plain.into_iter().chain(keys).find(|source| source.name() == name)
    }
}

/// Sources of one value's interval.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// The value.
    pub measure: Measure,
    /// Shares of the variance, largest first; sources with nothing are left out.
    pub shares: Vec<(Source, f64)>,
}

/// Most inputs over the number of draws, so that a line through chance is not taken for an explanation.
const MOST_INPUTS: f64 = 0.5;

/// Sources of the interval of a measure, from its values and its inputs, a row per draw. Draws without a value
/// (NaN) are left out. `None` if there are too few of them for so many inputs, or if the value does not vary.
pub fn attribution(
    measure: Measure,
    values: &[f64],
    sources: &[Source],
    inputs: &[Vec<f64>],
) -> Option<Attribution> {
    let known: Vec<(f64, &Vec<f64>)> =
        values.iter().copied().zip(inputs).filter(|(value, _)| !value.is_nan()).collect();
    let n = known.len();
    let mut columns: Vec<(Source, Vec<f64>)> = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let positive = known.iter().all(|(_, row)| row[at] > 0.0);
        let column = known.iter().map(|(_, row)| if positive { libm::log(row[at]) } else { row[at] });
        columns.extend(standardised(column.collect()).map(|column| (*source, column)));
    }
    let most = (MOST_INPUTS * n as f64) as usize;
    if columns.is_empty() || columns.len() > most {
        return None;
    }
    if 2 * columns.len() <= most {
        let square = |(source, column): &(Source, Vec<f64>)| {
            Some((*source, standardised(column.iter().map(|x| x * x).collect())?))
        };
        columns.extend(columns.iter().filter_map(square).collect::<Vec<_>>());
    }
    let y = normal_scores(&known.iter().map(|(value, _)| *value).collect::<Vec<_>>())?;
    // Products are summed here: a matrix library would sum them as the processor likes best.
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let count = columns.len();
    let gram = DMatrix::from_fn(count, count, |a, b| dot(&columns[a].1, &columns[b].1));
    let inverse = gram.clone().cholesky()?.inverse();
    let along: Vec<f64> = columns.iter().map(|(_, column)| dot(column, &y)).collect();
    let slopes: Vec<f64> =
        (0..count).map(|row| (0..count).map(|at| inverse[(row, at)] * along[at]).sum()).collect();
    let line =
        |own: &[usize], row: usize| own.iter().map(|at| slopes[*at] * columns[*at].1[row]).sum::<f64>();
    let all: Vec<usize> = (0..count).collect();
    let off = (0..n).map(|row| (y[row] - line(&all, row)).powi(2)).sum::<f64>();
    let noise = off / (n - count - 1) as f64;

    let mut shares: Vec<(Source, f64)> = Vec::new();
    for (source, _) in &columns {
        if shares.iter().any(|(other, _)| other == source) {
            continue;
        }
        let own: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].0 == *source).collect();
        let explained = (0..n).map(|row| line(&own, row).powi(2)).sum::<f64>() / n as f64;
        let trace: f64 =
            own.iter().flat_map(|a| own.iter().map(|b| inverse[(*a, *b)] * gram[(*b, *a)])).sum();
        let share = explained - noise * trace / n as f64;
        if share > 0.0 {
            shares.push((*source, share));
        }
    }
    // Inputs that happen to vary together may explain a little more than all.
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    for (_, share) in &mut shares {
        *share /= sum.max(1.0);
    }
    shares.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    Some(Attribution { measure, shares })
}

/// Ranks of values as standard normals, standardised; `None` if all are equal.
pub fn normal_scores(values: &[f64]) -> Option<Vec<f64>> {
    let normal = |rank: f64| normal_quantile((rank + 0.5) / values.len() as f64);
    standardised(ranks(values).into_iter().map(normal).collect())
}

/// Values with mean 0 and variance 1; `None` if they do not vary.
fn standardised(values: Vec<f64>) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
    (variance > 1e-18 * mean * mean)
        .then(|| values.iter().map(|value| (value - mean) / variance.sqrt()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};

    const SOURCES: [Source; 5] = [
        Source::ThicknessStudies,
        Source::LawFit,
        Source::LawFit,
        Source::Unstated("device.taper_mm"),
        Source::Vessels,
    ];

    /// 200 draws of five inputs, and a value with these slopes over their logarithms and some noise.
    fn made(seed: u64, slopes: [f64; 5], noise: f64) -> (Vec<f64>, Vec<Vec<f64>>) {
        let mut stream = Stream::new(seed, Purpose::Inputs, 9, 0);
        (0..200)
            .map(|_| {
                let normals: Vec<f64> = (0..5).map(|_| stream.normal()).collect();
                let sum: f64 = normals.iter().zip(slopes).map(|(x, slope)| x * slope).sum();
                let logit = -2.0 + sum + noise * stream.normal();
                (1.0 / (1.0 + (-logit).exp()), normals.iter().map(|x| x.exp()).collect())
            })
            .unzip()
    }

    /// Variance 1 + 0.36 + 0.64 + 0.25 + 0, and 0.25 of noise: 2.5 in all. A share has a standard error of some
    /// 0.05 at 200 draws; the mean over 40 such sets some 0.008.
    #[test]
    fn identity_shares_of_a_line_are_its_variances() {
        let mut sums = [0.0; 4];
        for seed in 0..40 {
            let (values, inputs) = made(seed, [1.0, 0.6, 0.8, 0.5, 0.0], 0.5);
            let found = attribution(Measure::ReachFat, &values, &SOURCES, &inputs).unwrap();
            for (source, share) in found.shares {
                let at = [SOURCES[0], SOURCES[1], SOURCES[3], SOURCES[4]].iter().position(|s| *s == source);
                sums[at.unwrap()] += share / 40.0;
            }
        }
        for (sum, wanted) in sums.into_iter().zip([0.4, 0.4, 0.1, 0.0]) {
            assert!((sum - wanted).abs() < 0.03, "{sums:?}");
        }
    }

    #[test]
    fn limit_nothing_is_attributed_where_nothing_is_known() {
        let (values, inputs) = made(1, [1.0; 5], 0.0);
        assert_eq!(attribution(Measure::ReachFat, &[0.0; 200], &SOURCES, &inputs), None);
        assert_eq!(attribution(Measure::ReachFat, &[0.25; 200], &SOURCES, &inputs), None);
        assert_eq!(attribution(Measure::ReachFat, &values[..8], &SOURCES, &inputs[..8]), None);
        let whole = attribution(Measure::ReachFat, &values, &SOURCES, &inputs).unwrap();
        let sum: f64 = whole.shares.iter().map(|(_, share)| share).sum();
        assert!((0.99..=1.0 + 1e-12).contains(&sum), "{sum}");
    }

    #[test]
    fn identity_names_of_sources_lead_back_to_them() {
        for source in SOURCES {
            assert_eq!(Source::of_name(source.name()), Some(source));
        }
        assert_eq!(Source::of_name("moon"), None);
    }
}
