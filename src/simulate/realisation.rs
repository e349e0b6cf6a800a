//! One prepared realisation: its person, its cartridge, how the needles come to rest, and where they strike.

use super::earlier::{Earlier, LINKS};
use super::setup::Reach;
use super::timings::{Stage, Timings, timed};
use super::{Setup, SimulateError};
use crate::device::Cartridge;
use crate::engine::Evenness;
use crate::engine::puncture_bins::PuncturePlaces;
use crate::engine::tiles::{Bins, Tiling};
use crate::foundation::random::{Purpose, StreamFamily};
use crate::mechanics::{ContactError, DepthLaw, DrawnDepth, Draws, Ground, Treatment};
use crate::skin::{Column, FieldPlan, SkinField};
use crate::technique::{Strike, Window};
use crate::tract::{Passes, Sweep, Tract};
use fearless_simd::{Level, Simd, dispatch};
use std::sync::{Mutex, PoisonError};

/// One treatment of one person, prepared for counting.
pub struct Realisation {
    /// Number of the realisation, from 0.
    pub number: u32,
    /// Skin of this person, place by place.
    pub skin: SkinField,
    /// Needles of this treatment, with their defects.
    pub cartridge: Cartridge,
    /// Needles at rest on this person.
    pub treatment: Treatment,
    /// Strikes of the needles present, in time order; for a band, only those that the band may see.
    pub strikes: Vec<Strike>,
    /// Which of these strikes each tile may see.
    pub bins: Bins,
    /// Evenness of all punctures; empty if nobody asked for it.
    pub evenness: Evenness,
    chance: StreamFamily,
    /// Strikes by place, to look up the openings that later strikes may fall into. `None` if no strike may
    /// fail to pierce.
    earlier: Option<Earlier>,
}

/// Part of a realisation to prepare: all of it, or the strikes that a band of the area sees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Left and right edge of the part, mm.
    pub x_mm: [f64; 2],
    /// Lower and upper edge of the part, mm.
    pub y_mm: [f64; 2],
    /// Whether to measure how evenly all punctures lie. This needs the places of all strikes, even for a
    /// band.
    pub evenness: bool,
}

impl Wanted {
    /// All strikes, and how evenly their punctures lie.
    pub const ALL: Wanted = Wanted { x_mm: EVERYWHERE, y_mm: EVERYWHERE, evenness: true };

    /// Selects the strikes within a rectangle, without evenness.
    pub fn within(x_mm: [f64; 2], y_mm: [f64; 2]) -> Wanted {
        Wanted { x_mm, y_mm, evenness: false }
    }

    /// Selects a band over the full width.
    pub fn band(y_mm: [f64; 2], evenness: bool) -> Wanted {
        Wanted { x_mm: EVERYWHERE, y_mm, evenness }
    }
}

const EVERYWHERE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// Margin for rounding: a strike this close to the reach of a band may still be seen, mm.
const ROUNDING_MM: f64 = 1e-6;

/// Memory that one realisation leaves to the next. Allocating it anew costs as much as filling it.
#[derive(Debug, Default)]
pub struct Buffers {
    strikes: Vec<Strike>,
}

/// Resources shared by all realisations of a run.
pub struct RunContext<'a> {
    /// Plan of the skin's random fields; `None` for skin without them.
    pub plan: Option<&'a FieldPlan>,
    /// Tiles of the area.
    pub tiling: &'a Tiling,
    /// Collects the times of the stages, if somebody wants them.
    pub timings: Option<&'a Timings>,
    /// Least width of the rim around the area in which strikes are placed, mm. Setups that are to have the
    /// same strikes need the same rim.
    pub rim_mm: f64,
    /// Reusable memory for places, one for each realisation being prepared at the same time.
    places: Mutex<Vec<PuncturePlaces>>,
}

