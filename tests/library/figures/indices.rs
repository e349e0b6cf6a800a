//! Directions of the relative indices: deeper, denser, blunter, more passes.

use super::{outcome, scenario, value};
use puncta::injury::Measure;

const PEN: &str = "format = 1\n[area]\nwidth_mm = 6\nheight_mm = 6\n[skin]\nsite = \"cheek\"\n\
    [device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n[run]\nrealisations = 12\n";

fn figures(settings: &[&str]) -> [f64; 3] {
    let outcome = outcome(scenario(PEN, settings));
    [Measure::Bleeding, Measure::Pain, Measure::VesselHits].map(|measure| value(&outcome, measure))
}

/// Under common random numbers, by either law of depth.
#[test]
fn limit_indices_grow_with_depth_density_and_passes() {
    for law in ["mechanics.law=contact", "mechanics.law=ratio"] {
        let base = figures(&[law]);
        assert!(base.iter().all(|figure| *figure > 0.0), "{law} {base:?}");
        for more in ["device.depth_mm=1.6", "technique.hand_speed_mm_s=10", "technique.passes=8"] {
            let found = figures(&[law, more]);
            for (found, base) in found.iter().zip(base) {
                assert!(*found > base, "{law}, {more}: {found} {base}");
            }
        }
        // Skin that is thinner has its deep plexus nearer.
        assert!(figures(&[law, "skin.source=thin"])[0] > base[0], "{law}, thin skin");
    }
}

/// A blunter tip at the same depth opens more vessels; the pain index knows depth and number only. Under the contact law it
/// does not get as deep, so the ratio law shows it.
#[test]
fn limit_a_blunter_tip_bleeds_more_at_the_same_depth() {
    let [sharp, blunt] = ["device.tip_diameter_um=5", "device.tip_diameter_um=80"]
        .map(|tip| figures(&["mechanics.law=ratio", tip]));
    assert!(blunt[0] > 1.05 * sharp[0] && blunt[2] > 1.05 * sharp[2], "{sharp:?} {blunt:?}");
    assert_eq!(sharp[1], blunt[1]);
    let dull = figures(&["mechanics.law=ratio", "device.dull_fraction=1"]);
    assert!(dull[0] > figures(&["mechanics.law=ratio", "device.dull_fraction=0"])[0]);
}

/// Twice the passes over, twice the bleeding: strikes do not know of each other. With depths of the ratio law without spread,
/// so that the number is all that changes; the number itself varies with where lanes fall, by less than 3 %.
#[test]
fn identity_bleeding_is_proportional_to_the_strikes() {
    let fixed = ["mechanics.law=ratio", "mechanics.ratio_sd=0"];
    let per_strike = |passes: &str| {
        let outcome = outcome(scenario(PEN, &[&fixed[..], &[passes]].concat()));
        value(&outcome, Measure::Bleeding) / value(&outcome, Measure::Density)
    };
    let ratio = per_strike("technique.passes=4") / per_strike("technique.passes=8");
    assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
}
