//! Results of one stroke (`puncta insert`), as tables and JSON.

use super::{Answer, Provenance};
use crate::foundation::statistics::Mean;
use crate::mechanics::lift::Balance;
use crate::mechanics::{Margin, Work};
use crate::skin::Column;
use serde_json::{Value, json};

/// All results of one stroke of a device on the average person.
#[derive(Debug, Clone, PartialEq)]
pub struct InsertionOutcome {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Skin layers under the device.
    pub column: Column,
    /// Set depth, mm.
    pub set_depth_mm: f64,
    /// Whether the needles are those of a drum, several rows of which are in the skin together.
    pub drum: bool,
    /// Curve of the whole array over the travel.
    pub array: Vec<Point>,
    /// Curve of a single sound needle over the travel, under its share of the force.
    pub alone: Vec<Point>,
    /// Punctures in the order in which they happen.
    pub punctures: Vec<PunctureEvent>,
    /// Needles of the array, with their state at the end of the stroke.
    pub needles: Vec<NeedleRow>,
    /// Largest force of all needles together, N.
    pub peak_total_n: f64,
    /// Force on the rim or the body at the end, N; `None` where no force is given.
    pub body_n: Option<f64>,
    /// Force on needles and body of a device that is driven by force, N; `None` for a pen.
    pub pressed_n: Option<f64>,
    /// Balance of forces on a pen: what presses it and what bears it.
    pub pen: Option<Balance>,
    /// Work up to the end of the stroke.
    pub work: Work,
    /// Strength of the needle compared with the largest force on any needle.
    pub margin: Margin,
    /// Name of the needles' material.
    pub material: &'static str,
    /// Mean speed of the tips, mm/s.
    pub tip_speed_mm_s: f64,
    /// Bench data to compare with; `None` if none were given.
    pub measured: Option<Measured>,
}

/// State of all needles at one travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Travel of the longest tip past the reference of depth, mm.
    pub travel_mm: f64,
    /// Force on all needles together, N.
    pub total_n: f64,
    /// Largest force on a single needle, N.
    pub most_n: f64,
    /// Mean depth of the needles of the strike, mm; needles that only dimple count as 0.
    pub mean_depth_mm: f64,
    /// Smallest depth of the needles of the strike, mm.
    pub least_depth_mm: f64,
    /// Largest depth of the needles of the strike, mm.
    pub most_depth_mm: f64,
    /// Mean deflection of the skin under the tips, mm.
    pub deflection_mm: f64,
    /// Number of needles that have broken into the reticular dermis.
    pub punctured: usize,
    /// Work up to this travel.
    pub work: Work,
}

/// Puncture by one needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PunctureEvent {
    /// Number of the needle in the cartridge, from 1.
    pub needle: usize,
    /// Travel at which the needle punctures, counted as in [`Point`], mm.
    pub travel_mm: f64,
    /// Force on this needle just before it punctures, N.
    pub force_n: f64,
    /// Largest force on all needles together at that travel, N.
    pub total_n: f64,
}

/// Result for one needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NeedleRow {
    /// Number of the needle, from 1.
    pub needle: usize,
    /// Place along the hand's travel, mm; on a drum it counts from below the axis.
    pub x_mm: f64,
    /// Place across the hand's travel, mm; on a drum it counts from the drum's end.
    pub y_mm: f64,
    /// How much further than nominal the tip protrudes, mm.
    pub protrusion_error_mm: f64,
    /// Diameter at the tip.
    pub tip_diameter_um: f64,
    /// Puncture force of this needle, N.
    pub puncture_n: f64,
    /// Largest force during the stroke, N.
    pub peak_n: f64,
    /// Force at the end of the stroke, N.
    pub force_n: f64,
    /// Depth of the tip in the tissue at the end of the stroke, mm.
    pub depth_mm: f64,
    /// True if the needle broke into the reticular dermis.
    pub punctured: bool,
}

