//! The scenario as the user wrote it: optional everywhere, without defaults. Every field is a row of
//! [`super::keys`].

use serde::{Deserialize, Serialize};

use super::keys;
use crate::device::Layout;

/// A scenario file. [`ScenarioFile::to_toml`] writes it so that it reads back identically.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// Version of the format.
    pub format: u32,
    /// Title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The simulated area.
    #[serde(default, skip_serializing_if = "is_default")]
    pub area: Area,
    /// The skin.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skin: Skin,
    /// The device.
    #[serde(default, skip_serializing_if = "is_default")]
    pub device: Device,
    /// How the device is used.
    #[serde(default, skip_serializing_if = "is_default")]
    pub technique: Technique,
    /// The model of penetration.
    #[serde(default, skip_serializing_if = "is_default")]
    pub mechanics: Mechanics,
    /// Limits to report against.
    #[serde(default, skip_serializing_if = "is_default")]
    pub limits: Limits,
    /// How many people to simulate, and how.
    #[serde(default, skip_serializing_if = "is_default")]
    pub run: Run,
    /// Treatments of one person one after the other.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sessions: Sessions,
    /// What is put on the treated skin.
    #[serde(default, skip_serializing_if = "is_default")]
    pub absorption: Absorption,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

macro_rules! section {
    ($(#[$about:meta])* $name:ident { $($(#[$help:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[$help])*
                #[serde(skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )*
        }
    };
}

section! {
    /// `[area]`
    Area {
        /// Width, mm.
        width_mm: f64,
        /// Height, mm.
        height_mm: f64,
        /// Cell of the maps, um.
        cell_um: f64,
        /// `"face"`.
        map: String,
        /// Regions and masks that are not treated.
        avoid: Vec<String>,
        /// Spots that are not treated.
        lesions: Vec<Lesion>,
    }
}

section! {
    /// `[skin]`
    Skin {
        /// Body site.
        site: String,
        /// Thickness table.
        source: String,
        /// `"population"` or `"average"`.
        person: String,
        /// `"in_vivo"` or `"bench"`.
        support: String,
        /// Fat under excised skin, mm.
        bench_fat_mm: f64,
        /// Young's modulus of what excised skin lies on, MPa.
        bench_young_mpa: f64,
        /// Equal sheets in which excised skin lies.
        bench_sheets: u32,
        /// Measured thickness of epidermis and dermis together, mm.
        thickness_mm: f64,
        /// Standard deviation of that measurement, mm.
        thickness_sd_mm: f64,
        /// `"female"` or `"male"`.
        sex: String,
        /// Age, years.
        age_years: f64,
        /// Body-mass index, kg/m2.
        bmi: f64,
        /// Own layers, from the top down.
        layers: Vec<Layer>,
        /// `"shown"` or `"hidden"`.
        appendages: String,
    }
}

/// One of `area.lesions`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesion {
    /// From the left edge, mm.
    pub x_mm: f64,
    /// From the lower edge, mm.
    pub y_mm: f64,
    /// Radius, mm.
    pub radius_mm: f64,
}

/// One of `skin.layers`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Name of the layer.
    pub layer: String,
    /// Mean thickness, mm.
    pub thickness_mm: f64,
    /// Standard deviation between people, mm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd_mm: Option<f64>,
    /// Young's modulus, MPa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub young_mpa: Option<f64>,
    /// Poisson's ratio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poisson: Option<f64>,
    /// Force over tip diameter at which the layer lets a tip in, kJ/m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toughness_kj_m2: Option<f64>,
    /// Energy of a new crack per area, kJ/m².
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tear_kj_m2: Option<f64>,
    /// Pressure that opens the crack to the needle's width, MPa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spread_mpa: Option<f64>,
    /// Shear on the needle's side, MPa.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friction_mpa: Option<f64>,
}

impl Layer {
    /// Numbers of the contact law that the layer states, by their keys.
    pub fn of_contact_law(&self) -> [(&'static str, Option<f64>); 6] {
        [
            ("young_mpa", self.young_mpa),
            ("poisson", self.poisson),
            ("toughness_kj_m2", self.toughness_kj_m2),
            ("tear_kj_m2", self.tear_kj_m2),
            ("spread_mpa", self.spread_mpa),
            ("friction_mpa", self.friction_mpa),
        ]
    }
}

/// One of `device.rings`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// Needles on it.
    pub count: u32,
    /// Its diameter, mm.
    pub diameter_mm: f64,
}

