//! Strikes of a treatment, in the order of time: passes, their lanes or placements, and the needles in each.
//!
//! The device travels past the edges of the area, so that the area's middle and its edge are treated alike.
//! Lanes lie `line_spacing_mm` apart at a random offset, uniform over one spacing. The density of a pass is
//! therefore (strikes along the lane per mm) / (line spacing) everywhere.

use super::Technique;
use super::walk::{Head, Walk};
use crate::device::{Array, LocalStrike, Motion, Plate, Single};
use crate::foundation::random::{Purpose, Stream, StreamFamily};
use crate::foundation::statistics::log_sd;
use nalgebra::{Complex, Isometry2, Point2, UnitComplex, Vector2};

/// Strike of one needle, at the point where it would enter the undeformed skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strike {
    /// Place in x from the area's lower left corner, mm.
    pub x_mm: f64,
    /// Place in y from the area's lower left corner, mm.
    pub y_mm: f64,
    /// Unit vector in which the hand moves.
    pub heading: [f64; 2],
    /// Index of the needle in the array.
    pub needle: u32,
    /// Force of the hand relative to the mean of its treatment, as a standard normal.
    ///
    /// It is the deviation of the logarithm of the force, from lane to lane and along the lane, over its
    /// standard deviation ([`Hand::force_within`](super::Hand::force_within)).
    pub push: f32,
    /// Key of the strike inside its realisation: pass, lane, cycle and needle packed. It grows with time
    /// inside a lane.
    pub index: u64,
}

/// Rectangle of wanted strikes: the area and a rim, mm, with the area's corner at the origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Width of the area in x.
    pub width_mm: f64,
    /// Height of the area in y.
    pub height_mm: f64,
    /// Distance outside the area at which a strike may still matter.
    pub rim_mm: f64,
}

impl Window {
    #[inline(always)]
    fn holds(&self, at: Point2<f64>) -> bool {
        let rim = self.rim_mm;
        (-rim..self.width_mm + rim).contains(&at.x) && (-rim..self.height_mm + rim).contains(&at.y)
    }
}

/// Error for a treatment with more lanes, cycles or needles than a strike's key can hold.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{what}: {count:.0} a {of}, at most {limit}; {help}")]
pub struct PlanError {
    /// What there is too much of: needles, lanes or strokes.
    pub what: &'static str,
    /// What contains them: a device, a pass or a lane.
    pub of: &'static str,
    /// Number that the treatment would need.
    pub count: f64,
    /// Largest number that a strike's key holds.
    pub limit: u64,
    /// Advice on how to stay within the limit.
    pub help: &'static str,
}

// Bits of a strike's key, from the top: pass 10, lane 16, cycle 22, needle 16.
const LANE_BITS: u32 = 16;
const CYCLE_BITS: u32 = 22;
const NEEDLE_BITS: u32 = 16;

pub(super) fn key(pass: u32, lane: u32, cycle: u32, needle: u32) -> u64 {
    (((((pass as u64) << LANE_BITS) | lane as u64) << CYCLE_BITS | cycle as u64) << NEEDLE_BITS)
        | needle as u64
}

/// Stream member that a treatment's hand draws from. Lanes and placements use the members of their first
/// strikes.
pub(super) fn treatment_key() -> u64 {
    key(0, 0, 0, 2)
}

/// The parts of a strike's key, each counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyParts {
    /// Pass over the area.
    pub pass: u32,
    /// For a single needle, the row of its lattice.
    pub lane: u32,
    /// Stroke of a pen, turn of a drum by one pitch, placement of a plate, or column of a single needle's
    /// lattice.
    pub cycle: u32,
    /// Needle of the array.
    pub needle: u32,
}

impl Strike {
    /// Whether this strike belongs to an earlier stroke of the same realisation. Strikes of one stroke are
    /// simultaneous.
    #[inline]
    pub fn is_before(&self, other: &Strike) -> bool {
        self.index >> NEEDLE_BITS < other.index >> NEEDLE_BITS
    }

    /// Unpacks the strike's key.
    pub fn key_parts(&self) -> KeyParts {
        KeyParts::of(self.index)
    }
}

impl KeyParts {
    /// Unpacks the key of a strike.
    pub fn of(key: u64) -> KeyParts {
        let part = |above: u32, bits: u32| ((key >> above) & ((1 << bits) - 1)) as u32;
        KeyParts {
            pass: (key >> (LANE_BITS + CYCLE_BITS + NEEDLE_BITS)) as u32,
            lane: part(CYCLE_BITS + NEEDLE_BITS, LANE_BITS),
            cycle: part(NEEDLE_BITS, CYCLE_BITS),
            needle: part(0, NEEDLE_BITS),
        }
    }
}

