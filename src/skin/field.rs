//! Skin of one person, place by place.
//!
//! ```text
//! T_k(x) = mean_k · exp( b_k - s_b²/2 + g_k(x) - s_g²/2 + w_k(x) - s_w²/2 )
//! ```
//!
//! Here b is the person (drawn in [`super::model`]), g a slow drift within the site, and w a fine field.
//! Drift and fine field are Gaussian with a Matérn correlation ([`super::matern`]). Each is compensated so
//! that the mean over people and places is the table's mean. The program clamps nothing, because rare events
//! come from the lower tail. Amplitudes and lengths: `data/field.toml`.

use super::anywhere::Anywhere;
use super::blended::{Blended, FaceBase};
use super::embedding::Embedding;
use super::layer::{Column, Layer};
use super::model::{Skin, Thicknesses};
use super::ridges::{FINEST_MM, Rete, Ridges};
use super::variation::{Part, Variation};
use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use crate::foundation::random::{Purpose, StreamFamily};
use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;
use std::sync::{Arc, LazyLock};

/// Spread and correlation of layer thickness (`data/field.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("field.toml", include_str!("../../data/field.toml")));

/// Number from `data/field.toml`.
pub fn known(section: &str, name: &str) -> f64 {
    entry(&EVIDENCE, section, name).value
}

/// Names of the varying fields, in the order of their stream numbers.
pub const FIELDS: [&str; 5] = ["fine_epidermis", "drift_dermis", "fine_dermis", "drift_fat", "fine_fat"];

/// Field plan of a run, shared by all realisations: the transforms of the fields over its area.
pub struct FieldPlan {
    fields: Vec<Plan>,
    /// Blending between regions, if this is a face.
    blended: Option<Arc<Blended>>,
    /// Rete ridges and their amplitude, where cells resolve them.
    ridges: Option<(Rete, f64)>,
}

struct Plan {
    embedding: Arc<Embedding>,
    /// Standard deviation of the logarithm, before the factor that a skin applies to it.
    known_sd_log: f64,
    sd_log: f64,
}

impl FieldPlan {
    /// Plans fields over an area. Its nodes do not depend on the cells of the maps, so that no value does; `cell_mm` decides only
    /// whether rete ridges are shown.
    pub fn new(skin: &Skin, width_mm: f64, height_mm: f64, cell_mm: f64) -> FieldPlan {
        let fine = known("fine_epidermis", "sd_log");
        let least_mm = least_spacing_mm(width_mm, height_mm);
        let ridges = skin
            .rete()
            .filter(|_| cell_mm <= FINEST_MM)
            .map(|(rete, epidermis_mm)| (rete, rete.amplitude(epidermis_mm, fine)));
        let plan = |section: &&str| {
            let sd_log = known(section, "sd_log");
            // The ridges show part of the epidermis's variance, so the fine field keeps only the rest.
            let shown =
                ridges.filter(|_| *section == "fine_epidermis").map_or(0.0, |(_, amplitude)| amplitude);
            let known_sd_log = (sd_log * sd_log - shown * shown).max(0.0).sqrt();
            let embedding = Embedding::new(width_mm, height_mm, known(section, "length_mm"), least_mm);
            Plan { embedding: Arc::new(embedding), known_sd_log, sd_log: known_sd_log }
        };
        let blended = skin.regions().map(|regions| {
            let log_sds = regions.iter().map(|region| region.log_sds(skin.average_person)).collect();
            Arc::new(Blended::new(log_sds))
        });
        FieldPlan { fields: FIELDS.par_iter().map(plan).collect(), blended, ridges }.assuming(skin)
    }

    /// Returns the same plan for the same skin under other assumptions ([`Skin::assuming`]); the transforms
    /// are shared.
    pub fn assuming(&self, skin: &Skin) -> FieldPlan {
        let plan = |(plan, factor): (&Plan, &f64)| Plan {
            embedding: Arc::clone(&plan.embedding),
            known_sd_log: plan.known_sd_log,
            sd_log: factor * plan.known_sd_log,
        };
        let fields = self.fields.iter().zip(&skin.variation).map(plan).collect();
        FieldPlan { fields, blended: self.blended.clone(), ridges: self.ridges }
    }

    /// Whether ridges add variation finer than the fields; this depends on the site.
    pub fn has_ridges(&self) -> bool {
        self.ridges.is_some()
    }

    pub(super) fn blended(&self) -> Option<&Blended> {
        self.blended.as_deref()
    }

