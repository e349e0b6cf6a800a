//! Words of the teaching figures of needles that move along the skin: roller and pen.

use super::Language;
use std::fmt::Display;

words! {
    // Roller.
    goes_in "goes in" / "tritt ein",
    comes_out "comes out" / "tritt aus",
    drum_rolls(radius, needles)
        "drum of {radius} radius, {needles} needles, rolls this way" /
        "Walze von {radius} Radius, {needles} Nadeln, rollt in diese Richtung",
    way_of_one_tip "Path of one needle tip (skin drawn flat)" / "Weg einer Nadelspitze (Haut eben gezeichnet)",
    rigid_slit(length) "slit in rigid skin {length}" / "Schlitz in starrer Haut {length}",
    rigid_slit_at(length)
        "at this depth; {length} at the full length" /
        "bei dieser Tiefe; {length} bei voller Länge",
    following_slit(length) "slit, skin following {length}" / "Schlitz in mitgehender Haut {length}",
    follows(range, share, low, high)
        "{range}: the skin follows {share}\u{202f}%, band {low}–{high}\u{202f}%" /
        "{range}: Die Haut geht zu {share}\u{202f}% mit, Bereich {low}–{high}\u{202f}%",
    needles_over(needles, range) "{needles} needles, {range}" / "{needles} Nadeln, {range}",
    needles_in(some, all) "{some} of {all} needles pierced" / "{some} von {all} Nadeln eingedrungen",
    and_gives_way(needles, dimple)
        "{needles}; the skin gives way {dimple}" /
        "{needles}; die Haut gibt {dimple} nach",
    if_rigid "if the skin did not give way" / "wenn die Haut nicht nachgäbe",
    roller_title_none(site, length)
        "{site}: the needles of a {length} roller dimple the skin and do not go in" /
        "{site}: Die Nadeln eines Rollers von {length} dellen die Haut ein, ohne einzudringen",
    roller_title(site, length, depth, slit)
        "{site}: a tip of a {length} roller goes {depth} deep; the skin moves with it, leaving a {slit} slit" /
        "{site}: Eine Spitze eines Rollers von {length} gelangt {depth} tief; die Haut geht mit und wird auf {slit} geschlitzt",
    roller_title_one(site, all, length, depth, slit)
        "{site}: one tip in {all} of a {length} roller goes {depth} deep; the skin moves with it, leaving a {slit} slit" /
        "{site}: Eine von {all} Spitzen eines Rollers von {length} gelangt {depth} tief; die Haut geht mit und wird auf {slit} geschlitzt",
    roller_title_some(site, some, all, length, depth, slit)
        "{site}: {some} tips in {all} of a {length} roller go {depth} deep; the skin moves with it, leaving a {slit} slit" /
        "{site}: {some} von {all} Spitzen eines Rollers von {length} gelangen {depth} tief; die Haut geht mit und wird auf {slit} geschlitzt",
    at_depth_reached "at the depth reached (blue), " / "blau in der erreichten Tiefe und ",
    roller_sentence(reached)
        "Equal scales in each part. The drum rolls without slip: a tip moves along x = R t − (R + L) sin t, {reached}and dotted if the \
         skin did not give way; its depth below the surface is (R + L) cos t − R. It crosses the surface upright while the needle leans. \
         Depth and dimples are computed with contact mechanics, in which needles on their way out carry nothing. Schematic: how layers \
         bend below the surface." /
        "Gleiche Maßstäbe in jedem Teil. Die Walze rollt ohne Schlupf: Eine Spitze bewegt sich entlang x = R t − (R + L) sin t, {reached}\
         gepunktet, wenn die Haut nicht nachgäbe; ihre Tiefe unter der Oberfläche ist (R + L) cos t − R. Sie durchquert die Oberfläche \
         senkrecht, während die Nadel schräg steht. Tiefe und Eindellungen sind mit Kontaktmechanik berechnet, in der Nadeln auf dem \
         Weg hinaus nichts tragen. Schematisch: wie sich die Schichten unter der Oberfläche biegen.",
    roller_alt(radius, length, angle, title, slit)
        "Two labelled drawings. Above, a drum of {radius} radius rolls on skin with needles of {length}, which are in the skin from \
         {angle}° before to {angle}° behind the lowest point. Below, the path of one tip through the skin, a narrow U. \
         {title}. In rigid skin the slit at the surface would be {slit} long." /
        "Zwei beschriftete Zeichnungen. Oben rollt eine Walze von {radius} Radius auf Haut; ihre Nadeln von {length} stecken von {angle}° \
         vor bis {angle}° hinter dem tiefsten Punkt darin. Unten der Weg einer Spitze, ein schmales U. {title}. In starrer Haut wäre der Schlitz an der Oberfläche {slit} lang.",

    // Pen.
    strokes_in_time "The stroke of the tips in time" / "Der Hub der Spitzen in der Zeit",
    time_ms "time (ms)" / "Zeit (ms)",
    way_of_tip_mm "way of the tip (mm)" / "Weg der Spitze (mm)",
    on_average(value) "{value} on average" / "{value} im Mittel",
    peak_speed "π f s (orange line)" / "π f s (orange Linie)",
    peak_speed_of_dwell
        "π f s / (2 min(d, 1 − d)), d the share of dwell (orange line)" /
        "π f s / (2 min(d, 1 − d)), d Anteil der Verweilzeit (orange Linie)",
    contact_speed "2 f s, as the contact law takes it" / "2 f s, wie im Kontaktgesetz",
    a_cycle(time) "a cycle {time}\u{202f}ms" / "ein Zyklus {time}\u{202f}ms",
    frequency_and_stroke(frequency, stroke)
        "f = {frequency}\u{202f}Hz, stroke s = {stroke}" /
        "f = {frequency}\u{202f}Hz, Hub s = {stroke}",
    more_than_half_in(time)
        "{time}\u{202f}ms more than half in" /
        "{time}\u{202f}ms mehr als halb ausgefahren",
    shaded(share) "shaded: {share}\u{202f}% of a cycle" / "getönt: {share}\u{202f}% eines Zyklus",
    where_pins_land(strokes)
        "Where the pins land: {strokes} strokes of one lane, seen from above" /
        "Wo die Nadeln auftreffen: {strokes} Hübe einer Bahn, von oben gesehen",
    head_and_pins(width, span)
        "dashed: the head, {width} wide; the pins span {span}" /
        "gestrichelt: der Kopf, {width} breit; die Nadeln reichen über {span}",
    hand_speed(speed) "hand {speed}\u{202f}mm/s" / "Hand {speed}\u{202f}mm/s",
    first_stroke "first stroke" / "erster Hub",
    last_stroke "last stroke" / "letzter Hub",
    holes_per_mm2(density) "{density} holes a mm² in a pass" / "{density} Löcher pro mm² in einem Durchgang",
    strikes_per_mm2(density) "{density} strikes a mm² in a pass" / "{density} Stiche pro mm² in einem Durchgang",
    density_formula "f N / (v × distance of lanes)" / "f N / (v × Abstand der Bahnen)",
    density_of_passes(passes, density) "{passes} passes: {density} a mm²" / "{passes} Durchgänge: {density} pro mm²",
    from_stroke_to_stroke(advance) "{advance} from stroke to stroke" / "{advance} von Hub zu Hub",
    close_view(width)
        "v / f; one pin, close: holes {width} wide" /
        "v / f; eine Nadel, von Nahem: Löcher {width} breit",
    dragged(drag) "dragged {drag}, faint" / "{drag} mitgezogen, blass",
    drag_formula "v × dwell: the slit in rigid skin" / "v × Verweilzeit: der Schlitz in starrer Haut",
    full_slit(slit) "slit {slit}, in full colour" / "Schlitz {slit}, in voller Farbe",
    skin_following(range) "{range}, the skin following" / "{range}, wenn die Haut mitgeht",
    pen_title(speed, advance, density)
        "At {speed}\u{202f}mm/s every stroke lands {advance} further on: {density}" /
        "Bei {speed}\u{202f}mm/s trifft jeder Hub {advance} weiter auf: {density}",
    pen_sentence(depth, spacing)
        "The stroke is taken as the dial, driven evenly as by a crank. Seen from above the scale is the same in both directions, and \
         holes are as wide as a needle {depth} deep is at the surface. Lanes follow {spacing} apart; the rim is left out." /
        "Als Hub gilt die Einstellung der Skala, gleichmäßig wie von einer Kurbel getrieben. Von oben gesehen ist der Maßstab in beiden \
         Richtungen gleich, und Löcher sind so breit wie eine {depth} tief steckende Nadel an der Oberfläche. Die Bahnen folgen einander \
         im Abstand von {spacing}; der Rand ist weggelassen.",
    pen_sentence_none(spacing)
        "The stroke is taken as the dial, driven evenly as by a crank. Seen from above the scale is the same in both directions, and \
         strikes are as wide as tips, which only dimple this skin. Lanes follow {spacing} apart; the rim is left out." /
        "Als Hub gilt die Einstellung der Skala, gleichmäßig wie von einer Kurbel getrieben. Von oben gesehen ist der Maßstab in beiden \
         Richtungen gleich, und Stiche sind so breit wie die Spitzen, die diese Haut nur eindellen. Die Bahnen folgen einander im Abstand \
         von {spacing}; der Rand ist weggelassen.",
    pen_alt(frequency, stroke, share, pins, title, drag)
        "Two parts. Above, the way of the tips in time, {frequency} strokes a second of {stroke}, with the time in which they are more \
         than half in shaded, {share}\u{202f}% of a cycle. Below, the holes of {pins} pins along a lane. {title}. Pins are dragged by \
         {drag} while they are in." /
        "Zwei Teile. Oben der Weg der Spitzen in der Zeit, {frequency} Hübe von {stroke} pro Sekunde; getönt ist die Zeit, in der sie \
         mehr als halb ausgefahren sind, {share}\u{202f}% eines Zyklus. Unten die Löcher von {pins} Nadeln entlang einer Bahn. {title}. \
         Die Nadeln werden um {drag} mitgezogen, solange sie stecken.",
}
