//! Vertical slice through the skin of realisation 0, for a picture: the layers along a line and nearby
//! tracts.
//!
//! The line runs level (along x) through the middle of the area. The slice is thick enough to hold about
//! sixteen strikes. Its y is the one nearest to the middle at which it holds a representative number: within
//! half a Poisson standard deviation of the number that the strike density predicts. If there is none (rows
//! of a stamp), it is the y whose number comes nearest.

use super::Setup;
use super::few::Few;
use super::realisation::Realisation;
use crate::skin::{Column, Vessels};
use crate::technique::Strike;
use crate::tract::Tract;

/// Number of strikes that a slice should hold, if its thickness allows.
const WANTED: f64 = 16.0;

/// Possible thicknesses of a slice, mm.
const THICKNESSES_MM: [f64; 8] = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5];

/// Ratio of width to depth of the slice, and the limits of its width, mm.
const WIDTH_OVER_DEPTH: f64 = 1.9;
const LEAST_WIDTH_MM: f64 = 1.5;
const MOST_WIDTH_MM: f64 = 6.0;

/// Largest distance of the slice from the middle, mm.
const FARTHEST_MM: f64 = 10.0;

/// Most tracts that are drawn, and number of strikes among which the slice is placed.
const MOST_TRACTS: usize = 1000;
const MOST_LOOKED: f64 = 1e6;

/// Number of places along the line at which the layers are found.
const PLACES: usize = 481;

/// Slice of a realisation's skin. Lengths in mm.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Slice {
    /// Left and right end in x.
    pub x_mm: [f64; 2],
    /// Position of the slice's middle in y.
    pub y_mm: f64,
    /// Thickness of the slice across the cut, mm.
    pub thickness_mm: f64,
    /// Depth shown: the set depth, and the top of the fat unless that lies far below.
    pub depth_mm: f64,
    /// Layers under the middle line, at equal distances from end to end.
    pub columns: Vec<Column>,
    /// Depth of the upper plexus at the same places.
    pub upper_plexus_mm: Vec<f64>,
    /// Tracts whose axis lies in the slice, or beside its ends but reaching into it. Strikes that did not
    /// pierce are included.
    pub tracts: Vec<Tract>,
    /// About one strike in so many is drawn, where nobody could tell more apart.
    pub one_in: usize,
    /// Mean number of strikes in a slice of this size, over the part of the area examined.
    pub expected: f64,
}

impl Slice {
    /// Cuts a slice through a realisation, which needs only the part that the slice
    /// [looks at](Slice::looks_at_mm).
    pub fn new(setup: &Setup, ready: &Realisation) -> Slice {
        let grid = &setup.grid;
        let Frame { x_mm, depth_mm, middle_mm, half_mm } = Frame::new(setup, ready);
        let width_mm = x_mm[1] - x_mm[0];
        let [across_mm, along_mm] = Slice::looks_at_mm(setup, ready);
        let strikes: Vec<&Strike> = ready
            .strikes
            .iter()
            .filter(|strike| (across_mm[0]..=across_mm[1]).contains(&strike.x_mm))
            .filter(|strike| (along_mm[0]..=along_mm[1]).contains(&strike.y_mm))
            .collect();
        let mut heights_mm: Vec<f64> = strikes
            .iter()
            .filter(|strike| (x_mm[0]..=x_mm[1]).contains(&strike.x_mm))
            .map(|strike| strike.y_mm - middle_mm)
            .collect();
        heights_mm.sort_by(f64::total_cmp);
        // Near an edge of the area, part of the examined band lies outside and holds no treated skin.
        let beyond_mm =
            [middle_mm - half_mm, grid.height_mm - middle_mm - half_mm].map(|room_mm| (-room_mm).max(0.0));
        let treated = |height: &&f64| (0.0..=grid.height_mm).contains(&(middle_mm + **height));
        let per_mm = heights_mm.iter().filter(treated).count() as f64
            / (2.0 * half_mm - beyond_mm.iter().sum::<f64>());
        let thickness_mm = thickness_of(per_mm).min(2.0 * half_mm);
        let expected = per_mm * thickness_mm;
        let offset_mm = match setup.cut_at_mm {
            Some(_) => 0.0,
            None => offset_of(&heights_mm, thickness_mm, half_mm, expected),
        };
        let y_mm = middle_mm + offset_mm;
        let step_mm = width_mm / (PLACES - 1) as f64;
        let columns: Vec<Column> =
            (0..PLACES).map(|at| ready.skin.column(x_mm[0] + at as f64 * step_mm, y_mm)).collect();
        let vessels: &Vessels = &setup.skin.vessels;
        let upper_plexus_mm = columns.iter().map(|column| vessels.upper_plexus_at_mm(column)).collect();
        let within = |strike: &&&Strike| (strike.y_mm - y_mm).abs() <= 0.5 * thickness_mm;
        let few = Few::of(strikes.iter().filter(within).count(), MOST_TRACTS);
        let tracts = strikes
            .iter()
            .filter(within)
            .enumerate()
            .filter(|(at, _)| few.keeps(*at))
            .filter_map(|(_, strike)| Some(ready.strike(setup, strike)?.tract))
            .filter(|tract| reaches(tract, x_mm))
            .collect();
        Slice {
            x_mm,
            y_mm,
            thickness_mm,
            depth_mm,
            columns,
            upper_plexus_mm,
            tracts,
            one_in: few.one_in(),
            expected,
        }
    }

