//! Words of what follows a treatment.

use super::Language;
use crate::outcome::timeline::{CardKind, CardText, Claim, ClosedBy, Sign, Tag};
use crate::render::numbers;
use std::fmt::Display;

words! {
    timeline_title(first, last, fades)
        "On open skin channels close after {first} to {last} by the measure, covered later; redness fades in {fades}" /
        "Auf offener Haut schließen sich Kanäle je nach Messung nach {first} bis {last}, abgedeckt später; Rötung: {fades}",
    timeline_title_none "Nothing was pierced: nothing has to close" / "Nichts wurde durchstochen: Nichts muss sich schließen",
    timeline_open(share, closed)
        "Open channel area, % of that at once ({share} of the skin); called closed at {closed} (dashed)" /
        "Offene Kanalfläche, % der anfänglichen ({share} der Haut); ab {closed} gilt sie als geschlossen (gestrichelt)",
    timeline_skin "What the skin shows" / "Was die Haut zeigt",
    timeline_collagen "New collagen, schematic; claims of results, from clinics and mostly after several sessions" /
        "Neues Kollagen, schematisch; Angaben zu Ergebnissen, aus Praxen und meist nach mehreren Sitzungen",
    timeline_care "Aftercare and appointments, as they are said" / "Nachsorge und Termine, wie sie genannt werden",
    timeline_time "time after the treatment" / "Zeit nach der Behandlung",
    by_impedance "impedance" / "Impedanz",
    by_water_loss "water loss" / "Wasserverlust",
    by_dye "a dye" / "ein Farbstoff",
    covered_skin(measure) "{measure}, covered" / "{measure}, abgedeckt",
    closed_after(time, low, high) "closed after {time} ({low} to {high})" / "geschlossen: {time} ({low} bis {high})",
    redness "redness" / "Rötung",
    pinpoint_bleeding "pinpoint bleeding" / "punktförmige Blutung",
    swelling "swelling" / "Schwellung",
    flaking "flaking" / "Schuppung",
    sun_sensitivity "sun sensitivity" / "Lichtempfindlichkeit",
    collagen "collagen" / "Kollagen",
    days(number) "{number} days" / "{number} Tage",
    one_day "1 day" / "1 Tag",
    weeks(number) "{number} weeks" / "{number} Wochen",
    one_week "1 week" / "1 Woche",
    months(number) "{number} months" / "{number} Monate",
    one_month "1 month" / "1 Monat",
    timeline_sentence
        "Solid lines are computed from the openings and depths of this run with published times; their bands hold the ends of these times. \
         Bars are taken from the literature, the same for every device, paler up to the latest time found. Dotted: schematic. Outlined or grey: recalled, or our own choice. \
         Filled marks are studies, hollow ones consumer articles. Measures of closure differ more than tenfold. No time here is one after which anything is safe." /
        "Durchgezogene Linien sind aus den Öffnungen und Tiefen dieses Simulationslaufs mit veröffentlichten Zeiten berechnet; ihre Bänder \
         enthalten die Enden dieser Zeiten. Balken stammen aus der Literatur, für jedes Gerät gleich, blasser bis zur spätesten gefundenen Zeit. Gepunktet: \
         schematisch. Umrandet oder grau: aus dem Gedächtnis oder eigene Wahl. Gefüllte Zeichen sind Studien, hohle Verbraucherartikel. \
         Messungen des Schließens unterscheiden sich um mehr als das Zehnfache. Keine Zeit hier ist eine, nach der etwas unbedenklich ist.",
    no_safe_time "None of these is a safe waiting time." / "Keine davon ist eine sichere Wartezeit.",
    quoted(claim) "“{claim}”" / "„{claim}“",
    contradiction "Articles contradict each other" / "Artikel widersprechen sich",
    a_claim "A claim" / "Eine Behauptung",
    a_risk "An unwanted effect" / "Eine unerwünschte Wirkung",
    screening "Who should not, as articles say" / "Wer nicht sollte, wie Artikel sagen",
    after_care "Aftercare, as articles say" / "Nachsorge, wie Artikel sagen",
    said_uses "What it is said to be good for" / "Wofür es gut sein soll",
    what_is_known "What is known" / "Was bekannt ist",
    card_known_how(how, sources) "{how}. Sources: {sources}." / "{how}. Quellen: {sources}.",
    known_seen "Known from what was read" / "Aus Gelesenem bekannt",
    known_memory "Recalled, not read again" / "Aus dem Gedächtnis, nicht nachgelesen",
    known_derived "Computed from what was read" / "Aus Gelesenem berechnet",
    known_design "Our own reading, for want of a study" / "Unsere Einschätzung, mangels einer Studie",
    card_reach(device, set)
        "Computed: share of punctures that pass the dermis, {device} at {set} mm; in brackets the range over uncertain inputs" /
        "Berechnet: Anteil der Stiche durch die Dermis, {device} bei {set} mm; in Klammern die Spanne über unsichere Eingangsgrößen",
    card_reach_some(of) "a selection of {of} regions" / "eine Auswahl aus {of} Regionen",
    share_between(value, low, high) "{value} ({low} to {high})" / "{value} ({low} bis {high})",
    card_alt "A card with a claim and what is known of it." / "Eine Karte mit einer Behauptung und dem, was darüber bekannt ist.",
    card_foot
        "For teaching. No advice, and no probability of anything. Consumer articles show what is said, and nothing else." /
        "Für die Lehre. Kein Rat und keine Wahrscheinlichkeit von irgendetwas. Verbraucherartikel zeigen, was gesagt wird, sonst nichts.",
    timeline_alt(title)
        "Timeline from 5 minutes to 180 days after a treatment. {title}." /
        "Zeitstrahl von 5 Minuten bis 180 Tagen nach einer Behandlung. {title}.",
    timeline_alt_parts
        "Above, falling curves of the open channel area; below, bars for redness, bleeding, swelling, flaking and sun sensitivity; then a \
         schematic rise of collagen with published claims as marks." /
        "Oben fallende Kurven der offenen Kanalfläche; darunter Balken für Rötung, Blutung, Schwellung, Schuppung und \
         Lichtempfindlichkeit; dann ein schematischer Anstieg des Kollagens mit veröffentlichten Angaben als Zeichen.",
}

