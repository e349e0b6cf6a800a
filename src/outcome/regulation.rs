//! What a bench report lists beside computed values: `data/bench_report.toml`.

use crate::foundation::evidence::Tag;
use crate::recovery::cards::Text;
use serde::Deserialize;
use std::sync::LazyLock;

/// Origin of a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// Name of the list.
    pub name: Text,
    /// How it is known.
    pub tag: Tag,
    /// Id in `data/literature.bib`.
    pub source: String,
    /// Remark on the source.
    pub note: String,
}

/// Who can answer to a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// This program computes something of it.
    Computed,
    /// Only a test of the device can.
    Test,
}

/// A special control, in our words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// Number in the rule.
    pub id: String,
    /// Who can answer.
    pub by: By,
    /// What is asked for.
    pub what: Text,
    /// What this program has of it.
    pub here: Text,
}

/// A category of evidence for the credibility of a model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Number in the guidance.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What there is.
    pub there: Text,
    /// What is missing.
    pub missing: Text,
}

/// Both lists.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regulation {
    /// Origin of the controls.
    pub rule: Of,
    /// The controls.
    pub control: Vec<Control>,
    /// Origin of the categories.
    pub credibility: Of,
    /// The categories.
    pub category: Vec<Category>,
}

/// The lists as embedded.
pub fn regulation() -> &'static Regulation {
    static REGULATION: LazyLock<Regulation> = LazyLock::new(|| {
        let read = toml::from_str(include_str!("../../data/bench_report.toml"));
        read.unwrap_or_else(|error| panic!("embedded table bench_report.toml: {error}"))
    });
    &REGULATION
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_the_lists_are_whole_and_their_sources_known() {
        let lists = regulation();
        let literature = include_str!("../../data/literature.bib");
        for of in [&lists.rule, &lists.credibility] {
            assert!(literature.contains(&format!("{{{},", of.source)), "{}", of.source);
        }
        assert_eq!((lists.control.len(), lists.category.len()), (8, 8));
        assert!(lists.control.iter().any(|control| control.by == By::Test));
    }
}
