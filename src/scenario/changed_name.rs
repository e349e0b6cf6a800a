//! Name of a scenario whose keys `--set` changed: "12-pin pen at 1.5 mm" may no longer be one.
//!
//! The name says what changed: "12-pin pen at 1.5 mm [depth_mm = 1.2]". It is part of the resolved file, so
//! that running this file again gives the same titles.

use super::diagnostic::{Places, SET_PREFIX, Sources};
use crate::foundation::shown::is_obeyed;
use std::collections::BTreeMap;

/// Sections that describe the treatment, which a name may speak of, by how much a reader needs them.
const NAMED: [&str; 5] = ["device", "skin", "technique", "mechanics", "area"];

/// Most changes that a name lists, and most characters of a value.
const LISTED: usize = 2;
const LONGEST: usize = 16;

/// `name`, with the changes of `--set` behind it; as it is if `--set` gives the name itself, or changes
/// nothing of the treatment.
pub(super) fn of(name: &str, sources: &Sources, places: &Places) -> String {
    if sources.is_named() || places.get("name").is_some_and(|place| place.source > 0) {
        return name.to_owned();
    }
    let mut changes = BTreeMap::new();
    for source in sources.list().iter().skip(1) {
        let setting = source.text.strip_prefix(SET_PREFIX).unwrap_or_default();
        let Some((path, value)) = setting.split_once('=') else { continue };
        let Some((section, key)) = path.trim().split_once('.') else { continue };
        if let Some(rank) = NAMED.iter().position(|named| *named == section) {
            changes.insert((rank, key.to_owned()), said(value));
        }
    }
    if changes.is_empty() {
        return name.to_owned();
    }
    let more = if changes.len() > LISTED { ", …" } else { "" };
    let listed: Vec<String> =
        changes.iter().take(LISTED).map(|((_, key), value)| format!("{key} = {value}")).collect();
    format!("{name} [{}{more}]", listed.join(", "))
}

/// A value as written, without its quotes, on one line.
fn said(value: &str) -> String {
    let value: String = value.trim().chars().filter(|c| !is_obeyed(*c) && *c != '"').collect();
    if value.chars().count() <= LONGEST {
        return value;
    }
    value.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Sources, catalogue, load};

    const FILE: &str = "format = 1\nname = \"Pen at 1.5 mm\"\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n\
        depth_mm = 1.5\n";

    fn name(sets: &[&str]) -> String {
        load(&Sources::new("file", FILE, sets), &catalogue(), "file").unwrap().provenance.name
    }

    #[test]
    fn identity_a_name_says_what_set_changed() {
        assert_eq!(name(&[]), "Pen at 1.5 mm");
        assert_eq!(name(&["run.seed=2"]), "Pen at 1.5 mm", "the same treatment");
        assert_eq!(name(&["device.depth_mm=1"]), "Pen at 1.5 mm [depth_mm = 1]");
        assert_eq!(name(&["device.depth_mm=1", "name=Mine"]), "Mine");
        let two = "Pen at 1.5 mm [preset = pen-36, site = forehead]";
        assert_eq!(name(&["skin.site=forehead", "device.preset=pen-36"]), two);
        assert_eq!(name(&["device.preset=\"pen-36\"", "skin.site=forehead"]), two, "in any order");
        let sized = ["area.width_mm=8", "area.height_mm=8", "device.depth_mm=1"];
        assert_eq!(
            name(&sized),
            "Pen at 1.5 mm [depth_mm = 1, height_mm = 8, …]",
            "the depth is not left out"
        );
        let three = ["skin.site=forehead", "device.preset=pen-36", "device.depth_mm=1"];
        assert_eq!(name(&three), "Pen at 1.5 mm [depth_mm = 1, preset = pen-36, …]");
    }
}