impl Language {
    /// A time in the unit that suits it, with two significant digits: "13 s", "20 min", "1.7 h", "3 days".
    #[must_use]
    pub fn time(self, hours: f64) -> String {
        const DAY: f64 = 24.0;
        let short = |value: f64| numbers::short(value, 2);
        match hours {
            few if few < 0.995 / 60.0 => self.in_unit(3600.0 * few, "s"),
            few if few < 0.995 => self.in_unit(60.0 * few, "min"),
            few if few < 47.5 => self.in_unit(few, "h"),
            some if some < 13.5 * DAY => self.days(short(some / DAY)),
            some if some < 58.0 * DAY => self.weeks(short(some / (7.0 * DAY))),
            many => self.months(short(many / (30.4 * DAY))),
        }
    }

    /// A number of two digits with a unit that all languages share.
    fn in_unit(self, number: f64, unit: &str) -> String {
        self.numeral(&format!("{}\u{202f}{unit}", numbers::short(number, 2)))
    }

    /// Name of a tick at this time, h.
    #[must_use]
    pub(crate) fn tick(self, hours: f64) -> String {
        let days = hours / 24.0;
        match days {
            1.0 => self.one_day().to_owned(),
            7.0 => self.one_week().to_owned(),
            30.0 => self.one_month().to_owned(),
            180.0 => self.months(6),
            days if days > 1.0 => self.days(numbers::short(days, 3)),
            _ if hours >= 1.0 => self.in_unit(hours, "h"),
            _ => self.in_unit(60.0 * hours, "min"),
        }
    }

    /// Name of what measures that a channel is open.
    #[must_use]
    pub fn closed_by(self, measure: ClosedBy) -> &'static str {
        match measure {
            ClosedBy::Impedance => self.by_impedance(),
            ClosedBy::WaterLoss => self.by_water_loss(),
            ClosedBy::Dye => self.by_dye(),
        }
    }

    /// Name of something that the skin shows.
    #[must_use]
    pub fn sign(self, sign: Sign) -> &'static str {
        match sign {
            Sign::Bleeding => self.pinpoint_bleeding(),
            Sign::Swelling => self.swelling(),
            Sign::Flaking => self.flaking(),
            Sign::Sun => self.sun_sensitivity(),
        }
    }

    /// Text of a card.
    #[must_use]
    pub fn text(self, text: &CardText) -> &str {
        match self {
            Language::English => &text.en,
            Language::German => &text.de,
        }
    }

    /// What a card is about, in words.
    #[must_use]
    pub fn card_kind(self, kind: CardKind) -> &'static str {
        match kind {
            CardKind::Contradiction => self.contradiction(),
            CardKind::Claim => self.a_claim(),
            CardKind::Risk => self.a_risk(),
            CardKind::Screening => self.screening(),
            CardKind::Care => self.after_care(),
            CardKind::Use => self.said_uses(),
        }
    }

    /// How something is known, in words.
    #[must_use]
    pub fn tag_words(self, tag: Tag) -> &'static str {
        match tag {
            Tag::Seen => self.known_seen(),
            Tag::Memory => self.known_memory(),
            Tag::Derived => self.known_derived(),
            Tag::Design => self.known_design(),
        }
    }

    /// Words of a claim.
    #[must_use]
    pub fn claim(self, claim: &Claim) -> &str {
        match self {
            Language::English => &claim.what,
            Language::German => &claim.what_de,
        }
    }
}
