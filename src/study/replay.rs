//! Replays one puncture of a run with every intermediate value: the person, the layers under it, the needle,
//! the device, the depth and the tract.
//!
//! The realisation is prepared as in a run, and the strike goes through the same
//! [`Realisation::strike`](crate::simulate::Realisation::strike). The values are therefore those of the run,
//! not merely similar ones.

use crate::device::{Kind, NeedleState};
use crate::mechanics::array::Hold;
use crate::mechanics::lift::Balance;
use crate::mechanics::resistance::Parts;
use crate::mechanics::{Contact, ContactStrike, DepthLaw, Draws, Law, StrikeChances};
use crate::outcome::Provenance;
use crate::simulate::{Setup, SimulateError, Struck};
use crate::skin::{Column, Layer, face};
use crate::technique::{KeyParts, Strike};
use serde::{Serialize, Serializer};

/// Reasons why a puncture could not be replayed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// The realisation could not be simulated.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
    /// The realisation has no puncture of this number.
    #[error(
        "there is no puncture {puncture} in realisation {realisation}: it has {punctures}, counted from 0"
    )]
    NoPuncture {
        /// Number of the realisation, from 0.
        realisation: u32,
        /// Number of the puncture asked for, from 0.
        puncture: usize,
        /// Number of punctures in the realisation.
        punctures: usize,
    },
}

/// All values of one puncture. In JSON the keys are in this order and carry their units.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// The setting in words, the scenario and the version.
    #[serde(flatten)]
    pub provenance: Provenance,
    /// Number of the realisation, from 0.
    pub realisation: u32,
    /// Realisations of the run; a later realisation is the one that a longer run would have.
    pub realisations: u32,
    /// Number of the puncture in its realisation, from 0, in order of time.
    pub puncture: usize,
    /// Number of punctures in the realisation.
    pub punctures: usize,
    /// Layers of this person, averaged over places.
    pub person: Vec<LayerRow>,
    /// Layers under this strike.
    pub layers: Vec<LayerRow>,
    /// Needle that struck.
    pub needle: NeedleRow,
    /// Place and time of the strike.
    pub strike: StrikeRow,
    /// Setting of the device.
    pub device: DeviceRow,
    /// Values that led to the depth.
    pub mechanics: Mechanics,
    /// Depth of the tip below the undeformed surface.
    pub tip_depth_mm: f64,
    /// Whether the tip passed the stratum corneum.
    pub pierced: bool,
    /// Layer in which the tip ended.
    pub layer: &'static str,
    /// Probabilities of passing each boundary.
    pub probability_of_passing: Boundaries,
    /// Width, slit and volumes of the tract, and vessels that it meets.
    pub tract: TractRow,
}

/// A layer with a lower boundary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LayerRow {
    /// Name of the layer.
    pub layer: &'static str,
    /// Thickness of the layer.
    pub thickness_mm: f64,
    /// Depth of its lower boundary.
    pub bottom_mm: f64,
}

/// A needle as it is in this cartridge.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NeedleRow {
    /// Number of the needle, from 0.
    pub needle: u32,
    /// Shape of the point.
    pub shape: &'static str,
    /// Length from the base to the tip.
    pub length_mm: f64,
    /// Diameter at the tip; wider for a dull needle.
    pub tip_diameter_mm: f64,
    /// Diameter above the taper.
    pub shaft_diameter_mm: f64,
    /// Length of the taper, measured up from the tip.
    pub taper_mm: f64,
    /// How much further than nominal the tip protrudes: the length error minus what a bend removes.
    pub protrusion_error_mm: f64,
    /// True if the needle is dull.
    pub dull: bool,
    /// True if the needle is bent.
    pub bent: bool,
    /// Tilt from the axis, degrees.
    pub lean_deg: f64,
    /// False in every replay, because a missing needle makes no puncture.
    pub missing: bool,
}

/// Place and time of the strike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StrikeRow {
    /// Place in x from the area's lower left corner.
    pub x_mm: f64,
    /// Place in y from the area's lower left corner.
    pub y_mm: f64,
    /// Direction in which the hand moves, from the x axis towards the y axis.
    pub heading_deg: f64,
    /// Number of the pass, from 0.
    pub pass: u32,
    /// Number of the lane, from 0; for a single needle, the row of its lattice.
    pub lane: u32,
    /// Number of the stroke, turn by one pitch, or placement in the lane, from 0.
    pub cycle: u32,
    /// Key of the strike inside its realisation, as in [`Strike::index`].
    pub index: u64,
}

