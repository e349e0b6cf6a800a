//! Any text at all: no panic, and what is accepted is kept.

use super::{GOOD, built_in, catalogue, draw, read};
use proptest::prelude::*;
use puncta::device::Kind;
use puncta::scenario::{Severity, Sources, keys, parse, template};

fn survives(text: &str, sets: &[String]) {
    let sources = Sources::new("case.toml", text, sets);
    match parse(&sources, &catalogue()) {
        Ok(parsed) => {
            draw(&parsed.warnings, &sources);
            let again = read(&parsed.file.to_toml(), &[]).map(|again| again.file);
            assert_eq!(again.as_ref(), Ok(&parsed.file));
        }
        Err(errors) => {
            assert!(errors.iter().any(|e| e.severity == Severity::Error));
            assert!(errors.iter().all(|e| !e.message.contains('\n') && e.message.len() < 2000));
            draw(&errors, &sources);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn limit_any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), set in ".{0,40}") {
        survives(&String::from_utf8_lossy(&bytes), &[set]);
    }

    #[test]
    fn limit_any_toml_like_text_is_survived(text in "([a-z_.]{0,9}|\\[|\\]|=|\"|'|\n|\r\n|,|[0-9.eE+-]{1,5}|\\{|\\}|#|é| ){0,80}", set in "[a-z_.]{0,20}=.{0,20}") {
        survives(&text, &[set]);
    }

    #[test]
    fn limit_damaged_scenarios_are_survived(
        kind in 0..Kind::ALL.len(),
        cuts in proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..6_u8), 1..6),
    ) {
        let (kind, preset) = built_in()[kind];
        let mut chars: Vec<char> = template("x", kind, if cuts.len() % 2 == 0 { Some(preset) } else { None }).chars().collect();
        for (at, other, how) in cuts {
            let i = at.index(chars.len());
            let j = other.index(chars.len());
            match how {
                0 => { chars.remove(i); }
                1 => chars.swap(i, j),
                2 => { let c = chars[j]; chars.insert(i, c); }
                3 => { chars.drain(i.min(j)..(i.min(j) + 40).min(i.max(j))); }
                4 => chars[i] = '\u{1f600}',
                // switch a comment on
                _ => if let Some(k) = (i..chars.len().saturating_sub(1)).find(|k| chars[*k] == '#') { chars.drain(k..k + 2); },
            }
        }
        let text: String = chars.into_iter().collect();
        survives(&text, &[]);
    }

    #[test]
    fn limit_any_value_of_any_key_is_survived(at in any::<proptest::sample::Index>(), value in "(-?[0-9]{1,25}(\\.[0-9]{1,5})?|\\[{0,3}[0-9, ]{0,9}\\]{0,3}|\"[a-z]{0,9}\"|true|nan|inf|\\{[a-z]{1,4} = 1\\})") {
        let keys: Vec<_> = keys::all().collect();
        let key = keys[at.index(keys.len())];
        survives(GOOD, &[format!("{}={value}", key.path())]);
    }
}
