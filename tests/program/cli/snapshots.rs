//! What every figure says and where, kept in `snapshots/`: groups, words with their places, the extent of what is drawn in each
//! group, sums of the pixels of images. One text file a figure, as a reader of the SVG finds it.
//!
//! Where a figure is meant to change, look at the picture, then write them anew and read what changed:
//! `PUNCTA_SNAPSHOTS=write cargo test --test program snapshots`.

use super::*;
use resvg::usvg;
use std::fmt::Write;

/// What is drawn in a group beside words: how many shapes, and from where to where.
#[derive(Default)]
struct Shapes {
    count: usize,
    /// Left, top, right, bottom.
    extent: Option<[f32; 4]>,
}

impl Shapes {
    fn add(&mut self, at: usvg::Rect) {
        let [left, top, right, bottom] =
            self.extent.unwrap_or([f32::INFINITY, f32::INFINITY, f32::NEG_INFINITY, f32::NEG_INFINITY]);
        self.count += 1;
        self.extent =
            Some([left.min(at.left()), top.min(at.top()), right.max(at.right()), bottom.max(at.bottom())]);
    }

    fn tell(&self, told: &mut String) {
        if let Some([left, top, right, bottom]) = self.extent {
            writeln!(told, "shapes {}: {left:.0} {top:.0} to {right:.0} {bottom:.0}", self.count).unwrap();
        }
    }
}

/// Sum of size and pixels: how a file is packed changes nothing.
fn sum_of_pixels(file: &[u8]) -> String {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut pixels).unwrap();
    let mut hasher = blake3::Hasher::new();
    hasher.update(&frame.width.to_le_bytes()).update(&frame.height.to_le_bytes());
    hasher.update(&pixels[..frame.buffer_size()]);
    hasher.finalize().to_hex()[..16].to_owned()
}

/// One group: its words, its images, its other groups, then its shapes.
fn tell(group: &usvg::Group, told: &mut String) {
    if !group.id().is_empty() {
        writeln!(told, "[{}]", group.id()).unwrap();
    }
    let mut shapes = Shapes::default();
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => tell(inner, told),
            usvg::Node::Text(text) => {
                let at = text.abs_bounding_box();
                let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                // A release changes no figure.
                let words = words.replace(concat!("puncta ", env!("CARGO_PKG_VERSION")), "puncta VERSION");
                writeln!(told, "{:.0} {:.0} {words}", at.x(), at.y()).unwrap();
            }
            usvg::Node::Image(image) => {
                let at = image.abs_bounding_box();
                let sum = match image.kind() {
                    usvg::ImageKind::PNG(bytes) => sum_of_pixels(bytes),
                    _ => "no PNG".to_owned(),
                };
                writeln!(told, "image {:.0} {:.0}: {sum}", at.x(), at.y()).unwrap();
            }
            usvg::Node::Path(path) => shapes.add(path.abs_bounding_box()),
        }
    }
    shapes.tell(told);
}

