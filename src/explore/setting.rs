//! The setting of a page: keys of a scenario with their values. As hostile as a file from a stranger.

use super::Refusal;
use super::controls::{dropped_by, kind_of};
use super::person::{self, OF_PAGE};
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::scenario::keys::{self, KEYS, SECTIONS};
use crate::scenario::{Allowed, BUILT_IN, Diagnostic, Scenario, Severity, Sources, catalogue, load_within};
use crate::simulate::Setup;
use crate::skin::site::site;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// First setting of the page.
const START: &str = include_str!("start.toml");

/// Name of an exported scenario.
const NAME: &str = "Explorer";

/// Most keys of a setting, characters of a key, and entries of a list. The key table has somewhat more than a hundred keys.
const MOST_KEYS: usize = 150;
const LONGEST_KEY: usize = 60;
const MOST_ENTRIES: usize = 500;

/// Longest text of a value, characters.
const LONGEST_TEXT: usize = 2000;

/// Most people, cells and needles of a setting on a page. The command line has no such limits.
const MOST_PEOPLE: f64 = 200.0;
const MOST_CELLS: f64 = 250_000.0;
const MOST_NEEDLES: f64 = 200.0;

/// Most strikes of all people together: some seconds of work.
const MOST_STRIKES: f64 = 4e6;

/// Most memory of a run, bytes.
const MOST_BYTES: u64 = 700_000_000;

/// Keys of a scenario with their values, by path; and the person, if the page chose one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setting {
    values: BTreeMap<String, toml::Value>,
    person: Option<String>,
}

impl Setting {
    /// First setting of the page.
    #[must_use]
    pub fn start() -> Setting {
        // A test reads it.
        Setting::of_toml(START).unwrap_or_default()
    }

    /// Keys that a scenario file states. `None` if the text is no TOML.
    #[must_use]
    pub fn of_toml(text: &str) -> Option<Setting> {
        let table: toml::Table = text.parse().ok()?;
        let mut values = BTreeMap::new();
        for (name, value) in table {
            match value {
                toml::Value::Table(inner) => {
                    values.extend(inner.into_iter().map(|(key, value)| (format!("{name}.{key}"), value)));
                }
                value if !["format", "name"].contains(&name.as_str()) => {
                    values.insert(name, value);
                }
                _ => {}
            }
        }
        Some(Setting { values, person: None })
    }

