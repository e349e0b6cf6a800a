//! Words of one stroke: force, depth and work along the travel.

use super::Language;
use std::fmt::Display;

words! {
    past_the_rim "travel of the tips past the rim" / "Weg der Spitzen über den Rand hinaus",
    travel_of_device "travel of the device" / "Weg des Geräts",
    travel_in_mm(travel) "{travel} (mm)" / "{travel} in mm",
    the_needle "the needle" / "die Nadel",
    all_needles(count) "all {count} needles" / "alle {count} Nadeln",
    measured "measured" / "gemessen",
    force_of_needle(unit) "force of the needle ({unit})" / "Kraft der Nadel ({unit})",
    force_of_all(unit) "force of all needles ({unit})" / "Kraft aller Nadeln ({unit})",
    force_of_one(unit) "force of one needle ({unit})" / "Kraft einer Nadel ({unit})",
    this_needle "this one" / "diese",
    mean_in_array "mean in the array" / "Mittel im Nadelfeld",
    sound_alone "a sound one alone" / "eine intakte allein",
    mean_and_range_of_tips "tips: mean, range" / "Spitzen: Mittel, Spanne",
    alone "alone" / "allein",
    held_by_skin "held by skin" / "in der Haut gehalten",
    work_spread "spread" / "Aufweiten",
    work_torn "torn" / "Riss",
    work_friction "friction" / "Reibung",
    work_jumps "jumps" / "Sprünge",
    work_of_device(unit) "work of the device ({unit})" / "Arbeit des Geräts ({unit})",
    one_needle_goes(set, depth)
        "Set to {set}, the needle goes {depth} deep; the skin gives way by the rest" /
        "Bei einer Einstellung von {set} gelangt die Nadel {depth} tief; um den Rest gibt die Haut nach",
    all_needles_go(set, all, depth)
        "Set to {set}, all {all} needles go in, {depth} deep on average" /
        "Bei einer Einstellung von {set} dringen alle {all} Nadeln ein, im Mittel {depth} tief",
    no_needle_goes(set)
        "Set to {set}, the skin dimples and no needle breaks into the reticular dermis" /
        "Bei einer Einstellung von {set} dellt sich die Haut ein, und keine Nadel bricht in die retikuläre Dermis durch",
    one_of_needles_goes(set, all, depth)
        "Set to {set}, 1 of {all} needles goes in, {depth} deep" /
        "Bei einer Einstellung von {set} dringt 1 von {all} Nadeln ein, {depth} tief",
    some_needles_go(set, some, all, depth)
        "Set to {set}, {some} of {all} needles go in, {depth} deep on average" /
        "Bei einer Einstellung von {set} dringen {some} von {all} Nadeln ein, im Mittel {depth} tief",
    at_most(value) "at most {value}" / "höchstens {value}",
    at_most_on_all(one, all)
        "at most {one} on one needle and {all} on all" /
        "höchstens {one} auf eine Nadel und {all} auf alle",
    against_measured(peak, bias, rms)
        "{peak}; computed less measured {bias} on average, {rms} root mean square" /
        "{peak}; berechnet minus gemessen im Mittel {bias}, im quadratischen Mittel {rms}",
    stroke_of_drum
        " The drum is pressed straight down, one set of rows lowest." /
        " Die Walze wird gerade nach unten gedrückt, ein Satz von Nadelreihen zuunterst.",
    stroke_circles " Circles: a needle breaks into the reticular dermis." / " Kreise: Eine Nadel bricht in die retikuläre Dermis durch.",
    dimple_of_bulge(depth, dimple, travel)
        " The dimple counts from skin that bulges past the rim: at the end {depth} of mean depth and {dimple} of dimple, at {travel} \
         of travel." /
        " Die Eindellung zählt ab der Haut, die sich über den Rand hinaus vorwölbt: am Ende {depth} mittlere Tiefe und {dimple} \
         Eindellung, bei {travel} Weg.",
    stroke_sentence(speed, drum, circles, bulge)
        "One stroke on the average person, tips at {speed}\u{202f}mm/s on average.{drum}{circles} Before it breaks through, a needle \
         mainly dimples the skin; depth counts from the dimpled surface.{bulge}" /
        "Ein Hub an der durchschnittlichen Person, die Spitzen im Mittel mit {speed}\u{202f}mm/s.{drum}{circles} Bevor eine Nadel \
         durchbricht, dellt sie die Haut vor allem ein; die Tiefe zählt ab der eingedellten Oberfläche.{bulge}",
    stroke_computed "Computed, not measured." / "Berechnet, nicht gemessen.",
    stroke_measured(curves, points)
        "Bench data: {curves} curves, {points} points of loading, compared where both have travel." /
        "Messdaten: {curves} Kurven, {points} Punkte beim Belasten, verglichen, wo beide Weg haben.",
    stroke_alt_measured(curves, rms)
        "Over the force lie {curves} measured curves, {rms} off in the root mean square." /
        "Über der Kraft liegen {curves} gemessene Kurven, im quadratischen Mittel {rms} daneben.",
    measured_band(count) "measured: mean and range of {count} curves" / "gemessen: Mittel und Spanne von {count} Kurven",
    hold_and_withdrawal "hold and withdrawal" / "Halten und Herausziehen",
    stroke_failed(failed) " {failed} needles stayed above the reticular dermis." / " {failed} Nadeln blieben oberhalb der retikulären Dermis.",
    travel_from_to(travel, from, to) "{travel}, {from} to {to} mm" / "{travel}, {from} bis {to} mm",
    stroke_alt(travel, needles, force, depth, work)
        "Four charts against the {travel}: the force of all {needles} needles, which rises to {force}; the \
         depth of their tips, {depth} on average at the end, over the layers of the skin; the force of one needle in the array and \
         alone; and the work, {work} mJ in all." /
        "Vier Diagramme über dem {travel}: die Kraft aller {needles} Nadeln, die auf {force} steigt; die Tiefe \
         ihrer Spitzen, am Ende im Mittel {depth}, vor den Schichten der Haut; die Kraft einer Nadel im Nadelfeld und allein; und die \
         Arbeit, insgesamt {work} mJ.",
}
