//! Result of a case, and whether it passes.

use super::case::{Broken, Case};
use super::measured::Measured;
use super::quantity::measure;
use crate::foundation::statistics::{Mean, normal_quantile, student_quantile};
use crate::injury::Measure;
use crate::injury::measure::Needs;
use crate::mechanics::{DiscLoad, ElasticLayer, HalfSpace};
use crate::outcome::agreement::{Pair, half_interval};
use crate::outcome::{Figure, IntervalOf, Outcome};
use crate::simulate::{Quietly, Setup, simulate};
use serde::Serialize;
use serde_json::{Value, json};

/// One line of `puncta validate --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    /// Name of the case.
    pub id: String,
    /// Quantity that was computed.
    pub quantity: String,
    /// Expected value: a number, a word, or the bounds.
    pub measured: Value,
    /// Computed value: a number, `true` or `false`, a word, or a list of numbers; null if there is none.
    pub computed: Value,
    /// Monte-Carlo standard error of the computed value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// Bounds of the computed value over uncertain inputs, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<[f64; 2]>,
    /// Number of specimens, and the standard deviation between them, of a case with one setting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// See `n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Computed less measured value, on average over the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bias: Option<f64>,
    /// Ends of the 95 % interval of `bias`; `None` where the measurement has no spread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bias_interval: Option<[f64; 2]>,
    /// Setting by setting, for a series.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Point>,
    /// Tolerance of the case; null if it has none.
    pub tolerance: Value,
    /// True if the case passes.
    pub pass: bool,
    /// Whether the case expects a miss; `pass` gives the result.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub expected_to_fail: bool,
    /// Why the case misses, in the words of the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Reason why the case could not be judged; `None` if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Everything that is wrong with the case; empty where it was judged, or computed and has no value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Measured values beside the computed ones.
    #[serde(skip)]
    pub pairs: Vec<Pair>,
}

/// One setting of a series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Value of the key that the series varies.
    pub at: f64,
    /// Measured value, or mean of the specimens.
    pub measured: f64,
    /// Number of specimens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    /// Standard deviation between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Computed value.
    pub computed: f64,
    /// Monte-Carlo standard error of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    /// Whether it lies within the tolerance.
    pub pass: bool,
}

/// Result of a case compared with its expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The case passes, as expected.
    Passes,
    /// The case passes although a failure was expected.
    PassesAfterAll,
    /// The case was computed and misses as expected, and says why.
    FailsAsKnown,
    /// The case misses without being expected to, or could not be judged.
    Fails,
}

impl Verdict {
    /// Compares the result with what the case expects.
    pub fn standing(&self) -> Standing {
        match (self.pass, self.expected_to_fail) {
            (true, false) => Standing::Passes,
            (true, true) => Standing::PassesAfterAll,
            // A case that cannot be computed is not a known miss.
            (false, true) if self.error.is_none() => Standing::FailsAsKnown,
            (false, _) => Standing::Fails,
        }
    }
}

