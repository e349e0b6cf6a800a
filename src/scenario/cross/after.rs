//! Checks between keys of `[sessions]` and of `[absorption]`.

use super::Check;
use crate::recovery::absorption::refusal;
use crate::recovery::molecules;

impl Check<'_> {
    /// What follows a treatment.
    pub(super) fn after(&mut self) {
        self.sessions();
        self.absorption();
    }

    fn sessions(&mut self) {
        let facts = self.facts;
        let others =
            ["interval_days", "area_cm2", "price", "currency"].map(|name| format!("sessions.{name}"));
        let given = others.iter().find(|path| facts.given(path));
        if !facts.given("sessions.number") {
            if let Some(path) = given {
                let message =
                    format!("{} needs sessions.number: how many sessions there are", self.quote(path));
                self.error(path, message, "add number = 4 below [sessions], or leave it out");
            }
            return;
        }
        let several = facts.integer("sessions.number").is_none_or(|number| number > 1);
        if several && !facts.given("sessions.interval_days") {
            let message = format!("{} needs sessions.interval_days", self.quote("sessions.number"));
            self.error("sessions.number", message, "add interval_days = 30 below [sessions]");
        }
        if !several && facts.given("sessions.interval_days") {
            self.idle("sessions.interval_days", ": there is one session", "leave it out");
        }
        if facts.given("sessions.currency") && !facts.given("sessions.price") {
            self.idle(
                "sessions.currency",
                " without sessions.price",
                "add the price of a session, or leave it out",
            );
        }
    }

    fn absorption(&mut self) {
        let facts = self.facts;
        let named = facts.given("absorption.molecule");
        let own = ["absorption.mass_da", "absorption.log_kow"];
        let described = own.map(|path| facts.given(path));
        if named {
            for path in own.into_iter().filter(|path| facts.given(path)) {
                let message = format!(
                    "{} and {} are both given: a molecule of the table has both numbers",
                    self.quote("absorption.molecule"),
                    self.quote(path)
                );
                self.error(path, message, "keep the name, or the two numbers");
            }
            let molecule = facts.text("absorption.molecule").and_then(molecules::of_name);
            if let Some(why) = molecule.and_then(refusal) {
                let message =
                    format!("{}: {why}; beyond that nothing is computed", self.quote("absorption.molecule"));
                self.error(
                    "absorption.molecule",
                    message,
                    "choose a smaller molecule, or leave [absorption] out",
                );
            }
            return;
        }
        if let [true, false] | [false, true] = described {
            let [has, lacks] = if described[0] { own } else { [own[1], own[0]] };
            let message = format!("{} needs {lacks}: both describe a molecule", self.quote(has));
            self.error(has, message, format!("add {lacks}, or name a molecule instead"));
        }
        let others = ["cover", "layer_mm", "hours"].map(|name| format!("absorption.{name}"));
        if let ([false, false], Some(path)) = (described, others.iter().find(|path| facts.given(path))) {
            let message = format!("{} needs absorption.molecule", self.quote(path));
            self.error(path, message, "add molecule = \"caffeine\" below [absorption], or leave it out");
        }
    }
}
