//! Values of a run, one row of a table for each: its key in `summary.json`, what else the program knows of it, and
//! its value in one realisation.

use super::indices::Indices;
use crate::engine::Tally;
use crate::foundation::units::per_cm2_from_per_mm2;
use crate::skin::{Column, Layer};

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

impl Unit {
    /// Unit in words, as files have it.
    pub fn words(self) -> &'static str {
        match self {
            Unit::Count | Unit::Share | Unit::Ratio => "1",
            Unit::PerCm2 => "1/cm2",
            Unit::Mm3PerCm2 => "mm3/cm2",
            Unit::PerSecond => "1/s",
            Unit::Mm => "mm",
            Unit::Seconds => "s",
            Unit::Index => "relative",
        }
    }

    /// Least and greatest amount in this unit.
    pub fn range(self) -> [f64; 2] {
        match self {
            Unit::Share => [0.0, 1.0],
            Unit::Count
            | Unit::PerCm2
            | Unit::Mm3PerCm2
            | Unit::PerSecond
            | Unit::Mm
            | Unit::Seconds
            | Unit::Ratio
            | Unit::Index => [0.0, f64::INFINITY],
        }
    }
}

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

/// What a larger area does to the expectation of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverArea {
    /// Nothing: the measure is a mean over places.
    Mean,
    /// The measure grows with the area.
    Grows,
    /// The measure changes in another way.
    Changes,
}

/// Signs that a measure may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// At least zero.
    Positive,
    /// Either: the measure is a difference.
    Either,
}

/// What a separate sample of people, weighted towards those in whom a needle reaches the fat, tells of a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {
    /// Nothing: the realisations give the value.
    Nothing,
    /// The share of strikes that pass this boundary. For the boundaries above the fat, the sample gives it only
    /// where the realisations could contradict the order of the three shares.
    Passing(Boundary),
    /// The strikes into the fat per area: their share from the sample, times the density of the realisations.
    IntoFatPerArea,
    /// The share of people over the limit: its shift under other inputs, whereas the realisations give its value.
    OverLimit,
}

/// Top of a layer that a strike may pass, from the surface down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Boundary {
    /// The surface.
    Epidermis,
    /// The dermo-epidermal junction.
    Dermis,
    /// The lower end of the dermis.
    Fat,
}

impl Boundary {
    /// Depth of the boundary, mm.
    pub fn at_mm(self, column: &Column) -> f64 {
        match self {
            Boundary::Epidermis => 0.0,
            Boundary::Dermis => column.epidermis_mm(),
            Boundary::Fat => column.skin_mm(),
        }
    }
}

/// Makes the measures of the rows below. A row is
///
/// ```text
/// Name "key in summary.json" "label"
///     Unit, Needs, OverArea [, own Own] [, part_of Measure] [, sign Sign] => |of| value;
/// ```
///
/// What it leaves out is `Own::Nothing`, no part and `Sign::Positive`.
macro_rules! measures {
    ($(
        $name:ident $key:literal $label:literal
            $unit:ident, $needs:ident, $over:ident
            $(, own $own:ident $(($boundary:ident))?)? $(, part_of $whole:ident)? $(, sign $sign:ident)?
            => $value:expr;
    )*) => {
        /// Value of `summary.json`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Measure { $(#[doc = $label] $name,)* }

        impl Measure {
            /// All measures, in the order of a [`Row`].
            pub const ALL: &'static [Measure] = &[$(Measure::$name,)*];
            /// Number of measures.
            pub const COUNT: usize = Measure::ALL.len();

            fn facts(self) -> Facts {
                match self {
                    $(Measure::$name => Facts {
                        $(own: Own::$own $((Boundary::$boundary))?,)?
                        $(part_of: Some(Measure::$whole),)?
                        $(sign: Sign::$sign,)?
                        ..Facts::new($key, $label, Unit::$unit, Needs::$needs, OverArea::$over, $value)
                    },)*
                }
            }
        }
    };
}

