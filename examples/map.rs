//! A map as an array: where in a treated square is the skin injured most?
//!
//!     cargo run --release --example map

use puncta::prelude::*;

fn main() -> Result<(), Error> {
    let scenario = Scenario::load("scenarios/cheek-pen.toml")?;
    let run = scenario.with("device.depth_mm", 1.2)?.with("run.intervals", "off")?.run()?;

    let depth = run.figure("depth_mm.mean")?;
    println!("mean depth: {:.3} ± {:.3} mm", depth.value.unwrap_or(f64::NAN), depth.se.unwrap_or(f64::NAN));

    // One value per cell of 0.1 mm, rows along y; NaN where nothing is treated.
    let injury = run.map("dermis_volume_fraction")?;
    let treated = injury.indexed_iter().filter(|(_, share)| !share.is_nan());
    if let Some(((row, column), share)) = treated.max_by(|a, b| a.1.total_cmp(b.1)) {
        println!("most injured cell: row {row}, column {column}, {:.1} % of its dermis", 100.0 * share);
    }
    Ok(())
}
