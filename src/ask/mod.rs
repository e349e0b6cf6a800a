//! Questions about scenarios, answered: keys and values in words go in, the answer of a study comes out.
//!
//! A study ([`crate::study`]) knows setups, and nothing of keys. Here a base scenario with some of its keys changed becomes the
//! setups of a study, and what a person wrote is checked first. The command line and other front ends ask through this room, so
//! that they get the same answers.
//!
//! | file | question |
//! |---|---|
//! | [`axes`] | keys with their values or ranges, and the scenario of one choice of them |
//! | [`compare`] | scenarios on the same people |
//! | [`fit`] | the contact law under measurements of one's own |
//! | [`optimise`] | the best setting under limits |
//! | [`safe_depth`] | the deepest setting on each of several sites |
//! | [`sensitivity`] | what decides a value |
//! | [`sweep`] | every value at many settings |

pub mod axes;
pub mod compare;
pub mod fit;
pub mod optimise;
pub mod safe_depth;
pub mod sensitivity;
pub mod sweep;

use crate::injury::Measure;
use crate::outcome::Provenance;
use crate::outcome::text_file::shown;
use crate::scenario::{Scenario, Severity, Sources, catalogue, load, nearest};
use crate::simulate::SimulateError;

/// A checked scenario with its short name: that of its file, without `.toml`.
#[derive(Debug, Clone)]
pub struct Base {
    /// Short name, for folders and for a scenario without a name.
    pub stem: String,
    /// The scenario.
    pub scenario: Scenario,
}

impl Base {
    /// The same scenario read from its resolved file: what was set one by one is then part of the text.
    ///
    /// # Errors
    /// None for a scenario that this program resolved.
    pub fn resolved(self) -> Result<Base, Refused> {
        let Provenance { name, scenario_toml, files, .. } = self.scenario.provenance();
        let sources = Sources::new(name.clone(), scenario_toml, &[] as &[&str]).with_files(files);
        let scenario = load(&sources, &catalogue(), &self.stem);
        let scenario = scenario.map_err(|problems| Refused::why(in_words(&problems)))?;
        Ok(Base { scenario, ..self })
    }
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
    /// What is wrong with the question, in words.
    #[error("{0}")]
    Why(String),
}

impl Refused {
    /// Refuses with these words.
    pub fn why(words: impl Into<String>) -> Refused {
        Refused::Why(words.into())
    }

    /// Why a run has no results.
    pub fn of_run(error: SimulateError) -> Refused {
        match error {
            SimulateError::Abandoned => Refused::Stopped,
            error => Refused::because(error),
        }
    }

    /// Refuses for this reason.
    pub fn because(error: impl std::fmt::Display) -> Refused {
        Refused::Why(error.to_string())
    }
}

/// A value by its key in `summary.json`; `option` names in messages where the key stands.
///
/// # Errors
/// [`Refused::Why`] with the key that comes closest.
pub fn measure(option: &str, key: &str) -> Result<Measure, Refused> {
    Measure::of_key(key).ok_or_else(|| {
        let all = || Measure::ALL.iter().map(|measure| measure.key());
        let near = all().find(|full| key.len() > 2 && full.contains(key)).or_else(|| nearest(key, all()));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        Refused::why(format!("{option}: no value is called {}{near}", shown(key)))
    })
}

/// Everything that is wrong with a scenario, in one line.
fn in_words(problems: &[crate::scenario::Diagnostic]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let said = errors.map(|problem| {
        let help = problem.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{}{help}", problem.message)
    });
    said.collect::<Vec<_>>().join("; ")
}
