//! What a release promises of its files: one version everywhere, and a reason for every dependency.
//!
//! The crate as packed holds neither `python/` nor `web/wasm/`; there only what is packed is read.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether these are the sources as in the repository, and not a packed crate.
fn whole() -> bool {
    !root().join("Cargo.toml.orig").exists()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The manifests as people wrote them; cargo packs its own, without comments, beside the original.
fn manifests() -> Vec<PathBuf> {
    if whole() {
        ["Cargo.toml", "python/Cargo.toml", "web/wasm/Cargo.toml"].map(|file| root().join(file)).to_vec()
    } else {
        vec![root().join("Cargo.toml.orig")]
    }
}

/// The comment at the end of a line of TOML.
fn comment(line: &str) -> &str {
    let mut quoted = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '#' if !quoted => return line[at + 1..].trim(),
            _ => {}
        }
    }
    ""
}

/// Direct dependencies of a manifest, each with what its line says it is for.
fn dependencies(manifest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim_end().ends_with("dependencies]");
            // A table of its own has no line to comment.
            assert!(!line.contains("dependencies."), "{line}: write it on one line, with its reason");
        } else if inside
            && let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with(['#', ' ']))
        {
            found.push((name.trim().to_owned(), comment(line).to_owned()));
        }
    }
    found
}

#[test]
fn identity_every_direct_dependency_says_what_it_is_for() {
    for path in manifests() {
        let text = read(&path);
        let said = dependencies(&text);
        let table: toml::Table = toml::from_str(&text).unwrap();
        let counted: usize = ["dependencies", "dev-dependencies", "build-dependencies"]
            .iter()
            .filter_map(|kind| table.get(*kind)?.as_table().map(toml::Table::len))
            .sum();
        assert_eq!(said.len(), counted, "{}: not every dependency was seen", path.display());
        let silent: Vec<&str> = said
            .iter()
            .filter(|(_, why)| !why.contains(char::is_alphabetic))
            .map(|(name, _)| name.as_str())
            .collect();
        assert!(silent.is_empty(), "{}: say at the end of the line what {silent:?} is for", path.display());
    }
}

#[test]
fn limit_the_test_sees_a_dependency_without_a_reason() {
    let text = "[dependencies]\n# numbers\na = \"1\"   # sums\nb = { version = \"1\", features = [\"#x\"] }\n[features]\nc = []\n";
    let expected = [("a", "sums"), ("b", "")].map(|(name, why)| (name.to_owned(), why.to_owned()));
    assert_eq!(dependencies(text), expected);
}

/// The value of the first line that begins with this key.
fn value(text: &str, key: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("no line {key}"));
    line[key.len()..].trim_matches(['"', ' ', '=', ':']).to_owned()
}

#[test]
fn identity_one_version_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    let mut files = manifests();
    files.push(root().join("CITATION.cff"));
    if whole() {
        files.push(root().join("python/pyproject.toml"));
    }
    for path in files {
        assert_eq!(value(&read(&path), "version"), version, "{}", path.display());
    }
    // The lock files name the crates of the workspace too.
    let locks: &[(&str, &str)] =
        if whole() { &[("Cargo.lock", "puncta-python"), ("web/wasm/Cargo.lock", "puncta-web")] } else { &[] };
    for (file, other) in locks {
        let lock: toml::Table = toml::from_str(&read(&root().join(file))).unwrap();
        for name in ["puncta", other] {
            let known = lock["package"]
                .as_array()
                .unwrap()
                .iter()
                .find(|package| package["name"].as_str() == Some(name));
            assert_eq!(known.unwrap()["version"].as_str(), Some(version), "{name} in {file}");
        }
    }
    // Released, or about to be: the first heading says which.
    let changes = read(&root().join("CHANGELOG.md"));
    let first = changes.split("\n## ").nth(1).unwrap();
    assert!(
        first.starts_with(&format!("[{version}] - ")) || first.contains(&format!("To become {version}.")),
        "CHANGELOG.md begins with neither [{version}] and its day, nor 'To become {version}.'"
    );
}

#[test]
fn identity_no_crate_of_the_project_holds_unsafe_code() {
    // Each crate says so in its first file; SECURITY.md lists what stands where.
    let crates: &[(&str, &str)] = &[
        ("src/main.rs", "#![forbid(unsafe_code)]"),
        ("src/lib.rs", "#![deny(unsafe_code)]"),
        ("python/src/lib.rs", "#![deny(unsafe_code)]"),
        ("web/wasm/src/lib.rs", "#![deny(unsafe_code)]"),
    ];
    let here = if whole() { crates } else { &crates[..2] };
    for (file, attribute) in here {
        assert!(read(&root().join(file)).lines().any(|line| line == *attribute), "{file} lacks {attribute}");
    }
    // What is denied can be allowed again further down; tests, benches and examples deny nothing.
    let mut files = Vec::new();
    for folder in ["src", "tests", "examples", "benches", "python/src"] {
        sources(&root().join(folder), &mut files);
    }
    let signs = [
        concat!("unsafe", " {"),
        concat!("unsafe", " fn"),
        concat!("unsafe", " impl"),
        concat!("allow(unsafe", "_code"),
        concat!("expect(unsafe", "_code"),
    ];
    for file in files {
        for (number, line) in read(&file).lines().enumerate() {
            let found = signs.iter().any(|sign| line.contains(sign));
            assert!(!found, "{}:{}: {line}", file.display(), number + 1);
        }
    }
}

/// All files of Rust below a folder, which a packed crate may lack.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}
