//! Keys of `[sessions]` and `[absorption]`: what `puncta timeline` adds to a treatment. No other command uses them.

use super::{Key, ValueKind, integer, key, number};
use crate::recovery::absorption::{LOG_KOW, MASS_DA};

/// Most sessions of one person.
pub const MOST_SESSIONS: i64 = 50;

pub(super) const SESSIONS: &[Key] = &[
    key("sessions", "number", integer(1, MOST_SESSIONS))
        .also(&["count", "treatments"])
        .text("sessions of one person, for the plan of `puncta timeline`")
        .why("plans have 1 to 6 sessions; beyond 50 nobody counts them")
        .example("4"),
    key("sessions", "interval_days", number(0.01, 1000.0))
        .also(&["interval", "interval_weeks", "days"])
        .unit("days")
        .text("days from one session to the next")
        .why("a next session comes after the one before, and within three years")
        .example("30"),
    key("sessions", "area_cm2", number(0.01, 20_000.0))
        .unit("cm2")
        .text("area that a session treats, for its duration; not given: the simulated area")
        .why("a person has less than 2 m2 of skin")
        .example("300"),
    key("sessions", "price", number(0.0, 1e6))
        .also(&["cost", "price_per_session"])
        .text("price of a session; the program knows none of its own")
        .why("a price is not negative")
        .example("200"),
    key("sessions", "currency", ValueKind::Text(12))
        .text("currency of the price, as it should stand beside it")
        .why("a currency is a sign or a short word")
        .example("\"EUR\""),
];

pub(super) const ABSORPTION: &[Key] = &[
    key("absorption", "molecule", ValueKind::Molecule)
        .also(&["drug", "substance"])
        .text("molecule put on the treated skin, for `puncta timeline`; for teaching, no dose")
        .example("\"caffeine\""),
    key("absorption", "mass_da", number(MASS_DA[0], MASS_DA[1]))
        .also(&["molecular_weight", "mw"])
        .unit("Da")
        .text("instead of a molecule's name: its mass, Da")
        .why("how fast a molecule crosses intact skin was measured for 18 to 750 Da, and nothing tells it beyond")
        .example("300"),
    key("absorption", "log_kow", number(LOG_KOW[0], LOG_KOW[1]))
        .also(&["log_p", "logp"])
        .text("instead of a molecule's name: logarithm of its octanol-water partition")
        .why("how fast a molecule crosses intact skin was measured between these, and nothing tells it beyond")
        .example("1.5"),
    key("absorption", "cover", ValueKind::Choice(&["on", "off"]))
        .text("on: the skin is covered afterwards, and channels close later | off: left open")
        .default("\"off\""),
    key("absorption", "layer_mm", number(0.001, 100.0))
        .unit("mm")
        .text("thickness of the layer on the skin, mm; 100 is hardly used up")
        .default("0.02")
        .why("creams lie in hundredths of a millimetre, wet pads in millimetres"),
    key("absorption", "hours", number(0.1, 1000.0))
        .unit("h")
        .text("hours over which it enters")
        .default("24")
        .why("below some minutes nothing has crossed the skin, and beyond weeks its upper layer has been shed"),
];
