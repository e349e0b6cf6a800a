//! What a bench report says of a device: its geometry, how deep its deepest tips go, how accurate depth and rate are.
//!
//! Every value is computed from the people of a run. Tolerance bounds make no assumption on the distribution
//! ([`upper_tolerance`], [`tolerance_interval`]): 95 % of treatments, with 95 % confidence.

use super::people::People;
use super::{Figure, Measure, Outcome};
use crate::foundation::statistics::{tolerance_interval, upper_tolerance};

/// Share of treatments, and confidence, of the tolerance bounds.
pub const SHARE: f64 = 0.95;

/// Needles and their arrangement, in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Geometry {
    /// Number of needles.
    pub needles: usize,
    /// Length of a needle, mm.
    pub length_mm: f64,
    /// Diameter of the shaft, mm.
    pub shaft_mm: f64,
    /// Length of the taper, mm.
    pub taper_mm: f64,
    /// Diameter of the tip, mm.
    pub tip_mm: f64,
    /// Shape of the tip, as scenarios name it.
    pub shape: &'static str,
    /// Material, as scenarios name it.
    pub material: &'static str,
    /// Largest distance of a needle from the middle of the array along and across, mm.
    pub half_extent_mm: [f64; 2],
}

/// Errors of the device that add to the set depth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stack {
    /// Set depth, mm.
    pub set_mm: f64,
    /// Mean error of the setting, mm.
    pub bias_mm: f64,
    /// Largest mean error of the setting that its range leaves, mm.
    pub most_bias_mm: f64,
    /// Set frequency, Hz; 0 for devices without one.
    pub frequency_hz: f64,
    /// Standard deviation of the setting, mm.
    pub setting_sd_mm: f64,
    /// Standard deviation of the needles' lengths, mm.
    pub length_sd_mm: f64,
    /// Half width of the frequency of one device about the set one, as a share; 0 where none is stated.
    pub frequency_tolerance: f64,
}

/// Standard deviations of each error that a worst case adds.
pub const WORST: f64 = 3.0;

impl Stack {
    /// Set depth with every error at its worst, all in one direction, mm: how far a tip could stand out, not how deep it goes.
    #[must_use]
    pub fn worst_mm(&self) -> f64 {
        self.set_mm
            + self.bias_mm.max(self.most_bias_mm).max(0.0)
            + WORST * (self.setting_sd_mm + self.length_sd_mm)
    }
}

/// Device on one site.
#[derive(Debug, Clone, PartialEq)]
pub struct AtSite {
    /// Name of the site.
    pub site: String,
    /// The run, in words.
    pub name: String,
    /// Set depth, mm.
    pub set_mm: f64,
    /// Mean depth of the tips that pierced.
    pub mean: Figure,
    /// Deepest tip of a treatment.
    pub deepest: Figure,
    /// Bound on the deepest tip of 95 % of treatments, with 95 % confidence, mm; `None` for fewer people than that needs.
    pub deepest_bound_mm: Option<f64>,
    /// Share of the strikes that reach the fat.
    pub fat: Figure,
    /// Number of people treated.
    pub people: u32,
    /// Mean number of strikes in one treatment; `None` without a value.
    pub strikes: Option<f64>,
}

/// Characterisation of a device.
#[derive(Debug, Clone, PartialEq)]
pub struct Characterisation {
    /// Needles.
    pub geometry: Geometry,
    /// Errors of the device.
    pub stack: Stack,
    /// The device on the site of every run, the first run first.
    pub sites: Vec<AtSite>,
    /// Strikes per second, of all needles and of those present.
    pub rates: [Figure; 2],
    /// Interval of the rate of 95 % of devices, with 95 % confidence, per second.
    pub rate_interval: Option<[f64; 2]>,
    /// Mean depth less set depth.
    pub bias: Figure,
    /// Standard deviation of depth between the strikes of one treatment.
    pub sd: Figure,
    /// Share of the strikes within the tolerance, and that tolerance, mm.
    pub within: (Figure, f64),
    /// Interval of the mean depth of 95 % of treatments, with 95 % confidence, mm.
    pub depth_interval_mm: Option<[f64; 2]>,
    /// Depth that one tip in a thousand exceeds.
    pub depth_p99_9: Figure,
}

impl AtSite {
    /// The device of a run on its site.
    #[must_use]
    pub fn new(outcome: &Outcome, people: &People) -> AtSite {
        let site = outcome.provenance.parts.as_ref().map_or(String::new(), |parts| parts.site.clone());
        AtSite {
            site,
            name: outcome.provenance.name.clone(),
            set_mm: outcome.set_depth_mm,
            mean: outcome.figure(Measure::DepthMean),
            deepest: outcome.figure(Measure::DepthMax),
            deepest_bound_mm: upper_tolerance(&people.sorted(Measure::DepthMax), SHARE, SHARE),
            fat: outcome.figure(Measure::ReachFat),
            people: outcome.realisations_done,
            strikes: outcome.figure(Measure::Count).value,
        }
    }
}

impl Characterisation {
    /// Characterises the device of the first of these runs.
    #[must_use]
    pub fn new(
        geometry: Geometry,
        stack: Stack,
        tolerance_mm: f64,
        runs: &[(&Outcome, &People)],
    ) -> Option<Characterisation> {
        let (outcome, people) = runs.first().copied()?;
        let figure = |measure: Measure| outcome.figure(measure);
        Some(Characterisation {
            geometry,
            stack,
            sites: runs.iter().map(|(outcome, people)| AtSite::new(outcome, people)).collect(),
            rates: [figure(Measure::Rate), figure(Measure::RatePresent)],
            rate_interval: tolerance_interval(&people.sorted(Measure::Rate), SHARE, SHARE),
            bias: figure(Measure::DepthBias),
            sd: figure(Measure::DepthSd),
            within: (figure(Measure::WithinTolerance), tolerance_mm),
            depth_interval_mm: tolerance_interval(&people.sorted(Measure::DepthMean), SHARE, SHARE),
            depth_p99_9: figure(Measure::DepthP999),
        })
    }
}
