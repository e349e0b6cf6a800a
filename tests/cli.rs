//! The program as people use it: what it prints, writes, refuses, and how it ends.
#![cfg(feature = "cli")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The smallest scenario worth running; most tests change one thing of it.
const PEN: &str = "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n";
/// Settings that make a run take no time.
const SMALL: [&str; 6] = ["--set", "area.width_mm=2", "--set", "area.height_mm=2", "--realisations", "3"];

/// A room of its own for one test: an empty folder with `pen.toml` in it.
struct Room {
    folder: TempDir,
}

/// What a command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Room {
    fn new() -> Room {
        let room = Room { folder: tempfile::tempdir().unwrap() };
        room.write("pen.toml", PEN);
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).unwrap();
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn puncta(&self, arguments: &[&str]) -> Said {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_puncta"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap_or_else(|| panic!("{arguments:?} was killed"));
        Said { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// `run` with small settings, what is given, and a folder for the results.
    fn run(&self, scenario: &str, out: &str, more: &[&str]) -> Said {
        self.puncta(&[&["run", scenario, "-q", "--out", out], &SMALL[..], more].concat())
    }

    #[track_caller]
    fn well(&self, arguments: &[&str]) -> Said {
        let said = self.puncta(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.out, said.err);
        said
    }

    /// Exit 2, nothing on stdout, nothing written, every piece in the message.
    #[track_caller]
    fn refused(&self, arguments: &[&str], pieces: &[&str]) -> Said {
        let before = tree(self.folder.path());
        let said = self.puncta(arguments);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {}", said.err);
        // Lines break where the terminal ends.
        let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
        for piece in pieces {
            assert!(words.contains(piece), "{arguments:?}: {piece:?} is not in: {words}");
        }
        assert!(tree(self.folder.path()) == before, "{arguments:?} wrote something");
        said
    }
}

/// Every file below a folder with its bytes (the first of them, for huge ones); folders with a slash.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            let about = fs::symlink_metadata(&path).unwrap();
            if about.is_dir() {
                found.insert(format!("{name}/"), Vec::new());
                walk(root, &path, found);
            } else if about.is_file() && about.len() < 50_000_000 {
                found.insert(name, fs::read(&path).unwrap());
            } else {
                found.insert(name, about.len().to_le_bytes().to_vec());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}

/// Everything but `manifest.json`, the only file with a time in it.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = tree(folder);
    assert!(files.remove("manifest.json").is_some(), "{} has a manifest", folder.display());
    files
}

fn devices() -> Vec<&'static str> {
    let presets = puncta::device::presets().iter().map(|preset| preset.name.as_str());
    puncta::device::Kind::ALL
        .iter()
        .map(|kind| kind.name())
        .chain(presets)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

// ---------------------------------------------------------------- what is fine

#[test]
fn identity_every_command_has_help_and_none_is_a_mistake() {
    let room = Room::new();
    assert!(room.well(&["--version"]).out.starts_with("puncta "));
    let all = room.well(&["--help"]).out;
    for command in
        ["run", "insert", "replay", "check", "new", "sites", "devices", "evidence", "validate", "schema"]
    {
        assert!(all.contains(command), "{command}");
        assert!(room.well(&[command, "--help"]).out.contains(&format!("Usage: puncta {command}")));
    }
    room.refused(&[], &["Usage: puncta"]);
    room.refused(&["frobnicate"], &["frobnicate"]);
    room.refused(&["check"], &["SCENARIO"]);
}

#[test]
fn identity_run_without_a_file_is_the_built_in_scenario() {
    let room = Room::new();
    let said = room.well(&[&["run", "--set", "skin.site=temple"], &SMALL[..]].concat());
    for piece in [
        "Temple",
        "±",
        "puncture density",
        "reach the fat layer",
        "never for choosing",
        "puncture-density.png",
    ] {
        assert!(said.out.contains(piece), "{piece:?} is not in {}", said.out);
    }
    let files = tree(&room.path("output/cheek-pen"));
    for name in ["manifest.json", "scenario.toml", "summary.json", "fields.npz", "sample.npz"] {
        assert!(files.contains_key(name), "{name}");
    }
    let of = |ending: &str| files.keys().filter(|name| name.ends_with(ending)).count();
    assert!(of(".png") >= 3 && of(".png") == of(".svg") && of(".png") == of(".txt"));
    assert!(files.iter().all(|(name, bytes)| name.ends_with('/') || !bytes.is_empty()), "no file is empty");
    let manifest = room.json("output/cheek-pen/manifest.json");
    assert_eq!((&manifest["status"], &manifest["realisations_done"]), (&"complete".into(), &3.into()));
    assert_eq!(manifest["scenario_hash"], room.json("output/cheek-pen/summary.json")["scenario_hash"]);
}

