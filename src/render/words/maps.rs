//! Words of maps and of their keys.

use super::Language;
use std::fmt::Display;

words! {
    // Frame and key of any map.
    x_mm "x (mm)" / "x (mm)",
    y_mm "y (mm)" / "y (mm)",
    nothing "none" / "nichts",
    no_value "no value" / "kein Wert",
    logarithmic(quantity) "{quantity}, logarithmic" / "{quantity}, logarithmisch",
    of_the_area(words) "{words} of the area" / "{words} der Fläche",
    key_note
        "Bars: share of the area at each value. Marks: values that 5, 50 and 95\u{202f}% of the area do not exceed." /
        "Balken: Anteil der Fläche bei jedem Wert. Marken: Werte, die 5, 50 und 95\u{202f}% der Fläche nicht überschreiten.",
    map_alt(quantity, width, height)
        "Map of {quantity} over {width} mm by {height} mm." /
        "Karte, {quantity}, über {width} mm mal {height} mm.",
    map_alt_values(low, middle, high)
        " Values: 5 % of the area up to {low}, half up to {middle}, 95 % up to {high}." /
        " Werte: 5 % der Fläche bis {low}, die Hälfte bis {middle}, 95 % bis {high}.",
    map_alt_empty " No cell has a value." / " Keine Zelle hat einen Wert.",
    cells_of(size) "cells of {size}" / "Zellen von {size}",
    squares_of(size) "squares of {size}" / "Quadraten von {size}",
    rectangles_of(size) "rectangles of {size}" / "Rechtecken von {size}",
    under_each_cell(size) "under each cell of {size}" / "unter jeder Zelle von {size}",
    under_each_square(size) "under each square of {size}" / "unter jedem Quadrat von {size}",
    under_each_rectangle(size) "under each rectangle of {size}" / "unter jedem Rechteck von {size}",

    // The figure beside a map.
    of_people(range) "; 5–95\u{202f}% of people {range}" / "; 5–95\u{202f}% der Personen {range}",
    of_inputs(range) "; uncertain inputs {range}" / "; unsichere Eingangsgrößen {range}",
    of_inputs_apart(range, times)
        "; uncertain inputs {range}, {times} apart" /
        "; unsichere Eingangsgrößen {range}, {times}",
    times(number) "{number} times" / "Faktor {number}",
    many_times "more than 1000 times" / "Faktor über 1000",

    // Puncture density.
    density_title(count)
        "One treatment leaves about {count} punctures per cm²" /
        "Eine Behandlung hinterlässt etwa {count} Einstiche pro cm²",
    density_sentence(cells, more)
        "One treatment, in {cells}: {more} ones were struck more often. Lanes, needle pattern and the hand's errors make it uneven." /
        "Eine Behandlung, in {cells}: Die {more} gefärbten wurden öfter getroffen. Bahnen, Nadelmuster und Fehler der Hand machen sie \
         ungleichmäßig.",
    density_missed(missed) " {missed}: no puncture." / " {missed}: kein Einstich.",
    black "black" / "schwarz",
    white "white" / "weiß",
    punctures_per_cm2 "punctures per cm²" / "Einstiche pro cm²",

    // Dermal injury.
    injury_title(share) "Needles injure {share} of the dermis" / "Die Nadeln verletzen {share} der Dermis",
    one_injury_title(share)
        "One treatment injures {share} of the dermis" /
        "Eine Behandlung verletzt {share} der Dermis",
    no_injury_title "No needle injures the dermis" / "Keine Nadel verletzt die Dermis",
    injury_sentence(under_each)
        "One treatment: share of the dermis {under_each} that lies in a needle tract. Overlapping tracts count once." /
        "Eine Behandlung: Anteil der Dermis {under_each}, der in einem Stichkanal liegt. Wo sich Stichkanäle überschneiden, zählt \
         das Gewebe einmal.",
    dermis_injured "dermis injured (%)" / "verletzte Dermis (%)",

    // Fat-layer reach.
    reach_title(share)
        "{share} of the punctures reach the fat layer" /
        "{share} der Einstiche erreichen die Fettschicht",
    breach_title(share)
        "{share} of the punctures go through the dermis into the muscle below" /
        "{share} der Einstiche gehen durch die Dermis in den Muskel darunter",
    punctures_into_fat "punctures into the fat layer (%)" / "Einstiche in die Fettschicht (%)",
    punctures_through_dermis "punctures through the dermis (%)" / "Einstiche durch die Dermis (%)",
    reach_sentence(people, side)
        "Mean over {people} people, in squares of {side}. Averaged over people, this map shows no pattern beyond random scatter." /
        "Mittel über {people} Personen, in Quadraten von {side}. Über die Personen gemittelt zeigt diese Karte kein Muster, nur \
         zufällige Streuung.",
    reach_sentence_of_sites(people, side)
        "Mean over {people} people, in squares of {side}. Averaged over people, what this map shows are differences between sites." /
        "Mittel über {people} Personen, in Quadraten von {side}. Über die Personen gemittelt zeigt diese Karte Unterschiede zwischen \
         den Hautregionen.",
    reach_from(people, own)
        " The share in the title comes from a separate sample of {people} people, weighted towards thin skin; over the people of this \
         map it is {own}." /
        " Der Anteil im Titel stammt aus einer eigenen Stichprobe von {people} Personen, gewichtet zu dünner Haut hin; über die \
         Personen dieser Karte ist er {own}.",
    reach_from_alone(people)
        " The share in the title comes from a separate sample of {people} people, weighted towards thin skin." /
        " Der Anteil im Titel stammt aus einer eigenen Stichprobe von {people} Personen, gewichtet zu dünner Haut hin.",
    reach_from_none(people)
        " The share in the title comes from a separate sample of {people} people, weighted towards thin skin; in no person of this map \
         does a puncture reach that far." /
        " Der Anteil im Titel stammt aus einer eigenen Stichprobe von {people} Personen, gewichtet zu dünner Haut hin; bei keiner Person \
         dieser Karte gelangt ein Einstich so tief.",
    too_little_drawn(share) " Below {share} nothing is drawn." / " Unter {share} ist nichts gezeichnet.",
    reach_is_geometry " Reach is geometry, not fat loss." / " Das ist Geometrie, kein Fettverlust.",

    // Thickness of one person's skin.
    thickness_title(thin, thick)
        "One person's skin is {thin} to {thick}\u{202f}mm thick" /
        "Die Haut einer Person ist {thin} bis {thick}\u{202f}mm dick",
    thickness_sentence(mean)
        "Epidermis and dermis of the person of the first treatment: a slow drift and a fine undulation about a mean of \
         {mean}\u{202f}mm. Their lengths and amplitudes are our choice: none is published." /
        "Epidermis und Dermis der Person der ersten Behandlung: langsame und feine Schwankungen um ein Mittel von \
         {mean}\u{202f}mm. Ihre Längen und Amplituden sind unsere Wahl: Veröffentlicht ist keine.",
    appendages
        " Rings: hair follicles, dots: sweat glands, at the density of the site, places by chance." /
        " Ringe: Haarfollikel, Punkte: Schweißdrüsen, in der Dichte der Hautregion, die Orte zufällig.",
    skin_thickness "skin thickness (mm)" / "Hautdicke (mm)",
    thickness_figure(low, high)
        "5–95\u{202f}% of the area: {low}–{high}\u{202f}mm" /
        "5–95\u{202f}% der Fläche: {low}–{high}\u{202f}mm",

    // Fat-layer reach in one person.
    one_reach_title(share)
        "In this person {share} of the punctures reach the fat layer" /
        "Bei dieser Person erreichen {share} der Einstiche die Fettschicht",
    one_breach_title(share)
        "In this person {share} of the punctures go through the dermis" /
        "Bei dieser Person gehen {share} der Einstiche durch die Dermis",
    one_reach_sentence "The person of the first treatment." / "Die Person der ersten Behandlung.",
    hatched_not_struck " Hatched: no puncture there." / " Schraffiert: kein Einstich.",
    one_reach_correlation(correlation)
        " Rank correlation with the thickness of the skin: {correlation}." /
        " Rangkorrelation mit der Hautdicke: {correlation}.",
    this_person(share) "this person: {share}" / "diese Person: {share}",
}
