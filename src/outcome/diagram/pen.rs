//! Teaching figure: the strokes of a pen in time, and where they land.

use crate::outcome::{Answer, Provenance};
use crate::tract::Profile;

/// A pen in use while the hand moves it. Lengths in mm; x runs along the lane from the middle of the head at
/// the first stroke.
#[derive(Debug, Clone, PartialEq)]
pub struct PenDiagram {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// Strokes per second.
    pub frequency_hz: f64,
    /// Share of a cycle during which the tip is more than halfway in.
    pub dwell_fraction: f64,
    /// Stroke of the tip, as dialled.
    pub stroke_mm: f64,
    /// Largest speed of the tip, mm/s.
    pub peak_mm_s: f64,
    /// Mean speed of the tip, mm/s.
    pub mean_mm_s: f64,
    /// Course of the stroke as (time in ms, depth of the tip below its highest point).
    pub course: Vec<[f64; 2]>,
    /// Mean speed of the hand along the lane.
    pub hand_speed_mm_s: f64,
    /// Width of the track that the pins treat.
    pub head_width_mm: f64,
    /// Diameter of the rim that rests on the skin.
    pub rim_diameter_mm: f64,
    /// Distance between lanes.
    pub line_spacing_mm: f64,
    /// Number of pins.
    pub pins: usize,
    /// Distance that the head moves from stroke to stroke.
    pub advance_mm: f64,
    /// A pin in the skin; its slit is the part of the drag that the skin does not follow.
    pub needle: Profile,
    /// Distance that a pin is dragged while it is in, if the skin does not follow.
    pub drag_mm: f64,
    /// Share of the movement that the skin follows: the set value and the ends of its range.
    pub follow: [f64; 3],
    /// Holes as (x, y, stroke from 0).
    pub holes: Vec<([f64; 2], u32)>,
    /// Holes per mm² in one pass, by geometry.
    pub density_per_mm2: f64,
    /// Number of passes over the area.
    pub passes: u32,
}

impl PenDiagram {
    /// Slit lengths if the skin follows, mm: at the set value, and smallest and largest over its range.
    pub fn slits_mm(&self) -> [f64; 3] {
        let [set, low, high] = self.follow.map(|follow| (1.0 - follow) * self.drag_mm);
        [set, high.min(set), low.max(set)]
    }
}

impl Answer for PenDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
