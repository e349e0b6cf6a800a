use super::random::Random;
use puncta::device::{Needle, NeedleShape};
use puncta::mechanics::array::{ArrayOnSkin, Equilibrium, Hold, Member, Rim, RimEnd};
use puncta::mechanics::compliance::Tension;
use puncta::mechanics::parameters::Elastic;
use puncta::mechanics::skin_surface::SkinSurface;
use puncta::mechanics::{Below, Compliance, Parameters, Resistance, Support};
use puncta::skin::Column;
use std::f64::consts::{PI, TAU};

/// Needles of one shape, all at their medians, on one skin.
#[derive(Debug, Clone)]
struct Press {
    parameters: Parameters,
    column: Column,
    support: Support,
    speed_mm_s: f64,
    needle: Needle,
    at_mm: Vec<[f64; 2]>,
    hold: Hold,
}

impl Press {
    /// Anything in the box, one needle, no hold yet.
    fn random(random: &mut Random) -> Press {
        let shaft = random.scale(0.06, 0.4);
        let (length, taper, tip) =
            (random.scale(0.2, 3.0), random.scale(0.15, 2.0), random.scale(0.002, 0.06f64.min(shaft)));
        Press {
            parameters: random.parameters(),
            column: random.column(),
            support: random.support(),
            speed_mm_s: random.scale(0.1, 3000.0),
            needle: Needle::new(length, shaft, taper, tip, NeedleShape::Conical),
            at_mm: vec![[0.0; 2]],
            hold: Hold::Body,
        }
    }

    /// Two or four on a ring: every needle has the same neighbours, sees the same skin between them, and bears the same force.
    fn on_ring(self, count: usize, radius_mm: f64) -> Press {
        let at = |index: usize| {
            let angle = TAU * index as f64 / count as f64;
            [radius_mm * angle.cos(), radius_mm * angle.sin()]
        };
        Press { at_mm: (0..count).map(at).collect(), ..self }
    }

    fn members(&self) -> Vec<Member> {
        let reach_mm = if self.rim().is_some() { 0.0 } else { self.needle.length_mm };
        let member = |at_mm: &[f64; 2]| Member {
            needle: self.needle,
            at_mm: *at_mm,
            reach_mm,
            column: self.column,
            puncture_n: self.parameters.puncture_force_n(self.needle.tip_diameter_mm),
            resistance_factor: 1.0,
        };
        self.at_mm.iter().map(member).collect()
    }

    fn rim(&self) -> Option<Rim> {
        matches!(self.hold, Hold::Rim { .. }).then_some(Rim {
            radius_mm: 4.0,
            width_mm: self.parameters.rim_width_mm,
            bulge_share: self.parameters.rim_bulge_share,
            recess_mm: self.parameters.rim_recess_mm,
        })
    }

    fn bed(&self) -> SkinSurface {
        let half_space = self.support.half_space(0, &self.column, &self.parameters).unwrap();
        SkinSurface::new(Compliance::new(&half_space, Tension::NONE), &self.parameters, self.speed_mm_s)
    }

