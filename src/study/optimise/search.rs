//! The search over numbers, whole numbers and words.
//!
//! 1. Scrambled Sobol points over all variables show where it is worth looking.
//! 2. For each combination of whole numbers and words, or for the best of them where they are many, COBYLA follows the numbers (Powell
//!    1994, *memory*; the crate `cobyla`). It needs no derivatives, takes limits as they are, and ends after some twenty values per
//!    number. The best combinations start a second time from elsewhere.
//! 3. From the best, whole numbers go up and down by one and words change, each followed by COBYLA, until nothing gets better.
//!
//! Every point is valued once. Nothing depends on which is valued first, so any number of threads finds the same.

use crate::simulate::Stop;
use crate::study::sensitivity::model::sobol;
use cobyla::{RhoBeg, StopTols, minimize};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Most combinations of whole numbers and words that are all followed.
const MOST_FOLLOWED: u64 = 32;
/// Combinations that are followed where there are more, and those that start a second time.
const FOLLOWED: usize = 12;
const AGAIN: usize = 2;
/// Points of the first look: for each variable, at least and at most.
const LOOK: [usize; 3] = [16, 32, 128];
/// First step of COBYLA over the range of a number, its last, and most values.
const FIRST: f64 = 0.2;
const LAST: f64 = 1e-3;
const MOST_VALUES: usize = 60;
/// First step in the neighbourhood of an answer.
const NEAR: f64 = 0.05;
/// Merit of a point that has no value.
const NONE: f64 = -100.0;

/// Something that varies.
#[derive(Debug, Clone, PartialEq)]
pub enum Variable {
    /// A number, from 0 to 1 over its range.
    Number,
    /// A whole number in this range.
    Whole {
        /// Least.
        from: i64,
        /// Greatest.
        to: i64,
    },
    /// One of so many choices. Those in an order have neighbours.
    Choice {
        /// How many.
        count: usize,
        /// Whether they have an order.
        in_order: bool,
    },
}

impl Variable {
    fn choices(&self) -> u64 {
        match self {
            Variable::Number => 1,
            Variable::Whole { from, to } => (to - from + 1).unsigned_abs(),
            Variable::Choice { count, .. } => *count as u64,
        }
    }

    fn at(&self, share: f64) -> f64 {
        let step = |count: u64| (share * count as f64).floor().min(count as f64 - 1.0);
        match self {
            Variable::Number => share,
            Variable::Whole { from, .. } => *from as f64 + step(self.choices()),
            Variable::Choice { .. } => step(self.choices()),
        }
    }

    /// Other values near this one.
    fn neighbours(&self, at: f64) -> Vec<f64> {
        match self {
            Variable::Number => Vec::new(),
            Variable::Whole { from, to } => {
                let inside = |next: &f64| (*from as f64..=*to as f64).contains(next);
                [at - 1.0, at + 1.0].into_iter().filter(inside).collect()
            }
            Variable::Choice { count, in_order: true } => {
                let inside = |next: &f64| (0.0..*count as f64).contains(next);
                [at - 1.0, at + 1.0].into_iter().filter(inside).collect()
            }
            Variable::Choice { count, in_order: false } => {
                (0..*count).map(|choice| choice as f64).filter(|choice| *choice != at).collect()
            }
        }
    }
}

/// Values of all variables: a share of the range of a number, a whole number, or the place of a choice.
pub type Point = Vec<f64>;

/// Values of the quantities at a point.
pub type Worth = Vec<f64>;

/// What a point is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Merit {
    /// The goal: more is better.
    pub goal: f64,
    /// How far each limit is kept: negative where it is broken.
    pub kept: Vec<f64>,
}

impl Merit {
    /// The limit that is broken most; 0 where all are kept.
    fn broken(&self) -> f64 {
        self.kept.iter().map(|kept| (-kept).max(0.0)).fold(0.0, f64::max)
    }

    /// Order of merit, the better one greater: it breaks less, or as little and has more of the goal. Limits broken by
    /// less than a search can tell count as kept.
    fn order(&self, other: &Merit) -> std::cmp::Ordering {
        const ENOUGH: f64 = 2e-3;
        let broken = |merit: &Merit| if merit.broken() <= ENOUGH { 0.0 } else { merit.broken() };
        broken(other).total_cmp(&broken(self)).then(self.goal.total_cmp(&other.goal))
    }

    fn is_better(&self, other: &Merit) -> bool {
        self.order(other).is_gt()
    }
}

/// Value of a point by its bits, with the point.
type Known = BTreeMap<Vec<u64>, (Point, Option<Worth>)>;