/// Computed value of a quantity.
enum Computed {
    Number(f64, Option<f64>, Option<[f64; 2]>),
    Yes(bool),
    Word(&'static str),
    Numbers(Vec<f64>),
}

impl From<&Broken> for Verdict {
    fn from(broken: &Broken) -> Verdict {
        let nothing = Verdict::of(&broken.id, &broken.quantity);
        Verdict { error: Some(broken.faults.join("; ")), faults: broken.faults.clone(), ..nothing }
    }
}

impl Verdict {
    /// Verdict of a case before anything is known.
    fn of(id: &str, quantity: &str) -> Verdict {
        Verdict {
            id: id.to_owned(),
            quantity: quantity.to_owned(),
            measured: Value::Null,
            computed: Value::Null,
            se: None,
            inputs: None,
            n: None,
            sd: None,
            bias: None,
            bias_interval: None,
            points: Vec::new(),
            tolerance: Value::Null,
            pass: false,
            expected_to_fail: false,
            note: None,
            error: None,
            faults: Vec::new(),
            pairs: Vec::new(),
        }
    }
}

/// Runs a case on the current thread pool, with bounds over uncertain inputs if `intervals`. A case that cannot be run fails
/// with its error.
pub fn judge(case: &Case, intervals: bool) -> Verdict {
    let verdict = Verdict {
        measured: wanted(case),
        tolerance: json!(case.tolerance),
        expected_to_fail: case.expected_to_fail,
        note: case.note.clone(),
        ..Verdict::of(&case.id, &case.quantity)
    };
    let (measured, faults) = case.examined();
    if !faults.is_empty() {
        return Verdict { error: Some(faults.join("; ")), faults, ..verdict };
    }
    let failed = |error: String| Verdict { error: Some(error), ..verdict.clone() };
    let judged = match &measured[..] {
        [] => one(case, intervals, None, verdict.clone()),
        [only] if only.at.is_none() => one(case, intervals, Some(only), verdict.clone()),
        series => of_series(case, intervals, series, verdict.clone()),
    };
    judged.unwrap_or_else(failed)
}

/// Judges a case with one scenario.
fn one(
    case: &Case,
    intervals: bool,
    measured: Option<&Measured>,
    verdict: Verdict,
) -> Result<Verdict, String> {
    let computed = compute(case, None, intervals)?;
    let verdict = match &computed {
        Computed::Number(number, se, inputs) => {
            Verdict { computed: json!(number), se: *se, inputs: *inputs, ..verdict }
        }
        Computed::Yes(yes) => Verdict { computed: json!(yes), ..verdict },
        Computed::Word(word) => Verdict { computed: json!(word), ..verdict },
        Computed::Numbers(numbers) => Verdict { computed: json!(numbers), ..verdict },
    };
    let (Some(measured), Computed::Number(number, se, inputs)) = (measured, &computed) else {
        return Ok(Verdict { pass: compare(case, &computed)?, ..verdict });
    };
    let half = measured.spread.map(|(n, sd)| half_interval(sd, n));
    let bias = number - measured.mean;
    // Chance of the simulation and of the specimens are independent.
    let half_of_bias = half.map(|half| libm::hypot(half, normal_quantile(0.975) * se.unwrap_or(0.0)));
    Ok(Verdict {
        measured: json!(measured.mean),
        n: measured.spread.map(|(n, _)| n),
        sd: measured.spread.map(|(_, sd)| sd),
        bias: Some(bias),
        bias_interval: half_of_bias.map(|half| [bias - half, bias + half]),
        pass: close(case, measured.mean, *number)?,
        pairs: vec![pair(case, measured, half, *number, *inputs)],
        ..verdict
    })
}

fn pair(
    case: &Case,
    measured: &Measured,
    half: Option<f64>,
    computed: f64,
    inputs: Option<[f64; 2]>,
) -> Pair {
    Pair {
        case: case.id.clone(),
        at: measured.at,
        measured: measured.mean,
        half,
        computed,
        inputs,
        specimens: measured.specimens.clone(),
    }
}

/// Judges a case setting by setting: it passes if every setting does.
fn of_series(case: &Case, intervals: bool, series: &[Measured], verdict: Verdict) -> Result<Verdict, String> {
    let (mut points, mut pairs) = (Vec::new(), Vec::new());
    for measured in series {
        let at = measured.at.unwrap_or_default();
        let computed = compute(case, measured.at, intervals).map_err(|why| format!("at {at}: {why}"))?;
        let Computed::Number(number, se, inputs) = computed else {
            return Err(format!("{} is no number that a series has", case.quantity));
        };
        let half = measured.spread.map(|(n, sd)| half_interval(sd, n));
        pairs.push(pair(case, measured, half, number, inputs));
        points.push(Point {
            at,
            measured: measured.mean,
            n: measured.spread.map(|(n, _)| n),
            sd: measured.spread.map(|(_, sd)| sd),
            computed: number,
            se,
            pass: close(case, measured.mean, number)?,
        });
    }
    let differences: Vec<f64> = points.iter().map(|point| point.computed - point.measured).collect();
    let mean = Mean::of(&differences).ok_or("the series has no setting")?;
    let half = mean.standard_error.map(|error| student_quantile(0.975, differences.len() as u32 - 1) * error);
    Ok(Verdict {
        measured: json!(points.iter().map(|point| point.measured).collect::<Vec<_>>()),
        computed: json!(points.iter().map(|point| point.computed).collect::<Vec<_>>()),
        bias: Some(mean.mean),
        bias_interval: half.map(|half| [mean.mean - half, mean.mean + half]),
        pass: points.iter().all(|point| point.pass),
        points,
        pairs,
        ..verdict
    })
}

fn wanted(case: &Case) -> Value {
    match (&case.measured, case.between, case.at_least, case.at_most) {
        (Some(measured), ..) => json!(measured),
        (_, Some(between), ..) => json!({ "between": between }),
        (_, _, None, None) => Value::Null,
        (_, _, Some(least), None) => json!({ "at_least": least }),
        (_, _, None, Some(most)) => json!({ "at_most": most }),
        (_, _, Some(least), Some(most)) => json!({ "between": [least, most] }),
    }
}

/// Displacement of a layered half-space at the points of the case.
fn deflection(case: &Case) -> Result<Computed, String> {
    if case.layers.is_empty() || case.loads.is_empty() || case.at_mm.is_empty() {
        return Err("deflection_mm needs layers, loads and at_mm".into());
    }
    let points = case.layers.len().max(case.loads.len()).max(case.at_mm.len());
    if points > MOST_POINTS {
        return Err(format!("{points} layers, loads or points; at most {MOST_POINTS} are computed"));
    }
    let work = case.layers.len() * case.loads.len() * case.at_mm.len();
    if work > MOST_WORK {
        return Err(format!(
            "{} layers by {} loads by {} points are {work} terms, which take hours; at most {MOST_WORK} are computed: split the \
             points or the loads into several cases",
            case.layers.len(),
            case.loads.len(),
            case.at_mm.len()
        ));
    }
    let last = case.layers.len() - 1;
    let layers = case.layers.iter().enumerate().map(|(index, layer)| {
        // A missing thickness above the last layer becomes zero, so the error names the layer.
        let thickness_mm = layer.thickness_mm.unwrap_or(if index == last { f64::INFINITY } else { 0.0 });
        ElasticLayer { thickness_mm, young_mpa: layer.young_mpa, poisson: layer.poisson }
    });
    let half_space = HalfSpace::new(layers.collect()).map_err(|error| error.to_string())?;
    let loads: Vec<DiscLoad> = case
        .loads
        .iter()
        .map(|load| DiscLoad {
            x_mm: load.x_mm,
            y_mm: load.y_mm,
            radius_mm: load.radius_mm,
            pressure_mpa: load.pressure_mpa,
        })
        .collect();
    let at = |point: &[f64; 3]| half_space.deflection_mm(&loads, *point).map_err(|error| error.to_string());
    case.at_mm.iter().map(at).collect::<Result<Vec<f64>, String>>().map(Computed::Numbers)
}

/// Most layers, loads and points of one case.
const MOST_POINTS: usize = 1000;

/// Most layers by loads by points of one case: each takes some milliseconds.
const MOST_WORK: usize = 10_000;

fn compute(case: &Case, at: Option<f64>, intervals: bool) -> Result<Computed, String> {
    if case.quantity == "deflection_mm" {
        return deflection(case);
    }
    let scenario = case.scenario_at(at)?;
    if case.quantity == "puncture_force_n" {
        return puncture_force(&scenario.setup);
    }
    // Without intervals, cases compare values only.
    let setup = Setup { intervals: intervals && scenario.setup.intervals, ..scenario.setup.clone() };
    let simulated = simulate(&setup, &Quietly, &Quietly).map_err(|error| error.to_string())?;
    let outcome = Outcome::new(&setup, &simulated, scenario.provenance);
    let of_inputs = outcome.summary.interval_of == IntervalOf::Inputs;
    let bounds =
        |low: Option<f64>, high: Option<f64>| low.zip(high).filter(|_| of_inputs).map(<[f64; 2]>::from);
    let none = || {
        let needs = |needs: Needs| match needs {
            Needs::Strike => "no strike fell in the area of any of the people",
            Needs::Puncture => "no needle pierced in any of the people",
            Needs::Nothing | Needs::Other => "this device or area has no such figure",
        };
        let why = match case.quantity.as_str() {
            "pierces" => needs(Needs::Strike),
            "deepest_layer" | "residual_depth_mm" => needs(Needs::Puncture),
            quantity => measure(quantity).map_or("there is no person", |measure| needs(measure.needs())),
        };
        format!("{} has no value: {why}", case.quantity)
    };
    match case.quantity.as_str() {
        "pierces" => {
            let failed = outcome.figure(Measure::Failed).value.ok_or_else(none)?;
            Ok(Computed::Yes(failed < 0.5))
        }
        "deepest_layer" => outcome.deepest_layer().map(|layer| Computed::Word(layer.name())).ok_or_else(none),
        "skin_thickness_mm" => {
            outcome.skin_thickness_mm().map(|mean| Computed::Number(mean, None, None)).ok_or_else(none)
        }
        "residual_depth_mm" => {
            let Figure { value, se, low, high, .. } = outcome.figure(Measure::DepthMean);
            let ratio = scenario.setup.tract.residual_ratio;
            let value = value.ok_or_else(none)?;
            let inputs = bounds(low, high).map(|bounds| bounds.map(|bound| ratio * bound));
            Ok(Computed::Number(ratio * value, se.map(|se| ratio * se), inputs))
        }
        quantity => {
            let Figure { value, se, low, high, .. } =
                measure(quantity).map(|measure| outcome.figure(measure)).unwrap_or_default();
            value.map(|value| Computed::Number(value, se, bounds(low, high))).ok_or_else(none)
        }
    }
}

/// Median puncture force over the needles of all treatments. It is the peak of a load cell under a single
/// needle, if the needle is driven until it punctures. Whether the scenario's device drives it that far is
/// the question of `pierces`. Under an array a load cell shows the sum over needles, some of which have
/// punctured earlier.
fn puncture_force(setup: &Setup) -> Result<Computed, String> {
    let law = setup.law.name();
    let forces = setup
        .puncture_forces_n(MOST_FORCES)
        .ok_or_else(|| format!("puncture_force_n needs law = \"contact\": the {law} law knows no force"))?;
    let (median, error) = median(forces).ok_or("puncture_force_n: every needle is missing")?;
    Ok(Computed::Number(median, error, None))
}

/// Most needles in a median.
const MOST_FORCES: usize = 1_000_000;

/// Median and its standard error. The error is half the distance between the values that lie half the root of
/// n (one standard deviation of a fair count) below and above the middle. Fewer than nine values have no
/// error.
fn median(mut values: Vec<f64>) -> Option<(f64, Option<f64>)> {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    let middle = 0.5 * (values.get(n.checked_sub(1)? / 2)? + values.get(n / 2)?);
    let half = 0.5 * (n as f64).sqrt();
    let at = |place: f64| values.get(place.round() as usize).copied();
    let centre = 0.5 * (n as f64 - 1.0);
    let error = (n >= 9).then(|| Some(0.5 * (at(centre + half)? - at(centre - half)?))).flatten();
    Some((middle, error))
}

fn compare(case: &Case, computed: &Computed) -> Result<bool, String> {
    if let Computed::Numbers(numbers) = computed {
        let Some(toml::Value::Array(measured)) = &case.measured else {
            return Err("measured must list one number for every point of at_mm".into());
        };
        if measured.len() != numbers.len() {
            return Err(format!("{} numbers measured at {} points", measured.len(), numbers.len()));
        }
        let mut pass = true;
        for (measured, number) in measured.iter().zip(numbers) {
            let wanted = measured.as_float().or_else(|| measured.as_integer().map(|whole| whole as f64));
            pass &= close(case, wanted.ok_or("measured must be numbers")?, *number)?;
        }
        return Ok(pass);
    }
    if let Some(measured) = &case.measured {
        return match (measured, computed) {
            (toml::Value::Boolean(wanted), Computed::Yes(yes)) => Ok(wanted == yes),
            (toml::Value::String(wanted), Computed::Word(word)) => Ok(wanted == word),
            (wanted, Computed::Number(number, ..)) => {
                let wanted = wanted.as_float().or_else(|| wanted.as_integer().map(|whole| whole as f64));
                close(case, wanted.ok_or("measured must be a number")?, *number)
            }
            _ => Err(format!("measured is not of the kind of {}", case.quantity)),
        };
    }
    let Computed::Number(number, ..) = computed else {
        return Err(format!("{} needs measured", case.quantity));
    };
    let low = case.between.map(|[low, _]| low).or(case.at_least);
    let high = case.between.map(|[_, high]| high).or(case.at_most);
    if low.is_none() && high.is_none() {
        return Err("the case says nothing to compare with: measured, between, at_least or at_most".into());
    }
    Ok(low.is_none_or(|low| *number >= low) && high.is_none_or(|high| *number <= high))
}

fn close(case: &Case, wanted: f64, computed: f64) -> Result<bool, String> {
    let Some(tolerance) = case.tolerance.filter(|given| given.relative.is_some() || given.absolute.is_some())
    else {
        return Err("measured needs a tolerance: { relative = ... } or { absolute = ... }".into());
    };
    let error = (computed - wanted).abs();
    let relative = tolerance.relative.is_none_or(|part| error <= part * wanted.abs());
    Ok(relative && tolerance.absolute.is_none_or(|most| error <= most))
}

#[cfg(test)]
mod tests {
    use super::super::CaseFile;
    use super::*;
    use crate::mechanics::Parameters;

