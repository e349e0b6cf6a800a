//! Keys of `[skin]`.

use super::{Key, MOST_LAYERS, ValueKind, key, number};
use crate::foundation::named::named;
use crate::mechanics::SupportName;
use crate::skin::{Layer, Sex, ThicknessSource};

named! {
    /// Layer that a scenario may list: one of the six basic layers, or epidermis or dermis as a whole.
    pub enum Tissue {
        /// Dead outer layer of the epidermis.
        StratumCorneum => "stratum_corneum",
        /// Living epidermis.
        ViableEpidermis => "viable_epidermis",
        /// The whole epidermis.
        Epidermis => "epidermis",
        /// Upper dermis.
        PapillaryDermis => "papillary_dermis",
        /// Lower dermis.
        ReticularDermis => "reticular_dermis",
        /// The whole dermis.
        Dermis => "dermis",
        /// Fat.
        Fat => "fat",
        /// Muscle.
        Muscle => "muscle",
    }
}

impl Tissue {
    /// Basic layers that it covers, from the top.
    pub fn layers(self) -> &'static [Layer] {
        match self {
            Tissue::StratumCorneum => &[Layer::StratumCorneum],
            Tissue::ViableEpidermis => &[Layer::ViableEpidermis],
            Tissue::Epidermis => &[Layer::StratumCorneum, Layer::ViableEpidermis],
            Tissue::PapillaryDermis => &[Layer::PapillaryDermis],
            Tissue::ReticularDermis => &[Layer::ReticularDermis],
            Tissue::Dermis => &[Layer::PapillaryDermis, Layer::ReticularDermis],
            Tissue::Fat => &[Layer::Fat],
            Tissue::Muscle => &[Layer::Muscle],
        }
    }
}

/// Keys of one entry of `skin.layers`, with whether an entry must have it.
pub(super) const LAYER: &[(Key, bool)] = &[
    (
        key("skin.layers", "layer", ValueKind::Choice(&Tissue::NAMES)).text("name of the layer"),
        true,
    ),
    (
        key("skin.layers", "thickness_mm", number(0.001, 200.0))
            .unit("mm")
            .text("mean thickness, mm")
            .why("a layer that is not there is left out of the list; the thinnest stratum corneum is some 0.005 mm, the thickest fat a few centimetres"),
        true,
    ),
    (
        key("skin.layers", "sd_mm", number(0.0, 100.0))
            .unit("mm")
            .text("standard deviation of the thickness between people (lognormal), mm")
            .default("0")
            .why("a standard deviation cannot be negative"),
        false,
    ),
    (
        key("skin.layers", "young_mpa", number(1e-5, 1000.0))
            .unit("MPa")
            .text("Young's modulus at 300 mm/s, MPa")
            .told("the layer's own")
            .why("fat starts at some 0.001 MPa, dry stratum corneum ends at a few hundred"),
        false,
    ),
    (
        key("skin.layers", "poisson", ValueKind::Number { low: 0.0, high: 0.5, open: true })
            .text("Poisson's ratio, below 0.5")
            .told("the layer's own")
            .why("at 0.5 a material cannot be compressed at all and the elastic equations have no answer; 0.49 is near enough for skin"),
        false,
    ),
    (
        key("skin.layers", "toughness_kj_m2", number(0.001, 1000.0))
            .unit("kJ/m2")
            .text("force over tip diameter at which the layer lets a tip in, kJ/m2 (N/mm); epidermis or reticular dermis")
            .told("mechanics.puncture_toughness_kj_m2")
            .why("skin takes some 1 to 19 kJ/m2, gels a hundredth of that"),
        false,
    ),
    (
        key("skin.layers", "tear_kj_m2", number(0.0, 100.0))
            .unit("kJ/m2")
            .text("energy of the new crack per area, kJ/m2; dermis, fat or muscle")
            .told("mechanics.resistance_tear_kj_m2")
            .why("whole skin has 1 to 20 kJ/m2 in tests of tearing"),
        false,
    ),
    (
        key("skin.layers", "spread_mpa", number(0.0, 100.0))
            .unit("MPa")
            .text("pressure that opens the crack to the needle's width, deep in the layer, MPa; dermis, fat or muscle")
            .told("mechanics.resistance_spread_mpa")
            .why("beyond 100 MPa no needle goes in"),
        false,
    ),
    (
        key("skin.layers", "friction_mpa", number(0.0, 10.0))
            .unit("MPa")
            .text("shear on the needle's side, MPa; dermis, fat or muscle")
            .told("mechanics.resistance_friction_mpa")
            .why("skin has some 0.001 to 0.05 MPa"),
        false,
    ),
];

