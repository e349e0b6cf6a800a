//! Function tabulated at sixteen points per octave, read by the bits of its argument: no logarithm in the
//! loop.

/// Cells of one octave; a power of two, so that bits select the cell.
const CELLS: usize = 16;
const CELL_BITS: u32 = CELLS.trailing_zeros();
const MANTISSA_BITS: u32 = f64::MANTISSA_DIGITS - 1;
const REST_BITS: u32 = MANTISSA_BITS - CELL_BITS;

/// Values of f at 2^e (1 + i/16), linear in between, constant beyond the ends.
#[derive(Debug, Clone, PartialEq)]
pub struct LogTable {
    lowest: i32,
    values: Vec<f64>,
}

impl LogTable {
    /// Tabulates f from 2^lowest over this many octaves.
    pub fn new(lowest: i32, octaves: usize, f: impl Fn(f64) -> f64) -> LogTable {
        let node = |index: usize| {
            let octave = lowest + (index / CELLS) as i32;
            f((1.0 + (index % CELLS) as f64 / CELLS as f64) * power_of_two(octave))
        };
        LogTable { lowest, values: (0..=octaves * CELLS).map(node).collect() }
    }

    /// Returns the smallest table that is nowhere below this one and grows at least like this power of its
    /// argument.
    pub fn growing(mut self, exponent: f64) -> LogTable {
        for index in 1..self.values.len() {
            // Ratio from the node i/16 of an octave to the next.
            let node = (CELLS + (index - 1) % CELLS) as f64;
            let least = self.values[index - 1] * libm::pow(1.0 + 1.0 / node, exponent);
            self.values[index] = self.values[index].max(least);
        }
        self
    }

    /// First node after which f rises by less than this slope: (argument, value); the last node if there is
    /// none.
    pub fn first_flatter(&self, slope: f64) -> (f64, f64) {
        let node = |index: usize| {
            let octave = self.lowest + (index / CELLS) as i32;
            (1.0 + (index % CELLS) as f64 / CELLS as f64) * power_of_two(octave)
        };
        let flatter = |index: &usize| {
            self.values[index + 1] - self.values[*index] < slope * (node(index + 1) - node(*index))
        };
        let last = self.values.len() - 1;
        let index = (0..last).find(flatter).unwrap_or(last);
        (node(index), self.values[index])
    }

    /// Value of f at a positive number; the first value at zero and below.
    #[inline]
    pub fn at(&self, x: f64) -> f64 {
        let bits = x.to_bits() as i64;
        // Exponent and leading mantissa bits together count cells; a negative number lies far below the
        // first.
        let cell = (bits >> REST_BITS) - ((i64::from(self.lowest) + 1023) << CELL_BITS);
        if cell < 0 {
            return self.values[0];
        }
        let cell = cell as usize;
        let Some([below, above]) = self.values.get(cell..cell + 2) else {
            return self.values[self.values.len() - 1];
        };
        let rest = (bits & ((1 << REST_BITS) - 1)) as f64 * (1.0 / (1u64 << REST_BITS) as f64);
        below + rest * (above - below)
    }
}

/// 2^octave, exactly, from -1022 to 1023.
fn power_of_two(octave: i32) -> f64 {
    f64::from_bits(((octave + 1023) as u64) << MANTISSA_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_straight_lines_are_exact_and_ends_are_kept() {
        let line = LogTable::new(-3, 5, |x| 2.0 * x + 1.0);
        for x in [0.125, 0.2, 0.9999, 1.0, 1.7, 3.999] {
            assert!((line.at(x) - (2.0 * x + 1.0)).abs() < 1e-14, "{x}");
        }
        assert_eq!(line.at(0.0), 1.25);
        assert_eq!(line.at(-5.0), 1.25);
        assert_eq!(line.at(100.0), 9.0);
        assert_eq!(line.at(f64::INFINITY), 9.0);
    }

    #[test]
    fn limit_reciprocal_within_a_thousandth() {
        let table = LogTable::new(-10, 14, |x| 1.0 / x);
        for step in 1..2000 {
            let x = 0.001 * f64::from(step);
            assert!((table.at(x) * x - 1.0).abs() < 1e-3, "{x}");
        }
    }
}
