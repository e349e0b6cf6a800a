//! The explorer: one request in, one answer out, as data.
//!
//! A page in a browser asks, and [`Explorer::answer`] answers: what its controls are and what they say now. A needle of the average
//! person comes at once, people with their values and pictures a little later. It knows neither HTTP nor JavaScript; the local server of
//! `puncta explore` and the WebAssembly module hand it the same text.
//!
//! | file | what it holds |
//! |---|---|
//! | here | the explorer: what it keeps between two requests, and the dispatch |
//! | [`request`] | what is asked, and how much of it is allowed |
//! | [`setting`] | keys of the page, checked and made a scenario |
//! | `controls` | controls from the key table: ranges, help, what applies to a device |
//! | `person` | one average, thin or thick person, or many |
//! | `quick` | a needle of the average person, by the contact law |
//! | `people` | a run: values with their three spreads, and what changed |
//! | `pictures` | pictures and frames by name |
//! | [`lessons`] | settings for a lesson |
//!
//! Nothing here reads a file: a scenario that names one is refused.

mod controls;
pub mod lessons;
mod people;
mod person;
mod pictures;
mod quick;
pub mod request;
pub mod setting;

use crate::outcome::Outcome;
use crate::render::words::Language;
use crate::simulate::{SimulateError, Stop};
use crate::study::compare;
use request::{Ask, Request};
use serde_json::{Value, json};
use setting::Setting;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs kept for pictures and comparisons: the one shown, the one before and the pinned one, each with bounds over inputs and
/// without.
const KEPT: usize = 6;

/// What keeps a request from being answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The text is no request.
    #[error("this is no request of the explorer: {0}")]
    Malformed(String),
    /// The request asks for more than a page may.
    #[error("{0}")]
    TooMuch(String),
    /// The setting has problems; the page shows them beside its controls.
    #[error("this setting cannot be computed: {0}")]
    Setting(String),
    /// A newer request or a closed page stopped the computation.
    #[error("stopped")]
    Stopped,
    /// The computation failed.
    #[error("{0}")]
    Failed(String),
}

impl Refusal {
    /// Why a run has no results.
    fn of_run(error: SimulateError) -> Refusal {
        match error {
            SimulateError::Abandoned => Refusal::Stopped,
            error => Refusal::Failed(error.to_string()),
        }
    }

    /// Name of the kind, for the page.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Refusal::Malformed(_) => "malformed",
            Refusal::TooMuch(_) => "too_much",
            Refusal::Setting(_) => "setting",
            Refusal::Stopped => "stopped",
            Refusal::Failed(_) => "failed",
        }
    }
}

/// A run that was computed: for its pictures, and for comparisons with others.
struct Computed {
    /// Whether one person was treated again and again.
    alone: bool,
    outcome: Outcome,
    run: compare::Run,
}

impl Computed {
    fn hash(&self) -> &str {
        &self.outcome.provenance.scenario_hash
    }
}

/// Answers requests. Between two of them it keeps the last runs, so that pictures and comparisons cost no second run.
pub struct Explorer {
    start: Setting,
    kept: Mutex<VecDeque<Arc<Computed>>>,
}

impl Default for Explorer {
    fn default() -> Explorer {
        Explorer::new(Setting::start())
    }
}

impl Explorer {
    /// Makes an explorer whose pages begin with this setting.
    #[must_use]
    pub fn new(start: Setting) -> Explorer {
        Explorer { start, kept: Mutex::default() }
    }

    /// Answers a request in JSON with JSON ([`text_of`]). It never panics on the text.
    pub fn answer(&self, text: &str, stop: &dyn Stop) -> String {
        text_of(Request::of_json(text).and_then(|request| self.answer_to(&request, stop)))
    }

    /// Answers a request.
    ///
    /// # Errors
    /// [`Refusal`]: a setting with problems, more work than a page may ask for, or a computation that was stopped.
    pub fn answer_to(&self, request: &Request, stop: &dyn Stop) -> Result<Value, Refusal> {
        let language = request.theme.language;
        match &request.ask {
            Ask::Page => Ok(page(&self.start, language)),
            Ask::Quick => quick::answer(&request.setting, &request.theme),
            Ask::People { inputs, since, pinned } => {
                let now = self.run(&request.setting, *inputs, stop)?;
                // Earlier settings are compared where their run is at hand or wanted.
                let at_hand = |setting: &Setting| {
                    let scenario = setting.scenario(*inputs).ok()?;
                    self.find(&scenario.provenance.scenario_hash)
                };
                let since = since.as_ref().and_then(at_hand);
                let pinned = match pinned {
                    Some(setting) => Some(self.run(setting, *inputs, stop)?),
                    None => None,
                };
                Ok(people::answer(&now, since.as_deref(), pinned.as_deref(), language))
            }
            Ask::Picture { name, inputs, form } => {
                let run = match pictures::needs_a_run(name) {
                    true => Some(self.run(&request.setting, *inputs, stop)?),
                    false => None,
                };
                pictures::answer(name, *form, &request.setting, run.as_deref(), &request.theme)
            }
            Ask::Frames { name, count } => {
                pictures::frames(name, *count, &request.setting, &request.theme, stop)
            }
            Ask::Export { inputs } => request.setting.exported(*inputs),
        }
    }

    /// The run of a setting, computed unless it is at hand.
    fn run(&self, setting: &Setting, inputs: bool, stop: &dyn Stop) -> Result<Arc<Computed>, Refusal> {
        let scenario = setting.bounded(inputs)?;
        if let Some(kept) = self.find(&scenario.provenance.scenario_hash) {
            return Ok(kept);
        }
        let computed = Arc::new(people::compute(&scenario, stop)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(KEPT - 1);
        kept.push_front(Arc::clone(&computed));
        Ok(computed)
    }

    /// A run at hand, which becomes the newest.
    fn find(&self, hash: &str) -> Option<Arc<Computed>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|computed| computed.hash() == hash)?;
        let found = kept.remove(at)?;
        kept.push_front(Arc::clone(&found));
        Some(found)
    }
}

/// An answer as JSON: `{"answer": ...}`, or `{"refused": {"kind", "why"}}`.
#[must_use]
pub fn text_of(answered: Result<Value, Refusal>) -> String {
    let value = match answered {
        Ok(answer) => json!({ "answer": answer }),
        Err(refusal) => json!({ "refused": { "kind": refusal.kind(), "why": refusal.to_string() } }),
    };
    value.to_string()
}

/// What the page consists of, before any setting: words, controls, lessons, the first setting.
fn page(start: &Setting, language: Language) -> Value {
    json!({
        "version": crate::outcome::provenance::VERSION,
        "language": language.code(),
        "languages": [
            { "code": Language::English.code(), "name": Language::English.own_name() },
            { "code": Language::German.code(), "name": Language::German.own_name() },
        ],
        "words": words(language),
        "groups": controls::groups(language),
        "controls": controls::all(language),
        "drops": controls::drops(),
        "fills": controls::fills(),
        "people": person::all(language),
        "views": pictures::views(language),
        "face": pictures::face(language),
        "lessons": lessons::all(language),
        "start": start.json(),
    })
}

/// Words of the page by the names of their entries.
fn words(language: Language) -> Value {
    let entries = crate::render::words::explorer::ENTRIES.iter();
    let own = entries.filter(|[name, ..]| name.starts_with("page_"));
    let of = |[name, english, german]: &[&'static str; 3]| {
        let text = if language == Language::German { german } else { english };
        (name.trim_start_matches("page_").to_owned(), Value::from(*text))
    };
    Value::Object(own.map(of).collect())
}

#[cfg(test)]
mod tests;
