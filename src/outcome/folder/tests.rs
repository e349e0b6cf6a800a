//! Tests of folders that are created, replaced, shared, interrupted and found again. In none of them is
//! anything of the user's lost.

use super::*;
use crate::outcome::Provenance;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A folder only looks at the first bytes of a state.
const A_STATE: &[u8] = b"puncta state 4\n...";
/// Process id that does not exist: it is above the limit of Linux.
const NOBODY: u32 = 4_194_399;

fn provenance(setting: &str) -> Provenance {
    Provenance::new("pen".into(), String::new(), setting.into(), setting.trim_end_matches('0'), 1)
}

fn claim(setting: &str) -> Claim {
    Claim::new("run", &provenance(setting))
}

fn manifest(setting: &str) -> Value {
    let Provenance { scenario_hash, series_hash, .. } = provenance(setting);
    json!({ "program": "puncta", "name": "pen", "scenario_hash": scenario_hash, "series_hash": series_hash })
}

fn open(out: &Path, setting: &str) -> Result<Folder, FolderError> {
    Folder::open(out, claim(setting), false)
}

/// Writes results of one setting, each file with its own text.
fn finish(folder: Folder, setting: &str, names: &[&str]) -> Placed {
    for name in names {
        folder.write(name, format!("{name} of {setting}").as_bytes()).unwrap();
    }
    folder.finish(manifest(setting)).unwrap()
}

fn run(out: &Path, setting: &str, names: &[&str]) -> Placed {
    finish(open(out, setting).unwrap(), setting, names)
}

const FILES: [&str; 2] = ["summary.json", "figures/a.svg"];

/// Every file below a folder, with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if is_folder(&path) {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap_or_default());
            }
        }
    }
    found
}

fn names(folder: &Path) -> BTreeSet<String> {
    tree(folder).into_keys().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn identity_folder_appears_whole_and_its_own_files_are_replaced() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("deep/run");
    let folder = open(&out, "a").unwrap();
    folder.write("figures/a.svg", b"<svg/>").unwrap();
    assert!(!out.exists());
    let placed = folder.finish(manifest("a")).unwrap();
    assert_eq!((placed.kept.as_slice(), &placed.folder), (&[][..], &out));
    let sum = blake3::hash(b"<svg/>").to_hex().to_string();
    assert_eq!(
        (&placed.manifest["files"], &placed.manifest["command"]),
        (&json!({ "figures/a.svg": sum }), &json!("run"))
    );
    assert_eq!(names(place.path()), set(&["deep/run/figures/a.svg", "deep/run/manifest.json"]));

    let placed = run(&out, "a", &["summary.json"]);
    assert!(placed.kept.is_empty());
    assert_eq!(
        names(place.path()),
        set(&["deep/run/summary.json", "deep/run/manifest.json"]),
        "no empty folder either"
    );
    assert!(!out.join("figures").exists());
}

#[test]
fn limit_what_the_manifest_does_not_list_stays_and_is_said() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    run(&out, "a", &["summary.json", "figures/a.svg", "figures/b.svg"]);
    fs::write(out.join("notes.txt"), "years of work").unwrap();
    fs::create_dir(out.join("mine")).unwrap();
    fs::write(out.join("mine/c"), "c").unwrap();
    fs::write(out.join("figures/d.svg"), "d").unwrap();
    fs::write(out.join("figures/a.svg"), "edited").unwrap();
    fs::write(out.join("figures/b.svg"), "edited too").unwrap();
    let said = run(&out, "a", &FILES).kept.join("\n");
    for words in [
        "kept mine/, notes.txt, figures/d.svg, which puncta did not write",
        "figures/a.svg (now kept-1/figures/a.svg)",
        "figures/b.svg",
        "which changed after the run",
    ] {
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }
    let text = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    assert_eq!(text("figures/a.svg"), "figures/a.svg of a");
    for (name, words) in [
        ("notes.txt", "years of work"),
        ("mine/c", "c"),
        ("figures/d.svg", "d"),
        ("kept-1/figures/a.svg", "edited"),
        ("figures/b.svg", "edited too"),
    ] {
        assert_eq!(text(name), words);
    }
    // The second run moves nothing more, and what was kept stays.
    let before = names(&out);
    run(&out, "a", &FILES);
    assert_eq!(names(&out), before);
}

