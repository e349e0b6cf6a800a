//! Closure of channels: the open area over time.
//!
//! ```text
//! A(t) = Σ aᵢ 2^(−t / τᵢ)                        over the strikes that pierced
//! τᵢ   = τ · (dᵢ / d₀)^p · (wᵢ / w₀)^q · f       half-life of one opening
//! ```
//!
//! `aᵢ`, `dᵢ`, `wᵢ` are area, depth and width of an opening; `d₀` and `w₀` those that the published times hold for. Both
//! depths are needle lengths, since studies publish no other; below the shortest of them a depth counts as that. `f` is
//! the product of the factors for cover and age. `τ` is named with what measures it: impedance, water loss and dye differ
//! tenfold and none of them is the true one. A published time until closure counts as `log2(1 / s)` half-lives, where `s`
//! is the share at which a channel is called closed. Sources: `data/recovery.toml`.

use super::{Opening, Ranged, known, range};
use crate::foundation::evidence::{Evidence, Tag};

/// What tells that a channel is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Electrical impedance.
    Impedance,
    /// Water loss through the skin (TEWL).
    WaterLoss,
    /// A dye that enters.
    Dye,
}

impl Measure {
    /// All of them, from the fastest on open skin.
    pub const ALL: [Measure; 3] = [Measure::Impedance, Measure::WaterLoss, Measure::Dye];

    /// Word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Measure::Impedance => "impedance",
            Measure::WaterLoss => "water_loss",
            Measure::Dye => "dye",
        }
    }

    fn closed_on_open_skin(self) -> &'static Evidence {
        match self {
            Measure::Impedance => known("closure", "impedance_closed_h"),
            Measure::WaterLoss => known("closure", "tewl_closed_h"),
            Measure::Dye => known("closure", "dye_closed_h"),
        }
    }
}

/// Whose skin, and what is on it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Skin {
    /// Whether the skin is covered.
    pub covered: bool,
    /// Age, years, if the scenario tells it.
    pub age_years: Option<f64>,
}

/// Number of half-lives until a channel is called closed, for this share.
fn half_lives(closed_share: f64) -> f64 {
    libm::log2(1.0 / closed_share)
}

/// Half-life at the reference depth and width on this skin, h, with its range.
///
/// Cover has a half-life of its own where one was measured (impedance). Elsewhere it multiplies the time by a recalled
/// factor.
#[must_use]
pub fn half_life_h(measure: Measure, skin: Skin) -> Ranged {
    let closed = known("closure", "closed_share");
    let [least_share, most_share] = range(closed);
    let elderly = skin.age_years.is_some_and(|age| age >= known("closure", "elderly_years").value);
    let age = if elderly { Some(known("closure", "elderly_factor")) } else { None };
    let (of_skin, cover) = match (measure, skin.covered) {
        (Measure::Impedance, true) => {
            let own = known("closure", "impedance_half_h");
            let [low, high] = range(own);
            (Ranged { value: own.value, low, high }, None)
        }
        (measure, covered) => {
            let time = measure.closed_on_open_skin();
            let [low, high] = range(time);
            // A smaller share takes more half-lives, so each of them is shorter.
            let half = Ranged {
                value: time.value / half_lives(closed.value),
                low: low / half_lives(least_share),
                high: high / half_lives(most_share),
            };
            (half, covered.then(|| known("closure", "occlusion_factor")))
        }
    };
    [age, cover].into_iter().flatten().fold(of_skin, |time, factor| {
        let [low, high] = range(factor);
        Ranged { value: time.value * factor.value, low: time.low * low, high: time.high * high }
    })
}

/// Weakest tag among the numbers of a half-life.
#[must_use]
pub fn tag(measure: Measure, skin: Skin) -> Tag {
    match (measure, skin.covered) {
        (Measure::Impedance, true) => known("closure", "impedance_half_h").tag,
        (_, true) => known("closure", "occlusion_factor").tag,
        // Half-lives come from times until closure.
        (_, false) => Tag::Derived,
    }
}

/// How much longer an opening takes than one of the reference depth and width, for these exponents.
fn longer(opening: &Opening, [depth, width]: [f64; 2]) -> f64 {
    let by = |of: f64, reference: &str, power: f64| {
        libm::pow((of / known("closure", reference).value).max(1e-6), power)
    };
    let deep_mm = opening.depth_mm.max(known("closure", "least_depth_mm").value);
    by(deep_mm, "reference_depth_mm", depth) * by(opening.width_mm, "reference_width_mm", width)
}

/// Openings of a treatment with the half-lives that they have, sorted into a course over time.
#[derive(Debug, Clone)]
pub struct Closing {
    /// Area and half-life, mm² and h, of every opening: at the value, and at either end of the inputs.
    openings: [Vec<[f64; 2]>; 3],
}

impl Closing {
    /// Half-lives of these openings.
    #[must_use]
    pub fn new(openings: &[Opening], measure: Measure, skin: Skin) -> Closing {
        let half = half_life_h(measure, skin);
        let [depth, width] = ["depth_exponent", "width_exponent"].map(|name| known("closure", name));
        let of = |half_h: f64, end: Option<bool>| -> Vec<[f64; 2]> {
            let each = |opening: &Opening| {
                let value = longer(opening, [depth.value, width.value]);
                // Either end of an exponent may be the longer one, by whether the opening is above the reference.
                let ends = [range(depth)[0], range(depth)[1]]
                    .into_iter()
                    .flat_map(|p| range(width).map(|q| longer(opening, [p, q])));
                let factor = match end {
                    None => value,
                    Some(false) => ends.fold(value, f64::min),
                    Some(true) => ends.fold(value, f64::max),
                };
                [opening.area_mm2, half_h * factor]
            };
            openings.iter().map(each).collect()
        };
        Closing { openings: [of(half.value, None), of(half.low, Some(false)), of(half.high, Some(true))] }
    }

