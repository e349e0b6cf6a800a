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
        "Values: 5 % of the area up to {low}, half up to {middle}, 95 % up to {high}." /
        "Werte: 5 % der Fläche bis {low}, die Hälfte bis {middle}, 95 % bis {high}.",
    map_alt_empty "No cell has a value." / "Keine Zelle hat einen Wert.",
    cells_of(size) "cells of {size}" / "Zellen von {size}",
    squares_of(size) "squares of {size}" / "Quadraten von {size}",
    rectangles_of(size) "rectangles of {size}" / "Rechtecken von {size}",
    under_each_cell(size) "under each cell of {size}" / "unter jeder Zelle von {size}",
    under_each_square(size) "under each square of {size}" / "unter jedem Quadrat von {size}",
    under_each_rectangle(size) "under each rectangle of {size}" / "unter jedem Rechteck von {size}",

    // Value beside a picture.
    row_mean "mean ± error" / "Mittel ± Fehler",
    row_people "5–95\u{202f}% of people" / "5–95\u{202f}% der Personen",
    row_inputs "uncertain inputs" / "unsichere Größen",
    fold_range(number) "a {number}-fold range" / "um den Faktor {number} auseinander",
    fold_range_wide "over 1000-fold" / "um mehr als den Faktor 1000 auseinander",
    times(number) "{number} times" / "Faktor {number}",
    many_times "more than 1000 times" / "Faktor über 1000",

    // Openings of one treatment, one by one.
    dots_title(density)
        "In this person one treatment leaves about {density}" /
        "Bei dieser Person hinterlässt eine Behandlung etwa {density}",
    dots_title_repeats(density, share)
        "In this person one treatment leaves about {density}; {share} of the strikes land in an earlier opening" /
        "Bei dieser Person hinterlässt eine Behandlung etwa {density}; {share} der Stiche fallen in eine frühere Öffnung",
    dots_title_failed(density, share)
        "In this person one treatment makes about {density}, {share} of which do not pierce" /
        "Bei dieser Person macht eine Behandlung etwa {density}, von denen {share} die Haut nicht durchstechen",
    per_mm2(count) "{count} punctures per mm²" / "{count} Einstiche pro mm²",
    per_cm2(count) "{count} punctures per cm²" / "{count} Einstiche pro cm²",
    density_of_people "Punctures, all people" / "Einstiche, alle Personen",
    an_opening "an opening" / "eine Öffnung",
    pass_number(number) "pass {number}" / "Durchgang {number}",
    into_an_earlier_one "strike into an earlier opening" / "Stich in eine frühere Öffnung",
    square_of(side) "A square of {side}" / "Ein Quadrat von {side}",
    window_of(sides) "A window of {sides}" / "Ein Ausschnitt von {sides}",
    one_strike_in(number)
        " About one strike in {number} is drawn and counted here." /
        " Gezeichnet und hier gezählt ist etwa jeder {number}. Stich.",
    dots_sentence(square, count)
        "{square} with {count} strikes. Every opening has its true size and shape." /
        "{square} mit {count} Stichen. Jede Öffnung hat ihre wahre Größe und Form.",
    dots_paler " Earlier passes are fainter." / " Frühere Durchgänge sind blasser.",
    inset "The whole area; square: the part shown." / "Die ganze Fläche; Quadrat: der gezeigte Teil.",
    inset_with_rim(more)
        "The whole area, {more} where struck more often. Square: the part shown. Circles: the rim at both ends of a lane." /
        "Die ganze Fläche, {more}, wo öfter getroffen. Quadrat: der gezeigte Teil. Kreise: der Rand an beiden Enden einer Bahn.",
    inset_with_device(more)
        "The whole area, {more} where struck more often. Square: the part shown. Rectangles: the device at both ends of a lane." /
        "Die ganze Fläche, {more}, wo öfter getroffen. Quadrat: der gezeigte Teil. Rechtecke: das Gerät an beiden Enden einer Bahn.",
    dots_alt(title, count, repeats)
        "{title}. A close-up of the skin from above shows {count} strikes as small openings; {repeats} of them fell into an earlier one." /
        "{title}. Ein Ausschnitt der Haut von oben zeigt {count} Stiche als kleine Öffnungen; {repeats} davon fielen in eine frühere.",

    // A hundred people by their reach.
    people_title(over, people, limit)
        "In {over} of {people} people, more than {limit} of the strikes reach the fat layer" /
        "Bei {over} von {people} Personen erreichen mehr als {limit} der Stiche die Fettschicht",
    people_title_none(people, limit)
        "In none of {people} people do more than {limit} of the strikes reach the fat layer" /
        "Bei keiner von {people} Personen erreichen mehr als {limit} der Stiche die Fettschicht",
    people_breach_title(over, people, limit)
        "In {over} of {people} people, more than {limit} of the strikes go through the dermis" /
        "Bei {over} von {people} Personen gehen mehr als {limit} der Stiche durch die Dermis",
    people_breach_title_none(people, limit)
        "In none of {people} people do more than {limit} of the strikes go through the dermis" /
        "Bei keiner von {people} Personen gehen mehr als {limit} der Stiche durch die Dermis",
    people_sentence(people)
        "The {people} people of the run, each with skin of their own and treated once, sorted by the share of their strikes." /
        "Die {people} Personen des Simulationslaufs, jede mit eigener Haut und einmal behandelt, geordnet nach dem Anteil ihrer Stiche.",
    people_sentence_some(people, all)
        "{people} of the {all} people of the run, at even steps of the order, each treated once, sorted by the share of their strikes." /
        "{people} der {all} Personen des Simulationslaufs, in gleichen Schritten der Reihe, jede einmal behandelt, geordnet nach dem Anteil \
         ihrer Stiche.",
    people_by_reach
        "people, by the share of their strikes that goes so deep" /
        "Personen nach dem Anteil ihrer Stiche, der so tief geht",
    people_over(limit) "People with more than {limit}" / "Personen mit mehr als {limit}",
    people_over_inputs(low, high)
        "With other plausible inputs: {low} to {high} of 100 people" /
        "Mit anderen plausiblen Eingangsgrößen: {low} bis {high} von 100 Personen",
    nobody "nobody" / "niemand",
    everybody "everybody" / "alle",
    people_alt(title, people, classes)
        "{title}. {people} silhouettes in four colours by the share of the strikes of each. {classes}." /
        "{title}. {people} Silhouetten in vier Farben nach dem Anteil der Stiche einer jeden. {classes}.",

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
    colour_of_skin "colour of skin" / "hautfarben",
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
