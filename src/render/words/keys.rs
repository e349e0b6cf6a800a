//! Words of the keys of a scenario: a label for people, and the help in German. The English help stands in the key table.

mod labels;

use super::Language;
use labels::KEYS;

/// Words of a scenario that a page offers, in English and in German. Names of molecules stay.
const CHOICES: &[[&str; 3]] = &[
    ["face", "whole face", "ganzes Gesicht"],
    ["none", "none", "nichts"],
    ["default", "default", "Standard"],
    ["ultrasound_meng2022", "ultrasound (Meng 2022)", "Ultraschall (Meng 2022)"],
    ["thin", "thin (× 0.8)", "dünn (× 0,8)"],
    ["thick", "thick (× 1.25)", "dick (× 1,25)"],
    ["population", "a new person each time", "jedes Mal eine neue Person"],
    ["average", "the average person", "die Durchschnittsperson"],
    ["in_vivo", "living, on the body", "lebend, am Körper"],
    ["bench", "excised, on a plate", "entnommen, auf einer Platte"],
    ["female", "female", "weiblich"],
    ["male", "male", "männlich"],
    ["hidden", "hidden", "verborgen"],
    ["shown", "shown", "gezeigt"],
    ["pen", "pen", "Pen"],
    ["roller", "roller", "Roller"],
    ["stamp", "stamp", "Stempel"],
    ["patch", "patch", "Patch"],
    ["polymer", "polymer", "Polymer"],
    ["orbital_rim", "rim of the orbit", "Rand der Augenhöhle"],
    ["needle", "needle", "Nadel"],
    ["rings", "rings", "Ringe"],
    ["grid", "grid", "Gitter"],
    ["drum", "drum", "Walze"],
    ["list", "list", "Liste"],
    ["conical", "conical", "kegelig"],
    ["steel", "steel", "Stahl"],
    ["stroke", "stroke", "Hub"],
    ["force", "force", "Kraft"],
    ["speed", "speed", "Geschwindigkeit"],
    ["vertical", "up and down", "auf und ab"],
    ["horizontal", "sideways", "seitwärts"],
    ["diagonal_up", "diagonal, rising", "diagonal, steigend"],
    ["diagonal_down", "diagonal, falling", "diagonal, fallend"],
    ["contact", "contact mechanics", "Kontaktmechanik"],
    ["ratio", "a share of the set depth", "Anteil der eingestellten Tiefe"],
    ["on", "on", "ein"],
    ["off", "off", "aus"],
];

/// Sections of a scenario, in English and in German.
const SECTIONS: &[[&str; 3]] = &[
    ["area", "Area", "Fläche"],
    ["skin", "Skin", "Haut"],
    ["device", "Device", "Gerät"],
    ["technique", "Hand", "Handführung"],
    ["mechanics", "Mechanics", "Mechanik"],
    ["limits", "Limits", "Grenzen"],
    ["run", "Run", "Rechnung"],
    ["sessions", "Sessions", "Sitzungen"],
    ["absorption", "Absorption", "Aufnahme"],
];

/// Paths of the keys that have words.
pub fn paths() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|[path, ..]| *path)
}

impl Language {
    /// Label of a key for people; of a key without one, the last part of its path.
    #[must_use]
    pub fn key_label(self, path: &str) -> &str {
        if path == "person" {
            return self.page_person();
        }
        let row = KEYS.iter().find(|[known, ..]| *known == path);
        row.map_or_else(
            || path.rsplit('.').next().unwrap_or(path),
            |[_, english, german, _]| match self {
                Language::English => english,
                Language::German => german,
            },
        )
    }

    /// Title of a section of a scenario.
    #[must_use]
    pub fn key_section(self, name: &str) -> &str {
        let row = SECTIONS.iter().find(|[known, ..]| *known == name);
        row.map_or(name, |[_, english, german]| match self {
            Language::English => english,
            Language::German => german,
        })
    }

    /// Help of a key: its text in the key table, or the German beside its label.
    #[must_use]
    pub fn key_help<'a>(self, text: &'a str, path: &str) -> &'a str {
        match (self, KEYS.iter().find(|[known, ..]| *known == path)) {
            (Language::German, Some([.., german])) => german,
            _ => text,
        }
    }

    /// Unit of a key as it is printed.
    #[must_use]
    pub fn unit_of_key(self, unit: &'static str) -> &'static str {
        match (self, unit) {
            (_, "um") => "µm",
            (_, "degrees") => "°",
            (_, "kJ/m2") => "kJ/m²",
            (_, "kg/m2") => "kg/m²",
            (_, "cm2") => "cm²",
            (Language::German, "years") => "Jahre",
            (Language::German, "days") => "Tage",
            (Language::German, "hours") => "Stunden",
            _ => unit,
        }
    }

    /// A word of a scenario for people; others stay.
    #[must_use]
    pub fn choice(self, word: &str) -> &str {
        let row = CHOICES.iter().find(|[known, ..]| *known == word);
        row.map_or(word, |[_, english, german]| match self {
            Language::English => english,
            Language::German => german,
        })
    }
}
