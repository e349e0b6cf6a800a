//! The close-up of the first treatment: openings, repeat hits, the device, the block.

use crate::common::scenario;
use puncta::injury::Measure;
use puncta::simulate::close_up::Outline;
use puncta::simulate::{Quietly, Simulated, simulate};

fn simulated(settings: &[&str]) -> Simulated {
    let text = "format = 1\n[skin]\nsite = \"cheek\"\n";
    let found = scenario(text, &[settings, &["run.realisations=1", "run.intervals=off"]].concat());
    simulate(found.setup(), &Quietly, &Quietly).unwrap()
}

/// Over an area as large as the square, repeat hits found one by one are those counted by sub-cells, to a tenth of them:
/// a sub-cell is either open or not.
#[test]
fn validates_repeat_hits_one_by_one_are_those_counted() {
    for (device, passes) in [("pen-12", 8), ("pen-36", 2)] {
        let settings = [format!("device.preset={device}"), format!("technique.passes={passes}")];
        let area = ["area.width_mm=5", "area.height_mm=5"];
        let found = simulated(&[&settings.each_ref().map(String::as_str)[..], &area].concat());
        let close = &found.close_up;
        assert_eq!((close.x_mm, close.y_mm), ([0.0, 5.0], [0.0, 5.0]));
        let (all, repeats) = (close.inside().count(), close.inside().filter(|mark| mark.repeat).count());
        let row = found.rows[0];
        assert_eq!(all as f64, row[Measure::Count as usize], "{device}");
        let (found, counted) = (repeats as f64 / all as f64, row[Measure::Repeat as usize]);
        assert!(counted > 0.002, "{device}: the test would see nothing");
        assert!((found - counted).abs() < 0.1 * counted + 0.001, "{device}: {found} {counted}");
    }
}

/// The square lies around the middle, no larger than the area, and smaller where strikes are dense.
#[test]
fn identity_the_square_suits_area_and_density() {
    let usual = simulated(&["device.preset=pen-12"]).close_up;
    assert_eq!((usual.x_mm, usual.y_mm), ([7.0, 13.0], [7.0, 13.0]));
    assert_eq!(usual.block.x_mm, [8.5, 11.5]);
    let narrow = simulated(&["device.preset=pen-12", "area.width_mm=2", "area.height_mm=8"]).close_up;
    assert_eq!((narrow.x_mm, narrow.y_mm), ([0.0, 2.0], [1.0, 7.0]));
    let dense = ["device.preset=pen-36", "technique.passes=40", "area.width_mm=8", "area.height_mm=8"];
    let dense = simulated(&dense).close_up;
    assert!(dense.side_mm() < 5.0 && (1000..8000).contains(&dense.inside().count()), "{:?}", dense.x_mm);
}

/// Both ends of a lane lie on a line along its heading, at opposite edges of the area.
#[test]
fn identity_the_device_is_drawn_at_both_ends_of_a_lane() {
    for (device, outline) in [("pen-12", true), ("roller-192", true), ("stamp-36", true), ("needle", false)] {
        let preset = format!("device.preset={device}");
        // A needle by itself has no hand that varies.
        let steady = if outline { vec!["technique.variation=0"] } else { Vec::new() };
        let close = simulated(&[&[preset.as_str()][..], &steady].concat()).close_up;
        assert_eq!(close.outline != Outline::Nothing, outline, "{device}");
        let [start, end] = close.lane.unwrap();
        // A stamp as large as this area is set down once in a row.
        if !outline || device == "stamp-36" {
            continue;
        }
        let way = [end.at_mm[0] - start.at_mm[0], end.at_mm[1] - start.at_mm[1]];
        let [cos, sin] = start.heading;
        let (along, aside) = (way[0] * cos + way[1] * sin, way[1] * cos - way[0] * sin);
        assert!(along > 2.0 && aside.abs() < 0.25 * along, "{device}: {along} {aside}");
    }
}
