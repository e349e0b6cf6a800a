//! Mechanics: the depth that a needle really reaches.
//!
//! | file | law |
//! |---|---|
//! | [`contact`] | the contact law, the default: one treatment's needles on one person's skin |
//! | [`at_rest`] | its needles at rest, and the strikes they make |
//! | [`mod@array`] | all needles together: contact, dimpling, puncture, at equilibrium |
//! | `equilibrium` | the search for this equilibrium |
//! | `bounded` | the same search where a force or a lift ends the travel |
//! | `mixing` | speeds up the search where it creeps |
//! | [`one_needle`] | one needle among the others: dimple, puncture, depth |
//! | [`depth_table`] | depth of a needle over its resistance, tabulated for many strikes |
//! | [`skin_surface`] | deflection of the skin under one needle: pile and locking radius |
//! | [`entry`] | force of a tip from the surface to the reticular dermis, where it breaks through |
//! | [`resistance`] | tear, spread and friction after puncture, layer by layer |
//! | [`lift`] | whether the pins of a pen lift its head off the skin |
//! | [`press`] | force of the hand, from strike to strike |
//! | [`support`] | what the skin rests on: fat and muscle, or a bench |
//! | [`compliance`] | displacement of the surface of layered tissue, as curves over radius and distance |
//! | [`half_space`] | displacement of layered elastic tissue under loads on discs |
//! | [`insertion`] | one insertion: force, depth, deflection and work along the travel |
//! | [`failure`] | strength of the needle itself: buckling, crushing of the tip |
//! | [`sets`] | the family of parameter sets that fit the calibration |
//! | [`parameters`] | moduli, toughness and the rest, from `data/mechanics.toml` |
//! | [`log_table`] | a function tabulated for fast look-up |
//! | [`ratio`] | depth = normal(ratio, spread) × set depth, a statistical stand-in |

pub mod array;
pub mod at_rest;
mod bounded;
pub mod compliance;
pub mod contact;
pub mod depth_table;
pub mod entry;
mod equilibrium;
pub mod failure;
pub mod half_space;
pub mod insertion;
pub mod lift;
pub mod log_table;
mod mixing;
pub mod numbers;
pub mod one_needle;
pub mod parameters;
pub mod press;
pub mod ratio;
pub mod resistance;
pub mod sets;
pub mod skin_surface;
pub mod support;

pub use at_rest::{AtRest, ContactStrike, StrikeChances};
pub use compliance::Compliance;
pub use contact::{Contact, ContactError};
pub use entry::Entry;
pub use failure::Margin;
pub use half_space::{DiscLoad, ElasticLayer, HalfSpace};
pub use insertion::{Insertion, Work};
pub use parameters::Parameters;
pub use press::{Handled, Press};
pub use ratio::{Ratio, RatioStrike};
pub use resistance::Resistance;
pub use support::{Below, Support, SupportName};

use crate::device::{Cartridge, Device, NeedleState};
use crate::foundation::named::named;
use crate::foundation::random::Stream;
use crate::skin::Column;

named! {
    /// Name of a law.
    pub enum LawName {
        /// Mechanics of needles in layered skin.
        Contact => "contact",
        /// Depth as a random share of the set depth.
        Ratio => "ratio",
    }
}

/// Law that gives the depth of a strike.
#[derive(Debug, Clone, PartialEq)]
pub enum Law {
    /// Contact law: depth from the forces between needles and skin.
    Contact(Box<Contact>),
    /// Ratio law: depth as a random share of the set depth.
    Ratio(Ratio),
}

