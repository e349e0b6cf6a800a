//! Files that strangers hand over: nothing that a terminal obeys is passed on, nothing without end is read, no value that no run
//! gives is drawn, and nothing takes minutes to be refused.

use super::*;
use puncta::injury::FieldKind;
use puncta::outcome::archive;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Time after which a command counts as hanging. They take a second or two, and nothing is concluded from how long.
const PATIENCE: Duration = Duration::from_secs(900);

impl Room {
    /// What a command says within [`PATIENCE`].
    #[track_caller]
    fn soon(&self, arguments: &[&str], input: &[u8]) -> Said {
        let begun = Instant::now();
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_puncta"))
            .args(arguments)
            .env_remove("COLUMNS")
            .current_dir(self.folder.path())
            .write_stdin(input)
            .timeout(PATIENCE)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code();
        let code = code.unwrap_or_else(|| panic!("{arguments:?} was killed after {:?}", begun.elapsed()));
        Said { code, out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Nothing in it recolours, clears or turns a terminal, and no line is endless.
#[track_caller]
fn tame(said: &Said) {
    let obeyed = |c: char| c != '\n' && c != '\t' && puncta::foundation::shown::is_obeyed(c);
    for text in [&said.out, &said.err] {
        assert!(!text.chars().any(obeyed), "{text:?}");
        assert!(text.len() < 100_000, "{} bytes", text.len());
    }
}

#[test]
fn limit_nothing_that_a_terminal_obeys_is_passed_on() {
    let room = Room::new();
    room.write("c1.toml", "format = 1\n[area]\nwidth_mm = 0 # \u{9b}31mred\u{202e}\u{2028}\n");
    let said = room.puncta(&["check", "c1.toml"]);
    tame(&said);
    assert!(said.out.contains("\\u{9b}31mred\\u{202e}\\u{2028}"), "{}", said.out);
    // The place stays that of the file where escapes stand before it.
    room.write("before.toml", "format = 1\narea = { cell_um = 50, \"\u{9b}\" = 1, width_mm = 0 }\n");
    let said = room.puncta(&["check", "before.toml"]);
    tame(&said);
    assert!(said.out.contains("(column 44)"), "{}", said.out);
    for text in [
        "name = \"a\u{9b}31m\u{202e}b\"\n",
        "\u{9b}31m = 1\n",
        "\"\\u001b[31m\" = 1\n",
        "[\"\\u009b\"]\n\"\u{2028}\" = 1\n",
        "format = \"\\u001b]0;title\\u0007\"\n",
        "format = 1\n[skin]\nsite = \"\\u001b[2J\u{9b}\"\n[device]\npreset = \"\u{202e}\"\n",
        "format = 1\nstudy = \"\\u001b[2J\u{9b}\"\n",
        "format = 1\nstudy = \"sweep\"\nbase = [\"\\u001b[2J\u{9b}.toml\"]\nvary = [\"\u{9b}=1\"]\n",
        "format = \u{202e}\n",
    ] {
        room.write("any.toml", text);
        for command in ["check", "run", "sweep", "validate"] {
            let said = room.puncta(&[command, "any.toml"]);
            tame(&said);
            assert_ne!(said.code, 0, "{command}: {text:?}");
        }
    }
}

#[test]
fn limit_cases_and_tables_are_quoted_escaped_and_short() {
    let room = Room::new();
    room.write(
        "case.toml",
        "[[case]]\nid = \"\\u001b[31mred\\u001b]0;title\\u0007\u{9b}\"\nquantity = \"\u{202e}x\"\nnote = \"\\u001b[2J\"\n\
         \"\\u001bkey\" = 1\n",
    );
    for format in ["text", "json"] {
        let said = room.puncta(&["validate", "case.toml", "--format", format]);
        tame(&said);
        assert_eq!(said.code, 1);
        let escape = if format == "json" { "\\u001b[31mred" } else { "\\u{1b}[31mred" };
        assert!(said.out.contains(escape), "{}", said.out);
    }
    let long = "y".repeat(9_000_000);
    for field in ["\u{1b}[2J\u{1b}]0;x\u{7}", "\u{9b}31m\u{202e}", &long] {
        for table in [
            format!("travel_mm,force_n\n{field},1\n"),
            format!("travel_mm,force_n\n0,0\n0.1,1\n{field},1\n"),
            format!("{field},{field}\n0,0\n0.1,1\n"),
            format!("travel_{field},force ({field})\n0,0\n0.1,1\n"),
        ] {
            room.write("table.csv", &table);
            tame(&room.puncta(&["insert", "--measured", "table.csv"]));
        }
    }
    // Hundreds of thousands of columns.
    let many = |cell: &str| vec![cell; 300_000].join(",");
    room.write("table.csv", format!("{}\n{}\n{}\n", many("some-name"), many("1"), many("2")));
    tame(&room.puncta(&["insert", "--measured", "table.csv"]));
}

#[test]
fn limit_a_results_folder_prints_nothing_that_a_terminal_obeys() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &["--no-pictures"]).code, 0);
    let manifest = fs::read_to_string(room.path("out/manifest.json")).unwrap();
    let forged = manifest
        .replace("\"command\": \"run\"", "\"command\": \"\\u001b[2J\u{9b}\u{202e}\"")
        .replace("\"complete\"", "\"\u{9b}\"");
    assert_ne!(forged, manifest);
    room.write("out/manifest.json", forged);
    room.write("out/\u{9b}31m.txt", "");
    for command in [
        &["report", "out"][..],
        &["draw", "out"],
        &["export", "out"],
        &["replay", "out", "0"],
        &["merge", "out"],
    ] {
        tame(&room.puncta(command));
    }
    tame(&room.run("pen.toml", "out", &["--force"]));
}

