//! Gaussian random fields with a Matérn correlation, by circulant embedding.
//!
//! The program lays the covariance on a torus larger than the area. There it is diagonal in the Fourier
//! basis, so a field is one inverse transform of white noise times the square roots of the eigenvalues
//! (Dietrich and Newsam 1997, doi 10.1137/S1064827592240555).
//!
//! Six correlation lengths of padding make opposite edges of the area practically independent (ρ = 4e-4). The
//! torus is also at least twelve lengths long. Negative eigenvalues are then at most 1e-3 of the largest; the
//! program sets them to zero and restores the variance.

use super::matern::correlation;
use crate::foundation::random::Stream;
use fearless_simd::{f32x4, i32x4, prelude::*};
use rayon::prelude::*;
use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner};
use rustfft::{Fft, FftPlanner};
use std::sync::Arc;

/// Rows of a spectrum that are gathered at a time.
const BLOCK: usize = 8;

/// Values in one cache line of the processor.
const LINE: usize = 16;

/// Padding and least length of the torus, both in correlation lengths.
const PADDING: f64 = 6.0;
const LEAST_TORUS: f64 = 12.0;

/// Plan of a field: everything that is the same in every realisation.
pub struct Embedding {
    nodes: [usize; 2],
    torus: [usize; 2],
    spacing_mm: f64,
    /// Square roots of the eigenvalues over the number of torus nodes, ordered by kx of the half spectrum,
    /// then ky.
    amplitude: Vec<f32>,
    columns: Arc<dyn Fft<f32>>,
    column_noise: Arc<dyn Fft<f32>>,
    rows: Arc<dyn ComplexToReal<f32>>,
    /// True if a place takes the value of the nearest node instead of interpolating: neighbouring nodes are
    /// then almost uncorrelated.
    nearest: bool,
    /// Factor that restores the variance lost by interpolation, on average over places.
    restore: f32,
}

/// A field of mean 0 and variance 1 on nodes, row by row from y = 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Lattice {
    columns: usize,
    per_mm: f32,
    nearest: bool,
    /// Last node on each axis.
    last: [f32; 2],
    /// Last node on each axis that has a next one, and the index step to that next one; 0 on an axis with one
    /// node.
    last_but_one: [usize; 2],
    next: [usize; 2],
    values: Vec<f32>,
}

impl Embedding {
    /// Plans fields over `width_mm × height_mm`.
    ///
    /// Nodes lie a quarter of the correlation length apart, but never closer than `least_mm`.
    pub fn new(width_mm: f64, height_mm: f64, length_mm: f64, least_mm: f64) -> Embedding {
        let spacing_mm = (0.25 * length_mm).max(least_mm);
        let nodes = [width_mm, height_mm].map(|side| (side / spacing_mm).ceil() as usize + 1);
        let torus = nodes.map(|nodes| {
            let padded = nodes as f64 + PADDING * length_mm / spacing_mm;
            fast(padded.max(LEAST_TORUS * length_mm / spacing_mm).ceil() as usize)
        });
        let (eigenvalues, total) = eigenvalues(torus, spacing_mm, length_mm);
        let count = (torus[0] * torus[1]) as f64;
        // Clipping adds variance. Dividing by the variance present restores 1.
        let amplitude =
            eigenvalues.iter().map(|value| (value.max(0.0) / (count * total)).sqrt() as f32).collect();
        let mut planner = FftPlanner::new();
        let neighbour = correlation(spacing_mm, length_mm);
        let nearest = spacing_mm >= length_mm;
        // Variance that linear interpolation keeps, averaged over a mesh, per axis: 2/3 + ρ/3.
        let kept = if nearest { 1.0 } else { (2.0 / 3.0 + neighbour / 3.0).powi(2) };
        Embedding {
            nodes,
            torus,
            spacing_mm,
            amplitude,
            columns: planner.plan_fft_inverse(torus[1]),
            column_noise: planner.plan_fft_forward(torus[1]),
            rows: RealFftPlanner::new().plan_fft_inverse(torus[0]),
            nearest,
            restore: (1.0 / kept.sqrt()) as f32,
        }
    }

