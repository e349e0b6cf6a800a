//! The teaching figures of a drum, a pen, a dimple and a bed of nails: what they show against the laws, and that nothing in them
//! touches anything else.

use super::{assert_tidy, group, scenario, words};
use puncta::device::{Kind, presets};
use puncta::outcome::diagram::bed_of_nails::{Alike, BedDiagram};
use puncta::outcome::diagram::dimple::DimpleDiagram;
use puncta::outcome::diagram::pen::PenDiagram;
use puncta::outcome::diagram::roller::RollerDiagram;
use puncta::render::{Picture, Theme, diagram as drawing};
use puncta::scenario::Scenario;
use puncta::skin::site::{site, sites};
use puncta::study::diagram as study;

fn found(place: &str, settings: &[&str]) -> Scenario {
    scenario(&format!("format = 1\n[skin]\nsite = \"{place}\"\nperson = \"average\"\n"), settings)
}

fn roller(place: &str, settings: &[&str]) -> RollerDiagram {
    let found = found(place, settings);
    study::roller::roller(found.setup(), found.provenance().clone()).unwrap()
}

fn pen(place: &str, settings: &[&str]) -> PenDiagram {
    let found = found(place, settings);
    study::pen::pen(found.setup(), found.provenance().clone()).unwrap()
}

fn dimple(place: &str, settings: &[&str]) -> DimpleDiagram {
    let found = found(place, settings);
    study::dimple::dimple(found.setup(), site(place).unwrap(), found.provenance().clone()).unwrap()
}

fn bed(place: &str, settings: &[&str]) -> BedDiagram {
    let found = found(place, settings);
    study::bed_of_nails::bed_of_nails(found.setup(), site(place).unwrap(), found.provenance().clone())
        .unwrap()
}

/// All of these stand in some text of a picture.
fn assert_says(picture: &Picture, wanted: &[String]) {
    let words = words(picture);
    for wanted in wanted {
        assert!(words.iter().any(|found| found.contains(wanted.as_str())), "{wanted} not in {words:?}");
    }
}

#[test]
fn identity_a_drum_shows_its_own_trochoid_and_slit() {
    let found = roller("cheek", &["device.preset=roller-192"]);
    // R = 10 mm, L = 1.5 mm: acos(R / (R + L)), and the slit by hand arithmetic as in the drum's own test.
    assert!((found.half_contact_rad - (10.0f64 / 11.5).acos()).abs() < 1e-12);
    assert!((found.rigid_set_slit_mm - 1.03).abs() < 0.006);
    // What is drawn enters and leaves at the surface, as far apart as the slit is long, and turns at its depth.
    for (path, depth, slit) in [
        (&found.set_path_mm, 1.5, found.rigid_set_slit_mm),
        (&found.path_mm, found.depth_mm, found.rigid_slit_mm),
    ] {
        let [first, last] = [path[0], path[path.len() - 1]];
        assert!(first[1].abs() < 1e-9 && last[1].abs() < 1e-9);
        assert!((first[0] - last[0] - slit).abs() < 1e-9);
        let deepest = path.iter().map(|[_, depth]| *depth).fold(0.0, f64::max);
        assert!((deepest - depth).abs() < 1e-9);
    }
    // Depth and dimple are the needle's length, but for its tolerance: 0.03 mm over the root of four, three times.
    assert!((found.depth_mm + found.dimple_mm - 1.5).abs() < 0.05, "{}", found.depth_mm + found.dimple_mm);
    let [slit, least, most] = found.slits_mm();
    assert!((slit - 0.2 * found.rigid_slit_mm).abs() < 1e-12);
    assert!(least == 0.0 && (most - 0.5 * found.rigid_slit_mm).abs() < 1e-12);
    let picture = drawing::roller::draw(&found, &Theme::LIGHT).unwrap();
    assert_says(
        &picture,
        &[
            "29.6°".into(),
            format!("{:.2} mm in the skin", found.depth_mm),
            format!("slit in rigid skin {:.2} mm", found.rigid_slit_mm),
            format!("{:.2} mm at the full length", found.rigid_set_slit_mm),
            format!("slit, skin following {slit:.2} mm"),
            "a hair, 70 µm".into(),
        ],
    );
    for name in ["drum", "way-of-the-tip", "way-at-full-length", "slits", "contact-angle", "labels"] {
        assert!(group(&picture, name).is_some(), "{name}");
    }
}

