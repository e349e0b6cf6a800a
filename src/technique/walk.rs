//! Path of a head along one lane: its position after a number of strokes, or of turns of a drum by one pitch.
//!
//! The program draws the rate of strokes per mm at stations along the lane ([`hand`](super::hand)). Between
//! stations it takes the rate as linear, which keeps its mean. The number of strokes done is its integral,
//!
//! ```text
//! n(s) = n_0 + r_0 s + (r_1 - r_0) s² / (2 h)
//! ```
//!
//! and the place of the n-th stroke is the root s. Smooth processes give sideways position, turn and push of
//! the head at a place. A walk begins at the start of its lane, even if only a later part is wanted.

use super::hand::{Hand, Split, Treated};
use super::smooth::{Smooth, State};
use crate::device::Motion;
use crate::foundation::random::Stream;

/// State of the head, in the frame of its lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Head {
    /// Distance from the start of the lane, mm.
    pub along_mm: f64,
    /// Distance to the left of the lane, mm.
    pub aside_mm: f64,
    /// Slope of its path against the lane: mm sideways per mm along.
    pub slope: f64,
    /// Turn against its path, rad.
    pub turn_rad: f64,
    /// See [`Strike::push`](super::Strike::push).
    pub push: f32,
}

/// Processes that vary along a lane, in the order of their draws. A new one must be drawn after these.
const RATE: usize = 0;
const ASIDE: usize = 1;
const TURN: usize = 2;
const PUSH: usize = 3;
const PROCESSES: usize = 4;

/// Walk along one lane, up to the current station.
#[derive(Debug)]
pub struct Walk {
    smooth: Smooth,
    stream: Stream,
    /// Mean rate in this treatment on this lane, per mm, and its spread along the lane.
    rate_per_mm: f64,
    rate_sd: f64,
    wander_mm: f64,
    /// Turn of the head in this treatment on this lane, and its spread along the lane, rad.
    turn_rad: f64,
    turn_sd_rad: f64,
    /// Push of this lane, and its spread along the lane.
    push: f64,
    push_sd: f64,
    /// Position of the station before the current step and strokes done there; rates and states at both ends
    /// of the step.
    from_mm: f64,
    done: f64,
    rates: [f64; 2],
    states: [[State; 2]; PROCESSES],
}

impl Walk {
    /// Starts a lane on which a steady hand makes `per_mm` strokes per mm.
    pub fn new(hand: &Hand, motion: &Motion, treated: &Treated, mut stream: Stream, per_mm: f64) -> Walk {
        let [of_rate, of_turn, of_push] = std::array::from_fn(|_| stream.normal());
        let (rate, turn) = (hand.rate_log_sd(motion), hand.turn_sd_rad());
        let smooth = Smooth::new(hand.length_mm);
        let first: [State; PROCESSES] = std::array::from_fn(|_| smooth.start(&mut stream));
        let states = first.map(|first| [first, smooth.next(first, &mut stream)]);
        let [push_lane, push_sd] = hand.force_log_sd().shares_within();
        let (rate_per_mm, rate_sd) = (per_mm * treated.rate * mean_one(rate.lane, of_rate), rate.along);
        Walk {
            smooth,
            stream,
            rate_per_mm,
            rate_sd,
            wander_mm: hand.wander_mm,
            turn_rad: treated.turn_rad + turn.lane * of_turn,
            turn_sd_rad: turn.along,
            push: push_lane * of_push,
            push_sd,
            from_mm: 0.0,
            done: 0.0,
            rates: states[RATE].map(|state| rate_per_mm * mean_one(rate_sd, state.value)),
            states,
        }
    }

    fn strokes_in_step(&self) -> f64 {
        0.5 * (self.rates[0] + self.rates[1]) * self.smooth.step_mm
    }

    /// Moves on to the next station.
    fn step(&mut self) {
        self.from_mm += self.smooth.step_mm;
        self.done += self.strokes_in_step();
        for [from, to] in &mut self.states {
            *from = *to;
            *to = self.smooth.next(*from, &mut self.stream);
        }
        let next = self.rate_per_mm * mean_one(self.rate_sd, self.states[RATE][1].value);
        self.rates = [self.rates[1], next];
    }

