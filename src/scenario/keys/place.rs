//! Keys at the top of the file and of `[area]`.

use super::{FORMAT, Key, ValueKind, integer, key, number};

pub(super) const TOP: &[Key] = &[
    key("", "format", integer(FORMAT, FORMAT)).text("version of the file format; required").example("1"),
    key("", "name", ValueKind::Text(200))
        .text("title of figures and reports; default: the file's name")
        .why("it has to fit the head of a figure, on one line")
        .example("\"Untitled\""),
];

pub(super) const AREA: &[Key] = &[
    key("area", "width_mm", number(1.0, 500.0))
        .unit("mm")
        .text("width of the simulated area, mm; default 20")
        .why("a patch of skin narrower than 1 mm holds too few punctures to count, one wider than half a metre is no longer flat skin")
        .example("20"),
    key("area", "height_mm", number(1.0, 500.0))
        .unit("mm")
        .text("height of the simulated area, mm; default 20")
        .why("a patch of skin lower than 1 mm holds too few punctures to count, one higher than half a metre is no longer flat skin")
        .example("20"),
    key("area", "cell_um", number(5.0, 1000.0))
        .unit("um")
        .text("cell of the maps, um; default 100; 25 or less resolves the rete ridges")
        .why("needles are thinner than 1000 um, and below 5 um a cell is smaller than a skin cell")
        .example("100"),
    key("area", "map", ValueKind::Choice(&["face"]))
        .text("\"face\": the whole face, each site with its own skin")
        .example("\"face\""),
];
