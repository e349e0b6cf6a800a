//! The six layers, and the column of layers under one place.

use crate::foundation::named::named;

named! {
    /// Layer of the skin or of the tissue below it, from the top.
    pub enum Layer {
        /// Dead outer layer of the epidermis; a tip beyond it has pierced.
        StratumCorneum => "stratum_corneum",
        /// Living epidermis, from the stratum corneum to the dermo-epidermal junction.
        ViableEpidermis => "viable_epidermis",
        /// Upper dermis, from the dermo-epidermal junction to the reticular dermis.
        PapillaryDermis => "papillary_dermis",
        /// Lower dermis, from the papillary dermis to the fat.
        ReticularDermis => "reticular_dermis",
        /// Subcutaneous fat, below the dermis.
        Fat => "fat",
        /// Muscle below the fat, without a lower boundary.
        Muscle => "muscle",
    }
}

impl Layer {
    /// Name for readers.
    pub fn label(self) -> &'static str {
        match self {
            Layer::StratumCorneum => "stratum corneum",
            Layer::ViableEpidermis => "viable epidermis",
            Layer::PapillaryDermis => "papillary dermis",
            Layer::ReticularDermis => "reticular dermis",
            Layer::Fat => "fat",
            Layer::Muscle => "muscle",
        }
    }
}

/// Number of layers with a lower boundary: all but the muscle, which is a half-space.
pub const BOUNDARIES: usize = 5;

/// Layers under one place of one person.
///
/// `bottoms_mm[k]` is the depth of the lower boundary of layer `k` below the undeformed surface. Depths never
/// decrease. An absent layer has the boundary of the layer above it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Depths of the lower boundaries below the undeformed surface, mm, from stratum corneum to fat.
    pub bottoms_mm: [f64; BOUNDARIES],
}

impl Column {
    /// Builds a column from thicknesses (mm), from the top.
    pub fn stack(thickness_mm: [f64; BOUNDARIES]) -> Column {
        let mut bottom = 0.0;
        Column {
            bottoms_mm: thickness_mm.map(|thickness| {
                bottom += thickness;
                bottom
            }),
        }
    }

    /// Lower boundary of the stratum corneum; a tip beyond it has pierced.
    pub fn stratum_corneum_mm(&self) -> f64 {
        self.bottoms_mm[Layer::StratumCorneum as usize]
    }

    /// Depth of the dermo-epidermal junction, the top of the dermis.
    pub fn epidermis_mm(&self) -> f64 {
        self.bottoms_mm[Layer::ViableEpidermis as usize]
    }

    /// Thickness of the skin (epidermis and dermis): depth of the top of the fat.
    pub fn skin_mm(&self) -> f64 {
        self.bottoms_mm[Layer::ReticularDermis as usize]
    }

    /// Lower boundary of the fat: depth of the top of the muscle.
    pub fn fat_mm(&self) -> f64 {
        self.bottoms_mm[Layer::Fat as usize]
    }

    /// Returns the layer that holds a tip at this depth. A depth on a boundary belongs to the layer above.
    pub fn layer_at(&self, depth_mm: f64) -> Layer {
        let passed = self.bottoms_mm.iter().filter(|bottom| depth_mm > **bottom).count();
        Layer::ALL[passed]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_layer_at_follows_the_boundaries() {
        let column = Column::stack([0.015, 0.05, 0.225, 1.275, 3.3]);
        assert_eq!(column.layer_at(0.01), Layer::StratumCorneum);
        assert_eq!(column.layer_at(0.05), Layer::ViableEpidermis);
        assert_eq!(column.layer_at(0.2), Layer::PapillaryDermis);
        assert_eq!(column.layer_at(1.0), Layer::ReticularDermis);
        assert_eq!(column.layer_at(1.6), Layer::Fat);
        assert_eq!(column.layer_at(9.0), Layer::Muscle);
        assert!((column.skin_mm() - 1.565).abs() < 1e-12);
    }

    #[test]
    fn limit_absent_layers_take_no_depth() {
        let column = Column::stack([0.0, 0.0, 0.0, 1.4, 0.0]);
        assert_eq!(column.layer_at(0.1), Layer::ReticularDermis);
        assert_eq!(column.layer_at(1.5), Layer::Muscle);
    }
}
