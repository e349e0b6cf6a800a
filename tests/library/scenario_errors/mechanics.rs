//! What the contact law cannot use, and keys that change nothing.
//!
//! The second half of the checks knows presets and kinds, so these texts go the whole way to a scenario.

use super::{check, marked, refuses, said};
use puncta::injury::Measure;
use puncta::outcome::{Figure, Outcome};
use puncta::scenario::{Diagnostic, Scenario, Severity, Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};

const CHEEK: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\n";

fn loaded(text: &str) -> Result<Scenario, Vec<Diagnostic>> {
    load(&Sources::new("case.toml", text, &[] as &[&str]), &catalogue(), "case")
}

#[track_caller]
fn accepted(text: &str) -> Scenario {
    loaded(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"))
}

/// Below `[device]` of a cheek: the only complaint stands at the mark.
#[track_caller]
fn device_refused(device: &str, key: &str, pieces: &[&str]) {
    let (text, line, column) = marked(&format!("{CHEEK}{device}\n"));
    let errors = loaded(&text).expect_err("a device that cannot be was accepted");
    assert_eq!(errors.len(), 1, "one complaint expected: {errors:#?}");
    check(&errors[0], key, line, column, pieces);
}

/// Keys that are warned of, in order.
fn warned(scenario: &Scenario) -> Vec<&str> {
    assert!(scenario.warnings().iter().all(|warning| warning.severity == Severity::Warning));
    scenario.warnings().iter().filter_map(|warning| warning.key.as_deref()).collect()
}

/// All figures of a few people on a little skin.
fn figures(text: &str) -> Vec<Figure> {
    let scenario =
        accepted(&format!("{text}\n[area]\nwidth_mm = 6\nheight_mm = 6\n[run]\nrealisations = 3\n"));
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).expect("simulated");
    let outcome = Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone());
    Measure::ALL.iter().map(|measure| outcome.figure(*measure)).collect()
}

/// Value of one of all figures.
fn of(figures: &[Figure], measure: Measure) -> f64 {
    let figure = Measure::ALL.iter().zip(figures).find(|(other, _)| **other == measure);
    figure.and_then(|(_, figure)| figure.value).expect("a value")
}

refused! {
    limit_poisson_of_one_half: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", thickness_mm = 1, poisson = ^0.5 }]\n"
        => "skin.layers[0].poisson", ["0.5", "0 to 0.5", "left out"];
    limit_poisson_above_one_half: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", thickness_mm = 1, poisson = ^0.7 }]\n"
        => "skin.layers[0].poisson", ["poisson = 0.7", "0 to 0.5", "cannot be compressed"];
    limit_negative_poisson: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"fat\", thickness_mm = 1, poisson = ^-0.1 }]\n"
        => "skin.layers[0].poisson", ["poisson = -0.1", "0 to 0.5"];
    limit_no_thickness: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"dermis\", thickness_mm = 1 }, { layer = \"fat\", thickness_mm = ^0 }]\n"
        => "skin.layers[1].thickness_mm", ["thickness_mm = 0", "0.001 to 200 mm", "left out of the list"];
    limit_negative_thickness: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"dermis\", thickness_mm = ^-1.4 }]\n"
        => "skin.layers[0].thickness_mm", ["thickness_mm = -1.4", "0.001 to 200 mm"];
    limit_no_stiffness: "format = 1\n[device]\npreset = \"needle\"\n[skin]\n", "layers = [{ layer = \"dermis\", thickness_mm = 1, young_mpa = ^0 }]\n"
        => "skin.layers[0].young_mpa", ["young_mpa = 0", "MPa"];
    identity_force_of_a_needle: "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"needle\"\n", "[technique]\nforce_n = ^1\n"
        => "technique.force_n", ["drive = \"force\""];
    identity_bench_fat_in_vivo: "format = 1\n[device]\npreset = \"needle\"\n[skin]\nsite = \"cheek\"\n", "bench_fat_mm = ^1\n" => "skin.bench_fat_mm", ["support = \"bench\""];
    identity_measured_skin_of_a_face: "format = 1\n[area]\nmap = \"face\"\n[device]\npreset = \"pen-12\"\n[skin]\n", "thickness_mm = ^1.2\n"
        => "skin.thickness_mm", ["needs skin.site"];
    identity_measured_skin_beside_layers: "format = 1\n[device]\npreset = \"pen-12\"\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.4 }]\n", "thickness_mm = ^1.2\n"
        => "skin.thickness_mm", ["needs skin.site"];
    identity_error_of_no_measurement: "format = 1\n[device]\npreset = \"pen-12\"\n[skin]\nsite = \"cheek\"\n", "thickness_sd_mm = ^0.1\n"
        => "skin.thickness_sd_mm", ["needs skin.thickness_mm"];
}

