//! Keys at the top of the file and of `[area]`.

use super::{FORMAT, Key, MOST_LESIONS, ValueKind, integer, key, number};

/// Names that `area.avoid` takes: the mask over skin, the regions of the face, and `none`.
pub(crate) const AVOID: &[&str] = &[
    "none",
    "orbital_rim",
    "forehead",
    "glabella",
    "temple",
    "upper_eyelid",
    "lower_eyelid",
    "crows_feet",
    "nose_dorsum",
    "nose_rhinion",
    "nose_tip",
    "nose_ala",
    "midface",
    "cheek",
    "nasolabial",
    "upper_lip",
    "chin",
    "jawline",
    "neck",
];

/// Keys of one entry of `area.lesions`, all required.
const LESION: &[(Key, bool)] = &[
    (
        key("area.lesions", "x_mm", number(0.0, 500.0))
            .unit("mm")
            .text("from the left edge, mm")
            .why("the area is at most 500 mm wide"),
        true,
    ),
    (
        key("area.lesions", "y_mm", number(0.0, 500.0))
            .unit("mm")
            .text("from the lower edge, mm")
            .why("the area is at most 500 mm high"),
        true,
    ),
    (
        key("area.lesions", "radius_mm", number(0.01, 100.0))
            .unit("mm")
            .text("radius, mm")
            .why("a spot larger than 100 mm is an area of its own"),
        true,
    ),
];

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
        .text("width of the simulated area, mm")
        .on_area(Some("20"), None)
        .why("a patch of skin narrower than 1 mm holds too few punctures to count, one wider than half a metre is no longer flat skin"),
    key("area", "height_mm", number(1.0, 500.0))
        .unit("mm")
        .text("height of the simulated area, mm")
        .on_area(Some("20"), None)
        .why("a patch of skin lower than 1 mm holds too few punctures to count, one higher than half a metre is no longer flat skin"),
    key("area", "cell_um", number(5.0, 1000.0)).also(&["resolution", "cell_size"])
        .unit("um")
        .text("cell of the maps, um; 25 or less resolves the rete ridges")
        .on_area(Some("100"), Some("500"))
        .why("needles are thinner than 1000 um, and below 5 um a cell is smaller than a skin cell"),
    key("area", "map", ValueKind::Choice(&["face"]))
        .text("\"face\": the whole face, each site with its own skin")
        .example("\"face\""),
    key("area", "avoid", ValueKind::Choices { of: AVOID, most: 24 })
        .text("face: regions and masks that are not treated; \"none\" treats all skin")
        .on_area(None, Some("[\"orbital_rim\"]"))
        .example("[\"orbital_rim\"]"),
    key("area", "lesions", ValueKind::Tables { of: LESION, most: MOST_LESIONS })
        .text("round spots that are not treated, mm from the lower left corner")
        .why("a list this long is not written by hand")
        .example("[{ x_mm = 10, y_mm = 10, radius_mm = 2 }]"),
];
