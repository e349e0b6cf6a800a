//! `puncta replay`: the numbers of the run, again.

use super::*;

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
        let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
        let sample = &simulated.sample;
        let every = sample.len() / 40 + 1;
        for puncture in (0..sample.len()).step_by(every).chain([7.min(sample.len() - 1), sample.len() - 1]) {
            let again = replay(scenario.setup(), scenario.provenance().clone(), 0, puncture).unwrap();
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
                    // An opening leaves nothing to puncture.
                    let goes_in = row.in_opening || row.puncture_force_n < row.dimpling_force_n;
                    assert_eq!(row.punctures, goes_in, "{what}");
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
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
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

    let count = scenario.setup().ready(0).unwrap().strikes.len();
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
