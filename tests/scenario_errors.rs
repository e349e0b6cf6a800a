//! Broken scenarios, and what is said about them.
//!
//! Where a text holds a `^`, it stands before the place that the complaint has to name; it is taken
//! out before the text is read, and its line and column are what is expected.

use proptest::prelude::*;
use puncta::scenario::{
    Catalogue, Diagnostic, LARGEST_FILE, Parsed, ScenarioFile, Severity, Sources, keys, parse, read_file,
    schema, template,
};

const SITES: &[&str] = &["forehead", "temple", "upper_eyelid", "cheek", "volar_forearm"];
const PRESETS: &[&str] = &["pen-12", "pen-36", "skinpen", "roller-192", "stamp-36", "patch-600", "needle"];

fn kind_of_preset(preset: &str) -> Option<&'static str> {
    match preset {
        "pen-12" | "pen-36" | "skinpen" => Some("pen"),
        "roller-192" => Some("roller"),
        "stamp-36" => Some("stamp"),
        "patch-600" => Some("patch"),
        "needle" => Some("needle"),
        _ => None,
    }
}

fn catalogue() -> Catalogue<'static> {
    Catalogue { sites: SITES, presets: PRESETS, kind_of_preset: &kind_of_preset }
}

fn read(text: &str, sets: &[&str]) -> Result<Parsed, Vec<Diagnostic>> {
    parse(&Sources::new("case.toml", text, sets), &catalogue())
}

const GOOD: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5\n";
const ROLLER: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"\n";

/// The file with its `^` taken out, and the line and column where it stood.
fn marked(text: &str) -> (String, usize, usize) {
    let at = text.find('^').expect("a mark in the text");
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (text.replacen('^', "", 1), line, column)
}

/// The only complaint about this text stands at the mark, is about `key`, and holds the pieces.
#[track_caller]
fn refuses(text: &str, key: &str, pieces: &[&str]) -> Diagnostic {
    let (text, line, column) = marked(text);
    let errors = read(&text, &[]).expect_err("a broken scenario was accepted");
    assert_eq!(errors.len(), 1, "one complaint expected: {errors:#?}");
    let error = errors.into_iter().next().expect("one");
    check(&error, key, line, column, pieces);
    error
}

#[track_caller]
fn check(error: &Diagnostic, key: &str, line: usize, column: usize, pieces: &[&str]) {
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(error.key.as_deref(), Some(key), "{error:#?}");
    assert_eq!((error.line, error.column), (Some(line), Some(column)), "{error:#?}");
    assert!(!error.message.contains('\n'), "one line: {error:#?}");
    let said = said(error);
    for piece in pieces {
        assert!(said.contains(piece), "{piece:?} is not in {said}");
    }
}

fn said(error: &Diagnostic) -> String {
    let parts = [Some(&error.message), error.allowed.as_ref(), error.why.as_ref(), error.help.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" | ")
}

// ---------------------------------------------------------------- what is fine

