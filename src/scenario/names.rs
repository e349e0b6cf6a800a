//! Suggests the known name that an unknown one was probably meant to be.

use super::keys::{self, Key};

/// Longest name that is compared.
const LONGEST_NAME: usize = 64;

/// Candidate nearest to `name`, if one is near enough to suggest.
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
            // `depth` for `depth_mm`: the unit was omitted.
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

/// Key that `section.name` was probably meant to be: the same name in another section, one that people know
/// it by ([`Key::also`]), a similar name in its own section, or a similar one in another.
pub(crate) fn nearest_key(section: &str, name: &str) -> Option<&'static Key> {
    if let Some(key) = keys::all().find(|key| key.name == name) {
        return Some(key);
    }
    if let Some(key) = keys::all().find(|key| key.also.contains(&plain(name).as_str())) {
        return Some(key);
    }
    if let Some(near) = nearest(name, keys::of_section(section).iter().map(|key| key.name)) {
        return keys::find(section, near);
    }
    let near = nearest(name, keys::all().map(|key| key.name))?;
    keys::all().find(|key| key.name == near)
}

/// Joins names: `a, b, c`.
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

    /// Words of catalogues and of other programs lead to the key that is meant, in any section and any case.
    #[test]
    fn identity_names_that_people_try_first_lead_to_the_key() {
        for (section, tried, meant) in [
            ("device", "needle_length", "device.length_mm"),
            ("device", "pins", "device.rings"),
            ("device", "Needle-Count", "device.rings"),
            ("device", "type", "device.kind"),
            ("device", "rpm", "device.frequency_hz"),
            ("technique", "speed", "technique.hand_speed_mm_s"),
            ("technique", "pressure", "technique.force_n"),
            ("device", "pressure", "technique.force_n"),
            ("skin", "location", "skin.site"),
            ("run", "people", "run.realisations"),
        ] {
            let found = nearest_key(section, tried).map(Key::path);
            assert_eq!(found.as_deref(), Some(meant), "{section}.{tried}");
        }
    }

    /// Such a name is no key itself, and stands in one row only.
    #[test]
    fn identity_each_such_name_means_one_key() {
        let mut names: Vec<&str> = keys::all().flat_map(|key| key.also.iter().copied()).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        assert!(names.iter().all(|name| keys::all().all(|key| key.name != *name) && plain(name) == *name));
    }

    #[test]
    fn identity_a_key_of_another_section_is_found() {
        let key = nearest_key("technique", "depth_mm").map(Key::path);
        assert_eq!(key.as_deref(), Some("device.depth_mm"));
    }
}
