//! Time that the stages of a run take.
//!
//! Every thread adds the time that it was busy with a stage. Skin, mechanics and deposit of strikes share one
//! loop, and timing each strike would slow it down. So the program samples: for one realisation in `EVERY` it
//! repeats the skin and mechanics of some strikes, and scales that time up to all strikes.

use super::Setup;
use super::realisation::Realisation;
use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// A stage of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Drawing the person and the fields, and finding the layers under every strike.
    Skin,
    /// Placing the strikes.
    Placement,
    /// Equilibrium of the device; depth, tract and probabilities of every strike.
    Mechanics,
    /// Marking what the strikes cover, cell by cell.
    Deposit,
    /// Values of every realisation, and the sums of the cells.
    Figures,
}

impl Stage {
    /// All stages, in their order.
    pub const ALL: [Stage; 5] =
        [Stage::Skin, Stage::Placement, Stage::Mechanics, Stage::Deposit, Stage::Figures];
}

/// Sampling: one realisation in `EVERY`, and in it one stretch of strikes in [`STRETCHES`].
const EVERY: u32 = 16;
const STRETCHES: usize = 8;
const STRETCH: usize = 256;

/// Busy time by stage, from all threads.
#[derive(Debug, Default)]
pub struct Timings {
    /// Nanoseconds.
    whole: [AtomicU64; Stage::ALL.len()],
    /// Time of the sampled strikes, scaled to all strikes that tiles see of the sampled realisations.
    sampled: [AtomicU64; Stage::ALL.len()],
    strikes: AtomicU64,
    sampled_strikes: AtomicU64,
}

impl Timings {
    fn add(&self, stage: Stage, time: Duration) {
        self.whole[stage as usize].fetch_add(time.as_nanos() as u64, Relaxed);
    }

    /// Share of each stage in the busy time of the threads, in the order of [`Stage::ALL`]; equal shares if
    /// there was none.
    pub fn shares(&self) -> [f64; Stage::ALL.len()] {
        let of = |number: &AtomicU64| number.load(Relaxed) as f64;
        let scale = of(&self.strikes) / of(&self.sampled_strikes).max(1.0);
        let sampled = Stage::ALL.map(|stage| scale * of(&self.sampled[stage as usize]));
        let mut busy = Stage::ALL.map(|stage| of(&self.whole[stage as usize]) + sampled[stage as usize]);
        // The sampled work is also part of the loop that is timed as deposit.
        let deposit = &mut busy[Stage::Deposit as usize];
        *deposit = (*deposit - sampled.iter().sum::<f64>()).max(0.0);
        let all: f64 = busy.iter().sum();
        busy.map(|stage| if all > 0.0 { stage / all } else { 1.0 / busy.len() as f64 })
    }

    /// Repeats some strikes of a realisation to time them, if it is sampled.
    pub(super) fn strikes(&self, setup: &Setup, ready: &Realisation) {
        let seen = ready.bins.seen() as u64;
        self.strikes.fetch_add(seen, Relaxed);
        if !ready.number.is_multiple_of(EVERY) {
            return;
        }
        self.sampled_strikes.fetch_add(seen, Relaxed);
        let some = || ready.strikes.chunks(STRETCH).step_by(STRETCHES).flatten();
        let clock = Instant::now();
        for strike in some() {
            black_box(ready.skin.column(strike.x_mm, strike.y_mm));
        }
        let skin = clock.elapsed();
        let clock = Instant::now();
        for strike in some() {
            black_box(ready.strike(setup, strike).map(|struck| struck.passes()));
        }
        let mechanics = clock.elapsed().saturating_sub(skin);
        let scale = seen as f64 / some().count().max(1) as f64;
        for (stage, time) in [(Stage::Skin, skin), (Stage::Mechanics, mechanics)] {
            self.sampled[stage as usize].fetch_add(time.mul_f64(scale).as_nanos() as u64, Relaxed);
        }
    }
}

/// Runs some work of a stage and adds its time if times are wanted. Not for work that waits for other
/// threads.
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
        timings.add(Stage::Deposit, Duration::from_millis(20));
        timed(Some(&timings), Stage::Figures, || std::thread::sleep(Duration::from_millis(2)));
        // Half of the strikes took 5 ms, so all of them take 10 ms, and the deposit takes the rest of the 20
        // ms.
        timings.strikes.store(100, Relaxed);
        timings.sampled_strikes.store(50, Relaxed);
        timings.sampled[Stage::Mechanics as usize].store(5_000_000, Relaxed);
        let [skin, placement, mechanics, deposit, figures] = timings.shares();
        assert_eq!((skin, placement), (0.0, 0.0));
        assert!((mechanics - deposit).abs() < 1e-12 && figures > 0.0 && figures < 1.0);
        assert!((mechanics + deposit + figures - 1.0).abs() < 1e-12);
    }
}