    /// Reads the setting of a request.
    ///
    /// # Errors
    /// [`Refusal`] for names that are no keys' names, and for too many or too long ones.
    pub fn of_json(written: Map<String, Value>) -> Result<Setting, Refusal> {
        if written.len() > MOST_KEYS {
            return Err(Refusal::TooMuch(format!("a setting has at most {MOST_KEYS} keys")));
        }
        let mut setting = Setting::default();
        for (key, value) in written {
            if key == OF_PAGE {
                let name = value.as_str().filter(|name| person::is_one(name));
                let name =
                    name.ok_or_else(|| Refusal::Malformed("person is one of the page's".to_owned()))?;
                setting.person = Some(name.to_owned());
                continue;
            }
            let letters = |letter: char| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || "._".contains(letter)
            };
            if key.is_empty() || key.len() > LONGEST_KEY || !key.chars().all(letters) {
                return Err(Refusal::Malformed("a name in the setting is no key's name".to_owned()));
            }
            // null, and whole numbers beyond those of TOML.
            let none = |_| Refusal::Malformed(format!("the value of {key} is none of a scenario"));
            let value = toml::Value::try_from(value).map_err(none)?;
            let value = of_list(&key, value);
            setting.values.insert(key, value);
        }
        Ok(setting)
    }

    /// The setting as the page keeps it.
    #[must_use]
    pub fn json(&self) -> Value {
        let one =
            |(key, value): (&String, &toml::Value)| Some((key.clone(), serde_json::to_value(value).ok()?));
        let mut all: Map<String, Value> = self.values.iter().filter_map(one).collect();
        if let Some(person) = &self.person {
            all.insert(OF_PAGE.to_owned(), json!(person));
        }
        Value::Object(all)
    }

    /// The same with another value.
    #[must_use]
    pub fn with(mut self, key: &str, value: toml::Value) -> Setting {
        self.values.insert(key.to_owned(), value);
        self
    }

    /// The same with another value that a person chose, and without the keys that go then.
    #[must_use]
    pub fn chosen(mut self, key: &str, value: toml::Value) -> Setting {
        for other in dropped_by(key) {
            self.values.remove(&other);
        }
        self.with(key, value)
    }

    /// Keys with the person's own filled in, and with bounds over inputs or without.
    fn filled(&self, inputs: bool) -> BTreeMap<String, toml::Value> {
        let mut values = self.values.clone();
        if let Some(person) = &self.person {
            let site = values.get("skin.site").and_then(toml::Value::as_str).and_then(site);
            person::fill(person, site, &mut values);
        }
        // The controls of other kinds of device show why they do not apply; their values wait for the next change of device.
        if let Some(kind) = kind_of(&values) {
            values.retain(|path, _| keys::find_path(path).is_none_or(|key| key.used_by(kind)));
        }
        let intervals = if inputs { "on" } else { "off" };
        values.insert("run.intervals".to_owned(), intervals.into());
        values
    }

    /// The scenario, or all that is wrong with it.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn scenario(&self, inputs: bool) -> Result<Scenario, Vec<Diagnostic>> {
        let values = self.filled(inputs);
        let too_much = too_much(&values);
        if !too_much.is_empty() {
            return Err(too_much);
        }
        let text = file(&values);
        let none: [&str; 0] = [];
        let allowed = Allowed { bytes: MOST_BYTES, stream: false };
        load_within(&Sources::new(NAME, &text, &none), &catalogue(), NAME, allowed)
    }

    /// The scenario, if a page may run it.
    ///
    /// # Errors
    /// [`Refusal::Setting`] with the first problem; [`Refusal::TooMuch`] if it takes too long here.
    pub fn bounded(&self, inputs: bool) -> Result<Scenario, Refusal> {
        let scenario =
            self.scenario(inputs).map_err(|problems| Refusal::Setting(first_problem(&problems)))?;
        within_limits(scenario.setup())?;
        Ok(scenario)
    }

    /// Scenario file and the commands that run it.
    ///
    /// # Errors
    /// [`Refusal::Setting`] with the first problem.
    pub fn exported(&self, inputs: bool) -> Result<Value, Refusal> {
        self.scenario(inputs).map_err(|problems| Refusal::Setting(first_problem(&problems)))?;
        let values = self.filled(inputs);
        let set = |(key, value): (&String, &toml::Value)| {
            // Single quotes of a POSIX shell; a value that holds one goes by the file alone.
            let text = value.to_string();
            (!text.contains('\'')).then(|| format!("--set '{key}={text}'"))
        };
        // Without a file the program begins with its built-in scenario, so every key of that is stated or taken over.
        let start = Setting::of_toml(BUILT_IN).unwrap_or_default();
        let stated: Vec<String> = values.iter().filter_map(set).collect();
        let alone = start.values.keys().all(|key| values.contains_key(key));
        let command = if alone && stated.len() == values.len() {
            Some(format!("puncta run {}", stated.join(" ")))
        } else {
            None
        };
        Ok(
            json!({ "file": file(&values), "file_name": "explorer.toml", "of_file": "puncta run explorer.toml", "command": command }),
        )
    }
}

/// First error in one line, without its place in a file that nobody has.
pub(super) fn first_problem(problems: &[Diagnostic]) -> String {
    let error = problems.iter().find(|problem| problem.severity == Severity::Error);
    error.map_or_else(String::new, |error| match &error.allowed {
        Some(allowed) => format!("{} (allowed: {allowed})", error.message),
        None => error.message.clone(),
    })
}

