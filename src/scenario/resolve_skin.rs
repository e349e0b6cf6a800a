//! Resolves the skin of a scenario.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::resolve::Resolver;
use crate::skin::appendages::appendages;
use crate::skin::face::face;
use crate::skin::site::site;
use crate::skin::{CustomLayer, Layer, Person, Sex, Skin, ThicknessSource};

pub(super) fn skin(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Skin> {
    let written = &mut resolved.skin;
    if written.appendages.as_deref() == Some("shown") && written.site.is_none() {
        let problem = Diagnostic::warning("skin.appendages shows follicles and glands of a single site only");
        resolver.warning("skin.appendages", problem.help("leave it out, or give skin.site"));
    }
    let person = written.person.get_or_insert_with(|| "population".into());
    let average = person == "average";
    if let Some(layers) = &written.layers {
        return Some(Skin::of_layers(layers.iter().flat_map(custom).collect(), average));
    }
    let source = written.source.get_or_insert_with(|| "default".into());
    let source = ThicknessSource::ALL
        .into_iter()
        .find(|known| known.name() == source)
        .unwrap_or(ThicknessSource::Default);
    let sex = match written.sex.as_deref() {
        Some("male") => Some(Sex::Male),
        Some("female") => Some(Sex::Female),
        _ => None,
    };
    let person = Person { sex, age_years: written.age_years, bmi: written.bmi };
    if resolver.file.area.map.is_some() {
        let skin = Skin::of_face(face(), source, person, average);
        if skin.is_none() {
            let message = format!("skin.source = \"{}\" has not all the sites of a face", source.name());
            let sites = source.sites().unwrap_or_default().join(", ");
            let problem = Diagnostic::error(message).allowed(format!("single sites: {sites}"));
            resolver.error("skin.source", problem.help("choose source = \"default\", \"thin\" or \"thick\""));
        }
        return skin;
    }
    // The checks of the file ensured a known site.
    let site = site(written.site.as_deref()?)?;
    let mut skin = Skin::of_site(site, source, person, average);
    if let (Some(skin), Some("shown")) = (&mut skin, written.appendages.as_deref()) {
        skin.drawn_appendages = appendages(&site.name);
    }
    if skin.is_none() {
        let sites = source.sites().unwrap_or_default().join(", ");
        let message = format!("skin.source = \"{}\" has no {}", source.name(), site.name);
        let problem = Diagnostic::error(message)
            .allowed(sites)
            .help("choose one of these sites, or source = \"default\"");
        resolver.error("skin.source", problem);
    }
    skin
}

/// Converts one listed layer. `dermis` is split into its papillary and reticular parts, which vary together.
/// `epidermis` becomes its viable part alone: the file gives no stratum corneum, so a needle passes it at
/// once.
fn custom(layer: &super::file::Layer) -> Option<CustomLayer> {
    let parts = match layer.layer.as_str() {
        "epidermis" => vec![(Layer::ViableEpidermis, 1.0)],
        "dermis" => Skin::dermis_parts().to_vec(),
        name => vec![(Layer::ALL.into_iter().find(|known| known.name() == name)?, 1.0)],
    };
    Some(CustomLayer { parts, thickness_mm: layer.thickness_mm, sd_mm: layer.sd_mm.unwrap_or(0.0) })
}
