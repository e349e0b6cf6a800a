//! Displacement of a layered elastic half-space under uniform loads on discs.
//!
//! Layers are isotropic and bonded; the last is a half-space. In the Hankel domain the displacement of
//! wavenumber k is u_r = U(z) J₁(kr), u_z = W(z) J₀(kr). In each layer it is a sum of four solutions of
//! Navier's equations: two that decay from its top, two from its bottom,
//!
//! ```text
//! (U, W) = (1, 1) e^(-kζ),  (kζ, 3 - 4ν + kζ) e^(-kζ),  ζ below the top
//! ```
//!
//! and their images upwards. The program carries the stiffness (traction over displacement, 2 × 2) of
//! everything below an interface up through a layer. The exponentials never exceed one, which is stable for
//! any k h (the reflection form of Kausel and Roësset 1981, doi 10.1785/BSSA0710061743; the reference is
//! *memory*, the derivation is in `docs/methods/mechanics.md`).
//!
//! The displacement under a disc of radius a with pressure p is
//!
//! ```text
//! w(r, z) = p a ∫ W(k, z) J₁(ka) J₀(kr) dk
//! ```
//!
//! with W of a unit load. Near the surface the integrand decays slowly. There the program subtracts the
//! homogeneous half-space of the top layer, whose displacement is a smooth integral over angles. The rest
//! decays like e^(-2kh).

mod modes;

use self::modes::{Modes, inverse};
use libm::{j0, j1};
use nalgebra::{Matrix2, Vector2};
use std::f64::consts::{FRAC_PI_2, PI};
use std::sync::LazyLock;

/// Elastic layer; the thickness of the last one is ignored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElasticLayer {
    /// Thickness of the layer.
    pub thickness_mm: f64,
    /// Young's modulus.
    pub young_mpa: f64,
    /// Poisson's ratio, at least 0 and below 0.5.
    pub poisson: f64,
}

/// Uniform pressure on a disc at the surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DiscLoad {
    /// Middle of the disc in x.
    pub x_mm: f64,
    /// Middle of the disc in y.
    pub y_mm: f64,
    /// Radius of the disc.
    pub radius_mm: f64,
    /// Pressure on the disc; positive pushes into the half-space.
    pub pressure_mpa: f64,
}

/// Reason for refusing a half-space or a load.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum HalfSpaceError {
    /// The list of layers is empty.
    #[error("a half-space needs at least one layer")]
    NoLayer,
    /// A Poisson's ratio is out of range.
    #[error(
        "layer {layer}: Poisson's ratio {poisson} is outside 0 to below 0.5: at 0.5 nothing could be compressed"
    )]
    Poisson {
        /// Number of the layer from the top, from 1.
        layer: usize,
        /// Ratio that was given.
        poisson: f64,
    },
    /// A modulus or thickness is not a positive number.
    #[error("layer {layer}: {what} = {value} must be a positive number")]
    NotPositive {
        /// Number of the layer from the top, from 1.
        layer: usize,
        /// Name of the quantity.
        what: &'static str,
        /// Value that was given.
        value: f64,
    },
    /// A load has a meaningless radius, pressure or place.
    #[error("a load of radius {radius_mm} mm and pressure {pressure_mpa} MPa cannot be placed")]
    Load {
        /// Radius that was given, mm.
        radius_mm: f64,
        /// Pressure that was given, MPa.
        pressure_mpa: f64,
    },
    /// A point lies above the surface or is not finite; holds its depth, mm.
    #[error("a point at depth {0} mm lies above the surface or nowhere")]
    Point(f64),
    /// The top layer is so thin against the distances that the integral would take too many panels.
    #[error(
        "layers of {thinnest_mm} mm under loads and points {wide_mm} mm apart need too fine an integration; \
         make the layer thicker or the distance smaller"
    )]
    TooFine {
        /// Thickness of the top layer, mm.
        thinnest_mm: f64,
        /// Radius of the load plus the distance of the point from its middle, mm.
        wide_mm: f64,
    },
}

