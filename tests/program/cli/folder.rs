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
    // Forced into, it keeps what it holds. From then on results there are told apart like any.
    room.well(&[&["run", "pen.toml", "-q", "--out", "thesis", "--force"][..], &SMALL].concat());
    assert_eq!(fs::read_to_string(room.path("thesis/chapter.txt")).unwrap(), "years of work");
    assert!(room.path("thesis/summary.json").exists());
    room.refused(&["run", "pen.toml", "--out", "thesis"], &["holds other results", "--force"]);
    room.well(&[&["run", "pen.toml", "-q", "--out", "thesis"][..], &SMALL].concat());
    assert_eq!(fs::read_to_string(room.path("thesis/chapter.txt")).unwrap(), "years of work");
}

#[test]
fn identity_our_files_are_replaced_and_the_neighbours_are_left_alone() {
    let room = Room::new();
    for name in ["out.old", "out.bak"] {
        fs::create_dir(room.path(name)).unwrap();
        room.write(&format!("{name}/kept"), "mine");
    }
    assert_eq!(room.run("pen.toml", "new/deep/out", &[]).code, 0, "folders above are made");
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let first = results(&room.path("out"));
    assert_eq!(room.run("pen.toml", "out", &["--seed", "2", "--force", "--pdf"]).code, 0);
    assert_eq!(room.run("pen.toml", "out", &["--seed", "2"]).code, 0);
    let second = results(&room.path("out"));
    assert!(first.keys().eq(second.keys()), "no PDF is left");
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

/// `run` with small settings and messages.
fn aloud(room: &Room, out: &str, more: &[&str]) -> Said {
    room.puncta(&[&["run", "pen.toml", "--out", out], &SMALL[..], more].concat())
}

#[test]
fn limit_what_the_user_put_into_results_is_kept_and_said() {
    let room = Room::new();
    assert_eq!(aloud(&room, "out", &[]).code, 0);
    let before = results(&room.path("out"));
    room.write("out/notes.txt", "years of work");
    room.write("out/figures/fat-reach.svg", "edited");
    fs::create_dir(room.path("out/mine")).unwrap();
    room.write("out/mine/slides.txt", "tomorrow");
    let said = aloud(&room, "out", &[]);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in [
        "out: kept mine/, notes.txt, which puncta did not write",
        "kept figures/fat-reach.svg (now kept-1/figures/fat-reach.svg), which changed after the run",
    ] {
        assert!(said.err.contains(words), "{words:?} is not in: {}", said.err);
    }
    let mut after = results(&room.path("out"));
    for (name, words) in [
        ("notes.txt", "years of work"),
        ("mine/slides.txt", "tomorrow"),
        ("kept-1/figures/fat-reach.svg", "edited"),
    ] {
        assert_eq!(after.remove(name).unwrap(), words.as_bytes(), "{name}");
    }
    after.retain(|name, _| !["mine/", "kept-1/", "kept-1/figures/"].contains(&name.as_str()));
    assert!(after == before);
    assert!(!aloud(&room, "out", &["-q"]).err.contains("kept"));
    assert_eq!(fs::read_to_string(room.path("out/notes.txt")).unwrap(), "years of work");
}

/// A manifest that names the program and nothing else is no licence to empty a folder.
#[test]
fn limit_a_folder_with_a_bare_manifest_is_not_emptied() {
    let room = Room::new();
    fs::create_dir_all(room.path("sources/src")).unwrap();
    room.write("sources/manifest.json", "{\"program\": \"puncta\"}");
    room.write("sources/src/main.rs", "fn main() {}");
    room.write("sources/scenario.toml", "# with comments");
    room.refused(&["run", "pen.toml", "--out", "sources"], &["older version", "--out", "--force"]);
    assert_eq!(room.run("pen.toml", "sources", &["--force"]).code, 0);
    for (name, words) in [
        ("src/main.rs", "fn main() {}"),
        ("kept-1/manifest.json", "{\"program\": \"puncta\"}"),
        ("kept-1/scenario.toml", "# with comments"),
    ] {
        assert_eq!(fs::read_to_string(room.path(&format!("sources/{name}"))).unwrap(), words);
    }
    assert!(room.path("sources/summary.json").exists());
}

#[test]
fn limit_results_of_another_setting_are_replaced_with_force_alone() {
    let room = Room::new();
    room.write("deep.toml", PEN.replace("1.0", "1.5"));
    let small = |command: &[&'static str]| [command, &SMALL[..]].concat();
    room.well(&small(&["run", "pen.toml"]));
    let first = results(&room.path("output/pen"));
    for (command, pieces) in [
        (
            &["run", "pen.toml", "--set", "skin.site=temple"][..],
            &["output/pen holds other results", "puncta run of \"pen\"", "output/pen-2", "--force"][..],
        ),
        (&["run", "pen.toml", "--seed", "2"], &["output/pen holds other results"]),
        (&["run", "deep.toml", "--out", "output/pen"], &["\"deep\" (scenario"]),
        (&["run", "pen.toml", "--shard", "1/3", "--out", "output/pen"], &["shard 1 of 3"]),
        (&["insert", "pen.toml", "--out", "output/pen"], &["Asked for: puncta insert"]),
        (&["compare", "pen.toml", "deep.toml", "--out", "output/pen"], &["Asked for: puncta compare"]),
        (&["run", "pen.toml", "--set", "skin.site=temple", "--resume"], &["holds other results"]),
    ] {
        room.refused(&small(command), pieces);
    }
    // The same again, and by other means the same.
    room.well(&small(&["run", "pen.toml", "-q"]));
    assert!(results(&room.path("output/pen")) == first);
    room.well(&small(&["run", "pen.toml", "-q", "--stream"]));
    room.well(&small(&["run", "pen.toml", "-q", "--theme", "dark"]));
    room.well(&small(&["run", "pen.toml", "-q", "--set", "skin.site=temple", "--force"]));
    assert!(results(&room.path("output/pen"))["summary.json"] != first["summary.json"]);
    // Any number of people is the same to a run that finds the number itself.
    let until = [
        "run",
        "pen.toml",
        "-q",
        "--until",
        "0.3",
        "--set",
        "area.width_mm=2",
        "--set",
        "area.height_mm=2",
        "--out",
        "until",
        "--no-pictures",
    ];
    room.well(&until);
    room.well(&until);
    room.refused(&[&until[..], &["--seed", "3"]].concat(), &["until holds other results", "until-2"]);
}

/// The command line, called from a folder inside the room.
fn from_within(room: &Room, folder: &str, arguments: &[&str]) -> Said {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_puncta"))
        .args(arguments)
        .current_dir(room.path(folder))
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn identity_one_folder_has_many_names() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "whole", &["--no-pictures"]).code, 0);
    let whole = results(&room.path("whole"));
    for name in ["a/.", "b/", "./c", "x/../d", "a/../a/.", "whole/../e/./"] {
        let said = room.run("pen.toml", name, &["--no-pictures"]);
        assert_eq!(said.code, 0, "{name}: {}", said.err);
        let folder = name.replace("whole/../", "").replace("x/../", "").replace("a/../", "");
        assert!(results(&room.path(&folder)) == whole, "{name}");
    }
    assert!(!room.path("x").exists());
    // From within, in a folder that is there: empty, and again over the same.
    fs::create_dir(room.path("here")).unwrap();
    for out in [".", "./", "../here", "../here/."] {
        let run = [&["run", "../pen.toml", "--out", out, "--no-pictures"], &SMALL[..]].concat();
        let said = from_within(&room, "here", &run);
        assert_eq!(said.code, 0, "{out}: {}", said.err);
        assert!(said.out.contains(&format!("Results in {out}\n")), "{out}: {}", said.out);
        assert!(results(&room.path("here")) == whole, "{out}");
    }
    let left: BTreeSet<String> =
        tree(room.folder.path()).into_keys().filter(|name| name.contains(".p")).collect();
    assert_eq!(left, BTreeSet::new(), "no unfinished folder");
}