#[test]
fn identity_json_is_the_summary_and_quiet_is_quiet() {
    let room = Room::new();
    let said = room.run("pen.toml", "out", &["--format", "json"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(said.out, fs::read_to_string(room.path("out/summary.json")).unwrap());
    let summary = room.json("out/summary.json");
    assert_eq!(summary["interval_of"], "monte_carlo");
    for measure in puncta::injury::Measure::ALL {
        let (section, name) = measure.key().split_once('.').unwrap();
        for part in ["value", "se", "p05", "p95", "low", "high"] {
            let found = summary[section][name].get(part);
            assert!(
                found.is_some_and(|found| found.is_number() || found.is_null()),
                "{} {part}",
                measure.key()
            );
        }
    }
    for histogram in ["depth_mm", "skin_thickness_mm"] {
        let share = summary["histograms"][histogram]["share"].as_array().unwrap();
        let sum: f64 = share.iter().map(|part| part.as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{histogram} {sum}");
    }
}

#[test]
fn identity_timings_go_to_stderr_and_change_no_result() {
    let room = Room::new();
    let plain = room.run("pen.toml", "out", &[]);
    let before = results(&room.path("out"));
    let timed = room.run("pen.toml", "out", &["--timings"]);
    assert_eq!((plain.code, plain.err.as_str(), timed.code), (0, "", 0));
    assert_eq!(plain.out, timed.out);
    assert!(before == results(&room.path("out")));
    let rows: Vec<(&str, f64)> = timed
        .err
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| words.last() == Some(&"%"))
        .map(|words| (words[0], words[1].parse().unwrap()))
        .collect();
    let names: Vec<&str> = rows.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["skin", "placement", "mechanics", "deposit", "figures", "files", "total"]);
    let sum: f64 = rows[..6].iter().map(|(_, seconds)| seconds).sum();
    // Six numbers and their sum, each rounded to a millisecond.
    assert!((sum - rows[6].1).abs() < 0.0036, "{}", timed.err);
    assert!(rows.iter().any(|(_, seconds)| *seconds > 0.0), "{}", timed.err);
    assert!(timed.err.contains("million strikes a second"), "{}", timed.err);
}

#[test]
fn identity_new_then_check_then_run_for_every_device() {
    let room = Room::new();
    for device in devices() {
        let file = format!("my-{device}.toml");
        room.well(&["new", &format!("my-{device}"), "--device", device]);
        let checked = room.well(&["check", &file]);
        assert!(!checked.out.contains("warning"), "{device}: {}", checked.out);
        let said = room.run(&file, "out", &[]);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{device}");
    }
    room.refused(&["new", "my-pen"], &["my-pen.toml is there already", "--force"]);
    room.well(&["new", "my-pen.toml", "--force"]);
    room.refused(&["new", "x", "--device", "pen12"], &["pen12", "did you mean pen-12?"]);
    room.refused(&["new", "x", "--device", "laser"], &["laser", "roller-192", "patch"]);
    room.refused(&["new", ""], &["no name"]);
    room.refused(&["new", "../.."], &["no name"]);
    room.refused(&["new", "missing/folder"], &["missing/folder.toml"]);
}

#[test]
fn identity_resolved_scenario_gives_the_same_bytes() {
    let room = Room::new();
    let odd =
        ["--set", "device.dull_fraction=0.2", "--set", "technique.overlap=0.25", "--set", "skin.sex=female"];
    for device in puncta::device::Kind::ALL.map(|kind| kind.name()) {
        let file = format!("my-{device}.toml");
        room.well(&["new", &file, "--device", device]);
        let more: &[&str] = if device == "pen" { &odd } else { &[] };
        assert_eq!(room.run(&file, "first", more).code, 0, "{device}");
        // The folder it came from is replaced while it is read.
        let again = room.puncta(&["run", "first/scenario.toml", "--out", "second"]);
        assert_eq!((again.code, again.err.as_str()), (0, ""), "{device}");
        assert!(results(&room.path("first")) == results(&room.path("second")), "{device}");
    }
}

#[test]
fn identity_sites_and_devices_are_told_by_name() {
    let room = Room::new();
    for (command, names, wrong, near) in [
        ("sites", puncta::scenario::catalogue().sites, "chek", "cheek"),
        ("devices", puncta::scenario::catalogue().presets, "pen12", "pen-12"),
    ] {
        let table = room.well(&[command]).out;
        assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
        for name in names {
            assert!(table.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}");
            assert!(room.well(&[command, name]).out.contains(name), "{name}");
        }
        room.refused(&[command, wrong], &[wrong, &format!("did you mean {near}?")]);
        room.refused(&[command, "zzzzzzzz"], &[names[0], names[names.len() - 1]]);
    }
}

/// The entries that `evidence` prints as JSON.
#[track_caller]
fn evidence(room: &Room, name: &[&str]) -> Vec<Value> {
    let said = room.well(&[&["evidence", "--format", "json"], name].concat());
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn identity_evidence_is_the_same_in_words_and_as_json() {
    let room = Room::new();
    let text = room.well(&["evidence"]).out;
    let entries = evidence(&room, &[]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    // The rows of the table: those with a tag in the fourth column.
    let tags = ["seen", "memory", "derived", "design"];
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().take(4).collect()).collect();
    let rows: Vec<&Vec<&str>> =
        rows.iter().filter(|row| row.get(3).is_some_and(|tag| tags.contains(tag))).collect();
    assert_eq!(rows.len(), entries.len());
    for (row, entry) in rows.into_iter().zip(&entries) {
        let keys: Vec<&String> = entry.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["table", "section", "name", "value", "low", "high", "tag", "source", "note"]);
        let word = |key: &str| entry[key].as_str().unwrap();
        assert_eq!([row[0], row[3]], [word("name"), word("tag")]);
        assert_eq!(row[1].parse::<f64>().ok(), entry["value"].as_f64(), "{entry}");
        let range = entry["low"].as_f64().zip(entry["high"].as_f64());
        assert_eq!(row[2], range.map_or("–".to_owned(), |(low, high)| format!("{low}–{high}")), "{entry}");
        assert!(text.contains(&format!("\n{} · {}\n", word("table"), word("section"))), "{entry}");
        assert!(word("source").split_whitespace().all(|source| text.contains(source)), "{entry}");
    }
}

#[test]
fn identity_evidence_is_told_by_table_section_entry_and_path() {
    let room = Room::new();
    let all = evidence(&room, &[]);
    let of =
        |step: &str, name: &str| all.iter().filter(|entry| entry[step] == name).cloned().collect::<Vec<_>>();
    for (step, name) in
        [("table", "field"), ("section", "pen"), ("name", "ratio_sd"), ("name", "residual_ratio")]
    {
        let found = evidence(&room, &[name]);
        assert!(!found.is_empty() && found == of(step, name), "{name}");
    }
    let ratio = of("section", "pen").into_iter().filter(|entry| entry["name"] == "ratio").collect::<Vec<_>>();
    for path in ["depth_ratio.pen.ratio", "pen.ratio"] {
        assert_eq!(evidence(&room, &[path]), ratio, "{path}");
    }
    assert_eq!(evidence(&room, &["tract.residual_ratio"]), of("name", "residual_ratio"));
    let told = room.well(&["evidence", "depth_ratio"]).out;
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for entry in of("table", "depth_ratio") {
        for part in ["note", "source"] {
            assert!(words.contains(entry[part].as_str().unwrap()), "{part} of {entry}");
        }
    }
}

#[test]
fn limit_evidence_that_is_not_there_is_refused_with_the_nearest_name() {
    let room = Room::new();
    for (name, help) in [
        ("residul_ratio", "did you mean residual_ratio?"),
        ("tract.residul_ratio", "did you mean tract.residual_ratio?"),
        ("Field", "did you mean field?"),
        ("ratio.pen", "the tables are: skin, field"),
        ("zzzzzzzz", "devices"),
        ("", "the tables are: skin, field"),
        ("cheek", "it is a body site: puncta sites cheek"),
        ("pen-12", "it is a device: puncta devices pen-12"),
    ] {
        room.refused(&["evidence", name], &[&format!("no evidence of \"{name}\""), help]);
    }
}

/// A scenario on a small area, with needles in every state.
fn worn(device: &str, more: &[&str]) -> (String, puncta::scenario::Scenario) {
    use puncta::scenario::{Sources, catalogue, load};
    let text = format!(
        "format = 1\n[skin]\nsite = \"cheek\"\n[area]\nwidth_mm = 6\nheight_mm = 6\n[device]\npreset = \"{device}\"\n\
         dull_fraction = 0.3\nbent_fraction = 0.2\nmissing_fraction = 0.3\nsetting_sd_mm = 0.1\n\
         [run]\nrealisations = 2\n"
    );
    let scenario = load(&Sources::new("worn.toml", &text, more), &catalogue(), "worn");
    (text, scenario.unwrap_or_else(|problems| panic!("{device}: {problems:#?}")))
}

#[test]
fn identity_replay_gives_the_numbers_of_the_run() {
    use puncta::simulate::{Quietly, simulate};
    use puncta::study::replay::{Mechanics, replay};
    let ratio = ["mechanics.law=ratio"];
    for (device, more) in
        [("pen-12", &[][..]), ("pen-12", &ratio), ("roller-192", &[]), ("stamp-36", &[]), ("needle", &[])]
    {
        let (_, scenario) = worn(device, more);
        let simulated = simulate(&scenario.setup, &Quietly, &Quietly).unwrap();
        let sample = &simulated.sample;
        let every = sample.len() / 40 + 1;
        for puncture in (0..sample.len()).step_by(every).chain([7.min(sample.len() - 1), sample.len() - 1]) {
            let again = replay(&scenario.setup, scenario.provenance.clone(), 0, puncture).unwrap();
            let row = &sample[puncture];
            let what = format!("{device} {more:?} {puncture}");
            assert_eq!(again.punctures, sample.len(), "{what}");
            assert_eq!((again.strike.x_mm, again.strike.y_mm), (row.x_mm, row.y_mm), "{what}");
            assert_eq!((again.strike.index, again.needle.needle), (row.index, row.needle), "{what}");
            assert_eq!((again.tip_depth_mm, again.layer), (row.tip_depth_mm, row.layer.name()), "{what}");
            assert_eq!(again.tract.surface_diameter_mm, row.surface_diameter_mm, "{what}");
            assert_eq!([again.tract.slit_x_mm, again.tract.slit_y_mm], row.slit_mm, "{what}");
            assert!(!again.needle.missing, "{what}");
            match &again.mechanics {
                Mechanics::Contact(row) => {
                    // Advance = depth + deflection to the tolerance of the solve, 1e-7 mm, relative where it dimples.
                    let left = row.advance_mm - again.tip_depth_mm - row.deflection_mm;
                    let free = row.whole_length || row.dimpling_force_n == 0.0;
                    assert!(free || left.abs() < 1e-6, "{what} {left}");
                    assert_eq!(row.punctures, again.tip_depth_mm > 0.0, "{what}");
                    assert_eq!(row.punctures, row.puncture_force_n < row.dimpling_force_n, "{what}");
                    let parts = row.tear_force_n + row.spread_force_n + row.friction_force_n;
                    assert!(!row.punctures || (parts / row.force_n - 1.0).abs() < 1e-9, "{what}");
                }
                Mechanics::Ratio(row) => {
                    // The same product in another order: to rounding.
                    let depth = (row.ratio * row.needle_set_depth_mm).max(0.0);
                    assert!((depth - again.tip_depth_mm).abs() < 1e-12, "{what}");
                }
            }
        }
    }
}

#[test]
fn identity_replay_is_the_same_in_words_and_as_json() {
    use puncta::simulate::{Quietly, simulate};
    let room = Room::new();
    let (text, scenario) = worn("pen-12", &[]);
    room.write("worn.toml", &text);
    let before = tree(room.folder.path());
    let asked = ["replay", "worn.toml", "--realisation", "0", "--puncture", "7"];
    let said = room.well(&[&asked[..], &["--format", "json"]].concat());
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let simulated = simulate(&scenario.setup, &Quietly, &Quietly).unwrap();
    let row = &simulated.sample[7];
    // Reading a number from text may round its last digit.
    let near = |value: &Value, wanted: f64| (value.as_f64().unwrap() - wanted).abs() <= 1e-14 * wanted.abs();
    assert!(near(&json["strike"]["x_mm"], row.x_mm) && near(&json["strike"]["y_mm"], row.y_mm), "{json}");
    assert!(near(&json["tip_depth_mm"], row.tip_depth_mm), "{json}");
    assert_eq!(json["strike"]["index"].as_u64(), Some(row.index));
    assert_eq!(json["mechanics"]["law"], "contact");
    let words = room.well(&asked);
    assert!(words.err.is_empty() && words.out.contains("Puncture 7 of realisation 0"), "{}", words.out);
    assert!(words.out.lines().all(|line| line.chars().count() <= 80), "{}", words.out);
    assert!(tree(room.folder.path()) == before, "something was written");
}

#[test]
fn limit_replay_beyond_the_run_is_noted_and_beyond_its_punctures_refused() {
    let room = Room::new();
    let (text, scenario) = worn("pen-12", &[]);
    room.write("worn.toml", text);
    let asked = |realisation: &str, puncture: &str| {
        ["replay", "worn.toml", "--realisation", realisation, "--puncture", puncture].map(str::to_owned)
    };
    let puncta = |arguments: &[String; 6], more: &[&str]| {
        room.well(&[&arguments.each_ref().map(String::as_str)[..], more].concat())
    };
    let beyond = puncta(&asked("2", "0"), &[]);
    let note = beyond.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(note.contains("the run has 2 realisations"), "{note}");
    assert_eq!(puncta(&asked("2", "0"), &["-q"]).err, "");
    // A longer run would make it.
    let longer = puncta(&asked("2", "0"), &["--realisations", "3"]);
    assert_eq!((longer.out, longer.err.as_str()), (beyond.out, ""));

    let count = scenario.setup.ready(0).unwrap().punctures();
    puncta(&asked("0", &(count - 1).to_string()), &[]);
    let has = format!("it has {count}, counted from 0");
    let there = format!("no puncture {count} in realisation 0");
    for (realisation, puncture, pieces) in [
        ("0", count.to_string().as_str(), [there.as_str(), &has]),
        ("0", "18446744073709551615", [&has, "18446744073709551615"]),
        ("0", "-1", ["--puncture", "-1"]),
        ("100000", "0", ["--realisation", "100000"]),
    ] {
        room.refused(&asked(realisation, puncture).each_ref().map(String::as_str), &pieces);
    }
    room.refused(&["replay", "worn.toml", "--puncture", "0"], &["--realisation"]);
    // One needle, and it is missing.
    let none = ["--set", "device.preset=needle", "--set", "device.missing_fraction=0.99"];
    let asked = asked("0", "0");
    room.refused(&[&asked.each_ref().map(String::as_str)[..], &none].concat(), &["it has 0"]);
}

/// A value against the part of the JSON schema that the program uses.
fn agrees(value: &toml::Value, schema: &Value, place: &str, wrong: &mut Vec<String>) {
    let mut fails = |what: &str| wrong.push(format!("{place} = {value}: {what}"));
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_table(),
        Some("array") => value.is_array(),
        Some("string") => value.is_str(),
        Some("integer") => value.is_integer(),
        Some("number") => number.is_some(),
        _ => true,
    };
    if !fits {
        fails("type");
    }
    let bound = |name: &str| schema[name].as_f64();
    if let Some(number) = number
        && (bound("minimum").is_some_and(|low| number < low)
            || bound("maximum").is_some_and(|high| number > high)
            || bound("exclusiveMaximum").is_some_and(|high| number >= high)
            || bound("const").is_some_and(|only| number != only))
    {
        fails("range");
    }
    if let (Some(of), Some(word)) = (schema["enum"].as_array(), value.as_str())
        && !of.iter().any(|known| known == word)
    {
        fails("not in the list");
    }
    for item in value.as_array().into_iter().flatten() {
        agrees(item, &schema["items"], place, wrong);
    }
    let Some(table) = value.as_table() else { return };
    for key in schema["required"].as_array().into_iter().flatten() {
        if !table.contains_key(key.as_str().unwrap()) {
            wrong.push(format!("{place}: {key} is missing"));
        }
    }
    for (key, inner) in table {
        match schema["properties"].get(key) {
            Some(of) => agrees(inner, of, &format!("{place}.{key}"), wrong),
            None => wrong.push(format!("{place}.{key} is unknown")),
        }
    }
}