impl Law {
    /// Name in scenarios and files.
    pub fn name(&self) -> &'static str {
        match self {
            Law::Contact(_) => LawName::Contact.name(),
            Law::Ratio(_) => LawName::Ratio.name(),
        }
    }

    /// Prepares one treatment.
    ///
    /// It takes the needles, the depth really set, the force of the hand and the supports of the skin. It
    /// also takes an estimate of the strikes per needle, the seed and the realisation.
    ///
    /// # Errors
    /// [`ContactError`] where the contact law finds no equilibrium.
    pub fn treatment(
        &self,
        device: &Device,
        cartridge: &Cartridge,
        handled: Handled,
        supports: &[Column],
        strikes: f64,
        key: [u64; 2],
    ) -> Result<Treatment, ContactError> {
        Ok(match self {
            Law::Contact(contact) => {
                let seated = contact.seat(device, cartridge, handled, supports, strikes, key)?;
                Treatment::Contact(Box::new(seated))
            }
            Law::Ratio(ratio) => Treatment::Ratio { ratio: *ratio, set_depth_mm: handled.set_depth_mm },
        })
    }
}

/// Data that all treatments of one person share, whatever the device setting.
#[derive(Debug, Clone)]
pub struct Ground {
    surfaces: Vec<skin_surface::SkinSurface>,
}

impl Law {
    /// Returns the ground of a person with these supports.
    ///
    /// # Errors
    /// [`ContactError`] where the layers make no half-space.
    pub fn ground(&self, device: &Device, supports: &[Column]) -> Result<Ground, ContactError> {
        let surfaces = match self {
            Law::Contact(contact) => {
                let surface = |(at, column)| contact.surface(at, column, device);
                supports.iter().enumerate().map(surface).collect::<Result<_, _>>()?
            }
            Law::Ratio(_) => Vec::new(),
        };
        Ok(Ground { surfaces })
    }

    /// Whether the ground of a person is the same under another law, whatever the devices.
    pub fn shares_ground(&self, other: &Law) -> bool {
        match (self, other) {
            (Law::Contact(one), Law::Contact(other)) => {
                one.parameters == other.parameters && one.support == other.support
            }
            (Law::Ratio(_), Law::Ratio(_)) => true,
            (Law::Contact(_), Law::Ratio(_)) | (Law::Ratio(_), Law::Contact(_)) => false,
        }
    }

    /// Prepares a treatment of that person, for about this many strikes per needle.
    ///
    /// # Errors
    /// [`ContactError`] where the contact law finds no equilibrium.
    #[expect(
        clippy::too_many_arguments,
        reason = "those of a treatment, and the ground that it shares with others"
    )]
    pub fn treatment_on(
        &self,
        ground: &Ground,
        device: &Device,
        cartridge: &Cartridge,
        handled: Handled,
        supports: &[Column],
        strikes: f64,
        key: [u64; 2],
    ) -> Result<Treatment, ContactError> {
        Ok(match self {
            Law::Contact(contact) => {
                let surfaces = &ground.surfaces;
                let seated = contact.seat_on(surfaces, device, cartridge, handled, supports, strikes, key)?;
                Treatment::Contact(Box::new(seated))
            }
            Law::Ratio(ratio) => Treatment::Ratio { ratio: *ratio, set_depth_mm: handled.set_depth_mm },
        })
    }
}

/// Law prepared for the strikes of one treatment.
#[derive(Debug, Clone)]
pub enum Treatment {
    /// Needles at equilibrium on the skin.
    Contact(Box<AtRest>),
    /// Ratio law at the depth of this treatment.
    Ratio {
        /// Mean and spread of tip depth over set depth.
        ratio: Ratio,
        /// Depth really set in this treatment, mm.
        set_depth_mm: f64,
    },
}

impl Treatment {
    /// Upper bound on the depth of this needle's tip, mm; `None` if only chance limits it.
    pub fn deepest_mm(&self, needle: usize, state: &NeedleState) -> Option<f64> {
        match self {
            Treatment::Contact(seated) => Some(seated.deepest_mm(needle, state)),
            Treatment::Ratio { .. } => None,
        }
    }

    /// Whether chance in the puncture force may leave strikes outside.
    pub fn may_fail(&self) -> bool {
        match self {
            Treatment::Contact(seated) => seated.may_fail(),
            Treatment::Ratio { .. } => false,
        }
    }

