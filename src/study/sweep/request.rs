//! The request of a sweep, as a file keeps it: `studies/*.toml`, and `study.toml` in the results folder.

use super::values::{Axis, AxisError};
use super::{Design, Sampler};
use crate::foundation::shown::{said, shown};
use serde::{Deserialize, Serialize};

/// Most base scenarios, settings and keys of a request.
const MOST: usize = 64;

/// Length of the Sobol sequence.
const MOST_SOBOL: usize = 1 << 16;

/// What a sweep varies on what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Version of this format: 1.
    pub format: u32,
    /// Kind of study: `sweep`.
    pub study: String,
    /// Base scenarios: files beside the study or below the current folder. Empty for the built-in scenario.
    #[serde(default)]
    pub base: Vec<String>,
    /// Settings of every point, as after `--set`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Keys with their values, as after `--vary`.
    pub vary: Vec<String>,
    /// How points are drawn: `lhs` or `sobol`. Without it the points are a grid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sampler>,
    /// Number of points that are drawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<usize>,
    /// Values to draw, by their keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figure: Vec<String>,
    /// Two values to draw against each other: more of the first is better, less of the second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trade_off: Option<[String; 2]>,
}

/// Why a request cannot be answered.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RequestError {
    /// The file is no study, with the words of the reader.
    #[error("{0}")]
    NotRead(String),
    /// Another kind of study, or another format.
    #[error("{0}; a sweep has format = 1 and study = \"sweep\"")]
    OtherKind(String),
    /// A list is too long.
    #[error("{0} has more than {MOST} entries")]
    Long(&'static str),
    /// One of the keys with its values.
    #[error(transparent)]
    Axis(#[from] AxisError),
    /// Nothing varies.
    #[error("nothing varies; give --vary KEY=VALUES, such as --vary device.depth_mm=0.5:2:0.25")]
    NothingVaries,
    /// The same key twice.
    #[error("--vary: {0} is there twice")]
    Twice(String),
    /// Points without a way to draw them, or the other way round.
    #[error("{0}")]
    Sample(&'static str),
}

impl Request {
    /// Reads the text of a study.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn read(text: &str) -> Result<Request, RequestError> {
        let request: Request =
            toml::from_str(text).map_err(|error| RequestError::NotRead(said(error.message())))?;
        if request.format != 1 || request.study != "sweep" {
            let found = format!("this is format {} of study \"{}\"", request.format, shown(&request.study));
            return Err(RequestError::OtherKind(found));
        }
        Ok(request)
    }

    /// Whether a text looks like a study rather than a scenario.
    pub fn is_study(text: &str) -> bool {
        text.parse::<toml::Table>().is_ok_and(|table| table.contains_key("study"))
    }

    /// The keys that vary, and how points are chosen; `seed` is that of points that are drawn.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn axes(&self, seed: u64) -> Result<(Vec<Axis>, Design), RequestError> {
        for (name, list) in
            [("base", &self.base), ("set", &self.set), ("vary", &self.vary), ("figure", &self.figure)]
        {
            if list.len() > MOST {
                return Err(RequestError::Long(name));
            }
        }
        let design = match (self.sample, self.points) {
            (None, None) => Design::Grid,
            (Some(Sampler::Sobol), Some(points)) if points > MOST_SOBOL => {
                return Err(RequestError::Sample(
                    "--sample sobol has at most 65,536 points; --sample lhs has more",
                ));
            }
            (Some(by), Some(points)) if points > 0 => Design::Sample { by, points, seed },
            (Some(_), _) => {
                return Err(RequestError::Sample(
                    "--sample needs the number of points: --points N, at least 1",
                ));
            }
            (None, Some(_)) => return Err(RequestError::Sample("--points needs --sample lhs or sobol")),
        };
        let drawn = design != Design::Grid;
        let axes: Vec<Axis> =
            self.vary.iter().map(|text| Axis::read(text, drawn)).collect::<Result<_, _>>()?;
        if axes.is_empty() && self.base.len() < 2 {
            return Err(RequestError::NothingVaries);
        }
        for (at, axis) in axes.iter().enumerate() {
            if axes[..at].iter().any(|other| other.key == axis.key) {
                return Err(RequestError::Twice(axis.key.clone()));
            }
        }
        Ok((axes, design))
    }
}
