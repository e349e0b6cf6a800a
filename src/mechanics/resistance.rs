//! Resistance after puncture: force of crack, spread tissue and friction against a needle at depth z.
//!
//! The crack is as wide as the needle at each height. d(q) is the diameter at q above the tip (0 below it),
//! s is the depth below the surface, and the sum goes over the layers i that the tract crosses:
//!
//! ```text
//! R(z) = Σ_i ∫_(layer i)  k_c J_i dd + k_s μ_i c(s) d(d²) + τ_i π d ds,    c(s) = min(1, s / s_c)
//! ```
//!
//! The form follows the energy balance of Shergold and Fleck 2004 (doi 10.1098/rspa.2004.1315), reduced as in
//! the project's model. In all three terms, fat and muscle hold a share of what the dermis holds, unless a
//! scenario states what its own layers hold. There is no rate factor. Left out: the crack's stress field, lubrication, and tearing of layers along their interface.
//!
//! The factor c(s) is the free surface. Close to it, spread tissue heaps up around the needle; from the depth
//! s_c on, tissue above confines it, and the whole pressure is needed. Above s_c the term is the pressure over
//! s_c times the volume of needle in the skin. It makes needles that are wider, or longer, harder to press in
//! than their width alone would: arrays under one force go in by a share of their length that falls with
//! length.

use super::parameters::{Parameters, Toughness};
use crate::device::Needle;
use crate::skin::Column;
use std::f64::consts::PI;

/// The three parts of a force (N) or of a work (mJ).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// Tearing a crack as wide as the needle.
    pub tear: f64,
    /// Spreading the crack to the needle's width.
    pub spread: f64,
    /// Friction on the needle's side.
    pub friction: f64,
}

impl Parts {
    /// Sum of the three parts.
    pub fn sum(&self) -> f64 {
        let Parts { tear, spread, friction } = self;
        tear + spread + friction
    }

    /// Returns all parts multiplied by a factor.
    pub fn scaled(&self, factor: f64) -> Parts {
        Parts { tear: factor * self.tear, spread: factor * self.spread, friction: factor * self.friction }
    }

    /// Returns the part-by-part sum of both.
    pub fn plus(&self, other: &Parts) -> Parts {
        Parts {
            tear: self.tear + other.tear,
            spread: self.spread + other.spread,
            friction: self.friction + other.friction,
        }
    }
}

/// Resistance of one needle in one column of layers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resistance {
    needle: Needle,
    toughness: Toughness,
    /// Depths below which the resistance changes (top of the fat, top of the muscle), and by how much.
    steps: [(f64, Change); 2],
}

/// Change of the three terms at a boundary: tear (N/mm), spread (MPa) and friction (MPa).
#[derive(Debug, Clone, Copy, PartialEq)]
struct Change {
    tear_n_per_mm: f64,
    spread_mpa: f64,
    friction_mpa: f64,
}

impl Change {
    #[inline]
    fn between(above: &Toughness, below: &Toughness) -> Change {
        Change {
            tear_n_per_mm: below.tear_n_per_mm - above.tear_n_per_mm,
            spread_mpa: below.spread_mpa - above.spread_mpa,
            friction_mpa: below.friction_mpa - above.friction_mpa,
        }
    }
}

impl Resistance {
    /// Builds the median resistance of a needle in these layers.
    pub fn new(needle: &Needle, column: &Column, parameters: &Parameters) -> Resistance {
        let [.., skin, fat] = column.bottoms_mm;
        let [of_dermis, of_fat, of_muscle] = parameters.resistances();
        Resistance {
            needle: *needle,
            toughness: of_dermis,
            steps: [
                (skin, Change::between(&of_dermis, &of_fat)),
                (fat, Change::between(&of_fat, &of_muscle)),
            ],
        }
    }

    /// Depth below which the resistance drops: the top of the fat.
    #[inline]
    pub fn drop_mm(&self) -> f64 {
        self.steps[0].0
    }

    /// Whether nothing below the dermis resists more than the dermis.
    #[inline]
    pub fn weakens_below(&self) -> bool {
        let [(_, fat), (_, muscle)] = self.steps;
        let terms = |change: Change| [change.tear_n_per_mm, change.spread_mpa, change.friction_mpa];
        terms(fat).into_iter().zip(terms(muscle)).all(|(fat, muscle)| fat <= 0.0 && fat + muscle <= 0.0)
    }

    /// Upper bound on the force anywhere on the way to depth z, N.
    pub fn most_on_the_way_n(&self, z_mm: f64) -> f64 {
        if self.weakens_below() {
            return self.force_n(z_mm.min(self.drop_mm()));
        }
        // Every layer resists as much as the three terms at their greatest, from the surface on.
        let most = |term: fn(&Change) -> f64, dermis: f64| {
            let [(_, fat), (_, muscle)] = &self.steps;
            dermis + term(fat).max(term(fat) + term(muscle)).max(0.0)
        };
        let toughness = Toughness {
            tear_n_per_mm: most(|change| change.tear_n_per_mm, self.toughness.tear_n_per_mm),
            spread_mpa: most(|change| change.spread_mpa, self.toughness.spread_mpa),
            friction_mpa: most(|change| change.friction_mpa, self.toughness.friction_mpa),
            ..self.toughness
        };
        Resistance { toughness, steps: self.steps.map(|(_, change)| (f64::INFINITY, change)), ..*self }
            .force_n(z_mm)
    }