/// Text of a scenario file with these keys.
fn file(values: &BTreeMap<String, toml::Value>) -> String {
    static ORDER: LazyLock<BTreeMap<String, usize>> = LazyLock::new(|| {
        KEYS.iter().copied().flatten().enumerate().map(|(at, key)| (key.path(), at)).collect()
    });
    let mut text =
        format!("# Made by the explorer of puncta. {CONTEXT_OF_USE}\nformat = 1\nname = \"{NAME}\"\n");
    let section_of =
        |key: &str| key.rsplit_once('.').map_or(String::new(), |(section, _)| section.to_owned());
    let mut rows: Vec<(&String, &toml::Value)> = values.iter().collect();
    // Unknown keys come last in their section, so that the reader of scenarios complains of them.
    let section_at = |key: &str| {
        let section = section_of(key);
        SECTIONS.iter().position(|known| *known == section).unwrap_or(SECTIONS.len())
    };
    rows.sort_by_key(|(key, _)| {
        (section_at(key), section_of(key), ORDER.get(key.as_str()).copied().unwrap_or(usize::MAX))
    });
    let mut open = String::new();
    for (key, value) in rows {
        let section = section_of(key);
        if section != open {
            text.push_str(&format!("\n[{section}]\n"));
            open = section;
        }
        let name = key.rsplit_once('.').map_or(key.as_str(), |(_, name)| name);
        text.push_str(&format!("{name} = {value}\n"));
    }
    text
}

/// What a page may not ask, found before a scenario is made of it.
fn too_much(values: &BTreeMap<String, toml::Value>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut over = |key: &str, is_over: bool, most: String| {
        if is_over {
            let message = format!("{key} is more than a page computes");
            let problem = Diagnostic::error(message).key(key).allowed(most);
            problems.push(problem.help("save the scenario and run it with puncta run"));
        }
    };
    over("mechanics.sets", values.contains_key("mechanics.sets"), "no file beside a page".to_owned());
    // As many people as it takes is no work for a page.
    over("run.reach_error", values.contains_key("run.reach_error"), "people as a page has them".to_owned());
    for (key, value) in values {
        let long = value.as_array().is_some_and(|list| list.len() > MOST_ENTRIES);
        over(key, long, format!("lists of at most {MOST_ENTRIES} entries"));
        let text = value.as_str().is_some_and(|text| text.len() > LONGEST_TEXT);
        over(key, text, format!("at most {LONGEST_TEXT} characters"));
    }
    problems
}

/// Whether a page may compute a setup: its own cells, needles and people count, whatever a setting states of them.
pub(super) fn within_limits(setup: &Setup) -> Result<(), Refusal> {
    let elsewhere = "take less, or save the scenario and run it with puncta run";
    let most = |is: f64, most: f64, what: &str| {
        let words =
            format!("{is:.0} {what} are too many for a page, which takes up to {most:.0}: {elsewhere}");
        if is > most { Err(Refusal::TooMuch(words)) } else { Ok(()) }
    };
    most(setup.grid.cells() as f64, MOST_CELLS, "cells of the maps")?;
    most(setup.device.array.len() as f64, MOST_NEEDLES, "needles")?;
    most(f64::from(setup.realisations), MOST_PEOPLE, "people")?;
    most(
        setup.expected_strikes() * f64::from(setup.realisations),
        MOST_STRIKES,
        "strikes of all people together",
    )
}

/// The list that a person wrote as a scenario has it; any other value, and a text that is no list, as it is.
fn of_list(key: &str, value: toml::Value) -> toml::Value {
    let is_list = keys::find_path(key).is_some_and(|key| {
        matches!(key.value, keys::ValueKind::Points { .. } | keys::ValueKind::Tables { .. })
    });
    let Some(text) = value.as_str().filter(|text| is_list && !text.contains('\n')) else { return value };
    let table: Option<toml::Table> = format!("list = {text}").parse().ok();
    table.filter(|table| table.len() == 1).and_then(|mut table| table.remove("list")).unwrap_or(value)
}

/// Value of a key in a resolved scenario.
pub(super) fn resolved(table: &toml::Table, path: &str) -> Option<Value> {
    let key = keys::find_path(path)?;
    let section = if key.section.is_empty() { table } else { table.get(key.section)?.as_table()? };
    serde_json::to_value(section.get(key.name)?).ok()
}
