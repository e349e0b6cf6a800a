//! Compliance of the surface of layered tissue: how far it sinks under a needle, and beside it.
//!
//! S(k) = k W(k, 0) comes from [`HalfSpace`]. A unit force on a disc of radius a lowers the disc's middle by
//! C(a). A force on a small disc lowers a point at distance r by C(r):
//!
//! ```text
//! C(a) = 1/(π a)   ∫ S(k) J₁(ka) dk/k
//! C(r) = 1/(2 π r) ∫ S(k) J₀(kr) r dk
//! ```
//!
//! S is smooth in ln k for any layers. The program samples it at equal steps of ln k and represents it by
//! cubic B-splines. Both integrals then become sums over samples, with weights that depend only on the step
//! (digital filters of the Hankel transform, after Ghosh 1971, doi 10.1111/j.1365-2478.1971.tb00593.x;
//! *memory*).
//!
//! The weights are computed once for the whole program. The compliance of any layers then costs some 400
//! evaluations of S and some hundred thousand multiplications. People therefore need no common table; each
//! has a table of their own.
//!
//! Left out: the effect of a neighbour's load within its own radius, because the load counts as a point.

use super::half_space::{HalfSpace, integral};
use super::log_table::LogTable;
use fearless_simd::{Level, dispatch};
use libm::{j0, j1};
use std::f64::consts::{LN_2, PI, TAU};
use std::sync::LazyLock;

/// Sampling steps per octave of wavenumber.
const STEPS_A_OCTAVE: i32 = 16;

/// Step of the samples in ln k.
const STEP: f64 = LN_2 / STEPS_A_OCTAVE as f64;

/// Wavenumbers from 2^-12 to 2^14 per mm, for lengths from a micrometre to metres; beyond them S is constant.
const LOWEST_OCTAVE: i32 = -12;
const SAMPLES: usize = 26 * STEPS_A_OCTAVE as usize + 1;

/// Radii and distances of the curves: 2^-10 mm (1 um) to 2^6 mm.
const NEAREST_OCTAVE: i32 = -10;
const OCTAVES: usize = 16;
const NODES: usize = OCTAVES * STEPS_A_OCTAVE as usize + 1;

/// Range of the weights: x = kr from 2^-22 to 2^13. Below it the integrands vanish; above it the splines
/// average the waves away.
const FIRST_WEIGHT: i32 = -22 * STEPS_A_OCTAVE;
const WEIGHTS: usize = 35 * STEPS_A_OCTAVE as usize + 1;

/// Integrates ∫ B(u - m) f(e^(u STEP)) du STEP over the support of the cubic B-spline, for m from
/// `FIRST_WEIGHT`.
///
/// `kernel` gives f at x: J₁(x) for the displacement under the load, x J₀(x) for the displacement beside it.
fn weights(kernel: fn(f64) -> f64) -> Vec<f64> {
    let spline = |t: f64| {
        let t = t.abs();
        if t < 1.0 {
            2.0 / 3.0 - t * t * (1.0 - 0.5 * t)
        } else {
            let rest = (2.0 - t).max(0.0);
            rest * rest * rest / 6.0
        }
    };
    (0..WEIGHTS)
        .map(|index| {
            let m = f64::from(FIRST_WEIGHT + index as i32);
            let piece = |from: f64| {
                // A panel holds half a wave of the Bessel function; there is at least one panel.
                let width = libm::exp((m + from + 1.0) * STEP) - libm::exp((m + from) * STEP);
                let panels = (width / PI).ceil() as usize;
                integral(from, from + 1.0, panels.max(1), |t| spline(t) * kernel(libm::exp((m + t) * STEP)))
            };
            STEP * [-2.0, -1.0, 0.0, 1.0].map(piece).iter().sum::<f64>()
        })
        .collect()
}

static OWN: LazyLock<Filter> = LazyLock::new(|| Filter::new(j1));
static OTHERS: LazyLock<Filter> = LazyLock::new(|| Filter::new(|x| x * j0(x)));

