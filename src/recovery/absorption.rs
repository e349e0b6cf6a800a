//! What enters treated skin over what enters intact skin: for teaching, no dose for anybody.
//!
//! ```text
//! intact skin    log₁₀ P₁ = −2.72 + 0.71 log K − 0.0061 M           P₁ in cm/h (Potts and Guy 1992)
//!                P = P₁ / (1 + P₁ √M / 2.6)                         living skin below holds back what loves fat (EPA 2004)
//! one channel    1 / R = D / (L / a + 1 / (4 r)),   a = π r²         a: its opening, which closes; L: its length
//! together       c (P + Σ 1/R / A)                                  ways in parallel, per area A of skin
//! ```
//!
//! `1 / (4 D r)` is what a round opening in a plane resists (Hall), `D` the diffusivity in water by mass times the factor of
//! a channel. A channel ends where the first capillaries lie, below the epidermis, so `L` is its depth up to there. Through
//! intact skin the upper layer delays what enters ([`diffusion`](super::diffusion)); channels deliver at once, since `L²/D`
//! is seconds. Channels close as by the dye ([`closure`](super::closure)): what shows that a molecule still enters. Other
//! measures are the ends of the range. Ranges combine inputs as independent ones: the logarithms of what each of them does
//! to the value, at either end, are added as squares.
//!
//! Left out: the layer's own area under openings, charge, binding, and water that carries molecules along.

use super::closure::{Measure, Skin, half_lives_h};
use super::diffusion::{Amounts, Product, Slab, course};
use super::molecules::Molecule;
use super::{Opening, Ranged, known};
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Masses for which intact skin was measured, Da; those of `data/recovery.toml`.
pub const MASS_DA: [f64; 2] = [18.0, 750.0];
/// Logarithms of the octanol-water partition for which it was measured.
pub const LOG_KOW: [f64; 2] = [-3.0, 6.0];

/// Cells of the layer and steps of time.
const CELLS: usize = 24;
const STEPS: usize = 160;

const MM_PER_CM: f64 = 10.0;
const MM2_PER_CM2: f64 = 100.0;
const S_PER_H: f64 = 3600.0;

/// What is put on the skin, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The molecule that was asked for.
    pub molecule: Molecule,
    /// Whether the skin is covered.
    pub covered: bool,
    /// Thickness of the product, mm.
    pub layer_mm: f64,
    /// Hours over which it enters.
    pub hours: f64,
}

/// Why nothing is said of a molecule; `None` if something is.
#[must_use]
pub fn refusal(molecule: &Molecule) -> Option<String> {
    let outside = |value: f64, [least, most]: [f64; 2]| !(least..=most).contains(&value);
    let Molecule { mass_da, log_kow, .. } = molecule;
    if outside(*mass_da, MASS_DA) {
        let [least, most] = MASS_DA;
        return Some(format!(
            "it has {mass_da} Da, and how fast a molecule crosses intact skin was measured for {least} to {most} Da"
        ));
    }
    let [least, most] = LOG_KOW;
    outside(*log_kow, LOG_KOW).then(|| {
        format!(
            "the logarithm of its partition is {log_kow}, and how fast a molecule crosses intact skin was measured for {least} to {most}"
        )
    })
}

/// Permeability of intact skin, mm/h.
#[must_use]
pub fn intact_mm_h(molecule: &Molecule) -> f64 {
    let of = |name| known("absorption", name).value;
    let log =
        of("intact_constant") + of("intact_kow") * molecule.log_kow - of("intact_mass") * molecule.mass_da;
    let layer = libm::exp10(log);
    MM_PER_CM * layer / (1.0 + layer * molecule.mass_da.sqrt() / of("intact_water"))
}

/// Diffusivity in water, mm²/h.
#[must_use]
pub fn in_water_mm2_h(molecule: &Molecule) -> f64 {
    let of = |name| known("absorption", name).value;
    let log = of("water_constant") - of("water_mass") * libm::log10(molecule.mass_da);
    MM2_PER_CM2 * S_PER_H * libm::exp10(log)
}

/// Time by which intact skin delays a molecule, h.
#[must_use]
pub fn lag_h(molecule: &Molecule) -> f64 {
    let of = |name| known("absorption", name).value;
    of("lag_h") * libm::exp10(of("lag_mass") * molecule.mass_da)
}

/// A way through the skin that a strike left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Channel {
    /// Opening at the surface, with its area as it is and its depth as a needle length.
    pub opening: Opening,
    /// Length up to the first capillaries, mm.
    pub length_mm: f64,
}

/// Channels of a cm² over time: what they let through, over the diffusivity in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Channels {
    /// Times, h, from 0.
    times_h: Vec<f64>,
    /// Σ 1 / (L / a + 1 / (4 r)) over the area, 1/mm, at each time: at the value of the half-lives and at either end.
    shapes: [Vec<f64>; 3],
    /// Open share at its ends, over its value.
    open: Ranged,
    /// Thickness of the layer that delays, mm.
    layer_mm: f64,
}

