//! Words of sensitivity: what decides a value.

use super::Language;
use std::fmt::Display;

words! {
    tornado_title(figure, input, low, high)
        "{figure} from {low} to {high} through {input} alone" /
        "{figure} von {low} bis {high}: allein durch {input}",
    tornado_low "input at its 5\u{202f}%" / "Eingangsgröße bei ihren 5\u{202f}%",
    tornado_high "input at its 95\u{202f}%" / "Eingangsgröße bei ihren 95\u{202f}%",
    tornado_sentence(middle, scale)
        "Each bar: the value with one input at its 5\u{202f}% and at its 95\u{202f}%, all others in the middle of their ranges. The numbers \
         at its ends are those of the input. Vertical line: all in the middle, {middle}. The widest change {scale} stands on top." /
        "Jeder Balken: der Wert mit einer Eingangsgröße bei ihren 5\u{202f}% und ihren 95\u{202f}%, alle anderen in der Mitte ihres Bereichs. \
         Die Zahlen an den Enden sind die der Eingangsgröße. Senkrechte Linie: alle in der Mitte, {middle}. Die weiteste Änderung {scale} \
         steht oben.",
    tornado_choices
        " Grey bars: over all choices, or 5–95\u{202f}% of many." /
        " Graue Balken: über alle, die zur Wahl stehen, oder 5–95\u{202f}% von vielen.",
    tornado_alt
        "Tornado chart: a value with one input moved at a time." /
        "Tornado-Diagramm: ein Wert, wenn je eine Eingangsgröße verändert wird.",
    decides_title(figure, input, share)
        "{figure}: {share} of the spread goes with {input}" /
        "{figure}: {share} der Streuung gehen auf {input} zurück",
    decides_sentence(scale, points)
        "Long bars: share of the variance {scale} that goes with an input, its interplay with others included (total index). Short bars \
         within: the share it has by itself (first order). Lines: 5–95\u{202f}% over {points} base points drawn again." /
        "Lange Balken: Anteil der Varianz {scale}, der auf eine Eingangsgröße zurückgeht, ihr Zusammenspiel mit anderen eingeschlossen \
         (totaler Index). Kurze Balken darin: ihr Anteil allein (erste Ordnung). Linien: 5–95\u{202f}% bei erneutem Ziehen von {points} \
         Basispunkten.",
    decides_alt
        "Bar chart of Sobol indices, first order and total." /
        "Balkendiagramm der Sobol-Indizes, erster Ordnung und total.",
    of_logit "of the logit" / "des Logits",
    of_logarithm "of the logarithm" / "des Logarithmus",
    of_value_itself "of the value" / "des Werts",
    share_of_variance "share of the variance (%)" / "Anteil der Varianz (%)",
    others(count) "all others ({count})" / "alle übrigen ({count})",
    decided_interval(low, high, points)
        "With everything drawn, nine in ten values lie from {low} to {high} ({points} base points)" /
        "Wird alles gezogen, liegen neun von zehn Werten von {low} bis {high} ({points} Basispunkte)",
    decided_once_known(input, low, high, width)
        " If {input} were known, {low} to {high} would be left on average, {width} of the width." /
        " Wäre {input} bekannt, blieben im Mittel {low} bis {high}, {width} der Breite.",
}
