//! The explorer as a page uses it.

use super::*;
use crate::simulate::Quietly;
use proptest::prelude::*;

fn ask(explorer: &Explorer, request: &Value) -> Value {
    serde_json::from_str(&explorer.answer(&request.to_string(), &Quietly)).unwrap()
}

#[test]
fn identity_the_first_setting_is_one_that_a_page_runs() {
    let start = Setting::start();
    assert!(start.json()["skin.site"].is_string() && start.json()["device.depth_mm"].is_number());
    let scenario = start.bounded(true).unwrap();
    assert_eq!(scenario.setup().realisations, 60);
    assert!(start.scenario(false).unwrap().warnings().is_empty());
    // What a page keeps of it is the same setting.
    let Value::Object(kept) = start.json() else { panic!("no object") };
    assert_eq!(Setting::of_json(kept).unwrap(), start);
}

#[test]
fn identity_a_stopped_request_is_refused_as_stopped_and_nothing_is_kept() {
    struct Always;
    impl crate::simulate::Stop for Always {
        fn requested(&self) -> bool {
            true
        }
    }
    let explorer = Explorer::default();
    let request = json!({ "ask": "people", "setting": Setting::start().json() });
    let answer: Value = serde_json::from_str(&explorer.answer(&request.to_string(), &Always)).unwrap();
    assert_eq!(answer["refused"]["kind"], "stopped");
    assert!(explorer.kept.lock().unwrap().is_empty());
}

#[test]
fn limit_nothing_to_compute_is_said_and_is_no_number() {
    // A blunt needle without force: no tip goes in, and there is no depth to tell.
    let mut setting = Setting::start().json();
    for (key, value) in [
        ("device.tip_diameter_um", json!(200)),
        ("technique.force_n", json!(0.001)),
        ("run.realisations", json!(3)),
    ] {
        setting[key] = value;
    }
    setting["device.preset"] = json!("stamp-36");
    let explorer = Explorer::default();
    let answer = ask(&explorer, &json!({ "ask": "people", "setting": setting }));
    let depth = &answer["answer"]["values"][0];
    assert_eq!(depth["value"], Language::English.page_no_value(), "{depth}");
    assert!(answer["answer"]["summary"]["depth_mm"]["mean"]["value"].is_null());
    let quick = ask(&explorer, &json!({ "ask": "quick", "setting": setting }));
    assert!(quick["answer"]["scene"]["svg"].is_string());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn limit_no_text_and_no_value_panics(text in "\\PC{0,60}", key in "(device|skin|area|technique|run)\\.[a-z_]{1,12}", number in any::<f64>()) {
        let explorer = Explorer::default();
        explorer.answer(&text, &Quietly);
        let value = if number.is_finite() { json!(number) } else { json!(text) };
        for key in [key.as_str(), "device.depth_mm", "area.cell_um", "technique.force_n", "skin.site"] {
            let mut setting = Setting::start().json();
            setting[key] = value.clone();
            let answer = ask(&explorer, &json!({ "ask": "quick", "setting": setting }));
            prop_assert!(answer["answer"].is_object() || answer["refused"].is_object());
        }
    }
}

/// Found by attack: each of these kept a page busy for minutes, or took memory without end.
#[test]
fn regress_what_would_take_minutes_is_refused_at_once() {
    let explorer = Explorer::default();
    let refused = |changes: &[(&str, Value)]| {
        let mut setting = Setting::start().json();
        for (key, value) in changes {
            setting[*key] = value.clone();
        }
        let quick = ask(&explorer, &json!({ "ask": "quick", "setting": setting }));
        let people = ask(&explorer, &json!({ "ask": "people", "setting": setting }));
        assert!(quick["answer"]["scene"].is_null(), "{quick}");
        people["refused"]["kind"].as_str().unwrap_or("none").to_owned()
    };
    let patch = json!("patch-600");
    assert_eq!(refused(&[("device.preset", patch.clone()), ("device.rows", json!(200))]), "too_much");
    assert_eq!(refused(&[("mechanics.rim_recess_mm", json!(5e-324))]), "setting");
    assert_eq!(refused(&[("run.reach_error", json!(0.002))]), "setting");
    let fine = [("area.width_mm", json!(50)), ("area.height_mm", json!(50)), ("area.cell_um", json!(10))];
    assert_eq!(refused(&fine), "setting", "the memory of its cells");
    let cells = [("area.width_mm", json!(50)), ("area.height_mm", json!(50)), ("area.cell_um", json!(50))];
    assert_eq!(refused(&cells), "too_much");
}

#[test]
fn identity_lists_are_read_as_json_and_as_in_a_scenario() {
    let with = |list: Value| {
        let mut setting = Setting::start().json();
        setting["area.lesions"] = list;
        let Value::Object(written) = setting else { panic!("no object") };
        Setting::of_json(written).unwrap()
    };
    let as_json = with(json!([{ "x_mm": 5.0, "y_mm": 5.0, "radius_mm": 1.0 }]));
    assert_eq!(with(json!("[{ x_mm = 5.0, y_mm = 5.0, radius_mm = 1.0 }]")), as_json);
    // What is no list stays what was written, and is refused by the reader of scenarios.
    assert!(with(json!("[not a list")).scenario(true).is_err());
    assert!(with(json!("1\nx = 2")).scenario(true).is_err());
}

#[test]
fn identity_a_device_that_is_chosen_brings_its_own_values() {
    let held =
        Setting::start().with("device.taper_mm", 1.0.into()).chosen("device.preset", "roller-192".into());
    let keys = held.json();
    assert!(keys["device.taper_mm"].is_null() && keys["technique.hand_speed_mm_s"].is_null());
    assert_eq!(keys["device.depth_mm"], Setting::start().json()["device.depth_mm"]);
    // What a person sets alone drops nothing.
    assert!(
        Setting::start().with("device.preset", "roller-192".into()).json()["technique.hand_speed_mm_s"]
            .is_number()
    );
}
