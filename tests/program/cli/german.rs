//! `--language de` of what compares, of deepest settings, of one stroke and of the teaching figures.

use super::languages::are_german;
use super::pictures::texts;
use super::*;
use puncta::device::presets;
use puncta::outcome::Measure;
use puncta::skin::site::sites;

/// Texts of all pictures of a folder, lines joined as they follow each other.
fn whole(room: &Room, folder: &str) -> BTreeMap<String, String> {
    let files = tree(&room.path(&format!("{folder}/figures")));
    let svgs = files.into_iter().filter(|(name, _)| name.ends_with(".svg"));
    let joined =
        |svg: &[u8]| texts(svg).0.into_iter().map(|(_, _, words)| words).collect::<Vec<_>>().join(" ");
    svgs.map(|(name, svg)| (name, joined(&svg))).collect()
}

/// What stays as it is in a picture of one scenario: its name.
fn kept(room: &Room, folder: &str) -> Vec<String> {
    let scenario = fs::read_to_string(room.path(&format!("{folder}/scenario.toml"))).unwrap();
    let name = scenario.lines().find_map(|line| line.strip_prefix("name = ")).unwrap().trim_matches('"');
    let mut kept = vec![name.to_owned(), puncta::render::words::begun(name)];
    // Names that scenarios of teaching figures give themselves.
    for device in presets() {
        kept.extend(sites().iter().map(|site| format!("{} on {}", device.label, site.label)));
    }
    kept
}

