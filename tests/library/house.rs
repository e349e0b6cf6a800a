//! Guards the plan of the house: data walks upwards through the rooms, no room reaches back up.
//!
//! Reads every `use crate::` (and every `crate::` path in the code) below `src/` and fails on an edge that the plan lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room, from the ground up, and the rooms it may know.
const PLAN: [(&str, &[&str]); 22] = [
    ("foundation", &[]),
    ("skin", &["foundation"]),
    ("device", &["foundation"]),
    ("technique", &["foundation", "device"]),
    ("mechanics", &["foundation", "skin", "device"]),
    ("tract", &["foundation", "skin", "device", "technique", "mechanics"]),
    ("engine", &["foundation", "tract"]),
    ("injury", &["foundation", "skin", "engine"]),
    ("recovery", &["foundation"]),
    ("bench", &["foundation"]),
    ("simulate", &["foundation", "skin", "device", "technique", "mechanics", "tract", "engine", "injury"]),
    (
        "outcome",
        &["foundation", "skin", "mechanics", "tract", "engine", "injury", "recovery", "bench", "simulate"],
    ),
    (
        "scenario",
        &[
            "foundation",
            "skin",
            "device",
            "technique",
            "mechanics",
            "tract",
            "engine",
            "injury",
            "recovery",
            "simulate",
            "outcome",
        ],
    ),
    (
        "study",
        &[
            "foundation",
            "skin",
            "device",
            "technique",
            "mechanics",
            "tract",
            "injury",
            "recovery",
            "bench",
            "simulate",
            "outcome",
        ],
    ),
    ("ask", &["foundation", "device", "injury", "mechanics", "outcome", "scenario", "simulate", "study"]),
    ("validation", &["foundation", "mechanics", "bench", "scenario", "simulate", "outcome", "injury"]),
    ("render", &["outcome"]),
    (
        "explore",
        &[
            "foundation",
            "skin",
            "device",
            "injury",
            "recovery",
            "simulate",
            "outcome",
            "study",
            "scenario",
            "render",
        ],
    ),
    (
        "cli",
        &[
            "foundation",
            "skin",
            "device",
            "technique",
            "mechanics",
            "tract",
            "injury",
            "recovery",
            "bench",
            "simulate",
            "outcome",
            "study",
            "scenario",
            "ask",
            "validation",
            "render",
            "explore",
        ],
    ),
    ("run", &["injury", "simulate", "outcome", "scenario", "study"]),
    ("prelude", &["injury", "simulate", "outcome", "scenario", "run"]),
    ("lib", &[]),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The room a file belongs to: the first folder below `src/`, or the file itself.
fn room(path: &Path) -> String {
    let below = path.strip_prefix(source_folder()).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The rooms that a text names after `crate::`, also in groups (`use crate::{skin, device}`).
fn named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let words = match rest.strip_prefix('{') {
            None => rest,
            Some(group) => &group[..group.find("};").unwrap_or(0)],
        };
        let heads: Vec<&str> = if rest.starts_with('{') { split_group(words) } else { vec![words] };
        for head in heads {
            let name: String = head.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() {
                rooms.insert(name);
            }
        }
    }
    rooms
}

/// Splits a group of imports at its own commas.
fn split_group(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts
}

#[test]
fn identity_no_room_reaches_where_the_plan_does_not() {
    let plan: BTreeMap<&str, &[&str]> = PLAN.into_iter().collect();
    let mut files = Vec::new();
    sources(&source_folder(), &mut files);
    assert!(files.len() > 40, "the sources were found");
    let mut wrong = Vec::new();
    for file in files {
        let room = room(&file);
        if room == "main" {
            continue;
        }
        let Some(allowed) = plan.get(room.as_str()) else {
            wrong.push(format!("{} belongs to no room of the plan", file.display()));
            continue;
        };
        // What tests use is their own matter.
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for other in named(code) {
            if other != room && !allowed.contains(&other.as_str()) {
                wrong.push(format!("{room} reaches into {other}: {}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn identity_the_plan_is_a_walk_upwards() {
    for (index, (room, known)) in PLAN.iter().enumerate() {
        for other in *known {
            let place = PLAN.iter().position(|(name, _)| name == other).unwrap();
            assert!(place < index, "{room} knows {other}, which lies above it");
        }
    }
}

#[test]
fn limit_below_the_outcome_nothing_knows_of_files_terminals_or_pictures() {
    let mut files = Vec::new();
    sources(&source_folder(), &mut files);
    let outcome = PLAN.iter().position(|(name, _)| *name == "outcome").unwrap();
    for file in files {
        let place = PLAN.iter().position(|(name, _)| *name == room(&file));
        if place.is_none_or(|place| place >= outcome) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for word in ["std::fs", "std::io", "println!", "clap::", "plotters", "resvg"] {
            assert!(!text.contains(word), "{} knows {word}", file.display());
        }
    }
}

/// A name of a file may hold line feeds, and what a terminal obeys: messages print paths by `Printed`.
#[test]
fn limit_no_path_is_printed_as_it_is() {
    let mut files = Vec::new();
    sources(&source_folder(), &mut files);
    for file in files.iter().filter(|file| !file.ends_with("foundation/shown.rs")) {
        let text = fs::read_to_string(file).unwrap();
        let own = text.split("#[cfg(test)]").next().unwrap();
        let of_tests = file.ends_with("tests.rs");
        assert!(of_tests || !own.contains(".display()"), "{} prints a path as it is", file.display());
    }
}

#[test]
fn limit_the_test_itself_sees_edges() {
    assert_eq!(named("use crate::skin::Column;"), BTreeSet::from(["skin".to_owned()]));
    let both = BTreeSet::from(["device".to_owned(), "skin".to_owned()]);
    assert_eq!(named("use crate::{device::{Kind, Pen}, skin};"), both);
}