/// A file of results that is a link to somebody's secrets: they are neither taken nor quoted.
#[test]
#[cfg(unix)]
fn regress_links_in_results_lead_nowhere() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "whole", &["--no-pictures"]).code, 0);
    let shard = ["run", "pen.toml", "-q", "--shard", "1/1", "--out", "shard"];
    room.well(&[&shard[..], &SMALL].concat());
    room.well(
        &[
            &[
                "sweep",
                "pen.toml",
                "-q",
                "--vary",
                "device.depth_mm=1,1.1",
                "--shard",
                "1/1",
                "--out",
                "swept",
            ][..],
            &SMALL,
        ]
        .concat(),
    );
    room.write("elsewhere", "a secret, and no scenario\n");
    let linked = |file: &str, command: &[&str]| {
        let (path, kept) = (room.path(file), room.path("kept"));
        fs::rename(&path, &kept).unwrap();
        std::os::unix::fs::symlink(room.path("elsewhere"), &path).unwrap();
        let said = room.soon(command, b"");
        assert!(
            !said.out.contains("secret") && !said.err.contains("secret"),
            "{file} {command:?}: {}",
            said.err
        );
        // The right file, but by a link.
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(&kept, &path).unwrap();
        let again = room.soon(command, b"");
        fs::remove_file(&path).unwrap();
        fs::rename(&kept, &path).unwrap();
        [said.code, again.code]
    };
    assert_eq!(linked("shard/scenario.toml", &["merge", "shard", "--out", "merged"]), [2; 2]);
    assert_eq!(linked("shard/run.state", &["merge", "shard", "--out", "merged"]), [2; 2]);
    assert_eq!(linked("swept/study.toml", &["merge", "swept", "--out", "merged"]), [2; 2]);
    for file in ["whole/scenario.toml", "whole/manifest.json", "whole/summary.json"] {
        for command in [&["report", "whole", "--out", "r"][..], &["export", "whole", "--out", "e"]] {
            assert_eq!(linked(file, command), [2; 2], "{file}");
        }
    }
    for command in
        [&["draw", "whole", "--out", "d", "--maps", "none"][..], &["timeline", "whole", "--out", "t"]]
    {
        assert_eq!(linked("whole/scenario.toml", command), [2; 2], "{command:?}");
    }
}

#[test]
fn regress_results_are_replaced_where_a_file_became_one_of_terabytes() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &["--no-pictures"]).code, 0);
    let whole = fs::read(room.path("out/fields.npz")).unwrap();
    fs::File::create(room.path("out/fields.npz")).unwrap().set_len(2_000_000_000_000).unwrap();
    let again = ["run", "pen.toml", "-q", "--no-pictures", "--out", "out"];
    assert_eq!(room.soon(&[&again[..], &SMALL].concat(), b"").code, 0);
    assert!(fs::read(room.path("out/fields.npz")).unwrap() == whole);
    assert!(room.path("out/kept-1/fields.npz").exists());
}

