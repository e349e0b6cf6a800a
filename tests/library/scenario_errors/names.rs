//! Sites, devices, keys and sections that do not exist.

use super::{GOOD, refuses};

refused! {
    identity_nearest_site: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "site = ^\"cheak\"\n" => "skin.site", ["\"cheak\"", "did you mean \"cheek\"?", "temple"];
    identity_nearest_preset: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n", "preset = ^\"pen12\"\n" => "device.preset", ["did you mean \"pen-12\"?"];
    identity_nearest_word: GOOD, "shape = ^\"conic\"\n" => "device.shape", ["did you mean \"conical\"?"];
    limit_shape_without_a_number: GOOD, "shape = ^\"bevel\"\n" => "device.shape", ["\"bevel\"", "conical"];
    limit_long_taper_is_a_taper: GOOD, "shape = ^\"long_taper\"\n" => "device.shape", ["\"long_taper\"", "conical"];
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
}
