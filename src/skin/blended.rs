//! Skin of one person's face, with regions blending into each other.
//!
//! ```text
//! log T_k(x) = Σ_r w_r(x) · log T_k,r + c_k(x)
//! ```
//!
//! w_r are the weights of the regions at a place ([`super::face::Blend`]), and T_k,r is the person's
//! thickness of layer k in region r, averaged over places. A mean of several correlated normals has less
//! variance than each of them; c_k corrects for that. The mean over people is then the geometric blend of the
//! regions' means.

use super::embedding::Lattice;
use super::face::{Blend, face};
use super::field::known;
use super::layer::Column;
use super::model::Thicknesses;
use std::sync::Arc;

/// Blending of the regions of a face, the same for every person.
pub(super) struct Blended {
    blend: Arc<Blend>,
    /// Correction of the logarithm at every node where several regions are averaged.
    ///
    /// It is half the difference between the mean of the regions' variances and the variance of the mean.
    correction: Vec<[f64; 3]>,
}

impl Blended {
    pub(super) fn new(log_sds: Vec<[f64; 3]>) -> Blended {
        let blend = Arc::new(Blend::new(face(), known("face", "blend_mm")));
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

    /// Builds one person's face: logarithms of thickness averaged over regions by their weights.
    ///
    /// The mean over people is the geometric blend of the regions' means.
    pub(super) fn person(&self, people: &[Thicknesses]) -> FaceBase {
        let logs: Vec<[f64; 3]> = people.iter().map(|region| region.means_mm().map(libm::log)).collect();
        let shares: Vec<f64> = people.iter().map(Thicknesses::stratum_corneum_share).collect();
        let mut values = [const { Vec::new() }; 4];
        for (parts, correction) in self.blend.weights.iter().zip(&self.correction) {
            for layer in 0..3 {
                let log: f64 = parts.iter().map(|(region, weight)| weight * logs[*region][layer]).sum();
                values[layer].push((log + correction[layer]) as f32);
            }
            values[3].push(parts.iter().map(|(region, weight)| weight * shares[*region]).sum::<f64>() as f32);
        }
        let (mut mean_mm, mut mean_share) = ([0.0; 3], 0.0);
        let skin = self.blend.on_skin.iter().filter(|on| **on).count().max(1) as f64;
        for (node, _) in self.blend.on_skin.iter().enumerate().filter(|(_, on)| **on) {
            for layer in 0..3 {
                mean_mm[layer] += libm::exp(f64::from(values[layer][node])) / skin;
            }
            mean_share += f64::from(values[3][node]) / skin;
        }
        let Blend { columns, rows, spacing_mm, .. } = *self.blend;
        let mut lattices =
            values.map(|values| Some(Lattice::new(columns, rows, spacing_mm, values))).into_iter();
        let mut next = || lattices.next().flatten().unwrap_or_else(|| Lattice::new(1, 1, 1.0, vec![0.0]));
        let logs = [next(), next(), next()];
        let papillary_share = people.first().map_or(0.0, Thicknesses::papillary_share);
        let regions = people.iter().map(|region| region.column([1.0; 3])).collect();
        let blend = Arc::clone(&self.blend);
        FaceBase { logs, stratum_corneum_share: next(), papillary_share, mean_mm, mean_share, blend, regions }
    }
}

/// Face of one person, averaged over the drift and the fine field.
pub(super) struct FaceBase {
    /// Logarithms of epidermis, dermis and fat in mm.
    logs: [Lattice; 3],
    stratum_corneum_share: Lattice,
    papillary_share: f64,
    blend: Arc<Blend>,
    /// Layers of this person region by region, averaged over places.
    regions: Vec<Column>,
    /// Means over the face's skin: epidermis, dermis, fat in mm, and the stratum corneum's share.
    mean_mm: [f64; 3],
    mean_share: f64,
}

impl FaceBase {
    /// Returns epidermis and dermis at a place; [`FaceBase::fat_mm`] gives the fat.
    pub(super) fn thicknesses(&self, x_mm: f64, y_mm: f64) -> Thicknesses {
        let [epidermis_mm, dermis_mm] =
            [0, 1].map(|layer| f64::from(libm::expf(self.logs[layer].at(x_mm, y_mm))));
        let stratum_corneum_share = f64::from(self.stratum_corneum_share.at(x_mm, y_mm));
        let papillary_share = self.papillary_share;
        Thicknesses::Site { epidermis_mm, dermis_mm, fat_mm: 0.0, stratum_corneum_share, papillary_share }
    }

    pub(super) fn fat_mm(&self, x_mm: f64, y_mm: f64) -> f64 {
        f64::from(libm::expf(self.logs[2].at(x_mm, y_mm)))
    }

    /// Layers of this person, region by region.
    pub(super) fn regions(&self) -> &[Column] {
        &self.regions
    }

    /// Returns the region at a place. Where several blend, `chance` (0 to 1) picks one of them by its weight.
    #[inline]
    pub(super) fn region_at(&self, x_mm: f64, y_mm: f64, chance: f64) -> usize {
        let Blend { columns, rows, spacing_mm, weights, .. } = &*self.blend;
        let node = |at: f64, most: usize| ((at / spacing_mm).round().max(0.0) as usize).min(most - 1);
        let parts = &weights[node(y_mm, *rows) * columns + node(x_mm, *columns)];
        let mut left = chance;
        for (region, weight) in parts {
            left -= weight;
            if left < 0.0 {
                return *region;
            }
        }
        parts.last().map_or(0, |(region, _)| *region)
    }

    /// Layers of this face, averaged over places.
    pub(super) fn mean_column(&self) -> Column {
        let [epidermis_mm, dermis_mm, fat_mm] = self.mean_mm;
        let (stratum_corneum_share, papillary_share) = (self.mean_share, self.papillary_share);
        Thicknesses::Site { epidermis_mm, dermis_mm, fat_mm, stratum_corneum_share, papillary_share }
            .column([1.0; 3])
    }
}
