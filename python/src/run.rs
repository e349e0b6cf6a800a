//! Runs: values, maps and tables of a scenario; and the shards of a run.

use crate::error::{of_question, refused_why};
use crate::picture::{Picture, look};
use crate::scenario::Scenario;
use crate::work::{Ear, threads, work};
use numpy::{
    IntoPyArray, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods,
};
use puncta::ask::Refused;
use puncta::injury::{Drawing, Field, FieldKind, Measure};
use puncta::outcome::state::{self, Head};
use puncta::outcome::{Claim, Folder, Manifest, Outcome, Shard, Summary, archive, map_file, stored};
use puncta::render::{Look, picture_set};
use puncta::simulate::memory::threads_that_fit;
use puncta::simulate::{
    Boundary, Counted, Keep, Memory, Quietly, Setup, Simulated, Stop as _, Task, count, first,
};
use puncta::skin::Layer;
use puncta::technique::KeyParts;
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// A run: its maps belong to numpy, the rest to Rust.
#[pyclass(module = "puncta._puncta", frozen)]
pub struct Run {
    scenario: Scenario,
    outcome: Outcome,
    fields: Vec<(FieldKind, Py<PyArray2<f32>>)>,
    threads: usize,
    took: Duration,
}

impl Run {
    /// Hands the maps of an outcome over to numpy, without a copy; nobody may write into them.
    fn new(
        py: Python<'_>,
        scenario: Scenario,
        mut outcome: Outcome,
        threads: usize,
        took: Duration,
    ) -> PyResult<Run> {
        let mut fields = Vec::new();
        for Field { kind, values } in std::mem::take(&mut outcome.fields) {
            let array = values.into_pyarray(py);
            array.getattr("flags")?.setattr("writeable", false)?;
            fields.push((kind, array.unbind()));
        }
        Ok(Run { scenario, outcome, fields, threads, took })
    }

    fn setup(&self) -> &Setup {
        self.scenario.base.scenario.setup()
    }
}

/// The outcome of a simulation, and its maps.
fn outcome_of(scenario: &Scenario, simulated: &Simulated) -> Outcome {
    let scenario = &scenario.base.scenario;
    Outcome::new(scenario.setup(), simulated, scenario.provenance().clone())
}

/// Threads that fit into the memory that a run may take.
fn fitting(setup: &Setup, asked: Option<usize>) -> PyResult<usize> {
    let allowed = puncta::scenario::Allowed::default().bytes;
    Ok(threads_that_fit(setup, threads(asked)?, allowed))
}

/// Runs a scenario.
#[pyfunction]
#[pyo3(signature = (scenario, threads=None, progress=None))]
pub fn run(
    py: Python<'_>,
    scenario: &Scenario,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Run> {
    let setup = scenario.base.scenario.setup();
    let count_of = fitting(setup, threads)?;
    let begun = Instant::now();
    let found = work(py, count_of, progress.as_ref(), |ear: &Ear| {
        let simulated = puncta::simulate::simulate(setup, ear, ear).map_err(Refused::of_run)?;
        if ear.requested() || simulated.rows.len() < setup.realisations as usize {
            return Err(Refused::Stopped);
        }
        Ok(outcome_of(scenario, &simulated))
    })?;
    let outcome = found.map_err(|refused| of_question(py, &refused))?;
    Run::new(py, scenario.clone(), outcome, count_of, begun.elapsed())
}

/// Counts one shard of a run. Gives its state as bytes, which [`merge_shards`] takes.
#[pyfunction]
#[pyo3(signature = (scenario, number, of, threads=None))]
pub fn run_shard<'py>(
    py: Python<'py>,
    scenario: &Scenario,
    number: u32,
    of: u32,
    threads: Option<usize>,
) -> PyResult<Bound<'py, PyBytes>> {
    let shard = shard(number, of)?;
    let setup = scenario.base.scenario.setup();
    let realisations = shard.realisations(setup.realisations);
    if realisations.is_empty() {
        return Err(PyValueError::new_err(format!(
            "{shard} holds nobody: there are {} people",
            setup.realisations
        )));
    }
    let head = Head::new(scenario.base.scenario.provenance(), Some(shard));
    let count_of = fitting(setup, threads)?;
    let found = work(py, count_of, None, |ear: &Ear| {
        let mut keep = Keeper { head, bytes: None };
        let task = Task { realisations, start: None, precision: None, keep: &mut keep };
        count(setup, task, ear, ear).map_err(Refused::because)?;
        if ear.requested() {
            return Err(Refused::Stopped);
        }
        keep.bytes
            .unwrap_or_else(|| Err("the shard was not counted to its end".to_owned()))
            .map_err(Refused::why)
    })?;
    let bytes = found.map_err(|refused| of_question(py, &refused))?;
    Ok(PyBytes::new(py, &bytes))
}

/// Keeps the state of a shard that is counted to its end.
struct Keeper {
    head: Head,
    bytes: Option<Result<Vec<u8>, String>>,
}

