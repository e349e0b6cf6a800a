//! Computes the figure of a bed of nails: one needle alone compared with the same in an array.
//!
//! All needles are sound and equally long, and have their median puncture force and resistance. The contact
//! law brings the n needles nearest to the middle to equilibrium. A device driven by force presses n times
//! the force of one needle. A device driven to a travel keeps that travel (a pen its dial). The surface along
//! a row is what all needles push down by the compliance of the layers, joined to the deflection under the
//! tips. Between the needles of a plate the skin conforms to the plate.

use super::surface::{Pushed, alone_mm, bed_mm, from_flank, half_apart_mm};
use super::{DiagramError, at_rest};
use crate::device::{Cartridge, Movement, NeedleState};
use crate::mechanics::array::{ArrayOnSkin, Equilibrium, Hold, Member};
use crate::mechanics::contact::Chance;
use crate::mechanics::{Law, Support};
use crate::outcome::Provenance;
use crate::outcome::diagram::bed_of_nails::{Alike, BedDiagram, Standing};
use crate::outcome::diagram::{Profile, SectionDiagram};
use crate::simulate::Setup;
use crate::skin::Site;
use crate::study::insert::InsertError;

/// Number of array sizes computed, about evenly spaced in their logarithm.
const NUMBERS: u32 = 18;

/// How far beyond the row the surface is computed, mm.
const BEYOND_MM: f64 = 4.0;

/// Distance within which a needle belongs to a row, mm.
const IN_ROW_MM: f64 = 0.05;

