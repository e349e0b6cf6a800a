//! Uncertain inputs: what the values would be if the inputs were others. More realisations do not narrow this
//! interval.
//!
//! | file | holds |
//! |---|---|
//! | here | one draw of everything that nobody knows exactly, and a setup under it |
//! | [`nested`] | the nested design: some realisations counted again under every draw |
//! | [`shift`] | from the effect of a draw on those realisations to the values of the run |
//!
//! The program draws
//!
//! - m, how far the table of thicknesses is off, common to all sites: a random-effects mean over studies
//!   ([`studies`]);
//! - under the contact law, a whole set of the family that fits the calibration ([`mod@sets`]), with its
//!   correlations;
//! - everything else that has a range in `data/`: half of the draws lie on either side of its value
//!   ([`Evidence::at`]).
//!
//! Each input is stratified over the draws of a run (a Latin hypercube: McKay, Beckman and Conover 1979, doi
//! 10.1080/00401706.1979.10489755, *memory*). What a scenario states itself is not uncertain: listed layers
//! with their moduli, a ratio of its own, and everything about the device.
//!
//! Left out: how much the speed, frequency, spacing and path of the hand vary. Strikes keep their places
//! under all draws, so that their mean density is the same by construction. Also left out are correlation
//! lengths, correlations between layers and between sites, the spread between people, and the possibility
//! that one of the laws is altogether wrong. The calibration holds Poisson's ratio fixed, so the program does
//! not draw it either.

pub mod nested;
pub mod shift;

pub use nested::InputSpread;

use super::Setup;
use crate::device::{Kind, Motion};
use crate::foundation::evidence::{Evidence, EvidenceTable, entry};
use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::log_sd;
use crate::injury::indices;
use crate::mechanics::sets::{self, sets};
use crate::mechanics::{Contact, Law, Ratio, parameters};
use crate::skin::field;
use crate::skin::{self, Assumed, studies, vessels};
use crate::{technique, tract};
use std::sync::LazyLock;

/// Number of draws of a run.
pub const DRAWS: usize = 24;

/// Uncertain number with a range.
struct Ranged {
    table: &'static LazyLock<EvidenceTable>,
    section: &'static str,
    name: &'static str,
    put: fn(&mut Setup, &mut Assumed, &Evidence, f64),
}

impl Ranged {
    fn known(&self) -> &'static Evidence {
        entry(self.table, self.section, self.name)
    }
}

/// Changes the contact law of a setup; does nothing under another law.
fn contact(setup: &mut Setup, put: impl FnOnce(&mut Contact)) {
    if let Law::Contact(contact) = &mut setup.law {
        put(contact);
    }
}

