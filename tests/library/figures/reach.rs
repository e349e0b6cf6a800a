//! Fat-layer reach in closed form, through the whole run.

use super::{outcome, scenario, value};
use crate::figures::of_setup;
use puncta::foundation::statistics::{log_sd, normal_below};
use puncta::injury::Measure;
use puncta::mechanics::Law;
use puncta::simulate::{Quietly, Setup, simulate};

fn single(dermis: &str, mechanics: &str) -> String {
    format!(
        "format = 1\n[area]\nwidth_mm = 2\nheight_mm = 2\ncell_um = 500\n\
         [skin]\nlayers = [{dermis}, {{ layer = \"fat\", thickness_mm = 5 }}]\n\
         [device]\npreset = \"needle\"\nlength_mm = 1.5\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n\
         [technique]\nposition_jitter_mm = 0\n[mechanics]\n{mechanics}\n"
    )
}

fn dermis(thickness_mm: f64, sd_mm: f64) -> String {
    format!("{{ layer = \"dermis\", thickness_mm = {thickness_mm}, sd_mm = {sd_mm} }}")
}

/// No spread between people, a normal one from strike to strike: P = Phi((ratio s - T) / (ratio_sd s)), without any error,
/// for it is not counted.
#[test]
fn identity_fat_reach_of_a_fixed_layer_is_the_normal_form() {
    for (thickness, ratio, sd) in [(1.4, 0.9, 0.1), (1.2, 0.8, 0.25), (1.5, 0.7, 0.08)] {
        let law = format!("law = \"ratio\"\nratio = {ratio}\nratio_sd = {sd}\n[run]\nrealisations = 4");
        let outcome = outcome(scenario(&single(&dermis(thickness, 0.0), &law), &[]));
        let wanted = normal_below((ratio * 1.5 - thickness) / (sd * 1.5));
        let found = outcome.figure(Measure::ReachFat);
        assert!((found.value.unwrap() / wanted - 1.0).abs() < 1e-12, "{found:?} {wanted}");
        assert!(found.se.unwrap() < 1e-15);
    }
}

/// Both spreads: the normal form, integrated over the lognormal thickness by the midpoint rule. 2000 people, 4.5 standard
/// errors of their mean (a false alarm in 7e-6).
#[test]
fn identity_fat_reach_of_both_spreads_is_the_integral() {
    let law = "law = \"ratio\"\nratio = 0.85\nratio_sd = 0.1\n[run]\nrealisations = 2000";
    let outcome = outcome(scenario(&single(&dermis(1.4, 0.35), law), &[]));
    let spread = log_sd(1.4, 0.35);
    let steps = 4000;
    let mut wanted = 0.0;
    for step in 0..steps {
        let normal = -8.0 + 16.0 * (f64::from(step) + 0.5) / f64::from(steps);
        let thickness = 1.4 * (spread * normal - 0.5 * spread * spread).exp();
        let weight = (-0.5 * normal * normal).exp() / std::f64::consts::TAU.sqrt() * 16.0 / f64::from(steps);
        wanted += weight * normal_below((0.85 * 1.5 - thickness) / 0.15);
    }
    let found = outcome.figure(Measure::ReachFat);
    let error = found.se.unwrap();
    assert!((found.value.unwrap() - wanted).abs() < 4.5 * error, "{found:?} {wanted}");
    assert!(error < 0.03 * wanted);
}

/// The contact law without chance from strike to strike, so that skin alone decides.
fn without_chance(mut setup: Setup) -> Setup {
    let Law::Contact(contact) = &mut setup.law else { panic!("the contact law") };
    contact.parameters.puncture_log_sd = 0.0;
    contact.parameters.resistance_log_sd = 0.0;
    setup
}

