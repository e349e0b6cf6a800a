//! Anderson mixing: speeds up an iteration x ← g(x) that creeps or oscillates.
//!
//! The next x combines the last ones so that their residuals g(x) - x cancel best (Anderson 1965, doi
//! 10.1145/321296.321305; *memory*).
//!
//! ```text
//! x ← g_n - Σ γ_i (g_(i+1) - g_i),      γ = argmin | f_n - Σ γ_i (f_(i+1) - f_i) |,   f = g - x
//! ```
//!
//! The end point is still a fixed point of g. The γ follow from a QR decomposition with pivots, by Householder's
//! reflections. These need products and roots alone, which every machine rounds alike; a singular value decomposition needs the
//! system's `hypot`.

use nalgebra::{DMatrix, DVector};

/// Number of rounds that are combined.
const WINDOW: usize = 6;

/// Share of the largest pivot below which a direction is left out.
const LEAST_SHARE: f64 = 1e-8;

#[derive(Debug, Default)]
pub struct Mixing {
    /// g and f of the last rounds, the newest last.
    rounds: Vec<[DVector<f64>; 2]>,
}

impl Mixing {
    /// Returns the next x after x gave g.
    pub fn next(&mut self, x: &[f64], g: &[f64]) -> Vec<f64> {
        let (x, g) = (DVector::from_column_slice(x), DVector::from_column_slice(g));
        let f = &g - x;
        if self.rounds.len() > WINDOW {
            self.rounds.remove(0);
        }
        self.rounds.push([g, f]);
        let [last_g, last_f] = &self.rounds[self.rounds.len() - 1];
        let steps = self.rounds.len() - 1;
        if steps == 0 {
            return last_g.as_slice().to_vec();
        }
        let change = |of: usize| {
            let columns: Vec<DVector<f64>> =
                self.rounds.windows(2).map(|pair| &pair[1][of] - &pair[0][of]).collect();
            DMatrix::from_columns(&columns)
        };
        let of_f = change(1).col_piv_qr();
        let (r, mut shares) = (of_f.r(), last_f.clone());
        of_f.q_tr_mul(&mut shares);
        let mut shares = shares.resize_vertically(steps, 0.0);
        let pivots = (0..r.nrows()).map(|at| r[(at, at)].abs());
        let rank = pivots.filter(|pivot| *pivot > LEAST_SHARE * r[(0, 0)].abs()).count();
        shares.rows_range_mut(rank..).fill(0.0);
        if !r.view((0, 0), (rank, rank)).solve_upper_triangular_mut(&mut shares.rows_range_mut(..rank)) {
            return last_g.as_slice().to_vec();
        }
        of_f.p().inv_permute_rows(&mut shares);
        (last_g - change(0) * shares).as_slice().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Solves two linear iterations together, one that diverges alone (factor -3) and one that creeps
    /// (0.999). This takes one round more than there are unknowns.
    #[test]
    fn limit_linear_iterations_end_in_a_few_rounds() {
        let g = |x: &[f64]| vec![4.0 - 3.0 * x[0], 0.002 + 0.999 * x[1]];
        let (mut x, mut mixing) = (vec![0.0, 0.0], Mixing::default());
        for _ in 0..4 {
            x = mixing.next(&x, &g(&x));
        }
        assert!((x[0] - 1.0).abs() < 1e-9 && (x[1] - 2.0).abs() < 1e-9, "{x:?}");
    }
}
