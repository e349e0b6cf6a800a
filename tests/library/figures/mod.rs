//! Figures of a run against closed forms, independent counts and known directions.
//!
//! | file | holds |
//! |---|---|
//! | `tracts` | areas and volumes of single tracts: voxels, conservation, leaning needles |
//! | `vessels` | expected vessel hits against placed vessels |
//! | `placements` | random punctures, lattices, exact repeats |
//! | `unions` | shares of area at most the whole, and the same in any cells |
//! | `reach` | fat-layer reach in closed form, and its condition z(T) = T |
//! | `indices` | directions of the relative indices |

mod indices;
mod placements;
mod reach;
mod tracts;
mod unions;
mod vessels;

use crate::common::scenario;
use puncta::device::{Needle, NeedleShape, NeedleState};
use puncta::injury::Measure;
use puncta::outcome::Outcome;
use puncta::scenario::Scenario;
use puncta::simulate::Setup;
use puncta::simulate::{Quietly, simulate};
use puncta::skin::Column;
use puncta::technique::Strike;
use puncta::tract::{Sweep, Tract};

fn outcome(scenario: Scenario) -> Outcome {
    of_setup(scenario.setup(), &scenario)
}

/// Outcome of a changed setup of a scenario.
fn of_setup(setup: &Setup, scenario: &Scenario) -> Outcome {
    let simulated = simulate(setup, &Quietly, &Quietly).unwrap();
    Outcome::new(setup, &simulated, scenario.provenance().clone())
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
        let strike = Strike { x_mm, y_mm, heading: [cos, sin], needle: 0, push: 0.0, index: 0 };
        Tract::new(&strike, &state, self.depth, column, &Sweep { rigid_mm: self.sweep, follow: self.follow })
    }

    /// 1 / cos of the lean.
    fn longer(&self) -> f64 {
        self.lean[0].hypot(self.lean[1]).hypot(1.0)
    }

    /// The lean in the frame of the area.
    fn lean(&self) -> [f64; 2] {
        let ((sin, cos), [x, y]) = (self.heading_rad.sin_cos(), self.lean);
        [x * cos - y * sin, x * sin + y * cos]
    }

    /// Half width at a depth, from the definition: that of the needle as far along its axis from the tip.
    fn half_width(&self, z: f64) -> f64 {
        let along = (self.depth - z) * self.longer();
        0.5 * (self.tip + (self.shaft - self.tip) * (along / self.taper).clamp(0.0, 1.0))
    }

    /// How far the section reaches from its middle in a direction, from the definition: the ellipse is the disc with everything
    /// along the lean longer, and the slit comes on top.
    fn reach(&self, z: f64, direction: [f64; 2]) -> f64 {
        let part = |[x, y]: [f64; 2]| x * direction[0] + y * direction[1];
        // (1 / cos² - 1) times the square of the part along the lean's unit vector is the square of the part along the lean.
        self.half_width(z) * part(self.lean()).hypot(1.0) + 0.5 * part(self.slit(z)).abs()
    }

    /// Whether a place lies in the section: with everything along the lean shortened, the ellipse is a disc again.
    fn holds(&self, z: f64, place: [f64; 2]) -> bool {
        let (lean, run) = (self.lean(), self.lean[0].hypot(self.lean[1]));
        let shortened = |[x, y]: [f64; 2]| {
            if run == 0.0 {
                return [x, y];
            }
            let along = (x * lean[0] + y * lean[1]) / run;
            let less = along * (1.0 - 1.0 / self.longer()) / run;
            [x - less * lean[0], y - less * lean[1]]
        };
        distance(shortened(place), shortened(self.slit(z))) <= self.half_width(z)
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

    /// Directions, a degree apart, with how far the section reaches in each.
    fn outline(&self, z: f64) -> Vec<([f64; 2], f64)> {
        let directions = (0..180).map(|degrees| f64::from(degrees).to_radians().sin_cos());
        directions.map(|(sin, cos)| ([cos, sin], self.reach(z, [cos, sin]))).collect()
    }
}

/// Whether a place lies in a section or within a margin of it: the section is convex, so that no direction sees it further out. Off
/// by 4e-5 of the section's size.
fn near([x, y]: [f64; 2], outline: &[([f64; 2], f64)], margin: f64) -> bool {
    outline.iter().all(|([cos, sin], reach)| (x * cos + y * sin).abs() <= reach + margin)
}

/// Distance of a point from a segment of this vector about the origin.
fn distance([x, y]: [f64; 2], [sx, sy]: [f64; 2]) -> f64 {
    let square = sx * sx + sy * sy;
    let t = if square > 0.0 { ((x * sx + y * sy) / square).clamp(-0.5, 0.5) } else { 0.0 };
    (x - t * sx).hypot(y - t * sy)
}
