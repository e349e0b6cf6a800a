//! `--set key=value` on the command line.

use toml::Spanned;
use toml::de::{DeArray, DeValue};

use super::defaults::example;
use super::diagnostic::{Diagnostic, Place, SET_PREFIX, Sources, clip};
use super::keys::{self, Key, SECTIONS, ValueKind};
use super::names::{list, nearest, nearest_key};
use super::parse::sections;
use super::problems::Problems;

/// Content of one `--set`: a key, and a value found at `offset` of the pseudo source.
pub(super) struct Set<'a> {
    pub key: &'static Key,
    pub source: usize,
    pub offset: usize,
    pub value: Spanned<DeValue<'a>>,
}

/// Reads one `--set key=value`. The value is TOML; anything else counts as a bare word.
pub(super) fn read_set<'a>(sources: &'a Sources, index: usize, problems: &mut Problems) -> Option<Set<'a>> {
    let text = sources.get(index)?.text.as_str();
    let setting = text.strip_prefix(SET_PREFIX)?;
    let whole = Place { source: index, span: SET_PREFIX.len()..text.len() };
    let Some((name, value)) = setting.split_once('=') else {
        problems.push(|| {
            Diagnostic::error(format!("--set {} has no = in it", clip(setting)))
                .help("write --set key=value, such as --set device.depth_mm=1.5")
                .at(Some(&whole))
        });
        return None;
    };
    let start = SET_PREFIX.len() + (name.len() - name.trim_start().len());
    let name_place = Place { source: index, span: start..start + name.trim().len() };
    let value_start = SET_PREFIX.len() + name.len() + 1 + (value.len() - value.trim_start().len());
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() {
        problems.push(|| {
            Diagnostic::error(format!("--set {} names no key", clip(setting)))
                .help("write --set key=value, such as --set device.depth_mm=1.5")
                .at(Some(&whole))
        });
        return None;
    }
    let Some(key) = keys::find_path(name) else {
        problems.push(|| unknown_set(name, &name_place));
        return None;
    };
    if value.is_empty() {
        problems.push(|| {
            Diagnostic::error(format!("--set {name}= gives no value"))
                .key(name)
                .help(format!("write a value after the =, such as {name}={}", example(key)))
                .at(Some(&whole))
        });
        return None;
    }
    let bare = || Spanned::new(0..value.len(), DeValue::String(value.into()));
    let parsed = DeValue::parse(value).unwrap_or_else(|_| bare());
    let value = match key.value {
        ValueKind::Text(_)
        | ValueKind::Choice(_)
        | ValueKind::Site
        | ValueKind::Molecule
        | ValueKind::Preset
            if !parsed.get_ref().is_str() =>
        {
            bare()
        }
        // Shells remove quotes, so `[vertical,horizontal]` and `vertical,horizontal` are accepted too.
        ValueKind::Choices { .. } if !parsed.get_ref().is_array() => words(value),
        _ => parsed,
    };
    Some(Set { key, source: index, offset: value_start, value })
}

/// Parses a list of bare words.
fn words(text: &str) -> Spanned<DeValue<'_>> {
    // A bracket alone is no list, and belongs to a word that nobody knows.
    let is_list = text.starts_with('[') && text.ends_with(']');
    let around = |c: char| c == '"' || c == '\'' || c.is_whitespace() || (is_list && (c == '[' || c == ']'));
    let mut list = DeArray::new();
    let mut at = 0;
    for word in text.split(',') {
        let inner = word.trim_matches(around);
        let start = at + word.find(inner).unwrap_or(0);
        list.push(Spanned::new(start..start + inner.len(), DeValue::String(inner.into())));
        at += word.len() + 1;
    }
    Spanned::new(0..text.len(), DeValue::Array(list))
}

fn unknown_set(name: &str, place: &Place) -> Diagnostic {
    let problem = |help: String| {
        Diagnostic::error(format!("unknown key {} in --set", clip(name)))
            .key(clip(name))
            .help(help)
            .at(Some(place))
    };
    if SECTIONS.contains(&name) && !name.is_empty() {
        let known = list(keys::of_section(name).iter().map(|key| key.name));
        return problem(format!("{name} is a section; name one of its keys, such as {name}.{{{known}}}"));
    }
    let (section, last) = name.split_once('.').unwrap_or(("", name));
    match nearest_key(nearest(section, SECTIONS).unwrap_or(section), last) {
        Some(key) => problem(format!("did you mean {}?", key.path())),
        None if section.is_empty() => problem(format!("write section.key=value; sections: {}", sections())),
        None if SECTIONS.contains(&section) => problem(format!(
            "[{section}] holds: {}",
            list(keys::of_section(section).iter().map(|key| key.name))
        )),
        None => problem(format!("sections: {}", sections())),
    }
}
