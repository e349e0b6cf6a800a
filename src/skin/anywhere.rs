//! Distribution of one person's layers at a single place.
//!
//! The fields of the skin are stationary: at every place their logarithms are normal with the same spread. A
//! mean over places therefore needs no field, only an integral over that normal distribution.

use super::layer::Column;
use super::model::Thicknesses;
use super::ridges::{Rete, Ridges};
use crate::foundation::random::{Stream, StreamFamily};

/// Variation of thickness about a person's means, at a single place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Anywhere {
    /// Standard deviations of the logarithms; each combines all fields of a layer.
    pub(super) epidermis_sd_log: f64,
    pub(super) dermis_sd_log: f64,
    pub(super) ridges: Option<(Rete, f64)>,
}

/// Side of the square in which a place among the papillae is drawn, mm; it is hundreds of papillae wide.
const PAPILLAE_MM: f64 = 100.0;

impl Anywhere {
    /// Skin that does not vary from place to place.
    pub const NOWHERE_ELSE: Anywhere = Anywhere { epidermis_sd_log: 0.0, dermis_sd_log: 0.0, ridges: None };

    /// Whether the thickness varies from place to place by drift or fine field; rete ridges do not count.
    pub fn varies(&self) -> bool {
        self.epidermis_sd_log > 0.0 || self.dermis_sd_log > 0.0
    }

    /// Draws the layers at a place that lies `along` standard deviations from the mean in thickness.
    ///
    /// `along` counts in the direction in which the skin thickens fastest. Variation that does not change the
    /// thickness to first order is drawn.
    ///
    /// Both logarithms are normal and independent, so any rotation of their plane leaves two independent
    /// normals. One is `along`; the other is drawn here. If `along` is standard normal, the column has the
    /// distribution of the skin at a place, except that the fat stays at its mean.
    pub fn column(
        &self,
        person: &Thicknesses,
        along: f64,
        papillae: StreamFamily,
        stream: &mut Stream,
    ) -> Column {
        let [epidermis_mm, dermis_mm, _] = person.means_mm();
        let (sd_e, sd_d) = (self.epidermis_sd_log, self.dermis_sd_log);
        let steepness = libm::hypot(sd_e * epidermis_mm, sd_d * dermis_mm);
        let (e, d) = if steepness > 0.0 {
            (sd_e * epidermis_mm / steepness, sd_d * dermis_mm / steepness)
        } else {
            (0.0, 1.0)
        };
        let beside = stream.normal();
        let factor = |sd: f64, normal: f64| libm::exp(sd * normal - 0.5 * sd * sd);
        let mut epidermis = factor(sd_e, e * along - d * beside);
        if let Some((rete, amplitude)) = &self.ridges {
            let ridges = Ridges::new(papillae, 0, rete, *amplitude);
            epidermis *= ridges.factor(PAPILLAE_MM * stream.uniform(), PAPILLAE_MM * stream.uniform());
        }
        person.column([epidermis, factor(sd_d, d * along + e * beside), 1.0])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{FieldPlan, Person, Skin, ThicknessSource, site::site};
    use super::*;
    use crate::foundation::random::Purpose;
    use crate::foundation::statistics::Mean;

    /// At a single place, one person's thickness has the same mean and mean square as in the fields, with
    /// ridges and without. Compares 4000 realisations of the fields, four places each, with 40 000 places.
    /// The places lie anywhere among the papillae, because their lattice is fixed. Tolerance 4.5 standard
    /// errors of both together: false alarm 7e-6, four of them.
    #[test]
    fn identity_law_at_one_place_is_that_of_the_fields() {
        let skin =
            Skin::of_site(site("palm").unwrap(), ThicknessSource::Default, Person::default(), true).unwrap();
        for cell_mm in [0.1, 0.02] {
            let plan = FieldPlan::new(&skin, 3.0, 3.0, cell_mm);
            let anywhere = plan.anywhere();
            let person = skin.person_of(&[0.0; 3], usize::MAX, &mut Stream::new(1, Purpose::Person, 0, 0));
            let mut stream = Stream::new(4, Purpose::Placement, 0, 0);
            let fields: Vec<[f64; 2]> = (0..4000)
                .map(|realisation| {
                    let field = skin.realise(Some(&plan), 3, realisation);
                    let thickness = [(); 4]
                        .map(|()| field.column(3.0 * stream.uniform(), 3.0 * stream.uniform()).skin_mm());
                    [1, 2].map(|power| thickness.iter().map(|mm| mm.powi(power)).sum::<f64>() / 4.0)
                })
                .collect();
            let mut stream = Stream::new(4, Purpose::Strike, 0, 0);
            let places: Vec<[f64; 2]> = (0..40_000)
                .map(|number| {
                    let along = stream.normal();
                    let papillae = StreamFamily::new(4, Purpose::SkinField, number / 100);
                    let mm = anywhere.column(&person, along, papillae, &mut stream).skin_mm();
                    [mm, mm * mm]
                })
                .collect();
            for power in 0..2 {
                let [a, b] = [&fields, &places].map(|values| {
                    Mean::of(&values.iter().map(|value| value[power]).collect::<Vec<_>>()).unwrap()
                });
                let error = a.standard_error.unwrap().hypot(b.standard_error.unwrap());
                assert!((a.mean - b.mean).abs() < 4.5 * error, "{cell_mm} {power}: {a:?} {b:?}");
            }
        }
    }
}
