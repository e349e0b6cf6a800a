//! Words of settings side by side: their table and its notes, the chart of differences, maps and maps of a
//! difference.

use super::Language;
use crate::outcome::Unit;
use crate::outcome::difference::{Difference, SaidOfDifference};
use crate::outcome::figure::suffix;
use crate::render::summary_table::Digits;
use std::fmt::Display;

words! {
    // A fit to one's own measurements.
    before_fit(range) "before: {range}" / "vorher: {range}",
    after_fit "after the fit" / "nach der Anpassung",
    fit_axis "change of the median (%)" / "Änderung des Medians (%)",
    fit_narrows(key, percent)
        "These measurements narrow {key} to {percent} of its range" /
        "Diese Messungen engen {key} auf {percent} seines Bereichs ein",
    fit_narrows_nothing
        "These measurements narrow no number of the contact law much" /
        "Diese Messungen engen keine Zahl des Kontaktgesetzes viel ein",
    fit_sentence(rows, effective, stored)
        "Numbers of the contact law: band before, dot with line after {rows} rows of measurements, medians and 5–95 %. Effective size: {effective} of \
         {stored} sets." /
        "Zahlen des Kontaktgesetzes: Band vorher, Punkt mit Linie nach {rows} Zeilen Messungen, Mediane und 5–95 %. Effektive Größe: {effective} von \
         {stored} Sätzen.",
    // Values and differences.
    unevenness "unevenness (cv)" / "Ungleichmäßigkeit (VK)",
    bleeding_relative "bleeding, relative" / "Blutung, relativ",
    pain_relative "pain, relative" / "Schmerz, relativ",
    treatment_time "treatment time" / "Behandlungsdauer",
    reach_of_dermis "reach of the dermis" / "Erreichen der Dermis",
    reach_of_fat "reach of the fat layer" / "Erreichen der Fettschicht",
    injured_dermis "dermis injured" / "verletzte Dermis",
    relative_bleeding "relative bleeding" / "relative Blutung",
    relative_pain "relative pain" / "relativer Schmerz",
    points "\u{202f}points" / "\u{202f}Prozentpunkte",
    areas_differ "areas differ" / "Flächen verschieden",
    the_same "the same" / "gleich",
    under_a(value) "A: {value}" / "bei A {value}",
    none_under_a "none under A" / "bei A null",
    as_noise(difference) "{difference} (noise)" / "{difference} (Rauschen)",
    and_noise(difference) "{difference}, noise" / "{difference}, Rauschen",
    from_to(low, high) "{low} to {high}" / "{low} bis {high}",

    // Table and notes.
    over_inputs(difference) "{difference}, inputs" / "{difference}, Eingangsgrößen",
    compared_note(realisations, seed, inputs)
        "Mean ± Monte-Carlo standard error over {realisations} people, the same under every setting (seed {seed}); differences \
         are means of the differences person by person, differences of shares are percentage points. Noise: the 95 % interval of the \
         difference holds zero. {inputs}" /
        "Mittel ± Monte-Carlo-Standardfehler über {realisations} Personen, bei jeder Einstellung dieselben (Seed {seed}); \
         Differenzen sind Mittel der Differenzen jeder einzelnen Person, Differenzen von Anteilen sind Prozentpunkte. Rauschen: Das \
         95-%-Intervall der Differenz enthält null. {inputs}",
    compared_inputs
        "Inputs: 5–95 % of the difference under other inputs, the same ones for all settings; where that holds zero, other inputs turn \
         the difference round." /
        "Eingangsgrößen: 5–95 % der Differenz bei anderen Eingangsgrößen, denselben für alle Einstellungen; enthält das null, kehren \
         andere Eingangsgrößen die Differenz um.",
    compared_no_inputs
        "Uncertainty of the inputs is not in these errors." /
        "Die Unsicherheit der Eingangsgrößen ist in diesen Fehlern nicht enthalten.",
    pairs_with_both(differences, n, of)
        "{differences}: {n} of {of} people, those with a value under both settings." /
        "{differences}: {n} von {of} Personen, die unter beiden Einstellungen einen Wert haben.",
    compared_by_means
        "Its difference carries the errors of both means." /
        "In der Differenz stecken die Fehler beider Mittel.",
    reach_estimators(list)
        "Mean reach beyond the dermis: {list}." /
        "Mittlerer Anteil der Stiche bis unter die Dermis: {list}.",
    reach_of_drawn(setting, people)
        "{setting} from {people} people drawn where skin is thin" /
        "{setting} von {people} Personen, gezogen, wo die Haut dünn ist",
    reach_of_run(setting, people)
        "{setting} from the {people} people of the run" /
        "{setting} von den {people} Personen des Simulationslaufs",
    left_out(keys)
        "The areas differ: no differences of {keys}, which hang on the area." /
        "Die Flächen sind verschieden: keine Differenzen von {keys}, die von der Fläche abhängen.",
    settings_side_by_side(count)
        "{count} settings side by side, on the same people" /
        "{count} Einstellungen nebeneinander, an denselben Personen",
    compared_caption
        "Settings side by side: figures, differences and maps on one page." /
        "Einstellungen nebeneinander: Zahlen, Differenzen und Karten auf einer Seite.",

    // Settings that differ, under the title.
    same_scenario "the same scenario throughout" / "überall dasselbe Szenario",
    what_differs "settings that differ: " / "verschieden: ",
    keys_differ(count, sections) "Settings that differ: {count} keys of {sections}" / "Verschieden: {count} Schlüssel in {sections}",

    // Chart of differences.
    one_realisation
        "One person cannot tell a difference from noise" /
        "Eine Person allein kann eine Differenz nicht von Rauschen unterscheiden",
    none_differs(all)
        "None of {all} values differs beyond noise" /
        "Keine von {all} Größen unterscheidet sich über das Rauschen hinaus",
    all_differ(all)
        "Every one of {all} values differs clearly" /
        "Alle {all} Größen unterscheiden sich über das Rauschen hinaus",
    one_differs(all)
        "1 of {all} values differs clearly" /
        "1 von {all} Größen unterscheidet sich über das Rauschen hinaus",
    some_differ(differ, all)
        "{differ} of {all} values differ clearly" /
        "{differ} von {all} Größen unterscheiden sich über das Rauschen hinaus",
    one_differs_somewhere(all)
        "1 of {all} values differs clearly from A in at least one setting" /
        "1 von {all} Größen unterscheidet sich bei mindestens einer Einstellung über das Rauschen hinaus von A",
    some_differ_somewhere(differ, all)
        "{differ} of {all} values differ clearly from A in at least one setting" /
        "{differ} von {all} Größen unterscheiden sich bei mindestens einer Einstellung über das Rauschen hinaus von A",
    value_under_name ", whose value stands under each name" / ", dessen Wert unter jedem Namen steht",
    differences_sentence(where_a, people, inputs)
        "Difference from A, as a percentage of A{where_a}: dot and 95\u{202f}% interval over {people} people, \
         the same under every setting; ± is the standard error. No row can fall by more than 100\u{202f}%. Hollow and grey: the interval \
         holds zero, and the difference is noise. {inputs}" /
        "Differenz zu A in Prozent von A{where_a}: Punkt und Intervall von 95\u{202f}% über {people} Personen, \
         bei jeder Einstellung dieselben; ± ist der Standardfehler. Keine Zeile kann um mehr als 100\u{202f}% fallen. Hohl und grau: Das \
         Intervall enthält null, die Differenz ist Rauschen. {inputs}",
    differences_inputs
        "Bands: 5–95\u{202f}% under other inputs, the same for all settings." /
        "Bänder: 5–95\u{202f}% bei anderen Eingangsgrößen, denselben für alle Einstellungen.",
    goes_on_beyond
        " Arrow heads at the edge: the band continues beyond the axis." /
        " Pfeilspitzen am Rand: Das Band geht über die Achse hinaus.",
    inputs_not_varied "Inputs were not varied." / "Die Eingangsgrößen wurden nicht variiert.",
    difference_from_a "difference from A (% of A)" / "Differenz zu A (% von A)",
    differences_alt(axis) "Chart of {axis}" / "Diagramm, {axis}",

    // Maps side by side.
    share_under(share, setting) "{share} under {setting}" / "{share} bei {setting}",
    injured_under(share, setting)
        "in this person {share} of the dermis injured under {setting}" /
        "bei dieser Person {share} der Dermis bei {setting} verletzt",
    reach_fat_under(share, setting)
        "{share} of the strikes reach the fat layer under {setting}" /
        "{share} der Stiche erreichen bei {setting} die Fettschicht",
    through_under(share, setting)
        "{share} of the strikes go through the dermis under {setting}" /
        "{share} der Stiche gehen bei {setting} durch die Dermis",
    within_noise(title) "{title}: no difference beyond noise" / "{title}: kein Unterschied über das Rauschen hinaus",
    under_each_map_cell "under each cell of the map" / "unter jeder Zelle der Karte",
    own_squares "squares of their own" / "eigenen Quadraten",
    injuries_sentence(under_each)
        "One treatment of the same person under each setting: share of the dermis {under_each} that lies in a needle tract. One scale of \
         colours for all." /
        "Eine Behandlung derselben Person bei jeder Einstellung: Anteil der Dermis {under_each}, der in einem Stichkanal liegt. Eine \
         Farbskala für alle.",
    reaches_sentence(people, squares)
        "Mean over {people} people, the same under each setting, in {squares}. One scale of colours for all." /
        "Mittel über {people} Personen, bei jeder Einstellung dieselben, in {squares}. Eine Farbskala für alle.",
    own_scales
        " The areas differ: every map has its own millimetres." /
        " Die Flächen sind verschieden: Jede Karte hat ihren eigenen Maßstab.",
    means_in_words(list)
        " Means in words: {list}." /
        " Mittel in Worten: {list}.",
    mean_over_people(figure) "mean over people {figure}" / "Mittel über Personen {figure}",
    panels_alt(count, quantity, low, high)
        "{count} maps of {quantity} on one scale of colours from {low} to {high}." /
        "{count} Karten, {quantity}, auf einer Farbskala von {low} bis {high}.",
    panel_alt(width, height, figure)
        "({width} mm by {height} mm): {figure}" /
        "({width} mm mal {height} mm): {figure}",

    // The map of a difference.
    that_reach_fat "reach the fat layer" / "die Fettschicht erreichen",
    that_go_through "go through the dermis" / "durch die Dermis gehen",
    b_less_a(quantity)
        "{quantity}, B minus A (percentage points)" /
        "{quantity}, B minus A (Prozentpunkte)",
    b_less_a_mean(difference)
        "B minus A, mean over people: {difference}" /
        "B minus A, Mittel über Personen: {difference}",
    injury_difference_sentence(cells)
        "The first person: share of the dermis injured by one treatment under B minus that under A, in {cells}; orange to red \
         where B injures more, blue where it injures less, pale where they are alike. Other people differ from this one." /
        "Die erste Person: Anteil der Dermis, den eine Behandlung bei B verletzt, minus der bei A, in {cells}; orange bis \
         rot, wo B mehr verletzt, blau, wo B weniger verletzt, blass, wo sich beide gleichen. Andere Personen weichen davon ab.",
    reach_difference_sentence(reach, people, cells)
        "Share of the strikes that {reach} under B minus that under A, mean over {people} people, the same under both, in \
         {cells}: orange to red where it is more under B, blue where it is less, pale where they are alike." /
        "Anteil der Stiche, die {reach}, bei B minus bei A, Mittel über {people} Personen, bei beiden dieselben, in \
         {cells}: orange bis rot, wo er bei B größer ist, blau, wo er kleiner ist, blass, wo sich beide gleichen.",
    own_difference(points)
        " Over the people of this map the difference is {points}." /
        " Über die Personen dieser Karte ist die Differenz {points}.",
    more_injured(points)
        "In this person needles injure {points}\u{202f}percentage points more of the dermis under B than under A" /
        "Bei dieser Person verletzen die Nadeln bei B {points}\u{202f}Prozentpunkte der Dermis mehr als bei A",
    less_injured(points)
        "In this person needles injure {points}\u{202f}percentage points less of the dermis under B than under A" /
        "Bei dieser Person verletzen die Nadeln bei B {points}\u{202f}Prozentpunkte der Dermis weniger als bei A",
    as_much_injured
        "In this person needles injure as much of the dermis under B as under A" /
        "Bei dieser Person verletzen die Nadeln bei B so viel der Dermis wie bei A",
    what_reach "Fat-layer reach" / "Der Anteil der Stiche bis in die Fettschicht",
    what_breach "Reach beyond the dermis" / "Der Anteil der Stiche bis unter die Dermis",
    higher_under_b(what, points)
        "{what} is {points}\u{202f}percentage points higher under B than under A" /
        "{what} ist bei B um {points}\u{202f}Prozentpunkte höher als bei A",
    lower_under_b(what, points)
        "{what} is {points}\u{202f}percentage points lower under B than under A" /
        "{what} ist bei B um {points}\u{202f}Prozentpunkte niedriger als bei A",
    same_under_b(what) "{what} is the same under B and A" / "{what} ist bei B und A gleich",
    noise_under_b(what)
        "{what} does not differ between B and A beyond noise" /
        "{what} unterscheidet sich zwischen B und A nicht über das Rauschen hinaus",
}

