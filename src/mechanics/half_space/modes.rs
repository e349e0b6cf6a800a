//! The four solutions in one layer, and what is reflected at its bottom.

use super::ElasticLayer;
use nalgebra::Matrix2;

/// Solutions of one layer at one wavenumber, without their exponentials; columns are modes, rows (U, W) or
/// (σ_rz, σ_zz).
pub(super) struct Modes {
    k: f64,
    poisson: f64,
    /// 2 μ k.
    stiffness: f64,
}

impl Modes {
    pub(super) fn new(layer: &ElasticLayer, k: f64) -> Modes {
        Modes { k, poisson: layer.poisson, stiffness: layer.young_mpa / (1.0 + layer.poisson) * k }
    }

    /// Reflection at the bottom of a layer of thickness h, and the stiffness seen from its top.
    ///
    /// `below` is the stiffness of everything below the layer.
    pub(super) fn seen_from_top(&self, h: f64, below: &Matrix2<f64>) -> (Matrix2<f64>, Matrix2<f64>) {
        let reflection = inverse(below * self.up(0.0) - self.up_traction(0.0))
            * (self.down_traction(h) - below * self.down(h));
        let twice = libm::exp(-2.0 * self.k * h);
        let displacement = self.down(0.0) + self.up(-h) * reflection * twice;
        let traction = self.down_traction(0.0) + self.up_traction(-h) * reflection * twice;
        (reflection, traction * inverse(displacement))
    }

    pub(super) fn down(&self, zeta: f64) -> Matrix2<f64> {
        let kz = self.k * zeta;
        Matrix2::new(1.0, kz, 1.0, 3.0 - 4.0 * self.poisson + kz)
    }

    pub(super) fn down_traction(&self, zeta: f64) -> Matrix2<f64> {
        let kz = self.k * zeta;
        let nu = self.poisson;
        -self.stiffness * Matrix2::new(1.0, 1.0 - 2.0 * nu + kz, 1.0, 2.0 - 2.0 * nu + kz)
    }

    pub(super) fn up(&self, eta: f64) -> Matrix2<f64> {
        let kz = self.k * eta;
        Matrix2::new(1.0, -kz, -1.0, 4.0 * self.poisson - 3.0 + kz)
    }

    pub(super) fn up_traction(&self, eta: f64) -> Matrix2<f64> {
        let kz = self.k * eta;
        let nu = self.poisson;
        self.stiffness * Matrix2::new(1.0, 1.0 - 2.0 * nu - kz, -1.0, 2.0 * nu - 2.0 + kz)
    }
}

/// Inverse of a 2 × 2 matrix; no matrix here is singular for k > 0 and ν below 1/2.
pub(super) fn inverse(matrix: Matrix2<f64>) -> Matrix2<f64> {
    let scale = 1.0 / (matrix[(0, 0)] * matrix[(1, 1)] - matrix[(0, 1)] * matrix[(1, 0)]);
    Matrix2::new(matrix[(1, 1)], -matrix[(0, 1)], -matrix[(1, 0)], matrix[(0, 0)]) * scale
}
