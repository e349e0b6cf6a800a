//! Keys of a scenario file: one table that the reader, the JSON schema and the template share.
//!
//! A key that is not in [`KEYS`] does not exist. Adding a key here (and its field in [`super::file`]) is
//! enough for it to be read, checked, documented and completed in an editor.

mod after;
pub(crate) mod device;
mod mechanics;
pub(crate) mod place;
mod skin;
mod technique;

pub use skin::Tissue;

use crate::device::{DepthBy, Facts, Kind, Layout, Movement};

/// Version of the scenario format that this program writes and reads.
pub const FORMAT: i64 = 1;

/// Sections in the order in which a scenario is written; `""` is the top of the file.
pub const SECTIONS: [&str; 10] =
    ["", "area", "skin", "device", "technique", "mechanics", "limits", "run", "sessions", "absorption"];

/// Most needle positions that a device may list or generate.
pub const MOST_NEEDLES: usize = 10_000;
/// Most rings of needles.
pub const MOST_RINGS: usize = 64;
/// Most lesions.
pub const MOST_LESIONS: usize = 1000;
/// Most custom layers.
pub const MOST_LAYERS: usize = 16;
/// Most entries of `technique.directions`.
pub const MOST_DIRECTIONS: usize = 16;

/// Type and range of a value.
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
    /// The name of a molecule of `data/molecules.csv`.
    Molecule,
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

/// Kinds of device that use a key: a rule, which the facts of a kind decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Users {
    /// Every kind.
    All,
    /// Kinds with a dial.
    Dialled,
    /// Kinds whose motor drives strokes.
    Strokes,
    /// Kinds with a drum.
    Drum,
    /// Kinds that the hand moves while their needles strike.
    Glides,
    /// Kinds with a plate that is set down.
    SetDown,
    /// Kinds whose needles are pushed in at a speed of their own.
    Pushed,
    /// Kinds whose needles stand in rings, in a grid or where a list says.
    Free,
    /// Kinds with more than one needle.
    Arrays,
}

impl Users {
    /// Whether a kind is one of them.
    pub fn include(self, kind: Kind) -> bool {
        let Facts { movement, depth, .. } = *kind.facts();
        match self {
            Users::All => true,
            Users::Dialled => depth == DepthBy::Dial,
            Users::Strokes => movement == Movement::Strokes,
            Users::Drum => movement.layouts().contains(&Layout::Drum),
            Users::Glides => movement.glides(),
            Users::SetDown => movement == Movement::SetDown,
            Users::Pushed => match movement {
                Movement::SetDown | Movement::Singly => true,
                Movement::Strokes | Movement::Rolls => false,
            },
            Users::Free => movement.layouts().contains(&Layout::Grid),
            Users::Arrays => !movement.layouts().is_empty(),
        }
    }

    /// These kinds, in the order in which messages list them.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.include(*kind))
    }
}

/// Where the value of a key comes from if a scenario leaves the key out. A preset's own value comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Default {
    /// Nowhere: a scenario gives the key, or it has no value.
    None,
    /// This value, as TOML.
    Is(&'static str),
    /// This value, as TOML: on a rectangle, and on the face map.
    Area {
        /// On a rectangle.
        plain: Option<&'static str>,
        /// On the face map.
        face: Option<&'static str>,
    },
    /// The embedded data with their sources: `data/devices.toml` for `[device]`, `data/technique.toml` by kind
    /// of device for `[technique]`, `data/depth_ratio.toml` by kind for `[mechanics]`, `data/indices.toml` for
    /// `[limits]`, `data/skin.toml` for `[skin]`.
    Data,
    /// The embedded data for kinds of device with a dial. Others have this value, as TOML.
    Dial {
        /// Value without a dial.
        without: &'static str,
    },
    /// It follows from other keys, as these words say.
    Told(&'static str),
}

/// A key of the scenario file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// Section of the key; `""` for the top of the file.
    pub section: &'static str,
    /// Name of the key, with the unit at the end.
    pub name: &'static str,
    /// Type and range of its value.
    pub value: ValueKind,
    /// Unit of the value; `""` if there is none.
    pub unit: &'static str,
    /// Kinds of device that use the key.
    pub users: Users,
    /// Where its value comes from if a scenario leaves it out.
    pub default: Default,
    /// What the key is, in one line.
    pub text: &'static str,
    /// Reason for the range, as a clause that can follow a colon. May be empty.
    pub why: &'static str,
    /// Example value as TOML for the template. Empty if the default is the example.
    pub example: &'static str,
    /// Names that people try first: an error about one of them points here.
    pub also: &'static [&'static str],
}

