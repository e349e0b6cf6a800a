//! Defaults of scenario keys. The row of a key says where its default is ([`super::keys::Default`]); this is
//! the only place that looks there.

use super::keys::{Default, Key, ValueKind, find_path};
use crate::device::preset::{Preset, defaults, number, presets};
use crate::device::{DepthBy, Kind};
use crate::foundation::evidence::{Evidence, EvidenceTable, Tag};
use crate::injury::indices::EVIDENCE as INDICES;
use crate::mechanics::ratio::EVIDENCE as RATIOS;
use crate::skin::EVIDENCE as SKIN;
use crate::technique::defaults::EVIDENCE as TECHNIQUE;

/// Default of a key: its value, how that is known, and what it is the default of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub value: toml::Value,
    /// Range in which the value lies, where one is known.
    pub range: Option<[f64; 2]>,
    pub tag: Tag,
    pub source: String,
    pub from: String,
}

impl Known {
    fn of<T: Clone + Into<toml::Value>>(known: &Evidence<T>, from: &str) -> Known {
        let (value, range) = (known.value.clone().into(), known.low.zip(known.high).map(Into::into));
        Known { value, range, tag: known.tag, source: known.source.clone(), from: from.to_owned() }
    }

    /// A value that no source supports: our choice.
    fn ours(value: toml::Value, from: &str) -> Known {
        Known { value, range: None, tag: Tag::Design, source: String::new(), from: from.to_owned() }
    }
}

/// Default of a key for a device of this kind, on the face map or on a rectangle. `None` if it follows from
/// other keys, or if there is none. A preset's own value comes first.
pub(super) fn known(key: &Key, preset: Option<&Preset>, kind: Kind, face: bool) -> Option<Known> {
    let data = || match key.section {
        "device" => defaults().get(key.name).map(|known| Known::of(known, "any device")),
        "technique" => in_table(&TECHNIQUE, kind.name(), key, &format!("any {}", kind.name())),
        "mechanics" => in_table(&RATIOS, kind.name(), key, &format!("any {}", kind.name())),
        "skin" => ["measured", "bench"].iter().find_map(|section| in_table(&SKIN, section, key, "puncta")),
        "limits" => in_table(&INDICES, "limits", key, "puncta"),
        _ => None,
    };
    let ours = |text: &str| literal(text).map(|value| Known::ours(value, "puncta"));
    of_preset(key, preset).or_else(|| match key.default {
        Default::None | Default::Told(_) => None,
        Default::Is(text) => ours(text),
        Default::Area { plain, face: of_face } => ours(if face { of_face } else { plain }?),
        Default::Data => data(),
        Default::Dial { without } => match kind.facts().depth {
            DepthBy::Dial => data(),
            DepthBy::Length => ours(without),
        },
    })
}

fn of_preset(key: &Key, preset: Option<&Preset>) -> Option<Known> {
    let preset = preset.filter(|_| matches!(key.section, "device" | "technique"))?;
    match preset.layout.filter(|_| key.name == "layout") {
        Some(layout) => Some(Known::ours(layout.name().into(), &preset.name)),
        None => preset.entries.get(key.name).map(|known| Known::of(known, &preset.name)),
    }
}

fn in_table(table: &EvidenceTable, section: &str, key: &Key, from: &str) -> Option<Known> {
    table.get(section)?.get(key.name).map(|known| Known::of(known, from))
}

/// A value written as TOML.
fn literal(text: &str) -> Option<toml::Value> {
    let table: toml::Table = format!("value = {text}").parse().ok()?;
    table.get("value").cloned()
}

/// Whether some preset has a value of its own.
fn some_preset_has(key: &Key) -> bool {
    presets().iter().any(|preset| of_preset(key, Some(preset)).is_some())
}

