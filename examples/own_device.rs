//! A device of your own: two rows of pins, described key by key.
//!
//!     cargo run --release --example own_device

use puncta::prelude::*;

fn main() -> Result<(), Error> {
    let pins: Vec<Vec<f64>> =
        (0..8).flat_map(|pin| [-0.6, 0.6].map(|y| vec![f64::from(pin) * 0.6 - 2.1, y])).collect();
    let scenario = Scenario::builder()
        .site("forehead")
        .set("device.kind", "pen")
        .set("device.layout", "list")
        .set("device.positions_mm", pins)
        .set("device.length_mm", 2.0)
        .set("device.shaft_diameter_um", 180.0)
        .depth_mm(0.8)
        .passes(2)
        .people(50)
        .set("run.intervals", "off")
        .build()?;

    // Unspecified values are assumed, and listed.
    for assumed in &scenario.provenance().assumed {
        println!("assumed: {} = {} {}", assumed.key, assumed.value_words(), assumed.unit);
    }
    let run = scenario.run()?;
    for key in ["punctures.density_per_cm2", "depth_mm.mean", "punctures.failed_fraction"] {
        let figure = run.figure(key)?;
        let [value, se] = [figure.value, figure.se].map(|number| number.unwrap_or(f64::NAN));
        println!("{key}: {value:.4} ± {se:.2}, on {} people", figure.n);
    }
    Ok(())
}
