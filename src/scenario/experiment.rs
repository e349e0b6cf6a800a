//! Setup of a published or planned experiment: a scenario without the scatter of cartridge and dial.

use super::diagnostic::Sources;
use super::{catalogue, load};
use crate::device::DepthBy;
use crate::simulate::Setup;

/// Setup of an experiment that a table describes like a scenario file, without `format`. A row of measurements
/// is one experiment, so its needles are all of the stated length and its dial is exact.
///
/// # Errors
/// The first obstacle in words.
pub fn experiment(name: &str, scenario: &toml::Table) -> Result<Setup, String> {
    let mut table = scenario.clone();
    table.insert("format".to_owned(), 1.into());
    let text = toml::to_string(&table).map_err(|error| error.to_string())?;
    let sources = Sources::new(name, &text, &["device.length_tolerance_mm=0"]);
    let read = |sources: &Sources| {
        let first = |problems: Vec<super::Diagnostic>| problems.into_iter().next().map(|of| of.message);
        load(sources, &catalogue(), name).map_err(|problems| first(problems).unwrap_or_default())
    };
    let scenario = read(&sources)?;
    let dialled = scenario.setup.device.kind.facts().depth == DepthBy::Dial;
    Ok(if dialled { read(&sources.with("device.setting_sd_mm=0"))? } else { scenario }.setup)
}
