//! `puncta run`: what it prints and writes.

use super::*;

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
    assert_eq!(summary["interval_of"], "inputs");
    for measure in puncta::injury::Measure::ALL {
        let figure = summary.pointer(&format!("/{}", measure.key().replace('.', "/"))).unwrap();
        for part in ["value", "se", "p05", "p95", "low", "high", "n"] {
            let found = figure.get(part);
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
    assert_eq!(names, ["skin", "placement", "mechanics", "deposit", "figures", "files", "pictures", "total"]);
    let sum: f64 = rows[..7].iter().map(|(_, seconds)| seconds).sum();
    // Seven numbers and their sum, each rounded to a millisecond.
    assert!((sum - rows[7].1).abs() < 0.0041, "{}", timed.err);
    assert!(rows.iter().any(|(_, seconds)| *seconds > 0.0), "{}", timed.err);
    assert!(timed.err.contains("million strikes a second"), "{}", timed.err);
}

/// What was said on stderr after the statement of memory, which is there.
fn but_memory(err: &str) -> String {
    let (statement, rest) = err.split_once(")\n").unwrap_or_else(|| panic!("no statement of memory: {err}"));
    assert!(statement.starts_with("memory: at most ") && statement.contains(" (MB: "), "{err}");
    rest.to_owned()
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_resolved_scenario_gives_the_same_bytes() {
    let room = Room::new();
    let odd =
        ["--set", "device.dull_fraction=0.2", "--set", "technique.overlap=0.25", "--set", "skin.sex=female"];
    for device in puncta::device::Kind::ALL.map(|kind| kind.name()) {
        let file = format!("my-{device}.toml");
        room.well(&["new", &file, "--device", device]);
        let more: &[&str] = if device == "pen" { &odd } else { &[] };
        assert_eq!(room.run(&file, "first", &[more, &["--force"]].concat()).code, 0, "{device}");
        // The folder it came from is replaced while it is read.
        let again = room.puncta(&["run", "first/scenario.toml", "--out", "second", "--force"]);
        assert_eq!((again.code, but_memory(&again.err).as_str()), (0, ""), "{device}");
        assert!(results(&room.path("first")) == results(&room.path("second")), "{device}");
    }
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

/// Nine needles of ten missing: foreseen by `check` and `run`, and said of the figures behind them.
#[test]
fn identity_a_run_says_on_how_many_people_its_figures_rest() {
    let room = Room::new();
    let settings = ["--set", "device.missing_fraction=0.9", "--realisations", "20", "--intervals", "off"];
    let small = ["--set", "area.cell_um=200"];
    let said = room.well(&[&["run", "pen.toml", "--out", "few"], &settings[..], &small[..]].concat());
    let n = room.json("few/summary.json")["depth_mm"]["mean"]["n"].as_u64().unwrap();
    assert!(n > 0 && n < 20);
    let foreseen = format!("leaves no needle in the cartridges of {} of 20 people", 20 - n);
    let err = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let out = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(err.contains(&foreseen), "{err}");
    let rests = format!("{n} of 20 people: in the others no strike fell in the area");
    assert!(err.contains(&rests) && out.contains(&rests), "{err}\n{out}");
    assert!(out.contains("Depth reached, reach the dermis"), "{out}");
    let caption = fs::read_to_string(room.path("few/figures/tip-depth.txt")).unwrap();
    assert!(caption.contains(&rests), "{caption}");
    let check = room.well(&[
        "check",
        "pen.toml",
        "--set",
        "device.missing_fraction=0.9",
        "--set",
        "run.realisations=20",
    ]);
    assert!(check.out.split_whitespace().collect::<Vec<_>>().join(" ").contains(&foreseen), "{}", check.out);

    // One needle, which is there in one cartridge of a hundred.
    let needle =
        "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"needle\"\nmissing_fraction = 0.99\n";
    fs::write(room.path("needle.toml"), needle).unwrap();
    let few = ["--realisations", "5", "--intervals", "off"];
    let none = room.well(&[&["run", "needle.toml", "--out", "none"], &few[..], &small[..]].concat());
    let summary = room.json("none/summary.json");
    assert!(summary["depth_mm"]["mean"]["value"].is_null() && summary["depth_mm"]["bias"]["value"].is_null());
    assert_eq!(summary["punctures"]["density_per_cm2"]["value"], 0.0);
    let out = none.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains("depth reached none"), "{out}");
    assert!(out.contains("none of 5 people: no strike fell in the area"), "{out}");

    let wide = room.well(&[
        "check",
        "pen.toml",
        "--set",
        "technique.line_spacing_mm=100",
        "--set",
        "run.realisations=20",
    ]);
    assert!(wide.out.contains("wider than the area"), "{}", wide.out);
}
