//! How the layers of one realisation vary from place to place: fields, and rete ridges where cells show them.

use super::embedding::{Lattice, Trio};
use super::ridges::Ridges;
use fearless_simd::Simd;

/// Variation of the thicknesses of one realisation from place to place.
pub struct Variation {
    /// Fields in the order of [`super::field::FIELDS`].
    parts: Vec<Part>,
    /// Fields of epidermis and dermis, evaluated together.
    above_fat: Trio,
    ridges: Option<Ridges>,
}

pub(super) struct Part {
    lattice: Lattice,
    sd_log: f32,
    compensation: f32,
}

impl Part {
    pub(super) fn new(lattice: Lattice, sd_log: f64) -> Part {
        let mut part = Part { lattice, sd_log: 0.0, compensation: 0.0 };
        part.widen(sd_log);
        part
    }

    /// Logarithm of the thickness factor at this value of the field.
    #[inline(always)]
    fn log(&self, field: f32) -> f32 {
        self.sd_log * field - self.compensation
    }

    fn widen(&mut self, sd_log: f64) {
        (self.sd_log, self.compensation) = (sd_log as f32, (0.5 * sd_log * sd_log) as f32);
    }
}

impl Variation {
    pub(super) fn new(parts: Vec<Part>, ridges: Option<Ridges>) -> Variation {
        let above_fat = Trio::new([0, 1, 2].map(|field: usize| &parts[field].lattice));
        Variation { parts, above_fat, ridges }
    }

    /// Keeps the fields and takes other spreads, in their order.
    pub(super) fn assume(&mut self, sd_logs: impl Iterator<Item = f64>) {
        for (part, sd_log) in self.parts.iter_mut().zip(sd_logs) {
            part.widen(sd_log);
        }
    }

    /// Prefetches the fields above the fat over a rectangle: see [`Lattice::fetch`].
    #[inline(always)]
    pub(super) fn fetch(&self, sides_mm: [[f64; 2]; 2]) {
        self.parts.iter().take(3).for_each(|part| part.lattice.fetch(sides_mm));
    }

    /// Returns the factors on epidermis and dermis at a place.
    #[inline(always)]
    pub(super) fn factors<S: Simd>(&self, simd: S, x_mm: f64, y_mm: f64) -> [f64; 2] {
        let [fine_epidermis, drift, fine, ..] = &self.parts[..] else { return [1.0; 2] };
        let lattices = [&fine_epidermis.lattice, &drift.lattice, &fine.lattice];
        let at = self.above_fat.at(simd, lattices, x_mm, y_mm);
        let epidermis = libm::expf(fine_epidermis.log(at[0]));
        let dermis = libm::expf(drift.log(at[1]) + fine.log(at[2]));
        let ridges = match &self.ridges {
            Some(ridges) => ridges.factor(x_mm, y_mm),
            None => 1.0,
        };
        [f64::from(epidermis) * ridges, f64::from(dermis)]
    }

    /// Returns the factor on the fat at a place.
    #[inline]
    pub(super) fn fat_factor(&self, x_mm: f64, y_mm: f64) -> f64 {
        let [.., drift, fine] = &self.parts[..] else { return 1.0 };
        let [drift, fine] = [drift, fine].map(|part| part.log(part.lattice.at(x_mm, y_mm)));
        f64::from(libm::expf(drift + fine))
    }
}