    /// Open area this long after the treatment, mm².
    #[must_use]
    pub fn area_mm2(&self, time_h: f64) -> Ranged {
        let [value, low, high] = [0, 1, 2].map(|of| {
            self.openings[of]
                .iter()
                .map(|[area, half_h]| if time_h <= 0.0 { *area } else { area * libm::exp2(-time_h / half_h) })
                .sum()
        });
        Ranged { value, low, high }
    }

    /// Area and half-life of every opening, mm² and h: at the value and at both ends of the inputs.
    pub(super) fn halves(&self) -> &[Vec<[f64; 2]>; 3] {
        &self.openings
    }

    /// Time until this share of the first area is left, h; `None` where nothing was open.
    #[must_use]
    pub fn until_h(&self, share: f64) -> Option<Ranged> {
        let first = self.area_mm2(0.0).value;
        if first.is_nan() || first <= 0.0 {
            return None;
        }
        let of = |area: &dyn Fn(f64) -> f64| {
            // Bisection on the logarithm of the time: the area falls steadily.
            let (mut low, mut high) = (1e-6_f64, 1e6_f64);
            for _ in 0..200 {
                let middle = (low * high).sqrt();
                if area(middle) > share * first { low = middle } else { high = middle }
            }
            (low * high).sqrt()
        };
        Some(Ranged {
            value: of(&|time| self.area_mm2(time).value),
            low: of(&|time| self.area_mm2(time).low),
            high: of(&|time| self.area_mm2(time).high),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: Opening = Opening { area_mm2: 0.004, width_mm: 0.0707, depth_mm: 0.77 };
    const COVERED: Skin = Skin { covered: true, age_years: None };

    fn until_closed(opening: Opening, measure: Measure, skin: Skin) -> f64 {
        let share = known("closure", "closed_share").value;
        Closing::new(&[opening], measure, skin).until_h(share).unwrap().value
    }

    #[test]
    fn validates_kalluri_2011_dye_closes_by_18_and_by_12_hours() {
        let long = until_closed(REFERENCE, Measure::Dye, Skin::default());
        assert!((long - 18.0).abs() < 0.01, "{long}");
        let short = until_closed(Opening { depth_mm: 0.37, ..REFERENCE }, Measure::Dye, Skin::default());
        assert!((short - 12.0).abs() < 0.02, "{short}");
    }

    /// Half-life and closure time of the same study: 23.7 h and 60.3 h at the upper arm, within a tenth.
    #[test]
    fn validates_pilot_2021_closure_follows_from_its_half_life() {
        let half = half_life_h(Measure::Impedance, COVERED);
        assert_eq!(half, Ranged { value: 23.7, low: 20.2, high: 25.9 });
        let closed = until_closed(REFERENCE, Measure::Impedance, COVERED);
        assert!((closed / 60.34 - 1.0).abs() < 0.1, "{closed}");
    }

    #[test]
    fn validates_gupta_2011_open_skin_recovers_within_two_hours() {
        let closed = until_closed(REFERENCE, Measure::Impedance, Skin::default());
        assert!((closed - 2.0).abs() < 0.01, "{closed}");
        assert!(until_closed(REFERENCE, Measure::Impedance, COVERED) > 10.0 * closed);
    }

    #[test]
    fn limit_deeper_wider_covered_older_is_never_sooner_closed() {
        for measure in Measure::ALL {
            for skin in [Skin::default(), COVERED] {
                let of = |opening| until_closed(opening, measure, skin);
                let usual = of(REFERENCE);
                assert!(of(Opening { depth_mm: 1.5, ..REFERENCE }) >= usual);
                assert!(of(Opening { width_mm: 0.2, ..REFERENCE }) >= usual);
                let old = Skin { age_years: Some(77.0), ..skin };
                assert!(until_closed(REFERENCE, measure, old) > usual);
                assert!(half_life_h(measure, COVERED).value > half_life_h(measure, Skin::default()).value);
            }
        }
    }

    #[test]
    fn limit_below_the_shortest_published_needle_nothing_closes_sooner() {
        let of = |depth_mm| until_closed(Opening { depth_mm, ..REFERENCE }, Measure::Dye, Skin::default());
        assert_eq!(of(0.1), of(0.37));
    }

    #[test]
    fn limit_without_punctures_nothing_is_open() {
        let none = Closing::new(&[], Measure::Dye, Skin::default());
        assert_eq!(none.area_mm2(0.0), Ranged::sure(0.0));
        assert_eq!(none.until_h(0.5), None);
    }

    #[test]
    fn identity_areas_add_fall_and_lie_within_their_range() {
        let deep = Opening { depth_mm: 1.6, width_mm: 0.12, area_mm2: 0.011 };
        let shallow = Opening { depth_mm: 0.2, width_mm: 0.05, area_mm2: 0.002 };
        for measure in Measure::ALL {
            let both = Closing::new(&[deep, shallow], measure, COVERED);
            let mut before = f64::INFINITY;
            for time in [0.0, 0.1, 1.0, 10.0, 100.0, 1000.0] {
                let of = |opening| Closing::new(&[opening], measure, COVERED).area_mm2(time).value;
                let Ranged { value, low, high } = both.area_mm2(time);
                assert!((value - of(deep) - of(shallow)).abs() < 1e-12);
                assert!(low <= value && value <= high && value < before, "{time}");
                before = value;
            }
        }
    }
}
