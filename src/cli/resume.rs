//! Resuming a run: takes over an existing state, and reports a state that stays.

use super::terminal::say;
use super::{Stop, shown};
use crate::outcome::state::{self, Head, MapsSum};
use crate::outcome::{Folder, StateError};
use crate::scenario::Scenario;
use crate::simulate::{Bands, Counted};
use std::ops::Range;

/// Takes over the state in the folder for this run; `None` if there is none.
pub fn take_up(
    folder: &Folder,
    asked: &Head,
    scenario: &Scenario,
    realisations: &Range<u32>,
    quiet: bool,
) -> Result<Option<Counted>, Stop> {
    let start = match folder.left_state() {
        Some(path) => Some(read(&path, asked, scenario, realisations)?),
        None => None,
    };
    folder.take_up().map_err(|error| Stop::said(error.to_string()))?;
    if !quiet {
        say(&match &start {
            Some(start) => {
                format!("going on after {} of {} realisations", start.rows.len(), realisations.len())
            }
            None => "there is no state to go on from; the run begins".to_owned(),
        });
    }
    Ok(start)
}

/// Takes over the state of a run in bands, and the sum that its maps must have; `None` if there is none.
pub fn take_up_bands(
    folder: &Folder,
    asked: &Head,
    scenario: &Scenario,
    quiet: bool,
) -> Result<Option<(Bands, MapsSum)>, Stop> {
    let read = |path: &std::path::Path| {
        state::read_head_of_bands(path).and_then(|head| head.must_fit(asked, path))?;
        let (head, bands, maps) = state::read_bands(path, &scenario.setup)?;
        Ok((head.to, (bands, maps)))
    };
    let refused = |error: StateError| Stop::said(format!("{error}. Without --resume the run begins anew"));
    let start = folder.left_state().map(|path| read(&path).map(|read| (path, read))).transpose();
    let start = match start.map_err(refused)? {
        Some((path, (there, _))) if there != scenario.setup.realisations => {
            let (path, asked) = (shown(&path), scenario.setup.realisations);
            return Err(Stop::said(format!(
                "{path} holds bands with {there} realisations, and {asked} are asked for. Without --resume the run begins anew"
            )));
        }
        start => start.map(|(_, (_, bands))| bands),
    };
    folder.take_up().map_err(|error| Stop::said(error.to_string()))?;
    if !quiet {
        say(&match &start {
            Some((start, _)) => {
                let all = scenario.setup.rows_of_tiles();
                format!("going on after {} of {all} rows of tiles", start.rows_of_tiles)
            }
            None => "there is no state to go on from; the run begins".to_owned(),
        });
    }
    Ok(start)
}

fn read(
    path: &std::path::Path,
    asked: &Head,
    scenario: &Scenario,
    realisations: &Range<u32>,
) -> Result<Counted, Stop> {
    let refused = |error: StateError| Stop::said(format!("{error}. Without --resume the run begins anew"));
    state::read_head(path).and_then(|head| head.must_fit(asked, path)).map_err(refused)?;
    let (_, start) = state::read(path, &scenario.setup).map_err(refused)?;
    if start.from != realisations.start || start.to() > realisations.end {
        let (path, there, most) = (shown(path), start.rows.len(), realisations.len());
        return Err(Stop::said(format!(
            "{path} holds {there} realisations, and {most} are asked for. Ask for {there} or more; without --resume the run begins anew"
        )));
    }
    Ok(start)
}

/// Adds to a failed run's message that its state, with realisations up to `to`, is kept.
pub fn kept(stop: Stop, to: Option<u32>) -> Stop {
    match (stop, to) {
        (Stop::Cannot(Some(reason)), Some(to)) => Stop::said(format!(
            "{reason}. What was counted below realisation {to} is kept; when there is room, --resume goes on with it"
        )),
        (stop, _) => stop,
    }
}
