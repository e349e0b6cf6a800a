//! Which figures of two settings can be set against each other where their areas differ.
//!
//! A figure can if what is expected of it is a mean over places, so that a larger area only makes it more exact. Depths, shares
//! of strikes and shares of skin, amounts per cm², indices and what the device does in a second are such means; the distance to
//! the nearest puncture is corrected for the edge of the area. Spread and quantiles of depth hold what the skin varies by over
//! the area beside what strikes vary by; they are let through, for the skin's part is the smaller one. Others hang on the area
//! itself:
//!
//! | figure | why it is not compared |
//! |---|---|
//! | `punctures.count`, `treatment.time_s` | grow with the area |
//! | `punctures.largest_gap_mm` | the largest of more places is larger |
//! | `punctures.cv` | a larger area holds more of what varies slowly: lanes, edges of passes, placements |
//! | `reach.people_over_limit` | a person's reach is a mean over the area, and means over more skin differ less from each other |

use crate::engine::Grid;
use crate::injury::Measure;

/// How the area of a setting lies to that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Areas {
    /// The same cells.
    Same,
    /// The same rectangle, all of it treated, in other cells.
    OtherCells,
    /// Other sides, or other places that are treated.
    Other,
}

impl Areas {
    pub fn of(one: &Grid, other: &Grid) -> Areas {
        let sides = |grid: &Grid| [grid.width_mm, grid.height_mm];
        if one.same_cells(other) {
            Areas::Same
        } else if sides(one) == sides(other) && !one.has_gaps() && !other.has_gaps() {
            Areas::OtherCells
        } else {
            Areas::Other
        }
    }

    /// Whether a difference of this figure says something of the settings, and not of their areas.
    pub fn bear(self, measure: Measure) -> bool {
        self != Areas::Other
            || !matches!(
                measure,
                Measure::Count | Measure::Time | Measure::LargestGap | Measure::Cv | Measure::PeopleOverLimit
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_areas_are_the_same_in_other_cells_or_other() {
        let grid = Grid::new(20.0, 10.0, 0.1);
        assert_eq!(Areas::of(&grid, &grid.clone()), Areas::Same);
        // Finer openings ask for finer sub-cells of the same cells.
        assert_eq!(Areas::of(&grid, &grid.clone().resolving(0.005)), Areas::Same);
        assert_eq!(Areas::of(&grid, &Grid::new(20.0, 10.0, 0.2)), Areas::OtherCells);
        assert_eq!(Areas::of(&grid, &Grid::new(10.0, 20.0, 0.1)), Areas::Other);
        let spared = |x_mm: f64| Grid::new(20.0, 10.0, 0.1).only(move |[x, _]| x > x_mm);
        assert_eq!(Areas::of(&spared(3.0), &spared(3.0)), Areas::Same);
        assert_eq!(Areas::of(&spared(3.0), &spared(4.0)), Areas::Other);
        assert_eq!(Areas::of(&grid, &spared(3.0)), Areas::Other);
    }

    #[test]
    fn limit_only_what_hangs_on_the_area_is_left_out() {
        let left_out: Vec<&str> = Measure::ALL
            .iter()
            .filter(|measure| !Areas::Other.bear(**measure))
            .map(|measure| measure.key())
            .collect();
        let expected = [
            "punctures.count",
            "punctures.cv",
            "punctures.largest_gap_mm",
            "reach.people_over_limit",
            "treatment.time_s",
        ];
        assert_eq!(left_out, expected);
        assert!(Measure::ALL.iter().all(|measure| Areas::OtherCells.bear(*measure)));
    }
}
