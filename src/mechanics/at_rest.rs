//! Needles of one treatment at rest, and the strikes they make.
//!
//! The effect of the other needles on each needle, found at rest, stays the same for all strikes of a
//! treatment. Each strike then solves for its own needle, with the layers under it and its own chance
//! ([`super::one_needle`]).

use super::array::{ArrayOnSkin, Equilibrium, Hold, RimEnd};
use super::contact::{Contact, ContactError, Group};
use super::depth_table::{DepthTable, Read, skin_without_end};
use super::entry::Entry;
use super::lift::Balance;
use super::one_needle::{Guess, OneNeedle, STEPS_BELOW, far, most_normal};
use super::parameters::Parameters;
use super::press::{self, NODES, SHARES};
use super::resistance::Resistance;
use super::skin_surface::{Footing, Pile, SkinSurface, Surroundings};
use crate::device::{Cartridge, Device, Motion, Needle, NeedleState};
use crate::foundation::random::Stream;
use crate::foundation::statistics::normal_below;
use crate::skin::Column;

/// Needles of one treatment, each with its advance and the effect of the other needles.
#[derive(Debug, Clone)]
pub struct AtRest {
    pub(super) parameters: Parameters,
    pub(super) supports: Vec<AtRestOn>,
}

/// Needles on one support.
#[derive(Debug, Clone)]
pub(super) struct AtRestOn {
    surface: SkinSurface,
    piles: Vec<Pile>,
    pressed: [Pressed; NODES],
    /// Places by needle of the cartridge; `None` for missing ones. One list for each hand force that changes
    /// them.
    places: Vec<Vec<Option<Place>>>,
}

/// State at one force of the hand.
#[derive(Debug, Clone, Copy)]
struct Pressed {
    /// Index into the lists of places.
    list: usize,
    hold: Hold,
    /// Balance of a pen; `None` for other devices.
    balance: Option<Balance>,
}

#[derive(Debug, Clone)]
struct Place {
    pile: usize,
    advance_mm: f64,
    around: Surroundings,
    beside_mm: f64,
    give_mm_per_n: f64,
    /// Start of the search for a strike's depth: where the needle stood at rest.
    guess: Guess,
    entry: Entry,
    chance: StrikeChance,
    /// Tabulated depths, for a needle that strikes often enough.
    table: Option<DepthTable>,
}