/// Draws what the arguments ask for in both languages; the German pictures have to be German and to say these words.
fn in_both(room: &Room, case: &str, arguments: &[&str], says: &[&str]) {
    let german = format!("{case}-de");
    room.well(&[arguments, &["--out", case]].concat());
    room.well(&[arguments, &["--out", &german, "--language", "de"]].concat());
    let kept = kept(room, case);
    are_german(room, &format!("{case}/figures"), &format!("{german}/figures"), &kept);
    let all = whole(room, &german).into_values().collect::<Vec<_>>().join(" ");
    for words in says {
        assert!(all.contains(words), "{case}: {words:?} is not in: {all}");
    }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_teaching_figures_of_needles_are_german() {
    let room = Room::new();
    let cases: [(&str, &str, &[&str], &[&str]); 15] = [
        ("section", "pen-12", &[], &["endet eine Nadel"]),
        ("section", "pen-12", &["--site", "upper_eyelid", "--depth-mm", "1.5"], &["in der Fettschicht"]),
        (
            "section",
            "pen-12",
            &["--site", "back", "--depth-mm", "0.25", "--theme", "dark"],
            &["Haarfollikel"],
        ),
        (
            "roller",
            "roller-192",
            &[],
            &["Eine Spitze eines Rollers", "tritt ein", "Schlitz in mitgehender Haut"],
        ),
        ("roller", "roller-192", &["--depth-mm", "0.22", "--site", "palm"], &["eines Rollers"]),
        ("roller", "roller-home-02", &[], &["ohne einzudringen", "Weg einer Nadelspitze"]),
        ("pen", "pen-12", &[], &["Löcher pro mm² in einem Durchgang", "Der Hub der Spitzen"]),
        ("pen", "skinpen", &["--depth-mm", "0.2", "--site", "back"], &["Stiche pro mm²"]),
        (
            "dimple",
            "needle",
            &[],
            &["bevor eine Nadel durchbricht", "Kurz vor dem Durchbruch", "Herausgezogen"],
        ),
        ("dimple", "needle", &["--depth-mm", "0.2", "--site", "palm"], &["die Nadel"]),
        ("dimple", "pen-12", &["--site", "upper_eyelid", "--theme", "dark"], &["gelangt", "unter dem Rand"]),
        ("bed-of-nails", "pen-36", &[], &["die mittlere von 36", "Eine Nadel allein", "logarithmisch"]),
        ("bed-of-nails", "stamp-36", &[], &["bei gleicher Kraft auf jede Nadel"]),
        ("bed-of-nails", "patch-600", &["--site", "volar_forearm"], &["von der Kraft der Hand"]),
        ("bed-of-nails", "pen-12", &["--site", "upper_eyelid"], &["Mittel aller"]),
    ];
    for (number, (figure, device, options, says)) in cases.into_iter().enumerate() {
        let arguments = [&["diagram", figure, "--device", device], options].concat();
        in_both(&room, &format!("{figure}-{number}"), &arguments, says);
    }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_teaching_figures_that_compare_are_german() {
    let room = Room::new();
    let area = ["--set", "area.width_mm=3", "--set", "area.height_mm=3", "--realisations", "3"];
    let chart = ["diagram", "depth-chart", "--realisations", "6", "--depths-mm", "0.5,1,1.5"];
    let off = ["--intervals", "off"];
    let says = ["durch die Dermis der Region", "Zum Vergleich von Geräteeinstellungen", "Durchstich"];
    in_both(&room, "chart", &[&chart, &off[..]].concat(), &says);
    let one = ["--sites", "cheek", "--intervals", "on", "--theme", "dark"];
    let says = ["Was bei jeder Tiefe durch die Dermis geht", "Ziehungen von Eingangsgrößen"];
    in_both(&room, "chart-one", &[&chart, &one[..]].concat(), &says);
    let passes = [&["diagram", "passes"], &area[..]].concat();
    let says = ["8-mal so viele Durchgänge", "nach 1 Durchgang", "wiederholte Treffer (% der Stiche)"];
    in_both(&room, "passes", &passes, &says);
    let says = ["4 nach 4 Durchgängen", "nach 2 Durchgängen"];
    in_both(&room, "passes-2", &[&passes, &["--passes", "2,4"][..]].concat(), &says[1..]);
    let device = |names: &str, site: &str, depth: &str| {
        let (case, more) =
            (format!("devices-{site}"), ["--devices", names, "--site", site, "--depth-mm", depth]);
        let arguments = [&["diagram", "devices"], &area[..], &more].concat();
        in_both(&room, &case, &arguments, &["Balken: Anteil der Stiche", "zwischen Personen"]);
    };
    // The scenario of the folder is that of the first device; the others have their labels alone.
    device("pen-12,roller-192,stamp-36,needle", "cheek", "1.5");
    device("pen-12,needle", "upper_eyelid", "0.6");
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_one_stroke_is_german() {
    let room = Room::new();
    let [site, small] = [["--set", "skin.site=palm"], ["--set", "device.depth_mm=0.3"]];
    room.write("curve.csv", "travel_mm,force_n\n0,0\n0.5,0.4\n1,1.2\n");
    room.write("needle.toml", "format = 1\n[skin]\nsite = \"back\"\n[device]\npreset = \"needle\"\n");
    room.write("roller.toml", "format = 1\n[skin]\nsite = \"cheek\"\n[device]\npreset = \"roller-192\"\n");
    let cases: [(&str, Vec<&str>, &[&str]); 5] = [
        ("pen.toml", vec![], &["dringen alle 12 Nadeln ein", "Weg der Spitzen", "Aufweiten", "Sprünge"]),
        ("pen.toml", [site, small].concat(), &["keine Nadel bricht"]),
        ("pen.toml", vec!["--measured", "curve.csv"], &["gemessen", "im quadratischen Mittel"]),
        ("needle.toml", vec![], &["die Nadel", "Kraft der Nadel"]),
        ("roller.toml", vec!["--theme", "dark"], &["Die Walze wird", "Weg des Geräts"]),
    ];
    for (number, (scenario, options, says)) in cases.into_iter().enumerate() {
        let arguments = [&["insert", scenario, "-q"], &options[..]].concat();
        in_both(&room, &format!("stroke-{number}"), &arguments, says);
    }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_deepest_settings_are_german() {
    let room = Room::new();
    let few = ["safe-depth", "pen.toml", "-q", "--realisations", "4"];
    let (on, off) = (["--intervals", "on"], ["--intervals", "off"]);
    let says = [
        "bei 95\u{202f}% der Personen höchstens",
        "so tief wie eingestellt",
        "Grenze 1\u{202f}%",
        "Kein Rat für einen Patienten",
    ];
    in_both(&room, "cheek", &[&few, &on[..]].concat(), &says);
    let none = ["safe-depth", "-q", "--realisations", "8", "--limit", "0", "--set", "skin.site=upper_eyelid"];
    in_both(&room, "none", &[&none, &off[..]].concat(), &["12-Nadel-Pen · 4 Durchgänge"]);
    let says = ["Die tiefste Einstellung je Region", "Am wenigsten von allen: ", "Krähenfüße"];
    in_both(&room, "face", &[&few, &off[..], &["--sites", "face"]].concat(), &says);
    room.write("roller.toml", "format = 1\n[skin]\nsite = \"back\"\n[device]\npreset = \"roller-192\"\n");
    let roller = ["safe-depth", "roller.toml", "-q", "--realisations", "4", "--theme", "dark"];
    in_both(&room, "roller", &[&roller, &off[..]].concat(), &["Länge der Nadeln (mm)"]);
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_a_timeline_is_german() {
    let room = Room::new();
    let few = ["timeline", "pen.toml", "-q", "--realisations", "3", "--intervals", "off"];
    let plan =
        ["--set", "sessions.number=4", "--set", "sessions.interval_days=2", "--set", "sessions.price=80"];
    let more = ["--set", "absorption.molecule=caffeine"];
    let says = [
        "schließen sich Kanäle je nach Messung",
        "Lichtempfindlichkeit",
        "nächste Sitzung",
        "Veröffentlichte Pläne",
        "zum eingegebenen Preis",
        "Sitzungen gleichen aus",
        "Koffein",
    ];
    in_both(&room, "after", &[&few[..], &plan, &more].concat(), &says);
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_needles_for_home_and_clinic_are_german() {
    let room = Room::new();
    let few = ["diagram", "lengths", "-q", "--realisations", "3"];
    in_both(&room, "lengths", &few, &["oft für zu Hause genannt", "abgenutzt", "Heim-Roller"]);
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_what_decides_a_value_is_german() {
    let room = Room::new();
    let few = ["sensitivity", "pen.toml", "-q", "--realisations", "8", "--most-points", "64"];
    let says = [
        "der Streuung gehen auf",
        "allein durch ",
        "Anteil der Varianz",
        "alle anderen in der Mitte",
        "alle übrigen (",
    ];
    in_both(&room, "decided", &few, &says);
}

/// What stays as it is in pictures of a comparison.
fn kept_of_a_comparison(room: &Room, folder: &str) -> Vec<String> {
    let json = room.json(&format!("{folder}/comparison.json"));
    let mut kept: Vec<String> = Measure::ALL.iter().map(|measure| measure.key().to_owned()).collect();
    for setting in json["settings"].as_array().unwrap() {
        kept.extend(["label", "name", "setting"].map(|key| setting[key].as_str().unwrap().to_owned()));
    }
    for row in json["changed"].as_array().unwrap() {
        let key = row["key"].as_str().unwrap();
        // Of many keys the sections that they are in.
        kept.extend([key, key.split('.').next().unwrap()].map(str::to_owned));
        kept.extend(
            row["values"].as_array().unwrap().iter().filter_map(|value| value.as_str().map(str::to_owned)),
        );
    }
    kept
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_comparisons_are_german() {
    let room = Room::new();
    let of = |site: &str, depth: &str, more: &str| {
        format!(
            "format = 1\nname = \"{site} {depth}\"\n[skin]\nsite = \"{site}\"\n{more}[device]\npreset = \"pen-12\"\ndepth_mm = {depth}\n"
        )
    };
    let small = "[area]\nwidth_mm = 3\nheight_mm = 3\n";
    room.write("a.toml", of("cheek", "1", small));
    room.write("b.toml", of("cheek", "2", small));
    room.write("lid.toml", of("upper_eyelid", "1", small));
    room.write("lid-2.toml", of("upper_eyelid", "2", small));
    room.write("wide.toml", of("cheek", "1", "[area]\nwidth_mm = 4\nheight_mm = 3\n"));
    let (on, off) = ("on", "off");
    let cases: [(&[&str], &str, &[&str]); 6] = [
        (
            &["a.toml", "b.toml"],
            on,
            &[
                "Größen unterscheiden sich",
                "der Dermis bei A verletzt",
                "B minus A, Mittel über Personen",
                "Prozentpunkte",
            ],
        ),
        (&["a.toml", "a.toml"], off, &["überall dasselbe Szenario", "ist bei B und A gleich"]),
        (&["lid.toml", "lid-2.toml"], off, &["durch die Dermis", "Durchstich unter die Dermis"]),
        (
            &["a.toml", "lid.toml"],
            off,
            &["bei A durch die Dermis", "Der Anteil der Stiche bis unter die Dermis"],
        ),
        (&["a.toml", "wide.toml"], on, &["Die Flächen sind verschieden", "in eigenen Quadraten"]),
        (
            &["a.toml", "b.toml", "lid.toml"],
            off,
            &["3 Einstellungen nebeneinander", "mindestens einer Einstellung"],
        ),
    ];
    for (number, (files, intervals, says)) in cases.into_iter().enumerate() {
        let options = ["-q", "--realisations", "6", "--intervals", intervals];
        let arguments = [&["compare"], files, &options].concat();
        let (plain, german) = (format!("compare-{number}"), format!("compare-{number}-de"));
        let english = room.well(&[&arguments[..], &["--out", &plain]].concat());
        let said = room.well(&[&arguments[..], &["--out", &german, "--language", "de"]].concat());
        // The terminal and every file but the pictures are as they were.
        assert_eq!(said.out.replace(&german, &plain), english.out);
        assert_eq!(
            room.json(&format!("{plain}/comparison.json")),
            room.json(&format!("{german}/comparison.json"))
        );
        let kept = kept_of_a_comparison(&room, &plain);
        are_german(&room, &format!("{plain}/figures"), &format!("{german}/figures"), &kept);
        let all = whole(&room, &german).into_values().collect::<Vec<_>>().join(" ");
        for words in says {
            assert!(all.contains(words), "{plain}: {words:?} is not in: {all}");
        }
    }
}
