//! Variation of hand and motor: between treatments, from lane to lane, and along a lane.
//!
//! Every quantity has one coefficient of variation c. Its logarithm is normal with the variance
//!
//! ```text
//! s² = ln(1 + c²) = s²_between + s²_lane + s²_along
//! ```
//!
//! which `share_between` and `share_lane` divide; the rest varies along the lane. A treatment draws the first
//! part once, and every lane draws the second part once. A plate does not move while it strikes, so each
//! placement draws lane and along-lane parts together. Along a lane runs a stationary Gaussian process
//! ([`Smooth`](super::smooth::Smooth)).
//!
//! Strikes per length of lane are f / v (pen) or 1 / ((1 + slip) pitch) (roller). Speed, frequency and slip
//! place strikes only through this rate. It is the nominal rate times a lognormal factor of mean 1,
//!
//! ```text
//! exp(x - s²/2),     x ~ N(0, s²),     s² = s²_speed + s²_frequency
//! ```
//!
//! so the mean density of a pass stays f N / (v x line spacing). The hand speed of a scenario is thus
//! distance over time: the mean of 1 / v along the path is kept, not that of v. Its frequency is strokes over
//! time. The spacing of the lanes varies between treatments and keeps the mean of 1 / spacing; for a plate it
//! keeps that of 1 / spacing². Hand force keeps its mean.
//!
//! Nobody has measured any of this for needling devices, so all of it is *design* (`data/technique.toml`).

use super::passes::treatment_key;
use super::walk::mean_one;
use crate::device::Motion;
use crate::foundation::random::{Purpose, Stream};
use crate::foundation::statistics::log_sd;

/// Variation of the hand and the motor.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Hand {
    /// Coefficient of variation of the hand's slowness 1 / v (pen).
    pub speed_cv: f64,
    /// Coefficient of variation of the stroke frequency (pen).
    pub frequency_cv: f64,
    /// Coefficient of variation of the distance on the skin for one turn of the drum (roller).
    pub slip_cv: f64,
    /// Coefficient of variation of the spacing of lanes or placements, between treatments.
    pub spacing_cv: f64,
    /// Standard deviation of the head's wander sideways along a lane, mm (pen, roller).
    pub wander_mm: f64,
    /// Standard deviation of the head's turn against its path, rad (pen).
    pub turn_rad: f64,
    /// Coefficient of variation of the hand's force.
    pub force_cv: f64,
    /// Correlation length along a lane, mm.
    pub length_mm: f64,
    /// Share of the variance between treatments.
    pub share_between: f64,
    /// Share of the variance between the lanes of one treatment.
    pub share_lane: f64,
    /// Spread of density between treatments, where it stays as it was while the spreads above change.
    pub held: Option<Held>,
}

/// Spread of density between treatments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Standard deviation of the logarithm of strikes per length.
    pub rate_log_sd: f64,
    /// Coefficient of variation of the spacing.
    pub spacing_cv: f64,
}

/// Standard deviations at three levels: between treatments, from lane to lane, and along a lane.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Split {
    /// Standard deviation between treatments.
    pub between: f64,
    /// Standard deviation between the lanes of one treatment.
    pub lane: f64,
    /// Standard deviation along a lane.
    pub along: f64,
}

impl Split {
    /// Standard deviation within one treatment: from lane to lane and along a lane.
    pub fn within(&self) -> f64 {
        libm::hypot(self.lane, self.along)
    }
}

/// Draws of one treatment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Treated {
    /// Mean-one factor on strikes per length.
    pub rate: f64,
    /// Factor on the spacing of lanes or placements.
    pub spacing: f64,
    /// Turn of the head against its path, rad.
    pub turn_rad: f64,
}

impl Hand {
    /// Steady hand and motor: nothing varies.
    pub const STEADY: Hand = Hand {
        speed_cv: 0.0,
        frequency_cv: 0.0,
        slip_cv: 0.0,
        spacing_cv: 0.0,
        wander_mm: 0.0,
        turn_rad: 0.0,
        force_cv: 0.0,
        length_mm: 10.0,
        share_between: 0.0,
        share_lane: 0.0,
        held: None,
    };

    /// Returns the same hand with every spread multiplied by this factor; 0 makes it steady.
    pub fn times(&self, factor: f64) -> Hand {
        // Without `..`, so that a new spread cannot be forgotten here.
        let Hand {
            speed_cv,
            frequency_cv,
            slip_cv,
            spacing_cv,
            wander_mm,
            turn_rad,
            force_cv,
            length_mm,
            share_between,
            share_lane,
            held,
        } = *self;
        let held = held.map(|Held { rate_log_sd, spacing_cv }| Held {
            rate_log_sd: factor * rate_log_sd,
            spacing_cv: factor * spacing_cv,
        });
        Hand {
            speed_cv: factor * speed_cv,
            frequency_cv: factor * frequency_cv,
            slip_cv: factor * slip_cv,
            spacing_cv: factor * spacing_cv,
            wander_mm: factor * wander_mm,
            turn_rad: factor * turn_rad,
            force_cv: factor * force_cv,
            length_mm,
            share_between,
            share_lane,
            held,
        }
    }

