//! One needle, struck singly: the simplest device, for the bench and for understanding.

#[derive(Debug, Clone, PartialEq)]
pub struct Single {
    /// Strikes on a side of the square lattice.
    pub strikes_a_side: u32,
    pub step_mm: f64,
}

impl Default for Single {
    /// 100 strikes on a 1 mm lattice.
    fn default() -> Single {
        Single { strikes_a_side: 10, step_mm: 1.0 }
    }
}
