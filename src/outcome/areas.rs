//! Which values can be compared between two settings whose areas differ.
//!
//! A value can be compared if its expectation is a mean over places: a larger area then only makes it more
//! exact. Depths are such means, and so are shares of strikes and of skin, amounts per cm², indices and what
//! the device does in a second. The distance to the nearest puncture is corrected for the edge of the area.
//! Spread and quantiles of depth also contain the variation of the skin over the area, beside the variation
//! between strikes. They are compared all the same, because the skin's part is the smaller one. Other values
//! depend on the area itself:
//!
//! | value | why it is not compared |
//! |---|---|
//! | `punctures.count`, `treatment.time_s` | grow with the area |
//! | `punctures.largest_gap_mm`, `depth_mm.max` | the largest of more is larger |
//! | `punctures.cv` | a larger area holds more of what varies slowly: lanes, edges of passes, placements |
//! | `reach.people_over_limit` | a person's mean reach: over a larger area, people differ less |

use crate::engine::Grid;
use crate::injury::Measure;
use crate::injury::measure::OverArea;

/// How the area of one setting relates to that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Areas {
    /// The same cells.
    Same,
    /// The same rectangle, all of it treated, but divided into other cells.
    OtherCells,
    /// Other side lengths, or other treated places.
    Other,
}

impl Areas {
    /// Compares the areas of two settings.
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

    /// Whether a difference in this measure reflects the settings rather than their areas.
    pub fn bear(self, measure: Measure) -> bool {
        match measure.over_area() {
            OverArea::Mean => true,
            OverArea::Grows | OverArea::Changes => self != Areas::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_areas_are_the_same_in_other_cells_or_other() {
        let grid = Grid::new(20.0, 10.0, 0.1);
        assert_eq!(Areas::of(&grid, &grid.clone()), Areas::Same);
        // Finer openings only make the sub-cells finer; the cells stay the same.
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
            "depth_mm.max",
            "reach.people_over_limit",
            "treatment.time_s",
        ];
        assert_eq!(left_out, expected);
        assert!(Measure::ALL.iter().all(|measure| Areas::OtherCells.bear(*measure)));
    }
}