impl<'a> RunContext<'a> {
    /// Prepares what realisations share.
    pub fn new(
        plan: Option<&'a FieldPlan>,
        tiling: &'a Tiling,
        timings: Option<&'a Timings>,
    ) -> RunContext<'a> {
        RunContext { plan, tiling, timings, rim_mm: 0.0, places: Mutex::default() }
    }

    /// Prepares for several setups, the widest rim of which is this wide, mm.
    pub fn with_rim(self, rim_mm: f64) -> RunContext<'a> {
        RunContext { rim_mm, ..self }
    }

    fn window(&self, setup: &Setup) -> Window {
        let window = setup.window();
        Window { rim_mm: window.rim_mm.max(self.rim_mm), ..window }
    }

    fn take_places(&self) -> PuncturePlaces {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn give_back(&self, places: PuncturePlaces) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).push(places);
    }
}

/// A person, and what is known of a treatment from another one of the same person.
pub(super) struct OnPerson<'a> {
    /// Skin of the person.
    pub skin: SkinField,
    /// How the skin sinks; `None` if it is to be found.
    pub ground: Option<&'a Ground>,
    /// Evenness of the strikes, if they are placed already.
    pub placed: Option<Evenness>,
}

impl OnPerson<'_> {
    /// A person of whom nothing else is known.
    pub fn new(skin: SkinField) -> OnPerson<'static> {
        OnPerson { skin, ground: None, placed: None }
    }
}

/// One strike, with the skin it met and the tract it left.
pub struct Struck<'a> {
    /// Layers under the strike. The fat has no lower end where the tip stays within the skin.
    pub column: Column,
    /// Index of the skin's support under the strike.
    pub support: usize,
    /// Distribution of this strike's depth.
    pub law: DepthLaw<'a>,
    /// Random draws of this strike.
    pub draws: Draws,
    /// Tract that the strike left.
    pub tract: Tract,
}

impl Struck<'_> {
    /// Returns the probabilities that the strike passes the layers.
    #[inline(always)]
    pub fn passes(&self) -> Passes {
        Passes::new(&self.law, &self.column)
    }
}

impl Realisation {
    /// Prepares realisation `number` with all strikes of the area.
    ///
    /// # Errors
    /// Needles that find no equilibrium.
    pub fn new(
        setup: &Setup,
        context: &RunContext<'_>,
        buffers: Buffers,
        number: u32,
    ) -> Result<Realisation, SimulateError> {
        Realisation::part(setup, context, buffers, number, Wanted::ALL)
    }

    /// Prepares the part of a realisation for a band of the area: the same realisation, without strikes too
    /// far away.
    pub fn part(
        setup: &Setup,
        context: &RunContext<'_>,
        buffers: Buffers,
        number: u32,
        wanted: Wanted,
    ) -> Result<Realisation, SimulateError> {
        let RunContext { plan, timings, .. } = *context;
        let skin = timed(timings, Stage::Skin, || setup.skin.realise(plan, setup.seed, u64::from(number)));
        let ready = Realisation::on_skin(setup, context, OnPerson::new(skin), buffers, number, wanted)?;
        if let Some(timings) = timings {
            timings.strikes(setup, &ready);
        }
        Ok(ready)
    }

