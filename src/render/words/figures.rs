//! Words of values in rows and in notes, on the terminal and on the sheet.

use super::{Language, begun};
use crate::outcome::{DepthBy, LeftOut, Measure, Outcome, Rests, Source};
use crate::render::numbers::{rounded, short};
use std::fmt::Display;

words! {
    puncture_density "puncture density" / "Einstichdichte",
    depth_reached "depth reached" / "erreichte Tiefe",
    reach_the_dermis "reach the dermis" / "erreichen die Dermis",
    reach_the_fat "reach the fat layer" / "erreichen die Fettschicht",
    breach "sub-dermal breach" / "Durchstich unter die Dermis",
    area_covered "area covered" / "bedeckte Fläche",
    area_left_open "area left open" / "offen bleibende Fläche",
    repeat_hits "repeat hits" / "wiederholt getroffen",
    mean_and_error "mean ± error" / "Mittel ± Fehler",
    people "people" / "Personen",
    inputs "inputs" / "Eingangsgrößen",
    table_note(realisations, inputs, set, law)
        "Mean ± Monte-Carlo standard error over {realisations} people, each treated once, and 5–95 % of people. {inputs} Set depth {set} mm; \
         depth by {law}." /
        "Mittel ± Monte-Carlo-Standardfehler über {realisations} Personen, jede einmal behandelt, und 5–95 % der Personen. {inputs} \
         Eingestellte Tiefe {set} mm; Tiefe nach {law}.",
    inputs_note(draws)
        "Inputs: 5–95 % of the mean under {draws} draws of inputs that nobody knows exactly." /
        "Eingangsgrößen: 5–95 % des Mittels bei {draws} Ziehungen von Größen, die niemand genau kennt.",
    inputs_note_of_reach(draws, of_reach)
        "Inputs: 5–95 % of the mean under {draws} draws of inputs that nobody knows exactly, {of_reach} for the fat layer." /
        "Eingangsgrößen: 5–95 % des Mittels bei {draws} Ziehungen von Größen, die niemand genau kennt, {of_reach} für die Fettschicht.",
    attributed(figure, list) "Where the inputs interval comes from ({figure}): {list}." /
        "Woher der Bereich der Eingangsgrößen kommt ({figure}): {list}.",
    the_rest "everything else" / "alles Übrige",
    of_thickness_studies "studies of skin thickness" / "Studien der Hautdicke",
    of_contact_law "fit of the contact law" / "Anpassung des Kontaktgesetzes",
    of_contact_law_rest "unfitted numbers of the contact law" / "nicht angepasste Zahlen des Kontaktgesetzes",
    of_depth_ratio "depth ratio" / "Tiefenverhältnis",
    of_skin_variation "skin from place to place" / "Haut von Ort zu Ort",
    of_tracts "shape of the tracts" / "Form der Stichkanäle",
    of_indices "numbers of the indices" / "Zahlen der Indizes",
    of_vessels "vessels" / "Gefäße",
    not_stated(key) "{key} not stated" / "{key} nicht angegeben",
    no_inputs_note
        "Uncertainty of the inputs is not in these intervals." /
        "Die Unsicherheit der Eingangsgrößen ist in diesen Bereichen nicht enthalten.",
    decades_note(list)
        "Even the order of magnitude is uncertain for: {list}." /
        "Selbst die Größenordnung ist ungewiss bei: {list}.",
    sampled_note(people)
        "The mean reach beyond the dermis comes from {people} other people, drawn where skin is thin." /
        "Der mittlere Anteil der Stiche bis unter die Dermis stammt von {people} anderen Personen, gezogen, wo die Haut dünn ist.",
    not_sampled_note(people)
        "The mean reach beyond the dermis comes from the {people} people of the run." /
        "Der mittlere Anteil der Stiche bis unter die Dermis stammt von den {people} Personen des Simulationslaufs.",
    rests_on(figures, said) "{figures}: {said}." / "{figures}: {said}.",
    of_people_rest(n, of, why)
        "{n} of {of} people: in the others {why}" /
        "{n} von {of} Personen: bei den übrigen {why}",
    of_nobody(of, why) "none of {of} people: {why}" / "keine von {of} Personen: bei allen {why}",
    no_strike "no strike fell in the area" / "fiel kein Stich in die Fläche",
    none_pierced "no needle pierced" / "durchstach keine Nadel die Haut",
    no_strike_or_none_pierced
        "no strike fell in the area or no needle pierced" /
        "fiel kein Stich in die Fläche oder durchstach keine Nadel die Haut",
    no_such_value "there is no such value" / "gibt es keinen solchen Wert",
    geometry_note
        "Fat-layer reach is geometry, not fat loss: no study shows fat loss from needles without radiofrequency." /
        "Das Erreichen der Fettschicht ist Geometrie, kein Fettverlust: Keine Studie zeigt Fettverlust durch Nadeln ohne Radiofrequenz.",
    context_of_use
        "For comparing device settings and for teaching; never for choosing a patient's depth." /
        "Zum Vergleich von Geräteeinstellungen und für die Lehre; nie, um die Tiefe für einen Patienten zu wählen.",
    sheet_caption
        "The figures of a run with its main pictures on one page." /
        "Die Zahlen einer Simulation mit ihren wichtigsten Bildern auf einer Seite.",
    sheet_alt(values, pictures)
        "A page with a table of {values} values and {pictures} pictures:" /
        "Eine Seite mit einer Tabelle von {values} Werten und {pictures} Bildern:",
}