#[test]
fn identity_the_smallest_scenario_is_read() {
    let parsed = read(GOOD, &[]).expect("fine");
    assert_eq!(parsed.kind, "pen");
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
        let value = format!("x = {}", key.example).parse::<toml::Table>().expect(key.example)["x"].clone();
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

// ---------------------------------------------------------------- one thing wrong

#[test]
fn limit_needle_length() {
    let error = refuses(
        "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\nlength_mm = ^15\n",
        "device.length_mm",
        &[],
    );
    assert_eq!(
        error.message,
        "device.length_mm = 15 is outside 0.05 to 3 mm: needles of microneedling devices end at 3 mm"
    );
    assert_eq!(error.allowed.as_deref(), Some("0.05 to 3 mm"));
    assert_eq!(error.value.as_deref(), Some("15"));
}

macro_rules! refused {
    ($($name:ident: $before:expr, $line:expr => $key:expr, [$($piece:expr),*];)*) => {
        $(#[test]
        fn $name() {
            refuses(&format!("{}{}", $before, $line), $key, &[$($piece),*]);
        })*
    };
}

refused! {
    limit_negative_width: GOOD, "[area]\nwidth_mm = ^-20\n" => "area.width_mm", ["-20", "1 to 500 mm"];
    limit_cell_too_small: GOOD, "[area]\ncell_um = ^4.9\n" => "area.cell_um", ["4.9", "5 to 1000 um"];
    limit_not_a_number: GOOD, "[area]\nheight_mm = ^nan\n" => "area.height_mm", ["nan", "finite", "1 to 500 mm"];
    limit_infinite: GOOD, "[technique]\nhand_speed_mm_s = ^-inf\n" => "technique.hand_speed_mm_s", ["-inf", "0.5 to 500 mm/s"];
    limit_number_too_large_for_a_float: GOOD, "[technique]\nforce_n = ^1e999\n" => "technique.force_n", ["1e999", "0.001 to 200 N"];
    limit_no_realisations: GOOD, "[run]\nrealisations = ^0\n" => "run.realisations", ["0", "1 to 100000"];
    limit_too_many_realisations: GOOD, "[run]\nrealisations = ^100001\n" => "run.realisations", ["100001", "1 to 100000"];
    limit_negative_seed: GOOD, "[run]\nseed = ^-1\n" => "run.seed", ["-1", "0 to 9223372036854775807"];
    limit_seed_beyond_toml: GOOD, "[run]\nseed = ^99999999999999999999999\n" => "run.seed", ["99999999999999999999999", "9223372036854775807"];
    limit_age: "format = 1\n[device]\npreset = \"needle\"\n[skin]\nsite = \"cheek\"\n", "age_years = ^17\n" => "skin.age_years", ["17", "18 to 95 years", "adults"];
    limit_half_a_pass: GOOD, "[technique]\npasses = ^1.5\n" => "technique.passes", ["1.5", "whole number", "1 to 100"];
    limit_fraction_above_one: GOOD, "dull_fraction = ^1.01\n" => "device.dull_fraction", ["1.01", "0 to 1"];
    limit_poisson_of_one_half: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", thickness_mm = 1, poisson = ^0.5 }]\n"
        => "skin.layers[0].poisson", ["0.5", "0 to 0.5", "left out"];
    limit_no_layers: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = ^[]\n" => "skin.layers", ["empty", "1 to 16"];
    limit_ring_without_needles: GOOD, "rings = [{ count = ^0, diameter_mm = 2 }]\n" => "device.rings[0].count", ["0", "1 to 1000"];
    limit_name_too_long: format!("name = ^\"{}\"\n", "é".repeat(201)), GOOD => "name", ["201", "200"];
    limit_name_of_two_lines: "name = ^\"\"\"a\nb\"\"\"\n", GOOD => "name", ["one line"];

    identity_text_for_a_number: GOOD, "[technique]\npasses = ^\"four\"\n" => "technique.passes", ["\"four\"", "text", "whole number", "1 to 100"];
    identity_quoted_number: GOOD, "[area]\nwidth_mm = ^\"20\"\n" => "area.width_mm", ["\"20\"", "1 to 500 mm", "leave out the quotes: 20"];
    identity_quoted_decimal_comma: GOOD, "[area]\nwidth_mm = ^\"20,5\"\n" => "area.width_mm", ["20,5", "write 20.5"];
    identity_number_with_its_unit: GOOD, "[area]\nwidth_mm = ^\"20 mm\"\n" => "area.width_mm", ["write the number alone: 20"];
    identity_bare_decimal_comma: GOOD, "length_mm = ^2,5\n" => "device.length_mm", ["2,5", "comma", "write 2.5"];
    identity_number_for_text: format!("name = ^12\n{GOOD}"), "" => "name", ["12", "whole number", "text in quotes"];
    identity_unquoted_text: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "site = ^cheek\n" => "skin.site", ["site = \"cheek\""];
    identity_list_for_a_word: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "site = ^[\"cheek\"]\n" => "skin.site", ["a list", "text"];
    identity_word_for_a_list: GOOD, "[technique]\ndirections = ^\"vertical\"\n" => "technique.directions", ["text", "a list", "[ ]"];
    identity_date_for_a_number: GOOD, "[run]\nseed = ^2024-01-01\n" => "run.seed", ["a date"];
    identity_point_of_three: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\n", "positions_mm = [[0, 0], ^[1, 2, 3]]\n"
        => "device.positions_mm[1]", ["[1, 2, 3]", "[x, y]", "mm"];
    limit_point_far_out: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\n", "positions_mm = [[0, ^1000]]\n"
        => "device.positions_mm[0]", ["1000", "-100 to 100 mm"];

    identity_nearest_site: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "site = ^\"cheak\"\n" => "skin.site", ["\"cheak\"", "did you mean \"cheek\"?", "temple"];
    identity_nearest_preset: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n", "preset = ^\"pen12\"\n" => "device.preset", ["did you mean \"pen-12\"?"];
    identity_nearest_word: GOOD, "shape = ^\"conic\"\n" => "device.shape", ["did you mean \"conical\"?", "pyramidal"];
    identity_preset_as_kind: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n", "kind = ^\"pen-12\"\n" => "device.kind", ["preset = \"pen-12\""];
    identity_nearest_direction: GOOD, "[technique]\ndirections = [\"vertical\", ^\"diagonal-up\"]\n" => "technique.directions[1]", ["did you mean \"diagonal_up\"?"];
    identity_unknown_direction: GOOD, "[technique]\ndirections = [^\"sideways\"]\n" => "technique.directions[0]", ["vertical, horizontal, diagonal_up, diagonal_down"];
    identity_nearest_key: GOOD, "^lenght_mm = 2\n" => "device.lenght_mm", ["did you mean length_mm?"];
    identity_key_without_its_unit: GOOD, "[technique]\n^hand_speed = 20\n" => "technique.hand_speed", ["did you mean hand_speed_mm_s?"];
    identity_key_with_another_unit: GOOD, "^shaft_diameter_mm = 0.2\n" => "device.shaft_diameter_mm", ["did you mean shaft_diameter_um?"];
    identity_key_in_the_wrong_section: GOOD, "[technique]\n^length_mm = 2\n" => "technique.length_mm", ["length_mm", "belongs to [device]"];
    identity_key_above_the_sections: format!("^seed = 3\n{GOOD}"), "" => "seed", ["seed", "belongs to [run]"];
    identity_key_that_resembles_nothing: GOOD, "[run]\n^xyzzy = 1\n" => "run.xyzzy", ["realisations, seed"];
    identity_nearest_section: GOOD, "^[tecnique]\npasses = 2\n" => "tecnique", ["did you mean [technique]?"];
    identity_unknown_key_of_a_layer: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", ^thickness = 1 }]\n"
        => "skin.layers[0].thickness", ["did you mean thickness_mm?"];
    identity_layer_without_a_thickness: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [^{ layer = \"fat\" }]\n"
        => "skin.layers[0]", ["lacks thickness_mm"];

    identity_later_format: GOOD.replacen("1", "^2", 1), "" => "format", ["2", "newer", "format 1", "install"];
    identity_earlier_format: GOOD.replacen("1", "^0", 1), "" => "format", ["0", "write format = 1"];
    identity_format_missing: GOOD.replacen("format = 1", "^", 1), "" => "format", ["format = 1"];
    identity_section_for_a_list: GOOD, "^[[run]]\nseed = 1\n" => "run", ["one section"];

    identity_depth_of_a_roller: ROLLER, "depth_mm = ^1.5\n" => "device.depth_mm", ["1.5", "roller", "no dial", "length_mm"];
    identity_frequency_of_a_roller: ROLLER, "frequency_hz = ^110\n" => "device.frequency_hz", ["110", "roller", "pen"];
    identity_drum_of_a_pen: GOOD, "drum_width_mm = ^20\n" => "device.drum_width_mm", ["20", "pen", "roller"];
    identity_push_of_a_pen: GOOD, "[technique]\nspeed_m_s = ^2\n" => "technique.speed_m_s", ["stamp, patch, needle"];
    identity_force_of_a_needle: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"needle\"\n", "[technique]\nforce_n = ^1\n"
        => "technique.force_n", ["drive = \"force\""];
    identity_kind_against_preset: GOOD, "kind = ^\"roller\"\n" => "device.kind", ["\"pen-12\"", "a pen"];
    identity_rings_and_rows: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\nrings = [{ count = 3, diameter_mm = 2 }]\n", "rows = ^3\n"
        => "device.rows", ["two different layouts"];
    identity_layout_against_its_keys: GOOD, "layout = \"grid\"\nrings = ^[{ count = 3, diameter_mm = 2 }]\n" => "device.rings", ["layout = \"rings\""];
    identity_drum_layout_of_a_pen: GOOD, "layout = ^\"drum\"\n" => "device.layout", ["rings, grid, list"];
    identity_kind_without_geometry: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n", "kind = ^\"roller\"\nlength_mm = 1\n" => "device.kind", ["drum_diameter_mm", "angular_pitch_deg"];
    limit_depth_beyond_the_needle: GOOD.replace("1.5", "^2.5"), "length_mm = 2\n" => "device.depth_mm", ["2.5", "length_mm = 2"];
    limit_tip_wider_than_the_shaft: GOOD, "shaft_diameter_um = 30\ntip_diameter_um = ^40\n" => "device.tip_diameter_um", ["40", "30"];
    limit_needles_of_a_grid: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\n", "rows = ^101\ncolumns = 100\n" => "device.rows", ["10100", "1 to 10000"];
    limit_rings_wider_than_the_rim: GOOD, "rings = [{ count = 3, diameter_mm = 9.5 }]\nrim_diameter_mm = ^9\n" => "device.rim_diameter_mm", ["9.5"];

    identity_site_and_layers: "format = 1\n[device]\npreset = \"needle\"\n[skin]\nsite = \"cheek\"\n", "layers = ^[{ layer = \"fat\", thickness_mm = 1 }]\n"
        => "skin.layers", ["site = \"cheek\"", "keep one"];
    identity_no_skin: "format = 1\n[device]\npreset = \"needle\"\n", "^[skin]\nsex = \"male\"\n" => "skin.site", ["neither skin.site nor skin.layers"];
    identity_no_device: "format = 1\n[skin]\nsite = \"cheek\"\n", "^[device]\nlength_mm = 1\n" => "device.preset", ["neither device.preset nor device.kind"];
    identity_face_with_a_site: GOOD.replace("\"cheek\"", "^\"cheek\""), "[area]\nmap = \"face\"\n" => "skin.site", ["face"];
    identity_face_with_a_width: "format = 1\n[device]\npreset = \"needle\"\n", "[area]\nmap = \"face\"\nwidth_mm = ^20\n" => "area.width_mm", ["face", "20"];
    identity_bench_fat_in_vivo: "format = 1\n[device]\npreset = \"needle\"\n[skin]\nsite = \"cheek\"\n", "bench_fat_mm = ^1\n" => "skin.bench_fat_mm", ["support = \"bench\""];
    identity_layers_upside_down: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"fat\", thickness_mm = 1 }, { layer = ^\"dermis\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["dermis lies above fat"];
    identity_layer_twice: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"fat\", thickness_mm = 1 }, { layer = ^\"fat\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["fat twice"];
    identity_layer_inside_another: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"dermis\", thickness_mm = 1 }, { layer = ^\"reticular_dermis\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["same tissue"];

    identity_key_twice: GOOD, "^depth_mm = 1\n" => "device.depth_mm", ["twice", "line 6"];
    identity_unclosed_list: GOOD, "[technique]\ndirections = [\"vertical\"^" => "technique.directions", ["not TOML"];
    identity_missing_value: GOOD, "length_mm =^\n" => "device.length_mm", ["not TOML", "write a value after length_mm"];
}

#[test]
fn identity_unclosed_header() {
    let errors = read("format = 1\n[skin\nsite = \"cheek\"\n", &[]).expect_err("broken");
    assert_eq!((errors[0].line, errors[0].column), (Some(2), Some(6)));
    assert!(said(&errors[0]).contains("close the section header with ]"));
}

#[test]
fn identity_section_twice() {
    let errors = read(&format!("{GOOD}[device]\nlength_mm = 2\n"), &[]).expect_err("twice");
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].line, Some(7));
    assert!(errors[0].message.contains("[device] is given twice"));
}

#[test]
fn limit_nesting_is_refused_not_followed() {
    let text = format!("{GOOD}rings = {}{}\n", "[".repeat(50_000), "]".repeat(50_000));
    let errors = read(&text, &[]).expect_err("too deep");
    assert!(said(&errors[0]).contains("nested too deeply"), "{errors:#?}");
    let dotted = format!("{GOOD}{} = 1\n", vec!["a"; 50_000].join("."));
    assert!(read(&dotted, &[]).is_err());
}

#[test]
fn limit_long_lists_are_counted_not_read() {
    let positions = vec!["[0,0]"; 10_001].join(",");
    let text = format!(
        "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\npositions_mm = [{positions}]\n"
    );
    let errors = read(&text, &[]).expect_err("too many");
    assert!(errors[0].message.contains("10001") && errors[0].message.contains("1 to 10000"), "{errors:#?}");
    let rings = vec!["{count=1,diameter_mm=1}"; 65].join(",");
    let errors = read(&format!("{GOOD}rings = [{rings}]\n"), &[]).expect_err("too many");
    assert!(errors[0].message.contains("65") && errors[0].message.contains("1 to 64"), "{errors:#?}");
}

#[test]
fn limit_problems_are_counted_when_there_are_too_many() {
    let many: String = (0..5000).map(|i| format!("zz{i} = 1\n")).collect();
    let errors = read(&format!("{GOOD}{many}"), &[]).expect_err("unknown keys");
    assert!(errors.len() <= 101, "{}", errors.len());
    assert!(errors.last().is_some_and(|e| e.message.contains("4900 more problems")));
}

#[test]
fn limit_hostile_files_take_no_time() {
    // a mebibyte of what the parser is slowest at; unknown, long and repeated names
    let size = LARGEST_FILE as usize - 100;
    let lines = |line: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for i in 0.. {
            let line = line(i);
            if text.len() + line.len() > size {
                break;
            }
            text.push_str(&line);
        }
        text
    };
    for text in [
        lines(&|i| format!("a{i}=1\n")),
        lines(&|i| format!("[a{i}]\n")),
        lines(&|i| format!("[a{}]\n", i / 2)),
        lines(&|_| "=\n".to_owned()),
        lines(&|_| "[[skin.layers]]\n".to_owned()),
        "x".repeat(size),
        format!("name = \"{}", "\\".repeat(size - 20)),
        format!("[device]\nrings = [{}", "{},".repeat(size / 3 - 20)),
    ] {
        let start = std::time::Instant::now();
        let errors = read(&text, &[]).expect_err("broken");
        let drawn = draw(&errors, &Sources::new("case.toml", &text, &[] as &[&str]));
        assert!(drawn.len() < 1 << 20, "{}", drawn.len());
        let taken = start.elapsed();
        assert!(taken.as_secs() < 20, "{taken:?} for {:?}", &text[..40]);
    }
}

