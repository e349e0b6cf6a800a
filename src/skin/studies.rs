//! Bias m of the table of thicknesses: a random-effects mean over the studies of facial skin
//! (`data/thickness_studies.csv`).
//!
//! Studies of the same skin differ by more than their sampling errors: method, people and the exact place
//! change with the study. How far the table is off is therefore known from the mean over studies, and not
//! from the spread of single studies:
//!
//! ```text
//! y_i = mean over the sites of study i of ln( thickness in the study / thickness in sites.csv )
//! y_i ~ normal(mu, v_i + tau²)         v_i: sampling variance of the study
//! m   ~ mu + se · t(k - 1)             k: number of studies
//! ```
//!
//! tau² solves Σ wᵢ (yᵢ - mu)² = k - 1 with wᵢ = 1 / (vᵢ + tau²) (Paule and Mandel 1982, *memory*). The error
//! of mu is that of Hartung and Knapp (2001, *memory*): se² = Σ wᵢ (yᵢ - mu)² / ((k - 1) Σ wᵢ), with Student's
//! t of k - 1 degrees of freedom.
//!
//! One m holds for all sites, those of the body included: beyond what sets studies apart, the rows do not
//! differ more between sites than within them (a test below has the likelihoods).

use super::known;
use super::site::site;
use crate::foundation::statistics::student_quantile;
use serde::Deserialize;
use std::sync::LazyLock;

/// Row of `data/thickness_studies.csv`: one study at one site.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyRow {
    /// Study, an id of `data/literature.bib`.
    pub study: String,
    /// Site, a name of `data/sites.csv`.
    pub site: String,
    /// Layer: the dermis, or the skin (epidermis and dermis).
    pub layer: Measured,
    /// Mean over people, um.
    pub mean_um: f64,
    /// Standard deviation over people, um, if it is known.
    pub sd_um: Option<f64>,
    /// Number of people, if it is known.
    pub n: Option<f64>,
    /// How the row is known.
    pub tag: String,
    /// False where the row says nothing about the table: it was taken from this study, or the same people are
    /// in another row.
    pub in_mean: bool,
    /// Method and place.
    pub basis: String,
}

/// What a study measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measured {
    /// Epidermis and dermis.
    Skin,
    /// The dermis.
    Dermis,
}

/// Random-effects mean over studies, in logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pooled {
    /// Mean over studies, mu.
    pub mean: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Standard deviation between studies, tau.
    pub between: f64,
    /// Number of studies, k.
    pub studies: usize,
}

impl Pooled {
    /// Value at a share (0 to 1) of the law of m.
    pub fn at(&self, share: f64) -> f64 {
        let freedom = self.studies.saturating_sub(1).max(1) as u32;
        self.mean + self.standard_error * student_quantile(share.clamp(1e-12, 1.0 - 1e-12), freedom)
    }
}

/// Rows of the studies.
///
/// # Panics
/// If the embedded table is not such a table: a fault of the program, caught by the test below.
pub fn rows() -> &'static [StudyRow] {
    static ROWS: LazyLock<Vec<StudyRow>> = LazyLock::new(|| {
        csv::Reader::from_reader(include_str!("../../data/thickness_studies.csv").as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap_or_else(|error| panic!("embedded table thickness_studies.csv: {error}"))
    });
    &ROWS
}

/// Law of m: how far the table of sites is off, in logarithms.
pub fn bias() -> &'static Pooled {
    static BIAS: LazyLock<Pooled> = LazyLock::new(|| {
        let [effects, variances] = effects(rows());
        pooled(&effects, &variances)
    });
    &BIAS
}

/// Effect of each study, and its sampling variance. The same people are measured at all sites of a study.
fn effects(rows: &[StudyRow]) -> [Vec<f64>; 2] {
    let rows: Vec<&StudyRow> = rows.iter().filter(|row| row.in_mean).collect();
    let mut studies: Vec<&str> = rows.iter().map(|row| row.study.as_str()).collect();
    studies.dedup();
    let of = |study: &&str, value: &dyn Fn(&StudyRow) -> Option<f64>| {
        let values: Vec<f64> =
            rows.iter().filter(|row| row.study == **study).filter_map(|row| value(row)).collect();
        values.iter().sum::<f64>() / values.len().max(1) as f64
    };
    let effect = |row: &StudyRow| {
        let site = site(&row.site)?;
        let in_table = match row.layer {
            Measured::Skin => site.epidermis_um + site.dermis_um,
            Measured::Dermis => site.dermis_um,
        };
        Some(libm::log(row.mean_um / in_table))
    };
    let variance = |row: &StudyRow| {
        let cv = row.sd_um.map_or_else(|| known("studies", "cv"), |sd| sd / row.mean_um);
        Some(cv * cv / row.n.unwrap_or_else(|| known("studies", "people")))
    };
    [
        studies.iter().map(|study| of(study, &effect)).collect(),
        studies.iter().map(|study| of(study, &variance)).collect(),
    ]
}

