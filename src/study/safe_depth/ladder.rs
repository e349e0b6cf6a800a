//! Searches the largest setting at which at most a given share of people exceed a limit.
//!
//! Each person exceeds it from some rung (setting) on. A rung is evaluated only for people whose answer does
//! not follow from lower or higher rungs, so the search costs two or three evaluations per person.

use rayon::prelude::*;

/// Knowledge about each person: the highest rung known to be within the limit, and the lowest known to exceed
/// it.
#[derive(Debug, Clone)]
pub struct Ladder {
    known: Vec<[i32; 2]>,
    /// Share of the population that each person represents.
    shares: Vec<f64>,
    rungs: i32,
}

/// Tolerance for comparing a sum of shares with a required share; both are rounded.
const ROUNDING: f64 = 1e-9;

impl Ladder {
    /// Starts a ladder for people with these shares, about whom nothing is known.
    pub fn new(shares: Vec<f64>, rungs: i32) -> Ladder {
        Ladder { known: vec![[-1, rungs]; shares.len()], shares, rungs }
    }

    /// People who exceed the limit on a rung.
    pub fn over<E: Send>(
        &mut self,
        rung: i32,
        is_over: &(impl Fn(usize, i32) -> Result<bool, E> + Sync),
    ) -> Result<Vec<usize>, E> {
        let open = |(_, [below, above]): &(usize, &[i32; 2])| *below < rung && rung < *above;
        let asked: Vec<usize> =
            self.known.iter().enumerate().filter(open).map(|(person, _)| person).collect();
        let found: Vec<(usize, bool)> = asked
            .into_par_iter()
            .map(|person| Ok((person, is_over(person, rung)?)))
            .collect::<Result<_, E>>()?;
        for (person, over) in found {
            self.known[person][usize::from(over)] = rung;
        }
        Ok((0..self.known.len()).filter(|person| self.known[*person][1] <= rung).collect())
    }

    /// Contribution of each person to the share that exceeds the limit on a rung.
    pub fn parts<E: Send>(
        &mut self,
        rung: i32,
        is_over: &(impl Fn(usize, i32) -> Result<bool, E> + Sync),
    ) -> Result<Vec<f64>, E> {
        let mut parts = vec![0.0; self.shares.len()];
        for person in self.over(rung, is_over)? {
            parts[person] = self.shares[person];
        }
        Ok(parts)
    }

    /// Highest rung on which at most the allowed share of people exceed the limit, or -1 if more do on the
    /// lowest. The second value, 0 to 1, says how far towards the next rung the share would be reached if it
    /// rose evenly.
    pub fn highest<E: Send>(
        &mut self,
        allowed: f64,
        is_over: &(impl Fn(usize, i32) -> Result<bool, E> + Sync),
    ) -> Result<(i32, f64), E> {
        let (mut meets, mut fails) = (-1, self.rungs);
        let mut at = [0.0; 2];
        while fails - meets > 1 {
            let rung = (meets + fails) / 2;
            let share: f64 = self.parts(rung, is_over)?.iter().sum();
            if share <= allowed + ROUNDING {
                (meets, at[0]) = (rung, share);
            } else {
                (fails, at[1]) = (rung, share);
            }
        }
        let inside = meets >= 0 && fails < self.rungs;
        let way = if inside { ((allowed - at[0]) / (at[1] - at[0])).clamp(0.0, 1.0) } else { 0.0 };
        Ok((meets, way))
    }

    /// Discards the knowledge about these people.
    pub fn forget(&mut self, people: &[usize]) {
        for person in people {
            self.known[*person] = [-1, self.rungs];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Person p exceeds the limit from rung 3 p + 1 on, of 100 rungs; each is a thirtieth of all.
    #[test]
    fn identity_the_quantile_of_known_people_with_few_looks() {
        let looks = AtomicUsize::new(0);
        let is_over = |person: usize, rung: i32| {
            looks.fetch_add(1, Ordering::Relaxed);
            Ok::<bool, ()>(rung > 3 * person as i32)
        };
        let mut ladder = Ladder::new(vec![1.0 / 30.0; 30], 100);
        for allowed in [0, 5, 29] {
            let (rung, way) = ladder.highest(f64::from(allowed) / 30.0, &is_over).unwrap();
            assert_eq!(rung, 3 * allowed);
            assert!(way < 1e-9, "{way}");
        }
        assert!(looks.load(Ordering::Relaxed) < 4 * 30, "{looks:?}");
        assert_eq!(ladder.over(7, &is_over), Ok(vec![0, 1, 2]));
        // Halfway from five to six of thirty.
        assert!((ladder.highest(5.5 / 30.0, &is_over).unwrap().1 - 0.5).abs() < 1e-9);
    }

    #[test]
    fn identity_people_count_for_what_they_stand_for() {
        let is_over = |person: usize, rung: i32| Ok::<bool, ()>(rung > [10, 20, 30][person]);
        let mut ladder = Ladder::new(vec![0.01, 0.09, 0.9], 50);
        assert_eq!(ladder.highest(0.05, &is_over).unwrap().0, 20);
        assert_eq!(ladder.highest(0.1, &is_over).unwrap().0, 30);
        assert_eq!(ladder.highest(0.001, &is_over).unwrap().0, 10);
    }

    #[test]
    fn limit_ends_of_the_ladder() {
        let all = |_: usize, _: i32| Ok::<bool, ()>(true);
        let none = |_: usize, _: i32| Ok::<bool, ()>(false);
        let ladder = || Ladder::new(vec![0.1; 10], 50);
        assert_eq!(ladder().highest(0.9, &all), Ok((-1, 0.0)));
        assert_eq!(ladder().highest(1.0, &all), Ok((49, 0.0)));
        assert_eq!(ladder().highest(0.0, &none), Ok((49, 0.0)));
        assert_eq!(ladder().highest(0.0, &|_, _| Err(())), Err(()));
    }
}
