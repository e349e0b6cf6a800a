//! Finds sets of parameters of the contact law that fit the rows named in `data/fitted_rows.toml`, and writes
//! them to `data/mechanics_sets.csv`: `cargo run --release --example calibrate`.
//!
//! It is a random walk (Metropolis and Hastings) over the ranges of `data/mechanics.toml`. The prior is flat
//! in the logarithm, or in the value for exponent and bulge. The misfit below is half of chi squared. The
//! first set written is the central one. It is taken from the best-fitting quarter of the sets visited: the
//! set nearest to the medians, in units of their spread. The other sets are the thinned walk.
//! `docs/methods/mechanics.md` says what was fitted and how well.

use puncta::device::{Cartridge, Device};
use puncta::foundation::evidence::entry;
use puncta::foundation::random::{Purpose, Stream};
use puncta::mechanics::array::ArrayOnSkin;
use puncta::mechanics::contact::{Chance, Contact};
use puncta::mechanics::parameters::EVIDENCE;
use puncta::mechanics::sets::{FITTED, Fitted};
use puncta::mechanics::{Parameters, Support};
use puncta::scenario::{Sources, catalogue, load};
use puncta::skin::Column;
use std::error::Error;

/// An experiment as computed: device, skin, support, force (N), speeds (mm/s).
struct Experiment {
    device: Device,
    column: Column,
    support: Support,
    force_n: f64,
    push_speed_mm_s: f64,
    hand_speed_mm_s: f64,
}

impl Experiment {
    fn new(
        text: &str,
        support: Support,
        force_n: f64,
        push_speed_mm_s: f64,
    ) -> Result<Experiment, Box<dyn Error>> {
        let text = format!(
            "format = 1\n{text}\nlength_tolerance_mm = 0\nsetting_sd_mm = 0\n[mechanics]\nlaw = \"ratio\"\n"
        );
        let sources = Sources::new("experiment", &text, &[] as &[&str]);
        let scenario =
            load(&sources, &catalogue(), "experiment").map_err(|problems| problems[0].message.clone())?;
        let setup = scenario.setup();
        Ok(Experiment {
            column: setup.skin.mean_column(),
            hand_speed_mm_s: setup.technique.hand_speed_mm_s,
            device: setup.device.clone(),
            support,
            force_n,
            push_speed_mm_s,
        })
    }

    /// Mean depth of the needles that a device drives fully in, mm, with all needles at their medians. For a
    /// drum these are the needles of its lowest row, otherwise all needles.
    fn depth_mm(&self, parameters: &Parameters) -> Option<f64> {
        let Experiment { device, column, .. } = self;
        let contact = Contact {
            parameters: *parameters,
            support: self.support,
            force_n: self.force_n,
            push_speed_mm_s: self.push_speed_mm_s,
            hand_speed_mm_s: self.hand_speed_mm_s,
        };
        let cartridge = Cartridge::draw(&device.needle, device.array.len(), &device.defects, 1, 0);
        let bed = contact.surface(column, device).ok()?;
        let group = contact.groups(device, &cartridge, column, Chance::Median).into_iter().next()?;
        let array = ArrayOnSkin::new(&bed, &group.members, parameters, contact.rim(device));
        let rest = array.equilibrium(contact.hold(device, device.set_depth_mm), None).ok()?;
        let deepest = group.members.iter().map(|member| member.reach_mm).fold(0.0, f64::max);
        let at_depth = |member: &&(usize, f64)| deepest - member.1 < 1e-6;
        let members: Vec<(usize, f64)> =
            group.members.iter().map(|member| member.reach_mm).enumerate().collect();
        let depths: Vec<f64> =
            members.iter().filter(at_depth).map(|(at, _)| rest.needles[*at].depth_mm).collect();
        Some(depths.iter().sum::<f64>() / depths.len() as f64)
    }
}

/// A row, the value that the set gives for it, and the deviation in units of its tolerance.
struct Row {
    id: &'static str,
    wanted: &'static str,
    got: f64,
    off: f64,
}

struct Target {
    patch_low: Experiment,
    patch_high: Experiment,
    pen: Experiment,
    roller: Experiment,
    living: Experiment,
}

