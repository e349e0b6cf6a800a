//! Follows one stroke on the average person step by step, and finds the setting that reaches a wanted depth.
//!
//! Cartridge, puncture forces and resistances are those of realisation 0. A drum is pressed straight down
//! with one row at its lowest point.

use crate::bench::Curve;
use crate::device::{Cartridge, DepthBy, Device, Drive, Motion, Movement};
use crate::foundation::random::{Purpose, StreamFamily};
use crate::foundation::statistics::Mean;
use crate::mechanics::array::{ArrayOnSkin, Hold, Member};
use crate::mechanics::contact::{Chance, Contact, ContactError, Group};
use crate::mechanics::insertion::Step;
use crate::mechanics::skin_surface::SkinSurface;
use crate::mechanics::{Insertion, Law, Margin, Support};
use crate::outcome::Provenance;
use crate::outcome::insertion::{InsertionOutcome, LOWEST_MM, Measured, NeedleRow, Point, PunctureEvent};
use crate::simulate::Setup;
use crate::skin::Column;

/// Reasons why a stroke could not be followed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InsertError {
    /// The scenario follows the ratio law, which knows no forces.
    #[error("an insertion needs mechanics.law = \"contact\": the ratio law knows no forces")]
    NoForces,
    /// Every needle of the cartridge is missing.
    #[error("every needle of this cartridge is missing")]
    NoNeedles,
    /// The contact law found no equilibrium.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// No value of the setting in its range reaches the wanted depth.
    #[error(
        "a mean depth of {target_mm} mm cannot be reached: {key} from {low} to {high} gives {least_mm:.3} to {most_mm:.3} mm"
    )]
    OutOfReach {
        /// Mean depth that is wanted, mm.
        target_mm: f64,
        /// Key of the setting in the scenario.
        key: &'static str,
        /// Lowest value of the setting, in its own unit.
        low: f64,
        /// Highest value of the setting, in its own unit.
        high: f64,
        /// Mean depth at the lowest value, mm.
        least_mm: f64,
        /// Mean depth at the highest value, mm.
        most_mm: f64,
    },
    /// The device runs until its body touches the skin, and so has no setting to turn.
    #[error(
        "a device with drive = \"speed\" has no setting to turn: its needles go in until the body touches"
    )]
    NothingToTurn,
    /// The setting does not change the depth.
    #[error("{key} changes nothing here: the mean depth is {depth_mm:.3} mm whatever it is")]
    NoEffect {
        /// Key of the setting in the scenario.
        key: &'static str,
        /// Mean depth at every value of the setting, mm.
        depth_mm: f64,
    },
}

impl From<crate::mechanics::array::NotAtRest> for InsertError {
    fn from(error: crate::mechanics::array::NotAtRest) -> InsertError {
        InsertError::Contact(error.into())
    }
}

impl From<crate::mechanics::half_space::HalfSpaceError> for InsertError {
    fn from(error: crate::mechanics::half_space::HalfSpaceError) -> InsertError {
        InsertError::Contact(error.into())
    }
}

