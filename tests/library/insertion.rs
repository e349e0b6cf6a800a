//! One stroke followed step by step: energy, ends, bench data, and the setting that reaches a depth.

use crate::common;
use puncta::device::Cartridge;
use puncta::foundation::random::{Purpose, StreamFamily};
use puncta::mechanics::array::ArrayOnSkin;
use puncta::mechanics::contact::Chance;
use puncta::mechanics::{Insertion, Law};
use puncta::scenario::Scenario;
use puncta::study::insert::{InsertError, insert, reach};

fn scenario(lines: &str) -> Scenario {
    common::scenario(
        &format!(
            "format = 1
{lines}
"
        ),
        &[],
    )
}

const STROKES: [&str; 10] = [
    "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5",
    "[skin]\nsite = \"upper_eyelid\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\ntaper_mm = 0.3",
    "[skin]\nsite = \"cheek\"\nsupport = \"bench\"\n[device]\npreset = \"pen-36\"\ndepth_mm = 0.5",
    "[skin]\nsite = \"volar_forearm\"\n[device]\npreset = \"patch-600\"",
    "[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"",
    "[skin]\nsite = \"forehead\"\n[device]\npreset = \"stamp-36\"\ndrive = \"stroke\"",
    "[skin]\nsite = \"forehead\"\n[device]\npreset = \"stamp-36\"\ndrive = \"speed\"\ndull_fraction = 0.3",
    "[skin]\nsite = \"abdomen\"\n[device]\npreset = \"needle\"\ndrive = \"force\"",
    "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5\n[technique]\nforce_n = 0.06",
    "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5\ndrive = \"force\"\n[technique]\nforce_n = 0.3",
];

/// The device's work is what the skin holds, what was torn, spread and rubbed, and what was lost in jumps, within 1 % of it;
/// nothing is gained in a jump; and what was dissipated never comes back.
#[test]
fn identity_energy_balances_along_every_stroke() {
    for lines in STROKES {
        let found = scenario(lines);
        let outcome = insert(found.setup(), found.provenance().clone(), None).unwrap();
        assert!(outcome.work.device_mj > 0.0, "{lines}");
        for curve in [&outcome.array, &outcome.alone] {
            let mut dissipated = 0.0;
            for point in curve {
                // Where hardly any work is done yet, a share of it says nothing.
                if point.work.device_mj > 0.05 * outcome.work.device_mj / outcome.needles.len() as f64 {
                    assert!(point.work.imbalance().abs() < 0.01, "{lines}: {point:?}");
                }
                assert!(point.work.released_mj >= -1e-9, "{lines}: {point:?}");
                assert!(point.work.dissipated.sum() >= dissipated - 1e-12, "{lines}: {point:?}");
                dissipated = point.work.dissipated.sum();
            }
        }
    }
}

/// A stroke followed in 240 steps with every puncture in its place ends where the solve in one go does: the same needles
/// through, depths within a micrometre (a thousandth of the shortest needle).
#[test]
fn identity_end_of_the_way_is_the_equilibrium() {
    for lines in STROKES {
        let setup = scenario(lines).setup().clone();
        let Law::Contact(contact) = &setup.law else { panic!("the default law") };
        let (device, column) = (&setup.device, setup.skin.mean_column());
        let bed = contact.surface(0, &column, device).unwrap();
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let chance = Chance::Drawn(StreamFamily::new(1, Purpose::Array, 0));
        for group in contact.groups(device, &cartridge, &column, chance) {
            let array = ArrayOnSkin::new(&bed, &group.members, &contact.parameters, contact.rim(device));
            let hold = contact.hold(device, device.set_depth_mm);
            let at_once = array.equilibrium(hold, None).unwrap();
            let way = Insertion::new(&array, hold).unwrap();
            for (at_once, step) in at_once.needles.iter().zip(&way.end().unwrap().needles) {
                assert_eq!(at_once.punctured, step.punctured, "{lines}");
                assert!((at_once.depth_mm - step.depth_mm).abs() < 1e-3, "{lines}: {at_once:?} {step:?}");
            }
        }
    }
}

/// The setting that is found gives the depth that was asked for, and other depths are refused with the range.
#[test]
fn identity_setting_found_gives_the_depth_asked_for() {
    let pen = scenario(STROKES[0]).setup().clone();
    let found = reach(&pen, 1.0, 3.0).unwrap();
    assert_eq!(found.key, "device.depth_mm");
    let again = scenario(&STROKES[0].replace("1.5", &format!("{:.9}", found.value)));
    let outcome = insert(again.setup(), again.provenance().clone(), None).unwrap();
    assert!((outcome.mean_depth_mm().unwrap() - 1.0).abs() < 2e-3, "{}", outcome.mean_depth_mm().unwrap());
    let patch = scenario(STROKES[3]).setup().clone();
    assert_eq!(reach(&patch, 0.3, 100.0).unwrap().key, "technique.force_n");
    let refused = reach(&patch, 0.59, 100.0).unwrap_err();
    assert!(
        matches!(refused, InsertError::OutOfReach { .. }) && refused.to_string().contains("0.59"),
        "{refused}"
    );
}

#[test]
fn limit_ratio_law_has_no_forces() {
    let ratio = scenario(&format!("{}\n[mechanics]\nlaw = \"ratio\"", STROKES[0]));
    assert_eq!(insert(ratio.setup(), ratio.provenance().clone(), None).unwrap_err(), InsertError::NoForces);
}

/// A missing needle neither strikes nor carries a share of the force, on a drum as on a plate.
#[test]
fn identity_missing_needles_are_not_in_a_stroke() {
    for preset in ["roller-192", "stamp-36", "pen-12"] {
        let lines =
            format!("[skin]\nsite = \"cheek\"\n[device]\npreset = \"{preset}\"\nmissing_fraction = 0.4");
        let found = scenario(&lines);
        let device = &found.setup().device;
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, found.setup().seed, 0);
        let outcome = insert(found.setup(), found.provenance().clone(), None).unwrap();
        assert!(outcome.striking().count() > 0, "{preset}");
        for needle in &outcome.needles {
            assert!(!cartridge.needles[needle.needle - 1].missing, "{preset}: needle {}", needle.needle);
        }
    }
}
