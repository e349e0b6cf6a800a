//! Warnings about written keys that change nothing in this scenario; none of them is refused.
//!
//! Such keys are still read and checked, and the resolved file of a run keeps them as written. A default
//! without effect is not written to the resolved file. Otherwise running that file would cause warnings about
//! keys that nobody wrote.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::keys::{Key, Tissue, of_section};
use super::resolve::Resolver;
use super::resolve_mechanics::resists;
use crate::device::{Device, Drive, Motion};
use crate::mechanics::Support;
use crate::skin::Layer;

/// Warns of keys that only the contact law uses.
pub(super) fn under_ratio(resolver: &mut Resolver, resolved: &mut ScenarioFile) {
    let file = resolver.file;
    let (device, written) = (&mut resolved.device, &file.device);
    device.drive.clone_from(&written.drive);
    device.material.clone_from(&written.material);
    (device.overtravel_mm, device.rim_diameter_mm) = (written.overtravel_mm, written.rim_diameter_mm);
    device.mass_g = written.mass_g;
    resolved.technique.force_cv = file.technique.force_cv;

    let mut layers = file.skin.layers.iter().flatten();
    let stiffness = layers.any(|layer| layer.of_contact_law().iter().any(|(_, given)| given.is_some()));
    let keys = [
        ("skin.support", file.skin.support.is_some()),
        ("skin.bench_fat_mm", file.skin.bench_fat_mm.is_some()),
        ("skin.bench_young_mpa", file.skin.bench_young_mpa.is_some()),
        ("skin.bench_sheets", file.skin.bench_sheets.is_some()),
        ("skin.layers", stiffness),
        ("device.drive", written.drive.is_some()),
        ("device.overtravel_mm", written.overtravel_mm.is_some()),
        ("device.rim_diameter_mm", written.rim_diameter_mm.is_some()),
        ("device.mass_g", written.mass_g.is_some()),
        ("device.material", written.material.is_some()),
        ("technique.force_n", file.technique.force_n.is_some()),
        ("technique.force_cv", file.technique.force_cv.is_some()),
        ("technique.speed_m_s", file.technique.speed_m_s.is_some()),
    ];
    let given = keys.iter().filter(|(_, given)| *given).map(|(key, _)| (*key).to_owned());
    let mechanics = toml::Table::try_from(&file.mechanics).unwrap_or_default();
    let of_contact = of_section("mechanics")
        .iter()
        .filter(|key| key.is_of_contact_law() && mechanics.contains_key(key.name))
        .map(Key::path);
    let keys: Vec<String> = given.chain(of_contact).collect();
    let Some(first) = keys.first().cloned() else { return };
    let words = |key: &String| match key.as_str() {
        "skin.layers" => "what skin.layers say beyond thickness".to_owned(),
        key => key.to_owned(),
    };
    let named: Vec<String> = keys.iter().map(words).collect();
    let message = format!("under law = \"ratio\" these keys change nothing: {}", named.join(", "));
    let help = "leave them out, or leave law out: the contact law uses them";
    resolver.warning(&first, Diagnostic::warning(message).help(help).idle(keys));
}

/// Warns of keys that the contact law does not use with this device on this support.
pub(super) fn under_contact(
    resolver: &mut Resolver,
    resolved: &mut ScenarioFile,
    device: &Device,
    support: &Support,
) {
    if let Support::Bench { fat_mm, .. } = support {
        numbers_below_the_bench(resolver, *fat_mm);
    }
    strength(resolver);
    // A pen's rim is pressed, and its dial may be overtravelled, under every drive.
    match &device.motion {
        Motion::Pen(_) => mass(resolver, resolved, device.drive),
        Motion::Roller(_) | Motion::Plate(_) | Motion::Needle(_) => {
            overtravel(resolver, resolved, device);
            setting(resolver, resolved);
            force(resolver, resolved, device.drive);
        }
    }
}

/// Warns of one key that changes nothing.
pub(super) fn says(resolver: &mut Resolver, key: &str, value: f64, why: &str, help: &str) {
    let message = format!("{key} = {value} changes nothing: {why}");
    resolver.warning(key, Diagnostic::warning(message).help(help).idle([key]));
}

/// How a stroke ends for a drive, in words.
fn end(drive: Drive) -> &'static str {
    match drive {
        Drive::Stroke => "by travel",
        Drive::Force => "by force",
        Drive::Speed => "where the body touches",
    }
}

