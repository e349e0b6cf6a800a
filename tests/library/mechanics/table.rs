//! The compliance curves against the direct integral over wavenumbers, at points that are no nodes of anything.
//!
//! All of them: `cargo test --release --test library table -- --ignored`.

use super::random::Random;
use puncta::device::{Needle, NeedleShape};
use puncta::mechanics::array::{ArrayOnSkin, Hold, Member};
use puncta::mechanics::compliance::Tension;
use puncta::mechanics::skin_surface::SkinSurface;
use puncta::mechanics::{Below, Compliance, HalfSpace, Parameters, Resistance, Support};
use puncta::skin::Layer;
use std::f64::consts::TAU;

/// Largest error of a curve and where it is.
#[derive(Default, Clone, Copy)]
struct Worst {
    error: f64,
    stack: u64,
    at_mm: f64,
}

impl Worst {
    fn see(&mut self, error: f64, stack: u64, at_mm: f64) {
        assert!(error.is_finite(), "stack {stack}, {at_mm} mm");
        if error > self.error {
            *self = Worst { error, stack, at_mm };
        }
    }
}

/// Radius of the disc that stands for a force at a point, mm. At 0.1 mm, the nearest distance here, it makes (1/50)²/8 =
/// 5e-5 of difference in a homogeneous half-space; a disc of 0.01 mm made up to 2 % where the displacement crosses zero.
const DISC_MM: f64 = 0.002;

const A_STACK: u64 = 5;

/// Random stacks of layers (people and benches, all parameters over their ranges), each at five radii and five distances.
/// The error beside a load is relative to the displacement or to a hundredth of what the middle of a disc of that radius
/// sinks, whichever is more: it crosses zero.
fn compare(stacks: u64) {
    let [mut own, mut other] = [Worst::default(); 2];
    for stack in 0..stacks {
        let mut random = Random::new(1, stack);
        let (column, support) = (random.column(), random.support());
        let half_space = support.half_space(0, &column, &random.parameters()).unwrap();
        let curves = Compliance::new(&half_space, Tension::NONE);
        for _ in 0..A_STACK {
            let radius = random.scale(0.004, 2.0);
            let direct = half_space.compliance_mm_per_n(radius, 0.0).unwrap();
            own.see((curves.own_mm_per_n(radius) / direct - 1.0).abs(), stack, radius);
            let distance = random.scale(0.1, 6.0);
            let direct = half_space.compliance_mm_per_n(DISC_MM, distance).unwrap();
            let scale = direct.abs().max(0.01 * half_space.compliance_mm_per_n(distance, 0.0).unwrap());
            other.see((curves.other_mm_per_n(distance) - direct).abs() / scale, stack, distance);
        }
    }
    for (name, Worst { error, stack, at_mm }) in [("own", own), ("other", other)] {
        println!("{name}: {:.4} % at {at_mm:.4} mm in stack {stack} of {stacks}", 100.0 * error);
        assert!(error < 0.01, "{name}: {error} at {at_mm} mm in stack {stack}");
    }
}

/// Proves that the curves give what the direct solve gives: 1,000 points of each, error below 1 % in every one.
#[test]
fn validates_curves_by_the_direct_solve() {
    compare(1_000 / A_STACK);
}

/// The same for 10,000 points of each.
#[test]
#[ignore = "the same for 10,000 points of each, by name: cargo test --release --test library table -- --ignored"]
fn validates_curves_by_the_direct_solve_at_ten_thousand_points() {
    compare(10_000 / A_STACK);
}

/// Depth of a needle alone at a given advance, with every compliance from the direct integral.
fn direct_depth_mm(half_space: &HalfSpace, parameters: &Parameters, member: &Member, rate: f64) -> f64 {
    let resistance = Resistance::new(&member.needle, &member.column, parameters);
    let pressure =
        TAU * parameters.layers[Layer::ReticularDermis as usize].young_mpa * parameters.locking_strain;
    let sinks = |force: f64, radius: f64| force * half_space.compliance_mm_per_n(radius, 0.0).unwrap() / rate;
    let needs = |z: f64| {
        let force = resistance.force_n(z);
        let surface = 0.5 * member.needle.sharp_diameter_mm(z);
        let pile = surface.max(z / (1.25 * z / surface).ln().max(1.0));
        z + sinks(force, pile).min(sinks(force, (force / rate / pressure).sqrt()))
    };
    // The needle has broken through, and does not come back.
    let through = member.column.bottoms_mm[Layer::PapillaryDermis as usize].min(member.reach_mm);
    let (mut low, mut high) = (through, member.reach_mm.min(member.column.skin_mm()).max(through));
    while high - low > 1e-4 {
        let middle = 0.5 * (low + high);
        if needs(middle) < member.reach_mm { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Depths by the tables are those by direct integrals within 10 um, away from the puncture force and from the fat, where a
/// depth may jump; over the whole box of living skins and parameters. (Over a plate the law itself bounds how
/// C falls under growing loads: there the direct integral is not the law.)
#[test]
fn validates_depths_by_the_direct_solve() {
    let (mut seen, mut worst) = (0, 0.0f64);
    for index in 0..150 {
        let mut random = Random::new(3, index);
        let (column, parameters) = (random.column(), random.parameters());
        let half_space =
            Support::InVivo(vec![Below::site(None)]).half_space(0, &column, &parameters).unwrap();
        let bed = SkinSurface::new(
            Compliance::new(&half_space, Tension::NONE),
            &parameters,
            random.scale(0.5, 3000.0),
        );
        let (length, taper) = (random.scale(0.2, 2.5), random.scale(0.15, 2.0));
        let needle = Needle::new(length, random.scale(0.06, 0.4), taper, 0.01, NeedleShape::Conical);
        let member = Member {
            needle,
            at_mm: [0.0; 2],
            reach_mm: length,
            column,
            puncture_n: 1e-6,
            resistance_factor: 1.0,
        };
        let members = [member];
        let array = ArrayOnSkin::new(&bed, &members, &parameters, None);
        let depth = array.equilibrium(Hold::Body, None).unwrap().needles[0].depth_mm;
        if depth == 0.0 || depth > column.skin_mm() {
            continue;
        }
        seen += 1;
        let direct = direct_depth_mm(&half_space, &parameters, &members[0], bed.rate());
        worst = worst.max((depth - direct).abs());
        assert!((depth - direct).abs() < 0.01, "{index}: {depth} {direct}");
    }
    println!("{seen} depths, worst {:.2} um", 1000.0 * worst);
    assert!(seen > 50, "{seen}");
}