impl Key {
    /// Dotted path of the key, as `--set` takes it.
    pub fn path(&self) -> String {
        if self.section.is_empty() { self.name.to_owned() } else { format!("{}.{}", self.section, self.name) }
    }

    /// Example of a value, as TOML: the row's, or else the default.
    pub fn example_toml(&self) -> String {
        super::defaults::example(self)
    }

    /// Whether the template has the key. Numbers of the contact law are for those who measured them, and what
    /// is unstated is for resolved files; the schema has all keys.
    pub fn in_template(&self) -> bool {
        !self.is_of_contact_law() && self.path() != "run.unstated"
    }

    /// Whether the key is a number of the contact law, or names a file of them.
    pub fn is_of_contact_law(&self) -> bool {
        self.section == "mechanics" && !["law", "ratio", "ratio_sd"].contains(&self.name)
    }

    /// Whether a device of this kind uses the key.
    pub fn used_by(&self, kind: Kind) -> bool {
        self.users.include(kind)
    }
}

/// Builds a row of the table with only its place; the other columns are filled in by the methods below.
pub(crate) const fn key(section: &'static str, name: &'static str, value: ValueKind) -> Key {
    Key {
        section,
        name,
        value,
        unit: "",
        users: Users::All,
        default: Default::None,
        text: "",
        why: "",
        example: "",
        also: &[],
    }
}

impl Key {
    pub(crate) const fn unit(self, unit: &'static str) -> Key {
        Key { unit, ..self }
    }
    pub(crate) const fn only(self, users: Users) -> Key {
        Key { users, ..self }
    }
    pub(crate) const fn default(self, toml: &'static str) -> Key {
        Key { default: Default::Is(toml), ..self }
    }
    pub(crate) const fn of_data(self) -> Key {
        Key { default: Default::Data, ..self }
    }
    pub(crate) const fn of_dial(self, without: &'static str) -> Key {
        Key { default: Default::Dial { without }, ..self }
    }
    pub(crate) const fn told(self, words: &'static str) -> Key {
        Key { default: Default::Told(words), ..self }
    }
    pub(crate) const fn on_area(self, plain: Option<&'static str>, face: Option<&'static str>) -> Key {
        Key { default: Default::Area { plain, face }, ..self }
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
    pub(crate) const fn also(self, also: &'static [&'static str]) -> Key {
        Key { also, ..self }
    }
}

pub(crate) const fn number(low: f64, high: f64) -> ValueKind {
    ValueKind::Number { low, high, open: false }
}

pub(crate) const fn integer(low: i64, high: i64) -> ValueKind {
    ValueKind::Integer { low, high }
}

/// All keys, section by section, in the order in which a scenario is written.
pub const KEYS: [&[Key]; 10] = [
    place::TOP,
    place::AREA,
    skin::SKIN,
    device::DEVICE,
    technique::TECHNIQUE,
    mechanics::MECHANICS,
    technique::LIMITS,
    technique::RUN,
    after::SESSIONS,
    after::ABSORPTION,
];

/// All keys in order.
pub fn all() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().flat_map(|section| section.iter())
}

/// Keys of one section.
pub fn of_section(section: &str) -> &'static [Key] {
    SECTIONS.iter().position(|s| *s == section).and_then(|i| KEYS.get(i)).copied().unwrap_or(&[])
}

/// Key with this section and name.
pub fn find(section: &str, name: &str) -> Option<&'static Key> {
    of_section(section).iter().find(|key| key.name == name)
}

/// Key with this dotted path.
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
    use crate::scenario::defaults::{example, help};

    #[test]
    fn identity_every_key_is_found_by_its_path_and_explained() {
        for key in all() {
            assert_eq!(find_path(&key.path()), Some(key));
            assert!(!key.text.is_empty(), "{} has no help", key.path());
            assert!(!example(key).is_empty(), "{} has no example", key.path());
            let help = help(key);
            assert!(!help.contains('\n') && help.len() < 150, "{help}");
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
