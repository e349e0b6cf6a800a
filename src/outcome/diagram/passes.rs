//! A teaching figure: what more passes of one device add.

use crate::outcome::{Figure, Provenance};
use ndarray::Array2;

/// Several numbers of passes of one device on the same people.
#[derive(Debug, Clone, PartialEq)]
pub struct PassesDiagram {
    /// The setting in words, scenario and version.
    pub provenance: Provenance,
    /// Words for titles: "cheek / malar".
    pub site: String,
    /// The device in words.
    pub device: String,
    /// Width and height of the area, mm.
    pub area_mm: [f64; 2],
    /// People treated under each.
    pub people: u32,
    /// Rising in the number of passes.
    pub steps: Vec<Passed>,
}

/// After so many passes.
#[derive(Debug, Clone, PartialEq)]
pub struct Passed {
    pub passes: u32,
    /// The first person: share of the dermis under each cell that lies in a tract, %; rows along y.
    pub injured_percent: Array2<f32>,
    /// Punctures per cm², share of the area covered by openings, share of strikes that land in an earlier opening.
    pub density_per_cm2: Figure,
    pub covered: Figure,
    pub repeat: Figure,
}

impl PassesDiagram {
    /// Share that holes strewn by chance would cover after so many passes, 1 − exp(−n a), where the fewest passes that are shown
    /// give what they cover; `None` where they cover nothing or everything.
    pub fn by_chance(&self, passes: f64) -> Option<f64> {
        let first = self.steps.first()?;
        let covered = first.covered.value.filter(|share| *share > 0.0 && *share < 1.0)?;
        let area = -libm::log1p(-covered) / f64::from(first.passes.max(1));
        Some(-libm::expm1(-passes * area))
    }

    /// The table, a row a number of passes; empty where there is no figure.
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