/// Distance that rounding may hide, mm, and slope below which a direction counts as parallel to an axis.
const ROUNDING_MM: f64 = 1e-6;
const PARALLEL: f64 = 1e-9;

/// Cut-offs in standard deviations: for the draws of a treatment (1e-9), and for the wander of a head (6e-7).
const FAR: f64 = 6.0;
const FAR_ASIDE: f64 = 5.0;

/// Lanes of one pass: heading, number, position of the first, length.
struct Course {
    heading_rad: f64,
    lanes: u32,
    /// Distance between lanes in this treatment, mm.
    spacing_mm: f64,
    /// Sideways position of lane 0 from the area's centre, before the random offset, mm.
    first_mm: f64,
    /// Half of a lane's length, mm.
    half_length_mm: f64,
}

impl Technique {
    /// Refuses a treatment whose strikes could not be told apart. The caller limits the amount of work.
    pub fn check(&self, motion: &Motion, array: &Array, window: &Window) -> Result<(), PlanError> {
        let within = |what, of, count: f64, limit: u64, help| {
            if count <= limit as f64 { Ok(()) } else { Err(PlanError { what, of, count, limit, help }) }
        };
        within("needles", "device", array.len() as f64, 1 << NEEDLE_BITS, "use fewer needles")?;
        // Fewer than one treatment in a billion is further from the mean than this.
        let far = |log_sd: f64| libm::exp(FAR * log_sd);
        let spacing_mm = self.line_spacing_mm / far(self.hand.spacing_log_sd());
        let course = self.course(motion, array, window, spacing_mm, 0);
        let lanes = 2.0 * (course.first_mm.abs() / spacing_mm) + 2.0;
        within(
            "lanes",
            "pass",
            lanes,
            1 << LANE_BITS,
            "widen technique.line_spacing_mm or make the area smaller",
        )?;
        let step = match motion {
            Motion::Pen(pen) => self.hand_speed_mm_s / (pen.frequency_hz * (1.0 + pen.frequency_tolerance)),
            Motion::Roller(roller) => roller.pitch_mm(),
            Motion::Plate(_) | Motion::Needle(_) => self.placement_mm(spacing_mm),
        };
        let rate = self.hand.rate_log_sd(motion);
        let step = step / far(libm::hypot(rate.between, rate.lane));
        let cycles = 2.0 * course.half_length_mm / step + 2.0;
        within(
            "strokes",
            "lane",
            cycles,
            1 << CYCLE_BITS,
            "raise technique.hand_speed_mm_s or make the area smaller",
        )
    }

    /// Distance between placements of a plate in a row, mm, for this distance between rows; both vary alike.
    fn placement_mm(&self, spacing_mm: f64) -> f64 {
        self.placement_spacing_mm * spacing_mm / self.line_spacing_mm
    }

    /// Mean number of strikes in the area in one realisation.
    pub fn expected_strikes(&self, motion: &Motion, array: &Array, area_mm2: f64) -> f64 {
        self.passes as f64 * self.density_per_mm2(motion, array) * area_mm2
    }

    /// Mean density of one pass, by geometry, per mm²; missing needles are not deducted.
    ///
    /// Pen f N / (v · line spacing), roller N / (2 π R · line spacing), plate N / (line spacing · placement
    /// spacing).
    pub fn density_per_mm2(&self, motion: &Motion, array: &Array) -> f64 {
        let needles = array.len() as f64;
        match motion {
            Motion::Pen(pen) => needles * pen.frequency_hz / (self.hand_speed_mm_s * self.line_spacing_mm),
            Motion::Roller(roller) => {
                needles / (std::f64::consts::TAU * roller.drum_radius_mm * self.line_spacing_mm)
            }
            Motion::Plate(_) => needles / (self.line_spacing_mm * self.placement_spacing_mm),
            Motion::Needle(single) => 1.0 / (single.step_mm * single.step_mm),
        }
    }

