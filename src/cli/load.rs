//! Loads a scenario from a file, or the built-in one, with the settings of the command line.

use super::{Stop, diagnostics, terminal};
use crate::ask::Base;
use crate::foundation::shown::Printed as _;
use crate::render::fonts;
use crate::scenario::{
    Allowed, BUILT_IN, Diagnostic, Scenario, Sources, catalogue, load_within, read_file, read_stream,
};
use crate::study::sweep::Request;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Scenario that `run` uses without a file.
pub const BUILT_IN_NAME: &str = "cheek-pen";

/// A scenario, or everything that is wrong with it.
pub struct Loaded {
    /// File name without `.toml`, for the results folder.
    pub stem: String,
    pub sources: Sources,
    pub scenario: Result<Scenario, Vec<Diagnostic>>,
}

/// Path that stands for standard input, and what messages call it.
const STDIN: &str = "-";
const STDIN_NAME: &str = "standard input";

/// Whether a path stands for standard input.
pub fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == STDIN
}

/// Path as messages name it, on one line.
pub fn named(path: &Path) -> String {
    if is_stdin(path) { STDIN_NAME.to_owned() } else { path.printed() }
}

/// Short name of a scenario, for the results folder: its file's without the ending.
pub fn stem_of(path: &Path) -> String {
    if is_stdin(path) {
        return "stdin".to_owned();
    }
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a file that a person named, or standard input for `-`. Returns its name for messages, and its text.
pub fn read(path: &Path) -> Result<(String, String), Box<Diagnostic>> {
    // It can be read once, and some commands need a scenario twice.
    static INPUT: OnceLock<Result<(String, String), Box<Diagnostic>>> = OnceLock::new();
    if !is_stdin(path) {
        return read_file(path);
    }
    INPUT.get_or_init(|| read_stream(STDIN_NAME, std::io::stdin().lock())).clone()
}

/// Reads and resolves a scenario. An unreadable file is a problem like any other.
pub fn loaded(path: Option<&Path>, settings: &[String], allowed: Allowed) -> Loaded {
    let stem = path.map_or(BUILT_IN_NAME.into(), stem_of);
    let (name, text) = match path.map(read) {
        None => (format!("{BUILT_IN_NAME} (built in)"), BUILT_IN.to_owned()),
        Some(Ok(read)) => read,
        Some(Err(problem)) => {
            let name = path.map(named).unwrap_or_default();
            return Loaded { stem, sources: Sources::new(name, "", settings), scenario: Err(vec![*problem]) };
        }
    };
    if Request::is_study(&text) {
        let problem = Diagnostic::error(format!("{name} is a study of many settings, and no scenario"))
            .help(format!("puncta sweep {name}"));
        return Loaded { stem, sources: Sources::new(name, "", settings), scenario: Err(vec![problem]) };
    }
    let sources =
        Sources::new(name, &text, settings).in_folder(path.map_or(Some(Path::new("")), Path::parent));
    let scenario = load_within(&sources, &catalogue(), &stem, allowed);
    Loaded { stem, sources, scenario }
}

/// Loads a scenario; errors and warnings go to stderr.
pub fn scenario(path: Option<&Path>, settings: &[String], quiet: bool) -> Result<(Scenario, String), Stop> {
    scenario_within(path, settings, Allowed::default(), quiet)
}

/// Loads the scenario of a run's results folder.
pub fn of_run(folder: &Path) -> Result<Scenario, Stop> {
    Ok(self::scenario(Some(&file_of_run(folder)?), &[], true)?.0)
}

/// The scenario file of a run's results folder. A link could lead anywhere, and messages quote what they read.
pub fn file_of_run(folder: &Path) -> Result<PathBuf, Stop> {
    let file = folder.join("scenario.toml");
    if std::fs::symlink_metadata(&file).is_ok_and(|about| about.is_file()) {
        return Ok(file);
    }
    let but = if file.is_symlink() { " that is a file and no link" } else { "" };
    Err(Stop::said(format!(
        "{} holds no scenario.toml{but}: it is no results folder of a run",
        folder.printed()
    )))
}

/// Loads a scenario for a run with another memory limit.
pub fn scenario_within(
    path: Option<&Path>,
    settings: &[String],
    allowed: Allowed,
    quiet: bool,
) -> Result<(Scenario, String), Stop> {
    let loaded = loaded(path, settings, allowed);
    let stem = loaded.stem.clone();
    said(loaded, quiet).map(|scenario| (scenario, stem))
}

/// Loads a scenario from text that the program wrote, with settings of the command line.
pub fn text(stem: &str, text: &str, settings: &[String], quiet: bool) -> Result<Scenario, Stop> {
    let sources = Sources::new(format!("{stem} (built in)"), text, settings).named();
    let scenario = load_within(&sources, &catalogue(), stem, Allowed::default());
    said(Loaded { stem: stem.to_owned(), sources, scenario }, quiet)
}

/// Prints the messages about a scenario and returns it.
fn said(loaded: Loaded, quiet: bool) -> Result<Scenario, Stop> {
    if let Some(words) = loaded.words(quiet) {
        terminal::say_drawn(&words);
    }
    loaded.scenario.map_err(|_| Stop::Cannot(None))
}

/// What becomes in pictures of the characters of a name that their font lacks; `None` if it has them all.
fn without_glyphs(name: &str) -> Option<String> {
    let lacking = fonts::lacking(name);
    if lacking.is_empty() {
        return None;
    }
    let found = fonts::stand_ins(&lacking);
    // In their order in the name, without control and format characters, which could turn the terminal's text around.
    let listed = |letters: &BTreeSet<char>| {
        let there = name.chars().filter(|letter| letters.contains(letter) && letter.is_alphanumeric());
        there.take(8).collect::<String>()
    };
    let those = |letters: &BTreeSet<char>| match listed(letters) {
        none if none.is_empty() => String::new(),
        some => format!(": {some}"),
    };
    let mut words = format!("note: the font of pictures lacks characters of the name{}.", those(&lacking));
    if !found.fonts.is_empty() {
        let families: Vec<&str> = found.fonts.iter().map(|font| font.family.as_str()).collect();
        words.push_str(&format!(" PNG and PDF files set them in {}.", families.join(", ")));
    }
    if !found.without.is_empty() {
        words.push_str(&format!(
            " No installed font has {} of them{}. PNG and PDF files show boxes there. Install a font of that script, or give \
             another name.",
            if found.without.len() == lacking.len() { "any" } else { "some" },
            those(&found.without)
        ));
    }
    Some(words)
}

impl Loaded {
    /// The scenario with its short name; its problems have been said already.
    pub fn base(self) -> Result<Base, Stop> {
        let scenario = self.scenario.map_err(|_| Stop::Cannot(None))?;
        Ok(Base { stem: self.stem, scenario })
    }

    /// Errors in words or, unless `quiet`, warnings and what pictures cannot write.
    pub fn words(&self, quiet: bool) -> Option<String> {
        let (problems, glyphs) = match &self.scenario {
            Ok(_) if quiet => return None,
            Ok(scenario) => (&scenario.warnings, without_glyphs(&scenario.provenance.name)),
            Err(problems) => (problems, None),
        };
        let width = terminal::width();
        let glyphs = glyphs.map(|words| terminal::wrapped(&words, width, 0));
        let mut text = String::new();
        if !problems.is_empty() {
            text = diagnostics::render(problems, &self.sources, terminal::colours(), width)
                .trim_end()
                .to_owned()
                + "\n";
        }
        text.push_str(&glyphs.unwrap_or_default());
        let text = text.trim_end();
        (!text.is_empty()).then(|| text.to_owned())
    }
}
