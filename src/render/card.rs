//! A card as a page to print: the claim, what is known, how, and from where.

use super::fonts::{self, Weight};
use super::layout;
use super::svg::{Paint, Svg, TextStyle};
use super::theme::Theme;
use super::words;
use super::{Picture, RenderError};
use crate::outcome::timeline::{Card, Tag};

/// Draws a card.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(card: &Card, theme: &Theme) -> Result<Picture, RenderError> {
    fonts::register()?;
    let mut svg = Svg::new();
    let language = theme.language;
    let claim = language.text(&card.claim);
    let known = &language.text(&card.known).replace('`', "");
    let kind = language.card_kind(card.kind);
    let top = layout::header(&mut svg, claim, kind, theme) + theme.page.step;
    let (left, width, size) = (theme.page.margin, theme.inner_width(), theme.size.subtitle);
    svg.begin("known");
    let colour = if card.tag == Tag::Seen { theme.accents.blue } else { theme.quiet };
    svg.text((left + 16.0, top + size), language.what_is_known(), &TextStyle::new(size, colour).semibold());
    let lines = layout::wrapped(known, size, Weight::Regular, width - 16.0);
    let end =
        layout::block(&mut svg, left + 16.0, top + 1.5 * size, &lines, &TextStyle::new(size, theme.text));
    svg.line((left + 3.0, top), (left + 3.0, end), &Paint::stroke(colour, 4.0));
    svg.end();
    let sources = card.source.split(", ").map(|id| id.replace('_', "\u{a0}")).collect::<Vec<_>>().join(", ");
    let known_how = language.card_known_how(language.tag_words(card.tag), sources);
    svg.begin("sources");
    let size = theme.size.note;
    let lines = layout::wrapped(&known_how, size, Weight::Regular, width - 16.0);
    let style = TextStyle::new(size, theme.quiet);
    let end = layout::block(&mut svg, left + 16.0, end + 12.0, &lines, &style);
    svg.end();
    let height = layout::footer(&mut svg, end, "", language.card_foot(), theme);
    let alt = words::alternative([language.card_alt().to_owned(), claim.to_owned()]);
    Ok(Picture {
        name: format!("card-{}", card.id),
        svg: svg.document(height, claim, &alt, theme),
        caption: format!("{claim} {}: {known} {known_how}", language.what_is_known()),
        alt,
    })
}
