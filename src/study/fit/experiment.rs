//! One row as computed: device, skin and support of its scenario under a set of the contact law's numbers.

use super::row::{Observable, Row};
use crate::device::{Cartridge, Device};
use crate::foundation::statistics::normal_below;
use crate::mechanics::array::ArrayOnSkin;
use crate::mechanics::contact::Chance;
use crate::mechanics::skin_surface::SkinSurface;
use crate::mechanics::{Contact, Entry, Insertion, Law, Parameters, Support};
use crate::simulate::Setup;
use crate::skin::Column;

/// Experiment of a row, ready to be computed.
#[derive(Debug, Clone)]
pub struct Experiment {
    observable: Observable,
    device: Device,
    cartridge: Cartridge,
    column: Column,
    contact: Contact,
}

/// Surfaces tabulated under one set of numbers.
#[derive(Debug, Default)]
pub struct Surfaces(Vec<(Column, Support, Parameters, SkinSurface)>);

impl Surfaces {
    /// Surface of these layers on their support, at the reference speed.
    fn of(&mut self, contact: &Contact, column: &Column) -> Option<&SkinSurface> {
        let of = |(of, on, under, _): &(Column, Support, Parameters, SkinSurface)| {
            of == column && *on == contact.support && *under == contact.parameters
        };
        let known = self.0.iter().position(of);
        let at = match known {
            Some(at) => at,
            None => {
                let parameters = &contact.parameters;
                let compliance = contact.support.compliance(0, column, parameters).ok()?;
                let surface = SkinSurface::new(compliance, parameters, parameters.rate_reference_mm_s);
                self.0.push((*column, contact.support.clone(), *parameters, surface));
                self.0.len() - 1
            }
        };
        Some(&self.0[at].3)
    }
}

/// Number that an experiment leaves open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Diameter of the tips, um.
    TipDiameter,
    /// Length of the taper, mm.
    Taper,
    /// Force of the hand, N.
    Force,
    /// Modulus of what the skin lies on, MPa.
    Bench,
}

impl Open {
    /// Number of this key of a scenario.
    pub fn of_key(key: &str) -> Option<Open> {
        Some(match key {
            "device.tip_diameter_um" => Open::TipDiameter,
            "device.taper_mm" => Open::Taper,
            "technique.force_n" => Open::Force,
            "skin.bench_young_mpa" => Open::Bench,
            _ => return None,
        })
    }
}

/// Spread of the logarithm of depth over thickness at one place: thickness between people 0.2, place of what
/// was seen 0.15 (*design*).
const PLACE_LOG_SD: f64 = 0.25;

impl Experiment {
    /// Prepares the experiment of a row from the setup of its scenario, of which only device, average skin and
    /// law count.
    ///
    /// # Errors
    /// One sentence if it follows another law.
    pub fn new(row: &Row, setup: &Setup) -> Result<Experiment, String> {
        let Law::Contact(contact) = &setup.law else {
            return Err("its scenario must follow the contact law".to_owned());
        };
        let device = setup.device.clone();
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        Ok(Experiment {
            observable: row.observable,
            column: setup.skin.mean_column(),
            contact: (**contact).clone(),
            cartridge,
            device,
        })
    }

    /// Sets a number that the source left open.
    pub fn put(&mut self, open: Open, value: f64) {
        match open {
            Open::TipDiameter => self.device.needle.tip_diameter_mm = 1e-3 * value,
            Open::Taper => self.device.needle.taper_mm = value,
            Open::Force => self.contact.force_n = value,
            Open::Bench => {
                if let Support::Bench { young_mpa, .. } = &mut self.contact.support {
                    *young_mpa = value;
                }
            }
        }
        for state in &mut self.cartridge.needles {
            state.needle = self.device.needle;
        }
    }

    /// What these numbers of the law give for the observable; `None` without an equilibrium.
    ///
    /// A depth is the mean over the needles that are driven fully in, all at their medians; a count is a
    /// probability; a curve has one value for each of `travels_mm`.
    ///
    /// `surfaces` keeps the surfaces that were tabulated for these numbers, for experiments on the same skin.
    pub fn predict(
        &self,
        parameters: &Parameters,
        travels_mm: &[f64],
        surfaces: &mut Surfaces,
    ) -> Option<Vec<f64>> {
        // What the row's scenario states of the law is certain.
        let parameters = &self.contact.own.over(*parameters);
        if self.observable == Observable::ForceCurve {
            return self.curve(parameters, travels_mm, surfaces);
        }
        self.single(parameters, surfaces).map(|value| vec![value])
    }

