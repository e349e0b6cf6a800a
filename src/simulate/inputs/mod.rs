//! Uncertain inputs: what the values would be if the inputs were others. More realisations do not narrow this
//! interval.
//!
//! | file | holds |
//! |---|---|
//! | here | one draw of everything that nobody knows exactly, and a setup under it |
//! | [`ranged`] | numbers of the program that are drawn one by one |
//! | [`unstated`] | defaults that a scenario does not state |
//! | [`nested`] | the nested design: some realisations counted again under every draw |
//! | [`shift`] | from the effect of a draw on those realisations to the values of the run |
//! | [`attribution`] | which inputs an interval comes from |
//!
//! The program draws
//!
//! - m, how far the table of thicknesses is off, common to all sites: a random-effects mean over studies
//!   ([`studies`]);
//! - under the contact law, a whole set of the family that fits the calibration
//!   ([`sets`](crate::mechanics::sets)), with its correlations;
//! - every default with a range that the scenario does not state ([`unstated`]);
//! - everything else that has a range in `data/`: half of the draws lie on either side of its value
//!   ([`Evidence::at`](crate::foundation::evidence::Evidence::at)).
//!
//! Each input is stratified over the draws of a run (a Latin hypercube: McKay, Beckman and Conover 1979, doi
//! 10.1080/00401706.1979.10489755, *memory*). Every quarter of the draws is stratified by itself as well (a
//! sliced Latin hypercube: Qian 2012, *memory*), because some values are found under the first draws only.
//! What a scenario states itself is not uncertain: listed layers with their moduli, a ratio of its own, the
//! keys of its device.
//!
//! Left out: correlation lengths, correlations between layers and between sites, the spread between people,
//! and the possibility that one of the laws is altogether wrong. The calibration holds Poisson's ratio fixed,
//! so the program does not draw it either.

pub mod attribution;
pub mod nested;
pub mod ranged;
pub mod shift;
pub mod unstated;

pub use attribution::{Attribution, Source};
pub use nested::InputSpread;
pub use unstated::{UNCERTAIN, Unstated};

use self::ranged::RANGED;
use super::Setup;
use crate::foundation::random::{Purpose, Stream};
use crate::mechanics::numbers::FITTED;
use crate::mechanics::sets::Family;
use crate::mechanics::{Law, Ratio};
use crate::skin::{Assumed, studies};

/// Number of draws of a run.
pub const DRAWS: usize = 200;

/// Number of draws under which realisations are counted; the fat-layer reach is found under all.
pub const COUNTED: usize = 100;

/// Number of draws of studies, which search or repeat under every draw.
pub const STUDIED: usize = SLICE;

/// Draws in a slice that is stratified by itself.
const SLICE: usize = 50;

/// Draws in a row that share the pattern of the strikes.
const PATTERN: usize = 10;

/// Numbers in a draw: m, the set, the mean and the spread of the ratio, what has a range in `data/`, and the
/// defaults of a scenario.
const NUMBERS: usize = 4 + RANGED.len() + UNCERTAIN.len();

/// One draw of the inputs: for each input a share, 0 to 1, of its probability law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inputs([f64; NUMBERS]);

/// An input that draws vary by a share of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Name: that of the input, or of its source for inputs that are drawn together.
    pub name: String,
    /// What it is part of.
    pub source: Source,
    /// Number of values that its share chooses from; `None` where it varies without steps.
    pub choices: Option<usize>,
    /// Place of its share in a draw.
    share: usize,
}

/// Place of the share that chooses the set of the contact law.
const OF_SET: usize = 1;

/// Value of an input under a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Name for tables: a key of the scenario, or section and name of an entry in `data/`.
    pub name: String,
    /// What the input is part of.
    pub source: Source,
    /// Value in the unit that the name says.
    pub value: f64,
    /// Place of its share in a draw.
    share: usize,
}

impl Inputs {
    /// Draws of a run. They depend only on the seed, so that runs with the same seed are compared under the
    /// same draws.
    pub fn draws(seed: u64) -> Vec<Inputs> {
        let columns: [Vec<f64>; NUMBERS] = std::array::from_fn(|number| {
            let unstated = number.checked_sub(NUMBERS - UNCERTAIN.len());
            let together = if unstated.is_some_and(|at| UNCERTAIN[at].is_pattern) { PATTERN } else { 1 };
            strata(seed, number as u64, together)
        });
        (0..DRAWS).map(|draw| Inputs(std::array::from_fn(|number| columns[number][draw]))).collect()
    }

