//! Other inputs made of one: scenarios that are mostly valid, which changed bytes hardly ever are.
//!
//! The table of keys says what a value may be. So a new key is tried without a word here, and the inputs stay plain files that a
//! person can read and a later version still understands.

use super::loaded;
use puncta::scenario::keys::{self, Key, ValueKind};
use puncta::scenario::{Severity, catalogue};
use serde_json::json;
use toml::{Table, Value};

/// Where a scenario begins.
const BASE: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\n";

/// Ranges within which a scenario is small enough to be run.
const SMALL: [(&str, f64, f64); 6] = [
    ("area.width_mm", 1.0, 4.0),
    ("area.height_mm", 1.0, 4.0),
    ("area.cell_um", 100.0, 1000.0),
    ("technique.passes", 1.0, 3.0),
    ("run.realisations", 1.0, 4.0),
    ("run.reach_error", 0.2, 0.5),
];

/// Another input of this target; `None` where changed bytes do as well.
pub fn mutate(name: &str, input: &[u8], seed: u32) -> Option<Vec<u8>> {
    let mut dice = Dice(u64::from(seed));
    let own = super::seeds_are_made(name) && (input.len() < 64 || dice.one_of(50));
    match name {
        "run" => Some(scenario(input, &mut dice, true).into_bytes()),
        "round_trip" | "scenario" if dice.one_of(2) => Some(scenario(input, &mut dice, false).into_bytes()),
        "settings" if dice.one_of(3) => Some(setting(input, &mut dice)),
        "explorer" if dice.one_of(2) => Some(request(input, &mut dice)),
        _ if own => {
            let mut seeds = super::seeds(name);
            Some(seeds.swap_remove(dice.below(seeds.len())))
        }
        _ => None,
    }
}

/// Another scenario with some keys changed, added or taken out.
fn scenario(input: &[u8], dice: &mut Dice, small: bool) -> String {
    let read = std::str::from_utf8(input).ok().and_then(|text| text.parse::<Table>().ok());
    let mut table = read.filter(|table| !table.is_empty()).unwrap_or_else(base);
    for _ in 0..=dice.below(4) {
        change(&mut table, dice);
    }
    if small {
        shrink(&mut table, dice);
    }
    for _ in 0..6 {
        let text = toml::to_string(&table).unwrap_or_default();
        let Err(problems) = loaded(&text, &[]) else { break };
        let wrong = problems.iter().filter(|problem| problem.severity == Severity::Error);
        let mut wrong: Vec<&str> = wrong.filter_map(|problem| problem.key.as_deref()).collect();
        // Of two keys that contradict each other one is enough; and some scenarios stay wrong.
        wrong.truncate(1 + dice.below(3));
        if wrong.is_empty() || dice.one_of(30) {
            break;
        }
        wrong.into_iter().for_each(|path| take_out(&mut table, path));
        table.entry("format").or_insert(Value::Integer(1));
        if place(&mut table, "device").is_empty() {
            put(&mut table, "device.preset", any_of(catalogue().presets, dice).into());
        }
        if place(&mut table, "skin").is_empty() {
            put(&mut table, "skin.site", any_of(catalogue().sites, dice).into());
        }
    }
    toml::to_string(&table).unwrap_or_default()
}

fn base() -> Table {
    BASE.parse().expect("the base is TOML")
}

/// Changes one key.
fn change(table: &mut Table, dice: &mut Dice) {
    let all: Vec<&Key> =
        keys::all().filter(|key| !["format", "mechanics.sets"].contains(&key.path().as_str())).collect();
    let given: Vec<&Key> = all.iter().copied().filter(|key| is_given(table, key)).collect();
    let key = if dice.one_of(2) && !given.is_empty() { any_of(&given, dice) } else { any_of(&all, dice) };
    if is_given(table, key) && dice.one_of(5) {
        take_out(table, &key.path());
    } else {
        put(table, &key.path(), value(&key.value, dice));
    }
}

fn is_given(table: &Table, key: &Key) -> bool {
    match key.section {
        "" => table.contains_key(key.name),
        section => {
            table.get(section).and_then(Value::as_table).is_some_and(|inner| inner.contains_key(key.name))
        }
    }
}

/// Makes the area, the number of people and the work small.
fn shrink(table: &mut Table, dice: &mut Dice) {
    for (path, low, high) in SMALL {
        let (section, name) = path.split_once('.').expect("a path");
        let there = table.get(section).and_then(|inner| inner.get(name));
        let number =
            there.and_then(|value| value.as_float().or(value.as_integer().map(|whole| whole as f64)));
        match number {
            Some(number) if (low..=high).contains(&number) => {}
            None if path == "run.reach_error" => {}
            _ => {
                let number = (low + dice.share() * (high - low)).round().clamp(low, high);
                let is_whole = path.ends_with("passes") || path.ends_with("realisations");
                put(table, path, if is_whole { Value::Integer(number as i64) } else { Value::Float(number) });
            }
        }
    }
    take_out(table, "area.map");
    // Bounds over inputs cost most of the time of a small run.
    if !dice.one_of(6) {
        put(table, "run.intervals", "off".into());
    }
}

/// The table of a section, made if it is not there.
fn place<'a>(table: &'a mut Table, section: &str) -> &'a mut Table {
    if section.is_empty() {
        return table;
    }
    let inner = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
    if !inner.is_table() {
        *inner = Value::Table(Table::new());
    }
    inner.as_table_mut().expect("a table")
}

fn put(table: &mut Table, path: &str, value: Value) {
    let (section, name) = path.split_once('.').unwrap_or(("", path));
    place(table, section).insert(name.to_owned(), value);
}

