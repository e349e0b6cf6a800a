//! Reads, checks and explains the scenario file.
//!
//! A scenario is a TOML file, treated as untrusted. [`read_file`] reads it. [`parse`] reports *everything*
//! that is wrong at once; each message gives the place, the value, the allowed range and what to do. Its
//! result, [`ScenarioFile`], is still what the user wrote (options, no defaults). [`load`] then fills in
//! presets and defaults and returns a [`Scenario`]: every part is checked, nothing is left open, and it is
//! ready to run.
//!
//! One table ([`keys`]) is the only place where keys, ranges and their reasons are written down. The reader,
//! the JSON [`schema`] and the [`template`] are made from it.

mod assumed;
mod changed_name;
mod cross;
mod defaults;
pub mod diagnostic;
mod doubtful;
mod experiment;
pub mod file;
mod foreseen;
pub mod keys;
mod names;
mod parse;
mod problems;
mod read;
mod resolve;
mod resolve_after;
mod resolve_device;
mod resolve_mechanics;
mod resolve_memory;
mod resolve_skin;
mod schema;
mod set;
mod sets_file;
mod spacing;
mod syntax;
mod template;
mod unstated;
mod value;
mod without_effect;

pub use diagnostic::{Diagnostic, Place, Places, Severity, Source, Sources};
pub use experiment::experiment;
pub use file::ScenarioFile;
pub use names::nearest;
pub use parse::{Parsed, parse};
pub use read::{LARGEST_FILE, inside, read_file, read_stream};
pub use resolve::Scenario;
pub use resolve_memory::Allowed;
pub use schema::schema;
pub use template::template;

use crate::device::{Kind, preset, presets};
use crate::skin::site;
use std::sync::LazyLock;

/// Scenario that the program uses without a file.
pub const BUILT_IN: &str = include_str!("../../scenarios/cheek-pen.toml");

/// Names defined in other modules: body sites and built-in devices.
#[derive(Clone, Copy)]
pub struct Catalogue<'a> {
    /// Names of the body sites.
    pub sites: &'a [&'a str],
    /// Names of the built-in devices.
    pub presets: &'a [&'a str],
    /// Kind of a built-in device.
    pub kind_of_preset: &'a dyn Fn(&str) -> Option<Kind>,
}

impl std::fmt::Debug for Catalogue<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue")
            .field("sites", &self.sites)
            .field("presets", &self.presets)
            .finish_non_exhaustive()
    }
}

/// Sites and devices of this program.
pub fn catalogue() -> Catalogue<'static> {
    static SITES: LazyLock<Vec<&str>> =
        LazyLock::new(|| site::sites().iter().map(|site| site.name.as_str()).collect());
    static PRESETS: LazyLock<Vec<&str>> =
        LazyLock::new(|| presets().iter().map(|preset| preset.name.as_str()).collect());
    Catalogue {
        sites: &SITES,
        presets: &PRESETS,
        kind_of_preset: &|name| preset(name).map(|preset| preset.kind),
    }
}

impl Scenario {
    /// Texts that the scenario was read from.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Settings that came after the file, as `key=value`, in their order.
    pub fn settings(&self) -> Vec<String> {
        let all = self.sources.list().iter().skip(1);
        all.map(|source| source.text.trim_start_matches(diagnostic::SET_PREFIX).to_owned()).collect()
    }

    /// The same with the files that it names, and without the folder in which they lie: all that another machine needs to read
    /// the scenario again.
    pub fn travelling(&self) -> Sources {
        let named = parse(&self.sources, &catalogue()).ok().and_then(|parsed| parsed.file.mechanics.sets);
        let files: Vec<(String, String)> = named
            .zip(self.provenance.files.first())
            .map(|(name, (_, text))| (name, text.clone()))
            .into_iter()
            .collect();
        self.sources.clone().in_folder(None).with_files(&files)
    }
}

/// Reads, checks and resolves a scenario. `fallback_name` replaces a missing `name`.
///
/// # Errors
/// Everything that is wrong, with its place in the file or in a `--set`.
pub fn load(
    sources: &Sources,
    catalogue: &Catalogue<'_>,
    fallback_name: &str,
) -> Result<Scenario, Vec<Diagnostic>> {
    load_within(sources, catalogue, fallback_name, Allowed::default())
}

/// Like [`load`], for a run with another memory limit or one that covers its area band by band.
///
/// # Errors
/// Those of [`load`].
pub fn load_within(
    sources: &Sources,
    catalogue: &Catalogue<'_>,
    fallback_name: &str,
    allowed: Allowed,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut parsed = parse(sources, catalogue)?;
    parsed.file.name = parsed.file.name.map(|name| changed_name::of(&name, sources, &parsed.places));
    let located = |list: Vec<Diagnostic>| list.into_iter().map(|problem| problem.locate(sources));
    match resolve::resolve(&parsed.file, &parsed.places, parsed.kind, fallback_name, allowed, sources) {
        Ok(scenario) => {
            let foreseen = foreseen::warnings(&scenario.setup, &parsed.places);
            let resolved = located(scenario.warnings.into_iter().chain(foreseen).collect());
            let warnings = parsed.warnings.into_iter().chain(resolved).collect();
            Ok(Scenario { warnings, sources: sources.clone(), ..scenario })
        }
        Err(errors) => Err(parsed.warnings.into_iter().chain(located(errors)).collect()),
    }
}
