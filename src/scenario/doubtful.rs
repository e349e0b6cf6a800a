//! Checks for values that do not fit each other once every default is filled in. Most give warnings: the
//! scenario can run, but is hardly what its author meant.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::resolve::Resolver;
use super::without_effect;
use crate::device::preset::defaults;
use crate::device::{DepthBy, Device, Motion};
use crate::engine::Grid;
use crate::simulate::Setup;

/// Tolerance for equal lengths, mm.
const SAME_MM: f64 = 1e-9;

/// Runs all these checks.
pub(super) fn check(resolver: &mut Resolver, resolved: &ScenarioFile, setup: &Setup) {
    let Setup { device, technique, grid, .. } = setup;
    head(resolver, resolved, device);
    bias(resolver, device);
    taper(resolver, resolved, device);
    worn(resolver);
    spacing(resolver, technique.line_spacing_mm, device, grid);
    stride(resolver, device, technique.hand_speed_mm_s, grid);
    tolerance(resolver, device);
    steady(resolver);
}

fn warn(resolver: &mut Resolver, key: &str, message: String, help: &str) {
    resolver.warning(key, Diagnostic::warning(message).help(help));
}

/// Refuses pins outside the head that holds them or outside the rim around them.
fn head(resolver: &mut Resolver, resolved: &ScenarioFile, device: &Device) {
    let Motion::Pen(pen) = &device.motion else { return };
    let at = &device.array.positions_mm;
    let shaft = device.needle.shaft_diameter_mm;
    let half = device.array.half_extent_mm();
    let wide = 2.0 * half[0].max(half[1]);
    let round = 2.0 * at.iter().map(|[x, y]| libm::hypot(*x, *y)).fold(0.0, f64::max);
    let written = &resolver.file.device;
    let layout = [("rings", written.rings.is_some()), ("positions_mm", written.positions_mm.is_some())];
    let pins = layout.iter().find(|(_, given)| *given).map_or("pitch_mm", |(key, _)| key);
    for (key, given, across, pins_mm) in [
        ("head_width_mm", written.head_width_mm.is_some(), pen.head_width_mm, wide),
        ("rim_diameter_mm", written.rim_diameter_mm.is_some(), pen.rim_diameter_mm, round),
    ] {
        if across >= pins_mm - SAME_MM {
            continue;
        }
        let preset = resolved.device.preset.as_deref().filter(|_| !given);
        let whose = preset.map(|preset| format!(", as {preset} has it,")).unwrap_or_default();
        let message = format!(
            "device.{key} = {across}{whose} is narrower than its pins stand apart, {pins_mm:.3} mm from middle to middle"
        );
        let least = pins_mm + shaft;
        let problem = Diagnostic::error(message)
            .allowed(format!("at least {pins_mm:.3} mm; with the pins' own width {least:.3} mm"))
            .why("the pins come out inside the head and its rim")
            .help(format!("write a {key} that holds them, or set the pins closer"));
        let at = if given { key } else { pins };
        resolver.error(&format!("device.{at}"), problem);
    }
}

/// Warns of a dial error larger than any reported one, or one that takes the tips out of the needles' reach.
fn bias(resolver: &mut Resolver, device: &Device) {
    const KEY: &str = "device.setting_bias_mm";
    let bias = device.setting.bias_mm;
    if resolver.file.device.setting_bias_mm.is_none() || device.kind.facts().depth != DepthBy::Dial {
        return;
    }
    let known = defaults().get("setting_bias_mm");
    let (low, high) = known.map_or((None, None), |known| (known.low, known.high));
    let (set, longest) = (device.set_depth_mm, device.needle.length_mm);
    let help = "leave it out for a dial that is right on average; setting_sd_mm says how it scatters";
    if low.is_some_and(|low| bias < low) || high.is_some_and(|high| bias > high) {
        let (low, high) = (low.unwrap_or_default(), high.unwrap_or_default());
        let message = format!(
            "{KEY} = {bias} is beyond what a scale of a pen is off by, {low} to {high} mm: the pen does not do what its dial says"
        );
        warn(resolver, KEY, message, help);
    }
    if !(0.0..=longest).contains(&(set + bias)) {
        let message = format!(
            "{KEY} = {bias} takes the dial from {set} mm to {:.3} mm, and the needles reach 0 to {longest} mm: it stops there",
            set + bias
        );
        warn(resolver, KEY, message, help);
    }
}