/// Bench data laid over the computed curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// (travel in mm, force in N), as read.
    pub points: Vec<[f64; 2]>,
    /// Mean of computed minus measured force over the travel that both cover, N.
    pub bias_n: f64,
    /// Root mean square of that difference, N.
    pub rms_n: f64,
    /// Number of measured points compared.
    pub compared: usize,
    /// Largest measured force, N.
    pub peak_n: f64,
}

impl Measured {
    /// Compares a measured curve with the computed total force.
    pub fn new(points: Vec<[f64; 2]>, array: &[Point]) -> Measured {
        let offs: Vec<f64> =
            points.iter().filter_map(|[travel, force]| Some(total_at(array, *travel)? - force)).collect();
        let count = offs.len().max(1) as f64;
        Measured {
            bias_n: offs.iter().sum::<f64>() / count,
            rms_n: (offs.iter().map(|off| off * off).sum::<f64>() / count).sqrt(),
            compared: offs.len(),
            peak_n: points.iter().map(|[_, force]| *force).fold(0.0, f64::max),
            points,
        }
    }
}

/// Total force at a travel, interpolated linearly between steps; `None` beyond the ends.
fn total_at(array: &[Point], travel_mm: f64) -> Option<f64> {
    let after = array.iter().position(|point| point.travel_mm >= travel_mm)?;
    let above = array[after];
    let below = array[after.checked_sub(1).unwrap_or(after)];
    let width = above.travel_mm - below.travel_mm;
    if travel_mm < below.travel_mm {
        return None;
    }
    let share = if width > 0.0 { (travel_mm - below.travel_mm) / width } else { 0.0 };
    Some(below.total_n + share * (above.total_n - below.total_n))
}

/// Distance within which a row of a drum counts as being at its lowest point, mm.
pub const LOWEST_MM: f64 = 1e-9;

impl InsertionOutcome {
    /// Needles of one strike. Of a drum these are the needles at its lowest point, whose depth a run reports;
    /// the
    /// rows before and behind share the load but are only partly in. Of other devices these are all needles.
    pub fn striking(&self) -> impl Iterator<Item = &NeedleRow> {
        self.needles.iter().filter(|needle| !self.drum || needle.x_mm.abs() < LOWEST_MM)
    }

    /// Depths of the needles that broke into the reticular dermis, mm.
    pub fn depths_mm(&self) -> Vec<f64> {
        self.striking().filter(|needle| needle.punctured).map(|needle| needle.depth_mm).collect()
    }

    /// Mean of these depths, mm; `None` if no needle punctured.
    pub fn mean_depth_mm(&self) -> Option<f64> {
        Mean::of(&self.depths_mm()).map(|mean| mean.mean)
    }

    /// Number of needles of the strike that did not puncture.
    pub fn failed(&self) -> usize {
        self.striking().filter(|needle| !needle.punctured).count()
    }

    /// Largest force on any single needle, N.
    pub fn peak_needle_n(&self) -> f64 {
        self.needles.iter().map(|needle| needle.peak_n).fold(0.0, f64::max)
    }

    /// All values as one JSON object.
    pub fn json(&self) -> Value {
        let work = &self.work;
        json!({
            "name": self.provenance.name,
            "setting": self.provenance.setting,
            "scenario_hash": self.provenance.scenario_hash,
            "seed": self.provenance.seed,
            "version": self.provenance.version,
            "set_depth_mm": self.set_depth_mm,
            "tip_speed_mm_s": self.tip_speed_mm_s,
            "needles": self.striking().count(),
            "failed_needles": self.failed(),
            "mean_depth_mm": self.mean_depth_mm(),
            "peak_force_needle_n": self.peak_needle_n(),
            "peak_force_total_n": self.peak_total_n,
            "body_force_n": self.body_n,
            "pressed_force_n": self.pressed_n,
            "pen": self.pen,
            "first_puncture_travel_mm": self.punctures.first().map(|event| event.travel_mm),
            "last_puncture_travel_mm": self.punctures.last().map(|event| event.travel_mm),
            "work_mj": {
                "device": work.device_mj,
                "held_by_skin": work.stored_mj,
                "tear": work.dissipated.tear,
                "spread": work.dissipated.spread,
                "friction": work.dissipated.friction,
                "lost_in_jumps": work.released_mj,
                "imbalance": work.imbalance(),
            },
            "needle": {
                "material": self.material,
                "buckling_n": self.margin.buckling_n,
                "buckling_margin": self.margin.buckling,
                "tip_pressure_mpa": self.margin.tip_mpa,
                "tip_margin": self.margin.tip,
            },
            "measured": self.measured.as_ref().map(|measured| json!({
                "points": measured.points.len(),
                "compared": measured.compared,
                "bias_n": measured.bias_n,
                "rms_n": measured.rms_n,
                "peak_n": measured.peak_n,
            })),
        })
    }

