//! Words of the explorer: the page itself, what it says of a setting, its lessons.

use super::Language;
use std::fmt::Display;

words! {
    // The page. Entries that begin with `page_` are handed to it by their names.
    page_title "puncta explorer" / "puncta-Explorer",
    page_context
        "For comparing device settings and for teaching; never for choosing a patient’s depth." /
        "Zum Vergleichen von Geräteeinstellungen und für den Unterricht; nie, um die Tiefe für einen Patienten zu wählen.",
    page_skip "Skip to the values" / "Zu den Werten springen",
    page_language "Language" / "Sprache",
    page_night "Night" / "Nacht",
    page_lessons "Lessons" / "Lektionen",
    page_lesson_none "Choose a lesson" / "Lektion wählen",
    page_more
        "More settings" /
        "Weitere Einstellungen",
    page_reset "Start again" / "Von vorn",
    page_default "default" / "Standard",
    page_take_default "Use the default" / "Standard verwenden",
    page_scene
        "One stroke in the skin" /
        "Ein Stich in die Haut",
    page_drag "Drag the needle up or down, or use the arrow keys" / "Die Nadel auf und ab ziehen oder die Pfeiltasten benutzen",
    page_play "Play the stroke" / "Stich abspielen",
    page_play_passes "Play the passes" / "Durchgänge abspielen",
    page_stop "Stop" / "Anhalten",
    page_frame "Moment of the animation" / "Zeitpunkt der Animation",
    page_views "Pictures" / "Bilder",
    page_values "What it does" / "Was es bewirkt",
    page_average
        "One stroke, median forces" /
        "Ein Stich, mittlere Kräfte",
    page_over_people
        "Many people" /
        "Viele Personen",
    page_one_person "One person, again and again" / "Eine Person, immer wieder",
    page_quick_note
        "Strikes and people differ: the values below say how much." /
        "Stiche und Personen unterscheiden sich: Wie sehr, sagen die Werte darunter.",
    page_changed_heading "What changed" / "Was sich geändert hat",
    page_computing "computing…" / "wird berechnet …",
    page_computing_inputs "uncertain inputs are being drawn…" / "unsichere Eingaben werden gezogen …",
    page_pin "Pin as A" / "Als A merken",
    page_unpin "Unpin A" / "A lösen",
    page_against_a "B compared with A" / "B gegenüber A",
    page_a "A, pinned" / "A, gemerkt",
    page_b "B, now" / "B, jetzt",
    page_export "Save and share" / "Sichern und teilen",
    page_save_svg "Picture, SVG" / "Bild, SVG",
    page_save_png "Picture, PNG" / "Bild, PNG",
    page_save_scenario "Scenario file" / "Szenario-Datei",
    page_copy_command "Copy the command" / "Befehl kopieren",
    page_copy_link "Copy a link" / "Link kopieren",
    page_command_of_file
        "Copied. The command reads the scenario file: save that first." /
        "Kopiert. Der Befehl liest die Szenario-Datei: diese zuerst sichern.",
    page_copied "Copied." / "Kopiert.",
    page_copy_failed "The browser did not allow copying; the text stands here:" / "Der Browser hat das Kopieren nicht erlaubt; hier steht der Text:",
    page_run_it "Run it with:" / "Ausführen mit:",
    page_answer "Answer" / "Antwort",
    page_link_of_server
        "Copied. The link opens on this computer while the program runs. To share it, replace all before # by the address of your \
         explorer.html." /
        "Kopiert. Der Link öffnet sich auf diesem Rechner, solange das Programm läuft. Zum Weitergeben alles vor # durch die Adresse \
         der eigenen explorer.html ersetzen.",
    page_pinned "A is kept. Now change something: that is B." / "A ist gemerkt. Jetzt etwas ändern: Das ist B.",
    page_saved
        "Saved:" /
        "Gesichert:",
    page_face_hint "Touch a part of the face to choose the site" / "Eine Stelle im Gesicht antippen, um den Ort zu wählen",
    page_gone
        "The program does not answer: it was stopped, or this computer slept. Start puncta explore again and open its new address; \
         the setting stays in the address of this page after #." /
        "Das Programm antwortet nicht: Es wurde beendet, oder der Rechner hat geschlafen. puncta explore neu starten und die neue \
         Adresse öffnen; die Einstellung steht in der Adresse dieser Seite hinter #.",
    page_retry "Try again" / "Erneut versuchen",
    page_link_ignored
        "Parts of the link are no setting and were left out." /
        "Teile des Links sind keine Einstellung und wurden weggelassen.",
    page_error "This setting cannot be computed" / "Diese Einstellung lässt sich nicht berechnen",
    page_value_shown "Values shown are of the last setting that could be computed." / "Gezeigt sind die Werte der letzten Einstellung, die sich berechnen ließ.",
    page_list_hint "a list as in a scenario, in square brackets" / "eine Liste wie im Szenario, in eckigen Klammern",
    page_allowed "allowed" / "erlaubt",
    page_person
        "Who is treated" /
        "Behandelte Personen",
    page_person_help "Whom the device treats" / "Wen das Gerät behandelt",
    page_person_many "many people" / "viele Personen",
    page_person_thin "one person with thin skin" / "eine Person mit dünner Haut",
    page_person_average "one average person" / "eine Durchschnittsperson",
    page_person_thick "one person with thick skin" / "eine Person mit dicker Haut",
    page_no_picture "There is no such picture for this setting." / "Zu dieser Einstellung gibt es dieses Bild nicht.",
    page_no_value "no value" / "kein Wert",

    // Controls.
    page_not_used(device)
        "a {device} has no such setting" /
        "dieses Gerät ({device}) hat diese Einstellung nicht",
    page_idle "changes nothing under this setting" / "ändert unter dieser Einstellung nichts",
    page_dial(low, high, device)
        "the dial of the {device} goes from {low} to {high} mm" /
        "Einstellbereich: {low} bis {high} mm ({device})",

    page_array(count) "{count} needles, seen from the skin" / "{count} Nadeln, von der Haut aus gesehen",

    // Values.
    page_tip_depth "depth of the tips" / "Tiefe der Spitzen",
    page_skin_thickness "epidermis and dermis" / "Epidermis und Dermis",
    page_needles_in "needles that break into the deep dermis" / "Nadeln, die in die tiefe Dermis durchbrechen",
    page_some_of(some, all) "{some} of {all}" / "{some} von {all}",
    page_gives "the skin gives way by" / "die Haut gibt nach um",
    page_density
        "strikes" /
        "Stiche",
    page_dermis "dermis injured" / "verletzte Dermis",
    page_open "surface left open" / "offene Oberfläche",
    page_fat "strikes that reach the fat" / "Stiche bis ins Fett",
    page_chance(people)
        "± is chance: {people} people were simulated" /
        "± ist Zufall: {people} Personen wurden simuliert",
    page_chance_alone(times)
        "± is chance: {times} treatments were simulated" /
        "± ist Zufall: {times} Behandlungen wurden simuliert",
    page_between_alone(range) "from treatment to treatment {range}" / "von Behandlung zu Behandlung {range}",
    page_nearly_none "practically none" / "praktisch keine",
    page_times(times) "{times} times" / "{times}-fach",
    page_between(range) "from person to person {range}" / "von Person zu Person {range}",
    page_inputs(range) "with other plausible inputs {range}" / "mit anderen plausiblen Eingaben {range}",
    page_same(name) "{name}: the same" / "{name}: gleich",
    page_noise(name, size) "{name}: no clear change, {size}" / "{name}: keine klare Änderung, {size}",
    page_changed(name, before, after, size) "{name}: from {before} to {after}, {size}" / "{name}: von {before} auf {after}, {size}",
    page_changed_unknown(name) "{name}: cannot be compared" / "{name}: nicht vergleichbar",
    page_other_people "Other people were treated" / "Es wurden andere Personen behandelt",

    // Views.
    page_view_section "One needle" / "Eine Nadel",
    page_view_punctures "Punctures, true to scale" / "Einstiche, maßstäblich",
    page_view_density "Punctures over the area" / "Einstiche auf der Fläche",
    page_view_dermis "Injured dermis" / "Verletzte Dermis",
    page_view_layers "Where tips end" / "Wo Spitzen enden",
    page_view_depths "Depths of the tips" / "Tiefen der Spitzen",
    page_view_people
        "Fat reach, person by person" /
        "Anteil bis ins Fett, je Person",
    page_view_slice "Slice through the skin" / "Schnitt durch die Haut",
    page_view_face "Face" / "Gesicht",

    // Face.
    page_face_title "Parts of the face; the chosen one stands out" / "Regionen des Gesichts; die gewählte ist hervorgehoben",

    // Lessons.
    page_lesson_home "Home or clinic" / "Zu Hause oder in der Praxis",
    page_lesson_home_question
        "A is a home roller of 0.2 mm, B a clinic roller. In which layer do the tips of each end?" /
        "A ist ein Heim-Roller mit 0,2 mm, B ein Praxis-Roller. In welcher Schicht enden jeweils die Spitzen?",
    page_lesson_home_answer
        "At 0.2 mm tips end in the epidermis and in the papillary dermis just below it. Those of the clinic roller end in the deep \
         dermis, and some go below it." /
        "Bei 0,2 mm enden Spitzen in der Epidermis und in der papillären Dermis dicht darunter. Die des Praxis-Rollers enden in der \
         tiefen Dermis, und manche gehen darunter.",
    page_lesson_depth "Why depth is not a number" / "Warum Tiefe keine Zahl ist",
    page_lesson_depth_question
        "The dial says 1.5 mm. How deep do tips really go, and why not equally deep?" /
        "Eingestellt sind 1,5 mm. Wie tief gelangen die Spitzen wirklich, und warum nicht alle gleich tief?",
    page_lesson_depth_answer
        "The skin gives way before a needle breaks through, and while it is in. People’s skin, needles and the hand differ, so tips end at many depths, most of them less deep than the dial says." /
        "Die Haut gibt nach, bevor eine Nadel eindringt und während sie steckt. Haut, Nadeln und Hand unterscheiden sich; darum enden Spitzen in vielen Tiefen, die meisten flacher als eingestellt.",
    page_lesson_passes "Passes" / "Durchgänge",
    page_lesson_passes_question
        "A has two passes, B eight. Is four times the injury done?" /
        "A hat zwei Durchgänge, B acht. Entsteht viermal so viel Verletzung?",
    page_lesson_passes_answer
        "Less than that. Later strikes land in or near openings that are there already, so each pass adds a little less." /
        "Weniger. Spätere Stiche treffen in oder neben Öffnungen, die schon da sind; darum bringt jeder Durchgang etwas weniger hinzu.",
    page_lesson_nails "Bed of nails" / "Nagelbrett",
    page_lesson_nails_question
        "A has 12 needles, B has 36, both at 0.5 mm. Which go deeper, and why?" /
        "A hat 12 Nadeln, B hat 36, beide bei 0,5 mm. Welche gehen tiefer, und warum?",
    page_lesson_nails_answer
        "The 12 needles. More needles share the force of the hand and press the skin down together, so each goes in less deep, or not at all." /
        "Die 12 Nadeln. Mehr Nadeln teilen sich die Kraft der Hand und drücken die Haut gemeinsam ein; darum dringt jede weniger tief ein oder gar nicht.",
    page_lesson_eye "Thin skin around the eye" / "Dünne Haut am Auge",
    page_lesson_eye_question
        "The same setting on the cheek (A) and on the upper eyelid (B). What lies below the eyelid’s skin?" /
        "Dieselbe Einstellung an der Wange (A) und am Oberlid (B). Was liegt unter der Haut des Lids?",
    page_lesson_eye_answer
        "Muscle. The eyelid has no fat layer below its skin, which is the thinnest of the face: the same setting passes through it far more often." /
        "Muskel. Unter der Haut des Lids liegt keine Fettschicht; sie ist die dünnste des Gesichts, und dieselbe Einstellung durchsticht sie weit häufiger.",
}

impl Language {
    /// Name of the language in itself.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }
}
