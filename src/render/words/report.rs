//! Words of validation: computed beside measured values.

use super::Language;
use std::fmt::Display;

words! {
    agreement_title(quantity, bias, low, high)
        "{quantity}: computed minus measured {bias} on average (95 %: {low} to {high})" /
        "{quantity}: berechnet minus gemessen im Mittel {bias} (95 %: {low} bis {high})",
    agreement_few(quantity)
        "{quantity}: too few pairs to tell a bias" /
        "{quantity}: zu wenige Paare für eine Aussage über die Abweichung",
    agreement_pairs(pairs)
        "Pairs of a measured and a computed value: {pairs}" /
        "Paare aus einem gemessenen und einem berechneten Wert: {pairs}",
    agreement_specimens(pairs, specimens)
        "Settings: {pairs}; specimens: {specimens}" /
        "Einstellungen: {pairs}; Proben: {specimens}",
    measured_axis(unit) "measured{unit}" / "gemessen{unit}",
    computed_axis(unit) "computed{unit}" / "berechnet{unit}",
    mean_of_both_axis(unit) "mean of both{unit}" / "Mittel aus beiden{unit}",
    computed_minus_measured(unit) "computed minus measured{unit}" / "berechnet minus gemessen{unit}",
    equal_values "equal" / "gleich",
    bias_label "bias" / "mittlere Abweichung",
    limit_label "limit" / "Grenze",
    agreement_sentence(inputs)
        "First chart: dots are measured means with their 95 % interval, and small rings are single specimens. On the \
         dashed line both are equal{inputs}. Second chart: the distance of the two. The full line is the mean \
         difference and the band its 95 % interval. The dashed lines are the limits of agreement: 1.96 standard \
         deviations of the dots on either side of the mean." /
        "Erstes Diagramm: Punkte sind gemessene Mittel mit ihrem 95-%-Intervall, kleine Ringe sind einzelne Proben. \
         Auf der gestrichelten Linie sind beide gleich{inputs}. Zweites Diagramm: der Abstand beider. Die durchgezogene \
         Linie ist die mittlere Abweichung, das Band ihr 95-%-Intervall. Die gestrichelten Linien sind die Grenzen der \
         Übereinstimmung: 1,96 Standardabweichungen der Punkte zu beiden Seiten des Mittels.",
    agreement_inputs
        "; upright lines span uncertain inputs" /
        "; senkrechte Linien überspannen unsichere Eingaben",
    agreement_alt(quantity, pairs)
        "Two charts of {quantity}: computed against measured values, and their difference against the mean of both, for {pairs} pairs." /
        "Zwei Diagramme zu {quantity}: berechnete gegen gemessene Werte, und ihr Abstand gegen das Mittel aus beiden, für {pairs} Paare.",

    report_of(name) "Report: {name}" / "Bericht: {name}",
    report_of_several "Report on several settings" / "Bericht über mehrere Einstellungen",
    bench_report_of(name) "Bench report: {name}" / "Prüfbericht: {name}",
    handout_of(name) "Handout: {name}" / "Arbeitsblatt: {name}",
    in_short "In short" / "Kurz gefasst",
    what_was_set "What the scenario states" / "Was das Szenario angibt",
    what_was_set_text
        "These keys stand in the scenario. Everything else is a default, listed below with its source." /
        "Diese Schlüssel stehen im Szenario. Alles andere ist eine Vorgabe und steht unten mit ihrer Quelle.",
    values_heading "Values" / "Werte",
    three_spreads
        "Each value has three spreads. The number after ± is the error of the simulation; more people make it smaller. People: nine people in \
         ten lie in this range. Inputs: thickness, stiffness and geometry of skin and needle are not known exactly; nine plausible sets of \
         them in ten put the mean into this range." /
        "Jeder Wert hat drei Streuungen. Die Zahl nach ± ist der Fehler der Simulation; mehr Personen machen ihn kleiner. Personen: Neun von \
         zehn Personen liegen in diesem Bereich. Eingangsgrößen: Dicke, Steifigkeit und Geometrie von Haut und Nadel sind nicht genau bekannt; \
         bei neun von zehn plausiblen Annahmen liegt das Mittel in diesem Bereich.",
    value_in_words(name, value) "{name}: {value} on average." / "{name}: im Mittel {value}.",
    people_in_words(people) "Nine people in ten: {people}." / "Neun von zehn Personen: {people}.",
    inputs_in_words(inputs)
        "With other plausible inputs, the mean is {inputs}." /
        "Mit anderen plausiblen Eingangsgrößen ist das Mittel {inputs}.",
    no_value_in_words(name) "{name}: there is no such value." / "{name}: Diesen Wert gibt es nicht.",
    pictures_heading "Pictures" / "Bilder",
    rests_on_heading "What the values rest on" / "Worauf die Werte beruhen",
    rests_on_text
        "Defaults that the scenario relies on. seen: read at the source; derived: computed from such; memory: recalled, to be verified; \
         design: our choice. A range is what the intervals draw the value from." /
        "Vorgaben, auf denen das Szenario beruht. seen: an der Quelle gelesen; derived: aus solchem berechnet; memory: erinnert, noch zu \
         prüfen; design: von uns gewählt. Aus dem Bereich ziehen die Intervalle den Wert.",
    nothing_assumed "The scenario states every key." / "Das Szenario gibt jeden Schlüssel an.",
    key_column "key" / "Schlüssel",
    value_column "value" / "Wert",
    range_column "range" / "Bereich",
    tag_column "known as" / "Kennzeichnung",
    source_column "source" / "Quelle",
    sources_heading "Sources" / "Quellen",
    not_known_heading "What the model does not know" / "Was das Modell nicht weiß",
    not_known_1
        "Skin that recovers between strokes, and a hand that stretches it or presses unevenly over a pen's rim." /
        "Haut, die sich zwischen den Hüben erholt, und eine Hand, die sie spannt oder über dem Rand eines Pens ungleich drückt.",
    not_known_2
        "Curvature of the body, scars, inflammation, and skin conditions." /
        "Krümmung des Körpers, Narben, Entzündungen und Hautkrankheiten.",
    not_known_3
        "Whether anything that is injured heals well, or whether a treatment works. Reaching the fat layer is geometry; it does not say that \
         fat is lost." /
        "Ob Verletztes gut heilt und ob eine Behandlung wirkt. Das Erreichen der Fettschicht ist Geometrie und besagt nicht, dass Fett \
         verloren geht.",
    not_known_4
        "Inputs without a range in the tables: they are not varied, so the ranges of inputs are too narrow rather than too wide." /
        "Eingangsgrößen ohne Bereich in den Tabellen: Sie werden nicht variiert; die Bereiche der Eingangsgrößen sind also eher zu eng als \
         zu weit.",
    not_known_5
        "Single persons. The people are drawn from tables of body sites; none of them is a patient." /
        "Einzelne Menschen. Die Personen sind aus Tabellen der Körperstellen gezogen; keine von ihnen ist ein Patient.",
    reproduce_heading "How to reproduce this" / "So lässt es sich wiederholen",
    reproduce_text
        "The same version gives the same bytes from the scenario in the results folder, on any number of threads:" /
        "Dieselbe Version ergibt aus dem Szenario im Ergebnisordner dieselben Bytes, bei jeder Zahl von Threads:",
    file_column "file" / "Datei",
    hash_column "check sum (BLAKE3)" / "Prüfsumme (BLAKE3)",
    version_row "version" / "Version",
    commit_row "commit" / "Commit",
    seed_row "seed" / "Startwert",
    scenario_hash_row "scenario" / "Szenario",
    command_row "command" / "Befehl",
    not_said "not recorded" / "nicht verzeichnet",
    side_by_side_heading "Settings side by side" / "Einstellungen nebeneinander",
    side_by_side_text
        "Means of each run with their Monte-Carlo errors. Runs of different people also differ by chance; `puncta compare` treats the same \
         people with each setting and gives the error of every difference." /
        "Mittel jedes Laufs mit ihren Monte-Carlo-Fehlern. Läufe mit verschiedenen Personen unterscheiden sich auch zufällig; `puncta \
         compare` behandelt dieselben Personen mit jeder Einstellung und nennt den Fehler jedes Unterschieds.",
    results_of(command) "Results of puncta {command}" / "Ergebnisse von puncta {command}",
    table_cut(shown, all)
        "The first {shown} of {all} rows; the folder has all of them." /
        "Die ersten {shown} von {all} Zeilen; der Ordner enthält alle.",
    geometry_heading "1  Needles and geometry" / "1  Nadeln und Geometrie",
    deepest_heading "2  Maximum depth" / "2  Größte Tiefe",
    rate_heading "3  Puncture rate" / "3  Stichrate",
    accuracy_heading "4  Accuracy of depth against the setting" / "4  Genauigkeit der Tiefe gegen die Einstellung",
    region_heading "5  Depth by region" / "5  Tiefe nach Region",
    criterion_heading "6  Deepest setting under a stated criterion" / "6  Tiefste Einstellung unter einem genannten Kriterium",
    own_data_heading "7  Agreement with bench data" / "7  Übereinstimmung mit Prüfstandsdaten",
    controls_heading "8  What the rule asks for, and what is open" / "8  Was die Regel verlangt, und was offen ist",
    credibility_heading "9  Credibility of the model" / "9  Glaubwürdigkeit des Modells",
    bench_intro
        "Computed values say what a model finds, measured ones what a device did. Every row says which it is. The number after ± is the \
         standard error of the simulation. Nothing here says that a depth is safe; this program does not know that." /
        "Berechnete Werte sagen, was ein Modell findet, gemessene, was ein Gerät getan hat. Jede Zeile sagt, welches von beiden. Die \
         Zahl nach ± ist der Standardfehler der Simulation. Nichts hier besagt, dass eine Tiefe sicher ist; das weiß dieses Programm nicht.",
    item_column "quantity" / "Größe",
    how_column "how known" / "woher bekannt",
    expected_column "expected" / "erwartet",
    verdict_column "verdict" / "Urteil",
    passes_word "passes" / "besteht",
    misses_word "misses" / "verfehlt",
    not_judged_word "not judged" / "nicht beurteilt",
    default_tagged(tag) "default: {tag}" / "Vorgabe: {tag}",
    shape_conical "conical" / "kegelförmig",
    material_steel "steel" / "Stahl",
    material_polymer "polymer" / "Kunststoff",
    length_sd_row "standard deviation of needle length" / "Standardabweichung der Nadellänge",
    setting_sd_row "standard deviation of the setting" / "Standardabweichung der Einstellung",
    setting_bias_row "mean error of the setting" / "mittlerer Fehler der Einstellung",
    see_part_7 "part 7" / "Teil 7",
    measured_word "measured by the user" / "vom Anwender gemessen",
    people_row "people treated, each with a device of its own" / "behandelte Personen, jede mit eigenem Gerät",
    frequency_row "set frequency" / "eingestellte Frequenz",
    measured_half_column "measured (± 95 %)" / "gemessen (± 95 %)",
    bound_note
        "95/95 bound: in 95 % of treatments no tip goes deeper than this, with 95 % confidence." /
        "95/95-Grenze: In 95 % der Behandlungen gelangt keine Spitze tiefer, mit 95 % Konfidenz.",
    own_data_note
        "Bench data are shown as given; this report does not check that they are of this device." /
        "Prüfstandsdaten stehen hier, wie sie angegeben sind; dieser Bericht prüft nicht, ob sie von diesem Gerät stammen.",
    computed_word "computed" / "berechnet",
    stated_word "stated: scenario or preset" / "angegeben: Szenario oder Voreinstellung",
    same_measured "the same, measured" / "dasselbe, gemessen",
    handout_picture "Cross-section with numbers" / "Querschnitt mit Zahlen",
    open_word "open: by test" / "offen: durch Versuch",
    open_not_given "open: not given" / "offen: nicht angegeben",
    needles_row "number of needles" / "Zahl der Nadeln",
    needle_length_row "needle length" / "Nadellänge",
    shaft_row "shaft diameter" / "Schaftdurchmesser",
    taper_row "length of the taper" / "Länge des Kegels",
    tip_row "tip diameter" / "Spitzendurchmesser",
    shape_row "shape of the point" / "Form der Spitze",
    material_row "material" / "Werkstoff",
    array_row "array, along by across" / "Nadelfeld, längs mal quer",
    set_row "set depth" / "eingestellte Tiefe",
    deepest_row "deepest tip of a treatment, mean" / "tiefste Spitze einer Behandlung, Mittel",
    deepest_people_row "deepest tip, range of people" / "tiefste Spitze, Bereich der Personen",
    deepest_bound_row
        "no tip goes deeper in 95 % of treatments, with 95 % confidence" /
        "keine Spitze gelangt tiefer in 95 % der Behandlungen, mit 95 % Konfidenz",
    deepest_inputs_row "deepest tip under other plausible inputs" / "tiefste Spitze unter anderen plausiblen Eingangsgrößen",
    p99_9_row "depth that one tip in a thousand exceeds" / "Tiefe, die eine von tausend Spitzen überschreitet",
    stack_row
        "worst case of tolerances: set depth, largest mean error of its range, three standard deviations of setting and of needle length" /
        "ungünstigste Toleranzen: eingestellte Tiefe, größter mittlerer Fehler ihres Bereichs, drei Standardabweichungen von Einstellung und Nadellänge",
    too_few_people(needed) "needs {needed} people" / "braucht {needed} Personen",
    deepest_note
        "Depths are counted in the tissue. The worst case of tolerances says how far a needle can stand out; because the skin gives way, tips \
         do not go as deep." /
        "Tiefen zählen im Gewebe. Der ungünstigste Fall der Toleranzen sagt, wie weit eine Nadel herausstehen kann; weil die Haut nachgibt, \
         gelangen Spitzen nicht so tief.",
    rate_row "strikes per second, all needles" / "Stiche pro Sekunde, alle Nadeln",
    rate_present_row "strikes per second, needles missing from the cartridge left out" / "Stiche pro Sekunde, ohne fehlende Nadeln",
    rate_tolerance_row "tolerance of the frequency" / "Toleranz der Frequenz",
    rate_interval_row
        "95 % of devices lie in this range, with 95 % confidence" /
        "95 % der Geräte liegen in diesem Bereich, mit 95 % Konfidenz",
    rate_by_hand "The hand sets the pace; there is no rate." / "Die Hand bestimmt das Tempo; es gibt keine Rate.",
    bias_row "mean depth minus set depth" / "mittlere Tiefe minus eingestellte Tiefe",
    sd_row "standard deviation between strikes" / "Standardabweichung zwischen Stichen",
    within_row(tolerance) "strikes within ±{tolerance} of the set depth" / "Stiche innerhalb ±{tolerance} um die eingestellte Tiefe",
    depth_interval_row
        "mean depth: 95 % of treatments lie in this range, with 95 % confidence" /
        "mittlere Tiefe: 95 % der Behandlungen liegen in diesem Bereich, mit 95 % Konfidenz",
    site_column "site" / "Körperstelle",
    mean_depth_column "mean depth" / "mittlere Tiefe",
    deepest_column "deepest tip" / "tiefste Spitze",
    bound_column "95/95 bound" / "95/95-Grenze",
    fat_column "reach the fat" / "erreichen das Fett",
    one_region
        "One run, one region. Give the folders of runs at other sites to add rows." /
        "Ein Lauf, eine Region. Ordner von Läufen an anderen Körperstellen ergeben weitere Zeilen.",
    criterion_text(limit, people)
        "Criterion, chosen by the user: in {people} of people, at most {limit} of the strikes reach the fat layer." /
        "Kriterium, vom Anwender gewählt: Bei {people} der Personen erreichen höchstens {limit} der Stiche die Fettschicht.",
    deepest_setting_column "deepest setting" / "tiefste Einstellung",
    setting_inputs_column "other plausible inputs" / "andere plausible Eingangsgrößen",
    criterion_open
        "No folder of `puncta safe-depth` was given, so this part is open." /
        "Kein Ordner von `puncta safe-depth` ist angegeben; dieser Teil ist offen.",
    criterion_note
        "It is what the device is set to under this criterion in this model, no limit of safety." /
        "Es ist die Einstellung des Geräts unter diesem Kriterium in diesem Modell, keine Grenze der Sicherheit.",
    own_data_open
        "No bench data were given, so this part is open. Give the folder of `puncta validate --out` or of `puncta insert --measured`." /
        "Keine Prüfstandsdaten sind angegeben; dieser Teil ist offen. Angeben lässt sich der Ordner von `puncta validate --out` oder von \
         `puncta insert --measured`.",
    case_column "case" / "Fall",
    at_column "at" / "bei",
    measured_column "measured" / "gemessen",
    difference_column "computed minus measured" / "berechnet minus gemessen",
    control_column "control" / "Auflage",
    asked_column "what is asked for" / "was verlangt ist",
    answer_column "in this report" / "in diesem Bericht",
    category_column "category" / "Kategorie",
    there_column "what there is" / "was da ist",
    missing_column "what is missing" / "was fehlt",
    curve_of_bench(name, bias, rms)
        "Force curve {name}: computed minus measured {bias} on average, {rms} root mean square." /
        "Kraftkurve {name}: berechnet minus gemessen im Mittel {bias}, quadratisches Mittel {rms}.",
    handout_intro
        "Look at the picture. The numbers stand for layers and marks; the key is on the second page." /
        "Seht euch das Bild an. Die Zahlen stehen für Schichten und Zeichen; die Legende ist auf der zweiten Seite.",
    questions_heading "Questions" / "Fragen",
    answers_heading "Answers" / "Antworten",
    key_heading "Key" / "Legende",
    words_heading "Words" / "Begriffe",
    question_depth(set)
        "1. The device is set to {set}. Do the tips go that deep? What could hold them back?" /
        "1. Das Gerät ist auf {set} eingestellt. Dringen die Spitzen so tief ein? Was könnte sie aufhalten?",
    answer_depth(set, depth)
        "1. On average {depth}, where {set} is set. The skin sinks before it gives way, and the needles share the push." /
        "1. Im Mittel {depth}, bei eingestellten {set}. Die Haut sinkt ein, bevor sie nachgibt, und die Nadeln teilen sich den Druck.",
    question_layer
        "2. In which layer do most tips end? Which layers do they pass on the way?" /
        "2. In welcher Schicht enden die meisten Spitzen? Welche Schichten durchqueren sie?",
    answer_layer(layer)
        "2. In the {layer}, through every layer above it." /
        "2. In dieser Schicht: {layer}; davor durch alle Schichten darüber.",
    question_people(share, limit)
        "3. In {share} of people, more than {limit} of the strikes reach the fat layer. Why in these and not in the others?" /
        "3. Bei {share} der Menschen erreichen mehr als {limit} der Stiche die Fettschicht. Warum bei diesen und nicht bei den anderen?",
    question_deeper
        "3. Hardly any strike reaches the fat layer. Would a deeper setting reach it in everybody at once? Why not?" /
        "3. Kaum ein Stich erreicht die Fettschicht. Würde eine tiefere Einstellung sie bei allen zugleich erreichen? Warum nicht?",
    answer_layer_above(layer, above)
        "2. In the {layer}. On the way they pass: {above}." /
        "2. In dieser Schicht: {layer}. Davor durchqueren sie: {above}.",
    answer_people_none
        "3. Skin is not equally thick: the same setting goes further through thin skin." /
        "3. Haut ist nicht bei allen gleich dick: Dieselbe Einstellung reicht in dünner Haut weiter.",
    deepest_inputs_of_bias "the same under other plausible inputs" / "dasselbe unter anderen plausiblen Eingangsgrößen",
    all_computed "All of this is computed; only a test can show it." / "All dies ist berechnet; nur ein Versuch kann es zeigen.",
    stage_approach "The needle approaches" / "Die Nadel nähert sich",
    stage_dimple "The skin dimples" / "Die Haut dellt sich ein",
    stage_enters "The tip enters and pushes the skin on" / "Die Spitze dringt ein und drückt die Haut weiter ein",
    stage_in "The needle has broken through" / "Die Nadel ist durchgebrochen",
    stage_out "The needle is withdrawn (schematic)" / "Die Nadel wird herausgezogen (schematisch)",
    stage_left "What is left: a channel; dotted: where the needle was" / "Was bleibt: ein Kanal; gepunktet: wo die Nadel war",
    stage_none "The needle has not broken through" / "Die Nadel ist nicht durchgebrochen",
    step_depth(depth) "tip {depth} in the tissue" / "Spitze {depth} im Gewebe",
    step_dimple(dimple) "skin sunk by {dimple}" / "Haut um {dimple} eingesunken",
    step_rise(rise) "rim lifts the skin by {rise}" / "der Rand hebt die Haut um {rise}",
    so_far_per_mm2(count) "{count} per mm²" / "{count} pro mm²",
    so_far_per_cm2(count) "{count} per cm²" / "{count} pro cm²",
    step_force(force) "force {force}" / "Kraft {force}",
    travel_of_tip_mm "travel of the tip (mm)" / "Weg der Spitze (mm)",
    force_on_needle_mn "force on the needle (mN)" / "Kraft auf die Nadel (mN)",
    stroke_frames
        "One stroke of one needle alone, in slow motion, as the contact law computes it step by step. Approach and withdrawal are schematic." /
        "Ein Hub einer einzelnen Nadel in Zeitlupe, Schritt für Schritt nach dem Kontaktgesetz berechnet. Annäherung und Herausziehen sind \
         schematisch.",
    stroke_frames_alt(title, frames)
        "{title}. {frames} frames: the needle comes down, the skin dimples, the needle goes in and is withdrawn; beside it the force over the travel." /
        "{title}. {frames} Bilder: Die Nadel senkt sich, die Haut dellt sich ein, die Nadel dringt ein und wird herausgezogen; daneben die Kraft über dem Weg.",
    passes_in_time_title(strikes, passes)
        "Strikes in order of time: {strikes} in this square, passes: {passes}" /
        "Stiche in zeitlicher Folge: {strikes} in diesem Quadrat, Durchgänge: {passes}",
    so_far_pass(pass, passes) "pass {pass} of {passes}" / "Durchgang {pass} von {passes}",
    so_far_strikes(strikes) "strikes so far: {strikes}" / "Stiche bisher: {strikes}",
    so_far_density(density) "density so far: {density}" / "Dichte bisher: {density}",
    so_far_repeats(repeats) "into earlier openings: {repeats}" / "in frühere Öffnungen: {repeats}",
    so_far_failed(failed) "not pierced: {failed}" / "nicht durchstochen: {failed}",
    passes_frames
        "Every strike of one treatment in this square, in the order of time, at true size. The outline is the device where it strikes; time \
         runs by strikes, not by the clock. Earlier passes are paler." /
        "Jeder Stich einer Behandlung in diesem Quadrat, in zeitlicher Folge, in wahrer Größe. Der Umriss ist das Gerät beim Stich; die Zeit \
         läuft nach Stichen, nicht nach der Uhr. Frühere Durchgänge sind blasser.",
    passes_frames_alt(title, frames)
        "{title}. {frames} frames: openings appear in the skin as the device moves over it." /
        "{title}. {frames} Bilder: In der Haut erscheinen Öffnungen, während das Gerät darüberfährt.",
    setting_title(key, from, to, low, high)
        "{key} from {from} to {to}: mean depth from {low} to {high}" /
        "{key} von {from} bis {to}: mittlere Tiefe von {low} bis {high}",
    mean_depth_axis "tip depth (mm)" / "Tiefe der Spitzen (mm)",
    fat_axis "reach the fat (%)" / "erreichen das Fett (%)",
    setting_frames(people)
        "Left: the needles of the device at the end of their stroke, in the average person. Right: the mean over {people} people (line) with 90 % of \
         people (band), of the tip depth and of the share of strikes that reach the fat." /
        "Links: die Nadeln des Geräts am Ende ihres Hubs, in einer durchschnittlichen Person. Rechts: das Mittel über {people} Personen (Linie) mit \
         90 % der Personen (Band), für die Tiefe der Spitzen und für den Anteil der Stiche, die das Fett erreichen.",
    setting_frames_alt(title, frames)
        "{title}. {frames} frames: the needle at one setting after another, and both values as they change." /
        "{title}. {frames} Bilder: die Nadel bei einer Einstellung nach der anderen, und beide Werte, wie sie sich ändern.",
    stage_nothing_left "What is left: no channel" / "Was bleibt: kein Kanal",
    stroke_frames_alt_none(title, frames)
        "{title}. {frames} frames: the needle comes down, the skin dimples and the needle is withdrawn; beside it the force over the travel." /
        "{title}. {frames} Bilder: Die Nadel senkt sich, die Haut dellt sich ein und die Nadel wird herausgezogen; daneben die Kraft über dem Weg.",
    answer_no_layer
        "2. No needle pierced the skin with this setting." /
        "2. Keine Nadel hat mit dieser Einstellung die Haut durchstochen.",
    answer_first_layer(layer)
        "2. In the {layer}, the outermost layer." /
        "2. In dieser Schicht: {layer}. Es ist die äußerste.",
    published_cases
        "These are the published cases that are built into the program; they are of other devices." /
        "Dies sind die veröffentlichten Fälle, die das Programm enthält; sie betreffen andere Geräte.",
    rate_of_hand
        "The hand sets the pace of a drum; the rate is that of the hand's mean speed." /
        "Die Hand bestimmt das Tempo einer Trommel; die Rate gilt für ihre mittlere Geschwindigkeit.",
    strikes_row "strikes of one treatment in the simulated area, mean" / "Stiche einer Behandlung in der simulierten Fläche, Mittel",
}
