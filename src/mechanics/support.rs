//! Support of the skin: a person's fat and muscle, or a bench.

use super::half_space::{ElasticLayer, HalfSpace, HalfSpaceError};
use super::parameters::{Elastic, Parameters};
use crate::foundation::named::named;
use crate::skin::{Column, Layer};

named! {
    /// Name of what lies below the skin.
    pub enum SupportName {
        /// A person's fat and muscle.
        InVivo => "in_vivo",
        /// A plate under excised skin.
        Bench => "bench",
    }
}

/// What lies below the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Support {
    /// Skin on fat on muscle.
    InVivo,
    /// Excised skin with its remaining fat, bonded to a plate.
    Bench {
        /// Thickness of the fat left on the excised skin, mm.
        fat_mm: f64,
    },
}

impl Support {
    /// Name in scenarios and files.
    pub fn name(&self) -> &'static str {
        match self {
            Support::InVivo => SupportName::InVivo.name(),
            Support::Bench { .. } => SupportName::Bench.name(),
        }
    }

    /// Builds an elastic half-space from the layers below a place, at the reference speed.
    ///
    /// Absent layers are left out, and neighbours of one material become one layer.
    ///
    /// # Errors
    /// If the moduli admit no half-space.
    pub fn half_space(&self, column: &Column, parameters: &Parameters) -> Result<HalfSpace, HalfSpaceError> {
        let mut top = 0.0;
        let mut thickness = column.bottoms_mm.map(|bottom| {
            let thickness = bottom - top;
            top = bottom;
            thickness
        });
        let lowest = match self {
            Support::InVivo => parameters.layers[Layer::Muscle as usize],
            Support::Bench { fat_mm } => {
                thickness[Layer::Fat as usize] = *fat_mm;
                parameters.plate
            }
        };
        let mut layers: Vec<ElasticLayer> = Vec::with_capacity(6);
        let above = thickness.iter().zip(parameters.layers).map(|(thickness, elastic)| (*thickness, elastic));
        for (thickness_mm, Elastic { young_mpa, poisson }) in above.chain([(f64::INFINITY, lowest)]) {
            match layers.last_mut() {
                Some(last) if last.young_mpa == young_mpa && last.poisson == poisson => {
                    last.thickness_mm += thickness_mm;
                }
                _ if thickness_mm > NOTHING_MM => {
                    layers.push(ElasticLayer { thickness_mm, young_mpa, poisson });
                }
                _ => {}
            }
        }
        HalfSpace::new(layers)
    }
}

/// Thickness below which a layer counts as absent, mm.
const NOTHING_MM: f64 = 1e-4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_layers_of_one_material_are_joined() {
        let parameters = Parameters::default();
        let column = Column::stack([0.015, 0.05, 0.225, 1.275, 3.3]);
        // In vivo: epidermis, dermis, fat, muscle. On a bench without fat: epidermis, dermis, plate.
        let layers = |support: Support| support.half_space(&column, &parameters).unwrap().layers().len();
        assert_eq!(layers(Support::InVivo), 4);
        assert_eq!(layers(Support::Bench { fat_mm: 0.0 }), 3);
        assert_eq!(layers(Support::Bench { fat_mm: 2.0 }), 4);
    }
}
