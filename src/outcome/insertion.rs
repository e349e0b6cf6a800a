//! Results of one stroke (`puncta insert`), as tables and JSON.

use super::{Answer, Provenance};
use crate::bench::Curve;
use crate::foundation::statistics::Mean;
use crate::mechanics::lift::Balance;
use crate::mechanics::{Margin, Work};
use crate::skin::Column;
use serde_json::{Value, json};

/// All results of one stroke of a device on the average person.
#[derive(Debug, Clone, PartialEq)]
pub struct InsertionOutcome {
    /// The setting in words, the scenario and the version.
    pub provenance: Provenance,
    /// Skin layers under the device.
    pub column: Column,
    /// Set depth, mm.
    pub set_depth_mm: f64,
    /// Whether the needles are those of a drum, several rows of which are in the skin together.
    pub drum: bool,
    /// Curve of the whole array over the travel.
    pub array: Vec<Point>,
    /// Curve of a single sound needle over the travel, under its share of the force.
    pub alone: Vec<Point>,
    /// Punctures in the order in which they happen.
    pub punctures: Vec<PunctureEvent>,
    /// Needles of the array, with their state at the end of the stroke.
    pub needles: Vec<NeedleRow>,
    /// Largest force of all needles together, N.
    pub peak_total_n: f64,
    /// Force on the rim or the body at the end, N; `None` where no force is given.
    pub body_n: Option<f64>,
    /// Force on needles and body of a device that is driven by force, N; `None` for a pen.
    pub pressed_n: Option<f64>,
    /// Balance of forces on a pen: what presses it and what bears it.
    pub pen: Option<Balance>,
    /// Work up to the end of the stroke.
    pub work: Work,
    /// Strength of the needle compared with the largest force on any needle.
    pub margin: Margin,
    /// Name of the needles' material.
    pub material: &'static str,
    /// Mean speed of the tips, mm/s.
    pub tip_speed_mm_s: f64,
    /// Bench data to compare with; `None` if none were given.
    pub measured: Option<Measured>,
}

/// State of all needles at one travel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Travel of the longest tip past the reference of depth, mm.
    pub travel_mm: f64,
    /// Force on all needles together, N.
    pub total_n: f64,
    /// Largest force on a single needle, N.
    pub most_n: f64,
    /// Mean depth of the needles of the strike, mm; needles that only dimple count as 0.
    pub mean_depth_mm: f64,
    /// Smallest depth of the needles of the strike, mm.
    pub least_depth_mm: f64,
    /// Largest depth of the needles of the strike, mm.
    pub most_depth_mm: f64,
    /// Mean deflection of the skin under the tips, mm.
    pub deflection_mm: f64,
    /// Number of needles that have broken into the reticular dermis.
    pub punctured: usize,
    /// Work up to this travel.
    pub work: Work,
}

/// Puncture by one needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PunctureEvent {
    /// Number of the needle in the cartridge, from 1.
    pub needle: usize,
    /// Travel at which the needle punctures, counted as in [`Point`], mm.
    pub travel_mm: f64,
    /// Force on this needle just before it punctures, N.
    pub force_n: f64,
    /// Largest force on all needles together at that travel, N.
    pub total_n: f64,
}

/// Result for one needle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NeedleRow {
    /// Number of the needle, from 1.
    pub needle: usize,
    /// Place along the hand's travel, mm; on a drum it counts from below the axis.
    pub x_mm: f64,
    /// Place across the hand's travel, mm; on a drum it counts from the drum's end.
    pub y_mm: f64,
    /// How much further than nominal the tip protrudes, mm.
    pub protrusion_error_mm: f64,
    /// Diameter at the tip.
    pub tip_diameter_um: f64,
    /// Puncture force of this needle, N.
    pub puncture_n: f64,
    /// Largest force during the stroke, N.
    pub peak_n: f64,
    /// Force at the end of the stroke, N.
    pub force_n: f64,
    /// Depth of the tip in the tissue at the end of the stroke, mm.
    pub depth_mm: f64,
    /// True if the needle broke into the reticular dermis.
    pub punctured: bool,
}

/// Bench data laid over the computed curve.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The curves.
    pub curves: Vec<MeasuredCurve>,
    /// What was understood of the files, a line each.
    pub understood: Vec<String>,
    /// Mean of computed minus measured force over the travel that both cover, N; `None` without such points.
    pub bias_n: Option<f64>,
    /// Root mean square of that difference, N.
    pub rms_n: Option<f64>,
    /// Number of measured points compared.
    pub compared: usize,
    /// Number of points of all loading branches.
    pub points: usize,
    /// What the computed curve shows, over the same travel.
    pub computed: Features,
}