    /// Draws one field. It depends only on the stream.
    pub fn sample(&self, stream: &mut Stream) -> Lattice {
        let [nx, ny] = self.torus;
        let half = nx / 2 + 1;
        let mut spectrum = vec![Complex::new(0f32, 0.0); half * ny];
        let mut scratch = vec![Complex::default(); self.columns.get_inplace_scratch_len()];
        // Goes from noise to transform column by column, while the column is in the cache.
        for (kx, (column, amplitude)) in
            spectrum.chunks_exact_mut(ny).zip(self.amplitude.chunks_exact(ny)).enumerate()
        {
            if kx == 0 || kx == nx / 2 {
                // These columns are their own mirror images, as the transform of real noise requires.
                let scale = 1.0 / (ny as f32).sqrt();
                column.iter_mut().for_each(|value| value.re = scale * stream.normal() as f32);
                self.column_noise.process(column);
            } else {
                let scale = std::f32::consts::FRAC_1_SQRT_2;
                column.iter_mut().for_each(|value| {
                    *value = Complex::new(scale * stream.normal() as f32, scale * stream.normal() as f32);
                });
            }
            column.iter_mut().zip(amplitude).for_each(|(value, amplitude)| *value *= *amplitude);
            self.columns.process_with_scratch(column, &mut scratch);
        }

        let [columns, rows] = self.nodes;
        let mut values = Vec::with_capacity(columns * rows);
        // A row crosses all columns of the spectrum. Gathering a block of rows uses each cache line fully.
        let mut block = vec![Complex::new(0f32, 0.0); BLOCK * half];
        let mut real = self.rows.make_output_vec();
        let mut scratch = self.rows.make_scratch_vec();
        for row in 0..rows {
            if row % BLOCK == 0 {
                for (kx, column) in spectrum.chunks_exact(ny).enumerate() {
                    for (at, value) in column[row..].iter().take(BLOCK).enumerate() {
                        block[at * half + kx] = *value;
                    }
                }
            }
            let line = &mut block[row % BLOCK * half..][..half];
            // These values are real by symmetry. The transform refuses even an imaginary part left by
            // rounding.
            line[0].im = 0.0;
            line[half - 1].im = 0.0;
            let done = self.rows.process_with_scratch(line, &mut real, &mut scratch);
            debug_assert!(done.is_ok(), "lengths fit by construction");
            values.extend(real[..columns].iter().map(|value| value * self.restore));
        }
        Lattice { nearest: self.nearest, ..Lattice::new(columns, rows, self.spacing_mm, values) }
    }

    /// Distance between nodes, mm.
    pub fn spacing_mm(&self) -> f64 {
        self.spacing_mm
    }

    /// Memory of one field and its transform, bytes.
    pub fn bytes(&self) -> usize {
        8 * (self.torus[0] / 2 + 1) * self.torus[1] + 4 * self.nodes[0] * self.nodes[1]
    }
}

impl Lattice {
    /// Builds a lattice from values on nodes `spacing_mm` apart, row by row from y = 0.
    pub fn new(columns: usize, rows: usize, spacing_mm: f64, values: Vec<f32>) -> Lattice {
        Lattice {
            columns,
            per_mm: (1.0 / spacing_mm) as f32,
            nearest: false,
            last: [columns, rows].map(|count| (count - 1) as f32),
            last_but_one: [columns, rows].map(|count| count.saturating_sub(2)),
            next: [usize::from(columns > 1), if rows > 1 { columns } else { 0 }],
            values,
        }
    }

    /// Prefetches the values over a rectangle into the processor's cache; first and last place on each axis,
    /// mm.
    ///
    /// Strikes come in the order of time, so each would otherwise wait for its own values.
    #[inline(always)]
    pub fn fetch(&self, [x_mm, y_mm]: [[f64; 2]; 2]) {
        let node = |at_mm: f64, last: f32| (at_mm as f32 * self.per_mm).max(0.0).min(last) as usize;
        let columns = x_mm.map(|at_mm| node(at_mm, self.last[0]));
        let rows = y_mm.map(|at_mm| node(at_mm, self.last[1]));
        let mut sum = 0.0;
        for row in rows[0]..=rows[1] {
            let line = &self.values[row * self.columns..][columns[0]..=columns[1]];
            for value in line.iter().step_by(LINE) {
                sum += value;
            }
        }
        std::hint::black_box(sum);
    }