/// What a channel of this area and length lets through over its diffusivity, mm.
fn lets_through_mm(area_mm2: f64, length_mm: f64) -> f64 {
    if area_mm2 <= 0.0 {
        return 0.0;
    }
    let radius_mm = (area_mm2 / PI).sqrt();
    1.0 / (length_mm / area_mm2 + 1.0 / (4.0 * radius_mm))
}

/// Sum over channels with these half-lives, at each time. Channels that are nearly alike are taken together.
fn shape(channels: &[Channel], halves_h: &[f64], times_h: &[f64]) -> Vec<f64> {
    const ALIKE: f64 = 0.02;
    let step = |value: f64| libm::floor(libm::log(value.max(1e-9)) / ALIKE) as i64;
    // Number, and sums of area, length and half-life.
    let mut classes: BTreeMap<[i64; 3], [f64; 4]> = BTreeMap::new();
    for (Channel { opening, length_mm }, half_h) in channels.iter().zip(halves_h) {
        let values = [opening.area_mm2, *length_mm, *half_h];
        let sums = classes.entry(values.map(step)).or_default();
        sums[0] += 1.0;
        sums.iter_mut().skip(1).zip(values).for_each(|(sum, value)| *sum += value);
    }
    let at = |time_h: &f64| {
        let of = |[number, area, length, half]: &[f64; 4]| {
            let left = area / number * libm::exp2(-time_h * number / half);
            number * lets_through_mm(left, length / number)
        };
        classes.values().map(of).sum()
    };
    times_h.iter().map(at).collect()
}

impl Channels {
    /// Channels of an area, mm²; `open` is the open share at its ends over its value, `layer_mm` the thickness of the
    /// stratum corneum.
    #[must_use]
    pub fn new(
        channels: &[Channel],
        area_mm2: f64,
        skin: Skin,
        open: Ranged,
        layer_mm: f64,
        hours: f64,
    ) -> Channels {
        let openings: Vec<Opening> = channels.iter().map(|channel| channel.opening).collect();
        let times_h: Vec<f64> =
            (0..=STEPS).map(|step| hours * (step as f64 / STEPS as f64).powi(2)).collect();
        let halves = [Measure::Impedance, Measure::WaterLoss, Measure::Dye]
            .map(|measure| half_lives_h(&openings, measure, skin).0);
        let all = || (0..openings.len()).map(|at| halves.each_ref().map(|of| of[at]));
        let [_, _, dye] = &halves;
        let value: Vec<f64> = dye.iter().map(|half| half.value).collect();
        let low: Vec<f64> =
            all().map(|of| of.iter().map(|half| half.low).fold(f64::INFINITY, f64::min)).collect();
        let high: Vec<f64> = all().map(|of| of.iter().map(|half| half.high).fold(0.0, f64::max)).collect();
        let of = |halves: &[f64]| {
            let shape = shape(channels, halves, &times_h);
            shape.into_iter().map(|whole| whole / area_mm2.max(f64::MIN_POSITIVE)).collect()
        };
        let shapes = [of(&value), of(&low), of(&high)];
        Channels { shapes, times_h, open, layer_mm }
    }
}

/// What enters over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    /// Time, h.
    pub time_h: f64,
    /// Flux over that of the fresh product through intact skin, once it is steady.
    pub flux: Ranged,
    /// Amount so far, over the amount that the fresh product holds in a layer of 1 mm.
    pub amount_mm: Ranged,
    /// The same through intact skin.
    pub intact_mm: Ranged,
}

/// Absorption of one molecule.
#[derive(Debug, Clone, PartialEq)]
pub struct Absorbed {
    /// The molecule.
    pub molecule: Molecule,
    /// Course over time.
    pub course: Vec<Entered>,
    /// Amount through treated skin over that through intact skin, at the end.
    pub gain: Ranged,
    /// The same for a product that is never used up.
    pub gain_unlimited: Ranged,
}

/// Inputs of one evaluation: factors on the permeability of intact skin and on the open area, factor of the channel, which
/// of the half-lives.
#[derive(Clone, Copy)]
struct Inputs {
    intact: f64,
    open: f64,
    channel: f64,
    closing: usize,
}

