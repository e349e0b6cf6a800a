//! `puncta report` and `puncta export`: what is in them, and what they refuse.

use super::*;

/// A run that a report may be of.
fn done(room: &Room) {
    room.well(
        &[&["run", "pen.toml", "-q", "--out", "done", "--no-pictures", "--intervals", "off"], &SMALL[..]]
            .concat(),
    );
}

#[test]
fn identity_a_report_has_the_values_of_its_run_and_needs_nothing_else() {
    let room = Room::new();
    done(&room);
    room.well(&["report", "done", "-q", "--pdf"]);
    let html = fs::read_to_string(room.path("done-report/report.html")).unwrap();
    let depth = room.json("done/summary.json")["depth_mm"]["mean"]["value"].as_f64().unwrap();
    assert!(html.contains(&format!("{depth:.2}")), "mean depth {depth}");
    let hash = room.json("done/manifest.json")["scenario_hash"].as_str().unwrap().to_owned();
    assert!(html.contains(&hash) && html.contains("technique.hand_speed_mm_s"));
    // No script, nothing from elsewhere, and no name twice.
    for stranger in ["<script", "src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!html.contains(stranger), "{stranger}");
    }
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "a name twice");
    assert!(fs::read(room.path("done-report/report.pdf")).unwrap().starts_with(b"%PDF-"));
    // The same again, and in German.
    room.well(&["report", "done", "-q", "--pdf", "--out", "again"]);
    for name in ["report.html", "report.pdf"] {
        let read = |folder: &str| fs::read(room.path(&format!("{folder}/{name}"))).unwrap();
        assert!(read("done-report") == read("again"), "{name}");
    }
    room.well(&["report", "done", "-q", "--language", "de", "--out", "deutsch"]);
    let german = fs::read_to_string(room.path("deutsch/report.html")).unwrap();
    assert!(german.contains("lang=\"de\"") && german.contains("Worauf die Werte beruhen"));
    for english in ["In short", "What the", "mean ± error", "How to reproduce"] {
        assert!(!german.contains(english), "{english}");
    }
}

#[test]
fn identity_a_bench_report_tells_computed_measured_and_open_apart() {
    let room = Room::new();
    done(&room);
    let people =
        [&["run", "pen.toml", "-q", "--out", "many", "--no-pictures", "--intervals", "off"], &SMALL[..4]];
    room.well(
        &[&people.concat()[..], &["--realisations", "60", "--set", "device.frequency_tolerance=0.05"]]
            .concat(),
    );
    room.write(
        "cases.toml",
        "[[case]]\nid = \"mine\"\nquantity = \"tip_depth_mm\"\nvalues = [0.7, 0.8, 0.9]\ntolerance = { absolute = 9 }\n\
         scenario = \"pen.toml\"\nset = { \"run.realisations\" = 2 }\n",
    );
    room.well(&["validate", "cases.toml", "-q", "--out", "mine"]);
    room.well(&["report", "many", "done", "mine", "--bench", "-q", "--out", "bench"]);
    let html = fs::read_to_string(room.path("bench/report.html")).unwrap();
    // The bound is one of the people's deepest tips: with 60 people, the deepest of all.
    let table = fs::read_to_string(room.path("many/people.csv")).unwrap();
    let mut rows = table.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let at = rows.next().unwrap().iter().position(|name| *name == "depth_mm.max").unwrap();
    let deepest = rows.filter_map(|row| row[at].parse::<f64>().ok()).fold(0.0, f64::max);
    // Rounded up at its third digit.
    let step = if deepest < 1.0 { 1e3 } else { 1e2 };
    let bound = puncta::render::numbers::short((deepest * step - 1e-9).ceil() / step, 3);
    assert!(html.contains(&format!("{bound}\u{202f}mm")), "{bound}");
    for words in
        ["open: by test", "computed", "stated: scenario", "needs 59 people", "needs 93 people", "± 5", "mine"]
    {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.to_lowercase().contains("maximum safe depth is"));
    room.well(&["report", "done", "--handout", "-q", "--out", "class"]);
    let html = fs::read_to_string(room.path("class/report.html")).unwrap();
    // The first page gives no answer away.
    let (first, second) = html.split_once("class=\"page\"").unwrap();
    assert!(first.contains("1. The device is set to") && second.contains("Answers"));
    assert!(
        !first.contains("tips end 0") && !first.contains("On average 0."),
        "the answer is on the first page"
    );
}

