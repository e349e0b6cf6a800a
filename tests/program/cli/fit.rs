//! `puncta fit`: measurements of one's own, and what a scenario makes of them.

use super::*;

const ROWS: &str = include_str!("../../../examples/fit-rows.toml");
const NEXT: &str = include_str!("../../../examples/fit-next.toml");

/// A small scenario that names a file of sets.
fn with_sets(name: &str) -> String {
    format!("{PEN}\n[mechanics]\nsets = \"{name}\"\n")
}

fn fitted() -> Room {
    let room = Room::new();
    room.write("rows.toml", ROWS);
    room.well(&["fit", "rows.toml", "--out", "mine.csv", "-q"]);
    room
}

#[test]
fn identity_a_fit_is_used_kept_and_run_again_to_the_same_bytes() {
    let room = fitted();
    let report = room.json("mine/fit.json");
    assert_eq!(report["stored_sets"], 1999);
    assert!(report["effective_sets"].as_f64().unwrap() > 100.0, "{report:#}");
    assert_eq!(report["rows"].as_array().unwrap().len(), 4);
    assert_eq!(report["numbers"][0]["key"], "mechanics.epidermis_young_mpa");
    assert!(report["chain"].is_null() && report["contradiction"].is_null() && report["next"].is_null());
    for file in ["mine/rows.toml", "mine/sets.csv", "mine/figures/fit.png", "mine/manifest.json"] {
        assert!(room.path(file).is_file(), "{file}");
    }
    assert_eq!(fs::read(room.path("mine/sets.csv")).unwrap(), fs::read(room.path("mine.csv")).unwrap());

    room.write("own.toml", with_sets("mine.csv"));
    assert_eq!(room.run("own.toml", "own", &[]).code, 0);
    assert_eq!(room.run("pen.toml", "known", &[]).code, 0);
    let [own, known] = ["own/summary.json", "known/summary.json"].map(|file| room.json(file));
    assert_ne!(own["depth_mm"]["mean"]["value"], known["depth_mm"]["mean"]["value"]);
    let resolved = fs::read_to_string(room.path("own/scenario.toml")).unwrap();
    let copy = resolved.lines().find_map(|line| line.strip_prefix("sets = ")).unwrap().trim_matches('"');
    assert!(copy.starts_with("sets-") && room.path(&format!("own/{copy}")).is_file(), "{copy}");
    assert!(resolved.contains("sets_hash = \""));

    // The resolved scenario needs nothing but its own folder.
    assert_eq!(room.puncta(&["run", "own/scenario.toml", "-q", "--out", "again"]).code, 0);
    for file in ["summary.json", "draws.csv", "scenario.toml", copy] {
        let of = |folder: &str| fs::read(room.path(&format!("{folder}/{file}"))).unwrap();
        assert!(of("own") == of("again"), "{file}");
    }
    // Studies take it too, on other sites as well.
    room.well(&["safe-depth", "own.toml", "-q", "--sites", "chin", "--realisations", "20", "--out", "safe"]);
    assert!(room.path(&format!("safe/{copy}")).is_file());
}

#[test]
fn identity_planned_experiments_are_ranked_for_a_figure() {
    let room = Room::new();
    room.write("rows.toml", ROWS);
    room.write("next.toml", NEXT);
    let small = PEN.replace("[device]", "[area]\nwidth_mm = 4\nheight_mm = 4\n[device]");
    room.write("small.toml", small);
    let asked = ["--next", "next.toml", "--for", "small.toml", "--figure", "depth_mm.mean"];
    let said = room.well(&[&["fit", "rows.toml", "--out", "mine.csv", "-q"][..], &asked].concat());
    assert!(said.out.contains("Width of depth_mm.mean after an experiment"), "{}", said.out);
    let next = &room.json("mine/fit.json")["next"];
    assert_eq!(
        (next["figure"].as_str(), next["experiments"].as_array().unwrap().len()),
        (Some("depth_mm.mean"), 4)
    );
}

