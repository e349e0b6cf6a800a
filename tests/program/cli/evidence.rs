//! `puncta evidence`.

use super::*;

/// The entries that `evidence` prints as JSON.
#[track_caller]
fn evidence(room: &Room, name: &[&str]) -> Vec<Value> {
    let said = room.well(&[&["evidence", "--format", "json"], name].concat());
    said.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn identity_evidence_is_the_same_in_words_and_as_json() {
    let room = Room::new();
    let text = room.well(&["evidence"]).out;
    let entries = evidence(&room, &[]);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    // The rows of the table: those with a tag in the fourth column.
    let tags = ["seen", "memory", "derived", "design"];
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().take(4).collect()).collect();
    let rows: Vec<&Vec<&str>> =
        rows.iter().filter(|row| row.get(3).is_some_and(|tag| tags.contains(tag))).collect();
    assert_eq!(rows.len(), entries.len());
    for (row, entry) in rows.into_iter().zip(&entries) {
        let keys: Vec<&String> = entry.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["table", "section", "name", "value", "low", "high", "tag", "source", "note"]);
        let word = |key: &str| entry[key].as_str().unwrap();
        assert_eq!([row[0], row[3]], [word("name"), word("tag")]);
        assert_eq!(row[1].parse::<f64>().ok(), entry["value"].as_f64(), "{entry}");
        let range = entry["low"].as_f64().zip(entry["high"].as_f64());
        assert_eq!(row[2], range.map_or("–".to_owned(), |(low, high)| format!("{low}–{high}")), "{entry}");
        assert!(text.contains(&format!("\n{} · {}\n", word("table"), word("section"))), "{entry}");
        assert!(word("source").split_whitespace().all(|source| text.contains(source)), "{entry}");
    }
}

#[test]
fn identity_evidence_is_told_by_table_section_entry_and_path() {
    let room = Room::new();
    let all = evidence(&room, &[]);
    let of =
        |step: &str, name: &str| all.iter().filter(|entry| entry[step] == name).cloned().collect::<Vec<_>>();
    for (step, name) in
        [("table", "field"), ("section", "pen"), ("name", "ratio_sd"), ("name", "residual_ratio")]
    {
        let found = evidence(&room, &[name]);
        assert!(!found.is_empty() && found == of(step, name), "{name}");
    }
    let ratio = of("section", "pen").into_iter().filter(|entry| entry["name"] == "ratio").collect::<Vec<_>>();
    for path in ["depth_ratio.pen.ratio", "pen.ratio"] {
        assert_eq!(evidence(&room, &[path]), ratio, "{path}");
    }
    assert_eq!(evidence(&room, &["tract.residual_ratio"]), of("name", "residual_ratio"));
    let told = room.well(&["evidence", "depth_ratio"]).out;
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    let words = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for entry in of("table", "depth_ratio") {
        for part in ["note", "source"] {
            assert!(words.contains(entry[part].as_str().unwrap()), "{part} of {entry}");
        }
    }
}

#[test]
fn limit_evidence_that_is_not_there_is_refused_with_the_nearest_name() {
    let room = Room::new();
    for (name, help) in [
        ("residul_ratio", "did you mean residual_ratio?"),
        ("tract.residul_ratio", "did you mean tract.residual_ratio?"),
        ("Field", "did you mean field?"),
        ("ratio.pen", "the tables are: skin, field"),
        ("zzzzzzzz", "devices"),
        ("", "the tables are: skin, field"),
        ("cheek", "it is a body site: puncta sites cheek"),
        ("pen-12", "it is a device: puncta devices pen-12"),
    ] {
        room.refused(&["evidence", name], &[&format!("no evidence of \"{name}\""), help]);
    }
}