#[test]
fn identity_schema_agrees_with_the_scenarios() {
    let room = Room::new();
    let schema: Value = serde_json::from_str(&room.well(&["schema"]).out).unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() >= 9);
    for device in devices() {
        let file = format!("my-{device}.toml");
        room.well(&["new", &file, "--device", device]);
        files.push(room.path(&file));
    }
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    files.push(room.path("out/scenario.toml"));
    for file in files {
        let table: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let mut wrong = Vec::new();
        agrees(&toml::Value::Table(table), &schema, "", &mut wrong);
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
    }
    let mut wrong = Vec::new();
    agrees(
        &toml::Value::Table(toml::from_str("format = 2\nskin = 1\n[device]\ndepth_mm = 9\nfoo = 1").unwrap()),
        &schema,
        "",
        &mut wrong,
    );
    assert_eq!(wrong.len(), 4, "the comparison itself sees what is wrong: {wrong:?}");
}

#[test]
fn identity_check_says_all_and_writes_nothing() {
    let room = Room::new();
    let fine: Value =
        serde_json::from_str(&room.well(&["check", "pen.toml", "--format", "json"]).out).unwrap();
    assert_eq!((&fine["runs"], fine["problems"].as_array().unwrap().len()), (&true.into(), 0));
    assert!(room.well(&["check", "pen.toml"]).out.contains("nothing stands in the way"));
    let odd =
        ["check", "pen.toml", "--set", "area.cell_um=-3", "--set", "device.dpth_mm=1", "--format", "json"];
    let said = room.puncta(&odd);
    assert_eq!((said.code, said.err.as_str()), (2, ""));
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["runs"], false);
    let problems = document["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    let range = problems.iter().find(|problem| problem["key"] == "area.cell_um").unwrap();
    assert_eq!((&range["value"], &range["allowed"]), (&"-3".into(), &"5 to 1000 um".into()));
    assert!(range["why"].is_string() && range["line"].is_u64() && range["column"].is_u64());
    let missing: Value =
        serde_json::from_str(&room.puncta(&["check", "none.toml", "--format", "json"]).out).unwrap();
    assert!(missing["problems"][0]["message"].as_str().unwrap().contains("none.toml"));
    assert_eq!(tree(room.folder.path()).len(), 1, "check writes nothing");
}

