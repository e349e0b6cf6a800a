//! Defaults that a scenario relies on: each key with its value, how that is known, and where it comes from.

use super::defaults::known;
use super::file::ScenarioFile;
use super::keys::{self, Key};
use crate::device::Kind;
use crate::device::preset::Preset;
use crate::foundation::evidence::Tag;
use crate::outcome::changed::json;
use crate::outcome::provenance::Assumed;
use crate::simulate::inputs::Unstated;

/// Sections that describe skin, device or hand.
const SECTIONS: [&str; 5] = ["skin", "device", "technique", "mechanics", "limits"];

/// All keys of these sections that are in the resolved file but not in the written one, and those that the
/// written one lists as unstated.
pub(super) fn assumed(
    written: &ScenarioFile,
    resolved: &ScenarioFile,
    preset: Option<&Preset>,
    kind: Kind,
    unstated: &[Unstated],
) -> Vec<Assumed> {
    let table = |file: &ScenarioFile| toml::Table::try_from(file).unwrap_or_default();
    let (written, resolved) = (table(written), table(resolved));
    let of = |file: &toml::Table, key: &Key| file.get(key.section)?.get(key.name).cloned();
    // A hash says what a file is, and assumes nothing.
    let keys = keys::all().filter(|key| SECTIONS.contains(&key.section) && key.name != "sets_hash");
    let open = |key: &Key| unstated.iter().any(|default| default.path() == key.path());
    let left = keys.filter(|key| of(&written, key).is_none() || open(key));
    left.filter_map(|key| {
        let value = json(&of(&resolved, key)?);
        // A value that follows from other keys is our choice.
        let (tag, source, from) = match known(key, preset, kind, false) {
            Some(known) => (known.tag, known.source, known.from),
            None => (Tag::Design, String::new(), "puncta".to_owned()),
        };
        let drawn = unstated.iter().find(|default| default.path() == key.path());
        let drawn_from = drawn.and_then(|Unstated { known, .. }| known.low.zip(known.high).map(Into::into));
        Some(Assumed { key: key.path(), value, drawn_from, unit: key.unit, tag, source, from })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, load};
    use serde_json::json;

    fn of(text: &str) -> Vec<Assumed> {
        let scenario = load(&Sources::new("test.toml", text, &[] as &[&str]), &catalogue(), "test");
        scenario.unwrap_or_else(|problems| panic!("{problems:#?}")).provenance.assumed
    }

    #[test]
    fn identity_what_is_left_open_is_listed_with_its_source() {
        let text = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n[technique]\nforce_n = 2.0\n";
        let all = of(text);
        let find = |key: &str| all.iter().find(|assumed| assumed.key == key);
        let shaft = find("device.shaft_diameter_um").unwrap();
        assert_eq!((&shaft.value, shaft.unit, shaft.tag), (&json!(230.0), "um", Tag::Memory));
        assert_eq!((shaft.source.as_str(), shaft.from.as_str()), ("cartridge catalogues", "pen-12"));
        let speed = find("technique.hand_speed_mm_s").unwrap();
        assert_eq!((speed.tag, speed.from.as_str()), (Tag::Design, "any pen"));
        assert_eq!((speed.drawn_from, shaft.drawn_from), (Some([5.0, 50.0]), None));
        assert_eq!(find("device.setting_sd_mm").unwrap().from, "any device");
        assert_eq!(find("limits.depth_tolerance_mm").unwrap().source, "k180778");
        for given in
            ["device.depth_mm", "technique.force_n", "skin.site", "device.preset", "run.seed", "area.cell_um"]
        {
            assert_eq!(find(given), None, "{given}");
        }
        // A resolved scenario leaves open what it lists as unstated.
        let scenario = load(&Sources::new("test.toml", text, &[] as &[&str]), &catalogue(), "test").unwrap();
        let again = of(&scenario.provenance.scenario_toml);
        let listed: Vec<&str> = scenario.setup.unstated.iter().map(Unstated::path).collect();
        assert!(again.iter().all(|assumed| listed.contains(&assumed.key.as_str())), "{again:#?}");
        assert_eq!(again.len(), listed.len());
    }
}