/// Follows one stroke; `measured` holds bench data for comparison, and what was understood of them.
///
/// # Errors
/// [`InsertError`] under the ratio law, without needles, or if no equilibrium is found.
pub fn insert(
    setup: &Setup,
    provenance: Provenance,
    measured: Option<(Vec<Curve>, Vec<String>)>,
) -> Result<InsertionOutcome, InsertError> {
    let Stroke { contact, column, cartridge, surface, group, hold } = &Stroke::new(setup)?;
    let (device, hold) = (&setup.device, *hold);
    let way = Insertion::new(&array(surface, contact, device, &group.members), hold)?;

    let single = [alone(contact, setup, &group.members[0])];
    let share = hold.shared(1.0 / group.members.len() as f64);
    let lonely = Insertion::new(&array(surface, contact, device, &single), share)?;

    // For a drum the depth is that of the needles at its lowest point; the others share the load.
    let drum = device.kind.facts().movement == Movement::Rolls;
    let of_strike: Vec<bool> =
        group.members.iter().map(|member| !drum || member.at_mm[0].abs() < LOWEST_MM).collect();
    let points: Vec<Point> = way.steps.iter().map(|step| point(step, &of_strike)).collect();
    let peaks = way.peaks_n();
    let end = way.end().ok_or(InsertError::NoNeedles)?;
    let needles = group
        .members
        .iter()
        .enumerate()
        .map(|(at, member)| NeedleRow {
            needle: group.needles[at] + 1,
            x_mm: member.at_mm[0],
            y_mm: member.at_mm[1],
            protrusion_error_mm: cartridge.needles[group.needles[at]].protrusion_error_mm,
            tip_diameter_um: 1e3 * member.needle.tip_diameter_mm,
            puncture_n: member.puncture_n,
            peak_n: peaks[at],
            force_n: end.needles[at].force_n,
            depth_mm: end.needles[at].depth_mm,
            punctured: end.needles[at].punctured,
        })
        .collect();
    let punctures = way
        .punctures
        .iter()
        .map(|event| PunctureEvent {
            needle: group.needles[event.member] + 1,
            travel_mm: event.travel_mm,
            force_n: event.force_n,
            total_n: way
                .steps
                .iter()
                .filter(|step| step.travel_mm == event.travel_mm)
                .map(Step::total_n)
                .fold(0.0, f64::max),
        })
        .collect();
    let most = |of: fn(&Member) -> f64| group.members.iter().map(of).fold(0.0, f64::max);
    let peak_needle = peaks.iter().copied().fold(0.0, f64::max);
    let total = end.total_n();
    let reach = group.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
    let pen = contact.balance(device, total, hold.lift_mm(end.travel_mm - reach));
    let body_n = match hold {
        Hold::Rim { .. } => pen.map(|pen| pen.rim_n),
        Hold::Force { total_n } => Some((total_n - total).max(0.0)),
        Hold::Level { .. } | Hold::Body | Hold::Gap { .. } => None,
    };
    Ok(InsertionOutcome {
        provenance,
        column: *column,
        set_depth_mm: device.set_depth_mm,
        drum,
        measured: measured.map(|(curves, understood)| Measured::new(&curves, understood, &points)),
        array: points,
        alone: lonely.steps.iter().map(|step| point(step, &[true])).collect(),
        punctures,
        needles,
        peak_total_n: way.peak_total_n(),
        body_n,
        pressed_n: hold.carried_n().filter(|_| pen.is_none()),
        pen,
        work: end.work,
        margin: Margin::new(&device.needle, device.material, peak_needle, most(|member| member.puncture_n)),
        material: device.material.name(),
        tip_speed_mm_s: contact.tip_speed_mm_s(device),
    })
}

/// Parts of one stroke: contact model, skin, needles and hold.
struct Stroke<'a> {
    contact: &'a Contact,
    column: Column,
    cartridge: Cartridge,
    surface: SkinSurface,
    group: Needles,
    hold: Hold,
}

impl Stroke<'_> {
    fn new(setup: &Setup) -> Result<Stroke<'_>, InsertError> {
        let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces) };
        let device = &setup.device;
        let column = setup.skin.mean_column();
        let surface = contact.surface(Support::AVERAGE, &column, device)?;
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, setup.seed, 0);
        let chance = Chance::Drawn(StreamFamily::new(setup.seed, Purpose::Array, 0));
        let groups = contact.groups(device, &cartridge, &column, chance);
        let group = groups.into_iter().next().map(|group| Needles::present(group, &cartridge));
        let group = group.filter(|group| !group.members.is_empty());
        let hold = contact.hold(device, device.set_depth_mm);
        Ok(Stroke { contact, column, cartridge, surface, group: group.ok_or(InsertError::NoNeedles)?, hold })
    }
}

/// Needles of a stroke.
struct Needles {
    members: Vec<Member>,
    /// Index of each member in the cartridge.
    needles: Vec<usize>,
}

impl Needles {
    /// The needles of a group that are not missing. The law keeps a missing needle of a drum at its lowest point,
    /// because it stands for all needles of its row there, one after the other. A single stroke has this needle
    /// alone.
    fn present(group: Group, cartridge: &Cartridge) -> Needles {
        let all = group.members.into_iter().zip(group.needles);
        let (members, needles) = all.filter(|(_, needle)| !cartridge.needles[*needle].missing).unzip();
        Needles { members, needles }
    }
}

fn array<'a>(
    surface: &'a SkinSurface,
    contact: &Contact,
    device: &Device,
    members: &'a [Member],
) -> ArrayOnSkin<'a> {
    ArrayOnSkin::new(surface, members, &contact.parameters, contact.rim(device))
}

/// A sound needle in the middle, with median puncture force and resistance.
fn alone(contact: &Contact, setup: &Setup, member: &Member) -> Member {
    let needle = setup.device.needle;
    Member {
        needle,
        at_mm: [0.0; 2],
        reach_mm: match setup.device.kind.facts().depth {
            DepthBy::Dial => 0.0,
            DepthBy::Length => needle.length_mm,
        },
        puncture_n: contact.parameters.puncture_force_n(needle.tip_diameter_mm),
        resistance_factor: 1.0,
        ..member.clone()
    }
}

