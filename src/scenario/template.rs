//! The commented scenario that users start from.

use super::defaults::{OF_PRESET, example, help, known, plain};
use super::diagnostic::Sources;
use super::keys::{self, Key};
use super::{catalogue, load};
use crate::device::Kind;
use crate::foundation::shown::is_obeyed;

/// Column at which the help begins.
const HELP_COLUMN: usize = 34;
/// Longest line with help beside the setting; in longer ones the help goes above it.
const WIDEST: usize = 110;

/// Scenario for this kind of device with all the keys that the kind uses. The essential keys are active, and
/// the others are commented out with the device's values. `preset` is a built-in device of that kind; without
/// one the geometry of the kind's usual device is written out.
pub fn template(name: &str, kind: Kind, preset: Option<&str>) -> String {
    let values = Values::of(kind, preset);
    let mut text = String::from(
        "# A scenario for puncta. Lines that start with # are switched off: they show what else\n\
         # can be set, with the value it has anyway, or an example where it has none.\n",
    );
    for (section, keys) in keys::SECTIONS.iter().zip(keys::KEYS) {
        text.push('\n');
        if !section.is_empty() {
            text.push_str(&format!("[{section}]\n"));
        }
        for key in keys.iter().filter(|key| key.used_by(kind) && key.in_template()) {
            line(&mut text, key, name, kind, preset, &values);
        }
    }
    text
}

/// Default values for a device.
struct Values(toml::Table);

impl Values {
    /// Values of a preset, or of a device that has only the geometry of the kind's usual one.
    fn of(kind: Kind, preset: Option<&str>) -> Values {
        let usual = preset.unwrap_or_else(|| kind.facts().usual_preset);
        let named = Values::resolved(&format!("preset = \"{usual}\"\n"));
        if preset.is_some() {
            return named;
        }
        let mut device = format!("kind = \"{}\"\n", kind.name());
        for key in keys::of_section("device") {
            let path = key.path();
            let active = key.name != "kind" && key.used_by(kind) && is_active(&path, kind, None, true);
            if let Some(value) = named.value(key).filter(|_| active) {
                device.push_str(&format!("{} = {value}\n", key.name));
            }
        }
        Values::resolved(&device)
    }

    fn resolved(device: &str) -> Values {
        let text = format!("format = 1\n[skin]\nsite = \"cheek\"\n[device]\n{device}");
        let none: [&str; 0] = [];
        let scenario = load(&Sources::new("template", &text, &none), &catalogue(), "template");
        let resolved = scenario.ok().and_then(|scenario| toml::Table::try_from(scenario.resolved).ok());
        Values(resolved.unwrap_or_default())
    }

    /// Value as written in a file; whole numbers have no point.
    fn value(&self, key: &Key) -> Option<String> {
        let section = if key.section.is_empty() { &self.0 } else { self.0.get(key.section)?.as_table()? };
        section.get(key.name).map(plain)
    }
}

fn line(text: &mut String, key: &Key, name: &str, kind: Kind, preset: Option<&str>, values: &Values) {
    let path = key.path();
    let value = match (path.as_str(), preset) {
        ("name", _) => toml::Value::String(title(name)).to_string(),
        ("device.preset", None) => format!("\"{}\"", kind.facts().usual_preset),
        ("device.kind", _) => format!("\"{}\"", kind.name()),
        // The number of passes describes the treatment and does not follow from the device.
        ("technique.passes", _) => kind.facts().usual_passes.to_string(),
        _ => values.value(key).or_else(|| of_kind(key, kind)).unwrap_or_else(|| example(key)),
    };
    let setting = format!("{} = {value}", key.name);
    let known = values.value(key).is_some();
    let off = if is_active(&path, kind, preset, known) { "" } else { "# " };
    let setting = format!("{off}{setting}");
    // A file without a preset must not mention preset defaults.
    let help = match preset {
        Some(_) => help(key),
        None => help(key).trim_end_matches(&format!("; default{OF_PRESET}")).to_owned(),
    };
    let length = setting.chars().count();
    if length >= HELP_COLUMN || HELP_COLUMN + 2 + help.chars().count() > WIDEST {
        text.push_str(&format!("# {}:\n{setting}\n", help));
    } else {
        text.push_str(&format!("{setting:HELP_COLUMN$}# {}\n", help));
    }
}

/// Turns a name into a line that the name key accepts.
fn title(name: &str) -> String {
    name.chars().filter(|c| !is_obeyed(*c)).take(200).collect()
}

/// Default of a key that this device leaves without effect.
fn of_kind(key: &Key, kind: Kind) -> Option<String> {
    known(key, None, kind, false).filter(|_| key.section == "technique").map(|known| plain(&known.value))
}

/// Whether the line of a key is switched on. `known` tells whether the device has a value for it.
fn is_active(path: &str, kind: Kind, preset: Option<&str>, known: bool) -> bool {
    match path {
        "format" | "name" | "area.width_mm" | "area.height_mm" | "area.cell_um" | "skin.site" => true,
        "technique.passes" | "technique.hand_speed_mm_s" | "run.realisations" | "run.seed" => true,
        "technique.directions" => kind.facts().movement.glides(),
        "device.depth_mm" => true,
        "device.preset" => preset.is_some(),
        // The geometry of a device of one's own.
        "device.kind"
        | "device.length_mm"
        | "device.shaft_diameter_um"
        | "device.taper_mm"
        | "device.tip_diameter_um"
        | "device.drum_diameter_mm"
        | "device.drum_width_mm"
        | "device.angular_pitch_deg"
        | "device.head_width_mm"
        | "device.rim_diameter_mm"
        | "device.frequency_hz" => preset.is_none(),
        "device.rings" | "device.rows" | "device.columns" | "device.pitch_mm" | "device.positions_mm" => {
            preset.is_none() && known
        }
        _ => false,
    }
}