/// Setting of the device in this treatment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeviceRow {
    /// Name of the device for readers.
    pub device: String,
    /// Kind of device.
    #[serde(serialize_with = "word")]
    pub kind: Kind,
    /// Condition that stops the needles.
    pub drive: &'static str,
    /// Set depth as requested.
    pub asked_depth_mm: f64,
    /// Depth really set, with this treatment's error.
    pub set_depth_mm: f64,
}

fn word<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Values that led to the depth.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "law", rename_all = "snake_case")]
pub enum Mechanics {
    /// Values under the contact law.
    Contact(Box<ContactRow>),
    /// Values under the ratio law.
    Ratio(RatioRow),
}

/// Forces and deflections that led to the depth under the contact law.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContactRow {
    /// How the device holds its needles.
    pub hold: HoldRow,
    /// Mean speed of the tips on the way in.
    pub tip_speed_mm_s: f64,
    /// What the skin rests on.
    pub support: &'static str,
    /// Index of the person's support from 0; there is one, or on a face one per region.
    pub support_number: usize,
    /// Site of the region to which that support belongs; `None` except on a face.
    pub support_region: Option<&'static str>,
    /// Layers of that support.
    pub support_layers: Vec<LayerRow>,
    /// Advance into the skin from the zero of depths, if this tip carried no force of its own.
    pub advance_mm: f64,
    /// Distance by which neighbouring needles push the skin down under this tip.
    pub beside_mm: f64,
    /// Loss of advance per unit of force on this tip.
    pub give_mm_per_n: f64,
    /// Median puncture force of this needle.
    pub median_puncture_force_n: f64,
    /// Factor on the median, drawn for this strike.
    pub puncture_factor: f64,
    /// Puncture force of this strike: the factor times the median.
    pub puncture_force_n: f64,
    /// Force on the tip at its full advance if it did not puncture.
    pub dimpling_force_n: f64,
    /// Whether the tip punctures.
    pub punctures: bool,
    /// Whether the tip lands in the opening of an earlier puncture, where nothing is left to puncture.
    pub in_opening: bool,
    /// Factor on the median, drawn for this strike.
    pub resistance_factor: f64,
    /// Force on the needle at the end: the resistance of the skin, or the dimpling force of a needle that
    /// only dimples.
    pub force_n: f64,
    /// Part of that force that tears; 0 for a needle that only dimples.
    pub tear_force_n: f64,
    /// Part of that force that spreads the crack; 0 for a needle that only dimples.
    pub spread_force_n: f64,
    /// Part of that force that overcomes friction; 0 for a needle that only dimples.
    pub friction_force_n: f64,
    /// Deflection of the skin under the tip at the end, including neighbours and give. Depth and deflection
    /// add up to the advance, unless the needle is in to its whole length.
    pub deflection_mm: f64,
    /// Whether the needle is in to its whole length.
    pub whole_length: bool,
    /// Balance of forces on a pen with the needles of this treatment at rest: what presses it and what bears
    /// it.
    pub pen: Option<Balance>,
}

/// How the device holds its needles.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum HoldRow {
    /// Driven past the rim on which the hand presses.
    Rim {
        /// Travel past the plane of the rim at which the dial stops the needles.
        travel_mm: f64,
        /// Force of all needles at which the travel ends early; `None` if no force ends it.
        most_force_n: Option<f64>,
        /// Force of the hand on rim and needles together.
        hand_force_n: f64,
    },
    /// The plate stops at a depth below the resting surface.
    Level {
        /// Depth of the stopped plate below the resting surface.
        plate_mm: f64,
    },
    /// The needles, and then the body, carry a force.
    Force {
        /// Force that the needles carry together when they stop.
        force_n: f64,
    },
    /// Driven until the body touches the skin.
    Body,
    /// Stopped at a gap between body and skin.
    Gap {
        /// Gap between the body and the skin between the needles.
        gap_mm: f64,
    },
}

/// Depth relative to the set depth.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RatioRow {
    /// Mean of tip depth over set depth.
    pub mean_ratio: f64,
    /// Standard deviation of that ratio between strikes.
    pub ratio_sd: f64,
    /// Ratio drawn for this strike; below 0 the needle stays above the surface.
    pub ratio: f64,
    /// Set depth of this needle.
    pub needle_set_depth_mm: f64,
}

/// Probabilities of passing each boundary, over the chance of the strike.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Boundaries {
    /// Probability of passing the surface, and so of entering the epidermis.
    pub epidermis: f64,
    /// Probability of passing into the dermis.
    pub dermis: f64,
    /// Probability of passing into the fat.
    pub fat: f64,
}

