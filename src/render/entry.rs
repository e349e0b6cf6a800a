//! A picture as a row of a table: its name, what it needs, when there is one, and how it is drawn.

use super::look::Size;
use super::{Files, Look, Picture, RenderError, Theme};
use crate::outcome::{AT_ONCE, FieldKind, Outcome};
use rayon::prelude::*;

/// A picture of a run or of a comparison.
pub(super) struct Entry<T: 'static> {
    /// Stem of its file names.
    pub name: &'static str,
    /// Data that it shows; of a comparison, in every setting.
    pub needs: &'static [Part],
    /// Whether there is such a picture.
    pub when: fn(&T) -> bool,
    /// Whether it has a page size of its own, and is not drawn anew for a column.
    pub own_page: bool,
    /// Draws it under the name given.
    pub draw: fn(&T, &Theme, &str) -> Result<Picture, RenderError>,
}

/// The condition of a picture that there always is.
pub(super) fn always<T>(_: &T) -> bool {
    true
}

/// Data that a picture needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The values over all people.
    Figures,
    /// A mean map over people.
    Mean(FieldKind),
    /// A map of the first person's treatment.
    One(FieldKind),
    /// The first person's skin and strikes.
    First,
}

impl Part {
    fn is_in(self, outcome: &Outcome) -> bool {
        match self {
            Part::Figures => !outcome.summary.is_unknown(),
            Part::Mean(kind) => outcome.drawn(kind).is_some(),
            Part::One(kind) => outcome.one_treatment(kind).is_some(),
            Part::First => !outcome.first.is_empty(),
        }
    }

    /// The part in words.
    pub fn words(self) -> &'static str {
        match self {
            Part::Figures => "the figures",
            Part::Mean(_) => "the maps",
            Part::One(_) | Part::First => "the first treatment",
        }
    }
}

impl<T: Sync> Entry<T> {
    /// Draws the picture, with its files.
    ///
    /// # Errors
    /// Those of the drawing and of its files.
    pub fn files(&self, of: &T, look: &Look) -> Result<Files, RenderError> {
        look.files(&self.page(of, look)?)
    }

    /// Draws the picture as a look wants it.
    ///
    /// # Errors
    /// Those of the drawing.
    pub fn page(&self, of: &T, look: &Look) -> Result<Picture, RenderError> {
        // A page of its own is laid out for a column too, where a whole one could not be read.
        let own = self.own_page && look.size != Size::Column;
        let draw = |theme: &Theme| (self.draw)(of, theme, self.name);
        if own { draw(&look.theme) } else { look.drawn(draw) }
    }
}

impl Entry<Outcome> {
    /// First of the data that the picture needs and that the outcome lacks.
    pub fn lacks(&self, outcome: &Outcome) -> Option<Part> {
        self.needs.iter().copied().find(|part| !part.is_in(outcome))
    }
}

/// Draws all pictures of a table that there are, each with its files.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub(super) fn draw_all<T: Sync>(table: &[Entry<T>], of: &T, look: &Look) -> Result<Vec<Files>, RenderError> {
    let there: Vec<&Entry<T>> = table.iter().filter(|entry| (entry.when)(of)).collect();
    draw_these(&there, of, look)
}

/// Draws these pictures, no more than [`AT_ONCE`] at the same time. Pages of their own take longest, so they are begun first: no
/// thread then waits for the last one.
///
/// # Errors
/// Those of the first picture that cannot be drawn.
pub(super) fn draw_these<T: Sync>(
    entries: &[&Entry<T>],
    of: &T,
    look: &Look,
) -> Result<Vec<Files>, RenderError> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| !entries[*at].own_page);
    let mut drawn: Vec<(usize, Files)> = Vec::with_capacity(entries.len());
    for some in order.chunks(AT_ONCE) {
        let files = |at: &usize| Ok((*at, entries[*at].files(of, look)?));
        drawn.extend(some.par_iter().with_max_len(1).map(files).collect::<Result<Vec<_>, RenderError>>()?);
    }
    drawn.sort_by_key(|(at, _)| *at);
    Ok(drawn.into_iter().map(|(_, files)| files).collect())
}
