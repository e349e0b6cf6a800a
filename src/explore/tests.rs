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
    assert!(start.states("skin.site") && start.states("device.depth_mm"));
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