    /// Verdict for a needle of 1 mm without scatter, under the ratio law.
    fn judged(lines: &str) -> Verdict {
        judged_under(
            lines,
            "mechanics = { law = \"ratio\", ratio = 0.8, ratio_sd = 0 }\nrun = { realisations = 3 }",
            "",
        )
    }

    fn judged_under(lines: &str, law: &str, needle: &str) -> Verdict {
        let text = format!(
            "[[case]]\nid = \"t\"\n{lines}\n[case.scenario]\nformat = 1\n\
             skin = {{ layers = [{{ layer = \"reticular_dermis\", thickness_mm = 1.4 }}] }}\n\
             device = {{ preset = \"needle\", length_mm = 1.0, length_tolerance_mm = 0, setting_sd_mm = 0{needle} }}\n{law}\n"
        );
        match &CaseFile::parse("x", &text, None).unwrap().cases[0] {
            Ok(case) => judge(case, false),
            Err(broken) => Verdict::from(broken),
        }
    }

    #[test]
    fn identity_needle_without_scatter_reaches_its_ratio() {
        let tight = "tolerance = { absolute = 1e-9 }";
        assert!(judged(&format!("quantity = \"tip_depth_mm\"\nmeasured = 0.8\n{tight}")).pass);
        assert!(!judged(&format!("quantity = \"tip_depth_mm\"\nmeasured = 0.81\n{tight}")).pass);
        assert!(judged(&format!("quantity = \"punctures.count\"\nmeasured = 100\n{tight}")).pass);
        assert!(judged("quantity = \"pierces\"\nmeasured = true").pass);
        assert!(judged("quantity = \"deepest_layer\"\nmeasured = \"reticular_dermis\"").pass);
        assert!(judged(&format!("quantity = \"skin_thickness_mm\"\nmeasured = 1.4\n{tight}")).pass);
        assert!(judged("quantity = \"fat_reach\"\nat_most = 0").pass);
    }

