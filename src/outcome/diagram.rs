//! Teaching figures: the known skin of a site, and one needle's effect in it.

pub mod bed_of_nails;
pub mod depth_chart;
pub mod devices;
pub mod dimple;
pub mod lengths;
pub mod passes;
pub mod pen;
pub mod roller;

use super::{Answer, Provenance};
use crate::skin::Column;
pub use crate::tract::Profile;

/// Material of a needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    /// Stainless steel.
    Steel,
    /// Hard polymer.
    Polymer,
}

/// Part of the device that the needles stand on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    /// The plate of a stamp or patch.
    Plate,
    /// The bare drum of a roller.
    Drum {
        /// Radius of the bare drum, mm.
        radius_mm: f64,
    },
    /// The holder of a pen's needles, or of a single needle.
    Holder,
}

impl Base {
    /// Whether the base reaches the skin at full stroke; a pen's holder stays inside the head.
    pub fn is_at_the_skin(self) -> bool {
        self != Base::Holder
    }
}

/// Average skin of a site, and one needle of a device at the end of its stroke. Lengths are in mm, and depths
/// are below the skin at rest unless stated otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionDiagram {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// Layers of the site, at their mean thickness.
    pub column: Column,
    /// Standard deviation between people of the stratum corneum, the whole epidermis, the whole dermis and
    /// the fat.
    pub between_people_mm: [f64; 4],
    /// Rete ridges: height from peak to trough, and distance from ridge to ridge.
    pub ridges_mm: [f64; 2],
    /// Depth of the tips of capillary loops.
    pub loop_tip_mm: f64,
    /// Number of capillary loops per mm of the cut.
    pub loops_per_mm: f64,
    /// Diameter of a limb of a loop, of the vessels of the upper plexus, and of those of the deep plexus.
    pub vessels_mm: [f64; 3],
    /// Depth of the upper plexus.
    pub upper_plexus_mm: f64,
    /// Whether hair grows at the site.
    pub hairy: bool,
    /// Set depth, or length of the needles.
    pub set_mm: f64,
    /// Whether the setting is that of a dial rather than a length.
    pub dialled: bool,
    /// The needle in the skin: its width by depth below the surface that it dimples.
    pub needle: Profile,
    /// Material of the needle.
    pub material: Material,
    /// Part of the device that the needle stands on.
    pub base: Base,
    /// Distance from the middle of the device to its rim, which rests on the skin; `None` without a rim.
    pub rim_away_mm: Option<f64>,
    /// Mean depth of the needles that pierced, below the dimpled surface; 0 if none did.
    pub depth_mm: f64,
    /// Smallest depth of the needles that pierced; 0 if none did.
    pub least_mm: f64,
    /// Largest depth of the needles that pierced; 0 if none did.
    pub most_mm: f64,
    /// Number of needles that pierced.
    pub pierced: usize,
    /// Number of needles in all; of a drum, those at its lowest point.
    pub needles: usize,
    /// How far the skin under the tip lies below the skin around it.
    pub dimple_mm: f64,
    /// How far the skin around the needle rises into the head of the device; negative where it sinks.
    pub rise_mm: f64,
    /// The dimple as (distance from the needle, depth below the surrounding skin), from the needle outwards.
    pub surface_mm: Vec<[f64; 2]>,
}

impl SectionDiagram {
    /// Depth of the surface below the skin at rest, at a distance from the needle, mm; negative where it is
    /// raised.
    pub fn sink_mm(&self, distance_mm: f64) -> f64 {
        let after = self.surface_mm.iter().position(|[far, _]| *far >= distance_mm);
        let dimple = match after {
            Some(0) => self.dimple_mm,
            Some(at) => {
                let ([near, a], [far, b]) = (self.surface_mm[at - 1], self.surface_mm[at]);
                a + (b - a) * (distance_mm - near) / (far - near).max(1e-9)
            }
            None => self.surface_mm.last().map_or(0.0, |last| last[1]),
        };
        dimple - self.rise_mm
    }

    /// Depth of the needle's base below the skin at rest, mm; negative where it is above.
    pub fn base_mm(&self) -> f64 {
        self.tip_mm() - self.needle.needle.length_mm
    }

    /// Depth of the tip below the skin at rest, mm.
    pub fn tip_mm(&self) -> f64 {
        self.dimple_mm - self.rise_mm + self.depth_mm
    }
}

impl Answer for SectionDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