#[test]
fn limit_needles_closer_than_their_diameter() {
    let apart = ["stand 0.060 mm apart", "diameter of 0.250 mm", "at least 0.250 mm", "in the same place"];
    device_refused("preset = \"stamp-36\"\npitch_mm = ^0.06", "device.pitch_mm", &apart);
    device_refused(
        "kind = \"stamp\"\nlength_mm = 2\nshaft_diameter_um = 300\ntaper_mm = 1\npositions_mm = ^[[0, 0], [1, 1], [2, 0], [1, 1.2]]",
        "device.positions_mm[3]",
        &["device.positions_mm[1] and [3] stand 0.200 mm apart", "diameter of 0.300 mm"],
    );
    device_refused(
        "kind = \"patch\"\nlength_mm = 1\ntaper_mm = 1\nshaft_diameter_um = 300\npositions_mm = ^[[0, 0], [0, 0]]",
        "device.positions_mm[1]",
        &["device.positions_mm[0] and [1] stand 0.000 mm apart"],
    );
    // Ten on a circle of 0.5 mm: neighbours are 0.5 sin(18 degrees) = 0.155 mm apart.
    device_refused(
        "preset = \"pen-12\"\ndepth_mm = 1\nrings = ^[{ count = 10, diameter_mm = 0.5 }]",
        "device.rings",
        &["device.rings: needles stand 0.155 mm apart"],
    );
    // One degree on the bare drum of 20 mm: 0.175 mm.
    device_refused(
        "preset = \"roller-192\"\nangular_pitch_deg = ^1",
        "device.angular_pitch_deg",
        &["device.angular_pitch_deg = 1: needles stand 0.175 mm apart"],
    );
    device_refused(
        "preset = \"patch-600\"\nshaft_diameter_um = ^700",
        "device.shaft_diameter_um",
        &["device.shaft_diameter_um = 700: needles stand 0.600 mm apart", "diameter of 0.700 mm"],
    );
}

#[test]
fn limit_needles_that_touch_are_not_too_close() {
    // Sums of 0.3 mm are off by the last digit.
    let device = "kind = \"stamp\"\nrows = 7\ncolumns = 6\nlength_mm = 1\ntaper_mm = 1\npitch_mm = 0.3\n";
    accepted(&format!("{CHEEK}{device}shaft_diameter_um = 300\n"));
    assert!(loaded(&format!("{CHEEK}{device}shaft_diameter_um = 301\n")).is_err());
}

#[test]
fn limit_force_that_nobody_gives() {
    // The limits of data/technique.toml; those of stamp and patch are the upper end of the key.
    for (device, most) in [
        ("preset = \"pen-12\"\ndepth_mm = 1", 30),
        ("preset = \"pen-12\"\ndepth_mm = 1\ndrive = \"force\"", 30),
        ("preset = \"roller-192\"", 100),
        ("preset = \"needle\"\ndrive = \"force\"", 20),
    ] {
        accepted(&format!("{CHEEK}{device}\n[technique]\nforce_n = {most}\n"));
        let pieces = [&format!("force_n = {most}.5 N"), &format!("{most} N"), &format!("up to {most} N")];
        device_refused(
            &format!("{device}\n[technique]\nforce_n = ^{most}.5"),
            "technique.force_n",
            &pieces.map(String::as_str),
        );
    }
    for preset in ["stamp-36", "patch-600"] {
        accepted(&format!("{CHEEK}preset = \"{preset}\"\n[technique]\nforce_n = 200\n"));
        device_refused(
            &format!("preset = \"{preset}\"\n[technique]\nforce_n = ^200.5"),
            "technique.force_n",
            &["200.5", "0.001 to 200 N"],
        );
    }
}

