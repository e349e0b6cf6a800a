//! Random scenarios: what holds of the figures of any of them.

use super::run;
use crate::fuzzed::sound;
use proptest::prelude::*;
use puncta::scenario::{Sources, catalogue, load};

const DEVICES: [(&str, &str); 7] = [
    ("pen-12", "depth_mm"),
    ("pen-36", "depth_mm"),
    ("roller-192", "length_mm"),
    ("roller-home-02", "length_mm"),
    ("stamp-36", "length_mm"),
    ("patch-600", "length_mm"),
    ("needle", "length_mm"),
];
const SITES: [&str; 5] = ["cheek", "upper_eyelid", "forehead", "palm", "abdomen"];

#[derive(Debug, Clone)]
struct Case {
    device: usize,
    depth_mm: f64,
    site: usize,
    ratio_law: bool,
    side_mm: [f64; 2],
    cell_um: f64,
    missing: f64,
    passes: u32,
    wide_lanes: bool,
    realisations: u32,
    seed: u64,
    intervals: bool,
}

impl Case {
    fn text(&self) -> String {
        let (preset, depth) = DEVICES[self.device];
        let law = if self.ratio_law { "ratio" } else { "contact" };
        let intervals = if self.intervals { "on" } else { "off" };
        let lanes = if self.wide_lanes && (preset.starts_with("pen") || preset.starts_with("roller")) {
            "line_spacing_mm = 40\n"
        } else {
            ""
        };
        let [width, height] = self.side_mm;
        format!(
            "format = 1\n[area]\nwidth_mm = {width}\nheight_mm = {height}\ncell_um = {}\n[skin]\nsite = \"{}\"\n\
             [device]\npreset = \"{preset}\"\n{depth} = {}\nmissing_fraction = {}\n[technique]\npasses = {}\n{lanes}\
             [mechanics]\nlaw = \"{law}\"\n[run]\nrealisations = {}\nseed = {}\nintervals = \"{intervals}\"\n",
            self.cell_um,
            SITES[self.site],
            self.depth_mm,
            self.missing,
            self.passes,
            self.realisations,
            self.seed
        )
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let missing = prop_oneof![2 => Just(0.0), 1 => Just(0.6), 2 => Just(0.99)];
    let device = (0..DEVICES.len(), 0.2..2.0f64, 0..SITES.len(), any::<bool>());
    let area = ([1.0..4.0f64, 1.0..4.0], prop_oneof![Just(50.0), Just(100.0), Just(250.0)]);
    let rest = (missing, 1..4u32, any::<bool>(), 1..6u32, 0..1000u64, prop::bool::weighted(0.15));
    (device, area, rest).prop_map(
        |(
            (device, depth_mm, site, ratio_law),
            (side_mm, cell_um),
            (missing, passes, wide_lanes, realisations, seed, intervals),
        )| Case {
            device,
            depth_mm,
            site,
            ratio_law,
            side_mm,
            cell_um,
            missing,
            passes,
            wide_lanes,
            realisations,
            seed,
            intervals,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 30, ..ProptestConfig::default() })]

    #[test]
    fn identity_figures_of_any_scenario_are_sound(case in cases()) {
        // Some devices refuse some lengths or passes.
        let text = case.text();
        let none: [&str; 0] = [];
        let loaded = load(&Sources::new("random.toml", &text, &none), &catalogue(), "random");
        prop_assume!(loaded.is_ok());
        sound::outcome(&run(&text, &[]));
    }
}