/// Checked layered half-space.
#[derive(Debug, Clone, PartialEq)]
pub struct HalfSpace {
    layers: Vec<ElasticLayer>,
    /// Stiffness in its plane of a thin sheet on top of each layer, N/mm; 0 where there is none.
    sheets_n_per_mm: Vec<f64>,
    /// Whether each layer slips below the one above it, without friction.
    slips: Vec<bool>,
}

/// Exponent beyond which a decaying integrand counts as zero: e⁻⁴⁰ = 4e-18.
const NOTHING: f64 = 40.0;

/// Largest number of panels of one integral.
const MOST_PANELS: f64 = 2e5;

/// Gauss-Legendre nodes and weights on -1..1, by Newton's method from the usual first guess.
static GAUSS: LazyLock<Vec<(f64, f64)>> = LazyLock::new(|| {
    const N: usize = 16;
    (0..N)
        .map(|i| {
            let mut x = libm::cos(PI * (i as f64 + 0.75) / (N as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..50 {
                let (mut last, mut this) = (1.0, x);
                for n in 2..=N {
                    let n = n as f64;
                    (last, this) = (this, ((2.0 * n - 1.0) * x * this - (n - 1.0) * last) / n);
                }
                slope = N as f64 * (x * this - last) / (x * x - 1.0);
                x -= this / slope;
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
});

/// Integrates f over from..to in equal panels of sixteen points.
pub(super) fn integral(from: f64, to: f64, panels: usize, mut f: impl FnMut(f64) -> f64) -> f64 {
    let half = 0.5 * (to - from) / panels as f64;
    (0..panels)
        .map(|panel| {
            let middle = from + (2.0 * panel as f64 + 1.0) * half;
            GAUSS.iter().map(|(x, weight)| weight * f(middle + half * x)).sum::<f64>() * half
        })
        .sum()
}

impl HalfSpace {
    /// Layers bonded to each other.
    ///
    /// # Errors
    /// [`HalfSpaceError`] with the layer (from 1) and the value.
    pub fn new(layers: Vec<ElasticLayer>) -> Result<HalfSpace, HalfSpaceError> {
        let last = layers.len().checked_sub(1).ok_or(HalfSpaceError::NoLayer)?;
        for (index, layer) in layers.iter().enumerate() {
            let positive = |what, value: f64| {
                let fine = value > 0.0 && value.is_finite();
                if fine { Ok(()) } else { Err(HalfSpaceError::NotPositive { layer: index + 1, what, value }) }
            };
            positive("young_mpa", layer.young_mpa)?;
            if index < last {
                positive("thickness_mm", layer.thickness_mm)?;
            }
            if !(0.0..0.5).contains(&layer.poisson) {
                return Err(HalfSpaceError::Poisson { layer: index + 1, poisson: layer.poisson });
            }
        }
        let (sheets_n_per_mm, slips) = (vec![0.0; layers.len()], vec![false; layers.len()]);
        Ok(HalfSpace { layers, sheets_n_per_mm, slips })
    }

    /// Lets a layer (from 0) below the first slip below the one above it: they stay in touch and pass no shear.
    pub fn with_slip(mut self, on: usize) -> HalfSpace {
        if let Some(slips) = self.slips.get_mut(on).filter(|_| on > 0) {
            *slips = true;
        }
        self
    }

    /// Adds a thin sheet on top of a layer (from 0) below the first: it resists stretching in its plane and
    /// bends freely.
    ///
    /// Its stiffness is its modulus times its thickness. It takes the shear traction of that times k² U off
    /// the layers.
    pub fn with_sheet(mut self, on: usize, n_per_mm: f64) -> HalfSpace {
        if let Some(sheet) = self.sheets_n_per_mm.get_mut(on).filter(|_| on > 0) {
            *sheet = n_per_mm.max(0.0);
        }
        self
    }

    /// Stiffness of everything below the top of a layer, with its sheet, as the layer above feels it. Over a layer
    /// that slips only the normal traction is left: with no shear, K_uu U + K_uw W = 0.
    #[inline]
    fn felt_above(&self, layer: usize, k: f64, mut below: Matrix2<f64>) -> Matrix2<f64> {
        below[(0, 0)] -= self.sheets_n_per_mm[layer] * k * k;
        if self.slips[layer] {
            let normal = below[(1, 1)] - below[(1, 0)] * below[(0, 1)] / below[(0, 0)];
            return Matrix2::new(0.0, 0.0, 0.0, normal);
        }
        below
    }

    /// Returns the layers from the top; the last one is the half-space.
    pub fn layers(&self) -> &[ElasticLayer] {
        &self.layers
    }

    /// Vertical displacement (mm, downwards positive) at a point, under all loads together.
    ///
    /// Relative error below 1e-6, below 1e-4 within a hundredth of a radius of a disc's edge at the surface.
    ///
    /// # Errors
    /// For meaningless loads or points, and if a layer is so thin against the distance that the integral
    /// would take more than 2e5 panels.
    pub fn deflection_mm(&self, loads: &[DiscLoad], [x, y, z]: [f64; 3]) -> Result<f64, HalfSpaceError> {
        if !(z >= 0.0 && (x + y + z).is_finite()) {
            return Err(HalfSpaceError::Point(z));
        }
        let mut sum = 0.0;
        for load in loads {
            let DiscLoad { radius_mm, pressure_mpa, .. } = *load;
            let r = libm::hypot(x - load.x_mm, y - load.y_mm);
            if !(radius_mm > 0.0 && radius_mm.is_finite() && pressure_mpa.is_finite() && r.is_finite()) {
                return Err(HalfSpaceError::Load { radius_mm, pressure_mpa });
            }
            sum += pressure_mpa * self.under_disc(radius_mm, r, z)?;
        }
        Ok(sum)
    }

    /// Displacement of the surface per unit force, at distance r from the middle of a disc of radius a, mm/N.
    ///
    /// # Errors
    /// As [`HalfSpace::deflection_mm`].
    pub fn compliance_mm_per_n(&self, radius_mm: f64, r_mm: f64) -> Result<f64, HalfSpaceError> {
        let load =
            DiscLoad { x_mm: 0.0, y_mm: 0.0, radius_mm, pressure_mpa: 1.0 / (PI * radius_mm * radius_mm) };
        self.deflection_mm(&[load], [r_mm, 0.0, 0.0])
    }

    /// Displacement at (r, z) under unit pressure on a disc of radius a.
    fn under_disc(&self, a: f64, r: f64, z: f64) -> Result<f64, HalfSpaceError> {
        let top = &self.layers[0];
        let alone = self.layers.len() == 1;
        let in_top = alone || z < top.thickness_mm;
        let homogeneous = if in_top { under_disc_of_one(top, a, r, z) } else { 0.0 };
        if alone {
            return Ok(homogeneous);
        }
        // The rest decays at least this fast.
        let decay = if in_top { 2.0 * top.thickness_mm - z } else { z };
        let farthest = NOTHING / decay;
        // A panel holds half a wave of the fastest factor, or one unit of decay.
        let panels = (farthest * ((a + r) / PI).max(decay / 4.0)).ceil().max(8.0);
        if panels > MOST_PANELS {
            return Err(HalfSpaceError::TooFine { thinnest_mm: top.thickness_mm, wide_mm: a + r });
        }
        let flat = 2.0 * (1.0 - top.poisson * top.poisson) / top.young_mpa;
        let left = |k: f64| {
            let whole = self.response(k, z);
            let taken = if in_top {
                // W of the homogeneous half-space: (1 + ν)/E (2 (1 - ν) + kz) e^(-kz) / k.
                (flat + (1.0 + top.poisson) / top.young_mpa * k * z) * libm::exp(-k * z) / k
            } else {
                0.0
            };
            (whole - taken) * j1(k * a) * j0(k * r)
        };
        // The lowest wavenumbers depend on the lowest layer, so panels there start narrow and double in
        // width.
        let step = farthest / panels;
        let mut sum = 0.0;
        let mut from = 0.0;
        let mut width = step * 1e-6;
        while from + width < step {
            sum += integral(from, from + width, 1, left);
            from += width;
            width *= 2.0;
        }
        sum += integral(from, step, 1, left);
        sum += integral(step, farthest, panels as usize - 1, left);
        Ok(homogeneous + a * sum)
    }

    /// k W(k, 0) of a unit load of wavenumber k, 1/MPa.
    ///
    /// In a homogeneous half-space it is the constant 2 (1 - ν²) / E. Otherwise it passes smoothly from the
    /// first layer's constant at large k to the last one's at small k.
    pub fn surface_response_per_mpa(&self, k: f64) -> f64 {
        // What lies below a layer that is thick against the wave does not move.
        let thick = |layer: &ElasticLayer| 2.0 * k * layer.thickness_mm > NOTHING;
        let moving = self.layers.iter().position(thick).map_or(self.layers.len(), |at| at + 1);
        let Some((bottom, above)) = self.layers[..moving].split_last() else { return 0.0 };
        let bottom = Modes::new(bottom, k);
        let mut stiffness = bottom.down_traction(0.0) * inverse(bottom.down(0.0));
        for (index, layer) in above.iter().enumerate().rev() {
            stiffness = self.felt_above(index + 1, k, stiffness);
            stiffness = Modes::new(layer, k).seen_from_top(layer.thickness_mm, &stiffness).1;
        }
        k * (inverse(stiffness) * Vector2::new(0.0, -1.0))[1]
    }

    /// Limit of [`Self::surface_response_per_mpa`] at large k: 2 (1 - ν²) / E of the first layer, 1/MPa.
    pub fn top_response_per_mpa(&self) -> f64 {
        self.layers.first().map_or(0.0, |top| 2.0 * (1.0 - top.poisson * top.poisson) / top.young_mpa)
    }

    /// W(k, z) of a unit load of wavenumber k at the surface.
    fn response(&self, k: f64, z: f64) -> f64 {
        let last = self.layers.len() - 1;
        let mut reflections = vec![Matrix2::zeros(); last];
        // Of everything below the top of each layer.
        let mut stiffnesses = vec![Matrix2::zeros(); last + 1];
        let bottom = Modes::new(&self.layers[last], k);
        // Stiffness of everything below, carried up.
        let mut stiffness = bottom.down_traction(0.0) * inverse(bottom.down(0.0));
        for index in (0..last).rev() {
            let (layer, modes) = (&self.layers[index], Modes::new(&self.layers[index], k));
            stiffnesses[index + 1] = stiffness;
            stiffness = self.felt_above(index + 1, k, stiffness);
            (reflections[index], stiffness) = modes.seen_from_top(layer.thickness_mm, &stiffness);
        }
        // Unit pressure: normal traction -1, no shear.
        let mut surface = inverse(stiffness) * Vector2::new(0.0, -1.0);
        let mut depth = z;
        for (index, layer) in self.layers.iter().enumerate() {
            let modes = Modes::new(layer, k);
            if index == last {
                let amplitude = inverse(modes.down(0.0)) * surface;
                return (modes.down(depth) * amplitude * libm::exp(-k * depth))[1];
            }
            let h = layer.thickness_mm;
            let reflection = reflections[index];
            let displacement = modes.down(0.0) + modes.up(-h) * reflection * libm::exp(-2.0 * k * h);
            let amplitude = inverse(displacement) * surface;
            let at = |zeta: f64| {
                let up = modes.up(zeta - h) * reflection * libm::exp(-k * (2.0 * h - zeta));
                (modes.down(zeta) * libm::exp(-k * zeta) + up) * amplitude
            };
            if depth < h {
                return at(depth)[1];
            }
            surface = at(h);
            if self.slips[index + 1] {
                let below = &stiffnesses[index + 1];
                let sheet = self.sheets_n_per_mm[index + 1] * k * k;
                surface[0] = -below[(0, 1)] / (below[(0, 0)] - sheet) * surface[1];
            }
            depth -= h;
        }
        0.0
    }
}

/// Displacement of a homogeneous half-space at (r, z) under unit pressure on a disc of radius a.
///
/// It sums Boussinesq's point load, (1 + ν)/(2πE) [z²/ρ³ + 2 (1 - ν)/ρ], in closed form along rays from the
/// point's projection. Gauss-Legendre quadrature then sums over the angles of the rays.
fn under_disc_of_one(layer: &ElasticLayer, a: f64, r: f64, z: f64) -> f64 {
    let nu = layer.poisson;
    let along = |s: f64| {
        let rho = libm::hypot(s, z);
        2.0 * (1.0 - nu) * rho - if z > 0.0 { z * z / rho } else { 0.0 }
    };
    let angles = if r < a {
        // Integrates one way out of the disc; both halves are alike.
        let out = |phi: f64| {
            let (sin, cos) = libm::sincos(phi);
            along(-r * cos + (a * a - r * r * sin * sin).max(0.0).sqrt()) - along(0.0)
        };
        // Near the edge the way out bends sharply about a right angle, so panels gather there.
        let graded = |u: f64| {
            let t = u * u * (3.0 - 2.0 * u);
            (FRAC_PI_2 * t, FRAC_PI_2 * 6.0 * u * (1.0 - u))
        };
        2.0 * integral(0.0, 1.0, 64, |u| {
            let (phi, weight) = graded(u);
            weight * (out(phi) + out(PI - phi))
        })
    } else {
        // Rays that meet the disc: sin φ = (a/r) sin θ.
        let share = a / r;
        2.0 * integral(0.0, FRAC_PI_2, 32, |theta| {
            let sin = share * libm::sin(theta);
            let cos = (1.0 - sin * sin).sqrt();
            let half = a * libm::cos(theta);
            let middle = r * cos;
            (along(middle + half) - along((middle - half).max(0.0))) * share * libm::cos(theta) / cos
        })
    };
    (1.0 + nu) / (2.0 * PI * layer.young_mpa) * angles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(young_mpa: f64, poisson: f64) -> HalfSpace {
        HalfSpace::new(vec![ElasticLayer { thickness_mm: 1.0, young_mpa, poisson }]).unwrap()
    }

    fn disc(radius_mm: f64) -> [DiscLoad; 1] {
        [DiscLoad { x_mm: 0.0, y_mm: 0.0, radius_mm, pressure_mpa: 1.0 }]
    }

    /// Complete elliptic integrals K and E of modulus k by the arithmetic-geometric mean.
    fn elliptic(k: f64) -> (f64, f64) {
        let (mut a, mut g, mut power, mut sum) = (1.0, (1.0 - k * k).sqrt(), 1.0, k * k);
        for _ in 0..12 {
            let c: f64 = 0.5 * (a - g);
            (a, g) = (0.5 * (a + g), (a * g).sqrt());
            power *= 2.0;
            sum += power * c * c;
        }
        let first = FRAC_PI_2 / a;
        (first, first * (1.0 - 0.5 * sum))
    }

    /// Closed form of the surface under a disc (Johnson, Contact Mechanics, 3.29).
    ///
    /// Inside the disc it is 4 (1 - ν²) p a / (π E) E(r/a). Outside, r [E(a/r) - (1 - a²/r²) K(a/r)] replaces
    /// a E.
    fn surface(young: f64, poisson: f64, a: f64, r: f64) -> f64 {
        let factor = 4.0 * (1.0 - poisson * poisson) / (PI * young);
        if r < a {
            factor * a * elliptic(r / a).1
        } else {
            let (first, second) = elliptic(a / r);
            factor * r * (second - (1.0 - a * a / (r * r)) * first)
        }
    }

    /// A layer that slips on a rigid base: k W = 2 (1 - ν²) / E (cosh 2kh - 1) / (sinh 2kh + 2kh), from the Airy
    /// function that has no shear at both faces and no displacement of the lower one (the factor is the same for plane
    /// and round loads of wavenumber k).
    #[test]
    fn limit_a_layer_that_slips_on_a_rigid_base() {
        let (young_mpa, poisson, h) = (0.05, 0.45, 0.8);
        let layer = ElasticLayer { thickness_mm: h, young_mpa, poisson };
        let rigid = ElasticLayer { thickness_mm: 1.0, young_mpa: 1e9, poisson: 0.3 };
        let slips = HalfSpace::new(vec![layer, rigid]).unwrap().with_slip(1);
        let bonded = HalfSpace::new(vec![layer, rigid]).unwrap();
        for k in [0.05, 0.3, 1.0, 3.0, 12.0f64] {
            let x = 2.0 * k * h;
            let wanted = 2.0 * (1.0 - poisson * poisson) / young_mpa * (x.cosh() - 1.0) / (x.sinh() + x);
            let got = slips.surface_response_per_mpa(k);
            assert!((got / wanted - 1.0).abs() < 1e-6, "{k}: {got} {wanted}");
            assert!(bonded.surface_response_per_mpa(k) <= got * (1.0 + 1e-12), "{k}");
        }
    }

    /// Two halves of a slab that slip on each other are softer than the slab, and move together where they touch. Far
    /// above the slip they are one half-space.
    #[test]
    fn limit_sheets_that_slip_are_softer_and_stay_in_touch() {
        let layer = |thickness_mm| ElasticLayer { thickness_mm, young_mpa: 0.04, poisson: 0.49 };
        let plate = ElasticLayer { thickness_mm: 1.0, young_mpa: 1.0, poisson: 0.3 };
        let stack = || HalfSpace::new(vec![layer(0.5), layer(0.5), plate]).unwrap();
        let (bonded, slips) = (stack(), stack().with_slip(1));
        for r in [0.0, 0.3, 1.0] {
            let [one, two] = [&bonded, &slips].map(|of| of.deflection_mm(&disc(0.2), [r, 0.0, 0.0]).unwrap());
            assert!(two > one, "{r}: {one} {two}");
            let above = slips.deflection_mm(&disc(0.2), [r, 0.0, 0.5 - 1e-9]).unwrap();
            let below = slips.deflection_mm(&disc(0.2), [r, 0.0, 0.5 + 1e-9]).unwrap();
            assert!((above / below - 1.0).abs() < 1e-5, "{r}: {above} {below}");
        }
        let [one, two] = [&bonded, &slips].map(|of| of.deflection_mm(&disc(0.004), [0.0, 0.0, 0.0]).unwrap());
        assert!((two / one - 1.0).abs() < 0.02, "{one} {two}");
    }

    #[test]
    fn limit_boussinesq_on_the_axis() {
        // w(0, z) = p (1 + ν)/E [ 2 (1 - ν) (sqrt(a² + z²) - z) + z - z²/sqrt(a² + z²) ].
        for z in [0.0f64, 0.01, 0.1, 1.0, 5.0] {
            let (young, nu, a) = (0.05, 0.49, 0.3f64);
            let root = a.hypot(z);
            let wanted = (1.0 + nu) / young * (2.0 * (1.0 - nu) * (root - z) + z - z * z / root);
            let got = one(young, nu).deflection_mm(&disc(a), [0.0, 0.0, z]).unwrap();
            assert!((got / wanted - 1.0).abs() < 1e-9, "{z}: {got} {wanted}");
        }
    }

    #[test]
    fn limit_boussinesq_on_the_surface() {
        for (share, tolerance) in [
            (0.1, 1e-9),
            (0.5, 1e-9),
            (0.9, 1e-6),
            (0.999, 1e-4),
            (1.001, 1e-4),
            (1.5, 1e-7),
            (2.0, 1e-9),
            (40.0, 1e-9),
        ] {
            let got = one(2.0, 0.3).deflection_mm(&disc(0.25), [0.0, 0.25 * share, 0.0]).unwrap();
            let wanted = surface(2.0, 0.3, 0.25, 0.25 * share);
            assert!((got / wanted - 1.0).abs() < tolerance, "{share}: {got} {wanted}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Layers of the same material are one half-space: at the surface and inside, on and off the axis.
        #[test]
        fn identity_equal_layers_are_one(h in 0.02..2.0f64, second in 0.1..3.0f64, nu in 0.0..0.499f64,
                                         r in 0.0..3.0f64, z in 0.0..3.0f64) {
            let layer = |thickness_mm| ElasticLayer { thickness_mm, young_mpa: 0.1, poisson: nu };
            let layered = HalfSpace::new(vec![layer(h), layer(second), layer(1.0)]).unwrap();
            let got = layered.deflection_mm(&disc(0.2), [r, 0.0, z]).unwrap();
            let wanted = one(0.1, nu).deflection_mm(&disc(0.2), [r, 0.0, z]).unwrap();
            prop_assert!((got / wanted - 1.0).abs() < 1e-6, "{} {}", got, wanted);
        }

        /// Maxwell and Betti: discs of equal size displace each other equally; here this is the symmetry of
        /// C(r). Also, a stiffer layer anywhere never lets the surface sink deeper under the load.
        #[test]
        fn limit_stiffer_never_sinks_deeper(h in 0.01..1.0f64, soft in 0.01..0.1f64, factor in 1.0..50.0f64,
                                            which in 0usize..3) {
            let build = |young: [f64; 3]| {
                let layer = |at: usize| ElasticLayer { thickness_mm: h, young_mpa: young[at], poisson: 0.45 };
                HalfSpace::new(vec![layer(0), layer(1), layer(2)]).unwrap()
            };
            let base = [soft; 3];
            let mut stiffer = base;
            stiffer[which] *= factor;
            let sink = |young| build(young).compliance_mm_per_n(0.1, 0.0).unwrap();
            prop_assert!(sink(stiffer) <= sink(base) * (1.0 + 1e-9));
        }
    }

    #[test]
    fn limit_thin_stiff_skin_on_soft_fat_is_stable() {
        // Skin at its real scales: stratum corneum, viable epidermis, dermis, fat, muscle. Far away only the
        // muscle matters. Near the load the surface sinks deeper than on dermis alone.
        let layer = |thickness_mm, young_mpa| ElasticLayer { thickness_mm, young_mpa, poisson: 0.49 };
        let skin = HalfSpace::new(vec![
            layer(0.015, 2.0),
            layer(0.05, 1.0),
            layer(1.5, 0.05),
            layer(3.3, 0.002),
            layer(1.0, 0.08),
        ])
        .unwrap();
        let near = skin.compliance_mm_per_n(0.05, 0.0).unwrap();
        let far = skin.compliance_mm_per_n(0.05, 20.0).unwrap();
        assert!(near > far && far > 0.0 && near.is_finite());
        let muscle = (1.0 - 0.49 * 0.49) / (PI * 0.08 * 200.0);
        let farther = skin.compliance_mm_per_n(0.05, 200.0).unwrap();
        assert!((farther / muscle - 1.0).abs() < 0.05, "{farther} {muscle}");
    }

    #[test]
    fn limit_impossible_layers_are_refused_with_their_value() {
        let layer = |thickness_mm, young_mpa, poisson| ElasticLayer { thickness_mm, young_mpa, poisson };
        let refused = |layers| HalfSpace::new(layers).unwrap_err().to_string();
        assert!(refused(vec![layer(1.0, 1.0, 0.5)]).contains("0.5"));
        assert!(refused(vec![layer(0.0, 1.0, 0.3), layer(1.0, 1.0, 0.3)]).contains("thickness_mm = 0"));
        assert!(refused(vec![layer(1.0, -1.0, 0.3)]).contains("young_mpa = -1"));
        assert!(HalfSpace::new(vec![]).is_err());
        let nowhere = one(1.0, 0.3).deflection_mm(&disc(1.0), [0.0, 0.0, -1.0]).unwrap_err();
        assert!(nowhere.to_string().contains("-1"));
    }
}
