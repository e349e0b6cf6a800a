//! Validation: compares the program with published and exact cases, and with cases of the user.
//!
//! | file | holds |
//! |---|---|
//! | [`case`] | a case: a scenario, a quantity, and its expected value |
//! | [`measured`] | what was measured: one value, specimens, a series; everything that is wrong with a case |
//! | [`quantity`] | the quantities: names, kinds, units |
//! | [`verdict`] | the result of a case, and whether it passes |
//!
//! Rows of published data that were used to set a parameter are listed in `data/fitted_rows.toml` and are not
//! cases.

pub mod case;
pub mod measured;
pub mod quantity;
pub mod verdict;

pub use case::{Case, CaseFile};
pub use quantity::unit_words;
pub use verdict::{Standing, Verdict, judge};

/// Cases built into the program: (name, text).
pub const BUILT_IN: [(&str, &str); 3] = [
    ("kinematics.toml (built in)", include_str!("../../data/cases/kinematics.toml")),
    ("layered_elastic.toml (built in)", include_str!("../../data/cases/layered_elastic.toml")),
    ("penetration.toml (built in)", include_str!("../../data/cases/penetration.toml")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mechanics::Law;
    use crate::mechanics::numbers::FITTED;
    use crate::mechanics::parameters::EVIDENCE;
    use crate::study::fit;

    #[derive(serde::Deserialize)]
    struct Fitted {
        row: Vec<Row>,
    }

    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Row {
        id: String,
        source: String,
        what: String,
        tag: String,
        /// Table, section and entry of the parameters that the row set.
        sets: Vec<String>,
    }

    /// Rows of `fitted_rows.toml`, and those to which the contact law was fitted.
    fn fitted() -> Vec<Row> {
        let mut all = toml::from_str::<Fitted>(include_str!("../../data/fitted_rows.toml")).unwrap().row;
        let sets =
            || FITTED.iter().map(|fitted| format!("mechanics.{}.{}", fitted.section, fitted.name)).collect();
        let rows = fit::rows("calibration.toml", include_str!("../../data/calibration.toml")).unwrap();
        all.extend(rows.into_iter().filter(|row| row.role == fit::Role::Fit).map(|row| Row {
            id: row.id,
            source: row.source,
            what: row.what,
            tag: row.tag.unwrap().word().to_owned(),
            sets: sets(),
        }));
        all
    }

    fn built_in() -> impl Iterator<Item = Case> {
        BUILT_IN.into_iter().flat_map(|(name, text)| {
            CaseFile::parse(name, text, None).unwrap().cases.into_iter().map(Result::unwrap)
        })
    }

    fn case(text: &str) -> Case {
        CaseFile::parse("x", text, None).unwrap().cases.remove(0).unwrap()
    }

    /// Parameters that a case depends on, by the beginnings of their names. The list errs on the long side:
    /// any quantity not known to be independent of the tract counts as dependent.
    fn rests_on(case: &Case) -> Vec<&'static str> {
        let quantity = case.quantity.as_str();
        if quantity == "deflection_mm" {
            return Vec::new();
        }
        let mut on = match case.scenario().unwrap().setup.law {
            Law::Contact(_) => vec!["mechanics."],
            Law::Ratio(_) => vec!["depth_ratio."],
        };
        let of_tips = [
            "tip_depth_mm",
            "pierces",
            "deepest_layer",
            "fat_reach",
            "skin_thickness_mm",
            "puncture_force_n",
        ];
        if !of_tips.contains(&quantity) {
            on.push("tract.");
        }
        on
    }

    /// Why a case is circular, or `None` if it is a real validation.
    fn circular(case: &Case, fitted: &[Row]) -> Option<String> {
        let on = rests_on(case);
        let touches = |row: &Row| row.sets.iter().any(|set| on.iter().any(|start| set.starts_with(start)));
        for row in fitted.iter().filter(|row| touches(row)) {
            if case.rows.contains(&row.id) {
                return Some(format!("{}: row {} set {:?}", case.id, row.id, row.sets));
            }
            // A paper that set a parameter may contain other rows too. The case must then name the rows it
            // uses.
            if case.rows.is_empty() && case.source.contains(&row.source) {
                return Some(format!("{}: names no rows, and {} set {:?}", case.id, row.source, row.sets));
            }
        }
        None
    }

    #[test]
    fn validates_no_fitted_row_counts_as_a_case() {
        let fitted = fitted();
        assert!(!fitted.is_empty());
        for case in built_in() {
            assert_eq!(circular(&case, &fitted), None);
        }
    }

    /// A row is circular for the law that was fitted to it, and valid for the other.
    #[test]
    fn validates_the_rule_catches_what_was_fitted() {
        let fitted = fitted();
        let made = |quantity: &str, rows: &str, source: &str, law: &str| {
            case(&format!(
                "[[case]]\nid = \"t\"\nsource = \"{source}\"\nrows = [{rows}]\nquantity = \"{quantity}\"\n\
                 scenario = {{ format = 1, skin = {{ site = \"cheek\" }}, device = {{ preset = \"patch-600\" }}, mechanics = {{ law = \"{law}\" }} }}"
            ))
        };
        for (quantity, rows, source, law, caught) in [
            ("tip_depth_mm", "\"D05\", \"D06\"", "ripolin_2017", "contact", false),
            ("tip_depth_mm", "\"D08\", \"D06\"", "ripolin_2017", "ratio", true),
            ("tip_depth_mm", "\"D21\"", "donnelly_2010", "contact", true),
            ("pierces", "\"F13\"", "donnelly_2011", "contact", true),
            ("puncture_force_n", "\"F05\"", "romgens_2014", "contact", true),
            ("residual_depth_mm", "\"D03\"", "kalluri_2011", "contact", true),
            ("tip_depth_mm", "\"D03\"", "kalluri_2011", "contact", false),
            ("covered_fraction", "\"D03\"", "kalluri_2011", "ratio", true),
            ("tip_depth_mm", "", "ripolin_2017", "contact", false),
            ("tip_depth_mm", "", "ripolin_2017", "ratio", true),
            ("deepest_layer", "", "lima_2013", "contact", true),
            ("deepest_layer", "\"D15\"", "lima_2013", "contact", false),
        ] {
            let found = circular(&made(quantity, rows, source, law), &fitted);
            assert_eq!(found.is_some(), caught, "{quantity} {rows} {source} {law}: {found:?}");
        }
    }

    /// Every parameter that the calibration fitted was set by a row, and no row sets any other.
    #[test]
    fn identity_fitted_rows_name_what_the_calibration_was_free_in() {
        let name = |section: &str, name: &str| format!("mechanics.{section}.{name}");
        let free: Vec<String> = FITTED.iter().map(|fitted| name(fitted.section, fitted.name)).collect();
        let fitted = fitted();
        let set: Vec<&String> =
            fitted.iter().flat_map(|row| &row.sets).filter(|set| set.starts_with("mechanics.")).collect();
        assert!(set.iter().all(|set| free.contains(set)), "{set:?}");
        assert!(free.iter().all(|free| set.contains(&free)), "{free:?}");
        assert!(FITTED.iter().all(|fitted| EVIDENCE[fitted.section].contains_key(fitted.name)));
        // One row may have set numbers of both laws.
        let mut ids: Vec<(&str, bool)> = fitted
            .iter()
            .map(|row| (row.id.as_str(), row.sets.iter().any(|set| set.starts_with("mechanics."))))
            .collect();
        ids.sort_unstable();
        assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:?}");
    }

    #[test]
    fn identity_sources_of_rows_and_cases_are_in_the_literature() {
        let literature = include_str!("../../data/literature.bib");
        let known = |id: &str| literature.contains(&format!("{{{id},"));
        for row in fitted() {
            assert!(known(&row.source), "{} of {}", row.source, row.id);
        }
        for case in built_in().filter(|case| !case.rows.is_empty()) {
            let id: String = case.source.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            assert!(known(&id), "{id} of {}", case.id);
        }
    }

    /// Cases that are known misses. Adding one changes what the program claims, so it must be added here too.
    const KNOWN_MISSES: [&str; 4] = [
        "ripolin-2017-patch-pressed-by-hand",
        "donnelly-2014-gentle-hand-pressure",
        "donnelly-2014-hydrogel-0.9-mm",
        "verbaan-2008-pressed-by-hand",
    ];

    #[test]
    fn validates_built_in_cases() {
        let mut missed = Vec::new();
        for case in built_in() {
            let verdict = judge(&case, false);
            let known = if case.expected_to_fail { Standing::FailsAsKnown } else { Standing::Passes };
            assert_eq!(verdict.standing(), known, "{verdict:?}");
            if !verdict.pass {
                missed.push(case.id);
            }
        }
        assert_eq!(missed, KNOWN_MISSES);
    }
}
