//! Patch: a [`Plate`](super::Plate) of needles that is pressed onto the skin.

use super::Drive;
use super::kind::{DepthBy, Facts, Movement};

/// What is true of every patch.
pub const FACTS: Facts = Facts {
    movement: Movement::SetDown,
    depth: DepthBy::Length,
    by_hand: true,
    usual_drive: Drive::Force,
    usual_preset: "patch-600",
    usual_passes: 1,
    lane: "lane",
    cycle: "placement",
};