/// Warns of an overtravel without effect. A plate is pushed below the level of the skin by `drive = "stroke"`
/// only. It then pushes down the skin between the needles, which a single needle does not have.
fn overtravel(resolver: &mut Resolver, resolved: &mut ScenarioFile, device: &Device) {
    let single = device.array.len() == 1;
    if device.drive.ends_by_travel() && !single {
        return;
    }
    let written = resolver.file.device.overtravel_mm;
    resolved.device.overtravel_mm = written;
    let Some(given) = written else { return };
    let (why, help) = if single {
        (
            "a single needle has no skin between needles that a plate could push down".to_owned(),
            "leave it out; how far a single needle goes is set by device.length_mm",
        )
    } else {
        (
            format!("drive = \"{}\" ends {}, not by travel", device.drive.name(), end(device.drive)),
            "write drive = \"stroke\", or leave overtravel_mm out",
        )
    };
    says(resolver, "device.overtravel_mm", given, &why, help);
}

/// Warns of dial errors for a device without a dial.
fn setting(resolver: &mut Resolver, resolved: &mut ScenarioFile) {
    let written = &resolver.file.device;
    let keys = [
        ("device.setting_bias_mm", written.setting_bias_mm),
        ("device.setting_sd_mm", written.setting_sd_mm),
    ];
    (resolved.device.setting_bias_mm, resolved.device.setting_sd_mm) = (keys[0].1, keys[1].1);
    let why = format!("under the contact law a {} has no dial that could be off", resolver.kind.label());
    for (key, given) in keys {
        let Some(given) = given else { continue };
        says(resolver, key, given, &why, "leave it out, or vary device.length_mm or its length_tolerance_mm");
    }
}

/// Warns of a pen's mass under force drive, where the pins never push harder than the hand.
fn mass(resolver: &mut Resolver, resolved: &mut ScenarioFile, drive: Drive) {
    if !drive.ends_by_force() {
        return;
    }
    resolved.device.mass_g = resolver.file.device.mass_g;
    let Some(given) = resolver.file.device.mass_g else { return };
    let why = "drive = \"force\" ends a stroke where the pins carry what the hand gives";
    says(resolver, "device.mass_g", given, why, "leave it out, or write drive = \"stroke\"");
}

fn force(resolver: &mut Resolver, resolved: &mut ScenarioFile, drive: Drive) {
    if drive.ends_by_force() {
        return;
    }
    let (written, resolved) = (&resolver.file.technique, &mut resolved.technique);
    (resolved.force_n, resolved.force_cv) = (written.force_n, written.force_cv);
    let why = format!("drive = \"{}\" ends {}, not by force", drive.name(), end(drive));
    for (key, given) in [("force_n", written.force_n), ("force_cv", written.force_cv)] {
        let Some(given) = given else { continue };
        let help = format!("write drive = \"force\", or leave {key} out");
        says(resolver, &format!("technique.{key}"), given, &why, &help);
    }
}

/// Warns of a strength that the law does not know: tips give way at the epidermis and at the reticular dermis,
/// and the upper layers resist as the reticular dermis does.
fn strength(resolver: &mut Resolver) {
    let layers = resolver.file.skin.layers.as_deref().unwrap_or_default();
    for (index, layer) in layers.iter().enumerate() {
        let parts = Tissue::of_name(&layer.layer).map_or(&[][..], Tissue::layers);
        for (name, given) in layer.of_contact_law() {
            let Some(given) = given else { continue };
            let (why, help) = match name {
                "toughness_kj_m2" if !parts.iter().any(|part| gives_way(*part)) => (
                    "the law lets tips in at the epidermis and at the reticular dermis",
                    "state it for one of these layers",
                ),
                "tear_kj_m2" | "spread_mpa" | "friction_mpa" if !parts.iter().any(|part| resists(*part)) => (
                    "this layer resists as the reticular dermis does",
                    "state it for the reticular dermis, or for the dermis",
                ),
                _ => continue,
            };
            says(resolver, &format!("skin.layers[{index}].{name}"), given, why, help);
        }
    }
}

/// Whether the law has a force at which this layer lets a tip in.
fn gives_way(layer: Layer) -> bool {
    matches!(layer, Layer::StratumCorneum | Layer::ViableEpidermis | Layer::ReticularDermis)
}

/// Warns of numbers for layers that excised skin lacks: it has no muscle, and only as much fat as
/// `bench_fat_mm`.
fn numbers_below_the_bench(resolver: &mut Resolver, fat_mm: f64) {
    let layers = resolver.file.skin.layers.as_deref().unwrap_or_default();
    for (index, layer) in layers.iter().enumerate() {
        let (why, help) = match Tissue::of_name(&layer.layer) {
            Some(Tissue::Muscle) => (
                "on a bench no muscle lies below the skin, but a plate",
                "leave it out, or leave out support = \"bench\"",
            ),
            Some(Tissue::Fat) if fat_mm <= 0.0 => (
                "no fat is left below the skin on this bench",
                "say how much fat is left, bench_fat_mm below [skin], or leave it out",
            ),
            _ => continue,
        };
        for (name, given) in layer.of_contact_law() {
            let Some(given) = given else { continue };
            says(resolver, &format!("skin.layers[{index}].{name}"), given, why, help);
        }
    }
}