#[test]
fn identity_warnings_are_said_and_stop_nothing() {
    let room = Room::new();
    let odd = ["--set", "area.cell_um=300", "--out", "out"];
    let said = room.puncta(&[&["run", "pen.toml"], &SMALL[..], &odd].concat());
    assert_eq!(said.code, 0);
    assert!(said.err.contains("warning: area.cell_um = 300 does not divide"), "{}", said.err);
    assert!(!said.err.contains('\u{1b}'), "no colours where there is no terminal");
}

// ---------------------------------------------------------------- bad input

#[test]
fn limit_files_that_are_no_scenario_are_refused() {
    let room = Room::new();
    fs::create_dir(room.path("folder.toml")).unwrap();
    room.write("empty.toml", "");
    room.write("comments.toml", "# nothing\n\n");
    room.write("binary.toml", [0x7f, b'E', b'L', b'F', 0, 1, 2]);
    room.write("latin.toml", b"name = \"caf\xe9\"\n");
    room.write("open.toml", "format = 1\n[skin\nsite = \"cheek\"\n");
    room.write("bare.toml", "format = 1\n[skin]\nsite = cheek\n");
    room.write("lacks.toml", "format = 1\n");
    fs::File::create(room.path("huge.toml")).unwrap().set_len(100_000_000).unwrap();
    for (file, pieces) in [
        ("none.toml", &["there is no file none.toml", "puncta new"][..]),
        ("pen", &["there is no file pen", "did you mean pen.toml?"]),
        ("folder.toml", &["folder.toml is a folder"]),
        ("empty.toml", &["empty.toml is empty"]),
        ("comments.toml", &["comments.toml is empty"]),
        ("binary.toml", &["not a text file", "byte 4"]),
        ("latin.toml", &["not UTF-8", "byte 11", "latin.toml:1:12"]),
        ("huge.toml", &["100000000 bytes", "1048576"]),
        ("open.toml", &["not TOML", "open.toml:2:6", "^"]),
        ("bare.toml", &["not TOML", "bare.toml:3:8", "^^^^^", "site = \"cheek\""]),
        ("lacks.toml", &["the skin is missing", "the device is missing"]),
    ] {
        room.refused(&["run", file], pieces);
        assert_eq!(room.puncta(&["check", file]).code, 2, "check refuses what run refuses: {file}");
    }
    #[cfg(unix)]
    for device in ["/dev/zero", "/dev/null"] {
        room.refused(&["run", device], &[device]);
    }
}

