//! Checked inputs of a run, and what follows from them before any strike is worked out.

use super::SimulateError;
use super::inputs::Unstated;
use super::realisation::{Buffers, Realisation, RunContext};
use crate::device::{Cartridge, Defects, Device, Motion, NeedleState};
use crate::engine::counter::Rules;
use crate::engine::{Grid, Tally, Tiling};
use crate::foundation::random::{Purpose, Stream, session_seed};
use crate::foundation::units::mm2_from_cm2;
use crate::injury::{Circumstances, Indices, Pace, Row};
use crate::mechanics::sets::Family;
use crate::mechanics::{Handled, Law, Press};
use crate::skin::{FieldPlan, Skin};
use crate::technique::{Strike, Technique, Window};
use crate::tract::{Lean, TractEvidence};
use std::sync::Arc;

/// Everything a run needs, checked: no option is left open and no state is illegal.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Area and its cells.
    pub grid: Grid,
    /// Skin of the site, or of the face.
    pub skin: Skin,
    /// Device with its needles.
    pub device: Device,
    /// How the hand moves the device.
    pub technique: Technique,
    /// Law that gives the depth of a strike.
    pub law: Law,
    /// Numbers that turn a strike into a tract.
    pub tract: TractEvidence,
    /// Numbers of the indices of pain and bleeding.
    pub indices: Indices,
    /// Limits that values are judged by.
    pub limits: Limits,
    /// Number of people treated.
    pub realisations: u32,
    /// Seed of all random draws.
    pub seed: u64,
    /// Number of the session, from 0: the same people, treated again with other needles, another hand and other strikes.
    pub session: u32,
    /// Whether to count some realisations again under other inputs, for intervals.
    pub intervals: bool,
    /// Defaults with a range that the scenario does not state; the intervals draw them.
    pub unstated: Vec<Unstated>,
    /// Relative standard error that the fat-layer reach should attain with people of its own, within bounds
    /// on their cost. `None` lets the work of the run set their number.
    pub reach_error: Option<f64>,
    /// Centre of the drawn slice, mm; `None` lets [`Slice`](super::Slice) choose it.
    pub cut_at_mm: Option<[f64; 2]>,
}

/// Limits against which a result is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Share of punctures that may reach the fat layer.
    pub fat_reach: f64,
    /// Distance from the set depth within which a tip counts as on target, mm.
    pub depth_tolerance_mm: f64,
}

/// Upper bound on how far the sections of a needle reach from its strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// Reach of the needle itself in every direction, mm.
    round_mm: f64,
    /// Additional reach in every direction from the slit that a leaning needle cuts, mm.
    around_mm: f64,
    /// Additional reach along the heading, both ways, mm.
    along_mm: f64,
}

impl Reach {
    /// Reach in x and in y of a strike with this heading, mm.
    #[inline(always)]
    pub fn half_extents_mm(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let around_mm = self.round_mm + self.around_mm;
        [around_mm + self.along_mm * x.abs(), around_mm + self.along_mm * y.abs()]
    }

    /// Largest reach in any direction, mm.
    pub fn furthest_mm(&self) -> f64 {
        self.round_mm + self.around_mm + self.along_mm
    }

    /// Largest reach of the remaining opening, mm. The slit keeps its length; its width shrinks to the ratio.
    pub fn opening_mm(&self, width_ratio: f64) -> f64 {
        width_ratio * self.round_mm + self.around_mm + self.along_mm
    }
}

impl Setup {
    /// Seed of what a session draws anew: cartridge, setting, hand, placement, strikes. People keep [`Setup::seed`].
    #[must_use]
    pub fn treatment_seed(&self) -> u64 {
        session_seed(self.seed, self.session)
    }

    /// Number of rows of tiles that the area is counted in.
    pub fn rows_of_tiles(&self) -> usize {
        Tiling::new(&self.grid).rows
    }

