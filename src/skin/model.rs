//! The checked skin of a scenario, and the draw of one person from it.

use super::known;
use super::layer::{BOUNDARIES, Column, Layer};
use super::person::Person;
use super::site::Site;
use super::source::{Component, ThicknessSource};
use crate::ground::random::{Purpose, Stream};
use crate::ground::statistics::log_sd;

/// Thickness of a custom layer (`skin.layers`): lognormal between people, the same everywhere in one person.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomLayer {
    /// The layers it stands for and their shares of its thickness, which sum to one.
    pub parts: Vec<(Layer, f64)>,
    pub thickness_mm: f64,
    pub sd_mm: f64,
}

impl CustomLayer {
    /// Puts a drawn thickness into the parts; the muscle has no lower boundary and takes none.
    fn spread(&self, drawn_mm: f64, thickness_mm: &mut [f64; BOUNDARIES]) {
        for (layer, share) in &self.parts {
            if let Some(slot) = thickness_mm.get_mut(*layer as usize) {
                *slot = drawn_mm * share;
            }
        }
    }
}

/// Mean and between-person standard deviation of one layer, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerThickness {
    pub mean_mm: f64,
    pub sd_mm: f64,
}

/// Skin whose people can be drawn.
///
/// Holds: arithmetic means and standard deviations over people. A layer's thickness in person p is
///
/// ```text
/// T = mean / sqrt(1 + CV²) · exp(b),   b ~ normal(0, sqrt(ln(1 + CV²))),   CV = sd / mean
/// ```
///
/// so that the table's mean is the mean over people. The stratum corneum is a beta-distributed share of the epidermis: on
/// palm and sole independent draws would exceed it. Left out for now: correlation between layers, and variation from place
/// to place inside one person (the column is the same everywhere).
#[derive(Debug, Clone, PartialEq)]
pub struct Skin {
    layers: Layers,
    /// Every realisation has the same, mean person.
    pub average_person: bool,
    /// Words for titles: "cheek / malar".
    pub label: String,
    /// Below the dermis lies muscle, so passing it is called a sub-dermal breach.
    pub eyelid: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Layers {
    Site {
        stratum_corneum_share: LayerThickness,
        epidermis: LayerThickness,
        dermis: Vec<Component>,
        fat: LayerThickness,
    },
    Custom(Vec<CustomLayer>),
}

impl Skin {
    /// Skin of a site from a source, for a person. `None` if the source lacks the site.
    pub fn of_site(
        site: &Site,
        source: ThicknessSource,
        person: Person,
        average_person: bool,
    ) -> Option<Skin> {
        let scale = source.scale() * 1e-3;
        let epidermis =
            LayerThickness { mean_mm: site.epidermis_um * scale, sd_mm: site.epidermis_sd_um * scale };
        let with_sex = source != ThicknessSource::UltrasoundMeng2022;
        let factor = person.dermis_factor(site, with_sex);
        let dermis = source
            .dermis(site, person.sex)?
            .into_iter()
            .map(|part| Component { mean_mm: part.mean_mm * factor, sd_mm: part.sd_mm * factor, ..part })
            .collect();
        let fat_mean = person.fat_mm(site) * source.scale();
        let fat = LayerThickness { mean_mm: fat_mean, sd_mm: fat_mean * site.fat_sd_um / site.fat_um };
        Some(Skin {
            layers: Layers::Site {
                stratum_corneum_share: stratum_corneum_share(site),
                epidermis,
                dermis,
                fat,
            },
            average_person,
            label: site.label.clone(),
            eyelid: site.is_eyelid(),
        })
    }

    /// Skin of listed layers, from the top; a layer not listed is absent, muscle lies below the last.
    pub fn of_layers(layers: Vec<CustomLayer>, average_person: bool) -> Skin {
        Skin { layers: Layers::Custom(layers), average_person, label: "custom layers".into(), eyelid: false }
    }

