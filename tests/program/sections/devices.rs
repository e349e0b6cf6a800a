//! The figure of devices: shares that add up, and nothing that touches anything else.

use super::{assert_tidy, group, scenario, words};
use puncta::outcome::diagram::devices::DevicesDiagram;
use puncta::outcome::{Figure, Provenance};
use puncta::render::{Theme, diagram::devices::draw};
use puncta::simulate::{Quietly, Setup};
use puncta::study::diagram::devices;

fn computed(place: &str, presets: &[&str], depth_mm: f64) -> DevicesDiagram {
    let mut provenance = None;
    let setups: Vec<(String, Setup, Provenance)> = presets
        .iter()
        .map(|preset| {
            let key = if preset.starts_with("pen") { "depth_mm" } else { "length_mm" };
            let (device, depth) = (format!("device.preset={preset}"), format!("device.{key}={depth_mm}"));
            let small = ["run.realisations=5", "run.intervals=off", "area.width_mm=5", "area.height_mm=5"];
            let text = format!("format = 1\n[skin]\nsite = \"{place}\"\n");
            let found = scenario(&text, &[&[device.as_str(), depth.as_str()], &small[..]].concat());
            provenance.get_or_insert(found.provenance().clone());
            ((*preset).to_owned(), found.setup().clone(), found.provenance().clone())
        })
        .collect();
    devices::devices(&setups, provenance.unwrap(), &Quietly, &Quietly).unwrap()
}

const FOUR: [&str; 4] = ["pen-12", "roller-192", "stamp-36", "needle"];

#[test]
fn identity_shares_by_the_deepest_layer_add_up_to_all_strikes() {
    let found = computed("cheek", &FOUR, 1.5);
    for of in &found.devices {
        let sum: f64 = of.deepest.iter().map(|figure| figure.value.unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{}: {sum}", of.name);
        assert!(of.depth_mm.value.unwrap() < 1.7, "{}", of.name);
    }
    let picture = draw(&found, &Theme::LIGHT).unwrap();
    assert_tidy(&picture, "four devices");
    assert_tidy(&draw(&found, &Theme::DARK).unwrap(), "four devices, dark");
    for name in FOUR {
        assert!(group(&picture, &format!("{name}-deepest-layer")).is_some(), "{name}");
        assert!(group(&picture, &format!("{name}-reached-depth")).is_some(), "{name}");
    }
    assert_eq!(found.csv().lines().count(), 5);
    // The foot has the scenario of every device, each its own.
    let foot = puncta::render::Language::English.foot(&found.foot());
    let mut hashes: Vec<&str> = found.devices.iter().map(|of| of.scenario[1].as_str()).collect();
    assert!(hashes.iter().all(|hash| foot.contains(&format!("scenario {hash}"))), "{foot}");
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 4);
    assert_eq!(picture, draw(&found, &Theme::LIGHT).unwrap());
}

#[test]
fn limit_devices_on_thin_and_hard_skin_are_tidy() {
    for (place, presets, depth) in [
        ("upper_eyelid", &["pen-12", "pen-36", "roller-192"][..], 2.5),
        ("sole", &["roller-home-02", "needle"], 0.2),
        ("abdomen", &FOUR[2..], 3.0),
    ] {
        let picture = draw(&computed(place, presets, depth), &Theme::LIGHT).unwrap();
        assert_tidy(&picture, place);
        let breach = words(&picture).iter().any(|found| found.contains("sub-dermal breach"));
        assert_eq!(breach, place == "upper_eyelid", "{place}");
    }
}

#[test]
fn limit_devices_without_figures_are_drawn() {
    let mut found = computed("cheek", &FOUR[..2], 1.0);
    for of in &mut found.devices {
        (of.depth_mm, of.density_per_cm2) = (Figure::default(), Figure::default());
        of.deepest = [Figure::default(); 4];
        of.slice = Default::default();
    }
    let picture = draw(&found, &Theme::LIGHT).unwrap();
    assert_eq!(words(&picture).iter().filter(|found| *found == "none goes in").count(), 2);
    found.devices.clear();
    assert!(words(&draw(&found, &Theme::LIGHT).unwrap()).iter().any(|found| found == "none"));
}
