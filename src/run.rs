//! The front door of the library: a scenario in, its values and maps out.
//!
//! A [`Scenario`] is loaded from a file, from TOML text, or put together by a [`ScenarioBuilder`]; [`Scenario::with`] changes one
//! key and checks the whole again. [`Scenario::run`] gives a [`Run`], which hands out values by the keys of `summary.json` and
//! maps by the names of `fields.npz`.

use crate::injury::{FieldKind, Measure};
use crate::outcome::{Comparison, Figure, Outcome};
use crate::scenario::{
    Allowed, Diagnostic, Scenario, Severity, Sources, catalogue, load_within, nearest, read_file,
};
use crate::simulate::{Progress, Quietly, SimulateError, Stop, simulate};
use crate::study::compare::{self, CompareError};
use ndarray::ArrayView2;
use std::fmt;
use std::path::Path;

/// What keeps a scenario from being loaded, changed or run, or a value from being found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// All problems of a scenario at once.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// A run that could not be done.
    #[error(transparent)]
    Simulate(SimulateError),
    /// Scenarios that cannot be compared.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A run that was stopped before its first realisation was done, or that nobody wants any more.
    #[error("stopped before there was a value")]
    Stopped,
    /// A name that no value or map has; `nearest` is the one that comes closest.
    #[error("there is no {kind} called {name:?}{}", .nearest.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default())]
    Unknown {
        /// "value" or "map".
        kind: &'static str,
        /// As it was asked for.
        name: String,
        /// The name that comes closest.
        nearest: Option<&'static str>,
    },
}

impl From<SimulateError> for Error {
    fn from(error: SimulateError) -> Error {
        match error {
            SimulateError::Abandoned => Error::Stopped,
            error => Error::Simulate(error),
        }
    }
}