    /// Force that drives a tip at depth z (mm) further, N.
    #[inline]
    pub fn force_n(&self, z_mm: f64) -> f64 {
        let Toughness { tear_n_per_mm, spread_mpa, friction_mpa, .. } = self.toughness;
        let mut force = self.below_top_n(Change { tear_n_per_mm, spread_mpa, friction_mpa }, 0.0, z_mm);
        for (top, change) in self.steps {
            if z_mm >= top {
                force += self.below_top_n(change, top, z_mm);
            }
        }
        force
    }

    /// What these terms, from depth `top` down, hold against a tip at depth z, N.
    #[inline]
    fn below_top_n(&self, terms: Change, top_mm: f64, z_mm: f64) -> f64 {
        let Change { tear_n_per_mm, spread_mpa, friction_mpa } = terms;
        let q = z_mm - top_mm;
        let d = self.rounded_mm(q);
        d * tear_n_per_mm
            + spread_mpa * self.confined_mm2(top_mm, z_mm)
            + PI * friction_mpa * self.needle.side_mm2(q)
    }

    /// Diameter at q above the tip, mm. A tip is round and reaches its width half a diameter further up.
    /// Without that, forces would jump at every boundary.
    #[inline]
    fn rounded_mm(&self, q_mm: f64) -> f64 {
        let half = 0.5 * self.needle.tip_diameter_mm;
        self.needle.diameter_mm(q_mm) * if q_mm < half { q_mm / half } else { 1.0 }
    }

    /// ∫ c(s) d(d²) over the material from `top` down to a tip at z, mm².
    #[inline]
    fn confined_mm2(&self, top_mm: f64, z_mm: f64) -> f64 {
        let over = self.toughness.confined_mm;
        let d = self.rounded_mm(z_mm - top_mm);
        if top_mm >= over {
            return d * d;
        }
        // By parts: c jumps to its value at the top, and grows by 1 / s_c per length from there to s_c.
        let grows = self.needle.squares_mm3(z_mm - top_mm) - self.needle.squares_mm3(z_mm - over);
        top_mm / over * d * d + grows / over
    }

    /// Integral of [`Self::confined_mm2`] over the depth of the tip, mm³.
    fn confined_mm3(&self, top_mm: f64, z_mm: f64) -> f64 {
        let over = self.toughness.confined_mm;
        let volume = self.needle.squares_mm3(z_mm - top_mm);
        if top_mm >= over {
            return volume;
        }
        let grows =
            self.needle.squares_integral_mm4(z_mm - top_mm) - self.needle.squares_integral_mm4(z_mm - over);
        top_mm / over * volume + grows / over
    }

    /// Parts of the force at depth z, N.
    pub fn parts_n(&self, z_mm: f64) -> Parts {
        self.over_layers(z_mm, |top, z| {
            [self.rounded_mm(z - top), self.confined_mm2(top, z), PI * self.needle.side_mm2(z - top)]
        })
    }

    /// Work done against each part from the surface to depth z, mJ (N mm).
    pub fn work_mj(&self, z_mm: f64) -> Parts {
        self.over_layers(z_mm, |top, z| {
            let q = z - top;
            let [widths, sides] = self.needle.integrals_mm(q);
            // Subtracts the width that the round tip lacks: d (1 - x/r) over its first half diameter.
            let (tip, r) = (self.needle.tip_diameter_mm, 0.5 * self.needle.tip_diameter_mm);
            let x = q.min(r);
            let lacks = tip * (x - 0.5 * x * x / r);
            [widths - lacks, self.confined_mm3(top, z), PI * sides]
        })
    }