fn point(step: &Step, of_strike: &[bool]) -> Point {
    let count = step.needles.len().max(1) as f64;
    let depths = || {
        let striking = step.needles.iter().zip(of_strike).filter(|(_, of_strike)| **of_strike);
        striking.map(|(needle, _)| needle.depth_mm)
    };
    Point {
        travel_mm: step.travel_mm,
        total_n: step.total_n(),
        most_n: step.needles.iter().map(|needle| needle.force_n).fold(0.0, f64::max),
        mean_depth_mm: depths().sum::<f64>() / depths().count().max(1) as f64,
        least_depth_mm: depths().fold(f64::INFINITY, f64::min),
        most_depth_mm: depths().fold(0.0, f64::max),
        deflection_mm: step.deflections_mm.iter().sum::<f64>() / count,
        punctured: step.needles.iter().filter(|needle| needle.punctured).count(),
        work: step.work,
    }
}

/// Setting that decides how deep the needles of a device go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The dial of a pen.
    Dial,
    /// The force of a device driven by force.
    Force,
    /// The overtravel of a device driven to a stroke.
    Overtravel,
}

impl Turn {
    /// Setting of this device; `None` for a device that runs until its body touches the skin.
    pub fn of(device: &Device) -> Option<Turn> {
        match &device.motion {
            Motion::Pen(_) => Some(Turn::Dial),
            Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => match device.drive {
                Drive::Force => Some(Turn::Force),
                Drive::Stroke => Some(Turn::Overtravel),
                Drive::Speed => None,
            },
        }
    }

    /// Key in the scenario, and its unit.
    pub fn key(self) -> (&'static str, &'static str) {
        match self {
            Turn::Dial => ("device.depth_mm", "mm"),
            Turn::Force => ("technique.force_n", "N"),
            Turn::Overtravel => ("device.overtravel_mm", "mm"),
        }
    }

    /// Lowest value examined, in the unit of the key.
    fn least(self) -> f64 {
        match self {
            Turn::Force => 1e-3,
            Turn::Dial | Turn::Overtravel => 0.0,
        }
    }

    /// The same setup turned to this value.
    fn turned(self, setup: &Setup, value: f64) -> Setup {
        let mut turned = setup.clone();
        match self {
            Turn::Dial => turned.device.set_depth_mm = value,
            Turn::Overtravel => turned.device.overtravel_mm = value,
            Turn::Force => {
                if let Law::Contact(contact) = &mut turned.law {
                    contact.force_n = value;
                }
            }
        }
        turned
    }
}

/// A setting that reaches a mean depth, and the depth that it gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reached {
    /// Key in the scenario.
    pub key: &'static str,
    /// Unit of the setting.
    pub unit: &'static str,
    /// Value of the setting, in that unit.
    pub value: f64,
    /// Mean depth of the needles that puncture at that value, mm.
    pub depth_mm: f64,
}

/// Change of depth over the whole range below which a setting has no effect, mm.
const NO_EFFECT_MM: f64 = 1e-4;

/// Number of bisections of a setting's range.
const HALVINGS: u32 = 40;

/// Finds the value of its setting ([`Turn::of`]) at which the punctured needles of a device reach this mean
/// depth. `most` is the highest value.
///
/// # Errors
/// Those of [`insert`], and an error if the depth lies outside the range of the setting.
pub fn reach(setup: &Setup, target_mm: f64, most: f64) -> Result<Reached, InsertError> {
    let turn = Turn::of(&setup.device).ok_or(InsertError::NothingToTurn)?;
    let ((key, unit), low) = (turn.key(), turn.least());
    let depth = |value: f64| depth_of(&turn.turned(setup, value));
    let (least_mm, most_mm) = (depth(low)?, depth(most)?);
    if most_mm - least_mm < NO_EFFECT_MM {
        return Err(InsertError::NoEffect { key, depth_mm: most_mm });
    }
    if !(least_mm..=most_mm).contains(&target_mm) {
        return Err(InsertError::OutOfReach { target_mm, key, low, high: most, least_mm, most_mm });
    }
    let (mut below, mut above) = (low, most);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (below + above);
        if depth(middle)? < target_mm {
            below = middle;
        } else {
            above = middle;
        }
    }
    Ok(Reached { key, unit, value: above, depth_mm: depth(above)? })
}

/// Mean depth of the needles that puncture, mm; 0 if none does.
fn depth_of(setup: &Setup) -> Result<f64, InsertError> {
    let Stroke { contact, surface, group, hold, .. } = &Stroke::new(setup)?;
    let rest = array(surface, contact, &setup.device, &group.members).equilibrium(*hold, None)?;
    // A strike of a drum consists of the needles at its lowest point.
    let drum = setup.device.kind.facts().movement == Movement::Rolls;
    let depths: Vec<f64> = rest
        .needles
        .iter()
        .zip(&group.members)
        .filter(|(needle, member)| needle.punctured && (!drum || member.at_mm[0].abs() < LOWEST_MM))
        .map(|(needle, _)| needle.depth_mm)
        .collect();
    Ok(Mean::of(&depths).map_or(0.0, |mean| mean.mean))
}
