//! Which known name an unknown one was probably meant to be.

use super::keys::{self, Key};

/// Longer names than this are not worth comparing.
const LONGEST_NAME: usize = 64;

/// The candidate nearest to `name`, if one is near enough to be worth suggesting.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return None;
    }
    let plain = plain(name);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let known = self::plain(candidate);
        let distance = if known == plain {
            0
        } else if plain.len() >= 3 && starts_as_word(&known, &plain) {
            // `depth` for `depth_mm`: the unit was left out
            1
        } else {
            strsim::damerau_levenshtein(&plain, &known)
        };
        let allowed = (plain.chars().count().max(known.chars().count()) / 3).max(1);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn plain(name: &str) -> String {
    name.trim().chars().map(|c| if c == '-' || c == ' ' { '_' } else { c.to_ascii_lowercase() }).collect()
}

fn starts_as_word(known: &str, start: &str) -> bool {
    known.strip_prefix(start).is_some_and(|rest| rest.starts_with('_'))
}

/// The key that `section.name` was probably meant to be: near in its own section, or of that very
/// name (or nearly) in another one.
pub(crate) fn nearest_key(section: &str, name: &str) -> Option<&'static Key> {
    if let Some(key) = keys::all().find(|key| key.name == name) {
        return Some(key);
    }
    if let Some(near) = nearest(name, keys::of_section(section).iter().map(|key| key.name)) {
        return keys::find(section, near);
    }
    let near = nearest(name, keys::all().map(|key| key.name))?;
    keys::all().find(|key| key.name == near)
}

/// `a, b, c`
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_units_case_and_dashes_are_forgiven() {
        assert_eq!(nearest("depth", ["length_mm", "depth_mm"]), Some("depth_mm"));
        assert_eq!(nearest("Hand-Speed-mm-s", ["hand_speed_mm_s"]), Some("hand_speed_mm_s"));
        assert_eq!(
            nearest("shaft_diameter_mm", ["tip_diameter_um", "shaft_diameter_um"]),
            Some("shaft_diameter_um")
        );
    }

    #[test]
    fn limit_far_or_endless_names_get_no_suggestion() {
        assert_eq!(nearest("xyzzy", ["depth_mm", "seed"]), None);
        assert_eq!(nearest(&"depth_mm".repeat(1000), ["depth_mm"]), None);
        assert_eq!(nearest("", ["depth_mm"]), None);
    }

    #[test]
    fn identity_a_key_of_another_section_is_found() {
        let key = nearest_key("technique", "depth_mm").map(Key::path);
        assert_eq!(key.as_deref(), Some("device.depth_mm"));
    }
}
