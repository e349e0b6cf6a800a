//! Value of information: how wide the interval of a value would be if one input were known.
//!
//! The points are sorted by the input and cut into equal parts, in each of which the input is nearly known. The mean over parts of their
//! 5-95 % intervals is what is expected once somebody has measured the input, whatever is found. This is the expected value of partial
//! information, by nested sorting (Strong and Oakley 2013, *memory*). An input of many choices without an order, such as the sets of the
//! contact law, is sorted by the value that each gives by itself.

use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::{Mean, quantile_sorted};
use crate::outcome::sensitivity::{Alone, Known, Scale};

/// Points in a part, and most parts.
const IN_A_PART: usize = 48;
const MOST_PARTS: usize = 24;

/// Fewest parts that say anything.
const LEAST_PARTS: usize = 4;

/// Times that points are drawn again for the error.
const DRAWN_AGAIN: u64 = 40;

/// Expected interval once `input` is known, from points with their values. `None` for too few points.
pub fn known(
    values: &[(&[f64], f64)],
    alone: &Alone,
    input: usize,
    scale: Scale,
    seed: u64,
) -> Option<Known> {
    let choices = alone.shares.len();
    let by_choice = alone.is_of_choices();
    let key = |share: f64| {
        if by_choice { alone.values[((share * choices as f64) as usize).min(choices - 1)] } else { share }
    };
    let mut points: Vec<[f64; 2]> = values
        .iter()
        .map(|(shares, value)| [key(shares[input]), scale.of_value(*value)])
        .filter(|point| point.iter().all(|value| value.is_finite()))
        .collect();
    let parts = (points.len() / IN_A_PART).min(MOST_PARTS);
    if parts < LEAST_PARTS {
        return None;
    }
    // Equal inputs stay in the order in which they were drawn, which says nothing of their values.
    points.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let all: Vec<usize> = (0..points.len()).collect();
    let [low, high] = ends(&points, &all, parts);
    let widths: Vec<f64> = (0..DRAWN_AGAIN)
        .map(|number| {
            let mut stream = Stream::new(seed, Purpose::Inputs, 5, number);
            let mut drawn: Vec<usize> =
                all.iter().map(|_| (stream.uniform() * points.len() as f64) as usize).collect();
            drawn.sort_unstable();
            let [low, high] = ends(&points, &drawn, parts);
            high - low
        })
        .collect();
    let mut sorted: Vec<f64> = points.iter().map(|point| point[1]).collect();
    sorted.sort_by(f64::total_cmp);
    let now = quantile_sorted(&sorted, 0.95)? - quantile_sorted(&sorted, 0.05)?;
    let mean = Mean::of(&widths)?;
    let spread =
        widths.iter().map(|width| (width - mean.mean).powi(2)).sum::<f64>() / (widths.len() - 1) as f64;
    (now > 0.0).then(|| Known {
        low: scale.back(low),
        high: scale.back(high),
        width_ratio: (high - low) / now,
        width_ratio_se: spread.sqrt() / now,
    })
}

/// Mean over parts of the 5 % and of the 95 % quantile; `order` is sorted by the input.
fn ends(points: &[[f64; 2]], order: &[usize], parts: usize) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for part in 0..parts {
        let [from, to] = [part, part + 1].map(|at| at * order.len() / parts);
        let mut values: Vec<f64> = order[from..to].iter().map(|at| points[*at][1]).collect();
        values.sort_by(f64::total_cmp);
        for (sum, share) in sums.iter_mut().zip([0.05, 0.95]) {
            // Median-unbiased for any law (Hyndman and Fan 1996, type 8), so that few points make an interval neither
            // narrow nor wide.
            let n = values.len() as f64;
            let place = (share * (n + 1.0 / 3.0) - 2.0 / 3.0) / (n - 1.0);
            *sum += quantile_sorted(&values, place).unwrap_or(f64::NAN);
        }
    }
    sums.map(|sum| sum / parts as f64)
}