impl Keep for Keeper {
    fn keep(&mut self, counted: &Counted, at: Boundary) -> bool {
        if at == Boundary::Whole {
            self.bytes = Some(state::to_bytes(&self.head, counted).map_err(|error| error.to_string()));
        }
        true
    }
}

pub fn shard(number: u32, of: u32) -> PyResult<Shard> {
    let shard = Shard { number, of };
    if shard.is_sound() {
        Ok(shard)
    } else {
        Err(PyValueError::new_err(format!("there is no shard {number} of {of}")))
    }
}

/// Joins the states of all shards of a run, in their order; same values as a run in one piece.
#[pyfunction]
#[pyo3(signature = (scenario, states, threads=None))]
pub fn merge_shards(
    py: Python<'_>,
    scenario: &Scenario,
    states: Vec<Bound<'_, PyBytes>>,
    threads: Option<usize>,
) -> PyResult<Run> {
    let states: Vec<&[u8]> = states.iter().map(|state| state.as_bytes()).collect();
    let of = &scenario.base.scenario;
    let setup = of.setup();
    let count_of = fitting(setup, threads)?;
    let begun = Instant::now();
    let found = work(py, count_of, None, |ear: &Ear| {
        let read = |at: usize| state::of_bytes(&format!("shard {}", at + 1), states[at], setup);
        let together = state::together(states.len() as u32, read, of.provenance(), setup);
        let together = together.map_err(Refused::because)?;
        let realisations = 0..setup.realisations;
        let task = Task { realisations, start: Some(together), precision: None, keep: &mut Quietly };
        let simulated = count(setup, task, ear, ear).and_then(|counted| counted.simulated(setup, ear));
        let simulated = simulated.map_err(Refused::of_run)?;
        if ear.requested() {
            return Err(Refused::Stopped);
        }
        Ok(outcome_of(scenario, &simulated))
    })?;
    let outcome = found.map_err(|refused| of_question(py, &refused))?;
    Run::new(py, scenario.clone(), outcome, count_of, begun.elapsed())
}

/// A run whose values and maps are at hand already, to draw its pictures: `summary` is the text of `summary.json`, and `fields`
/// are its maps in the order of [`field_kinds`].
#[pyfunction]
#[pyo3(signature = (scenario, summary, fields, done, threads=None))]
pub fn restore(
    py: Python<'_>,
    scenario: &Scenario,
    summary: &str,
    fields: Vec<PyReadonlyArray2<'_, f32>>,
    done: u32,
    threads: Option<usize>,
) -> PyResult<Run> {
    let of = &scenario.base.scenario;
    let setup = of.setup();
    let json = serde_json::from_str(summary)
        .map_err(|error| PyValueError::new_err(format!("summary.json: {error}")))?;
    let summary =
        Summary::of_json(&json).map_err(|why| PyValueError::new_err(format!("summary.json: {why}")))?;
    let wanted = [setup.grid.rows, setup.grid.columns];
    if fields.len() != FieldKind::ALL.len() {
        return Err(PyValueError::new_err(format!(
            "{} maps are there, and {} are wanted",
            fields.len(),
            FieldKind::ALL.len()
        )));
    }
    let mut drawn = Vec::new();
    for (kind, field) in FieldKind::ALL.iter().zip(&fields) {
        if field.shape() != wanted {
            let [rows, columns] = wanted;
            let name = kind.name();
            return Err(PyValueError::new_err(format!(
                "{name} has the shape {:?}, and this scenario has maps of ({rows}, {columns})",
                field.shape()
            )));
        }
        let mut drawing = Drawing::new(*kind, &setup.grid);
        drawing.take(field.as_array());
        drawn.push(drawing.finish());
    }
    let done = done.clamp(1, setup.realisations);
    let count_of = fitting(setup, threads)?;
    let begun = Instant::now();
    let found = work(py, count_of, None, |ear: &Ear| {
        let alone = first(setup, ear).map_err(Refused::of_run)?;
        let numbers = [done, setup.realisations];
        Ok(stored::restored(setup, of.provenance().clone(), numbers, summary, drawn, alone))
    })?;
    let outcome = found.map_err(|refused| of_question(py, &refused))?;
    Run::new(py, scenario.clone(), outcome, count_of, begun.elapsed())
}

/// Memory that a run of this scenario may take on so many threads, bytes.
#[pyfunction]
#[pyo3(signature = (scenario, threads=None))]
pub fn memory_bytes(scenario: &Scenario, threads: Option<usize>) -> PyResult<u64> {
    let setup = scenario.base.scenario.setup();
    Ok(Memory::of(setup, fitting(setup, threads)?, None).bytes())
}

/// Maps of a run: name, unit and label, in their order.
#[pyfunction]
pub fn field_kinds() -> Vec<(&'static str, &'static str, &'static str)> {
    FieldKind::ALL.iter().map(|kind| (kind.name(), kind.unit(), kind.label())).collect()
}