    /// Plans the transforms of the skin's fields over the area; `None` where the skin does not vary from
    /// place to place.
    pub fn field_plan(&self) -> Option<FieldPlan> {
        let grid = &self.grid;
        let cell = grid.cell_x_mm().min(grid.cell_y_mm());
        self.skin.varies_in_place().then(|| FieldPlan::new(&self.skin, grid.width_mm, grid.height_mm, cell))
    }

    /// Node spacing of the finest skin field, mm; `None` where the skin does not vary from place to place.
    pub fn field_plan_spacing_mm(&self) -> Option<f64> {
        let finest_mm = || FieldPlan::finest_mm(self.grid.width_mm, self.grid.height_mm);
        self.skin.varies_in_place().then(finest_mm)
    }

    /// Prepares one realisation by itself, exactly as a run does: it depends only on this setup and its
    /// number.
    ///
    /// # Errors
    /// [`SimulateError`] where its needles find no equilibrium.
    pub fn ready(&self, number: u32) -> Result<Realisation, SimulateError> {
        let plan = self.field_plan();
        let tiling = Tiling::new(&self.grid);
        Realisation::new(self, &RunContext::new(plan.as_ref(), &tiling, None), Buffers::default(), number)
    }

    /// Returns the setup with another family of sets of the contact law's numbers; the same under another law.
    pub fn with_family(&self, family: Family) -> Setup {
        let mut setup = self.clone();
        if let Law::Contact(contact) = &mut setup.law {
            contact.parameters = contact.own.over(family.parameters(0));
            contact.family = Arc::new(family);
        }
        setup
    }

    /// Returns the setup with the device set to another depth: the dial of a pen, or needles of that length
    /// for other devices.
    pub fn at_setting(&self, set_mm: f64) -> Setup {
        Setup { device: self.device.at_setting(set_mm), ..self.clone() }
    }

    /// Strikes of a realisation inside the treated area, including those of missing needles.
    pub fn strikes_inside(&self, number: u64) -> Vec<Strike> {
        let mut inside = Vec::new();
        self.strikes(number, |strike| {
            if self.grid.holds(strike.x_mm, strike.y_mm) {
                inside.push(strike);
            }
        });
        inside
    }

    /// Returns whether the cartridge of a realisation has needles left, and whether one of them strikes
    /// inside the treated area.
    pub fn has_needles_and_strikes(&self, number: u32) -> [bool; 2] {
        let (Device { needle, array, defects, .. }, number) = (&self.device, u64::from(number));
        let cartridge = Cartridge::draw(needle, array.len(), defects, self.treatment_seed(), number);
        let (has_needles, mut strikes) = (cartridge.has_needles(), false);
        if has_needles {
            self.strikes(number, |strike| {
                strikes |= cartridge.needles.get(strike.needle as usize).is_some_and(|state| !state.missing)
                    && self.grid.holds(strike.x_mm, strike.y_mm);
            });
        }
        [has_needles, strikes]
    }

    /// Approximate number of strikes of a realisation.
    pub fn expected_strikes(&self) -> f64 {
        let Device { motion, array, .. } = &self.device;
        self.technique.expected_strikes(motion, array, self.grid.area_mm2())
    }

    /// Density of one treatment's strikes over the mean of all treatments.
    pub(super) fn density_factor(&self, realisation: u64) -> f64 {
        let (seed, motion) = (self.treatment_seed(), &self.device.motion);
        self.technique.hand.density_factor(motion, seed, realisation)
            * motion.frequency_factor(seed, realisation)
    }

    /// Frequency and needles present of one treatment.
    pub(super) fn pace(&self, realisation: u32) -> Pace {
        let Device { needle, array, defects, motion, .. } = &self.device;
        let (seed, realisation) = (self.treatment_seed(), u64::from(realisation));
        let cartridge = Cartridge::draw(needle, array.len(), defects, seed, realisation);
        let present = cartridge.needles.iter().filter(|state| !state.missing).count();
        Pace {
            frequency: motion.frequency_factor(seed, realisation),
            present: present as f64 / array.len().max(1) as f64,
        }
    }

    /// Values of one realisation.
    pub(super) fn measure(&self, number: u32, tally: &Tally) -> Row {
        self.circumstances().measure(tally, self.pace(number))
    }