    /// Node distance of the finest field over an area, mm.
    pub fn finest_mm(width_mm: f64, height_mm: f64) -> f64 {
        let least_mm = least_spacing_mm(width_mm, height_mm);
        let spacings = FIELDS.iter().map(|section| (0.25 * known(section, "length_mm")).max(least_mm));
        spacings.fold(f64::INFINITY, f64::min)
    }

    /// Memory of the fields of one realisation while they are made, bytes.
    ///
    /// Counts the values of all fields and the largest transform, because the program makes them one after
    /// the other. The part that all realisations share (a square root for half of the torus) adds about half
    /// as much again, once.
    pub fn bytes(width_mm: f64, height_mm: f64) -> u64 {
        let least_mm = least_spacing_mm(width_mm, height_mm);
        let (mut values, mut widest) = (0.0, 0.0f64);
        for section in FIELDS {
            let length = known(section, "length_mm");
            let spacing = (0.25 * length).max(least_mm);
            let nodes = |side: f64| side / spacing + 2.0;
            let torus = |side: f64| (side + 6.0 * length).max(12.0 * length) / spacing + 1.0;
            values += nodes(width_mm) * nodes(height_mm);
            widest = widest.max(torus(width_mm) * torus(height_mm));
        }
        (4.0 * (values + widest)) as u64
    }

    /// Distribution of the variation at a single place; it is the same at every place.
    pub fn anywhere(&self) -> Anywhere {
        let of = |section: &str| {
            let at = FIELDS.iter().position(|field| *field == section);
            at.and_then(|at| self.fields.get(at)).map_or(0.0, |plan| plan.sd_log)
        };
        Anywhere {
            epidermis_sd_log: of("fine_epidermis"),
            dermis_sd_log: libm::hypot(of("drift_dermis"), of("fine_dermis")),
            ridges: self.ridges,
        }
    }

    /// Draws the variation from place to place of one realisation.
    pub fn sample(&self, seed: u64, realisation: u64) -> Variation {
        let family = StreamFamily::new(seed, Purpose::SkinField, realisation);
        let parts = self
            .fields
            .iter()
            .enumerate()
            .map(|(index, plan)| {
                Part::new(plan.embedding.sample(&mut family.stream(index as u64)), plan.sd_log)
            })
            .collect();
        let ridges =
            self.ridges.map(|(rete, amplitude)| Ridges::new(family, FIELDS.len() as u64, &rete, amplitude));
        Variation::new(parts, ridges)
    }
}

/// Nodes that a field has at most, or nearly: larger areas have wider spacings. On 200 x 200 mm none does.
const MOST_NODES: f64 = 4e6;

/// Least distance of nodes over an area, mm.
fn least_spacing_mm(width_mm: f64, height_mm: f64) -> f64 {
    (width_mm * height_mm / MOST_NODES).sqrt()
}

/// Thicknesses around which the fields vary: one person's, the same everywhere or by region.
pub(super) enum Base {
    Everywhere(Thicknesses),
    Face(Box<FaceBase>),
}

/// Skin of one realisation.
pub struct SkinField {
    pub(super) base: Base,
    /// `None` if the skin is the same everywhere (listed layers).
    pub(super) variation: Option<Variation>,
}

impl SkinField {
    /// Moves this realisation to other assumptions: the normals stay, only the spreads of the fields change.
    pub fn assume(&mut self, skin: &Skin, plan: Option<&FieldPlan>, seed: u64, realisation: u64) {
        self.base = skin.base(plan, seed, realisation);
        if let (Some(variation), Some(plan)) = (&mut self.variation, plan) {
            variation.assume(plan.fields.iter().map(|plan| plan.sd_log));
        }
    }

    /// Returns the same fields around another person.
    pub fn of_person(self, person: Thicknesses) -> SkinField {
        SkinField { base: Base::Everywhere(person), ..self }
    }

    /// Prefetches the fields above the fat over a rectangle.
    #[inline(always)]
    pub fn fetch(&self, sides_mm: [[f64; 2]; 2]) {
        if let Some(variation) = &self.variation {
            variation.fetch(sides_mm);
        }
    }

    /// Returns the layers under a place, mm from the area's corner.
    #[inline]
    pub fn column(&self, x_mm: f64, y_mm: f64) -> Column {
        self.with_fat(self.column_above_fat(x_mm, y_mm), x_mm, y_mm)
    }