/// Values of a run: key, unit and label, in their order.
#[pyfunction]
pub fn measures() -> Vec<(&'static str, &'static str, &'static str)> {
    Measure::ALL.iter().map(|measure| (measure.key(), measure.unit().words(), measure.label())).collect()
}

/// Columns of `strikes.csv` that follow from arrays of `sample.npz`: layer, pass, lane and stroke.
#[pyfunction]
pub fn strikes_of<'py>(
    py: Python<'py>,
    index: PyReadonlyArray1<'py, u64>,
    layer: PyReadonlyArray1<'py, u8>,
) -> PyResult<Bound<'py, PyDict>> {
    let all = PyDict::new(py);
    let layers = layer.as_array();
    let names: Option<Vec<&str>> =
        layers.iter().map(|number| Layer::ALL.get(usize::from(*number)).map(|layer| layer.name())).collect();
    let names =
        names.ok_or_else(|| PyValueError::new_err("sample.npz: a layer in it is none of the skin"))?;
    all.set_item("layer", names)?;
    let keys: Vec<KeyParts> = index.as_array().iter().map(|index| KeyParts::of(*index)).collect();
    let whole = |values: Vec<u32>| values.into_pyarray(py);
    all.set_item("pass", whole(keys.iter().map(|key| key.pass).collect()))?;
    all.set_item("lane", whole(keys.iter().map(|key| key.lane).collect()))?;
    all.set_item("stroke", whole(keys.iter().map(|key| key.cycle).collect()))?;
    Ok(all)
}

#[pymethods]
impl Run {
    #[getter]
    fn scenario(&self) -> Scenario {
        self.scenario.clone()
    }

    /// Text of `summary.json`.
    fn summary(&self) -> String {
        self.outcome.summary_text()
    }

    /// Every map by its name: float32, rows along y, read-only. The memory is the one that Rust filled.
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let all = PyDict::new(py);
        for (kind, array) in &self.fields {
            all.set_item(kind.name(), array.bind(py))?;
        }
        Ok(all)
    }

    /// Files of the results folder but the maps, the pictures and the manifest: names and bytes.
    fn files<'py>(&self, py: Python<'py>) -> PyResult<Vec<(String, Bound<'py, PyBytes>)>> {
        let files = self.outcome.files().map_err(|why| refused_why(py, why))?;
        Ok(files.into_iter().map(|(name, bytes)| (name, PyBytes::new(py, &bytes))).collect())
    }

    /// Writes the results folder that `puncta run` writes; returns where it is.
    #[pyo3(signature = (folder, pictures, force, options))]
    fn save(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        pictures: bool,
        force: bool,
        options: &Bound<'_, PyDict>,
    ) -> PyResult<PathBuf> {
        let look = pictures.then(|| look(options)).transpose()?;
        let cannot = |error: &dyn std::fmt::Display| refused_why(py, error);
        let views: Vec<(FieldKind, PyReadonlyArray2<'_, f32>)> =
            self.fields.iter().map(|(kind, array)| (*kind, array.bind(py).readonly())).collect();
        let to = Folder::open(&folder, Claim::new("run", &self.outcome.provenance), force)
            .map_err(|error| cannot(&error))?;
        let started = Manifest::beginning();
        let file = to.create(map_file::FIELDS).map_err(|error| cannot(&error))?;
        let maps = views.iter().map(|(kind, view)| (*kind, view.as_array()));
        archive::maps_npz(&self.setup().grid, maps, file).map_err(|error| cannot(&error))?;
        for (name, bytes) in self.outcome.files().map_err(|why| refused_why(py, why))? {
            to.write(&name, &bytes).map_err(|error| cannot(&error))?;
        }
        if let Some(look) = look {
            let drawn = work(py, threads(None)?, None, |_: &Ear| picture_set::draw(&self.outcome, &look))?;
            for picture in drawn.map_err(|error| cannot(&error))? {
                for (ending, bytes) in &picture.files {
                    to.write(&format!("figures/{}.{ending}", picture.name), bytes)
                        .map_err(|error| cannot(&error))?;
                }
            }
        }
        let manifest = Manifest { started, took: self.took, threads: self.threads, taken_up: 0 };
        let placed = to.finish(manifest.json(&self.outcome)).map_err(|error| cannot(&error))?;
        Ok(placed.folder)
    }

    /// A picture by its name.
    fn picture(&self, py: Python<'_>, name: &str, options: &Bound<'_, PyDict>) -> PyResult<Picture> {
        let look: Look = look(options)?;
        let drawn = work(py, 1, None, |_: &Ear| picture_set::page(&self.outcome, name, &look))?;
        let drawn = drawn.map_err(|error| refused_why(py, error))?.ok_or_else(|| {
            let there: Vec<&str> = picture_set::of(&self.outcome).collect();
            PyKeyError::new_err(format!("this run has no picture called {name}; it has {}", there.join(", ")))
        })?;
        Ok(Picture::drawn(look, drawn))
    }

    /// Names of its pictures.
    fn pictures(&self) -> Vec<&'static str> {
        picture_set::of(&self.outcome).collect()
    }
}
