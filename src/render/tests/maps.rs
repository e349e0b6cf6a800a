//! Tests of maps of one quantity.

use super::*;
use crate::render::heatmap::MapName;
use crate::render::value_table::ValueTable;

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

/// Twenty places of a map: some at one height, all on its left edge, or all near a corner. Their names are
/// beside the map in the order of the places and touch nothing. A map too low for the names has none.
#[test]
fn limit_names_of_places_stand_beside_the_map() {
    let field = smooth(30, 30);
    let crowds: [fn(usize) -> [f64; 2]; 4] = [
        |at| [5.0 + 9.0 * at as f64, 200.0 - 9.0 * at as f64],
        |at| [3.0, 100.0 + (at % 2) as f64],
        |at| [180.0, at as f64],
        |at| [90.0, 205.0 - 0.5 * at as f64],
    ];
    for crowd in crowds {
        for (w, h) in [(60.0, 210.0), (700.0, 210.0)] {
            let mut map = heatmap(&field, w, h);
            let name = |at: usize| MapName { at: crowd(at), name: format!("region with a name, {at:02}") };
            map.names = (0..20).map(name).collect();
            for theme in [Theme::LIGHT, Theme::DARK] {
                let picture = heatmap::draw(&map, &theme).unwrap();
                assert_tidy(&picture, &format!("{w} x {h} mm, {:?}", crowd(1)));
                let mut names: Vec<(f64, usize)> = texts(&picture)
                    .into_iter()
                    .filter_map(|(at, words)| {
                        let number = words.strip_prefix("region with a name, ")?.parse().ok()?;
                        Some((at.y, number))
                    })
                    .collect();
                names.sort_by(|a, b| a.0.total_cmp(&b.0));
                assert_eq!(names.len(), if w == 60.0 { 20 } else { 0 }, "{w} x {h} mm");
                let heights: Vec<f64> = names.iter().map(|(_, number)| crowd(*number)[1]).collect();
                assert!(heights.windows(2).all(|pair| pair[0] >= pair[1]), "{heights:?}");
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
        for map in [ColourMap::Carmine, ColourMap::Slate, ColourMap::Vik] {
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
    map.figure = ValueTable::one(long.clone());
    map.quantity = long.clone();
    map.foot = "scenario/with/a/path/that/has/no/spaces/at/all".repeat(6);
    assert_tidy(&heatmap::draw(&map, &Theme::LIGHT).unwrap(), "long words");
    let (edges, share) = bell(1.2, 0.2, 40, 2.0);
    let mut layers = layers();
    layers[2].name = long;
    let chart = depth_chart(&edges, &share, &layers);
    assert_tidy(&depth_chart::draw(&chart, &Theme::LIGHT).unwrap(), "long layer");
}

/// The raster of a map is unchanged: orientation, steps of the table, hatching, enlargement. After an
/// intended change, check the picture and put the new sum here.
#[test]
fn regress_rasters_keep_their_bytes() {
    let mut field = counts(30, 50);
    field[[3, 7]] = f32::NAN;
    let scale = Scale::Linear { low: 0.0, high: 12.0 };
    let palette = scale.palette(ColourMap::Carmine, &Theme::LIGHT).unwrap();
    let png = raster::field(field.view(), &palette, |value| match value {
        value if value.is_nan() => raster::Cell::Missing,
        value if value <= 0.0 => raster::Cell::Nothing,
        value => raster::Cell::Place(value / 12.0),
    });
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png.unwrap())).read_info().unwrap();
    let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
    let info = decoder.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (1000, 600));
    let colours = decoder.info().palette.as_deref().unwrap_or_default();
    let sum = |bytes: &[u8]| blake3::hash(bytes).to_hex()[..16].to_owned();
    assert_eq!([sum(&pixels), sum(colours)], ["9fc80cb30c50f6bc", "c6503e2b6f96bad2"]);
}

/// All words and numbers of a map and of a chart with their places in whole units: title, setting, ticks,
/// labels, key, foot. After an intended change, check the picture and put the output of the failure into
/// `snapshots/`.
#[test]
fn regress_figures_say_what_they_said() {
    let field = counts(20, 30);
    let map = heatmap::draw(&heatmap(&field, 15.0, 10.0), &Theme::LIGHT).unwrap();
    let (edges, share) = bell(1.2, 0.2, 40, 2.0);
    let layers = layers();
    let chart = depth_chart::draw(&depth_chart(&edges, &share, &layers), &Theme::LIGHT).unwrap();
    for (name, picture, kept) in [
        ("heatmap", map, include_str!("snapshots/heatmap.txt")),
        ("depth_chart", chart, include_str!("snapshots/depth_chart.txt")),
    ] {
        let line = |(at, words): (Rect, String)| format!("{:.0} {:.0} {words}\n", at.x, at.y);
        let said: String = texts(&picture).into_iter().map(line).collect();
        assert!(said == kept, "{name}.txt:\n{said}");
    }
}

/// Cells outside a face do not count: the shares of the legend are of the treated ground and add up to 100 %.
#[test]
fn regress_the_legend_counts_only_what_lies_inside_the_map() {
    let mut field = Array2::from_elem((20, 20), f32::NEG_INFINITY);
    field.slice_mut(ndarray::s![5..15, 5..15]).fill(0.5);
    field.slice_mut(ndarray::s![5..15, 5..9]).fill(3.0);
    field.slice_mut(ndarray::s![14.., 5..15]).mapv_inplace(|v| if v.is_finite() { f32::NAN } else { v });
    let mut picture = heatmap(&field, 20.0, 20.0);
    let class = |words: &str| format!("{words} 1");
    picture.scale = Scale::Class { limit: 1.0, under: class("up to"), over: class("over") };
    let drawn = heatmap::draw(&picture, &Theme::LIGHT).unwrap();
    let all: Vec<String> = texts(&drawn).into_iter().map(|(_, words)| words).collect();
    // Of 100 cells inside, 36 are over the limit, 54 up to it, and 10 have no value.
    for wanted in ["over 1: 36\u{202f}%", "up to 1: 54\u{202f}%", "no value: 10\u{202f}%"] {
        assert!(all.iter().any(|words| words.starts_with(wanted)), "{wanted}: {all:?}");
    }
}

/// Cells without a value are hatched though there is nothing in the others, as the legend says.
#[test]
fn regress_holes_are_hatched_where_nothing_else_is_drawn() {
    let mut field = Array2::zeros((20, 20));
    let map = |field: &Array2<f32>| heatmap::draw(&heatmap(field, 20.0, 20.0), &Theme::LIGHT).unwrap();
    let image = |picture: &Picture| {
        let part = picture.svg.split("<g id=\"map\">").nth(1).unwrap();
        part.split("</g>").next().unwrap().contains("<image")
    };
    assert!(!image(&map(&field)));
    field[[3, 4]] = f32::NAN;
    let drawn = map(&field);
    assert!(image(&drawn));
    let all: Vec<String> = texts(&drawn).into_iter().map(|(_, words)| words).collect();
    for wanted in ["none", "no value: 0.2\u{202f}% of the area", "none: 99.8\u{202f}% of the area"] {
        assert!(all.iter().any(|words| words == wanted), "{wanted}: {all:?}");
    }
}

/// Marks that would be written alike are one.
#[test]
fn regress_marks_of_one_value_are_one() {
    let mut field = Array2::from_elem((10, 10), 100.0_f32);
    field.slice_mut(ndarray::s![0..2, ..]).fill(99.97);
    let drawn = heatmap::draw(&heatmap(&field, 20.0, 20.0), &Theme::LIGHT).unwrap();
    let all: Vec<String> = texts(&drawn).into_iter().map(|(_, words)| words).collect();
    assert!(all.iter().any(|words| words == "5–95\u{202f}%"), "{all:?}");
}
