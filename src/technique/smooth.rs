//! Smooth stationary Gaussian process along a line, drawn exactly at stations one step apart.
//!
//! Over a distance r its correlation is Matérn with smoothness 3/2 and length l,
//!
//! ```text
//! k(r) = (1 + a) exp(-a),     a = √3 r / l
//! ```
//!
//! Such a process has a slope everywhere, as the path of a hand has. Value and slope together are a Markov
//! process (Hartikainen and Särkkä 2010, doi 10.1109/MLSP.2010.5589113, *memory*): over a step h with
//! c = √3 / l and a = c h
//!
//! ```text
//! [x, x'] <- e^-a [[1 + a, h], [-c² h, 1 - a]] [x, x'] + noise,
//! noise ~ N(0, P - A P Aᵀ),     P = diag(1, c²)
//! ```
//!
//! Between two stations runs the cubic with their values and slopes.

use crate::foundation::random::Stream;

/// Steps per correlation length. The cubic then deviates from the process by at most 0.04 (standard
/// deviation).
const STEPS_A_LENGTH: f64 = 6.0;

/// Process with variance 1, for one step length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smooth {
    /// Distance between stations, mm: a sixth of the correlation length.
    pub step_mm: f64,
    slope_sd: f64,
    forward: [[f64; 2]; 2],
    /// Lower triangle of the noise's root: value, slope with value, slope alone.
    noise: [f64; 3],
}

/// Value and slope at a station.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct State {
    /// Value in standard deviations from the mean.
    pub value: f64,
    /// Per mm.
    pub slope: f64,
}

impl Smooth {
    /// Builds the process for this correlation length, mm.
    pub fn new(length_mm: f64) -> Smooth {
        let step_mm = length_mm / STEPS_A_LENGTH;
        let (slope_sd, a) = (3f64.sqrt() / length_mm, 3f64.sqrt() / STEPS_A_LENGTH);
        let e = libm::exp(-a);
        let of_value = 1.0 - e * e * ((1.0 + a) * (1.0 + a) + a * a);
        let of_both = 2.0 * e * e * slope_sd * a * a;
        let of_slope = slope_sd * slope_sd * (1.0 - e * e * (a * a + (1.0 - a) * (1.0 - a)));
        let root = of_value.sqrt();
        let with = of_both / root;
        Smooth {
            step_mm,
            slope_sd,
            forward: [[e * (1.0 + a), e * step_mm], [-e * slope_sd * a, e * (1.0 - a)]],
            noise: [root, with, (of_slope - with * with).sqrt()],
        }
    }

    /// Draws the state at a first station.
    pub fn start(&self, stream: &mut Stream) -> State {
        State { value: stream.normal(), slope: self.slope_sd * stream.normal() }
    }

    /// Draws the state at the next station.
    pub fn next(&self, from: State, stream: &mut Stream) -> State {
        let [first, second] = [stream.normal(), stream.normal()];
        let [of_value, of_slope] = self.forward.map(|row| row[0] * from.value + row[1] * from.slope);
        let [root, with, alone] = self.noise;
        State { value: of_value + root * first, slope: of_slope + with * first + alone * second }
    }

    /// Value at a share (0 to 1) of the distance from one station to the next.
    #[inline]
    pub fn between(&self, [from, to]: [State; 2], share: f64) -> f64 {
        let rest = 1.0 - share;
        let start = from.value * (1.0 + 2.0 * share) + self.step_mm * from.slope * share;
        let end = to.value * (1.0 + 2.0 * rest) - self.step_mm * to.slope * rest;
        rest * rest * start + share * share * end
    }

    /// Slope at a share (0 to 1) of the distance between stations, per mm.
    #[inline]
    pub fn slope_between(&self, [from, to]: [State; 2], share: f64) -> f64 {
        let rest = 1.0 - share;
        let rise = (to.value - from.value) / self.step_mm;
        6.0 * share * rest * rise
            + rest * (1.0 - 3.0 * share) * from.slope
            + share * (1.0 - 3.0 * rest) * to.slope
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::Purpose;

    /// 4000 paths of 19 stations. Value and slope keep their variances at the first and the last station, and
    /// values k steps apart have the correlation of the process. Tolerance 4.5 standard errors, at most
    /// √(2 / n) each: false alarm 7e-6 per line, 21 lines.
    #[test]
    fn identity_the_process_is_stationary_with_the_correlation_of_its_law() {
        let smooth = Smooth::new(12.0);
        let paths = 4000;
        let mut products = [[0.0; 3]; 19];
        for path in 0..paths {
            let mut stream = Stream::new(5, Purpose::Hand, 0, path);
            let first = smooth.start(&mut stream);
            let mut at = first;
            for sums in &mut products {
                sums[0] += first.value * at.value;
                sums[1] += at.value * at.value;
                sums[2] += at.slope * at.slope;
                at = smooth.next(at, &mut stream);
            }
        }
        let n = paths as f64;
        let error = 4.5 * (2.0 / n).sqrt();
        for (k, [with_first, square, slopes]) in products.into_iter().enumerate() {
            let a = 3f64.sqrt() * k as f64 * smooth.step_mm / 12.0;
            assert!((with_first / n - (1.0 + a) * (-a).exp()).abs() < error, "{k}: {}", with_first / n);
            assert!((square / n - 1.0).abs() < error, "{k}");
            assert!((slopes / n / (3.0 / 144.0) - 1.0).abs() < error, "{k}");
        }
    }

    #[test]
    fn identity_the_cubic_meets_both_stations_and_its_slope_is_its_derivative() {
        let smooth = Smooth::new(9.0);
        let ends = [State { value: 0.3, slope: -0.2 }, State { value: -0.5, slope: 0.7 }];
        for (share, end) in [(0.0, ends[0]), (1.0, ends[1])] {
            assert!((smooth.between(ends, share) - end.value).abs() < 1e-15);
            assert!((smooth.slope_between(ends, share) - end.slope).abs() < 1e-15);
        }
        for tenth in 1..10 {
            let (share, by) = (0.1 * f64::from(tenth), 1e-6);
            let [low, high] = [share - by, share + by].map(|share| smooth.between(ends, share));
            let slope = (high - low) / (2.0 * by * smooth.step_mm);
            assert!((smooth.slope_between(ends, share) - slope).abs() < 1e-8, "{share}");
        }
    }
}
