//! Checks between the keys of the device: its kind, the layout of its needles, their sizes.

use super::Check;
use crate::device::{DepthBy, Drive, Facts, Kind, Layout, Movement, preset};
use crate::scenario::Catalogue;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::keys::{self, MOST_NEEDLES};
use crate::scenario::names::list;

impl Check<'_> {
    pub(super) fn kind(&mut self, catalogue: &Catalogue<'_>) -> Option<Kind> {
        let facts = self.facts;
        if !facts.given("device.kind") && !facts.given("device.preset") {
            if self.problems.was_meant(&["device", "device.preset", "device.kind"]) {
                return None;
            }
            self.error(
                "device.preset",
                "the device is missing: neither device.preset nor device.kind is given".to_owned(),
                "add preset = \"pen-12\" below [device]; `puncta devices` lists the others",
            );
            return None;
        }
        let kind: Option<Kind> = facts.word("device.kind");
        let of_preset = facts.text("device.preset").and_then(catalogue.kind_of_preset);
        if let (Some(kind), Some(of_preset)) = (kind, of_preset)
            && kind != of_preset
        {
            let message = format!(
                "{} contradicts {}, which is a {}",
                self.quote("device.kind"),
                self.quote("device.preset"),
                of_preset.name()
            );
            self.error("device.kind", message, "leave kind out: the preset has one");
            return None;
        }
        if facts.given("device.kind") && !facts.given("device.preset") {
            return self.bare(kind?);
        }
        kind.or(of_preset)
    }

    /// Requires the geometry of a kind without a preset.
    fn bare(&mut self, kind: Kind) -> Option<Kind> {
        let movement = kind.facts().movement;
        let needed: &[&str] = match movement {
            Movement::Rolls => {
                &["rows", "angular_pitch_deg", "drum_diameter_mm", "drum_width_mm", "length_mm"]
            }
            Movement::Strokes | Movement::SetDown | Movement::Singly => &["length_mm"],
        };
        let mut missing: Vec<&str> =
            needed.iter().copied().filter(|name| !self.facts.given(&format!("device.{name}"))).collect();
        if movement.layouts().contains(&Layout::Grid) {
            let has = |name: &str| self.facts.given(&format!("device.{name}"));
            let grid = ["rows", "columns", "pitch_mm"];
            if grid.into_iter().any(has) || self.facts.word("device.layout") == Some(Layout::Grid) {
                missing.extend(grid.into_iter().filter(|name| !has(name)));
            } else if !has("rings") && !has("positions_mm") {
                missing.push("rings, or rows, columns and pitch_mm, or positions_mm");
            }
        }
        missing.retain(|name| !self.problems.was_meant(&[&format!("device.{name}")]));
        if !missing.is_empty() {
            let message = format!(
                "device.kind = \"{}\" without a preset has to bring its geometry; missing: {}",
                kind.name(),
                list(missing)
            );
            self.error("device.kind", message, "add them, or start from a preset (`puncta devices`)");
        }
        Some(kind)
    }

    pub(super) fn keys_of_kind(&mut self, kind: Kind) {
        let name = kind.label();
        for key in keys::all().filter(|key| !key.used_by(kind)) {
            let path = key.path();
            if !self.facts.given(&path) {
                continue;
            }
            let quote = self.quote(&path);
            let users = list(key.users.kinds().map(Kind::name));
            let (message, help) = if path == DepthBy::Dial.key() {
                let dialled: Vec<String> =
                    key.users.kinds().map(|kind| format!("{}s", kind.label())).collect();
                let dialled = dialled.join(" and ");
                (
                    format!(
                        "{quote} is a setting of {dialled}, and a {name} has no dial: its needles have their length_mm only"
                    ),
                    "set device.length_mm instead".to_owned(),
                )
            } else {
                (
                    format!("{quote} is not used by a {name}; it is a key of: {users}"),
                    format!("leave {path} out, or choose another device"),
                )
            };
            self.problem(&path, Diagnostic::error(message).allowed(format!("for {users} only")).help(help));
        }
    }

    pub(super) fn layout(&mut self, kind: Kind) {
        let facts = self.facts;
        let layouts = kind.facts().movement.layouts();
        // The rows of a drum are no rows of a grid.
        let drum = layouts.contains(&Layout::Drum);
        let has = |names: &[&'static str]| {
            names.iter().copied().find(|name| facts.given(&format!("device.{name}")))
        };
        let groups = [
            (Layout::Rings, has(&["rings"])),
            (Layout::Grid, if drum { None } else { has(&["columns", "pitch_mm", "rows"]) }),
            (Layout::List, has(&["positions_mm"])),
        ];
        if facts.given("device.layout") {
            let Some(layout) = facts.word::<Layout>("device.layout") else {
                return;
            };
            // A single needle has no layout, which is said elsewhere.
            if !layouts.is_empty() && !layouts.contains(&layout) {
                let fits = list(layouts.iter().map(|layout| layout.name()));
                let message = format!(
                    "{} does not fit a {}, whose layout is one of: {fits}",
                    self.quote("device.layout"),
                    kind.label()
                );
                self.problem(
                    "device.layout",
                    Diagnostic::error(message).allowed(fits).help("leave layout out: the other keys tell it"),
                );
                return;
            }
            for (group, name) in groups {
                if let Some(name) = name
                    && group != layout
                {
                    let path = format!("device.{name}");
                    let group = group.name();
                    let message = format!(
                        "{path} belongs to layout = \"{group}\", and {}",
                        self.quote("device.layout")
                    );
                    self.error(&path, message, format!("leave out {name}, or write layout = \"{group}\""));
                }
            }
            let own = match layout {
                Layout::Rings => "rings",
                Layout::List => "positions_mm",
                Layout::Grid | Layout::Drum => return,
            };
            if facts.given("device.kind")
                && !facts.given("device.preset")
                && !facts.given(&format!("device.{own}"))
            {
                let message = format!("{} needs device.{own}", self.quote("device.layout"));
                self.error("device.layout", message, format!("add {own}"));
            }
        } else {
            let used: Vec<&str> = groups.into_iter().filter_map(|(_, name)| name).collect();
            if let [first, .., last] = used[..] {
                let message =
                    format!("device.{first} and device.{last} describe two different layouts of the needles");
                self.error(
                    &format!("device.{last}"),
                    message,
                    "keep the keys of one layout: rings, or rows, columns and pitch_mm, or positions_mm",
                );
            }
        }
        self.needle_count(kind);
        self.rim();
    }

    fn needle_count(&mut self, kind: Kind) {
        let facts = self.facts;
        let most = MOST_NEEDLES as i64;
        if let (Some(rows), Some(columns)) = (facts.integer("device.rows"), facts.integer("device.columns"))
            && rows * columns > most
        {
            let message = format!(
                "device.rows x device.columns = {rows} x {columns} = {} needles is outside 1 to {most}",
                rows * columns
            );
            self.problem(
                "device.rows",
                Diagnostic::error(message)
                    .allowed(format!("1 to {most} needles"))
                    .help("use fewer rows or columns"),
            );
        }
        if let Some(rings) = facts.value("device.rings").and_then(toml::Value::as_array) {
            let total: i64 = rings.iter().filter_map(|ring| ring.get("count")?.as_integer()).sum();
            if total > most {
                let message = format!("device.rings hold {total} needles, which is outside 1 to {most}");
                self.problem(
                    "device.rings",
                    Diagnostic::error(message)
                        .allowed(format!("1 to {most} needles"))
                        .help("use fewer needles"),
                );
            }
        }
        if kind.facts().movement.layouts().contains(&Layout::Drum)
            && let Some(pitch) = facts.number("device.angular_pitch_deg")
        {
            let count = 360.0 / pitch;
            let total = facts.integer("device.rows").unwrap_or(1) as f64 * count.round();
            if total > most as f64 {
                let message = format!(
                    "device.rows x 360 degrees / device.angular_pitch_deg = {total} needles is outside 1 to {most}"
                );
                self.problem(
                    "device.angular_pitch_deg",
                    Diagnostic::error(message)
                        .allowed(format!("1 to {most} needles"))
                        .help("use fewer rows or a wider pitch"),
                );
            }
            if (count - count.round()).abs() > 1e-6 * count {
                let message = format!(
                    "{} does not divide the turn: {count:.2} needles in a row",
                    self.quote("device.angular_pitch_deg")
                );
                self.warning(
                    "device.angular_pitch_deg",
                    message,
                    format!("360 / {:.0} = {} degrees would", count.round(), 360.0 / count.round()),
                );
            }
        }
    }

    fn rim(&mut self) {
        let Some(rim) = self.facts.number("device.rim_diameter_mm") else {
            return;
        };
        let Some(rings) = self.facts.value("device.rings").and_then(toml::Value::as_array) else {
            return;
        };
        let widest = rings.iter().filter_map(|ring| ring.get("diameter_mm")?.as_float()).fold(0.0, f64::max);
        if widest > rim {
            let message = format!(
                "device.rim_diameter_mm = {rim} mm is narrower than the widest ring of needles, {widest} mm"
            );
            self.error(
                "device.rim_diameter_mm",
                message,
                "the needles come out inside the rim: widen it, or narrow the rings",
            );
        }
    }

    pub(super) fn force(&mut self, kind: Kind) {
        let of_preset = || preset(self.facts.text("device.preset")?)?.word("drive").and_then(Drive::of_name);
        let Facts { movement, usual_drive, .. } = *kind.facts();
        let drive = self.facts.word("device.drive").or_else(of_preset).unwrap_or(usual_drive);
        // The hand on a pen presses its rim under every drive.
        if !drive.ends_by_force()
            && !usual_drive.ends_by_force()
            && movement != Movement::Strokes
            && self.facts.given("technique.force_n")
        {
            let message = format!(
                "{} is of no use to a {} that is driven to a depth",
                self.quote("technique.force_n"),
                kind.label()
            );
            self.error(
                "technique.force_n",
                message,
                "add drive = \"force\" below [device], or leave force_n out",
            );
        }
    }

    pub(super) fn needle(&mut self) {
        let facts = self.facts;
        let (depth, length) = (facts.number("device.depth_mm"), facts.number("device.length_mm"));
        if let (Some(depth), Some(length)) = (depth, length)
            && depth > length
        {
            let message = format!(
                "device.depth_mm = {depth} is deeper than the needles are long, device.length_mm = {length}"
            );
            let problem = Diagnostic::error(message)
                .allowed(format!("0 to {length} mm"))
                .help("set a smaller depth, or fit longer needles");
            self.problem("device.depth_mm", problem);
        }
        let (tip, shaft) = (facts.number("device.tip_diameter_um"), facts.number("device.shaft_diameter_um"));
        if let (Some(tip), Some(shaft)) = (tip, shaft)
            && tip > shaft
        {
            let message = format!(
                "device.tip_diameter_um = {tip} is wider than the shaft, device.shaft_diameter_um = {shaft}"
            );
            let problem = Diagnostic::error(message)
                .allowed(format!("at most {shaft} um"))
                .help("a needle narrows to its tip: lower the one or raise the other");
            self.problem("device.tip_diameter_um", problem);
        }
    }
}
