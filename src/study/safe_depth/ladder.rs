//! The deepest rung on which no more than so many people are over a limit.
//!
//! Each person is over it from some rung on. A rung is looked at for those only of whom lower and higher rungs do not say it
//! already, so that the search costs two or three looks a person.

use rayon::prelude::*;

/// What is known of each person: the highest rung known not to be over, and the lowest known to be.
#[derive(Debug, Clone)]
pub struct Ladder {
    known: Vec<[i32; 2]>,
    rungs: i32,
}

impl Ladder {
    /// Of so many people and rungs, of whom nothing is known.
    pub fn new(people: usize, rungs: i32) -> Ladder {
        Ladder { known: vec![[-1, rungs]; people], rungs }
    }

    /// The people who are over on a rung.
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

    /// The highest rung with at most so many people over; -1 where the lowest has more.
    pub fn highest<E: Send>(
        &mut self,
        allowed: usize,
        is_over: &(impl Fn(usize, i32) -> Result<bool, E> + Sync),
    ) -> Result<i32, E> {
        let (mut meets, mut fails) = (-1, self.rungs);
        while fails - meets > 1 {
            let rung = (meets + fails) / 2;
            if self.over(rung, is_over)?.len() <= allowed {
                meets = rung;
            } else {
                fails = rung;
            }
        }
        Ok(meets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Person p is over from rung 3 p + 1 on, of 100 rungs.
    #[test]
    fn identity_the_quantile_of_known_people_with_few_looks() {
        let looks = AtomicUsize::new(0);
        let is_over = |person: usize, rung: i32| {
            looks.fetch_add(1, Ordering::Relaxed);
            Ok::<bool, ()>(rung > 3 * person as i32)
        };
        let mut ladder = Ladder::new(30, 100);
        for allowed in [0, 5, 29] {
            assert_eq!(ladder.highest(allowed, &is_over), Ok(3 * allowed as i32));
        }
        assert!(looks.load(Ordering::Relaxed) < 4 * 30, "{looks:?}");
        assert_eq!(ladder.over(7, &is_over), Ok(vec![0, 1, 2]));
    }

    #[test]
    fn limit_ends_of_the_ladder() {
        let all = |_: usize, _: i32| Ok::<bool, ()>(true);
        let none = |_: usize, _: i32| Ok::<bool, ()>(false);
        assert_eq!(Ladder::new(10, 50).highest(9, &all), Ok(-1));
        assert_eq!(Ladder::new(10, 50).highest(10, &all), Ok(49));
        assert_eq!(Ladder::new(10, 50).highest(0, &none), Ok(49));
        assert_eq!(Ladder::new(10, 50).highest(0, &|_, _| Err(())), Err(()));
    }
}
