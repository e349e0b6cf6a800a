//! Words of charts: tip depth, skin thickness over people, the face.

use super::Language;
use std::fmt::Display;

words! {
    // Tip depth.
    tips_title(set, median, layer)
        "Set to {set} mm, half of the tips go deeper than {median}\u{202f}mm, {layer}" /
        "Bei einer Einstellung von {set} mm gelangt die Hälfte der Spitzen tiefer als {median}\u{202f}mm, {layer}",
    tips_title_some(set, share, median)
        "Set to {set} mm, {share} of strikes do not pierce; half of the other tips go deeper than {median}\u{202f}mm" /
        "Bei einer Einstellung von {set} mm durchstechen {share} der Stiche die Haut nicht; die Hälfte der anderen Spitzen gelangt tiefer \
         als {median}\u{202f}mm",
    no_needle_pierced "No needle pierced" / "Keine Nadel durchstach die Haut",
    tips_figure(median, low, high)
        "median {median}\u{202f}mm, 5–95\u{202f}% of the tips that pierced {low}–{high}\u{202f}mm" /
        "Median {median}\u{202f}mm, 5–95\u{202f}% der eingedrungenen Spitzen {low}–{high}\u{202f}mm",
    tips_sentence(treatments, law)
        "Tips of all punctures of {treatments} treatments, each of another person. Layers and colours follow the mean boundaries over \
         these people, not each tip's own skin. Depth by {law}." /
        "Spitzen aller Einstiche von {treatments} Behandlungen, jede an einer anderen Person. Schichten und Farben folgen den mittleren \
         Grenzen über diese Personen, nicht der Haut jeder einzelnen Spitze. Tiefe nach {law}.",
    by_contact_mechanics "contact mechanics" / "der Kontaktmechanik",
    by_ratio_law
        "the ratio law, a statistical stand-in for mechanics" /
        "dem Verhältnisgesetz, einem statistischen Ersatz für die Mechanik",
    share_of_punctures "share of punctures (%)" / "Anteil der Einstiche (%)",
    share_of_punctures_in(step)
        "share of punctures in every {step}\u{202f}mm of depth (%)" /
        "Anteil der Einstiche je {step}\u{202f}mm Tiefe (%)",
    punctures_in(step) "punctures per {step}\u{202f}mm (%)" / "Einstiche je {step}\u{202f}mm (%)",
    no_punctures "no punctures" / "keine Einstiche",
    whiskers
        "Upright whiskers and numbers in brackets: 5–95\u{202f}% of each boundary." /
        "Senkrechte Striche und Zahlen in Klammern: 5–95\u{202f}% jeder Grenze.",
    down_to(depth) "down to {depth}" / "bis {depth}",
    tips_alt
        "Histogram of the depth that the tips reached, against the layers of the skin." /
        "Histogramm der Tiefe, die die Spitzen erreichten, vor den Schichten der Haut.",
    tips_alt_set(depth) "Set depth {depth}." / "Eingestellte Tiefe {depth}.",

    // Layers in which tips end.
    ends_title(dermis, below)
        "{dermis} of the tips end in the dermis, {below} below it" /
        "{dermis} der Spitzen enden in der Dermis, {below} darunter",
    ends_below_title(share) "{share} of the tips end below the dermis" / "{share} der Spitzen enden unter der Dermis",
    ends_above_title(share)
        "{share} of the tips end in the epidermis or above" /
        "{share} der Spitzen enden in der Epidermis oder darüber",
    ends_title_counted(dermis)
        "{dermis} of the tips counted end in the dermis" /
        "{dermis} der gezählten Spitzen enden in der Dermis",
    no_needle_struck "No needle struck" / "Keine Nadel traf die Haut",
    ends_axis "tips that end in the layer (per cm²)" / "Spitzen, die in der Schicht enden (pro cm²)",
    or_above(layer) "{layer} or above" / "{layer} oder darüber",
    ends_people(range) "people {range}" / "Personen {range}",
    ends_sentence(people)
        "Mark: mean over {people} people, counted where each tip ends. Shaded: 5–95\u{202f}% between people." /
        "Strich: Mittel über {people} Personen, gezählt, wo jede Spitze endet. Getönt: 5–95\u{202f}% zwischen den Personen.",
    ends_inputs
        " Outlined: 5–95\u{202f}% of that mean over uncertain inputs." /
        " Umrandet: 5–95\u{202f}% dieses Mittels über unsichere Eingaben.",
    ends_better(people, reach)
        " How many pass the dermis is better known from {people} other people: {reach}." /
        " Wie viele die Dermis durchdringen, ist aus {people} anderen Personen besser bekannt: {reach}.",
    ends_alt "Chart of the tips that end in each layer." / "Diagramm der Spitzen, die in jeder Schicht enden.",

    // Skin thickness over people.
    few_needles_pierce "Most strikes do not pierce the skin" / "Die meisten Stiche durchstechen die Haut nicht",
    nobody_thinner
        "Nobody's skin is thinner than the median tip depth" /
        "Bei niemandem ist die Haut dünner als die mediane Tiefe der Spitzen",
    nearly_everybody_thinner
        "Nearly everybody's skin is thinner than the median tip depth" /
        "Bei fast allen ist die Haut dünner als die mediane Tiefe der Spitzen",
    everybody_thinner
        "Everybody's skin is thinner than the median tip depth" /
        "Bei allen ist die Haut dünner als die mediane Tiefe der Spitzen",
    some_thinner(share)
        "In {share} of people the skin is thinner than the median tip depth" /
        "Bei {share} der Personen ist die Haut dünner als die mediane Tiefe der Spitzen",
    thinner_sentence(people, left)
        "Mean thickness of epidermis and dermis in each of {people} people. {left}Tables of thickness differ by up to a factor of 1.75; \
         that is not in this spread." /
        "Mittlere Dicke von Epidermis und Dermis bei jeder von {people} Personen. {left}Tabellen der Dicke unterscheiden sich bis um \
         den Faktor 1,75; das ist in dieser Streuung nicht enthalten.",
    left_of_the_median
        "Left of the median tip, most punctures pass the skin. " /
        "Links vom Median der Spitzen durchdringen die meisten Einstiche die Haut. ",
    median_tip(depth) "median tip {depth}" / "Median {depth}",
    share_of_people_in(step)
        "share of people in every {step}\u{202f}mm (%)" /
        "Anteil der Personen je {step}\u{202f}mm (%)",
    thickness_of_skin
        "thickness of epidermis and dermis (mm)" /
        "Dicke von Epidermis und Dermis (mm)",
    thinner_alt "Histogram of skin thickness over people." / "Histogramm der Hautdicke über die Personen.",

    // The face.
    face_title(thin, least, thick, most)
        "Skin of the face is thinnest at the {thin} ({least}) and thickest at the {thick} ({most})" /
        "Gesichtshaut ist am dünnsten bei: {thin} ({least}), am dicksten bei: {thick} ({most})",
    face_sentence
        "Mean thickness of epidermis and dermis of each region's site in the default table, redder where thicker; one region's skin \
         passes smoothly into the next. Dashed: inside the orbital rim. Schematic; not a real person." /
        "Mittlere Dicke von Epidermis und Dermis jeder Region nach der Standardtabelle, röter, wo sie dicker ist; die Haut einer \
         Region geht fließend in die der nächsten über. Gestrichelt: innerhalb des Augenhöhlenrandes. Schematisch; keine reale \
         Person.",
    mean_skin_thickness "Mean skin thickness" / "Mittlere Hautdicke",
    face_alt(quantity)
        "Front view of a face in regions. {quantity}:" /
        "Vorderansicht eines Gesichts mit seinen Regionen. {quantity}:",
    forehead "forehead" / "Stirn",
    glabella "glabella" / "Glabella",
    temple "temple" / "Schläfe",
    upper_eyelid "upper eyelid" / "Oberlid",
    lower_eyelid "lower eyelid" / "Unterlid",
    crows_feet "crow's feet" / "Krähenfüße",
    nose_dorsum "nose dorsum" / "Nasenrücken",
    nose_rhinion "rhinion" / "Rhinion",
    nose_tip "nose tip" / "Nasenspitze",
    nose_ala "nose wing" / "Nasenflügel",
    midface "midface" / "Mittelgesicht",
    cheek "cheek" / "Wange",
    nasolabial "nasolabial" / "Nasolabialregion",
    upper_lip "upper lip" / "Oberlippe",
    chin "chin" / "Kinn",
    jawline "jawline" / "Unterkieferrand",
    neck "neck" / "Hals",
}

impl Language {
    /// Display name of a region of the face by its name in the table of the face; `None` for another name.
    #[must_use]
    pub fn region(self, name: &str) -> Option<&'static str> {
        Some(match name {
            "forehead" => self.forehead(),
            "glabella" => self.glabella(),
            "temple" => self.temple(),
            "upper_eyelid" => self.upper_eyelid(),
            "lower_eyelid" => self.lower_eyelid(),
            "crows_feet" => self.crows_feet(),
            "nose_dorsum" => self.nose_dorsum(),
            "nose_rhinion" => self.nose_rhinion(),
            "nose_tip" => self.nose_tip(),
            "nose_ala" => self.nose_ala(),
            "midface" => self.midface(),
            "cheek" => self.cheek(),
            "nasolabial" => self.nasolabial(),
            "upper_lip" => self.upper_lip(),
            "chin" => self.chin(),
            "jawline" => self.jawline(),
            "neck" => self.neck(),
            _ => return None,
        })
    }
}