    fn over_layers(&self, z_mm: f64, of: impl Fn(f64, f64) -> [f64; 3]) -> Parts {
        let Toughness { tear_n_per_mm, spread_mpa, friction_mpa, .. } = self.toughness;
        let from = |terms: Change, top: f64| {
            let [tear, spread, friction] = of(top, z_mm);
            Parts {
                tear: terms.tear_n_per_mm * tear,
                spread: terms.spread_mpa * spread,
                friction: terms.friction_mpa * friction,
            }
        };
        let mut parts = from(Change { tear_n_per_mm, spread_mpa, friction_mpa }, 0.0);
        for (top, change) in self.steps {
            if z_mm >= top {
                parts = parts.plus(&from(change, top));
            }
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::super::parameters::Stated;
    use super::*;
    use crate::device::NeedleShape;
    use proptest::prelude::*;

    fn resistance(taper: f64, column: &Column) -> Resistance {
        let needle = Needle::new(3.0, 0.25, taper, 0.008, NeedleShape::Conical);
        Resistance::new(&needle, column, &Parameters::default())
    }

    fn column() -> Column {
        Column::stack([0.015, 0.05, 0.1, 0.6, 0.8])
    }

    proptest! {
        /// The closed form of the work is the integral of that of the force (midpoint rule, 4000 steps; the
        /// diameter's jump at the tip is worth one step).
        #[test]
        fn identity_work_is_the_integral_of_force(z in 0.05..3.0f64, taper in 0.2..3.0f64) {
            let resistance = resistance(taper, &column());
            let steps = 4000;
            let step = z / f64::from(steps);
            let summed = (0..steps).map(|i| resistance.force_n((f64::from(i) + 0.5) * step)).sum::<f64>() * step;
            prop_assert!((resistance.work_mj(z).sum() / summed - 1.0).abs() < 2e-3);
            prop_assert!((resistance.parts_n(z).sum() / resistance.force_n(z) - 1.0).abs() < 1e-12);
        }
    }

    /// Layers with a resistance of their own: fat tougher than the dermis, muscle without friction.
    fn stated() -> Parameters {
        let stated_below = [
            Stated { tear_n_per_mm: Some(1.0), spread_mpa: Some(9.0), friction_mpa: None },
            Stated { tear_n_per_mm: None, spread_mpa: Some(4.0), friction_mpa: Some(0.0) },
        ];
        Parameters { stated_below, ..Parameters::default() }
    }

    proptest! {
        /// Work is the integral of the force, and no force on the way exceeds its bound.
        #[test]
        fn identity_layers_of_ones_own_keep_the_balance(z in 0.05..3.0f64, taper in 0.2..3.0f64) {
            let needle = Needle::new(3.0, 0.25, taper, 0.008, NeedleShape::Conical);
            let resistance = Resistance::new(&needle, &column(), &stated());
            let steps = 4000;
            let step = z / f64::from(steps);
            let forces = (0..steps).map(|i| resistance.force_n((f64::from(i) + 0.5) * step));
            let summed = forces.clone().sum::<f64>() * step;
            prop_assert!((resistance.work_mj(z).sum() / summed - 1.0).abs() < 2e-3);
            prop_assert!((resistance.parts_n(z).sum() / resistance.force_n(z) - 1.0).abs() < 1e-12);
            prop_assert!(forces.fold(0.0, f64::max) <= resistance.most_on_the_way_n(z) * (1.0 + 1e-12));
            prop_assert!(!resistance.weakens_below());
        }
    }

    /// Fat that is stated to hold as much as the dermis is dermis: nothing changes at its top.
    #[test]
    fn limit_fat_as_tough_as_dermis_is_endless_dermis() {
        let needle = Needle::new(3.0, 0.25, 1.0, 0.008, NeedleShape::Conical);
        let mut parameters = Parameters::default();
        let Toughness { tear_n_per_mm, spread_mpa, friction_mpa, .. } = parameters.dermis;
        let all = Stated {
            tear_n_per_mm: Some(tear_n_per_mm),
            spread_mpa: Some(spread_mpa),
            friction_mpa: Some(friction_mpa),
        };
        parameters.stated_below = [all; 2];
        let same = Resistance::new(&needle, &column(), &parameters);
        let endless =
            Resistance::new(&needle, &Column::stack([0.015, 0.05, 0.1, 9.0, 1.0]), &Parameters::default());
        for z in [0.3, 0.8, 1.6, 2.9] {
            assert_eq!(same.force_n(z), endless.force_n(z));
        }
    }

    #[test]
    fn identity_shaft_deep_in_dermis() {
        // 3 mm of needle, 1 mm taper, 0.25 mm shaft, endless dermis: 0.2 · 0.25 + 1.0 · 0.0625 + ..., with
        // the table's present values entered by hand.
        let toughness = Parameters::default().dermis;
        let deep = Column::stack([0.015, 0.05, 0.1, 9.0, 1.0]);
        let side = PI * (0.129 * 1.0 + 0.25 * 1.5);
        let wanted =
            toughness.tear_n_per_mm * 0.25 + toughness.spread_mpa * 0.0625 + toughness.friction_mpa * side;
        // All of the taper is confined here.
        assert!(toughness.confined_mm < 1.5);
        assert!((resistance(1.0, &deep).force_n(2.5) / wanted - 1.0).abs() < 1e-12);
    }

    #[test]
    fn limit_resistance_drops_below_the_dermis_over_the_taper() {
        let resistance = resistance(0.3, &column());
        let top = resistance.drop_mm();
        let peak = resistance.force_n(top - 1e-9);
        assert!(resistance.force_n(top + 0.3) < peak);
        // Fat alone would hold the table's share of the peak. The force falls less while shaft is still in
        // the dermis.
        assert!(resistance.force_n(top + 0.3) > peak * Parameters::default().fat_share);
    }
}
