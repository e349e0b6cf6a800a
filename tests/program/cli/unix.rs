//! Pipes that nobody reads, full disks, Ctrl-C, links, mount points, folders without room beside them.

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
    let mut child =
        start(room, &[command, &["--out", "out", "--force", "--realisations", "100000"]].concat());
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
    assert_eq!(room.run("pen.toml", "out", &["--force"]).code, 0, "what was left over is not in the way");
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

/// A link in the way of anything that is made, overwritten or removed: what it leads to stays.
#[test]
fn limit_no_link_is_written_through() {
    use std::os::unix::fs::symlink;
    let room = Room::new();
    fs::create_dir(room.path("mine")).unwrap();
    room.write("mine/chapter.txt", "years of work");
    let mine = tree(&room.path("mine"));
    let refused = |more: &[&str], words: &str| {
        let said = room.run("pen.toml", "out", more);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(said.err.contains(words), "{}", said.err);
        assert!(tree(&room.path("mine")) == mine);
    };
    for to in ["mine", "nowhere"] {
        symlink(room.path(to), room.path("out")).unwrap();
        for more in [&[][..], &["--force"], &["--resume"], &["--resume", "--force"]] {
            refused(more, "is a link");
        }
        fs::remove_file(room.path("out")).unwrap();
    }
    // The unfinished folder, and its mark.
    symlink(room.path("mine"), room.path("out.partial")).unwrap();
    refused(&[], "not a left-over");
    refused(&["--resume"], "not a left-over");
    fs::remove_file(room.path("out.partial")).unwrap();
    fs::create_dir(room.path("out.partial")).unwrap();
    symlink(room.path("mine/chapter.txt"), room.path("out.partial/.puncta")).unwrap();
    refused(&["--resume"], "not a left-over");
    refused(&[], "not a left-over");
    // A mark of ours beside links of the names that a run writes.
    fs::remove_file(room.path("out.partial/.puncta")).unwrap();
    room.write("out.partial/.puncta", "");
    for name in ["run.state.new", "summary.json", "manifest.json"] {
        symlink(room.path("mine/chapter.txt"), room.path("out.partial").join(name)).unwrap();
    }
    symlink(room.path("mine"), room.path("out.partial/figures")).unwrap();
    let said = room.run("pen.toml", "out", &["--resume", "--checkpoint-s", "0"]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(tree(&room.path("mine")) == mine);
    assert!(fs::symlink_metadata(room.path("out/figures")).unwrap().is_dir());
    // Results that became links: replaced themselves, not what they lead to.
    fs::rename(room.path("out/figures"), room.path("figures")).unwrap();
    symlink(room.path("figures"), room.path("out/figures")).unwrap();
    fs::rename(room.path("out/summary.json"), room.path("summary.json")).unwrap();
    symlink(room.path("summary.json"), room.path("out/summary.json")).unwrap();
    let before = (tree(&room.path("figures")), fs::read(room.path("summary.json")).unwrap());
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    assert!(before == (tree(&room.path("figures")), fs::read(room.path("summary.json")).unwrap()));
    // A new scenario over a link.
    symlink(room.path("mine/chapter.txt"), room.path("linked.toml")).unwrap();
    room.refused(&["new", "linked"], &["is there already"]);
    room.well(&["new", "linked", "--force"]);
    assert!(tree(&room.path("mine")) == mine);
    assert!(fs::symlink_metadata(room.path("linked.toml")).unwrap().is_file());
}

/// Runs a script as the superuser of a name space of its own, where it may mount; says so where it may not.
#[cfg(target_os = "linux")]
fn with_mounts(room: &Room, script: &str) -> Option<String> {
    let unshare = |script: &str| {
        Command::new("unshare")
            .args(["--mount", "--map-root-user", "bash", "-ec", script, env!("CARGO_BIN_EXE_puncta")])
            .current_dir(room.folder.path())
            .output()
    };
    if !unshare("mkdir -p may; mount -t tmpfs none may").is_ok_and(|output| output.status.success()) {
        eprintln!("NOT TESTED: nothing can be mounted here");
        return None;
    }
    let output = unshare(script).unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The usual call of a container: the folder for the results is mounted, and nothing can be renamed to it or beside it.
#[test]
#[cfg(target_os = "linux")]
fn identity_a_mount_point_is_written_from_within() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "whole", &[]).code, 0);
    let small = SMALL.map(|word| format!("'{word}'")).join(" ");
    let script = format!(
        "mkdir out bound host; mount -t tmpfs none out; mount --bind host bound
         for out in out bound out; do \"$0\" run pen.toml -q --out $out {small} > said; done
         echo mine > out/notes.txt
         \"$0\" run pen.toml --out out {small} > said 2> err; grep -q 'kept notes.txt' err
         cd out; \"$0\" run ../pen.toml --out . {small} > /dev/null 2>&1; cd ..
         cp -r out copied; ls -A out bound"
    );
    let Some(names) = with_mounts(&room, &script) else { return };
    assert!(!names.contains("partial") && !names.contains("probe"), "{names}");
    let mut copied = results(&room.path("copied"));
    assert_eq!(copied.remove("notes.txt").unwrap(), b"mine\n");
    let whole = results(&room.path("whole"));
    assert!(copied == whole && results(&room.path("host")) == whole);
    let there: Vec<String> =
        tree(room.folder.path()).into_keys().filter(|name| name.ends_with(".partial/")).collect();
    assert!(there.is_empty(), "{there:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn identity_a_folder_in_a_read_only_one_is_written_from_within() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "whole", &[]).code, 0);
    let small = SMALL.map(|word| format!("'{word}'")).join(" ");
    let script = format!(
        "mkdir -p top/out; mkdir host; mount --bind top top; mount -o remount,ro,bind top; mount --bind host top/out
         \"$0\" run pen.toml -q --out top/out {small}
         ! \"$0\" run pen.toml --out top/new {small} 2> err; grep -q 'cannot write results to top/new' err"
    );
    if with_mounts(&room, &script).is_some() {
        assert!(results(&room.path("host")) == results(&room.path("whole")));
    }
}
