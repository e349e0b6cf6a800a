//! Tests of whole pictures: they can be read back, say what they should, and nothing on them collides.
//!
//! This file has the drawings that the tests share; the tests are in `charts`, `comparisons`, `looks`, `maps`
//! and `sight`.

mod charts;
mod comparisons;
mod looks;
mod maps;
mod pictures;
mod sight;

use ndarray::Array2;
use resvg::usvg;

use super::drawing::Node;
use super::*;
use crate::render::svg::Rect;
use crate::render::theme::Tissue;
use crate::render::value_table::ValueTable;

/// Counts like those of a roller: rows of holes, with some places hit several times and some not at all.
fn counts(rows: usize, columns: usize) -> Array2<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        // xorshift64*: any fixed scatter is sufficient.
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40) as f32 / (1u64 << 24) as f32
    };
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        let (y, x) = (i as f32 / rows as f32, j as f32 / columns as f32);
        let passes = 1.0 + (6.0 * x).sin().abs() * 2.5 + if y > 0.4 && y < 0.6 { 2.0 } else { 0.0 };
        // Poisson by multiplication of uniforms.
        let (mut n, mut p) = (0.0, next());
        let floor = (-passes).exp();
        while p > floor {
            n += 1.0;
            p *= next();
        }
        n
    })
}

fn smooth(rows: usize, columns: usize) -> Array2<f32> {
    Array2::from_shape_fn((rows, columns), |(i, j)| {
        let (y, x) = (i as f32 / rows as f32, j as f32 / columns as f32);
        let hill = |cx: f32, cy: f32, w: f32| (-((x - cx).powi(2) + (y - cy).powi(2)) / w).exp();
        4200.0 * hill(0.3, 0.6, 0.05) + 2600.0 * hill(0.75, 0.25, 0.03) + 300.0 * x
    })
}

fn heatmap(field: &Array2<f32>, width_mm: f64, height_mm: f64) -> Heatmap<'_> {
    Heatmap {
        name: "sample",
        title: "Four passes leave 44 punctures in every square millimetre".to_owned(),
        subtitle: "Cheek, roller with 192 needles of 1.5\u{202f}mm, four passes crosswise".to_owned(),
        sentence: "Where the tracks cross, the skin is hit twice as often as between them; \
                   one cell in twenty stays untouched."
            .to_owned(),
        quantity: "punctures per cell".to_owned(),
        field: field.view(),
        width_mm,
        height_mm,
        scale: Scale::of(field.view()),
        map: ColourMap::Carmine,
        on_skin: false,
        nothing: "none".to_owned(),
        lines: Vec::new(),
        points: Vec::new(),
        names: Vec::new(),
        figure: ValueTable::one("mean 4403 ± 12 per cm²"),
        foot: "cheek-roller.toml · seed 1 · puncta 0.1.0 · CC BY 4.0".to_owned(),
    }
}

fn layers() -> Vec<Layer> {
    [
        ("stratum corneum", Tissue::StratumCorneum, 0.014, 0.01, 0.02),
        ("viable epidermis", Tissue::ViableEpidermis, 0.07, 0.05, 0.1),
        ("papillary dermis", Tissue::PapillaryDermis, 0.25, 0.2, 0.31),
        ("reticular dermis", Tissue::ReticularDermis, 1.52, 1.14, 1.95),
        ("fat", Tissue::Fat, 4.8, 2.9, 7.1),
        ("muscle", Tissue::Muscle, f64::INFINITY, f64::NAN, f64::NAN),
    ]
    .into_iter()
    .map(|(name, tissue, lower_mm, p05_mm, p95_mm)| Layer {
        name: name.to_owned(),
        tissue,
        lower_mm,
        p05_mm,
        p95_mm,
    })
    .collect()
}

/// A bell-shaped distribution of tip depths around `mean`.
fn bell(mean: f64, sd: f64, bins: usize, to: f64) -> (Vec<f64>, Vec<f64>) {
    let edges: Vec<f64> = (0..=bins).map(|i| to * i as f64 / bins as f64).collect();
    let raw: Vec<f64> = edges
        .windows(2)
        .map(|p| (-0.5 * (((p[0] + p[1]) / 2.0 - mean) / sd).powi(2)).exp())
        .map(|v| if v < 1e-4 { 0.0 } else { v })
        .collect();
    let total: f64 = raw.iter().sum();
    let share = raw.iter().map(|v| if total > 0.0 { v / total } else { 0.0 }).collect();
    (edges, share)
}

