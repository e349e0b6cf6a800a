//! Small statistics: normal distribution, quantiles, means with their standard errors.

use std::sync::LazyLock;

/// Probability that a standard normal lies below `x`: Φ(x) = erfc(-x/√2)/2, accurate in both tails.
///
/// Every strike asks for several, so within ±8 this is the Taylor series about the nearest of some tabulated places,
/// to the sixth power of the distance h:
///
/// ```text
/// Φ(a + h) = Φ(a) + φ(a) Σ He_k(a) (-1)^k h^(k+1) / (k+1)!,   k = 0 … 5
/// ```
///
/// The error is below 1e-12 of the result: |h| ≤ 1/128, and what is left out is about (8 h)⁷/5040.
#[inline]
pub fn normal_below(x: f64) -> f64 {
    if x.abs() < TABLED {
        let place = ((x + TABLED) * NODES_TO_ONE + 0.5) as usize;
        if let Some([below, density]) = BELOW.get(place) {
            let a = place as f64 / NODES_TO_ONE - TABLED;
            let (h, a2) = (x - a, a * a);
            let [second, third] = [-0.5 * a, (a2 - 1.0) * (1.0 / 6.0)];
            let [fourth, fifth] = [a * (3.0 - a2) * (1.0 / 24.0), ((a2 - 6.0) * a2 + 3.0) * (1.0 / 120.0)];
            let sixth = a * ((10.0 - a2) * a2 - 15.0) * (1.0 / 720.0);
            let series = 1.0 + h * (second + h * (third + h * (fourth + h * (fifth + h * sixth))));
            return below + density * h * series;
        }
    }
    if x >= CERTAIN { 1.0 } else { tail(x) }
}

/// The same by the complementary error function.
#[cold]
fn tail(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// From here on 1 - Φ(x) is below the distance from 1 to its neighbours.
const CERTAIN: f64 = 9.0;

/// Range of the table of Φ on both sides of zero, and its places to a unit.
const TABLED: f64 = 8.0;
const NODES_TO_ONE: f64 = 64.0;

/// Φ and φ at these places.
static BELOW: LazyLock<Vec<[f64; 2]>> = LazyLock::new(|| {
    let places = 0..=(2.0 * TABLED * NODES_TO_ONE) as u32;
    places
        .map(|place| f64::from(place) / NODES_TO_ONE - TABLED)
        .map(|a| [tail(a), normal_density(a)])
        .collect()
});

/// Density of the standard normal.
#[inline]
pub fn normal_density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / (2.0 * std::f64::consts::PI).sqrt()
}

/// Quantile of the standard normal at a probability between 0 and 1, both excluded.
///
/// Newton's method on ln Φ(x), which is concave. The start is a rational approximation good to 4.5e-4
/// (Abramowitz and Stegun 1964, 26.2.23, *memory*).
pub fn normal_quantile(probability: f64) -> f64 {
    if probability > 0.5 {
        return -normal_quantile(1.0 - probability);
    }
    let t = (-2.0 * libm::log(probability)).sqrt();
    let mut x = (2.515517 + t * (0.802853 + t * 0.010328))
        / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
        - t;
    for _ in 0..3 {
        let below = normal_below(x);
        x -= libm::log(below / probability) * below / normal_density(x);
    }
    x
}

/// Probability that Student's t of so many degrees of freedom lies below `t`.
///
/// Sums that are exact for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4,
/// *memory*).
pub fn student_below(t: f64, freedom: u32) -> f64 {
    let root = f64::from(freedom).sqrt();
    let angle = libm::atan(t / root);
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    // 1 + 1/2 cos² + 1·3/(2·4) cos⁴ + ... for even, cos + 2/3 cos³ + ... for odd degrees.
    let odd = freedom % 2 == 1;
    let (mut term, mut sum, mut at) = if odd { (cosine, cosine, 3) } else { (1.0, 1.0, 2) };
    while at < freedom {
        term *= f64::from(at - 1) / f64::from(at) * cosine * cosine;
        sum += term;
        at += 2;
    }
    let within = match (odd, freedom) {
        (true, 1) => 2.0 / std::f64::consts::PI * angle,
        (true, _) => 2.0 / std::f64::consts::PI * (angle + sine * sum),
        (false, _) => sine * sum,
    };
    0.5 * (1.0 + within)
}

