//! Names of sites and devices, the line with the setting, and the foot of pictures.
//!
//! Names come from the tables of sites and devices, in English. A test looks that every one has a translation here.

use super::{Language, begun};
use crate::outcome::provenance::{Foot, Named, Parts};
use crate::outcome::{Provenance, provenance};
use std::fmt::Display;

words! {
    setting_pen(device, set) "{device}, dial at {set}\u{202f}mm" / "{device}, Einstellung {set}\u{202f}mm",
    setting_needles(device, length) "{device}, {length}\u{202f}mm needles" / "{device}, Nadeln von {length}\u{202f}mm",
    setting_needle(device, length) "{device}, {length}\u{202f}mm needle" / "{device}, Länge {length}\u{202f}mm",
    setting_passes(passes) "{passes} passes" / "{passes} Durchgänge",
    setting_speed(how_often, speed) "{how_often} at {speed}\u{202f}mm/s" / "{how_often} mit {speed}\u{202f}mm/s",
    scenario "scenario" / "Szenario",
    scenarios "scenarios" / "Szenarien",
    seed "seed" / "Startwert",
    licence "reuse with this line" / "frei verwendbar mit dieser Zeile",
}

/// Licence of every picture.
const LICENCE: &str = "CC BY 4.0";

/// English names of the tables and their German forms.
const NAMES: [(&str, &str); 47] = [
    ("forehead", "Stirn"),
    ("glabella", "Glabella"),
    ("temple", "Schläfe"),
    ("upper eyelid", "Oberlid"),
    ("lower eyelid", "Unterlid"),
    ("crow's feet / lateral canthus", "Krähenfüße / äußerer Augenwinkel"),
    ("nose dorsum", "Nasenrücken"),
    ("nose rhinion", "Rhinion"),
    ("nose tip", "Nasenspitze"),
    ("nose ala / lower sidewall", "Nasenflügel / untere Seitenwand"),
    ("cheek", "Wange"),
    ("infraorbital / midface", "Infraorbitalregion / Mittelgesicht"),
    ("nasolabial", "Nasolabialregion"),
    ("upper lip (cutaneous)", "Oberlippe (Haut)"),
    ("chin", "Kinn"),
    ("jawline / premasseteric", "Unterkieferrand"),
    ("neck (anterolateral)", "Hals (vorn und seitlich)"),
    ("scalp", "Kopfhaut"),
    ("dorsal hand", "Handrücken"),
    ("palm", "Handfläche"),
    ("volar forearm", "Unterarm innen"),
    ("dorsal forearm", "Unterarm außen"),
    ("upper arm / deltoid", "Oberarm"),
    ("chest / décolletage", "Brust / Dekolleté"),
    ("breast", "weibliche Brust"),
    ("abdomen", "Bauch"),
    ("back / suprascapular", "Rücken"),
    ("buttock", "Gesäß"),
    ("thigh", "Oberschenkel"),
    ("calf", "Wade"),
    ("sole", "Fußsohle"),
    ("whole face", "ganzes Gesicht"),
    ("custom layers", "eigene Schichten"),
    ("12-pin pen", "12-Nadel-Pen"),
    ("36-pin pen", "36-Nadel-Pen"),
    ("SkinPen", "SkinPen"),
    ("Exceed", "Exceed"),
    ("11-needle Dermapen (2012)", "Dermapen mit 11 Nadeln (2012)"),
    ("192-needle clinic roller", "Praxis-Roller mit 192 Nadeln"),
    ("192-needle home roller", "Heim-Roller mit 192 Nadeln"),
    ("36-needle stamp", "Stempel mit 36 Nadeln"),
    ("121-needle polymer patch", "Polymer-Patch mit 121 Nadeln"),
    ("single needle", "einzelne Nadel"),
    ("pen", "Pen"),
    ("roller", "Roller"),
    ("stamp", "Stempel"),
    ("patch", "Patch"),
];

/// A setting in words whose numbers keep their units on one line.
fn unbroken(setting: &str) -> String {
    setting.replace(" mm", "\u{202f}mm")
}

