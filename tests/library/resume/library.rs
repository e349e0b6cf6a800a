//! Shards and resume points of the library, on any number of threads.

use super::{Every, counted, on_threads, scenario};
use puncta::injury::Row;
use puncta::outcome::Shard;
use puncta::simulate::{Counted, Keep, Precision, Quietly, SimulateError, Simulated, Stop, Task, count};

const THREADS: [usize; 4] = [1, 2, 3, 7];

/// Bit for bit: NaN is what cannot be computed, and is the same everywhere.
fn bits(rows: &[Row]) -> Vec<Vec<u64>> {
    rows.iter().map(|row| row.iter().map(|value| value.to_bits()).collect()).collect()
}

#[track_caller]
fn same(a: &Simulated, b: &Simulated, what: &str) {
    assert!(bits(&a.rows) == bits(&b.rows), "{what}: rows");
    assert!(a.columns == b.columns, "{what}: people");
    assert!(a.tiles == b.tiles, "{what}: maps");
    assert!(a.first == b.first && a.skin_map == b.skin_map, "{what}: maps of the first realisation");
    assert!(
        a.depths == b.depths && a.sample == b.sample && a.slice == b.slice && a.close_up == b.close_up,
        "{what}: depths, sample, slice, close-up"
    );
    assert_eq!(a.fat_reach, b.fat_reach, "{what}: fat-layer reach");
    assert_eq!(a.asked, b.asked, "{what}");
}

#[test]
fn identity_every_resume_point_ends_in_the_same_run() {
    let scenario = scenario(&[]);
    let (whole, states) = counted(2, &scenario, 0..41, None).unwrap();
    let whole = whole.simulated(scenario.setup(), &Quietly).unwrap();
    assert!(whole.fat_reach.is_some(), "there are people of its own");
    assert!(states.len() >= 6, "{} states", states.len());
    for (start, threads) in states.into_iter().zip(THREADS.into_iter().cycle()) {
        let at = start.to();
        let (again, _) = counted(threads, &scenario, 0..41, Some(start)).unwrap();
        same(
            &whole,
            &again.simulated(scenario.setup(), &Quietly).unwrap(),
            &format!("from {at} on {threads} threads"),
        );
    }
}

/// Its results are written then, and need that person's maps. Only where nobody wants them is there nothing.
#[test]
fn regress_a_resumed_run_that_is_stopped_at_once_still_has_its_first_person() {
    struct Always {
        abandons: bool,
    }
    impl Stop for Always {
        fn requested(&self) -> bool {
            true
        }
        fn abandoned(&self) -> bool {
            self.abandons
        }
    }
    let scenario = scenario(&["run.intervals=off"]);
    let (part, _) = counted(2, &scenario, 0..8, None).unwrap();
    let again = |abandons: bool| {
        let start = Some(part.counted.clone());
        let task = Task { realisations: 0..41, start, precision: None, keep: &mut Quietly };
        count(scenario.setup(), task, &Quietly, &Always { abandons })
    };
    let stopped = again(false).unwrap();
    assert_eq!(stopped.counted.to(), 8);
    let [first, before] = [stopped.first, part.first].map(|first| first.unwrap());
    assert!(first.fields == before.fields && first.slice == before.slice && first.sample == before.sample);
    assert!(matches!(again(true), Err(SimulateError::Abandoned)));
}

#[test]
fn identity_shards_on_any_number_of_threads_are_the_run() {
    let scenario = scenario(&[]);
    let whole = counted(1, &scenario, 0..41, None).unwrap().0.simulated(scenario.setup(), &Quietly).unwrap();
    for threads in THREADS {
        for of in [1u32, 3] {
            let mut together: Option<Counted> = None;
            for number in 1..=of {
                let own = Shard { number, of }.realisations(41);
                let (part, _) = counted(threads, &scenario, own, None).unwrap();
                assert_eq!(part.first.is_some(), number == 1, "realisation 0 is that of the first shard");
                match &mut together {
                    None => together = Some(part.counted),
                    Some(before) => before.append(part.counted).unwrap(),
                }
            }
            let (merged, _) = counted(threads, &scenario, 0..41, together).unwrap();
            let merged = merged.simulated(scenario.setup(), &Quietly).unwrap();
            same(&whole, &merged, &format!("{of} shards on {threads} threads"));
        }
    }
}

/// A run until a precision looks at fixed numbers of realisations, and a cut between or at them changes nothing.
#[test]
fn identity_a_run_until_a_precision_can_be_cut_anywhere() {
    let scenario = scenario(&["run.realisations=2000"]);
    let precision = Precision { relative: 0.05, also: Vec::new() };
    let until = |threads: usize, start: Option<Counted>, keep: &mut dyn Keep| {
        let task = Task { realisations: 0..2000, start, precision: Some(&precision), keep };
        on_threads(threads, &scenario, task).unwrap().simulated(scenario.setup(), &Quietly).unwrap()
    };
    let mut states = Every::default();
    let whole = until(2, None, &mut states);
    let took = whole.asked;
    assert!(took > 64 && took < 2000 && whole.rows.len() as u32 == took, "{took}");
    let looks: Vec<u32> = Precision::looks(took).collect();
    let (at_looks, others): (Vec<_>, Vec<_>) =
        states.0.into_iter().partition(|state| looks.contains(&state.to()));
    assert!(at_looks.len() >= looks.len(), "every look is a boundary");
    let every = others.len() / 5 + 1;
    for start in at_looks.into_iter().chain(others.into_iter().step_by(every)) {
        let at = start.to();
        same(&whole, &until(3, Some(start), &mut Quietly), &format!("from {at} of {took}"));
    }
}

#[test]
fn limit_a_start_that_is_not_of_this_run_is_refused() {
    let scenario = scenario(&[]);
    let state = counted(2, &scenario, 0..41, None).unwrap().1.swap_remove(2);
    let with = |realisations, change: &dyn Fn(&mut Counted)| {
        let mut start = state.clone();
        change(&mut start);
        counted(2, &scenario, realisations, Some(start)).map(|_| ())
    };
    let to = state.to();
    assert_eq!(with(0..41, &|_| ()), Ok(()));
    assert!(
        matches!(with(0..to - 1, &|_| ()), Err(SimulateError::NoBeginning { .. })),
        "more than asked for"
    );
    assert!(matches!(with(3..41, &|_| ()), Err(SimulateError::NoBeginning { .. })), "of another shard");
    assert_eq!(with(0..41, &|start| start.rows[0][1] += 1e-9), Err(SimulateError::Differs));
    let full = |start: &mut Counted| start.tiles[0][0].punctures = u32::MAX;
    assert!(matches!(with(0..41, &full), Err(SimulateError::Full(_))));
    let mut far = state.clone();
    assert_eq!(far.append(state.clone()).map_err(|back| back.from), Err(0), "not what follows");
    assert_eq!(far.rows.len(), state.rows.len());
}
