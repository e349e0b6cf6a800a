//! Words of maps and of their keys.

use super::Language;
use std::fmt::Display;

words! {
    // Frame and key of all maps.
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

    // Value beside a map.
    of_people(range) "; 5–95\u{202f}% of people {range}" / "; 5–95\u{202f}% der Personen {range}",
    of_inputs(range) "; uncertain inputs {range}" / "; unsichere Eingangsgrößen {range}",
    of_inputs_apart(range, times)
        "; uncertain inputs {range}, {times} apart" /
        "; unsichere Eingangsgrößen {range}, {times}",
    times(number) "{number} times" / "Faktor {number}",
    many_times "more than 1000 times" / "Faktor über 1000",

    // Puncture density.
    density_title(count)
        "In this person one treatment leaves about {count} punctures per cm²" /
        "Bei dieser Person hinterlässt eine Behandlung etwa {count} Einstiche pro cm²",
    strikes_title(count, share)
        "In this person one treatment makes about {count} strikes per cm², {share} of which do not pierce" /
        "Bei dieser Person macht eine Behandlung etwa {count} Stiche pro cm², von denen {share} die Haut nicht durchstechen",
    density_sentence(cells, more)
        "One treatment, in {cells}: {more} ones were struck more often. Lanes, needle pattern and the hand's errors make it uneven." /
        "Eine Behandlung, in {cells}: Die {more} gefärbten wurden öfter getroffen. Bahnen, Nadelmuster und Fehler der Hand machen sie \
         ungleichmäßig.",
    density_missed(missed) " {missed}: no strike." / " {missed}: kein Stich.",
    black "black" / "schwarz",
    white "white" / "weiß",
    punctures_per_cm2 "punctures per cm²" / "Einstiche pro cm²",
    strikes_per_cm2 "strikes per cm²" / "Stiche pro cm²",

    // Dermal injury.
    injury_title(share) "Needles injure {share} of the dermis" / "Die Nadeln verletzen {share} der Dermis",
    one_injury_title(share)
        "In this person one treatment injures {share} of the dermis" /
        "Bei dieser Person verletzt eine Behandlung {share} der Dermis",
    no_injury_title "This treatment injures no dermis" / "Diese Behandlung verletzt keine Dermis",
    injury_sentence(under_each)
        "One treatment: share of the dermis {under_each} that lies in a needle tract. Overlapping tracts count once." /
        "Eine Behandlung: Anteil der Dermis {under_each}, der in einem Stichkanal liegt. Wo sich Stichkanäle überschneiden, zählt \
         das Gewebe einmal.",
    dermis_injured "dermis injured (%)" / "verletzte Dermis (%)",

    // Fat-layer reach.
    reach_title(share)
        "{share} of the strikes reach the fat layer" /
        "{share} der Stiche erreichen die Fettschicht",
    breach_title(share)
        "{share} of the strikes go through the dermis" /
        "{share} der Stiche gehen durch die Dermis",
    strikes_into_fat "strikes into the fat layer (%)" / "Stiche in die Fettschicht (%)",
    strikes_through_dermis "strikes through the dermis (%)" / "Stiche durch die Dermis (%)",
    reach_sentence(people, cells)
        "Mean over {people} people, in {cells}." /
        "Mittel über {people} Personen, in {cells}.",
    reach_is_even
        " Averaged over people, this map shows no pattern beyond random scatter." /
        " Über die Personen gemittelt zeigt diese Karte kein Muster, nur zufällige Streuung.",
    reach_is_of_few
        " A few people with thin skin make it: differences between places are chance." /
        " Wenige Personen mit dünner Haut bestimmen sie: Unterschiede zwischen Orten sind Zufall.",
    reach_is_of_sites
        " It shows differences between sites, and the chance of the people drawn." /
        " Sie zeigt Unterschiede zwischen den Hautregionen und den Zufall der gezogenen Personen.",
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

    // Skin thickness of one person.
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
        "In this person {share} of the strikes reach the fat layer" /
        "Bei dieser Person erreichen {share} der Stiche die Fettschicht",
    one_breach_title(share)
        "In this person {share} of the strikes go through the dermis" /
        "Bei dieser Person gehen {share} der Stiche durch die Dermis",
    one_reach_sentence "The person of the first treatment." / "Die Person der ersten Behandlung.",
    hatched_not_struck " Hatched: no strike there." / " Schraffiert: kein Stich.",
    one_reach_correlation(correlation)
        " Rank correlation with the thickness of the skin: {correlation}." /
        " Rangkorrelation mit der Hautdicke: {correlation}.",
    this_person(share) "this person: {share}" / "diese Person: {share}",
}
