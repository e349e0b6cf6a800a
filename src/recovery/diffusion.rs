//! Diffusion through one layer of skin, in one dimension, below a product and above a sink.
//!
//! ```text
//! K ∂u/∂t = K D ∂²u/∂x²,   0 < x < h        u: amount over that in the fresh product, in its own units
//! u(0, t) = c(t),  u(h, t) = 0              capillaries below take everything
//! H dc/dt = K D ∂u/∂x |₀ − g(t) c           H: thickness of the product; without one, c = 1
//! ```
//!
//! `g` is what passes beside the layer through channels, as a velocity. Cells of equal width hold means, and the scheme is
//! Crank and Nicolson's in the middle of each step, after a few implicit steps that calm the jump at the start. It is of
//! second order in both steps, and what leaves the product is to the last digit what the layer holds and the sink got.

/// A layer between a product and a sink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slab {
    /// Thickness, mm.
    pub thickness_mm: f64,
    /// Diffusivity in it, mm²/h.
    pub diffusivity_mm2_h: f64,
    /// Concentration in it over that in the product beside it.
    pub partition: f64,
}

/// What lies on the layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Product {
    /// So much that it is never used up.
    Unlimited,
    /// A well-mixed layer of this thickness, mm.
    Layer(f64),
}

/// What has gone where at one time. Amounts per area over the concentration of the fresh product, mm.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Amounts {
    /// Time, h.
    pub time_h: f64,
    /// Through the layer, into the sink.
    pub through: f64,
    /// Beside the layer, through channels.
    pub beside: f64,
    /// In the layer.
    pub held: f64,
    /// Concentration left in the product, over that of the fresh one.
    pub left: f64,
    /// Rate at which both ways deliver, mm/h.
    pub rate_mm_h: f64,
}

/// Steps at the start that are implicit alone.
const CALM: usize = 4;

/// Amounts at these times, h, which rise from 0: the first is the beginning, at which nothing has moved. `beside_mm_h` is
/// `g` at each of them.
#[must_use]
pub fn course(
    slab: Slab,
    product: Product,
    beside_mm_h: &[f64],
    cells: usize,
    times_h: &[f64],
) -> Vec<Amounts> {
    let Slab { thickness_mm, diffusivity_mm2_h, partition } = slab;
    let width_mm = thickness_mm / cells as f64;
    // Velocity across a whole cell; the two ends are half a cell away.
    let across = partition * diffusivity_mm2_h / width_mm;
    let store = partition * width_mm;
    let mut layer = vec![0.0; cells];
    let mut now = Amounts { left: 1.0, ..Amounts::default() };
    now.rate_mm_h = beside_mm_h.first().copied().unwrap_or_default();
    let mut matrix = Tridiagonal::new(cells + 1);
    let mut all = vec![now];
    for (number, (times, beside)) in times_h.windows(2).zip(beside_mm_h.windows(2)).enumerate() {
        let (time_h, step_h) = (times[1], times[1] - times[0]);
        let implicit = if number < CALM { 1.0 } else { 0.5 };
        let explicit = 1.0 - implicit;
        let (g_before, g_now) = (beside[0], beside[1]);
        let old = Flows::of(now.left, &layer, across, g_before);
        // The row of the product, then one for each cell.
        match product {
            Product::Unlimited => matrix.row(0, 0.0, 1.0, 0.0, 1.0),
            Product::Layer(high_mm) => {
                let by = step_h / high_mm;
                let out = 2.0 * across + g_now;
                let known = now.left - by * explicit * (old.into + old.beside);
                matrix.row(0, 0.0, 1.0 + by * implicit * out, -by * implicit * 2.0 * across, known);
            }
        }
        for (cell, held) in layer.iter().enumerate() {
            let above = if cell == 0 { 2.0 * across } else { across };
            let below = if cell + 1 == cells { 2.0 * across } else { across };
            let by = step_h / store;
            let [upper, lower] = [
                if cell == 0 { now.left } else { layer[cell - 1] },
                if cell + 1 == cells { 0.0 } else { layer[cell + 1] },
            ];
            let flow = above * (upper - held) - below * (held - lower);
            let next = if cell + 1 == cells { 0.0 } else { -by * implicit * below };
            let middle = 1.0 + by * implicit * (above + below);
            matrix.row(cell + 1, -by * implicit * above, middle, next, held + by * explicit * flow);
        }
        let solved = matrix.solve();
        now.left = solved[0];
        layer.copy_from_slice(&solved[1..]);
        let new = Flows::of(now.left, &layer, across, g_now);
        let mean = |old: f64, new: f64| step_h * (explicit * old + implicit * new);
        now.through += mean(old.out, new.out);
        now.beside += mean(old.beside, new.beside);
        now.held = store * layer.iter().sum::<f64>();
        now.rate_mm_h = new.out + new.beside;
        now.time_h = time_h;
        all.push(now);
    }
    all
}

