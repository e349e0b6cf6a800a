//! The program killed, stopped and out of room, and gone on with.

use super::PEN;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

/// A room of its own for one test: an empty folder with `pen.toml` in it.
pub struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    pub fn new() -> Room {
        let room = Room { folder: tempfile::tempdir().unwrap() };
        fs::write(room.path("pen.toml"), PEN).unwrap();
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_puncta"));
        command.args(arguments).env_remove("COLUMNS").current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub fn puncta(&self, arguments: &[&str]) -> (i32, String) {
        let Output { status, stderr, .. } = self.command(arguments).output().unwrap();
        let words = String::from_utf8(stderr).unwrap();
        (status.code().unwrap_or(-1), words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    #[track_caller]
    pub fn well(&self, arguments: &[&str]) -> String {
        let (code, err) = self.puncta(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        err
    }

    /// Exit 2, nothing changed, every piece in the message.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str], pieces: &[&str]) {
        let before = tree(self.folder.path());
        let (code, err) = self.puncta(arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        for piece in pieces {
            assert!(err.contains(piece), "{arguments:?}: {piece:?} is not in: {err}");
        }
        assert!(tree(self.folder.path()) == before, "{arguments:?} changed something");
    }

    pub fn results(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = tree(&self.path(name));
        assert!(files.remove("manifest.json").is_some(), "{name} has a manifest");
        files
    }

    pub fn manifest(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(name).join("manifest.json")).unwrap()).unwrap()
    }

    #[track_caller]
    pub fn same(&self, one: &str, other: &str) {
        let (one, other) = (self.results(one), self.results(other));
        assert!(one.keys().eq(other.keys()), "{:?} {:?}", one.keys(), other.keys());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name}");
        }
    }
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Realisations that a state holds; 0 where there is none.
fn done(state: &Path) -> u32 {
    puncta::outcome::state::read_head(state).map_or(0, |head| head.to - head.from)
}

/// Waits for a moment of a run; it must not end before.
#[track_caller]
fn wait(child: &mut Child, moment: impl Fn() -> bool) {
    while !moment() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended too early");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().code(), None, "killed, not ended");
}

/// Killed before there is a state, after one batch more or several, in the middle of one, while its results are written.
#[test]
#[cfg(unix)]
fn identity_twenty_kills_lose_and_double_nothing() {
    let room = Room::new();
    let run = ["run", "pen.toml", "-q", "--realisations", "900", "--threads", "1"];
    room.well(&[&run[..], &["--out", "whole"]].concat());
    let again = [&run[..], &["--out", "out", "--resume", "--checkpoint-s", "0"]].concat();
    let state = room.path("out.partial/run.state");
    let mut before = 0;
    for number in 0..18u64 {
        let mut child = room.command(&again).spawn().unwrap();
        if number > 0 {
            wait(&mut child, || done(&state) > before);
            // Anywhere in a batch or in the writing of a state.
            std::thread::sleep(Duration::from_micros(number * 1571 % 9000));
        } else {
            wait(&mut child, || room.path("out.partial/.puncta").exists());
        }
        kill(child);
        let now = done(&state);
        assert!(now >= before && now <= 900, "{now} after {before}");
        before = now;
    }
    assert!(before > 17 && before < 900, "{before}");
    for file in ["scenario.toml", "figures/puncture-density.png"] {
        let mut child = room.command(&again).spawn().unwrap();
        wait(&mut child, || room.path("out.partial").join(file).exists());
        kill(child);
        assert!(!room.path("out").exists());
    }
    assert_eq!(done(&state), 900);
    room.well(&again);
    room.same("whole", "out");
    let manifest = room.manifest("out");
    assert_eq!((&manifest["status"], &manifest["realisations_taken_up"]), (&"complete".into(), &900.into()));
    assert!(!room.path("out.partial").exists());
}

#[test]
#[cfg(unix)]
fn identity_a_killed_run_until_a_precision_goes_on() {
    let room = Room::new();
    let run = ["run", "pen.toml", "-q", "--until", "0.03", "--threads", "1"];
    room.well(&[&run[..], &["--out", "whole"]].concat());
    let again = [&run[..], &["--out", "out", "--checkpoint-s", "0"]].concat();
    for least in [30, 100] {
        let mut child = room.command(&[&again[..], &["--resume"]].concat()).spawn().unwrap();
        wait(&mut child, || done(&room.path("out.partial/run.state")) > least);
        kill(child);
    }
    room.well(&[&again[..], &["--resume"]].concat());
    room.same("whole", "out");
    assert!(room.manifest("out")["realisations_taken_up"].as_u64().unwrap() > 100);
}