    fn rest(&self) -> Equilibrium {
        let (bed, members) = (self.bed(), self.members());
        let array = ArrayOnSkin::new(&bed, &members, &self.parameters, self.rim());
        array.equilibrium(self.hold, None).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    fn depth_mm(&self) -> f64 {
        self.rest().needles[0].depth_mm
    }

    fn with_tip(&self, tip_mm: f64) -> Press {
        Press { needle: self.needle.with_tip(tip_mm), ..self.clone() }
    }

    fn tougher(&self, factor: f64) -> Press {
        let mut tougher = self.clone();
        tougher.parameters.puncture_toughness_n_per_mm *= factor;
        tougher.parameters.dermis.tear_n_per_mm *= factor;
        tougher.parameters.dermis.spread_mpa *= factor;
        tougher.parameters.dermis.friction_mpa *= factor;
        tougher
    }
}

/// Depths within what a sweep may still move and what a table of compliances is off by.
const SAME_MM: f64 = 1e-5;

/// A tip with force F on a half-space of one material sinks by 2 F (1 - ν²) / (π a E) under a load of radius a; in it, by the
/// same with the radius of the pile.
#[test]
fn limit_one_needle_on_uniform_skin_is_the_closed_form() {
    for index in 0..300 {
        let mut random = Random::new(20, index);
        let mut press = Press::random(&mut random);
        // Nothing locks, fat and muscle are dermis: one material without end.
        press.parameters.locking_strain = 1e6;
        press.parameters.fat_share = 1.0;
        press.parameters.muscle_share = 1.0;
        let Elastic { young_mpa, poisson } = press.parameters.layers[3];
        press.parameters.layers = [Elastic { young_mpa, poisson }; 6];
        press.parameters.fascia_n_per_mm = 0.0;
        press.support = Support::InVivo(vec![Below { muscle_mm: 1e9, tension_mpa: 0.0 }]);
        // No layer that gives way before the reticular dermis.
        press.column = Column::stack([0.0, 0.0, 0.0, press.column.skin_mm(), 1.0]);
        press.hold = Hold::Gap { gap_mm: random.between(0.0, 0.8) * press.needle.length_mm };
        let Hold::Gap { gap_mm } = press.hold else { unreachable!() };
        let advance = press.needle.length_mm - gap_mm;
        let young = young_mpa * press.parameters.rate_factor(press.speed_mm_s);
        let sinks = |force: f64, radius: f64| 2.0 * force * (1.0 - poisson * poisson) / (PI * radius * young);
        let tip = 0.5 * press.needle.tip_diameter_mm;
        let puncture = press.parameters.puncture_force_n(press.needle.tip_diameter_mm);
        let found = press.rest().needles[0];
        if sinks(puncture, tip) > advance {
            assert!(!found.punctured, "{press:?}");
            assert!((sinks(found.force_n, tip) / advance - 1.0).abs() < 1e-3, "{press:?}: {found:?}");
            continue;
        }
        assert!(found.punctured, "{press:?}");
        let resistance = Resistance::new(&press.needle, &press.column, &press.parameters);
        // The wider of surface and pile; the depth by halving.
        let needs = |z: f64| {
            let surface = 0.5 * press.needle.sharp_diameter_mm(z);
            let pile = surface.max(z / (1.25 * z / surface).ln().max(1.0));
            z + sinks(resistance.force_n(z), pile)
        };
        let (mut low, mut high) = (0.0, advance);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if needs(middle) < advance { low = middle } else { high = middle }
        }
        assert!((found.depth_mm - low).abs() < 1e-3 * advance, "{press:?}: {found:?} {low}");
    }
}

/// Needles a hundred metres from each other go as deep as one alone.
#[test]
fn limit_far_from_each_other_needles_are_alone() {
    for index in 0..200 {
        let mut random = Random::new(21, index);
        let mut alone = Press::random(&mut random);
        alone.hold = Hold::Gap { gap_mm: random.between(0.0, 0.5) * alone.needle.length_mm };
        let depth = alone.depth_mm();
        let apart = alone.on_ring(6, 1e5).depth_mm();
        assert!((depth - apart).abs() < 2e-3 * depth.max(0.1), "{index}: {depth} {apart}");
    }
}

/// Two presses of which the first must not go deeper than the second, and whether that is asked for where both came to rest.
fn compare(
    test: u64,
    asked: impl Fn([&Equilibrium; 2], &Press) -> bool,
    mut pair: impl FnMut(&mut Random) -> [Press; 2],
) {
    const COUNT: u64 = 2000;
    let mut deep = 0;
    for index in 0..COUNT {
        let mut random = Random::new(test, index);
        let [shallow, deeper] = pair(&mut random);
        let rests = [&shallow, &deeper].map(Press::rest);
        if !asked(rests.each_ref(), &deeper) {
            continue;
        }
        // Needles that are still entering may share their forces in more than one way, where they stand close.
        let depths = rests.each_ref().map(|rest| {
            let needle = &rest.needles[0];
            if needle.punctured { needle.depth_mm } else { 0.0 }
        });
        assert!(depths[0] <= depths[1] + SAME_MM, "{index}: {depths:?}\n{rests:?}\n{shallow:?}\n{deeper:?}");
        deep += u64::from(depths[1] > 0.0);
    }
    // The property says something only where needles go in.
    assert!(deep > COUNT / 10, "{deep} of {COUNT}");
}

