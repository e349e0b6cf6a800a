//! Warnings before a run about people in whom no strike falls in the area.
//!
//! Drawing cartridges and places of strikes is cheap, since nothing is pressed into skin yet. The check
//! therefore draws them for the first people exactly as the run will. It does so only if few strikes, wide
//! lanes or missing needles make it likely that some people have none.

use super::diagnostic::{Diagnostic, Places};
use crate::simulate::Setup;

/// Most people checked, and most strikes placed for the check.
const PEOPLE: u32 = 200;
const STRIKES: f64 = 2e6;
/// Strikes of a realisation above which some surely fall in the area, provided every lane crosses it.
const MANY_STRIKES: f64 = 200.0;
/// Probability of a cartridge without needles below which the check is skipped.
const UNLIKELY: f64 = 1e-6;

/// Warns about people who will have no depth and no share of strikes.
pub(super) fn warnings(setup: &Setup, places: &Places) -> Vec<Diagnostic> {
    let (technique, grid) = (&setup.technique, &setup.grid);
    let strikes = setup.expected_strikes();
    let glides = setup.device.motion.glides();
    let wide_lanes = glides && technique.line_spacing_mm > grid.width_mm.min(grid.height_mm);
    let missing = setup.device.defects.missing_fraction;
    let no_needles = libm::pow(missing, setup.device.array.len() as f64);
    if strikes > MANY_STRIKES && !wide_lanes && no_needles < UNLIKELY {
        return Vec::new();
    }
    let people = PEOPLE.min(setup.realisations).min((STRIKES / strikes.max(1.0)) as u32);
    let (mut without_needles, mut without_strikes) = (0, 0);
    for [has_needles, is_struck] in (0..people).map(|number| setup.has_needles_and_strikes(number)) {
        without_needles += u32::from(!has_needles);
        without_strikes += u32::from(has_needles && !is_struck);
    }
    let of = if people < setup.realisations {
        format!("the first {people} people")
    } else {
        format!("{people} people")
    };
    let left_out = "they have no depth and no share of strikes, and are left out of these figures";
    let mut warnings = Vec::new();
    if without_needles > 0 {
        let message = format!(
            "device.missing_fraction = {missing} leaves no needle in the cartridges of {without_needles} of {of}: {left_out}"
        );
        let warning = Diagnostic::warning(message).key("device.missing_fraction");
        warnings.push(warning.at(places.find("device.missing_fraction")).help("choose a smaller fraction"));
    }
    if without_strikes > 0 {
        let (key, why, help) = if wide_lanes {
            let why = format!("lanes are {} mm apart, wider than the area, and ", technique.line_spacing_mm);
            ("technique.line_spacing_mm", why, "choose a smaller spacing or a larger area")
        } else {
            ("area", String::new(), "a larger area holds more strikes")
        };
        let message = format!("{why}no strike falls in the area of {without_strikes} of {of}: {left_out}");
        warnings.push(Diagnostic::warning(message).key(key).at(places.find(key)).help(help));
    }
    warnings
}
