//! Keys of `[technique]`, `[limits]` and `[run]`.

use super::{Key, MOST_DIRECTIONS, Users, ValueKind, integer, key, number};
use crate::simulate::inputs::unstated::PATHS;
use crate::simulate::precision::MOST_REALISATIONS;
use crate::technique::Direction;

pub(super) const TECHNIQUE: &[Key] = &[
    key("technique", "passes", integer(1, 100))
        .text("times the whole area is treated")
        .default("1")
        .why("treatments take 1 to 20 passes")
        .example("4"),
    key("technique", "directions", ValueKind::Choices { of: &Direction::NAMES, most: MOST_DIRECTIONS })
        .also(&["headings"])
        .only(Users::Arrays)
        .text("directions of the passes, used in turn")
        .default("[\"vertical\", \"horizontal\", \"diagonal_up\", \"diagonal_down\"]")
        .why("there are four directions to choose from"),
    key("technique", "hand_speed_mm_s", number(0.5, 500.0))
        .also(&["speed", "velocity", "hand_speed"])
        .unit("mm/s")
        .only(Users::Glides)
        .text("speed of the hand over the skin, mm/s")
        .of_data()
        .why("a hand glides at 5 to 100 mm/s and cannot steer above 500")
        .example("20"),
    key("technique", "overlap", number(0.0, 0.95))
        .only(Users::Arrays)
        .text("share by which neighbouring lanes overlap, 0 to 0.95")
        .default("0")
        .why("lanes that overlap wholly never get across the area"),
    key("technique", "line_spacing_mm", number(0.05, 200.0))
        .unit("mm")
        .only(Users::Arrays)
        .text("distance of lanes or rows of prints, mm")
        .told("head, drum or plate width x (1 - overlap)")
        .why("lanes closer than 0.05 mm take hours, wider ones than 200 mm leave the area untouched")
        .example("6"),
    key("technique", "placement_spacing_mm", number(0.05, 200.0))
        .unit("mm")
        .only(Users::SetDown)
        .text("distance of prints along a lane, mm")
        .told("line_spacing_mm if given, else plate length x (1 - overlap)")
        .why("prints closer than 0.05 mm take hours, wider ones than 200 mm leave the area untouched")
        .example("9"),
    key("technique", "position_jitter_mm", number(0.0, 10.0))
        .unit("mm")
        .text("standard deviation of where the device is put, mm")
        .of_data()
        .why("a hand misses its mark by millimetres, not centimetres")
        .example("0.5"),
    key("technique", "heading_jitter_deg", number(0.0, 90.0))
        .unit("degrees")
        .only(Users::Arrays)
        .text("standard deviation of the heading, degrees")
        .of_data()
        .why("beyond 90 degrees a heading has no meaning")
        .example("3"),
    key("technique", "variation", number(0.0, 3.0))
        .also(&["steadiness"])
        .only(Users::Arrays)
        .text("factor on all that varies below: 0 = a steady hand and motor")
        .default("1")
        .why("0 is a clock, 1 what is usual, and nobody is three times as unsteady"),
    key("technique", "speed_cv", number(0.0, 1.0))
        .only(Users::Strokes)
        .text("how much the hand's speed varies: standard deviation over mean")
        .of_data()
        .why("a hand that varies by more than its mean stands still")
        .example("0.3"),
    key("technique", "frequency_cv", number(0.0, 0.5))
        .only(Users::Strokes)
        .text("how much the stroke frequency varies: standard deviation over mean")
        .of_data()
        .why("a motor that varies by more than half is broken")
        .example("0.05"),
    key("technique", "slip_cv", number(0.0, 0.5))
        .only(Users::Drum)
        .text("how much the way of a drum for one turn varies: standard deviation over mean")
        .of_data()
        .why("a drum that slips by more than half does not roll")
        .example("0.03"),
    key("technique", "spacing_cv", number(0.0, 0.5))
        .only(Users::Arrays)
        .text("how much the spacing of lanes or prints varies between treatments")
        .of_data()
        .why("a spacing that varies by more than half is none")
        .example("0.1"),
    key("technique", "wander_mm", number(0.0, 10.0))
        .unit("mm")
        .only(Users::Glides)
        .text("standard deviation of the wander sideways along a lane, mm")
        .of_data()
        .why("a hand misses its line by millimetres, not centimetres")
        .example("0.3"),
    key("technique", "turn_deg", number(0.0, 90.0))
        .unit("degrees")
        .only(Users::Strokes)
        .text("standard deviation of the head's turn against its way, degrees")
        .of_data()
        .why("beyond 90 degrees a turn has no meaning")
        .example("10"),
    key("technique", "force_cv", number(0.0, 1.0))
        .text("how much the hand's force varies: standard deviation over mean")
        .of_data()
        .why("a force that varies by more than its mean is none")
        .example("0.3"),
    key("technique", "variation_length_mm", number(1.0, 1000.0))
        .unit("mm")
        .only(Users::Glides)
        .text("way along a lane over which the hand keeps its deviation, mm")
        .of_data()
        .why("hands change within millimetres at the least; beyond 1 m a lane is even")
        .example("10"),
    key("technique", "force_n", number(0.001, 200.0))
        .also(&["force", "pressure", "load", "hand_force"])
        .unit("N")
        .text("force, N: on the rim of a pen, on the needles of others")
        .of_data()
        .why("hands press such devices with 1 to 30 N, single needles with some thousandths and up")
        .example("6"),
    key("technique", "speed_m_s", number(1e-5, 20.0))
        .unit("m/s")
        .only(Users::Pushed)
        .text("speed at which the needles are pushed, m/s")
        .of_data()
        .why("bench tests start at 0.01 mm/s, impact applicators end near 10 m/s")
        .example("0.05"),
];

pub(super) const LIMITS: &[Key] = &[
    key("limits", "fat_reach", number(0.0, 1.0))
        .text("most strikes allowed to reach the fat, as a share, 0 to 1")
        .of_data()
        .why("it is a share"),
    key("limits", "depth_tolerance_mm", number(0.001, 3.0))
        .unit("mm")
        .text("how far from the set depth still counts as met, mm")
        .of_data()
        .why("a tolerance above the longest needle says nothing"),
];

pub(super) const RUN: &[Key] = &[
    key("run", "realisations", integer(1, MOST_REALISATIONS as i64)).also(&["people", "patients", "samples", "iterations"])
        .text("people, skin fields and placements to draw")
        .default("200")
        .why("beyond 100000 the input uncertainty is far larger than the counting error"),
    key("run", "seed", integer(0, i64::MAX))
        .text("seed of the random numbers: the same seed gives the same bytes")
        .default("1")
        .why("a seed is a whole number that a TOML file can hold"),
    key("run", "intervals", ValueKind::Choice(&["on", "off"]))
        .text("on: low and high of every figure over uncertain inputs | off: of the Monte-Carlo error")
        .default("\"on\""),
    key("run", "reach_error", number(0.002, 0.5))
        .text("draw people for the fat-layer reach until its standard error is this share of it; not given: as many as the run pays for")
        .why("a smaller error takes more people than there may be, a larger one says nothing")
        .example("0.02"),
    key("run", "unstated", ValueKind::Choices { of: &PATHS, most: PATHS.len() })
        .text("keys of this file whose values are defaults that nobody stated: intervals draw them from their ranges")
        .told("the defaults that have a range")
        .why("other defaults have no range")
        .example("[\"device.taper_mm\"]"),
];
