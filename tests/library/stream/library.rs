//! The loop in bands against the loop over the whole area.

use super::{FINE, WITH_GAPS, text};
use crate::common;
use crate::threads::on_threads;
use puncta::engine::{Cell, Tiles, Tiling, Totals};
use puncta::scenario::Scenario;
use puncta::simulate::{Bands, Quietly, SimulateError, Simulated, Stop, TakeRows, simulate, stream};
use puncta::skin::Column;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};

/// Keeps what it is given, in the order in which it comes.
#[derive(Default)]
struct Kept {
    tiles: Tiles,
    rows: Vec<usize>,
    /// Rows of tiles that it wants at most.
    most: Option<usize>,
    /// Bands that it was last asked to keep.
    bands: Option<Bands>,
}

impl TakeRows for Kept {
    fn take(&mut self, row_of_tiles: usize, cells: &[Vec<Cell>]) -> bool {
        self.rows.push(row_of_tiles);
        self.tiles.extend_from_slice(cells);
        self.most.is_none_or(|most| self.rows.len() < most)
    }

    fn keep(&mut self, rows_of_tiles: usize, totals: &VecDeque<Totals>, columns: &[Column]) -> bool {
        let (totals, columns) = (totals.iter().cloned().collect(), columns.to_vec());
        self.bands = Some(Bands { rows_of_tiles, totals, columns });
        true
    }
}

fn scenario(device: &str, area: &str) -> Scenario {
    common::scenario(&text(device, area), &[])
}

fn face() -> Scenario {
    let text = "format = 1\n[area]\nmap = \"face\"\ncell_um = 1000\n[device]\npreset = \"pen-12\"\ndepth_mm = 1\n\
                [run]\nrealisations = 3\n";
    common::scenario(text, &[])
}

/// Needles that barely puncture, over a small area again and again: strikes fall into openings of others.
fn openings() -> Scenario {
    let text = "format = 1\n[area]\nwidth_mm = 2\nheight_mm = 5.6\ncell_um = 10\n[skin]\nsite = \"cheek\"\n[device]\n\
                preset = \"skinpen\"\ndepth_mm = 0.5\n[technique]\npasses = 16\n\
                [run]\nrealisations = 2\n";
    common::scenario(text, &[])
}

#[track_caller]
fn same(whole: &Simulated, streamed: &Simulated, kept: &Kept, what: &str) {
    let bits = |simulated: &Simulated| -> Vec<Vec<u64>> {
        simulated.rows.iter().map(|row| row.iter().map(|value| value.to_bits()).collect()).collect()
    };
    assert!(bits(whole) == bits(streamed), "{what}: rows");
    assert!(whole.columns == streamed.columns, "{what}: people");
    assert!(whole.tiles == kept.tiles, "{what}: maps");
    assert!(whole.first == streamed.first, "{what}: maps of the first realisation");
    assert!(whole.skin_map == streamed.skin_map && whole.sample == streamed.sample, "{what}: sample");
    assert!(whole.slice == streamed.slice && !whole.slice.columns.is_empty(), "{what}: slice");
    assert!(whole.close_up == streamed.close_up && !whole.close_up.marks.is_empty(), "{what}: close-up");
    assert!(whole.depths == streamed.depths && whole.asked == streamed.asked, "{what}: depths");
    assert!(streamed.tiles.is_empty() && kept.rows.is_sorted(), "{what}");
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_bands_and_threads_change_nothing() {
    let fine = ["pen-12", "roller-192", "stamp-36"].map(|device| scenario(device, FINE));
    for scenario in fine.into_iter().chain([scenario("pen-12", WITH_GAPS), face(), openings()]) {
        let setup = scenario.setup();
        let rows = Tiling::new(&setup.grid).rows;
        assert!(rows >= 6, "{rows}");
        let whole = on_threads(2, || simulate(setup, &Quietly, &Quietly).unwrap());
        assert!(whole.depths.total() > 0 && !whole.sample.is_empty());
        for (threads, in_band) in [(1, 1), (2, 1), (3, 2), (1, 4), (2, rows), (3, rows + 9)] {
            let mut kept = Kept::default();
            let streamed =
                on_threads(threads, || stream(setup, in_band, None, &mut kept, &Quietly, &Quietly).unwrap());
            assert_eq!(kept.rows, (0..rows).collect::<Vec<_>>());
            let what =
                format!("{}, {in_band} rows of tiles, {threads} threads", scenario.provenance().setting);
            same(&whole, &streamed.unwrap(), &kept, &what);
        }
    }
}

/// A run that was cut after some bands, and one that goes on with bands of another height on other threads, give
/// together what a run in one go gives.
#[test]
fn identity_bands_can_be_resumed() {
    for scenario in [scenario("pen-12", FINE), scenario("roller-192", WITH_GAPS)] {
        let setup = scenario.setup();
        let whole = on_threads(2, || simulate(setup, &Quietly, &Quietly).unwrap());
        let rows = Tiling::new(&setup.grid).rows;
        for (most, in_band, then) in [(3, 2, 1), (2, 1, 3), (rows, rows - 1, 1)] {
            let mut kept = Kept { most: Some(most), ..Kept::default() };
            assert!(stream(setup, in_band, None, &mut kept, &Quietly, &Quietly).unwrap().is_none());
            let bands = kept.bands.take().unwrap();
            assert_eq!(bands.rows_of_tiles % in_band, 0);
            let done = bands.rows_of_tiles;
            kept.rows.truncate(done);
            kept.tiles.truncate(done * Tiling::new(&setup.grid).columns);
            kept.most = None;
            let resumed = on_threads(3, || stream(setup, then, Some(bands), &mut kept, &Quietly, &Quietly));
            same(&whole, &resumed.unwrap().unwrap(), &kept, &format!("resumed after {done} of {rows} rows"));
        }
        // Another person in the bands is noticed.
        let mut kept = Kept { most: Some(2), ..Kept::default() };
        assert!(stream(setup, 1, None, &mut kept, &Quietly, &Quietly).unwrap().is_none());
        let mut bands = kept.bands.take().unwrap();
        bands.totals.swap(0, 1);
        kept.most = None;
        let resumed = stream(setup, 1, Some(bands), &mut kept, &Quietly, &Quietly);
        assert_eq!(resumed.err(), Some(SimulateError::Differs));
    }
}

/// Stops when it was asked so many times.
struct After(AtomicU32);

impl Stop for After {
    fn requested(&self) -> bool {
        self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_err()
    }
}

#[test]
fn limit_a_run_in_bands_is_whole_or_nothing() {
    let scenario = scenario("pen-12", FINE);
    for asked in [0, 1, 5] {
        let stop = After(AtomicU32::new(asked));
        let stopped = stream(scenario.setup(), 1, None, &mut Kept::default(), &Quietly, &stop).unwrap();
        assert!(stopped.is_none(), "{asked}");
    }
    let mut few = Kept { most: Some(2), ..Kept::default() };
    assert!(stream(scenario.setup(), 3, None, &mut few, &Quietly, &Quietly).unwrap().is_none());
    assert_eq!(few.rows, [0, 1]);
}
