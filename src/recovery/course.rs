//! Bands of the literature that do not follow from a run: swelling, pinpoint bleeding, flaking, sensitivity to the sun,
//! and collagen as a schematic rise.
//!
//! A band begins and ends at published or chosen times, each with a range. Collagen rises as
//!
//! ```text
//! C(t) = smooth step from begin to peak, 0 before and 1 after
//! ```
//!
//! which is schematic: no human study gives collagen against time in one treatment, nor against depth or density.

use super::{Ranged, known};
use crate::foundation::evidence::Tag;

/// Something that the skin shows for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Pinpoint bleeding.
    Bleeding,
    /// Swelling.
    Swelling,
    /// Flaking.
    Flaking,
    /// Sensitivity to the sun.
    Sun,
}

/// A band in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Its beginning, h.
    pub begin_h: Ranged,
    /// Its end, h.
    pub end_h: Ranged,
    /// How its end is known.
    pub tag: Tag,
    /// Source of its end, as in the table; empty if it is our choice.
    pub source: &'static str,
}

impl Sign {
    /// All of them, in the order in which they end.
    pub const ALL: [Sign; 4] = [Sign::Bleeding, Sign::Swelling, Sign::Flaking, Sign::Sun];

    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Sign::Bleeding => "pinpoint_bleeding",
            Sign::Swelling => "swelling",
            Sign::Flaking => "flaking",
            Sign::Sun => "sun_sensitivity",
        }
    }

    /// Its band.
    #[must_use]
    pub fn band(self) -> Band {
        let of = |name| known("bands", name);
        let end = match self {
            Sign::Bleeding => of("bleeding_end_h"),
            Sign::Swelling => of("swelling_end_h"),
            Sign::Flaking => of("flaking_end_h"),
            Sign::Sun => of("sun_end_h"),
        };
        let begin_h = match self {
            Sign::Flaking => Ranged::of(of("flaking_begin_h")),
            Sign::Bleeding | Sign::Swelling | Sign::Sun => Ranged::sure(0.0),
        };
        Band { begin_h, end_h: Ranged::of(end), tag: end.tag, source: &end.source }
    }
}

/// Schematic share of the new collagen this long after the treatment; its range is that of begin and peak.
#[must_use]
pub fn collagen(time_h: f64) -> Ranged {
    let [begin, peak] = ["begin_days", "peak_days"].map(|name| Ranged::of(known("collagen", name)));
    let rise = |begin_days: f64, peak_days: f64| {
        let along = ((time_h / 24.0 - begin_days) / (peak_days - begin_days)).clamp(0.0, 1.0);
        along * along * (3.0 - 2.0 * along)
    };
    Ranged {
        value: rise(begin.value, peak.value),
        low: rise(begin.high, peak.high),
        high: rise(begin.low, peak.low),
    }
}

/// How the rise of collagen is known.
#[must_use]
pub fn tag_of_collagen() -> Tag {
    known("collagen", "peak_days").tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_bands_begin_before_they_end() {
        for sign in Sign::ALL {
            let Band { begin_h, end_h, .. } = sign.band();
            assert!(begin_h.value < end_h.value && begin_h.high <= end_h.high && begin_h.low <= end_h.low);
        }
    }

    #[test]
    fn limit_collagen_is_none_at_first_and_all_at_the_end() {
        assert_eq!(collagen(24.0), Ranged::sure(0.0));
        assert_eq!(collagen(24.0 * 365.0), Ranged::sure(1.0));
        for days in [10.0, 30.0, 60.0, 100.0] {
            let Ranged { value, low, high } = collagen(24.0 * days);
            assert!(low <= value && value <= high, "{days}");
        }
    }
}
