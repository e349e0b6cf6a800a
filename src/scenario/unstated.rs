//! Defaults that a scenario relies on and that have a range: the intervals draw them
//! ([`crate::simulate::inputs::unstated`]).
//!
//! The resolved file of a run holds every default. So that it gives the same intervals again, it lists the
//! keys that nobody stated in `run.unstated`. A key on that list whose value is not its default is stated.

use super::defaults::{Known, known};
use super::file::ScenarioFile;
use super::keys::find_path;
use crate::device::preset::{Preset, number};
use crate::device::{DepthBy, Kind};
use crate::foundation::evidence::Evidence;
use crate::simulate::inputs::Unstated;
use crate::simulate::inputs::unstated::PATHS;

/// Spreads that `technique.variation` scales.
const SCALED: [&str; 7] =
    ["speed_cv", "frequency_cv", "slip_cv", "spacing_cv", "wander_mm", "turn_deg", "force_cv"];

/// Uncertain defaults of a scenario, in the order of [`PATHS`].
pub(super) fn unstated(
    written: &ScenarioFile,
    resolved: &ScenarioFile,
    preset: Option<&Preset>,
    kind: Kind,
) -> Vec<Unstated> {
    let table = |file: &ScenarioFile| toml::Table::try_from(file).unwrap_or_default();
    let listed = written.run.unstated.as_deref().unwrap_or_default();
    let variation = resolved.technique.variation.unwrap_or(1.0);
    let (written, resolved) = (table(written), table(resolved));
    let all = PATHS.iter().enumerate().filter_map(|(at, path)| {
        let key = find_path(path)?;
        // What is known of errors of a setting is of dials.
        if key.name.starts_with("setting_") && kind.facts().depth != DepthBy::Dial {
            return None;
        }
        let of = |file: &toml::Table| number(file.get(key.section)?.get(key.name)?);
        let value = of(&resolved)?;
        let Known { value: default, range: Some([low, high]), tag, source, .. } =
            known(key, preset, kind, false)?
        else {
            return None;
        };
        let is_listed = listed.iter().any(|other| other == path);
        if number(&default) != Some(value) || (of(&written).is_some() && !is_listed) {
            return None;
        }
        let factor = if SCALED.contains(&key.name) { variation } else { 1.0 };
        let [value, low, high] = [value, low, high].map(|value| factor * value);
        let (low, high) = (low < high).then_some((Some(low), Some(high)))?;
        Some(Unstated { key: at, known: Evidence { value, low, high, tag, source, note: String::new() } })
    });
    all.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::preset::{defaults, presets};
    use crate::scenario::{Scenario, Sources, catalogue, keys, load};
    use crate::technique::defaults::EVIDENCE;

    fn scenario(text: &str, set: &[&str]) -> Scenario {
        load(&Sources::new("test.toml", text, set), &catalogue(), "test")
            .unwrap_or_else(|problems| panic!("{problems:#?}"))
    }

    fn open(scenario: &Scenario) -> Vec<&'static str> {
        scenario.setup().unstated.iter().map(Unstated::path).collect()
    }

    const PEN: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n";

    /// Every number of a device or a hand that has a range and a key can be drawn.
    #[test]
    fn identity_every_default_with_a_range_is_known_here() {
        let ranged = |section: &str, name: &str| {
            let has_key = keys::find_path(&format!("{section}.{name}")).is_some();
            assert!(!has_key || PATHS.contains(&format!("{section}.{name}").as_str()), "{section}.{name}");
        };
        let tables = presets().iter().map(|preset| &preset.entries).chain([defaults()]);
        for (name, entry) in tables.flatten() {
            if entry.low.is_some() && entry.high.is_some() {
                // A force of a preset is a default of the hand.
                ranged(if name == "force_n" { "technique" } else { "device" }, name);
            }
        }
        for (name, entry) in EVIDENCE.iter().filter(|(kind, _)| *kind != "caps").flat_map(|(_, of)| of) {
            if entry.low.is_some() && entry.high.is_some() {
                ranged("technique", name);
            }
        }
    }

    #[test]
    fn identity_what_a_scenario_states_is_not_drawn() {
        let pen = open(&scenario(PEN, &[]));
        for (path, value) in [
            ("device.taper_mm", 1.1),
            ("technique.force_n", 1.1),
            ("technique.hand_speed_mm_s", 30.0),
            ("device.setting_bias_mm", 0.1),
        ] {
            assert!(pen.contains(&path), "{path}: {pen:?}");
            let stated = scenario(PEN, &[&format!("{path}={value}")]);
            assert!(!open(&stated).contains(&path), "{path}");
        }
        // The default itself, stated, is certain too.
        assert!(!open(&scenario(PEN, &["device.taper_mm=2.0"])).contains(&"device.taper_mm"));
        // Pens are not pushed, drums do not stroke, and a steady hand does not vary.
        assert!(!pen.contains(&"technique.speed_m_s") && !pen.contains(&"technique.slip_cv"));
        let steady = open(&scenario(PEN, &["technique.variation=0"]));
        assert!(!steady.contains(&"technique.speed_cv") && steady.contains(&"device.taper_mm"));
    }

    #[test]
    fn identity_a_resolved_scenario_leaves_open_what_was_open() {
        let first = scenario(PEN, &["technique.variation=0.5"]);
        let again = scenario(&first.resolved().to_toml(), &[]);
        assert_eq!(first.setup(), again.setup());
        assert_eq!(first.provenance().scenario_hash, again.provenance().scenario_hash);
        let stated = scenario(&first.resolved().to_toml(), &["device.taper_mm=1.1"]);
        assert!(!open(&stated).contains(&"device.taper_mm"));
    }

    #[test]
    fn identity_variation_scales_the_range_of_a_spread() {
        let of = |set: &[&str]| {
            let all = scenario(PEN, set).setup().unstated.clone();
            all.into_iter().find(|default| default.path() == "technique.speed_cv").unwrap().known
        };
        let (usual, half) = (of(&[]), of(&["technique.variation=0.5"]));
        assert_eq!((usual.low, usual.value, usual.high), (Some(0.1), 0.3, Some(0.6)));
        assert_eq!((half.low, half.value, half.high), (Some(0.05), 0.15, Some(0.3)));
    }
}
