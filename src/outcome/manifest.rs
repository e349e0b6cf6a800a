//! `manifest.json`: what made this folder, when, and how far it came. The only file that carries a time.

use super::Outcome;
use serde_json::{Value, json};
use std::time::Duration;

/// What the results themselves do not know.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    pub started: jiff::Timestamp,
    pub took: Duration,
    pub threads: usize,
    /// The folder holds files of others too (`--force`): a later run may not replace it whole.
    pub shared_folder: bool,
}

/// Name of the program in a manifest, by which a folder is known as ours.
pub const PROGRAM: &str = "puncta";

impl Manifest {
    pub fn json(&self, outcome: &Outcome) -> Value {
        let provenance = &outcome.provenance;
        json!({
            "program": PROGRAM,
            "version": provenance.version,
            "commit": option_env!("PUNCTA_COMMIT"),
            "name": provenance.name,
            "scenario_hash": provenance.scenario_hash,
            "seed": provenance.seed,
            "status": if outcome.is_partial() { "partial" } else { "complete" },
            "realisations_done": outcome.realisations_done,
            "realisations_asked": outcome.realisations_asked,
            "started": self.started.to_string(),
            "seconds": self.took.as_secs_f64(),
            "threads": self.threads,
            "shared_folder": self.shared_folder,
            "machine": { "system": std::env::consts::OS, "architecture": std::env::consts::ARCH },
        })
    }
}