// ---------------------------------------------------------------- many things wrong

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

// ---------------------------------------------------------------- --set

#[test]
fn identity_set_errors_point_at_the_command_line() {
    for (set, key, column, pieces) in [
        ("device.depth_mm=15", Some("device.depth_mm"), 23, ["15", "0 to 3 mm"]),
        ("device.depth_mm=1,5", Some("device.depth_mm"), 23, ["1,5", "write 1.5"]),
        ("device.dept_mm=1", Some("device.dept_mm"), 7, ["dept_mm", "did you mean device.depth_mm?"]),
        ("depth_mm=1", Some("depth_mm"), 7, ["depth_mm", "did you mean device.depth_mm?"]),
        ("devise.depth=1", Some("devise.depth"), 7, ["devise", "did you mean device.depth_mm?"]),
        ("skin=cheek", Some("skin"), 7, ["is a section", "site"]),
        ("skin.site=cheak", Some("skin.site"), 17, ["cheak", "did you mean \"cheek\"?"]),
        ("skin.site=", Some("skin.site"), 7, ["no value", "skin.site="]),
        ("run.seed", None, 7, ["no =", "key=value"]),
        ("=1", None, 7, ["names no key", "key=value"]),
        ("a.b.c=1", Some("a.b.c"), 7, ["a.b.c", "sections"]),
    ] {
        let errors = read(GOOD, &[set]).expect_err(set);
        assert_eq!(errors.len(), 1, "{errors:#?}");
        let error = &errors[0];
        assert_eq!(error.key.as_deref(), key, "{error:#?}");
        assert_eq!((error.line, error.column), (Some(1), Some(column)), "{error:#?}");
        assert_eq!(error.source.as_deref(), Some("command line"));
        for piece in pieces {
            assert!(said(error).contains(piece), "{piece} in {error:#?}");
        }
    }
}