#[test]
fn limit_what_is_no_whole_folder_of_this_version_gets_no_report() {
    let room = Room::new();
    done(&room);
    fs::create_dir(room.path("empty")).unwrap();
    room.refused(&["report", "empty"], &["holds no manifest.json"]);
    room.refused(&["report", "nowhere"], &["no such folder"]);
    room.write("mine.html", "<p>\n{% for section in report.sections %}\n");
    room.refused(&["report", "done", "--template", "mine.html"], &["mine.html: line 2"]);
    room.write("mine.html", "{{ report.nothing.there }}");
    room.refused(&["report", "done", "--template", "mine.html"], &["mine.html: line 1"]);
    room.well(&["diagram", "section", "-q", "--out", "figure"]);
    room.refused(&["report", "figure", "--bench"], &["needs the results folder of a run"]);
    for (name, change, words) in
        [("summary.json", "{}", "summary.json was changed"), ("people.csv", "", "people.csv was changed")]
    {
        let before = fs::read(room.path(&format!("done/{name}"))).unwrap();
        room.write(&format!("done/{name}"), change);
        room.refused(&["report", "done"], &[words]);
        room.refused(&["export", "done"], &[words]);
        fs::write(room.path(&format!("done/{name}")), before).unwrap();
    }
    fs::remove_file(room.path("done/sample.npz")).unwrap();
    room.refused(&["report", "done"], &["sample.npz is missing"]);
    let manifest = fs::read_to_string(room.path("done/manifest.json")).unwrap();
    room.write("done/manifest.json", manifest.replace("\"version\": \"", "\"version\": \"9\\u001b[31m"));
    let said = room.refused(&["report", "done"], &["made this, and this is puncta"]);
    assert!(!said.err.contains('\u{1b}'), "{}", said.err);
    for folder in ["done-report", "done-export", "empty-report"] {
        assert!(!room.path(folder).exists(), "{folder} was written");
    }
}

/// Strikes and maps are those of the archives.
#[test]
fn identity_an_export_has_the_numbers_of_the_archives() {
    let room = Room::new();
    done(&room);
    room.well(&["export", "done", "-q"]);
    let strikes = fs::read_to_string(room.path("done-export/strikes.csv")).unwrap();
    let mut rows = strikes.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let head = rows.next().unwrap();
    assert_eq!(head[..3], ["x_mm", "y_mm", "tip_depth_mm"]);
    let mut archive =
        ndarray_npy::NpzReader::new(fs::File::open(room.path("done/sample.npz")).unwrap()).unwrap();
    let depths: ndarray::Array1<f32> = archive.by_name("tip_depth_mm.npy").unwrap();
    let read: Vec<f32> = rows.map(|row| row[2].parse().unwrap()).collect();
    assert_eq!(read, depths.to_vec());
    let vti = fs::read(room.path("done-export/maps.vti")).unwrap();
    let mut archive =
        ndarray_npy::NpzReader::new(fs::File::open(room.path("done/fields.npz")).unwrap()).unwrap();
    let first: ndarray::Array2<f32> = archive.by_name("punctures_per_cm2.npy").unwrap();
    let start = vti.windows(8).position(|eight| eight == b"\"raw\">\n ").unwrap();
    let values = start + vti[start..].iter().position(|byte| *byte == b'_').unwrap() + 1;
    let count = u64::from_le_bytes(vti[values..values + 8].try_into().unwrap()) as usize;
    assert_eq!(count, 4 * first.len());
    let read: Vec<f32> = vti[values + 8..values + 8 + count]
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
        .collect();
    assert!(read.iter().zip(&first).all(|(one, other)| one.to_bits() == other.to_bits()));
    // Tables of the run: as many people, and the value of the summary.
    let people = fs::read_to_string(room.path("done/people.csv")).unwrap();
    assert_eq!(people.lines().count(), 4);
    let summary = fs::read_to_string(room.path("done/summary.csv")).unwrap();
    let depth = room.json("done/summary.json")["depth_mm"]["max"]["value"].as_f64().unwrap();
    let row = summary.lines().find(|line| line.starts_with("depth_mm.max,mm,")).unwrap();
    assert_eq!(row.split(',').nth(2).unwrap().parse::<f64>().unwrap(), depth);
    // 3 people of 2 mm have fewer than 1000 tips each.
    assert!(summary.lines().any(|line| line == "depth_mm.p99_9,mm,,,,,,,0"), "{summary}");
}
