//! The template and the schema.

use super::{catalogue, read};
use puncta::scenario::{keys, schema, template};

#[test]
fn identity_templates_are_read_without_a_word() {
    for (kind, preset) in [
        ("pen", "pen-12"),
        ("roller", "roller-192"),
        ("stamp", "stamp-36"),
        ("patch", "patch-600"),
        ("needle", "needle"),
    ] {
        for preset in [Some(preset), None] {
            let text = template("My \"first\"\n\u{7} one\\", kind, preset);
            let parsed = read(&text, &[]).unwrap_or_else(|e| panic!("{kind}: {e:#?}\n{text}"));
            assert_eq!(parsed.kind, kind);
            assert!(parsed.warnings.is_empty(), "{:#?}", parsed.warnings);
            for key in keys::all() {
                let line =
                    text.lines().any(|l| l.trim_start_matches("# ").starts_with(&format!("{} = ", key.name)));
                assert_eq!(line, key.used_by(kind), "{kind}: {}", key.path());
            }
        }
    }
}

#[test]
fn identity_each_line_of_a_template_can_be_switched_on() {
    // these need another line beside them, or in their stead
    let partners = [
        "map",
        "avoid",
        "layers",
        "bench_fat_mm",
        "kind",
        "preset",
        "layout",
        "rings",
        "rows",
        "columns",
        "pitch_mm",
        "positions_mm",
    ];
    for (kind, preset) in [
        ("pen", "pen-12"),
        ("roller", "roller-192"),
        ("stamp", "stamp-36"),
        ("patch", "patch-600"),
        ("needle", "needle"),
    ] {
        let text = template("x", kind, Some(preset));
        let lines: Vec<&str> = text.lines().collect();
        for (i, line) in lines.iter().enumerate() {
            let Some(on) = line.strip_prefix("# ").filter(|l| l.contains(" = ") && !l.ends_with(':')) else {
                continue;
            };
            let name = on.split(" = ").next().unwrap_or("");
            if partners.contains(&name) || (kind == "needle" && name == "force_n") {
                continue;
            }
            let mut with = lines.clone();
            with[i] = on;
            let with = with.join("\n");
            let read = read(&with, &[]);
            assert!(read.is_ok(), "{kind} {on}: {read:#?}");
        }
    }
}

#[test]
fn identity_the_schema_holds_every_key_and_is_the_same_each_time() {
    let made = schema(&catalogue());
    assert_eq!(made.to_string(), schema(&catalogue()).to_string());
    for key in keys::all() {
        let property = if key.section.is_empty() {
            &made["properties"][key.name]
        } else {
            &made["properties"][key.section]["properties"][key.name]
        };
        assert!(
            property["description"].as_str().is_some_and(|text| text.starts_with(key.text)),
            "{}",
            key.path()
        );
    }
    assert_eq!(made["properties"]["skin"]["properties"]["site"]["enum"][3], "cheek");
    assert_eq!(made["properties"]["device"]["properties"]["length_mm"]["maximum"], 3.0);
    assert_eq!(made["properties"]["device"]["additionalProperties"], false);
    let poisson = &made["properties"]["skin"]["properties"]["layers"]["items"]["properties"]["poisson"];
    assert_eq!(poisson["exclusiveMaximum"], 0.5);
}
