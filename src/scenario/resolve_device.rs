//! Resolves the device of a scenario: a preset with keys overridden, or a kind with its geometry.

use super::diagnostic::Diagnostic;
use super::file::{Ring, ScenarioFile};
use super::keys::device::LONGEST_MM;
use super::resolve::Resolver;
use super::spacing;
use crate::device::preset::of_device;
use crate::device::{
    Array, Defects, DepthBy, Device, Layout, Material, Motion, Movement, Needle, NeedleShape, Pen, Plate,
    Roller, SettingError, Single,
};
use crate::foundation::units::{mm_from_um, rad_from_deg};
use crate::tract::evidence::pen_dwell_fraction;

pub(super) fn device(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Device> {
    let kind = resolver.kind;
    let facts = kind.facts();
    let (needle, uncut_mm) = needle(resolver, resolved)?;
    let array = array(resolver, resolved)?;
    let motion = motion(resolver, resolved, &array)?;
    let set_depth_mm = match facts.depth {
        DepthBy::Dial => dial(resolver, resolved, &needle)?,
        DepthBy::Length => needle.length_mm,
    };
    spacing::check(resolver, resolved, &array, &motion, needle.shaft_diameter_mm)?;

    let written = &mut resolved.device;
    let mut number = |written: &mut Option<f64>, path: &str| resolver.needed(written, path);
    let defects = Defects {
        length_tolerance_mm: number(&mut written.length_tolerance_mm, "device.length_tolerance_mm")?,
        dull_fraction: number(&mut written.dull_fraction, "device.dull_fraction")?,
        dull_factor: number(&mut written.dull_factor, "device.dull_factor")?,
        bent_fraction: number(&mut written.bent_fraction, "device.bent_fraction")?,
        bent_rad: rad_from_deg(number(&mut written.bent_deg, "device.bent_deg")?),
        missing_fraction: number(&mut written.missing_fraction, "device.missing_fraction")?,
    };
    let setting = SettingError {
        bias_mm: number(&mut written.setting_bias_mm, "device.setting_bias_mm")?,
        sd_mm: number(&mut written.setting_sd_mm, "device.setting_sd_mm")?,
    };
    let overtravel_mm = number(&mut written.overtravel_mm, "device.overtravel_mm")?;
    // The kind of device decides where neither the scenario nor the preset does.
    if resolver.take(&mut written.drive, "device.drive").is_none() {
        written.drive = Some(facts.usual_drive.name().to_owned());
    }
    let drive = resolver.needed_word(&mut written.drive, "device.drive")?;
    let material: Material = resolver.needed_word(&mut written.material, "device.material")?;
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
        uncut_mm,
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

/// The needle, and its shaft and taper before the length cuts them short, mm.
fn needle(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<(Needle, [f64; 2])> {
    let written = &mut resolved.device;
    let length = resolver.needed(&mut written.length_mm, "device.length_mm")?;
    if length > LONGEST_MM && resolver.kind.facts().movement != Movement::Singly {
        let message = format!(
            "device.length_mm = {length} is longer than the needles of a {} are, {LONGEST_MM} mm",
            resolver.kind.label()
        );
        let help = "give shorter needles; a single one of a bench test (kind = \"needle\") may have 6 mm";
        let problem = Diagnostic::error(message).allowed(format!("0.05 to {LONGEST_MM} mm")).help(help);
        resolver.error("device.length_mm", problem);
        return None;
    }
    let shaft: f64 = resolver.needed(&mut written.shaft_diameter_um, "device.shaft_diameter_um")?;
    let taper = resolver.needed(&mut written.taper_mm, "device.taper_mm")?;
    let tip = resolver.needed(&mut written.tip_diameter_um, "device.tip_diameter_um")?;
    if tip > shaft {
        let message = format!("the tip of {tip} um is wider than the shaft of {shaft} um");
        let problem = Diagnostic::error(message)
            .help("a needle narrows to its tip: lower tip_diameter_um or raise shaft_diameter_um");
        resolver.error("device.tip_diameter_um", problem);
        return None;
    }
    let shape: NeedleShape = resolver.needed_word(&mut written.shape, "device.shape")?;
    let shaft_mm = mm_from_um(shaft);
    Some((Needle::new(length, shaft_mm, taper, mm_from_um(tip), shape), [shaft_mm, taper]))
}

/// Dial setting of a pen, checked against the dial and the length of the needles.
fn dial(resolver: &mut Resolver, resolved: &mut ScenarioFile, needle: &Needle) -> Option<f64> {
    let depth = resolver.needed(&mut resolved.device.depth_mm, "device.depth_mm")?;
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
    let layout = match resolver.kind.facts().movement {
        Movement::Singly => return Some(Array { positions_mm: vec![[0.0, 0.0]] }),
        Movement::Rolls => Layout::Drum,
        Movement::Strokes | Movement::SetDown => match &resolver.file.device.layout {
            Some(word) => resolver.word("device.layout", word)?,
            None => {
                let of_preset =
                    resolver.default("device.layout").and_then(|word: String| Layout::of_name(&word));
                resolver.file.device.layout_implied().or(of_preset).unwrap_or(Layout::Grid)
            }
        },
    };
    let written = &mut resolved.device;
    written.layout = Some(layout.name().to_owned());
    let array = match layout {
        Layout::Rings => resolver.take(&mut written.rings, "device.rings").map(|rings: Vec<Ring>| {
            Array::rings(&rings.iter().map(|ring| (ring.count, ring.diameter_mm)).collect::<Vec<_>>())
        }),
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
            let rows = resolver.take(&mut written.rows, "device.rows");
            let columns = resolver.take(&mut written.columns, "device.columns");
            match (rows, columns, resolver.take(&mut written.pitch_mm, "device.pitch_mm")) {
                (Some(rows), Some(columns), Some(pitch)) => Some(Array::grid(rows, columns, pitch)),
                _ => None,
            }
        }
    };
    let array = array.filter(|array| !array.is_empty());
    if array.is_none() {
        let device = &resolver.file.device;
        let grid = [
            ("device.rows", device.rows.is_some()),
            ("device.columns", device.columns.is_some()),
            ("device.pitch_mm", device.pitch_mm.is_some()),
        ];
        match grid.iter().find(|(_, written)| *written).filter(|_| layout == Layout::Grid) {
            Some((written, _)) => {
                let message = format!("{written} lays the needles out in a grid, which is not complete");
                let help = "a grid needs rows, columns and pitch_mm; leave them out to keep the needles of the preset";
                resolver.error(written, Diagnostic::error(message).help(help));
            }
            None => {
                let message = format!("the needles of layout = \"{}\" are missing", layout.name());
                let help = "give rings, or rows, columns and pitch_mm, or positions_mm";
                resolver.error("device.layout", Diagnostic::error(message).help(help));
            }
        }
    }
    array
}

fn roller(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Roller> {
    let written = &mut resolved.device;
    let rows = resolver.needed(&mut written.rows, "device.rows")?;
    let pitch_deg: f64 = resolver.needed(&mut written.angular_pitch_deg, "device.angular_pitch_deg")?;
    let diameter: f64 = resolver.needed(&mut written.drum_diameter_mm, "device.drum_diameter_mm")?;
    let drum_width_mm = resolver.needed(&mut written.drum_width_mm, "device.drum_width_mm")?;
    let row_stagger = of_device(resolver.preset, "row_stagger");
    let per_row = (360.0 / pitch_deg).round().max(1.0) as u32;
    Some(Roller { drum_radius_mm: 0.5 * diameter, drum_width_mm, rows, per_row, row_stagger })
}

fn motion(resolver: &mut Resolver, resolved: &mut ScenarioFile, array: &Array) -> Option<Motion> {
    Some(match resolver.kind.facts().movement {
        Movement::Strokes => {
            let [length, width] = Plate::of_array(array).footprint_mm;
            let written = &mut resolved.device;
            // A pen of one's own paints as wide a track as its pins stand, and has the usual rim around it.
            let head = resolver.take(&mut written.head_width_mm, "device.head_width_mm");
            let head = resolver.derived(head.unwrap_or(length.max(width)), "device.head_width_mm")?;
            written.head_width_mm = Some(head);
            let rim = resolver.take(&mut written.rim_diameter_mm, "device.rim_diameter_mm");
            let rim = rim.unwrap_or_else(|| of_device(resolver.preset, "rim_over_head") * head);
            let rim = resolver.derived(rim, "device.rim_diameter_mm")?;
            written.rim_diameter_mm = Some(rim);
            let frequency_hz = resolver.needed(&mut written.frequency_hz, "device.frequency_hz")?;
            let tolerance = resolver.take(&mut written.frequency_tolerance, "device.frequency_tolerance");
            // What no maker states stays unsaid in the resolved scenario.
            let frequency_tolerance = tolerance.unwrap_or(0.0);
            let mass_g = resolver.needed(&mut written.mass_g, "device.mass_g")?;
            Motion::Pen(Pen {
                head_width_mm: head,
                rim_diameter_mm: rim,
                frequency_hz,
                frequency_tolerance,
                mass_g,
                dwell_fraction: pen_dwell_fraction(),
            })
        }
        Movement::Rolls => Motion::Roller(roller(resolver, resolved)?),
        Movement::SetDown => Motion::Plate(Plate::of_array(array)),
        Movement::Singly => Motion::Needle(Single::default()),
    })
}
