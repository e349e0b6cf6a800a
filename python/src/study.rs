//! Comparisons, sweeps and other questions: asked as on the command line, answered with the same files.

use crate::error::{of_question, refused_why};
use crate::picture::{Picture, look};
use crate::scenario::Scenario;
use crate::work::{Ear, threads, work};
use puncta::ask::sweep::{Planned, figures};
use puncta::ask::{
    self, Base, Refused, fit as measured, optimise as best, safe_depth as deepest, sensitivity as decides,
};
use puncta::injury::Measure;
use puncta::outcome::Answer as _;
use puncta::outcome::comparison::Comparison;
use puncta::outcome::optimum::{Limit, Optimised, Quantity};
use puncta::outcome::safe_depth::SafeDepths;
use puncta::outcome::sensitivity::{Over, Sensitivity};
use puncta::outcome::sweep::{Point, STUDY, TABLE};
use puncta::render::{self, Files, Look, Picture as Drawn, RenderError};
use puncta::study::sweep::{Request, Sampler};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::path::PathBuf;

/// The answer to a question: its files, as the command line writes them, and its pictures.
#[pyclass(module = "puncta._puncta", frozen)]
pub struct Answer(Of);

enum Of {
    Comparison(Comparison),
    Sweep(Box<Planned>),
    Sensitivity(Sensitivity),
    Optimum(Optimised),
    SafeDepth(SafeDepths),
    Fit(Box<measured::Fitted>),
}

impl Of {
    fn files(&self) -> Result<Vec<(String, String)>, String> {
        Ok(match self {
            Of::Comparison(of) => vec![("comparison.json".to_owned(), format!("{:#}\n", of.json()))],
            Of::Sweep(of) => {
                let mut files =
                    vec![(TABLE.to_owned(), of.sweep.csv()?), (STUDY.to_owned(), of.sweep.json_text())];
                files.extend(of.files().map_err(|error| error.to_string())?);
                files
            }
            Of::Sensitivity(of) => of.files(),
            Of::Optimum(of) => of.files(),
            Of::SafeDepth(of) => of.files(),
            Of::Fit(of) => vec![
                ("sets.csv".to_owned(), of.sets.clone()),
                ("fit.json".to_owned(), format!("{:#}\n", of.json())),
            ],
        })
    }

    fn draw(&self, look: &Look) -> Result<Vec<Files>, RenderError> {
        let files = |drawn: Vec<Drawn>| drawn.iter().map(|picture| look.files(picture)).collect();
        match self {
            Of::Comparison(of) => render::comparison::draw(of, look),
            Of::Sweep(of) => {
                let measures = figures(&of.request.figure).unwrap_or_default();
                files(render::sweep::draw(&of.sweep, &measures, look)?)
            }
            Of::Sensitivity(of) => files(render::sensitivity::draw(of, look)?),
            Of::Optimum(of) => files(render::sweep::trade_off_of(of, look)?),
            Of::SafeDepth(of) => files(render::safe_depth::draw(of, look)?),
            Of::Fit(of) => {
                files(vec![look.drawn(|theme| render::fit_chart::draw(&of.fit, &of.provenance, theme))?])
            }
        }
    }
}

#[pymethods]
impl Answer {
    /// Files that the command line writes, but scenario, pictures and manifest: names and texts.
    fn files(&self, py: Python<'_>) -> PyResult<Vec<(String, String)>> {
        self.0.files().map_err(|why| refused_why(py, why))
    }