section! {
    /// `[device]`
    Device {
        /// Name of a built-in device.
        preset: String,
        /// Kind of device.
        kind: String,
        /// `"rings"`, `"grid"`, `"drum"` or `"list"`.
        layout: String,
        /// Rings of needles.
        rings: Vec<Ring>,
        /// Rows of the grid or drum.
        rows: u32,
        /// Columns of the grid.
        columns: u32,
        /// Pitch of the grid, mm.
        pitch_mm: f64,
        /// Listed positions, mm.
        positions_mm: Vec<[f64; 2]>,
        /// Diameter of the bare drum, mm.
        drum_diameter_mm: f64,
        /// Width of the drum, mm.
        drum_width_mm: f64,
        /// Angle between needles of a row, degrees.
        angular_pitch_deg: f64,
        /// Width of the painted track, mm.
        head_width_mm: f64,
        /// Diameter of the rim, mm.
        rim_diameter_mm: f64,
        /// Mass of the pen, g.
        mass_g: f64,
        /// Length of the needles, mm.
        length_mm: f64,
        /// Diameter of the shaft, um.
        shaft_diameter_um: f64,
        /// Length of the taper, mm.
        taper_mm: f64,
        /// Diameter of the tip, um.
        tip_diameter_um: f64,
        /// Shape of the tip.
        shape: String,
        /// What the needles are made of.
        material: String,
        /// Strokes a second, Hz.
        frequency_hz: f64,
        /// Half width of the range of one device's frequency about the set one, as a share of it.
        frequency_tolerance: f64,
        /// `"stroke"`, `"force"` or `"speed"`.
        drive: String,
        /// Travel below the resting skin, mm.
        overtravel_mm: f64,
        /// Dial setting of a pen, mm.
        depth_mm: f64,
        /// Standard deviation of needle length, mm.
        length_tolerance_mm: f64,
        /// Mean error of the setting, mm.
        setting_bias_mm: f64,
        /// Standard deviation of the setting, mm.
        setting_sd_mm: f64,
        /// Share of dull needles.
        dull_fraction: f64,
        /// Tip diameter of dull needles over new ones.
        dull_factor: f64,
        /// Share of bent needles.
        bent_fraction: f64,
        /// Tilt of bent needles, degrees.
        bent_deg: f64,
        /// Share of missing needles.
        missing_fraction: f64,
    }
}

section! {
    /// `[technique]`
    Technique {
        /// Passes over the whole area.
        passes: u32,
        /// Directions used in turn.
        directions: Vec<String>,
        /// Speed of the hand, mm/s.
        hand_speed_mm_s: f64,
        /// Overlap of neighbouring lanes.
        overlap: f64,
        /// Distance between lanes, mm.
        line_spacing_mm: f64,
        /// Distance between placements along a lane, mm.
        placement_spacing_mm: f64,
        /// Standard deviation of placement, mm.
        position_jitter_mm: f64,
        /// Standard deviation of heading, degrees.
        heading_jitter_deg: f64,
        /// Factor on all variation.
        variation: f64,
        /// Variation of the hand's speed.
        speed_cv: f64,
        /// Variation of the stroke frequency.
        frequency_cv: f64,
        /// Variation of the distance that a drum rolls.
        slip_cv: f64,
        /// Variation of the spacing between treatments.
        spacing_cv: f64,
        /// Wander along a lane, mm.
        wander_mm: f64,
        /// Turn of the head relative to its path, degrees.
        turn_deg: f64,
        /// Variation of the hand's force.
        force_cv: f64,
        /// Correlation length along a lane, mm.
        variation_length_mm: f64,
        /// Force of the hand, N.
        force_n: f64,
        /// Pushing speed, m/s.
        speed_m_s: f64,
    }
}

