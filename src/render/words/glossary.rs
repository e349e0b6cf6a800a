//! The glossary: the terms of the subject with their meanings, one sentence each.
//!
//! A term that occurs in pictures has the same name there: both use one entry of the table.

use super::Language;

/// A term: its name and its meaning.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// Key, the same in every language, such as `stratum_corneum`.
    pub key: &'static str,
    name: fn(Language) -> &'static str,
    meaning: fn(Language) -> &'static str,
}

impl Term {
    /// Name in a language.
    #[must_use]
    pub fn name(&self, language: Language) -> &'static str {
        (self.name)(language)
    }

    /// Meaning in a language, as a sentence.
    #[must_use]
    pub fn meaning(&self, language: Language) -> &'static str {
        (self.meaning)(language)
    }
}

/// Defines the terms: the entry of the name, the entry of the meaning, and the meaning in both languages.
macro_rules! terms {
    ($($name:ident $meaning:ident $english:literal / $german:literal,)*) => {
        words! {
            $($meaning $english / $german,)*
            fat_layer "fat layer" / "Fettschicht",
            puncture "puncture" / "Einstich",
            strike "strike" / "Stich",
            tract "tract" / "Stichkanal",
            slit "slit" / "Schlitz",
            dimple "dimple" / "Eindellung",
            rete_ridges "rete ridges" / "Reteleisten",
            set_depth "set depth" / "eingestellte Tiefe",
            tip_depth "tip depth" / "Tiefe der Spitze",
            fat_reach "fat-layer reach" / "Erreichen der Fettschicht",
            repeat_hit "repeat hit" / "wiederholter Treffer",
            covered "covered" / "bedeckt",
            open "open" / "offen",
            dermal_injury "dermal injury" / "Verletzung der Dermis",
            realisation "realisation" / "Realisation",
            treatment "treatment" / "Behandlung",
            pass "pass" / "Durchgang",
            lane "lane" / "Bahn",
            standard_error "Monte-Carlo standard error" / "Monte-Carlo-Standardfehler",
            uncertain_inputs "uncertain inputs" / "unsichere Eingangsgrößen",
            importance_sampling "importance sampling" / "gewichtete Stichprobe",
            contact_law "contact law" / "Kontaktgesetz",
            ratio_law "ratio law" / "Verhältnisgesetz",
            bed_of_nails "bed-of-nails effect" / "Nagelbretteffekt",
            open_channel "open channel" / "offener Kanal",
            closure "closure" / "Schließen",
            exposure "exposure" / "Exposition",
            occluded "occluded" / "abgedeckt (okklusiv)",
            session "session" / "Sitzung",
            cumulative_dose "cumulative dose" / "Gesamtdosis",
            absorption "absorption" / "Aufnahme",
            impedance "impedance" / "elektrische Impedanz",
            water_loss "water loss (TEWL)" / "Wasserverlust (TEWL)",
            place "place" / "Stelle",
            recalled "recalled" / "aus dem Gedächtnis",
        }

        /// All terms by subject: the skin, what a needle leaves, depth, treatments, values.
        pub const TERMS: &[Term] = &[$(Term {
            key: stringify!($name),
            name: Language::$name,
            meaning: Language::$meaning,
        },)*];
    };
}

