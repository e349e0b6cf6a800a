//! Roller: needles on a drum that rolls over the skin, on average without slipping.

use super::kind::{DepthBy, Facts, Movement};
use super::{Drive, LocalStrike};

/// What is true of every roller.
pub const FACTS: Facts = Facts {
    movement: Movement::Rolls,
    depth: DepthBy::Length,
    by_hand: true,
    usual_drive: Drive::Force,
    usual_preset: "roller-192",
    usual_passes: 4,
    lane: "lane",
    cycle: "turn by one pitch",
};

/// Geometry of a roller's drum and its rows of needles.
#[derive(Debug, Clone, PartialEq)]
pub struct Roller {
    /// Radius of the bare drum; the drum rolls on this radius.
    pub drum_radius_mm: f64,
    /// Length of the drum along its axis.
    pub drum_width_mm: f64,
    /// Rings of needles along the drum's axis.
    pub rows: u32,
    /// Needles around the drum in one row.
    pub per_row: u32,
    /// Shift of every second row, as a share of the angular pitch.
    pub row_stagger: f64,
}

impl Roller {
    /// Arc length on the bare drum between needles of one row, mm.
    pub fn pitch_mm(&self) -> f64 {
        std::f64::consts::TAU * self.drum_radius_mm / self.per_row as f64
    }

    /// Visits the strikes of one lane: a needle lands each time the drum has turned by one angular pitch.
    ///
    /// `phase` in 0..1 is the starting point of the lane within its first pitch; `first_needle` is the first
    /// needle of a row. Only turns that begin between two places along the lane are visited.
    pub fn lane(
        &self,
        [from_mm, to_mm]: [f64; 2],
        phase: f64,
        first_needle: u32,
        mut visit: impl FnMut(LocalStrike),
    ) {
        let pitch = self.pitch_mm();
        let [first, end] = [from_mm, to_mm].map(|place| (place / pitch - phase).ceil().max(0.0) as u32);
        for cycle in first..end {
            self.turn(cycle, first_needle, |row, strike| {
                let shift = if row % 2 == 1 { self.row_stagger } else { 0.0 };
                visit(LocalStrike { along_mm: (cycle as f64 + phase + shift) * pitch, ..strike });
            });
        }
    }

    /// Visits the strikes of one turn by a pitch: each strike at the drum's lowest point, with its row.
    ///
    /// Every second row lands `row_stagger` of a turn later.
    #[inline]
    pub fn turn(&self, cycle: u32, first_needle: u32, mut visit: impl FnMut(u32, LocalStrike)) {
        let row_pitch = self.drum_width_mm / self.rows as f64;
        for row in 0..self.rows {
            let across_mm = (row as f64 + 0.5) * row_pitch - 0.5 * self.drum_width_mm;
            let needle = row * self.per_row + cycle.wrapping_add(first_needle) % self.per_row;
            visit(row, LocalStrike { along_mm: 0.0, across_mm, cycle, needle });
        }
    }

    /// Position of a needle's tip when the drum has turned by `turn_rad` past the needle's lowest point.
    ///
    /// The result is the distance along the roll from there, and the depth below the surface, mm:
    ///
    /// ```text
    /// x = R t - (R + L) sin t,   depth = (R + L) cos t - R
    /// ```
    pub fn tip_mm(&self, length_mm: f64, turn_rad: f64) -> [f64; 2] {
        let (radius, outer) = (self.drum_radius_mm, self.drum_radius_mm + length_mm);
        [radius * turn_rad - outer * libm::sin(turn_rad), outer * libm::cos(turn_rad) - radius]
    }

    /// Length of the slit at the surface of skin that does not move along, for a tip at `depth_mm`:
    ///
    /// ```text
    /// 2 [ sqrt((R + z)² - R²) - R acos(R / (R + z)) ]
    /// ```
    ///
    /// It follows from the trochoid x = R t - (R + z) sin t, depth = (R + z) cos t - R.
    pub fn sweep_mm(&self, depth_mm: f64) -> f64 {
        if depth_mm <= 0.0 {
            return 0.0;
        }
        let (radius, outer) = (self.drum_radius_mm, self.drum_radius_mm + depth_mm);
        2.0 * ((outer * outer - radius * radius).sqrt() - radius * libm::acos(radius / outer))
    }

    /// Half of the angle over which a needle of this length is in the skin, rad: acos(R / (R + L)).
    pub fn half_contact_angle_rad(&self, length_mm: f64) -> f64 {
        libm::acos(self.drum_radius_mm / (self.drum_radius_mm + length_mm))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mf8() -> Roller {
        Roller { drum_radius_mm: 10.0, drum_width_mm: 20.0, rows: 8, per_row: 24, row_stagger: 0.5 }
    }

    #[test]
    fn identity_sweep_of_the_trochoid() {
        // Trochoid computed by hand for R = 10 mm: 1.03 mm at 1.5 mm, 0.21 mm at 0.5 mm, 2.13 mm at 2.5 mm.
        for (length, slit) in [(1.5, 1.03), (0.5, 0.21), (2.5, 2.13)] {
            assert!((mf8().sweep_mm(length) - slit).abs() < 0.006, "{}", mf8().sweep_mm(length));
        }
        assert!((mf8().half_contact_angle_rad(1.5).to_degrees() - 29.6).abs() < 0.05);
        assert_eq!(mf8().sweep_mm(0.0), 0.0);
    }

    #[test]
    fn identity_sweep_is_the_chord_of_a_sampled_path() {
        let length = 1.5;
        let inside: Vec<f64> = (-20_000..=20_000)
            .map(|step| mf8().tip_mm(length, step as f64 * 4e-5))
            .filter(|[_, depth]| *depth >= 0.0)
            .map(|[x, _]| x)
            .collect();
        let widest =
            inside.iter().cloned().fold(f64::MIN, f64::max) - inside.iter().cloned().fold(f64::MAX, f64::min);
        assert!((widest - mf8().sweep_mm(length)).abs() < 1e-3, "{widest}");
    }

    #[test]
    fn identity_every_needle_strikes_once_a_turn() {
        let mut hits = vec![0; 192];
        let circumference = std::f64::consts::TAU * 10.0;
        mf8().lane([0.0, circumference], 0.0, 5, |strike| hits[strike.needle as usize] += 1);
        assert!(hits.iter().all(|hit| *hit == 1));
    }
}
