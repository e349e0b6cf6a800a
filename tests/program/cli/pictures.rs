//! The options of pictures, and the sheet.

use super::*;
use puncta::render::Language;
use puncta::render::svg::Rect;
use resvg::usvg;

/// Width of an A4 sheet, points.
const A4_PT: f64 = 595.28;

fn pixels(png: &[u8]) -> [u32; 2] {
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    [side(16), side(20)]
}

/// Every text of a drawing: its box as the reader lays it out, the size of its type on the page, and the words.
pub fn texts(svg: &[u8]) -> (Vec<(Rect, f64, String)>, [f64; 2]) {
    fn walk(group: &usvg::Group, found: &mut Vec<(Rect, f64, String)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => walk(inner, found),
                usvg::Node::Text(text) => {
                    let (b, by) = (text.abs_bounding_box(), text.abs_transform());
                    let size = text
                        .chunks()
                        .iter()
                        .flat_map(|chunk| chunk.spans())
                        .map(|span| span.font_size().get());
                    let size = size.fold(f32::INFINITY, f32::min) * by.sx.hypot(by.ky);
                    let rect = Rect::new(b.x().into(), b.y().into(), b.width().into(), b.height().into());
                    let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                    // The file has the usual no-break space for the narrow one.
                    found.push((rect, size.into(), words.replace('\u{a0}', "\u{202f}")));
                }
                _ => {}
            }
        }
    }
    let options = usvg::Options {
        fontdb: puncta::render::fonts::database(),
        font_family: puncta::render::fonts::FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_data(svg, &options).unwrap();
    let mut found = Vec::new();
    walk(tree.root(), &mut found);
    (found, [tree.size().width().into(), tree.size().height().into()])
}

/// All on the page, nothing over anything, nothing too small to read on paper.
fn is_tidy(svg: &[u8], what: &str) {
    let (texts, [width, height]) = texts(svg);
    assert!((height / width - 297.0 / 210.0).abs() < 0.01, "{what}: {width} by {height} is no A4 sheet");
    assert!(texts.len() > 60, "{what}: {} texts", texts.len());
    for (_, size, words) in &texts {
        assert!(size * A4_PT / width >= 6.0, "{what}: {words:?} is {:.2} pt", size * A4_PT / width);
    }
    nothing_collides(&texts, [width, height], what);
}

