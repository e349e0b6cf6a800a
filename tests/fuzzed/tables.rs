//! Tables of machines, and the files whose rows quote them.

use super::{is_a_line, is_plain};
use puncta::bench::columns::Role;
use puncta::bench::{
    BenchError, Contact, Dimension, Table, Wanted, curves, decode, has_column, samples, table as read,
    table_of_any,
};
use puncta::study::fit;
use puncta::study::sweep::Request;
use puncta::validation::{CaseFile, judge};
use std::path::Path;

/// Most products of layers, loads and points of a case that is computed.
const MOST_DEFLECTIONS: usize = 50;

/// Any bytes are a table or none. A first line that begins with `?` holds what a person says of it: columns, then units.
pub fn table(input: &[u8]) -> bool {
    let (told, bytes) = match input.strip_prefix(b"?") {
        Some(rest) => rest
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or((rest, &[][..]), |at| (&rest[..at], &rest[at + 1..])),
        None => (&[][..], input),
    };
    let told = String::from_utf8_lossy(told);
    let mut parts = told.split('?');
    let mut wanted = Wanted::default();
    for with in [Wanted::with_columns, Wanted::with_units] {
        if let Some(part) = parts.next().filter(|part| !part.is_empty()) {
            match with(wanted.clone(), part) {
                Ok(said) => wanted = said,
                Err(why) => is_a_line(&why),
            }
        }
    }
    let Some((text, encoding)) = sound(decode(bytes)) else { return true };
    for read in [read, table_of_any] {
        let Some(table) = sound(read(&text)) else { continue };
        is_a_line(&table.form());
        understood(&table, &wanted, encoding);
    }
    true
}

/// The result, or a message that a terminal shows as it is.
fn sound<T>(result: Result<T, BenchError>) -> Option<T> {
    result.map_err(|error| is_a_line(&error.to_string())).ok()
}

/// Curves and single values of a table: finite numbers, in order.
fn understood(table: &Table, wanted: &Wanted, encoding: &str) {
    for contact in [Contact::Found, Contact::None, Contact::At(0.1)] {
        let Some(found) = sound(curves(table, wanted, contact)) else { continue };
        is_a_line(&found.said(&table.form(), encoding));
        for curve in &found.curves {
            assert!(curve.contact_mm.is_finite() && curve.most_mm().is_finite());
            let mut points = curve.loading.iter().chain(&curve.after).flatten();
            assert!(points.all(|number| number.is_finite()), "{curve:?}");
            assert!(curve.loading.is_sorted_by(|one, next| one[0] <= next[0]), "{curve:?}");
            assert!(curve.hold <= curve.after.len(), "{curve:?}");
        }
    }
    for role in [Role::Travel, Role::Force, Role::Replicate, Role::Setting, Role::Value] {
        let _ = has_column(table, role.word(), wanted);
    }
    let dimensions =
        [Dimension::Length, Dimension::Force, Dimension::Rate, Dimension::Share, Dimension::Number];
    for (dimension, with_setting) in dimensions.into_iter().flat_map(|of| [(of, false), (of, true)]) {
        let Some(values) = sound(samples(table, wanted, [None, None], dimension, with_setting)) else {
            continue;
        };
        for sample in values {
            assert!(sample.value.is_finite(), "{sample:?}");
            assert!(sample.setting.is_none_or(|(setting, _)| setting.is_finite()), "{sample:?}");
        }
    }
}

/// Any text is a file of cases, rows of a fit, a study, or none of them.
pub fn case(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    if let Err(why) = fit::rows("fuzzed.toml", &text) {
        is_plain(&why);
    }
    match Request::read(&text) {
        Ok(request) => {
            if let Err(why) = request.axes(1) {
                is_plain(&why.to_string());
            }
        }
        Err(why) => is_plain(&why.to_string()),
    }
    let file = match CaseFile::parse("fuzzed.toml", &text, Some(Path::new("a folder that is not there"))) {
        Ok(file) => file,
        Err(why) => {
            is_a_line(&why);
            return true;
        }
    };
    for case in file.cases.iter().take(20) {
        let case = match case {
            Ok(case) => case,
            Err(broken) => {
                broken.faults.iter().for_each(|fault| is_plain(fault));
                continue;
            }
        };
        let (measured, faults) = case.examined();
        faults.iter().for_each(|fault| is_plain(fault));
        let numbers = measured.iter().flat_map(|one| one.specimens.iter().chain([&one.mean]));
        assert!(!faults.is_empty() || numbers.copied().all(f64::is_finite), "{measured:?}");
        if let Err(why) = case.scenario() {
            is_plain(&why);
        }
        if case.quantity == "deflection_mm"
            && case.layers.len() * case.loads.len() * case.at_mm.len() <= MOST_DEFLECTIONS
        {
            let verdict = judge(case, false);
            verdict.error.iter().chain(&verdict.faults).for_each(|said| is_plain(said));
        }
    }
    true
}
