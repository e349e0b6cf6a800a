//! Words of the keys of a scenario: a label for people, and the help in German. The English help stands in the key table.

use super::Language;

/// Path of a key, its label in English and in German, its help in German.
const KEYS: &[[&str; 4]] = &[
    ["area.width_mm", "Width of the area", "Breite der Fläche", "Breite der simulierten Fläche, mm"],
    ["area.height_mm", "Height of the area", "Höhe der Fläche", "Höhe der simulierten Fläche, mm"],
    [
        "area.cell_um",
        "Cell of the maps",
        "Zelle der Karten",
        "Zelle der Karten, µm; bis 25 löst sie die Reteleisten auf",
    ],
    ["area.map", "Map", "Karte", "„face“: das ganze Gesicht, jeder Ort mit eigener Haut"],
    [
        "area.avoid",
        "Parts left out",
        "Ausgesparte Teile",
        "Gesicht: Regionen und Masken, die nicht behandelt werden; „none“ behandelt alle Haut",
    ],
    [
        "area.lesions",
        "Spots left out",
        "Ausgesparte Stellen",
        "runde Stellen, die nicht behandelt werden, mm von der linken unteren Ecke",
    ],
    ["skin.site", "Site", "Körperstelle", "Körperstelle; oder eigene Schichten, oder die Gesichtskarte"],
    [
        "skin.source",
        "Thickness table",
        "Dickentabelle",
        "Tabelle der Hautdicke: Standard, Ultraschall (Meng 2022), dünn (× 0,8), dick (× 1,25)",
    ],
    [
        "skin.person",
        "Persons",
        "Personen",
        "population: in jedem Simulationslauf eine neue Person; average: immer dieselbe Durchschnittsperson",
    ],
    [
        "skin.support",
        "What lies below",
        "Unterlage",
        "in_vivo: Fett, Muskel und Knochen darunter; bench: entnommene Haut auf einer Platte",
    ],
    [
        "skin.bench_fat_mm",
        "Fat on the bench",
        "Fett auf der Platte",
        "Fett unter entnommener Haut, mm; nur mit support = „bench“",
    ],
    [
        "skin.bench_young_mpa",
        "Stiffness of the bench",
        "Steifigkeit der Unterlage",
        "Elastizitätsmodul dessen, worauf entnommene Haut liegt, MPa; nur mit support = „bench“",
    ],
    [
        "skin.bench_sheets",
        "Sheets on the bench",
        "Lagen auf der Platte",
        "gleiche Lagen entnommener Haut, reibungsfrei übereinander; nur mit support = „bench“",
    ],
    [
        "skin.thickness_mm",
        "Measured thickness",
        "Gemessene Dicke",
        "Epidermis und Dermis zusammen, an der Person gemessen (Ultraschall)",
    ],
    [
        "skin.thickness_sd_mm",
        "Error of that measurement",
        "Fehler dieser Messung",
        "Standardabweichung dieser Messung, mm",
    ],
    ["skin.sex", "Sex", "Geschlecht", "weiblich oder männlich"],
    ["skin.age_years", "Age", "Alter", "Alter in Jahren"],
    ["skin.bmi", "Body-mass index", "Body-Mass-Index", "Body-Mass-Index, kg/m²"],
    [
        "skin.layers",
        "Own layers",
        "Eigene Schichten",
        "eigene Schichten statt einer Körperstelle, von oben nach unten; unter der letzten liegt Muskel",
    ],
    [
        "skin.appendages",
        "Hair and glands",
        "Haare und Drüsen",
        "shown: Haarfollikel und Schweißdrüsen auf der Karte der Hautdicke; kein Wert hängt davon ab",
    ],
    [
        "device.preset",
        "Device",
        "Gerät",
        "ein eingebautes Gerät; jeder Schlüssel darunter ersetzt dessen eigenen Wert",
    ],
    [
        "device.kind",
        "Kind of device",
        "Art des Geräts",
        "Pen, Roller, Stempel, Patch oder Nadel; nur ohne eingebautes Gerät",
    ],
    [
        "device.layout",
        "Arrangement of the needles",
        "Anordnung der Nadeln",
        "Ringe, Gitter, Walze oder Liste",
    ],
    ["device.rings", "Rings of needles", "Nadelringe", "konzentrische Ringe von Nadeln"],
    ["device.rows", "Rows", "Reihen", "Reihen des Gitters, oder Nadelringe entlang der Walze eines Rollers"],
    ["device.columns", "Columns", "Spalten", "Spalten des Gitters"],
    ["device.pitch_mm", "Distance of needles", "Nadelabstand", "Abstand der Nachbarn im Gitter, mm"],
    [
        "device.positions_mm",
        "Positions of needles",
        "Nadelpositionen",
        "Positionen der Nadeln, [x, y] in mm von der Mitte des Kopfes",
    ],
    [
        "device.drum_diameter_mm",
        "Diameter of the drum",
        "Walzendurchmesser",
        "Durchmesser der bloßen Walze ohne Nadeln, mm",
    ],
    ["device.drum_width_mm", "Width of the drum", "Walzenbreite", "Breite der Walze, mm"],
    [
        "device.angular_pitch_deg",
        "Angle between needles",
        "Winkel zwischen Nadeln",
        "Winkel zwischen benachbarten Nadeln einer Reihe, Grad",
    ],
    [
        "device.head_width_mm",
        "Width of the track",
        "Spurbreite",
        "Breite der Spur, die die Nadeln zeichnen, mm",
    ],
    [
        "device.rim_diameter_mm",
        "Diameter of the rim",
        "Randdurchmesser",
        "Durchmesser des Randes, der auf der Haut liegt, mm",
    ],
    [
        "device.mass_g",
        "Mass of the pen",
        "Masse des Pens",
        "Masse des Pens mit Kartusche, g: Sie hält den Kopf während eines Stichs unten",
    ],
    ["device.length_mm", "Needle length", "Nadellänge", "Länge der Nadeln, mm"],
    [
        "device.shaft_diameter_um",
        "Diameter of the shaft",
        "Schaftdurchmesser",
        "Durchmesser von Schaft oder Basis einer Nadel, µm",
    ],
    [
        "device.taper_mm",
        "Length of the taper",
        "Länge der Verjüngung",
        "Länge der Verjüngung, mm, begrenzt durch die Nadellänge",
    ],
    [
        "device.tip_diameter_um",
        "Diameter of the tip",
        "Spitzendurchmesser",
        "Durchmesser der Spitze, µm: Stahl 8 neu, 40 abgenutzt",
    ],
    [
        "device.shape",
        "Shape of the needle",
        "Nadelform",
        "kegelig: eine runde Spitze; wie lang sie ist, sagt taper_mm, wie scharf, sagt tip_diameter_um",
    ],
    [
        "device.material",
        "Material",
        "Werkstoff",
        "Stahl oder Polymer: woran puncta insert die Festigkeit der Nadel misst",
    ],
    ["device.frequency_hz", "Stroke frequency", "Hubfrequenz", "Hübe in der Sekunde, Hz"],
    [
        "device.frequency_tolerance",
        "Tolerance of the frequency",
        "Toleranz der Frequenz",
        "wie weit die Frequenz eines Geräts von der eingestellten abweichen darf, als Anteil, nach beiden Seiten",
    ],
    ["device.drive", "Drive", "Antrieb", "Hub, Kraft oder Geschwindigkeit"],
    [
        "device.overtravel_mm",
        "Overtravel",
        "Überhub",
        "Weg unter die ruhende Haut, mm: beim Pen über die Einstellung hinaus, bei anderen mit drive = „stroke“",
    ],
    ["device.depth_mm", "Set depth", "Eingestellte Tiefe", "was der Pen anzeigt, mm"],
    [
        "device.length_tolerance_mm",
        "Spread of needle lengths",
        "Streuung der Nadellängen",
        "Standardabweichung der Nadellänge, mm",
    ],
    [
        "device.setting_bias_mm",
        "Bias of the setting",
        "Abweichung der Einstellung",
        "mittlerer Fehler der Tiefeneinstellung, mm, positiv = tiefer",
    ],
    [
        "device.setting_sd_mm",
        "Spread of the setting",
        "Streuung der Einstellung",
        "Standardabweichung der Tiefeneinstellung, mm",
    ],
    ["device.dull_fraction", "Dull needles", "Stumpfe Nadeln", "Anteil stumpfer Nadeln, 0 bis 1"],
    [
        "device.dull_factor",
        "How dull they are",
        "Wie stumpf sie sind",
        "Spitzendurchmesser einer stumpfen Nadel geteilt durch den einer neuen",
    ],
    ["device.bent_fraction", "Bent needles", "Verbogene Nadeln", "Anteil verbogener Nadeln, 0 bis 1"],
    ["device.bent_deg", "How bent they are", "Wie verbogen sie sind", "Neigung einer verbogenen Nadel, Grad"],
    ["device.missing_fraction", "Missing needles", "Fehlende Nadeln", "Anteil fehlender Nadeln, 0 bis 1"],
    ["technique.passes", "Passes", "Durchgänge", "wie oft die ganze Fläche behandelt wird"],
    ["technique.directions", "Directions", "Richtungen", "Richtungen der Durchgänge, reihum"],
    [
        "technique.hand_speed_mm_s",
        "Speed of the hand",
        "Handgeschwindigkeit",
        "Geschwindigkeit der Hand über die Haut, mm/s",
    ],
    [
        "technique.overlap",
        "Overlap of lanes",
        "Überlappung der Bahnen",
        "Anteil, um den sich Nachbarbahnen überlappen, 0 bis 0,95",
    ],
    [
        "technique.line_spacing_mm",
        "Distance of lanes",
        "Abstand der Bahnen",
        "Abstand der Bahnen oder der Reihen von Abdrücken, mm",
    ],
    [
        "technique.placement_spacing_mm",
        "Distance of prints",
        "Abstand der Abdrücke",
        "Abstand der Abdrücke entlang einer Bahn, mm",
    ],
    [
        "technique.position_jitter_mm",
        "Error of placement",
        "Fehler des Aufsetzens",
        "Standardabweichung der Stelle, an der das Gerät aufsetzt, mm",
    ],
    [
        "technique.heading_jitter_deg",
        "Error of the heading",
        "Fehler der Richtung",
        "Standardabweichung der Richtung, Grad",
    ],
    [
        "technique.variation",
        "Unsteadiness",
        "Unruhe",
        "Faktor auf alles, was darunter schwankt: 0 = ruhige Hand und ruhiger Motor",
    ],
    [
        "technique.speed_cv",
        "Unsteadiness of the speed",
        "Schwankung der Geschwindigkeit",
        "wie stark die Handgeschwindigkeit schwankt: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "technique.frequency_cv",
        "Unsteadiness of the motor",
        "Schwankung des Motors",
        "wie stark die Hubfrequenz schwankt: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "technique.slip_cv",
        "Slip of the drum",
        "Schlupf der Walze",
        "wie stark der Weg einer Walzenumdrehung schwankt: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "technique.spacing_cv",
        "Unsteadiness of the spacing",
        "Schwankung der Abstände",
        "wie stark der Abstand von Bahnen oder Abdrücken zwischen Behandlungen schwankt",
    ],
    [
        "technique.wander_mm",
        "Wander sideways",
        "Seitliches Wandern",
        "Standardabweichung des seitlichen Wanderns entlang einer Bahn, mm",
    ],
    [
        "technique.turn_deg",
        "Turn of the head",
        "Verdrehen des Kopfes",
        "Standardabweichung der Drehung des Kopfes gegen seinen Weg, Grad",
    ],
    [
        "technique.force_cv",
        "Unsteadiness of the force",
        "Schwankung der Kraft",
        "wie stark die Kraft der Hand schwankt: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "technique.variation_length_mm",
        "Length of a deviation",
        "Länge einer Abweichung",
        "Weg entlang einer Bahn, über den die Hand ihre Abweichung behält, mm",
    ],
    [
        "technique.force_n",
        "Force of the hand",
        "Kraft der Hand",
        "Kraft, N: beim Pen auf den Rand, bei anderen auf die Nadeln",
    ],
    [
        "technique.speed_m_s",
        "Speed of the needles",
        "Geschwindigkeit der Nadeln",
        "Geschwindigkeit, mit der die Nadeln eingedrückt werden, m/s",
    ],
    [
        "limits.fat_reach",
        "Limit of the fat reach",
        "Grenze des Fetterreichens",
        "größter erlaubter Anteil der Stiche bis ins Fett, 0 bis 1",
    ],
    [
        "limits.depth_tolerance_mm",
        "Tolerance of depth",
        "Toleranz der Tiefe",
        "wie weit von der eingestellten Tiefe noch als getroffen gilt, mm",
    ],
    [
        "run.realisations",
        "Number of people",
        "Zahl der Personen",
        "Personen, Hautfelder und Führungen, die gezogen werden",
    ],
    [
        "run.seed",
        "Seed",
        "Startwert",
        "Startwert der Zufallszahlen: derselbe Startwert gibt dieselben Ergebnisse",
    ],
    [
        "mechanics.law",
        "Law of depth",
        "Gesetz der Tiefe",
        "contact: Mechanik von Nadeln in geschichteter Haut; ratio: Tiefe = normalverteilter Anteil der eingestellten",
    ],
    [
        "mechanics.ratio",
        "Depth over set depth",
        "Tiefe zu eingestellter Tiefe",
        "mittlere Tiefe geteilt durch eingestellte Tiefe, für law = „ratio“",
    ],
    [
        "mechanics.ratio_sd",
        "Spread of that ratio",
        "Streuung dieses Verhältnisses",
        "Standardabweichung dieses Verhältnisses",
    ],
    [
        "mechanics.epidermis_young_mpa",
        "Stiffness of the epidermis",
        "Steifigkeit der Epidermis",
        "Elastizitätsmodul der Epidermis bei 300 mm/s, MPa",
    ],
    [
        "mechanics.dermis_young_mpa",
        "Stiffness of the dermis",
        "Steifigkeit der Dermis",
        "Elastizitätsmodul der Dermis bei 300 mm/s, von oben gedrückt, MPa",
    ],
    [
        "mechanics.fat_young_mpa",
        "Stiffness of the fat",
        "Steifigkeit des Fetts",
        "Elastizitätsmodul des Fetts bei 300 mm/s, MPa",
    ],
    [
        "mechanics.muscle_young_mpa",
        "Stiffness of muscle",
        "Steifigkeit des Muskels",
        "Elastizitätsmodul ruhenden Muskels bei 300 mm/s, MPa",
    ],
    [
        "mechanics.fascia_young_mpa",
        "Stiffness of the fascia",
        "Steifigkeit der Faszie",
        "Zugmodul der oberflächlichen Faszie, MPa",
    ],
    [
        "mechanics.fascia_thickness_mm",
        "Thickness of the fascia",
        "Dicke der Faszie",
        "Dicke der oberflächlichen Faszie, mm",
    ],
    [
        "mechanics.poisson",
        "Poisson’s ratio",
        "Querkontraktionszahl",
        "Querkontraktionszahl aller weichen Schichten",
    ],
    [
        "mechanics.tension_factor",
        "Tension of the skin",
        "Spannung der Haut",
        "Spannung lebender Haut geteilt durch die der Tabelle der Unterlagen",
    ],
    [
        "mechanics.rate_exponent",
        "Exponent of the rate",
        "Exponent der Geschwindigkeit",
        "Exponent, mit dem Moduln mit der Geschwindigkeit der Spitze wachsen",
    ],
    [
        "mechanics.rate_reference_mm_s",
        "Reference speed",
        "Bezugsgeschwindigkeit",
        "Geschwindigkeit, bei der die Moduln gelten, mm/s",
    ],
    [
        "mechanics.rate_hand_mm_s",
        "Speed of pressing",
        "Geschwindigkeit des Andrückens",
        "Geschwindigkeit, mit der eine Hand ein Gerät andrückt, mm/s",
    ],
    [
        "mechanics.rate_slowest_mm_s",
        "Slowest speed",
        "Kleinste Geschwindigkeit",
        "Geschwindigkeit, unter der Moduln nicht mehr fallen, mm/s",
    ],
    ["mechanics.locking_strain", "Locking strain", "Grenzdehnung", "Dehnung, über der die Haut steifer wird"],
    [
        "mechanics.puncture_base_n",
        "Puncture force of a tip of no width",
        "Einstichkraft einer Spitze ohne Breite",
        "Einstichkraft einer Spitze ohne Breite, N",
    ],
    [
        "mechanics.puncture_toughness_kj_m2",
        "Puncture toughness",
        "Einstichzähigkeit",
        "Einstichkraft geteilt durch Spitzendurchmesser, kJ/m² (= N/mm)",
    ],
    [
        "mechanics.puncture_surface_share",
        "Share of the surface",
        "Anteil der Oberfläche",
        "Kraft, bei der die Oberfläche eine Spitze einlässt, geteilt durch die Einstichkraft",
    ],
    [
        "mechanics.puncture_cv",
        "Spread of the puncture force",
        "Streuung der Einstichkraft",
        "Einstichkraft von Stich zu Stich: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "mechanics.resistance_tear_kj_m2",
        "Energy of the crack",
        "Rissenergie",
        "Energie des neuen Risses je Fläche, kJ/m²",
    ],
    [
        "mechanics.resistance_spread_mpa",
        "Pressure that opens the tract",
        "Aufweitungsdruck",
        "Druck, der einen Stichkanal auf die Breite der Nadel öffnet, MPa",
    ],
    [
        "mechanics.resistance_confined_mm",
        "Depth of full pressure",
        "Tiefe des vollen Drucks",
        "Tiefe, ab der dieser ganze Druck nötig ist, mm",
    ],
    [
        "mechanics.resistance_friction_mpa",
        "Friction on the needle",
        "Reibung an der Nadel",
        "Schubspannung an der Seite der Nadel, MPa",
    ],
    [
        "mechanics.resistance_fat_share",
        "Resistance of fat",
        "Widerstand des Fetts",
        "Widerstand des Fetts geteilt durch den der Dermis",
    ],
    [
        "mechanics.resistance_muscle_share",
        "Resistance of muscle",
        "Widerstand des Muskels",
        "Widerstand des Muskels geteilt durch den der Dermis",
    ],
    [
        "mechanics.resistance_cv",
        "Spread of the resistance",
        "Streuung des Widerstands",
        "Widerstand von Stich zu Stich: Standardabweichung geteilt durch Mittelwert",
    ],
    [
        "mechanics.rim_width_mm",
        "Width of the rim",
        "Breite des Randes",
        "Breite des Rings, auf dem der Rand eines Pens ruht, mm",
    ],
    [
        "mechanics.rim_recess_mm",
        "Recess behind the rim",
        "Rücksprung hinter dem Rand",
        "Abstand der Kartuschenfläche hinter dem Rand, mm",
    ],
    [
        "mechanics.rim_bulge_share",
        "Bulge into the head",
        "Wölbung in den Kopf",
        "Anteil der linearen Wölbung in den Kopf",
    ],
    ["sessions.number", "Sessions", "Sitzungen", "Sitzungen einer Person, für den Plan von puncta timeline"],
    [
        "sessions.interval_days",
        "Days between sessions",
        "Tage zwischen Sitzungen",
        "Tage von einer Sitzung zur nächsten",
    ],
    [
        "sessions.area_cm2",
        "Area of a session",
        "Fläche einer Sitzung",
        "Fläche, die eine Sitzung behandelt, für ihre Dauer; sonst die simulierte Fläche",
    ],
    [
        "sessions.price",
        "Price of a session",
        "Preis einer Sitzung",
        "Preis einer Sitzung; das Programm kennt keinen eigenen",
    ],
    ["sessions.currency", "Currency", "Währung", "Währung des Preises, wie sie daneben stehen soll"],
    [
        "absorption.molecule",
        "Molecule",
        "Molekül",
        "Molekül auf der behandelten Haut, für puncta timeline; für den Unterricht, keine Dosis",
    ],
    [
        "absorption.mass_da",
        "Mass of the molecule",
        "Masse des Moleküls",
        "statt des Namens eines Moleküls: seine Masse, Da",
    ],
    [
        "absorption.log_kow",
        "Partition of the molecule",
        "Verteilung des Moleküls",
        "statt des Namens eines Moleküls: Logarithmus seiner Oktanol-Wasser-Verteilung",
    ],
    [
        "absorption.cover",
        "Cover",
        "Abdeckung",
        "on: Die Haut wird danach bedeckt, und Kanäle schließen sich später; off: offen gelassen",
    ],
    [
        "absorption.layer_mm",
        "Layer on the skin",
        "Schicht auf der Haut",
        "Dicke der Schicht auf der Haut, mm; 100 wird kaum verbraucht",
    ],
    ["absorption.hours", "Hours", "Stunden", "Stunden, über die es eindringt"],
];

