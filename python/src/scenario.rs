//! Scenarios: a checked file, or a dict of keys.

use crate::error::of_scenario;
use crate::value;
use puncta::ask::Base;
use puncta::run::Error;
use puncta::scenario::{self as scenarios, Sources, catalogue, keys as table};
use pyo3::exceptions::{PyKeyError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A checked scenario.
#[pyclass(module = "puncta._puncta", frozen, from_py_object)]
#[derive(Clone)]
pub struct Scenario {
    pub base: Base,
}

/// A scenario as it travels to another process: how it was written, and what it names.
#[derive(serde::Serialize, serde::Deserialize)]
struct Packed {
    stem: String,
    sources: Sources,
}

impl Scenario {
    fn of(py: Python<'_>, found: Result<scenarios::Scenario, Error>, stem: &str) -> PyResult<Scenario> {
        match found {
            Ok(scenario) => Ok(Scenario { base: Base { stem: stem.to_owned(), scenario } }),
            Err(Error::Scenario(problems)) => Err(of_scenario(py, &problems.0)),
            Err(error) => Err(PyValueError::new_err(error.to_string())),
        }
    }

    fn checked(py: Python<'_>, sources: &Sources, stem: &str) -> PyResult<Scenario> {
        let found = scenarios::load(sources, &catalogue(), stem);
        let found = found.map_err(|problems| Error::Scenario(puncta::run::Problems(problems)));
        Scenario::of(py, found, stem)
    }
}

#[pymethods]
impl Scenario {
    /// Reads a file.
    #[staticmethod]
    fn load(py: Python<'_>, path: std::path::PathBuf) -> PyResult<Scenario> {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Scenario::of(py, scenarios::Scenario::load(&path), &stem)
    }

    /// Reads TOML text.
    #[staticmethod]
    fn from_toml(py: Python<'_>, name: &str, text: &str) -> PyResult<Scenario> {
        Scenario::of(py, scenarios::Scenario::from_toml(name, text), name)
    }

    /// Makes a scenario of a dict of keys; `format` is added where it lacks.
    #[staticmethod]
    fn from_dict(py: Python<'_>, name: &str, keys: &Bound<'_, PyDict>) -> PyResult<Scenario> {
        let mut table = value::table("", keys, 0)?;
        if !table.contains_key("format") {
            table.insert("format".to_owned(), toml::Value::Integer(1));
        }
        let text = toml::to_string(&table).map_err(|error| PyTypeError::new_err(error.to_string()))?;
        Scenario::from_toml(py, name, &text)
    }

    /// The same scenario with these keys set, all at once.
    fn with_keys(&self, py: Python<'_>, keys: &Bound<'_, PyDict>) -> PyResult<Scenario> {
        let mut sources = self.base.scenario.sources().clone();
        for (key, value) in keys {
            let key: String = key
                .extract()
                .map_err(|_| PyTypeError::new_err(format!("a key is a text, and {key} is none")))?;
            let value = value::to_toml(&key, &value)?;
            sources = sources.with(&format!("{key}={value}"));
        }
        Scenario::checked(py, &sources, &self.base.stem)
    }

    /// The same scenario under a fitted contact law: the text of a file of sets.
    fn with_sets(&self, py: Python<'_>, text: String) -> PyResult<Scenario> {
        const NAME: &str = "fitted-sets.csv";
        let sources = self.base.scenario.sources().clone().with_files(&[(NAME.to_owned(), text)]);
        Scenario::checked(py, &sources.with(&format!("mechanics.sets={NAME}")), &self.base.stem)
    }

    /// Value of a key as the scenario has it, defaults filled in; a section as a dict; `None` where nothing is set.
    fn get<'py>(&self, py: Python<'py>, key: &str) -> PyResult<Bound<'py, PyAny>> {
        let whole = toml::Value::try_from(self.base.scenario.resolved())
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let mut at = Some(&whole);
        for part in key.split('.') {
            at = at.and_then(|at| at.get(part));
        }
        match at {
            Some(found) => {
                let text =
                    serde_json::to_string(found).map_err(|error| PyValueError::new_err(error.to_string()))?;
                py.import("json")?.call_method1("loads", (text,))
            }
            None if table::find_path(key).is_some() => Ok(py.None().into_bound(py)),
            None => {
                let all: Vec<String> = table::all().map(|key| key.path()).collect();
                let also = table::all().find(|found| found.name == key || found.also.contains(&key));
                let near = also.map(|found| found.path());
                let near = near
                    .or_else(|| scenarios::nearest(key, all.iter().map(String::as_str)).map(str::to_owned));
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                Err(PyKeyError::new_err(format!("there is no key {key}{near}")))
            }
        }
    }

    /// The resolved file: running it gives the same bytes.
    fn to_toml(&self) -> String {
        self.base.scenario.provenance().scenario_toml.clone()
    }

    #[getter]
    fn name(&self) -> &str {
        &self.base.scenario.provenance().name
    }

    #[getter]
    fn setting(&self) -> &str {
        &self.base.scenario.provenance().setting
    }

    #[getter]
    fn stem(&self) -> &str {
        &self.base.stem
    }

    #[getter]
    fn hash(&self) -> &str {
        &self.base.scenario.provenance().scenario_hash
    }

    #[getter]
    fn people(&self) -> u32 {
        self.base.scenario.setup().realisations
    }

    #[getter]
    fn seed(&self) -> u64 {
        self.base.scenario.setup().seed
    }

    /// Grid of the maps: rows, columns, and the sides of a cell along x and y (mm).
    #[getter]
    fn grid(&self) -> (usize, usize, f64, f64) {
        let grid = &self.base.scenario.setup().grid;
        (grid.rows, grid.columns, grid.cell_x_mm(), grid.cell_y_mm())
    }

    /// Warnings, in words.
    fn warnings(&self) -> Vec<String> {
        self.base.scenario.warnings().iter().map(|warning| warning.message.clone()).collect()
    }

    /// What the scenario leaves to defaults: key, value in words, how it is known, and why.
    fn assumed(&self) -> Vec<(String, String, &'static str)> {
        let all = &self.base.scenario.provenance().assumed;
        all.iter().map(|of| (of.key.clone(), of.value_words(), of.tag.word())).collect()
    }

    /// Names and texts of files that the scenario names.
    fn files(&self) -> Vec<(String, String)> {
        self.base.scenario.provenance().files.clone()
    }

    /// Text from which [`Scenario::unpack`] makes the same scenario in another process.
    fn pack(&self) -> PyResult<String> {
        let sources = self.base.scenario.travelling();
        let packed = Packed { stem: self.base.stem.clone(), sources };
        serde_json::to_string(&packed).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    #[staticmethod]
    fn unpack(py: Python<'_>, text: &str) -> PyResult<Scenario> {
        let Packed { stem, sources } = serde_json::from_str(text)
            .map_err(|error| PyValueError::new_err(format!("no packed scenario: {error}")))?;
        Scenario::checked(py, &sources, &stem)
    }
}

/// Names of the body sites.
#[pyfunction]
pub fn sites() -> Vec<&'static str> {
    catalogue().sites.to_vec()
}

/// Names of the built-in devices.
#[pyfunction]
pub fn devices() -> Vec<&'static str> {
    catalogue().presets.to_vec()
}

/// Keys of a scenario, each with what it means.
#[pyfunction]
pub fn keys() -> Vec<(String, String)> {
    table::all().map(|key| (key.path(), key.text.to_owned())).collect()
}