/// One measured curve beside the computed one.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredCurve {
    /// Its name; empty for a single one.
    pub name: String,
    /// Loading branch: travel from contact, mm, and force, N.
    pub loading: Vec<[f64; 2]>,
    /// Hold and withdrawal.
    pub after: Vec<[f64; 2]>,
    /// Points of the hold among them.
    pub hold: usize,
    /// Travel of the file that counts as zero, mm, and whether it was found rather than given.
    pub contact_mm: (f64, bool),
    /// Mean of computed minus measured force, N; `None` where nothing is covered by both.
    pub bias_n: Option<f64>,
    /// Root mean square of that difference, N.
    pub rms_n: Option<f64>,
    /// Points compared.
    pub compared: usize,
    /// What the curve shows.
    pub features: Features,
}

/// What a curve of force against travel shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Features {
    /// Largest force, N.
    pub peak_n: f64,
    /// Travel, mm, and force, N, at the first drop of the force by a fiftieth of its largest or more: a first puncture.
    /// `None` if the force never drops.
    pub first_drop: Option<[f64; 2]>,
    /// Slope between a fifth and four fifths of the force at that drop, or of the largest, N/mm.
    pub stiffness_n_mm: Option<f64>,
    /// Work up to the largest travel that measured and computed curve share, mJ.
    pub work_mj: f64,
}

/// Drop of the force that counts as a puncture, over the largest force.
const DROP: f64 = 0.02;

/// Drop of the force that counts as a puncture, over its noise: of thousands of points, some lie five deviations apart by
/// chance.
const OF_NOISE: f64 = 8.0;

/// Standard deviation of the noise of a curve, N: from the median of its second differences, which a smooth curve does not have.
fn noise(points: &[[f64; 2]]) -> f64 {
    const NORMAL: f64 = 1.4826;
    // Few points cannot tell noise from the curve.
    const FEWEST: usize = 20;
    if points.len() < FEWEST {
        return 0.0;
    }
    let mut bends: Vec<f64> =
        points.windows(3).map(|three| (three[0][1] - 2.0 * three[1][1] + three[2][1]).abs()).collect();
    bends.sort_by(f64::total_cmp);
    bends.get(bends.len() / 2).map_or(0.0, |median| NORMAL * median / 6f64.sqrt())
}

impl Features {
    /// Features of a loading branch up to this travel, mm.
    fn of(loading: &[[f64; 2]], to_mm: f64) -> Features {
        let inside: Vec<[f64; 2]> = loading.iter().copied().filter(|[travel, _]| *travel <= to_mm).collect();
        let peak_n = inside.iter().map(|[_, force]| *force).fold(0.0, f64::max);
        // What the noise does by itself is no drop.
        let least = (DROP * peak_n).max(OF_NOISE * noise(&inside));
        let mut top = [0.0; 2];
        let mut first_drop = None;
        for [travel, force] in &inside {
            if *force > top[1] {
                top = [*travel, *force];
            } else if top[1] - force > least {
                first_drop = Some(top);
                break;
            }
        }
        let most = first_drop.map_or(peak_n, |[_, force]| force);
        let before =
            inside.iter().take_while(|[travel, _]| first_drop.is_none_or(|[drop, _]| *travel <= drop));
        let steep: Vec<[f64; 2]> =
            before.copied().filter(|[_, force]| (0.2 * most..=0.8 * most).contains(force)).collect();
        let work_mj =
            inside.windows(2).map(|pair| 0.5 * (pair[0][1] + pair[1][1]) * (pair[1][0] - pair[0][0])).sum();
        Features { peak_n, first_drop, stiffness_n_mm: slope(&steep), work_mj }
    }
}

/// Slope of a straight line through these points; `None` for fewer than three, or at one travel.
fn slope(points: &[[f64; 2]]) -> Option<f64> {
    if points.len() < 3 {
        return None;
    }
    let count = points.len() as f64;
    let mean = |axis: usize| points.iter().map(|point| point[axis]).sum::<f64>() / count;
    let [x, y] = [mean(0), mean(1)];
    let over: f64 = points.iter().map(|point| (point[0] - x) * (point[1] - y)).sum();
    let under: f64 = points.iter().map(|point| (point[0] - x) * (point[0] - x)).sum();
    (under > 0.0).then(|| over / under)
}

