//! Usual speeds and errors of the hand, by kind of device (`data/technique.toml`).

use crate::device::Kind;
use crate::foundation::evidence::{EvidenceTable, embedded_table, entry};
use std::sync::LazyLock;

/// Usual speeds, forces and errors of the hand by kind of device, and the caps (`data/technique.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("technique.toml", include_str!("../../data/technique.toml")));

/// Number of the hand that no scenario sets: `share_between`, `share_lane`, `most_force_n`.
///
/// # Panics
/// Panics if the embedded table has no such number for this kind. Tests cover every kind.
pub fn of_hand(kind: Kind, key: &str) -> f64 {
    entry(&EVIDENCE, kind.name(), key).value
}

/// Depth above which a run adds a note. It quotes statements of others and is no limit of safety.
pub fn cap(key: &str) -> Option<f64> {
    EVIDENCE.get("caps").and_then(|entries| entries.get(key)).map(|entry| entry.value)
}