    /// Returns the field at a place, mm from the area's corner; outside the area, the value at the nearest
    /// edge.
    #[inline(always)]
    pub fn at(&self, x_mm: f64, y_mm: f64) -> f32 {
        let place = |at_mm: f64, last: f32| (at_mm as f32 * self.per_mm).max(0.0).min(last);
        let (x, y) = (place(x_mm, self.last[0]), place(y_mm, self.last[1]));
        if self.nearest {
            return self.values[(y + 0.5) as usize * self.columns + (x + 0.5) as usize];
        }
        let column = (x as usize).min(self.last_but_one[0]);
        let row = (y as usize).min(self.last_but_one[1]);
        let (fx, fy) = (x - column as f32, y - row as f32);
        let at = row * self.columns + column;
        let [right, above] = self.next;
        let (lower, upper) = (&self.values[at..=at + right], &self.values[at + above..=at + above + right]);
        let lower = lower[0] + fx * (lower[right] - lower[0]);
        let upper = upper[0] + fx * (upper[right] - upper[0]);
        lower + fy * (upper - lower)
    }
}

/// Three lattices over one area, evaluated together.
pub struct Trio {
    nearest: bool,
    per_mm: [f32; 4],
    last: [[f32; 4]; 2],
    last_but_one: [[i32; 4]; 2],
}

impl Trio {
    /// Combines three lattices over the same area.
    pub fn new(lattices: [&Lattice; 3]) -> Trio {
        let [a, b, c] = lattices;
        // The fourth lane repeats the third.
        let four = [a, b, c, c];
        Trio {
            nearest: lattices.iter().any(|lattice| lattice.nearest),
            per_mm: four.map(|lattice| lattice.per_mm),
            last: [0, 1].map(|axis| four.map(|lattice| lattice.last[axis])),
            last_but_one: [0, 1].map(|axis| four.map(|lattice| lattice.last_but_one[axis] as i32)),
        }
    }

    /// Returns the fields at a place, each as [`Lattice::at`] gives it; `lattices` are those this was built
    /// from.
    #[inline(always)]
    pub fn at<S: Simd>(&self, simd: S, lattices: [&Lattice; 3], x_mm: f64, y_mm: f64) -> [f32; 3] {
        if self.nearest {
            return lattices.map(|lattice| lattice.at(x_mm, y_mm));
        }
        let (per_mm, zero) = (f32x4::simd_from(simd, self.per_mm), f32x4::splat(simd, 0.0));
        let last = |axis: usize| f32x4::simd_from(simd, self.last[axis]);
        let x = (f32x4::splat(simd, x_mm as f32) * per_mm).max(zero).min(last(0));
        let y = (f32x4::splat(simd, y_mm as f32) * per_mm).max(zero).min(last(1));
        let column = x.to_int::<i32x4<S>>().min(i32x4::simd_from(simd, self.last_but_one[0]));
        let row = y.to_int::<i32x4<S>>().min(i32x4::simd_from(simd, self.last_but_one[1]));
        let (fx, fy) = (x - column.to_float::<f32x4<S>>(), y - row.to_float::<f32x4<S>>());
        let (column, row) = (column.to_array(), row.to_array());
        // Lower left, lower right, upper left, upper right.
        let mut corners = [[0.0; 4]; 4];
        for (at, lattice) in lattices.into_iter().enumerate() {
            let [right, above] = lattice.next;
            let first = row[at] as usize * lattice.columns + column[at] as usize;
            let values = &lattice.values[..];
            corners[0][at] = values[first];
            corners[1][at] = values[first + right];
            corners[2][at] = values[first + above];
            corners[3][at] = values[first + above + right];
        }
        let [a, b, c, d] = corners;
        let (a, b) = (f32x4::simd_from(simd, a), f32x4::simd_from(simd, b));
        let (c, d) = (f32x4::simd_from(simd, c), f32x4::simd_from(simd, d));
        let (lower, upper) = (a + fx * (b - a), c + fx * (d - c));
        let [first, second, third, _] = (lower + fy * (upper - lower)).to_array();
        [first, second, third]
    }
}

