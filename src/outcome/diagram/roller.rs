//! A teaching figure: a rolling drum, and the way of one tip through the skin.

use super::Material;
use crate::outcome::Provenance;
use crate::skin::Column;
use crate::tract::Profile;

/// A drum on the skin of a site, at the moment when one needle stands at its lowest point. Lengths in mm, angles in rad, x along the
/// roll, depths below the skin between the needles unless it is said otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct RollerDiagram {
    /// The setting in words, scenario and version.
    pub provenance: Provenance,
    /// Words for titles: "cheek / malar".
    pub site: String,
    /// The layers of the site's means.
    pub column: Column,
    /// The needle at its lowest point, as deep in the skin as it gets; the slit with the skin following.
    pub needle: Profile,
    pub material: Material,
    pub drum_radius_mm: f64,
    pub length_mm: f64,
    pub needles_on_drum: usize,
    /// From needle to needle round a row.
    pub pitch_rad: f64,
    /// Shift of every second row, as a share of that; 0 where all rows are alike.
    pub stagger: f64,
    /// Half of the angle over which a needle of this length is in the skin.
    pub half_contact_rad: f64,
    /// Mean, least and largest depth of the needles at their lowest point that went in, below the dimpled surface; 0 where none did.
    pub depth_mm: f64,
    pub least_mm: f64,
    pub most_mm: f64,
    /// Needles at their lowest point that went in, of so many.
    pub pierced: usize,
    pub lowest: usize,
    /// Mean of how far the skin under them is pushed down.
    pub dimple_mm: f64,
    /// Slit at the surface in skin that does not follow: of a tip at the depth reached, and at the full length of the needle.
    pub rigid_slit_mm: f64,
    pub rigid_set_slit_mm: f64,
    /// Share of the movement that the skin follows: as set, and the ends of its range.
    pub follow: [f64; 3],
    /// Ways of the tip while it is in the skin, (x, depth): at the full length, and at the depth reached, this one below the dimpled
    /// surface.
    pub set_path_mm: Vec<[f64; 2]>,
    pub path_mm: Vec<[f64; 2]>,
    /// The surface along the middle row: (x from below the axis, depth).
    pub surface_mm: Vec<[f64; 2]>,
}

impl RollerDiagram {
    /// Slit at the surface with the skin following, mm: as set, least and largest over the range of what it follows.
    pub fn slits_mm(&self) -> [f64; 3] {
        let [set, low, high] = self.follow.map(|follow| (1.0 - follow) * self.rigid_slit_mm);
        [set, high.min(set), low.max(set)]
    }

    /// How far a tip that reaches so deep turns with the drum from its lowest point until it leaves the skin, rad.
    pub fn leaves_at_rad(&self, depth_mm: f64) -> f64 {
        (self.drum_radius_mm / (self.drum_radius_mm + depth_mm)).acos()
    }
}
