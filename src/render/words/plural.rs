//! "1 needle", not "1 needles": the texts of the table are in the plural, and a 1 makes the following noun
//! singular.

use super::Language;

/// Nouns that the table counts, plural and singular.
const ENGLISH: [(&str, &str); 25] = [
    ("measured curves", "measured curve"),
    ("curves", "curve"),
    ("points", "point"),
    ("sessions", "session"),
    ("silhouettes", "silhouette"),
    ("other people", "other person"),
    ("people", "person"),
    ("treatments", "treatment"),
    ("realisations", "realisation"),
    ("needles", "needle"),
    ("pins", "pin"),
    ("punctures", "puncture"),
    ("strikes", "strike"),
    ("strokes", "stroke"),
    ("passes", "pass"),
    ("holes", "hole"),
    ("draws", "draw"),
    ("maps", "map"),
    ("sites", "site"),
    ("settings", "setting"),
    ("keys", "key"),
    ("cuts", "cut"),
    ("days", "day"),
    ("weeks", "week"),
    ("months", "month"),
];
const GERMAN: [(&str, &str); 27] = [
    ("gemessene Kurven", "gemessene Kurve"),
    ("Kurven", "Kurve"),
    ("Punkte", "Punkt"),
    ("Sitzungen", "Sitzung"),
    ("Silhouetten", "Silhouette"),
    ("anderen Personen", "anderen Person"),
    ("Personen", "Person"),
    ("Behandlungen", "Behandlung"),
    ("Realisationen", "Realisation"),
    ("Nadeln", "Nadel"),
    ("Spitzen", "Spitze"),
    ("Einstichen", "Einstich"),
    ("Einstiche", "Einstich"),
    ("Stichen", "Stich"),
    ("Stiche", "Stich"),
    ("Hübe", "Hub"),
    ("Durchgängen", "Durchgang"),
    ("Durchgänge", "Durchgang"),
    ("Löcher", "Loch"),
    ("Ziehungen", "Ziehung"),
    ("Karten", "Karte"),
    ("Regionen", "Region"),
    ("Einstellungen", "Einstellung"),
    ("Schnitte", "Schnitt"),
    ("Tage", "Tag"),
    ("Wochen", "Woche"),
    ("Monate", "Monat"),
];

/// The text with singular nouns after every 1 that stands alone: not the 1 of 21, of 0.1 or of 4-1.
pub(super) fn counted(text: String, language: Language) -> String {
    if !text.contains("1 ") {
        return text;
    }
    let nouns: &[(&str, &str)] = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    let mut written = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("1 ") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        let last = before.chars().last().or(written.chars().last());
        let alone = last.is_none_or(|last| last == ' ' || last == '(');
        written.push_str(before);
        written.push_str("1 ");
        rest = after;
        let ends = |noun: &str| !after[noun.len()..].chars().next().is_some_and(char::is_alphabetic);
        let found = nouns.iter().find(|(plural, _)| after.starts_with(plural) && ends(plural));
        if let Some((plural, singular)) = found.filter(|_| alone) {
            written.push_str(singular);
            rest = &after[plural.len()..];
        }
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::words::entries;

    #[test]
    fn identity_one_of_anything_is_singular() {
        let english = |text: &str| counted(text.to_owned(), Language::English);
        assert_eq!(
            english("mean over 1 people, 1 pass of 1 needles"),
            "mean over 1 person, 1 pass of 1 needle"
        );
        assert_eq!(
            english("21 people, 0.1 punctures, 1 of 12 needles"),
            "21 people, 0.1 punctures, 1 of 12 needles"
        );
        assert_eq!(english("1 other people; 1 settings"), "1 other person; 1 setting");
        assert_eq!(english("1 people's"), "1 person's");
        let german = |text: &str| counted(text.to_owned(), Language::German);
        assert_eq!(german("von 1 Behandlungen an 1 Personen"), "von 1 Behandlung an 1 Person");
        assert_eq!(german("1 Einstichen, 11 Nadeln"), "1 Einstich, 11 Nadeln");
    }

    /// Every noun that the table counts is listed here, in both languages.
    #[test]
    fn identity_every_counted_noun_has_its_singular() {
        const COUNTS: [&str; 14] = [
            "{people} ",
            "{treatments} ",
            "{realisations} ",
            "{needles} ",
            "{pins} ",
            "{strokes} ",
            "{passes} ",
            "{draws} ",
            "{maps} ",
            "{sites} ",
            "{settings} ",
            "{count} ",
            "{failed} ",
            "{punctures} ",
        ];
        // Words that follow a count but are not counted: a verb, a preposition, an adjective, and words
        // without a plural form.
        let others = [
            "of",
            "cover",
            "der",
            "bedecken",
            "Schlüssel",
            "with",
            "that",
            "per",
            "pro",
            "together",
            "and",
            "und",
            "against",
            "gegen",
        ];
        for [name, english, german] in entries() {
            for (text, nouns) in [(english, &ENGLISH[..]), (german, &GERMAN[..])] {
                for place in COUNTS {
                    for after in text.split(place).skip(1) {
                        let word =
                            after.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
                        let known = nouns.iter().any(|(plural, _)| after.starts_with(plural));
                        assert!(known || word.is_empty() || others.contains(&word), "{name}: {place}{word}");
                    }
                }
            }
        }
    }
}
