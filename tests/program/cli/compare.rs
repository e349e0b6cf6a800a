//! `puncta compare`: the figures of runs, what it writes, which files it refuses.

use super::*;

/// The pen of [`PEN`], set deeper.
fn with_deep(room: &Room) {
    room.write("deep.toml", PEN.replace("depth_mm = 1.0", "depth_mm = 1.5"));
}

fn compare(room: &Room, scenarios: &[&str], out: &str, more: &[&str]) -> Said {
    room.puncta(&[&["compare"], scenarios, &["-q", "--out", out], &SMALL[..], more].concat())
}

#[test]
fn identity_a_comparison_holds_the_figures_of_its_runs() {
    let room = Room::new();
    with_deep(&room);
    let said = compare(&room, &["pen.toml", "deep.toml"], "both", &["--format", "json"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert_eq!(said.out, fs::read_to_string(room.path("both/comparison.json")).unwrap());
    let comparison = room.json("both/comparison.json");
    assert_eq!(comparison["interval_of"], "inputs");
    assert_eq!(comparison["changed"][0]["key"], "device.depth_mm");
    assert_eq!(comparison["changed"][0]["values"], serde_json::json!([1.0, 1.5]));
    for number in [1, 2] {
        // The resolved scenarios of the folder, run by themselves.
        let alone = format!("alone-{number}");
        room.well(&["run", &format!("both/scenario-{number}.toml"), "-q", "--out", &alone]);
        let summary = room.json(&format!("{alone}/summary.json"));
        let setting = &comparison["settings"][number - 1];
        assert_eq!(setting["scenario_hash"], summary["scenario_hash"]);
        assert_eq!(setting["reach_fat_from"], summary["reach_fat_from"]);
        for measure in puncta::injury::Measure::ALL {
            let at = format!("/{}", measure.key().replace('.', "/"));
            let figure = comparison.pointer(&format!("{at}/figures/{}", number - 1));
            assert_eq!(figure, summary.pointer(&at), "{}", measure.key());
            let difference = comparison.pointer(&format!("{at}/differences/0")).unwrap();
            for part in [
                "value",
                "se",
                "low",
                "high",
                "relative",
                "relative_low",
                "relative_high",
                "verdict",
                "by",
                "why_not",
            ] {
                assert!(difference.get(part).is_some(), "{} {part}", measure.key());
            }
            // Nothing is less than nothing, under whatever inputs.
            if let Some(low) =
                difference["relative_low"].as_f64().filter(|_| measure.key() != "depth_mm.bias")
            {
                assert!(low >= -1.0, "{} {difference}", measure.key());
            }
        }
    }
    let files = tree(&room.path("both"));
    let pictures = [
        "differences",
        "dermal-injury",
        "fat-reach",
        "dermal-injury-difference",
        "fat-reach-difference",
        "sheet",
    ];
    let mut expected: BTreeSet<String> =
        ["comparison.json", "manifest.json", "scenario-1.toml", "scenario-2.toml", "figures/"]
            .map(str::to_owned)
            .into();
    for picture in pictures {
        expected.extend(["png", "svg", "txt"].map(|ending| format!("figures/{picture}.{ending}")));
    }
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert!(files.iter().all(|(name, bytes)| name.ends_with('/') || !bytes.is_empty()), "no file is empty");
    let manifest = room.json("both/manifest.json");
    assert_eq!(manifest["program"], "puncta");
    assert_eq!(manifest["scenarios"][1]["scenario_hash"], comparison["settings"][1]["scenario_hash"]);
    // Ours: it is replaced, and with the same bytes on another number of threads.
    let before = results(&room.path("both"));
    assert_eq!(compare(&room, &["pen.toml", "deep.toml"], "both", &["--threads", "1"]).code, 0);
    assert!(before == results(&room.path("both")));
}

#[test]
fn identity_the_same_file_twice_differs_in_nothing() {
    let room = Room::new();
    let said = room.well(&[&["compare", "pen.toml", "pen.toml", "-q"], &SMALL[..]].concat());
    assert!(said.out.contains("The scenarios differ in nothing."), "{}", said.out);
    let rows: Vec<&str> = said.out.lines().filter(|line| line.contains("the same")).collect();
    assert!(rows.len() > 10, "every figure of the table: {}", said.out);
    assert!(!said.out.contains("noise)"), "{}", said.out);
    assert!(room.path("output/compare-pen-pen/comparison.json").exists(), "where nothing else is asked for");
    assert!(said.out.contains("Results in output/compare-pen-pen"), "{}", said.out);
}

#[test]
fn identity_the_first_file_says_seed_and_people() {
    let room = Room::new();
    let named = PEN.replace("[skin]", "name = \"a pen\"\n[skin]");
    room.write("one.toml", format!("{named}[run]\nseed = 5\nrealisations = 3\n"));
    room.write("two.toml", format!("{named}[run]\nseed = 6\nrealisations = 4\n"));
    let small = &SMALL[..4];
    let said = room.well(&[&["compare", "one.toml", "two.toml", "-q", "--out", "out"], small].concat());
    for words in
        ["B says run.seed = 6; that of A, 5, holds", "B says run.realisations = 4; that of A, 3, holds"]
    {
        let all = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(all.contains(words), "{words}: {}", said.out);
    }
    assert!(said.out.contains("differ in nothing"), "{}", said.out);
    let comparison = room.json("out/comparison.json");
    assert_eq!((&comparison["seed"], &comparison["realisations"]), (&5.into(), &3.into()));
    assert_eq!(comparison["settings"][1]["replaced"][1]["wrote"], 6);
    assert_eq!(comparison["settings"][0]["scenario_hash"], comparison["settings"][1]["scenario_hash"]);
    // The command line speaks for all, and nothing is replaced.
    let more = ["--seed", "9", "--realisations", "2", "--force"];
    let said =
        room.well(&[&["compare", "one.toml", "two.toml", "-q", "--out", "out"], small, &more].concat());
    assert!(!said.out.contains("holds for all"), "{}", said.out);
    assert_eq!(room.json("out/comparison.json")["seed"], 9);
}

#[test]
fn limit_areas_that_differ_are_compared_where_that_makes_sense() {
    let room = Room::new();
    with_deep(&room);
    room.write("wide.toml", PEN.replace("[skin]", "[area]\nwidth_mm = 3\nheight_mm = 2\n[skin]"));
    room.write("small.toml", PEN.replace("[skin]", "[area]\nwidth_mm = 2\nheight_mm = 2\n[skin]"));
    let said =
        room.well(&["compare", "small.toml", "wide.toml", "-q", "--out", "out", "--realisations", "3"]);
    assert!(said.out.contains("areas differ") && said.out.contains("punctures.count"), "{}", said.out);
    let comparison = room.json("out/comparison.json");
    let count = &comparison["punctures"]["count"]["differences"][0];
    assert_eq!((&count["value"], &count["why_not"]), (&Value::Null, &"areas_differ".into()));
    assert!(comparison["punctures"]["density_per_cm2"]["differences"][0]["value"].is_number());
    let left_out = comparison["not_compared"].as_array().unwrap();
    assert!(left_out.contains(&"treatment.time_s".into()) && !left_out.contains(&"depth_mm.mean".into()));
    assert!(!room.path("out/figures/fat-reach-difference.png").exists(), "no map of a difference");
    assert!(room.path("out/figures/fat-reach.png").exists());
}

#[test]
fn limit_broken_comparisons_are_refused_with_the_name_of_the_file() {
    let room = Room::new();
    with_deep(&room);
    room.write("open.toml", "format = 1\n[skin\n");
    room.write("off.toml", PEN.replace("1.0", "9"));
    fs::create_dir(room.path("thesis")).unwrap();
    room.write("thesis/chapter.txt", "years of work");
    for (scenarios, pieces) in [
        (&["pen.toml"][..], &["1 scenario is given, and 2 to 6 can be"][..]),
        (&[], &["SCENARIO"]),
        (&["pen.toml"; 7], &["7 scenarios are given"]),
        (&["pen.toml", "none.toml"], &["there is no file none.toml"]),
        (&["open.toml", "off.toml"], &["open.toml", "not TOML", "off.toml", "depth_mm = 9"]),
        (&["pen.toml", "deep.toml", "--set", "device.depth_mm=9"], &["pen.toml:", "deep.toml:", "0 to 3 mm"]),
        (&["pen.toml", "deep.toml", "--out", "thesis"], &["not empty", "--force"]),
    ] {
        room.refused(&[&["compare"], scenarios].concat(), pieces);
    }
}
