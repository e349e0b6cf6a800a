//! `puncta optimise`: a problem with a known answer, fronts, what it refuses.

use super::*;

/// Needles that go as deep as they are set, in a dermis that differs between people alone.
const KNOWN: &str = "format = 1\n[area]\nwidth_mm = 4\nheight_mm = 4\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 1.4, \
                     sd_mm = 0.35 }]\n[device]\npreset = \"pen-12\"\ndepth_mm = 1\nsetting_sd_mm = 0\nsetting_bias_mm = 0\n\
                     length_tolerance_mm = 0\n[technique]\n\
                     hand_speed_mm_s = 20\n[mechanics]\nlaw = \"ratio\"\nratio = 0.8\nratio_sd = 0\n[run]\nrealisations = 50\n";

/// Deepest setting at which 5 % of people have a dermis thinner than the needles go, mm.
fn deepest_mm() -> f64 {
    let spread = (1.0 + (0.35_f64 / 1.4).powi(2)).ln().sqrt();
    let median = 1.4 * (-0.5 * spread * spread).exp();
    median * (-1.6448536 * spread).exp() / 0.8
}

fn number(value: &Value) -> f64 {
    value.as_str().map_or_else(|| value.as_f64().unwrap(), |text| text.parse().unwrap())
}

#[test]
fn identity_the_answer_of_a_problem_with_a_known_one() {
    let room = Room::new();
    room.write("known.toml", KNOWN);
    let limits = ["--subject-to", "reach.fat <= 0.05", "--subject-to", "treatment.time_s <= 30"];
    let over = ["--over", "device.depth_mm=0.3:2.5", "--over", "technique.passes=1:4"];
    let goal = ["--maximise", "injury.dermis_volume_fraction"];
    let arguments = [&["optimise", "known.toml", "-q", "--out", "best"], &goal[..], &limits, &over].concat();
    let said = room.well(&[&arguments[..], &["--threads", "1"]].concat());
    assert!(said.out.contains("Best: device.depth_mm=") && said.out.contains("holds"), "{}", said.out);
    let answer = room.json("best/optimise.json");
    let depth = number(&answer["best"]["setting"]["device.depth_mm"]);
    assert!((depth / deepest_mm() - 1.0).abs() < 0.01, "{depth} instead of {}", deepest_mm());
    // As many passes as the time allows, and the margins of an independent run.
    let again = &answer["independent_run"];
    assert!(again["seed"].as_u64().unwrap() >= 2);
    for limit in again["limits"].as_array().unwrap() {
        let (margin, se) = (limit["margin"].as_f64().unwrap(), limit["figure"]["se"].as_f64().unwrap_or(0.0));
        assert!(margin > -4.0 * se - 0.001, "{limit}");
    }
    let passes = number(&answer["best"]["setting"]["technique.passes"]);
    let time = again["limits"][1]["value"].as_f64().unwrap();
    assert!(time <= 30.0 && (passes == 4.0 || time * (passes + 1.0) / passes > 30.0), "{passes} {time}");
    // The scenario of the best setting is there to be run, and any number of threads finds it.
    room.well(&["check", "best/best.toml"]);
    let more = [&arguments[..4], &["again"], &arguments[5..], &["--threads", "2"]].concat();
    room.well(&more);
    for file in ["optimise.json", "optimise.csv", "best.toml"] {
        assert!(
            fs::read(room.path(&format!("best/{file}"))).unwrap()
                == fs::read(room.path(&format!("again/{file}"))).unwrap()
        );
    }
}