    /// Force of all needles at each travel, mN.
    fn curve(
        &self,
        parameters: &Parameters,
        travels_mm: &[f64],
        surfaces: &mut Surfaces,
    ) -> Option<Vec<f64>> {
        let contact = Contact { parameters: *parameters, ..self.contact.clone() };
        let Experiment { device, column, cartridge, .. } = self;
        let surface = surfaces.of(&contact, column)?.at_speed(parameters, contact.tip_speed_mm_s(device));
        let group = contact.groups(device, cartridge, column, Chance::Median).into_iter().next()?;
        let array = ArrayOnSkin::new(&surface, &group.members, parameters, contact.rim(device));
        let way = Insertion::new(&array, contact.hold(device, device.set_depth_mm)).ok()?;
        let furthest_mm = way.steps.last()?.travel_mm;
        if travels_mm.iter().any(|travel| *travel > furthest_mm + 1e-6) {
            return None;
        }
        let at = |travel: &f64| {
            // Between two steps along a straight line; a puncture has two states at one travel.
            let after = way.steps.partition_point(|step| step.travel_mm < *travel);
            let (Some(after), before) = (way.steps.get(after), way.steps.get(after.wrapping_sub(1))) else {
                return way.steps.last().map(|step| 1e3 * step.total_n());
            };
            let Some(before) = before else { return Some(1e3 * after.total_n()) };
            let wide = after.travel_mm - before.travel_mm;
            let way = if wide > 0.0 { (travel - before.travel_mm) / wide } else { 1.0 };
            Some(1e3 * (before.total_n() + way * (after.total_n() - before.total_n())))
        };
        travels_mm.iter().map(at).collect()
    }

    /// Depth, force or probability of an observable that is one number.
    fn single(&self, parameters: &Parameters, surfaces: &mut Surfaces) -> Option<f64> {
        let puncture_n = parameters.puncture_force_n(self.device.needle.tip_diameter_mm);
        if self.observable == Observable::PunctureForceMn {
            return Some(1e3 * puncture_n);
        }
        if self.observable == Observable::ThroughDepthMm {
            return Some(Entry::new(&self.column, parameters).through_mm);
        }
        let contact = Contact { parameters: *parameters, ..self.contact.clone() };
        let Experiment { device, column, cartridge, .. } = self;
        let surface = surfaces.of(&contact, column)?.at_speed(parameters, contact.tip_speed_mm_s(device));
        let group = contact.groups(device, cartridge, column, Chance::Median).into_iter().next()?;
        let array = ArrayOnSkin::new(&surface, &group.members, parameters, contact.rim(device));
        let rest = array.equilibrium(contact.hold(device, device.set_depth_mm), None).ok()?;
        let deepest = group.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
        let fully_in = |at: &usize| deepest - group.members[*at].reach_mm < 1e-6;
        let of_needle = |at: usize| {
            let needle = &rest.needles[at];
            match self.observable {
                Observable::TipDepthMm
                | Observable::StainDepthMm
                | Observable::ChannelDepthMm
                | Observable::ThroughDepthMm
                | Observable::PunctureForceMn
                | Observable::ForceCurve => needle.depth_mm,
                Observable::BelowDermis if needle.depth_mm <= 0.0 => 0.0,
                Observable::BelowDermis => {
                    normal_below(libm::log(needle.depth_mm / column.skin_mm()) / PLACE_LOG_SD)
                }
                Observable::Pierced => {
                    let seat = array.seat(at, needle);
                    let corneum_mm = column.bottoms_mm[0];
                    let ratio =
                        seat.entering_force_n(corneum_mm) / (seat.entry.share(corneum_mm) * puncture_n);
                    if ratio > 0.0 {
                        normal_below(libm::log(ratio) / parameters.puncture_log_sd)
                    } else {
                        0.0
                    }
                }
            }
        };
        let values: Vec<f64> = (0..group.members.len()).filter(fully_in).map(of_needle).collect();
        Some(values.iter().sum::<f64>() / values.len() as f64)
    }
}
