//! A block of skin after the treatment, seen from above and from two sides at equal scales.
//!
//! The top shows the openings of the close-up. The two cut faces show the layers under the block's edges, the nets of
//! vessels, and the tracts that lie within [`HALF_MM`] of the cut.

use super::dots::{colour_of_pass, density_words, ring};
use crate::outcome::{Block, Column, CutFace, Layer, Mark, Measure, Outcome};
use crate::render::diagram::anatomy::{LOBULE_MM, SEPTUM_MM};
use crate::render::diagram::lobules;
use crate::render::key;
use crate::render::layers::depth_words;
use crate::render::layout;
use crate::render::leaders::{self, Label};
use crate::render::numbers::{self, THIN};
use crate::render::section::cross;
use crate::render::section::marks;
use crate::render::svg::{Anchor, Paint, Rect, Svg, TextStyle};
use crate::render::theme::{Rgb, Theme, Tissue};
use crate::render::words::Language;
use crate::render::{Picture, RenderError};

/// Half of the thickness of the slice whose tracts a face shows, mm.
const HALF_MM: f64 = 0.075;

/// Slope of the block's edges on the page: cosine and sine of 30 degrees.
const RISE: [f64; 2] = [0.866_025_403_784_438_6, 0.5];

/// Largest height of the block, and room for the depth scale at its left, units.
const HIGHEST: f64 = 620.0;
const SCALE: f64 = 54.0;

/// Darkness of the front face and of the right face, as a share of ink.
const SHADE: [f64; 2] = [0.03, 0.10];

/// Corners on each round end of an opening, and points along the side of a tract.
const CORNERS: usize = 6;
const POINTS: usize = 16;

/// Position of a block on the page.
struct View<'a> {
    block: &'a Block,
    /// Place of the upper left corner of the block: its front left edge at the surface.
    corner: [f64; 2],
    per_mm: f64,
}

impl View<'_> {
    /// Place on the page of a point of the block: x, y, and the depth.
    fn at(&self, [x, y, depth]: [f64; 3]) -> (f64, f64) {
        let (x, y) = (x - self.block.x_mm[0], y - self.block.y_mm[0]);
        let [cos, sin] = RISE;
        (self.corner[0] + self.per_mm * cos * (x + y), self.corner[1] + self.per_mm * (sin * (x - y) + depth))
    }

    /// Place of a point of a face: a share of its length, and the depth.
    fn on(&self, face: usize, share: f64, depth: f64) -> (f64, f64) {
        let Block { x_mm, y_mm, .. } = self.block;
        match face {
            0 => self.at([x_mm[0] + share * (x_mm[1] - x_mm[0]), y_mm[0], depth]),
            _ => self.at([x_mm[1], y_mm[0] + share * (y_mm[1] - y_mm[0]), depth]),
        }
    }

    fn sides_mm(&self) -> [f64; 2] {
        [self.block.x_mm, self.block.y_mm].map(|[low, high]| high - low)
    }
}

/// Draws the block.
///
/// # Errors
/// Those of the fonts.
pub(super) fn draw(outcome: &Outcome, theme: &Theme, name: &str) -> Result<Picture, RenderError> {
    let block = &outcome.close_up.block;
    let Told { title, sentence, alt } = told(outcome, theme.language);
    let mut svg = Svg::new();
    let top = layout::header(&mut svg, &title, &theme.language.setting(&outcome.provenance), theme);
    let left = theme.page.margin + SCALE;
    let flat = View { block, corner: [left, 0.0], per_mm: 1.0 };
    let labels_width = leaders::width(&labels(outcome, &flat, theme), theme);
    let [x_side, y_side] = flat.sides_mm();
    let [cos, sin] = RISE;
    let room = theme.page.margin + theme.inner_width() - left - leaders::length(theme) - 16.0 - labels_width;
    let per_mm = (room / (cos * (x_side + y_side)))
        .min(theme.high(HIGHEST) / (sin * (x_side + y_side) + block.depth_mm));
    let view = View { block, corner: [left, top + per_mm * sin * y_side], per_mm };

    for face in 0..2 {
        svg.part(["front", "right"][face], |svg| draw_face(svg, outcome, &view, face, theme));
    }
    draw_top(&mut svg, outcome, &view, theme);
    if outcome.set_depth_mm < block.depth_mm {
        let line = Paint::stroke(theme.skin.ink, 1.5).dashed(7.0, 5.0);
        let at = |face: usize, share: f64| view.on(face, share, outcome.set_depth_mm);
        svg.begin("set-depth");
        svg.path(&[at(0, 0.0), at(0, 1.0), at(1, 1.0)], false, &line);
        svg.end();
    }
    depth_scale(&mut svg, &view, theme);
    let bottom = view.on(0, 1.0, block.depth_mm).1;
    let bar_mm = numbers::nice_floor(0.4 * x_side);
    let bar_at = (left + 0.5 * per_mm * cos * x_side - 30.0).max(left + 120.0);
    key::scale_bar(&mut svg, bar_at, bottom - 8.0, bar_mm * per_mm, bar_mm, theme);
    let labels = labels(outcome, &view, theme);
    let frame = Rect::new(left, top, view.on(1, 1.0, 0.0).0 - left + 10.0, bottom - top);
    let end = leaders::draw(&mut svg, frame, &labels, labels_width, theme);
    let foot = theme.language.foot(&outcome.provenance.foot());
    let height = layout::footer(&mut svg, end.max(bottom), &sentence, &foot, theme);
    Ok(Picture {
        name: name.to_owned(),
        svg: svg.document(height, &title, &alt, theme),
        caption: sentence,
        alt,
    })
}

