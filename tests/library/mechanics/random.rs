//! Random skins, supports and parameters over all that is taken as possible, from the program's own streams: every run of a
//! test sees the same ones.

use puncta::foundation::evidence::entry;
use puncta::foundation::random::{Purpose, Stream};
use puncta::foundation::statistics::log_sd;
use puncta::mechanics::compliance::Tension;
use puncta::mechanics::parameters::EVIDENCE;
use puncta::mechanics::{Below, Parameters, Support};
use puncta::skin::Column;

pub struct Random(Stream);

impl Random {
    /// The draws of one member of one test's sample.
    pub fn new(test: u64, member: u64) -> Random {
        Random(Stream::new(test, Purpose::Picture, 0, member))
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }

    /// Uniform in the logarithm.
    pub fn scale(&mut self, low: f64, high: f64) -> f64 {
        low * (high / low).powf(self.0.uniform())
    }

    pub fn chance(&mut self, share: f64) -> bool {
        self.0.uniform() < share
    }

    /// 0 to below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        (self.0.uniform() * count as f64) as usize
    }

    pub fn normal(&mut self) -> f64 {
        self.0.normal()
    }

    /// Epidermis 0.02 to 0.7 mm, dermis 0.3 to 4 mm, fat 0.2 to 20 mm.
    pub fn column(&mut self) -> Column {
        let (epidermis, dermis, fat) = (self.scale(0.02, 0.7), self.scale(0.3, 4.0), self.scale(0.2, 20.0));
        let (corneum, papillary) = (self.between(0.1, 0.5), self.between(0.05, 0.3));
        Column::stack([
            corneum * epidermis,
            (1.0 - corneum) * epidermis,
            papillary * dermis,
            (1.0 - papillary) * dermis,
            fat,
        ])
    }

    /// Skin with any tension, or without.
    pub fn tension(&mut self) -> Tension {
        if self.chance(0.5) {
            Tension::NONE
        } else {
            Tension { mpa: self.scale(0.001, 0.1), over_mm: self.scale(0.5, 4.0) }
        }
    }

    /// A person, or a bench with no fat or some.
    pub fn support(&mut self) -> Support {
        if self.chance(0.5) {
            Support::InVivo(vec![Below {
                muscle_mm: self.scale(0.5, 40.0),
                tension_mpa: self.scale(0.001, 0.1),
            }])
        } else {
            Support::Bench {
                fat_mm: if self.chance(0.5) { 0.0 } else { self.scale(0.2, 5.0) },
                young_mpa: self.scale(0.05, 100.0),
                sheets: 1,
            }
        }
    }

    /// Anywhere in an entry's range.
    fn known(&mut self, section: &str, name: &str) -> f64 {
        let evidence = entry(&EVIDENCE, section, name);
        let (low, high) = (evidence.low.unwrap(), evidence.high.unwrap());
        if low > 0.0 { self.scale(low, high) } else { self.between(low, high) }
    }

    /// Every parameter anywhere in its range of `data/mechanics.toml`, all independent: wider than the sets that fit.
    pub fn parameters(&mut self) -> Parameters {
        let mut all = Parameters::default();
        let poisson = self.known("poisson", "tissue");
        for layer in &mut all.layers {
            layer.poisson = poisson;
        }
        let epidermis = self.known("young_mpa", "viable_epidermis");
        let dermis = self.known("young_mpa", "reticular_dermis");
        let (fat, muscle) = (self.known("young_mpa", "fat"), self.known("young_mpa", "muscle"));
        for (layer, young) in all.layers.iter_mut().zip([epidermis, epidermis, dermis, dermis, fat, muscle]) {
            layer.young_mpa = young;
        }
        all.fascia_n_per_mm = self.known("fascia", "young_mpa") * self.known("fascia", "thickness_mm");
        all.tension_factor = self.known("tension", "factor");
        all.rate_exponent = self.known("rate", "exponent");
        all.locking_strain = self.known("locking", "strain");
        all.puncture_base_n = self.known("puncture", "base_n");
        all.puncture_toughness_n_per_mm = self.known("puncture", "toughness_kj_m2");
        all.puncture_surface_share = self.known("puncture", "surface_share");
        all.puncture_log_sd = log_sd(1.0, self.known("puncture", "cv"));
        all.dermis.tear_n_per_mm = self.known("resistance", "tear_kj_m2");
        all.dermis.spread_mpa = self.known("resistance", "spread_mpa");
        all.dermis.confined_mm = self.known("resistance", "confined_mm");
        all.dermis.friction_mpa = self.known("resistance", "friction_mpa");
        all.fat_share = self.known("resistance", "fat_share");
        all.muscle_share = self.known("resistance", "muscle_share");
        all.resistance_log_sd = log_sd(1.0, self.known("resistance", "cv"));
        all.rim_width_mm = self.known("rim", "width_mm");
        all.rim_recess_mm = self.known("rim", "recess_mm");
        all.rim_bulge_share = self.known("rim", "bulge_share");
        all
    }
}