    /// Returns the head after this number of strokes; `None` beyond `end_mm` of the lane.
    ///
    /// The number must not fall from one call to the next.
    #[inline]
    pub fn head(&mut self, strokes: f64, end_mm: f64) -> Option<Head> {
        while self.done + self.strokes_in_step() < strokes {
            if self.from_mm > end_mm {
                return None;
            }
            self.step();
        }
        let [rate, next] = self.rates;
        let (wanted, step) = (strokes - self.done, self.smooth.step_mm);
        let root = (rate * rate + 2.0 * (next - rate) * wanted / step).max(0.0).sqrt();
        let way_mm = 2.0 * wanted / (rate + root);
        let along_mm = self.from_mm + way_mm;
        let share = way_mm / step;
        (along_mm < end_mm).then(|| Head {
            along_mm,
            aside_mm: self.wander_mm * self.smooth.between(self.states[ASIDE], share),
            slope: self.wander_mm * self.smooth.slope_between(self.states[ASIDE], share),
            turn_rad: self.turn_rad + self.turn_sd_rad * self.smooth.between(self.states[TURN], share),
            push: (self.push + self.push_sd * self.smooth.between(self.states[PUSH], share)) as f32,
        })
    }
}

/// Lognormal factor of mean 1 at a standard normal.
pub fn mean_one(log_sd: f64, normal: f64) -> f64 {
    if log_sd > 0.0 { libm::exp(log_sd * normal - 0.5 * log_sd * log_sd) } else { 1.0 }
}

impl Split {
    /// Parts of a unit spread within a treatment: from lane to lane, and along a lane.
    fn shares_within(&self) -> [f64; 2] {
        let within = self.within();
        if within > 0.0 { [self.lane / within, self.along / within] } else { [0.0; 2] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Pen;
    use crate::foundation::random::Purpose;

    fn pen() -> Motion {
        Motion::Pen(Pen {
            head_width_mm: 6.0,
            rim_diameter_mm: 9.0,
            mass_g: 150.0,
            frequency_hz: 110.0,
            frequency_tolerance: 0.0,
            dwell_fraction: 0.5,
        })
    }

    const CLOCK: Treated = Treated { rate: 1.0, spacing: 1.0, turn_rad: 0.0 };

    /// Without spread, strokes in the middle of the lane are evenly spaced at the nominal rate.
    #[test]
    fn limit_a_walk_that_does_not_vary_is_a_clock() {
        let mut walk = Walk::new(&Hand::STEADY, &pen(), &CLOCK, Stream::new(1, Purpose::Hand, 0, 0), 5.5);
        for cycle in 0..200 {
            let head = walk.head(f64::from(cycle) + 0.25, 100.0).unwrap();
            assert!((head.along_mm - (f64::from(cycle) + 0.25) / 5.5).abs() < 1e-9, "{cycle} {head:?}");
            assert_eq!((head.aside_mm, head.slope, head.turn_rad, head.push), (0.0, 0.0, 0.0, 0.0));
        }
        assert_eq!(walk.head(551.0, 100.0), None);
    }

    /// Strokes follow each other, and the path is smooth across its stations: strokes a hundredth of a
    /// millimetre apart differ sideways by the slope between them.
    #[test]
    fn identity_the_head_goes_forward_on_a_smooth_way() {
        let hand = Hand { speed_cv: 0.6, wander_mm: 0.5, length_mm: 5.0, ..Hand::STEADY };
        for lane in 0..20 {
            let mut walk = Walk::new(&hand, &pen(), &CLOCK, Stream::new(2, Purpose::Hand, 0, lane), 100.0);
            let heads: Vec<Head> =
                (0..20_000).map_while(|cycle| walk.head(f64::from(cycle) + 0.5, 50.0)).collect();
            assert!(heads.len() > 2000, "{}", heads.len());
            assert!(heads[0].along_mm > 0.0);
            for pair in heads.windows(2) {
                let (way, aside) = (pair[1].along_mm - pair[0].along_mm, pair[1].aside_mm - pair[0].aside_mm);
                let mean = 0.5 * (pair[0].slope + pair[1].slope);
                assert!(way > 0.0 && (aside - mean * way).abs() < 0.01 * way, "{aside} {mean} {way}");
            }
        }
    }
}
