//! Tests of depth charts, curves, and text widths.

use super::*;

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
    // The rasteriser lays out the same words with kerning. Our width may be slightly larger, but smaller by a
    // hundredth at most.
    for (words, weight, css) in [
        ("Four passes leave 44 punctures", fonts::Weight::SemiBold, "600"),
        ("mean 4\u{202f}403 ± 12 per cm², 5–95\u{202f}%", fonts::Weight::Regular, "400"),
    ] {
        let text = format!("<text x=\"10\" y=\"50\" font-weight=\"{css}\" font-size=\"40\">{words}</text>");
        let picture = bare(text, [900.0, 90.0]);
        let printed = texts(&picture)[0].0.width;
        let measured = fonts::width(words, 40.0, weight);
        assert!(measured > 0.99 * printed && measured < 1.04 * printed, "{measured} {printed}");
    }
}

#[test]
fn identity_curves_break_where_a_value_is_missing() {
    for log in [false, true] {
        let picture = curve(log, &Theme::LIGHT);
        assert_tidy(&picture, "curve");
        // One line, broken once by the missing value, gives two polylines; the band is a polygon.
        assert_eq!(picture.svg.matches("stroke-width=\"8\"").count(), 2);
        assert_eq!(picture.svg.matches("<polygon").count(), 1);
        // All tick labels are our own, so the embedded drawings contain no text in another font.
        assert!(!picture.svg.contains("dy=\""));
    }
}

/// Wherever the median and the set depth lie, no line runs through words, and these stay on the page.
#[test]
fn limit_words_of_marks_are_not_crossed() {
    let (edges, share) = bell(1.5, 0.3, 40, 3.0);
    for theme in [Theme::LIGHT, Theme { language: Language::German, ..Theme::LIGHT }] {
        for step in 0..30 {
            for set in 0..30 {
                let [median, set] = [step, set].map(|at| 0.1 + 0.1 * f64::from(at));
                let chart = ThicknessChart {
                    name: "skin-thickness-people",
                    title: "Title".to_owned(),
                    subtitle: String::new(),
                    sentence: "A sentence.".to_owned(),
                    edges_mm: &edges,
                    share: &share,
                    median: Some((median, theme.language.median_tip(format!("{median:.2} mm")))),
                    set: (set, theme.language.set_to(format!("{set:.2} mm"))),
                    foot: String::new(),
                };
                let picture = thickness_chart::draw(&chart, &theme).unwrap();
                assert_tidy(&picture, &format!("median {median}, set {set}"));
                let marks =
                    picture.svg.split("<g id=\"marks\">").nth(1).unwrap().split("</g>").next().unwrap();
                let number = |line: &str, name: &str| -> f64 {
                    line.split(&format!(" {name}=\""))
                        .nth(1)
                        .unwrap()
                        .split('"')
                        .next()
                        .unwrap()
                        .parse()
                        .unwrap()
                };
                let words = [chart.median.as_ref().unwrap().1.as_str(), chart.set.1.as_str()];
                for (rect, _) in texts(&picture).iter().filter(|(_, found)| words.contains(&found.as_str())) {
                    for line in marks.split("<line").skip(1) {
                        let [x, y1, y2] = ["x1", "y1", "y2"].map(|name| number(line, name));
                        let line = Rect::new(x, y1.min(y2), 0.1, (y2 - y1).abs());
                        assert!(!rect.overlaps(&line), "{line:?} through {rect:?}: {median}, {set}");
                    }
                }
            }
        }
    }
}
