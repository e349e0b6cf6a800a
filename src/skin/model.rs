//! Checked skin of a scenario, and the draw of one person from it.

use super::appendages::Appendages;
use super::assumed::Assumed;
use super::face::Face;
use super::field::{self, Base, FieldPlan, SkinField};
use super::layer::{BOUNDARIES, Column, Layer};
use super::person::Person;
use super::ridges::Rete;
use super::site::Site;
use super::site_layers::{PERSON, SiteLayers, lognormal, papillary_share};
use super::source::{ThicknessSource, pick};
use super::vessels::Vessels;
use crate::foundation::random::{Purpose, Stream};
use nalgebra::DMatrix;

/// Thickness of a custom layer (`skin.layers`): lognormal between people, the same everywhere in one person.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomLayer {
    /// The layers it stands for, with their shares of its thickness; the shares sum to one.
    pub parts: Vec<(Layer, f64)>,
    /// Mean thickness over people, mm.
    pub thickness_mm: f64,
    /// Standard deviation between people, mm.
    pub sd_mm: f64,
}

impl CustomLayer {
    /// Divides a drawn thickness among the parts. The muscle has no lower boundary and takes none.
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
    /// Arithmetic mean over people.
    pub mean_mm: f64,
    /// Standard deviation between people.
    pub sd_mm: f64,
}

/// Skin from which people can be drawn.
///
/// Holds arithmetic means and standard deviations over people. In person p, the thickness of a layer averaged
/// over places is
///
/// ```text
/// T = mean / sqrt(1 + CV²) · exp(b),   b ~ normal(0, sqrt(ln(1 + CV²))),   CV = sd / mean
/// ```
///
/// so that the mean over people is the table's mean. The b of epidermis, dermis and fat are correlated
/// (`data/field.toml`). The stratum corneum is a beta-distributed share of the epidermis, because independent
/// draws would exceed the epidermis on palm and sole. Variation from place to place comes on top
/// ([`super::field`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Skin {
    layers: Layers,
    /// True if every realisation has the same, mean person.
    pub average_person: bool,
    /// Name for titles: "cheek".
    pub label: String,
    /// True if muscle lies below the dermis; passing the dermis is then called a sub-dermal breach.
    pub eyelid: bool,
    /// Site whose hair follicles and sweat glands a drawing may show.
    pub drawn_appendages: Option<&'static Appendages>,
    /// Small vessels of the skin: density, depths and diameters.
    pub vessels: Vessels,
    /// Factors on the spread of the fields (standard deviations of logarithms), in the order of
    /// [`field::FIELDS`].
    pub(super) variation: [f64; field::FIELDS.len()],
}

#[derive(Debug, Clone, PartialEq)]
enum Layers {
    Site(SiteLayers),
    Custom(Vec<CustomLayer>),
    /// Regions of the face, in its order.
    Face(Vec<SiteLayers>),
}

/// Layers of one person, averaged over places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Thicknesses {
    /// Layers of a site: epidermis, dermis and fat (mm), and the shares that divide the first two.
    Site {
        /// Thickness of the whole epidermis, stratum corneum included.
        epidermis_mm: f64,
        /// Thickness of the dermis.
        dermis_mm: f64,
        /// Thickness of the fat.
        fat_mm: f64,
        /// Share of the epidermis that is stratum corneum.
        stratum_corneum_share: f64,
        /// Share of the dermis that is papillary dermis.
        papillary_share: f64,
    },
    /// Listed layers, mm, from the stratum corneum to the fat.
    Listed([f64; BOUNDARIES]),
}

impl Thicknesses {
    /// Epidermis, dermis and fat, mm.
    pub(super) fn means_mm(&self) -> [f64; 3] {
        match *self {
            Thicknesses::Site { epidermis_mm, dermis_mm, fat_mm, .. } => [epidermis_mm, dermis_mm, fat_mm],
            Thicknesses::Listed([corneum, viable, papillary, reticular, fat]) => {
                [corneum + viable, papillary + reticular, fat]
            }
        }
    }

    pub(super) fn stratum_corneum_share(&self) -> f64 {
        match *self {
            Thicknesses::Site { stratum_corneum_share, .. } => stratum_corneum_share,
            Thicknesses::Listed([corneum, viable, ..]) => corneum / (corneum + viable),
        }
    }

    pub(super) fn papillary_share(&self) -> f64 {
        match *self {
            Thicknesses::Site { papillary_share, .. } => papillary_share,
            Thicknesses::Listed([_, _, papillary, reticular, _]) => papillary / (papillary + reticular),
        }
    }

