//! Numbers of the tract that somebody may dispute (`data/tract.toml`).

use crate::ground::evidence::{EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("tract.toml", include_str!("../../data/tract.toml")));

/// The table's values as plain numbers, for the loop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TractEvidence {
    /// Width of the opening after withdrawal over the width of the needle at the surface.
    pub open_width_ratio: f64,
    /// Share of a sideways movement that the skin follows instead of being cut.
    pub skin_follow_factor: f64,
    /// Depth of the channel still seen after withdrawal over depth of the tip; for comparisons, no figure uses it.
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

/// Share of a pen's stroke during which the pin is more than half way in.
pub fn pen_dwell_fraction() -> f64 {
    entry(&EVIDENCE, "tract", "pen_dwell_fraction").value
}
