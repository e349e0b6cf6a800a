//! Diffusion through one layer of skin, in one dimension, below a product and above a sink.
//!
//! ```text
//! K ∂u/∂t = K D ∂²u/∂x²,   0 < x < h        u: amount over that in the fresh product, in its own units
//! u(0, t) = c(t),  u(h, t) = 0              capillaries below take everything
//! H dc/dt = K D ∂u/∂x |₀ − g(t) c           H: thickness of the product; without one, c = 1
//! ```
//!
//! `g` is what passes beside the layer through channels, as a velocity. Cells of equal width hold means. A step of time is a
//! trapezium up to its middle and a backward difference over both (TR-BDF2, Bank and others 1985): of second order, and
//! calm after a jump. What passes beside the layer is taken out of the product in two halves, before and after, exactly
//! (Strang 1968), so that channels may empty a thin product within a step. What leaves the product is, to rounding, what the
//! layer holds and the sink got.

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

/// Weights of a step: of both ends of its first part and in its second part, and of what is implicit.
const EXPLICIT: f64 = std::f64::consts::SQRT_2 / 4.0;
const IMPLICIT: f64 = 1.0 - std::f64::consts::FRAC_1_SQRT_2;

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
    let mut state = State::new(slab, product, cells);
    let mut now = Amounts { left: 1.0, ..Amounts::default() };
    now.rate_mm_h = beside_mm_h.first().copied().unwrap_or_default();
    let mut all = vec![now];
    for (times, beside) in times_h.windows(2).zip(beside_mm_h.windows(2)) {
        let (step_h, [g0, g1]) = (times[1] - times[0], [beside[0], beside[1]]);
        // Half of what passes beside the layer, the layer, and the other half: each by itself, so nothing falls below zero.
        now.beside += state.pass(0.5 * step_h * (0.75 * g0 + 0.25 * g1));
        now.through += state.diffuse(step_h);
        now.beside += state.pass(0.5 * step_h * (0.25 * g0 + 0.75 * g1));
        now.left = state.values[0];
        now.held = state.store * state.values[1..].iter().sum::<f64>();
        now.rate_mm_h = state.out(&state.values) + g1 * now.left;
        now.time_h = times[1];
        all.push(now);
    }
    all
}

/// The product, then the cells of the layer, and what couples them.
struct State {
    values: Vec<f64>,
    /// Velocity across a whole cell, mm/h; the two ends are half a cell away.
    across: f64,
    /// What a cell stores per area, mm.
    store: f64,
    /// 1 over the thickness of the product, 1/mm; 0 for one that is never used up.
    per_mm: f64,
    matrix: Tridiagonal,
}

impl State {
    fn new(slab: Slab, product: Product, cells: usize) -> State {
        let Slab { thickness_mm, diffusivity_mm2_h, partition } = slab;
        let width_mm = thickness_mm / cells as f64;
        let mut values = vec![0.0; cells + 1];
        values[0] = 1.0;
        State {
            values,
            across: partition * diffusivity_mm2_h / width_mm,
            store: partition * width_mm,
            per_mm: match product {
                Product::Unlimited => 0.0,
                Product::Layer(high_mm) => 1.0 / high_mm,
            },
            matrix: Tridiagonal::new(cells + 1),
        }
    }

    /// Velocity to the next value below this one, mm/h; below the last lies the sink.
    fn below(&self, at: usize) -> f64 {
        if at == 0 || at + 1 == self.values.len() { 2.0 * self.across } else { self.across }
    }

    /// Velocity out of the layer, mm/h.
    fn out(&self, values: &[f64]) -> f64 {
        self.below(values.len() - 1) * values.last().copied().unwrap_or_default()
    }

    /// How fast every value changes by diffusion, 1/h.
    fn changes(&self, values: &[f64]) -> Vec<f64> {
        let down =
            |at: usize| self.below(at) * (values[at] - values.get(at + 1).copied().unwrap_or_default());
        let mut changes = vec![-self.per_mm * down(0)];
        changes.extend((1..values.len()).map(|at| (down(at - 1) - down(at)) / self.store));
        changes
    }

    /// Takes out of the product what passes beside the layer, for `g` over time, mm. Returns the amount, mm.
    fn pass(&mut self, beside_mm: f64) -> f64 {
        if self.per_mm <= 0.0 {
            return beside_mm * self.values[0];
        }
        let left = self.values[0] * libm::exp(-self.per_mm * beside_mm);
        let taken = (self.values[0] - left) / self.per_mm;
        self.values[0] = left;
        taken
    }

    /// Diffusion for this long. Returns the amount that left the layer, mm.
    fn diffuse(&mut self, step_h: f64) -> f64 {
        let before = self.values.clone();
        let old = self.changes(&before);
        let first = self.solved(&before, &[(IMPLICIT, &old)], step_h);
        let middle = self.changes(&first);
        self.values = self.solved(&before, &[(EXPLICIT, &old), (EXPLICIT, &middle)], step_h);
        let explicit = EXPLICIT * (self.out(&before) + self.out(&first));
        step_h * (explicit + IMPLICIT * self.out(&self.values))
    }

    /// Values that are implicit in themselves, from those before and weighted changes.
    fn solved(&mut self, before: &[f64], known: &[(f64, &Vec<f64>)], step_h: f64) -> Vec<f64> {
        let by = step_h * IMPLICIT;
        for at in 0..before.len() {
            let explicit: f64 = known.iter().map(|(weight, changes)| step_h * weight * changes[at]).sum();
            let below = self.below(at);
            let next = if at + 1 == before.len() { 0.0 } else { below };
            let (by, above) = match at.checked_sub(1) {
                None => (by * self.per_mm, 0.0),
                Some(upper) => (by / self.store, self.below(upper)),
            };
            let own = 1.0 + by * (above + below);
            self.matrix.row(at, -by * above, own, -by * next, before[at] + explicit);
        }
        self.matrix.solve().to_vec()
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

    /// Channels that empty a product within a fraction of a step leave none of it, and never less.
    #[test]
    fn limit_a_product_that_is_emptied_at_once_does_not_swing() {
        let times = even(24.0, 60);
        for at in course(SLAB, Product::Layer(0.02), &beside(&times, |_| 50.0), 24, &times) {
            assert!(at.left >= -1e-9 && at.rate_mm_h >= -1e-6, "{at:?}");
            assert!(at.through + at.beside <= 0.02 * (1.0 + 1e-9));
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
