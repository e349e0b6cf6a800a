//! A drum on the skin and the path of one tip through it: a labelled drawing with equal scales in each part.

use super::needle::{self, Needle};
use super::sheet;
use super::words::{fixed, range, short};
use crate::outcome::diagram::Base;
use crate::outcome::diagram::roller::RollerDiagram;
use crate::outcome::hair_mm;
use crate::render::fonts;
use crate::render::key;
use crate::render::layout;
use crate::render::leaders::{self, Label};
use crate::render::numbers;
use crate::render::section::Cut;
use crate::render::section::marks::{self, GUTTER, scale_room};
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Labels, Theme};
use crate::render::words::Language;
use crate::render::{Picture, RenderError};

/// Height of the drum's part above and below the skin, units.
const DRUM: f64 = 205.0;
const BELOW_DRUM: f64 = 128.0;
/// Half its width, relative to half the length over which needles are in the skin.
const WIDER: f64 = 1.3;
const WIDER_ON_SLIDE: f64 = 1.7;
/// Share of a slide's width that the drum takes.
const DRUM_ON_SLIDE: f64 = 0.4;
/// Height of the tip's part above and below the skin, units.
const AIR: f64 = 150.0;
const BELOW: f64 = 330.0;
/// Largest scale of that part, units per mm, so that the part of the finest needles still holds a hair.
const MOST_PER_MM: f64 = 560.0;
/// Room for its labels, units; numbers need less.
const LABELS: f64 = 250.0;
const LABELS_ON_SLIDE: f64 = 180.0;

