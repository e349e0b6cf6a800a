//! Identity of results, and what a folder already holds. A run compares the two to know what it may replace.

use super::path::{about, stays_inside};
use crate::foundation::shown::shown;
use crate::outcome::file::{self, Unread};
use crate::outcome::manifest::{LARGEST, MANIFEST, PROGRAM};
use crate::outcome::{Provenance, Shard};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

/// Identity of results. Results with the same identity replace each other; other results only with `--force`.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    command: &'static str,
    /// Name and hash of each scenario.
    scenarios: Vec<[String; 2]>,
    /// Hash of the scenario without its number of realisations, if results of any length count as the same.
    series: Option<String>,
    shard: Option<Shard>,
    /// Other options that change the results, as on the command line.
    options: Option<String>,
}

impl Claim {
    /// Claim of one command on one scenario.
    pub fn new(command: &'static str, provenance: &Provenance) -> Claim {
        Claim::of_many(command, [provenance])
    }

    /// Claim of one command on several scenarios.
    pub fn of_many<'a>(
        command: &'static str,
        provenances: impl IntoIterator<Item = &'a Provenance>,
    ) -> Claim {
        let scenarios = provenances.into_iter().map(|of| [of.name.clone(), of.scenario_hash.clone()]);
        Claim { command, scenarios: scenarios.collect(), series: None, shard: None, options: None }
    }

    /// Restricts the claim to a part of a run.
    pub fn with_shard(self, shard: Option<Shard>) -> Claim {
        Claim { shard, ..self }
    }

    /// Adds other options that change the results.
    pub fn with_options(self, options: String) -> Claim {
        Claim { options: Some(options), ..self }
    }

    /// Accepts any number of realisations, for a run that resumes or that chooses the number itself.
    pub fn of_any_length(self, provenance: &Provenance) -> Claim {
        Claim { series: Some(provenance.series_hash.clone()), ..self }
    }

    /// Adds to a manifest what identifies these results to a later run.
    pub(super) fn sign(&self, manifest: &mut Value) {
        manifest["command"] = self.command.into();
        if let Some(options) = &self.options {
            manifest["options"] = options.as_str().into();
        }
    }

    /// Whether a manifest has the same identity; a manifest of an older version names no command.
    pub(super) fn is_of(&self, manifest: &Value) -> bool {
        let text = |key: &str| manifest.get(key).and_then(Value::as_str);
        let number = |key: &str| manifest.get(key).and_then(Value::as_u64);
        let shard = self.shard.map(|shard| [u64::from(shard.number), u64::from(shard.of)]);
        let same_scenarios = self.scenarios.iter().map(|[_, hash]| Some(hash.as_str())).eq(hashes(manifest));
        text("command").is_none_or(|command| command == self.command)
            && text("options") == self.options.as_deref()
            && number("shard").zip(number("shards")).map(|(number, of)| [number, of]) == shard
            && (same_scenarios || self.series.is_some() && text("series_hash") == self.series.as_deref())
    }

    /// The results in words: command, scenarios, shard.
    fn words(&self) -> String {
        let scenarios: Vec<String> = self
            .scenarios
            .iter()
            .map(|[name, hash]| format!("\"{name}\" (scenario {})", short(hash)))
            .collect();
        let shard = self.shard.map(|shard| format!(", {shard}")).unwrap_or_default();
        let options = self.options.as_ref().map(|options| format!(", {options}")).unwrap_or_default();
        format!("puncta {} of {}{shard}{options}", self.command, scenarios.join(" and "))
    }
}

/// Hashes of the scenarios that a manifest names.
fn hashes(manifest: &Value) -> impl Iterator<Item = Option<&str>> {
    scenarios(manifest).iter().map(|of| of.get("scenario_hash")?.as_str())
}

/// Entries for the scenarios in a manifest: a list in a comparison, otherwise the manifest itself.
fn scenarios(manifest: &Value) -> &[Value] {
    let many = manifest.get("scenarios").and_then(Value::as_array);
    many.map_or(std::slice::from_ref(manifest), Vec::as_slice)
}