    /// Calls `visit` with every strike of one realisation inside the window, in the order of time.
    ///
    /// Depends only on (seed, realisation) and the arguments.
    pub fn strikes(
        &self,
        motion: &Motion,
        array: &Array,
        window: &Window,
        seed: u64,
        realisation: u64,
        mut visit: impl FnMut(Strike),
    ) {
        let family = StreamFamily::new(seed, Purpose::Placement, realisation);
        let hand = StreamFamily::new(seed, Purpose::Hand, realisation);
        let motion = &motion.in_treatment(seed, realisation);
        let treated = self.hand.treated(motion, seed, realisation);
        let spacing_mm = self.line_spacing_mm * treated.spacing;
        for pass in 0..self.passes {
            if let Motion::Needle(single) = motion {
                self.single_strikes(single, window, [family, hand], pass, &mut visit);
                continue;
            }
            let course = self.course(motion, array, window, spacing_mm, pass);
            // Order of the stream members: first the pass, then its lanes, then its placements.
            let mut pass_stream = family.stream(key(pass, 0, 0, 0));
            let offset = pass_stream.uniform() * spacing_mm;
            let lattice_phase = pass_stream.uniform();
            for lane in 0..course.lanes {
                let mut stream = family.stream(key(pass, lane, 0, 1));
                let sideways = course.first_mm + lane as f64 * spacing_mm + offset;
                let travel = Lane { course: &course, lane, sideways_mm: sideways, window };
                match motion {
                    Motion::Pen(_) | Motion::Roller(_) => {
                        let walk = |per_mm: f64| {
                            let stream = hand.stream(key(pass, lane, 0, 0));
                            (!self.hand.is_steady())
                                .then(|| Walk::new(&self.hand, motion, &treated, stream, per_mm))
                        };
                        self.glide(motion, array, travel, pass, &mut stream, walk, &mut visit);
                    }
                    Motion::Plate(_) => {
                        self.set_down(array, travel, pass, lattice_phase, [family, hand], &mut visit);
                    }
                    // Its lattice has no lanes.
                    Motion::Needle(_) => {}
                }
            }
        }
    }

    /// Lanes of a pass over the window, long and wide enough to include every needle that can reach it.
    fn course(&self, motion: &Motion, array: &Array, window: &Window, spacing_mm: f64, pass: u32) -> Course {
        let direction = self.directions.get(pass as usize % self.directions.len().max(1));
        let heading_rad = direction.map_or(0.0, |direction| direction.heading_rad());
        let (sin, cos) = libm::sincos(heading_rad);
        let half = [0.5 * window.width_mm + window.rim_mm, 0.5 * window.height_mm + window.rim_mm];
        let along = half[0] * cos.abs() + half[1] * sin.abs();
        let across = half[0] * sin.abs() + half[1] * cos.abs();
        let reach = match motion {
            // A drum's array is arc length; sideways it reaches half its width.
            Motion::Roller(roller) => 0.5 * roller.drum_width_mm,
            Motion::Pen(_) | Motion::Plate(_) | Motion::Needle(_) => {
                array.half_extent_mm().iter().cloned().fold(0.0, f64::max) * std::f64::consts::SQRT_2
            }
        };
        // Ignores errors of the hand beyond four standard deviations, which affects 6e-5 of the outermost
        // lanes.
        let swing = libm::sin((4.0 * self.heading_jitter_rad).min(std::f64::consts::FRAC_PI_2));
        let step = match motion {
            Motion::Plate(_) => spacing_mm.max(self.placement_mm(spacing_mm)),
            Motion::Pen(_) | Motion::Roller(_) | Motion::Needle(_) => spacing_mm,
        };
        let margin = reach + 4.0 * self.position_jitter_mm + FAR_ASIDE * self.hand.wander_mm + step;
        let half_width = across + margin + along * swing;
        let half_length_mm = along + margin + across * swing;
        let lanes = (2.0 * half_width / spacing_mm).ceil().clamp(1.0, f64::from(1 << LANE_BITS));
        Course { heading_rad, lanes: lanes as u32, spacing_mm, first_mm: -half_width, half_length_mm }
    }

