//! Turns text into a [`ScenarioFile`], reporting all problems at once.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::Catalogue;
use super::cross::{self, Facts};
use super::diagnostic::{Diagnostic, Place, Places, Severity, Sources, clip};
use super::file::ScenarioFile;
use super::keys::{self, Key, SECTIONS};
use super::names::{list, nearest, nearest_key};
use super::problems::Problems;
use super::read::LARGEST_FILE;
use super::set::{Set, read_set};
use super::syntax;
use super::value::{Checker, Item};
use crate::device::Kind;

/// A scenario that passed every check that the file alone allows.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What the user wrote, with the `--set` values in place.
    pub file: ScenarioFile,
    /// Place of each key.
    pub places: Places,
    /// Kind of the device, from `device.kind` or the preset.
    pub kind: Kind,
    /// Oddities that are no reason to refuse the scenario.
    pub warnings: Vec<Diagnostic>,
}

/// A given key and its last value.
struct Given<'a> {
    key: &'static Key,
    item: Item<'a>,
}

/// Reads the file and the `--set` values, and checks everything that needs no other data.
///
/// # Errors
/// Everything that is wrong, in the order of the file, each with line and column. Errors are text that is not
/// TOML, unknown sections and keys, wrong types, values out of range, keys that this kind of device does not
/// use, keys that contradict each other, and missing keys. Warnings are listed with the errors. After a
/// syntax error only problems that are still certain are reported. At most about a hundred problems are
/// described.
pub fn parse(sources: &Sources, catalogue: &Catalogue<'_>) -> Result<Parsed, Vec<Diagnostic>> {
    let text = sources.get(0).map_or("", |source| source.text.as_str());
    let mut problems = Problems::default();
    for (i, source) in sources.list().iter().enumerate() {
        if source.text.len() as u64 > LARGEST_FILE {
            let problem = Diagnostic::error(format!(
                "{} has {} bytes, and at most {LARGEST_FILE} are read",
                source.name,
                source.text.len()
            ));
            let place = Place { source: i, span: 0..0 };
            return Err(vec![problem.at(Some(&place)).locate(sources)]);
        }
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let broken = syntax::explain(text, &errors);
    let mut places = Places::default();
    let mut given: BTreeMap<String, Given<'_>> = BTreeMap::new();
    walk(table.get_ref(), sources, &mut places, &mut given, &mut problems);

    let sets: Vec<Set<'_>> =
        (1..sources.list().len()).filter_map(|i| read_set(sources, i, &mut problems)).collect();
    for set in &sets {
        let item = Item { value: &set.value, source: set.source, offset: set.offset };
        given.insert(set.key.path(), Given { key: set.key, item });
    }

    let mut facts = Facts::default();
    for (path, Given { key, item }) in &given {
        let mut checker = Checker { sources, catalogue, problems: &mut problems, places: &mut places };
        let value = checker.check(key, path, *item);
        facts.insert(path, value, item.place());
    }

    if broken.problems.is_empty() && broken.twice.is_empty() {
        cross::check(&facts, &places, sources, catalogue, &mut problems);
    }
    let (list, dropped) = problems.into_parts();
    let mut list = trusted(list, &broken, sources);
    list.extend(twice(&broken, &places, sources));
    list.extend(broken.problems);

    let mut list: Vec<Diagnostic> = list.into_iter().map(|problem| problem.locate(sources)).collect();
    list.sort_by_key(|p| {
        let place = p.place.as_ref().map(|place| (place.source, place.span.start));
        (place.is_none(), place)
    });
    if dropped > 0 {
        list.push(
            Diagnostic::error(format!("{dropped} more problems are not listed"))
                .help("mend the ones above first")
                .locate(sources),
        );
    }
    if list.iter().any(|p| p.severity == Severity::Error) {
        return Err(list);
    }
    let file = facts.into_file().map_err(|error| vec![error.locate(sources)])?;
    let Some(kind) = cross::kind_of(&file, catalogue) else {
        return Err(vec![Diagnostic::error("the device is of no known kind").locate(sources)]);
    };
    Ok(Parsed { file, places, kind, warnings: list })
}

/// Sorts the file's table into known keys, and reports unknown names.
fn walk<'a>(
    table: &'a DeTable<'a>,
    sources: &Sources,
    places: &mut Places,
    given: &mut BTreeMap<String, Given<'a>>,
    problems: &mut Problems,
) {
    for (name, value) in table {
        let name_place = Place { source: 0, span: name.span() };
        let item = Item { value, source: 0, offset: 0 };
        let section = SECTIONS.iter().find(|s| !s.is_empty() && **s == name.get_ref().as_ref());
        if let Some(section) = section {
            let place = header_place(sources, item, &name_place);
            places.insert(*section, place.clone());
            let Some(inner) = value.get_ref().as_table() else {
                problems.push_misspelt(|| {
                    let problem = not_a_section(section, value.get_ref(), sources, &place);
                    (problem, Some((*section).to_owned()))
                });
                continue;
            };
            for (name, value) in inner {
                match keys::find(section, name.get_ref()) {
                    Some(key) => {
                        given.insert(key.path(), Given { key, item: Item { value, source: 0, offset: 0 } });
                    }
                    None => problems.push_misspelt(|| {
                        unknown(section, name.get_ref(), &Place { source: 0, span: name.span() })
                    }),
                }
            }
        } else if let Some(key) = keys::find("", name.get_ref()) {
            given.insert(key.path(), Given { key, item });
        } else if value.get_ref().is_table() || is_list_of_tables(value.get_ref()) {
            problems
                .push_misspelt(|| unknown_section(name.get_ref(), &header_place(sources, item, &name_place)));
        } else {
            problems.push_misspelt(|| unknown("", name.get_ref(), &name_place));
        }
    }
}

