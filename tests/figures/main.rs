//! Figures of a run against closed forms, independent counts and known directions.
//!
//! | file | holds |
//! |---|---|
//! | `tracts` | areas and volumes of single tracts: voxels, conservation, leaning needles |
//! | `vessels` | expected vessel hits against placed vessels |
//! | `placements` | random punctures, lattices, exact repeats |
//! | `reach` | fat-layer reach in closed form, and its condition z(T) = T |
//! | `indices` | directions of the relative indices |

mod indices;
mod placements;
mod reach;
mod tracts;
mod vessels;

use puncta::device::{Needle, NeedleShape, NeedleState};
use puncta::injury::Measure;
use puncta::outcome::Outcome;
use puncta::scenario::{Scenario, Sources, catalogue, load};
use puncta::simulate::{Quietly, simulate};
use puncta::skin::Column;
use puncta::technique::Strike;
use puncta::tract::{Sweep, Tract};

fn scenario(text: &str, settings: &[&str]) -> Scenario {
    load(&Sources::new("test.toml", text, settings), &catalogue(), "test")
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn outcome(scenario: Scenario) -> Outcome {
    let simulated = simulate(&scenario.setup, &Quietly, &Quietly).unwrap();
    Outcome::new(&scenario.setup, &simulated, scenario.provenance)
}

fn value(outcome: &Outcome, measure: Measure) -> f64 {
    outcome.figure(measure).value.unwrap_or_else(|| panic!("{} has no value", measure.key()))
}

/// One strike by hand; lengths in mm.
struct ByHand {
    at: [f64; 2],
    heading_rad: f64,
    depth: f64,
    tip: f64,
    shaft: f64,
    taper: f64,
    /// Sideways run per depth of a leaning needle, in the frame of the heading.
    lean: [f64; 2],
    sweep: f64,
    follow: f64,
}

impl ByHand {
    fn round(depth: f64, tip: f64, shaft: f64, taper: f64) -> ByHand {
        let (at, lean) = ([0.0; 2], [0.0; 2]);
        ByHand { at, heading_rad: 0.0, depth, tip, shaft, taper, lean, sweep: 0.0, follow: 0.0 }
    }

    /// The tract that the program makes of it.
    fn tract(&self, column: &Column) -> Tract {
        let needle = Needle::new(5.0, self.shaft, self.taper, self.tip, NeedleShape::Conical);
        let state =
            NeedleState { needle, protrusion_error_mm: 0.0, lean: self.lean, dull: false, missing: false };
        let (sin, cos) = self.heading_rad.sin_cos();
        let [x_mm, y_mm] = self.at;
        let strike = Strike { x_mm, y_mm, heading: [cos, sin], needle: 0, index: 0 };
        Tract::new(&strike, &state, self.depth, column, &Sweep { rigid_mm: self.sweep, follow: self.follow })
    }

    /// Half width at a depth, from the definition.
    fn half_width(&self, z: f64) -> f64 {
        0.5 * (self.tip + (self.shaft - self.tip) * ((self.depth - z) / self.taper).clamp(0.0, 1.0))
    }

    /// The slit at a depth as a vector, from the definition.
    fn slit(&self, z: f64) -> [f64; 2] {
        let (sin, cos) = self.heading_rad.sin_cos();
        let along = self.sweep + self.lean[0] * self.depth;
        let across = self.lean[1] * self.depth;
        let u = (1.0 - z / self.depth).clamp(0.0, 1.0);
        let share = (1.0 - self.follow) * u.sqrt() * (3.0 - u) / 2.0;
        [share * (along * cos - across * sin), share * (along * sin + across * cos)]
    }
}

/// Distance of a point from a segment of this vector about the origin.
fn distance([x, y]: [f64; 2], [sx, sy]: [f64; 2]) -> f64 {
    let square = sx * sx + sy * sy;
    let t = if square > 0.0 { ((x * sx + y * sy) / square).clamp(-0.5, 0.5) } else { 0.0 };
    (x - t * sx).hypot(y - t * sy)
}
