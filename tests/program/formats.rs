//! The page of formats names everything that the program writes: values, maps, pictures.

use puncta::injury::{FieldKind, Measure};
use puncta::render::{comparison, picture_set};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/formats.md");

/// Words in the code of a text: `reach.fat` gives "reach" and "fat".
fn words(text: &str) -> BTreeSet<&str> {
    let codes = text.lines().flat_map(|line| line.split('`').skip(1).step_by(2));
    codes
        .flat_map(|code| code.split(|letter: char| !(letter.is_alphanumeric() || "_-".contains(letter))))
        .collect()
}

/// The part of the page below this heading, up to the next one of its kind.
fn below(heading: &str) -> &'static str {
    let kind = heading.split(' ').next().unwrap();
    let (_, text) = PAGE.split_once(&format!("\n{heading}\n")).unwrap_or_default();
    text.split(&format!("\n{kind} ")).next().unwrap()
}

#[test]
fn identity_every_value_is_in_the_page_of_formats() {
    for measure in Measure::ALL {
        let key = measure.key();
        let (section, rest) = key.split_once('.').unwrap();
        let section = words(below(&format!("### `{section}`")));
        let in_section = rest.split('.').all(|part| section.contains(part));
        assert!(in_section || PAGE.contains(&format!("`{key}`")), "{key}");
    }
}

#[test]
fn identity_every_map_is_in_the_page_of_formats() {
    let maps = words(below("## `fields.npz`"));
    for kind in FieldKind::ALL {
        assert!(maps.contains(kind.name()), "{}", kind.name());
    }
}

#[test]
fn identity_every_picture_is_in_the_page_of_formats() {
    let page = words(PAGE);
    for name in picture_set::names().chain(comparison::names()) {
        assert!(page.contains(name), "{name}");
    }
}
