//! Whole pictures: they can be read back, say what they should, and nothing on them collides.

use ndarray::Array2;
use resvg::usvg;

use super::*;
use crate::render::svg::Rect;
use crate::render::theme::Tissue;

/// Counts like those of a roller: rows of holes, some places hit several times, some not at all.
fn counts(rows: usize, columns: usize) -> Array2<f32> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        // xorshift64*: any fixed scatter will do here.
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
        map: ColourMap::Batlow,
        lines: Vec::new(),
        points: Vec::new(),
        figure: "mean 4403 ± 12 per cm²".to_owned(),
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

/// A bell of tip depths around `mean`.
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

/// Every text of the picture with its box as laid out by the reader, page units.
fn texts(picture: &Picture) -> Vec<(Rect, String)> {
    fn walk(group: &usvg::Group, found: &mut Vec<(Rect, String)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(inner) => walk(inner, found),
                usvg::Node::Text(text) => {
                    let b = text.abs_bounding_box();
                    let (x, y) = (f64::from(b.x()), f64::from(b.y()));
                    let (w, h) = (f64::from(b.width()), f64::from(b.height()));
                    let words: String = text.chunks().iter().map(|c| c.text()).collect();
                    found.push((Rect::new(x, y, w, h), words));
                }
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(picture.tree().unwrap().root(), &mut found);
    found
}

/// Texts must lie on the page and not touch each other.
fn assert_tidy(picture: &Picture, what: &str) {
    let size = picture.tree().unwrap().size();
    let page = Rect::new(4.0, 4.0, f64::from(size.width()) - 8.0, f64::from(size.height()) - 8.0);
    let texts = texts(picture);
    assert!(texts.len() > 5, "{what}: hardly any text");
    for (i, (a, words)) in texts.iter().enumerate() {
        assert!(page.contains(a), "{what}: {words:?} leaves the page: {a:?}");
        for (b, others) in &texts[i + 1..] {
            // The reader's boxes hold the whole line height; the ink is a fifth smaller.
            let ink = |r: &Rect| Rect::new(r.x, r.y + 0.12 * r.height, r.width, 0.76 * r.height);
            assert!(!ink(a).overlaps(&ink(b)), "{what}: {words:?} {a:?} touches {others:?} {b:?}");
        }
    }
}

#[test]
fn identity_texts_are_in_the_picture_and_escaped() {
    let field = counts(40, 40);
    let mut map = heatmap(&field, 20.0, 20.0);
    map.title = "Depth <1 mm & \"more\" > less".to_owned();
    map.foot = "a<b>.toml & c".to_owned();
    let picture = heatmap::draw(&map, &Theme::LIGHT).unwrap();
    let all: Vec<String> = texts(&picture).into_iter().map(|(_, words)| words).collect();
    for wanted in [map.title.as_str(), "a<b>.toml & c", "x (mm)", "y (mm)", "5\u{202f}mm"] {
        assert!(all.iter().any(|t| t == wanted), "{wanted} not in {all:?}");
    }
    assert!(all.iter().any(|t| t.contains("4403")));
}

#[test]
fn identity_same_data_same_bytes() {
    let field = counts(60, 60);
    let draw = || heatmap::draw(&heatmap(&field, 20.0, 20.0), &Theme::LIGHT).unwrap();
    let (a, b) = (draw(), draw());
    assert_eq!(a, b);
    let hash = |p: &Picture| blake3::hash(&p.png(1.0).unwrap());
    assert_eq!(hash(&a), hash(&b));
}

#[test]
fn limit_no_text_collides_for_any_area() {
    let areas = [
        (20.0, 20.0),
        (100.0, 10.0),
        (10.0, 100.0),
        (1.0, 1.0),
        (0.3, 0.2),
        (45.0, 20.0),
        (40.0, 20.0),
        (1000.0, 10.0),
        (10.0, 1000.0),
        (123.4, 77.7),
    ];
    for (w, h) in areas {
        for field in [counts(30, 30), smooth(30, 30), Array2::zeros((3, 3))] {
            for theme in [Theme::LIGHT, Theme::DARK] {
                let picture = heatmap::draw(&heatmap(&field, w, h), &theme).unwrap();
                assert_tidy(&picture, &format!("{w} x {h} mm, max {}", field[[0, 0]]));
            }
        }
    }
}

#[test]
fn limit_fields_with_nothing_in_them_say_so() {
    let cases = [
        (Array2::zeros((10, 10)), "none"),
        (Array2::from_elem((10, 10), f32::NAN), "no value"),
        (Array2::from_elem((10, 10), f32::INFINITY), "no value"),
        (Array2::zeros((0, 0)), "no value"),
    ];
    for (field, words) in cases {
        for (w, h) in [(20.0, 20.0), (100.0, 10.0), (10.0, 100.0), (1000.0, 1.0)] {
            let picture = heatmap::draw(&heatmap(&field, w, h), &Theme::LIGHT).unwrap();
            assert!(texts(&picture).iter().any(|(_, t)| t == words), "{words} {w}x{h}");
        }
    }
}

#[test]
fn limit_constant_and_holed_fields_are_drawn() {
    let constant = Array2::from_elem((10, 10), 5.0_f32);
    let mut holed = counts(30, 30);
    holed.slice_mut(ndarray::s![5..15, 5..25]).fill(f32::NAN);
    let mut outlier = counts(60, 60);
    outlier[[3, 3]] = 1e6;
    for field in [&constant, &holed, &outlier] {
        for map in [ColourMap::Batlow, ColourMap::Vik] {
            for scale in [
                Scale::of(field.view()),
                Scale::Log { low: 0.1, high: 100.0 },
                Scale::Class {
                    limit: 4.0,
                    under: "up to 4 punctures".to_owned(),
                    over: "more than 4 punctures".to_owned(),
                },
            ] {
                let mut picture = heatmap(field, 20.0, 20.0);
                picture.map = map;
                picture.scale = scale.clone();
                let drawn = heatmap::draw(&picture, &Theme::LIGHT).unwrap();
                assert_tidy(&drawn, &format!("{scale:?} {map:?}"));
            }
        }
    }
}

#[test]
fn limit_impossible_requests_are_refused() {
    let field = counts(10, 10);
    for (w, h) in [(0.0, 1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY), (-1.0, 1.0)] {
        assert!(heatmap::draw(&heatmap(&field, w, h), &Theme::LIGHT).is_err());
    }
    let mut map = heatmap(&field, 20.0, 20.0);
    map.scale = Scale::Linear { low: f64::NAN, high: f64::NAN };
    assert!(heatmap::draw(&map, &Theme::LIGHT).is_err());
    map.scale = Scale::of(field.view());
    let picture = heatmap::draw(&map, &Theme::LIGHT).unwrap();
    for scale in [0.0, -1.0, f32::NAN, 1e6] {
        assert!(picture.png(scale).is_err());
    }
}

#[test]
fn limit_long_words_are_never_clipped() {
    let field = counts(20, 20);
    let mut map = heatmap(&field, 20.0, 20.0);
    let long = "Four passes of a roller leave punctures in every square millimetre ".repeat(4);
    map.title = long.clone();
    map.subtitle = long.clone();
    map.sentence = long.clone();
    map.figure = long.clone();
    map.quantity = long.clone();
    map.foot = "scenario/with/a/path/that/has/no/spaces/at/all".repeat(6);
    assert_tidy(&heatmap::draw(&map, &Theme::LIGHT).unwrap(), "long words");
    let (edges, share) = bell(1.2, 0.2, 40, 2.0);
    let mut layers = layers();
    layers[2].name = long;
    let chart = depth_chart(&edges, &share, &layers);
    assert_tidy(&depth_chart::draw(&chart, &Theme::LIGHT).unwrap(), "long layer");
}

#[test]
fn limit_depth_charts_stay_tidy() {
    let layers = layers();
    for (mean, sd, bins, to, set) in [
        (1.2, 0.2, 40, 2.0, Some(1.5)),
        (0.03, 0.02, 30, 0.2, Some(0.25)),
        (0.2, 0.05, 20, 0.5, None),
        (3.0, 0.8, 60, 6.0, Some(3.0)),
        (9.0, 0.1, 10, 1.0, Some(1.0)),
    ] {
        let (edges, share) = bell(mean, sd, bins, to);
        let mut chart = depth_chart(&edges, &share, &layers);
        chart.set_mm = set;
        for theme in [Theme::LIGHT, Theme::DARK] {
            let picture = depth_chart::draw(&chart, &theme).unwrap();
            assert_tidy(&picture, &format!("depth {mean} of {to}"));
            if share.iter().sum::<f64>() == 0.0 {
                assert!(texts(&picture).iter().any(|(_, t)| t == "no punctures"));
            }
        }
        chart.layers = &[];
        depth_chart::draw(&chart, &Theme::LIGHT).unwrap();
    }
}

#[test]
fn limit_depth_data_that_do_not_fit_are_refused() {
    let layers = layers();
    let refused = |edges: &[f64], share: &[f64], layers: &[Layer]| {
        depth_chart::draw(&depth_chart(edges, share, layers), &Theme::LIGHT).is_err()
    };
    assert!(refused(&[0.0, 1.0], &[0.5, 0.5], &layers));
    assert!(refused(&[0.0, 0.0], &[1.0], &layers));
    assert!(refused(&[0.0, 1.0], &[f64::NAN], &layers));
    let mut turned = layers.clone();
    turned.swap(1, 3);
    assert!(refused(&[0.0, 1.0], &[1.0], &turned));
    turned[0].lower_mm = f64::NAN;
    assert!(refused(&[0.0, 1.0], &[1.0], &turned));
    let (edges, share) = bell(1.2, 0.2, 10, 2.0);
    let mut chart = depth_chart(&edges, &share, &layers);
    chart.set_mm = Some(f64::NAN);
    assert!(depth_chart::draw(&chart, &Theme::LIGHT).is_ok());
}

#[test]
fn identity_measured_widths_hold_the_printed_text() {
    // The rasteriser lays the same words out with kerning; ours may be a little wider, never
    // narrower by more than a hundredth.
    for (words, weight, css) in [
        ("Four passes leave 44 punctures", fonts::Weight::SemiBold, "600"),
        ("mean 4\u{202f}403 ± 12 per cm², 5–95\u{202f}%", fonts::Weight::Regular, "400"),
    ] {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"90\">\
             <text x=\"10\" y=\"50\" font-family=\"Inter\" font-weight=\"{css}\" \
             font-size=\"40\">{words}</text></svg>"
        );
        let picture = Picture { name: "t".to_owned(), svg, caption: String::new(), alt: String::new() };
        let printed = texts(&picture)[0].0.width;
        let measured = fonts::width(words, 40.0, weight);
        assert!(measured > 0.99 * printed && measured < 1.04 * printed, "{measured} {printed}");
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

#[test]
fn identity_curves_break_where_a_value_is_missing() {
    for log in [false, true] {
        let picture = curve(log, &Theme::LIGHT);
        assert_tidy(&picture, "curve");
        // One line, broken once by the missing value, is two polylines; the band is a polygon.
        assert_eq!(picture.svg.matches("stroke-width=\"8\"").count(), 2);
        assert_eq!(picture.svg.matches("<polygon").count(), 1);
        // All tick labels are ours: the embedded drawings hold no text of another face.
        assert!(!picture.svg.contains("dy=\""));
    }
}

/// Writes sample pictures into the folder named by `PUNCTA_SAMPLES`, to be looked at.
#[test]
#[ignore = "writes pictures for the eye"]
fn regress_samples_for_the_eye() {
    let Ok(folder) = std::env::var("PUNCTA_SAMPLES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    let save = |stem: &str, picture: &Picture| {
        std::fs::write(folder.join(format!("{stem}.svg")), &picture.svg).unwrap();
        std::fs::write(folder.join(format!("{stem}.png")), picture.png(1.4).unwrap()).unwrap();
    };
    let light = Theme::LIGHT;
    let dense = counts(200, 200);
    save("counts", &heatmap::draw(&heatmap(&dense, 20.0, 20.0), &light).unwrap());
    save("counts-dark", &heatmap::draw(&heatmap(&dense, 20.0, 20.0), &Theme::DARK).unwrap());
    let hills = smooth(200, 200);
    save("smooth", &heatmap::draw(&heatmap(&hills, 20.0, 20.0), &light).unwrap());
    let mut holed = hills.clone();
    holed.slice_mut(ndarray::s![20..80, 100..180]).fill(f32::NAN);
    let mut map = heatmap(&holed, 20.0, 20.0);
    map.scale = Scale::Log { low: 1.0, high: 1e4 };
    save("log-holed", &heatmap::draw(&map, &light).unwrap());
    let wide = counts(30, 300);
    save("wide", &heatmap::draw(&heatmap(&wide, 100.0, 10.0), &light).unwrap());
    let tall = counts(300, 30);
    save("tall", &heatmap::draw(&heatmap(&tall, 10.0, 100.0), &light).unwrap());
    let tiny = counts(20, 20);
    save("tiny", &heatmap::draw(&heatmap(&tiny, 1.0, 1.0), &light).unwrap());
    let mid = counts(100, 200);
    save("mid", &heatmap::draw(&heatmap(&mid, 40.0, 20.0), &light).unwrap());
    let mut map = heatmap(&hills, 20.0, 20.0);
    map.scale = Scale::Class {
        limit: 2000.0,
        under: "up to 2000 per cm²".to_owned(),
        over: "more than 2000 per cm²".to_owned(),
    };
    save("class", &heatmap::draw(&map, &light).unwrap());
    let difference = hills.mapv(|v| v / 1000.0 - 1.0);
    let mut map = heatmap(&difference, 20.0, 20.0);
    map.map = ColourMap::Vik;
    map.scale = Scale::centred(difference.view());
    save("difference", &heatmap::draw(&map, &light).unwrap());
    save("curve", &curve(false, &light));
    save("curve-log", &curve(true, &Theme::DARK));
    let big = smooth(2000, 2000);
    let started = std::time::Instant::now();
    let picture = heatmap::draw(&heatmap(&big, 20.0, 20.0), &light).unwrap();
    println!("2000 x 2000 cells: {:?}", started.elapsed());
    let started = std::time::Instant::now();
    picture.png(1.4).unwrap();
    println!("its PNG: {:?}", started.elapsed());
    let zero = Array2::zeros((50, 50));
    save("zero", &heatmap::draw(&heatmap(&zero, 20.0, 20.0), &light).unwrap());
    let constant = Array2::from_elem((50, 50), 5.0);
    save("constant", &heatmap::draw(&heatmap(&constant, 20.0, 20.0), &light).unwrap());

    let layers = layers();
    let (edges, share) = bell(1.2, 0.2, 50, 2.5);
    save("depth", &depth_chart::draw(&depth_chart(&edges, &share, &layers), &light).unwrap());
    save("depth-dark", &depth_chart::draw(&depth_chart(&edges, &share, &layers), &Theme::DARK).unwrap());
    let (edges, share) = bell(0.1, 0.06, 30, 0.6);
    let mut chart = depth_chart(&edges, &share, &layers);
    chart.set_mm = Some(0.25);
    save("depth-shallow", &depth_chart::draw(&chart, &light).unwrap());
    let mut all = layers.clone();
    all.insert(2, Layer { name: "basement membrane zone".to_owned(), lower_mm: 0.075, ..all[1].clone() });
    let (edges, share) = bell(2.4, 0.6, 60, 6.0);
    let mut chart = depth_chart(&edges, &share, &all);
    chart.set_mm = Some(0.05);
    save("depth-crowded", &depth_chart::draw(&chart, &light).unwrap());
    let (edges, share) = bell(9.0, 0.1, 10, 1.0);
    save("depth-none", &depth_chart::draw(&depth_chart(&edges, &share, &layers), &light).unwrap());
}

fn panels(fields: &[&Array2<f32>], width_mm: f64, height_mm: f64, words: &str) -> panels::Panels<'static> {
    let panel = |(number, field): (usize, &&Array2<f32>)| panels::Panel {
        title: format!("{number} · {words}"),
        figure: "mean over people 13.27 ± 0.38\u{202f}%".to_owned(),
        field: (*field).clone(),
        width_mm,
        height_mm,
        lines: Vec::new(),
    };
    panels::Panels {
        name: "sample",
        title: "13\u{202f}% of the dermis injured under A, 6.1\u{202f}% under B".to_owned(),
        subtitle: "Cheek, four passes".to_owned(),
        sentence: "One treatment of the same person under each setting.".to_owned(),
        quantity: "dermis injured (%)",
        panels: fields.iter().enumerate().map(panel).collect(),
        foot: "scenarios A 8283963611, B 5a6150b1a7 · seed 1".to_owned(),
    }
}

#[test]
fn limit_panels_stay_tidy_for_any_number_and_area() {
    let (many, none) = (counts(30, 30), Array2::zeros((30, 30)));
    let fields = [&many, &none, &many, &many, &none, &many];
    let long = "Upper eyelid, 12-pin pen at 0.4 mm, two passes by a slow hand ".repeat(3);
    for number in 2..=6 {
        for (w, h) in [(20.0, 20.0), (100.0, 10.0), (10.0, 100.0), (1.0, 1.0), (180.0, 270.0), (45.0, 20.0)] {
            for words in ["depth 1.5\u{202f}mm", &long] {
                let picture = panels::draw(&panels(&fields[..number], w, h, words), &Theme::LIGHT).unwrap();
                assert_tidy(&picture, &format!("{number} panels of {w} x {h} mm"));
                let all = texts(&picture);
                assert_eq!(all.iter().filter(|(_, words)| words == "x (mm)").count(), number);
                assert_eq!(all.iter().filter(|(_, words)| words.starts_with("dermis")).count(), 1, "one key");
            }
        }
    }
    assert!(panels::draw(&panels(&fields[..2], 0.0, 1.0, "a"), &Theme::LIGHT).is_err());
}

/// One scale for all: a value has the colour it has in another panel, whatever else is there. The last colour of the bar is
/// that of the largest value of any panel.
#[test]
fn identity_panels_share_one_scale() {
    let low = Array2::from_elem((4, 4), 10.0_f32);
    let high = Array2::from_elem((4, 4), 90.0_f32);
    let image = |picture: &Picture, number: usize| {
        picture.svg.split("data:image/png;base64,").nth(number).unwrap().split('"').next().unwrap().to_owned()
    };
    let draw = |fields: &[&Array2<f32>]| panels::draw(&panels(fields, 4.0, 4.0, "a"), &Theme::LIGHT).unwrap();
    let both = draw(&[&low, &high]);
    let turned = draw(&[&high, &low]);
    assert_eq!(image(&both, 1), image(&turned, 2));
    assert_eq!(image(&both, 2), image(&turned, 1));
    assert_ne!(image(&both, 1), image(&both, 2));
    assert_ne!(image(&both, 1), image(&draw(&[&low, &low]), 1), "the scale is that of the other panel too");
}

fn difference_chart(settings: usize, percent: [f64; 2]) -> difference_chart::DifferenceChart<'static> {
    use difference_chart::{DifferenceChart, Mark, Row, percent_words};
    let mark = |number: usize| match number % 4 {
        0 => Mark {
            percent: Some(percent),
            inputs: Some([-60.0, 30.0]),
            words: percent_words(percent),
            quiet: false,
        },
        1 => Mark {
            percent: Some([1.0, 40.0]),
            inputs: None,
            words: "+1 ± 20\u{202f}%, noise".to_owned(),
            quiet: true,
        },
        2 => Mark { percent: None, inputs: None, words: "areas differ".to_owned(), quiet: true },
        _ => Mark { percent: Some([0.0, 0.0]), inputs: None, words: "the same".to_owned(), quiet: true },
    };
    let row = |number: usize| Row {
        label: format!("reach of the fat layer {number}"),
        marks: (0..settings).map(|setting| mark(number + setting)).collect(),
    };
    DifferenceChart {
        name: "differences",
        title: "9 of 11 figures differ beyond noise".to_owned(),
        subtitle: "A · depth 1.5\u{202f}mm".to_owned(),
        sentence: "Every figure less that of A.".to_owned(),
        axis: "difference from A (% of A)",
        rows: (0..11).map(row).collect(),
        settings: (0..settings)
            .map(|setting| format!("{setting} · upper eyelid, a patch pressed once"))
            .collect(),
        foot: "seed 1".to_owned(),
    }
}