impl Language {
    /// Name of a site or a device in this language: that of the tables, or one made of them. Other names stay.
    #[must_use]
    pub fn name(self, english: &str) -> String {
        if self == Language::English {
            return english.to_owned();
        }
        let known = |words: &str| NAMES.iter().find(|(name, _)| *name == words).map(|(_, german)| *german);
        if let Some(german) = known(english) {
            return german.to_owned();
        }
        // "pen with 5 needles", "cheek, 1.6 mm of skin"
        if let Some((kind, needles)) = english.split_once(" with ")
            && let (Some(kind), Some((count, _))) = (known(kind), needles.split_once(' '))
        {
            let nouns = if count == "1" { "Nadel" } else { "Nadeln" };
            return format!("{kind} mit {count} {nouns}");
        }
        if let Some((site, thickness)) = english.split_once(", ")
            && let (Some(site), Some(mm)) = (known(site), thickness.strip_suffix(" mm of skin"))
        {
            return format!("{site}, {} mm Haut", self.numeral(mm));
        }
        english.to_owned()
    }

    /// Name of a site or a device with a capital at its beginning.
    #[must_use]
    pub fn name_begun(self, english: &str) -> String {
        begun(&self.name(english))
    }

    /// The setting of a run in one line: site, device with its depth, passes.
    #[must_use]
    pub fn setting(self, provenance: &Provenance) -> String {
        match &provenance.parts {
            Some(parts) if self != Language::English => {
                format!(
                    "{} · {} · {}",
                    self.name_begun(&parts.site),
                    self.device_set(parts),
                    self.passes_at(parts)
                )
            }
            _ => unbroken(&provenance.setting),
        }
    }

    /// Device of a run with its depth.
    #[must_use]
    pub fn device(self, provenance: &Provenance) -> String {
        match &provenance.parts {
            Some(parts) => self.device_set(parts),
            None => unbroken(provenance.setting.split(" · ").nth(1).unwrap_or_default()),
        }
    }

    fn device_set(self, parts: &Parts) -> String {
        let (device, set) = (self.name(&parts.device), parts.set_mm.to_string());
        match (parts.dialled, parts.needles) {
            (true, _) => self.setting_pen(device, set),
            (false, 1) => self.setting_needle(device, set),
            (false, _) => self.setting_needles(device, set),
        }
    }

    /// Device and number of passes, as a study of settings has them: "12-pin pen · 4 passes".
    #[must_use]
    pub fn device_and_passes(self, english: &str) -> String {
        if self == Language::English {
            return unbroken(english);
        }
        let Some((device, passes)) = english.split_once(" · ") else { return self.name(english) };
        match passes.split_once(' ').and_then(|(count, _)| count.parse().ok()) {
            Some(count) => format!("{} · {}", self.name(device), self.passes(count)),
            None => format!("{} · {passes}", self.name(device)),
        }
    }

    fn passes_at(self, parts: &Parts) -> String {
        let passes = self.setting_passes(parts.passes);
        match parts.speed_mm_s {
            Some(speed) => self.setting_speed(passes, speed.to_string()),
            None => passes,
        }
    }

    /// Foot of a picture. Names of scenarios stay as they were written.
    #[must_use]
    pub fn foot(self, foot: &Foot) -> String {
        let scenarios = match &foot.scenarios {
            Named::Each(list) => {
                let each = list.iter().map(|(name, hash)| format!("{name} · {} {hash}", self.scenario()));
                each.collect::<Vec<_>>().join("; ")
            }
            Named::Lettered(list) => {
                let each: Vec<String> =
                    list.iter().map(|(letter, hash)| format!("{letter} {hash}")).collect();
                format!("{} {}", self.scenarios(), each.join(", "))
            }
        };
        let (seed, version) = (foot.seed, provenance::VERSION);
        format!("{scenarios} · {} {seed} · puncta {version} · {}, {LICENCE}", self.seed(), self.licence())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::presets;
    use crate::skin::site::sites;

    #[test]
    fn identity_every_site_and_device_has_a_german_name() {
        let labels =
            sites().iter().map(|site| &site.label).chain(presets().iter().map(|preset| &preset.label));
        for label in labels {
            assert!(NAMES.iter().any(|(name, _)| name == label), "{label}");
        }
        assert_eq!(Language::German.name("roller with 5 needles"), "Roller mit 5 Nadeln");
        assert_eq!(Language::German.name("cheek, 1.6 mm of skin"), "Wange, 1,6 mm Haut");
        assert_eq!(Language::German.name("my own thing"), "my own thing");
        assert_eq!(Language::English.name("cheek"), "cheek");
    }
}