#[test]
fn identity_a_pen_shows_its_own_strokes_and_density() {
    let found =
        pen("cheek", &["device.preset=pen-12", "device.depth_mm=1.5", "technique.hand_speed_mm_s=20"]);
    // f = 110 Hz, N = 12, v = 20 mm/s, lanes 6 mm apart, dwell 1/2, by hand.
    assert!((found.density_per_mm2 - 11.0).abs() < 1e-12);
    assert!((found.advance_mm - 20.0 / 110.0).abs() < 1e-12);
    assert!((found.drag_mm - 10.0 / 110.0).abs() < 1e-12);
    assert!((found.mean_mm_s - 330.0).abs() < 1e-9);
    assert!((found.peak_mm_s - 165.0 * std::f64::consts::PI).abs() < 1e-9);
    assert!((found.needle.slit_mm - 0.2 * found.drag_mm).abs() < 1e-12);
    let strokes = found.holes.iter().map(|(_, stroke)| stroke + 1).max().unwrap();
    assert_eq!(found.holes.len(), 12 * strokes as usize);
    // The same pin one stroke later lands one advance further on.
    let [([x, y], _), ([later_x, later_y], _)] = [found.holes[0], found.holes[12]];
    assert!((later_x - x - found.advance_mm).abs() < 1e-12 && later_y == y);
    let picture = drawing::pen::draw(&found, &Theme::LIGHT).unwrap();
    let wanted = [
        "518 mm/s",
        "330 mm/s",
        "11 holes a mm²",
        "0.18 mm from stroke to",
        "dragged 0.09 mm",
        "slit 0.02 mm",
    ];
    assert_says(&picture, &wanted.map(str::to_owned));
    for name in ["strokes-series", "holes", "close-view", "density", "drag", "scale-bar"] {
        assert!(group(&picture, name).is_some(), "{name}");
    }
}

#[test]
fn identity_a_dimple_shows_one_needle_before_and_after_its_puncture() {
    for (place, device) in [("cheek", "needle"), ("back", "pen-12"), ("forehead", "stamp-36")] {
        let found = dimple(place, &[&format!("device.preset={device}")]);
        assert!(found.punctured(), "{place} {device}");
        // Before it breaks through, the tip stands in the papillary dermis.
        assert!(found.before.depth_mm < found.full.depth_mm);
        assert!(found.before.depth_mm <= found.before.column.bottoms_mm[2] + 1e-9);
        // The tip stands no deeper before it goes in, and what lies above the tip is dimple and depth less what stood higher.
        assert!(found.before.tip_mm() <= found.full.tip_mm() + 1e-9, "{place} {device}");
        for state in [&found.before, &found.full] {
            assert!((state.sink_mm(0.0) - (state.dimple_mm - state.rise_mm)).abs() < 1e-12);
            assert!(state.surface_mm.windows(2).all(|pair| pair[1][1] <= pair[0][1] + 1e-9));
        }
        let [channel, least, most] = found.channel_mm();
        assert!((channel - 0.1 * found.full.depth_mm).abs() < 1e-12 && least < channel && channel < most);
        let width = found.full.needle.needle.diameter_mm(found.full.depth_mm);
        assert!((found.opening_mm()[0] - 0.5 * width).abs() < 1e-12);
        let picture = drawing::dimple::draw(&found, &Theme::LIGHT).unwrap();
        assert_says(
            &picture,
            &[
                format!("{:.2} mm deep", found.full.depth_mm),
                format!("{:.2} mm", found.before.dimple_mm),
                format!("a channel still {channel:.2} mm deep"),
                format!("open {:.0} µm wide", 500.0 * width),
                "0.1 (0.05–0.2)".into(),
                "0.5 (0.3–0.7)".into(),
            ],
        );
        for name in ["before-needle", "full-needle", "after-channel", "full-depth", "depth-scale", "hair"] {
            assert!(group(&picture, name).is_some(), "{name}");
        }
    }
}

