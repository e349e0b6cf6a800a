//! State files that are cut off, garbled or made up: refused or read, and never a panic.

use super::scenario;
use puncta::injury::Measure;
use puncta::outcome::state::{self, Head};
use puncta::outcome::{Outcome, StateError};
use puncta::scenario::Scenario;
use puncta::simulate::{Count, rare::Estimator};
use puncta::simulate::{Quietly, Setup};
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A scenario of a few cells, and the bytes of its state after three realisations.
fn small(folder: &Path) -> (Scenario, PathBuf, Vec<u8>) {
    let scenario = scenario(&["area.cell_um=500", "run.realisations=3", "technique.passes=1"]);
    let (count, _) = super::counted(1, &scenario, 0..3, None).unwrap();
    let path = folder.join(state::STATE);
    state::write(&path, &Head::new(scenario.provenance(), None), &count.counted).unwrap();
    let bytes = fs::read(&path).unwrap();
    (scenario, path, bytes)
}

/// Overwrites a file in its place: to make a new one each time costs a hundred times as much.
struct Place(fs::File);

impl Place {
    fn open(path: &Path) -> Place {
        Place(fs::OpenOptions::new().write(true).open(path).unwrap())
    }

    fn put(&mut self, at: usize, bytes: &[u8]) {
        self.0.seek(SeekFrom::Start(at as u64)).unwrap();
        self.0.write_all(bytes).unwrap();
    }
}

#[test]
fn identity_a_state_is_read_as_it_was_written() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, bytes) = small(room.path());
    let (head, counted) = state::read(&path, scenario.setup()).unwrap();
    assert_eq!((head.from, head.to, counted.rows.len(), counted.to()), (0, 3, 3, 3));
    assert_eq!(state::read_head(&path).unwrap(), head);
    let again = room.path().join("again");
    state::write(&again, &Head::new(scenario.provenance(), None), &counted).unwrap();
    assert!(fs::read(&again).unwrap() == bytes);
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 2, "no temporary file stays");
}

/// Realisations without a strike have no share of strikes and no depth: what a state keeps of them is that, to the last bit.
#[test]
fn identity_a_state_keeps_what_has_no_value() {
    let room = tempfile::tempdir().unwrap();
    let scenario = scenario(&["device.missing_fraction=0.95", "run.realisations=12", "area.cell_um=500"]);
    let (whole, states) = super::counted(2, &scenario, 0..12, None).unwrap();
    let depth = |row: &puncta::injury::Row| row[puncta::injury::Measure::DepthMean as usize];
    let without = whole.counted.rows.iter().filter(|row| depth(row).is_nan()).count();
    assert!((1..12).contains(&without), "{without}");
    let start = states.into_iter().next().unwrap();
    let path = room.path().join(state::STATE);
    state::write(&path, &Head::new(scenario.provenance(), None), &start).unwrap();
    let (_, read) = state::read(&path, scenario.setup()).unwrap();
    let (again, _) = super::counted(1, &scenario, 0..12, Some(read)).unwrap();
    let bits = |count: &Count| count.counted.rows.iter().map(|row| row.map(f64::to_bits)).collect::<Vec<_>>();
    assert!(bits(&again) == bits(&whole));
}

#[test]
fn limit_no_beginning_of_a_state_passes_for_it() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, bytes) = small(room.path());
    let Place(file) = Place::open(&path);
    for length in (0..bytes.len()).rev() {
        file.set_len(length as u64).unwrap();
        let found = state::read(&path, scenario.setup());
        assert!(
            matches!(
                found,
                Err(StateError::Damaged(..) | StateError::Foreign(_) | StateError::OtherFormat(_))
            ),
            "{length} of {} bytes",
            bytes.len()
        );
    }
    fs::write(&path, [&bytes[..], b"\n"].concat()).unwrap();
    assert!(
        matches!(state::read(&path, scenario.setup()), Err(StateError::Damaged(..))),
        "and no continuation"
    );
}

#[test]
fn limit_every_changed_byte_is_noticed() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, bytes) = small(room.path());
    let mut file = Place::open(&path);
    for (at, byte) in bytes.iter().enumerate() {
        file.put(at, &[byte ^ (1 << (at % 8))]);
        assert!(state::read(&path, scenario.setup()).is_err(), "byte {at}");
        file.put(at, &[*byte]);
    }
}

