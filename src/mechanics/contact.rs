//! The contact law: one treatment's needles on one person's skin, and from that the depth of every strike.
//!
//! Once a treatment, all needles are brought to equilibrium together ([`super::array`]) on the person's mean layers, each
//! with a puncture force and a resistance of its own. What a needle feels of the others, and how the device gives way, then
//! stays as it is for the strikes of this treatment, and each strike solves its own needle with the layers under it and its
//! own chance ([`super::seat`]). The support is that of the person's mean layers: a load reaches deeper and wider than the
//! fine variation of thickness.

use super::array::{ArrayOnBed, Equilibrium, Hold, Member, NotAtRest, Rim, RimEnd};
use super::bed::{Bed, Footing, Pile, Surroundings};
use super::compliance::Compliance;
use super::course::{Course, PAYS, Read, skin_without_end};
use super::half_space::HalfSpaceError;
use super::lift::{Balance, Head};
use super::parameters::Parameters;
use super::press::{self, Handled, NODES, SHARES};
use super::resistance::Resistance;
use super::seat::{Guess, STEPS_BELOW, Seat, far, most_normal};
use super::support::Support;
use crate::device::{Cartridge, Device, Drive, Motion, Needle, NeedleState, Pen, Roller};
use crate::ground::random::{Purpose, Stream, StreamFamily};
use crate::ground::statistics::normal_below;
use crate::skin::Column;

/// The contact law of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub parameters: Parameters,
    pub support: Support,
    /// Of the hand on the rim of a pen; on the needles of the others, N.
    pub force_n: f64,
    /// Speed at which stamps, patches and single needles are pushed, mm/s.
    pub push_speed_mm_s: f64,
    /// Speed of the hand over the skin, mm/s.
    pub hand_speed_mm_s: f64,
}

