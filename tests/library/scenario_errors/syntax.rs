//! Texts that are no TOML, or of another format.

use super::{GOOD, draw, read, refuses, said};
use puncta::scenario::{LARGEST_FILE, Sources};

refused! {
    identity_later_format: GOOD.replacen("1", "^2", 1), "" => "format", ["2", "newer", "format 1", "install"];
    identity_earlier_format: GOOD.replacen("1", "^0", 1), "" => "format", ["0", "write format = 1"];
    identity_format_missing: GOOD.replacen("format = 1", "^", 1), "" => "format", ["format = 1"];
    identity_section_for_a_list: GOOD, "^[[run]]\nseed = 1\n" => "run", ["one section"];

    identity_key_twice: GOOD, "^depth_mm = 1\n" => "device.depth_mm", ["twice", "line 6"];
    identity_unclosed_list: GOOD, "[technique]\ndirections = [\"vertical\"^" => "technique.directions", ["not TOML"];
    identity_missing_value: GOOD, "length_mm =^\n" => "device.length_mm", ["not TOML", "write a value after length_mm"];
}

#[test]
fn identity_unclosed_header() {
    let errors = read("format = 1\n[skin\nsite = \"cheek\"\n", &[]).expect_err("broken");
    assert_eq!((errors[0].line, errors[0].column), (Some(2), Some(6)));
    assert!(said(&errors[0]).contains("close the section header with ]"));
}

#[test]
fn identity_section_twice() {
    let errors = read(&format!("{GOOD}[device]\nlength_mm = 2\n"), &[]).expect_err("twice");
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0].line, Some(7));
    assert!(errors[0].message.contains("[device] is given twice"));
}

#[test]
fn limit_nesting_is_refused_not_followed() {
    let text = format!("{GOOD}rings = {}{}\n", "[".repeat(50_000), "]".repeat(50_000));
    let errors = read(&text, &[]).expect_err("too deep");
    assert!(said(&errors[0]).contains("nested too deeply"), "{errors:#?}");
    let dotted = format!("{GOOD}{} = 1\n", vec!["a"; 50_000].join("."));
    assert!(read(&dotted, &[]).is_err());
}

#[test]
fn limit_hostile_files_take_no_time() {
    // a mebibyte of what the parser is slowest at; unknown, long and repeated names
    let size = LARGEST_FILE as usize - 100;
    let lines = |line: &dyn Fn(usize) -> String| {
        let mut text = String::new();
        for i in 0.. {
            let line = line(i);
            if text.len() + line.len() > size {
                break;
            }
            text.push_str(&line);
        }
        text
    };
    for text in [
        lines(&|i| format!("a{i}=1\n")),
        lines(&|i| format!("[a{i}]\n")),
        lines(&|i| format!("[a{}]\n", i / 2)),
        lines(&|_| "=\n".to_owned()),
        lines(&|_| "[[skin.layers]]\n".to_owned()),
        "x".repeat(size),
        format!("name = \"{}", "\\".repeat(size - 20)),
        format!("[device]\nrings = [{}", "{},".repeat(size / 3 - 20)),
    ] {
        let start = std::time::Instant::now();
        let errors = read(&text, &[]).expect_err("broken");
        let drawn = draw(&errors, &Sources::new("case.toml", &text, &[] as &[&str]));
        assert!(drawn.len() < 1 << 20, "{}", drawn.len());
        let taken = start.elapsed();
        assert!(taken.as_secs() < 20, "{taken:?} for {:?}", &text[..40]);
    }
}