/// What a study was asked counts beside its scenario: another bench curve under the same name gives other results, and
/// so do another cut and another choice of sites.
#[test]
fn limit_a_study_that_was_asked_another_thing_does_not_replace_results() {
    let room = Room::new();
    let curve = |end_n: f64| room.write("bench.csv", format!("travel_mm,force_n\n0,0\n1,{end_n}\n"));
    curve(0.5);
    let insert = ["insert", "pen.toml", "-q", "--out", "stroke"];
    let measured = [&insert[..], &["--measured", "bench.csv"]].concat();
    room.well(&measured);
    room.well(&measured);
    curve(0.6);
    room.refused(&measured, &["holds other results", "--measured", "--force"]);
    room.refused(&insert, &["holds other results", "--force"]);
    room.well(&[&measured[..], &["--force"]].concat());

    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let draw = ["draw", "out", "-q", "--maps", "none"];
    room.well(&draw);
    room.well(&draw);
    let cut = [&draw[..], &["--cut-at-mm", "1,0.5"]].concat();
    room.refused(&cut, &["holds other results", "--maps none --cut-at-mm 1,0.5", "--force"]);

    let chart =
        ["diagram", "depth-chart", "-q", "--realisations", "2", "--depths-mm", "1", "--intervals", "off"];
    let on = |sites| [&chart[..], &["--out", "chart", "--sites", sites]].concat();
    room.well(&on("cheek"));
    room.refused(
        &on("cheek,temple"),
        &["holds other results", "--sites cheek,temple --depths-mm 1", "--force"],
    );
}