impl AtRestOn {
    pub(super) fn new(
        forces: &[Contact; NODES],
        device: &Device,
        cartridge: &Cartridge,
        surface: SkinSurface,
        groups: &[Group],
        set_depth_mm: f64,
        with_courses: bool,
    ) -> Result<AtRestOn, ContactError> {
        let [contact, ..] = forces;
        let (mut shapes, mut piles) = (Vec::new(), Vec::new());
        let arrays: Vec<ArrayOnSkin<'_>> = groups
            .iter()
            .map(|group| ArrayOnSkin::new(&surface, &group.members, &contact.parameters, contact.rim(device)))
            .collect();
        let mut rests: Vec<Vec<Equilibrium>> = Vec::with_capacity(NODES);
        let mut places: Vec<Vec<Option<Place>>> = Vec::new();
        let mut pressed = [Pressed { list: 0, hold: Hold::Body, balance: None }; NODES];
        for (contact, pressed) in forces.iter().zip(&mut pressed) {
            let hold = contact.hold(device, set_depth_mm);
            let of_force =
                arrays.iter().map(|array| array.equilibrium(hold, None)).collect::<Result<Vec<_>, _>>()?;
            let balance = of_force
                .first()
                .and_then(|rest| contact.balance(device, rest.total_n(), hold.lift_mm(rest.past_rim_mm)));
            // Where the body rests on the skin, or the skin on the face of a pen, more force changes nothing.
            let known = rests.iter().position(|known| same(known, &of_force));
            *pressed = Pressed { list: known.unwrap_or(places.len()), hold, balance };
            if known.is_some() {
                continue;
            }
            let mut list: Vec<Option<Place>> = vec![None; cartridge.needles.len()];
            for ((group, array), rest) in groups.iter().zip(&arrays).zip(&of_force) {
                let gives = gives(array, rest, hold);
                let mut place = |member: usize, state: &NeedleState, further_mm: f64| {
                    let pile = shapes.iter().position(|shape| *shape == state.needle).unwrap_or_else(|| {
                        shapes.push(state.needle);
                        piles.push(surface.pile(&state.needle));
                        shapes.len() - 1
                    });
                    let rest = &rest.needles[member];
                    let seat = array.seat(member, rest);
                    let give_mm_per_n = gives[member] + rest.give_mm_per_n;
                    let advance_mm = rest.advance_mm + give_mm_per_n * rest.force_n + further_mm;
                    let footing = Footing { pile: &piles[pile], give_mm_per_n, ..seat.footing };
                    let seat = OneNeedle { footing, advance_mm, ..seat };
                    let chance = StrikeChance::new(&contact.parameters, state, &seat);
                    let log_sd = chance.resistance_log_sd;
                    let table = (with_courses && log_sd > 0.0).then(|| {
                        let skin = skin_without_end(&array.members()[member].column);
                        let resistance = Resistance::new(&state.needle, &skin, &contact.parameters);
                        DepthTable::new(&OneNeedle { resistance, ..seat }, log_sd, rest.guess)
                    });
                    Place {
                        pile,
                        advance_mm,
                        around: *footing.around,
                        beside_mm: footing.beside_mm,
                        give_mm_per_n: footing.give_mm_per_n,
                        guess: rest.guess,
                        entry: seat.entry,
                        chance,
                        table,
                    }
                };
                match &device.motion {
                    Motion::Roller(roller) => {
                        for (row, member) in &group.lowest {
                            let model = &cartridge.needles[group.needles[*member]];
                            let of_row = row * roller.per_row..(row + 1) * roller.per_row;
                            for index in of_row.map(|index| index as usize) {
                                let state = &cartridge.needles[index];
                                let further_mm = state.protrusion_error_mm - model.protrusion_error_mm;
                                list[index] = (!state.missing).then(|| place(*member, state, further_mm));
                            }
                        }
                    }
                    Motion::Pen(_) | Motion::Plate(_) | Motion::Needle(_) => {
                        for (member, needle) in group.needles.iter().enumerate() {
                            list[*needle] = Some(place(member, &cartridge.needles[*needle], 0.0));
                        }
                    }
                }
            }
            rests.push(of_force);
            places.push(list);
        }
        Ok(AtRestOn { surface, piles, pressed, places })
    }
}

/// Whether the needles of every group stand the same under two forces.
fn same(a: &[Equilibrium], b: &[Equilibrium]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.needles == b.needles && a.gap_mm == b.gap_mm)
}

/// Yield of the plate or the stroke per force on each needle, mm/N.
///
/// Where the needles alone carry a given force, a needle that takes more of it unloads the others.
fn gives(array: &ArrayOnSkin<'_>, rest: &Equilibrium, hold: Hold) -> Vec<f64> {
    let by_force = match hold {
        Hold::Force { .. } => rest.gap_mm > 0.0,
        Hold::Rim { end: RimEnd::Force(most_n), .. } => rest.total_n() > most_n * (1.0 - MET),
        Hold::Rim { end: RimEnd::Dial | RimEnd::Lift(_), .. }
        | Hold::Level { .. }
        | Hold::Body
        | Hold::Gap { .. } => false,
    };
    if !by_force {
        return vec![0.0; array.len()];
    }
    let stiffness: Vec<f64> =
        (0..array.len()).map(|j| array.stiffness_n_per_mm(j, &rest.needles[j])).collect();
    let sum: f64 = stiffness.iter().sum();
    stiffness.iter().map(|own| 1.0 / (sum - own).max(1.0 / STIFFEST_MM_PER_N)).collect()
}

/// Relative tolerance for reaching a force that ends a stroke.
const MET: f64 = 1e-5;

/// Yield for a needle that carries the whole force alone, mm/N; it makes the needle's force practically
/// fixed.
const STIFFEST_MM_PER_N: f64 = 1e6;

/// Standard normal of the puncture force above which a needle counts as always going in; one strike in 740
/// does not.
const SURE: f64 = 3.0;