/// Tract of the puncture while the needle is in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TractRow {
    /// Width at the surface.
    pub surface_diameter_mm: f64,
    /// Length of the slit at the surface; 0 for a round hole.
    pub slit_mm: f64,
    /// Component of the slit in x.
    pub slit_x_mm: f64,
    /// Component of the slit in y.
    pub slit_y_mm: f64,
    /// Volume in the epidermis.
    pub epidermis_volume_mm3: f64,
    /// Volume in the dermis.
    pub dermis_volume_mm3: f64,
    /// Volume below the skin.
    pub fat_volume_mm3: f64,
    /// Capillary loops hit, as an expectation over their positions.
    pub loop_hits: f64,
    /// Vessels of the upper plexus hit, as an expectation over their positions.
    pub upper_plexus_hits: f64,
    /// Vessels of the deep plexus hit, as an expectation over their positions.
    pub deep_plexus_hits: f64,
}

/// Replays a puncture by its position in the realisation, in order of time. For realisation 0 that is the row
/// of `sample.npz`. Missing needles make no punctures.
///
/// # Errors
/// [`ReplayError`] for a position beyond the realisation's punctures, or if its needles find no equilibrium.
pub fn replay(
    setup: &Setup,
    provenance: Provenance,
    realisation: u32,
    puncture: usize,
) -> Result<Replay, ReplayError> {
    let ready = setup.ready(realisation)?;
    let set_depth_mm = setup.set_depth_mm(u64::from(realisation));
    let found = ready.strikes.get(puncture).and_then(|strike| {
        let needle = ready.cartridge.needles.get(strike.needle as usize)?;
        let struck = ready.strike(setup, strike)?;
        let mechanics = mechanics(setup, &struck, needle, set_depth_mm, &ready.skin.supports())?;
        Some((strike, needle, struck, mechanics))
    });
    let punctures = ready.strikes.len();
    let Some((strike, needle, struck, mechanics)) = found else {
        return Err(ReplayError::NoPuncture { realisation, puncture, punctures });
    };
    let tract = &struck.tract;
    let column = &ready.skin.column(strike.x_mm, strike.y_mm);
    let passes = struck.passes();
    let device = &setup.device;
    let (epidermis, skin) = (column.epidermis_mm(), column.skin_mm());
    let vessels = tract.vessel_hits(&setup.skin.vessels);
    Ok(Replay {
        provenance,
        realisation,
        realisations: setup.realisations,
        puncture,
        punctures,
        person: rows(&ready.skin.mean_column()),
        layers: rows(column),
        needle: needle_row(strike.needle, needle),
        strike: strike_row(strike),
        device: DeviceRow {
            device: device.label.clone(),
            kind: device.kind,
            drive: device.drive.name(),
            asked_depth_mm: device.set_depth_mm,
            set_depth_mm,
        },
        mechanics,
        tip_depth_mm: tract.tip_depth_mm,
        pierced: tract.pierced,
        layer: column.layer_at(tract.tip_depth_mm).name(),
        probability_of_passing: Boundaries {
            epidermis: passes.epidermis,
            dermis: passes.dermis,
            fat: passes.fat,
        },
        tract: TractRow {
            surface_diameter_mm: tract.profile.width_mm(0.0),
            slit_mm: tract.slit_mm(),
            slit_x_mm: 2.0 * tract.half_slit_mm[0],
            slit_y_mm: 2.0 * tract.half_slit_mm[1],
            epidermis_volume_mm3: tract.profile.volume_mm3(0.0, epidermis),
            dermis_volume_mm3: tract.profile.volume_mm3(epidermis, skin),
            fat_volume_mm3: tract.profile.volume_mm3(skin, tract.tip_depth_mm.max(skin)),
            loop_hits: vessels.loops,
            upper_plexus_hits: vessels.upper_plexus,
            deep_plexus_hits: vessels.deep_plexus,
        },
    })
}

/// Layers of a column that have a lower boundary.
fn rows(column: &Column) -> Vec<LayerRow> {
    let mut top_mm = 0.0;
    let row = |(layer, bottom_mm): (Layer, f64)| {
        let thickness_mm = bottom_mm - top_mm;
        top_mm = bottom_mm;
        LayerRow { layer: layer.name(), thickness_mm, bottom_mm }
    };
    Layer::ALL.into_iter().zip(column.bottoms_mm).map(row).collect()
}

fn needle_row(number: u32, state: &NeedleState) -> NeedleRow {
    let NeedleState { needle, protrusion_error_mm, lean, dull, missing } = *state;
    NeedleRow {
        needle: number,
        shape: needle.shape.name(),
        length_mm: needle.length_mm,
        tip_diameter_mm: needle.tip_diameter_mm,
        shaft_diameter_mm: needle.shaft_diameter_mm,
        taper_mm: needle.taper_mm,
        protrusion_error_mm,
        dull,
        bent: lean != [0.0; 2],
        lean_deg: libm::atan(libm::hypot(lean[0], lean[1])).to_degrees(),
        missing,
    }
}

