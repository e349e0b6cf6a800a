//! Lift of a pen's head off the skin by its own pins.
//!
//! The hand presses a head of mass m with a steady force H. f times a second the pins come out and push the
//! head back up. While they are in the skin, for the time T, their force is taken as half a sine with the
//! peak P at the deepest travel. The rim bears the rest, R ≥ 0:
//!
//! ```text
//! m y'' = P sin(π t / T) + R - H        y: lift of the rim off the skin
//! ```
//!
//! **Over a cycle** the head returns to its place, and the mean forces balance:
//!
//! ```text
//! H = mean(R) + mean(P),     mean(P) = (2/π) f T P ≤ H
//! ```
//!
//! If the pins pushed harder than that on average, the head would not come down to the skin. It hovers, as
//! high as needed.
//!
//! **Within a stroke** the rim unloads first. From sin(π t₁ / T) = H / P on it bears nothing, and inertia
//! alone holds the head down. By the deepest travel, at T/2, the head has risen by
//!
//! ```text
//! y = (T/π)² / m · [ P (b sin b + cos b - 1) - H b² / 2 ],     cos b = H / P     (0 where P ≤ H)
//! ```
//!
//! The pins' travel past the skin is the dial's minus the lift. The lift is the smallest at which both
//! conditions hold. P falls as the travel falls, so the lift grows with P and falls with H and with m. With
//! P ≤ H at full travel there is no lift, and for m → ∞ and mean(P) ≤ H there is none either. For H → 0 the
//! pins do not touch the skin.
//!
//! Left out:
//!
//! - the hand's own mass and yield, which hold the head down further or let it go;
//! - the pull of the pins on their way out, which brings the head down again;
//! - the shaking of the head by the pins' own motion;
//! - a rim that between two strokes sinks in again by less than its whole dent;
//! - the shorter time in the skin of pins that are lifted.

use serde::Serialize;
use std::f64::consts::{FRAC_2_PI, PI};

/// Head of a pen, as its pins push against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Mass m, g.
    pub mass_g: f64,
    /// Dwell time T of the pins in the skin, s.
    pub dwell_s: f64,
    /// f T: share of the cycle in which the pins are in the skin.
    pub dwell_fraction: f64,
}

/// Millimetres per newton second squared and gram.
const MM_G_PER_N_S2: f64 = 1e6;

impl Head {
    /// Mean force over a cycle of pins with this peak force, N.
    pub fn mean_n(&self, peak_n: f64) -> f64 {
        FRAC_2_PI * self.dwell_fraction * peak_n
    }

    /// Peak force of pins that a hand bears on average, N.
    pub fn most_n(&self, hand_n: f64) -> f64 {
        hand_n / (FRAC_2_PI * self.dwell_fraction)
    }

    /// Lift of the rim within a stroke by pins with this peak force, mm.
    pub fn rise_mm(&self, peak_n: f64, hand_n: f64) -> f64 {
        if peak_n <= hand_n {
            return 0.0;
        }
        let cos = (hand_n / peak_n).max(0.0);
        let b = libm::acos(cos);
        let impulse_n = peak_n * (b * libm::sin(b) + cos - 1.0) - 0.5 * hand_n * b * b;
        MM_G_PER_N_S2 * (self.dwell_s / PI).powi(2) * impulse_n.max(0.0) / self.mass_g
    }

    /// Whether pins with this peak force would lift a head further than `lift_mm`.
    pub fn rises(&self, peak_n: f64, hand_n: f64, lift_mm: f64) -> bool {
        peak_n > self.most_n(hand_n) || self.rise_mm(peak_n, hand_n) > lift_mm
    }
}

/// Balance of forces on a pen, N.
///
/// At the deepest travel hand and inertia press, and pins and rim bear. On average over a cycle the hand
/// presses alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Balance {
    /// Steady force of the hand on the pen.
    #[serde(rename = "hand_force_n")]
    pub hand_n: f64,
    /// Force of all pins together at the deepest travel.
    #[serde(rename = "pins_force_n")]
    pub pins_n: f64,
    /// Force on the rim at the deepest travel.
    #[serde(rename = "rim_force_n")]
    pub rim_n: f64,
    /// Force of the head's inertia at that moment: pins and rim minus the hand.
    #[serde(rename = "inertia_force_n")]
    pub inertia_n: f64,
    /// Mean force of all pins together over a cycle.
    #[serde(rename = "mean_pins_force_n")]
    pub mean_pins_n: f64,
    /// Mean force on the rim over a cycle.
    #[serde(rename = "mean_rim_force_n")]
    pub mean_rim_n: f64,
    /// Lift of the rim off the skin at the deepest travel, mm.
    pub lift_mm: f64,
}