/// Why the depth of a treatment could not be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ContactError {
    #[error(transparent)]
    Layers(#[from] HalfSpaceError),
    #[error("{0}")]
    NotAtRest(#[from] NotAtRest),
}

impl Contact {
    /// Mean speed of the tips over their advance, mm/s: pen 2 f s; roller rim speed × sine of the angle, which is
    /// v L / (R θ) over the contact angle θ; the others as pushed.
    pub fn tip_speed_mm_s(&self, device: &Device) -> f64 {
        match &device.motion {
            Motion::Pen(pen) => 2.0 * pen.frequency_hz * device.set_depth_mm,
            Motion::Roller(roller) => {
                let length = device.needle.length_mm;
                let angle = roller.half_contact_angle_rad(length);
                self.hand_speed_mm_s * length / (roller.drum_radius_mm * angle)
            }
            Motion::Stamp(_) | Motion::Patch(_) | Motion::Needle(_) => self.push_speed_mm_s,
        }
    }

    /// How the device holds its needles, at the depth that was really set.
    pub fn hold(&self, device: &Device, set_depth_mm: f64) -> Hold {
        let travel_mm = set_depth_mm + device.overtravel_mm;
        match (&device.motion, device.drive) {
            (Motion::Pen(_), Drive::Force) => {
                Hold::Rim { travel_mm, hand_n: 0.0, end: RimEnd::Force(self.force_n) }
            }
            (Motion::Pen(pen), _) => {
                Hold::Rim { travel_mm, hand_n: self.force_n, end: RimEnd::Lift(head(pen)) }
            }
            (_, Drive::Stroke) => Hold::Level { plate_mm: device.overtravel_mm },
            (_, Drive::Force) => Hold::Force { total_n: self.force_n },
            (_, Drive::Speed) => Hold::Body,
        }
    }

    /// What presses a pen and what bears it, where its pins carry so much with the head lifted by so much; `None` of the others.
    pub fn balance(&self, device: &Device, pins_n: f64, lift_mm: f64) -> Option<Balance> {
        let Motion::Pen(pen) = &device.motion else { return None };
        Some(Balance::new(&head(pen), self.force_n, pins_n, lift_mm))
    }

    pub fn bed(&self, column: &Column, device: &Device) -> Result<Bed, HalfSpaceError> {
        let half_space = self.support.half_space(column, &self.parameters)?;
        Ok(Bed::new(Compliance::new(&half_space), &self.parameters, self.tip_speed_mm_s(device)))
    }

    pub fn rim(&self, device: &Device) -> Option<Rim> {
        match &device.motion {
            Motion::Pen(pen) => Some(Rim {
                radius_mm: 0.5 * pen.rim_diameter_mm,
                width_mm: self.parameters.rim_width_mm,
                bulge_share: self.parameters.rim_bulge_share,
                recess_mm: self.parameters.rim_recess_mm,
            }),
            _ => None,
        }
    }

    /// The groups of needles that are in the skin together: all of them, or on a drum one group for every shift of its
    /// rows.
    pub fn groups(
        &self,
        device: &Device,
        cartridge: &Cartridge,
        column: &Column,
        chance: Chance,
    ) -> Vec<Group> {
        if let Motion::Roller(roller) = &device.motion {
            let shifts = if roller.rows > 1 && roller.row_stagger > 0.0 { 2 } else { 1 };
            return (0..shifts)
                .map(|parity| self.drum_group(device, roller, cartridge, column, chance, parity))
                .collect();
        }
        let mut group = Group::default();
        for (index, (state, at)) in cartridge.needles.iter().zip(&device.array.positions_mm).enumerate() {
            if state.missing {
                continue;
            }
            let reach = match device.motion {
                // A pen's travel is its dial; the others' needles stand out by their length.
                Motion::Pen(_) => state.protrusion_error_mm,
                _ => state.needle.length_mm + state.protrusion_error_mm,
            };
            group.push(self.member(state, *at, reach, column, chance, index), index);
        }
        vec![group]
    }

    /// The needles of a drum that are on their way in when rows of this parity stand at its lowest point. Needles on their
    /// way out are taken to carry nothing: within some ten degrees the skin has come back by what it was pushed down.
    fn drum_group(
        &self,
        device: &Device,
        roller: &Roller,
        cartridge: &Cartridge,
        column: &Column,
        chance: Chance,
        parity: u32,
    ) -> Group {
        let mut group = Group::default();
        let pitch = std::f64::consts::TAU / f64::from(roller.per_row);
        let radius = roller.drum_radius_mm;
        let limit = roller.half_contact_angle_rad(device.needle.length_mm);
        for row in 0..roller.rows {
            let across = (f64::from(row) + 0.5) * roller.drum_width_mm / f64::from(roller.rows);
            let shift = if row % 2 == parity % 2 { 0.0 } else { roller.row_stagger };
            let rows = (limit / pitch).ceil() as u32 + 1;
            for back in 0..rows {
                let angle = (f64::from(back) + shift) * pitch;
                let index = (row * roller.per_row + back % roller.per_row) as usize;
                let state = &cartridge.needles[index];
                let lowest = back == 0 && shift == 0.0;
                let outer = radius + device.needle.length_mm + state.protrusion_error_mm;
                let reach = outer * angle.cos() - radius;
                if reach <= 0.0 || (state.missing && !lowest) {
                    continue;
                }
                let at = [radius * angle.sin(), across];
                group.push(self.member(state, at, reach, column, chance, index), index);
                if lowest {
                    group.lowest.push((row, group.members.len() - 1));
                }
            }
        }
        group
    }

    fn member(
        &self,
        state: &NeedleState,
        at_mm: [f64; 2],
        reach_mm: f64,
        column: &Column,
        chance: Chance,
        index: usize,
    ) -> Member {
        let [puncture, resistance] = self.drawn(chance, index);
        Member {
            needle: state.needle,
            at_mm,
            reach_mm,
            column: *column,
            puncture_n: puncture * self.parameters.puncture_force_n(state.needle.tip_diameter_mm),
            resistance_factor: resistance,
        }
    }

    /// Puncture force and resistance of a needle over their medians.
    fn drawn(&self, chance: Chance, index: usize) -> [f64; 2] {
        match chance {
            Chance::Median => [1.0, 1.0],
            Chance::Drawn(family) => {
                let mut stream = family.stream(index as u64);
                [self.parameters.puncture_log_sd, self.parameters.resistance_log_sd]
                    .map(|sd| libm::exp(sd * stream.normal()))
            }
        }
    }

    /// Force that each needle of a cartridge bears in one treatment when it punctures, N, if it is driven on until it does:
    /// neither the others nor the travel change it, they decide whether it gets there.
    pub fn puncture_forces_n(&self, cartridge: &Cartridge, seed: u64, realisation: u64) -> Vec<f64> {
        let chance = Chance::Drawn(StreamFamily::new(seed, Purpose::Array, realisation));
        let needles = cartridge.needles.iter().enumerate().filter(|(_, state)| !state.missing);
        needles
            .map(|(index, state)| {
                let [puncture, _] = self.drawn(chance, index);
                puncture * self.parameters.puncture_force_n(state.needle.tip_diameter_mm)
            })
            .collect()
    }

    /// Seats the needles of one treatment on the supports of its skin, for about so many strikes a needle.
    ///
    /// # Errors
    /// [`ContactError`] where a solve does not come to rest.
    pub fn seat(
        &self,
        device: &Device,
        cartridge: &Cartridge,
        handled: impl Into<Handled>,
        supports: &[Column],
        strikes: f64,
        key: [u64; 2],
    ) -> Result<Seated, ContactError> {
        let beds = supports.iter().map(|column| self.bed(column, device)).collect::<Result<Vec<_>, _>>()?;
        self.seat_on(&beds, device, cartridge, handled.into(), supports, strikes, key)
    }

    /// The same on beds of these supports that were made for another setting of the device.
    ///
    /// # Errors
    /// [`ContactError`] where a solve does not come to rest.
    #[expect(
        clippy::too_many_arguments,
        reason = "those of a treatment, and the beds that it shares with others"
    )]
    pub fn seat_on(
        &self,
        beds: &[Bed],
        device: &Device,
        cartridge: &Cartridge,
        handled: Handled,
        supports: &[Column],
        strikes: f64,
        [seed, realisation]: [u64; 2],
    ) -> Result<Seated, ContactError> {
        let chance = Chance::Drawn(StreamFamily::new(seed, Purpose::Array, realisation));
        let speed_mm_s = self.tip_speed_mm_s(device);
        let forces = handled.press.factors().map(|factor| self.pressed(factor));
        let supports = supports
            .iter()
            .zip(beds)
            .map(|(column, bed)| {
                let bed = bed.at_speed(&self.parameters, speed_mm_s);
                let groups = self.groups(device, cartridge, column, chance);
                SeatedOn::new(&forces, device, cartridge, bed, &groups, handled.set_depth_mm, strikes >= PAYS)
            })
            .collect::<Result<_, ContactError>>()?;
        Ok(Seated { parameters: self.parameters, supports })
    }

    /// The same under a hand that presses so many times as hard.
    fn pressed(&self, factor: f64) -> Contact {
        Contact { force_n: factor * self.force_n, ..self.clone() }
    }
}

