//! `draw`: the pictures of a results folder anew, and what is said of one that is not as a run left it.

use super::*;
use std::io::Write;
use std::sync::LazyLock;

/// A folder of a small run: a copy of one that is made once for all tests.
fn ran() -> Room {
    static RUN: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
        let room = Room::new();
        assert_eq!(room.run("pen.toml", "out", &["--intervals", "off"]).code, 0);
        tree(&room.path("out"))
    });
    let room = Room::new();
    fs::create_dir(room.path("out")).unwrap();
    for (name, bytes) in &*RUN {
        match name.strip_suffix('/') {
            Some(folder) => fs::create_dir(room.path(&format!("out/{folder}"))).unwrap(),
            None => room.write(&format!("out/{name}"), bytes),
        }
    }
    room
}

fn pictures(folder: &Path) -> BTreeSet<String> {
    let files = tree(folder).into_keys();
    files.filter_map(|name| Some(name.strip_prefix("figures/")?.strip_suffix(".png")?.to_owned())).collect()
}

#[test]
fn identity_pictures_drawn_anew_have_the_bytes_of_the_run_and_every_field_a_map() {
    let room = ran();
    let said = room.well(&["draw", "out"]);
    assert!(said.err.is_empty(), "{}", said.err);
    let (run, anew) = (tree(&room.path("out")), tree(&room.path("out-drawn")));
    let of_run: Vec<&String> =
        run.keys().filter(|name| name.starts_with("figures/") && !name.ends_with('/')).collect();
    assert!(of_run.len() >= 27, "{of_run:?}");
    for name in of_run {
        assert!(anew.get(name) == run.get(name), "{name} differs");
    }
    let maps: Vec<String> =
        pictures(&room.path("out-drawn")).into_iter().filter(|name| name.starts_with("map-")).collect();
    assert_eq!(maps.len(), puncta::injury::FieldKind::ALL.len(), "{maps:?}");
    for name in maps {
        assert!(said.out.contains(&format!("figures/{name}.png")), "{name}");
    }
}

#[test]
fn identity_options_choose_maps_and_steps() {
    let room = ran();
    let draw = ["draw", "out", "--force", "--maps", "fat_reach_fraction", "--out", "one", "--values"];
    for (steps, words) in [("linear", "Bars"), ("log", "Bars"), ("limit", "over 1")] {
        room.well(&[&draw[..], &[steps]].concat());
        assert_eq!(pictures(&room.path("one")).iter().filter(|name| name.starts_with("map-")).count(), 1);
        let svg = fs::read_to_string(room.path("one/figures/map-fat-reach-fraction.svg")).unwrap();
        assert!(svg.contains("strikes reach the fat layer"), "{steps}");
        // A cheek at 1 mm in a few people: no reach at all is drawn as none.
        assert!(svg.contains(words) || svg.contains("none"), "{steps}");
    }
    room.well(&["draw", "out", "--maps", "none", "--out", "two"]);
    assert_eq!(pictures(&room.path("two")), pictures(&room.path("out")));
    room.refused(&["draw", "out", "--maps", "depth"], &["no such field", "depth_mean_mm"]);
    room.refused(&["draw", "."], &["no scenario.toml"]);
}

/// The cross-section along another line: there, with what lies in the area beside it, and nothing else drawn anew but it.
#[test]
fn identity_the_cross_section_is_cut_where_it_is_asked_for() {
    let room = ran();
    let said =
        |out: &str| fs::read_to_string(room.path(&format!("{out}/figures/cross-section.txt"))).unwrap();
    for (at, words) in [("1,0.5", "at y = 0.50"), ("0, 0", "from x = 0.00"), ("2,2", "at y = 2.00")] {
        let out = format!("cut-{}", &at[..1]);
        room.well(&["draw", "out", "--maps", "none", "--out", &out, "--cut-at-mm", at]);
        assert!(said(&out).contains(words), "{at}: {}", said(&out));
        let [of_run, anew] = ["out", &out].map(|folder| tree(&room.path(&format!("{folder}/figures"))));
        let changed: Vec<&String> = anew.keys().filter(|name| anew[*name] != of_run[*name]).collect();
        let is_cut = |name: &&String| name.starts_with("cross-section") || name.starts_with("sheet");
        assert!(!changed.is_empty() && changed.iter().all(is_cut), "{at}: {changed:?}");
    }
    for (at, words) in [
        ("3,1", "outside the area of 2 by 2 mm"),
        ("1,-0.1", "outside"),
        ("1", "two lengths"),
        ("1,NaN", "two"),
    ] {
        let option = format!("--cut-at-mm={at}");
        room.refused(&["draw", "out", &option, "--out", "no"], &[words]);
    }
}