/// Depth of every boundary at a place of a face, as (share of its length, depth), cut off at the lower face.
fn boundary(face: &CutFace, depth_mm: f64, of: impl Fn(&Column) -> f64) -> Vec<(f64, f64)> {
    let steps = face.columns.len().saturating_sub(1).max(1) as f64;
    let at = |(at, column): (usize, &Column)| (at as f64 / steps, of(column).clamp(0.0, depth_mm));
    face.columns.iter().enumerate().map(at).collect()
}

/// Depth of a line of a face at a share of its length.
fn depth_at(line: &[(f64, f64)], share: f64) -> f64 {
    let place = share.clamp(0.0, 1.0) * line.len().saturating_sub(1) as f64;
    let at = (place as usize).min(line.len().saturating_sub(2));
    match (line.get(at), line.get(at + 1)) {
        (Some((_, a)), Some((_, b))) => a + (b - a) * (place - at as f64),
        (Some((_, a)), None) => *a,
        _ => 0.0,
    }
}

fn draw_face(svg: &mut Svg, outcome: &Outcome, view: &View<'_>, face: usize, theme: &Theme) {
    let cut = &view.block.faces[face];
    let depth = view.block.depth_mm;
    let shaded = |colour: Rgb| colour.mixed(theme.skin.ink, SHADE[face]);
    let outline = |upper: &[(f64, f64)], lower: &[(f64, f64)]| -> Vec<(f64, f64)> {
        let all = upper.iter().chain(lower.iter().rev());
        all.map(|(share, depth)| view.on(face, *share, *depth)).collect()
    };
    svg.begin("layers");
    let mut upper = boundary(cut, depth, |_| 0.0);
    for (index, layer) in Layer::ALL.into_iter().enumerate() {
        let lower =
            boundary(cut, depth, |column| column.bottoms_mm.get(index).copied().unwrap_or(f64::INFINITY));
        if upper.iter().zip(&lower).any(|(above, below)| below.1 > above.1 + 1e-6) {
            let colour = shaded(theme.tissue(Tissue::of(layer)));
            svg.path(&outline(&upper, &lower), true, &Paint::fill(colour));
            if layer == Layer::Fat {
                fat(svg, view, face, &upper, &lower, shaded(theme.skin.fat), theme);
            }
            let edge: Vec<(f64, f64)> =
                lower.iter().map(|(share, depth)| view.on(face, *share, *depth)).collect();
            svg.path(&edge, false, &Paint::stroke(colour.mixed(theme.skin.muscle, 0.3), 1.0));
        }
        upper = lower;
    }
    svg.end();
    vessels(svg, view, face, &shaded, theme);
    tracts(svg, outcome, view, face, theme);
    let rim: Vec<(f64, f64)> = [(0.0, 0.0), (1.0, 0.0), (1.0, depth), (0.0, depth)]
        .map(|(share, depth)| view.on(face, share, depth))
        .to_vec();
    svg.path(&rim, true, &Paint::stroke(theme.skin.ink.mixed(theme.ground, 0.35), 1.0));
}