#[test]
fn limit_rows_that_mean_nothing_are_refused() {
    let room = Room::new();
    let refused = |text: &str, pieces: &[&str]| {
        room.write("rows.toml", text);
        room.refused(&["fit", "rows.toml", "--out", "mine.csv"], pieces);
    };
    refused(&ROWS.replace("k = 35", "k = 37"), &["row \"stained spots\"", "k = 37 of n = 36"]);
    refused(&ROWS.replace("sd = 0.06", "sd = 0"), &["row \"depth at 4 N\"", "no measurement is exact"]);
    refused(&ROWS.replace("\"bench\"", "\"bank\""), &["row \"depth at 4 N\"", "bank"]);
    refused(
        &ROWS.replace("device.tip_diameter_um\" =", "device.length_mm\" ="),
        &["device.length_mm cannot be left open"],
    );
    refused(&ROWS.replace("tip_depth_mm", "tip_depth_um"), &["rows.toml:11", "tip_depth_um"]);
    refused("", &["no [[row]] in it"]);
    room.write("rows.toml", ROWS);
    room.refused(&["fit", "rows.toml", "--out", "mine"], &["must end in .csv"]);
    room.refused(&["fit", "rows.toml", "--figure", "reach.fatt"], &["did you mean reach.fat?"]);
    room.refused(&["fit", "none.toml"], &["none.toml", "cannot be read"]);
    room.write("mine.csv", "a treasure\n");
    room.refused(
        &["fit", "rows.toml", "--out", "mine.csv"],
        &["did not write it", "--force replaces a file"],
    );
}

#[test]
fn limit_files_of_sets_that_are_not_what_they_say_are_refused() {
    let room = fitted();
    let sets = fs::read_to_string(room.path("mine.csv")).unwrap();
    let refused = |name: &str, pieces: &[&str]| {
        room.write("own.toml", with_sets(name));
        room.refused(&["run", "own.toml"], &[&["mechanics.sets"][..], pieces].concat());
    };
    refused("../mine.csv", &["leads out of the folder of the scenario"]);
    refused("/etc/passwd", &["leads out of the folder of the scenario"]);
    refused("none.csv", &["cannot be read"]);
    room.write("old.csv", sets.replace("young_mpa.fat", "young_mpa.lard"));
    refused("old.csv", &["is no table of sets of this version", "puncta fit"]);
    let mut lines: Vec<&str> = sets.lines().collect();
    lines[3] = ",a,b";
    room.write("torn.csv", lines.join("\n"));
    refused("torn.csv", &["is no table of sets of this version"]);
    // Edited after the run that names it.
    room.write("own.toml", with_sets("mine.csv"));
    assert_eq!(room.run("own.toml", "own", &[]).code, 0);
    let copy = tree(&room.path("own")).into_keys().find(|name| name.starts_with("sets-")).unwrap();
    room.write(
        &format!("own/{copy}"),
        sets.lines().take(50).map(|line| format!("{line}\n")).collect::<String>(),
    );
    room.refused(&["run", "own/scenario.toml"], &["is not the file that this scenario was made with"]);
}

#[test]
fn limit_a_contradiction_is_told() {
    let room = Room::new();
    let force = |id: &str, value: f64| {
        format!(
            "[[row]]\nid = \"{id}\"\nexperiment = \"bench\"\nobservable = \"puncture_force_mn\"\nvalue = {value}\nsd = 0.5\n\
             scenario.skin = {{ site = \"abdomen\", support = \"bench\" }}\nscenario.device = {{ preset = \"needle\", tip_diameter_um = 9 }}\n"
        )
    };
    room.write("rows.toml", [force("soft", 24.0), force("hard", 60.0)].concat());
    let said = room.well(&["fit", "rows.toml", "--out", "mine.csv"]);
    let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("rows \"soft\" and \"hard\" contradict each other"), "{words}");
    let told = &room.json("mine/fit.json")["contradiction"];
    assert_eq!((told["rows"][0].as_str(), told["sets_of_both"].as_u64()), (Some("soft"), Some(0)));
}
