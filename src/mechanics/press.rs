//! How hard the hand presses: from treatment to treatment, and within one from strike to strike.
//!
//! Within a treatment the force is lognormal about the treatment's own. Needles are brought to rest at three forces, at the
//! nodes of the Gauss-Hermite rule of degree five (0 and ±√3, weights 2/3 and 1/6), and each strike takes the node in whose
//! share of the distribution it lies. Mean, variance and skewness of the logarithm are those of the hand; what is left out is
//! that a few strikes come with a force beyond the outer nodes.

/// How hard the hand presses in one treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Press {
    /// Mean force of the treatment over the hand's usual one.
    pub factor: f64,
    /// Standard deviation of the logarithm of the force within the treatment.
    pub log_sd: f64,
}

/// What a treatment has drawn of the device's setting and of the hand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Handled {
    /// The depth that is really set, mm.
    pub set_depth_mm: f64,
    pub press: Press,
}

/// Forces at which the needles of a treatment are brought to rest.
pub const NODES: usize = 3;

/// Standard normals of the nodes, -√3, 0, √3, and their shares of the strikes.
const NORMALS: [f64; NODES] = [-1.732_050_807_568_877_2, 0.0, 1.732_050_807_568_877_2];
pub const SHARES: [f64; NODES] = [1.0 / 6.0, 2.0 / 3.0, 1.0 / 6.0];

/// A push that takes each node.
pub const PUSHES: [f32; NODES] = [-2.0, 0.0, 2.0];

/// Quantile of the standard normal at 5/6: strikes beyond it take an outer node.
const OUTER: f32 = 0.967_421_6;

impl Press {
    /// A hand that always presses as it usually does.
    pub const STEADY: Press = Press { factor: 1.0, log_sd: 0.0 };

    /// Force at each node over the hand's usual one; the mean over the nodes is the treatment's factor.
    pub fn factors(&self) -> [f64; NODES] {
        let raw = NORMALS.map(|normal| libm::exp(self.log_sd * normal));
        // The shares add up to 1 but for rounding, which a steady hand must not feel.
        let all: f64 = SHARES.iter().sum();
        let mean = raw.iter().zip(SHARES).map(|(factor, share)| factor * share).sum::<f64>() / all;
        raw.map(|factor| self.factor * factor / mean)
    }
}

impl From<f64> for Handled {
    /// Of a steady hand and a dial that is set to this depth, mm.
    fn from(set_depth_mm: f64) -> Handled {
        Handled { set_depth_mm, press: Press::STEADY }
    }
}

/// Node of a strike, from the standard normal of how hard the hand presses then.
#[inline(always)]
pub fn node(push: f32) -> usize {
    1 + usize::from(push > OUTER) - usize::from(push < -OUTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::statistics::normal_below;

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
