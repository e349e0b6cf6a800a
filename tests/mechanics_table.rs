//! The compliance curves against the direct integral over wavenumbers, at points that are no nodes of anything.
//!
//! All of them: `cargo test --release --test mechanics_table -- --ignored`.

#[path = "mechanics/random.rs"]
#[allow(dead_code)]
mod random;

use puncta::mechanics::Compliance;
use random::Random;

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
        let half_space = support.half_space(&column, &random.parameters()).unwrap();
        let curves = Compliance::new(&half_space);
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
#[ignore = "the same for 10,000 points of each, by name: cargo test --release --test mechanics_table -- --ignored"]
fn validates_curves_by_the_direct_solve_at_ten_thousand_points() {
    compare(10_000 / A_STACK);
}
