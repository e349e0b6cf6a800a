//! One realisation made ready to be counted: its person, its cartridge, how the needles stand, where they strike.

use super::earlier::{Earlier, LINKS};
use super::setup::Reach;
use super::timings::{Stage, Timings, timed};
use super::{Setup, SimulateError};
use crate::device::{Cartridge, NeedleState};
use crate::engine::Evenness;
use crate::engine::places::Places;
use crate::engine::tiles::{Bins, Tiling};
use crate::ground::random::{Purpose, StreamFamily};
use crate::mechanics::{ContactError, DepthLaw, DrawnDepth, Draws, Treatment};
use crate::skin::{Column, FieldPlan, SkinField};
use crate::technique::Strike;
use crate::tract::{Passes, Sweep, Tract};
use fearless_simd::{Level, Simd, dispatch};
use std::sync::{Mutex, PoisonError};

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
    chance: StreamFamily,
    /// Where strikes may be left outside by chance: who fell into whose opening.
    earlier: Option<Earlier>,
}

/// What of a realisation is made ready: all of it, or the strikes that a band of the area sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Left and right edge of what is looked at, mm.
    pub x_mm: [f64; 2],
    /// The band's lower and upper edge, mm.
    pub y_mm: [f64; 2],
    /// How evenly all its punctures lie: that takes the places of all, also for a band.
    pub evenness: bool,
}

impl Wanted {
    pub const ALL: Wanted = Wanted { x_mm: EVERYWHERE, y_mm: EVERYWHERE, evenness: true };

    /// Strikes within a rectangle, and nothing of the others.
    pub fn within(x_mm: [f64; 2], y_mm: [f64; 2]) -> Wanted {
        Wanted { x_mm, y_mm, evenness: false }
    }

    /// A band from side to side.
    pub fn band(y_mm: [f64; 2], evenness: bool) -> Wanted {
        Wanted { x_mm: EVERYWHERE, y_mm, evenness }
    }
}

const EVERYWHERE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// Strikes this close to where a band sees them may be seen by rounding, mm.
const ROUNDING_MM: f64 = 1e-6;

/// Memory that one realisation leaves to the next: to ask for it anew costs as much as to fill it.
#[derive(Debug, Default)]
pub struct Room {
    strikes: Vec<Strike>,
}

/// What all realisations of a run are made with.
pub struct Workshop<'a> {
    pub plan: Option<&'a FieldPlan>,
    pub tiling: &'a Tiling,
    pub timings: Option<&'a Timings>,
    /// A setup under which sections reach as far as they may, if realisations are gone through under several.
    pub widest: Option<&'a Setup>,
    /// Memory for the places of those that are being made, as many as are made at a time.
    places: Mutex<Vec<Places>>,
}

impl<'a> Workshop<'a> {
    pub fn new(
        plan: Option<&'a FieldPlan>,
        tiling: &'a Tiling,
        timings: Option<&'a Timings>,
    ) -> Workshop<'a> {
        Workshop { plan, tiling, timings, widest: None, places: Mutex::default() }
    }

    /// For realisations that are gone through under several setups, of which this one's sections reach furthest.
    pub fn reaching(self, widest: &'a Setup) -> Workshop<'a> {
        Workshop { widest: Some(widest), ..self }
    }

    fn take_places(&self) -> Places {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, places: Places) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).push(places);
    }
}

/// A strike with what it met and did.
pub struct Struck<'a> {
    /// The layers; with fat that has no end where the tip does not leave the skin.
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
    #[inline(always)]
    pub fn passes(&self) -> Passes {
        Passes::new(&self.law, &self.column)
    }
}

impl Realisation {
    pub fn new(
        setup: &Setup,
        workshop: &Workshop<'_>,
        room: Room,
        number: u32,
    ) -> Result<Realisation, SimulateError> {
        Realisation::part(setup, workshop, room, number, Wanted::ALL)
    }

