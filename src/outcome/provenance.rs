//! What made an output: it stands in every file and under every picture.

use serde::Serialize;

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
        Provenance { name, setting, scenario_hash, series_hash, scenario_toml, seed, version: VERSION }
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
