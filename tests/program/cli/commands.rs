//! What every command says of itself; `new`, `check`, `sites` and `devices`.

use super::*;

#[test]
fn identity_every_command_has_help_and_none_is_a_mistake() {
    let room = Room::new();
    assert!(room.well(&["--version"]).out.starts_with("puncta "));
    let all = room.well(&["--help"]).out;
    for command in [
        "run", "merge", "insert", "diagram", "replay", "check", "new", "sites", "devices", "evidence",
        "validate", "schema",
    ] {
        assert!(all.contains(command), "{command}");
        assert!(room.well(&[command, "--help"]).out.contains(&format!("Usage: puncta {command}")));
    }
    room.refused(&[], &["Usage: puncta"]);
    room.refused(&["frobnicate"], &["frobnicate"]);
    room.refused(&["check"], &["SCENARIO"]);
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_new_then_check_then_run_for_every_device() {
    let room = Room::new();
    for device in devices() {
        let file = format!("my-{device}.toml");
        room.well(&["new", &format!("my-{device}"), "--device", device]);
        let checked = room.well(&["check", &file]);
        assert!(!checked.out.contains("warning"), "{device}: {}", checked.out);
        let said = room.run(&file, &format!("out-{device}"), &[]);
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
fn identity_a_diagram_is_written_whole_and_again_the_same() {
    let room = Room::new();
    let said =
        room.well(&["diagram", "section", "--site", "forehead", "--depth-mm", "1.0", "--out", "drawn"]);
    assert!(
        said.out.contains("section.png") && said.out.contains("never for choosing a patient"),
        "{}",
        said.out
    );
    let read = |name: &str| std::fs::read(room.path("drawn").join(name)).unwrap();
    let files = ["figures/section.svg", "figures/section.png", "figures/section.txt", "scenario.toml"];
    let first = files.map(read);
    room.well(&["diagram", "section", "--site", "forehead", "--depth-mm", "1", "--out", "drawn", "--quiet"]);
    assert!(files.map(read) == first);
    room.well(&["diagram", "section", "--device", "roller-home-05", "--out", "rolled"]);
    room.refused(&["diagram", "section", "--site", "forhead"], &["did you mean forehead?"]);
    room.refused(&["diagram", "section", "--device", "pen12"], &["did you mean pen-12?"]);
    room.refused(&["diagram", "section", "--depth-mm", "-1"], &["device.depth_mm"]);
    room.refused(&["diagram", "section", "--set", "mechanics.law=ratio"], &["contact"]);
    room.refused(&["diagram"], &["section"]);
}

#[test]
fn identity_every_diagram_has_its_own_folder_and_refuses_what_it_cannot_show() {
    let room = Room::new();
    for name in ["roller", "pen", "dimple", "bed-of-nails"] {
        let said = room.well(&["diagram", name]);
        assert!(said.out.contains(&format!("{name}.png")), "{}", said.out);
        let folder = room.path(&format!("output/diagram-{name}-cheek"));
        for kind in ["svg", "png", "txt"] {
            assert!(folder.join(format!("figures/{name}.{kind}")).exists(), "{name} {kind}");
        }
    }
    room.refused(&["diagram", "roller", "--device", "pen-12"], &["pen-12 is a pen", "roller-192"]);
    room.refused(&["diagram", "pen", "--device", "stamp-36"], &["stamp-36 is a stamp", "pen-36"]);
    room.refused(&["diagram", "bed-of-nails", "--device", "needle"], &["needle is a needle", "patch-600"]);
    room.refused(&["diagram", "roller", "--set", "mechanics.law=ratio"], &["contact"]);
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
fn identity_sites_and_devices_are_objects_too() {
    let room = Room::new();
    let json = |arguments: &[&str]| -> Value {
        let said = room.well(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&said.out).unwrap()
    };
    let sites = json(&["sites"]);
    let cheek = json(&["sites", "cheek"]);
    assert!(
        sites.as_array().unwrap().contains(&cheek) && cheek["dermis"]["mean_um"].as_f64().unwrap() > 500.0
    );
    let devices = json(&["devices"]);
    let pen = json(&["devices", "pen-12"]);
    assert!(devices.as_array().unwrap().contains(&pen));
    assert_eq!((&pen["kind"], &pen["home"]), (&"pen".into(), &false.into()));
    assert_eq!(pen["numbers"]["shaft_diameter_um"]["own"], true);
    for (name, number) in pen["numbers"].as_object().unwrap() {
        assert!(number["tag"].is_string() && !number["value"].is_null(), "{name}");
    }
}
