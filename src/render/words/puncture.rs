//! Words of the teaching figures of needles that go straight in: one alone, and one in an array.

use super::Language;
use std::fmt::Display;

words! {
    average_person "The average person, " / "Durchschnittliche Person, ",

    // One needle before it punctures, at its full depth, and after withdrawal.
    one_by_itself "one needle by itself: " / "eine Nadel allein: ",
    before_puncture "Just before it breaks through" / "Kurz vor dem Durchbruch",
    at_full_depth "At its full depth" / "In voller Tiefe",
    withdrawn "Withdrawn" / "Herausgezogen",
    at_largest_force "At its largest force" / "Bei der größten Kraft",
    at_end_of_way "At the end of its way" / "Am Ende ihres Weges",
    gives_way "gives way" / "gibt nach",
    force_on_needle(force) "{force}\u{202f}mN on the needle" / "{force}\u{202f}mN auf die Nadel",
    tip_below_rim(depth) "the tip stands {depth} below the rim" / "die Spitze steht {depth} unter dem Rand",
    tip_below_rest(depth)
        "the tip stands {depth} below the skin at rest" /
        "die Spitze steht {depth} unter der ruhenden Haut",
    pushed_down "pushed down, not pierced" / "eingedrückt, nicht durchstochen",
    no_channel "no channel is left" / "kein Stichkanal bleibt",
    channel_left(depth, range)
        "a channel still {depth} deep, {range}" /
        "ein Stichkanal, noch {depth} tief, {range}",
    depth_left(ratio) "channel left: {ratio} of the tip depth" / "verbleibender Kanal: {ratio} der Spitzentiefe",
    channel_open(width, low, high)
        "open {width}\u{202f}µm wide, {low}–{high}\u{202f}µm" /
        "{width}\u{202f}µm weit offen, {low}–{high}\u{202f}µm",
    width_left(ratio) "opening left: {ratio} of the needle's width" / "verbleibende Öffnung: {ratio} der Nadelbreite",
    dimple_title_none(site, gives)
        "{site}: the skin gives way {gives} and the needle does not break through" /
        "{site}: Die Haut gibt {gives} nach, und die Nadel bricht nicht durch",
    dimple_title(site, gives, depth)
        "{site}: the skin gives way {gives} before a needle breaks through, then it goes {depth} deep" /
        "{site}: Die Haut gibt {gives} nach, bevor eine Nadel durchbricht, dann gelangt sie {depth} tief",
    dimple_channel
        " In the right cut dotted: where the needle was; dark: what is left, by ratios from measurements, with their ranges fainter; \
         its shape is schematic." /
        " Im rechten Schnitt gepunktet: wo die Nadel war; dunkel: was davon bleibt, nach gemessenen Verhältnissen, deren Bereiche \
         blasser; seine Form ist schematisch.",
    dimple_sentence(channel)
        "Equal scales. Force, depth and dimple are computed with contact mechanics: the surface lets a tip in early; as it breaks into the \
         reticular dermis, the skin comes back and the tip jumps on.{channel} Schematic: collagen, lobules, vessels between the plexuses, and how layers bend below the surface." /
        "Gleiche Maßstäbe. Kraft, Tiefe und Eindellung sind mit Kontaktmechanik berechnet: Die Oberfläche lässt eine Spitze früh ein; sobald \
         sie in die retikuläre Dermis bricht, kommt die Haut zurück, und die Spitze springt weiter.{channel} Schematisch: Kollagen, Fettläppchen, Gefäße zwischen den Plexus und wie sich die \
         Schichten unter der Oberfläche biegen.",
    dimple_alt(title)
        "Three cuts through skin side by side, to one scale. {title}." /
        "Drei Schnitte durch Haut nebeneinander, in einem Maßstab. {title}.",
    at_the_left(what) "Left: {what}." / "Links: {what}.",
    in_the_middle(what) "Middle: {what}." / "Mitte: {what}.",
    at_the_right(what) "Right: {what}." / "Rechts: {what}.",

    // One needle in an array.
    all_sound ", all needles sound" / ", alle Nadeln intakt",
    one_needle_alone "One needle by itself" / "Eine Nadel allein",
    same_among(needles)
        "The middle one of {needles}, in its row" /
        "Die mittlere von {needles}, in ihrer Reihe",
    bulges_by(depth) "bulges {depth}" / "wölbt sich {depth} vor",
    gives_way_by(depth) "gives way {depth}" / "gibt {depth} nach",
    by_number_at_force
        "Mean depth of all needles by their number, at the same force for each" /
        "Mittlere Tiefe aller Nadeln nach ihrer Zahl, bei gleicher Kraft auf jede Nadel",
    by_number_at_travel
        "Mean depth of all needles by their number, at the same travel" /
        "Mittlere Tiefe aller Nadeln nach ihrer Zahl, bei gleichem Weg",
    middle_needles_first "needles, the middle ones first" / "Nadeln, die mittleren zuerst",
    not_pierced "not pierced" / "nicht durchstochen",
    beneath_one(depth, force) "{depth}, {force} on it" / "{depth}, {force} auf sie",
    beneath_all(depth, dimple, force)
        "mean of all: {depth}, the skin gives way {dimple}, {force} on each" /
        "Mittel aller: {depth}, die Haut gibt {dimple} nach, {force} auf jede",
    and_some_in(some, all) "; {some} of {all} pierced" / "; {some} von {all} eingedrungen",
    bed_title_none(site, all)
        "{site}: neither one needle nor all {all} go in; the skin gives way" /
        "{site}: Weder eine Nadel noch alle {all} dringen ein; die Haut gibt nach",
    bed_title_together(site, all, together)
        "{site}: one needle only dimples the skin, the middle one of {all} goes {together} deep" /
        "{site}: Eine Nadel dellt allein die Haut nur ein, die mittlere von {all} gelangt {together} tief",
    bed_title_middle_not(site, alone, all)
        "{site}: one needle goes {alone} deep, the middle one of {all} only dimples the skin" /
        "{site}: Eine Nadel gelangt allein {alone} tief, die mittlere von {all} dellt die Haut nur ein",
    bed_title_others(site, all)
        "{site}: one needle only dimples the skin, and so does the middle one of {all}" /
        "{site}: Eine Nadel dellt die Haut nur ein, ebenso die mittlere von {all}",
    bed_title_alone(site, alone, all)
        "{site}: one needle goes {alone} deep, {all} together only dimple the skin" /
        "{site}: Eine Nadel gelangt {alone} tief, {all} zusammen dellen die Haut nur ein",
    bed_title(site, alone, all, together)
        "{site}: one needle goes {alone} deep by itself, the middle one of {all} goes {together}" /
        "{site}: Eine Nadel gelangt allein {alone} tief, die mittlere von {all} gelangt {together} tief",
    held_at_force(force)
        "Each needle has {force} of the force of the hand, of which the body carries what is left once it touches" /
        "Auf jede Nadel kommen {force} von der Kraft der Hand; sobald der Gerätekörper aufliegt, trägt er den Rest",
    held_at_travel
        "The device drives its tips to the same level" /
        "Das Gerät treibt seine Spitzen auf dieselbe Höhe",
    close_needles
        "needles that stand close push down each other's skin and share one dimple" /
        "Dicht stehende Nadeln drücken einander die Haut ein und teilen sich eine Eindellung",
    needles_of_plate
        "between needles the skin is taken to conform to the plate, and one by itself pushes down the skin around it too" /
        "Angenommen ist, dass die Haut zwischen den Nadeln der Platte folgt; eine allein drückt auch die Haut um sich herum ein",
    mean_of_all(all, depth)
        "Mean depth of all {all}, middle and edge: {depth}" /
        "Mittlere Tiefe aller {all}, Mitte und Rand: {depth}",
    pins_and_rim(hand, pins, rim)
        "Of the hand's {hand} the pins carry {pins} together and the rim {rim}" /
        "Von den {hand} der Hand tragen die Nadeln zusammen {pins} und der Rand {rim}",
    pins_lift(pins, hand, lift)
        "The pins push with {pins} against the hand's {hand} and lift the pen by {lift}" /
        "Die Nadeln drücken mit {pins} gegen die {hand} der Hand und heben den Pen um {lift}",
    bed_sentence(held, counts, mean)
        "{held}: {counts}. {mean}. Equal scales; depths, forces and deflections are computed with contact mechanics, the surface between needles \
         from the compliance of the layers. Schematic: how layers bend below it." /
        "{held}: {counts}. {mean}. Gleiche Maßstäbe; Tiefen, Kräfte und Eindellungen sind mit Kontaktmechanik berechnet, die Oberfläche zwischen \
         den Nadeln aus der Nachgiebigkeit der Schichten. Schematisch: wie sich die Schichten darunter biegen.",
    bed_alt(title, alone, together)
        "Two cuts through skin to one scale, one needle and a row of needles, and a chart of mean depth by the number of needles. {title}. \
         Alone: {alone}. Together: {together}." /
        "Zwei Schnitte durch Haut in einem Maßstab, eine Nadel und eine Reihe von Nadeln, und ein Diagramm der mittleren Tiefe nach der \
         Zahl der Nadeln. {title}. Allein: {alone}. Zusammen: {together}.",
}