impl Target {
    fn new() -> Result<Target, Box<dyn Error>> {
        // Neonatal pig skin on a bench; its thickness is our choice: 0.06 mm epidermis, 1.2 mm dermis. 49
        // needles represent the 121, because their influence on each other ends after a few rows there.
        // Forces per needle are the same.
        let patch = "[skin]\nlayers = [{ layer = \"epidermis\", thickness_mm = 0.06 }, { layer = \"dermis\", thickness_mm = 1.2 }]\n[device]\npreset = \"patch-600\"\nrows = 7\ncolumns = 7";
        let bench = Support::Bench { fat_mm: 0.0 };
        let share = 49.0 / 121.0;
        Ok(Target {
            patch_low: Experiment::new(patch, bench, 4.4 * share, 0.5)?,
            patch_high: Experiment::new(patch, bench, 16.4 * share, 0.5)?,
            pen: Experiment::new(
                "[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 0.5",
                bench,
                1.5,
                0.0,
            )?,
            living: Experiment::new(
                "[skin]\nsite = \"forehead\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0",
                Support::InVivo,
                1.5,
                0.0,
            )?,
            roller: Experiment::new(
                "[skin]\nsite = \"abdomen\"\n[device]\npreset = \"roller-192\"\nlength_mm = 3.0",
                Support::InVivo,
                6.0,
                0.0,
            )?,
        })
    }

    fn rows(&self, parameters: &Parameters) -> Option<Vec<Row>> {
        let row = |id, wanted, got: f64, off: f64| Row { id, wanted, got, off };
        // Distance outside a band, in tolerances.
        let beyond = |got: f64, low: f64, high: f64, tolerance: f64| {
            ((low - got).max(got - high).max(0.0)) / tolerance
        };
        let low = self.patch_low.depth_mm(parameters)?;
        let high = self.patch_high.depth_mm(parameters)?;
        let pen = self.pen.depth_mm(parameters)? / 0.5;
        let roller = self.roller.depth_mm(parameters)? / 3.0;
        let living = self.living.depth_mm(parameters)?;
        let puncture = |tip_um: f64| 1e3 * parameters.puncture_force_n(1e-3 * tip_um);
        Some(vec![
            row("D21", "0.33 mm", low, (low - 0.33) / 0.03),
            row("D22", "0.52 mm", high, (high - 0.52) / 0.03),
            row("D01", "0.75 to 1.1 of the setting", pen, beyond(pen, 0.75, 1.1, 0.05)),
            row("D20", "0.5 to 0.7 of the length", roller, beyond(roller, 0.5, 0.7, 0.1)),
            // Not a measurement but a requirement on any set: in firm living skin a pen comes near its
            // setting.
            row("asked", "0.85 to 1.1 of the setting, forehead", living, beyond(living, 0.85, 1.1, 0.05)),
            row("F05", "20 mN, tip 5 um", puncture(5.0), (puncture(5.0) / 20.0 - 1.0) / 0.15),
            row("F06", "167 mN, tip 37 um", puncture(37.0), (puncture(37.0) / 167.0 - 1.0) / 0.15),
            row(
                "F07-F10",
                "21.4 to 30 mN, tip taken as 6 um",
                puncture(6.0),
                beyond(puncture(6.0), 21.4, 30.0, 4.0),
            ),
            row(
                "F13",
                "at most 30 mN, tip taken as 7 um",
                puncture(7.0),
                beyond(puncture(7.0), 0.0, 30.0, 3.0),
            ),
        ])
    }
}

fn misfit(rows: &[Row]) -> f64 {
    rows.iter().map(|row| 0.5 * row.off * row.off).sum()
}

/// Range of a fitted parameter, and whether the walk is flat in its logarithm.
fn range(fitted: &Fitted) -> (f64, f64, bool) {
    let known = entry(&EVIDENCE, fitted.section, fitted.name);
    let (low, high) = (known.low.unwrap_or(known.value), known.high.unwrap_or(known.value));
    (low, high, low > 0.0 && !matches!(fitted.name, "exponent"))
}