/// Warns of a taper longer than the needle: it is cut short, and the shaft width is never reached.
fn taper(resolver: &mut Resolver, resolved: &ScenarioFile, device: &Device) {
    let written = &resolver.file.device;
    let (Some(taper), Some(shaft)) = (written.taper_mm, resolved.device.shaft_diameter_um) else { return };
    let needle = &device.needle;
    if taper <= needle.length_mm + SAME_MM {
        return;
    }
    let message = format!(
        "device.taper_mm = {taper} is longer than the needles, {} mm: at their base they are {:.0} um wide, not the shaft's {shaft} um",
        needle.length_mm,
        1e3 * needle.shaft_diameter_mm
    );
    warn(
        resolver,
        "device.taper_mm",
        message,
        "a taper as long as the needle makes it conical over its whole length",
    );
}

/// Warns of a wear factor that has no effect because no needle is worn.
fn worn(resolver: &mut Resolver) {
    let device = &resolver.file.device;
    let share =
        |written: Option<f64>, key: &str| written.or_else(|| resolver.default(&format!("device.{key}")));
    let of = [
        ("dull_factor", device.dull_factor, "dull_fraction", share(device.dull_fraction, "dull_fraction")),
        ("bent_deg", device.bent_deg, "bent_fraction", share(device.bent_fraction, "bent_fraction")),
    ];
    for (key, given, fraction, share) in of {
        // A resolved scenario contains the usual factor, which needs no warning.
        let usual = resolver.default(&format!("device.{key}"));
        if let Some(given) = given.filter(|given| share == Some(0.0) && Some(*given) != usual) {
            let why = format!("device.{fraction} is 0");
            let help = format!("write a {fraction} above 0, or leave {key} out");
            without_effect::says(resolver, &format!("device.{key}"), given, &why, &help);
        }
    }
}

/// Warns of lanes with gaps wider than the area, where chance decides whether a lane crosses it. No spacing
/// within the device's own width leaves such a gap.
fn spacing(resolver: &mut Resolver, spacing_mm: f64, device: &Device, grid: &Grid) {
    const KEY: &str = "technique.line_spacing_mm";
    if resolver.file.technique.line_spacing_mm.is_none() {
        return;
    }
    let side = grid.width_mm.min(grid.height_mm);
    if spacing_mm > side.max(device.motion.track_mm()) + SAME_MM {
        let message = format!(
            "{KEY} = {spacing_mm} is wider than the area, {side} mm: a pass may cross it once, or not at all"
        );
        warn(resolver, KEY, message, "set the lanes closer, or treat a larger area");
    }
}

/// Warns of a hand that moves further between two strokes than the area is wide.
fn stride(resolver: &mut Resolver, device: &Device, hand_mm_s: f64, grid: &Grid) {
    let Motion::Pen(pen) = &device.motion else { return };
    let (stride, side) = (hand_mm_s / pen.frequency_hz, grid.width_mm.min(grid.height_mm));
    if stride > side + SAME_MM {
        let message = format!(
            "between two strokes the hand moves {stride:.1} mm ({hand_mm_s} mm/s at {} Hz), further than the area is wide, {side} mm",
            pen.frequency_hz
        );
        let key = match resolver.file.technique.hand_speed_mm_s {
            Some(_) => "technique.hand_speed_mm_s",
            None => "device.frequency_hz",
        };
        warn(resolver, key, message, "a slower hand, more strokes a second, or a larger area");
    }
}

/// Warns of a tolerance as large as the depth itself, within which every tip lies.
fn tolerance(resolver: &mut Resolver, device: &Device) {
    const KEY: &str = "limits.depth_tolerance_mm";
    let (Some(given), set) = (resolver.file.limits.depth_tolerance_mm, device.set_depth_mm) else { return };
    if given >= set && set > 0.0 {
        let message = format!(
            "{KEY} = {given} is no less than the set depth of {set} mm: a tip that barely goes in is within it too"
        );
        warn(resolver, KEY, message, "write a tolerance smaller than the depth");
    }
}