/// A pen as its pins feel it.
fn head(pen: &Pen) -> Head {
    let Pen { mass_g, frequency_hz, dwell_fraction, .. } = *pen;
    Head { mass_g, dwell_s: dwell_fraction / frequency_hz, dwell_fraction }
}

/// Puncture force and resistance of the members of an array.
#[derive(Debug, Clone, Copy)]
pub enum Chance {
    /// All at their medians.
    Median,
    Drawn(StreamFamily),
}

/// Needles that are in the skin together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    pub members: Vec<Member>,
    /// Of the cartridge.
    pub needles: Vec<usize>,
    /// On a drum: (row, member) of those at its lowest point.
    lowest: Vec<(u32, usize)>,
}

impl Group {
    fn push(&mut self, member: Member, needle: usize) {
        self.members.push(member);
        self.needles.push(needle);
    }
}

/// The needles of one treatment, each with what the others and the device leave it.
#[derive(Debug, Clone)]
pub struct Seated {
    parameters: Parameters,
    supports: Vec<SeatedOn>,
}

/// On one support.
#[derive(Debug, Clone)]
struct SeatedOn {
    bed: Bed,
    piles: Vec<Pile>,
    pressed: [Pressed; NODES],
    /// By needle of the cartridge; `None` for missing ones. As many lists as the hand's force makes a difference.
    places: Vec<Vec<Option<Place>>>,
}

