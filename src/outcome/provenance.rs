//! What made an output: it stands in every file and under every picture.

use crate::ground::evidence::Tag;
use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// The scenario's name, in words.
    pub name: String,
    /// The setting in one line, for subtitles.
    pub setting: String,
    /// BLAKE3 of the resolved scenario, hexadecimal.
    pub scenario_hash: String,
    /// The same without the number of realisations: runs that share it begin alike, and one can go on where another ended.
    #[serde(skip)]
    pub series_hash: String,
    /// The resolved scenario: running it gives the same bytes.
    #[serde(skip)]
    pub scenario_toml: String,
    pub seed: u64,
    pub version: &'static str,
    /// What the scenario left to defaults. None when a resolved scenario is run: it leaves nothing open.
    #[serde(skip)]
    pub assumed: Vec<Assumed>,
}

/// A value that a scenario does not give and that a default stands in for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumed {
    /// As in the file: `device.taper_mm`.
    pub key: String,
    pub value: Value,
    pub unit: &'static str,
    /// How it is known, and from where; no source where it is our choice.
    pub tag: Tag,
    pub source: String,
    /// What it is the default of: a preset, any device of its kind, any device, or puncta.
    pub from: String,
}

impl Assumed {
    /// The value in a line: numbers and words as they are, lists within brackets.
    pub fn value_words(&self) -> String {
        match &self.value {
            Value::String(text) => text.clone(),
            Value::Array(values) => {
                let plain =
                    |value: &Value| value.to_string().replace(['"', '{', '}'], "").replace([':', ','], " ");
                format!("[{}]", values.iter().map(plain).collect::<Vec<_>>().join(", "))
            }
            value => value.to_string(),
        }
    }
}

/// Version of the program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What every output says of its use.
pub const CONTEXT_OF_USE: &str =
    "For comparing device settings and for teaching; never for choosing a patient's depth.";

impl Provenance {
    /// Of a resolved scenario, and of the same one without its number of realisations.
    pub fn new(
        name: String,
        setting: String,
        scenario_toml: String,
        series_toml: &str,
        seed: u64,
    ) -> Provenance {
        let hash = |toml: &str| blake3::hash(toml.as_bytes()).to_hex().to_string();
        let (scenario_hash, series_hash) = (hash(&scenario_toml), hash(series_toml));
        Provenance {
            name,
            setting,
            scenario_hash,
            series_hash,
            scenario_toml,
            seed,
            version: VERSION,
            assumed: Vec::new(),
        }
    }

    /// The first digits of the hash, enough to tell scenarios apart.
    pub fn short_hash(&self) -> &str {
        &self.scenario_hash[..10]
    }

    /// Foot of a picture.
    pub fn foot(&self) -> String {
        format!(
            "{} · scenario {} · seed {} · puncta {} · reuse with this line, CC BY 4.0",
            self.name,
            self.short_hash(),
            self.seed,
            self.version
        )
    }
}