/// Lobules in the fat of a face, cut off where it ends.
fn fat(
    svg: &mut Svg,
    view: &View<'_>,
    face: usize,
    upper: &[(f64, f64)],
    lower: &[(f64, f64)],
    colour: Rgb,
    theme: &Theme,
) {
    let length = view.sides_mm()[face];
    let thick = upper.iter().zip(lower).map(|(above, below)| below.1 - above.1).fold(0.0, f64::max);
    let septum = theme
        .skin
        .papillary_dermis
        .mixed(theme.skin.reticular_dermis, 0.25)
        .mixed(theme.skin.ink, SHADE[face]);
    let whole: Vec<(f64, f64)> =
        upper.iter().chain(lower.iter().rev()).map(|(share, depth)| view.on(face, *share, *depth)).collect();
    svg.path(&whole, true, &Paint::fill(septum));
    let place = |(along, below): (f64, f64)| {
        let share = along / length;
        let depth = depth_at(upper, share) + 0.5 * SEPTUM_MM + below;
        view.on(face, share, depth.min(depth_at(lower, share)))
    };
    let size = LOBULE_MM.min(0.8 * thick);
    let lobules = lobules::packed(length, thick + LOBULE_MM, size, SEPTUM_MM);
    let polygons: Vec<Vec<(f64, f64)>> =
        lobules.into_iter().map(|outline| outline.into_iter().map(place).collect()).collect();
    svg.polygons(&polygons, &Paint::fill(colour));
}

/// Nets of vessels along a face: ovals at the depth of each net.
fn vessels(svg: &mut Svg, view: &View<'_>, face: usize, shaded: &impl Fn(Rgb) -> Rgb, theme: &Theme) {
    let cut = &view.block.faces[face];
    let length = view.sides_mm()[face];
    let thin = cut.columns.iter().all(|column| column.skin_mm() - column.epidermis_mm() < 1e-6);
    if thin || length <= 0.0 {
        return;
    }
    let steps = cut.columns.len().saturating_sub(1).max(1) as f64;
    let upper: Vec<(f64, f64)> =
        cut.upper_plexus_mm.iter().enumerate().map(|(at, depth)| (at as f64 / steps, *depth)).collect();
    let deep = boundary(cut, f64::INFINITY, |column| column.skin_mm() - 0.06);
    svg.begin("vessels");
    for (line, half, first) in [(&upper, 0.016, 5), (&deep, 0.03, 60)] {
        let (mut along, mut at) = (0.0, first + 31 * face);
        while along < length {
            let (u, v) = crate::render::diagram::scattered(at);
            let colour = if at.is_multiple_of(2) { theme.skin.vessel } else { theme.skin.vein };
            let wide = half * (1.0 + 2.2 * u);
            along += wide;
            let middle = depth_at(line, along / length) + half * (v - 0.5);
            if middle + half < view.block.depth_mm && along + wide < length {
                let oval = (0..16).map(|corner| {
                    let (sin, cos) = (std::f64::consts::TAU * f64::from(corner) / 16.0).sin_cos();
                    view.on(face, (along + wide * cos) / length, middle + half * sin)
                });
                let colour = theme.skin.reticular_dermis.mixed(colour, 0.62);
                svg.path(&oval.collect::<Vec<_>>(), true, &Paint::fill(shaded(colour)));
            }
            along += wide + half * (0.6 + 1.6 * v);
            at += 1;
        }
    }
    svg.end();
}

/// Marks whose axis lies in the slice of a face.
fn in_face<'a>(outcome: &'a Outcome, block: &'a Block, face: usize) -> impl Iterator<Item = &'a Mark> {
    outcome.close_up.marks.iter().filter(move |mark| {
        let (x, y) = (mark.tract.x_mm, mark.tract.y_mm);
        let (off, along, ends) = match face {
            0 => (y - block.y_mm[0], x, block.x_mm),
            _ => (x - block.x_mm[1], y, block.y_mm),
        };
        mark.tract.pierced && off.abs() <= HALF_MM && (ends[0]..=ends[1]).contains(&along)
    })
}

