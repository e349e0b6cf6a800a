//! `puncta cards`: text, JSON, Markdown, pages.

use super::*;

#[test]
fn identity_a_card_says_the_same_in_every_form() {
    let room = Room::new();
    let all = room.well(&["cards"]).out;
    assert!(all.lines().all(|line| line.chars().count() <= 110), "{all}");
    let json: Value = serde_json::from_str(&room.well(&["cards", "--format", "json"]).out).unwrap();
    let cards = json.as_array().unwrap();
    assert!(cards.len() > 15);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for card in cards {
        let of = |key: &str| card[key]["en"].as_str().unwrap();
        assert!(plain(&all).contains(&plain(of("claim"))) && plain(&all).contains(&plain(of("known"))));
    }
    let german = room.well(&["cards", "fat-loss", "--language", "de", "--format", "markdown"]).out;
    assert!(german.starts_with("## Tiefes Needling") && german.contains("**Was bekannt ist.**"), "{german}");
    assert!(room.well(&["cards", "Narbe"]).out.contains("half-a-millimetre"));
    room.refused(
        &["cards", "fat-lots"],
        &["no card is called fat-lots", "did you mean fat-loss?", "midface"],
    );
}

#[test]
fn identity_every_card_is_a_page() {
    let room = Room::new();
    room.well(&["cards", "-q", "--out", "pages"]);
    let files = tree(&room.path("pages/figures"));
    let svgs: Vec<&String> = files.keys().filter(|name| name.ends_with(".svg")).collect();
    assert!(svgs.len() > 15 && files.contains_key("card-midface.svg"), "{svgs:?}");
    for name in svgs {
        let (texts, size) = super::pictures::texts(&files[name]);
        super::pictures::nothing_collides(&texts, size, name);
    }
}
