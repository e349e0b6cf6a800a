//! `manifest.json`: what made this folder, when, and how far the run got. No other file contains a time.

use super::{Comparison, Outcome, Provenance, Shard, Sweep};
use serde_json::{Value, json};
use std::ops::Range;
use std::time::Duration;

/// Facts about a command that its results do not contain.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// Time at which the command started.
    pub started: jiff::Timestamp,
    /// Duration of the command.
    pub took: Duration,
    /// Number of threads that computed.
    pub threads: usize,
    /// Realisations that this command did not simulate itself: it resumed after them, or merged shards.
    pub taken_up: u32,
}

/// Name of the file. The folder adds the command, the list of its files and whether it is shared.
pub const MANIFEST: &str = "manifest.json";

/// Most bytes of a manifest that are read; those written have some thousands.
pub const LARGEST: u64 = 1 << 20;

/// Program name in a manifest, which marks a folder as written by this program.
pub const PROGRAM: &str = "puncta";

impl Manifest {
    /// Time at which a command starts: now.
    pub fn beginning() -> jiff::Timestamp {
        jiff::Timestamp::now()
    }

    /// Manifest of a run.
    pub fn json(&self, outcome: &Outcome) -> Value {
        let status = json!({
            "status": if outcome.is_partial() { "partial" } else { "complete" },
            "realisations_done": outcome.realisations_done,
            "realisations_asked": outcome.realisations_asked,
            "realisations_taken_up": self.taken_up,
        });
        self.with(&outcome.provenance, status)
    }

    /// Manifest of a shard; `done` of its own realisations are counted.
    pub fn of_shard(&self, provenance: &Provenance, shard: Shard, own: Range<u32>, done: u32) -> Value {
        let asked = own.end - own.start;
        let status = json!({
            "status": if done < asked { "partial" } else { "complete" },
            "shard": shard.number,
            "shards": shard.of,
            "first_realisation": own.start,
            "realisations_done": done,
            "realisations_asked": asked,
            "realisations_taken_up": self.taken_up,
        });
        self.with(provenance, status)
    }

    /// Manifest of a study, which is always complete.
    pub fn of_study(&self, provenance: &Provenance) -> Value {
        self.with(provenance, json!({ "status": "complete" }))
    }

    /// Manifest of a sweep, or of one of its shards.
    pub fn of_sweep(&self, sweep: &Sweep, shard: Option<Shard>) -> Value {
        let first = &sweep.bases[0];
        let scenario = |base: &Provenance| json!({ "name": base.name, "scenario_hash": base.scenario_hash, "assumed": base.assumed });
        let what = json!({
            "program": PROGRAM,
            "version": first.version,
            "commit": option_env!("PUNCTA_COMMIT"),
            "scenarios": sweep.bases.iter().map(scenario).collect::<Vec<_>>(),
            "seed": first.seed,
        });
        let mut status = json!({
            "status": "complete",
            "points": sweep.settings.len(),
            "points_done": sweep.points.len(),
        });
        if let Some(shard) = shard {
            status["shard"] = shard.number.into();
            status["shards"] = shard.of.into();
        }
        self.of(what, status)
    }

    /// Manifest of a comparison, which is always complete.
    pub fn of_comparison(&self, comparison: &Comparison) -> Value {
        let first = &comparison.settings[0];
        let scenario = |outcome: &Outcome| {
            let Provenance { name, scenario_hash, assumed, .. } = &outcome.provenance;
            json!({ "name": name, "scenario_hash": scenario_hash, "assumed": assumed })
        };
        let what = json!({
            "program": PROGRAM,
            "version": first.provenance.version,
            "commit": option_env!("PUNCTA_COMMIT"),
            "scenarios": comparison.settings.iter().map(scenario).collect::<Vec<_>>(),
            "seed": first.provenance.seed,
        });
        let status = json!({
            "status": "complete",
            "realisations_done": first.realisations_done,
            "realisations_asked": first.realisations_asked,
        });
        self.of(what, status)
    }

    fn with(&self, provenance: &Provenance, status: Value) -> Value {
        let what = json!({
            "program": PROGRAM,
            "version": provenance.version,
            "commit": option_env!("PUNCTA_COMMIT"),
            "name": provenance.name,
            "scenario_hash": provenance.scenario_hash,
            "series_hash": provenance.series_hash,
            "seed": provenance.seed,
            "assumed": provenance.assumed,
        });
        self.of(what, status)
    }

    /// Adds the status, the times and the machine to a manifest.
    fn of(&self, mut manifest: Value, status: Value) -> Value {
        let machine = json!({
            "started": self.started.to_string(),
            "seconds": self.took.as_secs_f64(),
            "threads": self.threads,
            "machine": { "system": std::env::consts::OS, "architecture": std::env::consts::ARCH },
        });
        if let Some(all) = manifest.as_object_mut() {
            for part in [status, machine] {
                all.extend(part.as_object().cloned().unwrap_or_default());
            }
        }
        manifest
    }
}
