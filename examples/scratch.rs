use puncta::ground::statistics::Mean;
use puncta::injury::Measure;
use puncta::scenario::{Scenario, Sources, catalogue, load};
use puncta::simulate::rare::{Estimator, pilot};
use puncta::simulate::{Quietly, simulate};
use std::time::Instant;
fn scenario(text: &str, settings: &[String]) -> Scenario {
    let s: Vec<&str> = settings.iter().map(String::as_str).collect();
    load(&Sources::new("t.toml", text, &s), &catalogue(), "t").unwrap_or_else(|p| panic!("{p:#?}"))
}
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let people: u32 = args[0].parse().unwrap();
    let seeds: u64 = args[1].parse().unwrap();
    let real: u32 = args[2].parse().unwrap();
    let base = std::fs::read_to_string(&args[3]).unwrap();
    let settings = args[4..].to_vec();
    let mut s = scenario(&base, &settings);
    let plan = s.setup.field_plan();
    let est = Estimator::new(&s.setup, plan.as_ref());
    println!("people at R=200: {}", est.people(200));
    let t = Instant::now();
    let p = pilot::proposal(
        &s.setup,
        &plan.as_ref().map_or(puncta::skin::Anywhere::NOWHERE_ELSE, |p| p.anywhere()),
        0,
    );
    println!("pilot {:?} {:?}", p, t.elapsed());
    let mut v = Vec::new();
    let mut se = Vec::new();
    let t = Instant::now();
    let mut first = None;
    for seed in 1..=seeds {
        s.setup.seed = seed;
        let mut e = Estimator::new(&s.setup, plan.as_ref());
        let r = e.of_people(people);
        if first.is_none() {
            first = Some(r.clone());
        }
        if let Some(r) = r {
            v.push(r.share.mean);
            se.push(r.share.standard_error.unwrap());
        }
    }
    println!("{:?}\n{} estimates, {:?} each", first, v.len(), t.elapsed() / seeds as u32);
    let m = Mean::of(&v).unwrap();
    let sd = m.standard_error.unwrap_or(0.0) * (v.len() as f64).sqrt();
    let rms = (se.iter().map(|x| x * x).sum::<f64>() / se.len() as f64).sqrt();
    let cover = v.iter().zip(&se).filter(|(x, e)| (*x - m.mean).abs() < 1.96 * *e).count();
    println!(
        "mean {:.4e} sd rel {:.4} rms se rel {:.4} coverage {}/{}",
        m.mean,
        sd / m.mean,
        rms / m.mean,
        cover,
        v.len()
    );
    if real > 0 {
        s.setup.seed = std::env::var("PSEED").map_or(1, |x| x.parse().unwrap());
        s.setup.realisations = real;
        let t = Instant::now();
        let sim = simulate(&s.setup, &Quietly, &Quietly).unwrap();
        let x: Vec<f64> = sim.rows.iter().map(|r| r[Measure::ReachFat as usize]).collect();
        println!("plain {real}: {:?} in {:?}", Mean::of(&x), t.elapsed());
    }
}
