//! Words of sessions, of what is put on treated skin, and of needles for home and clinic.

use super::Language;
use crate::outcome::absorption::{MeasuredGain, Molecule};
use crate::outcome::sessions::{Left, LeftOf, Over, PublishedPlan};
use crate::outcome::timeline::CurveOf;
use crate::render::numbers;
use std::fmt::Display;

words! {
    plan_title_over(number, every)
        "{number} sessions, {every}: on open skin the published times end before the next one" /
        "{number} Sitzungen, {every}: Auf offener Haut enden die veröffentlichten Zeiten vor der nächsten",
    plan_title_not(number, every, what)
        "{number} sessions, {every}. Not over before the next: {what}" /
        "{number} Sitzungen, {every}. Vor der nächsten nicht vorbei: {what}",
    plan_title_perhaps(number, every, what)
        "{number} sessions, {every}. Perhaps not over before the next: {what}" /
        "{number} Sitzungen, {every}. Vor der nächsten vielleicht nicht vorbei: {what}",
    daily "daily" / "täglich",
    every_days(number) "every {number} days" / "alle {number} Tage",
    plan_title_one "One session, and what follows it" / "Eine Sitzung und was auf sie folgt",
    and_more(names) "{names} and more" / "{names} und anderes",
    plan_each "Each session, and what follows it" / "Jede Sitzung und was auf sie folgt",
    plan_dose(side)
        "Punctures per cm², all sessions together; band: 90 % of the places of {side} mm in one person" /
        "Einstiche pro cm², alle Sitzungen zusammen; Band: 90 % der Stellen von {side} mm bei einer Person",
    plan_collagen "New collagen, schematic" / "Neues Kollagen, schematisch",
    plan_published "Published plans" / "Veröffentlichte Pläne",
    this_plan "this plan" / "dieser Plan",
    plan_weeks "weeks after the first session" / "Wochen nach der ersten Sitzung",
    plan_months "months after the first session" / "Monate nach der ersten Sitzung",
    plan_channels(measure) "channels ({measure})" / "Kanäle ({measure})",
    plan_lasts(time, area, from, to)
        "Needling lasts {time} for {area} cm²; articles give {from} to {to} min for a session." /
        "Das Nadeln dauert {time} für {area} cm²; Artikel nennen {from} bis {to} min für eine Sitzung.",
    plan_costs(whole, number, price)
        "{number} sessions at {price} cost {whole}, at the price that was typed in." /
        "{number} Sitzungen zu {price} kosten {whole}, zum eingegebenen Preis.",
    plan_daily "Sessions are daily use, which articles advise against." / "Die Sitzungen sind täglicher Gebrauch, von dem Artikel abraten.",
    plan_home(cap)
        "The needles are longer than {cap} mm, over which articles name more scars and infections at home." /
        "Die Nadeln sind länger als {cap} mm; darüber nennen Artikel zu Hause mehr Narben und Infektionen.",
    plan_sentence
        "Bars: the usual time, paler up to the latest time published; flaking and sun sensitivity are the same for every device. Grey: recalled, or our own choice. The dose adds up over new \
         placements in each session on one person. Dotted: schematic. Filled marks are studies, hollow ones consumer articles. No study says which interval is best, and no time here is one after which anything is safe." /
        "Balken: die übliche Zeit, blasser bis zur spätesten veröffentlichten; Schuppung und Lichtempfindlichkeit sind für jedes Gerät gleich. Grau: aus dem Gedächtnis oder eigene Wahl. \
         Die Dosis summiert sich über neue Platzierungen in jeder Sitzung bei einer Person. Gepunktet: schematisch. Gefüllte Zeichen \
         sind Studien, hohle Verbraucherartikel. Keine Studie sagt, welcher Abstand der beste ist, und keine Zeit hier \
         ist eine, nach der etwas unbedenklich ist.",
    plan_alt(title)
        "Plan of sessions over time. {title}." / "Plan von Sitzungen über der Zeit. {title}.",
    plan_alt_parts
        "Bars after each session for channels, redness and other signs; below, the dose as steps, a schematic rise of collagen, and \
         published plans as rows of marks." /
        "Balken nach jeder Sitzung für Kanäle, Rötung und andere Zeichen; darunter die Dosis als Stufen, ein schematischer Anstieg des \
         Kollagens und veröffentlichte Pläne als Reihen von Zeichen.",
    dose_title(number, first, last)
        "Sessions even out: over places the dose spans {first} % of its mean after the first, {last} % after {number}" /
        "Sitzungen gleichen aus: Über Stellen streut die Dosis nach der ersten um {first} % ihres Mittels, nach {number} um {last} %",
    dose_title_one "The dose of one session, place by place" / "Die Dosis einer Sitzung, Stelle für Stelle",
    dose_after_one "after 1 session" / "nach 1 Sitzung",
    dose_after(number) "after {number} sessions" / "nach {number} Sitzungen",
    dose_places(low, high) "90 % of places: {low} to {high}" / "90 % der Stellen: {low} bis {high}",
    dose_sentence(side)
        "One person, treated again in every session: the same skin, another cartridge, another hand, other strikes; hands differ from \
         session to session. Means over squares of {side} mm; the span is that of 90 % of them." /
        "Eine Person, in jeder Sitzung neu behandelt: dieselbe Haut, eine andere Kartusche, eine andere Hand, andere Stiche; Hände \
         unterscheiden sich von Sitzung zu Sitzung. Mittel über Quadrate von {side} mm; die Streuung ist die von 90 % davon.",
    // Needles for home and clinic.
    lengths_title(home, few, usual, some, last, many)
        "At {home} mm {few} of punctures reach the fat layer, at {usual} mm {some}, at {last} mm {many}" /
        "Bei {home} mm erreichen {few} der Stiche die Fettschicht, bei {usual} mm {some}, bei {last} mm {many}",
    lengths_title_eyelid(home, few, usual, some, last, many)
        "At {home} mm {few} of punctures go through the dermis, at {usual} mm {some}, at {last} mm {many}" /
        "Bei {home} mm gehen {few} der Stiche durch die Dermis, bei {usual} mm {some}, bei {last} mm {many}",
    lengths_subtitle(site) "{site}: needles for home and clinic, to one scale" / "{site}: Nadeln für Zuhause und Praxis, in einem Maßstab",
    lengths_sentence(people)
        "Needles of true length and width, tips at their mean depth in average skin; short dashes: as set; bracket: 5–95\u{202f}% between \
         {people} people, the same under every needle. Errors are of the count alone, uncertain inputs are not in them. Less deep is not safer: a worn tip needs more force, a bent one \
         leaves more open. Dotted lines: depths that are named, no limits that a \
         study found. Times of redness and closure are published ones, put to these needles." /
        "Nadeln in wahrer Länge und Breite, Spitzen in ihrer mittleren Tiefe in mittlerer Haut; kurze Striche: wie eingestellt; Klammer: \
         5–95\u{202f}% zwischen {people} Personen, bei jeder Nadel dieselben. Fehler sind die der Zählung allein, ohne unsichere Eingangsgrößen. Weniger tief ist nicht sicherer: Eine abgenutzte Spitze braucht \
         mehr Kraft, eine verbogene lässt mehr offen. Gepunktete Linien: genannte \
         Tiefen, keine Grenzen aus Studien. Zeiten von Rötung und Schließen sind veröffentlichte, auf diese Nadeln übertragen.",
    lengths_alt(title)
        "Needles side by side in one skin, drawn to one scale with the depth that each reaches. {title}." /
        "Nadeln nebeneinander in einer Haut, in einem Maßstab mit der Tiefe, die jede erreicht. {title}.",
    dial_deeper(by) "dial {by} mm too deep" / "Skala {by} mm zu tief",
    worn_tip(factor) "worn: tip {factor} times as wide" / "abgenutzt: Spitze {factor}-mal so breit",
    bent_needles(degrees) "bent by {degrees}°" / "um {degrees}° verbogen",
    cap_at_home "often named for home" / "oft für zu Hause genannt",
    cap_evaluated "deepest evaluated, first cleared pen" / "tiefste geprüfte, erster zugelassener Pen",
    do_not_pierce(share) "{share} do not pierce" / "{share} stechen nicht durch",
    into_the_fat(share) "into the fat: {share}" / "in die Fettschicht: {share}",
    through_the_dermis(share) "through the dermis: {share}" / "durch die Dermis: {share}",
    left_open(share) "left open: {share}" / "bleibt offen: {share}",
    red_for(time) "redness: {time}" / "Rötung: {time}",
    closed_by_dye(time) "closed after {time} (dye)" / "geschlossen nach {time} (Farbstoff)",
    absorption_title(hours, gain, low, high, molecule)
        "In {hours} h {gain} ({low} to {high}) times as much {molecule} enters as through intact skin" /
        "In {hours} h gelangt {gain}-mal ({low} bis {high}) so viel {molecule} in die Haut wie ohne Nadeln",
    no_dose_open "skin left open · from recalled numbers, no dose" / "Haut offen · aus Zahlen aus dem Gedächtnis, keine Dosis",
    no_dose_covered "skin covered · from recalled numbers, no dose" / "Haut abgedeckt · aus Zahlen aus dem Gedächtnis, keine Dosis",
    beyond_the_model "not computed: outside the range of the model" / "nicht berechnet: außerhalb des Modells",
    absorption_title_none(hours, molecule)
        "Needling hardly changes how much {molecule} enters in {hours} h" /
        "Nadeln ändern kaum, wie viel {molecule} in {hours} h eindringt",
    absorption_amount(molecule, layer)
        "{molecule} that has entered, % of a layer of {layer} mm: needled skin (solid), intact skin (dashed)" /
        "{molecule}, das eingedrungen ist, % einer Schicht von {layer} mm: genadelte Haut (durchgezogen), unversehrte (gestrichelt)",
    absorption_time "hours after the treatment" / "Stunden nach der Behandlung",
    absorption_gain(hours)
        "Amount in {hours} h, times that through intact skin" /
        "Menge in {hours} h, als Vielfaches der durch unversehrte Haut",
    from_layer(layer) "from a layer of {layer} mm" / "aus einer Schicht von {layer} mm",
    from_endless "from a product that never ends" / "aus einem Vorrat ohne Ende",
    measured_elsewhere "measured, other devices" / "gemessen, andere Geräte",
    absorption_sentence(layer)
        "A layer of {layer} mm can be used up; a product that never ends is what laboratories use, so measured gains compare with hollow dots. \
         They are lower than computed: other devices, fewer openings, salts. Bands and bars hold the scatter of intact \
         skin, of channels and of their closing, most of it recalled. Molecules that love fat cross intact skin by themselves and gain little." /
        "Eine Schicht von {layer} mm kann sich verbrauchen; mit einem Vorrat ohne Ende arbeiten Labore, daher gehören gemessene Werte zu den \
         hohlen Punkten. Sie liegen tiefer als berechnet: andere Geräte, weniger Öffnungen, Salze. Bänder und Balken enthalten die Streuung \
         der Haut, der Kanäle und ihres Schließens, meist aus dem Gedächtnis. Fettliebende Moleküle durchdringen die Haut von selbst und \
         gewinnen wenig.",
    absorption_alt(title)
        "What enters over time, and gain by molecule. {title}." / "Was über der Zeit eindringt, und Gewinn je Molekül. {title}.",
    absorption_alt_parts
        "Above, two rising curves with bands, needled skin far ahead; below, a row for each molecule with two dots and bars on a \
         logarithmic scale, from those that gain most to those that gain least." /
        "Oben zwei steigende Kurven mit Bändern, genadelte Haut weit voraus; darunter je Molekül eine Reihe mit zwei Punkten und Balken \
         auf logarithmischer Skala, von denen, die am meisten gewinnen, zu denen, die am wenigsten gewinnen.",
}

