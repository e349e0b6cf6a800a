//! A teaching figure: the strokes of a pen in time, and where they land.

use crate::outcome::Provenance;
use crate::tract::Profile;

/// A pen that strokes while the hand moves it. Lengths in mm, x along the lane from where the head's middle was at the first stroke.
#[derive(Debug, Clone, PartialEq)]
pub struct PenDiagram {
    /// The setting in words, scenario and version.
    pub provenance: Provenance,
    /// Words for titles: "cheek / malar".
    pub site: String,
    pub frequency_hz: f64,
    /// Share of a cycle during which the tip is more than half way in.
    pub dwell_fraction: f64,
    /// Stroke of the tip: the dial.
    pub stroke_mm: f64,
    /// Largest and mean speed of the tip, mm/s.
    pub peak_mm_s: f64,
    pub mean_mm_s: f64,
    /// (time in ms, tip below its highest point).
    pub course: Vec<[f64; 2]>,
    pub hand_speed_mm_s: f64,
    pub head_width_mm: f64,
    pub rim_diameter_mm: f64,
    pub line_spacing_mm: f64,
    pub pins: usize,
    /// How far the head moves from stroke to stroke.
    pub advance_mm: f64,
    /// A pin in the skin; the slit is what is left of the drag with the skin following.
    pub needle: Profile,
    /// How far a pin is dragged while it is in, in skin that does not follow.
    pub drag_mm: f64,
    /// Share of the movement that the skin follows: as set, and the ends of its range.
    pub follow: [f64; 3],
    /// Holes, (x, y, stroke from 0).
    pub holes: Vec<([f64; 2], u32)>,
    /// Holes in a mm² of one pass, by geometry.
    pub density_per_mm2: f64,
    pub passes: u32,
}

impl PenDiagram {
    /// Slit with the skin following, mm: as set, least and largest over the range of what it follows.
    pub fn slits_mm(&self) -> [f64; 3] {
        let [set, low, high] = self.follow.map(|follow| (1.0 - follow) * self.drag_mm);
        [set, high.min(set), low.max(set)]
    }
}
