//! Words that titles and sentences of pictures share.

/// A share as a percentage with the digits a title bears.
#[must_use]
pub fn percent(share: f64) -> String {
    let value = share * 100.0;
    let digits = match value {
        0.0 => return "none".to_owned(),
        value if value < 0.01 => return "less than 0.01\u{202f}%".to_owned(),
        value if value > 99.9 => return "nearly all".to_owned(),
        value if value < 1.0 => 2,
        value if value < 10.0 => 1,
        _ => 0,
    };
    format!("{value:.digits$}\u{202f}%")
}

/// With a capital at its beginning.
#[must_use]
pub fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