fn strike_row(strike: &Strike) -> StrikeRow {
    let KeyParts { pass, lane, cycle, .. } = strike.key_parts();
    let Strike { x_mm, y_mm, heading: [cos, sin], index, .. } = *strike;
    StrikeRow { x_mm, y_mm, heading_deg: libm::atan2(sin, cos).to_degrees(), pass, lane, cycle, index }
}

/// `None` if strike and setup follow different laws, which cannot happen.
fn mechanics(
    setup: &Setup,
    strike: &Struck<'_>,
    needle: &NeedleState,
    set_depth_mm: f64,
    supports: &[Column],
) -> Option<Mechanics> {
    match (&setup.law, &strike.law, &strike.draws) {
        (Law::Contact(contact), DepthLaw::Contact(law), Draws::Contact(chances)) => {
            let row = contact_row(setup, contact, strike, law, chances, supports);
            Some(Mechanics::Contact(Box::new(row)))
        }
        (Law::Ratio(ratio), DepthLaw::Ratio(_), Draws::Ratio(normal)) => Some(Mechanics::Ratio(RatioRow {
            mean_ratio: ratio.ratio,
            ratio_sd: ratio.ratio_sd,
            ratio: ratio.at(*normal),
            needle_set_depth_mm: set_depth_mm + needle.protrusion_error_mm,
        })),
        _ => None,
    }
}

fn contact_row(
    setup: &Setup,
    contact: &Contact,
    strike: &Struck<'_>,
    law: &ContactStrike<'_>,
    chances: &StrikeChances,
    supports: &[Column],
) -> ContactRow {
    let seat = law.seat();
    let depth_mm = strike.tract.tip_depth_mm;
    let (puncture_factor, resistance_factor) = (law.puncture_factor(chances), law.resistance_factor(chances));
    let dimpling_force_n = seat.dimpling_force_n();
    let punctures = law.punctures(chances);
    let puncture_n = puncture_factor * law.median_puncture_n();
    let (parts, force_n, loaded_mm) = if punctures {
        let parts = seat.resistance.parts_n(depth_mm).scaled(resistance_factor);
        (parts, resistance_factor * seat.resistance.force_n(depth_mm), depth_mm)
    } else if depth_mm > 0.0 {
        // A tip on its way to the reticular dermis bears what entry takes.
        let force_n = seat.entry.share(depth_mm) * puncture_n;
        (Parts { tear: force_n, ..Parts::default() }, force_n, 0.0)
    } else {
        (Parts::default(), dimpling_force_n, 0.0)
    };
    let deflection_mm = seat.footing.deflection_mm(force_n, loaded_mm);
    // A face has one support per region, in the same order.
    let regions = &face::face().regions;
    let region = (supports.len() == regions.len()).then(|| regions.get(strike.support)).flatten();
    ContactRow {
        hold: hold_row(law.hold()),
        tip_speed_mm_s: contact.tip_speed_mm_s(&setup.device),
        support: contact.support.name(),
        support_number: strike.support,
        support_region: region.map(|region| region.site.name.as_str()),
        support_layers: supports.get(strike.support).map(rows).unwrap_or_default(),
        advance_mm: seat.advance_mm,
        beside_mm: seat.footing.beside_mm,
        give_mm_per_n: seat.footing.give_mm_per_n,
        median_puncture_force_n: law.median_puncture_n(),
        puncture_factor,
        puncture_force_n: puncture_n,
        dimpling_force_n,
        punctures,
        in_opening: law.is_in_opening(),
        resistance_factor,
        force_n,
        tear_force_n: parts.tear,
        spread_force_n: parts.spread,
        friction_force_n: parts.friction,
        deflection_mm,
        whole_length: punctures && depth_mm >= seat.length_mm,
        pen: law.balance(),
    }
}

fn hold_row(hold: Hold) -> HoldRow {
    match hold {
        Hold::Rim { travel_mm, hand_n, .. } => {
            HoldRow::Rim { travel_mm, most_force_n: hold.carried_n(), hand_force_n: hand_n }
        }
        Hold::Level { plate_mm } => HoldRow::Level { plate_mm },
        Hold::Force { total_n } => HoldRow::Force { force_n: total_n },
        Hold::Body => HoldRow::Body,
        Hold::Gap { gap_mm } => HoldRow::Gap { gap_mm },
    }
}