/// At one force of the hand.
#[derive(Debug, Clone, Copy)]
struct Pressed {
    /// Which of the lists of places.
    list: usize,
    hold: Hold,
    /// Of a pen.
    balance: Option<Balance>,
}

#[derive(Debug, Clone)]
struct Place {
    pile: usize,
    advance_mm: f64,
    around: Surroundings,
    beside_mm: f64,
    give_mm_per_n: f64,
    /// Where the depth of a strike is looked for first: where the needle stood at rest.
    guess: Guess,
    chance: StrikeChance,
    /// Where it strikes often enough.
    course: Option<Course>,
}

impl SeatedOn {
    fn new(
        forces: &[Contact; NODES],
        device: &Device,
        cartridge: &Cartridge,
        bed: Bed,
        groups: &[Group],
        set_depth_mm: f64,
        with_courses: bool,
    ) -> Result<SeatedOn, ContactError> {
        let [contact, ..] = forces;
        let (mut shapes, mut piles) = (Vec::new(), Vec::new());
        let arrays: Vec<ArrayOnBed<'_>> = groups
            .iter()
            .map(|group| ArrayOnBed::new(&bed, &group.members, &contact.parameters, contact.rim(device)))
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
                        piles.push(bed.pile(&state.needle));
                        shapes.len() - 1
                    });
                    let rest = &rest.needles[member];
                    let seat = array.seat(member, rest);
                    let give_mm_per_n = gives[member] + rest.give_mm_per_n;
                    let advance_mm = rest.advance_mm + give_mm_per_n * rest.force_n + further_mm;
                    let footing = Footing { pile: &piles[pile], give_mm_per_n, ..seat.footing };
                    let seat = Seat { footing, advance_mm, ..seat };
                    let chance = StrikeChance::new(&contact.parameters, state, &seat);
                    let log_sd = chance.resistance_log_sd;
                    let course = (with_courses && log_sd > 0.0).then(|| {
                        let skin = skin_without_end(&array.members()[member].column);
                        let resistance = Resistance::new(&state.needle, &skin, &contact.parameters);
                        Course::new(&Seat { resistance, ..seat }, log_sd, rest.guess)
                    });
                    Place {
                        pile,
                        advance_mm,
                        around: *footing.around,
                        beside_mm: footing.beside_mm,
                        give_mm_per_n: footing.give_mm_per_n,
                        guess: rest.guess,
                        chance,
                        course,
                    }
                };
                if let Motion::Roller(roller) = &device.motion {
                    for (row, member) in &group.lowest {
                        let model = &cartridge.needles[group.needles[*member]];
                        let of_row = row * roller.per_row..(row + 1) * roller.per_row;
                        for index in of_row.map(|index| index as usize) {
                            let state = &cartridge.needles[index];
                            let further_mm = state.protrusion_error_mm - model.protrusion_error_mm;
                            list[index] = (!state.missing).then(|| place(*member, state, further_mm));
                        }
                    }
                } else {
                    for (member, needle) in group.needles.iter().enumerate() {
                        list[*needle] = Some(place(member, &cartridge.needles[*needle], 0.0));
                    }
                }
            }
            rests.push(of_force);
            places.push(list);
        }
        Ok(SeatedOn { bed, piles, pressed, places })
    }
}