impl Language {
    /// How many people a value rests on: "74 of 200 people: in the others no strike fell in the area".
    #[must_use]
    pub fn rests(self, Rests { n, of, why }: Rests) -> String {
        let why = match why {
            LeftOut::NoStrike => self.no_strike(),
            LeftOut::NonePierced => self.none_pierced(),
            LeftOut::Either => self.no_strike_or_none_pierced(),
            LeftOut::Other => self.no_such_value(),
        };
        if n == 0 { self.of_nobody(of, why) } else { self.of_people_rest(n, of, why) }
    }

    /// The same as a sentence after others, for the value that a picture shows; empty if it rests on all
    /// people.
    #[must_use]
    pub fn rests_sentence(self, outcome: &Outcome, measure: Measure) -> String {
        outcome.rests(measure).map_or(String::new(), |rests| format!(" {}.", begun(&self.rests(rests))))
    }

    /// Source of an interval, in words.
    #[must_use]
    pub fn source_of_interval(self, source: Source) -> String {
        match source {
            Source::ThicknessStudies => self.of_thickness_studies().to_owned(),
            Source::LawFit => self.of_contact_law().to_owned(),
            Source::LawRest => self.of_contact_law_rest().to_owned(),
            Source::DepthRatio => self.of_depth_ratio().to_owned(),
            Source::SkinVariation => self.of_skin_variation().to_owned(),
            Source::Tracts => self.of_tracts().to_owned(),
            Source::Indices => self.of_indices().to_owned(),
            Source::Vessels => self.of_vessels().to_owned(),
            Source::Unstated(key) => {
                let name = key.rsplit('.').next().unwrap_or(key);
                self.not_stated(name)
            }
        }
    }

    /// Sources of an interval with their shares in steps of 5 %, which is what the draws bear: the largest
    /// ones, and the rest.
    #[must_use]
    pub fn attribution(self, figure: &str, shares: &[(Source, f64)]) -> String {
        const STEP: f64 = 0.05;
        const MOST: usize = 5;
        let steps = |share: f64| (share / STEP).round();
        let named: Vec<(String, f64)> = shares
            .iter()
            .map(|(source, share)| (self.source_of_interval(*source), steps(*share)))
            .filter(|(_, steps)| *steps >= 1.0)
            .take(MOST)
            .collect();
        let rest = 1.0 / STEP - named.iter().map(|(_, steps)| steps).sum::<f64>();
        let rest = (rest >= 1.0).then(|| (self.the_rest().to_owned(), rest));
        let words = named.into_iter().chain(rest);
        let percent = |steps: f64| self.numeral(&format!("{:.0}\u{202f}%", 100.0 * STEP * steps));
        let words: Vec<String> = words.map(|(what, steps)| format!("{what} {}", percent(steps))).collect();
        self.attributed(figure, words.join(", "))
    }

    /// Model that gave the depths, in words.
    #[must_use]
    pub fn depth_by(self, law: DepthBy) -> &'static str {
        match law {
            DepthBy::Contact => self.by_contact_mechanics(),
            DepthBy::Ratio => self.by_ratio_law(),
        }
    }

    /// Ratio of two bounds in words, to two digits, as a remark: "a 110-fold range".
    #[must_use]
    pub fn fold(self, times: f64) -> String {
        if times < 1000.0 {
            self.fold_range(short(rounded(times, 2), 3))
        } else {
            self.fold_range_wide().to_owned()
        }
    }

    /// Ratio of two bounds in words, to two digits.
    #[must_use]
    pub fn apart(self, times: f64) -> String {
        if times < 1000.0 { self.times(short(rounded(times, 2), 3)) } else { self.many_times().to_owned() }
    }
}
