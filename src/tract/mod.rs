//! Tract: complete data of one strike before it is counted.
//!
//! | file | holds |
//! |---|---|
//! | [`section`] | shape of a cut: a disc or an ellipse, or one of them drawn out to a slit |
//! | [`lean`] | the ellipse of a section through a leaning needle |
//! | [`profile`] | width and slit along the depth; volume between two depths in closed form |
//! | [`vessels`] | small vessels that a tract meets, in closed form |
//! | [`evidence`] | opening, following skin, dwell (`data/tract.toml`) |

pub mod evidence;
pub mod lean;
pub mod profile;
pub mod section;
pub mod vessels;

pub use evidence::TractEvidence;
pub use lean::Lean;
pub use profile::Profile;
pub(crate) use section::Cutters;
pub use section::{Cutter, Direction, Section, Sections, StretchedCutter};
pub use vessels::VesselHits;

use crate::device::NeedleState;
use crate::mechanics::DepthLaw;
use crate::skin::Column;
use crate::technique::Strike;
use fearless_simd::Simd;

/// Complete data of one strike: place, depth, cuts, and the layers under it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tract {
    /// Place of the strike in x from the area's lower left corner, mm.
    pub x_mm: f64,
    /// Place of the strike in y from the area's lower left corner, mm.
    pub y_mm: f64,
    /// Depth of the tip below the undeformed surface; 0 for a needle that stayed above it.
    pub tip_depth_mm: f64,
    /// True if the tip passed the stratum corneum.
    pub pierced: bool,
    /// Width and slit of the tract along its depth.
    pub profile: Profile,
    /// Layers under the strike.
    pub column: Column,
    /// Half of the slit at the surface as a vector, mm.
    pub half_slit_mm: [f64; 2],
    /// Direction of the slit.
    pub direction: Direction,
    /// Stretch of its sections.
    pub lean: Lean,
}

/// Probabilities that a placed strike passes the tops of epidermis, dermis and fat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Passes {
    /// Probability of passing the surface, and so of entering the epidermis.
    pub epidermis: f64,
    /// Probability of passing the dermo-epidermal junction into the dermis.
    pub dermis: f64,
    /// Probability of passing the dermis-fat junction into the fat.
    pub fat: f64,
}

impl Passes {
    /// Computes the probabilities for a strike into these layers.
    #[inline(always)]
    pub fn new(law: &DepthLaw<'_>, column: &Column) -> Passes {
        Passes {
            epidermis: law.passes(0.0),
            dermis: law.passes(column.epidermis_mm()),
            fat: law.passes(column.skin_mm()),
        }
    }
}

/// Sideways movement of a strike while it is in the skin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sweep {
    /// Slit that the device's motion would cut in skin that does not move along, mm.
    pub rigid_mm: f64,
    /// Share of the movement that the skin follows.
    pub follow: f64,
}

impl Tract {
    /// Builds the tract of a strike by a needle in this state, with its depth drawn.
    ///
    /// A slit has two causes: the device's motion along the heading, and a bent needle, whose leaning shaft
    /// is pushed straight down. The skin follows both in part. A leaning shaft is cut in an ellipse, and the
    /// slit comes on top. First order: all sections are centred on the strike, so a leaning shaft leaves no
    /// slanted channel.
    #[inline(always)]
    pub fn new(
        strike: &Strike,
        state: &NeedleState,
        tip_depth_mm: f64,
        column: &Column,
        sweep: &Sweep,
    ) -> Tract {
        let [cos, sin] = strike.heading;
        let half = 0.5 * (1.0 - sweep.follow);
        let lean = [state.lean[0] * cos - state.lean[1] * sin, state.lean[0] * sin + state.lean[1] * cos];
        let upright = state.lean == [0.0; 2];
        let (half_slit_mm, slit_mm, direction) = if upright {
            let along_mm = half * sweep.rigid_mm;
            ([along_mm * cos, along_mm * sin], 2.0 * along_mm, Direction::along(strike.heading, along_mm))
        } else {
            let half_slit_mm = [
                half * (sweep.rigid_mm * cos + lean[0] * tip_depth_mm),
                half * (sweep.rigid_mm * sin + lean[1] * tip_depth_mm),
            ];
            let length_mm = (half_slit_mm[0] * half_slit_mm[0] + half_slit_mm[1] * half_slit_mm[1]).sqrt();
            (half_slit_mm, 2.0 * length_mm, Direction::new(half_slit_mm, length_mm))
        };
        let mut tract = Tract {
            x_mm: strike.x_mm,
            y_mm: strike.y_mm,
            tip_depth_mm,
            pierced: tip_depth_mm > column.stratum_corneum_mm(),
            column: *column,
            profile: Profile::upright(state.needle, tip_depth_mm, slit_mm),
            half_slit_mm,
            direction,
            lean: Lean::UPRIGHT,
        };
        if !upright {
            tract.stretch(Lean::new(lean));
        }
        tract
    }

    /// Stretches the tract for a needle that leans, which few do.
    #[cold]
    fn stretch(&mut self, lean: Lean) {
        self.profile = self.profile.stretched(&lean, &self.direction);
        self.lean = lean;
    }

    /// Length of the slit at the surface, mm; 0 for a round hole.
    pub fn slit_mm(&self) -> f64 {
        self.profile.slit_mm
    }

    /// Returns the cut at a depth (mm).
    #[inline]
    pub fn section(&self, depth_mm: f64) -> Section {
        Section {
            x_mm: self.x_mm,
            y_mm: self.y_mm,
            half_slit_mm: 0.5 * self.slit_mm() * self.profile.slit_share(depth_mm),
            direction: self.direction,
            radius_mm: 0.5 * self.profile.width_mm(depth_mm),
            lean: self.lean,
        }
    }

    /// Returns the cut at the surface, the opening left there ([`Tract::opening`]) and the cuts at three
    /// depths (mm).
    ///
    /// Each cut is as [`Tract::section`] gives it. Only for a tract that pierced.
    #[inline(always)]
    pub(crate) fn sections<S: Simd>(
        &self,
        simd: S,
        depths_mm: [f64; 3],
        open_width_ratio: f64,
    ) -> Sections<5> {
        let [first, second, third] = depths_mm;
        let (widths, shares) = self.profile.cuts(simd, [0.0, first, second, third]);
        let half_slit_mm = 0.5 * self.slit_mm();
        let (slits, radii) = (shares.map(|share| half_slit_mm * share), widths.map(|width| 0.5 * width));
        Sections {
            x_mm: self.x_mm,
            y_mm: self.y_mm,
            direction: self.direction,
            lean: self.lean,
            half_slits_mm: [slits[0], slits[0], slits[1], slits[2], slits[3]],
            radii_mm: [radii[0], radii[0] * open_width_ratio, radii[1], radii[2], radii[3]],
        }
    }

    /// Middle and half extents in x and y of everything the tract touches, mm: those of its cut at the
    /// surface.
    pub fn bounds_mm(&self) -> [[f64; 2]; 2] {
        let surface = self.section(0.0);
        let half = if self.pierced { [surface.half_width_mm(), surface.half_height_mm()] } else { [0.0; 2] };
        [[self.x_mm, self.y_mm], half]
    }

    /// Returns the opening left at the surface after withdrawal: the slit keeps its length, the width shrinks
    /// by the ratio.
    pub fn opening(&self, width_ratio: f64) -> Section {
        let surface = self.section(0.0);
        Section { radius_mm: surface.radius_mm * width_ratio, ..surface }
    }
}
