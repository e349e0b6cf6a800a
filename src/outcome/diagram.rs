//! A teaching figure: what is known of the skin of a site, and what one needle does in it.

pub mod bed;
pub mod depth_chart;
pub mod devices;
pub mod dimple;
pub mod passes;
pub mod pen;
pub mod roller;

use super::Provenance;
use crate::skin::Column;
pub use crate::tract::Profile;

/// What a needle is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Material {
    Steel,
    Polymer,
}

/// What the needles of a device stand on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Base {
    /// The plate of a stamp or patch.
    Plate,
    /// The drum of a roller, bare.
    Drum { radius_mm: f64 },
    /// The holder of a pen's needles, or of a single one.
    Holder,
}

impl Base {
    /// Whether it lies on the skin with its needles in full: a pen's holder stays in the head.
    pub fn is_at_the_skin(self) -> bool {
        self != Base::Holder
    }
}

/// The skin of a site in its means, and one needle of a device at the end of its stroke. Lengths in mm, depths below the skin at
/// rest unless it is said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionDiagram {
    /// The setting in words, scenario and version.
    pub provenance: Provenance,
    /// Words for titles: "cheek / malar".
    pub site: String,
    /// The layers of the site's means.
    pub column: Column,
    /// Standard deviation between people: of stratum corneum, whole epidermis, whole dermis, fat.
    pub between_people_mm: [f64; 4],
    /// Rete ridges: peak to trough, and from ridge to ridge.
    pub ridges_mm: [f64; 2],
    /// Depth of the tips of capillary loops, and loops in a mm of the cut.
    pub loop_tip_mm: f64,
    pub loops_per_mm: f64,
    /// Diameter of a limb of a loop, of the vessels of the upper and of the deep plexus.
    pub vessels_mm: [f64; 3],
    pub upper_plexus_mm: f64,
    /// Hair grows here.
    pub hairy: bool,
    /// What the depth was set to, or how long the needles are.
    pub set_mm: f64,
    /// The setting is a dial's, not a length.
    pub dialled: bool,
    /// The needle in the skin: its width by depth below the surface that it dimples.
    pub needle: Profile,
    pub material: Material,
    pub base: Base,
    /// Mean, least and largest depth of the needles that went in, below the dimpled surface; 0 where none did.
    pub depth_mm: f64,
    pub least_mm: f64,
    pub most_mm: f64,
    /// Needles that went in, of so many.
    pub pierced: usize,
    pub needles: usize,
    /// How far the skin under the tip stands below the skin around it, and how far that skin rises into the head of the device
    /// (negative where it sinks).
    pub dimple_mm: f64,
    pub rise_mm: f64,
    /// The dimple: (distance from the needle, depth below the skin around), from the needle outwards.
    pub surface_mm: Vec<[f64; 2]>,
}

impl SectionDiagram {
    /// How far the surface stands below the skin at rest at a distance from the needle, mm; negative where it is raised.
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

    /// Where the base of the needle stands below the skin at rest, mm: above it where this is negative.
    pub fn base_mm(&self) -> f64 {
        self.tip_mm() - self.needle.needle.length_mm
    }

    /// Where the tip stands below the skin at rest, mm.
    pub fn tip_mm(&self) -> f64 {
        self.dimple_mm - self.rise_mm + self.depth_mm
    }
}
