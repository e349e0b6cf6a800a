//! Teaching figure: fat-layer reach of one device at many set depths, site by site.

use crate::outcome::safe_depth::SettingOf;
use crate::outcome::{Answer, Figure, Provenance};

/// Contents of a chart of depths by site: the reach at each depth, and how well it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthChart {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// What the user sets: the dial of a pen, or the length of the needles.
    pub setting: SettingOf,
    /// The device in words, without its setting.
    pub device: String,
    /// Set depths in rising order, mm.
    pub depths_mm: Vec<f64>,
    /// Number of people simulated on every site.
    pub people: u32,
    /// Draws of uncertain inputs behind the bounds; 0 if inputs were not varied.
    pub draws: usize,
    /// Sites from thin to thick skin.
    pub rows: Vec<Row>,
}

/// One site.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the site, as in scenarios.
    pub site: String,
    /// Name of the site for readers.
    pub label: String,
    /// Mean thickness of epidermis and dermis, mm.
    pub skin_mm: f64,
    /// Whether muscle lies below the dermis: passing it is then a sub-dermal breach.
    pub eyelid: bool,
    /// Share of punctures that pass the dermis, per depth: mean with error, spread between people, bounds
    /// over inputs.
    pub reach: Vec<Figure>,
}

impl Row {
    /// Number of these depths that are no deeper than the mean skin thickness.
    pub fn within_skin(&self, depths_mm: &[f64]) -> usize {
        depths_mm.iter().take_while(|depth| **depth <= self.skin_mm).count()
    }
}

impl DepthChart {
    /// CSV table, one row per site and depth; cells without a value are empty.
    pub fn csv(&self) -> String {
        let mut text = String::from("site,skin_mm,set_mm,reach_fat,se,p05,p95,low,high,n\n");
        for row in &self.rows {
            for (mm, figure) in self.depths_mm.iter().zip(&row.reach) {
                let Figure { value, se, p05, p95, low, high, n } = *figure;
                let numbers = [value, se, p05, p95, low, high]
                    .map(|number| number.map_or(String::new(), |number| format!("{number:.6e}")));
                text.push_str(&format!(
                    "{},{:.4},{mm:.2},{},{n}\n",
                    row.site,
                    row.skin_mm,
                    numbers.join(",")
                ));
            }
        }
        text
    }
}

impl Answer for DepthChart {
    const COMMAND: &'static str = "diagram";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        vec![("depth-chart.csv".to_owned(), self.csv())]
    }
}
