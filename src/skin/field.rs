//! The skin of one person, place by place.
//!
//! ```text
//! T_k(x) = mean_k · exp( b_k - s_b²/2 + g_k(x) - s_g²/2 + w_k(x) - s_w²/2 )
//! ```
//!
//! b is the person (drawn in [`super::model`]), g a slow drift within the site, w a fine field; both Gaussian with a Matérn
//! correlation ([`super::matern`]), each compensated so that the mean over people and places is the table's mean. Nothing
//! is clamped: the lower tail is what rare events come from. Amplitudes and lengths: `data/field.toml`.

use super::embedding::{Embedding, Lattice};
use super::face::{Blend, face};
use super::layer::Column;
use super::model::{Skin, Thicknesses};
use crate::ground::evidence::{EvidenceTable, embedded_table, entry};
use crate::ground::random::{Purpose, StreamFamily};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("field.toml", include_str!("../../data/field.toml")));

/// A number of `data/field.toml`.
pub fn known(section: &str, name: &str) -> f64 {
    entry(&EVIDENCE, section, name).value
}

/// The fields of the skin: what varies, in which order their streams are numbered.
pub const FIELDS: [&str; 5] = ["fine_epidermis", "drift_dermis", "fine_dermis", "drift_fat", "fine_fat"];

/// What all realisations of a run share: the transforms of the fields over its area.
pub struct FieldPlan {
    fields: Vec<Plan>,
    /// How regions pass into each other, if this is a face.
    blended: Option<Blended>,
}

struct Plan {
    embedding: Embedding,
    sd_log: f64,
}

impl FieldPlan {
    /// Fields over an area looked at in cells of `cell_mm`.
    pub fn new(skin: &Skin, width_mm: f64, height_mm: f64, cell_mm: f64) -> FieldPlan {
        let plan = |section: &&str| Plan {
            embedding: Embedding::new(width_mm, height_mm, known(section, "length_mm"), cell_mm),
            sd_log: known(section, "sd_log"),
        };
        let blended = skin.regions().map(|regions| {
            Blended::new(regions.iter().map(|region| region.log_sds(skin.average_person)).collect())
        });
        FieldPlan { fields: FIELDS.iter().map(plan).collect(), blended }
    }

    pub(super) fn blended(&self) -> Option<&Blended> {
        self.blended.as_ref()
    }

    /// Bytes that the fields of one realisation take while they are made.
    pub fn bytes(width_mm: f64, height_mm: f64, cell_mm: f64) -> u64 {
        let nodes = |section: &&str| {
            let length = known(section, "length_mm");
            let spacing = (0.25 * length).max(cell_mm);
            let side = |side: f64| (side + 6.0 * length).max(12.0 * length) / spacing + 1.0;
            side(width_mm) * side(height_mm)
        };
        // A complex half spectrum, its amplitudes, and the field.
        (FIELDS.iter().map(nodes).sum::<f64>() * 12.0) as u64
    }

    /// The variation from place to place of one realisation.
    pub fn sample(&self, seed: u64, realisation: u64) -> Variation {
        let family = StreamFamily::new(seed, Purpose::SkinField, realisation);
        let parts = self
            .fields
            .iter()
            .enumerate()
            .map(|(index, plan)| Part {
                lattice: plan.embedding.sample(&mut family.stream(index as u64)),
                sd_log: plan.sd_log as f32,
                compensation: (0.5 * plan.sd_log * plan.sd_log) as f32,
            })
            .collect();
        Variation { parts }
    }
}

/// How the thicknesses of one realisation vary from place to place.
pub struct Variation {
    parts: Vec<Part>,
}

struct Part {
    lattice: Lattice,
    sd_log: f32,
    compensation: f32,
}

impl Variation {
    #[inline]
    fn log(&self, field: usize, x_mm: f64, y_mm: f64) -> f32 {
        let part = &self.parts[field];
        part.sd_log * part.lattice.at(x_mm, y_mm) - part.compensation
    }

    /// Factors on epidermis, dermis and fat at a place.
    #[inline]
    fn factors(&self, x_mm: f64, y_mm: f64) -> [f64; 3] {
        [
            self.log(0, x_mm, y_mm),
            self.log(1, x_mm, y_mm) + self.log(2, x_mm, y_mm),
            self.log(3, x_mm, y_mm) + self.log(4, x_mm, y_mm),
        ]
        .map(|log| f64::from(libm::expf(log)))
    }
}

/// How the regions of a face pass into each other, for any person.
pub(super) struct Blended {
    blend: Blend,
    /// What the logarithm lacks at every node where several regions are averaged: half the difference between the mean
    /// of the regions' variances and the variance of the mean.
    correction: Vec<[f64; 3]>,
}