impl Measured {
    /// Compares loading branches with the computed total force.
    #[must_use]
    pub fn new(curves: &[Curve], understood: Vec<String>, array: &[Point]) -> Measured {
        let computed: Vec<[f64; 2]> = array.iter().map(|point| [point.travel_mm, point.total_n]).collect();
        let ends =
            |points: &[[f64; 2]]| points.iter().map(|[travel, _]| *travel).fold(f64::NEG_INFINITY, f64::max);
        let longest = curves.iter().map(|curve| ends(&curve.loading)).fold(f64::NEG_INFINITY, f64::max);
        let to_mm = longest.min(ends(&computed)) + ROUNDED_MM;
        let mut all = Vec::new();
        let each = |curve: &Curve| {
            let offs: Vec<f64> = curve.loading.iter().filter_map(|point| off(&computed, *point)).collect();
            let [bias_n, rms_n] = residuals(&offs);
            let of = MeasuredCurve {
                name: curve.name.clone(),
                loading: curve.loading.clone(),
                after: curve.after.clone(),
                hold: curve.hold,
                contact_mm: (curve.contact_mm, curve.contact_found),
                bias_n,
                rms_n,
                compared: offs.len(),
                features: Features::of(&curve.loading, to_mm),
            };
            all.extend(offs);
            of
        };
        let curves: Vec<MeasuredCurve> = curves.iter().map(each).collect();
        let [bias_n, rms_n] = residuals(&all);
        Measured {
            points: curves.iter().map(|curve| curve.loading.len()).sum(),
            compared: all.len(),
            computed: Features::of(&computed, to_mm),
            curves,
            understood,
            bias_n,
            rms_n,
        }
    }

    /// Largest measured force, N.
    #[must_use]
    pub fn peak_n(&self) -> f64 {
        let forces = self.curves.iter().flat_map(|curve| curve.loading.iter().chain(&curve.after));
        forces.map(|[_, force]| *force).fold(0.0, f64::max)
    }

    fn json(&self) -> Value {
        let features = |of: &Features| {
            json!({
                "peak_n": of.peak_n,
                "first_drop_travel_mm": of.first_drop.map(|[travel, _]| travel),
                "first_drop_force_n": of.first_drop.map(|[_, force]| force),
                "stiffness_n_mm": of.stiffness_n_mm,
                "work_mj": of.work_mj,
            })
        };
        let curves: Vec<Value> = self
            .curves
            .iter()
            .map(|curve| {
                json!({
                    "name": curve.name, "points": curve.loading.len(), "hold_and_withdrawal": curve.after.len(), "hold": curve.hold,
                    "contact_mm": curve.contact_mm.0, "contact_found": curve.contact_mm.1,
                    "compared": curve.compared, "bias_n": curve.bias_n, "rms_n": curve.rms_n,
                    "features": features(&curve.features),
                })
            })
            .collect();
        json!({
            "understood": self.understood, "points": self.points, "compared": self.compared,
            "bias_n": self.bias_n, "rms_n": self.rms_n, "peak_n": self.peak_n(),
            "computed": features(&self.computed), "curves": curves,
        })
    }
}

/// Mean and root mean square; `None` without a value.
fn residuals(offs: &[f64]) -> [Option<f64>; 2] {
    if offs.is_empty() {
        return [None; 2];
    }
    let count = offs.len() as f64;
    [offs.iter().sum::<f64>() / count, (offs.iter().map(|off| off * off).sum::<f64>() / count).sqrt()]
        .map(Some)
}

/// Accuracy of a travel in files, mm.
const ROUNDED_MM: f64 = 1.5e-6;

/// Force at a travel, on a straight line between two points of a curve, which rise in travel; that of its end beyond it, and
/// 0 of a curve without points.
#[must_use]
pub fn force_at(points: &[[f64; 2]], travel_mm: f64) -> f64 {
    let after = points.partition_point(|point| point[0] < travel_mm).min(points.len().saturating_sub(1));
    let Some([above, below]) = points.get(after).zip(points.get(after.saturating_sub(1))).map(<[_; 2]>::from)
    else {
        return 0.0;
    };
    let width = above[0] - below[0];
    let share = if width > 0.0 { ((travel_mm - below[0]) / width).clamp(0.0, 1.0) } else { 1.0 };
    below[1] + share * (above[1] - below[1])
}

