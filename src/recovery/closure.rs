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

use super::{Opening, Ranged, known};
use crate::foundation::evidence::{Evidence, Tag};
use std::f64::consts::LN_2;

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

/// Share of a first open area at which a channel is called closed.
#[must_use]
pub fn closed_share() -> f64 {
    known("closure", "closed_share").value
}

/// Half-life at the reference depth and width on this skin, h, with its range, and how it is known.
///
/// Cover has a half-life of its own where one was measured (impedance). Elsewhere it multiplies the time by a recalled
/// factor. The exponents that take it to other openings are known less well.
#[must_use]
pub fn half_life_h(measure: Measure, skin: Skin) -> (Ranged, Tag) {
    let factor = |name| {
        let factor = known("closure", name);
        (Ranged::of(factor), factor.tag)
    };
    let (mut half, mut tag) = match (measure, skin.covered) {
        (Measure::Impedance, true) => factor("impedance_half_h"),
        (measure, _) => {
            let time = Ranged::of(measure.closed_on_open_skin());
            let share = Ranged::of(known("closure", "closed_share"));
            // A smaller share takes more half-lives, so each of them is shorter.
            let half = Ranged {
                value: time.value / half_lives(share.value),
                low: time.low / half_lives(share.low),
                high: time.high / half_lives(share.high),
            };
            (half, Tag::Derived)
        }
    };
    let elderly = skin.age_years.is_some_and(|age| age >= known("closure", "elderly_years").value);
    let cover = skin.covered && measure != Measure::Impedance;
    for name in
        [cover.then_some("occlusion_factor"), elderly.then_some("elderly_factor")].into_iter().flatten()
    {
        let (by, known) = factor(name);
        (half, tag) = (half.times(by), known);
    }
    (half, tag)
}

/// How much longer an opening takes than one of the reference depth and width, for these exponents.
fn longer(opening: &Opening, [depth, width]: [f64; 2]) -> f64 {
    let by = |of: f64, reference: &str, power: f64| {
        libm::pow((of / known("closure", reference).value).max(1e-6), power)
    };
    let deep_mm = opening.depth_mm.max(known("closure", "least_depth_mm").value);
    by(deep_mm, "reference_depth_mm", depth) * by(opening.width_mm, "reference_width_mm", width)
}

/// Openings of a treatment with the half-lives that they have.
#[derive(Debug, Clone)]
pub struct Closing {
    /// Area and half-life, mm² and h, of openings that close alike: at the value, and at either end of the inputs.
    alike: [Vec<[f64; 2]>; 3],
    /// How the half-life is known.
    pub tag: Tag,
}

/// Step of the logarithm of a half-life within which openings count as closing alike. What it does to the open area is of
/// the order of its square.
const ALIKE: f64 = 2e-3;

/// Openings that close alike taken together, with their areas and their mean half-life: thousands become hundreds.
fn together(mut openings: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    openings.retain(|[area, _]| *area > 0.0);
    openings.sort_by(|a, b| a[1].total_cmp(&b[1]));
    let alike = openings.chunk_by(|a, b| {
        let step = |half_h: f64| libm::floor(libm::log(half_h) / ALIKE);
        step(a[1]) == step(b[1])
    });
    let joined = alike.map(|openings| {
        let area: f64 = openings.iter().map(|[area, _]| area).sum();
        [area, openings.iter().map(|[area, half_h]| area * half_h).sum::<f64>() / area]
    });
    joined.collect()
}

/// Area left this long after, mm².
fn left_mm2(alike: &[[f64; 2]], time_h: f64) -> f64 {
    alike.iter().map(|[area, half_h]| area * libm::exp2(-time_h.max(0.0) / half_h)).sum()
}

/// Time until this area is left, h, by bisection on its logarithm: the area falls steadily.
fn until(alike: &[[f64; 2]], area_mm2: f64) -> f64 {
    const STEPS: u32 = 60;
    let (mut low, mut high) = (1e-6_f64, 1e6_f64);
    for _ in 0..STEPS {
        let middle = (low * high).sqrt();
        if left_mm2(alike, middle) > area_mm2 { low = middle } else { high = middle }
    }
    (low * high).sqrt()
}