pub(super) const SKIN: &[Key] = &[
    key("skin", "site", ValueKind::Site).also(&["location", "body_site", "region", "body_part"])
        .text("body site, see `puncta sites`; or give layers, or the face map")
        .example("\"cheek\""),
    key("skin", "source", ValueKind::Choice(&ThicknessSource::NAMES))
        .text("thickness table: default | ultrasound_meng2022 | thin (x 0.8) | thick (x 1.25)")
        .default("\"default\""),
    key("skin", "person", ValueKind::Choice(&["population", "average"]))
        .text("population: a new person each realisation | average: the same average person")
        .default("\"population\""),
    key("skin", "support", ValueKind::Choice(&SupportName::NAMES))
        .text("in_vivo: fat, muscle and bone below | bench: excised skin on a plate")
        .default("\"in_vivo\""),
    key("skin", "bench_fat_mm", number(0.0, 50.0))
        .unit("mm")
        .text("fat left under excised skin, mm; with support = \"bench\" only")
        .default("0")
        .why("excised skin carries from no fat to a few centimetres of it"),
    key("skin", "bench_young_mpa", number(0.001, 1e6)).also(&["bench_modulus", "bench_mpa"])
        .unit("MPa")
        .text("Young's modulus of what excised skin lies on, MPa; with support = \"bench\" only")
        .of_data()
        .why("from the softest gel to far beyond steel")
        .example("0.5"),
    key("skin", "bench_sheets", ValueKind::Integer { low: 1, high: 8 }).also(&["sheets", "bench_layers"])
        .text("equal sheets in which excised skin lies, one on the other without friction; with support = \"bench\" only")
        .default("1")
        .why("eight sheets of half a millimetre are more than any test stacked"),
    key("skin", "thickness_mm", number(0.2, 8.0)).also(&["skin_thickness", "skin_thickness_mm"])
        .unit("mm")
        .text("epidermis and dermis together, measured on the person (ultrasound)")
        .told("people differ as at the site")
        .why("the edge of an eyelid has 0.3 mm, and no site of the table has more than 3 mm")
        .example("1.4"),
    key("skin", "thickness_sd_mm", number(0.0, 2.0))
        .unit("mm")
        .text("standard deviation of that measurement, mm")
        .of_data()
        .why("a standard deviation cannot be negative"),
    key("skin", "sex", ValueKind::Choice(&Sex::NAMES))
        .text("female | male")
        .told("both")
        .example("\"female\""),
    key("skin", "age_years", number(18.0, 95.0)).also(&["age"])
        .unit("years")
        .text("age, years")
        .told("about 40, as in the tables")
        .why("the thickness tables come from adults")
        .example("45"),
    key("skin", "bmi", number(14.0, 60.0))
        .unit("kg/m2")
        .text("body-mass index, kg/m2")
        .told("the tables' own people")
        .why("nobody has measured skin and fat outside this range of body-mass index")
        .example("24"),
    key("skin", "layers", ValueKind::Tables { of: LAYER, most: MOST_LAYERS })
        .text("your own layers instead of a site, from the top down; muscle lies below the last")
        .why("there are six layers to tell apart")
        .example("[{ layer = \"epidermis\", thickness_mm = 0.08 }, { layer = \"dermis\", thickness_mm = 1.4, sd_mm = 0.2, young_mpa = 0.05, poisson = 0.49 }, { layer = \"fat\", thickness_mm = 3 }]"),
    key("skin", "appendages", ValueKind::Choice(&["hidden", "shown"]))
        .text("shown: hair follicles and sweat glands drawn on the map of skin thickness; no figure knows of them")
        .default("\"hidden\"")
        .example("\"shown\""),
];
