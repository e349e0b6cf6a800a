//! What holds for any input of a stranger: one function for each fuzz target, which panics where it does not.
//!
//! The targets of `fuzz/` call these functions with inputs that libFuzzer makes. The test `corpus` of `tests/library/` calls them
//! with the inputs kept in `fuzz/corpus/`. Both include this folder, so that they check the same.
//!
//! | file | targets |
//! |---|---|
//! | `texts` | `scenario`, `settings`, `round_trip`: scenarios as text |
//! | `tables` | `table`, `case`: tables of machines; cases, rows of a fit and studies |
//! | `states` | `state`, `shard`: states of runs, resumed and merged |
//! | `results` | `folder`: a results folder with one file of a stranger |
//! | `requests` | `explorer`: requests of a page |
//! | `runs` | `run`: small scenarios, run |
//! | `sound` | what holds for the values of any run |
//! | `mutate` | other scenarios and requests made of one, most of them valid |

#[cfg(feature = "render")]
mod requests;
mod results;
mod runs;
pub mod sound;
mod states;
mod tables;
mod texts;

pub mod mutate;

use puncta::foundation::shown::is_obeyed;
use puncta::scenario::{Diagnostic, Scenario, Sources, catalogue, load};
use std::path::Path;

/// A fuzz target.
pub struct Target {
    /// Name of the target, and of its folder in `fuzz/corpus/`.
    pub name: &'static str,
    /// Checks one input. Returns whether it is worth keeping as a beginning of others.
    pub check: fn(&[u8]) -> bool,
}

/// All targets.
pub const TARGETS: &[Target] = &[
    Target { name: "scenario", check: texts::scenario },
    Target { name: "settings", check: texts::settings },
    Target { name: "round_trip", check: texts::round_trip },
    Target { name: "table", check: tables::table },
    Target { name: "case", check: tables::case },
    Target { name: "state", check: states::state },
    Target { name: "shard", check: states::shard },
    Target { name: "folder", check: results::folder },
    #[cfg(feature = "render")]
    Target { name: "explorer", check: requests::explorer },
    Target { name: "run", check: runs::run },
];

/// Checks an input of the target of this name. Returns whether it is worth keeping.
///
/// # Panics
/// If something does not hold, or if there is no such target.
pub fn check(name: &str, input: &[u8]) -> bool {
    let target = TARGETS.iter().find(|target| target.name == name);
    (target.unwrap_or_else(|| panic!("there is no target {name}")).check)(input)
}

/// Inputs of a target that this build makes, since files of another version are refused early.
pub fn seeds(name: &str) -> Vec<Vec<u8>> {
    let [whole, part, sweep, shards] = match name {
        "state" | "shard" => states::seeds(),
        "folder" => return results::seeds(),
        _ => return Vec::new(),
    };
    if name == "state" { vec![whole, part, sweep] } else { vec![shards] }
}

/// Whether this build makes inputs of a target.
fn seeds_are_made(name: &str) -> bool {
    ["state", "shard", "folder"].contains(&name)
}

/// Loads a scenario whose folder holds no file.
fn loaded(text: &str, settings: &[&str]) -> Result<Scenario, Vec<Diagnostic>> {
    let nowhere = Path::new("a folder that is not there");
    let sources = Sources::new("fuzzed.toml", text, settings).in_folder(Some(nowhere));
    load(&sources, &catalogue(), "fuzzed")
}

/// Refuses a message that holds anything a terminal obeys.
#[track_caller]
fn is_plain(message: &str) {
    let obeyed = |letter: &char| is_obeyed(*letter) && *letter != '\n';
    assert!(!message.chars().any(|letter| obeyed(&letter)), "a terminal obeys this message: {message:?}");
}

/// Refuses a message that holds anything a terminal obeys, more than one line, or whole files.
#[track_caller]
fn is_a_line(message: &str) {
    is_plain(message);
    assert!(!message.contains('\n'), "more than a line: {message:?}");
    assert!(message.len() < 4000, "a message of {} bytes: {message:?}", message.len());
}
