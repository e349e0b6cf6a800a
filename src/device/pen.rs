//! Pen: a motor drives the cartridge in and out while the hand moves the pen; the rim rests on the skin.

use super::array::Array;
use super::kind::{DepthBy, Facts, Movement};
use super::{Drive, LocalStrike};
use crate::foundation::random::{Purpose, Stream};

/// What is true of every pen.
pub const FACTS: Facts = Facts {
    movement: Movement::Strokes,
    depth: DepthBy::Dial,
    by_hand: true,
    usual_drive: Drive::Stroke,
    usual_preset: "pen-12",
    usual_passes: 4,
    lane: "lane",
    cycle: "stroke",
};

/// Head and motor of a pen.
#[derive(Debug, Clone, PartialEq)]
pub struct Pen {
    /// Width of the track that the pins treat; it sets the density of a pass.
    pub head_width_mm: f64,
    /// Diameter of the rim that rests on the skin.
    pub rim_diameter_mm: f64,
    /// Strokes per second.
    pub frequency_hz: f64,
    /// Half width of the range in which the frequency of one device lies about the set one, as a share of it; 0 where
    /// every device has the set frequency.
    pub frequency_tolerance: f64,
    /// Mass of the whole pen as held in the hand, g.
    pub mass_g: f64,
    /// Share of a stroke's cycle during which the tip is more than halfway in.
    pub dwell_fraction: f64,
}

impl Pen {
    /// Visits the strikes of one lane: every stroke stamps the cartridge's pattern, advanced by v / f.
    ///
    /// `phase` in 0..1 is the starting point of the lane within its first advance. Only strokes between two
    /// places along the lane are visited.
    pub fn lane(
        &self,
        array: &Array,
        [from_mm, to_mm]: [f64; 2],
        hand_speed_mm_s: f64,
        phase: f64,
        mut visit: impl FnMut(LocalStrike),
    ) {
        let advance = hand_speed_mm_s / self.frequency_hz;
        let [first, end] = [from_mm, to_mm].map(|place| (place / advance - phase).ceil().max(0.0) as u32);
        for cycle in first..end {
            let head = (cycle as f64 + phase) * advance;
            for (needle, at) in array.positions_mm.iter().enumerate() {
                visit(LocalStrike { along_mm: head + at[0], across_mm: at[1], cycle, needle: needle as u32 });
            }
        }
    }

    /// Frequency in one treatment over the set frequency: uniform within the tolerance, drawn once per treatment. It
    /// moves the strikes and sets their rate; the speed of the tips stays that of the set frequency.
    pub fn frequency_factor(&self, seed: u64, realisation: u64) -> f64 {
        if self.frequency_tolerance <= 0.0 {
            return 1.0;
        }
        let mut stream = Stream::new(seed, Purpose::Setting, realisation, 1);
        1.0 + self.frequency_tolerance * (2.0 * stream.uniform() - 1.0)
    }

    /// Drag of the skin while the pin is inside: hand speed × dwell, mm.
    pub fn sweep_mm(&self, hand_speed_mm_s: f64) -> f64 {
        hand_speed_mm_s * self.dwell_fraction / self.frequency_hz
    }
}