/// Tracts in a face, deeper ones behind, and a dot at every tip.
fn tracts(svg: &mut Svg, outcome: &Outcome, view: &View<'_>, face: usize, theme: &Theme) {
    let (block, depth) = (view.block, view.block.depth_mm);
    let ends = if face == 0 { block.x_mm } else { block.y_mm };
    let mut list: Vec<&Mark> = in_face(outcome, block, face).collect();
    list.sort_by(|a, b| b.tract.tip_depth_mm.total_cmp(&a.tract.tip_depth_mm));
    let share = |along: f64| ((along - ends[0]) / (ends[1] - ends[0])).clamp(0.0, 1.0);
    svg.begin("tracts");
    for mark in &list {
        let Some(class) = cross::class_of(&mark.tract) else { continue };
        let tract = &mark.tract;
        let colour = theme.deepest(class).mixed(theme.skin.ink, SHADE[face]);
        let along = if face == 0 { tract.x_mm } else { tract.y_mm };
        let half = |depth: f64| {
            let section = tract.section(depth);
            if face == 0 { section.half_width_mm() } else { section.half_height_mm() }
        };
        let depths: Vec<f64> = (0..=POINTS)
            .map(|at| tract.tip_depth_mm * (1.0 - (1.0 - at as f64 / POINTS as f64).powi(2)))
            .map(|deep| deep.min(depth))
            .collect();
        let side = |sign: f64| move |deep: &f64| view.on(face, share(along + sign * half(*deep)), *deep);
        let mut outline: Vec<(f64, f64)> = depths.iter().map(side(-1.0)).collect();
        outline.extend(depths.iter().rev().map(side(1.0)));
        let paint = Paint::fill(colour).opacity(0.6).outlined(colour.mixed(theme.skin.ink, 0.35), 0.8);
        svg.path(&outline, true, &paint);
    }
    for mark in &list {
        let Some(class) = cross::class_of(&mark.tract) else { continue };
        let along = if face == 0 { mark.tract.x_mm } else { mark.tract.y_mm };
        if mark.tract.tip_depth_mm < depth {
            let dot = Paint::fill(theme.deepest(class)).outlined(Theme::LIGHT.ground, 1.0);
            svg.circle(view.on(face, share(along), mark.tract.tip_depth_mm), 3.25, &dot);
        }
    }
    svg.end();
}

/// The surface with its openings, cut off at the edges of the block.
fn draw_top(svg: &mut Svg, outcome: &Outcome, view: &View<'_>, theme: &Theme) {
    let Block { x_mm, y_mm, .. } = view.block;
    let corners = [[x_mm[0], y_mm[0]], [x_mm[1], y_mm[0]], [x_mm[1], y_mm[1]], [x_mm[0], y_mm[1]]];
    let corners = corners.map(|[x, y]| view.at([x, y, 0.0]));
    let marks = &outcome.close_up.marks;
    let passes = marks.iter().map(|mark| mark.pass + 1).max().unwrap_or(1);
    let inside = |mark: &&Mark| {
        (x_mm[0]..=x_mm[1]).contains(&mark.tract.x_mm) && (y_mm[0]..=y_mm[1]).contains(&mark.tract.y_mm)
    };
    svg.begin("surface");
    svg.path(&corners, true, &Paint::fill(theme.skin.surface));
    for pass in 0..passes {
        let of_pass = marks.iter().filter(inside).filter(|mark| mark.pass == pass && mark.tract.pierced);
        let polygon = |mark: &Mark| -> Vec<(f64, f64)> {
            let corners = mark.opening.outline_mm(CORNERS).into_iter();
            // An opening that the cut goes through ends there.
            corners
                .map(|[x, y]| view.at([x.clamp(x_mm[0], x_mm[1]), y.clamp(y_mm[0], y_mm[1]), 0.0]))
                .collect()
        };
        let polygons: Vec<Vec<(f64, f64)>> = of_pass.map(polygon).collect();
        let paint = Paint::fill(colour_of_pass(pass, passes, theme)).outlined(theme.skin.surface, 0.5);
        svg.polygons(&polygons, &paint);
    }
    for mark in marks.iter().filter(inside).filter(|mark| mark.repeat && mark.tract.pierced) {
        let reach_mm = mark.opening.half_width_mm().max(mark.opening.half_height_mm()) + 0.025;
        let [x, y] = [mark.tract.x_mm, mark.tract.y_mm];
        let ring_mm = (0..24).map(|corner| {
            let (sin, cos) = (std::f64::consts::TAU * f64::from(corner) / 24.0).sin_cos();
            view.at([x + reach_mm * cos, y + reach_mm * sin, 0.0])
        });
        svg.path(&ring_mm.collect::<Vec<_>>(), true, &Paint::stroke(ring(theme), 1.5));
    }
    svg.path(&corners, true, &Paint::stroke(theme.skin.ink.mixed(theme.ground, 0.35), 1.0));
    svg.end();
}

