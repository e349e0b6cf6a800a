//! How a complaint is drawn.

use super::{GOOD, catalogue};
use puncta::scenario::{Sources, parse};

#[test]
fn identity_the_place_is_underlined() {
    let text = GOOD.replace("depth_mm = 1.5", "length_mm = 15 # é");
    let sources = Sources::new("case.toml", &text, &[] as &[&str]);
    let errors = parse(&sources, &catalogue()).expect_err("too long");
    let drawn = puncta::cli::diagnostics::render(&errors, &sources, false, 120);
    assert!(drawn.contains("error: device.length_mm = 15 is outside 0.05 to 6 mm"), "{drawn}");
    assert!(drawn.contains("case.toml:6:13"), "{drawn}");
    assert!(drawn.contains("\n6 | length_mm = 15 # é\n  |             ^^\n"), "{drawn}");
    let narrow = puncta::cli::diagnostics::render(&errors, &sources, false, 60);
    // too long for the terminal: the reason moves into a note
    assert!(narrow.contains("error: device.length_mm = 15 is outside 0.05 to 6 mm\n"), "{narrow}");
    assert!(narrow.contains("note: needles of microneedling"), "{narrow}");
}

#[test]
fn limit_odd_texts_and_widths_are_drawn() {
    let long = format!("{}x = 1 # {}", " ".repeat(50_000), "é".repeat(50_000));
    for line in [
        "\t\tlength_mm = 15\r",
        "\"a\u{7}b\" = 1",
        "\u{1f600} = 15",
        "名前 = \"\u{202e}x\"",
        &long,
        "length_mm = 15,5",
        "\u{0} = \u{1b}[31m",
    ] {
        let text = format!("{GOOD}{line}\n");
        let sources = Sources::new("a\u{1b}[31mb.toml", &text, &[] as &[&str]);
        let errors = parse(&sources, &catalogue()).expect_err("broken");
        for width in [0, 1, 7, 40, 80, 100_000] {
            for colour in [false, true] {
                let drawn = puncta::cli::diagnostics::render(&errors, &sources, colour, width);
                assert!(drawn.contains("error"), "{drawn}");
                assert!(drawn.len() < 20_000, "{}", drawn.len());
                assert!(colour || !drawn.contains('\u{1b}'), "{drawn:?}");
            }
        }
    }
}