#[test]
fn identity_a_bed_of_nails_begins_with_one_needle_and_ends_with_all() {
    for (device, needles) in [("pen-36", 36), ("stamp-36", 36), ("patch-600", 121)] {
        let found = bed("cheek", &[&format!("device.preset={device}")]);
        let (first, last) = (found.by_number[0], found.by_number[found.by_number.len() - 1]);
        assert_eq!((first.0, last.0, found.needles), (1, needles, needles));
        assert!(
            (first.1 - found.alone.depth_mm).abs() < 1e-12,
            "{device}: {first:?} {}",
            found.alone.depth_mm
        );
        assert!((last.1 - found.depth_mm).abs() < 1e-9, "{device}");
        // The surface lies under every tip by its depth.
        for needle in &found.row {
            let near = found
                .surface_mm
                .iter()
                .min_by(|a, b| (a[0] - needle.x_mm).abs().total_cmp(&(b[0] - needle.x_mm).abs()));
            let surface = near.unwrap()[1];
            assert!(
                (surface - (needle.tip_mm - needle.depth_mm)).abs() < 1e-9,
                "{device} {needle:?} {surface}"
            );
        }
        // And meets it there where it is seen, at both flanks.
        let surface_mm = |x: f64| {
            let after = found.surface_mm.partition_point(|at| at[0] < x);
            let [[x0, a], [x1, b]] = [found.surface_mm[after - 1], found.surface_mm[after]];
            a + (b - a) * (x - x0) / (x1 - x0)
        };
        for needle in &found.row {
            let half = 0.5 * found.alone.needle.needle.diameter_mm(needle.depth_mm);
            for flank in [needle.x_mm - half, needle.x_mm + half] {
                let off = surface_mm(flank) - (needle.tip_mm - needle.depth_mm);
                assert!(off.abs() < 0.01, "{device}: {off} mm at {flank}");
                let beside = surface_mm(flank + 0.02 * (flank - needle.x_mm).signum());
                let off = beside - (needle.tip_mm - needle.depth_mm);
                assert!(off.abs() < 0.03, "{device}: {off} mm beside {flank}");
            }
        }
        let pen = device.starts_with("pen");
        assert_eq!(found.alike == Alike::Travel, pen);
        // Pins past one rim share a dimple and go less deep; under a plate the skin between needles comes along.
        assert_eq!(found.depth_mm < found.alone.depth_mm, pen, "{device}");
        let picture = drawing::bed_of_nails::draw(&found, &Theme::LIGHT).unwrap();
        // Title and bracket tell of the middle needle; the mean of all is named as such, in the picture and in its caption.
        let middle = found.row.iter().min_by(|a, b| a.x_mm.abs().total_cmp(&b.x_mm.abs())).unwrap();
        let goes_in = middle.depth_mm > 0.0;
        let [middle, mean] = [middle.depth_mm, found.depth_mm].map(|mm| format!("{mm:.2}\u{202f}mm"));
        let svg = picture.svg.replace('\u{a0}', "\u{202f}");
        let title = svg.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        let among = if goes_in { format!("goes {middle}") } else { "only dimples the skin".to_owned() };
        assert!(title.contains(&format!("the middle one of {needles} {among}")), "{device}: {title}");
        let bracket = group(&picture, "together-depth").map(|words| words.replace('\u{a0}', "\u{202f}"));
        assert_eq!(bracket.is_some(), goes_in, "{device}");
        assert!(
            bracket.as_ref().is_none_or(|words| words.contains(&format!("{middle} deep"))),
            "{device}: {bracket:?}"
        );
        assert!(picture.caption.contains(&format!("Mean depth of all {needles}, middle and edge: {mean}")));
        assert_says(&picture, &["One needle by itself".into()]);
        for name in ["alone-needles", "together-needles", "by-number-series", "numbers-computed"] {
            assert!(group(&picture, name).is_some(), "{name}");
        }
    }
}

#[test]
fn limit_figures_refuse_devices_of_another_kind() {
    let found = found("cheek", &["device.preset=pen-12"]);
    let error = study::roller::roller(found.setup(), found.provenance().clone()).unwrap_err();
    assert!(error.to_string().contains("a roller") && error.to_string().contains("a pen"), "{error}");
    let found = self::found("cheek", &["device.preset=roller-192"]);
    assert!(study::pen::pen(found.setup(), found.provenance().clone()).is_err());
    let cheek = site("cheek").unwrap();
    assert!(study::bed_of_nails::bed_of_nails(found.setup(), cheek, found.provenance().clone()).is_err());
    let found = self::found("cheek", &["device.preset=needle"]);
    let error =
        study::bed_of_nails::bed_of_nails(found.setup(), cheek, found.provenance().clone()).unwrap_err();
    assert!(error.to_string().contains("several needles"), "{error}");
}

/// Every site with a device in turn, every device with some sites, and settings at both ends: nothing touches, nothing leaves the page.
#[test]
fn limit_every_site_and_device_gives_tidy_figures() {
    let devices = presets();
    for (at, place) in sites().iter().enumerate() {
        for device in [&devices[at % devices.len()], &devices[(3 * at + 1) % devices.len()]] {
            let what = format!("{} {}", place.name, device.name);
            let settings = [format!("device.preset={}", device.name)];
            let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
            let drawn = drawing::dimple::draw(&dimple(&place.name, &settings), &Theme::LIGHT).unwrap();
            assert_tidy(&drawn, &format!("dimple {what}"));
            match device.kind {
                Kind::Roller => {
                    let drawn =
                        drawing::roller::draw(&roller(&place.name, &settings), &Theme::LIGHT).unwrap();
                    assert_tidy(&drawn, &format!("roller {what}"));
                }
                Kind::Pen => {
                    let drawn = drawing::pen::draw(&pen(&place.name, &settings), &Theme::LIGHT).unwrap();
                    assert_tidy(&drawn, &format!("pen {what}"));
                }
                _ => {}
            }
            if !matches!(device.kind, Kind::Roller | Kind::Needle) {
                let drawn = drawing::bed_of_nails::draw(&bed(&place.name, &settings), &Theme::LIGHT).unwrap();
                assert_tidy(&drawn, &format!("bed of nails {what}"));
            }
        }
    }
    for length in ["0.1", "0.5", "3"] {
        let setting = format!("device.length_mm={length}");
        let found = roller("cheek", &["device.preset=roller-192", &setting]);
        assert_tidy(&drawing::roller::draw(&found, &Theme::LIGHT).unwrap(), &format!("roller {length}"));
    }
    for speed in ["2", "200"] {
        let setting = format!("technique.hand_speed_mm_s={speed}");
        let found = pen("cheek", &["device.preset=pen-36", &setting]);
        assert_tidy(&drawing::pen::draw(&found, &Theme::LIGHT).unwrap(), &format!("pen {speed}"));
    }
}