    /// Single draw that is not stratified.
    pub fn alone(seed: u64, number: u64) -> Inputs {
        let mut stream = Stream::new(seed, Purpose::Inputs, 1, number);
        Inputs([0.0; NUMBERS].map(|_| stream.uniform()))
    }

    /// The inputs that draws vary in this setup, in a fixed order.
    pub fn factors(setup: &Setup) -> Vec<Factor> {
        let mut factors: Vec<Factor> = Vec::new();
        for Drawn { name, source, share, .. } in Inputs::middle().put(setup).1 {
            match factors.last_mut().filter(|last| last.share == share) {
                // Numbers that are drawn together.
                Some(last) => last.name = source.name().to_owned(),
                None => {
                    let choices = match &setup.law {
                        Law::Contact(contact) if share == OF_SET => Some(contact.family.count()),
                        _ => None,
                    };
                    factors.push(Factor { name, source, choices, share });
                }
            }
        }
        factors
    }

    /// Draw with every input in the middle of its range, and the central set of the contact law.
    pub fn middle() -> Inputs {
        let mut shares = [0.5; NUMBERS];
        shares[OF_SET] = 0.0;
        Inputs(shares)
    }

    /// This draw with other shares of these factors.
    pub fn with<'a>(mut self, shares: impl IntoIterator<Item = (&'a Factor, f64)>) -> Inputs {
        for (factor, share) in shares {
            self.0[factor.share] = share;
        }
        self
    }

    /// Value of a factor under this draw, in the unit that its name says; `None` for one of choices.
    pub fn value(&self, setup: &Setup, factor: &Factor) -> Option<f64> {
        let drawn = self.put(setup).1;
        let own = drawn.iter().find(|drawn| drawn.share == factor.share);
        own.filter(|_| factor.choices.is_none()).map(|drawn| drawn.value)
    }

    /// Place of the set that these inputs take from a family.
    pub fn set(&self, family: &Family) -> usize {
        family.at_share(self.0[OF_SET])
    }

    /// Returns the setup under these inputs.
    pub fn under(&self, setup: &Setup) -> Setup {
        self.put(setup).0
    }

    /// The setup under these inputs, and the values of the inputs that it draws, in a fixed order.
    fn put(&self, setup: &Setup) -> (Setup, Vec<Drawn>) {
        let [of_m, of_set, of_ratio, of_ratio_sd, rest @ ..] = &self.0;
        let (ranged, unstated) = rest.split_at(RANGED.len());
        let mut under = setup.clone();
        let mut drawn = Vec::new();
        let mut took = |share: usize, name: String, source: Source, value: f64| {
            drawn.push(Drawn { name, source, value, share });
        };

        let m = studies::bias().at(*of_m);
        let mut assumed = Assumed { thickness: libm::exp(m), ..Assumed::default() };
        took(0, "skin.thickness_factor".to_owned(), Source::ThicknessStudies, assumed.thickness);
        let kind = under.device.kind;
        match &mut under.law {
            Law::Contact(contact) => {
                let set = contact.family.at_share(*of_set);
                contact.parameters = contact.own.over(contact.family.parameters(set));
                for (fitted, value) in FITTED.iter().zip(contact.family.values(set)) {
                    if !contact.own.states(fitted.key) {
                        took(OF_SET, format!("mechanics.{}", fitted.label()), Source::LawFit, *value);
                    }
                }
            }
            Law::Ratio(ratio) => {
                let (mean, spread) = Ratio::known(kind);
                if ratio.ratio == mean.value {
                    ratio.ratio = mean.at(*of_ratio);
                    took(2, "mechanics.ratio".to_owned(), Source::DepthRatio, ratio.ratio);
                }
                if ratio.ratio_sd == spread.value {
                    ratio.ratio_sd = spread.at(*of_ratio_sd);
                    took(3, "mechanics.ratio_sd".to_owned(), Source::DepthRatio, ratio.ratio_sd);
                }
            }
        }
        for (at, (number, share)) in RANGED.iter().zip(ranged).enumerate() {
            if number.is_stated(setup) {
                continue;
            }
            let known = number.known();
            let value = known.at(*share);
            (number.put)(&mut under, &mut assumed, known, value);
            took(4 + at, number.label(), number.source, value);
        }
        for default in &setup.unstated {
            let value = default.known.at(unstated[default.key]);
            default.put(&mut under, value);
            let at = 4 + RANGED.len() + default.key;
            took(at, default.path().to_owned(), Source::Unstated(default.path()), value);
        }
        under.skin = under.skin.assuming(&assumed);
        (under, drawn)
    }
}

