//! Origin of an output, printed in every file and under every picture.

use crate::foundation::evidence::Tag;
use serde::Serialize;
use serde_json::Value;

/// Origin of an output: scenario, setting, seed and version.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Provenance {
    /// Name of the scenario, in words.
    pub name: String,
    /// The setting in one line, for subtitles.
    pub setting: String,
    /// Parts of that line, for other languages; `None` where there is no scenario behind it.
    #[serde(skip)]
    pub parts: Option<Parts>,
    /// BLAKE3 of the resolved scenario, hexadecimal.
    pub scenario_hash: String,
    /// Hash without the number of realisations. Runs that share it begin alike, so one can resume where
    /// another ended.
    #[serde(skip)]
    pub series_hash: String,
    /// The resolved scenario; running it gives the same bytes.
    #[serde(skip)]
    pub scenario_toml: String,
    /// Seed of the random numbers.
    pub seed: u64,
    /// Version of the program.
    pub version: &'static str,
    /// Values that the scenario left to defaults. A resolved scenario leaves those that it lists as unstated.
    #[serde(skip)]
    pub assumed: Vec<Assumed>,
    /// Names and texts of files that the resolved scenario names; they lie beside it.
    #[serde(skip)]
    pub files: Vec<(String, String)>,
}

/// Parts of a setting in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Name of the site.
    pub site: String,
    /// Name of the device.
    pub device: String,
    /// Number of its needles.
    pub needles: usize,
    /// Whether its depth is dialled rather than the length of its needles.
    pub dialled: bool,
    /// That depth, mm.
    pub set_mm: f64,
    /// Number of passes.
    pub passes: u32,
    /// Speed of the hand, mm/s, where the pattern depends on it.
    pub speed_mm_s: Option<f64>,
}

impl Parts {
    /// The setting in one line: "Cheek · 12-pin pen, dial at 1.5 mm · 4 passes at 20 mm/s".
    pub fn line(&self) -> String {
        let Parts { site, device, needles, dialled, set_mm, passes, speed_mm_s } = self;
        let set = match (dialled, needles) {
            (true, _) => format!("dial at {set_mm} mm"),
            (false, 1) => format!("{set_mm} mm needle"),
            (false, _) => format!("{set_mm} mm needles"),
        };
        let passes = if *passes == 1 { "1 pass".to_owned() } else { format!("{passes} passes") };
        let speed = speed_mm_s.map_or(String::new(), |speed| format!(" at {speed} mm/s"));
        let line = format!("{site} · {device}, {set} · {passes}{speed}");
        let mut letters = line.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

/// Contents of a picture's foot.
#[derive(Debug, Clone, PartialEq)]
pub struct Foot {
    /// Scenarios that the picture shows.
    pub scenarios: Named,
    /// Seed of the random numbers.
    pub seed: u64,
}

/// Scenarios, each with the first digits of its hash.
#[derive(Debug, Clone, PartialEq)]
pub enum Named {
    /// By their names.
    Each(Vec<(String, String)>),
    /// By letters.
    Lettered(Vec<(String, String)>),
}

/// A default used for a value that the scenario does not give.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assumed {
    /// Key as in the file: `device.taper_mm`.
    pub key: String,
    /// Value that was used.
    pub value: Value,
    /// Range from which the intervals draw it, if it is uncertain.
    pub drawn_from: Option<[f64; 2]>,
    /// Unit of the value; empty for words and pure numbers.
    pub unit: &'static str,
    /// How the value is known.
    pub tag: Tag,
    /// Source of the value; empty if it is our choice.
    pub source: String,
    /// What the default belongs to: a preset, any device of its kind, any device, or puncta.
    pub from: String,
}

impl Assumed {
    /// Value in a line: numbers and words as they are, lists within brackets.
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

/// Statement of intended use, which every output carries.
pub const CONTEXT_OF_USE: &str =
    "For comparing device settings and for teaching; never for choosing a patient's depth.";

impl Provenance {
    /// Builds the provenance of a resolved scenario; the series is the same one without its number of
    /// realisations.
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
            parts: None,
            scenario_hash,
            series_hash,
            scenario_toml,
            seed,
            version: VERSION,
            assumed: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Names and texts of the resolved scenario and of the files that it names.
    pub fn scenario_files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        std::iter::once(("scenario.toml", self.scenario_toml.as_str())).chain(files)
    }

    /// The first digits of the hash, enough to tell scenarios apart.
    pub fn short_hash(&self) -> &str {
        &self.scenario_hash[..10]
    }

    /// Foot of a picture of this scenario.
    pub fn foot(&self) -> Foot {
        let scenarios = Named::Each(vec![(self.name.clone(), self.short_hash().to_owned())]);
        Foot { scenarios, seed: self.seed }
    }
}