#[test]
fn limit_values_that_cannot_be_are_refused_with_number_range_and_reason() {
    let room = Room::new();
    for (settings, pieces) in [
        (
            &["device.depth_mm=-1"][..],
            &["device.depth_mm = -1", "0 to 3 mm", "dials of pens end at 3 mm"][..],
        ),
        (&["device.depth_mm=nan"], &["nan is not a finite number", "0 to 3 mm"]),
        (&["device.depth_mm=inf"], &["inf is not a finite number"]),
        (&["device.depth_mm=deep"], &["deep is text", "a number from 0 to 3 mm"]),
        (&["device.depth_mm=0"], &["off the dial of pen-12, 0.2 to 3 mm"]),
        (&["device.length_mm=15"], &["device.length_mm = 15", "0.05 to 3 mm", "end at 3 mm"]),
        (&["area.width_mm=0"], &["area.width_mm = 0", "1 to 500 mm"]),
        (&["area.cell_um=1e9"], &["1e9", "5 to 1000 um"]),
        (&["technique.passes=0"], &["technique.passes = 0", "1 to 100"]),
        (&["technique.passes=1.5"], &["1.5", "whole number"]),
        (&["device.dull_fraction=1.1"], &["1.1", "0 to 1"]),
        (&["skin.site=chek"], &["chek is not a known body site", "did you mean \"cheek\"?"]),
        (&["device.preset=pen12"], &["pen12 is not a built-in device", "did you mean \"pen-12\"?"]),
        (
            &["device.preset=exceed", "device.depth_mm=1.8"],
            &["1.8 is deeper than the needles are long", "1.5 mm"],
        ),
        (
            &["device.preset=roller-192"],
            &["device.depth_mm = 1.0 is a setting of pens", "set device.length_mm instead"],
        ),
        (&["device.drum_diameter_mm=20"], &["not used by a pen", "roller"]),
        (&["skin.site=abdomen", "skin.source=ultrasound_meng2022"], &["has no abdomen", "forehead"]),
        (&["area.map=face"], &["face"]),
        (&["device.dpth_mm=1"], &["unknown key device.dpth_mm", "did you mean device.depth_mm?"]),
        (&["dvice.depth_mm=1"], &["unknown key", "device.depth_mm"]),
        (&["device.depth_mm"], &["no = in it", "key=value"]),
        (&["device.depth_mm="], &["gives no value"]),
        (&["=1"], &["names no key"]),
        (&["device=1"], &["device is a section"]),
    ] {
        let settings: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
        room.refused(&[&["run", "pen.toml"][..], &settings].concat(), pieces);
    }
    for (options, pieces) in [
        (&["--threads", "0"][..], &["--threads", "1..=1024"][..]),
        (&["--seed", "-1"], &["run.seed = -1", "0 to 9223372036854775807"]),
        (&["--seed", "18446744073709551616"], &["18446744073709551616", "9223372036854775807"]),
        (&["--seed", "one"], &["--seed", "one"]),
        (&["--realisations", "0"], &["run.realisations = 0", "1 to 100000"]),
        (&["--realisations", "-5"], &["run.realisations = -5", "1 to 100000"]),
        (&["--format", "xml"], &["xml", "json"]),
        (&["--out", ""], &["--out"]),
    ] {
        room.refused(&[&["run", "pen.toml"][..], options].concat(), pieces);
    }
}

