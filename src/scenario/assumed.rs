//! Defaults that a scenario relies on: each key with its value, how that is known, and where it comes from.

use super::file::ScenarioFile;
use super::keys::{self, Key};
use crate::device::Kind;
use crate::device::preset::{Preset, defaults};
use crate::foundation::evidence::{Evidence, EvidenceTable, Tag};
use crate::injury::indices::EVIDENCE as INDICES;
use crate::mechanics::ratio::EVIDENCE as RATIOS;
use crate::outcome::changed::json;
use crate::outcome::provenance::Assumed;
use crate::technique::defaults::EVIDENCE as TECHNIQUE;

/// Sections that describe skin, device or hand.
const SECTIONS: [&str; 5] = ["skin", "device", "technique", "mechanics", "limits"];

/// All keys of these sections that are in the resolved file but not in the written one.
pub(super) fn assumed(
    written: &ScenarioFile,
    resolved: &ScenarioFile,
    preset: Option<&Preset>,
    kind: Kind,
) -> Vec<Assumed> {
    let table = |file: &ScenarioFile| toml::Table::try_from(file).unwrap_or_default();
    let (written, resolved) = (table(written), table(resolved));
    let of = |file: &toml::Table, key: &Key| file.get(key.section)?.get(key.name).cloned();
    let keys = keys::all().filter(|key| SECTIONS.contains(&key.section));
    let left = keys.filter(|key| of(&written, key).is_none());
    left.filter_map(|key| {
        let value = json(&of(&resolved, key)?);
        let (tag, source, from) = known(key, preset, kind);
        Some(Assumed { key: key.path(), value, unit: key.unit, tag, source, from })
    })
    .collect()
}

/// How a default is known: tag, source, and what it is the default of. A value in no table is our choice.
fn known(key: &Key, preset: Option<&Preset>, kind: Kind) -> (Tag, String, String) {
    fn told<T>(known: &Evidence<T>, from: &str) -> (Tag, String, String) {
        (known.tag, known.source.clone(), from.to_owned())
    }
    let of = |table: &'static EvidenceTable, section: &str, from: &str| {
        table.get(section).and_then(|entries| entries.get(key.name)).map(|known| told(known, from))
    };
    let of_preset = || {
        let preset = preset?;
        let layout = key.name == "layout" && preset.layout.is_some();
        let layout = layout.then(|| (Tag::Design, String::new(), preset.name.clone()));
        layout.or_else(|| preset.entries.get(key.name).map(|known| told(known, &preset.name)))
    };
    let any_of_kind = format!("any {}", kind.name());
    let found = match key.section {
        "device" => of_preset().or_else(|| defaults().get(key.name).map(|known| told(known, "any device"))),
        "technique" => of_preset().or_else(|| of(&TECHNIQUE, kind.name(), &any_of_kind)),
        "mechanics" => of(&RATIOS, kind.name(), &any_of_kind),
        "limits" => of(&INDICES, "limits", "puncta"),
        _ => None,
    };
    found.unwrap_or((Tag::Design, String::new(), "puncta".to_owned()))
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
        assert_eq!(find("device.setting_sd_mm").unwrap().from, "any device");
        assert_eq!(find("limits.depth_tolerance_mm").unwrap().source, "k180778");
        for given in
            ["device.depth_mm", "technique.force_n", "skin.site", "device.preset", "run.seed", "area.cell_um"]
        {
            assert_eq!(find(given), None, "{given}");
        }
        // A resolved scenario leaves nothing open.
        let scenario = load(&Sources::new("test.toml", text, &[] as &[&str]), &catalogue(), "test").unwrap();
        assert_eq!(of(&scenario.provenance.scenario_toml), []);
    }
}
