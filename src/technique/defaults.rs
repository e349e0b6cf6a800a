//! Usual speeds and errors of the hand, by kind of device (`data/technique.toml`).

use crate::device::Kind;
use crate::foundation::evidence::{EvidenceTable, embedded_table};
use std::sync::LazyLock;

/// Usual speeds, forces and errors of the hand by kind of device, and the caps (`data/technique.toml`).
pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("technique.toml", include_str!("../../data/technique.toml")));

/// Default of this key for a kind of device; `None` if the kind does not use it.
pub fn default_number(kind: Kind, key: &str) -> Option<f64> {
    EVIDENCE.get(kind.name()).and_then(|entries| entries.get(key)).map(|entry| entry.value)
}

/// Depth above which a run adds a note. It quotes statements of others and is no limit of safety.
pub fn cap(key: &str) -> Option<f64> {
    EVIDENCE.get("caps").and_then(|entries| entries.get(key)).map(|entry| entry.value)
}
