//! Support of the skin: a person's fat, muscle and bone, or a bench.
//!
//! In a living person the layers are epidermis, dermis, fat, a sheet of superficial fascia, muscle and bone.
//! Living skin is stretched. `data/support.csv` has the thickness of what lies between fat and bone, and the
//! tension, site by site; `data/mechanics.toml` the rest.

use super::compliance::{Compliance, Tension};
use super::half_space::{ElasticLayer, HalfSpace, HalfSpaceError};
use super::parameters::{Elastic, Parameters};
use crate::foundation::named::named;
use crate::skin::{Column, Layer};
use serde::Deserialize;
use std::sync::LazyLock;

named! {
    /// Name of what lies below the skin.
    pub enum SupportName {
        /// A person's fat, muscle and bone.
        InVivo => "in_vivo",
        /// A plate under excised skin.
        Bench => "bench",
    }
}

/// What lies below the skin.
#[derive(Debug, Clone, PartialEq)]
pub enum Support {
    /// Skin on fat, muscle and bone: one entry, or on a face one for every region.
    InVivo(Vec<Below>),
    /// Excised skin with its remaining fat, bonded to a plate, and without tension; in one piece or in sheets.
    Bench {
        /// Thickness of the fat left on the excised skin, mm.
        fat_mm: f64,
        /// Young's modulus of what it lies on, MPa.
        young_mpa: f64,
        /// Equal sheets in which the skin lies, one on the other. They slip without friction.
        sheets: u32,
    },
}

/// What is known of a living site below its fat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Below {
    /// Thickness of muscle and all else between fat and bone, mm.
    pub muscle_mm: f64,
    /// Tension in the plane of the skin, MPa.
    pub tension_mpa: f64,
}

/// Row of `data/support.csv`.
#[derive(Debug, Deserialize)]
struct Row {
    site: String,
    muscle_mm: f64,
    tension_kpa: f64,
}

static SITES: LazyLock<Vec<(String, Below)>> = LazyLock::new(|| {
    let text = include_str!("../../data/support.csv");
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>();
    let row = |row: Result<Row, csv::Error>| {
        let row = row.unwrap_or_else(|error| panic!("embedded table support.csv: {error}"));
        let below = Below { muscle_mm: row.muscle_mm, tension_mpa: 1e-3 * row.tension_kpa };
        (row.site, below)
    };
    rows.map(row).collect()
});

impl Below {
    /// What lies below a site; for skin of no site (`None`, or one without a row) the row `any`.
    ///
    /// # Panics
    /// If the embedded table has no row `any`: a fault of the program, caught by the test below.
    pub fn site(name: Option<&str>) -> Below {
        let row = |wanted: &str| SITES.iter().find(|(site, _)| site == wanted).map(|(_, below)| *below);
        name.and_then(row).or_else(|| row("any")).unwrap_or_else(|| panic!("support.csv has no row any"))
    }
}

impl Support {
    /// Name in scenarios and files.
    pub fn name(&self) -> &'static str {
        match self {
            Support::InVivo(_) => SupportName::InVivo.name(),
            Support::Bench { .. } => SupportName::Bench.name(),
        }
    }

    /// Number of a support that stands for all of them: on a face what lies below it on average.
    pub const AVERAGE: usize = usize::MAX;

    /// What lies below the layers of support number `at`; `None` on a bench.
    fn below(&self, at: usize) -> Option<Below> {
        let Support::InVivo(all) = self else { return None };
        let mean = |of: fn(&Below) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        let average = || Below {
            muscle_mm: mean(|below| below.muscle_mm),
            tension_mpa: mean(|below| below.tension_mpa),
        };
        Some(all.get(at).copied().unwrap_or_else(average))
    }

    /// Tabulates the compliance of the surface of support number `at` with these layers, at the reference
    /// speed.
    ///
    /// # Errors
    /// If the moduli admit no half-space.
    pub fn compliance(
        &self,
        at: usize,
        column: &Column,
        parameters: &Parameters,
    ) -> Result<Compliance, HalfSpaceError> {
        let below = self.below(at);
        let mpa = below.map_or(0.0, |below| parameters.tension_factor * below.tension_mpa);
        let tension = Tension { mpa, over_mm: column.skin_mm() };
        Ok(Compliance::new(&self.half_space(at, column, parameters)?, tension))
    }

    /// Depths at which sheets of excised skin slip on each other, mm.
    fn cuts_mm(&self, column: &Column) -> Vec<f64> {
        let Support::Bench { sheets, .. } = self else { return Vec::new() };
        (1..*sheets).map(|sheet| column.skin_mm() * f64::from(sheet) / f64::from(*sheets)).collect()
    }

    /// Builds an elastic half-space from the layers of support number `at`, at the reference speed.
    ///
    /// Absent layers are left out, and neighbours of one material become one layer.
    ///
    /// # Errors
    /// If the moduli admit no half-space.
    pub fn half_space(
        &self,
        at: usize,
        column: &Column,
        parameters: &Parameters,
    ) -> Result<HalfSpace, HalfSpaceError> {
        let mut top = 0.0;
        let mut thickness = column.bottoms_mm.map(|bottom| {
            let thickness = bottom - top;
            top = bottom;
            thickness
        });
        let mut layers = Stack::default();
        let below = self.below(at);
        if let Support::Bench { fat_mm, .. } = self {
            thickness[Layer::Fat as usize] = *fat_mm;
        }
        let cuts = self.cuts_mm(column);
        for (layer, elastic) in parameters.layers.into_iter().enumerate() {
            // Muscle has no lower boundary, and is added below.
            let Some(thickness_mm) = thickness.get(layer) else { continue };
            layers.add_cut(*thickness_mm, elastic, &cuts);
        }
        match (self, below) {
            (Support::Bench { young_mpa, .. }, _) => {
                layers
                    .add(f64::INFINITY, Elastic { young_mpa: *young_mpa, poisson: parameters.plate_poisson });
                let slips = std::mem::take(&mut layers.slips);
                let half_space = HalfSpace::new(layers.layers)?;
                Ok(slips.into_iter().fold(half_space, HalfSpace::with_slip))
            }
            (Support::InVivo(_), below) => {
                // The sheet lies between fat and what is below.
                let fascia = layers.layers.len();
                layers.add(below.map_or(f64::INFINITY, |below| below.muscle_mm), parameters.muscle());
                layers.add(f64::INFINITY, parameters.bone);
                let half_space = HalfSpace::new(layers.layers)?;
                Ok(half_space.with_sheet(fascia, parameters.fascia_n_per_mm))
            }
        }
    }
}