/// A forged manifest must not harm files outside its folder, or behind a link, even if the sums agree.
#[test]
fn limit_a_forged_list_removes_nothing_outside() {
    let place = tempfile::tempdir().unwrap();
    let (out, mine) = (place.path().join("run"), place.path().join("mine"));
    run(&out, "a", &FILES);
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("x"), "kept").unwrap();
    let sum = blake3::hash(b"kept").to_hex().to_string();
    let mut forged: Value = serde_json::from_slice(&fs::read(out.join(MANIFEST)).unwrap()).unwrap();
    let absolute = mine.join("x").display().to_string();
    for name in ["../mine/x", absolute.as_str(), "linked/x", "figures/../../mine/x"] {
        forged["files"][name] = sum.as_str().into();
    }
    fs::write(out.join(MANIFEST), forged.to_string()).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&mine, out.join("linked")).unwrap();
    run(&out, "a", &FILES);
    assert_eq!(fs::read(mine.join("x")).unwrap(), b"kept");
}

#[test]
fn limit_other_results_are_replaced_with_force_alone() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    run(&out, "a", &FILES);
    let before = tree(place.path());
    let said = open(&out, "b").unwrap_err().to_string();
    for words in
        ["holds other results: puncta run of \"pen\" (scenario ", "run-2", "--force", "Asked for: puncta run"]
    {
        assert!(said.contains(words), "{words:?} is not in: {said}");
    }
    let [a, b] = ["a", "b"].map(|setting| provenance(setting).scenario_hash[..10].to_owned());
    assert!(said.contains(&a) && said.contains(&b), "{said}");
    // The same scenario, but another command, a shard, or other options.
    let others = [
        Claim::new("compare", &provenance("a")),
        claim("a").with_options("--limit 0.1".into()),
        claim("a").with_shard(Some(crate::outcome::Shard { number: 1, of: 2 })),
    ];
    for other in others {
        assert!(matches!(Folder::open(&out, other, false), Err(FolderError::Other { .. })));
    }
    assert!(tree(place.path()) == before, "nothing was touched");
    // More people make another scenario, except for a run that resumes.
    assert!(matches!(open(&out, "a0"), Err(FolderError::Other { .. })));
    drop(Folder::open(&out, claim("a0").of_any_length(&provenance("a0")), false).unwrap());
    let placed = finish(Folder::open(&out, claim("b"), true).unwrap(), "b", &["summary.json"]);
    assert_eq!(placed.manifest["shared_folder"], false);
    assert_eq!(names(&out), set(&["summary.json", MANIFEST]));
}

#[test]
fn limit_foreign_folder_is_refused_and_never_emptied() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("thesis");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("chapter.txt"), "years of work").unwrap();
    fs::write(out.join("summary.json"), "mine").unwrap();
    assert!(matches!(open(&out, "a"), Err(FolderError::Foreign(_))));
    let placed = finish(Folder::open(&out, claim("a"), true).unwrap(), "a", &FILES);
    assert_eq!(placed.kept, ["kept summary.json (now kept-1/summary.json), which puncta did not write"]);
    assert_eq!(placed.manifest["shared_folder"], true);
    let all = ["chapter.txt", "summary.json", "figures/a.svg", MANIFEST, "kept-1/summary.json"];
    assert_eq!(names(&out), set(&all));
    assert_eq!(fs::read(out.join("kept-1/summary.json")).unwrap(), b"mine");
    // From then on our own files in it are recognised: the same results replace themselves, others do not.
    assert!(matches!(open(&out, "b"), Err(FolderError::Other { .. })));
    finish(Folder::open(&out, claim("a"), false).unwrap(), "a", &["summary.json"]);
    assert_eq!(names(&out), set(&["chapter.txt", "summary.json", MANIFEST, "kept-1/summary.json"]));
}

