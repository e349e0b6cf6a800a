//! A teaching figure: the fat-layer reach of one device at many set depths, site by site.

use crate::outcome::{Figure, Provenance};

/// What a chart of depths by site would have to say: what each depth reaches, and how well that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct DepthChart {
    /// The setting in words, scenario and version.
    pub provenance: Provenance,
    /// What is set: the dial of a pen, or the length of the needles.
    pub setting: &'static str,
    /// The device in words, without its setting.
    pub device: String,
    /// Set depths, rising, mm.
    pub depths_mm: Vec<f64>,
    /// People looked at on every site.
    pub people: u32,
    /// Draws of uncertain inputs that the bounds are over; 0 where inputs were not varied.
    pub draws: usize,
    /// From thin to thick skin.
    pub rows: Vec<Row>,
}

/// One site.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name of the site, and in words.
    pub site: String,
    pub label: String,
    /// Mean thickness of epidermis and dermis, mm.
    pub skin_mm: f64,
    /// Muscle lies below the dermis: passing it is a sub-dermal breach.
    pub eyelid: bool,
    /// Share of punctures that pass the dermis, one a depth: mean with its error, spread between people, bounds over inputs.
    pub reach: Vec<Figure>,
}

impl Row {
    /// How many of these depths are no deeper than the skin is thick on average.
    pub fn within_skin(&self, depths_mm: &[f64]) -> usize {
        depths_mm.iter().take_while(|depth| **depth <= self.skin_mm).count()
    }
}

impl DepthChart {
    /// The table, a row a site and depth; empty where there is no figure.
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