impl Balance {
    /// Computes the balance of a head whose pins push with this peak at this lift.
    pub fn new(head: &Head, hand_n: f64, peak_n: f64, lift_mm: f64) -> Balance {
        let rim_n = (hand_n - peak_n).max(0.0);
        let mean_pins_n = head.mean_n(peak_n);
        Balance {
            hand_n,
            pins_n: peak_n,
            rim_n,
            inertia_n: peak_n + rim_n - hand_n,
            mean_pins_n,
            mean_rim_n: hand_n - mean_pins_n,
            lift_mm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Head = Head { mass_g: 150.0, dwell_s: 0.5 / 110.0, dwell_fraction: 0.5 };

    /// Compares the closed form with the equation of motion in 100,000 steps (semi-implicit: first order in
    /// the step). The head rests on its rim until the pins push harder than the hand.
    #[test]
    fn identity_rise_is_the_equation_of_motion() {
        for (peak_n, hand_n) in [(1.0, 0.9), (1.0, 0.5), (1.81, 1.5), (2.0, 0.01), (0.3, 0.0)] {
            let (steps, [mut y, mut speed]) = (100_000, [0.0; 2]);
            let dt = 0.5 * HEAD.dwell_s / f64::from(steps);
            for step in 0..steps {
                let push_n = peak_n * (PI * (f64::from(step) + 0.5) * dt / HEAD.dwell_s).sin();
                if push_n > hand_n {
                    speed += 1e6 * (push_n - hand_n) / HEAD.mass_g * dt;
                    y += speed * dt;
                }
            }
            let rise = HEAD.rise_mm(peak_n, hand_n);
            assert!((rise / y - 1.0).abs() < 1e-3, "{peak_n} {hand_n}: {rise} {y}");
        }
    }

    #[test]
    fn limit_no_head_is_lifted_by_less_than_the_hand_or_at_any_mass() {
        assert_eq!(HEAD.rise_mm(1.0, 1.0), 0.0);
        assert_eq!(HEAD.rise_mm(0.0, 0.0), 0.0);
        assert!(Head { mass_g: 1e12, ..HEAD }.rise_mm(1.81, 1.5) < 1e-12);
        // Without a hand: (π/2 - 1) P (T/π)² / m.
        let free = 1e6 * (0.5 * PI - 1.0) * (HEAD.dwell_s / PI).powi(2) / HEAD.mass_g;
        assert!((HEAD.rise_mm(1.0, 0.0) / free - 1.0).abs() < 1e-12);
        // Half a sine over half of the cycle has its peak over π as its mean.
        assert!((HEAD.mean_n(1.0) * PI - 1.0).abs() < 1e-12);
        assert!((HEAD.most_n(HEAD.mean_n(0.7)) - 0.7).abs() < 1e-12);
    }

    #[test]
    fn limit_rise_grows_with_the_pins_and_falls_with_hand_and_mass() {
        for step in 1..200 {
            let (peak_n, hand_n) = (0.02 * f64::from(step), 0.4);
            let rise = HEAD.rise_mm(peak_n, hand_n);
            assert!(HEAD.rise_mm(peak_n + 0.01, hand_n) >= rise);
            assert!(HEAD.rise_mm(peak_n, hand_n + 0.01) <= rise);
            assert!(Head { mass_g: 160.0, ..HEAD }.rise_mm(peak_n, hand_n) <= rise);
        }
    }

    #[test]
    fn identity_what_presses_is_what_bears() {
        for (hand_n, peak_n) in [(1.5, 0.3), (1.5, 1.81), (0.001, 0.003)] {
            let Balance { pins_n, rim_n, inertia_n, mean_pins_n, mean_rim_n, .. } =
                Balance::new(&HEAD, hand_n, peak_n, 0.0);
            assert!((pins_n + rim_n - hand_n - inertia_n).abs() < 1e-15);
            assert!((mean_pins_n + mean_rim_n - hand_n).abs() < 1e-15);
            assert!(rim_n >= 0.0 && inertia_n >= 0.0);
        }
    }
}
