//! Keys of `[device]`. Ranges admit every built-in device with room on both sides.

use super::{Key, MOST_NEEDLES, MOST_RINGS, Users, ValueKind, integer, key, number};
use crate::device::{Drive, Kind, Layout, Material, NeedleShape};

/// Keys of one entry of `device.rings`, both required.
pub(super) const RING: &[(Key, bool)] = &[
    (
        key("device.rings", "count", integer(1, 1000))
            .text("needles on the ring")
            .why("a ring needs a needle, and a thousand needles no longer fit on one"),
        true,
    ),
    (
        key("device.rings", "diameter_mm", number(0.0, 100.0))
            .unit("mm")
            .text("diameter of the ring, mm; 0 for a needle in the middle")
            .why("a cartridge is a few millimetres across"),
        true,
    ),
];

/// Longest needles: of devices with several, and of a single one as bench tests push it in.
pub(crate) const LONGEST_MM: f64 = 3.0;
const LONGEST_SINGLE_MM: f64 = 6.0;

pub(super) const DEVICE: &[Key] = &[
    key("device", "preset", ValueKind::Preset)
        .text("a built-in device, see `puncta devices`; every key below overrides its own")
        .example("\"pen-12\""),
    key("device", "kind", ValueKind::Choice(&Kind::NAMES)).also(&["type", "device_type"])
        .text("pen | roller | stamp | patch | needle; only without a preset")
        .example("\"pen\""),
    key("device", "layout", ValueKind::Choice(&Layout::NAMES))
        .only(Users::Arrays)
        .text("rings | grid | drum | list")
        .told("as the other keys or the preset have it")
        .example("\"rings\""),
    key("device", "rings", ValueKind::Tables { of: RING, most: MOST_RINGS }).also(&["pins", "needles", "needle_count", "pin_count", "number_of_needles"])
        .only(Users::Free)
        .text("concentric rings of needles")
        .of_data()
        .why("a cartridge has a handful of rings")
        .example("[{ count = 8, diameter_mm = 5.0 }, { count = 4, diameter_mm = 2.2 }]"),
    key("device", "rows", integer(1, 200))
        .only(Users::Arrays)
        .text("rows of the grid, or rings of needles along the drum of a roller")
        .of_data()
        .why("the largest arrays have some tens of rows")
        .example("6"),
    key("device", "columns", integer(1, 200))
        .only(Users::Free)
        .text("columns of the grid")
        .of_data()
        .why("the largest arrays have some tens of columns")
        .example("6"),
    key("device", "pitch_mm", number(0.05, 20.0)).also(&["spacing", "needle_spacing", "needle_spacing_mm"])
        .unit("mm")
        .only(Users::Free)
        .text("distance between neighbours of the grid, mm")
        .of_data()
        .why("needles closer than 0.05 mm merge, and arrays are at most a few centimetres wide")
        .example("0.9"),
    key("device", "positions_mm", ValueKind::Points { low: -100.0, high: 100.0, most: MOST_NEEDLES })
        .unit("mm")
        .only(Users::Free)
        .text("positions of the needles, [x, y] in mm from the middle of the head")
        .of_data()
        .why("a head is at most a few centimetres wide")
        .example("[[0.0, 0.0], [1.5, 0.0], [0.0, 1.5]]"),
    key("device", "drum_diameter_mm", number(2.0, 200.0))
        .unit("mm")
        .only(Users::Drum)
        .text("diameter of the bare drum, mm, without the needles")
        .of_data()
        .why("roller drums are one to a few centimetres across")
        .example("20"),
    key("device", "drum_width_mm", number(1.0, 200.0))
        .unit("mm")
        .only(Users::Drum)
        .text("width of the drum, mm")
        .of_data()
        .why("the widest body rollers are some centimetres wide")
        .example("20"),
    key("device", "angular_pitch_deg", number(1.0, 180.0))
        .unit("degrees")
        .only(Users::Drum)
        .text("angle between neighbouring needles of a row, degrees")
        .of_data()
        .why("a row has at least two needles, and at most some hundreds fit round a drum")
        .example("15"),
    key("device", "head_width_mm", number(0.5, 100.0))
        .unit("mm")
        .only(Users::Strokes)
        .text("width of the track the pins paint, mm")
        .of_data()
        .why("pen heads are a few millimetres wide")
        .example("6"),
    key("device", "rim_diameter_mm", number(0.5, 100.0))
        .unit("mm")
        .only(Users::Strokes)
        .text("diameter of the rim that rests on the skin, mm")
        .of_data()
        .why("pen heads are a few millimetres wide")
        .example("9"),
    key("device", "mass_g", number(10.0, 2000.0))
        .unit("g")
        .only(Users::Strokes)
        .text("mass of the pen with its cartridge, g: it holds the head down within a stroke")
        .of_data()
        .why("the lightest pens weigh some tens of grams, and nobody guides two kilograms along a lane")
        .example("150"),
    key("device", "length_mm", number(0.05, LONGEST_SINGLE_MM)).also(&["needle_length", "needle_length_mm"])
        .unit("mm")
        .text("length of the needles, mm")
        .of_data()
        .why("needles of microneedling devices end at 3 mm, single needles of tests at 6 mm")
        .example("1.5"),
    key("device", "shaft_diameter_um", number(20.0, 1000.0)).also(&["gauge", "diameter", "needle_diameter"])
        .unit("um")
        .text("diameter of the shaft (or base) of a needle, um")
        .of_data()
        .why("wider than 1000 um it is no longer a microneedle, thinner than 20 um it cannot carry its load")
        .example("250"),
    key("device", "taper_mm", number(0.01, 10.0))
        .unit("mm")
        .text("length of the taper, mm, cut short by length_mm")
        .of_data()
        .why("even the long taper of tattoo needles stays below 10 mm")
        .example("1.5"),
    key("device", "tip_diameter_um", number(0.1, 200.0)).also(&["tip", "sharpness", "tip_radius_um"])
        .unit("um")
        .text("diameter of the tip, um: steel 8 new, 40 worn")
        .of_data()
        .why("ground steel reaches a few um, and a tip above 200 um is a punch")
        .example("8"),
    key("device", "shape", ValueKind::Choice(&NeedleShape::NAMES))
        .text("conical: a round point; how long it is says taper_mm, how sharp tip_diameter_um")
        .default("\"conical\"")
        .why(
            "no published number says how deep a bevelled or pyramidal point goes beside a round one of the same width. A \
             long point is said by taper_mm, a sharp one by tip_diameter_um",
        ),
    key("device", "material", ValueKind::Choice(&Material::NAMES))
        .text("steel | polymer: what `puncta insert` holds the needle's own strength against")
        .default("\"steel\"")
        .example("\"steel\""),
    key("device", "frequency_hz", number(1.0, 500.0)).also(&["rpm", "stroke_rate", "strokes_per_second", "strokes_per_minute"])
        .unit("Hz")
        .only(Users::Strokes)
        .text("strokes a second, Hz")
        .of_data()
        .why("pens are sold with 30 to 150 strokes a second")
        .example("110"),
    key("device", "frequency_tolerance", number(0.0, 0.3)).also(&["rate_tolerance", "rpm_tolerance", "speed_tolerance"])
        .only(Users::Strokes)
        .text("how far the frequency of one device may lie from the set one, as a share of it, either way")
        .told("none: every device has the set frequency")
        .why("a motor three tenths off would not be sold, and 0.05 is five per cent")
        .example("0.05"),
    key("device", "drive", ValueKind::Choice(&Drive::NAMES))
        .text("stroke | force | speed")
        .told("stroke for pen and needle, force for others")
        .example("\"stroke\""),
    key("device", "overtravel_mm", number(0.0, 5.0))
        .unit("mm")
        .text("travel below the resting skin, mm: of a pen beyond its dial, of others with drive = \"stroke\"")
        .of_data()
        .why("a stroke cannot push the plate deeper than the soft tissue gives way"),
    key("device", "depth_mm", number(0.0, 3.0)).also(&["set_depth", "set_depth_mm", "dial", "dial_mm", "penetration"])
        .unit("mm")
        .only(Users::Dialled)
        .text("what the dial of the pen says, mm")
        .of_data()
        .why("the dials of pens end at 3 mm")
        .example("1.5"),
    key("device", "length_tolerance_mm", number(0.0, 0.5))
        .unit("mm")
        .text("standard deviation of needle length, mm")
        .of_data()
        .why("a needle half a millimetre off would be sorted out by hand"),
    key("device", "setting_bias_mm", number(-1.0, 1.0))
        .unit("mm")
        .text("mean error of the depth setting, mm, positive = deeper")
        .of_data()
        .why("scales of devices are off by tenths of a millimetre"),
    key("device", "setting_sd_mm", number(0.0, 1.0))
        .unit("mm")
        .text("standard deviation of the depth setting, mm")
        .of_dial("0")
        .why("scales of devices are off by tenths of a millimetre")
        .example("0.05"),
    key("device", "dull_fraction", number(0.0, 1.0))
        .text("share of dull needles, 0 to 1")
        .of_data()
        .why("it is a share"),
    key("device", "dull_factor", number(1.0, 50.0))
        .text("tip diameter of a dull needle over that of a new one")
        .of_data()
        .why("a dull tip is wider than a new one, and wear ends at the width of the shaft"),
    key("device", "bent_fraction", number(0.0, 1.0))
        .text("share of bent needles, 0 to 1")
        .of_data()
        .why("it is a share"),
    key("device", "bent_deg", number(0.0, 60.0))
        .unit("degrees")
        .text("tilt of a bent needle, degrees")
        .of_data()
        .why("a needle bent further lies along the skin"),
    key("device", "missing_fraction", number(0.0, 0.99))
        .text("share of missing needles, 0 to 1")
        .of_data()
        .why("at least one needle in a hundred has to be there"),
];
