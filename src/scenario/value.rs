//! Checks one value against the definition of its key.

use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::Catalogue;
use super::defaults::example;
use super::diagnostic::{Diagnostic, Place, Places, Sources, clip};
use super::keys::{FORMAT, Key, ValueKind};
use super::names::{list, nearest};
use super::problems::Problems;
use super::syntax::is_decimal_comma;
use crate::foundation::shown::is_obeyed;
use crate::recovery::molecules;

/// A parsed value with its origin.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub value: &'a Spanned<DeValue<'a>>,
    pub source: usize,
    pub offset: usize,
}

impl<'a> Item<'a> {
    pub fn place(self) -> Place {
        let span = self.value.span();
        Place { source: self.source, span: span.start + self.offset..span.end + self.offset }
    }

    fn inner(self, value: &'a Spanned<DeValue<'a>>) -> Item<'a> {
        Item { value, ..self }
    }
}

/// Checks values and reports what is wrong with them.
pub(crate) struct Checker<'a> {
    pub sources: &'a Sources,
    pub catalogue: &'a Catalogue<'a>,
    pub problems: &'a mut Problems,
    pub places: &'a mut Places,
}

/// Smallest size of a number other than 0, in the unit of its key. Quotients with smaller ones are no numbers any more, and the
/// search for an equilibrium would not end.
const SMALLEST: f64 = 1e-12;