// ---------------------------------------------------------------- files

#[test]
fn identity_files_that_are_no_scenario() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let long = vec![b'#'; LARGEST_FILE as usize + 1];
    for (path, pieces) in [
        (folder.path().join("absent.toml"), ["there is no file", "puncta new"]),
        (folder.path().to_path_buf(), ["is a folder", "inside it"]),
        (put("empty.toml", b""), ["is empty", "puncta new"]),
        (put("blank.toml", b" \n\t# only a comment\r\n\n"), ["is empty", "puncta new"]),
        (put("nul.toml", b"format = 1\0"), ["not a text file", "byte 10"]),
        (put("utf16.toml", b"\xff\xfef\0o\0"), ["UTF-16", "UTF-8"]),
        (put("latin.toml", b"format = 1\nname = \"caf\xe9\""), ["not UTF-8", "0xe9"]),
        (put("long.toml", &long), ["1048577", "1048576"]),
    ] {
        let error = read_file(&path).expect_err("no scenario");
        let said = said(&error);
        for piece in pieces {
            assert!(said.contains(piece), "{piece} in {said}");
        }
        assert!(!error.message.contains('\n'));
    }
    let error = read_file(&folder.path().join("latin.toml")).expect_err("latin");
    assert_eq!((error.line, error.column), (Some(2), Some(12)));
    put("there.toml", GOOD.as_bytes());
    let error = read_file(&folder.path().join("there")).expect_err("no ending");
    assert!(said(&error).contains("there.toml?"));
    let (_, text) = read_file(&put("bom.toml", format!("\u{feff}{GOOD}").as_bytes())).expect("fine");
    assert_eq!(text, GOOD);
}