/// Random-effects mean of these effects with these sampling variances.
pub fn pooled(effects: &[f64], variances: &[f64]) -> Pooled {
    let freedom = effects.len().saturating_sub(1).max(1) as f64;
    // Weighted mean, weighted sum of squares about it, and sum of weights, for a variance between studies.
    let under = |between: f64| {
        let weights: Vec<f64> = variances.iter().map(|variance| 1.0 / (variance + between)).collect();
        let sum: f64 = weights.iter().sum();
        let mean = weights.iter().zip(effects).map(|(weight, effect)| weight * effect).sum::<f64>() / sum;
        let squares = |(weight, effect): (&f64, &f64)| weight * (effect - mean).powi(2);
        (mean, weights.iter().zip(effects).map(squares).sum::<f64>(), sum)
    };
    // The sum of squares falls as the variance rises; it is at most (k - 1) where the studies agree.
    let (mut low, mut high) = (0.0, 4.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if under(middle).1 > freedom { low = middle } else { high = middle }
    }
    let between = if under(0.0).1 <= freedom { 0.0 } else { high };
    let (mean, squares, sum) = under(between);
    Pooled {
        mean,
        standard_error: (squares / (freedom * sum)).sqrt(),
        between: between.sqrt(),
        studies: effects.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};
    use nalgebra::{DMatrix, DVector};

    #[test]
    fn identity_every_study_is_of_a_known_site_and_has_its_source() {
        // The mean takes the rows of a study together where they follow each other.
        let mut blocks: Vec<&str> = rows().iter().map(|row| row.study.as_str()).collect();
        blocks.dedup();
        let studies: std::collections::BTreeSet<&str> = blocks.iter().copied().collect();
        assert_eq!(blocks.len(), studies.len());
        let literature = include_str!("../../data/literature.bib");
        for row in rows() {
            assert!(site(&row.site).is_some(), "{row:?}");
            assert!(literature.contains(&format!("{{{},", row.study)), "{}", row.study);
            assert!(["seen", "memory"].contains(&row.tag.as_str()), "{row:?}");
            assert!((150.0..4000.0).contains(&row.mean_um), "{row:?}");
        }
    }

    /// Single studies scatter by a fifth to a third, and their mean is known to about a tenth.
    #[test]
    fn regress_the_mean_over_studies() {
        let bias = bias();
        assert!(bias.studies >= 8, "{bias:?}");
        assert!((0.2..0.35).contains(&bias.between), "{bias:?}");
        assert!((0.06..0.12).contains(&bias.standard_error), "{bias:?}");
        assert!(bias.mean.abs() < bias.standard_error, "the table lies within its error: {bias:?}");
        assert!((bias.at(0.5) - bias.mean).abs() < 1e-9);
        assert!(bias.at(0.95) - bias.mean > 1.8 * bias.standard_error);
    }

    /// Studies that agree within their errors have no spread between them, and the weighted mean of old.
    #[test]
    fn limit_studies_that_agree_have_no_spread_between_them() {
        let found = pooled(&[0.1, 0.1, 0.1], &[0.01, 0.02, 0.04]);
        assert_eq!((found.between, found.studies), (0.0, 3));
        assert!((found.mean - 0.1).abs() < 1e-12 && found.standard_error < 1e-9);
    }

    /// Restricted likelihood of the single rows with random effects of study, site, and study at a site: minus
    /// twice its logarithm, without constants. `sds` are the standard deviations of these three effects.
    fn deviance(sds: [f64; 3]) -> f64 {
        let used: Vec<&StudyRow> = rows().iter().filter(|row| row.in_mean).collect();
        let one = |row: &&StudyRow| {
            let [effects, variances] = effects(std::slice::from_ref(*row));
            (effects[0], variances[0])
        };
        let (y, v): (Vec<f64>, Vec<f64>) = used.iter().map(one).unzip();
        let [study, place, both] = sds.map(|sd| sd * sd);
        let cell = |i: usize, j: usize| {
            let (a, b) = (used[i], used[j]);
            f64::from(u8::from(a.study == b.study)) * study
                + f64::from(u8::from(a.site == b.site)) * place
                + if i == j { v[i] + both } else { 0.0 }
        };
        let factor = DMatrix::from_fn(y.len(), y.len(), cell).cholesky().expect("a covariance");
        let y = DVector::from_vec(y);
        let ones = DVector::from_element(y.len(), 1.0);
        let weights = factor.solve(&ones);
        let information = weights.sum();
        let mean = weights.dot(&y) / information;
        let off = y.map(|value| value - mean);
        let log_determinant = 2.0 * factor.l().diagonal().iter().map(|value| value.ln()).sum::<f64>();
        log_determinant + information.ln() + off.dot(&factor.solve(&off))
    }

    /// The rows do not speak for an m of each site: the likelihood falls with the spread between sites, from
    /// nothing on, whatever the two other spreads are.
    #[test]
    fn regress_sites_do_not_differ_beyond_their_studies() {
        let least = |site: f64| {
            let grid = |from: f64, step: f64| (0..13).map(move |at| from + step * f64::from(at));
            grid(0.15, 0.025)
                .flat_map(|study| grid(0.1, 0.015).map(move |both| deviance([study, site, both])))
                .fold(f64::INFINITY, f64::min)
        };
        let [none, some, more] = [0.0, 0.1, 0.2].map(least);
        assert!((2.5..4.0).contains(&(some - none)) && more - none > 7.0, "{none} {some} {more}");
        // Close to the best of all: 0.27 between studies, 0.19 from site to site of a study.
        assert!(deviance([0.27, 0.0, 0.19]) - none < 0.05);
    }

    /// 2000 sets of nine studies of known mean and spread: the 90 % interval holds the mean in 88 to 92 %. The
    /// binomial error is 0.7 points, so that 2 points are three of them.
    #[test]
    fn identity_the_interval_holds_a_known_mean() {
        const SETS: u64 = 2000;
        let mut stream = Stream::new(5, Purpose::Inputs, 9, 0);
        let variances: Vec<f64> = (1..10).map(|at| 0.0004 * f64::from(at)).collect();
        let inside = (0..SETS).filter(|_| {
            let effects: Vec<f64> =
                variances.iter().map(|v| 0.3 + (0.0625 + v).sqrt() * stream.normal()).collect();
            let found = pooled(&effects, &variances);
            found.at(0.05) < 0.3 && 0.3 < found.at(0.95)
        });
        let share = inside.count() as f64 / SETS as f64;
        assert!((0.88..0.92).contains(&share), "{share}");
    }
}
