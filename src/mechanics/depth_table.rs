//! Depth of one needle over the chance of its resistance, tabulated once per treatment.
//!
//! Above the fat the resistance R(z) does not depend on the layers. The depth of a punctured needle then
//! depends only on the factor of resistance of its strike, ξ = exp(s n) with n standard normal. The program
//! tabulates the depth over n, and a strike reads it from a cubic through four nodes. Where five nodes do not
//! follow one cubic (the end of the taper, the end of the needle), it makes a step or two along the slope of
//! the left side of [`super::one_needle`] instead.
//!
//! The probability of passing a boundary is that of an n below the one with which the tip ends there. Only
//! strikes whose tip leaves the skin need a search.

use super::one_needle::{Guess, OneNeedle};
use crate::foundation::statistics::normal_below;
use crate::skin::Column;

/// Largest standard normal of the table, beyond which lie 1e-19 of all draws, and nodes per unit.
const FAR: f64 = 9.0;
const TO_ONE: f64 = 8.0;
const NODES: usize = 2 * (FAR * TO_ONE) as usize + 1;
const _: () = assert!(NODES <= u8::MAX as usize);

/// Least number of strikes of one needle for which its table pays.
pub const PAYS: f64 = 256.0;

/// Largest distance of a node on a smooth curve from the cubic through the four nodes around it, mm.
///
/// The cubic through the four nodes around a place is then within a seventh of this distance (the errors are
/// 1/6 and 9/384 of a fourth difference). If a bend hides between nodes, it is within three times this
/// distance. The search itself is not much more accurate: it reads the compliance of the skin from a table by
/// linear interpolation, whose bends show as 1e-5 mm.
const SMOOTH_MM: f64 = 3e-5;

/// Depths of one needle, mm, from the least resistance to the largest; they never grow.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthTable {
    depths_mm: Vec<f64>,
    /// Whether the curve between a node and the next is smooth.
    smooth: Vec<bool>,
    /// Number of deeper nodes, for depths in equal steps from that of the largest resistance; and these steps
    /// per mm.
    deeper: Vec<u8>,
    steps_per_mm: f64,
}

/// Number of depth steps over the nodes of a table.
const DEPTHS: usize = 256;

/// Depth read off a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Read {
    /// Depth of the tip, mm.
    pub depth_mm: f64,
    /// True if the depth is as good as a searched one: within 1e-4 mm.
    pub exact: bool,
}

impl DepthTable {
    /// Tabulates a needle in endless skin whose resistance has this standard deviation of its logarithm.
    pub fn new(seat: &OneNeedle<'_>, log_sd: f64, mut guess: Guess) -> DepthTable {
        let mut deepest_mm = f64::INFINITY;
        let depths_mm = (0..NODES)
            .map(|node| {
                let factor = libm::exp(log_sd * (node as f64 / TO_ONE - FAR));
                // Only rounding could make the depth grow.
                deepest_mm = seat.depth_mm(factor, 0.0, &mut guess).min(deepest_mm);
                deepest_mm
            })
            .collect::<Vec<f64>>();
        let on_cubic = |node: usize| {
            let Some([a, b, own, c, d]) =
                node.checked_sub(2).and_then(|first| depths_mm.get(first..)?.first_chunk())
            else {
                return false;
            };
            ((4.0 * (b + c) - (a + d)) / 6.0 - own).abs() <= SMOOTH_MM
        };
        let on_cubic: Vec<bool> = (0..NODES).map(on_cubic).collect();
        let smooth = on_cubic.windows(2).map(|pair| pair[0] && pair[1]).collect();
        let (deepest, shallowest) = (depths_mm[0], depths_mm[NODES - 1]);
        let steps_per_mm = DEPTHS as f64 / (deepest - shallowest).max(f64::MIN_POSITIVE);
        let mut count = NODES;
        let lie_deeper = |step: usize| {
            let from_mm = shallowest + step as f64 / steps_per_mm;
            while count > 0 && depths_mm[count - 1] <= from_mm {
                count -= 1;
            }
            count as u8
        };
        let deeper = (0..DEPTHS).map(lie_deeper).collect();
        DepthTable { deeper, steps_per_mm, depths_mm, smooth }
    }

    /// Number of nodes deeper than a place; the place lies below the depth at the largest resistance.
    #[inline(always)]
    fn deeper_than(&self, place_mm: f64, shallowest: f64) -> usize {
        let step = ((place_mm - shallowest) * self.steps_per_mm) as u32 as usize;
        let mut count = usize::from(self.deeper[step.min(DEPTHS - 1)]);
        // Most steps hold a node or two. This loop skips them without a branch that depends on their side of
        // the place.
        for _ in 0..2 {
            count -= usize::from(count > 0 && self.depths_mm[count.max(1) - 1] <= place_mm);
        }
        // The step begins above the place, or by rounding slightly below it.
        while count > 0 && self.depths_mm[count - 1] <= place_mm {
            count -= 1;
        }
        while count < NODES && self.depths_mm[count] > place_mm {
            count += 1;
        }
        count
    }

    /// Depth at a standard normal.
    #[inline(always)]
    pub fn depth(&self, normal: f64) -> Read {
        let at = ((normal + FAR) * TO_ONE).clamp(0.0, (NODES - 1) as f64);
        let node = (at as u32 as usize).min(NODES - 2);
        let t = at - node as f64;
        if let Some(four) = self.four(node) {
            return Read { depth_mm: cubic(four, t), exact: true };
        }
        let (above, below) = (self.depths_mm[node], self.depths_mm[node + 1]);
        Read { depth_mm: above + t * (below - above), exact: false }
    }

    /// Nodes around a smooth stretch: the one before it, its ends, the one after it.
    #[inline(always)]
    fn four(&self, node: usize) -> Option<&[f64; 4]> {
        // Both outer nodes exist, because no cubic goes through the first two or the last two nodes.
        self.smooth[node].then(|| self.depths_mm.get(node - 1..)?.first_chunk()).flatten()
    }

    /// Probability that the tip of a punctured needle passes a boundary in the skin; `None` if the curve is
    /// not smooth there.
    #[inline(always)]
    pub fn passes(&self, boundary_mm: f64) -> Option<f64> {
        let [deepest, .., shallowest] = self.depths_mm[..] else { return None };
        if shallowest > boundary_mm {
            return Some(1.0);
        }
        if deepest <= boundary_mm {
            return Some(0.0);
        }
        let node = self.deeper_than(boundary_mm, shallowest) - 1;
        let four @ [_, above, below, _] = self.four(node)?;
        // Starts on the straight line, then takes two steps along its slope to the cubic.
        let per_mm = 1.0 / (below - above);
        let mut t = (boundary_mm - above) * per_mm;
        for _ in 0..2 {
            t -= (cubic(four, t) - boundary_mm) * per_mm;
        }
        Some(normal_below((node as f64 + t) / TO_ONE - FAR))
    }
}

/// Cubic through values at -1, 0, 1 and 2.
#[inline]
fn cubic([a, b, c, d]: &[f64; 4], t: f64) -> f64 {
    let (before, after, beyond) = (t + 1.0, t - 1.0, t - 2.0);
    let outer = t * after * (d * before - a * beyond) * (1.0 / 6.0);
    0.5 * before * beyond * (b * after - c * t) + outer
}

/// Endless skin: what a needle meets while its tip is above the fat.
pub fn skin_without_end(column: &Column) -> Column {
    let [corneum, epidermis, papillary, ..] = column.bottoms_mm;
    Column { bottoms_mm: [corneum, epidermis, papillary, f64::INFINITY, f64::INFINITY] }
}
