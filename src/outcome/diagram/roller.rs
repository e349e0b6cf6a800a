//! Teaching figure: a rolling drum, and the path of one tip through the skin.

use super::Material;
use crate::outcome::{Answer, Provenance};
use crate::skin::Column;
use crate::tract::Profile;

/// A drum on the skin of a site, at the moment when one needle is at its lowest point. Lengths are in mm and
/// angles in rad, and x runs along the roll. Depths are below the skin between the needles unless stated
/// otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct RollerDiagram {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// Layers of the site, at their mean thickness.
    pub column: Column,
    /// The needle at its lowest point, where it is deepest; its slit is the one with the skin following.
    pub needle: Profile,
    /// Material of the needles.
    pub material: Material,
    /// Radius of the bare drum.
    pub drum_radius_mm: f64,
    /// Length of the needles.
    pub length_mm: f64,
    /// Number of needles on the drum.
    pub needles_on_drum: usize,
    /// Angle from needle to needle round a row.
    pub pitch_rad: f64,
    /// Shift of every second row as a share of that angle; 0 if all rows are alike.
    pub stagger: f64,
    /// Half the angle over which a needle of this length is in the skin.
    pub half_contact_rad: f64,
    /// Mean depth of the needles that pierced at their lowest point, below the dimpled surface; 0 if none
    /// did.
    pub depth_mm: f64,
    /// Smallest depth of the needles that pierced at their lowest point; 0 if none did.
    pub least_mm: f64,
    /// Largest depth of the needles that pierced at their lowest point; 0 if none did.
    pub most_mm: f64,
    /// Number of needles that pierced at their lowest point.
    pub pierced: usize,
    /// Number of needles at their lowest point.
    pub lowest: usize,
    /// Mean distance by which the skin under them is pushed down.
    pub dimple_mm: f64,
    /// Slit at the surface for a tip at the depth reached, if the skin does not follow.
    pub rigid_slit_mm: f64,
    /// Slit at the surface for a tip at the needle's full length, if the skin does not follow.
    pub rigid_set_slit_mm: f64,
    /// Share of the movement that the skin follows: the set value and the ends of its range.
    pub follow: [f64; 3],
    /// Path of a tip at the needle's full length in the skin, as (x, depth).
    pub set_path_mm: Vec<[f64; 2]>,
    /// Path of a tip at the depth reached, below the dimpled surface; empty if none pierced.
    pub path_mm: Vec<[f64; 2]>,
    /// Surface along the middle row as (x from below the axis, depth).
    pub surface_mm: Vec<[f64; 2]>,
}

impl RollerDiagram {
    /// Slit lengths at the surface if the skin follows, mm: at the set value, and smallest and largest over
    /// its range.
    pub fn slits_mm(&self) -> [f64; 3] {
        let [set, low, high] = self.follow.map(|follow| (1.0 - follow) * self.rigid_slit_mm);
        [set, high.min(set), low.max(set)]
    }

    /// Angle from the lowest point at which a tip of this depth leaves the skin, rad.
    pub fn leaves_at_rad(&self, depth_mm: f64) -> f64 {
        libm::acos(self.drum_radius_mm / (self.drum_radius_mm + depth_mm))
    }
}

impl Answer for RollerDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