/// What is said of a folder after something was done to it, and the pictures that are drawn. Exit 1, no panic.
fn after(harm: impl FnOnce(&Path)) -> (String, BTreeSet<String>) {
    let room = ran();
    harm(&room.path("out"));
    let said = room.puncta(&["draw", "out", "--quiet"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""), "{}", said.err);
    (said.err.split_whitespace().collect::<Vec<_>>().join(" "), pictures(&room.path("out-drawn")))
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replace(from, to)).unwrap();
}

#[test]
fn limit_what_was_edited_is_said_and_drawn() {
    let (said, drawn) =
        after(|out| replace(&out.join("summary.json"), "\"partial\": false", "\"partial\":  false"));
    assert!(said.contains("summary.json was changed after the run"), "{said}");
    assert!(drawn.len() == 22 && !said.contains("not drawn"), "{drawn:?}");
    // Of another scenario the first treatment would be another one.
    let (said, drawn) = after(|out| replace(&out.join("scenario.toml"), "depth_mm = 1.0", "depth_mm = 1.1"));
    assert!(
        said.contains("scenario.toml was changed") && said.contains("cross-section (the first treatment)"),
        "{said}"
    );
    assert!(drawn.contains("tip-depth") && !drawn.contains("dermal-injury"), "{drawn:?}");
}

#[test]
fn limit_what_is_missing_is_said_and_the_rest_drawn() {
    let (said, drawn) = after(|out| fs::remove_file(out.join("summary.json")).unwrap());
    assert!(said.contains("summary.json is missing") && said.contains("tip-depth (the figures)"), "{said}");
    assert!(drawn.contains("map-covered-fraction") && drawn.contains("skin-thickness"), "{drawn:?}");
    let (said, drawn) = after(|out| fs::remove_file(out.join("fields.npz")).unwrap());
    assert!(said.contains("fields.npz is missing") && !said.contains("fat-reach (the maps)"), "{said}");
    assert!(
        drawn.contains("cross-section")
            && drawn.contains("fat-reach")
            && !drawn.iter().any(|name| name.starts_with("map-")),
        "{drawn:?}"
    );
    let (said, drawn) = after(|out| fs::remove_file(out.join("manifest.json")).unwrap());
    assert!(said.contains("manifest.json is missing"), "{said}");
    assert!(drawn.contains("fat-reach") && !drawn.contains("sheet"), "{drawn:?}");
}

#[test]
fn limit_another_version_is_said() {
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let (said, drawn) = after(|out| replace(&out.join("manifest.json"), &version, "\"version\": \"0.0.1\""));
    assert!(said.contains("puncta 0.0.1 made this"), "{said}");
    assert!(drawn.contains("fat-reach") && !drawn.contains("sheet"), "{drawn:?}");
}

/// Something done to a file.
type Harm = fn(&Path);

/// Archives that lie about themselves: no panic, no memory asked for what they claim.
#[test]
fn limit_archives_of_strangers_are_refused() {
    let harms: [(&str, Harm); 4] = [
        ("cannot be read", |file| fs::write(file, b"PK\x03\x04 no archive").unwrap()),
        ("cannot be read", |file| {
            let bytes = fs::read(file).unwrap();
            fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("float32 were expected", |file| {
            archive(file, "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000000000)}")
        }),
        ("float32 were expected", |file| {
            archive(file, "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 20)}")
        }),
    ];
    for (words, harm) in harms {
        let (said, drawn) = after(|out| harm(&out.join("fields.npz")));
        assert!(said.contains(words), "{said}");
        assert!(
            !drawn.iter().any(|name| name.starts_with("map-")) && drawn.contains("tip-depth"),
            "{drawn:?}"
        );
    }
}

/// An archive whose maps all have this head and no values.
fn archive(file: &Path, words: &str) {
    let mut archive = zip::ZipWriter::new(fs::File::create(file).unwrap());
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for kind in puncta::injury::FieldKind::ALL {
        archive.start_file(format!("{}.npy", kind.name()), stored).unwrap();
        let words = format!("{words:117}\n");
        let mut head = b"\x93NUMPY\x01\x00".to_vec();
        head.extend((words.len() as u16).to_le_bytes());
        head.extend(words.bytes());
        archive.write_all(&head).unwrap();
    }
    archive.finish().unwrap();
}

/// A changed value in an archive is known by the sum of its entry: the map is not drawn.
#[test]
fn limit_a_changed_value_is_not_drawn() {
    let (said, drawn) = after(|out| {
        let file = out.join("fields.npz");
        let mut bytes = fs::read(&file).unwrap();
        // In the values of the first map, behind two heads.
        bytes[400] ^= 0x40;
        fs::write(&file, bytes).unwrap();
    });
    assert!(
        said.contains("fields.npz was changed") && said.contains("punctures_per_cm2 cannot be read"),
        "{said}"
    );
    assert!(!drawn.contains("map-punctures-per-cm2") && drawn.contains("map-covered-fraction"), "{drawn:?}");
}