/// Shares of a hundred million million, numbers without end: refused with the key and what is allowed.
#[test]
fn limit_values_that_no_run_gives_are_refused() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, _) = small(room.path());
    let head = Head::new(scenario.provenance(), None);
    let (sound, _) = super::counted(1, &scenario, 0..3, None).unwrap();
    for (measure, value) in [
        (Measure::ReachFat, 1e14),
        (Measure::ReachFat, -0.1),
        (Measure::ReachFat, 1.0 + 1e-7),
        (Measure::DepthMean, f64::INFINITY),
        (Measure::Count, -1.0),
    ] {
        let mut counted = sound.counted.clone();
        counted.rows[1][measure as usize] = value;
        state::write(&path, &head, &counted).unwrap();
        let refused = state::read(&path, scenario.setup()).unwrap_err();
        assert!(matches!(refused, StateError::Impossible(..)));
        let words = refused.to_string();
        let wanted = format!("{} of realisation 1 = {value} is outside ", measure.key());
        assert!(words.contains("run.state: ") && words.contains(&wanted), "{words}");
    }
    state::write(&path, &head, &sound.counted).unwrap();
    assert!(state::read(&path, scenario.setup()).is_ok());
}

/// A forger can make the sum agree. What is read then may be wrong, but it has the sizes of this scenario and can be
/// put into figures.
#[test]
fn limit_a_forged_state_is_refused_or_harmless() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, bytes) = small(room.path());
    // Other inputs are asked for thousands of times here, and read no file.
    let setup = Setup { intervals: false, ..scenario.setup().clone() };
    let body = bytes.len() - 32;
    let mut file = Place::open(&path);
    let (mut read, mut refused) = (0, 0);
    for at in 0..body {
        for changed in [0xff, 0x00, bytes[at] ^ (1 << (at % 8))] {
            let mut forged = bytes[..body].to_vec();
            forged[at] = changed;
            let sum = blake3::hash(&forged);
            forged.extend(sum.as_bytes());
            file.put(0, &forged);
            let Ok((head, counted)) = state::read(&path, &setup) else {
                refused += 1;
                continue;
            };
            read += 1;
            assert_eq!((head.to - head.from) as usize, counted.rows.len(), "byte {at}");
            // Figures take a tenth of a second.
            if read % 97 == 0 {
                let count = Count { counted, first: None, asked: 3, rare: Estimator::new(None) };
                Outcome::new(
                    &setup,
                    &count.simulated(&setup, &Quietly).unwrap(),
                    scenario.provenance().clone(),
                );
            }
        }
    }
    assert!(read > 1000 && refused > 500, "{read} read, {refused} refused");
}

#[test]
fn limit_what_is_no_state_is_said_to_be_none() {
    let room = tempfile::tempdir().unwrap();
    let (scenario, path, bytes) = small(room.path());
    let refused = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        state::read(&path, scenario.setup()).unwrap_err()
    };
    assert!(matches!(refused(b""), StateError::Foreign(_)));
    assert!(matches!(refused(b"PK\x03\x04 an archive of somebody"), StateError::Foreign(_)));
    assert!(matches!(refused(&[b'p'; 100_000]), StateError::Foreign(_)));
    let next = [b"puncta state 5\n", &bytes[15..]].concat();
    assert!(matches!(refused(&next), StateError::OtherFormat(_)));
    // A head without an end, and parts that claim more than the file, or the scenario, has.
    let magic = b"puncta state 4\n";
    assert!(matches!(refused(&[&magic[..], &[b'{'; 1_000_000]].concat()), StateError::Damaged(..)));
    let line = bytes[15..].iter().position(|byte| *byte == b'\n').unwrap() + 16;
    let long = [&bytes[..line], &[0xff; 4], &bytes[line + 4..]].concat();
    assert!(matches!(refused(&long), StateError::Damaged(..)));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(matches!(state::read(&path, scenario.setup()), Err(StateError::Foreign(_))), "a folder");
    fs::remove_dir(&path).unwrap();
    assert!(matches!(state::read(&path, scenario.setup()), Err(StateError::CannotRead(..))), "nothing");
}