/// Nodes that are summed side by side. Each sum keeps its own order, so this number changes no bit of a
/// result.
const LANES: usize = 8;

/// Weights of one integral.
struct Filter {
    /// Weights, then zeros that pad the last group of nodes side by side.
    weights: Vec<f64>,
    /// Sums of the weights before each weight.
    below: Vec<f64>,
}

impl Filter {
    fn new(kernel: fn(f64) -> f64) -> Filter {
        let mut weights = weights(kernel);
        let below = weights.iter().scan(0.0, |sum, weight| Some(std::mem::replace(sum, *sum + weight)));
        let below = below.collect();
        weights.resize(WEIGHTS + LANES, 0.0);
        Filter { weights, below }
    }

    /// Computes Σ c_n w(n + node) over all n, at every node.
    ///
    /// For sample n at a node, kr = 2^(LOWEST + n/16) · 2^(NEAREST + node/16), so sample 0 meets weight
    /// `node`. Weights before it meet the constant below the lowest wavenumber, which is that of the lowest
    /// layer. Above the highest wavenumber nothing is left.
    fn sums(&self, coefficients: &[f64]) -> Vec<f64> {
        const { assert!((LOWEST_OCTAVE + NEAREST_OCTAVE) * STEPS_A_OCTAVE == FIRST_WEIGHT) };
        const { assert!(NODES <= WEIGHTS) };
        let mut sums = along(coefficients, &self.weights);
        sums.truncate(NODES);
        for (sum, below) in sums.iter_mut().zip(&self.below) {
            *sum += coefficients[0] * below;
        }
        sums
    }
}

/// Computes Σ c_n w(n + node) over the weights from that of the node on, for the nodes and a few more.
fn along(coefficients: &[f64], weights: &[f64]) -> Vec<f64> {
    dispatch!(Level::new(), _ => along_here(coefficients, weights))
}

/// The same sums, inlined into code that is compiled for one kind of processor.
#[inline(always)]
fn along_here(coefficients: &[f64], weights: &[f64]) -> Vec<f64> {
    let mut sums = Vec::with_capacity(NODES + LANES);
    for node in (0..NODES).step_by(LANES) {
        let mut lanes = [0.0; LANES];
        for (weights, coefficient) in weights[node..].windows(LANES).zip(coefficients) {
            for (sum, weight) in lanes.iter_mut().zip(weights) {
                *sum += weight * coefficient;
            }
        }
        sums.extend(lanes);
    }
    sums
}

/// Tension in the plane of the skin.
///
/// A sheet of thickness h under the tension σ pulls back a dent of wavenumber k with the pressure σ h k² W. A
/// dent that is small against the thickness feels only the part of the skin that it bends, some 1/k, so
///
/// ```text
/// S' = S / (1 + σ (1 - e^(-kh)) S)
/// ```
///
/// This is the sheet for k h → 0 and adds σ to the modulus for k h → ∞ (*derived*; between them the
/// exponential is ours, *design*).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tension {
    /// Tension σ, MPa.
    pub mpa: f64,
    /// Thickness h of the skin that bears it, mm.
    pub over_mm: f64,
}

impl Tension {
    /// Skin without tension.
    pub const NONE: Tension = Tension { mpa: 0.0, over_mm: 0.0 };

    /// Response of the surface that the tension leaves of one without it, 1/MPa.
    fn holds(&self, response_per_mpa: f64, k: f64) -> f64 {
        // Without skin nothing bears it, and k h has no limit where k grows and h is 0.
        if self.mpa <= 0.0 || self.over_mm <= 0.0 {
            return response_per_mpa;
        }
        let share = -libm::expm1(-k * self.over_mm);
        response_per_mpa / (1.0 + self.mpa * share * response_per_mpa)
    }
}

/// Compliances of one stack of layers, as curves over radius and distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Compliance {
    /// a C(a), mm²/N.
    own: LogTable,
    /// r C(r), mm²/N, at the nodes. Far from a load over a plate it falls too fast for linear interpolation.
    other: Vec<f64>,
}

