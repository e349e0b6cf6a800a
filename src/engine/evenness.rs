//! Evenness of the punctures of one realisation: nearest neighbours and the largest gap, from their places
//! alone.
//!
//! Every strike counts, pierced or not, as in the puncture density; a missing needle makes none. Punctures in
//! the rim around the area are neighbours like any other, but nothing is measured from them. Area and rim
//! together are the *window*. Punctures beyond the window exist but are unknown. So
//!
//! - the nearest neighbour of a puncture counts only if it is no further away than the window's edge. Its
//!   weight is 1 / (area of the places at least this far inside the edge). This is the estimator of Hanisch
//!   (1984); without it long distances would be missing;
//! - a circle is a gap only if it lies within the window.
//!
//! Untreated cells hide nothing: they have no punctures. A neighbour across such cells is a neighbour, and a
//! circle may reach into them as long as its centre is treated.

use super::gap::largest_radius_mm;
use super::grid::Grid;
use super::puncture_bins::{Bins, PuncturePlaces, Window};

/// Largest number of punctures whose nearest neighbour is searched.
const QUERIES: usize = 500;

/// Bins per puncture: for an even pattern, and at most, where little of the window is treated.
const BINS_A_PLACE: f64 = 2.0;
const MOST_BINS_A_PLACE: f64 = 8.0;

/// Results of one realisation.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Evenness {
    /// Mean distance from a puncture in the treated area to its nearest other one, mm; `None` if no neighbour
    /// is known.
    ///
    /// Punctures in the very same place are 0 apart, and count.
    pub nearest_neighbour_mm: Option<f64>,
    /// Diameter of the largest circle without a puncture inside, its centre in the treated area, mm.
    ///
    /// At most [`super::gap::GAP_ERROR`] too small; `None` without punctures.
    pub largest_gap_mm: Option<f64>,
}

impl Evenness {
    /// Measures punctures in a window that reaches `rim_mm` beyond the grid.
    pub fn new(grid: &Grid, rim_mm: f64, places: &mut PuncturePlaces) -> Evenness {
        if places.of_time.is_empty() {
            return Evenness::default();
        }
        let window = Window { grid, rim_mm };
        let count = places.of_time.len() as f64;
        let even = (grid.area_mm2() / (BINS_A_PLACE * count)).sqrt();
        let least = (window.area_mm2(0.0) / (MOST_BINS_A_PLACE * count)).sqrt();
        let mut bins = Bins::new(&window, even.max(least), places);
        Evenness {
            nearest_neighbour_mm: nearest_neighbour_mm(&window, &bins),
            largest_gap_mm: largest_radius_mm(&window, &mut bins).map(|radius| 2.0 * radius),
        }
    }
}

