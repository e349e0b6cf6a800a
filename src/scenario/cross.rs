//! Checks between keys that need only the file: missing keys and contradictions.

mod after;
mod device;

use std::collections::BTreeMap;

use super::Catalogue;
use super::defaults::of_every_device;
use super::diagnostic::{Diagnostic, Place, Places, Sources};
use super::file::ScenarioFile;
use super::keys::{self, FORMAT, Tissue};
use super::problems::Problems;
use crate::device::Kind;
use crate::device::preset::number;
use crate::foundation::named::Named;
use crate::mechanics::{LawName, SupportName};

/// Keys that were given, with their values where these are valid.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    map: BTreeMap<String, (Option<toml::Value>, Place)>,
}

impl Facts {
    pub fn insert(&mut self, path: &str, value: Option<toml::Value>, place: Place) {
        self.map.insert(path.to_owned(), (value, place));
    }

    fn given(&self, path: &str) -> bool {
        self.map.contains_key(path)
    }

    fn value(&self, path: &str) -> Option<&toml::Value> {
        self.map.get(path)?.0.as_ref()
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.value(path)?.as_str()
    }

    /// Word of a key, if it is one of these.
    fn word<T: Named>(&self, path: &str) -> Option<T> {
        T::of_name(self.text(path)?)
    }

    fn number(&self, path: &str) -> Option<f64> {
        self.value(path)?.as_float()
    }

    fn integer(&self, path: &str) -> Option<i64> {
        self.value(path)?.as_integer()
    }

    /// Converts to the typed file, if nothing is wrong.
    pub fn into_file(self) -> Result<ScenarioFile, Box<Diagnostic>> {
        let mut root = toml::Table::new();
        for (path, (value, _)) in self.map {
            let Some(value) = value else { continue };
            match path.split_once('.') {
                None => {
                    root.insert(path, value);
                }
                Some((section, name)) => {
                    let inner = root
                        .entry(section.to_owned())
                        .or_insert_with(|| toml::Value::Table(toml::Table::new()));
                    if let Some(inner) = inner.as_table_mut() {
                        inner.insert(name.to_owned(), value);
                    }
                }
            }
        }
        toml::Value::Table(root).try_into().map_err(|error| {
            let message = format!("the scenario cannot be put together: {error}");
            Box::new(Diagnostic::error(message.replace('\n', " ")))
        })
    }
}

/// Kind of device in a checked file.
pub(crate) fn kind_of(file: &ScenarioFile, catalogue: &Catalogue<'_>) -> Option<Kind> {
    match (&file.device.kind, &file.device.preset) {
        (Some(kind), _) => Kind::of_name(kind),
        (None, Some(preset)) => (catalogue.kind_of_preset)(preset),
        (None, None) => None,
    }
}

/// Everything that a check needs.
struct Check<'a> {
    facts: &'a Facts,
    places: &'a Places,
    sources: &'a Sources,
    problems: &'a mut Problems,
}

/// Runs every check between keys.
pub(crate) fn check(
    facts: &Facts,
    places: &Places,
    sources: &Sources,
    catalogue: &Catalogue<'_>,
    problems: &mut Problems,
) {
    let mut check = Check { facts, places, sources, problems };
    check.format();
    check.area_and_skin();
    check.layers();
    let kind = check.kind(catalogue);
    if let Some(kind) = kind {
        check.keys_of_kind(kind);
        check.layout(kind);
        check.force(kind);
    }
    check.needle();
    check.technique_and_mechanics();
    check.after();
}