#[cfg(unix)]
#[test]
fn limit_endless_files_are_not_read_to_the_end() {
    let error = read_file(std::path::Path::new("/dev/zero")).expect_err("endless");
    assert!(said(&error).contains("NUL"));
}

// ---------------------------------------------------------------- template and schema

#[test]
fn identity_templates_are_read_without_a_word() {
    for (kind, preset) in [
        ("pen", "pen-12"),
        ("roller", "roller-192"),
        ("stamp", "stamp-36"),
        ("patch", "patch-600"),
        ("needle", "needle"),
    ] {
        for preset in [Some(preset), None] {
            let text = template("My \"first\"\n\u{7} one\\", kind, preset);
            let parsed = read(&text, &[]).unwrap_or_else(|e| panic!("{kind}: {e:#?}\n{text}"));
            assert_eq!(parsed.kind, kind);
            assert!(parsed.warnings.is_empty(), "{:#?}", parsed.warnings);
            for key in keys::all() {
                let line =
                    text.lines().any(|l| l.trim_start_matches("# ").starts_with(&format!("{} = ", key.name)));
                assert_eq!(line, key.used_by(kind), "{kind}: {}", key.path());
            }
        }
    }
}

#[test]
fn identity_each_line_of_a_template_can_be_switched_on() {
    // these need another line beside them, or in their stead
    let partners = [
        "map",
        "avoid",
        "layers",
        "bench_fat_mm",
        "kind",
        "preset",
        "layout",
        "rings",
        "rows",
        "columns",
        "pitch_mm",
        "positions_mm",
    ];
    for (kind, preset) in [
        ("pen", "pen-12"),
        ("roller", "roller-192"),
        ("stamp", "stamp-36"),
        ("patch", "patch-600"),
        ("needle", "needle"),
    ] {
        let text = template("x", kind, Some(preset));
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let Some(on) = line.strip_prefix("# ").filter(|l| l.contains(" = ") && !l.ends_with(':')) else {
                continue;
            };
            let name = on.split(" = ").next().unwrap_or("");
            if partners.contains(&name) || (kind == "needle" && name == "force_n") {
                continue;
            }
            let mut with = lines.clone();
            with[i] = on;
            let with = with.join("\n");
            let read = read(&with, &[]);
            assert!(read.is_ok(), "{kind} {on}: {read:#?}");
        }
    }
}

