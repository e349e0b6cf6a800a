//! Loads a scenario from a file, or the built-in one, with the settings of the command line.

use super::{Stop, diagnostics, terminal};
use crate::scenario::{Allowed, Diagnostic, Scenario, Sources, catalogue, load_within, read_file};
use crate::study::sweep::Request;
use std::path::Path;

/// Scenario that `run` uses without a file.
pub const BUILT_IN_NAME: &str = "cheek-pen";
const BUILT_IN: &str = include_str!("../../scenarios/cheek-pen.toml");

/// A scenario, or everything that is wrong with it.
pub struct Loaded {
    /// File name without `.toml`, for the results folder.
    pub stem: String,
    pub sources: Sources,
    pub scenario: Result<Scenario, Vec<Diagnostic>>,
}

/// Reads and resolves a scenario. An unreadable file is a problem like any other.
pub fn loaded(path: Option<&Path>, settings: &[String], allowed: Allowed) -> Loaded {
    let stem = path
        .and_then(|path| path.file_stem())
        .map_or(BUILT_IN_NAME.into(), |stem| stem.to_string_lossy().into());
    let (name, text) = match path.map(read_file) {
        None => (format!("{BUILT_IN_NAME} (built in)"), BUILT_IN.to_owned()),
        Some(Ok(read)) => read,
        Some(Err(problem)) => {
            let name = path.map(|path| path.display().to_string()).unwrap_or_default();
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
        terminal::say(&words);
    }
    loaded.scenario.map_err(|_| Stop::Cannot(None))
}

impl Loaded {
    /// Errors in words or, unless `quiet`, warnings.
    pub fn words(&self, quiet: bool) -> Option<String> {
        let problems = match &self.scenario {
            Ok(scenario) if quiet || scenario.warnings.is_empty() => return None,
            Ok(scenario) => &scenario.warnings,
            Err(problems) => problems,
        };
        let text = diagnostics::render(problems, &self.sources, terminal::colours(), terminal::width());
        Some(text.trim_end().to_owned())
    }
}