/// Computed less measured force; `None` beyond the ends of the computed curve. Where the computed force jumps at one travel,
/// every force between is on the curve.
fn off(computed: &[[f64; 2]], [travel, force]: [f64; 2]) -> Option<f64> {
    let (first, last) = (computed.first()?[0], computed.last()?[0]);
    if travel < first - ROUNDED_MM || travel > last + ROUNDED_MM {
        return None;
    }
    let [from, to] = [travel - ROUNDED_MM, travel + ROUNDED_MM];
    let near = computed.iter().skip(computed.partition_point(|point| point[0] < from));
    let near = near
        .take_while(|point| point[0] <= to)
        .map(|point| point[1])
        .chain([from, to].map(|travel| force_at(computed, travel)));
    let [least, most] = near
        .fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], force| [least.min(force), most.max(force)]);
    Some(force.clamp(least, most) - force)
}

/// Distance within which a row of a drum counts as being at its lowest point, mm.
pub const LOWEST_MM: f64 = 1e-9;

impl InsertionOutcome {
    /// Needles of one strike. Of a drum these are the needles at its lowest point, whose depth a run reports;
    /// the
    /// rows before and behind share the load but are only partly in. Of other devices these are all needles.
    pub fn striking(&self) -> impl Iterator<Item = &NeedleRow> {
        self.needles.iter().filter(|needle| !self.drum || needle.x_mm.abs() < LOWEST_MM)
    }

    /// Depths of the needles that broke into the reticular dermis, mm.
    pub fn depths_mm(&self) -> Vec<f64> {
        self.striking().filter(|needle| needle.punctured).map(|needle| needle.depth_mm).collect()
    }

    /// Mean of these depths, mm; `None` if no needle punctured.
    pub fn mean_depth_mm(&self) -> Option<f64> {
        Mean::of(&self.depths_mm()).map(|mean| mean.mean)
    }

    /// Number of needles of the strike that did not puncture.
    pub fn failed(&self) -> usize {
        self.striking().filter(|needle| !needle.punctured).count()
    }

    /// Largest force on any single needle, N.
    pub fn peak_needle_n(&self) -> f64 {
        self.needles.iter().map(|needle| needle.peak_n).fold(0.0, f64::max)
    }

    /// All values as one JSON object.
    pub fn json(&self) -> Value {
        let work = &self.work;
        json!({
            "name": self.provenance.name,
            "setting": self.provenance.setting,
            "scenario_hash": self.provenance.scenario_hash,
            "seed": self.provenance.seed,
            "version": self.provenance.version,
            "set_depth_mm": self.set_depth_mm,
            "tip_speed_mm_s": self.tip_speed_mm_s,
            "needles": self.striking().count(),
            "failed_needles": self.failed(),
            "mean_depth_mm": self.mean_depth_mm(),
            "peak_force_needle_n": self.peak_needle_n(),
            "peak_force_total_n": self.peak_total_n,
            "body_force_n": self.body_n,
            "pressed_force_n": self.pressed_n,
            "pen": self.pen,
            "first_puncture_travel_mm": self.punctures.first().map(|event| event.travel_mm),
            "last_puncture_travel_mm": self.punctures.last().map(|event| event.travel_mm),
            "work_mj": {
                "device": work.device_mj,
                "held_by_skin": work.stored_mj,
                "tear": work.dissipated.tear,
                "spread": work.dissipated.spread,
                "friction": work.dissipated.friction,
                "lost_in_jumps": work.released_mj,
                "imbalance": work.imbalance(),
            },
            "needle": {
                "material": self.material,
                "buckling_n": self.margin.buckling_n,
                "buckling_margin": self.margin.buckling,
                "tip_pressure_mpa": self.margin.tip_mpa,
                "tip_margin": self.margin.tip,
            },
            "measured": self.measured.as_ref().map(Measured::json),
        })
    }

    /// Curve as CSV: `insertion.csv` for the array, or the same for the single needle.
    pub fn curve_csv(points: &[Point]) -> String {
        let mut text = String::from(
            "travel_mm,force_n,largest_needle_force_n,mean_depth_mm,least_depth_mm,largest_depth_mm,deflection_mm,punctured,\
             work_mj,held_by_skin_mj,tear_mj,spread_mj,friction_mj,lost_in_jumps_mj\n",
        );
        for point in points {
            let work = &point.work;
            let parts = &work.dissipated;
            text.push_str(&format!(
                "{:.6},{:.6e},{:.6e},{:.6},{:.6},{:.6},{:.6},{},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e},{:.6e}\n",
                point.travel_mm,
                point.total_n,
                point.most_n,
                point.mean_depth_mm,
                point.least_depth_mm,
                point.most_depth_mm,
                point.deflection_mm,
                point.punctured,
                work.device_mj,
                work.stored_mj,
                parts.tear,
                parts.spread,
                parts.friction,
                work.released_mj
            ));
        }
        text
    }

