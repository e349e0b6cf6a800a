//! What came out of a case, and whether it passes.

use super::case::{Broken, Case};
use crate::injury::Measure;
use crate::mechanics::{DiscLoad, ElasticLayer, HalfSpace};
use crate::outcome::{Figure, Outcome};
use crate::simulate::{Quietly, simulate};
use serde::Serialize;
use serde_json::{Value, json};

/// One line of `puncta validate --format json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verdict {
    pub id: String,
    pub quantity: String,
    /// What it should be: a number, a word, or the bounds.
    pub measured: Value,
    pub computed: Value,
    /// Monte-Carlo standard error of what was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
    pub tolerance: Value,
    pub pass: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What a quantity came out as.
enum Computed {
    Number(f64, Option<f64>),
    Yes(bool),
    Word(&'static str),
    Numbers(Vec<f64>),
}

impl From<&Broken> for Verdict {
    fn from(broken: &Broken) -> Verdict {
        Verdict {
            id: broken.id.clone(),
            quantity: broken.quantity.clone(),
            measured: Value::Null,
            computed: Value::Null,
            se: None,
            tolerance: Value::Null,
            pass: false,
            error: Some(broken.error.clone()),
        }
    }
}

/// Runs a case on the current thread pool. A case that cannot be run fails with its error.
pub fn judge(case: &Case) -> Verdict {
    let computed = compute(case);
    let (value, se) = match &computed {
        Ok(Computed::Number(number, se)) => (json!(number), *se),
        Ok(Computed::Yes(yes)) => (json!(yes), None),
        Ok(Computed::Word(word)) => (json!(word), None),
        Ok(Computed::Numbers(numbers)) => (json!(numbers), None),
        Err(_) => (Value::Null, None),
    };
    let pass = computed.and_then(|computed| compare(case, &computed));
    Verdict {
        id: case.id.clone(),
        quantity: case.quantity.clone(),
        measured: wanted(case),
        computed: value,
        se,
        tolerance: json!(case.tolerance),
        pass: pass == Ok(true),
        error: pass.err(),
    }
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
    let last = case.layers.len() - 1;
    let layers = case.layers.iter().enumerate().map(|(index, layer)| {
        // Missing above the last it is refused as zero, with its number.
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

/// Layers, loads and points of one case at most.
const MOST_POINTS: usize = 1000;

fn compute(case: &Case) -> Result<Computed, String> {
    if case.quantity == "deflection_mm" {
        return deflection(case);
    }
    if matches!(case.quantity.as_str(), "residual_depth_mm" | "puncture_force_n") {
        return Err(format!("{} needs the contact law, which is not built yet", case.quantity));
    }
    if measure(&case.quantity).is_none()
        && !matches!(case.quantity.as_str(), "pierces" | "deepest_layer" | "skin_thickness_mm")
    {
        return Err(format!("unknown quantity \"{}\"", case.quantity));
    }
    let scenario = case.scenario()?;
    let simulated = simulate(&scenario.setup, &Quietly, &Quietly).map_err(|error| error.to_string())?;
    let outcome = Outcome::new(&scenario.setup, &simulated, scenario.provenance);
    let none = || format!("{} is not computed yet, or not for this device", case.quantity);
    match case.quantity.as_str() {
        "pierces" => {
            let failed = outcome.figure(Measure::Failed).value.ok_or_else(none)?;
            Ok(Computed::Yes(failed < 0.5))
        }
        "deepest_layer" => outcome.deepest_layer().map(|layer| Computed::Word(layer.name())).ok_or_else(none),
        "skin_thickness_mm" => {
            outcome.skin_thickness_mm().map(|mean| Computed::Number(mean, None)).ok_or_else(none)
        }
        quantity => {
            let Figure { value, se, .. } =
                measure(quantity).map(|measure| outcome.figure(measure)).unwrap_or_default();
            value.map(|value| Computed::Number(value, se)).ok_or_else(none)
        }
    }
}

/// The figure of a short name, or of a key of `summary.json`.
fn measure(quantity: &str) -> Option<Measure> {
    let key = match quantity {
        "tip_depth_mm" => "depth_mm.mean",
        "density_per_cm2" => "punctures.density_per_cm2",
        "fat_reach" => "reach.fat",
        "covered_fraction" => "injury.covered_fraction",
        "slit_length_mm" => "injury.slit_length_mm",
        key => key.strip_suffix(".value").unwrap_or(key),
    };
    Measure::ALL.iter().copied().find(|measure| measure.key() == key)
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
            (wanted, Computed::Number(number, _)) => {
                let wanted = wanted.as_float().or_else(|| wanted.as_integer().map(|whole| whole as f64));
                close(case, wanted.ok_or("measured must be a number")?, *number)
            }
            _ => Err(format!("measured is not of the kind of {}", case.quantity)),
        };
    }
    let Computed::Number(number, _) = computed else {
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

    fn judged(lines: &str) -> Verdict {
        let text = format!(
            "[[case]]\nid = \"t\"\n{lines}\n[case.scenario]\nformat = 1\n\
             skin = {{ layers = [{{ layer = \"reticular_dermis\", thickness_mm = 1.4 }}] }}\n\
             device = {{ preset = \"needle\", length_mm = 1.0, length_tolerance_mm = 0, setting_sd_mm = 0 }}\n\
             mechanics = {{ law = \"ratio\", ratio = 0.8, ratio_sd = 0 }}\nrun = {{ realisations = 3 }}\n"
        );
        match &CaseFile::parse("x", &text, None).unwrap().cases[0] {
            Ok(case) => judge(case),
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
            ("quantity = \"puncture_force_n\"\nmeasured = 1", "contact law"),
            ("quantity = \"pierces\"\nmeasured = 3", "not of the kind"),
        ] {
            let verdict = judged(lines);
            assert!(!verdict.pass && verdict.error.as_ref().unwrap().contains(reason), "{verdict:?}");
        }
    }
}