/// All numbers that are drawn one by one.
static RANGED: [Ranged; 23] = [
    of_field("fine_epidermis", |_, assumed, known, value| vary(assumed, 0, known, value)),
    of_field("drift_dermis", |_, assumed, known, value| vary(assumed, 1, known, value)),
    of_field("fine_dermis", |_, assumed, known, value| vary(assumed, 2, known, value)),
    of_field("drift_fat", |_, assumed, known, value| vary(assumed, 3, known, value)),
    of_field("fine_fat", |_, assumed, known, value| vary(assumed, 4, known, value)),
    Ranged {
        table: &skin::EVIDENCE,
        section: "layers",
        name: "papillary_share",
        put: |_, assumed, _, value| assumed.papillary_share = value,
    },
    of_mechanics("puncture", "cv", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.puncture_log_sd = log_sd(1.0, value));
    }),
    of_mechanics("resistance", "cv", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.resistance_log_sd = log_sd(1.0, value));
    }),
    of_mechanics("resistance", "muscle_share", |setup, _, _, value| {
        contact(setup, |contact| contact.parameters.muscle_share = value);
    }),
    of_tract("open_width_ratio", |setup, _, _, value| setup.tract.open_width_ratio = value),
    of_tract("skin_follow_factor", |setup, _, _, value| setup.tract.skin_follow_factor = value),
    of_tract("pen_dwell_fraction", |setup, _, _, value| {
        if let Motion::Pen(pen) = &mut setup.device.motion {
            pen.dwell_fraction = value;
        }
    }),
    of_indices("pain_length_exponent", |setup, _, _, value| setup.indices.pain_length_exponent = value),
    of_indices("pain_number_exponent", |setup, _, _, value| setup.indices.pain_number_exponent = value),
    of_indices("bleeding_exponent", |setup, _, _, value| setup.indices.bleeding_exponent = value),
    of_indices("tear_depth_mm", |setup, _, _, value| setup.indices.tear_depth_mm = value),
    // A site's own density of loops is as uncertain as the general density.
    of_vessels("loops", "density_per_mm2", |setup, _, known, value| {
        setup.skin.vessels.loops_per_mm2 *= value / known.value;
    }),
    of_vessels("loops", "suprapapillary_um", |setup, _, _, value| {
        setup.skin.vessels.suprapapillary_mm = 1e-3 * value;
    }),
    of_vessels("loops", "radius_um", |setup, _, _, value| setup.skin.vessels.loop_radius_mm = 1e-3 * value),
    of_vessels("upper_plexus", "offset_mm", |setup, _, _, value| setup.skin.vessels.upper_offset_mm = value),
    // The length of vessel per area is 2 / spacing.
    of_vessels("upper_plexus", "spacing_mm", |setup, _, _, value| {
        setup.skin.vessels.upper.length_per_mm = 2.0 / value;
    }),
    of_vessels("deep_plexus", "spacing_mm", |setup, _, _, value| {
        setup.skin.vessels.deep.length_per_mm = 2.0 / value;
    }),
    of_vessels("deep_plexus", "diameter_um", |setup, _, _, value| {
        setup.skin.vessels.deep.diameter_mm = 1e-3 * value;
    }),
];

type Put = fn(&mut Setup, &mut Assumed, &Evidence, f64);

const fn of_field(section: &'static str, put: Put) -> Ranged {
    Ranged { table: &field::EVIDENCE, section, name: "sd_log", put }
}

const fn of_mechanics(section: &'static str, name: &'static str, put: Put) -> Ranged {
    Ranged { table: &parameters::EVIDENCE, section, name, put }
}

const fn of_tract(name: &'static str, put: Put) -> Ranged {
    Ranged { table: &tract::evidence::EVIDENCE, section: "tract", name, put }
}

const fn of_indices(name: &'static str, put: Put) -> Ranged {
    Ranged { table: &indices::EVIDENCE, section: "indices", name, put }
}

const fn of_vessels(section: &'static str, name: &'static str, put: Put) -> Ranged {
    Ranged { table: &vessels::EVIDENCE, section, name, put }
}

/// Kinds of device that a hand presses. How much its force varies is drawn for each kind, after all other
/// numbers: a new kind is the last one, and leaves the draws of the others as they are.
const PRESSED: [Kind; pressed().1] = {
    let (all, count) = pressed();
    let mut kinds = [Kind::ALL[0]; pressed().1];
    let mut at = 0;
    while at < count {
        kinds[at] = all[at];
        at += 1;
    }
    kinds
};

/// These kinds at the beginning of a list, and how many they are.
const fn pressed() -> ([Kind; Kind::ALL.len()], usize) {
    let (mut kinds, mut count, mut at) = (Kind::ALL, 0, 0);
    while at < Kind::ALL.len() {
        if Kind::ALL[at].facts().by_hand {
            kinds[count] = Kind::ALL[at];
            count += 1;
        }
        at += 1;
    }
    (kinds, count)
}

/// How much the force of a hand on this kind of device varies.
fn force_cv(kind: Kind) -> &'static Evidence {
    entry(&technique::defaults::EVIDENCE, kind.name(), "force_cv")
}

/// Sets how much the hand's force varies for one kind of device, unless the scenario states it.
fn press(setup: &mut Setup, kind: Kind, known: &Evidence, value: f64) {
    let cv = &mut setup.technique.hand.force_cv;
    if setup.device.kind == kind && *cv == known.value {
        *cv = value;
    }
}

fn vary(assumed: &mut Assumed, at: usize, known: &Evidence, value: f64) {
    assumed.variation[at] = value / known.value;
}

/// Numbers in a draw: m, the set, the mean and the spread of the ratio, and everything that has a range.
const NUMBERS: usize = 4 + RANGED.len() + PRESSED.len();

