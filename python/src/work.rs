//! Long work beside a Python thread: on threads of its own, without the interpreter's lock, told of Ctrl-C.

use crate::error::refused_why;
use puncta::simulate::{Progress, Stop};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread::Thread;
use std::time::Duration;

/// How often Python is asked for signals and told of progress while work goes on.
const EVERY: Duration = Duration::from_millis(50);

/// Most threads that may be asked for.
const MOST_THREADS: usize = 1024;

/// Hears from the work how far it has come, and tells it when to stop.
#[derive(Default)]
pub struct Ear {
    done: AtomicU32,
    of: AtomicU32,
    stop: AtomicBool,
}

impl Ear {
    /// Hears that `done` of `of` are done; `of` is 0 where nobody knows.
    pub fn hear(&self, done: usize, of: usize) {
        self.of.store(u32::try_from(of).unwrap_or(u32::MAX), Ordering::Relaxed);
        self.done.store(u32::try_from(done).unwrap_or(u32::MAX), Ordering::Relaxed);
    }
}

impl Progress for Ear {
    fn done(&self, realisations: u32, of: u32) {
        self.hear(realisations as usize, of as usize);
    }
}

impl Stop for Ear {
    fn requested(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whoever presses Ctrl-C in Python gets an exception, and no results.
    fn abandoned(&self) -> bool {
        self.requested()
    }
}

/// Number of threads: as asked for, or as many as there are processors.
pub fn threads(asked: Option<usize>) -> PyResult<usize> {
    match asked {
        None => Ok(std::thread::available_parallelism().map_or(1, |count| count.get())),
        Some(count) if (1..=MOST_THREADS).contains(&count) => Ok(count),
        Some(count) => {
            Err(PyValueError::new_err(format!("threads: 1 to {MOST_THREADS} are possible, not {count}")))
        }
    }
}

/// Does a job on a pool of threads of its own, while the caller's thread sleeps without the interpreter's lock, wakes for
/// signals, and calls `progress(done, of)`.
///
/// A pool for each job: pools do not outlive a fork, and two jobs from two Python threads do not wait for each other.
///
/// # Errors
/// What a signal or `progress` raised: the job is then asked to stop, and waited for. `RuntimeError` if the job panicked.
pub fn work<T: Send>(
    py: Python<'_>,
    threads: usize,
    progress: Option<&Bound<'_, PyAny>>,
    job: impl FnOnce(&Ear) -> T + Send,
) -> PyResult<T> {
    let ear = Ear::default();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| refused_why(py, format!("cannot start threads: {error}")))?;
    let ended = AtomicBool::new(false);
    let caller = std::thread::current();
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            // Dropped at the end of the job, however it ends.
            let _end = End { ended: &ended, caller };
            pool.install(|| job(&ear))
        });
        let mut raised: Option<PyErr> = None;
        let mut last = (0, 0);
        while !ended.load(Ordering::Acquire) {
            py.detach(|| std::thread::park_timeout(EVERY));
            if raised.is_none()
                && let Err(error) = tell(&ear, &mut last, progress).and_then(|()| py.check_signals())
            {
                ear.stop.store(true, Ordering::Relaxed);
                raised = Some(error);
            }
        }
        let found = py.detach(|| worker.join());
        match (raised, found) {
            (Some(error), _) => Err(error),
            (None, Ok(found)) => tell(&ear, &mut last, progress).map(|()| found),
            (None, Err(_)) => {
                Err(PyRuntimeError::new_err("the computation failed inside puncta: please report it"))
            }
        }
    })
}

/// Tells Python of progress that is new.
fn tell(ear: &Ear, last: &mut (u32, u32), progress: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
    let now = (ear.done.load(Ordering::Relaxed), ear.of.load(Ordering::Relaxed));
    if let Some(progress) = progress
        && now != *last
    {
        *last = now;
        progress.call1(now)?;
    }
    Ok(())
}

/// Wakes the caller when the job ends.
struct End<'a> {
    ended: &'a AtomicBool,
    caller: Thread,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        self.caller.unpark();
    }
}
