//! Values of a run: the key of each in `summary.json`, its unit, and its value in one realisation.

use super::indices::Indices;
use crate::engine::Tally;
use crate::foundation::units::per_cm2_from_per_mm2;

/// Form in which a value is written for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Number of strikes.
    Count,
    /// Number per cm² of skin.
    PerCm2,
    /// Volume per area of skin, mm³ per cm².
    Mm3PerCm2,
    /// Number per second.
    PerSecond,
    /// 0-1 in files, % for readers.
    Share,
    /// Length, mm.
    Mm,
    /// Time, s.
    Seconds,
    /// A pure number.
    Ratio,
    /// A relative index: comparable only with itself.
    Index,
}

macro_rules! measures {
    ($($name:ident $key:literal $unit:ident $label:literal,)*) => {
        /// Value of `summary.json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Measure { $(#[doc = $label] $name,)* }

        impl Measure {
            /// All measures, in the order of a [`Row`].
            pub const ALL: &'static [Measure] = &[$(Measure::$name,)*];
            /// Number of measures.
            pub const COUNT: usize = Measure::ALL.len();

            /// Key in `summary.json`: section and name.
            pub fn key(self) -> &'static str {
                match self { $(Measure::$name => $key,)* }
            }

            /// Form in which the value is written.
            pub fn unit(self) -> Unit {
                match self { $(Measure::$name => Unit::$unit,)* }
            }

            /// Label in words.
            pub fn label(self) -> &'static str {
                match self { $(Measure::$name => $label,)* }
            }
        }
    };
}

measures! {
    Count "punctures.count" Count "strikes in the area",
    Density "punctures.density_per_cm2" PerCm2 "punctures per cm²",
    Rate "punctures.rate_per_s" PerSecond "strikes per second",
    Failed "punctures.failed_fraction" Share "strikes that did not pierce the stratum corneum",
    Cv "punctures.cv" Ratio "coefficient of variation of the count over squares of 1 mm",
    NearestNeighbour "punctures.nearest_neighbour_mm" Mm "mean distance from a puncture to its nearest other one",
    LargestGap "punctures.largest_gap_mm" Mm "diameter of the largest circle without a puncture",
    Repeat "punctures.repeat_fraction" Share "strikes that land in an earlier opening",
    Set "depth_mm.set" Mm "set depth",
    DepthMean "depth_mm.mean" Mm "mean depth of the tips that pierced",
    DepthSd "depth_mm.sd" Mm "standard deviation of depth between strikes",
    DepthP05 "depth_mm.p05" Mm "depth that 5 % of the tips stay above",
    DepthP50 "depth_mm.p50" Mm "median depth",
    DepthP95 "depth_mm.p95" Mm "depth that 5 % of the tips exceed",
    DepthRatio "depth_mm.ratio" Ratio "mean depth over set depth",
    DepthBias "depth_mm.bias" Mm "mean depth less set depth",
    WithinTolerance "depth_mm.within_tolerance" Share "strikes within the tolerance about the set depth",
    ReachEpidermis "reach.epidermis" Share "strikes below the surface",
    ReachDermis "reach.dermis" Share "strikes into the dermis",
    ReachFat "reach.fat" Share "strikes into the fat layer",
    FatPerCm2 "reach.fat_per_cm2" PerCm2 "strikes into the fat layer per cm²",
    FatSquares "reach.fat_share_of_mm2" Share "squares of 1 mm with a strike into the fat layer",
    PeopleOverLimit "reach.people_over_limit" Share "people whose fat-layer reach exceeds the limit",
    Covered "injury.covered_fraction" Share "area covered by needle sections",
    Open "injury.open_fraction" Share "area left open after withdrawal",
    EpidermisVolume "injury.epidermis_volume_fraction" Share "volume of the epidermis injured",
    DermisVolume "injury.dermis_volume_fraction" Share "volume of the dermis injured",
    SlitLength "injury.slit_length_mm" Mm "mean length of the slit at the surface",
    Torn "injury.tear_flag_fraction" Share "strikes flagged as tears",
    TipsCorneum "layers.stratum_corneum.tips_per_cm2" PerCm2 "tips that end in the stratum corneum or above it per cm²",
    TipsViable "layers.viable_epidermis.tips_per_cm2" PerCm2 "tips that end in the viable epidermis per cm²",
    TipsPapillary "layers.papillary_dermis.tips_per_cm2" PerCm2 "tips that end in the papillary dermis per cm²",
    TipsReticular "layers.reticular_dermis.tips_per_cm2" PerCm2 "tips that end in the reticular dermis per cm²",
    TipsFat "layers.fat.tips_per_cm2" PerCm2 "tips that end in the fat per cm²",
    TipsMuscle "layers.muscle.tips_per_cm2" PerCm2 "tips that end in the muscle per cm²",
    VolumeEpidermis "layers.epidermis.volume_mm3_per_cm2" Mm3PerCm2 "volume of the epidermis injured per cm²",
    VolumeDermis "layers.dermis.volume_mm3_per_cm2" Mm3PerCm2 "volume of the dermis injured per cm²",
    VolumeFat "layers.fat.volume_mm3_per_cm2" Mm3PerCm2 "volume of the fat injured per cm²",
    VesselHits "vessels.hits_per_cm2" PerCm2 "small vessels hit per cm²",
    LoopHits "vessels.loop_hits_per_cm2" PerCm2 "capillary loops hit per cm²",
    UpperPlexusHits "vessels.upper_plexus_hits_per_cm2" PerCm2 "vessels of the upper plexus hit per cm²",
    DeepPlexusHits "vessels.deep_plexus_hits_per_cm2" PerCm2 "vessels of the deep plexus hit per cm²",
    Bleeding "bleeding.index" Index "relative bleeding index",
    Pain "pain.index" Index "relative pain index",
    Time "treatment.time_s" Seconds "time of treatment",
}