/// A manifest that names only the program must not get its folder emptied, as it once did.
#[test]
fn limit_a_folder_without_a_list_is_somebodys() {
    for text in [
        "{\"program\": \"puncta\"}",
        "{\"program\":\"puncta\",\"files\":{\"summary.json\":\"0\"},\"status\":\"complete\"}",
    ] {
        let place = tempfile::tempdir().unwrap();
        let out = place.path().join("sources");
        fs::create_dir_all(out.join("src")).unwrap();
        for (name, text) in [(MANIFEST, text), ("src/main.rs", "fn main() {}"), ("summary.json", "mine")] {
            fs::write(out.join(name), text).unwrap();
        }
        let before = tree(&out);
        assert!(matches!(open(&out, "a"), Err(FolderError::Unlisted(_))));
        assert!(tree(&out) == before);
        finish(Folder::open(&out, claim("a"), true).unwrap(), "a", &FILES);
        let after = tree(&out);
        assert_eq!(after["src/main.rs"], before["src/main.rs"]);
        for name in [MANIFEST, "summary.json"] {
            assert_eq!(after[&format!("kept-1/{name}")], before[name], "{name}");
        }
        // After this run there is a list.
        run(&out, "a", &FILES);
        assert_eq!(names(&out), after.into_keys().collect());
    }
}

#[test]
fn limit_neighbours_of_the_folder_are_never_touched() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    for name in ["run.old", "run.partial.old", "run.bak"] {
        fs::create_dir(place.path().join(name)).unwrap();
        fs::write(place.path().join(name).join("mine"), "kept").unwrap();
    }
    for _ in 0..2 {
        run(&out, "a", &FILES);
    }
    assert!(place.path().join("run.old/mine").exists() && place.path().join("run.partial.old/mine").exists());
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 4);
}

#[test]
fn limit_two_runs_do_not_write_into_one_folder() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let first = open(&out, "a").unwrap();
    assert!(matches!(open(&out, "a"), Err(FolderError::Busy(_))));
    finish(first, "a", &FILES);
    // A killed run leaves an unlocked mark, so nobody holds it. A mark of an older version is empty.
    fs::create_dir(place.path().join("run.partial")).unwrap();
    fs::write(place.path().join("run.partial").join(MARK), "").unwrap();
    assert!(open(&out, "a").is_ok());
    assert!(!place.path().join("run.partial").exists());
}

#[test]
fn limit_dropped_folder_leaves_nothing_but_what_is_the_users() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("new/deep/run");
    let folder = open(&out, "a").unwrap();
    folder.write("summary.json", b"{}").unwrap();
    folder.write("figures/a.svg", b"{}").unwrap();
    drop(folder);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    let folder = open(&out, "a").unwrap();
    folder.write("summary.json", b"{}").unwrap();
    fs::write(place.path().join("new/deep/run.partial/notes.txt"), "mine").unwrap();
    drop(folder);
    assert_eq!(names(place.path()), set(&["new/deep/run.partial/.puncta", "new/deep/run.partial/notes.txt"]));
    // The next run moves it along.
    let said = run(&out, "a", &FILES).kept.join("\n");
    assert_eq!(said, "", "what is in kept-1 was said when it was kept");
    assert_eq!(fs::read(out.join("kept-1/notes.txt")).unwrap(), b"mine");
    assert!(!place.path().join("new/deep/run.partial").exists());
}