/// The first digits of a hash, enough to tell scenarios apart.
fn short(hash: &str) -> String {
    hash.chars().take(10).collect()
}

/// A manifest of puncta found in a folder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub manifest: Value,
    /// Listed files with their check sums; `None` if the version did not list all of them.
    pub listed: Option<BTreeMap<String, String>>,
}

impl Found {
    /// Reads the manifest of a folder; `None` if there is none of puncta. The size is bounded, since the file may be
    /// anyone's.
    ///
    /// # Errors
    /// As the system says. What cannot be read now may still be ours.
    pub fn read(folder: &Path) -> io::Result<Option<Found>> {
        let path = folder.join(MANIFEST);
        if !about(&path)?.is_some_and(|about| about.is_file()) {
            return Ok(None);
        }
        match file::text(&path, LARGEST) {
            Ok(text) => Ok(Found::of_text(&text)),
            Err(Unread::System(error)) => Err(error),
            Err(_) => Ok(None),
        }
    }

    fn of_text(text: &str) -> Option<Found> {
        let manifest: Value = serde_json::from_str(text).ok()?;
        if manifest.get("program")? != PROGRAM {
            return None;
        }
        let entry = |(name, sum): (&String, &Value)| Some((name.clone(), sum.as_str()?.to_owned()));
        let files = manifest.get("files").and_then(Value::as_object);
        let listed = files
            .filter(|_| manifest.get("command").is_some_and(Value::is_string))
            .map(|files| files.iter().filter_map(entry).filter(|(name, _)| stays_inside(name)).collect());
        Some(Found { manifest, listed })
    }

    /// The identity of its results in words. The text is not trusted.
    fn words(&self) -> String {
        let plain = |value: Option<&Value>| shown(value.and_then(Value::as_str).unwrap_or_default());
        let get = |key: &str| plain(self.manifest.get(key));
        let scenario = |of: &Value| {
            format!("\"{}\" (scenario {})", plain(of.get("name")), short(&plain(of.get("scenario_hash"))))
        };
        let of: Vec<String> = scenarios(&self.manifest).iter().take(6).map(scenario).collect();
        let number = |key: &str| self.manifest.get(key).and_then(Value::as_u64);
        let shard = number("shard").zip(number("shards"));
        let shard = shard.map(|(number, of)| format!(", shard {number} of {of}")).unwrap_or_default();
        let options = Some(get("options")).filter(|options| !options.is_empty());
        let options = options.map(|options| format!(", {options}")).unwrap_or_default();
        format!("puncta {} of {}{shard}{options}, begun {}", get("command"), of.join(" and "), get("started"))
    }
}

/// What is at the place where results are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum There {
    Absent,
    Empty,
    /// Results with the same identity.
    Same,
    /// Results with another identity: the existing and the requested ones, in words.
    Other(String, String),
    /// A manifest of puncta that does not list its files.
    Unlisted,
    Foreign,
    /// A file or a link instead of a folder.
    File,
}

impl There {
    /// Inspects `out`; entries for whose names `ours` is true are ignored.
    pub fn of(out: &Path, claim: &Claim, ours: impl Fn(&OsStr) -> bool) -> io::Result<There> {
        let Some(about) = about(out)? else { return Ok(There::Absent) };
        if !about.is_dir() {
            return Ok(There::File);
        }
        let mut entries =
            fs::read_dir(out)?.filter(|entry| entry.as_ref().map_or(true, |entry| !ours(&entry.file_name())));
        if entries.next().transpose()?.is_none() {
            return Ok(There::Empty);
        }
        Ok(match Found::read(out)? {
            None => There::Foreign,
            Some(Found { listed: None, .. }) => There::Unlisted,
            Some(found) if claim.is_of(&found.manifest) => There::Same,
            Some(found) => There::Other(found.words(), claim.words()),
        })
    }
}