/// Mean over up to [`QUERIES`] punctures, one from each of as many equal stretches of the treatment.
fn nearest_neighbour_mm(window: &Window, bins: &Bins) -> Option<f64> {
    let count = bins.places.len();
    let queries = count.min(QUERIES);
    let stretch = count as f64 / queries as f64;
    let (mut sum, mut weights) = (0.0, 0.0);
    for query in 0..queries {
        // The golden section picks the place in each stretch; equal distances might always pick the same
        // needle.
        let share = if count > queries { (query as f64 * GOLDEN_SECTION).fract() } else { 0.0 };
        let number = (((query as f64 + share) * stretch) as usize).min(count - 1);
        let at = bins.places[number];
        if !window.grid.holds(at[0], at[1]) {
            continue;
        }
        let edge = window.to_edge_mm(at);
        let (nearest, _) = bins.nearest(at, number as u32, edge, 0.0);
        if nearest < edge {
            let weight = 1.0 / window.area_mm2(nearest.max(window.rim_mm));
            sum += weight * nearest;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| sum / weights)
}

/// (√5 - 1) / 2: its multiples spread most evenly over the unit interval.
const GOLDEN_SECTION: f64 = 0.618_033_988_749_895;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, Stream};

    fn evenness(grid: &Grid, rim_mm: f64, places: Vec<[f64; 2]>) -> Evenness {
        Evenness::new(grid, rim_mm, &mut PuncturePlaces::from(places))
    }

    /// Punctures at random places, n = 5 / mm², on 20 x 10 mm and none known beyond: the mean distance is
    /// 1 / (2 √n). Its standard error over N punctures is 0.2646 / √(n N) (Donnelly 1978). Here
    /// N = 120 x 500; tolerance 4.5 standard errors, false alarm 7e-6. Without the weights the mean would be
    /// too small by 2 %, twice the tolerance.
    #[test]
    fn limit_nearest_neighbour_of_random_punctures_is_half_over_the_root_of_their_density() {
        let (n, rounds) = (5.0f64, 120);
        let grid = Grid::new(20.0, 10.0, 0.1);
        let means = (0..rounds).map(|round| {
            let mut stream = Stream::new(1, Purpose::Placement, round, 0);
            let places = (0..1000).map(|_| [20.0 * stream.uniform(), 10.0 * stream.uniform()]).collect();
            evenness(&grid, 0.0, places).nearest_neighbour_mm.unwrap()
        });
        let mean = means.sum::<f64>() / rounds as f64;
        let error = 0.2646 / (n * 500.0 * rounds as f64).sqrt();
        assert!((mean - 0.5 / n.sqrt()).abs() < 4.5 * error, "{mean} {error}");
    }

    /// The same for 20 000 punctures, n = 100 / mm², with 500 of them queried: N = 40 x 500.
    #[test]
    fn limit_some_punctures_speak_for_all() {
        let (n, rounds) = (100.0f64, 40);
        let grid = Grid::new(20.0, 10.0, 0.1);
        let means = (0..rounds).map(|round| {
            let mut stream = Stream::new(2, Purpose::Placement, round, 0);
            let places = (0..20_000).map(|_| [20.0 * stream.uniform(), 10.0 * stream.uniform()]).collect();
            evenness(&grid, 0.0, places).nearest_neighbour_mm.unwrap()
        });
        let mean = means.sum::<f64>() / rounds as f64;
        let error = 0.2646 / (n * 500.0 * rounds as f64).sqrt();
        assert!((mean - 0.5 / n.sqrt()).abs() < 4.5 * error, "{mean} {error}");
    }

    #[test]
    fn validates_nearest_neighbour_of_a_lattice_is_its_pitch_and_of_repeats_nothing() {
        let grid = Grid::new(10.0, 10.0, 0.1);
        let lattice = |pitch: f64| {
            let side = (10.4 / pitch) as u32 + 1;
            let all = (0..side).flat_map(move |row| (0..side).map(move |column| [column, row]));
            all.map(move |at| at.map(|at| f64::from(at) * pitch - 0.2)).collect::<Vec<_>>()
        };
        for pitch in [0.1, 0.5, 2.0] {
            let found = evenness(&grid, 0.2, lattice(pitch));
            assert!((found.nearest_neighbour_mm.unwrap() - pitch).abs() < 1e-9, "{pitch} {found:?}");
            let twice = [lattice(pitch), lattice(pitch)].concat();
            let again = evenness(&grid, 0.2, twice);
            assert_eq!(again.nearest_neighbour_mm, Some(0.0));
            for gap in [found, again].map(|found| found.largest_gap_mm.unwrap()) {
                assert!((gap - pitch * std::f64::consts::SQRT_2).abs() < 1e-9, "{pitch} {gap}");
            }
        }
    }

    #[test]
    fn limit_too_few_punctures_have_no_neighbour() {
        let grid = Grid::new(10.0, 10.0, 0.1);
        assert_eq!(evenness(&grid, 0.2, Vec::new()), Evenness::default());
        let one = evenness(&grid, 0.2, vec![[5.0, 5.0]]);
        assert!(one.nearest_neighbour_mm.is_none() && one.largest_gap_mm.is_some(), "{one:?}");
        // They are further apart than the window's edge, so a nearer one may lie beyond it.
        assert_eq!(evenness(&grid, 0.2, vec![[1.0, 5.0], [9.0, 5.0]]).nearest_neighbour_mm, None);
        // A puncture in the rim is a neighbour, but nothing is measured from it.
        let rim = evenness(&grid, 0.2, vec![[0.05, 5.0], [-0.1, 5.0]]);
        assert!((rim.nearest_neighbour_mm.unwrap() - 0.15).abs() < 1e-12);
    }

    /// Random punctures on the treated half only. The other side of the border is not unknown, and the whole
    /// area, most of it empty, is not a gap.
    #[test]
    fn limit_untreated_ground_is_no_gap() {
        let grid = Grid::new(20.0, 10.0, 0.1).only(|[x, _]| x < 10.0);
        let mut stream = Stream::new(3, Purpose::Placement, 0, 0);
        let places: Vec<[f64; 2]> =
            (0..2000).map(|_| [10.0 * stream.uniform(), 10.0 * stream.uniform()]).collect();
        let found = evenness(&grid, 0.0, places.clone());
        let alone = evenness(&Grid::new(10.0, 10.0, 0.1), 0.0, places);
        let [gap, inside] = [found, alone].map(|found| found.largest_gap_mm.unwrap());
        assert!(gap >= inside && gap < 2.0 * inside, "{gap} {inside}");
    }
}