#[test]
fn identity_a_state_outlives_a_run_that_failed_and_is_taken_up() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    let folder = open(&out, "a").unwrap();
    assert_eq!(folder.left_state(), None);
    fs::write(folder.state(), A_STATE).unwrap();
    folder.write("figures/a.svg", b"<svg").unwrap();
    drop(folder);
    let partial = place.path().join("run.partial");
    assert_eq!(names(&partial), set(&[MARK, STATE]));

    // The run is killed while it writes a file.
    let folder = Folder::reopen(&out, claim("a"), false).unwrap();
    assert!(matches!(Folder::reopen(&out, claim("a"), false), Err(FolderError::Busy(_))));
    folder.write("summary.json", b"of the dead run").unwrap();
    let dead = tree(&partial);
    drop(folder);
    put(&partial, &dead);
    let folder = Folder::reopen(&out, claim("a"), false).unwrap();
    assert_eq!(folder.left_state(), Some(folder.state()));
    folder.take_up().unwrap();
    assert_eq!(names(&partial), set(&[MARK, STATE]));
    folder.write("summary.json", b"{}").unwrap();
    folder.finish_with_state(manifest("a")).unwrap();
    assert_eq!(names(&out), set(&[MANIFEST, STATE, "summary.json"]));

    // A run is stopped, resumed from its own folder, and stopped again at once: two names of one file.
    let again = || {
        let folder = Folder::reopen(&out, claim("a"), false).unwrap();
        assert_eq!(folder.left_state(), Some(fs::canonicalize(&out).unwrap().join(STATE)));
        folder.take_up().unwrap();
        assert_eq!(fs::read(folder.state()).unwrap(), A_STATE);
        folder
    };
    again().finish_with_state(manifest("a")).unwrap();
    assert_eq!(names(place.path()), set(&["run/manifest.json", "run/run.state"]));
    again().finish(manifest("a")).unwrap();
    assert_eq!(names(place.path()), set(&["run/manifest.json"]));
    // A run that does not resume clears the left-overs.
    put(&partial, &dead);
    assert_eq!(open(&out, "a").unwrap().left_state(), None);
}

/// Writes files as a killed process would leave them.
fn put(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn limit_a_file_of_others_that_is_called_like_a_state_stays() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("thesis");
    fs::create_dir(&out).unwrap();
    fs::write(out.join(STATE), "mine").unwrap();
    finish(Folder::open(&out, claim("a"), true).unwrap(), "a", &FILES);
    assert_eq!(fs::read(out.join(STATE)).unwrap(), b"mine");
    assert!(!out.join(MARK).exists() && out.join(MANIFEST).exists());
}

#[test]
fn limit_a_file_in_the_way_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    fs::write(&out, "x").unwrap();
    assert!(matches!(Folder::open(&out, claim("a"), true), Err(FolderError::IsFile(_))));
    let partial = place.path().join("other.partial");
    fs::write(&partial, "mine").unwrap();
    assert!(open(&place.path().join("other"), "a").is_err());
    assert!(partial.exists());
}

