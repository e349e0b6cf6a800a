//! Kinds of device, and what is true of every device of a kind.
//!
//! The file of a kind holds its [`Facts`]. Everything that asks about a kind asks its facts, so that the one
//! match over kinds stands here.

use super::array::Layout;
use super::{Drive, patch, pen, roller, single, stamp};
use crate::foundation::named::named;

named! {
    /// Kind of device that a scenario can name. A new kind comes last: the order numbers random streams.
    pub enum Kind {
        /// Pen: a motor drives the needles in and out while the hand moves the device.
        Pen => "pen",
        /// Roller: needles on a drum that rolls over the skin.
        Roller => "roller",
        /// Stamp: a plate of needles that is set down again and again.
        Stamp => "stamp",
        /// Patch: a plate of needles that is pressed onto the skin.
        Patch => "patch",
        /// Single needle, struck one strike at a time on a square lattice.
        Needle => "needle",
    }
}

impl Kind {
    /// What is true of every device of this kind.
    pub const fn facts(self) -> &'static Facts {
        match self {
            Kind::Pen => &pen::FACTS,
            Kind::Roller => &roller::FACTS,
            Kind::Stamp => &stamp::FACTS,
            Kind::Patch => &patch::FACTS,
            Kind::Needle => &single::FACTS,
        }
    }

    /// Name for readers, within a sentence.
    pub fn label(self) -> String {
        self.name().replace('_', " ")
    }
}

/// What is true of every device of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// How its needles come to the skin.
    pub movement: Movement,
    /// What sets its depth.
    pub depth: DepthBy,
    /// Whether a hand presses it, with a force that nobody knows exactly. A bench presses as it is told.
    pub by_hand: bool,
    /// Condition that stops the needles where a scenario does not say.
    pub usual_drive: Drive,
    /// Built-in device that stands for the kind.
    pub usual_preset: &'static str,
    /// Passes in a new scenario. They describe the treatment and do not follow from the device.
    pub usual_passes: u32,
    /// Row of strikes, in words: the `lane` of a strike's key.
    pub lane: &'static str,
    /// Strikes made together, in words: the `cycle` of a strike's key.
    pub cycle: &'static str,
}

/// How the needles of a device come to the skin; each way has its variant of [`Motion`](super::Motion).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// A motor drives them in and out while the hand glides.
    Strokes,
    /// A drum rolls over the skin.
    Rolls,
    /// A plate is set down, again and again, and pushed in.
    SetDown,
    /// A single needle is pushed in, place by place.
    Singly,
}

impl Movement {
    /// Whether the hand moves the device while its needles strike, instead of setting it down.
    pub const fn glides(self) -> bool {
        match self {
            Movement::Strokes | Movement::Rolls => true,
            Movement::SetDown | Movement::Singly => false,
        }
    }

    /// Layouts of the needles to choose from; none for a single needle.
    pub const fn layouts(self) -> &'static [Layout] {
        match self {
            Movement::Strokes | Movement::SetDown => &[Layout::Rings, Layout::Grid, Layout::List],
            Movement::Rolls => &[Layout::Drum],
            Movement::Singly => &[],
        }
    }
}

/// What sets the depth of a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepthBy {
    /// A dial, which stops the needles short of their length.
    Dial,
    /// The length of the needles.
    Length,
}

impl DepthBy {
    /// Key of the scenario that sets it.
    pub const fn key(self) -> &'static str {
        match self {
            DepthBy::Dial => "device.depth_mm",
            DepthBy::Length => "device.length_mm",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::preset;

    #[test]
    fn identity_the_usual_device_of_a_kind_is_of_that_kind() {
        for kind in Kind::ALL {
            let usual = kind.facts().usual_preset;
            assert_eq!(preset(usual).map(|preset| preset.kind), Some(kind), "{usual}");
        }
    }

    /// The contact law knows the rim of a pen as the only dial.
    #[test]
    fn limit_only_strokes_have_a_dial() {
        for Facts { movement, depth, .. } in Kind::ALL.map(|kind| *kind.facts()) {
            assert_eq!(movement == Movement::Strokes, depth == DepthBy::Dial);
        }
    }
}
