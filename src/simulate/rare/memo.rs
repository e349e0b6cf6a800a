//! What the needles of a person reach, kept for setups that differ in where strikes fall alone.
//!
//! Treatments of one person with the same needles, skin and hand come to rest alike, however many strikes they
//! have. Each needle then passes a boundary with the same chance, and only the weights of the needles differ. So the
//! chances are worked out once for all numbers of passes.

use crate::injury::Boundary;
use crate::skin::Anywhere;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Person, boundary, and draw of the inputs under which they were treated; `None` under the central inputs.
type Key = (Option<usize>, u64, Boundary);

/// Chances of the needles of one person.
#[derive(Debug, Clone)]
struct Known {
    normals: Vec<f64>,
    anywhere: Anywhere,
    chances: Vec<f64>,
}

/// Chances of the needles of people.
#[derive(Debug, Default)]
pub struct Memo(Mutex<HashMap<Key, Known>>);

/// A memo, and the draw of the inputs under which people are treated.
#[derive(Debug, Clone, Copy)]
pub struct Under<'a> {
    /// The memo.
    pub memo: &'a Memo,
    /// Number of the draw; `None` under the central inputs.
    pub draw: Option<usize>,
}

impl Under<'_> {
    /// Chances of the needles present, in their order, if this person was treated before.
    pub fn known(
        &self,
        number: u64,
        boundary: Boundary,
        normals: &[f64],
        anywhere: &Anywhere,
    ) -> Option<Vec<f64>> {
        let key = (self.draw, number, boundary);
        let all = self.memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &&Known| known.normals == normals && known.anywhere == *anywhere;
        all.get(&key).filter(same).map(|known| known.chances.clone())
    }

    /// Keeps the chances of a person's needles.
    pub fn keep(
        &self,
        number: u64,
        boundary: Boundary,
        normals: &[f64],
        anywhere: &Anywhere,
        chances: Vec<f64>,
    ) {
        let known = Known { normals: normals.to_vec(), anywhere: *anywhere, chances };
        let mut all = self.memo.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert((self.draw, number, boundary), known);
    }
}
