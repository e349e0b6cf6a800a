//! Positions of a device's needles.

use crate::foundation::named::named;
use std::f64::consts::TAU;

named! {
    /// Arrangement of a device's needles.
    pub enum Layout {
        /// Concentric rings.
        Rings => "rings",
        /// Rows and columns.
        Grid => "grid",
        /// Rings of needles along a drum.
        Drum => "drum",
        /// Listed positions.
        List => "list",
    }
}

/// Needle positions in the frame of the head, mm: `[along, across]`, the origin at the head's centre.
#[derive(Debug, Clone, PartialEq)]
pub struct Array {
    /// One position per needle; the index identifies the needle everywhere.
    pub positions_mm: Vec<[f64; 2]>,
}

impl Array {
    /// Number of needle positions, missing needles included.
    pub fn len(&self) -> usize {
        self.positions_mm.len()
    }

    /// Whether the array has no needle positions.
    pub fn is_empty(&self) -> bool {
        self.positions_mm.is_empty()
    }

    /// Places needles on concentric rings of (count, diameter in mm).
    ///
    /// Every second ring is turned by half its own step, so that inner needles do not hide behind outer ones.
    pub fn rings(rings: &[(u32, f64)]) -> Array {
        let mut positions_mm = Vec::new();
        for (ring, (count, diameter)) in rings.iter().enumerate() {
            let turn = if ring % 2 == 1 { 0.5 } else { 0.0 };
            for needle in 0..*count {
                let angle = TAU * (needle as f64 + turn) / *count as f64;
                positions_mm.push([0.5 * diameter * libm::cos(angle), 0.5 * diameter * libm::sin(angle)]);
            }
        }
        Array { positions_mm }
    }

    /// Places `rows` (across) × `columns` (along) needles at `pitch_mm`, centred.
    pub fn grid(rows: u32, columns: u32, pitch_mm: f64) -> Array {
        let centred = |index: u32, count: u32| (index as f64 - 0.5 * (count as f64 - 1.0)) * pitch_mm;
        let positions_mm = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| [centred(column, columns), centred(row, rows)]))
            .collect();
        Array { positions_mm }
    }

    /// Places `rows` rings of `per_row` needles on a drum `width_mm` wide.
    ///
    /// Neighbouring rows are staggered by `stagger` of the angular pitch. Along is arc length on the bare
    /// drum of radius `radius_mm`.
    pub fn drum(rows: u32, per_row: u32, radius_mm: f64, width_mm: f64, stagger: f64) -> Array {
        let pitch = TAU * radius_mm / per_row as f64;
        let row_pitch = width_mm / rows as f64;
        let positions_mm = (0..rows)
            .flat_map(|row| {
                let across = (row as f64 + 0.5) * row_pitch - 0.5 * width_mm;
                let shift = if row % 2 == 1 { stagger } else { 0.0 };
                (0..per_row).map(move |needle| [(needle as f64 + shift) * pitch, across])
            })
            .collect();
        Array { positions_mm }
    }

    /// Largest distance of a needle from the head's centre along and across, mm.
    pub fn half_extent_mm(&self) -> [f64; 2] {
        self.positions_mm
            .iter()
            .fold([0.0; 2], |most, at| [at[0].abs().max(most[0]), at[1].abs().max(most[1])])
    }

    /// Distance between neighbouring rows (axis 1) or columns (axis 0) of needles, mm.
    ///
    /// `None` if they are not evenly spaced, or fewer than two.
    pub fn spacing_mm(&self, axis: usize) -> Option<f64> {
        const ROUNDING_MM: f64 = 1e-6;
        let mut places: Vec<f64> = self.positions_mm.iter().map(|at| at[axis & 1]).collect();
        places.sort_by(f64::total_cmp);
        places.dedup_by(|next, place| *next - *place < ROUNDING_MM);
        let (first, last) = (places.first()?, places.last()?);
        let spacing = (last - first) / places.len().saturating_sub(1).max(1) as f64;
        let even = places.windows(2).all(|pair| (pair[1] - pair[0] - spacing).abs() < ROUNDING_MM);
        (places.len() > 1 && even).then_some(spacing)
    }

    /// The two needles closest to each other, and their distance in mm; `None` for fewer than two.
    pub fn closest_mm(&self) -> Option<f64> {
        let at = &self.positions_mm;
        let mut order: Vec<usize> = (0..at.len()).collect();
        order.sort_by(|a, b| at[*a][0].total_cmp(&at[*b][0]));
        let mut least = f64::INFINITY;
        // Sweep along one axis: only needles nearer in that direction than the best pair so far can be
        // closer.
        for (first, a) in order.iter().enumerate() {
            for b in &order[first + 1..] {
                let along = at[*b][0] - at[*a][0];
                if along >= least {
                    break;
                }
                least = least.min(libm::hypot(along, at[*b][1] - at[*a][1]));
            }
        }
        least.is_finite().then_some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_layouts_have_their_counts_and_sizes() {
        let rings = Array::rings(&[(8, 5.0), (4, 2.2)]);
        assert_eq!(rings.len(), 12);
        assert!(rings.positions_mm[..8].iter().all(|p| (p[0].hypot(p[1]) - 2.5).abs() < 1e-12));
        let grid = Array::grid(6, 6, 1.5);
        assert_eq!(grid.len(), 36);
        assert_eq!(grid.half_extent_mm(), [3.75, 3.75]);
        assert!((grid.closest_mm().unwrap() - 1.5).abs() < 1e-12);
        let drum = Array::drum(8, 24, 10.0, 20.0, 0.5);
        assert_eq!(drum.len(), 192);
        // Along a row the arc pitch is 2 pi 10 / 24 = 2.618 mm. Staggered neighbours, 2.5 mm across, are
        // farther: 2.822 mm.
        assert!((drum.closest_mm().unwrap() - 2.6179938779914944).abs() < 1e-12);
    }

    #[test]
    fn identity_rows_and_columns_have_their_spacing() {
        let grid = Array::grid(2, 20, 0.6);
        assert!([0, 1].iter().all(|axis| (grid.spacing_mm(*axis).unwrap() - 0.6).abs() < 1e-12));
        // Rows farther apart than the needles in a row; every second row is shifted by half a step.
        let apart = Array { positions_mm: grid.positions_mm.iter().map(|at| [at[0], 3.0 * at[1]]).collect() };
        assert!((apart.spacing_mm(1).unwrap() - 1.8).abs() < 1e-12);
        let shifted = grid.positions_mm.iter().map(|at| [at[0] + if at[1] > 0.0 { 0.3 } else { 0.0 }, at[1]]);
        let shifted = Array { positions_mm: shifted.collect() };
        assert!((shifted.spacing_mm(0).unwrap() - 0.3).abs() < 1e-12);
        let row = Array::grid(1, 5, 0.6);
        assert_eq!((row.spacing_mm(1), Array::rings(&[(8, 5.0), (4, 2.2)]).spacing_mm(0)), (None, None));
    }

    #[test]
    fn limit_few_needles() {
        assert_eq!(Array::rings(&[(1, 0.0)]).closest_mm(), None);
        assert!(Array { positions_mm: vec![] }.is_empty());
    }
}
