//! How long the stages of a run take.
//!
//! Every thread adds the time that it was busy with a stage. Within a realisation skin, placement and mechanics of a strike
//! are one loop that no clock divides without slowing it: one realisation in [`EVERY`] goes through part of its strikes once
//! more, stage by stage, and what that takes stands for all of them.

use super::realisation::Realisation;
use super::{Setup, Strike};
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Draw of the person and of the fields; the layers under every strike.
    Skin,
    /// Where the needles strike.
    Placement,
    /// Equilibrium of the device; depth, tract and probabilities of every strike.
    Mechanics,
    /// What the strikes cover, cell by cell.
    Deposit,
    /// Figures of every realisation, and the sums of the cells.
    Figures,
}

impl Stage {
    pub const ALL: [Stage; 5] =
        [Stage::Skin, Stage::Placement, Stage::Mechanics, Stage::Deposit, Stage::Figures];
}

/// One realisation in so many is gone through again, and of that one stretch of strikes in [`STRETCHES`].
const EVERY: u32 = 16;
const STRETCHES: usize = 8;
const STRETCH: usize = 256;

/// Busy time by stage, from all threads.
#[derive(Debug, Default)]
pub struct Timings {
    /// Nanoseconds.
    whole: [AtomicU64; Stage::ALL.len()],
    /// The same of strikes gone through again, as if all of their realisations had been.
    sampled: [AtomicU64; Stage::ALL.len()],
    strikes: AtomicU64,
    sampled_strikes: AtomicU64,
}

impl Timings {
    fn add(&self, stage: Stage, time: Duration) {
        self.whole[stage as usize].fetch_add(time.as_nanos() as u64, Relaxed);
    }

    /// Share of each stage in the time that the threads were busy, in the order of [`Stage::ALL`]; all equal if there was none.
    pub fn shares(&self) -> [f64; Stage::ALL.len()] {
        let of = |number: &AtomicU64| number.load(Relaxed) as f64;
        let scale = of(&self.strikes) / of(&self.sampled_strikes).max(1.0);
        let busy = Stage::ALL
            .map(|stage| of(&self.whole[stage as usize]) + scale * of(&self.sampled[stage as usize]));
        let all: f64 = busy.iter().sum();
        busy.map(|stage| if all > 0.0 { stage / all } else { 1.0 / busy.len() as f64 })
    }

    /// Goes once more through some strikes of a realisation, if it is its turn.
    pub(super) fn strikes(&self, setup: &Setup, ready: &Realisation) {
        self.strikes.fetch_add(ready.hits.len() as u64, Relaxed);
        if !ready.number.is_multiple_of(EVERY) {
            return;
        }
        self.sampled_strikes.fetch_add(ready.hits.len() as u64, Relaxed);
        let clock = Instant::now();
        let mut strikes: Vec<Strike> = Vec::with_capacity(ready.hits.len());
        setup.strikes(u64::from(ready.number), |strike| strikes.push(strike));
        let placement = clock.elapsed();
        let some = || strikes.chunks(STRETCH).step_by(STRETCHES).flatten();
        let clock = Instant::now();
        for strike in some() {
            black_box(ready.skin.column(strike.x_mm, strike.y_mm));
        }
        let skin = clock.elapsed();
        let clock = Instant::now();
        for strike in some() {
            black_box(ready.hit(setup, strike));
        }
        let mechanics = clock.elapsed().saturating_sub(skin);
        let scale = strikes.len() as f64 / some().count().max(1) as f64;
        for (stage, time) in [
            (Stage::Placement, placement),
            (Stage::Skin, skin.mul_f64(scale)),
            (Stage::Mechanics, mechanics.mul_f64(scale)),
        ] {
            self.sampled[stage as usize].fetch_add(time.as_nanos() as u64, Relaxed);
        }
    }
}

/// Does some work of a stage, and adds the time it takes if times are wanted. Not for work that waits for other threads.
pub(super) fn timed<T>(timings: Option<&Timings>, stage: Stage, work: impl FnOnce() -> T) -> T {
    let Some(timings) = timings else { return work() };
    let clock = Instant::now();
    let done = work();
    timings.add(stage, clock.elapsed());
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_shares_add_up_to_one() {
        let timings = Timings::default();
        assert_eq!(timings.shares(), [0.2; 5]);
        timings.add(Stage::Deposit, Duration::from_millis(10));
        timed(Some(&timings), Stage::Figures, || std::thread::sleep(Duration::from_millis(2)));
        // Half of the strikes took 5 ms: all of them 10.
        timings.strikes.store(100, Relaxed);
        timings.sampled_strikes.store(50, Relaxed);
        timings.sampled[Stage::Mechanics as usize].store(5_000_000, Relaxed);
        let [skin, placement, mechanics, deposit, figures] = timings.shares();
        assert_eq!((skin, placement), (0.0, 0.0));
        assert!((mechanics - deposit).abs() < 1e-12 && figures > 0.0 && figures < 1.0);
        assert!((mechanics + deposit + figures - 1.0).abs() < 1e-12);
    }
}