/// Allowance above the range in which a depth is searched, mm: ten times the reading error of a [`DepthTable`].
const READING_MM: f64 = 1e-3;

/// Rounding of a depth that is read off a table, mm.
const ROUNDED_MM: f64 = 1e-9;

impl AtRest {
    /// Upper bound on the depth of this needle's tip, mm.
    ///
    /// It is the device's largest advance on any support, plus what neighbours raise the skin under the
    /// needle, but at most the needle's length.
    pub fn deepest_mm(&self, needle: usize, state: &NeedleState) -> f64 {
        let lists = self.supports.iter().flat_map(|on| &on.places);
        let places = lists.filter_map(|list| list.get(needle)?.as_ref());
        let advance_mm = places.map(|place| place.advance_mm - place.beside_mm.min(0.0)).fold(0.0, f64::max);
        advance_mm.min(state.needle.length_mm) + READING_MM
    }

    /// Whether chance may leave strikes of any needle outside.
    pub fn may_fail(&self) -> bool {
        let places = self.supports.iter().flat_map(|on| on.places.iter().flatten().flatten());
        places.into_iter().any(|place| place.chance.most_through() < SURE)
    }

    /// Nodes of the hand's force at which needles stand differently on any support.
    ///
    /// Each comes with its share of the strikes and a push inside that share.
    pub fn pushes(&self) -> Vec<(f32, f64)> {
        let mut found: Vec<(usize, f64)> = Vec::with_capacity(NODES);
        for (node, share) in SHARES.into_iter().enumerate() {
            let alike = |other: &&mut (usize, f64)| {
                self.supports.iter().all(|on| on.pressed[other.0].list == on.pressed[node].list)
            };
            match found.iter_mut().find(alike) {
                Some((_, more)) => *more += share,
                None => found.push((node, share)),
            }
        }
        found.into_iter().map(|(node, share)| (press::PUSHES[node], share)).collect()
    }

    /// Prepares one strike of a needle of the cartridge into these layers; `None` for a missing needle.
    ///
    /// `push` is the standard normal of the hand's force.
    #[inline(always)]
    pub fn strike<'a>(
        &'a self,
        support: usize,
        push: f32,
        needle: usize,
        state: &'a NeedleState,
        column: &Column,
    ) -> Option<ContactStrike<'a>> {
        let on = self.supports.get(support)?;
        let pressed = on.pressed.get(press::node(push))?;
        let place = on.places.get(pressed.list)?.get(needle)?.as_ref()?;
        let parameters = &self.parameters;
        let in_opening = false;
        Some(ContactStrike {
            on,
            pressed,
            place,
            needle: &state.needle,
            column: *column,
            parameters,
            in_opening,
        })
    }
}

/// Strike at a known place, before its own chance is drawn.
#[derive(Debug, Clone, Copy)]
pub struct ContactStrike<'a> {
    on: &'a AtRestOn,
    pressed: &'a Pressed,
    place: &'a Place,
    needle: &'a Needle,
    column: Column,
    parameters: &'a Parameters,
    /// True if the tip falls into an opening, where nothing is left to puncture.
    in_opening: bool,
}

/// Depths between the surface and the reticular dermis at which the chance of entry is known.
const ENTRY_NODES: usize = 9;

/// Standard normal beyond which no puncture force lies.
const NEVER: f64 = 9.0;

/// Chance in the strikes of one needle.
#[derive(Debug, Clone, Copy)]
struct StrikeChance {
    /// Median puncture force, N, and the standard deviation of its logarithm.
    puncture_n: f64,
    puncture_log_sd: f64,
    /// Standard normals of the puncture force up to which the tip passes equally spaced depths, from the
    /// surface (first) to the reticular dermis (last), where it breaks through. They never grow.
    ///
    /// They hold for the needle's advance and the skin's support in this treatment.
    most: [f64; ENTRY_NODES],
    /// Probability that the tip breaks through.
    through: f64,
    resistance_log_sd: f64,
    /// Factor of resistance beyond which none is considered.
    far: f64,
}

