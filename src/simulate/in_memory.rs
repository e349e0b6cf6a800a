//! Runs whose cells are all in memory: whole runs, resumed runs and shards.
//!
//! The main loop (`main_loop`) goes over one band, the whole area. Between batches its observer looks
//! at the precision, saves the state and reports how far the run has come.

use super::counted::{Count, Counted, First};
use super::main_loop::{Band, MainLoop, Observer, State, bands};
use super::realisation::Realisation;
use super::timings::{Stage, timed};
use super::{Boundary, Keep, Precision, Progress, Setup, SimulateError, Stop, first, memory, rare};
use crate::engine::{Cell, Tiling};
use crate::injury::Row;
use std::ops::Range;

/// Realisations of a setup to count, and those that are already counted.
pub struct Task<'a> {
    /// All realisations of the setup, or those of a shard.
    pub realisations: Range<u32>,
    /// The first of them, if an earlier run counted them.
    pub start: Option<Counted>,
    /// Precision at which the run ends; only for runs that begin with realisation 0.
    pub precision: Option<&'a Precision>,
    /// Keeps the counts after every batch and at the end.
    pub keep: &'a mut dyn Keep,
}

/// Counts realisations, continuing an earlier count of the same setup if there is one. The result does not
/// depend on where the earlier count ended.
///
/// # Errors
/// As [`simulate`](super::simulate()); also if the earlier count does not begin this task, or if another program made it.
pub fn count(
    setup: &Setup,
    task: Task<'_>,
    progress: &dyn Progress,
    stop: &dyn Stop,
) -> Result<Count, SimulateError> {
    let Task { realisations, start, precision, keep } = task;
    let Range { start: from, end } = realisations;
    let timings = progress.timings();
    let tiling = Tiling::new(&setup.grid);
    let details = start.as_ref().map(|start| again(setup, start, stop)).transpose()?.flatten();
    let whole_area = bands(setup, &tiling, tiling.rows, 0);
    let mut state = State::new(&tiling, &whole_area, from, start);
    let plan = timed(timings, Stage::Skin, || setup.field_plan());
    let batch = memory::batch(setup, rayon::current_num_threads(), None);
    let main_loop = MainLoop::new(setup, plan.as_ref(), &tiling, timings, whole_area, realisations, batch);
    let next = state.counted.to();
    if state.counted.from != from || next > end {
        return Err(SimulateError::NoBeginning { there: state.counted.realisations(), asked: from..end });
    }
    // The earlier count may already be full. Batches counted from here on report a full cell themselves.
    if (from + 1..end).contains(&next) && state.counted.is_full() {
        return Err(SimulateError::Full(next - from));
    }
    let rare = rare::Estimator::new(plan.as_ref());
    let asked = end.saturating_sub(from);
    let mut run = Run {
        setup,
        from,
        end,
        precision,
        asked,
        reached: false,
        going: true,
        details,
        rare,
        keep,
        progress,
        stop,
    };
    run.look_again(&state.counted);
    main_loop.run(&mut state, &mut run)?;
    Ok(run.finish(state.counted))
}

/// Observer of a run whose cells are all in memory: precision, saved states, details of realisation 0.
struct Run<'a> {
    setup: &'a Setup,
    from: u32,
    end: u32,
    precision: Option<&'a Precision>,
    /// Number of realisations that the precision asks for, and whether it is reached.
    asked: u32,
    reached: bool,
    going: bool,
    details: Option<First>,
    rare: rare::Estimator,
    keep: &'a mut dyn Keep,
    progress: &'a dyn Progress,
    stop: &'a dyn Stop,
}

impl Run<'_> {
    /// Repeats the precision checks of the earlier count: more realisations do not undo a precision once
    /// reached.
    fn look_again(&mut self, counted: &Counted) {
        let Some(precision) = self.precision else { return };
        for look in Precision::looks(counted.to()) {
            self.look(precision, &counted.rows[..look as usize]);
        }
        if self.reached {
            self.asked = counted.to();
        }
    }

    fn look(&mut self, precision: &Precision, rows: &[Row]) {
        self.asked = precision.enough(rows, self.rare.reach(self.setup, rows, self.stop).as_ref());
        self.reached |= self.asked as usize == rows.len();
    }

    /// Where the precision is looked at next, or else the end.
    fn next_look(&self, next: u32) -> u32 {
        self.end.min(self.precision.map_or(u32::MAX, |_| Precision::next_look(next)))
    }

    fn finish(mut self, counted: Counted) -> Count {
        let done = counted.rows.len() as u32;
        if self.precision.is_some() && !self.reached {
            // The last check may have expected fewer realisations than are already done.
            self.asked = self.asked.max(done + 1);
        }
        if self.going {
            let boundary = if done == self.asked { Boundary::Whole } else { Boundary::Stopped };
            self.keep.keep(&counted, boundary);
        }
        Count { counted, first: self.details, asked: self.asked, rare: self.rare }
    }
}

impl Observer for Run<'_> {
    fn batch_end(&mut self, next: u32) -> Option<u32> {
        (!self.reached && !self.stop.requested()).then(|| self.next_look(next))
    }

    fn first(&mut self, _: &Band, first: &Realisation, cells: &[Vec<Cell>]) -> Result<(), SimulateError> {
        self.details = Some(First::new(self.setup, first, cells));
        Ok(())
    }

    fn batch(&mut self, _: &Band, next: u32, state: &State) -> bool {
        let done = next - self.from;
        if let Some(precision) = self.precision
            && next == self.next_look(next - 1)
        {
            self.look(precision, &state.counted.rows);
        }
        self.progress.done(done, self.asked.min(self.end - self.from).max(done));
        self.going = self.keep.keep(&state.counted, Boundary::Batch);
        self.going
    }

    fn band(&mut self, _: &Band, _: &State) -> bool {
        true
    }
}

/// Counts realisation 0 again for its details, if the earlier count begins with it. If the result is
/// identical, the same program made the earlier count.
fn again(setup: &Setup, there: &Counted, stop: &dyn Stop) -> Result<Option<First>, SimulateError> {
    let Some(row) = there.rows.first().filter(|_| there.from == 0) else { return Ok(None) };
    let Some(again) = first(setup, stop)? else { return Ok(None) };
    let bits = |row: &Row| row.map(f64::to_bits);
    let same = bits(&again.row) == bits(row) && there.columns.first() == Some(&again.column);
    if same { Ok(Some(again.first)) } else { Err(SimulateError::Differs) }
}