    /// The layers under every place of the person of one realisation.
    ///
    /// Depends only on (seed, realisation).
    pub fn column(&self, seed: u64, realisation: u64) -> Column {
        if self.average_person {
            return self.mean_column();
        }
        let mut stream = Stream::new(seed, Purpose::Person, realisation, 0);
        let mut thickness = [0.0; BOUNDARIES];
        match &self.layers {
            Layers::Site { stratum_corneum_share, epidermis, dermis, fat } => {
                // Order of draws is part of the results: normals first, the beta last, as it may take any number.
                let epidermis = lognormal(epidermis.mean_mm, epidermis.sd_mm, stream.normal());
                let dermis_normal = stream.normal();
                let fat = lognormal(fat.mean_mm, fat.sd_mm, stream.normal());
                let part = pick(dermis, stream.uniform());
                let dermis = lognormal(part.mean_mm, part.sd_mm, dermis_normal);
                let share = stream.beta(stratum_corneum_share.mean_mm, stratum_corneum_share.sd_mm);
                thickness = split(epidermis, share, dermis, fat);
            }
            Layers::Custom(layers) => {
                for layer in layers {
                    let drawn = lognormal(layer.thickness_mm, layer.sd_mm, stream.normal());
                    layer.spread(drawn, &mut thickness);
                }
            }
        }
        Column::stack(thickness)
    }

    /// The parts of the dermis and their shares of it.
    pub fn dermis_parts() -> [(Layer, f64); 2] {
        let papillary = known("layers", "papillary_share");
        [(Layer::PapillaryDermis, papillary), (Layer::ReticularDermis, 1.0 - papillary)]
    }

    /// The column of arithmetic means.
    pub fn mean_column(&self) -> Column {
        let mut thickness = [0.0; BOUNDARIES];
        match &self.layers {
            Layers::Site { stratum_corneum_share, epidermis, dermis, fat } => {
                let dermis = dermis.iter().map(|part| part.weight * part.mean_mm).sum();
                thickness = split(epidermis.mean_mm, stratum_corneum_share.mean_mm, dermis, fat.mean_mm);
            }
            Layers::Custom(layers) => {
                for layer in layers {
                    layer.spread(layer.thickness_mm, &mut thickness);
                }
            }
        }
        Column::stack(thickness)
    }
}

/// Thicknesses from the top: stratum corneum, viable epidermis, papillary and reticular dermis, fat.
fn split(epidermis: f64, stratum_corneum_share: f64, dermis: f64, fat: f64) -> [f64; BOUNDARIES] {
    let [papillary, reticular] = Skin::dermis_parts().map(|(_, share)| share * dermis);
    [epidermis * stratum_corneum_share, epidermis * (1.0 - stratum_corneum_share), papillary, reticular, fat]
}

/// Share of the epidermis that is stratum corneum, with the spread that gives the table's standard deviation:
/// (1 + CV²_sc) = (1 + CV²_share)(1 + CV²_epidermis); none where the epidermis alone spreads more than that.
fn stratum_corneum_share(site: &Site) -> LayerThickness {
    let mean = site.stratum_corneum_um / site.epidermis_um;
    let square = |sd: f64, mean: f64| (sd / mean).powi(2);
    let ratio = (1.0 + square(site.stratum_corneum_sd_um, site.stratum_corneum_um))
        / (1.0 + square(site.epidermis_sd_um, site.epidermis_um));
    LayerThickness { mean_mm: mean, sd_mm: mean * (ratio - 1.0).max(0.0).sqrt() }
}

/// Lognormal with this arithmetic mean and standard deviation, at a standard normal.
fn lognormal(mean: f64, sd: f64, normal: f64) -> f64 {
    let spread = log_sd(mean, sd);
    mean * (spread * normal - 0.5 * spread * spread).exp()
}

fn pick(parts: &[Component], uniform: f64) -> Component {
    let mut below = 0.0;
    for part in parts {
        below += part.weight;
        if uniform < below {
            return *part;
        }
    }
    // Weights sum to one up to rounding; the last part takes what is left.
    parts.last().copied().unwrap_or(Component { weight: 1.0, mean_mm: 0.0, sd_mm: 0.0 })
}

#[cfg(test)]
mod tests {
    use super::super::site::{site, sites};
    use super::*;

    fn skin(name: &str, source: ThicknessSource, person: Person) -> Skin {
        Skin::of_site(site(name).unwrap(), source, person, false).unwrap()
    }