    #[test]
    fn limit_cases_that_say_too_little_fail_with_a_reason() {
        for (lines, reason) in [
            ("quantity = \"tip_depth_mm\"\nmeasured = 0.8", "tolerance"),
            ("quantity = \"tip_depth_mm\"", "nothing to compare"),
            ("quantity = \"tip_length\"\nmeasured = 1", "unknown quantity"),
            (
                "quantity = \"puncture_force_n\"\nmeasured = 1\ntolerance = { relative = 1 }",
                "the ratio law knows no force",
            ),
            ("quantity = \"pierces\"\nmeasured = 3", "not of the kind"),
        ] {
            let verdict = judged(lines);
            assert!(!verdict.pass && verdict.error.as_ref().unwrap().contains(reason), "{verdict:?}");
        }
    }

    /// A quantity without a value must not pass: the first of these cases once passed with a depth of 0.
    #[test]
    fn regress_a_figure_without_a_value_fails_with_its_reason() {
        let none = |lines: &str, needle: &str| {
            let law = "technique = { force_n = 0.02 }\nrun = { realisations = 3 }";
            let verdict = judged_under(lines, law, &format!("{needle}, drive = \"force\""));
            assert!(!verdict.pass && verdict.computed.is_null(), "{verdict:?}");
            verdict.error.unwrap()
        };
        let depth = "quantity = \"tip_depth_mm\"\nbetween = [0, 5]";
        // The single needle is present in one cartridge out of a hundred, and in none of these three.
        let error = none(depth, ", missing_fraction = 0.99");
        assert_eq!(error, "tip_depth_mm has no value: no needle pierced in any of the people");
        let reach = none("quantity = \"fat_reach\"\nat_most = 0.5", ", missing_fraction = 0.99");
        assert_eq!(reach, "fat_reach has no value: no strike fell in the area of any of the people");
        none("quantity = \"pierces\"\nmeasured = false", ", missing_fraction = 0.99");
        let blunt = ", tip_diameter_um = 200, shaft_diameter_um = 200";
        let error = none("quantity = \"residual_depth_mm\"\nat_least = 0", blunt);
        assert!(error.contains("no needle pierced"), "{error}");
    }