/// Kills the program at every step of putting results in place, over old results that the user extended and
/// edited. The next run must finish the move, and everything of the user's must still exist.
#[test]
fn identity_killed_between_any_two_steps_nothing_is_lost() {
    let new = ["summary.json", "figures/a.svg", "figures/c.svg"];
    // Sets up both folders as they are after each number of moves.
    for is_there in [true, false] {
        for moves in 0..=new.len() + 1 {
            let place = tempfile::tempdir().unwrap();
            let (out, partial) = (place.path().join("run"), place.path().join("run.partial"));
            if is_there {
                run(&out, "a", &["summary.json", "figures/a.svg", "figures/b.svg"]);
                fs::write(out.join("notes.txt"), "mine").unwrap();
                fs::write(out.join("figures/a.svg"), "edited").unwrap();
            }
            let folder = Folder::open(&out, claim("b"), true).unwrap();
            for name in new {
                folder.write(name, format!("{name} of b").as_bytes()).unwrap();
            }
            folder.seal(manifest("b"), false).unwrap();
            drop(folder);
            assert!(partial.join(MARK).exists(), "whole results stay until they are in place");
            if is_there {
                for name in new.into_iter().chain([MANIFEST]).take(moves) {
                    if name == "figures/a.svg" {
                        fs::create_dir_all(out.join("kept-1/figures")).unwrap();
                        fs::rename(out.join(name), out.join("kept-1").join(name)).unwrap();
                    }
                    fs::rename(partial.join(name), out.join(name)).unwrap();
                }
                if moves > new.len() {
                    fs::remove_file(out.join("figures/b.svg")).unwrap();
                    fs::remove_dir(partial.join("figures")).unwrap();
                }
            } else if moves > new.len() {
                fs::rename(&partial, &out).unwrap();
            }
            // A later run with other results is refused, but the move is completed.
            if is_there || moves <= new.len() {
                assert!(matches!(open(&out, "a"), Err(FolderError::Other { .. })), "{moves}");
            }
            run(&out, "b", &new);
            let mut wanted = set(&["summary.json", "figures/a.svg", "figures/c.svg", MANIFEST]);
            if is_there {
                wanted.extend(set(&["notes.txt", "kept-1/figures/a.svg"]));
                assert_eq!(fs::read(out.join("kept-1/figures/a.svg")).unwrap(), b"edited");
            }
            assert_eq!(names(&out), wanted, "{moves}");
            assert!(!partial.exists());
        }
    }
}

#[test]
fn identity_left_overs_of_gone_processes_are_cleared_away() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    run(&out, "a", &FILES);
    let hidden = |what: &str, pid: u32| place.path().join(format!(".puncta-{what}-{pid}-0"));
    // Empty probes of this version and the one before, one of a live process, and one that is not empty.
    fs::create_dir(hidden("probe", NOBODY)).unwrap();
    fs::write(out.join(format!(".puncta-probe-{NOBODY}-1")), "").unwrap();
    fs::create_dir(hidden("probe", std::process::id())).unwrap();
    fs::write(place.path().join(format!(".puncta-probe-{NOBODY}-2")), "mine").unwrap();
    // Old results of the same identity with a file of the user's, and old results of another identity.
    let old = hidden("old", NOBODY);
    fs::create_dir(&old).unwrap();
    put(&old, &tree(&out));
    fs::remove_file(old.join(format!(".puncta-probe-{NOBODY}-1"))).unwrap();
    fs::write(old.join("notes.txt"), "years of work").unwrap();
    fs::write(old.join("summary.json"), "edited").unwrap();
    let other = place.path().join(format!(".puncta-old-{NOBODY}-7"));
    run(&place.path().join("other"), "b", &FILES);
    fs::rename(place.path().join("other"), &other).unwrap();
    let bare = place.path().join(format!(".puncta-old-{NOBODY}-8"));
    fs::create_dir(&bare).unwrap();
    fs::write(bare.join("half"), "removed").unwrap();

    let said = run(&out, "a", &FILES).kept.join("\n");
    assert!(said.contains("notes.txt") && said.contains("puncta-left-1"), "{said}");
    assert!(!hidden("probe", NOBODY).exists() && !out.join(format!(".puncta-probe-{NOBODY}-1")).exists());
    assert!(hidden("probe", std::process::id()).exists() && !old.exists() && !bare.exists());
    assert_eq!(fs::read(place.path().join(format!(".puncta-probe-{NOBODY}-2"))).unwrap(), b"mine");
    assert_eq!(fs::read(out.join("notes.txt")).unwrap(), b"years of work");
    assert_eq!(fs::read(out.join("kept-1/summary.json")).unwrap(), b"edited");
    assert_eq!(fs::read(place.path().join("puncta-left-1/half")).unwrap(), b"removed");
    // Old results of another identity come back when a run asks for them, if that run has no other results.
    assert!(other.exists());
    let said = run(&place.path().join("other"), "b", &FILES).kept.join("\n");
    assert!(said.contains("brought back other") && !other.exists(), "{said}");
}

