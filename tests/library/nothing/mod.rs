//! Nothing to average is not zero: realisations without a strike, without a needle, or without a tip that pierced.
//!
//! | file | holds |
//! |---|---|
//! | `few` | few strikes, wide lanes, missing needles: the figure of those that have one, and on how many it rests |
//! | `random` | properties of the figures of random scenarios |
//! | `area` | figures that do not hang on the size of the area |

mod area;
mod few;
mod random;

use crate::common::scenario;
use puncta::injury::Measure;
use puncta::outcome::{Figure, Outcome};
use puncta::simulate::{Quietly, simulate};

fn run(text: &str, settings: &[&str]) -> Outcome {
    let scenario = scenario(text, settings);
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
    Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone())
}

fn value(outcome: &Outcome, measure: Measure) -> f64 {
    outcome.figure(measure).value.unwrap_or_else(|| panic!("{} has no value", measure.key()))
}

/// No value, and no number of it in any part.
fn is_nothing(figure: &Figure) -> bool {
    *figure == Figure::default()
}

/// A stamp of 2 x 2 needles, 3 mm apart, on a small area: mostly none of them falls in it.
const FEW: &str = "format = 1\n[area]\nwidth_mm = 1\nheight_mm = 1\n[skin]\nsite = \"cheek\"\nperson = \"average\"\n\
    [device]\nkind = \"stamp\"\nlayout = \"grid\"\nrows = 2\ncolumns = 2\npitch_mm = 3\nlength_mm = 1\n\
    shaft_diameter_um = 200\ntip_diameter_um = 8\n[technique]\npasses = 1\n\
    [run]\nrealisations = 200\nseed = 1\nintervals = \"off\"\n";

/// A pen on a cheek, small.
const PEN: &str = "format = 1\n[area]\nwidth_mm = 5\nheight_mm = 5\n[skin]\nsite = \"cheek\"\n\
    [device]\npreset = \"pen-12\"\ndepth_mm = 1.5\n[technique]\npasses = 2\n\
    [run]\nrealisations = 40\nseed = 1\nintervals = \"off\"\n";