    #[test]
    fn identity_residual_depth_is_a_share_of_the_tip_depth() {
        let residual =
            judged("quantity = \"residual_depth_mm\"\nmeasured = 0.08\ntolerance = { relative = 1 }");
        let text = "[[case]]\nid = \"t\"\nquantity = \"pierces\"\nscenario = { format = 1, skin = { site = \"cheek\" }, device = { preset = \"needle\" } }";
        let case = CaseFile::parse("x", text, None).unwrap().cases.remove(0).unwrap();
        let ratio = case.scenario().unwrap().setup.tract.residual_ratio;
        assert!((residual.computed.as_f64().unwrap() - 0.8 * ratio).abs() < 1e-12, "{residual:?}");
        assert!(residual.se.unwrap() < 1e-12);
    }

    /// 40 000 needles: the tolerance is 4.5 standard errors of the median, false alarm 7e-6.
    #[test]
    fn identity_median_puncture_force_is_the_threshold_of_the_tip() {
        let lines = "quantity = \"puncture_force_n\"\nat_least = 0";
        let force = |needle: &str| judged_under(lines, "run = { realisations = 40000 }", needle);
        let (new, dull) = (force(""), force(", dull_fraction = 1, dull_factor = 4"));
        let wanted = Parameters::default().puncture_force_n(0.008);
        let got = new.computed.as_f64().unwrap();
        assert!((got - wanted).abs() < 4.5 * new.se.unwrap(), "{new:?}");
        // Half the root of 1 / (n f²), with f the density at the median of a lognormal: m sd sqrt(pi / (2
        // n)).
        let error = wanted * Parameters::default().puncture_log_sd * (std::f64::consts::PI / 8e4).sqrt();
        assert!((new.se.unwrap() / error - 1.0).abs() < 0.2, "{new:?} {error}");
        let blunter = Parameters::default().puncture_force_n(0.032) / wanted;
        assert!((dull.computed.as_f64().unwrap() / got - blunter).abs() < 1e-9, "{dull:?}");
    }

