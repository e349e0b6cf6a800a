//! `--language`: pictures in German, whole, and nothing else; the glossary.

use super::pictures::{is_short, nothing_collides, texts};
use super::*;

/// Texts that are the same in both languages: axes of maps, and names of directions.
const SAME: [&str; 2] = ["x (mm)", "y (mm)"];

/// Letters of units and symbols: what is left of a text without them is words.
const UNITS: [&str; 10] = ["mm", "µm", "cm", "cm²", "mm²", "×", "Hz", "mN", "min", "h"];

/// Whether a text has words in it that a language could say in another way.
fn has_words(text: &str) -> bool {
    let parts = text.split(|letter: char| !letter.is_alphabetic() && letter != '²' && letter != '×');
    // A single letter stands for a setting or for a quantity of a formula.
    parts
        .filter(|part| part.chars().filter(|letter| letter.is_alphabetic()).count() > 1)
        .any(|part| !UNITS.contains(&part))
}

/// Words of the English table that are in no German text of it.
fn english_words() -> BTreeSet<String> {
    let [english, german] = [1, 2].map(|language| {
        let texts = puncta::render::words::entries().map(|entry| entry[language].to_owned());
        texts.flat_map(|text| words_of(&without_places(&text))).collect::<BTreeSet<String>>()
    });
    let words: BTreeSet<String> = english.difference(&german).cloned().collect();
    let telling = ["the", "with", "people", "tips"];
    assert!(words.len() > 300 && telling.iter().all(|word| words.contains(*word)), "{words:?}");
    words
}

/// A text of the table without what stands in its places.
fn without_places(text: &str) -> String {
    text.split('{')
        .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest))
        .collect::<Vec<_>>()
        .join(" ")
}

/// Words of more than two letters, in small letters.
fn words_of(text: &str) -> Vec<String> {
    let parts = text.split(|letter: char| !letter.is_alphabetic());
    parts.filter(|part| part.chars().count() > 2).map(str::to_lowercase).collect()
}

/// What a run says of itself in every language: its name, its setting (as the terminal has it), the foot of its pictures.
fn said_in_any(room: &Room, out: &str, terminal: &str) -> Vec<String> {
    let summary = room.json(&format!("{out}/summary.json"));
    let of = |key: &str| summary[key].as_str().unwrap_or_default().to_owned();
    let hash: String = of("scenario_hash").chars().take(10).collect();
    let foot = format!(
        "{} · scenario {hash} · seed {} · puncta {} · reuse with this line, CC BY 4.0",
        of("name"),
        summary["seed"],
        of("version")
    );
    let setting: Vec<&str> = terminal.lines().skip(1).take_while(|line| !line.is_empty()).collect();
    vec![of("name"), setting.join(" "), foot]
}

/// Whether a text is a key of a scenario or of a value, such as `device.taper_mm`.
fn is_key(words: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    words.contains('.') && words.split('.').all(|part| !part.is_empty() && part.chars().all(is_part))
}