    /// Contents of `needles.csv`, one line per needle.
    pub fn needles_csv(&self) -> String {
        let mut text = String::from(
            "needle,x_mm,y_mm,protrusion_error_mm,tip_diameter_um,puncture_force_n,peak_force_n,force_n,depth_mm,punctured,\
             puncture_travel_mm\n",
        );
        for row in &self.needles {
            let event = self.punctures.iter().find(|event| event.needle == row.needle);
            text.push_str(&format!(
                "{},{:.4},{:.4},{:.6},{},{:.6e},{:.6e},{:.6e},{:.6},{},{}\n",
                row.needle,
                row.x_mm,
                row.y_mm,
                row.protrusion_error_mm,
                row.tip_diameter_um,
                row.puncture_n,
                row.peak_n,
                row.force_n,
                row.depth_mm,
                row.punctured,
                event.map(|event| format!("{:.6}", event.travel_mm)).unwrap_or_default()
            ));
        }
        text
    }
}

impl Answer for InsertionOutcome {
    const COMMAND: &'static str = "insert";

    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn files(&self) -> Vec<(String, String)> {
        let file = |name: &str, text: String| (name.to_owned(), text);
        vec![
            file("insertion.csv", InsertionOutcome::curve_csv(&self.array)),
            file("one-needle.csv", InsertionOutcome::curve_csv(&self.alone)),
            file("needles.csv", self.needles_csv()),
            file("insertion.json", self.json_text()),
        ]
    }

    fn json_text(&self) -> String {
        format!("{:#}\n", self.json())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(travel_mm: f64, total_n: f64) -> Point {
        Point {
            travel_mm,
            total_n,
            most_n: 0.0,
            mean_depth_mm: 0.0,
            least_depth_mm: 0.0,
            most_depth_mm: 0.0,
            deflection_mm: 0.0,
            punctured: 0,
            work: Work::default(),
        }
    }

    fn curve(loading: Vec<[f64; 2]>) -> Curve {
        Curve {
            name: String::new(),
            loading,
            after: Vec::new(),
            hold: 0,
            contact_mm: 0.0,
            contact_found: false,
            turned: [false; 2],
        }
    }

    #[test]
    fn identity_residual_of_a_curve_that_is_off_by_a_constant() {
        let array = [point(0.0, 0.0), point(1.0, 2.0)];
        let points = vec![[0.25, 0.4], [0.5, 0.9], [0.75, 1.4], [2.0, 9.0]];
        let measured = Measured::new(&[curve(points)], Vec::new(), &array);
        assert_eq!((measured.compared, measured.points), (3, 4));
        let [bias, rms] = [measured.bias_n, measured.rms_n].map(Option::unwrap);
        assert!((bias - 0.1).abs() < 1e-5 && (rms - 0.1).abs() < 1e-5);
        assert_eq!(measured.peak_n(), 9.0);
    }

    #[test]
    fn limit_nothing_in_common_has_no_residual() {
        let array = [point(0.0, 0.0), point(1.0, 2.0)];
        let measured = Measured::new(&[curve(vec![[100.0, 1.0], [101.0, 2.0]])], Vec::new(), &array);
        assert_eq!((measured.bias_n, measured.rms_n, measured.compared), (None, None, 0));
    }

    #[test]
    fn identity_a_jump_is_on_the_curve_at_every_force_between() {
        let array = [point(0.0, 0.0), point(0.5, 1.0), point(0.5, 0.6), point(1.0, 2.0)];
        let points = vec![[0.0, 0.0], [0.5, 1.0], [0.5, 0.6], [1.0, 2.0]];
        let measured = Measured::new(&[curve(points)], Vec::new(), &array);
        assert!(measured.rms_n.unwrap() < 1e-12);
        assert_eq!(measured.curves[0].features, measured.computed);
        assert_eq!(measured.computed.first_drop, Some([0.5, 1.0]));
        let work = 0.25 + 0.5 * (0.6 + 2.0) * 0.5;
        assert!((measured.computed.work_mj - work).abs() < 1e-12);
    }
}
