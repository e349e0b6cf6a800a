//! Writes the state of a run while it is going, often enough to lose little and seldom enough to cost little.

use super::state::{self, Head, StateError};
use crate::engine::{Cell, Grid};
use crate::simulate::{Boundary, Counted, Keep};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Work that a killed run may lose: this much, or so many times what writing a state takes, whatever is longer. So writing
/// takes at most a fiftieth of the time, and a run that is over sooner writes nothing.
const SPAN: Duration = Duration::from_secs(2);
const TIMES_WRITING: u32 = 50;

/// Bytes a second that a slow disk takes: what is expected of the first state.
const SLOW_DISK: f64 = 1e8;

/// Keeps the last state of a run in its folder.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    head: Head,
    /// From one state to the next, where it was said.
    span: Option<Duration>,
    /// End of the last writing, and how long one takes.
    last: Instant,
    takes: Duration,
    /// Realisations in the file, up to this one.
    kept: Option<u32>,
    failed: Option<StateError>,
}

impl Checkpoint {
    /// Of a run on this grid, that may have taken up a state of realisations up to `kept`.
    pub fn new(
        path: PathBuf,
        head: Head,
        grid: &Grid,
        span: Option<Duration>,
        kept: Option<u32>,
    ) -> Checkpoint {
        let bytes = (grid.cells() * std::mem::size_of::<Cell>()) as f64;
        let takes = Duration::from_secs_f64(bytes / SLOW_DISK);
        Checkpoint { path, head, span, last: Instant::now(), takes, kept, failed: None }
    }

    /// The realisation up to which a state is there.
    pub fn kept(&self) -> Option<u32> {
        self.kept
    }

    /// Why the run was told to stop, if a state could not be written.
    pub fn failed(&self) -> Option<&StateError> {
        self.failed.as_ref()
    }

    fn is_due(&self) -> bool {
        let span = self.span.unwrap_or_else(|| SPAN.max(TIMES_WRITING * self.takes));
        self.last.elapsed() >= span
    }
}

impl Keep for Checkpoint {
    fn keep(&mut self, counted: &Counted, at: Boundary) -> bool {
        let wanted = match at {
            Boundary::Batch => self.is_due(),
            Boundary::Stopped => true,
            // A whole run has its results; of a shard this is the result.
            Boundary::Whole => self.head.shard.is_some(),
        };
        if !wanted || counted.rows.is_empty() || self.kept == Some(counted.to()) {
            return true;
        }
        let begun = Instant::now();
        match state::write(&self.path, &self.head, counted) {
            Ok(()) => self.kept = Some(counted.to()),
            Err(error) => self.failed = Some(error),
        }
        self.last = Instant::now();
        self.takes = begun.elapsed();
        self.failed.is_none()
    }
}
