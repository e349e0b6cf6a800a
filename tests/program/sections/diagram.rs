//! The teaching figure of a needle in the skin.

use super::{assert_tidy, group, scenario, words};
use puncta::device::presets;
use puncta::outcome::SectionDiagram;
use puncta::render::{Picture, Theme, diagram::section};
use puncta::skin::site::{site, sites};
use puncta::study::diagram;

fn computed(place: &str, settings: &[&str]) -> SectionDiagram {
    let text = format!("format = 1\n[skin]\nsite = \"{place}\"\n");
    let found = scenario(&text, settings);
    diagram::section(found.setup(), site(place).unwrap(), found.provenance().clone()).unwrap()
}

fn draw(diagram: &SectionDiagram) -> Picture {
    section::draw(diagram, &Theme::LIGHT).unwrap()
}

/// Dimple and depth of a pen that does not press skin past its rim, and is not held back, add up to its dial; with skin pressed past
/// it they give more, and the surface around stands higher by that.
#[test]
fn identity_dimple_and_depth_add_up_to_the_dial() {
    // On a palm the reticular dermis begins half a millimetre deeper.
    for (place, set_mm) in [("cheek", 1.0), ("upper_eyelid", 1.0), ("back", 1.0), ("palm", 2.0)] {
        let set = format!("device.depth_mm={set_mm}");
        let found = computed(place, &["device.preset=pen-12", &set]);
        assert!(found.depth_mm > 0.2 && found.dimple_mm > 0.02, "{place}");
        assert!(found.rise_mm >= 0.0, "{place}");
        // Needles stand out by different lengths: 0.05 mm is three times their tolerance over the root of their number.
        assert!((found.tip_mm() - set_mm).abs() < 0.05, "{place}: {}", found.tip_mm());
        assert!(found.least_mm <= found.depth_mm && found.depth_mm <= found.most_mm, "{place}");
    }
}

/// The surface sinks most at the needle and rises from there.
#[test]
fn identity_the_dimple_is_deepest_at_the_needle() {
    for device in ["pen-12", "roller-192", "patch-600", "needle"] {
        let found = computed("cheek", &[&format!("device.preset={device}")]);
        let [at, last] = [found.surface_mm[0], found.surface_mm[found.surface_mm.len() - 1]];
        assert!((at[1] - found.dimple_mm).abs() < 1e-9, "{device}");
        assert!(found.surface_mm.windows(2).all(|pair| pair[1][1] <= pair[0][1] + 1e-9), "{device}");
        assert!(last[1] < 0.5 * found.dimple_mm, "{device}");
        assert!((found.sink_mm(0.0) - (at[1] - found.rise_mm)).abs() < 1e-9, "{device}");
    }
}

#[test]
fn identity_the_figure_names_what_it_shows() {
    let found = computed("cheek", &["device.preset=pen-12", "device.depth_mm=1.5"]);
    let picture = draw(&found);
    let words = words(&picture);
    for wanted in [
        "stratum corneum",
        "viable epidermis",
        "papillary dermis",
        "reticular dermis",
        "fat",
        "capillary loops",
        "upper plexus",
        "deep plexus",
        "hair follicle",
        "sweat gland",
        "set 1.5 mm",
        "15 ± 3 µm",
        "3.3 ± 1.5 mm",
        "a hair, 70 µm",
    ] {
        assert!(words.iter().any(|found| found == wanted), "{wanted} not in {words:?}");
    }
    let depth = format!("{:.2} mm in the skin", found.depth_mm);
    assert!(words.contains(&depth), "{depth} not in {words:?}");
    for name in
        ["needle", "fat-lobules", "collagen", "capillary-loops", "reached-depth", "set-depth", "labels"]
    {
        assert!(group(&picture, name).is_some(), "{name}");
    }
    assert_eq!(picture, draw(&found));
    // Palms have no hair.
    let palm = draw(&computed("palm", &["device.preset=pen-12"]));
    assert!(group(&palm, "hair-follicle").is_none() && !palm.caption.contains("follicle"));
}

#[test]
fn limit_a_needle_that_does_not_go_in() {
    let found = computed("sole", &["device.preset=roller-home-02"]);
    assert_eq!((found.pierced, found.depth_mm), (0, 0.0));
    let picture = draw(&found);
    assert_tidy(&picture, "not in");
    assert!(words(&picture).iter().any(|found| found.contains("does not go in")));
    assert!(group(&picture, "reached-depth").is_none());
}

/// Every site with two devices, each device with some five sites: nothing touches and nothing leaves the page.
#[test]
fn limit_every_site_and_device_gives_a_tidy_figure() {
    let devices = presets();
    for (at, place) in sites().iter().enumerate() {
        for device in [&devices[at % devices.len()], &devices[(3 * at + 1) % devices.len()]] {
            let found = computed(&place.name, &[&format!("device.preset={}", device.name)]);
            assert_tidy(&draw(&found), &format!("{} {}", place.name, device.name));
        }
    }
}
