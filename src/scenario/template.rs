//! The commented scenario that people start from.

use super::keys::{self, Key};

/// Column at which the help begins.
const HELP_COLUMN: usize = 34;
/// Longer lines than this put the help above the setting.
const WIDEST: usize = 110;

/// A scenario for this kind of device, with every key the kind uses: the essential ones at work,
/// the others commented out. `preset` is a built-in device of that kind; without one the geometry
/// is written out.
pub fn template(name: &str, kind: &str, preset: Option<&str>) -> String {
    let kind = keys::KINDS.into_iter().find(|known| *known == kind).unwrap_or("pen");
    let mut text = String::from(
        "# A scenario for puncta. Lines that start with # are switched off: they show what else\n\
         # can be set, with the value it has anyway, or an example where that is the device's own.\n",
    );
    for (section, keys) in keys::SECTIONS.iter().zip(keys::KEYS) {
        text.push('\n');
        if !section.is_empty() {
            text.push_str(&format!("[{section}]\n"));
        }
        for key in keys.iter().filter(|key| key.used_by(kind)) {
            line(&mut text, key, name, kind, preset);
        }
    }
    text
}

fn line(text: &mut String, key: &Key, name: &str, kind: &str, preset: Option<&str>) {
    let path = key.path();
    let value = match (path.as_str(), preset) {
        ("name", _) => toml::Value::String(title(name)).to_string(),
        ("device.preset", Some(preset)) => toml::Value::String(preset.to_owned()).to_string(),
        ("device.preset", None) => format!("\"{}\"", usual_preset(kind)),
        ("device.kind", _) => format!("\"{kind}\""),
        _ => example(&path, kind).unwrap_or(key.example).to_owned(),
    };
    let setting = format!("{} = {value}", key.name);
    let off = if is_active(&path, kind, preset) { "" } else { "# " };
    let setting = format!("{off}{setting}");
    // what a preset would give has no place in a file without one
    let help = match preset {
        Some(_) => key.text,
        None => key.text.trim_end_matches("; default: the preset's"),
    };
    let length = setting.chars().count();
    if length >= HELP_COLUMN || HELP_COLUMN + 2 + help.chars().count() > WIDEST {
        text.push_str(&format!("# {}:\n{setting}\n", help));
    } else {
        text.push_str(&format!("{setting:HELP_COLUMN$}# {}\n", help));
    }
}

/// One line that the name key accepts.
fn title(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(200).collect()
}

fn usual_preset(kind: &str) -> &'static str {
    match kind {
        "roller" => "roller-192",
        "stamp" => "stamp-36",
        "patch" => "patch-600",
        "needle" => "needle",
        _ => "pen-12",
    }
}

/// Values that only make sense for one kind.
fn example(path: &str, kind: &str) -> Option<&'static str> {
    Some(match (path, kind) {
        ("device.layout", "roller") => "\"drum\"",
        ("device.layout", "stamp" | "patch") => "\"grid\"",
        ("device.rows", "roller") => "8",
        ("device.rows" | "device.columns", "patch") => "11",
        ("device.pitch_mm", "stamp") => "1.5",
        ("device.pitch_mm", "patch") => "0.6",
        ("device.length_mm", "pen") => "3.0",
        ("device.length_mm" | "device.taper_mm", "patch") => "0.6",
        ("device.length_mm" | "device.taper_mm", "stamp") => "1.0",
        ("device.taper_mm", "pen") => "2.0",
        ("device.taper_mm", "roller") => "1.0",
        ("device.shaft_diameter_um", "pen") => "230",
        ("device.shaft_diameter_um", "patch") => "300",
        ("device.drive", "roller" | "stamp" | "patch") => "\"force\"",
        ("technique.passes", "stamp" | "patch" | "needle") => "1",
        ("technique.force_n", "pen") => "1.5",
        ("technique.force_n", "stamp") => "8",
        ("technique.force_n", "patch") => "11",
        ("technique.force_n", "needle") => "0.1",
        ("technique.line_spacing_mm", "roller") => "20",
        ("technique.line_spacing_mm" | "technique.placement_spacing_mm", "stamp") => "9",
        ("technique.line_spacing_mm" | "technique.placement_spacing_mm", "patch") => "6.6",
        _ => return None,
    })
}

fn is_active(path: &str, kind: &str, preset: Option<&str>) -> bool {
    match path {
        "format" | "name" | "area.width_mm" | "area.height_mm" | "area.cell_um" | "skin.site" => true,
        "technique.passes" | "technique.hand_speed_mm_s" | "run.realisations" | "run.seed" => true,
        "technique.directions" => matches!(kind, "pen" | "roller"),
        "device.depth_mm" => true,
        "device.preset" => preset.is_some(),
        "device.kind"
        | "device.length_mm"
        | "device.shaft_diameter_um"
        | "device.taper_mm"
        | "device.tip_diameter_um" => preset.is_none(),
        "device.rings" | "device.head_width_mm" | "device.rim_diameter_mm" | "device.frequency_hz" => {
            preset.is_none() && kind == "pen"
        }
        "device.rows" => preset.is_none() && matches!(kind, "roller" | "stamp" | "patch"),
        "device.columns" | "device.pitch_mm" => preset.is_none() && matches!(kind, "stamp" | "patch"),
        "device.drum_diameter_mm" | "device.drum_width_mm" | "device.angular_pitch_deg" => preset.is_none(),
        _ => false,
    }
}
