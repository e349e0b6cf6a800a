//! `puncta run --timings`: reports on stderr how long each stage took.

use super::memory::Needed;
use super::terminal::{say, width, wrapped};
use crate::simulate::{Stage, Timings};
use std::time::Duration;

/// Wall-clock times.
pub struct Walls {
    pub simulation: Duration,
    /// Means over realisations, the separate sample for the fat-layer reach, and the maps.
    pub outcome: Duration,
    /// Tables, arrays and the summary.
    pub files: Duration,
    /// Pictures, with the manifest that follows them.
    pub pictures: Duration,
}

impl Walls {
    /// Times between moments since the start: the end of the simulation, of the outcome, of the files, and of all.
    /// A clock that steps back gives no time.
    pub fn between([simulation, figured, written, all]: [Duration; 4]) -> Walls {
        Walls {
            simulation,
            outcome: figured.saturating_sub(simulation),
            files: written.saturating_sub(figured),
            pictures: all.saturating_sub(written),
        }
    }
}

pub fn print(timings: &Timings, walls: &Walls, strikes: f64, needed: &Needed) {
    say(table(timings, walls, strikes, needed.threads).trim_end());
    if let Some(peak) = peak_bytes() {
        let [peak, stated] = [peak, needed.memory.bytes()].map(|bytes| bytes.div_ceil(1_000_000));
        say(&format!("peak memory: {peak} MB of at most {stated} MB"));
    }
}

/// Peak memory of this process so far, if the system reports it (Linux).
fn peak_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kib)
}

fn table(timings: &Timings, walls: &Walls, strikes: f64, threads: usize) -> String {
    let simulation = walls.simulation.as_secs_f64();
    let mut rows: Vec<(&str, f64)> = Stage::ALL
        .into_iter()
        .zip(timings.shares())
        .map(|(stage, share)| match stage {
            Stage::Skin => ("skin", share * simulation),
            Stage::Placement => ("placement", share * simulation),
            Stage::Mechanics => ("mechanics", share * simulation),
            Stage::Deposit => ("deposit", share * simulation),
            Stage::Figures => ("figures", share * simulation + walls.outcome.as_secs_f64()),
        })
        .collect();
    rows.push(("files", walls.files.as_secs_f64()));
    rows.push(("pictures", walls.pictures.as_secs_f64()));
    let all: f64 = rows.iter().map(|(_, seconds)| seconds).sum();
    rows.push(("total", all));
    let mut text = String::new();
    for (stage, seconds) in rows {
        text += &format!("{stage:<10} {seconds:>9.3} s {:>5.1} %\n", 100.0 * seconds / all.max(1e-9));
    }
    let note = format!(
        "The simulation took {simulation:.3} s on {threads} {}: {:.2} million strikes a second. Its stages, skin to figures, run \
         side by side, so that each gets the share of this time that it has in the threads' work; skin and \
         mechanics of strikes were timed on a sample.",
        if threads == 1 { "thread" } else { "threads" },
        strikes / simulation.max(1e-9) / 1e6
    );
    text + &wrapped(&note, width(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_stages_add_up_to_the_whole_in_straight_columns() {
        let moments = [4000, 4500, 5000, 6000].map(Duration::from_millis);
        let text = table(&Timings::default(), &Walls::between(moments), 2e6, 2);
        // A run without work gives every stage a fifth.
        for line in [
            "skin           0.800 s  13.3 %",
            "figures        1.300 s  21.7 %",
            "files          0.500 s   8.3 %",
            "pictures       1.000 s  16.7 %",
            "total          6.000 s 100.0 %",
        ] {
            assert!(text.lines().any(|found| found == line), "{line:?} is not in\n{text}");
        }
        let rows: Vec<&str> = text.lines().take(8).collect();
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
        assert!(text.contains("0.50 million strikes a second"), "{text}");
    }

    #[test]
    fn regress_a_clock_that_steps_back_is_no_panic() {
        let moments = [4000, 3000, 2000, 1000].map(Duration::from_millis);
        let Walls { outcome, files, pictures, .. } = Walls::between(moments);
        assert_eq!([outcome, files, pictures], [Duration::ZERO; 3]);
    }
}
