//! Lengths in the plane.

/// Length of a vector: √(x² + y²), two products, a sum and a root, each rounded alike on every machine. It
/// neither overflows nor vanishes for lengths in mm.
#[inline(always)]
pub fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}
