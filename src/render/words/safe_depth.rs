//! Words of the deepest settings: site by site, over the face, and against the setting.

use super::Language;
use crate::outcome::safe_depth::SettingOf;
use std::fmt::Display;

words! {
    // Answers.
    or_more(setting) "{setting} and over" / "{setting} und mehr",
    none_from(setting) "none, from {setting}" / "keine, ab {setting}",
    safe_title(site, setting, limit, people)
        "{site}: set to {setting}, at most {limit} of strikes reach the fat layer in {people} of people" /
        "{site}: Mit {setting} erreichen bei {people} der Personen höchstens {limit} der Stiche die Fettschicht",
    safe_title_none(site, setting, limit, people)
        "{site}: no setting from {setting} keeps the fat-layer reach at {limit} of strikes in {people} of people" /
        "{site}: Mit keiner Einstellung ab {setting} erreichen bei {people} der Personen höchstens {limit} der Stiche die Fettschicht",
    safe_titles(limit, people)
        "The deepest setting that keeps the fat-layer reach at {limit} of strikes or less in {people} of people" /
        "Die tiefste Einstellung, mit der bei {people} der Personen höchstens {limit} der Stiche die Fettschicht erreichen",
    safe_titles_by_region(limit, people)
        "The deepest setting by region that keeps the fat-layer reach at {limit} of strikes or less in {people} of people" /
        "Die tiefste Einstellung je Region, mit der bei {people} der Personen höchstens {limit} der Stiche die Fettschicht erreichen",
    what_it_is
        "The deepest setting under this criterion in this model, to compare devices and settings. It is what the device is set to, \
         not a depth in the skin, and no limit of safety. Not advice for a patient." /
        "Die tiefste Einstellung nach diesem Kriterium in diesem Modell, zum Vergleich von Geräten und Einstellungen. Sie ist eine \
         Einstellung am Gerät, keine Tiefe in der Haut und keine Sicherheitsgrenze. Kein Rat für einen Patienten.",
    with_tips(setting, depth) "{setting}, tips {depth}" / "{setting}, Spitzen {depth}",
    safe_bounds(draws)
        "Bands: 5–95\u{202f}% over {draws} draws of uncertain inputs; lines: ±2 standard errors of the people looked at." /
        "Bänder: 5–95\u{202f}% über {draws} Ziehungen unsicherer Eingangsgrößen; Linien: ±2 Standardfehler aus den betrachteten \
         Personen.",
    safe_no_inputs
        "Inputs were not varied: bands are those of chance alone." /
        "Die Eingangsgrößen wurden nicht variiert: Die Bänder sind die des Zufalls allein.",
    least_of_all(site, setting) "Least of all: {site}, {setting}. " / "Am wenigsten von allen: {site}, {setting}. ",
    safe_face_sentence
        "In brackets: 5–95\u{202f}% over uncertain inputs. Each region by itself, all of it treated; on eyelids the reach is sub-dermal \
         breach." /
        "In Klammern: 5–95\u{202f}% über unsichere Eingangsgrößen. Jede Region für sich, ganz behandelt; an Augenlidern ist es der \
         Durchstich unter die Dermis.",
    deepest_setting "Deepest setting" / "Tiefste Einstellung",
    safe_alt
        "Chart of the deepest setting by site, with bounds in brackets." /
        "Diagramm der tiefsten Einstellung nach Hautregion, Grenzen in Klammern.",

    // Against the setting.
    on_the_dial_mm "set depth on the dial (mm)" / "eingestellte Tiefe an der Skala (mm)",
    length_of_needles_mm "length of the needles (mm)" / "Länge der Nadeln (mm)",
    grey_lines(draws)
        " Grey lines: 5–95\u{202f}% of that mean under {draws} draws of uncertain inputs." /
        " Graue Linien: 5–95\u{202f}% dieses Mittels bei {draws} Ziehungen unsicherer Eingangsgrößen.",
    no_reach "nothing" / "nichts",
    reach_by_setting_title(from, to, low, high)
        "From {from} to {to}\u{202f}mm the fat-layer reach goes from {low} to {high}" /
        "Von {from} bis {to}\u{202f}mm steigt der Anteil der Stiche in die Fettschicht von {low} auf {high}",
    into_fat_logarithmic
        "strikes into the fat layer (%, logarithmic)" /
        "Stiche in die Fettschicht (%, logarithmisch)",
    reach_by_setting_sentence(people, inputs)
        "Line: mean over people. Band: 5–95\u{202f}% between {people} people.{inputs} Below 0.01\u{202f}% nothing is drawn. Reach is \
         geometry, not fat loss." /
        "Linie: Mittel über Personen. Band: 5–95\u{202f}% zwischen {people} Personen.{inputs} Unter 0,01\u{202f}% ist nichts gezeichnet. \
         Das ist Geometrie, kein Fettverlust.",
    reach_by_setting_alt
        "Chart of the fat-layer reach against the setting, logarithmic." /
        "Diagramm des Anteils der Stiche in die Fettschicht gegen die Einstellung, logarithmisch.",
    limit_of(share) "limit {share}" / "Grenze {share}",
    keeps_it(setting, people)
        "{setting} keeps it in {people} of people" /
        "{setting}: eingehalten bei {people} der Personen",
    depth_by_setting_title(from, to, low, high)
        "Set from {from} to {to}\u{202f}mm, tips that pierce end {low} to {high}\u{202f}mm deep" /
        "Bei Einstellungen von {from} bis {to}\u{202f}mm enden die eindringenden Spitzen {low} bis {high}\u{202f}mm tief",
    mean_depth_of_tips_mm "mean depth of the tips (mm)" / "mittlere Tiefe der Spitzen (mm)",
    depth_by_setting_sentence(people, inputs)
        "Line: mean over people of the tips that pierce, which at shallow settings may be few. Band: 5–95\u{202f}% between {people} \
         people.{inputs} Layers: means of the site." /
        "Linie: Mittel der Spitzen, die die Haut durchstechen, über Personen; bei flachen Einstellungen können das wenige sein. Band: \
         5–95\u{202f}% zwischen {people} Personen.{inputs} Schichten: Mittel der Hautregion.",
    depth_by_setting_alt
        "Chart of the depth of the tips against the setting." /
        "Diagramm der Tiefe der Spitzen gegen die Einstellung.",
    dermis_begins(depth) "dermis begins, {depth}" / "Beginn der Dermis, {depth}",
    dermis_ends(depth) "dermis ends, {depth}" / "Ende der Dermis, {depth}",
    as_deep_as_set "as deep as set" / "so tief wie eingestellt",
}

impl Language {
    /// Title of the axis of settings.
    #[must_use]
    pub fn setting_mm(self, setting: SettingOf) -> &'static str {
        match setting {
            SettingOf::Dial => self.on_the_dial_mm(),
            SettingOf::Needles => self.length_of_needles_mm(),
        }
    }
}
