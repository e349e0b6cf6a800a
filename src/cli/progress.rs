//! Progress on stderr, for anything that takes longer than a second.

use super::memory::Needed;
use super::terminal::{say, width, wrapped};
use crate::simulate::{Progress, Timings};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum How {
    /// A bar on a terminal, plain lines elsewhere
    Auto,
    Bar,
    /// A line every ten per cent
    Plain,
    /// A JSON object a line
    Json,
    None,
}

/// Shortest duration of a run whose progress is shown.
const PATIENCE: Duration = Duration::from_secs(1);

pub struct Shown {
    how: How,
    started: Instant,
    state: Mutex<State>,
    timings: Option<Timings>,
    /// What is counted.
    what: &'static str,
}

#[derive(Default)]
struct State {
    bar: Option<ProgressBar>,
    /// Tenths already reported.
    told: u32,
}

impl Shown {
    pub fn new(how: How, quiet: bool, timed: bool) -> Shown {
        let how = match how {
            _ if quiet => How::None,
            How::Auto if std::io::stderr().is_terminal() => How::Bar,
            How::Auto => How::Plain,
            how => how,
        };
        let timings = timed.then(Timings::default);
        Shown { how, started: Instant::now(), state: Mutex::default(), timings, what: "realisations" }
    }

    /// Counts something else than realisations.
    pub fn of(self, what: &'static str) -> Shown {
        Shown { what, ..self }
    }

    /// Says a sentence before the work begins; `json` is the same for a program.
    pub fn tell(&self, words: &str, json: &str) {
        match self.how {
            How::None => {}
            How::Json => say(json),
            How::Auto | How::Bar | How::Plain => say(wrapped(words, width(), 0).trim_end()),
        }
    }

    /// Reports how much memory the run will need at most, before it begins.
    pub fn memory(&self, needed: &Needed) {
        let json = format!("{{\"memory_bytes\":{}}}", needed.memory.bytes());
        self.tell(&needed.words(), &json);
    }

    /// Counts what has no known end.
    pub fn count(&self, done: u32) {
        const EVERY_S: u32 = 10;
        let elapsed = self.started.elapsed();
        let mut state = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let due = elapsed.as_secs() >= u64::from(EVERY_S * (1 + state.told));
        if due && self.how != How::None {
            state.told = elapsed.as_secs() as u32 / EVERY_S;
            let (seconds, what) = (elapsed.as_secs_f64(), self.what);
            match self.how {
                How::Json => say(&format!("{{\"{what}\":{done},\"seconds\":{seconds:.1}}}")),
                _ => say(&format!("{done} {what}, {seconds:.0} s")),
            }
        }
    }

    /// Removes the bar before results are printed, also after a run that was stopped.
    pub fn close(&self) {
        let mut state = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(bar) = state.bar.take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Shown {
    fn timings(&self) -> Option<&Timings> {
        self.timings.as_ref()
    }

    fn done(&self, realisations: u32, of: u32) {
        let elapsed = self.started.elapsed();
        if self.how == How::None || elapsed < PATIENCE {
            return;
        }
        let mut state = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if self.how == How::Bar {
            let bar = state.bar.get_or_insert_with(|| bar(of, elapsed, self.what));
            bar.set_position(realisations.into());
            return;
        }
        let tenths = (u64::from(realisations) * 10 / u64::from(of.max(1))) as u32;
        if tenths <= state.told {
            return;
        }
        state.told = tenths;
        let seconds = elapsed.as_secs_f64();
        match self.how {
            How::Json => {
                let what = self.what;
                say(&format!("{{\"{what}\":{realisations},\"of\":{of},\"seconds\":{seconds:.1}}}"))
            }
            _ => say(&format!("{realisations} of {of} {}, {seconds:.0} s", self.what)),
        }
    }
}

fn bar(of: u32, elapsed: Duration, what: &str) -> ProgressBar {
    let bar =
        ProgressBar::with_draw_target(Some(of.into()), ProgressDrawTarget::stderr()).with_elapsed(elapsed);
    let template = format!("{{wide_bar}} {{pos}}/{{len}} {what}, {{eta}} left");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