/// Whether needles stand alike under two forces, in every group.
fn same(a: &[Equilibrium], b: &[Equilibrium]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.needles == b.needles && a.gap_mm == b.gap_mm)
}

/// How far the plate or the stroke gives way per force on each needle, mm/N: where a given force is carried by the needles
/// alone, one that takes more of it unloads the others.
fn gives(array: &ArrayOnBed<'_>, rest: &Equilibrium, hold: Hold) -> Vec<f64> {
    let by_force = match hold {
        Hold::Force { .. } => rest.gap_mm > 0.0,
        Hold::Rim { end: RimEnd::Force(most_n), .. } => rest.total_n() > most_n * (1.0 - MET),
        _ => false,
    };
    if !by_force {
        return vec![0.0; array.len()];
    }
    let stiffness: Vec<f64> =
        (0..array.len()).map(|j| array.stiffness_n_per_mm(j, &rest.needles[j])).collect();
    let sum: f64 = stiffness.iter().sum();
    stiffness.iter().map(|own| 1.0 / (sum - own).max(1.0 / STIFFEST_MM_PER_N)).collect()
}

/// Share by which a force that ends a stroke may seem to be missed.
const MET: f64 = 1e-5;

/// A needle that carries the whole force alone: its force is fixed, as if the plate gave way by so much, mm/N.
const STIFFEST_MM_PER_N: f64 = 1e6;

/// Standard normal of the puncture force from which on a needle is taken to go in wherever it strikes: one strike in 740 does not.
const SURE: f64 = 3.0;

/// How far a depth may lie beyond what it is searched in, mm: ten times what a [`Course`] is read off to.
const READING_MM: f64 = 1e-3;

impl Seated {
    /// Deeper than this no tip of a needle goes, mm: as far as the device advances it on any support, and further where its
    /// neighbours raise the skin under it, but not beyond its length.
    pub fn deepest_mm(&self, needle: usize, state: &NeedleState) -> f64 {
        let lists = self.supports.iter().flat_map(|on| &on.places);
        let places = lists.filter_map(|list| list.get(needle)?.as_ref());
        let advance_mm = places.map(|place| place.advance_mm - place.beside_mm.min(0.0)).fold(0.0, f64::max);
        advance_mm.min(state.needle.length_mm) + READING_MM
    }

    /// Whether strikes of any needle may be left outside by chance.
    pub fn may_fail(&self) -> bool {
        let places = self.supports.iter().flat_map(|on| on.places.iter().flatten().flatten());
        places.into_iter().any(|place| place.chance.most_puncture < SURE)
    }

    /// Nodes of the hand's force at which needles stand otherwise on any support, each with its share of the strikes and a push
    /// that lies in it.
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

    /// One strike of a needle of the cartridge into these layers, with the standard normal of how hard the hand presses; `None`
    /// for a missing needle.
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

/// Everything about the depth of one strike that is known before its own chance is drawn.
#[derive(Debug, Clone, Copy)]
pub struct ContactStrike<'a> {
    on: &'a SeatedOn,
    pressed: &'a Pressed,
    place: &'a Place,
    needle: &'a Needle,
    column: Column,
    parameters: &'a Parameters,
    /// The tip falls into an opening: nothing is left to puncture.
    in_opening: bool,
}

/// What is left to chance in the strikes of one needle.
#[derive(Debug, Clone, Copy)]
struct StrikeChance {
    /// Median puncture force, N, and the standard deviation of its logarithm.
    puncture_n: f64,
    puncture_log_sd: f64,
    /// Standard normal up to which the tip punctures, and the probability of that: the needle's advance and the skin's
    /// support are those of the treatment.
    most_puncture: f64,
    punctures: f64,
    resistance_log_sd: f64,
    /// Factor of resistance beyond which there is none.
    far: f64,
}

