//! Tests of grounds, sizes and files of pictures.

use super::*;
use crate::render::svg::Svg;

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

/// Colours of the texts in a picture.
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
                // The guidelines require 4.5 for small type.
                assert!(contrast(of, theme.ground) >= 4.5, "{}: {colour}", picture.name);
            }
        }
        // Marks over the skin must be readable on every layer.
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
    let [width, height] = picture.svg.size();
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
        // Sizes have single precision, and the SVG reader rounds mm to thousandths.
        assert!((found[2] - wide).abs() < 0.02 && (found[3] - high).abs() < 0.02, "{size:?}: {found:?}");
        // Text stays text: the file contains the used letters of both fonts, with their meaning.
        assert!(text.contains("Inter") && text.matches("/ToUnicode").count() >= 2, "{size:?}");
        assert!(!text.contains("/CreationDate") && !text.contains("/ModDate"));
    }
}

#[test]
fn limit_a_drawing_that_a_pdf_cannot_hold_is_refused() {
    let gradient = r##"<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="blue"/></linearGradient>
        <rect width="10" height="10" fill="url(#g)"/>"##;
    let picture = bare(gradient.to_owned(), [10.0, 10.0]);
    assert!(matches!(pdf::write(&picture, pdf::Paper::OfPicture), Err(RenderError::Pdf { .. })));
}

/// A part of a page is a group with a transform and a clip path: importers misplace nested documents. Names of
/// groups and of clip paths are unique on a page.
#[test]
fn limit_no_document_lies_inside_another() {
    let inner = bare("<rect width=\"5\" height=\"5\"/>".to_owned(), [10.0, 20.0]).svg;
    let mut page = Svg::new();
    for (number, x) in [0.0, 50.0].into_iter().enumerate() {
        page.begin("panel");
        page.drawing_in(Rect::new(x, 5.0, 40.0, 40.0), &inner, &format!("panel-{number}"));
        page.end();
    }
    page.clipped(Rect::new(1.0, 2.0, 3.0, 4.0), |svg| svg.begin("left open"));
    let page = page.document(100.0, "t", "a", &Theme::LIGHT).on_page([500.0, 400.0]).in_mm(85.0);
    assert_eq!(page.matches("<svg").count(), 1);
    assert!(page.contains("translate(50 5) scale(4 2)") && page.contains("width=\"85mm\" height=\"68mm\""));
    let names: Vec<&str> =
        page.split("clipPath id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(names, ["clip-1", "clip-2", "clip-3", "clip-4"]);
    assert_eq!(page.matches("<g ").count(), page.matches("</g>").count());
}

/// Writes sample pictures for inspection into the folder named by `PUNCTA_SAMPLES`.
#[test]
#[ignore = "writes pictures for the eye"]
fn regress_samples_for_the_eye() {
    let Ok(folder) = std::env::var("PUNCTA_SAMPLES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    let save = |stem: &str, picture: &Picture| {
        std::fs::write(folder.join(format!("{stem}.svg")), picture.svg.as_bytes()).unwrap();
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
