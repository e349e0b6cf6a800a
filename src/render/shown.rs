//! The values that tables and charts show: in which of them each stands, and its names there.
//!
//! A value that is to be shown is one row of the table below, and its names are entries of
//! [`words`](super::words).

use super::words::Language;
use crate::outcome::Measure;

/// A measure that tables or charts show.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The measure.
    pub measure: Measure,
    /// Name in a row of a table.
    row: Name,
    /// Name in the chart of differences.
    chart: Name,
    /// Name where no fat lies below the dermis, if it is another one there.
    eyelid: Option<Name>,
    of_run: bool,
    compared: bool,
    charted: bool,
}

type Name = fn(Language) -> &'static str;

/// Makes the table. A row is
///
/// ```text
/// Measure: name in a table, name in the chart [, on an eyelid name] => lists;
/// ```
///
/// The lists are `of_run` (the table of a run), `compared` (the table of a comparison) and `charted` (the chart of
/// differences).
macro_rules! shown {
    ($($measure:ident: $row:ident, $chart:ident $(, on an eyelid $eyelid:ident)? => $($list:ident)*;)*) => {
        const SHOWN: &[Shown] = &[$({
            let mut shown = Shown {
                measure: Measure::$measure,
                row: Language::$row,
                chart: Language::$chart,
                eyelid: None,
                of_run: false,
                compared: false,
                charted: false,
            };
            $(shown.eyelid = Some(Language::$eyelid);)?
            $(shown.$list = true;)*
            shown
        },)*];
    };
}

shown! {
    Density: puncture_density, puncture_density => of_run compared charted;
    DepthMean: depth_reached, depth_reached => of_run compared charted;
    ReachDermis: reach_the_dermis, reach_of_dermis => of_run compared charted;
    ReachFat: reach_the_fat, reach_of_fat, on an eyelid breach => of_run compared charted;
    Covered: area_covered, area_covered => of_run compared charted;
    Open: area_left_open, area_left_open => of_run compared charted;
    DermisVolume: injured_dermis, injured_dermis => charted;
    Repeat: repeat_hits, repeat_hits => of_run compared charted;
    Cv: unevenness, unevenness => compared charted;
    Bleeding: bleeding_relative, relative_bleeding => compared charted;
    Pain: pain_relative, relative_pain => compared charted;
    Time: treatment_time, treatment_time => compared;
}

/// Measures in the table of a run.
pub fn of_run() -> impl Iterator<Item = &'static Shown> + Clone {
    SHOWN.iter().filter(|shown| shown.of_run)
}

/// Measures in the table of a comparison.
pub fn compared() -> impl Iterator<Item = &'static Shown> + Clone {
    SHOWN.iter().filter(|shown| shown.compared)
}

/// Measures in the chart of differences.
pub fn charted() -> impl Iterator<Item = &'static Shown> + Clone {
    SHOWN.iter().filter(|shown| shown.charted)
}

/// Names of a measure that tables or charts show; `None` for others.
pub fn named(measure: Measure) -> Option<&'static Shown> {
    SHOWN.iter().find(|shown| shown.measure == measure)
}

/// Name of a measure in a chart: that of tables, or its key where they do not show it.
pub fn name_or_key(measure: Measure, language: Language) -> &'static str {
    named(measure).map_or(measure.key(), |shown| shown.in_chart(language, false))
}

impl Shown {
    /// Name in a row of a table; on an eyelid no fat lies below the dermis.
    #[must_use]
    pub fn in_row(&self, language: Language, eyelid: bool) -> &'static str {
        self.eyelid.filter(|_| eyelid).unwrap_or(self.row)(language)
    }

    /// Name in the chart of differences; on an eyelid no fat lies below the dermis.
    #[must_use]
    pub fn in_chart(&self, language: Language, eyelid: bool) -> &'static str {
        self.eyelid.filter(|_| eyelid).unwrap_or(self.chart)(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_the_table_of_a_run_is_in_that_of_a_comparison() {
        assert!(of_run().all(|shown| shown.compared));
        assert!(SHOWN.iter().all(|shown| shown.compared || shown.charted));
        let rows = |measure: Measure| SHOWN.iter().filter(|shown| shown.measure == measure).count();
        assert!(SHOWN.iter().all(|shown| rows(shown.measure) == 1));
    }
}