fn depth_chart<'a>(edges: &'a [f64], share: &'a [f64], layers: &'a [Layer]) -> DepthChart<'a> {
    DepthChart {
        name: "tip-depth",
        title: "A setting of 1.5\u{202f}mm reaches 1.2\u{202f}mm into the skin".to_owned(),
        subtitle: "Cheek, pen with 12 needles, one stroke".to_owned(),
        sentence: "The skin bows under the needles, so most tips stop short of the set depth; \
                   a few go through the dermis where it is thin."
            .to_owned(),
        edges_mm: edges,
        share,
        layers,
        set_mm: Some(1.5),
        figure: "median depth 1.21 ± 0.02\u{202f}mm (5–95\u{202f}%: 0.9–1.6\u{202f}mm)".to_owned(),
        foot: "cheek-pen.toml · seed 1 · puncta 0.1.0 · CC BY 4.0".to_owned(),
    }
}

/// All texts of the picture with their boxes as laid out by the reader, page units.
fn texts(picture: &Picture) -> Vec<(Rect, String)> {
    fn walk(group: &usvg::Group, found: &mut Vec<(Rect, String)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => walk(inner, found),
                usvg::Node::Text(text) => {
                    let b = text.abs_bounding_box();
                    let (x, y) = (f64::from(b.x()), f64::from(b.y()));
                    let (w, h) = (f64::from(b.width()), f64::from(b.height()));
                    // The file has the usual no-break space for the narrow one.
                    let words: String = text.chunks().iter().map(|c| c.text()).collect();
                    found.push((Rect::new(x, y, w, h), words.replace('\u{a0}', "\u{202f}")));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(picture.tree().unwrap().root(), &mut found);
    found
}

/// Asserts that texts are on the page and do not touch each other.
fn assert_tidy(picture: &Picture, what: &str) {
    let size = picture.tree().unwrap().size();
    let page = Rect::new(4.0, 4.0, f64::from(size.width()) - 8.0, f64::from(size.height()) - 8.0);
    let texts = texts(picture);
    assert!(texts.len() > 5, "{what}: hardly any text");
    for (i, (a, words)) in texts.iter().enumerate() {
        assert!(page.contains(a), "{what}: {words:?} leaves the page: {a:?}");
        for (b, others) in &texts[i + 1..] {
            // The reader's boxes have the whole line height; the ink is a fifth smaller.
            let ink = |r: &Rect| Rect::new(r.x, r.y + 0.12 * r.height, r.width, 0.76 * r.height);
            assert!(!ink(a).overlaps(&ink(b)), "{what}: {words:?} {a:?} touches {others:?} {b:?}");
        }
    }
}

/// A page with a line, a band and a grid, on linear or logarithmic axes.
fn curve(log: bool, theme: &Theme) -> Picture {
    use crate::render::axes::{Axis, Chart, Series};
    use crate::render::layout;
    let mut svg = svg::Svg::new();
    let top = layout::header(&mut svg, "Channels close within a day", "Forearm", theme);
    let frame = Rect::new(100.0, top, 800.0, 360.0);
    let (x, y) = if log {
        (Axis::logarithmic("time (min)", 0.1, 1e4, 8), Axis::logarithmic("open area (%)", 0.01, 100.0, 6))
    } else {
        (
            Axis::fitted("time (h)", 0.0, 24.0, 800.0, true, theme.size.label),
            Axis::fitted("open area (%)", 0.0, 100.0, 360.0, false, theme.size.label),
        )
    };
    let line: Vec<(f64, f64)> = (0..200)
        .map(|i| {
            let t = 0.2 * f64::from(i);
            let gap = if i == 60 { f64::NAN } else { 1.0 };
            (t, gap * 130.0 * (-t / 6.0).exp())
        })
        .collect();
    let band = line.iter().map(|(t, a)| (*t, a / 1.5, a * 1.5)).collect();
    Chart {
        name: "curve".to_owned(),
        frame,
        x,
        y,
        grid: true,
        boxed: false,
        series: vec![
            Series::Band { points: band, colour: theme.accents.blue, opacity: 0.18 },
            Series::Line { points: line, colour: theme.accents.blue, width: 2.0 },
        ],
    }
    .draw(&mut svg, theme)
    .unwrap();
    let height = layout::footer(&mut svg, frame.bottom() + 60.0, "A sentence.", "foot", theme);
    Picture {
        name: "curve".to_owned(),
        svg: svg.document(height, "curve", "a curve", theme),
        caption: String::new(),
        alt: String::new(),
    }
}

/// A picture of this markup alone.
fn bare(markup: String, size: [f64; 2]) -> Picture {
    let svg = Drawing::new(vec![Node::Shapes(markup)], size, "", "", &Theme::LIGHT);
    Picture { name: "bare".to_owned(), svg, caption: String::new(), alt: String::new() }
}
