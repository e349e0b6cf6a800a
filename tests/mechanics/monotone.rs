//! What more or less of one thing must not do, over the whole box of parameters and devices.

use crate::devices::bed;
use crate::random::Random;
use puncta::device::{Needle, NeedleShape};
use puncta::mechanics::array::{ArrayOnBed, Equilibrium, Hold, Member, Rim};
use puncta::mechanics::{Parameters, Support};
use puncta::skin::Column;

/// A flat square array of equal needles at their medians.
#[derive(Clone)]
struct Flat {
    parameters: Parameters,
    column: Column,
    support: Support,
    speed_mm_s: f64,
    side: usize,
    pitch_mm: f64,
    length_mm: f64,
    shaft_mm: f64,
    taper_mm: f64,
    tip_mm: f64,
    rim: bool,
    hold: Hold,
}

impl Flat {
    fn random(random: &mut Random) -> Flat {
        let (parameters, column, support) = (random.parameters(), random.column(), random.support());
        let side = 2 + random.below(6);
        let length_mm = random.scale(0.2, 2.5);
        let kind = random.below(5);
        let hold = match kind {
            0 => Hold::Rim {
                travel_mm: length_mm * random.between(0.1, 1.0),
                most_n: None,
                hand_n: random.scale(0.5, 5.0),
            },
            1 => Hold::Rim {
                travel_mm: length_mm * random.between(0.1, 1.0),
                most_n: Some(random.scale(0.1, 10.0)),
                hand_n: 0.0,
            },
            2 => Hold::Level { plate_mm: 0.0 },
            3 => Hold::Force { total_n: (side * side) as f64 * random.scale(0.005, 1.0) },
            _ => Hold::Body,
        };
        Flat {
            parameters,
            column,
            support,
            speed_mm_s: random.scale(1.0, 1000.0),
            side,
            pitch_mm: random.scale(0.4, 3.0),
            length_mm,
            shaft_mm: random.scale(0.06, 0.4),
            taper_mm: random.scale(0.15, 2.0),
            tip_mm: random.scale(0.004, 0.04),
            rim: kind < 2,
            hold,
        }
    }

    fn rest(&self) -> Option<Equilibrium> {
        let bed = bed(&self.column, self.support, &self.parameters, self.speed_mm_s);
        let needle =
            Needle::new(self.length_mm, self.shaft_mm, self.taper_mm, self.tip_mm, NeedleShape::Conical);
        let middle = 0.5 * (self.side - 1) as f64;
        let members: Vec<Member> = (0..self.side * self.side)
            .map(|index| Member {
                needle,
                at_mm: [index % self.side, index / self.side].map(|step| (step as f64 - middle) * self.pitch_mm),
                reach_mm: if self.rim { 0.0 } else { self.length_mm },
                column: self.column,
                puncture_n: self.parameters.puncture_force_n(self.tip_mm),
                resistance_factor: 1.0,
            })
            .collect();
        let rim = self.rim.then(|| Rim {
            radius_mm: 1.42 * middle * self.pitch_mm + 1.0,
            width_mm: self.parameters.rim_width_mm,
            bulge_share: self.parameters.rim_bulge_share,
        });
        ArrayOnBed::new(&bed, &members, &self.parameters, rim).equilibrium(self.hold, None).ok()
    }

    fn depth(&self) -> Option<(f64, usize, f64)> {
        let rest = self.rest()?;
        let n = rest.needles.len() as f64;
        Some((rest.needles.iter().map(|needle| needle.depth_mm).sum::<f64>() / n, rest.needles.iter().filter(|n| n.punctured).count(), rest.gap_mm))
    }
}

#[test]
fn explore_monotone() {
    let n: u64 = std::env::var("N").unwrap_or("2000".into()).parse().unwrap();
    type Change = (&'static str, fn(&mut Flat), f64);
    let changes: [Change; 9] = [
        ("blunter", |flat| flat.tip_mm *= 1.5, -1.0),
        ("puncture", |flat| flat.parameters.puncture_toughness_n_per_mm *= 1.3, -1.0),
        ("tear", |flat| flat.parameters.dermis.tear_n_per_mm *= 1.3, -1.0),
        ("spread", |flat| flat.parameters.dermis.spread_mpa *= 1.3, -1.0),
        ("friction", |flat| flat.parameters.dermis.friction_mpa *= 1.3, -1.0),
        ("slower", |flat| flat.speed_mm_s /= 3.0, -1.0),
        ("harder", |flat| match &mut flat.hold { Hold::Force { total_n } => *total_n *= 1.3, Hold::Rim { most_n: Some(most_n), .. } => *most_n *= 1.3, Hold::Rim { hand_n, .. } => *hand_n *= 1.3, _ => {} }, 1.0),
        ("denser", |flat| flat.pitch_mm /= 1.3, -1.0),
        ("longer", |flat| { if !flat.rim { flat.length_mm *= 1.3 } }, 1.0),
    ];
    let mut bad: Vec<(f64, String)> = vec![];
    let mut counts = [[0u32; 5]; 9];
    let mut errs = 0;
    for index in 0..n {
        let flat = Flat::random(&mut Random::new(4, index));
        let kind = match flat.hold { Hold::Rim { most_n: None, .. } => 0, Hold::Rim { .. } => 1, Hold::Level { .. } => 2, Hold::Force { .. } => 3, Hold::Body => 4 };
        let Some((before, p0, g0)) = flat.depth() else { errs += 1; continue };
        for (c, (name, change, sign)) in changes.iter().enumerate() {
            if c >= 7 && (kind != 3 || g0 <= 0.0) { continue; }
            let mut changed = flat.clone();
            change(&mut changed);
            let Some((after, p1, g1)) = changed.depth() else { errs += 1; continue };
            if c >= 7 && g1 <= 0.0 { continue; }
            let wrong = sign * (before - after);
            if wrong > 1e-4 { counts[c][kind] += 1; bad.push((wrong, format!("{name} kind {kind} {index} n {} pitch {:.2} {before:.4} ({p0}) -> {after:.4} ({p1}) gap {g0:.3} {g1:.3}", flat.side * flat.side, flat.pitch_mm))); }
        }
    }
    println!("errs {errs}");
    for (c, (name, ..)) in changes.iter().enumerate() { println!("{name} {:?} worst {:?}", counts[c], bad.iter().filter(|b| b.1.starts_with(name)).map(|b| b.0).fold(0.0, f64::max)); }
    for (name, ..) in &changes { let mut of: Vec<_> = bad.iter().filter(|b| b.1.starts_with(name)).collect(); of.sort_by(|a, b| b.0.total_cmp(&a.0)); for b in of.iter().take(4) { println!("{:.4} {}", b.0, b.1); } }
}