    /// Returns the column where epidermis, dermis and fat have these factors on their means.
    #[inline]
    pub fn column(&self, factors: [f64; 3]) -> Column {
        match *self {
            Thicknesses::Listed(thickness_mm) => Column::stack(thickness_mm),
            Thicknesses::Site { epidermis_mm, dermis_mm, fat_mm, stratum_corneum_share, papillary_share } => {
                let [epidermis, dermis, fat] =
                    [epidermis_mm * factors[0], dermis_mm * factors[1], fat_mm * factors[2]];
                let corneum = epidermis * stratum_corneum_share;
                let papillary = dermis * papillary_share;
                Column::stack([corneum, epidermis - corneum, papillary, dermis - papillary, fat])
            }
        }
    }
}

impl Skin {
    /// Builds the skin of a site from a source, for a person. `None` if the source lacks the site.
    pub fn of_site(
        site: &Site,
        source: ThicknessSource,
        person: Person,
        average_person: bool,
    ) -> Option<Skin> {
        Some(Skin {
            layers: Layers::Site(SiteLayers::new(site, source, person)?),
            average_person,
            label: site.label.clone(),
            eyelid: site.is_eyelid(),
            drawn_appendages: None,
            vessels: Vessels::of(site),
            variation: [1.0; field::FIELDS.len()],
        })
    }

    /// Builds the skin of the whole face, every region from its site. `None` if the source lacks one of them.
    pub fn of_face(
        face: &Face,
        source: ThicknessSource,
        person: Person,
        average_person: bool,
    ) -> Option<Skin> {
        let regions = face.regions.iter().map(|region| SiteLayers::new(region.site, source, person));
        Some(Skin {
            layers: Layers::Face(regions.collect::<Option<_>>()?),
            average_person,
            label: "whole face".into(),
            eyelid: false,
            drawn_appendages: None,
            vessels: Vessels::general(),
            variation: [1.0; field::FIELDS.len()],
        })
    }

    /// Builds skin from listed layers, from the top. A layer not listed is absent; muscle lies below the
    /// last.
    pub fn of_layers(layers: Vec<CustomLayer>, average_person: bool) -> Skin {
        Skin {
            layers: Layers::Custom(layers),
            average_person,
            label: "custom layers".into(),
            eyelid: false,
            drawn_appendages: None,
            vessels: Vessels::general(),
            variation: [1.0; field::FIELDS.len()],
        }
    }

    /// Sets the thickness of epidermis and dermis together, as measured on the person. Every realisation has
    /// a thickness within the error of the measurement, with the proportions of another person. Changes a
    /// site alone.
    pub fn measured(&mut self, skin: LayerThickness) {
        if let Layers::Site(site) = &mut self.layers {
            site.measured = Some(skin);
            self.label = format!("{}, {} mm of skin", self.label, skin.mean_mm);
        }
    }

    /// Whether thickness varies from place to place within a person.
    pub fn varies_in_place(&self) -> bool {
        !matches!(self.layers, Layers::Custom(_))
    }

    /// Rete ridges and the mean epidermis (mm) of a site. `None` for a face, which is too wide for them.
    pub(super) fn rete(&self) -> Option<(Rete, f64)> {
        match &self.layers {
            Layers::Site(site) => Some((site.rete, site.epidermis.mean_mm)),
            _ => None,
        }
    }

    /// Whether this is the skin of the whole face.
    pub fn is_face(&self) -> bool {
        matches!(self.layers, Layers::Face(_))
    }

    /// Regions of the face; `None` for other skin.
    pub(super) fn regions(&self) -> Option<&[SiteLayers]> {
        match &self.layers {
            Layers::Face(regions) => Some(regions),
            _ => None,
        }
    }

    /// Draws the skin of one realisation: its person and, with a plan, the variation from place to place.
    ///
    /// Depends only on (seed, realisation).
    pub fn realise(&self, plan: Option<&FieldPlan>, seed: u64, realisation: u64) -> SkinField {
        let base = self.base(plan, seed, realisation);
        let variation = plan.filter(|_| self.varies_in_place()).map(|plan| plan.sample(seed, realisation));
        SkinField { base, variation }
    }

    /// Returns the layers of the person of one realisation, averaged over places.
    pub fn column_of(&self, plan: Option<&FieldPlan>, seed: u64, realisation: u64) -> Column {
        SkinField { base: self.base(plan, seed, realisation), variation: None }.mean_column()
    }

    /// Draws the person of one realisation, on a face region by region.
    pub(super) fn base(&self, plan: Option<&FieldPlan>, seed: u64, realisation: u64) -> Base {
        let mut stream = Stream::new(seed, Purpose::Person, realisation, 0);
        match (&self.layers, plan.and_then(FieldPlan::blended)) {
            (Layers::Face(regions), Some(blended)) => {
                let people = self.face_people(regions, &mut stream);
                Base::Face(Box::new(blended.person(&people)))
            }
            _ => Base::Everywhere(if self.average_person {
                self.mean_person()
            } else {
                self.person(&mut stream)
            }),
        }
    }