impl Check<'_> {
    /// `path = value` as the user wrote it.
    fn quote(&self, path: &str) -> String {
        let quote = self.facts.map.get(path).and_then(|(_, place)| self.sources.quote(place));
        format!("{path} = {}", quote.unwrap_or_default())
    }

    fn problem(&mut self, path: &str, problem: Diagnostic) {
        let place = self.places.find(path);
        let value = self.facts.map.get(path).and_then(|(_, place)| self.sources.quote(place));
        self.problems.push(|| {
            let mut problem = problem.key(path).at(place);
            problem.value = problem.value.or(value);
            problem
        });
    }

    fn error(&mut self, path: &str, message: String, help: impl Into<String>) {
        self.problem(path, Diagnostic::error(message).help(help));
    }

    fn warning(&mut self, path: &str, message: String, help: impl Into<String>) {
        self.problem(path, Diagnostic::warning(message).help(help));
    }

    /// Warns of a key that changes nothing.
    fn idle(&mut self, path: &str, why: &str, help: &str) {
        let message = format!("{} changes nothing{why}", self.quote(path));
        self.problem(path, Diagnostic::warning(message).help(help).idle([path]));
    }

    fn format(&mut self) {
        if !self.facts.given("format") && !self.problems.was_meant(&["format"]) {
            let start = Place { source: 0, span: 0..0 };
            self.problems.push(|| {
                Diagnostic::error(format!(
                    "format is missing: it says which version of the file format this is ({FORMAT})"
                ))
                .key("format")
                .allowed(FORMAT.to_string())
                .help(format!("put format = {FORMAT} at the top of the file"))
                .at(Some(&start))
            });
        }
    }

    fn area_and_skin(&mut self) {
        let facts = self.facts;
        let (site, layers) = (facts.given("skin.site"), facts.given("skin.layers"));
        if facts.given("area.map") {
            for path in ["area.width_mm", "area.height_mm", "skin.site", "skin.layers"] {
                if facts.given(path) {
                    let message = format!(
                        "{} is of no use with area.map = \"face\": the face map brings its own size and sites",
                        self.quote(path)
                    );
                    self.error(path, message, format!("leave {path} out, or leave out area.map"));
                }
            }
        } else if facts.given("area.avoid") {
            let message = format!(
                "{} needs area.map = \"face\": it names regions of the face",
                self.quote("area.avoid")
            );
            self.error("area.avoid", message, "leave it out; area.lesions works on any area");
        } else if site && layers {
            let message = format!(
                "skin.layers and {} are both given: layers stand in for the site",
                self.quote("skin.site")
            );
            self.error("skin.layers", message, "keep one of them");
        } else if !site && !layers && !self.problems.was_meant(&["skin", "skin.site", "skin.layers"]) {
            self.error(
                "skin.site",
                "the skin is missing: neither skin.site nor skin.layers is given".to_owned(),
                "add site = \"cheek\" below [skin]; `puncta sites` lists the others",
            );
        }
        let of_bench = [
            ("skin.bench_fat_mm", "living skin has its site's own fat"),
            ("skin.bench_young_mpa", "living skin lies on its site's own muscle and bone"),
            ("skin.bench_sheets", "living skin is in one piece"),
        ];
        for (key, why) in of_bench {
            if facts.given(key) && facts.word("skin.support") != Some(SupportName::Bench) {
                let message = format!("{} needs skin.support = \"bench\": {why}", self.quote(key));
                self.error(key, message, "add support = \"bench\", or leave it out");
            }
        }
        if facts.given("skin.thickness_mm") && (layers || facts.given("area.map")) {
            let message = format!(
                "{} needs skin.site: it is the thickness at one place",
                self.quote("skin.thickness_mm")
            );
            let help =
                if layers { "leave it out: skin.layers gives the thicknesses" } else { "leave it out" };
            self.error("skin.thickness_mm", message, help);
        }
        if facts.given("skin.thickness_sd_mm") && !facts.given("skin.thickness_mm") {
            let message =
                format!("{} needs skin.thickness_mm, whose error it is", self.quote("skin.thickness_sd_mm"));
            self.error("skin.thickness_sd_mm", message, "add thickness_mm below [skin], or leave it out");
        }
        if layers {
            for path in ["skin.source", "skin.sex", "skin.age_years", "skin.bmi"] {
                if facts.given(path) {
                    self.idle(path, ": skin.layers gives the thicknesses", "leave it out");
                }
            }
        }
        self.cells();
    }

    /// Warns if the cell does not divide both sides.
    fn cells(&mut self) {
        let facts = self.facts;
        let value = |path: &str| match facts.given(path) {
            true => facts.number(path),
            false => keys::find_path(path).and_then(of_every_device).as_ref().and_then(number),
        };
        let Some(cell) = value("area.cell_um") else {
            return;
        };
        if facts.given("area.map") {
            return;
        }
        let mut uneven = Vec::new();
        let mut at = "area.cell_um";
        for path in ["area.width_mm", "area.height_mm"] {
            let Some(side) = value(path) else {
                continue;
            };
            let cells = side * 1000.0 / cell;
            if (cells - cells.round()).abs() > 1e-6 * cells.max(1.0) {
                uneven.push(format!("{path} = {side} ({cells:.2} cells)"));
                if !facts.given("area.cell_um") {
                    at = path;
                }
            }
        }
        if !uneven.is_empty() {
            let message = format!("area.cell_um = {cell} does not divide {}", uneven.join(" and "));
            self.warning(at, message, "choose a cell that divides the sides");
        }
    }

    fn layers(&mut self) {
        let Some(list) = self.facts.value("skin.layers").and_then(toml::Value::as_array) else {
            return;
        };
        let mut lowest: Option<(usize, Tissue)> = None;
        for (i, layer) in list.iter().enumerate() {
            let tissue = layer.get("layer").and_then(toml::Value::as_str).and_then(Tissue::of_name);
            let Some(tissue) = tissue else { continue };
            let [first, last] = ends(tissue);
            let name = tissue.name();
            let path = format!("skin.layers[{i}].layer");
            match lowest {
                Some((above, before)) if first <= above => {
                    let [upper, lower] = ends(before);
                    let message = if before == tissue {
                        format!("skin.layers lists {name} twice, at [{}] and [{i}]", i - 1)
                    } else if last >= above && first <= above && upper <= last && first <= lower {
                        format!(
                            "skin.layers[{i}] = {name} and the {} above it are the same tissue",
                            before.name()
                        )
                    } else {
                        format!(
                            "skin.layers[{i}] = {name} lies above {}, and layers are listed from the top down",
                            before.name()
                        )
                    };
                    self.error(&path, message, "order: stratum_corneum, viable_epidermis (or epidermis), papillary_dermis, reticular_dermis (or dermis), fat, muscle");
                    lowest = Some((above.max(last), if last > above { tissue } else { before }));
                }
                _ => lowest = Some((last, tissue)),
            }
        }
    }

    fn technique_and_mechanics(&mut self) {
        let facts = self.facts;
        if facts.given("technique.line_spacing_mm") && facts.given("technique.overlap") {
            let why = ": technique.line_spacing_mm sets the spacing";
            self.idle("technique.overlap", why, "keep one of them");
        }
        if facts.word("mechanics.law") != Some(LawName::Ratio) {
            for path in ["mechanics.ratio", "mechanics.ratio_sd"] {
                if facts.given(path) {
                    let help = "add law = \"ratio\" below [mechanics], or leave it out";
                    self.idle(path, " unless mechanics.law = \"ratio\"", help);
                }
            }
        }
    }
}

/// First and last of the basic layers that a listed layer covers, counted from the top.
fn ends(tissue: Tissue) -> [usize; 2] {
    let layers = tissue.layers();
    [layers.first(), layers.last()].map(|layer| layer.map_or(0, |layer| *layer as usize))
}
