//! Resolves the law of a scenario, which determines how deep the needles go.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::keys::Tissue;
use super::resolve::Resolver;
use super::without_effect;
use crate::device::{DepthBy, Device, Movement};
use crate::mechanics::numbers::{Number, numbers};
use crate::mechanics::parameters::Stated;
use crate::mechanics::sets::{Family, Own};
use crate::mechanics::{Below, Contact, Law, LawName, Ratio, Support, SupportName};
use crate::skin::Layer;
use crate::skin::face::face;
use crate::technique::Technique;
use crate::technique::defaults::of_hand;
use std::sync::Arc;

pub(super) fn law(
    resolver: &mut Resolver,
    resolved: &mut ScenarioFile,
    device: &Device,
    technique: &Technique,
) -> Option<Law> {
    match resolver.needed_word(&mut resolved.mechanics.law, "mechanics.law")? {
        LawName::Ratio => {
            without_effect::under_ratio(resolver, resolved);
            ratio(resolver, resolved)
        }
        LawName::Contact => contact(resolver, resolved, device, technique),
    }
}

fn contact(
    resolver: &mut Resolver,
    resolved: &mut ScenarioFile,
    device: &Device,
    technique: &Technique,
) -> Option<Law> {
    let support = support(resolver, resolved)?;
    let movement = resolver.kind.facts().movement;
    // The hand presses the rim of a pen under every drive.
    let uses_force = movement == Movement::Strokes || device.drive.ends_by_force();
    let mut force_n = resolved.technique.force_n;
    let force = resolver.needed(&mut force_n, "technique.force_n")?;
    // A force without use stays out of the resolved file.
    if uses_force {
        bearable(resolver, force);
        resolved.technique.force_n = force_n;
    }
    let pushed = resolver.uses("technique.speed_m_s");
    let written = &mut resolved.technique.speed_m_s;
    let speed = if pushed { resolver.needed(written, "technique.speed_m_s")? } else { 0.0 };
    without_effect::under_contact(resolver, resolved, device, &support);
    travel(resolver, device)?;
    let (family, own) = (family(resolver, resolved)?, own(resolver.file));
    Some(Law::Contact(Box::new(Contact {
        parameters: own.over(family.parameters(0)),
        family,
        own,
        support,
        force_n: force,
        push_speed_mm_s: 1e3 * speed,
        hand_speed_mm_s: technique.hand_speed_mm_s,
    })))
}