#[test]
fn limit_travel_beyond_the_needle() {
    device_refused(
        "preset = \"pen-12\"\ndepth_mm = 1.5\novertravel_mm = ^1.6",
        "device.overtravel_mm",
        &[
            "overtravel_mm = 1.6",
            "dial's 1.5 mm to 3.100 mm",
            "the 3 mm that the needles are long",
            "up to 1.500 mm",
        ],
    );
    // 0.1 + 0.2 is not quite 0.3 in binary.
    for [depth, overtravel, length] in [["1.5", "1.5", "3"], ["0.1", "0.2", "0.3"]] {
        accepted(&format!(
            "{CHEEK}kind = \"pen\"\nrows = 2\ncolumns = 2\npitch_mm = 1\ndepth_mm = {depth}\novertravel_mm = {overtravel}\nlength_mm = {length}\n"
        ));
    }
    // Others travel below the level of the skin, not out of a cartridge; and without effect nothing is beyond anything.
    accepted(&format!("{CHEEK}preset = \"stamp-36\"\ndrive = \"stroke\"\novertravel_mm = 1.6\n"));
    accepted(&format!(
        "{CHEEK}preset = \"pen-12\"\ndepth_mm = 1.5\novertravel_mm = 1.6\n[mechanics]\nlaw = \"ratio\"\n"
    ));
}

#[test]
fn identity_keys_of_the_contact_law_change_nothing_under_the_ratio_law() {
    let ratio = "[mechanics]\nlaw = \"ratio\"\n";
    let text = format!(
        "format = 1\n[skin]\nlayers = [{{ layer = \"dermis\", thickness_mm = 1.4, young_mpa = 0.1 }}]\nsupport = \"bench\"\n\
         bench_fat_mm = 1\n[device]\npreset = \"pen-12\"\ndepth_mm = 1\ndrive = \"force\"\novertravel_mm = 0.3\n\
         rim_diameter_mm = 12\nmaterial = \"polymer\"\n[technique]\nforce_n = 3\n{ratio}"
    );
    let scenario = accepted(&text);
    let [warning] = scenario.warnings() else { panic!("one warning: {:#?}", scenario.warnings()) };
    assert_eq!(
        warning.message,
        "under law = \"ratio\" these keys change nothing: skin.support, skin.bench_fat_mm, what skin.layers say \
         beyond thickness, device.drive, device.overtravel_mm, device.rim_diameter_mm, device.material, technique.force_n"
    );
    assert!(warning.help.is_some());
    let push = format!("{CHEEK}preset = \"needle\"\n[technique]\nspeed_m_s = 1\n{ratio}");
    assert!(said(&accepted(&push).warnings()[0]).contains("change nothing: technique.speed_m_s"));
    let bare = "format = 1\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.4 }]\n[device]\npreset = \"pen-12\"\ndepth_mm = 1\n";
    assert_eq!(figures(&text), figures(&format!("{bare}{ratio}")));
}

/// A listed dermis that states the strength of `[mechanics]` is that dermis, and a fat of its own holds a needle back.
#[test]
fn identity_a_listed_layer_states_what_the_law_would_take() {
    let bench = |fat: &str, dermis: &str, mechanics: &str| {
        figures(&format!(
            "format = 1\n[skin]\nlayers = [{{ layer = \"reticular_dermis\", thickness_mm = 0.8{dermis} }}, \
             {{ layer = \"fat\", thickness_mm = 4{fat} }}]\nsupport = \"bench\"\nbench_fat_mm = 4\n[device]\n\
             preset = \"stamp-36\"\nlength_mm = 2\n{mechanics}"
        ))
    };
    let listed =
        bench("", ", toughness_kj_m2 = 3, tear_kj_m2 = 0.2, spread_mpa = 4, friction_mpa = 0.01", "");
    let law = "[mechanics]\npuncture_toughness_kj_m2 = 3\nresistance_tear_kj_m2 = 0.2\n\
               resistance_spread_mpa = 4\nresistance_friction_mpa = 0.01\n";
    let said = bench("", "", law);
    assert_eq!(listed, said);
    let [soft, tough] = ["0.5", "40"]
        .map(|spread| of(&bench(&format!(", spread_mpa = {spread}"), "", law), Measure::DepthMean));
    assert!(tough < soft - 0.1 && tough > 0.5, "{tough} {soft}");
}

