//! What a page asks, and how much of it is allowed. The text comes from a page, a link or a stranger.

use super::Refusal;
use super::setting::Setting;
use crate::render::theme::{Theme, Words};
use crate::render::words::Language;
use serde::Deserialize;
use serde_json::{Map, Value};

/// Longest request, bytes. A setting with 500 needle positions has some 10 kB.
pub const LONGEST: usize = 64 * 1024;

/// Most frames of an animation.
const MOST_FRAMES: usize = 40;

/// A request.
#[derive(Debug, Clone)]
pub struct Request {
    /// What is asked.
    pub ask: Ask,
    /// The setting that it is asked of.
    pub setting: Setting,
    /// Ground and language of pictures.
    pub theme: Theme,
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Ask {
    /// Words, controls, lessons: all that does not depend on a setting.
    Page,
    /// Problems, values of controls and a needle of the average person.
    Quick,
    /// Values over people.
    People {
        /// Whether bounds over uncertain inputs are wanted.
        inputs: bool,
        /// The setting that the page showed before.
        since: Option<Setting>,
        /// The setting to compare with.
        pinned: Option<Setting>,
    },
    /// A picture.
    Picture {
        /// Its name.
        name: String,
        /// Whether it is of the run with bounds over inputs.
        inputs: bool,
        /// What is made of it.
        form: Form,
    },
    /// Frames of an animation.
    Frames {
        /// Its name.
        name: String,
        /// Number of frames.
        count: usize,
    },
    /// Scenario file and command line.
    Export {
        /// Whether the run has bounds over inputs.
        inputs: bool,
    },
}

impl Ask {
    /// Whether it is one of those that a moving slider sends.
    #[must_use]
    pub fn is_quick(&self) -> bool {
        matches!(self, Ask::Page | Ask::Quick | Ask::Export { .. })
    }
}

/// What is made of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An element of the page.
    Inline,
    /// A file of its own.
    Svg,
    /// Pixels.
    Png,
}

/// The request as it is written. Keys that nobody knows are refused: they would be misunderstandings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    ask: String,
    #[serde(default)]
    setting: Map<String, Value>,
    since: Option<Map<String, Value>>,
    pinned: Option<Map<String, Value>>,
    #[serde(default)]
    language: String,
    #[serde(default)]
    dark: bool,
    #[serde(default)]
    narrow: bool,
    #[serde(default)]
    inputs: bool,
    #[serde(default)]
    name: String,
    #[serde(default)]
    count: usize,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], or [`Refusal::TooMuch`] for a text or a list that is too long.
    pub fn of_json(text: &str) -> Result<Request, Refusal> {
        if text.len() > LONGEST {
            return Err(Refusal::TooMuch(format!("a request has at most {LONGEST} bytes")));
        }
        // The reader gives up at 128 nested lists.
        let malformed = |error: serde_json::Error| {
            Refusal::Malformed(format!("line {}, column {}", error.line(), error.column()))
        };
        let written: Written = serde_json::from_str(text).map_err(malformed)?;
        let language = match written.language.as_str() {
            "" | "en" => Language::English,
            "de" => Language::German,
            _ => return Err(Refusal::Malformed("language is en or de".to_owned())),
        };
        let inputs = written.inputs;
        let name = written.name;
        let ask = match written.ask.as_str() {
            "page" => Ask::Page,
            "quick" => Ask::Quick,
            "people" => Ask::People {
                inputs,
                since: written.since.map(Setting::of_json).transpose()?,
                pinned: written.pinned.map(Setting::of_json).transpose()?,
            },
            "picture" => Ask::Picture { name, inputs, form: Form::Inline },
            "svg" => Ask::Picture { name, inputs, form: Form::Svg },
            "png" => Ask::Picture { name, inputs, form: Form::Png },
            "frames" if (2..=MOST_FRAMES).contains(&written.count) => {
                Ask::Frames { name, count: written.count }
            }
            "frames" => return Err(Refusal::TooMuch(format!("count is 2 to {MOST_FRAMES}"))),
            "export" => Ask::Export { inputs },
            _ => {
                let known = "ask is page, quick, people, picture, svg, png, frames or export";
                return Err(Refusal::Malformed(known.to_owned()));
            }
        };
        let ground = Theme { language, ..if written.dark { Theme::DARK } else { Theme::LIGHT } };
        // A file that is saved looks as on paper.
        let saved = matches!(ask, Ask::Picture { form: Form::Svg | Form::Png, .. });
        let theme = match (saved, written.narrow) {
            (true, _) => ground,
            (false, true) => Theme { words: Words::Short, ..ground.of_column() },
            (false, false) => ground.of_screen(),
        };
        Ok(Request { ask, setting: Setting::of_json(written.setting)?, theme })
    }
}
