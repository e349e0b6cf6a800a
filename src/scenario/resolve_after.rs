//! What `[sessions]` and `[absorption]` say, checked against the treatment, for `puncta timeline`.

use super::diagnostic::Diagnostic;
use super::file::ScenarioFile;
use super::resolve::{Resolver, Scenario};
use crate::recovery::absorption::Applied;
use crate::recovery::molecules::{Molecule, of_name};
use crate::recovery::redness::gone_h;
use crate::recovery::sessions::Plan;
use crate::simulate::Setup;

impl Scenario {
    /// Plan of sessions; `None` if the scenario has none.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        plan(&self.resolved)
    }

    /// What is put on the treated skin; `None` if the scenario says nothing of it.
    #[must_use]
    pub fn applied(&self) -> Option<Applied> {
        let asked = &self.resolved.absorption;
        let molecule = match (&asked.molecule, asked.mass_da, asked.log_kow) {
            (Some(name), _, _) => of_name(name)?.clone(),
            (None, Some(mass_da), Some(log_kow)) => Molecule::own(mass_da, log_kow),
            _ => return None,
        };
        Some(Applied {
            molecule,
            covered: asked.cover.as_deref() == Some("on"),
            layer_mm: asked.layer_mm?,
            hours: asked.hours?,
        })
    }
}

fn plan(resolved: &ScenarioFile) -> Option<Plan> {
    let asked = &resolved.sessions;
    Some(Plan {
        number: asked.number?,
        interval_days: asked.interval_days.unwrap_or_default(),
        area_cm2: asked.area_cm2,
        price: asked.price.map(|price| (price, asked.currency.clone().unwrap_or_default())),
    })
}

/// Fills in defaults, and checks intervals.
pub(super) fn after(resolver: &mut Resolver<'_>, resolved: &mut ScenarioFile, setup: &Setup) {
    let asked = &mut resolved.absorption;
    if asked.molecule.is_some() || asked.mass_da.is_some() {
        resolver.take(&mut asked.cover, "absorption.cover");
        resolver.take(&mut asked.layer_mm, "absorption.layer_mm");
        resolver.take(&mut asked.hours, "absorption.hours");
    }
    let Some(plan) = plan(resolved) else { return };
    let set_mm = setup.device.set_depth_mm;
    let (Some(interval_h), key) = (plan.interval_h(), "sessions.interval_days") else { return };
    let days = plan.interval_days;
    if let Some(lasts_h) = setup.session_h(plan.area_cm2).filter(|lasts_h| *lasts_h >= interval_h) {
        let message =
            format!("{key} = {days}: a session lasts {lasts_h:.2} h, longer than until the next one begins");
        let help = "more days between sessions, a smaller area, fewer passes or a faster hand";
        resolver.error(key, Diagnostic::error(message).help(help));
        return;
    }
    if plan.is_daily() {
        let message = format!("{key} = {days} is daily use, which articles advise against");
        resolver.warning(key, Diagnostic::warning(message).help("no study gives a shortest interval"));
    }
    let red = gone_h(set_mm);
    if red.high > interval_h {
        let words = if red.value > interval_h { "is" } else { "may be" };
        let message = format!("{key} = {days}: the skin {words} still red when the next session begins");
        let help = "`puncta timeline` shows what else is not over";
        resolver.warning(key, Diagnostic::warning(message).help(help));
    }
}
