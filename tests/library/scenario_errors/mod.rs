//! Broken scenarios, and what is said about them.
//!
//! Where a text holds a `^`, it stands before the place that the complaint has to name; it is taken
//! out before the text is read, and its line and column are what is expected.
//!
//! | file | holds |
//! |---|---|
//! | `accepted` | what is fine, and what is kept of it |
//! | `values` | a value out of its range or of the wrong kind |
//! | `names` | sites, devices, keys and sections that do not exist |
//! | `combinations` | keys that need, forbid or contradict each other |
//! | `mechanics` | what the contact law cannot use, and keys that change nothing |
//! | `syntax` | texts that are no TOML, or of another format |
//! | `many` | many things wrong at once, warnings, errors as data |
//! | `set`, `files` | `--set`; files that are no scenario |
//! | `template` | the template and the schema |
//! | `drawing` | how a complaint is drawn |
//! | `anything` | any text at all |

macro_rules! refused {
    ($($name:ident: $before:expr, $line:expr => $key:expr, [$($piece:expr),*];)*) => {
        $(#[test]
        fn $name() {
            refuses(&format!("{}{}", $before, $line), $key, &[$($piece),*]);
        })*
    };
}

mod accepted;
mod anything;
mod combinations;
#[cfg(feature = "cli")]
mod drawing;
mod files;
mod many;
mod mechanics;
mod names;
mod set;
mod syntax;
mod template;
mod values;

use puncta::device::{Kind, preset};
use puncta::scenario::{Catalogue, Diagnostic, Parsed, Severity, Sources, parse};
use std::sync::LazyLock;

const SITES: &[&str] = &["forehead", "temple", "upper_eyelid", "cheek", "volar_forearm"];
/// Some pens, and the usual device of every other kind.
static PRESETS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let usual = Kind::ALL.map(|kind| kind.facts().usual_preset);
    let (pen, others) = usual.split_first().expect("there are kinds");
    [&[*pen, "pen-36", "skinpen"], others].concat()
});

/// Every kind of device, with a built-in device of it.
fn built_in() -> [(Kind, &'static str); Kind::ALL.len()] {
    Kind::ALL.map(|kind| (kind, kind.facts().usual_preset))
}

fn kind_of_preset(name: &str) -> Option<Kind> {
    preset(name).map(|preset| preset.kind)
}

fn catalogue() -> Catalogue<'static> {
    Catalogue { sites: SITES, presets: &PRESETS, kind_of_preset: &kind_of_preset }
}

fn read(text: &str, sets: &[&str]) -> Result<Parsed, Vec<Diagnostic>> {
    parse(&Sources::new("case.toml", text, sets), &catalogue())
}

const GOOD: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5\n";
const ROLLER: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"\n";

/// The file with its `^` taken out, and the line and column where it stood.
fn marked(text: &str) -> (String, usize, usize) {
    let at = text.find('^').expect("a mark in the text");
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    (text.replacen('^', "", 1), line, column)
}

/// The only complaint about this text stands at the mark, is about `key`, and holds the pieces.
#[track_caller]
fn refuses(text: &str, key: &str, pieces: &[&str]) -> Diagnostic {
    let (text, line, column) = marked(text);
    let errors = read(&text, &[]).expect_err("a broken scenario was accepted");
    assert_eq!(errors.len(), 1, "one complaint expected: {errors:#?}");
    let error = errors.into_iter().next().expect("one");
    check(&error, key, line, column, pieces);
    error
}

#[track_caller]
fn check(error: &Diagnostic, key: &str, line: usize, column: usize, pieces: &[&str]) {
    assert_eq!(error.severity, Severity::Error);
    assert_eq!(error.key.as_deref(), Some(key), "{error:#?}");
    assert_eq!((error.line, error.column), (Some(line), Some(column)), "{error:#?}");
    assert!(!error.message.contains('\n'), "one line: {error:#?}");
    let said = said(error);
    for piece in pieces {
        assert!(said.contains(piece), "{piece:?} is not in {said}");
    }
}

fn said(error: &Diagnostic) -> String {
    let parts = [Some(&error.message), error.allowed.as_ref(), error.why.as_ref(), error.help.as_ref()];
    parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" | ")
}

#[cfg(feature = "cli")]
fn draw(errors: &[Diagnostic], sources: &Sources) -> String {
    puncta::cli::diagnostics::render(errors, sources, false, 80)
}

#[cfg(not(feature = "cli"))]
fn draw(_: &[Diagnostic], _: &Sources) -> String {
    String::new()
}