/// Everything that the program knows of a measure.
struct Facts {
    key: &'static str,
    label: &'static str,
    unit: Unit,
    needs: Needs,
    over_area: OverArea,
    own: Own,
    part_of: Option<Measure>,
    sign: Sign,
    value: fn(&Of<'_>) -> f64,
}

impl Facts {
    const fn new(
        key: &'static str,
        label: &'static str,
        unit: Unit,
        needs: Needs,
        over_area: OverArea,
        value: fn(&Of<'_>) -> f64,
    ) -> Facts {
        let (own, part_of, sign) = (Own::Nothing, None, Sign::Positive);
        Facts { key, label, unit, needs, over_area, own, part_of, sign, value }
    }
}

measures! {
    Count "punctures.count" "strikes in the area"
        Count, Nothing, Grows => |of| of.strikes();
    Density "punctures.density_per_cm2" "punctures per cm²"
        PerCm2, Nothing, Mean => |of| of.per_cm2(of.strikes());
    Rate "punctures.rate_per_s" "strikes per second"
        PerSecond, Other, Mean => |of| of.rate_per_s();
    RatePresent "punctures.rate_present_per_s" "strikes per second of the needles present"
        PerSecond, Other, Mean, part_of Rate => |of| of.pace.present * of.rate_per_s();
    Failed "punctures.failed_fraction" "strikes that did not pierce the stratum corneum"
        Share, Strike, Mean => |of| of.per_strike(of.strikes() - of.pierced());
    Cv "punctures.cv" "coefficient of variation of the count over squares of 1 mm"
        Ratio, Other, Changes => |of| known(of.tally.square_cv);
    NearestNeighbour "punctures.nearest_neighbour_mm" "mean distance from a puncture to its nearest other one"
        Mm, Other, Mean => |of| known(of.tally.evenness.nearest_neighbour_mm);
    LargestGap "punctures.largest_gap_mm" "diameter of the largest circle without a puncture"
        Mm, Other, Changes => |of| known(of.tally.evenness.largest_gap_mm);
    Repeat "punctures.repeat_fraction" "strikes that land in an earlier opening"
        Share, Strike, Mean => |of| of.per_strike(of.tally.repeats as f64);
    Set "depth_mm.set" "set depth"
        Mm, Nothing, Mean => |of| of.run.set_depth_mm;
    DepthMean "depth_mm.mean" "mean depth of the tips that pierced"
        Mm, Puncture, Mean => |of| of.depth_mean_mm();
    DepthSd "depth_mm.sd" "standard deviation of depth between strikes"
        Mm, Other, Mean => |of| of.depth_sd_mm();
    DepthP05 "depth_mm.p05" "depth that 5 % of the tips stay above"
        Mm, Puncture, Mean => |of| of.depth_quantile_mm(0);
    DepthP50 "depth_mm.p50" "median depth"
        Mm, Puncture, Mean => |of| of.depth_quantile_mm(1);
    DepthP95 "depth_mm.p95" "depth that 5 % of the tips exceed"
        Mm, Puncture, Mean => |of| of.depth_quantile_mm(2);
    DepthP999 "depth_mm.p99_9" "depth that 0.1 % of the tips exceed"
        Mm, Other, Mean => |of| known(of.tally.depth_p99_9_mm);
    DepthMax "depth_mm.max" "depth of the deepest tip"
        Mm, Puncture, Changes => |of| if of.tally.pierced > 0 { of.tally.deepest_mm } else { f64::NAN };
    DepthRatio "depth_mm.ratio" "mean depth over set depth"
        Ratio, Puncture, Mean => |of| of.depth_ratio();
    DepthBias "depth_mm.bias" "mean depth less set depth"
        Mm, Puncture, Mean, sign Either => |of| of.depth_mean_mm() - of.run.set_depth_mm;
    WithinTolerance "depth_mm.within_tolerance" "strikes within the tolerance about the set depth"
        Share, Puncture, Mean => |of| of.per_puncture(of.tally.within_tolerance as f64);
    ReachEpidermis "reach.epidermis" "strikes below the surface"
        Share, Strike, Mean, own Passing(Epidermis) => |of| of.per_strike(of.tally.reach_epidermis);
    ReachDermis "reach.dermis" "strikes into the dermis"
        Share, Strike, Mean, own Passing(Dermis) => |of| of.per_strike(of.tally.reach_dermis);
    ReachFat "reach.fat" "strikes into the fat layer"
        Share, Strike, Mean, own Passing(Fat) => |of| of.per_strike(of.tally.reach_fat);
    FatPerCm2 "reach.fat_per_cm2" "strikes into the fat layer per cm²"
        PerCm2, Nothing, Mean, own IntoFatPerArea, part_of Density => |of| of.per_cm2(of.tally.reach_fat);
    FatSquares "reach.fat_share_of_mm2" "squares of 1 mm with a strike into the fat layer"
        Share, Other, Mean => |of| known(of.tally.fat_squares);
    PeopleOverLimit "reach.people_over_limit" "people whose fat-layer reach exceeds the limit"
        Share, Strike, Changes, own OverLimit => |of| of.over_limit();
    Covered "injury.covered_fraction" "area covered by needle sections"
        Share, Nothing, Mean => |of| of.per_area(of.tally.covered_mm2);
    Open "injury.open_fraction" "area left open after withdrawal"
        Share, Nothing, Mean => |of| of.per_area(of.tally.open_mm2);
    EpidermisVolume "injury.epidermis_volume_fraction" "volume of the epidermis injured"
        Share, Nothing, Mean => |of| of.per_area(of.tally.epidermis_mm2);
    DermisVolume "injury.dermis_volume_fraction" "volume of the dermis injured"
        Share, Nothing, Mean => |of| of.per_area(of.tally.dermis_mm2);
    SlitLength "injury.slit_length_mm" "mean length of the slit at the surface"
        Mm, Puncture, Mean => |of| of.per_puncture(of.tally.slit_sum_mm);
    Torn "injury.tear_flag_fraction" "strikes flagged as tears"
        Share, Strike, Mean => |of| of.per_strike(of.tally.torn as f64);
    TipsCorneum "layers.stratum_corneum.tips_per_cm2" "tips that end in the stratum corneum or above it per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::StratumCorneum);
    TipsViable "layers.viable_epidermis.tips_per_cm2" "tips that end in the viable epidermis per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::ViableEpidermis);
    TipsPapillary "layers.papillary_dermis.tips_per_cm2" "tips that end in the papillary dermis per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::PapillaryDermis);
    TipsReticular "layers.reticular_dermis.tips_per_cm2" "tips that end in the reticular dermis per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::ReticularDermis);
    TipsFat "layers.fat.tips_per_cm2" "tips that end in the fat per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::Fat);
    TipsMuscle "layers.muscle.tips_per_cm2" "tips that end in the muscle per cm²"
        PerCm2, Nothing, Mean, part_of Density => |of| of.tips_per_cm2(Layer::Muscle);
    VolumeEpidermis "layers.epidermis.volume_mm3_per_cm2" "volume of the epidermis injured per cm²"
        Mm3PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.volumes_mm3[0]);
    VolumeDermis "layers.dermis.volume_mm3_per_cm2" "volume of the dermis injured per cm²"
        Mm3PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.volumes_mm3[1]);
    VolumeFat "layers.fat.volume_mm3_per_cm2" "volume of the fat injured per cm²"
        Mm3PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.volumes_mm3[2]);
    VesselHits "vessels.hits_per_cm2" "small vessels hit per cm²"
        PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.vessels.total());
    LoopHits "vessels.loop_hits_per_cm2" "capillary loops hit per cm²"
        PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.vessels.loops);
    UpperPlexusHits "vessels.upper_plexus_hits_per_cm2" "vessels of the upper plexus hit per cm²"
        PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.vessels.upper_plexus);
    DeepPlexusHits "vessels.deep_plexus_hits_per_cm2" "vessels of the deep plexus hit per cm²"
        PerCm2, Nothing, Mean => |of| of.per_cm2(of.tally.vessels.deep_plexus);
    Bleeding "bleeding.index" "relative bleeding index"
        Index, Nothing, Mean => |of| of.bleeding();
    Pain "pain.index" "relative pain index"
        Index, Nothing, Mean => |of| of.pain();
    Time "treatment.time_s" "time of treatment"
        Seconds, Other, Grows => |of| known(of.run.time_s);
}

