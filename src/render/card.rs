//! A card as a page to print: the claim, what is known, how, and from where.

use super::fonts::{self, Weight};
use super::layout;
use super::numbers;
use super::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use super::theme::Theme;
use super::words::{self, Language};
use super::{Picture, RenderError};
use crate::outcome::Figure;
use crate::outcome::diagram::depth_chart::{DepthChart, Row};
use crate::outcome::timeline::{Card, CardKind as Kind, Tag};

/// Draws a card, with the computed reach over the face where it is about that.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(card: &Card, reach: Option<&DepthChart>, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let quoted = matches!(card.kind, Kind::Claim | Kind::Contradiction);
    let claim = language.text(&card.claim);
    let claim = &if quoted { language.quoted(claim) } else { claim.to_owned() };
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
    let (end, foot) = match reach {
        Some(chart) => {
            let of = card.face_reach_of.as_deref().unwrap_or_default();
            let end = regions(&mut svg, chart, of, end + 2.0 * theme.page.step, theme);
            (end, format!("{} {}", language.card_foot(), language.foot(&chart.provenance.foot())))
        }
        None => (end, language.card_foot().to_owned()),
    };
    let height = layout::footer(&mut svg, end, "", &foot, theme);
    let alt = words::alternative([language.card_alt().to_owned(), claim.to_owned()]);
    Ok(Picture {
        name: format!("card-{}", card.id),
        svg: svg.document(height, claim, &alt, theme),
        caption: format!("{claim} {}: {known} {known_how}", language.what_is_known()),
        alt,
    })
}

/// A bar for each region: the share that reaches the fat layer, with its range over uncertain inputs. Regions that the claim
/// is about are set off. Returns the lower edge.
fn regions(svg: &mut Svg, chart: &DepthChart, of: &[String], top: f64, theme: &Theme) -> f64 {
    const ROW: f64 = 1.45;
    let (size, language) = (theme.size.note, theme.language);
    let set = chart.depths_mm.first().copied().unwrap_or_default();
    let mut rows: Vec<(&Row, Figure)> =
        chart.rows.iter().filter_map(|row| Some((row, *row.reach.first()?))).collect();
    rows.sort_by(|a, b| b.1.value.unwrap_or_default().total_cmp(&a.1.value.unwrap_or_default()));
    if theme.is_slide() {
        // Those that the claim is about, and the ends.
        let last = rows.len();
        let mut at = 0..;
        rows.retain(|(row, _)| {
            at.next().is_some_and(|at| at < 3 || at + 2 >= last || of.contains(&row.site))
        });
    }
    let mut heading = language.card_reach(language.name(&chart.device), numbers::short(set, 2));
    if rows.len() < chart.rows.len() {
        let some = language.card_reach_some(chart.rows.len());
        heading.push_str(&format!("; {some}"));
    }
    let style = TextStyle::new(theme.size.label, theme.text).semibold();
    let lines = layout::wrapped(&heading, style.size, style.weight, theme.inner_width());
    svg.begin("computed-reach");
    let mut y = layout::block(svg, theme.page.margin, top, &lines, &style) + 6.0;
    let wide = |words: &str, weight| fonts::width(words, size, weight);
    let names: Vec<String> = rows.iter().map(|(row, _)| language.name(&row.label)).collect();
    let values: Vec<String> = rows.iter().map(|(_, figure)| reach_words(figure, language)).collect();
    let left =
        theme.page.margin + names.iter().map(|name| wide(name, Weight::SemiBold)).fold(0.0, f64::max) + 10.0;
    let right = values.iter().map(|value| wide(value, Weight::SemiBold)).fold(0.0, f64::max);
    let length = theme.page.margin + theme.inner_width() - right - 12.0 - left;
    for (((row, figure), name), value) in rows.iter().zip(&names).zip(&values) {
        let middle = y + 0.5 * ROW * size;
        let strong = of.contains(&row.site);
        let text = TextStyle::new(size, theme.text);
        let text = if strong { text.semibold() } else { text };
        svg.text((left - 10.0, layout::middle(middle, size)), name, &text.anchored(Anchor::End));
        svg.text((left + length + 12.0, layout::middle(middle, size)), value, &text);
        let colour = if strong { theme.accents.vermilion } else { theme.accents.blue };
        let bar = |share: f64| length * share.clamp(0.0, 1.0);
        let share = figure.value.unwrap_or_default();
        svg.rect(
            Rect::new(left, middle - 0.35 * size, bar(share), 0.7 * size),
            1.0,
            &Paint::fill(colour).opacity(0.7),
        );
        if let Some((low, high)) = figure.low.zip(figure.high) {
            svg.line((left + bar(low), middle), (left + bar(high), middle), &Paint::stroke(theme.text, 1.25));
        }
        y += ROW * size;
    }
    svg.end();
    y
}

/// A share with its range over uncertain inputs: "34 % (0.7 to 77 %)".
#[must_use]
pub fn reach_words(figure: &Figure, language: Language) -> String {
    let value = figure.value.map_or(String::new(), |value| language.percent(value));
    match figure.low.zip(figure.high) {
        Some((low, high)) => language.share_between(value, language.percent(low), language.percent(high)),
        None => value,
    }
}