    /// Left and right edge, then lower and upper edge, of the part of the area in which the slice is placed,
    /// mm.
    pub fn looks_at_mm(setup: &Setup, ready: &Realisation) -> [[f64; 2]; 2] {
        let Frame { x_mm: [left, right], middle_mm, half_mm, .. } = Frame::new(setup, ready);
        // Sections are no wider than the rim of the window.
        let beside_mm = setup.window().rim_mm;
        [[left - beside_mm, right + beside_mm], [middle_mm - half_mm, middle_mm + half_mm]]
    }

    /// Tracts whose axis lies between the ends, pierced or not.
    pub fn inside(&self) -> impl Iterator<Item = &Tract> {
        self.tracts.iter().filter(|tract| (self.x_mm[0]..=self.x_mm[1]).contains(&tract.x_mm))
    }
}

/// Geometry of a slice that is known before its strikes. Lengths in mm.
struct Frame {
    x_mm: [f64; 2],
    depth_mm: f64,
    /// The y around which the slice lies, and its largest distance from there.
    middle_mm: f64,
    half_mm: f64,
}

impl Frame {
    fn new(setup: &Setup, ready: &Realisation) -> Frame {
        let grid = &setup.grid;
        let depth_mm = depth_of(setup.device.set_depth_mm, ready.skin.mean_column().skin_mm());
        let width_mm = (WIDTH_OVER_DEPTH * depth_mm).clamp(LEAST_WIDTH_MM, MOST_WIDTH_MM).min(grid.width_mm);
        let [x_middle_mm, middle_mm] = setup.cut_at_mm.unwrap_or([0.5 * grid.width_mm, 0.5 * grid.height_mm]);
        let from_mm = (x_middle_mm - 0.5 * width_mm).clamp(0.0, grid.width_mm - width_mm);
        let per_mm2 = setup.expected_strikes() / (grid.width_mm * grid.height_mm);
        let crowded_mm = 0.5 * MOST_LOOKED / (per_mm2 * width_mm).max(1e-9);
        let half_mm = (0.5 * grid.height_mm).min(FARTHEST_MM).min(crowded_mm);
        Frame { x_mm: [from_mm, from_mm + width_mm], depth_mm, middle_mm, half_mm }
    }
}

/// Returns whether a tract, or the place of a strike that did not pierce, shows between two x.
fn reaches(tract: &Tract, x_mm: [f64; 2]) -> bool {
    let [[x, _], [half, _]] = tract.bounds_mm();
    x + half >= x_mm[0] && x - half <= x_mm[1]
}