impl Compliance {
    /// Tabulates the compliances of a half-space over radius and distance.
    pub fn new(half_space: &HalfSpace, tension: Tension) -> Compliance {
        let samples: Vec<f64> = (0..SAMPLES)
            .map(|index| {
                let octave = f64::from(LOWEST_OCTAVE) + index as f64 / f64::from(STEPS_A_OCTAVE);
                let k = libm::exp2(octave);
                tension.holds(half_space.surface_response_per_mpa(k), k)
            })
            .collect();
        // The part of the first layer alone has a closed form; the filters compute only the rest.
        let top = tension.holds(half_space.top_response_per_mpa(), f64::INFINITY);
        let left: Vec<f64> = samples.iter().map(|sample| sample - top).collect();
        let coefficients = spline_coefficients(&left);
        let curve = |filter: &Filter, factor: f64| -> Vec<f64> {
            filter.sums(&coefficients).into_iter().map(|sum| factor * (top + sum)).collect()
        };
        let own = curve(&OWN, 1.0 / PI);
        let own = LogTable::new(NEAREST_OCTAVE, OCTAVES, |x| between(&own, x));
        Compliance { own, other: curve(&OTHERS, 1.0 / TAU) }
    }

    /// Displacement of the middle of a disc of radius a (mm) per force on the disc, mm/N.
    pub fn own_mm_per_n(&self, radius_mm: f64) -> f64 {
        self.own.at(radius_mm) / radius_mm
    }

    /// Displacement of the surface at distance r (mm) from a force, mm/N; negative where it bulges.
    pub fn other_mm_per_n(&self, distance_mm: f64) -> f64 {
        between(&self.other, distance_mm) / distance_mm
    }
}

/// Coefficients of the cubic B-spline through equally spaced samples, constant beyond the ends:
/// (c₋ + 4c + c₊)/6 = s.
fn spline_coefficients(samples: &[f64]) -> Vec<f64> {
    let n = samples.len();
    // Thomas' algorithm; constants beyond the ends add 1 to the diagonal there.
    let (mut upper, mut right) = (vec![0.0; n], vec![0.0; n]);
    for index in 0..n {
        let diagonal = if index == 0 || index == n - 1 { 5.0 } else { 4.0 };
        let (before, from) = if index == 0 { (0.0, 0.0) } else { (upper[index - 1], right[index - 1]) };
        let pivot = diagonal - before;
        upper[index] = 1.0 / pivot;
        right[index] = (6.0 * samples[index] - from) / pivot;
    }
    for index in (0..n - 1).rev() {
        right[index] -= upper[index] * right[index + 1];
    }
    right
}