/// Eigenvalues of the torus, ordered by kx of the half spectrum, then ky, and the variance after clipping.
///
/// The program sets negative eigenvalues to zero; the variance is 1 if there were none.
fn eigenvalues(torus: [usize; 2], spacing_mm: f64, length_mm: f64) -> (Vec<f64>, f64) {
    let [nx, ny] = torus;
    let half = nx / 2 + 1;
    let wrapped = |index: usize, count: usize| index.min(count - index) as f64 * spacing_mm;
    let plan = RealFftPlanner::<f64>::new().plan_fft_forward(nx);
    let mut spectrum = vec![Complex::new(0f64, 0.0); half * ny];
    let (mut line, mut out) = (plan.make_input_vec(), plan.make_output_vec());
    // On a torus, rows and columns are symmetric, so half of each is enough.
    for row in 0..=ny / 2 {
        for column in 0..=nx / 2 {
            let value = correlation(libm::hypot(wrapped(column, nx), wrapped(row, ny)), length_mm);
            line[column] = value;
            line[(nx - column) % nx] = value;
        }
        let done = plan.process(&mut line, &mut out);
        debug_assert!(done.is_ok(), "lengths fit by construction");
        for (kx, value) in out.iter().enumerate() {
            spectrum[kx * ny + row] = *value;
            spectrum[kx * ny + (ny - row) % ny] = *value;
        }
    }
    let columns = FftPlanner::new().plan_fft_forward(ny);
    spectrum.par_chunks_exact_mut(ny).for_each_init(
        || vec![Complex::default(); columns.get_inplace_scratch_len()],
        |scratch, column| columns.process_with_scratch(column, scratch),
    );
    let values: Vec<f64> = spectrum.iter().map(|value| value.re).collect();
    // Every column but the first and the last also stands for its mirror image.
    let weight = |kx: usize| if kx == 0 || 2 * kx == nx { 1.0 } else { 2.0 };
    let kept: f64 = values.iter().enumerate().map(|(at, value)| weight(at / ny) * value.max(0.0)).sum();
    (values, kept / (nx * ny) as f64)
}

