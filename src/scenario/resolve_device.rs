//! Resolves the device of a scenario: a preset with keys overridden, or a kind with its geometry.

use super::diagnostic::Diagnostic;
use super::file::{Ring, ScenarioFile};
use super::resolve::Resolver;
use super::spacing;
use crate::device::{
    Array, Defects, DepthBy, Device, Layout, Material, Motion, Movement, Needle, NeedleShape, Pen, Plate,
    Roller, SettingError, Single,
};
use crate::foundation::units::{mm_from_um, rad_from_deg};
use crate::tract::evidence::pen_dwell_fraction;

pub(super) fn device(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Device> {
    let kind = resolver.kind;
    let facts = kind.facts();
    let needle = needle(resolver, resolved)?;
    let array = array(resolver, resolved)?;
    let motion = motion(resolver, resolved, &array)?;
    let set_depth_mm = match facts.depth {
        DepthBy::Dial => dial(resolver, resolved, &needle)?,
        DepthBy::Length => needle.length_mm,
    };
    spacing::check(resolver, resolved, &array, &motion, needle.shaft_diameter_mm)?;

    let written = &mut resolved.device;
    let number = |written: &mut Option<f64>, key: &str, last: f64| {
        *written.insert(resolver.device_number(*written, key).unwrap_or(last))
    };
    let defects = Defects {
        length_tolerance_mm: number(&mut written.length_tolerance_mm, "length_tolerance_mm", 0.0),
        dull_fraction: number(&mut written.dull_fraction, "dull_fraction", 0.0),
        dull_factor: number(&mut written.dull_factor, "dull_factor", 1.0),
        bent_fraction: number(&mut written.bent_fraction, "bent_fraction", 0.0),
        bent_rad: rad_from_deg(number(&mut written.bent_deg, "bent_deg", 0.0)),
        missing_fraction: number(&mut written.missing_fraction, "missing_fraction", 0.0),
    };
    let setting = SettingError {
        bias_mm: number(&mut written.setting_bias_mm, "setting_bias_mm", 0.0),
        // Only a dial has an error of its own.
        sd_mm: match facts.depth {
            DepthBy::Dial => number(&mut written.setting_sd_mm, "setting_sd_mm", 0.0),
            DepthBy::Length => *written.setting_sd_mm.get_or_insert(0.0),
        },
    };
    let overtravel_mm = number(&mut written.overtravel_mm, "overtravel_mm", 0.0);
    let drive = resolver.device_word(&mut written.drive, "drive", facts.usual_drive)?;
    let material = resolver.device_word(&mut written.material, "material", Material::Steel)?;
    let label = match resolver.preset {
        Some(preset) if preset.number("count").is_none_or(|count| count == array.len() as f64) => {
            preset.label.clone()
        }
        _ => match array.len() {
            1 => format!("{} with 1 needle", kind.label()),
            needles => format!("{} with {needles} needles", kind.label()),
        },
    };
    Some(Device {
        kind,
        label,
        needle,
        uncut_mm: [mm_from_um(written.shaft_diameter_um.unwrap_or(0.0)), written.taper_mm.unwrap_or(0.0)],
        material,
        array,
        motion,
        set_depth_mm,
        setting,
        defects,
        drive,
        overtravel_mm,
        home: resolver.preset.is_some_and(|preset| preset.home),
    })
}

fn needle(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Needle> {
    let written = &mut resolved.device;
    let mut numbers = [0.0; 4];
    let keys = [
        ("length_mm", &mut written.length_mm),
        ("shaft_diameter_um", &mut written.shaft_diameter_um),
        ("taper_mm", &mut written.taper_mm),
        ("tip_diameter_um", &mut written.tip_diameter_um),
    ];
    for ((key, written), number) in keys.into_iter().zip(&mut numbers) {
        let Some(found) = resolver.device_number(*written, key) else {
            missing(resolver, key);
            return None;
        };
        (*written, *number) = (Some(found), found);
    }
    let [length, shaft, taper, tip] = numbers;
    if tip > shaft {
        let message = format!("the tip of {tip} um is wider than the shaft of {shaft} um");
        let problem = Diagnostic::error(message)
            .help("a needle narrows to its tip: lower tip_diameter_um or raise shaft_diameter_um");
        resolver.error("device.tip_diameter_um", problem);
        return None;
    }
    let shape = resolver.device_word(&mut written.shape, "shape", NeedleShape::Conical)?;
    Some(Needle::new(length, mm_from_um(shaft), taper, mm_from_um(tip), shape))
}

/// Dial setting of a pen, checked against the dial and the length of the needles.
fn dial(resolver: &mut Resolver, resolved: &mut ScenarioFile, needle: &Needle) -> Option<f64> {
    let Some(depth) = resolver.device_number(resolved.device.depth_mm, "depth_mm") else {
        missing(resolver, "depth_mm");
        return None;
    };
    resolved.device.depth_mm = Some(depth);
    if depth > needle.length_mm {
        let message =
            format!("device.depth_mm = {depth} is deeper than the needles are long, {} mm", needle.length_mm);
        let help = "a dial may go further than its needles reach; set a smaller depth or longer needles (device.length_mm)";
        let allowed = format!("0 to {} mm", needle.length_mm);
        resolver.error("device.depth_mm", Diagnostic::error(message).allowed(allowed).help(help));
        return None;
    }
    if let Some(([low, high], preset)) = resolver.preset.and_then(|preset| Some((preset.dial_mm()?, preset)))
        && !(low..=high).contains(&depth)
    {
        let message =
            format!("device.depth_mm = {depth} is off the dial of {}, {low} to {high} mm", preset.name);
        let help = "set a depth on its dial, or describe a pen of your own with kind = \"pen\"";
        resolver.error(
            "device.depth_mm",
            Diagnostic::error(message).allowed(format!("{low} to {high} mm")).help(help),
        );
        return None;
    }
    Some(depth)
}

fn array(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Array> {
    let preset = resolver.preset;
    let number = |key: &str| preset.and_then(|preset| preset.number(key));
    let count = |written: Option<u32>, key: &str| written.or_else(|| number(key).map(|number| number as u32));
    let layout = match resolver.kind.facts().movement {
        Movement::Singly => return Some(Array { positions_mm: vec![[0.0, 0.0]] }),
        Movement::Rolls => Layout::Drum,
        Movement::Strokes | Movement::SetDown => match &resolver.file.device.layout {
            Some(word) => resolver.word("device.layout", word)?,
            None => (resolver.file.device.layout_implied())
                .or(preset.and_then(|preset| preset.layout))
                .or(preset.and_then(|preset| preset.rings()).map(|_| Layout::Rings))
                .unwrap_or(Layout::Grid),
        },
    };
    let written = &mut resolved.device;
    written.layout = Some(layout.name().to_owned());
    let array = match layout {
        Layout::Rings => {
            let of_preset = || {
                let rings = preset?.rings()?;
                Some(rings.into_iter().map(|(count, diameter_mm)| Ring { count, diameter_mm }).collect())
            };
            let rings = written.rings.clone().or_else(of_preset);
            written.rings = rings.clone();
            rings.map(|rings: Vec<Ring>| {
                Array::rings(&rings.iter().map(|ring| (ring.count, ring.diameter_mm)).collect::<Vec<_>>())
            })
        }
        Layout::List => written.positions_mm.clone().map(|positions_mm| Array { positions_mm }),
        Layout::Drum => {
            let roller = roller(resolver, resolved)?;
            let drum = Array::drum(
                roller.rows,
                roller.per_row,
                roller.drum_radius_mm,
                roller.drum_width_mm,
                roller.row_stagger,
            );
            return Some(drum);
        }
        Layout::Grid => {
            written.rows = count(written.rows, "rows");
            written.columns = count(written.columns, "columns");
            written.pitch_mm = written.pitch_mm.or_else(|| number("pitch_mm"));
            match (written.rows, written.columns, written.pitch_mm) {
                (Some(rows), Some(columns), Some(pitch)) => Some(Array::grid(rows, columns, pitch)),
                _ => None,
            }
        }
    };
    let array = array.filter(|array| !array.is_empty());
    if array.is_none() {
        let message = format!("the needles of layout = \"{}\" are missing", layout.name());
        let help = "give rings, or rows, columns and pitch_mm, or positions_mm";
        resolver.error("device.layout", Diagnostic::error(message).help(help));
    }
    array
}

fn roller(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Roller> {
    let written = &mut resolved.device;
    let rows = written.rows.map(f64::from);
    let mut numbers = [0.0; 5];
    let keys = [
        ("rows", rows),
        ("angular_pitch_deg", written.angular_pitch_deg),
        ("drum_diameter_mm", written.drum_diameter_mm),
        ("drum_width_mm", written.drum_width_mm),
        ("row_stagger", None),
    ];
    for ((key, written), number) in keys.into_iter().zip(&mut numbers) {
        let Some(found) = resolver.device_number(written, key) else {
            missing(resolver, key);
            return None;
        };
        *number = found;
    }
    let [rows, pitch_deg, diameter, width, row_stagger] = numbers;
    written.rows = Some(rows as u32);
    written.angular_pitch_deg = Some(pitch_deg);
    written.drum_diameter_mm = Some(diameter);
    written.drum_width_mm = Some(width);
    let per_row = (360.0 / pitch_deg).round().max(1.0) as u32;
    Some(Roller {
        drum_radius_mm: 0.5 * diameter,
        drum_width_mm: width,
        rows: rows as u32,
        per_row,
        row_stagger,
    })
}

fn motion(resolver: &mut Resolver, resolved: &mut ScenarioFile, array: &Array) -> Option<Motion> {
    Some(match resolver.kind.facts().movement {
        Movement::Strokes => {
            let [length, width] = Plate::of_array(array).footprint_mm;
            let written = &mut resolved.device;
            let head =
                resolver.device_number(written.head_width_mm, "head_width_mm").unwrap_or(length.max(width));
            let rim =
                resolver.device_number(written.rim_diameter_mm, "rim_diameter_mm").unwrap_or(1.5 * head);
            let Some(frequency_hz) = resolver.device_number(written.frequency_hz, "frequency_hz") else {
                missing(resolver, "frequency_hz");
                return None;
            };
            let mass_g = resolver.device_number(written.mass_g, "mass_g").unwrap_or(0.0);
            written.mass_g = Some(mass_g);
            written.head_width_mm = Some(head);
            written.rim_diameter_mm = Some(rim);
            written.frequency_hz = Some(frequency_hz);
            Motion::Pen(Pen {
                head_width_mm: head,
                rim_diameter_mm: rim,
                frequency_hz,
                mass_g,
                dwell_fraction: pen_dwell_fraction(),
            })
        }
        Movement::Rolls => Motion::Roller(roller(resolver, resolved)?),
        Movement::SetDown => Motion::Plate(Plate::of_array(array)),
        Movement::Singly => Motion::Needle(Single::default()),
    })
}

fn missing(resolver: &mut Resolver, key: &str) {
    let kind = resolver.kind.label();
    let message = format!("device.{key} is missing: a {kind} without a preset has to say it");
    let help = "add it below [device], or start from a preset (`puncta devices`)";
    resolver.error("device", Diagnostic::error(message).help(help));
}
