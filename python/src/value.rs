//! Python values as TOML values.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use toml::Value;

/// Deepest nesting that is read.
const DEEPEST: usize = 8;

/// A value of a key as TOML; `key` names it in messages.
///
/// # Errors
/// `TypeError` for what has no place in a scenario.
pub fn to_toml(key: &str, value: &Bound<'_, PyAny>) -> PyResult<Value> {
    read(key, value, 0)
}

fn read(key: &str, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if depth > DEEPEST {
        return Err(PyTypeError::new_err(format!("{key}: this is nested more than {DEEPEST} times")));
    }
    // A bool is an int in Python, so it comes first.
    if let Ok(of) = value.cast::<PyBool>() {
        return Ok(Value::Boolean(of.is_true()));
    }
    if let Ok(of) = value.cast::<PyInt>() {
        return of.extract::<i64>().map(Value::Integer).map_err(|_| {
            PyTypeError::new_err(format!("{key}: {value} is larger than any whole number of a scenario"))
        });
    }
    if let Ok(of) = value.cast::<PyFloat>() {
        return Ok(Value::Float(of.extract()?));
    }
    if let Ok(of) = value.cast::<PyString>() {
        return Ok(Value::String(of.to_string()));
    }
    if let Ok(of) = value.cast::<PyDict>() {
        return table(key, of, depth).map(Value::Table);
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let all: PyResult<Vec<Value>> = value.try_iter()?.map(|item| read(key, &item?, depth + 1)).collect();
        return all.map(Value::Array);
    }
    // Numbers and arrays of numpy, and of other libraries that follow it.
    for method in ["item", "tolist"] {
        if let Ok(made) = value.call_method0(method)
            && !made.get_type().is(value.get_type())
        {
            return read(key, &made, depth + 1);
        }
    }
    Err(PyTypeError::new_err(format!(
        "{key}: a number, a text, True or False, a list or a dict is wanted, not {}",
        value.get_type().name()?
    )))
}

/// A dict as a TOML table. Keys with dots are tables within.
pub fn table(key: &str, dict: &Bound<'_, PyDict>, depth: usize) -> PyResult<toml::Table> {
    let mut table = toml::Table::new();
    for (name, value) in dict {
        let name: String = name
            .extract()
            .map_err(|_| PyTypeError::new_err(format!("{key}: keys are texts, and {name} is none")))?;
        let path = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
        let value = read(&path, &value, depth + 1)?;
        put(&mut table, &path, &name, value)?;
    }
    Ok(table)
}

/// Puts a value at a path with dots.
fn put(table: &mut toml::Table, whole: &str, path: &str, value: Value) -> PyResult<()> {
    let twice = || PyTypeError::new_err(format!("{whole} is there twice"));
    match path.split_once('.') {
        None => match (table.get_mut(path), value) {
            (None, value) => {
                table.insert(path.to_owned(), value);
                Ok(())
            }
            // A section written in two ways: {"device": {...}, "device.depth_mm": 1.2}.
            (Some(Value::Table(there)), Value::Table(more)) => {
                more.into_iter().try_for_each(|(name, value)| put(there, whole, &name, value))
            }
            _ => Err(twice()),
        },
        Some((section, rest)) => {
            let inner = table.entry(section).or_insert_with(|| Value::Table(toml::Table::new()));
            let inner = inner.as_table_mut().ok_or_else(twice)?;
            put(inner, whole, rest, value)
        }
    }
}