/// The German pictures of one folder against the English ones of another.
pub fn are_german(room: &Room, english: &str, german: &str, kept: &[String]) {
    let (english, german) = (tree(&room.path(english)), tree(&room.path(german)));
    let names: Vec<&String> = german.keys().filter(|name| name.ends_with(".svg")).collect();
    assert!(!names.is_empty() && english.keys().eq(german.keys()));
    let mut kept = kept.to_vec();
    // Version and licence in the foot.
    kept.extend([concat!("puncta ", env!("CARGO_PKG_VERSION")), "CC BY 4.0"].map(str::to_owned));
    kept.sort_by_key(|kept| std::cmp::Reverse(kept.len()));
    let without_kept = |text: &str| {
        let rest = kept.iter().fold(text.to_owned(), |text, kept| text.replace(kept, " "));
        // Names of keys stay.
        let words = rest
            .split(' ')
            .filter(|word| !word.contains('_') && !is_key(word.trim_matches([',', '(', ')', ':'])));
        words.collect::<Vec<_>>().join(" ")
    };
    let mut foreign = english_words();
    // "Praxis-Roller", "Make-up"
    foreign.remove("roller");
    foreign.remove("make");
    for name in names {
        let (en, (de, size)) = (texts(&english[name]).0, texts(&german[name]));
        nothing_collides(&de, size, name);
        let en: BTreeSet<&str> = en.iter().map(|(_, _, words)| words.as_str()).collect();
        let is_kept = |words: &str| {
            SAME.contains(&words)
                || is_key(words)
                || kept.iter().any(|kept| kept.contains(words))
                || !has_words(&without_kept(words))
        };
        let mut said = 0;
        for (_, _, words) in de.iter().filter(|(_, _, words)| !is_kept(words)) {
            assert!(!en.contains(words.as_str()), "{name}: {words:?} is English");
            said += 1;
        }
        assert!(said >= 5, "{name}: {said} texts");
        // Lines break at spaces, also in what is kept.
        let whole = de.iter().map(|(_, _, words)| words.as_str()).collect::<Vec<_>>().join(" ");
        let own: Vec<char> = without_kept(&whole).chars().collect();
        let point = |three: &[char]| matches!(three, [a, '.', b] if a.is_ascii_digit() && b.is_ascii_digit());
        assert!(!own.windows(3).any(point), "{name}: a decimal point in {}", without_kept(&whole));
        let svg = std::str::from_utf8(&german[name]).unwrap();
        assert!(svg.split('>').next().is_some_and(|tag| tag.contains("xml:lang=\"de\"")), "{name}");
        let text = String::from_utf8(german[&name.replace(".svg", ".txt")].clone()).unwrap();
        assert!(text.contains("\n\nAlternativtext: "), "{name}: {text}");
        is_short(&text.replace("Alternativtext", "Alternative text"), name);
        is_short(std::str::from_utf8(&english[&name.replace(".svg", ".txt")]).unwrap(), name);
        for text in [without_kept(&text), without_kept(&whole)] {
            let said = words_of(&text).into_iter().find(|word| foreign.contains(word));
            assert_eq!(said, None, "{name}: in {text}");
        }
    }
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_every_picture_of_a_run_is_german_from_end_to_end() {
    let room = Room::new();
    // Fat below and none, both laws, classes of depth from shallow to deep, both grounds.
    let cases: [(&str, &[&str]); 4] = [
        ("inputs", &["--set", "device.depth_mm=1.5", "--intervals", "on"]),
        ("lid", &["--set", "skin.site=upper_eyelid", "--theme", "dark"]),
        ("shallow", &["--set", "skin.site=palm", "--set", "device.depth_mm=0.5"]),
        ("ratio", &["--set", "device.depth_mm=2.5", "--set", "mechanics.law=ratio"]),
    ];
    for (case, options) in cases {
        let german = format!("{case}-de");
        let plain = room.run("pen.toml", case, options);
        let said = room.run("pen.toml", &german, &[options, &["--language", "de"]].concat());
        assert_eq!((said.code, plain.code), (0, 0), "{case}: {}", said.err);
        // The terminal and every file but the pictures are as they were.
        assert_eq!(said.out.replace(&german, case), plain.out, "{case}");
        for name in ["summary.json", "fields.npz", "sample.npz", "scenario.toml"] {
            let read = |out: &str| fs::read(room.path(&format!("{out}/{name}"))).unwrap();
            assert_eq!(read(case), read(&german), "{case} {name}");
        }
        let kept = said_in_any(&room, case, &plain.out);
        are_german(&room, &format!("{case}/figures"), &format!("{german}/figures"), &kept);
    }
    room.refused(&["run", "pen.toml", "--language", "fr"], &["--language", "en, de"]);
}

#[test]
#[ignore = "slow: see .ci/slow"]
fn identity_a_face_and_maps_of_every_field_are_german_too() {
    let room = Room::new();
    let pen =
        "format = 1\n[area]\nmap = \"face\"\ncell_um = 500\n[device]\npreset = \"pen-12\"\ndepth_mm = 1.0\n";
    room.write("face.toml", pen);
    let run = room.well(&["run", "face.toml", "-q", "--realisations", "2", "--out", "face"]);
    for (language, out) in [("en", "face-en"), ("de", "face-de")] {
        room.well(&["draw", "face", "--language", language, "--out", out, "--values", "limit"]);
    }
    let names = tree(&room.path("face-de/figures"));
    assert!(names.contains_key("face-regions.svg") && names.contains_key("map-depth-max-mm.svg"));
    let kept = said_in_any(&room, "face", &run.out);
    are_german(&room, "face-en/figures", "face-de/figures", &kept);
}

#[test]
fn identity_the_glossary_says_what_terms_mean() {
    let room = Room::new();
    let all = room.well(&["glossary"]);
    assert!(all.out.contains("stratum corneum\n    The outermost layer"), "{}", all.out);
    assert!(all.out.lines().all(|line| line.chars().count() <= 80));
    let german = room.well(&["glossary", "--language", "de"]);
    assert!(german.out.contains("Hornschicht (Stratum corneum)\n    Die äußerste Schicht"), "{}", german.out);
    // A term is found in every language, whatever it is asked for in.
    for name in ["tip depth", "tip-depth", "Tip_Depth", "Tiefe der Spitze"] {
        let one = room.well(&["glossary", name, "--language", "de"]);
        assert!(one.out.starts_with("Tiefe der Spitze\n"), "{name}: {}", one.out);
    }
    assert_eq!(room.well(&["glossary", "hornschicht"]).out, room.well(&["glossary", "stratum corneum"]).out);
    let json: Value =
        serde_json::from_str(&room.well(&["glossary", "slit", "--format", "json"]).out).unwrap();
    assert_eq!(json[0]["key"], "slit");
    assert!(json[0]["meaning"].as_str().is_some_and(|meaning| meaning.contains("longer than it is wide")));
    room.refused(&["glossary", "tip dept"], &["no term", "did you mean", "tip"]);
    room.refused(&["glossary", "xyzzy"], &["no term", "lists them all"]);
    room.refused(&["glossary", "--language", "la"], &["--language", "en, de"]);
}