#[test]
fn identity_the_schema_holds_every_key_and_is_the_same_each_time() {
    let made = schema(&catalogue());
    assert_eq!(made.to_string(), schema(&catalogue()).to_string());
    for key in keys::all() {
        let property = if key.section.is_empty() {
            &made["properties"][key.name]
        } else {
            &made["properties"][key.section]["properties"][key.name]
        };
        assert!(
            property["description"].as_str().is_some_and(|text| text.starts_with(key.text)),
            "{}",
            key.path()
        );
    }
    assert_eq!(made["properties"]["skin"]["properties"]["site"]["enum"][3], "cheek");
    assert_eq!(made["properties"]["device"]["properties"]["length_mm"]["maximum"], 3.0);
    assert_eq!(made["properties"]["device"]["additionalProperties"], false);
    let poisson = &made["properties"]["skin"]["properties"]["layers"]["items"]["properties"]["poisson"];
    assert_eq!(poisson["exclusiveMaximum"], 0.5);
}

// ---------------------------------------------------------------- drawing

#[cfg(feature = "cli")]
fn draw(errors: &[Diagnostic], sources: &Sources) -> String {
    puncta::cli::diagnostics::render(errors, sources, false, 80)
}

#[cfg(not(feature = "cli"))]
fn draw(_: &[Diagnostic], _: &Sources) -> String {
    String::new()
}

