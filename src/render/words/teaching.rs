//! Words of the teaching figures that set sites, numbers of passes or devices side by side.

use super::Language;
use std::fmt::Display;

words! {
    // Sites by set depths.
    through_dermis_percent
        "share of strikes that go through the dermis, %" /
        "Anteil der Stiche, die durch die Dermis gehen, %",
    mean_thickness_of_skin "mean thickness of the skin" / "mittlere Dicke der Haut",
    skin_of(thickness) "skin {thickness}" / "Haut {thickness}",
    and_breach(skin) "{skin} · breach" / "{skin} · Durchstich",
    depth_chart_of_one(site)
        "{site}: what each depth sends through the dermis" /
        "{site}: Was bei jeder Tiefe durch die Dermis geht",
    depth_chart_none
        "No setting goes through the dermis on any of these sites" /
        "Keine Einstellung geht in einer dieser Regionen durch die Dermis",
    depth_chart_title(depth, high, thin, low, thick)
        "Set to {depth}\u{202f}mm, {high} of strikes go through the dermis of the {thin}, {low} through that of the {thick}" /
        "Bei eingestellten {depth}\u{202f}mm gehen {high} der Stiche durch die Dermis der Region {thin}, {low} durch die der Region {thick}",
    chart_by_chance
        "its 5–95\u{202f}% interval from chance alone, as inputs were not varied" /
        "5–95\u{202f}% dieses Mittels aus dem Zufall allein, da die Eingangsgrößen nicht variiert wurden",
    chart_by_draws(draws)
        "5–95\u{202f}% of that mean over {draws} draws of inputs that nobody knows exactly" /
        "5–95\u{202f}% dieses Mittels über {draws} Ziehungen von Eingangsgrößen, die niemand genau kennt",
    chart_eyelids
        " Eyelids have almost no fat: there it is a sub-dermal breach." /
        " Augenlider haben fast kein Fett: Dort ist es der Durchstich unter die Dermis.",
    chart_errors(people, error)
        " Monte-Carlo standard error of a mean over {people} people: at most {error} percentage points." /
        " Monte-Carlo-Standardfehler eines Mittels über {people} Personen: höchstens {error} Prozentpunkte.",
    depth_chart_sentence(bounds, error, eyelids)
        "Upper number: mean over people; below it {bounds}.{error} Skin from thin to thick; right of the heavy line the setting is deeper than \
         epidermis and dermis are thick on average, which is not where punctures begin to pass.{eyelids} Reach is geometry, not fat loss." /
        "Obere Zahl: Mittel über Personen; darunter {bounds}.{error} Haut von dünn nach dick; rechts der dicken Linie ist die Einstellung tiefer, \
         als Epidermis und Dermis im Mittel dick sind, aber nicht erst dort gehen Einstiche hindurch.{eyelids} Das ist Geometrie, kein \
         Fettverlust.",
    depth_chart_alt(sites, settings, title)
        "Table of {sites} sites by {settings} settings with the share of strikes that pass the dermis, in per cent. {title}." /
        "Tabelle von {sites} Regionen und {settings} Einstellungen mit dem Anteil der Stiche, die durch die Dermis gehen, in Prozent. \
         {title}.",

    // What more passes add.
    share_in_tracts
        "share of the dermis that lies in a tract" /
        "Anteil der Dermis, der in einem Stichkanal liegt",
    one_pass "1 pass" / "1 Durchgang",
    several_passes(count) "{count} passes" / "{count} Durchgänge",
    passes_axis "passes" / "Durchgänge",
    covered_percent "area covered (%)" / "bedeckte Fläche (%)",
    repeats_percent "repeat hits (% of strikes)" / "wiederholte Treffer (% der Stiche)",
    grey_by_chance "grey: randomly scattered holes" / "grau: zufällig verteilte Löcher",
    no_passes "No passes to compare" / "Keine Durchgänge, die sich vergleichen lassen",
    more_passes "More passes, more punctures" / "Mehr Durchgänge, mehr Einstiche",
    passes_cover(passes, share) "{passes} cover {share} of the skin" / "{passes} bedecken {share} der Haut",
    after_one_pass(share) "{share} after 1 pass" / "{share} nach 1 Durchgang",
    after_passes(share, count) "{share} after {count} passes" / "{share} nach {count} Durchgängen",
    passes_title(times, area, first, share, last)
        "{times} times the passes cover {area} times the area: {first}, {share} after {last}" /
        "{times}-mal so viele Durchgänge bedecken die {area}-fache Fläche: {first}, {share} nach {last}",
    passes_by_chance
        " Grey line: what randomly scattered holes would cover, 1\u{a0}−\u{a0}exp(−n\u{a0}a), with a from the fewest passes shown." /
        " Graue Linie: was zufällig verteilte Löcher bedecken würden, 1\u{a0}−\u{a0}exp(−n\u{a0}a), mit a aus den wenigsten gezeigten \
         Durchgängen.",
    grows_less(times, area)
        " The punctures grow {times}-fold, the covered area only {area}-fold, as openings fall on each other." /
        " Die Einstiche werden {times}-mal so viele, die bedeckte Fläche wird nur {area}-mal so groß, da Öffnungen aufeinanderfallen.",
    grows_as_much(times, area)
        " The punctures grow {times}-fold and the covered area {area}-fold: few openings fall on each other." /
        " Die Einstiche werden {times}-mal so viele und die bedeckte Fläche {area}-mal so groß: Wenige Öffnungen fallen aufeinander.",
    passes_sentence(people, grows, chance)
        "Maps: the same first person, one scale of colours. Charts: mean over {people} people, the same under each number of passes; bars: \
         twice the standard error; bands: 5–95\u{202f}% between people.{grows}{chance}" /
        "Karten: dieselbe erste Person, eine Farbskala. Diagramme: Mittel über {people} Personen, bei jeder Zahl von Durchgängen dieselben; \
         Striche: das Doppelte des Standardfehlers; Bänder: 5–95\u{202f}% zwischen Personen.{grows}{chance}",
    passes_alt_step(passes, density, covered, repeats)
        "{passes}: density {density}, covered {covered}, repeat hits {repeats}" /
        "{passes}: Dichte {density}, bedeckt {covered}, wiederholte Treffer {repeats}",
    passes_alt(maps, width, height, title)
        "{maps} maps of {width} mm by {height} mm of the injured dermis on one scale of colours, and three charts against the number of \
         passes. {title}." /
        "{maps} Karten der verletzten Dermis von {width} mm mal {height} mm auf einer Farbskala und drei Diagramme gegen die Zahl der \
         Durchgänge. {title}.",

    // Devices side by side.
    devices_subtitle(site, set)
        "{site}: dial at {set}\u{202f}mm, or needles {set}\u{202f}mm long" /
        "{site}: Skala auf {set}\u{202f}mm, oder Nadeln von {set}\u{202f}mm Länge",
    none_goes_in "none goes in" / "keine dringt ein",
    between_people(range) "{range} between people" / "{range} zwischen Personen",
    class_nothing "nothing" / "nichts",
    class_epidermis "epidermis" / "Epidermis",
    class_dermis "dermis" / "Dermis",
    class_below "below" / "darunter",
    devices_legend(below)
        "Bars: share of strikes by the deepest layer that they reach, mean ± standard error, and 5–95\u{202f}% between people ({below})." /
        "Balken: Anteil der Stiche nach der tiefsten Schicht, die sie erreichen, Mittel ± Standardfehler, und 5–95\u{202f}% zwischen \
         Personen ({below}).",
    below_is_fat "below the dermis: fat" / "unter der Dermis: Fettschicht",
    below_is_breach "below the dermis: sub-dermal breach" / "unter der Dermis: Durchstich",
    devices_title(set, least, most)
        "Set to {set}\u{202f}mm, these devices go {least} to {most} deep on average" /
        "Bei einer Einstellung von {set}\u{202f}mm gelangen diese Geräte im Mittel {least} bis {most} tief",
    devices_title_none(set)
        "What devices do when they are set to {set}\u{202f}mm" /
        "Was Geräte bei einer Einstellung von {set}\u{202f}mm tun",
    devices_sentence(people)
        "Cuts: the first person, where each device struck, one scale; tracts in a thin slice, coloured by the layer in which their own tip \
         lies; dashed: as set; bracket: mean depth, 5–95\u{202f}% between people. Figures over {people} people, the same under every \
         device." /
        "Schnitte: die erste Person, wo jedes Gerät traf, ein Maßstab; Stichkanäle in einer dünnen Scheibe, gefärbt nach der Schicht, in \
         der ihre eigene Spitze liegt; gestrichelt: wie eingestellt; Klammer: mittlere Tiefe, 5–95\u{202f}% zwischen Personen. Zahlen \
         über {people} Personen, bei jedem Gerät dieselben.",
    device_alt(depth, density, shares)
        "{depth} deep, {density}, deepest layer reached: {shares}" /
        "{depth} tief, {density}, tiefste erreichte Schicht: {shares}",
    devices_alt(count)
        "{count} cuts through skin side by side to one scale." /
        "{count} Schnitte durch Haut nebeneinander in einem Maßstab.",
}

impl Language {
    /// Number of passes in words.
    #[must_use]
    pub fn passes(self, count: u32) -> String {
        if count == 1 { self.one_pass().to_owned() } else { self.several_passes(count) }
    }

    /// Deepest layer that strikes of a class reach: none, the epidermis, the dermis, or below.
    #[must_use]
    pub fn reached(self, class: usize) -> &'static str {
        match class {
            0 => self.class_nothing(),
            1 => self.class_epidermis(),
            2 => self.class_dermis(),
            _ => self.class_below(),
        }
    }
}