/// Words of a scenario that a page offers, in English and in German. Names of molecules stay.
const CHOICES: &[[&str; 3]] = &[
    ["face", "whole face", "ganzes Gesicht"],
    ["none", "none", "nichts"],
    ["default", "default", "Standard"],
    ["ultrasound_meng2022", "ultrasound (Meng 2022)", "Ultraschall (Meng 2022)"],
    ["thin", "thin (× 0.8)", "dünn (× 0,8)"],
    ["thick", "thick (× 1.25)", "dick (× 1,25)"],
    ["population", "a new person each time", "jedes Mal eine neue Person"],
    ["average", "the average person", "die Durchschnittsperson"],
    ["in_vivo", "living, on the body", "lebend, am Körper"],
    ["bench", "excised, on a plate", "entnommen, auf einer Platte"],
    ["female", "female", "weiblich"],
    ["male", "male", "männlich"],
    ["hidden", "hidden", "verborgen"],
    ["shown", "shown", "gezeigt"],
    ["pen", "pen", "Pen"],
    ["roller", "roller", "Roller"],
    ["stamp", "stamp", "Stempel"],
    ["patch", "patch", "Patch"],
    ["polymer", "polymer", "Polymer"],
    ["orbital_rim", "rim of the orbit", "Rand der Augenhöhle"],
    ["needle", "needle", "Nadel"],
    ["rings", "rings", "Ringe"],
    ["grid", "grid", "Gitter"],
    ["drum", "drum", "Walze"],
    ["list", "list", "Liste"],
    ["conical", "conical", "kegelig"],
    ["steel", "steel", "Stahl"],
    ["stroke", "stroke", "Hub"],
    ["force", "force", "Kraft"],
    ["speed", "speed", "Geschwindigkeit"],
    ["vertical", "up and down", "auf und ab"],
    ["horizontal", "sideways", "seitwärts"],
    ["diagonal_up", "diagonal, rising", "diagonal, steigend"],
    ["diagonal_down", "diagonal, falling", "diagonal, fallend"],
    ["contact", "contact mechanics", "Kontaktmechanik"],
    ["ratio", "a share of the set depth", "Anteil der eingestellten Tiefe"],
    ["on", "on", "ein"],
    ["off", "off", "aus"],
];

