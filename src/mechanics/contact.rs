//! Contact law: one treatment's needles on one person's skin, and the depth of every strike.
//!
//! Once per treatment, the program brings all needles to equilibrium together ([`super::array`]) on the
//! person's mean layers. Each needle has a puncture force and a resistance of its own. The effect of the
//! other needles, and the yield of the device, then stay fixed for the strikes of this treatment. Each strike
//! solves for its own needle, with the layers under it and its own chance ([`super::one_needle`]). The support has
//! the person's mean layers, because a load reaches deeper and wider than the fine variation of thickness.

use super::array::{Hold, Member, NotAtRest, Rim, RimEnd};
use super::at_rest::{AtRest, AtRestOn};
use super::depth_table::PAYS;
use super::half_space::HalfSpaceError;
use super::lift::{Balance, Head};
use super::parameters::Parameters;
use super::press::Handled;
use super::sets::{Family, Own};
use super::skin_surface::SkinSurface;
use super::support::Support;
use crate::device::{Cartridge, Device, Drive, Motion, NeedleState, Pen, Roller};
use crate::foundation::random::{Purpose, StreamFamily};
use crate::skin::Column;
use std::sync::Arc;

/// Contact law of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// Stiffness, puncture force and resistance of the layers: the central set of the family, with the
    /// scenario's own numbers.
    pub parameters: Parameters,
    /// Sets that the calibration leaves possible.
    pub family: Arc<Family>,
    /// Numbers that the scenario states itself.
    pub own: Own,
    /// What supports the skin: a person's fat, muscle and bone, or a bench.
    pub support: Support,
    /// Force of the hand on the rim of a pen, or on the needles of other devices, N.
    pub force_n: f64,
    /// Speed at which stamps, patches and single needles are pushed, mm/s.
    pub push_speed_mm_s: f64,
    /// Speed of the hand over the skin, mm/s.
    pub hand_speed_mm_s: f64,
}