fn said(svg: &[u8]) -> String {
    let options = usvg::Options {
        fontdb: puncta::render::fonts::database(),
        font_family: puncta::render::fonts::FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    let tree = usvg::Tree::from_data(svg, &options).unwrap();
    let mut told = format!("{:.0} by {:.0}\n", tree.size().width(), tree.size().height());
    tell(tree.root(), &mut told);
    told
}

/// The pictures that a command draws against what is kept of them.
#[track_caller]
fn kept(room: &Room, case: &str, arguments: &[&str], wanted: &[&str]) {
    room.well(&[arguments, &["--out", case]].concat());
    told(room, case, wanted);
}

/// The pictures of a folder against what is kept of them under its name.
#[track_caller]
fn told(room: &Room, case: &str, wanted: &[&str]) {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/program/cli/snapshots");
    let write = std::env::var_os("PUNCTA_SNAPSHOTS").is_some_and(|value| value == "write");
    let files = tree(&room.path(&format!("{case}/figures")));
    let drawn: BTreeSet<&str> = files.keys().filter_map(|name| name.strip_suffix(".svg")).collect();
    assert_eq!(drawn.iter().copied().collect::<Vec<_>>(), wanted, "{case}: other figures");
    let mut changed = Vec::new();
    for figure in drawn {
        let (said, path) =
            (said(&files[&format!("{figure}.svg")]), kept.join(format!("{case}-{figure}.txt")));
        if write {
            fs::create_dir_all(&kept).unwrap();
            fs::write(&path, &said).unwrap();
        }
        let before = fs::read_to_string(&path).unwrap_or_default();
        if said != before {
            let lines = said.lines().zip(before.lines().chain(std::iter::repeat("")));
            let first = lines.into_iter().find(|(now, then)| now != then);
            changed.push(format!("{case}-{figure}.txt: {first:?}"));
        }
    }
    assert!(changed.is_empty(), "look at these figures, then write them anew: {changed:#?}");
}

/// One seed, few people, a small area: the numbers are those of the program, on every machine.
const FEW: [&str; 8] =
    ["--set", "area.width_mm=4", "--set", "area.height_mm=3", "--realisations", "6", "--seed", "7"];

#[test]
fn regress_pictures_of_a_run_say_what_they_said() {
    let room = Room::new();
    let figures = [
        "block",
        "cross-section",
        "dermal-injury",
        "fat-reach",
        "fat-reach-one-person",
        "puncture-density",
        "punctures",
        "sheet",
        "skin-thickness",
        "skin-thickness-people",
        "tip-depth",
        "tips-by-layer",
    ];
    kept(&room, "run", &[&["run", "pen.toml", "-q"], &FEW[..]].concat(), &figures);
}

#[test]
fn regress_maps_of_fields_say_what_they_said() {
    let room = Room::new();
    room.well(&[&["run", "pen.toml", "-q", "--out", "there", "--intervals", "off"], &FEW[..]].concat());
    fs::remove_dir_all(room.path("there/figures")).unwrap();
    for (case, steps, fields) in [
        ("even", "linear", "depth_max_mm,open_fraction"),
        ("logarithm", "log", "fat_reach_per_cm2"),
        ("limit", "limit", "fat_reach_fraction"),
    ] {
        let arguments = ["draw", "there", "--maps", fields, "--values", steps, "--out", case];
        room.well(&arguments);
        let all = tree(&room.path(&format!("{case}/figures")));
        // The pictures of the run are looked at by themselves.
        for name in all.keys().filter(|name| !name.starts_with("map-")) {
            fs::remove_file(room.path(&format!("{case}/figures/{name}"))).unwrap();
        }
    }
    told(&room, "even", &["map-depth-max-mm", "map-open-fraction"]);
    told(&room, "logarithm", &["map-fat-reach-per-cm2"]);
    told(&room, "limit", &["map-fat-reach-fraction"]);
}

#[test]
fn regress_pictures_of_a_comparison_say_what_they_said() {
    let room = Room::new();
    room.write("shallow.toml", PEN.replace("1.0", "0.5"));
    let figures = [
        "dermal-injury",
        "dermal-injury-difference",
        "differences",
        "fat-reach",
        "fat-reach-difference",
        "sheet",
    ];
    let arguments = [&["compare", "pen.toml", "shallow.toml", "-q"], &FEW[..]].concat();
    kept(&room, "compare", &arguments, &figures);
}

#[test]
fn regress_pictures_of_questions_say_what_they_said() {
    let room = Room::new();
    let arguments = [&["safe-depth", "--sites", "cheek", "--limit", "0.01"], &FEW[..]].concat();
    kept(&room, "safe-depth", &arguments, &["depth-by-setting", "reach-by-setting", "safe-depth"]);
    kept(&room, "insert", &["insert", "pen.toml", "-q"], &["insertion"]);
}

#[test]
fn regress_teaching_figures_say_what_they_said() {
    let room = Room::new();
    let few = [&FEW[..4], &["--realisations", "3"]].concat();
    let chart = ["--depths-mm", "0.5,1.5", "--realisations", "6", "--intervals", "off"];
    let devices = [&["--devices", "pen-12,needle"], &few[..]].concat();
    let figures: [(&str, &[&str]); 8] = [
        ("section", &[]),
        ("roller", &[]),
        ("pen", &[]),
        ("dimple", &[]),
        ("bed-of-nails", &[]),
        ("depth-chart", &chart),
        ("passes", &few),
        ("devices", &devices),
    ];
    for (figure, options) in figures {
        kept(&room, "diagram", &[&["diagram", figure], options].concat(), &[figure]);
        fs::remove_dir_all(room.path("diagram")).unwrap();
    }
}
