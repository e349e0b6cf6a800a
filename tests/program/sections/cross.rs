//! The cross-section of a run.

use super::{assert_tidy, group, run, run_text, words};
use puncta::outcome::Outcome;
use puncta::render::{Picture, Theme, section::cross};
use puncta::simulate::Slice;

fn draw(outcome: &Outcome) -> Picture {
    cross::draw(outcome, &Theme::LIGHT, "cross-section").unwrap()
}

const SMALL: [&str; 2] = ["area.width_mm=10", "area.height_mm=10"];

/// The layers of the slice are those of realisation 0 in the same places; its tracts are all strikes of the sample that lie in it,
/// with their depths, and no others.
#[test]
fn identity_a_slice_is_the_skin_and_the_strikes_of_realisation_0() {
    for name in ["cheek-pen", "clinic-roller-cheek", "patch"] {
        let (scenario, outcome) = run(name, &SMALL);
        let slice = &outcome.slice;
        let ready = scenario.setup().ready(0).unwrap();
        let step = (slice.x_mm[1] - slice.x_mm[0]) / (slice.columns.len() - 1) as f64;
        for (at, column) in slice.columns.iter().enumerate() {
            let x = slice.x_mm[0] + at as f64 * step;
            assert_eq!(*column, ready.skin.column(x, slice.y_mm), "{name} at {x}");
        }
        let [from, to] = slice.x_mm;
        let inside: Vec<[f64; 2]> = outcome
            .sample
            .iter()
            .filter(|tract| (tract.y_mm - slice.y_mm).abs() <= 0.5 * slice.thickness_mm)
            .filter(|tract| (from..=to).contains(&tract.x_mm))
            .map(|tract| [tract.x_mm, tract.tip_depth_mm])
            .collect();
        let held: Vec<[f64; 2]> = slice.inside().map(|tract| [tract.x_mm, tract.tip_depth_mm]).collect();
        assert_eq!(held, inside, "{name}");
        let off = (held.len() as f64 - slice.expected).abs();
        // As far as it may be off by its own rule, or by the rows of a patch: one row more or less.
        let row = if name == "patch" { (to - from) / 0.6 + 1.0 } else { 0.5 };
        assert!(
            off <= (0.5 * slice.expected.sqrt()).max(row),
            "{name}: {} of {}",
            held.len(),
            slice.expected
        );
    }
}

/// As many tips are marked as tracts pierced between the ends; layers, set depth and bracket are named.
#[test]
fn identity_the_picture_shows_every_tract_and_names_every_layer() {
    let (_, outcome) = run("cheek-pen", &SMALL);
    let picture = draw(&outcome);
    assert_tidy(&picture, "cheek-pen");
    let tips = outcome.slice.inside().filter(|tract| tract.pierced).count();
    assert!(tips > 4);
    assert_eq!(group(&picture, "tips").unwrap().matches("<circle").count(), tips);
    let words = words(&picture);
    for wanted in [
        "stratum corneum",
        "viable epidermis",
        "papillary dermis",
        "reticular dermis",
        "fat",
        "upper plexus",
        "deep plexus",
        "set 1.5 mm",
        "a hair, 70 µm",
        "depth below the surface (mm)",
    ] {
        assert!(words.iter().any(|found| found == wanted), "{wanted} not in {words:?}");
    }
    assert!(words.iter().any(|found| found.starts_with("tips ") && found.ends_with(" mm")), "{words:?}");
    for name in ["layers", "hair", "scale-bar", "depth-scale", "set-depth", "reached-depth", "labels"] {
        assert!(group(&picture, name).is_some(), "{name}");
    }
    assert!(
        picture.caption.contains(&format!("{tips} punctures")) && picture.alt.contains("reticular dermis")
    );
}

