//! Needles for home and clinic in one skin, to one scale: how deep they go, what they leave, and what faults change.

use crate::outcome::diagram::lengths::{Case, LengthsDiagram, OfNeedle};
use crate::outcome::{Layer as SkinLayer, Unit, hair_mm};
use crate::render::fonts::Weight;
use crate::render::numbers::{self, THIN};
use crate::render::section::Cut;
use crate::render::section::marks::{self, scale_room};
use crate::render::section::tissue::{self, Line};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::Theme;
use crate::render::words::{self, Language};
use crate::render::{Picture, RenderError, layout};

use super::needle::Needle;

/// Largest height of a row of the drawn skin with the air above it, units.
const HIGHEST: f64 = 300.0;
/// The same for a row that is alone.
const HIGHEST_ALONE: f64 = 520.0;
/// Least skin below the deepest tip, mm, and air above the highest base.
const BELOW_MM: f64 = 0.15;
const ABOVE_MM: f64 = 0.12;
/// Smallest share that is told.
const LEAST_SHARE: f64 = 1e-4;
/// Room at the right of a needle for its bracket, units.
const BRACKET: f64 = 16.0;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &LengthsDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let (mut svg, d, language) = (Svg::new(), diagram, theme.language);
    let title = title(d, language);
    let subtitle = language.lengths_subtitle(language.name_begun(&d.site));
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let bottom =
        if d.needles.is_empty() { layout::none(&mut svg, top, theme) } else { rows(&mut svg, d, top, theme) };
    let sentence = language.lengths_sentence(d.people);
    let height = layout::footer(&mut svg, bottom, &sentence, &language.foot(&d.foot()), theme);
    let alt = alt(d, &title, language);
    Ok(Picture {
        name: "lengths".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: format!("{title}. {sentence}"),
        alt,
    })
}

/// Needles of each row: as they should be, then those with a fault, as many side by side as have room.
fn in_rows<'a>(d: &'a LengthsDiagram, theme: &Theme) -> Vec<Vec<&'a OfNeedle>> {
    let (faults, sound): (Vec<&OfNeedle>, Vec<&OfNeedle>) =
        d.needles.iter().partition(|of| of.case.is_fault());
    if theme.is_slide() {
        return vec![sound];
    }
    let across = if theme.is_column() { 3 } else { 5 };
    sound.chunks(across).chain(faults.chunks(across)).map(<[&OfNeedle]>::to_vec).collect()
}

/// Draws all rows. Returns the lower edge.
fn rows(svg: &mut Svg, d: &LengthsDiagram, top: f64, theme: &Theme) -> f64 {
    let rows = in_rows(d, theme);
    let across = rows.iter().map(Vec::len).max().unwrap_or(1);
    let left = theme.page.margin + scale_room(theme);
    let wide = (theme.page.margin + theme.inner_width() - left) / across as f64;
    let tips = d.needles.iter().map(|of| of.depth_mm.p95.unwrap_or(of.profile.tip_depth_mm));
    let deepest = tips.chain(d.needles.iter().map(|of| of.set_mm)).fold(0.3, f64::max) + BELOW_MM;
    let above = d.needles.iter().map(|of| of.profile.needle.length_mm - of.profile.tip_depth_mm);
    let highest = above.fold(0.0, f64::max) + ABOVE_MM;
    let per_mm = theme.high(if theme.is_slide() { HIGHEST_ALONE } else { HIGHEST }) / (deepest + highest);
    let mut y = top;
    for (number, row) in rows.iter().enumerate() {
        if row.is_empty() {
            continue;
        }
        let size = theme.size.label;
        let head = |of: &&OfNeedle| {
            let words = head(of, theme.language);
            let mut lines = layout::wrapped(&words[0], size, Weight::SemiBold, wide - 8.0);
            let strong = lines.len();
            lines.extend(layout::wrapped(&words[1], theme.size.note, Weight::Regular, wide - 8.0));
            (lines, strong)
        };
        let heads: Vec<(Vec<String>, usize)> = row.iter().map(head).collect();
        let lines = heads.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1) as f64;
        let skin_top = y + 1.35 * size * lines + 4.0;
        let frame = Rect::new(left, skin_top, wide * row.len() as f64, (deepest + highest) * per_mm);
        let cut = Cut { frame, left_mm: 0.0, top_mm: -highest, per_mm };
        svg.part(&format!("row-{}", number + 1), |svg| {
            skin(svg, d, &cut, theme);
            marks::depth_scale(svg, &cut, theme);
            // Where a row leaves room beside it, or else in the skin of the first.
            let beside = row.len() < across;
            if beside || (number == 0 && rows.iter().all(|row| row.len() == across)) {
                names(svg, d, &cut, beside, theme);
            }
            if number == 0 {
                caps(svg, d, &cut, theme);
                marks::hair(svg, &cut, cut.y(-highest) + 8.0, hair_mm(), theme);
            }
            let mut end = frame.bottom();
            for (at, (of, (lines, strong))) in row.iter().zip(&heads).enumerate() {
                let x = left + wide * at as f64;
                svg.begin("head");
                let bold = TextStyle::new(size, theme.text).semibold();
                let below = layout::block(svg, x + 4.0, y, &lines[..*strong], &bold);
                layout::block(
                    svg,
                    x + 4.0,
                    below,
                    &lines[*strong..],
                    &TextStyle::new(theme.size.note, theme.quiet),
                );
                svg.end();
                needle(svg, of, &cut, x + 0.5 * (wide - BRACKET), theme);
                end = end.max(values(svg, d, of, [x + 4.0, frame.bottom() + 8.0], wide - 8.0, theme));
            }
            y = end + 1.5 * theme.page.step;
        });
    }
    y - 0.5 * theme.page.step
}