/// Tips by layer, from the top.
const TIPS: [Measure; 6] = [
    Measure::TipsCorneum,
    Measure::TipsViable,
    Measure::TipsPapillary,
    Measure::TipsReticular,
    Measure::TipsFat,
    Measure::TipsMuscle,
];

/// Injured volumes, from the top.
const VOLUMES: [Measure; 3] = [Measure::VolumeEpidermis, Measure::VolumeDermis, Measure::VolumeFat];

/// Values of all measures in one realisation; NaN where a measure has none.
pub type Row = [f64; Measure::COUNT];

/// Condition under which a measure has a value in a realisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Always: an amount without strikes is zero.
    Nothing,
    /// At least one strike in the area, for a share of strikes.
    Strike,
    /// At least one tip that pierced, for a depth.
    Puncture,
    /// Another condition, such as two squares or a neighbour.
    Other,
}

impl Measure {
    /// Measure that this one is a part of: tips of a layer and strikes into the fat are at most all strikes.
    pub fn part_of(self) -> Option<Measure> {
        (TIPS.contains(&self) || self == Measure::FatPerCm2).then_some(Measure::Density)
    }

    /// Returns the condition for this measure.
    pub fn needs(self) -> Needs {
        use Measure::{
            Cv, DepthBias, DepthMean, DepthP05, DepthP50, DepthP95, DepthRatio, DepthSd, Failed, FatSquares,
            LargestGap, NearestNeighbour, PeopleOverLimit, Rate, ReachDermis, ReachEpidermis, ReachFat,
            Repeat, SlitLength, Time, Torn, WithinTolerance,
        };
        match self {
            Failed | Repeat | ReachEpidermis | ReachDermis | ReachFat | PeopleOverLimit | Torn => {
                Needs::Strike
            }
            DepthMean | DepthP05 | DepthP50 | DepthP95 | DepthRatio | DepthBias | WithinTolerance
            | SlitLength => Needs::Puncture,
            // Two tips for a standard deviation; whole squares; neighbours; a hand that glides.
            DepthSd | Cv | FatSquares | NearestNeighbour | LargestGap | Rate | Time => Needs::Other,
            _ => Needs::Nothing,
        }
    }
}

/// Quantities that are the same in every realisation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circumstances {
    /// Treated area.
    pub area_mm2: f64,
    /// Set depth.
    pub set_depth_mm: f64,
    /// Strikes per second; `None` if neither the device nor the hand fixes them.
    pub rate_per_s: Option<f64>,
    /// Treatment time; `None` if neither the device nor the hand fixes it.
    pub time_s: Option<f64>,
    /// Limit on the share of punctures into the fat layer.
    pub fat_reach_limit: f64,
    /// Diameters of the capillaries, the upper plexus and the deep plexus.
    pub vessel_diameters_mm: [f64; 3],
    /// Exponents of the relative indices.
    pub indices: Indices,
}