/// Sections of a scenario, in English and in German.
const SECTIONS: &[[&str; 3]] = &[
    ["area", "Area", "Fläche"],
    ["skin", "Skin", "Haut"],
    ["device", "Device", "Gerät"],
    ["technique", "Hand", "Handführung"],
    ["mechanics", "Mechanics", "Mechanik"],
    ["limits", "Limits", "Grenzen"],
    ["run", "Run", "Rechnung"],
    ["sessions", "Sessions", "Sitzungen"],
    ["absorption", "Absorption", "Aufnahme"],
];

/// Paths of the keys that have words.
pub fn paths() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|[path, ..]| *path)
}

impl Language {
    /// Label of a key for people; of a key without one, the last part of its path.
    #[must_use]
    pub fn key_label(self, path: &str) -> &str {
        if path == "person" {
            return self.page_person();
        }
        let row = KEYS.iter().find(|[known, ..]| *known == path);
        row.map_or_else(
            || path.rsplit('.').next().unwrap_or(path),
            |[_, english, german, _]| match self {
                Language::English => english,
                Language::German => german,
            },
        )
    }

    /// Title of a section of a scenario.
    #[must_use]
    pub fn key_section(self, name: &str) -> &str {
        let row = SECTIONS.iter().find(|[known, ..]| *known == name);
        row.map_or(name, |[_, english, german]| match self {
            Language::English => english,
            Language::German => german,
        })
    }

    /// Help of a key: its text in the key table, or the German beside its label.
    #[must_use]
    pub fn key_help<'a>(self, text: &'a str, path: &str) -> &'a str {
        match (self, KEYS.iter().find(|[known, ..]| *known == path)) {
            (Language::German, Some([.., german])) => german,
            _ => text,
        }
    }

    /// Unit of a key as it is printed.
    #[must_use]
    pub fn unit_of_key(self, unit: &'static str) -> &'static str {
        match (self, unit) {
            (_, "um") => "µm",
            (_, "degrees") => "°",
            (_, "kJ/m2") => "kJ/m²",
            (_, "kg/m2") => "kg/m²",
            (_, "cm2") => "cm²",
            (Language::German, "years") => "Jahre",
            (Language::German, "days") => "Tage",
            (Language::German, "hours") => "Stunden",
            _ => unit,
        }
    }

    /// A word of a scenario for people; others stay.
    #[must_use]
    pub fn choice(self, word: &str) -> &str {
        let row = CHOICES.iter().find(|[known, ..]| *known == word);
        row.map_or(word, |[_, english, german]| match self {
            Language::English => english,
            Language::German => german,
        })
    }
}
