//! Entry: the force that a tip needs on its way from the surface to the reticular dermis.
//!
//! Horny layer, epidermis and papillary dermis let a tip in early. The reticular dermis gives way at the
//! puncture force F_p = F₀ + Γ d. In between the force rises in proportion to the depth z of the tip:
//!
//! ```text
//! F(z) = F_p [ s + (1 - s) z / z_1 ],    0 ≤ z ≤ z_1
//! ```
//!
//! s is `puncture.surface_share`, and z_1 is the top of the reticular dermis. At z_1 the tip breaks through,
//! once and for all, and [`super::resistance`] holds.
//!
//! Source: in tests with single needles the force rises smoothly from the first contact. It drops at the same depth of about 0.16 mm for
//! all tips of 5 to 37 μm. The authors take the drop for a deeper layer that gives way (Römgens 2014, doi 10.1016/j.jmbbm.2014.09.015).
//! The straight rise is ours (*design*).

use super::parameters::Parameters;
use crate::skin::{Column, Layer};

/// Entry of a tip into these layers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// z_1: depth at which the tip breaks through into the reticular dermis, mm.
    pub through_mm: f64,
    /// s: force at the surface over the puncture force.
    surface_share: f64,
}

impl Entry {
    /// Entry into the layers of a column.
    pub fn new(column: &Column, parameters: &Parameters) -> Entry {
        let through_mm = column.bottoms_mm[Layer::PapillaryDermis as usize];
        Entry { through_mm, surface_share: parameters.puncture_surface_share }
    }

    /// Force that a tip needs at depth z, over its puncture force.
    #[inline]
    pub fn share(&self, z_mm: f64) -> f64 {
        if z_mm < self.through_mm {
            self.surface_share + (1.0 - self.surface_share) * z_mm / self.through_mm
        } else {
            1.0
        }
    }

    /// Work from the surface to depth z, at most to z_1, over the puncture force; mm.
    pub fn work_mm(&self, z_mm: f64) -> f64 {
        let z = z_mm.min(self.through_mm);
        0.5 * z * (self.surface_share + self.share(z))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_force_rises_from_the_surface_to_the_reticular_dermis() {
        let column = Column::stack([0.015, 0.05, 0.1, 1.2, 3.0]);
        let parameters = Parameters { puncture_surface_share: 0.2, ..Parameters::default() };
        let entry = Entry::new(&column, &parameters);
        assert!((entry.through_mm - 0.165).abs() < 1e-15);
        assert_eq!((entry.share(0.0), entry.share(0.165), entry.share(1.0)), (0.2, 1.0, 1.0));
        assert!((entry.share(0.0825) - 0.6).abs() < 1e-12);
        // A straight rise from 0.2 to 1 over 0.165 mm; no work of entry beyond.
        assert!((entry.work_mm(0.165) - 0.6 * 0.165).abs() < 1e-12);
        assert_eq!(entry.work_mm(2.0), entry.work_mm(0.165));
    }

    #[test]
    fn limit_skin_without_a_papillary_layer_gives_way_at_the_surface() {
        let bare = Column::stack([0.0, 0.0, 0.0, 1.0, 1.0]);
        let entry = Entry::new(&bare, &Parameters::default());
        assert_eq!((entry.share(0.0), entry.work_mm(0.5)), (1.0, 0.0));
    }
}