#[test]
fn limit_difference_charts_stay_tidy() {
    for settings in 1..=5 {
        for percent in
            [[-28.3, 0.2], [0.003, 0.001], [900.0, 20.0], [64_000.0, 10.0], [-100.0, 1.0], [150.0, 400.0]]
        {
            for theme in [Theme::LIGHT, Theme::DARK] {
                let picture = difference_chart::draw(&difference_chart(settings, percent), &theme).unwrap();
                assert_tidy(&picture, &format!("{settings} settings, {percent:?}"));
                assert!(
                    texts(&picture).iter().any(|(_, words)| words.contains("noise") && words.contains('±'))
                );
            }
        }
    }
}

#[test]
fn limit_a_difference_of_nothing_keeps_its_scale() {
    let zero = Array2::<f32>::zeros((10, 10));
    let mut map = heatmap(&zero, 20.0, 20.0);
    (map.map, map.scale) = (ColourMap::Vik, Scale::centred(zero.view()));
    let picture = heatmap::draw(&map, &Theme::LIGHT).unwrap();
    assert_tidy(&picture, "no difference");
    let all: Vec<String> = texts(&picture).into_iter().map(|(_, words)| words).collect();
    for wanted in ["+1", "0", "−1"] {
        assert!(all.iter().any(|words| words == wanted), "{wanted} not in {all:?}");
    }
    assert!(!all.iter().any(|words| words == "none"), "{all:?}");
}

