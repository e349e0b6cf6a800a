//! Teaching figure: what more passes of one device add.

use crate::outcome::{Answer, Figure, Provenance};
use ndarray::Array2;

/// Several numbers of passes of one device on the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct PassesDiagram {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Site in words, for titles.
    pub site: String,
    /// The device in words.
    pub device: String,
    /// Width and height of the area, mm.
    pub area_mm: [f64; 2],
    /// Number of people treated at each step.
    pub people: u32,
    /// Steps in rising number of passes.
    pub steps: Vec<Passed>,
}

/// Results after one number of passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    /// Number of passes.
    pub passes: u32,
    /// Share of the dermis under each cell that lies in a tract, %, in the first person; rows along y.
    pub injured_percent: Array2<f32>,
    /// Strikes per cm².
    pub density_per_cm2: Figure,
    /// Share of the area covered by needle sections at the surface.
    pub covered: Figure,
    /// Share of strikes that land in an earlier opening.
    pub repeat: Figure,
}

impl PassesDiagram {
    /// Share that randomly scattered holes would cover after this many passes, 1 − exp(−n a). The fewest
    /// passes shown determine a; `None` if they cover nothing or everything.
    pub fn by_chance(&self, passes: f64) -> Option<f64> {
        let first = self.steps.first()?;
        let covered = first.covered.value.filter(|share| *share > 0.0 && *share < 1.0)?;
        let area = -libm::log1p(-covered) / f64::from(first.passes.max(1));
        Some(-libm::expm1(-passes * area))
    }

    /// CSV table, one row per number of passes; cells without a value are empty.
    pub fn csv(&self) -> String {
        let mut text = String::from("passes");
        for name in ["density_per_cm2", "covered_fraction", "repeat_fraction"] {
            text.push_str(&format!(",{name},{name}_se,{name}_p05,{name}_p95,{name}_n"));
        }
        text.push('\n');
        for step in &self.steps {
            text.push_str(&step.passes.to_string());
            for Figure { value, se, p05, p95, n, .. } in [step.density_per_cm2, step.covered, step.repeat] {
                for number in [value, se, p05, p95] {
                    text.push(',');
                    text.push_str(&number.map_or(String::new(), |number| format!("{number:.6e}")));
                }
                text.push_str(&format!(",{n}"));
            }
            text.push('\n');
        }
        text
    }
}

impl Answer for PassesDiagram {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        vec![("passes.csv".to_owned(), self.csv())]
    }
}
