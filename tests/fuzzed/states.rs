//! States of runs: read, resumed and merged.

use super::is_a_line;
use puncta::injury::Measure;
use puncta::outcome::provenance::VERSION;
use puncta::outcome::state::{self, Head, Joined};
use puncta::outcome::{Figure, Outcome, Shard, StateError, sweep_state};
use puncta::scenario::Scenario;
use puncta::simulate::rare::Estimator;
use puncta::simulate::{Count, Counted, Quietly, SimulateError, Task, count};
use serde_json::json;
use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A scenario of sixteen cells, whose states have some kilobytes.
const TEXT: &str = "format = 1\nname = \"state\"\n[area]\nwidth_mm = 2\nheight_mm = 2\ncell_um = 500\n\
    [skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\n[run]\nrealisations = 4\nseed = 5\nintervals = \"off\"\n";

static SCENARIO: LazyLock<Scenario> = LazyLock::new(|| super::loaded(TEXT, &[]).expect("a scenario"));

/// Bytes of the check sum at the end of a state.
const SUM: usize = 32;

/// Any bytes are a state of this run or none, as they are and with their sum repaired. One that is read is written as the same
/// bytes, and resumed.
pub fn state(input: &[u8]) -> bool {
    let repaired = repaired(input);
    let mut is_kept = false;
    for bytes in [input, &repaired] {
        let mut plain = refused(state::of_bytes("fuzzed", bytes, SCENARIO.setup()));
        if let Some((head, counted)) = plain.take() {
            is_kept = true;
            let again = state::to_bytes(&head, &counted).expect("a state in memory");
            let (other, _) = state::of_bytes("again", &again, SCENARIO.setup()).expect("its own state");
            assert_eq!(other, head);
            resumed(head, counted);
        }
        of_bands(bytes);
    }
    is_kept || input.starts_with(b"puncta state 4 ")
}

/// The state of a run in bands is read from a file alone.
fn of_bands(bytes: &[u8]) {
    if !bytes.starts_with(b"puncta state 4 ") {
        return;
    }
    thread_local! {
        static ROOM: RefCell<tempfile::TempDir> = RefCell::new(tempfile::tempdir().expect("a folder"));
    }
    ROOM.with_borrow(|room| {
        let path = room.path().join(state::STATE);
        fs::write(&path, bytes).expect("a file");
        let said = |error: StateError| is_a_line(&error.to_string());
        let _ = state::read_head_of_bands(&path).map_err(said);
        let _ = state::read_bands(&path, SCENARIO.setup()).map_err(said);
        of_sweep(&path);
    });
}

/// So is that of a sweep, which has no check sum.
fn of_sweep(path: &Path) {
    let Some((head, points)) = refused(sweep_state::read(path)) else { return };
    for figure in points.values().flat_map(|point| Measure::ALL.iter().zip(&point.figures)) {
        let (measure, Figure { value, p05, p95, low, high, .. }) = figure;
        let within = |number: f64| super::sound::within(*measure, number);
        assert!(
            [value, p05, p95, low, high].into_iter().flatten().all(|number| within(*number)),
            "{}",
            measure.key()
        );
    }
    is_a_line(&head.words());
    let asked = sweep_state::Head { version: "another".to_owned(), ..head };
    refused(sweep_state::read_of(path, &asked));
}

/// Two shards of a stranger are merged or refused. The input is the length of the first, in four bytes, and both.
pub fn shard(input: &[u8]) -> bool {
    let Some((length, rest)) = input.split_first_chunk::<4>() else { return false };
    let length = (u32::from_le_bytes(*length) as usize).min(rest.len());
    let (one, two) = rest.split_at(length);
    let states = [repaired(one), repaired(two)];
    let read = |at: usize| state::of_bytes("fuzzed", &states[at], SCENARIO.setup());
    match state::together(2, read, SCENARIO.provenance(), SCENARIO.setup()) {
        Ok(counted) => {
            assert_eq!(counted.realisations(), 0..SCENARIO.setup().realisations);
            results(counted);
            true
        }
        Err(joined) => {
            is_a_line(&joined.to_string());
            !matches!(joined, Joined::State(StateError::Foreign(_) | StateError::OtherFormat(_)))
        }
    }
}