    #[test]
    fn limit_no_needle_has_no_puncture_force() {
        let lines = "quantity = \"puncture_force_n\"\nat_least = 0";
        let none = judged_under(lines, "run = { realisations = 3 }", ", missing_fraction = 1");
        assert!(none.error.unwrap().contains("missing"));
        assert_eq!(median(vec![2.0, 1.0, 4.0]), Some((2.0, None)));
        assert_eq!(median(vec![2.0, 1.0]), Some((1.5, None)));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn identity_a_known_miss_is_a_miss_that_was_computed() {
        let known = "note = \"a reason\"\nexpected_to_fail = true";
        let standing = |lines: &str| {
            let verdict = judged(&format!("{lines}\n{known}"));
            assert_eq!(verdict.note.as_deref(), Some("a reason"));
            (verdict.pass, verdict.standing())
        };
        assert_eq!(standing("quantity = \"pierces\"\nmeasured = false"), (false, Standing::FailsAsKnown));
        assert_eq!(standing("quantity = \"pierces\"\nmeasured = true"), (true, Standing::PassesAfterAll));
        assert_eq!(standing("quantity = \"pierces\"\nmeasured = 3"), (false, Standing::Fails));
        assert_eq!(judged("quantity = \"pierces\"\nmeasured = false").standing(), Standing::Fails);
        assert_eq!(judged("quantity = \"pierces\"\nmeasured = true").standing(), Standing::Passes);
    }
}