/// Values of all measures in one realisation; NaN where a measure has none.
pub type Row = [f64; Measure::COUNT];

impl Measure {
    /// Measure with this key.
    pub fn of_key(key: &str) -> Option<Measure> {
        Measure::ALL.iter().copied().find(|measure| measure.key() == key)
    }

    /// Measure of the tips that end in a layer.
    pub fn tips_in(layer: Layer) -> Measure {
        match layer {
            Layer::StratumCorneum => Measure::TipsCorneum,
            Layer::ViableEpidermis => Measure::TipsViable,
            Layer::PapillaryDermis => Measure::TipsPapillary,
            Layer::ReticularDermis => Measure::TipsReticular,
            Layer::Fat => Measure::TipsFat,
            Layer::Muscle => Measure::TipsMuscle,
        }
    }

    /// Key in `summary.json`: section and name.
    pub fn key(self) -> &'static str {
        self.facts().key
    }

    /// Label in words.
    pub fn label(self) -> &'static str {
        self.facts().label
    }

    /// Form in which the value is written.
    pub fn unit(self) -> Unit {
        self.facts().unit
    }

    /// Condition under which a realisation has a value.
    pub fn needs(self) -> Needs {
        self.facts().needs
    }

    /// What a larger area does to the expectation.
    pub fn over_area(self) -> OverArea {
        self.facts().over_area
    }

    /// What a separate sample of people tells of it.
    pub fn own(self) -> Own {
        self.facts().own
    }

    /// Measure that this one is a part of: tips of a layer and strikes into the fat are at most all strikes.
    pub fn part_of(self) -> Option<Measure> {
        self.facts().part_of
    }

    /// Signs that it may have.
    pub fn sign(self) -> Sign {
        self.facts().sign
    }

    /// Least and greatest value that it may have.
    pub fn range(self) -> [f64; 2] {
        match self.sign() {
            Sign::Positive => self.unit().range(),
            Sign::Either => [f64::NEG_INFINITY, f64::INFINITY],
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
    pub fn measure(&self, tally: &Tally, pace: Pace) -> Row {
        let of = Of { run: self, tally, pace };
        let mut row = [f64::NAN; Measure::COUNT];
        for measure in Measure::ALL {
            let value = (measure.facts().value)(&of);
            // Gives every missing value one bit pattern, because rows are compared bit by bit with those of a
            // kept state.
            row[*measure as usize] = if value.is_nan() { f64::NAN } else { value };
        }
        row
    }
}

/// Device of one treatment, as far as it sets the pace of the strikes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Frequency over the set frequency.
    pub frequency: f64,
    /// Share of the needles that are present.
    pub present: f64,
}

