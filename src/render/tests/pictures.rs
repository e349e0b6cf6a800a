//! The tables of pictures against what a run and a comparison keep.

use crate::outcome::FieldKind;
use crate::render::entry::{Entry, Part};
use crate::render::{comparison, picture_set};

/// Maps that the pictures of a table need, in the order of all maps.
fn maps<T>(table: &[Entry<T>], of: fn(Part) -> Option<FieldKind>) -> Vec<FieldKind> {
    let needed: Vec<FieldKind> = table.iter().flat_map(|entry| entry.needs).copied().filter_map(of).collect();
    FieldKind::ALL.iter().copied().filter(|kind| needed.contains(kind)).collect()
}

fn of_one(part: Part) -> Option<FieldKind> {
    if let Part::One(kind) = part { Some(kind) } else { None }
}

fn of_many(part: Part) -> Option<FieldKind> {
    if let Part::Mean(kind) = part { Some(kind) } else { None }
}

/// A run and a comparison keep the maps that their pictures need, and no others.
#[test]
fn identity_the_maps_kept_are_those_that_pictures_need() {
    assert_eq!(maps(&picture_set::TABLE, of_one), FieldKind::OF_ONE);
    assert_eq!(maps(&picture_set::TABLE, of_many), FieldKind::OF_MANY);
    assert_eq!(maps(&comparison::TABLE, of_one), FieldKind::OF_ONE_COMPARED);
    assert_eq!(maps(&comparison::TABLE, of_many), FieldKind::OF_MANY);
    let first = |entry: &Entry<_>| entry.needs.contains(&Part::First);
    assert!(
        !comparison::TABLE.iter().any(first),
        "a comparison keeps neither skin nor strikes of one person"
    );
}

#[test]
fn identity_names_of_pictures_are_unique() {
    for names in [picture_set::names().collect::<Vec<_>>(), comparison::names().collect()] {
        assert!(names.iter().enumerate().all(|(at, name)| !names[..at].contains(name)), "{names:?}");
    }
}