/// Puts a link in the way of everything that is made, overwritten or removed. Its target must not change.
#[test]
#[cfg(unix)]
fn limit_no_link_is_followed() {
    use std::os::unix::fs::symlink;
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("mine")).unwrap();
    fs::write(at("mine/x"), "kept").unwrap();
    fs::write(at("mine/.puncta"), "puncta partial 1\nfile x\n").unwrap();
    let mine = tree(&at("mine"));
    let (out, partial) = (at("run"), at("run.partial"));
    // The folder itself is a link, to a folder or to nothing, also with force.
    for to in ["mine", "nowhere"] {
        symlink(at(to), &out).unwrap();
        for force in [false, true] {
            assert!(matches!(Folder::open(&out, claim("a"), force), Err(FolderError::IsLink(..))));
            assert!(matches!(Folder::reopen(&out, claim("a"), force), Err(FolderError::IsLink(..))));
        }
        fs::remove_file(&out).unwrap();
    }
    // The unfinished folder is a link, and then the mark in it.
    symlink(at("mine"), &partial).unwrap();
    assert!(open(&out, "a").is_err() && Folder::reopen(&out, claim("a"), true).is_err());
    fs::remove_file(&partial).unwrap();
    fs::create_dir(&partial).unwrap();
    symlink(at("mine/x"), partial.join(MARK)).unwrap();
    assert!(open(&out, "a").is_err() && Folder::reopen(&out, claim("a"), true).is_err());
    fs::remove_file(partial.join(MARK)).unwrap();
    // Files named by a dead run that have become links, and the half-written state.
    fs::write(partial.join(MARK), "puncta partial 1\nfile summary.json\nfile figures/x\nfile ../mine/x\n")
        .unwrap();
    symlink(at("mine/x"), partial.join("summary.json")).unwrap();
    symlink(at("mine"), partial.join("figures")).unwrap();
    symlink(at("mine/x"), partial.join("run.state.new")).unwrap();
    run(&out, "a", &FILES);
    assert!(is_folder(&out.join("figures")) && is_file(&out.join("summary.json")));
    assert!(fs::symlink_metadata(out.join("kept-1/figures")).unwrap().is_symlink());
    // Links in the place of results.
    for name in ["summary.json", MANIFEST] {
        let path = out.join(name);
        let text = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        if name == MANIFEST {
            fs::write(at("theirs"), &text).unwrap();
            symlink(at("theirs"), &path).unwrap();
            assert!(matches!(open(&out, "a"), Err(FolderError::Foreign(_))));
        } else {
            symlink(at("mine/x"), &path).unwrap();
        }
    }
    fs::remove_dir_all(out.join("figures")).unwrap();
    symlink(at("mine"), out.join("figures")).unwrap();
    let theirs = fs::read(at("theirs")).unwrap();
    finish(Folder::open(&out, claim("a"), true).unwrap(), "a", &FILES);
    assert!(is_folder(&out.join("figures")) && is_file(&out.join(MANIFEST)));
    assert!(fs::read(at("theirs")).unwrap() == theirs && tree(&at("mine")) == mine);
    // A state that is a link is not adopted.
    symlink(at("mine/x"), out.join(STATE)).unwrap();
    let folder = Folder::reopen(&out, claim("a"), true).unwrap();
    assert!(folder.take_up().is_err());
    drop(folder);
    assert!(tree(&at("mine")) == mine);
}