fn is_list_of_tables(value: &DeValue<'_>) -> bool {
    value.as_array().is_some_and(|all| all.first().is_some_and(|first| first.get_ref().is_table()))
}

/// Place of a section's `[header]`, or of its name if it has no header.
fn header_place(sources: &Sources, item: Item<'_>, name: &Place) -> Place {
    let place = item.place();
    let header = sources
        .get(0)
        .and_then(|source| source.text.get(place.span.clone()))
        .is_some_and(|text| text.starts_with('[') && text.len() < 80);
    let header = header && (item.value.get_ref().is_table() || is_list_of_tables(item.value.get_ref()));
    if header { place } else { name.clone() }
}

fn not_a_section(section: &str, value: &DeValue<'_>, sources: &Sources, place: &Place) -> Diagnostic {
    let quote = sources.quote(place).unwrap_or_default();
    let problem = if is_list_of_tables(value) {
        Diagnostic::error(format!("{section} is one section, not a list of them"))
    } else {
        Diagnostic::error(format!("{section} is a section, and {} was given", super::value::what(value)))
    };
    problem
        .key(section)
        .value(quote)
        .help(format!("write [{section}] on a line of its own, and its keys below"))
        .at(Some(place))
}

/// Problem for an unknown key, and the path that was probably meant.
fn unknown(section: &str, name: &str, place: &Place) -> (Diagnostic, Option<String>) {
    let path = if section.is_empty() { clip(name) } else { format!("{section}.{}", clip(name)) };
    let known = || list(keys::of_section(section).iter().map(|key| key.name));
    let near = nearest_key(section, name);
    let near_section = if section.is_empty() { nearest(name, section_names()) } else { None };
    let help = match (near, near_section) {
        (Some(key), _) if key.section == section => format!("did you mean {}?", key.name),
        (Some(key), _) if key.section.is_empty() => {
            format!("did you mean {}? it stands at the top of the file, above every section", key.name)
        }
        (Some(key), None) => format!("did you mean {}? it belongs to [{}]", key.name, key.section),
        (_, Some(near)) => format!("did you mean the section [{near}]?"),
        (None, None) if section.is_empty() => {
            format!("the top of the file holds {}; sections: {}", known(), sections())
        }
        (None, None) => format!("[{section}] holds: {}", known()),
    };
    let meant = near.map(Key::path).or(near_section.map(str::to_owned));
    let problem = Diagnostic::error(format!("unknown key {path}")).at(Some(place));
    (problem.key(path).help(help), meant)
}

fn unknown_section(name: &str, place: &Place) -> (Diagnostic, Option<String>) {
    let near = nearest(name, section_names());
    let help = match near {
        Some(near) => format!("did you mean [{near}]?"),
        None => format!("sections: {}", sections()),
    };
    let problem = Diagnostic::error(format!("unknown section [{}]", clip(name)))
        .key(clip(name))
        .allowed(sections())
        .help(help)
        .at(Some(place));
    (problem, near.map(str::to_owned))
}

fn section_names() -> impl Iterator<Item = &'static str> {
    SECTIONS.into_iter().filter(|section| !section.is_empty())
}

/// Names of the sections.
pub(super) fn sections() -> String {
    list(section_names())
}

/// Keeps only the certain problems after a syntax error. Problems on a broken line are dropped, and so are
/// unknown names after the first break, where keys may be in the wrong section.
fn trusted(list: Vec<Diagnostic>, broken: &syntax::Syntax, sources: &Sources) -> Vec<Diagnostic> {
    let Some(first) = broken.first_break else {
        return list;
    };
    let lines: Vec<usize> = broken
        .problems
        .iter()
        .filter_map(|p| sources.line_column(p.place.as_ref()?))
        .map(|(line, _)| line)
        .collect();
    let keep = |problem: &Diagnostic| {
        let Some(place) = problem.place.as_ref().filter(|place| place.source == 0) else {
            return true;
        };
        if problem.message.starts_with("unknown") && place.span.start > first {
            return false;
        }
        let swallows = broken
            .problems
            .iter()
            .filter_map(|p| p.place.as_ref())
            .any(|p| place.span.start <= p.span.start && p.span.start <= place.span.end);
        let line = sources.line_column(place).map(|(line, _)| line);
        !swallows && line.is_none_or(|line| !lines.contains(&line))
    };
    list.into_iter().filter(keep).collect()
}

/// Problems for keys and sections that were given twice.
fn twice(broken: &syntax::Syntax, places: &Places, sources: &Sources) -> Vec<Diagnostic> {
    let line = |place: &Place| sources.line_column(place).map(|(line, _)| line);
    broken
        .twice
        .iter()
        .map(|(path, place)| {
            let section = SECTIONS.contains(&path.as_str());
            let first = places.get(path).and_then(line).filter(|first| Some(*first) != line(place));
            let first = first.map_or(String::new(), |first| format!("; it is on line {first} already"));
            let (name, help) = if section {
                (format!("[{path}]"), "put all its keys under one header")
            } else {
                (path.clone(), "keep one of them")
            };
            Diagnostic::error(format!("{name} is given twice{first}"))
                .key(path.clone())
                .help(help)
                .at(Some(place))
        })
        .collect()
}
