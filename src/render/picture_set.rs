//! The pictures of a run.
//!
//! | file | holds |
//! |---|---|
//! | here | the table of all pictures |
//! | `block` | a block of skin with two cut faces |
//! | `dots` | every opening of one treatment in a small square |
//! | `people` | people by their fat-layer reach |
//! | `punctures` | maps of one treatment: its punctures and the injured dermis |
//! | `reach` | maps of the fat-layer reach |
//! | `skin` | thickness of the skin, regions of a face |
//! | `tips` | chart of the depths of tips |

mod block;
pub(super) mod dots;
mod people;
pub(super) mod punctures;
pub(super) mod reach;
mod skin;
pub(super) mod tips;

use super::entry::Part::{Figures, First, Mean, One};
use super::entry::{Entry, always, draw_all, draw_these};
use super::{Files, Look, Picture, RenderError, Theme, layer_chart, section, sheet};
use crate::outcome::{FieldKind, Outcome, PICTURES};

/// Pictures of a report, in its order.
#[cfg(feature = "print")]
const OF_REPORT: [&str; 7] = [
    "cross-section",
    "tip-depth",
    "tips-by-layer",
    "punctures",
    "dermal-injury",
    "fat-reach",
    "skin-thickness-people",
];

/// The pictures of a report that the outcome has everything for.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
#[cfg(feature = "print")]
pub(super) fn of_report(outcome: &Outcome, theme: &Theme) -> Result<Vec<Picture>, RenderError> {
    let of_name = |name: &'static str| TABLE.iter().filter(move |entry| entry.name == name);
    let drawn = OF_REPORT.into_iter().flat_map(of_name);
    let drawn = drawn.filter(|entry| (entry.when)(outcome) && entry.lacks(outcome).is_none());
    drawn.map(|entry| (entry.draw)(outcome, theme, entry.name)).collect()
}

/// All pictures of a run, in the order in which they are listed.
pub(super) const TABLE: [Entry<Outcome>; PICTURES] = [
    Entry {
        name: "punctures",
        needs: &[Figures, First, One(FieldKind::Punctures)],
        when: always,
        own_page: false,
        draw: dots::draw,
    },
    Entry { name: "block", needs: &[Figures, First], when: always, own_page: false, draw: block::draw },
    Entry {
        name: "puncture-density",
        needs: &[Figures, One(FieldKind::Punctures)],
        when: always,
        own_page: false,
        draw: punctures::density,
    },
    Entry {
        name: "dermal-injury",
        needs: &[Figures, One(FieldKind::DermisVolume)],
        when: always,
        own_page: false,
        draw: punctures::dermal_injury,
    },
    Entry {
        name: "fat-reach",
        needs: &[Figures],
        when: people::tell_the_reach,
        own_page: false,
        draw: people::draw,
    },
    Entry {
        name: "fat-reach",
        needs: &[Figures, Mean(FieldKind::FatPerCm2), Mean(FieldKind::Punctures)],
        when: |outcome| !people::tell_the_reach(outcome),
        own_page: false,
        draw: reach::map_of_people,
    },
    Entry {
        name: "cross-section",
        needs: &[Figures, First],
        when: always,
        own_page: false,
        draw: section::cross::draw,
    },
    Entry { name: "tip-depth", needs: &[Figures], when: always, own_page: false, draw: tips::tip_depth },
    Entry {
        name: "tips-by-layer",
        needs: &[Figures],
        when: always,
        own_page: false,
        draw: layer_chart::draw,
    },
    Entry {
        name: "skin-thickness-people",
        needs: &[Figures],
        when: always,
        own_page: false,
        draw: skin::thickness_over_people,
    },
    Entry {
        name: "skin-thickness",
        needs: &[First],
        when: |outcome| outcome.varies_in_place,
        own_page: false,
        draw: skin::thickness,
    },
    Entry {
        name: "fat-reach-one-person",
        needs: &[First, One(FieldKind::FatPerCm2), One(FieldKind::Punctures)],
        when: |outcome| outcome.varies_in_place,
        own_page: false,
        draw: reach::of_one_person,
    },
    Entry {
        name: "face-regions",
        needs: &[],
        when: |outcome| outcome.face.is_some(),
        own_page: false,
        draw: skin::face_regions,
    },
    Entry {
        name: "sheet",
        needs: &[
            Figures,
            Mean(FieldKind::FatPerCm2),
            Mean(FieldKind::Punctures),
            One(FieldKind::DermisVolume),
            First,
        ],
        when: always,
        own_page: true,
        draw: sheet::draw,
    },
];

/// Names of all pictures that a run may have.
pub fn names() -> impl Iterator<Item = &'static str> {
    // Two pictures that never go together may share a name, and stand side by side.
    let other = |at: usize| at == 0 || TABLE[at - 1].name != TABLE[at].name;
    TABLE.iter().enumerate().filter(move |(at, _)| other(*at)).map(|(_, entry)| entry.name)
}

/// Draws one picture of a run by its name; `None` if the run has none of that name, or lacks what it shows.
///
/// # Errors
/// Those of the drawing.
pub fn one(outcome: &Outcome, name: &str, theme: &Theme) -> Result<Option<Picture>, RenderError> {
    let mut of_name = TABLE.iter().filter(|entry| entry.name == name);
    let found = of_name.find(|entry| (entry.when)(outcome) && entry.lacks(outcome).is_none());
    found.map(|entry| (entry.draw)(outcome, theme, entry.name)).transpose()
}

/// Names of the pictures that a run has, in their order.
pub fn of(outcome: &Outcome) -> impl Iterator<Item = &'static str> {
    let there = TABLE.iter().filter(|entry| (entry.when)(outcome) && entry.lacks(outcome).is_none());
    there.map(|entry| entry.name)
}

/// Draws one picture of a run as a look wants it; `None` if the run has none of that name.
///
/// # Errors
/// Those of the drawing.
pub fn page(outcome: &Outcome, name: &str, look: &Look) -> Result<Option<Picture>, RenderError> {
    let mut of_name = TABLE.iter().filter(|entry| entry.name == name);
    let found = of_name.find(|entry| (entry.when)(outcome) && entry.lacks(outcome).is_none());
    found.map(|entry| entry.page(outcome, look)).transpose()
}

/// Draws the face with the mean skin thickness of its regions, whatever part of the body a run treated.
///
/// # Errors
/// Errors of the colour table.
pub fn face_regions(outcome: &Outcome, theme: &Theme) -> Result<Picture, RenderError> {
    skin::face_regions(outcome, theme, "face-regions")
}

/// Draws all pictures of a run, each with its files.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw(outcome: &Outcome, look: &Look) -> Result<Vec<Files>, RenderError> {
    draw_all(&TABLE, outcome, look)
}

/// Draws the pictures of a run whose data are available, and names the others with what is missing.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub fn draw_what_is_there(outcome: &Outcome, look: &Look) -> Result<(Vec<Files>, Vec<String>), RenderError> {
    let wanted = || TABLE.iter().filter(|entry| (entry.when)(outcome));
    let there: Vec<&Entry<Outcome>> = wanted().filter(|entry| entry.lacks(outcome).is_none()).collect();
    let drawn = draw_these(&there, outcome, look)?;
    let missing = |entry: &Entry<Outcome>| {
        entry.lacks(outcome).map(|part| format!("{} ({})", entry.name, part.words()))
    };
    Ok((drawn, wanted().filter_map(missing).collect()))
}