/// Each file of a folder in turn is a pipe, a device without end, a dangling link, or sparse.
#[test]
#[cfg(unix)]
fn limit_files_without_end_are_not_read() {
    use std::os::unix::fs::symlink;
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "whole", &["--no-pictures"]).code, 0);
    let shard = ["run", "pen.toml", "-q", "--shard", "1/1", "--out", "shard"];
    room.well(&[&shard[..], &SMALL].concat());
    let files = ["manifest.json", "summary.json", "fields.npz", "sample.npz", "scenario.toml", "people.csv"];
    let fifo = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    type Way<'a> = (&'a str, &'a dyn Fn(&Path));
    let ways: [Way; 4] = [
        ("pipe", &fifo),
        ("zero", &|path| symlink("/dev/zero", path).unwrap()),
        ("dangling", &|path| symlink("nowhere", path).unwrap()),
        ("sparse", &|path| fs::File::create(path).unwrap().set_len(200_000_000_000).unwrap()),
    ];
    for (way, make) in ways {
        for file in files {
            let old = room.path("whole").join(file);
            let kept = fs::read(&old).unwrap();
            fs::remove_file(&old).unwrap();
            make(&old);
            for command in [
                &["draw", "whole", "--out", "drawn", "--force", "-q", "--maps", "none"][..],
                &["report", "whole", "--out", "reported", "--force"],
                &["export", "whole", "--out", "exported", "--force"],
                &["replay", "whole", "0"],
            ] {
                let said = room.soon(command, b"");
                assert!(said.code <= 2, "{way} {file} {command:?}: {}", said.err);
                assert!(command[0] != "draw" || file == "people.csv" || said.code != 0, "{way} {file}");
            }
            fs::remove_file(&old).unwrap();
            fs::write(&old, kept).unwrap();
        }
        for file in ["run.state", "scenario.toml"] {
            let old = room.path("shard").join(file);
            let kept = fs::read(&old).unwrap();
            fs::remove_file(&old).unwrap();
            make(&old);
            assert_eq!(room.soon(&["merge", "shard", "--out", "merged"], b"").code, 2, "{way} {file}");
            fs::remove_file(&old).unwrap();
            fs::write(&old, kept).unwrap();
        }
        // Scenarios, studies, tables, cases, sets.
        make(&room.path(way));
        room.write("sets.toml", format!("{PEN}[mechanics]\nsets = \"{way}\"\n"));
        for command in [
            &["check", way][..],
            &["run", way],
            &["sweep", way],
            &["compare", way, "pen.toml"],
            &["validate", way],
            &["insert", "--measured", way],
            &["fit", way, "--out", "fitted.csv"],
            &["check", "sets.toml"],
            &["report", "whole", "--template", way, "--out", "reported", "--force"],
        ] {
            let said = room.soon(command, b"");
            assert_eq!(said.code, 2, "{way} {command:?}: {}{}", said.out, said.err);
        }
    }
    let said = room.soon(&["check", "pipe"], b"");
    assert!(said.out.contains("pipe is a pipe, and a scenario is read from a plain file"), "{}", said.out);
    let said = room.soon(&["check", "dangling"], b"");
    assert!(said.out.contains("it is a link to nowhere, and nothing is there"), "{}", said.out);
}

