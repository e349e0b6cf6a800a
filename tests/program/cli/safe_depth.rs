//! `puncta safe-depth`.

use super::Room;

const FEW: [&str; 6] =
    ["--set", "area.width_mm=6", "--set", "area.height_mm=6", "--set", "technique.passes=1"];

#[test]
fn identity_json_is_one_object_a_line_for_each_site() {
    let room = Room::new();
    let few = [&FEW[..], &["--realisations", "20", "--intervals", "off"]].concat();
    let said = room.puncta(
        &[&["safe-depth", "--sites", "cheek,upper_eyelid", "--format", "json", "--out", "out"], &few[..]]
            .concat(),
    );
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let lines: Vec<serde_json::Value> =
        said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    for (object, site) in lines.iter().zip(["cheek", "upper_eyelid"]) {
        assert_eq!(object["site"], site);
        assert_eq!((object["limit"].as_f64(), object["people"].as_f64()), (Some(0.01), Some(0.95)));
        assert!(object["safe_depth_mm"]["value"].as_f64().unwrap() > 0.1);
        assert!(object["safe_depth_mm"]["se"].as_f64().unwrap() > 0.0);
        // What tips reach there: not what is set, and on thin skin that bulges into the head more.
        let [tip, set] = ["tip_mm", "safe_depth_mm"].map(|key| object[key]["value"].as_f64().unwrap());
        assert!(0.2 * set < tip && tip < 1.3 * set && tip != set, "{object}");
        let with_depth = object.as_object().unwrap().keys().filter(|key| key.contains("depth")).count();
        assert_eq!(with_depth, 1, "{object}");
    }
    for file in
        ["safe-depth.csv", "safe-depth.json", "scenario.toml", "manifest.json", "figures/safe-depth.png"]
    {
        assert!(room.path(&format!("out/{file}")).is_file(), "{file}");
    }
    assert!(!room.path("out/figures/safe-depth-face.png").exists(), "two sites are no face");
}

#[test]
fn limit_what_cannot_be_asked_is_refused_with_a_way_out() {
    let room = Room::new();
    for (arguments, words) in [
        (&["--limit", "2"][..], "from 0 to 1"),
        (&["--limit", "-0.1"], "from 0 to 1"),
        (&["--people", "95"], "from 0 to 1"),
        (&["--sites", "cheeks"], "did you mean cheek"),
        (&["--set", "limits.fat_reach=1.5"], "limits.fat_reach"),
    ] {
        let said = room.puncta(&[&["safe-depth"], arguments].concat());
        assert_eq!(said.code, 2, "{arguments:?}");
        assert!(said.err.contains(words), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn identity_text_says_what_it_is_and_names_no_regulation() {
    let room = Room::new();
    let few = [&FEW[..], &["--realisations", "12", "--intervals", "off"]].concat();
    let said = room.puncta(&[&["safe-depth", "--out", "out"], &few[..]].concat());
    assert_eq!(said.code, 0, "{}", said.err);
    for file in ["reach-by-setting", "depth-by-setting"] {
        let table = std::fs::read_to_string(room.path(&format!("out/{file}.csv"))).unwrap();
        // Eight settings all over the range and five about the answer, but for some that fall together.
        assert!((11..=14).contains(&table.lines().count()), "{file}: {table}");
        assert!(room.path(&format!("out/figures/{file}.svg")).is_file(), "{file}");
    }
    let out = said.out.replace('\n', " ");
    for words in [
        "Deepest dial setting under this criterion, in this model",
        "not a depth in the skin",
        "mean tip depth there",
        "Not advice for a patient",
        "cheek",
        "no study shows fat loss",
    ] {
        assert!(out.contains(words), "{words}: {}", said.out);
    }
    let json = std::fs::read_to_string(room.path("out/safe-depth.json")).unwrap();
    let caption = std::fs::read_to_string(room.path("out/figures/safe-depth.txt")).unwrap();
    for text in [&out, &json, &caption] {
        for words in ["CFR", "FDA", "regulat", "maximum safe"] {
            assert!(!text.contains(words), "{words}: {text}");
        }
    }
}
