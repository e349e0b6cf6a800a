//! `puncta timeline`: of a scenario and of a folder, what it moves with, what it refuses.

use super::*;

fn over(json: &Value, curve: &str) -> Option<f64> {
    let curves = json["curves"].as_array().unwrap();
    curves.iter().find(|found| found["curve"] == curve).unwrap()["over_h"]["value"].as_f64()
}

#[test]
fn identity_a_folder_and_its_scenario_give_the_same_timeline() {
    let room = Room::new();
    let off = ["--intervals", "off"];
    room.well(&[&["run", "pen.toml", "-q", "--out", "done"], &SMALL[..], &off].concat());
    room.well(&["timeline", "done", "-q", "--out", "of-folder"]);
    room.well(&[&["timeline", "pen.toml", "-q", "--out", "of-scenario"], &SMALL[..], &off].concat());
    for name in ["timeline.csv", "timeline.json", "figures/timeline.svg"] {
        let read = |folder: &str| fs::read(room.path(&format!("{folder}/{name}"))).unwrap();
        assert!(read("of-folder") == read("of-scenario"), "{name}");
    }
    // Curves begin with the open share and fall; their ranges hold them.
    let json = room.json("of-folder/timeline.json");
    let share = json["open_share_at_once"]["value"].as_f64().unwrap();
    let text = fs::read_to_string(room.path("of-folder/timeline.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |text: &str| text.parse::<f64>().unwrap();
    for row in &rows {
        assert!(number(row[6]) <= number(row[5]) && number(row[5]) <= number(row[7]), "{row:?}");
    }
    let dye: Vec<&Vec<&str>> = rows.iter().filter(|row| row[0] == "open_area.dye.uncovered").collect();
    assert!((number(dye[0][5]) / (100.0 * share) - 1.0).abs() < 1e-5 && number(dye[0][4]) == 0.0);
    assert!(dye.windows(2).all(|pair| number(pair[1][5]) < number(pair[0][5])));
}

#[test]
fn limit_deeper_is_later_and_nothing_pierced_is_nothing_open() {
    let room = Room::new();
    let off = ["--intervals", "off", "-q"];
    let of = |out: &str, depth: &str| {
        let set = format!("device.depth_mm={depth}");
        room.well(&[&["timeline", "pen.toml", "--set", &set, "--out", out], &SMALL[..], &off].concat());
        room.json(&format!("{out}/timeline.json"))
    };
    let (shallow, deep) = (of("shallow", "0.5"), of("deep", "1.5"));
    // A stratum corneum that lets nothing in.
    let layers = "[{ layer = \"stratum_corneum\", thickness_mm = 1.0, toughness_kj_m2 = 1000 }, \
                  { layer = \"dermis\", thickness_mm = 2.0 }, { layer = \"fat\", thickness_mm = 4.0 }]";
    room.write(
        "none.toml",
        format!("format = 1\n[skin]\nlayers = {layers}\n[device]\npreset = \"pen-12\"\ndepth_mm = 0.3\n"),
    );
    room.well(&[&["timeline", "none.toml", "--out", "none"], &SMALL[..], &off].concat());
    let none = room.json("none/timeline.json");
    for curve in
        ["open_area.dye.uncovered", "open_area.impedance.covered", "open_area.water_loss.covered", "redness"]
    {
        let [shallow, deep] = [&shallow, &deep].map(|json| over(json, curve).unwrap());
        assert!(deep > shallow, "{curve}: {shallow} and {deep}");
        assert_eq!(over(&none, curve), None, "{curve}");
    }
    assert!(none["open_share_at_once"].is_null() && none["bands"].as_array().unwrap().is_empty());
    let words = fs::read_to_string(room.path("none/figures/timeline.txt")).unwrap();
    assert!(words.starts_with("Nothing was pierced"), "{words}");
}

#[test]
fn regress_what_is_no_run_has_no_timeline() {
    let room = Room::new();
    fs::create_dir(room.path("empty")).unwrap();
    room.refused(&["timeline", "empty"], &["holds no scenario.toml"]);
    room.refused(&["timeline", "missing.toml"], &["missing.toml"]);
    room.well(&["diagram", "section", "-q", "--out", "study"]);
    room.refused(&["timeline", "study"], &["holds no summary.json", "no results folder of a run"]);
    room.well(&[&["run", "pen.toml", "-q", "--out", "done", "--intervals", "off"], &SMALL[..]].concat());
    room.refused(
        &["timeline", "done", "--set", "device.depth_mm=2"],
        &["finished results", "cannot be changed"],
    );
    let summary = fs::read_to_string(room.path("done/scenario.toml")).unwrap();
    room.write("done/scenario.toml", summary + "\n# mine\n");
    room.refused(&["timeline", "done"], &["another version or edited"]);
}