#[test]
fn limit_all_range_errors_come_at_once() {
    let room = Room::new();
    room.write(
        "many.toml",
        "format = 1\n[area]\nwidth_mm = -5\ncell_um = 1e9\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\nlength_mm = 15\n\
         [technique]\npasses = 0\n[run]\nrealisations = 0\n",
    );
    let said = room.refused(
        &["run", "many.toml"],
        &["many.toml:3:12", "many.toml:4:11", "many.toml:9:13", "many.toml:11:10", "many.toml:13:16"],
    );
    assert_eq!(said.err.matches("error:").count(), 5, "{}", said.err);
}

#[test]
fn limit_grids_beyond_the_memory_budget_are_refused_before_they_are_made() {
    let room = Room::new();
    let huge = ["--set", "area.width_mm=500", "--set", "area.height_mm=500"];
    let run = [&["run", "pen.toml", "--set", "area.cell_um=5"][..], &huge].concat();
    let said = room.refused(&run, &["100000 x 100000 cells", "GiB", "a run may use 4 GiB"]);
    // What is advised is within the budget, and earns no warning.
    let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, advice) = words.split_once("write cell_um = ").unwrap();
    let cell = format!("area.cell_um={}", advice.split(',').next().unwrap());
    let checked = room.well(&[&["check", "pen.toml", "--set", &cell][..], &huge].concat());
    assert!(!checked.out.contains("warning"), "{}", checked.out);
    // A tenth of the budget of address space is plenty for saying no.
    #[cfg(unix)]
    {
        let script = format!("ulimit -v 400000 2>/dev/null; exec \"$0\" {}", run.join(" "));
        let limited = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_puncta")])
            .current_dir(room.folder.path())
            .output()
            .unwrap();
        assert_eq!(limited.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&limited.stderr).contains("a run may use 4 GiB"));
    }
}

