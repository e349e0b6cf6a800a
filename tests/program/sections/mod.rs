//! Cuts through the skin: the cross-section of a run, and the teaching figures.

mod captions;
mod cross;
mod depth_chart;
mod devices;
mod diagram;
mod passes;
mod teaching;

use crate::common::scenario;
use puncta::outcome::Outcome;
use puncta::render::{Picture, fonts, svg::Rect};
use puncta::scenario::Scenario;
use puncta::simulate::{Quietly, simulate};
use resvg::usvg;

/// One treatment of a scenario of the project, on a small area.
fn run(name: &str, settings: &[&str]) -> (Scenario, Outcome) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    run_text(&std::fs::read_to_string(path).unwrap(), settings)
}

fn run_text(text: &str, settings: &[&str]) -> (Scenario, Outcome) {
    let all: Vec<&str> = settings.iter().copied().chain(["run.realisations=1"]).collect();
    let scenario = scenario(text, &all);
    let simulated = simulate(scenario.setup(), &Quietly, &Quietly).unwrap();
    let outcome = Outcome::new(scenario.setup(), &simulated, scenario.provenance().clone());
    (scenario, outcome)
}

fn tree(picture: &Picture) -> usvg::Tree {
    let options = usvg::Options {
        fontdb: fonts::database(),
        font_family: fonts::FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    usvg::Tree::from_str(&picture.svg, &options).unwrap()
}

/// Every text with its box, and the boxes of all shapes that no frame cuts off.
fn drawn(picture: &Picture) -> (Vec<(Rect, String)>, Vec<Rect>) {
    fn rect(b: resvg::tiny_skia::Rect) -> Rect {
        Rect::new(b.x().into(), b.y().into(), b.width().into(), b.height().into())
    }
    fn walk(group: &usvg::Group, texts: &mut Vec<(Rect, String)>, shapes: &mut Vec<Rect>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) if inner.clip_path().is_none() => walk(inner, texts, shapes),
                usvg::Node::Group(_) => {}
                usvg::Node::Text(text) => {
                    let words: String = text.chunks().iter().map(|chunk| chunk.text()).collect();
                    texts.push((rect(text.abs_bounding_box()), words));
                }
                other => shapes.push(rect(other.abs_stroke_bounding_box())),
            }
        }
    }
    let (mut texts, mut shapes) = (Vec::new(), Vec::new());
    walk(tree(picture).root(), &mut texts, &mut shapes);
    (texts, shapes)
}

/// All that is written lies on the page and touches nothing else that is written; all that is drawn lies on the page.
fn assert_tidy(picture: &Picture, what: &str) {
    let size = tree(picture).size();
    let whole = Rect::new(-0.5, -0.5, f64::from(size.width()) + 1.0, f64::from(size.height()) + 1.0);
    let page = Rect::new(4.0, 4.0, f64::from(size.width()) - 8.0, f64::from(size.height()) - 8.0);
    let (texts, shapes) = drawn(picture);
    assert!(texts.len() > 5 && shapes.len() > 5, "{what}: an empty picture");
    for shape in shapes {
        assert!(whole.contains(&shape), "{what}: something leaves the page: {shape:?}");
    }
    // The reader's boxes hold the whole line height; the ink is a fifth smaller.
    let ink = |r: &Rect| Rect::new(r.x, r.y + 0.12 * r.height, r.width, 0.76 * r.height);
    for (at, (a, words)) in texts.iter().enumerate() {
        assert!(page.contains(a), "{what}: {words:?} leaves the page: {a:?}");
        for (b, others) in &texts[at + 1..] {
            assert!(!ink(a).overlaps(&ink(b)), "{what}: {words:?} {a:?} touches {others:?} {b:?}");
        }
    }
    // Bytes of a picture in the picture may read like anything.
    let mut parts = picture.svg.split("base64,");
    let mut drawing = parts.next().unwrap_or_default().to_owned();
    drawing.extend(parts.filter_map(|part| part.split_once('"')).map(|(_, rest)| rest));
    for number in ["NaN", "inf"] {
        assert!(!drawing.contains(number), "{what}: {number}");
    }
}

/// What stands in a picture, without narrow spaces.
fn words(picture: &Picture) -> Vec<String> {
    drawn(picture).0.into_iter().map(|(_, words)| words.replace(['\u{202f}', '\u{a0}'], " ")).collect()
}

/// The part of the SVG that a named group holds, as far as its first inner end.
fn group<'a>(picture: &'a Picture, name: &str) -> Option<&'a str> {
    let start = picture.svg.find(&format!("<g id=\"{name}\">"))?;
    let rest = &picture.svg[start..];
    Some(&rest[..rest.find("</g>")?])
}