/// Values that no run gives, in a folder whose sums say that it was edited or, worse, do not.
#[test]
fn limit_forged_values_are_refused_with_file_key_and_range() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &["--no-pictures"]).code, 0);
    let summary = room.json("out/summary.json");
    let forged = |pointer: &str, value: Value| {
        let mut forged = summary.clone();
        *forged.pointer_mut(pointer).unwrap() = value;
        room.write("out/summary.json", forged.to_string());
    };
    for (pointer, value, words) in [
        ("/reach/fat/value", 1e14.into(), "reach.fat.value = 100000000000000 is outside 0 to 1"),
        ("/reach/fat/value", 1e308.into(), "is outside 0 to 1"),
        ("/reach/fat/se", (-0.5).into(), "reach.fat.se = -0.5 is outside 0"),
        ("/depth_mm/mean/value", (-1.0).into(), "depth_mm.mean.value = -1 is outside 0"),
        ("/depth_mm/mean/p05", 1e3.into(), "depth_mm.mean.p05 = 1000 is above depth_mm.mean.p95"),
        ("/punctures/count/value", 1e300.into(), "punctures.count.value = 1"),
        (
            "/histograms/depth_mm/share/0",
            1e9.into(),
            "histograms.depth_mm.share[0] = 1000000000 is outside 0 to 1",
        ),
        (
            "/histograms/depth_mm/share/0",
            (-1.0).into(),
            "histograms.depth_mm.share[0] = -1 is outside 0 to 1",
        ),
        ("/histograms/depth_mm/edges_mm/0", (-1e300).into(), "histograms.depth_mm.edges_mm[0]"),
        (
            "/histograms/skin_thickness_mm/count",
            0.into(),
            "the sum of histograms.skin_thickness_mm.share = 1",
        ),
    ] {
        forged(pointer, value);
        room.refused(&["draw", "out"], &["out/summary.json: ", words, "No run gives such a value"]);
        room.refused(&["timeline", "out"], &["summary.json: ", words]);
    }
    forged("/reach/fat/value", summary.pointer("/reach/fat/value").unwrap().clone());
    let said = room.puncta(&["draw", "out", "-q", "--maps", "none"]);
    assert!(said.code <= 1 && room.path("out-drawn").exists(), "what a run gives is drawn: {}", said.err);
    // A map.
    let scenario = puncta::prelude::Scenario::load(room.path("out/scenario.toml")).unwrap();
    let grid = &scenario.setup().grid;
    for (value, words) in [(7.5, "= 7.5 is outside 0 to 1"), (f32::INFINITY, "= inf is outside 0 to 1")] {
        let mut covered = ndarray::Array2::<f32>::zeros((grid.rows, grid.columns));
        let zeros = covered.clone();
        covered[[1, 2]] = value;
        let map = |kind: &FieldKind| if *kind == FieldKind::Covered { covered.view() } else { zeros.view() };
        let maps = FieldKind::ALL.iter().map(|kind| (*kind, map(kind)));
        let file = fs::File::create(room.path("out/fields.npz")).unwrap();
        archive::maps_npz(grid, maps, file).unwrap();
        let place = "out/fields.npz: covered_fraction in row 1, column 2";
        room.refused(&["draw", "out"], &[place, words, "No run gives such a value"]);
    }
    // The table of people, of which a report tells.
    let people = fs::read_to_string(room.path("out/people.csv")).unwrap();
    let (head, rows) = people.split_once('\n').unwrap();
    let at = head.split(',').position(|name| name == "reach.fat").unwrap();
    for (cell, words) in [
        ("1e14", "reach.fat of person 0 = 100000000000000 is outside 0 to 1"),
        ("inf", "is no finite number"),
    ] {
        let mut cells: Vec<&str> = rows.lines().next().unwrap().split(',').collect();
        cells[at] = cell;
        room.write("out/people.csv", format!("{head}\n{}\n", cells.join(",")));
        let why = puncta::outcome::people::People::read(&room.path("out")).unwrap_err();
        assert!(why.contains(words), "{why}");
    }
}

/// A folder whose file was changed by someone who remade its sum as well.
fn forge(room: &Room, folder: &str, file: &str, bytes: impl AsRef<[u8]>) {
    let name = format!("{folder}/manifest.json");
    let mut manifest = room.json(&name);
    let sum = &mut manifest["files"][file];
    assert_eq!(
        *sum,
        blake3::hash(&fs::read(room.path(&format!("{folder}/{file}"))).unwrap()).to_hex().as_str()
    );
    *sum = blake3::hash(bytes.as_ref()).to_hex().as_str().into();
    room.write(&format!("{folder}/{file}"), bytes);
    room.write(&name, manifest.to_string());
}