/// Layers from the top, neighbours of one material joined unless they slip on each other.
#[derive(Default)]
struct Stack {
    layers: Vec<ElasticLayer>,
    /// Layers that slip below the one above.
    slips: Vec<usize>,
    /// Depth of the lower end, mm.
    depth_mm: f64,
}

impl Stack {
    fn add(&mut self, thickness_mm: f64, Elastic { young_mpa, poisson }: Elastic) {
        self.depth_mm += thickness_mm;
        let slips = self.slips.last() == Some(&self.layers.len());
        match self.layers.last_mut() {
            Some(last) if !slips && last.young_mpa == young_mpa && last.poisson == poisson => {
                last.thickness_mm += thickness_mm;
            }
            _ if thickness_mm > NOTHING_MM => {
                self.layers.push(ElasticLayer { thickness_mm, young_mpa, poisson });
            }
            _ => {}
        }
    }

    /// Adds a layer in pieces that slip at these depths.
    fn add_cut(&mut self, thickness_mm: f64, elastic: Elastic, cuts_mm: &[f64]) {
        let inside = |cut: &&f64| {
            **cut > self.depth_mm + NOTHING_MM && **cut < self.depth_mm + thickness_mm - NOTHING_MM
        };
        let cuts: Vec<f64> = cuts_mm.iter().filter(inside).copied().collect();
        if cuts.is_empty() {
            return self.add(thickness_mm, elastic);
        }
        let end = self.depth_mm + thickness_mm;
        for cut in cuts {
            self.add(cut - self.depth_mm, elastic);
            self.slips.push(self.layers.len());
        }
        self.add(end - self.depth_mm, elastic);
    }
}

/// Thickness below which a layer counts as absent, mm.
const NOTHING_MM: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skin::site::sites;

    #[test]
    fn identity_layers_of_one_material_are_joined() {
        let parameters = Parameters::default();
        let column = Column::stack([0.015, 0.05, 0.225, 1.275, 3.3]);
        // In vivo: epidermis, dermis, fat, muscle, bone. On a bench without fat: epidermis, dermis, plate.
        let layers = |support: Support| support.half_space(0, &column, &parameters).unwrap().layers().len();
        assert_eq!(layers(Support::InVivo(vec![Below::site(None)])), 5);
        assert_eq!(layers(Support::Bench { fat_mm: 0.0, young_mpa: 50.0, sheets: 1 }), 3);
        assert_eq!(layers(Support::Bench { fat_mm: 2.0, young_mpa: 50.0, sheets: 1 }), 4);
        // Each cut makes two of one.
        assert_eq!(layers(Support::Bench { fat_mm: 2.0, young_mpa: 50.0, sheets: 3 }), 6);
    }

    #[test]
    fn identity_every_site_has_a_row() {
        for site in sites() {
            assert!(SITES.iter().any(|(name, _)| *name == site.name), "{}", site.name);
        }
        assert_eq!(SITES.len(), sites().len() + 1);
        assert_eq!(Below::site(Some("nowhere")), Below::site(None));
    }
}