#[test]
fn limit_every_kind_of_skin_and_device_gives_a_tidy_picture() {
    let cases: [(&str, &[&str]); 12] = [
        ("cheek-pen", &["skin.site=palm"]),
        ("cheek-pen", &["skin.site=sole", "device.depth_mm=3"]),
        ("cheek-pen", &["skin.support=bench"]),
        ("cheek-pen", &["area.cell_um=25", "area.width_mm=2", "area.height_mm=2"]),
        ("cheek-pen", &["area.width_mm=1", "area.height_mm=1"]),
        ("cheek-pen", &["device.depth_mm=0.2"]),
        ("cheek-pen", &["mechanics.law=ratio"]),
        ("upper-eyelid", &[]),
        ("clinic-roller-cheek", &[]),
        ("abdomen-stretch-marks", &[]),
        ("worn-cartridge", &[]),
        ("home-roller-05", &[]),
    ];
    for (name, settings) in cases {
        let all: Vec<&str> = SMALL.iter().chain(settings).copied().collect();
        let (_, outcome) = run(name, &all);
        assert_tidy(&draw(&outcome), &format!("{name} {settings:?}"));
    }
}

/// Where nothing pierced the picture says so and still shows the skin.
#[test]
fn limit_nothing_pierced() {
    // Blunt, and hardly pressed.
    let (_, outcome) = run(
        "home-roller-02",
        &[&SMALL[..], &["technique.force_n=0.001", "device.tip_diameter_um=60"]].concat(),
    );
    assert!(outcome.sample.iter().all(|tract| tract.tip_depth_mm == 0.0), "the scenario pierces nothing");
    let picture = draw(&outcome);
    assert_tidy(&picture, "nothing pierced");
    assert!(words(&picture).iter().any(|found| found == "Set to 0.2 mm, no needle pierces this skin"));
    assert!(group(&picture, "reached-depth").is_none() && group(&picture, "stratum-corneum").is_some());
}

/// Skin of a few listed layers: only they are drawn and named.
#[test]
fn limit_absent_layers_are_neither_drawn_nor_named() {
    let text = |layers: &str| {
        format!(
            "format = 1\n[area]\nwidth_mm = 5\nheight_mm = 5\ncell_um = 100\n[skin]\nlayers = [{layers}]\n\
             [device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n"
        )
    };
    let layer = |name: &str, thickness: f64| {
        format!("{{ layer = \"{name}\", thickness_mm = {thickness}, sd_mm = 0.0 }}")
    };
    let dermis = layer("dermis", 1.2);
    let (_, outcome) = run_text(&text(&dermis), &[]);
    let picture = draw(&outcome);
    assert_tidy(&picture, "dermis alone");
    for absent in ["stratum-corneum", "viable-epidermis", "fat"] {
        assert!(group(&picture, absent).is_none(), "{absent}");
    }
    let all = words(&picture);
    assert!(all.iter().any(|found| found == "muscle") && !all.iter().any(|found| found == "fat"), "{all:?}");
    let both = format!("{}, {}", layer("epidermis", 0.1), layer("fat", 3.0));
    let (_, outcome) = run_text(&text(&both), &[]);
    let picture = draw(&outcome);
    assert_tidy(&picture, "no dermis");
    assert!(group(&picture, "upper-plexus").is_none() && group(&picture, "fat").is_some());
}

/// A slice without strikes is still a true picture of the skin; a run without a slice is refused, not drawn empty.
#[test]
fn limit_no_strike_in_the_slice() {
    let (_, mut outcome) = run("cheek-pen", &SMALL);
    outcome.slice.tracts.clear();
    let picture = draw(&outcome);
    assert_tidy(&picture, "no strike");
    assert!(picture.caption.contains("no strike falls"), "{}", picture.caption);
    outcome.first_row = None;
    outcome.sample.clear();
    assert_tidy(&draw(&outcome), "no first row");
    outcome.slice = Slice::default();
    assert!(cross::draw(&outcome, &Theme::LIGHT, "cross-section").is_err());
}