/// Draws the figure.
///
/// # Errors
/// Errors of the fonts.
pub fn draw(diagram: &RollerDiagram, theme: &Theme) -> Result<Picture, RenderError> {
    let mut svg = Svg::new();
    let language = theme.language;
    let title = title(diagram, language);
    let subtitle = format!("{}{}", language.average_person(), theme.language.device(&diagram.provenance));
    let top = layout::header(&mut svg, &title, &subtitle, theme);
    let (margin, width) = (theme.page.margin, theme.inner_width());
    let end = if theme.is_slide() {
        // Heading of the other part.
        let level = top + 1.2 * theme.size.label;
        let below = drum(&mut svg, diagram, [margin, level + 12.0], DRUM_ON_SLIDE * width, theme);
        let left = margin + DRUM_ON_SLIDE * width + 24.0;
        way(&mut svg, diagram, [left, level], theme).max(below)
    } else {
        let below = drum(&mut svg, diagram, [margin, top], width, theme);
        way(&mut svg, diagram, [margin, below + 34.0], theme)
    };
    let sentence = sentence(diagram, language);
    let height =
        layout::footer(&mut svg, end, &sentence, &theme.language.foot(&diagram.provenance.foot()), theme);
    let alt = alt(diagram, &title, language);
    Ok(Picture {
        name: "roller".to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Draws the drum on the skin. Returns its lower edge.
fn drum(svg: &mut Svg, d: &RollerDiagram, [x, y]: [f64; 2], width: f64, theme: &Theme) -> f64 {
    let frame = Rect::new(x, y, width, theme.high(DRUM + BELOW_DRUM));
    let outer_mm = d.drum_radius_mm + d.length_mm;
    let half_chord_mm = outer_mm * d.half_contact_rad.sin();
    let wider = if theme.is_slide() { WIDER_ON_SLIDE } else { WIDER };
    let per_mm = 0.5 * frame.width / (wider * half_chord_mm);
    let cut = Cut { frame, left_mm: -wider * half_chord_mm, top_mm: -theme.high(DRUM) / per_mm, per_mm };
    svg.clipped(frame, |svg| {
        sheet::layers(svg, &cut, &d.column, |x| sheet::at(&d.surface_mm, x), d.depth_mm, theme);
        needles(svg, d, &cut, theme);
        body(svg, d, &cut, theme);
    });
    angles(svg, d, &cut, theme);
    svg.begin("overview-scale");
    let theme = &theme.on_skin();
    let mm = numbers::nice_step(0.12 * frame.width / per_mm, 1);
    let (right, y) = (frame.right() - 8.0, frame.bottom() - 18.0);
    let line = Paint::stroke(theme.text, 2.0);
    let style = TextStyle::new(theme.size.label, theme.text).anchored(Anchor::End);
    let words = theme.language.numeral(&key::scale_words(mm));
    svg.text((right, layout::middle(y, style.size)), &words, &style);
    let end = right - fonts::width(&words, style.size, style.weight) - 8.0;
    svg.line((end - mm * per_mm, y), (end, y), &line);
    for x in [end - mm * per_mm, end] {
        svg.line((x, y - 4.0), (x, y + 4.0), &line);
    }
    svg.end();
    frame.bottom()
}

/// Draws the needles of two neighbouring rows, faintly those of the row behind.
fn needles(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) {
    let outer_mm = d.drum_radius_mm + d.length_mm;
    let most = (1.2 / d.pitch_rad).ceil() as i32;
    svg.begin("needles");
    let shifts = [(d.stagger, 0.6), (0.0, 0.0)];
    for (shift, faint) in shifts.into_iter().skip(usize::from(d.stagger == 0.0)) {
        for turn in -most..=most {
            let lean_rad = (f64::from(turn) + shift) * d.pitch_rad;
            let (sin, cos) = lean_rad.sin_cos();
            let tip = cut.at(outer_mm * sin, outer_mm * cos - d.drum_radius_mm);
            drawn(d, tip, lean_rad, cut.per_mm, faint).draw(svg, theme);
        }
    }
    svg.end();
}

/// A needle of the drum.
fn drawn(d: &RollerDiagram, tip: (f64, f64), lean_rad: f64, per_mm: f64, faint: f64) -> Needle<'_> {
    Needle { profile: &d.needle, material: d.material, tip, lean_rad, per_mm, faint }
}

/// Draws the drum itself, with its edge and words.
fn body(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) {
    let arc = (-60..=60).map(|step| {
        let (sin, cos) = (f64::from(step) / 60.0 * 1.2).sin_cos();
        cut.at(d.drum_radius_mm * sin, d.drum_radius_mm * (cos - 1.0))
    });
    svg.begin("drum");
    let arc: Vec<(f64, f64)> = arc.collect();
    let (colour, edge) = needle::base_colours(d.material, theme);
    svg.path(&arc, true, &Paint::fill(colour).outlined(edge, 1.5));
    svg.end();
}

/// Draws where needles enter and leave, their angles there, and the rolling direction of the drum.
fn angles(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) {
    let (centre, level) = cut.at(0.0, 0.0);
    let radius = d.drum_radius_mm * cut.per_mm;
    let at = |length: f64, angle: f64| (centre + length * angle.sin(), level - radius + length * angle.cos());
    let outer = (d.drum_radius_mm + d.length_mm) * cut.per_mm;
    let size = theme.size.label;
    svg.begin("contact-angle");
    let line = Paint::stroke(theme.text, 1.25).dashed(6.0, 4.0);
    // Up to the edge of the frame.
    let upper = |angle: f64| (radius - theme.high(DRUM) + 44.0) / angle.cos();
    for angle in [-d.half_contact_rad, 0.0, d.half_contact_rad] {
        svg.line(at(upper(angle), angle), at(if angle == 0.0 { radius } else { outer }, angle), &line);
    }
    let bow = radius - 70.0;
    let arc: Vec<(f64, f64)> =
        (-40..=40).map(|step| at(bow, f64::from(step) / 40.0 * d.half_contact_rad)).collect();
    svg.path(&arc, false, &Paint::stroke(theme.text, 1.25));
    let language = theme.language;
    let words = language.numeral(&format!("{}°", numbers::fixed(d.half_contact_rad.to_degrees(), 1)));
    for side in [-0.5, 0.5] {
        let (x, y) = at(bow - 14.0, side * d.half_contact_rad);
        let style = TextStyle::new(size, theme.text).semibold().anchored(Anchor::Middle);
        svg.text((x, layout::middle(y, size)), &words, &style);
    }
    let (x, y) = at(outer, d.half_contact_rad);
    let style = TextStyle::new(theme.size.note, theme.text);
    svg.label(theme, |svg| svg.text((x + 9.0, y - 8.0), language.goes_in(), &style));
    let out = (2.0 * centre - x - 9.0, y - 8.0);
    svg.label(theme, |svg| svg.text(out, language.comes_out(), &style.anchored(Anchor::End)));
    svg.end();
    svg.begin("rolling");
    let y = cut.frame.y + 20.0;
    let words = language.drum_rolls(short(d.drum_radius_mm), d.needles_on_drum);
    let style = TextStyle::new(size, theme.text).anchored(Anchor::Middle);
    let half = 0.5 * fonts::width(&words, size, style.weight);
    // On a slide the words would be wider than the drum, and stand below it.
    let half = if theme.is_slide() {
        let lines = layout::wrapped(&words, size, style.weight, cut.frame.width);
        let style = style.anchored(Anchor::Start);
        svg.label(theme, |svg| {
            layout::block(svg, cut.frame.x, cut.frame.bottom() + 8.0, &lines, &style);
        });
        0.0
    } else {
        svg.label(theme, |svg| svg.text((centre - 30.0, layout::middle(y, size)), &words, &style));
        half
    };
    let (from, to) = (centre - 30.0 + half + 10.0, centre - 30.0 + half + 62.0);
    svg.line((from, y), (to, y), &Paint::stroke(theme.text, 1.75));
    svg.path(&[(to - 9.0, y - 5.0), (to, y), (to - 9.0, y + 5.0)], false, &Paint::stroke(theme.text, 1.75));
    svg.end();
}

/// Draws the path of the tip. Returns its lower edge.
fn way(svg: &mut Svg, d: &RollerDiagram, [x, top]: [f64; 2], theme: &Theme) -> f64 {
    let size = theme.size.label;
    let style = TextStyle::new(size, theme.text).semibold();
    svg.text((x, top), theme.language.way_of_one_tip(), &style);
    let per_mm = (theme.high(BELOW) / (1.22 * d.length_mm)).min(MOST_PER_MM);
    let left = x + scale_room(theme);
    let beside = match theme.labels {
        Labels::Below => leaders::number_width(theme),
        _ if theme.is_slide() => LABELS_ON_SLIDE,
        _ => LABELS,
    };
    let width =
        (theme.page.width - theme.page.margin - left - GUTTER - leaders::length(theme) - beside).floor();
    let frame = Rect::new(left, top + 12.0, width, theme.high(AIR + BELOW));
    let cut = Cut { frame, left_mm: -0.5 * width / per_mm, top_mm: -theme.high(AIR) / per_mm, per_mm };
    svg.clipped(frame, |svg| {
        sheet::layers(svg, &cut, &d.column, |_| 0.0, 0.0, theme);
        leaning(svg, d, &cut, theme);
        paths(svg, d, &cut, theme);
    });
    marks::set_depth(svg, &cut, d.length_mm, theme);
    marks::depth_scale(svg, &cut, theme);
    // On a slide the slits need the room.
    if !theme.is_slide() {
        marks::scales(svg, &cut, frame.y + 22.0, hair_mm(), theme);
    }
    let mut labels = labels(svg, d, &cut, theme);
    if theme.is_slide() {
        labels.iter_mut().for_each(|label| label.detail.clear());
    }
    let around = Rect { width: frame.width + GUTTER, ..frame };
    leaders::draw(svg, around, &labels, leaders::width(&labels, theme).min(beside), theme).max(frame.bottom())
}

/// Draws the needle at the depth that it reaches, in true length: where its tip enters, at its deepest and
/// where it leaves. Also draws the drum above it at its deepest.
fn leaning(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) {
    let deep = if d.pierced > 0 { &d.path_mm } else { &d.set_path_mm };
    let turn = d.leaves_at_rad(deep.iter().map(|[_, depth]| *depth).fold(0.0, f64::max));
    svg.begin("leaning-needles");
    let ends = [(deep.first(), turn, 0.75), (deep.last(), -turn, 0.75), (deep.get(deep.len() / 2), 0.0, 0.4)];
    for (place, lean_rad, faint) in ends {
        let Some([x, depth]) = place else { continue };
        let tip = cut.at(*x, *depth);
        drawn(d, tip, lean_rad, cut.per_mm, faint).draw(svg, theme);
    }
    svg.end();
    if let Some([x, depth]) = deep.get(deep.len() / 2) {
        let upright = drawn(d, cut.at(*x, *depth), 0.0, cut.per_mm, 0.4);
        let base = Base::Drum { radius_mm: d.drum_radius_mm };
        needle::base(svg, base, cut, [*x, *depth - d.length_mm], &upright, theme);
    }
}

/// Both ways: at the full length dotted, at the depth reached in full, with its direction.
fn paths(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) {
    let page = |path: &[[f64; 2]]| -> Vec<(f64, f64)> { path.iter().map(|[x, z]| cut.at(*x, *z)).collect() };
    svg.begin("way-at-full-length");
    svg.path(&page(&d.set_path_mm), false, &Paint::stroke(theme.skin.ink, 2.0).dashed(2.0, 4.0));
    svg.end();
    svg.begin("way-of-the-tip");
    let way = page(&d.path_mm);
    let colour = theme.accents.blue;
    // Arrows are small enough for a narrow path.
    let size = (d.rigid_slit_mm * cut.per_mm / 60.0).clamp(0.35, 1.0);
    svg.path(&way, false, &Paint::stroke(colour, 3.5 * size.max(0.7)));
    for at in [way.len() / 5, 4 * way.len() / 5] {
        let (Some(from), Some(to)) = (way.get(at), way.get(at + 1)) else { continue };
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let long = x.hypot(y).max(1e-9);
        let (x, y) = (x / long, y / long);
        let (back, aside) = (11.0 * size, 7.0 * size);
        let wing = |side: f64| (from.0 - back * x + aside * side * y, from.1 - back * y - aside * side * x);
        svg.path(&[wing(-1.0), *from, wing(1.0)], false, &Paint::stroke(colour, 3.0 * size));
    }
    svg.end();
}

/// Draws the slits above the skin. Returns all labels, whose lines cross the frame.
fn labels(svg: &mut Svg, d: &RollerDiagram, cut: &Cut, theme: &Theme) -> Vec<Label> {
    let (edge, centre, language) = (cut.frame.right(), cut.at(0.0, 0.0).0, theme.language);
    let mut list: Vec<Label> = Vec::new();
    let mut leads: Vec<(f64, f64)> = Vec::new();
    let label =
        |y: f64, name: &str, detail: String, strong: bool| Label { y, name: name.to_owned(), detail, strong };
    let [slit, least, most] = d.slits_mm();
    svg.begin("slits");
    let bar = |svg: &mut Svg, y: f64, mm: f64, width: f64| {
        let half = 0.5 * mm * cut.per_mm;
        svg.line((centre - half, y), (centre + half, y), &Paint::stroke(theme.accents.blue, width));
        for x in [centre - half, centre + half] {
            svg.line((x, y - 5.0), (x, y + 5.0), &Paint::stroke(theme.accents.blue, 2.0));
        }
        (centre + half + 4.0, y)
    };
    if d.pierced > 0 {
        let y = cut.y(0.0) - 62.0;
        leads.push(bar(svg, y, d.rigid_slit_mm, 2.0));
        let detail = language.rigid_slit_at(fixed(d.rigid_set_slit_mm));
        list.push(label(y, &language.rigid_slit(fixed(d.rigid_slit_mm)), detail, true));
        let y = cut.y(0.0) - 22.0;
        svg.line(
            (centre - 0.5 * most * cut.per_mm, y),
            (centre + 0.5 * most * cut.per_mm, y),
            &Paint::stroke(theme.accents.blue.mixed(theme.ground, 0.55), 8.0),
        );
        bar(svg, y, slit, 2.0);
        leads.push((centre + 0.5 * most * cut.per_mm + 4.0, y));
        let [follow, low, high] = d.follow.map(|share| numbers::short(100.0 * share, 3));
        let detail = language.follows(range(least, most), follow, low, high);
        list.push(label(y, &language.following_slit(fixed(slit)), detail, true));
        let y = cut.y(d.depth_mm);
        leads.push((centre + 4.0, y));
        let needles = if d.pierced == d.lowest {
            language.needles_over(d.lowest, range(d.least_mm, d.most_mm))
        } else {
            language.needles_in(d.pierced, d.lowest)
        };
        let detail = language.and_gives_way(needles, fixed(d.dimple_mm));
        list.push(label(y, &language.in_the_skin(fixed(d.depth_mm)), detail, true));
    }
    svg.end();
    let y = cut.y(d.length_mm);
    list.push(label(y, &language.needle_length(short(d.length_mm)), language.if_rigid().into(), true));
    let mut taken: Vec<f64> = list.iter().map(|label| label.y).collect();
    for ([upper, lower], layer, thick) in sheet::named(&d.column, cut.bottom_mm()) {
        let y = marks::target(cut.y(upper), cut.y(lower), &taken);
        taken.push(y);
        leads.push((edge + 2.0, y));
        list.push(label(y, language.layer(layer), thick, false));
    }
    svg.begin("lead-in");
    let line = Paint::stroke(theme.text.mixed(theme.skin.reticular_dermis, 0.35), 0.9);
    for (from, y) in leads {
        svg.line((from, y), (edge + GUTTER + 4.0, y), &line);
    }
    svg.end();
    list
}

fn title(d: &RollerDiagram, language: Language) -> String {
    let (site, length) = (language.name_begun(&d.site), short(d.length_mm));
    let (depth, slit) = (fixed(d.depth_mm), fixed(d.slits_mm()[0]));
    match (d.pierced, d.lowest) {
        (0, _) => language.roller_title_none(site, length),
        (some, all) if some == all => language.roller_title(site, length, depth, slit),
        (1, all) => language.roller_title_one(site, all, length, depth, slit),
        (some, all) => language.roller_title_some(site, some, all, length, depth, slit),
    }
}

fn sentence(d: &RollerDiagram, language: Language) -> String {
    language.roller_sentence(if d.pierced > 0 { language.at_depth_reached() } else { "" })
}

fn alt(d: &RollerDiagram, title: &str, language: Language) -> String {
    language.roller_alt(
        short(d.drum_radius_mm),
        short(d.length_mm),
        numbers::fixed(d.half_contact_rad.to_degrees(), 1),
        title,
        fixed(d.rigid_slit_mm),
    )
}
