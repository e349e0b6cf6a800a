//! Stamp: a [`Plate`](super::Plate) of needles that is set down again and again.

use super::Drive;
use super::kind::{DepthBy, Facts, Movement};

/// What is true of every stamp.
pub const FACTS: Facts = Facts {
    movement: Movement::SetDown,
    depth: DepthBy::Length,
    by_hand: true,
    usual_drive: Drive::Force,
    usual_preset: "stamp-36",
    usual_passes: 1,
    lane: "lane",
    cycle: "placement",
};