/// The same bytes as a state of this version and this run, with the check sum that they ask for.
fn repaired(bytes: &[u8]) -> Vec<u8> {
    let mut lines = bytes[..bytes.len().saturating_sub(SUM)].splitn(3, |byte| *byte == b'\n');
    let [magic, head, frames] = std::array::from_fn(|_| lines.next().unwrap_or_default());
    let own = Head::new(SCENARIO.provenance(), None);
    let ours =
        |there: Head| Head { seed: there.seed, shard: there.shard, from: there.from, to: there.to, ..own };
    let head = match serde_json::from_slice::<Head>(head) {
        Ok(there) => serde_json::to_vec(&ours(there)).expect("a head in memory"),
        Err(_) => head.to_vec(),
    };
    let body = [magic, &head, frames].join(&b'\n');
    [&body[..], blake3::hash(&body).as_bytes()].concat()
}

fn refused<T>(read: Result<T, StateError>) -> Option<T> {
    read.map_err(|error| is_a_line(&error.to_string())).ok()
}

/// Resumes a run of which this is counted, if it is of this run.
fn resumed(head: Head, counted: Counted) {
    let fits = head.must_fit(&Head::new(SCENARIO.provenance(), None), "fuzzed".as_ref());
    if refused(fits).is_none() || counted.from != 0 || counted.to() > SCENARIO.setup().realisations {
        return;
    }
    let task = Task {
        realisations: 0..SCENARIO.setup().realisations,
        start: Some(counted),
        precision: None,
        keep: &mut Quietly,
    };
    match count(SCENARIO.setup(), task, &Quietly, &Quietly) {
        Ok(count) => results(count.counted),
        // Realisation 0 is counted anew, so that a forged one is found.
        Err(SimulateError::Differs | SimulateError::Full(_)) => {}
        Err(error) => panic!("{error}"),
    }
}

/// Results of a whole count.
fn results(counted: Counted) {
    let setup = SCENARIO.setup();
    let asked = setup.realisations;
    let count = Count { counted, first: None, asked, rare: Estimator::new(setup.field_plan().as_ref()) };
    let simulated = count.simulated(setup, &Quietly).expect("results");
    let outcome = Outcome::new(setup, &simulated, SCENARIO.provenance().clone());
    super::sound::finite(&outcome);
    outcome.files().expect("files in memory");
}

/// States of this build: whole, in part, of a sweep, and both shards as the target takes them.
pub fn seeds() -> [Vec<u8>; 4] {
    let of = |realisations: std::ops::Range<u32>, shard: Option<Shard>| {
        let task = Task { realisations, start: None, precision: None, keep: &mut Quietly };
        let counted = count(SCENARIO.setup(), task, &Quietly, &Quietly).expect("a count").counted;
        state::to_bytes(&Head::new(SCENARIO.provenance(), shard), &counted).expect("a state in memory")
    };
    let shards = [1, 2].map(|number| {
        let shard = Shard { number, of: 2 };
        of(shard.realisations(SCENARIO.setup().realisations), Some(shard))
    });
    let both = [&(shards[0].len() as u32).to_le_bytes()[..], &shards[0], &shards[1]].concat();
    let figures = vec![Figure { value: Some(0.5), n: 3, ..Figure::default() }; Measure::COUNT];
    let head =
        json!({ "version": VERSION, "study_hash": "a1", "points": 2, "trade_off": null, "shard": null });
    let point = json!({ "number": 0, "figures": figures, "interval_of": "inputs" });
    let sweep = format!("puncta state 4 sweep\n{head}\n{point}\n").into_bytes();
    [of(0..4, None), of(0..2, None), sweep, both]
}
