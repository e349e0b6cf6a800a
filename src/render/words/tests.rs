//! The table of words against itself and against what the program says elsewhere.

use super::*;
use crate::outcome::difference::{Difference, WhyNot};
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::outcome::safe_depth::WHAT_IT_IS;
use crate::outcome::{FieldKind, Unit, face};

/// Entries that are the same in both languages.
const SAME: [&str; 2] = ["x_mm", "y_mm"];

#[test]
fn identity_every_entry_is_translated_and_holds_the_same_numbers() {
    let entries: Vec<[&str; 3]> = entries().collect();
    assert!(entries.len() > 500, "{}", entries.len());
    let digits = |text: &str| {
        let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    for [name, english, german] in entries {
        assert_eq!(english == german, SAME.contains(&name), "{name}: {german}");
        let says_numbers = !["no_share", "nearly_whole"].contains(&name);
        assert!(!says_numbers || digits(english) == digits(german), "{name}: {german}");
        let letters: Vec<char> = german.chars().collect();
        let point = |three: &[char]| matches!(three, [a, '.', b] if a.is_ascii_digit() && b.is_ascii_digit());
        assert!(!letters.windows(3).any(point), "{name}: a decimal point in {german}");
    }
}

#[test]
fn identity_the_table_says_in_english_what_the_program_says() {
    let english = Language::English;
    for layer in Layer::ALL {
        assert_eq!(english.layer(layer), layer.label());
        assert!(english.in_layer(layer).ends_with(layer.label()));
    }
    for kind in FieldKind::ALL {
        assert_eq!(english.field(*kind), kind.label());
    }
    assert_eq!(english.context_of_use(), CONTEXT_OF_USE);
    assert_eq!(english.what_it_is(), WHAT_IT_IS);
    for region in &face().regions {
        assert_eq!(english.region(&region.name), Some(region.label.as_str()));
    }
    let number = || "3\u{202f}%".to_owned();
    let all = [
        Said::NotComputed,
        Said::Number(number()),
        Said::Over(number()),
        Said::Under(number()),
        Said::UpTo(number()),
    ];
    for said in all {
        assert_eq!(english.said(&said), said.to_string());
    }
    let difference =
        |value, error| Difference { value: Some(value), se: Some(error), ..Difference::default() };
    let none = [WhyNot::NotComputed, WhyNot::AreasDiffer].map(Difference::none);
    let numbers = [(-0.108, 0.0031), (0.01, 0.2), (0.0, 0.0), (1e-13, 1e-14), (-3.14e-8, 4.2e-9)];
    for difference in numbers.map(|(value, error)| difference(value, error)).iter().chain(&none) {
        for unit in [Unit::Share, Unit::Mm] {
            assert_eq!(english.difference(difference, unit), difference.words(unit));
        }
    }
    let said = |value: f64, error: f64| Language::German.difference(&difference(value, error), Unit::Share);
    assert_eq!(said(-0.108, 0.0031), "\u{2212}10,80 ± 0,31\u{202f}Prozentpunkte");
    assert_eq!(said(0.01, 0.2), "+1 ± 20\u{202f}Prozentpunkte (Rauschen)");
}

#[test]
fn identity_decimals_stand_after_the_sign_of_the_language() {
    let german = |words: &str| Language::German.numeral(words);
    assert_eq!(german("0.85–1.24\u{202f}mm"), "0,85–1,24\u{202f}mm");
    assert_eq!(german("(3.14 ± 0.42)·10⁻⁶\u{202f}%"), "(3,14 ± 0,42)·10⁻⁶\u{202f}%");
    assert_eq!(german("\u{2212}0.5 mm. 3 of 4."), "\u{2212}0,5 mm. 3 of 4.");
    assert_eq!(german("12\u{202f}345"), "12\u{202f}345");
    assert_eq!(german(".5. 5."), ".5. 5.");
    assert_eq!(Language::English.numeral("1.5"), "1.5");
    assert_eq!(Language::German.percent(0.0123), "1,2\u{202f}%");
    assert_eq!(Language::English.percent(0.0123), "1.2\u{202f}%");
}

#[test]
fn identity_glossary_keys_and_names_are_of_one_term_each() {
    for language in Language::ALL {
        let mut names: Vec<&str> = glossary::TERMS.iter().map(|term| term.name(language)).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
        for term in glossary::TERMS {
            let meaning = term.meaning(language);
            assert!(
                meaning.ends_with('.') && meaning.chars().next().is_some_and(char::is_uppercase),
                "{meaning}"
            );
        }
    }
}
