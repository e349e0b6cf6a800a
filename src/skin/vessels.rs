//! Small vessels: capillary loops in the papillae, the upper plexus below them, the deep plexus at the fat.

use super::layer::{Column, Layer};
use super::site::Site;
use crate::foundation::evidence::{Evidence, EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Small vessels: densities, depths and diameters (`data/vessels.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("vessels.toml", include_str!("../../data/vessels.toml")));

/// Small vessels of a site; lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vessels {
    /// Capillary loops per mm² of skin.
    pub loops_per_mm2: f64,
    /// Thickness of viable epidermis above the tip of a loop.
    pub suprapapillary_mm: f64,
    /// Half the width of a loop seen from above.
    pub loop_radius_mm: f64,
    /// Diameter of one limb of a loop.
    pub loop_diameter_mm: f64,
    /// Depth of the upper plexus below the border of papillary and reticular dermis.
    pub upper_offset_mm: f64,
    /// Upper plexus, below the papillary dermis.
    pub upper: Plexus,
    /// Deep plexus, at the dermis-fat junction.
    pub deep: Plexus,
}

/// Level net of vessels; lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plexus {
    /// Length of vessel per area of skin, mm per mm².
    pub length_per_mm: f64,
    /// Diameter of one vessel.
    pub diameter_mm: f64,
}

impl Plexus {
    /// Reads a plexus from its table. A square net has two threads of length 1 / spacing in every mm².
    fn known(section: &str) -> Plexus {
        let value = |name| entry(&EVIDENCE, section, name).value;
        Plexus { length_per_mm: 2.0 / value("spacing_mm"), diameter_mm: value("diameter_um") * 1e-3 }
    }
}

impl Vessels {
    /// Returns the vessels of a site.
    pub fn of(site: &Site) -> Vessels {
        Vessels { loops_per_mm2: Vessels::loops(site).value, ..Vessels::general() }
    }

    /// Returns the vessels for skin without values of its own: listed layers, and a face, since no site of
    /// the face has any.
    pub fn general() -> Vessels {
        let known = |section: &str, name: &str| entry(&EVIDENCE, section, name);
        Vessels {
            loops_per_mm2: known("loops", "density_per_mm2").value,
            suprapapillary_mm: known("loops", "suprapapillary_um").value * 1e-3,
            loop_radius_mm: known("loops", "radius_um").value * 1e-3,
            loop_diameter_mm: known("loops", "diameter_um").value * 1e-3,
            upper_offset_mm: known("upper_plexus", "offset_mm").value,
            upper: Plexus::known("upper_plexus"),
            deep: Plexus::known("deep_plexus"),
        }
    }

    /// Loop density of a site: its own value where the table has one, the general one elsewhere.
    pub fn loops(site: &Site) -> &'static Evidence {
        let own = EVIDENCE.get("loops_by_site").and_then(|sites| sites.get(&site.name));
        own.unwrap_or_else(|| entry(&EVIDENCE, "loops", "density_per_mm2"))
    }

    /// Depth of the loop tips under a place: stratum corneum plus the thin viable epidermis above a papilla.
    #[inline]
    pub fn loop_tip_mm(&self, column: &Column) -> f64 {
        column.stratum_corneum_mm() + self.suprapapillary_mm
    }

    /// Depth of the upper plexus under a place: the border of papillary and reticular dermis plus the table's
    /// offset.
    ///
    /// The result always lies inside the dermis.
    #[inline]
    pub fn upper_plexus_at_mm(&self, column: &Column) -> f64 {
        let border = column.bottoms_mm[Layer::PapillaryDermis as usize];
        (border + self.upper_offset_mm).max(column.epidermis_mm()).min(column.skin_mm())
    }

    /// Depths of the upper plexus at both ends of the offset's range.
    pub fn upper_plexus_range_mm(&self, column: &Column) -> [f64; 2] {
        let known = entry(&EVIDENCE, "upper_plexus", "offset_mm");
        [known.low, known.high].map(|end| {
            let upper_offset_mm = end.unwrap_or(known.value);
            Vessels { upper_offset_mm, ..*self }.upper_plexus_at_mm(column)
        })
    }

    /// Depth of the deep plexus under a place: the dermis-fat junction.
    #[inline]
    pub fn deep_plexus_mm(column: &Column) -> f64 {
        column.skin_mm()
    }

    /// Diameters of the capillaries, the upper plexus and the deep plexus.
    pub fn diameters_mm(&self) -> [f64; 3] {
        [self.loop_diameter_mm, self.upper.diameter_mm, self.deep.diameter_mm]
    }
}

#[cfg(test)]
mod tests {
    use super::super::site::{site, sites};
    use super::super::{Person, Skin, ThicknessSource};
    use super::*;

    #[test]
    fn identity_vessels_lie_in_order() {
        for site in sites() {
            let vessels = Vessels::of(site);
            let skin = Skin::of_site(site, ThicknessSource::Default, Person::default(), true).unwrap();
            let column = skin.mean_column();
            let upper = vessels.upper_plexus_at_mm(&column);
            assert!(vessels.loop_tip_mm(&column) > column.stratum_corneum_mm());
            assert!(vessels.loop_tip_mm(&column) < upper, "{}", site.name);
            // The plexus lies in the dermis, also under the thick epidermis of palm and sole.
            assert!(upper > column.epidermis_mm(), "{}", site.name);
            assert!(upper < Vessels::deep_plexus_mm(&column), "{}", site.name);
            assert!(vessels.loops_per_mm2 > 0.0);
        }
        let hand = Vessels::of(site("dorsal_hand").unwrap());
        assert!(hand.loops_per_mm2 > Vessels::of(site("cheek").unwrap()).loops_per_mm2);
    }

    #[test]
    fn identity_the_upper_plexus_lies_where_papillary_meets_reticular_dermis() {
        let vessels = Vessels::general();
        let at = |thickness_mm| vessels.upper_plexus_at_mm(&Column::stack(thickness_mm));
        // Eyelid-like, cheek-like and back-like: the papillary dermis ends at 0.0875, 0.29 and 0.45 mm.
        assert!((at([0.01, 0.04, 0.0375, 0.2125, 1.0]) - 0.0875).abs() < 1e-12);
        assert!((at([0.015, 0.05, 0.225, 1.275, 3.3]) - 0.29).abs() < 1e-12);
        assert!((at([0.02, 0.06, 0.37, 2.1, 5.0]) - 0.45).abs() < 1e-12);
    }

    /// Whatever the offset, the plexus stays in the dermis. On facial skin its range is that of the table's
    /// note.
    #[test]
    fn limit_the_upper_plexus_stays_in_the_dermis() {
        let cheek = Column::stack([0.015, 0.05, 0.225, 1.275, 3.3]);
        let [low, high] = Vessels::general().upper_plexus_range_mm(&cheek);
        assert!((low - 0.25).abs() < 1e-9 && (high - 0.49).abs() < 1e-9, "{low} {high}");
        let thin = Column::stack([0.01, 0.04, 0.02, 0.05, 1.0]);
        for upper_offset_mm in [-1.0, -0.04, 0.2, 5.0] {
            let found = Vessels { upper_offset_mm, ..Vessels::general() }.upper_plexus_at_mm(&thin);
            assert!((thin.epidermis_mm()..=thin.skin_mm()).contains(&found), "{upper_offset_mm}: {found}");
        }
    }

    /// The program counts a face with the general values. That holds as long as no site of a face has its
    /// own.
    #[test]
    fn identity_no_site_of_the_face_has_vessels_of_its_own() {
        for region in &super::super::face::face().regions {
            assert_eq!(Vessels::of(region.site), Vessels::general(), "{}", region.name);
        }
    }
}
