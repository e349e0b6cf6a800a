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
    let before = fs::read_to_string(room.path("done/summary.json")).unwrap();
    room.write("done/summary.json", format!("{before} "));
    room.refused(&["timeline", "done"], &["another version or edited"]);
    room.write("done/summary.json", before);
    let summary = fs::read_to_string(room.path("done/scenario.toml")).unwrap();
    room.write("done/scenario.toml", summary + "\n# mine\n");
    room.refused(&["timeline", "done"], &["another version or edited"]);
}

/// Rows of a CSV file by the names of its columns.
fn table(room: &Room, file: &str) -> Vec<std::collections::BTreeMap<String, f64>> {
    let text = fs::read_to_string(room.path(file)).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    let row = |line: Vec<String>| {
        names.iter().cloned().zip(line.iter().map(|text| text.parse().unwrap_or(f64::NAN))).collect()
    };
    lines.map(row).collect()
}

const PLAN: [&str; 4] = ["--set", "sessions.number=3", "--set", "sessions.interval_days=30"];

#[test]
fn identity_doses_of_sessions_add() {
    let room = Room::new();
    let off = ["--intervals", "off", "-q"];
    room.well(&[&["run", "pen.toml", "--out", "done"], &SMALL[..], &off].concat());
    room.well(&[&["timeline", "done", "-q", "--out", "of-folder"], &PLAN[..]].concat());
    room.well(&[&["timeline", "pen.toml", "--out", "of-scenario"], &PLAN[..], &SMALL, &off].concat());
    for name in ["sessions.csv", "plan.csv", "figures/plan.svg", "figures/dose.svg"] {
        let read = |folder: &str| fs::read(room.path(&format!("{folder}/{name}"))).unwrap();
        assert!(read("of-folder") == read("of-scenario"), "{name}");
    }
    let doses = table(&room, "of-folder/sessions.csv");
    let of = |row: usize, name: &str| doses[row][name];
    assert_eq!(doses.len(), 3);
    let density = room.json("done/summary.json")["punctures"]["density_per_cm2"].clone();
    let [value, error] = ["value", "se"].map(|part| density[part].as_f64().unwrap());
    for (row, sessions) in [1.0, 2.0, 3.0].into_iter().enumerate() {
        assert!((of(row, "punctures_per_cm2") / (sessions * value) - 1.0).abs() < 1e-5);
        assert!((of(row, "punctures_per_cm2_se") / (sessions * error) - 1.0).abs() < 1e-5);
        assert_eq!(of(row, "begin_days"), 30.0 * row as f64);
    }
    // Places get more with every session, by amounts of their own: new placements.
    let means: Vec<f64> = (0..3).map(|row| of(row, "punctures_per_cm2_places_mean")).collect();
    assert!(means[0] > 0.0 && means.is_sorted_by(|a, b| a < b) && means[1] != 2.0 * means[0]);
    // Injured once is less than the sum, and at least what one session injures.
    let [sum, once] =
        ["dermis_injured_sum_places_mean", "dermis_injured_once_places_mean"].map(|name| of(2, name));
    assert!(once < sum && once > of(0, "dermis_injured_sum_places_mean"), "{once} of {sum}");
    let json = room.json("of-folder/timeline.json");
    assert_eq!(json["sessions"]["number"], 3);
    assert!(json["sessions"]["price"].is_null() && json["absorption"].is_null());
}

#[test]
fn limit_sessions_a_day_apart_are_not_over_and_said_to_be_daily() {
    let room = Room::new();
    let off = ["--intervals", "off"];
    let plan = |days: &str, out: &str| {
        let interval = format!("sessions.interval_days={days}");
        let set = ["--set", "sessions.number=3", "--set", &interval, "--set", "sessions.price=90"];
        let money = ["--set", "sessions.currency=EUR", "--out", out];
        let said = room.well(&[&["timeline", "pen.toml"], &SMALL[..], &off, &set, &money].concat());
        (
            said.out.split_whitespace().collect::<Vec<_>>().join(" "),
            room.json(&format!("{out}/timeline.json")),
        )
    };
    let (said, daily) = plan("1", "daily");
    assert!(said.contains("3 sessions, daily. Not over before the next:"), "{said}");
    assert!(said.contains("daily use") && said.contains("3 sessions at 90 EUR cost 270 EUR"), "{said}");
    let over = |json: &Value, what: &str| {
        let all = json["sessions"]["at_next_session"].as_array().unwrap();
        all.iter().find(|left| left["what"] == what).unwrap()["over_at_next"].as_str().unwrap().to_owned()
    };
    assert_eq!(over(&daily, "redness"), "no");
    assert_eq!(over(&daily, "swelling"), "perhaps");
    assert_eq!(over(&daily, "sun_sensitivity"), "no");
    assert_eq!(daily["sessions"]["price"]["whole"], 270.0);
    let (said, monthly) = plan("30", "monthly");
    assert!(said.contains("on open skin the published times end before the next one"), "{said}");
    assert_eq!(over(&monthly, "redness"), "yes");
    // Courses of sessions add: what is left of the first is on top of the second.
    let courses = fs::read_to_string(room.path("daily/plan.csv")).unwrap();
    let dye = |days: f64| {
        let rows = courses.lines().filter(|line| line.starts_with("open_area.dye.uncovered,"));
        let at =
            |row: &str| row.split(',').skip(2).map(|part| part.parse::<f64>().unwrap()).collect::<Vec<_>>();
        rows.map(at).find(|row| (row[0] - days).abs() < 1e-6).unwrap()[1]
    };
    assert!(dye(1.0) > dye(0.0) && dye(2.0) > dye(1.0));
}

