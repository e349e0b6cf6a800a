//! What is fine, and what is kept of it.

use super::{GOOD, read};
use puncta::device::Kind;
use puncta::scenario::{ScenarioFile, Sources, keys};

#[test]
fn identity_the_smallest_scenario_is_read() {
    let parsed = read(GOOD, &[]).expect("fine");
    assert_eq!(parsed.kind, Kind::Pen);
    assert_eq!(parsed.file.device.depth_mm, Some(1.5));
    assert_eq!(parsed.file.skin.site.as_deref(), Some("cheek"));
    assert!(parsed.warnings.is_empty());
}

#[test]
fn identity_the_example_of_the_interface_is_read() {
    let text = r#"
format = 1
name = "Cheek, 12-pin pen at 1.5 mm, four passes"
[area]
width_mm = 20
height_mm = 20
cell_um = 100
[skin]
site = "cheek"
source = "default"
person = "population"
support = "in_vivo"
[device]
preset = "pen-12"
depth_mm = 1.5
[technique]
passes = 4
directions = ["vertical", "horizontal", "diagonal_up", "diagonal_down"]
hand_speed_mm_s = 20
[mechanics]
law = "contact"
[limits]
fat_reach = 0.01
depth_tolerance_mm = 0.15
[run]
realisations = 200
seed = 1
"#;
    let parsed = read(text, &[]).expect("fine");
    assert!(parsed.warnings.is_empty(), "{:#?}", parsed.warnings);
    assert_eq!(parsed.file.run.seed, Some(1));
}

#[test]
fn identity_writing_and_reading_give_the_same_file() {
    let text = r#"
format = 1
name = "quotes \" and \\ and é"
[skin]
layers = [{ layer = "epidermis", thickness_mm = 0.08 }, { layer = "dermis", thickness_mm = 1.4, sd_mm = 0, young_mpa = 0.05, poisson = 0.49 }]
[device]
kind = "patch"
positions_mm = [[0, 0], [1, 0.5]]
length_mm = 0.6
[technique]
force_n = 1e1
[run]
seed = 9223372036854775807
"#;
    let file = read(text, &[]).expect("fine").file;
    let written = file.to_toml();
    let again = read(&written, &[]).expect("what we write, we read").file;
    assert_eq!(again, file);
    assert_eq!(again.to_toml(), written);
    assert_eq!(toml::from_str::<ScenarioFile>(&written).expect("typed"), file);
}

#[test]
fn identity_every_key_of_the_table_is_a_field_of_the_file() {
    for key in keys::all().filter(|key| key.name != "format") {
        let mut table = toml::Table::new();
        let example = key.example_toml();
        let value = format!("x = {example}").parse::<toml::Table>().expect(&example)["x"].clone();
        table.insert("format".into(), 1.into());
        if key.section.is_empty() {
            table.insert(key.name.into(), value);
        } else {
            let inner = toml::Table::from_iter([(key.name.to_owned(), value)]);
            table.insert(key.section.into(), inner.into());
        }
        let file: ScenarioFile = table.try_into().unwrap_or_else(|e| panic!("{}: {e}", key.path()));
        assert!(file.to_toml().contains(&format!("\n{} = ", key.name)), "{}", key.path());
    }
}

#[test]
fn identity_ranges_admit_the_built_in_devices() {
    // extremes of the numbers in the device table
    for set in [
        "device.frequency_hz=150",
        "device.frequency_hz=90",
        "device.shaft_diameter_um=70",
        "device.shaft_diameter_um=350",
        "device.tip_diameter_um=7",
        "device.tip_diameter_um=40",
        "device.taper_mm=0.2",
        "device.taper_mm=3",
        "device.depth_mm=0",
        "device.depth_mm=3",
        "device.length_mm=0.2",
        "device.length_mm=3",
        "device.head_width_mm=4",
        "technique.force_n=16.4",
    ] {
        let text = GOOD.replace("depth_mm = 1.5\n", "");
        assert!(read(&text, &[set]).is_ok(), "{set}");
    }
}

#[test]
fn identity_set_overrides_the_file() {
    let sets = [
        "skin.site=temple",
        "device.depth_mm = 0.5",
        "device.depth_mm=0.75",
        "name=12",
        "technique.passes=4.0",
        "technique.directions=[horizontal,vertical]",
    ];
    let file = read(GOOD, &sets).expect("fine").file;
    assert_eq!(file.skin.site.as_deref(), Some("temple"));
    assert_eq!(file.device.depth_mm, Some(0.75));
    assert_eq!(file.name.as_deref(), Some("12"));
    assert_eq!(file.technique.passes, Some(4));
    assert_eq!(file.technique.directions, Some(vec!["horizontal".to_owned(), "vertical".to_owned()]));
}

#[test]
fn identity_a_set_value_hides_a_broken_one() {
    let text = GOOD.replace("1.5", "99");
    assert!(read(&text, &[]).is_err());
    assert!(read(&text, &["device.depth_mm=1"]).is_ok());
}

#[test]
fn identity_places_point_at_values() {
    let parsed = read(GOOD, &["device.depth_mm=1"]).expect("fine");
    let sources = Sources::new("case.toml", GOOD, &["device.depth_mm=1"]);
    let at = |path: &str| parsed.places.find(path).and_then(|place| sources.quote(place));
    assert_eq!(at("skin.site").as_deref(), Some("\"cheek\""));
    assert_eq!(at("device.length_mm").as_deref(), Some("[device]"));
    assert_eq!(at("device.depth_mm").as_deref(), Some("1"));
    assert_eq!(parsed.places.get("device.depth_mm").map(|p| p.source), Some(1));
    assert_eq!(at("technique.passes"), None);
}

#[test]
fn identity_carriage_returns_and_a_byte_order_mark_change_nothing() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert!(read(&text, &[]).is_ok());
    let errors = read(&text.replace("1.5", "15"), &[]).expect_err("too deep");
    assert_eq!((errors[0].line, errors[0].column), (Some(6), Some(12)));
}