/// If nothing can be created beside the folder, the unfinished folder is inside it.
#[test]
#[cfg(unix)]
fn identity_without_a_place_beside_it_the_folder_is_written_from_within() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("run");
    fs::create_dir(&out).unwrap();
    // Names have at most 255 bytes, so this one leaves no room for an ending.
    let long = place.path().join("x".repeat(253));
    fs::create_dir(&long).unwrap();
    let folder = open(&long, "a").unwrap();
    assert!(is_file(&long.join(INSIDE).join(MARK)));
    assert!(matches!(open(&long, "a"), Err(FolderError::Busy(_))));
    finish(folder, "a", &FILES);
    assert_eq!(names(&long), set(&["summary.json", "figures/a.svg", MANIFEST]));
    // Killed while writing, or while putting things in place: the folder still counts as empty, and is
    // finished.
    let folder = open(&out, "a").unwrap();
    folder.write("summary.json", b"{}").unwrap();
    folder.seal(manifest("a"), false).unwrap();
    drop(folder);
    fs::rename(place.path().join("run.partial"), out.join(INSIDE)).unwrap();
    let again = open(&out, "a").unwrap();
    assert_eq!(names(&out), set(&["summary.json", MANIFEST]));
    drop(again);
    fs::remove_dir_all(&out).unwrap();
    fs::create_dir_all(out.join(INSIDE)).unwrap();
    fs::write(out.join(INSIDE).join(MARK), "puncta partial 1\nfile summary.json\n").unwrap();
    fs::write(out.join(INSIDE).join("summary.json"), "half").unwrap();
    run(&out, "a", &FILES);
    assert_eq!(names(&out), set(&["summary.json", "figures/a.svg", MANIFEST]));
}

/// A manifest that cannot be read is not taken for one that was moved already.
#[test]
fn regress_results_whose_manifest_is_not_readable_stay_together() {
    for is_there in [true, false] {
        let place = tempfile::tempdir().unwrap();
        let (out, partial) = (place.path().join("run"), place.path().join("run.partial"));
        if is_there {
            run(&out, "a", &FILES);
        }
        let folder = open(&out, "a").unwrap();
        for name in FILES {
            folder.write(name, b"new").unwrap();
        }
        folder.seal(manifest("a"), false).unwrap();
        drop(folder);
        let before = is_there.then(|| tree(&out));
        let whole = fs::read(partial.join(MANIFEST)).unwrap();
        for damaged in [&b"{"[..], b"\xff", b"{\"program\": \"other\"}"] {
            fs::write(partial.join(MANIFEST), damaged).unwrap();
            let parts = tree(&partial);
            assert!(matches!(open(&out, "a"), Err(FolderError::CannotPlace { .. })));
            assert!(
                tree(&partial) == parts && is_there.then(|| tree(&out)) == before && out.exists() == is_there
            );
        }
        fs::write(partial.join(MANIFEST), whole).unwrap();
        drop(open(&out, "a").unwrap());
        assert_eq!(names(&out), set(&["summary.json", "figures/a.svg", MANIFEST]));
        assert!(fs::read(out.join("summary.json")).unwrap() == b"new" && !partial.exists());
    }
}

/// A mark of which a killed run wrote a part, and a probe that it left, are known as such.
#[test]
fn regress_an_unfinished_folder_with_half_a_mark_is_ours() {
    let mark = "puncta partial 1\nfile summary.json\nfile figures/a.svg\n";
    for bytes in 0..=mark.len() {
        let place = tempfile::tempdir().unwrap();
        let (out, partial) = (place.path().join("run"), place.path().join("run.partial"));
        fs::create_dir(&partial).unwrap();
        fs::write(partial.join(MARK), &mark[..bytes]).unwrap();
        // No process has this number.
        fs::write(partial.join(".puncta-probe-4294967295-1"), "").unwrap();
        run(&out, "a", &FILES);
        assert_eq!(names(&out), set(&["summary.json", "figures/a.svg", MANIFEST]), "{bytes}");
        let manifest: Value = serde_json::from_slice(&fs::read(out.join(MANIFEST)).unwrap()).unwrap();
        let listed: Vec<&str> = manifest["files"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(listed, ["figures/a.svg", "summary.json"], "{bytes}");
        assert!(!partial.exists());
    }
    let place = tempfile::tempdir().unwrap();
    let partial = place.path().join("run.partial");
    fs::create_dir(&partial).unwrap();
    fs::write(partial.join(MARK), "puncta partner").unwrap();
    assert!(open(&place.path().join("run"), "a").is_err());
}