/// A search that remembers what it has valued.
pub struct Search<'a> {
    variables: &'a [Variable],
    value: &'a (dyn Fn(&Point) -> Option<Worth> + Sync),
    known: Mutex<Known>,
    progress: &'a (dyn Fn(usize) + Sync),
    valued: AtomicUsize,
    seed: u64,
    stop: &'a dyn Stop,
}

/// What a point is worth, from its values.
type OfWorth<'a> = &'a (dyn Fn(&Worth) -> Merit + Sync);

impl<'a> Search<'a> {
    /// Begins a search; `value` gives the values of a point, `progress` gets the number of points that are valued.
    pub fn new(
        variables: &'a [Variable],
        value: &'a (dyn Fn(&Point) -> Option<Worth> + Sync),
        seed: u64,
        progress: &'a (dyn Fn(usize) + Sync),
        stop: &'a dyn Stop,
    ) -> Search<'a> {
        let valued = AtomicUsize::new(0);
        Search { variables, value, known: Mutex::default(), progress, valued, seed, stop }
    }

    /// Number of points that were valued.
    pub fn evaluations(&self) -> usize {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Every point that has values.
    pub fn looked(&self) -> Vec<(Point, Worth)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let valued = |(point, worth): &(Point, Option<Worth>)| Some((point.clone(), worth.clone()?));
        known.values().filter_map(valued).collect()
    }

    /// Values at a point that was valued.
    pub fn known(&self, point: &Point) -> Option<Worth> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&bits(point)).and_then(|(_, worth)| worth.clone())
    }

    fn worth(&self, point: &Point) -> Option<Worth> {
        let key = bits(point);
        {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, worth)) = known.get(&key) {
                return worth.clone();
            }
        }
        if self.stop.requested() {
            return None;
        }
        let worth = (self.value)(point).filter(|worth| worth.iter().all(|value| !value.is_nan()));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(key, (point.clone(), worth.clone()));
        (self.progress)(1 + self.valued.fetch_add(1, Ordering::Relaxed));
        worth
    }

    /// Searches everywhere.
    pub fn all(&self, merit: OfWorth<'_>) {
        let [each, least, most] = LOOK;
        let looked = (each * self.variables.len()).clamp(least, most);
        (0..looked).into_par_iter().with_max_len(1).for_each(|number| {
            let shares = sobol(number, self.variables.len(), self.seed);
            let point =
                self.variables.iter().zip(shares).map(|(variable, share)| variable.at(share)).collect();
            self.worth(&point);
        });
        let combinations = self.combinations(merit);
        combinations.par_iter().with_max_len(1).for_each(|start| {
            self.follow(start, FIRST, merit);
        });
        // A second start, far from where the first one ended.
        for best in self.ranked(merit).into_iter().take(AGAIN) {
            self.follow(&self.far_from(&best), FIRST, merit);
        }
        if let Some(best) = self.best(merit) {
            self.around(&best, merit);
        }
    }

    /// Searches near a point: its numbers, and other whole numbers and words, until nothing gets better.
    pub fn around(&self, point: &Point, merit: OfWorth<'_>) {
        let mut best = self.follow(point, NEAR, merit).unwrap_or_else(|| point.clone());
        loop {
            let moved: Vec<Point> = self
                .variables
                .iter()
                .enumerate()
                .flat_map(|(at, variable)| {
                    let best = &best;
                    variable.neighbours(best[at]).into_iter().map(move |next| {
                        let mut moved = best.clone();
                        moved[at] = next;
                        moved
                    })
                })
                .collect();
            let found: Vec<Option<Point>> =
                moved.par_iter().with_max_len(1).map(|moved| self.follow(moved, NEAR, merit)).collect();
            let value = |point: &Point| self.known(point).map(|worth| merit(&worth));
            let Some(own) = value(&best) else { return };
            let better = found.into_iter().flatten().filter_map(|point| Some((value(&point)?, point)));
            let next = better
                .filter(|(merit, _)| merit.is_better(&own))
                .max_by(|(one, _), (other, _)| one.order(other));
            match next {
                Some((_, point)) if !self.stop.requested() => best = point,
                _ => return,
            }
        }
    }

    /// Best point of all that were valued.
    pub fn best(&self, merit: OfWorth<'_>) -> Option<Point> {
        self.ranked(merit).into_iter().next()
    }

    /// The best point of each combination of whole numbers and words, best first.
    pub fn ranked(&self, merit: OfWorth<'_>) -> Vec<Point> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut best: BTreeMap<Vec<u64>, (Merit, &Point)> = BTreeMap::new();
        for (point, worth) in known.values() {
            let Some(worth) = worth else { continue };
            let (merit, choice) = (merit(worth), self.choice(point));
            match best.get(&choice) {
                Some((other, _)) if !merit.is_better(other) => {}
                _ => {
                    best.insert(choice, (merit, point));
                }
            }
        }
        let mut ranked: Vec<(Merit, &Point)> = best.into_values().collect();
        ranked.sort_by(|(one, _), (other, _)| other.order(one));
        ranked.into_iter().map(|(_, point)| point.clone()).collect()
    }

    /// Whole numbers and words of a point.
    fn choice(&self, point: &Point) -> Vec<u64> {
        let fixed = self.variables.iter().zip(point).filter(|(variable, _)| **variable != Variable::Number);
        fixed.map(|(_, value)| value.to_bits()).collect()
    }

    /// Where to begin: the best point of each combination that was looked at, and those of a few combinations that
    /// were not, where there are few in all.
    fn combinations(&self, merit: OfWorth<'_>) -> Vec<Point> {
        let ranked = self.ranked(merit);
        let count = self.variables.iter().map(Variable::choices).fold(1, u64::saturating_mul);
        if count > MOST_FOLLOWED {
            return ranked.into_iter().take(FOLLOWED).collect();
        }
        let Some(best) = ranked.first().cloned() else { return Vec::new() };
        let mut starts = vec![best];
        for (at, variable) in self.variables.iter().enumerate().filter(|(_, v)| **v != Variable::Number) {
            let values = (0..variable.choices()).map(|choice| match variable {
                Variable::Whole { from, .. } => (*from + choice as i64) as f64,
                _ => choice as f64,
            });
            let values: Vec<f64> = values.collect();
            starts = starts
                .iter()
                .flat_map(|start| {
                    values.iter().map(move |value| {
                        let mut start = start.clone();
                        start[at] = *value;
                        start
                    })
                })
                .collect();
        }
        // The best point that was looked at stands for its combination.
        let looked = |start: Point| {
            let choice = self.choice(&start);
            ranked.iter().find(|point| self.choice(point) == choice).cloned().unwrap_or(start)
        };
        starts.into_iter().map(looked).collect()
    }

    /// Point of the same combination whose numbers lie on the other side of their ranges.
    fn far_from(&self, point: &Point) -> Point {
        let other = |(variable, value): (&Variable, &f64)| match variable {
            Variable::Number if *value < 0.5 => 0.85,
            Variable::Number => 0.15,
            _ => *value,
        };
        self.variables.iter().zip(point).map(other).collect()
    }

    /// Follows the numbers of a point to where it is best, with its whole numbers and words as they are.
    fn follow(&self, start: &Point, first: f64, merit: OfWorth<'_>) -> Option<Point> {
        let numbers: Vec<usize> =
            (0..start.len()).filter(|at| self.variables[*at] == Variable::Number).collect();
        let at = |numbers_of: &[f64]| {
            let mut point = start.clone();
            for (at, value) in numbers.iter().zip(numbers_of) {
                // Points closer than this are the same.
                point[*at] = ((value / LAST).round() * LAST).clamp(0.0, 1.0);
            }
            point
        };
        let begin: Vec<f64> = numbers.iter().map(|at| start[*at]).collect();
        if numbers.is_empty() {
            return self.worth(start).map(|_| start.clone());
        }
        let seen: Mutex<Vec<Point>> = Mutex::default();
        let merit_at = |numbers_of: &[f64]| -> Option<Merit> {
            let point = at(numbers_of);
            let worth = self.worth(&point)?;
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(point);
            Some(merit(&worth))
        };
        let count = self.worth(&at(&begin)).map(|worth| merit(&worth).kept.len());
        let finite = |value: f64| if value.is_finite() { value } else { NONE };
        let goal = |x: &[f64], _: &mut ()| -merit_at(x).map_or(NONE, |merit| finite(merit.goal));
        let kept = |limit: usize| {
            let merit_at = &merit_at;
            move |x: &[f64], _: &mut ()| {
                merit_at(x).map_or(-1.0, |merit| {
                    merit.kept.get(limit).map_or(-1.0, |kept| if kept.is_finite() { *kept } else { -1.0 })
                })
            }
        };
        // A start without a value has no limits to count.
        let limits: Vec<_> = (0..count?).map(kept).collect();
        let bounds = vec![(0.0, 1.0); numbers.len()];
        let tolerances = StopTols { xtol_abs: vec![LAST; numbers.len()], ..StopTols::default() };
        // How it ended does not matter: the best point on its way counts.
        let _ =
            minimize(goal, &begin, &bounds, &limits, (), MOST_VALUES, RhoBeg::All(first), Some(tolerances));
        let seen = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut best: Option<(Merit, Point)> = None;
        for point in seen {
            let Some(worth) = self.known(&point) else { continue };
            let own = merit(&worth);
            if best.as_ref().is_none_or(|(other, _)| own.is_better(other)) {
                best = Some((own, point));
            }
        }
        best.map(|(_, point)| point)
    }
}

