//! Force of the hand: from treatment to treatment, and within one from strike to strike.
//!
//! Within a treatment the force is lognormal about the treatment's own. The program brings needles to rest at
//! three forces, the nodes of the Gauss-Hermite rule of degree five (0 and ±√3, weights 2/3 and 1/6). Each
//! strike takes the node in whose share of the distribution it lies. Mean, variance and skewness of the
//! logarithm are those of the hand. Left out: a few strikes come with a force beyond the outer nodes.

/// Force of the hand in one treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Press {
    /// Mean force of the treatment over the usual force of the hand.
    pub factor: f64,
    /// Standard deviation of the logarithm of the force within the treatment.
    pub log_sd: f64,
}

/// Draws of a treatment for the device's setting and for the hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Handled {
    /// Depth really set, mm.
    pub set_depth_mm: f64,
    /// Force of the hand in this treatment.
    pub press: Press,
}

/// Forces at which the needles of a treatment are brought to rest.
pub const NODES: usize = 3;

/// Standard normals of the nodes: -√3, 0, √3.
const NORMALS: [f64; NODES] = [-1.732_050_807_568_877_2, 0.0, 1.732_050_807_568_877_2];
/// Shares of the strikes that take each node.
pub const SHARES: [f64; NODES] = [1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0];

/// Push that selects each node.
pub const PUSHES: [f32; NODES] = [-2.0, 0.0, 2.0];

/// Quantile of the standard normal at 5/6: strikes beyond it take an outer node.
const OUTER: f32 = 0.967_421_6;

impl Press {
    /// Hand that always presses with its usual force.
    pub const STEADY: Press = Press { factor: 1.0, log_sd: 0.0 };

    /// Force at each node over the usual force of the hand; the mean over the nodes is the treatment's
    /// factor.
    pub fn factors(&self) -> [f64; NODES] {
        let raw = NORMALS.map(|normal| libm::exp(self.log_sd * normal));
        // The shares add up to 1 except for rounding. Dividing by their sum keeps a steady hand exactly
        // steady.
        let all: f64 = SHARES.iter().sum();
        let mean = raw.iter().zip(SHARES).map(|(factor, share)| factor * share).sum::<f64>() / all;
        raw.map(|factor| self.factor * factor / mean)
    }
}

impl From<f64> for Handled {
    /// Assumes a steady hand and a dial at this depth, mm.
    fn from(set_depth_mm: f64) -> Handled {
        Handled { set_depth_mm, press: Press::STEADY }
    }
}

/// Node of a strike, from the standard normal of the hand's force.
#[inline(always)]
pub fn node(push: f32) -> usize {
    1 + usize::from(push > OUTER) - usize::from(push < -OUTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::statistics::normal_below;

    #[test]
    fn identity_nodes_have_the_moments_of_a_normal() {
        for (power, wanted) in [(0, 1.0), (1, 0.0), (2, 1.0), (3, 0.0), (4, 3.0), (5, 0.0)] {
            let moment: f64 = NORMALS.iter().zip(SHARES).map(|(z, share)| share * z.powi(power)).sum();
            assert!((moment - wanted).abs() < 1e-12, "{power}");
        }
        assert!((normal_below(f64::from(OUTER)) - 5.0 / 6.0).abs() < 1e-7);
        assert_eq!([-3.0, -0.9, 0.0, 0.9, 3.0].map(node), [0, 1, 1, 1, 2]);
    }

    /// The spread of the force is the hand's within 1 % up to a coefficient of variation of 0.3.
    #[test]
    fn limit_force_of_the_nodes() {
        assert_eq!(Press::STEADY.factors(), [1.0; NODES]);
        for cv in [0.05f64, 0.3] {
            let press = Press { factor: 1.2, log_sd: (1.0 + cv * cv).ln().sqrt() };
            let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
                press.factors().iter().zip(SHARES).map(|(factor, share)| share * of(*factor)).sum()
            };
            let mean = sum(&|factor| factor);
            let sd = sum(&|factor| (factor - mean).powi(2)).sqrt();
            assert!((mean - 1.2).abs() < 1e-12 && (sd / mean / cv - 1.0).abs() < 0.01, "{cv}: {mean} {sd}");
        }
    }
}
