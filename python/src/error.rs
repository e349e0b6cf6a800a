//! What went wrong, as the exceptions of `puncta.errors`.

use puncta::ask::Refused;
use puncta::scenario::Diagnostic;
use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;

/// The module that defines the exceptions.
const ERRORS: &str = "puncta.errors";

/// Makes an exception of `puncta.errors` by its name.
fn raise(py: Python<'_>, name: &str, argument: String) -> PyErr {
    let made = py
        .import(ERRORS)
        .and_then(|errors| errors.getattr(name))
        .and_then(|class| class.call_method1("of", (argument.clone(),)));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(_) => PyRuntimeError::new_err(argument),
    }
}

/// All problems of a scenario at once: `puncta.ScenarioError`.
pub fn of_scenario(py: Python<'_>, problems: &[Diagnostic]) -> PyErr {
    let text = serde_json::to_string(problems).unwrap_or_else(|_| "[]".to_owned());
    raise(py, "ScenarioError", text)
}

/// A question that has no answer: `puncta.RefusedError`, or `KeyboardInterrupt` where somebody stopped it.
pub fn of_question(py: Python<'_>, refused: &Refused) -> PyErr {
    match refused {
        Refused::Stopped => PyKeyboardInterrupt::new_err(()),
        Refused::Why(words) => refused_why(py, words),
    }
}

/// `puncta.RefusedError` with these words.
pub fn refused_why(py: Python<'_>, words: impl std::fmt::Display) -> PyErr {
    raise(py, "RefusedError", words.to_string())
}
