//! The pile of complaints, bounded.

use super::diagnostic::Diagnostic;

/// After this many problems the rest are only counted.
const MOST_PROBLEMS: usize = 100;

/// What has been found wrong so far; bounded, whatever the file holds.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    list: Vec<Diagnostic>,
    dropped: usize,
    meant: Vec<String>,
}

impl Problems {
    pub fn push(&mut self, problem: impl FnOnce() -> Diagnostic) {
        if self.list.len() < MOST_PROBLEMS {
            self.list.push(problem());
        } else {
            self.dropped += 1;
        }
    }

    /// Adds a complaint about a misspelt name, with the key or section that was probably meant, so
    /// that it is not called missing as well.
    pub fn push_misspelt(&mut self, problem: impl FnOnce() -> (Diagnostic, Option<String>)) {
        let mut meant = None;
        self.push(|| {
            let (problem, path) = problem();
            meant = path;
            problem
        });
        self.meant.extend(meant);
    }

    /// Whether one of these keys or sections was probably given under a misspelt name.
    pub fn was_meant(&self, paths: &[&str]) -> bool {
        self.meant.iter().any(|meant| paths.contains(&meant.as_str()))
    }

    /// The problems kept, and how many were only counted.
    pub fn into_parts(self) -> (Vec<Diagnostic>, usize) {
        (self.list, self.dropped)
    }
}
