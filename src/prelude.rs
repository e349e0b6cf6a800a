//! What most users of the library need: `use puncta::prelude::*;`

pub use crate::injury::Measure;
pub use crate::outcome::{Comparison, Difference, Figure};
pub use crate::run::{Error, Problems, Run, ScenarioBuilder, compare};
pub use crate::scenario::Scenario;
pub use crate::simulate::{Progress, Stop};