impl StrikeChance {
    /// Of a needle at its full advance.
    fn new(parameters: &Parameters, state: &NeedleState, seat: &Seat<'_>) -> StrikeChance {
        let puncture_n = parameters.puncture_force_n(state.needle.tip_diameter_mm);
        let most_puncture = most_normal(seat.dimpling_force_n() / puncture_n, parameters.puncture_log_sd);
        StrikeChance {
            puncture_n,
            puncture_log_sd: parameters.puncture_log_sd,
            most_puncture,
            punctures: normal_below(most_puncture),
            resistance_log_sd: parameters.resistance_log_sd,
            far: far(parameters.resistance_log_sd),
        }
    }
}

/// The chance of one strike: standard normals of its puncture force and of its resistance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StrikeChances {
    pub puncture: f64,
    pub resistance: f64,
}

impl<'a> ContactStrike<'a> {
    /// Draws the chance of one strike.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream) -> StrikeChances {
        StrikeChances { puncture: stream.normal(), resistance: stream.normal() }
    }

    /// Its needle in these layers.
    #[inline]
    pub fn seat(&self) -> Seat<'a> {
        let ContactStrike { on, place, needle, column, parameters, .. } = self;
        let footing = Footing {
            bed: &on.bed,
            pile: &on.piles[place.pile],
            around: &place.around,
            beside_mm: place.beside_mm,
            give_mm_per_n: place.give_mm_per_n,
        };
        Seat {
            footing,
            resistance: Resistance::new(needle, column, parameters),
            advance_mm: place.advance_mm,
            length_mm: needle.length_mm,
        }
    }

    /// What presses the pen and what bears it where the treatment's needles came to rest; `None` of other devices.
    pub fn balance(&self) -> Option<Balance> {
        self.pressed.balance
    }

    /// How the device holds its needles under the hand's force of this strike.
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

    /// Whether the tip punctures, or falls into an opening.
    #[inline]
    pub fn punctures(&self, chances: &StrikeChances) -> bool {
        self.in_opening || chances.puncture <= self.place.chance.most_puncture
    }

    /// Whether it may be left outside by chance.
    #[inline(always)]
    pub fn may_fail(&self) -> bool {
        self.place.chance.most_puncture < SURE
    }

    /// The same strike into an opening.
    pub fn into_opening(self) -> ContactStrike<'a> {
        ContactStrike { in_opening: true, ..self }
    }

    /// Whether it is one.
    pub fn is_in_opening(&self) -> bool {
        self.in_opening
    }

    /// Depth of a strike; 0 where it does not puncture.
    #[inline(always)]
    pub fn depth_mm(&self, chances: &StrikeChances) -> f64 {
        if !self.punctures(chances) {
            return 0.0;
        }
        let read = self.place.course.as_ref().map(|course| course.depth(chances.resistance));
        match read {
            Some(Read { depth_mm, exact: true }) if depth_mm < self.column.skin_mm() => depth_mm,
            read => self.searched_mm(read, chances),
        }
    }

    /// The same of one that punctures and whose depth cannot be read off a table.
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

    /// Depth with the chance of one strike.
    #[inline]
    pub fn draw_mm(&self, stream: &mut Stream) -> f64 {
        self.depth_mm(&self.draw(stream))
    }

    /// Probability of passing a boundary.
    #[inline(always)]
    pub fn passes(&self, boundary_mm: f64) -> f64 {
        let punctures = if self.in_opening { 1.0 } else { self.place.chance.punctures };
        if boundary_mm <= 0.0 || punctures == 0.0 {
            return punctures;
        }
        if let Some(course) = &self.place.course
            && boundary_mm <= self.column.skin_mm()
            && let Some(passes) = course.passes(boundary_mm)
        {
            return punctures * passes;
        }
        punctures * self.punctured_passes(boundary_mm)
    }

    /// The same for a needle that punctures, looked for.
    #[cold]
    fn punctured_passes(&self, boundary_mm: f64) -> f64 {
        let StrikeChance { resistance_log_sd, far, .. } = self.place.chance;
        self.seat().passes(boundary_mm, resistance_log_sd, far)
    }
}