/// An epidermis tougher than the dermis decides alone whether a tip goes in.
#[test]
fn limit_a_tough_epidermis_keeps_tips_out() {
    let failed = |toughness: &str| {
        let text = format!(
            "format = 1\n[skin]\nlayers = [{{ layer = \"epidermis\", thickness_mm = 0.08, toughness_kj_m2 = {toughness} }}, \
             {{ layer = \"dermis\", thickness_mm = 1.4 }}]\n[device]\npreset = \"pen-12\"\ndepth_mm = 0.5\n"
        );
        of(&figures(&text), Measure::Failed)
    };
    assert!(failed("0.1") < 0.2 && failed("200") > 0.99, "{} {}", failed("0.1"), failed("200"));
}

#[test]
fn regress_a_strength_that_the_law_does_not_know_is_said() {
    let text = "format = 1\n[skin]\nlayers = [{ layer = \"epidermis\", thickness_mm = 0.08, tear_kj_m2 = 1 }, \
                { layer = \"papillary_dermis\", thickness_mm = 0.2, toughness_kj_m2 = 1, friction_mpa = 0 }, \
                { layer = \"reticular_dermis\", thickness_mm = 1.2, toughness_kj_m2 = 1 }, \
                { layer = \"fat\", thickness_mm = 3, toughness_kj_m2 = 1, spread_mpa = 1 }]\n\
                [device]\npreset = \"pen-12\"\ndepth_mm = 1\n";
    let keys = ["[0].tear_kj_m2", "[1].toughness_kj_m2", "[1].friction_mpa", "[3].toughness_kj_m2"];
    assert_eq!(warned(&accepted(text)), keys.map(|key| format!("skin.layers{key}")));
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_keys_that_are_warned_of_change_no_figure() {
    let stamp = "preset = \"stamp-36\"";
    let cases = [
        // device, drive, key, value, what is said
        (
            "preset = \"needle\"",
            "stroke",
            "overtravel_mm",
            "5",
            "a single needle has no skin between needles",
        ),
        ("preset = \"needle\"", "force", "overtravel_mm", "5", "a single needle has no skin between needles"),
        (
            "kind = \"stamp\"\npositions_mm = [[0, 0]]\nlength_mm = 1.2",
            "stroke",
            "overtravel_mm",
            "0.7",
            "a single needle",
        ),
        (stamp, "force", "overtravel_mm", "0.7", "drive = \"force\" ends by force, not by travel"),
        (
            stamp,
            "speed",
            "overtravel_mm",
            "0.7",
            "drive = \"speed\" ends where the body touches, not by travel",
        ),
        ("preset = \"patch-600\"", "force", "overtravel_mm", "0.7", "drive = \"force\""),
        ("preset = \"roller-192\"", "force", "overtravel_mm", "0.7", "drive = \"force\""),
        (stamp, "stroke", "setting_bias_mm", "0.3", "a stamp has no dial"),
        ("preset = \"roller-192\"", "force", "setting_sd_mm", "0.3", "a roller has no dial"),
    ];
    for (device, drive, key, value, piece) in cases {
        let without = format!("{CHEEK}{device}\ndrive = \"{drive}\"\n");
        let with = format!("{without}{key} = {value}\n");
        let path = format!("device.{key}");
        let scenario = accepted(&with);
        assert_eq!(warned(&scenario), [path.as_str()], "{with}");
        let said = said(&scenario.warnings()[0]);
        assert!(
            said.contains(&format!("{path} = {value} changes nothing")) && said.contains(piece),
            "{said}"
        );
        assert!(scenario.warnings()[0].help.is_some() && scenario.warnings()[0].line.is_some());
        assert!(same(&figures(&without), &figures(&with)), "{with}");
    }
}

/// Equal to nine digits: the search for a depth may begin elsewhere.
fn same(a: &[Figure], b: &[Figure]) -> bool {
    let members = |figure: &Figure| {
        [figure.value, figure.se, figure.p05, figure.p95, figure.low, figure.high]
            .map(|x| x.unwrap_or(f64::NAN))
    };
    a.iter().zip(b).all(|(a, b)| {
        members(a)
            .iter()
            .zip(members(b))
            .all(|(a, b)| (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * (a.abs() + b.abs()).max(1e-3))
    })
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_keys_that_change_figures_are_not_warned_of() {
    for (device, line) in [
        ("preset = \"stamp-36\"\ndrive = \"stroke\"", "overtravel_mm = 0.7"),
        ("preset = \"roller-192\"\ndrive = \"stroke\"", "overtravel_mm = 0.7"),
        ("preset = \"pen-12\"\ndepth_mm = 1", "overtravel_mm = 0.7"),
        ("preset = \"pen-12\"\ndepth_mm = 1\ndrive = \"force\"", "overtravel_mm = 0.7"),
        ("preset = \"pen-12\"\ndepth_mm = 1", "rim_diameter_mm = 12"),
        ("preset = \"pen-12\"\ndepth_mm = 1", "setting_bias_mm = 0.1"),
    ] {
        let without = format!("{CHEEK}{device}\n");
        let with = format!("{without}{line}\n");
        assert_eq!(warned(&accepted(&with)), [] as [&str; 0], "{with}");
        assert_ne!(figures(&without), figures(&with), "{with}");
    }
}

#[test]
fn identity_force_without_effect_says_what_ends_the_stroke() {
    for (drive, end) in [("stroke", "ends by travel"), ("speed", "ends where the body touches")] {
        let text = format!("{CHEEK}preset = \"stamp-36\"\ndrive = \"{drive}\"\n[technique]\nforce_n = 3\n");
        let scenario = accepted(&text);
        assert_eq!(warned(&scenario), ["technique.force_n"]);
        let expected =
            format!("technique.force_n = 3 changes nothing: drive = \"{drive}\" {end}, not by force");
        assert_eq!(scenario.warnings()[0].message, expected);
    }
}

#[test]
fn identity_mass_without_effect_says_what_ends_the_stroke() {
    let text = format!("{CHEEK}preset = \"pen-12\"\ndepth_mm = 1\nmass_g = 200\n");
    assert_eq!(warned(&accepted(&text)), [] as [&str; 0]);
    assert_eq!(warned(&accepted(&format!("{text}drive = \"force\"\n"))), ["device.mass_g"]);
}

#[test]
fn identity_moduli_that_a_bench_lacks() {
    let layers = "layers = [{ layer = \"dermis\", thickness_mm = 1.4, young_mpa = 0.1 }, \
                  { layer = \"fat\", thickness_mm = 2, young_mpa = 0.01 }, { layer = \"muscle\", thickness_mm = 9, poisson = 0.4 }]";
    let text =
        |support: &str| format!("format = 1\n[skin]\n{layers}\n{support}\n[device]\npreset = \"needle\"\n");
    let keys = |support: &str| warned(&accepted(&text(support))).join(" ");
    assert_eq!(keys("support = \"in_vivo\""), "");
    assert_eq!(keys("support = \"bench\""), "skin.layers[1].young_mpa skin.layers[2].poisson");
    assert_eq!(keys("support = \"bench\"\nbench_fat_mm = 1"), "skin.layers[2].poisson");
    let bench = text("support = \"bench\"");
    let known = bench.replace(", young_mpa = 0.01", "").replace(", poisson = 0.4", "");
    assert_eq!(figures(&bench), figures(&known));
}

#[test]
fn identity_what_a_run_writes_down_is_not_complained_of() {
    for preset in ["pen-12", "roller-192", "stamp-36", "patch-600", "needle"] {
        for drive in ["", "drive = \"stroke\"", "drive = \"force\"", "drive = \"speed\""] {
            for law in ["contact", "ratio"] {
                if law == "ratio" && !drive.is_empty() {
                    continue;
                }
                let first = accepted(&format!(
                    "{CHEEK}preset = \"{preset}\"\n{drive}\n[mechanics]\nlaw = \"{law}\"\n"
                ));
                assert_eq!(warned(&first), [] as [&str; 0], "{preset} {drive} {law}");
                let again = accepted(&first.resolved().to_toml());
                assert_eq!(warned(&again), [] as [&str; 0], "{preset} {drive} {law}");
                assert_eq!(again.resolved(), first.resolved());
            }
        }
    }
}
