//! Whom a page treats: one average, thin-skinned or thick-skinned person, or many.

use crate::foundation::statistics::normal_quantile;
use crate::render::words::Language;
use crate::skin::Site;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Name of this choice in the setting of a page; not a key of a scenario.
pub const OF_PAGE: &str = "person";

type Word = fn(Language) -> &'static str;

/// The choices: name, words, and the share of people whose skin is thinner; `None` for many people.
const CHOICES: [(&str, Word, Option<f64>); 4] = [
    ("many", Language::page_person_many, None),
    ("thin", Language::page_person_thin, Some(0.05)),
    ("average", Language::page_person_average, Some(0.5)),
    ("thick", Language::page_person_thick, Some(0.95)),
];

/// Whether a choice has this name.
pub fn is_one(name: &str) -> bool {
    CHOICES.iter().any(|(known, ..)| *known == name)
}

/// All choices for the page.
pub fn all(language: Language) -> Value {
    let one =
        |(name, words, _): &(&str, Word, Option<f64>)| json!({ "value": name, "label": words(language) });
    CHOICES.iter().map(one).collect()
}

/// Fills in the keys of a choice. Thin and thick skin are the 5th and the 95th percentile of the site's own thickness between
/// people, a lognormal of its mean and standard deviation.
pub fn fill(name: &str, site: Option<&Site>, values: &mut BTreeMap<String, toml::Value>) {
    let share = CHOICES.iter().find(|(known, ..)| *known == name).and_then(|(.., share)| *share);
    values.remove("skin.thickness_mm");
    values.remove("skin.thickness_sd_mm");
    let Some(share) = share else {
        values.insert("skin.person".to_owned(), "population".into());
        return;
    };
    values.insert("skin.person".to_owned(), "average".into());
    if let Some(site) = site.filter(|_| share != 0.5) {
        // Hundredths of a millimetre, as an ultrasound device shows them.
        let thickness_mm = (100.0 * quantile_mm(site, share)).round() / 100.0;
        values.insert("skin.thickness_mm".to_owned(), thickness_mm.into());
        values.insert("skin.thickness_sd_mm".to_owned(), 0.0.into());
    }
}

/// Thickness of epidermis and dermis that this share of people stays below, mm. The dermis is lognormal between people, and
/// the epidermis, thin beside it, keeps its mean.
fn quantile_mm(site: &Site, share: f64) -> f64 {
    let cv = site.dermis_sd_um / site.dermis_um.max(1e-9);
    let variance = libm::log1p(cv * cv);
    let dermis_um =
        site.dermis_um * libm::exp(normal_quantile(share) * libm::sqrt(variance) - 0.5 * variance);
    (site.epidermis_um + dermis_um) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::site::site;

    #[test]
    fn identity_thin_skin_is_thinner_than_average_and_thick_skin_thicker() {
        let cheek = site("cheek").unwrap();
        let [thin, middle, thick] = [0.05, 0.5, 0.95].map(|share| quantile_mm(cheek, share));
        assert!(thin < middle && middle < thick, "{thin} {middle} {thick}");
        // The median of a lognormal is exp(-σ²/2) of its mean: 1500 um / sqrt(1 + cv²), and 65 um of epidermis.
        let cv = cheek.dermis_sd_um / cheek.dermis_um;
        let median = (cheek.epidermis_um + cheek.dermis_um / (1.0 + cv * cv).sqrt()) / 1000.0;
        assert!((middle - median).abs() < 1e-9);
    }

    #[test]
    fn identity_a_choice_replaces_another() {
        let mut values = BTreeMap::new();
        fill("thin", site("cheek"), &mut values);
        assert!(values.contains_key("skin.thickness_mm"));
        fill("many", site("cheek"), &mut values);
        assert_eq!(values.keys().collect::<Vec<_>>(), ["skin.person"]);
    }
}