/// Under the contact law the depth z(T) depends on the thickness T of the dermis too: skin is passed where z(T) > T. z(T) - T
/// falls with T, so the reach over people is the share thinner than the root of z(T) = T, a root found from skins of
/// fixed thickness. 1500 people, binomial error, 4.5 of them (a false alarm in 7e-6).
#[test]
fn identity_fat_reach_under_the_contact_law_is_the_share_above_the_root() {
    // Long and sharp enough to pierce skin of any of these thicknesses.
    let needle = ["device.length_mm=3", "device.tip_diameter_um=5"];
    let depth = |thickness: f64| {
        let text = single(&dermis(thickness, 0.0), "law = \"contact\"\n[run]\nrealisations = 1");
        let setup = without_chance(scenario(&text, &needle).setup().clone());
        let strikes = simulate(&setup, &Quietly, &Quietly).unwrap().sample;
        let first = strikes[0].tip_depth_mm;
        assert!(strikes.iter().all(|strike| strike.tip_depth_mm == first), "no chance is left");
        first
    };
    let beyond: Vec<f64> = (0..8).map(|i| 0.6 + 0.2 * f64::from(i)).map(|t| depth(t) - t).collect();
    assert!(beyond.windows(2).all(|pair| pair[1] < pair[0]), "{beyond:?}");
    assert!(beyond[0] > 0.0 && beyond[7] < 0.0, "{beyond:?}");
    let (mut low, mut high) = (0.6, 2.0);
    for _ in 0..30 {
        let middle = 0.5 * (low + high);
        if depth(middle) > middle { low = middle } else { high = middle }
    }
    let (mean, sd) = (1.1, 0.2);
    let spread = log_sd(mean, sd);
    let share = |thickness: f64| normal_below(((thickness / mean).ln() + 0.5 * spread * spread) / spread);
    let wanted = share(low);
    let text = single(&dermis(mean, sd), "law = \"contact\"\n[run]\nrealisations = 1500");
    let scenario = scenario(&text, &needle);
    let setup = without_chance(scenario.setup().clone());
    let found = value(&of_setup(&setup, &scenario), Measure::ReachFat);
    let error = (wanted * (1.0 - wanted) / 1500.0).sqrt();
    assert!((0.1..0.9).contains(&wanted), "the test would see little: {wanted}");
    // Next to nobody is thinner than what was looked at.
    assert!(share(0.6) < 0.1 * error);
    assert!((found - wanted).abs() < 4.5 * error, "{found} {wanted} ± {error}, root {low} mm");
}

/// The closed form of a strike against strikes whose depth is drawn: of some 20 000 punctures of one pen treatment on skin
/// about as thick as the tips are deep, as many end beneath dermis and epidermis as their probabilities say. Sum of
/// independent yes-or-no draws, 4.5 standard deviations (a false alarm in 7e-6).
#[test]
fn identity_probabilities_of_passing_are_shares_of_placed_strikes() {
    let text = "format = 1\n[area]\nwidth_mm = 20\nheight_mm = 20\n[skin]\nsite = \"cheek\"\nperson = \"average\"\n\
                [device]\npreset = \"pen-12\"\ndepth_mm = 2.0\nsetting_sd_mm = 0\n[run]\nrealisations = 1\n";
    let setup = scenario(text, &["technique.passes=5"]).setup().clone();
    let ready = setup.ready(0).unwrap();
    let (mut drawn, mut expected, mut variance, mut count) = ([0f64; 2], [0f64; 2], [0f64; 2], 0);
    for strike in &ready.strikes {
        count += 1;
        let struck = ready.strike(&setup, strike).unwrap();
        let (tract, passes) = (&struck.tract, struck.passes());
        let boundaries = [(tract.column.skin_mm(), passes.fat), (0.0, passes.epidermis)];
        for (of, (boundary, chance)) in boundaries.into_iter().enumerate() {
            drawn[of] += f64::from(u8::from(tract.tip_depth_mm > boundary));
            expected[of] += chance;
            variance[of] += chance * (1.0 - chance);
        }
    }
    let share = expected[0] / f64::from(count);
    assert!(count > 15_000 && (0.1..0.9).contains(&share), "{count} {share}");
    for of in 0..2 {
        let off = (drawn[of] - expected[of]).abs();
        assert!(
            off <= 4.5 * variance[of].sqrt() + 1e-6,
            "{off} of {} ± {}",
            expected[of],
            variance[of].sqrt()
        );
    }
}
