//! The answer of a study, as it goes into a folder.

use super::Provenance;

/// Answer of a study: what its folder holds beside the pictures, and what is printed of it.
pub trait Answer {
    /// Command that gives it.
    const COMMAND: &'static str;

    /// Scenario and version behind it. The folder gets the scenario.
    fn provenance(&self) -> &Provenance;

    /// Names and texts of the other files, in the order in which they are listed.
    fn files(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Text printed with `--format json`; empty for a command without that option.
    fn json_text(&self) -> String {
        String::new()
    }
}
