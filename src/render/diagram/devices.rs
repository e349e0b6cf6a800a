//! The same nominal depth on several devices: cuts through the first person's skin at one scale, average
//! values, and the share of strikes by the deepest layer reached.

use super::words::fixed;
use crate::outcome::diagram::devices::{DevicesDiagram, OnDevice};
use crate::outcome::{Figure, Unit, hair_mm};
use crate::render::fonts::Weight;
use crate::render::numbers;
use crate::render::section::Cut;
use crate::render::section::cross;
use crate::render::section::marks::{self, scale_room};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Deepest, Rgb, Theme};
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError, layout};

/// Largest height of the drawn skin, and of the air above it, units.
const HIGHEST: f64 = 330.0;
const AIR: f64 = 34.0;
/// Gap between panels, and room right of a cut for its bracket.
const GAP: f64 = 14.0;
const GUTTER: f64 = 22.0;
/// Smallest width of skin that is shown, mm.
const LEAST_MM: f64 = 1.2;
/// Smallest share that is listed: half of a tenth of a per cent.
const LEAST_SHARE: f64 = 5e-4;
/// Height of the bar of shares.
const BAR: f64 = 20.0;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &DevicesDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let (mut svg, d, language) = (Svg::new(), diagram, theme.language);
    let title = title(d, language);
    let subtitle = language.devices_subtitle(language.name_begun(&d.site), numbers::short(d.set_mm, 3));
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let bottom = if d.devices.is_empty() {
        layout::none(&mut svg, top, theme)
    } else {
        panels(&mut svg, d, top, theme)
    };
    let sentence = sentence(d, language);
    let height = layout::footer(&mut svg, bottom, &sentence, &theme.language.foot(&d.foot()), theme);
    let alt = alt(d, &title, language);
    Ok(Picture {
        name: "devices".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Draws all panels. Returns the lower edge.
fn panels(svg: &mut Svg, d: &DevicesDiagram, top: f64, theme: &Theme) -> f64 {
    let language = theme.language;
    // Devices stand in one row; in a column, two in a row.
    let across = if theme.is_column() { d.devices.len().min(2) } else { d.devices.len() };
    let left = theme.page.margin + scale_room(theme);
    let right = theme.page.margin + theme.inner_width();
    let wide = (right - left - (across - 1) as f64 * GAP) / across as f64;
    let size = theme.size.label;
    let heads: Vec<Vec<String>> = d
        .devices
        .iter()
        .map(|of| layout::wrapped(&language.name(&of.label), size, Weight::SemiBold, wide))
        .collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let mut rows = layout::Rows::new(across, top, 2.0 * theme.page.step);
    for (at, (of, head)) in d.devices.iter().zip(&heads).enumerate() {
        let (column, row_top) = rows.place(at);
        let x = left + column as f64 * (wide + GAP);
        let cuts_top = row_top + 1.3 * size * lines + theme.page.step;
        svg.part(&of.name, |svg| {
            svg.begin("head");
            layout::block(svg, x, row_top, head, &TextStyle::new(size, theme.text).semibold());
            svg.end();
            let cut = cut(d, of, [x, cuts_top], wide - GUTTER, theme);
            skin(svg, d, of, &cut, theme);
            if column == 0 {
                marks::depth_scale(svg, &cut, theme);
            }
            if at == 0 {
                marks::hair(svg, &cut, cut.frame.y + 0.5 * AIR - 6.0, hair_mm(), theme);
            }
            let end = figures(svg, of, [x, cut.frame.bottom() + 10.0], wide, theme);
            rows.reach(end);
        });
    }
    legend(svg, d, rows.bottom() + 10.0, theme)
}

/// Frame of a panel, centred on its slice; all panels have the same scale and depth.
fn cut(d: &DevicesDiagram, of: &OnDevice, [x, y]: [f64; 2], wide: f64, theme: &Theme) -> Cut {
    let depth = |of: &OnDevice| {
        let tips = of.slice.tracts.iter().map(|tract| 1.05 * tract.tip_depth_mm);
        tips.fold(of.slice.depth_mm, f64::max)
    };
    let deepest = d.devices.iter().map(depth).fold(1.1 * d.set_mm, f64::max).max(0.1);
    let narrowest = d.devices.iter().map(|of| of.slice.x_mm[1] - of.slice.x_mm[0]).filter(|mm| *mm > 0.0);
    let narrowest = narrowest.fold(f64::INFINITY, f64::min).max(0.1);
    // As large as the height allows without leaving the slice, but not so large that hardly a needle is
    // visible.
    let per_mm = (theme.high(HIGHEST) / deepest).min(wide / LEAST_MM).max(wide / narrowest);
    // Centres a tract if there is one, since some devices leave far fewer than others.
    let [from, to] = of.slice.x_mm;
    let half = 0.5 * wide / per_mm;
    let off = |x_mm: &f64| (x_mm - 0.5 * (from + to)).abs();
    let nearest = of.slice.inside().map(|tract| tract.x_mm).min_by(|a, b| off(a).total_cmp(&off(b)));
    let middle = nearest.unwrap_or(0.5 * (from + to)).min(to - half).max(from + half);
    let frame = Rect::new(x, y, wide, (AIR + deepest * per_mm).min(AIR + 1.4 * theme.high(HIGHEST)));
    Cut { frame, left_mm: middle - half, top_mm: -AIR / per_mm, per_mm }
}

/// Draws skin and tracts of a panel, with the set depth and the bracket of people's mean depths.
fn skin(svg: &mut Svg, d: &DevicesDiagram, of: &OnDevice, cut: &Cut, theme: &Theme) {
    let frame = cut.frame;
    if of.slice.columns.len() >= 2 {
        svg.clipped(frame, |svg| cross::skin_and_tracts(svg, cut, &of.slice, theme));
    }
    svg.begin("surface");
    let y = cut.y(0.0) - 0.5;
    svg.line((frame.x, y), (frame.right(), y), &Paint::stroke(theme.text, 1.0));
    svg.end();
    cross::tips(svg, cut, &of.slice, theme);
    if d.set_mm <= cut.bottom_mm() {
        svg.begin("set-depth");
        let y = cut.y(d.set_mm);
        svg.line((frame.x, y), (frame.right(), y), &Paint::stroke(theme.skin.ink, 1.5).dashed(7.0, 5.0));
        svg.line(
            (frame.right(), y),
            (frame.right() + GUTTER, y),
            &Paint::stroke(theme.text, 1.5).dashed(7.0, 5.0),
        );
        svg.end();
    }
    let Figure { value: Some(mean), p05, p95, .. } = of.depth_mm else { return };
    if mean > 0.0 {
        marks::bracket(svg, cut, [p05.unwrap_or(mean), mean, p95.unwrap_or(mean)], theme);
    }
}

/// Writes the values in words and draws the bar of shares. Returns the lower edge.
fn figures(svg: &mut Svg, of: &OnDevice, [x, top]: [f64; 2], wide: f64, theme: &Theme) -> f64 {
    let note = TextStyle::new(theme.size.note, theme.text);
    let quiet = TextStyle { fill: theme.quiet, ..note };
    let language = theme.language;
    svg.begin("figures");
    let depth = match of.depth_mm.value {
        Some(mean) if mean > 0.0 => language.deep(language.said(&of.depth_mm.said_briefly(Unit::Mm))),
        _ => language.none_goes_in().to_owned(),
    };
    let lines = layout::wrapped(&depth, theme.size.label, Weight::SemiBold, wide);
    let strong = TextStyle::new(theme.size.label, theme.text).semibold();
    let mut y = layout::block(svg, x, top, &lines, &strong) + 2.0;
    let people = language.said(&of.depth_mm.brief().said_of_people(Unit::Mm));
    if !people.is_empty() {
        let lines = layout::wrapped(&language.between_people(people), note.size, Weight::Regular, wide);
        y = layout::block(svg, x, y, &lines, &quiet) + 2.0;
    }
    let density = language.said(&of.density_per_cm2.said_briefly(Unit::PerCm2));
    let density = format!("{density}, {}", language.passes(of.passes));
    let lines = layout::wrapped(&density, note.size, Weight::Regular, wide);
    y = layout::block(svg, x, y, &lines, &quiet) + 8.0;
    svg.end();
    svg.begin("deepest-layer");
    let mut from = x;
    for (class, figure) in of.deepest.iter().enumerate() {
        let share = figure.value.unwrap_or(0.0).clamp(0.0, 1.0);
        let piece = Rect::new(from, y, share * wide, BAR);
        svg.rect(piece, 0.0, &Paint::fill(colour(class, theme)));
        from += share * wide;
    }
    svg.rect(Rect::new(x, y, wide, BAR), 0.0, &Paint::stroke(theme.quiet, 0.75));
    y += BAR + 6.0;
    for (class, figure) in of.deepest.iter().enumerate() {
        if !figure.value.is_some_and(|share| share > LEAST_SHARE) {
            continue;
        }
        y += 1.35 * note.size;
        svg.rect(Rect::new(x, y - 9.0, 9.0, 9.0), 2.0, &Paint::fill(colour(class, theme)));
        svg.text((x + 14.0, y), language.reached(class), &quiet);
        svg.text((x + wide, y), &share_words(figure, language), &note.anchored(Anchor::End));
        let people = language.said(&figure.brief().said_of_people(Unit::Share));
        if !people.is_empty() {
            y += 1.25 * note.size;
            svg.text((x + wide, y), &language.ends_people(people), &quiet.anchored(Anchor::End));
        }
    }
    svg.end();
    y + 4.0
}

/// Share with its error, unless the error is negligible.
fn share_words(figure: &Figure, language: Language) -> String {
    match (figure.value, figure.se) {
        (Some(share), Some(error)) if error < 1e-6 => language.numeral(&numbers::percent(share)),
        _ => language.said(&figure.said_briefly(Unit::Share)),
    }
}

fn colour(class: usize, theme: &Theme) -> Rgb {
    match class {
        0 => theme.ground.mixed(theme.quiet, 0.45),
        1 => theme.deepest(Deepest::Epidermis),
        2 => theme.deepest(Deepest::Dermis),
        _ => theme.deepest(Deepest::Fat),
    }
}

/// Draws the legend of the bars. Returns the lower edge.
fn legend(svg: &mut Svg, d: &DevicesDiagram, top: f64, theme: &Theme) -> f64 {
    let language = theme.language;
    let below = if d.eyelid { language.below_is_breach() } else { language.below_is_fat() };
    let style = TextStyle::new(theme.size.note, theme.quiet);
    let words = language.devices_legend(below);
    let lines = layout::wrapped(&words, style.size, style.weight, theme.inner_width());
    svg.begin("legend");
    let end = layout::block(svg, theme.page.margin, top, &lines, &style);
    svg.end();
    end
}

fn title(d: &DevicesDiagram, language: Language) -> String {
    let mut means: Vec<f64> = d.devices.iter().filter_map(|of| of.depth_mm.value).collect();
    means.sort_by(f64::total_cmp);
    let set = numbers::short(d.set_mm, 3);
    match means.as_slice() {
        [least, .., most] => language.devices_title(set, numbers::fixed(*least, 2), fixed(*most)),
        _ => language.devices_title_none(set),
    }
}

fn sentence(d: &DevicesDiagram, language: Language) -> String {
    language.devices_sentence(d.people)
}

/// Alternative text of the picture.
fn alt(d: &DevicesDiagram, title: &str, language: Language) -> String {
    let of = |of: &OnDevice| {
        let share = |(class, figure): (usize, &Figure)| {
            format!("{} {}", language.reached(class), share_words(figure, language))
        };
        let shares: Vec<String> = of.deepest.iter().enumerate().map(share).collect();
        let depth = language.said(&of.depth_mm.said_briefly(Unit::Mm));
        let density = language.said(&of.density_per_cm2.said_briefly(Unit::PerCm2));
        format!(
            "{}: {}.",
            words::begun(&language.name(&of.label)),
            language.device_alt(depth, density, shares.join(", "))
        )
    };
    let kind = format!("{} {title}.", language.devices_alt(d.devices.len()));
    words::alternative(std::iter::once(kind).chain(d.devices.iter().map(of)))
}