    /// Curve as CSV: `insertion.csv` for the array, or the same for the single needle.
    pub fn curve_csv(points: &[Point]) -> String {
        let mut text = String::from(
            "travel_mm,force_n,largest_needle_force_n,mean_depth_mm,least_depth_mm,largest_depth_mm,deflection_mm,punctured,\
             work_mj,held_by_skin_mj,tear_mj,spread_mj,friction_mj,lost_in_jumps_mj\n",
        );
        for point in points {
            let work = &point.work;
            let parts = &work.dissipated;
            text.push_str(&format!(
                "{:.6},{:.6e},{:.6e},{:.6},{:.6},{:.6},{:.6},{},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e}\n",
                point.travel_mm,
                point.total_n,
                point.most_n,
                point.mean_depth_mm,
                point.least_depth_mm,
                point.most_depth_mm,
                point.deflection_mm,
                point.punctured,
                work.device_mj,
                work.stored_mj,
                parts.tear,
                parts.spread,
                parts.friction,
                work.released_mj
            ));
        }
        text
    }

    /// Contents of `needles.csv`, one line per needle.
    pub fn needles_csv(&self) -> String {
        let mut text = String::from(
            "needle,x_mm,y_mm,protrusion_error_mm,tip_diameter_um,puncture_force_n,peak_force_n,force_n,depth_mm,punctured,\
             puncture_travel_mm\n",
        );
        for row in &self.needles {
            let event = self.punctures.iter().find(|event| event.needle == row.needle);
            text.push_str(&format!(
                "{},{:.4},{:.4},{:.6},{},{:.6e},{:.6e},{:.6e},{:.6},{},{}\n",
                row.needle,
                row.x_mm,
                row.y_mm,
                row.protrusion_error_mm,
                row.tip_diameter_um,
                row.puncture_n,
                row.peak_n,
                row.force_n,
                row.depth_mm,
                row.punctured,
                event.map(|event| format!("{:.6}", event.travel_mm)).unwrap_or_default()
            ));
        }
        text
    }
}

impl Answer for InsertionOutcome {
    const COMMAND: &'static str = "insert";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        let file = |name: &str, text: String| (name.to_owned(), text);
        vec![
            file("insertion.csv", InsertionOutcome::curve_csv(&self.array)),
            file("one-needle.csv", InsertionOutcome::curve_csv(&self.alone)),
            file("needles.csv", self.needles_csv()),
            file("insertion.json", self.json_text()),
        ]
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(travel_mm: f64, total_n: f64) -> Point {
        Point {
            travel_mm,
            total_n,
            most_n: 0.0,
            mean_depth_mm: 0.0,
            least_depth_mm: 0.0,
            most_depth_mm: 0.0,
            deflection_mm: 0.0,
            punctured: 0,
            work: Work::default(),
        }
    }

    #[test]
    fn identity_residual_of_a_curve_that_is_off_by_a_constant() {
        let array = [point(0.0, 0.0), point(1.0, 2.0)];
        let measured = Measured::new(vec![[0.25, 0.4], [0.5, 0.9], [0.75, 1.4], [2.0, 9.0]], &array);
        assert_eq!(measured.compared, 3);
        assert!((measured.bias_n - 0.1).abs() < 1e-12 && (measured.rms_n - 0.1).abs() < 1e-12);
        assert_eq!(measured.peak_n, 9.0);
    }
}
