//! Fat-layer reach of one person at any setting.

use super::who::Who;
use crate::device::Cartridge;
use crate::foundation::random::{Purpose, Stream};
use crate::mechanics::{ContactError, DepthLaw, Ground, Handled};
use crate::simulate::Setup;
use crate::skin::{Column, Layer, SkinField};

/// Strikes of a needle so few that a table of its depths would not pay.
const ONE_STRIKE: f64 = 1.0;

/// A person with sampled places of their skin and a needle for each. The places cover the area evenly, or are
/// those of the run's strikes if there are few.
pub struct Person {
    pub(in crate::study) who: Who,
    supports: Vec<Column>,
    ground: Ground,
    /// Needle, normal of the hand's push, and layers.
    places: Vec<(u32, f32, Column)>,
}

/// Strikes per realisation up to which all of them are used: with few strikes, where they fall matters.
const FEW_STRIKES: f64 = 1500.0;

impl Person {
    /// Samples a person at about this many places.
    ///
    /// # Errors
    /// [`ContactError`] if the layers do not form a valid ground.
    pub fn new(setup: &Setup, skin: &SkinField, who: &Who, places: usize) -> Result<Person, ContactError> {
        let supports = skin.supports();
        let ground = setup.law.ground(&setup.device, &supports)?;
        let places = if setup.expected_strikes() <= FEW_STRIKES {
            let strikes = setup.strikes_inside(who.number);
            strikes
                .iter()
                .map(|strike| (strike.needle, strike.push, skin.column_above_fat(strike.x_mm, strike.y_mm)))
                .collect()
        } else {
            // One place in each cell of a square grid: skin varies little within a cell, so the mean has less
            // scatter.
            let side = (places as f64).sqrt().round().max(1.0);
            let mut stream = Stream::new(setup.seed, Purpose::Places, who.number, 0);
            let mut pushes = Stream::new(setup.seed, Purpose::Places, who.number, 2);
            let needles = setup.device.array.len() as f64;
            let place = |at: usize| {
                let [column, row] = [at % side as usize, at / side as usize].map(|at| at as f64);
                let x = setup.grid.width_mm * (column + stream.uniform()) / side;
                let y = setup.grid.height_mm * (row + stream.uniform()) / side;
                ((needles * stream.uniform()) as u32, pushes.normal() as f32, [x, y])
            };
            let places: Vec<(u32, f32, [f64; 2])> = (0..(side * side) as usize).map(place).collect();
            places
                .into_iter()
                .filter(|(_, _, [x, y])| !setup.grid.has_gaps() || setup.grid.holds(*x, *y))
                .map(|(needle, push, [x, y])| (needle, push, skin.column_above_fat(x, y)))
                .collect()
        };
        Ok(Person { who: who.clone(), supports, ground, places })
    }

    /// Mean probability over the places that a strike passes into the fat, at this setting of the device; NaN
    /// if no needle strikes.
    ///
    /// # Errors
    /// [`ContactError`] if the needles find no equilibrium.
    pub fn reach(&self, setup: &Setup) -> Result<f64, ContactError> {
        self.mean(setup, |law, column| Some(law.passes(column.skin_mm())))
    }

    /// Mean depth of the tips that pierce the stratum corneum, mm, with one strike per place; NaN if none
    /// does.
    ///
    /// # Errors
    /// [`ContactError`] if the needles find no equilibrium.
    pub fn depth_mm(&self, setup: &Setup) -> Result<f64, ContactError> {
        let mut stream = Stream::new(setup.seed, Purpose::Places, self.who.number, 1);
        self.mean(setup, |law, column| {
            let depth_mm = law.draw_mm(&mut stream);
            (depth_mm > column.bottoms_mm[Layer::StratumCorneum as usize]).then_some(depth_mm)
        })
    }

    /// Mean of a quantity over the places at which it has a value.
    fn mean(
        &self,
        setup: &Setup,
        mut of: impl FnMut(&DepthLaw<'_>, &Column) -> Option<f64>,
    ) -> Result<f64, ContactError> {
        let (device, number) = (&setup.device, self.who.number);
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, setup.seed, number);
        let treatment = setup.law.treatment_on(
            &self.ground,
            device,
            &cartridge,
            Handled { set_depth_mm: self.who.set_depth_mm(setup), ..setup.handled(number) },
            &self.supports,
            ONE_STRIKE,
            [setup.seed, number],
        )?;
        let (mut sum, mut struck) = (0.0, 0);
        for (needle, push, column) in &self.places {
            let Some(state) = cartridge.needles.get(*needle as usize) else { continue };
            let law = treatment.strike(0, *push, *needle as usize, state, column);
            if let Some(value) = law.and_then(|law| of(&law, column)) {
                sum += value;
                struck += 1;
            }
        }
        // Without a strike this is 0/0, which is NaN.
        Ok(sum / f64::from(struck))
    }
}
