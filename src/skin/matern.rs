//! Correlation of thickness between places: Matérn with smoothness 3/2.
//!
//! ```text
//! ρ(r) = (1 + √3 r/l) exp(-√3 r/l)
//! ```
//!
//! Here `l` is the correlation length that the whole project quotes. Fields with this correlation are once
//! differentiable: smooth, but less smooth than with a Gaussian correlation. Nobody has published a
//! correlation length of skin layers; the lengths are design (`data/field.toml`).

/// Correlation at distance `r_mm` for the length `length_mm`.
pub fn correlation(r_mm: f64, length_mm: f64) -> f64 {
    let scaled = 3f64.sqrt() * r_mm / length_mm;
    (1.0 + scaled) * libm::exp(-scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_values_by_hand() {
        assert_eq!(correlation(0.0, 2.0), 1.0);
        // (1 + sqrt 3) exp(-sqrt 3) = 2.7320508 x 0.17692120 = 0.48335772.
        assert!((correlation(2.0, 2.0) - 0.48335772).abs() < 1e-7);
    }
}
