//! Bounded list of problems.

use super::diagnostic::Diagnostic;

/// Most problems that are kept; further ones are only counted.
const MOST_PROBLEMS: usize = 100;

/// Problems found so far; the list is bounded whatever the file contains.
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

    /// Adds a problem about a misspelt name, with the key or section that was probably meant. That key is
    /// then not reported as missing as well.
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

    /// The problems kept, and the number of those only counted.
    pub fn into_parts(self) -> (Vec<Diagnostic>, usize) {
        (self.list, self.dropped)
    }
}