/// Depth scale at the left edge of the front face, mm.
fn depth_scale(svg: &mut Svg, view: &View<'_>, theme: &Theme) {
    let (size, depth) = (theme.size.label, view.block.depth_mm);
    let most = ((view.per_mm * depth / (2.4 * size)) as usize).clamp(2, 8);
    let ticks = numbers::ticks(0.0, depth, most);
    let (x, from) = view.on(0, 0.0, 0.0);
    let (_, to) = view.on(0, 0.0, depth);
    let line = Paint::stroke(theme.quiet, 1.0);
    svg.begin("depth-scale");
    svg.line((x - 8.0, from), (x - 8.0, to), &line);
    let style = TextStyle::new(size, theme.quiet).anchored(Anchor::End);
    for (tick, words) in ticks.iter().zip(numbers::tick_labels(&ticks)) {
        let y = view.on(0, 0.0, *tick).1;
        svg.line((x - 14.0, y), (x - 8.0, y), &line);
        svg.text((x - 18.0, layout::middle(y, size)), &theme.language.numeral(&words), &style);
    }
    let unit = TextStyle::new(theme.size.note, theme.quiet).anchored(Anchor::End);
    svg.text((x - 18.0, from - 1.1 * size), "mm", &unit);
    svg.end();
}

/// Labels at the far edge of the right face: layers, vessels, and the set depth.
fn labels(outcome: &Outcome, view: &View<'_>, theme: &Theme) -> Vec<Label> {
    let (language, block) = (theme.language, view.block);
    let Some(column) = block.faces[1].columns.last() else { return Vec::new() };
    let y = |depth: f64| view.on(1, 1.0, depth).1;
    let label =
        |y: f64, name: &str, detail: String| Label { y, name: name.to_owned(), detail, strong: false };
    let mut list = Vec::new();
    let mut taken = Vec::new();
    if column.skin_mm() > column.epidermis_mm() {
        let upper = block.faces[1].upper_plexus_mm.last().copied().unwrap_or(0.0);
        for (depth, name) in
            [(upper, language.upper_plexus()), (column.skin_mm() - 0.06, language.deep_plexus())]
        {
            list.push(label(y(depth), name, String::new()));
            taken.push(y(depth));
        }
    }
    let mut upper = 0.0;
    for (index, layer) in Layer::ALL.into_iter().enumerate() {
        let lower = column.bottoms_mm.get(index).copied().unwrap_or(f64::INFINITY);
        if lower > upper + 1e-6 && upper < block.depth_mm {
            let at = marks::target(y(upper), y(lower.min(block.depth_mm)), &taken);
            let detail = if lower < block.depth_mm {
                language.thick(depth_words(lower - upper, 2))
            } else {
                String::new()
            };
            list.push(label(at, language.layer_in(layer, theme.panel), detail));
        }
        upper = lower;
    }
    let set = depth_words(outcome.set_depth_mm, 3);
    if outcome.set_depth_mm < block.depth_mm {
        list.push(Label {
            strong: true,
            ..label(y(outcome.set_depth_mm), &language.set_to(set), String::new())
        });
    }
    list.retain(|label| label.y <= y(block.depth_mm));
    list
}

/// Texts of the picture.
struct Told {
    title: String,
    sentence: String,
    alt: String,
}

fn told(outcome: &Outcome, language: Language) -> Told {
    let block = &outcome.close_up.block;
    let of = |measure: Measure| {
        outcome.first_row.map(|row| row[measure as usize]).filter(|value| value.is_finite() && *value > 0.0)
    };
    let title = match (of(Measure::Density), of(Measure::DepthP50)) {
        (None, _) => language.no_needle_struck().to_owned(),
        (Some(density), None) => language.block_title_none(density_words(density, language)),
        (Some(density), Some(depth)) => {
            language.block_title(density_words(density, language), depth_words(depth, 2))
        }
    };
    let mm = |length: f64| format!("{}{THIN}mm", numbers::short(length, 2));
    let side = mm((block.x_mm[1] - block.x_mm[0]).max(block.y_mm[1] - block.y_mm[0]));
    let sentence = language.block_sentence(side, mm(2.0 * HALF_MM));
    let shown: usize = (0..2).map(|face| in_face(outcome, block, face).count()).sum();
    let alt = language.block_alt(&title, shown);
    Told { title, sentence, alt }
}
