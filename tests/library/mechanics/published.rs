//! What is known of needles in skin comes out of one set of parameters, the default.

use crate::common;
use puncta::device::Cartridge;
use puncta::foundation::random::{Purpose, StreamFamily};
use puncta::mechanics::Law;
use puncta::mechanics::depth_table::skin_without_end;
use puncta::mechanics::one_needle::{Guess, STEPS_BELOW};
use puncta::outcome::insertion::InsertionOutcome;
use puncta::scenario::Scenario;
use puncta::skin::Column;
use puncta::study::insert::insert;

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

fn pressed(lines: &str) -> InsertionOutcome {
    let found = scenario(lines);
    insert(found.setup(), found.provenance().clone(), None).unwrap()
}

/// Polymer needles of 0.6 mm pressed on by ten people go in by half to three quarters of their length (Ripolin 2017, not
/// fitted). How hard they pressed is not known: 4.4 N is the least force tried with such patches.
#[test]
fn validates_a_patch_under_a_thumb_goes_in_half_to_three_quarters() {
    let patch = pressed(
        "[skin]\nsite = \"volar_forearm\"\n[device]\npreset = \"patch-600\"\n[technique]\nforce_n = 4.4",
    );
    let share = patch.mean_depth_mm().unwrap() / 0.6;
    assert!((0.5..=0.75).contains(&share), "{share}");
}

fn through_share(outcome: &InsertionOutcome) -> f64 {
    1.0 - outcome.failed() as f64 / outcome.needles.len() as f64
}

/// Under a firm thumb nearly all needles of a patch break through, and go in by half of their length at least. (How far beyond
/// the measured three quarters the law lets them go is a known miss of the validation cases.)
#[test]
fn limit_a_firm_thumb_drives_a_patch_in() {
    for site in ["volar_forearm", "abdomen", "cheek"] {
        let patch = pressed(&format!(
            "[skin]\nsite = \"{site}\"\n[device]\npreset = \"patch-600\"\n[technique]\nforce_n = 20.0"
        ));
        let share = patch.mean_depth_mm().unwrap() / 0.6;
        assert!((0.5..1.0).contains(&share) && through_share(&patch) > 0.95, "{site}: {share}");
    }
}

/// A pen at working speed comes near its setting in the firm skin of the forehead.
#[test]
fn limit_a_pen_comes_near_its_setting_in_firm_skin() {
    let pen = pressed("[skin]\nsite = \"forehead\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0");
    let share = pen.mean_depth_mm().unwrap();
    assert!((0.75..=1.1).contains(&share) && through_share(&pen) > 0.9, "{share}");
}

/// Needles of 0.25 mm break the barrier of a face (Han 2012, not fitted), and do not reach the reticular dermis.
#[test]
fn validates_short_needles_pierce_a_face() {
    let setup = scenario(
        "[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"\nlength_mm = 0.25\n[technique]\npasses = 16",
    );
    let ready = setup.setup().ready(0).unwrap();
    let struck: Vec<_> =
        ready.strikes.iter().filter_map(|strike| ready.strike(setup.setup(), strike)).collect();
    let share = |of: &dyn Fn(&puncta::tract::Tract) -> bool| {
        struck.iter().filter(|struck| of(&struck.tract)).count() as f64 / struck.len() as f64
    };
    assert!(struck.len() > 100);
    assert!(share(&|tract| tract.pierced) > 0.9);
    assert!(share(&|tract| tract.tip_depth_mm > 0.2) < 0.1);
}

/// A short needle goes deeper the faster it is pushed.
#[test]
fn limit_speed_helps_short_needles() {
    let depth_mm = |speed: f64| {
        let needle = pressed(&format!(
            "[skin]\nsite = \"cheek\"\n[device]\npreset = \"needle\"\nlength_mm = 0.5\ndrive = \"stroke\"\n\
             [technique]\nspeed_m_s = {speed:?}"
        ));
        needle.needles[0].depth_mm
    };
    let depths = [0.001, 0.1, 3.0].map(depth_mm);
    assert!(depths.windows(2).all(|pair| pair[0] < pair[1]), "{depths:?}");
}

/// The probability that a strike passes a boundary, in closed form, against 20,000 strikes drawn, within four standard errors;
/// worked out strike by strike, and by the table that many strikes share.
#[test]
fn validates_reach_in_closed_form_by_drawn_strikes() {
    for strikes in [1.0, 1e4] {
        reach_in_closed_form_by_drawn_strikes(strikes);
    }
}