    /// Approximate number of strikes of each needle of a realisation.
    pub(super) fn strikes_of_needle(&self) -> f64 {
        self.expected_strikes() / self.device.array.len().max(1) as f64
    }

    /// Visits the strikes of a realisation in time order.
    pub(super) fn strikes(&self, realisation: u64, visit: impl FnMut(Strike)) {
        self.strikes_in(&self.window(), realisation, visit);
    }

    /// What places the strikes: setups in which it is the same have the same strikes in the same window.
    pub(super) fn placing(&self) -> (Technique, Motion) {
        let mut technique = self.technique.clone();
        let mut motion = self.device.motion.clone();
        // A force only has to vary for a strike to draw how hard it is pushed.
        technique.hand.force_cv = f64::from(technique.hand.force_cv > 0.0);
        if let Motion::Pen(pen) = &mut motion {
            (pen.mass_g, pen.dwell_fraction) = (0.0, 0.0);
        } else {
            // Drums and plates leave the same pattern at any speed.
            technique.hand_speed_mm_s = 0.0;
        }
        (technique, motion)
    }

    /// Visits the strikes of a realisation within a window, in time order.
    pub(super) fn strikes_in(&self, window: &Window, realisation: u64, mut visit: impl FnMut(Strike)) {
        let Device { motion, array, .. } = &self.device;
        self.technique.strikes(motion, array, window, self.treatment_seed(), realisation, |strike| {
            // Over untreated cells the hand lifts the device; elsewhere it travels past the edges.
            if !self.grid.has_gaps() || self.grid.holds(strike.x_mm, strike.y_mm) {
                visit(strike);
            }
        });
    }

    /// Forces at which the needles of all treatments puncture, N, for at most `most` needles; `None` under a
    /// law without forces.
    pub fn puncture_forces_n(&self, most: usize) -> Option<Vec<f64>> {
        let Law::Contact(contact) = &self.law else { return None };
        let Device { needle, array, defects, .. } = &self.device;
        let forces = (0..u64::from(self.realisations)).flat_map(|realisation| {
            let cartridge = Cartridge::draw(needle, array.len(), defects, self.treatment_seed(), realisation);
            contact.puncture_forces_n(&cartridge, self.treatment_seed(), realisation)
        });
        Some(forces.take(most).collect())
    }

    /// Depth set in one treatment: the requested depth plus the error of the setting.
    pub fn set_depth_mm(&self, realisation: u64) -> f64 {
        self.set_depth_at_mm(Stream::new(self.treatment_seed(), Purpose::Setting, realisation, 0).normal())
    }

    /// Set depth at a given standard normal of the setting's error.
    pub fn set_depth_at_mm(&self, normal: f64) -> f64 {
        let setting = &self.device.setting;
        self.device.set_depth_mm + setting.bias_mm + setting.sd_mm * normal
    }

    /// Draws the set depth and the hand's pressure of one treatment.
    pub fn handled(&self, realisation: u64) -> Handled {
        Handled { set_depth_mm: self.set_depth_mm(realisation), press: self.press(realisation) }
    }

    /// Draws how hard the hand presses in one treatment.
    pub fn press(&self, realisation: u64) -> Press {
        let hand = &self.technique.hand;
        Press {
            factor: libm::exp(hand.log_force(self.treatment_seed(), realisation)),
            log_sd: hand.force_log_sd().within(),
        }
    }

    /// The area plus a rim as wide as the widest section reaches: strikes in the rim cover some of the area.
    pub fn window(&self) -> Window {
        let Defects { bent_rad, bent_fraction, .. } = self.device.defects;
        let lean = libm::tan(bent_rad);
        let rim_mm = if bent_fraction > 0.0 { self.reach_mm(lean) } else { self.slit_reach_mm(lean) };
        Window { width_mm: self.grid.width_mm, height_mm: self.grid.height_mm, rim_mm }
    }

