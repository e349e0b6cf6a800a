//! Tests of maps side by side, and of charts of differences.

use super::*;

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
        nothing: "none".to_owned(),
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

/// All panels share one scale: a value has the same colour in every panel. The last colour of the bar is that
/// of the largest value of any panel.
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
            percent: Some(percent[0]),
            interval: Some([percent[0] - percent[1], percent[0] + percent[1]]),
            inputs: Some([-60.0, 30.0]),
            words: percent_words(percent, Language::English),
            quiet: false,
        },
        1 => Mark {
            percent: Some(1.0),
            interval: Some([-39.0, 41.0]),
            inputs: None,
            words: "+1 ± 20\u{202f}%, noise".to_owned(),
            quiet: true,
        },
        2 => Mark {
            percent: None,
            interval: None,
            inputs: None,
            words: "areas differ".to_owned(),
            quiet: true,
        },
        _ => Mark {
            percent: Some(0.0),
            interval: Some([0.0, 0.0]),
            inputs: None,
            words: "the same".to_owned(),
            quiet: true,
        },
    };
    let row = |number: usize| Row {
        label: format!("reach of the fat layer {number}"),
        detail: "A: 12.34 ± 0.81\u{202f}%".to_owned(),
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

/// A range beyond the axis ends in an arrow head on that side and is mentioned; a range that ends on the axis
/// is not.
#[test]
fn limit_what_goes_on_beyond_the_axis_is_marked() {
    let draw = |percent: [f64; 2], inputs: Option<[f64; 2]>| {
        let mut chart = difference_chart(1, percent);
        chart.rows.truncate(1);
        chart.rows[0].marks[0].inputs = inputs;
        difference_chart::draw(&chart, &Theme::LIGHT).unwrap()
    };
    // Arrow heads are the closed paths among the marks.
    let heads = |picture: &Picture| {
        let marks = picture.svg.split("id=\"marks\"").nth(1).unwrap().split("</g>").next().unwrap();
        marks.matches("Z\"").count()
    };
    for (percent, inputs, expected) in [
        ([10.0, 5.0], Some([-60.0, 30.0]), 0),
        ([10.0, 5.0], Some([-60.0, 300.0]), 1),
        ([10.0, 5.0], Some([-900.0, 300.0]), 2),
        ([10.0, 5.0], Some([250.0, 300.0]), 1),
        ([100.0, 150.0], None, 1),
        ([0.0, 400.0], None, 2),
        ([-199.0, 1.0], None, 0),
    ] {
        let picture = draw(percent, inputs);
        let what = format!("{percent:?} {inputs:?}");
        assert_eq!(heads(&picture), expected, "{what}");
        let said = Language::English.goes_on_beyond().trim();
        assert_eq!(picture.caption.contains(said), expected > 0, "{what}: {}", picture.caption);
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