impl Checker<'_> {
    /// The value in plain form (a float if the key holds a number), or `None` once its problem was reported.
    pub fn check(&mut self, key: &Key, path: &str, item: Item<'_>) -> Option<toml::Value> {
        self.places.insert(path, item.place());
        match key.value {
            ValueKind::Number { low, high, open } => {
                let number = self.number(key, path, item)?;
                let inside = number >= low && (number < high || (!open && number == high));
                if inside && number != 0.0 && number.abs() < SMALLEST {
                    self.say(path, item, |quote| {
                        (format!("{path} = {quote} is closer to 0 than anything that is measured"), "write 0")
                    });
                    return None;
                }
                if inside {
                    return Some(toml::Value::Float(number));
                }
                self.outside(key, path, item);
                None
            }
            ValueKind::Integer { low, high } => {
                let number = self.integer(key, path, item)?;
                if number >= i128::from(low) && number <= i128::from(high) {
                    return i64::try_from(number).ok().map(toml::Value::Integer);
                }
                if path == "format" {
                    self.wrong_format(number, item);
                } else {
                    self.outside(key, path, item);
                }
                None
            }
            ValueKind::Text(longest) => {
                let text = self.text(key, path, item)?.to_owned();
                let count = text.chars().count();
                if text.chars().any(is_obeyed) {
                    self.say(path, item, |quote| {
                        (
                            format!("{path} = {quote} holds a line break, a control character or one that turns the direction of text: one line of plain text is expected"),
                            "keep it on one line",
                        )
                    });
                    return None;
                }
                if count > longest {
                    self.say(path, item, |_| {
                        (
                            format!("{path} has {count} characters, and at most {longest} fit: {}", key.why),
                            "shorten it",
                        )
                    });
                    return None;
                }
                Some(toml::Value::String(text))
            }
            ValueKind::Choice(of) => self.choice(key, path, item, of, "one of the words it may hold", ""),
            ValueKind::Site => {
                let sites = self.catalogue.sites;
                self.choice(key, path, item, sites, "a known body site", "; `puncta sites` lists them")
            }
            ValueKind::Preset => {
                let presets = self.catalogue.presets;
                self.choice(key, path, item, presets, "a built-in device", "; `puncta devices` lists them")
            }
            ValueKind::Molecule => self.choice(
                key,
                path,
                item,
                molecules::names(),
                "a molecule of the table",
                "; another one is described by mass_da and log_kow",
            ),
            ValueKind::Choices { of, most } => {
                let entries = self.entries(key, path, item, most)?;
                let mut good = Vec::with_capacity(entries.len());
                for (i, entry) in entries.iter().enumerate() {
                    let path = format!("{path}[{i}]");
                    good.push(self.choice(
                        key,
                        &path,
                        item.inner(entry),
                        of,
                        "one of the words it may hold",
                        "",
                    ));
                }
                good.into_iter().collect::<Option<Vec<_>>>().map(toml::Value::Array)
            }
            ValueKind::Points { low, high, most } => {
                let entries = self.entries(key, path, item, most)?;
                let mut good = Some(Vec::with_capacity(entries.len()));
                for (i, entry) in entries.iter().enumerate() {
                    let point = self.point(key, &format!("{path}[{i}]"), item.inner(entry), low, high);
                    good = good.zip(point).map(|(mut all, point)| {
                        all.push(point);
                        all
                    });
                }
                good.map(toml::Value::Array)
            }
            ValueKind::Tables { of, most } => {
                let entries = self.entries(key, path, item, most)?;
                let mut good = Vec::with_capacity(entries.len());
                for (i, entry) in entries.iter().enumerate() {
                    good.push(self.table(of, &format!("{path}[{i}]"), item.inner(entry)));
                }
                good.into_iter().collect::<Option<Vec<_>>>().map(toml::Value::Array)
            }
        }
    }

    fn table(&mut self, of: &'static [(Key, bool)], path: &str, item: Item<'_>) -> Option<toml::Value> {
        self.places.insert(path, item.place());
        let names = || of.iter().map(|(key, _)| key.name);
        let Some(table) = item.value.get_ref().as_table() else {
            self.say(path, item, |quote| {
                (
                    format!("{path} = {quote} is {}; a table is expected", what(item.value.get_ref())),
                    "write { key = value, ... }",
                )
            });
            return None;
        };
        let mut good = Some(toml::Table::new());
        for (name, value) in table {
            let inner = item.inner(value);
            let path = format!("{path}.{}", clip(name.get_ref()));
            let value = match of.iter().find(|(key, _)| key.name == name.get_ref().as_ref()) {
                Some((key, _)) => self.check(key, &path, inner),
                None => {
                    let span = name.span();
                    let place =
                        Place { source: item.source, span: span.start + item.offset..span.end + item.offset };
                    self.problems.push(|| {
                        let help = match nearest(name.get_ref(), names()) {
                            Some(near) => format!("did you mean {near}?"),
                            None => format!("it may hold: {}", list(names())),
                        };
                        Diagnostic::error(format!("unknown key {path}"))
                            .key(path.clone())
                            .allowed(list(names()))
                            .help(help)
                            .at(Some(&place))
                    });
                    None
                }
            };
            good = good.zip(value).map(|(mut all, value)| {
                all.insert(name.get_ref().to_string(), value);
                all
            });
        }
        for (key, required) in of {
            if *required && !table.contains_key(key.name) {
                let meant = |given: &Spanned<DeString<'_>>| {
                    of.iter().all(|(known, _)| known.name != given.get_ref().as_ref())
                        && nearest(given.get_ref(), names()) == Some(key.name)
                };
                if !table.keys().any(meant) {
                    self.say(path, item, |_| {
                        (
                            format!("{path} lacks {}: {}", key.name, key.text),
                            format!("add {} = ...", key.name),
                        )
                    });
                }
                good = None;
            }
        }
        good.map(toml::Value::Table)
    }

    fn point(&mut self, key: &Key, path: &str, item: Item<'_>, low: f64, high: f64) -> Option<toml::Value> {
        let pair = item.value.get_ref().as_array().filter(|pair| pair.len() == 2);
        let Some(pair) = pair else {
            self.say(path, item, |quote| {
                (
                    format!("{path} = {quote} is not a pair of numbers; [x, y] in {} is expected", key.unit),
                    "write [x, y]",
                )
            });
            return None;
        };
        let mut good = Vec::with_capacity(2);
        for coordinate in pair.iter() {
            let inner = item.inner(coordinate);
            let number = self.number(key, path, inner)?;
            if !(low..=high).contains(&number) {
                self.outside(key, path, inner);
                return None;
            }
            good.push(toml::Value::Float(number));
        }
        Some(toml::Value::Array(good))
    }

    /// Entries of a list that is neither empty nor too long.
    fn entries<'v>(
        &mut self,
        key: &Key,
        path: &str,
        item: Item<'v>,
        most: usize,
    ) -> Option<&'v [Spanned<DeValue<'v>>]> {
        let Some(entries) = item.value.get_ref().as_array() else {
            self.wrong_type(key, path, item, "a list");
            return None;
        };
        if entries.is_empty() {
            self.say(path, item, |_| {
                (
                    format!("{path} is an empty list; 1 to {most} entries are expected"),
                    "fill it, or leave the key out",
                )
            });
            return None;
        }
        if entries.len() > most {
            let count = entries.len();
            self.problems.push(|| {
                Diagnostic::error(format!(
                    "{path} has {count} entries, which is outside 1 to {most}{}",
                    because(key.why)
                ))
                .key(path)
                .value(format!("{count} entries"))
                .allowed(format!("1 to {most} entries"))
                .why(key.why)
                .at(Some(&item.place()))
            });
            return None;
        }
        Some(entries)
    }

    fn choice(
        &mut self,
        key: &Key,
        path: &str,
        item: Item<'_>,
        of: &[&str],
        class: &str,
        hint: &str,
    ) -> Option<toml::Value> {
        let text = self.text(key, path, item)?;
        if let Some(word) = of.iter().find(|word| **word == text) {
            return Some(toml::Value::String((*word).to_owned()));
        }
        let text = text.to_owned();
        let (sources, presets) = (self.sources, self.catalogue.presets);
        self.problems.push(|| {
            let quote = sources.quote(&item.place()).unwrap_or_default();
            let (near, words) = (nearest(&text, of.iter().copied()), list(of.iter().copied()));
            let help = match near {
                _ if path == "device.kind" && presets.contains(&text.as_str()) => {
                    format!("that is a built-in device: write preset = \"{text}\"")
                }
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("write one of: {words}{hint}"),
            };
            let message = if class.starts_with("one of") {
                format!("{path} = {quote} is none of: {words}")
            } else {
                format!("{path} = {quote} is not {class}")
            };
            let problem = Diagnostic::error(message).key(path).value(quote).allowed(words);
            problem.why(key.why).help(help).at(Some(&item.place()))
        });
        None
    }

    fn text<'v>(&mut self, key: &Key, path: &str, item: Item<'v>) -> Option<&'v str> {
        let text = item.value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(key, path, item, "text in quotes");
        }
        text
    }

    fn number(&mut self, key: &Key, path: &str, item: Item<'_>) -> Option<f64> {
        let number = match item.value.get_ref() {
            // A range check follows, which refuses such large integers.
            DeValue::Integer(n) => {
                i128::from_str_radix(n.as_str(), n.radix()).map_or(f64::INFINITY, |n| n as f64)
            }
            DeValue::Float(n) => n.as_str().parse().unwrap_or(f64::NAN),
            _ => {
                self.wrong_type(key, path, item, "a number");
                return None;
            }
        };
        if number.is_finite() {
            return Some(number);
        }
        self.not_finite(key, path, item);
        None
    }

    fn integer(&mut self, key: &Key, path: &str, item: Item<'_>) -> Option<i128> {
        match item.value.get_ref() {
            DeValue::Integer(n) => Some(i128::from_str_radix(n.as_str(), n.radix()).unwrap_or(i128::MAX)),
            DeValue::Float(n) => {
                let number: f64 = n.as_str().parse().unwrap_or(f64::NAN);
                if !number.is_finite() {
                    self.not_finite(key, path, item);
                    None
                } else if number.fract() == 0.0 && number.abs() < 9.0e15 {
                    // 4.0 clearly means four; whole floats below 2^53 are exact.
                    Some(number as i128)
                } else {
                    self.wrong_type(key, path, item, "a whole number");
                    None
                }
            }
            _ => {
                self.wrong_type(key, path, item, "a whole number");
                None
            }
        }
    }

    fn say<H: Into<String>>(&mut self, path: &str, item: Item<'_>, words: impl FnOnce(&str) -> (String, H)) {
        let sources = self.sources;
        self.problems.push(|| {
            let place = item.place();
            let quote = sources.quote(&place).unwrap_or_default();
            let (message, help) = words(&quote);
            Diagnostic::error(message).key(path).value(quote).help(help).at(Some(&place))
        });
    }

    fn outside(&mut self, key: &Key, path: &str, item: Item<'_>) {
        let sources = self.sources;
        self.problems.push(|| {
            let place = item.place();
            let quote = sources.quote(&place).unwrap_or_default();
            let allowed = allowed(key).unwrap_or_default();
            Diagnostic::error(format!("{path} = {quote} is outside {allowed}{}", because(key.why)))
                .key(path)
                .value(quote)
                .allowed(allowed)
                .why(key.why)
                .at(Some(&place))
        });
    }

    fn not_finite(&mut self, key: &Key, path: &str, item: Item<'_>) {
        let sources = self.sources;
        self.problems.push(|| {
            let place = item.place();
            let quote = sources.quote(&place).unwrap_or_default();
            let allowed = allowed(key).unwrap_or_default();
            Diagnostic::error(format!("{path} = {quote} is not a finite number; {allowed} is allowed"))
                .key(path)
                .value(quote)
                .allowed(allowed)
                .why(key.why)
                .help("write a plain number")
                .at(Some(&place))
        });
    }

    fn wrong_type(&mut self, key: &Key, path: &str, item: Item<'_>, expected: &str) {
        let sources = self.sources;
        self.problems.push(|| {
            let place = item.place();
            let quote = sources.quote(&place).unwrap_or_default();
            let value = item.value.get_ref();
            let mut problem = Diagnostic::error(match allowed(key) {
                Some(range) if expected.contains("number") => {
                    format!("{path} = {quote} is {}; {expected} from {range} is expected", what(value))
                }
                _ => format!("{path} = {quote} is {}; {expected} is expected", what(value)),
            })
            .key(path)
            .value(quote)
            .why(key.why)
            .at(Some(&place));
            problem.allowed = allowed(key);
            problem.help = type_help(key, value, expected);
            problem
        });
    }

    fn wrong_format(&mut self, number: i128, item: Item<'_>) {
        self.say("format", item, |quote| {
            let (reason, help) = if number > i128::from(FORMAT) {
                (
                    "newer than this program",
                    format!("install a newer puncta, or write format = {FORMAT} and see what `puncta check` says about the keys"),
                )
            } else {
                ("no format that ever was", format!("write format = {FORMAT}"))
            };
            (format!("format = {quote} is {reason}, which reads format {FORMAT}"), help)
        });
    }
}

