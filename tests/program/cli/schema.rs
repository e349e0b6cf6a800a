//! `puncta schema`, held against scenarios.

use super::*;

/// A value against the part of the JSON schema that the program uses.
fn agrees(value: &toml::Value, schema: &Value, place: &str, wrong: &mut Vec<String>) {
    let mut fails = |what: &str| wrong.push(format!("{place} = {value}: {what}"));
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_table(),
        Some("array") => value.is_array(),
        Some("string") => value.is_str(),
        Some("integer") => value.is_integer(),
        Some("number") => number.is_some(),
        _ => true,
    };
    if !fits {
        fails("type");
    }
    let bound = |name: &str| schema[name].as_f64();
    if let Some(number) = number
        && (bound("minimum").is_some_and(|low| number < low)
            || bound("maximum").is_some_and(|high| number > high)
            || bound("exclusiveMaximum").is_some_and(|high| number >= high)
            || bound("const").is_some_and(|only| number != only))
    {
        fails("range");
    }
    if let (Some(of), Some(word)) = (schema["enum"].as_array(), value.as_str())
        && !of.iter().any(|known| known == word)
    {
        fails("not in the list");
    }
    for item in value.as_array().into_iter().flatten() {
        agrees(item, &schema["items"], place, wrong);
    }
    let Some(table) = value.as_table() else { return };
    for key in schema["required"].as_array().into_iter().flatten() {
        if !table.contains_key(key.as_str().unwrap()) {
            wrong.push(format!("{place}: {key} is missing"));
        }
    }
    for (key, inner) in table {
        match schema["properties"].get(key) {
            Some(of) => agrees(inner, of, &format!("{place}.{key}"), wrong),
            None => wrong.push(format!("{place}.{key} is unknown")),
        }
    }
}

#[test]
fn identity_schema_agrees_with_the_scenarios() {
    let room = Room::new();
    let schema: Value = serde_json::from_str(&room.well(&["schema"]).out).unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() >= 9);
    for device in devices() {
        let file = format!("my-{device}.toml");
        room.well(&["new", &file, "--device", device]);
        files.push(room.path(&file));
    }
    assert_eq!(room.run("pen.toml", "out", &[]).code, 0);
    files.push(room.path("out/scenario.toml"));
    for file in files {
        let table: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let mut wrong = Vec::new();
        agrees(&toml::Value::Table(table), &schema, "", &mut wrong);
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
    }
    let mut wrong = Vec::new();
    agrees(
        &toml::Value::Table(toml::from_str("format = 2\nskin = 1\n[device]\ndepth_mm = 9\nfoo = 1").unwrap()),
        &schema,
        "",
        &mut wrong,
    );
    assert_eq!(wrong.len(), 4, "the comparison itself sees what is wrong: {wrong:?}");
}
