//! Scenarios as text: read, checked, and written again.

use super::{is_a_line, loaded};
use puncta::scenario::{BUILT_IN, Diagnostic, Scenario, Severity, Sources, catalogue, load};
use puncta::simulate::Memory;

/// Any text is read, or refused with messages that a terminal shows as they are.
pub fn scenario(input: &[u8]) -> bool {
    answered(&String::from_utf8_lossy(input), &[]);
    true
}

/// So is any `--set` of a valid scenario; a line of the input is one of them.
pub fn settings(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let settings: Vec<&str> = text.split('\n').take(20).collect();
    answered(BUILT_IN, &settings);
    true
}

/// A resolved scenario is resolved: read again, it is the same setup with the same hash.
pub fn round_trip(input: &[u8]) -> bool {
    let Ok(first) = loaded(&String::from_utf8_lossy(input), &[]) else { return false };
    let provenance = first.provenance();
    let none: [&str; 0] = [];
    let sources = Sources::new("resolved.toml", &provenance.scenario_toml, &none);
    let again = load(&sources.with_files(&provenance.files), &catalogue(), "another");
    let again = again.unwrap_or_else(|problems| panic!("{}\n{problems:#?}", provenance.scenario_toml));
    assert_eq!(again.provenance().scenario_toml, provenance.scenario_toml);
    assert_eq!(again.provenance().scenario_hash, provenance.scenario_hash);
    assert_eq!(again.provenance().series_hash, provenance.series_hash);
    assert_eq!(again.provenance().name, provenance.name);
    assert!(again.setup() == first.setup(), "another setup of {}", provenance.scenario_toml);
    true
}

/// Checks the answer to a scenario.
fn answered(text: &str, settings: &[&str]) {
    match loaded(text, settings) {
        Ok(scenario) => accepted(&scenario),
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error));
            said(&problems);
        }
    }
}

/// What is said before a run, and what the run will need.
fn accepted(scenario: &Scenario) {
    said(scenario.warnings());
    let provenance = scenario.provenance();
    is_a_line(&provenance.setting);
    is_a_line(&provenance.name);
    for assumed in &provenance.assumed {
        is_a_line(&assumed.key);
        super::is_plain(&assumed.value_words());
    }
    let strikes = scenario.setup().expected_strikes();
    assert!(strikes.is_finite() && strikes >= 0.0, "{strikes} strikes");
    for threads in [1, 64] {
        let memory = Memory::of(scenario.setup(), threads, None);
        assert!(memory.bytes() > memory.program, "{memory:?}");
    }
}

/// Every part of every message.
fn said(problems: &[Diagnostic]) {
    for problem in problems {
        is_a_line(&problem.message);
        is_a_line(&problem.to_string());
        let parts =
            [&problem.key, &problem.value, &problem.allowed, &problem.why, &problem.help, &problem.source];
        parts.into_iter().flatten().for_each(|part| is_a_line(part));
    }
}
