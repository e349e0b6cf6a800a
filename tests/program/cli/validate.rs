//! `puncta validate`.

use super::*;

const CASES: &str = r#"
[[case]]
id = "passes"
quantity = "density_per_cm2"
scenario = "pen.toml"
set = { "run.realisations" = 2, "area.width_mm" = 2, "area.height_mm" = 2 }
at_least = 1
[[case]]
id = "fails"
quantity = "tip_depth_mm"
scenario = "./pen.toml"
set = { "run.realisations" = 2, "area.width_mm" = 2, "area.height_mm" = 2, "skin.site" = "volar_forearm" }
between = [2.0, 3.0]
[[case]]
id = "climbs"
quantity = "tip_depth_mm"
scenario = "../pen.toml"
between = [0, 3]
[[case]]
id = "missing"
quantity = "tip_depth_mm"
scenario = "none.toml"
between = [0, 3]
[[case]]
id = "misspelt"
quantity = "tip_depht_mm"
scenario = "pen.toml"
"#;

#[test]
fn identity_validate_judges_cases_in_order() {
    let room = Room::new();
    // Exit status 0: what the program is known to miss is shown and does not count.
    let built_in = room.well(&["validate"]);
    assert!(built_in.err.trim().ends_with(" failed as known, 0 failed"), "{}", built_in.err);
    assert!(built_in.out.contains("fails, as known: "), "{}", built_in.out);
    assert!(built_in.out.lines().all(|line| line.chars().count() <= 80), "{}", built_in.out);
    room.write("cases.toml", CASES);
    let said = room.puncta(&["validate", "cases.toml", "--format", "json", "-q"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let verdicts: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| verdicts.iter().map(|verdict| verdict[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("id"), ["passes", "fails", "climbs", "missing", "misspelt"]);
    assert_eq!(of("pass"), [true, false, false, false, false]);
    for (verdict, error) in
        verdicts.iter().zip([None, None, Some("leads out"), Some("none.toml"), Some("tip_depht_mm")])
    {
        for key in ["id", "quantity", "measured", "computed", "tolerance", "pass"] {
            assert!(verdict.get(key).is_some(), "{key} in {verdict}");
        }
        match error {
            None => assert!(verdict["computed"].is_number() && verdict.get("error").is_none(), "{verdict}"),
            Some(error) => assert!(verdict["error"].as_str().unwrap().contains(error), "{verdict}"),
        }
    }
    let text = room.puncta(&["validate", "cases.toml"]);
    assert_eq!((text.code, text.err.trim()), (1, "1 passed, 4 failed"));
    room.refused(&["validate", "none.toml"], &["none.toml"]);
    room.refused(&["validate", "pen.toml"], &["[[case]]"]);
}

const KNOWN: &str = r#"
[[case]]
id = "known"
rows = ["D99"]
quantity = "depth_mm.set"
scenario = "pen.toml"
at_least = 2
expected_to_fail = true
note = "the dial stands lower"
[[case]]
id = "better-than-said"
quantity = "depth_mm.set"
scenario = "pen.toml"
at_most = 2
expected_to_fail = true
note = "thought to be deeper"
[[case]]
id = "without-a-reason"
quantity = "depth_mm.set"
scenario = "pen.toml"
at_least = 2
expected_to_fail = true
"#;

#[test]
fn identity_validate_shows_a_known_miss_as_a_miss() {
    let room = Room::new();
    room.write("known.toml", KNOWN);
    let said = room.puncta(&["validate", "known.toml", "--format", "json", "-q"]);
    assert_eq!(said.code, 1, "one's own file is held to every case in it");
    let verdicts: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| verdicts.iter().map(|verdict| verdict[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("pass"), [false, true, false]);
    assert_eq!(of("expected_to_fail"), [Value::from(true), Value::from(true), Value::Null]);
    assert_eq!(
        of("note"),
        [Value::from("the dial stands lower"), "thought to be deeper".into(), Value::Null]
    );
    assert!(verdicts[2]["error"].as_str().unwrap().contains("needs a note"));
    let text = room.puncta(&["validate", "known.toml"]);
    assert_eq!(text.err.trim(), "0 passed, 1 passed though said to fail, 1 failed as known, 1 failed");
    for words in
        ["fails, as known: the dial stands lower", "though it was said to fail: thought to be deeper"]
    {
        assert!(text.out.contains(words), "{}", text.out);
    }
}

/// Specimens, a series, and a table as a machine wrote it; and every fault of a case at once.
#[test]
fn identity_specimens_and_series_have_a_bias_with_its_interval() {
    let room = Room::new();
    room.write("depths.csv", "Einstellung (um);Tiefe (um)\r\n800;500\r\n800;540\r\n1200;900\r\n1200;940\r\n");
    let scenario = "scenario = { format = 1, skin = { site = \"volar_forearm\" }, device = { preset = \"needle\" }, \
                    mechanics = { law = \"ratio\", ratio = 0.8, ratio_sd = 0 }, run = { realisations = 3 } }\n\
                    set = { \"device.setting_sd_mm\" = 0, \"device.length_tolerance_mm\" = 0 }\n";
    let case = |id: &str, lines: &str| {
        format!("[[case]]\nid = \"{id}\"\nquantity = \"tip_depth_mm\"\n{lines}\n{scenario}")
    };
    let wide = "tolerance = { absolute = 1 }";
    let text = [
        case("few", &format!("set_ = 1\nn = 3\n{wide}\nquantty = 1")),
        case("values", &format!("values = [0.7, 0.8, 0.9]\n{wide}")),
        case("table", &format!("table = \"depths.csv\"\nvary = \"device.length_mm\"\n{wide}")),
        case("climbs", &format!("table = \"../depths.csv\"\n{wide}")),
    ];
    room.write("cases.toml", text.concat());
    let said = room.puncta(&["validate", "cases.toml", "--format", "json", "-q", "--out", "mine"]);
    assert_eq!(said.code, 1, "{}", said.err);
    let verdicts: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let faults = verdicts[0]["faults"].as_array().unwrap();
    assert!(faults.len() >= 3, "{faults:?}");
    for piece in ["set_", "quantty", "n needs sd"] {
        assert!(faults.iter().any(|fault| fault.as_str().unwrap().contains(piece)), "{piece}: {faults:?}");
    }
    let number = |verdict: &Value, key: &str| verdict[key].as_f64().unwrap();
    // A needle of 1 mm without scatter goes 0.8 mm deep; t(2) = 4.3027 of 0.1 mm / √3.
    let one = &verdicts[1];
    let preset = number(one, "computed");
    assert!((number(one, "bias") - (preset - 0.8)).abs() < 1e-9 && number(one, "n") == 3.0, "{one}");
    let half = 4.302_653 * 0.1 / 3f64.sqrt();
    let low = one["bias_interval"][0].as_f64().unwrap();
    assert!((low - (preset - 0.8 - half)).abs() < 1e-6, "{one}");
    // Settings in um become mm of the key: 0.64 and 0.96 computed, 0.52 and 0.92 measured.
    let points = verdicts[2]["points"].as_array().unwrap();
    let of = |key: &str| points.iter().map(|point| number(point, key)).collect::<Vec<f64>>();
    for (got, wanted) in [("at", [0.8, 1.2]), ("computed", [0.64, 0.96]), ("measured", [0.52, 0.92])] {
        assert!(
            of(got).iter().zip(wanted).all(|(one, other)| (one - other).abs() < 1e-9),
            "{got}: {points:?}"
        );
    }
    assert!((number(&verdicts[2], "bias") - 0.08).abs() < 1e-9);
    assert!(verdicts[3]["error"].as_str().unwrap().contains("leads out"), "{}", verdicts[3]);
    let report = room.json("mine/validation.json");
    let agreement = &report["agreement"][0];
    assert_eq!(
        (agreement["quantity"].as_str(), agreement["pairs"].as_array().unwrap().len()),
        (Some("tip_depth_mm"), 3)
    );
    let words = fs::read_to_string(room.path("mine/figures/agreement-tip-depth-mm.txt")).unwrap();
    assert!(words.contains("computed minus measured"), "{words}");
}
