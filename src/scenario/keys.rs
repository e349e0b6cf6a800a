//! The keys of a scenario file: one table that the reader, the JSON schema and the template share.
//!
//! A key that is not in [`KEYS`] does not exist. Adding one here (and its field in
//! [`super::file`]) is all that is needed for it to be read, checked, documented and completed
//! in an editor.

mod device;
pub(crate) mod place;
mod skin;
mod technique;

/// The version of the scenario format this program writes and reads.
pub const FORMAT: i64 = 1;

/// The kinds of device, in the order they are listed to people.
pub const KINDS: [&str; 5] = ["pen", "roller", "stamp", "patch", "needle"];

/// The sections in the order a scenario is written; `""` is the top of the file.
pub const SECTIONS: [&str; 8] = ["", "area", "skin", "device", "technique", "mechanics", "limits", "run"];

/// Most needle positions a device may list or make up.
pub const MOST_NEEDLES: usize = 10_000;
/// Most rings of needles.
pub const MOST_RINGS: usize = 64;
/// Most lesions.
pub const MOST_LESIONS: usize = 1000;
/// Most custom layers.
pub const MOST_LAYERS: usize = 16;
/// Most entries of `technique.directions`.
pub const MOST_DIRECTIONS: usize = 16;

/// Width and height of the area that a scenario leaves unsaid, mm.
pub const DEFAULT_SIDE_MM: f64 = 20.0;
/// Cell of the maps that a scenario leaves unsaid, um.
pub const DEFAULT_CELL_UM: f64 = 100.0;

/// Names of the layers a scenario may list, with the first and last of the six basic layers each covers.
pub const LAYERS: [(&str, usize, usize); 8] = [
    ("stratum_corneum", 0, 0),
    ("viable_epidermis", 1, 1),
    ("epidermis", 0, 1),
    ("papillary_dermis", 2, 2),
    ("reticular_dermis", 3, 3),
    ("dermis", 2, 3),
    ("fat", 4, 4),
    ("muscle", 5, 5),
];

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueKind {
    /// A finite number, `low..=high`; `open` leaves `high` itself out.
    Number {
        /// Smallest value.
        low: f64,
        /// Largest value.
        high: f64,
        /// True when `high` itself is not allowed.
        open: bool,
    },
    /// A whole number, `low..=high`.
    Integer {
        /// Smallest value.
        low: i64,
        /// Largest value.
        high: i64,
    },
    /// One line of text with at most this many characters.
    Text(usize),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The name of a body site, from the [`Catalogue`](super::Catalogue).
    Site,
    /// The name of a built-in device, from the [`Catalogue`](super::Catalogue).
    Preset,
    /// A list of these words, at most `most` of them.
    Choices {
        /// The words.
        of: &'static [&'static str],
        /// Longest list.
        most: usize,
    },
    /// A list of `[x, y]` pairs, each coordinate in `low..=high`.
    Points {
        /// Smallest coordinate.
        low: f64,
        /// Largest coordinate.
        high: f64,
        /// Longest list.
        most: usize,
    },
    /// A list of tables with these keys.
    Tables {
        /// The keys of each table, with whether a table must have it.
        of: &'static [(Key, bool)],
        /// Longest list.
        most: usize,
    },
}

/// One key of the scenario file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Section it stands in; `""` for the top of the file.
    pub section: &'static str,
    /// Its name, with the unit at the end.
    pub name: &'static str,
    /// What it may hold.
    pub value: ValueKind,
    /// Unit of the value, `""` where there is none.
    pub unit: &'static str,
    /// Kinds of device that use it; `None` = every kind.
    pub kinds: Option<&'static [&'static str]>,
    /// One-line help with the default.
    pub text: &'static str,
    /// Why the range is what it is: a clause that can follow a colon. May be empty.
    pub why: &'static str,
    /// A value, as TOML, to show in a template: the default where there is one.
    pub example: &'static str,
}

impl Key {
    /// The dotted path, as `--set` takes it.
    pub fn path(&self) -> String {
        if self.section.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.section, self.name) }
    }

    /// Whether a device of this kind uses the key.
    pub fn used_by(&self, kind: &str) -> bool {
        self.kinds.is_none_or(|kinds| kinds.contains(&kind))
    }
}

/// Builds the rows of the table: a key with nothing but its place, to be filled in.
pub(crate) const fn key(section: &'static str, name: &'static str, value: ValueKind) -> Key {
    Key { section, name, value, unit: "", kinds: None, text: "", why: "", example: "" }
}

impl Key {
    pub(crate) const fn unit(self, unit: &'static str) -> Key {
        Key { unit, ..self }
    }
    pub(crate) const fn only(self, kinds: &'static [&'static str]) -> Key {
        Key { kinds: Some(kinds), ..self }
    }
    pub(crate) const fn text(self, text: &'static str) -> Key {
        Key { text, ..self }
    }
    pub(crate) const fn why(self, why: &'static str) -> Key {
        Key { why, ..self }
    }
    pub(crate) const fn example(self, example: &'static str) -> Key {
        Key { example, ..self }
    }
}

pub(crate) const fn number(low: f64, high: f64) -> ValueKind {
    ValueKind::Number { low, high, open: false }
}

pub(crate) const fn integer(low: i64, high: i64) -> ValueKind {
    ValueKind::Integer { low, high }
}

/// Every key, section by section, in the order a scenario is written.
pub const KEYS: [&[Key]; 8] = [
    place::TOP,
    place::AREA,
    skin::SKIN,
    device::DEVICE,
    technique::TECHNIQUE,
    technique::MECHANICS,
    technique::LIMITS,
    technique::RUN,
];

/// Every key with its running number.
pub fn all() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().flat_map(|section| section.iter())
}

/// The keys of one section.
pub fn of_section(section: &str) -> &'static [Key] {
    SECTIONS.iter().position(|s| *s == section).and_then(|i| KEYS.get(i)).copied().unwrap_or(&[])
}

/// The key with this section and name.
pub fn find(section: &str, name: &str) -> Option<&'static Key> {
    of_section(section).iter().find(|key| key.name == name)
}

/// The key with this dotted path.
pub fn find_path(path: &str) -> Option<&'static Key> {
    match path.split_once('.') {
        Some((section, name)) if !section.is_empty() => find(section, name),
        Some(_) => None,
        None => find("", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_every_key_is_found_by_its_path_and_explained() {
        for key in all() {
            assert_eq!(find_path(&key.path()), Some(key));
            assert!(!key.text.is_empty(), "{} has no help", key.path());
            assert!(!key.example.is_empty(), "{} has no example", key.path());
            assert!(!key.text.contains('\n') && key.text.len() < 150, "{}", key.path());
            for kind in key.kinds.unwrap_or(&[]) {
                assert!(KINDS.contains(kind));
            }
        }
    }

    #[test]
    fn identity_units_of_names_and_of_the_table_agree() {
        for key in all() {
            for (suffix, unit) in
                [("_mm", "mm"), ("_um", "um"), ("_deg", "degrees"), ("_hz", "Hz"), ("_n", "N")]
            {
                if key.name.ends_with(suffix) {
                    assert_eq!(key.unit, unit, "{}", key.path());
                }
            }
        }
    }

    #[test]
    fn identity_sections_hold_their_own_keys() {
        for (section, keys) in SECTIONS.iter().zip(KEYS) {
            assert!(keys.iter().all(|key| key.section == *section));
        }
    }
}