/// Takes out a key, also where the path leads on into its value.
fn take_out(table: &mut Table, path: &str) {
    let (section, rest) = path.split_once('.').unwrap_or(("", path));
    let name = rest.split(['.', '[']).next().unwrap_or_default();
    place(table, section).remove(name);
}

/// A value that the key table allows.
fn value(kind: &ValueKind, dice: &mut Dice) -> Value {
    match *kind {
        ValueKind::Number { low, high, open } => Value::Float(number(low, high, open, dice)),
        ValueKind::Integer { low, high } => {
            let near = low.saturating_add(dice.below(12) as i64).min(high);
            let whole = number(low as f64, high as f64, false, dice) as i64;
            Value::Integer(any_of(&[near, near, whole.clamp(low, high), low, high], dice))
        }
        ValueKind::Text(_) => {
            any_of(&["a", "sets.csv", "Wange µm – 日本語", "\u{202e}x", "", "a\tb"], dice).into()
        }
        ValueKind::Choice(words) => any_of(words, dice).into(),
        ValueKind::Site => any_of(catalogue().sites, dice).into(),
        ValueKind::Preset => any_of(catalogue().presets, dice).into(),
        ValueKind::Molecule => {
            any_of(&["caffeine", "niacinamide", "glycerol", "salicylic-acid"], dice).into()
        }
        ValueKind::Choices { of, most } => list(most.min(5), dice, |dice| any_of(of, dice).into()),
        ValueKind::Points { low, high, most } => list(most.min(14), dice, |dice| {
            let place = |dice: &mut Dice| Value::Float(number(low.max(-4.0), high.min(4.0), false, dice));
            Value::Array(vec![place(dice), place(dice)])
        }),
        ValueKind::Tables { of, most } => list(most.min(4), dice, |dice| {
            let wanted = |(_, is_needed): &&(Key, bool)| *is_needed;
            let mut table: Table = of
                .iter()
                .filter(wanted)
                .map(|(key, _)| (key.name.to_owned(), value(&key.value, dice)))
                .collect();
            for (key, _) in of.iter().filter(|(_, is_needed)| !is_needed) {
                if dice.one_of(3) {
                    table.insert(key.name.to_owned(), value(&key.value, dice));
                }
            }
            Value::Table(table)
        }),
    }
}

fn list(most: usize, dice: &mut Dice, mut entry: impl FnMut(&mut Dice) -> Value) -> Value {
    let count = 1 + dice.below(most);
    Value::Array((0..count).map(|_| entry(dice)).collect())
}

/// A number of a range: an end, one near the lower end, or any, often round.
fn number(low: f64, high: f64, open: bool, dice: &mut Dice) -> f64 {
    let any = low + dice.share() * (high - low);
    let small = low + (high - low) * 10f64.powf(-4.0 * dice.share());
    let round = |number: f64| (number * 100.0).round() / 100.0;
    let found = any_of(&[low, high, any, small, small, round(any), round(small), low.next_up()], dice);
    let found = if found.is_finite() { found.clamp(low, high) } else { low };
    if open && found == high { any } else { found }
}

/// Another `--set`, added or in place of a line.
fn setting(input: &[u8], dice: &mut Dice) -> Vec<u8> {
    let text = String::from_utf8_lossy(input);
    let mut lines: Vec<String> = text.split('\n').take(12).map(str::to_owned).collect();
    let all: Vec<&Key> = keys::all().collect();
    let key = any_of(&all, dice);
    let line = format!("{}={}", key.path(), value(&key.value, dice));
    let at = dice.below(lines.len());
    if dice.one_of(2) {
        lines[at] = line
    } else {
        lines.push(line)
    }
    lines.join("\n").into_bytes()
}

/// Another request of a page.
fn request(input: &[u8], dice: &mut Dice) -> Vec<u8> {
    let read = serde_json::from_slice::<serde_json::Value>(input).ok().filter(|read| read.is_object());
    let mut request = read.unwrap_or_else(|| json!({ "ask": "quick" }));
    if !request["setting"].is_object() {
        request["setting"] = start();
    }
    let all: Vec<&Key> = keys::all().collect();
    for _ in 0..=dice.below(3) {
        let key = any_of(&all, dice);
        request["setting"][key.path()] = serde_json::to_value(value(&key.value, dice)).unwrap_or_default();
    }
    let changes = [
        (
            "ask",
            json!(any_of(&["page", "quick", "people", "picture", "svg", "png", "frames", "export"], dice)),
        ),
        (
            "name",
            json!(any_of(
                &[
                    "section",
                    "punctures",
                    "puncture-density",
                    "dermal-injury",
                    "tips-by-layer",
                    "tip-depth",
                    "fat-reach",
                    "cross-section",
                    "face-regions",
                    "stroke",
                    "passes"
                ],
                dice
            )),
        ),
        ("count", json!(dice.below(5))),
        ("inputs", json!(dice.one_of(2))),
        ("dark", json!(true)),
        ("narrow", json!(true)),
        ("language", json!(any_of(&["de", "en", ""], dice))),
        ("since", start()),
        ("pinned", start()),
    ];
    if dice.one_of(2) {
        let at = dice.below(changes.len());
        let (key, value) = changes[at].clone();
        request[key] = value;
    }
    request.to_string().into_bytes()
}

/// A setting of a page.
fn start() -> serde_json::Value {
    json!({ "skin.site": "cheek", "device.preset": "pen-12", "device.depth_mm": 1.0, "area.width_mm": 3, "area.height_mm": 3,
        "area.cell_um": 200, "technique.passes": 1, "run.realisations": 3 })
}

fn any_of<T: Copy>(all: &[T], dice: &mut Dice) -> T {
    all[dice.below(all.len())]
}

/// Random numbers of a seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `end`, which is at least 1.
    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn one_of(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A number of [0, 1).
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