fn ratio(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Law> {
    let mechanics = &mut resolved.mechanics;
    Some(Law::Ratio(Ratio {
        ratio: resolver.needed(&mut mechanics.ratio, "mechanics.ratio")?,
        ratio_sd: resolver.needed(&mut mechanics.ratio_sd, "mechanics.ratio_sd")?,
    }))
}

fn support(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Support> {
    let skin = &mut resolved.skin;
    Some(match resolver.needed_word(&mut skin.support, "skin.support")? {
        SupportName::InVivo if resolver.file.area.map.is_some() => {
            let regions = face().regions.iter();
            Support::InVivo(regions.map(|region| Below::site(Some(&region.site.name))).collect())
        }
        SupportName::InVivo => Support::InVivo(vec![Below::site(skin.site.as_deref())]),
        SupportName::Bench => Support::Bench {
            fat_mm: resolver.needed(&mut skin.bench_fat_mm, "skin.bench_fat_mm")?,
            young_mpa: resolver.needed(&mut skin.bench_young_mpa, "skin.bench_young_mpa")?,
            sheets: resolver.needed(&mut skin.bench_sheets, "skin.bench_sheets")?,
        },
    })
}

/// Family of sets: that of the program, or the scenario's own, which then goes along with the resolved file.
fn family(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Arc<Family>> {
    let Some(name) = &resolver.file.mechanics.sets else { return Some(Arc::clone(Family::known())) };
    let hash = resolver.file.mechanics.sets_hash.clone();
    let read = super::sets_file::read(resolver.sources, name).and_then(|read| {
        if hash.is_none_or(|hash| hash == read.hash) {
            return Ok(read);
        }
        let why = "is not the file that this scenario was made with: mechanics.sets_hash differs";
        Err((why.to_owned(), "bring that file back, or leave sets_hash out"))
    });
    let read = match read {
        Ok(read) => read,
        Err((why, help)) => {
            let message = format!("mechanics.sets = \"{name}\" {why}");
            resolver.error("mechanics.sets", Diagnostic::error(message).help(help));
            return None;
        }
    };
    let mechanics = &mut resolved.mechanics;
    (mechanics.sets, mechanics.sets_hash) = (Some(read.copy_name()), Some(read.hash.clone()));
    resolver.files.push((read.copy_name(), read.text));
    Some(Arc::new(read.family))
}

/// Whether the law has a resistance for this layer: the epidermis and the papillary dermis resist as the
/// reticular dermis does.
pub(super) fn resists(layer: Layer) -> bool {
    matches!(layer, Layer::ReticularDermis | Layer::Fat | Layer::Muscle)
}

/// Numbers of the law that the scenario states: those of `[mechanics]`, and those of listed layers.
fn own(file: &ScenarioFile) -> Own {
    let written = toml::Table::try_from(&file.mechanics).unwrap_or_default();
    let stated = |number: &Number| Some((number.key, written.get(number.key)?.as_float()?));
    let mut own = Own { numbers: numbers().filter_map(stated).collect(), ..Own::default() };
    for layer in file.skin.layers.iter().flatten() {
        // The skin was made of the same list, and refused an unknown layer.
        for part in Tissue::of_name(&layer.layer).map_or(&[][..], Tissue::layers) {
            own.young_mpa.extend(layer.young_mpa.map(|value| (*part, value)));
            own.poisson.extend(layer.poisson.map(|value| (*part, value)));
            own.toughness_n_per_mm.extend(layer.toughness_kj_m2.map(|value| (*part, value)));
        }
        let stated = Stated {
            tear_n_per_mm: layer.tear_kj_m2,
            spread_mpa: layer.spread_mpa,
            friction_mpa: layer.friction_mpa,
        };
        let lowest = Tissue::of_name(&layer.layer).and_then(|tissue| tissue.layers().last());
        own.resistance.extend(lowest.filter(|part| resists(**part)).map(|part| (*part, stated)));
    }
    own
}

/// Refuses a force that nobody applies with such a device.
fn bearable(resolver: &mut Resolver, force: f64) {
    let most = of_hand(resolver.kind, "most_force_n");
    if force > most {
        let kind = resolver.kind.label();
        let message =
            format!("technique.force_n = {force} N is more than a {kind} is pressed with, {most} N");
        let help = "give a force that the device can give; what stands behind the limit is in the project's data/technique.toml";
        let problem = Diagnostic::error(message).allowed(format!("up to {most} N")).help(help);
        resolver.error("technique.force_n", problem);
    }
}

/// Tolerance for equal lengths, mm.
const SAME_MM: f64 = 1e-9;

/// Refuses a pen whose plate would travel further than its needles are long.
fn travel(resolver: &mut Resolver, device: &Device) -> Option<()> {
    let (depth, overtravel, length) = (device.set_depth_mm, device.overtravel_mm, device.needle.length_mm);
    // Tenths of a millimetre do not add up exactly in binary.
    if resolver.kind.facts().depth != DepthBy::Dial || depth + overtravel <= length + SAME_MM {
        return Some(());
    }
    let message = format!(
        "device.overtravel_mm = {overtravel} takes the tips from the dial's {depth} mm to {:.3} mm, beyond the {length} mm that the needles are long",
        depth + overtravel
    );
    let allowed = format!("up to {:.3} mm", length - depth);
    let help = "less overtravel, a smaller depth_mm, or longer needles (device.length_mm)";
    resolver.error("device.overtravel_mm", Diagnostic::error(message).allowed(allowed).help(help));
    None
}
