//! Shards put together by the program.

use super::program::Room;
use std::fs;

fn shard(room: &Room, of: &str, out: &str, more: &[&str]) {
    room.well(&[&["run", "pen.toml", "-q", "--shard", of, "--out", out][..], more].concat());
}

/// Every shard on another number of threads, given in any order.
#[test]
fn identity_merged_shards_are_one_run() {
    let room = Room::new();
    room.well(&["run", "pen.toml", "-q", "--out", "whole"]);
    for (of, threads) in [("1/3", "1"), ("2/3", "7"), ("3/3", "2")] {
        // A folder of its own unless one is said.
        room.well(&["run", "pen.toml", "-q", "--shard", of, "--threads", threads]);
    }
    let [one, two, three] = [1, 2, 3].map(|number| format!("output/pen-shard-{number}-of-3"));
    let files = room.results(&two);
    assert_eq!(files.keys().collect::<Vec<_>>(), ["run.state", "scenario.toml"], "no pictures of a part");
    let manifest = room.manifest(&two);
    for (key, value) in [("shard", 2), ("shards", 3), ("first_realisation", 13), ("realisations_done", 14)] {
        assert_eq!(manifest[key], value, "{key}");
    }
    room.well(&["merge", &three, &one, &two, "--out", "merged", "--threads", "3", "-q"]);
    room.same("whole", "merged");
    assert_eq!(room.manifest("merged")["realisations_taken_up"], 41);
    shard(&room, "1/1", "all", &[]);
    room.well(&["merge", "all", "--out", "merged", "-q"]);
    room.same("whole", "merged");
}

#[test]
#[cfg(unix)]
fn identity_a_killed_shard_goes_on() {
    let room = Room::new();
    let more = ["--realisations", "1200", "--threads", "1"];
    shard(&room, "2/2", "whole", &more);
    let run =
        [&["run", "pen.toml", "-q", "--shard", "2/2", "--out", "out", "--checkpoint-s", "0"][..], &more]
            .concat();
    let mut child = room.command(&run).spawn().unwrap();
    while !room.path("out.partial/run.state").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!room.path("out").exists());
    room.well(&[&run[..], &["--resume"]].concat());
    room.same("whole", "out");
}

#[test]
fn limit_shards_that_do_not_make_a_run_are_refused() {
    let room = Room::new();
    for (of, out) in [("1/3", "a"), ("2/3", "b"), ("3/3", "c"), ("2/2", "half")] {
        shard(&room, of, out, &[]);
    }
    shard(&room, "2/3", "b-again", &[]);
    shard(&room, "2/3", "other-seed", &["--seed", "6"]);
    shard(&room, "2/3", "other-skin", &["--set", "skin.site=temple", "--set", "name=temple"]);
    shard(&room, "2/3", "longer", &["--realisations", "50"]);
    room.well(&["run", "pen.toml", "-q", "--out", "run"]);
    let merge = |shards: &[&str], pieces: &[&str]| {
        room.refused(&[&["merge", "--out", "out"][..], shards].concat(), pieces);
    };
    merge(&["a", "c"], &["shard 2 of 3 is missing"]);
    merge(&["b"], &["shards 1, 3 of 3 are missing"]);
    merge(&["a", "b", "c", "b-again"], &["shard 2 of 3 is there twice: in b and in b-again"]);
    merge(&["a", "half", "c"], &["shard 1 of 3 (a)", "shard 2 of 2 (half)", "not of one run"]);
    merge(&["a", "other-seed", "c"], &["other-seed/run.state holds a run with seed 6, and seed 5"]);
    merge(&["a", "other-skin", "c"], &["holds \"temple\" (scenario", "and \"cut\" (scenario"]);
    merge(&["a", "longer", "c"], &["longer/run.state holds", "scenario"]);
    merge(&["a", "b", "run"], &["run holds no run.state"]);
    merge(&["a", "b", "nothing"], &["nothing holds no run.state"]);
    room.refused(&["merge", "a", "b", "c", "--out", "b"], &["shard 2 of 3 (b) would be replaced"]);
    room.refused(&["merge", "a", "b", "c"], &["--out"]);
    room.refused(&["merge", "--out", "out"], &["DIR"]);

    let bytes = fs::read(room.path("b/run.state")).unwrap();
    let with = |bytes: &[u8], pieces: &[&str]| {
        fs::write(room.path("b/run.state"), bytes).unwrap();
        merge(&["a", "b", "c"], pieces);
    };
    with(&bytes[..bytes.len() - 1], &["b/run.state is damaged"]);
    let ours = format!("\"version\":\"{}", env!("CARGO_PKG_VERSION"));
    let at = String::from_utf8_lossy(&bytes[..400]).find(&ours).unwrap() + ours.len() - 1;
    let mut other = bytes.clone();
    other[at] = b'9';
    with(&other, &["b/run.state holds a run of puncta", ".9, and this is puncta"]);
    // One that was stopped on the way.
    let scenario = super::scenario(&[]);
    fs::write(room.path("b/run.state"), &bytes).unwrap();
    let (head, mut counted) =
        puncta::outcome::state::read(&room.path("b/run.state"), scenario.setup()).unwrap();
    counted.rows.truncate(4);
    counted.columns.truncate(4);
    puncta::outcome::state::write(&room.path("b/run.state"), &head, &counted).unwrap();
    merge(&["a", "b", "c"], &["shard 2 of 3 (b) holds 4 of its 14 realisations; finish it with --resume"]);
    fs::write(room.path("b/run.state"), &bytes).unwrap();
    room.well(&["merge", "a", "b", "c", "--out", "out", "-q"]);
    room.same("run", "out");
}