    /// Holds the spread of density between treatments as it is now. The mean over treatments does not depend
    /// on this spread, but the mean over a few of them would.
    pub fn hold(&mut self, motion: &Motion) {
        let rate_log_sd = self.rate_log_sd(motion).between;
        self.held.get_or_insert(Held { rate_log_sd, spacing_cv: self.spacing_cv });
    }

    /// Standard deviation of the logarithm of the spacing between treatments.
    pub fn spacing_log_sd(&self) -> f64 {
        log_sd(1.0, self.held.map_or(self.spacing_cv, |held| held.spacing_cv))
    }

    fn split(&self, sd: f64) -> Split {
        let [between, lane] = [self.share_between, self.share_lane].map(|share| share.clamp(0.0, 1.0));
        let along = (1.0 - between - lane).max(0.0);
        Split { between: sd * between.sqrt(), lane: sd * lane.sqrt(), along: sd * along.sqrt() }
    }

    /// Spread of the logarithm of the force: between treatments, from lane to lane, along a lane.
    pub fn force_log_sd(&self) -> Split {
        self.split(log_sd(1.0, self.force_cv))
    }

    /// Spread of the logarithm of strikes per length.
    pub fn rate_log_sd(&self, motion: &Motion) -> Split {
        let split = self.split(match motion {
            Motion::Pen(_) => libm::hypot(log_sd(1.0, self.speed_cv), log_sd(1.0, self.frequency_cv)),
            Motion::Roller(_) => log_sd(1.0, self.slip_cv),
            Motion::Plate(_) | Motion::Needle(_) => 0.0,
        });
        Split { between: self.held.map_or(split.between, |held| held.rate_log_sd), ..split }
    }

    /// Spread of the head's turn against its path, rad.
    pub fn turn_sd_rad(&self) -> Split {
        self.split(self.turn_rad)
    }

    /// Whether nothing varies within a treatment.
    pub fn is_steady(&self) -> bool {
        let Hand {
            speed_cv,
            frequency_cv,
            slip_cv,
            // It differs between treatments only.
            spacing_cv: _,
            wander_mm,
            turn_rad,
            force_cv,
            length_mm: _,
            share_between: _,
            share_lane: _,
            held: _,
        } = self;
        let spreads = [speed_cv, frequency_cv, slip_cv, wander_mm, turn_rad, force_cv];
        spreads.into_iter().all(|spread| *spread <= 0.0)
    }

    /// Spread of the logarithm of a treatment's density.
    pub fn density_log_sd(&self, motion: &Motion) -> f64 {
        libm::hypot(self.rate_log_sd(motion).between, axes(motion) * self.spacing_log_sd())
    }

    /// Returns the draws of a treatment.
    pub fn treated(&self, motion: &Motion, seed: u64, realisation: u64) -> Treated {
        let normals = Normals::draw(seed, realisation);
        let (sd, axes) = (self.spacing_log_sd(), axes(motion));
        Treated {
            rate: mean_one(self.rate_log_sd(motion).between, normals.rate),
            // The factor on density is exp(axes sd z - (axes sd)² / 2), of mean 1.
            spacing: libm::exp(0.5 * axes * sd * sd - sd * normals.spacing),
            turn_rad: self.turn_sd_rad().between * normals.turn,
        }
    }

    /// Factor on strikes per area in one treatment, of mean 1.
    pub fn density_factor(&self, motion: &Motion, seed: u64, realisation: u64) -> f64 {
        let treated = self.treated(motion, seed, realisation);
        treated.rate / libm::pow(treated.spacing, axes(motion))
    }

    /// Logarithm of the factor on the hand's force in one treatment; the factor itself has mean 1.
    pub fn log_force(&self, seed: u64, realisation: u64) -> f64 {
        let sd = self.force_log_sd().between;
        sd * Normals::draw(seed, realisation).force - 0.5 * sd * sd
    }

    /// Factor on the hand's force of a strike within its treatment, from its [`push`](super::Strike::push);
    /// of mean 1.
    pub fn force_within(&self, push: f32) -> f64 {
        let sd = self.force_log_sd().within();
        libm::exp(sd * f64::from(push) - 0.5 * sd * sd)
    }
}

/// Number of axes along which the spacing counts: across the lanes, and for a plate along them too.
fn axes(motion: &Motion) -> f64 {
    match motion {
        Motion::Pen(_) | Motion::Roller(_) => 1.0,
        Motion::Plate(_) => 2.0,
        Motion::Needle(_) => 0.0,
    }
}

/// Standard normals of one treatment. A new one must be drawn after these.
struct Normals {
    force: f64,
    rate: f64,
    spacing: f64,
    turn: f64,
}

impl Normals {
    fn draw(seed: u64, realisation: u64) -> Normals {
        let mut stream = Stream::new(seed, Purpose::Hand, realisation, treatment_key());
        let [force, rate, spacing, turn] = std::array::from_fn(|_| stream.normal());
        Normals { force, rate, spacing, turn }
    }
}