    /// Upper bound on how far a section reaches from its strike if needles lean this much. A leaning shaft
    /// cuts an ellipse, at most 1 / cos times as long as it is wide.
    pub(super) fn reach_mm(&self, lean: f64) -> f64 {
        let longer = Lean::new([lean, 0.0]).stretch() - 1.0;
        self.slit_reach_mm(lean) + 0.5 * self.device.needle.shaft_diameter_mm * longer
    }

    /// Upper bound of the reach for a round shaft drawn out to a slit.
    fn slit_reach_mm(&self, lean: f64) -> f64 {
        let deepest_mm = self.deepest_mm();
        let slit =
            self.device.motion.sweep_mm(deepest_mm, self.technique.hand_speed_mm_s) + deepest_mm * lean;
        0.5 * (self.device.needle.shaft_diameter_mm + slit * (1.0 - self.tract.skin_follow_factor))
    }

    /// Bounds how far sections of one needle reach if its tip goes no deeper than `deepest_mm`.
    pub(super) fn reach(&self, state: &NeedleState, deepest_mm: f64) -> Reach {
        let half = 0.5 * (1.0 - self.tract.skin_follow_factor);
        let sweep_mm = self.device.motion.sweep_mm(deepest_mm, self.technique.hand_speed_mm_s);
        let leans = libm::hypot(state.lean[0], state.lean[1]);
        let [round_mm, around_mm] = if leans > 0.0 {
            let stretched_mm = 0.5 * state.needle.shaft_diameter_mm * Lean::new(state.lean).stretch();
            [stretched_mm, half * deepest_mm * leans]
        } else {
            [0.5 * state.needle.diameter_mm(deepest_mm), 0.0]
        };
        Reach { round_mm, around_mm, along_mm: half * sweep_mm }
    }

    /// Depth that no tip exceeds, mm: the needle's length, or under the ratio law a depth exceeded with
    /// probability 1e-19.
    pub(super) fn deepest_mm(&self) -> f64 {
        const FAR: f64 = 9.0;
        let Device { needle, defects, setting, set_depth_mm, .. } = &self.device;
        match &self.law {
            Law::Contact(_) => needle.length_mm,
            Law::Ratio(ratio) => {
                let sd_mm = libm::hypot(setting.sd_mm, defects.length_tolerance_mm);
                let set_mm = set_depth_mm + setting.bias_mm.max(0.0) + FAR * sd_mm;
                needle.length_mm.max(set_mm * ratio.at(FAR))
            }
        }
    }

    pub(super) fn rules(&self) -> Rules {
        Rules {
            open_width_ratio: self.tract.open_width_ratio,
            set_depth_mm: self.device.set_depth_mm,
            depth_tolerance_mm: self.limits.depth_tolerance_mm,
            tear_length_mm: self.indices.tear_length_mm,
            tear_depth_mm: self.indices.tear_depth_mm,
        }
    }

    /// Duration of a session on an area, by default the simulated one, h: passes over lanes at the hand's speed. `None` for
    /// devices that do not glide, whose pace is not modelled.
    #[must_use]
    pub fn session_h(&self, area_cm2: Option<f64>) -> Option<f64> {
        const S_PER_H: f64 = 3600.0;
        let Circumstances { time_s, area_mm2, .. } = self.circumstances();
        let times = area_cm2.map_or(1.0, |cm2| mm2_from_cm2(cm2) / area_mm2);
        time_s.map(|time_s| times * time_s / S_PER_H)
    }

    /// Quantities that are the same in every realisation.
    pub fn circumstances(&self) -> Circumstances {
        let technique = &self.technique;
        let lane_time = self.grid.area_mm2() / (technique.line_spacing_mm * technique.hand_speed_mm_s);
        let glides = self.device.motion.glides();
        Circumstances {
            area_mm2: self.grid.area_mm2(),
            set_depth_mm: self.device.set_depth_mm,
            rate_per_s: self.device.rate_per_s(technique.hand_speed_mm_s),
            time_s: glides.then_some(technique.passes as f64 * lane_time),
            fat_reach_limit: self.limits.fat_reach,
            vessel_diameters_mm: self.skin.vessels.diameters_mm(),
            indices: self.indices,
        }
    }
}
