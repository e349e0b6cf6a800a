//! Saves the state of a run while it is going: often enough to lose little, rarely enough to cost little.

use super::MapFiles;
use super::state::{self, Head, MapsSum, StateError};
use crate::engine::{Cell, Grid, Totals};
use crate::simulate::{Boundary, Counted, Keep, TakeRows};
use crate::skin::Column;
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Time between states: `SPAN`, or `TIMES_WRITING` times as long as one write, whichever is longer. A killed
/// run
/// loses no more than that. Writing takes at most a fiftieth of the time, and a shorter run writes nothing.
const SPAN: Duration = Duration::from_secs(2);
const TIMES_WRITING: u32 = 50;

/// Write speed assumed for the first state, bytes a second: that of a slow disk.
const SLOW_DISK: f64 = 1e8;

/// Keeps the latest state of a run in its folder.
#[derive(Debug)]
pub struct Checkpoint {
    path: PathBuf,
    head: Head,
    /// Time between states, if the caller set one.
    span: Option<Duration>,
    /// End of the last write, and how long one takes.
    last: Instant,
    takes: Duration,
    /// End of the realisations in the file; for a run in bands, of its rows of tiles.
    kept: Option<u32>,
    failed: Option<StateError>,
}

impl Checkpoint {
    /// Creates the checkpoint of a run on this grid; `kept` is the end of the realisations it resumes from.
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

    /// End of the realisations stored in the file, if there is one.
    pub fn kept(&self) -> Option<u32> {
        self.kept
    }

    /// The error that stopped the run, if a state could not be written.
    pub fn failed(&self) -> Option<&StateError> {
        self.failed.as_ref()
    }

    fn is_due(&self) -> bool {
        let span = self.span.unwrap_or_else(|| SPAN.max(TIMES_WRITING * self.takes));
        self.last.elapsed() >= span
    }
}

impl Checkpoint {
    /// Keeps the bands of a run in bands where this is due; `flush` first writes out what the maps still
    /// hold back, and gives their sum. Returns whether to continue.
    pub fn keep_bands(
        &mut self,
        rows_of_tiles: usize,
        totals: &VecDeque<Totals>,
        columns: &[Column],
        flush: impl FnOnce() -> Option<MapsSum>,
    ) -> bool {
        if !self.is_due() {
            return true;
        }
        let begun = Instant::now();
        let Some(maps) = flush() else { return false };
        match state::write_bands(&self.path, &self.head, rows_of_tiles, totals, columns, maps) {
            Ok(()) => self.kept = Some(rows_of_tiles as u32),
            Err(error) => self.failed = Some(error),
        }
        self.last = Instant::now();
        self.takes = begun.elapsed();
        self.failed.is_none()
    }
}

impl Keep for Checkpoint {
    fn keep(&mut self, counted: &Counted, at: Boundary) -> bool {
        let wanted = match at {
            Boundary::Batch => self.is_due(),
            Boundary::Stopped => true,
            // A whole run has its results and needs no state. For a shard the state is the result.
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

/// What a run in bands keeps: it writes finished rows into the files of the maps, and the state from time to time.
pub struct Kept<'a> {
    /// Files of the maps.
    pub files: MapFiles<'a>,
    /// State of the run.
    pub checkpoint: Checkpoint,
}

impl TakeRows for Kept<'_> {
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool {
        self.files.take(row_of_tiles, cells)
    }

    fn keep(&mut self, rows_of_tiles: usize, totals: &VecDeque<Totals>, columns: &[Column]) -> bool {
        let Kept { files, checkpoint } = self;
        checkpoint.keep_bands(rows_of_tiles, totals, columns, || files.flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Tiling;
    use crate::injury::Measure;
    use crate::outcome::{Provenance, Shard};

    fn counted(grid: &Grid, realisations: usize) -> Counted {
        let mut counted = Counted::nothing(&Tiling::new(grid), 0);
        counted.rows = vec![[0.0; Measure::COUNT]; realisations];
        counted.columns = vec![Column { bottoms_mm: [1.0; 5] }; realisations];
        counted
    }

    fn head(shard: Option<Shard>) -> Head {
        Head::new(&Provenance::new("a".into(), String::new(), "a = 1".into(), "", 1), shard)
    }

    #[test]
    fn identity_a_state_is_written_when_it_is_due_and_when_it_matters() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(state::STATE);
        let grid = Grid::new(1.0, 1.0, 0.5);
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let kept = |checkpoint: &mut Checkpoint, realisations, at| {
            assert!(checkpoint.keep(&counted(&grid, realisations), at));
            checkpoint.kept()
        };
        // A whole run has its results, and a short run ends before a state is due.
        let mut seldom = Checkpoint::new(path.clone(), head(None), &grid, seconds(1_000_000), None);
        assert_eq!(kept(&mut seldom, 3, Boundary::Batch), None);
        assert_eq!(kept(&mut seldom, 3, Boundary::Whole), None);
        assert!(!path.exists());
        assert_eq!(kept(&mut seldom, 0, Boundary::Stopped), None);
        assert_eq!(kept(&mut seldom, 4, Boundary::Stopped), Some(4));
        assert_eq!(state::read_head(&path).unwrap().to, 4);

        let mut always = Checkpoint::new(path.clone(), head(None), &grid, seconds(0), Some(4));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(kept(&mut always, 4, Boundary::Batch), Some(4));
        assert!(!path.exists(), "what is kept already is not written again");
        assert_eq!(kept(&mut always, 5, Boundary::Batch), Some(5));

        let shard = Some(Shard { number: 1, of: 2 });
        let mut part = Checkpoint::new(path.clone(), head(shard), &grid, seconds(1_000_000), None);
        assert_eq!(kept(&mut part, 6, Boundary::Whole), Some(6));
        assert_eq!(state::read_head(&path).unwrap().shard, shard);
    }

    #[test]
    fn limit_a_state_that_cannot_be_written_stops_the_run() {
        let place = tempfile::tempdir().unwrap();
        let grid = Grid::new(1.0, 1.0, 0.5);
        let path = place.path().join("none").join(state::STATE);
        let mut checkpoint = Checkpoint::new(path, head(None), &grid, Some(Duration::ZERO), Some(2));
        assert!(!checkpoint.keep(&counted(&grid, 3), Boundary::Batch));
        assert!(matches!(checkpoint.failed(), Some(StateError::CannotWrite(..))));
        assert_eq!(checkpoint.kept(), Some(2));
    }
}