// ---------------------------------------------------------------- the results folder

#[test]
fn limit_results_go_only_where_they_may() {
    let room = Room::new();
    room.write("file", "mine");
    fs::create_dir(room.path("thesis")).unwrap();
    room.write("thesis/chapter.txt", "years of work");
    room.write("thesis/manifest.json", "{\"program\": \"another\"}");
    for (out, pieces) in [
        ("file", &["is a file", "--out"][..]),
        ("file/below", &["cannot write results to file/below", "--out"]),
        ("thesis", &["not empty", "--out", "--force"]),
        (".", &["not empty"]),
    ] {
        room.refused(&["run", "pen.toml", "--out", out], pieces);
    }
    let long = "x".repeat(300);
    room.refused(&["run", "pen.toml", "--out", &format!("new/deep/{long}")], &["cannot write results to"]);
    // Forced into, it keeps what it holds, and is still not ours to replace.
    room.well(&[&["run", "pen.toml", "-q", "--out", "thesis", "--force"][..], &SMALL].concat());
    assert_eq!(fs::read_to_string(room.path("thesis/chapter.txt")).unwrap(), "years of work");
    assert!(room.path("thesis/summary.json").exists());
    room.refused(&["run", "pen.toml", "--out", "thesis"], &["not empty", "--force"]);
}

