//! Output of `puncta run --shard`: the scenario, a manifest and the state, which `puncta merge` combines.

use super::terminal::say;
use super::{Done, Format, Stop, results, shown};
use crate::outcome::{Folder, Manifest, Provenance, Shard};
use crate::scenario::Scenario;
use crate::simulate::Count;
use std::io::Write;
use std::ops::Range;

/// Realisations to simulate: those of the shard, or all.
pub fn realisations(shard: Option<Shard>, scenario: &Scenario) -> Result<Range<u32>, Stop> {
    let all = scenario.setup.realisations;
    match shard {
        None => Ok(0..all),
        Some(shard) if shard.of > all => Err(Stop::said(format!(
            "{all} realisations cannot be shared out to {} shards; ask for {all} shards at most",
            shard.of
        ))),
        Some(shard) => Ok(shard.realisations(all)),
    }
}

/// Writes the folder of a shard, whose state is already there, and reports it.
pub fn finish(
    folder: Folder,
    shard: Shard,
    provenance: &Provenance,
    count: &Count,
    manifest: &Manifest,
    format: Format,
    quiet: bool,
) -> Done {
    let cannot = |error: crate::outcome::FolderError| Stop::said(error.to_string());
    let (from, done, asked) = (count.counted.from, count.counted.rows.len() as u32, count.asked);
    let manifest = manifest.of_shard(provenance, shard, from..from + asked, done);
    for (name, text) in provenance.scenario_files() {
        folder.write(name, text.as_bytes()).map_err(cannot)?;
    }
    let placed = folder.finish_with_state(manifest).map_err(cannot)?;
    let manifest = placed.manifest.clone();
    let place = results::placed(Ok(placed), quiet)?;
    let mut out = crate::cli::terminal::out();
    match format {
        Format::Json => writeln!(out, "{manifest:#}")?,
        Format::Text => writeln!(
            out,
            "{}\n{shard}: {done} of its {asked} realisations, from {from} on, in {}\nFigures and pictures come with \
             puncta merge, when all shards are there.",
            provenance.name,
            shown(&place)
        )?,
    }
    if done < asked {
        if !quiet {
            say(&format!("stopped after {done} of {asked} realisations; --resume goes on with them"));
        }
        return Err(Stop::Interrupted);
    }
    Ok(())
}
