//! Validation: the program held against published and exact cases, and against anybody's own.
//!
//! | file | holds |
//! |---|---|
//! | [`case`] | a case: a scenario, a quantity, what it should be |
//! | [`verdict`] | what came out, and whether it passes |
//!
//! Rows of published data that were used to set a number are listed in `data/fitted_rows.toml` and are no cases.

pub mod case;
pub mod verdict;

pub use case::{Case, CaseFile};
pub use verdict::{Verdict, judge};

/// The cases built into the program: (name, text).
pub const BUILT_IN: [(&str, &str); 2] = [
    ("kinematics.toml (built in)", include_str!("../../data/cases/kinematics.toml")),
    ("layered_elastic.toml (built in)", include_str!("../../data/cases/layered_elastic.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Fitted {
        row: Vec<toml::Table>,
    }

    #[test]
    fn validates_no_fitted_row_counts_as_a_case() {
        let fitted: Fitted = toml::from_str(include_str!("../../data/fitted_rows.toml")).unwrap();
        assert!(!fitted.row.is_empty());
        for (name, text) in BUILT_IN {
            for case in CaseFile::parse(name, text, None).unwrap().cases {
                let case = case.unwrap();
                for row in &fitted.row {
                    let source = row["source"].as_str().unwrap();
                    assert!(!case.source.contains(source), "{} rests on the fitted row {source}", case.id);
                }
            }
        }
    }

    #[test]
    fn validates_built_in_cases() {
        for (name, text) in BUILT_IN {
            for case in CaseFile::parse(name, text, None).unwrap().cases {
                let verdict = judge(&case.unwrap());
                assert!(verdict.pass, "{verdict:?}");
            }
        }
    }
}