    /// Nodes of the hand's force at which depths differ, each with its share of the strikes and a push inside
    /// that share ([`press`]).
    pub fn pushes(&self) -> Vec<(f32, f64)> {
        match self {
            Treatment::Contact(seated) => seated.pushes(),
            Treatment::Ratio { .. } => vec![(0.0, 1.0)],
        }
    }

    /// Prepares the depth of one strike, before its own chance is drawn; `None` for a missing needle.
    ///
    /// `push` is the standard normal of the hand's force.
    #[inline(always)]
    pub fn strike<'a>(
        &'a self,
        support: usize,
        push: f32,
        needle: usize,
        state: &'a NeedleState,
        column: &Column,
    ) -> Option<DepthLaw<'a>> {
        match self {
            Treatment::Contact(seated) => {
                seated.strike(support, push, needle, state, column).map(DepthLaw::Contact)
            }
            Treatment::Ratio { ratio, set_depth_mm } => {
                let strike = ratio.depth(set_depth_mm + state.protrusion_error_mm);
                (!state.missing).then_some(DepthLaw::Ratio(strike))
            }
        }
    }
}

/// Distribution of the depth of one strike at a known place.
#[derive(Debug, Clone, Copy)]
pub enum DepthLaw<'a> {
    /// Strike of a needle at rest under the contact law.
    Contact(ContactStrike<'a>),
    /// Strike under the ratio law.
    Ratio(RatioStrike),
}

/// Depth of a strike, with the draws that led to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrawnDepth {
    /// Depth of the tip, mm; 0 for a needle that stays above the surface.
    pub depth_mm: f64,
    /// Draws that led to the depth.
    pub draws: Draws,
}

/// Draws of one strike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Draws {
    /// Puncture force and resistance under the contact law.
    Contact(StrikeChances),
    /// Standard normal.
    Ratio(f64),
}

impl DepthLaw<'_> {
    /// Whether chance in the puncture force may leave the strike outside.
    #[inline(always)]
    pub fn may_fail(&self) -> bool {
        match self {
            DepthLaw::Contact(strike) => strike.may_fail(),
            DepthLaw::Ratio(_) => false,
        }
    }

    /// Whether a tip at this depth has broken into the reticular dermis; under the ratio law any that is in.
    #[inline(always)]
    pub fn is_through(&self, depth_mm: f64) -> bool {
        match self {
            DepthLaw::Contact(strike) => depth_mm > 0.0 && depth_mm >= strike.through_mm(),
            DepthLaw::Ratio(_) => depth_mm > 0.0,
        }
    }

    /// Returns the same strike into an existing opening.
    #[inline]
    pub fn into_opening(self) -> Self {
        match self {
            DepthLaw::Contact(strike) => DepthLaw::Contact(strike.into_opening()),
            ratio => ratio,
        }
    }

    /// Draws the strike's chance and returns its depth.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream) -> DrawnDepth {
        match self {
            DepthLaw::Contact(strike) => {
                let chances = strike.draw(stream);
                DrawnDepth { depth_mm: strike.depth_mm(&chances), draws: Draws::Contact(chances) }
            }
            DepthLaw::Ratio(strike) => {
                let normal = stream.normal();
                DrawnDepth { depth_mm: strike.at(normal), draws: Draws::Ratio(normal) }
            }
        }
    }

    /// Draws the depth alone, mm.
    #[inline]
    pub fn draw_mm(&self, stream: &mut Stream) -> f64 {
        self.draw(stream).depth_mm
    }

    /// Probability that the tip passes `boundary_mm` (≥ 0), in closed form.
    ///
    /// Inlined, because the boundaries of a strike take different branches. The processor predicts each
    /// better in a copy of its own.
    #[inline(always)]
    pub fn passes(&self, boundary_mm: f64) -> f64 {
        match self {
            DepthLaw::Contact(strike) => strike.passes(boundary_mm),
            DepthLaw::Ratio(strike) => strike.passes(boundary_mm),
        }
    }
}
