//! Small vessels: capillary loops in the papillae, the upper plexus they hang from, the deep plexus at the fat.

use super::layer::Column;
use super::site::Site;
use crate::ground::evidence::{Evidence, EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("vessels.toml", include_str!("../../data/vessels.toml")));

/// The small vessels of a site; lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vessels {
    /// Capillary loops per mm² of skin.
    pub loops_per_mm2: f64,
    /// Viable epidermis above the tip of a loop.
    pub suprapapillary_mm: f64,
    /// Half the width of a loop seen from above.
    pub loop_radius_mm: f64,
    /// Depth of the upper plexus.
    pub upper_plexus_mm: f64,
    pub upper_plexus_range_mm: [f64; 2],
}

impl Vessels {
    pub fn of(site: &Site) -> Vessels {
        let known = |section: &str, name: &str| entry(&EVIDENCE, section, name);
        let upper = known("upper_plexus", "depth_mm");
        Vessels {
            loops_per_mm2: Vessels::loops(site).value,
            suprapapillary_mm: known("loops", "suprapapillary_um").value * 1e-3,
            loop_radius_mm: known("loops", "radius_um").value * 1e-3,
            upper_plexus_mm: upper.value,
            upper_plexus_range_mm: [upper.low.unwrap_or(upper.value), upper.high.unwrap_or(upper.value)],
        }
    }

    /// Loop density of a site: its own figure where one exists, the general one elsewhere.
    pub fn loops(site: &Site) -> &'static Evidence {
        let own = EVIDENCE.get("loops_by_site").and_then(|sites| sites.get(&site.name));
        own.unwrap_or_else(|| entry(&EVIDENCE, "loops", "density_per_mm2"))
    }

    /// Depth of the tips of the loops under a place: stratum corneum and the thin viable epidermis above a papilla.
    pub fn loop_tip_mm(&self, column: &Column) -> f64 {
        column.stratum_corneum_mm() + self.suprapapillary_mm
    }

    /// Depth of the deep plexus under a place: the dermis-fat junction.
    pub fn deep_plexus_mm(column: &Column) -> f64 {
        column.skin_mm()
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
            assert!(vessels.loop_tip_mm(&column) > column.stratum_corneum_mm());
            assert!(vessels.upper_plexus_mm < Vessels::deep_plexus_mm(&column), "{}", site.name);
            assert!(vessels.loops_per_mm2 > 0.0);
        }
        let hand = Vessels::of(site("dorsal_hand").unwrap());
        assert!(hand.loops_per_mm2 > Vessels::of(site("cheek").unwrap()).loops_per_mm2);
    }
}