section! {
    /// `[mechanics]`
    Mechanics {
        /// `"contact"` or `"ratio"`.
        law: String,
        /// Mean depth over set depth.
        ratio: f64,
        /// Standard deviation of that ratio.
        ratio_sd: f64,
        /// File with sets of the contact law's numbers.
        sets: String,
        /// Hash of that file.
        sets_hash: String,
        /// Young's modulus of the epidermis at 300 mm/s, MPa.
        epidermis_young_mpa: f64,
        /// Young's modulus of the dermis at 300 mm/s, pressed from above, MPa.
        dermis_young_mpa: f64,
        /// Young's modulus of the fat at 300 mm/s, MPa.
        fat_young_mpa: f64,
        /// Young's modulus of muscle at rest at 300 mm/s, MPa.
        muscle_young_mpa: f64,
        /// Modulus of the superficial fascia in tension, MPa.
        fascia_young_mpa: f64,
        /// Thickness of the superficial fascia, mm.
        fascia_thickness_mm: f64,
        /// Poisson's ratio of all soft layers.
        poisson: f64,
        /// Tension of living skin over that of the table of supports.
        tension_factor: f64,
        /// Exponent with which moduli grow with the tip's speed.
        rate_exponent: f64,
        /// Speed at which the moduli hold, mm/s.
        rate_reference_mm_s: f64,
        /// Speed with which a hand presses a device on, mm/s.
        rate_hand_mm_s: f64,
        /// Speed below which moduli no longer fall, mm/s.
        rate_slowest_mm_s: f64,
        /// Strain beyond which skin stiffens.
        locking_strain: f64,
        /// Puncture force of a tip of no width, N.
        puncture_base_n: f64,
        /// Puncture force over tip diameter, kJ/m2 (= N/mm).
        puncture_toughness_kj_m2: f64,
        /// Force at which the surface lets a tip in, over the puncture force.
        puncture_surface_share: f64,
        /// Standard deviation over mean of the puncture force between strikes.
        puncture_cv: f64,
        /// Energy of the new crack per area, kJ/m2.
        resistance_tear_kj_m2: f64,
        /// Pressure that opens a tract to the needle's width, MPa.
        resistance_spread_mpa: f64,
        /// Depth from which that whole pressure is needed, mm.
        resistance_confined_mm: f64,
        /// Shear on the needle's side, MPa.
        resistance_friction_mpa: f64,
        /// Resistance of fat over that of the dermis.
        resistance_fat_share: f64,
        /// Resistance of muscle over that of the dermis.
        resistance_muscle_share: f64,
        /// Standard deviation over mean of the resistance between strikes.
        resistance_cv: f64,
        /// Width of the ring on which a pen's rim rests, mm.
        rim_width_mm: f64,
        /// Distance of the cartridge's face behind the rim, mm.
        rim_recess_mm: f64,
        /// Share of the linear bulge into the head.
        rim_bulge_share: f64,
    }
}

section! {
    /// `[limits]`
    Limits {
        /// Share of punctures that may reach the fat.
        fat_reach: f64,
        /// Depth tolerance, mm.
        depth_tolerance_mm: f64,
    }
}

section! {
    /// `[run]`
    Run {
        /// Realisations.
        realisations: u32,
        /// Seed.
        seed: u64,
        /// `"on"` or `"off"`.
        intervals: String,
        /// Target relative standard error of the fat-layer reach.
        reach_error: f64,
        /// Keys above whose values are defaults that nobody stated.
        unstated: Vec<String>,
    }
}

section! {
    /// `[sessions]`
    Sessions {
        /// Sessions of one person.
        number: u32,
        /// Days from one session to the next.
        interval_days: f64,
        /// Area that a session treats, cm2.
        area_cm2: f64,
        /// Price of a session.
        price: f64,
        /// Currency of the price.
        currency: String,
    }
}

section! {
    /// `[absorption]`
    Absorption {
        /// Name of a molecule of the table.
        molecule: String,
        /// Mass of a molecule of one's own, Da.
        mass_da: f64,
        /// Logarithm of its octanol-water partition.
        log_kow: f64,
        /// Whether the skin is covered afterwards: `"on"` or `"off"`.
        cover: String,
        /// Thickness of the layer on the skin, mm.
        layer_mm: f64,
        /// Hours over which it enters.
        hours: f64,
    }
}

impl ScenarioFile {
    /// Writes the scenario as TOML, in the order of the key table. The same settings always give the same
    /// bytes, and reading them gives the same settings.
    pub fn to_toml(&self) -> String {
        let table = toml::Table::try_from(self).unwrap_or_default();
        let mut text = String::new();
        for (section, keys) in keys::SECTIONS.iter().zip(keys::KEYS) {
            let inner = if section.is_empty() {
                Some(&table)
            } else {
                table.get(*section).and_then(toml::Value::as_table)
            };
            let Some(inner) = inner else { continue };
            if !section.is_empty() {
                text.push_str(&format!("\n[{section}]\n"));
            }
            for key in keys {
                if let Some(value) = inner.get(key.name) {
                    text.push_str(&format!("{} = {value}\n", key.name));
                }
            }
        }
        text
    }
}

impl Device {
    /// Layout of the needles that the file's other keys imply, being keys of a single layout. `None` leaves it
    /// to the preset (or to the kind).
    pub fn layout_implied(&self) -> Option<Layout> {
        if self.rings.is_some() {
            Some(Layout::Rings)
        } else if self.positions_mm.is_some() {
            Some(Layout::List)
        } else if self.rows.is_some() || self.columns.is_some() || self.pitch_mm.is_some() {
            // Rows are those of a drum only where there is one, and a drum is no choice of layout.
            Some(Layout::Grid)
        } else if self.drum_diameter_mm.is_some()
            || self.drum_width_mm.is_some()
            || self.angular_pitch_deg.is_some()
        {
            Some(Layout::Drum)
        } else {
            None
        }
    }
}
