//! Resolves the skin of a scenario.

use super::defaults::of_entries;
use super::diagnostic::Diagnostic;
use super::file::{self, ScenarioFile};
use super::keys::Tissue;
use super::resolve::Resolver;
use crate::skin::appendages::appendages;
use crate::skin::face::face;
use crate::skin::site::site;
use crate::skin::{CustomLayer, Layer, LayerThickness, Person, Sex, Skin, ThicknessSource};

pub(super) fn skin(resolver: &mut Resolver, resolved: &mut ScenarioFile) -> Option<Skin> {
    let written = &mut resolved.skin;
    if written.appendages.as_deref() == Some("shown") && written.site.is_none() {
        let problem = Diagnostic::warning("skin.appendages shows follicles and glands of a single site only");
        resolver.warning("skin.appendages", problem.help("leave it out, or give skin.site"));
    }
    let average = resolver.needed(&mut written.person, "skin.person")? == "average";
    if let Some(layers) = &written.layers {
        let tissue = |layer: &file::Layer| resolver.word("skin.layers", &layer.layer);
        let tissues: Vec<Tissue> = layers.iter().map(tissue).collect::<Option<_>>()?;
        let layers = layers.iter().zip(tissues).map(|(layer, tissue)| custom(layer, tissue));
        return Some(Skin::of_layers(layers.collect::<Option<_>>()?, average));
    }
    let source: ThicknessSource = resolver.needed_word(&mut written.source, "skin.source")?;
    let sex: Option<Sex> = match &written.sex {
        Some(word) => Some(resolver.word("skin.sex", word)?),
        None => None,
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
    if let (Some(skin), Some(mean_mm)) = (&mut skin, written.thickness_mm) {
        let sd_mm = resolver.needed(&mut written.thickness_sd_mm, "skin.thickness_sd_mm")?;
        skin.measured(LayerThickness { mean_mm, sd_mm });
    }
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
fn custom(layer: &file::Layer, tissue: Tissue) -> Option<CustomLayer> {
    let sd_mm = layer.sd_mm.or_else(|| of_entries("skin.layers", "sd_mm"))?;
    let parts = match tissue {
        Tissue::Epidermis => vec![(Layer::ViableEpidermis, 1.0)],
        Tissue::Dermis => Skin::dermis_parts().to_vec(),
        Tissue::StratumCorneum
        | Tissue::ViableEpidermis
        | Tissue::PapillaryDermis
        | Tissue::ReticularDermis
        | Tissue::Fat
        | Tissue::Muscle => tissue.layers().iter().map(|layer| (*layer, 1.0)).collect(),
    };
    Some(CustomLayer { parts, thickness_mm: layer.thickness_mm, sd_mm })
}
