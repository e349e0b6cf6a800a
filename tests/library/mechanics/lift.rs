//! What presses a pen is what bears it, and a pen that the hand cannot hold down goes less deep.

use puncta::mechanics::lift::Balance;
use puncta::outcome::insertion::InsertionOutcome;
use puncta::scenario::{Sources, catalogue, load};
use puncta::study::insert::insert;

fn stroke(device: &str, hand_n: f64) -> (InsertionOutcome, Balance) {
    let text = format!(
        "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n{device}\n[technique]\nforce_n = {hand_n:?}\n"
    );
    let found = load(&Sources::new("test", &text, &[] as &[&str]), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{device}: {problems:?}"));
    let outcome = insert(found.setup(), found.provenance().clone(), None).unwrap();
    let pen = outcome.pen.unwrap();
    (outcome, pen)
}

/// 14 rows and columns of pins 0.5 mm apart.
const DENSE: &str = "kind = \"pen\"\nrows = 14\ncolumns = 14\npitch_mm = 0.5\nlength_mm = 3\ndepth_mm = 1.5\n\
                     head_width_mm = 8\nrim_diameter_mm = 12";
const PEN_12: &str = "preset = \"pen-12\"\ndepth_mm = 1.5";

/// Hand and inertia are pins and rim at the deepest travel; over a stroke the hand is pins and rim; and the sum of the needles'
/// forces is what is told. A hand too light for its pins (0.001 N had 0.25 N on them) bears their mean and no more.
#[test]
fn identity_hand_rim_and_pins_balance() {
    for (device, hand_n) in [
        (PEN_12, 1.5),
        (PEN_12, 0.05),
        (PEN_12, 0.001),
        (DENSE, 1.2),
        ("preset = \"pen-36\"\ndepth_mm = 1.0", 0.2),
        ("preset = \"skinpen\"\ndepth_mm = 0.5\nmass_g = 20", 0.3),
    ] {
        let (outcome, pen) = stroke(device, hand_n);
        let sum: f64 = outcome.needles.iter().map(|needle| needle.force_n).sum();
        assert!((sum - pen.pins_n).abs() < 1e-12, "{device}: {pen:?}");
        assert!((pen.hand_n + pen.inertia_n - pen.pins_n - pen.rim_n).abs() < 1e-12, "{device}: {pen:?}");
        assert!((pen.hand_n - pen.mean_pins_n - pen.mean_rim_n).abs() < 1e-12, "{device}: {pen:?}");
        // The end of the travel is found to 1e-5 of the force.
        assert!(pen.mean_rim_n > -1e-5 * pen.hand_n, "{device}: {pen:?}");
        assert!(pen.rim_n >= 0.0 && pen.inertia_n >= 0.0 && pen.lift_mm >= 0.0, "{device}: {pen:?}");
        assert_eq!(pen.lift_mm > 0.0, pen.pins_n > hand_n, "{device}: {pen:?}");
        assert_eq!(outcome.body_n, Some(pen.rim_n));
        if device == DENSE {
            // They push harder than the hand, but not on average: mass holds nearly all.
            assert!(pen.pins_n > hand_n && (1e-6..0.05).contains(&pen.lift_mm), "{pen:?}");
        }
    }
}

/// A hand of 1.5 N holds twelve pins down: nothing of this law is felt. At 0.25 N they push harder than it, but not on average: a
/// pen of 150 g rises by a micrometre or two, a heavier one by less, and depth is what it was.
#[test]
fn limit_a_usual_hand_holds_a_usual_pen() {
    let (_, pen) = stroke(PEN_12, 1.5);
    assert_eq!((pen.lift_mm, pen.inertia_n), (0.0, 0.0));
    let (light, pen) = stroke(PEN_12, 0.25);
    assert!(pen.pins_n > 0.25 && pen.mean_pins_n < 0.25, "{pen:?}");
    let (heavy, weighty) = stroke(&format!("{PEN_12}\nmass_g = 2000"), 0.25);
    assert!(0.0 < weighty.lift_mm && weighty.lift_mm < 0.1 * pen.lift_mm, "{pen:?} {weighty:?}");
    assert!(
        pen.lift_mm < 0.01 && (heavy.mean_depth_mm().unwrap() - light.mean_depth_mm().unwrap()).abs() < 0.01
    );
}

/// The lighter the hand, the less deep its pins, down to none; the same with the mass.
#[test]
fn limit_depth_grows_with_hand_and_mass() {
    let depth =
        |outcome: &InsertionOutcome| outcome.needles.iter().map(|needle| needle.depth_mm).sum::<f64>();
    let mut last = f64::INFINITY;
    for hand_n in [1.0, 0.1, 0.07, 0.01, 0.001] {
        let (outcome, pen) = stroke(PEN_12, hand_n);
        let found = depth(&outcome);
        assert!(found <= last + 1e-6, "{hand_n} N: {found} after {last}");
        // Half a sine over half of the cycle: its mean is the peak over pi.
        assert!(pen.pins_n <= 1.0001 * std::f64::consts::PI * hand_n, "{pen:?}");
        last = found;
    }
    assert_eq!(last, 0.0);
    let mut last = 0.0;
    for mass_g in [10.0, 30.0, 150.0] {
        let (outcome, pen) = stroke(&format!("{PEN_12}\nmass_g = {mass_g}"), 0.1);
        let found = depth(&outcome);
        assert!(found >= last - 1e-6, "{mass_g} g: {found} after {last}, {pen:?}");
        last = found;
    }
}
