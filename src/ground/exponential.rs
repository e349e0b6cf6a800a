//! The exponential function in single precision, without a branch.
//!
//! ```text
//! exp(x) = 2^k exp(r),   k = the whole number near x / ln 2,   r = x - k ln 2
//! ```
//!
//! The steps and constants of FreeBSD's `e_expf.c`, as the crate `libm` has them: the same bits wherever both are defined. There a
//! branch tells apart how large x is, which a processor cannot foresee in numbers that vary from strike to strike.

const LN2_HIGH: f32 = 6.931_457_5e-1;
const LN2_LOW: f32 = 1.428_606_8e-6;
const PER_LN2: f32 = 1.442_695;
const P1: f32 = 1.666_662_5e-1;
const P2: f32 = -2.766_733_3e-3;

/// Half of ln 2, one and a half of it, and 2⁻¹⁴, as the bits of single precision: where the steps change.
const HALF_LN2: u32 = 0x3eb1_7218;
const THREE_HALVES_LN2: u32 = 0x3f85_1592;
const SMALL: u32 = 0x3900_0000;

/// Beyond this the result is no plain number of single precision, or is none.
const MOST: f32 = 87.0;

/// exp(x), with the bits of `libm::expf`.
#[inline(always)]
pub fn exp_f32(x: f32) -> f32 {
    if x.abs() <= MOST { plain(x) } else { libm::expf(x) }
}

#[inline(always)]
fn plain(x: f32) -> f32 {
    let size = x.to_bits() & 0x7fff_ffff;
    let half = if x < 0.0 { -0.5 } else { 0.5 };
    // Towards zero: |x| / ln 2 is below 2⁷.
    let far = (PER_LN2 * x + half) as i32;
    let near = if x < 0.0 { -1 } else { 1 };
    let outside = if size > THREE_HALVES_LN2 { far } else { near };
    let k = if size > HALF_LN2 { outside } else { 0 };
    let (high, low) = (x - k as f32 * LN2_HIGH, k as f32 * LN2_LOW);
    let r = high - low;
    let square = r * r;
    let c = r - square * (P1 + square * P2);
    let value = 1.0 + (r * c / (2.0 - c) - low + high);
    let value = if size > SMALL { value } else { 1.0 + x };
    // Times 2^k, exact: k lies between -126 and 126.
    value * f32::from_bits(((127 + k) as u32) << 23)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every 97th number of single precision, both signs, through all steps and beyond them.
    #[test]
    fn identity_bits_are_those_of_libm() {
        for bits in (0..0x7f80_0000u32).step_by(97) {
            for x in [f32::from_bits(bits), -f32::from_bits(bits)] {
                assert_eq!(exp_f32(x).to_bits(), libm::expf(x).to_bits(), "{x:e}");
            }
        }
        for edge in [HALF_LN2, THREE_HALVES_LN2, SMALL] {
            for x in (edge - 3..=edge + 3).flat_map(|bits| [f32::from_bits(bits), -f32::from_bits(bits)]) {
                assert_eq!(exp_f32(x).to_bits(), libm::expf(x).to_bits(), "{x:e}");
            }
        }
    }

    #[test]
    fn limit_beyond_single_precision() {
        assert_eq!((exp_f32(f32::NEG_INFINITY), exp_f32(-200.0)), (0.0, 0.0));
        assert_eq!((exp_f32(f32::INFINITY), exp_f32(200.0)), (f32::INFINITY, f32::INFINITY));
        assert!(exp_f32(f32::NAN).is_nan());
    }
}