fn always(_: [&Equilibrium; 2], _: &Press) -> bool {
    true
}

/// A hold that drives needles by travel: to a gap, by the body, past a rim.
fn driven(random: &mut Random, press: &Press) -> Hold {
    let length = press.needle.length_mm;
    match random.below(3) {
        0 => Hold::Gap { gap_mm: random.between(0.0, 0.8) * length },
        1 => Hold::Body,
        _ => Hold::Rim {
            travel_mm: random.between(0.2, 1.0) * length,
            hand_n: random.scale(0.2, 5.0),
            end: RimEnd::Dial,
        },
    }
}

/// One needle or a ring of some, by travel or by force.
fn any(random: &mut Random) -> Press {
    let mut press = Press::random(random);
    press.hold = driven(random, &press);
    if random.chance(0.5) {
        let count = 2 + 2 * random.below(2);
        press = press.on_ring(count, random.scale(0.5, 3.0));
    }
    if random.chance(0.3) {
        let puncture = press.parameters.puncture_force_n(press.needle.tip_diameter_mm);
        press.hold = Hold::Force { total_n: press.at_mm.len() as f64 * puncture * random.scale(0.5, 5.0) };
    }
    press
}

/// In fat a blunt tip may go a little deeper than a sharp one: it has cut the dermis wider on its way, and less is left to cut.
#[test]
fn limit_blunter_never_goes_deeper() {
    let in_the_skin = |rests: [&Equilibrium; 2], press: &Press| {
        rests.iter().all(|rest| rest.needles[0].depth_mm <= press.column.skin_mm())
    };
    compare(30, in_the_skin, |random| {
        let sharp = any(random);
        let tip = sharp.needle.tip_diameter_mm;
        [sharp.with_tip((tip * random.scale(1.01, 3.0)).min(sharp.needle.shaft_diameter_mm)), sharp]
    });
}

#[test]
fn limit_tougher_never_goes_deeper() {
    compare(31, always, |random| {
        let press = any(random);
        [press.tougher(random.scale(1.01, 3.0)), press]
    });
}

#[test]
fn limit_slower_never_goes_deeper() {
    compare(32, always, |random| {
        let fast = any(random);
        let slow = Press { speed_mm_s: fast.speed_mm_s / random.scale(1.01, 100.0), ..fast.clone() };
        [slow, fast]
    });
}

#[test]
fn limit_harder_never_goes_shallower() {
    compare(33, always, |random| {
        let mut soft = any(random);
        let puncture = soft.parameters.puncture_force_n(soft.needle.tip_diameter_mm);
        let total_n = soft.at_mm.len() as f64 * puncture * random.scale(0.5, 5.0);
        soft.hold = Hold::Force { total_n };
        let hard = Press { hold: Hold::Force { total_n: total_n * random.scale(1.01, 5.0) }, ..soft.clone() };
        [soft, hard]
    });
}

#[test]
fn limit_longer_never_goes_shallower() {
    compare(34, always, |random| {
        let short = any(random);
        let mut long = short.clone();
        long.needle.length_mm *= random.scale(1.01, 2.0);
        [short, long]
    });
}

/// Before the body touches, at a fixed force per needle.
#[test]
fn limit_denser_never_goes_deeper() {
    let before_the_body = |rests: [&Equilibrium; 2], _: &Press| rests.iter().all(|rest| rest.gap_mm > 0.0);
    compare(35, before_the_body, |random| {
        let press = Press::random(random);
        let puncture = press.parameters.puncture_force_n(press.needle.tip_diameter_mm);
        let (count, radius) = (2 + 2 * random.below(2), random.scale(0.6, 3.0));
        let total_n = count as f64 * puncture * random.scale(1.0, 3.0);
        let wide = Press { hold: Hold::Force { total_n }, ..press }.on_ring(count, radius);
        let dense = wide.clone().on_ring(count, radius * random.between(0.5, 1.0));
        [dense, wide]
    });
}