/// Layers of the site over the whole frame.
fn skin(svg: &mut Svg, d: &LengthsDiagram, cut: &Cut, theme: &Theme) {
    let ends = [cut.left_mm, cut.right_mm()];
    let line = |depth_mm: f64| -> Line { ends.map(|x| (x, depth_mm)).to_vec() };
    let below = (0..SkinLayer::ALL.len() - 1).map(|layer| line(d.column.bottoms_mm[layer]));
    let boundaries: Vec<Line> = std::iter::once(line(0.0)).chain(below).collect();
    svg.clipped(cut.frame, |svg| tissue::layers(svg, cut, &boundaries, theme));
    svg.begin("surface");
    let y = cut.y(0.0) - 0.5;
    svg.line((cut.frame.x, y), (cut.frame.right(), y), &Paint::stroke(theme.text, 1.0));
    svg.end();
}

/// Names of the layers, beside the frame or in it.
fn names(svg: &mut Svg, d: &LengthsDiagram, cut: &Cut, beside: bool, theme: &Theme) {
    let (size, language) = (theme.size.note, theme.language);
    let column = &d.column;
    let below = if d.eyelid { language.muscle() } else { language.fat() };
    let parts = [
        (language.class_epidermis(), [0.0, column.epidermis_mm()]),
        (language.class_dermis(), [column.epidermis_mm(), column.skin_mm()]),
        (below, [column.skin_mm(), cut.bottom_mm()]),
    ];
    svg.begin("layer-names");
    let (x, anchor, ink) = if beside {
        (cut.frame.right() + 10.0, Anchor::Start, theme.text)
    } else {
        (cut.frame.right() - 6.0, Anchor::End, theme.skin.ink)
    };
    let style = TextStyle::new(size, ink).anchored(anchor);
    for (words, [from, to]) in parts {
        let y = cut.y(0.5 * (from + to.min(cut.bottom_mm())));
        // In the skin a name needs the room of its layer.
        if from >= cut.bottom_mm() || (!beside && (to - from) * cut.per_mm < 1.2 * size) {
            continue;
        }
        svg.text((x, layout::middle(y, size)), words, &style);
    }
    svg.end();
}

/// Lines at the depths that are named for home and clinic.
fn caps(svg: &mut Svg, d: &LengthsDiagram, cut: &Cut, theme: &Theme) {
    let language = theme.language;
    svg.begin("caps");
    let words = [language.cap_at_home(), language.cap_evaluated()];
    for (cap, words) in d.caps_mm.into_iter().zip(words).filter_map(|(cap, words)| Some((cap?, words))) {
        if cap > cut.bottom_mm() {
            continue;
        }
        let y = cut.y(cap);
        let line = Paint::stroke(theme.skin.ink, 1.0).dashed(2.0, 4.0);
        svg.line((cut.frame.x, y), (cut.frame.right(), y), &line);
        let style = TextStyle::new(theme.size.note, theme.skin.ink);
        let words = format!("{}: {words}", language.numeral(&format!("{}{THIN}mm", numbers::short(cap, 2))));
        svg.text((cut.frame.x + 5.0, y + 1.15 * style.size), &words, &style);
    }
    svg.end();
}

/// The needle with its tip at the mean depth, the depth that was set, and the bracket of people's mean depths.
fn needle(svg: &mut Svg, of: &OfNeedle, cut: &Cut, x: f64, theme: &Theme) {
    let lean_rad = if let Case::Bent(angle) = of.case { angle } else { 0.0 };
    svg.begin("needle");
    let tip = (x, cut.y(of.profile.tip_depth_mm));
    let drawn =
        Needle { profile: &of.profile, material: of.material, tip, lean_rad, per_mm: cut.per_mm, faint: 0.0 };
    svg.clipped(cut.frame, |svg| drawn.draw(svg, theme));
    svg.end();
    svg.begin("set-depth");
    let (half, y) = (0.5 * of.profile.needle.shaft_diameter_mm * cut.per_mm + 9.0, cut.y(of.set_mm));
    svg.line((x - half, y), (x + half, y), &Paint::stroke(theme.skin.ink, 1.5).dashed(4.0, 3.0));
    svg.end();
    let (Some(mean), Some(low), Some(high)) = (of.depth_mm.value, of.depth_mm.p05, of.depth_mm.p95) else {
        return;
    };
    svg.begin("reached-depth");
    let (at, ink) = (x + half + 5.0, Paint::stroke(theme.skin.ink, 2.0));
    svg.line((at, cut.y(low)), (at, cut.y(high)), &ink);
    // A short bracket has no arms beside its dot.
    for end in [low, high].into_iter().filter(|_| (high - low) * cut.per_mm > 8.0) {
        svg.line((at - 5.0, cut.y(end)), (at, cut.y(end)), &ink);
    }
    svg.circle((at, cut.y(mean)), 3.0, &Paint::fill(theme.skin.ink));
    svg.end();
}

