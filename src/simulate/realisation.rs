//! One realisation made ready to be counted: its person, its cartridge, how the needles stand, where they strike.

use super::timings::{Stage, Timings, timed};
use super::{Setup, SimulateError};
use crate::device::Cartridge;
use crate::engine::Evenness;
use crate::engine::places::Places;
use crate::engine::tiles::{Bins, Tiling};
use crate::ground::random::{Purpose, StreamFamily};
use crate::mechanics::{DepthLaw, DrawnDepth, Draws, Treatment};
use crate::skin::{Column, FieldPlan, SkinField};
use crate::technique::Strike;
use crate::tract::{Passes, Sweep, Tract};
use rayon::prelude::*;

/// Strikes of a realisation from which on several threads work them out, and how many one task takes at least.
const MANY_STRIKES: f64 = 1e5;
const STRIKES_A_TASK: usize = 2048;

pub struct Realisation {
    pub number: u32,
    pub skin: SkinField,
    pub cartridge: Cartridge,
    pub treatment: Treatment,
    /// In the order of time; `None` for missing needles.
    pub hits: Vec<Option<Hit>>,
    /// Which of them each tile sees.
    pub bins: Bins,
    pub evenness: Evenness,
    places: Places,
    /// Room for so many strikes.
    strikes: Vec<Strike>,
    chance: StreamFamily,
}

/// Memory that one realisation leaves to the next: to ask for it anew costs as much as to fill it.
#[derive(Debug, Default)]
pub struct Room {
    strikes: Vec<Strike>,
    hits: Vec<Option<Hit>>,
    places: Places,
}

/// A strike as it is counted.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub needle: u32,
    pub index: u64,
    pub tract: Tract,
    pub passes: Passes,
}

/// A strike with what it met and did.
pub struct Struck<'a> {
    pub column: Column,
    /// Which of the skin's supports it took.
    pub support: usize,
    pub law: DepthLaw<'a>,
    /// What it drew.
    pub draws: Draws,
    pub tract: Tract,
}

impl Realisation {
    pub fn new(
        setup: &Setup,
        plan: Option<&FieldPlan>,
        tiling: &Tiling,
        room: Room,
        number: u32,
        timings: Option<&Timings>,
    ) -> Result<Realisation, SimulateError> {
        let (seed, realisation) = (setup.seed, u64::from(number));
        let skin = timed(timings, Stage::Skin, || setup.skin.realise(plan, seed, realisation));
        let device = &setup.device;
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, seed, realisation);
        let set = setup.set_depth_mm(realisation);
        let treatment = timed(timings, Stage::Mechanics, || {
            setup.law.treatment(device, &cartridge, set, &skin.supports(), seed, realisation)
        });
        let treatment = treatment.map_err(|error| SimulateError {
            realisation: number,
            of: setup.realisations,
            error,
        })?;
        let chance = StreamFamily::new(seed, Purpose::Strike, realisation);
        let mut ready = Realisation {
            number,
            skin,
            cartridge,
            treatment,
            hits: Vec::new(),
            bins: Bins::default(),
            evenness: Evenness::default(),
            places: Places::default(),
            strikes: Vec::new(),
            chance,
        };
        let hit = |strike: &Strike| ready.hit(setup, strike);
        let Room { mut strikes, mut hits, mut places } = room;
        let expected = setup.expected_strikes();
        if expected < MANY_STRIKES {
            hits.clear();
            hits.reserve((1.1 * expected) as usize);
            setup.strikes(realisation, |strike| hits.push(hit(&strike)));
        } else {
            // So many that one realisation is work for all threads.
            strikes.clear();
            strikes.reserve((1.1 * expected) as usize);
            setup.strikes(realisation, |strike| strikes.push(strike));
            strikes.par_iter().with_min_len(STRIKES_A_TASK).map(hit).collect_into_vec(&mut hits);
        }
        places.of_time.clear();
        places.of_time.reserve(hits.len());
        let bounds = hits.iter().enumerate().filter_map(|(at, hit)| {
            let tract = &hit.as_ref()?.tract;
            places.of_time.push([tract.x_mm, tract.y_mm]);
            Some((at as u32, tract.bounds_mm()))
        });
        ready.bins = timed(timings, Stage::Deposit, || Bins::new(tiling, bounds));
        ready.evenness =
            timed(timings, Stage::Figures, || Evenness::new(&setup.grid, setup.window().rim_mm, &mut places));
        (ready.hits, ready.strikes, ready.places) = (hits, strikes, places);
        if let Some(timings) = timings {
            timings.strikes(setup, &ready);
        }
        Ok(ready)
    }

    /// Gives its room to another.
    pub fn into_room(self) -> Room {
        Room { strikes: self.strikes, hits: self.hits, places: self.places }
    }

    /// The puncture at a position among those of this realisation, in the order of time; missing needles make none.
    pub fn puncture(&self, setup: &Setup, position: usize) -> Option<(Strike, &Hit)> {
        let mut present = self.hits.iter().enumerate().filter_map(|(at, hit)| Some((at, hit.as_ref()?)));
        let (at, hit) = present.nth(position)?;
        // Where it goes is all that a hit keeps of its strike: walk to it once more.
        let (mut passed, mut found) = (0, None);
        setup.strikes(u64::from(self.number), |strike| {
            if passed == at {
                found = Some(strike);
            }
            passed += 1;
        });
        found.map(|strike| (strike, hit))
    }

    /// Punctures of this realisation: strikes of needles that are not missing.
    pub fn punctures(&self) -> usize {
        self.hits.iter().flatten().count()
    }

    /// A strike as it is counted; `None` for a missing needle.
    #[inline]
    pub(super) fn hit(&self, setup: &Setup, strike: &Strike) -> Option<Hit> {
        let Struck { column, law, tract, .. } = self.strike(setup, strike)?;
        let passes = Passes::new(&law, &column);
        Some(Hit { needle: strike.needle, index: strike.index, tract, passes })
    }

    /// What a strike does; `None` for a missing needle.
    #[inline]
    pub fn strike(&self, setup: &Setup, strike: &Strike) -> Option<Struck<'_>> {
        let needle = self.cartridge.needles.get(strike.needle as usize)?;
        let mut stream = self.chance.stream(strike.index);
        let column = self.skin.column(strike.x_mm, strike.y_mm);
        let support = self.skin.support_at(strike.x_mm, strike.y_mm, || stream.uniform());
        let law = self.treatment.strike(support, strike.needle as usize, needle, &column)?;
        let DrawnDepth { depth_mm: depth, draws } = law.draw(&mut stream);
        let sweep = Sweep {
            rigid_mm: setup.device.motion.sweep_mm(depth, setup.technique.hand_speed_mm_s),
            follow: setup.tract.skin_follow_factor,
        };
        let tract = Tract::new(strike, needle, depth, &column, &sweep);
        Some(Struck { column, support, law, draws, tract })
    }
}