/// Computes one needle of the setup's device, and all of them.
///
/// # Errors
/// Those of [`insert`](crate::study::insert::insert), and an error if the device is a drum or has only one
/// needle.
pub fn bed_of_nails(setup: &Setup, site: &Site, provenance: Provenance) -> Result<BedDiagram, DiagramError> {
    let Law::Contact(contact) = &setup.law else { return Err(InsertError::NoForces.into()) };
    let device = &setup.device;
    if device.kind.facts().movement == Movement::Rolls {
        let found = device.kind.name();
        return Err(DiagramError::OtherKind { wanted: "a device without a drum", found });
    }
    let column = setup.skin.mean_column();
    let bed = contact.surface(Support::AVERAGE, &column, device)?;
    let sound = NeedleState {
        needle: device.needle,
        protrusion_error_mm: 0.0,
        lean: [0.0; 2],
        dull: false,
        missing: false,
    };
    let cartridge = Cartridge { needles: vec![sound; device.array.len()] };
    let group = contact.groups(device, &cartridge, &column, Chance::Median).into_iter().next();
    let mut members: Vec<Member> = group.map(|group| group.members).unwrap_or_default();
    members.sort_by(|a, b| far(a).total_cmp(&far(b)));
    if members.len() < 2 {
        return Err(DiagramError::OneNeedle);
    }
    let hold = contact.hold(device, device.set_depth_mm);
    let all = members.len();
    let rim = contact.rim(device);
    let absolute = matches!(hold, Hold::Level { .. });
    let rest = |members: &[Member]| -> Result<(Equilibrium, Vec<f64>), DiagramError> {
        let array = ArrayOnSkin::new(&bed, members, &contact.parameters, rim);
        let rest = array.equilibrium(hold.shared(members.len() as f64 / all as f64), None)?;
        let deflections = (0..members.len()).map(|at| array.deflection_mm(at, &rest.needles, absolute));
        let deflections = deflections.map(|deflection| deflection.max(0.0)).collect();
        Ok((rest, deflections))
    };
    let mean = |values: &mut dyn Iterator<Item = f64>, count: usize| values.sum::<f64>() / count as f64;
    let middle = [Member { at_mm: [0.0; 2], ..members[0].clone() }];
    let mut by_number = Vec::new();
    for number in numbers(all) {
        // A needle alone is in the middle, whether or not the device has a needle there.
        let (rest, _) = rest(if number == 1 { &middle } else { &members[..number] })?;
        by_number.push((number, mean(&mut rest.needles.iter().map(|needle| needle.depth_mm), number)));
    }
    let (one, one_deflected) = rest(&middle)?;
    let (together, _) = rest(&members)?;
    let tip = |rest: &Equilibrium, member: &Member| match hold {
        Hold::Rim { .. } => rest.past_rim_mm + member.reach_mm,
        Hold::Level { plate_mm } => plate_mm + member.reach_mm,
        Hold::Force { .. } | Hold::Body | Hold::Gap { .. } => member.reach_mm - rest.gap_mm,
    };
    // One needle and all needles count from the same level; skin that bulges past the rim lies above it.
    let sunk_mm: Vec<f64> = members
        .iter()
        .zip(&together.needles)
        .map(|(member, needle)| tip(&together, member) - needle.depth_mm)
        .collect();
    let reference = rim.map_or(0.0, |rim| bed.other_mm_per_n(rim.radius_mm));
    let needle = one.needles[0];
    let half_width_mm = |depth_mm: f64| 0.5 * device.needle.diameter_mm(depth_mm);
    let skin = at_rest(setup, site, column, provenance);
    let alone = SectionDiagram {
        needle: Profile { tip_depth_mm: needle.depth_mm, ..skin.needle },
        depth_mm: needle.depth_mm,
        least_mm: needle.depth_mm,
        most_mm: needle.depth_mm,
        pierced: usize::from(needle.punctured),
        dimple_mm: one_deflected[0],
        rise_mm: one_deflected[0] + needle.depth_mm - tip(&one, &middle[0]),
        surface_mm: alone_mm(one_deflected[0], needle.force_n, half_width_mm(needle.depth_mm), |far| {
            bed.other_mm_per_n(far) - reference
        }),
        ..skin
    };
    let level = members[0].at_mm[1];
    let mut row: Vec<usize> =
        (0..all).filter(|at| (members[*at].at_mm[1] - level).abs() < IN_ROW_MM).collect();
    row.sort_by(|a, b| members[*a].at_mm[0].total_cmp(&members[*b].at_mm[0]));
    let standing = |at: &usize| Standing {
        x_mm: members[*at].at_mm[0],
        tip_mm: tip(&together, &members[*at]),
        depth_mm: together.needles[*at].depth_mm,
    };
    let under = |at: &usize| Pushed {
        x_mm: members[*at].at_mm[0],
        // Counted from the zero of the tips, however much the skin bulges.
        deflection_mm: (tip(&together, &members[*at]) - together.needles[*at].depth_mm).max(0.0),
        force_n: together.needles[*at].force_n,
        half_width_mm: half_width_mm(together.needles[*at].depth_mm),
    };
    let pushed: Vec<Pushed> = row.iter().map(under).collect();
    let beside = match rim {
        Some(_) => reference,
        None => half_apart_mm(members.iter().map(|member| member.at_mm))
            .map_or(0.0, |half| bed.other_mm_per_n(half)),
    };
    let sinks_mm = |x: f64| {
        let each = members.iter().zip(&together.needles).map(|(member, needle)| {
            let [at_x, at_y] = member.at_mm;
            let distance = libm::hypot(x - at_x, level - at_y).max(1e-6);
            let sinks = bed.other_mm_per_n(distance) - beside;
            let sinks = needle.force_n * if rim.is_some() { sinks } else { sinks.max(0.0) };
            from_flank(sinks, distance, half_width_mm(needle.depth_mm))
        });
        each.sum::<f64>()
    };
    let ends = [pushed[0].x_mm - BEYOND_MM, pushed[pushed.len() - 1].x_mm + BEYOND_MM];
    Ok(BedDiagram {
        alike: match hold {
            Hold::Force { total_n } => Alike::ForceEach(total_n / all as f64),
            Hold::Rim { .. } | Hold::Level { .. } | Hold::Body | Hold::Gap { .. } => Alike::Travel,
        },
        needles: all,
        pierced: together.needles.iter().filter(|needle| needle.punctured).count(),
        depth_mm: mean(&mut together.needles.iter().map(|needle| needle.depth_mm), all),
        dimple_mm: mean(&mut sunk_mm.into_iter(), all),
        force_n: together.total_n() / all as f64,
        alone_n: needle.force_n,
        pen: contact.balance(device, together.total_n(), hold.lift_mm(together.past_rim_mm)),
        row: row.iter().map(standing).collect(),
        surface_mm: bed_mm(&pushed, ends, sinks_mm),
        by_number,
        alone,
    })
}

fn far(member: &Member) -> f64 {
    libm::hypot(member.at_mm[0], member.at_mm[1])
}

/// Array sizes from 1 to all.
fn numbers(all: usize) -> Vec<usize> {
    let steps = f64::from(NUMBERS);
    let mut list: Vec<usize> =
        (0..=NUMBERS).map(|step| libm::pow(all as f64, f64::from(step) / steps).round() as usize).collect();
    list.dedup();
    list
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn limit_numbers_run_from_one_to_all() {
        for all in [2, 6, 36, 121] {
            let list = numbers(all);
            assert_eq!((list[0], list[list.len() - 1]), (1, all));
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