/// Error that prevented the depths of a treatment.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ContactError {
    /// The layers form no half-space that can be computed.
    #[error(transparent)]
    Layers(#[from] HalfSpaceError),
    /// The needles of a treatment found no equilibrium.
    #[error("{0}")]
    NotAtRest(#[from] NotAtRest),
}

impl Contact {
    /// Mean speed of the tips over their advance, mm/s.
    ///
    /// Pen: 2 f s. Roller: rim speed × sine of the angle, which is v L / (R θ) over the contact angle θ.
    /// Others: as pushed.
    pub fn tip_speed_mm_s(&self, device: &Device) -> f64 {
        match &device.motion {
            Motion::Pen(pen) => 2.0 * pen.frequency_hz * device.set_depth_mm,
            Motion::Roller(roller) => {
                let length = device.needle.length_mm;
                let angle = roller.half_contact_angle_rad(length);
                self.hand_speed_mm_s * length / (roller.drum_radius_mm * angle)
            }
            Motion::Plate(_) | Motion::Needle(_) => self.push_speed_mm_s,
        }
    }

    /// How the device holds its needles at the depth really set.
    pub fn hold(&self, device: &Device, set_depth_mm: f64) -> Hold {
        let travel_mm = set_depth_mm + device.overtravel_mm;
        match &device.motion {
            Motion::Pen(pen) => match device.drive {
                Drive::Force => Hold::Rim { travel_mm, hand_n: 0.0, end: RimEnd::Force(self.force_n) },
                Drive::Stroke | Drive::Speed => {
                    Hold::Rim { travel_mm, hand_n: self.force_n, end: RimEnd::Lift(head(pen)) }
                }
            },
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => match device.drive {
                Drive::Stroke => Hold::Level { plate_mm: device.overtravel_mm },
                Drive::Force => Hold::Force { total_n: self.force_n },
                Drive::Speed => Hold::Body,
            },
        }
    }

    /// Balance of a pen whose pins carry `pins_n` with its head lifted by `lift_mm`; `None` for other
    /// devices.
    pub fn balance(&self, device: &Device, pins_n: f64, lift_mm: f64) -> Option<Balance> {
        let Motion::Pen(pen) = &device.motion else { return None };
        Some(Balance::new(&head(pen), self.force_n, pins_n, lift_mm))
    }

    /// Builds the skin surface over the layers of support number `at`, at the tip speed of the device.
    ///
    /// # Errors
    /// [`HalfSpaceError`] if the moduli admit no half-space.
    pub fn surface(
        &self,
        at: usize,
        column: &Column,
        device: &Device,
    ) -> Result<SkinSurface, HalfSpaceError> {
        let compliance = self.support.compliance(at, column, &self.parameters)?;
        Ok(SkinSurface::new(compliance, &self.parameters, self.tip_speed_mm_s(device)))
    }

    /// Returns the rim of a pen; `None` for other devices.
    pub fn rim(&self, device: &Device) -> Option<Rim> {
        match &device.motion {
            Motion::Pen(pen) => Some(Rim {
                radius_mm: 0.5 * pen.rim_diameter_mm,
                width_mm: self.parameters.rim_width_mm,
                bulge_share: self.parameters.rim_bulge_share,
                recess_mm: self.parameters.rim_recess_mm,
            }),
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => None,
        }
    }

    /// Groups of needles that are in the skin together: all of them, or on a drum one group for every shift
    /// of its rows.
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
                // A pen's travel is its dial. The needles of other devices stand out by their length.
                Motion::Pen(_) => state.protrusion_error_mm,
                Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => {
                    state.needle.length_mm + state.protrusion_error_mm
                }
            };
            group.push(self.member(state, *at, reach, column, chance, index), index);
        }
        vec![group]
    }

    /// Needles of a drum on their way in while rows of this parity stand at its lowest point.
    ///
    /// Needles on their way out are taken to carry nothing: within some ten degrees the skin has come back by
    /// as much as it was pushed down.
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
                let reach = outer * libm::cos(angle) - radius;
                if reach <= 0.0 || (state.missing && !lowest) {
                    continue;
                }
                let at = [radius * libm::sin(angle), across];
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

    /// Draws puncture force and resistance of a needle, over their medians.
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

    /// Puncture force of each needle of a cartridge in one treatment, N.
    ///
    /// It is the force at which the needle punctures if it is driven on until it does. The other needles and
    /// the travel do not change it; they decide whether the needle gets there.
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

    /// Seats the needles of one treatment on the supports of its skin, for about this many strikes per
    /// needle.
    ///
    /// # Errors
    /// [`ContactError`] if a search does not come to rest.
    pub fn seat(
        &self,
        device: &Device,
        cartridge: &Cartridge,
        handled: impl Into<Handled>,
        supports: &[Column],
        strikes: f64,
        key: [u64; 2],
    ) -> Result<AtRest, ContactError> {
        let surfaces = supports
            .iter()
            .enumerate()
            .map(|(at, column)| self.surface(at, column, device))
            .collect::<Result<Vec<_>, _>>()?;
        self.seat_on(&surfaces, device, cartridge, handled.into(), supports, strikes, key)
    }

    /// Seats the needles on surfaces of these supports that were made for another setting of the device.
    ///
    /// # Errors
    /// [`ContactError`] if a search does not come to rest.
    #[expect(
        clippy::too_many_arguments,
        reason = "those of a treatment, and the surfaces that it shares with others"
    )]
    pub fn seat_on(
        &self,
        surfaces: &[SkinSurface],
        device: &Device,
        cartridge: &Cartridge,
        handled: Handled,
        supports: &[Column],
        strikes: f64,
        [seed, realisation]: [u64; 2],
    ) -> Result<AtRest, ContactError> {
        let chance = Chance::Drawn(StreamFamily::new(seed, Purpose::Array, realisation));
        let speed_mm_s = self.tip_speed_mm_s(device);
        let forces = handled.press.factors().map(|factor| self.pressed(factor));
        let supports = supports
            .iter()
            .zip(surfaces)
            .map(|(column, surface)| {
                let surface = surface.at_speed(&self.parameters, speed_mm_s);
                let groups = self.groups(device, cartridge, column, chance);
                AtRestOn::new(
                    &forces,
                    device,
                    cartridge,
                    surface,
                    &groups,
                    handled.set_depth_mm,
                    strikes >= PAYS,
                )
            })
            .collect::<Result<_, ContactError>>()?;
        Ok(AtRest { parameters: self.parameters, supports })
    }

    /// Returns the same law under a hand that presses `factor` times as hard.
    fn pressed(&self, factor: f64) -> Contact {
        Contact { force_n: factor * self.force_n, ..self.clone() }
    }
}

/// Head of a pen, as its pins push against it.
fn head(pen: &Pen) -> Head {
    let Pen { mass_g, frequency_hz, dwell_fraction, .. } = *pen;
    Head { mass_g, dwell_s: dwell_fraction / frequency_hz, dwell_fraction }
}

/// Choice of puncture force and resistance for the members of an array.
#[derive(Debug, Clone, Copy)]
pub enum Chance {
    /// All at their medians.
    Median,
    /// Lognormal about their medians; each needle draws from its own stream of this family.
    Drawn(StreamFamily),
}

/// Needles that are in the skin together.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// Needles with their places, reaches and layers.
    pub members: Vec<Member>,
    /// Index of each member in the cartridge.
    pub needles: Vec<usize>,
    /// On a drum: (row, member) of the needles at its lowest point.
    pub(super) lowest: Vec<(u32, usize)>,
}

impl Group {
    fn push(&mut self, member: Member, needle: usize) {
        self.members.push(member);
        self.needles.push(needle);
    }
}