/// Absorption of a molecule from a product of this thickness, mm, through these channels, and without them.
#[must_use]
pub fn absorbed(molecule: &Molecule, channels: &Channels, layer_mm: f64) -> Absorbed {
    let (scatter, factor) = (
        Ranged::of(known("absorption", "intact_scatter")),
        Ranged::of(known("absorption", "channel_factor")),
    );
    let value = Inputs { intact: scatter.value, open: 1.0, channel: factor.value, closing: 0 };
    let ends = [
        [Inputs { intact: scatter.low, ..value }, Inputs { intact: scatter.high, ..value }],
        [Inputs { open: channels.open.low, ..value }, Inputs { open: channels.open.high, ..value }],
        [Inputs { channel: factor.low, ..value }, Inputs { channel: factor.high, ..value }],
        [Inputs { closing: 1, ..value }, Inputs { closing: 2, ..value }],
    ];
    let permeability = intact_mm_h(molecule);
    let of = |product: Product| {
        let both = |inputs: Inputs| (inputs, both(molecule, channels, product, inputs));
        (both(value), ends.map(|ends| ends.map(both)))
    };
    type Both = (Inputs, [Vec<Amounts>; 2]);
    let ranged = |(at_value, at_ends): &(Both, [[Both; 2]; 4]),
                  least: f64,
                  at: usize,
                  of: &dyn Fn(Inputs, &[Amounts; 2]) -> f64| {
        let of = |(inputs, [treated, intact]): &Both| of(*inputs, &[treated[at], intact[at]]) - least;
        let Ranged { value, low, high } =
            combined(of(at_value), at_ends.each_ref().map(|ends| ends.each_ref().map(of)));
        Ranged { value: least + value, low: least + low, high: least + high }
    };
    let layer = of(Product::Layer(layer_mm));
    let entered = |at: usize| Entered {
        time_h: channels.times_h[at],
        flux: ranged(&layer, 0.0, at, &|inputs, [treated, _]| {
            treated.rate_mm_h / (inputs.intact * permeability)
        }),
        amount_mm: ranged(&layer, 0.0, at, &|_, [treated, _]| treated.through + treated.beside),
        intact_mm: ranged(&layer, 0.0, at, &|_, [_, intact]| intact.through),
    };
    let last = channels.times_h.len() - 1;
    // Channels only add: a gain is 1 and something.
    let gain = |of: &(Both, [[Both; 2]; 4])| {
        ranged(of, 1.0, last, &|_, [treated, intact]| {
            ((treated.through + treated.beside) / intact.through).max(1.0)
        })
    };
    Absorbed {
        molecule: molecule.clone(),
        course: (0..=last).map(entered).collect(),
        gain: gain(&layer),
        gain_unlimited: gain(&of(Product::Unlimited)),
    }
}

/// Amounts through treated and through intact skin.
fn both(molecule: &Molecule, channels: &Channels, product: Product, inputs: Inputs) -> [Vec<Amounts>; 2] {
    let thickness_mm = channels.layer_mm;
    let diffusivity_mm2_h = thickness_mm * thickness_mm / (6.0 * lag_h(molecule));
    let permeability = inputs.intact * intact_mm_h(molecule);
    let slab =
        Slab { thickness_mm, diffusivity_mm2_h, partition: permeability * thickness_mm / diffusivity_mm2_h };
    let by = inputs.open * inputs.channel * in_water_mm2_h(molecule);
    let beside: Vec<f64> = channels.shapes[inputs.closing].iter().map(|shape| by * shape).collect();
    let none = vec![0.0; beside.len()];
    [beside, none].map(|beside| course(slab, product, &beside, CELLS, &channels.times_h))
}

/// The value with its range: what each input does at either end, independent of the others.
fn combined<const N: usize>(value: f64, ends: [[f64; 2]; N]) -> Ranged {
    if value <= 0.0 {
        return Ranged::sure(value);
    }
    let square = |away: f64| away * away;
    let by = |end: f64| libm::log(end.max(f64::MIN_POSITIVE) / value);
    let [down, up] = ends.iter().fold([0.0, 0.0], |[down, up], ends| {
        let logs = ends.map(by);
        let least = logs.iter().copied().fold(0.0, f64::min);
        let most = logs.iter().copied().fold(0.0, f64::max);
        [down + square(least), up + square(most)]
    });
    Ranged { value, low: value * libm::exp(-down.sqrt()), high: value * libm::exp(up.sqrt()) }
}

#[cfg(test)]
mod tests {
    use super::super::molecules::of_name;
    use super::*;

    const OPENING: Opening = Opening { area_mm2: 0.004, width_mm: 0.0707, depth_mm: 0.77 };
    const OPEN_SKIN: Skin = Skin { covered: false, age_years: None };
    const COVERED: Skin = Skin { covered: true, age_years: None };

    fn channels(number: usize, skin: Skin, hours: f64) -> Channels {
        let channel = Channel { opening: OPENING, length_mm: 0.1 };
        Channels::new(&vec![channel; number], 100.0, skin, Ranged::sure(1.0), 0.015, hours)
    }