/// Interpolates a curve between its nodes, cubic in the logarithm.
fn between(curve: &[f64], x_mm: f64) -> f64 {
    let last = (NODES - 1) as f64;
    let place = ((libm::log2(x_mm) - f64::from(NEAREST_OCTAVE)) * f64::from(STEPS_A_OCTAVE)).clamp(0.0, last);
    let node = (place.floor() as usize).clamp(1, NODES - 3);
    let t = place - node as f64;
    let [a, b, c, d] = [curve[node - 1], curve[node], curve[node + 1], curve[node + 2]];
    -t * (t - 1.0) * (t - 2.0) / 6.0 * a + (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0 * b
        - (t + 1.0) * t * (t - 2.0) / 2.0 * c
        + (t + 1.0) * t * (t - 1.0) / 6.0 * d
}

#[cfg(test)]
mod tests {
    use super::super::half_space::ElasticLayer;
    use super::*;

    #[test]
    fn limit_a_tension_over_no_skin_holds_nothing() {
        let none = Tension { mpa: 0.01, over_mm: 0.0 };
        for k in [0.0, 1.0, f64::INFINITY] {
            assert_eq!(none.holds(30.0, k), 30.0);
            assert!(Tension { over_mm: 1.0, ..none }.holds(30.0, k) <= 30.0);
        }
    }

    /// Compares bit for bit, because sums side by side keep the order of single sums.
    #[test]
    fn identity_sums_side_by_side_are_those_one_by_one() {
        let coefficients: Vec<f64> = (0..SAMPLES).map(|n| (0.37 * n as f64).sin() + 0.1).collect();
        for (filter, kernel) in [(&OWN, (|x| j1(x)) as fn(f64) -> f64), (&OTHERS, |x| x * j0(x))] {
            let weights = weights(kernel);
            for (node, sum) in filter.sums(&coefficients).into_iter().enumerate() {
                let along: f64 = weights[node..].iter().zip(&coefficients).map(|(w, c)| w * c).sum();
                let below: f64 = weights[..node].iter().sum();
                assert_eq!(sum.to_bits(), (coefficients[0] * below + along).to_bits(), "{node}");
            }
        }
    }

    #[test]
    fn identity_a_spline_passes_through_its_samples() {
        let samples = [1.0, -2.0, 0.5, 7.0, 3.0];
        let c = spline_coefficients(&samples);
        for (n, sample) in samples.iter().enumerate() {
            let (before, after) = (c[n.saturating_sub(1)], c[(n + 1).min(c.len() - 1)]);
            assert!(((before + 4.0 * c[n] + after) / 6.0 - sample).abs() < 1e-14, "{n}");
        }
    }

    #[test]
    fn limit_homogeneous_half_space() {
        let one =
            HalfSpace::new(vec![ElasticLayer { thickness_mm: 1.0, young_mpa: 0.05, poisson: 0.49 }]).unwrap();
        let compliance = Compliance::new(&one, Tension::NONE);
        let flat = (1.0 - 0.49 * 0.49) / (PI * 0.05);
        for x in [0.002, 0.05, 0.3, 4.0, 40.0] {
            assert!((compliance.own_mm_per_n(x) * x / (2.0 * flat) - 1.0).abs() < 1e-9, "{x}");
            assert!(
                (compliance.other_mm_per_n(x) * x / flat - 1.0).abs() < 1e-6,
                "{x}: {}",
                compliance.other_mm_per_n(x) * x / flat
            );
        }
    }

    /// A sheet in the skin, and tension along it, only stiffen it. Without them nothing changes.
    #[test]
    fn limit_sheets_and_tension_stiffen() {
        let layer = |thickness_mm, young_mpa| ElasticLayer { thickness_mm, young_mpa, poisson: 0.49 };
        let bare = HalfSpace::new(vec![layer(1.5, 0.04), layer(3.0, 0.01), layer(1.0, 0.0105)]).unwrap();
        let curves = |sheet: f64, mpa: f64| {
            Compliance::new(&bare.clone().with_sheet(2, sheet), Tension { mpa, over_mm: 1.5 })
        };
        assert_eq!(curves(0.0, 0.0), Compliance::new(&bare, Tension::NONE));
        for radius in [0.01, 0.1, 1.0, 10.0] {
            let own = |sheet, mpa| curves(sheet, mpa).own_mm_per_n(radius);
            assert!(own(1.0, 0.0) <= own(0.0, 0.0) * (1.0 + 1e-9), "{radius}");
            assert!(own(0.0, 0.02) < own(0.0, 0.0) && own(0.0, 0.05) < own(0.0, 0.02), "{radius}");
        }
        assert!(curves(1.0, 0.0).own_mm_per_n(3.0) < 0.999 * curves(0.0, 0.0).own_mm_per_n(3.0));
    }

    /// For short waves the tension adds to the modulus, for long ones it is a membrane.
    #[test]
    fn limit_tension_of_short_and_long_waves() {
        let tension = Tension { mpa: 0.05, over_mm: 1.5 };
        let response = 38.0;
        assert!((1.0 / tension.holds(response, 1e6) - 1.0 / response - 0.05).abs() < 1e-12);
        let k = 1e-6;
        let membrane = (1.0 / tension.holds(response, k) - 1.0 / response) / (0.05 * 1.5 * k);
        assert!((membrane - 1.0).abs() < 1e-3, "{membrane}");
    }
}
