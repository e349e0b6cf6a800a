//! Keys with their values or ranges, and the scenario of one choice of them.

use super::{Base, Refused, in_words};
use crate::outcome::text_file::shown;
use crate::scenario::keys::{self, ValueKind};
use crate::scenario::{Allowed, Scenario, catalogue, load_within, nearest};
use crate::simulate::Setup;
use crate::study::sweep::values::{Axis, Values};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Reads ranges and lists of keys; `option` names them on the command line. Steps make a list where `steps` says so.
///
/// # Errors
/// [`Refused::Why`]: no such key, one that may not vary, a range or list that cannot be read, or too many.
pub fn axes(texts: &[String], option: &str, steps: bool) -> Result<Vec<Axis>, Refused> {
    const MOST: usize = 32;
    const MOST_VALUES: usize = 1000;
    if texts.len() > MOST {
        return Err(Refused::why(format!("{option} is there more than {MOST} times")));
    }
    let mut axes: Vec<Axis> = Vec::new();
    for text in texts {
        let drawn = !steps || text.matches(':').count() < 2;
        let axis = Axis::read(text, drawn)
            .map_err(|error| Refused::why(error.to_string().replace("--vary", option)))?;
        can_vary(&axis, option)?;
        whole_range(&axis, option)?;
        if axes.iter().any(|other| other.key == axis.key) {
            return Err(Refused::why(format!("{option}: {} is there twice", axis.key)));
        }
        if matches!(&axis.values, Values::List(list) if list.len() > MOST_VALUES) {
            return Err(Refused::why(format!(
                "{option} {}: these are more than {MOST_VALUES} values",
                axis.key
            )));
        }
        axes.push(axis);
    }
    Ok(axes)
}

/// Refuses a key that is set for all points and varies.
///
/// # Errors
/// [`Refused::Why`] with the key.
pub fn not_set(axes: &[Axis], settings: &[String]) -> Result<(), Refused> {
    let is_set = |axis: &&Axis| {
        settings.iter().any(|set| set.split('=').next().map(str::trim) == Some(axis.key.as_str()))
    };
    match axes.iter().find(is_set) {
        Some(axis) => Err(Refused::why(format!("{} is set and varied; leave out one of the two", axis.key))),
        None => Ok(()),
    }
}

/// The first setting of a study that is no scenario.
#[derive(Debug, Default)]
pub struct FirstRefused(Mutex<Option<Refused>>);

impl FirstRefused {
    /// The setup of a scenario; keeps why there is none.
    pub fn setup(&self, scenario: Result<Scenario, Refused>) -> Option<Setup> {
        let keep = |why: Refused| {
            self.first().get_or_insert(why);
        };
        scenario.map(|found| found.setup).map_err(keep).ok()
    }

    /// Whether a setting was refused.
    pub fn is_any(&self) -> bool {
        self.first().is_some()
    }

    /// Why the first was refused.
    pub fn take(&self) -> Option<Refused> {
        self.first().take()
    }

    fn first(&self) -> MutexGuard<'_, Option<Refused>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a key takes whole numbers.
pub fn is_whole(key: &str) -> bool {
    keys::find_path(key).is_some_and(|key| matches!(key.value, ValueKind::Integer { .. }))
}

/// Refuses a range that holds one value, or ends between whole numbers where the key takes no others.
fn whole_range(axis: &Axis, option: &str) -> Result<(), Refused> {
    let why = match &axis.values {
        Values::Between { from, to } if is_whole(&axis.key) && (from.fract() != 0.0 || to.fract() != 0.0) => {
            "the key takes whole numbers"
        }
        Values::Between { from, to } if from >= to => "this range holds one value; give two that differ",
        Values::List(list) if list.len() < 2 => "this is one value; give more, or state it with --set",
        _ => return Ok(()),
    };
    Err(Refused::why(format!("{option} {axis}: {why}")))
}

/// Refuses keys that no point of a study may differ in; `option` names them on the command line.
pub(super) fn can_vary(axis: &Axis, option: &str) -> Result<(), Refused> {
    let key = &axis.key;
    let clean = shown(key);
    let Some(found) = keys::find_path(key) else {
        let all: Vec<String> = keys::all().map(|key| key.path()).collect();
        // A key without its section, or a name that people try first.
        let bare = keys::all().find(|found| found.name == key || found.also.contains(&key.as_str()));
        let near = bare.map(|found| found.path());
        let near = near.or_else(|| nearest(key, all.iter().map(String::as_str)).map(str::to_owned));
        let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
        return Err(Refused::why(format!("{option}: there is no key {clean}{near}")));
    };
    let why = match (found.section, found.name) {
        ("run", "realisations" | "seed") => "all points treat the same people",
        ("run", _) | ("", _) => "it says nothing of a setting",
        ("mechanics", "sets" | "sets_hash") => "it names a file",
        _ => return Ok(()),
    };
    Err(Refused::why(format!("{option}: {clean} cannot vary: {why}. Set it for all points with --set")))
}

/// The scenario with these values of these keys; `name` says in messages which one it is.
///
/// # Errors
/// [`Refused::Why`]: the values are no scenario, or one of the keys does nothing in it.
pub fn at_values(base: &Base, axes: &[Axis], values: &[String], name: &str) -> Result<Scenario, Refused> {
    let sets: Vec<String> =
        axes.iter().zip(values).map(|(axis, value)| format!("{}={value}", axis.key)).collect();
    let sources = sets.iter().fold(base.scenario.sources.clone(), |sources, set| sources.with(set));
    let point = || format!("{name} ({})", sets.join(", "));
    let scenario = load_within(&sources, &catalogue(), &base.stem, Allowed::default());
    let scenario =
        scenario.map_err(|problems| Refused::why(format!("{}: {}", point(), in_words(&problems))))?;
    // A key that does nothing here would only repeat the same point.
    let idle = scenario.warnings().iter().find(|warning| axes.iter().any(|axis| warning.is_idle(&axis.key)));
    match idle {
        Some(warning) => Err(Refused::why(format!("{}: {}", point(), warning.message))),
        None => Ok(scenario),
    }
}
