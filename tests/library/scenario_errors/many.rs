//! Many things wrong at once, warnings, errors as data.

use super::{GOOD, read};
use puncta::scenario::Severity;

#[test]
fn limit_problems_are_counted_when_there_are_too_many() {
    let many: String = (0..5000).map(|i| format!("zz{i} = 1\n")).collect();
    let errors = read(&format!("{GOOD}{many}"), &[]).expect_err("unknown keys");
    assert!(errors.len() <= 101, "{}", errors.len());
    assert!(errors.last().is_some_and(|e| e.message.contains("4900 more problems")));
}

#[test]
fn identity_everything_is_said_at_once_and_in_order() {
    let text = "format = 1\n[area]\nwidth_mm = 0\nhight_mm = 20\n[skin]\nsite = \"cheak\"\nage_years = 12\n\
                [device]\npreset = \"roller-192\"\nlength_mm = 15\ndepth_mm = 1\n[run]\nseed = -4\n";
    let errors = read(text, &[]).expect_err("broken");
    let keys: Vec<&str> = errors.iter().filter_map(|e| e.key.as_deref()).collect();
    assert_eq!(
        keys,
        [
            "area.width_mm",
            "area.hight_mm",
            "skin.site",
            "skin.age_years",
            "device.length_mm",
            "device.depth_mm",
            "run.seed"
        ]
    );
    let lines: Vec<usize> = errors.iter().filter_map(|e| e.line).collect();
    assert_eq!(lines, [3, 4, 6, 7, 10, 11, 13]);
}

#[test]
fn identity_a_syntax_error_does_not_hide_a_range_error() {
    let errors =
        read("format = 1\n[skin]\nsite = cheek\n[device]\npreset = \"pen-12\"\nlength_mm = 15\n", &[])
            .expect_err("broken");
    let lines: Vec<usize> = errors.iter().filter_map(|e| e.line).collect();
    assert_eq!(lines, [3, 6], "{errors:#?}");
}

#[test]
fn identity_a_misspelt_key_is_not_called_missing_as_well() {
    let errors = read("fromat = 1\n[skn]\nsite = \"cheek\"\n[device]\nperset = \"pen-12\"\n", &[])
        .expect_err("broken");
    assert_eq!(errors.len(), 3, "{errors:#?}");
}

#[test]
fn identity_an_empty_text_lacks_three_things() {
    let errors = read("", &[]).expect_err("empty");
    let keys: Vec<&str> = errors.iter().filter_map(|e| e.key.as_deref()).collect();
    assert_eq!(keys, ["format", "skin.site", "device.preset"]);
}

#[test]
fn identity_warnings_do_not_refuse() {
    let text = format!(
        "{GOOD}[area]\ncell_um = 70\n[technique]\noverlap = 0.1\nline_spacing_mm = 5\n[mechanics]\nratio = 0.5\n"
    );
    let parsed = read(&text, &[]).expect("odd, but fine");
    let keys: Vec<&str> = parsed.warnings.iter().filter_map(|w| w.key.as_deref()).collect();
    assert_eq!(keys, ["area.cell_um", "technique.overlap", "mechanics.ratio"]);
    assert!(parsed.warnings.iter().all(|w| w.severity == Severity::Warning));
}

#[test]
fn identity_as_json_every_part_has_its_name() {
    let errors = read(&GOOD.replace("1.5", "15"), &[]).expect_err("too deep");
    let json = serde_json::to_value(&errors[0]).expect("json");
    assert_eq!(json["severity"], "error");
    assert_eq!(json["line"], 6);
    assert_eq!(json["column"], 12);
    assert_eq!(json["key"], "device.depth_mm");
    assert_eq!(json["value"], "15");
    assert_eq!(json["allowed"], "0 to 3 mm");
    assert_eq!(json["why"], "the dials of pens end at 3 mm");
    assert_eq!(json["source"], "case.toml");
    assert!(json.get("help").is_some() && json.get("place").is_none());
}