    /// Brings the needles of a treatment to rest on this person, and places their strikes, unless `buffers` have
    /// them already with the evenness that `person` has.
    pub(super) fn on_skin(
        setup: &Setup,
        context: &RunContext<'_>,
        person: OnPerson<'_>,
        buffers: Buffers,
        number: u32,
        wanted: Wanted,
    ) -> Result<Realisation, SimulateError> {
        let OnPerson { skin, ground, placed } = person;
        let RunContext { tiling, timings, .. } = *context;
        let (seed, realisation) = (setup.treatment_seed(), u64::from(number));
        let device = &setup.device;
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, seed, realisation);
        let treatment =
            timed(timings, Stage::Mechanics, || treatment(setup, &cartridge, &skin, ground, realisation));
        let treatment = treatment.map_err(|error| SimulateError::NoEquilibrium {
            realisation: number,
            of: setup.realisations,
            error,
        })?;
        // The width of a section is known only once the strike is worked out. These are upper bounds.
        let reaches: Vec<Reach> = (0..)
            .zip(&cartridge.needles)
            .map(|(needle, state)| {
                let deepest_mm = treatment.deepest_mm(needle, state);
                setup.reach(state, deepest_mm.unwrap_or_else(|| setup.deepest_mm()))
            })
            .collect();
        let reach_mm = reaches.iter().map(Reach::furthest_mm).fold(0.0, f64::max);
        let width_ratio = setup.tract.open_width_ratio;
        let opening_mm =
            reaches.iter().map(|reach| reach.opening_mm(width_ratio)).fold(0.0, f64::max) + ROUNDING_MM;
        let (Buffers { mut strikes }, mut places) = (buffers, context.take_places());
        let window = context.window(setup);
        timed(timings, Stage::Placement, || {
            if placed.is_some() {
                return;
            }
            let missing =
                |needle: u32| cartridge.needles.get(needle as usize).is_none_or(|state| state.missing);
            // Strikes beyond the reach may have left openings into which visible strikes fall.
            let beyond_mm = if treatment.may_fail() { f64::from(LINKS) * opening_mm } else { 0.0 };
            let margin_mm = reach_mm + beyond_mm + ROUNDING_MM;
            let [across, along] =
                [wanted.x_mm, wanted.y_mm].map(|[low, high]| low - margin_mm..high + margin_mm);
            let seen = |strike: &Strike| along.contains(&strike.y_mm) && across.contains(&strike.x_mm);
            strikes.clear();
            let factor = setup.density_factor(realisation);
            strikes.reserve(setup.strikes_held(wanted, factor));
            let place = |strike: &Strike| [strike.x_mm, strike.y_mm];
            places.of_time.clear();
            if wanted.evenness && wanted != Wanted::ALL {
                // Evenness also needs the places of strikes that the band does not see.
                places.of_time.reserve(setup.strikes_held(Wanted::ALL, factor));
                setup.strikes_in(&window, realisation, |strike| {
                    if !missing(strike.needle) {
                        places.of_time.push(place(&strike));
                        strikes.extend(seen(&strike).then_some(strike));
                    }
                });
                return;
            }
            setup.strikes_in(&window, realisation, |strike| {
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
        // A band that does not ask for evenness has no places, so its evenness is empty.
        let evenness = placed.unwrap_or_else(|| {
            timed(timings, Stage::Figures, || Evenness::new(&setup.grid, window.rim_mm, &mut places))
        });
        context.give_back(places);
        let chance = StreamFamily::new(seed, Purpose::Strike, realisation);
        let earlier = treatment.may_fail().then(|| Earlier::new(&strikes, opening_mm));
        Ok(Realisation { number, skin, cartridge, treatment, strikes, bins, evenness, chance, earlier })
    }

    /// Puts the same realisation under other inputs, with all strikes of the area. Its normals and random draws
    /// stay. Skin, cartridge and equilibrium follow from this setup. So do the places of the strikes, unless the
    /// caller knows that they are the same.
    ///
    /// # Errors
    /// Needles that find no equilibrium.
    pub fn assume(
        self,
        setup: &Setup,
        context: &RunContext<'_>,
        plan: Option<&FieldPlan>,
        same_places: bool,
    ) -> Result<Realisation, SimulateError> {
        let Realisation { number, mut skin, strikes, evenness, .. } = self;
        skin.assume(&setup.skin, plan, setup.seed, u64::from(number));
        let person = OnPerson { placed: same_places.then_some(evenness), ..OnPerson::new(skin) };
        Realisation::on_skin(setup, context, person, Buffers { strikes }, number, Wanted::ALL)
    }

    /// Gives back its person and its strikes, for another treatment of the same person.
    pub(super) fn into_person(self) -> (SkinField, Buffers) {
        (self.skin, Buffers { strikes: self.strikes })
    }

    /// Number of strikes of the first passes.
    pub(super) fn strikes_of_passes(&self, passes: u32) -> u32 {
        self.strikes.partition_point(|strike| strike.key_parts().pass < passes) as u32
    }

    /// How evenly the first strikes lie.
    pub(super) fn evenness_of(&self, setup: &Setup, context: &RunContext<'_>, strikes: u32) -> Evenness {
        let mut places = context.take_places();
        places.of_time.clear();
        let first = &self.strikes[..strikes as usize];
        places.of_time.extend(first.iter().map(|strike| [strike.x_mm, strike.y_mm]));
        let evenness = Evenness::new(&setup.grid, context.window(setup).rim_mm, &mut places);
        context.give_back(places);
        evenness
    }

    /// Releases its memory for another realisation.
    pub fn into_buffers(self) -> Buffers {
        Buffers { strikes: self.strikes }
    }

    /// Works out one strike; `None` for a missing needle.
    pub fn strike(&self, setup: &Setup, strike: &Strike) -> Option<Struck<'_>> {
        dispatch!(Level::new(), simd => self.strike_on(simd, setup, strike))
    }

    /// Version of [`Self::strike`] for one kind of processor.
    #[inline(always)]
    pub(super) fn strike_on<S: Simd>(&self, simd: S, setup: &Setup, strike: &Strike) -> Option<Struck<'_>> {
        let struck = self.struck_on(simd, setup, strike, false)?;
        if struck.law.may_fail() && self.in_opening(setup, strike, LINKS) {
            return self.struck(setup, strike, true);
        }
        Some(struck)
    }

    /// Returns whether a strike falls into the opening of an earlier one, following at most `links` strikes
    /// back.
    #[cold]
    fn in_opening(&self, setup: &Setup, strike: &Strike, links: u32) -> bool {
        let (Some(earlier), true) = (&self.earlier, links > 0) else { return false };
        let place = [strike.x_mm, strike.y_mm];
        let reach_mm2 = earlier.reach_mm * earlier.reach_mm;
        let mut before = earlier.near(place).filter_map(|at| self.strikes.get(at)).filter(|other| {
            let [x, y] = [other.x_mm - strike.x_mm, other.y_mm - strike.y_mm];
            x * x + y * y <= reach_mm2 && other.is_before(strike)
        });
        // An opening that ends above the reticular dermis leaves a later tip as much to break through.
        let through = |struck: &Struck<'_>| struck.law.is_through(struck.tract.tip_depth_mm);
        let opens = |struck: Struck<'_>| {
            through(&struck) && struck.tract.opening(setup.tract.open_width_ratio).holds(place)
        };
        before.any(|other| {
            let Some(on_skin) = self.struck(setup, other, false) else { return false };
            let failed = on_skin.law.may_fail() && !through(&on_skin);
            opens(on_skin)
                || (failed
                    && self.in_opening(setup, other, links - 1)
                    && self.struck(setup, other, true).is_some_and(opens))
        })
    }