impl StrikeChance {
    /// Derives the chance of a needle at its full advance.
    fn new(parameters: &Parameters, state: &NeedleState, seat: &OneNeedle<'_>) -> StrikeChance {
        let puncture_n = parameters.puncture_force_n(state.needle.tip_diameter_mm);
        let log_sd = parameters.puncture_log_sd;
        let passes = |z_mm: f64| {
            if z_mm > seat.length_mm {
                return -NEVER;
            }
            let ratio = seat.entering_force_n(z_mm) / (seat.entry.share(z_mm) * puncture_n);
            most_normal(ratio, log_sd).clamp(-NEVER, NEVER)
        };
        let mut least = passes(seat.entry.through_mm);
        let through = least;
        let mut most = [least; ENTRY_NODES];
        if through < NEVER {
            for (node, most) in most.iter_mut().enumerate().rev().skip(1) {
                let at = seat.entry.through_mm * node as f64 / (ENTRY_NODES - 1) as f64;
                // Only rounding could make a shallower depth harder to reach.
                least = passes(at).max(least);
                *most = least;
            }
        }
        StrikeChance {
            puncture_n,
            puncture_log_sd: log_sd,
            most,
            through: if through <= -NEVER { 0.0 } else { normal_below(through) },
            resistance_log_sd: parameters.resistance_log_sd,
            far: far(parameters.resistance_log_sd),
        }
    }

    /// Standard normal of the puncture force up to which the tip enters the skin at all.
    #[inline(always)]
    fn most_entry(&self) -> f64 {
        self.most[0]
    }

    /// Standard normal of the puncture force up to which the tip breaks through.
    #[inline(always)]
    fn most_through(&self) -> f64 {
        self.most[ENTRY_NODES - 1]
    }

    /// Probability that the tip passes this share of the way to the reticular dermis.
    #[inline]
    fn enters(&self, share: f64) -> f64 {
        let at = share * (ENTRY_NODES - 1) as f64;
        let node = (at as usize).min(ENTRY_NODES - 2);
        let (above, below) = (self.most[node], self.most[node + 1]);
        let most = above + (at - node as f64) * (below - above);
        if most <= -NEVER { 0.0 } else { normal_below(most) }
    }

    /// Share of the way to the reticular dermis at which a tip with this puncture force stops.
    #[cold]
    fn stops_at(&self, normal: f64) -> f64 {
        let Some(node) = self.most.iter().rposition(|most| normal <= *most) else { return 0.0 };
        let Some(below) = self.most.get(node + 1) else { return 1.0 };
        let above = self.most[node];
        (node as f64 + (above - normal) / (above - below)) / (ENTRY_NODES - 1) as f64
    }
}

/// Chance of one strike: standard normals of its puncture force and of its resistance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrikeChances {
    /// Standard normal of the puncture force; positive is harder to puncture.
    pub puncture: f64,
    /// Standard normal of the resistance after puncture; positive resists more.
    pub resistance: f64,
}

