//! Redness over time, relative to that at once.
//!
//! ```text
//! R(t) = exp(−t / T · ln(1 / v)),        T(d) = T₁ (d / d₁)^q,        q = ln(T₂ / T₁) / ln(d₂ / d₁)
//! ```
//!
//! `T` is the time after which redness is below the visible share `v`. It is laid through two published points, a short
//! time after needles of 0.4 mm and days after 1 to 1.5 mm (the second is recalled). `d` is the set depth or needle length,
//! as in these studies, and not the depth of the tips. Outside the two points nothing is published, and `T` stays as it is
//! at the nearer one. No study gives redness against depth and passes in people: the shape between the points is ours, and
//! the first amount is 1 whatever the setting.

use super::{Ranged, known};
use crate::foundation::evidence::Tag;

/// Time after which no redness is seen, h, for needles set to this depth; 0 for none.
#[must_use]
pub fn gone_h(set_mm: f64) -> Ranged {
    if set_mm.is_nan() || set_mm <= 0.0 {
        return Ranged::sure(0.0);
    }
    let of = |name| known("redness", name);
    let (short, long) = (of("gone_short_h"), of("gone_long_h"));
    let deeper = libm::log(set_mm / of("short_depth_mm").value)
        / libm::log(of("long_depth_mm").value / of("short_depth_mm").value);
    let deeper = deeper.clamp(0.0, 1.0);
    let at = |from: f64, to: f64| from * libm::pow(to / from, deeper);
    let [short_ends, long_ends] = [short, long].map(|known| Ranged::of(known).ends());
    let value = at(short.value, long.value);
    // Ends of the inputs in every combination.
    let ends = short_ends.into_iter().flat_map(|from| long_ends.map(|to| at(from, to)));
    let (low, high) = ends.fold((value, value), |(low, high), end| (low.min(end), high.max(end)));
    Ranged { value, low, high }
}

/// How the time after which no redness is seen is known.
#[must_use]
pub fn tag() -> Tag {
    known("redness", "gone_long_h").tag
}

/// Redness this long after the treatment, relative to that at once, for needles set to this depth.
#[must_use]
pub fn redness(set_mm: f64, time_h: f64) -> Ranged {
    let fall = libm::log(1.0 / known("redness", "visible_share").value);
    let at = |gone_h: f64| match gone_h {
        none if none <= 0.0 => 0.0,
        gone => libm::exp(-time_h.max(0.0) / gone * fall),
    };
    let Ranged { value, low, high } = gone_h(set_mm);
    Ranged { value: at(value), low: at(low), high: at(high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validates_bal_2008_redness_of_short_needles_is_gone_in_two_hours() {
        for depth in [0.2, 0.4] {
            assert!((redness(depth, 2.0).value - 0.05).abs() < 1e-9, "{depth}");
        }
    }

    #[test]
    fn validates_deep_needling_is_red_for_days() {
        let gone = gone_h(1.25);
        assert!((gone.value - 48.0).abs() < 1e-9);
        assert!((gone.low - 24.0).abs() < 1e-9 && (gone.high - 168.0).abs() < 1e-9, "{gone:?}");
    }

    #[test]
    fn limit_deeper_is_longer_red_and_nothing_is_not_red() {
        let times: Vec<f64> = [0.1, 0.4, 0.6, 1.0, 1.25].iter().map(|depth| gone_h(*depth).value).collect();
        assert!(times.is_sorted() && times[0] == times[1] && times[2] < times[3]);
        assert_eq!(gone_h(1.25), gone_h(2.5), "nothing is published beyond");
        assert_eq!(redness(0.0, 0.0), Ranged::sure(0.0));
        assert_eq!(redness(1.0, 0.0), Ranged::sure(1.0));
        for time in [0.5, 5.0, 50.0] {
            let Ranged { value, low, high } = redness(0.9, time);
            assert!(low <= value && value <= high);
        }
    }
}
