//! `puncta animate`: files, frames, and what it refuses.

use super::*;

fn frames(room: &Room, folder: &str) -> usize {
    fs::read_dir(room.path(&format!("{folder}/frames"))).unwrap().count()
}

#[test]
fn identity_animations_have_their_frames_and_the_same_bytes() {
    let room = Room::new();
    let few = ["--frames", "8", "-q"];
    room.well(&[&["animate", "stroke", "pen.toml", "--out", "stroke"], &few[..]].concat());
    assert_eq!(frames(&room, "stroke"), 8);
    let gif = fs::read(room.path("stroke/stroke.gif")).unwrap();
    assert!(gif.starts_with(b"GIF89a"));
    let png = fs::read(room.path("stroke/stroke.png")).unwrap();
    assert!(
        png.windows(4).any(|four| four == b"acTL")
            && png.windows(4).filter(|four| *four == b"fcTL").count() == 8
    );
    room.well(&[&["animate", "stroke", "pen.toml", "--out", "again"], &few[..]].concat());
    assert!(gif == fs::read(room.path("again/stroke.gif")).unwrap());
    let of = |number: usize| {
        fs::read_to_string(room.path(&format!("stroke/frames/stroke-{number:03}.svg"))).unwrap()
    };
    assert!(of(1).contains("The needle approaches") && of(8).contains("What is left"));
    room.well(
        &[&["animate", "passes", "pen.toml", "--out", "passes", "--language", "de"], &few[..], &SMALL[..4]]
            .concat(),
    );
    let last = fs::read_to_string(room.path("passes/frames/passes-008.svg")).unwrap();
    // The last frame has every strike of the square, and says so.
    let told = |text: &str, words: &str| -> usize {
        let rest = text.split(words).nth(1).unwrap();
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
    };
    assert_eq!(told(&last, "Stiche bisher: "), told(&last, "in zeitlicher Folge: "));
    let first = fs::read_to_string(room.path("passes/frames/passes-001.svg")).unwrap();
    assert_eq!(told(&first, "Stiche bisher: "), 0);
    let vary = ["--vary", "device.depth_mm=0.5,1.5"];
    room.well(
        &[&["animate", "setting", "pen.toml", "--out", "setting", "-q"], &vary[..], &SMALL[..]].concat(),
    );
    assert_eq!(frames(&room, "setting"), 2);
    let words = fs::read_to_string(room.path("setting/setting.txt")).unwrap();
    assert!(words.contains("from 0.5 to 1.5") && words.contains("Alternative text: "), "{words}");
}

#[test]
fn limit_what_cannot_be_animated_is_refused() {
    let room = Room::new();
    let setting = |vary: &str, pieces: &[&str]| {
        room.refused(&["animate", "setting", "pen.toml", "--vary", vary], pieces);
    };
    setting("device.depth_mm=1", &["values given: 1", "2 to 100"]);
    setting("device.preset=pen-12,pen-36", &["needs numbers"]);
    setting("device.depth_mm=0.5,9", &["device.depth_mm"]);
    setting("device.depht_mm=0.5,1", &["depht_mm"]);
    room.refused(&["animate", "stroke", "pen.toml", "--frames", "5"], &["8..=300"]);
    let layers = "format = 1\n[skin]\nlayers = [{ layer = \"dermis\", thickness_mm = 2.0 }]\n[device]\npreset = \"pen-12\"\n";
    room.write("layers.toml", layers);
    room.refused(&["animate", "stroke", "layers.toml"], &["set skin.site"]);
    room.refused(&["animate", "stroke", "pen.toml", "--set", "mechanics.law=ratio"], &["law"]);
}
