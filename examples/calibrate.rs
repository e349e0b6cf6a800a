//! Finds sets of the contact law's numbers that agree with the rows of `data/calibration.toml`, and writes
//! them to `data/mechanics_sets.csv`: `cargo run --release --example calibrate`.
//!
//! The sets are draws from prior times likelihood ([`puncta::study::fit`]) by an ensemble sampler
//! ([`puncta::foundation::ensemble`]). The first set written is the central one, the medians of
//! all numbers. `docs/methods/mechanics.md` says what was fitted and how well.
//!
//! `calibrate STEPS` takes fewer or more steps; `calibrate STEPS LABORATORY` leaves the rows of a laboratory
//! out and prints what the others say about them.

use puncta::foundation::ensemble::{Chain, effective, r_hat, run};
use puncta::foundation::random::{Purpose, Stream};
use puncta::mechanics::numbers::FITTED;
use puncta::scenario::experiment;
use puncta::study::fit::{Fit, Role, rows};
use rayon::prelude::*;
use std::error::Error;

const CHAINS: u64 = 4;
const WALKERS: usize = 64;
const STEPS: u32 = 2000;
const SETS: usize = 200;
const POSTERIOR: usize = 2000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let steps: u32 = arguments.next().map_or(Ok(STEPS), |steps| steps.parse())?;
    let left_out = arguments.next();
    let mut rows = rows("data/calibration.toml", &std::fs::read_to_string("data/calibration.toml")?)?;
    for row in &mut rows {
        if left_out.as_ref() == Some(&row.experiment) {
            row.role = Role::Check;
        }
    }
    let fit = Fit::new(rows, |row| experiment(&row.id, &row.scenario))?;
    let numbers = fit.numbers().len();
    let chains: Vec<Chain> = (0..CHAINS)
        .into_par_iter()
        .map(|chain| {
            let mut stream = Stream::new(chain, Purpose::Person, 0, 0);
            let walkers = (0..WALKERS).map(|_| (0..numbers).map(|_| stream.normal()).collect()).collect();
            run(chain, walkers, [steps / 3, steps, 5], |place| fit.log_density(place))
        })
        .collect();
    let draws: Vec<(&Vec<f64>, f64)> = chains
        .iter()
        .flat_map(|chain| chain.steps.iter().zip(&chain.log_densities))
        .flat_map(|(places, densities)| places.iter().zip(densities.iter().copied()))
        .collect();
    let quantile = |number: usize, share: f64| {
        let mut all: Vec<f64> = draws.iter().map(|(place, _)| place[number]).collect();
        all.sort_by(f64::total_cmp);
        all[(share * (all.len() - 1) as f64) as usize]
    };
    let taken = chains.iter().map(|chain| chain.taken).sum::<f64>() / chains.len() as f64;
    println!(
        "{} draws of {} sets, {:.0} % of the moves taken",
        draws.len(),
        chains.len() * WALKERS,
        100.0 * taken
    );
    println!(
        "{:40} {:>10} {:>22} {:>22} {:>6} {:>6}",
        "number", "median", "5-95 %", "prior 5-95 %", "R-hat", "n_eff"
    );
    for (at, number) in fit.numbers().iter().enumerate() {
        let value = |place: f64| number.middle * (number.log_sd * place).exp();
        let range = |low: f64, high: f64| format!("{:.4} to {:.4}", value(low), value(high));
        println!(
            "{:40} {:>10.4} {:>22} {:>22} {:>6.3} {:>6.0}",
            number.name,
            value(quantile(at, 0.5)),
            range(quantile(at, 0.05), quantile(at, 0.95)),
            range(-1.645, 1.645),
            r_hat(&chains, at),
            effective(&chains, at),
        );
    }
    let medians: Vec<f64> = (0..numbers).map(|number| quantile(number, 0.5)).collect();
    let every = (draws.len() / SETS).max(1);
    let thinned: Vec<(Vec<f64>, f64)> = draws
        .iter()
        .skip(every / 2)
        .step_by(every)
        .take(SETS - 1)
        .map(|(place, d)| ((*place).clone(), *d))
        .collect();
    // The medians of all numbers are a place of high density: ridges are straight in logarithms.
    let central = (&medians, fit.log_density(&medians));
    let mut densities: Vec<f64> = draws.iter().map(|(_, density)| *density).collect();
    densities.sort_by(f64::total_cmp);
    let above = densities.iter().filter(|density| **density < central.1).count();
    println!(
        "medians: log density {:.2}, above {:.1} % of the draws",
        central.1,
        100.0 * above as f64 / draws.len() as f64
    );
    println!("\n{:10} {:>8} {:>10} {:>22}  {:>8}", "row", "role", "central", "5-95 % of the draws", "off");
    let residuals = fit.residuals(central.0);
    let sample: Vec<_> = thinned.par_iter().map(|(place, _)| fit.residuals(place)).collect();
    for residual in residuals {
        let mut all: Vec<f64> = sample
            .iter()
            .flatten()
            .filter(|other| other.id == residual.id)
            .map(|other| other.predicted)
            .collect();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| all[(share * (all.len() - 1) as f64) as usize];
        println!(
            "{:10} {:>8} {:>10.3} {:>22}  {:>8}",
            residual.id,
            if residual.role == Role::Fit { "fit" } else { "check" },
            residual.predicted,
            format!("{:.3} to {:.3}", at(0.05), at(0.95)),
            residual.off.map_or_else(String::new, |off| format!("{off:.2}")),
        );
    }
    if left_out.is_some() || steps < STEPS {
        return Ok(());
    }
    let every = (draws.len() / POSTERIOR).max(1);
    let many = draws
        .iter()
        .skip(every / 2)
        .step_by(every)
        .take(POSTERIOR - 1)
        .map(|(place, d)| ((*place).clone(), *d));
    let sets = |rest: Vec<(Vec<f64>, f64)>| -> Vec<(Vec<f64>, f64)> {
        std::iter::once((central.0.clone(), central.1)).chain(rest).collect()
    };
    write(&fit, "data/mechanics_sets.csv", FITTED.len(), &sets(thinned))?;
    // The spread of laboratories' errors goes along: measurements of others are held against it.
    write(&fit, "data/mechanics_posterior.csv", FITTED.len() + 1, &sets(many.collect()))
}

/// Writes sets with the first `numbers` of their values.
fn write(fit: &Fit, path: &str, numbers: usize, sets: &[(Vec<f64>, f64)]) -> Result<(), Box<dyn Error>> {
    let mut writer = csv::Writer::from_path(path)?;
    let names = fit.numbers().iter().take(numbers).map(|number| number.name.clone());
    writer.write_record(std::iter::once("log_posterior".to_owned()).chain(names))?;
    for (place, density) in sets {
        let values = fit.values(place).into_iter().take(numbers).map(|value| format!("{value:.4e}"));
        writer.write_record(std::iter::once(format!("{density:.2}")).chain(values))?;
    }
    writer.flush()?;
    Ok(())
}