impl<'a> ContactStrike<'a> {
    /// Draws the chance of one strike.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream) -> StrikeChances {
        StrikeChances { puncture: stream.normal(), resistance: stream.normal() }
    }

    /// Returns the strike's needle in its layers.
    #[inline]
    pub fn seat(&self) -> OneNeedle<'a> {
        let ContactStrike { on, place, needle, column, parameters, .. } = self;
        let footing = Footing {
            surface: &on.surface,
            pile: &on.piles[place.pile],
            around: &place.around,
            beside_mm: place.beside_mm,
            give_mm_per_n: place.give_mm_per_n,
        };
        OneNeedle {
            footing,
            entry: place.entry,
            resistance: Resistance::new(needle, column, parameters),
            advance_mm: place.advance_mm,
            length_mm: needle.length_mm,
        }
    }

    /// Balance of forces on a pen where the treatment's needles came to rest; `None` for other devices.
    pub fn balance(&self) -> Option<Balance> {
        self.pressed.balance
    }

    /// How the device holds its needles under the hand force of this strike.
    pub fn hold(&self) -> Hold {
        self.pressed.hold
    }

    /// Median puncture force of this needle, N.
    pub fn median_puncture_n(&self) -> f64 {
        self.place.chance.puncture_n
    }

    /// Puncture force of this strike over its median.
    pub fn puncture_factor(&self, chances: &StrikeChances) -> f64 {
        libm::exp(self.place.chance.puncture_log_sd * chances.puncture)
    }

    /// Resistance of this strike over its median.
    #[inline]
    pub fn resistance_factor(&self, chances: &StrikeChances) -> f64 {
        libm::exp(self.place.chance.resistance_log_sd * chances.resistance)
    }

    /// Whether the tip breaks through into the reticular dermis, or falls into an opening.
    #[inline]
    pub fn punctures(&self, chances: &StrikeChances) -> bool {
        self.in_opening || chances.puncture <= self.place.chance.most_through()
    }

    /// Depth at which the needle breaks into the reticular dermis, or its length if that is less, mm.
    #[inline(always)]
    pub fn through_mm(&self) -> f64 {
        self.place.entry.through_mm.min(self.needle.length_mm) - ROUNDED_MM
    }

    /// Whether chance may keep the strike from breaking through.
    #[inline(always)]
    pub fn may_fail(&self) -> bool {
        self.place.chance.most_through() < SURE
    }

    /// Returns the same strike into an opening.
    pub fn into_opening(self) -> ContactStrike<'a> {
        ContactStrike { in_opening: true, ..self }
    }

    /// Whether the strike falls into an opening.
    pub fn is_in_opening(&self) -> bool {
        self.in_opening
    }

    /// Depth of a strike; 0 where it does not enter the skin.
    #[inline(always)]
    pub fn depth_mm(&self, chances: &StrikeChances) -> f64 {
        if !self.punctures(chances) {
            if chances.puncture > self.place.chance.most_entry() {
                return 0.0;
            }
            return self.place.chance.stops_at(chances.puncture) * self.place.entry.through_mm;
        }
        let read = self.place.table.as_ref().map(|table| table.depth(chances.resistance));
        match read {
            Some(Read { depth_mm, exact: true }) if depth_mm < self.column.skin_mm() => depth_mm,
            read => self.searched_mm(read, chances),
        }
    }

    /// Searches the depth of a strike that punctures, where the table does not give it.
    #[inline(never)]
    fn searched_mm(&self, read: Option<Read>, chances: &StrikeChances) -> f64 {
        let mut guess = self.place.guess;
        if let Some(read) = read {
            if read.depth_mm < self.column.skin_mm() {
                guess.depth_mm = read.depth_mm;
                return self.seat().refined_mm(self.resistance_factor(chances), guess);
            }
            let (seat, factor) = (self.seat(), self.resistance_factor(chances));
            guess.depth_mm = read.depth_mm;
            if let Some(depth_mm) = seat.depth_below_mm(factor, read.exact.then_some(guess), STEPS_BELOW) {
                return depth_mm;
            }
        }
        self.seat().depth_mm(self.resistance_factor(chances), 0.0, &mut guess)
    }

    /// Draws the chance of one strike and returns its depth.
    #[inline]
    pub fn draw_mm(&self, stream: &mut Stream) -> f64 {
        self.depth_mm(&self.draw(stream))
    }

    /// Probability of passing a boundary.
    #[inline(always)]
    pub fn passes(&self, boundary_mm: f64) -> f64 {
        let chance = &self.place.chance;
        let through_mm = self.place.entry.through_mm;
        if boundary_mm < through_mm && !self.in_opening {
            // Certain for nearly all needles.
            if chance.through == 1.0 {
                return 1.0;
            }
            return chance.enters(boundary_mm.max(0.0) / through_mm);
        }
        let punctures = if self.in_opening { 1.0 } else { chance.through };
        if boundary_mm <= through_mm || punctures == 0.0 {
            return punctures;
        }
        if let Some(table) = &self.place.table
            && boundary_mm <= self.column.skin_mm()
            && let Some(passes) = table.passes(boundary_mm)
        {
            return punctures * passes;
        }
        punctures * self.punctured_passes(boundary_mm)
    }

    /// Probability that a needle that punctured passes a boundary, found by search.
    #[cold]
    fn punctured_passes(&self, boundary_mm: f64) -> f64 {
        let StrikeChance { resistance_log_sd, far, .. } = self.place.chance;
        self.seat().passes(boundary_mm, resistance_log_sd, far)
    }
}