/// One draw of the inputs: for each input a share, 0 to 1, of its probability law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inputs([f64; NUMBERS]);

impl Inputs {
    /// Draws of a run. They depend only on the seed, so that runs with the same seed are compared under the
    /// same draws.
    pub fn draws(seed: u64) -> Vec<Inputs> {
        let columns: [Vec<f64>; NUMBERS] = std::array::from_fn(|number| strata(seed, number as u64));
        (0..DRAWS).map(|draw| Inputs(std::array::from_fn(|number| columns[number][draw]))).collect()
    }

    /// Single draw that is not stratified.
    pub fn alone(seed: u64, number: u64) -> Inputs {
        let mut stream = Stream::new(seed, Purpose::Inputs, 1, number);
        Inputs([0.0; NUMBERS].map(|_| stream.uniform()))
    }

    /// Returns the setup under these inputs.
    pub fn under(&self, setup: &Setup) -> Setup {
        let [of_m, of_set, of_ratio, of_ratio_sd, ranged @ ..] = &self.0;
        let mut under = setup.clone();
        let m = studies::bias().at(*of_m);
        let mut assumed = Assumed { thickness: libm::exp(m), ..Assumed::default() };
        let kind = under.device.kind;
        match &mut under.law {
            Law::Contact(contact) => {
                let family = sets();
                let at = ((of_set * family.len() as f64) as usize).min(family.len() - 1);
                contact.parameters = sets::with_own(&family[at], &contact.parameters);
            }
            Law::Ratio(ratio) => {
                let (mean, spread) = Ratio::known(kind);
                if ratio.ratio == mean.value {
                    ratio.ratio = mean.at(*of_ratio);
                }
                if ratio.ratio_sd == spread.value {
                    ratio.ratio_sd = spread.at(*of_ratio_sd);
                }
            }
        }
        let (ranged, pressed) = ranged.split_at(RANGED.len());
        for (number, share) in RANGED.iter().zip(ranged) {
            let known = number.known();
            (number.put)(&mut under, &mut assumed, known, known.at(*share));
        }
        for (kind, share) in PRESSED.into_iter().zip(pressed) {
            let known = force_cv(kind);
            press(&mut under, kind, known, known.at(*share));
        }
        under.skin = under.skin.assuming(&assumed);
        under
    }
}

/// Draws one number in each stratum of equal probability, in random order.
fn strata(seed: u64, number: u64) -> Vec<f64> {
    let mut stream = Stream::new(seed, Purpose::Inputs, 0, number);
    let mut order: Vec<usize> = (0..DRAWS).collect();
    for last in (1..DRAWS).rev() {
        order.swap(last, (stream.uniform() * (last + 1) as f64) as usize);
    }
    order.into_iter().map(|stratum| (stratum as f64 + stream.uniform()) / DRAWS as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::field::FIELDS;

    #[test]
    fn identity_every_stratum_of_every_number_is_drawn_once() {
        let draws = Inputs::draws(7);
        for number in 0..NUMBERS {
            let mut seen: Vec<usize> =
                draws.iter().map(|draw| (draw.0[number] * DRAWS as f64) as usize).collect();
            seen.sort_unstable();
            assert_eq!(seen, (0..DRAWS).collect::<Vec<_>>(), "{number}");
        }
        assert_ne!(draws, Inputs::draws(8));
        assert_eq!(draws, Inputs::draws(7));
    }

    #[test]
    fn identity_every_ranged_number_is_there_with_its_range() {
        for ranged in &RANGED {
            let known = ranged.known();
            assert!(known.low < known.high, "{}.{}", ranged.section, ranged.name);
        }
        for (at, field) in FIELDS.iter().enumerate() {
            assert_eq!(RANGED[at].section, *field);
        }
        for kind in PRESSED {
            assert!(force_cv(kind).low < force_cv(kind).high, "{}", kind.name());
        }
    }

    /// Every number draws from the stream of its place. A kind that moves would change the draws of others.
    #[test]
    fn regress_the_first_kinds_keep_their_places() {
        assert_eq!(PRESSED[..4], [Kind::Pen, Kind::Roller, Kind::Stamp, Kind::Patch]);
        assert_eq!(RANGED.len(), 23);
    }
}
