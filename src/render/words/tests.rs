//! Tests of the table of words, on its own and against other parts of the program.

use super::*;
use crate::outcome::difference::{Difference, WhyNot};
use crate::outcome::figure::suffix;
use crate::outcome::provenance::CONTEXT_OF_USE;
use crate::outcome::safe_depth::WHAT_IT_IS;
use crate::outcome::{FieldKind, Unit, face};
use crate::render::theme::Rgb;
use crate::render::{ColourMap, Theme};

/// Entries that are the same in both languages.
const SAME: [&str; 3] = ["x_mm", "y_mm", "rests_on"];

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
        Said::None,
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
            let suffix = if unit == Unit::Share { english.points() } else { suffix(unit) };
            let said = difference.said_briefly(unit, suffix).to_string();
            assert_eq!(english.difference(difference, unit), said);
        }
    }
    let said = |value: f64, error: f64| Language::German.difference(&difference(value, error), Unit::Share);
    assert_eq!(said(-0.108, 0.0031), "\u{2212}10,8 ± 0,3\u{202f}Prozentpunkte");
    assert_eq!(said(0.01, 0.2), "+1 ± 20\u{202f}Prozentpunkte (Rauschen)");
}

#[test]
fn identity_decimals_stand_after_the_sign_of_the_language() {
    let german = |words: &str| Language::German.numeral(words);
    assert_eq!(german("0.85–1.24\u{202f}mm"), "0,85–1,24\u{202f}mm");
    let power = "\u{202f}×\u{202f}10⁻⁶\u{202f}%";
    assert_eq!(german(&format!("(3.14 ± 0.42){power}")), format!("(3,14 ± 0,42){power}"));
    assert_eq!(german("\u{2212}0.5 mm. 3 of 4."), "\u{2212}0,5 mm. 3 of 4.");
    assert_eq!(german("12\u{202f}345"), "12\u{202f}345");
    assert_eq!(german(".5. 5."), ".5. 5.");
    assert_eq!(Language::English.numeral("1.5"), "1.5");
    assert_eq!(Language::German.percent(0.0123), "1,2\u{202f}%");
    assert_eq!(Language::English.percent(0.0123), "1.2\u{202f}%");
}

/// Shares of one whole in a title add up, and none is 100 % beside a remainder.
#[test]
fn identity_shares_of_a_whole_add_up_as_written() {
    let english = |parts| {
        Language::English
            .shares(parts, [0.0; 3], [true; 3])
            .map(|share: String| share.replace('\u{202f}', " "))
    };
    assert_eq!(english([0.0, 0.9968, 0.0032]), ["none", "99.68 %", "0.32 %"]);
    assert_eq!(english([0.004, 0.996, 0.0]), ["0.40 %", "99.60 %", "none"]);
    assert_eq!(english([1.0, 1.0, 1.0]), ["34 %", "33 %", "33 %"]);
    let two = Language::English.shares([4e-4, 0.783, 0.2166], [0.0; 3], [false, true, true]);
    assert_eq!(two[1..], ["78\u{202f}%", "22\u{202f}%"]);
    assert_eq!(english([0.0, 1.0, 0.0]), ["none", "100 %", "none"]);
    assert_eq!(english([0.0, 1.0 - 3e-6, 3e-6]), ["none", "over 99.99 %", "less than 0.01 %"]);
    assert_eq!(english([0.05, 0.949_99, 1e-5]), ["5.0 %", "95.0 %", "less than 0.01 %"]);
    assert_eq!(english([0.0, 0.0, 0.0]), ["none", "none", "none"]);
    // No more digits than the error bears, and what is less than the last of them has its own.
    let known = |parts, errors| {
        let told = Language::English.shares(parts, errors, [false, true, true]);
        [told[1].replace('\u{202f}', " "), told[2].replace('\u{202f}', " ")]
    };
    assert_eq!(known([0.2880, 0.7109, 0.0011], [0.021, 0.021, 7e-4]), ["71 %", "0.11 %"]);
    assert_eq!(known([0.2880, 0.7109, 0.0011], [0.021, 0.021, 5e-3]), ["71 %", "0.1 %"]);
    assert_eq!(known([0.0, 0.9968, 0.0032], [0.0, 0.0027, 0.0027]), ["99.7 %", "0.3 %"]);
    assert_eq!(known([0.0, 0.9992, 0.0008], [0.0, 0.02, 0.002]), ["over 99 %", "under 0.1 %"]);
    let number = |words: &String| words.split_once(' ').and_then(|(number, _)| number.parse::<f64>().ok());
    for step in 0..2000 {
        let [a, b] = [f64::from(step) / 2000.0, f64::from(step * 7919 % 2000) / 2000.0];
        let parts = [a * b, a * (1.0 - b), 1.0 - a];
        let written = english(parts);
        let sum: f64 = written.iter().filter_map(number).sum();
        assert!((sum - 100.0).abs() < 1e-9, "{parts:?}: {written:?}");
    }
    for share in [0.99, 0.9949, 0.9951, 0.9968, 0.998, 0.9989] {
        assert_ne!(Language::English.percent(share), "100\u{202f}%", "{share}");
    }
    assert_eq!(Language::English.percent(0.9968), "99.7\u{202f}%");
    assert_eq!(Language::English.percent(1.0), "100\u{202f}%");
}