    /// Visits the strikes of one lane of a device that moves while it strikes; every second lane runs back.
    ///
    /// `walk` makes the path of the head from the strokes per mm of a steady hand; it is `None` if the hand
    /// is steady.
    #[allow(clippy::too_many_arguments)]
    fn glide(
        &self,
        motion: &Motion,
        array: &Array,
        travel: Lane,
        pass: u32,
        stream: &mut Stream,
        walk: impl FnOnce(f64) -> Option<Walk>,
        visit: &mut impl FnMut(Strike),
    ) {
        let sideways = travel.sideways_mm + self.position_jitter_mm * stream.normal();
        let tilt = self.heading_jitter_rad * stream.normal();
        let phase = stream.uniform();
        let back = if travel.lane % 2 == 1 { std::f64::consts::PI } else { 0.0 };
        let heading = travel.course.heading_rad + tilt + back;
        let start = travel.course.half_length_mm;
        let pose = Pose::steady(travel.frame(sideways, heading));
        // Beyond the reach of its needles the head makes no wanted strike.
        let reach = match motion {
            Motion::Roller(roller) => {
                // Staggered rows land after the head, and further behind the more the drum slips.
                let slip = libm::exp(FAR_ASIDE * log_sd(1.0, self.hand.slip_cv));
                libm::hypot(0.5 * roller.drum_width_mm, roller.pitch_mm() * slip)
            }
            Motion::Pen(_) | Motion::Plate(_) | Motion::Needle(_) => {
                array.half_extent_mm().into_iter().fold(0.0, libm::hypot)
            }
        };
        let stretch = travel.stretch_mm(&pose.frame, reach + FAR_ASIDE * self.hand.wander_mm);
        let [from_mm, to_mm] = stretch;
        match motion {
            Motion::Pen(pen) => {
                let Some(mut walk) = walk(pen.frequency_hz / self.hand_speed_mm_s) else {
                    return pen.lane(array, stretch, self.hand_speed_mm_s, phase, |strike| {
                        travel.strike(&pose, strike, -start, pass, visit);
                    });
                };
                for cycle in 0..1 << CYCLE_BITS {
                    let Some(head) = walk.head(f64::from(cycle) + phase, to_mm) else { break };
                    if head.along_mm < from_mm {
                        continue;
                    }
                    let pose = pose.of_head(&head, start, true);
                    Plate::place(array, cycle, |strike| travel.strike(&pose, strike, 0.0, pass, visit));
                }
            }
            Motion::Roller(roller) => {
                let first = (stream.uniform() * roller.per_row as f64) as u32;
                let Some(mut walk) = walk(1.0 / roller.pitch_mm()) else {
                    return roller.lane(stretch, phase, first, |strike| {
                        travel.strike(&pose, strike, -start, pass, visit);
                    });
                };
                for cycle in 0..1 << CYCLE_BITS {
                    let turns = f64::from(cycle) + phase;
                    let Some(head) = walk.head(turns, to_mm) else { break };
                    // Staggered rows of the last turn may land beyond the stretch, where no strike is wanted.
                    let Some(shifted) = walk.head(turns + roller.row_stagger, f64::INFINITY) else { break };
                    if head.along_mm < from_mm {
                        continue;
                    }
                    let poses = [head, shifted].map(|head| pose.of_head(&head, start, false));
                    roller.turn(cycle, first, |row, strike| {
                        travel.strike(&poses[row as usize % 2], strike, 0.0, pass, visit);
                    });
                }
            }
            Motion::Plate(_) | Motion::Needle(_) => {}
        }
    }

    /// Visits the strikes of one row of placements of a plate.
    ///
    /// The lattice has one random phase per pass, and each placement its own error.
    fn set_down(
        &self,
        array: &Array,
        travel: Lane,
        pass: u32,
        phase: f64,
        [family, hand]: [StreamFamily; 2],
        visit: &mut impl FnMut(Strike),
    ) {
        let step = self.placement_mm(travel.course.spacing_mm);
        let placements = (2.0 * travel.course.half_length_mm / step).ceil().max(1.0) as u32;
        for cycle in 0..placements {
            let mut stream = family.stream(key(pass, travel.lane, cycle, 2));
            let along = -travel.course.half_length_mm + (cycle as f64 + phase) * step;
            let error = [stream.normal(), stream.normal()].map(|normal| self.position_jitter_mm * normal);
            let heading = travel.course.heading_rad + self.heading_jitter_rad * stream.normal();
            let (sin, cos) = libm::sincos(travel.course.heading_rad);
            let (along, across) = (along + error[0], travel.sideways_mm + error[1]);
            let centre =
                travel.centre() + Vector2::new(along * cos - across * sin, along * sin + across * cos);
            let push = self.push(hand, key(pass, travel.lane, cycle, 1));
            let pose = Pose { push, ..Pose::steady(Isometry2::from_parts(centre.into(), turned(heading))) };
            Plate::place(array, cycle, |strike| {
                travel.strike(&pose, strike, 0.0, pass, visit);
            });
        }
    }

