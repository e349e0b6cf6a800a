//! What a run that goes on with another needs: the state that is there, and what is said of one that stays.

use super::terminal::say;
use super::{Stop, shown};
use crate::outcome::{Folder, StateError, state, state::Head};
use crate::scenario::Scenario;
use crate::simulate::Counted;
use std::ops::Range;

/// The state that the folder holds, made that of this run; `None` where there is none.
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

/// Says of a run that failed that its state, with realisations up to this one, is still there.
pub fn kept(stop: Stop, to: Option<u32>) -> Stop {
    match (stop, to) {
        (Stop::Cannot(Some(reason)), Some(to)) => Stop::said(format!(
            "{reason}. What was counted below realisation {to} is kept; when there is room, --resume goes on with it"
        )),
        (stop, _) => stop,
    }
}
