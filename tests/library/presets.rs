//! The built-in devices against the keys of a scenario, and against themselves.

use puncta::device::preset::{Entry, defaults, number};
use puncta::device::{Kind, presets};
use puncta::scenario::keys::{Key, ValueKind, find};
use puncta::scenario::{Scenario, Sources, catalogue, load};

/// Entries that are no keys of a scenario.
const OWN: [&str; 4] = ["count", "dial_mm", "row_stagger", "rim_over_head"];

/// The key that an entry stands for; `None` for one that is no key of a scenario.
#[track_caller]
fn key_of(whose: &str, name: &str) -> Option<&'static Key> {
    if OWN.contains(&name) {
        return None;
    }
    let key = find("device", name).or_else(|| find("technique", name));
    Some(key.unwrap_or_else(|| panic!("[{whose}] {name} is no key of [device] or [technique]")))
}

/// Whether the key takes this value. Lists are taken as they are: loading the preset reads them.
fn takes(key: &Key, entry: &Entry) -> bool {
    match key.value {
        ValueKind::Number { low, high, open } => {
            number(&entry.value).is_some_and(|value| value >= low && (value < high || !open && value == high))
        }
        ValueKind::Integer { low, high } => {
            entry.value.as_integer().is_some_and(|value| (low..=high).contains(&value))
        }
        ValueKind::Choice(words) => entry.value.as_str().is_some_and(|word| words.contains(&word)),
        ValueKind::Text(_) | ValueKind::Site | ValueKind::Molecule | ValueKind::Preset => false,
        ValueKind::Choices { .. } | ValueKind::Points { .. } | ValueKind::Tables { .. } => {
            entry.value.is_array()
        }
    }
}

#[test]
fn identity_entries_of_presets_are_keys_that_their_kind_uses() {
    for preset in presets() {
        for (name, entry) in &preset.entries {
            let Some(key) = key_of(&preset.name, name) else { continue };
            assert!(key.used_by(preset.kind), "{}: a {} has no {name}", preset.name, preset.kind.name());
            assert!(takes(key, entry), "{} {name} = {}", preset.name, entry.value);
        }
    }
    for (name, entry) in defaults() {
        let Some(key) = key_of("defaults", name) else { continue };
        assert!(Kind::ALL.into_iter().any(|kind| key.used_by(kind)), "{name}");
        assert!(takes(key, entry), "defaults {name} = {}", entry.value);
    }
}

fn loaded(preset: &str) -> Scenario {
    let text = format!("format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"{preset}\"\n");
    load(&Sources::new(preset, &text, &[] as &[&str]), &catalogue(), preset)
        .unwrap_or_else(|problems| panic!("{preset}: {problems:#?}"))
}

#[test]
fn identity_the_count_of_a_preset_is_the_needles_of_its_layout() {
    for preset in presets() {
        let needles = loaded(&preset.name).setup().device.array.len();
        assert_eq!(preset.number("count"), Some(needles as f64), "{}", preset.name);
    }
}
