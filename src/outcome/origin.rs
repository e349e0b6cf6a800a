//! What made a results folder, read back from its manifest, and whether the folder still is what was made.

use super::folder::path::{is_file, stays_inside};
use super::folder::sum;
use super::manifest::{LARGEST, MANIFEST, PROGRAM};
use super::provenance::VERSION;
use super::text_file::{printable, read_text_in, said, shown};
use crate::outcome::file;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// What a manifest says. Its texts may come from anyone: control characters are taken out.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// Name of the program.
    program: String,
    /// Command that made the folder.
    pub command: String,
    /// Options of this command that change the results.
    #[serde(deserialize_with = "text_or_nothing")]
    pub options: String,
    /// Version of the program.
    pub version: String,
    /// Commit of the source, if the build knew it.
    pub commit: Option<String>,
    /// Name of the scenario; empty for several.
    pub name: String,
    /// Hash of the resolved scenario; empty for several.
    pub scenario_hash: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// `complete` or `partial`.
    status: String,
    /// What the scenario left to defaults.
    pub assumed: Vec<Assumption>,
    /// Check sums of the other files of the folder, by name.
    pub files: BTreeMap<String, String>,
}

/// A default that the scenario relied on.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
pub struct Assumption {
    /// Key as in the file.
    pub key: String,
    /// Value that was used.
    pub value: Value,
    /// Range from which the intervals draw it.
    pub drawn_from: Option<[f64; 2]>,
    /// Unit of the value.
    pub unit: String,
    /// How the value is known.
    pub tag: String,
    /// Source of the value.
    pub source: String,
    /// What the default belongs to.
    pub from: String,
}

impl Assumption {
    /// Value in a line: numbers and words as they are, lists within brackets.
    #[must_use]
    pub fn value_words(&self) -> String {
        match &self.value {
            Value::String(text) => printable(text),
            Value::Array(values) => {
                let plain = |value: &Value| printable(&value.to_string()).replace(['"', '{', '}'], "");
                format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(", "))
            }
            value => printable(&value.to_string()),
        }
    }
}

fn text_or_nothing<'de, D: serde::Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::<String>::deserialize(from)?.unwrap_or_default())
}

/// Most entries of a list of a manifest.
const MOST: usize = 2000;

impl Origin {
    /// Reads the manifest of a folder.
    ///
    /// # Errors
    /// Why it is no results folder, in words.
    pub fn read(folder: &Path) -> Result<Origin, String> {
        if !folder.is_dir() {
            return Err("there is no such folder".to_owned());
        }
        let file = folder.join(MANIFEST);
        if !file.exists() {
            return Err(format!(
                "it holds no {MANIFEST}: it is no results folder of puncta, or an incomplete one"
            ));
        }
        let text = read_text_in(folder, MANIFEST, LARGEST)
            .map_err(|why| format!("{MANIFEST} cannot be read: {why}"))?;
        let origin: Origin = serde_json::from_str(&text)
            .map_err(|error| format!("{MANIFEST} cannot be read: {}", said(error)))?;
        if origin.program != PROGRAM {
            return Err(format!("{MANIFEST} is not of {PROGRAM}"));
        }
        if origin.files.len() > MOST || origin.assumed.len() > MOST {
            return Err(format!("{MANIFEST} lists more than {MOST} files or defaults"));
        }
        let mut origin = origin;
        for text in [&mut origin.command, &mut origin.options, &mut origin.version, &mut origin.name] {
            *text = printable(text);
        }
        for default in &mut origin.assumed {
            for text in [&mut default.key, &mut default.unit, &mut default.tag, &mut default.source] {
                *text = printable(text);
            }
        }
        Ok(origin)
    }

    /// Everything in which the folder differs from what the program left there.
    #[must_use]
    pub fn faults(&self, folder: &Path) -> Vec<String> {
        let mut all = Vec::new();
        if self.version != VERSION {
            let version: String = self.version.chars().take(20).collect();
            all.push(format!("puncta {version} made this, and this is puncta {VERSION}"));
        }
        if self.status != "complete" {
            all.push("the command was stopped before it was done; --resume takes it up".to_owned());
        }
        for (name, wanted) in &self.files {
            let shown = shown(name);
            if !stays_inside(name) {
                all.push(format!("manifest.json names a file outside the folder: {shown}"));
                continue;
            }
            // A link could lead anywhere, and a pipe would never end.
            if !is_file(&folder.join(name)) {
                all.push(format!("{shown} is missing, or is no file"));
                continue;
            }
            match file::open_in(folder, name, file::most_bytes(name)) {
                Err(why) => all.push(format!("{shown} cannot be read: {why}")),
                Ok(file) => match sum(file) {
                    Ok(found) if found == *wanted => {}
                    Ok(_) => all.push(format!("{shown} was changed after it was written")),
                    Err(error) => all.push(format!("{shown} cannot be read: {error}")),
                },
            }
        }
        all
    }

    /// Whether the manifest lists this file, so that its sum was compared.
    #[must_use]
    pub fn lists(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }
}