impl Language {
    /// Name of what has to be over.
    #[must_use]
    pub fn left_of(self, of: LeftOf) -> String {
        match of {
            LeftOf::Curve(CurveOf::OpenArea { measure, covered }) => {
                let measure = self.closed_by(measure);
                let measure = if covered { self.covered_skin(measure) } else { measure.to_owned() };
                self.plan_channels(measure)
            }
            LeftOf::Curve(CurveOf::Redness) => self.redness().to_owned(),
            LeftOf::Curve(CurveOf::Collagen) => self.collagen().to_owned(),
            LeftOf::Sign(sign) => self.sign(sign).to_owned(),
        }
    }

    /// Title of a plan: what is not over before the next session, what may not be, or neither.
    #[must_use]
    pub fn plan_finding(self, number: u32, interval_h: Option<f64>, open: &[&Left]) -> String {
        let Some(interval_h) = interval_h else { return self.plan_title_one().to_owned() };
        let every = match interval_h / 24.0 {
            1.0 => self.daily().to_owned(),
            days => self.every_days(numbers::short(days, 3)),
        };
        let named = |over: Over| -> Vec<String> {
            let of = open.iter().filter(|left| left.over == over);
            of.map(|left| self.left_of(left.of)).collect()
        };
        let list = |names: &[String]| match names {
            [] => None,
            few if few.len() <= 3 => Some(few.join(", ")),
            many => Some(self.and_more(many[..3].join(", "))),
        };
        match (list(&named(Over::No)), list(&named(Over::Perhaps))) {
            (Some(what), _) => self.plan_title_not(number, every, what),
            (None, Some(what)) => self.plan_title_perhaps(number, every, what),
            (None, None) => self.plan_title_over(number, every),
        }
    }

    /// Words of a published plan.
    #[must_use]
    pub fn published_plan(self, plan: &PublishedPlan) -> &str {
        match self {
            Language::English => &plan.what,
            Language::German => &plan.what_de,
        }
    }

    /// Name of a molecule.
    #[must_use]
    pub fn molecule(self, molecule: &Molecule) -> &str {
        match self {
            Language::English => &molecule.words,
            Language::German => &molecule.words_de,
        }
    }

    /// What to bear in mind of a molecule.
    #[must_use]
    pub fn molecule_note(self, molecule: &Molecule) -> &str {
        match self {
            Language::English => &molecule.note,
            Language::German => &molecule.note_de,
        }
    }

    /// Device and skin of a measured gain.
    #[must_use]
    pub fn measured_on(self, row: &MeasuredGain) -> &str {
        match self {
            Language::English => &row.what,
            Language::German => &row.what_de,
        }
    }
}