/// Velocities of what flows, mm/h.
struct Flows {
    /// From the product into the layer.
    into: f64,
    /// Out of the layer.
    out: f64,
    /// Beside it.
    beside: f64,
}

impl Flows {
    fn of(left: f64, layer: &[f64], across: f64, beside_mm_h: f64) -> Flows {
        let [first, last] = [layer.first(), layer.last()].map(|cell| cell.copied().unwrap_or_default());
        Flows { into: 2.0 * across * (left - first), out: 2.0 * across * last, beside: beside_mm_h * left }
    }
}

/// Linear equations, each with its two neighbours.
struct Tridiagonal {
    rows: Vec<[f64; 4]>,
    solved: Vec<f64>,
}

impl Tridiagonal {
    fn new(rows: usize) -> Tridiagonal {
        Tridiagonal { rows: vec![[0.0; 4]; rows], solved: vec![0.0; rows] }
    }

    /// Sets a row: what multiplies the unknown before, its own, and the one after, and the right side.
    fn row(&mut self, at: usize, before: f64, own: f64, after: f64, right: f64) {
        self.rows[at] = [before, own, after, right];
    }

    /// Solves by elimination from the first row on; the rows here are dominated by their diagonal.
    fn solve(&mut self) -> &[f64] {
        for at in 1..self.rows.len() {
            let [_, own, after, right] = self.rows[at - 1];
            let row = &mut self.rows[at];
            let by = row[0] / own;
            row[1] -= by * after;
            row[3] -= by * right;
        }
        for at in (0..self.rows.len()).rev() {
            let next = self.solved.get(at + 1).copied().unwrap_or_default();
            let [_, own, after, right] = self.rows[at];
            self.solved[at] = (right - after * next) / own;
        }
        &self.solved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    const SLAB: Slab = Slab { thickness_mm: 0.02, diffusivity_mm2_h: 1e-4, partition: 3.0 };

    fn even(until_h: f64, steps: usize) -> Vec<f64> {
        (0..=steps).map(|step| until_h * step as f64 / steps as f64).collect()
    }

    fn beside(times: &[f64], of: impl Fn(f64) -> f64) -> Vec<f64> {
        times.iter().map(|time| of(*time)).collect()
    }

    /// Amount through a layer under an unlimited product, by its series (Crank 1975, equation 4.24a).
    fn series(slab: Slab, time_h: f64) -> f64 {
        let Slab { thickness_mm, diffusivity_mm2_h, partition } = slab;
        let tau = diffusivity_mm2_h * time_h / (thickness_mm * thickness_mm);
        let terms = (1..200).map(|n: i32| {
            let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
            let n = f64::from(n);
            sign / (n * n) * libm::exp(-n * n * PI * PI * tau)
        });
        partition * thickness_mm * (tau - 1.0 / 6.0 - 2.0 / (PI * PI) * terms.sum::<f64>())
    }

    #[test]
    fn identity_the_solver_meets_the_series_at_second_order() {
        let time_h = 0.35 * SLAB.thickness_mm * SLAB.thickness_mm / SLAB.diffusivity_mm2_h;
        let exact = series(SLAB, time_h);
        let errors: Vec<f64> = [1, 2, 4]
            .map(|fine| {
                let times = even(time_h, 40 * fine);
                let all = course(SLAB, Product::Unlimited, &beside(&times, |_| 0.0), 20 * fine, &times);
                all.last().unwrap().through - exact
            })
            .to_vec();
        for pair in errors.windows(2) {
            let ratio = pair[0] / pair[1];
            assert!((3.6..4.4).contains(&ratio), "{errors:?}");
        }
        assert!(errors[2].abs() < 1e-3 * exact);
    }

    #[test]
    fn identity_what_leaves_the_product_is_held_or_has_passed() {
        let product = 0.05;
        let times = even(30.0, 300);
        let closing = beside(&times, |time_h| 2e-3 * libm::exp2(-time_h));
        for at in course(SLAB, Product::Layer(product), &closing, 40, &times) {
            let whole = product * at.left + at.held + at.through + at.beside;
            assert!((whole / product - 1.0).abs() < 1e-12, "{at:?}");
            assert!(at.left > 0.0 && at.through >= 0.0);
        }
    }

    #[test]
    fn limit_a_thick_product_is_never_used_up() {
        let times = even(20.0, 200);
        let open = beside(&times, |_| 1e-3);
        let thick = course(SLAB, Product::Layer(1e6), &open, 40, &times);
        let unlimited = course(SLAB, Product::Unlimited, &open, 40, &times);
        for (thick, unlimited) in thick.iter().zip(&unlimited) {
            assert!((thick.through - unlimited.through).abs() <= 1e-6 * unlimited.through.max(1e-12));
            assert!((unlimited.beside - 1e-3 * unlimited.time_h).abs() < 1e-9);
        }
    }
}