#[test]
fn regress_what_no_plan_and_no_molecule_can_be_is_refused() {
    let room = Room::new();
    let refused = |sets: &[&str], words: &[&str]| {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", *set]).collect();
        room.refused(&[&["timeline", "pen.toml"], &sets[..]].concat(), words);
    };
    for days in ["0", "-30"] {
        let interval = format!("sessions.interval_days={days}");
        refused(&["sessions.number=4", &interval], &["sessions.interval_days", "0.01 to 1000"]);
    }
    refused(&["sessions.number=51", "sessions.interval_days=30"], &["sessions.number = 51", "1 to 50"]);
    refused(&["sessions.number=4"], &["needs sessions.interval_days"]);
    refused(&["sessions.interval_days=30"], &["needs sessions.number"]);
    let long = ["sessions.number=2", "sessions.interval_days=0.02", "sessions.area_cm2=9000"];
    refused(&long, &["sessions.interval_days = 0.02", "longer than until the next one begins"]);
    refused(&["absorption.molecule=hyaluronic-acid"], &["1000000 Da", "18 to 750 Da", "nothing is computed"]);
    refused(&["absorption.molecule=calcein"], &["partition is -3.5", "nothing is computed"]);
    refused(&["absorption.molecule=cafeine"], &["cafeine", "caffeine"]);
    refused(&["absorption.mass_da=300"], &["needs absorption.log_kow"]);
    refused(&["absorption.mass_da=5000", "absorption.log_kow=1"], &["absorption.mass_da", "18 to 750"]);
    refused(&["absorption.molecule=caffeine", "absorption.log_kow=1"], &["both given"]);
    refused(&["absorption.hours=5"], &["needs absorption.molecule"]);
}

#[test]
fn limit_cover_and_a_thicker_layer_let_more_in_and_fat_lovers_gain_little() {
    let room = Room::new();
    let off = ["--intervals", "off", "-q"];
    let gain = |out: &str, sets: &[&str]| {
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", *set]).collect();
        room.well(&[&["timeline", "pen.toml", "--out", out], &SMALL[..], &off, &sets].concat());
        let json = room.json(&format!("{out}/timeline.json"))["absorption"].clone();
        assert_eq!(json["educational"], true);
        let gain = json["asked"]["gain"].clone();
        let [low, value, high] = ["low", "value", "high"].map(|part| gain[part].as_f64().unwrap());
        assert!(1.0 <= low && low <= value && value <= high, "{out}: {gain}");
        value
    };
    let molecule = "absorption.molecule=vitamin-c";
    let open = gain("open", &[molecule, "absorption.layer_mm=5"]);
    let covered = gain("covered", &[molecule, "absorption.layer_mm=5", "absorption.cover=on"]);
    let thin = gain("thin", &[molecule]);
    let own = gain("own", &["absorption.mass_da=286.5", "absorption.log_kow=5.68"]);
    let retinol = gain("retinol", &["absorption.molecule=retinol"]);
    assert!(open < covered && thin < open && retinol < thin && (own - retinol).abs() < 1e-9);
    // No more enters than was there, and more with time.
    let rows = table(&room, "thin/absorption.csv");
    let amounts: Vec<f64> = rows.iter().map(|row| row["amount_mm"]).collect();
    assert!(amounts.is_sorted() && amounts.iter().all(|amount| *amount <= 0.02 * (1.0 + 1e-9)));
}