terms! {
    stratum_corneum stratum_corneum_means
        "The outermost layer of the epidermis, of dead horny cells; a needle whose tip passes it has pierced." /
        "Die äußerste Schicht der Epidermis aus toten Hornzellen; eine Nadel, deren Spitze sie durchdringt, hat die Haut durchstochen.",
    viable_epidermis viable_epidermis_means
        "The living part of the epidermis, between the stratum corneum and the dermis; it has no vessels." /
        "Der lebende Teil der Epidermis zwischen Hornschicht und Dermis; er hat keine Gefäße.",
    papillary_dermis papillary_dermis_means
        "The upper, loose part of the dermis, with the capillary loops." /
        "Der obere, lockere Teil der Dermis mit den Kapillarschlingen.",
    reticular_dermis reticular_dermis_means
        "The lower, dense part of the dermis, of thick bundles of collagen." /
        "Der untere, dichte Teil der Dermis aus dicken Kollagenbündeln.",
    fat_layer fat_layer_means
        "The fat below the dermis, down to the muscle or the fascia." /
        "Das Fettgewebe unter der Dermis bis zum Muskel oder zur Faszie.",
    rete_ridges rete_ridges_means
        "Ridges of the epidermis that reach down between the papillae of the dermis." /
        "Leisten der Epidermis, die zwischen die Papillen der Dermis hinabreichen.",
    capillary_loops capillary_loops_means
        "Small vessels that rise from the upper plexus into the papillae of the dermis and return." /
        "Kleine Gefäße, die vom oberen Gefäßplexus in die Papillen der Dermis aufsteigen und zurückkehren.",
    upper_plexus upper_plexus_means
        "The net of small vessels where papillary and reticular dermis meet." /
        "Das Netz kleiner Gefäße, wo papilläre und retikuläre Dermis aneinandergrenzen.",
    deep_plexus deep_plexus_means
        "The net of vessels at the boundary of dermis and fat." /
        "Das Gefäßnetz an der Grenze von Dermis und Fettschicht.",
    strike strike_means
        "One needle pushed against the skin once, whether it pierces or not." /
        "Eine Nadel, einmal gegen die Haut gedrückt, ob sie sie durchsticht oder nicht.",
    puncture puncture_means
        "A strike that pierces the skin. Values called punctures.* count every strike; failed_fraction is the share that does not pierce." /
        "Ein Stich, der die Haut durchsticht. Werte namens punctures.* zählen jeden Stich; failed_fraction ist der Anteil, der nicht \
         durchsticht.",
    puncture_density puncture_density_means
        "Strikes per cm² of the treated area, whether they pierce or not." /
        "Stiche pro cm² der behandelten Fläche, ob sie die Haut durchstechen oder nicht.",
    tract tract_means
        "The space in the skin that a needle takes up, from the surface to its tip." /
        "Der Raum in der Haut, den eine Nadel von der Oberfläche bis zu ihrer Spitze einnimmt.",
    slit slit_means
        "An opening longer than it is wide, drawn out because the needle moves along the skin while it is in." /
        "Eine Öffnung, länger als breit, weil sich die Nadel an der Haut entlang bewegt, solange sie steckt.",
    repeat_hit repeat_hit_means
        "A strike whose point lies in an opening that an earlier strike of the same treatment left." /
        "Ein Stich, der in eine Öffnung trifft, die ein früherer Stich derselben Behandlung hinterließ.",
    covered covered_means
        "Share of the surface that needle sections take up while the needles are in; what is covered twice counts once." /
        "Anteil der Oberfläche, den die Nadelquerschnitte einnehmen, solange die Nadeln stecken; doppelt Bedecktes zählt einmal.",
    open open_means
        "Share of the surface that is left open once the needles are withdrawn." /
        "Anteil der Oberfläche, der nach dem Herausziehen der Nadeln offen bleibt.",
    dermal_injury dermal_injury_means
        "Share of the volume of the dermis that lies in tracts; where tracts overlap, tissue counts once." /
        "Anteil des Volumens der Dermis, der in Stichkanälen liegt; wo sie sich überschneiden, zählt das Gewebe einmal.",
    set_depth set_depth_means
        "The depth that a device is set to: the dial of a pen, the length of the needles of another device." /
        "Die Tiefe, auf die ein Gerät eingestellt ist: beim Pen die Skala, bei anderen Geräten die Länge der Nadeln.",
    tip_depth tip_depth_means
        "How deep the tip of a needle goes, measured through the skin from its surface; mostly less than the set depth." /
        "Wie tief die Spitze einer Nadel gelangt, durch die Haut ab ihrer Oberfläche gemessen; meist weniger als die eingestellte Tiefe.",
    dimple dimple_means
        "The hollow that a needle presses into the skin; by its depth the tip stays behind the setting." /
        "Die Mulde, die eine Nadel in die Haut drückt; um ihre Tiefe bleibt die Spitze hinter der Einstellung zurück.",
    bed_of_nails bed_of_nails_means
        "Needles that stand close share the load and press the skin down together, so that each goes less deep than it would alone." /
        "Dicht stehende Nadeln teilen sich die Last und drücken die Haut gemeinsam ein; jede gelangt weniger tief als allein.",
    fat_reach fat_reach_means
        "Share of the strikes whose tip passes the dermis into the fat; geometry, not fat loss." /
        "Anteil der Stiche, deren Spitze durch die Dermis in die Fettschicht gelangt; Geometrie, kein Fettverlust.",
    breach breach_means
        "The same on an eyelid, where muscle and next to no fat lies below the dermis." /
        "Dasselbe am Augenlid, wo unter der Dermis der Muskel und fast kein Fett liegt.",
    contact_law contact_law_means
        "The law of depth by contact mechanics: the skin dimples, gives way at a force, and resists the needle's way." /
        "Das Gesetz der Tiefe nach der Kontaktmechanik: Die Haut dellt sich ein, gibt bei einer Kraft nach und bremst den Weg der Nadel.",
    ratio_law ratio_law_means
        "A law of depth without mechanics: each strike goes to a share of the set depth drawn from a table." /
        "Ein Gesetz der Tiefe ohne Mechanik: Jeder Stich gelangt bis zu einem Anteil der eingestellten Tiefe, gezogen nach einer Tabelle.",
    pass pass_means
        "The hand's way over the whole area once." /
        "Einmal der Weg der Hand über die ganze Fläche.",
    lane lane_means
        "A straight stretch of a pass, as wide as the head of the device." /
        "Ein gerades Stück eines Durchgangs, so breit wie der Kopf des Geräts.",
    treatment treatment_means
        "All passes over the area on one person." /
        "Alle Durchgänge über die Fläche an einer Person.",
    realisation realisation_means
        "One simulated treatment of one person, drawn anew from what is known of people, device and hand." /
        "Eine simulierte Behandlung einer Person, neu gezogen aus dem, was von Personen, Gerät und Hand bekannt ist.",
    standard_error standard_error_means
        "How far a mean may lie from that of endlessly many realisations; more realisations make it smaller." /
        "Wie weit ein Mittel von dem unendlich vieler Realisationen entfernt sein kann; mehr Realisationen machen es kleiner.",
    uncertain_inputs uncertain_inputs_means
        "Numbers of skin, device and mechanics that nobody knows exactly; the range is that of the mean under many draws of them." /
        "Zahlen von Haut, Gerät und Mechanik, die niemand genau kennt; der Bereich ist der des Mittels bei vielen Ziehungen dieser Zahlen.",
    importance_sampling importance_sampling_means
        "People are drawn more often where a rare event happens and weighed down by as much, so that it is known from few of them." /
        "Personen werden öfter dort gezogen, wo ein seltenes Ereignis vorkommt, und entsprechend geringer gewichtet, so dass wenige genügen.",
    open_channel open_channel_means
        "A tract that still lets something through after the needle has left." /
        "Ein Stichkanal, der nach dem Herausziehen der Nadel noch etwas durchlässt.",
    closure closure_means
        "Channels stop letting through what a measure detects; water loss, impedance and a dye give times that differ tenfold." /
        "Kanäle lassen nicht mehr durch, was eine Messung erfasst; Wasserverlust, Impedanz und Farbstoff geben zehnfach verschiedene Zeiten.",
    exposure exposure_means
        "Open channel area times hours until all is closed: a relative index, no probability of an infection." /
        "Offene Kanalfläche mal Stunden, bis alles geschlossen ist: ein relativer Index, keine Wahrscheinlichkeit einer Infektion.",
    occluded occluded_means
        "Covered by a film after the treatment; channels then close later." /
        "Nach der Behandlung mit einer Folie abgedeckt; Kanäle schließen sich dann später.",
    redness redness_means
        "The skin is redder than before because its vessels are wider; it fades in hours to days." /
        "Die Haut ist röter als zuvor, weil ihre Gefäße geweitet sind; das vergeht in Stunden bis Tagen.",
    session session_means
        "One treatment of a course; the next one follows after an interval." /
        "Eine Behandlung einer Reihe; die nächste folgt nach einem Abstand.",
    cumulative_dose cumulative_dose_means
        "Punctures, or injured share of the dermis, of all sessions so far at one place, added up." /
        "Einstiche oder verletzter Anteil der Dermis aller bisherigen Sitzungen an einer Stelle, zusammengezählt.",
    absorption absorption_means
        "What of a substance on the skin gets through it, by intact skin and by channels." /
        "Was von einem Stoff auf der Haut durch sie hindurchgelangt, durch unversehrte Haut und durch Kanäle.",
    impedance impedance_means
        "How much the skin resists an alternating current; it falls when channels are open." /
        "Wie sehr die Haut einem Wechselstrom widersteht; sie sinkt, wenn Kanäle offen sind.",
    water_loss water_loss_means
        "Water that evaporates through the skin, per area and time; more while its barrier is open." /
        "Wasser, das durch die Haut verdunstet, je Fläche und Zeit; mehr, solange ihre Barriere offen ist.",
    place place_means
        "A square of the treated area over which amounts are averaged." /
        "Ein Quadrat der behandelten Fläche, über das Mengen gemittelt werden.",
    recalled recalled_means
        "Taken from memory of the literature and not read again at its source; to be checked before it is relied on." /
        "Aus der Erinnerung an die Literatur und nicht an der Quelle nachgelesen; vor Gebrauch zu prüfen.",
}
