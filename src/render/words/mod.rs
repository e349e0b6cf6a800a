//! All words of pictures, in English and in German side by side.
//!
//! There is one table in several parts. An entry is a text with named places, in both languages. The macro
//! `words` turns each entry into a method of [`Language`] that takes the contents of the places:
//!
//! ```
//! use puncta::render::words::Language;
//! assert_eq!(Language::German.reach_title("1.5 %"), "1,5 % der Stiche erreichen die Fettschicht");
//! ```
//!
//! An entry does not compile without its translation, or if the translation omits or adds a place. Another
//! language needs another variant, another text in every entry and another arm in the macro.
//!
//! | file | what it holds |
//! |---|---|
//! | here | the languages, the macro, words that all share |
//! | `maps` | maps and their keys |
//! | `charts` | depth, thickness of skin, the face |
//! | `section` | cross-section and the teaching figure of one needle |
//! | `fields` | maps of fields |
//! | `comparison` | settings side by side |
//! | `safe_depth` | deepest settings, and values against the setting |
//! | `sensitivity` | what decides a value |
//! | `sweep` | values at many settings |
//! | `insertion` | one stroke |
//! | `names` | names of sites and devices, the setting in a line, the foot |
//! | `motion` | teaching figures of roller and pen |
//! | `report` | computed beside measured values |
//! | `recovery` | what follows a treatment |
//! | [`explorer`] | the page of the explorer |
//! | `keys` | keys of a scenario |
//! | `after` | sessions, and what is put on treated skin |
//! | `puncture` | teaching figures of one needle alone, and in an array |
//! | `teaching` | teaching figures that set sites, passes or devices side by side |
//! | `figures` | values in rows and the notes beside them: the terminal and the sheet |
//! | [`glossary`] | terms of the subject, each with its meaning |

use super::theme::Deepest;
use crate::outcome::Layer;
use crate::outcome::figure::Said;
use std::fmt::Display;

/// Language of pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, as on the terminal and in all files.
    #[default]
    English,
    /// German as in Germany, with a decimal comma.
    German,
}

