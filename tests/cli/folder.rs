//! The results folder: where it may go, and what it replaces.

use super::*;

#[test]
fn limit_results_go_only_where_they_may() {
    let room = Room::new();
    room.write("file", "mine");
    fs::create_dir(room.path("thesis")).unwrap();
    room.write("thesis/chapter.txt", "years of work");
    room.write("thesis/manifest.json", "{\"program\": \"another\"}");
    for (out, pieces) in [
        ("file", &["is a file", "--out"][..]),
        ("file/below", &["cannot write results to file/below", "--out"]),
        ("thesis", &["not empty", "--out", "--force"]),
        (".", &["not empty"]),
    ] {
        room.refused(&["run", "pen.toml", "--out", out], pieces);
    }
    let long = "x".repeat(300);
    room.refused(&["run", "pen.toml", "--out", &format!("new/deep/{long}")], &["cannot write results to"]);
    // Forced into, it keeps what it holds, and is still not ours to replace.
    room.well(&[&["run", "pen.toml", "-q", "--out", "thesis", "--force"][..], &SMALL].concat());
    assert_eq!(fs::read_to_string(room.path("thesis/chapter.txt")).unwrap(), "years of work");
    assert!(room.path("thesis/summary.json").exists());
    room.refused(&["run", "pen.toml", "--out", "thesis"], &["not empty", "--force"]);
}

#[test]
fn identity_our_folder_is_replaced_whole_and_its_neighbours_are_left_alone() {
    let room = Room::new();
    for name in ["out.old", "out.bak"] {
        fs::create_dir(room.path(name)).unwrap();
        room.write(&format!("{name}/kept"), "mine");
    }
    assert_eq!(room.run("pen.toml", "new/deep/out", &[]).code, 0, "folders above are made");
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let first = results(&room.path("out"));
    room.write("out/figures/stale.png", "of an older version");
    assert_eq!(room.run("pen.toml", "out", &["--seed", "2"]).code, 0);
    let second = results(&room.path("out"));
    assert!(!second.contains_key("figures/stale.png") && first.keys().eq(second.keys()));
    assert!(first["summary.json"] != second["summary.json"]);
    let names: Vec<String> = fs::read_dir(room.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(names, ["new", "out", "out.bak", "out.old", "pen.toml"], "nothing is left over");
    assert!(room.path("out.old/kept").exists());
}