/// Sums that fit do not make a value possible: neither a report nor an export takes it.
#[test]
fn limit_forged_values_with_sums_that_fit_are_refused() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "out", &["--no-pictures", "--set", "run.intervals=off"]).code, 0);
    let kept = |file: &str| fs::read(room.path(&format!("out/{file}"))).unwrap();
    let (summary, fields, sample) = (kept("summary.json"), kept("fields.npz"), kept("sample.npz"));
    let json: Value = serde_json::from_slice(&summary).unwrap();
    for (pointer, value, words) in [
        ("/reach/dermis/value", 0.0, "is above reach.dermis = 0"),
        ("/depth_mm/max/value", 0.1, "is above depth_mm.max = 0.1"),
        ("/depth_mm/max/value", 100.0, "depth_mm.max = 100 is outside 0 to 7"),
        ("/punctures/count/value", 1.0, "punctures.count = 1 and punctures.density_per_cm2 ="),
    ] {
        let mut forged = json.clone();
        *forged.pointer_mut(pointer).unwrap() = value.into();
        forge(&room, "out", "summary.json", forged.to_string());
        for command in ["report", "export", "draw", "timeline"] {
            room.refused(&[command, "out"], &[words]);
        }
    }
    // So small a number is possible, and is nothing on a page.
    let mut forged = json;
    *forged.pointer_mut("/depth_mm/mean/value").unwrap() = 5e-324.into();
    forge(&room, "out", "summary.json", forged.to_string());
    room.well(&["report", "out", "-q"]);
    let page = fs::read_to_string(room.path("out-report/report.html")).unwrap();
    assert!(!page.contains("NaN"), "a number with no inverse");
    fs::remove_dir_all(room.path("out-report")).unwrap();
    forge(&room, "out", "summary.json", &summary);

    let mut archive = ndarray_npy::NpzReader::new(std::io::Cursor::new(&sample)).unwrap();
    for (depth, words) in
        [(f32::NAN, "= NaN is outside 0"), (-1.0, "= -1 is outside 0"), (1e9, "is outside 0 to 7")]
    {
        let mut file = ndarray_npy::NpzWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["x_mm", "y_mm", "tip_depth_mm", "surface_diameter_mm", "slit_x_mm", "slit_y_mm"] {
            let mut values: ndarray::Array1<f32> = archive.by_name(&format!("{name}.npy")).unwrap();
            if name == "tip_depth_mm" {
                values[2] = depth;
            }
            file.add_array(name, &values).unwrap();
        }
        file.add_array(
            "needle",
            &archive.by_name::<ndarray::OwnedRepr<u32>, ndarray::Ix1>("needle.npy").unwrap(),
        )
        .unwrap();
        file.add_array(
            "layer",
            &archive.by_name::<ndarray::OwnedRepr<u8>, ndarray::Ix1>("layer.npy").unwrap(),
        )
        .unwrap();
        file.add_array(
            "index",
            &archive.by_name::<ndarray::OwnedRepr<u64>, ndarray::Ix1>("index.npy").unwrap(),
        )
        .unwrap();
        forge(&room, "out", "sample.npz", file.finish().unwrap().into_inner());
        room.refused(&["export", "out"], &["tip_depth_mm[2]", words]);
    }
    forge(&room, "out", "sample.npz", &sample);

    let scenario = puncta::prelude::Scenario::load(room.path("out/scenario.toml")).unwrap();
    let grid = &scenario.setup().grid;
    let twos = ndarray::Array2::<f32>::from_elem((grid.rows, grid.columns), 2.0);
    let mut maps = std::io::Cursor::new(Vec::new());
    archive::maps_npz(grid, FieldKind::ALL.iter().map(|kind| (*kind, twos.view())), &mut maps).unwrap();
    forge(&room, "out", "fields.npz", maps.into_inner());
    room.refused(&["export", "out"], &["covered_fraction in row 0, column 0 = 2 is outside 0 to 1"]);
    forge(&room, "out", "fields.npz", &fields);
    room.well(&["export", "out", "-q"]);

    // Tables of studies.
    let study = |command: &[&str], out: &str| room.well(&[command, &["-q", "--out", out], &SMALL].concat());
    study(&["compare", "pen.toml", "pen.toml"], "compared");
    let file = "comparison.json";
    let mut json = room.json(&format!("compared/{file}"));
    *json.pointer_mut("/reach/dermis/figures/1/value").unwrap() = 99.0.into();
    forge(&room, "compared", file, json.to_string());
    room.refused(&["report", "compared"], &["comparison.json: reach.dermis.value = 99 is outside 0 to 1"]);
    forge(&room, "compared", file, "{}");
    room.refused(&["report", "compared"], &["comparison.json holds no values"]);
    study(&["sweep", "pen.toml", "--vary", "device.depth_mm=0.8,1"], "swept");
    let text = fs::read_to_string(room.path("swept/sweep.csv")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines[0].split(',').position(|name| name == "reach.dermis.value").unwrap();
    for (value, words) in
        [("-7.5", "= -7.5 is outside 0 to 1"), ("NaN", "= NaN is outside"), ("inf", "= inf is outside")]
    {
        let mut cells: Vec<&str> = lines[2].split(',').collect();
        cells[at] = value;
        forge(&room, "swept", "sweep.csv", format!("{}\n{}\n{}\n", lines[0], lines[1], cells.join(",")));
        room.refused(&["report", "swept"], &["sweep.csv, row 2: reach.dermis.value", words]);
    }
    forge(&room, "swept", "sweep.csv", "");
    room.refused(&["report", "swept"], &["sweep.csv holds no values"]);
}