/// Depth shown, mm: the set depth with room below it. It includes the top of the fat, with some fat, if that
/// lies no deeper than four set depths.
pub(super) fn depth_of(set_mm: f64, skin_mm: f64) -> f64 {
    let set_mm = set_mm.max(0.25);
    let (near, far) = (1.3 * set_mm, 4.0 * set_mm);
    let skin_mm = 1.4 * skin_mm;
    if skin_mm <= far { near.max(skin_mm) } else { far }
}

/// Thickness that comes nearest to holding the wanted number of strikes, with `per_mm` strikes per mm of
/// thickness.
fn thickness_of(per_mm: f64) -> f64 {
    let wanted_mm = WANTED / per_mm.max(1e-9);
    let off = |thickness: &f64| libm::log(thickness / wanted_mm).abs();
    THICKNESSES_MM.into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(THICKNESSES_MM[0])
}

/// Offset of a slice from the middle. `heights_mm` are the sorted positions of the strikes, within ±
/// `half_mm`.
fn offset_of(heights_mm: &[f64], thickness_mm: f64, half_mm: f64, expected: f64) -> f64 {
    let step_mm = 0.5 * thickness_mm;
    let room_mm = (half_mm - step_mm).max(0.0);
    let steps = (room_mm / step_mm + 1e-9) as usize;
    let holds = |offset: f64| {
        let below = |edge: f64, closed: bool| {
            heights_mm.partition_point(|height| *height < edge || (closed && *height == edge))
        };
        below(offset + step_mm, true) - below(offset - step_mm, false)
    };
    let enough = (0.5 * expected.sqrt()).max(0.5);
    // Offsets nearest to the middle come first; among equally bad ones the first wins.
    let offsets = (0..=steps).flat_map(|step| {
        let offset = step as f64 * step_mm;
        [offset, -offset]
    });
    let mut best = (f64::INFINITY, 0.0);
    for offset in offsets {
        let off = (holds(offset) as f64 - expected).abs();
        if off <= enough {
            return offset;
        }
        if off < best.0 {
            best = (off, offset);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_slices_of_nothing_lie_in_the_middle() {
        assert_eq!(offset_of(&[], 0.5, 5.0, 0.0), 0.0);
        assert_eq!(thickness_of(0.0), 0.5);
        assert_eq!(offset_of(&[0.0], 0.1, 0.02, 1.0), 0.0);
    }

    #[test]
    fn identity_a_slice_holds_a_representative_number_next_to_the_middle() {
        // Rows of four every 0.6 mm, none on the middle line. A slice of 0.2 mm expects 4 · 0.2 / 0.6 = 1.33
        // strikes and finds four or none. None is nearer to 1.33, so the slice stays in the middle.
        let rows: Vec<f64> = (-4..4).flat_map(|row| [0.3 + 0.6 * f64::from(row); 4]).collect();
        assert_eq!(offset_of(&rows, 0.2, 2.4, 4.0 / 3.0), 0.0);
        // A slice of 0.5 mm expects 3.33 strikes and takes the nearest row.
        let offset = offset_of(&rows, 0.5, 2.4, 10.0 / 3.0);
        assert!((offset.abs() - 0.25).abs() < 1e-12, "{offset}");
        // Ten strikes close to the middle are too many where three are expected.
        let mut crowd = vec![0.01; 10];
        crowd.extend((1..30).flat_map(|at| [0.1 * f64::from(at), -0.1 * f64::from(at)]));
        crowd.sort_by(f64::total_cmp);
        let offset = offset_of(&crowd, 0.2, 3.0, 2.0);
        let held = crowd.iter().filter(|height| (*height - offset).abs() <= 0.1).count();
        assert!((1..=3).contains(&held) && offset.abs() < 0.4, "{held} at {offset}");
    }

    #[test]
    fn identity_depth_shows_the_skin_unless_it_is_far_thicker_than_the_setting() {
        assert!((depth_of(1.5, 1.565) - 1.4 * 1.565).abs() < 1e-12);
        assert!((depth_of(1.5, 0.8) - 1.95).abs() < 1e-12);
        assert!((depth_of(0.2, 1.565) - 1.0).abs() < 1e-12);
        assert!(depth_of(0.0, 0.0) > 0.2);
    }
}
