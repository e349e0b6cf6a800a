//! A comparison: what does a stronger hand change, on the same people?
//!
//!     cargo run --release --example comparison

use puncta::prelude::*;

fn main() -> Result<(), Error> {
    let usual = Scenario::load("scenarios/cheek-pen.toml")?.with("run.intervals", "off")?;
    let strong = usual.with("technique.force_n", 3.0)?;
    let comparison = compare(&[usual, strong])?;

    for measure in [Measure::DepthMean, Measure::Covered, Measure::Repeat] {
        let difference = comparison.difference(1, measure);
        println!("{}: {}", measure.key(), difference.words(measure.unit()));
    }
    Ok(())
}