    fn gain(name: &str, channels: &Channels) -> Ranged {
        absorbed(of_name(name).unwrap(), channels, 0.02).gain_unlimited
    }

    #[test]
    fn identity_the_range_of_molecules_is_that_of_the_table() {
        let of = |name| known("absorption", name).value;
        assert_eq!(MASS_DA, [of("least_mass_da"), of("most_mass_da")]);
        assert_eq!(LOG_KOW, [of("least_log_kow"), of("most_log_kow")]);
        let of = |name: &str| refusal(of_name(name).unwrap());
        assert_eq!(of("caffeine"), None);
        assert!(
            of("hyaluronic-acid").unwrap().contains("1000000 Da") && of("calcein").unwrap().contains("-3.5")
        );
    }

    /// Hall's resistance of an opening in a plane, and a long tube without it.
    #[test]
    fn limit_a_short_channel_resists_by_its_opening_and_a_long_one_by_its_length() {
        let area = PI * 0.01;
        assert!((lets_through_mm(area, 0.0) - 4.0 * 0.1).abs() < 1e-12);
        assert!((lets_through_mm(area, 100.0) / (area / 100.0) - 1.0).abs() < 1e-2);
    }

    /// Channels that do not close, after the lag: ways in parallel.
    #[test]
    fn identity_open_channels_add_to_intact_skin() {
        let molecule = of_name("caffeine").unwrap();
        let times_h: Vec<f64> = (0..=400).map(|step| f64::from(step) * 0.25).collect();
        let flat = vec![1e-4; times_h.len()];
        let open = Channels {
            shapes: [flat.clone(), flat.clone(), flat],
            times_h,
            open: Ranged::sure(1.0),
            layer_mm: 0.015,
        };
        let last = absorbed(molecule, &open, 1e9).course.pop().unwrap();
        let factor = known("absorption", "channel_factor").value;
        let expected = 1.0 + 1e-4 * factor * in_water_mm2_h(molecule) / intact_mm_h(molecule);
        assert!((last.flux.value / expected - 1.0).abs() < 1e-6, "{last:?} {expected}");
    }

    #[test]
    fn limit_no_channel_gains_nothing_and_more_channels_or_cover_gain_more() {
        let none = gain("caffeine", &channels(0, OPEN_SKIN, 24.0));
        assert!((none.value - 1.0).abs() < 1e-12 && none.low == none.high, "{none:?}");
        let [few, many] = [10, 1000].map(|number| gain("caffeine", &channels(number, OPEN_SKIN, 24.0)));
        let covered = gain("caffeine", &channels(10, COVERED, 24.0));
        assert!(1.0 < few.value && few.value < many.value && few.value < covered.value);
        assert!(few.low < few.value && few.value < few.high && few.low >= 1.0);
    }

    #[test]
    fn limit_what_loves_water_gains_most() {
        let channels = channels(200, OPEN_SKIN, 24.0);
        let gains = ["vitamin-c", "caffeine", "lidocaine", "retinol"].map(|name| gain(name, &channels).value);
        assert!(gains.is_sorted_by(|a, b| a > b), "{gains:?}");
    }

    #[test]
    fn limit_a_product_that_is_used_up_gains_less() {
        let channels = channels(1000, COVERED, 24.0);
        let molecule = of_name("caffeine").unwrap();
        let [thin, thick] = [0.02, 5.0].map(|layer| absorbed(molecule, &channels, layer));
        assert!(thin.gain.value < thick.gain.value && thick.gain.value < thick.gain_unlimited.value);
        assert_eq!(thin.gain_unlimited, thick.gain_unlimited);
        let last = thin.course.last().unwrap();
        assert!(last.amount_mm.value <= 0.02 + 1e-12, "no more enters than was there: {last:?}");
    }

    /// Small molecules that cross intact skin well hardly gain from the openings of a roller (16 punctures per cm²). Pig ear,
    /// ug/cm2/h: amantadine 22.38 ± 4.73 and 49.04 ± 19.77, pramipexole 134.83 ± 13.66 and 134.04 ± 0.98.
    #[test]
    fn validates_amantadine_and_pramipexole_gain_little_from_a_roller() {
        let channels = channels(16, OPEN_SKIN, 24.0);
        for (name, [intact, intact_sd], [treated, treated_sd]) in
            [("amantadine", [22.38, 4.73], [49.04, 19.77]), ("pramipexole", [134.83, 13.66], [134.04, 0.98])]
        {
            let Ranged { value, low, high } = gain(name, &channels);
            let measured = [
                (treated - treated_sd) / (intact + intact_sd),
                (treated + treated_sd) / (intact - intact_sd),
            ];
            assert!(
                low <= measured[1] && measured[0] <= high,
                "{name}: {low} to {high}, measured {measured:?}"
            );
            assert!(value < 2.5, "{name}: {value}");
        }
    }
}