/// What the values of one realisation follow from.
struct Of<'a> {
    run: &'a Circumstances,
    tally: &'a Tally,
    pace: Pace,
}

impl Of<'_> {
    fn rate_per_s(&self) -> f64 {
        known(self.run.rate_per_s.map(|rate| self.pace.frequency * rate))
    }

    fn strikes(&self) -> f64 {
        self.tally.strikes as f64
    }

    fn pierced(&self) -> f64 {
        self.tally.pierced as f64
    }

    /// Share of the strikes; NaN without one.
    fn per_strike(&self, sum: f64) -> f64 {
        if self.tally.strikes > 0 { sum / self.strikes() } else { f64::NAN }
    }

    /// Mean over the strikes that pierced; NaN without one.
    fn per_puncture(&self, sum: f64) -> f64 {
        if self.tally.pierced > 0 { sum / self.pierced() } else { f64::NAN }
    }

    /// Sum over the treated area, per mm²; a share of the area for a sum in mm².
    fn per_area(&self, sum: f64) -> f64 {
        sum / self.run.area_mm2
    }

    fn per_cm2(&self, sum: f64) -> f64 {
        per_cm2_from_per_mm2(self.per_area(sum))
    }

    fn tips_per_cm2(&self, layer: Layer) -> f64 {
        self.per_cm2(self.tally.tips[layer as usize] as f64)
    }

    fn depth_mean_mm(&self) -> f64 {
        self.per_puncture(self.tally.depth_sum_mm)
    }

    /// Standard deviation of a sample, with n - 1, so that it does not shrink with the area; it needs two
    /// tips.
    fn depth_sd_mm(&self) -> f64 {
        if self.tally.pierced < 2 {
            return f64::NAN;
        }
        let (pierced, mean) = (self.pierced(), self.depth_mean_mm());
        let about_mean = self.tally.depth_square_mm2 - pierced * mean * mean;
        (about_mean.max(0.0) / (pierced - 1.0)).sqrt()
    }

    /// Quantile of depth: 5, 50 or 95 %.
    fn depth_quantile_mm(&self, number: usize) -> f64 {
        known(self.tally.depth_quantiles_mm.map(|quantiles| quantiles[number]))
    }

    fn depth_ratio(&self) -> f64 {
        let set_mm = self.run.set_depth_mm;
        if set_mm > 0.0 { self.depth_mean_mm() / set_mm } else { f64::NAN }
    }

    /// 1 for a person whose fat-layer reach exceeds the limit, else 0; NaN without a strike.
    fn over_limit(&self) -> f64 {
        let fat = self.per_strike(self.tally.reach_fat);
        if fat.is_nan() { f64::NAN } else { f64::from(u8::from(fat > self.run.fat_reach_limit)) }
    }

    fn bleeding(&self) -> f64 {
        let hits = &self.tally.vessels;
        let hits = [hits.loops, hits.upper_plexus, hits.deep_plexus].map(|sum| self.per_area(sum));
        self.run.indices.bleeding(hits, self.run.vessel_diameters_mm)
    }

    /// The index counts punctures. Without one it is 0, its limit as punctures become few.
    fn pain(&self) -> f64 {
        if self.tally.pierced == 0 {
            return 0.0;
        }
        self.run.indices.pain(self.depth_mean_mm(), self.per_cm2(self.pierced()))
    }
}

