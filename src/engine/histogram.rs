//! Distributions as counts in equal bins from zero.

/// Counts in bins of `width_mm`; the last bin takes everything beyond.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    /// Width of a bin.
    pub width_mm: f64,
    /// Count of each bin, from zero upwards.
    pub counts: Vec<u64>,
}

impl Histogram {
    /// Makes empty bins.
    pub fn new(width_mm: f64, bins: usize) -> Histogram {
        Histogram { width_mm, counts: vec![0; bins] }
    }

    /// Counts a value of at least zero.
    #[inline]
    pub fn add(&mut self, value_mm: f64) {
        let bin = ((value_mm / self.width_mm) as usize).min(self.counts.len() - 1);
        self.counts[bin] += 1;
    }

    /// Empties all bins.
    pub fn clear(&mut self) {
        self.counts.fill(0);
    }

    /// Adds the counts of another histogram of the same bins.
    pub fn merge(&mut self, other: &Histogram) {
        let Histogram { width_mm: _, counts } = other;
        for (count, more) in self.counts.iter_mut().zip(counts) {
            *count += more;
        }
    }

    /// Number of values counted.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Value below which this share lies, linear inside a bin; `None` when empty.
    ///
    /// The error is below half a bin where the density is smooth.
    pub fn quantile_mm(&self, share: f64) -> Option<f64> {
        let total = self.total();
        if total == 0 {
            return None;
        }
        let wanted = share.clamp(0.0, 1.0) * total as f64;
        let mut below = 0.0;
        for (bin, count) in self.counts.iter().enumerate() {
            let count = *count as f64;
            if count > 0.0 && below + count >= wanted {
                return Some((bin as f64 + (wanted - below) / count) * self.width_mm);
            }
            below += count;
        }
        Some(self.counts.len() as f64 * self.width_mm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_quantiles_of_a_uniform() {
        let mut histogram = Histogram::new(0.01, 200);
        for i in 0..1000 {
            histogram.add((i as f64 + 0.5) / 1000.0);
        }
        for share in [0.05, 0.5, 0.95] {
            assert!((histogram.quantile_mm(share).unwrap() - share).abs() < 0.002);
        }
        assert_eq!(Histogram::new(0.1, 3).quantile_mm(0.5), None);
    }

    #[test]
    fn limit_beyond_the_last_bin_is_kept_in_it() {
        let mut histogram = Histogram::new(1.0, 3);
        histogram.add(99.0);
        assert_eq!(histogram.counts, [0, 0, 1]);
    }
}