/// Ctrl-C leaves a whole folder with a state in it, and that can be gone on with as often as one likes.
#[test]
#[cfg(unix)]
fn identity_a_stopped_run_goes_on_from_its_folder() {
    let room = Room::new();
    let run = ["run", "pen.toml", "--realisations", "1500", "--threads", "1", "--checkpoint-s", "0.03"];
    room.well(&[&run[..], &["-q", "--out", "whole"]].concat());
    let mut before = 0;
    for _ in 0..2 {
        let command = [&run[..], &["--out", "out", "--resume"]].concat();
        let mut child = room.command(&command).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        wait(&mut child, || done(&room.path("out.partial/run.state")) > before + 8);
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{said}");
        assert!(said.contains("--resume goes on with it"), "{said}");
        let manifest = room.manifest("out");
        assert_eq!(manifest["status"], "partial");
        let now = done(&room.path("out/run.state"));
        assert!(now > before && manifest["realisations_done"] == now, "{now} after {before}");
        before = now;
    }
    // Killed before it has a state of its own, it still has the one of the folder.
    let never = [
        "run",
        "pen.toml",
        "--realisations",
        "1500",
        "--out",
        "out",
        "--resume",
        "-q",
        "--checkpoint-s",
        "1e6",
    ];
    let mut child = room.command(&never).spawn().unwrap();
    wait(&mut child, || room.path("out.partial/run.state").exists());
    kill(child);
    assert_eq!(done(&room.path("out/run.state")), before);
    let said = room.well(&[&run[..], &["--out", "out", "--resume"]].concat());
    assert!(said.contains(&format!("going on after {before} of 1500 realisations")), "{said}");
    room.same("whole", "out");
}

/// More people than before: those that are there stay.
#[test]
fn identity_a_run_can_be_made_longer_while_it_has_a_state() {
    let room = Room::new();
    room.well(&["run", "pen.toml", "-q", "--out", "whole"]);
    let shard = ["run", "pen.toml", "-q", "--realisations", "20", "--shard", "1/1", "--out", "out"];
    room.well(&shard);
    // The state of a shard is that of a shard: a run is another thing.
    room.refused(
        &["run", "pen.toml", "--out", "out", "--resume"],
        &["holds shard 1 of 1, and a whole run is asked for"],
    );
    let scenario = super::scenario(&["run.realisations=20"]);
    let head = puncta::outcome::state::Head::new(scenario.provenance(), None);
    let (_, counted) = puncta::outcome::state::read(&room.path("out/run.state"), scenario.setup()).unwrap();
    puncta::outcome::state::write(&room.path("out/run.state"), &head, &counted).unwrap();
    let said = room.well(&["run", "pen.toml", "--out", "out", "--resume"]);
    assert!(said.contains("going on after 20 of 41 realisations"), "{said}");
    // The shard's state was written over here, not by the run that lists it: such a file is kept.
    let kept = ["out/kept-1/run.state", "out/run.state"].map(|name| room.path(name));
    assert_eq!(kept.iter().filter(|path| fs::remove_file(path).is_ok()).count(), 1);
    room.same("whole", "out");
}

#[test]
fn limit_without_a_state_a_run_begins() {
    let room = Room::new();
    let said = room.well(&["run", "pen.toml", "--out", "out", "--resume"]);
    assert!(said.contains("there is no state to go on from; the run begins"), "{said}");
    assert_eq!(room.manifest("out")["realisations_taken_up"], 0);
    let before = room.results("out");
    assert!(!before.contains_key("run.state"), "a whole run needs none");
    room.well(&["run", "pen.toml", "--out", "out", "--resume", "-q"]);
    assert!(room.results("out") == before);
}

/// A file that may not grow beyond a limit stands for a full disk.
#[test]
#[cfg(unix)]
fn limit_a_full_disk_leaves_the_last_whole_state() {
    let room = Room::new();
    let run = ["run", "pen.toml", "--realisations", "300", "--checkpoint-s", "0", "--threads", "1", "--out"];
    room.well(&[&run[..], &["whole", "-q"]].concat());
    let limited = |kilobytes: u32, out: &str| {
        let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_puncta")])
            .args([&run[..], &[out, "--resume"]].concat())
            .current_dir(room.folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // A state grows by its rows, and the limit stops it on the way.
    let said = limited(60, "out");
    let kept = done(&room.path("out.partial/run.state"));
    assert!((1..300).contains(&kept), "{kept}: {said}");
    for piece in
        ["cannot write", "out.partial/run.state", &format!("below realisation {kept} is kept"), "--resume"]
    {
        assert!(said.contains(piece), "{piece:?} is not in: {said}");
    }
    let names: Vec<String> = tree(&room.path("out.partial")).into_keys().collect();
    assert_eq!(names, [".puncta", "run.state"], "nothing half-written stays");
    // Then there is room for states, but not for every file of the results.
    let size = fs::metadata(room.path("whole/fields.npz")).unwrap().len();
    let state = 400 * 300;
    assert!(size < state, "the largest file is a picture");
    let largest = room.results("whole").values().map(Vec::len).max().unwrap() as u64;
    assert!(largest > 2 * state, "{largest}");
    let said = limited(state as u32 * 3 / 2 / 1024, "out");
    for piece in ["cannot write results to", "below realisation 300 is kept"] {
        assert!(said.contains(piece), "{piece:?} is not in: {said}");
    }
    assert_eq!(tree(&room.path("out.partial")).len(), 2);
    room.well(&[&run[..], &["out", "--resume", "-q"]].concat());
    room.same("whole", "out");
    // Without any state there is nothing to keep.
    let said = limited(4, "other");
    assert!(said.contains("cannot write") && !said.contains("is kept"), "{said}");
    assert!(!room.path("other.partial").exists());
}
