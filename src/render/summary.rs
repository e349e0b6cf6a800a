//! Summary of a field: range, percentiles, histogram.

use ndarray::ArrayView2;

use super::colour::ColourMap;
use super::scale::Scale;

/// One bar of a histogram along the colour bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Position of its lower edge on the colour bar, 0 to 1.
    pub from: f64,
    /// Position of its upper edge, 0 to 1.
    pub to: f64,
    /// Share of the area, 0 to 1.
    pub share: f64,
}

/// Summary of the values of a field. Shares are of all cells except those outside the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Number of cells of the map, without those outside it.
    pub cells: usize,
    /// Smallest finite value; 0 if there is none.
    pub min: f64,
    /// Largest finite value; 0 if there is none.
    pub max: f64,
    /// The values that 5, 50 and 95 % of the cells with a value do not exceed.
    pub marks: [f64; 3],
    /// Share of cells without a value.
    pub missing: f64,
    /// Share of cells that are exactly zero.
    pub zero: f64,
    /// Whether any cell has a value.
    pub any: bool,
}

impl Summary {
    /// Summarises all cells of a field.
    #[must_use]
    pub fn of(field: ArrayView2<'_, f32>) -> Self {
        let mut values: Vec<f32> = field.iter().copied().filter(|v| v.is_finite()).collect();
        // Cells outside the map do not count.
        let cells = field.iter().filter(|v| **v != f32::NEG_INFINITY).count();
        let holes = cells - values.len();
        let all = cells.max(1) as f64;
        let Some((min, max)) = extremes(&values) else {
            return Self { cells, min: 0.0, max: 0.0, marks: [0.0; 3], missing: 1.0, zero: 0.0, any: false };
        };
        let zero = values.iter().filter(|v| **v == 0.0).count() as f64 / all;
        let missing = holes as f64 / all;
        let marks = [0.05, 0.5, 0.95].map(|q| f64::from(nearest_rank(&mut values, q)));
        Self { cells, min, max, marks, missing, zero, any: true }
    }

    /// Whether there is nothing to see: no value at all, or amounts of zero everywhere. In differences zero
    /// has a colour.
    #[must_use]
    pub fn is_nothing(&self, map: ColourMap) -> bool {
        !self.any || (self.min == 0.0 && self.max == 0.0 && !map.is_diverging())
    }
}

/// Shares of the area along the colour bar. Values drawn as the ground are left out; values beyond the limits
/// count at the ends.
///
/// A field with few different values (counts) gets one bar for each of them. Others get up to `bins` bars of equal height. Where values
/// go in steps, each bar is over as many of them, so that counting does not show up as a comb.
#[must_use]
pub fn histogram(
    field: ArrayView2<'_, f32>,
    scale: &Scale,
    limits: (f64, f64),
    map: ColourMap,
    bins: usize,
) -> Vec<Bar> {
    const FEW: usize = 40;
    const MANY: usize = 512;
    let cells = field.iter().filter(|v| **v != f32::NEG_INFINITY).count().max(1) as f64;
    let mut distinct: Vec<(f32, u64)> = Vec::new();
    let mut counts = vec![0_u64; bins.max(1)];
    for value in field.iter().copied() {
        let wide = f64::from(value);
        if !wide.is_finite() || scale.is_nothing(wide, map) {
            continue;
        }
        let place = scale.place(wide, limits);
        if !place.is_finite() {
            continue;
        }
        let bin = ((place.clamp(0.0, 1.0) * counts.len() as f64) as usize).min(counts.len() - 1);
        if let Some(count) = counts.get_mut(bin) {
            *count += 1;
        }
        if distinct.len() <= MANY {
            match distinct.binary_search_by(|(v, _)| v.total_cmp(&value)) {
                Ok(i) => distinct[i].1 += 1,
                Err(i) => distinct.insert(i, (value, 1)),
            }
        }
    }
    if distinct.len() > FEW && distinct.len() <= MANY && !matches!(scale, Scale::Log { .. }) {
        let values: Vec<f64> = distinct.iter().map(|(value, _)| f64::from(*value)).collect();
        if let Some(step) = step_of(&values) {
            let (first, wide) = (values[0], scale.place(limits.0 + step, limits));
            let each = (1.0 / counts.len() as f64 / wide).ceil().max(1.0);
            let mut bars: Vec<Bar> = Vec::new();
            for (value, count) in &distinct {
                let value = f64::from(*value).clamp(limits.0, limits.1);
                let number = (((value - first) / step).round() / each).floor();
                let at = |steps: f64| scale.place(first + (steps - 0.5) * step, limits).clamp(0.0, 1.0);
                let (from, to) = (at(number * each), at((number + 1.0) * each));
                let share = *count as f64 / cells;
                match bars.last_mut() {
                    Some(bar) if bar.from == from => bar.share += share,
                    _ if to > from => bars.push(Bar { from, to, share }),
                    _ => {}
                }
            }
            return bars;
        }
    }
    let places: Vec<f64> =
        distinct.iter().map(|(v, _)| scale.place(f64::from(*v), limits).clamp(0.0, 1.0)).collect();
    let gap = places.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 0.0).fold(0.12, f64::min);
    let bin = 1.0 / counts.len() as f64;
    if distinct.len() <= FEW && gap >= 0.8 * bin {
        let half = 0.4 * gap;
        return places
            .iter()
            .zip(&distinct)
            .map(|(place, (_, count))| Bar {
                from: (place - half).max(0.0),
                to: (place + half).min(1.0),
                share: *count as f64 / cells,
            })
            .collect();
    }
    counts
        .iter()
        .enumerate()
        .filter(|(_, count)| **count > 0)
        .map(|(i, count)| Bar {
            from: i as f64 * bin,
            to: (i + 1) as f64 * bin,
            share: *count as f64 / cells,
        })
        .collect()
}

/// The step of which all differences of these values, rising, are whole numbers, within single precision; `None` if there is none.
fn step_of(values: &[f64]) -> Option<f64> {
    let first = *values.first()?;
    let step = values.windows(2).map(|pair| pair[1] - pair[0]).filter(|gap| *gap > 0.0).reduce(f64::min)?;
    let is_whole = |value: &f64| {
        let steps = (value - first) / step;
        (steps - steps.round()).abs() < 0.02
    };
    values.iter().all(is_whole).then_some(step)
}

/// Smallest and largest; `None` for no values.
pub(super) fn extremes(values: &[f32]) -> Option<(f64, f64)> {
    let first = f64::from(*values.first()?);
    Some(
        values
            .iter()
            .fold((first, first), |(low, high), v| (low.min(f64::from(*v)), high.max(f64::from(*v)))),
    )
}

/// Smallest value that a share `q` of the values do not exceed; 0 without values. Reorders the values.
pub(super) fn nearest_rank(values: &mut [f32], q: f64) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let rank = ((q * values.len() as f64).ceil() as usize).clamp(1, values.len());
    *values.select_nth_unstable_by(rank - 1, f32::total_cmp).1
}