    /// Of a band of the area: the same realisation, without the strikes that lie too far off.
    pub fn part(
        setup: &Setup,
        workshop: &Workshop<'_>,
        room: Room,
        number: u32,
        wanted: Wanted,
    ) -> Result<Realisation, SimulateError> {
        let Workshop { plan, tiling, timings, .. } = *workshop;
        let (seed, realisation) = (setup.seed, u64::from(number));
        let skin = timed(timings, Stage::Skin, || setup.skin.realise(plan, seed, realisation));
        let device = &setup.device;
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, seed, realisation);
        let treatment = timed(timings, Stage::Mechanics, || treatment(setup, &cartridge, &skin, realisation));
        let treatment = treatment.map_err(|error| SimulateError::NoEquilibrium {
            realisation: number,
            of: setup.realisations,
            error,
        })?;
        // How wide a section is shows when the strike is worked out: no wider than this.
        let reaches: Vec<Reach> = (0..)
            .zip(&cartridge.needles)
            .map(|(needle, state)| match workshop.widest {
                Some(widest) => widest.reach(state, widest.deepest_mm()),
                None => {
                    let deepest_mm = treatment.deepest_mm(needle, state);
                    setup.reach(state, deepest_mm.unwrap_or_else(|| setup.deepest_mm()))
                }
            })
            .collect();
        let reach_mm = reaches.iter().map(Reach::furthest_mm).fold(0.0, f64::max);
        let width_ratio = setup.tract.open_width_ratio;
        let opening_mm =
            reaches.iter().map(|reach| reach.opening_mm(width_ratio)).fold(0.0, f64::max) + ROUNDING_MM;
        let (Room { mut strikes }, mut places) = (room, workshop.take_places());
        timed(timings, Stage::Placement, || {
            let missing =
                |needle: u32| cartridge.needles.get(needle as usize).is_none_or(|state| state.missing);
            // Strikes beyond may have left an opening for those that are seen.
            let beyond_mm = if treatment.may_fail() { f64::from(LINKS) * opening_mm } else { 0.0 };
            let margin_mm = reach_mm + beyond_mm + ROUNDING_MM;
            let [across, along] =
                [wanted.x_mm, wanted.y_mm].map(|[low, high]| low - margin_mm..high + margin_mm);
            let seen = |strike: &Strike| along.contains(&strike.y_mm) && across.contains(&strike.x_mm);
            strikes.clear();
            let factor = setup.technique.hand.density_factor(&device.motion, seed, realisation);
            strikes.reserve(setup.strikes_held(wanted, factor));
            let place = |strike: &Strike| [strike.x_mm, strike.y_mm];
            places.of_time.clear();
            if wanted.evenness && wanted != Wanted::ALL {
                // Those that the band does not see have places too.
                places.of_time.reserve(setup.strikes_held(Wanted::ALL, factor));
                setup.strikes(realisation, |strike| {
                    if !missing(strike.needle) {
                        places.of_time.push(place(&strike));
                        strikes.extend(seen(&strike).then_some(strike));
                    }
                });
                return;
            }
            setup.strikes(realisation, |strike| {
                if !missing(strike.needle) && seen(&strike) {
                    strikes.push(strike);
                }
            });
            if wanted.evenness {
                places.of_time.extend(strikes.iter().map(place));
            }
        });
        let bounds = (0..).zip(strikes.iter().map(|strike| {
            [[strike.x_mm, strike.y_mm], reaches[strike.needle as usize].half_extents_mm(strike.heading)]
        }));
        let bins = timed(timings, Stage::Deposit, || Bins::new(tiling, bounds));
        // Of a band that does not ask for it there are no places: none.
        let evenness =
            timed(timings, Stage::Figures, || Evenness::new(&setup.grid, setup.window().rim_mm, &mut places));
        workshop.give_back(places);
        let chance = StreamFamily::new(seed, Purpose::Strike, realisation);
        let earlier = treatment.may_fail().then(|| Earlier::new(&strikes, opening_mm));
        let ready =
            Realisation { number, skin, cartridge, treatment, strikes, bins, evenness, chance, earlier };
        if let Some(timings) = timings {
            timings.strikes(setup, &ready);
        }
        Ok(ready)
    }

    /// The same realisation under other inputs: its normals, strikes and chances stay, its skin and how its needles come to rest
    /// are those of this setup.
    ///
    /// # Errors
    /// Where needles find no equilibrium.
    pub fn assume(&mut self, setup: &Setup, plan: Option<&FieldPlan>) -> Result<(), ContactError> {
        let (seed, realisation) = (setup.seed, u64::from(self.number));
        self.skin.assume(&setup.skin, plan, seed, realisation);
        self.treatment = treatment(setup, &self.cartridge, &self.skin, realisation)?;
        let deepest_mm = setup.deepest_mm();
        let opening_mm =
            |state: &NeedleState| setup.reach(state, deepest_mm).opening_mm(setup.tract.open_width_ratio);
        let opening_mm = self.cartridge.needles.iter().map(opening_mm).fold(0.0, f64::max) + ROUNDING_MM;
        self.earlier = self.treatment.may_fail().then(|| Earlier::new(&self.strikes, opening_mm));
        Ok(())
    }

    /// Gives its room to another.
    pub fn into_room(self) -> Room {
        Room { strikes: self.strikes }
    }

    /// What a strike does; `None` for a missing needle.
    pub fn strike(&self, setup: &Setup, strike: &Strike) -> Option<Struck<'_>> {
        dispatch!(Level::new(), simd => self.strike_on(simd, setup, strike))
    }

    /// The same for one kind of processor.
    #[inline(always)]
    pub(super) fn strike_on<S: Simd>(&self, simd: S, setup: &Setup, strike: &Strike) -> Option<Struck<'_>> {
        let struck = self.struck_on(simd, setup, strike, false)?;
        if struck.law.may_fail() && self.in_opening(setup, strike, LINKS) {
            return self.struck(setup, strike, true);
        }
        Some(struck)
    }

    /// Whether a strike falls into the opening of an earlier one, at the end of a chain of so many at most.
    #[cold]
    fn in_opening(&self, setup: &Setup, strike: &Strike, links: u32) -> bool {
        let (Some(earlier), true) = (&self.earlier, links > 0) else { return false };
        let place = [strike.x_mm, strike.y_mm];
        let reach_mm2 = earlier.reach_mm * earlier.reach_mm;
        let mut before = earlier.near(place).filter_map(|at| self.strikes.get(at)).filter(|other| {
            let [x, y] = [other.x_mm - strike.x_mm, other.y_mm - strike.y_mm];
            x * x + y * y <= reach_mm2 && other.is_before(strike)
        });
        let opens = |struck: Struck<'_>| {
            struck.tract.pierced && struck.tract.opening(setup.tract.open_width_ratio).holds(place)
        };
        before.any(|other| {
            let Some(on_skin) = self.struck(setup, other, false) else { return false };
            let failed = on_skin.law.may_fail() && !on_skin.tract.pierced;
            opens(on_skin)
                || (failed
                    && self.in_opening(setup, other, links - 1)
                    && self.struck(setup, other, true).is_some_and(opens))
        })
    }

    /// A strike on whole skin, or into an opening, for those that are looked at beside the way.
    #[inline(never)]
    fn struck(&self, setup: &Setup, strike: &Strike, in_opening: bool) -> Option<Struck<'_>> {
        dispatch!(Level::new(), simd => self.struck_on(simd, setup, strike, in_opening))
    }

    /// A strike on whole skin, or into an opening.
    #[inline(always)]
    fn struck_on<S: Simd>(
        &self,
        simd: S,
        setup: &Setup,
        strike: &Strike,
        in_opening: bool,
    ) -> Option<Struck<'_>> {
        let needle = self.cartridge.needles.get(strike.needle as usize)?;
        let mut stream = self.chance.stream(strike.index);
        let mut column = self.skin.column_above_fat_on(simd, strike.x_mm, strike.y_mm);
        let support = self.skin.support_at(strike.x_mm, strike.y_mm, || stream.uniform());
        let law_of = |column: &Column| {
            let law = self.treatment.strike(support, strike.push, strike.needle as usize, needle, column)?;
            Some(if in_opening { law.into_opening() } else { law })
        };
        let mut law = law_of(&column)?;
        let DrawnDepth { depth_mm: mut depth, draws } = law.draw(&mut stream);
        if depth > column.skin_mm() {
            column = self.skin.with_fat(column, strike.x_mm, strike.y_mm);
            if depth > column.fat_mm() {
                // Muscle holds more than the fat that was taken for it: the same chance once more.
                law = law_of(&column)?;
                let mut stream = self.chance.stream(strike.index);
                self.skin.support_at(strike.x_mm, strike.y_mm, || stream.uniform());
                depth = law.draw_mm(&mut stream);
            }
        }
        let sweep = Sweep {
            rigid_mm: setup.device.motion.sweep_mm(depth, setup.technique.hand_speed_mm_s),
            follow: setup.tract.skin_follow_factor,
        };
        let tract = Tract::new(strike, needle, depth, &column, &sweep);
        Some(Struck { column, support, law, draws, tract })
    }
}