impl Language {
    /// Difference with its unit, for pictures; differences of shares are in percentage points.
    #[must_use]
    pub fn difference(self, difference: &Difference, unit: Unit) -> String {
        let suffix = if unit == Unit::Share { self.points() } else { suffix(unit) };
        self.said_of_difference(&difference.said_briefly(unit, suffix))
    }

    /// Difference without its unit.
    #[must_use]
    pub fn bare_difference(self, difference: &Difference, digits: Digits, unit: Unit) -> String {
        self.said_of_difference(&match digits {
            Digits::OfError => difference.said(unit, ""),
            Digits::Three => difference.said_briefly(unit, ""),
        })
    }

    /// Bounds of a difference; empty if there are none or they are negligible.
    #[must_use]
    pub fn bounds_of_difference(self, difference: &Difference, unit: Unit) -> String {
        difference.bounds_said(unit).map_or(String::new(), |[low, high]| self.from_to(low, high))
    }

    fn said_of_difference(self, said: &SaidOfDifference) -> String {
        match said {
            SaidOfDifference::NotComputed => self.not_computed().to_owned(),
            SaidOfDifference::AreasDiffer => self.areas_differ().to_owned(),
            SaidOfDifference::Same => self.the_same().to_owned(),
            SaidOfDifference::Number { sign, size, is_noise } => {
                let number = format!("{sign}{}", self.said(size));
                if *is_noise { self.as_noise(number) } else { number }
            }
        }
    }
}
