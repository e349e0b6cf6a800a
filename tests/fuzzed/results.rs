//! A results folder in which one file is a stranger's.

use super::{is_a_line, is_plain};
use puncta::injury::{FieldKind, Measure};
use puncta::outcome::archive::fields_npz;
use puncta::outcome::manifest::MANIFEST;
use puncta::outcome::origin::Origin;
use puncta::outcome::people::People;
use puncta::outcome::{Manifest, Outcome, Stored, tables};
use puncta::scenario::Scenario;
use puncta::simulate::{Quietly, simulate};
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const TEXT: &str = "format = 1\nname = \"folder\"\n[area]\nwidth_mm = 2\nheight_mm = 2\ncell_um = 500\n\
    [skin]\nsite = \"cheek\"\n[device]\npreset = \"stamp-36\"\n[technique]\npasses = 1\n[run]\nrealisations = 3\nseed = 5\nintervals = \"off\"\n";

/// Files that a stranger may have written; the first byte of an input chooses one.
const NAMES: [&str; 6] =
    ["summary.json", MANIFEST, "people.csv", "fields.npz", "sample.npz", "scenario.toml"];

/// A run, and the files of its folder.
struct Made {
    scenario: Scenario,
    files: Vec<(String, Vec<u8>)>,
}

static MADE: LazyLock<Made> = LazyLock::new(|| {
    let scenario = super::loaded(TEXT, &[]).expect("a scenario");
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).expect("a run");
    let outcome = Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone());
    let mut files = outcome.files().expect("files in memory");
    let mut maps = Cursor::new(Vec::new());
    fields_npz(&outcome, &mut maps).expect("maps in memory");
    files.push(("fields.npz".to_owned(), maps.into_inner()));
    let (started, took) = ("2026-01-01T00:00:00Z".parse().expect("a time"), Duration::from_secs(1));
    let mut manifest = Manifest { started, took, threads: 1, taken_up: 0 }.json(&outcome);
    manifest["command"] = "run".into();
    manifest["options"] = "".into();
    manifest["files"] = sums(&files);
    files.push((MANIFEST.to_owned(), format!("{manifest:#}\n").into_bytes()));
    Made { scenario, files }
});

fn sums(files: &[(String, Vec<u8>)]) -> serde_json::Value {
    let sum = |bytes: &[u8]| serde_json::Value::from(blake3::hash(bytes).to_hex().to_string());
    files.iter().map(|(name, bytes)| (name.clone(), sum(bytes))).collect()
}

/// A folder is read whatever one of its files holds, and its results are drawn from sound values alone. The first byte chooses
/// the file. The second, where it is odd, makes the rest an array inside an archive, with the check sum that the archive wants.
pub fn folder(input: &[u8]) -> bool {
    let [which, how, rest @ ..] = input else { return false };
    let name = NAMES[usize::from(*which) % NAMES.len()];
    let bytes = match how % 2 == 1 && name.ends_with(".npz") {
        true => with_array(name, usize::from(how / 2), rest),
        false => rest.to_vec(),
    };
    let room = tempfile::tempdir().expect("a folder");
    for (file, own) in &MADE.files {
        fs::write(room.path().join(file), if file == name { &bytes } else { own }).expect("a file");
    }
    read(room.path());
    true
}

/// The archive of this name, in which one array is replaced.
fn with_array(name: &str, at: usize, bytes: &[u8]) -> Vec<u8> {
    let (_, own) = MADE.files.iter().find(|(file, _)| file == name).expect("an archive");
    let mut archive = zip::ZipArchive::new(Cursor::new(own)).expect("an archive");
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for entry in 0..archive.len() {
        if entry == at % archive.len() {
            let name = archive.by_index(entry).expect("an entry").name().to_owned();
            writer.start_file(name, stored).expect("an entry");
            writer.write_all(bytes).expect("bytes in memory");
        } else {
            writer.raw_copy_file(archive.by_index_raw(entry).expect("an entry")).expect("an entry");
        }
    }
    writer.finish().expect("an archive").into_inner()
}

/// Reads everything that commands read of a folder.
fn read(folder: &Path) {
    let setup = MADE.scenario.setup();
    let stored = Stored::read(folder, setup);
    for finding in &stored.findings {
        is_a_line(&finding.to_string());
    }
    stored.was_edited();
    if stored.impossible().is_none() {
        let outcome = stored.outcome(setup, MADE.scenario.provenance().clone(), None);
        drawable(&outcome);
    }
    match Origin::read(folder) {
        Ok(origin) => {
            origin.faults(folder).iter().for_each(|fault| is_a_line(fault));
            let texts = [&origin.command, &origin.options, &origin.version, &origin.name];
            texts.into_iter().for_each(|text| is_plain(text));
            origin.assumed.iter().for_each(|assumed| is_plain(&assumed.value_words()));
        }
        Err(why) => is_a_line(&why),
    }
    match People::read(folder) {
        Ok(people) => {
            for measure in Measure::ALL {
                let values = people.sorted(*measure);
                assert!(values.is_sorted() && values.iter().all(|value| value.is_finite()));
            }
        }
        Err(why) => is_a_line(&why),
    }
    match tables::strikes(folder, setup) {
        Ok(strikes) => is_plain(&strikes),
        Err(why) => is_a_line(&why),
    }
}

/// What pictures and tables are made of: values in range, maps of amounts.
fn drawable(outcome: &Outcome) {
    for measure in Measure::ALL {
        let figure = outcome.figure(*measure);
        let within = |number: f64| super::sound::within(*measure, number);
        let numbers = [figure.value, figure.p05, figure.p95, figure.low, figure.high];
        assert!(numbers.into_iter().flatten().all(within), "{} {figure:?}", measure.key());
        is_plain(&figure.words(measure.unit()));
        is_plain(&format!("{:?}", outcome.said_of_inputs(*measure)));
        outcome.rests(*measure);
    }
    for field in &outcome.drawn {
        let most = if field.kind.unit().is_empty() { 1.0 + 1e-5 } else { f32::MAX };
        assert!(
            field.values.iter().all(|value| value.is_nan() || (-1e-5..=most).contains(value)),
            "{field:?}"
        );
    }
    if let Some(median) = outcome.median_tip_mm() {
        assert!(median.is_finite() && median >= 0.0);
    }
    outcome.deepest_layer();
    let summary: serde_json::Value = serde_json::from_str(&outcome.summary_text()).expect("JSON");
    assert!(summary.is_object());
    assert!(FieldKind::ALL.len() >= outcome.drawn.len());
}

/// Every file of the folder as the target takes it, and the first array of both archives.
pub fn seeds() -> Vec<Vec<u8>> {
    let of = |name: &str| &MADE.files.iter().find(|(file, _)| file == name).expect("a file").1;
    let whole = |(at, name): (usize, &&str)| [&[at as u8, 0][..], of(name)].concat();
    let array = |name: &str| {
        let mut bytes = Vec::new();
        let mut archive = zip::ZipArchive::new(Cursor::new(of(name))).expect("an archive");
        std::io::copy(&mut archive.by_index(0).expect("an entry"), &mut bytes).expect("bytes in memory");
        let at = NAMES.iter().position(|other| *other == name).expect("a name") as u8;
        [&[at, 1][..], &bytes].concat()
    };
    NAMES.iter().enumerate().map(whole).chain(["fields.npz", "sample.npz"].map(array)).collect()
}