    /// Its pictures by name, in their order, each drawn with all its files.
    fn pictures<'py>(&self, py: Python<'py>, options: &Bound<'py, PyDict>) -> PyResult<Vec<Picture>> {
        let look = Look { pdf: true, ..look(options)? };
        let drawn = work(py, threads(None)?, None, |_: &Ear| self.0.draw(&look))?;
        let drawn = drawn.map_err(|error| refused_why(py, error))?;
        Ok(drawn.into_iter().map(Picture::of_files).collect())
    }

    /// What needs attention, in words.
    fn warnings(&self) -> Vec<String> {
        match &self.0 {
            Of::Fit(of) => of.warnings(),
            Of::Sweep(of) => {
                let all = of.setups.len();
                of.warnings
                    .iter()
                    .map(|(words, count)| format!("at {count} of {all} points: {words}"))
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// Does a job and makes an answer of what it gives.
fn answered(
    py: Python<'_>,
    count: Option<usize>,
    progress: Option<&Bound<'_, PyAny>>,
    job: impl FnOnce(&Ear) -> Result<Of, Refused> + Send,
) -> PyResult<Answer> {
    let found = work(py, threads(count)?, progress, job)?;
    found.map(Answer).map_err(|refused| of_question(py, &refused))
}

fn measure(py: Python<'_>, key: &str) -> PyResult<Measure> {
    ask::measure("figure", key).map_err(|refused| of_question(py, &refused))
}

/// Two to six scenarios on the same people.
#[pyfunction]
#[pyo3(signature = (scenarios, threads=None, progress=None))]
pub fn compare(
    py: Python<'_>,
    scenarios: Vec<PyRef<'_, Scenario>>,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let all: Vec<_> = scenarios.iter().map(|of| of.base.scenario.clone()).collect();
    answered(py, threads, progress.as_ref(), |ear| ask::compare::answer(all, ear, ear).map(Of::Comparison))
}

/// A sweep as it is asked for, by the names of Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct SweepAsked {
    vary: Vec<String>,
    sample: Option<String>,
    points: Option<usize>,
    figures: Vec<String>,
    trade_off: Option<[String; 2]>,
    many: bool,
}

impl SweepAsked {
    /// The request of a sweep of these bases. Settings are kept beside the bases where all have the same; bases that differ
    /// in them are taken as resolved.
    fn of(self, bases: Vec<Base>) -> Result<(Request, Vec<Base>), Refused> {
        let SweepAsked { vary, sample, points, figures: figure, trade_off, many: _ } = self;
        let sample = match sample.as_deref() {
            None => None,
            Some("lhs") => Some(Sampler::Lhs),
            Some("sobol") => Some(Sampler::Sobol),
            Some(other) => {
                return Err(Refused::why(format!("sample: lhs or sobol are possible, not {other:?}")));
            }
        };
        let settings = |base: &Base| base.scenario.settings();
        let same = bases.windows(2).all(|pair| settings(&pair[0]) == settings(&pair[1]));
        let (set, bases) = if same {
            (bases.first().map(settings).unwrap_or_default(), bases)
        } else {
            (Vec::new(), bases.into_iter().map(Base::resolved).collect::<Result<_, _>>()?)
        };
        let (study, base) = ("sweep".to_owned(), Vec::new());
        Ok((Request { format: 1, study, base, set, vary, sample, points, figure, trade_off }, bases))
    }
}

/// A sweep whose points are checked and not yet worked out.
#[pyclass(module = "puncta._puncta", frozen)]
pub struct Plan(Planned);

#[pymethods]
impl Plan {
    /// Checks every point.
    #[new]
    fn new(py: Python<'_>, bases: Vec<PyRef<'_, Scenario>>, asked: SweepAsked) -> PyResult<Plan> {
        let bases: Vec<Base> = bases.iter().map(|of| of.base.clone()).collect();
        let planned = work(py, threads(None)?, None, move |_: &Ear| {
            let many = asked.many;
            let (request, bases) = asked.of(bases)?;
            let planned = Planned::new(request, bases, many)?;
            planned.figures().map(|_| planned)
        })?;
        planned.map(Plan).map_err(|refused| of_question(py, &refused))
    }

    /// Number of points.
    #[getter]
    fn points(&self) -> usize {
        self.0.setups.len()
    }

    /// Works out all points.
    #[pyo3(signature = (threads=None, progress=None))]
    fn answer(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        progress: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Answer> {
        answered(py, threads, progress.as_ref(), |ear| {
            let points = self.0.points(None, &|done, of| ear.hear(done, of), ear)?;
            self.0.clone().with(points).map(|planned| Of::Sweep(Box::new(planned)))
        })
    }

    /// Works out the points of one shard, as a text that [`Plan::joined`] takes.
    #[pyo3(signature = (number, of, threads=None))]
    fn shard(&self, py: Python<'_>, number: u32, of: u32, threads: Option<usize>) -> PyResult<String> {
        let shard = crate::run::shard(number, of)?;
        let found = work(py, crate::work::threads(threads)?, None, |ear: &Ear| {
            let points = self.0.points(Some(shard), &|_, _| {}, ear)?;
            serde_json::to_string(&points).map_err(Refused::because)
        })?;
        found.map_err(|refused| of_question(py, &refused))
    }

    /// The sweep of shards that were worked out elsewhere.
    fn joined(&self, py: Python<'_>, shards: Vec<String>) -> PyResult<Answer> {
        let read = |text: &String| serde_json::from_str::<Vec<Point>>(text).map_err(Refused::because);
        let points = shards.iter().map(read).collect::<Result<Vec<_>, _>>();
        let joined = points.and_then(|points| self.0.clone().with(points.concat()));
        joined
            .map(|planned| Answer(Of::Sweep(Box::new(planned))))
            .map_err(|refused| of_question(py, &refused))
    }
}

/// A key with a list of its values as after `--vary`.
#[pyfunction]
pub fn vary_text(key: &str, values: Vec<Bound<'_, PyAny>>) -> PyResult<String> {
    let word = |value: toml::Value| match value {
        // Words as on the command line, where they are only words.
        toml::Value::String(text) if text.chars().all(|c| c.is_alphanumeric() || "-_.+ ".contains(c)) => text,
        value => value.to_string(),
    };
    let texts = values.iter().map(|value| crate::value::to_toml(key, value).map(word));
    Ok(format!("{key}={}", texts.collect::<PyResult<Vec<_>>>()?.join(",")))
}

/// What is asked of a sensitivity, by the names of Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct SensitivityAsked {
    figure: String,
    over: Option<String>,
    ranges: Vec<String>,
    error: f64,
    most_points: usize,
}

/// What decides a value.
#[pyfunction]
#[pyo3(signature = (scenario, asked, threads=None, progress=None))]
pub fn sensitivity(
    py: Python<'_>,
    scenario: &Scenario,
    asked: SensitivityAsked,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let SensitivityAsked { figure, over, ranges, error, most_points } = asked;
    let measure = measure(py, &figure)?;
    let over = match over.as_deref() {
        None => None,
        Some("inputs") => Some(Over::Inputs),
        Some("design") => Some(Over::Design),
        Some("both") => Some(Over::Both),
        Some(other) => {
            return Err(PyValueError::new_err(format!(
                "over: inputs, design or both are possible, not {other:?}"
            )));
        }
    };
    let [least, most] = decides::ERRORS;
    if !(least..=most).contains(&error) {
        return Err(PyValueError::new_err(format!("error: {least} to {most} is possible, not {error}")));
    }
    if !(8..=65_536).contains(&most_points) {
        return Err(PyValueError::new_err(format!(
            "most_points: 8 to 65536 are possible, not {most_points}"
        )));
    }
    let base = scenario.base.clone();
    let settings = base.scenario.settings();
    let question = decides::Question::new(measure, over, &ranges, &settings, (error, most_points));
    let question = question.map_err(|refused| of_question(py, &refused))?;
    answered(py, threads, progress.as_ref(), move |ear| {
        let heard = |done: usize, of: usize| ear.hear(done, of);
        question.answer(&base, &heard, ear).map(Of::Sensitivity)
    })
}

/// What is asked of a search, by the names of Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct OptimumAsked {
    over: Vec<String>,
    maximise: Vec<String>,
    minimise: Vec<String>,
    subject_to: Vec<String>,
    over_inputs: Option<f64>,
}

/// The best setting under limits, or a front of two values.
#[pyfunction]
#[pyo3(signature = (scenario, asked, threads=None, progress=None))]
pub fn optimise(
    py: Python<'_>,
    scenario: &Scenario,
    asked: OptimumAsked,
    threads: Option<usize>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Answer> {
    let OptimumAsked { over, maximise, minimise, subject_to, over_inputs } = asked;
    let wrong = |option: &str, why: String| refused_why(py, format!("{option}: {why}"));
    let quantities = |option: &str, keys: &[String]| -> PyResult<Vec<Quantity>> {
        keys.iter().map(|key| best::quantity(key).map_err(|why| wrong(option, why))).collect()
    };
    let goals = [quantities("maximise", &maximise)?, quantities("minimise", &minimise)?];
    let limits: Vec<Limit> = subject_to
        .iter()
        .map(|text| best::limit(text).map_err(|why| wrong("subject_to", why)))
        .collect::<PyResult<_>>()?;
    if over_inputs.is_some_and(|share| !(0.5..=0.99).contains(&share)) {
        return Err(PyValueError::new_err("over_inputs: a share from 0.5 to 0.99 is wanted, e.g. 0.9"));
    }
    let base = scenario.base.clone();
    let settings = base.scenario.settings();
    let question = best::Question::new([&goals[0], &goals[1]], &limits, over_inputs)
        .and_then(|question| question.over(&over, &settings))
        .map_err(|refused| of_question(py, &refused))?;
    answered(py, threads, progress.as_ref(), move |ear| {
        let heard = |done: usize| ear.hear(done, 0);
        question.answer(&base, &heard, ear).map(|(answer, _)| Of::Optimum(answer))
    })
}

/// The deepest setting under a criterion, site by site.
#[pyfunction]
#[pyo3(signature = (scenario, sites=Vec::new(), limit=None, people=0.95, threads=None))]
pub fn safe_depth(
    py: Python<'_>,
    scenario: &Scenario,
    sites: Vec<String>,
    limit: Option<f64>,
    people: f64,
    threads: Option<usize>,
) -> PyResult<Answer> {
    let is_share = |share: &f64| (0.0..=1.0).contains(share);
    if !is_share(&people) || limit.as_ref().is_some_and(|limit| !is_share(limit)) {
        return Err(PyValueError::new_err("limit and people are shares from 0 to 1"));
    }
    let of = scenario.base.scenario.clone();
    answered(py, threads, None, move |ear| {
        let sites = deepest::sites(&of, &sites)?;
        let question = deepest::question(&of, limit, people);
        deepest::answer(&of, &sites, &question, ear).map(Of::SafeDepth)
    })
}

/// What is asked of a fit, by the names of Python.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct FitAsked {
    rows: PathBuf,
    plan: Option<PathBuf>,
    scenario: Option<Scenario>,
    figure: String,
    seed: u32,
    steps: u32,
}

/// The contact law under measurements of one's own.
#[pyfunction]
#[pyo3(signature = (asked, threads=None))]
pub fn fit(py: Python<'_>, asked: FitAsked, threads: Option<usize>) -> PyResult<Answer> {
    let FitAsked { rows, plan, scenario, figure, seed, steps } = asked;
    let [least, most] = measured::STEPS;
    if !(least..=most).contains(&steps) {
        return Err(PyValueError::new_err(format!("steps: {least} to {most} are possible, not {steps}")));
    }
    let refused = |why: Refused| of_question(py, &why);
    let figure = measure(py, &figure)?;
    let stem = rows.file_stem().map_or_else(|| "fit".into(), |stem| stem.to_string_lossy().into_owned());
    let plans = match (plan, scenario) {
        (None, None) => None,
        (Some(plan), Some(of)) => {
            let with =
                of.base.scenario.with("run.intervals", "on").map_err(|error| refused_why(py, error))?;
            Some(measured::Plans::read(&plan, with, figure).map_err(refused)?)
        }
        _ => {
            return Err(PyValueError::new_err(
                "plan and scenario go together: the scenario has the figure that a planned experiment narrows",
            ));
        }
    };
    let measurements = measured::Measurements::read(&rows).map_err(refused)?;
    answered(py, threads, None, move |_| {
        measurements.fit(plans, &stem, u64::from(seed), steps).map(|fitted| Of::Fit(Box::new(fitted)))
    })
}
