//! Words of sweeps: values at many settings.

use super::Language;
use std::fmt::Display;

words! {
    sweep_from_to(name, low, high) "{name}: {low} to {high}" / "{name}: {low} bis {high}",
    sweep_subtitle(points, names, people)
        "{points} settings around “{names}”, {people} people at each" /
        "{points} Einstellungen um „{names}“, je {people} Personen",
    trade_off_title(more, less) "{more} against {less}" / "{more} gegen {less}",
    trade_off_sentence(people, more, less)
        "Dots: settings, means over the same {people} people. Line: settings of which no other has more of “{more}” and, within the \
         Monte-Carlo error, no more of “{less}”." /
        "Punkte: Einstellungen, Mittel über dieselben {people} Personen. Linie: Einstellungen, zu denen es keine mit mehr von „{more}“ und, \
         bis auf den Monte-Carlo-Fehler, nicht mehr von „{less}“ gibt.",
    trade_off_order(share)
        " Each of the two values keeps the order of neighbours on it under at least {share} of the draws of uncertain inputs." /
        " Jeder der beiden Werte behält die Reihenfolge von Nachbarn auf ihr bei mindestens {share} der Ziehungen unsicherer Eingangsgrößen.",
    trade_off_marked
        " Ring: the one with most of the first within the limits." /
        " Ring: die mit dem meisten des ersten Werts innerhalb der Grenzen.",
    trade_off_left_out(count, least)
        " {count} settings below {least} are left out." /
        " {count} Einstellungen unter {least} sind weggelassen.",
    sweep_of_one(people)
        "Line: mean over people, with two standard errors. Band: 5–95\u{202f}% between {people} people." /
        "Linie: Mittel über Personen, mit zwei Standardfehlern. Band: 5–95\u{202f}% zwischen {people} Personen.",
    sweep_of_several(people)
        "Lines: means over the same {people} people, with two standard errors." /
        "Linien: Mittel über dieselben {people} Personen, mit zwei Standardfehlern.",
    sweep_inputs
        " Grey lines: 5–95\u{202f}% of that mean over draws of uncertain inputs." /
        " Graue Linien: 5–95\u{202f}% dieses Mittels über Ziehungen unsicherer Eingangsgrößen.",
    sweep_inputs_of_several
        " Bands: 5–95\u{202f}% of these means over draws of uncertain inputs." /
        " Bänder: 5–95\u{202f}% dieser Mittel über Ziehungen unsicherer Eingangsgrößen.",
    sweep_map(people)
        "Contours of the mean over the same {people} people; dots are the settings worked out, values between them are interpolated." /
        "Höhenlinien des Mittels über dieselben {people} Personen; Punkte sind die berechneten Einstellungen, Werte dazwischen sind \
         interpoliert.",
    sweep_limit(limit)
        " Dashed: the limit of {limit}." /
        " Gestrichelt: die Grenze {limit}.",
    sweep_geometry
        " Reach is geometry, not fat loss." /
        " Das ist Geometrie, kein Fettverlust.",
    sweep_logarithmic(title) "{title}, logarithmic" / "{title}, logarithmisch",
    sweep_chart_alt "Chart of a value against settings." / "Diagramm eines Werts gegen Einstellungen.",
    sweep_map_alt "Contour map of a value over two settings." / "Höhenlinienkarte eines Werts über zwei Einstellungen.",
}