/// Words for colours, in English and in German.
const COLOURS: [(&str, &str); 12] = [
    ("black", "schwarz"),
    ("white", "weiß"),
    ("grey", "grau"),
    ("dark", "dunkel"),
    ("light", "hell"),
    ("pale", "blass"),
    ("blue", "blau"),
    ("red", "rot"),
    ("orange", "orange"),
    ("green", "grün"),
    ("darker", "dunkler"),
    ("lighter", "heller"),
];

/// Drawn colour where an entry names a colour; `None` on a ground on which the entry is not used.
fn drawn(entry: &str, colour: &str, theme: &Theme) -> Option<Rgb> {
    let vik = |place| ColourMap::Vik.at(place, theme).unwrap();
    Some(match (entry, colour) {
        // Zero is drawn as the ground.
        ("black", _) => return theme.dark.then_some(theme.ground),
        ("white", _) => return (!theme.dark).then_some(theme.ground),
        ("injury_difference_sentence" | "reach_difference_sentence", _) => match colour {
            "red" => vik(1.0),
            "orange" => vik(0.75),
            "blue" => vik(0.15),
            _ => vik(0.5),
        },
        (
            "differences_sentence"
            | "grey_lines"
            | "grey_by_chance"
            | "passes_by_chance"
            | "sweep_inputs"
            | "tornado_choices"
            | "timeline_sentence"
            | "plan_sentence",
            _,
        ) => theme.quiet,
        ("at_depth_reached", _) => theme.accents.blue,
        ("peak_speed" | "peak_speed_of_dwell", _) => theme.accents.vermilion,
        ("dimple_channel", _) => theme.skin.ink,
        _ => panic!("{entry} names the colour {colour}: say here what is drawn there"),
    })
}

fn is(colour: &str, rgb: Rgb) -> bool {
    let Rgb(r, g, b) = rgb;
    let [r, g, b] = [r, g, b].map(f64::from);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let chroma = most - least;
    let hue = 60.0
        * match most {
            _ if chroma == 0.0 => 0.0,
            most if most == r => ((g - b) / chroma).rem_euclid(6.0),
            most if most == g => (b - r) / chroma + 2.0,
            _ => (r - g) / chroma + 4.0,
        };
    let light = rgb.lightness();
    match colour {
        "black" => light < 12.0,
        "white" => light > 97.0,
        "grey" => chroma < 40.0 && (25.0..80.0).contains(&light),
        "dark" => light < 30.0,
        "pale" => light > 80.0,
        "blue" => chroma > 60.0 && (185.0..255.0).contains(&hue),
        "red" => chroma > 60.0 && !(16.0..340.0).contains(&hue),
        "orange" => chroma > 60.0 && (16.0..45.0).contains(&hue),
        _ => false,
    }
}

/// Texts only name colours that are drawn, on light ground and on dark ground.
#[test]
fn identity_words_for_colours_are_those_that_are_drawn() {
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|letter: char| !letter.is_alphabetic());
        parts.map(str::to_lowercase).collect()
    };
    for [name, english, german] in entries() {
        for (colour, translated) in COLOURS {
            if !words(english).iter().any(|word| word == colour) {
                continue;
            }
            assert!(words(german).iter().any(|word| word.starts_with(translated)), "{name}: {translated}");
            // More is always away from the ground, so the theme chooses the word.
            if ["darker", "lighter"].contains(&colour) && name == colour {
                continue;
            }
            for theme in [Theme::LIGHT, Theme::DARK] {
                if let Some(rgb) = drawn(name, colour, &theme) {
                    assert!(is(colour, rgb), "{name}: {colour}, and {rgb:?} is drawn (dark: {})", theme.dark);
                }
            }
        }
    }
    for theme in [Theme::LIGHT, Theme::DARK] {
        let [least, most] = [0.1, 0.9].map(|place| ColourMap::Carmine.at(place, &theme).unwrap().lightness());
        let more = if most > least { "lighter" } else { "darker" };
        assert_eq!(theme.more(), more);
    }
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