    /// Returns the same skin under other assumptions. Listed layers stay, because the user has given them.
    pub fn assuming(&self, assumed: &Assumed) -> Skin {
        let site = |site: &SiteLayers| site.assuming(assumed);
        let layers = match &self.layers {
            Layers::Site(layers) => Layers::Site(site(layers)),
            Layers::Face(regions) => Layers::Face(regions.iter().map(site).collect()),
            Layers::Custom(layers) => Layers::Custom(layers.clone()),
        };
        Skin { layers, variation: assumed.variation, ..self.clone() }
    }

    /// Draws the person of one realisation.
    fn person(&self, stream: &mut Stream) -> Thicknesses {
        match &self.layers {
            // Without a plan a face has no places, so its first region stands for it.
            Layers::Face(regions) => {
                regions.first().map_or(Thicknesses::Listed([0.0; BOUNDARIES]), SiteLayers::mean)
            }
            Layers::Site(site) => {
                // The order of draws is part of the results. The beta comes last, because it may take any
                // number of draws.
                let normals = [(); 3].map(|()| stream.normal());
                let population = pick(&site.dermis, stream.uniform());
                site.person_of(&normals, population, stream)
            }
            Layers::Custom(layers) => {
                listed(layers, |layer| lognormal(layer.thickness_mm, layer.sd_mm, stream.normal()))
            }
        }
    }

    /// Number of standard normals that make a person: three for a site (epidermis, dermis, fat), one per
    /// listed layer.
    ///
    /// It is 0 if people do not differ, and for a face, where more normals than these make a person.
    pub fn normals(&self) -> usize {
        match &self.layers {
            _ if self.average_person => 0,
            Layers::Face(_) => 0,
            Layers::Site(_) => 3,
            Layers::Custom(layers) if layers.iter().all(|layer| layer.sd_mm == 0.0) => 0,
            Layers::Custom(layers) => layers.len(),
        }
    }

    /// Shares of people in the populations that the dermis mixes; they sum to one.
    pub fn populations(&self) -> Vec<f64> {
        match &self.layers {
            Layers::Site(site) => site.dermis.iter().map(|part| part.weight).collect(),
            _ => vec![1.0],
        }
    }

    /// Builds the person of one population at these standard normals ([`Self::normals`] of them).
    ///
    /// The rest of the person (the share of the stratum corneum) is drawn.
    pub fn person_of(&self, normals: &[f64], population: usize, stream: &mut Stream) -> Thicknesses {
        match &self.layers {
            Layers::Site(site) => match site.dermis.get(population) {
                Some(part) => site.person_of(normals, *part, stream),
                None => site.mean(),
            },
            Layers::Custom(layers) => {
                let mut normals = normals.iter();
                listed(layers, |layer| {
                    lognormal(layer.thickness_mm, layer.sd_mm, normals.next().copied().unwrap_or(0.0))
                })
            }
            Layers::Face(_) => self.mean_person(),
        }
    }

    /// Draws one person's regions, with every pair correlated layer by layer.
    ///
    /// cov(layer a at site s, layer b at site t) is corr(a, b) · corr(s, t). The share of stratum corneum is
    /// the table's.
    fn face_people(&self, regions: &[SiteLayers], stream: &mut Stream) -> Vec<Thicknesses> {
        if self.average_person {
            return regions.iter().map(SiteLayers::mean).collect();
        }
        let n = regions.len();
        let between = field::known("person", "between_sites_of_face");
        let correlation = DMatrix::from_fn(n, n, |s, t| if s == t { 1.0 } else { between });
        let sites = correlation.cholesky().map_or_else(|| DMatrix::identity(n, n), |factor| factor.l());
        let independent = DMatrix::from_fn(3, n, |_, _| stream.normal());
        let b = DMatrix::from_column_slice(3, 3, PERSON.as_slice()) * independent * sites.transpose();
        let mixture = stream.uniform();
        let of = |(at, site): (usize, &SiteLayers)| {
            let part = pick(&site.dermis, mixture);
            site.person([b[(0, at)], b[(1, at)], b[(2, at)]], part, |mean, _| mean)
        };
        regions.iter().enumerate().map(of).collect()
    }

    #[cfg(test)]
    pub(super) fn face_people_for_tests(&self, stream: &mut Stream) -> Vec<Thicknesses> {
        self.regions().map(|regions| self.face_people(regions, stream)).unwrap_or_default()
    }