impl Blended {
    fn new(log_sds: Vec<[f64; 3]>) -> Blended {
        let blend = Blend::new(face(), known("face", "blend_mm"));
        let between = known("person", "between_sites_of_face");
        let correction = blend
            .weights
            .iter()
            .map(|parts| {
                [0, 1, 2].map(|layer| {
                    let (mut mean, mut of_mean) = (0.0, 0.0);
                    for (s, weight) in parts {
                        mean += weight * log_sds[*s][layer].powi(2);
                        for (t, other) in parts {
                            let correlation = if s == t { 1.0 } else { between };
                            of_mean += weight * other * log_sds[*s][layer] * log_sds[*t][layer] * correlation;
                        }
                    }
                    0.5 * (mean - of_mean)
                })
            })
            .collect();
        Blended { blend, correction }
    }

    /// One person's face: logarithms of thickness averaged over regions by their weights, so that the mean over people
    /// is the geometric blend of the regions' means.
    pub(super) fn person(&self, people: &[Thicknesses]) -> FaceBase {
        let logs: Vec<[f64; 3]> = people.iter().map(|region| region.means_mm().map(f64::ln)).collect();
        let shares: Vec<f64> = people.iter().map(Thicknesses::stratum_corneum_share).collect();
        let mut values = [const { Vec::new() }; 4];
        for (parts, correction) in self.blend.weights.iter().zip(&self.correction) {
            for layer in 0..3 {
                let log: f64 = parts.iter().map(|(region, weight)| weight * logs[*region][layer]).sum();
                values[layer].push((log + correction[layer]) as f32);
            }
            values[3].push(parts.iter().map(|(region, weight)| weight * shares[*region]).sum::<f64>() as f32);
        }
        let mut mean_mm = [0.0; 3];
        let skin = self.blend.on_skin.iter().filter(|on| **on).count().max(1) as f64;
        for (node, _) in self.blend.on_skin.iter().enumerate().filter(|(_, on)| **on) {
            for layer in 0..3 {
                mean_mm[layer] += f64::from(values[layer][node]).exp() / skin;
            }
        }
        let Blend { columns, rows, spacing_mm, .. } = self.blend;
        let mut lattices =
            values.map(|values| Some(Lattice::new(columns, rows, spacing_mm, values))).into_iter();
        let mut next = || lattices.next().flatten().unwrap_or_else(|| Lattice::new(1, 1, 1.0, vec![0.0]));
        let logs = [next(), next(), next()];
        let papillary_share = people.first().map_or(0.0, Thicknesses::papillary_share);
        FaceBase { logs, stratum_corneum_share: next(), papillary_share, mean_mm }
    }
}

/// One person's face, averaged over the drift and the fine field.
pub(super) struct FaceBase {
    /// Logarithms of epidermis, dermis and fat in mm.
    logs: [Lattice; 3],
    stratum_corneum_share: Lattice,
    papillary_share: f64,
    /// Mean over the face's skin, mm.
    mean_mm: [f64; 3],
}

impl FaceBase {
    fn thicknesses(&self, x_mm: f64, y_mm: f64) -> Thicknesses {
        let [epidermis_mm, dermis_mm, fat_mm] =
            [0, 1, 2].map(|layer| f64::from(libm::expf(self.logs[layer].at(x_mm, y_mm))));
        let stratum_corneum_share = f64::from(self.stratum_corneum_share.at(x_mm, y_mm));
        let papillary_share = self.papillary_share;
        Thicknesses::Site { epidermis_mm, dermis_mm, fat_mm, stratum_corneum_share, papillary_share }
    }
}

/// What varies around it: one person's thicknesses, the same everywhere or by region.
pub(super) enum Base {
    Everywhere(Thicknesses),
    Face(Box<FaceBase>),
}

/// The skin of one realisation.
pub struct SkinField {
    pub(super) base: Base,
    /// `None`: the same everywhere (listed layers).
    pub(super) variation: Option<Variation>,
}

impl SkinField {
    /// The layers under a place, mm from the area's corner.
    #[inline]
    pub fn column(&self, x_mm: f64, y_mm: f64) -> Column {
        let factors = self.variation.as_ref().map_or([1.0; 3], |variation| variation.factors(x_mm, y_mm));
        match &self.base {
            Base::Everywhere(person) => person.column(factors),
            Base::Face(face) => face.thicknesses(x_mm, y_mm).column(factors),
        }
    }

    /// The layers of this person on average over places.
    pub fn mean_column(&self) -> Column {
        match &self.base {
            Base::Everywhere(person) => person.column([1.0; 3]),
            Base::Face(face) => {
                let [epidermis_mm, dermis_mm, fat_mm] = face.mean_mm;
                let middle = face.thicknesses(0.0, 0.0);
                Thicknesses::Site {
                    epidermis_mm,
                    dermis_mm,
                    fat_mm,
                    stratum_corneum_share: middle.stratum_corneum_share(),
                    papillary_share: face.papillary_share,
                }
                .column([1.0; 3])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_table_has_every_field_inside_its_range() {
        for section in FIELDS {
            for name in ["sd_log", "length_mm"] {
                let number = entry(&EVIDENCE, section, name);
                assert!(number.low.unwrap() <= number.value && number.value <= number.high.unwrap());
            }
        }
    }
}