    /// Draws the relative force with which the hand sets the device down.
    fn push(&self, hand: StreamFamily, member: u64) -> f32 {
        if self.hand.force_cv > 0.0 { hand.stream(member).normal() as f32 } else { 0.0 }
    }

    /// Visits single strikes on a square lattice about the middle of the area.
    fn single_strikes(
        &self,
        single: &Single,
        window: &Window,
        [family, hand]: [StreamFamily; 2],
        pass: u32,
        visit: &mut impl FnMut(Strike),
    ) {
        let side = single.strikes_a_side;
        let centred = |index: u32| (index as f64 - 0.5 * (side as f64 - 1.0)) * single.step_mm;
        for row in 0..side {
            for column in 0..side {
                let mut stream = family.stream(key(pass, row, column, 2));
                let error = [stream.normal(), stream.normal()].map(|normal| self.position_jitter_mm * normal);
                let at = Point2::new(
                    0.5 * window.width_mm + centred(column) + error[0],
                    0.5 * window.height_mm + centred(row) + error[1],
                );
                if window.holds(at) {
                    let index = key(pass, row, column, 0);
                    let push = self.push(hand, key(pass, row, column, 1));
                    visit(Strike { x_mm: at.x, y_mm: at.y, heading: [1.0, 0.0], needle: 0, push, index });
                }
            }
        }
    }
}

/// A turn by an angle, with sine and cosine of `libm`: nalgebra takes those of the system.
fn turned(angle_rad: f64) -> UnitComplex<f64> {
    let (sin, cos) = libm::sincos(angle_rad);
    UnitComplex::new_unchecked(Complex::new(cos, sin))
}

/// Position and orientation of a head.
#[derive(Clone, Copy)]
struct Pose {
    frame: Isometry2<f64>,
    /// Unit vector of its path.
    heading: [f64; 2],
    push: f32,
}

impl Pose {
    /// Pose of a head that moves straight ahead.
    fn steady(frame: Isometry2<f64>) -> Pose {
        // The frame's rotation is the heading: its unit complex number is (cos, sin).
        Pose { frame, heading: [frame.rotation.re, frame.rotation.im], push: 0.0 }
    }

    /// Pose of a head on this lane, which begins `start_mm` before its middle.
    ///
    /// A drum points along its path. A pen keeps the heading of its lane, whatever path the hand takes, and
    /// its own turn comes on top.
    #[inline]
    fn of_head(&self, head: &Head, start_mm: f64, pen: bool) -> Pose {
        let at = self.frame * Point2::new(head.along_mm - start_mm, head.aside_mm);
        let norm = 1.0 / (1.0 + head.slope * head.slope).sqrt();
        let way = self.frame.rotation * UnitComplex::new_unchecked(Complex::new(norm, head.slope * norm));
        let rotation = if pen { self.frame.rotation * turned(head.turn_rad) } else { way };
        let frame = Isometry2::from_parts(at.coords.into(), rotation);
        Pose { frame, heading: [way.re, way.im], push: head.push }
    }
}

/// Lane of a course.
struct Lane<'a> {
    course: &'a Course,
    lane: u32,
    sideways_mm: f64,
    window: &'a Window,
}

