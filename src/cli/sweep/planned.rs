//! What is said of the points of a sweep before they are worked out: memory and warnings.

use crate::ask::sweep::Planned;
use crate::cli::Work;
use crate::cli::memory::Needed;
use crate::cli::progress::Shown;
use crate::cli::terminal::say;
use crate::scenario::Allowed;
use crate::simulate::Memory;

/// Memory of the largest point, and what is held of all.
pub(super) fn needed(planned: &Planned, work: &Work) -> Needed {
    let largest = planned.setups.iter().max_by_key(|setup| Memory::of(setup, 1, None).bytes());
    Needed::of(largest.unwrap_or(&planned.setups[0]), work, Allowed::default(), false)
}

pub(super) fn tell(planned: &Planned, progress: &Shown, needed: &Needed) {
    let (points, people) = (planned.setups.len(), planned.sweep.realisations);
    let bytes = needed.memory.bytes() + crate::study::sweep::bytes(&planned.setups);
    let words = format!(
        "{points} points, {people} people at each; memory: at most {} MB on {} threads",
        bytes.div_ceil(1_000_000),
        needed.threads
    );
    progress.tell(&words, &format!("{{\"points\":{points},\"memory_bytes\":{bytes}}}"));
}

/// Says each warning once, with the number of points that it concerns.
pub(super) fn warn(planned: &Planned) {
    const MOST: usize = 5;
    let (found, points) = (&planned.warnings, planned.setups.len());
    for (message, count) in found.iter().take(MOST) {
        say(&format!("warning (at {count} of {points} points): {message}"));
    }
    if found.len() > MOST {
        say(&format!("{} more warnings; puncta check says them of one point", found.len() - MOST));
    }
}