/// Default that holds for every device, on a rectangle.
pub(super) fn of_every_device(key: &Key) -> Option<toml::Value> {
    if some_preset_has(key) {
        return None;
    }
    let mut of_kinds = key.users.kinds().map(|kind| known(key, None, kind, false).map(|known| known.value));
    let first = of_kinds.next()??;
    of_kinds.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// Default number of a key in the entries of a list, such as `sd_mm` of `skin.layers`.
pub(super) fn of_entries(list: &str, name: &str) -> Option<f64> {
    let ValueKind::Tables { of, .. } = find_path(list)?.value else { return None };
    let (key, _) = of.iter().find(|(key, _)| key.name == name)?;
    number(&of_every_device(key)?)
}

/// Example of a value, as TOML.
pub(super) fn example(key: &Key) -> String {
    match key.example {
        "" => of_every_device(key).map(|value| plain(&value)).unwrap_or_default(),
        example => example.to_owned(),
    }
}

/// Help of one line: what the key is, and its default.
pub(super) fn help(key: &Key) -> String {
    match words(key) {
        Some(words) => format!("{}; default{words}", key.text),
        None => key.text.to_owned(),
    }
}

/// What follows "default": a value, or where the value comes from.
fn words(key: &Key) -> Option<String> {
    if let Default::Told(words) = key.default {
        return Some(format!(": {words}"));
    }
    if key.default != Default::None && some_preset_has(key) {
        return Some(OF_PRESET.to_owned());
    }
    if let Default::Area { plain, face: Some(face) } = key.default {
        return Some(match plain {
            Some(plain) => format!(" {plain}, on the face {face}"),
            None => format!(" {face}"),
        });
    }
    if let Default::Dial { without } = key.default {
        let with = defaults().get(key.name).map(|known| plain(&known.value))?;
        return Some(format!(": {with} with a dial, else {without}"));
    }
    if let Some(value) = of_every_device(key) {
        return Some(format!(" {}", plain(&value)));
    }
    let of_kinds: Vec<(Kind, toml::Value)> =
        key.users.kinds().filter_map(|kind| Some((kind, known(key, None, kind, false)?.value))).collect();
    match of_kinds[..] {
        [] => None,
        [_, _] => {
            let words = of_kinds.iter().map(|(kind, value)| format!("{} {}", kind.name(), plain(value)));
            Some(format!(": {}", words.collect::<Vec<_>>().join(", ")))
        }
        _ => Some(": the kind's own".to_owned()),
    }
}

/// Words of a default that the preset has. A file without a preset leaves them out.
pub(super) const OF_PRESET: &str = ": the preset's";

/// A value as written in a file; whole numbers have no point.
pub(super) fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::Float(number) => format!("{number}"),
        toml::Value::Array(list) => format!("[{}]", list.iter().map(plain).collect::<Vec<_>>().join(", ")),
        toml::Value::Table(table) => {
            let entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key} = {}", plain(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Sources, catalogue, keys, load};

    /// Defaults of every key for every preset and kind, as if a user had written them.
    #[test]
    fn identity_every_default_is_a_value_that_its_key_accepts() {
        let alone = Kind::ALL.into_iter().map(|kind| (kind, None));
        for (kind, preset) in presets().iter().map(|preset| (preset.kind, Some(preset))).chain(alone) {
            let name = preset.map_or(kind.facts().usual_preset, |preset| preset.name.as_str());
            let device = format!("[device]\npreset = \"{name}\"\n");
            for key in keys::all().filter(|key| key.used_by(kind) && key.section != "area") {
                let Some(known) = known(key, preset, kind, false) else { continue };
                let setting = format!("{}={}", key.path(), plain(&known.value));
                let text = format!("format = 1\n[skin]\nsite = \"cheek\"\n{device}");
                let problems = load(&Sources::new("test", &text, &[&setting]), &catalogue(), "test")
                    .err()
                    .unwrap_or_default();
                // Values that are of no use here are refused for that reason alone.
                let odd = problems.iter().find(|problem| {
                    ["outside", "must be", "none of", "is not"]
                        .iter()
                        .any(|word| problem.message.contains(word))
                });
                assert_eq!(odd, None, "{name}: {setting}");
            }
        }
    }

    #[test]
    fn identity_the_help_of_a_key_quotes_its_default() {
        for (path, end) in [
            ("area.cell_um", "; default 100, on the face 500"),
            ("area.avoid", "; default [\"orbital_rim\"]"),
            ("device.length_mm", "; default: the preset's"),
            ("device.dull_factor", "; default 4"),
            ("technique.hand_speed_mm_s", "; default: pen 20, roller 100"),
            ("technique.position_jitter_mm", "; default: the kind's own"),
            ("device.setting_sd_mm", "; default: 0.05 with a dial, else 0"),
            ("limits.fat_reach", "; default 0.01"),
            ("mechanics.law", "; default \"contact\""),
            ("run.realisations", "; default 200"),
        ] {
            let help = help(keys::find_path(path).unwrap());
            assert!(help.ends_with(end), "{help}");
        }
        assert_eq!(help(keys::find_path("run.reach_error").unwrap()).matches("default").count(), 0);
    }
}