/// Next even number that is a product of 2, 3 and 5; transforms of such lengths are fast.
fn fast(least: usize) -> usize {
    let smooth = |mut number: usize| {
        for prime in [2, 3, 5] {
            while number.is_multiple_of(prime) {
                number /= prime;
            }
        }
        number == 1
    };
    (least.max(2)..).find(|number| number.is_multiple_of(2) && smooth(*number)).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::random::{Purpose, StreamFamily};
    use fearless_simd::{Level, dispatch};

    fn fields(embedding: &Embedding, count: u64) -> Vec<Lattice> {
        let family = StreamFamily::new(1, Purpose::SkinField, 0);
        (0..count).map(|index| embedding.sample(&mut family.stream(index))).collect()
    }

    /// Mean over `pairs` of the product of the field at two places, with its standard error over
    /// realisations.
    fn covariance(fields: &[Lattice], pairs: &[([f64; 2], [f64; 2])]) -> (f64, f64) {
        let each: Vec<f64> = fields
            .iter()
            .map(|field| {
                let sum: f64 =
                    pairs.iter().map(|(a, b)| f64::from(field.at(a[0], a[1]) * field.at(b[0], b[1]))).sum();
                sum / pairs.len() as f64
            })
            .collect();
        let mean = crate::foundation::statistics::Mean::of(&each).unwrap();
        (mean.mean, mean.standard_error.unwrap())
    }

    /// 400 fields of 12 x 9 mm, l = 1.5 mm. Compares the covariance of nodes at several distances with the
    /// Matérn, each within 4.5 standard errors over realisations (false alarm 7e-6 each, 10 of them).
    #[test]
    fn identity_covariance_is_matern() {
        let embedding = Embedding::new(12.0, 9.0, 1.5, 0.1);
        let fields = fields(&embedding, 400);
        let spacing = embedding.spacing_mm();
        assert!((spacing - 0.375).abs() < 1e-12);
        for steps in [0.0, 1.0, 2.0, 4.0, 8.0] {
            for along in [[1.0, 0.0], [0.0, 1.0]] {
                let shift = [along[0] * steps * spacing, along[1] * steps * spacing];
                let pairs: Vec<_> = (0..5)
                    .flat_map(|i| (0..5).map(move |j| [4.0 * i as f64 * 0.375, 3.0 * j as f64 * 0.375]))
                    .map(|a| (a, [a[0] + shift[0], a[1] + shift[1]]))
                    .collect();
                let (got, error) = covariance(&fields, &pairs);
                // The nodes carry the factor for interpolation, so the reference carries it too.
                let factor = f64::from(embedding.restore).powi(2);
                let wanted = correlation(steps * spacing, 1.5) * factor;
                assert!((got - wanted).abs() < 4.5 * error, "{steps} {along:?}: {got} ± {error}, {wanted}");
            }
        }
    }

    /// Variance between nodes, averaged over places, is 1: 300 fields, 400 random places each. Tolerance 4.5
    /// standard errors.
    #[test]
    fn identity_interpolated_variance_is_one() {
        for (length, cell) in [(1.5, 0.1), (0.4, 0.3), (0.4, 1.0)] {
            let embedding = Embedding::new(12.0, 12.0, length, cell);
            let fields = fields(&embedding, 300);
            let mut stream = Stream::new(9, Purpose::Placement, 0, 0);
            let pairs: Vec<_> = (0..400)
                .map(|_| [12.0 * stream.uniform(), 12.0 * stream.uniform()])
                .map(|place| (place, place))
                .collect();
            let (variance, error) = covariance(&fields, &pairs);
            assert!((variance - 1.0).abs() < 4.5 * error, "l {length}, cell {cell}: {variance} ± {error}");
        }
    }

    /// Opposite edges: correlation (6 l of padding) 4e-4 at most; 400 fields, 25 pairs, 4.5 standard errors.
    #[test]
    fn limit_opposite_edges_know_nothing_of_each_other() {
        let embedding = Embedding::new(20.0, 20.0, 1.5, 0.1);
        let fields = fields(&embedding, 400);
        let pairs: Vec<_> =
            (0..25).map(|i| ([0.0, 0.8 * f64::from(i)], [20.0, 0.8 * f64::from(i)])).collect();
        let (got, error) = covariance(&fields, &pairs);
        assert!(got.abs() < 4.5 * error && error < 0.02, "{got} ± {error}");
    }

    #[test]
    fn limit_clipping_takes_next_to_nothing() {
        for (side, length, cell) in
            [(20.0, 10.0, 0.1), (1.0, 10.0, 0.1), (100.0, 0.4, 0.05), (20.0, 1.5, 0.1)]
        {
            let spacing: f64 = (0.25f64 * length).max(cell);
            let nodes = (side / spacing).ceil() as usize + 1;
            let torus =
                fast(((nodes as f64 + 6.0 * length / spacing).max(12.0 * length / spacing)).ceil() as usize);
            let (values, total) = eigenvalues([torus, torus], spacing, length);
            let least = values.iter().cloned().fold(f64::INFINITY, f64::min);
            let most = values.iter().cloned().fold(0.0, f64::max);
            assert!(least > -1e-3 * most, "{side} {length}: {least} of {most}");
            assert!((total - 1.0).abs() < 2e-3, "{side} {length}: {total}");
        }
    }

    /// Compares places inside, at the edges and beyond, also with a lattice too coarse to interpolate.
    #[test]
    fn identity_three_lattices_together_are_each_by_itself() {
        for (lengths, cell) in [([0.4, 10.0, 1.5], 0.1), ([0.4, 10.0, 1.5], 1.0), ([9.0, 0.4, 0.4], 0.05)] {
            let lattices = lengths.map(|length| fields(&Embedding::new(6.0, 4.0, length, cell), 1).remove(0));
            let [a, b, c] = &lattices;
            let trio = Trio::new([a, b, c]);
            let mut stream = Stream::new(8, Purpose::Placement, 0, 0);
            for _ in 0..2000 {
                let (x, y) = (8.0 * stream.uniform() - 1.0, 6.0 * stream.uniform() - 1.0);
                let together = dispatch!(Level::new(), simd => trio.at(simd, [a, b, c], x, y));
                assert_eq!(together, [a, b, c].map(|lattice| lattice.at(x, y)));
            }
        }
    }

    #[test]
    fn identity_same_stream_same_field() {
        let embedding = Embedding::new(5.0, 7.0, 0.4, 0.1);
        let field = |index| embedding.sample(&mut Stream::new(3, Purpose::SkinField, 4, index));
        assert_eq!(field(0), field(0));
        assert_ne!(field(0), field(1));
    }

    #[test]
    fn limit_areas_smaller_than_a_node_spacing() {
        let embedding = Embedding::new(0.5, 0.5, 10.0, 0.1);
        let field = embedding.sample(&mut Stream::new(3, Purpose::SkinField, 4, 0));
        assert!(field.at(0.25, 0.25).is_finite() && field.at(-3.0, 99.0).is_finite());
    }
}
