//! `puncta diagram`: the figures that compare.

use super::{Room, results};

#[test]
fn identity_a_depth_chart_is_written_with_its_table_and_again_the_same() {
    let room = Room::new();
    let few = ["--sites", "cheek,upper_eyelid", "--depths-mm", "1.5,0.5", "--realisations", "12"];
    let draw = |out: &str, threads: &str| {
        let more = ["--intervals", "off", "--pdf", "--out", out, "--threads", threads];
        room.well(&[&["diagram", "depth-chart"], &few[..], &more].concat())
    };
    let said = draw("one", "1");
    assert!(said.out.contains("depth-chart.csv") && said.out.contains("never for choosing"), "{}", said.out);
    draw("two", "2");
    assert_eq!(results(&room.path("one")), results(&room.path("two")));
    let table = std::fs::read_to_string(room.path("one/depth-chart.csv")).unwrap();
    let begun: Vec<&str> = table.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(begun, ["site", "upper_eyelid", "upper_eyelid", "cheek", "cheek"]);
    for kind in ["svg", "png", "txt", "pdf"] {
        assert!(room.path(&format!("one/figures/depth-chart.{kind}")).is_file(), "{kind}");
    }
    // Lengths of needles, where those are what is set.
    let said = room.well(&[
        "diagram",
        "depth-chart",
        "--sites",
        "cheek",
        "--depths-mm",
        "3",
        "--device",
        "roller-192",
        "--realisations",
        "8",
        "--intervals",
        "off",
        "--out",
        "rolled",
    ]);
    assert!(said.out.contains("rolled"));
}

#[test]
fn limit_depth_charts_that_cannot_be_are_refused() {
    let room = Room::new();
    for (arguments, words) in [
        (&["--sites", "cheeks"][..], "did you mean cheek"),
        (&["--device", "pen12"], "did you mean pen-12?"),
        (&["--depths-mm", "9"], "9 is not from"),
        (&["--depths-mm", "-1"], "-1 is not from"),
        (&["--depths-mm", "0"], "0 is not from"),
        (&["--depths-mm", "NaN"], "NaN is not from"),
        (&["--depths-mm", "deep"], "deep"),
        (&["--depths-mm", "0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1,1.1,1.2,1.3,1.4"], "12 can be shown"),
        (&["--realisations", "0"], "run.realisations"),
        (&["--set", "skin.site=nose"], "skin.site"),
        (&["--threads", "0"], "threads"),
    ] {
        room.refused(&[&["diagram", "depth-chart"], arguments].concat(), &[words]);
    }
}

#[test]
fn identity_passes_are_drawn_with_their_table_and_again_the_same() {
    let room = Room::new();
    let draw = |out: &str, threads: &str| {
        let few = [
            "--realisations",
            "4",
            "--passes",
            "3,1",
            "--set",
            "area.width_mm=3",
            "--set",
            "area.height_mm=3",
        ];
        room.well(&[&["diagram", "passes", "--out", out, "--threads", threads], &few[..]].concat())
    };
    let said = draw("one", "1");
    assert!(said.out.contains("passes.csv") && said.out.contains("never for choosing"), "{}", said.out);
    draw("two", "2");
    assert_eq!(results(&room.path("one")), results(&room.path("two")));
    let table = std::fs::read_to_string(room.path("one/passes.csv")).unwrap();
    let begun: Vec<&str> = table.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(begun, ["passes", "1", "3"]);
}

#[test]
fn limit_passes_that_cannot_be_are_refused() {
    let room = Room::new();
    for (arguments, words) in [
        (&["--passes", "2"][..], "1 different numbers"),
        (&["--passes", "1,2,3,4,5,6"], "2 to 5"),
        (&["--passes", "0,1"], "--passes"),
        (&["--passes", "1,many"], "many"),
        (&["--site", "chek"], "did you mean cheek?"),
        (&["--device", "pen12"], "did you mean pen-12?"),
        (&["--depth-mm", "-1"], "device.depth_mm"),
        (&["--realisations", "0"], "run.realisations"),
    ] {
        room.refused(&[&["diagram", "passes"], arguments].concat(), &[words]);
    }
}

#[test]
fn identity_devices_are_drawn_with_their_scenarios() {
    let room = Room::new();
    let few = ["--devices", "pen-12,needle", "--realisations", "3", "--out", "out"];
    let area = ["--set", "area.width_mm=3", "--set", "area.height_mm=3"];
    let said = room.well(&[&["diagram", "devices"], &few[..], &area].concat());
    assert!(said.out.contains("devices.csv"), "{}", said.out);
    for file in ["scenario.toml", "scenario-needle.toml", "devices.csv", "figures/devices.svg"] {
        assert!(room.path(&format!("out/{file}")).is_file(), "{file}");
    }
    for (arguments, words) in [
        (&["--devices", "pen-12"][..], "2 to 4"),
        (&["--devices", "pen-12,pen-12"], "twice"),
        (&["--devices", "pen-12,pen12"], "did you mean pen-12?"),
        (&["--depth-mm", "-1"], "device.depth_mm"),
        (&["--site", "chek"], "did you mean cheek?"),
    ] {
        room.refused(&[&["diagram", "devices"], arguments].concat(), &[words]);
    }
}

/// Needles of one setting go deeper when they are longer and reach more fat; a dial that goes too deep does too, and a worn tip
/// does not.
#[test]
fn limit_longer_needles_go_deeper_and_faults_do_what_they_should() {
    let room = Room::new();
    room.well(&["diagram", "lengths", "--realisations", "6", "--out", "out"]);
    let text = std::fs::read_to_string(room.path("out/lengths.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |row: usize, column: usize| rows[row][column].parse::<f64>().unwrap();
    let names: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let column = |name: &str| names.iter().position(|found| *found == name).unwrap();
    let (depth, fat) = (column("depth_mm"), column("fat_reach"));
    assert_eq!(
        rows.iter().map(|row| row[1]).collect::<Vec<_>>(),
        ["home", "home", "clinic", "clinic", "clinic", "dial_error", "worn", "bent"]
    );
    for pair in [[0, 1], [1, 2], [2, 3], [3, 4], [3, 5], [6, 3], [7, 3]] {
        assert!(number(pair[0], depth) < number(pair[1], depth), "depth of {pair:?}");
        assert!(number(pair[0], fat) <= number(pair[1], fat), "reach of {pair:?}");
    }
    assert!(room.path("out/scenario-8.toml").is_file() && room.path("out/figures/lengths.svg").is_file());
    room.refused(&["diagram", "lengths", "--site", "chek"], &["did you mean cheek?"]);
}