impl Circumstances {
    /// Computes the values of one realisation.
    ///
    /// Amounts of an area without a strike are true zeros. A share of strikes needs a strike, and a depth
    /// needs a tip that pierced. Without one the realisation has no such value, which is NaN and never 0.
    ///
    /// The standard deviation of depth is that of a sample, with n - 1, so that it does not shrink with the
    /// area; it needs two tips.
    pub fn measure(&self, tally: &Tally) -> Row {
        let strikes = tally.strikes as f64;
        let share = |count: f64| if tally.strikes > 0 { count / strikes } else { f64::NAN };
        let pierced = tally.pierced as f64;
        let of_pierced = |sum: f64| if tally.pierced > 0 { sum / pierced } else { f64::NAN };
        let mean = of_pierced(tally.depth_sum_mm);
        let sd = if tally.pierced > 1 {
            let about_mean = tally.depth_square_mm2 - pierced * mean * mean;
            (about_mean.max(0.0) / (pierced - 1.0)).sqrt()
        } else {
            f64::NAN
        };
        let [p05, p50, p95] = tally.depth_quantiles_mm.unwrap_or([f64::NAN; 3]);
        let density = per_cm2_from_per_mm2(strikes / self.area_mm2);
        let fat = share(tally.reach_fat);

        let mut row = [f64::NAN; Measure::COUNT];
        let mut set = |measure: Measure, value: f64| row[measure as usize] = value;
        set(Measure::Count, strikes);
        set(Measure::Density, density);
        set(Measure::Rate, self.rate_per_s.unwrap_or(f64::NAN));
        set(Measure::Failed, share(strikes - pierced));
        set(Measure::Cv, tally.square_cv.unwrap_or(f64::NAN));
        set(Measure::NearestNeighbour, tally.evenness.nearest_neighbour_mm.unwrap_or(f64::NAN));
        set(Measure::LargestGap, tally.evenness.largest_gap_mm.unwrap_or(f64::NAN));
        set(Measure::Repeat, share(tally.repeats as f64));
        set(Measure::Set, self.set_depth_mm);
        set(Measure::DepthMean, mean);
        set(Measure::DepthSd, sd);
        set(Measure::DepthP05, p05);
        set(Measure::DepthP50, p50);
        set(Measure::DepthP95, p95);
        set(Measure::DepthRatio, if self.set_depth_mm > 0.0 { mean / self.set_depth_mm } else { f64::NAN });
        set(Measure::DepthBias, mean - self.set_depth_mm);
        set(Measure::WithinTolerance, of_pierced(tally.within_tolerance as f64));
        set(Measure::ReachEpidermis, share(tally.reach_epidermis));
        set(Measure::ReachDermis, share(tally.reach_dermis));
        set(Measure::ReachFat, fat);
        set(Measure::FatPerCm2, per_cm2_from_per_mm2(tally.reach_fat / self.area_mm2));
        set(Measure::FatSquares, tally.fat_squares.unwrap_or(f64::NAN));
        let over = if fat.is_nan() { f64::NAN } else { f64::from(u8::from(fat > self.fat_reach_limit)) };
        set(Measure::PeopleOverLimit, over);
        set(Measure::Covered, tally.covered_mm2 / self.area_mm2);
        set(Measure::Open, tally.open_mm2 / self.area_mm2);
        set(Measure::EpidermisVolume, tally.epidermis_mm2 / self.area_mm2);
        set(Measure::DermisVolume, tally.dermis_mm2 / self.area_mm2);
        set(Measure::SlitLength, of_pierced(tally.slit_sum_mm));
        set(Measure::Torn, share(tally.torn as f64));
        let per_cm2 = |sum: f64| per_cm2_from_per_mm2(sum / self.area_mm2);
        for (measure, tips) in TIPS.into_iter().zip(tally.tips) {
            set(measure, per_cm2(tips as f64));
        }
        for (measure, volume) in VOLUMES.into_iter().zip(tally.volumes_mm3) {
            set(measure, per_cm2(volume));
        }
        let hits = &tally.vessels;
        let hits_per_mm2 = [hits.loops, hits.upper_plexus, hits.deep_plexus].map(|sum| sum / self.area_mm2);
        set(Measure::VesselHits, per_cm2(hits.total()));
        set(Measure::LoopHits, per_cm2(hits.loops));
        set(Measure::UpperPlexusHits, per_cm2(hits.upper_plexus));
        set(Measure::DeepPlexusHits, per_cm2(hits.deep_plexus));
        set(Measure::Bleeding, self.indices.bleeding(hits_per_mm2, self.vessel_diameters_mm));
        // The index counts punctures. Without one it is 0, its limit as punctures become few.
        let pain = if tally.pierced > 0 { self.indices.pain(mean, per_cm2(pierced)) } else { 0.0 };
        set(Measure::Pain, pain);
        set(Measure::Time, self.time_s.unwrap_or(f64::NAN));
        // Gives every missing value one bit pattern, because rows are compared bit by bit with those of a
        // kept state.
        row.map(|value| if value.is_nan() { f64::NAN } else { value })
    }
}
