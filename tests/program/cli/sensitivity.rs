//! `puncta sensitivity`: what it writes, how it says it, what it refuses.

use super::*;

/// A small study.
const FEW: [&str; 4] = ["-q", "--most-points", "16", "--figure"];

fn study(room: &Room, out: &str, figure: &str, more: &[&str]) -> Said {
    let arguments = [&["sensitivity", "pen.toml", "--out", out], &SMALL[..], &FEW, &[figure], more].concat();
    room.well(&arguments)
}

#[test]
fn identity_indices_of_a_value_on_any_number_of_threads() {
    let room = Room::new();
    let said = study(&room, "one", "reach.fat", &["--threads", "1"]);
    assert!(said.out.contains("What decides reach.fat:") && said.out.contains("bootstrap"), "{}", said.out);
    study(&room, "two", "reach.fat", &["--threads", "2"]);
    let without_time = |folder: &str| {
        let mut files = tree(&room.path(folder));
        files.remove("manifest.json");
        files
    };
    assert!(without_time("one") == without_time("two"));
    let answer = room.json("one/sensitivity.json");
    assert_eq!((answer["figure"].as_str(), answer["scale"].as_str()), (Some("reach.fat"), Some("logit")));
    let deciders = answer["deciders"].as_array().unwrap();
    let names: Vec<&str> = deciders.iter().map(|decider| decider["input"].as_str().unwrap()).collect();
    assert!(names.contains(&"contact_law") && names.contains(&"skin.thickness_factor"), "{names:?}");
    for decider in deciders {
        for index in ["first_order", "total"] {
            let [low, high] = ["low", "high"].map(|end| decider[index][end].as_f64().unwrap());
            assert!(low <= high, "{decider}");
        }
    }
    let totals: Vec<f64> =
        deciders.iter().map(|decider| decider["total"]["value"].as_f64().unwrap()).collect();
    assert!(totals.is_sorted_by(|one, other| one >= other), "{totals:?}");
    for picture in ["tornado", "indices"] {
        assert!(room.path(&format!("one/figures/{picture}.svg")).is_file());
    }
    let evaluations = fs::read_to_string(room.path("one/evaluations.csv")).unwrap();
    assert_eq!(evaluations.lines().count(), 1 + 16);
}

#[test]
fn identity_a_deeper_dial_decides_more_than_a_second_pass() {
    let room = Room::new();
    let ranges = [
        "--range",
        "device.depth_mm=0.4:2",
        "--range",
        "device.dull_factor=1:1.01",
        "--set",
        "device.dull_fraction=0.5",
    ];
    study(&room, "design", "depth_mm.mean", &ranges);
    let answer = room.json("design/sensitivity.json");
    assert_eq!(
        (answer["over"].as_str(), &answer["deciders"][0]["input"]),
        (Some("design"), &"device.depth_mm".into())
    );
    assert!(answer["deciders"][0]["total"]["value"].as_f64().unwrap() > 0.9, "{answer:#}");
    assert_eq!(answer["deciders"][0]["at"], serde_json::json!(["0.48", "1.92"]));
    // Both: the inputs stand beside the key, and what the key states is no input.
    let both = ["--over", "both", "--range", "device.taper_mm=1:3"];
    study(&room, "both", "depth_mm.mean", &both);
    let table = fs::read_to_string(room.path("both/sensitivity.csv")).unwrap();
    assert_eq!(table.lines().filter(|line| line.starts_with("device.taper_mm,")).count(), 1);
    assert!(table.lines().any(|line| line.starts_with("contact_law,contact_law,")), "{table}");
}

#[test]
fn regress_what_has_no_sensitivity_is_refused() {
    let room = Room::new();
    let refused = |arguments: &[&str], pieces: &[&str]| {
        room.refused(&[&["sensitivity", "pen.toml", "-q"], &SMALL[..], arguments].concat(), pieces);
    };
    refused(&["--figure", "reach.fatt"], &["did you mean reach.fat?"]);
    refused(&["--range", "device.depth_mm=2:1"], &["--range device.depth_mm=2:1", "before it begins"]);
    refused(&["--range", "device.depth_mm=1:1"], &["holds one value"]);
    refused(&["--range", "technique.passes=1.2:1.9"], &["takes whole numbers"]);
    refused(&["--range", "device.deth_mm=1:2"], &["did you mean device.depth_mm?"]);
    refused(&["--range", "run.seed=1:2"], &["--range: run.seed cannot vary"]);
    refused(&["--range", "device.depth_mm=1:2", "--set", "device.depth_mm=1"], &["is set and varied"]);
    refused(&["--range", "device.depth_mm=1:2", "--over", "inputs"], &["--range is for --over design"]);
    refused(&["--over", "design"], &["--range KEY=FROM:TO"]);
    refused(&["--error", "0"], &["0.005 to 1"]);
    refused(&["--figure", "depth_mm.set", "--set", "device.setting_bias_mm=0"], &["changes this value"]);
    let outside = room
        .puncta(&[&["sensitivity", "pen.toml", "-q", "--range", "device.depth_mm=1:9"], &SMALL[..]].concat());
    assert_eq!(outside.code, 2);
    assert!(outside.err.contains("a setting in these ranges (device.depth_mm="), "{}", outside.err);
    assert!(!room.path("output").exists());
}