/// Quantile of Student's t at a probability between 0 and 1, both excluded.
pub fn student_quantile(probability: f64, freedom: u32) -> f64 {
    // Beyond, it is the normal distribution to four digits, and the sum would be long.
    const MANY: u32 = 10_000;
    if freedom > MANY {
        return normal_quantile(probability);
    }
    if probability < 0.5 {
        return -student_quantile(1.0 - probability, freedom);
    }
    // Twice as far until the quantile is enclosed; then halves.
    let (mut low, mut high) = (0.0, 1.0);
    while student_below(high, freedom) < probability && high < 1e9 {
        (low, high) = (high, 2.0 * high);
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if student_below(middle, freedom) < probability { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Standard normal with 95 % below it.
const NORMAL_95: f64 = 1.6448536269514722;

/// Median of a lognormal with 90 % in this range, and the standard deviation of its logarithm.
pub fn lognormal([low, high]: [f64; 2]) -> [f64; 2] {
    [libm::sqrt(low * high), libm::log(high / low) / (2.0 * NORMAL_95)]
}

/// Standard deviation of the logarithm of a lognormal with this mean and standard deviation:
/// √ln(1 + (sd/mean)²).
pub fn log_sd(mean: f64, sd: f64) -> f64 {
    if mean > 0.0 { libm::log1p((sd / mean).powi(2)).sqrt() } else { 0.0 }
}

/// Mean of independent values with its standard error, summed in their order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Arithmetic mean of the values.
    pub mean: f64,
    /// Standard error of the mean; `None` for fewer than two values.
    pub standard_error: Option<f64>,
}

impl Mean {
    /// Computes mean and standard error; `None` without values.
    pub fn of(values: &[f64]) -> Option<Mean> {
        if values.is_empty() {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let standard_error = (values.len() > 1).then(|| {
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
            (variance / n).sqrt()
        });
        Some(Mean { mean, standard_error })
    }
}

/// Quantile of sorted values by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
pub fn quantile_sorted(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (place - below as f64) * (sorted[above] - sorted[below]))
}

/// Probability of at most `most` successes in `trials`, each with this chance between 0 and 1.
pub fn binomial_at_most(most: usize, trials: usize, chance: f64) -> f64 {
    if most >= trials {
        return 1.0;
    }
    let (n, log_p, log_q) = (trials as f64, libm::log(chance), libm::log1p(-chance));
    let term = |k: usize| {
        let k = k as f64;
        let ways = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        libm::exp(ways + k * log_p + (n - k) * log_q)
    };
    // The shorter tail is summed.
    let sum = |range: std::ops::Range<usize>| range.map(term).sum::<f64>();
    let below = (most as f64) < n * chance;
    let at_most = if below { sum(0..most + 1) } else { 1.0 - sum(most + 1..trials + 1) };
    at_most.clamp(0.0, 1.0)
}

/// Upper tolerance bound without a distribution: a value of the sample that this share of the population stays below, with
/// this confidence (Wilks 1941, *memory*). `None` for a sample too small: below 59 values for 95 % and 95 %.
pub fn upper_tolerance(sorted: &[f64], share: f64, confidence: f64) -> Option<f64> {
    let n = sorted.len();
    // The k-th largest exceeds the quantile if at most n - k values lie below it.
    let holds = |k: usize| binomial_at_most(n - k, n, share) >= confidence;
    let k = (1..=n).take_while(|k| holds(*k)).last()?;
    sorted.get(n - k).copied()
}

/// Two-sided tolerance interval without a distribution: values of the sample between which this share of the population lies,
/// with this confidence. `None` for a sample too small: below 93 values for 95 % and 95 %.
pub fn tolerance_interval(sorted: &[f64], share: f64, confidence: f64) -> Option<[f64; 2]> {
    let n = sorted.len();
    let holds = |r: usize| 2 * r <= n && binomial_at_most(n - 2 * r, n, share) >= confidence;
    let r = (1..=n / 2).take_while(|r| holds(*r)).last()?;
    Some([*sorted.get(r - 1)?, *sorted.get(n - r)?])
}

/// Ranks of values, the smallest 0; equal values share their mean rank.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        for at in same {
            ranks[*at] = start as f64 + 0.5 * (same.len() as f64 - 1.0);
        }
        start += same.len();
    }
    ranks
}

