//! Small scenarios, run.

use super::{is_plain, loaded};
use puncta::outcome::Outcome;
use puncta::scenario::Scenario;
use puncta::simulate::{Memory, Quietly, Stop, simulate};
use std::sync::LazyLock;

/// Most cells, strikes and needles, and least error of the fat-layer reach, of a scenario that is run here.
const MOST_CELLS: usize = 4000;
const MOST_STRIKES: f64 = 6000.0;
const MOST_NEEDLES: usize = 60;
const LEAST_REACH_ERROR: f64 = 0.2;

/// Whether a scenario is small enough to be run here.
pub fn is_small(scenario: &Scenario) -> bool {
    let setup = scenario.setup();
    setup.grid.cells() <= MOST_CELLS
        && setup.device.array.len() <= MOST_NEEDLES
        && setup.realisations <= 8
        && setup.expected_strikes() * f64::from(setup.realisations) <= MOST_STRIKES
        && setup.reach_error.is_none_or(|error| error >= LEAST_REACH_ERROR)
}

/// What the check accepts can be run. Its values are sound, and the same bits on one thread and on three.
pub fn run(input: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(input) else { return false };
    let Ok(scenario) = loaded(text, &[]) else { return false };
    if !is_small(&scenario) {
        return false;
    }
    let memory = Memory::of(scenario.setup(), 3, None);
    assert!(memory.bytes() < 1 << 30, "{memory:?} of a small run");
    let [one, three] = [&ONE, &THREE].map(|pool| pool.install(|| results(&scenario)));
    super::sound::outcome(&one);
    assert!(one.summary_text() == three.summary_text(), "another summary on three threads");
    assert!(one.fields == three.fields && one.first == three.first, "other maps on three threads");
    let [files, others] = [&one, &three].map(|outcome| outcome.files().expect("files in memory"));
    for ((name, bytes), (_, other)) in files.iter().zip(&others) {
        assert!(bytes == other, "another {name} on three threads");
    }
    assert_eq!(files.len(), others.len());
    true
}

static ONE: LazyLock<rayon::ThreadPool> = LazyLock::new(|| pool(1));
static THREE: LazyLock<rayon::ThreadPool> = LazyLock::new(|| pool(3));

fn pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads")
}

fn results(scenario: &Scenario) -> Outcome {
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly as &dyn Stop);
    let simulated = simulated.unwrap_or_else(|error| {
        is_plain(&error.to_string());
        panic!("accepted, but: {error}\n{}", scenario.provenance().scenario_toml)
    });
    Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone())
}
