//! `puncta run --stream` against `puncta run`.

use super::{FINE, WITH_GAPS, text};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// An empty folder with some scenarios in it.
pub struct Room(tempfile::TempDir);

impl Room {
    pub fn new(scenarios: &[(&str, String)]) -> Room {
        let room = Room(tempfile::tempdir().unwrap());
        for (name, text) in scenarios {
            fs::write(room.path(name), text).unwrap();
        }
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_puncta"));
        command.args(arguments).env_remove("COLUMNS").current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Exit code, and what was said on stdout and on stderr, in one line each.
    pub fn puncta(&self, arguments: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(arguments).output().unwrap();
        let words = |bytes: Vec<u8>| {
            String::from_utf8(bytes).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        (status.code().unwrap_or(-1), words(stdout), words(stderr))
    }

    #[track_caller]
    pub fn well(&self, arguments: &[&str]) -> (String, String) {
        let (code, out, err) = self.puncta(arguments);
        assert_eq!(code, 0, "{arguments:?}: {err}");
        (out, err)
    }

    /// Every file of a results folder but the manifest.
    fn results(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().display().to_string();
                    found.insert(name, fs::read(&path).unwrap());
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(&self.path(name), &self.path(name), &mut found);
        assert!(found.remove("manifest.json").is_some());
        found
    }

    #[track_caller]
    fn same(&self, one: &BTreeMap<String, Vec<u8>>, other: &str, what: &str) {
        let other = self.results(other);
        assert!(one.keys().eq(other.keys()), "{what}: {:?}", other.keys());
        for (name, bytes) in one {
            assert!(*bytes == other[name], "{what}: {name}");
        }
    }

    /// The least memory in MB that a streamed run of this scenario may be told to take, and in how many bands it goes then.
    fn least_memory(&self, scenario: &str) -> (String, u32) {
        let check = |mb: u32| {
            let mb = mb.to_string();
            self.puncta(&["check", scenario, "--stream", "--memory-mb", &mb, "--threads", "1"])
        };
        let found = (1..1000).map(|mb| (mb, check(mb))).find(|(_, (code, ..))| *code == 0);
        let (mb, (_, said, _)) = found.unwrap();
        (mb.to_string(), bands(&said))
    }
}

/// In how many bands a run says that it goes.
fn bands(said: &str) -> u32 {
    let (_, rest) = said.split_once(" and in ").unwrap();
    let number = rest.split_whitespace().next().unwrap();
    if number == "one" { 1 } else { number.parse().unwrap() }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_a_streamed_run_has_the_bytes_of_a_plain_one() {
    // 3.9 million cells: their memory outweighs that of the pictures, so that they are cut into bands.
    let larger = |area: &str| area.replace("= 3\n", "= 13\n").replace("5.6", "30");
    let room = Room::new(&[
        ("fine.toml", text("pen-12", &larger(FINE))),
        ("gaps.toml", text("roller-192", &larger(WITH_GAPS))),
    ]);
    let (least, most_bands) = room.least_memory("fine.toml");
    assert!(most_bands >= 4, "{most_bands}");
    let memory = ["--memory-mb", &least];
    for (scenario, ways) in [
        ("fine.toml", &[("1", &[][..]), ("2", &[]), ("3", &[]), ("1", &memory)][..]),
        ("gaps.toml", &[("2", &[][..])]),
    ] {
        // The scenarios take turns in the same folders.
        let few = ["run", scenario, "--realisations", "3", "--force", "--out"];
        room.well(&[&few[..], &["plain", "-q"]].concat());
        let plain = room.results("plain");
        assert!(plain.len() >= 4 + 3 * 3, "{:?}", plain.keys());
        for (threads, more) in ways {
            let (_, said) =
                room.well(&[&few[..], &["streamed", "--stream", "--threads", threads], more].concat());
            let bands = bands(&said);
            assert!(bands >= 2 && (more.is_empty() || bands == most_bands), "{said}");
            room.same(&plain, "streamed", &format!("{scenario} in {bands} bands on {threads} threads"));
        }
    }
}

/// 2600 cells on a side: pictures are drawn from squares of 2 x 2 cells, and say so.
#[test]
fn identity_a_large_area_is_drawn_alike_and_says_in_what() {
    let wide = "width_mm = 13\nheight_mm = 2.1\ncell_um = 5";
    let room = Room::new(&[("wide.toml", text("pen-12", wide))]);
    let small = ["--realisations", "2", "-q", "--out"];
    room.well(&[&["run", "wide.toml"][..], &small, &["plain"]].concat());
    room.well(&[&["run", "wide.toml", "--stream"][..], &small, &["streamed"]].concat());
    let plain = room.results("plain");
    room.same(&plain, "streamed", "a large area");
    let caption = String::from_utf8(plain["figures/dermal-injury.txt"].clone()).unwrap();
    assert!(caption.contains("under each square of 0.01\u{202f}mm"), "{caption}");
    let fields = fs::File::open(room.path("streamed/fields.npz")).unwrap();
    let map: ndarray::Array2<f32> =
        ndarray_npy::NpzReader::new(fields).unwrap().by_name("punctures_per_cm2").unwrap();
    assert_eq!(map.dim(), (420, 2600), "the maps have every cell");
}

#[test]
fn limit_what_needs_all_cells_at_once_is_refused_with_a_way_out() {
    let room = Room::new(&[("pen.toml", text("pen-12", FINE))]);
    for (more, pieces) in [
        (&["--until", "0.05"][..], ["--until", "Find the number"]),
        (&["--shard", "1/2"], ["--shard", "whole area on one machine"]),
    ] {
        let (code, out, err) =
            room.puncta(&[&["run", "pen.toml", "--stream", "--out", "out"], more].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{err}");
        assert!(pieces.iter().all(|piece| err.contains(piece)), "{err}");
    }
    let (code, _, err) = room.puncta(&["run", "pen.toml", "--stream", "--memory-mb", "1", "--out", "out"]);
    assert!(
        code == 2 && err.contains("in bands of one row of tiles") && err.contains("--memory-mb"),
        "{err}"
    );
    assert!(!room.path("out").exists() && !room.path("out.partial").exists());
}

/// 24 000 x 16 000 cells: too many for a plain run, not for a streamed one. A hundred times as many are too many for both.
#[test]
fn limit_an_area_that_does_not_fit_is_sent_to_stream() {
    let room = Room::new(&[("large.toml", text("pen-12", "width_mm = 480\nheight_mm = 320\ncell_um = 20"))]);
    let json = |more: &[&str]| {
        let Output { status, stdout, .. } =
            room.command(&[&["check", "large.toml", "--format", "json"], more].concat()).output().unwrap();
        (status.code(), serde_json::from_slice::<serde_json::Value>(&stdout).unwrap())
    };
    let (code, refused) = json(&[]);
    assert_eq!((code, &refused["memory_bytes"]), (Some(2), &serde_json::Value::Null));
    let problem = refused["problems"][0].to_string();
    assert!(
        problem.contains("24000 x 16000 cells needs 20 GiB") && problem.contains("--stream"),
        "{problem}"
    );
    assert_eq!(room.puncta(&["run", "large.toml", "--out", "out"]).0, 2);
    let (code, fine) = json(&["--stream"]);
    let bytes = fine["memory_bytes"].as_u64().unwrap();
    assert!(code == Some(0) && bytes < 4 << 30, "{fine}");
    assert_eq!(json(&["--memory-mb", "40000"]).0, Some(0), "where so much may be taken");
    let huge = ["--set", "area.cell_um=5", "--set", "area.width_mm=500", "--set", "area.height_mm=500"];
    let (code, refused) = json(&[&huge[..], &["--stream"]].concat());
    let problem = refused["problems"][0].to_string();
    assert!(code == Some(2) && problem.contains("write cell_um = 16"), "{problem}");
    assert!(!room.path("out").exists() && !room.path("out.partial").exists());
}

/// A file that may not grow beyond a limit stands for a full disk.
#[test]
#[cfg(unix)]
fn limit_a_streamed_run_that_is_cut_leaves_nothing() {
    let room = Room::new(&[("pen.toml", text("pen-12", FINE))]);
    // 300 x 560 cells: 672 kB a map, ten maps in the archive; and then all but the pictures.
    for kilobytes in [100, 400, 700, 3000] {
        let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
        let output = Command::new("bash")
            .args(["-c", &script, env!("CARGO_BIN_EXE_puncta")])
            .args(["run", "pen.toml", "--stream", "--out", "out"])
            .current_dir(room.path(""))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("cannot write") && said.contains("fields.npz"), "{said}");
        assert!(!room.path("out").exists() && !room.path("out.partial").exists(), "{kilobytes}");
    }
    // Stopped with Ctrl-C.
    let long = ["run", "pen.toml", "--stream", "--out", "out", "--realisations", "100000"];
    let mut child = room.command(&long).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    while !room.path("out.partial/depth_max_mm.rows").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it began");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(130), 0));
    assert!(!room.path("out").exists() && !room.path("out.partial").exists());
}

/// Killed after the first band that is kept, then resumed: the bytes of a plain run. A state of one kind is not
/// taken for the other, and files that were cut, changed or replaced by links are refused.
#[test]
#[ignore = "slow: see .ci/slow"]
#[cfg(unix)]
fn identity_a_streamed_run_that_is_killed_can_be_resumed() {
    let larger = FINE.replace("= 3\n", "= 13\n").replace("5.6", "30");
    let room = Room::new(&[("pen.toml", text("pen-12", &larger))]);
    let (least, _) = room.least_memory("pen.toml");
    let run = ["run", "pen.toml", "--realisations", "3", "--memory-mb", &least, "--out"];
    room.well(&["run", "pen.toml", "--realisations", "3", "-q", "--out", "plain"]);
    let plain = room.results("plain");
    let streamed = [&run[..], &["out", "--stream", "--checkpoint-s", "0"]].concat();
    let kill = |signal: &str, code: Option<i32>| {
        let mut child =
            room.command(&streamed).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        while !room.path("out.partial/run.state").exists() {
            assert!(child.try_wait().unwrap().is_none(), "the run ended before a band was kept");
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), code);
        assert!(room.path("out.partial/run.state").exists() && !room.path("out").exists());
        String::from_utf8(output.stderr).unwrap()
    };
    kill("-KILL", None);
    let (code, _, said) =
        room.puncta(&["run", "pen.toml", "--realisations", "3", "--resume", "--out", "out"]);
    assert!(code == 2 && said.contains("goes on with --stream alone"), "{said}");
    let resume = [&streamed[..], &["--resume"]].concat();
    let (_, said) = room.well(&resume);
    assert!(said.contains("going on after"), "{said}");
    room.same(&plain, "out", "killed and resumed");
    fs::remove_dir_all(room.path("out")).unwrap();

    let said = kill("-INT", Some(130));
    assert!(said.contains("--stream --resume goes on"), "{said}");
    let (code, _, said) = room.puncta(&[&resume[..], &["--set", "device.depth_mm=1"]].concat());
    assert!(code == 2 && said.contains("is asked for"), "{said}");
    for name in ["repeats_per_cm2", "depth_max_mm"] {
        let map = room.path(&format!("out.partial/{name}.rows"));
        let bytes = fs::read(&map).unwrap();
        let mut changed = bytes.clone();
        changed[40..44].copy_from_slice(&5.5f32.to_le_bytes());
        fs::write(&map, &changed).unwrap();
        let (code, _, said) = room.puncta(&resume);
        assert!(code == 2 && said.contains("the maps were changed after the state was kept"), "{said}");
        fs::write(&map, &bytes).unwrap();
    }
    let map = room.path("out.partial/depth_max_mm.rows");
    let bytes = fs::read(&map).unwrap();
    fs::write(&map, &bytes[..100]).unwrap();
    let (code, _, said) = room.puncta(&resume);
    assert!(code == 2 && said.contains("shorter than its state says"), "{said}");
    let elsewhere = room.path("elsewhere");
    fs::write(&elsewhere, &bytes).unwrap();
    fs::remove_file(&map).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &map).unwrap();
    let (code, _, said) = room.puncta(&resume);
    assert!(code == 2 && said.contains("is missing, or a link"), "{said}");
    assert_eq!(fs::read(&elsewhere).unwrap(), bytes, "what a link leads to is left alone");
}
