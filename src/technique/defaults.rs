//! Usual speeds and errors of the hand, per kind of device (`data/technique.toml`).

use crate::device::Kind;
use crate::ground::evidence::{EvidenceTable, embedded_table};
use std::sync::LazyLock;

pub static EVIDENCE: LazyLock<EvidenceTable> =
    LazyLock::new(|| embedded_table("technique.toml", include_str!("../../data/technique.toml")));

/// The default of this key for a kind of device; `None` where the kind does not use it.
pub fn default_number(kind: Kind, key: &str) -> Option<f64> {
    EVIDENCE.get(kind.name()).and_then(|entries| entries.get(key)).map(|entry| entry.value)
}

/// A depth above which a run says so: words of others, not limits of safety.
pub fn cap(key: &str) -> Option<f64> {
    EVIDENCE.get("caps").and_then(|entries| entries.get(key)).map(|entry| entry.value)
}