    /// Returns the layers under a place with infinitely deep fat.
    ///
    /// Most tips never reach the fat, so the program need not look up its fields for them.
    pub fn column_above_fat(&self, x_mm: f64, y_mm: f64) -> Column {
        dispatch!(Level::new(), simd => self.column_above_fat_on(simd, x_mm, y_mm))
    }

    /// Version of [`Self::column_above_fat`] for one kind of processor.
    #[inline(always)]
    pub(crate) fn column_above_fat_on<S: Simd>(&self, simd: S, x_mm: f64, y_mm: f64) -> Column {
        // Uses no closure, because the compiler would not inline one into code for newer processors.
        let [epidermis, dermis] = match &self.variation {
            Some(variation) => variation.factors(simd, x_mm, y_mm),
            None => [1.0; 2],
        };
        let mut column = match &self.base {
            Base::Everywhere(person) => person.column([epidermis, dermis, 1.0]),
            Base::Face(face) => face.thicknesses(x_mm, y_mm).column([epidermis, dermis, 1.0]),
        };
        column.bottoms_mm[Layer::Fat as usize] = f64::INFINITY;
        column
    }

    /// Adds the fat under the same place to a column.
    #[inline]
    pub fn with_fat(&self, mut column: Column, x_mm: f64, y_mm: f64) -> Column {
        let factor = self.variation.as_ref().map_or(1.0, |variation| variation.fat_factor(x_mm, y_mm));
        let fat_mm = match &self.base {
            // Listed layers are equally thick everywhere.
            Base::Everywhere(person @ Thicknesses::Listed(_)) => person.means_mm()[2],
            Base::Everywhere(person) => person.means_mm()[2] * factor,
            Base::Face(face) => face.fat_mm(x_mm, y_mm) * factor,
        };
        column.bottoms_mm[Layer::Fat as usize] = column.skin_mm() + fat_mm;
        column
    }

    /// Supports that a load can have in this person: the layers averaged over places, on a face region by
    /// region.
    pub fn supports(&self) -> Vec<Column> {
        match &self.base {
            Base::Everywhere(person) => vec![person.column([1.0; 3])],
            Base::Face(face) => face.regions().to_vec(),
        }
    }

    /// Returns the support at a place.
    ///
    /// Where regions of a face blend, `chance` (0 to 1) picks one of them by its weight. Supports then pass
    /// into each other without a seam.
    #[inline]
    pub fn support_at(&self, x_mm: f64, y_mm: f64, chance: impl FnOnce() -> f64) -> usize {
        let Base::Face(face) = &self.base else { return 0 };
        face.region_at(x_mm, y_mm, chance())
    }