#[cfg(feature = "cli")]
mod drawing {
    use super::*;

    #[test]
    fn identity_the_place_is_underlined() {
        let text = GOOD.replace("depth_mm = 1.5", "length_mm = 15 # é");
        let sources = Sources::new("case.toml", &text, &[] as &[&str]);
        let errors = parse(&sources, &catalogue()).expect_err("too long");
        let drawn = puncta::cli::diagnostics::render(&errors, &sources, false, 120);
        assert!(drawn.contains("error: device.length_mm = 15 is outside 0.05 to 3 mm"), "{drawn}");
        assert!(drawn.contains("case.toml:6:13"), "{drawn}");
        assert!(drawn.contains("\n6 | length_mm = 15 # é\n  |             ^^\n"), "{drawn}");
        let narrow = puncta::cli::diagnostics::render(&errors, &sources, false, 60);
        // too long for the terminal: the reason moves into a note
        assert!(narrow.contains("error: device.length_mm = 15 is outside 0.05 to 3 mm\n"), "{narrow}");
        assert!(narrow.contains("note: needles of microneedling"), "{narrow}");
    }

    #[test]
    fn limit_odd_texts_and_widths_are_drawn() {
        let long = format!("{}x = 1 # {}", " ".repeat(50_000), "é".repeat(50_000));
        for line in [
            "\t\tlength_mm = 15\r",
            "\"a\u{7}b\" = 1",
            "\u{1f600} = 15",
            "名前 = \"\u{202e}x\"",
            &long,
            "length_mm = 15,5",
            "\u{0} = \u{1b}[31m",
        ] {
            let text = format!("{GOOD}{line}\n");
            let sources = Sources::new("a\u{1b}[31mb.toml", &text, &[] as &[&str]);
            let errors = parse(&sources, &catalogue()).expect_err("broken");
            for width in [0, 1, 7, 40, 80, 100_000] {
                for colour in [false, true] {
                    let drawn = puncta::cli::diagnostics::render(&errors, &sources, colour, width);
                    assert!(drawn.contains("error"), "{drawn}");
                    assert!(drawn.len() < 20_000, "{}", drawn.len());
                    assert!(colour || !drawn.contains('\u{1b}'), "{drawn:?}");
                }
            }
        }
    }
}

