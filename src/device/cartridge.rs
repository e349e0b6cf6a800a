//! Needles of one treatment, each in its own state.

use super::needle::Needle;
use crate::foundation::random::{Purpose, StreamFamily};
use std::f64::consts::TAU;

/// Defects of the needles of a device.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Defects {
    /// Standard deviation of needle length, mm.
    pub length_tolerance_mm: f64,
    /// Probability that a needle is dull.
    pub dull_fraction: f64,
    /// Factor on the tip diameter of a dull needle.
    pub dull_factor: f64,
    /// Probability that a needle is bent.
    pub bent_fraction: f64,
    /// Tilt of a bent needle from the axis, rad.
    pub bent_rad: f64,
    /// Probability that a needle is missing.
    pub missing_fraction: f64,
}

impl Defects {
    /// Loss of protrusion of a bent needle's tip, mm.
    pub fn bend_loss_mm(&self, nominal: &Needle) -> f64 {
        nominal.length_mm * (1.0 - libm::cos(self.bent_rad))
    }
}

/// State of one needle in one treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NeedleState {
    /// Shape of the needle; a dull one has a wider tip.
    pub needle: Needle,
    /// Protrusion of the tip beyond nominal: length error minus the loss by a bend, mm.
    pub protrusion_error_mm: f64,
    /// Sideways shift of the needle per mm of depth, in the frame of the head; zero when straight.
    pub lean: [f64; 2],
    /// True if the needle is dull.
    pub dull: bool,
    /// True if the needle is missing and never strikes.
    pub missing: bool,
}

/// Needles of one treatment.
#[derive(Debug, Clone, PartialEq)]
pub struct Cartridge {
    /// One state per needle position of the array, missing needles included.
    pub needles: Vec<NeedleState>,
}

impl Cartridge {
    /// Draws the cartridge of one realisation.
    ///
    /// Each needle is dull, bent or missing independently with its fraction, so a cartridge holds a random
    /// number of each. Draws depend only on (seed, realisation, needle).
    pub fn draw(nominal: &Needle, count: usize, defects: &Defects, seed: u64, realisation: u64) -> Cartridge {
        let family = StreamFamily::new(seed, Purpose::Cartridge, realisation);
        let needles = (0..count)
            .map(|index| {
                let mut stream = family.stream(index as u64);
                let length_error = defects.length_tolerance_mm * stream.normal();
                let dull = stream.uniform() < defects.dull_fraction;
                let bent = stream.uniform() < defects.bent_fraction;
                let missing = stream.uniform() < defects.missing_fraction;
                let azimuth = TAU * stream.uniform();
                let needle = if dull {
                    nominal.with_tip(nominal.tip_diameter_mm * defects.dull_factor)
                } else {
                    *nominal
                };
                let (lean, bend_loss) = if bent {
                    let run = libm::tan(defects.bent_rad);
                    ([run * libm::cos(azimuth), run * libm::sin(azimuth)], defects.bend_loss_mm(nominal))
                } else {
                    ([0.0; 2], 0.0)
                };
                NeedleState { needle, protrusion_error_mm: length_error - bend_loss, lean, dull, missing }
            })
            .collect();
        Cartridge { needles }
    }

    /// Whether any needle is present.
    pub fn has_needles(&self) -> bool {
        self.needles.iter().any(|state| !state.missing)
    }
}

#[cfg(test)]
mod tests {
    use super::super::needle::NeedleShape;
    use super::*;

    const SOUND: Defects = Defects {
        length_tolerance_mm: 0.0,
        dull_fraction: 0.0,
        dull_factor: 4.0,
        bent_fraction: 0.0,
        bent_rad: 0.26,
        missing_fraction: 0.0,
    };

    fn nominal() -> Needle {
        Needle::new(1.5, 0.25, 1.0, 0.008, NeedleShape::Conical)
    }

    #[test]
    fn limit_sound_needles_are_nominal() {
        let cartridge = Cartridge::draw(&nominal(), 192, &SOUND, 1, 0);
        assert!(cartridge.needles.iter().all(|state| state.needle == nominal()
            && state.protrusion_error_mm == 0.0
            && state.lean == [0.0; 2]
            && !state.missing));
    }

    /// n = 50 000 needles. Each share has standard error sqrt(p(1-p)/n), tolerance 4.5 of them: false alarm
    /// 7e-6.
    #[test]
    fn limit_fractions_are_kept() {
        let defects = Defects {
            dull_fraction: 0.3,
            bent_fraction: 0.1,
            missing_fraction: 0.05,
            length_tolerance_mm: 0.03,
            ..SOUND
        };
        let n = 50_000;
        let cartridge = Cartridge::draw(&nominal(), n, &defects, 1, 0);
        let share = |test: fn(&NeedleState) -> bool| {
            cartridge.needles.iter().filter(|state| test(state)).count() as f64 / n as f64
        };
        for (got, wanted) in
            [(share(|s| s.dull), 0.3), (share(|s| s.lean != [0.0; 2]), 0.1), (share(|s| s.missing), 0.05)]
        {
            let error = (wanted * (1.0 - wanted) / n as f64).sqrt();
            assert!((got - wanted).abs() < 4.5 * error, "{got} {wanted}");
        }
        assert!(cartridge.needles.iter().filter(|s| s.dull).all(|s| s.needle.tip_diameter_mm == 0.032));
    }
}