    /// Returns the person of arithmetic means.
    fn mean_person(&self) -> Thicknesses {
        match &self.layers {
            Layers::Site(site) => site.mean(),
            Layers::Face(regions) => {
                regions.first().map_or(Thicknesses::Listed([0.0; BOUNDARIES]), SiteLayers::mean)
            }
            Layers::Custom(layers) => listed(layers, |layer| layer.thickness_mm),
        }
    }

    /// Parts of the dermis, with their shares of it.
    pub fn dermis_parts() -> [(Layer, f64); 2] {
        let papillary = papillary_share();
        [(Layer::PapillaryDermis, papillary), (Layer::ReticularDermis, 1.0 - papillary)]
    }

    /// Returns the column of arithmetic means.
    pub fn mean_column(&self) -> Column {
        self.mean_person().column([1.0; 3])
    }
}

/// Builds listed layers, each at the thickness that `thickness` gives it.
fn listed(layers: &[CustomLayer], mut thickness: impl FnMut(&CustomLayer) -> f64) -> Thicknesses {
    let mut thickness_mm = [0.0; BOUNDARIES];
    for layer in layers {
        layer.spread(thickness(layer), &mut thickness_mm);
    }
    Thicknesses::Listed(thickness_mm)
}

#[cfg(test)]
mod tests {
    use super::super::site::{site, sites};
    use super::*;
    use crate::foundation::statistics::{Mean, log_sd};

    fn skin(name: &str, source: ThicknessSource, person: Person) -> Skin {
        Skin::of_site(site(name).unwrap(), source, person, false).unwrap()
    }

    /// n = 20 000 people per site. Statistic: mean over people of skin thickness and fat. Tolerance 4.5
    /// standard errors from the table's own spread: false alarm 7e-6 each, 31 sites x 3.
    #[test]
    fn limit_mean_over_people_is_the_table_mean() {
        let n = 20_000u64;
        for site in sites() {
            let skin = Skin::of_site(site, ThicknessSource::Default, Person::default(), false).unwrap();
            let mut sums = [0.0; 3];
            for realisation in 0..n {
                let column = skin.realise(None, 5, realisation).mean_column();
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

    /// n = 20 000. Share of a lognormal dermis below 1.0 mm, standard error sqrt(p(1-p)/n); tolerance 4.5 of
    /// them.
    #[test]
    fn identity_share_of_thin_skin_is_the_lognormal_share() {
        let layers =
            vec![CustomLayer { parts: vec![(Layer::ReticularDermis, 1.0)], thickness_mm: 1.4, sd_mm: 0.35 }];
        let skin = Skin::of_layers(layers, false);
        let n = 20_000u64;
        let share = (0..n).filter(|r| skin.realise(None, 11, *r).mean_column().skin_mm() < 1.0).count()
            as f64
            / n as f64;
        let spread = log_sd(1.4, 0.35);
        let wanted = crate::foundation::statistics::normal_below(
            ((1.0f64 / 1.4).ln() + 0.5 * spread * spread) / spread,
        );
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

    /// 20 000 people. Mean and standard deviation over people are those of the measurement, within 4.5 standard
    /// errors; the bias of the table moves the fat alone.
    #[test]
    fn identity_measured_skin_is_as_thick_as_it_was_measured() {
        let mut skin = skin("cheek", ThicknessSource::Default, Person::default());
        skin.measured(LayerThickness { mean_mm: 1.2, sd_mm: 0.1 });
        let thick: Vec<f64> =
            (0..20_000).map(|person| skin.realise(None, 3, person).mean_column().skin_mm()).collect();
        let mean = Mean::of(&thick).unwrap();
        assert!((mean.mean - 1.2).abs() < 4.5 * mean.standard_error.unwrap(), "{mean:?}");
        let sd = mean.standard_error.unwrap() * (thick.len() as f64).sqrt();
        assert!((sd - 0.1).abs() < 4.5 * 0.1 / (2.0 * thick.len() as f64).sqrt(), "{sd}");
        assert!((skin.mean_column().skin_mm() - 1.2).abs() < 1e-12);
        let thin = skin.assuming(&Assumed { thickness: 0.8, ..Assumed::default() }).mean_column();
        assert!((thin.skin_mm() - 1.2).abs() < 1e-12);
        let fat = |column: &Column| column.bottoms_mm[4] - column.skin_mm();
        assert!((fat(&thin) - 0.8 * fat(&skin.mean_column())).abs() < 1e-12);
    }

    #[test]
    fn identity_average_person_is_the_mean_in_every_realisation() {
        let skin = Skin::of_site(site("temple").unwrap(), ThicknessSource::Default, Person::default(), true)
            .unwrap();
        assert_eq!(skin.realise(None, 1, 0).mean_column(), skin.realise(None, 2, 9).mean_column());
        assert!((skin.realise(None, 1, 0).mean_column().skin_mm() - 1.365).abs() < 1e-12);
    }
}