    /// Works out a strike on intact skin or into an opening; not inlined, because few strikes need it.
    #[inline(never)]
    fn struck(&self, setup: &Setup, strike: &Strike, in_opening: bool) -> Option<Struck<'_>> {
        dispatch!(Level::new(), simd => self.struck_on(simd, setup, strike, in_opening))
    }

    /// Works out a strike on intact skin or into an opening.
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
                // The first draw took muscle for fat, which resists less. Repeat it with the same random
                // numbers.
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

/// Brings the needles of a realisation to rest.
fn treatment(
    setup: &Setup,
    cartridge: &Cartridge,
    skin: &SkinField,
    ground: Option<&Ground>,
    realisation: u64,
) -> Result<Treatment, ContactError> {
    let device = &setup.device;
    let (handled, supports) = (setup.handled(realisation), skin.supports());
    let (of_needle, key) = (setup.strikes_of_needle(), [setup.treatment_seed(), realisation]);
    match ground {
        Some(ground) => setup.law.treatment_on(ground, device, cartridge, handled, &supports, of_needle, key),
        None => setup.law.treatment(device, cartridge, handled, &supports, of_needle, key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, load};

    /// Every strike whose section lies in a tile is seen by that tile, although the tiles are chosen before
    /// the depth of the strike is known. Covers pens and drums, bent needles, and short ones that go all the
    /// way in, under both laws.
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