/// Every text on the page, and none over another.
pub fn nothing_collides(texts: &[(Rect, f64, String)], [width, height]: [f64; 2], what: &str) {
    let page = Rect::new(0.0, 0.0, width, height);
    // The reader's boxes hold the whole line height; the ink is a fifth smaller.
    let ink = |r: &Rect| Rect::new(r.x, r.y + 0.12 * r.height, r.width, 0.76 * r.height);
    for (number, (rect, _, words)) in texts.iter().enumerate() {
        assert!(page.contains(rect), "{what}: {words:?} leaves the page: {rect:?}");
        for (other, _, others) in &texts[number + 1..] {
            assert!(
                !ink(rect).overlaps(&ink(other)),
                "{what}: {words:?} {rect:?} touches {others:?} {other:?}"
            );
        }
    }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_sizes_are_those_that_were_asked_for() {
    let room = Room::new();
    let plain = room.run("pen.toml", "plain", &[]);
    assert_eq!(plain.code, 0);
    let file = |out: &str, name: &str| fs::read(room.path(&format!("{out}/figures/{name}"))).unwrap();
    let [wide, high] = pixels(&file("plain", "tip-depth.png"));
    assert_eq!(wide, 1600);
    let cases: [(&str, &[&str], [u32; 2]); 3] = [
        ("twice", &["--scale", "2"], [3200, 2 * high]),
        ("slide", &["--size", "slide"], [1600, 900]),
        ("poster", &["--size", "poster"], [3543, (f64::from(high) * 3543.0 / 1600.0).round() as u32]),
    ];
    for (out, options, [width, height]) in cases {
        let said = room.run("pen.toml", out, options);
        // Pictures change, and nothing else.
        assert_eq!(said.out.replace(out, "plain"), plain.out, "{out}");
        let [x, y] = pixels(&file(out, "tip-depth.png"));
        assert_eq!(x, width, "{out}");
        assert!(y.abs_diff(height) <= 1, "{out}: {y} and not {height} pixels high");
        for name in ["summary.json", "fields.npz", "sample.npz", "scenario.toml"] {
            let read = |out: &str| fs::read(room.path(&format!("{out}/{name}"))).unwrap();
            assert_eq!(read("plain"), read(out), "{out} {name}");
        }
    }
    room.refused(&["run", "pen.toml", "--scale", "4"], &["--scale"]);
    room.refused(&["run", "pen.toml", "--size", "wall"], &["slide", "column", "poster"]);
}

/// What is wrong with the pictures of a folder on a column: type under 6 points, texts off the page or over others. Gives the number
/// of pictures too.
fn faults_on_a_column(folder: &Path) -> (usize, Vec<String>) {
    const COLUMN_PT: f64 = 85.0 / 25.4 * 72.0;
    let files = tree(folder);
    let (mut seen, mut faults) = (0, Vec::new());
    for (name, svg) in files.iter().filter(|(name, _)| name.ends_with(".svg")) {
        let drawing = std::str::from_utf8(svg).unwrap();
        assert!(drawing.starts_with("<svg ") && drawing.contains("width=\"85mm\""), "{name}");
        let png = &files[&name.replace(".svg", ".png")];
        assert_eq!(pixels(png)[0], 2008, "{name}");
        let (texts, [width, height]) = texts(svg);
        let page = Rect::new(0.0, 0.0, width, height);
        let ink = |r: &Rect| Rect::new(r.x, r.y + 0.12 * r.height, r.width, 0.76 * r.height);
        assert!(texts.len() > 4, "{name}: {} texts", texts.len());
        for (number, (rect, size, words)) in texts.iter().enumerate() {
            let points = size * COLUMN_PT / width;
            if points < 5.995 {
                faults.push(format!("{name}: {words:?} is {points:.2} pt"));
            }
            if !page.contains(rect) {
                faults.push(format!("{name}: {words:?} leaves the page"));
            }
            for (other, _, others) in &texts[number + 1..] {
                if ink(rect).overlaps(&ink(other)) {
                    faults.push(format!("{name}: {words:?} and {others:?}"));
                }
            }
        }
        seen += 1;
    }
    (seen, faults)
}

/// Checks the alternative text of a caption file: whole sentences, under 400 characters.
pub fn is_short(file: &str, name: &str) {
    let (_, alternative) = file.trim_end().rsplit_once("text: ").unwrap();
    let length = alternative.chars().count();
    assert!((30..400).contains(&length), "{name}: {length} characters: {alternative}");
    assert!(alternative.ends_with('.'), "{name}: {alternative}");
}

/// Pictures for a column are drawn anew: nothing smaller than 6 points on 85 mm, all of it on the page, no words over others.
#[test]
fn identity_a_column_can_be_read() {
    let room = Room::new();
    assert_eq!(room.run("pen.toml", "column", &["--size", "column"]).code, 0);
    let (seen, faults) = faults_on_a_column(&room.path("column/figures"));
    assert!(seen >= 8, "{seen} pictures");
    assert!(faults.is_empty(), "{faults:#?}");
    room.well(&["diagram", "section", "--size", "column", "--quiet", "--out", "section"]);
    assert_eq!(faults_on_a_column(&room.path("section/figures")), (1, Vec::new()));
    // The same results, whatever the size.
    assert_eq!(room.run("pen.toml", "plain", &[]).code, 0);
    for name in ["summary.json", "fields.npz", "sample.npz", "scenario.toml"] {
        let read = |out: &str| fs::read(room.path(&format!("{out}/{name}"))).unwrap();
        assert_eq!(read("plain"), read("column"), "{name}");
    }
}

/// The same of the other commands whose pictures are drawn anew, in both languages.
#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_a_column_of_other_commands_can_be_read() {
    let room = Room::new();
    let pen = fs::read_to_string(room.path("pen.toml")).unwrap();
    for depth in ["0.8", "1.3"] {
        let text = pen.replace("depth_mm = 1.0", &format!("depth_mm = {depth}"));
        room.write(&format!("pen-{depth}.toml"), text);
    }
    let few = ["--realisations", "4", "--intervals", "off"];
    let small = ["--set", "area.width_mm=3", "--set", "area.height_mm=3"];
    let two = [&["compare", "pen.toml", "pen-1.3.toml"], &SMALL[..]].concat();
    let three = [&["compare", "pen.toml", "pen-1.3.toml", "pen-0.8.toml"], &SMALL[..]].concat();
    let safe = [&["safe-depth"], &few[..], &small].concat();
    let none =
        [&["safe-depth", "--limit", "0", "--set", "skin.site=upper_eyelid"], &few[..], &small].concat();
    let bounds = ["--realisations", "4", "--intervals", "on"];
    let sites = [&["safe-depth", "--sites", "cheek,upper_eyelid,palm"], &bounds[..], &small].concat();
    let decides = [&["sensitivity", "--most-points", "64"], &few[..2], &small].concat();
    let chart = [&["diagram", "depth-chart"], &few[..]].concat();
    let timeline = [&["timeline", "pen.toml"], &few[..], &small].concat();
    let after = [&timeline[..], &AFTER].concat();
    let cases: [(&[&str], usize); 18] = [
        (&two, 6),
        (&three, 4),
        (&safe, 3),
        (&none, 3),
        (&sites, 1),
        (&decides, 2),
        (&["diagram", "dimple"], 1),
        (&["diagram", "roller"], 1),
        (&["diagram", "pen"], 1),
        (&["diagram", "bed-of-nails"], 1),
        (&chart, 1),
        (&["diagram", "passes", "--realisations", "3"], 1),
        (&["diagram", "devices", "--depth-mm", "1.5", "--realisations", "3"], 1),
        (&["insert", "pen.toml"], 1),
        (&timeline, 1),
        (&after, 4),
        (&["diagram", "lengths", "--realisations", "3"], 1),
        (&["cards", "midface"], 1),
    ];
    let mut all = Vec::new();
    for language in ["en", "de"] {
        for (number, (arguments, pictures)) in cases.iter().enumerate() {
            let out = format!("{language}-{number}");
            let look = ["--size", "column", "--language", language, "--out", &out];
            room.well(&[arguments, &look[..]].concat());
            let (seen, faults) = faults_on_a_column(&room.path(&format!("{out}/figures")));
            assert_eq!(seen, *pictures, "{arguments:?}");
            all.extend(faults.into_iter().map(|fault| format!("{language} {} {fault}", arguments[0])));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

#[test]
fn identity_a_pdf_is_there_when_it_is_wanted_and_the_same_twice() {
    let room = Room::new();
    for out in ["one", "two"] {
        assert_eq!(room.run("pen.toml", out, &["--pdf", "--theme", "dark"]).code, 0);
    }
    let (one, two) = (tree(&room.path("one/figures")), tree(&room.path("two/figures")));
    assert_eq!(one, two);
    let of = |ending: &str| one.keys().filter(|name| name.ends_with(ending)).count();
    assert!(of(".pdf") >= 8 && of(".pdf") == of(".svg"));
    assert!(one.iter().all(|(name, bytes)| !name.ends_with(".pdf") || bytes.starts_with(b"%PDF-")));
    assert_eq!(room.run("pen.toml", "none", &[]).code, 0);
    assert!(tree(&room.path("none/figures")).keys().all(|name| !name.ends_with(".pdf")));
}

#[test]
fn identity_the_sheet_of_a_run_is_one_page_to_print() {
    let room = Room::new();
    for (site, theme) in [("cheek", "light"), ("upper_eyelid", "dark"), ("palm", "light")] {
        let out = format!("{site}-out");
        let set = format!("skin.site={site}");
        room.well(&[&["run", "--set", &set, "--theme", theme, "--out", &out], &SMALL[..]].concat());
        let svg = fs::read(room.path(&format!("{out}/figures/sheet.svg"))).unwrap();
        is_tidy(&svg, site);
        let words = String::from_utf8(svg).unwrap();
        for piece in ["never for choosing", "mean ± error", "panel-1-1", "puncture density"] {
            assert!(words.contains(piece), "{site}: no {piece}");
        }
        // Lines of a note break where the page ends.
        let between = words.split('>').filter_map(|piece| piece.split_once('<')).map(|(text, _)| text);
        let joined = between.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        assert_eq!(joined.contains("is geometry, not fat loss: no study"), site != "upper_eyelid", "{site}");
        let ids: Vec<&str> =
            words.split("<g id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let panels: Vec<&&str> = ids.iter().filter(|id| id.starts_with("panel-")).collect();
        assert!(panels.len() > 12, "{site}: {panels:?}");
    }
}

#[test]
fn identity_the_sheet_of_a_comparison_is_one_page_to_print() {
    let room = Room::new();
    for depth in ["0.5", "1.0", "1.5"] {
        let pen = fs::read_to_string(room.path("pen.toml")).unwrap();
        room.write(
            &format!("pen-{depth}.toml"),
            format!("{pen}\n").replace("depth_mm = 1.0", &format!("depth_mm = {depth}")),
        );
    }
    for files in [&["pen-1.5.toml", "pen-1.0.toml"][..], &["pen-1.5.toml", "pen-1.0.toml", "pen-0.5.toml"]] {
        let out = format!("out-{}", files.len());
        room.well(&[&["compare"], files, &["--out", &out], &SMALL[..]].concat());
        let svg = fs::read(room.path(&format!("{out}/figures/sheet.svg"))).unwrap();
        is_tidy(&svg, &out);
        assert!(String::from_utf8(svg).unwrap().contains("B \u{2212} A"), "{out}");
    }
}

/// Four settings with long names, areas of different shape and uncertain inputs: still one page, its maps no slivers.
#[test]
#[ignore = "slow: see .ci/slow"]
fn limit_the_sheet_of_many_settings_stays_legible() {
    let room = Room::new();
    let pen = fs::read_to_string(room.path("pen.toml")).unwrap();
    let mut files = Vec::new();
    for (number, depth) in ["1.5", "1.2", "1.0", "0.8", "0.6", "0.5"].into_iter().enumerate() {
        let name = format!("protocol {number} of a clinic, the pen at {depth} mm and a hand that is slow");
        let text = pen.replace("depth_mm = 1.0", &format!("depth_mm = {depth}"));
        let text: Vec<&str> = text.lines().filter(|line| !line.starts_with("name")).collect();
        let named = text.join("\n").replacen("format = 1", &format!("format = 1\nname = \"{name}\""), 1);
        room.write(&format!("many-{number}.toml"), named.clone() + "\n");
        files.push(format!("many-{number}.toml"));
    }
    for (count, language) in [(4, "en"), (4, "de"), (6, "en"), (6, "de")] {
        let out = format!("{language}-{count}");
        let settings: Vec<&str> = files[..count].iter().map(String::as_str).collect();
        let look = ["--language", language, "--intervals", "on", "--out", &out];
        room.well(&[&["compare"], &settings[..], &look, &SMALL].concat());
        let svg = fs::read(room.path(&format!("{out}/figures/sheet.svg"))).unwrap();
        let (texts, [width, height]) = texts(&svg);
        nothing_collides(&texts, [width, height], &out);
        for (_, size, words) in &texts {
            assert!(size * A4_PT / width >= 6.0, "{out}: {words:?} is {:.2} pt", size * A4_PT / width);
        }
        // A sheet for up to four, two of them at most for more.
        let sheets = if count <= 4 { 1.0 } else { 2.0 };
        assert!(height <= sheets * 1414.0 + 1.0, "{out}: {height}");
        // Every map is at least 18 mm along its longer side.
        let drawing = String::from_utf8(svg).unwrap();
        let maps = drawing.split("<image ").skip(1).collect::<Vec<_>>();
        // Maps with something in them, and their bars.
        assert!((count + 2..=2 * count + 2).contains(&maps.len()), "{out}: {} maps and bars", maps.len());
        let pages: Vec<f64> = images_mm(&drawing, width);
        let large = pages.iter().filter(|side| **side >= 18.0).count();
        assert_eq!(large, pages.len(), "{out}: {pages:?}");
    }
}

/// The longer side of every image of a drawing on paper 210 mm wide, mm.
fn images_mm(drawing: &str, width: f64) -> Vec<f64> {
    fn walk(group: &usvg::Group, found: &mut Vec<f64>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => walk(inner, found),
                usvg::Node::Image(image) => {
                    let b = image.abs_bounding_box();
                    found.push(b.width().max(b.height()).into());
                }
                _ => {}
            }
        }
    }
    let tree = usvg::Tree::from_str(drawing, &usvg::Options::default()).unwrap();
    let mut found = Vec::new();
    walk(tree.root(), &mut found);
    found.into_iter().map(|side| side * 210.0 / width).collect()
}

/// A slide has the shape of one, no caption, and type of 24 pixels and more.
#[test]
fn identity_a_slide_is_laid_out_for_one() {
    let room = Room::new();
    room.well(&["run", "pen.toml", "--size", "slide", "--quiet", "--intervals", "off", "--out", "slides"]);
    room.well(&["diagram", "section", "--size", "slide", "--quiet", "--out", "section"]);
    are_slides(&room, &["slides", "section"]);
}

/// A plan and a molecule, for the pictures that they add.
const AFTER: [&str; 6] = [
    "--set",
    "sessions.number=6",
    "--set",
    "sessions.interval_days=14",
    "--set",
    "absorption.molecule=tranexamic-acid",
];

/// The same of the other teaching figures, in both languages.
#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_slides_of_other_commands_are_laid_out_too() {
    let room = Room::new();
    for language in ["en", "de"] {
        let after =
            [&["timeline", "pen.toml", "--realisations", "4", "--intervals", "off"], &AFTER[..]].concat();
        let cases: [&[&str]; 9] = [
            &["diagram", "roller"],
            &["diagram", "pen"],
            &["diagram", "bed-of-nails"],
            &["diagram", "dimple"],
            &["diagram", "depth-chart", "--realisations", "4", "--intervals", "off"],
            &["diagram", "passes", "--realisations", "3"],
            &["insert", "pen.toml"],
            &after,
            &["diagram", "lengths", "--realisations", "3"],
        ];
        for arguments in cases {
            let look = ["--size", "slide", "--language", language, "--quiet", "--force", "--out", "slide"];
            room.well(&[arguments, &look[..]].concat());
            are_slides(&room, &["slide"]);
        }
    }
}

/// Words can be few: the sentence under a picture is left out, and stays in the caption beside it.
#[test]
fn identity_short_words_leave_the_caption_beside_the_picture() {
    let room = Room::new();
    for words in ["full", "short"] {
        room.well(&["diagram", "section", "--words", words, "--quiet", "--out", words]);
    }
    let file =
        |out: &str, ending: &str| fs::read(room.path(&format!("{out}/figures/section.{ending}"))).unwrap();
    assert_eq!(file("full", "txt"), file("short", "txt"));
    let all =
        |out: &str| texts(&file(out, "svg")).0.into_iter().map(|text| text.2).collect::<Vec<_>>().join(" ");
    let (full, short) = (all("full"), all("short"));
    for piece in ["Equal scales", "schematic"] {
        assert!(full.contains(piece) && !short.contains(piece), "{piece}");
    }
    assert!(short.contains("sweat gland") && short.contains("scenario"));
}

/// A name that the font of pictures cannot write is said before the run.
#[test]
fn identity_a_name_without_glyphs_is_said() {
    let room = Room::new();
    let said = |name: &str| {
        let set = format!("name=\"{name}\"");
        let words = room.well(&["insert", "pen.toml", "--set", &set, "--force", "--out", "named"]).err;
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let line = said("\u{988a}\u{90e8} 1.5 mm");
    assert!(line.contains("lacks characters of the name: \u{988a}\u{90e8}."), "{line}");
    // No letters: nothing that could be shown.
    assert!(
        said("\u{10fffd} pen").contains("lacks characters of the name. No installed font has any of them.")
    );
    assert!(!said("Größe ± µm ×").contains("lacks"));
}

/// Checks that the pictures of these folders are slides.
fn are_slides(room: &Room, folders: &[&str]) {
    for folder in folders {
        let files = tree(&room.path(&format!("{folder}/figures")));
        for (name, svg) in files.iter().filter(|(name, _)| name.ends_with(".svg") && *name != "sheet.svg") {
            let (texts, [width, height]) = texts(svg);
            assert_eq!([width, height], [1600.0, 900.0], "{folder} {name}");
            for (_, size, words) in &texts {
                assert!(*size > 23.9, "{folder} {name}: {words:?} is {size} pixels");
            }
            // The caption may begin with the title, so its end is looked for.
            let file = String::from_utf8(files[&name.replace(".svg", ".txt")].clone()).unwrap();
            is_short(&file, name);
            let caption = file.split("\n\n").next().unwrap();
            // The context of use stands in the foot too.
            let caption = Language::ALL
                .iter()
                .fold(caption, |caption, language| caption.trim_end_matches(language.context_of_use()));
            let caption: Vec<char> = caption.trim_end().chars().collect();
            let end: String = caption[caption.len().saturating_sub(40)..].iter().collect();
            let plain = |words: &str| words.replace(['\u{a0}', '\u{202f}'], " ");
            let all: Vec<&str> = texts.iter().map(|(_, _, words)| words.as_str()).collect();
            assert!(!plain(&all.join(" ")).contains(&plain(&end)), "{folder} {name}: {end}");
        }
    }
}

/// Labels as numbers have a key of as many lines; without labels their words are gone, and the skin stays the same.
#[test]
fn identity_labels_can_be_numbers_or_left_out() {
    let room = Room::new();
    let words = |out: &str, name: &str| -> Vec<String> {
        let svg = fs::read(room.path(&format!("{out}/figures/{name}"))).unwrap();
        texts(&svg).0.into_iter().map(|(_, _, words)| words).collect()
    };
    for labels in ["on", "numbers", "off"] {
        room.well(&["diagram", "section", "--labels", labels, "--quiet", "--out", labels]);
    }
    let named = |out: &str, name: &str| words(out, name).iter().any(|words| words.starts_with("sweat gland"));
    assert!(named("on", "section.svg") && !named("numbers", "section.svg") && !named("off", "section.svg"));
    assert!(named("numbers", "section.key.svg"));
    assert!(!room.path("on/figures/section.key.svg").exists());
    assert!(!room.path("off/figures/section.key.svg").exists());
    let numbers = words("numbers", "section.svg").iter().filter_map(|words| words.parse::<u32>().ok()).max();
    let key = words("numbers", "section.key.svg").iter().filter_map(|words| words.parse::<u32>().ok()).max();
    assert!(numbers.is_some_and(|most| most > 12) && numbers == key, "{numbers:?} {key:?}");
}

/// The tone of skin changes colours and nothing else; outlines leave no text; a PDF has the paper that was asked for.
#[test]
fn identity_tone_outlines_and_paper() {
    let room = Room::new();
    let cases: [(&str, &[&str]); 4] = [
        ("plain", &["--pdf"]),
        ("tone", &["--skin-tone", "dark", "--pdf", "--paper", "letter"]),
        ("outlines", &["--outline-text"]),
        ("german", &["--language", "de", "--pdf"]),
    ];
    for (out, options) in cases {
        room.well(&[&["diagram", "section", "--quiet", "--out", out], options].concat());
    }
    let file =
        |out: &str, ending: &str| fs::read(room.path(&format!("{out}/figures/section.{ending}"))).unwrap();
    let places = |out: &str| -> Vec<String> {
        texts(&file(out, "svg")).0.into_iter().map(|(rect, _, words)| format!("{rect:?} {words}")).collect()
    };
    assert!(places("plain") == places("tone") && file("plain", "svg") != file("tone", "svg"));
    let outlined = String::from_utf8(file("outlines", "svg")).unwrap();
    assert!(!outlined.contains("<text") && outlined.contains("<title>") && outlined.contains("<desc>"));
    let pdf = |out: &str| String::from_utf8_lossy(&file(out, "pdf")).into_owned();
    assert!(pdf("plain").contains("[0 0 595.276 841.89]"), "A4");
    assert!(pdf("tone").contains("[0 0 612 792]"), "Letter");
    assert!(pdf("german").contains("/Lang (de)") && pdf("plain").contains("/Lang (en)"));
}