/// Draws one number in each stratum of equal probability, in random order; as many neighbouring draws as
/// `together` says share one. Every slice has one number in each of its own, wider strata.
fn strata(seed: u64, number: u64, together: usize) -> Vec<f64> {
    const SLICES: usize = DRAWS / SLICE;
    let wide_strata = SLICE / together;
    let mut stream = Stream::new(seed, Purpose::Inputs, 0, number);
    let mut shuffled = |count: usize| -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, (stream.uniform() * (last + 1) as f64) as usize);
        }
        order
    };
    // Each wide stratum holds one narrow stratum for every slice.
    let narrow: Vec<Vec<usize>> = (0..wide_strata).map(|_| shuffled(SLICES)).collect();
    let order: Vec<usize> = (0..SLICES)
        .flat_map(|slice| {
            let wide = shuffled(wide_strata);
            wide.into_iter().map(|wide| wide * SLICES + narrow[wide][slice]).collect::<Vec<_>>()
        })
        .collect();
    let strata = order.len() as f64;
    let drawn = order.into_iter().map(|stratum| (stratum as f64 + stream.uniform()) / strata);
    drawn.flat_map(|share| std::iter::repeat_n(share, together)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_every_stratum_of_every_number_is_drawn_once_also_in_each_slice() {
        let draws = Inputs::draws(7);
        let every_stratum_once = |draws: &[Inputs]| {
            let pattern = |number: usize| {
                number.checked_sub(NUMBERS - UNCERTAIN.len()).is_some_and(|at| UNCERTAIN[at].is_pattern)
            };
            for number in (0..NUMBERS).filter(|number| !pattern(*number)) {
                let of = |draw: &Inputs| (draw.0[number] * draws.len() as f64) as usize;
                let mut seen: Vec<usize> = draws.iter().map(of).collect();
                seen.sort_unstable();
                assert_eq!(seen, (0..draws.len()).collect::<Vec<_>>(), "{number}");
            }
        };
        every_stratum_once(&draws);
        draws.chunks(SLICE).for_each(every_stratum_once);
        // Draws in a row share the pattern, and each pattern has a stratum of its own.
        let jitter = NUMBERS - UNCERTAIN.len() + 4;
        assert_eq!(UNCERTAIN[4].path, "technique.position_jitter_mm");
        for slice in draws.chunks(SLICE) {
            let mut seen: Vec<usize> =
                slice.chunks(PATTERN).map(|same| (same[0].0[jitter] * 5.0) as usize).collect();
            seen.sort_unstable();
            assert_eq!(seen, [0, 1, 2, 3, 4]);
            assert!(
                slice.chunks(PATTERN).all(|same| same.iter().all(|draw| draw.0[jitter] == same[0].0[jitter]))
            );
        }
        assert_ne!(draws, Inputs::draws(8));
        assert_eq!(draws, Inputs::draws(7));
    }

    /// Every number draws from the stream of its place. A key that moves would change the draws of others.
    #[test]
    fn regress_numbers_keep_their_places() {
        let first = ["technique.force_cv", "technique.force_n", "technique.hand_speed_mm_s"];
        assert_eq!(UNCERTAIN.iter().map(|key| key.path).take(3).collect::<Vec<_>>(), first);
        assert_eq!((RANGED.len(), UNCERTAIN[20].path), (23, "device.setting_bias_mm"));
    }

    #[test]
    fn regress_draws_in_a_row_place_strikes_alike() {
        use crate::scenario::{Sources, catalogue, load};
        for preset in ["pen-12", "roller-192", "stamp-36"] {
            let text = format!(
                "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"{preset}\"\n[technique]\n"
            );
            let set: &[&str] = if preset == "pen-12" { &["technique.hand_speed_mm_s=20"] } else { &[] };
            let scenario = load(&Sources::new("test.toml", &text, set), &catalogue(), "test").unwrap();
            let draws = Inputs::draws(1);
            let placing = |draw: usize| draws[draw].under(scenario.setup()).placing();
            for draw in 0..3 * PATTERN {
                let same = placing(draw) == placing(draw + 1);
                assert_eq!(
                    same,
                    (draw + 1) % PATTERN != 0,
                    "{preset} {draw}: {:?} {:?}",
                    placing(draw),
                    placing(draw + 1)
                );
            }
        }
    }
}
