//! `puncta insert --measured`: tables as machines write them, what they are compared by, what is refused.

use super::*;

/// Runs the stroke with these files, and gives what was said and `measured` of the results.
fn compared(room: &Room, out: &str, files: &[&str], more: &[&str]) -> (String, Value) {
    let files: Vec<&str> = files.iter().flat_map(|file| ["--measured", *file]).collect();
    let said = room.well(&[&["insert", "pen.toml", "--out", out], &files[..], more].concat());
    (said.err, room.json(&format!("{out}/insertion.json"))["measured"].clone())
}

const LOADING: &str = "travel_mm,force_n\n0,0\n0.2,0.05\n0.4,0.1\n0.6,0.15\n0.8,0.2\n1.0,0.25\n";

#[test]
fn identity_one_curve_in_many_forms_is_compared_alike() {
    let room = Room::new();
    room.write("plain.csv", LOADING);
    let (said, plain) = compared(&room, "plain", &["plain.csv"], &[]);
    assert!(said.contains("plain.csv: 6 points, N and mm, loading branch to 1 mm"), "{said}");
    assert_eq!((&plain["points"], &plain["compared"]), (&6.into(), &6.into()));
    let rows = LOADING.lines().skip(1);
    let german: String = rows.clone().map(|row| row.replace(',', ";").replace('.', ",") + "\r\n").collect();
    let down: String = rows.clone().map(|row| format!("-{}\n", row.replace(',', ",-"))).collect();
    let machine: String = rows.clone().map(|row| format!("0,{row}\r\n")).collect();
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(LOADING.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let whole =
        format!("{LOADING}1.0,0.24\n1.0,0.23\n1.0,0.22\n1.0,0.22\n1.0,0.21\n1.0,0.21\n0.5,0.02\n0,0\n");
    room.write("german.csv", format!("Weg;Kraft\r\n{german}"));
    room.write("down.csv", format!("travel_mm,force_n\n{down}"));
    room.write(
        "machine.csv",
        format!("Specimen label,A1\r\n\r\nTime,Extension,Load\r\n(s),(mm),(N)\r\n{machine}"),
    );
    fs::write(room.path("utf16.csv"), utf16).unwrap();
    room.write("whole.csv", whole);
    room.write("other.csv", LOADING.replace("travel_mm,force_n", "z,F"));
    for (file, more, words) in [
        ("german.csv", &[][..], "semicolons, decimal commas"),
        ("down.csv", &[], "compression is negative, travel and force turned over"),
        ("machine.csv", &[], "a line above the names"),
        ("utf16.csv", &[], "UTF-16"),
        ("whole.csv", &[], "8 points of hold and withdrawal set apart"),
        ("other.csv", &["--columns", "travel=z,force=2", "--units", "mm,N"], "loading branch to 1 mm"),
    ] {
        let (said, measured) = compared(&room, &format!("{file}-out"), &[file], more);
        assert!(said.contains(words), "{file}: {said}");
        for name in ["bias_n", "rms_n", "compared", "computed"] {
            assert_eq!(measured[name], plain[name], "{file}: {name}");
        }
        assert_eq!(measured["curves"][0]["features"], plain["curves"][0]["features"], "{file}");
    }
}

#[test]
fn identity_the_own_curve_given_back_has_no_residual() {
    let room = Room::new();
    for (out, set) in [("pen", "device.depth_mm=1.0"), ("deep", "device.depth_mm=1.5")] {
        room.well(&["insert", "pen.toml", "--set", set, "--out", out, "-q"]);
        let file = format!("{out}/insertion.csv");
        let (said, measured) = compared(&room, &format!("{out}-again"), &[&file], &["--set", set]);
        let rms = measured["rms_n"].as_f64().unwrap();
        let peak = measured["peak_n"].as_f64().unwrap();
        assert!(rms < 1e-4 * peak, "{rms} of {peak}: {said}");
        assert_eq!(measured["compared"], measured["points"]);
        let work = |of: &Value| of["work_mj"].as_f64().unwrap();
        assert!((work(&measured["computed"]) / work(&measured["curves"][0]["features"]) - 1.0).abs() < 1e-3);
    }
}

#[test]
fn identity_replicates_are_a_band() {
    let room = Room::new();
    room.write("a.csv", LOADING);
    room.write("b.csv", LOADING.replace("0.25", "0.35"));
    let (_, two) = compared(&room, "files", &["a.csv", "b.csv"], &[]);
    assert_eq!(two["curves"].as_array().unwrap().len(), 2);
    let column: String = LOADING.lines().skip(1).map(|row| format!("A,{row}\nB,{row}\n")).collect();
    room.write("column.csv", format!("specimen,travel_mm,force_n\n{column}"));
    let (said, of_column) = compared(&room, "column", &["column.csv"], &[]);
    assert_eq!(of_column["curves"].as_array().unwrap().len(), 2);
    assert!(said.contains("12 points, N and mm, 2 curves"), "{said}");
    let words = fs::read_to_string(room.path("files/figures/insertion.txt")).unwrap();
    assert!(words.contains("2 curves, 12 points of loading"), "{words}");
    let picture = fs::read_to_string(room.path("files/figures/insertion.svg")).unwrap();
    assert!(picture.contains("mean and range of 2 curves") && picture.contains("2 measured curves"));
}

#[test]
fn regress_what_cannot_be_understood_is_said_with_its_line_and_nothing_is_written() {
    let room = Room::new();
    let no_text: &[u8] = b"PK\x03\x04\x00\x00\x01";
    fs::write(room.path("binary.csv"), no_text).unwrap();
    for (name, text, words) in [
        (
            "crlf.csv",
            "travel_mm,force_n\r\n0,0\r\n0.1,1\r\n0.2,x\r\n",
            "line 4: force_n = \"x\" is not a number",
        ),
        (
            "blank.csv",
            "travel_mm,force_n\n\n0,0\n\n0.1,1\n0.2,1e309\n",
            "line 6: force_n = 1e309 is beyond 1e15",
        ),
        ("nan.csv", "travel_mm,force_n\n0,0\n0.1,1\n0.2,NaN\n", "line 4: force_n = \"NaN\""),
        ("fields.csv", "travel_mm,force_n\n0,0\n0.1,1\n0.2,1,5\n", "line 4: 3 fields"),
        ("still.csv", "travel_mm,force_n\n1,0\n1,1\n1,2\n", "travel never increases"),
        ("words.csv", "only words\nand more\n", "no row of two numbers"),
        ("names.csv", "a,b\n0,0\n1,1\n", "no column is recognised as travel"),
        ("empty.csv", "", "it is empty"),
        ("far.csv", "travel_mm,force_n\n100,1\n101,2\n", "no measured point lies on the computed travel"),
        ("control.csv", "travel_mm,force_n\n0,0\n0.1,1\n0.2,\u{1b}[31mred\n", "\\u{1b}[31mred"),
    ] {
        room.write(name, text);
        room.refused(&["insert", "pen.toml", "--measured", name, "--out", "none"], &[words]);
    }
    room.refused(&["insert", "pen.toml", "--measured", "binary.csv"], &["it is no text"]);
    room.write("plain.csv", LOADING);
    let plain = ["insert", "pen.toml", "--measured", "plain.csv"];
    room.refused(&[&plain[..], &["--columns", "depth=1"]].concat(), &["none of travel, force, replicate"]);
    room.refused(&[&plain[..], &["--units", "furlong,N"]].concat(), &["no known unit of travel"]);
    room.refused(&[&plain[..], &["--contact-mm", "soon"]].concat(), &["auto, none, or a travel in mm"]);
    room.refused(&["insert", "pen.toml", "--units", "um,mN"], &["--measured"]);
}
