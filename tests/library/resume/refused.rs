//! What `--resume` does not go on with: said in a sentence, nothing changed.

use super::program::Room;
use std::fs;

/// A killed run's folder: the state of the shard that is the whole run, under the head of a run.
fn left(room: &Room) -> Vec<u8> {
    let scenario = super::scenario(&[]);
    room.well(&["run", "pen.toml", "-q", "--shard", "1/1", "--out", "shard"]);
    let (_, counted) = puncta::outcome::state::read(&room.path("shard/run.state"), scenario.setup()).unwrap();
    fs::create_dir(room.path("out.partial")).unwrap();
    fs::write(room.path("out.partial/.puncta"), "").unwrap();
    let head = puncta::outcome::state::Head::new(scenario.provenance(), None);
    let path = room.path("out.partial/run.state");
    puncta::outcome::state::write(&path, &head, &counted).unwrap();
    fs::read(&path).unwrap()
}

#[test]
fn limit_what_is_of_another_run_is_not_resumed() {
    let room = Room::new();
    let bytes = left(&room);
    let anew = "ithout --resume the run begins anew";
    for (change, pieces) in [
        (&["--set", "skin.site=temple"][..], &["\"cut\" (scenario", ") is asked for"][..]),
        (&["--set", "name=sewn"], &["holds \"cut\" (scenario", "and \"sewn\" (scenario"]),
        (&["--seed", "6"], &["holds a run with seed 5, and seed 6 is asked for"]),
        (&["--realisations", "40"], &["holds 41 realisations, and 40 are asked for"]),
        (&["--shard", "1/3"], &["holds a whole run, and shard 1 of 3 is asked for"]),
    ] {
        let run = [&["run", "pen.toml", "--out", "out", "--resume"][..], change].concat();
        room.refused(&run, pieces);
        room.refused(&run, &["out.partial/run.state", anew]);
    }
    let run = ["run", "pen.toml", "--out", "out", "--resume"];
    let state = |bytes: &[u8]| fs::write(room.path("out.partial/run.state"), bytes).unwrap();
    let head = String::from_utf8_lossy(&bytes[..400]).into_owned();
    let ours = format!("\"version\":\"{}", env!("CARGO_PKG_VERSION"));
    let at = head.find(&ours).unwrap() + ours.len() - 1;
    let mut other = bytes.clone();
    other[at] = b'9';
    state(&other);
    room.refused(&run, &[".9, and this is puncta", env!("CARGO_PKG_VERSION"), anew]);
    let (mut head, counted) = {
        state(&bytes);
        let scenario = super::scenario(&[]);
        puncta::outcome::state::read(&room.path("out.partial/run.state"), scenario.setup()).unwrap()
    };
    head.keys_hash = "0".repeat(64);
    puncta::outcome::state::write(&room.path("out.partial/run.state"), &head, &counted).unwrap();
    room.refused(&run, &["holds values of other keys (0000000000), and this build of puncta has", anew]);
    state(&bytes[..bytes.len() - 7]);
    room.refused(&run, &["is damaged: its end is missing", anew]);
    let mut garbled = bytes.clone();
    garbled[bytes.len() / 2] ^= 4;
    state(&garbled);
    room.refused(&run, &["is damaged", anew]);
    state(b"years of work");
    room.refused(&run, &["is not a state of puncta", anew]);
    // The state itself is fine.
    state(&bytes);
    room.well(&run);
    // Without --resume a left-over is cleared, as ever.
    left_again(&room, &bytes);
    room.well(&["run", "pen.toml", "-q", "--seed", "7", "--out", "out", "--force"]);
    assert!(!room.path("out.partial").exists() && !room.path("out/run.state").exists());
}

fn left_again(room: &Room, bytes: &[u8]) {
    fs::create_dir(room.path("out.partial")).unwrap();
    fs::write(room.path("out.partial/.puncta"), "").unwrap();
    fs::write(room.path("out.partial/run.state"), bytes).unwrap();
}

#[test]
fn limit_folders_of_others_are_not_resumed_and_not_touched() {
    let room = Room::new();
    fs::create_dir_all(room.path("out.partial")).unwrap();
    fs::write(room.path("out.partial/chapter.txt"), "years of work").unwrap();
    room.refused(&["run", "pen.toml", "--out", "out", "--resume"], &["is not a left-over of puncta"]);
    fs::create_dir_all(room.path("thesis")).unwrap();
    fs::write(room.path("thesis/run.state"), "mine").unwrap();
    room.refused(&["run", "pen.toml", "--out", "thesis", "--resume"], &["not empty"]);
    room.refused(
        &["run", "pen.toml", "--out", "thesis", "--resume", "--force"],
        &["thesis/run.state is not a state of puncta"],
    );
    room.well(&["run", "pen.toml", "-q", "--out", "thesis", "--force"]);
    assert_eq!(fs::read(room.path("thesis/run.state")).unwrap(), b"mine");
}

#[test]
fn limit_options_out_of_range_are_refused() {
    let room = Room::new();
    for (options, pieces) in [
        (&["--shard", "0/3"][..], &["2/3"][..]),
        (&["--shard", "4/3"], &["2/3"]),
        (&["--shard", "three"], &["2/3"]),
        (&["--shard", "1/42"], &["41 realisations cannot be shared out to 42 shards"]),
        (&["--shard", "1/3", "--until", "0.1"], &["cannot be used with"]),
        (&["--checkpoint-s", "-1"], &["-1"]),
        (&["--checkpoint-s", "nan"], &["0 to 1e9"]),
    ] {
        room.refused(&[&["run", "pen.toml"][..], options].concat(), pieces);
    }
}
