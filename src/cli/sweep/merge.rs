//! `puncta merge` of the shards of a sweep.

use super::asked::of_study;
use super::output;
use super::written;
use crate::ask::sweep::Planned;
use crate::cli::merge::{Arguments, all_there, same_place};
use crate::cli::{Done, Stop, results};
use crate::foundation::shown::Printed as _;
use crate::outcome::state::STATE;
use crate::outcome::sweep::Point;
use crate::outcome::sweep_state::{self, Head};
use crate::outcome::text_file::read_text_in;
use crate::outcome::{Answer as _, Claim, Folder, Manifest, Shard, Sweep};
use crate::scenario::LARGEST_FILE;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// A shard of a sweep and its folder.
struct Part {
    folder: PathBuf,
    shard: Shard,
    head: Head,
    points: BTreeMap<usize, Point>,
}

pub fn merge(arguments: &Arguments) -> Done {
    let (started, clock) = (jiff::Timestamp::now(), Instant::now());
    let mut parts = arguments.shards.iter().map(|folder| part(folder)).collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|part| part.shard);
    let pool = arguments.work.pool(usize::MAX)?;
    let mut planned = pool.install(|| planned(&parts[0].folder))?;
    for part in &parts {
        let asked = Head::new(&planned.sweep, Some(part.shard));
        if part.head != asked {
            return Err(Stop::said(format!(
                "{} in {} is not of the sweep in {}",
                part.shard,
                part.folder.printed(),
                parts[0].folder.printed()
            )));
        }
    }
    all_there("sweep", &parts.iter().map(|part| (part.shard, part.folder.as_path())).collect::<Vec<_>>())?;
    for part in &parts {
        let wanted = planned.share(Some(part.shard))?;
        let there = wanted.iter().filter(|number| part.points.contains_key(number)).count();
        if there < wanted.len() || part.points.len() > wanted.len() {
            return Err(Stop::said(format!(
                "{} ({}) holds {there} of its {} points; finish it with --resume",
                part.shard,
                part.folder.printed(),
                wanted.len()
            )));
        }
    }
    if let Some(part) = parts.iter().find(|part| same_place(&part.folder, &arguments.out)) {
        return Err(Stop::said(format!(
            "{} would be replaced by the results. Choose another folder with --out",
            part.folder.printed()
        )));
    }
    let whole = Head::new(&planned.sweep, None);
    let claim = Claim::of_many(Sweep::COMMAND, &planned.sweep.bases).with_options(whole.words());
    let folder = Folder::open(&arguments.out, claim, arguments.force)
        .map_err(|error| Stop::said(error.to_string()))?;
    let points: BTreeMap<usize, Point> = parts.into_iter().flat_map(|part| part.points).collect();
    planned.sweep.points = points.into_values().collect();
    let manifest =
        Manifest { started, took: clock.elapsed(), threads: pool.current_num_threads(), taken_up: 0 };
    let names = pool.install(|| written::all(&folder, &planned, &arguments.pictures))?;
    let manifest = manifest.of_sweep(&planned.sweep, None);
    let place = results::placed(folder.finish(manifest), arguments.work.quiet)?;
    output::print(&planned, &place, &names, arguments.format)
}

fn part(folder: &Path) -> Result<Part, Stop> {
    let path = folder.join(STATE);
    if std::fs::symlink_metadata(&path).is_err() {
        return Err(Stop::said(format!(
            "{} holds no {STATE}; a folder that puncta sweep --shard wrote is wanted",
            folder.printed()
        )));
    }
    let (head, points) = sweep_state::read(&path)?;
    let shard = head.shard.filter(Shard::is_sound).ok_or_else(|| {
        Stop::said(format!("{} holds the state of a whole sweep, not of a shard", folder.printed()))
    })?;
    Ok(Part { folder: folder.to_path_buf(), shard, head, points })
}

/// The sweep that a shard's folder holds.
fn planned(folder: &Path) -> Result<Planned, Stop> {
    let path = folder.join("study.toml");
    // Never through a link: messages quote what they read.
    let text = read_text_in(folder, "study.toml", LARGEST_FILE)
        .map_err(|why| Stop::said(format!("{}: {why}", path.printed())))?;
    let asked = of_study(&path, &text, Vec::new(), &[])?;
    Ok(Planned::new(asked.request, asked.bases, true)?)
}
