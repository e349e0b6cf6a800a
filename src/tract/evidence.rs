//! Disputable numbers of the tract (`data/tract.toml`).

use crate::device::Needle;
use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Opening, slit and channel of a tract (`data/tract.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("tract.toml", include_str!("../../data/tract.toml")));

/// The table's values as plain numbers, for use in loops.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TractEvidence {
    /// Width of the opening after withdrawal over the width of the needle at the surface.
    pub open_width_ratio: f64,
    /// Share of a sideways movement that the skin follows instead of being cut.
    pub skin_follow_factor: f64,
    /// Depth of the channel still seen after withdrawal over depth of the tip; for comparisons, no result
    /// uses it.
    pub residual_ratio: f64,
}

impl Default for TractEvidence {
    fn default() -> TractEvidence {
        let value = |name| entry(&EVIDENCE, "tract", name).value;
        TractEvidence {
            open_width_ratio: value("open_width_ratio"),
            skin_follow_factor: value("skin_follow_factor"),
            residual_ratio: value("residual_ratio"),
        }
    }
}

/// Width of a sub-cell over that of its opening, and tip depth for that opening, over the set depth.
///
/// The first is below 1/√2. A strike on the middle of such an opening then lies in a sub-cell whose centre
/// the opening holds.
const SUB_CELL_OF_OPENING: f64 = 0.7;
const TIP_OF_SET_DEPTH: f64 = 0.6;

impl TractEvidence {
    /// Width of sub-cells that suits the openings of a device at this set depth, mm.
    ///
    /// It suits tips that reach 0.6 of the set depth. The area that openings cover is right on average in any
    /// sub-cells. Finer ones make it exact sooner. Where strikes return to nearly the same places, finer ones
    /// also tell better whether a strike lands in an earlier opening.
    pub fn sub_cell_mm(&self, needle: &Needle, set_depth_mm: f64) -> f64 {
        SUB_CELL_OF_OPENING * self.open_width_ratio * needle.diameter_mm(TIP_OF_SET_DEPTH * set_depth_mm)
    }
}

/// Share of a pen's stroke during which the pin is more than halfway in.
pub fn pen_dwell_fraction() -> f64 {
    entry(&EVIDENCE, "tract", "pen_dwell_fraction").value
}