fn reach_in_closed_form_by_drawn_strikes(strikes: f64) {
    const DRAWS: u64 = 20_000;
    for lines in [
        "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5",
        "[skin]\nsite = \"volar_forearm\"\n[device]\npreset = \"patch-600\"",
        "[skin]\nsite = \"forehead\"\n[device]\npreset = \"roller-192\"",
    ] {
        let setup = scenario(lines).setup().clone();
        let Law::Contact(contact) = &setup.law else { panic!("the default law") };
        let (device, column) = (&setup.device, setup.skin.mean_column());
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let seated =
            contact.seat(device, &cartridge, device.set_depth_mm, &[column], strikes, [1, 0]).unwrap();
        let family = StreamFamily::new(9, Purpose::Strike, 0);
        let strike = seated.strike(0, 0.0, 0, &cartridge.needles[0], &column).unwrap();
        let depths: Vec<f64> = (0..DRAWS).map(|index| strike.draw_mm(&mut family.stream(index))).collect();
        for boundary in (0..30).map(|step| 0.05 * f64::from(step)).filter(|at| *at < column.skin_mm()) {
            let passed = depths.iter().filter(|depth| **depth > boundary).count() as f64 / DRAWS as f64;
            let wanted = strike.passes(boundary);
            let error = (wanted * (1.0 - wanted) / DRAWS as f64).sqrt().max(1.0 / DRAWS as f64);
            assert!((passed - wanted).abs() < 4.0 * error, "{lines}: {boundary} mm: {passed} {wanted}");
        }
    }
}

/// The depth of a needle whose tip leaves the skin is the first place where the forces meet. Looked for in few steps it is the
/// same as in 1024, with and without knowing how deep it would go in skin without end: 12 needles of three devices, 17 thicknesses of skin about those where the tips end, factors of resistance
/// three standard deviations to both sides. Within 1e-5 mm: both end their search where the advance is met within 1e-7 mm, and it may rise that slowly.
#[test]
fn identity_first_rest_below_the_skin_is_found_in_few_steps() {
    let mut below = 0;
    for lines in [
        "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5",
        "[skin]\nsite = \"upper_eyelid\"\n[device]\npreset = \"pen-36\"\ndepth_mm = 1.0",
        "[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"",
    ] {
        let setup = scenario(lines).setup().clone();
        let Law::Contact(contact) = &setup.law else { panic!("the default law") };
        let (device, column) = (&setup.device, setup.skin.mean_column());
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let seated = contact.seat(device, &cartridge, device.set_depth_mm, &[column], 1.0, [1, 0]).unwrap();
        for (needle, state) in cartridge.needles.iter().enumerate().take(12) {
            for share in (4..21).map(|twentieth| f64::from(twentieth) / 20.0) {
                let thin = Column { bottoms_mm: column.bottoms_mm.map(|bottom| bottom * share) };
                let Some(strike) = seated.strike(0, 0.0, needle, state, &thin) else { continue };
                let endless = skin_without_end(&thin);
                let Some(endless) = seated.strike(0, 0.0, needle, state, &endless) else { continue };
                let seat = strike.seat();
                for factor in (-12..=12).map(|quarter| (0.25 * 0.3 * f64::from(quarter)).exp()) {
                    let mut without_end = Guess::default();
                    endless.seat().depth_mm(factor, 0.0, &mut without_end);
                    let many = seat.depth_below_mm(factor, None, 1024);
                    for known in [None, Some(without_end)] {
                        let few = seat.depth_below_mm(factor, known, STEPS_BELOW);
                        below += u32::from(few.is_some());
                        let same = match (few, many) {
                            (Some(few), Some(many)) => (few - many).abs() < 1e-5,
                            (few, many) => few == many,
                        };
                        assert!(
                            same,
                            "{lines}: {share} of the skin, factor {factor}, {known:?}: {few:?} {many:?}"
                        );
                    }
                }
            }
        }
    }
    assert!(below > 4000, "{below}");
}

/// Strikes by the table that many share, against strikes searched for one by one: depths within 1e-4 mm, since the search looks
/// into tables of compliance whose straight lines bend by 1e-5 mm where the cubics between the nodes do not; probabilities
/// of passing within 0.5 % of themselves, far into the tail.
#[test]
fn identity_shared_depths_are_those_of_each_strike() {
    for lines in [
        "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5",
        "[skin]\nsite = \"abdomen\"\n[device]\npreset = \"roller-192\"",
    ] {
        let setup = scenario(lines).setup().clone();
        let Law::Contact(contact) = &setup.law else { panic!("the default law") };
        let (device, column) = (&setup.device, setup.skin.mean_column());
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let [alone, shared] = [1.0, 1e4].map(|strikes| {
            contact.seat(device, &cartridge, device.set_depth_mm, &[column], strikes, [1, 0]).unwrap()
        });
        let family = StreamFamily::new(9, Purpose::Strike, 0);
        for (needle, state) in cartridge.needles.iter().enumerate().take(12) {
            let [alone, shared] =
                [&alone, &shared].map(|on| on.strike(0, 0.0, needle, state, &column).unwrap());
            for index in 0..2000 {
                let [alone, shared] =
                    [&alone, &shared].map(|strike| strike.draw_mm(&mut family.stream(index)));
                assert!((alone - shared).abs() < 1e-4, "{lines}: {alone} {shared}");
            }
            for boundary in (0..30).map(|step| 0.05 * f64::from(step)).filter(|at| *at < column.skin_mm()) {
                let [alone, shared] = [&alone, &shared].map(|strike| strike.passes(boundary));
                assert!(
                    (alone - shared).abs() <= 5e-3 * alone + 1e-15,
                    "{lines}: {boundary} mm: {alone} {shared}"
                );
            }
        }
    }
}