/// How the needles of a realisation come to rest.
fn treatment(
    setup: &Setup,
    cartridge: &Cartridge,
    skin: &SkinField,
    realisation: u64,
) -> Result<Treatment, ContactError> {
    let device = &setup.device;
    let handled = setup.handled(realisation);
    let of_needle = setup.expected_strikes() / device.array.len().max(1) as f64;
    setup.law.treatment(device, cartridge, handled, &skin.supports(), of_needle, [setup.seed, realisation])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, load};

    /// A tile sees every strike whose section lies in it, though it is asked before it is known how deep the strike goes: pens
    /// and drums, bent needles, short ones that go all the way in, under both laws.
    #[test]
    fn limit_tiles_see_all_that_reaches_into_them() {
        let mut checked = 0;
        for lines in [
            "preset = \"pen-12\"\ndepth_mm = 1.5",
            "preset = \"pen-36\"\ndepth_mm = 2.5\nbent_fraction = 0.3\nbent_deg = 15",
            "preset = \"pen-12\"\ndepth_mm = 2.0\n[mechanics]\nlaw = \"ratio\"",
            "preset = \"roller-192\"\nbent_fraction = 0.2",
            "preset = \"roller-home-05\"",
        ] {
            let text = format!(
                "format = 1\n[area]\nwidth_mm = 25\nheight_mm = 20\n[skin]\nsite = \"upper_eyelid\"\n\
                 [run]\nrealisations = 3\n[technique]\nhand_speed_mm_s = 60\nheading_jitter_deg = 20\n[device]\n{lines}\n"
            );
            let setup = load(&Sources::new("test.toml", &text, &[] as &[&str]), &catalogue(), "test")
                .unwrap_or_else(|problems| panic!("{lines}: {problems:#?}"))
                .setup;
            let tiling = Tiling::new(&setup.grid);
            for number in 0..3 {
                let ready = setup.ready(number).unwrap();
                let touched = (0..).zip(ready.strikes.iter().map(|strike| {
                    let tract = ready.strike(&setup, strike).unwrap().tract;
                    tract.bounds_mm()
                }));
                let touched = Bins::new(&tiling, touched);
                for tile in 0..tiling.len() {
                    let seen = ready.bins.of(tile);
                    assert!(
                        touched.of(tile).iter().all(|strike| seen.binary_search(strike).is_ok()),
                        "{lines}: tile {tile} of realisation {number}"
                    );
                    checked += touched.of(tile).len();
                }
            }
        }
        assert!(checked > 20_000, "{checked}");
    }
}
