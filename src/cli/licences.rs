//! `puncta licences`: the licences of the program and of everything inside it.

use super::{Done, terminal};
use std::io::Write;

/// Own licence and parts that are no crates; then every crate inside, made by `.ci/third-party`.
const NOTICE: &str = include_str!("../../NOTICE");
const THIRD_PARTY: &str = include_str!("../../THIRD-PARTY.txt");

pub fn licences() -> Done {
    let mut out = terminal::out();
    writeln!(out, "{NOTICE}\n{THIRD_PARTY}")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every crate in the list is one of `Cargo.lock`, in its version; `.ci/third-party --check` compares the rest.
    #[test]
    fn identity_the_list_is_of_the_crates_that_are_built() {
        let lock: toml::Table = toml::from_str(include_str!("../../Cargo.lock")).unwrap();
        let text = |package: &toml::Value, key: &str| package[key].as_str().unwrap().to_owned();
        let packages = lock["package"].as_array().unwrap();
        let locked: Vec<String> = packages
            .iter()
            .map(|package| format!("{} {}", text(package, "name"), text(package, "version")))
            .collect();
        // Texts of licences have lists of their own.
        let before_texts = THIRD_PARTY.split("\n====").next().unwrap();
        let listed: Vec<&str> = before_texts.lines().filter_map(|line| line.strip_prefix("* ")).collect();
        assert!(listed.len() > 100, "{} crates", listed.len());
        for crate_and_licence in &listed {
            let (name, licence) = crate_and_licence.split_once(" – ").unwrap();
            assert!(
                locked.iter().any(|package| package == name),
                "{name} is not in Cargo.lock: run .ci/third-party"
            );
            assert!(!licence.is_empty(), "{name}");
        }
        for needed in ["clap ", "rayon ", "resvg ", "krilla ", "ndarray "] {
            assert!(listed.iter().any(|name| name.starts_with(needed)), "{needed}");
        }
        assert!(THIRD_PARTY.len() < 400_000, "{} bytes", THIRD_PARTY.len());
    }
}
