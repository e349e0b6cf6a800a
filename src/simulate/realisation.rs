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

pub struct Realisation {
    pub number: u32,
    pub skin: SkinField,
    pub cartridge: Cartridge,
    pub treatment: Treatment,
    /// Of the needles that are not missing, in the order of time; of a band only those that it may see.
    pub strikes: Vec<Strike>,
    /// Which of them each tile may see.
    pub bins: Bins,
    /// Of all its punctures; nothing where it was not asked for.
    pub evenness: Evenness,
    places: Places,
    chance: StreamFamily,
}

/// What of a realisation is made ready: all of it, or the strikes that a band of the area sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The band's lower and upper edge, mm.
    pub y_mm: [f64; 2],
    /// How evenly all its punctures lie: that takes the places of all, also for a band.
    pub evenness: bool,
}

impl Wanted {
    pub const ALL: Wanted = Wanted { y_mm: [f64::NEG_INFINITY, f64::INFINITY], evenness: true };
}

/// Strikes this close to where a band sees them may be seen by rounding, mm.
const ROUNDING_MM: f64 = 1e-6;

/// Memory that one realisation leaves to the next: to ask for it anew costs as much as to fill it.
#[derive(Debug, Default)]
pub struct Room {
    strikes: Vec<Strike>,
    places: Places,
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

impl Struck<'_> {
    /// Its probabilities of passing the layers.
    #[inline]
    pub fn passes(&self) -> Passes {
        Passes::new(&self.law, &self.column)
    }
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
        Realisation::part(setup, plan, tiling, room, number, Wanted::ALL, timings)
    }

    /// Of a band of the area: the same realisation, without the strikes that lie too far off.
    pub fn part(
        setup: &Setup,
        plan: Option<&FieldPlan>,
        tiling: &Tiling,
        room: Room,
        number: u32,
        wanted: Wanted,
        timings: Option<&Timings>,
    ) -> Result<Realisation, SimulateError> {
        let (seed, realisation) = (setup.seed, u64::from(number));
        let skin = timed(timings, Stage::Skin, || setup.skin.realise(plan, seed, realisation));
        let device = &setup.device;
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, seed, realisation);
        let set = setup.set_depth_mm(realisation);
        let of_needle = setup.expected_strikes() / device.array.len().max(1) as f64;
        let treatment = timed(timings, Stage::Mechanics, || {
            setup.law.treatment(device, &cartridge, set, &skin.supports(), of_needle, [seed, realisation])
        });
        let treatment = treatment.map_err(|error| SimulateError::NoEquilibrium {
            realisation: number,
            of: setup.realisations,
            error,
        })?;
        // How wide a section is shows when the strike is worked out: no wider than this.
        let leans = cartridge.needles.iter().map(|state| state.lean[0].hypot(state.lean[1]));
        let reach_mm = setup.reach_mm(leans.fold(0.0, f64::max));
        let Room { mut strikes, mut places } = room;
        timed(timings, Stage::Placement, || {
            let missing =
                |needle: u32| cartridge.needles.get(needle as usize).is_none_or(|state| state.missing);
            let [low, high] = wanted.y_mm;
            let seen = low - reach_mm - ROUNDING_MM..high + reach_mm + ROUNDING_MM;
            strikes.clear();
            strikes.reserve(setup.strikes_held(wanted.y_mm));
            places.of_time.clear();
            if wanted.evenness {
                places.of_time.reserve(setup.strikes_held(Wanted::ALL.y_mm));
            }
            setup.strikes(realisation, |strike| {
                if missing(strike.needle) {
                    return;
                }
                if wanted.evenness {
                    places.of_time.push([strike.x_mm, strike.y_mm]);
                }
                if seen.contains(&strike.y_mm) {
                    strikes.push(strike);
                }
            });
        });
        let bounds = (0..).zip(strikes.iter().map(|strike| [[strike.x_mm, strike.y_mm], [reach_mm; 2]]));
        let bins = timed(timings, Stage::Deposit, || Bins::new(tiling, bounds));
        // Of a band that does not ask for it there are no places: none.
        let evenness =
            timed(timings, Stage::Figures, || Evenness::new(&setup.grid, setup.window().rim_mm, &mut places));
        let chance = StreamFamily::new(seed, Purpose::Strike, realisation);
        let ready =
            Realisation { number, skin, cartridge, treatment, strikes, bins, evenness, places, chance };
        if let Some(timings) = timings {
            timings.strikes(setup, &ready);
        }
        Ok(ready)
    }

    /// Gives its room to another.
    pub fn into_room(self) -> Room {
        Room { strikes: self.strikes, places: self.places }
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