/// The front of a search lies on that of a fine sweep.
#[test]
fn identity_a_front_is_that_of_a_fine_sweep() {
    let room = Room::new();
    room.write("known.toml", KNOWN);
    let both = ["--maximise", "injury.dermis_volume_fraction", "--minimise", "reach.fat"];
    room.well(
        &[&["optimise", "known.toml", "-q", "--out", "front", "--over", "device.depth_mm=0.8:2"], &both[..]]
            .concat(),
    );
    let trade_off = ["--trade-off", "injury.dermis_volume_fraction,reach.fat", "--intervals", "off"];
    room.well(
        &[
            &["sweep", "known.toml", "-q", "--out", "fine", "--vary", "device.depth_mm=0.8:2:0.02"],
            &trade_off[..],
        ]
        .concat(),
    );
    let mut reader = csv::Reader::from_path(room.path("fine/sweep.csv")).unwrap();
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|other| other == name).unwrap();
    let [more, less] = [at("injury.dermis_volume_fraction.value"), at("reach.fat.value")];
    let fine: Vec<[f64; 2]> = reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| [more, less].map(|at| row[at].parse().unwrap()))
        .collect();
    let answer = room.json("front/optimise.json");
    let front = answer["front"].as_array().unwrap();
    assert!(front.len() >= 6, "{front:#?}");
    for point in front {
        let [more, less] = [0, 1].map(|goal| point["goals"][goal]["value"].as_f64().unwrap());
        // No point of the sweep has clearly more of the first and clearly less of the second.
        assert!(!fine.iter().any(|other| other[0] > 1.01 * more && other[1] < 0.95 * less), "{point}");
    }
}

#[test]
fn regress_what_cannot_be_optimised_is_refused() {
    let room = Room::new();
    room.write("known.toml", KNOWN);
    let refused = |arguments: &[&str], pieces: &[&str]| {
        room.refused(&[&["optimise", "known.toml", "-q"], arguments].concat(), pieces);
    };
    let (goal, over) = (["--maximise", "depth_mm.mean"], ["--over", "device.depth_mm=1:2"]);
    refused(&over, &["--maximise KEY"]);
    refused(&goal, &["--over KEY=FROM:TO"]);
    refused(&[&["--maximise", "depth_mm.men"], &over[..]].concat(), &["did you mean depth_mm.mean"]);
    refused(
        &[&goal[..], &["--over", "device.depth_mm=2:1"]].concat(),
        &["--over device.depth_mm=2:1", "before it begins"],
    );
    refused(&[&goal[..], &["--over", "device.deph_mm=1:2"]].concat(), &["did you mean device.depth_mm"]);
    for (limit, piece) in [
        ("reach.fat", "KEY <= VALUE"),
        ("reach.fat <= much", "KEY <= VALUE"),
        ("reach.fad <= 0.1", "did you mean reach.fat"),
        ("reach.fat <= 5", "lies from 0 to 1"),
    ] {
        refused(&[&goal[..], &over, &["--subject-to", limit]].concat(), &[piece]);
    }
    refused(&[&goal[..], &over, &["--over-inputs", "0.9"]].concat(), &["there is no --subject-to"]);
    refused(&[&goal[..], &over, &["--subject-to", "reach.fat <= 5%"]].concat(), &["write 0.05 for 5%"]);
    // Values that are no setting, alone as they are.
    refused(&[&goal[..], &["--over", "device.preset=pen-12,pen-37"]].concat(), &["did you mean \"pen-36\""]);
    refused(&[&goal[..], &["--over", "device.depth_mm=1:9"]].concat(), &["outside 0 to 3 mm"]);
    refused(&[&goal[..], &["--over", "technique.passes=1.5:3"]].concat(), &["takes whole numbers"]);
    let apart = ["--subject-to", "reach.fat <= 0.1", "--subject-to", "reach.fat >= 0.2"];
    refused(&[&goal[..], &over, &apart].concat(), &["cannot be at most 0.1 and at least 0.2"]);
    // Limits that no setting keeps: which one binds, and by how much.
    let both = ["--subject-to", "reach.fat <= 0.01", "--subject-to", "depth_mm.mean >= 1.5"];
    let said = room.puncta(&[&["optimise", "known.toml", "-q"], &goal[..], &over, &both].concat());
    assert_eq!(said.code, 2);
    let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for piece in ["no setting in these ranges keeps all limits", "is missed by", "it is"] {
        assert!(words.contains(piece), "{words}");
    }
    assert!(!room.path("output").exists());
}