/// Warns of a spread of the hand that a steady hand cancels.
fn steady(resolver: &mut Resolver) {
    let technique = &resolver.file.technique;
    if technique.variation != Some(0.0) {
        return;
    }
    let given = [
        ("speed_cv", technique.speed_cv),
        ("frequency_cv", technique.frequency_cv),
        ("slip_cv", technique.slip_cv),
        ("spacing_cv", technique.spacing_cv),
        ("wander_mm", technique.wander_mm),
        ("turn_deg", technique.turn_deg),
        ("force_cv", technique.force_cv),
    ];
    for (key, given) in given {
        // A resolved file holds the usual one.
        let usual = resolver.default(&format!("technique.{key}"));
        if let Some(given) = given.filter(|given| Some(*given) != usual && *given != 0.0) {
            let help = "leave variation out, and write 0 for what should not vary";
            let key = format!("technique.{key}");
            without_effect::says(resolver, &key, given, "technique.variation is 0", help);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Diagnostic, Sources, catalogue, load};

    const PEN: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n";

    /// Messages about the pen with these settings: warnings, or the errors that refuse it.
    fn said(settings: &[&str]) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
        load(&Sources::new("test.toml", PEN, settings), &catalogue(), "test")
            .map(|scenario| scenario.warnings)
    }

    #[track_caller]
    fn warns(settings: &[&str], key: &str, piece: &str) {
        let warnings = said(settings).unwrap_or_else(|problems| panic!("{settings:?}: {problems:#?}"));
        let found = warnings.iter().any(|of| of.key.as_deref() == Some(key) && of.message.contains(piece));
        assert!(found, "{settings:?}: {warnings:#?}");
    }

    #[track_caller]
    fn refuses(settings: &[&str], key: &str, piece: &str) {
        let errors = said(settings).expect_err("refused");
        let found = errors.iter().any(|of| of.key.as_deref() == Some(key) && of.message.contains(piece));
        assert!(found, "{settings:?}: {errors:#?}");
    }

    #[test]
    fn limit_a_head_or_rim_narrower_than_its_pins_is_refused() {
        refuses(&["device.head_width_mm=3"], "device.head_width_mm", "device.head_width_mm = 3 is narrower");
        refuses(&["device.rim_diameter_mm=4"], "device.rim_diameter_mm", "5.000 mm from middle to middle");
        // These pins are too far apart for the head of the preset.
        let rings = "device.rings=[{ count = 6, diameter_mm = 7.0 }]";
        refuses(&[rings], "device.rings", "as pen-12 has it");
        assert!(said(&[rings, "device.head_width_mm=8"]).is_ok());
        let corners = "device.positions_mm=[[-3.0, -3.0], [3.0, 3.0]]";
        refuses(
            &[corners, "device.layout=list", "device.rim_diameter_mm=8"],
            "device.rim_diameter_mm",
            "8.485",
        );
    }

    #[test]
    fn limit_what_hardly_is_meant_is_said() {
        warns(
            &["device.setting_bias_mm=1"],
            "device.setting_bias_mm",
            "beyond what a scale of a pen is off by",
        );
        warns(&["device.setting_bias_mm=-0.5"], "device.setting_bias_mm", "beyond what a scale");
        warns(
            &["device.setting_bias_mm=1", "device.depth_mm=2.5"],
            "device.setting_bias_mm",
            "from 2.5 mm to 3.500 mm, and the needles reach 0 to 3 mm",
        );
        warns(&["device.taper_mm=5"], "device.taper_mm", "longer than the needles, 3 mm");
        warns(&["device.dull_factor=6"], "device.dull_factor", "changes nothing: device.dull_fraction is 0");
        warns(&["device.bent_deg=20"], "device.bent_deg", "changes nothing: device.bent_fraction is 0");
        warns(&["technique.line_spacing_mm=25"], "technique.line_spacing_mm", "wider than the area, 20 mm");
        warns(
            &["technique.hand_speed_mm_s=200", "device.frequency_hz=5"],
            "technique.hand_speed_mm_s",
            "the hand moves 40.0 mm",
        );
        warns(
            &["technique.variation=0", "technique.speed_cv=0.1"],
            "technique.speed_cv",
            "changes nothing: technique.variation is 0",
        );
        warns(&["limits.depth_tolerance_mm=1"], "limits.depth_tolerance_mm", "the set depth of 1 mm");
    }

    #[test]
    fn identity_what_fits_is_not_said() {
        let plain = said(&[]).unwrap().len();
        for settings in [
            &["device.setting_bias_mm=0.1"][..],
            &["device.taper_mm=3"],
            &["device.dull_factor=6", "device.dull_fraction=0.1"],
            &["technique.line_spacing_mm=5"],
            &["limits.depth_tolerance_mm=0.2"],
            &["technique.variation=0"],
            &["device.head_width_mm=5", "device.rim_diameter_mm=5"],
        ] {
            assert_eq!(said(settings).unwrap().len(), plain, "{settings:?}");
        }
    }
}
