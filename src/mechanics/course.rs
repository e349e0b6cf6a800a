//! The depths of one needle over the chance of its resistance, worked out once a treatment.
//!
//! Above the fat the resistance R(z) does not look at the layers, so that the depth of a punctured needle hangs on the factor
//! of resistance ξ = exp(s n) of its strike alone, n standard normal. It is tabulated over n; a strike looks it up and makes
//! a step or two along the slope of the left side of [`super::seat`], and the probability of passing a boundary is that of an n
//! below the one with which the tip ends there. Only strikes whose tip leaves the skin are still searched for.

use super::seat::{Guess, Seat};
use crate::ground::statistics::normal_below;
use crate::skin::Column;

/// Standard normals of the table, and how many to one: beyond lie 1e-19 of them.
const FAR: f64 = 9.0;
const TO_ONE: f64 = 8.0;
const NODES: usize = 2 * (FAR * TO_ONE) as usize + 1;

/// Strikes of one needle from which on its table pays.
pub const PAYS: f64 = 256.0;

/// Depths of one needle, mm, from the least resistance to the largest; never growing.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    depths_mm: Vec<f64>,
}

impl Course {
    /// Of a needle in skin without end whose resistance has this standard deviation of its logarithm.
    pub fn new(seat: &Seat<'_>, log_sd: f64, mut guess: Guess) -> Course {
        let mut deepest_mm = f64::INFINITY;
        let depths_mm = (0..NODES)
            .map(|node| {
                let factor = libm::exp(log_sd * (node as f64 / TO_ONE - FAR));
                // By rounding alone it could grow.
                deepest_mm = seat.depth_mm(factor, 0.0, &mut guess).min(deepest_mm);
                deepest_mm
            })
            .collect();
        Course { depths_mm }
    }

    /// Depth at a standard normal, mm, between two nodes on a straight line.
    #[inline]
    pub fn depth_mm(&self, normal: f64) -> f64 {
        let at = ((normal + FAR) * TO_ONE).clamp(0.0, (NODES - 1) as f64);
        let node = (at as usize).min(NODES - 2);
        let (above, below) = (self.depths_mm[node], self.depths_mm[node + 1]);
        above + (at - node as f64) * (below - above)
    }

    /// Probability that the tip of a punctured needle passes a boundary that lies in the skin; `None` where straight lines do
    /// not tell it, because the depths bend there.
    #[inline]
    pub fn passes(&self, boundary_mm: f64) -> Option<f64> {
        let [deepest, .., shallowest] = self.depths_mm[..] else { return None };
        if shallowest > boundary_mm {
            return Some(1.0);
        }
        if deepest <= boundary_mm {
            return Some(0.0);
        }
        let node = self.depths_mm.partition_point(|depth| *depth > boundary_mm);
        // The two nodes about it, and those beside them.
        let [before, above, below, after] = *self.depths_mm.get(node.checked_sub(2)?..)?.first_chunk()?;
        let (own, beside) = (above - below, [before - above, below - after]);
        if beside.iter().any(|step| (step - own).abs() > BENT * own) {
            return None;
        }
        Some(normal_below((node as f64 - (boundary_mm - below) / own) / TO_ONE - FAR))
    }
}

/// Neighbouring steps of depth that differ by more than this share of themselves are no straight line.
const BENT: f64 = 0.06;

/// Skin without end: what a needle meets as long as its tip is above the fat.
pub fn skin_without_end(column: &Column) -> Column {
    let [corneum, epidermis, papillary, ..] = column.bottoms_mm;
    Column { bottoms_mm: [corneum, epidermis, papillary, f64::INFINITY, f64::INFINITY] }
}