impl Lane<'_> {
    fn centre(&self) -> Vector2<f64> {
        Vector2::new(0.5 * self.window.width_mm, 0.5 * self.window.height_mm)
    }

    /// Frame of the lane: origin at its middle, x along its heading.
    fn frame(&self, sideways_mm: f64, heading_rad: f64) -> Isometry2<f64> {
        // Sideways is measured across the course, not across the tilted lane, so lanes stay one spacing
        // apart.
        let (sin, cos) = libm::sincos(self.course.heading_rad);
        let origin = self.centre() + sideways_mm * Vector2::new(-sin, cos);
        Isometry2::from_parts(origin.into(), turned(heading_rad))
    }

    /// Stretch of the lane, mm from its start, on which a head lies within this reach of the window.
    fn stretch_mm(&self, frame: &Isometry2<f64>, reach_mm: f64) -> [f64; 2] {
        let half = self.course.half_length_mm;
        let start = frame * Point2::new(-half, 0.0);
        let beyond = self.window.rim_mm + reach_mm + ROUNDING_MM;
        let sides = [self.window.width_mm, self.window.height_mm];
        let (mut from, mut to) = (0f64, 2.0 * half);
        for (axis, along) in [frame.rotation.re, frame.rotation.im].into_iter().enumerate() {
            let edges = [-beyond, sides[axis] + beyond].map(|edge| edge - start[axis]);
            // A lane parallel to an edge never crosses it. It lies between both edges, or beyond one.
            if along.abs() < PARALLEL {
                let outside = edges[0] > 2.0 * half * PARALLEL || edges[1] < -2.0 * half * PARALLEL;
                to = if outside { from } else { to };
                continue;
            }
            let [one, other] = edges.map(|edge| edge / along);
            (from, to) = (from.max(one.min(other)), to.min(one.max(other)));
        }
        // A lane beside the window that runs nearly parallel to it would meet it kilometres away.
        let from = from.min(2.0 * half);
        [from, to.max(from)]
    }

    /// Calls `visit` with a strike if it lies in the window.
    #[inline(always)]
    fn strike(
        &self,
        pose: &Pose,
        local: LocalStrike,
        start_mm: f64,
        pass: u32,
        visit: &mut impl FnMut(Strike),
    ) {
        let at = pose.frame * Point2::new(local.along_mm + start_mm, local.across_mm);
        if self.window.holds(at) {
            visit(Strike {
                x_mm: at.x,
                y_mm: at.y,
                heading: pose.heading,
                needle: local.needle,
                push: pose.push,
                index: key(pass, self.lane, local.cycle, local.needle),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Skipped head positions lie further from the window than the needles reach; the ends of the stretch lie
    /// within reach.
    #[test]
    fn identity_a_lane_is_followed_where_its_head_is_near_the_window() {
        let window = Window { width_mm: 30.0, height_mm: 12.0, rim_mm: 0.2 };
        let off = |[x, y]: [f64; 2]| {
            let beside = |place: f64, side: f64| (-0.2 - place).max(place - side - 0.2).max(0.0);
            beside(x, 30.0).max(beside(y, 12.0))
        };
        let mut followed = 0;
        for step in 0..360 {
            let heading_rad = f64::from(step).to_radians();
            let course =
                Course { heading_rad, lanes: 1, spacing_mm: 1.0, first_mm: 0.0, half_length_mm: 60.0 };
            for sideways_mm in [-25.0, -6.5, 0.0, 3.0, 18.0] {
                let lane = Lane { course: &course, lane: 0, sideways_mm, window: &window };
                let frame = lane.frame(sideways_mm, heading_rad);
                let [from, to] = lane.stretch_mm(&frame, 5.0);
                for place in 0..=600 {
                    let along = 0.2 * f64::from(place);
                    let at = frame * Point2::new(along - 60.0, 0.0);
                    let inside = (from..=to).contains(&along) && to > from;
                    let near = off([at.x, at.y]) < 5.0;
                    assert!(
                        inside == near || (off([at.x, at.y]) - 5.0).abs() < 1e-5,
                        "{step} {along} {sideways_mm}"
                    );
                    followed += u32::from(inside);
                }
            }
        }
        assert!(followed > 100_000);
    }

    /// A lane beside the window is not followed beyond its own end, however nearly parallel to the window it
    /// runs.
    #[test]
    fn limit_a_lane_ends_where_it_ends() {
        let window = Window { width_mm: 30.0, height_mm: 12.0, rim_mm: 0.2 };
        for tilt in [0.3, 1e-3, 1e-6, 1e-9, 0.0] {
            let course =
                Course { heading_rad: 0.0, lanes: 1, spacing_mm: 1.0, first_mm: 0.0, half_length_mm: 60.0 };
            for sideways_mm in [-40.0, 40.0] {
                let lane = Lane { course: &course, lane: 0, sideways_mm, window: &window };
                let [from, to] = lane.stretch_mm(&lane.frame(sideways_mm, tilt), 5.0);
                assert!(0.0 <= from && from <= to && to <= 120.0, "{tilt} {sideways_mm}: {from} {to}");
            }
        }
    }

    #[test]
    fn identity_key_parts_are_what_the_key_was_made_of() {
        for [pass, lane, cycle, needle] in [[0, 0, 0, 0], [3, 14, 159, 26], [1023, 65_535, 4_194_303, 65_535]]
        {
            let index = key(pass, lane, cycle, needle);
            let strike = Strike { x_mm: 0.0, y_mm: 0.0, heading: [1.0, 0.0], needle, push: 0.0, index };
            assert_eq!(strike.key_parts(), KeyParts { pass, lane, cycle, needle });
        }
    }
}