#[test]
fn identity_a_scenario_comes_from_standard_input() {
    let room = Room::new();
    let said = room.soon(&["check", "-"], PEN.as_bytes());
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("standard input: nothing stands in the way"), "{}", said.out);
    let arguments = [&["run", "-", "-q"][..], &SMALL].concat();
    assert_eq!(room.soon(&arguments, PEN.as_bytes()).code, 0);
    assert_eq!(room.run("pen.toml", "pen", &[]).code, 0);
    // The stem of a file is the name of a scenario without one.
    let depth = |folder: &str| room.json(&format!("{folder}/summary.json"))["depth_mm"].clone();
    assert_eq!(depth("output/stdin"), depth("pen"));
    let said = room.soon(&["check", "-"], b"format = 1\n[area]\nwidth_mm = 0\n");
    assert!(said.code == 2 && said.out.contains("standard input:3:12"), "{}", said.out);
    for (input, words) in [
        (&b""[..], "standard input is empty"),
        (&vec![b'#'; 2 << 20], "standard input is longer, and a scenario file has at most 1048576 bytes"),
        (b"\xff\xfea", "standard input is saved as UTF-16"),
    ] {
        let said = room.soon(&["check", "-"], input);
        let words_of = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.code == 2 && words_of.contains(words), "{}", said.out);
    }
    // Read once, used twice: with itself it has no differences.
    let twice = [&["compare", "-", "-", "-q", "--out", "twice"][..], &SMALL].concat();
    let said = room.soon(&twice, PEN.as_bytes());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(room.path("twice/manifest.json").exists());
}

/// Input without end: the program stops reading where the bound is.
#[test]
#[cfg(unix)]
fn limit_standard_input_has_an_end() {
    let room = Room::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_puncta"))
        .args(["check", "-"])
        .current_dir(room.folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let line = vec![b'#'; 1 << 16];
    let written = (0..1000).take_while(|_| input.write_all(&line).is_ok()).count();
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(2));
    assert!(written < 1000, "it read {written} times 64 kB");
}

/// A thousand lesions in 64 million cells, and a face of hundreds of millions of cells: checked or refused, and soon.
#[test]
fn limit_areas_of_many_cells_and_lesions_are_checked() {
    let room = Room::new();
    let lesions: Vec<String> = (0..1000)
        .map(|at| {
            let (x, y) = (f64::from(at * 7919 % 400_000) / 1e3, f64::from(at * 104_729 % 400_000) / 1e3);
            format!("{{ x_mm = {x}, y_mm = {y}, radius_mm = 0.01 }}")
        })
        .collect();
    room.write(
        "lesions.toml",
        format!(
            "format = 1\n[area]\nwidth_mm = 400\nheight_mm = 400\ncell_um = 50\nlesions = [{}]\n",
            lesions.join(", ")
        ),
    );
    room.write(
        "face.toml",
        "format = 1\n[area]\nmap = \"face\"\ncell_um = 7\n[device]\npreset = \"pen-12\"\n",
    );
    for arguments in [
        &["check", "lesions.toml", "--set", "skin.site=cheek", "--set", "device.preset=pen-12"][..],
        &["check", "face.toml", "--stream"],
    ] {
        let said = room.soon(arguments, b"");
        let refused = said.code == 2 && said.out.contains("cells");
        assert!(said.code == 0 && said.out.contains("nothing stands in the way") || refused, "{}", said.out);
    }
}

#[test]
fn limit_a_case_of_too_many_terms_is_refused() {
    let room = Room::new();
    let many = |text: &str, count: usize| vec![text; count].join(", ");
    let case = |layers: usize, loads: usize, points: usize| {
        format!(
            "[[case]]\nid = \"a\"\nquantity = \"deflection_mm\"\nmeasured = [{}]\ntolerance = {{ relative = 0.1 }}\n\
             layers = [{}]\nloads = [{}]\nat_mm = [{}]\n",
            many("1.0", points),
            many("{ thickness_mm = 1, young_mpa = 1, poisson = 0.4 }", layers),
            many("{ x_mm = 0, y_mm = 0, radius_mm = 1, pressure_mpa = 1 }", loads),
            many("[0, 0, 0]", points),
        )
    };
    room.write("case.toml", case(100, 100, 100));
    let said = room.soon(&["validate", "case.toml"], b"");
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.code == 1 && words.contains("100 layers by 100 loads by 100 points are 1000000 terms"),
        "{words}"
    );
    assert!(words.contains("at most 10000 are computed"), "{words}");
}
