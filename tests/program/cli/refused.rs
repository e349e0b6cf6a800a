//! Bad input: refused with a reason, and nothing written.

use super::*;

#[test]
fn limit_files_that_are_no_scenario_are_refused() {
    let room = Room::new();
    fs::create_dir(room.path("folder.toml")).unwrap();
    room.write("empty.toml", "");
    room.write("comments.toml", "# nothing\n\n");
    room.write("binary.toml", [0x7f, b'E', b'L', b'F', 0, 1, 2]);
    room.write("latin.toml", b"name = \"caf\xe9\"\n");
    room.write("open.toml", "format = 1\n[skin\nsite = \"cheek\"\n");
    room.write("bare.toml", "format = 1\n[skin]\nsite = cheek\n");
    room.write("lacks.toml", "format = 1\n");
    fs::File::create(room.path("huge.toml")).unwrap().set_len(100_000_000).unwrap();
    for (file, pieces) in [
        ("none.toml", &["there is no file none.toml", "puncta new"][..]),
        ("pen", &["there is no file pen", "did you mean pen.toml?"]),
        ("folder.toml", &["folder.toml is a folder"]),
        ("empty.toml", &["empty.toml is empty"]),
        ("comments.toml", &["comments.toml is empty"]),
        ("binary.toml", &["not a text file", "byte 4"]),
        ("latin.toml", &["not UTF-8", "byte 11", "latin.toml:1:12"]),
        ("huge.toml", &["100000000 bytes", "1048576"]),
        ("open.toml", &["not TOML", "open.toml:2:6", "^"]),
        ("bare.toml", &["not TOML", "bare.toml:3:8", "^^^^^", "site = \"cheek\""]),
        ("lacks.toml", &["the skin is missing", "the device is missing"]),
    ] {
        room.refused(&["run", file], pieces);
        assert_eq!(room.puncta(&["check", file]).code, 2, "check refuses what run refuses: {file}");
    }
    #[cfg(unix)]
    for device in ["/dev/zero", "/dev/null"] {
        room.refused(&["run", device], &[device]);
    }
}

#[test]
fn limit_values_that_cannot_be_are_refused_with_number_range_and_reason() {
    let room = Room::new();
    for (settings, pieces) in [
        (
            &["device.depth_mm=-1"][..],
            &["device.depth_mm = -1", "0 to 3 mm", "dials of pens end at 3 mm"][..],
        ),
        (&["device.depth_mm=nan"], &["nan is not a finite number", "0 to 3 mm"]),
        (&["device.depth_mm=inf"], &["inf is not a finite number"]),
        (&["device.depth_mm=deep"], &["deep is text", "a number from 0 to 3 mm"]),
        (&["device.depth_mm=0"], &["off the dial of pen-12, 0.2 to 3 mm"]),
        (&["device.rows=5"], &["device.rows lays the needles out in a grid", "rows, columns and pitch_mm"]),
        (&["device.length_mm=15"], &["device.length_mm = 15", "0.05 to 6 mm", "end at 3 mm"]),
        (&["area.width_mm=0"], &["area.width_mm = 0", "1 to 500 mm"]),
        (&["area.cell_um=1e9"], &["1e9", "5 to 1000 um"]),
        (&["technique.passes=0"], &["technique.passes = 0", "1 to 100"]),
        (&["technique.passes=1.5"], &["1.5", "whole number"]),
        (&["device.dull_fraction=1.1"], &["1.1", "0 to 1"]),
        (&["skin.site=chek"], &["chek is not a known body site", "did you mean \"cheek\"?"]),
        (&["device.preset=pen12"], &["pen12 is not a built-in device", "did you mean \"pen-12\"?"]),
        (
            &["device.preset=exceed", "device.depth_mm=1.8"],
            &["1.8 is deeper than the needles are long", "1.5 mm"],
        ),
        (
            &["device.preset=roller-192"],
            &["device.depth_mm = 1.0 is a setting of pens", "set device.length_mm instead"],
        ),
        (&["device.drum_diameter_mm=20"], &["not used by a pen", "roller"]),
        (&["skin.site=abdomen", "skin.source=ultrasound_meng2022"], &["has no abdomen", "forehead"]),
        (&["area.map=face"], &["face"]),
        (&["device.dpth_mm=1"], &["unknown key device.dpth_mm", "did you mean device.depth_mm?"]),
        (&["dvice.depth_mm=1"], &["unknown key", "device.depth_mm"]),
        (&["device.depth_mm"], &["no = in it", "key=value"]),
        (&["device.depth_mm="], &["gives no value"]),
        (&["=1"], &["names no key"]),
        (&["device=1"], &["device is a section"]),
    ] {
        let settings: Vec<&str> = settings.iter().flat_map(|setting| ["--set", setting]).collect();
        room.refused(&[&["run", "pen.toml"][..], &settings].concat(), pieces);
    }
    for (options, pieces) in [
        (&["--threads", "0"][..], &["--threads", "1..=1024"][..]),
        (&["--seed", "-1"], &["run.seed = -1", "0 to 9223372036854775807"]),
        (&["--seed", "18446744073709551616"], &["18446744073709551616", "9223372036854775807"]),
        (&["--seed", "one"], &["--seed", "one"]),
        (&["--realisations", "0"], &["run.realisations = 0", "1 to 100000"]),
        (&["--realisations", "-5"], &["run.realisations = -5", "1 to 100000"]),
        (&["--format", "xml"], &["xml", "json"]),
        (&["--out", ""], &["--out"]),
    ] {
        room.refused(&[&["run", "pen.toml"][..], options].concat(), pieces);
    }
}

#[test]
fn limit_all_range_errors_come_at_once() {
    let room = Room::new();
    room.write(
        "many.toml",
        "format = 1\n[area]\nwidth_mm = -5\ncell_um = 1e9\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"pen-12\"\nlength_mm = 15\n\
         [technique]\npasses = 0\n[run]\nrealisations = 0\n",
    );
    let said = room.refused(
        &["run", "many.toml"],
        &["many.toml:3:12", "many.toml:4:11", "many.toml:9:13", "many.toml:11:10", "many.toml:13:16"],
    );
    assert_eq!(said.err.matches("error:").count(), 5, "{}", said.err);
}

#[test]
fn limit_grids_beyond_the_memory_budget_are_refused_before_they_are_made() {
    let room = Room::new();
    let huge = ["--set", "area.width_mm=500", "--set", "area.height_mm=500"];
    let run = [&["run", "pen.toml", "--set", "area.cell_um=5"][..], &huge].concat();
    let said = room.refused(&run, &["100000 x 100000 cells", "GiB", "a run may use 4 GiB"]);
    // What is advised is within the budget, and earns no warning.
    let words = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, advice) = words.split_once("write cell_um = ").unwrap();
    let cell = format!("area.cell_um={}", advice.split(',').next().unwrap());
    let checked = room.well(&[&["check", "pen.toml", "--set", &cell][..], &huge].concat());
    assert!(!checked.out.contains("warning"), "{}", checked.out);
    // A tenth of the budget of address space is plenty for saying no.
    #[cfg(unix)]
    {
        let script = format!("ulimit -v 400000 2>/dev/null; exec \"$0\" {}", run.join(" "));
        let limited = std::process::Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_puncta")])
            .current_dir(room.folder.path())
            .output()
            .unwrap();
        assert_eq!(limited.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&limited.stderr).contains("a run may use 4 GiB"));
    }
}