/// Contrast of two colours as the Web Content Accessibility Guidelines (WCAG 2) define it, 1 to 21.
fn contrast(one: theme::Rgb, other: theme::Rgb) -> f64 {
    let luminance = |colour: theme::Rgb| {
        let linear = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    };
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Colours in which a picture sets its texts.
fn colours_of_texts(picture: &Picture) -> std::collections::BTreeSet<String> {
    let texts = picture.svg.split("<text ").skip(1);
    texts
        .filter_map(|text| text.split_once("fill=\"").and_then(|(_, rest)| rest.split('"').next()))
        .map(str::to_owned)
        .collect()
}

#[test]
fn validates_texts_are_read_on_both_grounds() {
    let (edges, share) = bell(1.2, 0.2, 40, 2.0);
    let (layers, field) = (layers(), counts(30, 30));
    for theme in [Theme::LIGHT, Theme::DARK] {
        let pictures = [
            heatmap::draw(&heatmap(&field, 20.0, 20.0), &theme).unwrap(),
            depth_chart::draw(&depth_chart(&edges, &share, &layers), &theme).unwrap(),
            curve(true, &theme),
        ];
        for picture in pictures {
            let colours = colours_of_texts(&picture);
            assert!(!colours.is_empty());
            for colour in colours {
                let of = theme::Rgb::hex(u32::from_str_radix(&colour[1..], 16).unwrap());
                // 4.5 is what the guidelines ask for of small type.
                assert!(contrast(of, theme.ground) >= 4.5, "{}: {colour}", picture.name);
            }
        }
        // Marks over the skin are read on every layer of it.
        for tissue in [theme.skin.fat, theme.skin.papillary_dermis, theme.skin.reticular_dermis] {
            assert!(contrast(theme.skin.ink, tissue) >= 4.5);
        }
        assert!(contrast(theme.skin.hair, theme.ground) >= 3.0);
    }
    assert!((contrast(theme::Rgb(0, 0, 0), theme::Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
}

#[test]
fn identity_a_dark_picture_has_no_colours_of_the_light_one() {
    let (edges, share) = bell(1.2, 0.2, 40, 2.0);
    let (layers, field) = (layers(), counts(30, 30));
    let drawn = |theme: &Theme| {
        [
            heatmap::draw(&heatmap(&field, 20.0, 20.0), theme).unwrap(),
            depth_chart::draw(&depth_chart(&edges, &share, &layers), theme).unwrap(),
            curve(false, theme),
        ]
    };
    let (light, dark) = (Theme::LIGHT, Theme::DARK);
    for picture in drawn(&dark) {
        for colour in [light.ground, light.text, light.quiet, light.grid] {
            assert!(!picture.svg.contains(&colour.css()), "{}: {}", picture.name, colour.css());
        }
    }
    for picture in drawn(&light) {
        assert!(picture.svg.contains(&light.text.css()) && picture.svg.contains(&light.ground.css()));
    }
}

#[test]
fn identity_pages_are_as_large_as_was_asked_for() {
    let field = counts(30, 30);
    let picture = heatmap::draw(&heatmap(&field, 20.0, 20.0), &Theme::LIGHT).unwrap();
    let [width, height] = svg::size(&picture.svg).unwrap();
    let cases = [
        (look::Size::Drawn, [0.75 * width, 0.75 * height]),
        (look::Size::Slide, [1200.0, 675.0]),
        (look::Size::Column, [85.0, 85.0 * height / width].map(|mm| mm * 72.0 / 25.4)),
        (look::Size::Poster, [300.0, 300.0 * height / width].map(|mm| mm * 72.0 / 25.4)),
    ];
    for (size, [wide, high]) in cases {
        let look = Look { size, pdf: true, ..Look::default() };
        let files = look.files(&picture).unwrap();
        assert_eq!(files, look.files(&picture).unwrap());
        let (_, pdf) = files.files.iter().find(|(ending, _)| *ending == "pdf").unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(pdf);
        let (_, rest) = text.split_once("/MediaBox").unwrap();
        let (numbers, _) = rest.split_once(']').unwrap();
        let found: Vec<f64> =
            numbers.replace('[', " ").split_whitespace().map(|number| number.parse().unwrap()).collect();
        // Sizes are in single precision, and the reader of SVG rounds mm to thousandths.
        assert!((found[2] - wide).abs() < 0.02 && (found[3] - high).abs() < 0.02, "{size:?}: {found:?}");
        // Text stays text: the letters used of both fonts are in the file, with what they mean.
        assert!(text.contains("Inter") && text.matches("/ToUnicode").count() >= 2, "{size:?}");
        assert!(!text.contains("/CreationDate") && !text.contains("/ModDate"));
    }
}

#[test]
fn limit_a_drawing_that_a_pdf_cannot_hold_is_refused() {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><linearGradient id="g"><stop stop-color="red"/>
        <stop offset="1" stop-color="blue"/></linearGradient><rect width="10" height="10" fill="url(#g)"/></svg>"##;
    let picture =
        Picture { name: "odd".to_owned(), svg: svg.to_owned(), caption: String::new(), alt: String::new() };
    assert!(matches!(pdf::write(&picture), Err(RenderError::Pdf { .. })));
    assert!(
        Look { size: look::Size::Slide, ..Look::default() }.files(&picture).is_err(),
        "no size to fit in"
    );
}