/// Heads of a needle: its setting or its fault, and its device.
fn head(of: &OfNeedle, language: Language) -> [String; 2] {
    let set = language.numeral(&format!("{}{THIN}mm", numbers::short(of.set_mm, 2)));
    let device = language.name_begun(&of.label);
    match of.case {
        Case::Home | Case::Clinic => [set, device],
        Case::Dial(by_mm) => [language.dial_deeper(numbers::short(by_mm, 2)), format!("{device}, {set}")],
        Case::Worn(factor) => [language.worn_tip(numbers::short(factor, 2)), format!("{device}, {set}")],
        Case::Bent(angle) => {
            let degrees = numbers::short(angle.to_degrees(), 2);
            [language.bent_needles(degrees), format!("{device}, {set}")]
        }
    }
}

/// Writes the values below a needle. Returns the lower edge.
fn values(
    svg: &mut Svg,
    d: &LengthsDiagram,
    of: &OfNeedle,
    [x, top]: [f64; 2],
    wide: f64,
    theme: &Theme,
) -> f64 {
    let language = theme.language;
    let strong = TextStyle::new(theme.size.label, theme.text).semibold();
    let note = TextStyle::new(theme.size.note, theme.text);
    let quiet = TextStyle { fill: theme.quiet, ..note };
    svg.begin("values");
    let depth = match of.depth_mm.value {
        Some(mean) if mean > 0.0 => language.deep(language.said(&of.depth_mm.said_briefly(Unit::Mm))),
        _ => language.none_goes_in().to_owned(),
    };
    let write = |svg: &mut Svg, words: &str, style: &TextStyle, y: f64| {
        let lines = layout::wrapped(words, style.size, style.weight, wide);
        layout::block(svg, x, y, &lines, style) + 1.0
    };
    let mut y = write(svg, &depth, &strong, top);
    let failed = of.failed.value.filter(|share| *share > 0.005);
    if let Some(share) = failed {
        y = write(svg, &language.do_not_pierce(language.percent(share)), &note, y);
    }
    let fat = match of.fat.value {
        Some(share) if share < LEAST_SHARE => language.under(language.percent(LEAST_SHARE)),
        _ => language.said(&of.fat.said_briefly(Unit::Share)),
    };
    let reach = if d.eyelid { language.through_the_dermis(fat) } else { language.into_the_fat(fat) };
    y = write(svg, &reach, &note, y);
    if theme.is_slide() {
        svg.end();
        return y;
    }
    y = write(svg, &language.left_open(language.said(&of.open.said_briefly(Unit::Share))), &note, y);
    if let Some(red) = of.red_h.filter(|_| !of.case.is_fault()) {
        y = write(svg, &language.red_for(language.time(red.value)), &quiet, y);
    }
    if let Some(closed) = of.closed_h.filter(|_| !of.case.is_fault()) {
        y = write(svg, &language.closed_by_dye(language.time(closed.value)), &quiet, y);
    }
    svg.end();
    y
}

fn title(d: &LengthsDiagram, language: Language) -> String {
    let sound: Vec<&OfNeedle> = d.needles.iter().filter(|of| !of.case.is_fault()).collect();
    let home = sound.iter().rev().find(|of| of.case == Case::Home).or(sound.first());
    let clinic: Vec<&&OfNeedle> = sound.iter().filter(|of| of.case == Case::Clinic).collect();
    let usual = clinic.get(clinic.len() / 2).copied().or(sound.last());
    let (Some(home), Some(usual), Some(last)) = (home, usual, sound.last()) else {
        return language.nothing().to_owned();
    };
    let set = |of: &OfNeedle| language.numeral(&numbers::short(of.set_mm, 2));
    let share = |of: &OfNeedle| match of.fat.value.unwrap_or_default() {
        few if few < LEAST_SHARE => language.under(language.percent(LEAST_SHARE)),
        share => language.percent(share),
    };
    if d.eyelid {
        language.lengths_title_eyelid(
            set(home),
            share(home),
            set(usual),
            share(usual),
            set(last),
            share(last),
        )
    } else {
        language.lengths_title(set(home), share(home), set(usual), share(usual), set(last), share(last))
    }
}

/// Alternative text of the picture.
fn alt(d: &LengthsDiagram, title: &str, language: Language) -> String {
    let of = |of: &OfNeedle| {
        let [head, _] = head(of, language);
        format!("{head}: {}.", language.said(&of.depth_mm.said_briefly(Unit::Mm)))
    };
    let kind = language.lengths_alt(title);
    words::alternative(std::iter::once(kind).chain(d.needles.iter().map(of)))
}