/// The value, or NaN for none.
fn known(value: Option<f64>) -> f64 {
    value.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(tally: &Tally) -> Row {
        let run = Circumstances {
            area_mm2: 2.0,
            set_depth_mm: 1.5,
            rate_per_s: Some(100.0),
            time_s: None,
            fat_reach_limit: 0.1,
            vessel_diameters_mm: [0.01, 0.02, 0.04],
            indices: Indices::default(),
        };
        run.measure(tally, Pace { frequency: 1.0, present: 0.5 })
    }

    #[test]
    fn identity_keys_are_unique_and_lead_back() {
        for measure in Measure::ALL {
            assert_eq!(Measure::of_key(measure.key()), Some(*measure));
        }
        assert_eq!(Measure::of_key("depth_mm"), None);
    }

    /// No strike, strikes that do not pierce, and one that does.
    #[test]
    fn identity_a_value_needs_what_its_row_says() {
        let struck = Tally { strikes: 3, ..Tally::default() };
        let pierced = Tally {
            pierced: 1,
            depth_sum_mm: 1.2,
            depth_square_mm2: 1.44,
            deepest_mm: 1.2,
            depth_quantiles_mm: Some([1.2; 3]),
            ..struck.clone()
        };
        let rows = [Tally::default(), struck, pierced].map(|tally| row(&tally));
        for measure in Measure::ALL {
            let there = rows.map(|row| !row[*measure as usize].is_nan());
            match measure.needs() {
                Needs::Nothing => assert_eq!(there, [true; 3], "{measure:?}"),
                Needs::Strike => assert_eq!(there, [false, true, true], "{measure:?}"),
                Needs::Puncture => assert_eq!(there, [false, false, true], "{measure:?}"),
                Needs::Other => assert!(!there[0] || measure.unit() == Unit::PerSecond, "{measure:?}"),
            }
        }
    }

    /// Of tips at 1.0 and 1.3 mm the sample has a spread of 0.3/√2 mm, and of one tip there is none.
    #[test]
    fn limit_two_tips_are_the_fewest_with_a_spread() {
        let two = Tally { pierced: 2, depth_sum_mm: 2.3, depth_square_mm2: 2.69, ..Tally::default() };
        let one = Tally { pierced: 1, depth_sum_mm: 1.3, depth_square_mm2: 1.69, ..Tally::default() };
        let [two, one] = [two, one].map(|tally| row(&tally)[Measure::DepthSd as usize]);
        assert!((two - 0.3 / 2f64.sqrt()).abs() < 1e-9, "{two}");
        assert!(one.is_nan(), "{one}");
    }

    #[test]
    fn identity_parts_and_ranges() {
        let tips: [u64; 6] = [1, 2, 3, 4, 5, 6];
        let row = row(&Tally {
            strikes: 21,
            pierced: 20,
            depth_sum_mm: 20.0,
            reach_fat: 4.5,
            tips,
            ..Tally::default()
        });
        for layer in Layer::ALL {
            // On 2 mm², a tip is 50 per cm².
            assert_eq!(row[Measure::tips_in(layer) as usize], 50.0 * tips[layer as usize] as f64);
        }
        for measure in Measure::ALL {
            let [least, most] = measure.range();
            let value = row[*measure as usize];
            assert!(value.is_nan() || (least..=most).contains(&value), "{measure:?}: {value}");
            let Some(whole) = measure.part_of() else { continue };
            assert_eq!(measure.unit(), whole.unit(), "{measure:?}");
            assert!(value < row[whole as usize], "{measure:?} is more than {whole:?}");
        }
        assert_eq!(row[Measure::DepthBias as usize], -0.5, "a difference may be negative");
    }
}
