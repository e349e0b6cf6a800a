//! Differences between scenarios: the keys of their resolved files, and a few words for each.

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A key whose value is not the same in all the scenarios.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// Key as in the file: `device.depth_mm`.
    pub key: String,
    /// One value per scenario; `null` where the key has no effect and is left out.
    pub values: Vec<Value>,
}

/// Keys that do not describe the treatment.
const NO_SETTING: [&str; 2] = ["format", "name"];

/// Keys in which resolved scenarios differ, in the order of the files.
pub fn changed(scenarios: &[&str]) -> Vec<Changed> {
    let files: Vec<Vec<(String, Value)>> = scenarios.iter().map(|text| flat(text)).collect();
    let mut seen = BTreeSet::new();
    let keys = files.iter().flatten().map(|(key, _)| key).filter(|key| seen.insert(key.as_str()));
    let values = |key: &str| -> Vec<Value> {
        let of = |file: &Vec<(String, Value)>| {
            file.iter().find(|(other, _)| other == key).map_or(Value::Null, |(_, value)| value.clone())
        };
        files.iter().map(of).collect()
    };
    let rows = keys.map(|key| Changed { key: key.clone(), values: values(key) });
    let mut rows: Vec<Changed> =
        rows.filter(|row| row.values.iter().any(|value| *value != row.values[0])).collect();
    // A key that only a later file has goes after the keys of its section.
    let section = |row: &Changed| row.key.split('.').next().unwrap_or_default().to_owned();
    let mut order: Vec<String> = Vec::new();
    for row in &rows {
        if !order.contains(&section(row)) {
            order.push(section(row));
        }
    }
    rows.sort_by_key(|row| order.iter().position(|name| *name == section(row)));
    rows
}

/// All keys (with their section) and values of a file.
fn flat(text: &str) -> Vec<(String, Value)> {
    let table = text.parse::<toml::Table>().unwrap_or_default();
    let mut rows = Vec::new();
    for (key, value) in table {
        match value {
            toml::Value::Table(section) => {
                rows.extend(section.into_iter().map(|(name, value)| (format!("{key}.{name}"), json(&value))))
            }
            _ if NO_SETTING.contains(&key.as_str()) => {}
            value => rows.push((key, json(&value))),
        }
    }
    rows
}

/// Converts a scenario value to JSON.
pub fn json(value: &toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Most characters of a value that are written out.
const LONGEST: usize = 32;

impl Changed {
    /// Value in words: 1.5, cheek, or a dash for none. Long text is cut; long lists are counted.
    pub fn value_words(&self, scenario: usize) -> String {
        let words = match self.values.get(scenario) {
            None | Some(Value::Null) => "–".to_owned(),
            Some(Value::String(text)) => text.clone(),
            // A whole number carries no decimal point.
            Some(Value::Number(number)) => {
                number.as_f64().map_or(number.to_string(), |value| value.to_string())
            }
            Some(value) => value.to_string(),
        };
        if words.chars().count() <= LONGEST {
            return words;
        }
        if let Some(Value::Array(list)) = self.values.get(scenario) {
            return format!("a list of {}", list.len());
        }
        words.chars().take(LONGEST - 1).chain(['…']).collect()
    }

    /// All values in a line: "1.5 → 1" for two, "1.5, 1, 2" for more.
    pub fn values_words(&self) -> String {
        let all: Vec<String> = (0..self.values.len()).map(|scenario| self.value_words(scenario)).collect();
        all.join(if all.len() == 2 { " → " } else { ", " })
    }

    /// Setting of one scenario in a few words: "depth 1.5 mm", "passes 4", "site cheek".
    fn setting_words(&self, scenario: usize) -> String {
        let name = self.key.rsplit('.').next().unwrap_or_default();
        let found = UNITS.iter().find_map(|(ending, unit)| Some((name.strip_suffix(ending)?, *unit)));
        let (name, unit) = found.unwrap_or((name, ""));
        let value = self.value_words(scenario);
        let number = self.values.get(scenario).is_some_and(Value::is_number);
        format!("{} {value}{}", name.replace('_', " "), if number { unit } else { "" })
    }
}

/// Endings of keys and their units; longer endings come first.
const UNITS: [(&str, &str); 9] = [
    ("_mm_s", "\u{202f}mm/s"),
    ("_m_s", "\u{202f}m/s"),
    ("_mm", "\u{202f}mm"),
    ("_um", "\u{202f}µm"),
    ("_hz", "\u{202f}Hz"),
    ("_deg", "°"),
    ("_years", "\u{202f}years"),
    ("_kg_m2", "\u{202f}kg/m²"),
    ("_n", "\u{202f}N"),
];

/// Most keys that a label names.
const NAMED: usize = 2;

/// Letter of a setting: A for the first.
pub fn letter(setting: usize) -> char {
    (b'A'..=b'Z').nth(setting).map_or('?', char::from)
}

/// Short labels that tell the settings apart. A label gives the keys that differ if they are few, otherwise
/// the scenario's name, and its setting where names coincide.
pub fn labels(names: &[&str], settings: &[&str], changed: &[Changed]) -> Vec<String> {
    if (1..=NAMED).contains(&changed.len()) {
        let label = |scenario: usize| {
            let parts: Vec<String> = changed.iter().map(|row| row.setting_words(scenario)).collect();
            parts.join(", ")
        };
        return (0..names.len()).map(label).collect();
    }
    let distinct = |words: &[&str]| words.iter().collect::<BTreeSet<_>>().len() == words.len();
    let words = if !distinct(names) && distinct(settings) { settings } else { names };
    words.iter().map(|words| (*words).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const A: &str =
        "format = 1\nname = \"a\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.5\n[run]\nseed = 1\n";
    const B: &str = "format = 1\nname = \"b\"\n[device]\ndepth_mm = 1.0\nforce_n = 2\n[run]\nseed = 1\n";

    #[test]
    fn identity_keys_that_differ_are_found_in_their_order() {
        assert!(changed(&[A, A]).is_empty());
        let rows = changed(&[A, B]);
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        assert_eq!(keys, ["device.preset", "device.depth_mm", "device.force_n"]);
        assert_eq!(rows[0].values, [json!("pen-12"), json!(null)]);
        assert_eq!(rows[0].values_words(), "pen-12 → –");
        assert_eq!(rows[1].values_words(), "1.5 → 1");
        assert_eq!(changed(&[A, A, B])[1].values_words(), "1.5, 1.5, 1");
    }

    #[test]
    fn identity_labels_say_what_differs_or_the_name() {
        let row = |key: &str, values: [Value; 2]| Changed { key: key.into(), values: values.into() };
        let depth = row("device.depth_mm", [json!(1.5), json!(1.0)]);
        assert_eq!(
            labels(&["a", "b"], &["", ""], std::slice::from_ref(&depth)),
            ["depth 1.5\u{202f}mm", "depth 1\u{202f}mm"]
        );
        let site = row("skin.site", [json!("cheek"), json!("temple")]);
        let two = [site.clone(), depth.clone()];
        assert_eq!(labels(&["a", "b"], &["", ""], &two)[1], "site temple, depth 1\u{202f}mm");
        let three = [site.clone(), depth, site];
        assert_eq!(labels(&["a", "b"], &["s", "t"], &three), ["a", "b"]);
        assert_eq!(labels(&["a", "a"], &["s", "t"], &three), ["s", "t"]);
        assert_eq!(labels(&["a", "a"], &["s", "s"], &[]), ["a", "a"]);
        assert_eq!([letter(0), letter(5)], ['A', 'F']);
    }
}
