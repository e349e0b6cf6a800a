//! Keys of `[mechanics]`: the law, and every number of the contact law.

use super::{Key, Users, ValueKind, key, number};
use crate::mechanics::LawName;

/// Default of a number of the contact law, in words.
const FITTED: &str = "as calibrated";

const fn of_law(name: &'static str, low: f64, high: f64) -> Key {
    key("mechanics", name, number(low, high)).told(FITTED)
}

pub(super) const MECHANICS: &[Key] = &[
    key("mechanics", "law", ValueKind::Choice(&LawName::NAMES))
        .text("contact: mechanics of needles in layered skin | ratio: depth = normal(ratio, ratio_sd) x set depth")
        .default("\"contact\""),
    key("mechanics", "ratio", number(0.0, 1.5))
        .text("mean depth over set depth, for law = \"ratio\"")
        .of_data()
        .why("needles go in a part of their length, or a little further where the skin bulges")
        .example("0.6"),
    key("mechanics", "ratio_sd", number(0.0, 1.0))
        .text("standard deviation of that ratio")
        .of_data()
        .why("a standard deviation cannot be negative, nor wider than the ratio itself")
        .example("0.15"),
    key("mechanics", "sets", ValueKind::Text(200))
        .text("CSV file beside the scenario with sets of the contact law's numbers, as `puncta fit` writes it")
        .told("the program's own calibration")
        .why("the name has to fit a line")
        .example("\"mine.csv\""),
    key("mechanics", "sets_hash", ValueKind::Text(64))
        .text("hash of that file, as a run writes it: another file under the same name is refused")
        .why("a hash has 64 digits")
        .example("\"\""),
    of_law("epidermis_young_mpa", 0.01, 1000.0)
        .unit("MPa")
        .text("Young's modulus of the epidermis at 300 mm/s, MPa")
        .why("dry stratum corneum ends at a few hundred")
        .example("4.2"),
    of_law("dermis_young_mpa", 0.001, 100.0)
        .unit("MPa")
        .text("Young's modulus of the dermis at 300 mm/s, pressed from above, MPa")
        .why("rubbers end at some tens")
        .example("0.036"),
    of_law("fat_young_mpa", 0.0005, 10.0)
        .unit("MPa")
        .text("Young's modulus of the fat at 300 mm/s, MPa")
        .why("fat starts at some 0.001 MPa")
        .example("0.01"),
    of_law("muscle_young_mpa", 0.0005, 10.0)
        .unit("MPa")
        .text("Young's modulus of muscle at rest at 300 mm/s, MPa")
        .why("muscle at rest starts at some 0.005 MPa")
        .example("0.0106"),
    of_law("fascia_young_mpa", 0.001, 100.0)
        .unit("MPa")
        .text("modulus of the superficial fascia in tension, MPa")
        .why("fasciae end at some tens")
        .example("1.05"),
    of_law("fascia_thickness_mm", 0.01, 5.0)
        .unit("mm")
        .text("thickness of the superficial fascia, mm")
        .why("it is a sheet of a fraction of a millimetre")
        .example("0.5"),
    of_law("poisson", 0.3, 0.499)
        .text("Poisson's ratio of all soft layers")
        .why("soft tissue hardly changes its volume, and at 0.5 the elastic equations have no answer")
        .example("0.49"),
    of_law("tension_factor", 0.01, 10.0)
        .text("tension of living skin over that of the table of supports")
        .why("skin without tension is 0.01 or less of it")
        .example("0.66"),
    of_law("rate_exponent", 0.001, 0.6)
        .text("exponent with which moduli grow with the tip's speed")
        .why("rubbers have next to none, soft tissue some 0.1 to 0.3")
        .example("0.146"),
    of_law("rate_reference_mm_s", 0.01, 10000.0)
        .unit("mm/s")
        .text("speed at which the moduli hold, mm/s")
        .why("bench tests start at 0.01 mm/s, applicators end near 10 m/s")
        .example("300"),
    of_law("rate_hand_mm_s", 0.01, 1000.0)
        .unit("mm/s")
        .text("speed with which a hand presses a device on, mm/s")
        .why("a hand presses within a second or so")
        .example("1"),
    of_law("rate_slowest_mm_s", 1e-05, 10.0)
        .unit("mm/s")
        .text("speed below which moduli no longer fall, mm/s")
        .why("slower skin creeps")
        .example("0.01"),
    of_law("locking_strain", 0.01, 10.0)
        .text("strain beyond which skin stiffens")
        .why("collagen is stretched out at some tenths")
        .example("0.167"),
    of_law("puncture_base_n", 0.0, 1.0)
        .unit("N")
        .text("puncture force of a tip of no width, N")
        .why("single needles puncture with some hundredths of a newton")
        .example("0"),
    of_law("puncture_toughness_kj_m2", 0.05, 100.0)
        .unit("kJ/m2")
        .text("puncture force over tip diameter, kJ/m2 (= N/mm)")
        .why("gels start at some 0.1, leather ends at some tens")
        .example("4"),
    of_law("puncture_surface_share", 0.005, 0.95)
        .text("force at which the surface lets a tip in, over the puncture force")
        .why("the surface takes less than what lies below it")
        .example("0.145"),
    of_law("puncture_cv", 0.0, 1.0)
        .text("standard deviation over mean of the puncture force between strikes")
        .why("a force that varies by more than its mean is none")
        .example("0.3"),
    of_law("resistance_tear_kj_m2", 0.0005, 50.0)
        .unit("kJ/m2")
        .text("energy of the new crack per area, kJ/m2")
        .why("gels start at some 0.001, rubbers end at some tens")
        .example("0.1"),
    of_law("resistance_spread_mpa", 0.001, 500.0)
        .unit("MPa")
        .text("pressure that opens a tract to the needle's width, MPa")
        .why("it is some multiple of the shear modulus")
        .example("2.7"),
    of_law("resistance_confined_mm", 0.005, 50.0)
        .unit("mm")
        .text("depth from which that whole pressure is needed, mm")
        .why("it is about the thickness of skin")
        .example("0.64"),
    of_law("resistance_friction_mpa", 1e-05, 5.0)
        .unit("MPa")
        .text("shear on the needle's side, MPa")
        .why("a lubricated needle has next to none")
        .example("0.0075"),
    of_law("resistance_fat_share", 0.001, 1.0)
        .text("resistance of fat over that of the dermis")
        .why("fat resists less than dermis")
        .example("0.22"),
    of_law("resistance_muscle_share", 0.001, 1.0)
        .text("resistance of muscle over that of the dermis")
        .why("muscle resists less than dermis")
        .example("0.22"),
    of_law("resistance_cv", 0.0, 1.0)
        .text("standard deviation over mean of the resistance between strikes")
        .why("a resistance that varies by more than its mean is none")
        .example("0.2"),
    of_law("rim_width_mm", 0.05, 10.0)
        .unit("mm")
        .only(Users::Strokes)
        .text("width of the ring on which a pen's rim rests, mm")
        .why("rims are about a millimetre wide")
        .example("0.97"),
    of_law("rim_recess_mm", 0.0, 5.0)
        .unit("mm")
        .only(Users::Strokes)
        .text("distance of the cartridge's face behind the rim, mm")
        .why("cartridges are set back by a fraction of a millimetre")
        .example("0.36"),
    of_law("rim_bulge_share", 0.001, 1.0)
        .only(Users::Strokes)
        .text("share of the linear bulge into the head")
        .why("skin bulges less than a linear body")
        .example("0.28"),
];