/// Half-life of each of these openings, h, and how the published time behind them is known.
#[must_use]
pub fn half_lives_h(openings: &[Opening], measure: Measure, skin: Skin) -> (Vec<Ranged>, Tag) {
    let (half, tag) = half_life_h(measure, skin);
    let [depth, width] = ["depth_exponent", "width_exponent"].map(|name| Ranged::of(known("closure", name)));
    let each = |opening: &Opening| {
        let value = longer(opening, [depth.value, width.value]);
        // Either end of an exponent may be the longer one, by whether the opening is above the reference.
        let ends = depth.ends().into_iter().flat_map(|p| width.ends().map(|q| longer(opening, [p, q])));
        let factor = ends.fold(Ranged::sure(value), |range, end| Ranged {
            low: range.low.min(end),
            high: range.high.max(end),
            ..range
        });
        factor.times(half)
    };
    (openings.iter().map(each).collect(), tag)
}

impl Closing {
    /// Half-lives of these openings.
    #[must_use]
    pub fn new(openings: &[Opening], measure: Measure, skin: Skin) -> Closing {
        let (halves, tag) = half_lives_h(openings, measure, skin);
        let factors: Vec<(f64, Ranged)> =
            openings.iter().map(|opening| opening.area_mm2).zip(halves).collect();
        let of = |end: fn(&Ranged) -> f64| {
            together(factors.iter().map(|(area, half_h)| [*area, end(half_h)]).collect())
        };
        Closing { alike: [of(|half| half.value), of(|half| half.low), of(|half| half.high)], tag }
    }

    fn ranged(&self, of: impl Fn(&[[f64; 2]]) -> f64) -> Ranged {
        let [value, low, high] = [0, 1, 2].map(|at| of(&self.alike[at]));
        Ranged { value, low, high }
    }

    /// Open area this long after the treatment, mm².
    #[must_use]
    pub fn area_mm2(&self, time_h: f64) -> Ranged {
        self.ranged(|alike| left_mm2(alike, time_h))
    }

    /// Open area times hours until all is closed, mm² h ([`exposure`](super::exposure)).
    pub(super) fn sum_mm2_h(&self) -> Ranged {
        self.ranged(|alike| alike.iter().map(|[area, half_h]| area * half_h / LN_2).sum())
    }

    /// Time until this share of the first area is left, h; `None` where nothing was open.
    #[must_use]
    pub fn until_h(&self, share: f64) -> Option<Ranged> {
        let first = left_mm2(&self.alike[0], 0.0);
        (first > 0.0).then(|| self.ranged(|alike| until(alike, share * first)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCE: Opening = Opening { area_mm2: 0.004, width_mm: 0.0707, depth_mm: 0.77 };
    const COVERED: Skin = Skin { covered: true, age_years: None };

    fn until_closed(opening: Opening, measure: Measure, skin: Skin) -> f64 {
        Closing::new(&[opening], measure, skin).until_h(closed_share()).unwrap().value
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
        assert_eq!(half, (Ranged { value: 23.7, low: 20.2, high: 25.9 }, Tag::Seen));
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
                let half = |skin| half_life_h(measure, skin).0.value;
                assert!(half(COVERED) > half(Skin::default()));
            }
        }
    }

    #[test]
    fn limit_below_the_shortest_published_needle_nothing_closes_sooner() {
        let of = |depth_mm| until_closed(Opening { depth_mm, ..REFERENCE }, Measure::Dye, Skin::default());
        assert_eq!(of(0.1), of(0.37));
    }

    /// Openings that close alike are taken together: against each by itself.
    #[test]
    fn identity_openings_taken_together_close_as_each_by_itself() {
        let openings: Vec<Opening> = (0..4000)
            .map(|at| Opening {
                depth_mm: 0.4 + 3e-4 * f64::from(at),
                width_mm: 0.08 + 1e-5 * f64::from(at % 7),
                ..REFERENCE
            })
            .collect();
        let all = Closing::new(&openings, Measure::Dye, COVERED);
        assert!(all.alike.iter().all(|alike| alike.len() < 1200));
        let each: Vec<Closing> =
            openings.iter().map(|opening| Closing::new(&[*opening], Measure::Dye, COVERED)).collect();
        for time_h in [0.0, 1.0, 30.0, 100.0, 400.0] {
            let sum: f64 = each.iter().map(|one| one.area_mm2(time_h).value).sum();
            assert!((all.area_mm2(time_h).value / sum - 1.0).abs() < 1e-5, "{time_h}");
        }
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
