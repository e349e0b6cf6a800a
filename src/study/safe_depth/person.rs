//! One person's fat-layer reach at any setting.

use crate::device::Cartridge;
use crate::ground::random::{Purpose, Stream};
use crate::mechanics::{ContactError, DepthLaw, Ground};
use crate::simulate::Setup;
use crate::skin::{Column, Layer, SkinField};

/// A person with some places of their skin and a needle for each: anywhere in the area, or where the run strikes if that is
/// not often.
pub struct Person {
    pub(in crate::study) number: u32,
    supports: Vec<Column>,
    ground: Ground,
    /// Needle, how hard the hand presses, and layers.
    places: Vec<(u32, f32, Column)>,
}

/// Up to so many strikes a realisation all of them are looked at: with few, where they fall matters.
const FEW_STRIKES: f64 = 1500.0;

impl Person {
    /// The person of a realisation, looked at in so many places.
    pub fn new(setup: &Setup, skin: &SkinField, number: u32, places: usize) -> Result<Person, ContactError> {
        let supports = skin.supports();
        let ground = setup.law.ground(&setup.device, &supports)?;
        let places = if setup.expected_strikes() <= FEW_STRIKES {
            let strikes = setup.strikes_inside(number);
            strikes
                .iter()
                .map(|strike| (strike.needle, strike.push, skin.column_above_fat(strike.x_mm, strike.y_mm)))
                .collect()
        } else {
            let mut stream = Stream::new(setup.seed, Purpose::Places, u64::from(number), 0);
            let mut pushes = Stream::new(setup.seed, Purpose::Places, u64::from(number), 2);
            let needles = setup.device.array.len() as f64;
            let place = |_| {
                let [x, y] = [setup.grid.width_mm, setup.grid.height_mm].map(|side| side * stream.uniform());
                let needle = (needles * stream.uniform()) as u32;
                (needle, pushes.normal() as f32, skin.column_above_fat(x, y))
            };
            (0..places).map(place).collect()
        };
        Ok(Person { number, supports, ground, places })
    }

    /// Mean probability over the places that a strike passes into the fat, of the device as it is set here; NaN where all
    /// needles are missing.
    pub fn reach(&self, setup: &Setup) -> Result<f64, ContactError> {
        self.mean(setup, |law, column| Some(law.passes(column.skin_mm())))
    }

    /// Mean depth of the tips that pierce the stratum corneum, mm, one strike a place; NaN where none does.
    pub fn depth_mm(&self, setup: &Setup) -> Result<f64, ContactError> {
        let mut stream = Stream::new(setup.seed, Purpose::Places, u64::from(self.number), 1);
        self.mean(setup, |law, column| {
            let depth_mm = law.draw_mm(&mut stream);
            (depth_mm > column.bottoms_mm[Layer::StratumCorneum as usize]).then_some(depth_mm)
        })
    }

    /// Mean over the places of what is asked of a strike there, where it has an answer.
    fn mean(
        &self,
        setup: &Setup,
        mut of: impl FnMut(&DepthLaw<'_>, &Column) -> Option<f64>,
    ) -> Result<f64, ContactError> {
        let (device, number) = (&setup.device, u64::from(self.number));
        let cartridge =
            Cartridge::draw(&device.needle, device.array.len(), &device.defects, setup.seed, number);
        let treatment = setup.law.treatment_on(
            &self.ground,
            device,
            &cartridge,
            setup.handled(number),
            &self.supports,
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
        // Without a strike 0/0, which is NaN.
        Ok(sum / f64::from(struck))
    }
}