#[test]
fn identity_our_folder_is_replaced_whole_and_its_neighbours_are_left_alone() {
    let room = Room::new();
    for name in ["out.old", "out.bak"] {
        fs::create_dir(room.path(name)).unwrap();
        room.write(&format!("{name}/kept"), "mine");
    }
    assert_eq!(room.run("pen.toml", "new/deep/out", &[]).code, 0, "folders above are made");
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    let first = results(&room.path("out"));
    room.write("out/figures/stale.png", "of an older version");
    assert_eq!(room.run("pen.toml", "out", &["--seed", "2"]).code, 0);
    let second = results(&room.path("out"));
    assert!(!second.contains_key("figures/stale.png") && first.keys().eq(second.keys()));
    assert!(first["summary.json"] != second["summary.json"]);
    let names: Vec<String> = fs::read_dir(room.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(names, ["new", "out", "out.bak", "out.old", "pen.toml"], "nothing is left over");
    assert!(room.path("out.old/kept").exists());
}

// ---------------------------------------------------------------- validation

const CASES: &str = r#"
[[case]]
id = "passes"
quantity = "density_per_cm2"
scenario = "pen.toml"
set = { "run.realisations" = 2, "area.width_mm" = 2, "area.height_mm" = 2 }
at_least = 1
[[case]]
id = "fails"
quantity = "tip_depth_mm"
scenario = "./pen.toml"
set = { "run.realisations" = 2, "area.width_mm" = 2, "area.height_mm" = 2, "skin.site" = "volar_forearm" }
between = [2.0, 3.0]
[[case]]
id = "climbs"
quantity = "tip_depth_mm"
scenario = "../pen.toml"
between = [0, 3]
[[case]]
id = "missing"
quantity = "tip_depth_mm"
scenario = "none.toml"
between = [0, 3]
[[case]]
id = "misspelt"
quantity = "tip_depht_mm"
scenario = "pen.toml"
"#;

#[test]
fn identity_validate_judges_cases_in_order() {
    let room = Room::new();
    // Exit status 0: what the program is known to miss is shown and does not count.
    let built_in = room.well(&["validate"]);
    assert!(built_in.err.trim().ends_with(" failed as known, 0 failed"), "{}", built_in.err);
    assert!(built_in.out.contains("fails, as known: "), "{}", built_in.out);
    assert!(built_in.out.lines().all(|line| line.chars().count() <= 80), "{}", built_in.out);
    room.write("cases.toml", CASES);
    let said = room.puncta(&["validate", "cases.toml", "--format", "json", "-q"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    let verdicts: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| verdicts.iter().map(|verdict| verdict[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("id"), ["passes", "fails", "climbs", "missing", "misspelt"]);
    assert_eq!(of("pass"), [true, false, false, false, false]);
    for (verdict, error) in
        verdicts.iter().zip([None, None, Some("leads out"), Some("none.toml"), Some("tip_depht_mm")])
    {
        for key in ["id", "quantity", "measured", "computed", "tolerance", "pass"] {
            assert!(verdict.get(key).is_some(), "{key} in {verdict}");
        }
        match error {
            None => assert!(verdict["computed"].is_number() && verdict.get("error").is_none(), "{verdict}"),
            Some(error) => assert!(verdict["error"].as_str().unwrap().contains(error), "{verdict}"),
        }
    }
    let text = room.puncta(&["validate", "cases.toml"]);
    assert_eq!((text.code, text.err.trim()), (1, "1 passed, 4 failed"));
    room.refused(&["validate", "none.toml"], &["none.toml"]);
    room.refused(&["validate", "pen.toml"], &["[[case]]"]);
}

const KNOWN: &str = r#"
[[case]]
id = "known"
rows = ["D99"]
quantity = "depth_mm.set"
scenario = "pen.toml"
at_least = 2
expected_to_fail = true
note = "the dial stands lower"
[[case]]
id = "better-than-said"
quantity = "depth_mm.set"
scenario = "pen.toml"
at_most = 2
expected_to_fail = true
note = "thought to be deeper"
[[case]]
id = "without-a-reason"
quantity = "depth_mm.set"
scenario = "pen.toml"
at_least = 2
expected_to_fail = true
"#;

#[test]
fn identity_validate_shows_a_known_miss_as_a_miss() {
    let room = Room::new();
    room.write("known.toml", KNOWN);
    let said = room.puncta(&["validate", "known.toml", "--format", "json", "-q"]);
    assert_eq!(said.code, 1, "one's own file is held to every case in it");
    let verdicts: Vec<Value> = said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| verdicts.iter().map(|verdict| verdict[key].clone()).collect::<Vec<_>>();
    assert_eq!(of("pass"), [false, true, false]);
    assert_eq!(of("expected_to_fail"), [Value::from(true), Value::from(true), Value::Null]);
    assert_eq!(
        of("note"),
        [Value::from("the dial stands lower"), "thought to be deeper".into(), Value::Null]
    );
    assert!(verdicts[2]["error"].as_str().unwrap().contains("needs a note"));
    let text = room.puncta(&["validate", "known.toml"]);
    assert_eq!(text.err.trim(), "0 passed, 1 passed though said to fail, 1 failed as known, 1 failed");
    for words in
        ["fails, as known: the dial stands lower", "though it was said to fail: thought to be deeper"]
    {
        assert!(text.out.contains(words), "{}", text.out);
    }
}

// ---------------------------------------------------------------- pipes and signals

#[cfg(unix)]
mod unix {
    use super::*;
    use std::io::Read;
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    #[test]
    fn limit_nobody_reads_what_is_printed() {
        let room = Room::new();
        for command in
            [&["sites"][..], &["schema"], &["devices", "skinpen"], &["evidence"], &["check", "pen.toml"]]
        {
            let mut child = start(&room, command);
            drop(child.stdout.take());
            let mut err = String::new();
            child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
            assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{command:?}");
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn limit_a_full_disk_is_said() {
        let room = Room::new();
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_puncta"))
            .arg("schema")
            .current_dir(room.folder.path())
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the results"));
    }

    fn start(room: &Room, arguments: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_puncta"))
            .args(arguments)
            .current_dir(room.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// A run far too long to end by itself, stopped some time after its folder is open, `signals` times.
    fn stopped(room: &Room, signals: usize) -> (Option<i32>, String) {
        let mut child = start(room, &["run", "pen.toml", "--out", "out", "--realisations", "100000"]);
        while !room.path("out.partial/.puncta").exists() {
            assert!(child.try_wait().unwrap().is_none(), "the run ended before it began");
            std::thread::sleep(Duration::from_millis(2));
        }
        std::thread::sleep(Duration::from_millis(200));
        for _ in 0..signals {
            assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
            std::thread::sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    #[test]
    fn limit_ctrl_c_leaves_a_whole_folder_marked_partial() {
        let room = Room::new();
        assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
        let (code, err) = stopped(&room, 1);
        assert_eq!(code, Some(130), "{err}");
        let manifest = room.json("out/manifest.json");
        assert_eq!(
            (&manifest["status"], &manifest["realisations_asked"]),
            (&"partial".into(), &100_000.into())
        );
        let done = manifest["realisations_done"].as_u64().unwrap();
        assert!((1..100_000).contains(&done));
        assert!(err.contains(&format!("stopped after {done} of 100000 realisations")), "{err}");
        let summary = room.json("out/summary.json");
        assert_eq!((&summary["partial"], &summary["realisations"]), (&true.into(), &done.into()));
        assert!(summary["punctures"]["density_per_cm2"]["value"].as_f64().unwrap() > 0.0);
        let files = tree(&room.path("out"));
        assert!(
            files
                .iter()
                .filter(|(name, _)| name.ends_with(".png"))
                .all(|(_, png)| png.ends_with(b"IEND\xaeB`\x82"))
        );
        assert!(
            files
                .iter()
                .filter(|(name, _)| name.ends_with(".svg"))
                .all(|(_, svg)| svg.trim_ascii_end().ends_with(b"</svg>"))
        );
        assert!(!room.path("out.partial").exists());
    }

    #[test]
    fn limit_a_second_ctrl_c_ends_at_once_and_the_old_results_stay() {
        let room = Room::new();
        assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
        let before = tree(&room.path("out"));
        let (code, err) = stopped(&room, 2);
        assert_eq!(code, Some(130), "{err}");
        // The second one may come after everything is written; what is there is whole in either case.
        if !err.contains("stopped after") {
            assert!(tree(&room.path("out")) == before);
        }
        assert_eq!(room.run("pen.toml", "out", &[]).code, 0, "what was left over is not in the way");
        assert!(!room.path("out.partial").exists());
    }
}