/// Defines entries of the table: a name, its places in brackets if any, the English text, the German text.
macro_rules! words {
    ($($name:ident $(($($place:ident),+))? $english:literal / $german:literal,)*) => {
        impl Language {
            $(words! { @method $name $(($($place),+))? $english / $german })*
        }

        /// All entries of this part: name, English, German.
        pub(crate) const ENTRIES: &[[&'static str; 3]] = &[$([stringify!($name), $english, $german],)*];
    };
    (@method $name:ident $english:literal / $german:literal) => {
        #[doc = $english]
        #[must_use]
        pub fn $name(self) -> &'static str {
            match self {
                Language::English => $english,
                Language::German => $german,
            }
        }
    };
    (@method $name:ident ($($place:ident),+) $english:literal / $german:literal) => {
        #[doc = $english]
        #[must_use]
        pub fn $name(self, $($place: impl Display),+) -> String {
            let text = match self {
                Language::English => format!($english, $($place = $place),+),
                Language::German => format!($german, $($place = self.numeral(&$place.to_string())),+),
            };
            $crate::render::words::plural::counted(text, self)
        }
    };
}

mod after;
mod charts;
mod comparison;
pub mod explorer;
mod fields;
mod figures;
pub mod glossary;
mod insertion;
pub mod keys;
mod maps;
mod motion;
mod names;
mod plural;
mod puncture;
mod recovery;
mod report;
mod safe_depth;
mod section;
mod sensitivity;
mod sweep;
mod teaching;

#[cfg(test)]
mod tests;

/// All entries of the table: name, English and German text, with places in braces.
pub fn entries() -> impl Iterator<Item = [&'static str; 3]> {
    let parts = [
        ENTRIES,
        after::ENTRIES,
        charts::ENTRIES,
        comparison::ENTRIES,
        explorer::ENTRIES,
        fields::ENTRIES,
        figures::ENTRIES,
        glossary::ENTRIES,
        insertion::ENTRIES,
        report::ENTRIES,
        maps::ENTRIES,
        motion::ENTRIES,
        names::ENTRIES,
        puncture::ENTRIES,
        recovery::ENTRIES,
        safe_depth::ENTRIES,
        sensitivity::ENTRIES,
        section::ENTRIES,
        sweep::ENTRIES,
        teaching::ENTRIES,
    ];
    parts.into_iter().flatten().copied()
}

words! {
    alternative_text "Alternative text" / "Alternativtext",
    key_to(title) "Key to: {title}" / "Legende zu: {title}",
    stratum_corneum "stratum corneum" / "Hornschicht (Stratum corneum)",
    stratum_corneum_narrow "stratum corneum" / "Hornschicht",
    viable_epidermis "viable epidermis" / "lebende Epidermis",
    papillary_dermis "papillary dermis" / "papilläre Dermis",
    reticular_dermis "reticular dermis" / "retikuläre Dermis",
    fat "fat" / "Fettschicht",
    muscle "muscle" / "Muskel",
    in_stratum_corneum "in the stratum corneum" / "in der Hornschicht",
    in_viable_epidermis "in the viable epidermis" / "in der lebenden Epidermis",
    in_papillary_dermis "in the papillary dermis" / "in der papillären Dermis",
    in_reticular_dermis "in the reticular dermis" / "in der retikulären Dermis",
    in_fat "in the fat" / "in der Fettschicht",
    in_muscle "in the muscle" / "im Muskel",
    tip_in_epidermis "tip in the epidermis" / "Spitze in der Epidermis",
    tip_in_dermis "tip in the dermis" / "Spitze in der Dermis",
    tip_below_dermis "tip below the dermis" / "Spitze unter der Dermis",
    darker "darker" / "dunkler",
    lighter "lighter" / "heller",
    no_share "none" / "0\u{202f}%",
    tiny_share "less than 0.01\u{202f}%" / "weniger als 0,01\u{202f}%",
    nearly_whole "nearly all" / "fast 100\u{202f}%",
    none_there "none" / "kein Wert",
    not_computed "not computed" / "nicht berechnet",
    over(number) "over {number}" / "über {number}",
    under(number) "under {number}" / "unter {number}",
    up_to(number) "up to {number}" / "bis {number}",
    set_to(depth) "set {depth}" / "eingestellt {depth}",
    depth_mm "depth (mm)" / "Tiefe (mm)",
    depth_below_surface_mm "depth below the surface (mm)" / "Tiefe unter der Oberfläche (mm)",
}

/// Text of a whole without any remainder.
const ALL_OF_IT: &str = "100\u{202f}%";

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// Attribute of a drawing; empty for English, so that existing drawings keep their bytes.
    #[must_use]
    pub fn attribute(self) -> &'static str {
        match self {
            Language::English => "",
            Language::German => " xml:lang=\"de\"",
        }
    }

    /// Two-letter code of the language.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// Converts a number, or a text with numbers in it, to the decimal sign of the language.
    #[must_use]
    pub fn numeral(self, words: &str) -> String {
        if self == Language::English {
            return words.to_owned();
        }
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        let mut written = String::with_capacity(words.len());
        let mut rest = words.chars().peekable();
        while let Some(letter) = rest.next() {
            let decimal = letter == '.' && is_digit(written.chars().last()) && is_digit(rest.peek().copied());
            written.push(if decimal { ',' } else { letter });
        }
        written
    }

    /// Name of a layer.
    #[must_use]
    pub fn layer(self, layer: Layer) -> &'static str {
        match layer {
            Layer::StratumCorneum => self.stratum_corneum(),
            Layer::ViableEpidermis => self.viable_epidermis(),
            Layer::PapillaryDermis => self.papillary_dermis(),
            Layer::ReticularDermis => self.reticular_dermis(),
            Layer::Fat => self.fat(),
            Layer::Muscle => self.muscle(),
        }
    }

    /// Name of a layer where there is little room, as in a panel of a sheet.
    #[must_use]
    pub fn layer_in(self, layer: Layer, narrow: bool) -> &'static str {
        match layer {
            Layer::StratumCorneum if narrow => self.stratum_corneum_narrow(),
            layer => self.layer(layer),
        }
    }

    /// Phrase for a place in a layer.
    #[must_use]
    pub fn in_layer(self, layer: Layer) -> &'static str {
        match layer {
            Layer::StratumCorneum => self.in_stratum_corneum(),
            Layer::ViableEpidermis => self.in_viable_epidermis(),
            Layer::PapillaryDermis => self.in_papillary_dermis(),
            Layer::ReticularDermis => self.in_reticular_dermis(),
            Layer::Fat => self.in_fat(),
            Layer::Muscle => self.in_muscle(),
        }
    }

    /// Name of a class of tips in legends.
    #[must_use]
    pub fn class(self, class: Deepest) -> &'static str {
        match class {
            Deepest::Epidermis => self.tip_in_epidermis(),
            Deepest::Dermis => self.tip_in_dermis(),
            Deepest::Fat => self.tip_below_dermis(),
        }
    }

    /// Share as a percentage, with the digits that suit a title.
    #[must_use]
    pub fn percent(self, share: f64) -> String {
        let value = share * 100.0;
        let digits = match value {
            0.0 => return self.no_share().to_owned(),
            100.0 => return ALL_OF_IT.to_owned(),
            value if value < 0.01 => return self.tiny_share().to_owned(),
            value if value > 99.9 => return self.nearly_whole().to_owned(),
            value if value < 1.0 => 2,
            value if !(10.0..=99.0).contains(&value) => 1,
            _ => 0,
        };
        self.numeral(&format!("{value:.digits$}\u{202f}%"))
    }

    /// Parts of a whole as percentages of their sum. All have the decimals that those need which are `told`, so that together they are
    /// 100, but no more than the errors of the parts bear. Errors are shares of the whole, 0 where there is none. A part that is then too
    /// small to be written has decimals of its own, and leaves none of the others at 100.
    #[must_use]
    pub fn shares<const N: usize>(self, parts: [f64; N], errors: [f64; N], told: [bool; N]) -> [String; N] {
        let all: f64 = parts.iter().sum();
        let percent = parts.map(|part| if all > 0.0 { 100.0 * part / all } else { 0.0 });
        let decimals_of = |part: f64| match part {
            100.0 => 0,
            part if !(1.0..=99.9).contains(&part) => 2,
            part if !(10.0..=90.0).contains(&part) => 1,
            _ => 0,
        };
        // The first digit of an error is the last that it bears.
        let borne = |at: usize| match 100.0 * errors[at] {
            error if error > 0.0 => (-error.log10()).ceil().clamp(0.0, 2.0) as usize,
            _ => 2,
        };
        let is_told = |at: &usize| percent[*at] >= 0.01 && told[*at];
        let largest = (0..N).filter(is_told).max_by(|a, b| percent[*a].total_cmp(&percent[*b]));
        let wanted = (0..N).filter(is_told).map(|at| decimals_of(percent[at])).max().unwrap_or(0);
        let decimals = largest.map_or(wanted, |at| wanted.min(borne(at)));
        let step = 10f64.powi(decimals as i32);
        let written = percent.map(|part| part >= 1.0 / step);
        // Rounded down, and what is then missing to 100 goes to the largest remainders.
        let mut units = percent.map(|part| (part * step + 1e-9).floor());
        let mut order: Vec<usize> = (0..N).filter(|at| written[*at]).collect();
        let rest = |at: usize| percent[at] * step - units[at];
        order.sort_by(|a, b| rest(*b).total_cmp(&rest(*a)));
        let short = (100.0 * step - order.iter().map(|at| units[*at]).sum::<f64>()).max(0.0) as usize;
        for at in order.into_iter().take(short) {
            units[at] += 1.0;
        }
        std::array::from_fn(|at| match percent[at] {
            0.0 => self.no_share().to_owned(),
            100.0 => ALL_OF_IT.to_owned(),
            tiny if tiny < 0.01 => self.tiny_share().to_owned(),
            small if !written[at] => {
                let decimals = decimals_of(small).min(borne(at)).max(decimals);
                let least = 10f64.powi(-(decimals as i32));
                if small < least {
                    self.under(format!("{least:.decimals$}\u{202f}%"))
                } else {
                    self.numeral(&format!("{small:.decimals$}\u{202f}%"))
                }
            }
            _ if units[at] >= 100.0 * step => {
                self.over(format!("{:.decimals$}\u{202f}%", 100.0 - 1.0 / step))
            }
            _ => self.numeral(&format!("{:.decimals$}\u{202f}%", units[at] / step)),
        })
    }

    /// Wording of a value in this language.
    #[must_use]
    pub fn said(self, said: &Said) -> String {
        match said {
            Said::None => self.none_there().to_owned(),
            Said::Number(number) => self.numeral(number),
            Said::Over(number) => self.over(number),
            Said::Under(number) => self.under(number),
            Said::UpTo(number) => self.up_to(number),
        }
    }
}

/// Most characters of an alternative text.
pub const MOST_ALTERNATIVE: usize = 400;

/// Alternative text of these sentences: from the first on, each that still fits. The caption stands beside it, so it
/// repeats none of it.
#[must_use]
pub fn alternative(sentences: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut text = String::new();
    for sentence in sentences {
        let sentence = sentence.as_ref();
        let gap = if text.is_empty() || sentence.is_empty() { "" } else { " " };
        if text.chars().count() + gap.len() + sentence.chars().count() < MOST_ALTERNATIVE {
            text.push_str(gap);
            text.push_str(sentence);
        }
    }
    text
}

/// Text with a capital at its beginning.
#[must_use]
pub fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
