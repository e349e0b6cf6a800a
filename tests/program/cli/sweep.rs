//! `puncta sweep`: its table, shards, resume, what it refuses.

use super::*;
use puncta::injury::Measure;
use std::process::{Command, Stdio};
use std::time::Duration;

const OFF: [&str; 2] = ["--intervals", "off"];
/// Depth and passes of a pen.
const BOTH: [&str; 4] = ["--vary", "device.depth_mm=0.5:1.5:0.5", "--vary", "technique.passes=1,2,4"];

fn sweep(room: &Room, out: &str, more: &[&str]) -> Said {
    room.well(&[&["sweep", "pen.toml", "-q", "--out", out], &SMALL[..], &OFF, more].concat())
}

/// Rows of a table by the names of its columns.
fn rows(room: &Room, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(room.path(name)).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        head.iter().zip(record.iter()).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// Pictures of single points are those of their runs.
#[test]
fn identity_pictures_of_points_are_those_of_runs() {
    let room = Room::new();
    sweep(&room, "drawn", &["--vary", "device.depth_mm=0.5,1", "--pictures"]);
    room.run("pen.toml", "run", &[&["--set", "device.depth_mm=1"], &OFF[..]].concat());
    let (of_run, of_point) = (tree(&room.path("run/figures")), tree(&room.path("drawn/point-1")));
    assert!(of_run.len() > 10);
    assert!(of_run == of_point, "{:?} {:?}", of_run.keys(), of_point.keys());
    assert!(room.path("drawn/point-0/dermal-injury.png").is_file());
    let many = ["sweep", "pen.toml", "-q", "--pictures", "--vary", "device.depth_mm=0.5:1.6:0.01"];
    room.refused(&many, &["pictures of 111 points", "--yes"]);
    let shard = ["sweep", "pen.toml", "--pictures", "--shard", "1/2", "--vary", "device.depth_mm=1,2"];
    room.refused(&shard, &["cannot be used with"]);
}

/// A disk that fills up leaves the finished points, and says so.
#[test]
#[cfg(target_os = "linux")]
fn limit_a_disk_that_fills_up_keeps_the_finished_points() {
    let room = Room::new();
    let bin = env!("CARGO_BIN_EXE_puncta");
    // Files of at most 40 blocks of 512 bytes: the state of a few points.
    let script = format!(
        "ulimit -f 40; trap '' XFSZ; exec {bin} sweep pen.toml -q --out full {} --intervals off --vary \
         skin.site=cheek,forehead,chin,temple,jawline,neck,midface,glabella,palm,back",
        SMALL.join(" ")
    );
    let output = Command::new("bash").args(["-c", &script]).current_dir(room.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("finished points are kept; --resume goes on with them"), "{said}");
    let sites = "skin.site=cheek,forehead,chin,temple,jawline,neck,midface,glabella,palm,back";
    let again = sweep(&room, "full", &["--resume", "--vary", sites]);
    assert!(again.err.is_empty(), "{}", again.err);
    assert_eq!(rows(&room, "full/sweep.csv").len(), 10);
}

#[test]
fn identity_rows_hold_the_values_of_runs() {
    let room = Room::new();
    let said = sweep(&room, "grid", &BOTH);
    assert!(said.out.contains("depth_mm  passes") && said.out.contains("±"), "{}", said.out);
    let rows = rows(&room, "grid/sweep.csv");
    assert_eq!(rows.len(), 9);
    // The last key varies fastest.
    let key =
        |row: &BTreeMap<String, String>| [row["device.depth_mm"].clone(), row["technique.passes"].clone()];
    assert_eq!([key(&rows[0]), key(&rows[1]), key(&rows[8])], [["0.5", "1"], ["0.5", "2"], ["1.5", "4"]]);
    for number in [0, 4, 8] {
        let [depth, passes] = key(&rows[number]);
        let out = format!("run-{number}");
        let sets = [format!("device.depth_mm={depth}"), format!("technique.passes={passes}")];
        let more = [&["--set", &sets[0], "--set", &sets[1]], &OFF[..]].concat();
        room.run("pen.toml", &out, &more);
        let summary = room.json(&format!("{out}/summary.json"));
        assert_eq!(rows[number]["scenario_hash"], summary["scenario_hash"].as_str().unwrap());
        for measure in Measure::ALL {
            let figure = &summary.pointer(&format!("/{}", measure.key().replace('.', "/"))).unwrap();
            for part in ["value", "se", "p05", "p95", "low", "high", "n"] {
                let cell = rows[number][&format!("{}.{part}", measure.key())].parse::<f64>().ok();
                assert_eq!(cell, figure[part].as_f64(), "{number} {} {part}", measure.key());
            }
        }
    }
    let study = room.json("grid/study.json");
    assert_eq!(study["points"], 9);
    assert_eq!(study["units"]["depth_mm.mean"], "mm");
    assert_eq!(study["vary"][0], "device.depth_mm=0.5,1,1.5");
    for picture in ["depth-mm-mean", "reach-fat", "injury-dermis-volume-fraction"] {
        assert!(room.path(&format!("grid/figures/sweep-{picture}.svg")).is_file(), "{picture}");
    }
}

/// The study in the folder gives the same files again, whatever the threads; so do shards, in any order.
#[test]
fn identity_studies_and_shards_give_the_same_bytes() {
    let room = Room::new();
    sweep(&room, "whole", &BOTH);
    room.well(&["sweep", "whole/study.toml", "-q", "--out", "again", "--threads", "1"]);
    assert!(results(&room.path("whole")) == results(&room.path("again")));
    for shard in ["1/3", "2/3", "3/3"] {
        let out = format!("part-{}", &shard[..1]);
        sweep(&room, &out, &[&BOTH[..], &["--shard", shard]].concat());
        assert!(!room.path(&format!("{out}/sweep.csv")).exists());
    }
    room.well(&["merge", "part-3", "part-1", "part-2", "-q", "--out", "merged"]);
    assert!(results(&room.path("whole")) == results(&room.path("merged")));
    room.refused(&["merge", "part-3", "part-1", "--out", "x"], &["shard 2 of 3 is missing"]);
    room.refused(&["merge", "part-3", "part-3", "part-1", "--out", "x"], &["shard 3 of 3 is there twice"]);
    let other = ["--vary", "device.depth_mm=0.5:1.5:0.25"];
    sweep(&room, "other", &[&other[..], &["--shard", "2/3"]].concat());
    room.refused(&["merge", "part-1", "other", "part-3", "--out", "x"], &["is not of the sweep in"]);
    sweep(&room, "half", &[&BOTH[..], &["--shard", "1/2"]].concat());
    room.refused(&["merge", "part-1", "part-2", "half", "--out", "x"], &["not of"]);
}

/// Points that differ in their number of passes alone lie in one shard, wherever that key stands. Only more shards than
/// families part them.
#[test]
fn identity_shards_keep_families_whole() {
    let room = Room::new();
    let vary = ["--vary", "technique.passes=1,2", "--vary", "device.depth_mm=0.5,1,1.5"];
    sweep(&room, "whole", &vary);
    let points = |of: usize| -> Vec<Vec<u64>> {
        let part = |number: usize| {
            let (out, shard) = (format!("part-{number}-{of}"), format!("{number}/{of}"));
            sweep(&room, &out, &[&vary[..], &["--shard", &shard]].concat());
            let state = std::fs::read_to_string(room.path(&format!("{out}/run.state"))).unwrap();
            let point = |line: &str| {
                serde_json::from_str::<serde_json::Value>(line).unwrap()["number"].as_u64().unwrap()
            };
            state.lines().skip(2).map(point).collect()
        };
        let points = (1..=of).map(part).collect();
        let parts: Vec<String> = (1..=of).map(|number| format!("part-{number}-{of}")).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let out = format!("merged-{of}");
        room.well(&[&["merge"], &parts[..], &["-q", "--out", &out]].concat());
        assert!(results(&room.path("whole")) == results(&room.path(&out)));
        points
    };
    assert_eq!(points(2), [vec![0, 3], vec![1, 4, 2, 5]]);
    assert_eq!(points(5), [vec![0], vec![3], vec![1], vec![4], vec![2, 5]]);
}

/// Killed once some of its points are finished, a sweep goes on with them and ends in the same bytes.
#[test]
fn identity_a_killed_sweep_goes_on() {
    let room = Room::new();
    // Sites have skins of their own, so that their points finish one after the other.
    let sites = "skin.site=cheek,forehead,chin,temple,jawline,neck,midface,glabella,nasolabial,upper_lip";
    let all = [&["sweep", "pen.toml", "-q", "--vary", sites], &SMALL[..4], &["--realisations", "60"], &OFF]
        .concat();
    room.well(&[&all[..], &["--out", "whole"]].concat());
    let mut child = Command::new(env!("CARGO_BIN_EXE_puncta"))
        .args([&all[..], &["--out", "cut"]].concat())
        .current_dir(room.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let state = room.path("cut.partial/run.state");
    // A line without its end is one that was being written.
    let finished =
        || fs::read_to_string(&state).map_or(0, |text| text.matches('\n').count().saturating_sub(2));
    while finished() < 2 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let there = finished();
    assert!((2..10).contains(&there), "{there}");
    // The line that was being written is left out.
    let text = fs::read_to_string(&state).unwrap();
    fs::write(&state, format!("{text}{{\"number\":9,\"figures\":[")).unwrap();
    let said = room.well(&[&all[..2], &all[3..], &["--out", "cut", "--resume"]].concat());
    assert!(said.err.contains(&format!("going on after {there} finished points")), "{}", said.err);
    assert!(results(&room.path("whole")) == results(&room.path("cut")));
    // A state of another sweep, or a damaged one.
    room.well(&[
        "sweep",
        "pen.toml",
        "-q",
        "--vary",
        "device.depth_mm=1,2",
        "--shard",
        "1/2",
        "--out",
        "shard",
    ]);
    let go_on = |keys: &str| {
        room.refused(
            &["sweep", "pen.toml", "--vary", keys, "--shard", "1/2", "--out", "shard", "--resume"],
            &["holds"],
        );
    };
    go_on("device.depth_mm=1,2.5");
}

#[test]
fn regress_what_cannot_be_swept_is_refused() {
    let room = Room::new();
    let refused = |more: &[&str], pieces: &[&str]| {
        room.refused(&[&["sweep", "pen.toml"], more].concat(), pieces);
    };
    refused(&[], &["nothing varies"]);
    refused(&["--vary", "device.depht_mm=1,2"], &["no key device.depht_mm", "did you mean device.depth_mm?"]);
    refused(&["--vary", "depth_mm=1,2"], &["did you mean device.depth_mm?"]);
    refused(&["--vary", "device.depth_mm"], &["gives no value"]);
    refused(&["--set", "device.depth_mm=1", "--vary", "device.depth_mm=1,2"], &["is set and varied"]);
    refused(&["--vary", "run.seed=1,2"], &["run.seed cannot vary", "same people"]);
    refused(&["--vary", "name=a,b"], &["name cannot vary"]);
    refused(&["--vary", "device.depth_mm=2:1:0.1"], &["ends at 1, before it begins at 2"]);
    refused(&["--vary", "device.depth_mm="], &["gives no value"]);
    refused(&["--vary", "device.depth_mm=1,deep"], &["point 1 (device.depth_mm=deep)", "deep"]);
    refused(&["--vary", "device.depth_mm=1,9"], &["point 1 (device.depth_mm=9)", "0 to 3"]);
    refused(&["--vary", "device.depth_mm=1,2", "--vary", "device.depth_mm=1"], &["there twice"]);
    refused(
        &["--vary", "device.depth_mm=0:1:0.0001", "--vary", "technique.passes=1,2"],
        &["20002 points", "--yes"],
    );
    refused(&["--vary", "device.depth_mm=0:1:0.000001", "--yes"], &["more than a million steps"]);
    refused(
        &["--vary", "device.depth_mm=1,2", "--figure", "reach.fad"],
        &["no value is called reach.fad", "reach.fat?"],
    );
    refused(
        &["--vary", "device.depth_mm=1,2", "--shard", "3/3"],
        &["2 points cannot be shared out to 3 shards"],
    );
    refused(&["--vary", "device.depth_mm=1:2", "--sample", "lhs", "--points", "0"], &["at least 1"]);
    let long = ["--vary", "device.depth_mm=1:2", "--sample", "sobol", "--points", "70000", "--yes"];
    refused(&long, &["at most 65,536 points"]);
    // A key that does nothing here would repeat one point.
    let ratio = ["--set", "mechanics.law=ratio", "--vary", "technique.force_n=1,2"];
    refused(&ratio, &["change nothing", "technique.force_n"]);
    // So does one that a warning names after others.
    let second =
        ["--set", "mechanics.law=ratio", "--set", "device.drive=force", "--vary", "technique.force_n=1,2"];
    refused(&second, &["change nothing", "device.drive, technique.force_n"]);
}

#[test]
fn limit_a_study_of_a_stranger_reads_nothing_elsewhere() {
    let room = Room::new();
    let study = |base: &str| {
        room.write(
            "s.toml",
            format!("format = 1\nstudy = \"sweep\"\nbase = [\"{base}\"]\nvary = [\"device.depth_mm=1,2\"]\n"),
        );
        room.refused(&["sweep", "s.toml"], &["there is no base scenario"]);
    };
    study("../pen.toml");
    study("/etc/hostname");
    study("missing.toml");
    room.refused(&["run", "s.toml"], &["is a study of many settings", "puncta sweep"]);
    room.write("s.toml", "format = 2\nstudy = \"sweep\"\nvary = []\n");
    room.refused(&["sweep", "s.toml"], &["format 2"]);
    room.write("s.toml", "format = 1\nstudy = \"sweep\"\nvary = []\nwhat = 1\n");
    room.refused(&["sweep", "s.toml"], &["unknown field"]);
}

/// Several base scenarios are one more axis, with the people of the first.
#[test]
fn identity_bases_treat_the_same_people() {
    let room = Room::new();
    room.write("blunt.toml", format!("name = \"Blunt\"\n{}tip_diameter_um = 32\n[run]\nseed = 5\n", PEN));
    let more = ["--vary", "technique.passes=1,2"];
    let bases = ["sweep", "pen.toml", "blunt.toml", "-q", "--out", "two"];
    room.well(&[&bases[..], &SMALL, &OFF, &more].concat());
    let rows = rows(&room, "two/sweep.csv");
    assert_eq!(
        rows.iter().map(|row| row["base"].as_str()).collect::<Vec<_>>(),
        ["pen", "pen", "blunt", "blunt"]
    );
    room.run("blunt.toml", "alone", &["--set", "technique.passes=2", "--seed", "1", "--intervals", "off"]);
    let alone = room.json("alone/summary.json");
    assert_eq!(
        rows[3]["depth_mm.mean.value"].parse::<f64>().ok(),
        alone["depth_mm"]["mean"]["value"].as_f64()
    );
    // Drawn points have a table and no chart.
    let drawn = ["--vary", "device.depth_mm=0.5:2", "--sample", "sobol", "--points", "4"];
    sweep(&room, "drawn", &drawn);
    assert!(!room.path("drawn/figures").exists() && room.path("drawn/sweep.csv").is_file());
}

/// Every study of the repository runs, here with few people on little skin.
#[test]
fn identity_the_studies_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let room = Room::new();
    let mut found = 0;
    for entry in fs::read_dir(root.join("studies")).unwrap() {
        let study = entry.unwrap().path();
        let out = room.path(&format!("study-{found}"));
        let sets = ["run.realisations=2", "area.width_mm=3", "area.height_mm=3", "run.intervals=off"];
        let sets: Vec<&str> = sets.iter().flat_map(|set| ["--set", set]).collect();
        let output = Command::new(env!("CARGO_BIN_EXE_puncta"))
            .args(["sweep", study.to_str().unwrap(), "-q", "--out", out.to_str().unwrap()])
            .args(sets)
            .current_dir(root)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}: {}", study.display(), String::from_utf8_lossy(&output.stderr));
        assert!(rows(&room, &format!("study-{found}/sweep.csv")).len() >= 18, "{}", study.display());
        found += 1;
    }
    assert!(found >= 3);
}

#[test]
fn identity_a_run_without_pictures_has_the_same_values() {
    let room = Room::new();
    room.run("pen.toml", "with", &OFF);
    room.run("pen.toml", "without", &[&["--no-pictures"], &OFF[..]].concat());
    let mut with = results(&room.path("with"));
    with.retain(|name, _| !name.starts_with("figures"));
    assert!(with == results(&room.path("without")));
}