/// All that is wrong with a scenario, each with its place and what to do about it.
#[derive(Debug, Clone)]
pub struct Problems(pub Vec<Diagnostic>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().filter(|problem| problem.severity == Severity::Error).enumerate() {
            let line_break = if at > 0 { "\n" } else { "" };
            write!(f, "{line_break}{problem}")?;
            if let Some(help) = &problem.help {
                write!(f, " ({help})")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl Scenario {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// [`Error::Scenario`] with everything that is wrong with the file.
    pub fn load(path: impl AsRef<Path>) -> Result<Scenario, Error> {
        let path = path.as_ref();
        let (name, text) = read_file(path).map_err(|problem| Problems(vec![*problem]))?;
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Scenario::of(Sources::new(name, &text, &[] as &[&str]).in_folder(path.parent()), &stem)
    }

    /// Reads a scenario from its TOML text. `name` stands in for a missing `name` key, and in messages for the file.
    ///
    /// # Errors
    /// [`Error::Scenario`] with everything that is wrong with the text.
    pub fn from_toml(name: &str, text: &str) -> Result<Scenario, Error> {
        Scenario::of(Sources::new(name, text, &[] as &[&str]), name)
    }

    /// Begins a scenario without a file.
    pub fn builder() -> ScenarioBuilder {
        ScenarioBuilder::default()
    }

    /// The same scenario with one key set, as `--set` does: checked again as a whole, with a hash of its own.
    ///
    /// # Errors
    /// [`Error::Scenario`] for a key that does not exist, a value out of range, or one that contradicts others.
    pub fn with(&self, key: &str, value: impl Into<toml::Value>) -> Result<Scenario, Error> {
        let setting = format!("{key}={}", value.into());
        Scenario::of(self.sources.with(&setting), &self.provenance.name)
    }

    /// Runs all realisations on the current thread pool.
    ///
    /// # Errors
    /// [`Error::Simulate`] where the needles of a treatment find no equilibrium, or a cell is full.
    pub fn run(&self) -> Result<Run, Error> {
        self.run_with(&Quietly, &Quietly)
    }

    /// The same, with someone who is told how far it has come, and someone who is asked whether to stop. A run that is stopped holds
    /// the people treated until then ([`Run::is_partial`]).
    ///
    /// # Errors
    /// As [`Scenario::run`]; [`Error::Stopped`] if nobody had been treated, or if nobody wants the run any more ([`Stop::abandoned`]).
    pub fn run_with(&self, progress: &dyn Progress, stop: &dyn Stop) -> Result<Run, Error> {
        let simulated = simulate(&self.setup, progress, stop)?;
        if simulated.rows.is_empty() {
            return Err(Error::Stopped);
        }
        Ok(Run { outcome: Outcome::new(&self.setup, &simulated, self.provenance.clone()) })
    }

    fn of(sources: Sources, name: &str) -> Result<Scenario, Error> {
        load_within(&sources, &catalogue(), name, Allowed::default())
            .map_err(|problems| Error::Scenario(Problems(problems)))
    }
}

/// Puts a scenario together without a file: keys are those of the file, with their section.
#[derive(Debug, Clone, Default)]
pub struct ScenarioBuilder {
    settings: Vec<String>,
}

impl ScenarioBuilder {
    /// Sets any key, such as `technique.force_n`.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<toml::Value>) -> ScenarioBuilder {
        self.settings.push(format!("{key}={}", value.into()));
        self
    }

    /// Where on the body: a name that `puncta sites` lists.
    #[must_use]
    pub fn site(self, name: &str) -> ScenarioBuilder {
        self.set("skin.site", name)
    }

    /// Which device: a name that `puncta devices` lists.
    #[must_use]
    pub fn device(self, preset: &str) -> ScenarioBuilder {
        self.set("device.preset", preset)
    }

    /// What the dial of a pen says, mm.
    #[must_use]
    pub fn depth_mm(self, depth_mm: f64) -> ScenarioBuilder {
        self.set("device.depth_mm", depth_mm)
    }

    /// How often the device goes over the area.
    #[must_use]
    pub fn passes(self, passes: u32) -> ScenarioBuilder {
        self.set("technique.passes", i64::from(passes))
    }

    /// How many people are treated.
    #[must_use]
    pub fn people(self, people: u32) -> ScenarioBuilder {
        self.set("run.realisations", i64::from(people))
    }

    /// Checks it.
    ///
    /// # Errors
    /// [`Error::Scenario`] with everything that is wrong or missing.
    pub fn build(self) -> Result<Scenario, Error> {
        Scenario::of(Sources::new("builder", "format = 1\n", &self.settings), "scenario")
    }
}

/// Runs scenarios on the same people and sets all against the first: [`Comparison::difference`] has the difference of every value,
/// with an error of its own, since differences between people cancel.
///
/// # Errors
/// [`Error::Compare`]: fewer than two, too many, or not all with the same seed and as many people; else as [`Scenario::run`].
pub fn compare(scenarios: &[Scenario]) -> Result<Comparison, Error> {
    let run = |scenario: &Scenario| {
        let Scenario { setup, provenance, .. } = scenario;
        Ok(compare::Run::new(setup, simulate(setup, &Quietly, &Quietly)?, provenance.clone()))
    };
    let runs = scenarios.iter().map(run).collect::<Result<Vec<_>, Error>>()?;
    Ok(compare::compare(runs)?)
}

/// A scenario that was run: its values, with their errors and on how many people they rest, and its maps.
#[derive(Debug, Clone)]
pub struct Run {
    outcome: Outcome,
}

impl Run {
    /// A value by its key in `summary.json`, such as `depth_mm.mean`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the key that comes closest.
    pub fn figure(&self, key: &str) -> Result<Figure, Error> {
        self.outcome.summary.figure_of_key(key).ok_or_else(|| Error::Unknown {
            kind: "value",
            name: key.to_owned(),
            nearest: nearest(key, Measure::ALL.iter().map(|measure| measure.key())),
        })
    }

    /// A map by its name in `fields.npz`, such as `dermis_volume_fraction`: mean over people, one cell a value, rows along y from
    /// y = 0; NaN outside the treated area. Its unit is that of [`FieldKind::unit`].
    ///
    /// # Errors
    /// [`Error::Unknown`] with the name that comes closest.
    pub fn map(&self, name: &str) -> Result<ArrayView2<'_, f32>, Error> {
        let found = FieldKind::of_name(name).and_then(|kind| self.outcome.field(kind));
        let field = found.ok_or_else(|| Error::Unknown {
            kind: "map",
            name: name.to_owned(),
            nearest: nearest(name, FieldKind::ALL.iter().map(|kind| kind.name())),
        })?;
        Ok(field.values.view())
    }

    /// Whether the run was stopped before all people were treated.
    pub fn is_partial(&self) -> bool {
        self.outcome.is_partial()
    }

    /// Everything that came out: what pictures and files are made from.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}