// ---------------------------------------------------------------- anything at all

fn survives(text: &str, sets: &[String]) {
    let sources = Sources::new("case.toml", text, sets);
    match parse(&sources, &catalogue()) {
        Ok(parsed) => {
            draw(&parsed.warnings, &sources);
            let again = read(&parsed.file.to_toml(), &[]).map(|again| again.file);
            assert_eq!(again.as_ref(), Ok(&parsed.file));
        }
        Err(errors) => {
            assert!(errors.iter().any(|e| e.severity == Severity::Error));
            assert!(errors.iter().all(|e| !e.message.contains('\n') && e.message.len() < 2000));
            draw(&errors, &sources);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn limit_any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), set in ".{0,40}") {
        survives(&String::from_utf8_lossy(&bytes), &[set]);
    }

    #[test]
    fn limit_any_toml_like_text_is_survived(text in "([a-z_.]{0,9}|\\[|\\]|=|\"|'|\n|\r\n|,|[0-9.eE+-]{1,5}|\\{|\\}|#|é| ){0,80}", set in "[a-z_.]{0,20}=.{0,20}") {
        survives(&text, &[set]);
    }

    #[test]
    fn limit_damaged_scenarios_are_survived(
        kind in 0..5_usize,
        cuts in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..6_u8), 1..6),
    ) {
        let (kind, preset) = [("pen", "pen-12"), ("roller", "roller-192"), ("stamp", "stamp-36"), ("patch", "patch-600"), ("needle", "needle")][kind];
        let mut chars: Vec<char> = template("x", kind, if cuts.len() % 2 == 0 { Some(preset) } else { None }).chars().collect();
        for (at, other, how) in cuts {
            let i = at.index(chars.len());
            let j = other.index(chars.len());
            match how {
                0 => { chars.remove(i); }
                1 => chars.swap(i, j),
                2 => { let c = chars[j]; chars.insert(i, c); }
                3 => { chars.drain(i.min(j)..(i.min(j) + 40).min(i.max(j))); }
                4 => chars[i] = '\u{1f600}',
                // switch a comment on
                _ => if let Some(k) = (i..chars.len().saturating_sub(1)).find(|k| chars[*k] == '#') { chars.drain(k..k + 2); },
            }
        }
        let text: String = chars.into_iter().collect();
        survives(&text, &[]);
    }

    #[test]
    fn limit_any_value_of_any_key_is_survived(at in any::<proptest::sample::Index>(), value in "(-?[0-9]{1,25}(\\.[0-9]{1,5})?|\\[{0,3}[0-9, ]{0,9}\\]{0,3}|\"[a-z]{0,9}\"|true|nan|inf|\\{[a-z]{1,4} = 1\\})") {
        let keys: Vec<_> = keys::all().collect();
        let key = keys[at.index(keys.len())];
        survives(GOOD, &[format!("{}={value}", key.path())]);
    }
}