const STEPS: usize = 60_000;
const SETS: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let target = Target::new()?;
    let ranges: Vec<(f64, f64, bool)> = FITTED.iter().map(range).collect();
    let value = |place: f64, (low, high, log): (f64, f64, bool)| {
        if log { low * (high / low).powf(place) } else { low + (high - low) * place }
    };
    let parameters = |places: &[f64]| {
        let mut parameters = Parameters::default();
        for ((fitted, place), range) in FITTED.iter().zip(places).zip(&ranges) {
            (fitted.set)(&mut parameters, value(*place, *range));
        }
        parameters
    };
    let mut stream = Stream::new(1, Purpose::Person, 0, 0);
    let mut places: Vec<f64> = FITTED.iter().map(|_| stream.uniform()).collect();
    let mut now = f64::INFINITY;
    let mut visited: Vec<(Vec<f64>, f64)> = Vec::new();
    for step in 0..STEPS {
        // Early steps are wide to find the part that fits; later ones are narrow. Each step changes one to
        // three parameters.
        let wide = if step < STEPS / 10 { 0.3 } else { 0.12 };
        let mut trial = places.clone();
        for place in &mut trial {
            if stream.uniform() < 2.0 / FITTED.len() as f64 {
                *place += wide * stream.normal();
            }
        }
        // Outside the ranges, or without an equilibrium, nothing fits. The walk stays where it is, and that
        // counts.
        let inside = trial.iter().all(|place| (0.0..=1.0).contains(place));
        let rows = if inside { target.rows(&parameters(&trial)) } else { None };
        let miss = rows.map_or(f64::INFINITY, |rows| misfit(&rows));
        let chance = stream.uniform();
        if miss.is_finite() && (now.is_infinite() || chance < (now - miss).exp()) {
            (places, now) = (trial, miss);
        }
        if step >= STEPS / 5 {
            visited.push((places.clone(), now));
        }
    }
    let middle_and_spread = |at: usize| {
        let mut all: Vec<f64> = visited.iter().map(|(places, _)| places[at]).collect();
        all.sort_by(f64::total_cmp);
        (all[all.len() / 2], (all[all.len() * 5 / 6] - all[all.len() / 6]).max(1e-6))
    };
    let typical: Vec<(f64, f64)> = (0..FITTED.len()).map(middle_and_spread).collect();
    let mean_miss = visited.iter().map(|(_, miss)| miss).sum::<f64>() / visited.len() as f64;
    let mut misses: Vec<f64> = visited.iter().map(|(_, miss)| *miss).collect();
    misses.sort_by(f64::total_cmp);
    let good = misses[misses.len() / 4];
    let far = |places: &[f64]| {
        places
            .iter()
            .zip(&typical)
            .map(|(place, (middle, spread))| ((place - middle) / spread).powi(2))
            .sum::<f64>()
    };
    let central = visited
        .iter()
        .filter(|(_, miss)| *miss <= good)
        .min_by(|a, b| far(&a.0).total_cmp(&far(&b.0)))
        .ok_or("nothing fits")?;
    let every = visited.len() / (SETS - 1);
    let sets = std::iter::once(central).chain(visited.iter().skip(every / 2).step_by(every).take(SETS - 1));
    let mut writer = csv::Writer::from_path("data/mechanics_sets.csv")?;
    let names = FITTED.iter().map(|fitted| format!("{}.{}", fitted.section, fitted.name));
    writer.write_record(std::iter::once("misfit".to_owned()).chain(names))?;
    for (places, miss) in sets {
        let values =
            places.iter().zip(&ranges).map(|(place, range)| format!("{:.4e}", value(*place, *range)));
        writer.write_record(std::iter::once(format!("{miss:.2}")).chain(values))?;
    }
    writer.flush()?;
    println!("{} sets visited, mean misfit {mean_miss:.2}, central {:.2}", visited.len(), central.1);
    for ((fitted, range), (middle, _)) in FITTED.iter().zip(&ranges).zip(&typical) {
        let quantile = |share: f64, at: usize| {
            let mut all: Vec<f64> = visited.iter().map(|set| set.0[at]).collect();
            all.sort_by(f64::total_cmp);
            value(all[(share * (all.len() - 1) as f64) as usize], *range)
        };
        let at = FITTED
            .iter()
            .position(|other| other.name == fitted.name && other.section == fitted.section)
            .unwrap_or(0);
        println!(
            "{:12} {:18} central {:.4}  median {:.4}  5-95 % {:.4} to {:.4}",
            fitted.section,
            fitted.name,
            value(central.0[at], *range),
            value(*middle, *range),
            quantile(0.05, at),
            quantile(0.95, at)
        );
    }
    for row in target.rows(&parameters(&central.0)).ok_or("the central set has no equilibrium")? {
        println!("{:8} {:36} {:9.3}  off by {:5.2} tolerances", row.id, row.wanted, row.got, row.off);
    }
    Ok(())
}