fn bits(point: &Point) -> Vec<u64> {
    point.iter().map(|value| value.to_bits()).collect()
}

/// Whether two points have the same whole numbers and words.
pub fn is_same_choice(variables: &[Variable], one: &Point, other: &Point) -> bool {
    variables
        .iter()
        .zip(one.iter().zip(other))
        .all(|(variable, (one, other))| *variable == Variable::Number || one == other)
}

/// Whether two points are as good as the same.
pub fn is_near(variables: &[Variable], one: &Point, other: &Point, apart: f64) -> bool {
    let near = |(one, other): (&f64, &f64)| (one - other).abs() <= apart;
    is_same_choice(variables, one, other) && one.iter().zip(other).all(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::Quietly;

    fn found(
        variables: &[Variable],
        value: &(dyn Fn(&Point) -> Option<Worth> + Sync),
        limits: usize,
    ) -> (Point, usize) {
        let merit = |worth: &Worth| Merit { goal: worth[0], kept: worth[1..1 + limits].to_vec() };
        let search = Search::new(variables, value, 1, &|_| {}, &Quietly);
        search.all(&merit);
        (search.best(&merit).unwrap(), search.evaluations())
    }

    /// Two numbers, a whole number and a word: most of the goal lies where the limit is met exactly.
    #[test]
    fn identity_the_best_of_numbers_whole_numbers_and_words() {
        let variables = [
            Variable::Number,
            Variable::Number,
            Variable::Whole { from: 1, to: 8 },
            Variable::Choice { count: 2, in_order: false },
        ];
        // x + 2 y + n / 2 under x² + y² + (n - 5)² / 4 <= 0.5; the second word takes 0.2 away.
        let value = |point: &Point| {
            let [x, y, n, word] = point[..] else { return None };
            let goal = x + 2.0 * y + 0.5 * n - 0.2 * word;
            Some(vec![goal, 0.5 - x * x - y * y - 0.25 * (n - 5.0).powi(2)])
        };
        let (best, evaluations) = found(&variables, &value, 1);
        // With n = 5, (x, y) = √0.5 (1, 2) / √5 gives √2.5 + 2.5; with n = 6, a radius of 0.5 gives 0.5 √5 + 3.
        let radius = 0.5 / 5.0_f64.sqrt();
        assert_eq!(best[2..], [6.0, 0.0]);
        assert!((best[0] - radius).abs() < 0.02 && (best[1] - 2.0 * radius).abs() < 0.01, "{best:?}");
        let goal = value(&best).unwrap();
        assert!((goal[0] - (0.5 * 5.0_f64.sqrt() + 3.0)).abs() < 0.01 && goal[1] > -2.1e-3, "{goal:?}");
        assert!(evaluations < 1500, "{evaluations}");
    }

    /// Hills of which the higher one is narrow: a second start finds it.
    #[test]
    fn identity_the_higher_of_two_hills() {
        let hill = |x: f64, at: f64, wide: f64| (-((x - at) / wide).powi(2)).exp();
        let value = |point: &Point| Some(vec![hill(point[0], 0.25, 0.2) + 1.5 * hill(point[0], 0.8, 0.08)]);
        let (best, _) = found(&[Variable::Number], &value, 0);
        assert!((best[0] - 0.8).abs() < 0.01, "{best:?}");
    }

    /// Many whole numbers are not tried one by one.
    #[test]
    fn limit_many_combinations() {
        let variables = [Variable::Whole { from: 0, to: 400 }, Variable::Whole { from: 0, to: 400 }];
        let value = |point: &Point| {
            Some(vec![-(point[0] - 123.0).powi(2) - (point[1] - 321.0 + 0.5 * point[0]).powi(2)])
        };
        let (best, evaluations) = found(&variables, &value, 0);
        assert!((best[0] - 123.0).abs() <= 2.0 && (best[1] - 260.0).abs() <= 2.0, "{best:?} {evaluations}");
        assert!(evaluations < 3000, "{evaluations}");
    }

    /// Where no point keeps the limits, the nearest is found; points without a value are passed over.
    #[test]
    fn limit_nothing_keeps_the_limits() {
        let value = |point: &Point| (point[0] < 0.9).then(|| vec![point[0], 0.2 - point[0] - 0.5]);
        let (best, _) = found(&[Variable::Number], &value, 1);
        assert!(best[0] < 0.01, "{best:?}");
        let none = |_: &Point| None;
        let merit = |worth: &Worth| Merit { goal: worth[0], kept: Vec::new() };
        let search = Search::new(&[Variable::Number], &none, 1, &|_| {}, &Quietly);
        search.all(&merit);
        assert_eq!(search.best(&merit), None);
    }
}