    /// n = 20 000 people a site; statistic: mean over people of skin thickness and fat; tolerance 4.5 standard errors
    /// from the table's own spread: false alarm 7e-6 each, 31 sites x 3.
    #[test]
    fn limit_mean_over_people_is_the_table_mean() {
        let n = 20_000u64;
        for site in sites() {
            let skin = Skin::of_site(site, ThicknessSource::Default, Person::default(), false).unwrap();
            let mut sums = [0.0; 3];
            for realisation in 0..n {
                let column = skin.column(5, realisation);
                let bottoms = column.bottoms_mm;
                assert!(bottoms.windows(2).all(|pair| pair[1] >= pair[0]) && bottoms[0] >= 0.0);
                sums[0] += column.epidermis_mm();
                sums[1] += column.skin_mm() - column.epidermis_mm();
                sums[2] += bottoms[4] - column.skin_mm();
            }
            let wanted = [
                (site.epidermis_um, site.epidermis_sd_um),
                (site.dermis_um, site.dermis_sd_um),
                (site.fat_um, site.fat_sd_um),
            ];
            for (sum, (mean, sd)) in sums.iter().zip(wanted) {
                let error = 1e-3 * sd / (n as f64).sqrt();
                assert!(
                    (sum / n as f64 - 1e-3 * mean).abs() < 4.5 * error,
                    "{}: {}",
                    site.name,
                    sum / n as f64
                );
            }
        }
    }

    /// n = 20 000; the share below 1.0 mm of a lognormal dermis, standard error sqrt(p(1-p)/n); 4.5 of them.
    #[test]
    fn identity_share_of_thin_skin_is_the_lognormal_share() {
        let layers =
            vec![CustomLayer { parts: vec![(Layer::ReticularDermis, 1.0)], thickness_mm: 1.4, sd_mm: 0.35 }];
        let skin = Skin::of_layers(layers, false);
        let n = 20_000u64;
        let share = (0..n).filter(|r| skin.column(11, *r).skin_mm() < 1.0).count() as f64 / n as f64;
        let spread = log_sd(1.4, 0.35);
        let wanted =
            crate::ground::statistics::normal_below(((1.0f64 / 1.4).ln() + 0.5 * spread * spread) / spread);
        assert!(
            (share - wanted).abs() < 4.5 * (wanted * (1.0 - wanted) / n as f64).sqrt(),
            "{share} {wanted}"
        );
    }

    #[test]
    fn limit_sources_scale_the_whole_column() {
        let person = Person::default();
        let base = skin("cheek", ThicknessSource::Default, person).mean_column();
        let thin = skin("cheek", ThicknessSource::Thin, person).mean_column();
        let thick = skin("cheek", ThicknessSource::Thick, person).mean_column();
        for k in 0..BOUNDARIES {
            assert!((thin.bottoms_mm[k] - 0.8 * base.bottoms_mm[k]).abs() < 1e-12);
            assert!((thick.bottoms_mm[k] - 1.25 * base.bottoms_mm[k]).abs() < 1e-12);
        }
    }

    #[test]
    fn limit_person_factors_have_their_directions() {
        let of = |person| skin("cheek", ThicknessSource::Default, person).mean_column();
        let base = of(Person::default());
        let man = of(Person { sex: Some(super::super::Sex::Male), ..Person::default() });
        let old = of(Person { age_years: Some(75.0), ..Person::default() });
        let heavy = of(Person { bmi: Some(34.0), ..Person::default() });
        assert!(man.skin_mm() > base.skin_mm());
        assert!(old.skin_mm() < base.skin_mm());
        assert_eq!(heavy.skin_mm(), base.skin_mm());
        assert!(heavy.bottoms_mm[4] > base.bottoms_mm[4]);
    }

    #[test]
    fn identity_average_person_is_the_mean_in_every_realisation() {
        let skin = Skin::of_site(site("temple").unwrap(), ThicknessSource::Default, Person::default(), true)
            .unwrap();
        assert_eq!(skin.column(1, 0), skin.column(2, 9));
        assert!((skin.column(1, 0).skin_mm() - 1.365).abs() < 1e-12);
    }
}