    /// Layers of this person, averaged over places.
    pub fn mean_column(&self) -> Column {
        match &self.base {
            Base::Everywhere(person) => person.column([1.0; 3]),
            Base::Face(face) => face.mean_column(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::face::face;
    use super::super::site::{site, sites};
    use super::super::{Person, ThicknessSource};
    use super::*;
    use crate::foundation::statistics::log_sd;

    fn skin(name: &str) -> Skin {
        Skin::of_site(site(name).unwrap(), ThicknessSource::Default, Person::default(), false).unwrap()
    }

    /// Returns the factors on epidermis, dermis and fat at a place.
    fn all_factors(variation: &Variation, x_mm: f64, y_mm: f64) -> [f64; 3] {
        let [epidermis, dermis] = dispatch!(Level::new(), simd => variation.factors(simd, x_mm, y_mm));
        [epidermis, dermis, variation.fat_factor(x_mm, y_mm)]
    }

    #[test]
    fn identity_table_has_every_field_inside_its_range() {
        for section in FIELDS {
            for name in ["sd_log", "length_mm"] {
                let number = entry(&EVIDENCE, section, name);
                assert!(number.low.unwrap() <= number.value && number.value <= number.high.unwrap());
            }
        }
    }

    /// Chance (%) over people and places that skin is thinner than 0.5, 1.0, 1.5, 2.0, 2.5 mm. Derived table
    /// of the project's anatomy notes: lognormal with CV² = (SD/mean)² + 0.10². Recompute it with that closed
    /// form. -1 stands for "<0.1", 101 for ">99".
    const THINNER: [(&str, [f64; 5]); 18] = [
        ("upper_eyelid", [0.9, 90.0, 101.0, 101.0, 101.0]),
        ("crows_feet", [-1.0, 34.0, 96.0, 101.0, 101.0]),
        ("temple", [-1.0, 14.0, 69.0, 95.0, 101.0]),
        ("nose_dorsum", [-1.0, 8.0, 59.0, 92.0, 99.0]),
        ("neck", [-1.0, 6.0, 60.0, 94.0, 101.0]),
        ("jawline", [-1.0, 12.0, 62.0, 91.0, 98.0]),
        ("forehead", [-1.0, 8.0, 55.0, 89.0, 98.0]),
        ("cheek", [-1.0, 6.0, 49.0, 85.0, 97.0]),
        ("upper_lip", [-1.0, 10.0, 61.0, 92.0, 99.0]),
        ("chin", [-1.0, 6.0, 48.0, 84.0, 97.0]),
        ("nasolabial", [-1.0, 4.4, 58.0, 94.0, 101.0]),
        ("nose_tip", [-1.0, 0.1, 10.0, 48.0, 82.0]),
        ("volar_forearm", [-1.0, 19.0, 92.0, 101.0, 101.0]),
        ("dorsal_hand", [-1.0, 17.0, 73.0, 96.0, 101.0]),
        ("thigh", [-1.0, 0.2, 22.0, 76.0, 97.0]),
        ("upper_arm", [-1.0, -1.0, 8.0, 49.0, 86.0]),
        ("abdomen", [-1.0, -1.0, 4.0, 37.0, 79.0]),
        ("buttock", [-1.0, -1.0, 0.9, 18.0, 58.0]),
    ];

    /// n = 60 000 people, one place each. The standard error of a share is at most 0.2 points, so the test
    /// sees a bias of 1.1 points with 4.5 standard errors to spare below the 2 points allowed. Shares below
    /// 0.1 % and above 99 % are checked as such, with 4.5 standard errors (0.06 and 0.2 points). False alarm
    /// 7e-6 each, 90 of them.
    ///
    /// The same 6000 fields serve all sites, ten places each, far enough apart (3 mm) that the fine field is
    /// new. The places share a drift, which does not bias a share.
    #[test]
    fn validates_derived_table_of_thin_skin() {
        let cheek = skin("cheek");
        let plan = FieldPlan::new(&cheek, 7.0, 13.0, 0.1);
        let n = 6000;
        let skins: Vec<Skin> = THINNER.iter().map(|(name, _)| skin(name)).collect();
        let mut counts = [[0u32; 5]; 18];
        for realisation in 0..n {
            let variation = plan.sample(3, realisation);
            for place in 0..10u64 {
                let (x, y) = (3.0 * (place % 2) as f64 + 1.0, 3.0 * (place / 2) as f64 * 0.8 + 0.5);
                let factors = all_factors(&variation, x, y);
                for (site, skin) in skins.iter().enumerate() {
                    let person = skin.realise(None, 3, realisation * 10 + place);
                    let Base::Everywhere(thicknesses) = &person.base else { panic!("a site") };
                    let column = thicknesses.column(factors);
                    assert!(
                        column.bottoms_mm[0] > 0.0
                            && column.bottoms_mm.windows(2).all(|pair| pair[0] < pair[1])
                    );
                    for (bound, count) in [0.5, 1.0, 1.5, 2.0, 2.5].iter().zip(&mut counts[site]) {
                        *count += u32::from(column.skin_mm() < *bound);
                    }
                }
            }
        }
        for ((name, wanted), counts) in THINNER.iter().zip(counts) {
            for (wanted, count) in wanted.iter().zip(counts) {
                let got = 100.0 * f64::from(count) / (10 * n) as f64;
                let fits = match *wanted {
                    -1.0 => got < 0.1 + 0.06,
                    101.0 => got > 99.0 - 0.2,
                    wanted => (got - wanted).abs() < 2.0,
                };
                assert!(fits, "{name}: {got:.2} %, table {wanted}");
            }
        }
    }

    /// Checks three things per layer: the mean over people and places, the variance of its logarithm, and the
    /// share of that variance within the site. 31 sites, n = 8000 people with one place each, on common
    /// fields. The standard error of the mean is sd/sqrt(n); that of a variance of logarithms is sqrt(2/n) of
    /// the variance. Tolerance 4.5 of each: false alarm 7e-6, 31 x 3 x 3 of them.
    #[test]
    fn identity_mean_spread_and_share_within_a_site() {
        let plan = FieldPlan::new(&skin("cheek"), 1.0, 1.0, 0.1);
        let n = 8000u64;
        let within: Vec<[f64; 3]> = (0..n).map(|r| all_factors(&plan.sample(7, r), 0.5, 0.5)).collect();
        let variance = |logs: &[f64]| {
            let mean = logs.iter().sum::<f64>() / logs.len() as f64;
            logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / (logs.len() - 1) as f64
        };
        let asked_within = [
            known("fine_epidermis", "sd_log").powi(2),
            known("drift_dermis", "sd_log").powi(2) + known("fine_dermis", "sd_log").powi(2),
            known("drift_fat", "sd_log").powi(2) + known("fine_fat", "sd_log").powi(2),
        ];
        let tolerance = 4.5 * (2.0 / n as f64).sqrt();
        for layer in 0..3 {
            let logs: Vec<f64> = within.iter().map(|factors| factors[layer].ln()).collect();
            assert!((variance(&logs) / asked_within[layer] - 1.0).abs() < tolerance, "layer {layer}");
        }
        for site in sites() {
            let skin = skin(&site.name);
            let table = [
                (site.epidermis_um, site.epidermis_sd_um),
                (site.dermis_um, site.dermis_sd_um),
                (site.fat_um, site.fat_sd_um),
            ];
            let people: Vec<[f64; 3]> = (0..n)
                .map(|r| match skin.realise(None, 7, r).base {
                    Base::Everywhere(person) => person.means_mm(),
                    Base::Face(_) => panic!("a site"),
                })
                .collect();
            for (layer, (mean_um, sd_um)) in table.into_iter().enumerate() {
                let thickness: Vec<f64> =
                    people.iter().zip(&within).map(|(person, place)| person[layer] * place[layer]).collect();
                let asked_between = log_sd(mean_um, sd_um).powi(2);
                let asked = asked_between + asked_within[layer];
                let got = variance(&thickness.iter().map(|t| t.ln()).collect::<Vec<_>>());
                assert!((got / asked - 1.0).abs() < tolerance, "{} {layer}: {got} {asked}", site.name);
                let between = variance(&people.iter().map(|person| person[layer].ln()).collect::<Vec<_>>());
                let share = 1.0 - between / got;
                assert!(
                    (share - asked_within[layer] / asked).abs() < 2.0 * tolerance,
                    "{} {layer}",
                    site.name
                );
                let mean = thickness.iter().sum::<f64>() / n as f64;
                let error = mean_um * 1e-3 * (asked.exp() - 1.0).sqrt() / (n as f64).sqrt();
                assert!((mean - mean_um * 1e-3).abs() < 4.5 * error, "{} {layer}: {mean}", site.name);
            }
        }
    }

    /// Every field of the skin has the correlation length of its table. At one length the Matérn correlation
    /// is (1 + √3) exp(-√3) = 0.4834. 300 realisations of an area four lengths wide must agree within 4.5
    /// standard errors.
    #[test]
    fn identity_every_field_has_its_correlation_length() {
        for section in FIELDS {
            let length = known(section, "length_mm");
            let embedding = Embedding::new(4.0 * length, 4.0 * length, length, 0.01 * length);
            let family = StreamFamily::new(11, Purpose::SkinField, 0);
            let each: Vec<(f64, f64)> = (0..300)
                .map(|index| {
                    let field = embedding.sample(&mut family.stream(index));
                    // Nodes lie a quarter of a length apart. The pairs lie one length apart along x; the
                    // variance is taken there too.
                    let value = |column: usize, row: usize| {
                        f64::from(field.at(0.25 * length * column as f64, 0.25 * length * row as f64))
                    };
                    let places: Vec<(usize, usize)> =
                        (0..12).flat_map(|c| (0..16).map(move |r| (c, r))).collect();
                    let product: f64 = places.iter().map(|(c, r)| value(*c, *r) * value(c + 4, *r)).sum();
                    let square: f64 = places.iter().map(|(c, r)| value(*c, *r).powi(2)).sum();
                    (product / places.len() as f64, square / places.len() as f64)
                })
                .collect();
            let mean = |pick: fn(&(f64, f64)) -> f64| each.iter().map(pick).sum::<f64>() / each.len() as f64;
            let (product, square) = (mean(|pair| pair.0), mean(|pair| pair.1));
            let got = product / square;
            let wanted = super::super::matern::correlation(length, length);
            let spread: f64 = each.iter().map(|pair| (pair.0 - got * pair.1).powi(2)).sum();
            let error = (spread / (each.len() * (each.len() - 1)) as f64).sqrt() / square;
            assert!((got - wanted).abs() < 4.5 * error && error < 0.03, "{section}: {got} ± {error}");
        }
    }

    fn correlation(pairs: &[(f64, f64)]) -> f64 {
        let n = pairs.len() as f64;
        let (ma, mb) =
            (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
        let covariance: f64 = pairs.iter().map(|(a, b)| (a - ma) * (b - mb)).sum();
        let (va, vb): (f64, f64) =
            (pairs.iter().map(|p| (p.0 - ma).powi(2)).sum(), pairs.iter().map(|p| (p.1 - mb).powi(2)).sum());
        covariance / (va * vb).sqrt()
    }

    /// n = 20 000 people; a correlation r has standard error (1 - r²)/sqrt(n). Tolerance 4.5 of them.
    #[test]
    fn identity_layers_of_a_person_are_correlated_as_asked() {
        let skin = skin("cheek");
        let n = 20_000;
        let logs: Vec<[f64; 3]> = (0..n)
            .map(|r| match skin.realise(None, 5, r).base {
                Base::Everywhere(person) => person.means_mm().map(f64::ln),
                Base::Face(_) => panic!("a site"),
            })
            .collect();
        for (a, b, wanted) in [(0, 1, 0.2), (1, 2, 0.2), (0, 2, 0.0)] {
            let got = correlation(&logs.iter().map(|log| (log[a], log[b])).collect::<Vec<_>>());
            assert!(
                (got - wanted).abs() < 4.5 * (1.0 - wanted * wanted) / (n as f64).sqrt(),
                "{a} {b}: {got}"
            );
        }
    }

    /// Two places in the middle of forehead and cheek, 1500 people. The logarithms of dermis correlate with
    /// 0.6, except that the weights there are not quite one. Tolerance 4.5 standard errors (0.074). The means
    /// follow the blend of the table within 4.5 errors.
    #[test]
    fn identity_regions_of_one_face_are_correlated_as_asked() {
        let person = Person::default();
        let skin = Skin::of_face(face(), ThicknessSource::Default, person, false).unwrap();
        let plan = FieldPlan::new(&skin, face().width_mm, face().height_mm, 2.0);
        let blended = plan.blended().unwrap();
        let at = |name: &str| face().regions.iter().find(|region| region.name == name).unwrap().label_at;
        let (forehead, cheek) = (at("forehead"), at("cheek"));
        let n = 1500;
        let logs: Vec<(f64, f64)> = (0..n)
            .map(|r| {
                let mut stream = crate::foundation::random::Stream::new(5, Purpose::Person, r, 0);
                let base = blended.person(&skin.face_people_for_tests(&mut stream));
                let log = |[x, y]: [f64; 2]| base.thicknesses(x, y).means_mm()[1].ln();
                (log(forehead), log(cheek))
            })
            .collect();
        let got = correlation(&logs);
        assert!((got - 0.6).abs() < 4.5 * (1.0 - 0.36) / (n as f64).sqrt(), "{got}");
        let mean = logs.iter().map(|(log, _)| log.exp()).sum::<f64>() / n as f64;
        assert!((mean - 1.43).abs() < 4.5 * 0.38 / (n as f64).sqrt(), "{mean}");
    }

    /// The fields of one realisation and their transforms take at most five float32 arrays of the finest field's nodes, and no more than
    /// 80 MB on any area. On a few millimetres the least size of the torus weighs more.
    #[test]
    fn limit_fields_take_at_most_five_arrays_of_nodes() {
        for (side, node) in [(20.0, 0.1), (100.0, 0.1), (200.0, 0.1), (400.0, 0.2)] {
            let array = 4.0 * (side / node) * (side / node);
            let need = FieldPlan::bytes(side, side) as f64;
            assert!(need <= 5.0 * array, "{side} mm, {node} mm: {:.2} arrays", need / array);
            assert!(need <= 80e6, "{side} mm: {need} bytes");
        }
    }

    #[test]
    fn identity_fine_grids_show_ridges_and_keep_the_whole_variance() {
        let skin = skin("cheek");
        let plan = FieldPlan::new(&skin, 2.0, 2.0, 0.02);
        let coarse = FieldPlan::new(&skin, 2.0, 2.0, 0.1);
        assert!(plan.ridges.is_some() && coarse.ridges.is_none());
        let (_, amplitude) = plan.ridges.unwrap();
        let whole = known("fine_epidermis", "sd_log");
        assert!((plan.fields[0].sd_log.powi(2) + amplitude * amplitude - whole * whole).abs() < 1e-12);
    }
}
