//! Computes the teaching figure of a pen: its strokes in time, and where they land.
//!
//! The tip moves up and down as a crank drives it. Its mean speed is that of the contact law, 2 f s. Its
//! largest speed is π f s at a dwell of half a cycle:
//!
//! ```text
//! z(t) = s (1 - cos φ(t)) / 2
//! ```
//!
//! φ runs evenly if the dwell is half a cycle. Another dwell d needs two constant rates. During the share d
//! of the cycle, φ passes the half of the circle in which the tip is more than halfway in. It passes the
//! other half during the rest (*design*: a cam that gives that dwell). The largest speed is then
//! π f s / (2 min(d, 1 - d)). Holes, drag and density are those of [`Pen::lane`], [`Pen::sweep_mm`] and
//! [`Technique::density_per_mm2`](crate::technique::Technique::density_per_mm2).

use super::DiagramError;
use super::roller::follows;
use crate::device::{Motion, Pen};
use crate::foundation::statistics::Mean;
use crate::outcome::Provenance;
use crate::outcome::diagram::Profile;
use crate::outcome::diagram::pen::PenDiagram;
use crate::simulate::Setup;
use crate::study::insert::insert;
use std::f64::consts::{PI, TAU};

/// Number of cycles shown, and points per cycle.
const CYCLES: u32 = 3;
const POINTS: u32 = 120;

/// Length of the lane shown, mm, and most strokes in it.
const LANE_MM: f64 = 2.0;
const MOST_STROKES: f64 = 60.0;

/// Computes the figure for the pen of the setup.
///
/// # Errors
/// Those of [`insert`], and an error if the device is not a pen.
pub fn pen(setup: &Setup, provenance: Provenance) -> Result<PenDiagram, DiagramError> {
    let device = &setup.device;
    let Motion::Pen(pen) = &device.motion else {
        return Err(DiagramError::OtherKind { wanted: "a pen", found: device.kind.name() });
    };
    let way = insert(setup, provenance, None)?;
    let depths: Vec<f64> =
        way.needles.iter().filter(|needle| needle.punctured).map(|needle| needle.depth_mm).collect();
    let hand_speed_mm_s = setup.technique.hand_speed_mm_s;
    let advance_mm = hand_speed_mm_s / pen.frequency_hz;
    let drag_mm = device.motion.sweep_mm(0.0, hand_speed_mm_s);
    let follow = follows(setup);
    let mut holes = Vec::new();
    let length_mm = LANE_MM.min(MOST_STROKES * advance_mm);
    pen.lane(&device.array, [0.0, length_mm], hand_speed_mm_s, 0.0, |strike| {
        holes.push(([strike.along_mm, strike.across_mm], strike.cycle));
    });
    let stroke_mm = device.set_depth_mm;
    Ok(PenDiagram {
        site: setup.skin.label.clone(),
        frequency_hz: pen.frequency_hz,
        dwell_fraction: pen.dwell_fraction,
        stroke_mm,
        peak_mm_s: peak_mm_s(pen, stroke_mm),
        mean_mm_s: way.tip_speed_mm_s,
        course: (0..=CYCLES * POINTS)
            .map(|step| {
                let cycles = f64::from(step) / f64::from(POINTS);
                [1e3 * cycles / pen.frequency_hz, tip_mm(pen, stroke_mm, cycles)]
            })
            .collect(),
        hand_speed_mm_s,
        head_width_mm: pen.head_width_mm,
        rim_diameter_mm: pen.rim_diameter_mm,
        line_spacing_mm: setup.technique.line_spacing_mm,
        pins: device.array.len(),
        advance_mm,
        needle: Profile::upright(
            device.needle,
            Mean::of(&depths).map_or(0.0, |mean| mean.mean),
            (1.0 - follow[0]) * drag_mm,
        ),
        drag_mm,
        follow,
        holes,
        density_per_mm2: setup.technique.density_per_mm2(&device.motion, &device.array),
        passes: setup.technique.passes,
        provenance: way.provenance,
    })
}

/// Depth of the tip below its highest point after this many cycles, mm.
fn tip_mm(pen: &Pen, stroke_mm: f64, cycles: f64) -> f64 {
    let (at, dwell) = (cycles.fract(), pen.dwell_fraction);
    let from = 0.5 * (1.0 - dwell);
    let phase = match at {
        before if before < from => 0.25 * before / from,
        inside if inside <= 1.0 - from => 0.25 + 0.5 * (inside - from) / dwell,
        after => 0.75 + 0.25 * (after - 1.0 + from) / from,
    };
    0.5 * stroke_mm * (1.0 - libm::cos(TAU * phase))
}

/// Largest speed of the tip, mm/s.
fn peak_mm_s(pen: &Pen, stroke_mm: f64) -> f64 {
    let share = pen.dwell_fraction.min(1.0 - pen.dwell_fraction).max(1e-3);
    PI * pen.frequency_hz * stroke_mm * 0.5 / share
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pen(dwell_fraction: f64) -> Pen {
        Pen {
            head_width_mm: 6.0,
            rim_diameter_mm: 9.0,
            frequency_hz: 100.0,
            frequency_tolerance: 0.0,
            mass_g: 150.0,
            dwell_fraction,
        }
    }

    #[test]
    fn identity_the_tip_dwells_as_long_as_it_should_and_has_both_speeds() {
        for dwell in [0.3, 0.5, 0.8] {
            let (pen, steps) = (pen(dwell), 20_000);
            let at = |step: i32| tip_mm(&pen, 1.5, f64::from(step) / f64::from(steps));
            let deep = (0..steps).filter(|step| at(*step) > 0.75).count() as f64 / f64::from(steps);
            assert!((deep - dwell).abs() < 2e-4, "{deep}");
            let moved: Vec<f64> = (0..steps - 1).map(|step| (at(step + 1) - at(step)).abs()).collect();
            let per_s = f64::from(steps) * pen.frequency_hz;
            // The tip goes up and down once per cycle: 2 f s.
            assert!((moved.iter().sum::<f64>() * pen.frequency_hz - 300.0).abs() < 0.01);
            let most = moved.iter().copied().fold(0.0, f64::max) * per_s;
            assert!((most / peak_mm_s(&pen, 1.5) - 1.0).abs() < 1e-3, "{most}");
        }
        assert!((peak_mm_s(&pen(0.5), 1.5) - PI * 150.0).abs() < 1e-9);
    }
}
