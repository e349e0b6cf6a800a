//! Built-in devices: every number with its tag and source (`data/devices.toml`).

use super::{Kind, Layout};
use crate::foundation::evidence::Evidence;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Number, list or name of a preset, with its evidence.
pub type Entry = Evidence<toml::Value>;

/// Built-in device. Keys are those of the scenario's `[device]`, plus `count`, `dial_mm`, `force_n`,
/// `row_stagger`.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Name in scenarios, for example `pen-12`.
    pub name: String,
    /// Name for readers.
    pub label: String,
    /// Kind of device.
    pub kind: Kind,
    /// True if the device is sold for use at home.
    pub home: bool,
    /// Arrangement of the needles, where the preset gives it.
    pub layout: Option<Layout>,
    /// Numbers, lists and words of the preset, by key.
    pub entries: BTreeMap<String, Entry>,
}

impl Preset {
    /// Returns the number of this key from the preset, or else from the defaults for all devices.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.entries.get(key).or_else(|| DEFAULTS.get(key)).and_then(|entry| number(&entry.value))
    }

    /// Returns the word of this key.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.entries.get(key)?.value.as_str()
    }

    /// Range of the dial, mm.
    pub fn dial_mm(&self) -> Option<[f64; 2]> {
        match self.entries.get("dial_mm")?.value.as_array()?.as_slice() {
            [low, high] => Some([number(low)?, number(high)?]),
            _ => None,
        }
    }
}

/// Returns the number in a value, whole or not; `None` for lists and words.
pub fn number(value: &toml::Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|integer| integer as f64))
}

#[derive(Deserialize)]
struct Table {
    defaults: BTreeMap<String, Entry>,
    #[serde(flatten)]
    devices: toml::Table,
}

static TABLE: LazyLock<(BTreeMap<String, Entry>, Vec<Preset>)> = LazyLock::new(|| {
    let table: Table = toml::from_str(include_str!("../../data/devices.toml"))
        .unwrap_or_else(|error| panic!("embedded table devices.toml: {error}"));
    let presets = table
        .devices
        .into_iter()
        .map(|(name, entries)| {
            preset_of(&name, entries).unwrap_or_else(|why| panic!("devices.toml [{name}]: {why}"))
        })
        .collect();
    (table.defaults, presets)
});

static DEFAULTS: LazyLock<&'static BTreeMap<String, Entry>> = LazyLock::new(|| &TABLE.0);

fn preset_of(name: &str, value: toml::Value) -> Result<Preset, String> {
    let toml::Value::Table(mut table) = value else {
        return Err("is not a table".into());
    };
    let words = |table: &mut toml::Table, key: &str| match table.remove(key) {
        Some(toml::Value::String(text)) => Ok(text),
        _ => Err(format!("lacks a word for {key}")),
    };
    let kind = words(&mut table, "kind")?;
    let kind = Kind::of_name(&kind).ok_or(format!("unknown kind {kind}"))?;
    let label = words(&mut table, "label")?;
    let home = match table.remove("home") {
        Some(home) => home.as_bool().ok_or("home is neither true nor false")?,
        None => false,
    };
    let layout = match table.contains_key("layout") {
        true => {
            let word = words(&mut table, "layout")?;
            Some(Layout::of_name(&word).ok_or(format!("unknown layout {word}"))?)
        }
        false => None,
    };
    let entries = table
        .into_iter()
        .map(|(key, value)| Ok((key.clone(), value.try_into().map_err(|error| format!("{key}: {error}"))?)))
        .collect::<Result<_, String>>()?;
    Ok(Preset { name: name.into(), label, kind, home, layout, entries })
}

/// Returns all presets, in the table's order.
pub fn presets() -> &'static [Preset] {
    &TABLE.1
}

/// Returns the preset of this name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    TABLE.1.iter().find(|preset| preset.name == name)
}

/// Defaults for every device that gives no other value.
pub fn defaults() -> &'static BTreeMap<String, Entry> {
    &TABLE.0
}

/// Number that no scenario sets, of a preset or else of every device: `row_stagger`, `rim_over_head`.
///
/// # Panics
/// Panics if the embedded table lacks it.
pub fn of_device(preset: Option<&Preset>, key: &str) -> f64 {
    let found = match preset {
        Some(preset) => preset.number(key),
        None => DEFAULTS.get(key).and_then(|entry| number(&entry.value)),
    };
    found.unwrap_or_else(|| panic!("devices.toml lacks {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::evidence::Tag;

    #[test]
    fn identity_presets_are_whole() {
        let names: Vec<&str> = presets().iter().map(|preset| preset.name.as_str()).collect();
        for name in [
            "pen-12",
            "pen-36",
            "skinpen",
            "exceed",
            "dermapen",
            "roller-192",
            "roller-home-02",
            "roller-home-05",
            "stamp-36",
            "patch-600",
            "needle",
        ] {
            assert!(names.contains(&name), "{name}");
        }
        for preset in presets() {
            for key in ["length_mm", "shaft_diameter_um", "taper_mm", "tip_diameter_um"] {
                assert!(preset.number(key).is_some_and(|number| number > 0.0), "{} {key}", preset.name);
            }
            for (key, entry) in &preset.entries {
                if entry.tag == Tag::Seen {
                    assert!(
                        !entry.source.is_empty() || !entry.note.is_empty(),
                        "{} {key}: seen where?",
                        preset.name
                    );
                }
            }
        }
        assert_eq!(preset("skinpen").unwrap().dial_mm(), Some([0.0, 2.5]));
    }
}