/// Allowed range of a key, with its unit.
pub(crate) fn allowed(key: &Key) -> Option<String> {
    let unit = if key.unit.is_empty() { String::new() } else { format!(" {}", key.unit) };
    match key.value {
        ValueKind::Number { low, high, open: false } | ValueKind::Points { low, high, .. } => {
            Some(format!("{low} to {high}{unit}"))
        }
        ValueKind::Number { low, high, open: true } => {
            Some(format!("{low} to {high}{unit}, {high} itself left out"))
        }
        ValueKind::Integer { low, high } if low == high => Some(format!("{low}{unit}")),
        ValueKind::Integer { low, high } => Some(format!("{low} to {high}{unit}")),
        ValueKind::Choice(of) | ValueKind::Choices { of, .. } => Some(list(of.iter().copied())),
        _ => None,
    }
}

fn because(why: &str) -> String {
    if why.is_empty() { String::new() } else { format!(": {why}") }
}

/// Type of a value, in plain words.
pub(crate) fn what(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn type_help(key: &Key, value: &DeValue<'_>, expected: &str) -> Option<String> {
    let numeric = expected.contains("number");
    match value {
        DeValue::String(text) if numeric => {
            let text = text.trim();
            let head = text.split_once(' ').map_or(text, |(head, _)| head);
            Some(if is_decimal_comma(text) {
                format!("write {}: a point, no comma", text.replace(',', "."))
            } else if text.len() < 32 && text.parse::<f64>().is_ok() {
                format!("leave out the quotes: {text}")
            } else if head.len() < 32 && head.parse::<f64>().is_ok() {
                let unit = if key.unit.is_empty() { String::new() } else { format!(" (in {})", key.unit) };
                format!("write the number alone: {head}{unit}")
            } else {
                "write a number, without quotes".to_owned()
            })
        }
        DeValue::Float(number) if numeric => {
            let number: f64 = number.as_str().parse().ok()?;
            (number.abs() < 1e15).then(|| format!("write {:.0}", number.round()))
        }
        DeValue::String(_) if expected == "a list" => Some("put it in [ ]".to_owned()),
        _ if expected == "text in quotes" => Some(format!("write it in quotes, such as {}", example(key)))
            .filter(|_| !example(key).is_empty() && !example(key).starts_with('[')),
        _ if expected == "a list" => {
            Some(format!("write a list, such as {}", example(key))).filter(|_| !example(key).is_empty())
        }
        _ => None,
    }
}
