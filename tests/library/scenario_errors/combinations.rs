//! Keys that need, forbid or contradict each other.

use super::{GOOD, ROLLER, refuses};

refused! {
    identity_depth_of_a_roller: ROLLER, "depth_mm = ^1.5\n" => "device.depth_mm", ["1.5", "roller", "no dial", "length_mm"];
    identity_frequency_of_a_roller: ROLLER, "frequency_hz = ^110\n" => "device.frequency_hz", ["110", "roller", "pen"];
    identity_drum_of_a_pen: GOOD, "drum_width_mm = ^20\n" => "device.drum_width_mm", ["20", "pen", "roller"];
    identity_push_of_a_pen: GOOD, "[technique]\nspeed_m_s = ^2\n" => "technique.speed_m_s", ["stamp, patch, needle"];
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
    identity_layers_upside_down: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"fat\", thickness_mm = 1 }, { layer = ^\"dermis\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["dermis lies above fat"];
    identity_layer_twice: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"fat\", thickness_mm = 1 }, { layer = ^\"fat\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["fat twice"];
    identity_layer_inside_another: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n",
        "layers = [{ layer = \"dermis\", thickness_mm = 1 }, { layer = ^\"reticular_dermis\", thickness_mm = 1 }]\n" => "skin.layers[1].layer", ["same tissue"];
}
