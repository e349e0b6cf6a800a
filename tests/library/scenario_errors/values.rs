//! A value out of its range or of the wrong kind.

use super::{GOOD, read, refuses};

#[test]
fn limit_needle_length() {
    let error = refuses(
        "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\nlength_mm = ^15\n",
        "device.length_mm",
        &[],
    );
    assert_eq!(
        error.message,
        "device.length_mm = 15 is outside 0.05 to 6 mm: needles of microneedling devices end at 3 mm, single needles of tests at 6 mm"
    );
    assert_eq!(error.allowed.as_deref(), Some("0.05 to 6 mm"));
    assert_eq!(error.value.as_deref(), Some("15"));
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
    limit_fat_reach_above_one: GOOD, "[limits]\nfat_reach = ^1.01\n" => "limits.fat_reach", ["1.01", "0 to 1", "share"];
    limit_fat_reach_below_zero: GOOD, "[limits]\nfat_reach = ^-0.01\n" => "limits.fat_reach", ["-0.01", "0 to 1", "share"];
    limit_fat_reach_in_per_cent: GOOD, "[limits]\nfat_reach = ^5\n" => "limits.fat_reach", ["5", "0 to 1", "share"];
    limit_no_depth_tolerance: GOOD, "[limits]\ndepth_tolerance_mm = ^0\n" => "limits.depth_tolerance_mm", ["0", "0.001 to 3 mm"];
    limit_open_ended_depth_tolerance: GOOD, "[limits]\ndepth_tolerance_mm = ^inf\n" => "limits.depth_tolerance_mm", ["inf", "finite"];
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