/// Effective number of parts, (Σ x)² / Σ x²: as many equal parts would give an equally precise sum. 0 if all
/// are 0.
pub fn effective_size(parts: impl IntoIterator<Item = f64>) -> f64 {
    let (sum, squares) = parts.into_iter().fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Spearman's rank correlation of pairs: Pearson's correlation of their ranks (Spearman 1904, *memory*).
///
/// Ties share their mean rank. `None` for fewer than ten pairs, or if one side does not vary.
pub fn rank_correlation(pairs: &[[f64; 2]]) -> Option<f64> {
    if pairs.len() < 10 {
        return None;
    }
    let of = |side: usize| ranks(&pairs.iter().map(|pair| pair[side]).collect::<Vec<_>>());
    let (a, b) = (of(0), of(1));
    let middle = 0.5 * (pairs.len() as f64 - 1.0);
    let product =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum::<f64>();
    let spread = (product(&a, &a) * product(&b, &b)).sqrt();
    (spread > 0.0).then(|| product(&a, &b) / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed tables of Student's t, three digits (Abramowitz and Stegun 1964, table 26.10, *memory*).
    #[test]
    fn identity_quantiles_of_student_are_those_of_the_tables() {
        for (freedom, probability, wanted) in [
            (1, 0.95, 6.314),
            (2, 0.95, 2.920),
            (7, 0.975, 2.365),
            (9, 0.95, 1.833),
            (10, 0.99, 2.764),
            (30, 0.975, 2.042),
        ] {
            let found = student_quantile(probability, freedom);
            assert!((found - wanted).abs() < 6e-4, "{freedom} {probability}: {found}");
            assert!((student_quantile(1.0 - probability, freedom) + found).abs() < 1e-9, "symmetric");
        }
        assert!((student_quantile(0.95, 100_000) - normal_quantile(0.95)).abs() < 1e-4);
    }

    /// Against the complementary error function, on places between, beside and on those of the table, and beyond it.
    #[test]
    fn validates_normal_below_in_both_tails() {
        let mut last = 0.0;
        for at in 0..200_001 {
            let x = f64::from(at - 100_000) * 1e-4;
            let (found, wanted) = (normal_below(x), tail(x));
            assert!((found / wanted - 1.0).abs() < 1e-12, "{x}: {found} {wanted}");
            // Near 1 the places are rounded one by one.
            assert!(found >= last - 2e-16, "{x}: falls");
            last = found;
        }
        for at in -512..=512 {
            let a = f64::from(at) / NODES_TO_ONE;
            for x in [a, a + 0.5 / NODES_TO_ONE, (a + 0.5 / NODES_TO_ONE).next_down()] {
                assert!((normal_below(x) / tail(x) - 1.0).abs() < 1e-12, "{x}");
            }
        }
        assert_eq!([f64::NEG_INFINITY, -40.0, 40.0, f64::INFINITY].map(normal_below), [0.0, 0.0, 1.0, 1.0]);
        assert!(normal_below(f64::NAN).is_nan());
    }

    #[test]
    fn validates_normal_tail() {
        // Reference: mpmath ncdf(-8) = 6.220960574271786e-16, ncdf(1.96) = 0.9750021048517795.
        assert!((normal_below(-8.0) / 6.220960574271786e-16 - 1.0).abs() < 1e-12);
        assert!((normal_below(1.96) - 0.9750021048517795).abs() < 1e-15);
    }

    #[test]
    fn validates_normal_quantile() {
        // Reference: mpmath, sqrt(2) erfinv(2 p - 1) = -4.753424308822899 at 1e-6 and -8.222082216130435 at
        // 1e-16.
        for (probability, x) in [(0.975, 1.959963984540054), (1e-6, -4.753424308822899)] {
            assert!((normal_quantile(probability) - x).abs() < 1e-12, "{probability}");
        }
        assert!(normal_quantile(0.5).abs() < 1e-15);
        for exponent in 1..300 {
            let probability = 10f64.powi(-exponent);
            let x = normal_quantile(probability);
            assert!((normal_below(x) / probability - 1.0).abs() < 1e-10, "{probability}");
        }
    }

    #[test]
    fn identity_mean_and_quantiles_of_a_known_sample() {
        let mean = Mean::of(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert_eq!(mean.mean, 2.5);
        // Sample variance 5/3, standard error sqrt(5/3/4).
        assert!((mean.standard_error.unwrap() - (5.0f64 / 12.0).sqrt()).abs() < 1e-15);
        assert_eq!(Mean::of(&[1.0]).unwrap().standard_error, None);
        assert_eq!(Mean::of(&[]), None);
        assert_eq!(quantile_sorted(&[1.0, 2.0, 3.0], 0.5), Some(2.0));
        assert_eq!(quantile_sorted(&[1.0, 2.0], 0.25), Some(1.25));
        assert_eq!(quantile_sorted(&[], 0.5), None);
    }

    #[test]
    fn limit_effective_parts_lie_between_one_and_all() {
        assert_eq!(effective_size([0.25; 8]), 8.0);
        assert_eq!(effective_size([0.0, 2.0, 0.0]), 1.0);
        assert_eq!(effective_size([3.0, 1.0]), 1.6);
        assert_eq!(effective_size([0.0; 4]), 0.0);
    }

    #[test]
    fn identity_rank_correlation() {
        let pairs = |other: fn(f64) -> f64| (0..16).map(f64::from).map(|x| [x, other(x)]).collect::<Vec<_>>();
        assert_eq!(rank_correlation(&pairs(|x| x * x)), Some(1.0));
        assert_eq!(rank_correlation(&pairs(|x| -x)), Some(-1.0));
        assert_eq!(rank_correlation(&pairs(|_| 0.0)), None);
        assert_eq!(rank_correlation(&[[1.0, 1.0]]), None);
        // Two halves of ties have the ranks 3.5 and 11.5, both 4 from the middle:
        // 4 · Σ|x - 7.5| over √(Σ(x - 7.5)² · 16 · 4²).
        let tied = rank_correlation(&pairs(|x| f64::from(u8::from(x >= 8.0)))).unwrap();
        assert!((tied - 256.0 / (340.0f64 * 256.0).sqrt()).abs() < 1e-15, "{tied}");
    }

    /// The smallest samples that are enough for 95 % and 95 % are those of the textbooks: 59 on one side, 93 on both.
    #[test]
    fn identity_tolerance_bounds_need_samples_of_known_size() {
        let sample = |n: usize| (0..n).map(|at| at as f64).collect::<Vec<f64>>();
        assert_eq!(upper_tolerance(&sample(58), 0.95, 0.95), None);
        assert_eq!(upper_tolerance(&sample(59), 0.95, 0.95), Some(58.0));
        assert_eq!(upper_tolerance(&sample(93), 0.95, 0.95), Some(91.0));
        assert_eq!(tolerance_interval(&sample(92), 0.95, 0.95), None);
        assert_eq!(tolerance_interval(&sample(93), 0.95, 0.95), Some([0.0, 92.0]));
        assert_eq!((upper_tolerance(&[], 0.95, 0.95), tolerance_interval(&[], 0.95, 0.95)), (None, None));
        // 1, 4, 6, 4, 1 of 16.
        for (most, wanted) in [(0, 1.0), (1, 5.0), (2, 11.0), (3, 15.0), (4, 16.0)] {
            assert!((binomial_at_most(most, 4, 0.5) - wanted / 16.0).abs() < 1e-12, "{most}");
        }
    }
}
