//! Pipes that nobody reads, full disks, Ctrl-C.

use super::*;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

#[test]
fn limit_nobody_reads_what_is_printed() {
    let room = Room::new();
    for command in
        [&["sites"][..], &["schema"], &["devices", "skinpen"], &["evidence"], &["check", "pen.toml"]]
    {
        let mut child = start(&room, command);
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn limit_a_full_disk_is_said() {
    let room = Room::new();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_puncta"))
        .arg("schema")
        .current_dir(room.folder.path())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the results"));
}

fn start(room: &Room, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_puncta"))
        .args(arguments)
        .current_dir(room.folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A run far too long to end by itself, stopped some time after its folder is open, `signals` times.
fn stopped(room: &Room, signals: usize) -> (Option<i32>, String) {
    stopped_while(room, &["run", "pen.toml"], signals)
}

fn stopped_while(room: &Room, command: &[&str], signals: usize) -> (Option<i32>, String) {
    let mut child = start(room, &[command, &["--out", "out", "--realisations", "100000"]].concat());
    while !room.path("out.partial/.puncta").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the run ended before it began");
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_millis(200));
    for _ in 0..signals {
        assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn limit_ctrl_c_leaves_a_whole_folder_marked_partial() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let (code, err) = stopped(&room, 1);
    assert_eq!(code, Some(130), "{err}");
    let manifest = room.json("out/manifest.json");
    assert_eq!((&manifest["status"], &manifest["realisations_asked"]), (&"partial".into(), &100_000.into()));
    let done = manifest["realisations_done"].as_u64().unwrap();
    assert!((1..100_000).contains(&done));
    assert!(err.contains(&format!("stopped after {done} of 100000 realisations")), "{err}");
    let summary = room.json("out/summary.json");
    assert_eq!((&summary["partial"], &summary["realisations"]), (&true.into(), &done.into()));
    assert!(summary["punctures"]["density_per_cm2"]["value"].as_f64().unwrap() > 0.0);
    let files = tree(&room.path("out"));
    assert!(
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".png"))
            .all(|(_, png)| png.ends_with(b"IEND\xaeB`\x82"))
    );
    assert!(
        files
            .iter()
            .filter(|(name, _)| name.ends_with(".svg"))
            .all(|(_, svg)| svg.trim_ascii_end().ends_with(b"</svg>"))
    );
    assert!(!room.path("out.partial").exists());
}

#[test]
fn limit_a_second_ctrl_c_ends_at_once_and_the_old_results_stay() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let before = tree(&room.path("out"));
    let (code, err) = stopped(&room, 2);
    assert_eq!(code, Some(130), "{err}");
    // The second one may come after everything is written; what is there is whole in either case.
    if !err.contains("stopped after") {
        assert!(tree(&room.path("out")) == before);
    }
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0, "what was left over is not in the way");
    assert!(!room.path("out.partial").exists());
}

#[test]
fn limit_ctrl_c_leaves_nothing_of_a_comparison() {
    let room = Room::new();
    let before = tree(room.folder.path());
    let (code, err) = stopped_while(&room, &["compare", "pen.toml", "pen.toml"], 1);
    assert_eq!(code, Some(130), "{err}");
    assert!(err.contains("nothing will be written"), "{err}");
    assert!(tree(room.folder.path()) == before);
}
